//! DNS servers, and names that have the addresses of others.

use std::net::{Ipv4Addr, Ipv6Addr};
use std::sync::atomic::{AtomicUsize, Ordering};

use bytes::Bytes;
use ql_core::AddressPolicy;
use ql_discovery::UnreachableReason::{Dns, NoSuchHost};

use crate::scenario::{DOMAIN, Expected, MANIFEST, MIB, Scenario, TIMEOUT, not_found, ok, reply, usual};
use crate::servers::{FOREVER, Front, Step, send};
use crate::wire::{A, AAAA, ASKED, CNAME, MINUTE, Query, TXT, name, strings};

const RECORD: &str = "v=qldiscover1; m=https://files.example/m";
const DNS_FAILED: Expected = Expected::Unreachable(Dns, "the DNS server failed");
const NOT_UNDERSTOOD: Expected = Expected::Unreachable(Dns, "the DNS server could not be asked");

const NO_SUCH_HOST: Expected = Expected::Unreachable(NoSuchHost, "does not exist, or has no address");

/// One message, whatever is asked.
fn whole(message: impl Fn(&Query) -> Bytes + Send + Sync + 'static) -> impl Fn(&Query) -> Vec<Step> + Send + Sync {
    move |query| vec![reply(query, message(query))]
}

/// The answer is too long for UDP, so what counts is what is said by TCP.
fn by_tcp(script: impl Fn(&Query) -> Vec<Step> + Send + Sync + 'static) -> impl Fn(&Query) -> Vec<Step> + Send + Sync {
    move |query| match query.by_tcp {
        true => script(query),
        false => vec![reply(query, query.answer().truncated().bytes())],
    }
}

pub(crate) fn scenarios() -> Vec<Scenario> {
    let mut all = servers();
    all.extend(records());
    all.extend(names());
    all.extend(addresses());
    all
}

fn servers() -> Vec<Scenario> {
    vec![
        Scenario::new("DNS says nothing at all").dns(|_| Vec::new()).hurried().txt(TIMEOUT).file(TIMEOUT),
        Scenario::new("DNS says garbage")
            .dns_txt(|_| vec![send(&b"\xde\xad\xbe\xef, and so on, and so on"[..])])
            .hurried()
            .txt(TIMEOUT),
        Scenario::new("DNS answers with the right id and garbage behind it")
            .dns_txt(|query| vec![send([&query.id[..], b"\x81\x80\xff\xff\xff\xff\xff\xff\xff\xff"].concat())])
            // The 65,535 records that it announces are made room for.
            .memory(8 * MIB)
            .txt(NOT_UNDERSTOOD),
        Scenario::new("DNS answers to another transaction")
            .dns_txt(whole(|query| query.texts([RECORD]).with_id([!query.id[0], query.id[1]]).bytes()))
            .hurried()
            .txt(TIMEOUT),
        Scenario::new("DNS floods with answers to other transactions")
            .dns_txt(|query| vec![Step::Repeat(query.texts([RECORD]).with_id([0, 0]).bytes(), FOREVER)])
            .hurried()
            .txt(TIMEOUT),
        Scenario::new("DNS answers to another question")
            .dns_txt(whole(|query| query.answer().about("other.example", TXT).bytes()))
            .hurried()
            .txt(TIMEOUT),
        Scenario::new("DNS says SERVFAIL").dns_txt(whole(|query| query.answer().rcode(2).bytes())).txt(DNS_FAILED),
        Scenario::new("DNS says REFUSED")
            .dns_txt(whole(|query| query.answer().rcode(5).bytes()))
            .txt(Expected::Unreachable(Dns, "refuses")),
        Scenario::new("DNS says NXDOMAIN to everything")
            .dns(whole(|query| query.nothing().rcode(3).bytes()))
            .file(NO_SUCH_HOST),
        Scenario::new("DNS says neither yes nor no: an empty answer").dns_txt(whole(|query| query.answer().bytes())),
        Scenario::new("DNS truncates, and closes by TCP").dns_txt(by_tcp(|_| vec![Step::Close])).txt(NOT_UNDERSTOOD),
        Scenario::new("DNS truncates, and says nothing by TCP")
            .dns_txt(by_tcp(|_| vec![Step::Hold]))
            .hurried()
            .txt(TIMEOUT),
        Scenario::new("DNS truncates, and truncates by TCP")
            .dns_txt(whole(|query| query.answer().truncated().bytes()))
            .txt(NOT_UNDERSTOOD),
        Scenario::new("DNS truncates, and promises 64 KiB by TCP that never come")
            .dns_txt(by_tcp(|query| vec![send([b"\xff\xff", &query.id[..]].concat()), Step::Hold]))
            .hurried()
            .txt(TIMEOUT),
        Scenario::new("DNS truncates, and sends a byte every now and then by TCP")
            .dns_txt(by_tcp(|query| vec![Step::Drip([b"\x10\x00", &query.id[..], &[0; 500]].concat().into())]))
            .hurried()
            .txt(TIMEOUT),
        Scenario::new("DNS truncates, and sends empty messages by TCP without end")
            .dns_txt(by_tcp(|_| vec![Step::Repeat(vec![0; 8192].into(), FOREVER)]))
            .txt(NOT_UNDERSTOOD),
    ]
}

