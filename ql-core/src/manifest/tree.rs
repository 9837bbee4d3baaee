//! A JSON-like tree that knows where each value stands, read from JSON or YAML.

use std::borrow::Cow;

use serde_json::Value;

use crate::TextPosition;

/// Where a value begins.
#[derive(Clone, Copy, Debug)]
pub(super) enum Place {
    /// A byte offset; line and column are counted only when a diagnostic needs them.
    Offset(usize),
    Position(TextPosition),
}

impl Place {
    pub(super) fn position(self, text: &str) -> TextPosition {
        match self {
            Self::Offset(offset) => TextPosition::of_offset(text, offset),
            Self::Position(position) => position,
        }
    }
}

#[derive(Clone, Debug)]
pub(super) struct Node<'a> {
    pub(super) value: Content<'a>,
    pub(super) place: Place,
}

#[derive(Clone, Debug)]
pub(super) enum Content<'a> {
    Null,
    Bool(bool),
    /// A number as it is written, so that a version `5.0` stays `5.0`.
    Number(Cow<'a, str>),
    String(Cow<'a, str>),
    Array(Vec<Node<'a>>),
    Object(Vec<Member<'a>>),
}

#[derive(Clone, Debug)]
pub(super) struct Member<'a> {
    pub(super) key: Cow<'a, str>,
    pub(super) key_place: Place,
    pub(super) node: Node<'a>,
}

impl Node<'_> {
    /// The value with its type, for a message: "the number `5`".
    pub(super) fn describe(&self) -> String {
        match &self.value {
            Content::Null => "null".into(),
            Content::Bool(value) => format!("the boolean `{value}`"),
            Content::Number(number) => format!("the number `{}`", crate::excerpt(number)),
            Content::String(text) if text.is_empty() => "an empty text".into(),
            Content::String(text) => format!("the text `{}`", crate::excerpt(text)),
            Content::Array(items) => format!("a list of {}", items.len()),
            Content::Object(members) => format!("an object with {} keys", members.len()),
        }
    }

    pub(super) fn to_json(&self) -> Value {
        match &self.value {
            Content::Null => Value::Null,
            Content::Bool(value) => Value::Bool(*value),
            Content::Number(number) => number_value(number),
            Content::String(text) => Value::String(text.clone().into_owned()),
            Content::Array(items) => Value::Array(items.iter().map(Node::to_json).collect()),
            Content::Object(members) => {
                Value::Object(members.iter().map(|m| (m.key.clone().into_owned(), m.node.to_json())).collect())
            }
        }
    }
}

/// A number of JSON, or one that only YAML writes so: `+5`, `.5`, `007`, `0x18`, `0o17`.
pub(super) fn number_value(text: &str) -> Value {
    if let Ok(value @ Value::Number(_)) = serde_json::from_str(text) {
        return value;
    }
    let radix = |prefix, radix| i64::from_str_radix(text.strip_prefix(prefix)?, radix).ok();
    let integer = radix("0x", 16).or_else(|| radix("0o", 8)).or_else(|| text.parse().ok());
    let value = integer.map(Value::from).or_else(|| text.parse::<f64>().ok().map(Value::from));
    // What is too large for a number stays as it is written.
    value.filter(Value::is_number).unwrap_or_else(|| Value::String(text.to_owned()))
}

/// Why no tree could be read.
#[derive(Debug)]
pub(super) struct TreeError {
    pub(super) kind: TreeErrorKind,
    pub(super) message: String,
    pub(super) place: Place,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum TreeErrorKind {
    Syntax,
    TooDeep,
    TooManyNodes,
    Empty,
    #[cfg_attr(feature = "yaml", expect(dead_code, reason = "only a build without YAML says so"))]
    Unsupported,
}

/// What a reader noticed beside the tree.
#[derive(Debug)]
#[cfg_attr(not(feature = "yaml"), expect(dead_code, reason = "JSON has neither tags nor documents"))]
pub(super) enum TreeNote {
    /// Syntax that is not allowed, but could be read.
    Syntax {
        message: String,
        place: Place,
    },
    DuplicateKey {
        key: String,
        pointer: String,
        place: Place,
    },
    Tag {
        tag: String,
        pointer: String,
        place: Place,
    },
    Documents {
        place: Place,
    },
}

/// What was noticed, up to a limit: each note has a pointer, which a hostile document can make as long as itself.
#[derive(Debug, Default)]
pub(super) struct Notes {
    list: Vec<TreeNote>,
    bytes: usize,
    /// Whether more was noticed than is kept.
    pub(super) cut: bool,
}

impl Notes {
    const MAX: usize = 500;
    const MAX_BYTES: usize = 1 << 20;

    pub(super) fn is_full(&mut self) -> bool {
        let is_full = self.list.len() >= Self::MAX || self.bytes > Self::MAX_BYTES;
        self.cut |= is_full;
        is_full
    }

    /// Keeps a note; made only if there is room for it.
    pub(super) fn push(&mut self, note: impl FnOnce() -> TreeNote) {
        if self.is_full() {
            return;
        }
        let note = note();
        self.bytes += match &note {
            TreeNote::Syntax { message, .. } => message.len(),
            TreeNote::DuplicateKey { key, pointer, .. } => key.len() + pointer.len(),
            TreeNote::Tag { tag, pointer, .. } => tag.len() + pointer.len(),
            TreeNote::Documents { .. } => 0,
        };
        self.list.push(note);
    }

    pub(super) fn into_list(self) -> Vec<TreeNote> {
        self.list
    }
}

/// Objects and lists may be nested this deep; a manifest needs five levels.
pub(super) const MAX_DEPTH: usize = 64;
/// Values in one document, those that aliases repeat included.
pub(super) const MAX_NODES: usize = 100_000;

/// Bytes of text in one document, those that aliases repeat included: four times the largest document.
#[cfg(feature = "yaml")]
pub(super) const MAX_BYTES: usize = 4 << 20;

/// Removes earlier members with the same key, so that the last value counts, and notes them.
pub(super) fn keep_last<'a>(
    members: Vec<Member<'a>>,
    pointer: impl FnOnce() -> String,
    notes: &mut Notes,
) -> Vec<Member<'a>> {
    // Manifests have few keys, where a scan is fastest; a hostile one gets a set.
    let has_repeats = if members.len() <= 16 {
        members.iter().enumerate().any(|(at, m)| members[..at].iter().any(|earlier| earlier.key == m.key))
    } else {
        let keys: std::collections::HashSet<&str> = members.iter().map(|m| m.key.as_ref()).collect();
        keys.len() < members.len()
    };
    if !has_repeats {
        return members;
    }
    let pointer = if notes.is_full() { String::new() } else { pointer() };
    let mut last: std::collections::HashMap<&str, usize> = std::collections::HashMap::with_capacity(members.len());
    let mut is_last = vec![true; members.len()];
    for (at, member) in members.iter().enumerate() {
        if let Some(earlier) = last.insert(&member.key, at) {
            is_last[earlier] = false;
            notes.push(|| TreeNote::DuplicateKey {
                key: member.key.clone().into_owned(),
                pointer: pointer_push(&pointer, &member.key),
                place: member.key_place,
            });
        }
    }
    let mut is_last = is_last.into_iter();
    let mut members = members;
    members.retain(|_| is_last.next().unwrap_or(true));
    members
}

