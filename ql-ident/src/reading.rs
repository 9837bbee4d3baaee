//! One parser for the strict and the lenient reading: what strict reading refuses, lenient reading repairs and notes.

use std::ops::Range;

use crate::{IdentError, IdentErrorKind, IdentPart};

/// What lenient parsing repaired.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum RepairKind {
    /// White space around the identifier was removed.
    WhiteSpace,
    /// The scheme was written in another case.
    SchemeCase,
    /// `uniqueCourseId` or `courseId` was written in another case.
    TypeCase,
    /// `urn:schac:courseId:`, found in published examples, was rewritten to `urn:schac:uniqueCourseId:`.
    LegacyType,
    /// A dot at the end of the domain name was removed.
    TrailingDot,
    /// A character that has to be percent-encoded was not.
    Unencoded,
    /// A `%` that begins no percent-encoding was taken as it stands.
    Percent,
    /// Lower-case letters of an ETER or DEQARINST id were written in capitals.
    LetterCase,
}

impl RepairKind {
    /// The stable code, `ident.repaired-…`.
    pub fn code(self) -> &'static str {
        match self {
            Self::WhiteSpace => "ident.repaired-white-space",
            Self::SchemeCase => "ident.repaired-scheme-case",
            Self::TypeCase => "ident.repaired-type-case",
            Self::LegacyType => "ident.repaired-legacy-type",
            Self::TrailingDot => "ident.repaired-trailing-dot",
            Self::Unencoded => "ident.repaired-unencoded",
            Self::Percent => "ident.repaired-percent",
            Self::LetterCase => "ident.repaired-letter-case",
        }
    }
}

/// One repair of lenient parsing, with the bytes of the input it concerns.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Repair {
    /// What was repaired.
    pub kind: RepairKind,
    /// Which bytes of the input.
    pub span: Range<usize>,
}

/// A leniently parsed value with everything that was repaired on the way.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Lenient<T> {
    /// The value, in normal form.
    pub value: T,
    /// The repairs, in the order of the text; empty if the text was right as it stood.
    pub repairs: Vec<Repair>,
}

/// How a parser treats a fault that can be repaired.
pub(crate) trait Reading {
    fn fault(
        &mut self,
        repair: RepairKind,
        error: IdentErrorKind,
        part: IdentPart,
        span: Range<usize>,
    ) -> Result<(), IdentError>;
}

pub(crate) struct Strict;

impl Reading for Strict {
    fn fault(
        &mut self,
        _: RepairKind,
        error: IdentErrorKind,
        part: IdentPart,
        span: Range<usize>,
    ) -> Result<(), IdentError> {
        Err(IdentError::new(error, part, span))
    }
}

#[derive(Default)]
pub(crate) struct Repairing(pub(crate) Vec<Repair>);

impl Reading for Repairing {
    fn fault(
        &mut self,
        kind: RepairKind,
        _: IdentErrorKind,
        _: IdentPart,
        span: Range<usize>,
    ) -> Result<(), IdentError> {
        self.0.push(Repair { kind, span });
        Ok(())
    }
}

/// Runs `parse` leniently and returns its value with the repairs.
pub(crate) fn lenient<T>(
    parse: impl FnOnce(&mut Repairing) -> Result<T, IdentError>,
) -> Result<Lenient<T>, IdentError> {
    let mut reading = Repairing::default();
    let value = parse(&mut reading)?;
    let mut repairs = reading.0;
    repairs.sort_by_key(|repair| repair.span.start);
    Ok(Lenient { value, repairs })
}

/// The text without surrounding white space, and the offset at which it starts.
pub(crate) fn trim<'a>(text: &'a str, reading: &mut impl Reading) -> Result<(&'a str, usize), IdentError> {
    let is_plain = |byte: Option<&u8>| byte.is_some_and(u8::is_ascii_graphic);
    if is_plain(text.as_bytes().first()) && is_plain(text.as_bytes().last()) {
        return Ok((text, 0));
    }
    let trimmed = text.trim();
    if trimmed.len() == text.len() {
        return Ok((text, 0));
    }
    let start = text.len() - text.trim_start().len();
    let span = if start > 0 { 0..start } else { trimmed.len()..text.len() };
    reading.fault(RepairKind::WhiteSpace, IdentErrorKind::WhiteSpace, IdentPart::Whole, span)?;
    Ok((trimmed, start))
}
