//! The cases of the vector files, and what comes of them.

use std::fs;
use std::path::Path;

use ql_core::{Diagnostic, Provider};
use ql_discovery::{MergeOptions, ProviderList, RegistryEntry, RegistryFormat, RegistryRead};
use serde_json::{Value, json};

pub(crate) const FORMATS: [RegistryFormat; 5] =
    [RegistryFormat::Deqar, RegistryFormat::Ewp, RegistryFormat::HeiApi, RegistryFormat::Json, RegistryFormat::Csv];

/// A catalogue of the EWP registry with these institutions.
pub(crate) fn catalogue_of(institutions: &str) -> String {
    let namespace = "https://github.com/erasmus-without-paper/ewp-specs-api-registry/tree/stable-v1";
    format!("<catalogue xmlns=\"{namespace}\"><institutions>{institutions}</institutions></catalogue>")
}

pub(crate) struct Case {
    pub(crate) op: String,
    /// The file and the name of the case.
    pub(crate) id: String,
    pub(crate) clause: String,
    /// Why it fails today.
    pub(crate) awaiting_fix: Option<String>,
    pub(crate) expect: Value,
    /// The whole case.
    whole: Value,
    format: Option<RegistryFormat>,
}

pub(crate) fn all_cases() -> Vec<Case> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/vectors/registries");
    let mut paths: Vec<_> =
        fs::read_dir(&folder).expect("the vectors").map(|entry| entry.expect("a folder entry").path()).collect();
    paths.sort();
    paths.iter().flat_map(|path| cases_of(path)).collect()
}

fn cases_of(path: &Path) -> Vec<Case> {
    let name = path.file_stem().and_then(|name| name.to_str()).expect("a name");
    let text = fs::read_to_string(path).expect("a readable file");
    let file: Value = serde_json::from_str(&text).unwrap_or_else(|error| panic!("{name}: {error}"));
    assert_eq!(file["area"], "registries", "{name}");
    let list = file["cases"].as_array().filter(|list| !list.is_empty());
    let list = list.unwrap_or_else(|| panic!("{name} has no case"));
    let case = |case: &Value| Case {
        op: text_of(&file, "op").to_owned(),
        id: format!("{name}/{}", text_of(case, "name")),
        clause: text_of(case, "clause").to_owned(),
        awaiting_fix: case["awaitingFix"].as_str().map(str::to_owned),
        expect: with_defaults(text_of(&file, "op"), &case["expect"]),
        whole: case.clone(),
        format: case["format"].as_str().or(file["format"].as_str()).and_then(format_named),
    };
    list.iter().map(case).collect()
}

fn text_of<'a>(object: &'a Value, member: &str) -> &'a str {
    object[member].as_str().unwrap_or_else(|| panic!("`{member}` is missing or no text: {object}"))
}

/// What is not said is: read to its end, without findings.
fn with_defaults(op: &str, expect: &Value) -> Value {
    let mut whole = match op {
        "read_registry" => json!({ "complete": true, "diagnostics": [] }),
        _ => json!({ "reading": [], "conflicts": [] }),
    };
    for (name, value) in expect.as_object().expect("`expect` is an object") {
        whole[name] = value.clone();
    }
    whole
}

/// The format of a name; none for `detect`.
fn format_named(name: &str) -> Option<RegistryFormat> {
    Some(match name {
        "deqar" => RegistryFormat::Deqar,
        "ewp" => RegistryFormat::Ewp,
        "hei-api" => RegistryFormat::HeiApi,
        "json" => RegistryFormat::Json,
        "csv" => RegistryFormat::Csv,
        "detect" => return None,
        other => panic!("unknown format `{other}`"),
    })
}

fn name_of(format: RegistryFormat) -> &'static str {
    match format {
        RegistryFormat::Deqar => "deqar",
        RegistryFormat::Ewp => "ewp",
        RegistryFormat::HeiApi => "hei-api",
        RegistryFormat::Json => "json",
        RegistryFormat::Csv => "csv",
        _ => "unknown",
    }
}

/// A document: `NAME` as text or JSON, `NAME_hex` as bytes, `NAME_hei` as institutions of an EWP catalogue, or
/// `NAME_repeat` as one text many times.
fn document(holder: &Value, name: &str) -> Vec<u8> {
    let member = |end: &str| holder.get(format!("{name}{end}"));
    let text = |value: &'_ Value| value.as_str().expect("a text").to_owned();
    if let Some(hex) = member("_hex") {
        let byte = |pair: &[u8]| u8::from_str_radix(std::str::from_utf8(pair).expect("ASCII"), 16).expect("two digits");
        return text(hex).as_bytes().chunks(2).map(byte).collect();
    }
    if let Some(institutions) = member("_hei") {
        return catalogue_of(&text(institutions)).into();
    }
    if let Some(repeat) = member("_repeat") {
        let times = repeat["times"].as_u64().and_then(|times| usize::try_from(times).ok()).expect("`times`");
        let unit = text_of(repeat, "unit").repeat(times);
        return format!("{}{unit}{}", text_of(repeat, "before"), text_of(repeat, "after")).into();
    }
    match member("").unwrap_or_else(|| panic!("no `{name}` in {holder}")) {
        Value::String(text) => text.clone().into(),
        json => json.to_string().into(),
    }
}

