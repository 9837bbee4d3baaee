//! Catalogues: read, written, put together, validated, enriched.

use quality_link::plain::{
    Catalogue, DocumentOptions, ElmNamespace, EnrichOptions, ErrorKind, MapOptions, ProfileLevel, RdfFormat, Rendering,
    Trust, read_catalogue,
};
use serde_json::Value;

use super::{of_example, turtle};

const PAGE: &str = r#"{"pageNumber": 1, "items": [
    {"courseId": "BIO-101", "name": "Marine Biology", "level": "master"}, {"courseId": "BIO-102", "name": "Plankton"}]}"#;

fn read(content: impl Into<Vec<u8>>) -> Catalogue {
    read_catalogue(content.into(), None, None, &MapOptions::default()).unwrap()
}

fn whole() -> Catalogue {
    read(include_bytes!("../../../ql-elm/tests/fixtures/provider-and-courses.ttl"))
}

/// One member of gzip that is not compressed, as RFC 1952 and RFC 1951 have it.
fn gzip(content: &[u8]) -> Vec<u8> {
    let length = u16::try_from(content.len()).unwrap();
    let mut packed = vec![0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 0xff, 1];
    packed.extend(length.to_le_bytes().into_iter().chain((!length).to_le_bytes()));
    packed.extend(content);
    let checksum = content.iter().fold(u32::MAX, |sum, byte| {
        (0..8).fold(sum ^ u32::from(*byte), |sum, _| if sum & 1 == 1 { sum >> 1 ^ 0xedb8_8320 } else { sum >> 1 })
    });
    packed.extend((!checksum).to_le_bytes().into_iter().chain(u32::from(length).to_le_bytes()));
    packed
}

#[test]
fn pages_of_an_api() {
    let catalogue = read_catalogue(PAGE, None, None, &of_example()).unwrap();
    let iris: Vec<String> = catalogue.courses().into_iter().map(|course| course.iri).collect();
    let iri = |code: &str| format!("urn:schac:uniqueCourseId:example.edu:{code}");
    assert_eq!(iris, [iri("BIO-101"), iri("BIO-102")]);
    // With the byte order mark of Windows, and what the server says of it.
    let page = format!("\u{feff}\n{PAGE}");
    let again = read_catalogue(page, Some("Application/JSON; charset=utf-8"), None, &of_example()).unwrap();
    assert_eq!(again.courses(), catalogue.courses());

    // Without SCHAC code there are no IRIs; another way of minting is as good.
    let error = read_catalogue(PAGE, None, None, &MapOptions::default()).unwrap_err();
    assert_eq!((error.kind, error.code.as_str()), (ErrorKind::Argument, "argument"));
    assert!(error.message.contains("SCHAC code"), "{error}");
    let minting = quality_link::plain::Minting {
        scheme: quality_link::plain::SubjectScheme::Http,
        base: Some("https://data.example.edu".into()),
        provider: Some("9001".into()),
        ..Default::default()
    };
    let minted = MapOptions { minting: Some(minting), ..MapOptions::default() };
    let minted = read_catalogue(PAGE, None, None, &minted).unwrap();
    assert!(minted.courses()[0].iri.starts_with("https://data.example.edu/"), "{:?}", minted.courses());
}

#[test]
fn json_of_something_else() {
    for text in [r#"{"hello": 1}"#, r#"{"items": 1}"#, "{", r#"[{"a": "#] {
        let error = read_catalogue(text, Some("application/json"), None, &of_example()).unwrap_err();
        assert_eq!(error.kind, ErrorKind::Document, "{text}");
        assert!(!error.code.is_empty() && error.diagnostics.len() == 1, "{error:?}");
    }
    // What says that it is RDF is read as such.
    let catalogue = read_catalogue(PAGE, Some("text/turtle"), None, &of_example()).unwrap();
    let codes: Vec<&str> = catalogue.diagnostics().iter().map(|finding| finding.code.as_str()).collect();
    assert!(codes.contains(&"map.no-specification"), "{codes:?}");
}

#[test]
fn elm_of_all_syntaxes() {
    let catalogue = whole();
    let count = catalogue.course_count();
    assert!(count > 0 && catalogue.diagnostics().is_empty(), "{:?}", catalogue.diagnostics());
    let text = catalogue.to_rdf(RdfFormat::Turtle, ElmNamespace::V33);
    for format in RdfFormat::ALL {
        for namespace in ElmNamespace::ALL {
            let written = catalogue.to_rdf(*format, *namespace);
            assert!(!written.is_empty(), "{}", format.as_str());
            let old = b"http://data.europa.eu/snb/model/elm/".as_slice();
            let is_old = written.windows(old.len()).any(|window| window == old);
            assert_eq!(is_old, *namespace == ElmNamespace::V32, "{} {}", format.as_str(), namespace.as_str());
            let again = read(written.clone());
            assert_eq!(again.to_rdf(RdfFormat::Turtle, ElmNamespace::V33), text, "{}", format.as_str());
            if let Ok(packed) = std::panic::catch_unwind(|| gzip(&written)) {
                assert_eq!(read(packed).course_count(), count, "{} in gzip", format.as_str());
            }
        }
    }
    assert_eq!(
        String::from_utf8(catalogue.to_rdf(RdfFormat::NTriples, ElmNamespace::V33)).unwrap().lines().count(),
        String::from_utf8(catalogue.to_rdf(RdfFormat::NQuads, ElmNamespace::V33)).unwrap().lines().count()
    );
}

