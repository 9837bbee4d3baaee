//! Bearer tokens: sent to the registry, and to nobody else.

use ql_core::Secret;
use ql_discovery::{RegistryClient, RegistryOptions};
use serde_json::json;

use super::server::http::{Asked, Reply};
use super::server::{Server, codes, ids, options, read, transport};

const TOKEN: &str = "s3cr3t-T0ken";

fn with_token() -> RegistryOptions {
    options().with_token(Secret::new(TOKEN))
}

fn authorization(asked: &Asked) -> Option<&str> {
    asked.headers.get("authorization").map(|value| value.to_str().expect("text"))
}

/// What every request had as `Authorization`; nothing if it had none.
fn everything_asked(server: &Server) -> Vec<String> {
    server.service.asked().iter().map(|asked| authorization(asked).unwrap_or_default().to_owned()).collect()
}

fn bearer() -> String {
    format!("Bearer {TOKEN}")
}

#[tokio::test]
async fn without_one_nothing_is_sent() {
    let server = Server::start(|_| Some(Reply::ok("a.example\n"))).await;
    read(&server.url("list"), options(), None).await;
    assert_eq!(everything_asked(&server), [""]);
}

#[tokio::test]
async fn sent_with_every_page() {
    let server = Server::start(|asked| {
        let first = !asked.query.contains("offset=1");
        let record = json!({ "deqar_id": if first { "DEQARINST9001" } else { "DEQARINST9002" } });
        Some(Reply::ok(json!({ "count": 2, "next": first, "results": [record] }).to_string()))
    })
    .await;
    let fetched = read(&server.url("connectapi/v1/providers/"), with_token().with_page_size(1), None).await;
    assert_eq!((ids(&fetched).len(), fetched.read.complete), (2, true));
    assert_eq!(everything_asked(&server), [bearer(), bearer()]);
}

#[tokio::test]
async fn sent_again_after_a_redirect_within_the_origin() {
    let server = Server::start(|asked| {
        Some(if asked.path == "/old" { Reply::redirect("/new") } else { Reply::ok("a.example\n") })
    })
    .await;
    read(&server.url("old"), with_token(), None).await;
    assert_eq!(everything_asked(&server), [bearer(), bearer()]);
}

#[tokio::test]
async fn not_sent_to_another_origin() {
    let other = Server::start(|_| Some(Reply::ok("a.example\n"))).await;
    let to = other.url("list").to_string();
    let server = Server::start(move |_| Some(Reply::redirect(to.clone()))).await;
    let fetched = read(&server.url("list"), with_token(), None).await;
    assert_eq!(ids(&fetched), ["a.example"]);
    assert_eq!((everything_asked(&server), everything_asked(&other)), (vec![bearer()], vec![String::new()]));
}

#[tokio::test]
async fn not_sent_to_another_origin_on_the_way_back() {
    // To another origin and back: what was left behind at the border stays there.
    let other = Server::start(|asked| Some(Reply::redirect(asked.query.clone()))).await;
    let away = other.url("away").to_string();
    let server = Server::start(move |asked| {
        let back = format!("http://{}/list", asked.headers["host"].to_str().expect("text"));
        Some(if asked.path == "/start" { Reply::redirect(format!("{away}?{back}")) } else { Reply::ok("a.example\n") })
    })
    .await;
    let fetched = read(&server.url("start"), with_token(), None).await;
    assert_eq!(ids(&fetched), ["a.example"]);
    assert_eq!(
        (everything_asked(&server), everything_asked(&other)),
        (vec![bearer(), String::new()], vec![String::new()])
    );
}

#[tokio::test]
async fn not_sent_to_the_next_page_elsewhere() {
    let other = Server::start(|_| Some(Reply::ok("{\"data\":[]}"))).await;
    let next = other.url("hei").to_string();
    let server = Server::start(move |_| {
        Some(Reply::ok(
            json!({ "data": [{ "attributes": { "hei_id": "a.example" } }], "links": { "next": next } }).to_string(),
        ))
    })
    .await;
    let fetched = read(&server.url("hei"), with_token(), None).await;
    assert!(!fetched.read.complete && other.asked().is_empty());
}

#[tokio::test]
async fn never_shown() {
    let server = Server::start(|asked| match asked.path.as_str() {
        "/gone" => None,
        "/broken" => Some(Reply::ok("{\"results\":")),
        _ => Some(Reply::new(401, format!("unknown: {TOKEN}"))),
    })
    .await;
    let client = RegistryClient::new(transport(), with_token());
    let mut shown = format!("{:?} {:?} {client:#?}", with_token(), client);
    for path in ["denied", "gone", "broken"] {
        // A key may stand in a URL as well.
        let mut url = server.url(&format!("{path}?key={TOKEN}"));
        url.set_username("user").expect("a user name");
        url.set_password(Some(TOKEN)).expect("a password");
        let fetched = client.fetch(&url, None).await;
        assert!(!fetched.read.complete);
        shown += &format!("{fetched:?}{:?}", codes(&fetched));
        for finding in &fetched.read.diagnostics {
            shown += &format!("{finding} {finding:?} {}", serde_json::to_string(finding).expect("JSON"));
        }
    }
    assert!(!shown.contains(TOKEN), "{shown}");
}

#[tokio::test]
async fn one_that_can_not_be_sent() {
    let server = Server::start(|_| Some(Reply::ok("a.example\n"))).await;
    let fetched = read(&server.url("list"), options().with_token(Secret::new("a\r\nx: y")), None).await;
    assert!(server.service.asked().iter().all(|asked| !asked.headers.contains_key("x")));
    assert!(!format!("{fetched:?}").contains("x: y"));
}

#[tokio::test]
async fn fragments_are_never_shown() {
    let server = Server::start(|_| Some(Reply::new(404, "no"))).await;
    let fetched = read(&server.url(&format!("list#{TOKEN}")), options(), None).await;
    assert!(!format!("{fetched:?}").contains(TOKEN), "{fetched:?}");
}
