//! Certificates as they should be, and as they are.

use rcgen::{BasicConstraints, CertificateParams, DnType, IsCa, Issuer, KeyPair, KeyUsagePurpose, date_time_ymd};

/// The certificates that a server sends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Chain {
    /// Its own and the intermediate one.
    Complete,
    /// All and the root, in no order.
    Jumbled,
    /// Its own only, though the authority has not signed that.
    WithoutIntermediate,
    Expired,
    /// Signed by itself.
    SelfSigned,
}

/// An authority that signs by way of an intermediate certificate, as those of the web do.
pub(crate) struct Authority {
    pub(crate) pem: String,
    intermediate_pem: String,
    intermediate: Issuer<'static, KeyPair>,
}

impl Authority {
    pub(crate) fn new() -> Self {
        let params = |name: &str| {
            let mut params = CertificateParams::new(Vec::new()).expect("no names");
            params.distinguished_name.push(DnType::CommonName, name);
            params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
            params.key_usages = vec![KeyUsagePurpose::KeyCertSign];
            (params, KeyPair::generate().expect("a key"))
        };
        let (root, root_key) = params("root");
        let (below, key) = params("intermediate");
        let pem = root.self_signed(&root_key).expect("a certificate").pem();
        let root = Issuer::new(root, root_key);
        let intermediate_pem = below.signed_by(&key, &root).expect("a certificate").pem();
        Self { pem, intermediate_pem, intermediate: Issuer::new(below, key) }
    }

    /// The certificates of a server and its key, as PEM.
    pub(crate) fn issue(&self, names: &[&str], chain: Chain) -> (String, String) {
        let names: Vec<String> = names.iter().map(ToString::to_string).collect();
        let mut params = CertificateParams::new(names).expect("names of hosts");
        if chain == Chain::Expired {
            params.not_after = date_time_ymd(2020, 1, 1);
        }
        let key = KeyPair::generate().expect("a key");
        let own = match chain {
            Chain::SelfSigned => params.self_signed(&key),
            _ => params.signed_by(&key, &self.intermediate),
        };
        let own = own.expect("a certificate").pem();
        let sent = match chain {
            Chain::Complete | Chain::Expired => own + &self.intermediate_pem,
            Chain::Jumbled => own + &self.pem + &self.intermediate_pem,
            Chain::WithoutIntermediate | Chain::SelfSigned => own,
        };
        (sent, key.serialize_pem())
    }
}
