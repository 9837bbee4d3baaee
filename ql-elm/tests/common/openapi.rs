//! What the description of an API says of the fields of resources.

use std::collections::BTreeSet;

use serde_json::Value;

pub(crate) fn items<'v>(value: &'v Value, key: &str) -> &'v [Value] {
    value[key].as_array().map(Vec::as_slice).unwrap_or_default()
}

pub(crate) fn members(value: &Value) -> impl Iterator<Item = (&String, &Value)> {
    value.as_object().into_iter().flatten()
}

/// The schemas of the description of an API, as they are reached from what is answered.
pub(crate) struct Schemas<'d> {
    document: &'d Value,
    /// Schemas that are left out as a whole, and those that have been seen.
    closed: BTreeSet<&'d str>,
    fields: BTreeSet<(String, String)>,
}

impl<'d> Schemas<'d> {
    /// `closed` are not looked into.
    pub(crate) fn new(document: &'d Value, closed: BTreeSet<&'d str>) -> Self {
        Self { document, closed, fields: BTreeSet::new() }
    }

    /// Each property that has been met, after the resource that it belongs to.
    pub(crate) fn fields(&self) -> &BTreeSet<(String, String)> {
        &self.fields
    }

    /// Collects properties. A schema that is referred to has a name of its own, unless it is a part of another.
    pub(crate) fn visit(&mut self, name: &str, schema: &'d Value, is_part: bool) {
        if let Some(path) = schema["$ref"].as_str() {
            let own = path.strip_prefix("#/components/schemas/").filter(|_| !is_part);
            if own.is_none_or(|own| self.closed.insert(own)) {
                let target = self.document.pointer(&path[1..]).expect("a schema");
                self.visit(own.unwrap_or(name), target, true);
            }
        }
        let parts = ["allOf", "oneOf", "anyOf"].into_iter().flat_map(|key| items(schema, key));
        parts.chain(schema.get("items")).for_each(|inner| self.visit(name, inner, is_part));
        for (field, inner) in members(&schema["properties"]) {
            self.fields.insert((resource(name), field.clone()));
            self.visit(&format!("{name}.{field}"), inner, false);
        }
    }
}

/// What the table calls a schema: whether it is listed or expanded makes no difference.
fn resource(name: &str) -> String {
    let words = ["Collection.data", "Resource.data", ".attributes", "Expanded", "Properties"];
    let name = words.iter().fold(name.to_owned(), |name, word| name.replace(word, ""));
    let (first, rest) = name.find('.').map_or((name.as_str(), ""), |at| name.split_at(at));
    let is_envelope = ["Collection", "Resource", "Root", "Pagination"].iter().any(|word| first.ends_with(word));
    let first = if is_envelope { "Envelope" } else { first };
    format!("{}{rest}", if name.starts_with("Links") { "Link" } else { first })
}
