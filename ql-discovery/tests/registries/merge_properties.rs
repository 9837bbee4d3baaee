//! Merging does not depend on the order, and what is merged stays as it is when it is merged again.

use std::collections::BTreeSet;
use std::fmt;

use proptest::prelude::*;
use proptest::sample::{select, subsequence};
use ql_core::{Diagnostic, Provider};
use ql_discovery::{MergeOptions, ProviderList, ProviderListDiff, RegistryEntry, RegistryFormat, RegistryRead};
use serde_json::{Value, json};

use super::cases::{Case, all_cases, catalogue_of, findings_of, merge_options};

const CODES: [&str; 4] = ["a.example", "b.example", "c.example", "physics.a.example"];
const PICS: [&str; 3] = ["999000001", "999 000 002", "000000003"];
const ETERS: [&str; 3] = ["EL9001", "GR9001", "AT9002"];
const SITES: [&str; 4] = ["https://www.a.example/", "b.example", "mailto:x@c.example", "http//x.y"];

fn optional(values: &'static [&'static str]) -> impl Strategy<Value = Option<&'static str>> {
    prop::option::of(select(values))
}

/// Records of DEQAR: those with a SCHAC code and those without.
fn deqar(with_eter: bool) -> impl Strategy<Value = Value> {
    let record = (
        subsequence(CODES.to_vec(), 0..=2).prop_shuffle(),
        optional(&PICS),
        optional(&ETERS),
        optional(&SITES),
        prop::option::of(0..5_usize),
        optional(&["2001-01-01", "2040-01-01"]),
        optional(&["AT", "XK"]),
    );
    let id = |at: usize| format!("DEQARINST{}", 9000 + at);
    prop::collection::vec(record, 0..5).prop_map(move |records| {
        let page = records.into_iter().enumerate().map(|(at, (schacs, pic, eter, site, whole, closed, country))| {
            let mut identifiers: Vec<Value> =
                schacs.iter().map(|schac| json!({ "resource": "SCHAC", "identifier": schac })).collect();
            identifiers.extend(pic.map(|pic| json!({ "resource": "EU-PIC", "identifier": pic })));
            json!({
                "id": 9000 + at,
                "deqar_id": id(at),
                "eter_id": eter.filter(|_| with_eter),
                "name_primary": format!("N{at}"),
                "identifiers": identifiers,
                "website_link": site,
                "closure_date": closed,
                "names": [{ "name_official": format!("O{}", at % 2), "name_english": "E" }],
                "locations": [{ "country": { "iso_3166_alpha2": country }, "city": "Town" }],
                "part_of": whole.map(|whole| json!({ "institution": { "deqar_id": id(whole) }, "valid_to": null })),
            })
        });
        json!({ "results": page.collect::<Value>() })
    })
}

fn ewp() -> impl Strategy<Value = String> {
    let institution = |code: &'static str| {
        (optional(&PICS), prop::option::of(select(vec![CODES[0], CODES[1], "old.example"])), any::<bool>()).prop_map(
            move |(pic, former, named)| {
                let id = |kind: &str, id: Option<&str>| {
                    id.map_or(String::new(), |id| format!("<other-id type=\"{kind}\">{id}</other-id>"))
                };
                let name = if named { "<name xml:lang=\"en\">E</name>" } else { "" };
                format!("<hei id=\"{code}\">{}{}{name}</hei>", id("pic", pic), id("previous-schac", former))
            },
        )
    };
    subsequence(CODES.to_vec(), 0..=4)
        .prop_flat_map(move |codes| codes.into_iter().map(institution).collect::<Vec<_>>())
        .prop_map(|all| catalogue_of(&all.concat()))
}

fn hei_api() -> impl Strategy<Value = Value> {
    let item = |code: &'static str| {
        let former = optional(&["old.example", "c.example"]);
        (optional(&PICS), optional(&SITES), former, optional(&["AT", "DE"])).prop_map(
            move |(pic, site, former, country)| {
                let ids = [("pic", pic), ("previous-schac", former)];
                let ids = ids.map(|(kind, value)| json!({ "type": kind, "value": value }));
                let place =
                    json!({ "hei_id": code, "label": "L", "website_url": site, "country": country, "other_id": ids });
                json!({ "attributes": place })
            },
        )
    };
    subsequence(vec!["a.example", "b.example", "old.example"], 0..=3)
        .prop_flat_map(move |codes| codes.into_iter().map(item).collect::<Vec<_>>())
        .prop_map(|items| json!({ "data": items }))
}

/// What three registries say; shown as it is written.
#[derive(Clone)]
struct Registries {
    deqar: Value,
    ewp: String,
    hei_api: Value,
}

impl fmt::Debug for Registries {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "\n{}\n{}\n{}\n", self.deqar, self.ewp, self.hei_api)
    }
}

