use std::fmt;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::{Deserialize, Serialize};

use super::key::{Material, SignatureAlgorithm, VerifyingKey};

/// The public keys of an aggregator as a document that it publishes and data providers read: a JSON Web Key Set
/// (RFC 7517), each key with its id (`kid`) and its algorithm by the name of RFC 9421 (`alg`).
///
/// ```
/// use ql_exchange::signature::KeyList;
/// let list = KeyList::from_json(br#"{"keys": [{
///     "kty": "OKP", "crv": "Ed25519", "kid": "test-key-ed25519", "alg": "ed25519",
///     "x": "JrQLj5P_89iXES9-vFgrIy29clF9CC_oPPsw3c5D0bs"
/// }]}"#)?;
/// assert_eq!(list.get("test-key-ed25519").unwrap().algorithm().as_str(), "ed25519");
/// # Ok::<(), ql_exchange::signature::KeyListError>(())
/// ```
#[derive(Clone, Debug, Default)]
pub struct KeyList(Vec<VerifyingKey>);

/// A text that is no list of keys.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeyListError(String);

impl fmt::Display for KeyListError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "not a list of keys (JSON Web Key Set): {}", self.0)
    }
}

impl std::error::Error for KeyListError {}

#[derive(Deserialize)]
struct Document {
    keys: Vec<serde_json::Value>,
}

#[derive(Serialize, Deserialize)]
struct Jwk {
    kid: String,
    kty: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    alg: Option<String>,
    #[serde(rename = "use", default, skip_serializing_if = "Option::is_none")]
    purpose: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    crv: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    x: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    y: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    n: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    e: Option<String>,
}

impl KeyList {
    /// A list of keys.
    pub fn new(keys: impl IntoIterator<Item = VerifyingKey>) -> Self {
        Self(keys.into_iter().collect())
    }

    /// Reads a list. Keys of kinds that RFC 9421 has no asymmetric algorithm for, or without an id, are left out.
    ///
    /// # Errors
    /// If the text is no JSON object with `keys`.
    pub fn from_json(json: &[u8]) -> Result<Self, KeyListError> {
        let document: Document = serde_json::from_slice(json).map_err(|error| KeyListError(error.to_string()))?;
        let known = |value| serde_json::from_value::<Jwk>(value).ok().as_ref().and_then(read);
        Ok(Self(document.keys.into_iter().filter_map(known).collect()))
    }

    /// The list as JSON.
    pub fn to_json(&self) -> String {
        let keys: Vec<Jwk> = self.0.iter().map(write).collect();
        serde_json::to_string_pretty(&serde_json::json!({ "keys": keys })).unwrap_or_default()
    }

    /// The key with this id.
    pub fn get(&self, id: &str) -> Option<&VerifyingKey> {
        self.0.iter().find(|key| key.id() == id)
    }

    /// The keys.
    pub fn iter(&self) -> impl Iterator<Item = &VerifyingKey> {
        self.0.iter()
    }
}

fn read(jwk: &Jwk) -> Option<VerifyingKey> {
    let bytes = |text: &Option<String>| URL_SAFE_NO_PAD.decode(text.as_deref()?.trim_end_matches('=')).ok();
    let is_for_signatures = jwk.purpose.as_deref().is_none_or(|purpose| purpose == "sig");
    if !is_for_signatures || jwk.kid.is_empty() {
        return None;
    }
    let (default, material) = match (jwk.kty.as_str(), jwk.crv.as_deref()) {
        ("OKP", Some("Ed25519")) => {
            let point = bytes(&jwk.x).filter(|point| point.len() == 32)?;
            (SignatureAlgorithm::Ed25519, Material::Point(point))
        }
        ("EC", Some(curve @ ("P-256" | "P-384"))) => {
            let (algorithm, length) = match curve {
                "P-256" => (SignatureAlgorithm::EcdsaP256Sha256, 32),
                _ => (SignatureAlgorithm::EcdsaP384Sha384, 48),
            };
            let (x, y) = (bytes(&jwk.x)?, bytes(&jwk.y)?);
            if x.len() != length || y.len() != length {
                return None;
            }
            (algorithm, Material::Point([&[4], x.as_slice(), &y].concat()))
        }
        ("RSA", _) => {
            let number = |text| bytes(text).map(|bytes| bytes.iter().skip_while(|byte| **byte == 0).copied().collect());
            (SignatureAlgorithm::RsaPssSha512, Material::Rsa { n: number(&jwk.n)?, e: number(&jwk.e)? })
        }
        _ => return None,
    };
    // The names of JSON Web Algorithms are understood, too.
    let algorithm = match jwk.alg.as_deref() {
        None => default,
        Some("EdDSA" | "Ed25519") => SignatureAlgorithm::Ed25519,
        Some("ES256") => SignatureAlgorithm::EcdsaP256Sha256,
        Some("ES384") => SignatureAlgorithm::EcdsaP384Sha384,
        Some("PS512") => SignatureAlgorithm::RsaPssSha512,
        Some("RS256") => SignatureAlgorithm::RsaV15Sha256,
        Some(name) => name.parse().ok()?,
    };
    let is_rsa = |algorithm| matches!(algorithm, SignatureAlgorithm::RsaPssSha512 | SignatureAlgorithm::RsaV15Sha256);
    let fits = algorithm == default || (is_rsa(algorithm) && is_rsa(default));
    fits.then(|| VerifyingKey { id: jwk.kid.clone(), algorithm, material })
}

fn write(key: &VerifyingKey) -> Jwk {
    let text = |bytes: &[u8]| Some(URL_SAFE_NO_PAD.encode(bytes));
    let mut jwk = Jwk {
        kid: key.id.clone(),
        kty: String::new(),
        alg: Some(key.algorithm.to_string()),
        purpose: Some("sig".into()),
        crv: None,
        x: None,
        y: None,
        n: None,
        e: None,
    };
    match (&key.material, key.algorithm) {
        (Material::Rsa { n, e }, _) => {
            jwk.kty = "RSA".into();
            (jwk.n, jwk.e) = (text(n), text(e));
        }
        (Material::Point(point), SignatureAlgorithm::Ed25519) => {
            jwk.kty = "OKP".into();
            (jwk.crv, jwk.x) = (Some("Ed25519".into()), text(point));
        }
        (Material::Point(point), algorithm) => {
            jwk.kty = "EC".into();
            let curve = if algorithm == SignatureAlgorithm::EcdsaP384Sha384 { "P-384" } else { "P-256" };
            jwk.crv = Some(curve.into());
            let (x, y) = point.get(1..).unwrap_or_default().split_at(point.len().saturating_sub(1) / 2);
            (jwk.x, jwk.y) = (text(x), text(y));
        }
    }
    jwk
}
