//! Harvests over real sockets: an HTTP server on loopback that behaves as servers do.
#![cfg(feature = "client")]

mod server;

use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use bytes::Bytes;
use ql_core::{
    Auth, Body, Ciphertext, DataSource, KeySize, PrivateKey, PublicKey, Record, RecordKind, Request, Response,
    SourceType, Transport, TransportError,
};
use ql_exchange::{Access, HarvestOptions, HarvestOutcome, Harvester, HttpTransport};
use serde_json::{Value, json};

use server::http::{Asked, Piece, Reply};
use server::{Harvested, Server, course, json, offerings, page, page_number, parameter, run, transport};

const LOGIN: &str = "<!DOCTYPE html><html><head><title>Sign in</title></head></html>";

fn harvester() -> Harvester<HttpTransport> {
    Harvester::new(transport())
}

/// One request at a time, so that what comes when is certain.
fn one_by_one() -> Harvester<HttpTransport> {
    harvester().with_options(HarvestOptions::new().with_concurrency(1))
}

fn ooapi(server: &Server) -> DataSource {
    DataSource::builder(SourceType::Ooapi, server.url("v5/")).version("5").build()
}

fn elm(server: &Server) -> DataSource {
    DataSource::builder(SourceType::Elm, server.url("courses.ttl")).version("3.3").build()
}

/// A server with the given pages of courses, whose courses have no offerings.
async fn pages(page: impl Fn(usize) -> Reply + Send + Sync + 'static) -> Server {
    Server::start(move |asked| {
        let is_list = asked.path.ends_with("/courses");
        Some(if is_list { page(page_number(asked)) } else { json(&offerings(None)) })
    })
    .await
}

/// A server with one page of courses, and the given answer to requests for the offerings of a course.
async fn catalogue(
    ids: &'static [&'static str],
    answer: impl Fn(&Asked) -> Option<Reply> + Send + Sync + 'static,
) -> Server {
    Server::start(
        move |asked| if asked.path.ends_with("/courses") { Some(json(&page(ids, false))) } else { answer(asked) },
    )
    .await
}

async fn harvest(server: &Server) -> Harvested {
    run(&harvester(), &ooapi(server)).await
}

/// Page `n` of the case, what comes of it, and how many pages are asked for.
struct Paging {
    name: &'static str,
    page: fn(usize) -> Value,
    ids: &'static [&'static str],
    outcome: &'static str,
    codes: &'static [&'static str],
    requests: usize,
}

async fn check(cases: &[Paging]) {
    let mut failures = Vec::new();
    for case in cases {
        let page = case.page;
        let server = pages(move |number| json(&page(number))).await;
        let harvested = harvest(&server).await;
        let actual = (harvested.ids(), harvested.status(), server.count("/courses"), harvested.codes());
        let expected = (
            case.ids.iter().map(|id| (*id).to_owned()).collect::<Vec<_>>(),
            case.outcome.to_owned(),
            case.requests,
            case.codes.to_vec(),
        );
        assert_eq!(harvested.summary.statistics.pages, server.count("/courses") as u64, "{}", case.name);
        if actual != expected {
            failures.push(format!("{}\n  expected: {expected:?}\n  actual:   {actual:?}", case.name));
        }
    }
    assert!(failures.is_empty(), "{}", failures.join("\n"));
}

/// A page of one course, with the given flags.
fn flagged(number: usize, flags: Value) -> Value {
    let mut page = flags;
    page["items"] = json!([course(&format!("c{number}"))]);
    page
}

const COMPLETE: &str = "complete";
const INCOMPLETE: &str = "incomplete";
const FAILED: &str = "failed";
const REPEATS: &[&str] = &["exchange.paging-repeats"];

