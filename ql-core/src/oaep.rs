//! RSA-OAEP with SHA-1 and MGF1-SHA-1: what `openssl pkeyutl -pkeyopt rsa_padding_mode:oaep` does, and the spec asks for.

use std::fmt;

use rustls_pki_types::SubjectPublicKeyInfoDer;
use rustls_pki_types::pem::PemObject as _;

use crate::Ciphertext;

/// Why a key can't be used or a secret can't be encrypted or decrypted.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum SecretError {
    /// The text is no PEM public key (`-----BEGIN PUBLIC KEY-----`).
    PublicKey,
    /// The text is no PEM private key in PKCS#8 (`-----BEGIN PRIVATE KEY-----`).
    PrivateKey,
    /// The plain text does not fit the key.
    TooLong {
        /// Bytes of the plain text.
        length: usize,
        /// Bytes that the key can encrypt.
        limit: usize,
    },
    /// The text is not Base64.
    NotBase64,
    /// No private key decrypts the value.
    Undecryptable {
        /// How many keys were tried.
        keys: usize,
    },
    /// The decrypted bytes are not UTF-8.
    NotText,
    /// The random source or the cryptographic library failed.
    Internal,
}

impl SecretError {
    /// The stable code, `secret.…`.
    pub fn code(&self) -> &'static str {
        match self {
            Self::PublicKey => "secret.public-key",
            Self::PrivateKey => "secret.private-key",
            Self::TooLong { .. } => "secret.too-long",
            Self::NotBase64 => "secret.not-base64",
            Self::Undecryptable { .. } => "secret.undecryptable",
            Self::NotText => "secret.not-text",
            Self::Internal => "secret.internal",
        }
    }

    /// What to do about it.
    pub fn hint(&self) -> Option<&'static str> {
        match self {
            Self::PrivateKey => Some("convert an older key file with `openssl pkcs8 -topk8 -nocrypt -in OLD -out NEW`"),
            Self::TooLong { .. } => Some("use a longer key, or a shorter secret"),
            Self::NotBase64 | Self::Undecryptable { .. } => Some(
                "encrypt the secret with the aggregator's current public key and put the Base64 text into the manifest",
            ),
            _ => None,
        }
    }
}

impl fmt::Display for SecretError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::PublicKey => f.write_str("not an RSA public key in PEM (`-----BEGIN PUBLIC KEY-----`)"),
            Self::PrivateKey => f.write_str("not an RSA private key in PEM, PKCS#8 (`-----BEGIN PRIVATE KEY-----`)"),
            Self::TooLong { length, limit } => {
                write!(f, "the secret has {length} bytes, but this key encrypts at most {limit}")
            }
            Self::NotBase64 => f.write_str("the encrypted value is not Base64"),
            Self::Undecryptable { keys: 0 } => f.write_str("there is no private key to decrypt the value with"),
            Self::Undecryptable { keys: 1 } => f.write_str("the value was not encrypted with this key"),
            Self::Undecryptable { keys } => {
                write!(f, "the value was not encrypted with any of these {keys} keys")
            }
            Self::NotText => f.write_str("the decrypted value is not UTF-8 text"),
            Self::Internal => f.write_str("the cryptographic library failed"),
        }
    }
}

impl std::error::Error for SecretError {}

/// An aggregator's public key, with which a university encrypts the secrets of its manifest.
///
/// ```
/// # #[cfg(not(target_arch = "wasm32"))] {
/// use ql_core::{KeySize, PrivateKey, PrivateKeys, PublicKey};
/// let private = PrivateKey::generate(KeySize::Bits2048)?;
/// let public = PublicKey::from_pem(&private.public_key_pem())?;
/// assert_eq!(public.limit(), 214);
/// let encrypted = public.encrypt("hunter2")?;
/// assert_eq!(PrivateKeys::from(private).decrypt(&encrypted)?.expose(), "hunter2");
/// # }
/// # Ok::<(), ql_core::SecretError>(())
/// ```
pub struct PublicKey(backend::Public);

