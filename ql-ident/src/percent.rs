//! Percent-encoding with the character sets of URNs, DIDs and URL paths.

use std::borrow::Cow;
use std::fmt;
use std::ops::Range;

use crate::reading::Reading;
use crate::{IdentError, IdentErrorKind, IdentPart, RepairKind};

/// A set of ASCII bytes that stay as they are.
pub(crate) struct Keep([bool; 128]);

impl Keep {
    const fn new(extra: &[u8]) -> Self {
        let mut set = [false; 128];
        let mut byte = 0;
        while byte < 128 {
            #[expect(clippy::cast_possible_truncation, reason = "below 128, and `try_from` is not const")]
            let is_kept = (byte as u8).is_ascii_alphanumeric();
            set[byte] = is_kept;
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
            // Behind a byte of a multi-byte character there is nothing plain, and no character boundary.
            f.write_str(text.get(plain_from..at).unwrap_or_default())?;
            let digits = [b'%', HEX[usize::from(byte >> 4)], HEX[usize::from(byte & 15)]];
            f.write_str(std::str::from_utf8(&digits).unwrap_or_default())?;
            plain_from = at + 1;
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
            let character = raw[at..].chars().next().unwrap_or_default();
            let length = character.len_utf8();
            let span = offset + at..offset + at + length;
            if character.is_control() {
                return Err(IdentError::new(IdentErrorKind::LocalControl, part, span));
            }
            let (error, part) = match byte {
                b'/' => (IdentErrorKind::Path, IdentPart::Component),
                _ => (IdentErrorKind::Character, part),
            };
            reading.fault(RepairKind::Unencoded, error, part, span)?;
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

/// Checks the rules for an id in plain text.
pub(crate) fn check_plain(id: &str) -> Result<(), IdentError> {
    check(id, 0..id.len(), |control| control)
}

/// Checks the rules for an id that was decoded from `raw`, which starts at byte `offset` of the input.
pub(crate) fn check_decoded(decoded: &str, raw: &str, offset: usize) -> Result<(), IdentError> {
    check(decoded, offset..offset + raw.len(), |control| {
        // Each byte was written as itself or as three characters.
        let raw_offset =
            |decoded: usize| (0..decoded).fold(offset, |at, _| at + encoded_length(&raw.as_bytes()[at - offset..]));
        raw_offset(control.start)..raw_offset(control.end)
    })
}

/// How many bytes of the input stand for the next decoded byte.
fn encoded_length(raw: &[u8]) -> usize {
    let is_code = matches!(raw, [b'%', high, low, ..] if hex(*high).is_some() && hex(*low).is_some());
    if is_code { 3 } else { 1 }
}

fn check(id: &str, whole: Range<usize>, place: impl FnOnce(Range<usize>) -> Range<usize>) -> Result<(), IdentError> {
    let error = |kind, span| Err(IdentError::new(kind, IdentPart::LocalId, span));
    if id.is_empty() {
        return error(IdentErrorKind::LocalEmpty, whole);
    }
    if id.len() > MAX_LOCAL {
        return error(IdentErrorKind::LocalTooLong, whole);
    }
    // A byte of `is_control` or of a character behind ASCII is worth a closer look.
    if id.bytes().all(|byte| matches!(byte, b' '..=b'~')) {
        return Ok(());
    }
    match id.char_indices().find(|(_, character)| character.is_control()) {
        Some((at, character)) => error(IdentErrorKind::LocalControl, place(at..at + character.len_utf8())),
        None => Ok(()),
    }
}
