//! Enrichment.

use std::collections::BTreeSet;

use quality_link::plain::{Catalogue, DocumentOptions, EnrichOptions, Severity, Trust};
use serde_json::Value;

use super::files::{Case, assert_members, optional, text_of, texts};
use super::graphs::{TURTLE, difference, graph, graph_of, lines};

/// What is wrong.
pub(crate) fn check(case: &Case) -> Result<(), String> {
    let (input, output) = (case.input(), case.expected());
    assert_members(&case.whole, &["id", "clause", "note", "in", "out"]);
    assert_members(
        input,
        &["turtle", "provider", "ingestedAt", "sourceType", "rules", "without", "institutions", "trust"],
    );
    assert_members(output, &["added", "removed", "diagnostics", "again", "ids"]);
    let options = EnrichOptions {
        provider: optional(input, "provider"),
        ingested_at: optional(input, "ingestedAt"),
        source_type: optional(input, "sourceType"),
        only: input.get("rules").map(texts),
        without: texts(&input["without"]),
        trust: input["trust"].as_str().map(|trust| trust.parse::<Trust>().expect("a trust")),
    };
    let institutions = case.turtle(&input["institutions"]);

    let before = statements(case, &input["turtle"]);
    let after = changed(case, &before, output);
    let after_again = changed(case, &after, &output["again"]);
    let mut problems = String::new();
    // What comes of it does not depend on the order of statements.
    for given in [before.iter().collect::<Vec<_>>(), before.iter().rev().collect()] {
        let given = graph_of(given.into_iter().map(String::as_str));
        let enrich = |catalogue: &Catalogue| {
            let enriched = catalogue.enrich(&options, institutions.as_deref());
            enriched.map_err(|error| format!("  {}: {error}", error.code))
        };
        let enriched = enrich(&given)?;
        problems += &difference(&graph_of(after.iter().map(String::as_str)), &enriched);
        problems += &findings(&given, &enriched, &output["diagnostics"]);
        problems += &ids(&enriched, &output["ids"])?;
        let again = difference(&graph_of(after_again.iter().map(String::as_str)), &enrich(&enriched)?);
        if !again.is_empty() {
            problems += &format!("  a second time:\n{again}");
        }
    }
    if problems.is_empty() { Ok(()) } else { Err(problems) }
}

/// The statements of a Turtle text, one a line, with blank nodes in the place of IRIs that begin with `blank:`.
fn statements(case: &Case, text: &Value) -> BTreeSet<String> {
    let Some(turtle) = case.turtle(text) else { return BTreeSet::new() };
    lines(&graph(turtle, TURTLE)).iter().map(|line| with_blank_nodes(line)).collect()
}

fn with_blank_nodes(line: &str) -> String {
    let mut parts = line.split("<blank:");
    let mut made = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let (name, rest) = part.split_once('>').expect("the end of an IRI");
        // No blank node of the text itself is called that.
        made += &format!("_:named-{name}{rest}");
    }
    made
}

/// The statements after a change that adds nothing that is there, and removes nothing that is not.
fn changed(case: &Case, before: &BTreeSet<String>, change: &Value) -> BTreeSet<String> {
    let (added, removed) = (statements(case, &change["added"]), statements(case, &change["removed"]));
    assert!(added.is_disjoint(before) && removed.is_subset(before), "added {added:?}, removed {removed:?}");
    before.difference(&removed).chain(&added).cloned().collect()
}

/// All of them are warnings about courses; their order does not matter.
fn findings(given: &Catalogue, enriched: &Catalogue, expected: &Value) -> String {
    let courses: BTreeSet<String> = given.courses().into_iter().map(|course| course.iri).collect();
    let mut found: Vec<&str> = enriched.diagnostics().iter().map(|finding| finding.code.as_str()).collect();
    found.sort_unstable();
    let mut problems = String::new();
    if found != texts(expected) {
        problems += &format!("  {:?} instead of {expected}\n", enriched.diagnostics());
    }
    for finding in enriched.diagnostics() {
        if finding.severity != Severity::Warning || finding.item.as_ref().is_none_or(|item| !courses.contains(item)) {
            problems += &format!("  no warning of a course: {finding:?}\n");
        }
    }
    problems
}

/// The UUIDs of courses, in their documents and in what is said of them.
fn ids(enriched: &Catalogue, expected: &Value) -> Result<String, String> {
    let documents = enriched.documents(&DocumentOptions::default(), None, None).map_err(|error| error.to_string())?;
    let documents: Vec<Value> = documents.iter().map(|text| serde_json::from_str(text).expect("JSON")).collect();
    let courses = enriched.courses();
    let mut problems = String::new();
    for (iri, uuid) in expected.as_object().into_iter().flatten() {
        let document = documents.iter().find(|document| text_of(document, "uri") == iri);
        let course = courses.iter().find(|course| course.iri == *iri);
        if document.is_none_or(|document| document["id"] != *uuid) || course.is_none_or(|course| *uuid != course.uuid) {
            problems += &format!("  {iri} does not have the UUID {uuid}\n");
        }
    }
    Ok(problems)
}
