//! How tokens are asked for, kept, and renewed.

use std::time::Duration;

use futures_util::future::join_all;
use ql_core::{Ciphertext, KeySize, PrivateKey, PublicKey};
use ql_exchange::{Access, HarvestOptions, HarvestScope, Harvester, RetryPolicy};
use serde_json::{Value, json};

use crate::kit::{Clocked, agreed, hasty, oauth, ooapi, run, transport};
use crate::wire::{Server, answer, ok, status};
use crate::{ID, SECRET, University, basic, form, token};

#[tokio::test]
async fn request_for_a_token() {
    let university = University::start(|_| token(3600)).await;
    let harvester = Harvester::new(transport()).with_access(agreed(ID, SECRET)).with_options(hasty());
    let harvested = run(&harvester, &university.source(Some("courses:read offerings"))).await;
    assert_eq!((harvested.status().as_str(), harvested.ids().concat()), ("complete", "ab".into()));
    let [asked] = &university.token_requests()[..] else { panic!("one request for a token") };
    assert_eq!(asked.method, "POST");
    assert_eq!(asked.header("content-type"), Some("application/x-www-form-urlencoded"));
    assert_eq!(asked.header("accept"), Some("application/json"));
    assert_eq!(basic(asked), Some(format!("{ID}:{SECRET}")));
    let expected = [("grant_type", "client_credentials"), ("scope", "courses:read offerings")];
    assert_eq!(form(asked), expected.map(|(name, value)| (name.to_owned(), value.to_owned())).into());
    // All requests had the one token, and the requests for tokens are no requests of the harvest.
    let tokens: Vec<_> =
        university.other_requests().iter().map(|asked| asked.header("authorization").map(str::to_owned)).collect();
    assert_eq!(tokens.len(), 3);
    assert!(tokens.iter().all(|token| *token == tokens[0]));
    assert_eq!(harvested.summary.statistics.requests, 3);

    // Without a scope none is sent, not an empty one.
    let university = University::start(|_| token(3600)).await;
    assert_eq!(run(&harvester, &university.source(None)).await.status(), "complete");
    assert!(!university.token_requests()[0].body.contains("scope"));
}

/// Headers and parameters of the manifest are for the source; the token endpoint gets none.
#[tokio::test]
async fn what_the_token_endpoint_does_not_learn() {
    let endpoint = Server::start(|_| token(3600)).await;
    let university = University::start(|_| status(404)).await;
    let source = ooapi(&university.server)
        .auth(oauth(endpoint.url("token?tenant=1"), None))
        .header("X-Api-Key", "key-of-the-header")
        .query_parameter("key", "key-of-the-query")
        .build();
    let harvester = Harvester::new(transport()).with_access(agreed(ID, SECRET)).with_options(hasty());
    assert_eq!(run(&harvester, &source).await.status(), "complete");
    let asked = format!("{:?}", endpoint.asked());
    assert!(asked.contains("tenant=1") && !asked.contains("key-of"), "{asked}");
}

#[tokio::test]
async fn tokens_are_kept() {
    let university = University::start(|_| token(3600)).await;
    let harvester = Harvester::new(transport()).with_access(agreed(ID, SECRET)).with_options(hasty());
    for _ in 0..3 {
        assert_eq!(run(&harvester, &university.source(None)).await.status(), "complete");
    }
    assert_eq!(university.token_requests().len(), 1);
    // Another scope is another token.
    assert_eq!(run(&harvester, &university.source(Some("more"))).await.status(), "complete");
    assert_eq!(university.token_requests().len(), 2);
}

/// Who is first asks, the others wait.
#[tokio::test]
async fn one_request_for_many_harvests() {
    let university = University::start(|_| {
        let mut slow = vec![crate::wire::wait(50)];
        slow.extend(token(3600));
        slow
    })
    .await;
    let harvester = Harvester::new(transport()).with_access(agreed(ID, SECRET)).with_options(hasty());
    let source = university.source(None);
    let harvests = join_all((0..20).map(|_| run(&harvester, &source))).await;
    assert!(harvests.iter().all(|harvested| harvested.status() == "complete"));
    assert_eq!(university.token_requests().len(), 1);
}

