//! Registries, and what they say together.

use quality_link::plain::{
    Diagnostic, MergeOptions, Provider, RegistryEntry, RegistryFormat, RegistryRead, merge_registries, read_registry,
};
use serde_json::{Map, Value, json};

use super::files::{Case, assert_members, expanded, from_hex, optional, text_of, texts};
use super::registry_compare::difference;

pub(crate) fn check(case: &Case) -> Result<(), String> {
    let whole = &case.whole;
    let actual = match case.op.as_str() {
        "read_registry" => read_case(case)?,
        "merge_registries" => merge_case(whole)?,
        other => panic!("unknown op `{other}`"),
    };
    let mut expect = match case.op.as_str() {
        "read_registry" => json!({ "complete": true, "diagnostics": [] }),
        _ => json!({ "reading": [], "conflicts": [] }),
    };
    for (name, value) in whole["expect"].as_object().expect("`expect`") {
        // The plain interface compares no lists of providers, nor does it name a format that it has found out.
        if !["diff", "detected"].contains(&name.as_str()) {
            expect[name] = value.clone();
        }
    }
    let wrong = difference(&expect, &actual);
    wrong.map_or(Ok(()), |wrong| Err(format!("  {wrong}\n  expected: {expect}\n  actual:   {actual}")))
}

/// `NAME` is a text or JSON, `NAME_hex` bytes, `NAME_hei` institutions of an EWP catalogue, `NAME_repeat` one text many
/// times.
fn document(holder: &Value, name: &str) -> Vec<u8> {
    let holder = expanded(holder);
    let member = |end: &str| holder.get(format!("{name}{end}"));
    if let Some(hex) = member("_hex") {
        return from_hex(hex.as_str().expect("a text"));
    }
    if let Some(institutions) = member("_hei") {
        let namespace = "https://github.com/erasmus-without-paper/ewp-specs-api-registry/tree/stable-v1";
        let institutions = institutions.as_str().expect("a text");
        return format!("<catalogue xmlns=\"{namespace}\"><institutions>{institutions}</institutions></catalogue>")
            .into();
    }
    match member("").unwrap_or_else(|| panic!("no `{name}` in {holder}")) {
        Value::String(text) => text.clone().into(),
        json => json.to_string().into(),
    }
}

fn read(content: &[u8], format: &str) -> RegistryRead {
    let format = (format != "detect").then(|| format.parse().expect("a format"));
    read_registry(content, format)
}

fn read_case(case: &Case) -> Result<Value, String> {
    let whole = &case.whole;
    assert_members(whole, &["name", "clause", "expect", "format", "input", "input_hex", "input_hei", "input_repeat"]);
    let content = document(whole, "input");
    // What is found out to be of a format is read as such.
    if let Some(detected) = whole["expect"]["detected"].as_str() {
        let format: RegistryFormat = detected.parse().map_err(|error| format!("  {error}"))?;
        if read_registry(&content, None) != read_registry(&content, Some(format)) {
            return Err(format!("  not detected as {detected}"));
        }
    }
    let read = read(&content, &case.format);
    Ok(json!({
        "complete": read.complete,
        "entries": read.entries.iter().map(entry).collect::<Value>(),
        "diagnostics": findings(&read.diagnostics),
    }))
}

/// Without what says nothing: `null`, `false` and empty lists.
fn pruned(value: Value) -> Value {
    let says_something = |value: &Value| !matches!(value, Value::Null | Value::Bool(false)) && *value != json!([]);
    match value {
        Value::Array(items) => items.into_iter().map(pruned).collect(),
        Value::Object(members) => {
            let members = members.into_iter().map(|(name, value)| (name, pruned(value)));
            Value::Object(members.filter(|(_, value)| says_something(value)).collect::<Map<_, _>>())
        }
        other => other,
    }
}

/// An entry with what it has; who says so is left out where it is the registry itself.
fn entry(entry: &RegistryEntry) -> Value {
    let mut shown = pruned(serde_json::to_value(&entry.provider).expect("JSON"));
    for list in ["names", "identifiers"] {
        for item in shown.get_mut(list).and_then(Value::as_array_mut).into_iter().flatten() {
            if item["source"] == *entry.registry {
                item.as_object_mut().expect("an object").remove("source");
            }
        }
    }
    shown["id"] = json!(entry.id);
    let wholes: Vec<&String> = entry.part_of.iter().map(|part| &part.deqar).collect();
    let lists =
        [("schacs", json!(entry.schacs)), ("formerSchacs", json!(entry.former_schacs)), ("partOf", json!(wholes))];
    for (name, list) in lists.into_iter().filter(|(_, list)| *list != json!([])) {
        shown[name] = list;
    }
    shown
}

fn findings(findings: &[Diagnostic]) -> Value {
    let show = |finding: &Diagnostic| {
        json!({
            "code": finding.code,
            "severity": finding.severity.as_str(),
            "item": finding.item,
            "pointer": finding.pointer,
            "line": finding.line,
        })
    };
    findings.iter().map(show).collect()
}

fn merge_case(whole: &Value) -> Result<Value, String> {
    assert_members(whole, &["name", "clause", "expect", "options", "input", "old"]);
    let (mut reading, mut entries) = (Vec::new(), Vec::new());
    for input in whole["input"].as_array().expect("`input` is a list") {
        assert_members(input, &["format", "data", "data_hei"]);
        let read = read(&document(input, "data"), text_of(input, "format"));
        reading.extend(read.diagnostics);
        entries.extend(read.entries);
    }
    let mut options = MergeOptions::default();
    if let Some(given) = whole.get("options") {
        assert_members(given, &["today", "byWebsite", "countries"]);
        options.matching_by_website = given["byWebsite"] == true;
        options.today = optional(given, "today");
        options.countries = texts(&given["countries"]);
    }
    let merged = merge_registries(&entries, &options).map_err(|error| format!("  {}: {error}", error.code))?;
    let provider = |provider: &Provider| {
        let mut shown = pruned(serde_json::to_value(provider).expect("JSON"));
        shown["key"] = json!(key(provider));
        shown["subject"] = json!(subject(provider));
        shown
    };
    Ok(json!({
        "providers": merged.providers.iter().map(provider).collect::<Value>(),
        "conflicts": findings(&merged.conflicts),
        "reading": findings(&reading),
    }))
}

/// What a provider is listed under.
fn key(provider: &Provider) -> Option<String> {
    let prefixed = |prefix: &str, id: &Option<String>| id.as_ref().map(|id| format!("{prefix}{}", id.trim()));
    prefixed("", &provider.schac)
        .or_else(|| prefixed("deqar:", &provider.deqar))
        .or_else(|| prefixed("orgreg:", &provider.eter))
        .or_else(|| prefixed("website:", &provider.website))
}

/// The IRI: the one given, else DEQAR's, else a `did:web` of the SCHAC code.
fn subject(provider: &Provider) -> Option<String> {
    let of_deqar = |id: &String| {
        let number = id.trim_start_matches("DEQARINST").trim_start_matches('0');
        format!("https://data.deqar.eu/institution/{number}")
    };
    let iri = provider.iri.clone().or_else(|| provider.deqar.as_ref().map(of_deqar));
    iri.or_else(|| provider.schac.as_ref().map(|schac| format!("did:web:{schac}")))
}
