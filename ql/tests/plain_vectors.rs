//! Runs the language-neutral vectors of `tests/vectors` through the plain interface, as the runner of every binding does.
//! What the members of a case mean is said in `tests/vectors/README.md`.
#![cfg(feature = "client")]

#[path = "plain_vectors/courses.rs"]
mod courses;
#[path = "plain_vectors/discovery.rs"]
mod discovery;
#[path = "plain_vectors/documents.rs"]
mod documents;
#[path = "plain_vectors/enrich.rs"]
mod enrich;
#[path = "plain_vectors/files.rs"]
mod files;
#[path = "plain_vectors/graphs.rs"]
mod graphs;
#[path = "plain_vectors/ident.rs"]
mod ident;
#[path = "plain_vectors/index.rs"]
mod index;
#[path = "plain_vectors/manifest.rs"]
mod manifest;
#[path = "plain_vectors/records.rs"]
mod records;
#[path = "plain_vectors/registries.rs"]
mod registries;
#[path = "../../ql-discovery/tests/registries/compare.rs"]
mod registry_compare;

use std::collections::BTreeSet;
use std::panic::{AssertUnwindSafe, catch_unwind};

use files::{Case, cases_of, expected_failures, index};

/// The language that this runner speaks.
const LANGUAGE: &str = "plain";

/// Compares what comes of a case with what is expected.
///
/// # Errors
/// What is wrong.
fn check(case: &Case) -> Result<(), String> {
    match case.op.as_str() {
        "parse_course_id"
        | "parse_course_id_lenient"
        | "parse_course_urn"
        | "parse_course_did"
        | "parse_schac"
        | "parse_schac_lenient"
        | "parse_eter"
        | "parse_eter_lenient"
        | "parse_deqar"
        | "parse_deqar_lenient"
        | "same_course"
        | "same_eter"
        | "mint_subject"
        | "course_uuid"
        | "did_document"
        | "did_document_problems"
        | "did_file_path" => ident::check(case),
        "parse_manifest" | "write_manifest" | "fingerprint" | "diff_manifests" => manifest::check(case),
        "plan_domains" | "parse_txt" => discovery::check(case),
        "read_registry" | "merge_registries" => registries::check(case),
        "map_ooapi5_course" | "map_records" => records::check(case),
        "read_elm" => graphs::check(case),
        "enrich" => enrich::check(case),
        "catalogue_reference_document" => documents::check(case),
        other => panic!("unknown op `{other}`"),
    }
}

#[test]
fn vectors() {
    let only = std::env::var("QL_CASE").ok();
    let cases: Vec<Case> = index().iter().filter(|listed| listed.is_for(LANGUAGE)).flat_map(cases_of).collect();
    let expected = expected_failures(LANGUAGE);
    let (mut failures, mut failed) = (Vec::new(), BTreeSet::new());
    for case in cases.iter().filter(|case| only.as_ref().is_none_or(|only| case.id.contains(only.as_str()))) {
        // A panic is a failure of its case, and must not hide those of the cases behind it.
        let problem = match catch_unwind(AssertUnwindSafe(|| check(case))) {
            Ok(Ok(())) => continue,
            Ok(Err(problem)) => problem,
            Err(_) => "  panicked".to_owned(),
        };
        if !expected.contains(&case.id) {
            failures.push(format!("{}\n{problem}", case.id));
        }
        failed.insert(case.id.clone());
    }
    let mended: Vec<&String> = expected.difference(&failed).collect();
    assert!(failures.is_empty(), "{} of {} vectors fail:\n{}", failures.len(), cases.len(), failures.join("\n"));
    assert!(mended.is_empty() || only.is_some(), "pass now, so take them out of the list: {mended:#?}");
    assert!(cases.len() >= 2_000, "only {} vectors", cases.len());
}

#[test]
#[should_panic(expected = "unknown op `parse_isbn`")]
fn unknown_op() {
    let _ = check(&Case::new("parse_isbn", serde_json::json!({ "id": "parse_isbn/plain", "in": {}, "out": {} })));
}
