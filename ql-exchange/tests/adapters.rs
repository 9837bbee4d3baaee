//! Whole APIs over real sockets: which lists are asked for in which order, what comes of them as context and as records
//! with which parts, and what is said when a server has less than all, or something else than it says.
#![cfg(feature = "client")]

#[path = "adapters/eduapi.rs"]
mod eduapi;
#[path = "server/kit.rs"]
#[allow(dead_code, reason = "other tests need more of it")]
mod kit;
#[path = "adapters/occapi.rs"]
mod occapi;
#[path = "adapters/offering_lists.rs"]
mod offering_lists;
#[path = "adapters/ooapi6.rs"]
mod ooapi6;
#[path = "adapters/programmes.rs"]
mod programmes;
#[path = "server/wire.rs"]
#[allow(dead_code, reason = "other tests need more of it")]
mod wire;

use std::collections::HashMap;
use std::hash::{DefaultHasher, Hash as _, Hasher as _};
use std::sync::{Arc, LazyLock, Mutex, PoisonError};
use std::time::{Duration, SystemTime};

use bytes::Bytes;
use ql_core::{DataSource, DataSourceBuilder, Record, RecordKind, SourceType};
use ql_exchange::{
    Harvest, HarvestOptions, HarvestState, HarvestSummary, Harvester, HttpTransport, NewValidators, RetryPolicy,
};
use serde_json::{Value, json};

use wire::{Answer, Asked, Server, answer};

/// One request at a time, so that what is asked for when is certain; nothing is sent again.
fn options() -> HarvestOptions {
    HarvestOptions::new().with_concurrency(1).with_retry(RetryPolicy::never())
}

/// Three tries with next to no pause between them.
fn insistent() -> HarvestOptions {
    options().with_retry(RetryPolicy::new().with_attempts(3).with_first_pause(Duration::from_millis(1)))
}

/// What a server has at a path. In a body, `{origin}` is the server's own origin and `{elsewhere}` that of another one.
#[derive(Clone, Debug)]
struct Doc {
    status: u16,
    headers: Vec<(&'static str, String)>,
    body: Bytes,
    delay: Duration,
}

impl Doc {
    fn new(status: u16, body: impl Into<Bytes>) -> Self {
        Self { status, headers: Vec::new(), body: body.into(), delay: Duration::ZERO }
    }

    fn with(mut self, name: &'static str, value: impl ToString) -> Self {
        self.headers.push((name, value.to_string()));
        self
    }

    fn after(mut self, milliseconds: u64) -> Self {
        self.delay = Duration::from_millis(milliseconds);
        self
    }

    fn into_answer(self, asked: &Asked) -> Answer {
        let headers: Vec<(&str, &str)> = self.headers.iter().map(|(name, value)| (*name, value.as_str())).collect();
        let origin = format!("http://{}", asked.header("host").unwrap_or_default());
        let body = if self.body.contains(&b'{') && self.body.len() < 100_000 {
            let text = String::from_utf8_lossy(&self.body);
            text.replace("{origin}", &origin).replace("{elsewhere}", &asked.elsewhere).into()
        } else {
            self.body
        };
        let mut steps = answer(self.status, &headers, body);
        if !self.delay.is_zero() {
            steps.insert(0, wire::Step::Wait(self.delay));
        }
        steps
    }

    /// With a validator; 304 for whoever has it.
    fn tagged(self, asked: &Asked) -> Self {
        if self.status != 200 {
            return self;
        }
        let mut hasher = DefaultHasher::new();
        self.body.hash(&mut hasher);
        let tag = format!("\"{:x}\"", hasher.finish());
        if asked.header("if-none-match") == Some(&tag) { status(304) } else { self.with("etag", tag) }
    }
}

impl From<Value> for Doc {
    fn from(value: Value) -> Self {
        Self::new(200, value.to_string()).with("content-type", "application/json")
    }
}

fn status(status: u16) -> Doc {
    Doc::new(status, "")
}

type Documents = Vec<(String, Doc)>;

/// A server of documents below a root, by path; a path may be followed by a part of the query. Of two that fit the one that
/// was set last counts. All else is not found.
struct Site {
    server: Server,
    root: &'static str,
    documents: Arc<Mutex<Documents>>,
}

impl Site {
    async fn start<const N: usize>(root: &'static str, documents: [(&str, Doc); N]) -> Self {
        Self::with(root, documents, false).await
    }

