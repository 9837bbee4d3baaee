//! Token endpoints that refuse, or answer with something else than a token.

use ql_exchange::{Harvester, HttpTransport};
use serde_json::json;

use crate::kit::{Harvested, agreed, elm, hasty, oauth, run, transport};
use crate::wire::{Answer, Asked, Server, answer, ok, status};
use crate::{ID, SECRET, University, refusal, token};

fn harvester() -> Harvester<HttpTransport> {
    Harvester::new(transport()).with_access(agreed(ID, SECRET)).with_options(hasty())
}

/// What comes of this answer: the code is always the same, and the catalogue is not asked.
async fn refused(what: &str, answer: impl Fn(&Asked) -> Answer + Send + Sync + 'static) -> (Harvested, String) {
    let university = University::start(answer).await;
    let harvested = run(&harvester(), &university.source(Some("read"))).await;
    let state = (harvested.status(), harvested.codes(), university.other_requests().len());
    assert_eq!(state, ("failed".to_owned(), vec!["exchange.token"], 0), "{what}");
    let said = harvested.summary.outcome.to_string();
    assert!(!said.contains(SECRET), "{said}");
    (harvested, said)
}

#[tokio::test]
async fn errors_of_rfc_6749() {
    for (error, meaning) in [
        ("invalid_request", "does not understand"),
        ("invalid_client", "id or secret"),
        ("invalid_grant", "grant"),
        ("unauthorized_client", "may not use"),
        ("unsupported_grant_type", "does not support"),
        ("invalid_scope", "scope"),
        ("server_is_closed", "reports an error"),
    ] {
        let (_, said) = refused(error, move |_| refusal(error)).await;
        assert!(said.contains(meaning) && said.contains(&format!("`{error}`")), "{said}");
    }
    let (_, said) = refused("without a name", |_| answer(400, &[], "no JSON")).await;
    assert!(said.contains("400"), "{said}");
    let (_, said) = refused("404", |_| status(404)).await;
    assert!(said.contains("404"), "{said}");
}

#[tokio::test]
async fn description_of_an_error() {
    let described = |text: String| {
        move |_: &Asked| answer(400, &[], json!({ "error": "invalid_scope", "error_description": text }).to_string())
    };
    let (_, said) = refused("description", described("the scope is `read-all`".into())).await;
    assert!(said.contains("read-all"), "{said}");
    refused("secret in it", described(format!("wrong secret: {SECRET}"))).await;
    let long = format!("{}{SECRET}", "x".repeat(500));
    refused("secret behind much else", described(long)).await;
    let (_, said) = refused("control characters", described("\u{1b}[2J\u{202e}red\nnew line".into())).await;
    assert!(!said.contains(['\u{1b}', '\u{202e}', '\n']), "{said:?}");
}

/// Secrets do not appear in errors, whichever member of the answer has them.
#[tokio::test]
async fn names_of_errors_that_repeat_the_secret() {
    let (_, said) = refused("as the name of the error", |_| refusal(&format!("bad {SECRET}"))).await;
    assert!(said.contains("reports an error"), "{said}");
}

/// A secret is shown in its encoded forms just as little.
#[tokio::test]
async fn descriptions_with_the_encoded_secret() {
    use base64::Engine as _;
    let basic = base64::engine::general_purpose::STANDARD.encode(format!("{ID}:{SECRET}"));
    let sent = basic.clone();
    let (_, said) = refused("as it was sent", move |_| {
        let text = format!("can't decode: Basic {sent}");
        answer(400, &[], json!({ "error": "invalid_scope", "error_description": text }).to_string())
    })
    .await;
    assert!(!said.contains(&basic), "{said}");
}

