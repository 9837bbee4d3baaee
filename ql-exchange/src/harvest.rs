use std::time::Duration;

use ql_core::{DataSource, Diagnostic, Record, Severity, SourceType, Transport};

use crate::adapter::{ElmFile, Ooapi};
use crate::outcome::{HarvestOutcome, HarvestStatistics, HarvestSummary};
use crate::request::{Client, RequestError};
use crate::{Access, codes};

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
        }
    }
}

impl HarvestOptions {
    /// The defaults of the exchange specification: 4 requests at a time, 64 MiB a page, 2 GiB a file.
    pub fn new() -> Self {
        Self::default()
    }

    /// Sets how many requests to one source may be under way at a time; at least one.
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
}

impl<T: Transport> Harvester<T> {
    /// A harvester of open sources.
    pub fn new(transport: T) -> Self {
        Self { transport, access: Access::new(), options: HarvestOptions::default() }
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
        self.options = options;
        self
    }

    /// What its requests are sent with.
    pub fn transport(&self) -> &T {
        &self.transport
    }

    /// Begins to harvest a source; nothing is fetched before [`Harvest::next`] is called.
    pub fn harvest<'h>(&'h self, source: &'h DataSource) -> Harvest<'h, T> {
        let mut state = State { outcome: None, statistics: HarvestStatistics::default(), diagnostics: Vec::new() };
        let adapter = match self.access.headers(source) {
            Err(error) => {
                state.fail(source, error.code(), &error.to_string());
                Adapter::None
            }
            Ok(headers) => {
                let client = Client::new(&self.transport, headers, source, self.options.timeout);
                match (source.source_type(), source.major_version()) {
                    (SourceType::Elm, _) => Adapter::Elm(Box::new(ElmFile::new(client, source, &self.options))),
                    (SourceType::Ooapi, None | Some(5)) => {
                        Adapter::Ooapi(Box::new(Ooapi::new(client, source, &self.options)))
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
        Harvest { source, adapter, state }
    }
}

enum Adapter<'h, T> {
    Elm(Box<ElmFile<'h, T>>),
    Ooapi(Box<Ooapi<'h, T>>),
    None,
}

/// A harvest under way: batches of records, then a summary.
pub struct Harvest<'h, T> {
    source: &'h DataSource,
    adapter: Adapter<'h, T>,
    state: State,
}

/// Records that came together: a page of a list, or a file.
#[derive(Debug)]
#[non_exhaustive]
pub struct Batch {
    /// The records.
    pub records: Vec<Record>,
}

/// What an adapter says of one step.
pub(crate) enum Step {
    /// Records; there may be more.
    Records(Vec<Record>),
    /// There is nothing more.
    End,
    /// There might be more, but it can't be had.
    Stop(Stop),
}

pub(crate) struct Stop {
    pub(crate) code: ql_core::Code,
    pub(crate) message: String,
}

impl From<RequestError> for Stop {
    fn from(error: RequestError) -> Self {
        Self { code: error.code, message: error.message }
    }
}

pub(crate) struct State {
    outcome: Option<HarvestOutcome>,
    statistics: HarvestStatistics,
    diagnostics: Vec<Diagnostic>,
}

impl State {
    fn fail(&mut self, source: &DataSource, code: ql_core::Code, message: &str) {
        self.diagnostics.push(Diagnostic::new(code, Severity::Fatal, message).with_source(source.label()));
        self.outcome = Some(if self.statistics.records > 0 {
            HarvestOutcome::Incomplete { reason: message.to_owned() }
        } else {
            HarvestOutcome::Failed { reason: message.to_owned() }
        });
    }
}

impl<T: Transport> Harvest<'_, T> {
    /// The next records, or `None` at the end.
    pub async fn next(&mut self) -> Option<Batch> {
        loop {
            if self.state.outcome.is_some() {
                return None;
            }
            let step = match &mut self.adapter {
                Adapter::Elm(adapter) => adapter.step().await,
                Adapter::Ooapi(adapter) => adapter.step().await,
                Adapter::None => Step::End,
            };
            match step {
                Step::Records(records) if records.is_empty() => {}
                Step::Records(records) => {
                    self.state.statistics.records += records.len() as u64;
                    return Some(Batch { records });
                }
                Step::End => self.state.outcome = Some(self.at_end()),
                Step::Stop(Stop { code, message }) => self.state.fail(self.source, code, &message),
            }
        }
    }

    fn at_end(&self) -> HarvestOutcome {
        match self.adapter.losses() {
            0 => HarvestOutcome::Complete,
            1 => HarvestOutcome::Incomplete { reason: "the offerings of 1 course could not be fetched".into() },
            many => {
                HarvestOutcome::Incomplete { reason: format!("the offerings of {many} courses could not be fetched") }
            }
        }
    }

    /// Ends the harvest. If [`next`](Self::next) has not returned `None` yet, it is incomplete.
    pub fn finish(self) -> HarvestSummary {
        let mut statistics = self.adapter.statistics();
        statistics.records = self.state.statistics.records;
        let mut diagnostics = self.state.diagnostics;
        diagnostics.extend(self.adapter.notes().into_iter().map(|note| note.with_source(self.source.label())));
        let stopped = || HarvestOutcome::Incomplete { reason: "the harvest was stopped".into() };
        HarvestSummary { outcome: self.state.outcome.unwrap_or_else(stopped), statistics, diagnostics }
    }
}

impl<T: Transport> Adapter<'_, T> {
    /// Items that were kept without something that belongs to them.
    fn losses(&self) -> u64 {
        match self {
            Self::Ooapi(adapter) => adapter.losses(),
            Self::Elm(_) | Self::None => 0,
        }
    }

    fn statistics(&self) -> HarvestStatistics {
        let client = match self {
            Self::Elm(adapter) => adapter.statistics(),
            Self::Ooapi(adapter) => adapter.statistics(),
            Self::None => return HarvestStatistics::default(),
        };
        *client.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
    }

    fn notes(&self) -> Vec<Diagnostic> {
        match self {
            Self::Ooapi(adapter) => adapter.notes().to_vec(),
            Self::Elm(_) | Self::None => Vec::new(),
        }
    }
}