/// The way to a value; written as a JSON pointer only when a finding needs it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Pointer<'p> {
    parent: Option<&'p Pointer<'p>>,
    token: Token<'p>,
}

#[derive(Clone, Copy, Debug)]
enum Token<'p> {
    Key(&'p str),
    Index(usize),
}

/// The whole document.
pub(super) static ROOT: Pointer<'static> = Pointer { parent: None, token: Token::Index(0) };

impl<'p> Pointer<'p> {
    pub(super) fn key(&'p self, key: &'p str) -> Self {
        Self { parent: Some(self), token: Token::Key(key) }
    }

    pub(super) fn index(&'p self, index: usize) -> Self {
        Self { parent: Some(self), token: Token::Index(index) }
    }

    pub(super) fn to_text(self) -> String {
        match (self.parent, self.token) {
            (None, _) => String::new(),
            (Some(parent), Token::Key(key)) => pointer_push(&parent.to_text(), key),
            (Some(parent), Token::Index(index)) => format!("{}/{index}", parent.to_text()),
        }
    }
}

/// Appends a reference token to a JSON pointer (RFC 6901).
pub(super) fn pointer_push(pointer: &str, token: &str) -> String {
    format!("{pointer}/{}", token.replace('~', "~0").replace('/', "~1"))
}
