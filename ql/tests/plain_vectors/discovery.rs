//! Where manifests are looked for.

use quality_link::plain::{Provider, parse_txt, plan_search};
use serde_json::{Value, json};

use super::files::{Case, assert_members, from_hex, optional, texts};

pub(crate) fn check(case: &Case) -> Result<(), String> {
    match case.op.as_str() {
        "plan_domains" => case.is(&plan(case.input())),
        "parse_txt" => txt(case),
        other => panic!("unknown op `{other}`"),
    }
}

fn plan(input: &Value) -> Value {
    assert_members(input, &["schac", "website"]);
    let provider =
        Provider { schac: optional(input, "schac"), website: optional(input, "website"), ..Provider::default() };
    let plan = plan_search(&provider).expect("a provider");
    let domains = plan.domains.iter().map(|domain| json!({ "domain": domain.domain, "origin": domain.origin }));
    let codes: Vec<&str> = plan.diagnostics.iter().map(|finding| finding.code.as_str()).collect();
    json!({ "domains": domains.collect::<Value>(), "diagnostics": codes })
}

/// One code stands for all ways in which a record can be malformed; which it is, is told by the sentence only.
fn txt(case: &Case) -> Result<(), String> {
    let (input, expected) = (case.input(), case.expected());
    assert_members(input, &["strings", "hex"]);
    let strings: Vec<Vec<u8>> = match input.get("strings") {
        Some(strings) => texts(strings).into_iter().map(String::into_bytes).collect(),
        None => texts(&input["hex"]).iter().map(|text| from_hex(text)).collect(),
    };
    let (is_error, actual) = match parse_txt(&strings) {
        Ok(None) => (false, json!({ "ours": false })),
        Ok(Some(manifest)) => (false, json!({ "manifest": manifest })),
        Err(error) => (error.code == "discovery.malformed-record", json!({ "error": error.code })),
    };
    if is_error && expected["error"].is_string() { Ok(()) } else { case.is(&actual) }
}
