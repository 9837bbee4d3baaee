//! What a search as a whole ended with.

use std::net::{IpAddr, Ipv4Addr};

use ql_discovery::{DiscoveryReport, Mechanism, Outcome, UnreachableReason, Verdict};

use crate::network::Network;
use crate::network::http::{Piece, Reply};
use crate::{FILE, manifest, milliseconds, options, provider};

const LOGIN: &str = "<!DOCTYPE html><html><head><title>Sign in</title></head><body></body></html>";

fn gone() -> Reply {
    Reply::new(404, "no such file")
}

async fn report(network: Network) -> DiscoveryReport {
    network.start().0.discover(&provider("uni.example")).await
}

/// Nothing was found in two probes, of which the second has three requests.
async fn empty() -> DiscoveryReport {
    let report = report(Network::bind().await.host("uni.example", IpAddr::V4(Ipv4Addr::LOCALHOST))).await;
    assert_eq!((report.probes.len(), report.probes[1].attempts.len()), (2, 3));
    assert_eq!([&report.probes[0].outcome, &report.probes[1].outcome], [&Outcome::NoRecord, &Outcome::NotFound]);
    report
}

/// Every outcome, with what it says of the search if all other places were looked at in vain.
fn outcomes() -> Vec<(Outcome, Verdict)> {
    let unreachable = |reason| Outcome::Unreachable { reason, detail: "some words".into() };
    let status = |status| Outcome::Status { status };
    let mut all = vec![
        (Outcome::NotTried, Verdict::NotFound),
        (Outcome::NoRecord, Verdict::NotFound),
        (Outcome::MalformedRecord, Verdict::Unusable),
        (Outcome::NotFound, Verdict::NotFound),
        (Outcome::BadRedirect { reason: "in a circle".into() }, Verdict::Failed),
        (Outcome::NotAManifest { reason: "a photograph".into() }, Verdict::Unusable),
        (Outcome::InvalidManifest, Verdict::Unusable),
        (Outcome::Refused { reason: "a private address".into() }, Verdict::Failed),
        (unreachable(UnreachableReason::NoSuchHost), Verdict::NotFound),
    ];
    // Some places could not be looked at, so there may well be a manifest.
    for reason in [
        UnreachableReason::Dns,
        UnreachableReason::Connect,
        UnreachableReason::Tls,
        UnreachableReason::Timeout,
        UnreachableReason::Broken,
    ] {
        all.push((unreachable(reason), Verdict::Failed));
    }
    // A file that is not for everybody was looked at.
    all.extend([400, 401, 403, 405, 410, 418, 451].map(|code| (status(code), Verdict::NotFound)));
    all.extend([429, 500, 502, 503, 504, 520, 599].map(|code| (status(code), Verdict::Failed)));
    all
}

#[tokio::test]
async fn of_every_outcome() {
    let empty = empty().await;
    assert_eq!(empty.verdict(), Verdict::NotFound);
    for (outcome, verdict) in outcomes() {
        for at in [0, 1] {
            let mut report = empty.clone();
            let probe = &mut report.probes[at];
            probe.outcome = outcome.clone();
            if probe.mechanism == Mechanism::WellKnown {
                probe.attempts[1].outcome = outcome.clone();
            }
            assert_eq!(report.verdict(), verdict, "{outcome:?} in probe {at}");
        }
    }
}

/// The worst that stands between a provider and its courses: what can't be used, then what could not be looked at.
#[tokio::test]
async fn of_two_outcomes_the_one_that_matters_more() {
    let empty = empty().await;
    let rank = |verdict| match verdict {
        Verdict::Unusable => 2,
        Verdict::Failed => 1,
        _ => 0,
    };
    for (first, of_first) in outcomes() {
        for (second, of_second) in outcomes() {
            let mut report = empty.clone();
            report.probes[0].outcome = first.clone();
            report.probes[1].outcome = second.clone();
            report.probes[1].attempts[2].outcome = second.clone();
            let expected = if rank(of_first) >= rank(of_second) { of_first } else { of_second };
            assert_eq!(report.verdict(), expected, "{first:?}, then {second:?}");
        }
    }
}

#[tokio::test]
async fn a_manifest_ends_all_doubt() {
    let mut report = report(Network::bind().await.file(&format!("uni.example/{FILE}"), manifest())).await;
    assert_eq!(report.verdict(), Verdict::Found);
    for (outcome, _) in outcomes() {
        report.probes[0].outcome = outcome;
        assert_eq!(report.verdict(), Verdict::Found);
    }
}

