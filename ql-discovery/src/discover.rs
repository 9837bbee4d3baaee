use std::time::Duration;

use ql_core::{
    Diagnostic, FetchError, FetchErrorKind, FetchLimits, ManifestParser, ManifestReport, Provider, Request, Severity,
    Transport, TransportErrorKind, codes as core_codes, excerpt, fetch,
};
use url::Url;

use crate::clock::{Instant, timeout_at};
use crate::hosts::{Hosts, Turn};
use crate::meta::mismatches;
use crate::report::{Attempt, DiscoveryReport, FoundManifest, Mechanism, Outcome, Probe, UnreachableReason};
use crate::{LookupErrorKind, Plan, PlannedDomain, PlannedProbe, TxtLookup, TxtRecord, codes};

/// Limits of the search (discovery specification, "sizes and times").
#[derive(Clone, Copy, Debug)]
#[must_use]
pub struct DiscoveryOptions {
    max_bytes: usize,
    probe_timeout: Duration,
    pub(crate) concurrency: usize,
    pub(crate) requests_per_host: usize,
}

impl Default for DiscoveryOptions {
    fn default() -> Self {
        Self {
            max_bytes: ManifestParser::MAX_BYTES,
            probe_timeout: Duration::from_secs(15),
            concurrency: 128,
            requests_per_host: 4,
        }
    }
}

impl DiscoveryOptions {
    /// The default limits: 1 MiB, 15 seconds for a whole probe; of many providers 128 at a time, 4 requests at a host.
    pub fn new() -> Self {
        Self::default()
    }

    /// Sets the largest manifest, in bytes after decompression.
    pub fn with_max_bytes(mut self, max_bytes: usize) -> Self {
        self.max_bytes = max_bytes;
        self
    }

    /// Sets how long one probe (one mechanism at one domain) may take.
    pub fn with_probe_timeout(mut self, probe_timeout: Duration) -> Self {
        self.probe_timeout = probe_timeout;
        self
    }

    /// Sets how many providers are searched for at a time by [`Discovery::discover_all`]; each needs a connection or two.
    pub fn with_concurrency(mut self, concurrency: usize) -> Self {
        self.concurrency = concurrency.max(1);
        self
    }

    /// Sets how many requests are under way at one host at a time by [`Discovery::discover_all`].
    pub fn with_requests_per_host(mut self, requests_per_host: usize) -> Self {
        self.requests_per_host = requests_per_host.max(1);
        self
    }
}

/// Looks for manifests.
#[derive(Clone, Debug)]
pub struct Discovery<T, D> {
    transport: T,
    dns: D,
    options: DiscoveryOptions,
}

impl<T: Transport, D: TxtLookup> Discovery<T, D> {
    /// A search over the given transport and TXT look-up.
    pub fn new(transport: T, dns: D) -> Self {
        Self { transport, dns, options: DiscoveryOptions::default() }
    }

    /// Sets the limits.
    #[must_use]
    pub fn with_options(mut self, options: DiscoveryOptions) -> Self {
        self.options = options;
        self
    }

    /// Looks for the manifest of a provider in all places, until one with a usable data source is found.
    pub async fn discover(&self, provider: &Provider) -> DiscoveryReport {
        self.search(provider, &Hosts::new(self.options.requests_per_host)).await
    }

    pub(crate) fn options(&self) -> &DiscoveryOptions {
        &self.options
    }

    pub(crate) async fn search(&self, provider: &Provider, hosts: &Hosts) -> DiscoveryReport {
        let plan = Plan::of(provider);
        let mut report = DiscoveryReport {
            provider: provider.clone(),
            probes: Vec::new(),
            found: None,
            diagnostics: plan.diagnostics().to_vec(),
        };
        for planned in plan.probes() {
            let mut probe = Probe {
                domain: planned.domain.to_string(),
                origin: planned.domain.origin,
                mechanism: planned.mechanism,
                outcome: Outcome::NotTried,
                duration: Duration::ZERO,
                attempts: Vec::new(),
                diagnostics: Vec::new(),
            };
            if report.found.is_none() {
                let start = Instant::now();
                report.found = self.run(&planned, &mut probe, start + self.options.probe_timeout, hosts).await;
                probe.duration = start.elapsed();
            }
            report.probes.push(probe);
        }
        if let Some(found) = &report.found {
            report.diagnostics.extend(mismatches(provider, &plan, found));
        }
        report
    }

