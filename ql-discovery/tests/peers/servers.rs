//! Several name servers, as most machines have them.

use std::net::SocketAddr;

use ql_discovery::{DnsResolver, TxtLookup as _};

use crate::knot::{Knot, LOOPBACK};

/// A text that fits into an answer by UDP, and one that does not.
fn zone() -> String {
    format!("*.short TXT \"here\"\n*.long TXT{}\n", format!(" \"{}\"", "x".repeat(250)).repeat(8))
}

fn good() -> Option<Knot> {
    Knot::start(&[("example", &zone())])
}

/// How many records are found, whichever server is named first.
async fn check(first: SocketAddr, second: SocketAddr, domain: &str) {
    for servers in [[first, second], [second, first]] {
        let resolver = DnsResolver::with_servers(&servers).expect("a resolver");
        // How soon a server answers decides on who is asked next; the cache does not know the next name.
        for number in 0..3 {
            let records = resolver.txt(&format!("{number}.{domain}")).await.map(|records| records.len());
            assert!(matches!(records, Ok(1)), "{domain}: {records:?}");
        }
    }
}

#[tokio::test]
async fn both_answer() {
    let (Some(first), Some(second)) = (good(), good()) else { return };
    check(first.address, second.address, "short.example").await;
}

/// Both say that their answer does not fit.
#[tokio::test]

async fn both_answer_at_length() {
    let (Some(first), Some(second)) = (good(), good()) else { return };
    check(first.address, second.address, "long.example").await;
}

#[tokio::test]
async fn one_is_gone() {
    let (Some(good), Some(gone)) = (good(), good()) else { return };
    let address = gone.address;
    drop(gone);
    check(good.address, address, "short.example").await;
}

#[tokio::test]

async fn one_is_gone_and_the_answer_is_long() {
    let (Some(good), Some(gone)) = (good(), good()) else { return };
    let address = gone.address;
    drop(gone);
    check(good.address, address, "long.example").await;
}

/// What one server can't say, the other one may know.
#[tokio::test]

async fn one_fails() {
    let (Some(good), Some(refusing)) = (good(), Knot::start(&[("other.test", "")])) else { return };
    let Some(failing) = Knot::start_at(LOOPBACK, &[], &["example"]) else { return };
    for domain in ["short.example", "long.example"] {
        check(good.address, refusing.address, domain).await;
        check(good.address, failing.address, domain).await;
    }
}
