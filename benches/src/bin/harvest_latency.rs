//! `harvest_latency [COURSES] [LATENCY] [CONCURRENCY]`: a catalogue of OOAPI courses, each with a request of its own for its
//! offerings, from a server that takes so many milliseconds for every answer.

use std::error::Error;
use std::time::{Duration, Instant};

use quality_link::Client;
use quality_link::core::{AddressPolicy, DataSource};
use quality_link::exchange::HarvestOptions;
use quality_link_universities::{Options, Universities};

#[tokio::main(flavor = "multi_thread", worker_threads = 2)]
async fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let number = |at: usize, default: u64| arguments.get(at).map_or(Ok(default), |text| text.parse());
    let (courses, latency, concurrency) = (number(0, 1000)?, number(1, 50)?, number(2, 4)?);
    let mut options = Options::default();
    options.courses = usize::try_from(courses)?;
    options.latency = Duration::from_millis(latency);
    let universities = Universities::start(options).await?;
    let client = Client::builder()
        .with_dns_server(universities.dns_server())
        .with_only_authority(universities.authority_pem())
        .with_default_port(universities.https_port())
        .with_address_policy(AddressPolicy::public_only().allowing_loopback())
        .with_harvest_options(HarvestOptions::new().with_concurrency(usize::try_from(concurrency)?))
        .build()?;
    let provider = Universities::providers().into_iter().next().ok_or("no university")?;
    let report = client.discover(&provider).await;
    let manifest = report.found.ok_or("no manifest")?.manifest;
    let source = manifest.sources().first().ok_or("no source")?;
    // The manifest asks for small pages; what most servers are asked for is the largest that there is.
    let source = &DataSource::builder(source.source_type().clone(), source.path().clone()).version("5").build();
    let start = Instant::now();
    let mut pipeline = client.harvest(source, &provider);
    while pipeline.next().await.is_some() {}
    let summary = pipeline.finish();
    println!(
        "{courses} courses, {latency} ms latency, {concurrency} at a time: {:.2} s, {}, {} requests",
        start.elapsed().as_secs_f64(),
        summary.harvest.outcome,
        summary.harvest.statistics.requests
    );
    Ok(())
}
