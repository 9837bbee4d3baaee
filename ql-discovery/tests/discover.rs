//! The search for a manifest, with real sockets: DNS, HTTPS and HTTP on loopback.
#![cfg(all(feature = "dns", feature = "psl"))]

mod network;

use std::io::Write as _;
use std::net::{IpAddr, Ipv4Addr};
use std::time::{Duration, Instant};

use bytes::Bytes;
use flate2::Compression;
use flate2::write::GzEncoder;
use ql_core::{AddressPolicy, Provider};
use ql_discovery::{Discovery, DiscoveryOptions, DiscoveryReport, LookupErrorKind, Mechanism, Outcome, TxtLookup as _};
use ql_exchange::HttpTransport;
use serde_json::{Value, json};
use tokio::net::TcpListener;

use network::http::{Piece, Reply};
use network::{Addresses, Network, dns_sockets, hosts, resolver};

const LOOPBACK: IpAddr = IpAddr::V4(Ipv4Addr::LOCALHOST);
const PRIVATE: IpAddr = IpAddr::V4(Ipv4Addr::new(10, 0, 0, 1));
/// The well-known file, without and with its extensions.
const FILE: &str = "uni.example/.well-known/quality-link-manifest";
const JSON_FILE: &str = "uni.example/.well-known/quality-link-manifest.json";
const YAML_FILE: &str = "uni.example/.well-known/quality-link-manifest.yaml";
const MANIFEST: &str = r#"{"sources":[{"type":"ooapi","version":"5","path":"https://api.uni.example/v5/"}]}"#;
const YAML: &str = "sources:\n  - type: elm\n    version: '3.3'\n    path: https://uni.example/courses.ttl\n";
const LOGIN: &str = "<!DOCTYPE html><html><head><title>Sign in</title></head><body></body></html>";

fn uni() -> Provider {
    Provider::new().with_schac("uni.example".parse().expect("a domain name"))
}

fn manifest() -> Reply {
    Reply::ok(MANIFEST).with_header("content-type", "application/json")
}

fn gone() -> Reply {
    Reply::new(404, "no such file")
}

async fn report(network: Network) -> DiscoveryReport {
    network.start().0.discover(&uni()).await
}

/// One line per probe, one per request: what was tried, and what came of it.
fn told(report: &DiscoveryReport) -> Vec<String> {
    let mut lines = Vec::new();
    for probe in &report.probes {
        lines.push(format!("{} {}: {}", probe.domain, probe.mechanism, name(&probe.outcome)));
        for attempt in &probe.attempts {
            let status = attempt.status.map(|status| format!(" {status}")).unwrap_or_default();
            lines.push(format!("  {}:{status} {}", place(&attempt.url), name(&attempt.outcome)));
        }
    }
    lines
}

/// `…`, `….json` and `….yaml` for the well-known files, host and path for others.
fn place(url: &url::Url) -> String {
    match url.path().strip_prefix("/.well-known/quality-link-manifest") {
        Some(extension) => format!("…{extension}"),
        None => format!("{}{}", url.host_str().unwrap_or_default(), url.path()),
    }
}

fn name(outcome: &Outcome) -> String {
    let value = serde_json::to_value(outcome).expect("JSON");
    let text = |member: &str| value[member].as_str().unwrap_or_default().to_owned();
    if let Outcome::Unreachable { .. } = outcome {
        "unreachable ".to_owned() + &text("reason")
    } else {
        text("outcome")
    }
}

/// Why the probe by the mechanism failed, in words.
fn words(report: &DiscoveryReport, mechanism: Mechanism) -> String {
    let probe = report.probes.iter().find(|probe| probe.mechanism == mechanism).expect("a probe");
    probe.outcome.to_string()
}

fn codes(report: &DiscoveryReport) -> Vec<&str> {
    let of_probes = report.probes.iter().flat_map(|probe| &probe.diagnostics);
    of_probes.chain(&report.diagnostics).map(|finding| finding.code().as_str()).collect()
}

/// A search at `uni.example`, and what is told of it.
struct Case {
    name: &'static str,
    network: Network,
    lines: Vec<&'static str>,
}

async fn check(cases: Vec<Case>) {
    let mut failures = Vec::new();
    for Case { name, network, lines } in cases {
        let report = report(network).await;
        let actual = told(&report);
        if actual != lines {
            failures.push(format!("{name}\n  expected: {lines:#?}\n  actual: {actual:#?}\n{report}"));
        }
        let found = report.probes.iter().any(|probe| probe.outcome == Outcome::Found);
        assert_eq!(report.found.is_some(), found, "{name}");
    }
    assert!(failures.is_empty(), "{}", failures.join("\n"));
}

const NO_RECORD: &str = "uni.example DNS TXT: no-record";
const FOUND_BY_TXT: &str = "uni.example DNS TXT: found";
const NOT_TRIED: &str = "uni.example .well-known: not-tried";
const FOUND: &str = "uni.example .well-known: found";
const NOT_FOUND: &str = "uni.example .well-known: not-found";
const NONE: [&str; 5] =
    [NO_RECORD, NOT_FOUND, "  …: 404 not-found", "  ….json: 404 not-found", "  ….yaml: 404 not-found"];

