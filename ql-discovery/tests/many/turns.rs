//! Waiting for a turn at a busy host, which is nobody's fault.

use std::pin::pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use bytes::Bytes;
use futures_util::StreamExt as _;
use ql_core::{Body, Request, Response, Transport, TransportError};
use ql_discovery::{Discovery, Outcome, UnreachableReason};
use ql_exchange::HttpTransport;

use crate::network::http::{Piece, Reply};
use crate::network::{Network, resolver};
use crate::{
    MANIFEST, all_at_one_host, domains, found, is_unreachable, manifest, milliseconds, options, provider, providers,
    search,
};

#[tokio::test]
async fn waiting_is_not_charged_to_the_probe() {
    let names = domains(10);
    let options = options().with_requests_per_host(1).with_probe_timeout(milliseconds(1000));
    let network = all_at_one_host(Network::bind().await, &names, &manifest().after(milliseconds(200)));
    let servers = network.options(options).serve();
    // The last one waits for about two seconds.
    let reports = search(&servers.search(), providers(&names)).await;
    assert_eq!(found(&reports), names.len(), "{}", reports[9]);
    assert_eq!((servers.service.peak(), servers.service.asked().len()), (1, names.len()));
}

/// A probe that has waited once still has its whole time for what it tries next.
#[tokio::test]
async fn waiting_is_not_charged_to_what_comes_next() {
    let names = domains(6);
    let mut network = Network::bind().await;
    for domain in &names {
        for (file, reply) in [("1", Reply::new(404, "no such file")), ("2", manifest())] {
            let place = format!("shared.example/{domain}/{file}");
            let record = format!("v=qldiscover1; m=https://{place}");
            network = network.txt(domain, [record]).file(&place, reply.after(milliseconds(150)));
        }
    }
    let options = options().with_requests_per_host(1).with_probe_timeout(milliseconds(800));
    let servers = network.options(options).serve();
    let reports = search(&servers.search(), providers(&names)).await;
    assert_eq!(found(&reports), names.len());
    assert_eq!(servers.service.asked().len(), 2 * names.len());
}

/// Those who wait behind a redirect wait, too.
#[tokio::test]
async fn waiting_behind_a_redirect_is_not_charged() {
    let names = domains(8);
    let mut network = Network::bind().await;
    for domain in &names {
        let place = format!("shared.example/{domain}");
        let first = format!("{domain}/m");
        network = network
            .txt(domain, [format!("v=qldiscover1; m=https://{first}")])
            .file(&first, Reply::redirect(format!("https://{place}")))
            .file(&place, manifest().after(milliseconds(200)));
    }
    let options = options().with_requests_per_host(1).with_probe_timeout(milliseconds(900));
    let servers = network.options(options).serve();
    assert_eq!(found(&search(&servers.search(), providers(&names)).await), names.len());
}

/// A host that is busy is not the same as one that is slow.
#[tokio::test]
async fn the_time_at_the_host_itself_is_charged() {
    let names = domains(2);
    let options = options().with_requests_per_host(1).with_probe_timeout(milliseconds(400));
    let network = all_at_one_host(Network::bind().await, &names[..1], &manifest().after(milliseconds(5000)));
    let servers = network.options(options).serve();
    let reports = search(&servers.search(), vec![provider("u00.example")]).await;
    assert!(is_unreachable(&reports[0].probes[0].outcome, UnreachableReason::Timeout), "{}", reports[0]);
}

/// Two hosts that redirect to each other, each with one place.
#[tokio::test]
async fn crossing_redirects_do_not_wait_for_each_other() {
    let mut network = Network::bind().await;
    for (from, to) in [("left", "right"), ("right", "left")] {
        for number in 0..5 {
            let first = format!("{from}.example/{number}");
            let second = format!("{to}.example/from-{from}/{number}");
            network = network
                .txt(&format!("{from}{number}.example"), [format!("v=qldiscover1; m=https://{first}")])
                .file(&first, Reply::redirect(format!("https://{second}")).after(milliseconds(50)))
                .file(&second, manifest().after(milliseconds(50)));
        }
    }
    let servers = network.options(options().with_requests_per_host(1)).serve();
    let list = (0..5).flat_map(|number| ["left", "right"].map(|side| provider(&format!("{side}{number}.example"))));
    let reports = tokio::time::timeout(Duration::from_secs(30), search(&servers.search(), list.collect())).await;
    assert_eq!(found(&reports.expect("an end")), 10);
}

