//! Secrets of manifests.

use ql_core::PublicKey;
#[cfg(not(target_arch = "wasm32"))]
use ql_core::{Ciphertext, KeySize, PrivateKey, PrivateKeys};

use super::ErrorReport;
#[cfg(not(target_arch = "wasm32"))]
use super::KeyPair;

/// Encrypts a secret for an aggregator, whose public key (PEM) is given; the result goes into a manifest.
pub fn encrypt_secret(public_key: &str, secret: &str) -> Result<String, ErrorReport> {
    Ok(PublicKey::from_pem(public_key)?.encrypt(secret)?.as_base64().to_owned())
}

/// Decrypts a secret of a manifest with the first private key (PEM) that fits.
///
/// ```
/// use quality_link::plain::{decrypt_secret, encrypt_secret, generate_keys};
/// let keys = generate_keys()?;
/// let secret = encrypt_secret(&keys.public_key, "Bearer 4711")?;
/// assert_eq!(decrypt_secret(&[keys.private_key], &secret)?, "Bearer 4711");
/// # Ok::<(), quality_link::plain::ErrorReport>(())
/// ```
#[cfg(not(target_arch = "wasm32"))]
pub fn decrypt_secret(private_keys: &[String], ciphertext: &str) -> Result<String, ErrorReport> {
    let mut keys = PrivateKeys::new();
    for key in private_keys {
        keys.push(PrivateKey::from_pem(key)?);
    }
    Ok(keys.decrypt(&Ciphertext::new(ciphertext))?.expose().to_owned())
}

/// Makes the keys of an aggregator, of 2048 bits.
#[cfg(not(target_arch = "wasm32"))]
pub fn generate_keys() -> Result<KeyPair, ErrorReport> {
    let key = PrivateKey::generate(KeySize::Bits2048)?;
    Ok(KeyPair { private_key: key.to_pem()?.to_string(), public_key: key.public_key_pem() })
}
