//! Look-ups by TLS and HTTPS.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::sync::Arc;
use std::time::{Duration, Instant};

use futures_util::future::join_all;
use ql_core::{AddressPolicy, Provider};
use ql_discovery::{Discovery, DnsResolver, LookupErrorKind, TxtLookup as _};
use ql_exchange::HttpTransport;
use tokio::net::TcpListener;

use crate::network::dns::Zone;
use crate::network::http::Reply;
use crate::network::{Addresses, Network};
use crate::servers::{Authority, BOTH, DnsServer, Kind, named, resolver, try_resolver};

const NAME: &str = "dns.example";

fn zone() -> Zone {
    let address = |host: &str, address: IpAddr| (host.to_owned(), address);
    let long: Vec<String> = (0..30).map(|number| format!("{number:03}").repeat(80)).collect();
    Zone {
        addresses: vec![
            address("uni.example", Ipv4Addr::new(192, 0, 2, 1).into()),
            address("uni.example", Ipv4Addr::new(192, 0, 2, 2).into()),
            address("six.example", Ipv6Addr::new(0x2001, 0xdb8, 0, 0, 0, 0, 0, 1).into()),
        ],
        txt: vec![
            ("uni.example".into(), vec!["v=qldiscover1; ".into(), "m=https://uni.example/m".into()]),
            ("long.example".into(), long),
        ],
        ttl: 60,
    }
}

async fn kind_of(resolver: &DnsResolver, domain: &str) -> [Option<LookupErrorKind>; 2] {
    [
        resolver.txt(domain).await.err().map(|error| error.kind()),
        resolver.addresses(domain).await.err().map(|error| error.kind()),
    ]
}

#[tokio::test]
async fn records_and_addresses() {
    let authority = Authority::new();
    for kind in BOTH {
        let server = DnsServer::start(kind, &authority, &[NAME, "127.0.0.1"], zone()).await;
        // The certificate is for a name or for the address.
        for name in [NAME, ""] {
            let resolver = resolver(server.named(name), &authority);
            let txt = resolver.txt("uni.example").await.unwrap_or_else(|error| panic!("{kind:?} {name}: {error}"));
            assert_eq!(txt, [[b"v=qldiscover1; ".to_vec(), b"m=https://uni.example/m".to_vec()]]);
            let long = resolver.txt("long.example").await.expect("a record");
            assert_eq!(long[0].concat().len(), 30 * 240, "{kind:?}");
            let mut addresses = resolver.addresses("uni.example").await.expect("addresses");
            addresses.sort();
            assert_eq!(addresses, [Ipv4Addr::new(192, 0, 2, 1), Ipv4Addr::new(192, 0, 2, 2)]);
            let six = resolver.addresses("six.example").await.expect("an address");
            assert_eq!(six, [IpAddr::from(Ipv6Addr::new(0x2001, 0xdb8, 0, 0, 0, 0, 0, 1))]);
        }
    }
}

#[tokio::test]
async fn names_without_records() {
    let authority = Authority::new();
    for kind in BOTH {
        let server = DnsServer::start(kind, &authority, &[NAME], zone()).await;
        let resolver = resolver(server.named(NAME), &authority);
        assert_eq!(resolver.txt("six.example").await.expect("none"), Vec::<Vec<Vec<u8>>>::new());
        assert_eq!(resolver.addresses("long.example").await.expect("none"), [] as [IpAddr; 0]);
        assert_eq!(resolver.addresses("nowhere.example").await.expect("none"), [] as [IpAddr; 0]);
        let error = resolver.txt("nowhere.example").await.expect_err("no such domain");
        assert_eq!(error.kind(), LookupErrorKind::NoSuchDomain, "{kind:?}");
        let error = resolver.txt("uni.elsewhere").await.expect_err("not its zone");
        assert_eq!(error.kind(), LookupErrorKind::Refused, "{kind:?}");
    }
}

#[tokio::test]
async fn answers_are_kept() {
    let authority = Authority::new();
    for kind in BOTH {
        let server = DnsServer::start(kind, &authority, &[NAME], zone()).await;
        let resolver = resolver(server.named(NAME), &authority);
        for _ in 0..5 {
            resolver.txt("uni.example").await.expect("a record");
            // A clone shares what is kept.
            resolver.clone().addresses("uni.example").await.expect("addresses");
        }
        assert_eq!(["TXT", "A"].map(|kind| server.questions.count(&format!("{kind} uni.example"))), [1, 1], "{kind:?}");
    }
}

