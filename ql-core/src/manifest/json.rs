//! JSON into the tree. `serde_json` decides what is valid; where it says no, a tolerant parser reads on.

use std::borrow::Cow;

use jsonc_parser::errors::ParseErrorKind;
use jsonc_parser::{CollectOptions, ParseOptions, ast, common::Ranged as _, parse_to_ast};
use serde::de::IgnoredAny;

use super::tree::{
    Content, MAX_DEPTH, MAX_NODES, Member, Node, Notes, Place, TreeError, TreeErrorKind, TreeNote, keep_last,
    pointer_push,
};
use crate::TextPosition;

pub(super) fn read<'a>(text: &'a str, notes: &mut Notes) -> Result<Node<'a>, TreeError> {
    if text.trim().is_empty() {
        return Err(TreeError {
            kind: TreeErrorKind::Empty,
            message: "the document is empty".into(),
            place: Place::Offset(0),
        });
    }
    let fault = serde_json::from_str::<IgnoredAny>(text).err().map(|error| {
        let number = |n: usize| u32::try_from(n).unwrap_or(u32::MAX).max(1);
        // The parser counts columns in bytes.
        let line = text.split('\n').nth(error.line().saturating_sub(1)).unwrap_or_default();
        let mut before = error.column().saturating_sub(1).min(line.len());
        while !line.is_char_boundary(before) {
            before -= 1;
        }
        let column = line[..before].chars().count() + 1;
        let place = Place::Position(TextPosition::new(number(error.line()), number(column)));
        let text = error.to_string();
        let message = text.split(" at line ").next().unwrap_or_default().to_owned();
        (message, place)
    });
    let ast = match parse_to_ast(text, &CollectOptions::default(), &ParseOptions::default()) {
        Ok(result) => result.value,
        Err(error) if matches!(error.kind(), ParseErrorKind::NestingDepthExceeded) => {
            return Err(too_deep(error.range().start));
        }
        Err(error) => {
            let (message, place) =
                fault.unwrap_or_else(|| (error.kind().to_string(), Place::Offset(error.range().start)));
            return Err(TreeError { kind: TreeErrorKind::Syntax, message, place });
        }
    };
    let (message, place) = fault.clone().unwrap_or_else(|| ("no value".into(), Place::Offset(0)));
    let Some(ast) = ast else { return Err(TreeError { kind: TreeErrorKind::Syntax, message, place }) };
    if fault.is_some() {
        notes.push(|| TreeNote::Syntax { message, place });
    }
    let mut nodes = 0;
    convert(ast, &mut nodes, &mut Vec::new(), notes)
}

/// A step of the way to a value; made into a pointer only when a note needs one.
enum Step<'a> {
    Index(usize),
    Key(Cow<'a, str>),
}

fn pointer(path: &[Step<'_>]) -> String {
    path.iter().fold(String::new(), |pointer, step| match step {
        Step::Index(index) => pointer_push(&pointer, &index.to_string()),
        Step::Key(key) => pointer_push(&pointer, key),
    })
}

fn too_deep(offset: usize) -> TreeError {
    let message = format!("objects and lists are nested more than {MAX_DEPTH} deep");
    TreeError { kind: TreeErrorKind::TooDeep, message, place: Place::Offset(offset) }
}

fn convert<'a>(
    value: ast::Value<'a>,
    nodes: &mut usize,
    path: &mut Vec<Step<'a>>,
    notes: &mut Notes,
) -> Result<Node<'a>, TreeError> {
    let start = value.range().start;
    let place = Place::Offset(start);
    *nodes += 1;
    if *nodes > MAX_NODES {
        let message = format!("the document has more than {MAX_NODES} values");
        return Err(TreeError { kind: TreeErrorKind::TooManyNodes, message, place });
    }
    let is_nested = matches!(value, ast::Value::Array(_) | ast::Value::Object(_));
    if is_nested && path.len() >= MAX_DEPTH {
        return Err(too_deep(start));
    }
    let value = match value {
        ast::Value::NullKeyword(_) => Content::Null,
        ast::Value::BooleanLit(literal) => Content::Bool(literal.value),
        ast::Value::NumberLit(literal) => Content::Number(literal.value.into()),
        ast::Value::StringLit(literal) => Content::String(literal.value),
        ast::Value::Array(array) => {
            let mut items = Vec::with_capacity(array.elements.len());
            for (at, item) in array.elements.into_iter().enumerate() {
                path.push(Step::Index(at));
                items.push(convert(item, nodes, path, notes)?);
                path.pop();
            }
            Content::Array(items)
        }
        ast::Value::Object(object) => {
            let mut members = Vec::with_capacity(object.properties.len());
            for property in object.properties {
                let key_place = Place::Offset(property.range.start);
                let key = match property.name {
                    ast::ObjectPropName::String(literal) => literal.value,
                    ast::ObjectPropName::Word(literal) => literal.value.into(),
                };
                // Only what has members can have one twice, so only its way is ever asked for.
                let is_nested = matches!(property.value, ast::Value::Array(_) | ast::Value::Object(_));
                if is_nested {
                    path.push(Step::Key(key.clone()));
                }
                let node = convert(property.value, nodes, path, notes)?;
                if is_nested {
                    path.pop();
                }
                members.push(Member { key, key_place, node });
            }
            Content::Object(keep_last(members, || pointer(path), notes))
        }
    };
    Ok(Node { value, place })
}