#[tokio::test]
async fn paging() {
    const THREE: &[&str] = &["c1", "c2", "c3"];
    check(&[
        Paging {
            name: "hasNextPage",
            page: |n| flagged(n, json!({ "hasNextPage": n < 3 })),
            ids: THREE,
            outcome: COMPLETE,
            codes: &[],
            requests: 3,
        },
        Paging {
            name: "hasNextPage as text",
            page: |n| flagged(n, json!({ "hasNextPage": if n < 3 { "true" } else { "False" } })),
            ids: THREE,
            outcome: COMPLETE,
            codes: &[],
            requests: 3,
        },
        Paging {
            name: "hasNextPage as number",
            page: |n| flagged(n, json!({ "hasNextPage": u8::from(n < 3) })),
            ids: THREE,
            outcome: COMPLETE,
            codes: &[],
            requests: 3,
        },
        Paging {
            name: "hasNextPage wins over totalPages that are too many",
            page: |n| flagged(n, json!({ "hasNextPage": n < 3, "totalPages": 9 })),
            ids: THREE,
            outcome: COMPLETE,
            codes: &[],
            requests: 3,
        },
        Paging {
            name: "hasNextPage wins over totalPages that are too few",
            page: |n| flagged(n, json!({ "hasNextPage": n < 3, "totalPages": 1 })),
            ids: THREE,
            outcome: COMPLETE,
            codes: &[],
            requests: 3,
        },
        Paging {
            name: "totalPages alone",
            page: |n| flagged(n, json!({ "totalPages": 3 })),
            ids: THREE,
            outcome: COMPLETE,
            codes: &[],
            requests: 3,
        },
        Paging {
            name: "totalPages as text, hasNextPage null",
            page: |n| flagged(n, json!({ "totalPages": "3", "hasNextPage": null })),
            ids: THREE,
            outcome: COMPLETE,
            codes: &[],
            requests: 3,
        },
        Paging {
            name: "totalPages with an invalid hasNextPage",
            page: |n| flagged(n, json!({ "totalPages": 3, "hasNextPage": "maybe" })),
            ids: THREE,
            outcome: COMPLETE,
            codes: &[],
            requests: 3,
        },
        Paging {
            name: "totalPages wins over a short page",
            page: |n| flagged(n, json!({ "totalPages": 3, "pageSize": 250 })),
            ids: THREE,
            outcome: COMPLETE,
            codes: &[],
            requests: 3,
        },
        Paging {
            name: "neither, a short page is the last",
            page: |n| match n {
                1 => json!({ "pageSize": 2, "items": [course("a"), course("b")] }),
                _ => json!({ "pageSize": 2, "items": [course("c")] }),
            },
            ids: &["a", "b", "c"],
            outcome: COMPLETE,
            codes: &[],
            requests: 2,
        },
        Paging {
            name: "neither, all pages are full",
            page: |n| match n {
                1 | 2 => json!({ "pageSize": 1, "items": [course(&n.to_string())] }),
                _ => json!({ "pageSize": 1, "items": [] }),
            },
            ids: &["1", "2"],
            outcome: COMPLETE,
            codes: &[],
            requests: 3,
        },
        Paging {
            name: "neither, and no page size",
            page: |n| flagged(n, json!({})),
            ids: &["c1"],
            outcome: COMPLETE,
            codes: &[],
            requests: 1,
        },
        Paging {
            name: "totalPages is 0 although there is a course",
            page: |n| flagged(n, json!({ "totalPages": 0 })),
            ids: &["c1"],
            outcome: COMPLETE,
            codes: &[],
            requests: 1,
        },
        Paging { name: "nothing", page: |_| page(&[], false), ids: &[], outcome: COMPLETE, codes: &[], requests: 1 },
        Paging {
            name: "items null",
            page: |_| json!({ "items": null, "hasNextPage": false }),
            ids: &[],
            outcome: COMPLETE,
            codes: &[],
            requests: 1,
        },
        Paging {
            name: "items is a single object",
            page: |_| json!({ "items": course("a"), "hasNextPage": false }),
            ids: &["a"],
            outcome: COMPLETE,
            codes: &[],
            requests: 1,
        },
        Paging {
            name: "a bare list",
            page: |_| json!([course("a"), course("b")]),
            ids: &["a", "b"],
            outcome: COMPLETE,
            codes: &[],
            requests: 1,
        },
    ])
    .await;
}

