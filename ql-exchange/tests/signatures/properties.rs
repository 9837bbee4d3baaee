//! Whatever the URL, what is signed is accepted, and what was changed is not; nothing makes the verifier panic.

use std::net::{Ipv4Addr, Ipv6Addr};
use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use http::{HeaderMap, HeaderValue, Method};
use proptest::prelude::*;
use proptest::sample::{Index, select};
use ql_core::Request;
use ql_exchange::signature::{KeyList, SignatureVerifier, SignedMessage, Signer, signature_base};
use serde_json::json;
use url::Url;

use super::{at, message, vectors, verifier};

const KEYS: [&str; 5] = ["ql-ed25519", "ql-ecdsa-p256", "ql-ecdsa-p384", "ql-rsa-pss", "ql-rsa-v1_5"];
const NOW: u64 = 1_785_000_000;

fn host() -> impl Strategy<Value = String> {
    let label = prop_oneof![
        4 => "[a-zA-Z0-9]([a-zA-Z0-9-]{0,10}[a-zA-Z0-9])?",
        1 => "[a-zäöüßéøåčłőα-ωа-я]{1,8}",
        1 => "[教育大学課程]{1,5}",
        1 => Just("xn--gre-6ka8i".to_owned()),
    ];
    prop_oneof![
        4 => (prop::collection::vec(label, 1..4), "[a-zA-Z]{2,6}", select(vec!["", "."]))
            .prop_map(|(labels, top, dot)| format!("{}.{top}{dot}", labels.join("."))),
        1 => any::<u32>().prop_map(|address| Ipv4Addr::from(address).to_string()),
        1 => any::<u128>().prop_map(|address| format!("[{}]", Ipv6Addr::from(address)).to_uppercase()),
        1 => (any::<u16>(), any::<u16>()).prop_map(|(a, b)| format!("[{a:X}::{b:x}]")),
    ]
}

fn url() -> impl Strategy<Value = Url> {
    let port = prop_oneof![
        2 => Just(String::new()),
        1 => Just(":80".to_owned()),
        1 => Just(":443".to_owned()),
        2 => (1_u16..).prop_map(|port| format!(":{port}")),
    ];
    let scheme = select(vec!["http", "https", "HTTPS"]);
    let user = select(vec!["", "", "", "user@", "user:secret@"]);
    let rest = "(/[a-zA-Z0-9 %ä._~-]{0,8}){0,3}(\\?[a-z=&+ %ü]{0,10})?(#[a-z]{0,5})?";
    (scheme, user, host(), port, rest).prop_filter_map("no URL", |(scheme, user, host, port, rest)| {
        Url::parse(&format!("{scheme}://{user}{host}{port}{rest}")).ok()
    })
}

fn signer() -> impl Strategy<Value = Signer> {
    select(KEYS.to_vec()).prop_map(|id| Signer::new(vectors::signing_key(id)))
}

fn signed(signer: &Signer, url: &Url) -> Request {
    let mut request = Request::get(url.clone());
    signer.sign(&mut request, at(NOW)).expect("a signature");
    request
}

/// The URL as a server knows it: from `Host` and the request line, in capitals and with the port if so wished.
fn at_the_server(url: &Url, is_loud: bool) -> Url {
    let host = url.host_str().expect("a host");
    let (host, port) = match is_loud {
        true => (host.to_uppercase(), url.port_or_known_default()),
        false => (host.to_owned(), url.port()),
    };
    let port = port.map(|port| format!(":{port}")).unwrap_or_default();
    let query = url.query().map(|query| format!("?{query}")).unwrap_or_default();
    format!("{}://{host}{port}{}{query}", url.scheme(), url.path()).parse().expect("a URL")
}

fn replace(bytes: &[u8], index: Index, by: u8) -> Vec<u8> {
    let mut bytes = bytes.to_vec();
    let index = index.index(bytes.len());
    bytes[index] = by;
    bytes
}

/// Bytes that a field may have.
fn field_byte() -> impl Strategy<Value = u8> {
    prop_oneof![8 => 0x20_u8..0x7f, 1 => 0x80_u8.., 1 => Just(b'\t')]
}

