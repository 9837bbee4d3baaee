//! A scenario: what a server does, and what must come of it.

use std::time::{Duration, Instant};

use ql_core::{AddressPolicy, DataSource, SourceType};
use ql_exchange::{HarvestOptions, HarvestScope, HarvestState, HarvestSummary, Harvester, HttpTransport, RetryPolicy};
use serde_json::{Value, json};
use url::Url;

use crate::tls::{self, NAME, Tls};
use crate::wire::{Answer, Asked, Script, Server, ok};

pub(crate) struct Scenario {
    /// What the server does.
    pub(crate) name: &'static str,
    /// How it ends: status, codes without `exchange.`, records, requests. What comes last may be left out.
    pub(crate) expected: &'static str,
    source_type: SourceType,
    script: Script,
    elsewhere: Script,
    options: HarvestOptions,
    policy: AddressPolicy,
    /// The second of two harvests counts, which knows the state that the first has left.
    twice: bool,
    with_tls: bool,
    at_least: Duration,
}

type Body = fn(&Asked) -> Answer;

/// What no other origin may see.
const KEY: &str = "key-of-the-header";
const PARAMETER: &str = "key-of-the-query";
/// No scenario may take longer.
const PATIENCE: Duration = Duration::from_secs(20);

fn loopback() -> AddressPolicy {
    AddressPolicy::public_only().allowing_loopback()
}

/// The client of all scenarios that need no other: to make one takes longer than most of them.
pub(crate) fn client() -> HttpTransport {
    HttpTransport::builder().with_address_policy(loopback()).build().expect("a client")
}

impl Scenario {
    fn new(name: &'static str, expected: &'static str, source_type: SourceType, script: Script) -> Self {
        let retry = RetryPolicy::new().with_attempts(3).with_first_pause(Duration::from_millis(1));
        Self {
            name,
            expected,
            source_type,
            script,
            elsewhere: Box::new(|_| ok(page(&["elsewhere"], None))),
            options: HarvestOptions::new()
                .with_scope(HarvestScope::Courses)
                .with_retry(retry.with_max_pause(Duration::from_secs(3))),
            policy: loopback(),
            twice: false,
            with_tls: false,
            at_least: Duration::ZERO,
        }
    }

    /// A server of courses that have no offerings; the script answers requests for the list.
    pub(crate) fn list(name: &'static str, expected: &'static str, script: Body) -> Self {
        let script = move |asked: &Asked| if asked.is_list() { script(asked) } else { ok(page(&[], None)) };
        Self::new(name, expected, SourceType::Ooapi, Box::new(script))
    }

    /// A server of courses; the script answers everything.
    pub(crate) fn api(name: &'static str, expected: &'static str, script: Body) -> Self {
        Self::new(name, expected, SourceType::Ooapi, Box::new(script))
    }

    /// A server with a file of the European Learning Model.
    pub(crate) fn file(name: &'static str, expected: &'static str, script: Body) -> Self {
        Self::new(name, expected, SourceType::Elm, Box::new(script))
    }

    pub(crate) fn with(mut self, change: fn(HarvestOptions) -> HarvestOptions) -> Self {
        self.options = change(self.options);
        self
    }

    pub(crate) fn elsewhere(mut self, script: Body) -> Self {
        self.elsewhere = Box::new(script);
        self
    }

    pub(crate) fn twice(mut self) -> Self {
        self.twice = true;
        self
    }

    pub(crate) fn with_tls(mut self) -> Self {
        self.with_tls = true;
        self
    }

    pub(crate) fn with_policy(mut self, policy: AddressPolicy) -> Self {
        self.policy = policy;
        self
    }

    pub(crate) fn takes(mut self, milliseconds: u64) -> Self {
        self.at_least = Duration::from_millis(milliseconds);
        self
    }

    /// The line of the scenario in the list at the head of the file.
    pub(crate) fn line(&self) -> String {
        format!("{} → {}", self.name, self.expected)
    }

