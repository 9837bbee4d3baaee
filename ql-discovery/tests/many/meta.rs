//! What a manifest says of its institution, compared with what is known of it.

use ql_core::{IdentifierScheme, Provider, ProviderIdentifier, Registry, Severity};
use ql_discovery::DiscoveryReport;
use serde_json::{Value, json};

use crate::network::Network;
use crate::network::http::Reply;
use crate::{FILE, MANIFEST, provider};

async fn search(provider: &Provider, meta: &Value) -> DiscoveryReport {
    let mut manifest: Value = serde_json::from_str(MANIFEST).expect("JSON");
    manifest["meta"] = meta.clone();
    let host = provider.schac.as_ref().map_or_else(|| "www.uni.example".to_owned(), ToString::to_string);
    let network = Network::bind().await.file(&format!("{host}/{FILE}"), Reply::ok(manifest.to_string()));
    network.start().0.discover(provider).await
}

/// The places in the manifest that do not fit.
async fn misfits(provider: &Provider, meta: Value) -> Vec<String> {
    let report = search(provider, &meta).await;
    let found = report.found.as_ref().unwrap_or_else(|| panic!("{meta}: a mismatch is no error"));
    for finding in &report.diagnostics {
        assert_eq!(finding.code().as_str(), "discovery.meta-mismatch", "{meta}");
        assert_eq!((finding.severity(), finding.source()), (Severity::Warning, Some(found.url.as_str())), "{meta}");
    }
    report.diagnostics.iter().filter_map(|finding| finding.pointer()).map(str::to_owned).collect()
}

/// What a manifest says, and the places that do not fit.
type Case = (Value, &'static [&'static str]);

async fn check(provider: &Provider, cases: impl IntoIterator<Item = Case>) {
    for (meta, expected) in cases {
        assert_eq!(misfits(provider, meta.clone()).await, expected, "{meta}");
    }
}

const NONE: &[&str] = &[];

fn known() -> Provider {
    provider("uni.example")
        .with_eter("AT0001".parse().expect("an ETER id"))
        .with_deqar("DEQARINST0042".parse().expect("a DEQARINST id"))
}

#[tokio::test]
async fn one_id_in_several_spellings() {
    let cases: [Case; 11] = [
        (json!({}), NONE),
        (json!({ "schac": "uni.example", "eterid": "AT0001", "deqarid": "DEQARINST0042" }), NONE),
        (json!({ "schac": " UNI.Example. ", "eterid": " at0001", "deqarid": "deqarinst0042 " }), NONE),
        (json!({ "schac": "other.example" }), &["/meta/schac"]),
        (json!({ "schac": "www.uni.example" }), &["/meta/schac"]),
        (json!({ "schac": "example" }), &["/meta/schac"]),
        (json!({ "eterid": "AT0002" }), &["/meta/eterid"]),
        (json!({ "eterid": "DE0001" }), &["/meta/eterid"]),
        (json!({ "eterid": "nonsense" }), &["/meta/eterid"]),
        (json!({ "deqarid": "DEQARINST0420" }), &["/meta/deqarid"]),
        (
            json!({ "schac": "a.example", "eterid": "AT0002", "deqarid": "DEQARINST0001", "did": "did:web:a.example" }),
            &["/meta/schac", "/meta/eterid", "/meta/deqarid", "/meta/did"],
        ),
    ];
    check(&known(), cases).await;
}

/// What nobody knows can't be contradicted.
#[tokio::test]
async fn of_what_is_not_known_nothing_is_said() {
    let cases: [Case; 2] = [
        (json!({ "eterid": "AT0002", "deqarid": "DEQARINST0001", "did": "did:ebsi:z23" }), NONE),
        (json!({ "schac": "uni.example", "country": "AT", "other": { "schac": "a.example" } }), NONE),
    ];
    check(&provider("uni.example"), cases).await;
    let by_website = Provider::new().with_website("https://www.uni.example/en/");
    let cases: [Case; 2] = [
        (json!({ "schac": "uni.example", "did": "did:web:uni.example" }), NONE),
        (json!({ "schac": "other.example" }), NONE),
    ];
    check(&by_website, cases).await;
}

/// Greece is EL or GR, the United Kingdom UK or GB.
#[tokio::test]
async fn countries_with_two_codes() {
    for (known, same, others) in [
        ("EL0001", ["EL0001", "GR0001", "gr0001"], ["GR0002", "UK0001", "AT0001"]),
        ("GR0001", ["EL0001", "GR0001", " el0001 "], ["EL0002", "GB0001", "AT0001"]),
        ("UK0016", ["UK0016", "GB0016", "gb0016"], ["GB0017", "EL0016", "US0016"]),
        ("GB0016", ["UK0016", "GB0016", "uk0016"], ["UK0017", "GR0016", "US0016"]),
    ] {
        let provider = provider("uni.example").with_eter(known.parse().expect("an ETER id"));
        for said in same {
            assert_eq!(misfits(&provider, json!({ "eterid": said })).await, NONE, "{known}, {said}");
        }
        for said in others {
            assert_eq!(misfits(&provider, json!({ "eterid": said })).await, ["/meta/eterid"], "{known}, {said}");
        }
    }
}

