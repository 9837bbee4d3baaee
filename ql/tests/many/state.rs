//! `--state`: who is looked at again, and who is not.

use serde_json::{Value, json};

use crate::internet::{FILE, Internet, domains, keys, manifest, records, with_manifests};
use crate::network::http::Reply;

/// Two with a manifest, one with a broken one, one that is overloaded, one without.
fn internet() -> Internet {
    Internet::new(|network| {
        with_manifests(network, &domains(2), &manifest())
            .file(&format!("broken.example/{FILE}"), Reply::ok("{\"sources\": []}"))
            .file(&format!("busy.example/{FILE}"), Reply::new(503, "later"))
    })
}

fn list() -> Vec<String> {
    ["u000.example", "u001.example", "broken.example", "busy.example", "n000.example"].map(str::to_owned).to_vec()
}

/// The state file with some members of a provider's record changed.
fn change(internet: &Internet, key: &str, changes: &Value) {
    let mut lines = String::new();
    for mut record in internet.records("state") {
        if record["key"] == key {
            for (name, value) in changes.as_object().unwrap() {
                record[name] = value.clone();
            }
        }
        lines.push_str(&format!("{record}\n"));
    }
    internet.folder.write("state", lines);
}

const PAST: &str = "2020-01-01T00:00:00Z";

#[test]
fn the_second_run_asks_nobody() {
    let internet = internet();
    let first = internet.discover(&list(), &["--state", "state"]).well();
    let (effort, state) = (internet.effort(), internet.folder.read("state"));
    assert!(effort.0 > 5 && effort.1 > 5, "{effort:?}");
    for more in [&[][..], &["--html", "page.html"]] {
        let second = internet.discover(&list(), &[&["--state", "state"], more].concat()).exits(0);
        assert_eq!(second.stdout, first.stdout, "what is known is told");
        assert_eq!(second.stderr, "5 of 5 providers are not due yet; `--again` looks at them, too\n");
    }
    let run = internet.discover(&list(), &["--state", "state", "--json"]).exits(0);
    assert_eq!(run.stdout, "", "only what was looked at");
    assert_eq!(internet.effort(), effort);
    assert_eq!(internet.folder.read("state"), state);
}

#[test]
fn again_asks_everybody() {
    let internet = internet();
    internet.discover(&list(), &["--state", "state"]).well();
    let (_, requests) = internet.effort();
    let run = internet.discover(&list(), &["--state", "state", "--again", "--json"]).well();
    assert_eq!(internet.effort().1, 2 * requests);
    let again = records(&run.stdout);
    assert_eq!(again.len(), 5);
    let of = |key: &str| again.iter().find(|record| record["key"] == key).unwrap();
    assert_eq!([&of("u000.example")["change"], &of("busy.example")["failures"]], [&json!("unchanged"), &json!(2)]);
    assert_eq!(of("n000.example").get("change"), None);
    // Each run adds to the file, and the last line counts.
    assert_eq!(internet.records("state").len(), 10);
    let run = internet.discover(&list(), &["--state", "state"]).exits(0);
    assert!(
        run.stdout.ends_with("5 providers: 2 found, 1 not usable, 1 not found, 1 not reachable\n"),
        "{}",
        run.stdout
    );
}

#[test]
fn who_is_due_is_asked() {
    let internet = internet();
    internet.discover(&list(), &["--state", "state"]).well();
    for key in ["u001.example", "busy.example"] {
        change(&internet, key, &json!({ "due": PAST }));
        let before = internet.asked().len();
        let run = internet.discover(&list(), &["--state", "state", "--json"]).exits(0);
        assert_eq!(keys(&records(&run.stdout)), [key].into(), "{key}");
        assert!(internet.asked()[before..].iter().all(|host| host == key), "{key}");
        run.complains(&["4 of 5 providers are not due yet"]);
    }
}

#[test]
fn failures_wait_longer_every_time() {
    let internet = internet();
    let mut waits = Vec::new();
    for _ in 0..7 {
        internet.discover(&["busy.example".into()], &["--state", "state"]).exits(0);
        let record = internet.records("state").pop().unwrap();
        let moment = |name: &str| record[name].as_str().unwrap().parse::<jiff::Timestamp>().unwrap();
        let hours = (moment("due").as_second() - moment("checked").as_second()) / 3600;
        waits.push((record["failures"].as_u64().unwrap(), hours));
        change(&internet, "busy.example", &json!({ "due": PAST }));
    }
    assert_eq!(waits, [(1, 1), (2, 2), (3, 4), (4, 8), (5, 16), (6, 24), (7, 24)]);
}

#[test]
fn who_is_new_in_the_list_is_asked() {
    let internet = internet();
    internet.discover(&list()[..3], &["--state", "state"]).well();
    let before = internet.asked().len();
    let run = internet.discover(&list(), &["--state", "state", "--json"]).exits(0);
    assert_eq!(keys(&records(&run.stdout)), ["busy.example", "n000.example"].into());
    assert!(internet.asked()[before..].iter().all(|host| host == "busy.example"));
    // Who is no longer in the list stays in the file.
    internet.discover(&list()[..1], &["--state", "state"]).exits(0);
    assert_eq!(keys(&internet.records("state")).len(), 5);
}

#[test]
fn a_country_at_a_time() {
    let internet = internet();
    internet.folder.write("list.csv", "schac,country\nu000.example,AT\nu001.example,DE\nn000.example,DE\n");
    let run = |country: &str, more: &[&str]| {
        let call = ["discover", "--providers", "list.csv", "--state", "state", "--json", "--country", country];
        internet.ql(&[&call, more].concat()).exits(0)
    };
    assert_eq!(keys(&records(&run("AT", &[]).stdout)), ["u000.example"].into());
    assert_eq!(keys(&records(&run("DE", &[]).stdout)), ["n000.example", "u001.example"].into());
    let before = internet.asked().len();
    assert_eq!(keys(&records(&run("AT", &["--again"]).stdout)), ["u000.example"].into());
    assert_eq!(internet.asked()[before..], ["u000.example"]);
    assert_eq!(internet.records("state").len(), 4);
}

/// Changes from run to run, as a person sees them in the file.
#[test]
fn manifests_that_change() {
    let internet = internet();
    internet.discover(&list(), &["--state", "state"]).well();
    let before = internet.records("state");
    let of = |key: &str| before.iter().find(|record| record["key"] == key).unwrap().clone();
    let manifest = of("u000.example")["manifest"].clone();
    change(&internet, "u000.example", &json!({ "due": PAST, "fingerprint": "another" }));
    for key in ["busy.example", "n000.example", "broken.example"] {
        change(&internet, key, &json!({ "due": PAST, "manifest": manifest, "fingerprint": "f", "sources": ["elm x"] }));
    }
    let run = internet.discover(&list(), &["--state", "state", "--json"]).exits(0);
    let now = records(&run.stdout);
    let of = |key: &str| now.iter().find(|record| record["key"] == key).unwrap();
    let changes = ["u000", "busy", "broken", "n000"].map(|name| of(&format!("{name}.example"))["change"].clone());
    assert_eq!(changes, ["changed", "kept", "kept", "gone"]);
    assert_eq!([&of("busy.example")["manifest"], &of("busy.example")["sources"]], [&manifest, &json!(["elm x"])]);
    assert_eq!(of("n000.example").get("manifest"), None);
}
