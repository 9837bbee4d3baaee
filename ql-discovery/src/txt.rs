use std::fmt;

use url::Url;

/// What a DNS TXT record says about a manifest (discovery specification, "DNS TXT").
///
/// ```
/// use ql_discovery::TxtRecord;
/// let strings = [&b"V = qldiscover1 ; m=https://example.edu/manifest?"[..], b"v=2"];
/// let record = TxtRecord::parse(strings).expect("one of ours").expect("well-formed");
/// assert_eq!(record.manifest().as_str(), "https://example.edu/manifest?v=2");
/// assert!(TxtRecord::parse([&b"v=spf1 -all"[..]]).is_none());
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TxtRecord {
    manifest: Url,
}

/// Why a record that announces a manifest can't be used.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum TxtRecordError {
    /// There is no tag `m`.
    UrlMissing,
    /// There is more than one tag `m`.
    SeveralUrls,
    /// `m` is not an absolute http or https URL.
    Url(String),
    /// The record is not UTF-8.
    NotText,
}

impl fmt::Display for TxtRecordError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::UrlMissing => f.write_str("the record has no tag `m` with the URL of the manifest"),
            Self::SeveralUrls => f.write_str("the record has more than one tag `m`"),
            Self::Url(text) => write!(f, "`m` is not an absolute http or https URL: `{}`", ql_core::excerpt(text)),
            Self::NotText => f.write_str("the record is not UTF-8"),
        }
    }
}

impl std::error::Error for TxtRecordError {}

impl TxtRecord {
    /// Reads the character-strings of one record, which are joined without anything between them.
    ///
    /// `None` if it is a record of something else; an error if it begins with `v=qldiscover1`, but can't be used.
    pub fn parse<'s>(strings: impl IntoIterator<Item = &'s [u8]>) -> Option<Result<Self, TxtRecordError>> {
        let record: Vec<u8> = strings.into_iter().flatten().copied().collect();
        let (first, rest) = match record.iter().position(|byte| *byte == b';') {
            Some(at) => (&record[..at], &record[at + 1..]),
            None => (&record[..], &[][..]),
        };
        let (name, value) = tag(std::str::from_utf8(first).ok()?)?;
        if !name.eq_ignore_ascii_case("v") || value != "qldiscover1" {
            return None;
        }
        Some(Self::of_tags(rest))
    }

    fn of_tags(tags: &[u8]) -> Result<Self, TxtRecordError> {
        let tags = std::str::from_utf8(tags).map_err(|_| TxtRecordError::NotText)?;
        let mut urls =
            tags.split(';').filter_map(tag).filter(|(name, _)| name.eq_ignore_ascii_case("m")).map(|(_, value)| value);
        let url = urls.next().ok_or(TxtRecordError::UrlMissing)?;
        if urls.next().is_some() {
            return Err(TxtRecordError::SeveralUrls);
        }
        match Url::parse(url) {
            Ok(manifest) if matches!(manifest.scheme(), "http" | "https") && manifest.has_host() => {
                Ok(Self { manifest })
            }
            _ => Err(TxtRecordError::Url(url.to_owned())),
        }
    }

    /// The URL of the manifest.
    pub fn manifest(&self) -> &Url {
        &self.manifest
    }
}

/// `name = value`; the value may contain further `=`.
fn tag(text: &str) -> Option<(&str, &str)> {
    let (name, value) = text.split_once('=')?;
    Some((name.trim(), value.trim()))
}
