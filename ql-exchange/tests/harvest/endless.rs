//! A list that never ends.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use bytes::Bytes;
use ql_core::{Body, DataSource, Request, Response, SourceType, Transport, TransportError};
use ql_exchange::Harvester;

use crate::server::{page, run};

use crate::INCOMPLETE;

/// An answer in time for every request, without sockets: pages without end are many.
struct Endless(AtomicUsize);

struct Whole(Option<Bytes>);

impl Body for Whole {
    async fn chunk(&mut self) -> Result<Option<Bytes>, TransportError> {
        Ok(self.0.take())
    }
}

impl Transport for Endless {
    type Body = Whole;

    async fn sleep(&self, _: Duration) {}

    async fn send(&self, request: Request) -> Result<Response<Whole>, TransportError> {
        let number = self.0.fetch_add(1, Ordering::Relaxed);
        let status = if request.url.path().ends_with("/courses") { 200 } else { 404 };
        let body = page(&[&number.to_string()], true).to_string();
        let status = http::StatusCode::from_u16(status).expect("a status");
        Ok(Response::new(status, http::HeaderMap::new(), Whole(Some(body.into()))))
    }
}

#[tokio::test]
async fn paging_without_end() {
    let harvester = Harvester::new(Endless(AtomicUsize::new(0)));
    let source = DataSource::builder(SourceType::Ooapi, "https://uni.example/".parse().expect("a URL")).build();
    let harvested = run(&harvester, &source).await;
    assert_eq!((harvested.records.len(), harvested.status().as_str()), (10_000, INCOMPLETE));
    assert_eq!(harvested.codes(), ["exchange.paging-endless", "exchange.offerings-unsupported"]);
}
