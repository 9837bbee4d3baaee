//! `ql harvest`.

use std::collections::BTreeSet;

use quality_link::elm::RdfFormat;
use serde_json::json;

use crate::common::{SECRET, options};
use crate::support::{
    EVIL, EXTENSIONS, MERIDIAN_MANIFEST, Servers, assert_one_line_of_plain_text, courses, graph, json_lines, titles,
    turtle,
};

#[test]
fn harvest_of_a_manifest_file_in_every_format() {
    let servers = Servers::new(1);
    servers.write_littoral_manifest("manifest.json");
    let expected: BTreeSet<String> = ["TIDES-1", "PORT-2", "REEF-3", "SAIL-4"]
        .into_iter()
        .map(|code| format!("urn:schac:uniqueCourseId:littoral.example:{code}"))
        .collect();
    for end in EXTENSIONS {
        let name = format!("courses.{end}");
        let call = ["harvest", "manifest.json", "--key", "key.pem", "-o", &name];
        let run = servers.ql(&call).exits(0);
        assert_eq!(run.stdout, "");
        assert_eq!(run.stderr, "All courses: complete — 4 courses, 4 instances, 1 requests, 0 warnings, 0 errors\n");
        let content = servers.folder.read(&name);
        assert_eq!(courses(&name, &content), expected, "{name}");
        assert!(!content.contains(SECRET));

        // The same by `--format`, on standard output and against what the name says.
        let run = servers.ql(&["harvest", "manifest.json", "--key", "key.pem", "--format", end]).exits(0);
        assert_eq!(run.stdout, content, "{end}");
        let call = ["harvest", "manifest.json", "--key", "key.pem", "--format", end, "-o", "courses.bin"];
        servers.ql(&call).exits(0);
        assert_eq!(servers.folder.read("courses.bin"), content, "{end}");
    }
    let run = servers.ql(&["harvest", "manifest.json", "--key", "key.pem"]).exits(0);
    assert_eq!(run.stdout, servers.folder.read("courses.ttl"), "Turtle is the default");
    let run = servers.ql(&["harvest", "manifest.json", "--key", "key.pem", "--elm-namespace", "3.2"]).exits(0);
    assert!(run.stdout.contains("http://data.europa.eu/snb/model/elm/"), "{}", run.stdout);
    assert!(!run.stdout.contains("http://data.europa.eu/snb/model/ontology/"), "{}", run.stdout);
}

#[test]
fn harvest_prints_its_summary_as_json() {
    let servers = Servers::new(60);
    servers.folder.write("manifest.yaml", MERIDIAN_MANIFEST);
    let run = servers.ql(&["harvest", "manifest.yaml", "--json", "-o", "courses.nt"]).exits(0);
    let bytes = run.json()[0]["harvest"]["statistics"]["bytes"].clone();
    assert!(bytes.as_u64().unwrap() > 10_000, "{bytes}");
    let duration = run.json()[0]["harvest"]["statistics"]["durationMs"].clone();
    let expected = json!([{
        "source": "Course catalogue",
        "harvest": {
            "outcome": { "status": "complete" },
            "statistics": {
                "requests": 66, "retries": 0, "bytes": bytes, "pages": 2, "records": 60, "skipped": 0,
                "durationMs": duration,
            },
            "diagnostics": [],
        },
        "specifications": 60, "instances": 120, "warnings": 2, "errors": 0,
    }]);
    assert_eq!(run.json(), expected);
    run.complains(&["warning[map.level]: ", "item c0ffee00-0000-4000-8000-000000000042, /link"]);
    let graph = graph(RdfFormat::NTriples, &servers.folder.read("courses.nt"));
    assert_eq!((graph.specifications().len(), graph.instances().len()), (60, 120));
    let first = "urn:schac:uniqueCourseId:meridian.example:c0ffee00-0000-4000-8000-000000000000";
    let expected = [
        ("de", "Einführung Meeresbiologie 1"),
        ("en", "Introduction to Marine Biology 1"),
        ("nl", "Inleiding Mariene biologie 1"),
    ];
    assert_eq!(titles(&graph, first), expected.map(|(tag, text)| (tag.to_owned(), text.to_owned())).into());
}

#[test]
fn harvest_of_a_domain_and_of_the_url_of_a_manifest() {
    let servers = Servers::new(12);
    for target in ["meridian.example", "https://www.meridian.example/opendata/courses-manifest"] {
        let run = servers.ql(&["harvest", target]).exits(0);
        let summary = "Course catalogue: complete — 12 courses, 24 instances, 17 requests, 0 warnings, 0 errors\n";
        assert_eq!(run.stderr, summary);
        let courses = courses("courses.ttl", &run.stdout);
        assert_eq!(courses.len(), 12);
        assert!(courses.iter().all(|iri| iri.starts_with("urn:schac:uniqueCourseId:meridian.example:c0ffee00-")));
    }
    // What the command line says counts more than what the manifest says.
    let run = servers.ql(&["harvest", "meridian.example", "--schac", "other.example"]).exits(0);
    let courses = courses("courses.ttl", &run.stdout);
    assert!(courses.iter().all(|iri| iri.starts_with("urn:schac:uniqueCourseId:other.example:")), "{courses:?}");
}

