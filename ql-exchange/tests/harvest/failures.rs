//! Pages that can't be had.

use std::time::{Duration, Instant};

use bytes::Bytes;

use ql_exchange::HarvestOutcome;
use serde_json::json;

use crate::server::http::{Piece, Reply};
use crate::server::{Server, json, offerings, page, page_number, run};

use crate::{FAILED, INCOMPLETE, LOGIN, harvest, harvester, ooapi, options, pages};

/// What a page is answered with, and the code of what is then said.
pub(crate) fn bad_pages() -> Vec<(&'static str, Option<Reply>, &'static str)> {
    let whole = page(&["a", "b"], false).to_string();
    let half = Piece::Data(Bytes::copy_from_slice(&whole.as_bytes()[..40]));
    vec![
        ("400", Some(Reply::new(400, "")), "exchange.status"),
        ("401", Some(Reply::new(401, r#"{"status":"401"}"#)), "exchange.access-denied"),
        ("403", Some(Reply::new(403, LOGIN)), "exchange.access-denied"),
        ("404", Some(Reply::new(404, "")), "exchange.status"),
        ("500", Some(Reply::new(500, LOGIN)), "exchange.status"),
        ("500 with a good page", Some(Reply::new(500, whole.clone())), "exchange.status"),
        ("204", Some(Reply::new(204, "")), "exchange.status"),
        ("a login page", Some(Reply::ok(LOGIN).with_header("content-type", "text/html")), "exchange.not-json"),
        ("an empty body", Some(Reply::ok("")), "exchange.empty-body"),
        ("blanks", Some(Reply::ok("\n")), "exchange.empty-body"),
        ("JSON cut short", Some(Reply::ok(whole.as_bytes()[..40].to_vec())), "exchange.not-json"),
        ("a number", Some(Reply::ok("42")), "exchange.not-json"),
        (
            "a body shorter than it says",
            Some(
                Reply::ok("")
                    .with_header("content-length", "9999")
                    .with_pieces([Piece::Data(whole.into()), Piece::Break]),
            ),
            "exchange.unreachable",
        ),
        ("chunks without end", Some(Reply::ok("").with_pieces([half, Piece::Break])), "exchange.unreachable"),
        ("a redirect in circles", Some(Reply::redirect("?pageNumber=3")), "exchange.bad-redirect"),
        ("a closed connection", None, "exchange.unreachable"),
    ]
}

#[tokio::test]
async fn first_page_fails() {
    for (name, reply, code) in bad_pages() {
        let server = Server::start(move |_| reply.clone()).await;
        let harvested = harvest(&server).await;
        assert_eq!((harvested.status().as_str(), harvested.codes()), (FAILED, vec![code]), "{name}");
        assert!(harvested.records.is_empty(), "{name}");
        assert_eq!(harvested.summary.statistics.pages, 0, "{name}");
        let HarvestOutcome::Failed { reason } = &harvested.summary.outcome else { panic!("{name}") };
        assert_eq!(harvested.summary.diagnostics[0].message(), reason, "{name}");
    }
}

#[tokio::test]
async fn third_page_fails() {
    for (name, reply, code) in bad_pages() {
        let server = Server::start(move |asked| match (asked.path.ends_with("/courses"), page_number(asked)) {
            (false, _) => Some(json(&offerings(Some("o")))),
            (true, 3) => reply.clone(),
            (true, number) => Some(json(&page(&[&number.to_string()], true))),
        })
        .await;
        let harvested = harvest(&server).await;
        assert_eq!((harvested.status().as_str(), harvested.codes()), (INCOMPLETE, vec![code]), "{name}");
        assert_eq!(
            (harvested.ids(), harvested.offerings().concat()),
            (vec!["1".into(), "2".into()], vec!["o".into(), "o".into()]),
            "{name}"
        );
        assert_eq!(harvested.summary.statistics.pages, 2, "{name}");
    }
}

/// A problem that is sent as if it were a page is no catalogue without courses.
#[tokio::test]
async fn problem_with_status_200() {
    let server = pages(|_| json(&json!({ "status": "401", "title": "Unauthorized" }))).await;
    let harvested = harvest(&server).await;
    assert_eq!((harvested.status().as_str(), harvested.codes()), (FAILED, vec!["exchange.not-json"]));
}

#[tokio::test]
async fn page_limit_and_time_limit() {
    let server = pages(|_| json(&page(&["a"], false))).await;
    let small = options().with_max_page_bytes(50);
    let harvested = run(&harvester().with_options(small), &ooapi(&server)).await;
    assert_eq!(harvested.status(), FAILED);
    assert!(harvested.summary.outcome.to_string().contains("larger than the limit of 50 bytes"));

    let late = || json(&page(&["a"], false)).after(Duration::from_secs(20));
    let slow = || late().after(Duration::ZERO).with_pieces([Piece::Wait(Duration::from_secs(20))]);
    for reply in [late(), slow()] {
        let server = pages(move |_| reply.clone()).await;
        let hasty = options().with_timeout(Duration::from_millis(100));
        let start = Instant::now();
        let harvested = run(&harvester().with_options(hasty), &ooapi(&server)).await;
        assert_eq!((harvested.status().as_str(), harvested.codes()), (FAILED, vec!["exchange.unreachable"]));
        assert!(start.elapsed() < Duration::from_secs(2));
    }
}

/// A server that can be reached is not unreachable.
#[tokio::test]
async fn code_of_an_answer_that_is_too_large() {
    let server = pages(|_| json(&page(&["a"], false))).await;
    let options = options().with_max_page_bytes(50);
    let harvested = run(&harvester().with_options(options), &ooapi(&server)).await;
    assert_ne!(harvested.codes(), ["exchange.unreachable"]);
}
