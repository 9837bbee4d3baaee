//! The pages of DEQAR's Connect API.

use std::collections::BTreeSet;
use std::sync::atomic::{AtomicUsize, Ordering};

use ql_discovery::{MergeOptions, ProviderList};
use serde_json::{Value, json};

use super::server::http::{Asked, Reply};
use super::server::{Server, codes, ids, number, options, read};

const PATH: &str = "connectapi/v1/providers/";

fn id(at: usize) -> String {
    format!("DEQARINST{:04}", 9000 + at)
}

fn record(at: usize) -> Value {
    json!({ "id": 9000 + at, "deqar_id": id(at), "name_primary": format!("Provider {at}") })
}

fn page(records: impl IntoIterator<Item = usize>, count: usize, next: bool) -> Value {
    json!({ "count": count, "next": next, "results": records.into_iter().map(record).collect::<Value>(), "facets": {} })
}

fn reply(page: &Value) -> Reply {
    Reply::ok(page.to_string()).with_header("content-type", "application/json")
}

/// The page that DEQAR answers with, of so many records: it divides the offset by the limit, and knows no larger limit
/// than `most`.
fn answer(asked: &Asked, all: usize, most: usize) -> Value {
    let limit = number(asked, "limit").unwrap_or(10).min(most);
    let start = number(asked, "offset").unwrap_or(0) / limit * limit;
    let end = all.min(start + limit);
    page(start.min(all)..end, all, end < all)
}

fn expected(all: usize) -> Vec<String> {
    (0..all).map(id).collect()
}

/// Every page starts at a multiple of its length, or DEQAR would answer with another one.
fn offsets_are_multiples(server: &Server) {
    for asked in server.service.asked() {
        let (limit, offset) = (number(&asked, "limit").expect("a limit"), number(&asked, "offset").expect("an offset"));
        assert!(limit > 0 && offset % limit == 0, "{}", asked.query);
    }
}

#[tokio::test]
async fn all_pages_are_read() {
    let server = Server::start(|asked| Some(reply(&answer(asked, 7, 100)))).await;
    let fetched = read(&server.url(PATH), options().with_page_size(3), None).await;
    assert!(fetched.read.complete && fetched.read.diagnostics.is_empty(), "{fetched:?}");
    assert_eq!((ids(&fetched), fetched.requests), (expected(7).iter().map(String::as_str).collect(), 3));
    assert_eq!(
        server.asked(),
        ["limit=3&offset=0", "limit=3&offset=3", "limit=3&offset=6"].map(|query| format!("/{PATH}?{query}"))
    );
}

#[tokio::test]
async fn many_are_asked_for_at_a_time() {
    let server = Server::start(|asked| Some(reply(&answer(asked, 7, 10_000)))).await;
    let fetched = read(&server.url(PATH), options(), None).await;
    assert_eq!((ids(&fetched).len(), fetched.requests, fetched.read.complete), (7, 1, true));
    assert_eq!(server.asked(), [format!("/{PATH}?limit=1000&offset=0")]);
}

#[tokio::test]
async fn other_parameters_are_kept() {
    let server = Server::start(|asked| Some(reply(&answer(asked, 4, 2)))).await;
    read(&server.url(&format!("{PATH}?country=10&query=a%20b&limit=2")), options(), None).await;
    for asked in server.service.asked() {
        assert!(asked.query.starts_with("country=10&query=a+b&") || asked.query == "country=10&query=a%20b&limit=2");
    }
    assert_eq!(server.asked().len(), 2);
}

#[tokio::test]
async fn a_server_that_caps_the_limit() {
    let server = Server::start(|asked| Some(reply(&answer(asked, 25, 10)))).await;
    let fetched = read(&server.url(PATH), options().with_page_size(2000), None).await;
    assert!(fetched.read.complete && fetched.read.diagnostics.is_empty(), "{fetched:?}");
    assert_eq!(ids(&fetched), expected(25));
    offsets_are_multiples(&server);
}

