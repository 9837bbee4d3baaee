use std::fmt;
use std::str::FromStr;

use crate::reading::{self, Reading, Strict};
use crate::{IdentError, IdentErrorKind, IdentPart, Lenient, RepairKind};

/// An ETER/OrgReg id of an institution, such as `AT0005` or `INT6006`.
///
/// ```
/// use ql_ident::EterId;
/// let vienna: EterId = "AT0005".parse()?;
/// assert_eq!(vienna.as_str(), "AT0005");
/// assert!("EL0001".parse::<EterId>()?.is_same_as(&"GR0001".parse()?));
/// assert!("at0005".parse::<EterId>().is_err());
/// # Ok::<(), ql_ident::IdentError>(())
/// ```
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct EterId(Box<str>);

impl EterId {
    /// The id.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Parses leniently: white space around the id and lower-case letters are repaired and reported.
    pub fn parse_lenient(text: &str) -> Result<Lenient<Self>, IdentError> {
        reading::lenient(|reading| {
            let (id, offset) = reading::trim(text, reading)?;
            Self::read(id, offset, reading)
        })
    }

    /// Whether both name the same institution: Greece is `EL` or `GR`, the United Kingdom `UK` or `GB`.
    pub fn is_same_as(&self, other: &Self) -> bool {
        fn parts(id: &EterId) -> (&str, &str) {
            match id.0.split_at(id.0.len() - 4) {
                ("GR", number) => ("EL", number),
                ("GB", number) => ("UK", number),
                parts => parts,
            }
        }
        parts(self) == parts(other)
    }

    fn read(id: &str, offset: usize, reading: &mut impl Reading) -> Result<Self, IdentError> {
        let shape = id.is_ascii() && id.len() >= 6 && {
            let (prefix, number) = id.split_at(id.len() - 4);
            let prefix_fits = prefix.eq_ignore_ascii_case("INT")
                || (prefix.len() == 2 && prefix.bytes().all(|b| b.is_ascii_alphabetic()));
            prefix_fits && number.bytes().all(|b| b.is_ascii_digit())
        };
        capitals(id, offset, shape, IdentErrorKind::Eter, reading).map(Self)
    }
}

/// A DEQAR institution id, such as `DEQARINST0382`.
///
/// ```
/// use ql_ident::DeqarInstId;
/// let id: DeqarInstId = "DEQARINST0382".parse()?;
/// assert_eq!(id.number(), 382);
/// assert_eq!(id.iri(), "https://data.deqar.eu/institution/382");
/// # Ok::<(), ql_ident::IdentError>(())
/// ```
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct DeqarInstId(Box<str>);

impl DeqarInstId {
    const PREFIX: &'static str = "DEQARINST";

    /// The id.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Parses leniently: white space around the id and lower-case letters are repaired and reported.
    pub fn parse_lenient(text: &str) -> Result<Lenient<Self>, IdentError> {
        reading::lenient(|reading| {
            let (id, offset) = reading::trim(text, reading)?;
            Self::read(id, offset, reading)
        })
    }

    /// The number behind `DEQARINST`.
    pub fn number(&self) -> u16 {
        self.0[Self::PREFIX.len()..].parse().unwrap_or_default()
    }

    /// The institution's IRI in DEQAR's linked data.
    pub fn iri(&self) -> String {
        format!("https://data.deqar.eu/institution/{}", self.number())
    }

    fn read(id: &str, offset: usize, reading: &mut impl Reading) -> Result<Self, IdentError> {
        let shape = id.is_ascii()
            && id.len() == Self::PREFIX.len() + 4
            && id[..Self::PREFIX.len()].eq_ignore_ascii_case(Self::PREFIX)
            && id[Self::PREFIX.len()..].bytes().all(|b| b.is_ascii_digit());
        capitals(id, offset, shape, IdentErrorKind::Deqar, reading).map(Self)
    }
}

/// An id that has the right `shape` in capitals.
fn capitals(
    id: &str,
    offset: usize,
    shape: bool,
    error: IdentErrorKind,
    reading: &mut impl Reading,
) -> Result<Box<str>, IdentError> {
    let span = offset..offset + id.len();
    if !shape {
        return Err(IdentError::new(error, IdentPart::Whole, span));
    }
    if id.bytes().any(|byte| byte.is_ascii_lowercase()) {
        reading.fault(RepairKind::LetterCase, error, IdentPart::Whole, span)?;
    }
    Ok(id.to_ascii_uppercase().into())
}

macro_rules! text_id {
    ($($name:ident),*) => {$(
        impl FromStr for $name {
            type Err = IdentError;

            fn from_str(text: &str) -> Result<Self, IdentError> {
                Self::read(text, 0, &mut Strict)
            }
        }

        impl AsRef<str> for $name {
            fn as_ref(&self) -> &str {
                &self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, "{}({})", stringify!($name), self.0)
            }
        }
    )*};
}

text_id!(EterId, DeqarInstId);
