use std::io::Write as _;
use std::time::SystemTime;

use quality_link::core::{Provider, with_causes};
use quality_link::discovery::{DiscoveryReport, DiscoveryState, RecheckPolicy};
use quality_link::ident::SchacCode;
use quality_link::write_discovery_page;

use super::args::DiscoverArgs;
use super::output::{create, print, print_json, write_failed};
use super::{Failure, Outcome, Verdict, many, progress, render};

pub(crate) async fn run(args: DiscoverArgs) -> Outcome {
    let Some(domain) = &args.domain else { return many::run(args).await };
    let mut provider = Provider::new().with_schac(schac(domain)?);
    if let Some(website) = &args.website {
        provider = provider.with_website(website);
    }
    let client = args.network.client()?.build().map_err(|error| Failure::work("no client", with_causes(&error)))?;
    let bar = progress::search(domain);
    let report = client.discover(&provider).await;
    bar.finish_and_clear();
    if args.json {
        print_json(&report)?;
    } else {
        print(&report.to_string())?;
    }
    explain(&report);
    if let Some(path) = &args.html {
        let (mut state, now) = (DiscoveryState::new(), SystemTime::now());
        state.record(&report, now, &RecheckPolicy::new());
        let mut page = create(Some(path))?;
        write_discovery_page(&mut page, state.records(), now).and_then(|()| page.flush()).map_err(write_failed)?;
    }
    Ok(if report.found.is_some() { Verdict::Well } else { Verdict::Failed })
}

pub(crate) fn schac(domain: &str) -> Result<SchacCode, Failure> {
    let read = SchacCode::parse_lenient(domain);
    read.map(|read| read.value).map_err(|error| Failure::Usage(format!("not a domain name: `{domain}`: {error}")))
}

/// Prints what was found in the places that were tried, on standard error.
pub(crate) fn explain(report: &DiscoveryReport) {
    let of_probes = report.probes.iter().flat_map(|probe| {
        probe.diagnostics.iter().chain(probe.attempts.iter().flat_map(|attempt| &attempt.diagnostics))
    });
    for diagnostic in report.diagnostics.iter().chain(of_probes) {
        eprint!("{}", render::finding(diagnostic, None));
    }
}
