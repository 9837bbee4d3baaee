//! From the domain names of the three demo universities to their courses, over real DNS and HTTPS on loopback.
#![expect(clippy::unwrap_used, reason = "in a test, also outside of its function")]

mod common;

use std::collections::BTreeMap;
use std::net::Ipv4Addr;
use std::sync::Arc;

use common::{SECRET, offerings, options, provider, with_key, without_key};
use quality_link::core::{
    AddressPolicy, Diagnostic, FetchLimits, KeySize, Manifest, MultilingualText, PrivateKey, Provider, Request,
    Severity, fetch,
};
use quality_link::discovery::{DiscoveryReport, DomainOrigin, Mechanism, Outcome, UnreachableReason};
use quality_link::elm::{ElmNamespace, Mapped, RdfFormat};
use quality_link::exchange::{HarvestOptions, HarvestOutcome, HostLookup, HttpTransport, LookupFuture};
use quality_link::{CatalogueFormat, CatalogueWriter, Client, PipelineSummary};
use quality_link_universities::Universities;
use serde_json::Value;

const COURSES: usize = 60;
/// Two pages of 50 courses at most, the offerings of each course, and four lists that the server does not have.
const REQUESTS: u64 = 2 + COURSES as u64 + 4;

const LEVEL: &str = "map.level";
const URL: &str = "map.url";
const OFFERINGS_FAILED: &str = "exchange.offerings-failed";

async fn start() -> Universities {
    common::start(options(COURSES)).await
}

async fn manifest_of(client: &Client, provider: &Provider) -> Manifest {
    client.discover(provider).await.found.unwrap().manifest
}

/// Everything that the single source of a manifest gives.
async fn harvest(client: &Client, manifest: &Manifest, provider: &Provider) -> (Vec<Mapped>, PipelineSummary) {
    let mut all = Vec::new();
    let mut pipeline = client.harvest(&manifest.sources()[0], provider);
    while let Some(batch) = pipeline.next().await {
        assert!(!batch.mapped.is_empty(), "an empty batch");
        all.extend(batch.mapped);
    }
    (all, pipeline.finish())
}

async fn discover_and_harvest(client: &Client, domain: &str) -> (Vec<Mapped>, PipelineSummary) {
    let provider = provider(domain);
    harvest(client, &manifest_of(client, &provider).await, &provider).await
}

fn write(mapped: &[Mapped], format: CatalogueFormat) -> String {
    let mut writer = CatalogueWriter::new(format, ElmNamespace::default(), Vec::new()).unwrap();
    mapped.iter().for_each(|one| writer.write(one).unwrap());
    String::from_utf8(writer.finish().unwrap()).unwrap()
}

fn codes(diagnostics: &[Diagnostic]) -> Vec<&str> {
    diagnostics.iter().map(|diagnostic| diagnostic.code().as_str()).collect()
}

/// Each probe in one line, and below it the path and outcome of each attempt.
fn probes(report: &DiscoveryReport) -> Vec<String> {
    let mut lines = Vec::new();
    for probe in &report.probes {
        lines.push(format!("{} {}: {}", probe.domain, probe.mechanism, probe.outcome));
        lines.extend(probe.attempts.iter().map(|attempt| format!("- {}: {}", attempt.url.path(), attempt.outcome)));
    }
    lines
}

#[tokio::test]
async fn meridian_is_found_by_its_txt_record() {
    let universities = start().await;
    let report = with_key(&universities).discover(&provider("meridian.example")).await;
    let expected = [
        "meridian.example DNS TXT: found",
        "- /opendata/courses-manifest: found",
        "meridian.example .well-known: not tried",
        "www.meridian.example DNS TXT: not tried",
        "www.meridian.example .well-known: not tried",
    ];
    assert_eq!(probes(&report), expected);
    assert_eq!(
        report.probes.iter().map(|probe| (probe.origin, probe.mechanism)).collect::<Vec<_>>(),
        [
            (DomainOrigin::Schac, Mechanism::DnsTxt),
            (DomainOrigin::Schac, Mechanism::WellKnown),
            (DomainOrigin::Website, Mechanism::DnsTxt),
            (DomainOrigin::Website, Mechanism::WellKnown),
        ]
    );
    assert!(report.probes[1..].iter().all(|probe| probe.outcome == Outcome::NotTried && probe.attempts.is_empty()));
    let attempt = &report.probes[0].attempts[0];
    assert_eq!((attempt.status, &attempt.final_url), (Some(200), &None));
    assert_eq!(codes(&attempt.diagnostics), [""; 0]);
    assert_eq!(codes(&report.diagnostics), [""; 0]);
    let found = report.found.as_ref().unwrap();
    assert_eq!(found.url.as_str(), "https://www.meridian.example/opendata/courses-manifest");
    assert_eq!(found.fingerprint, found.manifest.fingerprint());
    let source = &found.manifest.sources()[0];
    assert_eq!(
        (source.source_type().as_str(), source.version(), source.path().as_str(), source.page_size()),
        ("ooapi", Some("5"), "https://api.meridian.example/ooapi/v5", Some(50))
    );
    assert_eq!(universities.requests(), 1);
}