#[tokio::test]
async fn a_server_with_a_cap_that_divides_nothing() {
    for (size, most) in [(7, 5), (1000, 3), (10, 4), (1, 1)] {
        let server = Server::start(move |asked| Some(reply(&answer(asked, 11, most)))).await;
        let fetched = read(&server.url(PATH), options().with_page_size(size), None).await;
        assert!(fetched.read.complete, "{fetched:?}");
        assert_eq!(ids(&fetched), expected(11), "{size} asked for, {most} at most");
        offsets_are_multiples(&server);
    }
}

#[tokio::test]
async fn an_empty_registry() {
    let server = Server::start(|asked| Some(reply(&answer(asked, 0, 10)))).await;
    let fetched = read(&server.url(PATH), options(), None).await;
    assert!(fetched.read.complete && fetched.read.diagnostics.is_empty() && fetched.read.entries.is_empty());
}

#[tokio::test]
async fn next_with_an_empty_page() {
    // All that were promised have come: that there is a next page is a mistake that does no harm.
    let server = Server::start(|asked| {
        let start = number(asked, "offset").unwrap_or(0);
        Some(reply(&page(start..4.max(start).min(start + 2), 4, true)))
    })
    .await;
    let fetched = read(&server.url(PATH), options().with_page_size(2), None).await;
    assert!(fetched.read.complete, "{fetched:?}");
    assert_eq!(ids(&fetched), expected(4));
}

#[tokio::test]
async fn next_with_an_empty_page_before_all_have_come() {
    let server = Server::start(|asked| {
        let start = number(asked, "offset").unwrap_or(0);
        Some(reply(&page(start..4.max(start).min(start + 2), 9, true)))
    })
    .await;
    let fetched = read(&server.url(PATH), options().with_page_size(2), None).await;
    assert!(!fetched.read.complete, "five of nine are missing: {fetched:?}");
    assert_eq!(ids(&fetched), expected(4));
    assert!(codes(&fetched).contains(&"registry.paging"));
}

#[tokio::test]
async fn as_many_records_as_promised_are_the_end() {
    // A server that goes on saying `next` and gives the last page again and again.
    let server = Server::start(|asked| {
        let start = number(asked, "offset").unwrap_or(0).min(2);
        Some(reply(&page(start..start + 2, 4, true)))
    })
    .await;
    let fetched = read(&server.url(PATH), options().with_page_size(2), None).await;
    assert_eq!((ids(&fetched), fetched.requests), (expected(4).iter().map(String::as_str).collect(), 2));
    assert!(fetched.read.complete && fetched.read.diagnostics.is_empty(), "{fetched:?}");
}

#[tokio::test]
async fn the_same_record_on_two_pages() {
    // While the pages are read, a new record comes before all others.
    let asked_so_far = AtomicUsize::new(0);
    let server = Server::start(move |_| {
        Some(reply(&match asked_so_far.fetch_add(1, Ordering::SeqCst) {
            0 => page([1, 2], 3, true),
            _ => page([2, 3], 4, false),
        }))
    })
    .await;
    let fetched = read(&server.url(PATH), options().with_page_size(2), None).await;
    assert!(fetched.read.complete, "{fetched:?}");
    let merged = ProviderList::merge(fetched.read.entries, &MergeOptions::new());
    let ids: Vec<String> =
        merged.providers.iter().filter_map(|provider| Some(provider.deqar.as_ref()?.to_string())).collect();
    assert_eq!(ids, [1, 2, 3].map(id));
    assert!(merged.conflicts.is_empty());
}

#[tokio::test]
async fn pages_that_repeat_for_ever() {
    let server = Server::start(|_| Some(reply(&page([0, 1], 1_000_000, true)))).await;
    let fetched = read(&server.url(PATH), options().with_page_size(2), None).await;
    assert!(!fetched.read.complete && codes(&fetched).contains(&"registry.paging"), "{fetched:?}");
    assert!(fetched.requests <= 3);
    assert_eq!(ids(&fetched).iter().collect::<BTreeSet<_>>().len(), 2);
}