    /// Fetches the manifest at a URL that is known.
    pub async fn fetch_manifest(&self, url: &Url) -> (Attempt, Option<FoundManifest>) {
        let hosts = Hosts::new(1);
        let turn = Turn::new(&self.transport, &hosts, self.options.probe_timeout / 2);
        let deadline = Instant::now() + self.options.probe_timeout;
        let result = turn.within(deadline, self.attempt(url, &turn)).await;
        result.unwrap_or_else(|| (attempt(url, timed_out()), None))
    }

    async fn run(
        &self,
        planned: &PlannedProbe<'_>,
        probe: &mut Probe,
        mut deadline: Instant,
        hosts: &Hosts,
    ) -> Option<FoundManifest> {
        let urls = match planned.mechanism {
            Mechanism::DnsTxt => match timeout_at(deadline, self.announced(planned.domain, probe)).await {
                Ok(urls) => urls,
                Err(_) => {
                    probe.outcome = timed_out();
                    return None;
                }
            },
            Mechanism::WellKnown => planned.urls(),
        };
        for url in urls {
            let turn = Turn::new(&self.transport, hosts, self.options.probe_timeout / 2);
            let result = turn.within(deadline, self.attempt(&url, &turn)).await;
            deadline = turn.put_off(deadline);
            let Some((attempt, found)) = result else {
                probe.attempts.push(attempt(&url, timed_out()));
                probe.outcome = worth_telling(&probe.outcome, &timed_out());
                return None;
            };
            // The later files of a host that can't be reached can't be reached either.
            let out_of_reach = match &attempt.outcome {
                Outcome::Unreachable { reason, .. } => *reason != UnreachableReason::Broken,
                Outcome::Refused { .. } => true,
                _ => false,
            };
            let hopeless = probe.mechanism == Mechanism::WellKnown && out_of_reach && attempt.final_url.is_none();
            probe.outcome = worth_telling(&probe.outcome, &attempt.outcome);
            probe.attempts.push(attempt);
            if found.is_some() || hopeless {
                return found;
            }
        }
        None
    }

    /// The URLs that TXT records announce.
    async fn announced(&self, domain: &PlannedDomain, probe: &mut Probe) -> Vec<Url> {
        let mut records = match self.dns.txt(domain.domain.as_str()).await {
            Ok(records) => records,
            Err(error) => {
                let unreachable = |reason| Outcome::Unreachable { reason, detail: error.to_string() };
                probe.outcome = match error.kind() {
                    LookupErrorKind::NoSuchDomain => Outcome::NoRecord,
                    LookupErrorKind::Timeout => unreachable(UnreachableReason::Timeout),
                    _ => unreachable(UnreachableReason::Dns),
                };
                return Vec::new();
            }
        };
        records.sort_by_key(|strings| strings.concat());
        let mut urls: Vec<Url> = Vec::new();
        let mut malformed = false;
        for strings in &records {
            match TxtRecord::parse(strings.iter().map(Vec::as_slice)) {
                None => {}
                Some(Ok(record)) if urls.contains(record.manifest()) => {}
                Some(Ok(record)) => urls.push(record.manifest().clone()),
                Some(Err(error)) => {
                    malformed = true;
                    let text = String::from_utf8_lossy(&strings.concat()).into_owned();
                    let message = format!("{error}; the record is `{}`", excerpt(&text));
                    let finding = Diagnostic::new(codes::MALFORMED_RECORD, Severity::Error, message)
                        .with_source(domain.to_string())
                        .with_hint("write the record as `v=qldiscover1; m=https://…`");
                    probe.diagnostics.push(finding);
                }
            }
        }
        if urls.len() > MAX_ANNOUNCED {
            let message =
                format!("{} TXT records announce a manifest; only the first {MAX_ANNOUNCED} are tried", urls.len());
            urls.truncate(MAX_ANNOUNCED);
            probe.diagnostics.push(
                Diagnostic::new(codes::SEVERAL_RECORDS, Severity::Warning, message).with_source(domain.to_string()),
            );
        }
        probe.outcome = if malformed { Outcome::MalformedRecord } else { Outcome::NoRecord };
        if urls.len() > 1 {
            let message = format!("{} TXT records announce a manifest; they are tried in byte order", urls.len());
            probe.diagnostics.push(
                Diagnostic::new(codes::SEVERAL_RECORDS, Severity::Warning, message)
                    .with_source(domain.to_string())
                    .with_hint("keep one of the records"),
            );
        }
        urls
    }

