use std::io::Write;
use std::time::{Duration, Instant};

use quality_link::core::AddressPolicy;
use quality_link::{CatalogueFormat, CatalogueWriter, Client, elm::ElmNamespace, elm::RdfFormat};
use quality_link_universities::{Options, Universities};

use super::args::DemoArgs;
use super::harvest::{SourceSummary, harvest};
use super::output::{create, print, write_failed};
use super::{Failure, Outcome, Verdict, discover, progress};

pub(crate) async fn run(args: DemoArgs) -> Outcome {
    let start = Instant::now();
    let mut options = Options::default();
    options.courses = args.courses;
    options.latency = Duration::from_millis(args.latency);
    options.die_after = args.kill_after;
    let universities = Universities::start(options)
        .await
        .map_err(|error| Failure::work("the demo universities could not be started", error))?;
    let key = universities.private_key_pem().map_err(|error| Failure::work("no key", error))?;
    if args.serve {
        return serve(&universities, &key).await;
    }
    // All that is special about the demo: its name server, its authority, its port, and that loopback is allowed.
    let client = Client::builder()
        .with_dns_server(universities.dns_server())
        .with_only_authority(universities.authority_pem())
        .with_default_port(universities.https_port())
        .with_address_policy(AddressPolicy::public_only().allowing_loopback())
        .with_private_key(&key)
        .map_err(|error| Failure::work("no key", error))?
        .build()
        .map_err(|error| Failure::work("no client", quality_link::core::with_causes(&error)))?;

    std::fs::create_dir_all(&args.output)
        .map_err(|error| Failure::work(format!("`{}` can't be made", args.output.display()), error))?;
    let (turtle, lines) = (args.output.join("courses.ttl"), args.output.join("courses.jsonl"));
    let create =
        |format, path| CatalogueWriter::new(format, ElmNamespace::default(), create(Some(path))?).map_err(write_failed);
    let mut turtle_writer = create(CatalogueFormat::Rdf(RdfFormat::Turtle), &turtle)?;
    let mut line_writer = create(CatalogueFormat::JsonLines, &lines)?;

    let mut rows = Vec::new();
    let mut found = 0;
    for provider in Universities::providers() {
        print(&format!("{}\n", provider.label()))?;
        let bar = progress::search(provider.label());
        let report = client.discover(&provider).await;
        bar.finish_and_clear();
        // The table belongs in front of what is said about it, wherever the two streams go.
        print(&report.to_string())?;
        discover::explain(&report);
        if let Some(found_manifest) = &report.found {
            found += 1;
            let manifest = &found_manifest.manifest;
            let writers: &mut [&mut CatalogueWriter<Box<dyn Write>>] = &mut [&mut turtle_writer, &mut line_writer];
            let summaries = harvest(&client, manifest, &provider, None, writers).await?;
            rows.extend(summaries.into_iter().map(|summary| (provider.label().to_owned(), summary)));
        }
        print("\n")?;
    }
    let triples = turtle_writer.triples();
    let documents = line_writer.documents();
    turtle_writer.finish().map_err(write_failed)?;
    line_writer.finish().map_err(write_failed)?;

    print(&summary(&rows))?;
    let (seconds, requests) = (start.elapsed().as_secs_f64(), universities.requests());
    let (turtle, lines) = (turtle.display(), lines.display());
    print(&format!("{triples} triples in {turtle}, {documents} catalogue documents in {lines}\n"))?;
    print(&format!("{seconds:.2} s, {requests} HTTPS requests\n"))?;
    // The third university is there to be explained, not to be found.
    let complete = found == 2 && rows.iter().all(|(_, row)| row.is_well());
    Ok(if complete { Verdict::Well } else { Verdict::Failed })
}

/// Lets other programs talk to the universities: says where they are, and stays until nobody holds the input open.
async fn serve(universities: &Universities, key: &str) -> Outcome {
    let providers: Vec<_> = Universities::providers().into_iter().filter_map(|provider| provider.schac).collect();
    let place = serde_json::json!({
        "nameServer": universities.dns_server().to_string(),
        "httpsPort": universities.https_port(),
        "authority": universities.authority_pem(),
        "privateKey": key,
        "providers": providers,
    });
    print(&format!("{place}\n"))?;
    let input = tokio::task::spawn_blocking(|| std::io::copy(&mut std::io::stdin().lock(), &mut std::io::sink()));
    // An input that breaks is closed, too.
    let _ = input.await;
    Ok(Verdict::Well)
}

fn summary(rows: &[(String, SourceSummary)]) -> String {
    let mut table = format!(
        "{:<22}  {:<18}  {:>7}  {:>9}  {:>8}  {:>6}  outcome\n",
        "institution", "source", "courses", "instances", "warnings", "errors"
    );
    for (provider, SourceSummary { source, summary }) in rows {
        table.push_str(&format!(
            "{provider:<22}  {source:<18}  {:>7}  {:>9}  {:>8}  {:>6}  {}\n",
            summary.specifications, summary.instances, summary.warnings, summary.errors, summary.harvest.outcome
        ));
    }
    table
}