#[tokio::test]
async fn many_questions_at_a_time() {
    let authority = Authority::new();
    let mut zone = zone();
    for number in 0..100 {
        zone.txt.push((format!("u{number}.example"), vec![number.to_string()]));
    }
    for kind in BOTH {
        let server = DnsServer::start(kind, &authority, &[NAME], zone.clone()).await;
        let resolver = resolver(server.named(NAME), &authority);
        let asked = (0..100).map(|number| {
            let resolver = resolver.clone();
            tokio::spawn(async move { resolver.txt(&format!("u{number}.example")).await })
        });
        for (number, task) in asked.collect::<Vec<_>>().into_iter().enumerate() {
            let answer = task.await.expect("an end").unwrap_or_else(|error| panic!("{kind:?} {number}: {error}"));
            assert_eq!(answer, [[number.to_string().into_bytes()]], "{kind:?}");
        }
    }
}

const NETWORK: [Option<LookupErrorKind>; 2] = [Some(LookupErrorKind::Network); 2];

#[tokio::test]
async fn certificates_that_are_not_as_they_should_be() {
    let (authority, stranger) = (Authority::new(), Authority::new());
    for kind in BOTH {
        let server = DnsServer::start(kind, &authority, &[NAME], zone()).await;
        let cases = [
            ("of another authority", resolver(server.named(NAME), &stranger)),
            ("of an authority that the system does not know", try_resolver(&[server.named(NAME)], &[]).expect("one")),
            ("for another name", resolver(server.named("other.example"), &authority)),
            ("for a name below it", resolver(server.named("a.dns.example"), &authority)),
            ("for a name, not for the address", resolver(server.named(""), &authority)),
        ];
        for (name, resolver) in cases {
            assert_eq!(kind_of(&resolver, "uni.example").await, NETWORK, "{kind:?}: {name}");
        }
        let expired = DnsServer::start_as(kind, &authority, &[NAME], zone(), true).await;
        assert_eq!(kind_of(&resolver(expired.named(NAME), &authority), "uni.example").await, NETWORK, "{kind:?}");
        assert_eq!((server.questions.all().len(), expired.questions.all().len()), (0, 0), "nothing was asked");
    }
}

#[tokio::test]
async fn several_authorities() {
    let (authority, stranger) = (Authority::new(), Authority::new());
    let server = DnsServer::start(Kind::Tls, &authority, &[NAME], zone()).await;
    let one_text = format!("{}{}", stranger.pem, authority.pem);
    for authorities in [vec![stranger.pem.as_str(), authority.pem.as_str()], vec![one_text.as_str()]] {
        let resolver = try_resolver(&[server.named(NAME)], &authorities).expect("a resolver");
        assert_eq!(kind_of(&resolver, "uni.example").await, [None, None]);
    }
}

#[tokio::test]
async fn authorities_that_can_not_be_read() {
    let server = named(Kind::Tls, NAME, SocketAddr::from((Ipv4Addr::LOCALHOST, 853)));
    let broken = "-----BEGIN CERTIFICATE-----\nbm90aGluZw==\n-----END CERTIFICATE-----\n";
    let error = try_resolver(std::slice::from_ref(&server), &[broken]).expect_err("no certificate");
    assert_eq!(error.to_string(), "the DNS resolver could not be set up");
    let cause = std::error::Error::source(&error).expect("a cause").to_string();
    assert!(cause.contains("an authority can't be read"), "{cause}");
}

/// A private key, a file in DER and an empty file trust nobody, which can't be what was meant.
#[tokio::test]
async fn authorities_without_a_certificate() {
    let server = named(Kind::Tls, NAME, SocketAddr::from((Ipv4Addr::LOCALHOST, 853)));
    for text in ["", "nonsense", "-----BEGIN PRIVATE KEY-----\nAA==\n-----END PRIVATE KEY-----\n"] {
        assert!(try_resolver(std::slice::from_ref(&server), &[text]).is_err(), "{text:?}");
    }
}

#[tokio::test]
async fn another_path() {
    let authority = Authority::new();
    let server = DnsServer::start(Kind::Https, &authority, &[NAME], zone()).await;
    assert_eq!(kind_of(&resolver(server.at_path(NAME, ""), &authority), "uni.example").await, [None, None]);
    let elsewhere = resolver(server.at_path(NAME, "/resolve"), &authority);
    for kind in kind_of(&elsewhere, "uni.example").await {
        assert!(kind.is_some(), "an answer from nowhere");
    }
    assert_eq!(server.questions.count("TXT uni.example"), 1);
}

