use quality_link::core::Provider;
use quality_link::discovery::DiscoveryReport;
use quality_link::ident::SchacCode;

use super::args::DiscoverArgs;
use super::output::{print, print_json};
use super::{Failure, Outcome, Verdict, progress, render};

pub(crate) async fn run(args: DiscoverArgs) -> Outcome {
    let mut provider = Provider::new().with_schac(schac(&args.domain)?);
    if let Some(website) = &args.website {
        provider = provider.with_website(website);
    }
    let client = args.network.client()?.build().map_err(|error| Failure::work("no client", with_cause(&error)))?;
    let bar = progress::search(&args.domain);
    let report = client.discover(&provider).await;
    bar.finish_and_clear();
    if args.json {
        print_json(&report)?;
    } else {
        print(&report.to_string())?;
    }
    explain(&report);
    Ok(if report.found.is_some() { Verdict::Well } else { Verdict::Failed })
}

pub(crate) fn schac(domain: &str) -> Result<SchacCode, Failure> {
    let read = SchacCode::parse_lenient(domain);
    read.map(|read| read.value).map_err(|error| Failure::Usage(format!("not a domain name: `{domain}`: {error}")))
}

pub(crate) fn with_cause(error: &dyn std::error::Error) -> String {
    match error.source() {
        Some(cause) => format!("{error} ({cause})"),
        None => error.to_string(),
    }
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