#[test]
fn words() {
    let words = [Verdict::Found, Verdict::Unusable, Verdict::NotFound, Verdict::Failed].map(|verdict| {
        let json = serde_json::to_string(&verdict).expect("JSON");
        assert_eq!(serde_json::from_str::<Verdict>(&json).expect("a verdict"), verdict);
        format!("{verdict}: {json}")
    });
    let expected =
        [r#"found: "found""#, r#"not usable: "unusable""#, r#"not found: "not-found""#, r#"not reachable: "failed""#];
    assert_eq!(words, expected);
}

/// What the three well-known files answer, in order, and what that comes to.
async fn well_known(cases: &[(&str, [Reply; 3], Verdict)]) {
    let mut failures = Vec::new();
    for (name, replies, expected) in cases {
        let mut network = Network::bind().await;
        for (extension, reply) in ["", ".json", ".yaml"].into_iter().zip(replies) {
            network = network.file(&format!("uni.example/{FILE}{extension}"), reply.clone());
        }
        let report = report(network.options(options().with_probe_timeout(milliseconds(1000)))).await;
        if report.verdict() != *expected {
            failures.push(format!("{name}: {:?} instead of {expected:?}\n{report}", report.verdict()));
        }
    }
    assert!(failures.is_empty(), "{}", failures.join("\n"));
}

#[tokio::test]
async fn of_real_servers() {
    let page = || Reply::ok(LOGIN).with_header("content-type", "text/html");
    let invalid = || Reply::ok(r#"{"sources": [{"type": "ooapy", "path": "https://api.example/"}]}"#);
    let broken = || manifest().with_pieces([Piece::Data("{".into()), Piece::Break]);
    let [e400, e403, e429, e503] = [400, 403, 429, 503].map(|status| Reply::new(status, "no"));
    let cases = [
        ("no file", [gone(), gone(), gone()], Verdict::NotFound),
        ("a page in the place of every file", [page(), page(), page()], Verdict::NotFound),
        ("a page in the place of one", [gone(), page(), gone()], Verdict::NotFound),
        ("not for everybody", [e403.clone(), e403.clone(), e400], Verdict::NotFound),
        ("a page, then a broken manifest", [page(), gone(), invalid()], Verdict::Unusable),
        ("a broken manifest, then a page", [invalid(), page(), page()], Verdict::Unusable),
        ("a broken manifest, then an overloaded server", [invalid(), e503.clone(), gone()], Verdict::Unusable),
        ("an empty file", [gone(), Reply::ok(""), gone()], Verdict::Unusable),
        ("a list", [Reply::ok("[1, 2]"), gone(), gone()], Verdict::Unusable),
        ("far too large", [Reply::ok(vec![b' '; 2 << 20]), gone(), gone()], Verdict::Unusable),
        ("an overloaded server", [e503.clone(), gone(), gone()], Verdict::Failed),
        ("an overloaded server at the end", [gone(), gone(), e503], Verdict::Failed),
        ("too many requests", [gone(), e429, gone()], Verdict::Failed),
        ("a file that breaks off", [gone(), broken(), gone()], Verdict::Failed),
        ("a redirect to nothing", [gone(), Reply::redirect("nothing"), gone()], Verdict::NotFound),
        ("a circle", [gone(), Reply::redirect("quality-link-manifest.json"), gone()], Verdict::Failed),
        ("a silent file", [gone(), manifest().after(milliseconds(5000)), gone()], Verdict::Failed),
        ("a downgrade", [gone(), Reply::redirect("http://uni.example/"), gone()], Verdict::Failed),
        ("a broken manifest, then a good one", [invalid(), gone(), manifest()], Verdict::Found),
    ];
    well_known(&cases).await;
}

/// Some places could not be looked at, so there may well be a manifest, whatever the other places say.
#[tokio::test]
async fn a_file_that_could_not_be_looked_at_is_not_forgotten() {
    let page = || Reply::ok(LOGIN).with_header("content-type", "text/html");
    let [e403, e503] = [403, 503].map(|status| Reply::new(status, "no"));
    let broken = || manifest().with_pieces([Piece::Data("{".into()), Piece::Break]);
    let late = || manifest().after(milliseconds(5000));
    let cases = [
        ("a page, then an overloaded server", [page(), e503.clone(), gone()], Verdict::Failed),
        ("an overloaded server, then a page", [e503.clone(), page(), gone()], Verdict::Failed),
        ("a page, then a file that breaks off", [page(), gone(), broken()], Verdict::Failed),
        ("a page, then a silent file", [page(), late(), gone()], Verdict::Failed),
        ("not for everybody, then an overloaded server", [e403, e503, gone()], Verdict::Failed),
    ];
    well_known(&cases).await;
}

/// The record is meant to announce a manifest, and can't be used.
async fn of_announced(reply: Option<Reply>) -> Verdict {
    let network = Network::bind().await.txt("uni.example", ["v=qldiscover1; m=https://files.example/m"]);
    let network = network.host("uni.example", IpAddr::V4(Ipv4Addr::LOCALHOST));
    let network = match reply {
        Some(reply) => network.file("files.example/m", reply),
        None => network,
    };
    report(network).await.verdict()
}

#[tokio::test]
async fn of_announced_manifests() {
    assert_eq!(of_announced(Some(manifest())).await, Verdict::Found);
    assert_eq!(of_announced(Some(Reply::ok(LOGIN))).await, Verdict::Unusable, "a page is not what was announced");
    assert_eq!(of_announced(Some(Reply::ok("{}"))).await, Verdict::Unusable);
    assert_eq!(of_announced(Some(Reply::new(500, "no"))).await, Verdict::Failed);
    let network = Network::bind().await.txt("uni.example", ["v=qldiscover1; m=courses.json"]);
    assert_eq!(report(network).await.verdict(), Verdict::Unusable);
    // A broken record does not hide a good file.
    let network = Network::bind().await.txt("uni.example", ["v=qldiscover1"]);
    let network = network.file(&format!("uni.example/{FILE}"), manifest());
    assert_eq!(report(network).await.verdict(), Verdict::Found);
}

#[tokio::test]
async fn an_announced_manifest_that_is_not_there_is_not_usable() {
    for reply in [None, Some(gone()), Some(Reply::new(410, "gone")), Some(Reply::new(403, "no"))] {
        assert_eq!(of_announced(reply.clone()).await, Verdict::Unusable, "{reply:?}");
    }
}
