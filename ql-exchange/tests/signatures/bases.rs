//! Signature bases: the examples of RFC 9421, section 2, and what is like them.

use http::{HeaderMap, HeaderName, HeaderValue, Method};
use ql_exchange::signature::{SignatureVerifier, SignedMessage, Signer, signature_base};
use url::Url;

use super::{at, vectors};

/// Of a GET request to `url`, the value of one component.
struct Case {
    name: &'static str,
    url: &'static str,
    component: &'static str,
    expected: &'static str,
}

const fn case(name: &'static str, url: &'static str, component: &'static str, expected: &'static str) -> Case {
    Case { name, url, component, expected }
}

const QUERY: &str = "https://www.example.com/path?param=value&foo=bar&baz=batman&qux=";
const ENCODED: &str = "https://www.example.com/parameters?var=this%20is%20a%20big%0Amultiline%20value&\
                       bar=with+plus+whitespace&fa%C3%A7ade%22%3A%20=something";

const CASES: &[Case] = &[
    case("2.2.1", "https://www.example.com/path?param=value", "\"@method\"", "GET"),
    case(
        "2.2.2",
        "https://www.example.com/path?param=value",
        "\"@target-uri\"",
        "https://www.example.com/path?param=value",
    ),
    case(
        "2.2.2 has no fragment",
        "https://www.example.com/path#part",
        "\"@target-uri\"",
        "https://www.example.com/path",
    ),
    case("2.2.3", "https://www.example.com/path?param=value", "\"@authority\"", "www.example.com"),
    case("2.2.3 in capitals", "https://WWW.Example.COM/", "\"@authority\"", "www.example.com"),
    case("2.2.3 with the port of the scheme", "http://example.com:80/", "\"@authority\"", "example.com"),
    case("2.2.3 with the port of another scheme", "http://example.com:443/", "\"@authority\"", "example.com:443"),
    case("2.2.3 without user", "https://user:secret@example.com/", "\"@authority\"", "example.com"),
    case("2.2.3 IPv6", "https://[2001:DB8:0::1]:8443/", "\"@authority\"", "[2001:db8::1]:8443"),
    case("2.2.3 IPv4", "http://127.0.0.1:8080/", "\"@authority\"", "127.0.0.1:8080"),
    case("2.2.3 internationalised", "https://Größe.example/", "\"@authority\"", "xn--gre-6ka8i.example"),
    case("2.2.3 with a dot at its end", "https://example.com./", "\"@authority\"", "example.com."),
    case("2.2.4", "http://www.example.com/path", "\"@scheme\"", "http"),
    case("2.2.5", "https://www.example.com/path?param=value", "\"@request-target\"", "/path?param=value"),
    case("2.2.5 without query", "https://www.example.com/path", "\"@request-target\"", "/path"),
    case("2.2.5 with an empty query", "https://www.example.com/path?", "\"@request-target\"", "/path?"),
    case("2.2.6", "https://www.example.com/path?param=value", "\"@path\"", "/path"),
    case("2.2.6 empty", "https://www.example.com", "\"@path\"", "/"),
    case(
        "2.2.7",
        "https://www.example.com/path?param=value&foo=bar&baz=bat%2Dman",
        "\"@query\"",
        "?param=value&foo=bar&baz=bat%2Dman",
    ),
    case("2.2.7 of one word", "https://www.example.com/path?queryString", "\"@query\"", "?queryString"),
    case("2.2.7 absent", "https://www.example.com/path", "\"@query\"", "?"),
    case("2.2.8 baz", QUERY, "\"@query-param\";name=\"baz\"", "batman"),
    case("2.2.8 qux", QUERY, "\"@query-param\";name=\"qux\"", ""),
    case("2.2.8 param", QUERY, "\"@query-param\";name=\"param\"", "value"),
    case("2.2.8 var", ENCODED, "\"@query-param\";name=\"var\"", "this%20is%20a%20big%0Amultiline%20value"),
    case("2.2.8 bar", ENCODED, "\"@query-param\";name=\"bar\"", "with%20plus%20whitespace"),
    case("2.2.8 façade", ENCODED, "\"@query-param\";name=\"fa%C3%A7ade%22%3A%20\"", "something"),
    case("2.1 one line", "https://www.example.com/", "\"date\"", "Tue, 20 Apr 2021 02:07:56 GMT"),
    case(
        "2.1 white space around it",
        "https://www.example.com/",
        "\"x-ows-header\"",
        "Leading and trailing whitespace.",
    ),
    case("2.1 several lines", "https://www.example.com/", "\"cache-control\"", "max-age=60, must-revalidate"),
    case(
        "2.1 a dictionary as it is",
        "https://www.example.com/",
        "\"example-dict\"",
        "a=1,    b=2;x=1;y=2,   c=(a   b   c)",
    ),
    case("2.1 empty", "https://www.example.com/", "\"x-empty-header\"", ""),
    case("2.1 white space of Unicode is none of HTTP", "https://www.example.com/", "\"x-no-break\"", "\u{a0}a\u{a0}"),
];

