//! `fetch` over a transport that answers from a script.
#![expect(clippy::unwrap_used, reason = "in a test, also outside of its function")]

use std::collections::VecDeque;
use std::error::Error as _;
use std::future::Future;
use std::pin::pin;
use std::sync::Mutex;
use std::task::{Context, Poll, Waker};
use std::time::Duration;

use bytes::Bytes;
use http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, header};
use ql_core::{
    Body, FetchError, FetchErrorKind, FetchLimits, Fetched, Request, Response, Transport, TransportError,
    TransportErrorKind,
};

type Answer = Result<Response<Pieces>, TransportError>;

struct Pieces(VecDeque<Result<Bytes, TransportError>>);

impl Body for Pieces {
    async fn chunk(&mut self) -> Result<Option<Bytes>, TransportError> {
        self.0.pop_front().transpose()
    }
}

/// Gives its answers one after the other and keeps the requests.
#[derive(Default)]
struct Script {
    answers: Mutex<VecDeque<Answer>>,
    requests: Mutex<Vec<Request>>,
}

impl Script {
    fn new(answers: impl IntoIterator<Item = Answer>) -> Self {
        Self { answers: Mutex::new(answers.into_iter().collect()), requests: Mutex::default() }
    }

    fn requests(&self) -> Vec<Request> {
        self.requests.lock().unwrap().clone()
    }

    fn last_request(&self) -> Request {
        self.requests().pop().expect("a request")
    }
}

impl Transport for Script {
    type Body = Pieces;

    async fn send(&self, request: Request) -> Answer {
        self.requests.lock().unwrap().push(request);
        self.answers.lock().unwrap().pop_front().expect("an answer in the script")
    }

    async fn sleep(&self, _: Duration) {}
}

/// Nothing here ever waits.
fn block_on<T>(future: impl Future<Output = T>) -> T {
    match pin!(future).poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(value) => value,
        Poll::Pending => panic!("the future waits"),
    }
}

