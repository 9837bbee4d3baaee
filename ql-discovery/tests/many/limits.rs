//! Who is looked for at a time, how many requests a host gets, and what ends with the stream.

use std::pin::pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use futures_util::StreamExt as _;
use ql_core::Provider;
use ql_discovery::Verdict;

use crate::network::Network;
use crate::network::http::Reply;
use crate::{
    FILE, all_at_one_host, domains, each_with_a_file, found, manifest, milliseconds, options, provider, providers,
    search,
};

/// The slow ones keep the places taken while the others come.
fn slow() -> Reply {
    manifest().after(milliseconds(300))
}

#[tokio::test]
async fn every_provider_has_the_report_that_it_has_alone() {
    let names = domains(12);
    let mut network = Network::bind().await;
    for (number, domain) in names.iter().enumerate() {
        network = match number % 4 {
            0 => network.file(&format!("{domain}/{FILE}"), manifest()),
            1 => {
                let record = format!("v=qldiscover1; m=https://files.example/{number}");
                network.txt(domain, [record]).file(&format!("files.example/{number}"), manifest())
            }
            2 => network.file(&format!("{domain}/{FILE}.yaml"), Reply::ok("sources: []")),
            _ => network,
        };
    }
    let servers = network.serve();
    let mut list = providers(&names);
    list.push(Provider::new().with_website("https://www.u00.example/en/"));
    list.push(Provider::new().with_name("nobody knows where"));
    let reports = search(&servers.search(), list.clone()).await;
    assert_eq!(reports.len(), 14);
    for one in &list {
        let together = reports.iter().find(|report| report.provider == *one).expect("a report");
        let alone = servers.search().discover(one).await;
        let summary = |report: &ql_discovery::DiscoveryReport| {
            let outcomes: Vec<_> = report.probes.iter().map(|probe| probe.outcome.clone()).collect();
            (report.verdict(), report.found.as_ref().map(|found| found.url.clone()), outcomes)
        };
        assert_eq!(summary(together), summary(&alone), "{}", one.label());
    }
    let of = |verdict| reports.iter().filter(|report| report.verdict() == verdict).count();
    assert_eq!([Verdict::Found, Verdict::Unusable, Verdict::NotFound, Verdict::Failed].map(of), [7, 3, 4, 0]);
}

#[tokio::test]
async fn no_providers_and_the_same_one_twice() {
    let servers = Network::bind().await.file(&format!("u00.example/{FILE}"), manifest()).serve();
    assert!(search(&servers.search(), Vec::new()).await.is_empty());
    let reports = search(&servers.search(), vec![provider("u00.example"), provider("u00.example")]).await;
    assert_eq!((reports.len(), found(&reports)), (2, 2));
}

#[tokio::test]
async fn who_is_finished_first_comes_first() {
    let network = Network::bind().await.file(&format!("slow.example/{FILE}"), manifest().after(milliseconds(1500)));
    let servers = each_with_a_file(network, &domains(3), &manifest()).serve();
    let list = [vec![provider("slow.example")], providers(&domains(3))].concat();
    let reports: Vec<_> = pin!(servers.search().discover_all(list)).collect().await;
    assert_eq!(reports.last().and_then(|report| report.provider.key()).as_deref(), Some("slow.example"));
}

#[tokio::test]
async fn as_many_at_a_time_as_allowed() {
    for concurrency in [1, 4] {
        let names = domains(3 * concurrency);
        let options = options().with_concurrency(concurrency);
        let servers = each_with_a_file(Network::bind().await, &names, &slow()).options(options).serve();
        let reports = search(&servers.search(), providers(&names)).await;
        assert_eq!(found(&reports), names.len());
        let peak = servers.service.peak();
        assert!(peak <= concurrency && (peak > 1 || concurrency == 1), "{peak} of {concurrency}");
    }
}

/// No limit can be set that would never let anything through.
#[tokio::test]
async fn limits_of_zero_are_limits_of_one() {
    let names = domains(3);
    let options = options().with_concurrency(0).with_requests_per_host(0);
    let servers = all_at_one_host(Network::bind().await, &names, &manifest()).options(options).serve();
    assert_eq!(found(&search(&servers.search(), providers(&names)).await), 3);
    assert_eq!(servers.service.peak(), 1);
}

#[tokio::test]
async fn as_many_at_a_host_as_allowed() {
    let names = domains(12);
    for (options, limit) in [(options(), 4), (options().with_requests_per_host(2), 2)] {
        let servers = all_at_one_host(Network::bind().await, &names, &slow()).options(options).serve();
        let reports = search(&servers.search(), providers(&names)).await;
        assert_eq!(found(&reports), names.len());
        let peak = servers.service.peak();
        assert!(peak > 1 && peak <= limit, "{peak} of {limit}");
        assert_eq!(servers.service.asked().len(), names.len());
    }
}

/// Other hosts need not wait for a busy one.
#[tokio::test]
async fn the_limit_is_that_of_each_host() {
    let names = domains(9);
    let (busy, others) = names.split_at(5);
    let options = options().with_requests_per_host(1);
    let network = all_at_one_host(Network::bind().await, busy, &slow()).options(options);
    let servers = each_with_a_file(network, others, &slow()).serve();
    let list = [providers(busy), providers(others)].concat();
    let order: Vec<_> = pin!(servers.search().discover_all(list)).collect().await;
    assert_eq!(found(&order), 9);
    assert!(servers.service.peak() >= 3, "{}", servers.service.peak());
    let last = order.last().and_then(|report| report.provider.key()).expect("a key");
    assert!(busy.contains(&last), "{last}");
}

/// Of ten thousand providers, only those are begun with that there is a place for.
#[tokio::test]
async fn providers_are_taken_from_the_list_as_places_become_free() {
    let names = domains(30);
    let servers =
        each_with_a_file(Network::bind().await, &names, &manifest()).options(options().with_concurrency(3)).serve();
    let taken = Arc::new(AtomicUsize::new(0));
    let list = names.iter().map(|domain| {
        taken.fetch_add(1, Ordering::SeqCst);
        provider(domain)
    });
    let search = servers.search();
    let mut reports = pin!(search.discover_all(list));
    assert_eq!((taken.load(Ordering::SeqCst), servers.questions.all().len()), (0, 0), "before it is asked for");
    for finished in 1..=names.len() {
        reports.next().await.expect("a report");
        let taken = taken.load(Ordering::SeqCst);
        assert!(taken <= finished + 3, "{taken} taken, {finished} finished");
    }
    assert!(reports.next().await.is_none());
}

#[tokio::test]
async fn dropping_the_stream_ends_it() {
    let names = domains(60);
    let servers = each_with_a_file(Network::bind().await, &names, &manifest().after(milliseconds(50)))
        .options(options().with_concurrency(6))
        .serve();
    let search = servers.search();
    {
        let mut reports = pin!(search.discover_all(providers(&names)));
        for _ in 0..10 {
            reports.next().await.expect("a report");
        }
    }
    // What was on its way arrives.
    tokio::time::sleep(Duration::from_millis(300)).await;
    let arrived = (servers.service.asked().len(), servers.connections(), servers.questions.all().len());
    tokio::time::sleep(Duration::from_millis(700)).await;
    assert_eq!((servers.service.asked().len(), servers.connections(), servers.questions.all().len()), arrived);
    assert!((10..=17).contains(&arrived.0), "{} requests", arrived.0);
}
