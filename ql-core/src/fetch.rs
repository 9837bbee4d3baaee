use std::error::Error;
use std::fmt;

use bytes::{Bytes, BytesMut};
use http::{HeaderMap, Method, StatusCode, header};
use url::Url;

use crate::transport::redacted;
use crate::{Body, Request, Response, Transport, TransportError, TransportErrorKind};

/// What a whole fetch may cost.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct FetchLimits {
    /// The largest body, in bytes after decompression.
    pub max_bytes: u64,
    /// How many redirects are followed.
    pub max_redirects: usize,
    /// Whether bodies are read of answers with another status than 200.
    pub reads_errors: bool,
}

impl FetchLimits {
    /// Limits with up to five redirects.
    pub fn new(max_bytes: u64) -> Self {
        Self { max_bytes, max_redirects: 5, reads_errors: true }
    }

    /// Reads bodies of answers with status 200 only.
    #[must_use]
    pub fn without_errors(mut self) -> Self {
        self.reads_errors = false;
        self
    }
}

/// A whole answer.
#[derive(Clone)]
#[non_exhaustive]
pub struct Fetched {
    /// The URL that answered, after all redirects.
    pub url: Url,
    /// The status.
    pub status: StatusCode,
    /// The headers.
    pub headers: HeaderMap,
    /// The body, decompressed.
    pub body: Bytes,
    /// How many redirects were followed.
    pub redirects: usize,
}

impl fmt::Debug for Fetched {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Fetched")
            .field("url", &redacted(&self.url))
            .field("status", &self.status)
            .field("bytes", &self.body.len())
            .field("redirects", &self.redirects)
            .finish_non_exhaustive()
    }
}

impl fmt::Debug for FetchError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("FetchError").field("kind", &self.kind).field("url", &redacted(&self.url)).finish()
    }
}

impl Fetched {
    /// The content type, if the server names one.
    pub fn content_type(&self) -> Option<&str> {
        self.headers.get(header::CONTENT_TYPE)?.to_str().ok()
    }
}

/// What ended a fetch.
#[derive(Debug)]
#[non_exhaustive]
pub enum FetchErrorKind {
    /// The request was not answered.
    Transport(TransportError),
    /// More redirects than allowed.
    TooManyRedirects,
    /// A redirect from https to http.
    Downgrade,
    /// A redirect without a usable `Location`.
    BadRedirect,
    /// A redirect of a request with a body to another origin: what is in it is meant for the first one only.
    BodyAcrossOrigins,
    /// The body is larger than allowed.
    TooLarge {
        /// The limit, in bytes.
        limit: u64,
    },
}

/// A fetch that did not end with a whole answer.
pub struct FetchError {
    kind: FetchErrorKind,
    url: Box<Url>,
}

impl FetchError {
    /// What happened.
    pub fn kind(&self) -> &FetchErrorKind {
        &self.kind
    }

    /// The URL at which it happened, after the redirects up to there.
    pub fn url(&self) -> &Url {
        &self.url
    }

    /// What the transport says, if it was the transport.
    pub fn transport(&self) -> Option<TransportErrorKind> {
        match &self.kind {
            FetchErrorKind::Transport(error) => Some(error.kind()),
            _ => None,
        }
    }

    /// Whether the same fetch may well succeed later.
    pub fn is_transient(&self) -> bool {
        matches!(&self.kind, FetchErrorKind::Transport(error) if error.is_transient())
    }
}

impl fmt::Display for FetchError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.kind {
            FetchErrorKind::Transport(error) => fmt::Display::fmt(error, f),
            FetchErrorKind::TooManyRedirects => f.write_str("the server redirects too often"),
            FetchErrorKind::Downgrade => f.write_str("the server redirects from https to http"),
            FetchErrorKind::BadRedirect => f.write_str("the server redirects without saying where to"),
            FetchErrorKind::BodyAcrossOrigins => f.write_str("the server redirects a request with content elsewhere"),
            FetchErrorKind::TooLarge { limit } => write!(f, "the answer is larger than the limit of {limit} bytes"),
        }
    }
}

impl Error for FetchError {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        match &self.kind {
            // `Display` has said what the transport says; its cause comes next.
            FetchErrorKind::Transport(error) => error.source(),
            _ => None,
        }
    }
}