/// Fields that are nearly right.
fn nearly() -> impl Strategy<Value = Vec<u8>> {
    let piece = prop_oneof![
        4 => select(vec![
            "sig1=", "sig1", "sig2=", "(\"@authority\")", "(\"@authority\" \"@query-param\";name=\"a\")", "(\"date\")",
            "(", ")", ";created=1785000000", ";expires=1785000300", ";expires=1785003600", ";keyid=\"ql-ed25519\"",
            ";alg=\"ed25519\"", ";tag=\"qualitylink-v1\"", ";nonce=\"a\"", ", ", ",", ";", " ", ":AAAA:", "::", "\"",
            "\\", "?1", "@1785000000", "%\"%c3%a4\"", "1.5", "=",
        ]).prop_map(|text| text.as_bytes().to_vec()),
        2 => (select(vec!["created", "expires"]), -999_999_999_999_999_i64..=999_999_999_999_999)
            .prop_map(|(name, number)| format!(";{name}={number}").into_bytes()),
        1 => prop::collection::vec(field_byte(), 0..6),
    ];
    prop::collection::vec(piece, 0..16).prop_map(|pieces| pieces.concat())
}

/// All that the profile wants, with any times and components.
fn complete() -> impl Strategy<Value = Vec<u8>> {
    let time = prop_oneof![0_i64..4_000_000_000, 1_785_000_000..1_785_004_000_i64, Just(999_999_999_999_999), Just(-1)];
    let components =
        select(vec!["", " \"date\"", " \"@query-param\";name=\"a\"", " \"@path\";req", " \"x\";sf", " \"@status\""]);
    (time.clone(), time, components, select(KEYS.to_vec())).prop_map(|(created, expires, more, key)| {
        let algorithm = vectors::signing_key(key).algorithm();
        format!(
            "sig1=(\"@authority\"{more});created={created};expires={expires};keyid=\"{key}\";alg=\"{algorithm}\";\
             tag=\"qualitylink-v1\""
        )
        .into_bytes()
    })
}

