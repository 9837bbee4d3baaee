//! One request to a data source, and what its answer means.

use std::sync::Mutex;
use std::time::Duration;

use http::{HeaderMap, HeaderValue, StatusCode, header};
use ql_core::{Code, DataSource, FetchErrorKind, FetchLimits, Fetched, Request, Transport, TransportErrorKind, fetch};
use url::Url;

use crate::codes;
use crate::outcome::HarvestStatistics;

/// Why an answer can't be used.
#[derive(Clone, Debug)]
pub(crate) struct RequestError {
    pub(crate) code: Code,
    pub(crate) message: String,
    pub(crate) status: Option<StatusCode>,
}

impl RequestError {
    /// Whether the server says that it has no such thing at all.
    pub(crate) fn is_unsupported(&self) -> bool {
        self.status.is_some_and(|status| matches!(status.as_u16(), 404 | 405 | 501))
    }
}

/// Sends the requests of one harvest.
pub(crate) struct Client<'t, T> {
    pub(crate) transport: &'t T,
    pub(crate) headers: HeaderMap,
    query: Vec<(String, String)>,
    timeout: Duration,
    pub(crate) statistics: Mutex<HarvestStatistics>,
}

impl<'t, T: Transport> Client<'t, T> {
    pub(crate) fn new(transport: &'t T, headers: HeaderMap, source: &DataSource, timeout: Duration) -> Self {
        Self {
            transport,
            headers,
            query: source.query_parameters().to_vec(),
            timeout,
            statistics: Mutex::new(HarvestStatistics::default()),
        }
    }

    /// Changes the statistics; a panic elsewhere while they were locked does no harm to a counter.
    pub(crate) fn count(&self, change: impl FnOnce(&mut HarvestStatistics)) {
        change(&mut self.statistics.lock().unwrap_or_else(std::sync::PoisonError::into_inner));
    }

    /// Fetches `url` with the parameters of the manifest; `accept` is asked for unless the manifest asks otherwise.
    pub(crate) async fn get(&self, url: &Url, accept: &'static str, max_bytes: u64) -> Result<Fetched, RequestError> {
        let mut url = url.clone();
        if !self.query.is_empty() {
            let mut pairs = url.query_pairs_mut();
            for (name, value) in &self.query {
                pairs.append_pair(name, value);
            }
        }
        let mut request = Request::get(url).with_timeout(self.timeout);
        request.headers = self.headers.clone();
        request.headers.entry(header::ACCEPT).or_insert(HeaderValue::from_static(accept));
        self.count(|statistics| statistics.requests += 1);
        let fetched = fetch(self.transport, request, FetchLimits::new(max_bytes)).await.map_err(|error| {
            let message = ql_core::with_causes(&error);
            let code = match error.kind() {
                FetchErrorKind::TooLarge { .. } => codes::TOO_LARGE,
                FetchErrorKind::Transport(cause) if cause.kind() == TransportErrorKind::Refused => codes::REFUSED,
                FetchErrorKind::Transport(_) => codes::UNREACHABLE,
                _ => codes::BAD_REDIRECT,
            };
            RequestError { code, message, status: None }
        })?;
        self.count(|statistics| statistics.bytes += fetched.body.len() as u64);
        let status = meant_status(&fetched);
        let code = match status.as_u16() {
            200 => return Ok(fetched),
            401 | 403 => codes::ACCESS_DENIED,
            _ => codes::STATUS,
        };
        let message = format!("the server answers with status {status}");
        Err(RequestError { code, message, status: Some(status) })
    }
}

/// Some servers send every error as 400, with the status that they mean in the body.
fn meant_status(fetched: &Fetched) -> StatusCode {
    let of_body = || {
        let body: serde_json::Value = serde_json::from_slice(&fetched.body).ok()?;
        let status = body.get("status")?;
        let number = status.as_u64().or_else(|| status.as_str()?.trim().parse().ok())?;
        StatusCode::from_u16(u16::try_from(number).ok()?).ok().filter(|status| status.as_u16() >= 400)
    };
    match fetched.status {
        StatusCode::BAD_REQUEST => of_body().unwrap_or(StatusCode::BAD_REQUEST),
        status => status,
    }
}
