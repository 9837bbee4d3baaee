use std::collections::BTreeMap;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use quality_link::core::{Auth, DataSource, Manifest, ManifestParser, Provider, Transport, with_causes};
use quality_link::exchange::{HarvestOptions, HarvestOutcome, HarvestState, Harvester, Replay};
use quality_link::{CatalogueWriter, Client, Pipeline, PipelineSummary};
use serde::Serialize;
use url::Url;

use super::args::HarvestArgs;
use super::output::{Output, print_json, read, shown, write_failed};
use super::render::Digest;
use super::{Failure, Outcome, Verdict, discover, progress, render};

pub(crate) async fn run(args: HarvestArgs) -> Outcome {
    let format = args.output.format()?;
    let mut provider = Provider::new();
    if let Some(domain) = &args.schac {
        provider = provider.with_schac(discover::schac(domain)?);
    }
    let mut output = Output::begin(args.output.output.as_deref())?;
    let namespace = args.output.elm_namespace.into();
    let mut writer = CatalogueWriter::new(format, namespace, output.take()).map_err(write_failed)?;
    let summaries = if let Some(folder) = &args.replay {
        replay(folder, &provider, &mut writer).await?
    } else {
        let mut options = HarvestOptions::new().with_concurrency(args.concurrency);
        if let Some(rate) = args.rate {
            options = options.with_requests_per_second(rate);
        }
        if let Some(folder) = &args.record {
            options = options.with_recording(folder);
        }
        let builder = args.access.add_to(args.network.client()?.with_harvest_options(options))?;
        let client = builder.build().map_err(|error| Failure::work("no client", with_causes(&error)))?;
        let target = args.target.as_deref().unwrap_or_default();
        let Some(manifest) = find_manifest(target, &client, &mut provider).await? else {
            return Ok(Verdict::Failed);
        };
        name_provider(&manifest, &mut provider);
        let mut states = args.state.as_deref().map(States::read).transpose()?;
        let summaries = harvest(&client, &manifest, &provider, states.as_mut(), &mut [&mut writer]).await?;
        if let Some(states) = states {
            states.write()?;
        }
        summaries
    };
    writer.finish().map_err(write_failed)?;
    // What was written before stays where there is nothing to take its place.
    output.keep(summaries.iter().any(|summary| summary.summary.harvest.statistics.records > 0))?;

    let well = summaries.iter().all(SourceSummary::is_well);
    if args.json {
        print_json(&summaries)?;
    } else {
        summaries.iter().for_each(SourceSummary::print);
    }
    Ok(if well { Verdict::Well } else { Verdict::Failed })
}

/// Harvests again what was recorded: one folder, or several below it.
async fn replay<W: Write>(
    folder: &Path,
    provider: &Provider,
    writer: &mut CatalogueWriter<W>,
) -> Result<Vec<SourceSummary>, Failure> {
    let failed = |error| Failure::work(format!("`{}` is no recording", folder.display()), error);
    let mut folders = vec![folder.to_owned()];
    if !folder.join("source.json").exists() {
        let entries = std::fs::read_dir(folder).map_err(failed)?;
        folders = entries.filter_map(|entry| Some(entry.ok()?.path())).filter(|path| path.is_dir()).collect();
        folders.sort();
    }
    let today = jiff::Timestamp::now().strftime("%Y-%m-%d").to_string();
    let mut summaries = Vec::new();
    for folder in folders {
        let recording = Replay::open(&folder).map_err(failed)?;
        let source = recording.source().clone();
        writer.set_graph(Some(source.path().as_str()));
        let harvester = Harvester::new(recording);
        let pipeline = Pipeline::new(harvester.harvest(&source), provider, &today);
        let pipeline = pull(pipeline, &source.label(), &mut [&mut *writer]).await?;
        summaries.push(told(&source, pipeline.finish()));
    }
    Ok(summaries)
}

