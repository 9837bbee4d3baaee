use quality_link::core::with_causes;
use quality_link::exchange::SourceProbe;
use url::Url;

use super::args::ProbeArgs;
use super::output::{print_json, shown};
use super::{Failure, Outcome, Verdict};

pub(crate) async fn run(args: ProbeArgs) -> Outcome {
    let text = if args.url.contains("://") { args.url.clone() } else { format!("https://{}", args.url) };
    let url = Url::parse(&text).map_err(|error| Failure::Usage(format!("not a URL: `{}`: {error}", args.url)))?;
    if !matches!(url.scheme(), "http" | "https") {
        return Err(Failure::Usage(format!("not an http or https URL: `{}`", args.url)));
    }
    let client = args.network.client()?.build();
    let client = client.map_err(|error| Failure::work("no client", with_causes(&error)))?;
    let probe = client.probe(&url).await;
    if args.json {
        print_json(&probe)?;
    } else {
        print(&probe);
    }
    Ok(if probe.found.is_some() { Verdict::Well } else { Verdict::Failed })
}

fn print(probe: &SourceProbe) {
    for attempt in &probe.attempts {
        let status = attempt.status.map_or_else(|| "---".to_owned(), |status| status.to_string());
        println!("{status}  {}  {}", shown(attempt.url.as_str()), shown(&attempt.finding));
    }
    match &probe.found {
        Some(found) => {
            println!("\nThis goes into the manifest:\n\n  - type: {}", found.source_type);
            if let Some(version) = &found.version {
                println!("    version: \"{version}\"");
            }
            println!("    path: {}", shown(found.path.as_str()));
        }
        None => println!("\nNo data source was recognised."),
    }
}
