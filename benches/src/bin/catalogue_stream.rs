//! `catalogue_stream [COURSES]`: a catalogue of OOAPI courses with an offering each, streamed from another process over plain HTTP
//! on loopback to N-Triples; prints the time and the peak memory.

use std::convert::Infallible;
use std::error::Error;
use std::io::{BufRead as _, BufReader, BufWriter, Write as _};
use std::process::{Command, Stdio};
use std::time::Instant;

use benches::{course, peak_memory};
use http_body_util::Full;
use hyper::body::{Bytes, Incoming};
use hyper::service::service_fn;
use hyper::{Request, Response, StatusCode};
use hyper_util::rt::TokioIo;
use quality_link::core::{AddressPolicy, DataSource, Provider, SourceType};
use quality_link::elm::{ElmNamespace, RdfFormat};
use quality_link::{CatalogueFormat, CatalogueWriter, Client};
use tokio::net::TcpListener;

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build()?;
    if arguments.first().is_some_and(|first| first == "serve") {
        return runtime.block_on(serve(arguments.get(1).map_or(Ok(1_000), |text| text.parse())?));
    }
    let courses = arguments.first().map_or(Ok(100_000), |text| text.parse::<usize>())?;
    let mut server =
        Command::new(std::env::current_exe()?).args(["serve", &courses.to_string()]).stdout(Stdio::piped()).spawn()?;
    let mut port = String::new();
    BufReader::new(server.stdout.take().ok_or("no output")?).read_line(&mut port)?;
    let result = runtime.block_on(harvest(port.trim()));
    server.kill()?;
    result
}

async fn harvest(port: &str) -> Result<(), Box<dyn Error>> {
    let policy = AddressPolicy::public_only().allowing_loopback();
    let client = Client::builder().with_address_policy(policy).build()?;
    let url = format!("http://127.0.0.1:{port}/v5/").parse()?;
    let source = DataSource::builder(SourceType::Ooapi, url).version("5").build();
    let provider = Provider::new().with_schac("example.edu".parse()?);
    let path = std::env::temp_dir().join(format!("catalogue_stream-{}.nt", std::process::id()));
    let output = BufWriter::new(std::fs::File::create(&path)?);
    let start = Instant::now();
    let mut writer = CatalogueWriter::new(CatalogueFormat::Rdf(RdfFormat::NTriples), ElmNamespace::default(), output)?;
    let mut pipeline = client.harvest(&source, &provider);
    while let Some(batch) = pipeline.next().await {
        for mapped in &batch.mapped {
            writer.write(mapped)?;
        }
    }
    let summary = pipeline.finish();
    writer.finish()?.flush()?;
    println!(
        "{} courses, {} instances, {}: {:.1} s, {} requests, {} MB read, {} MB written, peak memory {} MiB",
        summary.specifications,
        summary.instances,
        summary.harvest.outcome,
        start.elapsed().as_secs_f64(),
        summary.harvest.statistics.requests,
        summary.harvest.statistics.bytes / 1_000_000,
        std::fs::metadata(&path)?.len() / 1_000_000,
        peak_memory().unwrap_or_default() >> 20,
    );
    std::fs::remove_file(path)?;
    Ok(())
}

async fn serve(courses: usize) -> Result<(), Box<dyn Error>> {
    let listener = TcpListener::bind(("127.0.0.1", 0)).await?;
    println!("{}", listener.local_addr()?.port());
    loop {
        let (stream, _) = listener.accept().await?;
        let answer = move |request: Request<Incoming>| async move { Ok::<_, Infallible>(answer(&request, courses)) };
        tokio::spawn(async move {
            let connection =
                hyper::server::conn::http1::Builder::new().serve_connection(TokioIo::new(stream), service_fn(answer));
            let _ = connection.await;
        });
    }
}

fn answer(request: &Request<Incoming>, courses: usize) -> Response<Full<Bytes>> {
    let query = request.uri().query().unwrap_or_default();
    let parameter = |name: &str| query.split('&').find_map(|pair| pair.strip_prefix(name)?.strip_prefix('='));
    let number = |name: &str, default| parameter(name).and_then(|text| text.parse().ok()).unwrap_or(default);
    let (page, size): (usize, usize) = (number("pageNumber", 1), number("pageSize", 250));
    let (start, end) = ((page - 1) * size, (page * size).min(courses));
    let items: Vec<String> = match request.uri().path() {
        "/v5/organizations" => {
            vec![r#"{"organizationId":"root","organizationType":"root","name":[{"language":"en","value":"University"}]}"#.into()]
        }
        "/v5/organizations/root/offerings" if parameter("offeringType") == Some("course") => {
            (start..end).map(offering).collect()
        }
        "/v5/organizations/root/offerings" => Vec::new(),
        "/v5/courses" => (start..end).map(course).collect(),
        _ => {
            let mut response = Response::new(Full::default());
            *response.status_mut() = StatusCode::NOT_FOUND;
            return response;
        }
    };
    let more = !items.is_empty() && end < courses && items.len() > 1;
    let body =
        format!(r#"{{"pageSize":{size},"pageNumber":{page},"hasNextPage":{more},"items":[{}]}}"#, items.join(","));
    Response::new(Full::new(body.into()))
}

fn offering(number: usize) -> String {
    format!(
        r#"{{"offeringId":"0ffe7100-0000-4000-8000-{number:012}","offeringType":"course","course":"c0ffee00-0000-4000-8000-{number:012}","name":[{{"language":"en-GB","value":"Marine Biology {number}"}}],"description":[{{"language":"en-GB","value":"{}"}}],"teachingLanguage":"eng","startDate":"2026-09-01","endDate":"2027-01-31","maxNumberStudents":30,"link":"https://www.example.edu/offerings/{number}"}}"#,
        "Field work in two groups, on board and on the shore. ".repeat(12)
    )
}
