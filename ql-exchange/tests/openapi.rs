//! Harvests of mock servers that Prism makes of the official OpenAPI documents: what others say that the formats are.
//!
//! The documents are not ours to pass on; `cargo xtask openapi FOLDER` runs these tests where somebody has them.
#![cfg(feature = "client")]

#[path = "openapi/formats.rs"]
mod formats;
#[path = "openapi/prism.rs"]
mod prism;

use std::collections::{BTreeMap, BTreeSet};
use std::time::{Duration, Instant};

use ql_core::{DataSource, Diagnostic, Record, RecordKind, RecordPart, Severity};
use ql_elm::{Mapped, Mapper};
use ql_exchange::{HarvestOutcome, Harvester};
use ql_ident::{SubjectMinter, SubjectScheme};
use serde_json::Value;

use formats::{EDUAPI_1, EXCUSED, Excuse, Format, OCCAPI_1, OCCAPI_2, OEAPI_6, OEAPI_6_AS_JSON, OOAPI_5};
use prism::{Answers, Prism, transport};

/// So many generated answers of each list are mapped.
const ANSWERS: u64 = 40;
/// So many generated catalogues are harvested.
const HARVESTS: u64 = 5;

#[tokio::test]
async fn ooapi_5() {
    run(&OOAPI_5).await;
}

#[tokio::test]
async fn oeapi_6() {
    run(&OEAPI_6).await;
}

#[tokio::test]
async fn oeapi_6_as_json() {
    run(&OEAPI_6_AS_JSON).await;
}

#[tokio::test]
async fn eduapi_1() {
    run(&EDUAPI_1).await;
}

#[tokio::test]
async fn occapi_1() {
    run(&OCCAPI_1).await;
}

#[tokio::test]
async fn occapi_2() {
    run(&OCCAPI_2).await;
}

/// One server for all tests of a format: it takes a while to start, and generates where a request says so.
async fn run(format: &Format) {
    let Some(prism) = Prism::start(format.document, format.is_json_only) else { return };
    let mut said = Said::new(format);
    for seed in 1..=ANSWERS {
        maps(format, &prism, Answers::Generated(seed), &mut said).await;
    }
    maps(format, &prism, Answers::Examples, &mut said).await;
    if format.harvests {
        harvests(format, &prism, Answers::Examples, &mut said).await;
        for seed in 1..=HARVESTS {
            harvests(format, &prism, Answers::Generated(seed), &mut said).await;
        }
    }
    said.judge();
}

fn mapper() -> Mapper {
    let scheme = SubjectScheme::Urn("example.edu".parse().expect("a SCHAC code"));
    let minter = SubjectMinter::new(scheme).expect("a minter");
    Mapper::new(minter).with_provider("https://data.deqar.eu/institution/9001")
}

/// What is said of all records, so that one run shows everything that is wrong.
struct Said<'f> {
    format: &'f Format,
    problems: Vec<String>,
    /// How often something was said, by code and place, with one of its messages.
    warnings: BTreeMap<(String, String), (u64, String)>,
    mapped: u64,
}

impl<'f> Said<'f> {
    fn new(format: &'f Format) -> Self {
        Self { format, problems: Vec::new(), warnings: BTreeMap::new(), mapped: 0 }
    }

    fn hear(&mut self, findings: &[Diagnostic], answers: Answers, body: &[u8]) {
        for finding in findings.iter().filter(|finding| finding.severity() >= Severity::Warning) {
            let (code, message) = (finding.code().as_str(), finding.message());
            let place = general(finding.pointer().unwrap_or_default());
            let fits = |excuse: &Excuse| {
                excuse.code == code && place.ends_with(excuse.place) && message.contains(excuse.words)
            };
            let is_excused = EXCUSED.iter().chain(self.format.excused).any(fits);
            if finding.severity() > Severity::Warning || !is_excused {
                let value = finding.pointer().and_then(|pointer| {
                    serde_json::from_slice::<Value>(body).ok()?.pointer(pointer).map(ToString::to_string)
                });
                let shown = value.unwrap_or_else(|| shorten(body));
                self.problems.push(format!("{answers:?}: {code} at {place}: {message}: {shown}"));
            }
            let known = self.warnings.entry((code.into(), place)).or_insert_with(|| (0, message.into()));
            known.0 += 1;
        }
    }

    /// Every item with an id is one specification, unless it says itself that it is gone.
    fn see(&mut self, mapped: &Mapped, answers: Answers, record: &Record, item: &Value) {
        self.hear(&mapped.diagnostics, answers, &record.body);
        let count = mapped.specification_count();
        self.mapped += count as u64;
        let is_deleted = item["recordStatus"] == "deleted";
        if count != usize::from(!is_deleted) {
            let shown = shorten(&record.body);
            self.problems.push(format!("{answers:?}: a {:?} became {count} specifications: {shown}", record.kind));
        }
    }