#[tokio::test]
async fn littoral_is_found_at_the_second_well_known_address() {
    let universities = start().await;
    let report = with_key(&universities).discover(&provider("littoral.example")).await;
    let expected = [
        "littoral.example DNS TXT: no record",
        "littoral.example .well-known: found",
        "- /.well-known/quality-link-manifest: not found",
        "- /.well-known/quality-link-manifest.json: found",
        "www.littoral.example DNS TXT: not tried",
        "www.littoral.example .well-known: not tried",
    ];
    assert_eq!(probes(&report), expected);
    let statuses: Vec<_> = report.probes[1].attempts.iter().map(|attempt| attempt.status).collect();
    assert_eq!(statuses, [Some(404), Some(200)]);
    assert_eq!(codes(&report.diagnostics), [""; 0]);
    let found = report.found.as_ref().unwrap();
    assert_eq!(found.url.as_str(), "https://littoral.example/.well-known/quality-link-manifest.json");
    assert_eq!(found.manifest.sources()[0].label(), "All courses");
    assert_eq!(universities.requests(), 2);
}

#[tokio::test]
async fn umbra_is_told_what_is_wrong_with_its_manifest() {
    let universities = start().await;
    let report = with_key(&universities).discover(&provider("umbra.example")).await;
    assert!(report.found.is_none());
    let html = "found, but not a manifest: the document is a web page or XML, not a manifest";
    let unresolved = "unreachable: the host name does not exist, or has no address";
    let expected = [
        "umbra.example DNS TXT: no record".to_owned(),
        "umbra.example .well-known: found, but the manifest is not usable".into(),
        format!("- /.well-known/quality-link-manifest: {html}"),
        "- /.well-known/quality-link-manifest.json: not found".into(),
        "- /.well-known/quality-link-manifest.yaml: found, but the manifest is not usable".into(),
        "www.umbra.example DNS TXT: no record".into(),
        format!("www.umbra.example .well-known: {unresolved}"),
        format!("- /.well-known/quality-link-manifest: {unresolved}"),
    ];
    assert_eq!(probes(&report), expected);
    let hopeless = &report.probes[3].outcome;
    assert!(matches!(hopeless, Outcome::Unreachable { reason: UnreachableReason::NoSuchHost, .. }), "{hopeless:?}");

    let attempts = &report.probes[1].attempts;
    assert_eq!(codes(&attempts[0].diagnostics), ["manifest.html"]);
    let found: Vec<_> = attempts[2]
        .diagnostics
        .iter()
        .map(|finding| {
            assert_eq!(finding.source(), Some(attempts[2].url.as_str()));
            let at = finding.position().unwrap();
            (finding.severity(), finding.code().as_str(), finding.pointer().unwrap(), at.line, at.column)
        })
        .collect();
    let expected = [
        (Severity::Fatal, "manifest.no-usable-source", "/sources", 4, 3),
        (Severity::Error, "manifest.source-type-unknown", "/sources/0/type", 5, 11),
        (Severity::Warning, "manifest.wrong-type", "/sources/0/version", 6, 14),
        (Severity::Warning, "manifest.source-version-missing", "/sources/1", 8, 5),
        (Severity::Error, "manifest.source-path-invalid", "/sources/1/path", 10, 11),
    ];
    assert_eq!(found, expected);
    let hints: Vec<_> = attempts[2].diagnostics.iter().map(Diagnostic::hint).collect();
    assert_eq!(hints[1], Some("did you mean `ooapi`?"));
    assert_eq!(hints[4], Some("write `https://www.umbra.example/courses.ttl`"));
}

