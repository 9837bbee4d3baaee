//! Runs the language-neutral vectors of `tests/vectors/manifest` against the public API.
#![cfg(feature = "yaml")]

use std::collections::BTreeSet;
use std::fs;
use std::panic::catch_unwind;
use std::path::Path;

use base64::Engine as _;
use ql_core::{Code, Diagnostic, Manifest, ManifestFormat, ManifestParser, ManifestReport, codes};
use serde_json::{Map, Value, json};

/// The codes that no vector has: one needs a build without YAML, the other a thousand findings (tested below).
const WITHOUT_VECTOR: [Code; 2] = [codes::MANIFEST_YAML_UNSUPPORTED, codes::MANIFEST_TOO_MANY_FINDINGS];

struct Case {
    op: String,
    id: String,
    input: Value,
    expected: Value,
}

fn cases() -> Vec<Case> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/vectors/manifest");
    let mut paths: Vec<_> =
        fs::read_dir(&folder).expect("the vectors").map(|entry| entry.expect("a folder entry").path()).collect();
    paths.sort();
    let mut cases = Vec::new();
    for path in paths {
        let name = path.display();
        let text = fs::read_to_string(&path).expect("a readable file");
        let file: Value = serde_json::from_str(&text).unwrap_or_else(|error| panic!("{name}: {error}"));
        assert_eq!(file["area"], "manifest", "{name}");
        let op = text_of(&file, "op");
        let list = file["cases"].as_array().filter(|list| !list.is_empty());
        cases.extend(list.unwrap_or_else(|| panic!("{name} has no case")).iter().map(|case| Case {
            op: op.to_owned(),
            id: text_of(case, "id").to_owned(),
            input: case["in"].clone(),
            expected: case["out"].clone(),
        }));
    }
    cases
}

fn text_of<'a>(object: &'a Value, member: &str) -> &'a str {
    object[member].as_str().unwrap_or_else(|| panic!("`{member}` is missing or no text: {object}"))
}

/// The document: as text, as Base64 of bytes that are no text, or as one text many times.
fn content(input: &Value) -> Vec<u8> {
    if let Some(base64) = input["base64"].as_str() {
        return base64::engine::general_purpose::STANDARD.decode(base64).expect("Base64");
    }
    let Some(repeat) = input.get("text_repeat") else { return text_of(input, "text").into() };
    let times = repeat["times"].as_u64().and_then(|times| usize::try_from(times).ok()).expect("`times`");
    (text_of(repeat, "before").to_owned() + &text_of(repeat, "unit").repeat(times) + text_of(repeat, "after")).into()
}

fn report(input: &Value) -> ManifestReport {
    let (parser, content) = (ManifestParser::new(), content(input));
    match input["format"].as_str() {
        Some("json") => parser.parse(&content, ManifestFormat::Json),
        Some("yaml") => parser.parse(&content, ManifestFormat::Yaml),
        Some(other) => panic!("unknown format `{other}`"),
        None => parser.parse_detect(&content, input["content_type"].as_str(), input["path"].as_str()),
    }
}

fn manifest(input: &Value) -> Manifest {
    report(input).partial().cloned().unwrap_or_else(|| panic!("no manifest: {input}"))
}

fn findings(findings: &[Diagnostic]) -> Value {
    let show = |finding: &Diagnostic| {
        json!({
            "code": finding.code().as_str(),
            "severity": finding.severity().to_string(),
            "pointer": finding.pointer(),
            "line": finding.position().map(|at| at.line),
            "column": finding.position().map(|at| at.column),
        })
    };
    findings.iter().map(show).collect()
}

fn parse(input: &Value) -> Value {
    let report = report(input);
    let value: Option<Value> =
        report.partial().map(|manifest| serde_json::from_str(&manifest.to_json()).expect("JSON"));
    json!({
        "valid": report.is_valid(),
        "usable": report.is_usable(),
        "value": value,
        "strict": findings(&report.strict()),
        "lenient": findings(&report.lenient()),
    })
}

