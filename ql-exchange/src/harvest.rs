use std::collections::BTreeMap;
use std::path::PathBuf;
use std::time::{Duration, SystemTime};

use ql_core::{DataSource, Diagnostic, HostLimits, Record, Severity, SourceType, Transport};
use tracing::Instrument as _;

use crate::adapter::{EduApi, ElmFile, Occapi, Ooapi};
use crate::outcome::{HarvestOutcome, HarvestStatistics, HarvestSummary, ProgressCallback};
use crate::paging::PagingError;
use crate::recording::Recorder;
use crate::request::Client;
use crate::retry::RetryPolicy;
use crate::state::{HarvestState, NewValidators, Validators};
use crate::{Access, codes};

/// How much of a catalogue is fetched.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum HarvestScope {
    /// Courses and programmes, with everything that they refer to.
    #[default]
    All,
    /// Courses with their offerings only: as few requests as there can be.
    Courses,
}

/// How the offerings of OOAPI are found (decision D5).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum OfferingStrategy {
    /// By the list of the root organisation; if there is none, by those of the academic sessions; else course by course.
    /// Whether a list has all is checked with a few courses.
    #[default]
    Auto,
    /// By the list of the root organisation only.
    ByOrganisation,
    /// By the lists of the academic sessions only.
    BySession,
    /// Course by course.
    PerCourse,
    /// Not at all.
    None,
}

/// What a harvest may cost, and what it asks for.
#[derive(Clone, Debug)]
#[must_use]
pub struct HarvestOptions {
    pub(crate) concurrency: usize,
    pub(crate) timeout: Duration,
    pub(crate) max_page_bytes: u64,
    pub(crate) max_file_bytes: u64,
    pub(crate) max_pages: u64,
    pub(crate) offerings_since: Option<String>,
    pub(crate) scope: HarvestScope,
    pub(crate) offerings: OfferingStrategy,
    pub(crate) components: bool,
    pub(crate) retry: RetryPolicy,
    pub(crate) requests_per_second: Option<f64>,
    recording: Option<PathBuf>,
    pub(crate) progress: Option<ProgressCallback>,
}

impl Default for HarvestOptions {
    fn default() -> Self {
        Self {
            concurrency: 4,
            timeout: Duration::from_secs(60),
            max_page_bytes: 64 << 20,
            max_file_bytes: 2 << 30,
            max_pages: 10_000,
            offerings_since: None,
            scope: HarvestScope::All,
            offerings: OfferingStrategy::Auto,
            components: false,
            retry: RetryPolicy::default(),
            requests_per_second: None,
            recording: None,
            progress: None,
        }
    }
}

/// What the extent of a harvest is kept under among the validators of its pages.
const ASKED: &str = "asked for";

impl HarvestOptions {
    /// The extent of a harvest, to be compared with that of an earlier one.
    pub(crate) fn asked(&self) -> Validators {
        Validators::of_text(format!("{:?} {:?} {}", self.scope, self.offerings, self.components))
    }

    /// The defaults of the exchange specification: 4 requests at a time, 64 MiB a page, 2 GiB a file.
    pub fn new() -> Self {
        Self::default()
    }

    /// Sets how many requests to one host may be under way at a time, of all harvests of a harvester together; at least
    /// one.
    pub fn with_concurrency(mut self, concurrency: usize) -> Self {
        self.concurrency = concurrency.max(1);
        self
    }

    /// Sets how long one request may take, body included.
    pub fn with_timeout(mut self, timeout: Duration) -> Self {
        self.timeout = timeout;
        self
    }

    /// Sets the largest page of an API, in bytes after decompression.
    pub fn with_max_page_bytes(mut self, max_page_bytes: u64) -> Self {
        self.max_page_bytes = max_page_bytes;
        self
    }

    /// Sets the largest file, in bytes after decompression.
    pub fn with_max_file_bytes(mut self, max_file_bytes: u64) -> Self {
        self.max_file_bytes = max_file_bytes;
        self
    }

    /// Sets how much of a catalogue is fetched.
    pub fn with_scope(mut self, scope: HarvestScope) -> Self {
        self.scope = scope;
        self
    }

    /// Sets how the offerings of OOAPI are found.
    pub fn with_offerings(mut self, strategy: OfferingStrategy) -> Self {
        self.offerings = strategy;
        self
    }