/// One that waits for a token must not lose it when another harvest is given up.
#[tokio::test]
async fn harvest_that_is_given_up_while_it_asks_for_a_token() {
    let university = University::start(|asked| match asked.times {
        0 => vec![crate::wire::wait(5_000)],
        _ => token(3600),
    })
    .await;
    let harvester = Harvester::new(transport()).with_access(agreed(ID, SECRET)).with_options(hasty());
    let source = university.source(None);
    let first = tokio::time::timeout(Duration::from_millis(100), run(&harvester, &source)).await;
    assert!(first.is_err(), "it waits");
    let second = tokio::time::timeout(Duration::from_secs(5), run(&harvester, &source)).await;
    assert_eq!(second.expect("an end").status(), "complete");
}

/// With `expires_in`, after how many seconds a new token is asked for.
#[tokio::test]
async fn renewal_before_expiry() {
    let cases: [(Value, Option<u64>); 16] = [
        (json!(3600), Some(3540)),
        (json!(600), Some(540)),
        (json!(100), Some(90)),
        (json!(10), Some(9)),
        (json!("3600"), Some(3540)),
        (json!(" 3600 "), Some(3540)),
        (json!(3600.0), Some(3540)),
        // What has expired when it comes serves for this one request.
        (json!(0), Some(0)),
        // Without a word, or with one that is none, a token is kept until it is refused.
        (json!(null), None),
        (json!("soon"), None),
        (json!(-5), None),
        (json!([]), None),
        (json!(1e300), None),
        (json!("NaN"), None),
        (json!("inf"), None),
        (json!(u64::MAX), None),
    ];
    for (lifetime, renewed_after) in cases {
        let answer = lifetime.clone();
        let university = University::start(move |_| token(answer.clone())).await;
        let harvester = Harvester::new(Clocked::new()).with_access(agreed(ID, SECRET)).with_options(hasty());
        let source = university.source(None);
        let mut passed = 0;
        let asked = || university.token_requests().len();
        run(&harvester, &source).await;
        let before = asked();
        if let Some(after @ 1..) = renewed_after {
            harvester.transport().pass(Duration::from_secs(after - 1));
            passed = after - 1;
            assert_eq!(run(&harvester, &source).await.status(), "complete", "{lifetime}");
            assert_eq!(asked(), before, "{lifetime}: asked for a new one too early");
        }
        let long = renewed_after.unwrap_or(1_000_000_000);
        harvester.transport().pass(Duration::from_secs(long - passed));
        assert_eq!(run(&harvester, &source).await.status(), "complete", "{lifetime}");
        assert_eq!(asked() > before, renewed_after.is_some(), "{lifetime}");
    }
}

/// RFC 6749, section 2.3.1: both are form-encoded before they are joined by a colon.
#[tokio::test]
async fn special_characters_in_the_header() {
    let cases = [
        ("aggregator", "secret", "aggregator:secret"),
        ("a:b", "c:d", "a%3Ab:c%3Ad"),
        ("id with blank", "ä&=+%/", "id+with+blank:%C3%A4%26%3D%2B%25%2F"),
        ("課", "\"\\~!", "%E8%AA%B2:%22%5C%7E%21"),
        ("-._*", "x\ny", "-._*:x%0Ay"),
    ];
    for (id, secret, expected) in cases {
        let university = University::start(|_| token(3600)).await;
        let harvester = Harvester::new(transport()).with_access(agreed(id, secret)).with_options(hasty());
        assert_eq!(run(&harvester, &university.source(None)).await.status(), "complete");
        assert_eq!(basic(&university.token_requests()[0]).as_deref(), Some(expected));
    }
}

