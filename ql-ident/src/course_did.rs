use std::cmp::Ordering;
use std::fmt;
use std::hash::{Hash, Hasher};
use std::str::FromStr;

use crate::course_urn::component;
use crate::percent::{DID, Encoded, check_decoded, decode};
use crate::reading::{self, Reading, Strict};
use crate::schac::domain;
use crate::{CourseId, CourseUrn, IdentError, IdentErrorKind, IdentPart, Lenient, RepairKind, SchacCode};

/// The DID notation of a course identifier, `did:web:DOMAIN:courseId:ID`.
///
/// A host with a port (`localhost%3A8443`) is a valid `did:web`, but no SCHAC code: such a DID has no URN. A query and
/// a fragment (of a DID URL) are kept, but are not part of the identity.
///
/// ```
/// use ql_ident::CourseDid;
/// let did: CourseDid = "did:web:localhost%3A8443:courseId:BIO%20101".parse()?;
/// assert_eq!((did.host(), did.port(), did.local_id()), ("localhost", Some(8443), "BIO 101"));
/// assert_eq!(did.document_url(), "https://localhost:8443/courseId/BIO%20101/did.json");
/// assert!(did.to_urn().is_err());
/// # Ok::<(), ql_ident::IdentError>(())
/// ```
#[derive(Clone, Debug)]
pub struct CourseDid {
    host: Box<str>,
    port: Option<u16>,
    local: Box<str>,
    query: Option<Box<str>>,
    fragment: Option<Box<str>>,
}

impl CourseDid {
    /// Parses leniently and reports what was repaired.
    pub fn parse_lenient(text: &str) -> Result<Lenient<Self>, IdentError> {
        reading::lenient(|reading| Self::read(text, reading))
    }

    /// The host name, lower-case, as A-labels.
    pub fn host(&self) -> &str {
        &self.host
    }

    /// The port, if there is one.
    pub fn port(&self) -> Option<u16> {
        self.port
    }

    /// The provider's own id, decoded.
    pub fn local_id(&self) -> &str {
        &self.local
    }

    /// The query of a DID URL, without `?`.
    pub fn query(&self) -> Option<&str> {
        self.query.as_deref()
    }

    /// The fragment of a DID URL, without `#`.
    pub fn fragment(&self) -> Option<&str> {
        self.fragment.as_deref()
    }

    /// The same DID with another fragment; characters that a fragment can't have are percent-encoded.
    #[must_use]
    pub fn with_fragment(mut self, fragment: &str) -> Self {
        self.fragment = component(fragment, 0, &mut reading::Repairing::default()).ok();
        self
    }

    /// The course that is identified.
    ///
    /// # Errors
    /// [`IdentErrorKind::PortNoUrn`] if the host has a port.
    pub fn course_id(&self) -> Result<CourseId, IdentError> {
        self.clone().into_course_id()
    }

    /// Like [`course_id`](Self::course_id), without copying.
    pub fn into_course_id(self) -> Result<CourseId, IdentError> {
        if self.port.is_some() {
            let start = "did:web:".len() + self.host.len();
            return Err(IdentError::new(IdentErrorKind::PortNoUrn, IdentPart::Port, start..start));
        }
        let provider = SchacCode::read(&self.host, "did:web:".len(), &mut Strict)?;
        Ok(CourseId::from_checked(provider, self.local))
    }

    /// The same course as a URN; a fragment becomes the f-component.
    ///
    /// # Errors
    /// [`IdentErrorKind::PortNoUrn`] if the host has a port.
    pub fn to_urn(&self) -> Result<CourseUrn, IdentError> {
        let id = self.course_id()?;
        match &self.fragment {
            None => Ok(CourseUrn::from(id)),
            Some(fragment) => format!("{id}#{fragment}").parse(),
        }
    }

    /// Where the DID document is found: `https://DOMAIN/courseId/ID/did.json`.
    pub fn document_url(&self) -> String {
        let id = Encoded(&self.local, &DID);
        match self.port {
            None => format!("https://{}/courseId/{id}/did.json", self.host),
            Some(port) => format!("https://{}:{port}/courseId/{id}/did.json", self.host),
        }
    }