    fn judge(self) {
        println!("{}: {} specifications", self.format.document, self.mapped);
        for ((code, place), (count, message)) in &self.warnings {
            println!("  {count:5} {code} {place}: {message}");
        }
        let mut problems = self.problems;
        let all = problems.len();
        problems.truncate(50);
        assert!(
            problems.is_empty(),
            "{}: problems: {all}, the first of them\n{}",
            self.format.document,
            problems.join("\n")
        );
    }
}

fn shorten(body: &[u8]) -> String {
    String::from_utf8_lossy(body).chars().take(300).collect()
}

/// A JSON pointer without the numbers of its items.
fn general(pointer: &str) -> String {
    let is_number = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    let parts: Vec<&str> = pointer.split('/').map(|part| if is_number(part) { "#" } else { part }).collect();
    parts.join("/")
}

/// The items of an answer, in whatever envelope its format has.
fn items(answer: &Value) -> Vec<Value> {
    let list = answer.get("items").or_else(|| answer.get("data")).unwrap_or(answer);
    match list {
        Value::Array(items) => items.clone(),
        one => vec![one.clone()],
    }
}

/// Maps everything that the server has, without the adapter.
async fn maps(format: &Format, prism: &Prism, answers: Answers, said: &mut Said<'_>) {
    let mut mapper = mapper();
    let mut records = Vec::new();
    let mut parts: Vec<(RecordKind, &str, RecordKind, Value)> = Vec::new();
    for list in format.lists {
        for item in items(&prism.get(list.path, format.accept, answers).await) {
            let body = item.to_string();
            let source = format.source_type.clone();
            let record = Record::new(source, list.kind, body.clone()).with_version(Some(format.version));
            match (list.kind, list.of) {
                (RecordKind::Course, _) => records.push(record),
                (kind, Some((whole, place))) => parts.push((whole, place, kind, item)),
                (kind, None) => {
                    let findings = mapper.learn(&record);
                    said.hear(&findings, answers, &record.body);
                    if kind == RecordKind::Programme {
                        records.push(record);
                    }
                }
            }
        }
    }
    assert!(!records.is_empty(), "{}: no courses", format.document);
    for mut record in records {
        let item: Value = serde_json::from_slice(&record.body).expect("JSON");
        let id = format.id_of(&item).expect("an item with an id").to_owned();
        for (whole, place, kind, part) in &mut parts {
            if *whole == record.kind {
                // Generated, it belongs to anything.
                if let Some(named) = part.pointer_mut(place) {
                    *named = id.clone().into();
                }
                record.parts.push(RecordPart::new(*kind, part.to_string()));
            }
        }
        let mapped = mapper.map(&record);
        mapper.remember(&mapped);
        said.see(&mapped, answers, &record, &item);
    }
}

/// Harvests what the server has, and maps that.
async fn harvests(format: &Format, prism: &Prism, answers: Answers, said: &mut Said<'_>) {
    let mut builder = DataSource::builder(format.source_type.clone(), prism.url(format.path));
    builder = builder.version(format.version.to_string());
    if let Some(wish) = answers.wish() {
        builder = builder.header("Prefer", wish);
    }
    let source = builder.build();
    let harvester = Harvester::new(transport());
    let start = Instant::now();
    let mut harvest = harvester.harvest(&source);
    let mut mapper = mapper();
    let mut found: Vec<(bool, String)> = Vec::new();
    while let Some(batch) = harvest.next().await {
        for record in &batch.context {
            let findings = mapper.learn(record);
            said.hear(&findings, answers, &record.body);
        }
        for record in &batch.records {
            let mapped = mapper.map(record);
            mapper.remember(&mapped);
            let item: Value = serde_json::from_slice(&record.body).expect("JSON");
            said.see(&mapped, answers, record, &item);
            let id = format.id_of(&item).expect("an item with an id").to_owned();
            found.push((record.kind == RecordKind::Programme, id));
        }
    }
    let summary = harvest.finish();
    assert!(start.elapsed() < Duration::from_secs(60), "{answers:?}: the harvest took {:?}", start.elapsed());
    if summary.outcome != HarvestOutcome::Complete {
        said.problems.push(format!("{answers:?}: the harvest is {:?}", summary.outcome));
    }
    said.hear(&summary.diagnostics, answers, b"");
    let mut expected: BTreeSet<(bool, String)> = BTreeSet::new();
    for (kind, path) in format.harvested {
        for item in items(&prism.get(path, format.accept, answers).await) {
            let id = format.id_of(&item).expect("an item with an id").to_owned();
            expected.insert((*kind == RecordKind::Programme, id));
        }
    }
    // Each once: courses, then programmes.
    found.sort_unstable();
    let mut expected: Vec<(bool, String)> = expected.into_iter().collect();
    if format.is_linked {
        found.iter_mut().chain(&mut expected).for_each(|(_, id)| id.clear());
    }
    assert_eq!(found, expected, "{}, {answers:?}: what was harvested", format.document);
}