#[test]
fn relative_iris_and_media_types() {
    let text = "<BIO-101> a <http://data.quality-link.eu/ontology/v1#LearningOpportunitySpecification> .";
    let url = Some("https://cat.example.edu/all/courses.ttl");
    let catalogue = read_catalogue(text, Some("text/turtle"), url, &MapOptions::default()).unwrap();
    assert_eq!(catalogue.courses()[0].iri, "https://cat.example.edu/all/BIO-101");
    let without = read_catalogue(text, None, None, &MapOptions::default()).unwrap();
    assert_eq!(without.course_count(), 0);
    assert!(without.diagnostics().iter().any(|finding| finding.code == "rdf.syntax" && finding.line == Some(1)));
    let small = MapOptions { max_document: Some(10.0), ..MapOptions::default() };
    let refused = read_catalogue(text, None, url, &small).unwrap();
    assert_eq!(refused.diagnostics()[0].code, "rdf.too-large");
}

/// How often something was asked for does not change what there is.
#[test]
fn the_same_course_twice() {
    let page =
        r#"{"pageNumber": 1, "items": [{"courseId": "B", "name": "Biology"}, {"courseId": "B", "name": "Biology"}]}"#;
    let catalogue = read_catalogue(page, None, None, &of_example()).unwrap();
    let before = (catalogue.course_count(), catalogue.courses().len());
    let documents = catalogue.documents(&DocumentOptions::default(), None, None).unwrap();
    assert_eq!((catalogue.course_count(), catalogue.courses().len()), before);
    assert_eq!(documents.len(), before.0);
}

#[test]
fn catalogues_put_together() {
    let (one, two) = (
        turtle("c:1 a ql:LearningOpportunitySpecification ; dcterms:title \"One\"@en ."),
        turtle(
            "c:2 a ql:LearningOpportunitySpecification ; dcterms:title \"Two\"@en . c:1 dcterms:title \"Eins\"@de .",
        ),
    );
    let page = read_catalogue(PAGE, None, None, &of_example()).unwrap();
    let broken = read("<x> a");
    let merged = Catalogue::merge([&one, &two, &page, &broken]);
    assert_eq!(merged.course_count(), 4);
    assert_eq!(merged.diagnostics().len(), page.diagnostics().len() + broken.diagnostics().len());
    let courses = merged.courses();
    let first = courses.iter().find(|course| course.iri == "https://cat.example.edu/course/1").unwrap();
    assert_eq!((first.titles["en"].as_str(), first.titles["de"].as_str()), ("One", "Eins"));
    let other_way = Catalogue::merge([&broken, &page, &two, &one]);
    let written = |catalogue: &Catalogue| catalogue.to_rdf(RdfFormat::Turtle, ElmNamespace::V33);
    assert_eq!(written(&merged), written(&other_way));
    assert_eq!(Catalogue::merge([]).course_count(), 0);
    assert_eq!(Catalogue::default().courses(), []);
}

#[test]
fn one_course() {
    let catalogue = whole();
    for course in catalogue.courses() {
        let alone = catalogue.course(&course.iri);
        let courses = alone.courses();
        assert_eq!((courses.len(), &courses[0].title), (1, &course.title));
        assert_eq!(courses[0].instances.len(), course.instances.len());
    }
    assert_eq!(catalogue.course("https://cat.example.edu/unknown").course_count(), 0);
}

#[test]
fn documents_and_their_languages() {
    let catalogue = turtle("c:1 a ql:LearningOpportunitySpecification ; dcterms:title \"One\"@en , \"Eins\"@de .");
    let document = |options: &DocumentOptions| -> Value {
        let documents = catalogue.documents(options, None, None).unwrap();
        assert_eq!(documents.len(), 1);
        serde_json::from_str(&documents[0]).unwrap()
    };
    let (default, german) = (
        document(&DocumentOptions::default()),
        document(&DocumentOptions { languages: vec!["de".into()], ..DocumentOptions::default() }),
    );
    assert_eq!(default["uri"], "https://cat.example.edu/course/1");
    assert_eq!(default["id"], *catalogue.courses()[0].uuid);
    assert!(default != german && german.to_string().contains("Eins"), "{german}");
    let reference = document(&DocumentOptions { rendering: Some(Rendering::Reference), ..DocumentOptions::default() });
    assert_ne!(reference, default);
}

