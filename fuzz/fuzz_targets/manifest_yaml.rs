#![no_main]
use libfuzzer_sys::fuzz_target;
use ql_core::{ManifestFormat, ManifestParser};

// As for JSON.
fuzz_target!(|content: &[u8]| {
    let parser = ManifestParser::new();
    let report = parser.parse(content, ManifestFormat::Yaml);
    assert!(!report.is_valid() || report.is_usable());
    let _ = parser.parse_detect(content, None, None);
    if let Some(manifest) = report.partial() {
        let json = manifest.to_json();
        let again = parser.parse(json.as_bytes(), ManifestFormat::Json);
        assert_eq!(again.partial(), Some(manifest), "{json}");
    }
});
