//! The golden vectors of ELM files (`tests/vectors/formats/elm.json`): documents in, canonical N-Triples and findings out.

use std::collections::BTreeSet;
use std::fs;
use std::panic::catch_unwind;
use std::path::Path;

use oxrdf::Graph;
use oxrdf::graph::CanonicalizationAlgorithm;
use oxttl::NTriplesParser;
use ql_core::{Record, RecordKind, Severity, SourceType};
use ql_elm::{
    ContextError, MAX_DOCUMENT, MapSettings, Mapper, RdfFormat, RdfOptions, RdfReader, RdfWriter, codes, decompressed,
};
use serde_json::{Value, json};

fn cases() -> Vec<Value> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/vectors/formats/elm.json");
    let file: Value = serde_json::from_slice(&fs::read(path).expect("the vectors")).expect("JSON");
    assert_eq!((&file["area"], &file["op"]), (&json!("elm"), &json!("read_elm")));
    file["cases"].as_array().expect("cases").clone()
}

/// Base64 as RFC 4648 has it.
fn decode(text: &str) -> Vec<u8> {
    let digit = |byte: u8| match byte {
        b'A'..=b'Z' => byte - b'A',
        b'a'..=b'z' => byte - b'a' + 26,
        b'0'..=b'9' => byte - b'0' + 52,
        b'+' => 62,
        b'/' => 63,
        other => panic!("no base64: {other}"),
    };
    let mut bytes = Vec::new();
    for four in text.trim_end_matches('=').as_bytes().chunks(4) {
        let bits = four.iter().fold(0_u32, |bits, byte| bits << 6 | u32::from(digit(*byte)));
        let padded = bits << (6 * (4 - four.len()));
        bytes.extend_from_slice(&padded.to_be_bytes()[1..four.len()]);
    }
    bytes
}

fn mapper(input: &Value) -> Mapper {
    let mut mapper = Mapper::for_documents();
    if let Some(bytes) = input["max_bytes"].as_u64() {
        mapper = mapper.with_settings(MapSettings::new().with_max_document(bytes));
    }
    for (url, context) in input["contexts"].as_object().into_iter().flatten() {
        mapper = mapper.with_json_ld_context(url, context.to_string().as_bytes()).expect("a context");
    }
    mapper
}

fn record(input: &Value) -> Record {
    assert_eq!(input["format"], "elm");
    let body = match (input["text"].as_str(), input["base64"].as_str()) {
        (Some(text), None) => text.as_bytes().to_vec(),
        (None, Some(text)) => decode(text),
        _ => panic!("either a text or base64"),
    };
    Record::new(SourceType::Elm, RecordKind::Document, body)
        .with_media_type(input["media_type"].as_str().map(str::to_owned))
        .with_url(input["url"].as_str().map(|url| url.parse().expect("a URL")))
}

/// The statements with blank nodes named in one way only, so that isomorphic graphs give the same.
fn canonical(ntriples: &str) -> BTreeSet<String> {
    let triples = NTriplesParser::new().for_slice(ntriples);
    let mut graph: Graph = triples.map(|triple| triple.unwrap_or_else(|error| panic!("{error}: {ntriples}"))).collect();
    graph.canonicalize(CanonicalizationAlgorithm::Unstable);
    graph.iter().map(|triple| triple.to_string()).collect()
}

fn run(case: &Value) -> Vec<String> {
    let input = &case["in"];
    let known = ["format", "media_type", "url", "text", "base64", "contexts", "max_bytes"];
    let unknown = input.as_object().expect("an object").keys().find(|member| !known.contains(&member.as_str()));
    assert_eq!(unknown, None, "what is this?");
    let mapped = mapper(input).map(&record(input));
    let mut writer = RdfWriter::new(RdfOptions::new(RdfFormat::NTriples), Vec::new()).expect("a writer");
    mapped.write_to(&mut writer).expect("triples");
    let written = String::from_utf8(writer.finish().expect("a document")).expect("UTF-8");

    let lines: Vec<&str> =
        case["out"]["ntriples"].as_array().expect("lines").iter().map(|line| line.as_str().expect("a line")).collect();
    let (expected, actual) = (canonical(&lines.join("\n")), canonical(&written));
    let mut problems: Vec<String> = expected.difference(&actual).map(|line| format!("- {line}")).collect();
    problems.extend(actual.difference(&expected).map(|line| format!("+ {line}")));
    let findings: Value = mapped
        .diagnostics
        .iter()
        .map(|finding| json!({"code": finding.code().as_str(), "severity": finding.severity().to_string()}))
        .collect();
    if findings != case["out"]["diagnostics"] {
        let texts: Vec<String> = mapped.diagnostics.iter().map(ToString::to_string).collect();
        problems.push(format!("{} instead of {}: {texts:#?}", findings, case["out"]["diagnostics"]));
    }
    problems
}

