//! TXT records as knot and dnsmasq send them.

use std::net::{IpAddr, Ipv6Addr};
use std::time::{Duration, Instant};

use ql_discovery::{LookupErrorKind, Outcome, TxtLookup as _};

use crate::daemon;
use crate::dnsmasq::Dnsmasq;
use crate::knot::{Knot, LOOPBACK};
use crate::nginx::{Nginx, Site};
use crate::search::{Case, FILE, MANIFEST, NO_RECORD, check, discover, resolver, search};
use crate::wire::{self, TXT, ask};

const RECORD: &str = r#"TXT "v=qldiscover1; m=https://files.example/m""#;
const NO_ADDRESS: [&str; 2] = [".well-known: unreachable no-such-host", "  …: unreachable no-such-host"];

/// The host that the records name, with some files.
fn files() -> Site {
    let site = Site::new(["files.example"]).with("location ^~ /long/ { try_files /m =404; }");
    ["m", "a–b", "say \"hi\"", "back\\slash"].into_iter().fold(site, |site, path| site.with_file(path, MANIFEST))
}

/// A search that ends with the TXT record.
fn announced(domain: &'static str, place: &str, url: &str) -> Case {
    let request = format!("  files.example/{place}: 200 found");
    Case::new(domain, &["DNS TXT: found", &request, ".well-known: not-tried"], Some(url))
}

/// A search at a domain without address, whose record comes to this.
fn failed(domain: &'static str, line: &str) -> Case {
    Case::new(domain, &[&[line][..], &NO_ADDRESS].concat(), None)
}

/// The name server has nothing to say of the domain.
fn unanswered(domain: &'static str) -> Case {
    let lines = ["DNS TXT: unreachable dns", ".well-known: unreachable dns", "  …: unreachable dns"];
    Case::new(domain, &lines, None)
}

/// A record in character-strings of that many bytes at most.
fn record_of(text: &str, longest: usize) -> String {
    let strings = text.as_bytes().chunks(longest).map(|part| format!(" \"{}\"", String::from_utf8_lossy(part)));
    format!("TXT{}", strings.collect::<String>())
}

/// Everything that a zone file can say in more than one way.
#[tokio::test]
async fn records_of_a_zone_file() {
    const URL: &str = "https://files.example/m";
    let zone = format!(
        r#"
files A 127.0.0.1
one {RECORD}
joined TXT "v=qldisc" "over1; m=https://files" "" ".example/m"
bare TXT v=qldiscover1\; m=https://files.example/m
comment TXT v=qldiscover1; m=https://files.example/m
escaped TXT "v=qldiscover1\; m=https://files.example/m"
brackets TXT ( "v=qldiscover1; "
               "m=https://files.example/m" )
dash TXT "v=qldiscover1; m=https://files.example/a\226\128\147b"
cut TXT "v=qldiscover1; m=https://files.example/a\226" "\128\147b"
quotes TXT "v=qldiscover1; m=https://files.example/say \"hi\""
backslash TXT "v=qldiscover1; m=https://files.example/back%5Cslash"
inquotes TXT "\"v=qldiscover1; m=https://files.example/m\""
tab TXT "v\009=\009qldiscover1\009;\009m\009=\009https://files.example/m\009;"
bytes TXT "v=qldiscover1; m=https://files.example/\255\254"
others TXT "\255\254\000"
others TXT ""
others TXT "v=spf1 include:files.example -all"
others {RECORD}
CAPITALS TXT "V=qldiscover1; M=HTTPS://FILES.EXAMPLE/m"
several {RECORD}
several TXT "v=qldiscover1; m=https://files.example/0"
twice {RECORD}
twice TXT "v=qldiscover1;m=https://files.example/m"
spf TXT "v=spf1 -all"
"#
    );
    let dns = Knot::start(&[("example", &zone)]);
    let (Some(dns), Some(web)) = (dns, Nginx::start(&[files()])) else { return };
    let mut cases: Vec<Case> = [
        "one.example",
        "joined.example",
        "bare.example",
        "escaped.example",
        "brackets.example",
        "tab.example",
        "others.example",
        "capitals.example",
        "CapitalS.Example",
        "twice.example",
    ]
    .into_iter()
    .map(|domain| announced(domain, "m", URL))
    .collect();
    for domain in ["dash.example", "cut.example"] {
        cases.push(announced(domain, "a%E2%80%93b", "https://files.example/a%E2%80%93b"));
    }
    cases.extend([
        announced("quotes.example", "say%20%22hi%22", "https://files.example/say%20%22hi%22"),
        announced("backslash.example", "back%5Cslash", "https://files.example/back%5Cslash"),
        Case::new(
            "several.example",
            &[
                "DNS TXT: found",
                "  files.example/0: 404 not-found",
                "  files.example/m: 200 found",
                ".well-known: not-tried",
            ],
            Some(URL),
        ),
        // What is behind the semicolon is a comment.
        failed("comment.example", "DNS TXT: malformed-record"),
        failed("bytes.example", "DNS TXT: malformed-record"),
        failed("inquotes.example", NO_RECORD),
        failed("spf.example", NO_RECORD),
    ]);
    let search = search(dns.address, &web);
    check(&search, &cases).await;

    let report = discover(&search, "several.example").await;
    let codes: Vec<_> = report.probes[0].diagnostics.iter().map(|finding| finding.code().as_str()).collect();
    assert_eq!(codes, ["discovery.several-records"]);
    let report = discover(&search, "bytes.example").await;
    let sentence = report.probes[0].diagnostics[0].message();
    assert!(sentence.starts_with("the record is not UTF-8; the record is `v=qldiscover1; m="), "{sentence}");
}

