//! Triple stores: servers of their own, asked by HTTP.

use std::fs::{self, File};
use std::io::{Read as _, Write as _};
use std::net::{Ipv4Addr, TcpListener, TcpStream};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};
use std::{env, thread};

use ql_elm::{Graph, RdfFormat, RdfReader, ReadGraph};
use tempfile::TempDir;

/// How long a server may take until it answers; a machine may be busy with compiling.
const PATIENCE: Duration = Duration::from_secs(60);
/// How long an answer may take: one that takes longer will never come.
const TIMEOUT: Duration = Duration::from_secs(120);

/// The triple stores that are tried.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    Oxigraph,
    Fuseki,
}

impl Kind {
    /// Its program; `None` where it is missing, which is only right on the machine of a developer.
    fn program(self) -> Option<PathBuf> {
        let variable = match self {
            Self::Oxigraph => "QL_OXIGRAPH",
            Self::Fuseki => "QL_FUSEKI",
        };
        let program = env::var_os(variable).filter(|path| !path.is_empty());
        if program.is_none() {
            assert!(env::var_os("QL_REQUIRE_PEERS").is_none(), "QL_REQUIRE_PEERS is set, but {variable} is not");
            eprintln!("skipped: {variable} does not say where {self:?} is");
        }
        program.map(PathBuf::from)
    }

    fn command(self, program: PathBuf, port: u16, folder: &TempDir) -> Command {
        match self {
            Self::Oxigraph => {
                let mut command = Command::new(program);
                command.args(["serve", "--bind", &format!("127.0.0.1:{port}"), "--location"]).arg(folder.path());
                command
            }
            Self::Fuseki => {
                let mut command = Command::new("java");
                // It lives for seconds: starting fast is worth more than code that runs fast.
                command.args(["-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xmx1g", "-cp"]).arg(program);
                command.args(["org.apache.jena.fuseki.main.cmds.FusekiMainCmd", "--mem", "--update", "--localhost"]);
                command.args(["--port", &port.to_string(), "/ds"]).current_dir(folder.path());
                command
            }
        }
    }

    fn paths(self) -> (&'static str, &'static str) {
        match self {
            Self::Oxigraph => ("/query", "/update"),
            Self::Fuseki => ("/ds/query", "/ds/update"),
        }
    }
}

/// A store with nothing in it, until it is dropped.
pub(crate) struct Store {
    kind: Kind,
    process: Child,
    port: u16,
    _folder: TempDir,
}

impl Store {
    /// Starts a store; `None` where it is missing.
    pub(crate) fn start(kind: Kind) -> Option<Self> {
        let program = kind.program()?;
        // Somebody may take the port that was free a moment ago.
        let mut problems = Vec::new();
        while problems.len() < 3 {
            match Self::attempt(kind, program.clone()) {
                Ok(store) => return Some(store),
                Err(problem) => problems.push(problem),
            }
        }
        panic!("{}", problems.join("\n"));
    }

