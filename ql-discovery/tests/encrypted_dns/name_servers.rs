//! How a name server is written.

use std::net::SocketAddr;

use ql_discovery::{NameServer, NameServerError};

fn parse(text: &str) -> Result<NameServer, NameServerError> {
    text.parse()
}

#[test]
fn plain_ones() {
    let cases = [
        ("192.0.2.1", "192.0.2.1:53"),
        ("192.0.2.1:5353", "192.0.2.1:5353"),
        (" 192.0.2.1\n", "192.0.2.1:53"),
        ("2001:db8::1", "[2001:db8::1]:53"),
        ("[2001:db8::1]", "[2001:db8::1]:53"),
        ("[2001:db8::1]:5353", "[2001:db8::1]:5353"),
        ("::1", "[::1]:53"),
        ("::ffff:192.0.2.1", "[::ffff:192.0.2.1]:53"),
    ];
    for (text, expected) in cases {
        let server = parse(text).unwrap_or_else(|error| panic!("{text}: {error}"));
        assert_eq!((server.to_string().as_str(), server.address().to_string().as_str()), (expected, expected));
        let address: SocketAddr = expected.parse().expect("an address");
        assert_eq!(server, NameServer::plain(address), "{text}");
        assert_eq!(parse(&server.to_string()).as_ref(), Ok(&server), "{text}");
    }
}

#[cfg(feature = "encrypted-dns")]
const ENCRYPTED: [(&str, &str); 15] = [
    ("tls://dns.example@192.0.2.1", "tls://dns.example@192.0.2.1:853"),
    ("tls://dns.example@192.0.2.1/", "tls://dns.example@192.0.2.1:853"),
    ("tls://dns.example@192.0.2.1:8853", "tls://dns.example@192.0.2.1:8853"),
    ("tls://192.0.2.1", "tls://192.0.2.1:853"),
    ("  tls://192.0.2.1:853 ", "tls://192.0.2.1:853"),
    ("tls://dns.example@[2001:db8::1]", "tls://dns.example@[2001:db8::1]:853"),
    ("tls://dns.example@[2001:db8::1]:8853", "tls://dns.example@[2001:db8::1]:8853"),
    ("https://dns.example@192.0.2.1/dns-query", "https://dns.example@192.0.2.1:443/dns-query"),
    ("https://dns.example@192.0.2.1:443/dns-query", "https://dns.example@192.0.2.1:443/dns-query"),
    ("https://dns.example@192.0.2.1", "https://dns.example@192.0.2.1:443/dns-query"),
    ("https://dns.example@192.0.2.1/", "https://dns.example@192.0.2.1:443/dns-query"),
    ("https://dns.example@192.0.2.1:853/resolve/me", "https://dns.example@192.0.2.1:853/resolve/me"),
    ("https://192.0.2.1/dns-query", "https://192.0.2.1:443/dns-query"),
    ("https://dns.example@[2001:db8::1]/dns-query", "https://dns.example@[2001:db8::1]:443/dns-query"),
    ("https://dns.example@[2001:db8::1]:8443", "https://dns.example@[2001:db8::1]:8443/dns-query"),
];

#[cfg(feature = "encrypted-dns")]
#[test]
fn encrypted_ones() {
    for (text, expected) in ENCRYPTED {
        let server = parse(text).unwrap_or_else(|error| panic!("{text}: {error}"));
        assert_eq!(server.to_string(), expected, "{text}");
        assert_eq!(parse(expected).as_ref(), Ok(&server), "{text}");
    }
    let server = parse("tls://dns.example@[2001:db8::1]:8853").expect("a name server");
    assert_eq!(server.address(), "[2001:db8::1]:8853".parse().expect("an address"));
    assert_ne!(parse("tls://192.0.2.1:53"), parse("192.0.2.1:53"));
}

/// The port of HTTPS is as good as any other for TLS.
#[cfg(feature = "encrypted-dns")]
#[test]
fn tls_at_the_port_of_https() {
    let server = parse("tls://dns.example@192.0.2.1:443").expect("a name server");
    assert_eq!(server.to_string(), "tls://dns.example@192.0.2.1:443");
    assert_eq!(server.address().port(), 443);
}

