//! Hosts that are out of reach and that many providers share, and hosts that only look like it.

use std::net::{IpAddr, Ipv4Addr};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use ql_core::{AddressPolicy, Provider};
use ql_discovery::{Outcome, UnreachableReason, Verdict};
use tokio::io::AsyncWriteExt as _;
use tokio::net::TcpListener;

use crate::network::Network;
use crate::network::http::{Piece, Reply};
use crate::{
    all_at_one_host, domains, each_with_a_file, found, is_unreachable, manifest, milliseconds, options, provider,
    providers, search,
};

/// What a server of no use says to whoever connects; then it waits.
type Greeting = &'static [u8];

/// A server that speaks no TLS: its port, and how many connections it has had.
async fn useless(greeting: Greeting) -> (u16, Arc<AtomicUsize>) {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.expect("a TCP socket");
    let port = listener.local_addr().expect("an address").port();
    let connections = Arc::new(AtomicUsize::new(0));
    let count = Arc::clone(&connections);
    tokio::spawn(async move {
        let mut kept = Vec::new();
        while let Ok((mut stream, _)) = listener.accept().await {
            count.fetch_add(1, Ordering::SeqCst);
            let _ = stream.write_all(greeting).await;
            kept.push(stream);
        }
    });
    (port, connections)
}

/// Every domain announces a file of its own at a host and port.
fn announced_at(network: Network, host_and_port: &str, domains: &[String]) -> Network {
    let host = host_and_port.split(':').next().unwrap_or_default();
    let network = network.host(host, IpAddr::V4(Ipv4Addr::LOCALHOST));
    domains.iter().fold(network, |network, domain| {
        network.txt(domain, [format!("v=qldiscover1; m=https://{host_and_port}/{domain}")])
    })
}

/// One time-out for all of them, not one for each; and nobody else has to wait.
#[tokio::test]
async fn a_silent_host_costs_one_time_out() {
    for limit in [1, 3] {
        let (port, connections) = useless(b"").await;
        let names = domains(40);
        let (silent, good) = names.split_at(30);
        let network = announced_at(Network::bind().await, &format!("silent.example:{port}"), silent);
        let options = options().with_requests_per_host(limit).with_probe_timeout(milliseconds(500));
        let servers = each_with_a_file(network, good, &manifest()).options(options).serve();
        let start = Instant::now();
        let reports = search(&servers.search(), providers(&names)).await;
        assert_eq!(found(&reports), good.len());
        for report in &reports[..silent.len()] {
            assert!(is_unreachable(&report.probes[0].outcome, UnreachableReason::Timeout), "{report}");
            assert_eq!(report.verdict(), Verdict::Failed);
        }
        assert!(connections.load(Ordering::SeqCst) <= limit, "{connections:?} connections");
        // Thirty of them one after another would be 15 seconds.
        assert!(start.elapsed() < Duration::from_secs(8), "{:?}", start.elapsed());
    }
}

/// The same where there are fewer places than providers who wait for the host.
#[tokio::test]
async fn a_silent_host_does_not_take_all_places() {
    let (port, connections) = useless(b"").await;
    let names = domains(20);
    let (silent, good) = names.split_at(15);
    let network = announced_at(Network::bind().await, &format!("silent.example:{port}"), silent);
    let options = options().with_concurrency(4).with_requests_per_host(2).with_probe_timeout(milliseconds(500));
    let servers = each_with_a_file(network, good, &manifest()).options(options).serve();
    let reports = search(&servers.search(), providers(&names)).await;
    assert_eq!(found(&reports), good.len());
    assert!(connections.load(Ordering::SeqCst) <= 2, "{connections:?} connections");
}