#[tokio::test]
async fn txt_records() {
    const RECORD: &str = "v=qldiscover1; m=https://files.example/m";
    let long = format!("https://files.example/{}", "long/".repeat(400));
    let record = format!("v=qldiscover1; m={long}");
    let long_strings: Vec<String> =
        record.as_bytes().chunks(255).map(|part| String::from_utf8_lossy(part).into_owned()).collect();
    let net = Network::bind;
    let mut cases = vec![
        Case {
            name: "one record",
            network: net().await.txt("uni.example", [RECORD]).file("files.example/m", manifest()),
            lines: vec![FOUND_BY_TXT, "  files.example/m: 200 found", NOT_TRIED],
        },
        Case {
            name: "beside other records",
            network: net()
                .await
                .txt("uni.example", ["v=spf1 -all"])
                .txt("uni.example", [RECORD])
                .txt("uni.example", ["z=1; m=https://files.example/other"])
                .file("files.example/m", manifest()),
            lines: vec![FOUND_BY_TXT, "  files.example/m: 200 found", NOT_TRIED],
        },
        Case {
            name: "the same URL twice",
            network: net()
                .await
                .txt("uni.example", [RECORD])
                .txt("uni.example", ["v=qldiscover1;m=https://files.example/m"])
                .file("files.example/m", gone())
                .file(FILE, manifest()),
            lines: vec!["uni.example DNS TXT: not-found", "  files.example/m: 404 not-found", FOUND, "  …: 200 found"],
        },
        Case {
            name: "the domain has no TXT record",
            network: net().await.file(FILE, manifest()),
            lines: vec![NO_RECORD, FOUND, "  …: 200 found"],
        },
        Case {
            name: "the domain does not exist",
            network: net().await,
            lines: vec![
                NO_RECORD,
                "uni.example .well-known: unreachable no-such-host",
                "  …: unreachable no-such-host",
            ],
        },
        Case {
            name: "the domain has no address",
            network: net().await.txt("uni.example", ["v=spf1 -all"]),
            lines: vec![
                NO_RECORD,
                "uni.example .well-known: unreachable no-such-host",
                "  …: unreachable no-such-host",
            ],
        },
        Case {
            name: "the announced host does not exist",
            network: net().await.txt("uni.example", [RECORD]).file(FILE, manifest()),
            lines: vec![
                "uni.example DNS TXT: unreachable no-such-host",
                "  files.example/m: unreachable no-such-host",
                FOUND,
                "  …: 200 found",
            ],
        },
        Case {
            name: "the announced file is no manifest",
            network: net()
                .await
                .txt("uni.example", [RECORD])
                .file("files.example/m", Reply::ok(LOGIN))
                .file(FILE, manifest()),
            lines: vec![
                "uni.example DNS TXT: not-a-manifest",
                "  files.example/m: 200 not-a-manifest",
                FOUND,
                "  …: 200 found",
            ],
        },
    ];
    // Far longer than a UDP packet may be: the answer comes by TCP.
    let path = &long["https://".len()..];
    let network = net().await.txt("uni.example", long_strings).file(path, manifest());
    let (search, service) = network.start();
    let report = search.discover(&uni()).await;
    assert_eq!(report.found.expect("a manifest").url.as_str(), long);
    assert_eq!(service.peak(), 1);
    // Without TLS, and with a query.
    let network = net().await.file("files.example/m", manifest());
    let record = format!("v=qldiscover1; m=http://files.example:{}/m?format=json&x==", network.http_port());
    let (search, service) = network.txt("uni.example", [record]).start();
    assert!(search.discover(&uni()).await.found.is_some());
    assert_eq!(service.asked()[0].query, "format=json&x==");
    // The first of the two in byte order is tried first, however DNS orders them.
    for swap in [false, true] {
        let mut records = ["v=qldiscover1; m=https://a.example/m", "v=qldiscover1; m=https://b.example/m"];
        if swap {
            records.reverse();
        }
        let network = records.into_iter().fold(net().await, |network, record| network.txt("uni.example", [record]));
        cases.push(Case {
            name: "two records, the second is good",
            network: network.file("a.example/m", gone()).file("b.example/m", manifest()),
            lines: vec![FOUND_BY_TXT, "  a.example/m: 404 not-found", "  b.example/m: 200 found", NOT_TRIED],
        });
    }
    check(cases).await;
}

