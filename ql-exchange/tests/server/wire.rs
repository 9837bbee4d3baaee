//! A server that says exactly what it is told to, byte by byte: what no library would send, and cuts wherever one likes.

use std::collections::HashMap;
use std::net::Ipv4Addr;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use bytes::Bytes;
use tokio::io::{AsyncRead, AsyncReadExt as _, AsyncWrite, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use tokio_rustls::TlsAcceptor;
use url::Url;

/// A request as it came.
#[derive(Clone, Debug)]
pub(crate) struct Asked {
    pub(crate) method: String,
    pub(crate) path: String,
    /// Empty if there is none.
    pub(crate) query: String,
    /// Names in small letters.
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) body: String,
    /// How often the same was asked for before.
    pub(crate) times: usize,
    /// How many requests came before.
    pub(crate) number: usize,
    /// How many requests came before by the same connection.
    pub(crate) on_connection: usize,
    /// The origin of another server.
    pub(crate) elsewhere: String,
}

impl Asked {
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }

    pub(crate) fn is_first(&self) -> bool {
        self.times == 0
    }

    /// The number of the page of a list.
    pub(crate) fn page(&self) -> usize {
        let mut pairs = url::form_urlencoded::parse(self.query.as_bytes());
        pairs.find(|(name, _)| name == "pageNumber").and_then(|(_, number)| number.parse().ok()).unwrap_or(1)
    }

    pub(crate) fn is_list(&self) -> bool {
        self.path.ends_with("/courses")
    }

    /// The id of the course whose offerings are asked for.
    pub(crate) fn course(&self) -> &str {
        self.path.strip_suffix("/offerings").and_then(|path| path.rsplit('/').next()).unwrap_or_default()
    }
}

/// A step of an answer.
#[derive(Clone, Debug)]
pub(crate) enum Step {
    Send(Bytes),
    Wait(Duration),
    /// The connection ends as it should.
    Close,
    /// The connection ends with RST.
    Reset,
}

pub(crate) type Answer = Vec<Step>;
pub(crate) type Script = Box<dyn Fn(&Asked) -> Answer + Send + Sync>;

pub(crate) fn send(bytes: impl Into<Bytes>) -> Step {
    Step::Send(bytes.into())
}

pub(crate) fn wait(milliseconds: u64) -> Step {
    Step::Wait(Duration::from_millis(milliseconds))
}

/// A head with these headers, and nothing behind it.
pub(crate) fn head(status: u16, headers: &[(&str, &str)]) -> String {
    let lines: Vec<String> = headers.iter().map(|(name, value)| format!("{name}: {value}\r\n")).collect();
    let lines = lines.concat();
    format!("HTTP/1.1 {status} Status\r\n{lines}\r\n")
}

/// A whole answer with these headers and the right length.
pub(crate) fn answer(status: u16, headers: &[(&str, &str)], body: impl AsRef<[u8]>) -> Answer {
    let body = body.as_ref();
    let length = body.len().to_string();
    // Neither has a body.
    let length = ("content-length", length.as_str());
    let length = Some(length).filter(|_| status != 204 && status != 304);
    let headers: Vec<_> = headers.iter().copied().chain(length).collect();
    vec![send([head(status, &headers).as_bytes(), body].concat())]
}

pub(crate) fn ok(body: impl AsRef<[u8]>) -> Answer {
    answer(200, &[], body)
}

pub(crate) fn status(status: u16) -> Answer {
    answer(status, &[], "")
}

/// A body in chunks, without the last one, which ends it.
pub(crate) fn chunks(parts: &[&[u8]]) -> Vec<u8> {
    parts.iter().flat_map(|part| [format!("{:x}\r\n", part.len()).as_bytes(), part, b"\r\n"].concat()).collect()
}

/// A server until the runtime of the test ends.
pub(crate) struct Server {
    pub(crate) port: u16,
    state: Arc<State>,
}

struct State {
    script: Script,
    log: Mutex<Vec<Asked>>,
    times: Mutex<HashMap<String, usize>>,
    elsewhere: Mutex<String>,
}

impl Server {
    pub(crate) async fn start(script: impl Fn(&Asked) -> Answer + Send + Sync + 'static) -> Self {
        Self::with(Box::new(script), None).await
    }

