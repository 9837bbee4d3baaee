//! Discovery and harvesting, over any transport.

use std::sync::Arc;
use std::time::Duration;

use futures_channel::{mpsc, oneshot};
use futures_util::StreamExt as _;
use futures_util::lock::Mutex;
use futures_util::sink::SinkExt as _;
use ql_core as core;
use ql_core::Transport;
use ql_discovery::{Discovery, DiscoveryOptions, TxtLookup};
use ql_exchange::{HarvestOptions, HarvestOutcome, HarvestState, HarvestStatistics, Harvester, RetryPolicy};
use url::Url;

use super::convert::{diagnostics, milliseconds};
use super::{
    Attempt, Catalogue, ChangeSet, ClientOptions, DataSource, DiscoveryReport, ErrorReport, FetchedManifest,
    HarvestProgress, HarvestScope, HarvestStatus, HarvestSummary, Manifest, MapOptions, OfferingStrategy, Provider,
    SourceAttempt, SourceProbe,
};
use crate::{Pipeline, PipelineSummary};

/// Discovers manifests and harvests data sources.
#[derive(Debug)]
pub struct Session<T, D>(Arc<Parts<T, D>>);

#[derive(Debug)]
struct Parts<T, D> {
    discovery: Discovery<T, D>,
    harvester: Harvester<T>,
}

impl<T, D> Clone for Session<T, D> {
    fn clone(&self) -> Self {
        Self(Arc::clone(&self.0))
    }
}

fn url(text: &str) -> Result<Url, ErrorReport> {
    Url::parse(text).map_err(|error| ErrorReport::argument(format!("not a URL: `{}`: {error}", core::excerpt(text))))
}

impl<T: Transport + 'static, D: TxtLookup + 'static> Session<T, D> {
    /// A session over these.
    pub fn new(discovery: Discovery<T, D>, harvester: Harvester<T>) -> Self {
        Self(Arc::new(Parts { discovery, harvester }))
    }

    /// A session over a transport and a look-up of one's own. What only the transport of this library can do is refused.
    pub fn over(transport: T, dns: D, options: &ClientOptions) -> Result<Self, ErrorReport>
    where
        T: Clone,
    {
        let native = ClientOptions {
            probe_timeout: options.probe_timeout,
            discovery_concurrency: options.discovery_concurrency,
            concurrency: options.concurrency,
            requests_per_second: options.requests_per_second,
            timeout: options.timeout,
            attempts: options.attempts,
            scope: options.scope,
            offerings: options.offerings,
            offerings_since: options.offerings_since.clone(),
            ..ClientOptions::default()
        };
        if native != *options {
            let message =
                "addresses, name servers, certificates, keys and the user agent are matters of the environment here";
            return Err(ErrorReport::argument(message));
        }
        let discovery = Discovery::new(transport.clone(), dns).with_options(discovery_options(options)?);
        Ok(Self::new(discovery, Harvester::new(transport).with_options(harvest_options(options)?)))
    }

    /// Looks for the manifest of a provider.
    pub async fn discover(&self, provider: &Provider) -> Result<DiscoveryReport, ErrorReport> {
        let provider = provider.to_core()?;
        Ok((&self.0.discovery.discover(&provider).await).into())
    }

    /// Looks for the manifests of many providers; reports come as they are finished. The second value does the work and has
    /// to be run beside the first.
    pub fn discover_all(
        &self,
        providers: &[Provider],
    ) -> Result<(DiscoveryFeed, impl Future<Output = ()> + use<T, D>), ErrorReport> {
        let providers: Vec<_> = providers.iter().map(Provider::to_core).collect::<Result<_, _>>()?;
        let (mut sender, receiver) = mpsc::channel(16);
        let parts = Arc::clone(&self.0);
        let work = async move {
            let mut reports = std::pin::pin!(parts.discovery.discover_all(providers));
            while let Some(report) = reports.next().await {
                // Nobody listens any more.
                if sender.send(DiscoveryReport::from(&report)).await.is_err() {
                    return;
                }
            }
        };
        Ok((DiscoveryFeed(Mutex::new(receiver)), work))
    }

    /// Fetches the manifest at a URL.
    pub async fn fetch_manifest(&self, address: &str) -> Result<FetchedManifest, ErrorReport> {
        let (attempt, found) = self.0.discovery.fetch_manifest(&url(address)?).await;
        let manifest = found.map(|found| Manifest::from(&found.manifest));
        Ok(FetchedManifest { attempt: Attempt::from(&attempt), manifest })
    }