#[tokio::test]
async fn findings_about_txt_records() {
    let good = "v=qldiscover1; m=https://uni.example/m";
    let cases: [(&[&str], &str, &[&str]); 5] = [
        (&[good], "found", &[]),
        (&[good, "v=qldiscover1; m=https://uni.example/other"], "found", &["discovery.several-records"]),
        (&["v=qldiscover1; m=uni.example"], "malformed-record", &["discovery.malformed-record"]),
        (&["v=qldiscover1", good], "found", &["discovery.malformed-record"]),
        (
            &["v=qldiscover1; n=1", "v=qldiscover1; n=2"],
            "malformed-record",
            &["discovery.malformed-record", "discovery.malformed-record"],
        ),
    ];
    for (records, outcome, expected) in cases {
        let mut network = Network::bind().await.file("uni.example/m", manifest()).file(FILE, manifest());
        for record in records {
            network = network.txt("uni.example", [*record]);
        }
        let report = report(network).await;
        assert_eq!(name(&report.probes[0].outcome), outcome, "{records:?}");
        assert_eq!(codes(&report), expected, "{records:?}");
        // A malformed record does not end the search.
        assert!(report.found.is_some(), "{records:?}");
    }
}

#[tokio::test]
async fn dns_servers_that_fail() {
    for (name, answers, expected) in [("silent", false, "timeout"), ("SERVFAIL", true, "dns")] {
        let (udp, tcp) = dns_sockets().await;
        let server = udp.local_addr().expect("an address");
        tokio::spawn(async move {
            let mut query = [0; 512];
            while let Ok((length, from)) = udp.recv_from(&mut query).await {
                query[2] |= 0x80; // an answer
                query[3] = query[3] & 0xf0 | 2; // SERVFAIL
                if answers {
                    udp.send_to(&query[..length], from).await.expect("a UDP packet");
                }
            }
            drop(tcp);
        });
        let transport = HttpTransport::builder()
            .with_lookup(std::sync::Arc::new(Addresses(resolver(server))))
            .build()
            .expect("a client");
        let options = DiscoveryOptions::new().with_probe_timeout(Duration::from_millis(300));
        let search = Discovery::new(transport, resolver(server)).with_options(options);
        let start = Instant::now();
        let report = search.discover(&uni()).await;
        assert!(start.elapsed() < Duration::from_secs(2), "{name}: {:?}", start.elapsed());
        assert_eq!(told(&report)[0], format!("uni.example DNS TXT: unreachable {expected}"), "{name}");
        assert!(matches!(report.probes[1].outcome, Outcome::Unreachable { .. }), "{name}");
        if answers {
            let error = resolver(server).txt("uni.example").await.expect_err("a failure");
            assert_eq!(error.kind(), LookupErrorKind::ServerFailure);
        }
    }
}

