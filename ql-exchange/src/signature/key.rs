use std::fmt;
use std::str::FromStr;
use std::sync::Arc;

use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::signature::{
    ECDSA_P256_SHA256_FIXED, ECDSA_P256_SHA256_FIXED_SIGNING, ECDSA_P384_SHA384_FIXED, ECDSA_P384_SHA384_FIXED_SIGNING,
    ED25519, EcdsaKeyPair, Ed25519KeyPair, KeyPair as _, RSA_PKCS1_2048_8192_SHA256, RSA_PKCS1_SHA256,
    RSA_PSS_2048_8192_SHA512, RSA_PSS_SHA512, RsaKeyPair, RsaPublicKeyComponents, UnparsedPublicKey,
};
use rustls_pki_types::PrivatePkcs8KeyDer;
use rustls_pki_types::pem::PemObject as _;

/// An asymmetric signature algorithm of RFC 9421, section 3.3.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum SignatureAlgorithm {
    /// `ed25519`.
    Ed25519,
    /// `ecdsa-p256-sha256`.
    EcdsaP256Sha256,
    /// `ecdsa-p384-sha384`.
    EcdsaP384Sha384,
    /// `rsa-pss-sha512`.
    RsaPssSha512,
    /// `rsa-v1_5-sha256`.
    RsaV15Sha256,
}

impl SignatureAlgorithm {
    const ALL: [Self; 5] =
        [Self::Ed25519, Self::EcdsaP256Sha256, Self::EcdsaP384Sha384, Self::RsaPssSha512, Self::RsaV15Sha256];

    /// The name in the registry of RFC 9421.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Ed25519 => "ed25519",
            Self::EcdsaP256Sha256 => "ecdsa-p256-sha256",
            Self::EcdsaP384Sha384 => "ecdsa-p384-sha384",
            Self::RsaPssSha512 => "rsa-pss-sha512",
            Self::RsaV15Sha256 => "rsa-v1_5-sha256",
        }
    }
}

impl fmt::Display for SignatureAlgorithm {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for SignatureAlgorithm {
    type Err = SigningKeyError;

    fn from_str(text: &str) -> Result<Self, SigningKeyError> {
        Self::ALL.into_iter().find(|algorithm| algorithm.as_str() == text).ok_or(SigningKeyError::Algorithm)
    }
}

/// Why a key can't be used.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum SigningKeyError {
    /// No asymmetric algorithm of RFC 9421 has this name.
    Algorithm,
    /// The text is no private key in PEM, PKCS#8 (`-----BEGIN PRIVATE KEY-----`).
    Pem,
    /// It is a key of another kind than the algorithm needs, or too short.
    Kind,
    /// An id of a key has to be 1 to 200 printable ASCII characters without quotes.
    Id,
}

impl fmt::Display for SigningKeyError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Algorithm => "not an asymmetric signature algorithm of RFC 9421",
            Self::Pem => "not a private key in PEM, PKCS#8 (`-----BEGIN PRIVATE KEY-----`)",
            Self::Kind => "the key is not of the kind that the algorithm needs, or too short",
            Self::Id => "an id of a key has 1 to 200 printable ASCII characters without quotes and backslashes",
        })
    }
}

impl std::error::Error for SigningKeyError {}

/// A private key with its id and algorithm.
#[derive(Clone)]
pub struct SigningKey {
    id: String,
    algorithm: SignatureAlgorithm,
    pair: Pair,
}

#[derive(Clone)]
enum Pair {
    Ed25519(Arc<Ed25519KeyPair>),
    Ecdsa(Arc<EcdsaKeyPair>),
    Rsa(Arc<RsaKeyPair>),
}

