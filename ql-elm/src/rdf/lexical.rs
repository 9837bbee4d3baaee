//! Terms as texts, in the way that N-Triples, N-Quads, Turtle and SPARQL share. Whatever a term holds, it can't end before
//! it should: what does not belong into an IRI is percent-encoded, and what is no language tag becomes `und`.

/// Appends an IRI in angle brackets.
pub(crate) fn push_iri(text: &mut Vec<u8>, iri: &str) {
    text.push(b'<');
    let bytes = iri.as_bytes();
    let mut copied = 0;
    for (at, byte) in bytes.iter().enumerate() {
        if NOT_IN_IRI[usize::from(*byte)] {
            text.extend_from_slice(&bytes[copied..at]);
            text.extend_from_slice(format!("%{byte:02X}").as_bytes());
            copied = at + 1;
        }
    }
    text.extend_from_slice(&bytes[copied..]);
    text.push(b'>');
}

/// Appends the label of a blank node.
pub(crate) fn push_blank(text: &mut Vec<u8>, number: u32) {
    text.extend_from_slice(b"_:b");
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
    text.extend_from_slice(&digits[at..]);
}

/// Appends a text in quotation marks, in the canonical form of N-Triples: only what has to be is escaped.
pub(crate) fn push_string(text: &mut Vec<u8>, value: &str) {
    text.push(b'"');
    let bytes = value.as_bytes();
    let mut copied = 0;
    for (at, byte) in bytes.iter().enumerate() {
        if !NEEDS_ESCAPE[usize::from(*byte)] {
            continue;
        }
        text.extend_from_slice(&bytes[copied..at]);
        copied = at + 1;
        match byte {
            b'"' => text.extend_from_slice(b"\\\""),
            b'\\' => text.extend_from_slice(b"\\\\"),
            b'\n' => text.extend_from_slice(b"\\n"),
            b'\r' => text.extend_from_slice(b"\\r"),
            b'\t' => text.extend_from_slice(b"\\t"),
            0x08 => text.extend_from_slice(b"\\b"),
            0x0c => text.extend_from_slice(b"\\f"),
            other => text.extend_from_slice(format!("\\u{other:04X}").as_bytes()),
        }
    }
    text.extend_from_slice(&bytes[copied..]);
    text.push(b'"');
}

/// Appends `@` and a language tag; `und` for what can't be one.
pub(crate) fn push_language(text: &mut Vec<u8>, language: &str) {
    text.push(b'@');
    let is_tag = language.as_bytes().first().is_some_and(u8::is_ascii_alphabetic)
        && language.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
        && !language.ends_with('-')
        && !language.contains("--");
    text.extend_from_slice(if is_tag { language.as_bytes() } else { b"und" });
}

/// What N-Triples, Turtle and SPARQL forbid between angle brackets.
static NOT_IN_IRI: [bool; 256] = table(b"<>\"{}|^`\\ ");

/// Control characters, quotation marks and backslashes.
static NEEDS_ESCAPE: [bool; 256] = table(b"\"\\\x7f");

/// The control characters and those that are named.
const fn table(characters: &[u8]) -> [bool; 256] {
    let mut table = [false; 256];
    let mut byte = 0;
    while byte < 0x20 {
        table[byte] = true;
        byte += 1;
    }
    let mut at = 0;
    while at < characters.len() {
        table[characters[at] as usize] = true;
        at += 1;
    }
    table
}
