//! The pages of the HEI API.

use std::sync::atomic::{AtomicUsize, Ordering};

use serde_json::{Value, json};

use super::server::http::{Asked, Reply};
use super::server::{Server, codes, ids, number, options, read};

fn page(codes: &[&str], next: &Value) -> Reply {
    let data: Value = codes.iter().map(|code| json!({ "type": "hei", "attributes": { "hei_id": code } })).collect();
    let document = json!({ "data": data, "links": { "self": { "href": "/hei" }, "next": next } });
    Reply::ok(document.to_string()).with_header("content-type", "application/vnd.api+json")
}

fn page_number(asked: &Asked) -> usize {
    number(asked, "page").unwrap_or(1)
}

/// Two pages, of which the first leads to the second with this link.
async fn two_pages(next: impl Fn(&Asked) -> Value + Send + Sync + 'static) -> Server {
    Server::start(move |asked| {
        Some(match page_number(asked) {
            1 => page(&["a.example"], &next(asked)),
            _ => page(&["b.example"], &Value::Null),
        })
    })
    .await
}

#[tokio::test]
async fn links_of_every_form() {
    for next in [
        json!("/api/hei?page=2"),
        json!("?page=2"),
        json!({ "href": "hei?page=2" }),
        json!({ "href": "/api/hei?page=2", "meta": {} }),
    ] {
        let shown = next.to_string();
        let server = two_pages(move |_| next.clone()).await;
        let fetched = read(&server.url("api/hei"), options(), None).await;
        assert!(fetched.read.complete && fetched.read.diagnostics.is_empty(), "{shown}: {fetched:?}");
        assert_eq!(ids(&fetched), ["a.example", "b.example"], "{shown}");
        assert_eq!(server.asked(), ["/api/hei", "/api/hei?page=2"]);
    }
}

#[tokio::test]
async fn a_link_with_its_origin() {
    let server = two_pages(
        |asked| json!({ "href": format!("http://{}/api/hei?page=2", asked.headers["host"].to_str().expect("text")) }),
    )
    .await;
    let fetched = read(&server.url("api/hei"), options(), None).await;
    assert_eq!((ids(&fetched), fetched.read.complete), (vec!["a.example", "b.example"], true));
}

#[tokio::test]
async fn the_media_type_of_json_api_is_asked_for() {
    let server = two_pages(|_| json!(null)).await;
    read(&server.url("api/hei"), options(), None).await;
    let accept = server.service.asked()[0].headers["accept"].to_str().expect("text").to_owned();
    assert!(accept.contains("application/vnd.api+json"), "{accept}");
}

#[tokio::test]
async fn links_that_are_none() {
    for next in
        [json!(null), json!(""), json!({}), json!({ "href": null }), json!({ "href": "" }), json!(false), json!([])]
    {
        let server = two_pages(move |_| next.clone()).await;
        let fetched = read(&server.url("api/hei"), options(), None).await;
        assert_eq!((ids(&fetched), fetched.read.complete, fetched.requests), (vec!["a.example"], true, 1));
    }
}

#[tokio::test]
async fn links_to_elsewhere() {
    let other = two_pages(|_| json!(null)).await;
    let away = other.url("api/hei?page=2").to_string();
    let links = [
        away,
        "http://localhost:1/hei".into(),
        "https://127.0.0.1/hei".into(),
        "file:///etc/hostname".into(),
        "http://[".into(),
    ];
    for link in links {
        let next = json!(link);
        let server = two_pages(move |_| next.clone()).await;
        let fetched = read(&server.url("api/hei"), options(), None).await;
        assert!(!fetched.read.complete && codes(&fetched) == ["registry.paging"], "{link}: {fetched:?}");
        assert_eq!(ids(&fetched), ["a.example"]);
    }
    assert!(other.asked().is_empty(), "another origin was asked");
}

#[tokio::test]
async fn links_in_a_circle() {
    for circle in [1, 3] {
        let server = Server::start(move |asked| {
            let number = page_number(asked);
            Some(page(&[&format!("u{number}.example")], &json!(format!("/hei?page={}", number % circle + 1))))
        })
        .await;
        let fetched = read(&server.url("hei?page=1"), options(), None).await;
        assert!(!fetched.read.complete && codes(&fetched) == ["registry.paging"], "{fetched:?}");
        assert_eq!((ids(&fetched).len(), server.asked().len()), (circle, circle));
    }
}

