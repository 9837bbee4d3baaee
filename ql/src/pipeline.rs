use std::collections::HashMap;
use std::time::SystemTime;

use ql_core::{DataSource, Diagnostic, Provider, Severity, Transport};
use ql_elm::{MapSettings, Mapped, Mapper};
use ql_exchange::{ChangeSet, Harvest, HarvestState, HarvestStatistics, HarvestSummary};
use serde::Serialize;

/// A data source on its way from the server to learning opportunities.
pub struct Pipeline<'c, T> {
    harvest: Harvest<'c, T>,
    mapper: Mapper,
    counts: Counts,
    /// The fingerprints of all courses, if somebody wants to know what has changed.
    prints: Option<HashMap<String, String>>,
}

/// What came together, mapped.
#[derive(Debug)]
#[non_exhaustive]
pub struct MappedBatch {
    /// What each record became.
    pub mapped: Vec<Mapped>,
    /// What is wrong with records that others refer to, and that are no courses or programmes themselves.
    pub findings: Vec<Diagnostic>,
}

#[derive(Clone, Copy, Debug, Default)]
struct Counts {
    specifications: u64,
    instances: u64,
    warnings: u64,
    errors: u64,
}

/// The end of a pipeline.
#[derive(Clone, Debug, Serialize)]
#[non_exhaustive]
pub struct PipelineSummary {
    /// How the harvest ended and what it cost.
    pub harvest: HarvestSummary,
    /// Learning opportunity specifications: courses, programmes.
    pub specifications: u64,
    /// Learning opportunity instances.
    pub instances: u64,
    /// Findings of severity warning about records.
    pub warnings: u64,
    /// Findings of severity error or fatal about records.
    pub errors: u64,
    /// What has changed since the last harvest, if that was asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub changes: Option<ChangeSet>,
}

impl<'c, T: Transport> Pipeline<'c, T> {
    /// What a harvest yields, mapped; `today` (`YYYY-MM-DD`) tells courses that have ended. [`Client`](crate::Client) makes
    /// pipelines over its own transport; this is for others, such as a [`Replay`](ql_exchange::Replay).
    pub fn new(harvest: Harvest<'c, T>, provider: &Provider, today: &str) -> Self {
        let mapper = crate::mapper_of(provider).with_today(today);
        Self { harvest, mapper, counts: Counts::default(), prints: None }
    }

    /// Sets the decisions of the mapping that change data.
    #[must_use]
    pub fn with_settings(mut self, settings: MapSettings) -> Self {
        self.mapper = self.mapper.with_settings(settings);
        self
    }

    /// Changes the mapper before anything is mapped: other IRIs, other institutions that the source may speak for.
    #[must_use]
    pub fn with_mapper(mut self, change: impl FnOnce(Mapper) -> Mapper) -> Self {
        self.mapper = change(self.mapper);
        self
    }

    pub(crate) fn tracking(mut self) -> Self {
        self.prints = Some(HashMap::new());
        self
    }

    /// The next records, mapped, or `None` at the end.
    pub async fn next(&mut self) -> Option<MappedBatch> {
        let (batch, findings) = loop {
            let batch = self.harvest.next().await?;
            let findings: Vec<Diagnostic> = batch.context.iter().flat_map(|record| self.mapper.learn(record)).collect();
            // What others refer to is learned; nobody has to be told.
            if !batch.records.is_empty() || !findings.is_empty() {
                break (batch, findings);
            }
        };
        self.counts.add(&findings);
        let mapped: Vec<Mapped> = batch.records.iter().map(|record| self.mapper.map(record)).collect();
        for one in &mapped {
            self.mapper.remember(one);
            self.counts.specifications += one.specification_count() as u64;
            self.counts.instances += one.instance_count() as u64;
            self.counts.add(&one.diagnostics);
            if let Some(prints) = &mut self.prints {
                prints.extend(one.fingerprints());
            }
        }
        Some(MappedBatch { mapped, findings })
    }

    /// What the harvest has cost so far.
    pub fn statistics(&self) -> HarvestStatistics {
        self.harvest.statistics()
    }

    /// Ends a pipeline that [`Client::harvest_since`](crate::Client::harvest_since) has begun: keeps in `state` what the
    /// next harvest needs, and says what has changed. Nothing counts as removed unless everything was fetched.
    pub fn finish_since(mut self, source: &DataSource, state: &mut HarvestState, now: SystemTime) -> PipelineSummary {
        let (validators, prints) = (self.harvest.validators(), self.prints.take().unwrap_or_default());
        let mut summary = self.finish();
        summary.changes = Some(state.update(source, &summary.harvest.outcome, prints, validators, now));
        summary
    }

    /// Ends the pipeline; before [`next`](Self::next) has returned `None` the harvest is incomplete.
    pub fn finish(self) -> PipelineSummary {
        let Counts { specifications, instances, warnings, errors } = self.counts;
        let harvest = self.harvest.finish();
        PipelineSummary { harvest, specifications, instances, warnings, errors, changes: None }
    }
}

impl Counts {
    fn add(&mut self, diagnostics: &[Diagnostic]) {
        for diagnostic in diagnostics {
            match diagnostic.severity() {
                Severity::Info => {}
                Severity::Warning => self.warnings += 1,
                _ => self.errors += 1,
            }
        }
    }
}