fn read(bytes: &[u8], format: Option<RegistryFormat>) -> RegistryRead {
    match format {
        Some(format) => RegistryRead::parse(bytes, format),
        None => RegistryRead::parse_detect(bytes),
    }
}

/// The document of a case of reading, and its format.
pub(crate) fn input(case: &Case) -> (Vec<u8>, Option<RegistryFormat>) {
    (document(&case.whole, "input"), case.format)
}

/// The case of a name, `FILE/NAME`.
pub(crate) fn case_named(id: &str) -> Case {
    all_cases().into_iter().find(|case| case.id == id).unwrap_or_else(|| panic!("no case {id}"))
}

/// What reading the document of a case comes to.
pub(crate) fn read_case(case: &Case) -> Value {
    let bytes = document(&case.whole, "input");
    let read = read(&bytes, case.format);
    json!({
        "complete": read.complete,
        "detected": name_of(RegistryFormat::detect(&bytes)),
        "entries": read.entries.iter().map(shown).collect::<Value>(),
        "diagnostics": findings(&read.diagnostics),
    })
}

/// An entry with what it has; who says so is left out where it is the registry itself.
fn shown(entry: &RegistryEntry) -> Value {
    let mut shown = serde_json::to_value(&entry.provider).expect("JSON");
    let registry = serde_json::to_value(entry.registry).expect("JSON");
    for list in ["names", "identifiers"] {
        for item in shown.get_mut(list).and_then(Value::as_array_mut).into_iter().flatten() {
            if item["source"] == registry {
                item.as_object_mut().expect("an object").remove("source");
            }
        }
    }
    shown["id"] = entry.id.clone().into();
    let codes = |codes: &[_]| codes.iter().map(ToString::to_string).collect::<Vec<String>>();
    for (name, list) in [
        ("schacs", codes(&entry.schacs)),
        ("formerSchacs", codes(&entry.former_schacs)),
        ("partOf", entry.part_of.iter().map(|part| part.deqar.clone()).collect()),
    ] {
        if !list.is_empty() {
            shown[name] = list.into();
        }
    }
    shown
}

fn findings(findings: &[Diagnostic]) -> Value {
    let show = |finding: &Diagnostic| {
        json!({
            "code": finding.code().as_str(),
            "severity": finding.severity().to_string(),
            "item": finding.item(),
            "pointer": finding.pointer(),
            "line": finding.position().map(|at| at.line),
        })
    };
    findings.iter().map(show).collect()
}

/// The registries of a merge, as they are read.
pub(crate) fn reads(case: &Case) -> Vec<RegistryRead> {
    let inputs = case.whole["input"].as_array().expect("`input` is a list");
    inputs.iter().map(|input| read(&document(input, "data"), format_named(text_of(input, "format")))).collect()
}

pub(crate) fn merge_options(case: &Case) -> MergeOptions {
    let options = &case.whole["options"];
    let mut merging = MergeOptions::new();
    if let Some(today) = options["today"].as_str() {
        merging = merging.with_today(today);
    }
    if options["byWebsite"] == true {
        merging = merging.matching_by_website();
    }
    if let Some(countries) = options["countries"].as_array() {
        let country = |country: &Value| country.as_str().and_then(|code| code.parse().ok()).expect("a country");
        merging = merging.with_countries(countries.iter().map(country));
    }
    merging
}

/// What merging the registries of a case comes to.
pub(crate) fn merge_case(case: &Case) -> Value {
    let (mut reading, mut entries) = (Vec::new(), Vec::new());
    for read in reads(case) {
        reading.extend(read.diagnostics);
        entries.extend(read.entries);
    }
    let merged = ProviderList::merge(entries, &merge_options(case));
    let provider = |provider: &Provider| {
        let mut shown = serde_json::to_value(provider).expect("JSON");
        shown["key"] = provider.key().into();
        shown["subject"] = provider.subject().into();
        shown
    };
    let mut result = json!({
        "providers": merged.providers.iter().map(provider).collect::<Value>(),
        "conflicts": findings(&merged.conflicts),
        "reading": findings(&reading),
    });
    if let Some(old) = case.whole.get("old") {
        let old = old.as_array().expect("a list").iter();
        let old = old.flat_map(|input| read(&document(input, "data"), format_named(text_of(input, "format"))).entries);
        let diff = merged.diff(&ProviderList::merge(old, &merge_options(case)));
        result["diff"] = serde_json::to_value(diff).expect("JSON");
    }
    result
}

/// All that is said of a case, and the entries.
pub(crate) fn findings_of(case: &Case) -> (Vec<Diagnostic>, Vec<RegistryEntry>) {
    let reads = match case.op.as_str() {
        "merge_registries" => reads(case),
        _ => vec![read(&document(&case.whole, "input"), case.format)],
    };
    let (mut findings, mut entries) = (Vec::new(), Vec::new());
    for read in reads {
        findings.extend(read.diagnostics);
        entries.extend(read.entries);
    }
    findings.extend(ProviderList::merge(entries.clone(), &merge_options(case)).conflicts);
    (findings, entries)
}