    /// A server that gives a validator with everything.
    async fn tagged<const N: usize>(root: &'static str, documents: [(&str, Doc); N]) -> Self {
        Self::with(root, documents, true).await
    }

    async fn with<const N: usize>(root: &'static str, documents: [(&str, Doc); N], is_tagged: bool) -> Self {
        let documents: Documents = documents.into_iter().map(|(path, doc)| (path.to_owned(), doc)).collect();
        let documents = Arc::new(Mutex::new(documents));
        let known = Arc::clone(&documents);
        let server = Server::start(move |asked| {
            let path = asked.path.strip_prefix(root);
            let fits = |wanted: &str| {
                let (wanted, query) = wanted.split_once('?').unwrap_or((wanted, ""));
                Some(wanted) == path && asked.query.contains(query)
            };
            let documents = known.lock().unwrap_or_else(PoisonError::into_inner);
            let found = documents.iter().rev().find(|(path, _)| fits(path)).map_or(status(404), |(_, doc)| doc.clone());
            if is_tagged { found.tagged(asked) } else { found }.into_answer(asked)
        })
        .await;
        Self { server, root, documents }
    }

    /// A server that decides for itself.
    async fn serving(root: &'static str, script: impl Fn(&Asked) -> Doc + Send + Sync + 'static) -> Self {
        let server = Server::start(move |asked| script(asked).into_answer(asked)).await;
        Self { server, root, documents: Arc::default() }
    }

    fn set(&self, path: &str, doc: impl Into<Doc>) {
        self.documents.lock().unwrap_or_else(PoisonError::into_inner).push((path.to_owned(), doc.into()));
    }

    fn source(&self, source_type: SourceType) -> DataSourceBuilder {
        DataSource::builder(source_type, self.server.url(self.root.trim_start_matches('/')))
    }

    /// Path and query of every request, below the root, in order.
    fn asked(&self) -> Vec<String> {
        let line = |asked: &Asked| {
            let path = asked.path.strip_prefix(self.root).unwrap_or(&asked.path);
            if asked.query.is_empty() { path.to_owned() } else { format!("{path}?{}", asked.query) }
        };
        self.server.asked().iter().map(line).collect()
    }

    /// The path of every request, below the root, in order.
    fn paths(&self) -> Vec<String> {
        self.asked().iter().map(|line| line.split('?').next().unwrap_or_default().to_owned()).collect()
    }

    /// How often a path was asked for.
    fn count(&self, path: &str) -> usize {
        self.paths().iter().filter(|asked| *asked == path).count()
    }

    /// A header of every request, each value once.
    fn headers(&self, name: &str) -> Vec<String> {
        let mut values: Vec<String> =
            self.server.asked().iter().map(|asked| asked.header(name).unwrap_or_default().to_owned()).collect();
        values.dedup();
        values
    }
}

/// All that came of a harvest.
struct Come {
    context: Vec<Record>,
    records: Vec<Record>,
    summary: HarvestSummary,
    validators: NewValidators,
}

/// One client for all: to make one takes longer than most harvests.
fn transport() -> HttpTransport {
    static TRANSPORT: LazyLock<HttpTransport> = LazyLock::new(kit::transport);
    TRANSPORT.clone()
}

async fn harvest(source: &DataSource, options: HarvestOptions) -> Come {
    collect(Harvester::new(transport()).with_options(options).harvest(source)).await
}

/// Two harvests, of which the second knows what the first has left; in between something may change. Also what the second
/// asks for.
async fn twice(
    site: &Site,
    source: &DataSource,
    options: HarvestOptions,
    change: impl FnOnce(),
) -> (Come, Vec<String>) {
    let harvester = Harvester::new(transport()).with_options(options);
    let mut first = collect(harvester.harvest(source)).await;
    assert!(first.end().starts_with("complete"), "{}", first.summary.outcome);
    let mut state = HarvestState::new(source);
    let validators = std::mem::take(&mut first.validators);
    state.update(source, &first.summary.outcome, HashMap::new(), validators, SystemTime::now());
    let state = HarvestState::from_json(&state.to_json(), source);
    change();
    let before = site.asked().len();
    let second = collect(harvester.harvest_since(source, &state)).await;
    (second, site.asked().split_off(before))
}

async fn collect<T: ql_core::Transport>(mut harvest: Harvest<'_, T>) -> Come {
    let whole = async {
        let (mut context, mut records) = (Vec::new(), Vec::new());
        while let Some(batch) = harvest.next().await {
            assert!(!batch.context.is_empty() || !batch.records.is_empty(), "a batch is not empty");
            assert!(batch.context.is_empty() || records.is_empty(), "what records refer to comes before them");
            context.extend(batch.context);
            records.extend(batch.records);
        }
        let validators = harvest.validators();
        Come { context, records, summary: harvest.finish(), validators }
    };
    let come = tokio::time::timeout(Duration::from_secs(20), whole).await.expect("an end");
    assert_eq!(come.summary.statistics.records, come.records.len() as u64);
    come
}

impl Come {
    /// How it has ended, with the codes of what is to be said of the source and of its records, each once.
    fn end(&self) -> String {
        let outcome = serde_json::to_value(&self.summary.outcome).expect("JSON");
        let of_records = self.records.iter().flat_map(|record| &record.diagnostics);
        let all = self.summary.diagnostics.iter().chain(of_records);
        let mut codes: Vec<&str> = all.map(|finding| finding.code().as_str().trim_start_matches("exchange.")).collect();
        codes.sort_unstable();
        codes.dedup();
        let status = outcome["status"].as_str().unwrap_or_default();
        if codes.is_empty() { status.to_owned() } else { format!("{status} ({})", codes.join(", ")) }
    }