    pub(crate) async fn with(script: Script, tls: Option<TlsAcceptor>) -> Self {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.expect("a TCP socket");
        let port = listener.local_addr().expect("an address").port();
        let state = State { script, log: Mutex::default(), times: Mutex::default(), elsewhere: Mutex::default() };
        let state = Arc::new(state);
        let answering = Arc::clone(&state);
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let (state, tls) = (Arc::clone(&answering), tls.clone());
                tokio::spawn(async move {
                    let _ = stream.set_nodelay(true);
                    // A client that goes away is none of our business.
                    let _ = match tls {
                        None => state.converse(stream).await,
                        Some(tls) => match tls.accept(stream).await {
                            Ok(stream) => state.converse(stream).await,
                            Err(error) => Err(error),
                        },
                    };
                });
            }
        });
        Self { port, state }
    }

    pub(crate) fn origin(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }

    pub(crate) fn url(&self, path: &str) -> Url {
        format!("{}/{path}", self.origin()).parse().expect("a URL")
    }

    /// Tells the script where another server is.
    pub(crate) fn knows(&self, other: &Server) {
        *self.state.elsewhere.lock().unwrap_or_else(PoisonError::into_inner) = other.origin();
    }

    /// The requests so far, in order.
    pub(crate) fn asked(&self) -> Vec<Asked> {
        self.state.log.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

/// What can end with RST.
trait Connection: AsyncRead + AsyncWrite + Unpin {
    fn reset(self);
}

impl Connection for TcpStream {
    fn reset(self) {
        let _ = self.set_zero_linger();
    }
}

impl Connection for tokio_rustls::server::TlsStream<TcpStream> {
    fn reset(self) {
        self.into_inner().0.reset();
    }
}

impl State {
    async fn converse(&self, mut stream: impl Connection) -> std::io::Result<()> {
        let mut on_connection = 0;
        let mut buffer = Vec::new();
        while let Some(mut asked) = read(&mut stream, &mut buffer).await? {
            asked.on_connection = on_connection;
            on_connection += 1;
            {
                let mut log = self.log.lock().unwrap_or_else(PoisonError::into_inner);
                asked.number = log.len();
                let mut times = self.times.lock().unwrap_or_else(PoisonError::into_inner);
                let times = times.entry(format!("{}?{}", asked.path, asked.query)).or_default();
                asked.times = *times;
                *times += 1;
                asked.elsewhere.clone_from(&self.elsewhere.lock().unwrap_or_else(PoisonError::into_inner));
                log.push(asked.clone());
            }
            for step in (self.script)(&asked) {
                match step {
                    Step::Send(bytes) => stream.write_all(&bytes).await?,
                    Step::Wait(duration) => {
                        stream.flush().await?;
                        tokio::time::sleep(duration).await;
                    }
                    Step::Close => return stream.shutdown().await,
                    Step::Reset => {
                        // What was sent should arrive first.
                        tokio::time::sleep(Duration::from_millis(5)).await;
                        stream.reset();
                        return Ok(());
                    }
                }
            }
            stream.flush().await?;
        }
        Ok(())
    }
}

/// The next request; `None` if the client is gone.
async fn read(stream: &mut (impl AsyncRead + Unpin), buffer: &mut Vec<u8>) -> std::io::Result<Option<Asked>> {
    let end = loop {
        if let Some(at) = buffer.windows(4).position(|four| four == b"\r\n\r\n") {
            break at + 4;
        }
        if stream.read_buf(buffer).await? == 0 {
            return Ok(None);
        }
    };
    let head = String::from_utf8_lossy(&buffer[..end]).into_owned();
    let mut lines = head.lines();
    let mut words = lines.next().unwrap_or_default().split(' ');
    let (method, target) = (words.next().unwrap_or_default(), words.next().unwrap_or_default());
    let (path, query) = target.split_once('?').unwrap_or((target, ""));
    let headers: Vec<(String, String)> = lines
        .filter_map(|line| line.split_once(':'))
        .map(|(name, value)| (name.to_ascii_lowercase(), value.trim().to_owned()))
        .collect();
    let length = headers.iter().find(|(name, _)| name == "content-length").and_then(|(_, value)| value.parse().ok());
    let whole = end + length.unwrap_or(0);
    while buffer.len() < whole {
        if stream.read_buf(buffer).await? == 0 {
            return Ok(None);
        }
    }
    let body = String::from_utf8_lossy(&buffer[end..whole]).into_owned();
    buffer.drain(..whole);
    Ok(Some(Asked {
        method: method.into(),
        path: path.into(),
        query: query.into(),
        headers,
        body,
        times: 0,
        number: 0,
        on_connection: 0,
        elsewhere: String::new(),
    }))
}