fn records() -> Vec<Scenario> {
    let long_url = format!("v=qldiscover1; m=https://files.example/{}", "long/".repeat(12_000));
    vec![
        Scenario::new("TXT has 64 KiB of character-strings")
            .dns_txt(by_tcp(whole(|query| query.texts([vec![b'x'; 65_000]]).bytes()))),
        Scenario::new("TXT has a URL of 60 KB, and the file is not there")
            .dns_txt(by_tcp(whole(move |query| query.texts([&long_url]).bytes())))
            .txt(Expected::NotFound),
        Scenario::new("TXT has thousands of records")
            .dns_txt(by_tcp(whole(|query| query.texts((0..3000).map(|n| n.to_string())).bytes())))
            .memory(4 * MIB),
        Scenario::new("TXT has a thousand malformed records")
            .dns_txt(by_tcp(whole(|query| query.texts((0..1000).map(|n| format!("v=qldiscover1; n={n}"))).bytes())))
            .txt(Expected::MalformedRecord),
        Scenario::new("TXT has a thousand URLs of a server that says nothing")
            .dns_txt(by_tcp(whole(|query| {
                query.texts((0..1000).map(|n| format!("v=qldiscover1; m=https://files.example/{n}"))).bytes()
            })))
            .https(|asked| if asked.host == DOMAIN { not_found() } else { vec![Step::Hold] })
            .hurried()
            .txt(TIMEOUT)
            .check(|_, seen| {
                match seen.requests().iter().filter(|place| place.starts_with("files.example/")).count() {
                    1 => Ok(()),
                    some => Err(format!("{some} requests, expected only the one at which time was up")),
                }
            }),
        Scenario::new("TXT has binary and NUL bytes")
            .dns_txt(whole(|query| query.texts([b"\0\xff\x80\x1b[2J"]).bytes())),
        Scenario::new("TXT has a URL with binary and NUL bytes")
            .dns_txt(whole(|query| query.texts([&b"v=qldiscover1; m=https://\0\xff\xfe/"[..]]).bytes()))
            .txt(Expected::MalformedRecord),
        Scenario::new("TXT has terminal escape sequences in a record")
            .dns_txt(whole(|query| query.texts(["v=qldiscover1; m=\x1b]0;pwned\x07\x1b[2J\u{9b}31m\u{202e}"]).bytes()))
            .txt(Expected::MalformedRecord),
        Scenario::new("TXT has an Arabic letter mark in a record")
            .dns_txt(whole(|query| query.texts(["v=qldiscover1; m=\u{61c}1-2"]).bytes()))
            .txt(Expected::MalformedRecord),
        Scenario::new("TXT has a record with strings of length 0")
            .dns_txt(whole(|query| query.answer().record(ASKED, TXT, MINUTE, &[0; 600]).bytes())),
        Scenario::new("TXT has a string that is longer than its record")
            .dns_txt(whole(|query| query.answer().record(ASKED, TXT, MINUTE, b"\xffshort").bytes()))
            .txt(NOT_UNDERSTOOD),
        Scenario::new("TXT has the record of another name")
            .dns_txt(whole(|query| {
                query.answer().record(&name("other.example"), TXT, MINUTE, &strings([RECORD.as_bytes()])).bytes()
            }))
            .http(ok(MANIFEST))
            .file(Expected::Found),
    ]
}

fn names() -> Vec<Scenario> {
    let alias = |query: &Query, to: &str| query.answer().record(ASKED, CNAME, MINUTE, &name(to)).bytes();
    vec![
        Scenario::new("CNAME to itself").dns(whole(move |query| alias(query, &query.name))).file(NO_SUCH_HOST),
        Scenario::new("CNAME from one name to another and back")
            .dns(whole(move |query| alias(query, if query.name == DOMAIN { "b.example" } else { DOMAIN })))
            .file(NO_SUCH_HOST),
        Scenario::new("CNAME chain without end, a link in every answer")
            .dns(whole(move |query| {
                let link: u64 = query.name.split('.').next().and_then(|link| link.parse().ok()).unwrap_or_default();
                alias(query, &format!("{}.example", link + 1))
            }))
            .file(NO_SUCH_HOST),
        Scenario::new("CNAME chain of 500 links in one answer")
            .dns_txt(by_tcp(whole(|query| {
                let links = (0..500).map(|link| (format!("{link}.example"), format!("{}.example", link + 1)));
                let first = query.answer().record(ASKED, CNAME, MINUTE, &name("0.example"));
                let all = links.fold(first, |all, (from, to)| all.record(&name(&from), CNAME, MINUTE, &name(&to)));
                all.record(&name("500.example"), TXT, MINUTE, &strings([RECORD.as_bytes()])).bytes()
            })))
            .http(ok(MANIFEST))
            .txt(Expected::Found)
            .file(Expected::NotTried),
        Scenario::new("CNAME to a name that does not exist")
            .dns(whole(move |query| {
                let missing = query.answer().record(ASKED, CNAME, MINUTE, &name("missing.example"));
                if query.name == DOMAIN { missing.rcode(3).bytes() } else { query.nothing().rcode(3).bytes() }
            }))
            .file(NO_SUCH_HOST),
        Scenario::new("a name that is a compression pointer to itself")
            .dns_txt(whole(|query| {
                // The record follows the question, which is the name, its end, type and class.
                let here = u8::try_from(12 + DOMAIN.len() + 2 + 4).expect("an offset");
                query.answer().record(&[0xc0, here], TXT, MINUTE, &strings([RECORD.as_bytes()])).bytes()
            }))
            .txt(NOT_UNDERSTOOD),
        Scenario::new("a name that is a compression pointer behind the message")
            .dns_txt(whole(|query| query.answer().record(&[0xff, 0xff], TXT, MINUTE, b"\x01x").bytes()))
            .txt(NOT_UNDERSTOOD),
    ]
}

