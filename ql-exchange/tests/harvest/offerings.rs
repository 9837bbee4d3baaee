//! The offerings of each course.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use ql_core::{Record, RecordKind, SourceType};
use ql_exchange::HarvestOutcome;
use serde_json::json;

use crate::failures::bad_pages;
use crate::server::http::Reply;
use crate::server::{Server, json, offerings, page_number, run};

use crate::{COMPLETE, INCOMPLETE, catalogue, harvest, harvester, many, one_by_one, ooapi, options};

#[tokio::test]
async fn offerings_come_with_their_course() {
    // The slow ones first: the order is that of the server all the same.
    let server = catalogue(&["d", "b", "c", "a"], |asked| {
        let id = asked.path.split('/').nth(3).expect("an id");
        let delay = Duration::from_millis(if id == "d" { 60 } else { 0 });
        let list = match (id, page_number(asked)) {
            ("b", 1) => json!({ "hasNextPage": true, "items": [{ "offeringId": "b1" }] }),
            ("b", _) => json!({ "hasNextPage": false, "items": { "offeringId": "b2" } }),
            ("c", _) => json!({ "items": null }),
            _ => offerings(Some(&format!("{id}1"))),
        };
        Some(json(&list).after(delay))
    })
    .await;
    let harvested = harvest(&server).await;
    assert_eq!(harvested.ids(), ["d", "b", "c", "a"]);
    assert_eq!(harvested.offerings(), [vec!["d1"], vec!["b1", "b2"], vec![], vec!["a1"]]);
    assert_eq!((harvested.status().as_str(), harvested.summary.statistics.requests), (COMPLETE, 6));
    let Record { source_type, version, kind, url, .. } = &harvested.records[0];
    assert_eq!((source_type, *version, *kind), (&SourceType::Ooapi, Some(5), RecordKind::Course));
    assert_eq!(harvested.records[0].parts[0].kind, RecordKind::Offering);
    // Against this URL relative references are resolved; the parameters of the manifest are not in it.
    assert_eq!(url.as_ref().map(url::Url::path), Some("/v5/courses"));
}

#[tokio::test]
async fn requests_under_way_at_a_time() {
    const IDS: &[&str] = &["1", "2", "3", "4", "5", "6", "7", "8", "9", "10", "11", "12"];
    for (limit, peak) in [(None, 4), (Some(1), 1), (Some(0), 1), (Some(7), 7)] {
        let server = catalogue(IDS, |_| Some(json(&offerings(None)).after(Duration::from_millis(25)))).await;
        let mut options = options();
        if let Some(limit) = limit {
            options = options.with_concurrency(limit);
        }
        let harvested = run(&harvester().with_options(options), &ooapi(&server)).await;
        assert_eq!(harvested.ids(), IDS);
        assert_eq!(server.service.peak(), peak, "limit {limit:?}");
    }
}

#[tokio::test]
async fn server_without_offerings() {
    const IDS: &[&str] = &["1", "2", "3", "4", "5", "6", "7", "8", "9", "10", "11", "12", "13", "14", "15"];
    for status in [404, 405, 501] {
        let server = catalogue(IDS, move |_| Some(Reply::new(status, "no such thing"))).await;
        let harvested = run(&one_by_one(), &ooapi(&server)).await;
        assert_eq!((harvested.status().as_str(), harvested.ids().len()), (COMPLETE, 15), "{status}");
        assert_eq!(harvested.codes(), ["exchange.offerings-unsupported"], "{status}");
        assert!(harvested.record_codes().concat().is_empty(), "{status}");
        assert_eq!(server.count("/offerings"), 5, "{status}");
    }
    // Those that were under way at the fifth refusal come to an end.
    let server = catalogue(IDS, |_| Some(Reply::new(404, ""))).await;
    assert_eq!(harvest(&server).await.status(), COMPLETE);
    assert!((5..=8).contains(&server.count("/offerings")), "{}", server.count("/offerings"));

    // Single courses without such a list are nothing special.
    let server = catalogue(IDS, |asked| {
        let is_last = ["/5/", "/10/", "/15/"].iter().any(|id| asked.path.contains(id));
        Some(if is_last { json(&offerings(Some("o"))) } else { Reply::new(404, "") })
    })
    .await;
    let harvested = run(&one_by_one(), &ooapi(&server)).await;
    assert_eq!((harvested.status().as_str(), harvested.codes().len()), (COMPLETE, 0));
    assert_eq!((server.count("/offerings"), harvested.offerings().concat().len()), (15, 3));
}

#[tokio::test]
async fn offerings_of_one_course_fail() {
    for (name, reply, _) in bad_pages().into_iter().filter(|(name, ..)| *name != "404") {
        let server = catalogue(&["a", "b", "c"], move |asked| {
            if asked.path.contains("/b/") { reply.clone() } else { Some(json(&offerings(Some("o")))) }
        })
        .await;
        let harvested = harvest(&server).await;
        assert_eq!(harvested.ids(), ["a", "b", "c"], "{name}");
        assert_eq!(harvested.record_codes(), [vec![], vec!["exchange.offerings-failed"], vec![]], "{name}");
        assert_eq!(harvested.records[1].diagnostics[0].item(), Some("b"), "{name}");
        assert_eq!(harvested.offerings(), [vec!["o"], vec![], vec!["o"]], "{name}");
        let reason = "the offerings of 1 course could not be fetched".to_owned();
        assert_eq!(harvested.summary.outcome, HarvestOutcome::Incomplete { reason }, "{name}");
    }
}

