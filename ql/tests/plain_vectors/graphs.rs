//! ELM files, and graphs that say the same.

use quality_link::plain::{Catalogue, Diagnostic, ElmNamespace, MapOptions, RdfFormat, read_catalogue};
use serde_json::{Value, json};

use super::files::{Case, assert_members, from_base64};

pub(crate) const TURTLE: &str = "text/turtle";
const N_TRIPLES: &str = "application/n-triples";

/// Reads RDF that has no mistake in it.
pub(crate) fn graph(content: Vec<u8>, media_type: &str) -> Catalogue {
    let read = read_catalogue(content, Some(media_type), None, &MapOptions::default()).expect("RDF");
    let problem = read.diagnostics().iter().find(|finding| finding.code.starts_with("rdf."));
    assert!(problem.is_none(), "{problem:?}");
    read
}

/// The graph of some lines of N-Triples.
pub(crate) fn graph_of<'l>(lines: impl IntoIterator<Item = &'l str>) -> Catalogue {
    graph(lines.into_iter().flat_map(|line| [line, "\n"]).collect::<String>().into(), N_TRIPLES)
}

/// The statements, one a line.
pub(crate) fn lines(catalogue: &Catalogue) -> Vec<String> {
    let text = String::from_utf8(catalogue.to_rdf(RdfFormat::NTriples, ElmNamespace::V33)).expect("UTF-8");
    text.lines().map(str::to_owned).collect()
}

/// Turtle, which is the same text for equal graphs.
fn turtle(catalogue: &Catalogue) -> String {
    String::from_utf8(catalogue.to_rdf(RdfFormat::Turtle, ElmNamespace::V33)).expect("UTF-8")
}

/// Nothing if two graphs say the same; else the lines of Turtle that one of them has only, with `-` in front where they are
/// missing and `+` where they are too much.
pub(crate) fn difference(expected: &Catalogue, actual: &Catalogue) -> String {
    let (expected, actual) = (turtle(expected), turtle(actual));
    if expected == actual {
        return String::new();
    }
    let mut surplus: Vec<&str> = actual.lines().collect();
    let mut difference = String::new();
    for line in expected.lines() {
        match surplus.iter().position(|other| *other == line) {
            Some(at) => drop(surplus.remove(at)),
            None => difference += &format!("  - {line}\n"),
        }
    }
    difference.extend(surplus.iter().map(|line| format!("  + {line}\n")));
    if difference.is_empty() { format!("  in another order:\n{actual}") } else { difference }
}

pub(crate) fn expected_lines(expected: &Value) -> impl Iterator<Item = &str> {
    let lines = expected["ntriples"].as_array().expect("`ntriples`");
    lines.iter().map(|line| line.as_str().expect("a statement"))
}

/// What is read of the file of a case.
pub(crate) fn read(case: &Case) -> Result<Catalogue, String> {
    let input = case.input();
    assert_members(input, &["format", "media_type", "url", "text", "base64", "contexts", "max_bytes"]);
    assert_eq!(input["format"], "elm");
    let content = match (input["text"].as_str(), input["base64"].as_str()) {
        (Some(text), None) => text.as_bytes().to_vec(),
        (None, Some(text)) => from_base64(text),
        _ => panic!("either a text or base64"),
    };
    let contexts = input["contexts"].as_object().into_iter().flatten();
    let options = MapOptions {
        contexts: contexts.map(|(url, context)| (url.clone(), context.to_string())).collect(),
        max_document: input["max_bytes"].as_f64(),
        ..MapOptions::default()
    };
    read_catalogue(content, input["media_type"].as_str(), input["url"].as_str(), &options)
        .map_err(|error| format!("  {}: {error}", error.code))
}

pub(crate) fn check(case: &Case) -> Result<(), String> {
    let (read, expected) = (read(case)?, case.expected());
    let mut problems = difference(&graph_of(expected_lines(expected)), &read);
    let show = |finding: &Diagnostic| json!({ "code": finding.code, "severity": finding.severity.as_str() });
    let findings: Value = read.diagnostics().iter().map(show).collect();
    if findings != expected["diagnostics"] {
        problems += &format!("  {findings} instead of {}: {:#?}", expected["diagnostics"], read.diagnostics());
    }
    if problems.is_empty() { Ok(()) } else { Err(problems) }
}

/// Guards the comparison that the vectors rely on.
#[test]
fn graphs_are_told_apart() {
    let is_same = |a: &str, b: &str| difference(&graph_of(a.lines()), &graph_of(b.lines())).is_empty();
    assert!(is_same("_:a <urn:p:1> _:b .\n_:b <urn:p:2> \"1\" .", "_:b <urn:p:2> \"1\" .\n_:x <urn:p:1> _:b ."));
    assert!(!is_same("_:a <urn:p:1> _:b .\n_:a <urn:p:1> _:a .", "_:a <urn:p:1> _:b .\n_:b <urn:p:1> _:b ."));
    assert!(!is_same("_:a <urn:p:1> \"1\" .", "_:a <urn:p:1> \"1\"@en ."));
    assert!(!is_same("<urn:a> <urn:p:1> _:a .", "<urn:a> <urn:p:1> _:a .\n<urn:a> <urn:p:1> _:b ."));
    let number = "^^<http://www.w3.org/2001/XMLSchema#integer>";
    assert!(!is_same("<urn:a> <urn:p:1> \"1\" .", &format!("<urn:a> <urn:p:1> \"1\"{number} .")));
    assert!(!is_same(&format!("<urn:a> <urn:p:1> \"01\"{number} ."), &format!("<urn:a> <urn:p:1> \"1\"{number} .")));
    assert!(is_same("", "") && !is_same("", "<urn:a> <urn:p:1> <urn:b> ."));
}
