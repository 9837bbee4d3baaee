//! The lines of a state file.

use std::time::{Duration, SystemTime};

use ql_core::Provider;
use ql_discovery::{
    DiscoveryRecord, DiscoveryReport, DiscoveryState, ManifestChange, Mechanism, RecheckPolicy, Verdict,
};
use serde_json::{Value, json};

use crate::network::Network;
use crate::network::http::Reply;
use crate::{FILE, manifest, provider};

fn start() -> SystemTime {
    SystemTime::UNIX_EPOCH + Duration::from_secs(1_800_000_000)
}

async fn report(provider: &Provider) -> DiscoveryReport {
    let network = Network::bind().await.file(&format!("uni.example/{FILE}"), manifest());
    network.start().0.discover(provider).await
}

fn recorded(report: &DiscoveryReport) -> DiscoveryRecord {
    DiscoveryState::new().record(report, start(), &RecheckPolicy::new()).clone()
}

/// The line of `uni.example` with some members changed.
fn line(changes: Value) -> String {
    let mut record = json!({
        "key": "uni.example", "name": "uni.example", "verdict": "not-found", "checked": "2027-01-15T08:00:00Z",
        "due": "2027-01-16T08:00:00Z", "probes": [],
    });
    for (name, value) in changes.as_object().expect("an object") {
        record[name] = value.clone();
    }
    format!("{record}\n")
}

fn keys(state: &DiscoveryState) -> Vec<&str> {
    state.records().map(|record| record.key.as_str()).collect()
}

#[tokio::test]
async fn a_record_as_json() {
    let uni = provider("uni.example").with_name("Universität").with_country("AT".parse().expect("a country"));
    let line = recorded(&report(&uni).await).to_line();
    assert!(line.ends_with("}\n") && line.lines().count() == 1, "{line:?}");
    // The command knows a state file by its beginning.
    assert!(line.starts_with("{\"key\":\"uni.example\","), "{line}");
    let mut read: Value = serde_json::from_str(&line).expect("JSON");
    assert!(read["fingerprint"].take().as_str().is_some_and(|fingerprint| fingerprint.len() > 20));
    let expected = json!({
        "key": "uni.example", "name": "Universität", "country": read["country"], "verdict": "found",
        "checked": "2027-01-15T08:00:00Z", "due": "2027-01-16T08:00:00Z",
        "manifest": "https://uni.example/.well-known/quality-link-manifest", "fingerprint": null, "change": "new",
        "sources": ["ooapi/5 https://api.uni.example/v5/"],
        "probes": [
            { "domain": "uni.example", "mechanism": "dns-txt", "outcome": "no record" },
            { "domain": "uni.example", "mechanism": "well-known", "outcome": "found" },
        ],
    });
    assert_eq!(read, expected);
}

#[tokio::test]
async fn records_round_trip() {
    let names = ["Universität Wien", "a\nb\r\nc", "\"quoted\" \\ \u{2028}\u{0}\u{1b}[2J", "جامعة 🎓", ""];
    let uni = report(&provider("uni.example")).await;
    let elsewhere = report(&provider("nowhere.example")).await;
    let mut text = String::new();
    let mut written = Vec::new();
    for (number, name) in names.into_iter().enumerate() {
        for (kind, report) in [("uni", &uni), ("elsewhere", &elsewhere)] {
            let mut report = report.clone();
            report.provider = provider(&format!("{kind}{number}.example")).with_name(name);
            let record = recorded(&report);
            text.push_str(&record.to_line());
            written.push(record);
        }
    }
    let (state, findings) = DiscoveryState::from_lines(&text);
    assert!(findings.is_empty(), "{findings:?}");
    assert_eq!((state.len(), state.is_empty()), (10, false));
    written.sort_by(|a, b| a.key.cmp(&b.key));
    assert_eq!(state.records().cloned().collect::<Vec<_>>(), written);
    assert_eq!(state.get(&provider("uni1.example")).map(|record| record.name.as_str()), Some("a\nb\r\nc"));
    assert!(state.get(&provider("other.example")).is_none());
}

/// Moments are kept in whole seconds, so nobody is looked at too late.
#[tokio::test]
async fn fractions_of_a_second_are_cut_off() {
    let report = report(&provider("uni.example")).await;
    let now = start() + Duration::from_millis(999);
    let line = DiscoveryState::new().record(&report, now, &RecheckPolicy::new()).to_line();
    let (state, _) = DiscoveryState::from_lines(&line);
    let record = state.get(&report.provider).expect("a record");
    let day = Duration::from_secs(24 * 3600);
    assert_eq!((record.checked, record.due), (start(), start() + day));
    assert!(state.is_due(&report.provider, start() + day));
}

#[test]
fn the_last_line_of_a_key_counts() {
    let text = [
        line(json!({ "failures": 1 })),
        line(json!({ "key": "other.example" })),
        line(json!({ "failures": 2, "due": "2027-01-17T08:00:00Z" })),
    ];
    let (state, findings) = DiscoveryState::from_lines(&text.concat());
    assert_eq!((keys(&state), findings.len()), (vec!["other.example", "uni.example"], 0));
    let record = state.get(&provider("uni.example")).expect("a record");
    assert_eq!((record.failures, record.due), (2, start() + Duration::from_secs(48 * 3600)));
}