/// The strings come as they are, also for a name in capitals.
#[tokio::test]
async fn strings_as_knot_sends_them() {
    let zone = r#"uni TXT "a\226" "" "\"\\\;\000\255""#;
    let Some(dns) = Knot::start(&[("example", zone)]) else { return };
    let expected = vec![vec![b"a\xe2".to_vec(), Vec::new(), b"\"\\;\0\xff".to_vec()]];
    for domain in ["uni.example", "UNI.EXAMPLE", "uNi.eXample."] {
        // Each time a new resolver, since the cache would answer for the server.
        assert_eq!(resolver(dns.address).txt(domain).await.expect("records"), expected, "{domain}");
    }
}

/// What is too large for UDP is asked for again by TCP.
#[tokio::test]
async fn large_answers() {
    let url = |size: usize| format!("https://files.example/long/{}", "x".repeat(size));
    let record = |size: usize| format!("v=qldiscover1; m={}", url(size));
    let mut zone = format!("files A 127.0.0.1\nhuge {}\n", record_of(&record(6000), 255));
    zone += &format!("medium {}\nlarge {}\n", record_of(&record(800), 255), record_of(&record(1500), 255));
    // One record of many strings, and one of many records.
    zone += &format!("crumbs {}\nmany {}\n", record_of(&record(300), 1), record_of(&record(100), 255));
    for number in 0..60 {
        zone += &format!("many TXT \"verification-{number}={}\"\n", "0123456789".repeat(20));
    }
    let dns = Knot::start(&[("example", &zone)]);
    let (Some(dns), Some(web)) = (dns, Nginx::start(&[files()])) else { return };

    let is_truncated = |domain: &str, room| {
        let answer = ask(dns.address, domain, TXT, room).expect("an answer");
        assert_eq!(answer.code, wire::NO_ERROR, "{domain}");
        assert!(answer.size <= usize::from(room.unwrap_or(512)).min(1232), "{domain}: {answer:?}");
        answer.is_truncated
    };
    assert_eq!([None, Some(1232), Some(4096)].map(|room| is_truncated("medium.example", room)), [true, false, false]);
    for domain in ["large.example", "huge.example", "many.example"] {
        assert_eq!([None, Some(1232), Some(4096)].map(|room| is_truncated(domain, room)), [true; 3], "{domain}");
    }

    let search = search(dns.address, &web);
    let sizes = [("medium", 800), ("large", 1500), ("huge", 6000), ("crumbs", 300), ("many", 100)];
    for (owner, size) in sizes {
        let report = discover(&search, &format!("{owner}.example")).await;
        let found = report.found.as_ref().map(|found| found.url.to_string());
        assert_eq!(found, Some(url(size)), "{owner}\n{report}");
        assert_eq!(report.probes[0].outcome, Outcome::Found, "{owner}");
    }
}