    /// Finds out which format an unknown URL speaks.
    pub async fn probe(&self, address: &str) -> Result<SourceProbe, ErrorReport> {
        let probe = ql_exchange::probe(self.0.harvester.transport(), &url(address)?).await;
        let attempt = |attempt: &ql_exchange::ProbeAttempt| SourceAttempt {
            url: attempt.url.to_string(),
            status: attempt.status.map(u32::from),
            finding: attempt.finding.clone(),
        };
        let found = probe.found.as_ref().map(|found| DataSource {
            source_type: found.source_type.to_string(),
            path: found.path.to_string(),
            version: found.version.clone(),
            ..DataSource::default()
        });
        Ok(SourceProbe { attempts: probe.attempts.iter().map(attempt).collect(), found })
    }

    /// Harvests a data source; what came together is handed over piece by piece. The second value does the work and has to be
    /// run beside the first. With a `state` (that of the harvest before, or an empty text) only what has changed is
    /// fetched where the server can say so, and the summary has the changes and the next state.
    pub fn harvest(
        &self,
        source: &DataSource,
        options: &MapOptions,
        state: Option<&str>,
        progress: Option<Progress>,
    ) -> Result<(HarvestFeed, impl Future<Output = ()> + use<T, D>), ErrorReport> {
        let source = source.to_core()?;
        if *source.source_type() != core::SourceType::Elm && !options.can_mint() {
            return Err(super::catalogue::no_iris());
        }
        let mapper = options.mapper()?;
        let today = options.today.clone().unwrap_or_default();
        let mut state = state.map(|json| HarvestState::from_json(json, &source));
        let (mut sender, batches) = mpsc::channel(1);
        let (end, summary) = oneshot::channel();
        let parts = Arc::clone(&self.0);
        let work = async move {
            let harvest = match &state {
                Some(state) => parts.harvester.harvest_since(&source, state),
                None => parts.harvester.harvest(&source),
            };
            let mut pipeline = Pipeline::new(harvest, &core::Provider::new(), &today).with_mapper(|_| mapper);
            if state.is_some() {
                pipeline = pipeline.tracking();
            }
            while let Some(batch) = pipeline.next().await {
                if let Some(progress) = &progress {
                    progress(pipeline.statistics().into());
                }
                if sender.send(Catalogue::of(batch.mapped, batch.findings)).await.is_err() {
                    break;
                }
            }
            let done = match &mut state {
                Some(state) => pipeline.finish_since(&source, state, parts.harvester.transport().now()),
                None => pipeline.finish(),
            };
            let mut summary = HarvestSummary::from(done);
            summary.state = state.map(|state| state.to_json());
            // Who does not ask for the end does not get it.
            let _ = end.send(summary);
        };
        Ok((HarvestFeed { batches: Mutex::new(batches), summary: Mutex::new(Summary::Awaited(summary)) }, work))
    }
}

/// Somebody who wants to know how far a harvest is.
#[cfg(not(target_arch = "wasm32"))]
pub type Progress = Box<dyn Fn(HarvestProgress) + Send + Sync>;
/// Somebody who wants to know how far a harvest is.
#[cfg(target_arch = "wasm32")]
pub type Progress = Box<dyn Fn(HarvestProgress)>;

/// Reports of a search of many, as they are finished.
#[derive(Debug)]
pub struct DiscoveryFeed(Mutex<mpsc::Receiver<DiscoveryReport>>);

impl DiscoveryFeed {
    /// The next report, or none at the end.
    pub async fn next(&self) -> Option<DiscoveryReport> {
        self.0.lock().await.next().await
    }
}

/// What a harvest yields, piece by piece.
#[derive(Debug)]
pub struct HarvestFeed {
    batches: Mutex<mpsc::Receiver<Catalogue>>,
    summary: Mutex<Summary>,
}

#[derive(Debug)]
enum Summary {
    Awaited(oneshot::Receiver<HarvestSummary>),
    Known(Box<HarvestSummary>),
}

impl HarvestFeed {
    /// The next courses, or none at the end. Nothing more is fetched than what is asked for, but for one piece.
    pub async fn next(&self) -> Option<Catalogue> {
        self.batches.lock().await.next().await
    }

