//! The HTTP side of a test server: it answers from a script and remembers what it was asked.

use std::io;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use bytes::Bytes;
use futures_util::{Stream, stream};
use http_body_util::combinators::BoxBody;
use http_body_util::{BodyExt, Full, StreamBody};
use hyper::body::{Frame, Incoming};
use hyper::header::HOST;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper::{HeaderMap, Request, Response};
use hyper_util::rt::TokioIo;
use tokio::io::{AsyncRead, AsyncWrite};

/// A request, without its body.
#[derive(Clone, Debug)]
pub(crate) struct Asked {
    /// The host, without port.
    pub(crate) host: String,
    pub(crate) path: String,
    /// The query, as it came; empty if there is none.
    pub(crate) query: String,
    pub(crate) headers: HeaderMap,
}

/// A piece of an answer's body.
#[derive(Clone, Debug)]
pub(crate) enum Piece {
    Data(Bytes),
    Wait(Duration),
    /// The connection is closed.
    Break,
}

/// An answer. A body of one piece is sent with its length, another one in chunks unless a header gives the length.
#[derive(Clone, Debug)]
pub(crate) struct Reply {
    status: u16,
    headers: Vec<(&'static str, String)>,
    pieces: Vec<Piece>,
    delay: Duration,
}

impl Reply {
    pub(crate) fn new(status: u16, body: impl Into<Bytes>) -> Self {
        Self { status, headers: Vec::new(), pieces: vec![Piece::Data(body.into())], delay: Duration::ZERO }
    }

    pub(crate) fn ok(body: impl Into<Bytes>) -> Self {
        Self::new(200, body)
    }

    pub(crate) fn redirect(to: impl Into<String>) -> Self {
        Self::new(302, "moved").with_header("location", to)
    }

    pub(crate) fn with_header(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.headers.push((name, value.into()));
        self
    }

    pub(crate) fn with_pieces(mut self, pieces: impl IntoIterator<Item = Piece>) -> Self {
        self.pieces = pieces.into_iter().collect();
        self
    }

    /// Waits before the answer begins.
    pub(crate) fn after(mut self, delay: Duration) -> Self {
        self.delay = delay;
        self
    }

    fn into_response(self) -> Response<BoxBody<Bytes, io::Error>> {
        let mut response = Response::builder().status(self.status);
        for (name, value) in self.headers {
            response = response.header(name, value);
        }
        let body = match self.pieces.as_slice() {
            [Piece::Data(all)] => Full::new(all.clone()).map_err(|never| match never {}).boxed(),
            _ => BodyExt::boxed(StreamBody::new(in_pieces(self.pieces))),
        };
        response.body(body).expect("an answer")
    }
}

fn in_pieces(pieces: Vec<Piece>) -> impl Stream<Item = io::Result<Frame<Bytes>>> {
    stream::unfold(pieces.into_iter(), |mut pieces| async move {
        loop {
            match pieces.next()? {
                Piece::Data(data) => return Some((Ok(Frame::data(data)), pieces)),
                Piece::Wait(duration) => tokio::time::sleep(duration).await,
                Piece::Break => return Some((Err(io::ErrorKind::ConnectionReset.into()), pieces)),
            }
        }
    })
}

/// What a server answers; `None` closes the connection without an answer.
pub(crate) type Script = Box<dyn Fn(&Asked) -> Option<Reply> + Send + Sync>;

/// The script of a server, and what it was asked.
pub(crate) struct Service {
    script: Script,
    log: Mutex<Vec<Asked>>,
    running: AtomicUsize,
    peak: AtomicUsize,
}

impl Service {
    pub(crate) fn new(script: Script) -> Arc<Self> {
        Arc::new(Self { script, log: Mutex::default(), running: AtomicUsize::new(0), peak: AtomicUsize::new(0) })
    }

    /// The requests so far, in the order in which they came.
    pub(crate) fn asked(&self) -> Vec<Asked> {
        self.log.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// How many requests were under way at a time, at most.
    pub(crate) fn peak(&self) -> usize {
        self.peak.load(Ordering::SeqCst)
    }

    /// Answers the requests of one connection.
    pub(crate) async fn converse(self: Arc<Self>, connection: impl AsyncRead + AsyncWrite + Unpin) {
        let service = service_fn(|request| self.answer(request));
        // A client that goes away is none of our business.
        let _ = http1::Builder::new().serve_connection(TokioIo::new(connection), service).await;
    }

    async fn answer(&self, request: Request<Incoming>) -> io::Result<Response<BoxBody<Bytes, io::Error>>> {
        let authority = request.headers().get(HOST).and_then(|host| host.to_str().ok()).unwrap_or_default();
        let asked = Asked {
            host: authority.rsplit_once(':').map_or(authority, |(host, _)| host).to_owned(),
            path: request.uri().path().to_owned(),
            query: request.uri().query().unwrap_or_default().to_owned(),
            headers: request.headers().clone(),
        };
        self.log.lock().unwrap_or_else(PoisonError::into_inner).push(asked.clone());
        self.peak.fetch_max(self.running.fetch_add(1, Ordering::SeqCst) + 1, Ordering::SeqCst);
        let reply = (self.script)(&asked);
        if let Some(reply) = &reply
            && !reply.delay.is_zero()
        {
            tokio::time::sleep(reply.delay).await;
        }
        self.running.fetch_sub(1, Ordering::SeqCst);
        reply.map(Reply::into_response).ok_or_else(|| io::ErrorKind::ConnectionAborted.into())
    }
}
