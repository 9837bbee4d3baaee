//! A piece of internet on loopback: a DNS server, an HTTPS server with certificates of its own, and an HTTP server.

#[path = "../../../tests/support/http.rs"]
pub(crate) mod http;

use std::collections::{BTreeSet, HashMap};
use std::fmt;
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;

use hickory_server::Server;
use hickory_server::proto::rr::rdata::{A, AAAA, SOA, TXT};
use hickory_server::proto::rr::{Name, RData, Record};
use hickory_server::store::in_memory::InMemoryZoneHandler;
use hickory_server::zone_handler::{AxfrPolicy, Catalog, ZoneHandler, ZoneType};
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

use http::{Asked, Reply, Service};

const LOOPBACK: IpAddr = IpAddr::V4(Ipv4Addr::LOCALHOST);

/// The servers, until the runtime of the test ends; first they are described, then [started](Network::start).
pub(crate) struct Network {
    dns: (UdpSocket, TcpListener),
    https: TcpListener,
    http: TcpListener,
    addresses: Vec<(String, IpAddr)>,
    txt: Vec<(String, Vec<String>)>,
    files: HashMap<String, Reply>,
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
            addresses: Vec::new(),
            txt: Vec::new(),
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
        self.addresses.push((host.into(), address));
        self
    }

    /// A TXT record of one or more character-strings.
    pub(crate) fn txt<S: Into<String>>(mut self, domain: &str, strings: impl IntoIterator<Item = S>) -> Self {
        self.txt.push((domain.into(), strings.into_iter().map(Into::into).collect()));
        self
    }

    /// A file at `HOST/PATH`, over https and http alike; everything else is not found.
    pub(crate) fn file(mut self, place: &str, reply: Reply) -> Self {
        let host = place.split_once('/').map_or(place, |(host, _)| host);
        if !self.addresses.iter().any(|(known, _)| known == host) {
            self.addresses.push((host.into(), LOOPBACK));
        }
        self.files.insert(place.into(), reply);
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
        let files = self.files;
        let service = Service::new(Box::new(move |asked: &Asked| {
            let reply = files.get(&format!("{}{}", asked.host, asked.path)).cloned();
            Some(reply.unwrap_or_else(|| Reply::new(404, "no such file")))
        }));
        let port = self.https.local_addr().expect("an address").port();
        let dns = self.dns.0.local_addr().expect("an address");
        let certificates = Certificates::new();
        let authority = certificates.authority_pem.clone();
        serve_dns(self.dns, &self.addresses, &self.txt);
        serve_https(self.https, certificates, Arc::clone(&service));
        serve_http(self.http, Arc::clone(&service));
        let transport = HttpTransport::builder()
            .with_address_policy(self.policy)
            .with_lookup(Arc::new(Addresses(resolver(dns))))
            .with_default_port(port)
            .with_only_authority(authority)
            .with_connect_timeout(Duration::from_secs(1))
            .build()
            .expect("a client");
        (Discovery::new(transport, resolver(dns)).with_options(self.options), service)
    }
}

/// A port that is free by UDP and by TCP.
pub(crate) async fn dns_sockets() -> (UdpSocket, TcpListener) {
    loop {
        let udp = UdpSocket::bind((LOOPBACK, 0)).await.expect("a UDP socket");
        // By TCP, somebody else may have the port.
        if let Ok(tcp) = TcpListener::bind(udp.local_addr().expect("an address")).await {
            return (udp, tcp);
        }
    }
}

pub(crate) fn resolver(server: SocketAddr) -> DnsResolver {
    DnsResolver::with_servers(&[server]).expect("a resolver")
}

pub(crate) struct Addresses(pub(crate) DnsResolver);

impl HostLookup for Addresses {
    fn addresses(&self, host: String) -> LookupFuture {
        let resolver = self.0.clone();
        Box::pin(async move { resolver.addresses(&host).await.map_err(Into::into) })
    }
}

fn serve_dns((udp, tcp): (UdpSocket, TcpListener), addresses: &[(String, IpAddr)], txt: &[(String, Vec<String>)]) {
    const TTL: u32 = 60;
    let name = |text: &str| {
        let mut name = Name::from_ascii(text).expect("a domain name");
        name.set_fqdn(true);
        name
    };
    let origin = name("example");
    let mut zone: InMemoryZoneHandler = InMemoryZoneHandler::empty(origin.clone(), ZoneType::Primary, AxfrPolicy::Deny);
    let mut add = |owner: Name, data: RData| zone.upsert_mut(Record::from_rdata(owner, TTL, data), 1);
    let soa = SOA::new(name("ns.example"), name("hostmaster.example"), 1, 7200, 600, 3_600_000, TTL);
    add(origin.clone(), RData::SOA(soa));
    for (host, address) in addresses {
        let data = match address {
            IpAddr::V4(v4) => RData::A(A(*v4)),
            IpAddr::V6(v6) => RData::AAAA(AAAA(*v6)),
        };
        add(name(host), data);
    }
    for (domain, strings) in txt {
        add(name(domain), RData::TXT(TXT::new(strings.clone())));
    }
    let mut catalog = Catalog::new();
    catalog.upsert(origin.into(), vec![Arc::new(zone) as Arc<dyn ZoneHandler>]);
    let mut server = Server::new(catalog);
    server.register_socket(udp);
    server.register_listener(tcp, Duration::from_secs(5), 32);
    tokio::spawn(async move { server.block_until_done().await });
}

fn serve_https(listener: TcpListener, certificates: Certificates, service: Arc<Service>) {
    let acceptor = TlsAcceptor::from(Arc::new(certificates.into_config()));
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
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
