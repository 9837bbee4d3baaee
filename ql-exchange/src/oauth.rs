//! OAuth 2.0 client credentials (RFC 6749, section 4.4).

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, SystemTime};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use futures_util::lock::Mutex as Turn;
use http::{HeaderValue, Method, StatusCode, header};
use ql_core::{FetchLimits, Fetched, Request, Secret, Transport, excerpt, fetch};
use serde_json::Value;
use sha2::{Digest as _, Sha256};
use url::Url;
use url::form_urlencoded::{Serializer, byte_serialize};

use crate::credentials::ClientCredentials;
use crate::retry::{self, RetryPolicy};
use crate::{AccessError, codes};

/// The tokens that are valid, by what they were asked for with; shared by all harvests of an aggregator.
#[derive(Debug, Default)]
pub(crate) struct TokenCache(Mutex<HashMap<TokenKey, Arc<Cell>>>);

/// Token endpoint, scope, client id, a hash of the secret: who has another one gets no token of theirs.
type TokenKey = (Url, Option<String>, String, [u8; 32]);

/// A token, or the place where it will be: whoever is first asks for it, the others wait.
#[derive(Debug, Default)]
struct Cell(Turn<Slot>);

#[derive(Debug, Default)]
struct Slot {
    token: Option<Token>,
    /// The server does not take the credentials in the header.
    in_body: bool,
}

#[derive(Clone, Debug)]
struct Token {
    value: Secret,
    renew_at: Option<SystemTime>,
}

/// What a source's tokens are asked for with.
#[derive(Clone, Debug)]
pub(crate) struct TokenSource {
    endpoint: Url,
    scope: Option<String>,
    credentials: ClientCredentials,
    cell: Arc<Cell>,
}

impl TokenCache {
    pub(crate) fn source(&self, endpoint: &Url, scope: Option<&str>, credentials: ClientCredentials) -> TokenSource {
        let secret = Sha256::digest(credentials.secret().expose().as_bytes()).into();
        let key = (endpoint.clone(), scope.map(str::to_owned), credentials.id().to_owned(), secret);
        let mut cells = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let cell = Arc::clone(cells.entry(key).or_default());
        TokenSource { endpoint: endpoint.clone(), scope: scope.map(str::to_owned), credentials, cell }
    }
}

/// Where the client's credentials stand in the request (RFC 6749, section 2.3.1).
#[derive(Clone, Copy, PartialEq, Eq)]
enum Place {
    Header,
    Body,
}

enum Refusal {
    /// The server does not know the client, as far as it has understood.
    Client(AccessError),
    Other(AccessError),
}

impl TokenSource {
    /// A valid token; asked for if there is none, or the one there is will soon expire.
    pub(crate) async fn token<T: Transport>(&self, transport: &T, retry: RetryPolicy) -> Result<Secret, AccessError> {
        let mut slot = self.cell.0.lock().await;
        if let Some(token) = &slot.token
            && token.renew_at.is_none_or(|renew_at| transport.now() < renew_at)
        {
            return Ok(token.value.clone());
        }
        let first = if slot.in_body { Place::Body } else { Place::Header };
        let token = match self.ask(transport, first, retry).await {
            Err(Refusal::Client(refusal)) if first == Place::Header => {
                match self.ask(transport, Place::Body, retry).await {
                    Ok(token) => {
                        slot.in_body = true;
                        token
                    }
                    // What was said first is about the way that every server has to know, unless the second has led further.
                    Err(Refusal::Client(_)) => return Err(refusal),
                    Err(Refusal::Other(later)) => return Err(later),
                }
            }
            Err(Refusal::Client(refusal) | Refusal::Other(refusal)) => return Err(refusal),
            Ok(token) => token,
        };
        let value = token.value.clone();
        slot.token = Some(token);
        Ok(value)
    }

    /// Throws a token away that a server did not accept, unless it has been renewed already.
    pub(crate) async fn forget(&self, refused: &Secret) {
        let mut slot = self.cell.0.lock().await;
        if slot.token.as_ref().is_some_and(|token| token.value == *refused) {
            slot.token = None;
        }
    }

    async fn ask<T: Transport>(&self, transport: &T, place: Place, retry: RetryPolicy) -> Result<Token, Refusal> {
        const MAX_ANSWER: u64 = 64 << 10;
        let mut repetition = 0;
        let (answer, sent) = loop {
            let sent = transport.now();
            // A secret is sent to nobody but whom the manifest names, so no redirect is followed.
            let mut limits = FetchLimits::new(MAX_ANSWER);
            limits.max_redirects = 0;
            let answer = fetch(transport, self.request(place), limits).await;
            let asked = match &answer {
                Ok(fetched) if retry::is_transient(fetched.status) => retry::retry_after(&fetched.headers, sent),
                Err(error) if error.is_transient() => None,
                _ => break (answer, sent),
            };
            match retry.pause(repetition, asked) {
                Ok(pause) => transport.sleep(pause).await,
                Err(_) => break (answer, sent),
            }
            repetition += 1;
        };
        let failed = |what: String| Refusal::Other(AccessError::new(codes::TOKEN, format!("no access token: {what}")));
        match answer {
            Ok(fetched) => self.judge(&fetched, sent),
            Err(error) => Err(failed(ql_core::with_causes(&error))),
        }
    }

