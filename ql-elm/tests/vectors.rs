//! Runs the language-neutral vectors of `tests/vectors/map-ooapi5` against the public API.

use std::collections::{BTreeSet, HashMap};
use std::fs;
use std::panic::catch_unwind;
use std::path::Path;

use ql_core::{Diagnostic, Record, RecordKind, RecordPart, SourceType};
use ql_elm::{ElmNamespace, MapSettings, Mapper, RdfFormat, RdfOptions, RdfReader, RdfWriter, pretty_turtle};
use ql_ident::{SubjectMinter, SubjectScheme};
use serde_json::{Map, Value, json};

struct Case {
    op: String,
    id: String,
    input: Value,
    expected: Value,
}

fn cases() -> Vec<Case> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/vectors/map-ooapi5");
    let mut paths: Vec<_> =
        fs::read_dir(&folder).expect("the vectors").map(|entry| entry.expect("a folder entry").path()).collect();
    paths.sort();
    paths
        .iter()
        .flat_map(|path| read_cases(&path.display().to_string(), &fs::read_to_string(path).expect("a readable file")))
        .collect()
}

fn read_cases(name: &str, text: &str) -> Vec<Case> {
    let file: Value = serde_json::from_str(text).unwrap_or_else(|error| panic!("{name}: {error}"));
    assert_eq!(file["area"], "elm", "{name}");
    let op = text_of(&file, "op");
    let list = file["cases"].as_array().filter(|list| !list.is_empty());
    let list = list.unwrap_or_else(|| panic!("{name} has no case"));
    let case = |case: &Value| Case {
        op: op.to_owned(),
        id: text_of(case, "id").to_owned(),
        input: case["in"].clone(),
        expected: case["out"].clone(),
    };
    list.iter().map(case).collect()
}

fn text_of<'a>(object: &'a Value, member: &str) -> &'a str {
    object[member].as_str().unwrap_or_else(|| panic!("`{member}` is missing or no text: {object}"))
}

/// The bytes of a record: any JSON value, or the text of a document that is broken or can't be written as a value.
fn body(value: &Value) -> Vec<u8> {
    value["raw"].as_str().map_or_else(|| value.to_string().into(), Into::into)
}

fn mapper(input: &Value) -> Mapper {
    let schac = || text_of(input, "schac").parse().expect("a SCHAC code");
    let scheme = match text_of(input, "scheme") {
        "urn" => SubjectScheme::Urn(schac()),
        "did" => SubjectScheme::Did(schac()),
        "http" => SubjectScheme::Http {
            base: text_of(input, "base").to_owned(),
            provider: text_of(input, "provider_id").to_owned(),
        },
        other => panic!("unknown scheme `{other}`"),
    };
    // That a value is kept as a note has cases of its own among the formats.
    let settings = MapSettings::new().with_unmapped_notes(false);
    let mut mapper = Mapper::new(SubjectMinter::new(scheme).expect("a scheme")).with_settings(settings);
    if let Some(today) = input["today"].as_str() {
        mapper = mapper.with_today(today);
    }
    match input["provider"].as_str() {
        Some(provider) => mapper.with_provider(provider),
        None => mapper,
    }
}

/// Sorted lines of N-Triples; blank nodes are `_:c0`, `_:c1` … in the order in which they were written first.
fn canonical_lines(triples: &str) -> Vec<String> {
    let mut names: HashMap<String, String> = HashMap::new();
    let mut rename = |label: &str| {
        let next = names.len();
        names.entry(label.to_owned()).or_insert_with(|| format!("_:c{next}")).clone()
    };
    let mut lines: Vec<String> = triples
        .lines()
        .map(|line| {
            let statement = line.strip_suffix(" .").unwrap_or_else(|| panic!("no statement: {line}"));
            let mut terms: Vec<String> = statement.splitn(3, ' ').map(str::to_owned).collect();
            for term in terms.iter_mut().filter(|term| term.starts_with("_:")) {
                *term = rename(term);
            }
            terms.join(" ") + " ."
        })
        .collect();
    lines.sort();
    lines
}