/// How many requests are under way, until their bodies are read.
#[derive(Clone, Default)]
struct Gauge {
    now: Arc<AtomicUsize>,
    peak: Arc<AtomicUsize>,
}

impl Gauge {
    fn enter(&self) -> Guard {
        let now = self.now.fetch_add(1, Ordering::SeqCst) + 1;
        self.peak.fetch_max(now, Ordering::SeqCst);
        Guard(Arc::clone(&self.now))
    }
}

struct Guard(Arc<AtomicUsize>);

impl Drop for Guard {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::SeqCst);
    }
}

struct Gauged {
    transport: HttpTransport,
    gauge: Gauge,
}

struct GaugedBody<B>(B, #[expect(dead_code, reason = "held for its drop")] Guard);

impl<B: Body> Body for GaugedBody<B> {
    async fn chunk(&mut self) -> Result<Option<Bytes>, TransportError> {
        self.0.chunk().await
    }
}

impl Transport for Gauged {
    type Body = GaugedBody<<HttpTransport as Transport>::Body>;

    async fn send(&self, request: Request) -> Result<Response<Self::Body>, TransportError> {
        let guard = self.gauge.enter();
        let Response { status, headers, body, .. } = self.transport.send(request).await?;
        Ok(Response::new(status, headers, GaugedBody(body, guard)))
    }

    async fn sleep(&self, duration: Duration) {
        self.transport.sleep(duration).await;
    }
}

/// The answer has begun long before it is whole.
#[tokio::test]
async fn a_place_is_free_when_the_body_is_read() {
    let names = domains(9);
    let halves = MANIFEST.split_at(20);
    let pieces = [
        Piece::Data(halves.0.into()),
        Piece::Wait(milliseconds(200)),
        Piece::Data(halves.1.into()),
        Piece::Wait(milliseconds(100)),
    ];
    let servers = all_at_one_host(Network::bind().await, &names, &manifest().with_pieces(pieces)).serve();
    let gauge = Gauge::default();
    let transport = Gauged { transport: servers.transport(), gauge: gauge.clone() };
    let options = options().with_requests_per_host(3);
    let discovery = Discovery::new(transport, resolver(servers.dns)).with_options(options);
    let reports: Vec<_> = pin!(discovery.discover_all(providers(&names))).collect().await;
    assert_eq!(found(&reports), names.len());
    let peak = gauge.peak.load(Ordering::SeqCst);
    assert!((2..=3).contains(&peak), "{peak}");
    assert_eq!(gauge.now.load(Ordering::SeqCst), 0);
}

/// A body that never ends takes its place for as long as its probe lasts, and no longer.
#[tokio::test]
async fn a_body_that_does_not_end_gives_its_place_back() {
    let endless = [Piece::Data("{".into()), Piece::Wait(Duration::from_secs(60))];
    let network = Network::bind()
        .await
        .txt("a.example", ["v=qldiscover1; m=https://shared.example/endless"])
        .file("shared.example/endless", manifest().with_pieces(endless))
        .txt("b.example", ["v=qldiscover1; m=https://other.example/m"])
        .file("other.example/m", manifest());
    let options = options().with_requests_per_host(1).with_concurrency(1).with_probe_timeout(milliseconds(400));
    let servers = network.options(options).serve();
    let reports = search(&servers.search(), vec![provider("a.example"), provider("b.example")]).await;
    assert!(is_unreachable(&reports[0].probes[0].outcome, UnreachableReason::Timeout), "{}", reports[0]);
    assert_eq!(reports[1].probes[0].outcome, Outcome::Found);
}
