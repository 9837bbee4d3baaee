//! Servers that send exactly the bytes they are told to: by DNS, by TCP, and in TLS.

use std::io;
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use bytes::Bytes;
use tokio::io::{AsyncRead, AsyncReadExt as _, AsyncWrite, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpSocket, TcpStream, UdpSocket};
use tokio::sync::oneshot;
use tokio_rustls::TlsAcceptor;

use crate::network::{Certificates, dns_sockets};
use crate::wire::Query;

/// What a server does next.
#[derive(Clone)]
pub(crate) enum Step {
    /// Sends the bytes; by UDP as one packet.
    Send(Bytes),
    /// Sends the same bytes so many times.
    Repeat(Bytes, usize),
    /// Sends a byte every 100 ms.
    Drip(Bytes),
    Wait(Duration),
    /// Says nothing more and keeps the connection.
    Hold,
    /// Ends the connection as its protocol asks for.
    Close,
    /// Ends the TCP connection, whatever stands above it.
    Cut,
    /// Resets the TCP connection.
    Reset,
}

/// For [`Step::Repeat`]: until the client has gone.
pub(crate) const FOREVER: usize = usize::MAX;

pub(crate) fn send(bytes: impl Into<Bytes>) -> Step {
    Step::Send(bytes.into())
}

/// A request, as far as it matters.
pub(crate) struct Asked {
    pub(crate) host: String,
    pub(crate) path: String,
}

pub(crate) type DnsScript = Box<dyn Fn(&Query) -> Vec<Step> + Send + Sync>;
pub(crate) type HttpScript = Box<dyn Fn(&Asked) -> Vec<Step> + Send + Sync>;
/// By the number of the stream, which is 1 for the first request.
pub(crate) type Http2Script = Box<dyn Fn(u32) -> Vec<Step> + Send + Sync>;

/// What stands at the port for HTTPS.
pub(crate) enum Front {
    /// Nobody listens.
    Closed,
    /// Nobody accepts, and the queue of connections is full.
    Full,
    /// After the first bytes of the client, without TLS.
    Tcp(Vec<Step>),
    /// After each request, in TLS.
    Http(HttpScript),
    /// After the head of each request, in TLS with HTTP/2 agreed on.
    Http2(Http2Script),
}

/// What happened at the servers.
#[derive(Default)]
pub(crate) struct Seen {
    connections: AtomicUsize,
    requests: Mutex<Vec<String>>,
}

impl Seen {
    /// Connections to the port for HTTPS.
    pub(crate) fn connections(&self) -> usize {
        self.connections.load(Ordering::SeqCst)
    }