impl SigningKey {
    /// Reads a private key (PEM, PKCS#8), as `openssl genpkey` writes it. RSA keys have to be of the general kind (`-algorithm
    /// RSA`), also for `rsa-pss-sha512`.
    ///
    /// ```
    /// use ql_exchange::signature::{SignatureAlgorithm, SigningKey};
    /// let pem = "-----BEGIN PRIVATE KEY-----
    /// MC4CAQAwBQYDK2VwBCIEIJ+DYvh6SEqVTm50DFtMDoQikTmiCqirVv9mWG9qfSnF
    /// -----END PRIVATE KEY-----";
    /// let key = SigningKey::from_pem("aggregator-2026", SignatureAlgorithm::Ed25519, pem)?;
    /// assert_eq!(key.id(), "aggregator-2026");
    /// # Ok::<(), ql_exchange::signature::SigningKeyError>(())
    /// ```
    pub fn from_pem(id: impl Into<String>, algorithm: SignatureAlgorithm, pem: &str) -> Result<Self, SigningKeyError> {
        let id = id.into();
        let legal = |byte: u8| (byte.is_ascii_graphic() || byte == b' ') && !b"\"\\".contains(&byte);
        if id.is_empty() || id.len() > 200 || !id.bytes().all(legal) {
            return Err(SigningKeyError::Id);
        }
        let der = PrivatePkcs8KeyDer::from_pem_slice(pem.as_bytes()).map_err(|_| SigningKeyError::Pem)?;
        let der = der.secret_pkcs8_der();
        let pair = match algorithm {
            // What OpenSSL writes has no public key in it.
            SignatureAlgorithm::Ed25519 => {
                Ed25519KeyPair::from_pkcs8_maybe_unchecked(der).map(|pair| Pair::Ed25519(pair.into()))
            }
            SignatureAlgorithm::EcdsaP256Sha256 => {
                EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, der).map(|pair| Pair::Ecdsa(pair.into()))
            }
            SignatureAlgorithm::EcdsaP384Sha384 => {
                EcdsaKeyPair::from_pkcs8(&ECDSA_P384_SHA384_FIXED_SIGNING, der).map(|pair| Pair::Ecdsa(pair.into()))
            }
            SignatureAlgorithm::RsaPssSha512 | SignatureAlgorithm::RsaV15Sha256 => {
                RsaKeyPair::from_pkcs8(der).map(|pair| Pair::Rsa(pair.into()))
            }
        };
        Ok(Self { id, algorithm, pair: pair.map_err(|_| SigningKeyError::Kind)? })
    }

    /// The id.
    pub fn id(&self) -> &str {
        &self.id
    }

    /// The algorithm.
    pub fn algorithm(&self) -> SignatureAlgorithm {
        self.algorithm
    }

    /// The public key, for the list that data providers read.
    pub fn verifying_key(&self) -> VerifyingKey {
        let material = match &self.pair {
            Pair::Ed25519(pair) => Material::Point(pair.public_key().as_ref().to_vec()),
            Pair::Ecdsa(pair) => Material::Point(pair.public_key().as_ref().to_vec()),
            Pair::Rsa(pair) => Material::Rsa {
                n: pair.public_key().modulus().big_endian_without_leading_zero().to_vec(),
                e: pair.public_key().exponent().big_endian_without_leading_zero().to_vec(),
            },
        };
        VerifyingKey { id: self.id.clone(), algorithm: self.algorithm, material }
    }

    /// The signature of a message; `None` if the cryptographic library fails.
    pub(crate) fn sign(&self, message: &[u8]) -> Option<Vec<u8>> {
        let random = SystemRandom::new();
        match (&self.pair, self.algorithm) {
            (Pair::Ed25519(pair), _) => Some(pair.sign(message).as_ref().to_vec()),
            (Pair::Ecdsa(pair), _) => Some(pair.sign(&random, message).ok()?.as_ref().to_vec()),
            (Pair::Rsa(pair), algorithm) => {
                let mut signature = vec![0; pair.public_modulus_len()];
                let padding = match algorithm {
                    SignatureAlgorithm::RsaV15Sha256 => pair.sign(&RSA_PKCS1_SHA256, &random, message, &mut signature),
                    _ => pair.sign(&RSA_PSS_SHA512, &random, message, &mut signature),
                };
                padding.ok().map(|()| signature)
            }
        }
    }
}

impl fmt::Debug for SigningKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "SigningKey({:?}, {})", self.id, self.algorithm)
    }
}

/// A public key with its id and algorithm.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct VerifyingKey {
    pub(super) id: String,
    pub(super) algorithm: SignatureAlgorithm,
    pub(super) material: Material,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Material {
    /// The point of an elliptic curve: 32 bytes for Ed25519, else uncompressed (`0x04`, x, y).
    Point(Vec<u8>),
    Rsa {
        n: Vec<u8>,
        e: Vec<u8>,
    },
}

impl VerifyingKey {
    /// The id.
    pub fn id(&self) -> &str {
        &self.id
    }

    /// The algorithm.
    pub fn algorithm(&self) -> SignatureAlgorithm {
        self.algorithm
    }

    /// Whether the signature is that of the message by the holder of the private key.
    pub fn verify(&self, message: &[u8], signature: &[u8]) -> bool {
        use SignatureAlgorithm as Algorithm;
        match (&self.material, self.algorithm) {
            (Material::Point(point), Algorithm::Ed25519) => {
                UnparsedPublicKey::new(&ED25519, point).verify(message, signature).is_ok()
            }
            (Material::Point(point), Algorithm::EcdsaP256Sha256) => {
                UnparsedPublicKey::new(&ECDSA_P256_SHA256_FIXED, point).verify(message, signature).is_ok()
            }
            (Material::Point(point), Algorithm::EcdsaP384Sha384) => {
                UnparsedPublicKey::new(&ECDSA_P384_SHA384_FIXED, point).verify(message, signature).is_ok()
            }
            (Material::Rsa { n, e }, Algorithm::RsaPssSha512) => {
                RsaPublicKeyComponents { n, e }.verify(&RSA_PSS_2048_8192_SHA512, message, signature).is_ok()
            }
            (Material::Rsa { n, e }, Algorithm::RsaV15Sha256) => {
                RsaPublicKeyComponents { n, e }.verify(&RSA_PKCS1_2048_8192_SHA256, message, signature).is_ok()
            }
            _ => false,
        }
    }
}