/// The manifest that the argument names: a file, the URL of one, or an institution whose manifest is looked for.
async fn find_manifest(target: &str, client: &Client, provider: &mut Provider) -> Result<Option<Manifest>, Failure> {
    if target.starts_with("https://") || target.starts_with("http://") {
        let url = Url::parse(target).map_err(|error| Failure::Usage(format!("not a URL: `{target}`: {error}")))?;
        let (attempt, found) = client.fetch_manifest(&url).await;
        attempt.diagnostics.iter().for_each(|diagnostic| eprint!("{}", render::finding(diagnostic, None)));
        if found.is_none() {
            eprintln!("error: no manifest at {url}: {}", attempt.outcome);
        }
        return Ok(found.map(|found| found.manifest));
    }
    let path = Path::new(target);
    if path.exists() {
        let report = ManifestParser::new().parse_detect(&read(path)?, None, Some(target));
        let findings = report.lenient();
        findings.iter().for_each(|finding| eprint!("{}", render::finding(&finding.clone().with_source(target), None)));
        return Ok(report.into_manifest());
    }
    if !target.contains('.') || target.contains(['/', '\\']) {
        return Err(Failure::Usage(format!("neither a domain name, a URL nor a file: `{target}`")));
    }
    let schac = discover::schac(target)?;
    if provider.schac.is_none() {
        *provider = provider.clone().with_schac(schac.clone());
    }
    let bar = progress::search(target);
    let report = client.discover(&Provider::new().with_schac(schac)).await;
    bar.finish_and_clear();
    discover::explain(&report);
    if report.found.is_none() {
        eprint!("{report}");
        eprintln!("error: no manifest of `{target}` was found");
    }
    Ok(report.found.map(|found| found.manifest))
}

/// What the manifest says of its institution counts where the command line says nothing.
fn name_provider(manifest: &Manifest, provider: &mut Provider) {
    let Some(meta) = manifest.meta() else { return };
    if provider.schac.is_none() {
        provider.schac = meta.schac().and_then(|schac| schac.parse().ok());
    }
    if provider.deqar.is_none() {
        provider.deqar = meta.deqarid().and_then(|id| id.parse().ok());
    }
    if provider.eter.is_none() {
        provider.eter = meta.eterid().and_then(|id| id.parse().ok());
    }
}

#[derive(Serialize)]
pub(crate) struct SourceSummary {
    pub(crate) source: String,
    #[serde(flatten)]
    pub(crate) summary: PipelineSummary,
}

impl SourceSummary {
    /// Whether everything was fetched and every course could be mapped.
    pub(crate) fn is_well(&self) -> bool {
        self.summary.harvest.outcome.is_complete() && self.summary.errors == 0
    }

    pub(crate) fn print(&self) {
        let PipelineSummary { harvest, specifications, instances, warnings, errors, .. } = &self.summary;
        eprintln!(
            "{}: {} — {specifications} courses, {instances} instances, {} requests, {warnings} warnings, {errors} errors",
            shown(&self.source),
            harvest.outcome,
            harvest.statistics.requests
        );
        if let Some(changes) = &self.summary.changes {
            let counts = [changes.added.len(), changes.changed.len(), changes.removed.len(), changes.unchanged.len()];
            let [added, changed, removed, unchanged] = counts;
            eprintln!("  {added} new, {changed} changed, {removed} removed, {unchanged} unchanged");
        }
    }
}

