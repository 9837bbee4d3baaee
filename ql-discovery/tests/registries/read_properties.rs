//! Documents that are cut off, damaged or arbitrary.

use proptest::prelude::*;
use proptest::sample::{Index, select};
use ql_core::Severity;
use ql_discovery::{MergeOptions, ProviderList, RegistryFormat, RegistryRead};

use super::cases::{FORMATS, all_cases, case_named, catalogue_of, input};

/// Nothing panics, and only what says so is incomplete.
fn check(bytes: &[u8], format: RegistryFormat) -> Result<RegistryRead, TestCaseError> {
    let read = RegistryRead::parse(bytes, format);
    let broken = read.diagnostics.iter().any(|finding| finding.severity() == Severity::Fatal);
    prop_assert_eq!(read.complete, !broken, "{:?}", read);
    ProviderList::merge(read.entries.clone(), &MergeOptions::new().with_today("2026-06-15").matching_by_website());
    Ok(read)
}

/// The documents of all vectors that are of a moderate size.
fn documents() -> Vec<(Vec<u8>, RegistryFormat)> {
    let cases = all_cases().into_iter().filter(|case| case.op == "read_registry");
    let documents = cases.map(|case| {
        let (bytes, format) = input(&case);
        let format = format.unwrap_or_else(|| RegistryFormat::detect(&bytes));
        (bytes, format)
    });
    documents.filter(|(bytes, _)| bytes.len() < 10_000).collect()
}

#[test]
fn what_is_cut_off_is_not_complete() {
    for name in ["deqar/whole-record", "ewp/whole-catalogue", "hei-api/whole-item", "list/own-list"] {
        let (bytes, format) = input(&case_named(name));
        let format = format.unwrap_or(RegistryFormat::Json);
        let whole = RegistryRead::parse(&bytes, format);
        let text = std::str::from_utf8(&bytes).expect("UTF-8").trim_end();
        // Nothing at all is an empty list of the user's own.
        let first = usize::from(format == RegistryFormat::Json);
        for end in first..text.len() {
            let read = RegistryRead::parse(&bytes[..end], format);
            assert!(!read.complete, "{name} seems complete after {end} bytes");
            assert!(
                whole.entries.starts_with(&read.entries),
                "{name} has other entries when it ends after {end} bytes"
            );
        }
    }
}

#[test]
fn formats_are_told_apart() {
    for case in all_cases().iter().filter(|case| case.op == "read_registry" && case.awaiting_fix.is_none()) {
        let (bytes, Some(format)) = input(case) else { continue };
        if RegistryRead::parse(&bytes, format).entries.len() > 1 {
            assert_eq!(RegistryFormat::detect(&bytes), format, "{}", case.id);
        }
    }
}

/// Text for XML and CSV: any but what XML forbids, and in composed form.
fn any_text() -> impl Strategy<Value = String> {
    let character = prop_oneof![
        4 => select("aZ7 \t\n\"',;#<>&]-=ä中😀\u{a0}".chars().collect::<Vec<_>>()),
        1 => prop::char::range('!', '~'),
    ];
    prop::collection::vec(character, 0..12).prop_map(String::from_iter)
}

fn tidy(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn escaped(text: &str) -> String {
    text.chars()
        .map(|c| if c.is_ascii_alphanumeric() { c.to_string() } else { format!("&#{};", u32::from(c)) })
        .collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 500, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn arbitrary_bytes(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        for format in FORMATS {
            check(&bytes, format)?;
        }
        RegistryRead::parse_detect(&bytes);
    }

    /// One document of the vectors with some bytes taken out, put in or doubled.
    #[test]
    fn damaged_documents(
        document in select(documents()),
        damages in prop::collection::vec((any::<Index>(), 0..3_u8, ".{0,3}"), 1..4),
    ) {
        let (mut bytes, format) = document;
        for (place, kind, text) in damages {
            let at = place.index(bytes.len() + 1);
            match kind {
                0 => bytes.truncate(at),
                1 => drop(bytes.splice(at..(at + text.len()).min(bytes.len()), text.into_bytes())),
                _ => bytes.extend_from_within(at..),
            }
        }
        check(&bytes, format)?;
        RegistryRead::parse_detect(&bytes);
    }

    #[test]
    fn names_of_ewp_are_read_as_written(names in prop::collection::vec(any_text(), 1..4), as_cdata in any::<bool>()) {
        let content = |name: &str| match as_cdata && !name.contains("]]>") {
            true => format!("<![CDATA[{name}]]>"),
            false => escaped(name),
        };
        let institution = |(at, name): (usize, &String)| {
            let other = escaped(name);
            let id = format!("<other-id type=\"{other}\">{other}</other-id>");
            format!("<hei id=\"u{at}.example\" x=\"{other}\"><name>{}</name>{id}</hei>", content(name))
        };
        let institutions: String = names.iter().enumerate().map(institution).collect();
        let catalogue = catalogue_of(&institutions);
        let read = check(catalogue.as_bytes(), RegistryFormat::Ewp)?;
        prop_assert!(read.complete && read.entries.len() == names.len(), "{:?}", read);
        for (entry, name) in read.entries.iter().zip(&names) {
            let expected: Vec<String> = Some(tidy(name)).filter(|name| !name.is_empty()).into_iter().collect();
            prop_assert_eq!(entry.provider.names.iter().map(|name| name.text.clone()).collect::<Vec<_>>(), expected);
        }
    }

    #[test]
    fn cells_in_quotes_are_read_as_written(
        names in prop::collection::vec(any_text(), 1..5),
        delimiter in select(vec![',', ';', '\t']),
        end in select(vec!["\n", "\r\n"]),
        mark in any::<bool>(),
    ) {
        let quoted = |text: &str| format!("\"{}\"", text.replace('"', "\"\""));
        let rows = names.iter().enumerate().map(|(at, name)| format!("{}{delimiter}u{at}.example{end}", quoted(name)));
        let mark = if mark { "\u{feff}" } else { "" };
        let table = format!("{mark}name{delimiter}schac{end}{}", rows.collect::<String>());
        prop_assert_eq!(RegistryFormat::detect(table.as_bytes()), RegistryFormat::Csv);
        let read = check(table.as_bytes(), RegistryFormat::Csv)?;
        prop_assert_eq!(read.entries.len(), names.len());
        for (at, (entry, name)) in read.entries.iter().zip(&names).enumerate() {
            prop_assert_eq!(entry.provider.name.clone().unwrap_or_default(), tidy(name));
            prop_assert_eq!(entry.schacs[0].to_string(), format!("u{at}.example"));
        }
    }

    #[test]
    fn domains_one_a_line(domains in prop::collection::vec("[a-z][a-z0-9]{0,5}(-[a-z0-9]{1,3})?\\.[a-z]{2,6}", 1..20)) {
        let read = RegistryRead::parse_detect(domains.join("\n").as_bytes());
        prop_assert!(read.complete && read.diagnostics.is_empty());
        prop_assert_eq!(read.entries.iter().map(|entry| entry.schacs[0].to_string()).collect::<Vec<_>>(), domains);
    }
}
