//! One request to a data source, sent as often as it takes, and what its answer means.

use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use http::{HeaderMap, HeaderValue, StatusCode, header};
use ql_core::{
    Code, DataSource, FetchError, FetchErrorKind, FetchLimits, Fetched, HostLimits, Request, Transport,
    TransportErrorKind, fetch,
};
use url::{Origin, Url};

use crate::access::source_headers;
use crate::codes;
use crate::credentials::Credentials;
use crate::harvest::HarvestOptions;
use crate::outcome::{HarvestStatistics, ProgressCallback};
use crate::pace::Pace;
use crate::recording::Recorder;
use crate::retry::{self, GiveUp};
use crate::state::Validators;

/// Why an answer can't be used.
#[derive(Clone, Debug)]
pub(crate) struct RequestError {
    pub(crate) code: Code,
    pub(crate) message: String,
    pub(crate) status: Option<StatusCode>,
    /// Whether it took too long.
    pub(crate) timed_out: bool,
    /// The versions of the format that the server offers instead.
    pub(crate) versions: Vec<String>,
}

impl RequestError {
    fn new(code: Code, message: impl Into<String>) -> Self {
        Self { code, message: message.into(), status: None, timed_out: false, versions: Vec::new() }
    }

    /// An answer that came, but is not what was asked for.
    pub(crate) fn of_content(code: Code, message: String) -> Self {
        Self::new(code, message)
    }

    /// Whether the server says that it is not for us.
    pub(crate) fn is_denied(&self) -> bool {
        self.status.is_some_and(|status| matches!(status.as_u16(), 401 | 403))
    }

    /// Whether the server understands that something is asked for, and has it not, or not in this way.
    pub(crate) fn is_refusal(&self) -> bool {
        self.is_unsupported() || self.is_beyond_end() || self.status.is_some_and(|s| matches!(s.as_u16(), 406 | 415))
    }

    /// Whether a server may mean that there is no page behind the last.
    pub(crate) fn is_beyond_end(&self) -> bool {
        self.status.is_some_and(|status| matches!(status.as_u16(), 400 | 404 | 416 | 422))
    }

    /// Whether the server says that it has no such thing at all.
    pub(crate) fn is_unsupported(&self) -> bool {
        self.status.is_some_and(|status| matches!(status.as_u16(), 404 | 405 | 501))
    }
}

/// What a request asks for.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Ask<'a> {
    pub(crate) url: &'a Url,
    /// What is asked for unless the manifest asks otherwise.
    pub(crate) accept: &'a str,
    /// The largest body, in bytes after decompression.
    pub(crate) max_bytes: u64,
    /// What is known of an earlier answer.
    pub(crate) validators: Option<&'a Validators>,
}

/// The answer to a conditional request.
#[derive(Debug)]
pub(crate) enum Answer {
    Fetched(Box<Fetched>),
    NotModified,
}

/// Sends the requests of one harvest.
pub(crate) struct Client<'t, T> {
    transport: &'t T,
    home: Origin,
    headers: HeaderMap,
    query: Vec<(String, String)>,
    credentials: Credentials,
    options: HarvestOptions,
    limits: HostLimits,
    pace: Pace,
    recorder: Option<Recorder>,
    progress: Option<ProgressCallback>,
    statistics: Mutex<HarvestStatistics>,
    /// How many requests in a row have failed, repetitions included.
    failed_in_a_row: AtomicU32,
}

/// After so many failures in a row the server is taken for dead: what it is still asked is not asked again.
const DEAD: u32 = 16;

impl<'t, T: Transport> Client<'t, T> {
    pub(crate) fn new(
        transport: &'t T,
        source: &DataSource,
        credentials: Credentials,
        options: &HarvestOptions,
        limits: &HostLimits,
    ) -> Self {
        Self {
            transport,
            home: source.path().origin(),
            headers: source_headers(source),
            query: source.query_parameters().to_vec(),
            credentials,
            options: options.clone(),
            limits: limits.clone(),
            pace: Pace::new(options.requests_per_second),
            recorder: None,
            progress: options.progress.clone(),
            statistics: Mutex::new(HarvestStatistics::default()),
            failed_in_a_row: AtomicU32::new(0),
        }
    }

    pub(crate) fn with_recorder(mut self, recorder: Option<Recorder>) -> Self {
        self.recorder = recorder;
        self
    }

