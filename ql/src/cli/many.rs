//! `ql discover --providers`: the manifests of many providers.

use std::collections::BTreeMap;
use std::io::Write as _;
use std::path::Path;
use std::pin::pin;
use std::time::SystemTime;

use futures_util::StreamExt as _;
use quality_link::core::{Diagnostic, Provider, Severity, with_causes};
use quality_link::discovery::{
    DiscoveryOptions, DiscoveryRecord, DiscoveryState, MergeOptions, ProviderList, RecheckPolicy, RegistryRead, Verdict,
};
use quality_link::{Client, StateFile, write_discovery_page};

use super::args::{DiscoverArgs, ManyArgs};
use super::output::{create, print, read, shown, write_failed};
use super::{Failure, Outcome, Verdict as Exit, progress, render};

pub(crate) async fn run(args: DiscoverArgs) -> Outcome {
    let providers = providers(&args.many)?;
    let policy = RecheckPolicy::new();
    let (mut file, mut state) = match &args.many.state {
        None => (None, DiscoveryState::new()),
        Some(path) => {
            let opened = StateFile::open(path);
            let (file, state, findings) =
                opened.map_err(|error| Failure::work(format!("`{}` can't be used", path.display()), error))?;
            print_digest(&findings);
            (Some(file), state)
        }
    };
    let start = SystemTime::now();
    let due = |provider: &Provider| args.many.again || state.is_due(provider, start);
    let work: Vec<Provider> = providers.iter().filter(|provider| due(provider)).cloned().collect();
    let (total, left_out) = (work.len(), providers.len() - work.len());
    if left_out > 0 {
        eprintln!("{left_out} of {} providers are not due yet; `--again` looks at them, too", providers.len());
    }
    // Every search needs a few sockets; the usual limit is that of an interactive shell.
    let _ = rlimit::increase_nofile_limit(u64::MAX);
    let options = DiscoveryOptions::new().with_concurrency(args.many.concurrency);
    let builder = args.network.client()?.with_discovery_options(options);
    let client = builder.build().map_err(|error| Failure::work("no client", with_causes(&error)))?;
    let interrupted = search(&client, work, args.json, &mut state, file.as_mut(), &policy).await?;
    let records: Vec<&DiscoveryRecord> = providers.iter().filter_map(|provider| state.get(provider)).collect();
    if let Some(path) = &args.html {
        let mut page = create(Some(path))?;
        let written = write_discovery_page(&mut page, records.iter().copied(), SystemTime::now());
        written.and_then(|()| page.flush()).map_err(write_failed)?;
    }
    if !args.json {
        print(&summary(&records))?;
    }
    if let Some(done) = interrupted {
        let again = if file.is_some() { "; the same command goes on from here" } else { "" };
        eprintln!("interrupted after {done} of {total} providers{again}");
        return Ok(Exit::Failed);
    }
    Ok(Exit::Well)
}

/// The providers of all lists, each once.
fn providers(args: &ManyArgs) -> Result<Vec<Provider>, Failure> {
    let mut entries = Vec::new();
    for path in &args.providers {
        entries.extend(list(path)?.entries);
    }
    let options = MergeOptions::new().with_countries(args.country.iter().copied());
    let merged = ProviderList::merge(entries, &options);
    print_digest(&merged.conflicts);
    if merged.providers.is_empty() {
        return Err(Failure::Work("the list has no provider to look for".into()));
    }
    Ok(merged.providers)
}

/// A list of providers in a file; one that can't be read to its end is a failure.
pub(crate) fn list(path: &Path) -> Result<RegistryRead, Failure> {
    let list = read_list(path)?;
    match list.complete {
        true => Ok(list),
        false => Err(Failure::Work(format!("`{}` is not a list of providers that can be read whole", path.display()))),
    }
}

/// A list of providers in a file, as far as it can be read.
pub(crate) fn read_list(path: &Path) -> Result<RegistryRead, Failure> {
    let list = RegistryRead::parse_detect(&read(path)?);
    let findings: Vec<Diagnostic> =
        list.diagnostics.iter().map(|finding| finding.clone().with_source(path.display().to_string())).collect();
    print_digest(&findings);
    Ok(list)
}

pub(crate) fn print_digest(findings: &[Diagnostic]) {
    let mut digest = render::Digest::default();
    findings.iter().filter(|finding| finding.severity() > Severity::Info).for_each(|finding| digest.add(finding));
    digest.print();
}

/// Looks for all; how many were done if the user ended it before.
async fn search(
    client: &Client,
    work: Vec<Provider>,
    json: bool,
    state: &mut DiscoveryState,
    mut file: Option<&mut StateFile>,
    policy: &RecheckPolicy,
) -> Result<Option<usize>, Failure> {
    let bar = progress::many(work.len() as u64);
    let mut reports = pin!(client.discover_all(work));
    let mut stop = pin!(tokio::signal::ctrl_c());
    let (mut done, mut found) = (0, 0);
    loop {
        let report = tokio::select! {
            // What is finished is kept before the wish to stop is looked at.
            biased;
            report = reports.next() => report,
            _ = &mut stop => {
                bar.finish_and_clear();
                return Ok(Some(done));
            }
        };
        let Some(report) = report else { break };
        let record = state.record(&report, SystemTime::now(), policy);
        if let Some(file) = file.as_deref_mut() {
            file.append(record).map_err(|error| Failure::work("the state file can't be written", error))?;
        }
        if json {
            print(&record.to_line())?;
        }
        done += 1;
        found += usize::from(record.verdict == Verdict::Found);
        bar.set_message(format!("{found} manifests"));
        bar.inc(1);
    }
    bar.finish_and_clear();
    Ok(None)
}

/// The manifests, then how many searches ended in which way.
fn summary(records: &[&DiscoveryRecord]) -> String {
    let mut out = String::new();
    let of = |verdict: Verdict| records.iter().filter(move |record| record.verdict == verdict);
    let width = of(Verdict::Found).map(|record| shown(&record.key).chars().count()).max().unwrap_or(0);
    for record in of(Verdict::Found) {
        let url = record.manifest.as_ref().map(url::Url::as_str).unwrap_or_default();
        out.push_str(&format!("{:width$}  {}\n", shown(&record.key), shown(url)));
    }
    let mut counts: BTreeMap<Verdict, usize> = BTreeMap::new();
    for record in records {
        *counts.entry(record.verdict).or_default() += 1;
    }
    let counts: Vec<String> = counts.iter().map(|(verdict, count)| format!("{count} {verdict}")).collect();
    out.push_str(&format!("{} providers: {}\n", records.len(), counts.join(", ")));
    out
}
