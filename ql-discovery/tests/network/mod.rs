//! A piece of internet on loopback: a DNS server, an HTTPS server with certificates of its own, and an HTTP server.
#![allow(dead_code, unused_imports, reason = "every test file uses a part")]

pub(crate) mod dns;
#[path = "../../../tests/support/http.rs"]
pub(crate) mod http;

use std::collections::{BTreeSet, HashMap};
use std::fmt;
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use ql_core::AddressPolicy;
use ql_discovery::{Discovery, DiscoveryOptions, DnsResolver};
use ql_exchange::{HostLookup, HttpTransport, LookupFuture};
use rcgen::{BasicConstraints, CertificateParams, DnType, IsCa, Issuer, KeyPair, KeyUsagePurpose, date_time_ymd};
use rustls::ServerConfig;
use rustls::crypto::aws_lc_rs;
use rustls::pki_types::{CertificateDer, PrivateKeyDer, PrivatePkcs8KeyDer};
use rustls::server::{ClientHello, ResolvesServerCert};
use rustls::sign::CertifiedKey;
use tokio::net::{TcpListener, UdpSocket};
use tokio_rustls::TlsAcceptor;

use dns::{Questions, Zone};
pub(crate) use dns::{dns_sockets, resolver};
use http::{Asked, Reply, Service};

const LOOPBACK: IpAddr = IpAddr::V4(Ipv4Addr::LOCALHOST);

/// The servers, until the runtime of the test ends; first they are described, then [started](Network::start).
pub(crate) struct Network {
    dns: (UdpSocket, TcpListener),
    https: TcpListener,
    http: TcpListener,
    zone: Zone,
    files: HashMap<String, Reply>,
    policy: AddressPolicy,
    options: DiscoveryOptions,
}

/// The servers of a [`Network`] that runs.
pub(crate) struct Servers {
    /// The name server, by UDP and TCP.
    pub(crate) dns: SocketAddr,
    /// What the name server was asked.
    pub(crate) questions: Questions,
    /// The port of the HTTPS server.
    pub(crate) https_port: u16,
    /// The authority of its certificates.
    pub(crate) authority_pem: String,
    /// What the HTTP servers were asked.
    pub(crate) service: Arc<Service>,
    /// How many connections the HTTPS server has had.
    connections: Arc<AtomicUsize>,
    policy: AddressPolicy,
    options: DiscoveryOptions,
}

pub(crate) type Search = Discovery<HttpTransport, DnsResolver>;

impl Network {
    pub(crate) async fn bind() -> Self {
        let listener = async || TcpListener::bind((LOOPBACK, 0)).await.expect("a TCP socket");
        Self {
            dns: dns_sockets().await,
            https: listener().await,
            http: listener().await,
            zone: Zone::default(),
            files: HashMap::new(),
            policy: AddressPolicy::public_only().allowing_loopback(),
            options: DiscoveryOptions::new(),
        }
    }

    /// The port of the server without TLS.
    pub(crate) fn http_port(&self) -> u16 {
        self.http.local_addr().expect("an address").port()
    }

    /// A host with an address; a host with a [file](Self::file) has one anyway.
    pub(crate) fn host(mut self, host: &str, address: IpAddr) -> Self {
        self.zone.addresses.push((host.into(), address));
        self
    }

    /// A TXT record of one or more character-strings.
    pub(crate) fn txt<S: Into<String>>(mut self, domain: &str, strings: impl IntoIterator<Item = S>) -> Self {
        self.zone.txt.push((domain.into(), strings.into_iter().map(Into::into).collect()));
        self
    }

    /// A file at `HOST/PATH`, over https and http alike; everything else is not found.
    pub(crate) fn file(mut self, place: &str, reply: Reply) -> Self {
        let host = place.split_once('/').map_or(place, |(host, _)| host);
        if !self.zone.addresses.iter().any(|(known, _)| known == host) {
            self.zone.addresses.push((host.into(), LOOPBACK));
        }
        self.files.insert(place.into(), reply);
        self
    }

    /// For how many seconds what the name server says may be kept.
    pub(crate) fn ttl(mut self, seconds: u32) -> Self {
        self.zone.ttl = seconds;
        self
    }

    pub(crate) fn policy(mut self, policy: AddressPolicy) -> Self {
        self.policy = policy;
        self
    }

    pub(crate) fn options(mut self, options: DiscoveryOptions) -> Self {
        self.options = options;
        self
    }

    /// Starts the servers: a search over them, and what the HTTP servers are asked.
    pub(crate) fn start(self) -> (Search, Arc<Service>) {
        let servers = self.serve();
        (servers.search(), servers.service)
    }