    /// Whether components of courses (lectures, exams) are fetched where a format lists them; off by default.
    pub fn with_components(mut self, fetch: bool) -> Self {
        self.components = fetch;
        self
    }

    /// Sets when a request that failed is sent again.
    pub fn with_retry(mut self, retry: RetryPolicy) -> Self {
        self.retry = retry;
        self
    }

    /// Sets how many requests a second are sent to a source at most; without, it is as fast as it answers.
    pub fn with_requests_per_second(mut self, rate: f64) -> Self {
        self.requests_per_second = Some(rate).filter(|rate| rate.is_finite() && *rate > 0.0);
        self
    }

    /// Keeps every answer of a harvest in a folder of its own below this one, so that a failing case can be sent to somebody
    /// and run again by a [`Replay`](crate::Replay).
    ///
    /// What gets through the access control is not kept: no header of a request, no parameter of the manifest, no answer of a
    /// token endpoint; where an answer repeats a credential it is blotted out.
    pub fn with_recording(mut self, folder: impl Into<PathBuf>) -> Self {
        self.recording = Some(folder.into());
        self
    }

    /// Tells somebody how far a harvest is.
    pub fn with_progress(mut self, progress: ProgressCallback) -> Self {
        self.progress = Some(progress);
        self
    }

    /// Sets the day (`YYYY-MM-DD`) from which offerings are asked for.
    ///
    /// Without it an OOAPI server tells only of offerings that start today or later.
    pub fn with_offerings_since(mut self, day: impl Into<String>) -> Self {
        self.offerings_since = Some(day.into());
        self
    }

    /// Like [`with_offerings_since`](Self::with_offerings_since), unless a day has been set.
    pub fn or_offerings_since(mut self, day: impl FnOnce() -> String) -> Self {
        self.offerings_since.get_or_insert_with(day);
        self
    }
}

/// Harvests data sources over a transport.
#[derive(Debug)]
pub struct Harvester<T> {
    transport: T,
    access: Access,
    options: HarvestOptions,
    limits: HostLimits,
}

impl<T: Transport> Harvester<T> {
    /// A harvester of open sources.
    pub fn new(transport: T) -> Self {
        let options = HarvestOptions::default();
        let limits = HostLimits::new(options.concurrency);
        Self { transport, access: Access::new(), options, limits }
    }

    /// Sets what is needed for access control.
    #[must_use]
    pub fn with_access(mut self, access: Access) -> Self {
        self.access = access;
        self
    }

    /// Sets limits and wishes.
    #[must_use]
    pub fn with_options(mut self, options: HarvestOptions) -> Self {
        self.limits = HostLimits::new(options.concurrency);
        self.options = options;
        self
    }

    /// What its requests are sent with.
    pub fn transport(&self) -> &T {
        &self.transport
    }

    /// Begins to harvest a source; nothing is fetched before [`Harvest::next`] is called.
    pub fn harvest<'h>(&'h self, source: &'h DataSource) -> Harvest<'h, T> {
        self.begin(source, BTreeMap::new())
    }

    /// Begins to harvest a source of which an earlier harvest has left a state: if its server says that nothing has
    /// changed, nothing is fetched.
    pub fn harvest_since<'h>(&'h self, source: &'h DataSource, state: &HarvestState) -> Harvest<'h, T> {
        let mut known = state.validators.clone();
        // What was not asked for then may be there without having changed.
        let asked = known.remove(ASKED);
        if source.source_type() != &SourceType::Elm && asked.is_none_or(|asked| asked != self.options.asked()) {
            known.clear();
        }
        self.begin(source, known)
    }