#[tokio::test]
async fn paging_that_goes_wrong() {
    check(&[
        Paging {
            name: "the page number is ignored",
            page: |_| page(&["a", "b"], true),
            ids: &["a", "b"],
            outcome: INCOMPLETE,
            codes: REPEATS,
            requests: 2,
        },
        Paging {
            name: "page 3 is page 2 again",
            page: |n| page(if n == 1 { &["a"] } else { &["b", "c"] }, true),
            ids: &["a", "b", "c"],
            outcome: INCOMPLETE,
            codes: REPEATS,
            requests: 3,
        },
        Paging {
            name: "page 2 is empty although there should be more",
            page: |n| page(if n == 1 { &["a"] } else { &[] }, true),
            ids: &["a"],
            outcome: INCOMPLETE,
            codes: REPEATS,
            requests: 2,
        },
        Paging {
            name: "page 1 is empty although there should be more",
            page: |_| page(&[], true),
            ids: &[],
            outcome: FAILED,
            codes: REPEATS,
            requests: 1,
        },
        Paging {
            name: "fewer pages than totalPages",
            page: |n| json!({ "totalPages": 5, "items": if n < 3 { json!([course(&n.to_string())]) } else { json!([]) } }),
            ids: &["1", "2"],
            outcome: INCOMPLETE,
            codes: REPEATS,
            requests: 3,
        },
        Paging {
            name: "an id on two pages, with different content",
            page: |n| json!({ "hasNextPage": n < 2, "items": [{ "courseId": "a", "n": n }, course(&n.to_string())] }),
            ids: &["a", "1", "2"],
            outcome: COMPLETE,
            codes: &["exchange.item-repeated"],
            requests: 2,
        },
        Paging {
            name: "an id twice on a page, with different content",
            page: |_| json!({ "items": [course("a"), course("b"), { "courseId": "a", "name": "other" }] }),
            ids: &["a", "b"],
            outcome: COMPLETE,
            codes: &["exchange.item-repeated"],
            requests: 1,
        },
    ])
    .await;
}

/// Where the list shifts or page 0 is page 1, an item comes again as it was.
#[tokio::test]
async fn pages_that_overlap() {
    let lists: [[&'static [&'static str]; 3]; 2] = [[&["a", "b"], &["b", "c"], &["c"]], [&["a"], &["b"], &["b", "c"]]];
    for lists in lists {
        let server = pages(move |number| json(&page(lists[number - 1], number < 3))).await;
        let harvested = harvest(&server).await;
        assert_eq!((harvested.ids().concat(), harvested.status().as_str()), ("abc".into(), COMPLETE), "{lists:?}");
    }
}

/// Nobody has promised more: with neither flag, a full page only makes another one possible (decision D4).
#[tokio::test]
async fn full_page_of_a_server_without_paging() {
    check(&[Paging {
        name: "the page number is ignored, and no flag says that there is more",
        page: |_| json!({ "pageSize": 2, "items": [course("a"), course("b")] }),
        ids: &["a", "b"],
        outcome: COMPLETE,
        codes: &[],
        requests: 2,
    }])
    .await;
}

/// An incomplete run is never mistaken for a smaller catalogue: as many items as asked for, and no word of the end.
#[tokio::test]
async fn full_pages_without_any_flag() {
    for bare in [true, false] {
        let list = move |number: usize| {
            let items: Vec<Value> =
                (0..if number == 1 { 10 } else { 3 }).map(|i| course(&format!("{number}-{i}"))).collect();
            if bare { json!(items) } else { json!({ "items": items }) }
        };
        let server = pages(move |number| json(&list(number))).await;
        let source = DataSource::builder(SourceType::Ooapi, server.url("v5/")).page_size(10).build();
        let harvested = run(&harvester(), &source).await;
        assert_eq!((harvested.records.len(), harvested.status().as_str()), (13, COMPLETE), "bare: {bare}");
    }
}

/// An answer in time for every request, without sockets: pages without end are many.
struct Endless(AtomicUsize);

struct Whole(Option<Bytes>);

impl Body for Whole {
    async fn chunk(&mut self) -> Result<Option<Bytes>, TransportError> {
        Ok(self.0.take())
    }
}

impl Transport for Endless {
    type Body = Whole;

    async fn send(&self, request: Request) -> Result<Response<Whole>, TransportError> {
        let number = self.0.fetch_add(1, Ordering::Relaxed);
        let status = if request.url.path().ends_with("/courses") { 200 } else { 404 };
        let body = page(&[&number.to_string()], true).to_string();
        let status = http::StatusCode::from_u16(status).expect("a status");
        Ok(Response::new(status, http::HeaderMap::new(), Whole(Some(body.into()))))
    }
}