/// The texts of OOAPI by language without region.
fn served_texts(name: &Value) -> BTreeMap<String, String> {
    let text = |item: &Value| {
        let language = item["language"].as_str().unwrap();
        (language[..2].to_owned(), item["value"].as_str().unwrap().to_owned())
    };
    name.as_array().unwrap().iter().map(text).collect()
}

fn mapped_texts(text: &MultilingualText) -> BTreeMap<String, String> {
    let texts: Vec<_> = text.iter().map(|(language, text)| (language.to_string(), text.to_owned())).collect();
    let by_language: BTreeMap<_, _> = texts.iter().cloned().collect();
    assert_eq!(by_language.len(), texts.len(), "two texts in one language: {texts:?}");
    by_language
}

/// All names are on this machine.
struct Loopback;

impl HostLookup for Loopback {
    fn addresses(&self, _: String) -> LookupFuture {
        Box::pin(async { Ok(vec![Ipv4Addr::LOCALHOST.into()]) })
    }
}

fn transport(universities: &Universities) -> HttpTransport {
    let builder = HttpTransport::builder()
        .with_lookup(Arc::new(Loopback))
        .with_default_port(universities.https_port())
        .with_only_authority(universities.authority_pem())
        .with_address_policy(AddressPolicy::public_only().allowing_loopback());
    builder.build().unwrap()
}

/// The items of the only page of a list.
async fn served(transport: &HttpTransport, path: &str) -> Vec<Value> {
    let url = format!("https://api.meridian.example/ooapi/v5/{path}?pageSize=250&pageNumber=1");
    let fetched = fetch(transport, Request::get(url.parse().unwrap()), FetchLimits::new(1 << 20)).await.unwrap();
    let page: Value = serde_json::from_slice(&fetched.body).unwrap();
    assert_eq!(page["hasNextPage"], false);
    page["items"].as_array().unwrap().clone()
}

#[tokio::test]
async fn meridian_gives_all_courses_with_every_title_in_every_language() {
    let universities = start().await;
    let client = with_key(&universities);
    let (mapped, summary) = discover_and_harvest(&client, "meridian.example").await;
    assert_eq!(summary.harvest.outcome, HarvestOutcome::Complete);
    assert_eq!(codes(&summary.harvest.diagnostics), [""; 0]);
    assert_eq!((summary.specifications, summary.instances), (COURSES as u64, offerings(COURSES) as u64));
    assert_eq!((summary.warnings, summary.errors), (2, 0));
    let statistics = summary.harvest.statistics;
    assert_eq!((statistics.requests, statistics.pages, statistics.records), (REQUESTS, 2, COURSES as u64));
    assert_eq!(universities.requests(), 1 + REQUESTS);

    let transport = transport(&universities);
    let courses = served(&transport, "courses").await;
    assert_eq!(mapped.len(), courses.len());
    let mut languages = 0;
    for (number, (course, mapped)) in courses.iter().zip(&mapped).enumerate() {
        let id = course["courseId"].as_str().unwrap();
        let [specification] = mapped.specifications() else { panic!("{mapped}") };
        assert_eq!(specification.subject, format!("urn:schac:uniqueCourseId:meridian.example:{id}"));
        assert_eq!(specification.publishers, ["https://data.deqar.eu/institution/9001"]);
        let title = served_texts(&course["name"]);
        assert_eq!(mapped_texts(&specification.title), title);
        languages += title.len();

        let offered = served(&transport, &format!("courses/{id}/offerings")).await;
        assert_eq!(specification.instances.len(), offered.len());
        assert_eq!(offered.len(), number % 3 + 1);
        for (instance, offering) in specification.instances.iter().zip(&offered) {
            assert_eq!(mapped_texts(&instance.title), served_texts(&offering["name"]));
        }
        let expected: &[&str] = match number {
            41 => &[LEVEL],
            42 => &[URL],
            _ => &[],
        };
        assert_eq!(codes(&mapped.diagnostics), expected, "of course {number}");
    }
    // English and Dutch each, every third one German too.
    assert_eq!(languages, 2 * COURSES + COURSES / 3);
}

