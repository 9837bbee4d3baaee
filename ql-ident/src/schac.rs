use std::fmt;
use std::str::FromStr;

use crate::reading::{self, Reading, Strict};
use crate::{IdentError, IdentErrorKind, IdentPart, Lenient, RepairKind};

/// The SCHAC code of an education provider (`schacHomeOrganization`): a domain name that it controls.
///
/// Kept in lower case and, for internationalised names, as A-labels.
///
/// ```
/// use ql_ident::SchacCode;
/// let code: SchacCode = "TUWien.ac.at".parse()?;
/// assert_eq!(code.as_str(), "tuwien.ac.at");
/// # Ok::<(), ql_ident::IdentError>(())
/// ```
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SchacCode(Box<str>);

impl SchacCode {
    /// The code in normal form.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Parses leniently: white space around the name and a final dot are removed and reported.
    ///
    /// ```
    /// use ql_ident::{RepairKind, SchacCode};
    /// let read = SchacCode::parse_lenient(" kth.se.\n")?;
    /// assert_eq!(read.value.as_str(), "kth.se");
    /// assert_eq!(read.repairs[1].kind, RepairKind::TrailingDot);
    /// # Ok::<(), ql_ident::IdentError>(())
    /// ```
    pub fn parse_lenient(text: &str) -> Result<Lenient<Self>, IdentError> {
        reading::lenient(|reading| {
            let (name, offset) = reading::trim(text, reading)?;
            Self::read(name, offset, reading)
        })
    }

    pub(crate) fn read(name: &str, offset: usize, reading: &mut impl Reading) -> Result<Self, IdentError> {
        domain(name, offset, 2, reading).map(Self)
    }
}

/// Reads a domain name of at least `min_labels` labels that starts at byte `offset` of the input.
pub(crate) fn domain(
    name: &str,
    offset: usize,
    min_labels: usize,
    reading: &mut impl Reading,
) -> Result<Box<str>, IdentError> {
    if is_plain(name, min_labels) {
        return Ok(name.to_ascii_lowercase().into_boxed_str());
    }
    let whole = offset..offset + name.len();
    let error = |kind, span| Err(IdentError::new(kind, IdentPart::Domain, span));
    if name.is_empty() {
        return error(IdentErrorKind::DomainEmpty, whole);
    }
    let mut bare = name;
    if let Some(without) = name.strip_suffix('.') {
        let dot = offset + without.len()..whole.end;
        reading.fault(RepairKind::TrailingDot, IdentErrorKind::DomainTrailingDot, IdentPart::Domain, dot)?;
        bare = without;
    }
    if !bare.is_ascii() {
        return international(bare, offset, min_labels);
    }
    let (mut start, mut labels, mut has_a_label) = (0, 0, false);
    for label in bare.split('.') {
        let span = offset + start..offset + start + label.len();
        if label.is_empty() {
            return error(IdentErrorKind::DomainLabelEmpty, span);
        }
        if let Some(at) = label.bytes().position(|byte| !byte.is_ascii_alphanumeric() && byte != b'-') {
            return error(IdentErrorKind::DomainCharacter, span.start + at..span.start + at + 1);
        }
        if label.len() > 63 {
            return error(IdentErrorKind::DomainLabelTooLong, span);
        }
        if label.starts_with('-') || label.ends_with('-') {
            return error(IdentErrorKind::DomainHyphen, span);
        }
        has_a_label |= label.get(..4).is_some_and(|prefix| prefix.eq_ignore_ascii_case("xn--"));
        start += label.len() + 1;
        labels += 1;
    }
    if bare.len() > 253 {
        return error(IdentErrorKind::DomainTooLong, whole);
    }
    let last = bare.rsplit('.').next().unwrap_or(bare);
    if last.bytes().all(|byte| byte.is_ascii_digit()) {
        return error(IdentErrorKind::DomainIpAddress, whole);
    }
    if labels < min_labels {
        return error(IdentErrorKind::DomainSingleLabel, whole);
    }
    let lower = bare.to_ascii_lowercase();
    if has_a_label && !valid_a_labels(&lower) {
        return error(IdentErrorKind::DomainIdna, whole);
    }
    Ok(lower.into_boxed_str())
}

