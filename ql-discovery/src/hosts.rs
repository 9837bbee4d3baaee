//! What a search knows of the hosts it talks to: how many requests are under way there, and which are out of reach.

use std::collections::{HashMap, HashSet};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use bytes::Bytes;
use ql_core::{
    Body, HostLimits, HostPermit, Request, Response, Transport, TransportError, TransportErrorKind, host_and_port,
};
use url::Url;

use crate::clock::{Instant, timeout_at};

/// How long a host that could not be reached is left alone within one run.
const REMEMBERED: Duration = Duration::from_secs(60);

/// Shared by all searches of a run.
#[derive(Clone, Debug)]
pub(crate) struct Hosts {
    limits: HostLimits,
    out_of_reach: Arc<Mutex<HashMap<String, Failure>>>,
    /// Hosts that have answered: a time-out there is that of one page.
    answered: Arc<Mutex<HashSet<String>>>,
}

#[derive(Clone, Debug)]
struct Failure {
    at: Instant,
    kind: TransportErrorKind,
    message: String,
}

impl Hosts {
    pub(crate) fn new(requests_per_host: usize) -> Self {
        Self { limits: HostLimits::new(requests_per_host), out_of_reach: Arc::default(), answered: Arc::default() }
    }

    fn failures(&self) -> MutexGuard<'_, HashMap<String, Failure>> {
        self.out_of_reach.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn answering(&self) -> MutexGuard<'_, HashSet<String>> {
        self.answered.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Later searches of the run need not wait for the same host again.
    fn remember(&self, host: String, kind: TransportErrorKind, message: String) {
        if kind == TransportErrorKind::Timeout && self.answering().contains(&host) {
            return;
        }
        let now = Instant::now();
        let mut failures = self.failures();
        if failures.len() >= 1024 {
            failures.retain(|_, failure| now - failure.at < REMEMBERED);
        }
        failures.insert(host, Failure { at: now, kind, message });
    }

    fn recall(&self, host: &str) -> Option<TransportError> {
        let failure = self.failures().get(host)?.clone();
        (failure.at.elapsed() < REMEMBERED).then(|| TransportError::new(failure.kind, failure.message))
    }
}

/// The transport of one attempt. It knows for how long the attempt has waited for its turn at busy hosts, which is
/// not the fault of those hosts.
#[derive(Debug)]
pub(crate) struct Turn<'t, T> {
    transport: &'t T,
    hosts: &'t Hosts,
    /// How long a host has to keep a request waiting to be blamed for a time-out.
    patience: Duration,
    place: Mutex<Place>,
}

#[derive(Debug, Default)]
struct Place {
    /// The host of the request under way.
    host: String,
    sent: Option<Instant>,
    waited: Duration,
    waits_since: Option<Instant>,
}

impl<'t, T> Turn<'t, T> {
    pub(crate) fn new(transport: &'t T, hosts: &'t Hosts, patience: Duration) -> Self {
        Self { transport, hosts, patience, place: Mutex::default() }
    }

    fn place(&self) -> MutexGuard<'_, Place> {
        self.place.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// For how long this attempt has waited for its turn, up to now.
    fn waited(&self) -> Duration {
        let place = self.place();
        place.waited + place.waits_since.map_or(Duration::ZERO, |since| since.elapsed())
    }

    /// Runs the attempt until the deadline, put off by the time that it waits for its turn.
    pub(crate) async fn within<R>(&self, deadline: Instant, attempt: impl Future<Output = R>) -> Option<R> {
        let mut attempt = std::pin::pin!(attempt);
        loop {
            let limit = deadline + self.waited();
            match timeout_at(limit, &mut attempt).await {
                Ok(result) => return Some(result),
                Err(_) if deadline + self.waited() > limit => {}
                Err(_) => break,
            }
        }
        let (host, sent) = {
            let mut place = self.place();
            (std::mem::take(&mut place.host), place.sent)
        };
        // One that was asked at the last moment is not to blame.
        if sent.is_some_and(|sent| sent.elapsed() >= self.patience) {
            self.hosts.remember(host, TransportErrorKind::Timeout, "no answer in time".into());
        }
        None
    }

    /// The deadline of what comes after this attempt.
    pub(crate) fn put_off(&self, deadline: Instant) -> Instant {
        deadline + self.waited()
    }

    async fn enter(&self, url: &Url) -> HostPermit {
        if let Some(permit) = self.hosts.limits.try_enter(url) {
            return permit;
        }
        self.place().waits_since = Some(Instant::now());
        let permit = self.hosts.limits.enter(url).await;
        let mut place = self.place();
        if let Some(since) = place.waits_since.take() {
            place.waited += since.elapsed();
        }
        permit
    }
}

impl<T: Transport> Transport for Turn<'_, T> {
    type Body = TurnBody<T::Body>;

    async fn send(&self, request: Request) -> Result<Response<Self::Body>, TransportError> {
        let host = host_and_port(&request.url);
        self.place().host.clone_from(&host);
        let permit = self.enter(&request.url).await;
        if let Some(known) = self.hosts.recall(&host) {
            return Err(known);
        }
        self.place().sent = Some(Instant::now());
        match self.transport.send(request).await {
            Ok(Response { status, headers, body, .. }) => {
                // A host that answers is not out of reach, however long its body takes.
                self.place().sent = None;
                self.hosts.answering().insert(host);
                Ok(Response::new(status, headers, TurnBody { body, _permit: permit }))
            }
            Err(error) => {
                if is_of_host(error.kind()) {
                    self.hosts.remember(host, error.kind(), ql_core::with_causes(&error));
                }
                Err(error)
            }
        }
    }

    async fn sleep(&self, duration: Duration) {
        self.transport.sleep(duration).await;
    }
}

/// Whether another request to the same host would fare no better.
fn is_of_host(kind: TransportErrorKind) -> bool {
    use TransportErrorKind::{Connect, Dns, NoSuchHost, Refused, Timeout, Tls};
    matches!(kind, Connect | Dns | NoSuchHost | Refused | Timeout | Tls)
}

/// A body that keeps its place at the host until it has been read.
#[derive(Debug)]
pub(crate) struct TurnBody<B> {
    body: B,
    _permit: HostPermit,
}

impl<B: Body> Body for TurnBody<B> {
    async fn chunk(&mut self) -> Result<Option<Bytes>, TransportError> {
        self.body.chunk().await
    }
}