#[tokio::test]
async fn there_is_one_catalogue_document_of_each_course() {
    let universities = start().await;
    let client = with_key(&universities);
    let (mapped, _) = discover_and_harvest(&client, "meridian.example").await;
    let lines = write(&mapped, CatalogueFormat::JsonLines);
    let documents: Vec<Value> = lines.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(documents.len(), COURSES);
    for (number, (document, mapped)) in documents.iter().zip(&mapped).enumerate() {
        let specification = &mapped.specifications()[0];
        assert_eq!(document["uri"], specification.subject.as_str());
        assert_eq!(document["instanceCount"], number % 3 + 1);
        let texts = &document["texts"]["dcterms:title"];
        assert_eq!(texts.as_object().unwrap().len(), if number % 3 == 0 { 3 } else { 2 });
        for (language, text) in specification.title.iter() {
            assert_eq!(texts[language.as_str()], text);
        }
        assert_eq!(document["dcterms:title"], specification.title.in_language("en").unwrap());
    }

    let (mapped, summary) = discover_and_harvest(&client, "littoral.example").await;
    assert_eq!((summary.specifications, summary.instances), (4, 4));
    let lines = write(&mapped, CatalogueFormat::JsonLines);
    let titles: Vec<Value> = lines.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let mut titles: Vec<_> = titles.iter().map(|document| &document["texts"]["dcterms:title"]["pt"]).collect();
    titles.sort_by_key(ToString::to_string);
    assert_eq!(titles, ["Ecologia de recifes", "História dos veleiros", "Logística portuária", "Marés e correntes"]);
}

/// Harvests `littoral.example` with a client that can't decrypt its secret: nothing is sent, nothing is given away.
async fn assert_locked(universities: &Universities, client: &Client) {
    let provider = provider("littoral.example");
    let report = client.discover(&provider).await;
    let manifest = &report.found.as_ref().unwrap().manifest;
    let before = universities.requests();
    let (mapped, summary) = harvest(client, manifest, &provider).await;
    assert_eq!(universities.requests(), before, "a request was sent without the key");
    assert!(mapped.is_empty());
    assert!(matches!(summary.harvest.outcome, HarvestOutcome::Failed { .. }), "{}", summary.harvest.outcome);
    assert_eq!(codes(&summary.harvest.diagnostics), ["exchange.secret"]);
    assert_eq!(summary.harvest.diagnostics[0].severity(), Severity::Fatal);
    assert_eq!(summary.harvest.diagnostics[0].source(), Some("All courses"));
    assert_eq!((summary.harvest.statistics.requests, summary.specifications), (0, 0));
    let diagnostics: String = summary.harvest.diagnostics.iter().map(ToString::to_string).collect();
    assert_silent(&[
        format!("{client:?} {report:?} {report} {manifest:?} {summary:?}"),
        format!("{} {diagnostics}", summary.harvest.outcome),
        serde_json::to_string(&report).unwrap(),
        serde_json::to_string(&summary).unwrap(),
    ]);
}

fn assert_silent(texts: &[String]) {
    for text in texts {
        assert!(!text.contains(SECRET), "gives the secret away: {text}");
        assert!(!text.contains("BEGIN PRIVATE KEY"), "gives the key away: {text}");
    }
}

#[tokio::test]
async fn littoral_gives_nothing_without_the_key() {
    let universities = start().await;
    assert_locked(&universities, &without_key(&universities).build().unwrap()).await;
}

#[tokio::test]
async fn littoral_gives_nothing_for_a_wrong_key() {
    let universities = start().await;
    for size in [KeySize::Bits2048, KeySize::Bits4096] {
        let wrong = PrivateKey::generate(size).unwrap().to_pem().unwrap();
        let builder = without_key(&universities).with_private_key(&wrong).unwrap();
        assert_silent(&[format!("{builder:?} {builder:#?}")]);
        assert_locked(&universities, &builder.build().unwrap()).await;
    }
}

#[tokio::test]
async fn littoral_gives_its_courses_for_the_key_which_is_shown_nowhere() {
    let universities = start().await;
    // A key of earlier days does no harm.
    let old = PrivateKey::generate(KeySize::Bits2048).unwrap().to_pem().unwrap();
    let key = universities.private_key_pem().unwrap();
    let builder = without_key(&universities).with_private_key(&old).unwrap().with_private_key(&key).unwrap();
    let client = builder.build().unwrap();
    let (mapped, summary) = discover_and_harvest(&client, "littoral.example").await;
    assert_eq!(summary.harvest.outcome, HarvestOutcome::Complete);
    assert_eq!((summary.specifications, summary.instances, summary.harvest.statistics.requests), (4, 4, 1));
    assert_eq!(mapped.iter().map(Mapped::specification_count).sum::<usize>(), 4);
    assert_silent(&[
        format!("{client:?} {summary:?} {mapped:?}"),
        serde_json::to_string(&summary).unwrap(),
        write(&mapped, CatalogueFormat::Rdf(RdfFormat::NTriples)),
        write(&mapped, CatalogueFormat::JsonLines),
    ]);
}

