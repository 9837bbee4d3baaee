//! The interface between the protocols and whatever sends HTTP requests. Nothing here does I/O.

use std::error::Error;
use std::fmt;
use std::future::Future;
use std::time::{Duration, SystemTime};

use bytes::Bytes;
use http::{HeaderMap, Method, StatusCode};
use url::Url;

/// `Send` where there are threads, nothing in a browser.
#[cfg(not(target_arch = "wasm32"))]
pub trait MaybeSend: Send {}
#[cfg(not(target_arch = "wasm32"))]
impl<T: Send + ?Sized> MaybeSend for T {}
/// `Send` where there are threads, nothing in a browser.
#[cfg(target_arch = "wasm32")]
pub trait MaybeSend {}
#[cfg(target_arch = "wasm32")]
impl<T: ?Sized> MaybeSend for T {}

/// `Sync` on native targets; nothing on wasm32, which has no threads.
#[cfg(not(target_arch = "wasm32"))]
pub trait MaybeSync: Sync {}
#[cfg(not(target_arch = "wasm32"))]
impl<T: Sync + ?Sized> MaybeSync for T {}
/// `Sync` on native targets; nothing on wasm32, which has no threads.
#[cfg(target_arch = "wasm32")]
pub trait MaybeSync {}
#[cfg(target_arch = "wasm32")]
impl<T: ?Sized> MaybeSync for T {}

/// One HTTP request; redirects are not followed by the transport.
#[derive(Clone)]
#[non_exhaustive]
pub struct Request {
    /// The method.
    pub method: Method,
    /// The URL.
    pub url: Url,
    /// The headers, credentials included: they are not shown by `Debug`.
    pub headers: HeaderMap,
    /// The body.
    pub body: Bytes,
    /// How long the answer may take, body included.
    pub timeout: Option<Duration>,
}

impl Request {
    /// A GET request.
    pub fn get(url: Url) -> Self {
        Self { method: Method::GET, url, headers: HeaderMap::new(), body: Bytes::new(), timeout: None }
    }

    /// Sets how long the answer may take, body included.
    #[must_use]
    pub fn with_timeout(mut self, timeout: Duration) -> Self {
        self.timeout = Some(timeout);
        self
    }
}

impl fmt::Debug for Request {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names: Vec<_> = self.headers.keys().collect();
        f.debug_struct("Request")
            .field("method", &self.method)
            .field("url", &redacted(&self.url))
            .field("headers", &names)
            .finish_non_exhaustive()
    }
}

/// The URL for a log: without user name, password and parameters, any of which can be a key.
pub(crate) fn redacted(url: &Url) -> String {
    let mut url = url.clone();
    // Both fail only for URLs that have neither.
    let _ = url.set_username("");
    let _ = url.set_password(None);
    if url.query().is_some() {
        url.set_query(Some("…"));
    }
    url.into()
}

/// An answer whose body has not been read yet.
#[derive(Debug)]
#[non_exhaustive]
pub struct Response<B> {
    /// The status.
    pub status: StatusCode,
    /// The headers.
    pub headers: HeaderMap,
    /// The body, decompressed.
    pub body: B,
}

impl<B> Response<B> {
    /// An answer.
    pub fn new(status: StatusCode, headers: HeaderMap, body: B) -> Self {
        Self { status, headers, body }
    }
}

/// The body of an answer, read piece by piece.
pub trait Body: MaybeSend {
    /// The next piece, or `None` at the end. A body that ends early is an error.
    fn chunk(&mut self) -> impl Future<Output = Result<Option<Bytes>, TransportError>> + MaybeSend;
}

/// Something that sends HTTP requests, waits, and knows the time: our client, or the host's.
///
/// An implementation checks the [`AddressPolicy`](crate::AddressPolicy) of the address that it connects to, and does
/// not follow redirects; [`fetch`](crate::fetch()) does.
pub trait Transport: MaybeSend + MaybeSync {
    /// The body of its answers.
    type Body: Body;

    /// Sends a request and waits for the head of the answer.
    fn send(&self, request: Request) -> impl Future<Output = Result<Response<Self::Body>, TransportError>> + MaybeSend;

    /// Waits: before a request is sent again, or because a server wants a pause.
    fn sleep(&self, duration: Duration) -> impl Future<Output = ()> + MaybeSend;

    /// The time, by which tokens and signatures expire.
    fn now(&self) -> SystemTime {
        SystemTime::now()
    }
}

/// What kept a request from being answered.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, serde::Serialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum TransportErrorKind {
    /// The host name does not exist, or has no address.
    NoSuchHost,
    /// The host name could not be looked up.
    Dns,
    /// No connection could be made.
    Connect,
    /// The TLS handshake failed, for example by an invalid certificate.
    Tls,
    /// It took too long.
    Timeout,
    /// The address policy forbids the address.
    Refused,
    /// The connection broke, or the body ended early.
    Broken,
    /// The request can't be sent as it is.
    Request,
}

/// A request was not answered, or not to the end.
#[derive(Debug)]
pub struct TransportError {
    kind: TransportErrorKind,
    message: String,
    source: Option<Box<dyn Error + Send + Sync>>,
}

impl TransportError {
    /// An error; `message` says what happened without URL and cause.
    pub fn new(kind: TransportErrorKind, message: impl Into<String>) -> Self {
        Self { kind, message: message.into(), source: None }
    }

    /// Adds the cause.
    #[must_use]
    pub fn with_source(mut self, source: impl Into<Box<dyn Error + Send + Sync>>) -> Self {
        self.source = Some(source.into());
        self
    }

    /// What happened.
    pub fn kind(&self) -> TransportErrorKind {
        self.kind
    }

    /// Whether the same request may well succeed later.
    pub fn is_transient(&self) -> bool {
        matches!(
            self.kind,
            TransportErrorKind::Dns
                | TransportErrorKind::Connect
                | TransportErrorKind::Timeout
                | TransportErrorKind::Broken
        )
    }
}

impl fmt::Display for TransportError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl Error for TransportError {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        self.source.as_ref().map(|source| source.as_ref() as _)
    }
}

/// An error with what it was caused by, for people: `the search failed (no answer in time)`.
///
/// ```
/// let cause = std::io::Error::other("disk full");
/// let error = ql_core::TransportError::new(ql_core::TransportErrorKind::Broken, "not stored").with_source(cause);
/// assert_eq!(ql_core::with_causes(&error), "not stored (disk full)");
/// ```
pub fn with_causes(error: &dyn Error) -> String {
    let mut text = error.to_string();
    let mut next = error.source();
    while let Some(cause) = next {
        let said = cause.to_string();
        // Some libraries repeat the cause in the error.
        if !text.contains(&said) {
            text.push_str(&format!(" ({said})"));
        }
        next = cause.source();
    }
    text
}
