//! Arbitrary JSON in place of any field of a record.

use proptest::prelude::*;
use proptest::sample::{Index, select};
use ql_core::Severity;
use ql_discovery::{MergeOptions, ProviderList, RegistryEntry, RegistryFormat, RegistryRead, registry_codes};
use serde_json::{Value, json};

use super::cases::{FORMATS, case_named, input};

/// Whatever a server may say; now and then something that means something.
fn any_json() -> impl Strategy<Value = Value> {
    let text = prop_oneof![
        ".{0,12}",
        select(vec![
            "",
            " ",
            "a.example",
            "A.Example.",
            "https://a.example/",
            "DEQARINST9001",
            "AT9001",
            "999000001",
            "XK",
            "2020-01-31",
            "\u{feff}",
            "\u{0}",
            "٣٣٣",
            "en",
            "SCHAC",
            "EU-PIC",
            "previous-schac",
            "pic",
            "ewp",
            "results",
        ])
        .prop_map(str::to_owned),
        "[0-9]{1,4}-[0-9äé]{1,3}-[0-9]{1,3}.{0,3}",
    ];
    let key = select(vec![
        "identifier",
        "resource",
        "agency",
        "name",
        "string",
        "lang",
        "value",
        "type",
        "deqar_id",
        "schac",
        "x",
    ]);
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        text.prop_map(Value::from),
    ];
    leaf.prop_recursive(4, 24, 4, move |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            prop::collection::vec((key.clone(), inner), 0..4).prop_map(|members| Value::Object(
                members.into_iter().map(|(key, value)| (key.to_owned(), value)).collect()
            )),
        ]
    })
}

/// The pointers to everything in a value, itself included.
fn pointers(value: &Value, at: String, found: &mut Vec<String>) {
    match value {
        Value::Array(items) => {
            items.iter().enumerate().for_each(|(index, item)| pointers(item, format!("{at}/{index}"), found));
        }
        Value::Object(members) => members.iter().for_each(|(key, item)| pointers(item, format!("{at}/{key}"), found)),
        _ => {}
    }
    found.push(at);
}

/// The first record of a case, with every field that a registry has.
fn whole_record(case: &str, list: &str) -> Value {
    let (bytes, _) = input(&case_named(case));
    let document: Value = serde_json::from_slice(&bytes).expect("JSON");
    document[list][0].clone()
}

/// Something else in place of one field of a record.
fn changed(record: Value) -> impl Strategy<Value = Value> {
    let mut places = Vec::new();
    pointers(&record, String::new(), &mut places);
    (any::<Index>(), any_json()).prop_map(move |(place, value)| {
        let mut record = record.clone();
        *record.pointer_mut(&places[place.index(places.len())]).expect("a place") = value;
        record
    })
}

/// Reads a document of three records, of which the second is hostile, and looks for the others.
fn others_stay(format: RegistryFormat, document: &Value, at: &str, good: [&str; 2]) -> Result<(), TestCaseError> {
    let read = RegistryRead::parse(document.to_string().as_bytes(), format);
    prop_assert!(read.complete);
    let lost = read.diagnostics.iter().filter(|finding| finding.code() == registry_codes::ENTRY).count();
    prop_assert_eq!(read.entries.len() + lost, 3, "{:?}", read);
    for (entry, code) in [(&read.entries[0], good[0]), (&read.entries[read.entries.len() - 1], good[1])] {
        prop_assert_eq!(entry.schacs.iter().map(ToString::to_string).collect::<Vec<_>>(), [code]);
        prop_assert_eq!(entry.provider.name.as_deref(), Some(code));
    }
    for finding in &read.diagnostics {
        prop_assert!(finding.pointer().is_some_and(|pointer| pointer.ends_with(at)), "{:?}", finding);
        prop_assert!(finding.severity() < Severity::Fatal);
    }
    prop_assert_eq!(&normal(&read.entries), &read.entries);
    let merged = ProviderList::merge(read.entries, &MergeOptions::new().with_today("2026-06-15").matching_by_website());
    for code in good {
        let found = merged
            .providers
            .iter()
            .filter(|provider| provider.schac.as_ref().is_some_and(|schac| schac.as_str() == code));
        prop_assert_eq!(found.count(), 1, "{:?}", merged);
    }
    Ok(())
}

