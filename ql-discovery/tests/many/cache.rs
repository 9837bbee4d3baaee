//! What the name server and the hosts are asked once for several providers.

use std::net::Ipv4Addr;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use ql_discovery::{DnsResolver, LookupErrorKind, TxtLookup as _};
use tokio::net::UdpSocket;

use crate::network::Network;
use crate::{all_at_one_host, domains, found, manifest, milliseconds, options, provider, providers, search};

#[tokio::test]
async fn a_name_is_asked_for_once_while_the_answer_is_valid() {
    let names = domains(12);
    let network = all_at_one_host(Network::bind().await, &names, &manifest());
    let servers = network.options(options().with_concurrency(1)).serve();
    let searcher = servers.search();
    for _ in 0..2 {
        assert_eq!(found(&search(&searcher, providers(&names)).await), names.len());
    }
    assert_eq!(servers.questions.count("A shared.example"), 1);
    assert!(servers.questions.count("AAAA shared.example") <= 1);
    for domain in &names {
        assert_eq!(servers.questions.count(&format!("TXT {domain}")), 1, "{domain}");
    }
    assert_eq!(servers.service.asked().len(), 2 * names.len(), "what is at the host may change at any time");
}

#[tokio::test]
async fn side_by_side_searches_share_the_answer() {
    let names = domains(24);
    let servers = all_at_one_host(Network::bind().await, &names, &manifest()).serve();
    assert_eq!(found(&search(&servers.search(), providers(&names)).await), names.len());
    // Those who are at the host before the first answer may ask, too.
    let asked = servers.questions.count("A shared.example");
    assert!((1..=4).contains(&asked), "{asked} times");
}

#[tokio::test]
async fn that_there_is_nothing_is_kept_as_long() {
    let servers = Network::bind().await.txt("u00.example", ["v=spf1 -all"]).serve();
    let searcher = servers.search();
    for _ in 0..2 {
        search(&searcher, vec![provider("u00.example"), provider("nowhere.example")]).await;
    }
    for question in ["TXT u00.example", "TXT nowhere.example", "A u00.example", "A nowhere.example"] {
        assert_eq!(servers.questions.count(question), 1, "{question}");
    }
}

#[tokio::test]
async fn a_name_is_asked_for_again_when_its_time_is_over() {
    let names = domains(3);
    let network = all_at_one_host(Network::bind().await, &names, &manifest());
    let servers = network.ttl(1).options(options().with_concurrency(1)).serve();
    let searcher = servers.search();
    search(&searcher, providers(&names)).await;
    tokio::time::sleep(milliseconds(2100)).await;
    // A connection that is still open needs no address.
    search(&searcher, providers(&names)).await;
    assert_eq!(servers.questions.count("TXT u00.example"), 2);
    assert_eq!(found(&search(&servers.search(), providers(&names)).await), 3);
}

#[tokio::test]
async fn connections_are_used_again() {
    let names = domains(16);
    let network = all_at_one_host(Network::bind().await, &names, &manifest());
    let servers = network.options(options().with_concurrency(1)).serve();
    assert_eq!(found(&search(&servers.search(), providers(&names)).await), names.len());
    // One may still be on its way back when the next request is made.
    assert!(servers.connections() <= 4, "{} connections", servers.connections());
}

/// A name server that says nothing costs its time-out once, not once a name. That a name does not exist is an answer,
/// too, and for most domains the only one.
#[tokio::test]
#[ignore = "the resolver library counts answers without a record as failures of their server"]
async fn a_silent_name_server_beside_a_good_one_is_asked_once() {
    let silent = UdpSocket::bind((Ipv4Addr::LOCALHOST, 0)).await.expect("a UDP socket");
    let silent_at = silent.local_addr().expect("an address");
    let asked = Arc::new(AtomicUsize::new(0));
    let count = Arc::clone(&asked);
    tokio::spawn(async move {
        let mut packet = [0; 512];
        while silent.recv_from(&mut packet).await.is_ok() {
            count.fetch_add(1, Ordering::SeqCst);
        }
    });
    let good = Network::bind().await.serve();
    let resolver = DnsResolver::with_servers(&[silent_at, good.dns]).expect("a resolver");
    let mut questions = Vec::new();
    for name in domains(5) {
        let error = resolver.txt(&name).await.expect_err("no such domain");
        assert_eq!(error.kind(), LookupErrorKind::NoSuchDomain);
        questions.push(asked.load(Ordering::SeqCst));
    }
    // Some packets may be sent again while the first name waits.
    assert_eq!(questions[1], questions[4], "{questions:?}");
}
