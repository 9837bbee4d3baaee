//! A server with a certificate, on loopback.

use std::net::{IpAddr, Ipv4Addr};
use std::sync::Arc;

use ql_exchange::{HostLookup, LookupFuture};
use rcgen::{BasicConstraints, CertificateParams, IsCa, Issuer, KeyPair};
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::ServerConfig;
use tokio_rustls::rustls::pki_types::PrivatePkcs8KeyDer;

/// The name of the server.
pub(crate) const NAME: &str = "uni.example";

pub(crate) struct Tls {
    /// Who has signed its certificate, as PEM.
    pub(crate) authority: String,
    pub(crate) acceptor: TlsAcceptor,
}

impl Tls {
    pub(crate) fn new() -> Self {
        let mut params = CertificateParams::new(Vec::new()).expect("no names");
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        let key = KeyPair::generate().expect("a key");
        let authority = params.self_signed(&key).expect("a certificate").pem();
        let issuer = Issuer::new(params, key);
        let key = KeyPair::generate().expect("a key");
        let params = CertificateParams::new(vec![NAME.to_owned()]).expect("a name");
        let own = params.signed_by(&key, &issuer).expect("a certificate");
        let key = PrivatePkcs8KeyDer::from(key.serialize_der());
        let config = ServerConfig::builder().with_no_client_auth();
        let config = config.with_single_cert(vec![own.der().clone()], key.into()).expect("a fitting key");
        Self { authority, acceptor: TlsAcceptor::from(Arc::new(config)) }
    }
}

struct Loopback;

impl HostLookup for Loopback {
    fn addresses(&self, _: String) -> LookupFuture {
        Box::pin(async { Ok(vec![IpAddr::V4(Ipv4Addr::LOCALHOST)]) })
    }
}

/// Finds every name here.
pub(crate) fn loopback() -> Arc<dyn HostLookup> {
    Arc::new(Loopback)
}