    fn read(text: &str, reading: &mut impl Reading) -> Result<Self, IdentError> {
        const SCHEME: &str = "did:web:";
        let (did, start) = reading::trim(text, reading)?;
        match did.get(..SCHEME.len()) {
            Some(SCHEME) => {}
            Some(other) if other.eq_ignore_ascii_case(SCHEME) => {
                let span = start..start + SCHEME.len();
                reading.fault(RepairKind::SchemeCase, IdentErrorKind::Scheme, IdentPart::Scheme, span)?;
            }
            _ => {
                let end = did.match_indices(':').nth(1).map_or(did.len(), |(at, _)| at);
                return Err(IdentError::new(IdentErrorKind::Scheme, IdentPart::Scheme, start..start + end));
            }
        }
        let fragment_at = did.find('#').unwrap_or(did.len());
        let query_at = did[..fragment_at].find('?').unwrap_or(fragment_at);
        let body = &did[..query_at];
        let mut at = SCHEME.len();
        let host_text = body[at..].split(':').next().unwrap_or_default();
        let (host, port) = read_host(host_text, start + at, reading)?;
        at += host_text.len() + 1;
        let kind = body.get(at..).and_then(|rest| rest.split(':').next()).unwrap_or_default();
        let kind_at = start + at.min(body.len());
        let kind_span = kind_at..kind_at + kind.len();
        if kind != "courseId" {
            let known = ["courseId", "uniqueCourseId"].iter().any(|name| kind.eq_ignore_ascii_case(name));
            if !known {
                return Err(IdentError::new(IdentErrorKind::Type, IdentPart::Type, kind_span));
            }
            reading.fault(RepairKind::TypeCase, IdentErrorKind::Type, IdentPart::Type, kind_span)?;
        }
        at += kind.len() + 1;
        let raw = body.get(at..).unwrap_or_default();
        let raw_at = start + at.min(body.len());
        let local = decode(raw, raw_at, &DID, IdentPart::LocalId, reading)?;
        check_decoded(&local, raw, raw_at)?;
        let local = local.into();
        let query = (query_at < fragment_at)
            .then(|| component(&did[query_at + 1..fragment_at], start + query_at + 1, reading))
            .transpose()?;
        let fragment =
            did.get(fragment_at + 1..).map(|text| component(text, start + fragment_at + 1, reading)).transpose()?;
        Ok(Self { host, port, local, query, fragment })
    }
}

fn read_host(text: &str, offset: usize, reading: &mut impl Reading) -> Result<(Box<str>, Option<u16>), IdentError> {
    let colon = text.as_bytes().windows(3).position(|bytes| bytes.eq_ignore_ascii_case(b"%3A"));
    let Some(colon) = colon else { return Ok((domain(text, offset, 2, reading)?, None)) };
    let (host, digits) = (&text[..colon], &text[colon + 3..]);
    let port_at = offset + colon + 3;
    let port = digits
        .parse()
        .ok()
        .filter(|port| *port > 0 && digits.bytes().all(|byte| byte.is_ascii_digit()))
        .ok_or_else(|| IdentError::new(IdentErrorKind::Port, IdentPart::Port, port_at..port_at + digits.len()))?;
    Ok((domain(host, offset, 1, reading)?, Some(port)))
}

impl From<CourseId> for CourseDid {
    fn from(id: CourseId) -> Self {
        Self {
            host: id.provider().as_str().into(),
            port: None,
            local: id.local_id().into(),
            query: None,
            fragment: None,
        }
    }
}

impl FromStr for CourseDid {
    type Err = IdentError;

    fn from_str(text: &str) -> Result<Self, IdentError> {
        Self::read(text, &mut Strict)
    }
}

impl fmt::Display for CourseDid {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("did:web:")?;
        f.write_str(&self.host)?;
        if let Some(port) = self.port {
            write!(f, "%3A{port}")?;
        }
        f.write_str(":courseId:")?;
        fmt::Display::fmt(&Encoded(&self.local, &DID), f)?;
        for (mark, part) in [("?", &self.query), ("#", &self.fragment)] {
            if let Some(part) = part {
                write!(f, "{mark}{part}")?;
            }
        }
        Ok(())
    }
}

impl CourseDid {
    fn identity(&self) -> (&str, Option<u16>, &str) {
        (&self.host, self.port, &self.local)
    }
}

impl PartialEq for CourseDid {
    fn eq(&self, other: &Self) -> bool {
        self.identity() == other.identity()
    }
}

impl Eq for CourseDid {}

impl PartialOrd for CourseDid {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for CourseDid {
    fn cmp(&self, other: &Self) -> Ordering {
        self.identity().cmp(&other.identity())
    }
}

impl Hash for CourseDid {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.identity().hash(state);
    }
}
