use std::fmt;
use std::net::{IpAddr, Ipv6Addr, SocketAddr, UdpSocket};
use std::sync::Arc;
use std::time::Duration;

use hickory_resolver::TokioResolver;
use hickory_resolver::config::{ConnectionConfig, LookupIpStrategy, NameServerConfig, ResolverConfig, ResolverOpts};
use hickory_resolver::net::runtime::TokioRuntimeProvider;
use hickory_resolver::net::{DnsError as NetDnsError, NetError};
use hickory_resolver::proto::op::ResponseCode;
use hickory_resolver::proto::rr::RData;
use hickory_resolver::system_conf::read_system_conf;

use crate::name_server::Protocol;
use crate::{LookupError, LookupErrorKind, NameServer, TxtLookup};

/// No resolver could be made, for example because the system has no usable configuration.
#[derive(Debug)]
pub struct DnsError(NetError);

impl fmt::Display for DnsError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the DNS resolver could not be set up")
    }
}

impl std::error::Error for DnsError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        Some(&self.0)
    }
}

/// DNS look-ups with a cache that honours the records' time to live; truncated answers are asked for again by TCP.
#[derive(Clone)]
pub struct DnsResolver {
    all: TokioResolver,
    /// Each server alone: one that says that it failed is not the last word of the others.
    each: Arc<[TokioResolver]>,
}

impl DnsResolver {
    /// Asks the name servers of the system.
    pub fn system() -> Result<Self, DnsError> {
        let (config, options) = read_system_conf().map_err(DnsError)?;
        Self::build(config, options, &[])
    }

    /// Asks the given name servers, by UDP and TCP.
    pub fn with_servers(servers: &[SocketAddr]) -> Result<Self, DnsError> {
        let servers: Vec<NameServer> = servers.iter().copied().map(NameServer::plain).collect();
        Self::with_name_servers(&servers, &[])
    }

    /// Asks the given name servers. Those asked by TLS or HTTPS have to show a certificate that the system trusts, or
    /// one of the `authorities` (PEM) if any are given.
    pub fn with_name_servers(servers: &[NameServer], authorities: &[String]) -> Result<Self, DnsError> {
        let config = ResolverConfig::from_name_servers(servers.iter().map(configuration).collect());
        Self::build(config, ResolverOpts::default(), authorities)
    }

    fn build(config: ResolverConfig, mut options: ResolverOpts, authorities: &[String]) -> Result<Self, DnsError> {
        options.timeout = Duration::from_secs(3);
        options.attempts = 1;
        options.cache_size = 8192;
        options.edns0 = true;
        // A name is looked up as it is; the search domains of this machine mean nothing to an institution.
        options.ndots = 0;
        // With two servers asked at a time, the second truncated answer ends the question by TCP that follows the first.
        options.num_concurrent_reqs = 1;
        // Where nothing leads to IPv6 addresses, asking for them doubles the questions for nothing.
        options.ip_strategy = match has_ipv6() {
            true => LookupIpStrategy::Ipv6AndIpv4,
            false => LookupIpStrategy::Ipv4thenIpv6,
        };
        let resolver = |config: ResolverConfig| {
            let builder = TokioResolver::builder_with_config(config, TokioRuntimeProvider::default());
            trusting(builder.with_options(options.clone()), authorities)?.build().map_err(DnsError)
        };
        let alone = |server: &NameServerConfig| resolver(ResolverConfig::from_name_servers(vec![server.clone()]));
        let each = match config.name_servers() {
            [] | [_] => Arc::default(),
            servers => servers.iter().map(alone).collect::<Result<_, _>>()?,
        };
        Ok(Self { all: resolver(config)?, each })
    }

    /// How long all servers together may take: if there is nobody else to ask, as long as they like.
    fn patience(&self) -> Duration {
        if self.each.is_empty() { Duration::MAX } else { TOGETHER }
    }

    /// The addresses of a host; none if there is no such host, or it has no address.
    pub async fn addresses(&self, host: &str) -> Result<Vec<IpAddr>, LookupError> {
        let mut answer = within(self.patience(), self.all.lookup_ip(absolute(host))).await;
        for server in &*self.each {
            match &answer {
                Err(error) if is_failure_of_server(error) => {
                    answer = within(ALONE, server.lookup_ip(absolute(host))).await;
                }
                _ => break,
            }
        }
        match answer {
            Ok(lookup) => Ok(lookup.iter().collect()),
            Err(error) => match classify(error) {
                None => Ok(Vec::new()),
                Some(error) if error.kind() == LookupErrorKind::NoSuchDomain => Ok(Vec::new()),
                Some(error) => Err(error),
            },
        }
    }
}

/// How long several servers may take together, and then each of them alone: a silent one must not use up the time of a
/// probe.
const TOGETHER: Duration = Duration::from_secs(5);
const ALONE: Duration = Duration::from_secs(4);

async fn within<R>(limit: Duration, question: impl Future<Output = Result<R, NetError>>) -> Result<R, NetError> {
    tokio::time::timeout(limit, question).await.unwrap_or(Err(NetError::Timeout))
}