fn with_aliases(aliases: &[&str]) -> Provider {
    let mut provider = provider("uni.example");
    provider.aliases = aliases.iter().map(|alias| (*alias).to_owned()).collect();
    provider
}

#[tokio::test]
async fn a_former_code_is_one_of_the_same_institution() {
    let provider = with_aliases(&["old.example", "https://data.deqar.eu/institution/42"]);
    let cases: [Case; 4] = [
        (json!({ "schac": "old.example" }), NONE),
        (json!({ "schac": "OLD.example" }), NONE),
        (json!({ "schac": "older.example" }), &["/meta/schac"]),
        (json!({ "schac": "uni.example", "did": "did:web:uni.example" }), NONE),
    ];
    check(&provider, cases).await;
}

#[tokio::test]
async fn a_former_code_in_a_did() {
    let mut provider = with_aliases(&["old.example"]);
    provider.iri = Some("did:web:uni.example".into());
    assert_eq!(misfits(&provider, json!({ "did": "did:web:old.example" })).await, NONE);
    assert_eq!(misfits(&provider, json!({ "schac": "old.example." })).await, NONE);
}

/// A SCHAC code is compared in its A-label form (registries, "Normalisation").
#[tokio::test]
async fn one_domain_name_in_two_forms() {
    let provider = provider("xn--bcher-kva.example");
    assert_eq!(misfits(&provider, json!({ "schac": "bücher.example" })).await, NONE);
}

#[tokio::test]
async fn dids_of_the_web() {
    let provider = provider("uni.example").with_website("https://www.college.example/en/");
    let cases: [Case; 10] = [
        (json!({ "did": "did:web:uni.example" }), NONE),
        (json!({ "did": " did:web:UNI.example " }), NONE),
        (json!({ "did": "did:web:www.college.example" }), NONE),
        (json!({ "did": "did:web:college.example" }), NONE),
        (json!({ "did": "did:web:uni.example:departments:biology" }), NONE),
        (json!({ "did": "did:web:other.example" }), &["/meta/did"]),
        (json!({ "did": "did:web:other.example:uni.example" }), &["/meta/did"]),
        (json!({ "did": "did:web:uni.example.other.example" }), &["/meta/did"]),
        (json!({ "did": "did:web:" }), &["/meta/did"]),
        // Nobody knows of which institution those are.
        (json!({ "did": "did:key:z6MkpTHR8VNsBxYAAWHut2Geadd9jSwuBV8xRoAnwWsdvktH" }), NONE),
    ];
    check(&provider, cases).await;
}

#[tokio::test]
async fn dids_that_a_registry_knows() {
    let of_iri = provider("uni.example").with_iri("did:ebsi:zknown");
    let of_alias = with_aliases(&["did:ebsi:zknown"]);
    let mut of_identifier = provider("uni.example");
    let scheme = IdentifierScheme::from_name("DID-EBSI");
    of_identifier.identifiers.push(ProviderIdentifier::new(scheme, "did:ebsi:zknown", Registry::Deqar));
    for provider in [of_iri, of_alias, of_identifier] {
        let cases: [Case; 5] = [
            (json!({ "did": "did:ebsi:zknown" }), NONE),
            (json!({ "did": "did:web:uni.example" }), NONE),
            (json!({ "did": "did:ebsi:zother" }), &["/meta/did"]),
            // But for the name of the method, a DID is written in one way only.
            (json!({ "did": "did:ebsi:ZKNOWN" }), &["/meta/did"]),
            (json!({ "did": "did:web:other.example" }), &["/meta/did"]),
        ];
        check(&provider, cases).await;
    }
}

#[tokio::test]
async fn the_finding_names_both_values() {
    let long = "x".repeat(5000);
    for (said, shown) in [("other.example", "other.example"), (long.as_str(), "xxx"), ("a\nb\u{1b}[2J", "a")] {
        let report = search(&known(), &json!({ "schac": said })).await;
        let message = report.diagnostics[0].message();
        assert!(message.contains(shown) && message.contains("expected `uni.example`"), "{message}");
        assert!(message.len() < 500, "{message}");
        assert!(!report.diagnostics[0].to_string().contains(char::is_control), "{message:?}");
        assert!(report.diagnostics[0].hint().is_some());
    }
}
