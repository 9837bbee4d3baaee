//! A search at the servers, and what is told of it.

use std::net::SocketAddr;
use std::sync::Arc;

use ql_core::{AddressPolicy, Provider};
use ql_discovery::{Discovery, DiscoveryReport, DnsResolver, Outcome, Probe};
use ql_exchange::{HostLookup, HttpTransport, LookupFuture};

use crate::nginx::Nginx;

pub(crate) const MANIFEST: &str =
    r#"{"sources":[{"type":"ooapi","version":"5","path":"https://api.uni.example/v5/"}]}"#;
pub(crate) const YAML: &str =
    "sources:\n  - type: elm\n    version: '3.3'\n    path: https://uni.example/courses.ttl\n";
pub(crate) const PAGE: &str = "<!DOCTYPE html><html><head><title>University</title></head><body></body></html>";
pub(crate) const NO_RECORD: &str = "DNS TXT: no-record";
/// Where a manifest is looked for.
pub(crate) const FILE: &str = ".well-known/quality-link-manifest";

pub(crate) type Search = Discovery<HttpTransport, DnsResolver>;

struct Addresses(DnsResolver);

impl HostLookup for Addresses {
    fn addresses(&self, host: String) -> LookupFuture {
        let resolver = self.0.clone();
        Box::pin(async move { resolver.addresses(&host).await.map_err(Into::into) })
    }
}

pub(crate) fn resolver(server: SocketAddr) -> DnsResolver {
    DnsResolver::with_servers(&[server]).expect("a resolver")
}

/// A search with one name server and one web server.
pub(crate) fn search(dns: SocketAddr, web: &Nginx) -> Search {
    let transport = HttpTransport::builder()
        .with_address_policy(AddressPolicy::public_only().allowing_loopback())
        .with_lookup(Arc::new(Addresses(resolver(dns))))
        .with_default_port(web.https_port)
        .with_only_authority(web.authority.clone())
        .build()
        .expect("a client");
    Discovery::new(transport, resolver(dns))
}

/// A search at a domain: what is told of it, and where the manifest is.
#[derive(Clone)]
pub(crate) struct Case {
    domain: &'static str,
    lines: Vec<String>,
    url: Option<String>,
}

impl Case {
    pub(crate) fn new(domain: &'static str, lines: &[&str], url: Option<&str>) -> Self {
        Self { domain, lines: lines.iter().map(ToString::to_string).collect(), url: url.map(str::to_owned) }
    }
}

/// Runs all cases before it fails.
pub(crate) async fn check(search: &Search, cases: &[Case]) {
    let mut failures = Vec::new();
    for Case { domain, lines, url } in cases {
        let report = discover(search, domain).await;
        let told: Vec<String> = report.probes.iter().flat_map(told).collect();
        let found = report.found.as_ref().map(|found| found.url.to_string());
        if told != *lines || found != *url {
            let expected = format!("{lines:#?} {url:?}");
            failures.push(format!("{domain}\n  expected: {expected}\n  actual: {told:#?} {found:?}\n{report}"));
        }
    }
    assert!(failures.is_empty(), "{}", failures.join("\n"));
}

pub(crate) async fn discover(search: &Search, domain: &str) -> DiscoveryReport {
    search.discover(&Provider::new().with_schac(domain.parse().expect("a domain name"))).await
}

/// A line for the probe and one for each request: what was tried, and what came of it.
pub(crate) fn told(probe: &Probe) -> Vec<String> {
    let requests = probe.attempts.iter().map(|attempt| {
        let status = attempt.status.map(|status| format!(" {status}")).unwrap_or_default();
        let url = &attempt.url;
        let place = match url.path().strip_prefix("/").and_then(|path| path.strip_prefix(FILE)) {
            Some(extension) => format!("…{extension}"),
            None => format!("{}{}", url.host_str().unwrap_or_default(), url.path()),
        };
        format!("  {place}:{status} {}", name(&attempt.outcome))
    });
    let first = format!("{}: {}", probe.mechanism, name(&probe.outcome));
    [first].into_iter().chain(requests).collect()
}

pub(crate) fn name(outcome: &Outcome) -> String {
    let value = serde_json::to_value(outcome).expect("JSON");
    let text = |member: &str| value[member].as_str().unwrap_or_default().to_owned();
    match outcome {
        Outcome::Unreachable { .. } => "unreachable ".to_owned() + &text("reason"),
        _ => text("outcome"),
    }
}
