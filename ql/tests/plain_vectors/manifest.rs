//! Manifests.

use quality_link::plain::{
    Diagnostic, Manifest, ManifestFormat, ManifestReport, diff_manifests, parse_manifest, parse_manifest_as,
    write_manifest,
};
use serde_json::{Value, json};

use super::files::{Case, assert_members, expanded, from_base64, text_of};

pub(crate) fn check(case: &Case) -> Result<(), String> {
    let input = case.input();
    case.is(&match case.op.as_str() {
        "parse_manifest" => parse(input),
        "write_manifest" => {
            let manifest = manifest(input);
            let write = |format| write_manifest(&manifest, format).map_err(|error| error.to_string());
            json!({ "json": write(ManifestFormat::Json)?, "yaml": write(ManifestFormat::Yaml)? })
        }
        "fingerprint" => {
            assert_members(input, &["a", "b"]);
            json!({ "equal": manifest(&input["a"]).fingerprint == manifest(&input["b"]).fingerprint })
        }
        "diff_manifests" => {
            assert_members(input, &["old", "new"]);
            let diff = diff_manifests(&manifest(&input["old"]), &manifest(&input["new"]));
            // The members have the names of the case.
            serde_json::to_value(diff.map_err(|error| error.to_string())?).expect("JSON")
        }
        other => panic!("unknown op `{other}`"),
    })
}

/// The document is a text, or Base64 of bytes that are none; without a format it is told by media type, path and content.
fn report(input: &Value) -> ManifestReport {
    let input = expanded(input);
    assert_members(&input, &["text", "base64", "format", "content_type", "path"]);
    let content = input["base64"].as_str().map_or_else(|| text_of(&input, "text").as_bytes().to_vec(), from_base64);
    match input["format"].as_str() {
        Some(format) => parse_manifest_as(&content, format.parse().expect("a format")),
        None => parse_manifest(&content, input["content_type"].as_str(), input["path"].as_str()),
    }
}

/// What could be read, unusable sources and all.
fn manifest(input: &Value) -> Manifest {
    report(input).partial.unwrap_or_else(|| panic!("no manifest: {input}"))
}

fn parse(input: &Value) -> Value {
    let report = report(input);
    let value = report.partial.map(|manifest| serde_json::from_str::<Value>(&manifest.json).expect("JSON"));
    json!({
        "valid": report.valid,
        "usable": report.usable,
        "value": value,
        "strict": findings(&report.strict),
        "lenient": findings(&report.lenient),
    })
}

fn findings(findings: &[Diagnostic]) -> Value {
    let show = |finding: &Diagnostic| {
        json!({
            "code": finding.code,
            "severity": finding.severity.as_str(),
            "pointer": finding.pointer,
            "line": finding.line,
            "column": finding.column,
        })
    };
    findings.iter().map(show).collect()
}
