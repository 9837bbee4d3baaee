//! Registries of one document: the EWP catalogue and lists.

use super::server::http::{Asked, Piece, Reply};
use super::server::{Server, codes, ids, options, read};

const CATALOGUE: &str = r#"
<catalogue xmlns="https://github.com/erasmus-without-paper/ewp-specs-api-registry/tree/stable-v1">
  <institutions><hei id="a.example"/><hei id="b.example"/></institutions>
</catalogue>"#;

/// The catalogue up to the middle of its second institution.
fn truncated() -> &'static str {
    &CATALOGUE[..CATALOGUE.find("b.example").expect("the second")]
}

fn header<'a>(asked: &'a Asked, name: &str) -> Option<&'a str> {
    asked.headers.get(name).map(|value| value.to_str().expect("text"))
}

/// A server with a catalogue that changes its entity tag when it changes.
async fn ewp() -> Server {
    Server::start(|asked| {
        Some(match header(asked, "if-none-match") {
            Some("\"v1\"") => Reply::new(304, "").with_header("etag", "\"v1\""),
            _ => Reply::ok(CATALOGUE).with_header("etag", "\"v1\"").with_header("content-type", "application/xml"),
        })
    })
    .await
}

#[tokio::test]
async fn a_catalogue_with_its_entity_tag() {
    let server = ewp().await;
    let fetched = read(&server.url("catalogue-v1.xml"), options(), None).await;
    assert_eq!(ids(&fetched), ["a.example", "b.example"]);
    assert_eq!((fetched.etag.as_deref(), fetched.not_modified, fetched.requests), (Some("\"v1\""), false, 1));
    assert!(fetched.read.complete && fetched.read.diagnostics.is_empty());
    let asked = &server.service.asked()[0];
    assert_eq!((header(asked, "if-none-match"), header(asked, "authorization")), (None, None));
    // The URL of a document is asked for as it is.
    assert_eq!(server.asked(), ["/catalogue-v1.xml"]);
}

#[tokio::test]
async fn a_catalogue_that_has_not_changed() {
    let server = ewp().await;
    let fetched = read(&server.url("catalogue-v1.xml"), options(), Some("\"v1\"")).await;
    assert!(fetched.not_modified && fetched.read.complete && fetched.read.diagnostics.is_empty(), "{fetched:?}");
    assert!(fetched.read.entries.is_empty());
    assert_eq!(fetched.etag.as_deref(), Some("\"v1\""), "it is still the tag to give the next time");
    assert_eq!(header(&server.service.asked()[0], "if-none-match"), Some("\"v1\""));
}

#[tokio::test]
async fn a_catalogue_that_has_changed() {
    let server = ewp().await;
    let fetched = read(&server.url("catalogue-v1.xml"), options(), Some("\"v0\"")).await;
    assert!(!fetched.not_modified && fetched.etag.as_deref() == Some("\"v1\""));
    assert_eq!(ids(&fetched).len(), 2);
}

#[tokio::test]
async fn not_modified_without_being_asked() {
    let server = Server::start(|_| Some(Reply::new(304, ""))).await;
    let fetched = read(&server.url("catalogue-v1.xml"), options(), None).await;
    assert!(!fetched.not_modified && !fetched.read.complete && codes(&fetched) == ["registry.paging"], "{fetched:?}");
}

#[tokio::test]
async fn entity_tags_that_can_not_be_sent() {
    let server = ewp().await;
    let fetched = read(&server.url("catalogue-v1.xml"), options(), Some("\"v1\"\r\nx: y")).await;
    assert!(!fetched.not_modified && ids(&fetched).len() == 2);
    let asked = &server.service.asked()[0];
    assert_eq!((header(asked, "if-none-match"), header(asked, "x")), (None, None));
}

#[tokio::test]
async fn a_truncated_catalogue() {
    let server = Server::start(|_| Some(Reply::ok(truncated()).with_header("etag", "\"v1\""))).await;
    let fetched = read(&server.url("catalogue-v1.xml"), options(), None).await;
    assert!(!fetched.read.complete && codes(&fetched) == ["registry.syntax"], "{fetched:?}");
    assert_eq!(ids(&fetched), ["a.example"]);
    assert_eq!(fetched.etag, None, "what is not complete is to be asked for again");
    assert_eq!(fetched.read.diagnostics[0].source(), Some(server.url("catalogue-v1.xml").as_str()));
}

#[tokio::test]
async fn a_connection_that_breaks() {
    let server = Server::start(|_| {
        let half = Piece::Data(truncated().into());
        Some(Reply::ok("").with_pieces([half, Piece::Break]))
    })
    .await;
    let fetched = read(&server.url("catalogue-v1.xml"), options(), None).await;
    assert!(!fetched.read.complete && fetched.read.entries.is_empty() && codes(&fetched) == ["registry.paging"]);
    assert_eq!(server.asked().len(), 3, "it was tried again");
}

#[tokio::test]
async fn a_catalogue_with_a_document_type() {
    let server =
        Server::start(|_| Some(Reply::ok(format!("<!DOCTYPE catalogue [<!ENTITY x \"y\">]>{CATALOGUE}")))).await;
    let fetched = read(&server.url("catalogue-v1.xml"), options(), None).await;
    assert!(!fetched.read.complete && fetched.read.entries.is_empty() && codes(&fetched) == ["registry.syntax"]);
}

#[tokio::test]
async fn lists_over_http() {
    let server = Server::start(|asked| match asked.path.as_str() {
        "/list.csv" => Some(Reply::ok("schac;name\na.example;A\n")),
        "/list.json" => Some(Reply::ok("{\"providers\":[{\"schac\":\"a.example\",\"name\":\"A\"}],\"conflicts\":[]}")),
        _ => Some(Reply::ok("a.example\n")),
    })
    .await;
    for path in ["list.csv", "list.json", "list.txt"] {
        let fetched = read(&server.url(path), options(), None).await;
        assert_eq!((ids(&fetched), fetched.read.complete), (vec!["a.example"], true), "{path}");
    }
}

#[tokio::test]
async fn an_empty_answer() {
    let server = Server::start(|_| Some(Reply::ok(""))).await;
    let fetched = read(&server.url("list.csv"), options(), None).await;
    assert!(!fetched.read.complete, "{fetched:?}");
}

#[tokio::test]
async fn an_address_that_is_not_allowed() {
    let client =
        ql_discovery::RegistryClient::new(ql_exchange::HttpTransport::builder().build().expect("a client"), options());
    let server = ewp().await;
    let fetched = client.fetch(&server.url("catalogue-v1.xml"), None).await;
    assert!(!fetched.read.complete && server.asked().is_empty());
    assert_eq!(codes(&fetched), ["registry.paging"]);
}