#[test]
fn half_lines_and_others_that_are_none() {
    let whole = line(json!({}));
    let half = &whole[..whole.len() - 10];
    let other = line(json!({ "key": "other.example" }));
    let cases: [(String, &[&str], usize); 11] = [
        (String::new(), &[], 0),
        ("\n\n  \r\n".into(), &[], 0),
        (whole.replace('\n', "\r\n"), &["uni.example"], 0),
        (whole.trim_end().to_owned(), &["uni.example"], 0),
        (half.to_owned(), &[], 1),
        (format!("{other}{half}"), &["other.example"], 1),
        (format!("{half}\n{other}"), &["other.example"], 1),
        // The half line and what was written behind it are both lost, and both looked at again.
        (format!("{half}{other}{whole}"), &["uni.example"], 1),
        (format!("{other}[]\nnull\n\"a\"\n{{}}\n{whole}"), &["other.example", "uni.example"], 4),
        (line(json!({ "verdict": "marvellous" })) + &other, &["other.example"], 1),
        (line(json!({ "checked": "yesterday" })) + &other, &["other.example"], 1),
    ];
    for (text, expected, count) in cases {
        let (state, findings) = DiscoveryState::from_lines(&text);
        assert_eq!((keys(&state), findings.len()), (expected.to_vec(), count), "{text}");
        for finding in findings {
            assert_eq!(finding.code().as_str(), "discovery.state");
            assert!(finding.hint().is_some());
        }
        let is_known = expected.contains(&"uni.example");
        assert_eq!(state.is_due(&provider("uni.example"), start()), !is_known, "{text}");
    }
    let (_, findings) = DiscoveryState::from_lines(&format!("{other}\n{half}"));
    assert!(findings[0].message().starts_with("line 3 of the state "), "{}", findings[0].message());
}

/// A half line does not make what was known before of the same provider invalid.
#[test]
fn a_half_line_leaves_the_line_before() {
    let whole = line(json!({ "failures": 3, "verdict": "failed" }));
    let (state, findings) = DiscoveryState::from_lines(&format!("{whole}{}", &whole[..40]));
    assert_eq!(findings.len(), 1);
    assert_eq!(state.get(&provider("uni.example")).map(|record| record.failures), Some(3));
}

/// A file that a later version has written.
#[test]
fn members_that_are_not_known() {
    let text = line(json!({ "colour": "blue", "manifest": null, "more": { "key": [1, 2] } }));
    let (state, findings) = DiscoveryState::from_lines(&text);
    assert_eq!((keys(&state), findings.len()), (vec!["uni.example"], 0));
    let probes = json!([{ "domain": "uni.example", "mechanism": "dns-txt", "outcome": "no record", "ms": 5 }]);
    let (state, findings) = DiscoveryState::from_lines(&line(json!({ "probes": probes })));
    assert!(findings.is_empty(), "{findings:?}");
    let probe = &state.get(&provider("uni.example")).expect("a record").probes[0];
    assert_eq!((probe.mechanism, probe.outcome.as_str()), (Mechanism::DnsTxt, "no record"));
}

#[tokio::test]
async fn keys_of_providers_without_a_code() {
    let report = report(&provider("uni.example")).await;
    let deqar = Provider::new().with_deqar("DEQARINST0042".parse().expect("an id")).with_name("A");
    let eter = Provider::new().with_eter("AT0001".parse().expect("an id"));
    let website = Provider::new().with_website(" https://www.uni.example/ ");
    let nameless = Provider::new().with_name("University of Nowhere");
    let mut state = DiscoveryState::new();
    let expected =
        ["deqar:DEQARINST0042", "orgreg:AT0001", "website:https://www.uni.example/", "University of Nowhere"];
    for (provider, key) in [deqar, eter, website, nameless].into_iter().zip(expected) {
        let mut report = report.clone();
        report.provider = provider.clone();
        assert_eq!(state.record(&report, start(), &RecheckPolicy::new()).key, key);
        assert!(!state.is_due(&provider, start()), "{key}");
    }
    assert_eq!(state.len(), 4);
}

/// A manifest of thousand mistakes takes no more than a line.
#[tokio::test]
async fn findings_are_limited() {
    let sources: Vec<Value> =
        (0..500).map(|number| json!({ "type": format!("t{number}"), "path": "nowhere" })).collect();
    let file = Reply::ok(json!({ "sources": sources }).to_string());
    let network = Network::bind().await.file(&format!("uni.example/{FILE}"), file);
    let report = network.start().0.discover(&provider("uni.example")).await;
    let record = recorded(&report);
    assert_eq!((record.verdict, record.change), (Verdict::Unusable, None));
    assert!((1..=20).contains(&record.findings.len()), "{}", record.findings.len());
    assert!(record.to_line().len() < 20_000, "{} bytes", record.to_line().len());
    let (state, findings) = DiscoveryState::from_lines(&record.to_line());
    assert_eq!((state.len(), findings.len()), (1, 0));
}

#[test]
fn words_for_changes() {
    use ManifestChange::{Changed, Gone, Kept, New, Unchanged};
    let words = [New, Changed, Unchanged, Gone, Kept].map(|change| serde_json::to_value(change).expect("JSON"));
    assert_eq!(words, ["new", "changed", "unchanged", "gone", "kept"]);
}
