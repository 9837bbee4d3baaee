use std::fmt;
use std::net::{IpAddr, SocketAddr};
use std::time::Duration;

use hickory_resolver::TokioResolver;
use hickory_resolver::config::{ConnectionConfig, NameServerConfig, ResolverConfig};
use hickory_resolver::net::runtime::TokioRuntimeProvider;
use hickory_resolver::net::{DnsError as NetDnsError, NetError};
use hickory_resolver::proto::op::ResponseCode;
use hickory_resolver::proto::rr::RData;

use crate::{LookupError, LookupErrorKind, TxtLookup};

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
pub struct DnsResolver(TokioResolver);

impl DnsResolver {
    /// Asks the name servers of the system.
    pub fn system() -> Result<Self, DnsError> {
        Self::build(TokioResolver::builder_tokio().map_err(DnsError)?)
    }

    /// Asks the given name servers, by UDP and TCP.
    pub fn with_servers(servers: &[SocketAddr]) -> Result<Self, DnsError> {
        let servers = servers.iter().map(|server| {
            let mut connections = [ConnectionConfig::udp(), ConnectionConfig::tcp()];
            connections.iter_mut().for_each(|connection| connection.port = server.port());
            NameServerConfig::new(server.ip(), true, connections.into())
        });
        let config = ResolverConfig::from_name_servers(servers.collect());
        Self::build(TokioResolver::builder_with_config(config, TokioRuntimeProvider::default()))
    }

    fn build(mut builder: hickory_resolver::ResolverBuilder<TokioRuntimeProvider>) -> Result<Self, DnsError> {
        let options = builder.options_mut();
        options.timeout = Duration::from_secs(3);
        options.attempts = 2;
        options.cache_size = 8192;
        // A name is looked up as it is; the search domains of this machine mean nothing to an institution.
        options.ndots = 0;
        builder.build().map(Self).map_err(DnsError)
    }

    /// The addresses of a host.
    ///
    /// # Errors
    /// [`LookupErrorKind::NoSuchDomain`] also if the domain exists without an address.
    pub async fn addresses(&self, host: &str) -> Result<Vec<IpAddr>, LookupError> {
        match self.0.lookup_ip(absolute(host)).await {
            Ok(lookup) => Ok(lookup.iter().collect()),
            Err(error) => Err(classify(error).unwrap_or_else(|| LookupError::new(LookupErrorKind::NoSuchDomain))),
        }
    }
}

/// With a final dot, so that no search domain is tried.
fn absolute(name: &str) -> String {
    if name.ends_with('.') { name.to_owned() } else { format!("{name}.") }
}

impl TxtLookup for DnsResolver {
    async fn txt(&self, domain: &str) -> Result<Vec<Vec<Vec<u8>>>, LookupError> {
        let lookup = match self.0.txt_lookup(absolute(domain)).await {
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

/// `None` if the domain exists, but has no such record.
fn classify(error: NetError) -> Option<LookupError> {
    let kind = match &error {
        NetError::Dns(NetDnsError::NoRecordsFound(none)) => match none.response_code {
            ResponseCode::NoError => return None,
            ResponseCode::NXDomain => LookupErrorKind::NoSuchDomain,
            _ => LookupErrorKind::ServerFailure,
        },
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