    /// What courses refer to, such as `session s`.
    fn context(&self) -> Vec<String> {
        self.context.iter().map(shown).collect()
    }

    /// The records, such as `course a: offering o1, programme p`.
    fn records(&self) -> Vec<String> {
        self.records.iter().map(shown).collect()
    }

    /// The versions of all records, each once.
    fn versions(&self) -> Vec<Option<u32>> {
        let mut versions: Vec<_> = self.context.iter().chain(&self.records).map(|record| record.version).collect();
        versions.dedup();
        versions
    }

    fn requests(&self) -> u64 {
        self.summary.statistics.requests
    }
}

fn shown(record: &Record) -> String {
    let parts: Vec<String> = record.parts.iter().map(|part| named(part.kind, &part.body)).collect();
    let whole = named(record.kind, &record.body);
    if parts.is_empty() { whole } else { format!("{whole}: {}", parts.join(", ")) }
}

fn named(kind: RecordKind, body: &[u8]) -> String {
    let (name, ids): (&str, &[&str]) = match kind {
        RecordKind::Course => ("course", &["courseId", "sourcedId", "id"]),
        RecordKind::Programme => ("programme", &["programId", "programmeId", "sourcedId", "id"]),
        RecordKind::Offering => {
            ("offering", &["offeringId", "courseOfferingId", "programmeOfferingId", "sourcedId", "id"])
        }
        RecordKind::Organisation => ("organisation", &["organizationId", "organisationId", "sourcedId", "id"]),
        RecordKind::Session => ("session", &["academicSessionId", "sourcedId"]),
        RecordKind::LearningOutcome => ("outcome", &["learningOutcomeId"]),
        RecordKind::EducationSpecification => ("specification", &["educationSpecificationId"]),
        RecordKind::Component => ("component", &["sourcedId"]),
        _ => ("something", &[]),
    };
    let item: Value = serde_json::from_slice(body).expect("JSON");
    let id = ids.iter().map(|id| &item[*id]).find(|id| !id.is_null());
    let id = id.map(|id| id.as_str().map_or_else(|| id.to_string(), str::to_owned));
    format!("{name} {}", id.unwrap_or_default()).trim_end().to_owned()
}

/// A page of OOAPI, the last one.
fn items(items: Value) -> Doc {
    json!({ "pageSize": 250, "pageNumber": 1, "hasPreviousPage": false, "hasNextPage": false, "items": items }).into()
}

/// A page of OOAPI with another one behind it.
fn more(items: Value) -> Doc {
    json!({ "pageSize": 250, "pageNumber": 1, "hasPreviousPage": false, "hasNextPage": true, "items": items }).into()
}

/// A page of items that have nothing but an id.
fn only(id: &str, ids: &[&str]) -> Doc {
    items(ids.iter().map(|value| json!({ id: value })).collect())
}

/// Numbers as ids.
fn numbers(prefix: &str, count: usize) -> Vec<String> {
    (1..=count).map(|number| format!("{prefix}{number}")).collect()
}
