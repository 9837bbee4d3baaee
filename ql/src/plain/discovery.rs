//! Where manifests are looked for, and what came of it.

use ql_core as core;
use ql_discovery as discovery;
use ql_discovery::{Plan, TxtRecord};
use serde_json::Value;

use super::convert::diagnostics;
#[cfg(feature = "harvest")]
use super::{Attempt, DiscoveryReport, Manifest, Probe, Verdict, convert::milliseconds};
use super::{ErrorKind, ErrorReport, PlannedDomain, Provider, SearchPlan};

/// The name that a value of an enumeration has in JSON.
fn name(value: impl serde::Serialize) -> String {
    match serde_json::to_value(value) {
        Ok(Value::String(name)) => name,
        Ok(Value::Object(mut object)) => {
            object.remove("outcome").and_then(|v| v.as_str().map(str::to_owned)).unwrap_or_default()
        }
        _ => String::new(),
    }
}

/// The domains where the manifest of a provider is looked for.
pub fn plan_search(provider: &Provider) -> Result<SearchPlan, ErrorReport> {
    let plan = Plan::of(&provider.to_core()?);
    let domain = |domain: &discovery::PlannedDomain| PlannedDomain {
        domain: domain.domain.to_string(),
        origin: name(domain.origin),
    };
    Ok(SearchPlan {
        domains: plan.domains().iter().map(domain).collect(),
        diagnostics: diagnostics(plan.diagnostics()),
    })
}

/// The URL of the manifest that a TXT record announces, whose strings are given; none if the record is about something else.
///
/// # Errors
/// If it is meant to announce a manifest, but can't be used.
pub fn parse_txt(strings: &[Vec<u8>]) -> Result<Option<String>, ErrorReport> {
    match TxtRecord::parse(strings.iter().map(Vec::as_slice)) {
        None => Ok(None),
        Some(Ok(record)) => Ok(Some(record.manifest().to_string())),
        Some(Err(error)) => {
            let code = discovery::codes::MALFORMED_RECORD.as_str();
            let hint = Some("write the record as `v=qldiscover1; m=https://…`".to_owned());
            Err(ErrorReport { hint, ..ErrorReport::new(ErrorKind::Document, code, core::with_causes(&error)) })
        }
    }
}

#[cfg(feature = "harvest")]
impl From<&discovery::Attempt> for Attempt {
    fn from(attempt: &discovery::Attempt) -> Self {
        Self {
            url: attempt.url.to_string(),
            final_url: attempt.final_url.as_ref().map(ToString::to_string),
            status: attempt.status.map(u32::from),
            outcome: name(&attempt.outcome),
            text: attempt.outcome.to_string(),
            diagnostics: diagnostics(&attempt.diagnostics),
        }
    }
}

#[cfg(feature = "harvest")]
impl From<&discovery::Probe> for Probe {
    fn from(probe: &discovery::Probe) -> Self {
        Self {
            domain: probe.domain.clone(),
            origin: name(probe.origin),
            mechanism: name(probe.mechanism),
            outcome: name(&probe.outcome),
            text: probe.outcome.to_string(),
            duration_ms: milliseconds(probe.duration),
            attempts: probe.attempts.iter().map(Attempt::from).collect(),
            diagnostics: diagnostics(&probe.diagnostics),
        }
    }
}

#[cfg(feature = "harvest")]
impl From<&discovery::DiscoveryReport> for DiscoveryReport {
    fn from(report: &discovery::DiscoveryReport) -> Self {
        Self {
            provider: Provider::from(&report.provider),
            verdict: match report.verdict() {
                discovery::Verdict::Found => Verdict::Found,
                discovery::Verdict::Unusable => Verdict::Unusable,
                discovery::Verdict::NotFound => Verdict::NotFound,
                _ => Verdict::Failed,
            },
            manifest_url: report.found.as_ref().map(|found| found.url.to_string()),
            manifest: report.found.as_ref().map(|found| Manifest::from(&found.manifest)),
            probes: report.probes.iter().map(Probe::from).collect(),
            diagnostics: diagnostics(&report.diagnostics),
            text: report.to_string(),
        }
    }
}
