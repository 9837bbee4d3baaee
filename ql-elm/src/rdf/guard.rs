//! What is refused before a parser sees it, because a few bytes would cost it all memory or its stack.

use ql_core::{Diagnostic, Severity, TextPosition};

use super::RdfFormat;
use super::format::is_html;
use crate::codes;

/// JSON-LD may be nested this deep; catalogues need a tenth of it.
const MAX_DEPTH: usize = 64;
/// The longest text of an XML entity: room for the namespaces that RDF/XML files abbreviate with entities.
const MAX_ENTITY: usize = 512;

/// Why the document is not parsed at all.
pub(super) fn refuse(format: RdfFormat, content: &[u8]) -> Option<Diagnostic> {
    match format {
        RdfFormat::JsonLd => too_deep(content),
        // Its elements would be taken for triples.
        RdfFormat::RdfXml if is_html(content) => {
            let message = "the document is an HTML page";
            Some(Diagnostic::new(codes::RDF_SYNTAX, Severity::Fatal, message))
        }
        RdfFormat::RdfXml => entities(content),
        RdfFormat::Turtle | RdfFormat::NTriples => None,
    }
}

fn fatal(code: ql_core::Code, message: String, content: &[u8], offset: usize) -> Diagnostic {
    let before = String::from_utf8_lossy(&content[..offset]);
    Diagnostic::new(code, Severity::Fatal, message).at(TextPosition::of_offset(&before, before.len()))
}

fn too_deep(content: &[u8]) -> Option<Diagnostic> {
    let (mut depth, mut in_text, mut escaped) = (0_usize, false, false);
    for (at, byte) in content.iter().enumerate() {
        match byte {
            _ if escaped => escaped = false,
            b'\\' if in_text => escaped = true,
            b'"' => in_text = !in_text,
            b'{' | b'[' if !in_text => {
                depth += 1;
                if depth > MAX_DEPTH {
                    let message = format!("objects and lists are nested more than {MAX_DEPTH} deep");
                    return Some(fatal(codes::RDF_TOO_DEEP, message, content, at));
                }
            }
            b'}' | b']' if !in_text => depth = depth.saturating_sub(1),
            _ => {}
        }
    }
    None
}

/// Entities that contain others multiply; long ones do nearly as well.
fn entities(content: &[u8]) -> Option<Diagnostic> {
    const DECLARATION: &[u8] = b"<!ENTITY";
    let mut from = 0;
    while let Some(at) = content[from..].windows(DECLARATION.len()).position(|window| window == DECLARATION) {
        let start = from + at;
        let rest = &content[start + DECLARATION.len()..];
        let quote = rest.iter().position(|byte| matches!(byte, b'"' | b'\''))?;
        let value = &rest[quote + 1..];
        let length = value.iter().position(|byte| *byte == rest[quote]).unwrap_or(value.len());
        if length > MAX_ENTITY || value[..length].contains(&b'&') || value[..length].contains(&b'%') {
            let message = format!("an XML entity contains another one, or more than {MAX_ENTITY} bytes");
            return Some(fatal(codes::RDF_XML_ENTITY, message, content, start));
        }
        from = start + DECLARATION.len();
    }
    None
}
