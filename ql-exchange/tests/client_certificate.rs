//! A server that gives its catalogue only to those who show a certificate that it knows.
#![cfg(feature = "client")]

#[path = "server/kit.rs"]
#[allow(dead_code, reason = "other tests need more of it")]
mod kit;
#[path = "chaos/tls.rs"]
#[allow(dead_code, reason = "other tests need more of it")]
mod tls;
#[path = "server/wire.rs"]
#[allow(dead_code, reason = "other tests need more of it")]
mod wire;

use std::sync::Arc;

use ql_core::{AddressPolicy, DataSource, SourceType};
use ql_exchange::{Harvester, HttpTransport, HttpTransportBuilder};
use rcgen::{BasicConstraints, CertificateParams, ExtendedKeyUsagePurpose, IsCa, Issuer, KeyPair};
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::pki_types::PrivatePkcs8KeyDer;
use tokio_rustls::rustls::server::WebPkiClientVerifier;
use tokio_rustls::rustls::{RootCertStore, ServerConfig};

use kit::{Harvested, catalogue, hasty, run};
use wire::Server;

/// Somebody who signs certificates.
struct Authority {
    certificate: rcgen::Certificate,
    issuer: Issuer<'static, KeyPair>,
}

impl Authority {
    fn new() -> Self {
        let mut params = CertificateParams::new(Vec::new()).expect("no names");
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        let key = KeyPair::generate().expect("a key");
        let certificate = params.self_signed(&key).expect("a certificate");
        Self { certificate, issuer: Issuer::new(params, key) }
    }

    /// A certificate for an aggregator, with its key.
    fn client(&self) -> (String, String) {
        let key = KeyPair::generate().expect("a key");
        let mut params = CertificateParams::new(vec!["aggregator.example".to_owned()]).expect("a name");
        params.extended_key_usages = vec![ExtendedKeyUsagePurpose::ClientAuth];
        (params.signed_by(&key, &self.issuer).expect("a certificate").pem(), key.serialize_pem())
    }
}

/// A catalogue of two courses for those whom the second authority has signed; the first has signed the server's own.
async fn server(own: &Authority, clients: &Authority) -> Server {
    let key = KeyPair::generate().expect("a key");
    let params = CertificateParams::new(vec![tls::NAME.to_owned()]).expect("a name");
    let certificate = params.signed_by(&key, &own.issuer).expect("a certificate");
    let mut roots = RootCertStore::empty();
    roots.add(clients.certificate.der().clone()).expect("an authority");
    let verifier = WebPkiClientVerifier::builder(Arc::new(roots)).build().expect("a verifier");
    let key = PrivatePkcs8KeyDer::from(key.serialize_der());
    let config = ServerConfig::builder().with_client_cert_verifier(verifier);
    let config = config.with_single_cert(vec![certificate.der().clone()], key.into()).expect("a fitting key");
    let script = Box::new(|asked: &wire::Asked| catalogue(asked, &["a", "b"]));
    Server::with(script, Some(TlsAcceptor::from(Arc::new(config)))).await
}

fn transport(own: &Authority) -> HttpTransportBuilder {
    HttpTransport::builder()
        .with_address_policy(AddressPolicy::public_only().allowing_loopback())
        .with_only_authority(own.certificate.pem())
        .with_lookup(tls::loopback())
}

async fn harvest(server: &Server, transport: HttpTransportBuilder) -> Harvested {
    let path = format!("https://{}:{}/v5/", tls::NAME, server.port).parse().expect("a URL");
    let source = DataSource::builder(SourceType::Ooapi, path).version("5").build();
    run(&Harvester::new(transport.build().expect("a client")).with_options(hasty()), &source).await
}

#[tokio::test]
async fn certificate_that_the_server_knows() {
    let (own, clients) = (Authority::new(), Authority::new());
    let server = server(&own, &clients).await;
    let (certificate, key) = clients.client();
    // In whatever order the two stand.
    for pem in [format!("{certificate}{key}"), format!("{key}{certificate}")] {
        let harvested = harvest(&server, transport(&own).with_client_certificate(pem)).await;
        assert_eq!((harvested.status().as_str(), harvested.ids()), ("complete", vec!["a".to_owned(), "b".to_owned()]));
    }
}

#[tokio::test]
async fn no_certificate_or_one_of_somebody_else() {
    let (own, clients) = (Authority::new(), Authority::new());
    let server = server(&own, &clients).await;
    let (certificate, key) = Authority::new().client();
    for transport in [transport(&own), transport(&own).with_client_certificate(certificate + &key)] {
        let harvested = harvest(&server, transport).await;
        assert_eq!((harvested.status().as_str(), harvested.records.len()), ("failed", 0));
        // Nothing was asked before it was clear who asks.
        assert!(server.asked().is_empty());
    }
}

/// What can't be used is said before anything is asked, and the key is not told.
#[test]
fn certificate_that_is_none() {
    let own = Authority::new();
    let (certificate, key) = own.client();
    let broken = key.replace("KEY-----\n", "KEY-----\n!");
    for pem in [String::new(), "no certificate".into(), certificate.clone(), key, certificate + &broken] {
        let error = transport(&own).with_client_certificate(pem).build().expect_err("nothing to show");
        let said = format!("{error} {error:?}");
        assert!(!said.contains("PRIVATE") && !said.contains("MIG"), "{said}");
    }
}
