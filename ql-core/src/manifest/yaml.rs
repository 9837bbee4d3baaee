//! YAML 1.2 (core schema) into the tree: no tag is executed, aliases count towards the limit of values.

use std::borrow::Cow;
use std::collections::{HashMap, HashSet};
use std::hash::{DefaultHasher, Hash as _, Hasher as _};

use saphyr_parser::{Event, Parser, ScalarStyle, Span, Tag};

use super::tree::{
    Content, MAX_BYTES, MAX_DEPTH, MAX_NODES, Member, Node, Notes, Place, TreeError, TreeErrorKind, TreeNote,
    keep_last, pointer_push,
};
use crate::TextPosition;

pub(super) fn read<'a>(text: &'a str, notes: &mut Notes) -> Result<Node<'a>, TreeError> {
    let mut reader = Reader { open: Vec::new(), root: None, anchors: HashMap::new(), nodes: 0, bytes: 0, notes };
    // Until it ends, the parser keeps every token of a list or object that the document begins with, for it may be a key.
    if text.len() > MAX_FLOW && first_character(text).is_some_and(|first| "[{".contains(first)) {
        let message = format!("a YAML document that begins with a bracket may have {MAX_FLOW} bytes");
        return Err(TreeError { kind: TreeErrorKind::TooManyNodes, message, place: Place::Offset(0) });
    }
    let mut documents = 0;
    for item in Parser::new_from_str(text) {
        let (event, span) = match item {
            Ok(item) => item,
            // What stands behind the first document is not used, so it may as well be broken.
            Err(_) if documents > 1 => break,
            Err(error) => {
                let is_deep = error.info().contains("recursion limit");
                return Err(TreeError {
                    kind: if is_deep { TreeErrorKind::TooDeep } else { TreeErrorKind::Syntax },
                    message: error.info().to_owned(),
                    place: place(error.marker()),
                });
            }
        };
        if let Event::DocumentStart(_) = event {
            documents += 1;
            if documents > 1 {
                reader.notes.push(|| TreeNote::Documents { place: place(&span.start) });
                break;
            }
        }
        reader.event(event, span)?;
    }
    reader.root.ok_or(TreeError {
        kind: TreeErrorKind::Empty,
        message: "the document is empty".into(),
        place: Place::Offset(0),
    })
}

/// Of lists and objects in flow style that a document begins with; a manifest that long is not written so.
const MAX_FLOW: usize = 128 << 10;

/// What the content begins with, behind comments and the mark of a document.
fn first_character(text: &str) -> Option<char> {
    let lines = text.trim_start_matches('\u{feff}').lines().map(str::trim_start);
    let mut contents = lines.map(|line| line.strip_prefix("---").unwrap_or(line).trim_start());
    contents.find(|line| !line.is_empty() && !line.starts_with(['#', '%']))?.chars().next()
}

fn place(marker: &saphyr_parser::Marker) -> Place {
    let number = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
    Place::Position(TextPosition::new(number(marker.line()), number(marker.col()).saturating_add(1)))
}

struct Reader<'a, 'n> {
    open: Vec<Open<'a>>,
    root: Option<Node<'a>>,
    /// The values that aliases can stand for.
    anchors: HashMap<usize, Anchored<'a>>,
    nodes: usize,
    bytes: usize,
    notes: &'n mut Notes,
}

/// A value that aliases can stand for.
#[derive(Clone)]
struct Anchored<'a> {
    node: Node<'a>,
    extent: Extent,
}

/// How large a value is.
#[derive(Clone, Copy)]
struct Extent {
    /// Values in it, itself included.
    nodes: usize,
    /// Levels of lists and objects in it.
    levels: usize,
    /// Bytes of its texts.
    bytes: usize,
}

/// A list or object that has begun.
struct Open<'a> {
    place: Place,
    anchor: usize,
    nodes_before: usize,
    bytes_before: usize,
    /// Levels of what has been read of it.
    levels: usize,
    kind: OpenKind<'a>,
}