impl PublicKey {
    /// Reads `SubjectPublicKeyInfo` in PEM.
    pub fn from_pem(pem: &str) -> Result<Self, SecretError> {
        let der = SubjectPublicKeyInfoDer::from_pem_slice(pem.as_bytes()).map_err(|_| SecretError::PublicKey)?;
        backend::Public::from_der(&der).map(Self).ok_or(SecretError::PublicKey)
    }

    /// The longest secret that can be encrypted, in bytes: 214 with a key of 2,048 bits, 470 with one of 4,096.
    pub fn limit(&self) -> usize {
        // RFC 8017, 7.1.1: k − 2·hLen − 2, and SHA-1 has 20 bytes.
        self.0.size().saturating_sub(2 * 20 + 2)
    }

    /// Encrypts a secret; every call gives another text.
    pub fn encrypt(&self, secret: &str) -> Result<Ciphertext, SecretError> {
        use base64::Engine as _;
        let (length, limit) = (secret.len(), self.limit());
        if length > limit {
            return Err(SecretError::TooLong { length, limit });
        }
        let bytes = self.0.encrypt(secret.as_bytes()).ok_or(SecretError::Internal)?;
        Ok(Ciphertext::new(base64::engine::general_purpose::STANDARD.encode(bytes)))
    }
}

impl fmt::Debug for PublicKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "PublicKey({} bits)", self.0.size() * 8)
    }
}

#[cfg(not(target_arch = "wasm32"))]
pub use native::{KeySize, PrivateKey, PrivateKeys};

#[cfg(not(target_arch = "wasm32"))]
mod native {
    use rustls_pki_types::PrivatePkcs8KeyDer;
    use rustls_pki_types::pem::PemObject as _;

    use super::{SecretError, fmt};
    use crate::{Ciphertext, Secret};
    use aws_lc_rs::encoding::{AsDer as _, Pkcs8V1Der, PublicKeyX509Der};
    use aws_lc_rs::rsa::{OAEP_SHA1_MGF1SHA1, OaepPrivateDecryptingKey, PrivateDecryptingKey};
    use zeroize::Zeroizing;

    /// The size of a key to be generated.
    #[derive(Clone, Copy, Debug, PartialEq, Eq)]
    #[non_exhaustive]
    pub enum KeySize {
        /// 2,048 bits: secrets of up to 214 bytes.
        Bits2048,
        /// 4,096 bits: secrets of up to 470 bytes.
        Bits4096,
    }

    /// An aggregator's private key.
    pub struct PrivateKey(PrivateDecryptingKey);

    impl PrivateKey {
        /// Reads a private key in PEM, PKCS#8.
        pub fn from_pem(pem: &str) -> Result<Self, SecretError> {
            let der = PrivatePkcs8KeyDer::from_pem_slice(pem.as_bytes()).map_err(|_| SecretError::PrivateKey)?;
            PrivateDecryptingKey::from_pkcs8(der.secret_pkcs8_der()).map(Self).map_err(|_| SecretError::PrivateKey)
        }

        /// Makes a new key.
        pub fn generate(size: KeySize) -> Result<Self, SecretError> {
            let size = match size {
                KeySize::Bits2048 => aws_lc_rs::rsa::KeySize::Rsa2048,
                KeySize::Bits4096 => aws_lc_rs::rsa::KeySize::Rsa4096,
            };
            PrivateDecryptingKey::generate(size).map(Self).map_err(|_| SecretError::Internal)
        }

        /// The private key in PEM, PKCS#8; wiped from memory when dropped.
        pub fn to_pem(&self) -> Result<Zeroizing<String>, SecretError> {
            let der: Pkcs8V1Der<'_> = self.0.as_der().map_err(|_| SecretError::Internal)?;
            Ok(Zeroizing::new(pem("PRIVATE KEY", der.as_ref())))
        }

        /// The public key in PEM, `SubjectPublicKeyInfo`: what an aggregator publishes.
        pub fn public_key_pem(&self) -> String {
            let der: Option<PublicKeyX509Der<'_>> = self.0.public_key().as_der().ok();
            der.map(|der| pem("PUBLIC KEY", der.as_ref())).unwrap_or_default()
        }
    }

