//! Private keys as OpenSSL makes them, and what is none.

use ql_core::Request;
use ql_exchange::signature::{SignatureAlgorithm, Signer, SigningKey, SigningKeyError};

use super::openssl::OpenSsl;
use super::{ALGORITHMS, at, message, vectors};

const ED25519: &[&str] = &["-algorithm", "ED25519"];
const P256: &[&str] = &["-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-256"];
const P384: &[&str] = &["-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-384"];
const RSA: &[&str] = &["-algorithm", "RSA", "-pkeyopt", "rsa_keygen_bits:2048"];

/// How OpenSSL is to make a key for an algorithm.
pub(crate) fn kind(algorithm: SignatureAlgorithm) -> &'static [&'static str] {
    match algorithm {
        SignatureAlgorithm::Ed25519 => ED25519,
        SignatureAlgorithm::EcdsaP256Sha256 => P256,
        SignatureAlgorithm::EcdsaP384Sha384 => P384,
        _ => RSA,
    }
}

fn read(algorithm: SignatureAlgorithm, pem: &str) -> Result<SigningKey, SigningKeyError> {
    SigningKey::from_pem("key", algorithm, pem)
}

#[test]
fn keys_of_openssl_are_read_for_their_algorithms_only() {
    let Some(openssl) = OpenSsl::find() else { return };
    for arguments in [ED25519, P256, P384, RSA] {
        let pem = openssl.generate("key.pem", arguments);
        for algorithm in ALGORITHMS {
            let key = read(algorithm, &pem);
            if kind(algorithm) == arguments {
                let key = key.unwrap_or_else(|error| panic!("{algorithm}: {error}"));
                assert_eq!((key.id(), key.algorithm()), ("key", algorithm));
                assert_eq!((key.verifying_key().id(), key.verifying_key().algorithm()), ("key", algorithm));
                assert_eq!(format!("{key:?}"), format!("SigningKey(\"key\", {algorithm})"), "no secret is shown");
            } else {
                assert_eq!(key.unwrap_err(), SigningKeyError::Kind, "{algorithm} with {arguments:?}");
            }
        }
    }
}

#[test]
fn keys_that_no_algorithm_has() {
    let Some(openssl) = OpenSsl::find() else { return };
    let others: [&[&str]; 5] = [
        &["-algorithm", "RSA", "-pkeyopt", "rsa_keygen_bits:1024"],
        &["-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-521"],
        &["-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:secp256k1"],
        &["-algorithm", "ED448"],
        &["-algorithm", "X25519"],
    ];
    for arguments in others {
        let pem = openssl.generate("key.pem", arguments);
        for algorithm in ALGORITHMS {
            assert_eq!(read(algorithm, &pem).unwrap_err(), SigningKeyError::Kind, "{algorithm} with {arguments:?}");
        }
    }
}

#[test]
fn texts_that_are_no_private_key() {
    let Some(openssl) = OpenSsl::find() else { return };
    let private = openssl.generate("key.pem", ED25519);
    let public = openssl.run(&["pkey", "-in", "key.pem", "-pubout"]);
    let encrypted = openssl.run(&["pkcs8", "-topk8", "-in", "key.pem", "-passout", "pass:secret"]);
    openssl.generate("p256.pem", P256);
    let sec1 = openssl.run(&["ec", "-in", "p256.pem"]);
    openssl.generate("rsa.pem", RSA);
    let pkcs1 = openssl.run(&["rsa", "-in", "rsa.pem", "-traditional"]);
    let cut = private.lines().next().expect("a line").to_owned();
    for text in ["", "garbage", "\0", &public, &encrypted, &sec1, &pkcs1, &cut] {
        for algorithm in ALGORITHMS {
            assert_eq!(read(algorithm, text).unwrap_err(), SigningKeyError::Pem, "{algorithm}: {text}");
        }
    }
    // What is PEM, but no PKCS#8, or only its beginning.
    let body: String = private.lines().nth(1).expect("a line").chars().take(20).collect();
    for body in ["AAAA", body.as_str()] {
        let text = format!("-----BEGIN PRIVATE KEY-----\n{body}\n-----END PRIVATE KEY-----\n");
        assert_eq!(read(SignatureAlgorithm::Ed25519, &text).unwrap_err(), SigningKeyError::Kind);
    }
    // Other texts around it, and line ends of Windows, do no harm.
    let around = format!("a comment\r\n{}\r\n{public}", private.replace('\n', "\r\n"));
    assert!(read(SignatureAlgorithm::Ed25519, &around).is_ok());
}

#[test]
fn ids() {
    let pem = vectors::pem("ql-ed25519");
    let key = |id: &str| SigningKey::from_pem(id, SignatureAlgorithm::Ed25519, &pem);
    let longest = "x".repeat(200);
    for id in ["a", "~", " ", "aggregator 2026; (test)=:?1,*", "https://example.org/keys#1", &longest] {
        let signer = Signer::new(key(id).unwrap_or_else(|error| panic!("{id}: {error}")));
        let mut request = Request::get("https://uni.example/".parse().expect("a URL"));
        signer.sign(&mut request, at(1_785_000_000)).expect("a signature");
        let verified = super::verifier(&signer).verify(message(&request), at(1_785_000_000)).expect("a valid one");
        assert_eq!(verified.key_id, id);
    }
    let too_long = "x".repeat(201);
    for id in ["", "\"", "a\"b", "\\", "a\nb", "a\r\nb", "\t", "\0", "\u{7f}", "schlüssel", &too_long] {
        assert_eq!(key(id).unwrap_err(), SigningKeyError::Id, "{id:?}");
    }
}

#[test]
fn names_of_algorithms() {
    for algorithm in ALGORITHMS {
        assert_eq!(algorithm.to_string().parse(), Ok(algorithm));
    }
    for name in ["", "ED25519", "hmac-sha256", "EdDSA", "rsa-v1_5-sha512", " ed25519"] {
        assert_eq!(name.parse::<SignatureAlgorithm>(), Err(SigningKeyError::Algorithm), "{name:?}");
    }
}

/// OpenSSL makes keys for RSA-PSS alone, too, and RFC 9421 has one (B.1.2); the library below reads the general kind only,
/// and so says the documentation.
#[test]
fn keys_for_rsa_pss_alone() {
    let read = |pem: &str| read(SignatureAlgorithm::RsaPssSha512, pem).map(|key| key.algorithm());
    assert_eq!(read(&vectors::pem("test-key-rsa-pss")), Err(SigningKeyError::Kind));
    let Some(openssl) = OpenSsl::find() else { return };
    let pem = openssl.generate("key.pem", &["-algorithm", "RSA-PSS", "-pkeyopt", "rsa_keygen_bits:2048"]);
    assert_eq!(read(&pem), Err(SigningKeyError::Kind));
}
