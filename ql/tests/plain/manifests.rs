//! Manifests that are built, written and compared.

use quality_link::plain::{
    Auth, DataSource, Diagnostic, ErrorKind, Manifest, ManifestFormat, ManifestMeta, build_manifest, diff_manifests,
    manifest_schema, parse_manifest, parse_manifest_as, write_manifest,
};
use serde_json::{Value, json};

fn source() -> DataSource {
    DataSource {
        source_type: "elm".into(),
        path: "https://example.edu/c.ttl".into(),
        version: Some("3.3".into()),
        content_type: Some("text/turtle".into()),
        ..DataSource::default()
    }
}

fn whole() -> DataSource {
    DataSource {
        source_type: "ooapi".into(),
        path: "https://api.example.edu/v5/".into(),
        version: Some("5".into()),
        id: Some("main".into()),
        name: Some("Main catalogue".into()),
        auth: Some(Auth {
            method: "oauth2.0".into(),
            token_endpoint: Some("https://login.example.edu/token".into()),
            scope: Some("courses".into()),
            ..Auth::default()
        }),
        refresh_hours: Some(0.5),
        headers: [("X-A".to_owned(), "1".to_owned()), ("X-B".to_owned(), String::new())].into(),
        query_parameters: [("expand".to_owned(), "a b".to_owned())].into(),
        content_type: None,
        page_size: Some(250),
    }
}

#[test]
fn what_is_built_reads_back() {
    let meta =
        ManifestMeta { schac: Some("example.edu".into()), eter: Some("AT0005".into()), ..ManifestMeta::default() };
    let sources = [source(), whole()];
    let built = build_manifest(Some(&meta), &sources).unwrap();
    assert_eq!((built.meta.as_ref(), built.sources.as_slice()), (Some(&meta), &sources[..]));
    for format in [ManifestFormat::Json, ManifestFormat::Yaml] {
        let text = write_manifest(&built, format).unwrap();
        let report = parse_manifest_as(text.as_bytes(), format);
        assert!(report.valid && report.usable, "{report:?}");
        assert_eq!((&report.strict, &report.lenient), (&vec![], &vec![]));
        assert_eq!(report.manifest.as_ref(), Some(&built));
        assert_eq!(report.partial, report.manifest);
        assert_eq!(parse_manifest(text.as_bytes(), None, None), report, "the format is told by the content");
    }
    let json: Value = serde_json::from_str(&built.json).unwrap();
    assert_eq!((&json["sources"][1]["refresh"], &json["sources"][1]["pageSize"]), (&json!(0.5), &json!(250)));
}

#[test]
fn what_can_not_be_built() {
    let build = |change: fn(&mut DataSource)| {
        let mut source = whole();
        change(&mut source);
        build_manifest(None, &[source]).unwrap_err()
    };
    for error in [
        build_manifest(None, &[DataSource::default()]).unwrap_err(),
        build(|source| source.path = "ftp://example.edu".into()),
        build(|source| source.source_type = "ELM".into()),
        build(|source| source.refresh_hours = Some(-1.0)),
        build(|source| source.refresh_hours = Some(f64::NAN)),
        build(|source| source.page_size = Some(0)),
        build(|source| source.auth.as_mut().unwrap().method = "password".into()),
        build(|source| source.auth = Some(Auth { method: "httpheader".into(), ..Auth::default() })),
        build_manifest(Some(&ManifestMeta::default()), &[]).unwrap_err(),
    ] {
        assert_eq!(error.kind, ErrorKind::Manifest, "{error:?}");
        assert!(error.code.starts_with("manifest."), "{error:?}");
        // The error is the worst of what is wrong, and all of that is there.
        let worst = error.diagnostics.iter().map(|finding| finding.severity as u8).max().unwrap();
        let is_it = |finding: &&Diagnostic| finding.code == error.code && finding.message == error.message;
        let same = error.diagnostics.iter().find(is_it).unwrap();
        assert_eq!((same.severity as u8, &same.hint), (worst, &error.hint));
    }
    let error = build_manifest(None, &[DataSource::default(), source(), DataSource::default()]).unwrap_err();
    let places: Vec<&str> = error.diagnostics.iter().filter_map(|finding| finding.pointer.as_deref()).collect();
    assert!(places.contains(&"/sources/0/path") && places.contains(&"/sources/2/path"), "{places:?}");
}

/// What is built says all that was given, or it is not built.
#[test]
fn nothing_is_left_out() {
    for header in ["Host", "Content-Length", "X A", ""] {
        let source = DataSource { headers: [(header.to_owned(), "x".to_owned())].into(), ..source() };
        if let Ok(built) = build_manifest(None, std::slice::from_ref(&source)) {
            assert_eq!(built.sources, [source]);
        }
    }
}

#[test]
fn unusable_sources_are_kept() {
    let text = r#"{"sources": [{"type": "elm", "path": "https://example.edu/c.ttl", "version": "3.3"}, {"type": "elm", "path": 7}], "note": [1]}"#;
    let report = parse_manifest(text.as_bytes(), Some("application/json"), None);
    assert!(!report.valid && report.usable);
    assert_eq!(report.manifest.as_ref().unwrap().sources.len(), 1);
    let written = write_manifest(report.partial.as_ref().unwrap(), ManifestFormat::Json).unwrap();
    let written: Value = serde_json::from_str(&written).unwrap();
    assert_eq!(written["note"], json!([1]), "what is not known is kept");
    assert!(report.lenient.iter().all(|finding| finding.line.is_some()), "{:?}", report.lenient);
}

#[test]
fn differences() {
    let with = |sources: &[DataSource]| build_manifest(None, sources).unwrap();
    let (old, new) = (with(&[source(), whole()]), with(&[DataSource { name: Some("C".into()), ..source() }]));
    let diff = diff_manifests(&old, &new).unwrap();
    assert_eq!((diff.removed.len(), diff.added.len(), diff.unchanged.len()), (1, 0, 0));
    assert_eq!(diff.changed[&source().path], ["name"]);
    assert_eq!(diff_manifests(&old, &old).unwrap().unchanged.len(), 2);
    assert_eq!(old.fingerprint, with(&[whole(), source()]).fingerprint);
    assert_ne!(old.fingerprint, new.fingerprint);
}

/// A manifest is what its JSON says.
#[test]
fn manifests_that_were_not_read() {
    let empty = Manifest::default();
    for error in
        [write_manifest(&empty, ManifestFormat::Yaml).unwrap_err(), diff_manifests(&empty, &empty).unwrap_err()]
    {
        assert_eq!(error.kind, ErrorKind::Manifest);
        assert!(!error.code.is_empty() && !error.diagnostics.is_empty(), "{error:?}");
    }
    let report = parse_manifest(b"", None, None);
    assert!(!report.valid && !report.usable && report.manifest.is_none() && report.partial.is_none());
}

#[test]
fn the_schema_is_json() {
    let schema: Value = serde_json::from_str(&manifest_schema()).unwrap();
    assert!(schema["$schema"].is_string() && schema["properties"]["sources"].is_object());
}