    pub(crate) fn recording_problem(&self) -> Option<String> {
        self.recorder.as_ref().and_then(Recorder::problem)
    }

    /// A panic elsewhere while they were locked does no harm to counters.
    fn statistics_mut(&self) -> MutexGuard<'_, HarvestStatistics> {
        self.statistics.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn statistics(&self) -> HarvestStatistics {
        *self.statistics_mut()
    }

    /// The extent of the harvest.
    pub(crate) fn asked(&self) -> Validators {
        self.options.asked()
    }

    pub(crate) fn transport(&self) -> &T {
        self.transport
    }

    /// Changes the statistics, and tells whoever wants to know.
    pub(crate) fn count(&self, change: impl FnOnce(&mut HarvestStatistics)) {
        let now = {
            let mut statistics = self.statistics_mut();
            change(&mut statistics);
            *statistics
        };
        if let Some(progress) = &self.progress {
            progress.tell(now);
        }
    }

    /// Fetches a page or file.
    pub(crate) async fn get(&self, url: &Url, accept: &str, max_bytes: u64) -> Result<Fetched, RequestError> {
        match self.ask(Ask { url, accept, max_bytes, validators: None }).await? {
            Answer::Fetched(fetched) => Ok(*fetched),
            Answer::NotModified => {
                let status = Some(StatusCode::NOT_MODIFIED);
                let message = "the server answers with status 304 to a request without condition";
                Err(RequestError { status, ..RequestError::new(codes::STATUS, message) })
            }
        }
    }

    /// Asks until there is an answer that counts: again after what passes, once more with new credentials after a 401.
    pub(crate) async fn ask(&self, ask: Ask<'_>) -> Result<Answer, RequestError> {
        let mut repetitions = 0;
        let mut renewed = false;
        loop {
            let (request, used) = self.request(ask).await?;
            self.pace.wait(self.transport).await;
            let permit = self.limits.enter(&request.url).await;
            self.count(|statistics| statistics.requests += 1);
            let result = fetch(self.transport, request, FetchLimits::new(ask.max_bytes)).await;
            drop(permit);
            let (error, asked, transient) = match result {
                Ok(mut fetched) => {
                    self.forget_echoes(&mut fetched.headers, &used);
                    self.count(|statistics| statistics.bytes += fetched.body.len() as u64);
                    if let Some(recorder) = &self.recorder {
                        recorder.keep(ask.url, &fetched, &self.credentials, &used);
                    }
                    let status = meant_status(&fetched);
                    match status {
                        StatusCode::OK => {
                            self.failed_in_a_row.store(0, Ordering::Relaxed);
                            return Ok(Answer::Fetched(fetched.into()));
                        }
                        StatusCode::NOT_MODIFIED if ask.validators.is_some() => return Ok(Answer::NotModified),
                        StatusCode::UNAUTHORIZED if !renewed && self.credentials.renew(&used).await => {
                            renewed = true;
                            continue;
                        }
                        _ => {}
                    }
                    let asked = retry::retry_after(&fetched.headers, self.transport.now());
                    (refusal(status, &fetched.body), asked, retry::is_transient(status))
                }
                Err(error) => (failure(&error), None, error.is_transient()),
            };
            if !transient {
                self.failed_in_a_row.store(0, Ordering::Relaxed);
                return Err(error);
            }
            if self.failed_in_a_row.fetch_add(1, Ordering::Relaxed) >= DEAD {
                return Err(error);
            }
            let pause = self.pause(repetitions, asked, error)?;
            tracing::debug!(url = %shown(ask.url), ?pause, "sending a request again");
            self.count(|statistics| statistics.retries += 1);
            repetitions += 1;
            self.transport.sleep(pause).await;
        }
    }

    /// The request with all that the manifest adds, if it goes to the origin of the source. Another one gets nothing.
    async fn request(&self, ask: Ask<'_>) -> Result<(Request, crate::credentials::Used), RequestError> {
        let mut url = ask.url.clone();
        let is_home = url.origin() == self.home;
        if is_home && !self.query.is_empty() {
            // A link of the server's may have the parameters already.
            let known: Vec<String> = url.query_pairs().map(|(name, _)| name.into_owned()).collect();
            let mut pairs = url.query_pairs_mut();
            for (name, value) in self.query.iter().filter(|(name, _)| !known.contains(name)) {
                pairs.append_pair(name, value);
            }
        }
        let mut request = Request::get(url).with_timeout(self.options.timeout);
        if is_home {
            request.headers = self.headers.clone();
        }
        request
            .headers
            .entry(header::ACCEPT)
            .or_insert(HeaderValue::from_str(ask.accept).unwrap_or(HeaderValue::from_static("*/*")));
        if let Some(validators) = ask.validators {
            validators.apply(&mut request.headers);
        }
        if !is_home {
            return Ok((request, None));
        }
        let applied = self.credentials.apply(self.transport, &mut request, self.options.retry).await;
        let used = applied.map_err(|error| {
            let message = error.to_string();
            RequestError::new(error.code(), message)
        })?;
        Ok((request, used))
    }