#[tokio::test]
async fn a_host_without_tls_is_connected_to_once() {
    let (port, connections) = useless(b"HTTP/1.1 400 Bad Request\r\n\r\n").await;
    let names = domains(20);
    let network = announced_at(Network::bind().await, &format!("plain.example:{port}"), &names);
    let servers = network.options(options().with_requests_per_host(1)).serve();
    let reports = search(&servers.search(), providers(&names)).await;
    for report in &reports {
        assert!(is_unreachable(&report.probes[0].outcome, UnreachableReason::Tls), "{report}");
    }
    assert_eq!(connections.load(Ordering::SeqCst), 1);
}

#[tokio::test]
async fn a_host_with_the_certificate_of_another_is_connected_to_once() {
    let names = domains(12);
    let network = announced_at(Network::bind().await, "misnamed.example", &names);
    let servers = network.options(options().with_requests_per_host(1)).serve();
    let reports = search(&servers.search(), providers(&names)).await;
    for report in &reports {
        assert!(is_unreachable(&report.probes[0].outcome, UnreachableReason::Tls), "{report}");
    }
    assert_eq!((servers.connections(), servers.service.asked().len()), (1, 0));
}

#[tokio::test]
async fn a_closed_port_is_told_to_everybody() {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.expect("a TCP socket");
    let port = listener.local_addr().expect("an address").port();
    drop(listener);
    let names = domains(12);
    let servers = announced_at(Network::bind().await, &format!("closed.example:{port}"), &names).serve();
    for report in search(&servers.search(), providers(&names)).await {
        assert!(is_unreachable(&report.probes[0].outcome, UnreachableReason::Connect), "{report}");
        assert_eq!(report.verdict(), Verdict::Failed);
    }
}

#[tokio::test]
async fn a_forbidden_host_and_one_that_does_not_exist_are_looked_up_once() {
    let names = domains(12);
    let (private, nowhere) = names.split_at(6);
    let mut network = Network::bind().await.host("private.example", IpAddr::V4(Ipv4Addr::new(10, 0, 0, 1)));
    for (host, domains) in [("private.example", private), ("nowhere.example", nowhere)] {
        for domain in domains {
            network = network.txt(domain, [format!("v=qldiscover1; m=https://{host}/{domain}")]);
        }
    }
    let policy = AddressPolicy::public_only().allowing_loopback();
    let servers = network.policy(policy).options(options().with_requests_per_host(1)).serve();
    let reports = search(&servers.search(), providers(&names)).await;
    for report in &reports[..6] {
        assert!(matches!(report.probes[0].outcome, Outcome::Refused { .. }), "{report}");
        assert_eq!(report.verdict(), Verdict::Failed);
    }
    for report in &reports[6..] {
        assert!(is_unreachable(&report.probes[0].outcome, UnreachableReason::NoSuchHost), "{report}");
    }
    for host in ["private", "nowhere"] {
        assert_eq!(servers.questions.count(&format!("A {host}.example")), 1, "{host}");
    }
}

/// Providers one after another, so that the first ones spoil it for the last, or do not.
async fn one_after_another(network: Network, domains: &[&str]) -> Vec<bool> {
    let options = options().with_concurrency(1).with_probe_timeout(milliseconds(1000));
    let servers = network.options(options).serve();
    let list: Vec<Provider> = domains.iter().map(|domain| provider(domain)).collect();
    search(&servers.search(), list).await.iter().map(|report| report.found.is_some()).collect()
}

fn announced(network: Network, domain: &str, place: &str, reply: Reply) -> Network {
    network.txt(domain, [format!("v=qldiscover1; m=https://{place}")]).file(place, reply)
}

/// It was asked at the last moment, by the fault of whoever redirected there.
#[tokio::test]
async fn a_host_behind_a_slow_redirect_is_not_to_blame() {
    let to_shared = Reply::redirect("https://shared.example/a").after(milliseconds(800));
    let network = announced(Network::bind().await, "a.example", "slow.example/m", to_shared);
    let network = network.file("shared.example/a", manifest().after(milliseconds(500)));
    let network = announced(network, "b.example", "shared.example/b", manifest().after(milliseconds(500)));
    assert_eq!(one_after_another(network, &["a.example", "b.example"]).await, [false, true]);
}