    /// How it ended. If there was more to come, the harvest is stopped and incomplete.
    pub async fn finish(&self) -> HarvestSummary {
        self.batches.lock().await.close();
        let mut summary = self.summary.lock().await;
        if let Summary::Awaited(receiver) = &mut *summary {
            let known = receiver.await.unwrap_or_else(|_| HarvestSummary {
                status: HarvestStatus::Failed,
                reason: Some("the harvest was cancelled".into()),
                ..HarvestSummary::default()
            });
            *summary = Summary::Known(Box::new(known));
        }
        match &*summary {
            Summary::Known(known) => (**known).clone(),
            Summary::Awaited(_) => HarvestSummary::default(),
        }
    }
}

#[expect(clippy::cast_precision_loss, reason = "exact up to 2^53, which no harvest comes near")]
impl From<HarvestStatistics> for HarvestProgress {
    fn from(statistics: HarvestStatistics) -> Self {
        Self {
            requests: statistics.requests as f64,
            retries: statistics.retries as f64,
            bytes: statistics.bytes as f64,
            pages: statistics.pages as f64,
            records: statistics.records as f64,
            skipped: statistics.skipped as f64,
            duration_ms: milliseconds(statistics.duration),
        }
    }
}

#[expect(clippy::cast_precision_loss, reason = "exact up to 2^53, which no harvest comes near")]
impl From<PipelineSummary> for HarvestSummary {
    fn from(summary: PipelineSummary) -> Self {
        let (status, reason) = match summary.harvest.outcome {
            HarvestOutcome::Complete => (HarvestStatus::Complete, None),
            HarvestOutcome::NotModified => (HarvestStatus::NotModified, None),
            HarvestOutcome::Incomplete { reason } => (HarvestStatus::Incomplete, Some(reason)),
            HarvestOutcome::Failed { reason } => (HarvestStatus::Failed, Some(reason)),
            _ => (HarvestStatus::Failed, None),
        };
        let changes = |changes: ql_exchange::ChangeSet| ChangeSet {
            added: changes.added,
            changed: changes.changed,
            removed: changes.removed,
            unchanged: changes.unchanged,
        };
        Self {
            status,
            reason,
            progress: summary.harvest.statistics.into(),
            specifications: summary.specifications as f64,
            instances: summary.instances as f64,
            warnings: summary.warnings as f64,
            errors: summary.errors as f64,
            diagnostics: diagnostics(&summary.harvest.diagnostics),
            changes: summary.changes.map(changes),
            state: None,
        }
    }
}

/// What of a client's options is about the search for manifests.
pub(crate) fn discovery_options(options: &ClientOptions) -> Result<DiscoveryOptions, ErrorReport> {
    let mut made = DiscoveryOptions::new();
    if let Some(timeout) = options.probe_timeout {
        made = made.with_probe_timeout(seconds(timeout)?);
    }
    if let Some(concurrency) = options.discovery_concurrency {
        made = made.with_concurrency(concurrency as usize);
    }
    Ok(made)
}

/// What of a client's options is about harvests.
pub(crate) fn harvest_options(options: &ClientOptions) -> Result<HarvestOptions, ErrorReport> {
    let mut made = HarvestOptions::new()
        .with_scope(match options.scope.unwrap_or_default() {
            HarvestScope::All => ql_exchange::HarvestScope::All,
            HarvestScope::Courses => ql_exchange::HarvestScope::Courses,
        })
        .with_offerings(match options.offerings.unwrap_or_default() {
            OfferingStrategy::Auto => ql_exchange::OfferingStrategy::Auto,
            OfferingStrategy::ByOrganisation => ql_exchange::OfferingStrategy::ByOrganisation,
            OfferingStrategy::BySession => ql_exchange::OfferingStrategy::BySession,
            OfferingStrategy::PerCourse => ql_exchange::OfferingStrategy::PerCourse,
            OfferingStrategy::None => ql_exchange::OfferingStrategy::None,
        });
    if let Some(concurrency) = options.concurrency {
        made = made.with_concurrency(concurrency as usize);
    }
    if let Some(rate) = options.requests_per_second {
        made = made.with_requests_per_second(rate);
    }
    if let Some(timeout) = options.timeout {
        made = made.with_timeout(seconds(timeout)?);
    }
    if let Some(attempts) = options.attempts {
        made = made.with_retry(RetryPolicy::new().with_attempts(attempts));
    }
    if let Some(day) = &options.offerings_since {
        made = made.with_offerings_since(day);
    }
    Ok(made)
}

/// Seconds as they are given, if they can be a duration.
pub(crate) fn seconds(number: f64) -> Result<Duration, ErrorReport> {
    Duration::try_from_secs_f64(number).map_err(|error| ErrorReport::argument(format!("not a duration: {error}")))
}
