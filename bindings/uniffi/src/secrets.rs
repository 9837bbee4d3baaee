//! Secrets of manifests.

use quality_link::plain;

use crate::error::Result;
use crate::types::KeyPair;

/// Encrypts a secret for an aggregator, whose public key (PEM) is given; the result goes into a manifest.
#[uniffi::export]
pub fn encrypt_secret(public_key: &str, secret: &str) -> Result<String> {
    Ok(plain::encrypt_secret(public_key, secret)?)
}

/// Decrypts a secret of a manifest with the first private key (PEM) that fits.
#[uniffi::export]
pub fn decrypt_secret(private_keys: Vec<String>, ciphertext: &str) -> Result<String> {
    Ok(plain::decrypt_secret(&private_keys, ciphertext)?)
}

/// Makes the keys of an aggregator.
#[uniffi::export]
pub fn generate_keys() -> Result<KeyPair> {
    Ok(plain::generate_keys()?)
}