enum OpenKind<'a> {
    Array(Vec<Node<'a>>),
    Object {
        members: Vec<Member<'a>>,
        /// The values of merge keys.
        merges: Vec<Node<'a>>,
        /// A key whose value comes next, and whether it is a merge key.
        key: Option<(Cow<'a, str>, Place, bool)>,
    },
}

impl<'a> Reader<'a, '_> {
    fn event(&mut self, event: Event<'a>, span: Span) -> Result<(), TreeError> {
        let start = place(&span.start);
        match event {
            Event::Scalar(text, style, anchor, tag) => {
                let extent = Extent { nodes: 1, levels: 0, bytes: text.len() };
                self.count(extent.nodes, extent.bytes, start)?;
                let is_merge = style == ScalarStyle::Plain && text == "<<";
                if let Some(tag) = tag.as_deref() {
                    self.note_tag(Some(tag), &["str", "null", "bool", "int", "float"], start);
                }
                let value = scalar(text, style, tag.as_deref());
                self.value(Node { value, place: start }, anchor, extent, is_merge)?;
            }
            Event::Alias(anchor) => {
                let Some(extent) = self.anchors.get(&anchor).map(|anchored| anchored.extent) else {
                    let message = "an alias stands for a value that contains it".into();
                    return Err(TreeError { kind: TreeErrorKind::Syntax, message, place: start });
                };
                self.count(extent.nodes, extent.bytes, start)?;
                if self.open.len() + extent.levels > MAX_DEPTH {
                    return Err(too_deep(start));
                }
                // Copied only now that it is known to be affordable.
                if let Some(Anchored { node, extent }) = self.anchors.get(&anchor).cloned() {
                    self.value(Node { place: start, ..node }, 0, extent, false)?;
                }
            }
            Event::SequenceStart(anchor, tag) => {
                self.note_tag(tag.as_deref(), &["seq"], start);
                self.open(OpenKind::Array(Vec::new()), anchor, start)?;
            }
            Event::MappingStart(anchor, tag) => {
                self.note_tag(tag.as_deref(), &["map"], start);
                self.open(OpenKind::Object { members: Vec::new(), merges: Vec::new(), key: None }, anchor, start)?;
            }
            Event::SequenceEnd | Event::MappingEnd => self.close()?,
            _ => {}
        }
        Ok(())
    }

    fn count(&mut self, nodes: usize, bytes: usize, place: Place) -> Result<(), TreeError> {
        self.nodes += nodes;
        self.bytes += bytes;
        if self.nodes <= MAX_NODES && self.bytes <= MAX_BYTES {
            return Ok(());
        }
        let message = format!(
            "the document has more than {MAX_NODES} values or {MAX_BYTES} bytes of text, what aliases repeat included"
        );
        Err(TreeError { kind: TreeErrorKind::TooManyNodes, message, place })
    }

    fn note_tag(&mut self, tag: Option<&Tag>, known: &[&str], place: Place) {
        if let Some(tag) = tag.filter(|tag| !(tag.is_yaml_core_schema() && known.contains(&tag.suffix.as_str()))) {
            let open = &self.open;
            self.notes.push(|| TreeNote::Tag { tag: tag.to_string(), pointer: pointer(open), place });
        }
    }

    fn open(&mut self, kind: OpenKind<'a>, anchor: usize, place: Place) -> Result<(), TreeError> {
        self.count(1, 0, place)?;
        if self.open.len() >= MAX_DEPTH {
            return Err(too_deep(place));
        }
        self.open.push(Open { place, anchor, nodes_before: self.nodes - 1, bytes_before: self.bytes, levels: 0, kind });
        Ok(())
    }

    fn close(&mut self) -> Result<(), TreeError> {
        let Some(open) = self.open.pop() else { return Ok(()) };
        let extent = Extent {
            nodes: self.nodes - open.nodes_before,
            levels: open.levels + 1,
            bytes: self.bytes - open.bytes_before,
        };
        let value = match open.kind {
            OpenKind::Array(items) => Content::Array(items),
            OpenKind::Object { members, merges, .. } => {
                let outer = &self.open;
                Content::Object(merge(keep_last(members, || pointer(outer), self.notes), merges))
            }
        };
        self.value(Node { value, place: open.place }, open.anchor, extent, false)
    }

    fn value(&mut self, node: Node<'a>, anchor: usize, extent: Extent, is_merge: bool) -> Result<(), TreeError> {
        if anchor > 0 {
            // The copy costs as much as an alias does.
            self.count(extent.nodes, extent.bytes, node.place)?;
            self.anchors.insert(anchor, Anchored { node: node.clone(), extent });
        }
        if let Some(open) = self.open.last_mut() {
            open.levels = open.levels.max(extent.levels);
        }
        match self.open.last_mut().map(|open| &mut open.kind) {
            None => self.root = Some(node),
            Some(OpenKind::Array(items)) => items.push(node),
            Some(OpenKind::Object { members, merges, key }) => match key.take() {
                Some((_, _, true)) => merges.push(node),
                Some((key, key_place, false)) => members.push(Member { key, key_place, node }),
                None => {
                    let place = node.place;
                    let text = match node.value {
                        Content::String(text) | Content::Number(text) => text,
                        Content::Bool(value) => value.to_string().into(),
                        Content::Null => "null".into(),
                        // No key of a manifest; its JSON keeps it apart from others.
                        _ => shortened(node.to_json().to_string()).into(),
                    };
                    *key = Some((text, place, is_merge));
                }
            },
        }
        Ok(())
    }
}

