//! `ql discover` of one institution.

use serde_json::{Value, json};

use crate::support::{Servers, keys};

#[test]
fn discover_tells_people_and_programs() {
    let servers = Servers::new(1);
    let run = servers.ql(&["discover", "meridian.example"]).well();
    let expected = "\
meridian.example  DNS TXT      found: https://www.meridian.example/opendata/courses-manifest
meridian.example  .well-known  not tried
";
    assert_eq!(run.stdout, expected);

    let report = servers.ql(&["discover", "littoral.example", "--json"]).well().json();
    assert_eq!(keys(&report), ["diagnostics", "found", "probes", "provider"]);
    assert_eq!(report["provider"], json!({ "schac": "littoral.example" }));
    assert_eq!(report["diagnostics"], json!([]));
    let probe = &report["probes"][1];
    assert_eq!(keys(probe), ["attempts", "domain", "durationMs", "mechanism", "origin", "outcome"]);
    assert!(probe["durationMs"].is_u64());
    assert_eq!(
        (&probe["domain"], &probe["mechanism"], &probe["origin"], &probe["outcome"]),
        (&json!("littoral.example"), &json!("well-known"), &json!("schac"), &json!("found"))
    );
    let attempts = json!([
        {
            "url": "https://littoral.example/.well-known/quality-link-manifest", "status": 404, "outcome": "not-found"
        },
        {
            "url": "https://littoral.example/.well-known/quality-link-manifest.json", "status": 200, "outcome": "found"
        },
    ]);
    assert_eq!(probe["attempts"], attempts);
    let found = &report["found"];
    assert_eq!(keys(found), ["fingerprint", "manifest", "url"]);
    assert_eq!(found["url"], "https://littoral.example/.well-known/quality-link-manifest.json");
    assert!(found["fingerprint"].as_str().unwrap().starts_with("sha256:"));
    assert_eq!(found["manifest"]["sources"][0]["auth"]["type"], "httpheader");
    assert_eq!(found["manifest"]["sources"][0]["auth"]["field"], "X-Api-Key");
}

#[test]
fn discover_exits_with_1_if_nothing_is_found() {
    let servers = Servers::new(1);
    let run = servers.ql(&["discover", "nowhere.example", "--website", "https://www.nowhere.example/", "--json"]);
    let report = run.exits(1).json();
    assert_eq!(report["found"], Value::Null);
    assert_eq!(report["provider"], json!({ "schac": "nowhere.example", "website": "https://www.nowhere.example/" }));
    let probes: Vec<_> = report["probes"].as_array().unwrap().iter().collect();
    let told: Vec<_> = probes.iter().map(|p| (&p["domain"], &p["origin"], &p["mechanism"], &p["outcome"])).collect();
    let (bare, www) = (&json!("nowhere.example"), &json!("www.nowhere.example"));
    let (schac, website) = (&json!("schac"), &json!("website"));
    let (dns, file) = (&json!("dns-txt"), &json!("well-known"));
    let (no_record, unreachable) = (&json!("no-record"), &json!("unreachable"));
    let expected = [
        (bare, schac, dns, no_record),
        (bare, schac, file, unreachable),
        (www, website, dns, no_record),
        (www, website, file, unreachable),
    ];
    assert_eq!(told, expected);
    assert_eq!(probes[1]["reason"], "no-such-host");

    let run = servers.ql(&["discover", "umbra.example", "--json"]).exits(1);
    let finding = &run.json()["probes"][1]["attempts"][2]["diagnostics"][1];
    let expected = json!({
        "code": "manifest.source-type-unknown", "severity": "error", "line": 5, "column": 11,
        "message": "unknown type `ooapy`; the data source can't be harvested", "hint": "did you mean `ooapi`?",
        "pointer": "/sources/0/type", "source": "https://umbra.example/.well-known/quality-link-manifest.yaml",
    });
    assert_eq!(*finding, expected);
    run.complains(&["error[manifest.source-type-unknown]: ", "line 5, column 11, /sources/0/type"]);
}

#[test]
fn discover_does_not_go_to_loopback_unasked() {
    let servers = Servers::new(1);
    for more in [&[][..], &["--allow-private"]] {
        let call = [&["discover", "meridian.example", "--json"], more].concat();
        let report = servers.ql_as_stranger(&call).exits(1).json();
        assert_eq!(report["probes"][0]["outcome"], "refused");
        assert_eq!(report["probes"][1]["outcome"], "refused");
    }
    assert_eq!(servers.universities.requests(), 0);
}
