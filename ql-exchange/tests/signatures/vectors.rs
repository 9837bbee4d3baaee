//! Runs the language-neutral vectors of `tests/vectors/exchange/http-signatures.json`.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::panic::catch_unwind;
use std::path::Path;
use std::sync::{Mutex, OnceLock};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode};
use ql_exchange::signature::{KeyList, SignatureVerifier, SignedMessage, SigningKey, VerifyingKey, signature_base};
use serde_json::{Value, json};
use url::Url;

use super::at;

const LEAST_CASES: usize = 82;
fn file() -> &'static Value {
    static FILE: OnceLock<Value> = OnceLock::new();
    FILE.get_or_init(|| {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/vectors/exchange/http-signatures.json");
        serde_json::from_slice(&fs::read(path).expect("the vectors")).expect("JSON")
    })
}

fn text<'v>(object: &'v Value, member: &str) -> &'v str {
    object[member].as_str().unwrap_or_else(|| panic!("`{member}` is missing or no text: {object}"))
}

/// A public key as a JSON Web Key, with its algorithm.
pub(crate) fn public(id: &str) -> Value {
    let key = &file()["keys"][id];
    let mut public = key["public"].clone();
    public["kid"] = json!(id);
    public["alg"] = key["alg"].clone();
    public
}

/// A private key as PEM.
pub(crate) fn pem(id: &str) -> String {
    format!("-----BEGIN PRIVATE KEY-----\n{}\n-----END PRIVATE KEY-----\n", text(&file()["keys"][id], "pkcs8"))
}

pub(crate) fn signing_key(id: &str) -> SigningKey {
    static KEYS: Mutex<BTreeMap<String, SigningKey>> = Mutex::new(BTreeMap::new());
    let mut keys = KEYS.lock().expect("no panic");
    if let Some(key) = keys.get(id) {
        return key.clone();
    }
    let algorithm = text(&file()["keys"][id], "alg").parse().expect("an algorithm");
    let key = SigningKey::from_pem(id, algorithm, &pem(id)).unwrap_or_else(|error| panic!("{id}: {error}"));
    keys.insert(id.to_owned(), key.clone());
    key
}

fn list(keys: &[Value]) -> KeyList {
    let list = KeyList::from_json(json!({ "keys": keys }).to_string().as_bytes()).expect("a list of keys");
    assert_eq!(list.iter().count(), keys.len(), "all keys of the vectors are of known kinds");
    list
}

fn all_keys() -> KeyList {
    let ids = file()["keys"].as_object().expect("keys").keys();
    list(&ids.map(|id| public(id)).collect::<Vec<_>>())
}

/// The key of a case, for the algorithm of the case.
fn key(input: &Value) -> VerifyingKey {
    let id = text(input, "keyid");
    let mut public = public(id);
    public["alg"] = input["alg"].clone();
    list(&[public]).get(id).cloned().expect("the key")
}

struct Message {
    method: Method,
    url: Url,
    headers: HeaderMap,
    status: Option<StatusCode>,
}

impl Message {
    fn read(value: &Value) -> Self {
        let mut headers = HeaderMap::new();
        for field in value["headers"].as_array().expect("fields") {
            let [name, value] = [0, 1].map(|index| field[index].as_str().expect("a text"));
            let name = HeaderName::try_from(name).expect("a field name");
            headers.append(name, HeaderValue::from_str(value).expect("a field value"));
        }
        // The vectors have a response without its request.
        let is_response = value["kind"] == "response";
        let url = if is_response { "https://example.com/" } else { text(value, "target_uri") };
        let status = value["status"].as_u64().map(|status| u16::try_from(status).expect("a status"));
        Self {
            method: if is_response { Method::GET } else { text(value, "method").parse().expect("a method") },
            url: url.parse().expect("a URL"),
            headers,
            status: status.map(|status| StatusCode::from_u16(status).expect("a status")),
        }
    }

    fn signed(&self) -> SignedMessage<'_> {
        SignedMessage { method: &self.method, url: &self.url, headers: &self.headers, status: self.status }
    }
}