#[tokio::test]
async fn aliases_and_wildcards() {
    const URL: &str = "https://files.example/m";
    let zone = format!(
        "
files A 127.0.0.1
uni {RECORD}
spf TXT \"v=spf1 -all\"
web CNAME uni
web2 CNAME web
web3 CNAME web2
far CNAME uni.other.test.
away CNAME uni.outside.test.
dangling CNAME nowhere
tospf CNAME spf
loop CNAME loop2
loop2 CNAME loop
self CNAME self
old DNAME new
cs.new {RECORD}
*.wild {RECORD}
known.wild A 127.0.0.1
*.star CNAME uni
"
    );
    let dns = Knot::start(&[("example", &zone), ("other.test", &format!("uni {RECORD}\n"))]);
    let (Some(dns), Some(web)) = (dns, Nginx::start(&[files()])) else { return };
    let domains = [
        "web.example",
        "web3.example",
        "far.example",
        "cs.old.example",
        "any.wild.example",
        "deep.any.wild.example",
        "any.star.example",
    ];
    let mut cases: Vec<Case> = domains.into_iter().map(|domain| announced(domain, "m", URL)).collect();
    cases.extend([
        failed("dangling.example", NO_RECORD),
        failed("tospf.example", NO_RECORD),
        failed("wild.example", NO_RECORD),
        failed("other.old.example", NO_RECORD),
        // The server does not know the zone that the alias leads to.
        unanswered("away.example"),
        // A name that is there is not one of the others.
        Case::new("known.wild.example", &[NO_RECORD, ".well-known: unreachable tls", "  …: unreachable tls"], None),
    ]);
    let search = search(dns.address, &web);
    check(&search, &cases).await;
    let start = Instant::now();
    check(&search, &[failed("loop.example", NO_RECORD), failed("self.example", NO_RECORD)]).await;
    assert!(start.elapsed() < Duration::from_secs(2), "{:?}", start.elapsed());
}

/// The places with what the server says of them.
const BARE: &str = "
files A 127.0.0.1
noaddress TXT \"v=spf1 -all\"
norecord A 127.0.0.1
below.nothing A 127.0.0.1
";

#[tokio::test]
async fn answers_without_a_record() {
    let dns = Knot::start_at(LOOPBACK, &[("example", BARE)], &["broken.example"]);
    let site = Site::new(["norecord.example"]);
    let (Some(dns), Some(web)) = (dns, Nginx::start(&[site])) else { return };
    for (domain, code, records) in [
        ("nowhere.example", wire::NO_SUCH_DOMAIN, 0),
        ("norecord.example", wire::NO_ERROR, 0),
        ("nothing.example", wire::NO_ERROR, 0),
        ("noaddress.example", wire::NO_ERROR, 1),
        ("broken.example", wire::SERVER_FAILURE, 0),
        ("uni.elsewhere", wire::REFUSED, 0),
    ] {
        let answer = ask(dns.address, domain, TXT, None).expect("an answer");
        assert_eq!((answer.code, answer.records), (code, records), "{domain}");
    }
    let search = search(dns.address, &web);
    let cases = [
        failed("nowhere.example", NO_RECORD),
        failed("nothing.example", NO_RECORD),
        failed("noaddress.example", NO_RECORD),
        unanswered("broken.example"),
        unanswered("uni.elsewhere"),
        Case::new(
            "norecord.example",
            &[
                NO_RECORD,
                ".well-known: not-found",
                "  …: 404 not-found",
                "  ….json: 404 not-found",
                "  ….yaml: 404 not-found",
            ],
            None,
        ),
    ];
    check(&search, &cases).await;

    let resolver = resolver(dns.address);
    let kind = async |domain| resolver.txt(domain).await.map_err(|error| error.kind());
    assert_eq!(kind("nowhere.example").await, Err(LookupErrorKind::NoSuchDomain));
    assert_eq!(kind("norecord.example").await, Ok(Vec::new()));
    assert_eq!(kind("nothing.example").await, Ok(Vec::new()));
    assert_eq!(kind("broken.example").await, Err(LookupErrorKind::ServerFailure));
    assert_eq!(kind("uni.elsewhere").await, Err(LookupErrorKind::Refused));
}

/// Whoever serves the name must know which of the two to repair.
#[tokio::test]

async fn refusal_is_not_a_failure() {
    let dns = Knot::start_at(LOOPBACK, &[("example", "")], &["broken.example"]);
    let (Some(dns), Some(web)) = (dns, Nginx::start(&[files()])) else { return };
    let search = search(dns.address, &web);
    let words = async |domain| discover(&search, domain).await.probes[0].outcome.to_string();
    assert_ne!(words("uni.elsewhere").await, words("broken.example").await);
}

