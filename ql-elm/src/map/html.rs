//! Marked-up text as plain text (rule R4).

use std::borrow::Cow;

use html5gum::{Token, Tokenizer};

/// Elements whose content is no text.
const HIDDEN: &[&str] = &["script", "style", "head", "template", "noscript", "iframe", "svg", "math", "object"];
/// Elements that begin and end a line.
const BLOCKS: &[&str] = &[
    "address",
    "article",
    "aside",
    "blockquote",
    "br",
    "caption",
    "center",
    "dd",
    "details",
    "div",
    "dl",
    "dt",
    "fieldset",
    "figcaption",
    "figure",
    "footer",
    "form",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "header",
    "hr",
    "li",
    "main",
    "nav",
    "ol",
    "p",
    "pre",
    "section",
    "summary",
    "table",
    "tbody",
    "tfoot",
    "thead",
    "tr",
    "ul",
];
/// Elements within a line.
const INLINE: &[&str] = &[
    "a", "abbr", "acronym", "b", "bdi", "bdo", "big", "body", "cite", "code", "col", "colgroup", "data", "del", "dfn",
    "em", "font", "html", "i", "img", "input", "ins", "kbd", "label", "link", "mark", "meta", "o:p", "option", "q",
    "s", "samp", "select", "small", "span", "strike", "strong", "sub", "sup", "td", "textarea", "th", "time", "title",
    "tt", "u", "var", "wbr", "button",
];

/// The text without markup; texts without any are not copied.
///
/// Only elements that HTML has are markup: `List<T>` and `<https://uni.example>` stay what they are. Only entities that end
/// in `;` are decoded, so that addresses keep their parameters.
pub(super) fn plain(text: &str) -> Cow<'_, str> {
    if !text.contains(['<', '&']) {
        return text.into();
    }
    let guarded = guard(text);
    let mut plain = String::with_capacity(text.len());
    let mut hidden: Option<Vec<u8>> = None;
    // Where an open link's text begins, and where it leads.
    let mut link: Option<(usize, String)> = None;
    for token in Tokenizer::new(guarded.as_ref()).flatten() {
        match token {
            Token::StartTag(tag) if hidden.is_none() => {
                let name = String::from_utf8_lossy(&tag.name).into_owned();
                if HIDDEN.contains(&name.as_str()) {
                    hidden = (!tag.self_closing).then(|| tag.name.to_vec());
                } else if name == "li" {
                    new_line(&mut plain);
                    plain.push_str("- ");
                } else if name == "a" {
                    let target = tag.attributes.iter().find(|(name, _)| name.as_slice() == b"href");
                    let target = target.map(|(_, value)| String::from_utf8_lossy(value).trim().to_owned());
                    link = target.filter(|target| target.starts_with("http")).map(|target| (plain.len(), target));
                } else if name == "td" || name == "th" {
                    if !plain.is_empty() && !plain.ends_with(['\n', ' ']) {
                        plain.push(' ');
                    }
                } else if name == "br" {
                    plain.push('\n');
                } else if BLOCKS.contains(&name.as_str()) {
                    new_line(&mut plain);
                }
            }
            Token::EndTag(tag) => match &hidden {
                Some(open) if *open == tag.name.to_vec() => hidden = None,
                None if tag.name.as_slice() == b"a" => {
                    if let Some((start, target)) = link.take()
                        && !plain.get(start..).is_some_and(|text| text.contains(&target))
                    {
                        plain.push_str(&format!(" ({target})"));
                    }
                }
                None if BLOCKS.iter().any(|block| tag.name.as_slice() == block.as_bytes()) => new_line(&mut plain),
                _ => {}
            },
            Token::String(text) if hidden.is_none() => plain.push_str(&String::from_utf8_lossy(&text)),
            _ => {}
        }
    }
    plain.into()
}

fn new_line(text: &mut String) {
    let kept = text.trim_end_matches([' ', '\t']).len();
    text.truncate(kept);
    if !text.is_empty() && !text.ends_with('\n') {
        text.push('\n');
    }
}

