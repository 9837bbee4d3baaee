//! An error of each kind, with all that it says.

use quality_link::plain::{
    DidDocumentDraft, DocumentOptions, EnrichOptions, ErrorKind, ErrorReport, MapOptions, Minting, ProfileLevel,
    Severity, SubjectKind, SubjectScheme, course_uuid, decrypt_secret, did_document, did_document_problems,
    did_file_path, encrypt_secret, generate_keys, mint_subject, parse_course_id, parse_schac, parse_txt,
    read_catalogue,
};
use serde_json::json;

use super::turtle;

/// What an error is about, and its code.
pub(crate) fn about<T: std::fmt::Debug>(result: Result<T, ErrorReport>) -> (ErrorKind, String) {
    let error = result.unwrap_err();
    assert!(!error.message.is_empty() && !error.message.ends_with('.'), "{error:?}");
    (error.kind, error.code)
}

fn argument() -> (ErrorKind, String) {
    (ErrorKind::Argument, "argument".into())
}

#[test]
fn identifiers() {
    let error = parse_course_id("urn:schac:uniqueCourseId:exa mple.edu:BIO-101").unwrap_err();
    assert_eq!(error.kind, ErrorKind::Identifier);
    assert!(error.code.starts_with("ident."), "{error:?}");
    let place = (error.part.as_deref(), error.start, error.end);
    assert_eq!(place, (Some("domain"), Some(28), Some(29)), "{error:?}");
    assert_eq!((error.hint, error.diagnostics.len()), (None, 0));
    assert_eq!(about(parse_schac("")).1, "ident.domain-empty");

    // The place is counted in bytes, and in the text of the very member that is wrong.
    let draft = DidDocumentDraft {
        course: "urn:schac:uniqueCourseId:example.edu:1".into(),
        superseded: vec!["urn:isbn:1".into()],
        ..DidDocumentDraft::default()
    };
    assert_eq!(about(did_document(&draft)).0, ErrorKind::Identifier);
    let (kind, code) = about(did_file_path("did:web:example.edu:courseId:.."));
    assert!(kind == ErrorKind::Identifier && code.contains('.'), "{code}");
}

#[test]
fn arguments() {
    let mint = |minting: &Minting, kind| mint_subject(minting, kind, "BIO-101", None);
    let urn = Minting { schac: Some("example.edu".into()), ..Minting::default() };
    assert_eq!(mint(&urn, SubjectKind::Course).unwrap(), "urn:schac:uniqueCourseId:example.edu:BIO-101");
    // What is missing is named.
    let error = mint(&Minting::default(), SubjectKind::Course).unwrap_err();
    assert_eq!((error.kind, error.message.as_str()), (ErrorKind::Argument, "`schac` is missing"));
    let error = mint(&urn, SubjectKind::Offering).unwrap_err();
    assert_eq!((error.kind, error.message.as_str()), (ErrorKind::Argument, "an offering needs the id of its course"));
    let http = |base: &str, provider: Option<&str>| Minting {
        scheme: SubjectScheme::Http,
        base: Some(base.into()),
        provider: provider.map(str::to_owned),
        ..Minting::default()
    };
    let course = SubjectKind::Course;
    assert_eq!(about(mint(&http("https://data.example.edu", None), course)), argument());
    let of_subject = |code: &str| (ErrorKind::Argument, code.to_owned());
    assert_eq!(about(mint(&http("data.example.edu", Some("9001")), course)), of_subject("subject.base"));
    assert_eq!(about(mint(&http("https://data.example.edu", Some("")), course)), of_subject("subject.provider"));
    assert_eq!(course_uuid("no uuid", "urn:x:1").len(), 36);
}

