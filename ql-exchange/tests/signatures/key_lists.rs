//! Lists of public keys.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use ql_core::Request;
use ql_exchange::signature::{KeyList, SignatureVerifier, Signer, VerifyingKey};
use serde_json::{Value, json};

use super::{at, message, vectors};

#[test]
fn lists_of_keys_are_read_as_they_were_written() {
    let keys: Vec<_> = ["ql-ed25519", "ql-ecdsa-p256", "ql-ecdsa-p384", "ql-rsa-pss", "ql-rsa-v1_5"]
        .into_iter()
        .map(|id| vectors::signing_key(id).verifying_key())
        .collect();
    let list = KeyList::new(keys.clone());
    let json = list.to_json();
    let again = KeyList::from_json(json.as_bytes()).expect("a list");
    assert_eq!(again.iter().cloned().collect::<Vec<_>>(), keys);
    assert_eq!(again.to_json(), json);
    for secret in ["\"d\"", "\"p\"", "\"q\"", "\"k\""] {
        assert!(!json.contains(secret), "{secret} is in {json}");
    }
    // The public members are those of the vectors, which were written by others.
    let written: Value = serde_json::from_str(&json).expect("JSON");
    for key in written["keys"].as_array().expect("a list") {
        let id = key["kid"].as_str().expect("an id");
        let public = vectors::public(id);
        for (name, value) in public.as_object().expect("a key") {
            assert_eq!(key[name], *value, "{name} of {id}");
        }
    }
    assert_eq!(KeyList::from_json(KeyList::default().to_json().as_bytes()).expect("a list").iter().count(), 0);
}

/// What makes a key of a list unusable; the others are read all the same.
#[test]
fn unusable_keys_are_left_out() {
    let good = vectors::public("ql-ed25519");
    let p256 = vectors::public("ql-ecdsa-p256");
    let rsa = vectors::public("ql-rsa-pss");
    let with = |key: &Value, name: &str, value: Value| {
        let mut key = key.clone();
        key[name] = value;
        key
    };
    let without = |key: &Value, name: &str| {
        let mut key = key.clone();
        key.as_object_mut().expect("a key").remove(name);
        key
    };
    let mut unusable = vec![
        json!({ "kty": "oct", "kid": "a", "k": "AAAA", "alg": "hmac-sha256" }),
        json!({ "kty": "OKP", "crv": "Ed448", "kid": "b", "x": "AAAA" }),
        json!({ "kty": "OKP", "crv": "X25519", "kid": "c", "x": "AAAA" }),
        json!({ "kty": "EC", "crv": "P-521", "kid": "d", "x": "AAAA", "y": "AAAA" }),
        json!({ "kty": "EC", "crv": "secp256k1", "kid": "e", "x": p256["x"], "y": p256["y"] }),
        json!({ "kty": "EC", "crv": "P-384", "kid": "f", "x": p256["x"], "y": p256["y"] }),
        with(&good, "kty", json!("EC")),
        with(&good, "alg", json!("ecdsa-p256-sha256")),
        with(&good, "alg", json!("hmac-sha256")),
        with(&good, "alg", json!("RS256")),
        with(&good, "x", json!("?")),
        with(&good, "x", json!(7)),
        with(&p256, "alg", json!("ecdsa-p384-sha384")),
        with(&rsa, "alg", json!("ed25519")),
        with(&rsa, "alg", json!("PS256")),
        json!(null),
        json!("key"),
        json!([]),
    ];
    unusable.extend(["kid", "kty", "crv", "x"].map(|name| without(&good, name)));
    unusable.extend(["x", "y"].map(|name| without(&p256, name)));
    unusable.extend(["n", "e"].map(|name| without(&rsa, name)));
    for key in unusable {
        let text = json!({ "keys": [key, p256] }).to_string();
        let list = KeyList::from_json(text.as_bytes()).expect("a list");
        assert_eq!(list.iter().map(VerifyingKey::id).collect::<Vec<_>>(), ["ql-ecdsa-p256"], "{key}");
    }
    for text in ["", "[]", "{}", "null", r#"{"keys": {}}"#, r#"{"keys": null}"#, "{\"keys\": [", "\u{feff}"] {
        assert!(KeyList::from_json(text.as_bytes()).is_err(), "{text:?}");
    }
}

#[test]
fn names_of_json_web_algorithms() {
    let cases = [
        ("ql-ed25519", json!("EdDSA"), "ed25519"),
        ("ql-ed25519", json!("Ed25519"), "ed25519"),
        ("ql-ed25519", Value::Null, "ed25519"),
        ("ql-ecdsa-p256", json!("ES256"), "ecdsa-p256-sha256"),
        ("ql-ecdsa-p384", json!("ES384"), "ecdsa-p384-sha384"),
        ("ql-rsa-pss", json!("PS512"), "rsa-pss-sha512"),
        ("ql-rsa-v1_5", json!("RS256"), "rsa-v1_5-sha256"),
        ("ql-rsa-v1_5", json!("rsa-v1_5-sha256"), "rsa-v1_5-sha256"),
    ];
    for (id, name, expected) in cases {
        let mut key = vectors::public(id);
        key["alg"] = name;
        let list = KeyList::from_json(json!({ "keys": [key] }).to_string().as_bytes()).expect("a list");
        assert_eq!(list.get(id).map(|key| key.algorithm().as_str()), Some(expected), "{key}");
    }
}

#[test]
fn keys_that_contradict_themselves() {
    let key = |id: &str, changes: Value| {
        let mut key = vectors::public(id);
        let members = key.as_object_mut().expect("a key");
        members.extend(changes.as_object().expect("an object").clone());
        key
    };
    let left_out = [
        ("is for encryption", key("ql-rsa-pss", json!({ "use": "enc" }))),
        ("has the algorithm of another kind", key("ql-ed25519", json!({ "alg": "ES256" }))),
        ("has the algorithm of another curve", key("ql-ecdsa-p256", json!({ "alg": "ES384" }))),
        ("is too short", key("ql-ed25519", json!({ "x": "AAAA" }))),
        ("has an empty id", key("ql-ed25519", json!({ "kid": "" }))),
    ];
    for (name, key) in left_out {
        let list = KeyList::from_json(json!({ "keys": [key] }).to_string().as_bytes()).expect("a list");
        assert_eq!(list.iter().count(), 0, "a key that {name}");
    }
}

/// Some libraries write such a modulus, against RFC 7518.
#[test]
fn a_modulus_with_a_leading_zero_is_the_same_modulus() {
    let signer = Signer::new(vectors::signing_key("ql-rsa-pss"));
    let mut request = Request::get("https://uni.example/".parse().expect("a URL"));
    signer.sign(&mut request, at(1_785_000_000)).expect("a signature");
    let mut public = vectors::public("ql-rsa-pss");
    let modulus = URL_SAFE_NO_PAD.decode(public["n"].as_str().expect("a modulus")).expect("Base64");
    public["n"] = json!(URL_SAFE_NO_PAD.encode([&[0], modulus.as_slice()].concat()));
    let list = KeyList::from_json(json!({ "keys": [public] }).to_string().as_bytes()).expect("a list");
    let verifier = SignatureVerifier::new(list);
    assert!(verifier.verify(message(&request), at(1_785_000_000)).is_ok());
}