#[test]
fn harvest_without_the_right_key_sends_nothing() {
    let servers = Servers::new(1);
    servers.write_littoral_manifest("manifest.json");
    servers.folder.ql(&["manifest", "keygen", "--private", "other.pem", "--bits", "2048"]).well();
    for key in [&[][..], &["--key", "other.pem"]] {
        let call = [&["harvest", "manifest.json", "--json", "-o", "courses.ttl"], key].concat();
        let run = servers.ql(&call).exits(1).complains(&["fatal[exchange.secret]: ", "--> All courses\n"]);
        let summary = &run.json()[0]["harvest"];
        assert_eq!(summary["outcome"]["status"], "failed");
        assert_eq!(summary["diagnostics"][0]["code"], "exchange.secret");
        assert_eq!(summary["statistics"]["requests"], 0);
        assert_eq!(turtle(&servers.folder.read("courses.ttl")).len(), 0);
    }
    assert_eq!(servers.universities.requests(), 0);
    // Of several keys one is enough.
    servers.ql(&["harvest", "manifest.json", "--key", "other.pem", "--key", "key.pem"]).exits(0);
    servers
        .ql(&["harvest", "manifest.json", "--key", "authority.pem"])
        .exits(1)
        .complains(&["error: `authority.pem`: "]);
    servers.ql(&["harvest", "manifest.json", "--key", "none.pem"]).exits(1).complains(&["error: `none.pem` "]);
}

#[test]
fn harvest_of_a_dying_server_is_incomplete() {
    let mut options = options(60);
    options.die_after = Some(30);
    let servers = Servers::with(options);
    let run = servers.ql(&["harvest", "meridian.example", "--json", "-o", "courses.jsonl"]).exits(1);
    let summary = &run.json()[0];
    assert_eq!(summary["harvest"]["outcome"]["status"], "incomplete");
    assert!(!summary["harvest"]["outcome"]["reason"].as_str().unwrap().is_empty());
    assert_eq!((&summary["specifications"], &summary["harvest"]["statistics"]["records"]), (&json!(50), &json!(50)));
    assert_eq!(json_lines(&servers.folder.read("courses.jsonl")).len(), 50);
    run.complains(&["warning[exchange.offerings-failed]: ", " more like these\n"]);
}

#[test]
fn harvest_exits_with_1_if_there_is_nothing_to_harvest() {
    let servers = Servers::new(1);
    servers.folder.write("broken.yaml", "sources:\n  - {type: elm, path: example.edu}\n");
    let call = |target| servers.ql(&["harvest", target, "-o", "courses.ttl"]).exits(1);
    call("nowhere.example").complains(&["error: no manifest of `nowhere.example` was found\n"]);
    call("umbra.example").complains(&["error: no manifest of `umbra.example` was found\n", "line 5, column 11"]);
    call("https://www.meridian.example/none").complains(&["error: no manifest at ", "not found"]);
    call("broken.yaml").complains(&["error[manifest.source-path-invalid]: ", "line 2, column 23, /sources/0/path"]);
    assert!(!servers.folder.has("courses.ttl"), "a file was made although there was no manifest");
    let refused = servers.ql_as_stranger(&["harvest", "meridian.example"]).exits(1);
    refused.complains(&["loopback", "error: no manifest of `meridian.example` was found\n"]);
}

#[test]
fn harvest_names_a_source_that_is_not_supported() {
    let servers = Servers::new(3);
    let more = "  - {name: Partners, type: occapi, version: '3', path: 'https://api.meridian.example/occapi/'}\n";
    servers.folder.write("manifest.yaml", format!("{MERIDIAN_MANIFEST}{more}"));
    let run = servers.ql(&["harvest", "manifest.yaml", "--json", "-o", "courses.ttl"]).exits(1);
    let (first, second) = (&run.json()[0], &run.json()[1]);
    assert_eq!(first["harvest"]["outcome"]["status"], "complete");
    assert_eq!((&second["source"], &second["harvest"]["outcome"]["status"]), (&json!("Partners"), &json!("failed")));
    assert_eq!(second["harvest"]["diagnostics"][0]["code"], "exchange.source-unsupported");
    assert_eq!(turtle(&servers.folder.read("courses.ttl")).specifications().len(), 3);
}

#[test]
fn harvest_that_loses_every_course_is_no_success() {
    let servers = Servers::new(3);
    let (_, sources) = MERIDIAN_MANIFEST.split_at(MERIDIAN_MANIFEST.find("sources:").unwrap());
    servers.folder.write("manifest.yaml", sources);
    let run = servers.ql(&["harvest", "manifest.yaml"]);
    assert_eq!(turtle(&run.stdout).specifications().len(), 0);
    assert_ne!(run.code, Some(0), "{}", run.stderr);
}

#[test]
fn harvest_of_a_web_page_is_no_success() {
    let servers = Servers::new(1);
    let page = "https://umbra.example/.well-known/quality-link-manifest";
    servers.folder.write("manifest.yaml", format!("sources:\n  - {{type: elm, version: '3.2', path: '{page}'}}\n"));
    let run = servers.ql(&["harvest", "manifest.yaml", "--json", "-o", "courses.ttl"]);
    assert_ne!(run.json()[0]["harvest"]["outcome"]["status"], "complete", "{}", run.stderr);
    run.exits(1);
}

#[test]
fn harvest_shows_no_control_characters_of_a_manifest() {
    let servers = Servers::new(1);
    let source = json!({ "name": EVIL, "type": "occapi", "version": "2", "path": "https://example.edu/" });
    servers.folder.write("manifest.json", json!({ "sources": [source] }).to_string());
    let run = servers.ql(&["harvest", "manifest.json", "-o", "courses.ttl"]).exits(1);
    assert_one_line_of_plain_text(&run.stderr);
}
