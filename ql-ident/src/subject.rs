use std::fmt;

use crate::percent::{DID, Encoded, MAX_LOCAL, NSS, PCHAR, check_plain};
use crate::{IdentError, IdentErrorKind, IdentPart, SchacCode};

/// How the subject IRI of a mapped course is formed (specification: "Minting the subject IRI of a mapped course").
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum SubjectScheme {
    /// `urn:schac:uniqueCourseId:{schac}:{id}`.
    Urn(SchacCode),
    /// `did:web:{schac}:courseId:{id}`.
    Did(SchacCode),
    /// `{base}courses/{provider}/{id}`, the reference aggregator's form.
    Http {
        /// An absolute IRI; a `/` is put behind it if it does not end in one.
        base: String,
        /// What stands for the provider, such as its ETER id; it must never change.
        provider: String,
    },
}

/// Why no minter could be made.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum SubjectError {
    /// The base is not an absolute `http` or `https` IRI without query and fragment.
    Base(String),
    /// The provider segment is empty, `.` or `..`.
    Provider(String),
}

impl fmt::Display for SubjectError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Base(base) => {
                write!(f, "expected an absolute http or https IRI without `?` and `#` as base: `{base}`")
            }
            Self::Provider(provider) => write!(f, "not a usable path segment for the provider: `{provider}`"),
        }
    }
}

impl std::error::Error for SubjectError {}

/// Mints the subject IRIs of courses, programmes and their instances.
///
/// ```
/// use ql_ident::{SubjectMinter, SubjectScheme};
/// let minter = SubjectMinter::new(SubjectScheme::Urn("example.edu".parse()?))?;
/// let course = minter.course("BIO 101")?;
/// assert_eq!(course, "urn:schac:uniqueCourseId:example.edu:BIO%20101");
/// assert_eq!(minter.offering(&course, "2026/S")?, "urn:schac:uniqueCourseId:example.edu:BIO%20101#offering-2026%2FS");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SubjectMinter(SubjectScheme);

impl SubjectMinter {
    /// A minter of the given scheme.
    pub fn new(scheme: SubjectScheme) -> Result<Self, SubjectError> {
        let SubjectScheme::Http { mut base, provider } = scheme else { return Ok(Self(scheme)) };
        let host = base.strip_prefix("https://").or_else(|| base.strip_prefix("http://"));
        let legal = |c: char| c.is_ascii_graphic() && !"?#<>\"{}|\\^`".contains(c);
        if !host.is_some_and(|host| !host.is_empty() && !host.starts_with('/')) || !base.chars().all(legal) {
            return Err(SubjectError::Base(base));
        }
        if ["", ".", ".."].contains(&provider.as_str()) {
            return Err(SubjectError::Provider(provider));
        }
        if !base.ends_with('/') {
            base.push('/');
        }
        Ok(Self(SubjectScheme::Http { base, provider }))
    }

    /// The scheme.
    pub fn scheme(&self) -> &SubjectScheme {
        &self.0
    }

    /// The subject of the course that the source calls `id`.
    ///
    /// # Errors
    /// If `id` is empty, longer than 1,024 bytes or contains a control character.
    pub fn course(&self, id: &str) -> Result<String, IdentError> {
        self.specification(id, "", "courses")
    }

    /// The subject of the programme that the source calls `id`.
    ///
    /// # Errors
    /// As for [`course`](Self::course).
    pub fn programme(&self, id: &str) -> Result<String, IdentError> {
        self.specification(id, "", "programmes")
    }

    /// The subject of a programme whose id is also the id of a course: `programme-{id}`.
    ///
    /// # Errors
    /// As for [`course`](Self::course).
    pub fn programme_beside_course(&self, id: &str) -> Result<String, IdentError> {
        match self.0 {
            SubjectScheme::Http { .. } => self.programme(id),
            _ => self.specification(id, "programme-", "programmes"),
        }
    }

    /// The subject of an instance of `subject`, which has been minted here.
    ///
    /// # Errors
    /// As for [`course`](Self::course).
    pub fn offering(&self, subject: &str, id: &str) -> Result<String, IdentError> {
        check_plain(id)?;
        let id = Encoded(id, &PCHAR);
        Ok(match self.0 {
            SubjectScheme::Http { .. } => format!("{subject}/offerings/{id}"),
            _ => format!("{subject}#offering-{id}"),
        })
    }

    fn specification(&self, id: &str, prefix: &str, folder: &str) -> Result<String, IdentError> {
        check_plain(id)?;
        if prefix.len() + id.len() > MAX_LOCAL {
            return Err(IdentError::new(IdentErrorKind::LocalTooLong, IdentPart::LocalId, 0..id.len()));
        }
        Ok(match &self.0 {
            SubjectScheme::Urn(schac) => {
                format!("urn:schac:uniqueCourseId:{schac}:{prefix}{}", Encoded(id, &NSS))
            }
            SubjectScheme::Did(schac) => format!("did:web:{schac}:courseId:{prefix}{}", Encoded(id, &DID)),
            SubjectScheme::Http { base, provider } => {
                format!("{base}{folder}/{}/{}", Encoded(provider, &PCHAR), Encoded(id, &PCHAR))
            }
        })
    }
}