    /// Starts the servers.
    pub(crate) fn serve(self) -> Servers {
        let files = self.files;
        let service = Service::new(Box::new(move |asked: &Asked| {
            let reply = files.get(&format!("{}{}", asked.host, asked.path)).cloned();
            Some(reply.unwrap_or_else(|| Reply::new(404, "no such file")))
        }));
        let certificates = Certificates::new();
        let servers = Servers {
            dns: self.dns.0.local_addr().expect("an address"),
            questions: Questions::default(),
            https_port: self.https.local_addr().expect("an address").port(),
            authority_pem: certificates.authority_pem.clone(),
            service,
            connections: Arc::default(),
            policy: self.policy,
            options: self.options,
        };
        dns::serve(self.dns, self.zone, &servers.questions);
        serve_https(self.https, certificates, Arc::clone(&servers.service), Arc::clone(&servers.connections));
        serve_http(self.http, Arc::clone(&servers.service));
        servers
    }
}

impl Servers {
    pub(crate) fn search(&self) -> Search {
        Discovery::new(self.transport(), resolver(self.dns)).with_options(self.options)
    }

    pub(crate) fn transport(&self) -> HttpTransport {
        HttpTransport::builder()
            .with_address_policy(self.policy)
            .with_lookup(Arc::new(Addresses(resolver(self.dns))))
            .with_default_port(self.https_port)
            .with_only_authority(self.authority_pem.as_str())
            .with_connect_timeout(Duration::from_secs(1))
            .build()
            .expect("a client")
    }

    pub(crate) fn connections(&self) -> usize {
        self.connections.load(Ordering::SeqCst)
    }
}

pub(crate) struct Addresses(pub(crate) DnsResolver);

impl HostLookup for Addresses {
    fn addresses(&self, host: String) -> LookupFuture {
        let resolver = self.0.clone();
        Box::pin(async move { resolver.addresses(&host).await.map_err(Into::into) })
    }
}

fn serve_https(
    listener: TcpListener,
    certificates: Certificates,
    service: Arc<Service>,
    connections: Arc<AtomicUsize>,
) {
    let acceptor = TlsAcceptor::from(Arc::new(certificates.into_config()));
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            connections.fetch_add(1, Ordering::SeqCst);
            let (acceptor, service) = (acceptor.clone(), Arc::clone(&service));
            tokio::spawn(async move {
                if let Ok(stream) = acceptor.accept(stream).await {
                    service.converse(stream).await;
                }
            });
        }
    });
}

fn serve_http(listener: TcpListener, service: Arc<Service>) {
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            tokio::spawn(Arc::clone(&service).converse(stream));
        }
    });
}

/// Issues the certificate of a host when it is asked for. That of `expired.example`, `future.example`,
/// `misnamed.example` and `stranger.example` is not as it should be.
pub(crate) struct Certificates {
    /// The authority that is to be trusted.
    pub(crate) authority_pem: String,
    authority: Issuer<'static, KeyPair>,
    stranger: Issuer<'static, KeyPair>,
}

impl Certificates {
    pub(crate) fn new() -> Self {
        let authority = |name: &str| {
            let mut params = CertificateParams::new(Vec::new()).expect("no names");
            params.distinguished_name.push(DnType::CommonName, name);
            params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
            params.key_usages = vec![KeyUsagePurpose::KeyCertSign];
            let key = KeyPair::generate().expect("a key");
            let pem = params.self_signed(&key).expect("a certificate").pem();
            (pem, Issuer::new(params, key))
        };
        let (authority_pem, trusted) = authority("trusted authority");
        Self { authority_pem, authority: trusted, stranger: authority("another authority").1 }
    }

    /// A TLS server with these certificates.
    pub(crate) fn into_config(self) -> ServerConfig {
        ServerConfig::builder_with_provider(Arc::new(aws_lc_rs::default_provider()))
            .with_safe_default_protocol_versions()
            .expect("TLS versions")
            .with_no_client_auth()
            .with_cert_resolver(Arc::new(self))
    }
}

impl fmt::Debug for Certificates {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Certificates")
    }
}

impl ResolvesServerCert for Certificates {
    fn resolve(&self, hello: ClientHello<'_>) -> Option<Arc<CertifiedKey>> {
        let host = hello.server_name()?;
        let name = if host == "misnamed.example" { "other.example" } else { host };
        let mut params = CertificateParams::new(vec![name.to_owned()]).ok()?;
        match host {
            "expired.example" => params.not_after = date_time_ymd(2020, 1, 1),
            "future.example" => params.not_before = date_time_ymd(2999, 1, 1),
            _ => {}
        }
        let issuer = if host == "stranger.example" { &self.stranger } else { &self.authority };
        let key = KeyPair::generate().ok()?;
        let certificate = CertificateDer::from(params.signed_by(&key, issuer).ok()?.der().to_vec());
        let key = PrivateKeyDer::from(PrivatePkcs8KeyDer::from(key.serialize_der()));
        CertifiedKey::from_der(vec![certificate], key, &aws_lc_rs::default_provider()).ok().map(Arc::new)
    }
}

/// The hosts that were asked something.
pub(crate) fn hosts(asked: &[Asked]) -> BTreeSet<&str> {
    asked.iter().map(|asked| asked.host.as_str()).collect()
}