fn configuration(server: &NameServer) -> NameServerConfig {
    let mut connections = match server.protocol() {
        Protocol::Plain => vec![ConnectionConfig::udp(), ConnectionConfig::tcp()],
        #[cfg(feature = "encrypted-dns")]
        Protocol::Tls { name } => vec![ConnectionConfig::tls(name.as_str().into())],
        #[cfg(feature = "encrypted-dns")]
        Protocol::Https { name, path } => {
            vec![ConnectionConfig::https(name.as_str().into(), Some(path.as_str().into()))]
        }
        #[cfg(not(feature = "encrypted-dns"))]
        _ => Vec::new(),
    };
    connections.iter_mut().for_each(|connection| connection.port = server.address().port());
    NameServerConfig::new(server.address().ip(), true, connections)
}

type Builder = hickory_resolver::ResolverBuilder<TokioRuntimeProvider>;

#[cfg(feature = "encrypted-dns")]
fn trusting(builder: Builder, authorities: &[String]) -> Result<Builder, DnsError> {
    use rustls::pki_types::CertificateDer;
    use rustls::pki_types::pem::PemObject as _;
    if authorities.is_empty() {
        return Ok(builder);
    }
    let invalid = |error: &dyn fmt::Display| DnsError(NetError::from(format!("an authority can't be read: {error}")));
    let mut roots = rustls::RootCertStore::empty();
    for pem in authorities {
        let before = roots.len();
        for certificate in CertificateDer::pem_slice_iter(pem.as_bytes()) {
            roots.add(certificate.map_err(|error| invalid(&error))?).map_err(|error| invalid(&error))?;
        }
        if roots.len() == before {
            return Err(invalid(&"there is no certificate in the text"));
        }
    }
    let provider = std::sync::Arc::new(rustls::crypto::aws_lc_rs::default_provider());
    let config = rustls::ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .map_err(|error| invalid(&error))?
        .with_root_certificates(roots)
        .with_no_client_auth();
    Ok(builder.with_tls_config(config))
}

#[cfg(not(feature = "encrypted-dns"))]
#[expect(clippy::unnecessary_wraps, reason = "with the feature, it can fail")]
fn trusting(builder: Builder, _: &[String]) -> Result<Builder, DnsError> {
    Ok(builder)
}

/// Whether the system knows a way to IPv6 addresses. Nothing is sent.
fn has_ipv6() -> bool {
    let anywhere = (Ipv6Addr::new(0x2000, 0, 0, 0, 0, 0, 0, 1), 53);
    UdpSocket::bind((Ipv6Addr::UNSPECIFIED, 0)).and_then(|socket| socket.connect(anywhere)).is_ok()
}

/// With a final dot, so that no search domain is tried.
fn absolute(name: &str) -> String {
    if name.ends_with('.') { name.to_owned() } else { format!("{name}.") }
}

impl TxtLookup for DnsResolver {
    async fn txt(&self, domain: &str) -> Result<Vec<Vec<Vec<u8>>>, LookupError> {
        let mut answer = within(self.patience(), self.all.txt_lookup(absolute(domain))).await;
        for server in &*self.each {
            match &answer {
                Err(error) if is_failure_of_server(error) => {
                    answer = within(ALONE, server.txt_lookup(absolute(domain))).await;
                }
                _ => break,
            }
        }
        let lookup = match answer {
            Ok(lookup) => lookup,
            Err(error) => return classify(error).map_or(Ok(Vec::new()), Err),
        };
        let records = lookup.answers().iter().filter_map(|record| match &record.data {
            RData::TXT(txt) => Some(txt.txt_data.iter().map(|string| string.to_vec()).collect()),
            _ => None,
        });
        Ok(records.collect())
    }
}

/// Whether another server may have an answer.
fn is_failure_of_server(error: &NetError) -> bool {
    let code = match error {
        NetError::Dns(NetDnsError::NoRecordsFound(none)) => none.response_code,
        NetError::Dns(NetDnsError::ResponseCode(code)) => *code,
        _ => return true,
    };
    !matches!(code, ResponseCode::NoError | ResponseCode::NXDomain)
}

/// `None` if the domain exists, but has no such record.
fn classify(error: NetError) -> Option<LookupError> {
    let kind = match &error {
        NetError::Dns(NetDnsError::NoRecordsFound(none)) => match none.response_code {
            ResponseCode::NoError => return None,
            ResponseCode::NXDomain => LookupErrorKind::NoSuchDomain,
            ResponseCode::Refused => LookupErrorKind::Refused,
            _ => LookupErrorKind::ServerFailure,
        },
        NetError::Dns(NetDnsError::ResponseCode(ResponseCode::Refused)) => LookupErrorKind::Refused,
        NetError::Dns(NetDnsError::ResponseCode(_)) => LookupErrorKind::ServerFailure,
        NetError::Timeout => LookupErrorKind::Timeout,
        _ => LookupErrorKind::Network,
    };
    Some(LookupError::new(kind).with_source(error))
}

impl fmt::Debug for DnsResolver {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("DnsResolver")
    }
}