    fn begin<'h>(&'h self, source: &'h DataSource, known: BTreeMap<String, Validators>) -> Harvest<'h, T> {
        let started = self.transport.now();
        let mut state = State { outcome: None, records: 0, started, ended: None, diagnostics: Vec::new() };
        let span = tracing::info_span!("harvest", source = %source.label());
        let recorder = self.options.recording.as_deref().map(|folder| Recorder::create(folder, source)).transpose();
        let recorder = recorder.map_err(|error| (codes::RECORDING, format!("the answers can't be kept: {error}")));
        let credentials = self.access.credentials(source).map_err(|error| (error.code(), error.to_string()));
        let adapter = match credentials.and_then(|credentials| Ok((credentials, recorder?))) {
            Err((code, message)) => {
                state.fail(source, code, &message);
                Adapter::None
            }
            Ok((credentials, recorder)) => {
                let client = Client::new(&self.transport, source, credentials, &self.options, &self.limits);
                let client = client.with_recorder(recorder);
                match (source.source_type(), source.major_version()) {
                    (SourceType::Elm, _) => Adapter::Elm(Box::new(ElmFile::new(client, source, &self.options, known))),
                    (SourceType::Ooapi, None | Some(5 | 6)) => {
                        Adapter::Ooapi(Box::new(Ooapi::new(client, source, &self.options, known)))
                    }
                    (SourceType::EduApi, None | Some(1)) => {
                        Adapter::EduApi(Box::new(EduApi::new(client, source, &self.options, known)))
                    }
                    (SourceType::Occapi, None | Some(1 | 2)) => {
                        Adapter::Occapi(Box::new(Occapi::new(client, source, &self.options)))
                    }
                    (other, version) => {
                        let version = version.map(|version| format!(" {version}")).unwrap_or_default();
                        let message = format!("data sources of type `{other}`{version} are not supported yet");
                        state.fail(source, codes::SOURCE_UNSUPPORTED, &message);
                        Adapter::None
                    }
                }
            }
        };
        Harvest { source, adapter, state, span }
    }
}

