use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError, Weak};

use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use url::Url;

/// How many requests may be under way at one host at a time; others wait for their turn, first come, first served.
///
/// Clones share the limit.
///
/// ```
/// # tokio::runtime::Builder::new_current_thread().build()?.block_on(async {
/// use ql_core::HostLimits;
/// let limits = HostLimits::new(1);
/// let url: url::Url = "https://example.edu/".parse()?;
/// let first = limits.enter(&url).await;
/// assert!(limits.try_enter(&url).is_none());
/// drop(first);
/// assert!(limits.try_enter(&url).is_some());
/// # Ok::<(), url::ParseError>(())
/// # })?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug)]
pub struct HostLimits {
    per_host: usize,
    hosts: Arc<Mutex<HashMap<String, Weak<Semaphore>>>>,
}

/// A place at a host; it is free again when this is dropped.
#[derive(Debug)]
pub struct HostPermit(#[expect(dead_code, reason = "held for its drop")] Option<OwnedSemaphorePermit>);

impl HostLimits {
    /// A limit for each host; at least one request is always let through.
    pub fn new(per_host: usize) -> Self {
        Self { per_host: per_host.max(1), hosts: Arc::default() }
    }

    /// Waits for a place at the host (and port) of a URL.
    pub async fn enter(&self, url: &Url) -> HostPermit {
        // The semaphore is never closed.
        HostPermit(self.of(url).acquire_owned().await.ok())
    }

    /// A place at the host of a URL, if there is one right now.
    pub fn try_enter(&self, url: &Url) -> Option<HostPermit> {
        self.of(url).try_acquire_owned().ok().map(|permit| HostPermit(Some(permit)))
    }

    fn of(&self, url: &Url) -> Arc<Semaphore> {
        let mut hosts = self.hosts.lock().unwrap_or_else(PoisonError::into_inner);
        let host = host_and_port(url);
        if let Some(semaphore) = hosts.get(&host).and_then(Weak::upgrade) {
            return semaphore;
        }
        // Hosts at which nothing happens any more are forgotten, now and then.
        if hosts.len() >= 256 && hosts.len() == hosts.capacity() {
            hosts.retain(|_, semaphore| semaphore.strong_count() > 0);
        }
        let semaphore = Arc::new(Semaphore::new(self.per_host));
        hosts.insert(host, Arc::downgrade(&semaphore));
        semaphore
    }
}

/// What a limit, or what is known of a host, is kept under.
pub fn host_and_port(url: &Url) -> String {
    let host = url.host_str().unwrap_or_default();
    match url.port_or_known_default() {
        Some(port) => format!("{host}:{port}"),
        None => host.to_owned(),
    }
}