fn addresses() -> Vec<Scenario> {
    const LOOPBACK: &str = "a loopback address";
    const PRIVATE: &str = "an address of a private network";
    const SPECIAL: &str = "an address that no public server can have";
    let mut all = Vec::new();
    for (name, address, reason) in [
        ("address `127.0.0.1`, public ones allowed", "127.0.0.1", LOOPBACK),
        ("address `0.0.0.0`, public ones allowed", "0.0.0.0", SPECIAL),
        ("address `10.0.0.1`, public ones allowed", "10.0.0.1", PRIVATE),
        ("address `169.254.169.254`, public ones allowed", "169.254.169.254", PRIVATE),
        ("address `255.255.255.255`, public ones allowed", "255.255.255.255", SPECIAL),
        ("address `::1`, public ones allowed", "::1", LOOPBACK),
        ("address `::ffff:127.0.0.1`, public ones allowed", "::ffff:127.0.0.1", LOOPBACK),
        ("address `::127.0.0.1`, public ones allowed", "::127.0.0.1", SPECIAL),
        ("address `64:ff9b::7f00:1` (NAT64), public ones allowed", "64:ff9b::7f00:1", LOOPBACK),
        ("address `2002:7f00:1::` (6to4), public ones allowed", "2002:7f00:1::", LOOPBACK),
        ("address `fe80::1`, public ones allowed", "fe80::1", PRIVATE),
        ("address `fd00::1`, public ones allowed", "fd00::1", PRIVATE),
    ] {
        let v4: Option<Ipv4Addr> = address.parse().ok();
        let v6: Option<Ipv6Addr> = address.parse().ok();
        let scenario = Scenario::new(name)
            .dns(whole(move |query| match (query.kind, v4, v6) {
                (A, Some(v4), _) => query.answer().record(ASKED, A, MINUTE, &v4.octets()).bytes(),
                (AAAA, _, Some(v6)) => query.answer().record(ASKED, AAAA, MINUTE, &v6.octets()).bytes(),
                _ => query.nothing().bytes(),
            }))
            .policy(AddressPolicy::public_only())
            .http(ok(MANIFEST))
            .file(Expected::Refused(reason))
            .check(|_, seen| match seen.connections() {
                0 => Ok(()),
                some => Err(format!("{some} connections")),
            });
        all.push(scenario);
    }
    // Loopback stands for the public internet here, from which nothing may lead into another network.
    let lookups = AtomicUsize::new(0);
    all.push(
        Scenario::new("rebinding: TTL 0, first an allowed address, then that of a cloud's metadata")
            .dns(whole(move |query| {
                let metadata = query.kind == A && lookups.fetch_add(1, Ordering::SeqCst) > 0;
                let address = if metadata { [169, 254, 169, 254] } else { [127, 0, 0, 1] };
                match query.kind {
                    A => query.answer().record(ASKED, A, 0, &address).bytes(),
                    _ => query.nothing().bytes(),
                }
            }))
            .front(Front::Http(Box::new(|_| [not_found(), vec![Step::Close]].concat())))
            .file(Expected::Refused(PRIVATE)),
    );
    all.push(
        Scenario::new("thousands of forbidden addresses, an allowed one among them")
            .dns(move |query| match query.kind {
                A => by_tcp(whole(|query| {
                    let many = (0..3000_u16).fold(query.answer(), |all, n| {
                        let [high, low] = n.to_be_bytes();
                        all.record(ASKED, A, MINUTE, &[10, 0, high, low])
                    });
                    many.record(ASKED, A, MINUTE, &[127, 0, 0, 1]).bytes()
                }))(query),
                _ => vec![reply(query, usual(query))],
            })
            .memory(4 * MIB)
            .http(ok(MANIFEST))
            .file(Expected::Found),
    );
    all
}
