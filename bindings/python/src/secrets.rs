//! Secrets of manifests.

use pyo3::prelude::*;
use quality_link::plain;

use crate::error::Result;
use crate::types::{KeyPair, Plain};

/// Encrypt a secret for an aggregator, whose public key (PEM) is given; the result goes into a manifest.
#[pyfunction]
pub fn encrypt_secret(public_key: &str, secret: &str) -> Result<String> {
    Ok(plain::encrypt_secret(public_key, secret)?)
}

/// Decrypt a secret of a manifest with the first private key (PEM) that fits.
#[pyfunction]
pub fn decrypt_secret(py: Python<'_>, private_keys: Vec<String>, ciphertext: &str) -> Result<String> {
    Ok(py.detach(|| plain::decrypt_secret(&private_keys, ciphertext))?)
}

/// Make the keys of an aggregator.
#[pyfunction]
pub fn generate_keys(py: Python<'_>) -> Result<KeyPair> {
    Ok(Plain::of(py.detach(plain::generate_keys)?))
}
