//! Lists of providers from registries, by the language-neutral vectors of `tests/vectors/registries`.
#![cfg(all(feature = "registries", feature = "psl"))]

#[path = "registries/cases.rs"]
mod cases;
#[path = "registries/compare.rs"]
mod compare;
#[path = "registries/cost.rs"]
mod cost;
#[path = "registries/json_fields.rs"]
mod json_fields;
#[path = "registries/merge_properties.rs"]
mod merge_properties;
#[path = "registries/read_properties.rs"]
mod read_properties;

use std::collections::BTreeSet;
use std::panic::catch_unwind;

use ql_core::{Code, Diagnostic};
use ql_discovery::registry_codes;
use serde_json::Value;

use cases::{Case, all_cases, merge_case, read_case};
use compare::difference;

const LEAST_CASES: usize = 490;

fn run(case: &Case) -> Value {
    match case.op.as_str() {
        "read_registry" => read_case(case),
        "merge_registries" => merge_case(case),
        other => panic!("{}: unknown op `{other}`", case.id),
    }
}

/// What is wrong with the outcome of a case, if anything.
fn failure(case: &Case) -> Option<String> {
    // A panic is a failure of its case, and must not hide those of the cases behind it.
    let found = match catch_unwind(|| run(case)) {
        Ok(actual) => {
            difference(&case.expect, &actual).map(|difference| format!("  {difference}\n  actual:   {actual}"))
        }
        Err(_) => Some("  panicked".to_owned()),
    };
    match (found, &case.awaiting_fix) {
        (Some(_), Some(_)) | (None, None) => None,
        (None, Some(fix)) => Some(format!("  passes now, so take out `awaitingFix`: {fix}")),
        (Some(found), None) => Some(format!("  expected: {}\n{found}", case.expect)),
    }
}

#[test]
fn vectors() {
    let cases = all_cases();
    let failures: Vec<String> =
        cases.iter().filter_map(|case| Some(format!("{} ({})\n{}", case.id, case.clause, failure(case)?))).collect();
    assert!(failures.is_empty(), "{} of {} vectors fail:\n{}", failures.len(), cases.len(), failures.join("\n"));
    assert!(cases.len() >= LEAST_CASES, "only {} vectors", cases.len());
}

#[test]
fn names_are_unique() {
    let mut seen = BTreeSet::new();
    for case in all_cases() {
        assert!(seen.insert(case.id.clone()), "{} is used twice", case.id);
    }
}

#[test]
fn every_code_has_a_vector() {
    let mut unseen: BTreeSet<Code> = registry_codes::ALL.iter().map(|(code, _)| *code).collect();
    for case in all_cases().iter().filter(|case| case.awaiting_fix.is_none()) {
        let (findings, _) = cases::findings_of(case);
        for code in findings.iter().map(Diagnostic::code) {
            unseen.remove(&code);
        }
    }
    assert!(unseen.is_empty(), "without vector: {unseen:?}");
}