    /// What a server says of an answer is kept for the next harvest, and must not have a credential in it.
    fn forget_echoes(&self, headers: &mut HeaderMap, used: &crate::credentials::Used) {
        let of_manifest = self.query.iter().map(|(_, value)| value.as_str());
        let of_headers = self.headers.values().filter_map(|value| value.to_str().ok());
        let own = match &self.credentials {
            Credentials::Header(_, value) => value.to_str().ok(),
            _ => None,
        };
        let used = used.as_ref().map(ql_core::Secret::expose);
        let secrets: Vec<&str> =
            of_manifest.chain(of_headers).chain(own).chain(used).filter(|secret| secret.len() >= 4).collect();
        for name in [header::ETAG, header::LAST_MODIFIED] {
            let text = headers.get(&name).and_then(|value| value.to_str().ok()).unwrap_or_default();
            if secrets.iter().any(|secret| text.contains(secret)) {
                headers.remove(&name);
            }
        }
    }

    /// How long to wait before the request is sent again, or why it is not.
    fn pause(&self, repetitions: u32, asked: Option<Duration>, error: RequestError) -> Result<Duration, RequestError> {
        let statistics = self.statistics();
        if !self.options.retry.affords(statistics.retries, statistics.requests) {
            let message = format!("{}; too many requests of this source had to be sent again", error.message);
            return Err(RequestError { message, ..error });
        }
        match self.options.retry.pause(repetitions, asked) {
            Ok(pause) => {
                if asked.is_some() {
                    // What the server asks of one request it means for all.
                    self.pace.hold(self.transport.now() + pause);
                }
                Ok(pause)
            }
            Err(GiveUp::Attempts) if repetitions == 0 => Err(error),
            Err(GiveUp::Attempts) => {
                let message = format!("{} (sent {} times)", error.message, repetitions + 1);
                Err(RequestError { message, ..error })
            }
            Err(GiveUp::ComeBackLater(asked)) => {
                let message = format!("{}; it asks to come back in {} s", error.message, asked.as_secs());
                Err(RequestError { message, ..error })
            }
        }
    }
}

/// A URL for a log: its parameters may be keys.
fn shown(url: &Url) -> String {
    format!("{}{}", url.origin().ascii_serialization(), url.path())
}

fn refusal(status: StatusCode, body: &[u8]) -> RequestError {
    let code = match status.as_u16() {
        401 | 403 => codes::ACCESS_DENIED,
        _ => codes::STATUS,
    };
    let versions = if status == StatusCode::NOT_ACCEPTABLE { supported_versions(body) } else { Vec::new() };
    RequestError {
        code,
        message: format!("the server answers with status {status}"),
        status: Some(status),
        timed_out: false,
        versions,
    }
}

/// What a server says that it has instead of what was asked for (mapping reference, section 1.2).
fn supported_versions(body: &[u8]) -> Vec<String> {
    let body: serde_json::Value = serde_json::from_slice(body).unwrap_or_default();
    let versions = body.get("supportedVersions").and_then(serde_json::Value::as_array);
    versions.into_iter().flatten().filter_map(|version| version.as_str().map(str::to_owned)).collect()
}

fn failure(error: &FetchError) -> RequestError {
    let code = match error.kind() {
        FetchErrorKind::TooLarge { .. } => codes::TOO_LARGE,
        FetchErrorKind::Transport(cause) if cause.kind() == TransportErrorKind::Refused => codes::REFUSED,
        FetchErrorKind::Transport(_) => codes::UNREACHABLE,
        _ => codes::BAD_REDIRECT,
    };
    let timed_out = error.transport() == Some(TransportErrorKind::Timeout);
    RequestError { timed_out, ..RequestError::new(code, ql_core::with_causes(error)) }
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
