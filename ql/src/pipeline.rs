use ql_core::{Diagnostic, Provider, Severity};
use ql_elm::{Mapped, Mapper};
use ql_exchange::{Harvest, HarvestSummary, HttpTransport};
use ql_ident::{SubjectMinter, SubjectScheme};
use serde::Serialize;

/// A data source on its way from the server to learning opportunities.
pub struct Pipeline<'c> {
    harvest: Harvest<'c, HttpTransport>,
    mapper: Mapper,
    counts: Counts,
}

/// What came together, mapped.
#[derive(Debug)]
#[non_exhaustive]
pub struct MappedBatch {
    /// What each record became.
    pub mapped: Vec<Mapped>,
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
}

impl<'c> Pipeline<'c> {
    pub(crate) fn new(harvest: Harvest<'c, HttpTransport>, provider: &Provider, today: &str) -> Self {
        let mut mapper = mapper(provider).with_today(today);
        if let Some(iri) = provider.subject() {
            mapper = mapper.with_provider(iri);
        }
        Self { harvest, mapper, counts: Counts::default() }
    }

    /// The next records, mapped, or `None` at the end.
    pub async fn next(&mut self) -> Option<MappedBatch> {
        let batch = self.harvest.next().await?;
        let mapped: Vec<Mapped> = batch.records.iter().map(|record| self.mapper.map(record)).collect();
        for one in &mapped {
            self.counts.specifications += one.specification_count() as u64;
            self.counts.instances += one.instance_count() as u64;
            self.counts.add(&one.diagnostics);
        }
        Some(MappedBatch { mapped })
    }

    /// Ends the pipeline; before [`next`](Self::next) has returned `None` the harvest is incomplete.
    pub fn finish(self) -> PipelineSummary {
        let Counts { specifications, instances, warnings, errors } = self.counts;
        PipelineSummary { harvest: self.harvest.finish(), specifications, instances, warnings, errors }
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

/// A mapper that mints URNs if the provider's SCHAC code is known.
fn mapper(provider: &Provider) -> Mapper {
    let scheme = provider.schac.clone().map(SubjectScheme::Urn);
    match scheme.and_then(|scheme| SubjectMinter::new(scheme).ok()) {
        Some(minter) => Mapper::new(minter),
        None => Mapper::for_documents(),
    }
}
