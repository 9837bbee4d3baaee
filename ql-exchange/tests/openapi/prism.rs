//! Prism, which makes a server of an OpenAPI document.

use std::net::{Ipv4Addr, TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};
use std::{env, thread};

use http::{HeaderValue, header};
use ql_core::{AddressPolicy, Body as _, Request, Transport as _};
use ql_exchange::HttpTransport;
use serde_json::Value;
use url::Url;

/// How long Prism may take until it listens; it reads and checks the whole document first.
const PATIENCE: Duration = Duration::from_secs(120);

/// A server until it is dropped.
pub(crate) struct Prism {
    process: Child,
    port: u16,
    transport: HttpTransport,
    _folder: tempfile::TempDir,
}

/// What a server is to answer with.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Answers {
    /// The examples of the document.
    Examples,
    /// What is generated from its schemas; the same seed gives the same.
    Generated(u64),
}

impl Answers {
    /// The value of `Prefer`.
    pub(crate) fn wish(self) -> Option<String> {
        match self {
            Self::Examples => None,
            Self::Generated(seed) => Some(format!("dynamic=true, seed={seed}")),
        }
    }
}

pub(crate) fn transport() -> HttpTransport {
    let policy = AddressPolicy::public_only().allowing_loopback();
    HttpTransport::builder().with_address_policy(policy).build().expect("a client")
}

impl Prism {
    /// Repairs a document and serves it; `None` where Prism or the documents are missing.
    pub(crate) fn start(document: &str, is_json_only: bool) -> Option<Self> {
        let (Some(program), Some(folder)) = (env::var_os("QL_PRISM"), env::var_os("QL_OPENAPI")) else {
            println!("SKIPPED: QL_PRISM and QL_OPENAPI don't say where Prism and the OpenAPI documents are");
            return None;
        };
        // Somebody else could take the port in between; then Prism says so and the test fails.
        let port = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).and_then(|listener| listener.local_addr());
        let port = port.expect("a free port").port();
        let repaired = tempfile::tempdir().expect("a folder");
        let target = repaired.path().join("openapi.json");
        let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("../xtask/openapi/repair.py");
        let mut repair = Command::new(env::var_os("QL_PYTHON").unwrap_or_else(|| "python3".into()));
        repair.arg(script).arg(PathBuf::from(folder).join(format!("{document}.json"))).arg(&target);
        repair.arg(format!("http://127.0.0.1:{port}"));
        repair.args(is_json_only.then_some("json-only"));
        let status = repair.status().expect("Python");
        assert!(status.success(), "{document} can't be repaired: {status}");
        let mut mock = Command::new(program);
        mock.args(["mock", "--host", "127.0.0.1", "--verboseLevel", "fatal", "--port"]).arg(port.to_string());
        let process = mock.arg(&target).stdin(Stdio::null()).stdout(Stdio::null()).spawn().expect("Prism");
        let mut prism = Self { process, port, transport: transport(), _folder: repaired };
        prism.wait(document);
        Some(prism)
    }

    fn wait(&mut self, document: &str) {
        let start = Instant::now();
        while TcpStream::connect((Ipv4Addr::LOCALHOST, self.port)).is_err() {
            let ended = self.process.try_wait().expect("its state");
            assert!(ended.is_none(), "{document}: Prism has ended: {ended:?}");
            assert!(start.elapsed() < PATIENCE, "{document}: Prism does not listen after {PATIENCE:?}");
            thread::sleep(Duration::from_millis(100));
        }
    }

    pub(crate) fn url(&self, path: &str) -> Url {
        format!("http://127.0.0.1:{}/{path}", self.port).parse().expect("a URL")
    }

    /// What it answers; whatever is no JSON with status 200 is a fault of the repair.
    pub(crate) async fn get(&self, path: &str, accept: &str, answers: Answers) -> Value {
        let mut request = Request::get(self.url(path)).with_timeout(Duration::from_secs(60));
        request.headers.insert(header::ACCEPT, HeaderValue::from_str(accept).expect("a header"));
        if let Some(wish) = answers.wish() {
            request.headers.insert("prefer", HeaderValue::from_str(&wish).expect("a header"));
        }
        let mut response = self.transport.send(request).await.expect("an answer");
        let mut body = Vec::new();
        while let Some(chunk) = response.body.chunk().await.expect("a whole answer") {
            body.extend_from_slice(&chunk);
        }
        let shown = || String::from_utf8_lossy(&body[..body.len().min(300)]).into_owned();
        assert_eq!(response.status, 200, "{path}, {answers:?}: {}", shown());
        serde_json::from_slice(&body).unwrap_or_else(|error| panic!("{path}, {answers:?}: {error}: {}", shown()))
    }
}

impl Drop for Prism {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}
