//! The command `ql` as a shell runs it: what it prints, what it writes, what it exits with.
#![expect(clippy::unwrap_used, reason = "in a test, also outside of its function")]

#[path = "cli/catalogue.rs"]
mod catalogue;
#[path = "common/command.rs"]
mod command;
mod common;
#[path = "cli/convert.rs"]
mod convert;
#[path = "cli/demo.rs"]
mod demo;
#[path = "cli/discover.rs"]
mod discover;
#[path = "cli/harvest.rs"]
mod harvest;
#[path = "cli/id.rs"]
mod id;
#[path = "cli/manifest.rs"]
mod manifest;
#[path = "cli/probe.rs"]
mod probe;
#[path = "cli/secrets.rs"]
mod secrets;
#[path = "cli/support.rs"]
mod support;

use command::Folder;
use support::{COURSES, EXTENSIONS, GOOD, json_lines};

#[test]
fn help_and_version_are_no_failure() {
    let folder = Folder::new();
    let help = folder.ql(&["--help"]).well().stdout;
    for expected in ["demo", "discover", "harvest", "convert", "manifest", "id", "Exit codes: 0 all well"] {
        assert!(help.contains(expected), "no {expected} in {help}");
    }
    assert_eq!(folder.ql(&["--version"]).well().stdout, concat!("ql ", env!("CARGO_PKG_VERSION"), "\n"));
    for command in ["demo", "discover", "harvest", "convert", "manifest", "id"] {
        assert!(folder.ql(&[command, "--help"]).well().stdout.contains("Usage: ql "));
    }
}

#[test]
fn wrong_usage_exits_with_2() {
    let folder = Folder::new();
    folder.write("m.json", r#"{"sources": []}"#);
    let calls: &[&[&str]] = &[
        &[],
        &["nonsense"],
        &["--nonsense"],
        &["manifest"],
        &["id"],
        &["discover"],
        &["discover", "not a domain"],
        &["discover", "example.edu", "--dns-server", "localhost"],
        &["harvest"],
        &["harvest", "nonsense"],
        &["harvest", "no/such.json"],
        &["harvest", "https://"],
        &["harvest", "example.edu", "--json"],
        &["harvest", "example.edu", "--port", "65536"],
        &["harvest", "m.json", "--schac", "not a domain"],
        &["harvest", "m.json", "--output", "out.csv"],
        &["demo", "--courses", "many"],
        &["convert"],
        &["manifest", "fmt", "m.json", "--json", "--format", "yaml"],
        &["manifest", "lint", "m.json", "--format", "toml"],
        &["manifest", "keygen", "--bits", "1024"],
        &["id", "convert", "urn:schac:uniqueCourseId:example.edu:1", "--to", "url"],
        &["id", "did-documents", "courses.ttl"],
    ];
    for call in calls {
        let run = folder.ql(call).exits(2);
        assert_eq!(run.stdout, "", "ql {call:?}");
        assert!(!run.stderr.is_empty(), "ql {call:?}");
    }
    assert!(!folder.has("out.csv") && !folder.has("private.pem"));
}

#[cfg(unix)]
#[test]
fn a_reader_that_went_away_is_no_failure() {
    let folder = Folder::new();
    folder.write("manifest.json", GOOD);
    for call in [&["manifest", "fmt", "manifest.json"][..], &["manifest", "schema"], &["id", "parse", "AT0005"]] {
        folder.ql_unread(call).well();
    }
}

#[cfg(unix)]
#[test]
fn a_reader_of_courses_that_went_away_is_no_failure() {
    let folder = Folder::new();
    folder.write("courses.ttl", COURSES);
    for format in EXTENSIONS {
        folder.ql_unread(&["convert", "courses.ttl", "--format", format]).well();
    }
}

#[cfg(unix)]
#[test]
fn a_reader_of_the_demo_that_went_away_is_no_failure() {
    let folder = Folder::new();
    let run = folder.ql_unread(&["demo", "-o", "out", "--courses", "1"]);
    assert!(!run.stderr.contains("panicked"), "{}", run.stderr);
    run.exits(0);
    assert_eq!(json_lines(&folder.read("out/courses.jsonl")).len(), 5);
}