#[tokio::test]
async fn paging_without_end() {
    let harvester = Harvester::new(Endless(AtomicUsize::new(0)));
    let source = DataSource::builder(SourceType::Ooapi, "https://uni.example/".parse().expect("a URL")).build();
    let harvested = run(&harvester, &source).await;
    assert_eq!((harvested.records.len(), harvested.status().as_str()), (10_000, INCOMPLETE));
    assert_eq!(harvested.codes(), ["exchange.paging-endless", "exchange.offerings-unsupported"]);
}

#[tokio::test]
async fn requests_of_a_harvest() {
    let server = Server::start(|asked| {
        Some(json(&match asked.path.as_str() {
            "/v5/courses" => page(if page_number(asked) == 1 { &["a"] } else { &["b"] }, page_number(asked) == 1),
            _ => offerings(None),
        }))
    })
    .await;
    let source = DataSource::builder(SourceType::Ooapi, server.url("v5"))
        .query_parameter("consumer", "edu&x")
        .query_parameter("alliances.name", "a b")
        .header("X-Tenant", "uni")
        .header("Accept-Language", "de")
        .build();
    let options = HarvestOptions::new().with_offerings_since("2025-07-01");
    let harvested = run(&harvester().with_options(options), &source).await;
    assert_eq!(harvested.status(), COMPLETE);
    let more = "&consumer=edu%26x&alliances.name=a+b";
    assert_eq!(
        server.asked(),
        [
            format!("/v5/courses?pageSize=250&pageNumber=1{more}"),
            format!("/v5/courses/a/offerings?pageSize=250&pageNumber=1&since=2025-07-01{more}"),
            format!("/v5/courses?pageSize=250&pageNumber=2{more}"),
            format!("/v5/courses/b/offerings?pageSize=250&pageNumber=1&since=2025-07-01{more}"),
        ]
    );
    for asked in server.service.asked() {
        let header = |name: &str| asked.headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default();
        assert_eq!((header("x-tenant"), header("accept-language")), ("uni", "de"));
        assert_eq!(header("accept"), "application/json");
        assert!(header("user-agent").contains("(+https://"), "{}", header("user-agent"));
        assert_eq!(header("content-length"), "", "a GET request without a body");
    }
    assert_eq!(harvested.summary.statistics.requests, 4);
    assert!(harvested.summary.statistics.bytes > 400);
}

#[tokio::test]
async fn roots() {
    for (root, expected) in [
        ("v5", "/v5/courses?pageSize=250&pageNumber=1"),
        ("v5/", "/v5/courses?pageSize=250&pageNumber=1"),
        ("", "/courses?pageSize=250&pageNumber=1"),
        ("a/ooapi/v5.1", "/a/ooapi/v5.1/courses?pageSize=250&pageNumber=1"),
        ("v5?tenant=1#top", "/v5/courses?tenant=1&pageSize=250&pageNumber=1"),
        ("a%20b/v5", "/a%20b/v5/courses?pageSize=250&pageNumber=1"),
    ] {
        let server = pages(|_| json(&page(&[], false))).await;
        let source = DataSource::builder(SourceType::Ooapi, server.url(root)).version("5").build();
        assert_eq!(run(&harvester(), &source).await.status(), COMPLETE, "{root}");
        assert_eq!(server.asked(), [expected], "{root}");
    }
}

#[tokio::test]
async fn page_sizes() {
    for (wanted, expected) in [
        (None, "250"),
        (Some(0), "10"),
        (Some(1), "10"),
        (Some(10), "10"),
        (Some(19), "10"),
        (Some(60), "50"),
        (Some(100), "100"),
        (Some(249), "100"),
        (Some(250), "250"),
        (Some(100_000), "250"),
    ] {
        let server = catalogue(&["a"], |_| Some(json(&offerings(None)))).await;
        let mut builder = DataSource::builder(SourceType::Ooapi, server.url("v5/"));
        if let Some(wanted) = wanted {
            builder = builder.page_size(wanted);
        }
        run(&harvester(), &builder.build()).await;
        let sizes: Vec<_> = server.service.asked().iter().map(|asked| parameter(asked, "pageSize")).collect();
        assert_eq!(sizes, [Some(expected.to_owned()), Some(expected.to_owned())], "{wanted:?}");
    }
}

