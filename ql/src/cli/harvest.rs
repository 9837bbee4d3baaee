use std::io::Write;
use std::path::Path;

use quality_link::core::{Auth, Manifest, ManifestParser, Provider};
use quality_link::{CatalogueWriter, Client, PipelineSummary};
use serde::Serialize;
use url::Url;

use super::args::HarvestArgs;
use super::output::{create, print_json, read, read_text, shown, write_failed};
use super::render::Digest;
use super::{Failure, Outcome, Verdict, discover, progress, render};

pub(crate) async fn run(args: HarvestArgs) -> Outcome {
    let format = args.output.format()?;
    let mut builder = args.network.client()?;
    for path in &args.key {
        let pem = read_text(path)?;
        builder =
            builder.with_private_key(&pem).map_err(|error| Failure::Work(format!("`{}`: {error}", path.display())))?;
    }
    let client =
        builder.build().map_err(|error| Failure::work("no client", quality_link::core::with_causes(&error)))?;
    let mut provider = Provider::new();
    if let Some(domain) = &args.schac {
        provider = provider.with_schac(discover::schac(domain)?);
    }
    let Some(manifest) = find_manifest(&args.target, &client, &mut provider).await? else {
        return Ok(Verdict::Failed);
    };
    name_provider(&manifest, &mut provider);

    let output = create(args.output.output.as_deref())?;
    let mut writer = CatalogueWriter::new(format, args.output.elm_namespace.into(), output).map_err(write_failed)?;
    let summaries = harvest(&client, &manifest, &provider, &mut [&mut writer]).await?;
    writer.finish().map_err(write_failed)?;

    let well = summaries.iter().all(SourceSummary::is_well);
    if args.json {
        print_json(&summaries)?;
    } else {
        summaries.iter().for_each(SourceSummary::print);
    }
    Ok(if well { Verdict::Well } else { Verdict::Failed })
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
    }
}

/// Harvests every source of a manifest into the writers, with progress, and prints what is to be said of them.
pub(crate) async fn harvest<W: Write>(
    client: &Client,
    manifest: &Manifest,
    provider: &Provider,
    writers: &mut [&mut CatalogueWriter<W>],
) -> Result<Vec<SourceSummary>, Failure> {
    let mut summaries = Vec::new();
    for source in manifest.sources() {
        if matches!(source.auth(), Auth::HttpHeader { .. }) && source.path().scheme() == "http" {
            eprintln!("warning: the secret of `{}` is sent without encryption", shown(&source.label()));
        }
        let bar = progress::harvest(&shown(&source.label()));
        let mut digest = Digest::default();
        let mut pipeline = client.harvest(source, provider);
        while let Some(batch) = pipeline.next().await {
            for mapped in &batch.mapped {
                for writer in writers.iter_mut() {
                    writer.write(mapped).map_err(write_failed)?;
                }
                bar.inc(mapped.specification_count() as u64);
                mapped.diagnostics.iter().for_each(|diagnostic| digest.add(diagnostic));
            }
        }
        bar.finish_and_clear();
        let summary = pipeline.finish();
        digest.print();
        for diagnostic in &summary.harvest.diagnostics {
            eprint!("{}", render::finding(diagnostic, None));
        }
        summaries.push(SourceSummary { source: source.label(), summary });
    }
    Ok(summaries)
}
