//! From the domain names of the three demo universities to their courses, over real DNS and HTTPS on loopback.
#![expect(clippy::unwrap_used, reason = "in a test, also outside of its function")]

mod common;

use std::collections::BTreeMap;
use std::net::Ipv4Addr;
use std::sync::Arc;

use common::{SECRET, offerings, options, provider, with_key, without_key};
use quality_link::core::{
    AddressPolicy, Diagnostic, FetchLimits, KeySize, Manifest, MultilingualText, PrivateKey, Provider, Request, fetch,
};
use quality_link::discovery::{Attempt, DiscoveryReport, DomainOrigin, Mechanism, Outcome, UnreachableReason};
use quality_link::elm::{ElmNamespace, Mapped, RdfFormat};
use quality_link::exchange::{HarvestOptions, HarvestOutcome, HostLookup, HttpTransport, LookupFuture};
use quality_link::{CatalogueFormat, CatalogueWriter, Client, PipelineSummary};
use quality_link_universities::Universities;
use serde_json::Value;

const COURSES: usize = 60;
/// Two pages of 50 courses at most, and the offerings of each course.
const REQUESTS: u64 = 2 + COURSES as u64;

async fn start(courses: usize) -> Universities {
    Universities::start(options(courses)).await.unwrap()
}

/// Each probe, with its attempts by their URLs.
fn probes(report: &DiscoveryReport) -> Vec<(&str, Mechanism, &Outcome, Vec<(&str, &Outcome)>)> {
    let attempt = |attempt: &'_ Attempt| -> (*const str, *const Outcome) { (attempt.url.as_str(), &attempt.outcome) };
    let _ = attempt;
    report
        .probes
        .iter()
        .map(|probe| {
            let attempts = probe.attempts.iter().map(|attempt| (attempt.url.as_str(), &attempt.outcome)).collect();
            (probe.domain.as_str(), probe.mechanism, &probe.outcome, attempts)
        })
        .collect()
}
