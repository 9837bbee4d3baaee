use std::cmp::Ordering;
use std::fmt;
use std::hash::{Hash, Hasher};
use std::ops::Range;
use std::str::FromStr;

use crate::percent::{COMPONENT, Encoded, NSS, check_decoded, decode};
use crate::reading::{self, Reading, Strict};
use crate::{CourseDid, CourseId, IdentError, IdentErrorKind, IdentPart, Lenient, RepairKind, SchacCode};

/// The URN notation of a course identifier, `urn:schac:uniqueCourseId:DOMAIN:ID`, with the components that RFC 8141
/// allows behind it.
///
/// The r-, q- and f-components are kept, but are not part of the identity: two URNs are equal if their course is.
///
/// ```
/// use ql_ident::CourseUrn;
/// let urn: CourseUrn = "URN:SCHAC:uniqueCourseId:Example.EDU:BIO%2d101#offering-1".parse()?;
/// assert_eq!(urn.course_id().local_id(), "BIO-101");
/// assert_eq!(urn.f_component(), Some("offering-1"));
/// assert_eq!(urn.to_string(), "urn:schac:uniqueCourseId:example.edu:BIO-101#offering-1");
/// # Ok::<(), ql_ident::IdentError>(())
/// ```
#[derive(Clone, Debug)]
pub struct CourseUrn {
    id: CourseId,
    components: Option<Box<Components>>,
}

#[derive(Clone, Debug, Default)]
struct Components {
    r: Option<Box<str>>,
    q: Option<Box<str>>,
    f: Option<Box<str>>,
}

impl CourseUrn {
    /// Parses leniently and reports what was repaired.
    pub fn parse_lenient(text: &str) -> Result<Lenient<Self>, IdentError> {
        reading::lenient(|reading| Self::read(text, reading))
    }

    /// The course that is identified.
    pub fn course_id(&self) -> &CourseId {
        &self.id
    }

    /// The course, without the components.
    pub fn into_course_id(self) -> CourseId {
        self.id
    }

    /// The same course as a DID; the f-component becomes the DID URL's fragment, the others have no counterpart.
    pub fn to_did(&self) -> CourseDid {
        let did = CourseDid::from(self.id.clone());
        match self.f_component() {
            Some(fragment) => did.with_fragment(fragment),
            None => did,
        }
    }

    /// The r-component (`?+…`), for the resolver.
    pub fn r_component(&self) -> Option<&str> {
        self.components.as_ref()?.r.as_deref()
    }

    /// The q-component (`?=…`), for the resource.
    pub fn q_component(&self) -> Option<&str> {
        self.components.as_ref()?.q.as_deref()
    }

    /// The f-component (`#…`), for a part of the resource.
    pub fn f_component(&self) -> Option<&str> {
        self.components.as_ref()?.f.as_deref()
    }

    fn read(text: &str, reading: &mut impl Reading) -> Result<Self, IdentError> {
        let (urn, start) = reading::trim(text, reading)?;
        let error =
            |kind, part, span: Range<usize>| Err(IdentError::new(kind, part, start + span.start..start + span.end));
        let Some((scheme, rest)) = urn.split_once(':').filter(|(scheme, _)| scheme.eq_ignore_ascii_case("urn")) else {
            let end = urn.find(':').unwrap_or(urn.len());
            return error(IdentErrorKind::Scheme, IdentPart::Scheme, 0..end);
        };
        let mut at = scheme.len() + 1;
        let namespace = rest.split(':').next().unwrap_or_default();
        if !namespace.eq_ignore_ascii_case("schac") {
            return error(IdentErrorKind::Namespace, IdentPart::Scheme, at..at + namespace.len());
        }
        at = (at + namespace.len() + 1).min(urn.len());
        let kind = urn[at..].split(':').next().unwrap_or_default();
        let kind_span = start + at..start + at + kind.len();
        if kind != "uniqueCourseId" {
            let repair = if kind.eq_ignore_ascii_case("uniqueCourseId") {
                RepairKind::TypeCase
            } else if kind.eq_ignore_ascii_case("courseId") {
                RepairKind::LegacyType
            } else {
                return Err(IdentError::new(IdentErrorKind::Type, IdentPart::Type, kind_span));
            };
            reading.fault(repair, IdentErrorKind::Type, IdentPart::Type, kind_span)?;
        }
        at = (at + kind.len() + 1).min(urn.len());
        let domain = urn[at..].split(':').next().unwrap_or_default();
        let provider = SchacCode::read(domain, start + at, reading)?;
        if at + domain.len() == urn.len() {
            return error(IdentErrorKind::LocalEmpty, IdentPart::LocalId, urn.len()..urn.len());
        }
        at += domain.len() + 1;
        let rest = &urn[at..];
        let (raw, components) = split_components(rest);
        let local = decode(raw, start + at, &NSS, IdentPart::LocalId, reading)?;
        check_decoded(&local, raw, start + at)?;
        let id = CourseId::from_checked(provider, local.into());
        let components = match components {
            None => None,
            Some(spans) => Some(Box::new(spans.read(rest, start + at, reading)?)),
        };
        Ok(Self { id, components })
    }
}