fn run(op: &str, input: &Value) -> Value {
    match op {
        "parse_manifest" => parse(input),
        "write_manifest" => {
            let manifest = manifest(input);
            json!({ "json": manifest.to_json(), "yaml": manifest.to_yaml() })
        }
        "fingerprint" => {
            json!({ "equal": manifest(&input["a"]).fingerprint() == manifest(&input["b"]).fingerprint() })
        }
        "diff_manifests" => {
            let diff = manifest(&input["old"]).diff(&manifest(&input["new"]));
            serde_json::to_value(diff).expect("JSON")
        }
        other => panic!("unknown op `{other}`"),
    }
}

#[test]
fn vectors() {
    let cases = cases();
    let mut failures = Vec::new();
    for case in &cases {
        // A panic is a failure of its case, and must not hide those of the cases behind it.
        let failure = match catch_unwind(|| run(&case.op, &case.input)) {
            Ok(actual) if actual == case.expected => None,
            Ok(actual) => Some(format!("  expected: {}\n  actual:   {actual}", case.expected)),
            Err(_) => Some("  panicked".to_owned()),
        };
        if let Some(failure) = failure {
            failures.push(format!("{}\n  in:       {}\n{failure}", case.id, case.input));
        }
    }
    assert!(failures.is_empty(), "{} of {} vectors fail:\n{}", failures.len(), cases.len(), failures.join("\n"));
    assert!(cases.len() >= 90, "only {} vectors", cases.len());
}

#[test]
fn ids_are_unique_and_named_after_their_op() {
    let mut seen = BTreeSet::new();
    for case in cases() {
        assert!(case.id.starts_with(&format!("manifest/{}/", case.op)), "{}", case.id);
        assert!(seen.insert(case.id.clone()), "{} is used twice", case.id);
    }
}

#[test]
fn every_code_has_a_vector() {
    let cases = cases();
    let lists = cases.iter().flat_map(|case| [&case.expected["strict"], &case.expected["lenient"]]);
    let findings = lists.filter_map(Value::as_array).flatten();
    let covered: BTreeSet<&str> = findings.map(|finding| text_of(finding, "code")).collect();
    let missing: Vec<&str> = codes::ALL
        .iter()
        .filter(|(code, _)| !WITHOUT_VECTOR.contains(code) && !covered.contains(code.as_str()))
        .map(|(code, _)| code.as_str())
        .collect();
    assert!(missing.is_empty(), "without a vector: {missing:?}");
    for code in &covered {
        assert!(codes::ALL.iter().any(|(known, _)| known.as_str() == *code), "unknown code {code}");
    }
    for code in WITHOUT_VECTOR {
        assert!(!covered.contains(code.as_str()), "{code} has a vector after all");
    }
}

#[test]
#[should_panic(expected = "unknown op `parse_catalogue`")]
fn unknown_op() {
    run("parse_catalogue", &Value::Object(Map::new()));
}

/// A small document must not make a large report, nor hide what makes the verdict worse.
#[test]
fn findings_are_bounded() {
    let text =
        format!(r#"{{"sources":[{}{{"type":"elm","path":"https://u.example/c","version":3}}]}}"#, "0,".repeat(20_000));
    let report = ql_core::ManifestParser::new().parse(text.as_bytes(), ql_core::ManifestFormat::Json);
    assert!(!report.is_valid() && report.is_usable());
    let findings = report.lenient();
    assert!(findings.len() <= 1_010, "{}", findings.len());
    assert!(findings.iter().any(|finding| finding.code() == codes::MANIFEST_TOO_MANY_FINDINGS));
}

/// What a builder accepts reads back equal, so nothing that a reader would change is accepted.
#[test]
fn a_builder_refuses_what_is_read_differently() {
    use ql_core::{DataSource, Manifest, SourceType};
    let source = || DataSource::builder(SourceType::Elm, "https://u.example/c".parse().unwrap()).version("3.3");
    assert!(Manifest::builder().source(source().header("X-A", "1")).build().is_ok());
    for wrong in [
        source().header("X-A", "1").header("X-A", "2"),
        source().header("Host", "x"),
        DataSource::builder(SourceType::Other("elm".into()), "https://u.example/c".parse().unwrap()),
    ] {
        let error = Manifest::builder().source(wrong).build().unwrap_err();
        assert!(error.to_string().starts_with("the manifest would not be valid"), "{error}");
    }
}
