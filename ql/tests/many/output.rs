//! What `ql discover --providers` prints.

use std::net::{IpAddr, Ipv4Addr};

use serde_json::json;

use crate::command::Run;
use crate::internet::{FILE, Internet, keys, manifest, records};
use crate::network::http::Reply;

const LOOPBACK: IpAddr = IpAddr::V4(Ipv4Addr::LOCALHOST);

/// One provider of each kind.
fn four() -> Internet {
    Internet::new(|network| {
        network
            .txt("found.example", ["v=qldiscover1; m=https://files.example/m"])
            .file("files.example/m", manifest())
            .file(&format!("broken.example/{FILE}.yaml"), Reply::ok("sources: [{type: ooapy}]"))
            .file(&format!("busy.example/{FILE}"), Reply::new(503, "later"))
            .host("none.example", LOOPBACK)
    })
}

const DOMAINS: &str = "found.example\nbroken.example\nbusy.example\nnone.example\n";

fn run(internet: &Internet, arguments: &[&str]) -> Run {
    internet.folder.write("list", DOMAINS);
    internet.ql(&[&["discover", "--providers", "list"], arguments].concat())
}

#[test]
fn for_people() {
    let run = run(&four(), &[]).well();
    let expected = "\
found.example  https://files.example/m
4 providers: 1 found, 1 not usable, 1 not found, 1 not reachable
";
    assert_eq!(run.stdout, expected);
}

/// A list without a single manifest is as good a result as any.
#[test]
fn nothing_found() {
    let internet = Internet::of(0, &manifest());
    let run = internet.discover(&["n000.example".into(), "n001.example".into()], &[]).well();
    assert_eq!(run.stdout, "2 providers: 2 not found\n");
}

#[test]
fn for_programs() {
    let internet = four();
    let run = run(&internet, &["--json", "--state", "state"]).well();
    assert_eq!(run.stdout, internet.folder.read("state"), "each record when it is there, as in the state file");
    let records = records(&run.stdout);
    assert_eq!(
        keys(&records).into_iter().collect::<Vec<_>>(),
        ["broken.example", "busy.example", "found.example", "none.example"]
    );
    let of = |key: &str| records.iter().find(|record| record["key"] == key).unwrap();
    let found = of("found.example");
    assert_eq!(
        [&found["verdict"], &found["change"], &found["manifest"], &found["sources"]],
        [
            &json!("found"),
            &json!("new"),
            &json!("https://files.example/m"),
            &json!(["ooapi/5 https://api.uni.example/v5/"])
        ]
    );
    let probes = json!([
        { "domain": "found.example", "mechanism": "dns-txt", "outcome": "found" },
        { "domain": "found.example", "mechanism": "well-known", "outcome": "not tried" },
    ]);
    assert_eq!(found["probes"], probes);
    assert_eq!(of("none.example")["verdict"], "not-found");
    let broken = of("broken.example");
    assert_eq!(broken["verdict"], "unusable");
    let findings = broken["findings"].to_string();
    assert!(findings.contains("ooapy"), "{findings}");
    let busy = of("busy.example");
    assert_eq!([&busy["verdict"], &busy["failures"]], [&json!("failed"), &json!(1)]);
    // An hour, six hours, a day.
    let seconds = |record: &serde_json::Value| {
        let moment = |name: &str| record[name].as_str().unwrap().parse::<jiff::Timestamp>().unwrap();
        moment("due").as_second() - moment("checked").as_second()
    };
    let waits = ["busy.example", "broken.example", "none.example", "found.example"].map(|key| seconds(of(key)));
    assert_eq!(waits, [3600, 6 * 3600, 24 * 3600, 24 * 3600]);
}

#[test]
fn one_at_a_time() {
    for concurrency in ["0", "1", "100000"] {
        let internet = Internet::of(3, &manifest());
        let run = internet.discover(&crate::internet::domains(3), &["--concurrency", concurrency]).well();
        assert!(run.stdout.ends_with("3 providers: 3 found\n"), "{}", run.stdout);
    }
}

#[cfg(unix)]
#[test]
fn a_reader_that_went_away_is_no_failure() {
    let internet = four();
    internet.folder.write("list", DOMAINS);
    internet.ql_unread(&["discover", "--providers", "list"]).well();
    // The work goes on, for the state file.
    internet.ql_unread(&["discover", "--providers", "list", "--json", "--state", "state"]).well();
    assert_eq!(internet.records("state").len(), 4);
}

/// Foreign text moves no cursor and makes no lines of its own.
#[test]
fn names_with_control_characters() {
    let internet = Internet::of(1, &manifest());
    let evil = "Uni\u{1b}[2J\nerror: all is lost\u{7}";
    let list = json!([
        { "schac": "u000.example", "name": evil },
        { "website": "https://www.uni.example/\u{1b}[2J", "name": evil },
        { "schac": evil },
        { "schac": "u001.example", "website": evil },
    ]);
    internet.folder.write("list", list.to_string());
    let is_plain = |text: &str| {
        let is_control = |c: char| c.is_control() && c != '\n';
        assert!(!text.contains(is_control), "{text:?}");
        assert!(!text.lines().any(|line| line.starts_with("error: all is lost")), "{text}");
    };
    for arguments in [&["--state", "state"][..], &["--json"]] {
        let run = internet.ql(&[&["discover", "--providers", "list"], arguments].concat()).exits(0);
        is_plain(&run.stdout);
        is_plain(&run.stderr);
    }
    is_plain(&internet.folder.read("state"));
}

/// What has no place to be looked at is a finding of its own.
#[test]
fn a_provider_without_a_domain() {
    let internet = Internet::of(0, &manifest());
    internet.folder.write("list.csv", "deqar,name\nDEQARINST0001,Somewhere\n");
    let run = internet.ql(&["discover", "--providers", "list.csv", "--json"]).exits(0);
    let record = &records(&run.stdout)[0];
    assert_eq!([&record["key"], &record["verdict"]], [&json!("deqar:DEQARINST0001"), &json!("not-found")]);
    let findings = record["findings"].to_string();
    assert!(
        findings.contains("discovery.no-domain") || findings.contains("neither SCHAC code nor website"),
        "{findings}"
    );
    assert_eq!(internet.effort(), (0, 0));
}