/// The entries with what has to be in normal form brought into it.
fn normal(entries: &[RegistryEntry]) -> Vec<RegistryEntry> {
    let tidy = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
    let mut entries = entries.to_vec();
    for entry in &mut entries {
        entry.provider.name = entry.provider.name.as_deref().map(tidy).filter(|name| !name.is_empty());
        entry.provider.names.iter_mut().for_each(|name| name.text = tidy(&name.text));
        entry.provider.names.retain(|name| !name.text.is_empty());
        entry.provider.website = entry.provider.website.as_deref().map(|website| website.trim().to_owned());
        entry.provider.identifiers.retain(|identifier| !identifier.value.trim().is_empty());
    }
    entries
}

fn deqar(code: &str) -> Value {
    json!({ "name_primary": code, "identifiers": [{ "identifier": code, "resource": "SCHAC", "agency": null }] })
}

fn hei(code: &str) -> Value {
    json!({ "attributes": { "hei_id": code, "label": code } })
}

const MEMBERS: [&str; 7] = ["results", "data", "next", "count", "links", "providers", "attributes"];
const GOOD: [&str; 2] = ["first.example", "last.example"];

proptest! {
    #![proptest_config(ProptestConfig { cases: 500, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn of_deqar(record in changed(whole_record("deqar/whole-record", "results"))) {
        let mut page = json!({ "count": 3, "next": false, "results": [deqar(GOOD[0]), null, deqar(GOOD[1])] });
        // Records without an id of their own count as one.
        page["results"][0]["deqar_id"] = "DEQARINST8001".into();
        page["results"][2]["deqar_id"] = "DEQARINST8002".into();
        page["results"][1] = record;
        others_stay(RegistryFormat::Deqar, &page, "/results/1", GOOD)?;
    }

    #[test]
    fn of_the_hei_api(record in changed(whole_record("hei-api/whole-item", "data"))) {
        let page = json!({ "data": [hei(GOOD[0]), record, hei(GOOD[1])] });
        others_stay(RegistryFormat::HeiApi, &page, "/data/1", GOOD)?;
    }

    #[test]
    fn of_a_list(record in changed(json!({
        "schac": "a.example", "website": "www.a.example", "label": "A", "country": "AT", "eter": "AT9001",
        "deqar_id": "DEQARINST9001", "pic": "999000001", "eche": "X-1", "erasmus": "F  NORD1", "whed": "IAU-1",
    }))) {
        let good = |code: &str| json!({ "schac": code, "name": code });
        others_stay(RegistryFormat::Json, &json!([good(GOOD[0]), record, good(GOOD[1])]), "/1", GOOD)?;
    }

    /// A list that this library wrote, changed by somebody.
    #[test]
    fn of_a_saved_list(record in changed(whole_record("list/own-list", "providers"))) {
        let good = |code: &str| json!({ "schac": code, "name": code });
        let list = json!({ "providers": [good(GOOD[0]), record, good(GOOD[1])], "conflicts": [] });
        others_stay(RegistryFormat::Json, &list, "/providers/1", GOOD)?;
    }

    /// The frame of a document may be anything, too; what can't be read is never taken for a whole list.
    #[test]
    fn of_a_page(value in any_json(), member in select(MEMBERS.to_vec()), more in any_json()) {
        let alone = json!({ member: value.clone() });
        let [results, data] = ["results", "data"].map(|list| json!({ member: value.clone(), list: more.clone() }));
        for document in [value, alone, results, data] {
            for format in FORMATS {
                let read = RegistryRead::parse(document.to_string().as_bytes(), format);
                let broken = read.diagnostics.iter().any(|finding| finding.severity() == Severity::Fatal);
                prop_assert_eq!(read.complete, !broken, "{:?}", read);
                ProviderList::merge(read.entries, &MergeOptions::new());
            }
        }
    }
}