/// Harvests every source of a manifest into the writers, with progress, and prints what is to be said of them.
pub(crate) async fn harvest<W: Write>(
    client: &Client,
    manifest: &Manifest,
    provider: &Provider,
    mut states: Option<&mut States>,
    writers: &mut [&mut CatalogueWriter<W>],
) -> Result<Vec<SourceSummary>, Failure> {
    let mut summaries = Vec::new();
    for source in manifest.sources() {
        writers.iter_mut().for_each(|writer| writer.set_graph(Some(source.path().as_str())));
        if matches!(source.auth(), Auth::HttpHeader { .. }) && source.path().scheme() == "http" {
            eprintln!("warning: the secret of `{}` is sent without encryption", shown(&source.label()));
        }
        let summary = match states.as_deref_mut() {
            None => pull(client.harvest(source, provider), &source.label(), writers).await?.finish(),
            Some(states) => {
                let mut state = states.of(source);
                let pipeline = client.harvest_since(source, provider, &state);
                let pipeline = pull(pipeline, &source.label(), writers).await?;
                let summary = pipeline.finish_since(source, &mut state, SystemTime::now());
                states.set(source, &state);
                summary
            }
        };
        summaries.push(told(source, summary));
    }
    // The output is one for all sources: if one has changed, it needs the others, too.
    let is_same = |summary: &SourceSummary| summary.summary.harvest.outcome == HarvestOutcome::NotModified;
    if summaries.iter().any(|summary| !is_same(summary)) {
        for (source, summary) in manifest.sources().iter().zip(&mut summaries).filter(|(_, summary)| is_same(summary)) {
            writers.iter_mut().for_each(|writer| writer.set_graph(Some(source.path().as_str())));
            let whole = pull(client.harvest(source, provider), &source.label(), writers).await?.finish();
            let changes = summary.summary.changes.take();
            *summary = told(source, whole);
            summary.summary.changes = changes;
        }
    }
    Ok(summaries)
}

/// Takes all that a pipeline yields.
async fn pull<'p, T: Transport, W: Write>(
    mut pipeline: Pipeline<'p, T>,
    label: &str,
    writers: &mut [&mut CatalogueWriter<W>],
) -> Result<Pipeline<'p, T>, Failure> {
    let bar = progress::harvest(&shown(label));
    let mut digest = Digest::default();
    while let Some(batch) = pipeline.next().await {
        for mapped in &batch.mapped {
            for writer in writers.iter_mut() {
                writer.write(mapped).map_err(write_failed)?;
            }
            bar.inc(mapped.specification_count() as u64);
            mapped.diagnostics.iter().for_each(|diagnostic| digest.add(diagnostic));
        }
        let statistics = pipeline.statistics();
        if statistics.retries > 0 {
            bar.set_message(format!("{} requests, {} of them sent again", statistics.requests, statistics.retries));
        }
    }
    bar.finish_and_clear();
    digest.print();
    Ok(pipeline)
}

fn told(source: &DataSource, summary: PipelineSummary) -> SourceSummary {
    for diagnostic in &summary.harvest.diagnostics {
        eprint!("{}", render::finding(diagnostic, None));
    }
    SourceSummary { source: source.label(), summary }
}

/// The states of all sources in one file, by where they are.
pub(crate) struct States {
    path: PathBuf,
    states: BTreeMap<String, serde_json::Value>,
}

impl States {
    fn read(path: &Path) -> Result<Self, Failure> {
        let states = match std::fs::read(path) {
            // What can't be read means a full harvest, not a failure.
            Ok(text) => serde_json::from_slice(&text).unwrap_or_else(|_| {
                eprintln!("warning: `{}` can't be read; everything is harvested", path.display());
                BTreeMap::new()
            }),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => BTreeMap::new(),
            Err(error) => return Err(Failure::work(format!("`{}` can't be read", path.display()), error)),
        };
        Ok(Self { path: path.to_owned(), states })
    }

    fn of(&self, source: &DataSource) -> HarvestState {
        let text = self.states.get(source.path().as_str()).map(ToString::to_string).unwrap_or_default();
        HarvestState::from_json(&text, source)
    }

    fn set(&mut self, source: &DataSource, state: &HarvestState) {
        if let Ok(value) = serde_json::to_value(state) {
            self.states.insert(source.path().to_string(), value);
        }
    }

    fn write(&self) -> Result<(), Failure> {
        let mut output = Output::begin(Some(&self.path))?;
        let mut file = output.take();
        serde_json::to_writer(&mut file, &self.states).map_err(|error| write_failed(error.into()))?;
        file.flush().map_err(write_failed)?;
        drop(file);
        output.keep(true)
    }
}
