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
        RdfFormat::JsonLd => too_deep(content).or_else(|| contexts(content)),
        // Its elements would be taken for triples.
        RdfFormat::RdfXml if is_html(content) => {
            let message = "the document is an HTML page";
            Some(Diagnostic::new(codes::RDF_SYNTAX, Severity::Fatal, message))
        }
        RdfFormat::RdfXml => entities(content),
        RdfFormat::Turtle | RdfFormat::NTriples | RdfFormat::NQuads => None,
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

/// What reading contexts may cost, in bytes of contexts that are read: some seconds.
const MAX_CONTEXTS: u64 = 300_000_000;
/// What a context that is named costs, in bytes of one that stands there.
const NAMED_CONTEXT: u64 = 30_000;

/// A context is read at each of its uses: a small document can name or repeat one many thousand times.
fn contexts(content: &[u8]) -> Option<Diagnostic> {
    let mut uses = ContextUses::default();
    let mut from = 0;
    while from < content.len() {
        match content[from] {
            b'"' => {
                let end = end_of_text(content, from);
                uses.text(&content[from + 1..end], content, end);
                from = end + 1;
            }
            byte => {
                uses.byte(byte, from);
                from += 1;
            }
        }
        if uses.cost() > MAX_CONTEXTS {
            let message = "the contexts of the document would take too long to read".into();
            return Some(fatal(codes::RDF_CONTEXTS, message, content, from.min(content.len())));
        }
    }
    None
}

/// Where a text that begins at a quotation mark ends.
fn end_of_text(content: &[u8], start: usize) -> usize {
    let mut at = start + 1;
    while at < content.len() {
        match content[at] {
            b'\\' => at += 2,
            b'"' => return at,
            _ => at += 1,
        }
    }
    content.len()
}

#[derive(Default)]
struct ContextUses {
    /// What is open: objects and lists.
    open: Vec<u8>,
    /// Whether the value of `@context` comes next.
    pending: bool,
    /// Contexts that are open, with how deep they stand and where they begin.
    contexts: Vec<(usize, usize)>,
    /// Objects outside contexts.
    objects: u64,
    plain: u64,
    /// Bytes of contexts within contexts, which are read at every object that they are for.
    scoped: u64,
}

impl ContextUses {
    fn cost(&self) -> u64 {
        self.plain.saturating_add(self.scoped.saturating_mul(self.objects))
    }

    fn text(&mut self, text: &[u8], content: &[u8], end: usize) {
        let is_key =
            content[end.min(content.len())..].iter().skip(1).find(|byte| !byte.is_ascii_whitespace()) == Some(&b':');
        if is_key {
            self.pending = text == b"@context";
        } else if self.pending || !self.contexts.is_empty() && self.open.last() == Some(&b'[') {
            self.pending = false;
            if self.contexts.len() > 1 { self.scoped += NAMED_CONTEXT } else { self.plain += NAMED_CONTEXT }
        }
    }

    fn byte(&mut self, byte: u8, at: usize) {
        match byte {
            b'{' | b'[' => {
                if self.pending {
                    self.pending = false;
                    self.contexts.push((self.open.len(), at));
                } else if byte == b'{' && self.contexts.is_empty() {
                    self.objects += 1;
                }
                self.open.push(byte);
            }
            b'}' | b']' => {
                self.open.pop();
                if let Some((depth, start)) = self.contexts.last().copied()
                    && depth == self.open.len()
                {
                    self.contexts.pop();
                    let length = (at - start) as u64;
                    if self.contexts.is_empty() { self.plain += length } else { self.scoped += length }
                }
            }
            b',' => self.pending = false,
            _ => {}
        }
    }
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

#[cfg(test)]
mod tests {
    use super::contexts;

    #[test]
    fn contexts_that_are_read_too_often() {
        let node = r#"{"@context": "https://data.europa.eu/snb/model/context/edc-ap", "title": "a"}"#;
        let named = |count: usize| format!("[{}]", vec![node; count].join(","));
        assert!(contexts(named(1_000).as_bytes()).is_none());
        assert!(contexts(named(20_000).as_bytes()).is_some());
        let scoped = |terms: usize, objects: usize| {
            let terms: Vec<String> = (0..terms).map(|n| format!(r#""t{n}": "https://x.example/{n}""#)).collect();
            let objects = vec![r#"{"p": {"t1": 1}}"#; objects].join(",");
            format!(
                r#"{{"@context": {{"p": {{"@id": "https://x.example/p", "@context": {{{}}}}}}}, "@graph": [{objects}]}}"#,
                terms.join(",")
            )
        };
        assert!(contexts(scoped(3, 10_000).as_bytes()).is_none());
        assert!(contexts(scoped(3_000, 5_000).as_bytes()).is_some());
        // What only looks like a context, or is cut, is none.
        for text in [r#"{"a": "@context", "b": [1, 2"#, r#"{"@context"#, r#"{"@context": null, "x": {}}"#, "\"\\"] {
            assert!(contexts(text.as_bytes()).is_none(), "{text}");
        }
    }
}