/// The host can be reached, as everybody else sees.
#[tokio::test]
async fn one_slow_page_does_not_spoil_a_host_that_answers() {
    let network = announced(Network::bind().await, "a.example", "shared.example/a", manifest());
    let network = announced(network, "b.example", "shared.example/b", manifest().after(Duration::from_secs(20)));
    let network = announced(network, "c.example", "shared.example/c", manifest());
    let expected = [true, false, true];
    assert_eq!(one_after_another(network, &["a.example", "b.example", "c.example"]).await, expected);
}

/// One that has answered and then says nothing more to anybody is out of reach after all, a few time-outs later.
#[tokio::test]
#[ignore = "awaiting fix: a host that has answered once costs a time-out for every provider when it has fallen silent"]
async fn a_host_that_falls_silent_is_left_alone() {
    let names = domains(30);
    let (answered, silent) = names.split_at(2);
    let network = all_at_one_host(Network::bind().await, answered, &manifest());
    let network = all_at_one_host(network, silent, &manifest().after(Duration::from_secs(60)));
    let options = options().with_concurrency(1).with_requests_per_host(1).with_probe_timeout(milliseconds(300));
    let servers = network.options(options).serve();
    let reports = search(&servers.search(), providers(&names)).await;
    assert_eq!(found(&reports), 2);
    let asked = servers.service.asked().len();
    assert!(asked <= 10, "{asked} requests");
}

/// Neither does one that answers and then takes its time.
#[tokio::test]
async fn one_page_without_end_does_not_spoil_its_host() {
    let endless = manifest().with_pieces([Piece::Data("{".into()), Piece::Wait(Duration::from_secs(20))]);
    // The time of the probe is over before that of the request.
    let to_shared = Reply::redirect("https://shared.example/a").after(milliseconds(200));
    let network = announced(Network::bind().await, "a.example", "first.example/a", to_shared);
    let network = network.file("shared.example/a", endless);
    let network = announced(network, "b.example", "shared.example/b", manifest());
    assert_eq!(one_after_another(network, &["a.example", "b.example"]).await, [false, true]);
}

#[tokio::test]
async fn what_a_host_answers_to_one_is_not_what_it_answers_to_others() {
    let broken = manifest().with_pieces([Piece::Data("{".into()), Piece::Break]);
    let replies =
        [Reply::new(503, "later"), Reply::new(429, "later"), broken, Reply::redirect("http://shared.example/")];
    for reply in replies {
        let network = announced(Network::bind().await, "a.example", "shared.example/a", reply.clone());
        let network = announced(network, "b.example", "shared.example/b", manifest());
        assert_eq!(one_after_another(network, &["a.example", "b.example"]).await, [false, true], "{reply:?}");
    }
}

/// Another port is another server.
#[tokio::test]
async fn only_the_port_that_is_out_of_reach_is_left_alone() {
    let (port, _) = useless(b"nonsense").await;
    let network = announced_at(Network::bind().await, &format!("shared.example:{port}"), &["a.example".to_owned()]);
    let network = announced(network, "b.example", "shared.example/b", manifest());
    assert_eq!(one_after_another(network, &["a.example", "b.example"]).await, [false, true]);
}

/// What a run has learned of a host ends with it.
#[tokio::test]
async fn the_next_run_asks_again() {
    let (port, connections) = useless(b"nonsense").await;
    let names = domains(4);
    let network = announced_at(Network::bind().await, &format!("plain.example:{port}"), &names);
    let servers = network.options(options().with_requests_per_host(1)).serve();
    let searcher = servers.search();
    for run in 1..=2 {
        search(&searcher, providers(&names)).await;
        assert_eq!(connections.load(Ordering::SeqCst), run);
    }
}