/// A server that takes credentials in the body only says so in one of several ways; later it is asked that way at once.
#[tokio::test]
async fn credentials_in_the_body() {
    for (status, error) in [(401, "invalid_client"), (400, "invalid_client"), (400, "invalid_request"), (401, "")] {
        let university = University::start(move |asked| match basic(asked) {
            Some(_) => answer(status, &[], json!({ "error": error }).to_string()),
            None => {
                let form = form(asked);
                let right = form["client_id"] == "a b" && form["client_secret"] == "c&d";
                if right { token(10) } else { crate::forbidden() }
            }
        })
        .await;
        let harvester = Harvester::new(Clocked::new()).with_access(agreed("a b", "c&d")).with_options(hasty());
        let source = university.source(None);
        assert_eq!(run(&harvester, &source).await.status(), "complete", "{status} {error}");
        assert_eq!(university.token_requests().len(), 2, "{status} {error}");
        harvester.transport().pass(Duration::from_secs(20));
        assert_eq!(run(&harvester, &source).await.status(), "complete", "{status} {error}");
        assert_eq!(university.token_requests().len(), 3, "{status} {error}");
    }
    // If neither is taken, both have been tried, and once each.
    let university = University::start(|_| answer(401, &[], r#"{"error":"invalid_client"}"#)).await;
    let harvester = Harvester::new(transport()).with_access(agreed(ID, SECRET)).with_options(hasty());
    let harvested = run(&harvester, &university.source(None)).await;
    assert_eq!((harvested.status().as_str(), harvested.codes()), ("failed", vec!["exchange.token"]));
    assert_eq!((university.token_requests().len(), university.other_requests().len()), (2, 0));
}

/// A token that was valid a moment ago is refused: once a new one is asked for.
#[tokio::test]
async fn renewal_after_401() {
    // The source takes the second token.
    let university = University::start(|asked| match asked.times {
        0 => ok(r#"{"access_token":"stale","token_type":"bearer"}"#),
        _ => token(3600),
    })
    .await;
    let harvester = Harvester::new(transport()).with_access(agreed(ID, SECRET)).with_options(hasty());
    let harvested = run(&harvester, &university.source(None)).await;
    assert_eq!((harvested.status().as_str(), harvested.ids().len()), ("complete", 2));
    assert_eq!((university.token_requests().len(), university.other_requests().len()), (2, 4));

    // The source takes none: it is not asked a third time.
    let university =
        University::start(|asked| ok(json!({ "access_token": format!("bad-{}", asked.times) }).to_string())).await;
    let harvested = run(&harvester, &university.source(None)).await;
    assert_eq!((harvested.status().as_str(), harvested.codes()), ("failed", vec!["exchange.access-denied"]));
    assert_eq!((university.token_requests().len(), university.other_requests().len()), (2, 2));

    // 403 is about rights, which a new token has not more of.
    let server = Server::start(|asked| if asked.path == "/token" { token(3600) } else { crate::forbidden() }).await;
    let source = ooapi(&server).auth(oauth(server.url("token"), None)).build();
    assert_eq!(run(&harvester, &source).await.codes(), ["exchange.access-denied"]);
    assert_eq!(server.asked().len(), 2);
}

/// Many requests that are refused at a time need one new token, not one each.
#[tokio::test]
async fn one_renewal_for_many_requests() {
    let server = Server::start(|asked| match (asked.path.as_str(), asked.header("authorization")) {
        ("/token", _) => ok(json!({ "access_token": format!("t{}", asked.times) }).to_string()),
        (_, Some("Bearer t0")) if !asked.is_list() => answer(401, &[], ""),
        _ => {
            let ids: Vec<String> = (0..if asked.is_list() { 8 } else { 0 }).map(|number| number.to_string()).collect();
            ok(crate::kit::page(&ids, false))
        }
    })
    .await;
    let source = ooapi(&server).auth(oauth(server.url("token"), None)).build();
    let harvester = Harvester::new(transport()).with_access(agreed(ID, SECRET)).with_options(hasty());
    assert_eq!(run(&harvester, &source).await.status(), "complete");
    let tokens = server.asked().iter().filter(|asked| asked.path == "/token").count();
    assert_eq!(tokens, 2);
}

#[tokio::test]
async fn token_endpoint_that_fails_now_and_then() {
    let university = University::start(|asked| match asked.times {
        0 => answer(503, &[("retry-after", "7")], ""),
        1 => vec![crate::wire::Step::Reset],
        _ => token(3600),
    })
    .await;
    let harvester = Harvester::new(Clocked::new()).with_access(agreed(ID, SECRET)).with_options(hasty());
    assert_eq!(run(&harvester, &university.source(None)).await.status(), "complete");
    assert_eq!(university.token_requests().len(), 3);
    assert_eq!(harvester.transport().sleeps()[0], Duration::from_secs(7));

    let university = University::start(|_| status(500)).await;
    let harvested = run(&harvester, &university.source(None)).await;
    assert_eq!((harvested.status().as_str(), harvested.codes()), ("failed", vec!["exchange.token"]));
    assert_eq!(university.token_requests().len(), 3);

    let university = University::start(|_| status(503)).await;
    let never = HarvestOptions::new().with_scope(HarvestScope::Courses).with_retry(RetryPolicy::never());
    let harvester = Harvester::new(transport()).with_access(agreed(ID, SECRET)).with_options(never);
    assert_eq!(run(&harvester, &university.source(None)).await.codes(), ["exchange.token"]);
    assert_eq!(university.token_requests().len(), 1);
}

/// Credentials of the manifest count before those agreed upon; the secret is decrypted.
#[tokio::test]
async fn credentials_of_the_manifest() {
    let key = PrivateKey::generate(KeySize::Bits2048).expect("a key");
    let public = PublicKey::from_pem(&key.public_key_pem()).expect("its public half");
    let encrypted = public.encrypt("from-the-manifest").expect("a ciphertext");
    let access = || agreed(ID, SECRET);
    let university = University::start(|_| token(3600)).await;
    let auth = |id: Option<&str>, secret: Option<Ciphertext>| ql_core::Auth::OAuth2 {
        token_endpoint: university.server.url("token"),
        scope: None,
        client_id: id.map(str::to_owned),
        client_secret: secret,
    };
    let cases: [(Access, ql_core::Auth, Result<&str, &str>); 6] = [
        (access().with_keys(key.into()), auth(Some("m"), Some(encrypted.clone())), Ok("m:from-the-manifest")),
        (access(), auth(None, None), Ok("aggregator:open-sesame-0815")),
        (access(), auth(Some(ID), None), Ok("aggregator:open-sesame-0815")),
        (access(), auth(Some("somebody else"), None), Err("exchange.token")),
        (access(), auth(Some("m"), Some(encrypted)), Err("exchange.secret")),
        (Access::new(), auth(None, None), Err("exchange.token")),
    ];
    for (access, auth, expected) in cases {
        let before = university.token_requests().len();
        let harvester = Harvester::new(transport()).with_access(access).with_options(hasty());
        let harvested = run(&harvester, &ooapi(&university.server).auth(auth).build()).await;
        match expected {
            Ok(pair) => assert_eq!(basic(&university.token_requests()[before]).as_deref(), Some(pair)),
            Err(code) => {
                assert_eq!((harvested.codes(), university.token_requests().len()), (vec![code], before));
                assert_eq!(harvested.summary.statistics.requests, 0);
            }
        }
    }
}

/// Whoever knows the endpoint and the id, which are no secrets, must not get the token of those who know the secret.
#[tokio::test]
async fn manifest_with_the_id_of_another() {
    let key = PrivateKey::generate(KeySize::Bits2048).expect("a key");
    let public = PublicKey::from_pem(&key.public_key_pem()).expect("its public half");
    let university = University::start(|asked| match basic(asked).as_deref() {
        Some("m:right") => token(3600),
        _ => answer(401, &[], r#"{"error":"invalid_client"}"#),
    })
    .await;
    let auth = |secret: &str| ql_core::Auth::OAuth2 {
        token_endpoint: university.server.url("token"),
        scope: None,
        client_id: Some("m".into()),
        client_secret: Some(public.encrypt(secret).expect("a ciphertext")),
    };
    let access = Access::new().with_keys(key.into());
    let harvester = Harvester::new(transport()).with_access(access).with_options(hasty());
    let honest = ooapi(&university.server).auth(auth("right")).build();
    assert_eq!(run(&harvester, &honest).await.status(), "complete");
    let thief = Server::start(|asked| crate::kit::catalogue(asked, &["x"])).await;
    let harvested = run(&harvester, &ooapi(&thief).auth(auth("guessed")).build()).await;
    let tokens: Vec<_> =
        thief.asked().iter().filter_map(|asked| asked.header("authorization").map(str::to_owned)).collect();
    assert_eq!((tokens, harvested.codes()), (vec![], vec!["exchange.token"]));
}