/// Where the components stand behind the NSS.
#[derive(Default)]
struct ComponentSpans {
    r: Option<Range<usize>>,
    q: Option<Range<usize>>,
    f: Option<Range<usize>>,
}

/// Splits what follows the domain into the encoded id and the components (RFC 8141, section 2).
fn split_components(rest: &str) -> (&str, Option<ComponentSpans>) {
    // Most identifiers have none.
    if !rest.bytes().any(|byte| matches!(byte, b'#' | b'?')) {
        return (rest, None);
    }
    let mut spans = ComponentSpans::default();
    let mut end = rest.len();
    if let Some(hash) = rest.find('#') {
        spans.f = Some(hash + 1..end);
        end = hash;
    }
    let resolution = rest[..end].find("?+");
    let query = match resolution {
        Some(r) => rest[r + 2..end].find("?=").map(|q| q + r + 2),
        None => rest[..end].find("?="),
    };
    // `?=` in front of `?+`: the q-component reaches to the end.
    let (resolution, query) = match (resolution, rest[..end].find("?=")) {
        (Some(r), Some(q)) if q < r => (None, Some(q)),
        _ => (resolution, query),
    };
    if let Some(q) = query {
        spans.q = Some(q + 2..end);
        end = q;
    }
    if let Some(r) = resolution {
        spans.r = Some(r + 2..end);
        end = r;
    }
    if end == rest.len() { (rest, None) } else { (&rest[..end], Some(spans)) }
}

impl ComponentSpans {
    fn read(self, rest: &str, offset: usize, reading: &mut impl Reading) -> Result<Components, IdentError> {
        let mut one = |span: Option<Range<usize>>, may_be_empty: bool| -> Result<Option<Box<str>>, IdentError> {
            let Some(span) = span else { return Ok(None) };
            let (text, at) = (&rest[span.clone()], offset + span.start);
            // RFC 8141: r- and q-components begin with a `pchar`.
            if !may_be_empty && (text.is_empty() || text.starts_with(['/', '?'])) {
                let end = at + text.len().min(1);
                return Err(IdentError::new(IdentErrorKind::Component, IdentPart::Component, at..end));
            }
            component(text, at, reading).map(Some)
        };
        Ok(Components { r: one(self.r, false)?, q: one(self.q, false)?, f: one(self.f, true)? })
    }
}

/// Reads a component: kept as it is written, illegal characters percent-encoded if the reading allows it.
pub(crate) fn component(text: &str, at: usize, reading: &mut impl Reading) -> Result<Box<str>, IdentError> {
    let mut written = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(character) = rest.chars().next() {
        let here = at + text.len() - rest.len();
        let encoded = rest.as_bytes().get(1..3).is_some_and(|hex| hex.iter().all(u8::is_ascii_hexdigit));
        if character == '%' && encoded {
            written.push_str(&rest[..3].to_ascii_uppercase());
            rest = &rest[3..];
            continue;
        }
        let length = character.len_utf8();
        if character.is_ascii() && COMPONENT.contains(character as u8) {
            written.push(character);
        } else {
            let span = here..here + length;
            reading.fault(RepairKind::Unencoded, IdentErrorKind::Component, IdentPart::Component, span)?;
            written.push_str(&Encoded(&rest[..length], &COMPONENT).to_string());
        }
        rest = &rest[length..];
    }
    Ok(written.into())
}

pub(crate) fn write_urn(f: &mut fmt::Formatter<'_>, domain: &str, local: &str) -> fmt::Result {
    f.write_str("urn:schac:uniqueCourseId:")?;
    f.write_str(domain)?;
    f.write_str(":")?;
    fmt::Display::fmt(&Encoded(local, &NSS), f)
}

impl From<CourseId> for CourseUrn {
    fn from(id: CourseId) -> Self {
        Self { id, components: None }
    }
}

impl FromStr for CourseUrn {
    type Err = IdentError;

    fn from_str(text: &str) -> Result<Self, IdentError> {
        Self::read(text, &mut Strict)
    }
}

impl fmt::Display for CourseUrn {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&self.id, f)?;
        for (mark, component) in [("?+", self.r_component()), ("?=", self.q_component()), ("#", self.f_component())] {
            if let Some(component) = component {
                write!(f, "{mark}{component}")?;
            }
        }
        Ok(())
    }
}

impl PartialEq for CourseUrn {
    fn eq(&self, other: &Self) -> bool {
        self.id == other.id
    }
}

impl Eq for CourseUrn {}

impl PartialOrd for CourseUrn {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for CourseUrn {
    fn cmp(&self, other: &Self) -> Ordering {
        self.id.cmp(&other.id)
    }
}

impl Hash for CourseUrn {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.id.hash(state);
    }
}