impl Registries {
    fn entries(&self) -> Vec<RegistryEntry> {
        let reads = [
            RegistryRead::parse(self.deqar.to_string().as_bytes(), RegistryFormat::Deqar),
            RegistryRead::parse(self.ewp.as_bytes(), RegistryFormat::Ewp),
            RegistryRead::parse(self.hei_api.to_string().as_bytes(), RegistryFormat::HeiApi),
        ];
        assert!(reads.iter().all(|read| read.complete));
        reads.into_iter().flat_map(|read| read.entries).collect()
    }
}

fn registries(with_eter: bool) -> impl Strategy<Value = Registries> {
    (deqar(with_eter), ewp(), hei_api()).prop_map(|(deqar, ewp, hei_api)| Registries { deqar, ewp, hei_api })
}

/// As many numbers as there are entries, at least: sorted by them, the entries are in any order.
fn order() -> impl Strategy<Value = Vec<u8>> {
    prop::collection::vec(any::<u8>(), 16)
}

fn in_order(entries: &[RegistryEntry], order: &[u8]) -> Vec<RegistryEntry> {
    let mut places: Vec<usize> = (0..entries.len()).collect();
    places.sort_by_key(|place| order[*place]);
    places.into_iter().map(|place| entries[place].clone()).collect()
}

fn options(by_website: bool, today: bool) -> MergeOptions {
    let options = if today { MergeOptions::new().with_today("2026-06-15") } else { MergeOptions::new() };
    if by_website { options.matching_by_website() } else { options }
}

fn keys(list: &ProviderList) -> Vec<Option<String>> {
    list.providers.iter().map(Provider::key).collect()
}

fn codes(list: &ProviderList) -> BTreeSet<&str> {
    list.conflicts.iter().map(Diagnostic::code).map(ql_core::Code::as_str).collect()
}

/// The list as it is written, read and merged again.
fn again(list: &ProviderList, options: &MergeOptions) -> ProviderList {
    let read = RegistryRead::parse_detect(serde_json::to_string(list).expect("JSON").as_bytes());
    assert!(read.complete && read.diagnostics.is_empty(), "{:?}", read.diagnostics);
    ProviderList::merge(read.entries, options)
}

fn order_does_not_matter(
    entries: &[RegistryEntry],
    other: &[RegistryEntry],
    options: &MergeOptions,
) -> Result<(), TestCaseError> {
    let (one, other) = (ProviderList::merge(entries.to_vec(), options), ProviderList::merge(other.to_vec(), options));
    prop_assert_eq!(keys(&one), keys(&other));
    prop_assert_eq!(codes(&one), codes(&other));
    // What is chosen is chosen by rules, and not by who comes first.
    for (one, other) in one.providers.iter().zip(&other.providers) {
        let chosen = |provider: &Provider| {
            (
                provider.iri.clone(),
                provider.name.clone(),
                provider.website.clone(),
                provider.country,
                provider.deqar.clone(),
                provider.closed.clone(),
            )
        };
        prop_assert_eq!(chosen(one), chosen(other));
        prop_assert_eq!(one.aliases.iter().collect::<BTreeSet<_>>(), other.aliases.iter().collect::<BTreeSet<_>>());
    }
    Ok(())
}

fn order_does_not_matter_to(
    registries: &Registries,
    order: &[u8],
    options: &MergeOptions,
) -> Result<(), TestCaseError> {
    let entries = registries.entries();
    order_does_not_matter(&entries, &in_order(&entries, order), options)
}