/// The text with `<` and `&` escaped where they are none of HTML's.
fn guard(text: &str) -> Cow<'_, str> {
    let ends = Ends::of(text);
    let mut guarded = String::new();
    let mut copied = 0;
    for (at, found) in text.match_indices(['<', '&']) {
        let rest = &text[at + 1..];
        let escape = if found == "<" {
            if ends.is_markup(rest, at + 1) {
                continue;
            }
            "&lt;"
        } else {
            if is_entity(rest) {
                continue;
            }
            "&amp;"
        };
        guarded.push_str(&text[copied..at]);
        guarded.push_str(escape);
        copied = at + 1;
    }
    if copied == 0 {
        return text.into();
    }
    guarded.push_str(&text[copied..]);
    guarded.into()
}

/// Where things end for the last time in a text: nothing that begins behind that has an end.
struct Ends {
    tag: usize,
    comment: usize,
    hidden: Vec<usize>,
}

impl Ends {
    fn of(text: &str) -> Self {
        let lower = text.to_ascii_lowercase();
        let last = |mark: &str| lower.rfind(mark).map_or(0, |at| at + 1);
        Self {
            tag: last(">"),
            comment: last("-->"),
            hidden: HIDDEN.iter().map(|name| last(&format!("</{name}"))).collect(),
        }
    }

    /// Whether what follows `<` is a tag of HTML, a comment or a declaration; `at` is where it begins.
    fn is_markup(&self, rest: &str, at: usize) -> bool {
        if rest.starts_with("!--") {
            return at + 3 < self.comment;
        }
        let declaration = |mark: &str| rest.get(..mark.len()).is_some_and(|start| start.eq_ignore_ascii_case(mark));
        if declaration("!doctype") || declaration("![cdata[") || rest.starts_with('?') {
            return at < self.tag;
        }
        let name = rest.strip_prefix('/').unwrap_or(rest);
        let end = name.find(|c: char| !(c.is_ascii_alphanumeric() || c == ':')).unwrap_or(name.len());
        let follows = name[end..].chars().next();
        // A tag that is never closed is text.
        if !follows.is_some_and(|c| c == '>' || c == '/' || c.is_whitespace()) || at + end >= self.tag {
            return false;
        }
        let is_end = name.len() < rest.len();
        let name = name[..end].to_ascii_lowercase();
        match HIDDEN.iter().position(|hidden| *hidden == name) {
            // `List<object>` would hide all that follows.
            Some(hidden) => is_end || at < self.hidden[hidden],
            None => [BLOCKS, INLINE].iter().any(|names| names.contains(&name.as_str())),
        }
    }
}

/// Whether what follows `&` is the rest of an entity with its `;`.
fn is_entity(rest: &str) -> bool {
    const LONGEST: usize = 32;
    let end = rest.bytes().take(LONGEST).position(|byte| byte == b';');
    end.is_some_and(|end| {
        let name = &rest.as_bytes()[..end];
        let digits = name.strip_prefix(b"#").unwrap_or(name);
        !digits.is_empty() && digits.iter().all(u8::is_ascii_alphanumeric)
    })
}

#[cfg(test)]
mod tests {
    use super::plain;

    #[test]
    fn markup_becomes_lines() {
        let cases = [
            ("no markup", "no markup"),
            ("<p>Hi<script>x()</script><br>a &amp; b</p>", "Hi\na & b\n"),
            ("<ul><li>one</li><li>two</li></ul>", "- one\n- two\n"),
            ("see <a href=\"https://uni.example/c\">the page</a>.", "see the page (https://uni.example/c)."),
            ("<a href='https://uni.example/c'>https://uni.example/c</a>", "https://uni.example/c"),
            ("List<T> and <https://uni.example>", "List<T> and <https://uni.example>"),
            ("a < b, c > d", "a < b, c > d"),
            ("x?a=1&copy=2&amp;b=3", "x?a=1&copy=2&b=3"),
            ("AT&T &eacute; &#233; &#xe9; &nosuch;", "AT&T é é é &nosuch;"),
            ("<table><tr><td>a</td><td>b</td></tr></table>", "a b\n"),
            ("<!-- hidden -->shown", "shown"),
            ("a <b", "a <b"),
            ("a <b c", "a <b c"),
            ("<style>p{}</style>x", "x"),
            ("Generics: List<object> in C#", "Generics: List<object> in C#"),
            ("Price  <a href='https://x.example'><p>€100</p></a>", "Price\n€100\n (https://x.example)"),
            ("a <!-- never closed", "a <!-- never closed"),
        ];
        for (text, expected) in cases {
            assert_eq!(plain(text), expected, "{text}");
        }
    }
}
