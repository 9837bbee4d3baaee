//! Courses as people think of them.

use quality_link::plain::{Catalogue, ElmNamespace, MapOptions, RdfFormat, RecordInput, RecordPart, map_records};
use serde_json::json;

use super::{of_example, turtle};

/// A course of OOAPI with two offerings.
fn marine_biology() -> Catalogue {
    let course = json!({
        "courseId": "3f2504e0-4f89-11d3-9a0c-0305e82c3301",
        "primaryCode": { "codeType": "identifier", "code": "BIO-101" },
        "otherCodes": [{ "codeType": "systemId", "code": "98765" }],
        "name": [{ "language": "en-GB", "value": "Marine Biology" }, { "language": "de-AT", "value": "Meeresbiologie" }],
        "description": [{ "language": "de", "value": "Das Leben im Meer." }],
        "teachingLanguage": "eng",
        "level": "bachelor",
        "studyLoad": { "studyLoadUnit": "ects", "value": 7.5 },
        "modeOfDelivery": ["on campus", "online"],
        "fieldsOfStudy": "0511",
        "learningOutcomes": [[{ "language": "en", "value": "Identify plankton" }], [{ "language": "en", "value": "Draw a food web" }]],
        "link": "https://www.example.edu/courses/bio-101",
    });
    let offering = |id: &str, more: serde_json::Value| {
        let mut offering = json!({ "offeringId": id, "offeringType": "course", "teachingLanguage": "nld" });
        offering.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        RecordPart { kind: "offering".into(), body: offering.to_string() }
    };
    let autumn = json!({
        "name": [{ "language": "en", "value": "Coastal group" }],
        "modeOfDelivery": ["hybrid"],
        "startDate": "2026-09-07",
        "endDate": "2026-11-13",
        "enrollEndDate": "2026-06-30",
        "maxNumberStudents": 30,
        "priceInformation": [{ "costType": "total costs", "amount": "340.84", "currency": "EUR" }],
        "addresses": [{ "addressType": "teaching", "city": "Wien", "countryCode": "AT" }],
        "link": "https://www.example.edu/courses/bio-101/a",
    });
    let record = RecordInput {
        kind: "course".into(),
        body: course.to_string(),
        parts: vec![offering("A", autumn), offering("B", json!({}))],
    };
    let options = MapOptions { today: Some("2026-06-01".into()), ..of_example() };
    map_records("ooapi", Some(5), &[record], &[], &options).unwrap()
}

#[test]
fn a_course_of_ooapi() {
    let catalogue = marine_biology();
    let courses = catalogue.courses();
    let [course] = courses.as_slice() else { panic!("{courses:?}") };
    assert_eq!(course.iri, "urn:schac:uniqueCourseId:example.edu:3f2504e0-4f89-11d3-9a0c-0305e82c3301");
    assert_eq!(course.uuid, "3f2504e0-4f89-11d3-9a0c-0305e82c3301");
    assert_eq!(course.title.as_deref(), Some("Marine Biology"));
    assert_eq!((course.titles["en"].as_str(), course.titles["de"].as_str()), ("Marine Biology", "Meeresbiologie"));
    assert_eq!(course.description.as_deref(), Some("Das Leben im Meer."), "the only one there is");
    assert_eq!(course.codes, ["BIO-101", "3f2504e0-4f89-11d3-9a0c-0305e82c3301", "98765"]);
    assert_eq!(course.learning_outcomes, ["Identify plankton", "Draw a food web"]);
    assert_eq!((course.languages.as_slice(), course.ects), (&["en".to_owned()][..], Some(7.5)));
    assert_eq!((course.eqf_level.as_deref(), course.isced_f.as_slice()), (Some("6"), &["0511".to_owned()][..]));
    assert_eq!(
        (course.types.as_slice(), course.modes.as_slice()),
        (&["Course".to_owned()][..], &["Presential".to_owned(), "Online".to_owned()][..])
    );
    assert_eq!(course.publishers, ["did:web:example.edu"]);
    assert_eq!(course.homepages, ["https://www.example.edu/courses/bio-101"]);
    assert_eq!(course.is_active, Some(true));
    assert!(course.part_of.is_empty() && course.has_part.is_empty());
    assert_eq!(catalogue.course_count(), 1);
}

