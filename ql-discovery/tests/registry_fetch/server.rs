//! A registry on loopback, and what reading it comes to.

#[path = "../../../tests/support/http.rs"]
#[allow(dead_code, reason = "other tests use the rest")]
pub(crate) mod http;

use std::collections::BTreeMap;
use std::net::Ipv4Addr;
use std::sync::Arc;
use std::time::Duration;

use ql_core::{AddressPolicy, Diagnostic};
use ql_discovery::{RegistryClient, RegistryFetch, RegistryOptions};
use ql_exchange::HttpTransport;
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
}

/// A parameter of the query that is a number.
pub(crate) fn number(asked: &Asked, name: &str) -> Option<usize> {
    let pairs: BTreeMap<_, _> = url::form_urlencoded::parse(asked.query.as_bytes()).into_owned().collect();
    pairs.get(name)?.parse().ok()
}

pub(crate) fn transport() -> HttpTransport {
    let policy = AddressPolicy::public_only().allowing_loopback();
    HttpTransport::builder().with_address_policy(policy).build().expect("a client")
}

/// Two retries, without a pause that would be noticed.
pub(crate) fn options() -> RegistryOptions {
    RegistryOptions::new().with_retries(2, Duration::from_millis(1))
}

pub(crate) async fn read(url: &Url, options: RegistryOptions, etag: Option<&str>) -> RegistryFetch {
    let client = RegistryClient::new(transport(), options);
    // A reading that does not end is a failure, too.
    tokio::time::timeout(Duration::from_secs(20), client.fetch(url, etag)).await.expect("the reading ends")
}

/// The ids of the entries.
pub(crate) fn ids(fetched: &RegistryFetch) -> Vec<&str> {
    fetched.read.entries.iter().map(|entry| entry.id.as_str()).collect()
}

pub(crate) fn codes(fetched: &RegistryFetch) -> Vec<&str> {
    fetched.read.diagnostics.iter().map(Diagnostic::code).map(ql_core::Code::as_str).collect()
}
