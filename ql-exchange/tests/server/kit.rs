//! What tests of harvests over a raw server share: a clock that is set by hand, credentials, and what comes.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, SystemTime};

use ql_core::{
    AddressPolicy, Auth, DataSource, DataSourceBuilder, Record, Request, Response, Secret, SourceType, Transport,
    TransportError,
};
use ql_exchange::{
    Access, ClientCredentials, CredentialError, CredentialStore, Harvest, HarvestOptions, HarvestScope, HarvestState,
    HarvestSummary, Harvester, HttpTransport, NewValidators, RetryPolicy,
};
use serde_json::{Value, json};
use url::Url;

use crate::wire::{Answer, Asked, Server, ok};

pub(crate) fn transport() -> HttpTransport {
    let policy = AddressPolicy::public_only().allowing_loopback();
    HttpTransport::builder().with_address_policy(policy).build().expect("a client")
}

/// Three tries with next to no pause between them.
pub(crate) fn hasty() -> HarvestOptions {
    let retry = RetryPolicy::new().with_attempts(3).with_first_pause(Duration::from_millis(1));
    HarvestOptions::new().with_scope(HarvestScope::Courses).with_retry(retry)
}

/// Real connections, but a clock that goes on only when somebody sleeps, and then at once.
#[derive(Debug)]
pub(crate) struct Clocked {
    inner: HttpTransport,
    start: SystemTime,
    passed: Mutex<Duration>,
    sleeps: Mutex<Vec<Duration>>,
    sent: Mutex<Vec<(Duration, Url)>>,
}

fn lock<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Clocked {
    pub(crate) fn new() -> Self {
        let start = SystemTime::UNIX_EPOCH + Duration::from_secs(1_800_000_000);
        let (passed, sleeps, sent) = Default::default();
        Self { inner: transport(), start, passed, sleeps, sent }
    }

    /// Lets time pass.
    pub(crate) fn pass(&self, duration: Duration) {
        *lock(&self.passed) += duration;
    }

    /// How long was slept, each time.
    pub(crate) fn sleeps(&self) -> Vec<Duration> {
        lock(&self.sleeps).clone()
    }

    /// When each request was sent.
    pub(crate) fn sent(&self) -> Vec<(Duration, Url)> {
        lock(&self.sent).clone()
    }
}

impl Transport for Clocked {
    type Body = <HttpTransport as Transport>::Body;

    async fn send(&self, request: Request) -> Result<Response<Self::Body>, TransportError> {
        lock(&self.sent).push((*lock(&self.passed), request.url.clone()));
        self.inner.send(request).await
    }

    async fn sleep(&self, duration: Duration) {
        lock(&self.sleeps).push(duration);
        let until = *lock(&self.passed) + duration;
        // Others who sleep less may go on first.
        for _ in 0..20 {
            tokio::task::yield_now().await;
        }
        let mut passed = lock(&self.passed);
        *passed = (*passed).max(until);
    }

    fn now(&self) -> SystemTime {
        self.start + *lock(&self.passed)
    }
}

/// Credentials agreed upon out of band, for every token endpoint.
pub(crate) struct Agreed(pub(crate) &'static str, pub(crate) &'static str);

impl CredentialStore for Agreed {
    fn client(&self, _: &Url) -> Result<Option<ClientCredentials>, CredentialError> {
        Ok(Some(ClientCredentials::new(self.0, Secret::new(self.1))))
    }
}

pub(crate) fn agreed(id: &'static str, secret: &'static str) -> Access {
    Access::new().with_store(Arc::new(Agreed(id, secret)))
}

/// OAuth with credentials that were agreed upon out of band.
pub(crate) fn oauth(token_endpoint: Url, scope: Option<&str>) -> Auth {
    Auth::OAuth2 { token_endpoint, scope: scope.map(str::to_owned), client_id: None, client_secret: None }
}

pub(crate) fn ooapi(server: &Server) -> DataSourceBuilder {
    DataSource::builder(SourceType::Ooapi, server.url("v5/")).version("5")
}

pub(crate) fn elm(server: &Server) -> DataSourceBuilder {
    DataSource::builder(SourceType::Elm, server.url("courses.ttl")).version("3.3")
}

/// All that came of a harvest.
#[derive(Debug)]
pub(crate) struct Harvested {
    pub(crate) records: Vec<Record>,
    pub(crate) summary: HarvestSummary,
    pub(crate) validators: NewValidators,
}

pub(crate) async fn run<T: Transport>(harvester: &Harvester<T>, source: &DataSource) -> Harvested {
    collect(harvester.harvest(source)).await
}

pub(crate) async fn run_since<T: Transport>(
    harvester: &Harvester<T>,
    source: &DataSource,
    state: &HarvestState,
) -> Harvested {
    collect(harvester.harvest_since(source, state)).await
}

async fn collect<T: Transport>(mut harvest: Harvest<'_, T>) -> Harvested {
    let mut records = Vec::new();
    while let Some(batch) = harvest.next().await {
        records.extend(batch.records);
    }
    let validators = harvest.validators();
    Harvested { records, summary: harvest.finish(), validators }
}

impl Harvested {
    /// `complete`, `not-modified`, `incomplete` or `failed`.
    pub(crate) fn status(&self) -> String {
        let outcome = serde_json::to_value(&self.summary.outcome).expect("JSON");
        outcome["status"].as_str().unwrap_or_default().to_owned()
    }

    pub(crate) fn codes(&self) -> Vec<&'static str> {
        self.summary.diagnostics.iter().map(|finding| finding.code().as_str()).collect()
    }

    pub(crate) fn ids(&self) -> Vec<String> {
        let id = |record: &Record| {
            let course: Value = serde_json::from_slice(&record.body).unwrap_or_default();
            course["courseId"].as_str().unwrap_or_default().to_owned()
        };
        self.records.iter().map(id).collect()
    }
}

/// A page of courses with these ids.
pub(crate) fn page<S: AsRef<str>>(ids: &[S], more: bool) -> String {
    let items: Vec<Value> = ids.iter().map(|id| json!({ "courseId": id.as_ref() })).collect();
    json!({ "hasNextPage": more, "items": items }).to_string()
}

/// One page with these courses, which have no offerings.
pub(crate) fn catalogue(asked: &Asked, ids: &[&str]) -> Answer {
    ok(page(if asked.is_list() { ids } else { &[] }, false))
}