#[test]
fn its_offerings() {
    let mut courses = marine_biology().courses();
    let course = courses.remove(0);
    let [autumn, other] = course.instances.as_slice() else { panic!("{course:?}") };
    assert_eq!(
        (autumn.iri.as_str(), autumn.course.as_str()),
        (format!("{}#offering-A", course.iri).as_str(), course.iri.as_str())
    );
    assert_eq!((autumn.title.as_deref(), autumn.titles["en"].as_str()), (Some("Coastal group"), "Coastal group"));
    assert_eq!(autumn.languages, ["nl"]);
    assert_eq!(autumn.modes, ["Hybrid"]);
    assert!(autumn.start.as_ref().unwrap().starts_with("2026-09-07"), "{autumn:?}");
    assert!(autumn.end.as_ref().unwrap().starts_with("2026-11-13"), "{autumn:?}");
    assert_eq!(autumn.provided_by, ["did:web:example.edu"]);
    assert_eq!(autumn.prices, ["340.84 EUR"]);
    assert_eq!(autumn.application_deadlines.len(), 1);
    assert!(autumn.application_deadlines[0].starts_with("2026-06-30"), "{autumn:?}");
    assert_eq!(autumn.enrolment_capacity, Some(30.0));
    assert_eq!(autumn.homepages, ["https://www.example.edu/courses/bio-101/a"]);
    assert_eq!(autumn.places.len(), 1, "{autumn:?}");
    assert_eq!(
        (other.iri.ends_with("#offering-B"), other.enrolment_capacity, other.start.as_ref()),
        (true, None, None)
    );
}

/// Before and after there is a graph, and when it is read again.
#[test]
fn the_same_of_a_graph() {
    let catalogue = marine_biology();
    let before = catalogue.courses();
    let written = catalogue.to_rdf(RdfFormat::JsonLd, ElmNamespace::V32);
    assert_eq!(catalogue.courses(), before);
    let again = quality_link::plain::read_catalogue(written, None, None, &MapOptions::default()).unwrap();
    assert_eq!((again.course_count(), again.diagnostics()), (1, &[][..]));
    let again = again.courses().remove(0);
    assert_eq!((&again.titles, again.ects, again.instances.len()), (&before[0].titles, before[0].ects, 2));
}

#[test]
fn what_has_no_code_is_its_iri() {
    let catalogue = turtle(
        r#"c:1 a ql:LearningOpportunitySpecification ; elm:EQFLevel <urn:x:level> ; elm:ISCEDFCode <http://data.europa.eu/snb/isced-f/0511> ;
             dcterms:language <http://publications.europa.eu/resource/authority/language/GSW> , <urn:x:language> ;
             dcterms:type <urn:x:type> ; elm:isPartOf c:2 .
           c:2 a ql:LearningOpportunitySpecification ; dcterms:title "Nine"@nl ; adms:identifier [ a elm:Identifier ; skos:notation "C-2" ] ."#,
    );
    let courses = catalogue.courses();
    let course = courses.iter().find(|course| course.iri.ends_with("/1")).unwrap();
    assert_eq!((course.eqf_level.as_deref(), &course.isced_f), (Some("urn:x:level"), &vec!["0511".to_owned()]));
    assert_eq!(
        (&course.languages, &course.types),
        (&vec!["gsw".to_owned(), "urn:x:language".to_owned()], &vec!["urn:x:type".to_owned()])
    );
    assert_eq!((&course.title, course.ects, course.is_active), (&None, None, None));
    let other = courses.iter().find(|course| course.iri.ends_with("/2")).unwrap();
    assert_eq!((other.title.as_deref(), &other.codes), (Some("Nine"), &vec!["C-2".to_owned()]));
    // What is said of the neighbour does not take the place of its IRI.
    assert_eq!(course.part_of, ["https://cat.example.edu/course/2"]);
}

/// A neighbour of which the file says something, but not that it is a course, is linked by its IRI like any other.
#[test]
fn neighbours_that_are_described() {
    let catalogue = turtle(
        r#"c:1 a ql:LearningOpportunitySpecification ; elm:isPartOf c:2 ; elm:hasPart c:3 .
           c:2 dcterms:title "Two"@en . c:3 adms:identifier [ a elm:Identifier ; skos:notation "C-3" ] ."#,
    );
    let course = catalogue.courses().remove(0);
    assert_eq!(course.part_of, ["https://cat.example.edu/course/2"]);
    assert_eq!(course.has_part, ["https://cat.example.edu/course/3"]);
}

/// The subject itself comes before its aliases; of those the smallest counts.
#[test]
fn uuids() {
    let uuid = |turtle_text: &str| turtle(turtle_text).courses().remove(0).uuid;
    let own = "0e1b1d4e-0000-4000-8000-000000000002";
    let alias = "<urn:uuid:0A000000-0000-4000-8000-000000000001> <http://www.w3.org/2002/07/owl#sameAs>";
    assert_eq!(
        uuid(&format!("<urn:uuid:{own}> a ql:LearningOpportunitySpecification . {alias} <urn:uuid:{own}> .")),
        own
    );
    let two = format!(
        "<urn:uuid:f0000000-0000-4000-8000-000000000001> <http://www.w3.org/2002/07/owl#sameAs> c:1 . {alias} c:1 ."
    );
    assert_eq!(
        uuid(&format!("c:1 a ql:LearningOpportunitySpecification . {two}")),
        "0a000000-0000-4000-8000-000000000001"
    );
    let capitals = two.replace("f0000000", "F0000000").replace("0A000000", "a0000000");
    assert_eq!(
        uuid(&format!("c:1 a ql:LearningOpportunitySpecification . {capitals}")),
        "a0000000-0000-4000-8000-000000000001"
    );
}