/// What a page is answered with, and the code of what is then said.
fn bad_pages() -> Vec<(&'static str, Option<Reply>, &'static str)> {
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
    let options = HarvestOptions::new().with_max_page_bytes(50);
    let harvested = run(&harvester().with_options(options), &ooapi(&server)).await;
    assert_eq!(harvested.status(), FAILED);
    assert!(harvested.summary.outcome.to_string().contains("larger than the limit of 50 bytes"));

    let late = || json(&page(&["a"], false)).after(Duration::from_secs(20));
    let slow = || late().after(Duration::ZERO).with_pieces([Piece::Wait(Duration::from_secs(20))]);
    for reply in [late(), slow()] {
        let server = pages(move |_| reply.clone()).await;
        let options = HarvestOptions::new().with_timeout(Duration::from_millis(100));
        let start = Instant::now();
        let harvested = run(&harvester().with_options(options), &ooapi(&server)).await;
        assert_eq!((harvested.status().as_str(), harvested.codes()), (FAILED, vec!["exchange.unreachable"]));
        assert!(start.elapsed() < Duration::from_secs(2));
    }
}

/// A server that can be reached is not unreachable.
#[tokio::test]
async fn code_of_an_answer_that_is_too_large() {
    let server = pages(|_| json(&page(&["a"], false))).await;
    let options = HarvestOptions::new().with_max_page_bytes(50);
    let harvested = run(&harvester().with_options(options), &ooapi(&server)).await;
    assert_ne!(harvested.codes(), ["exchange.unreachable"]);
}

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
        let mut options = HarvestOptions::new();
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

