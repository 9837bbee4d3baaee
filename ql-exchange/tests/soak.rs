//! A long harvest of a server that fails now and then: no item is lost, none comes twice, and it ends.
#![cfg(feature = "client")]

#[path = "server/kit.rs"]
#[allow(dead_code, reason = "other tests need more of it")]
mod kit;
#[path = "server/wire.rs"]
#[allow(dead_code, reason = "other tests need more of it")]
mod wire;

use std::collections::BTreeSet;
use std::time::{Duration, Instant};

use ql_exchange::{HarvestOptions, HarvestScope, Harvester, RetryPolicy};

use kit::{ooapi, page, transport};
use wire::{Answer, Asked, Server, Step, answer, head, ok, send, status};

const PAGE: usize = 250;

/// One of every twenty requests fails, in one of these ways.
fn failure(number: usize) -> Answer {
    match number / 20 % 10 {
        0 => status(500),
        1 => status(502),
        2 => answer(503, &[("retry-after", "0")], "later"),
        3 => answer(429, &[("retry-after", "Sun, 06 Nov 1994 08:49:37 GMT")], ""),
        4 => vec![Step::Reset],
        5 => vec![Step::Close],
        6 => vec![send("HTTP/1.1 200 O"), Step::Close],
        7 => vec![send(head(200, &[("content-length", "100")]) + "{\"items\":["), Step::Reset],
        8 => vec![send(head(200, &[("transfer-encoding", "chunked")]) + "5\r\n{\"ite\r\n"), Step::Close],
        _ => vec![send(head(200, &[("content-encoding", "gzip"), ("content-length", "3")]) + "\u{1f}ab")],
    }
}

fn catalogue(asked: &Asked, courses: usize) -> Answer {
    // Seven shares no factor with twenty, so that lists and offerings are hit alike.
    if (asked.number * 7).is_multiple_of(20) {
        return failure(asked.number);
    }
    if !asked.is_list() {
        return ok(page(&[format!("o{}", asked.course())], false).replace("courseId", "offeringId"));
    }
    let start = (asked.page() - 1) * PAGE;
    let end = (start + PAGE).min(courses);
    let ids: Vec<String> = (start..end).map(|number| number.to_string()).collect();
    ok(page(&ids, end < courses))
}

async fn soak(courses: usize) {
    let server = Server::start(move |asked| catalogue(asked, courses)).await;
    let retry = RetryPolicy::new().with_first_pause(Duration::from_micros(100)).with_attempts(6);
    let options = HarvestOptions::new().with_scope(HarvestScope::Courses).with_retry(retry).with_concurrency(16);
    let harvester = Harvester::new(transport()).with_options(options);
    let source = ooapi(&server).build();
    let mut harvest = harvester.harvest(&source);
    let (mut seen, mut offerings) = (BTreeSet::new(), 0);
    let start = Instant::now();
    while let Some(batch) = harvest.next().await {
        for record in batch.records {
            let course: serde_json::Value = serde_json::from_slice(&record.body).expect("JSON");
            let id = course["courseId"].as_str().expect("an id").to_owned();
            let expected = format!("\"o{id}\"");
            assert!(record.diagnostics.is_empty(), "{id}: {:?}", record.diagnostics);
            assert!(
                record.parts.len() == 1
                    && record.parts[0].body.windows(expected.len()).any(|part| part == expected.as_bytes())
            );
            offerings += record.parts.len();
            assert!(seen.insert(id), "a course came twice");
        }
    }
    let summary = harvest.finish();
    let statistics = summary.statistics;
    println!("{statistics:?} in {:?}", start.elapsed());
    assert_eq!(summary.outcome.to_string(), "complete");
    assert!(summary.diagnostics.is_empty(), "{:?}", summary.diagnostics);
    assert_eq!((seen.len(), offerings), (courses, courses));
    assert_eq!(statistics.requests - statistics.retries, (courses + courses.div_ceil(PAGE)) as u64);
    assert!(statistics.retries >= courses as u64 / 25, "{statistics:?}");
}

#[tokio::test]
async fn five_thousand_requests() {
    soak(4_750).await;
}

/// Run by name: `cargo test -p ql-exchange --features client --test soak -- --ignored`.
#[tokio::test]
#[ignore = "takes minutes"]
async fn hundred_thousand_requests() {
    soak(95_000).await;
}