fn findings(findings: &[Diagnostic]) -> Value {
    let show = |finding: &Diagnostic| {
        json!({
            "code": finding.code().as_str(),
            "severity": finding.severity().to_string(),
            "item": finding.item(),
            "pointer": finding.pointer(),
        })
    };
    findings.iter().map(show).collect()
}

fn map_course(input: &Value) -> Value {
    let mut record = Record::new(SourceType::Ooapi, RecordKind::Course, body(&input["course"])).with_version(Some(5));
    for offering in input["offerings"].as_array().into_iter().flatten() {
        record = record.with_part(RecordPart::new(RecordKind::Offering, body(offering)));
    }
    let mapped = mapper(input).map(&record);
    let mut writer = RdfWriter::new(RdfOptions::new(RdfFormat::NTriples), Vec::new()).expect("a writer");
    mapped.write_to(&mut writer).expect("triples");
    let triples = String::from_utf8(writer.finish().expect("a document")).expect("UTF-8");
    json!({ "ntriples": canonical_lines(&triples), "diagnostics": findings(&mapped.diagnostics) })
}

fn run(op: &str, input: &Value) -> Value {
    match op {
        "map_ooapi5_course" => map_course(input),
        other => panic!("unknown op `{other}`"),
    }
}

/// What is in one list only, with `-` in front where it is missing and `+` where it is too much.
fn difference(expected: &Value, actual: &Value) -> String {
    let mut rest: Vec<&Value> = actual.as_array().into_iter().flatten().collect();
    let mut lines = Vec::new();
    for item in expected.as_array().into_iter().flatten() {
        match rest.iter().position(|other| *other == item) {
            Some(at) => drop(rest.remove(at)),
            None => lines.push(format!("  - {item}")),
        }
    }
    lines.extend(rest.iter().map(|item| format!("  + {item}")));
    if lines.is_empty() {
        lines.push(format!("  in another order: {actual}"));
    }
    lines.join("\n")
}

/// Whether two answers say the same; what blank nodes are called does not matter.
fn is_same(actual: &Value, expected: &Value) -> bool {
    let graph = |value: &Value| {
        let lines: Vec<&str> = value["ntriples"].as_array().into_iter().flatten().filter_map(Value::as_str).collect();
        let read = RdfReader::new(RdfFormat::NTriples).read(lines.join("\n").as_bytes());
        assert!(read.is_complete(), "{:?}", read.diagnostics);
        pretty_turtle(&read.graph, ElmNamespace::V3_3)
    };
    actual["diagnostics"] == expected["diagnostics"] && graph(actual) == graph(expected)
}

#[test]
fn vectors() {
    let cases = cases();
    let mut failures = Vec::new();
    for case in &cases {
        // A panic is a failure of its case, and must not hide those of the cases behind it.
        let failure = match catch_unwind(|| run(&case.op, &case.input)) {
            Ok(actual) if is_same(&actual, &case.expected) => continue,
            Ok(actual) => {
                let lists = ["ntriples", "diagnostics"].into_iter().filter(|list| actual[list] != case.expected[list]);
                lists.map(|list| difference(&case.expected[list], &actual[list])).collect::<Vec<_>>().join("\n")
            }
            Err(_) => "  panicked".to_owned(),
        };
        failures.push(format!("{}\n  in: {}\n{failure}", case.id, case.input));
    }
    assert!(failures.is_empty(), "{} of {} vectors fail:\n{}", failures.len(), cases.len(), failures.join("\n"));
    assert!(cases.len() >= 200, "only {} vectors", cases.len());
}

#[test]
fn ids_are_unique_and_named_after_their_op() {
    let mut seen = BTreeSet::new();
    for case in cases() {
        assert!(case.id.starts_with("elm/map-ooapi5/"), "{}", case.id);
        assert!(seen.insert(case.id.clone()), "{} is used twice", case.id);
    }
}

#[test]
#[should_panic(expected = "unknown op `map_ooapi6_course`")]
fn unknown_op() {
    run("map_ooapi6_course", &Value::Object(Map::new()));
}

#[test]
#[should_panic(expected = "empty.json has no case")]
fn empty_file() {
    read_cases("empty.json", r#"{"area": "elm", "op": "map_ooapi5_course", "cases": []}"#);
}