/// Fetches a URL: follows redirects, leaves credentials behind at the border of an origin, and reads the body up to a
/// limit.
///
/// # Errors
/// See [`FetchErrorKind`]. A status such as 404 is not an error.
pub async fn fetch<T: Transport>(
    transport: &T,
    mut request: Request,
    limits: FetchLimits,
) -> Result<Fetched, FetchError> {
    let mut redirects = 0;
    loop {
        let url = request.url.clone();
        let failed = |kind| FetchError { kind, url: Box::new(url.clone()) };
        let answer = transport.send(request.clone()).await;
        let mut response = answer.map_err(|error| failed(FetchErrorKind::Transport(error)))?;
        if is_redirect(response.status) {
            if redirects == limits.max_redirects {
                return Err(failed(FetchErrorKind::TooManyRedirects));
            }
            let location =
                response.headers.get(header::LOCATION).and_then(|value| std::str::from_utf8(value.as_bytes()).ok());
            let location = location.filter(|location| location.len() <= MAX_LOCATION);
            let target = location.and_then(|location| url.join(location).ok()).map(|mut target| {
                // Nobody is told credentials by a server that has none to give.
                let _ = target.set_username("");
                let _ = target.set_password(None);
                target
            });
            let Some(target) = target.filter(|target| matches!(target.scheme(), "http" | "https")) else {
                return Err(failed(FetchErrorKind::BadRedirect));
            };
            if url.scheme() == "https" && target.scheme() == "http" {
                return Err(failed(FetchErrorKind::Downgrade));
            }
            if response.status == StatusCode::SEE_OTHER && request.method != Method::HEAD {
                request.method = Method::GET;
                request.body = Bytes::new();
                request.headers.remove(header::CONTENT_TYPE);
            }
            if target.origin() != url.origin() {
                if !request.body.is_empty() {
                    return Err(failed(FetchErrorKind::BodyAcrossOrigins));
                }
                request.headers = request
                    .headers
                    .iter()
                    .filter(|(name, _)| KEPT_ACROSS_ORIGINS.contains(name))
                    .map(|(name, value)| (name.clone(), value.clone()))
                    .collect();
            }
            request.url = target;
            redirects += 1;
            continue;
        }
        let declared =
            response.headers.get(header::CONTENT_LENGTH).and_then(|value| value.to_str().ok()?.parse::<u64>().ok());
        // What HEAD and 304 say is the length of a body that is not sent.
        let is_wanted = limits.reads_errors || response.status == StatusCode::OK;
        let has_body = is_wanted && request.method != Method::HEAD && response.status != StatusCode::NOT_MODIFIED;
        // Of an error page the beginning is enough.
        let is_error = response.status.is_client_error() || response.status.is_server_error();
        if has_body && !is_error && declared.is_some_and(|length| length > limits.max_bytes) {
            return Err(failed(FetchErrorKind::TooLarge { limit: limits.max_bytes }));
        }
        let mut body = BytesMut::new();
        loop {
            if !is_wanted {
                break;
            }
            let chunk = match response.body.chunk().await {
                Ok(chunk) => chunk,
                // What the status says is enough.
                Err(_) if is_error => break,
                Err(error) => return Err(failed(FetchErrorKind::Transport(error))),
            };
            let Some(chunk) = chunk else { break };
            if (body.len() + chunk.len()) as u64 > limits.max_bytes {
                if is_error {
                    break;
                }
                return Err(failed(FetchErrorKind::TooLarge { limit: limits.max_bytes }));
            }
            body.extend_from_slice(&chunk);
        }
        let Response { status, headers, .. } = response;
        return Ok(Fetched { url, status, headers, body: body.freeze(), redirects });
    }
}

/// The headers that say nothing of the caller but what it reads. A manifest may put a key into any other.
const KEPT_ACROSS_ORIGINS: [header::HeaderName; 3] = [header::ACCEPT, header::ACCEPT_LANGUAGE, header::USER_AGENT];

/// What no server needs to say where something is.
const MAX_LOCATION: usize = 64_000;

fn is_redirect(status: StatusCode) -> bool {
    matches!(status.as_u16(), 301 | 302 | 303 | 307 | 308)
}
