use std::borrow::Cow;
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
pub struct LanguageTag(Cow<'static, str>);

/// Every pair of letters, one behind the other: nearly all tags are one, and need no memory of their own.
static PAIRS: [u8; 2 * 26 * 26] = {
    let mut pairs = [b'a'; 2 * 26 * 26];
    let (mut first, mut second, mut at) = (b'a', b'a', 0);
    while at < pairs.len() {
        pairs[at] = first;
        pairs[at + 1] = second;
        at += 2;
        second += 1;
        if second > b'z' {
            (first, second) = (first + 1, b'a');
        }
    }
    pairs
};

/// Two small letters as a text that is always there.
fn pair(text: &str) -> Option<&'static str> {
    let [first, second] = *text.as_bytes() else { return None };
    let place = |letter: u8| letter.is_ascii_lowercase().then(|| usize::from(letter - b'a'));
    let at = 2 * (26 * place(first)? + place(second)?);
    std::str::from_utf8(PAIRS.get(at..at + 2)?).ok()
}

/// Where in a tag a part of it stands (RFC 5646, section 2.1).
#[derive(Clone, Copy, PartialEq, Eq)]
enum Place {
    /// Before the first part.
    Language,
    /// Behind the language and so many extensions of it.
    Extended(u8),
    Script,
    Region,
    Variant,
    Singleton,
    Extension,
    PrivateUse,
    Private,
}

impl Place {
    /// The place of the next part; `None` if it can't stand there.
    fn after(self, part: &str) -> Option<Self> {
        let length = part.len();
        let letters = part.bytes().all(|byte| byte.is_ascii_alphabetic());
        if !(1..=8).contains(&length) || !part.bytes().all(|byte| byte.is_ascii_alphanumeric()) {
            return None;
        }
        let digit_first = part.starts_with(|c: char| c.is_ascii_digit());
        match self {
            Self::Language => (letters && length >= 2).then_some(Self::Extended(0)),
            Self::PrivateUse | Self::Private => Some(Self::Private),
            Self::Singleton => (length >= 2).then_some(Self::Extension),
            Self::Extension if length >= 2 => Some(Self::Extension),
            _ if length == 1 => Some(if part.eq_ignore_ascii_case("x") { Self::PrivateUse } else { Self::Singleton }),
            Self::Extended(count) if letters && length == 3 && count < 3 => Some(Self::Extended(count + 1)),
            Self::Extended(_) if letters && length == 4 => Some(Self::Script),
            Self::Extended(_) | Self::Script
                if letters && length == 2 || length == 3 && part.bytes().all(|byte| byte.is_ascii_digit()) =>
            {
                Some(Self::Region)
            }
            Self::Extended(_) | Self::Script | Self::Region | Self::Variant
                if length >= 5 || length == 4 && digit_first =>
            {
                Some(Self::Variant)
            }
            _ => None,
        }
    }
}

impl LanguageTag {
    /// `und`, the tag of an unknown language.
    pub fn undetermined() -> Self {
        Self(Cow::Borrowed("und"))
    }

    /// Reads a well-formed tag in any case, with `-` or `_` between its parts.
    pub fn parse(text: &str) -> Option<Self> {
        if let Some(pair) = pair(text) {
            return Some(Self(Cow::Borrowed(pair)));
        }
        let mut tag = String::with_capacity(text.len());
        let mut place = Place::Language;
        for (at, part) in text.trim().split(['-', '_']).enumerate() {
            place = place.after(part)?;
            if at > 0 {
                tag.push('-');
            }
            match place {
                Place::Script => {
                    tag.push_str(&part[..1].to_ascii_uppercase());
                    tag.push_str(&part[1..].to_ascii_lowercase());
                }
                Place::Region => tag.push_str(&part.to_ascii_uppercase()),
                _ => tag.push_str(&part.to_ascii_lowercase()),
            }
        }
        // A tag that ends with a singleton says that something follows.
        let ends_open = matches!(place, Place::Language | Place::Singleton | Place::PrivateUse);
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
