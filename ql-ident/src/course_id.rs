use std::fmt;
use std::str::FromStr;

use crate::percent::check_plain;
use crate::{CourseDid, CourseUrn, IdentError, Lenient, SchacCode};

/// A course: the provider's SCHAC code and the provider's own id, decoded.
///
/// It identifies a learning opportunity *specification*, not the instance of one term. Parses from either notation and
/// displays as the URN in normal form. Equality and order go by the decoded parts.
///
/// ```
/// use ql_ident::CourseId;
/// let id: CourseId = "did:web:example.edu:courseId:AB%2F1%3A2".parse()?;
/// assert_eq!(id.local_id(), "AB/1:2");
/// assert_eq!(id.to_string(), "urn:schac:uniqueCourseId:example.edu:AB/1:2");
/// assert_eq!(id.to_did().to_string(), "did:web:example.edu:courseId:AB%2F1%3A2");
/// # Ok::<(), ql_ident::IdentError>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct CourseId {
    provider: SchacCode,
    local: Box<str>,
}

impl CourseId {
    /// The identifier of the course that `provider` calls `local_id` (plain text, not percent-encoded).
    ///
    /// # Errors
    /// If `local_id` is empty, longer than 1,024 bytes or contains a control character.
    pub fn new(provider: SchacCode, local_id: impl Into<Box<str>>) -> Result<Self, IdentError> {
        let local = local_id.into();
        check_plain(&local)?;
        Ok(Self { provider, local })
    }

    /// Both parts have been checked by the caller.
    pub(crate) fn from_checked(provider: SchacCode, local: Box<str>) -> Self {
        Self { provider, local }
    }

    /// Parses either notation leniently and reports what was repaired.
    ///
    /// ```
    /// use ql_ident::{CourseId, RepairKind};
    /// let read = CourseId::parse_lenient("urn:schac:courseId:uni-lj.si:123")?;
    /// assert_eq!(read.value.to_string(), "urn:schac:uniqueCourseId:uni-lj.si:123");
    /// assert_eq!(read.repairs[0].kind, RepairKind::LegacyType);
    /// # Ok::<(), ql_ident::IdentError>(())
    /// ```
    pub fn parse_lenient(text: &str) -> Result<Lenient<Self>, IdentError> {
        if is_did(text) {
            let read = CourseDid::parse_lenient(text)?;
            Ok(Lenient { value: without_port(read.value, text)?, repairs: read.repairs })
        } else {
            let read = CourseUrn::parse_lenient(text)?;
            Ok(Lenient { value: read.value.into_course_id(), repairs: read.repairs })
        }
    }

    /// The provider's SCHAC code.
    pub fn provider(&self) -> &SchacCode {
        &self.provider
    }

    /// The provider's own id, decoded.
    pub fn local_id(&self) -> &str {
        &self.local
    }

    /// The identifier as a URN.
    pub fn to_urn(&self) -> CourseUrn {
        CourseUrn::from(self.clone())
    }

    /// The identifier as a `did:web`.
    pub fn to_did(&self) -> CourseDid {
        CourseDid::from(self.clone())
    }
}

pub(crate) fn is_did(text: &str) -> bool {
    text.trim_start().get(..4).is_some_and(|scheme| scheme.eq_ignore_ascii_case("did:"))
}

/// The course of a DID read from `text`, where an error about the port is to be placed.
fn without_port(did: CourseDid, text: &str) -> Result<CourseId, IdentError> {
    did.into_course_id().map_err(|error| {
        let port = text.as_bytes().windows(3).position(|bytes| bytes.eq_ignore_ascii_case(b"%3A")).unwrap_or(0);
        IdentError::new(error.kind(), error.part(), port..port)
    })
}

impl FromStr for CourseId {
    type Err = IdentError;

    fn from_str(text: &str) -> Result<Self, IdentError> {
        if is_did(text) {
            without_port(text.parse()?, text)
        } else {
            CourseUrn::from_str(text).map(CourseUrn::into_course_id)
        }
    }
}

impl fmt::Display for CourseId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        crate::course_urn::write_urn(f, self.provider.as_str(), &self.local)
    }
}