    async fn attempt(&self, url: &Url, transport: &impl Transport) -> (Attempt, Option<FoundManifest>) {
        let limits = FetchLimits::new(self.options.max_bytes as u64).without_errors();
        let request = Request::get(url.clone()).with_timeout(self.options.probe_timeout);
        let fetched = match fetch(transport, request, limits).await {
            Ok(fetched) => fetched,
            Err(error) => {
                let mut failed = attempt(url, failure(&error));
                failed.final_url = Some(error.url().clone()).filter(|last| last != url);
                return (failed, None);
            }
        };
        let status = fetched.status.as_u16();
        let outcome = match status {
            200 => Outcome::Found,
            404 | 410 => Outcome::NotFound,
            status => Outcome::Status { status },
        };
        let mut attempt = Attempt {
            final_url: Some(fetched.url.clone()).filter(|last| last != url),
            status: Some(status),
            ..attempt(url, outcome)
        };
        if attempt.outcome != Outcome::Found {
            return (attempt, None);
        }
        let parser = ManifestParser::new().with_max_bytes(self.options.max_bytes);
        let report = parser.parse_detect(&fetched.body, fetched.content_type(), Some(fetched.url.path()));
        let source = shortened(&fetched.url);
        attempt.diagnostics =
            report.lenient().into_iter().map(|finding| finding.with_source(source.as_str())).collect();
        attempt.outcome = judge(&report);
        let found = report.into_manifest().map(|manifest| FoundManifest {
            url: fetched.url,
            fingerprint: manifest.fingerprint(),
            manifest,
        });
        (attempt, found)
    }
}

/// Each leads to a request to somebody else.
const MAX_ANNOUNCED: usize = 10;

/// A URL to name in findings, of which there may be a thousand.
fn shortened(url: &Url) -> String {
    const LONGEST: usize = 300;
    let url = url.as_str();
    match url.char_indices().nth(LONGEST) {
        Some((end, _)) => format!("{}…", &url[..end]),
        None => url.to_owned(),
    }
}

fn attempt(url: &Url, outcome: Outcome) -> Attempt {
    Attempt { url: url.clone(), final_url: None, status: None, outcome, diagnostics: Vec::new() }
}

fn timed_out() -> Outcome {
    Outcome::Unreachable { reason: UnreachableReason::Timeout, detail: "no answer in time".into() }
}

fn judge(report: &ManifestReport) -> Outcome {
    if report.is_usable() {
        return Outcome::Found;
    }
    let findings = report.lenient();
    let other = [core_codes::MANIFEST_HTML, core_codes::MANIFEST_EMPTY, core_codes::MANIFEST_NOT_AN_OBJECT];
    match findings.iter().find(|finding| other.contains(&finding.code())) {
        Some(finding) => Outcome::NotAManifest { reason: finding.message().to_owned() },
        None => Outcome::InvalidManifest,
    }
}

fn failure(error: &FetchError) -> Outcome {
    let detail = ql_core::with_causes(error);
    let unreachable = |reason| Outcome::Unreachable { reason, detail: detail.clone() };
    match error.kind() {
        FetchErrorKind::Transport(transport) => match transport.kind() {
            TransportErrorKind::Refused => Outcome::Refused { reason: detail },
            TransportErrorKind::NoSuchHost => unreachable(UnreachableReason::NoSuchHost),
            TransportErrorKind::Dns => unreachable(UnreachableReason::Dns),
            TransportErrorKind::Tls => unreachable(UnreachableReason::Tls),
            TransportErrorKind::Timeout => unreachable(UnreachableReason::Timeout),
            TransportErrorKind::Broken => unreachable(UnreachableReason::Broken),
            _ => unreachable(UnreachableReason::Connect),
        },
        FetchErrorKind::TooLarge { .. } => Outcome::NotAManifest { reason: detail },
        _ => Outcome::BadRedirect { reason: detail },
    }
}

/// Of two attempts of a probe the one that says more to the web master.
fn worth_telling(before: &Outcome, now: &Outcome) -> Outcome {
    let rank = |outcome: &Outcome| match outcome {
        Outcome::NotTried | Outcome::NoRecord => 0,
        Outcome::NotFound => 1,
        Outcome::MalformedRecord | Outcome::Status { .. } => 2,
        Outcome::Unreachable { .. } | Outcome::Refused { .. } | Outcome::BadRedirect { .. } => 3,
        Outcome::NotAManifest { .. } => 4,
        Outcome::InvalidManifest => 5,
        Outcome::Found => 6,
    };
    if rank(now) > rank(before) { now.clone() } else { before.clone() }
}