#[test]
fn a_key_that_is_none_is_refused_without_being_shown() {
    let pem = |label: &str| format!("-----BEGIN {label}-----\n{SECRET}\n-----END {label}-----\n");
    for pem in [SECRET.to_owned(), pem("PRIVATE KEY"), pem("RSA PRIVATE KEY"), pem("PUBLIC KEY")] {
        let error = Client::builder().with_private_key(&pem).unwrap_err();
        assert_eq!(error.code(), "secret.private-key");
        let shown = format!("{error} {error:?} {:?}", error.hint());
        assert!(!shown.contains(SECRET), "{shown}");
    }
}

#[tokio::test]
async fn loopback_is_refused_unless_it_is_allowed() {
    let universities = start().await;
    let key = universities.private_key_pem().unwrap();
    for policy in [None, Some(AddressPolicy::public_only()), Some(AddressPolicy::public_only().allowing_private())] {
        let mut builder = Client::builder()
            .with_dns_server(universities.dns_server())
            .with_only_authority(universities.authority_pem())
            .with_default_port(universities.https_port())
            .with_private_key(&key)
            .unwrap();
        if let Some(policy) = policy {
            builder = builder.with_address_policy(policy);
        }
        let client = builder.build().unwrap();
        let report = client.discover(&provider("meridian.example")).await;
        assert!(report.found.is_none());
        let outcomes: Vec<_> = report.probes.iter().map(|probe| &probe.outcome).collect();
        let is_refused =
            |outcome: &Outcome| matches!(outcome, Outcome::Refused { reason } if reason.contains("loopback"));
        assert!(is_refused(outcomes[0]) && is_refused(outcomes[1]) && is_refused(outcomes[3]), "{outcomes:?}");
        assert_eq!(outcomes[2], &Outcome::NoRecord);
        let json = serde_json::to_value(&report).unwrap();
        assert_eq!(json["probes"][0]["outcome"], "refused");
        assert_eq!(json["probes"][0]["attempts"][0]["outcome"], "refused");

        // Neither does a harvest get there, nor the manifest by its URL, not even one with an address for a host.
        let port = universities.https_port();
        let addresses = [
            "https://www.meridian.example/opendata/courses-manifest".into(),
            format!("https://127.0.0.1:{port}/"),
            format!("https://[::1]:{port}/"),
            format!("https://[::ffff:127.0.0.1]:{port}/"),
        ];
        for url in addresses {
            let (attempt, found) = client.fetch_manifest(&url.parse().unwrap()).await;
            assert!(is_refused(&attempt.outcome) && found.is_none(), "{url}: {:?}", attempt.outcome);
        }
        assert_eq!(universities.requests(), 0);
    }

    let friend = with_key(&universities);
    let stranger = without_key(&universities)
        .with_address_policy(AddressPolicy::public_only())
        .with_private_key(&key)
        .unwrap()
        .build()
        .unwrap();
    for domain in ["meridian.example", "littoral.example"] {
        let provider = provider(domain);
        let manifest = manifest_of(&friend, &provider).await;
        let before = universities.requests();
        let (mapped, summary) = harvest(&stranger, &manifest, &provider).await;
        assert!(mapped.is_empty());
        assert!(matches!(summary.harvest.outcome, HarvestOutcome::Failed { .. }), "{}", summary.harvest.outcome);
        assert_eq!(codes(&summary.harvest.diagnostics), ["exchange.refused"]);
        assert!(summary.harvest.outcome.to_string().contains("loopback"), "{}", summary.harvest.outcome);
        assert_eq!(universities.requests(), before);
    }
}

/// What may still be answered when the server dies: the requests that are under way.
const UNDER_WAY: u64 = 4;