/// A signature alone: whether it is that of the message by the key.
fn rfc9421(case: &Value) -> Option<String> {
    let (input, expected) = (&case["in"], &case["out"]);
    let message = Message::read(&input["message"]);
    let base = match signature_base(message.signed(), text(expected, "signature_input")) {
        Ok(base) => base,
        Err(error) => return Some(error.to_string()),
    };
    if expected["base"].as_str().is_some_and(|expected| expected != base) {
        return Some(format!("the base is\n{base}\nand should be\n{}", text(expected, "base")));
    }
    let signature = STANDARD.decode(text(expected, "signature")).expect("Base64");
    let is_valid = key(input).verify(base.as_bytes(), &signature);
    let answer = if is_valid { "valid" } else { "invalid" };
    (expected["answer"] != answer).then(|| format!("it is {answer}"))
}

/// A request to a data provider: what it answers.
fn profile(case: &Value) -> Option<String> {
    let (input, expected) = (&case["in"], &case["out"]);
    let message = Message::read(&input["message"]);
    // No time of the vectors is nearer to the limits than the minute that clocks may differ.
    let verifier = SignatureVerifier::new(all_keys());
    let answer = verifier.verify(message.signed(), at(input["now"].as_u64().expect("a time")));
    let verified = match (answer, expected["answer"]["status"].as_u64()) {
        (Ok(verified), None) => verified,
        (Err(refusal), Some(status)) if u64::from(refusal.status()) == status => {
            let wants = refusal.accept_signature().is_some();
            return (wants != (status == 401)).then(|| format!("Accept-Signature with status {status}: {wants}"));
        }
        (answer, _) => return Some(format!("expected: {}, actual: {answer:?}", expected["answer"])),
    };
    assert_eq!(expected["answer"], "valid", "{case}");
    if (verified.key_id.as_str(), verified.algorithm.as_str()) != (text(expected, "keyid"), text(expected, "alg")) {
        return Some(format!("{verified:?}"));
    }
    let label = text(expected, "label");
    let inputs: Vec<_> =
        message.headers.get_all("signature-input").iter().map(|line| line.to_str().expect("ASCII")).collect();
    let inputs = inputs.join(", ");
    let start = inputs.find(&format!("{label}=(")).expect("the label") + label.len() + 1;
    let ours = inputs[start..].split(", ").next().unwrap_or_default();
    match signature_base(message.signed(), ours) {
        Ok(base) if base == text(expected, "base") => None,
        other => Some(format!("the base is {other:?}")),
    }
}

#[test]
fn vectors() {
    assert_eq!((&file()["area"], &file()["op"]), (&json!("exchange"), &json!("verify_signature")));
    let cases = file()["cases"].as_array().expect("cases");
    assert!(cases.len() >= LEAST_CASES, "{} cases", cases.len());
    let ids: BTreeSet<&str> = cases.iter().map(|case| text(case, "id")).collect();
    assert_eq!(ids.len(), cases.len(), "an id is there twice");
    let mut failures = Vec::new();
    for case in cases {
        let run = match text(&case["in"], "profile") {
            "rfc9421" => rfc9421,
            "qualitylink-v1" => profile,
            other => panic!("unknown profile `{other}`"),
        };
        let id = text(case, "id");
        let failure = catch_unwind(|| run(case)).unwrap_or_else(|_| Some("a panic".into()));
        if let Some(why) = failure {
            failures.push(format!("{id} ({}): {why}", text(case, "clause")));
        }
    }
    assert!(failures.is_empty(), "{} of {}:\n{}", failures.len(), cases.len(), failures.join("\n"));
}

/// Every private key of the vectors can be read, and is that of the public key.
#[test]
fn private_keys() {
    let ids = file()["keys"].as_object().expect("keys").keys();
    // PKCS#8 with the algorithm id-RSASSA-PSS, as `openssl genpkey -algorithm RSA-PSS` makes it too, is not read.
    for id in ids.filter(|id| *id != "test-key-rsa-pss") {
        let read = list(&[public(id)]);
        assert_eq!(read.get(id), Some(&signing_key(id).verifying_key()), "{id}");
    }
}
