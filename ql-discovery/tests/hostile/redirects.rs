//! Redirects.

use std::time::Duration;

use ql_core::AddressPolicy;
use ql_discovery::UnreachableReason::NoSuchHost;

use crate::scenario::{DOMAIN, Expected, MANIFEST, MIB, Scenario, TIMEOUT, answer, broken, not_found, ok};
use crate::servers::{Asked, FOREVER, Front, Step, send};

const NOWHERE: Expected = Expected::BadRedirect("without saying where to");
const TOO_OFTEN: Expected = Expected::BadRedirect("too often");
const PRIVATE: Expected = Expected::Refused("an address of a private network");

fn to(location: &str) -> Vec<Step> {
    vec![Step::Send(answer("302 Found", &format!("location: {location}\r\n"), "moved"))]
}

fn is_file(asked: &Asked) -> bool {
    asked.path.starts_with("/.well-known/")
}

/// The well-known files redirect; everything else is a manifest.
fn redirects(name: &'static str, location: impl Into<String>) -> Scenario {
    let moved = to(&location.into());
    Scenario::new(name).https(move |asked| if is_file(asked) { moved.clone() } else { ok(MANIFEST) })
}

pub(crate) fn scenarios() -> Vec<Scenario> {
    let mut all = vec![
        redirects("redirect to itself", "?").https(|asked| to(&asked.path)).file(TOO_OFTEN),
        redirects("redirect in a circle of two", "")
            .https(|asked| to(if is_file(asked) { "/m" } else { "/.well-known/" }))
            .file(TOO_OFTEN),
        redirects("redirect over six hops", "")
            .https(|asked| {
                let hop: usize = asked.path.strip_prefix("/hop/").and_then(|hop| hop.parse().ok()).unwrap_or_default();
                if hop == 6 { ok(MANIFEST) } else { to(&format!("/hop/{}", hop + 1)) }
            })
            .file(TOO_OFTEN),
        redirects("redirect without end, each longer than the last", "")
            .https(|asked| to(&format!("{}/{}", asked.path, "long/".repeat(500))))
            .file(TOO_OFTEN),
        redirects("redirect to http", format!("http://{DOMAIN}/m")).file(Expected::BadRedirect("from https to http")),
    ];
    for (name, location) in [
        ("redirect without a location", None),
        ("redirect to an empty host", Some("https://")),
        ("redirect to a host that is no name", Some("https://a b/m")),
        ("redirect to port 99999", Some("https://uni.example:99999/m")),
        ("redirect to file:", Some("file:///etc/passwd")),
        ("redirect to ftp:", Some("ftp://uni.example/m")),
        ("redirect to data:", Some("data:application/json,{}")),
        ("redirect to javascript:", Some("javascript:alert(1)")),
        ("redirect to a location that is not UTF-8", None),
    ] {
        let scenario = match (name, location) {
            (_, Some(location)) => redirects(name, location),
            ("redirect without a location", _) => Scenario::new(name).http([Step::Send(answer("302 Found", "", ""))]),
            _ => Scenario::new(name)
                .http([send(&b"HTTP/1.1 302 Found\r\nlocation: /\xff\xfe\r\ncontent-length: 0\r\n\r\n"[..])]),
        };
        all.push(scenario.file(NOWHERE));
    }
    for (name, location) in [
        ("redirect to 10.0.0.1", "https://10.0.0.1/m"),
        ("redirect to a cloud's metadata", "https://169.254.169.254/latest/meta-data"),
        ("redirect to a cloud's metadata as one number", "https://2852039166/"),
        ("redirect to an IPv6 address that stands for 10.0.0.1", "https://[::ffff:10.0.0.1]/m"),
        ("redirect to a link-local address", "https://[fe80::1]/m"),
    ] {
        all.push(redirects(name, location).file(PRIVATE));
    }
    all.extend([
        Scenario::new("a TXT record sends to 127.0.0.1, public addresses allowed")
            .announcing("https://127.0.0.1/m")
            .policy(AddressPolicy::public_only())
            .txt(Expected::Refused("a loopback address"))
            .file(Expected::Refused("a loopback address"))
            .check(|_, seen| match seen.connections() {
                0 => Ok(()),
                some => Err(format!("{some} connections")),
            }),
        redirects("redirect to a host that does not exist", "https://missing.example/m")
            .dns(|query| {
                let missing = query.name == "missing.example";
                let message = if missing { query.nothing().rcode(3).bytes() } else { crate::scenario::usual(query) };
                vec![crate::scenario::reply(query, message)]
            })
            .file(Expected::Unreachable(NoSuchHost, "does not exist, or has no address")),
        redirects("redirect with user name and password", format!("https://user:hunter2@{DOMAIN}/m"))
            .file(Expected::Found)
            .check(|report, _| match report.to_string().contains("hunter2") {
                true => Err("the password is shown".into()),
                false => Ok(()),
            }),
        redirects("redirect to a location of 1 MiB", format!("/{}", "x".repeat(MIB))).file(broken("too large")),
        redirects("redirect to a location of 100 KB", format!("/{}", "x".repeat(100_000))).file(NOWHERE),
        redirects("redirect to a location with NUL", "/\0").file(broken("HTTP header")),
        redirects("redirect to a location with CR", "/a\rx: y").file(broken("HTTP header")),
        redirects("redirect to a location with encoded CR LF", "/a%0d%0ax:%20y")
            .check(|_, seen| {
                match seen.requests().iter().filter(|place| *place == "uni.example/a%0d%0ax:%20y").count() {
                    3 => Ok(()),
                    some => Err(format!("{some} requests for that place")),
                }
            })
            .file(Expected::NotFound)
            .https(|asked| if is_file(asked) { to("/a%0d%0ax:%20y") } else { not_found() }),
        redirects("redirect to a location with terminal escape sequences", "")
            .https(|asked| if is_file(asked) { to("/%1b[2J\u{202e}\u{61c}?\u{9b}31m") } else { ok("<html>") })
            .file(Expected::NotAManifest("web page")),
        Scenario::new("redirect with a body that never ends")
            .front(Front::Http(Box::new(|asked| match is_file(asked) {
                true => vec![
                    send("HTTP/1.1 302 Found\r\nlocation: /m\r\ntransfer-encoding: chunked\r\n\r\n"),
                    Step::Repeat("5\r\nmoved\r\n".repeat(500).into(), FOREVER),
                ],
                false => ok(MANIFEST),
            })))
            .file(Expected::Found),
        // The institution's own host is not to blame for the time that another one took.
        Scenario::new("a TXT record leads, at the last moment, to the institution's own host")
            .announcing("https://files.example/m")
            .https(|asked| match (asked.host.as_str(), asked.path.as_str()) {
                (DOMAIN, "/late") => [vec![Step::Wait(Duration::from_millis(500))], not_found()].concat(),
                (DOMAIN, _) => ok(MANIFEST),
                _ => [vec![Step::Wait(Duration::from_millis(450))], to(&format!("https://{DOMAIN}/late"))].concat(),
            })
            .hurried()
            .txt(TIMEOUT)
            .file(Expected::Found),
        Scenario::new("redirect with two locations")
            .http([Step::Send(answer("302 Found", "location: https://10.0.0.1/\r\nlocation: /m\r\n", ""))])
            .file(PRIVATE),
    ]);
    all
}
