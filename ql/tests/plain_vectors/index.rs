//! The list of the vectors is complete and right, and so are the lists of expected failures.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use serde_json::json;

use super::files::{Listed, cases_in, cases_of, expected_failures, index, json_file, lists_of_failures, root};

/// The languages that have a runner: the plain interface itself, and its bindings.
const LANGUAGES: [&str; 4] = ["plain", "python", "javascript", "uniffi"];

fn names(folder: &Path) -> Vec<String> {
    let entries = fs::read_dir(folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
    let name = |entry: std::io::Result<fs::DirEntry>| entry.expect("a folder entry").file_name().into_string();
    let mut names: Vec<String> = entries.map(|entry| name(entry).expect("a name in UTF-8")).collect();
    names.sort();
    names
}

#[test]
fn every_file_is_listed() {
    let mut files = Vec::new();
    for folder in names(&root()).iter().filter(|name| root().join(name).is_dir()) {
        for name in names(&root().join(folder)) {
            assert!(
                std::path::Path::new(&name).extension().is_some_and(|extension| extension == "json"),
                "{folder}/{name} is no file of vectors"
            );
            files.push(format!("{folder}/{name}"));
        }
    }
    for file in &files {
        let vectors = json_file(&root().join(file));
        let line = json!({ "file": file, "op": vectors["op"], "cases": vectors["cases"].as_array().map(Vec::len) });
        let listed = index().into_iter().find(|listed| listed.file == *file);
        let is_right = listed.is_some_and(|listed| line["op"] == listed.op && line["cases"] == listed.cases);
        assert!(is_right, "tests/vectors/index.json has to say: {line}");
    }
    let listed: Vec<String> = index().into_iter().map(|listed| listed.file).collect();
    assert_eq!(listed, files, "not sorted, listed twice, or no file of this name");
}

#[test]
fn languages_are_known() {
    for listed in index() {
        for language in &listed.not_in {
            assert!(LANGUAGES.contains(&language.as_str()), "{}: unknown language `{language}`", listed.file);
        }
    }
    // There is no such folder as long as nothing is expected to fail.
    let lists = if lists_of_failures().is_dir() { names(&lists_of_failures()) } else { Vec::new() };
    for list in lists {
        let language = list.strip_suffix(".txt").unwrap_or_else(|| panic!("what is {list}?"));
        assert!(LANGUAGES.contains(&language), "unknown language `{language}`");
        let cases = index().into_iter().filter(|listed| listed.is_for(language));
        let ids: BTreeSet<String> = cases.flat_map(|listed| cases_of(&listed)).map(|case| case.id).collect();
        let unknown: Vec<String> = expected_failures(language).difference(&ids).cloned().collect();
        assert!(unknown.is_empty(), "no cases of {language}: {unknown:?}");
    }
}

#[test]
fn ids_are_unique() {
    let mut seen = BTreeSet::new();
    for case in index().iter().flat_map(cases_of) {
        assert!(seen.insert(case.id.clone()), "{} is used twice", case.id);
    }
}

fn listed(cases: usize) -> Listed {
    Listed { file: "ident/empty.json".into(), op: "parse_schac".into(), cases, not_in: Vec::new() }
}

#[test]
#[should_panic(expected = "ident/empty.json has no case")]
fn empty_file() {
    cases_in(&listed(0), &json!({ "area": "ident", "op": "parse_schac", "cases": [] }));
}

#[test]
#[should_panic(expected = "another number of cases")]
fn another_number_of_cases() {
    let case = json!({ "id": "ident/parse_schac/plain", "clause": "none", "in": {}, "out": {} });
    cases_in(&listed(2), &json!({ "area": "ident", "op": "parse_schac", "cases": [case] }));
}
