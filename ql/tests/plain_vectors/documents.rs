//! Catalogue documents in the form of the reference aggregator.

use std::collections::{BTreeMap, BTreeSet};

use quality_link::plain::{DocumentOptions, Rendering};
use serde_json::{Map, Value, json};

use super::files::{Case, assert_members, text_of};
use super::graphs::{TURTLE, graph};

pub(crate) fn check(case: &Case) -> Result<(), String> {
    let input = case.input();
    assert_members(input, &["turtle", "institutions", "labels", "root"]);
    let catalogue = graph(case.turtle(&input["turtle"]).expect("`turtle`"), TURTLE);
    let (institutions, labels) = (case.turtle(&input["institutions"]), case.turtle(&input["labels"]));
    let options = DocumentOptions { rendering: Some(Rendering::Reference), ..DocumentOptions::default() };
    let documents = catalogue.documents(&options, institutions.as_deref(), labels.as_deref());
    let documents = documents.map_err(|error| format!("  {}: {error}", error.code))?;
    let mut documents = documents.iter().map(|text| serde_json::from_str::<Value>(text).expect("JSON"));
    let root = text_of(input, "root");
    let document =
        documents.find(|document| document["uri"] == root).ok_or_else(|| format!("  no document of {root}"))?;
    let difference = difference(case.expected(), &document);
    if difference.is_empty() { Ok(()) } else { Err(difference) }
}

/// The name of a blank node, of which the number says nothing.
fn is_blank_name(value: &Value) -> bool {
    value.as_str().is_some_and(|text| text.starts_with("_:"))
}

/// Whether an element of an array is a blank node: it has no `id`, or one without meaning.
fn is_blank(element: &Value) -> bool {
    let node =
        |object: &Map<String, Value>| !object.contains_key("@value") && object.get("id").is_none_or(is_blank_name);
    is_blank_name(element) || element.as_object().is_some_and(node)
}

/// What may be compared: blank nodes without their numbers, and arrays with blank nodes, whose order is an accident in the
/// reference, as sets. Everything else is exact.
fn comparable(value: &Value) -> Value {
    match value {
        Value::Array(elements) => {
            let mut compared: Vec<Value> = elements.iter().map(comparable).collect();
            if elements.iter().any(is_blank) {
                compared.sort_by_cached_key(ToString::to_string);
            }
            compared.into()
        }
        Value::Object(members) => {
            let member = |(key, value): (&String, &Value)| (key.clone(), comparable(value));
            Value::Object(members.iter().map(member).collect())
        }
        name if is_blank_name(name) => json!("_:"),
        other => other.clone(),
    }
}

/// How often each named blank node occurs: the part of their identity that is left without their names.
fn blank_nodes(value: &Value) -> Vec<usize> {
    fn count<'v>(value: &'v Value, counts: &mut BTreeMap<&'v str, usize>) {
        match value {
            Value::Array(elements) => elements.iter().for_each(|element| count(element, counts)),
            Value::Object(members) => members.values().for_each(|member| count(member, counts)),
            Value::String(name) if is_blank_name(value) => *counts.entry(name).or_default() += 1,
            _ => {}
        }
    }
    let mut counts = BTreeMap::new();
    count(value, &mut counts);
    let mut counts: Vec<usize> = counts.into_values().collect();
    counts.sort_unstable();
    counts
}

/// The keys at which two documents differ, or nothing.
fn difference(expected: &Value, actual: &Value) -> String {
    let (left, right) = (comparable(expected), comparable(actual));
    let keys = |value: &Value| value.as_object().map(|object| object.keys().cloned().collect()).unwrap_or_default();
    let mut all: BTreeSet<String> = keys(&left);
    all.extend(keys(&right));
    let show = |value: Option<&Value>| value.map_or_else(|| "no such key".to_owned(), ToString::to_string);
    let mut lines = String::new();
    for key in all.iter().filter(|key| left.get(key.as_str()) != right.get(key.as_str())) {
        let (expected, actual) = (show(left.get(key)), show(right.get(key)));
        lines += &format!("  {key}\n    expected: {expected}\n    actual:   {actual}\n");
    }
    let (expected, actual) = (blank_nodes(expected), blank_nodes(actual));
    if expected != actual {
        lines += &format!("  blank nodes that are named: {actual:?} instead of {expected:?}\n");
    }
    lines
}

/// The comparison finds what it is there for.
#[test]
fn differences_are_found() {
    let same = [
        (json!({"a": [{"x": 1}, {"x": 2}]}), json!({"a": [{"x": 2}, {"x": 1}]})),
        (json!({"a": {"id": "_:b3"}, "b": {"id": "_:b3"}}), json!({"a": {"id": "_:b0"}, "b": {"id": "_:b0"}})),
    ];
    for (left, right) in same {
        assert_eq!(difference(&left, &right), "");
    }
    let different = [
        (json!({"a": null}), json!({})),
        (json!({"a": "x"}), json!({"a": ["x"]})),
        (json!({"a": [{"id": "x"}, {"id": "y"}]}), json!({"a": [{"id": "y"}, {"id": "x"}]})),
        (json!({"a": [{"x": 1}, {"x": 1}]}), json!({"a": [{"x": 1}]})),
        (json!({"a": {"id": "_:b0"}, "b": {"id": "_:b0"}}), json!({"a": {"id": "_:b0"}, "b": {"id": "_:b1"}})),
    ];
    for (left, right) in different {
        assert_ne!(difference(&left, &right), "", "{left} and {right}");
    }
}