#[tokio::test]
async fn a_server_that_dies_never_looks_like_a_small_catalogue() {
    let healthy = start().await;
    let (whole, _) = discover_and_harvest(&with_key(&healthy), "meridian.example").await;
    let subject = |mapped: &Mapped| mapped.specifications()[0].subject.clone();
    let all = 1 + REQUESTS;
    for requests in [1, 2, 3, 6, 10, 34, 44, 55, 56, 57, 62, 65, 66, all, all + 1] {
        let mut options = options(COURSES);
        options.die_after = Some(requests);
        let universities = common::start(options).await;
        let client = with_key(&universities);
        let (mapped, summary) = discover_and_harvest(&client, "meridian.example").await;
        let outcome = &summary.harvest.outcome;
        let told = format!("after {requests} requests: {} courses, {outcome}", mapped.len());

        // What was delivered is the beginning of the catalogue, a page at a time, and is counted as such.
        assert!([0, 50, COURSES].contains(&mapped.len()), "{told}");
        let delivered: Vec<_> = mapped.iter().map(subject).collect();
        assert_eq!(delivered, whole[..mapped.len()].iter().map(subject).collect::<Vec<_>>(), "{told}");
        assert_eq!(summary.specifications, mapped.len() as u64, "{told}");
        assert_eq!(summary.harvest.statistics.records, mapped.len() as u64, "{told}");

        // Each course has all its offerings, or none and says so.
        let mut robbed = 0;
        for (course, healthy) in mapped.iter().zip(&whole) {
            let failed = codes(&course.diagnostics).iter().filter(|code| **code == OFFERINGS_FAILED).count();
            let (present, expected) = (course.instance_count(), healthy.instance_count());
            assert!((failed, present) == (0, expected) || (failed, present) == (1, 0), "{told}: {course}");
            robbed += failed;
        }

        let everything = mapped.len() == COURSES && robbed == 0;
        assert_eq!(outcome.is_complete(), everything, "{told}");
        if requests >= all {
            assert!(everything, "{told}");
        }
        if requests + UNDER_WAY < all {
            assert!(!everything, "{told}");
        }
        match outcome {
            HarvestOutcome::Complete => {}
            HarvestOutcome::Failed { reason } => assert!(mapped.is_empty() && !reason.is_empty(), "{told}"),
            HarvestOutcome::Incomplete { reason } => assert!(!mapped.is_empty() && !reason.is_empty(), "{told}"),
            other => panic!("{other:?}"),
        }
    }
}

#[tokio::test]
async fn a_pipeline_that_is_left_early_is_incomplete() {
    let universities = start().await;
    let client = with_key(&universities);
    let provider = provider("meridian.example");
    let manifest = manifest_of(&client, &provider).await;
    let before = universities.requests();
    let untouched = client.harvest(&manifest.sources()[0], &provider).finish();
    assert!(matches!(untouched.harvest.outcome, HarvestOutcome::Incomplete { .. }));
    assert_eq!(universities.requests(), before);

    let mut pipeline = client.harvest(&manifest.sources()[0], &provider);
    assert_eq!(pipeline.next().await.unwrap().mapped.len(), 50);
    let summary = pipeline.finish();
    assert!(matches!(summary.harvest.outcome, HarvestOutcome::Incomplete { .. }));
    assert_eq!((summary.specifications, summary.harvest.statistics.records), (50, 50));
}

#[tokio::test]
async fn equal_catalogues_give_equal_bytes() {
    let (first, second) = (start().await, start().await);
    let concurrent = |universities: &Universities, concurrency| {
        let key = universities.private_key_pem().unwrap();
        let options = HarvestOptions::new().with_concurrency(concurrency);
        let builder = without_key(universities).with_private_key(&key).unwrap().with_harvest_options(options);
        builder.build().unwrap()
    };
    // The same client, another one, other servers, other numbers of requests at a time.
    let same = with_key(&first);
    let clients = [&with_key(&first), &with_key(&second), &concurrent(&first, 1), &concurrent(&second, 16)];
    for domain in ["meridian.example", "littoral.example"] {
        let (mapped, _) = discover_and_harvest(&same, domain).await;
        for format in [CatalogueFormat::Rdf(RdfFormat::NTriples), CatalogueFormat::JsonLines] {
            let expected = write(&mapped, format);
            assert!(!expected.is_empty());
            for client in [&same].into_iter().chain(clients) {
                let (again, _) = discover_and_harvest(client, domain).await;
                assert!(write(&again, format) == expected, "{domain} as {format:?}");
            }
        }
    }
}
