//! Percent-encoding with the character sets of URNs, DIDs and URL paths.

use std::borrow::Cow;
use std::fmt;

use crate::reading::Reading;
use crate::{IdentError, IdentErrorKind, IdentPart, RepairKind};

/// A set of ASCII bytes that stay as they are.
pub(crate) struct Keep([bool; 128]);

impl Keep {
    const fn new(extra: &[u8]) -> Self {
        let mut set = [false; 128];
        let mut byte = 0;
        while byte < 128 {
            set[byte] = (byte as u8).is_ascii_alphanumeric();
            byte += 1;
        }
        let mut i = 0;
        while i < extra.len() {
            set[extra[i] as usize] = true;
            i += 1;
        }
        Self(set)
    }

    pub(crate) fn contains(&self, byte: u8) -> bool {
        self.0.get(usize::from(byte)).copied().unwrap_or(false)
    }
}

/// RFC 8141, NSS: `pchar` and `/`.
pub(crate) static NSS: Keep = Keep::new(b"-._~!$&'()*+,;=:@/");
/// DID Core, `idchar` without the colon.
pub(crate) static DID: Keep = Keep::new(b"-._");
/// RFC 3986 `pchar`.
pub(crate) static PCHAR: Keep = Keep::new(b"-._~!$&'()*+,;=:@");
/// RFC 3986 fragment and query, RFC 8141 components.
pub(crate) static COMPONENT: Keep = Keep::new(b"-._~!$&'()*+,;=:@/?");

/// Shows a text with every byte outside of `keep` percent-encoded, hexadecimal digits in capitals.
pub(crate) struct Encoded<'a>(pub(crate) &'a str, pub(crate) &'static Keep);

impl fmt::Display for Encoded<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        const HEX: &[u8; 16] = b"0123456789ABCDEF";
        let Self(text, keep) = self;
        let mut plain_from = 0;
        for (at, byte) in text.bytes().enumerate() {
            if keep.contains(byte) {
                continue;
            }
            f.write_str(&text[plain_from..at])?;
            let digits = [b'%', HEX[usize::from(byte >> 4)], HEX[usize::from(byte & 15)]];
            f.write_str(std::str::from_utf8(&digits).unwrap_or_default())?;
            // A byte inside of a multi-byte character is never kept, so this stays on a character boundary whenever
            // something is written from it.
            plain_from = at + 1;
            while !text.is_char_boundary(plain_from) && plain_from < text.len() {
                plain_from += 1;
            }
        }
        f.write_str(text.get(plain_from..).unwrap_or_default())
    }
}

fn hex(byte: u8) -> Option<u8> {
    match byte {
        b'0'..=b'9' => Some(byte - b'0'),
        b'A'..=b'F' => Some(byte - b'A' + 10),
        b'a'..=b'f' => Some(byte - b'a' + 10),
        _ => None,
    }
}

/// Decodes `raw`, which starts at byte `offset` of the input; every plain character must be in `keep`.
pub(crate) fn decode<'a>(
    raw: &'a str,
    offset: usize,
    keep: &Keep,
    part: IdentPart,
    reading: &mut impl Reading,
) -> Result<Cow<'a, str>, IdentError> {
    if raw.bytes().all(|byte| keep.contains(byte)) {
        return Ok(Cow::Borrowed(raw));
    }
    let bytes = raw.as_bytes();
    let mut decoded = Vec::with_capacity(raw.len());
    let mut at = 0;
    while let Some(&byte) = bytes.get(at) {
        if byte == b'%' {
            let digits = bytes.get(at + 1).and_then(|b| hex(*b)).zip(bytes.get(at + 2).and_then(|b| hex(*b)));
            if let Some((high, low)) = digits {
                decoded.push(high << 4 | low);
                at += 3;
                continue;
            }
            reading.fault(RepairKind::Percent, IdentErrorKind::Percent, part, offset + at..offset + at + 1)?;
            decoded.push(b'%');
            at += 1;
        } else if keep.contains(byte) {
            decoded.push(byte);
            at += 1;
        } else {
            let length = raw[at..].chars().next().map_or(1, char::len_utf8);
            let span = offset + at..offset + at + length;
            reading.fault(RepairKind::Unencoded, IdentErrorKind::Character, part, span)?;
            decoded.extend_from_slice(&bytes[at..at + length]);
            at += length;
        }
    }
    String::from_utf8(decoded)
        .map(Cow::Owned)
        .map_err(|_| IdentError::new(IdentErrorKind::LocalUtf8, part, offset..offset + raw.len()))
}

/// The longest id of a course, in bytes after decoding.
pub(crate) const MAX_LOCAL: usize = 1024;

/// Checks the rules for the decoded id; `raw` is what it was decoded from, for the place of an error.
pub(crate) fn check_local(decoded: &str, raw: &str, offset: usize) -> Result<(), IdentError> {
    let whole = offset..offset + raw.len();
    if decoded.is_empty() {
        return Err(IdentError::new(IdentErrorKind::LocalEmpty, IdentPart::LocalId, whole));
    }
    if decoded.len() > MAX_LOCAL {
        return Err(IdentError::new(IdentErrorKind::LocalTooLong, IdentPart::LocalId, whole));
    }
    let Some(at) = decoded.find(char::is_control) else { return Ok(()) };
    let (mut read, mut start) = (0, 0);
    let bytes = raw.as_bytes();
    while read < at {
        let is_code = bytes[start] == b'%'
            && bytes.get(start + 1).copied().and_then(hex).is_some()
            && bytes.get(start + 2).copied().and_then(hex).is_some();
        start += if is_code { 3 } else { 1 };
        read += 1;
    }
    let length = match bytes[start] {
        b'%' => 3,
        _ => raw.get(start..).and_then(|rest| rest.chars().next()).map_or(1, char::len_utf8),
    };
    let span = offset + start..offset + start + length;
    Err(IdentError::new(IdentErrorKind::LocalControl, IdentPart::LocalId, span))
}