fn merging_again_changes_nothing(registries: &Registries, options: &MergeOptions) -> Result<(), TestCaseError> {
    let merged = ProviderList::merge(registries.entries(), options);
    let again = again(&merged, options);
    prop_assert_eq!(&again.providers, &merged.providers);
    prop_assert_eq!(again.diff(&merged), ProviderListDiff::default());
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 500, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn order_of_entries(registries in registries(false), order in order(), today in any::<bool>()) {
        order_does_not_matter_to(&registries, &order, &options(false, today))?;
    }

    #[test]
    fn order_of_entries_and_parents(registries in registries(false), order in order()) {
        let entries = registries.entries();
        let parents = |entries: Vec<RegistryEntry>| -> Vec<Option<String>> {
            let merged = ProviderList::merge(entries, &options(false, true));
            merged.providers.into_iter().map(|provider| provider.parent).collect()
        };
        prop_assert_eq!(parents(entries.clone()), parents(in_order(&entries, &order)));
    }

    #[test]
    fn order_of_entries_with_websites(registries in registries(false), order in order(), today in any::<bool>()) {
        order_does_not_matter_to(&registries, &order, &options(true, today))?;
    }

    #[test]
    fn order_of_entries_with_orgreg_ids(registries in registries(true), order in order(), today in any::<bool>()) {
        order_does_not_matter_to(&registries, &order, &options(false, today))?;
    }

    /// Not with websites: what has joined brings further ones, by which more can join the next time.
    #[test]
    fn merging_again(registries in registries(false), today in any::<bool>()) {
        merging_again_changes_nothing(&registries, &options(false, today))?;
    }

    #[test]
    fn merging_again_with_orgreg_ids(registries in registries(true), today in any::<bool>()) {
        merging_again_changes_nothing(&registries, &options(false, today))?;
    }

    #[test]
    fn providers_are_sorted_and_each_has_a_key_of_its_own(
        registries in registries(true),
        by_website in any::<bool>(),
        today in any::<bool>(),
    ) {
        let merged = ProviderList::merge(registries.entries(), &options(by_website, today));
        let keys = keys(&merged);
        prop_assert!(keys.is_sorted_by(|one, next| one < next) && keys.iter().all(Option::is_some), "{:?}", keys);
    }

    /// What went in comes out: every code is a key or an alias, every record a source.
    #[test]
    fn nothing_is_lost(registries in registries(true), by_website in any::<bool>(), today in any::<bool>()) {
        let entries = registries.entries();
        let merged = ProviderList::merge(entries.clone(), &options(by_website, today));
        let known = |text: &str| merged.providers.iter().any(|provider| {
            provider.key().as_deref() == Some(text) || provider.aliases.iter().any(|alias| alias == text)
                || provider.identifiers.iter().any(|claimed| claimed.value == text)
        });
        for entry in &entries {
            let sources = merged.providers.iter().flat_map(|provider| &provider.sources);
            let same = sources.filter(|source| (source.registry, &source.id) == (entry.registry, &entry.id));
            prop_assert_eq!(same.count(), 1);
            prop_assert!(entry.schacs.iter().all(|schac| known(schac.as_str())), "{:?}", merged);
        }
    }
}

fn merges() -> Vec<(Case, Vec<RegistryEntry>)> {
    let cases = all_cases().into_iter().filter(|case| case.op == "merge_registries");
    let with_entries = cases.map(|case| {
        let (_, entries) = findings_of(&case);
        (case, entries)
    });
    with_entries.collect()
}

/// The cases of merging that `check` refuses.
fn refused(check: impl Fn(&Case, &[RegistryEntry]) -> Result<(), TestCaseError>) -> Vec<String> {
    let all = merges();
    let refused = all.iter().filter(|(case, entries)| check(case, entries).is_err());
    refused.map(|(case, _)| case.id.clone()).collect()
}

#[test]
fn every_case_of_merging_stays_as_it_is_when_merged_again() {
    let refused = refused(|case, entries| {
        let options = merge_options(case);
        let merged = ProviderList::merge(entries.to_vec(), &options);
        prop_assert_eq!(again(&merged, &options).providers, merged.providers);
        Ok(())
    });
    assert!(refused.is_empty(), "{refused:?}");
}

#[test]
fn every_list_of_providers_is_also_json_lines() {
    for (case, entries) in merges() {
        let merged = ProviderList::merge(entries, &merge_options(&case));
        // No lines are no list.
        if merged.providers.is_empty() {
            continue;
        }
        let line = |provider: &Provider| serde_json::to_string(provider).expect("JSON") + "\n";
        let lines: String = merged.providers.iter().map(line).collect();
        let read = RegistryRead::parse(lines.as_bytes(), RegistryFormat::Json);
        assert!(read.complete && read.diagnostics.is_empty(), "{}: {:?}", case.id, read.diagnostics);
        let same = again(&merged, &merge_options(&case)).providers;
        assert_eq!(ProviderList::merge(read.entries, &merge_options(&case)).providers, same, "{}", case.id);
    }
}

#[test]
fn every_case_of_merging_comes_to_the_same_from_behind() {
    let refused = refused(|case, entries| {
        // Which of two different records of one id counts is a matter of their order.
        if case.id == "merge/same-record-on-two-pages-changed-between" {
            return Ok(());
        }
        let reversed: Vec<RegistryEntry> = entries.iter().rev().cloned().collect();
        order_does_not_matter(entries, &reversed, &merge_options(case))
    });
    assert!(refused.is_empty(), "{refused:?}");
}

#[test]
fn every_provider_has_a_key_and_is_read_back() {
    let table = RegistryRead::parse_detect(b"schac,pic\n,999000009\n");
    let ewp =
        RegistryRead::parse_detect(catalogue_of("<hei id=\"https://www.b.example/\"><name>B</name></hei>").as_bytes());
    for entries in [table.entries, ewp.entries] {
        let merged = ProviderList::merge(entries, &MergeOptions::new());
        assert!(merged.providers.iter().all(|provider| provider.key().is_some()), "{merged:?}");
        // To leave it out is well, too, if that is said.
        assert!(!merged.providers.is_empty() || !merged.conflicts.is_empty());
        assert_eq!(again(&merged, &MergeOptions::new()).providers, merged.providers);
    }
}