enum Adapter<'h, T> {
    Elm(Box<ElmFile<'h, T>>),
    Ooapi(Box<Ooapi<'h, T>>),
    EduApi(Box<EduApi<'h, T>>),
    Occapi(Box<Occapi<'h, T>>),
    None,
}

/// A harvest under way: batches of records, then a summary.
pub struct Harvest<'h, T> {
    source: &'h DataSource,
    adapter: Adapter<'h, T>,
    state: State,
    span: tracing::Span,
}

/// Records that came together: a page of a list, or a file.
#[derive(Debug, Default)]
#[non_exhaustive]
pub struct Batch {
    /// Records that those of this and later batches refer to: organisations, academic sessions, programmes, which come once
    /// more to be mapped, after the courses.
    pub context: Vec<Record>,
    /// The records.
    pub records: Vec<Record>,
}

/// What an adapter says of one step.
pub(crate) enum Step {
    /// Records; there may be more.
    Records(Batch),
    /// There is nothing more.
    End,
    /// Nothing has changed since the last harvest.
    NotModified,
    /// There might be more, but it can't be had.
    Stop(Stop),
}

pub(crate) struct Stop {
    pub(crate) code: ql_core::Code,
    pub(crate) message: String,
}

impl From<PagingError> for Stop {
    fn from(error: PagingError) -> Self {
        Self { code: error.code(), message: error.to_string() }
    }
}

pub(crate) struct State {
    outcome: Option<HarvestOutcome>,
    records: u64,
    started: SystemTime,
    ended: Option<SystemTime>,
    diagnostics: Vec<Diagnostic>,
}

impl State {
    fn fail(&mut self, source: &DataSource, code: ql_core::Code, message: &str) {
        self.diagnostics.push(Diagnostic::new(code, Severity::Fatal, message).with_source(source.label()));
        self.outcome = Some(if self.records > 0 {
            HarvestOutcome::Incomplete { reason: message.to_owned() }
        } else {
            HarvestOutcome::Failed { reason: message.to_owned() }
        });
    }
}

impl<T: Transport> Harvest<'_, T> {
    /// The next records, or `None` at the end.
    pub async fn next(&mut self) -> Option<Batch> {
        let span = self.span.clone();
        self.advance().instrument(span).await
    }

    async fn advance(&mut self) -> Option<Batch> {
        loop {
            if self.state.outcome.is_some() {
                return None;
            }
            let step = match &mut self.adapter {
                Adapter::Elm(adapter) => adapter.step().await,
                Adapter::Ooapi(adapter) => adapter.step().await,
                Adapter::EduApi(adapter) => adapter.step().await,
                Adapter::Occapi(adapter) => adapter.step().await,
                Adapter::None => Step::End,
            };
            match step {
                Step::Records(batch) if batch.records.is_empty() && batch.context.is_empty() => {}
                Step::Records(batch) => {
                    let count = batch.records.len() as u64;
                    self.state.records += count;
                    if let Some(client) = self.adapter.client() {
                        client.count(|statistics| statistics.records += count);
                    }
                    return Some(batch);
                }
                Step::End => self.end(self.at_end()),
                Step::NotModified => self.end(HarvestOutcome::NotModified),
                Step::Stop(Stop { code, message }) => {
                    self.state.fail(self.source, code, &message);
                    self.state.ended = self.adapter.client().map(|client| client.transport().now());
                }
            }
        }
    }

    fn end(&mut self, outcome: HarvestOutcome) {
        tracing::info!(%outcome, "the harvest has ended");
        self.state.outcome = Some(outcome);
        self.state.ended = self.adapter.client().map(|client| client.transport().now());
    }

    /// What it has cost so far.
    pub fn statistics(&self) -> HarvestStatistics {
        let mut statistics = self.adapter.client().map(Client::statistics).unwrap_or_default();
        let now = self.state.ended.or_else(|| self.adapter.client().map(|client| client.transport().now()));
        let duration = now.and_then(|now| now.duration_since(self.state.started).ok());
        statistics.duration = duration.unwrap_or_default();
        statistics
    }

    /// What the server said of its pages, for [`HarvestState::update`].
    pub fn validators(&mut self) -> NewValidators {
        let asked = self.adapter.client().map(Client::asked);
        let mut validators = match &mut self.adapter {
            Adapter::Elm(adapter) => adapter.take_validators(),
            Adapter::Ooapi(adapter) => adapter.take_validators(),
            Adapter::EduApi(adapter) => adapter.take_validators(),
            Adapter::Occapi(_) | Adapter::None => BTreeMap::new(),
        };
        if !validators.is_empty() {
            validators.extend(asked.map(|asked| (ASKED.to_owned(), asked)));
        }
        NewValidators(validators)
    }

    fn at_end(&self) -> HarvestOutcome {
        let mut missing = self.adapter.missing();
        missing.dedup();
        if missing.is_empty() {
            HarvestOutcome::Complete
        } else {
            HarvestOutcome::Incomplete { reason: missing.join("; ") }
        }
    }

    /// Ends the harvest. If [`next`](Self::next) has not returned `None` yet, it is incomplete.
    pub fn finish(self) -> HarvestSummary {
        let statistics = self.statistics();
        let mut diagnostics = self.state.diagnostics;
        diagnostics.extend(self.adapter.notes().into_iter().map(|note| note.with_source(self.source.label())));
        if let Some(problem) = self.adapter.client().and_then(Client::recording_problem) {
            let message = format!("not every answer could be kept: {problem}");
            let finding = Diagnostic::new(codes::RECORDING, Severity::Warning, message);
            diagnostics.push(finding.with_source(self.source.label()));
        }
        let stopped = || HarvestOutcome::Incomplete { reason: "the harvest was stopped".into() };
        HarvestSummary { outcome: self.state.outcome.unwrap_or_else(stopped), statistics, diagnostics }
    }
}

impl<'h, T: Transport> Adapter<'h, T> {
    /// What belongs to the catalogue and could not be fetched, in words.
    fn missing(&self) -> Vec<String> {
        match self {
            Self::Ooapi(adapter) => adapter.missing(),
            Self::EduApi(adapter) => adapter.missing(),
            Self::Occapi(adapter) => adapter.missing(),
            Self::Elm(_) | Self::None => Vec::new(),
        }
    }

    fn client(&self) -> Option<&Client<'h, T>> {
        match self {
            Self::Elm(adapter) => Some(adapter.client()),
            Self::Ooapi(adapter) => Some(adapter.client()),
            Self::EduApi(adapter) => Some(adapter.client()),
            Self::Occapi(adapter) => Some(adapter.client()),
            Self::None => None,
        }
    }

    fn notes(&self) -> Vec<Diagnostic> {
        match self {
            Self::Ooapi(adapter) => adapter.notes().to_vec(),
            Self::EduApi(adapter) => adapter.notes().to_vec(),
            Self::Occapi(adapter) => adapter.notes().to_vec(),
            Self::Elm(_) | Self::None => Vec::new(),
        }
    }
}