#[tokio::test]
async fn offerings_whose_paging_goes_wrong() {
    for (name, second) in [
        ("page 2 fails", Reply::new(500, "")),
        ("page 2 is page 1", json(&json!({ "hasNextPage": true, "items": [{ "offeringId": "o1" }] }))),
        ("page 2 is empty", json(&json!({ "hasNextPage": true, "items": [] }))),
    ] {
        let server = catalogue(&["a", "b"], move |asked| {
            Some(match page_number(asked) {
                1 => json(&json!({ "hasNextPage": true, "items": [{ "offeringId": "o1" }] })),
                _ => second.clone(),
            })
        })
        .await;
        let harvested = harvest(&server).await;
        assert_eq!(harvested.status(), INCOMPLETE, "{name}");
        // What came is kept.
        assert_eq!(harvested.offerings(), [vec!["o1"], vec!["o1"]], "{name}");
        assert_eq!(harvested.record_codes().concat(), ["exchange.offerings-failed"; 2], "{name}");
        assert_eq!(server.count("/offerings"), 4, "{name}");
    }
}

/// The list exists: its first page came.
#[tokio::test]
async fn second_page_of_offerings_is_not_found() {
    let server = catalogue(&["a"], |asked| {
        Some(match page_number(asked) {
            1 => json(&json!({ "hasNextPage": true, "items": [{ "offeringId": "o1" }] })),
            _ => Reply::new(404, ""),
        })
    })
    .await;
    let harvested = harvest(&server).await;
    assert_eq!((harvested.status().as_str(), harvested.offerings()), (INCOMPLETE, vec![vec!["o1".into()]]));
    assert_eq!(harvested.record_codes(), [["exchange.offerings-failed"]]);
}

/// Two offerings with one id in a list are reported as two courses are.
#[tokio::test]
async fn offering_that_comes_twice() {
    let server = catalogue(&["a"], |_| {
        Some(json(&json!({ "items": [{ "offeringId": "o", "n": 1 }, { "offeringId": "o", "n": 2 }] })))
    })
    .await;
    let harvested = harvest(&server).await;
    assert_eq!(harvested.offerings(), [["o"]]);
    assert_eq!([harvested.codes(), harvested.record_codes().concat()].concat(), ["exchange.item-repeated"]);
}

/// Some servers say 400 and mean what is in the body (mapping reference, section 1.3: "quickstart").
#[tokio::test]
async fn status_in_the_body() {
    let server = catalogue(&["a", "b"], |_| Some(Reply::new(400, r#"{"status":404,"title":"Not found"}"#))).await;
    let harvested = harvest(&server).await;
    assert_eq!((harvested.status().as_str(), harvested.record_codes().concat().len()), (COMPLETE, 0));
}

/// Neither 404 nor 500 comes five times in a row here.
#[tokio::test]
async fn refusals_and_failures_by_turns() {
    const IDS: &[&str] = &["1", "2", "3", "4", "5", "6", "7", "8", "9", "10", "11", "12", "13", "14", "15", "16"];
    let server = catalogue(IDS, |asked| {
        let id: u16 = asked.path.split('/').nth(3).and_then(|id| id.parse().ok()).expect("a number");
        Some(Reply::new(if id.is_multiple_of(2) { 404 } else { 500 }, ""))
    })
    .await;
    let harvested = run(&one_by_one(), &ooapi(&server)).await;
    assert_eq!((server.count("/offerings"), harvested.status().as_str()), (16, INCOMPLETE));
    assert!(harvested.codes().is_empty());
}

#[tokio::test]
async fn server_dies() {
    for has_next in [false, true] {
        let requests = AtomicUsize::new(0);
        let server = Server::start(move |asked| {
            let is_alive = requests.fetch_add(1, Ordering::Relaxed) < 11;
            is_alive.then(|| {
                json(&if asked.path.ends_with("/courses") { many(60, has_next) } else { offerings(Some("o")) })
            })
        })
        .await;
        let harvested = run(&one_by_one(), &ooapi(&server)).await;
        assert_eq!((harvested.status().as_str(), harvested.records.len()), (INCOMPLETE, 60));
        assert_eq!(harvested.codes(), ["exchange.too-many-failures"]);
        // The next page may be asked for while the server is alive, and no further one.
        let pages = server.count("/courses");
        assert!((1..=1 + usize::from(has_next)).contains(&pages), "{pages}");
        // The others came, twenty failed, and those that were not asked for say so.
        let came = 11 - pages;
        assert_eq!(harvested.offerings().concat().len(), came);
        assert_eq!(harvested.record_codes().concat(), vec!["exchange.offerings-failed"; 60 - came]);
        assert_eq!(harvested.summary.statistics.requests, 31);
    }
}

#[tokio::test]
async fn failures_that_are_not_in_a_row() {
    let server = Server::start(|asked| {
        Some(match asked.path.split('/').nth(3).map(str::parse::<u32>) {
            None => json(&many(100, false)),
            Some(Ok(id)) if id % 10 == 0 => json(&offerings(Some("o"))),
            Some(_) => Reply::new(500, ""),
        })
    })
    .await;
    let harvested = run(&one_by_one(), &ooapi(&server)).await;
    assert_eq!((harvested.status().as_str(), harvested.codes().len()), (INCOMPLETE, 0));
    assert_eq!((server.count("/offerings"), harvested.offerings().concat().len()), (100, 10));
}