#[tokio::test]
async fn well_known_files() {
    let net = Network::bind;
    let text = |body: &'static str, kind: &str| Reply::ok(body).with_header("content-type", kind);
    let first = vec![NO_RECORD, FOUND, "  …: 200 found"];
    let second = vec![NO_RECORD, FOUND, "  …: 404 not-found", "  ….json: 200 found"];
    let third = vec![NO_RECORD, FOUND, "  …: 404 not-found", "  ….json: 404 not-found", "  ….yaml: 200 found"];
    let other = |first: &'static str| vec![NO_RECORD, FOUND, first, "  ….json: 200 found"];
    let mut cases = Vec::new();
    for (name, reply) in [
        ("no content type", Reply::ok(MANIFEST)),
        ("JSON as text", text(MANIFEST, "text/plain; charset=utf-8")),
        ("YAML as text", text(YAML, "text/plain")),
        ("JSON as bytes", text(MANIFEST, "application/octet-stream")),
        ("JSON as HTML", text(MANIFEST, "text/html; charset=UTF-8")),
        ("JSON", text(MANIFEST, "application/json")),
        ("YAML", text(YAML, "application/yaml")),
        ("a byte order mark", Reply::ok(format!("\u{feff}{MANIFEST}"))),
        ("compressed", Reply::ok(gzip(MANIFEST.as_bytes())).with_header("content-encoding", "gzip")),
        (
            "chunked",
            manifest().with_pieces(MANIFEST.as_bytes().chunks(7).map(|part| Piece::Data(Bytes::from_static(part)))),
        ),
    ] {
        cases.push(Case { name, network: net().await.file(FILE, reply), lines: first.clone() });
    }
    cases.push(Case {
        name: "all three",
        network: net().await.file(FILE, manifest()).file(JSON_FILE, manifest()),
        lines: first,
    });
    for (name, file, lines) in [("JSON", JSON_FILE, second.clone()), ("YAML", YAML_FILE, third)] {
        cases.push(Case {
            name,
            network: net().await.file(file, Reply::ok(if name == "JSON" { MANIFEST } else { YAML })),
            lines,
        });
    }
    let network = net().await.file(JSON_FILE, manifest()).file(YAML_FILE, text(YAML, "application/yaml"));
    cases.push(Case { name: "JSON before YAML", network, lines: second });
    cases.push(Case { name: "none", network: net().await.host("uni.example", LOOPBACK), lines: NONE.to_vec() });
    for (name, reply, line) in [
        ("gone", Reply::new(410, ""), "  …: 410 not-found"),
        ("forbidden", Reply::new(403, "no"), "  …: 403 status"),
        ("error", Reply::new(500, LOGIN), "  …: 500 status"),
        ("an error with a manifest", Reply::new(503, MANIFEST), "  …: 503 status"),
        ("no content", Reply::new(204, ""), "  …: 204 status"),
        ("created", Reply::new(201, MANIFEST), "  …: 201 status"),
        ("soft 404", text(LOGIN, "text/html"), "  …: 200 not-a-manifest"),
        ("a web page that claims to be JSON", text(LOGIN, "application/json"), "  …: 200 not-a-manifest"),
        ("empty", Reply::ok(""), "  …: 200 not-a-manifest"),
        ("a sentence", text("Nothing to see here.", "text/plain"), "  …: 200 not-a-manifest"),
        ("a list", Reply::ok("[]"), "  …: 200 not-a-manifest"),
        ("no sources", Reply::ok("{}"), "  …: 200 invalid-manifest"),
        ("no usable source", Reply::ok(r#"{"sources":[{"type":"ooapi"}]}"#), "  …: 200 invalid-manifest"),
        ("cut short", Reply::ok(&MANIFEST[..40]), "  …: 200 invalid-manifest"),
    ] {
        let network = net().await.file(FILE, reply).file(JSON_FILE, manifest());
        cases.push(Case { name, network, lines: other(line) });
    }
    check(cases).await;
}

/// A probe without success is told by the attempt that says most to the web master.
#[tokio::test]
async fn outcome_of_a_probe() {
    for (first, second, expected) in [
        (gone(), Reply::new(403, ""), "the server answers with status 403"),
        (Reply::ok(LOGIN), gone(), "found, but not a manifest: the document is a web page or XML, not a manifest"),
        (Reply::ok(LOGIN), Reply::ok("{}"), "found, but the manifest is not usable"),
    ] {
        let report = report(Network::bind().await.file(FILE, first).file(JSON_FILE, second)).await;
        assert_eq!(words(&report, Mechanism::WellKnown), expected);
        assert!(report.found.is_none());
    }
}

/// A chain of so many redirects to the manifest, beginning at the well-known file.
fn chain(mut network: Network, length: usize) -> Network {
    let place = |hop: usize| if hop == 0 { FILE.to_owned() } else { format!("uni.example/hop/{hop}") };
    for hop in 0..length {
        let next = place(hop + 1);
        // Relative and absolute by turns.
        let to = if hop % 2 == 0 { next["uni.example".len()..].to_owned() } else { format!("https://{next}") };
        network = network.file(&place(hop), Reply::redirect(to));
    }
    network.file(&place(length), manifest())
}

#[tokio::test]
async fn redirects() {
    let net = Network::bind;
    let bad = vec![NO_RECORD, "uni.example .well-known: bad-redirect", "  …: bad-redirect", NONE[3], NONE[4]];
    let found = vec![NO_RECORD, FOUND, "  …: 200 found"];
    let cases = vec![
        Case { name: "one", network: chain(net().await, 1), lines: found.clone() },
        Case { name: "five", network: chain(net().await, 5), lines: found.clone() },
        Case { name: "six", network: chain(net().await, 6), lines: bad.clone() },
        Case {
            name: "to itself",
            network: net().await.file(FILE, Reply::redirect(format!("https://{FILE}"))),
            lines: bad.clone(),
        },
        Case {
            name: "to another host",
            network: net().await.file(FILE, Reply::redirect("//www.example/m")).file("www.example/m", manifest()),
            lines: found,
        },
        Case {
            name: "to http",
            network: net().await.file(FILE, Reply::redirect("http://uni.example/m")).file("uni.example/m", manifest()),
            lines: bad.clone(),
        },
        Case { name: "nowhere", network: net().await.file(FILE, Reply::new(302, "")), lines: bad.clone() },
        Case { name: "to ftp", network: net().await.file(FILE, Reply::redirect("ftp://uni.example/m")), lines: bad },
        Case {
            name: "to a page for people",
            network: net().await.file(FILE, Reply::redirect("/error")).file("uni.example/error", Reply::ok(LOGIN)),
            lines: vec![
                NO_RECORD,
                "uni.example .well-known: not-a-manifest",
                "  …: 200 not-a-manifest",
                NONE[3],
                NONE[4],
            ],
        },
    ];
    check(cases).await;

    let report = report(chain(net().await, 3)).await;
    let attempt = &report.probes[1].attempts[0];
    assert_eq!(attempt.url.path(), "/.well-known/quality-link-manifest");
    assert_eq!(attempt.final_url.as_ref().map(url::Url::as_str), Some("https://uni.example/hop/3"));
    assert_eq!(report.found.expect("a manifest").url.path(), "/hop/3");
}

#[tokio::test]
async fn redirect_from_http_to_https() {
    let network = Network::bind().await;
    let record = format!("v=qldiscover1; m=http://files.example:{}/m", network.http_port());
    let network = network
        .txt("uni.example", [record])
        .file("files.example/m", Reply::redirect("https://uni.example/m"))
        .file("uni.example/m", manifest());
    let report = report(network).await;
    assert_eq!(report.found.expect("a manifest").url.as_str(), "https://uni.example/m");
}

/// A redirect that leads nowhere says nothing of the other files of the host that redirects.
#[tokio::test]
async fn redirect_to_a_host_that_can_not_be_reached() {
    for target in ["https://nowhere.example/m", "https://10.0.0.1/m", "https://misnamed.example/m"] {
        let network = Network::bind()
            .await
            .file(FILE, Reply::redirect(target))
            .file(JSON_FILE, manifest())
            .host("misnamed.example", LOOPBACK);
        let report = report(network).await;
        assert!(report.found.is_some(), "{target}\n{report}");
    }
}

#[tokio::test]
async fn addresses_that_are_forbidden() {
    let strict = AddressPolicy::public_only();
    // The first host is on loopback, so that is allowed; private and other networks are not.
    let relaxed = strict.allowing_loopback();
    for (url, reason) in [
        ("https://10.0.0.1/m", "an address of a private network"),
        ("https://192.168.1.1:8443/m", "an address of a private network"),
        ("http://2130706433/m", "a loopback address"),
        ("https://169.254.169.254/latest/meta-data", "an address of a private network"),
        ("https://[fd00::1]/m", "an address of a private network"),
        ("https://[::ffff:10.0.0.1]/m", "an address of a private network"),
        ("https://[::]/m", "an address that no public server can have"),
        ("https://0.0.0.0/m", "an address that no public server can have"),
        ("https://inside.example/m", "an address of a private network"),
        ("https://127.0.0.1/m", "a loopback address"),
        ("https://[::1]/m", "a loopback address"),
        ("https://localname.example/m", "a loopback address"),
    ] {
        let sentence = format!("the host has {reason}, which is not allowed");
        let network = async |policy| {
            let network = Network::bind().await.policy(policy);
            network.host("inside.example", PRIVATE).host("localname.example", LOOPBACK)
        };
        // Announced.
        let announced = network(strict).await.txt("uni.example", [format!("v=qldiscover1; m={url}")]);
        let (search, service) = announced.start();
        let report = search.discover(&uni()).await;
        assert_eq!(told(&report)[0], "uni.example DNS TXT: refused", "{url}");
        assert_eq!(words(&report, Mechanism::DnsTxt), sentence, "{url}");
        assert!(service.asked().is_empty(), "{url}");
        // Redirected to.
        if reason != "a loopback address" && url.starts_with("https") {
            let (search, service) = network(relaxed).await.file(FILE, Reply::redirect(url)).start();
            let report = search.discover(&uni()).await;
            assert_eq!(told(&report)[1], "uni.example .well-known: refused", "{url}");
            assert_eq!(words(&report, Mechanism::WellKnown), sentence, "{url}");
            // The other two files of the host may still be there.
            assert_eq!(service.asked().len(), 3, "{url}");
        }
    }
}

#[tokio::test]
async fn names_that_resolve_to_forbidden_addresses() {
    let (search, service) = Network::bind().await.file(FILE, manifest()).policy(AddressPolicy::public_only()).start();
    let report = search.discover(&uni()).await;
    assert_eq!(told(&report), [NO_RECORD, "uni.example .well-known: refused", "  …: refused"]);
    assert_eq!(report.to_string().lines().count(), 3, "{report}");
    assert!(service.asked().is_empty());

    // Of several addresses, only those that are allowed are connected to.
    let network = Network::bind().await.host("uni.example", PRIVATE).host("uni.example", LOOPBACK);
    let network = network.file(FILE, manifest());
    assert!(self::report(network).await.found.is_some());
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(bytes).and_then(|()| encoder.finish()).expect("a compressed body")
}

/// A manifest of exactly that size.
fn manifest_of(size: usize) -> Vec<u8> {
    let mut body = MANIFEST.as_bytes().to_vec();
    body.resize(size, b' ');
    body
}

#[tokio::test]
async fn sizes() {
    const LIMIT: usize = 1 << 20;
    let chunked = |size: usize| {
        let parts: Vec<Piece> =
            manifest_of(size).chunks(50_000).map(|part| Piece::Data(part.to_vec().into())).collect();
        Reply::ok("").with_pieces(parts)
    };
    let compressed = |size: usize| Reply::ok(gzip(&manifest_of(size))).with_header("content-encoding", "gzip");
    for (name, reply, is_found) in [
        ("at the limit", Reply::ok(manifest_of(LIMIT)), true),
        ("above it", Reply::ok(manifest_of(LIMIT + 1)), false),
        ("at the limit, in chunks", chunked(LIMIT), true),
        ("above it, in chunks", chunked(LIMIT + 1), false),
        ("at the limit, compressed", compressed(LIMIT), true),
        ("above it, compressed", compressed(LIMIT + 1), false),
        ("a bomb", compressed(20 * LIMIT), false),
        // What the head says is enough: the body would never end.
        (
            "declared",
            Reply::ok("")
                .with_header("content-length", "5000000000")
                .with_pieces([Piece::Wait(Duration::from_secs(60))]),
            false,
        ),
        (
            "without end",
            Reply::ok("").with_pieces(std::iter::repeat_n(Piece::Data(vec![b' '; LIMIT / 2].into()), 1000)),
            false,
        ),
    ] {
        let start = Instant::now();
        let report = report(Network::bind().await.file(FILE, reply)).await;
        assert_eq!(report.found.is_some(), is_found, "{name}\n{report}");
        assert!(start.elapsed() < Duration::from_secs(5), "{name}");
        if !is_found {
            let expected = "found, but not a manifest: the answer is larger than the limit of 1048576 bytes";
            assert_eq!(words(&report, Mechanism::WellKnown), expected, "{name}");
        }
    }
    let options = DiscoveryOptions::new().with_max_bytes(40);
    assert!(report(Network::bind().await.file(FILE, manifest()).options(options)).await.found.is_none());
}

/// The status comes before the body.
#[tokio::test]
async fn large_pages_of_errors() {
    let page = "<p>".repeat(500_000);
    let network =
        Network::bind().await.file(FILE, Reply::new(404, page.clone())).file(JSON_FILE, Reply::new(500, page));
    let expected =
        [NO_RECORD, "uni.example .well-known: status", "  …: 404 not-found", "  ….json: 500 status", NONE[4]];
    assert_eq!(told(&report(network).await), expected);
}

/// A body of which a piece comes every now and then, each in good time.
fn drip() -> Reply {
    let piece = |byte: &'static [u8]| [Piece::Data(Bytes::from_static(byte)), Piece::Wait(Duration::from_millis(40))];
    manifest().with_pieces(MANIFEST.as_bytes().chunks(1).flat_map(piece))
}

fn impatient() -> DiscoveryOptions {
    DiscoveryOptions::new().with_probe_timeout(Duration::from_millis(250))
}

#[tokio::test]
async fn servers_that_are_slow() {
    let late = manifest().after(Duration::from_secs(10));
    for (name, reply) in [("no answer", late), ("slow drip", drip())] {
        let network = Network::bind().await.file(FILE, reply).options(impatient());
        let start = Instant::now();
        let report = report(network).await;
        assert!(start.elapsed() < Duration::from_secs(2), "{name}");
        assert_eq!(name_of_well_known(&report), "unreachable timeout", "{name}");
        assert_eq!(words(&report, Mechanism::WellKnown), "unreachable: no answer in time", "{name}");
        let duration = report.probes[1].duration;
        assert!(duration >= Duration::from_millis(240) && duration < Duration::from_secs(1), "{name}: {duration:?}");
    }
}

fn name_of_well_known(report: &DiscoveryReport) -> String {
    name(&report.probes[1].outcome)
}

/// The report has the URLs tried, also the one at which time was up.
#[tokio::test]
async fn attempt_at_which_time_is_up() {
    let network = Network::bind().await.file(FILE, Reply::ok(LOGIN)).file(JSON_FILE, drip()).options(impatient());
    let expected = ["  …: 200 not-a-manifest", "  ….json: unreachable timeout"];
    assert_eq!(told(&report(network).await)[2..], expected);
}

#[tokio::test]
async fn one_slow_domain_does_not_slow_the_next() {
    let network = Network::bind().await.file(FILE, drip()).options(impatient());
    let network = network.file("other.example/.well-known/quality-link-manifest", manifest());
    let report = network.start().0.discover(&uni().with_website("https://other.example")).await;
    assert_eq!(report.found.expect("a manifest").url.host_str(), Some("other.example"));
}

#[tokio::test]
async fn certificates() {
    for (host, expected) in [
        ("expired.example", "the server's certificate has expired"),
        ("future.example", "the server's certificate is not valid yet"),
        ("misnamed.example", "the server's certificate is for another name"),
        (
            "stranger.example",
            "the server's certificate is from an unknown authority, or an intermediate certificate is missing",
        ),
    ] {
        let (search, service) = Network::bind().await.host(host, LOOPBACK).start();
        let report = search.discover(&Provider::new().with_website(host)).await;
        assert_eq!(name_of_well_known(&report), "unreachable tls", "{host}");
        assert_eq!(words(&report, Mechanism::WellKnown), format!("unreachable: {expected}"));
        // The same certificate would come for the other files.
        assert_eq!(report.probes[1].attempts.len(), 1, "{host}");
        assert!(service.asked().is_empty(), "{host}");
    }
    let network = Network::bind().await;
    let url = format!("https://uni.example:{}/m", network.http_port());
    let network = network.txt("uni.example", [format!("v=qldiscover1; m={url}")]).host("uni.example", LOOPBACK);
    let report = report(network).await;
    assert_eq!(name(&report.probes[0].outcome), "unreachable tls", "a server without TLS\n{report}");
}

#[tokio::test]
async fn connections_that_fail() {
    let closed = TcpListener::bind((LOOPBACK, 0)).await.expect("a port").local_addr().expect("an address").port();
    let record = format!("v=qldiscover1; m=https://uni.example:{closed}/m");
    let report = report(Network::bind().await.txt("uni.example", [record]).file(FILE, manifest())).await;
    assert_eq!(name(&report.probes[0].outcome), "unreachable connect", "{report}");
    assert!(words(&report, Mechanism::DnsTxt).starts_with("unreachable: no connection: "), "{report}");
    assert!(report.found.is_some());

    let half = Piece::Data(Bytes::from_static(&MANIFEST.as_bytes()[..40]));
    for (name, reply) in [
        ("in chunks", Reply::ok("").with_pieces([half.clone(), Piece::Break])),
        ("with a length", Reply::ok("").with_header("content-length", "84").with_pieces([half, Piece::Break])),
        ("a body that is not compressed", manifest().with_header("content-encoding", "gzip")),
        (
            "compressed and cut short",
            Reply::ok(gzip(MANIFEST.as_bytes())[..30].to_vec()).with_header("content-encoding", "gzip"),
        ),
    ] {
        let report = self::report(Network::bind().await.file(FILE, reply)).await;
        assert_eq!(name_of_well_known(&report), "unreachable broken", "{name}\n{report}");
        assert!(report.found.is_none(), "{name}");
    }
}

/// The host was reached, only this file is broken.
#[tokio::test]
async fn file_behind_one_that_breaks_off() {
    let broken = Reply::ok("").with_pieces([Piece::Data(Bytes::from_static(b"{")), Piece::Break]);
    let report = report(Network::bind().await.file(FILE, broken).file(JSON_FILE, manifest())).await;
    assert!(report.found.is_some(), "{report}");
}

#[tokio::test]
async fn stops_at_the_first_usable_manifest() {
    let bad = Reply::ok(r#"{"sources":[{"type":"ooapi","path":"nowhere"}]}"#);
    let network = Network::bind()
        .await
        .txt("uni.example", ["v=qldiscover1; m=https://files.example/bad"])
        .file("files.example/bad", bad.clone())
        .file(FILE, bad)
        .file("www.college.example/.well-known/quality-link-manifest.yaml", Reply::ok(YAML))
        .file("college.example/.well-known/quality-link-manifest", manifest());
    let (search, service) = network.start();
    let report = search.discover(&uni().with_website("https://www.college.example/en")).await;
    let expected = [
        "uni.example DNS TXT: invalid-manifest",
        "  files.example/bad: 200 invalid-manifest",
        "uni.example .well-known: invalid-manifest",
        "  …: 200 invalid-manifest",
        "  ….json: 404 not-found",
        "  ….yaml: 404 not-found",
        "www.college.example DNS TXT: no-record",
        "www.college.example .well-known: found",
        "  …: 404 not-found",
        "  ….json: 404 not-found",
        "  ….yaml: 200 found",
        "college.example DNS TXT: not-tried",
        "college.example .well-known: not-tried",
    ];
    assert_eq!(told(&report), expected);
    assert!(!report.probes[0].attempts[0].diagnostics.is_empty());
    assert_eq!(
        hosts(&service.asked()).into_iter().collect::<Vec<_>>(),
        ["files.example", "uni.example", "www.college.example"]
    );
    let not_tried = report.probes.last().expect("a probe");
    assert_eq!((not_tried.duration, not_tried.attempts.len()), (Duration::ZERO, 0));
    let table = report.to_string();
    assert!(table.contains("uni.example          DNS TXT      found, but the manifest is not usable\n"), "{table}");
    assert!(table.ends_with("college.example      .well-known  not tried\n"), "{table}");
}

#[tokio::test]
async fn nothing_to_look_at() {
    let (search, service) = Network::bind().await.start();
    let report = search.discover(&Provider::new().with_website("ftp://uni.example")).await;
    assert_eq!(codes(&report), ["discovery.website", "discovery.no-domain"]);
    assert!(report.probes.is_empty() && report.found.is_none() && service.asked().is_empty());
}

#[tokio::test]
async fn meta_of_another_institution() {
    let provider = uni()
        .with_eter("AT0001".parse().expect("an ETER id"))
        .with_deqar("DEQARINST0042".parse().expect("a DEQARINST id"));
    for (meta, expected) in [
        (json!({ "schac": "uni.example", "eterid": "AT0001", "deqarid": "DEQARINST0042" }), vec![]),
        (json!({ "schac": "Uni.Example", "eterid": "at0001" }), vec![]),
        (json!({}), vec![]),
        (json!({ "schac": "other.example" }), vec!["/meta/schac"]),
        (json!({ "eterid": "AT0002", "deqarid": "DEQARINST0043" }), vec!["/meta/eterid", "/meta/deqarid"]),
    ] {
        let mut manifest: Value = serde_json::from_str(MANIFEST).expect("JSON");
        manifest["meta"] = meta.clone();
        let network = Network::bind().await.file(FILE, Reply::ok(manifest.to_string()));
        let report = network.start().0.discover(&provider).await;
        assert!(report.found.is_some(), "{meta}");
        let pointers: Vec<_> = report.diagnostics.iter().filter_map(ql_core::Diagnostic::pointer).collect();
        assert_eq!(pointers, expected, "{meta}");
        assert!(codes(&report).iter().all(|code| *code == "discovery.meta-mismatch"), "{meta}");
    }
}

#[tokio::test]
async fn manifest_at_a_known_url() {
    let (search, service) = Network::bind().await.file("files.example/m", manifest()).start();
    let (attempt, found) = search.fetch_manifest(&"https://files.example/m".parse().expect("a URL")).await;
    assert_eq!((attempt.outcome, attempt.status), (Outcome::Found, Some(200)));
    assert_eq!(found.expect("a manifest").manifest.sources().len(), 1);
    let (attempt, found) = search.fetch_manifest(&"https://files.example/other".parse().expect("a URL")).await;
    assert_eq!((attempt.outcome, found.is_none()), (Outcome::NotFound, true));
    // A web master finds out who asks.
    let user_agent = service.asked()[0].headers["user-agent"].to_str().expect("text").to_owned();
    assert!(user_agent.starts_with("quality-link/") && user_agent.contains("(+https://"), "{user_agent}");
}

/// The names in JSON are an interface.
#[tokio::test]
async fn report_as_json() {
    let network = Network::bind()
        .await
        .txt("uni.example", ["v=qldiscover1; m=https://nowhere.example/m"])
        .txt("uni.example", ["v=qldiscover1"])
        .file(FILE, Reply::new(500, "oops"))
        .file(JSON_FILE, Reply::redirect("/m"))
        .file("uni.example/m", manifest());
    let report = network.start().0.discover(&uni().with_website("other.example")).await;
    let mut actual = serde_json::to_value(&report).expect("JSON");
    for probe in actual["probes"].as_array_mut().expect("a list") {
        assert!(probe["durationMs"].is_u64());
        probe["durationMs"] = json!(0);
    }
    let found = actual["found"].as_object_mut().expect("an object");
    assert!(found.remove("fingerprint").is_some_and(|fingerprint| fingerprint.is_string()));
    let not_tried = |mechanism: &str| {
        json!({
            "domain": "other.example", "origin": "website", "mechanism": mechanism,
            "outcome": "not-tried", "durationMs": 0, "attempts": [],
        })
    };
    let unreachable = json!({
        "outcome": "unreachable", "reason": "no-such-host",
        "detail": "the host name does not exist, or has no address",
    });
    let merged = |mut first: Value, second: &Value| {
        let members = second.as_object().expect("an object").clone();
        first.as_object_mut().expect("an object").extend(members);
        first
    };
    let expected = json!({
        "provider": { "schac": "uni.example", "website": "other.example" },
        "probes": [
            merged(json!({
                "domain": "uni.example", "origin": "schac", "mechanism": "dns-txt", "durationMs": 0,
                "attempts": [merged(json!({ "url": "https://nowhere.example/m" }), &unreachable)],
                "diagnostics": [{
                    "code": "discovery.malformed-record",
                    "severity": "error",
                    "message": "the record has no tag `m` with the URL of the manifest; the record is `v=qldiscover1`",
                    "source": "uni.example",
                    "hint": "write the record as `v=qldiscover1; m=https://…`",
                }],
            }), &unreachable),
            {
                "domain": "uni.example", "origin": "schac", "mechanism": "well-known",
                "outcome": "found", "durationMs": 0,
                "attempts": [
                    {
                        "url": "https://uni.example/.well-known/quality-link-manifest",
                        "outcome": "status", "status": 500,
                    },
                    {
                        "url": "https://uni.example/.well-known/quality-link-manifest.json",
                        "finalUrl": "https://uni.example/m", "outcome": "found", "status": 200,
                    },
                ],
            },
            not_tried("dns-txt"),
            not_tried("well-known"),
        ],
        "found": {
            "url": "https://uni.example/m",
            "manifest": serde_json::from_str::<Value>(MANIFEST).expect("JSON"),
        },
        "diagnostics": [],
    });
    assert_eq!(actual, expected, "{actual:#}");
}

/// A name twice in an object is no JSON that every reader accepts.
#[tokio::test]
async fn names_in_json_are_unique() {
    let report = report(Network::bind().await.file(FILE, Reply::new(500, "oops"))).await;
    let text = serde_json::to_string(&report.probes[1].attempts[0]).expect("JSON");
    assert_eq!(text.matches(r#""status":"#).count(), 1, "{text}");
}

#[tokio::test]
async fn names_in_json_have_one_style() {
    let report = report(chain(Network::bind().await, 1)).await;
    let text = serde_json::to_string(&report.probes).expect("JSON");
    assert!(text.contains("durationMs") && !text.contains("final_url"), "{text}");
}