#[tokio::test]
async fn pages_without_end() {
    let server = Server::start(|asked| {
        let start = number(asked, "offset").unwrap_or(0);
        Some(reply(&page((start..start + 5).map(|at| at % 900), 0, true)))
    })
    .await;
    let fetched = read(&server.url(PATH), options().with_page_size(5).with_max_entries(50), None).await;
    assert!(!fetched.read.complete && codes(&fetched) == ["registry.paging"], "{fetched:?}");
    assert_eq!((ids(&fetched).len(), fetched.requests), (50, 10));
}

#[tokio::test]
async fn no_more_entries_than_allowed() {
    let server = Server::start(|asked| Some(reply(&answer(asked, 40, 10)))).await;
    let fetched = read(&server.url(PATH), options().with_page_size(10).with_max_entries(15), None).await;
    assert!(!fetched.read.complete && ids(&fetched).len() <= 15, "{} entries", ids(&fetched).len());
}

#[tokio::test]
async fn more_promised_than_there_are() {
    let server = Server::start(|asked| {
        let mut page = answer(asked, 4, 2);
        page["count"] = 100.into();
        Some(reply(&page))
    })
    .await;
    let fetched = read(&server.url(PATH), options().with_page_size(2), None).await;
    assert!(!fetched.read.complete && codes(&fetched) == ["registry.paging"], "{fetched:?}");
    assert_eq!(ids(&fetched), expected(4));
}

#[tokio::test]
async fn more_promised_on_the_first_page_than_there_are() {
    let server = Server::start(|asked| {
        let mut page = answer(asked, 4, 2);
        match number(asked, "offset") {
            Some(0) => page["count"] = 100.into(),
            _ => drop(page.as_object_mut().expect("an object").remove("count")),
        }
        Some(reply(&page))
    })
    .await;
    let fetched = read(&server.url(PATH), options().with_page_size(2), None).await;
    assert!(!fetched.read.complete, "96 of 100 are missing: {fetched:?}");
}

#[tokio::test]
async fn counts_and_nexts_of_wrong_types() {
    for (count, next) in
        [(json!(null), json!(false)), (json!("many"), json!(null)), (json!(-1), json!({})), (json!(1e300), json!(0))]
    {
        let server =
            Server::start(move |_| Some(reply(&json!({ "count": count, "next": next, "results": [record(1)] })))).await;
        let fetched = read(&server.url(PATH), options(), None).await;
        assert_eq!((ids(&fetched).len(), fetched.requests, fetched.read.complete), (1, 1, true));
    }
}

/// A server of which the second page fails so many times with a status, or breaks off.
async fn failing(times: usize, status: Option<u16>) -> Server {
    let failed = AtomicUsize::new(0);
    Server::start(move |asked| {
        if number(asked, "offset") == Some(2) && failed.fetch_add(1, Ordering::SeqCst) < times {
            return status.map(|status| Reply::new(status, "no"));
        }
        Some(reply(&answer(asked, 6, 2)))
    })
    .await
}

#[tokio::test]
async fn a_page_that_fails_once() {
    for status in [Some(500), Some(502), Some(503), Some(504), Some(429), None] {
        let server = failing(1, status).await;
        let fetched = read(&server.url(PATH), options().with_page_size(2), None).await;
        assert!(fetched.read.complete && fetched.read.diagnostics.is_empty(), "{status:?}: {fetched:?}");
        assert_eq!((ids(&fetched), server.asked().len()), (expected(6).iter().map(String::as_str).collect(), 4));
    }
}

#[tokio::test]
async fn a_page_that_always_fails() {
    for (status, requests) in
        [(Some(500), 4), (None, 4), (Some(404), 2), (Some(401), 2), (Some(204), 2), (Some(206), 2)]
    {
        let server = failing(usize::MAX, status).await;
        let fetched = read(&server.url(PATH), options().with_page_size(2), None).await;
        assert!(!fetched.read.complete && codes(&fetched) == ["registry.paging"], "{status:?}: {fetched:?}");
        // What came before is kept, and what comes behind is not asked for.
        assert_eq!(ids(&fetched), expected(2));
        let finding = &fetched.read.diagnostics[0];
        assert_eq!(finding.source(), Some(server.url(PATH).as_str()));
        // A client may ask a broken connection again on its own.
        assert!(status.is_none() || server.asked().len() == requests, "{status:?}: {:?}", server.asked());
    }
}

