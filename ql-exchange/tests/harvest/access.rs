//! Secrets, and sources that can't be harvested.

use ql_core::{Auth, Ciphertext, DataSource, KeySize, PrivateKey, PublicKey, SourceType};
use ql_exchange::Access;

use crate::server::http::Reply;
use crate::server::{Server, json, offerings, page, run};

use crate::{COMPLETE, FAILED, catalogue, harvester, pages};

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
        ("oauth2.0 without credentials", SourceType::Ooapi, "5", oauth, "exchange.token"),
        ("httpsig without a key", SourceType::Elm, "3.3", Auth::HttpSig { alg: None }, "exchange.signing-key"),
        ("unknown method", SourceType::Ooapi, "5", other, "exchange.access-unsupported"),
        ("OCCAPI 3", SourceType::Occapi, "3", Auth::None, "exchange.source-unsupported"),
        ("Edu-API 2", SourceType::EduApi, "2.0", Auth::None, "exchange.source-unsupported"),
        ("OOAPI 7", SourceType::Ooapi, "7.0", Auth::None, "exchange.source-unsupported"),
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