/// By DNS, a name of other letters is one of ASCII.
#[tokio::test]
async fn international_names() {
    const URL: &str = "https://xn--bcher-kva.example/m";
    let university = "@ TXT \"v=qldiscover1; m=https://b\\195\\188cher.example/m\"\n";
    let dns = Knot::start(&[
        ("xn--universitt-y5a.example", university),
        ("example", "xn--bcher-kva A 127.0.0.1\n* A 127.0.0.1\n"),
    ]);
    let web = Nginx::start(&[
        Site::new(["xn--bcher-kva.example"]).with_file("m", MANIFEST),
        Site::new(["xn--hochschule-mnchen-e3b.example"]).with_file(FILE, MANIFEST),
    ]);
    let (Some(dns), Some(web)) = (dns, web) else { return };
    let lines = ["DNS TXT: found", "  xn--bcher-kva.example/m: 200 found", ".well-known: not-tried"];
    let by_txt =
        ["xn--universitt-y5a.example", "universität.example", "UNIVERSITÄT.example", "universita\u{308}t.example"];
    let mut cases: Vec<Case> = by_txt.into_iter().map(|domain| Case::new(domain, &lines, Some(URL))).collect();
    let domain = "hochschule-münchen.example";
    let found = "https://xn--hochschule-mnchen-e3b.example/.well-known/quality-link-manifest";
    cases.push(Case::new(domain, &[NO_RECORD, ".well-known: found", "  …: 200 found"], Some(found)));
    check(&search(dns.address, &web), &cases).await;
}

/// The small server of a department, which forwards to the one of the university.
#[tokio::test]
async fn dnsmasq_and_what_it_forwards() {
    const URL: &str = "https://files.example/m";
    let long = format!("https://files.example/long/{}", "x".repeat(2000));
    let long_record = record_of(&format!("v=qldiscover1; m={long}"), 255);
    let zone = format!("one {RECORD}\nweb CNAME one\nlarge {long_record}\nbare A 127.0.0.1\n");
    let Some(knot) = Knot::start_at(LOOPBACK, &[("fwd.example", &zone)], &["broken.test"]) else { return };
    let forward = |zone: &str| format!("--server=/{zone}/127.0.0.1#{}", knot.address.port());
    let dns = Dnsmasq::start(&[
        "--address=/files.example/127.0.0.1",
        "--local=/gone.example/",
        "--txt-record=one.example,v=qldiscover1; m=https://files.example/m",
        "--txt-record=joined.example,v=qldiscover1; m=https://fil,es.example/m",
        "--txt-record=several.example,v=spf1 -all",
        "--txt-record=several.example,v=qldiscover1; m=https://files.example/m",
        "--cname=alias.example,one.example",
        "--cname=outward.example,one.fwd.example",
        &forward("fwd.example"),
        &forward("broken.test"),
        &forward("elsewhere.test"),
    ]);
    let (Some(dns), Some(web)) = (dns, Nginx::start(&[files()])) else { return };
    let domains = [
        "one.example",
        "joined.example",
        "several.example",
        "alias.example",
        "outward.example",
        "one.fwd.example",
        "web.fwd.example",
    ];
    let mut cases: Vec<Case> = domains.into_iter().map(|domain| announced(domain, "m", URL)).collect();
    let place = long.strip_prefix("https://files.example/").expect("a path");
    cases.push(announced("large.fwd.example", place, &long));
    cases.extend([
        failed("any.gone.example", NO_RECORD),
        failed("nowhere.fwd.example", NO_RECORD),
        unanswered("broken.test"),
        unanswered("uni.elsewhere.test"),
        // Nobody to ask.
        unanswered("uni.unknown"),
    ]);
    check(&search(dns.address, &web), &cases).await;
}

/// Hosts, and a name server, that have an address of IPv6 only.
#[tokio::test]
async fn ipv6_only() {
    const SIX: IpAddr = IpAddr::V6(Ipv6Addr::LOCALHOST);
    if !daemon::has(SIX) {
        println!("skipped: there is no IPv6 loopback address");
        return;
    }
    let zone = format!("one {RECORD}\nfiles AAAA ::1\nuni AAAA ::1\nboth A 127.0.0.1\nboth AAAA ::1\n");
    let dns = Knot::start_at(SIX, &[("example", &zone)], &[]);
    let sites = [files(), Site::new(["uni.example", "both.example"]).with_file(FILE, MANIFEST)];
    let (Some(dns), Some(web)) = (dns, Nginx::start_at(SIX, "http2", "", &sites)) else { return };
    let lines = [NO_RECORD, ".well-known: found", "  …: 200 found"];
    let well_known = |domain| Case::new(domain, &lines, Some(&format!("https://{domain}/{FILE}")));
    let cases = [
        announced("one.example", "m", "https://files.example/m"),
        well_known("uni.example"),
        // Nobody listens at its other address.
        well_known("both.example"),
    ];
    check(&search(dns.address, &web), &cases).await;
}