#[tokio::test]
async fn a_first_page_that_always_fails() {
    let server = Server::start(|_| Some(Reply::new(503, "no"))).await;
    let fetched = read(&server.url(PATH), options(), None).await;
    assert!(!fetched.read.complete && fetched.read.entries.is_empty() && fetched.requests == 0);
    assert_eq!((codes(&fetched), server.asked().len()), (vec!["registry.paging"], 3));
}

/// A server whose second page is this, with status 200.
async fn second_page(text: &'static str) -> Server {
    Server::start(move |asked| match number(asked, "offset") {
        Some(2) => Some(Reply::ok(text)),
        _ => Some(reply(&answer(asked, 6, 2))),
    })
    .await
}

#[tokio::test]
async fn a_page_that_breaks_off() {
    for text in
        ["{\"count\":6,\"next\":true,\"results\":[{\"deqar_id\":\"DEQARINST90", "<html><body>Maintenance</body></html>"]
    {
        let server = second_page(text).await;
        let fetched = read(&server.url(PATH), options().with_page_size(2), None).await;
        assert!(!fetched.read.complete && codes(&fetched) == ["registry.syntax"], "{fetched:?}");
        assert_eq!(ids(&fetched), expected(2));
    }
}

#[tokio::test]
async fn a_page_that_is_something_else() {
    for text in [
        "{\"detail\":\"Service unavailable\"}",
        "{\"count\":6,\"next\":false}",
        "",
        "[]",
        "schac\nuni.example\n",
        "uni.example",
    ] {
        let server = second_page(text).await;
        let fetched = read(&server.url(PATH), options().with_page_size(2), None).await;
        assert!(!fetched.read.complete, "`{text}` ends the list: {fetched:?}");
        assert_eq!(ids(&fetched), expected(2));
    }
}

#[tokio::test]
async fn a_first_page_that_is_something_else() {
    for text in ["{\"detail\":\"Service unavailable\"}", "{\"count\":6,\"next\":false}", "", "{}"] {
        let server = Server::start(move |_| Some(Reply::ok(text))).await;
        let fetched = read(&server.url(PATH), options(), None).await;
        assert!(!fetched.read.complete, "`{text}` is an empty registry: {fetched:?}");
    }
}

#[tokio::test]
async fn a_page_larger_than_allowed() {
    let server = Server::start(|asked| Some(reply(&answer(asked, 100, 100)))).await;
    let fetched = read(&server.url(PATH), options().with_max_bytes(1000), None).await;
    assert!(!fetched.read.complete && codes(&fetched) == ["registry.paging"] && fetched.read.entries.is_empty());
    assert_eq!(server.asked().len(), 1, "it will not get smaller");
}

#[tokio::test]
async fn a_page_of_records_that_can_not_be_used() {
    let server = Server::start(|asked| {
        let mut page = answer(asked, 6, 2);
        if number(asked, "offset") == Some(2) {
            page["results"] = json!([{ "name_primary": "X" }, { "name_primary": "Y" }]);
        }
        Some(reply(&page))
    })
    .await;
    let fetched = read(&server.url(PATH), options().with_page_size(2), None).await;
    assert_eq!((codes(&fetched), fetched.read.complete), (vec!["registry.entry"; 2], true));
    assert_eq!(ids(&fetched), [0, 1, 4, 5].map(id));
}

#[tokio::test]
async fn an_offset_to_begin_with() {
    let server = Server::start(|asked| Some(reply(&answer(asked, 8, 2)))).await;
    let fetched = read(&server.url(&format!("{PATH}?limit=2&offset=4")), options(), None).await;
    assert_eq!(ids(&fetched), [4, 5, 6, 7].map(id), "{:?}", server.asked());
}
