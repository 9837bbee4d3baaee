use std::convert::Infallible;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use bytes::Bytes;
use http_body_util::Full;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper::{Request, Response};
use hyper_util::rt::TokioIo;
use rustls::ServerConfig;
use tokio::net::TcpListener;
use tokio::sync::watch;
use tokio::task::JoinHandle;
use tokio_rustls::TlsAcceptor;

use crate::sites::Sites;

/// Counts requests, and turns the server off: on demand or after so many of them.
#[derive(Debug)]
pub(crate) struct Switch {
    requests: AtomicU64,
    die_after: Option<u64>,
    on: watch::Sender<bool>,
}

impl Switch {
    pub(crate) fn new(die_after: Option<u64>) -> Self {
        Self { requests: AtomicU64::new(0), die_after, on: watch::Sender::new(true) }
    }

    pub(crate) fn requests(&self) -> u64 {
        self.requests.load(Ordering::Relaxed)
    }

    pub(crate) fn turn_off(&self) {
        self.on.send_replace(false);
    }

    fn count(&self) {
        let before = self.requests.fetch_add(1, Ordering::Relaxed);
        if self.die_after.is_some_and(|limit| before >= limit) {
            self.turn_off();
        }
    }
}

pub(crate) fn serve(
    listener: TcpListener,
    config: Arc<ServerConfig>,
    sites: Arc<Sites>,
    switch: Arc<Switch>,
    latency: Duration,
) -> JoinHandle<()> {
    let acceptor = TlsAcceptor::from(config);
    tokio::spawn(async move {
        let mut on = switch.on.subscribe();
        loop {
            let accepted = tokio::select! {
                accepted = listener.accept() => accepted,
                // Dropping the listener refuses what comes next.
                _ = on.wait_for(|on| !on) => return,
            };
            let Ok((stream, _)) = accepted else { continue };
            let (acceptor, sites, switch) = (acceptor.clone(), Arc::clone(&sites), Arc::clone(&switch));
            tokio::spawn(async move {
                let mut on = switch.on.subscribe();
                let connection = async {
                    let Ok(stream) = acceptor.accept(stream).await else { return };
                    let service = service_fn(|request| answer(request, &sites, &switch, latency));
                    // A client that goes away is none of our business.
                    let _ = http1::Builder::new().serve_connection(TokioIo::new(stream), service).await;
                };
                tokio::select! {
                    () = connection => {}
                    _ = on.wait_for(|on| !on) => {}
                }
            });
        }
    })
}

async fn answer(
    request: Request<Incoming>,
    sites: &Sites,
    switch: &Switch,
    latency: Duration,
) -> Result<Response<Full<Bytes>>, Infallible> {
    switch.count();
    if !latency.is_zero() {
        tokio::time::sleep(latency).await;
    }
    Ok(sites.answer(&request))
}