    fn pem(label: &str, der: &[u8]) -> String {
        use base64::Engine as _;
        let text = Zeroizing::new(base64::engine::general_purpose::STANDARD.encode(der));
        let mut pem = String::with_capacity(text.len() + text.len() / 64 + 64);
        pem.push_str(&format!("-----BEGIN {label}-----\n"));
        for at in (0..text.len()).step_by(64) {
            pem.push_str(&text[at..text.len().min(at + 64)]);
            pem.push('\n');
        }
        pem.push_str(&format!("-----END {label}-----\n"));
        pem
    }

    impl fmt::Debug for PrivateKey {
        fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            write!(f, "PrivateKey({} bits)", self.0.key_size_bits())
        }
    }

    /// An aggregator's private keys, the current one first; older ones stay until no manifest uses them any more.
    #[derive(Debug, Default)]
    pub struct PrivateKeys(Vec<PrivateKey>);

    impl PrivateKeys {
        /// No key yet.
        pub fn new() -> Self {
            Self::default()
        }

        /// Adds a key that is tried after those already there.
        pub fn push(&mut self, key: PrivateKey) {
            self.0.push(key);
        }

        /// Whether there is no key.
        pub fn is_empty(&self) -> bool {
            self.0.is_empty()
        }

        /// Decrypts the value of a manifest with the first key that fits.
        pub fn decrypt(&self, value: &Ciphertext) -> Result<Secret, SecretError> {
            let bytes = value.to_bytes().ok_or(SecretError::NotBase64)?;
            for PrivateKey(key) in &self.0 {
                let Ok(key) = OaepPrivateDecryptingKey::new(key.clone()) else { continue };
                let mut buffer = Zeroizing::new(vec![0; key.min_output_size()]);
                if let Ok(plain) = key.decrypt(&OAEP_SHA1_MGF1SHA1, &bytes, &mut buffer, None) {
                    return match std::str::from_utf8(plain) {
                        Ok(text) => Ok(Secret::new(text)),
                        Err(_) => Err(SecretError::NotText),
                    };
                }
            }
            Err(SecretError::Undecryptable { keys: self.0.len() })
        }
    }

    impl From<PrivateKey> for PrivateKeys {
        fn from(key: PrivateKey) -> Self {
            Self(vec![key])
        }
    }
}

#[cfg(not(target_arch = "wasm32"))]
mod backend {
    use aws_lc_rs::rsa::{OAEP_SHA1_MGF1SHA1, OaepPublicEncryptingKey, PublicEncryptingKey};

    pub(super) struct Public(OaepPublicEncryptingKey);

    impl Public {
        pub(super) fn from_der(der: &[u8]) -> Option<Self> {
            OaepPublicEncryptingKey::new(PublicEncryptingKey::from_der(der).ok()?).ok().map(Self)
        }

        /// Bytes of the modulus.
        pub(super) fn size(&self) -> usize {
            self.0.key_size_bytes()
        }

        pub(super) fn encrypt(&self, plain: &[u8]) -> Option<Vec<u8>> {
            let mut bytes = vec![0; self.0.ciphertext_size()];
            let length = self.0.encrypt(&OAEP_SHA1_MGF1SHA1, plain, &mut bytes, None).ok()?.len();
            bytes.truncate(length);
            Some(bytes)
        }
    }
}

/// Only the operations with the public key: those with the private one are not safe against timing in this library.
#[cfg(target_arch = "wasm32")]
mod backend {
    use rsa::PublicKey;
    use rsa::pkcs8::DecodePublicKey as _;
    use rsa::traits::PublicKeyParts as _;

    pub(super) struct Public(PublicKey);

    impl Public {
        pub(super) fn from_der(der: &[u8]) -> Option<Self> {
            PublicKey::from_public_key_der(der).ok().map(Self)
        }

        /// Bytes of the modulus.
        pub(super) fn size(&self) -> usize {
            self.0.size()
        }

        pub(super) fn encrypt(&self, plain: &[u8]) -> Option<Vec<u8>> {
            self.0.oaep_encrypt::<sha1::Sha1>(plain).ok()
        }
    }
}
