//! OAuth 2.0 client credentials (RFC 6749, section 4.4) with token endpoints on loopback.
#![cfg(feature = "client")]

#[path = "oauth/errors.rs"]
mod errors;
#[path = "server/kit.rs"]
#[allow(dead_code, reason = "other tests need more of it")]
mod kit;
#[path = "oauth/peer.rs"]
mod peer;
#[path = "oauth/stores.rs"]
mod stores;
#[path = "oauth/tokens.rs"]
mod tokens;
#[path = "server/wire.rs"]
#[allow(dead_code, reason = "other tests need more of it")]
mod wire;

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicUsize, Ordering};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use ql_core::DataSource;
use serde_json::json;

use wire::{Answer, Asked, Server, answer, ok, status};

const ID: &str = "aggregator";
const SECRET: &str = "open-sesame-0815";

/// A token endpoint at `/token` and a catalogue of two courses that wants a token of it.
struct University {
    server: Server,
}

impl University {
    /// `endpoint` answers for tokens; every token that begins with `good` opens the catalogue.
    async fn start(endpoint: impl Fn(&Asked) -> Answer + Send + Sync + 'static) -> Self {
        let server = Server::start(move |asked| {
            if asked.path == "/token" {
                return endpoint(asked);
            }
            match asked.header("authorization") {
                Some(value) if value.starts_with("Bearer good") => kit::catalogue(asked, &["a", "b"]),
                _ => answer(401, &[("www-authenticate", "Bearer")], ""),
            }
        });
        Self { server: server.await }
    }

    fn source(&self, scope: Option<&str>) -> DataSource {
        kit::ooapi(&self.server).auth(kit::oauth(self.server.url("token"), scope)).build()
    }

    /// What the token endpoint was asked.
    fn token_requests(&self) -> Vec<Asked> {
        self.server.asked().into_iter().filter(|asked| asked.path == "/token").collect()
    }

    /// What the catalogue was asked.
    fn other_requests(&self) -> Vec<Asked> {
        self.server.asked().into_iter().filter(|asked| asked.path != "/token").collect()
    }
}

/// A token that differs from all before.
fn token(lifetime: impl Into<serde_json::Value>) -> Answer {
    static NUMBER: AtomicUsize = AtomicUsize::new(0);
    let token = format!("good-{}", NUMBER.fetch_add(1, Ordering::Relaxed));
    ok(json!({ "access_token": token, "token_type": "Bearer", "expires_in": lifetime.into() }).to_string())
}

fn refusal(error: &str) -> Answer {
    answer(400, &[("content-type", "application/json")], json!({ "error": error }).to_string())
}

/// Id and secret from the header, as they were encoded, if there are any.
fn basic(asked: &Asked) -> Option<String> {
    let encoded = asked.header("authorization")?.strip_prefix("Basic ")?;
    Some(String::from_utf8(STANDARD.decode(encoded).expect("Base64")).expect("text"))
}

/// The form of a request.
fn form(asked: &Asked) -> BTreeMap<String, String> {
    let pairs: Vec<(String, String)> = url::form_urlencoded::parse(asked.body.as_bytes()).into_owned().collect();
    let form: BTreeMap<_, _> = pairs.iter().cloned().collect();
    assert_eq!(form.len(), pairs.len(), "no parameter stands there twice");
    form
}

fn forbidden() -> Answer {
    status(403)
}
