//! Signatures: those of OpenSSL, and who may pass with one, and when.

use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use ql_core::Request;
use ql_exchange::signature::{SignatureAlgorithm, Signer, SigningKey};

use super::keys::kind;
use super::openssl::OpenSsl;
use super::{at, message, vectors, verifier};

/// Both algorithms give one signature only for a message: ours is that of OpenSSL.
#[test]
fn signatures_are_those_of_openssl() {
    let Some(openssl) = OpenSsl::find() else { return };
    for (algorithm, arguments, sign) in [
        (
            SignatureAlgorithm::Ed25519,
            kind(SignatureAlgorithm::Ed25519),
            &["pkeyutl", "-sign", "-rawin", "-inkey", "key.pem", "-in", "base", "-out", "signature"][..],
        ),
        (
            SignatureAlgorithm::RsaV15Sha256,
            kind(SignatureAlgorithm::RsaV15Sha256),
            &["dgst", "-sha256", "-sign", "key.pem", "-out", "signature", "base"],
        ),
    ] {
        let pem = openssl.generate("key.pem", arguments);
        let signer = Signer::new(SigningKey::from_pem("aggregator", algorithm, &pem).expect("a key"));
        let mut request = Request::get("https://Uni.Example:8443/courses?a=b#c".parse().expect("a URL"));
        signer.sign(&mut request, at(1_785_000_000)).expect("a signature");
        let parameters = format!(
            "(\"@authority\");created=1785000000;expires=1785000300;keyid=\"aggregator\";alg=\"{algorithm}\";\
             tag=\"qualitylink-v1\""
        );
        assert_eq!(request.headers["signature-input"], format!("sig1={parameters}"));
        let base = format!("\"@authority\": uni.example:8443\n\"@signature-params\": {parameters}");
        openssl.write("base", base.as_bytes());
        openssl.run(sign);
        let expected = format!("sig1=:{}:", STANDARD.encode(openssl.read("signature")));
        assert_eq!(request.headers["signature"], expected, "{algorithm}");
        assert!(request.headers["signature"].is_sensitive());
    }
}

#[test]
fn lifetimes() {
    let signer = || Signer::new(vectors::signing_key("ql-ed25519"));
    for (lifetime, seconds) in [(0, 1), (1, 1), (600, 600), (3600, 3600), (3601, 3600), (u64::MAX, 3600)] {
        let signer = signer().with_lifetime(Duration::from_secs(lifetime));
        let mut request = Request::get("https://uni.example/".parse().expect("a URL"));
        signer.sign(&mut request, at(1_785_000_000)).expect("a signature");
        let input = request.headers["signature-input"].to_str().expect("ASCII");
        assert!(input.contains(&format!(";expires={};", 1_785_000_000_u64 + seconds)), "{lifetime}: {input}");
        let known = verifier(&signer);
        assert!(known.verify(message(&request), at(1_785_000_000)).is_ok());
        let last = 1_785_000_000 + seconds + 60;
        assert!(known.verify(message(&request), at(last)).is_ok());
        assert_eq!(known.verify(message(&request), at(last + 1)).unwrap_err().status(), 401);
        assert!(known.verify(message(&request), at(1_785_000_000 - 60)).is_ok());
        assert_eq!(known.verify(message(&request), at(1_785_000_000 - 61)).unwrap_err().status(), 401);
    }
}

#[test]
fn only_some_keys_may_pass() {
    let signer = Signer::new(vectors::signing_key("ql-ed25519")).with_key(vectors::signing_key("ql-ecdsa-p384"));
    let mut request = Request::get("https://uni.example/".parse().expect("a URL"));
    let now = at(1_785_000_000);
    signer.sign(&mut request, now).expect("a signature");
    let known = || verifier(&signer);
    assert!(known().allowing(["ql-ecdsa-p384", "ql-ed25519"]).verify(message(&request), now).is_ok());
    for allowed in [vec![], vec!["ql-ecdsa-p384"], vec!["QL-ED25519"]] {
        let refusal = known().allowing(allowed).verify(message(&request), now).unwrap_err();
        assert_eq!((refusal.status(), refusal.accept_signature()), (403, None));
    }
    request.headers.remove("signature");
    request.headers.remove("signature-input");
    let refusal = known().verify(message(&request), now).unwrap_err();
    let wanted = refusal.accept_signature().expect("a field");
    assert_eq!((refusal.status(), wanted.starts_with("sig1=(\"@authority\");created;expires;keyid;alg")), (401, true));
}

#[test]
fn before_1970_nothing_can_be_signed() {
    let signer = Signer::new(vectors::signing_key("ql-ed25519"));
    let mut request = Request::get("https://uni.example/".parse().expect("a URL"));
    let error = signer.sign(&mut request, at(0) - Duration::from_secs(1)).expect_err("a clock that is wrong");
    assert_eq!(error.code().as_str(), "exchange.signing-key");
    assert!(request.headers.is_empty());
    signer.sign(&mut request, at(0)).expect("a signature");
    assert!(verifier(&signer).verify(message(&request), at(0)).is_ok());
}

/// A second signature takes the place of the first.
#[test]
fn signing_again() {
    let signer = Signer::new(vectors::signing_key("ql-ecdsa-p256"));
    let mut request = Request::get("https://uni.example/".parse().expect("a URL"));
    signer.sign(&mut request, at(1_785_000_000)).expect("a signature");
    request.url = "https://other.example/".parse().expect("a URL");
    signer.sign(&mut request, at(1_785_009_000)).expect("a signature");
    assert_eq!(request.headers.len(), 2);
    assert!(verifier(&signer).verify(message(&request), at(1_785_009_000)).is_ok());
}

#[test]
fn a_boundless_skew() {
    let signer = Signer::new(vectors::signing_key("ql-ed25519"));
    let mut request = Request::get("https://uni.example/".parse().expect("a URL"));
    signer.sign(&mut request, at(1_785_000_000)).expect("a signature");
    let known = verifier(&signer).with_skew(Duration::MAX);
    assert!(known.verify(message(&request), at(1_785_000_000)).is_ok());
}
