//! DNS and HTTPS for ten thousand universities.

use std::collections::HashMap;
use std::error::Error;
use std::io::Write as _;
use std::net::Ipv4Addr;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use hickory_server::proto::op::{Message, MessageType, OpCode, ResponseCode};
use hickory_server::proto::rr::rdata::{A, TXT};
use hickory_server::proto::rr::{RData, Record, RecordType};
use http_body_util::Full;
use hyper::body::{Bytes, Incoming};
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper::{Request, Response};
use hyper_util::rt::TokioIo;
use rcgen::{BasicConstraints, CertificateParams, IsCa, Issuer, KeyPair};
use rustls::ServerConfig;
use rustls::crypto::aws_lc_rs;
use rustls::pki_types::{CertificateDer, PrivateKeyDer, PrivatePkcs8KeyDer};
use rustls::server::{ClientHello, ResolvesServerCert};
use rustls::sign::CertifiedKey;
use tokio::net::{TcpListener, UdpSocket};
use tokio_rustls::TlsAcceptor;

const MANIFEST: &str =
    r#"{"sources": [{"type": "ooapi", "version": "5", "path": "https://api.example.edu/ooapi/v5/"}]}"#;
const DEAD: Ipv4Addr = Ipv4Addr::new(127, 0, 0, 2);

pub(crate) async fn run(latency: Duration) -> Result<(), Box<dyn Error>> {
    rlimit::increase_nofile_limit(u64::MAX)?;
    let udp = Arc::new(UdpSocket::bind((Ipv4Addr::LOCALHOST, 0)).await?);
    let https = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await?;
    let port = https.local_addr()?.port();
    // Connections to this one are made by the kernel, and nothing ever answers.
    let dead = TcpListener::bind((DEAD, port)).await?;
    let (certificates, authority) = Certificates::new()?;
    let mut out = std::io::stdout();
    write!(out, "{}\n{port}\n{authority}", udp.local_addr()?)?;
    out.flush()?;
    let config = ServerConfig::builder_with_provider(Arc::new(aws_lc_rs::default_provider()))
        .with_safe_default_protocol_versions()?
        .with_no_client_auth()
        .with_cert_resolver(Arc::new(certificates));
    tokio::spawn(serve_dns(udp, latency));
    tokio::spawn(async move {
        let mut kept = Vec::new();
        while let Ok(connection) = dead.accept().await {
            kept.push(connection);
        }
    });
    let acceptor = TlsAcceptor::from(Arc::new(config));
    loop {
        let (stream, _) = https.accept().await?;
        let acceptor = acceptor.clone();
        tokio::spawn(async move {
            if let Ok(stream) = acceptor.accept(stream).await {
                let service = service_fn(move |request| answer(request, latency));
                // A client that goes away is none of our business.
                let _ = http1::Builder::new().serve_connection(TokioIo::new(stream), service).await;
            }
        });
    }
}

/// `7` of `www.u7.example`.
fn number(host: &str) -> Option<u64> {
    host.trim_end_matches('.').trim_start_matches("www.").strip_prefix('u')?.strip_suffix(".example")?.parse().ok()
}

async fn answer(request: Request<Incoming>, latency: Duration) -> Result<Response<Full<Bytes>>, hyper::Error> {
    if !latency.is_zero() {
        tokio::time::sleep(latency).await;
    }
    let host = request.headers().get("host").and_then(|host| host.to_str().ok()).unwrap_or_default();
    let kind = number(host.split(':').next().unwrap_or_default()).unwrap_or(9) % 10;
    let file = request.uri().path().trim_start_matches("/.well-known/quality-link-manifest");
    let is_there = matches!((kind, file), (1..=3, "/manifest.json") | (4, "") | (5, ".json") | (6, ".yaml"));
    let mut response = Response::new(Full::from(if is_there { MANIFEST } else { "no such file" }));
    if !is_there {
        *response.status_mut() = hyper::StatusCode::NOT_FOUND;
    }
    Ok(response)
}

async fn serve_dns(socket: Arc<UdpSocket>, latency: Duration) {
    let mut buffer = vec![0; 4096];
    while let Ok((length, client)) = socket.recv_from(&mut buffer).await {
        let Some(answer) = Message::from_vec(&buffer[..length]).ok().and_then(reply) else { continue };
        let socket = Arc::clone(&socket);
        tokio::spawn(async move {
            if !latency.is_zero() {
                tokio::time::sleep(latency).await;
            }
            let _ = socket.send_to(&answer, client).await;
        });
    }
}

fn reply(question: Message) -> Option<Vec<u8>> {
    let query = question.queries.first()?.clone();
    let kind = number(&query.name().to_ascii())? % 10;
    let mut message = Message::new(question.metadata.id, MessageType::Response, OpCode::Query);
    message.metadata.response_code = ResponseCode::NoError;
    message.metadata.recursion_available = true;
    let data = match query.query_type() {
        RecordType::A => Some(RData::A(A(if kind == 0 { DEAD } else { Ipv4Addr::LOCALHOST }))),
        RecordType::TXT if (1..=3).contains(&kind) => {
            let host = query.name().to_ascii();
            let record = format!("v=qldiscover1; m=https://{}/manifest.json", host.trim_end_matches('.'));
            Some(RData::TXT(TXT::new(vec![record])))
        }
        _ => None,
    };
    message.answers.extend(data.map(|data| Record::from_rdata(query.name().clone(), 300, data)));
    message.queries.push(query);
    message.to_vec().ok()
}

/// Certificates of one authority, made when they are asked for.
struct Certificates {
    issuer: Issuer<'static, KeyPair>,
    key: KeyPair,
    made: Mutex<HashMap<String, Arc<CertifiedKey>>>,
}

impl std::fmt::Debug for Certificates {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Certificates")
    }
}

impl Certificates {
    fn new() -> Result<(Self, String), rcgen::Error> {
        let mut params = CertificateParams::new(Vec::new())?;
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        let key = KeyPair::generate()?;
        let pem = params.self_signed(&key)?.pem();
        Ok((Self { issuer: Issuer::new(params, key), key: KeyPair::generate()?, made: Mutex::default() }, pem))
    }
}

impl ResolvesServerCert for Certificates {
    fn resolve(&self, hello: ClientHello<'_>) -> Option<Arc<CertifiedKey>> {
        let host = hello.server_name()?;
        let mut made = self.made.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(certificate) = made.get(host) {
            return Some(Arc::clone(certificate));
        }
        let params = CertificateParams::new(vec![host.to_owned()]).ok()?;
        let certificate = CertificateDer::from(params.signed_by(&self.key, &self.issuer).ok()?.der().to_vec());
        let key = PrivateKeyDer::from(PrivatePkcs8KeyDer::from(self.key.serialize_der()));
        let key = CertifiedKey::from_der(vec![certificate], key, &aws_lc_rs::default_provider()).ok().map(Arc::new)?;
        made.insert(host.to_owned(), Arc::clone(&key));
        Some(key)
    }
}
