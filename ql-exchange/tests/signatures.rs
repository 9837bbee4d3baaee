//! HTTP message signatures: the vectors of `tests/vectors/exchange`, keys of OpenSSL, and another implementation.
#![cfg(feature = "signatures")]

#[path = "signatures/bases.rs"]
mod bases;
#[path = "signatures/key_lists.rs"]
mod key_lists;
#[path = "signatures/keys.rs"]
mod keys;
#[path = "signatures/openssl.rs"]
mod openssl;
#[cfg(feature = "client")]
#[path = "signatures/peers.rs"]
mod peers;
#[path = "signatures/properties.rs"]
mod properties;
#[path = "signatures/signing.rs"]
mod signing;
#[path = "signatures/vectors.rs"]
mod vectors;

use std::time::{Duration, SystemTime};

use ql_core::Request;
use ql_exchange::signature::{SignatureAlgorithm, SignatureVerifier, SignedMessage, Signer};

const ALGORITHMS: [SignatureAlgorithm; 5] = [
    SignatureAlgorithm::Ed25519,
    SignatureAlgorithm::EcdsaP256Sha256,
    SignatureAlgorithm::EcdsaP384Sha384,
    SignatureAlgorithm::RsaPssSha512,
    SignatureAlgorithm::RsaV15Sha256,
];

/// A Unix time.
fn at(seconds: u64) -> SystemTime {
    SystemTime::UNIX_EPOCH + Duration::from_secs(seconds)
}

fn message(request: &Request) -> SignedMessage<'_> {
    SignedMessage { method: &request.method, url: &request.url, headers: &request.headers, status: None }
}

/// A verifier that knows the keys of the signer.
fn verifier(signer: &Signer) -> SignatureVerifier {
    SignatureVerifier::new(signer.key_list())
}
