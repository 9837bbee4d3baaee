//! A data source on loopback, and what a harvest of it comes to.

#[path = "../../../tests/support/http.rs"]
pub(crate) mod http;

use std::collections::BTreeMap;
use std::net::Ipv4Addr;
use std::sync::Arc;

use ql_core::{AddressPolicy, DataSource, Record, Transport};
use ql_exchange::{HarvestSummary, Harvester, HttpTransport};
use serde_json::{Value, json};
use tokio::net::TcpListener;
use url::Url;

use http::{Asked, Reply, Script, Service};

/// An HTTP server, until the runtime of the test ends.
pub(crate) struct Server {
    origin: Url,
    pub(crate) service: Arc<Service>,
}

impl Server {
    pub(crate) async fn start(script: impl Fn(&Asked) -> Option<Reply> + Send + Sync + 'static) -> Self {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.expect("a TCP socket");
        let address = listener.local_addr().expect("an address");
        let service = Service::new(Box::new(script) as Script);
        let answering = Arc::clone(&service);
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                tokio::spawn(Arc::clone(&answering).converse(stream));
            }
        });
        Self { origin: format!("http://{address}/").parse().expect("a URL"), service }
    }

    pub(crate) fn url(&self, path: &str) -> Url {
        self.origin.join(path).expect("a URL")
    }

    /// Path and query of every request, in order.
    pub(crate) fn asked(&self) -> Vec<String> {
        let whole = |asked: Asked| if asked.query.is_empty() { asked.path } else { asked.path + "?" + &asked.query };
        self.service.asked().into_iter().map(whole).collect()
    }

    /// How many requests had a path that ends so.
    pub(crate) fn count(&self, end: &str) -> usize {
        self.service.asked().iter().filter(|asked| asked.path.ends_with(end)).count()
    }
}

/// A parameter of the query, decoded.
pub(crate) fn parameter(asked: &Asked, name: &str) -> Option<String> {
    let pairs: BTreeMap<_, _> = url::form_urlencoded::parse(asked.query.as_bytes()).into_owned().collect();
    pairs.get(name).cloned()
}

/// The number of the page that is asked for.
pub(crate) fn page_number(asked: &Asked) -> usize {
    parameter(asked, "pageNumber").and_then(|number| number.parse().ok()).expect("a page number")
}

/// All that came of a harvest.
pub(crate) struct Harvested {
    pub(crate) records: Vec<Record>,
    pub(crate) summary: HarvestSummary,
}

pub(crate) fn transport() -> HttpTransport {
    let policy = AddressPolicy::public_only().allowing_loopback();
    HttpTransport::builder().with_address_policy(policy).build().expect("a client")
}

pub(crate) async fn run<T: Transport>(harvester: &Harvester<T>, source: &DataSource) -> Harvested {
    let mut harvest = harvester.harvest(source);
    let mut records = Vec::new();
    while let Some(batch) = harvest.next().await {
        assert!(!batch.records.is_empty(), "a batch has records");
        records.extend(batch.records);
    }
    let summary = harvest.finish();
    assert_eq!(summary.statistics.records, records.len() as u64);
    Harvested { records, summary }
}

impl Harvested {
    /// `complete`, `incomplete` or `failed`.
    pub(crate) fn status(&self) -> String {
        let outcome = serde_json::to_value(&self.summary.outcome).expect("JSON");
        outcome["status"].as_str().expect("a text").to_owned()
    }

    /// The codes of what is to be said of the source as a whole.
    pub(crate) fn codes(&self) -> Vec<&str> {
        self.summary.diagnostics.iter().map(|finding| finding.code().as_str()).collect()
    }

    /// The ids of the courses, or what else the records are.
    pub(crate) fn ids(&self) -> Vec<String> {
        let id = |record: &Record| {
            let course: Value = serde_json::from_slice(&record.body).expect("JSON");
            match &course["courseId"] {
                Value::String(id) => id.clone(),
                other => other.to_string(),
            }
        };
        self.records.iter().map(id).collect()
    }

    /// The codes of what is to be said of each record.
    pub(crate) fn record_codes(&self) -> Vec<Vec<&str>> {
        let lists = self.records.iter().map(|record| record.diagnostics.iter());
        lists.map(|findings| findings.map(|finding| finding.code().as_str()).collect()).collect()
    }

    /// The ids of the offerings of each record.
    pub(crate) fn offerings(&self) -> Vec<Vec<String>> {
        let id = |body: &[u8]| {
            let offering: Value = serde_json::from_slice(body).expect("JSON");
            offering["offeringId"].as_str().unwrap_or_default().to_owned()
        };
        self.records.iter().map(|record| record.parts.iter().map(|part| id(&part.body)).collect()).collect()
    }
}

pub(crate) fn json(value: &Value) -> Reply {
    Reply::ok(value.to_string()).with_header("content-type", "application/json")
}

pub(crate) fn course(id: &str) -> Value {
    json!({ "courseId": id, "name": [{ "language": "en", "value": id }] })
}

/// A page of courses as OOAPI has it.
pub(crate) fn page(ids: &[&str], has_next: bool) -> Value {
    let items: Vec<Value> = ids.iter().map(|id| course(id)).collect();
    json!({ "pageSize": 250, "pageNumber": 1, "hasPreviousPage": false, "hasNextPage": has_next, "items": items })
}

/// A page of offerings, of one or none.
pub(crate) fn offerings(id: Option<&str>) -> Value {
    let items: Vec<Value> = id.iter().map(|id| json!({ "offeringId": id, "offeringType": "course" })).collect();
    json!({ "pageSize": 250, "pageNumber": 1, "hasPreviousPage": false, "hasNextPage": false, "items": items })
}