    fn attempt(kind: Kind, program: PathBuf) -> Result<Self, String> {
        let port = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).and_then(|listener| listener.local_addr());
        let port = port.expect("a free port").port();
        let folder = tempfile::tempdir().expect("a folder");
        let log = tempfile::NamedTempFile::new().expect("a file");
        let output = || Stdio::from(File::options().append(true).open(log.path()).expect("a file"));
        let mut command = kind.command(program, port, &folder);
        command.stdin(Stdio::null()).stdout(output()).stderr(output());
        let process = command.spawn().unwrap_or_else(|error| panic!("{command:?}: {error}"));
        let mut store = Self { kind, process, port, _folder: folder };
        let start = Instant::now();
        while store.request(kind.paths().0, "application/sparql-query", "*/*", "ASK {}").is_err() {
            let ended = store.process.try_wait().expect("its state");
            if ended.is_some() || start.elapsed() > PATIENCE {
                let said = fs::read_to_string(log.path()).unwrap_or_default();
                return Err(format!("{command:?}: not ready, {ended:?}\n{said}"));
            }
            thread::sleep(Duration::from_millis(50));
        }
        Ok(store)
    }

    pub(crate) fn kind(&self) -> Kind {
        self.kind
    }

    /// Runs an update that the store may refuse.
    pub(crate) fn try_update(&self, update: &str) -> Result<(), String> {
        let (_, path) = self.kind.paths();
        self.request(path, "application/sparql-update", "*/*", update).map(|_| ())
    }

    /// Runs an update that the store has to accept.
    pub(crate) fn update(&self, update: &str) {
        self.try_update(update).unwrap_or_else(|problem| panic!("{:?}: {problem}\n{update}", self.kind));
    }

    fn query(&self, query: &str, accept: &str) -> Vec<u8> {
        let (path, _) = self.kind.paths();
        let answer = self.request(path, "application/sparql-query", accept, query);
        answer.unwrap_or_else(|problem| panic!("{:?}: {problem}\n{query}", self.kind))
    }

    pub(crate) fn ask(&self, pattern: &str) -> bool {
        let answer = self.query(&format!("ASK {{ {pattern} }}"), "application/sparql-results+json");
        let answer = String::from_utf8_lossy(&answer);
        assert!(answer.contains("true") != answer.contains("false"), "{answer}");
        answer.contains("true")
    }

    /// What a named graph holds, or the default one.
    pub(crate) fn dump(&self, graph: Option<&str>) -> Graph {
        let read = self.read(graph);
        assert!(read.diagnostics.is_empty(), "{:?}: {:?}", self.kind, read.diagnostics);
        read.graph
    }

    /// The same, with what the store accepts, but nobody should say.
    pub(crate) fn read(&self, graph: Option<&str>) -> ReadGraph {
        let pattern = graph.map_or_else(|| "?s ?p ?o".into(), |graph| format!("GRAPH <{graph}> {{ ?s ?p ?o }}"));
        let content = self.query(&format!("CONSTRUCT {{ ?s ?p ?o }} WHERE {{ {pattern} }}"), "application/n-triples");
        RdfReader::new(RdfFormat::NTriples).read(&content)
    }

    /// The IRIs of the named graphs that hold something.
    pub(crate) fn graphs(&self) -> Vec<String> {
        let list = self.query("SELECT DISTINCT ?g WHERE { GRAPH ?g { ?s ?p ?o } } ORDER BY ?g", "text/csv");
        let list = String::from_utf8(list).expect("UTF-8");
        list.lines().skip(1).map(|line| line.trim_matches('"').to_owned()).collect()
    }

    /// Sends a request; the body of the answer, or what is wrong.
    fn request(&self, path: &str, media_type: &str, accept: &str, body: &str) -> Result<Vec<u8>, String> {
        let mut answer = Vec::new();
        let mut exchange = || {
            let mut stream = TcpStream::connect((Ipv4Addr::LOCALHOST, self.port))?;
            stream.set_read_timeout(Some(TIMEOUT))?;
            stream.set_write_timeout(Some(TIMEOUT))?;
            let head = format!(
                "POST {path} HTTP/1.1\r\nHost: 127.0.0.1:{}\r\nConnection: close\r\nContent-Type: {media_type}\r\n\
                 Accept: {accept}\r\nContent-Length: {}\r\n\r\n",
                self.port,
                body.len()
            );
            stream.write_all(head.as_bytes())?;
            stream.write_all(body.as_bytes())?;
            stream.read_to_end(&mut answer)
        };
        exchange().map_err(|error| error.to_string())?;
        let (status, body) = parse(&answer).ok_or_else(|| format!("no HTTP: {}", String::from_utf8_lossy(&answer)))?;
        if (200..300).contains(&status) {
            Ok(body)
        } else {
            Err(format!("{status}: {}", String::from_utf8_lossy(&body)))
        }
    }
}

impl Drop for Store {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// Status and body of an answer that ends with the connection.
fn parse(answer: &[u8]) -> Option<(u16, Vec<u8>)> {
    let end = answer.windows(4).position(|window| window == b"\r\n\r\n")?;
    let head = std::str::from_utf8(&answer[..end]).ok()?;
    let (first, headers) = head.split_once("\r\n").unwrap_or((head, ""));
    let status = first.strip_prefix("HTTP/1.1 ")?.get(..3)?.parse().ok()?;
    let header = |name: &str| {
        let mut fields = headers.lines().filter_map(|line| line.split_once(':'));
        fields.find(|(field, _)| field.eq_ignore_ascii_case(name)).map(|(_, value)| value.trim())
    };
    let body = &answer[end + 4..];
    if header("transfer-encoding").is_some_and(|coding| coding.eq_ignore_ascii_case("chunked")) {
        return Some((status, joined(body)?));
    }
    match header("content-length") {
        Some(length) if length.parse() != Ok(body.len()) => None,
        _ => Some((status, body.to_vec())),
    }
}

/// The chunks of a body; `None` if the last one is missing.
fn joined(mut rest: &[u8]) -> Option<Vec<u8>> {
    let mut body = Vec::new();
    loop {
        let line = rest.windows(2).position(|window| window == b"\r\n")?;
        let size = std::str::from_utf8(&rest[..line]).ok()?.split(';').next()?;
        let size = usize::from_str_radix(size.trim(), 16).ok()?;
        if size == 0 {
            return Some(body);
        }
        let start = line + 2;
        body.extend_from_slice(rest.get(start..start + size)?);
        rest = rest.get(start + size + 2..)?;
    }
}