    fn request(&self, place: Place) -> Request {
        let mut form = Serializer::new(String::new());
        form.append_pair("grant_type", "client_credentials");
        if let Some(scope) = &self.scope {
            form.append_pair("scope", scope);
        }
        let mut request = Request::get(self.endpoint.clone()).with_timeout(Duration::from_secs(30));
        request.method = Method::POST;
        request.headers.insert(header::ACCEPT, HeaderValue::from_static("application/json"));
        let content_type = HeaderValue::from_static("application/x-www-form-urlencoded");
        request.headers.insert(header::CONTENT_TYPE, content_type);
        let (id, secret) = (self.credentials.id(), self.credentials.secret());
        match place {
            Place::Body => {
                form.append_pair("client_id", id).append_pair("client_secret", secret.expose());
            }
            Place::Header => {
                let encoded = |text: &str| byte_serialize(text.as_bytes()).collect::<String>();
                let pair = STANDARD.encode(format!("{}:{}", encoded(id), encoded(secret.expose())));
                // Base64 is always a legal value.
                if let Ok(mut value) = HeaderValue::try_from(format!("Basic {pair}")) {
                    value.set_sensitive(true);
                    request.headers.insert(header::AUTHORIZATION, value);
                }
            }
        }
        request.body = form.finish().into();
        request
    }

    fn judge(&self, answer: &Fetched, sent: SystemTime) -> Result<Token, Refusal> {
        let body: Value = serde_json::from_slice(&answer.body).unwrap_or_default();
        let failed = |what: String| AccessError::new(codes::TOKEN, format!("no access token: {what}"));
        if answer.status != StatusCode::OK && answer.status != StatusCode::CREATED {
            let name = body.get("error").and_then(Value::as_str);
            let what = match name {
                Some(name) if self.repeats_secret(name) => meaning(name).to_owned(),
                Some(name) => format!("{} (`{}`{})", meaning(name), excerpt(name), self.description(&body)),
                None => format!("the token endpoint answers with status {}", answer.status),
            };
            let of_client = answer.status == StatusCode::UNAUTHORIZED || name == Some("invalid_client");
            // Some servers say "invalid_request" to a client that is not named in the body.
            let maybe_of_client = answer.status == StatusCode::BAD_REQUEST && name == Some("invalid_request");
            return Err(match of_client || maybe_of_client {
                true => Refusal::Client(failed(what)),
                false => Refusal::Other(failed(what)),
            });
        }
        let other = |what: &str| Refusal::Other(failed(what.to_owned()));
        let token = body.get("access_token").and_then(Value::as_str).unwrap_or_default();
        if token.is_empty() || !token.bytes().all(|byte| byte.is_ascii_graphic()) {
            return Err(other("the answer of the token endpoint has no usable `access_token`"));
        }
        let kind = body.get("token_type").and_then(Value::as_str).unwrap_or("bearer");
        if !kind.eq_ignore_ascii_case("bearer") {
            let shown = if self.repeats_secret(kind) { "…".into() } else { excerpt(kind) };
            return Err(Refusal::Other(failed(format!("tokens of type `{shown}` can't be used"))));
        }
        let lifetime = body.get("expires_in").and_then(|seconds| match seconds {
            Value::Number(number) => number.as_f64(),
            Value::String(text) => text.trim().parse().ok(),
            _ => None,
        });
        let lifetime = lifetime.and_then(|seconds| Duration::try_from_secs_f64(seconds).ok());
        // Before the end, for clocks differ and answers take time; of a short life at most a tenth is lost.
        let renew_at = lifetime.and_then(|lifetime| {
            sent.checked_add(lifetime.saturating_sub((lifetime / 10).min(Duration::from_secs(60))))
        });
        Ok(Token { value: Secret::new(token), renew_at })
    }

    /// What the server adds, unless it repeats the secret.
    fn description(&self, body: &Value) -> String {
        let text = body.get("error_description").and_then(Value::as_str).unwrap_or_default();
        if text.is_empty() || self.repeats_secret(text) {
            return String::new();
        }
        format!(": {}", excerpt(text))
    }

    /// Whether a text has the secret in it, in any of the forms in which it was sent.
    fn repeats_secret(&self, text: &str) -> bool {
        let (id, secret) = (self.credentials.id(), self.credentials.secret().expose());
        let encoded = |text: &str| byte_serialize(text.as_bytes()).collect::<String>();
        let pair = STANDARD.encode(format!("{}:{}", encoded(id), encoded(secret)));
        [secret, &encoded(secret), &pair, pair.trim_end_matches('=')]
            .iter()
            .any(|form| !form.is_empty() && text.contains(form))
    }
}

/// The errors of RFC 6749, section 5.2.
fn meaning(error: &str) -> &'static str {
    match error {
        "invalid_request" => "the token endpoint does not understand the request",
        "invalid_client" => "the token endpoint does not accept the client's id or secret",
        "invalid_grant" => "the token endpoint does not accept the grant",
        "unauthorized_client" => "the client may not use the client credentials grant",
        "unsupported_grant_type" => "the token endpoint does not support the client credentials grant",
        "invalid_scope" => "the token endpoint does not accept the scope",
        _ => "the token endpoint reports an error",
    }
}