/// Whether the name is one of the everyday kind, found out in one pass: letters and digits, single hyphens between
/// them, no number at the end. Every other name is looked at more closely.
fn is_plain(name: &str, min_labels: usize) -> bool {
    let (mut labels, mut length, mut digits_only, mut before) = (1, 0_usize, true, b'.');
    for byte in name.bytes() {
        match byte {
            b'.' | b'-' if !before.is_ascii_alphanumeric() => return false,
            b'.' => {
                labels += 1;
                length = 0;
                digits_only = true;
                before = byte;
                continue;
            }
            _ if byte.is_ascii_alphanumeric() || byte == b'-' => {}
            _ => return false,
        }
        digits_only &= byte.is_ascii_digit();
        length += 1;
        before = byte;
        if length > 63 {
            return false;
        }
    }
    // A hyphen in front of the dot was refused with the dot.
    before.is_ascii_alphanumeric() && !digits_only && labels >= min_labels && name.len() <= 253
}

#[cfg(feature = "idna")]
fn to_ascii(name: &str) -> Option<String> {
    use idna::uts46::{AsciiDenyList, DnsLength, Hyphens, Uts46};
    // Lengths and hyphens are checked by `domain`, which says more exactly what is wrong.
    Uts46::new()
        .to_ascii(name.as_bytes(), AsciiDenyList::STD3, Hyphens::Allow, DnsLength::Ignore)
        .ok()
        .map(std::borrow::Cow::into_owned)
}

#[cfg(feature = "idna")]
fn valid_a_labels(lower: &str) -> bool {
    to_ascii(lower).is_some_and(|ascii| ascii == lower)
}

/// Without IDNA tables an A-label is taken on trust.
#[cfg(not(feature = "idna"))]
fn valid_a_labels(_: &str) -> bool {
    true
}

#[cfg(feature = "idna")]
fn international(name: &str, offset: usize, min_labels: usize) -> Result<Box<str>, IdentError> {
    let whole = offset..offset + name.len();
    // Far beyond 253 bytes nothing can be a domain name, and the mapping need not be tried.
    let too_long = name.len() > 4 * 253;
    let ascii = if too_long { None } else { to_ascii(name) };
    let kind = if too_long { IdentErrorKind::DomainTooLong } else { IdentErrorKind::DomainIdna };
    let ascii = ascii.ok_or_else(|| IdentError::new(kind, IdentPart::Domain, whole.clone()))?;
    // RFC 5891, 4.2.3.1: nor does a U-label begin or end with a hyphen; its A-label would hide it.
    if name.split('.').any(|label| label.starts_with('-') || label.ends_with('-')) {
        return Err(IdentError::new(IdentErrorKind::DomainHyphen, IdentPart::Domain, whole));
    }
    // The places inside of the A-label form are not places of the input, so the whole name is named.
    domain(&ascii, 0, min_labels, &mut Strict).map_err(|error| IdentError::new(error.kind(), IdentPart::Domain, whole))
}

#[cfg(not(feature = "idna"))]
fn international(name: &str, offset: usize, _: usize) -> Result<Box<str>, IdentError> {
    let (at, character) = name.char_indices().find(|(_, c)| !c.is_ascii()).unwrap_or((0, ' '));
    let span = offset + at..offset + at + character.len_utf8();
    Err(IdentError::new(IdentErrorKind::DomainNotAscii, IdentPart::Domain, span))
}

impl FromStr for SchacCode {
    type Err = IdentError;

    fn from_str(text: &str) -> Result<Self, IdentError> {
        Self::read(text, 0, &mut Strict)
    }
}

impl AsRef<str> for SchacCode {
    fn as_ref(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for SchacCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Debug for SchacCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "SchacCode({})", self.0)
    }
}