#[test]
fn institutions_and_labels() {
    let catalogue = turtle(
        "c:1 a ql:LearningOpportunitySpecification ; dcterms:publisher <https://data.deqar.eu/institution/9001> .",
    );
    let institutions = b"@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
        <https://data.deqar.eu/institution/9001> a <http://data.quality-link.eu/ontology/v1#HigherEducationInstitution> ;
            skos:prefLabel \"Example University\"@en .";
    let documents =
        |institutions| catalogue.documents(&DocumentOptions::default(), institutions, None).unwrap().remove(0);
    assert!(documents(Some(&institutions[..])).contains("Example University"));
    assert!(!documents(None).contains("Example University"));
    // Institutions may be written in any syntax of RDF.
    let triples = read(institutions.to_vec()).to_rdf(RdfFormat::RdfXml, ElmNamespace::V33);
    assert!(documents(Some(&triples)).contains("Example University"));
    assert_eq!(catalogue.completeness(Some(institutions)).unwrap().courses, 1);
}

#[test]
fn validation() {
    let good = read(include_bytes!("../../../ql-elm/tests/fixtures/profile-complete.ttl"));
    let report = good.validate(ProfileLevel::Profile);
    assert!(report.conforms && report.violations == 0, "{report:?}");
    let bare = turtle("c:1 a ql:LearningOpportunitySpecification .");
    let report = bare.validate(ProfileLevel::Profile);
    assert!(!report.conforms);
    let violations = report.results.iter().filter(|result| result.severity == "violation");
    assert_eq!(violations.count(), report.violations as usize);
    assert_eq!(report.rules.iter().map(|rule| rule.results).sum::<u32>() as usize, report.results.len());
    let course = "https://cat.example.edu/course/1";
    for result in &report.results {
        assert_eq!((result.focus.as_str(), result.course.as_deref()), (course, Some(course)));
        assert!(!result.rule.is_empty() && !result.message.is_empty() && !result.component.is_empty(), "{result:?}");
    }
    assert!(report.rules.iter().all(|rule| rule.courses == 1 && rule.example_course.as_deref() == Some(course)));
    let shapes = b"@prefix sh: <http://www.w3.org/ns/shacl#> . @prefix ql: <http://data.quality-link.eu/ontology/v1#> .
        [] a sh:NodeShape ; sh:targetClass ql:LearningOpportunitySpecification ;
           sh:property [ sh:path <http://purl.org/dc/terms/title> ; sh:minCount 1 ] .";
    let report = bare.validate_with(shapes).unwrap();
    assert_eq!(
        (report.conforms, report.violations, report.results[0].component.as_str()),
        (false, 1, "MinCountConstraintComponent")
    );
    assert_eq!(report.results[0].path.as_deref(), Some("http://purl.org/dc/terms/title"));
    assert!(good.validate_with(shapes).unwrap().conforms);
}

#[test]
fn completeness() {
    let completeness =
        turtle("c:1 a ql:LearningOpportunitySpecification ; dcterms:title \"One\"@en .").completeness(None).unwrap();
    assert_eq!((completeness.courses, completeness.complete, completeness.micro_credential_ready), (1, 0, 0));
    assert!(completeness.share > 0.0 && completeness.share < 1.0, "{}", completeness.share);
    let course = &completeness.results[0];
    assert_eq!((course.title.as_deref(), course.micro_credential_ready), (Some("One"), false));
    let names: Vec<&str> = completeness.required.iter().map(|element| element.name.as_str()).collect();
    assert!(course.missing.iter().all(|missing| names.contains(&missing.as_str())), "{names:?}");
    for element in completeness.required.iter().chain(&completeness.council) {
        let is_missing = course.missing.contains(&element.name) || course.missing_council.contains(&element.name);
        assert_eq!(element.courses == 0, is_missing, "{element:?}");
        assert!(!element.label.is_empty());
    }
}

#[test]
fn enrichment() {
    let catalogue = turtle("c:1 a ql:LearningOpportunitySpecification ; dcterms:publisher <urn:x:other> .");
    let options = EnrichOptions {
        provider: Some("https://data.deqar.eu/institution/9001".into()),
        ingested_at: Some("2026-09-01T08:00:00Z".into()),
        ..EnrichOptions::default()
    };
    let enrich = |options: &EnrichOptions| catalogue.enrich(options, None).unwrap();
    let enriched = enrich(&options);
    assert_eq!(enriched.diagnostics().len(), 1, "{:?}", enriched.diagnostics());
    assert_eq!(enriched.diagnostics()[0].item.as_deref(), Some("https://cat.example.edu/course/1"));
    assert_eq!(enriched.courses()[0].is_active, Some(true));
    assert_eq!(catalogue.courses()[0].is_active, None, "the catalogue itself stays what it was");
    let dropped = enrich(&EnrichOptions { trust: Some(Trust::Drop), ..options.clone() });
    assert_eq!((dropped.course_count(), dropped.diagnostics().len()), (0, 1));
    let trusted = enrich(&EnrichOptions { trust: Some(Trust::Authoritative), ..options.clone() });
    assert_eq!((trusted.course_count(), trusted.diagnostics().len()), (1, 0));
    let nothing = enrich(&EnrichOptions { only: Some(Vec::new()), ..options.clone() });
    assert!(catalogue.diff(&nothing).changed.is_empty() && nothing.diagnostics().is_empty());
    let without = enrich(&EnrichOptions { without: vec!["is-active".into()], ..options });
    assert_eq!(without.courses()[0].is_active, None);
}