    /// The HTTP/1 requests, as host and path.
    pub(crate) fn requests(&self) -> Vec<String> {
        self.requests.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

/// The servers, in a thread of their own until this is dropped.
pub(crate) struct Servers {
    pub(crate) dns: SocketAddr,
    pub(crate) https_port: u16,
    pub(crate) authority_pem: String,
    pub(crate) seen: Arc<Seen>,
    stop: Option<oneshot::Sender<()>>,
    thread: Option<std::thread::JoinHandle<()>>,
}

impl Drop for Servers {
    fn drop(&mut self) {
        drop(self.stop.take());
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

pub(crate) fn start(dns: DnsScript, front: Front) -> Servers {
    let (started, ready) = std::sync::mpsc::channel();
    let (stop, stopped) = oneshot::channel::<()>();
    let certificates = Certificates::new();
    let authority_pem = certificates.authority_pem.clone();
    let seen = Arc::new(Seen::default());
    let witness = Arc::clone(&seen);
    let thread = std::thread::spawn(move || {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
        runtime.block_on(async move {
            let (udp, tcp) = dns_sockets().await;
            let address = udp.local_addr().expect("an address");
            let dns = Arc::new(dns);
            tokio::spawn(dns_by_udp(udp, Arc::clone(&dns)));
            tokio::spawn(dns_by_tcp(tcp, dns));
            // Bound, so that nobody else gets the port.
            let socket = TcpSocket::new_v4().expect("a socket");
            socket.bind((Ipv4Addr::LOCALHOST, 0).into()).expect("a port");
            let https = socket.local_addr().expect("an address");
            let mut kept = Vec::new();
            match front {
                Front::Closed => kept.push(Kept::Socket(socket)),
                Front::Full => {
                    kept.push(Kept::Listener(socket.listen(1).expect("a listener")));
                    fill(https, &mut kept).await;
                }
                front => {
                    let listener = socket.listen(64).expect("a listener");
                    tokio::spawn(accept(listener, front, certificates, witness));
                }
            }
            started.send((address, https.port())).expect("a listening test");
            let _ = stopped.await;
            drop(kept);
        });
    });
    let (dns, https_port) = ready.recv().expect("servers");
    Servers { dns, https_port, authority_pem, seen, stop: Some(stop), thread: Some(thread) }
}

/// What must not be dropped before the end.
#[expect(dead_code, reason = "kept, not read")]
enum Kept {
    Socket(TcpSocket),
    Listener(TcpListener),
    Stream(TcpStream),
}

/// Connects until nobody gets through any more.
async fn fill(server: SocketAddr, kept: &mut Vec<Kept>) {
    while let Ok(Ok(stream)) = tokio::time::timeout(Duration::from_millis(100), TcpStream::connect(server)).await {
        kept.push(Kept::Stream(stream));
    }
}

async fn accept(listener: TcpListener, front: Front, certificates: Certificates, seen: Arc<Seen>) {
    let mut config = certificates.into_config();
    if let Front::Http2(_) = front {
        config.alpn_protocols = vec![b"h2".to_vec()];
    }
    let (acceptor, front) = (TlsAcceptor::from(Arc::new(config)), Arc::new(front));
    while let Ok((stream, _)) = listener.accept().await {
        seen.connections.fetch_add(1, Ordering::SeqCst);
        // What is sent in pieces is not to wait for acknowledgements.
        let _ = stream.set_nodelay(true);
        let (acceptor, front, seen) = (acceptor.clone(), Arc::clone(&front), Arc::clone(&seen));
        // A client that goes away is none of a server's business.
        tokio::spawn(async move { drop(converse(stream, &acceptor, &front, &seen).await) });
    }
}

async fn converse(mut stream: TcpStream, acceptor: &TlsAcceptor, front: &Front, seen: &Seen) -> io::Result<()> {
    if let Front::Tcp(steps) = front {
        if stream.read(&mut [0; 4096]).await? == 0 {
            return Ok(());
        }
        if let Ending::Reset = play(&mut stream, steps.clone()).await? {
            stream.set_zero_linger()?;
        }
        return Ok(());
    }
    let mut stream = acceptor.accept(stream).await?;
    let mut unread = Vec::new();
    loop {
        let steps = match front {
            Front::Http(script) => {
                let Some(asked) = read_request(&mut stream, &mut unread).await? else { return Ok(()) };
                let place = format!("{}{}", asked.host, asked.path);
                seen.requests.lock().unwrap_or_else(PoisonError::into_inner).push(place);
                script(&asked)
            }
            Front::Http2(script) => script(read_stream_number(&mut stream).await?),
            _ => return Ok(()),
        };
        match play(&mut stream, steps).await? {
            Ending::Next => {}
            Ending::Close => return stream.shutdown().await,
            Ending::Cut => return Ok(()),
            Ending::Reset => return stream.get_ref().0.set_zero_linger(),
        }
    }
}

enum Ending {
    Next,
    Close,
    Cut,
    Reset,
}

async fn play(stream: &mut (impl AsyncRead + AsyncWrite + Unpin), steps: Vec<Step>) -> io::Result<Ending> {
    for step in steps {
        match step {
            Step::Send(bytes) => stream.write_all(&bytes).await?,
            Step::Repeat(bytes, times) => {
                for _ in 0..times {
                    stream.write_all(&bytes).await?;
                }
            }
            Step::Drip(bytes) => {
                for byte in bytes {
                    stream.write_all(&[byte]).await?;
                    stream.flush().await?;
                    tokio::time::sleep(Duration::from_millis(100)).await;
                }
            }
            Step::Wait(duration) => tokio::time::sleep(duration).await,
            Step::Hold => {
                stream.flush().await?;
                std::future::pending::<()>().await;
            }
            Step::Close => {
                stream.flush().await?;
                return Ok(Ending::Close);
            }
            Step::Cut => {
                stream.flush().await?;
                return Ok(Ending::Cut);
            }
            Step::Reset => return Ok(Ending::Reset),
        }
    }
    stream.flush().await?;
    Ok(Ending::Next)
}

/// The next request; `None` if the client is done.
async fn read_request(stream: &mut (impl AsyncRead + Unpin), unread: &mut Vec<u8>) -> io::Result<Option<Asked>> {
    let end = loop {
        if let Some(at) = unread.windows(4).position(|four| four == b"\r\n\r\n") {
            break at + 4;
        }
        if stream.read_buf(unread).await? == 0 {
            return Ok(None);
        }
    };
    let head: Vec<u8> = unread.drain(..end).collect();
    let head = String::from_utf8_lossy(&head);
    let path = head.split(' ').nth(1).unwrap_or_default().to_owned();
    let authority = head.lines().find_map(|line| line.strip_prefix("host: ")).unwrap_or_default();
    let host = authority.split(':').next().unwrap_or_default().to_owned();
    Ok(Some(Asked { host, path }))
}

/// The stream of the next request by HTTP/2.
async fn read_stream_number(stream: &mut (impl AsyncRead + Unpin)) -> io::Result<u32> {
    const HEADERS: u8 = 1;
    loop {
        let mut head = [0; 9];
        stream.read_exact(&mut head).await?;
        let [a, b, c, kind, _, number @ ..] = head;
        // The client begins with `PRI * HTTP/2.0` and so on, 24 bytes.
        let length = if [a, b, c] == *b"PRI" { 24 - 9 } else { u32::from_be_bytes([0, a, b, c]) };
        tokio::io::copy(&mut (&mut *stream).take(length.into()), &mut tokio::io::sink()).await?;
        if kind == HEADERS {
            return Ok(u32::from_be_bytes(number));
        }
    }
}

async fn dns_by_udp(socket: UdpSocket, script: Arc<DnsScript>) {
    let socket = Arc::new(socket);
    let mut packet = [0; 2048];
    while let Ok((length, client)) = socket.recv_from(&mut packet).await {
        let Some(query) = Query::parse(&packet[..length], false) else { continue };
        let (steps, socket) = (script(&query), Arc::clone(&socket));
        tokio::spawn(async move {
            for step in steps {
                let (bytes, times) = match step {
                    Step::Send(bytes) => (bytes, 1),
                    Step::Repeat(bytes, times) => (bytes, times),
                    _ => return,
                };
                for _ in 0..times {
                    let _ = socket.send_to(&bytes, client).await;
                    tokio::task::yield_now().await;
                }
            }
        });
    }
}

async fn dns_by_tcp(listener: TcpListener, script: Arc<DnsScript>) {
    while let Ok((mut stream, _)) = listener.accept().await {
        let script = Arc::clone(&script);
        tokio::spawn(async move {
            while let Ok(length) = stream.read_u16().await {
                let mut packet = vec![0; usize::from(length)];
                if stream.read_exact(&mut packet).await.is_err() {
                    return;
                }
                let Some(query) = Query::parse(&packet, true) else { return };
                match play(&mut stream, script(&query)).await {
                    Ok(Ending::Next) => {}
                    _ => return,
                }
            }
        });
    }
}