fn field() -> impl Strategy<Value = Vec<HeaderValue>> {
    let line = prop_oneof![
        prop::collection::vec(field_byte(), 0..60),
        nearly(),
        complete(),
        prop::collection::vec(any::<u8>(), 0..80).prop_map(|bytes| [
            b"sig1=:",
            STANDARD.encode(bytes).as_bytes(),
            b":"
        ]
        .concat()),
    ];
    let line = line.prop_map(|bytes| HeaderValue::from_bytes(&bytes).expect("legal bytes"));
    prop::collection::vec(line, 0..3)
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(512) })]

    #[test]
    fn what_is_signed_is_accepted(signer in signer(), url in url(), is_loud: bool, age in 0_u64..=360) {
        let mut request = signed(&signer, &url);
        request.url = at_the_server(&url, is_loud);
        let verified = verifier(&signer).verify(message(&request), at(NOW + age)).expect("a valid signature");
        let key = signer.key_list().iter().next().cloned().expect("a key");
        prop_assert_eq!((verified.key_id.as_str(), verified.algorithm), (key.id(), key.algorithm()));
        prop_assert_eq!(verified.created, at(NOW));
        // By the list as it is published, too.
        let list = KeyList::from_json(signer.key_list().to_json().as_bytes()).expect("a list");
        prop_assert!(SignatureVerifier::new(list).verify(message(&request), at(NOW + age)).is_ok());
    }

    #[test]
    fn a_changed_byte_of_the_parameters_is_refused(
        signer in signer(), url in url(), index: Index, byte in field_byte(),
    ) {
        let mut request = signed(&signer, &url);
        let input = request.headers["signature-input"].as_bytes();
        let changed = replace(input, index, byte);
        prop_assume!(changed != input);
        request.headers.insert("signature-input", HeaderValue::from_bytes(&changed).expect("legal bytes"));
        let refusal = verifier(&signer).verify(message(&request), at(NOW)).expect_err("a refusal");
        prop_assert!(matches!(refusal.status(), 400 | 401), "{}", refusal);
    }

    #[test]
    fn a_changed_byte_of_the_signature_is_refused(signer in signer(), url in url(), index: Index, change in 1_u8..) {
        let mut request = signed(&signer, &url);
        let field = request.headers["signature"].to_str().expect("ASCII");
        let text = field.strip_prefix("sig1=:").and_then(|text| text.strip_suffix(':')).expect("a signature");
        let bytes = STANDARD.decode(text).expect("Base64");
        let changed = replace(&bytes, index, bytes[index.index(bytes.len())] ^ change);
        let changed = format!("sig1=:{}:", STANDARD.encode(changed));
        request.headers.insert("signature", changed.try_into().expect("a field"));
        prop_assert_eq!(verifier(&signer).verify(message(&request), at(NOW)).expect_err("a refusal").status(), 401);
    }

    #[test]
    fn a_changed_byte_of_the_authority_is_refused(
        signer in signer(), url in url(), index: Index, byte in prop_oneof![0x30_u8..0x3a, 0x61_u8..0x7b, Just(b'.')],
    ) {
        let mut request = signed(&signer, &url);
        let port = url.port().map(|port| format!(":{port}")).unwrap_or_default();
        let authority = format!("{}{port}", url.host_str().expect("a host"));
        let changed = String::from_utf8(replace(authority.as_bytes(), index, byte)).expect("ASCII");
        let Ok(other) = Url::parse(&format!("{}://{changed}/", url.scheme())) else { return Ok(()) };
        prop_assume!((other.host_str(), other.port()) != (url.host_str(), url.port()));
        request.url = other;
        prop_assert_eq!(verifier(&signer).verify(message(&request), at(NOW)).expect_err("a refusal").status(), 401);
    }

    #[test]
    fn no_field_makes_the_verifier_panic(
        inputs in field(), signatures in field(), dates in field(), url in url(), now in 0_u64..100_000_000_000,
        skew in 0_u64..100_000,
    ) {
        let mut headers = HeaderMap::new();
        for (name, lines) in [("signature-input", inputs), ("signature", signatures), ("date", dates)] {
            for line in lines {
                headers.append(name, line);
            }
        }
        let keys = KEYS.map(|id| vectors::signing_key(id).verifying_key());
        let verifier = SignatureVerifier::new(KeyList::new(keys)).with_skew(Duration::from_secs(skew));
        let message = SignedMessage { method: &Method::GET, url: &url, headers: &headers, status: None };
        let refusal = verifier.verify(message, at(now)).expect_err("nothing is signed");
        prop_assert!(matches!(refusal.status(), 400 | 401));
        prop_assert!(!refusal.to_string().is_empty());
    }

    #[test]
    fn no_parameters_make_the_base_panic(input in nearly(), url in url(), is_text: bool) {
        let input = String::from_utf8_lossy(&input).into_owned();
        let input = if is_text { input.replace("sig1=", "") } else { input };
        let headers = HeaderMap::new();
        let message = SignedMessage { method: &Method::GET, url: &url, headers: &headers, status: None };
        if let Ok(base) = signature_base(message, &input) {
            prop_assert!(base.contains("\"@signature-params\": ("));
        }
    }

    #[test]
    fn no_list_of_keys_makes_the_verifier_panic(
        kind in select(vec!["OKP", "EC", "RSA", "oct", ""]),
        curve in select(vec!["Ed25519", "P-256", "P-384", "P-521", ""]),
        parts in prop::collection::vec(prop_oneof![
            prop::collection::vec(any::<u8>(), 0..100), prop::collection::vec(any::<u8>(), 32),
            prop::collection::vec(any::<u8>(), 48), prop::collection::vec(any::<u8>(), 256),
        ], 4),
        algorithm in select(vec!["ed25519", "ES256", "ecdsa-p384-sha384", "RS256", "rsa-pss-sha512", "none"]),
        message in prop::collection::vec(any::<u8>(), 0..20), signature in prop::collection::vec(any::<u8>(), 0..300),
    ) {
        use base64::engine::general_purpose::URL_SAFE_NO_PAD;
        let part = |index: usize| URL_SAFE_NO_PAD.encode(&parts[index]);
        let key = json!({
            "kid": "a", "kty": kind, "crv": curve, "alg": algorithm,
            "x": part(0), "y": part(1), "n": part(2), "e": part(3),
        });
        let list = KeyList::from_json(json!({ "keys": [key] }).to_string().as_bytes()).expect("a list");
        for key in list.iter() {
            prop_assert!(!key.verify(&message, &signature));
        }
        let again = KeyList::from_json(list.to_json().as_bytes()).expect("a list");
        prop_assert_eq!(again.iter().collect::<Vec<_>>(), list.iter().collect::<Vec<_>>());
    }

    #[test]
    fn no_text_makes_the_reader_of_lists_panic(text in prop::collection::vec(any::<u8>(), 0..60)) {
        let _ = KeyList::from_json(&text);
    }
}