/// Where the server takes the credentials in the body, what it then says is what is wrong.
#[tokio::test]
async fn error_behind_the_credentials_in_the_body() {
    let (_, said) = refused("scope", |asked| match crate::basic(asked) {
        Some(_) => answer(401, &[], r#"{"error":"invalid_client"}"#),
        None => refusal("invalid_scope"),
    })
    .await;
    assert!(said.contains("invalid_scope"), "{said}");
}

#[tokio::test]
async fn answers_that_are_no_token() {
    type Case = (&'static str, fn(&Asked) -> Answer);
    let cases: [Case; 16] = [
        ("nothing", |_| ok("")),
        ("no JSON", |_| ok("token")),
        ("a web page", |_| ok("<!DOCTYPE html><title>Sign in</title>")),
        ("no member", |_| ok("{}")),
        ("a list", |_| ok(r#"["a"]"#)),
        ("null", |_| ok(r#"{"access_token":null}"#)),
        ("a number", |_| ok(r#"{"access_token":1}"#)),
        ("an empty text", |_| ok(r#"{"access_token":""}"#)),
        ("a line break", |_| ok(r#"{"access_token":"good\r\nX-Evil: 1"}"#)),
        ("a blank", |_| ok(r#"{"access_token":"good one"}"#)),
        ("not ASCII", |_| ok(r#"{"access_token":"good-ä"}"#)),
        ("another type", |_| ok(r#"{"access_token":"good","token_type":"mac"}"#)),
        ("JSON, cut", |_| ok(r#"{"access_token":"good"#)),
        ("an error with status 200", |_| ok(r#"{"error":"invalid_client"}"#)),
        ("204", |_| status(204)),
        ("larger than any token", |_| ok(format!(r#"{{"access_token":"{}"}}"#, "a".repeat(100_000)))),
    ];
    for (what, answer) in cases {
        refused(what, answer).await;
    }
}

#[tokio::test]
async fn types_of_tokens() {
    for kind in [json!("Bearer"), json!("bearer"), json!("BEARER"), json!(null)] {
        let university =
            University::start(move |_| ok(json!({ "access_token": "good", "token_type": kind }).to_string())).await;
        assert_eq!(run(&harvester(), &university.source(None)).await.status(), "complete");
    }
    let university = University::start(|_| answer(201, &[], r#"{"access_token":"good"}"#)).await;
    assert_eq!(run(&harvester(), &university.source(None)).await.status(), "complete");
}

/// Credentials go only to the origin that they are meant for.
#[tokio::test]
async fn token_endpoint_that_redirects() {
    for code in [301, 302, 307, 308] {
        redirected(code).await;
    }
}

/// A token that another server gives is none of this endpoint's.
#[tokio::test]
async fn token_endpoint_that_redirects_to_a_page() {
    redirected(303).await;
}

async fn redirected(code: u16) {
    let elsewhere = Server::start(|_| token(3600)).await;
    let target = elsewhere.url("token").to_string();
    let (_, said) = refused("elsewhere", move |_| answer(code, &[("location", &target)], "")).await;
    let seen = format!("{:?}", elsewhere.asked());
    assert!(!seen.contains("Basic") && !seen.contains(SECRET), "{code}: {seen} {said}");
}

#[tokio::test]
async fn https_source_with_a_token_endpoint_of_http() {
    let endpoint = Server::start(|_| token(3600)).await;
    let path = "https://127.0.0.1:1/v5/".parse().expect("a URL");
    let auth = oauth(endpoint.url("token"), None);
    let source = ql_core::DataSource::builder(ql_core::SourceType::Ooapi, path).auth(auth).build();
    let harvested = run(&harvester(), &source).await;
    assert_eq!((harvested.status().as_str(), harvested.codes()), ("failed", vec!["exchange.token"]));
    assert!(endpoint.asked().is_empty());
}

/// The address policy holds for token endpoints, too.
#[tokio::test]
async fn token_endpoint_at_a_private_address() {
    let server = Server::start(|_| ok("")).await;
    let endpoint = "http://169.254.169.254/latest/meta-data/".parse().expect("a URL");
    let harvested = run(&harvester(), &elm(&server).auth(oauth(endpoint, None)).build()).await;
    assert_eq!((harvested.status().as_str(), harvested.codes()), ("failed", vec!["exchange.token"]));
    assert!(server.asked().is_empty());
}

/// A token goes to the source only, not along a redirect.
#[tokio::test]
async fn source_that_redirects_elsewhere() {
    let elsewhere = Server::start(|_| ok("<a:a> <a:b> <a:c> .\n")).await;
    let target = elsewhere.url("courses.ttl").to_string();
    let server = Server::start(move |asked| match asked.path.as_str() {
        "/token" => token(3600),
        _ => answer(302, &[("location", &target)], ""),
    })
    .await;
    let harvested = run(&harvester(), &elm(&server).auth(oauth(server.url("token"), None)).build()).await;
    assert_eq!(harvested.status(), "complete");
    assert_eq!(elsewhere.asked()[0].header("authorization"), None);
}
