//! Files that end in the middle, although their server says that it has sent them whole.

/// What the end of an ELM file looks like.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Syntax {
    Xml,
    Json,
    Turtle,
}

/// Whether a file of RDF lacks its end: the last tag of XML, the last bracket of JSON, the full stop of Turtle. A file that
/// was cut exactly between two statements is not noticed.
pub(crate) fn lacks_end(file: &[u8]) -> bool {
    let text = file.strip_prefix(b"\xef\xbb\xbf").unwrap_or(file).trim_ascii();
    let syntax = match text.first() {
        Some(b'<') if text.starts_with(b"<?xml") || text.starts_with(b"<rdf:") || text.starts_with(b"<!") => {
            Syntax::Xml
        }
        Some(b'{') => Syntax::Json,
        Some(b'[') if text[1..].trim_ascii_start().starts_with(b"{") => Syntax::Json,
        _ => Syntax::Turtle,
    };
    match syntax {
        Syntax::Xml => root_is_open(without_comments(text)),
        Syntax::Json => bracket_is_open(text),
        Syntax::Turtle => last_statement_is_open(text),
    }
}

/// What stands before the comments at the end.
fn without_comments(mut text: &[u8]) -> &[u8] {
    const START: &[u8] = b"<!--";
    while text.ends_with(b"-->")
        && let Some(start) = text.windows(START.len()).rposition(|part| part == START)
    {
        text = text[..start].trim_ascii_end();
    }
    text
}

/// The last tag, comments aside, has to be that of the first element.
fn root_is_open(text: &[u8]) -> bool {
    let is_name = |byte: &u8| !byte.is_ascii_whitespace() && !b"/>".contains(byte);
    let name = |from: &'_ [u8]| -> Vec<u8> { from.iter().copied().take_while(is_name).collect() };
    let starts = || text.iter().enumerate().filter(|(_, byte)| **byte == b'<').map(|(at, _)| &text[at + 1..]);
    let Some(root) = starts().find(|rest| rest.first().is_some_and(|byte| byte.is_ascii_alphabetic() || *byte == b'_'))
    else {
        return true;
    };
    let ends = text.iter().enumerate().rev().filter(|(_, byte)| **byte == b'<').map(|(at, _)| &text[at + 1..]);
    let last = ends.into_iter().find(|rest| !rest.starts_with(b"!--") && !rest.starts_with(b"?"));
    match last.and_then(|rest| rest.strip_prefix(b"/")) {
        Some(closing) => name(closing) != name(root) || !closing.contains(&b'>'),
        // A root without content.
        None => !(text.ends_with(b"/>") && last.is_some_and(|last| last.len() == root.len())),
    }
}

/// Whether a bracket is open at the end, or a text.
fn bracket_is_open(text: &[u8]) -> bool {
    let (mut depth, mut in_text, mut escaped) = (0_u64, false, false);
    for byte in text {
        match byte {
            _ if escaped => escaped = false,
            b'\\' if in_text => escaped = true,
            b'"' => in_text = !in_text,
            b'{' | b'[' if !in_text => depth += 1,
            b'}' | b']' if !in_text => depth = depth.saturating_sub(1),
            _ => {}
        }
    }
    in_text || depth > 0
}

/// The last line that is no comment has to end a statement.
fn last_statement_is_open(text: &[u8]) -> bool {
    let lines = text.rsplit(|byte| *byte == b'\n').map(<[u8]>::trim_ascii);
    let Some(last) = lines.into_iter().find(|line| !line.is_empty() && !line.starts_with(b"#")) else { return false };
    // A comment may stand behind the end.
    let ends = |line: &[u8]| line.ends_with(b".") || line.ends_with(b"}");
    let before_comment =
        || last.iter().enumerate().any(|(at, byte)| *byte == b'#' && ends(last[..at].trim_ascii_end()));
    let is_directive = || {
        let word: Vec<u8> = last.iter().take(7).map(u8::to_ascii_lowercase).collect();
        (word.starts_with(b"prefix ") || word.starts_with(b"base ")) && last.ends_with(b">")
    };
    !(ends(last) || before_comment() || is_directive())
}
