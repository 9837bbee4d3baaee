//! Runs the language-neutral vectors of `tests/vectors/discovery/plan.json` against [`Plan`].
#![cfg(feature = "psl")]

mod vectors;

use ql_core::Provider;
use ql_discovery::Plan;
use serde_json::{Value, json};

fn plan_domains(input: &Value) -> Value {
    let provider: Provider = serde_json::from_value(input.clone()).expect("a provider");
    let plan = Plan::of(&provider);
    let domains: Vec<Value> = plan
        .domains()
        .iter()
        .map(|planned| json!({ "domain": planned.domain.as_str(), "origin": planned.origin }))
        .collect();
    let codes: Vec<&str> = plan.diagnostics().iter().map(|finding| finding.code().as_str()).collect();
    json!({ "domains": domains, "diagnostics": codes })
}

#[test]
fn vectors() {
    vectors::check("plan.json", "plan_domains", 60, plan_domains);
}