/// Where the next value inside all that is open belongs.
fn pointer(open: &[Open<'_>]) -> String {
    open.iter().fold(String::new(), |pointer, open| match &open.kind {
        OpenKind::Array(items) => pointer_push(&pointer, &items.len().to_string()),
        OpenKind::Object { key, .. } => pointer_push(&pointer, key.as_ref().map_or("", |(key, ..)| key)),
    })
}

/// A key that is an object or a list, each of whose keys may be one: quoted in each other they would double with every
/// level.
fn shortened(key: String) -> String {
    const LONGEST: usize = 1000;
    if key.len() <= LONGEST {
        return key;
    }
    let mut hasher = DefaultHasher::new();
    key.hash(&mut hasher);
    let start: String = key.chars().take(100).collect();
    format!("{start}… {:016x}", hasher.finish())
}

fn too_deep(place: Place) -> TreeError {
    let message = format!("objects and lists are nested more than {MAX_DEPTH} deep");
    TreeError { kind: TreeErrorKind::TooDeep, message, place }
}

/// YAML 1.1 merge keys, which the YAML libraries that people use still resolve: `<<: *defaults`.
fn merge<'a>(mut own: Vec<Member<'a>>, merges: Vec<Node<'a>>) -> Vec<Member<'a>> {
    if merges.is_empty() {
        return own;
    }
    let mut present: HashSet<Cow<'a, str>> = own.iter().map(|member| member.key.clone()).collect();
    for merged in merges {
        let objects = match merged.value {
            Content::Array(items) => items.into_iter().map(|item| item.value).collect(),
            other => vec![other],
        };
        for object in objects {
            let Content::Object(inherited) = object else { continue };
            own.extend(inherited.into_iter().filter(|member| present.insert(member.key.clone())));
        }
    }
    own
}

fn scalar<'a>(text: Cow<'a, str>, style: ScalarStyle, tag: Option<&Tag>) -> Content<'a> {
    match tag.map(|tag| tag.is_yaml_core_schema().then_some(tag.suffix.as_str())) {
        Some(Some("null")) => Content::Null,
        Some(Some("bool" | "int" | "float")) => plain(text),
        None if style == ScalarStyle::Plain => plain(text),
        Some(_) | None => Content::String(text),
    }
}

/// The core schema of YAML 1.2 (section 10.3.2), as far as JSON has the value.
fn plain(text: Cow<'_, str>) -> Content<'_> {
    match text.as_ref() {
        "" | "~" | "null" | "Null" | "NULL" => Content::Null,
        "true" | "True" | "TRUE" => Content::Bool(true),
        "false" | "False" | "FALSE" => Content::Bool(false),
        other if is_number(other) => Content::Number(text),
        _ => Content::String(text),
    }
}

fn is_number(text: &str) -> bool {
    let radix = |prefix, is_digit: fn(u8) -> bool| {
        text.strip_prefix(prefix).is_some_and(|digits: &str| !digits.is_empty() && digits.bytes().all(is_digit))
    };
    if radix("0x", |byte| byte.is_ascii_hexdigit()) || radix("0o", |byte| (b'0'..=b'7').contains(&byte)) {
        return true;
    }
    let unsigned = text.strip_prefix(['-', '+']).unwrap_or(text);
    if !unsigned.starts_with(|c: char| c.is_ascii_digit() || c == '.') {
        return false;
    }
    let (mantissa, exponent) = match unsigned.split_once(['e', 'E']) {
        Some((mantissa, exponent)) => (mantissa, Some(exponent.strip_prefix(['-', '+']).unwrap_or(exponent))),
        None => (unsigned, None),
    };
    let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    digits(whole)
        && digits(fraction)
        && !(whole.is_empty() && fraction.is_empty())
        && exponent.is_none_or(|exponent| !exponent.is_empty() && digits(exponent))
}
