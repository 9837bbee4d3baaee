//! Statements as lines: the one syntax that has to be fast, since whole catalogues stream through it.

use std::io::{self, Write};

use super::{Object, Subject};
use crate::ElmNamespace;

const XSD_STRING: &str = "http://www.w3.org/2001/XMLSchema#string";

/// Appends a statement to a line buffer, and writes that.
pub(super) fn write_triple<W: Write>(
    output: &mut W,
    line: &mut Vec<u8>,
    namespace: ElmNamespace,
    subject: Subject<'_>,
    predicate: &str,
    object: Object<'_>,
) -> io::Result<()> {
    line.clear();
    match subject {
        Subject::Iri(iri) => push_iri(line, &namespace.write(iri)),
        Subject::Blank(number) => push_blank(line, number),
    }
    line.push(b' ');
    push_iri(line, &namespace.write(predicate));
    line.push(b' ');
    match object {
        Object::Iri(iri) => push_iri(line, &namespace.write(iri)),
        Object::Blank(number) => push_blank(line, number),
        Object::Text { value, language } => {
            push_literal(line, value);
            line.push(b'@');
            line.extend_from_slice(language.as_bytes());
        }
        Object::Typed { value, datatype } => {
            push_literal(line, value);
            if datatype != XSD_STRING {
                line.extend_from_slice(b"^^");
                push_iri(line, datatype);
            }
        }
    }
    line.extend_from_slice(b" .\n");
    output.write_all(line)
}

fn push_iri(line: &mut Vec<u8>, iri: &str) {
    line.push(b'<');
    line.extend_from_slice(iri.as_bytes());
    line.push(b'>');
}

fn push_blank(line: &mut Vec<u8>, number: u32) {
    line.extend_from_slice(b"_:b");
    // Without the machinery of formatting: there are more blank nodes than anything else.
    let mut digits = [0_u8; 10];
    let mut at = digits.len();
    let mut rest = number;
    loop {
        at -= 1;
        digits[at] = b'0' + u8::try_from(rest % 10).unwrap_or_default();
        rest /= 10;
        if rest == 0 {
            break;
        }
    }
    line.extend_from_slice(&digits[at..]);
}

/// The canonical form of a literal: only what has to be is escaped.
fn push_literal(line: &mut Vec<u8>, value: &str) {
    line.push(b'"');
    let bytes = value.as_bytes();
    let mut copied = 0;
    for (at, byte) in bytes.iter().enumerate() {
        if !NEEDS_ESCAPE[usize::from(*byte)] {
            continue;
        }
        line.extend_from_slice(&bytes[copied..at]);
        copied = at + 1;
        match byte {
            b'"' => line.extend_from_slice(b"\\\""),
            b'\\' => line.extend_from_slice(b"\\\\"),
            b'\n' => line.extend_from_slice(b"\\n"),
            b'\r' => line.extend_from_slice(b"\\r"),
            b'\t' => line.extend_from_slice(b"\\t"),
            0x08 => line.extend_from_slice(b"\\b"),
            0x0c => line.extend_from_slice(b"\\f"),
            other => line.extend_from_slice(format!("\\u{other:04X}").as_bytes()),
        }
    }
    line.extend_from_slice(&bytes[copied..]);
    line.push(b'"');
}

/// Control characters, quotation marks and backslashes.
static NEEDS_ESCAPE: [bool; 256] = {
    let mut table = [false; 256];
    let mut byte = 0;
    while byte < 0x20 {
        table[byte] = true;
        byte += 1;
    }
    table[b'"' as usize] = true;
    table[b'\\' as usize] = true;
    table[0x7f] = true;
    table
};