    /// Runs it with the usual client, if nothing else is asked for; the texts say what is wrong.
    pub(crate) async fn run(self, usual: &HttpTransport) -> Vec<String> {
        let tls = self.with_tls.then(Tls::new);
        let home = Server::with(self.script, tls.as_ref().map(|tls| tls.acceptor.clone())).await;
        let elsewhere = Server::with(self.elsewhere, None).await;
        home.knows(&elsewhere);
        elsewhere.knows(&home);
        let builder = HttpTransport::builder().with_address_policy(self.policy);
        let transport = match &tls {
            Some(tls) => builder.with_only_authority(tls.authority.clone()).with_lookup(tls::loopback()).build(),
            None if self.policy == loopback() => Ok(usual.clone()),
            None => builder.build(),
        };
        let harvester = Harvester::new(transport.expect("a client")).with_options(self.options);
        let origin = match tls {
            Some(_) => format!("https://{NAME}:{}", home.port),
            None => home.origin(),
        };
        let path = if self.source_type == SourceType::Elm { "courses.ttl" } else { "v5/" };
        let path: Url = format!("{origin}/{path}").parse().expect("a URL");
        let source = DataSource::builder(self.source_type, path)
            .header("X-Api-Key", KEY)
            .query_parameter("key", PARAMETER)
            .build();
        let start = Instant::now();
        let mut state = HarvestState::new(&source);
        let mut harvested = harvest(&harvester, &source, &state).await;
        let mut changes = None;
        if let Some(harvested) = &mut harvested {
            let items = harvested.items.iter().map(|item| (item.clone(), "1".into())).collect();
            let validators = std::mem::take(&mut harvested.validators);
            let now = std::time::SystemTime::now();
            // Something that must not be taken for gone by mistake.
            let complete = ql_exchange::HarvestOutcome::Complete;
            let before = [("before".to_owned(), "1".to_owned())].into();
            state.update(&source, &complete, before, ql_exchange::NewValidators::default(), now);
            changes = Some(state.update(&source, &harvested.summary.outcome, items, validators, now));
        }
        if self.twice {
            harvested = harvest(&harvester, &source, &state).await;
        }
        let time = start.elapsed();
        let Some(Harvested { items, summary, record_codes, .. }) = harvested else {
            return vec![format!("it has not ended after {PATIENCE:?}")];
        };
        let mut faults = Vec::new();
        let actual = describe(&summary, &record_codes);
        if actual != self.expected && !actual.starts_with(&format!("{},", self.expected)) {
            faults.push(format!("expected: {}\n  actual:   {actual}\n  {}", self.expected, summary.outcome));
        }
        if time < self.at_least {
            faults.push(format!("it has ended after {time:?}, before the pause that was asked for"));
        }
        let status = status(&summary);
        let fits = match status.as_str() {
            "failed" | "not-modified" => items.is_empty(),
            "incomplete" => !items.is_empty(),
            _ => summary.diagnostics.iter().all(|finding| finding.severity() < ql_core::Severity::Error),
        };
        if !fits {
            faults.push(format!("{} records and {} findings of: {status}", items.len(), summary.diagnostics.len()));
        }
        let gone = changes.is_some_and(|changes| !changes.removed.is_empty());
        if gone && !self.twice && !matches!(status.as_str(), "complete") {
            faults.push("something is taken for gone although not everything was fetched".into());
        }
        for asked in elsewhere.asked() {
            let all = format!("{asked:?}");
            if all.contains(KEY) || all.contains(PARAMETER) || asked.header("authorization").is_some() {
                faults.push(format!("a key was sent elsewhere: {all}"));
            }
        }
        let shown = format!("{summary:?} {} {}", summary.outcome, serde_json::to_string(&summary).expect("JSON"));
        if shown.contains(KEY) || shown.contains(PARAMETER) {
            faults.push(format!("a key is shown: {shown}"));
        }
        faults
    }
}

struct Harvested {
    items: Vec<String>,
    summary: HarvestSummary,
    record_codes: Vec<&'static str>,
    validators: ql_exchange::NewValidators,
}

/// `None` if it does not end.
async fn harvest(harvester: &Harvester<HttpTransport>, source: &DataSource, state: &HarvestState) -> Option<Harvested> {
    let whole = async {
        let mut harvest = harvester.harvest_since(source, state);
        let (mut items, mut record_codes) = (Vec::new(), Vec::new());
        while let Some(batch) = harvest.next().await {
            for record in batch.records {
                let id = serde_json::from_slice(&record.body).ok().map(|course: Value| course["courseId"].to_string());
                items.push(id.unwrap_or_else(|| "file".into()));
                record_codes.extend(record.diagnostics.iter().map(|finding| finding.code().as_str()));
            }
        }
        let validators = harvest.validators();
        Harvested { items, summary: harvest.finish(), record_codes, validators }
    };
    tokio::time::timeout(PATIENCE, whole).await.ok()
}

fn status(summary: &HarvestSummary) -> String {
    let outcome = serde_json::to_value(&summary.outcome).expect("JSON");
    outcome["status"].as_str().unwrap_or_default().to_owned()
}

fn describe(summary: &HarvestSummary, record_codes: &[&str]) -> String {
    let codes = summary.diagnostics.iter().map(|finding| finding.code().as_str());
    let mut codes: Vec<&str> = codes.chain(record_codes.iter().copied()).collect();
    codes.dedup();
    let codes: Vec<&str> = codes.iter().map(|code| code.trim_start_matches("exchange.")).collect();
    let codes = if codes.is_empty() { String::new() } else { format!(" ({})", codes.join(", ")) };
    let count = |number: u64, what: &str| match number {
        1 => format!("1 {what}"),
        number => format!("{number} {what}s"),
    };
    let statistics = summary.statistics;
    let (records, requests) = (count(statistics.records, "record"), count(statistics.requests, "request"));
    format!("{}{codes}, {records}, {requests}", status(summary))
}

/// A page of courses with these ids; without `more` it says nothing of further ones.
pub(crate) fn page(ids: &[&str], more: Option<bool>) -> String {
    let items: Vec<Value> = ids.iter().map(|id| json!({ "courseId": id })).collect();
    match more {
        Some(more) => json!({ "hasNextPage": more, "items": items }).to_string(),
        None => json!({ "items": items }).to_string(),
    }
}

/// The page that most servers here have.
pub(crate) fn good() -> String {
    page(&["a"], Some(false))
}

/// So many courses on one page.
pub(crate) fn many(count: usize) -> String {
    let ids: Vec<String> = (1..=count).map(|number| number.to_string()).collect();
    page(&ids.iter().map(String::as_str).collect::<Vec<_>>(), Some(false))
}