#[expect(clippy::unnecessary_wraps, reason = "a script has errors, too")]
fn answer(status: u16, headers: &[(HeaderName, &str)], pieces: &[&'static str]) -> Answer {
    let headers: HeaderMap =
        headers.iter().map(|(name, value)| (name.clone(), HeaderValue::from_str(value).unwrap())).collect();
    let pieces = pieces.iter().map(|piece| Ok(Bytes::from_static(piece.as_bytes()))).collect();
    Ok(Response::new(StatusCode::from_u16(status).unwrap(), headers, Pieces(pieces)))
}

fn ok() -> Answer {
    answer(200, &[], &["good"])
}

fn redirect(to: &str) -> Answer {
    answer(302, &[(header::LOCATION, to)], &["moved"])
}

fn get(url: &str) -> Request {
    Request::get(url.parse().unwrap())
}

fn fetch_with(script: &Script, request: Request, limits: FetchLimits) -> Result<Fetched, FetchError> {
    block_on(ql_core::fetch(script, request, limits))
}

fn fetch(script: &Script, url: &str) -> Result<Fetched, FetchError> {
    fetch_with(script, get(url), FetchLimits::new(1000))
}

#[test]
fn a_whole_answer() {
    let script = Script::new([answer(200, &[(header::CONTENT_TYPE, "text/turtle")], &["one ", "", "two"])]);
    let fetched = fetch(&script, "https://a.example/c.ttl?key=1").unwrap();
    assert_eq!(fetched.body, "one two");
    assert_eq!(fetched.status, StatusCode::OK);
    assert_eq!(fetched.content_type(), Some("text/turtle"));
    assert_eq!(fetched.url.as_str(), "https://a.example/c.ttl?key=1");
    assert_eq!(fetched.redirects, 0);
    assert_eq!(script.requests().len(), 1);
}

#[test]
fn a_status_is_no_error() {
    for status in [204, 300, 304, 404, 410, 429, 500, 503] {
        let script = Script::new([answer(status, &[(header::LOCATION, "/elsewhere")], &["sorry"])]);
        let fetched = fetch(&script, "https://a.example/").unwrap();
        assert_eq!((fetched.status.as_u16(), fetched.redirects), (status, 0));
        assert_eq!(fetched.content_type(), None);
    }
}

#[test]
fn every_status_of_a_redirect_is_followed() {
    for status in [301, 302, 303, 307, 308] {
        let script = Script::new([answer(status, &[(header::LOCATION, "https://b.example/x")], &[]), ok()]);
        let fetched = fetch(&script, "https://a.example/").unwrap();
        assert_eq!((fetched.url.as_str(), fetched.redirects), ("https://b.example/x", 1), "{status}");
    }
}

#[test]
fn five_redirects_are_followed_and_six_are_not() {
    let hops = |count: usize| (1..=count).map(|at| redirect(&format!("/{at}")));
    let script = Script::new(hops(5).chain([ok()]));
    let fetched = fetch(&script, "https://a.example/0").unwrap();
    assert_eq!((fetched.url.as_str(), fetched.redirects), ("https://a.example/5", 5));

    let script = Script::new(hops(6));
    let error = fetch(&script, "https://a.example/0").unwrap_err();
    assert!(matches!(error.kind(), FetchErrorKind::TooManyRedirects), "{error:?}");
    assert_eq!(error.url().as_str(), "https://a.example/5");
    assert_eq!(script.requests().len(), 6);
    assert!(!error.is_transient());
}

#[test]
fn the_number_of_redirects_is_a_setting() {
    let mut limits = FetchLimits::new(1000);
    assert_eq!(limits.max_redirects, 5);
    limits.max_redirects = 0;
    let error = fetch_with(&Script::new([redirect("/1")]), get("https://a.example/"), limits).unwrap_err();
    assert!(matches!(error.kind(), FetchErrorKind::TooManyRedirects));
}

#[test]
fn a_loop_ends() {
    let script = Script::new((0..6).map(|_| redirect("/")));
    let error = fetch(&script, "https://a.example/").unwrap_err();
    assert!(matches!(error.kind(), FetchErrorKind::TooManyRedirects));
}

#[test]
fn https_is_not_left_for_http() {
    for to in ["http://a.example/", "http://b.example/", "HTTP://a.example:443/"] {
        let script = Script::new([redirect(to)]);
        let error = fetch(&script, "https://a.example/x").unwrap_err();
        assert!(matches!(error.kind(), FetchErrorKind::Downgrade), "{to}: {error:?}");
        assert_eq!(error.url().as_str(), "https://a.example/x");
        assert_eq!(script.requests().len(), 1, "{to}");
    }
    // Not by a detour either.
    let script = Script::new([redirect("https://a.example/"), redirect("http://a.example/")]);
    let error = fetch(&script, "http://a.example/").unwrap_err();
    assert!(matches!(error.kind(), FetchErrorKind::Downgrade));
    let script = Script::new([redirect("http://b.example/"), ok()]);
    assert_eq!(fetch(&script, "http://a.example/").unwrap().redirects, 1);
}

#[test]
fn location_can_be_relative() {
    for (location, expected) in [
        ("/x", "https://a.example/x"),
        ("x?y=1", "https://a.example/dir/x?y=1"),
        ("../x", "https://a.example/x"),
        ("//b.example/x", "https://b.example/x"),
        ("?page=2", "https://a.example/dir/file?page=2"),
        ("HTTPS://B.example", "https://b.example/"),
    ] {
        let script = Script::new([redirect(location), ok()]);
        let fetched = fetch(&script, "https://a.example/dir/file?page=1").unwrap();
        assert_eq!(fetched.url.as_str(), expected, "{location}");
        assert_eq!(script.last_request().url.as_str(), expected, "{location}");
    }
}

#[test]
fn a_redirect_says_where_to() {
    for location in [None, Some("https://"), Some("ftp://a.example/"), Some("file:///etc/passwd"), Some("data:,x")] {
        let headers: Vec<_> = location.map(|to| (header::LOCATION, to)).into_iter().collect();
        let script = Script::new([answer(301, &headers, &[])]);
        let error = fetch(&script, "https://a.example/").unwrap_err();
        assert!(matches!(error.kind(), FetchErrorKind::BadRedirect), "{location:?}: {error:?}");
        assert_eq!(script.requests().len(), 1);
    }
}

/// A request with credentials and with headers of a manifest, any of which can be a key.
fn with_headers(url: &str) -> Request {
    let mut request = get(url);
    for (name, value) in [
        ("accept", "text/turtle"),
        ("accept-language", "de"),
        ("user-agent", "quality-link"),
        ("authorization", "Bearer secret"),
        ("cookie", "secret"),
        ("proxy-authorization", "secret"),
        ("x-api-key", "secret"),
        ("x-tenant", "secret"),
        ("signature", "secret"),
        ("signature-input", "secret"),
        ("if-none-match", "\"etag\""),
    ] {
        request.headers.insert(HeaderName::from_static(name), HeaderValue::from_static(value));
    }
    request
}

fn names(request: &Request) -> Vec<&str> {
    let mut names: Vec<&str> = request.headers.keys().map(HeaderName::as_str).collect();
    names.sort_unstable();
    names
}

#[test]
fn credentials_stay_within_the_origin() {
    let script = Script::new([redirect("/x"), redirect("https://a.example:443/y"), ok()]);
    fetch_with(&script, with_headers("https://a.example/"), FetchLimits::new(1000)).unwrap();
    let requests = script.requests();
    assert_eq!(requests[1].headers, requests[0].headers);
    assert_eq!(requests[2].headers, requests[0].headers);
}

#[test]
fn nothing_but_what_is_read_crosses_an_origin() {
    for (from, to) in [
        ("https://a.example/", "https://b.example/"),
        ("https://a.example/", "https://sub.a.example/"),
        ("https://a.example/", "https://a.example:8443/"),
        ("http://a.example/", "https://a.example/"),
    ] {
        let script = Script::new([redirect(to), ok()]);
        fetch_with(&script, with_headers(from), FetchLimits::new(1000)).unwrap();
        let request = script.last_request();
        assert_eq!(names(&request), ["accept", "accept-language", "user-agent"], "{from} to {to}");
        assert_eq!(request.headers[header::ACCEPT], "text/turtle");
        assert_eq!(request.headers[header::USER_AGENT], "quality-link");
    }
}

#[test]
fn credentials_do_not_come_back_with_the_origin() {
    let script = Script::new([redirect("https://b.example/"), redirect("https://a.example/"), ok()]);
    fetch_with(&script, with_headers("https://a.example/"), FetchLimits::new(1000)).unwrap();
    assert_eq!(names(&script.last_request()), ["accept", "accept-language", "user-agent"]);
}

#[test]
fn every_value_of_a_header_crosses() {
    let mut request = get("https://a.example/");
    request.headers.append(header::ACCEPT, HeaderValue::from_static("text/turtle"));
    request.headers.append(header::ACCEPT, HeaderValue::from_static("*/*"));
    let script = Script::new([redirect("https://b.example/"), ok()]);
    fetch_with(&script, request, FetchLimits::new(1000)).unwrap();
    assert_eq!(script.last_request().headers.get_all(header::ACCEPT).iter().count(), 2);
}

#[test]
fn the_timeout_holds_for_every_hop() {
    let timeout = Duration::from_secs(3);
    let script = Script::new([redirect("https://b.example/"), ok()]);
    fetch_with(&script, get("https://a.example/").with_timeout(timeout), FetchLimits::new(1000)).unwrap();
    assert!(script.requests().iter().all(|request| request.timeout == Some(timeout)));
}

#[test]
fn a_body_as_large_as_the_limit() {
    for headers in [&[][..], &[(header::CONTENT_LENGTH, "8")]] {
        let script = Script::new([answer(200, headers, &["1234", "5678"])]);
        let fetched = fetch_with(&script, get("https://a.example/"), FetchLimits::new(8)).unwrap();
        assert_eq!(fetched.body, "12345678");
    }
}

#[test]
fn a_body_that_announces_too_much_is_not_read() {
    let broken = TransportError::new(TransportErrorKind::Broken, "the body is read");
    let headers: HeaderMap = [(header::CONTENT_LENGTH, HeaderValue::from_static("9"))].into_iter().collect();
    let script = Script::new([Ok(Response::new(StatusCode::OK, headers, Pieces([Err(broken)].into())))]);
    let error = fetch_with(&script, get("https://a.example/"), FetchLimits::new(8)).unwrap_err();
    assert!(matches!(error.kind(), FetchErrorKind::TooLarge { limit: 8 }), "{error:?}");
    assert_eq!(error.to_string(), "the answer is larger than the limit of 8 bytes");
}

#[test]
fn a_body_that_grows_too_large_ends_early() {
    // A length that lies or is no number does not help.
    for length in [None, Some("8"), Some("0"), Some("-1"), Some("eight")] {
        let headers: Vec<_> = length.map(|length| (header::CONTENT_LENGTH, length)).into_iter().collect();
        let script = Script::new([answer(200, &headers, &["1234", "56789", "never read"])]);
        let error = fetch_with(&script, get("https://a.example/"), FetchLimits::new(8)).unwrap_err();
        assert!(matches!(error.kind(), FetchErrorKind::TooLarge { limit: 8 }), "{length:?}: {error:?}");
        assert!(!error.is_transient());
    }
}

#[test]
fn the_limit_is_not_for_the_body_of_a_redirect() {
    let moved = answer(302, &[(header::LOCATION, "/x"), (header::CONTENT_LENGTH, "999")], &["a long page"]);
    let script = Script::new([moved, ok()]);
    assert_eq!(fetch_with(&script, get("https://a.example/"), FetchLimits::new(4)).unwrap().body, "good");
}

#[test]
fn a_body_that_breaks_off_is_an_error() {
    let broken = TransportError::new(TransportErrorKind::Broken, "the connection broke").with_source("reset by peer");
    let pieces = Pieces([Ok(Bytes::from_static(b"half of ")), Err(broken)].into());
    let script = Script::new([redirect("/x"), Ok(Response::new(StatusCode::OK, HeaderMap::new(), pieces))]);
    let error = fetch(&script, "https://a.example/").unwrap_err();
    assert_eq!(error.transport(), Some(TransportErrorKind::Broken));
    assert_eq!(error.url().as_str(), "https://a.example/x");
    assert_eq!(error.to_string(), "the connection broke");
    assert_eq!(error.source().map(ToString::to_string).as_deref(), Some("reset by peer"));
    assert!(error.is_transient());
}

#[test]
fn errors_of_the_transport_are_passed_on() {
    use TransportErrorKind::{Broken, Connect, Dns, NoSuchHost, Refused, Request, Timeout, Tls};
    for (kind, transient) in [
        (NoSuchHost, false),
        (Dns, true),
        (Connect, true),
        (Tls, false),
        (Timeout, true),
        (Refused, false),
        (Broken, true),
        (Request, false),
    ] {
        let error =
            fetch(&Script::new([Err(TransportError::new(kind, "no answer"))]), "https://a.example/").unwrap_err();
        assert_eq!((error.transport(), error.is_transient()), (Some(kind), transient));
    }
    let script = Script::new([redirect("/x")]);
    script.answers.lock().unwrap().push_back(Err(TransportError::new(Refused, "a private address")));
    let error = fetch(&script, "https://a.example/").unwrap_err();
    assert_eq!((error.transport(), error.url().path()), (Some(Refused), "/x"));
}

#[test]
fn debug_shows_no_header_and_no_parameter() {
    let shown = format!("{:?}", with_headers("https://a.example/x?key=secret"));
    assert!(!shown.contains("secret"), "{shown}");
    assert!(shown.contains("https://a.example/x"), "{shown}");
}

fn post(url: &str) -> Request {
    let mut request = get(url);
    request.method = Method::POST;
    request.body = Bytes::from_static(b"grant_type=client_credentials&client_secret=secret");
    request
}

#[test]
fn a_body_is_sent_again_within_the_origin() {
    let script = Script::new([answer(307, &[(header::LOCATION, "/token")], &[]), ok()]);
    fetch_with(&script, post("https://a.example/"), FetchLimits::new(1000)).unwrap();
    assert_eq!(script.last_request().method, Method::POST);
    assert_eq!(script.last_request().body, post("https://a.example/").body);
}

mod mended {
    use super::*;

    #[test]

    fn a_body_does_not_cross_an_origin() {
        for status in [301, 302, 303, 307, 308] {
            let script = Script::new([answer(status, &[(header::LOCATION, "https://b.example/")], &[]), ok()]);
            // Whether this is an error or goes on without the body is left open.
            let _ = fetch_with(&script, post("https://a.example/"), FetchLimits::new(1000));
            assert!(script.requests().iter().skip(1).all(|request| request.body.is_empty()), "{status}");
        }
    }

    #[test]

    fn a_303_is_followed_with_get() {
        let script = Script::new([answer(303, &[(header::LOCATION, "/x")], &[]), ok()]);
        fetch_with(&script, post("https://a.example/"), FetchLimits::new(1000)).unwrap();
        assert_eq!(script.last_request().method, Method::GET);
        assert!(script.last_request().body.is_empty());
    }

    #[test]

    fn the_length_of_a_body_that_is_not_sent_does_not_count() {
        let length = [(header::CONTENT_LENGTH, "999")];
        let mut head = get("https://a.example/");
        head.method = Method::HEAD;
        assert!(fetch_with(&Script::new([answer(200, &length, &[])]), head, FetchLimits::new(4)).is_ok());
        let not_modified = Script::new([answer(304, &length, &[])]);
        assert!(fetch_with(&not_modified, get("https://a.example/"), FetchLimits::new(4)).is_ok());
    }

    #[test]

    fn debug_shows_no_parameter_and_no_password() {
        let request = format!("{:?}", get("https://me:secret@a.example/x"));
        assert!(!request.contains("secret"), "{request}");
        let url = "https://a.example/x?key=secret";
        let error = fetch(&Script::new([redirect("http://a.example/")]), url).unwrap_err();
        assert!(!format!("{error:?}").contains("secret"), "{error:?}");
        let fetched = fetch(&Script::new([ok()]), url).unwrap();
        assert!(!format!("{fetched:?}").contains("secret"), "{fetched:?}");
    }
}