#[test]
fn golden() {
    let cases = cases();
    let mut failures = Vec::new();
    for case in &cases {
        // A panic is a failure of its case, and must not hide those of the cases behind it.
        let problems = catch_unwind(|| run(case)).unwrap_or_else(|_| vec!["panicked".into()]);
        if !problems.is_empty() {
            failures.push(format!("{}\n  {}", case["id"], problems.join("\n  ")));
        }
    }
    assert!(failures.is_empty(), "{} of {} cases fail:\n{}", failures.len(), cases.len(), failures.join("\n"));
    assert!(cases.len() >= 18, "only {} cases", cases.len());
}

#[test]
fn ids_are_unique() {
    let mut seen = BTreeSet::new();
    for case in cases() {
        let id = case["id"].as_str().expect("an id").to_owned();
        assert!(id.starts_with("elm/"), "{id}");
        assert!(case["clause"].as_str().is_some_and(|clause| !clause.is_empty()), "{id}");
        assert!(seen.insert(id.clone()), "{id} is used twice");
    }
}

#[test]
fn contexts_that_are_none() {
    let provide = |url: &str, document: &str| {
        RdfReader::new(RdfFormat::JsonLd).with_context(url, document.as_bytes()).expect_err("no context")
    };
    let url = "https://www.example.edu/terms.jsonld";
    assert_eq!(provide("terms.jsonld", r#"{"@context": {}}"#), ContextError::Url("terms.jsonld".into()));
    let deep = format!(r#"{{"@context": {}{}}}"#, "[".repeat(100), "]".repeat(100));
    for document in ["", "<html>", "[]", r#"{"context": {}}"#, r#"{"@context": {}"#, r#""@context""#, &deep] {
        let error = provide(url, document);
        assert!(matches!(error, ContextError::Document(_)), "{document}: {error}");
        assert!(error.to_string().starts_with("not a JSON-LD context: "), "{error}");
    }
}

/// Whatever a provided context says, reading ends without a panic: the parser counts what it has loaded.
#[test]
fn contexts_that_are_wrong_or_go_in_circles() {
    let url = "https://www.example.edu/terms.jsonld";
    for context in [
        json!("terms.jsonld"),
        json!([["https://www.example.edu/unknown.jsonld"], "terms.jsonld", {"a": "terms.jsonld"}]),
        json!({"@import": "terms.jsonld"}),
        json!({"@import": "https://www.example.edu/unknown.jsonld"}),
        json!({"@version": 2, "@base": 1, "@vocab": 1, "": "", "a": 1, "@id": "b", "c": {"@id": 1, "@type": 1}}),
        json!({"a": {"@id": "https://www.example.edu/a", "@context": "terms.jsonld"}}),
        json!({"a": {"@id": "https://www.example.edu/a", "@context": "https://www.example.edu/unknown.jsonld"}}),
        json!(null),
        json!(1),
        json!("http://["),
        json!([null, true, "", {"@propagate": false}]),
    ] {
        let document = json!({"@context": context}).to_string();
        let reader = RdfReader::new(RdfFormat::JsonLd).with_context(url, document.as_bytes()).expect("a context");
        let around = json!({"@context": url});
        let reader = reader.with_context("https://www.example.edu/around.jsonld", around.to_string().as_bytes());
        let text = json!([
            {"@context": ["https://www.example.edu/around.jsonld", {"b": "https://www.example.edu/b"}], "a": {"b": "c"}},
            {"@context": {"@import": url}, "a": {"b": "c"}}
        ]);
        let read = reader.expect("a context").read(text.to_string().as_bytes());
        println!("{context}: {} triples, {:?}", read.graph.len(), read.diagnostics);
    }
}

/// Guards the comparison that the vectors rely on.
#[test]
fn comparison_tells_graphs_apart() {
    let same = |a: &str, b: &str| canonical(a) == canonical(b);
    assert!(same("_:a <urn:p:1> _:b .\n_:b <urn:p:2> \"1\" .", "_:b <urn:p:1> _:x .\n_:x <urn:p:2> \"1\" ."));
    assert!(!same("_:a <urn:p:1> _:b .\n_:a <urn:p:1> _:a .", "_:a <urn:p:1> _:b .\n_:b <urn:p:1> _:b ."));
    assert!(!same("_:a <urn:p:1> \"1\" .", "_:a <urn:p:1> \"1\"@en ."));
    assert_eq!(decode("PGE+IDxiPg=="), b"<a> <b>");
}

/// Members without content cost time, not bytes.
#[test]
fn a_million_members_are_no_document() {
    let empty = [0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3, 3, 0, 0, 0, 0, 0, 0, 0, 0, 0];
    assert_eq!(decompressed(&empty.repeat(100), MAX_DOCUMENT).expect("nothing"), &b""[..]);
    let refused = decompressed(&empty.repeat(1_000_000), MAX_DOCUMENT).expect_err("too many");
    assert_eq!((refused.code(), refused.severity()), (codes::RDF_COMPRESSED, Severity::Fatal));
}