fn headers() -> HeaderMap {
    let mut headers = HeaderMap::new();
    for (name, value) in [
        ("date", "Tue, 20 Apr 2021 02:07:56 GMT"),
        ("x-ows-header", "   Leading and trailing whitespace.   "),
        ("cache-control", "max-age=60"),
        ("cache-control", "   must-revalidate"),
        ("example-dict", " a=1,    b=2;x=1;y=2,   c=(a   b   c)"),
        ("x-empty-header", ""),
        ("x-no-break", "\u{a0}a\u{a0}"),
    ] {
        headers.append(HeaderName::from_static(name), HeaderValue::from_bytes(value.as_bytes()).expect("a value"));
    }
    headers
}

#[test]
fn components() {
    let headers = headers();
    let mut failures = Vec::new();
    for Case { name, url, component, expected } in CASES {
        let url: Url = url.parse().expect("a URL");
        let message = SignedMessage { method: &Method::GET, url: &url, headers: &headers, status: None };
        let actual = signature_base(message, &format!("({component});created=1"));
        let expected = format!("{component}: {expected}\n\"@signature-params\": ({component});created=1");
        if actual.as_ref() != Ok(&expected) {
            failures.push(format!("{name}\n  expected: {expected:?}\n  actual:   {actual:?}"));
        }
    }
    assert!(failures.is_empty(), "{}", failures.join("\n"));
}

#[test]
fn components_that_a_message_lacks() {
    let (url, headers) = ("https://uni.example/?a=1&a=2".parse().expect("a URL"), HeaderMap::new());
    let message = SignedMessage { method: &Method::GET, url: &url, headers: &headers, status: None };
    for input in [
        "(\"@status\")",
        "(\"date\")",
        "(\"@authority\" \"@authority\")",
        "(\"@authority\";req)",
        "(\"@unknown\")",
        "(\"@signature-params\")",
        "(\"@query-param\")",
        "(\"@query-param\";name=\"b\")",
        "(\"@query-param\";name=\"a\")",
        "(\"Date\")",
        "(date)",
        "(7)",
        "@authority",
        "",
        "\"@authority\"",
        "(\"@authority\"",
    ] {
        assert!(signature_base(message, input).is_err(), "{input}");
    }
}

/// A request whose signature is good, with fields changed.
fn status_of(change: impl FnOnce(&mut HeaderMap)) -> Option<u16> {
    let signer = Signer::new(vectors::signing_key("ql-ed25519"));
    let mut request = ql_core::Request::get("https://uni.example/".parse().expect("a URL"));
    signer.sign(&mut request, at(1_785_000_000)).expect("a signature");
    change(&mut request.headers);
    let verified = SignatureVerifier::new(signer.key_list()).verify(super::message(&request), at(1_785_000_000));
    verified.err().map(|refusal| refusal.status())
}

fn set(headers: &mut HeaderMap, name: &'static str, value: &str) {
    headers.insert(name, HeaderValue::from_str(value).expect("a value"));
}

#[test]
fn fields_of_signatures() {
    assert_eq!(status_of(|_| {}), None);
    for value in ["", "\t", ",", "sig1", "sig1=", "sig1=()", "sig1=::", "sig1=:A:", "é"] {
        // Without the tag it is none of ours.
        let expected = if value == "sig1=()" { 401 } else { 400 };
        assert_eq!(status_of(|headers| set(headers, "signature-input", value)), Some(expected), "{value:?}");
        let expected = if value == "sig1=::" { 401 } else { 400 };
        assert_eq!(status_of(|headers| set(headers, "signature", value)), Some(expected), "{value:?}");
    }
}

/// A label of one field without the other "is an error" (RFC 9421, section 4), in whatever order they come.
#[test]
fn labels_without_their_like() {
    const INPUT: &str = "(\"@authority\");created=1;keyid=\"a\"";
    let after = |name: &'static str, value: String| {
        status_of(|headers| {
            headers.append(name, value.try_into().expect("a value"));
        })
    };
    let before = |name: &'static str, value: String| {
        status_of(|headers| {
            let value = format!("{value}, {}", headers[name].to_str().expect("ASCII"));
            set(headers, name, &value);
        })
    };
    let ours = || format!("new={INPUT};tag=\"qualitylink-v1\"");
    let another = || format!("new={INPUT};tag=\"proxy\"");
    assert_eq!(before("signature-input", ours()), Some(400));
    assert_eq!(before("signature-input", "new".into()), Some(400));
    assert_eq!(after("signature", "=".into()), Some(400));
    // The signature has no input.
    let status = status_of(|headers| set(headers, "signature-input", " "));
    assert_eq!(status, Some(400));
    // The good signature beside them does not help.
    assert_eq!(after("signature-input", "new".into()), Some(400));
    assert_eq!(after("signature-input", ours()), Some(400));
    for add in [&after as &dyn Fn(&'static str, String) -> Option<u16>, &before] {
        assert_eq!(add("signature-input", another()), Some(400));
        assert_eq!(add("signature", "new=:AAAA:".into()), Some(400));
    }
}