/// `1`, `2` and so on, as a page.
fn many(count: usize, has_next: bool) -> Value {
    let ids: Vec<String> = (1..=count).map(|number| number.to_string()).collect();
    page(&ids.iter().map(String::as_str).collect::<Vec<_>>(), has_next)
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
        // Ten came, twenty failed, the others were not asked for and say so.
        assert_eq!(harvested.offerings().concat().len(), 10);
        assert_eq!(harvested.record_codes().concat(), ["exchange.offerings-failed"; 50]);
        assert_eq!(harvested.summary.statistics.requests, 31);
        assert_eq!(server.count("/courses"), 1, "no further page");
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

#[tokio::test]
async fn ids_in_paths() {
    let cases: [(Value, Option<&str>); 22] = [
        (json!("INF-1.a_b~c"), Some("INF-1.a_b~c")),
        (json!("AB 1/2"), Some("AB%201%2F2")),
        (json!("a/../b"), Some("a%2F..%2Fb")),
        (json!("50%"), Some("50%25")),
        (json!("a%2Fb"), Some("a%252Fb")),
        (json!("a?b#c"), Some("a%3Fb%23c")),
        (json!("a\\b"), Some("a%5Cb")),
        (json!("Größe"), Some("Gr%C3%B6%C3%9Fe")),
        (json!("課程"), Some("%E8%AA%B2%E7%A8%8B")),
        (json!("a\tb\nc"), Some("a%09b%0Ac")),
        (json!("a:b;c=d@e,f"), Some("a:b;c=d@e,f")),
        (json!("{84ab}"), Some("%7B84ab%7D")),
        (json!("..."), Some("...")),
        (json!(" padded "), Some("padded")),
        (json!(123), Some("123")),
        (json!(18_446_744_073_709_551_615_u64), Some("18446744073709551615")),
        // Without an id there is nothing to ask for.
        (json!(""), None),
        (json!(" "), None),
        (json!(null), None),
        (json!(["a"]), None),
        (json!({ "id": "a" }), None),
        (json!(true), None),
    ];
    for (id, segment) in cases {
        let list = json!({ "hasNextPage": false, "items": [{ "courseId": id }] });
        let server = Server::start(move |asked| {
            Some(json(&if asked.path.ends_with("/courses") { list.clone() } else { offerings(Some("o")) }))
        })
        .await;
        let harvested = harvest(&server).await;
        assert_eq!((harvested.status().as_str(), harvested.records.len()), (COMPLETE, 1), "{id}");
        let paths: Vec<String> = server.service.asked().into_iter().skip(1).map(|asked| asked.path).collect();
        let expected: Vec<String> = segment.iter().map(|id| format!("/v5/courses/{id}/offerings")).collect();
        assert_eq!(paths, expected, "{id}");
    }
    // An item without id is not a repetition of another one.
    let server = pages(|_| json(&json!({ "items": [{ "name": "a" }, { "name": "a" }, {}, 1, "x", null] }))).await;
    let harvested = harvest(&server).await;
    assert_eq!((harvested.status().as_str(), harvested.records.len(), harvested.codes().len()), (COMPLETE, 6, 0));
}

/// No path leads to these, with or without percent-encoding; so no other resource may be asked for instead.
#[tokio::test]
async fn ids_that_no_path_can_have() {
    let server = catalogue(&["a", ".", ".."], |_| Some(json(&offerings(None)))).await;
    let harvested = harvest(&server).await;
    assert_eq!(harvested.ids(), ["a", ".", ".."]);
    assert_eq!(server.asked().len(), 2, "{:?}", server.asked());
}

/// Offerings that could not be asked for are recorded on the course.
#[tokio::test]
async fn offerings_that_could_not_be_asked_for() {
    let server = catalogue(&["a", "."], |_| Some(json(&offerings(None)))).await;
    let harvested = harvest(&server).await;
    assert_eq!(harvested.record_codes(), [vec![], vec!["exchange.offerings-failed"]]);
    assert_eq!(harvested.status(), INCOMPLETE);
}

#[tokio::test]
async fn harvest_that_is_stopped() {
    let server = pages(|number| json(&page(&[&number.to_string()], true))).await;
    let (harvester, source) = (harvester(), ooapi(&server));
    let mut harvest = harvester.harvest(&source);
    assert!(server.asked().is_empty());
    assert_eq!(harvest.next().await.map(|batch| batch.records.len()), Some(1));
    let summary = harvest.finish();
    assert_eq!(summary.outcome, HarvestOutcome::Incomplete { reason: "the harvest was stopped".into() });
    assert_eq!((summary.statistics.records, server.asked().len()), (1, 2));
}

/// A key, and a secret that is encrypted for it.
fn secret(plain: &str) -> (Access, Ciphertext) {
    let key = PrivateKey::generate(KeySize::Bits2048).expect("a key");
    let public = PublicKey::from_pem(&key.public_key_pem()).expect("its public half");
    (Access::new().with_keys(key.into()), public.encrypt(plain).expect("a ciphertext"))
}

#[tokio::test]
async fn secret_header() {
    let (access, value) = secret("open sesame");
    let server = catalogue(&["a", "b"], |_| Some(json(&offerings(None)))).await;
    let source = DataSource::builder(SourceType::Ooapi, server.url("v5/"))
        .auth(Auth::HttpHeader { field: "X-Api-Key".into(), value })
        // The secret replaces what would stand in its place.
        .header("x-api-key", "from the manifest")
        .build();
    let harvester = harvester().with_access(access);
    assert!(!format!("{harvester:?}").contains("sesame"));
    let harvested = run(&harvester, &source).await;
    assert_eq!((harvested.status().as_str(), server.asked().len()), (COMPLETE, 3));
    for asked in server.service.asked() {
        let values: Vec<_> = asked.headers.get_all("x-api-key").iter().collect();
        assert_eq!(values, ["open sesame"], "{}", asked.path);
    }
}

#[tokio::test]
async fn secret_and_redirects() {
    let (access, value) = secret("open sesame");
    let elsewhere = Server::start(|_| Some(json(&page(&["a"], false)))).await;
    let target = elsewhere.url("courses");
    let server = Server::start(move |asked| {
        Some(match asked.path.as_str() {
            "/v5/courses" => Reply::redirect("/moved"),
            "/moved" => Reply::redirect(target.clone()),
            _ => Reply::new(404, ""),
        })
    })
    .await;
    let source = DataSource::builder(SourceType::Ooapi, server.url("v5/"))
        .auth(Auth::HttpHeader { field: "X-Api-Key".into(), value })
        .header("X-Tenant", "also a secret, perhaps")
        .query_parameter("key", "and another")
        .build();
    let harvested = run(&harvester().with_access(access), &source).await;
    assert_eq!((harvested.status().as_str(), harvested.ids()), (COMPLETE, vec!["a".into()]));
    for asked in server.service.asked() {
        let has = |name: &str| asked.headers.contains_key(name);
        assert!(has("x-api-key") && has("x-tenant"), "{}{}", asked.host, asked.path);
    }
    let asked = &elsewhere.service.asked()[0];
    assert!(!asked.headers.contains_key("x-api-key") && !asked.headers.contains_key("x-tenant"));
    assert_eq!((asked.query.as_str(), asked.headers["accept"].as_bytes()), ("", &b"application/json"[..]));
    assert!(!serde_json::to_string(&harvested.summary).expect("JSON").contains("sesame"));
}

#[tokio::test]
async fn sources_that_are_not_asked() {
    let endpoint = "https://uni.example/token".parse().expect("a URL");
    let (_, foreign) = secret("open sesame");
    let (access, broken) = secret("open\nsesame");
    let header = |value: &Ciphertext| Auth::HttpHeader { field: "X-Api-Key".into(), value: value.clone() };
    let oauth = Auth::OAuth2 { token_endpoint: endpoint, scope: None, client_id: None, client_secret: None };
    let other = Auth::Other { name: "basic".into() };
    let cases = [
        ("oauth2.0", SourceType::Ooapi, "5", oauth, "exchange.access-unsupported"),
        ("httpsig", SourceType::Elm, "3.3", Auth::HttpSig { alg: None }, "exchange.access-unsupported"),
        ("unknown method", SourceType::Ooapi, "5", other, "exchange.access-unsupported"),
        ("occapi", SourceType::Occapi, "2", Auth::None, "exchange.source-unsupported"),
        ("edu-api", SourceType::EduApi, "1.0", Auth::None, "exchange.source-unsupported"),
        ("OOAPI 6", SourceType::Ooapi, "6.0", Auth::None, "exchange.source-unsupported"),
        ("OOAPI 4", SourceType::Ooapi, "4", Auth::None, "exchange.source-unsupported"),
        ("unknown type", SourceType::from_name("lom"), "1", Auth::None, "exchange.source-unsupported"),
        ("another's secret", SourceType::Ooapi, "5", header(&foreign), "exchange.secret"),
        ("no ciphertext", SourceType::Ooapi, "5", header(&Ciphertext::new("sesame")), "exchange.secret"),
        ("no header value", SourceType::Ooapi, "5", header(&broken), "exchange.secret"),
    ];
    let server = pages(|_| json(&page(&["a"], false))).await;
    let harvester = harvester().with_access(access);
    for (name, source_type, version, auth, code) in cases {
        let source = DataSource::builder(source_type, server.url("v5/")).version(version).auth(auth).build();
        let harvested = run(&harvester, &source).await;
        assert_eq!((harvested.status().as_str(), harvested.codes()), (FAILED, vec![code]), "{name}");
        assert_eq!(harvested.summary.statistics.requests, 0, "{name}");
        assert!(!serde_json::to_string(&harvested.summary).expect("JSON").contains("sesame"), "{name}");
    }
    assert!(server.asked().is_empty());
}

#[tokio::test]
async fn versions_of_ooapi_5() {
    for version in [None, Some("5"), Some("5.0"), Some("5.1"), Some("v5")] {
        let server = pages(|_| json(&page(&["a"], false))).await;
        let mut builder = DataSource::builder(SourceType::Ooapi, server.url("v5/"));
        if let Some(version) = version {
            builder = builder.version(version);
        }
        let harvested = run(&harvester(), &builder.build()).await;
        assert_eq!((harvested.status().as_str(), harvested.records[0].version), (COMPLETE, Some(5)), "{version:?}");
    }
}

const TURTLE: &str = "<https://uni.example/c> a <http://data.europa.eu/snb/model/elm/LearningOpportunity> .\n";

#[tokio::test]
async fn elm_files() {
    for (sent, wanted, expected) in [
        (Some("text/turtle"), None, Some("text/turtle")),
        (Some("application/rdf+xml; charset=utf-8"), None, Some("application/rdf+xml; charset=utf-8")),
        (None, None, None),
        (Some("text/plain"), Some("text/turtle"), Some("text/turtle")),
        (None, Some("application/ld+json"), Some("application/ld+json")),
    ] {
        let server = Server::start(move |_| {
            let reply = Reply::ok(TURTLE);
            Some(if let Some(sent) = sent { reply.with_header("content-type", sent) } else { reply })
        })
        .await;
        let mut builder = DataSource::builder(SourceType::Elm, server.url("courses?format=ttl"))
            .version("3.3")
            .query_parameter("key", "a b")
            .header("X-Tenant", "uni");
        if let Some(wanted) = wanted {
            builder = builder.content_type(wanted);
        }
        let harvested = run(&harvester(), &builder.build()).await;
        assert_eq!((harvested.status().as_str(), harvested.codes().len()), (COMPLETE, 0));
        let [record] = harvested.records.as_slice() else { panic!("one record") };
        assert_eq!((record.kind, record.version), (RecordKind::Document, Some(3)));
        assert_eq!((record.media_type.as_deref(), &*record.body), (expected, TURTLE.as_bytes()));
        assert_eq!(server.asked(), ["/courses?format=ttl&key=a+b"]);
        let asked = &server.service.asked()[0];
        assert_eq!(asked.headers["x-tenant"], "uni");
        assert!(asked.headers["accept"].to_str().expect("text").starts_with("text/turtle"));
        let statistics = harvested.summary.statistics;
        assert_eq!((statistics.requests, statistics.pages, statistics.bytes), (1, 1, TURTLE.len() as u64));
    }
}

#[tokio::test]
async fn elm_file_that_has_moved() {
    let server = Server::start(|asked| {
        Some(match asked.path.as_str() {
            "/courses.ttl" => Reply::redirect("/files/2026/"),
            "/files/2026/" => Reply::ok(TURTLE),
            _ => Reply::new(404, ""),
        })
    })
    .await;
    let harvested = run(&harvester(), &elm(&server)).await;
    assert_eq!(harvested.status(), COMPLETE);
    // References in the file are relative to where it is.
    assert_eq!(harvested.records[0].url, Some(server.url("files/2026/")));
    assert_eq!(harvested.summary.statistics.requests, 1);
}

#[tokio::test]
async fn elm_files_that_fail() {
    let cut = [Piece::Data(Bytes::from_static(&TURTLE.as_bytes()[..20])), Piece::Break];
    for (name, reply, code) in [
        ("404", Some(Reply::new(404, LOGIN)), "exchange.status"),
        ("401", Some(Reply::new(401, "")), "exchange.access-denied"),
        ("206", Some(Reply::new(206, TURTLE)), "exchange.status"),
        ("empty", Some(Reply::ok("")), "exchange.empty-body"),
        ("204", Some(Reply::new(204, "")), "exchange.status"),
        ("cut short", Some(Reply::ok("").with_header("content-length", "83").with_pieces(cut)), "exchange.unreachable"),
        ("closed", None, "exchange.unreachable"),
    ] {
        let server = Server::start(move |_| reply.clone()).await;
        let harvested = run(&harvester(), &elm(&server)).await;
        assert_eq!((harvested.status().as_str(), harvested.codes()), (FAILED, vec![code]), "{name}");
        assert!(harvested.records.is_empty(), "{name}");
    }
}

#[tokio::test]
async fn size_of_an_elm_file() {
    let size = TURTLE.len() as u64;
    let chunked =
        || Reply::ok("").with_pieces(TURTLE.as_bytes().chunks(9).map(|part| Piece::Data(Bytes::from_static(part))));
    for (limit, reply, status) in [
        (size, Reply::ok(TURTLE), COMPLETE),
        (size - 1, Reply::ok(TURTLE), FAILED),
        (size, chunked(), COMPLETE),
        (size - 1, chunked(), FAILED),
    ] {
        let server = Server::start(move |_| Some(reply.clone())).await;
        let options = HarvestOptions::new().with_max_file_bytes(limit).with_max_page_bytes(1);
        let harvested = run(&harvester().with_options(options), &elm(&server)).await;
        assert_eq!(harvested.status(), status);
        if status == FAILED {
            assert!(harvested.summary.outcome.to_string().contains("larger than the limit"));
        }
    }
}

#[tokio::test]
async fn summary_as_json() {
    let server = pages(|number| if number == 1 { json(&page(&["a"], true)) } else { Reply::new(500, "") }).await;
    let source = DataSource::builder(SourceType::Ooapi, server.url("v5/")).name("Catalogue").build();
    let harvested = run(&harvester(), &source).await;
    let mut actual = serde_json::to_value(&harvested.summary).expect("JSON");
    assert!(actual["statistics"]["bytes"].take().is_u64());
    let message = "the server answers with status 500 Internal Server Error";
    let expected = json!({
        "outcome": { "status": "incomplete", "reason": message },
        "statistics": { "requests": 3, "bytes": null, "pages": 1, "records": 1 },
        "diagnostics": [
            { "code": "exchange.status", "severity": "fatal", "message": message, "source": "Catalogue" },
        ],
    });
    assert_eq!(actual, expected, "{actual:#}");
}
