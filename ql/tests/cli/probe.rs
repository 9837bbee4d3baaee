//! `ql probe`.

use serde_json::json;

use crate::support::Servers;

#[test]
fn probe_recognises_an_api_by_its_lists() {
    let servers = Servers::new(3);
    for url in ["https://api.meridian.example/ooapi/v5", "api.meridian.example/ooapi/v5/courses?pageSize=10"] {
        let run = servers.ql(&["probe", url]).exits(0);
        assert!(run.stdout.contains("a list of OOAPI 5\n"), "{}", run.stdout);
        let manifest = "  - type: ooapi\n    version: \"5\"\n    path: https://api.meridian.example/ooapi/v5/\n";
        assert!(run.stdout.ends_with(manifest), "{}", run.stdout);
    }
    let run = servers.ql(&["probe", "https://api.meridian.example/ooapi/v5/", "--json"]).exits(0);
    let found = json!({ "type": "ooapi", "version": "5", "path": "https://api.meridian.example/ooapi/v5/" });
    assert_eq!(run.json()["found"], found);
}

#[test]
fn probe_says_what_it_saw_where_there_is_nothing() {
    let servers = Servers::new(1);
    let run = servers.ql(&["probe", "https://www.littoral.example/data/courses.ttl"]).exits(1);
    assert!(run.stdout.contains("401  https://www.littoral.example/data/courses.ttl"), "{}", run.stdout);
    assert!(run.stdout.contains("refuses access without credentials"), "{}", run.stdout);
    let run = servers.ql(&["probe", "https://nowhere.example/", "--json"]).exits(1);
    // A host that is not there is asked once.
    assert_eq!(run.json()["attempts"].as_array().map(Vec::len), Some(1));
    assert!(run.json().get("found").is_none());
    servers.ql(&["probe", "ftp://api.meridian.example/"]).exits(2);
    servers.ql(&["probe", "https://"]).exits(2);
}
