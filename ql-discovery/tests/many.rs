//! The search for the manifests of many providers, with real sockets on loopback, and what is kept of it.
#![cfg(all(feature = "dns", feature = "psl"))]

#[path = "many/cache.rs"]
mod cache;
#[path = "many/hosts.rs"]
mod hosts;
#[path = "many/limits.rs"]
mod limits;
#[path = "many/meta.rs"]
mod meta;
mod network;
#[path = "many/recheck.rs"]
mod recheck;
#[path = "many/records.rs"]
mod records;
#[path = "many/turns.rs"]
mod turns;
#[path = "many/verdicts.rs"]
mod verdicts;

use std::pin::pin;
use std::time::Duration;

use futures_util::StreamExt as _;
use ql_core::Provider;
use ql_discovery::{DiscoveryOptions, DiscoveryReport, Outcome, UnreachableReason};

use network::http::Reply;
use network::{Network, Search};

const MANIFEST: &str = r#"{"sources":[{"type":"ooapi","version":"5","path":"https://api.uni.example/v5/"}]}"#;
/// The well-known file below the host.
const FILE: &str = ".well-known/quality-link-manifest";

fn provider(domain: &str) -> Provider {
    Provider::new().with_schac(domain.parse().expect("a domain name"))
}

fn manifest() -> Reply {
    Reply::ok(MANIFEST).with_header("content-type", "application/json")
}

/// `u00.example` and so on.
fn domains(count: usize) -> Vec<String> {
    (0..count).map(|number| format!("u{number:02}.example")).collect()
}

fn providers<'d>(domains: impl IntoIterator<Item = &'d String>) -> Vec<Provider> {
    domains.into_iter().map(|domain| provider(domain)).collect()
}

/// The reports in the order of their providers' domains.
async fn search(search: &Search, providers: Vec<Provider>) -> Vec<DiscoveryReport> {
    let mut reports: Vec<_> = pin!(search.discover_all(providers)).collect().await;
    reports.sort_by_cached_key(|report| report.provider.key());
    reports
}

/// Every domain has a manifest of its own at a host of its own.
fn each_with_a_file(network: Network, domains: &[String], reply: &Reply) -> Network {
    domains.iter().fold(network, |network, domain| network.file(&format!("{domain}/{FILE}"), reply.clone()))
}

/// Every domain announces a file at `shared.example`.
fn all_at_one_host(network: Network, domains: &[String], reply: &Reply) -> Network {
    domains.iter().fold(network, |network, domain| {
        let place = format!("shared.example/{domain}");
        let record = format!("v=qldiscover1; m=https://{place}");
        network.txt(domain, [record]).file(&place, reply.clone())
    })
}

fn options() -> DiscoveryOptions {
    DiscoveryOptions::new()
}

fn milliseconds(count: u64) -> Duration {
    Duration::from_millis(count)
}

fn found(reports: &[DiscoveryReport]) -> usize {
    reports.iter().filter(|report| report.found.is_some()).count()
}

fn is_unreachable(outcome: &Outcome, expected: UnreachableReason) -> bool {
    matches!(outcome, Outcome::Unreachable { reason, .. } if *reason == expected)
}
