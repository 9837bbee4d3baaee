#![no_main]
use libfuzzer_sys::fuzz_target;
use ql_core::{ManifestFormat, ManifestParser};

// A manifest that can be read is written so that it reads back equal, in both syntaxes; a valid one can be used.
fuzz_target!(|content: &[u8]| {
    let parser = ManifestParser::new();
    let report = parser.parse(content, ManifestFormat::Json);
    assert!(!report.is_valid() || report.is_usable());
    if let Some(manifest) = report.partial() {
        let json = manifest.to_json();
        let again = parser.parse(json.as_bytes(), ManifestFormat::Json);
        assert_eq!(again.partial(), Some(manifest), "{json}");
        assert_eq!(again.partial().map(|m| m.fingerprint()), Some(manifest.fingerprint()));
        // YAML can't read back a key of more than 1,024 characters, and an escape takes up to ten for a byte or two.
        if json.len() < 256 {
            let yaml = manifest.to_yaml();
            assert_eq!(parser.parse(yaml.as_bytes(), ManifestFormat::Yaml).partial(), Some(manifest), "{yaml}");
        }
    }
});
