#![no_main]
use libfuzzer_sys::fuzz_target;
use ql_core::Severity;
use ql_discovery::{MergeOptions, ProviderList, RegistryFormat, RegistryRead};

// Documents, with a zero byte between them, become one list; what breaks off says so; the list is written and read.
fuzz_target!(|content: &[u8]| {
    let mut entries = Vec::new();
    for document in content.split(|byte| *byte == 0) {
        let read = RegistryRead::parse_detect(document);
        let broken = read.diagnostics.iter().any(|finding| finding.severity() == Severity::Fatal);
        assert_eq!(read.complete, !broken, "{:?}", read.diagnostics);
        entries.extend(read.entries);
    }
    let options = MergeOptions::new().with_today("2026-06-15").matching_by_website();
    let merged = ProviderList::merge(entries, &options);
    assert!(merged.providers.is_sorted_by_key(|provider| provider.key()));
    let json = serde_json::to_vec(&merged).expect("JSON");
    let again = RegistryRead::parse(&json, RegistryFormat::Json);
    assert!(again.complete, "{:?}", again.diagnostics);
    ProviderList::merge(again.entries, &options);
});
