use std::fmt;
use std::str::FromStr;

use crate::{IdentError, IdentErrorKind, IdentPart};

/// The UUID by which search indexes know a course.
///
/// ```
/// use ql_ident::Uuid;
/// let of_course = Uuid::for_course("BIO-101", "https://cat.example.edu/course/BIO-101");
/// assert_eq!(of_course.to_string(), "1d46fc2c-0837-5f36-9712-63a55d6c2906");
/// let own = Uuid::for_course("{C3D4E5F6-0000-4000-8000-00805F9B34FB}", "https://x.example/1");
/// assert_eq!(own.urn(), "urn:uuid:c3d4e5f6-0000-4000-8000-00805f9b34fb");
/// ```
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Uuid(uuid::Uuid);

impl Uuid {
    /// The UUID of a course: its id at the source if that is a UUID, else [`from_iri`](Self::from_iri) of its subject.
    pub fn for_course(source_id: &str, subject: &str) -> Self {
        source_id.trim().parse().unwrap_or_else(|_| Self::from_iri(subject))
    }

    /// The name-based UUID (version 5) of an IRI, in the URL namespace.
    pub fn from_iri(iri: &str) -> Self {
        Self(uuid::Uuid::new_v5(&uuid::Uuid::NAMESPACE_URL, iri.as_bytes()))
    }

    /// The UUID that is meant by a `urn:uuid:` IRI.
    pub fn from_urn(iri: &str) -> Option<Self> {
        let prefix = iri.get(..9).filter(|prefix| prefix.eq_ignore_ascii_case("urn:uuid:"))?;
        iri[prefix.len()..].parse().ok()
    }

    /// The 16 bytes.
    pub fn as_bytes(&self) -> &[u8; 16] {
        self.0.as_bytes()
    }

    /// The IRI `urn:uuid:…`.
    pub fn urn(&self) -> String {
        self.0.urn().to_string()
    }
}

impl FromStr for Uuid {
    type Err = IdentError;

    /// Reads the usual form with hyphens, with or without braces, or 32 digits, in any case.
    fn from_str(text: &str) -> Result<Self, IdentError> {
        let is_urn = text.get(..4).is_some_and(|start| start.eq_ignore_ascii_case("urn:"));
        match uuid::Uuid::try_parse(text) {
            Ok(uuid) if !is_urn => Ok(Self(uuid)),
            _ => Err(IdentError::new(IdentErrorKind::Uuid, IdentPart::Whole, 0..text.len())),
        }
    }
}

impl fmt::Display for Uuid {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&self.0.hyphenated(), f)
    }
}

impl fmt::Debug for Uuid {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Uuid({self})")
    }
}