#[tokio::test]
async fn links_without_end() {
    let server = Server::start(|asked| {
        let number = page_number(asked);
        Some(page(&[&format!("u{number}.example")], &json!(format!("/hei?page={}", number + 1))))
    })
    .await;
    let fetched = read(&server.url("hei"), options().with_max_entries(20), None).await;
    assert!(!fetched.read.complete && codes(&fetched) == ["registry.paging"], "{fetched:?}");
    assert_eq!(ids(&fetched).len(), 20);
}

#[tokio::test]
async fn empty_pages_without_end() {
    let server = Server::start(|asked| {
        let next = format!("/hei?page={}", page_number(asked) + 1);
        // With a word that tells the format while there is no item.
        Some(Reply::ok(json!({ "data": [], "meta": { "attributes": {} }, "links": { "next": next } }).to_string()))
    })
    .await;
    let fetched = read(&server.url("hei"), options().with_max_entries(20), None).await;
    assert!(!fetched.read.complete && codes(&fetched) == ["registry.paging"], "{fetched:?}");
}

#[tokio::test]
async fn an_empty_page_among_others() {
    let server = Server::start(|asked| {
        Some(match page_number(asked) {
            1 => page(&["a.example"], &json!("/hei?page=2")),
            2 => page(&[], &json!("/hei?page=3")),
            _ => page(&["b.example"], &json!(null)),
        })
    })
    .await;
    let fetched = read(&server.url("hei"), options(), None).await;
    assert_eq!((ids(&fetched), fetched.read.complete), (vec!["a.example", "b.example"], true));
}

#[tokio::test]
async fn a_page_that_fails_once() {
    let failed = AtomicUsize::new(0);
    let server = Server::start(move |asked| {
        Some(match page_number(asked) {
            1 => page(&["a.example"], &json!("/hei?page=2")),
            _ if failed.fetch_add(1, Ordering::SeqCst) == 0 => Reply::new(502, "no"),
            _ => page(&["b.example"], &json!(null)),
        })
    })
    .await;
    let fetched = read(&server.url("hei"), options(), None).await;
    assert_eq!((ids(&fetched), fetched.read.complete), (vec!["a.example", "b.example"], true));
}

#[tokio::test]
async fn a_page_of_errors() {
    let server = Server::start(|asked| {
        Some(match page_number(asked) {
            1 => page(&["a.example"], &json!("/hei?page=2")),
            _ => Reply::ok("{\"errors\":[{\"status\":\"500\"}],\"data\":null,\"attributes\":{}}"),
        })
    })
    .await;
    let fetched = read(&server.url("hei"), options(), None).await;
    assert!(!fetched.read.complete && codes(&fetched) == ["registry.syntax"], "{fetched:?}");
    assert_eq!(ids(&fetched), ["a.example"]);
}

#[tokio::test]
async fn a_page_of_errors_and_nothing_else() {
    let server = Server::start(|asked| {
        Some(match page_number(asked) {
            1 => page(&["a.example"], &json!("/hei?page=2")),
            _ => Reply::ok("{\"errors\":[{\"status\":\"500\"}]}"),
        })
    })
    .await;
    let fetched = read(&server.url("hei"), options(), None).await;
    assert!(!fetched.read.complete, "{fetched:?}");
}

#[tokio::test]
async fn links_of_a_page_that_has_moved() {
    let server = Server::start(|asked| {
        Some(match (asked.path.as_str(), page_number(asked)) {
            ("/hei", _) => Reply::redirect("/v2/hei/"),
            ("/v2/hei/", 1) => page(&["a.example"], &json!("?page=2")),
            ("/v2/hei/", _) => page(&["b.example"], &json!(null)),
            _ => Reply::new(404, "no such page"),
        })
    })
    .await;
    let fetched = read(&server.url("hei"), options(), None).await;
    assert_eq!(server.asked(), ["/hei", "/v2/hei/", "/v2/hei/?page=2"]);
    assert_eq!((ids(&fetched), fetched.read.complete), (vec!["a.example", "b.example"], true));
}
