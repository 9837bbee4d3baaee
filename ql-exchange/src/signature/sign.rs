use std::time::{Duration, SystemTime};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use http::{HeaderName, HeaderValue};
use ql_core::Request;

use super::base::authority;
use super::key::{SignatureAlgorithm, SigningKey};
use super::{KeyList, TAG};
use crate::{AccessError, codes};

/// Signs requests as the exchange specification says (`httpsig`): over the authority, with the parameters `created`,
/// `expires`, `keyid`, `alg` and the tag `qualitylink-v1`.
///
/// ```
/// use std::time::{Duration, SystemTime};
/// use ql_core::Request;
/// use ql_exchange::signature::{SignatureAlgorithm, Signer, SigningKey};
/// # let pem = "-----BEGIN PRIVATE KEY-----\nMC4CAQAwBQYDK2VwBCIEIJ+DYvh6SEqVTm50DFtMDoQikTmiCqirVv9mWG9qfSnF\n-----END PRIVATE KEY-----";
/// let signer = Signer::new(SigningKey::from_pem("aggregator-2026", SignatureAlgorithm::Ed25519, pem)?);
/// let mut request = Request::get("https://api.example.edu/courses".parse()?);
/// signer.sign(&mut request, SystemTime::UNIX_EPOCH + Duration::from_secs(1_764_000_000))?;
/// let input = request.headers["signature-input"].to_str()?;
/// assert!(input.starts_with("sig1=(\"@authority\");created=1764000000;expires=1764000300;keyid=\"aggregator-2026\""));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug)]
pub struct Signer {
    keys: Vec<SigningKey>,
    lifetime: Duration,
}

impl Signer {
    /// The longest life of a signature that the specification allows.
    pub const MAX_LIFETIME: Duration = Duration::from_secs(3600);

    /// Signs with this key. Signatures are valid for five minutes.
    pub fn new(key: SigningKey) -> Self {
        Self { keys: vec![key], lifetime: Duration::from_secs(300) }
    }

    /// Adds a key for data sources that want another algorithm.
    #[must_use]
    pub fn with_key(mut self, key: SigningKey) -> Self {
        self.keys.push(key);
        self
    }

    /// Sets how long a signature is valid; an hour at most.
    #[must_use]
    pub fn with_lifetime(mut self, lifetime: Duration) -> Self {
        self.lifetime = lifetime.clamp(Duration::from_secs(1), Self::MAX_LIFETIME);
        self
    }

    /// The public keys, as the list to publish.
    pub fn key_list(&self) -> KeyList {
        KeyList::new(self.keys.iter().map(SigningKey::verifying_key))
    }

    /// Which key signs for a source that wants this algorithm; the first for one that does not say.
    pub(crate) fn choose(&self, algorithm: Option<&str>) -> Option<usize> {
        match algorithm {
            None => Some(0),
            Some(name) => {
                let wanted: SignatureAlgorithm = name.parse().ok()?;
                self.keys.iter().position(|key| key.algorithm() == wanted)
            }
        }
    }

    /// Signs a request with the first key.
    pub fn sign(&self, request: &mut Request, now: SystemTime) -> Result<(), AccessError> {
        self.sign_with(0, request, now)
    }

    pub(crate) fn sign_with(&self, key: usize, request: &mut Request, now: SystemTime) -> Result<(), AccessError> {
        let failed = |what: &str| AccessError::new(codes::SIGNING_KEY, format!("the request can't be signed: {what}"));
        let key = self.keys.get(key).ok_or_else(|| failed("there is no such key"))?;
        let created = now.duration_since(SystemTime::UNIX_EPOCH).map_err(|_| failed("the clock is before 1970"))?;
        let expires = (created + self.lifetime).as_secs();
        let parameters = format!(
            "(\"@authority\");created={};expires={expires};keyid=\"{}\";alg=\"{}\";tag=\"{TAG}\"",
            created.as_secs(),
            key.id(),
            key.algorithm(),
        );
        let base = format!("\"@authority\": {}\n\"@signature-params\": {parameters}", authority(&request.url));
        let signature = key.sign(base.as_bytes()).ok_or_else(|| failed("the cryptographic library failed"))?;
        let header = |text: String| HeaderValue::try_from(text).map_err(|_| failed("the id of the key is no header"));
        request.headers.insert(INPUT, header(format!("sig1={parameters}"))?);
        let mut value = header(format!("sig1=:{}:", STANDARD.encode(signature)))?;
        value.set_sensitive(true);
        request.headers.insert(SIGNATURE, value);
        Ok(())
    }
}

pub(super) const INPUT: HeaderName = HeaderName::from_static("signature-input");
pub(super) const SIGNATURE: HeaderName = HeaderName::from_static("signature");