#[test]
fn options_of_mapping() {
    let read = |options: MapOptions| about(read_catalogue("", None, None, &options));
    assert_eq!(read(MapOptions { minting: Some(Minting::default()), ..MapOptions::default() }), argument());
    assert_eq!(read(MapOptions { default_language: Some("e n".into()), ..MapOptions::default() }), argument());
    let contexts = |url: &str, context: &str| MapOptions {
        contexts: [(url.to_owned(), context.to_owned())].into(),
        ..MapOptions::default()
    };
    let context = (ErrorKind::Document, "context".to_owned());
    assert_eq!(read(contexts("https://example.edu/c.jsonld", "<html>")), context);
    assert_eq!(read(contexts("c.jsonld", r#"{"@context": {}}"#)), context);
    assert_eq!(about(read_catalogue("", None, Some("no URL"), &MapOptions::default())), argument());
}

#[test]
fn secrets() {
    let keys = generate_keys().unwrap();
    assert!(keys.private_key.starts_with("-----BEGIN PRIVATE KEY-----"));
    assert!(keys.public_key.starts_with("-----BEGIN PUBLIC KEY-----"));
    let secret = encrypt_secret(&keys.public_key, "Bearer käse").unwrap();
    assert_ne!(secret, encrypt_secret(&keys.public_key, "Bearer käse").unwrap(), "each time another text");
    let older = generate_keys().unwrap();
    let both = [older.private_key.clone(), keys.private_key.clone()];
    assert_eq!(decrypt_secret(&both, &secret).unwrap(), "Bearer käse", "the key that fits");

    let of_secret = |code: &str| (ErrorKind::Secret, code.to_owned());
    assert_eq!(about(decrypt_secret(&[older.private_key], &secret)), of_secret("secret.undecryptable"));
    assert_eq!(about(decrypt_secret(&[], &secret)), of_secret("secret.undecryptable"));
    assert_eq!(about(decrypt_secret(&both, "Bearer käse")), of_secret("secret.not-base64"));
    assert_eq!(about(decrypt_secret(std::slice::from_ref(&keys.public_key), &secret)), of_secret("secret.private-key"));
    assert_eq!(about(encrypt_secret(&keys.private_key, "x")), of_secret("secret.public-key"));
    let too_long = encrypt_secret(&keys.public_key, &"x".repeat(1_000)).unwrap_err();
    assert_eq!((too_long.code.as_str(), too_long.hint.is_some()), ("secret.too-long", true));
    // No error repeats what it was given: it might be the secret.
    for text in ["hunter2 is my password", "hunter2=="] {
        let error = decrypt_secret(std::slice::from_ref(&keys.private_key), text).unwrap_err();
        assert!(!format!("{error:?}").contains("hunter2"), "{error:?}");
    }
}

#[test]
fn documents() {
    assert_eq!(about(did_document_problems("{")), (ErrorKind::Document, "did.json".into()));
    let error = parse_txt(&[b"v=qldiscover1".to_vec()]).unwrap_err();
    assert_eq!((error.kind, error.code.as_str()), (ErrorKind::Document, "discovery.malformed-record"));
    assert!(error.hint.is_some());
    assert_eq!(parse_txt(&[b"v=spf1 -all".to_vec()]).unwrap(), None);

    let catalogue = turtle("c:1 a ql:LearningOpportunitySpecification .");
    let broken: &[u8] = b"<https://example.edu/1> a .";
    let options = DocumentOptions::default();
    for (code, error) in [
        ("rdf.syntax", catalogue.documents(&options, Some(broken), None).unwrap_err()),
        ("rdf.syntax", catalogue.documents(&options, None, Some(broken)).unwrap_err()),
        ("rdf.syntax", catalogue.document_changes(&catalogue, &options, Some(broken), None).unwrap_err()),
        ("rdf.syntax", catalogue.completeness(Some(broken)).unwrap_err()),
        ("rdf.syntax", catalogue.enrich(&EnrichOptions::default(), Some(broken)).unwrap_err()),
        ("rdf.syntax", catalogue.validate_with(broken).unwrap_err()),
    ] {
        assert_eq!((error.kind, error.code.as_str()), (ErrorKind::Document, code));
        assert_eq!(error.diagnostics.len(), 1);
        assert_eq!((error.diagnostics[0].severity, error.diagnostics[0].line), (Severity::Error, Some(1)));
    }
    // RDF, but no shapes that could be used.
    let shapes = "@prefix sh: <http://www.w3.org/ns/shacl#> .
        <urn:x:s> a sh:NodeShape ; sh:targetClass <urn:x:c> ; sh:property [ sh:path [] ] .";
    assert_eq!(about(catalogue.validate_with(shapes.as_bytes())), (ErrorKind::Document, "shapes".into()));
    assert!(catalogue.validate_with(b"").unwrap().conforms, "no shapes, no violations");
    assert_eq!(catalogue.validate(ProfileLevel::ElmStrict).courses, 1);
}

#[test]
fn rules_that_are_unknown() {
    let catalogue = turtle("c:1 a ql:LearningOpportunitySpecification .");
    let rules = || vec!["uuid".to_owned(), "beautify".to_owned()];
    for options in [
        EnrichOptions { only: Some(rules()), ..EnrichOptions::default() },
        EnrichOptions { without: rules(), ..EnrichOptions::default() },
    ] {
        let error = catalogue.enrich(&options, None).unwrap_err();
        assert_eq!(error.kind, ErrorKind::Argument);
        assert!(error.message.starts_with("unknown rule: `beautify`; known are ingested, uuid, "), "{error}");
    }
    let json = serde_json::to_value(
        catalogue.enrich(&EnrichOptions { only: Some(rules()), ..EnrichOptions::default() }, None).unwrap_err(),
    );
    assert_eq!(json.unwrap()["kind"], json!("argument"));
}