/// One kind of server asked as if it were the other, a closed port, and a server that says nothing.
#[tokio::test]
async fn servers_that_can_not_be_asked() {
    let authority = Authority::new();
    let tls = DnsServer::start(Kind::Tls, &authority, &[NAME], zone()).await;
    let https = DnsServer::start(Kind::Https, &authority, &[NAME], zone()).await;
    let silent = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.expect("a TCP socket");
    let closed = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.expect("a TCP socket");
    let address = |listener: &TcpListener| listener.local_addr().expect("an address");
    let (silent_at, closed_at) = (address(&silent), address(&closed));
    drop(closed);
    let cases = [
        named(Kind::Https, NAME, tls.named(NAME).address()),
        named(Kind::Tls, NAME, https.named(NAME).address()),
        named(Kind::Tls, NAME, closed_at),
        named(Kind::Https, NAME, closed_at),
        named(Kind::Tls, NAME, silent_at),
        named(Kind::Https, NAME, silent_at),
    ];
    let asked = cases.into_iter().map(|server| async {
        let (start, text) = (Instant::now(), server.to_string());
        let error = resolver(server, &authority).txt("uni.example").await.expect_err("no answer");
        let expected = [LookupErrorKind::Network, LookupErrorKind::Timeout];
        assert!(expected.contains(&error.kind()), "{text}: {error:?}");
        assert!(start.elapsed() < Duration::from_secs(20), "{text}: {:?}", start.elapsed());
    });
    join_all(asked).await;
}

/// Whoever is given twice wants an answer if one of them is silent.
#[tokio::test]
async fn a_silent_server_beside_a_good_one() {
    let authority = Authority::new();
    let silent = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.expect("a TCP socket");
    let silent_at = silent.local_addr().expect("an address");
    for kind in BOTH {
        let good = DnsServer::start(kind, &authority, &[NAME], zone()).await;
        let servers = [named(kind, NAME, silent_at), good.named(NAME)];
        let resolver = try_resolver(&servers, &[authority.pem.as_str()]).expect("a resolver");
        assert_eq!(kind_of(&resolver, "uni.example").await, [None, None], "{kind:?}");
    }
}

/// Of two servers one is enough, whichever it is and however it is asked.
#[tokio::test]
async fn one_of_two_servers() {
    let authority = Authority::new();
    let closed = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.expect("a TCP socket");
    let closed_at = closed.local_addr().expect("an address");
    drop(closed);
    for kind in BOTH {
        let good = DnsServer::start(kind, &authority, &[NAME], zone()).await;
        for bad in [named(Kind::Tls, NAME, closed_at), named(Kind::Https, NAME, closed_at), good.named("other.example")]
        {
            for servers in [[bad.clone(), good.named(NAME)], [good.named(NAME), bad.clone()]] {
                let resolver = try_resolver(&servers, &[authority.pem.as_str()]).expect("a resolver");
                assert_eq!(kind_of(&resolver, "uni.example").await, [None, None], "{servers:?}");
            }
        }
    }
}

/// From the domain to the manifest, with nothing asked in the open.
#[tokio::test]
async fn a_whole_search() {
    let authority = Authority::new();
    let manifest = r#"{"sources":[{"type":"elm","version":"3.3","path":"https://uni.example/c.ttl"}]}"#;
    let servers = Network::bind().await.file("files.example/m", Reply::ok(manifest)).serve();
    for kind in BOTH {
        let zone = Zone {
            addresses: vec![("files.example".into(), Ipv4Addr::LOCALHOST.into())],
            txt: vec![("uni.example".into(), vec!["v=qldiscover1; m=https://files.example/m".into()])],
            ttl: 60,
        };
        let server = DnsServer::start(kind, &authority, &[NAME], zone).await;
        let resolver = resolver(server.named(NAME), &authority);
        let transport = HttpTransport::builder()
            .with_address_policy(AddressPolicy::public_only().allowing_loopback())
            .with_lookup(Arc::new(Addresses(resolver.clone())))
            .with_default_port(servers.https_port)
            .with_only_authority(servers.authority_pem.as_str())
            .build()
            .expect("a client");
        let provider = Provider::new().with_schac("uni.example".parse().expect("a domain name"));
        let report = Discovery::new(transport, resolver).discover(&provider).await;
        assert!(report.found.is_some(), "{report}");
        assert_eq!(server.questions.count("TXT uni.example"), 1);
    }
    assert!(servers.questions.all().is_empty(), "{:?}", servers.questions.all());
}