#[cfg(feature = "encrypted-dns")]
#[test]
fn what_is_shown_of_ipv6_can_be_read() {
    for text in ["tls://[2001:db8::1]", "https://[2001:db8::1]:8443/dns-query"] {
        let server = parse(text).expect("a name server");
        assert_eq!(parse(&server.to_string()).as_ref(), Ok(&server), "{server}");
    }
}

/// The scheme of a URL is the same in any case (RFC 3986, section 3.1).
#[cfg(feature = "encrypted-dns")]
#[test]
fn schemes_in_capitals() {
    assert_eq!(parse("TLS://dns.example@192.0.2.1"), parse("tls://dns.example@192.0.2.1"));
    assert_eq!(parse("HTTPS://192.0.2.1/dns-query"), parse("https://192.0.2.1/dns-query"));
}

#[cfg(not(feature = "encrypted-dns"))]
#[test]
fn encrypted_ones_need_their_feature() {
    for text in ["tls://dns.example@192.0.2.1", "https://192.0.2.1/dns-query"] {
        assert_eq!(parse(text), Err(NameServerError::Unsupported), "{text}");
    }
}

#[test]
fn what_is_no_name_server() {
    use NameServerError::{Address, Scheme};
    let cases = [
        ("", Address),
        (" ", Address),
        ("dns.example", Address),
        ("dns.example:53", Address),
        ("localhost", Address),
        ("192.0.2", Address),
        ("192.0.2.256", Address),
        ("192.0.2.1:", Address),
        ("192.0.2.1:65536", Address),
        ("192.0.2.1:dns", Address),
        ("192.0.2.1/24", Address),
        ("192.0.2.1, 192.0.2.2", Address),
        ("2001:db8::1::2", Address),
        ("dns.example@192.0.2.1", Address),
        ("tls:192.0.2.1", Address),
        ("tls://", Address),
        ("tls://dns.example", Address),
        ("tls://dns.example@", Address),
        ("tls://dns.example@dns.example", Address),
        ("tls://dns.example@192.0.2.256", Address),
        ("tls://dns.example@192.0.2.1:65536", Address),
        ("tls://2001:db8::1", Address),
        ("https://dns.example/dns-query", Address),
        ("https:///dns-query", Address),
        ("http://192.0.2.1/dns-query", Scheme),
        ("udp://192.0.2.1", Scheme),
        ("quic://dns.example@192.0.2.1", Scheme),
        ("://192.0.2.1", Scheme),
    ];
    for (text, expected) in cases {
        assert_eq!(parse(text), Err(expected), "{text}");
    }
}

/// The address is an IP address as people write it, not all that a browser would make one of.
#[test]
fn what_is_nearly_an_address() {
    let texts = ["tls://1.1.1", "tls://1", "tls://0x7f.1", "https://dns.example@017700000001", "[192.0.2.1]", "::1]"];
    for text in texts {
        assert_eq!(parse(text), Err(NameServerError::Address), "{text}");
    }
}

/// What is of no use in the URL is not dropped without a word.
#[cfg(feature = "encrypted-dns")]
#[test]
fn what_is_dropped() {
    for text in [
        "tls://dns.example@192.0.2.1/dns-query",
        "tls://dns.example:secret@192.0.2.1",
        "https://dns.example@192.0.2.1/dns-query?ct=application/dns-message",
        "https://dns.example@192.0.2.1/dns-query#top",
    ] {
        assert!(parse(text).is_err(), "{text}");
    }
}

#[test]
fn errors_say_what_is_expected() {
    let words = [NameServerError::Address, NameServerError::Scheme, NameServerError::Unsupported];
    for (error, part) in words.into_iter().zip(["`tls://NAME@ADDRESS`", "`https://`", "this build"]) {
        assert!(error.to_string().contains(part), "{error}");
    }
}
