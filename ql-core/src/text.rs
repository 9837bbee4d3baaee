use std::fmt;

use serde::ser::SerializeMap;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// A language tag (BCP 47), in the usual case: `en`, `de-AT`, `zh-Hant`; `und` for an unknown language.
///
/// ```
/// use ql_core::LanguageTag;
/// assert_eq!(LanguageTag::parse("zh_hant_tw").unwrap().as_str(), "zh-Hant-TW");
/// assert!(LanguageTag::parse("12").is_none());
/// ```
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct LanguageTag(Box<str>);

impl LanguageTag {
    /// `und`, the tag of an unknown language.
    pub fn undetermined() -> Self {
        Self("und".into())
    }

    /// Reads a well-formed tag in any case, with `-` or `_` between its parts.
    pub fn parse(text: &str) -> Option<Self> {
        let mut tag = String::with_capacity(text.len());
        let mut singleton = false;
        for (at, part) in text.trim().split(['-', '_']).enumerate() {
            let is_alphabetic = part.bytes().all(|b| b.is_ascii_alphabetic());
            let well_formed = match at {
                0 => is_alphabetic && (2..=8).contains(&part.len()),
                _ => (1..=8).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_alphanumeric()),
            };
            if !well_formed {
                return None;
            }
            if at > 0 {
                tag.push('-');
            }
            match part.len() {
                2 if at > 0 && !singleton => tag.push_str(&part.to_ascii_uppercase()),
                4 if at > 0 && !singleton && is_alphabetic => {
                    tag.push_str(&part[..1].to_ascii_uppercase());
                    tag.push_str(&part[1..].to_ascii_lowercase());
                }
                _ => tag.push_str(&part.to_ascii_lowercase()),
            }
            singleton |= part.len() == 1;
        }
        // A tag that ends with a singleton says that something follows.
        let ends_open = tag.rsplit('-').next().is_some_and(|last| last.len() == 1);
        (!ends_open).then(|| Self(tag.into()))
    }

    /// The tag.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The language without script and region.
    pub fn primary(&self) -> &str {
        self.0.split('-').next().unwrap_or(&self.0)
    }
}

impl Serialize for LanguageTag {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.0)
    }
}

impl<'de> Deserialize<'de> for LanguageTag {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        Self::parse(&text).ok_or_else(|| serde::de::Error::custom(format_args!("not a language tag: `{text}`")))
    }
}

impl fmt::Display for LanguageTag {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// A text in several languages, each with its own tag, in the order of the source.
///
/// ```
/// use ql_core::{LanguageTag, MultilingualText};
/// let mut title = MultilingualText::default();
/// title.push(LanguageTag::parse("de").unwrap(), "Meeresbiologie");
/// title.push(LanguageTag::parse("en").unwrap(), "Marine Biology");
/// assert_eq!(title.in_language("en"), Some("Marine Biology"));
/// assert_eq!(title.best(&["fr", "en"]), Some("Marine Biology"));
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct MultilingualText(Vec<(LanguageTag, String)>);

impl MultilingualText {
    /// A text in one language.
    pub fn single(language: LanguageTag, text: impl Into<String>) -> Self {
        Self(vec![(language, text.into())])
    }

    /// Adds a text; a language may occur more than once.
    pub fn push(&mut self, language: LanguageTag, text: impl Into<String>) {
        self.0.push((language, text.into()));
    }

    /// Whether there is no text.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The texts with their languages.
    pub fn iter(&self) -> impl Iterator<Item = (&LanguageTag, &str)> {
        self.0.iter().map(|(language, text)| (language, text.as_str()))
    }

    /// The first text with exactly this tag.
    pub fn in_language(&self, tag: &str) -> Option<&str> {
        self.iter().find(|(language, _)| language.as_str() == tag).map(|(_, text)| text)
    }

    /// The text in the first of these languages that there is one in, by tag or else by primary language; else the
    /// first text.
    pub fn best(&self, preferred: &[&str]) -> Option<&str> {
        let by_primary =
            |tag: &&str| self.iter().find(|(language, _)| language.primary() == *tag).map(|(_, text)| text);
        preferred
            .iter()
            .find_map(|tag| self.in_language(tag).or_else(|| by_primary(tag)))
            .or_else(|| self.iter().next().map(|(_, text)| text))
    }
}

impl Serialize for MultilingualText {
    /// An object of tag → text; of several texts in one language the first.
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        for (at, (language, text)) in self.0.iter().enumerate() {
            if !self.0[..at].iter().any(|(earlier, _)| earlier == language) {
                map.serialize_entry(language.as_str(), text)?;
            }
        }
        map.end()
    }
}
