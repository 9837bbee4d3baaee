//! A name server that is asked by TLS or HTTPS.
#![allow(dead_code, reason = "every test file uses a part")]

use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;

use hickory_server::Server;
use ql_discovery::{DnsError, DnsResolver, NameServer};
use rcgen::{BasicConstraints, CertificateParams, DnType, IsCa, Issuer, KeyPair, KeyUsagePurpose, date_time_ymd};
use rustls::ServerConfig;
use rustls::crypto::aws_lc_rs;
use rustls::pki_types::{CertificateDer, PrivateKeyDer, PrivatePkcs8KeyDer};
use tokio::net::TcpListener;

use crate::network::dns::{Noted, Questions, Zone};

/// Somebody who signs certificates.
pub(crate) struct Authority {
    pub(crate) pem: String,
    issuer: Issuer<'static, KeyPair>,
}

impl Authority {
    pub(crate) fn new() -> Self {
        let mut params = CertificateParams::new(Vec::new()).expect("no names");
        params.distinguished_name.push(DnType::CommonName, "authority");
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        params.key_usages = vec![KeyUsagePurpose::KeyCertSign];
        let key = KeyPair::generate().expect("a key");
        let pem = params.self_signed(&key).expect("a certificate").pem();
        Self { pem, issuer: Issuer::new(params, key) }
    }

    /// A TLS server with a certificate for these names and addresses.
    fn config(&self, names: &[&str], is_expired: bool, protocol: &str) -> Arc<ServerConfig> {
        let names: Vec<String> = names.iter().map(|name| (*name).to_owned()).collect();
        let mut params = CertificateParams::new(names).expect("names");
        if is_expired {
            params.not_after = date_time_ymd(2020, 1, 1);
        }
        let key = KeyPair::generate().expect("a key");
        let certificate =
            CertificateDer::from(params.signed_by(&key, &self.issuer).expect("a certificate").der().to_vec());
        let key = PrivateKeyDer::from(PrivatePkcs8KeyDer::from(key.serialize_der()));
        let mut config = ServerConfig::builder_with_provider(Arc::new(aws_lc_rs::default_provider()))
            .with_safe_default_protocol_versions()
            .expect("TLS versions")
            .with_no_client_auth()
            .with_single_cert(vec![certificate], key)
            .expect("a certificate with its key");
        config.alpn_protocols = vec![protocol.into()];
        Arc::new(config)
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    Tls,
    Https,
}

pub(crate) const BOTH: [Kind; 2] = [Kind::Tls, Kind::Https];

/// A name server that runs until the test ends.
pub(crate) struct DnsServer {
    kind: Kind,
    address: SocketAddr,
    pub(crate) questions: Questions,
}

impl DnsServer {
    pub(crate) async fn start(kind: Kind, authority: &Authority, names: &[&str], zone: Zone) -> Self {
        Self::start_as(kind, authority, names, zone, false).await
    }

    pub(crate) async fn start_as(
        kind: Kind,
        authority: &Authority,
        names: &[&str],
        zone: Zone,
        is_expired: bool,
    ) -> Self {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.expect("a TCP socket");
        let address = listener.local_addr().expect("an address");
        let questions = Questions::default();
        let mut server = Server::new(Noted::new(zone, &questions));
        let timeout = Duration::from_secs(5);
        let registered = match kind {
            Kind::Tls => {
                let config = authority.config(names, is_expired, "dot");
                server.register_tls_listener_with_tls_config(listener, timeout, config)
            }
            Kind::Https => {
                let config = authority.config(names, is_expired, "h2");
                server.register_https_listener_with_tls_config(listener, timeout, config, None, "/dns-query".into())
            }
        };
        registered.expect("a server");
        tokio::spawn(async move { server.block_until_done().await });
        Self { kind, address, questions }
    }

    /// The server, by a name for its certificate; the address if that is empty.
    pub(crate) fn named(&self, name: &str) -> NameServer {
        named(self.kind, name, self.address)
    }

    /// The server at another path than its own.
    pub(crate) fn at_path(&self, name: &str, path: &str) -> NameServer {
        format!("{}{path}", self.named(name).to_string().trim_end_matches("/dns-query")).parse().expect("a name server")
    }
}

pub(crate) fn named(kind: Kind, name: &str, address: SocketAddr) -> NameServer {
    let scheme = if kind == Kind::Tls { "tls" } else { "https" };
    let at = if name.is_empty() { "" } else { "@" };
    format!("{scheme}://{name}{at}{address}").parse().expect("a name server")
}

pub(crate) fn resolver(server: NameServer, authority: &Authority) -> DnsResolver {
    try_resolver(&[server], &[authority.pem.as_str()]).expect("a resolver")
}

pub(crate) fn try_resolver(servers: &[NameServer], authorities: &[&str]) -> Result<DnsResolver, DnsError> {
    let authorities: Vec<String> = authorities.iter().map(|pem| (*pem).to_owned()).collect();
    DnsResolver::with_name_servers(servers, &authorities)
}
