//! What the mapping documents ask for and the mappers don't do yet, one test each, with the right expectation.
//!
//! Each was seen to fail; the `ignore` goes with the fix.

use std::collections::BTreeSet;
use std::time::{Duration, Instant};

use ql_core::{Record, RecordKind, RecordPart, SourceType};
use ql_elm::{
    LearningOpportunitySpecification, Link, MapSettings, Mapped, Mapper, RdfFormat, RdfOptions, RdfReader, RdfWriter,
};
use ql_ident::{SubjectMinter, SubjectScheme};

/// What is quadratic takes much longer on the smallest of these inputs; what is not, a hundredth of it.
const AGES: Duration = Duration::from_secs(4);

const COURSE: RecordKind = RecordKind::Course;
const PROGRAMME: RecordKind = RecordKind::Programme;

fn mapper() -> Mapper {
    let scheme = SubjectScheme::Urn("example.edu".parse().expect("a SCHAC code"));
    let minter = SubjectMinter::new(scheme).expect("a scheme");
    Mapper::new(minter).with_provider("https://data.deqar.eu/institution/9001").with_today("2026-11-25")
}

fn of(source: SourceType, version: u32, kind: RecordKind, json: &str, offerings: &[&str]) -> Record {
    let record = Record::new(source, kind, json.as_bytes().to_vec()).with_version(Some(version));
    offerings
        .iter()
        .fold(record, |record, one| record.with_part(RecordPart::new(RecordKind::Offering, one.as_bytes().to_vec())))
}

fn ooapi(kind: RecordKind, json: &str, offerings: &[&str]) -> Record {
    of(SourceType::Ooapi, 5, kind, json, offerings)
}

fn edu(kind: RecordKind, json: &str, offerings: &[&str]) -> Record {
    of(SourceType::EduApi, 1, kind, json, offerings)
}

fn occapi(json: &str, offerings: &[&str]) -> Record {
    of(SourceType::Occapi, 2, COURSE, json, offerings)
}

fn one(mapped: &Mapped) -> &LearningOpportunitySpecification {
    mapped.specifications().first().unwrap_or_else(|| panic!("{:?}", mapped.diagnostics))
}

fn map(record: &Record) -> LearningOpportunitySpecification {
    one(&mapper().map(record)).clone()
}
fn pointers(record: &Record) -> Vec<String> {
    mapper().map(record).diagnostics.iter().filter_map(|finding| finding.pointer().map(str::to_owned)).collect()
}

fn triples(mapped: &Mapped) -> String {
    let mut writer = RdfWriter::new(RdfOptions::new(RdfFormat::NTriples), Vec::new()).expect("a writer");
    mapped.write_to(&mut writer).expect("triples");
    String::from_utf8(writer.finish().expect("a document")).expect("UTF-8")
}

fn is_read_again(mapped: &Mapped) {
    let read = RdfReader::new(RdfFormat::NTriples).read(triples(mapped).as_bytes());
    assert!(read.diagnostics.is_empty(), "{:?}", read.diagnostics);
}

fn is_quick(mapper: &Mapper, record: &Record) {
    let started = Instant::now();
    let mapped = mapper.map(record);
    assert!(started.elapsed() < AGES, "{mapped}: {:?}", started.elapsed());
}

// Panics.

#[test]
fn qualification_in_lower_case() {
    let made = map(&ooapi(PROGRAMME, r#"{"programId": "p", "name": "P", "qualificationAwarded": "état"}"#, &[]));
    assert_eq!(made.categories.in_language("en"), Some("État"));
}

#[test]
fn block_within_a_link_behind_blanks() {
    for (markup, text) in [
        ("Price  <a href='https://x.example'><p>€100</p></a>", "Price\n€100"),
        ("text   <a href='http://x.example'><p></a>", "text"),
    ] {
        let json = format!(r#"{{"courseId": "c", "name": "C", "description": "{markup}"}}"#);
        let made = map(&ooapi(COURSE, &json, &[]));
        assert!(made.description.in_language("und").is_some_and(|got| got.starts_with(text)), "{:?}", made.description);
    }
}

// What can't be read again.

#[test]
fn subjects_of_study_are_iris() {
    for url in ["http://x.example/a[1]", "http://x.example/100%", "http://x.example/%zz?a=[1]#[2]"] {
        let json = format!(
            r#"{{"id": "c", "attributes": {{"title": "C", "localClassification": [{{"classificationValue": "{url}"}}]}}}}"#
        );
        is_read_again(&mapper().map(&occapi(&json, &[])));
    }
}

#[test]
fn language_tags_are_well_formed() {
    let mapper = mapper().with_settings(MapSettings::new().with_regions(true));
    for tag in ["de-12", "en-a-b-cc", "en-GB-xx-yy", "it-IT-Latn"] {
        let json = format!(r#"{{"courseId": "c", "name": [{{"language": "{tag}", "value": "C"}}]}}"#);
        is_read_again(&mapper.map(&ooapi(COURSE, &json, &[])));
    }
}

#[test]
fn deadline_at_an_hour_with_a_zone() {
    let offering = r#"{"offeringId": "o", "enrollEndDate": "2026-09-01",
        "consumers": [{"consumerKey": "eduxchange", "alliances": [{"enrollEndTime": "13:00Z"}]}]}"#;
    let mapper = mapper().with_settings(MapSettings::new().with_offset("+01:00"));
    let mapped = mapper.map(&ooapi(COURSE, r#"{"courseId": "c", "name": "C"}"#, &[offering]));
    assert_eq!(one(&mapped).instances[0].application_deadlines, ["2026-09-01T13:00:00Z"]);
}

#[test]
fn the_year_0() {
    let offering = r#"{"offeringId": "o", "startDate": "0000-01-01"}"#;
    let made = map(&ooapi(COURSE, r#"{"courseId": "c", "name": "C"}"#, &[offering]));
    assert_eq!(made.instances[0].start, None);
}

#[test]
fn every_text_is_cleaned() {
    let programme = r#"{"programId": "p", "name": "P", "qualificationAwarded": "B\u0000Sc", "sector": "u\u0001",
        "consumers": [{"consumerKey": "eduxchange", "alliances": [{"activities": "<b>Lab</b>\u0001"}]}]}"#;
    let offering = r#"{"offeringId": "o", "enrolmentPeriods": [{"targetGroups": ["<b>guests</b>\u0001"]}]}"#;
    let text = triples(&mapper().map(&ooapi(PROGRAMME, programme, &[offering])));
    for unwanted in ["\\u000", "<b>"] {
        assert!(!text.contains(unwanted), "{unwanted} in {text}");
    }
}

// Time.

#[test]
fn comments_without_an_end() {
    let json = format!(r#"{{"courseId": "c", "name": "C", "description": "{}"}}"#, "<!--".repeat(30_000));
    is_quick(&mapper(), &ooapi(COURSE, &json, &[]));
}

#[test]
fn many_offerings_within_offerings() {
    let mut mapper = mapper();
    for n in 0..3_000 {
        mapper.learn(&ooapi(RecordKind::Offering, &format!(r#"{{"offeringId": "p{n}", "program": "p"}}"#), &[]));
    }
    let offerings: Vec<String> =
        (0..3_000).map(|n| format!(r#"{{"offeringId": "o{n}", "programOffering": "p{n}"}}"#)).collect();
    let offerings: Vec<&str> = offerings.iter().map(String::as_str).collect();
    is_quick(&mapper, &ooapi(COURSE, r#"{"courseId": "c", "name": "C"}"#, &offerings));
}

#[test]
fn many_parts_of_one_programme() {
    let mut mapper = mapper();
    let started = Instant::now();
    for n in 0..10_000 {
        mapper.learn(&ooapi(PROGRAMME, &format!(r#"{{"programId": "p{n}", "name": "P", "parent": "root"}}"#), &[]));
    }
    assert!(started.elapsed() < AGES, "{:?}", started.elapsed());
    is_quick(&mapper, &ooapi(PROGRAMME, r#"{"programId": "root", "name": "R"}"#, &[]));
}

#[test]
#[ignore = "awaiting fix: what is remembered throws the hierarchy away, and the next programme builds it anew"]
fn programmes_mapped_and_remembered_in_turn() {
    let mut mapper = mapper();
    let started = Instant::now();
    for n in 0..1_000 {
        let json = format!(r#"{{"programId": "p{n}", "name": "P", "parent": "root"}}"#);
        let mapped = mapper.map(&ooapi(PROGRAMME, &json, &[]));
        mapper.remember(&mapped);
    }
    assert!(started.elapsed() < AGES, "{:?}", started.elapsed());
}

#[test]
fn many_addresses_and_offerings() {
    let address = |n| format!(r#"{{"addressType": "visit", "countryCode": "NL", "city": "city {n}"}}"#);
    let addresses = (0..5_000).map(address).collect::<Vec<_>>().join(",");
    let offerings: Vec<String> = (0..5).map(|n| format!(r#"{{"offeringId": "o{n}"}}"#)).collect();
    let offerings: Vec<&str> = offerings.iter().map(String::as_str).collect();
    let json = format!(r#"{{"courseId": "c", "name": "C", "addresses": [{addresses}]}}"#);
    is_quick(&mapper(), &ooapi(COURSE, &json, &offerings));
}

#[test]
fn many_comments_on_enrolment() {
    let period = |n| format!(r#"{{"startDateTime": "2026-01-01", "comment": "{n} {}"}}"#, "x".repeat(100));
    let periods = (0..5_000).map(period).collect::<Vec<_>>().join(",");
    let offering = format!(r#"{{"offeringId": "o", "enrolmentPeriods": [{periods}]}}"#);
    is_quick(&mapper(), &ooapi(COURSE, r#"{"courseId": "c", "name": "C"}"#, &[&offering]));
}

#[test]
fn many_languages() {
    let texts = (0..20_000).map(|n| format!(r#""en-x{n:06}": "{n}""#)).collect::<Vec<_>>().join(",");
    is_quick(&mapper(), &ooapi(COURSE, &format!(r#"{{"courseId": "c", "name": {{{texts}}}}}"#), &[]));
}

// What depends on what means nothing.

#[test]
fn organisations_with_one_code() {
    let seen: BTreeSet<Vec<String>> = (0..30)
        .map(|_| {
            let mut mapper = mapper();
            for (id, institution) in [("a", "https://example.org/1"), ("b", "https://example.org/2")] {
                mapper = mapper.with_institution(id, institution);
                let json = format!(r#"{{"sourcedId": "{id}", "primaryCode": {{"identifier": "FAC"}}}}"#);
                mapper.learn(&edu(RecordKind::Organisation, &json, &[]));
            }
            let json = r#"{"sourcedId": "c", "title": "C", "organizationCode": "FAC"}"#;
            one(&mapper.map(&edu(COURSE, json, &[]))).publishers.clone()
        })
        .collect();
    assert_eq!(seen.len(), 1, "{seen:?}");
}

#[test]
fn two_extensions_for_one_field() {
    let seen: BTreeSet<String> = (0..30)
        .map(|_| {
            let settings =
                MapSettings::new().with_extension("/extensions/a", "link").with_extension("/extensions/b", "link");
            let json =
                r#"{"sourcedId": "c", "title": "C", "extensions": {"a": "http://a.example", "b": "http://b.example"}}"#;
            one(&mapper().with_settings(settings).map(&edu(COURSE, json, &[]))).homepages[0].url.clone()
        })
        .collect();
    assert_eq!(seen.len(), 1, "{seen:?}");
}

#[test]
fn order_of_extensions() {
    let url = |members: &str| {
        let json = format!(r#"{{"sourcedId": "c", "title": "C", "extensions": {{{members}}}}}"#);
        map(&edu(COURSE, &json, &[])).homepages[0].url.clone()
    };
    let (a, b) = (r#""url": "http://a.example""#, r#""link": "http://b.example""#);
    assert_eq!(url(&format!("{a}, {b}")), url(&format!("{b}, {a}")));
}

#[test]
fn order_of_languages() {
    let description = |members: &str| {
        let json = format!(r#"{{"courseId": "c", "name": {{{members}}}, "description": "x"}}"#);
        map(&ooapi(COURSE, &json, &[])).description
    };
    assert_eq!(description(r#""en": "A", "nl": "B""#), description(r#""nl": "B", "en": "A""#));
}

#[test]
fn member_without_a_name() {
    let made = map(&ooapi(COURSE, r#"{"": "nld", "courseId": "c", "name": "C"}"#, &[]));
    assert!(made.languages.is_empty() && made.part_of.is_empty() && made.additional_notes.is_empty(), "{made:?}");
    assert!(mapper().map(&ooapi(COURSE, r#"{"": "x", "name": "C"}"#, &[])).specifications().is_empty());
}

#[test]
fn ids_that_are_numbers() {
    let plain = map(&ooapi(COURSE, r#"{"courseId": 1.10, "name": "C"}"#, &[]));
    let beside = map(&ooapi(COURSE, r#"{"courseId": 1.10, "name": "C", "x": 30.0}"#, &[]));
    assert_eq!(plain.subject, beside.subject);
}

// Personal data.

#[test]
fn codes_of_people() {
    let code = r#"{"identifier": "jan@example.edu", "identifierType": "emailAddress"}"#;
    for json in [
        format!(r#"{{"sourcedId": "c", "primaryCode": {code}}}"#),
        format!(r#"{{"sourcedId": "c", "title": "C", "primaryCode": [{code}]}}"#),
    ] {
        let mapped = mapper().map(&edu(COURSE, &json, &[]));
        assert!(!triples(&mapped).contains("jan@"), "{}", triples(&mapped));
        assert!(!format!("{:?}", mapped.diagnostics).contains("jan@"), "{:?}", mapped.diagnostics);
    }
}

#[test]
fn codes_of_people_in_references() {
    let mut mapper = mapper();
    let json = r#"{"sourcedId": "p", "title": "P",
        "primaryCode": {"identifier": "jan@example.edu", "identifierType": "emailAddress"}}"#;
    mapper.learn(&edu(PROGRAMME, json, &[]));
    let mapped = mapper.map(&edu(COURSE, r#"{"sourcedId": "c", "title": "C", "parent": "p"}"#, &[]));
    assert!(!triples(&mapped).contains("jan@"), "{}", triples(&mapped));
}

// Values that are lost or wrong.

#[test]
fn numbers_with_an_exponent() {
    let course = r#"{"courseId": "c", "name": "C", "studyLoad": {"studyLoadUnit": "ects", "value": 3E+1}}"#;
    let made = map(&ooapi(COURSE, course, &[r#"{"offeringId": "o", "maxNumberStudents": 1e2}"#]));
    assert_eq!(made.credit_points[0].points, "30");
    assert_eq!(made.instances[0].enrolment_capacity, Some(100));
}

#[test]
fn names_of_elements_in_texts() {
    let json =
        r#"{"courseId": "c", "name": "Generics: List<object> in C#", "description": "the <head> and <svg> of a page"}"#;
    let made = map(&ooapi(COURSE, json, &[]));
    assert!(made.title.in_language("und").is_some_and(|title| title.ends_with("in C#")), "{:?}", made.title);
    assert!(
        made.description.in_language("und").is_some_and(|text| text.ends_with("of a page")),
        "{:?}",
        made.description
    );
}

#[test]
fn instances_of_another_course() {
    let other = r#"{"sourcedId": "o", "course": {"sourcedId": "other"}}"#;
    assert!(map(&edu(COURSE, r#"{"sourcedId": "c", "title": "C"}"#, &[other])).instances.is_empty());
    let other = r#"{"id": "i", "relationships": {"course": {"data": {"type": "course", "id": "other"}}}}"#;
    assert!(map(&occapi(r#"{"id": "c", "attributes": {"title": "C"}}"#, &[other])).instances.is_empty());
}

#[test]
fn programme_offering_in_a_list_of_courses() {
    let offering = r#"{"offeringId": "o", "offeringType": "program", "program": "p"}"#;
    assert!(map(&ooapi(COURSE, r#"{"courseId": "c", "name": "C"}"#, &[offering])).instances.is_empty());
}

#[test]
fn deleted_offering_in_front_of_the_same() {
    let offerings =
        [r#"{"sourcedId": "o", "recordStatus": "deleted"}"#, r#"{"sourcedId": "o", "recordStatus": "active"}"#];
    assert_eq!(map(&edu(COURSE, r#"{"sourcedId": "c", "title": "C"}"#, &offerings)).instances.len(), 1);
}

#[test]
fn outcome_without_an_id() {
    let json = r#"{"courseId": "c", "name": "C", "learningOutcomes":
        [{"name": [{"language": "en", "value": "Explain"}], "complexityLevel": "bloom_3"}]}"#;
    let made = map(&of(SourceType::Ooapi, 6, COURSE, json, &[]));
    assert_eq!(made.learning_outcomes[0].title.in_language("en"), Some("Explain"));
}

#[test]
fn level_by_the_education_specification_of_the_programme() {
    let mut mapper = mapper();
    let json = r#"{"educationSpecificationId": "e", "name": "E", "level": "master"}"#;
    mapper.learn(&ooapi(RecordKind::EducationSpecification, json, &[]));
    mapper.learn(&ooapi(PROGRAMME, r#"{"programId": "p", "name": "P", "educationSpecification": "e"}"#, &[]));
    let mapped = mapper.map(&ooapi(COURSE, r#"{"courseId": "c", "name": "C", "programs": ["p"]}"#, &[]));
    assert_eq!(one(&mapped).eqf_level.as_deref(), Some("http://data.europa.eu/snb/eqf/7"));
}

#[test]
#[ignore = "awaiting fix: the programmes on whose lists a record was found count for links of courses only (D13, section 1.1)"]
fn programmes_by_route() {
    let mut mapper = mapper();
    mapper.learn(&ooapi(PROGRAMME, r#"{"programId": "p", "name": "P", "level": "master"}"#, &[]));
    mapper.learn(&ooapi(PROGRAMME, r#"{"programId": "s", "name": "S"}"#, &[]));
    let route = || RecordPart::new(PROGRAMME, &br#"{"programId": "p"}"#[..]);
    let course = mapper.map(&ooapi(COURSE, r#"{"courseId": "c", "name": "C"}"#, &[]).with_part(route()));
    assert_eq!(one(&course).eqf_level.as_deref(), Some("http://data.europa.eu/snb/eqf/7"));
    let programme = mapper.map(&ooapi(PROGRAMME, r#"{"programId": "s", "name": "S"}"#, &[]).with_part(route()));
    assert_eq!(one(&programme).part_of.len(), 1);
}

#[test]
fn children_of_a_programme_that_was_not_learned() {
    let made = map(&ooapi(PROGRAMME, r#"{"programId": "p", "name": "P", "children": ["q"]}"#, &[]));
    assert_eq!(made.has_part.len(), 1);
}

#[test]
fn label_of_a_reference() {
    let programme = ooapi(PROGRAMME, r#"{"programId": "p", "name": "Biologie", "teachingLanguage": "nld"}"#, &[]);
    let mut mapper = mapper();
    mapper.learn(&programme);
    let course = mapper.map(&ooapi(COURSE, r#"{"courseId": "c", "name": "C", "programs": ["p"]}"#, &[]));
    let Link::Reference(reference) = &one(&course).part_of[0] else { panic!("no reference") };
    assert_eq!(reference.label, one(&mapper.map(&programme)).title);
}

#[test]
fn codes_that_are_not_unique() {
    let mut mapper = mapper();
    for json in [
        r#"{"sourcedId": "x1", "title": "X", "primaryCode": {"identifier": "K"}}"#,
        r#"{"sourcedId": "x2", "title": "Y", "primaryCode": {"identifier": "K"}, "parent": "p"}"#,
    ] {
        let mapped = mapper.map(&edu(COURSE, json, &[]));
        mapper.remember(&mapped);
    }
    let programme = mapper.map(&edu(PROGRAMME, r#"{"sourcedId": "p", "title": "P"}"#, &[]));
    let Link::Reference(reference) = &one(&programme).has_part[0] else { panic!("no reference") };
    assert_eq!(reference.identifier.notation, "x2");
}

#[test]
fn prerequisite_that_is_there() {
    let mut mapper = mapper();
    let mapped = mapper.map(&occapi(r#"{"id": "d", "attributes": {"title": "D", "code": "D1"}}"#, &[]));
    mapper.remember(&mapped);
    let json = r#"{"id": "c", "attributes": {"title": "C"},
        "relationships": {"prerequisiteCourse": {"data": [{"type": "course", "id": "d"}]}}}"#;
    let mapped = mapper.map(&occapi(json, &[]));
    assert!(
        !mapped.diagnostics.iter().any(|finding| finding.message().contains("there is no course")),
        "{:?}",
        mapped.diagnostics
    );
}

#[test]
#[ignore = "awaiting fix: a programme `programme-x` and a programme `x` beside a course `x` have one IRI"]
fn programmes_beside_courses() {
    let mut mapper = mapper();
    let course = mapper.map(&ooapi(COURSE, r#"{"courseId": "x", "name": "C"}"#, &[]));
    mapper.remember(&course);
    let subject = |id: &str| {
        let json = format!(r#"{{"programId": "{id}", "name": "P"}}"#);
        one(&mapper.map(&ooapi(PROGRAMME, &json, &[]))).subject.clone()
    };
    assert_ne!(subject("x"), subject("programme-x"));
}

#[test]
fn alias_of_a_programme_beside_a_course() {
    let id = "c3d4e5f6-0000-4000-8000-00805f9b34fb";
    let mut mapper = mapper();
    let course = mapper.map(&ooapi(COURSE, &format!(r#"{{"courseId": "{id}", "name": "C"}}"#), &[]));
    mapper.remember(&course);
    let programme = mapper.map(&ooapi(PROGRAMME, &format!(r#"{{"programId": "{id}", "name": "P"}}"#), &[]));
    assert_ne!(one(&course).same_as, one(&programme).same_as);
}

#[test]
fn organisation_code_of_the_register() {
    let mapper = mapper().with_institution("UVA", "https://data.deqar.eu/institution/1");
    let json = r#"{"sourcedId": "c", "title": "C", "organization": "dep", "organizationCode": "UVA"}"#;
    assert_eq!(one(&mapper.map(&edu(COURSE, json, &[]))).publishers, ["https://data.deqar.eu/institution/1"]);
}

#[test]
fn no_credits() {
    let json = r#"{"sourcedId": "c", "title": "C", "creditType": "nonCredit", "extensions": {"ects": 5}}"#;
    assert!(map(&edu(COURSE, json, &[])).credit_points.is_empty());
}

#[test]
fn activities_without_an_offering() {
    let json = r#"{"courseId": "c", "name": "C", "consumers": [{"consumerKey": "eduxchange", "alliances": [{"activities": "Lab"}]}]}"#;
    assert!(triples(&mapper().map(&ooapi(COURSE, json, &[]))).contains("\"Lab\""));
}

// Findings.

#[test]
fn everything_that_is_left_out_is_told() {
    for member in [
        r#""description": true"#,
        r#""description": {"language": "en", "value": {"x": 1}}"#,
        r#""admissionRequirements": [{"language": "en", "value": ["a", "b"]}]"#,
        r#""otherCodes": [true]"#,
        r#""addresses": ["Main Street 1"]"#,
        r#""supplementaryInformation": ["a text"]"#,
        r#""studyLoad": {"studyLoadUnit": "hour", "value": 1000001}"#,
    ] {
        let record = ooapi(COURSE, &format!(r#"{{"courseId": "c", "name": "C", {member}}}"#), &[]);
        assert!(!pointers(&record).is_empty(), "{member}");
    }
    for member in [
        r#""enrolmentPeriods": ["from May"]"#,
        r#""priceInformation": ["100"]"#,
        r#""resultValueType": "x-stars""#,
        r#""enrollEndDate": "2026-09-01", "consumers": [{"consumerKey": "eduxchange", "alliances": [{"enrollEndTime": "25:00"}]}]"#,
    ] {
        let offering = format!(r#"{{"offeringId": "o", {member}}}"#);
        let record = ooapi(COURSE, r#"{"courseId": "c", "name": "C"}"#, &[&offering]);
        assert!(!pointers(&record).is_empty(), "{member}");
    }
}

#[test]
fn pointers_into_lists_of_lists() {
    let json = r#"{"courseId": "c", "name": "C",
        "learningOutcomes": [[{"language": "en", "value": "x"}], [{"language": "12", "value": "y"}]]}"#;
    assert_eq!(pointers(&ooapi(COURSE, json, &[])), ["/learningOutcomes/1/0/language"]);
}

#[test]
fn pointers_of_what_is_inherited() {
    let offerings = [r#"{"offeringId": "o1"}"#, r#"{"offeringId": "o2"}"#];
    let json = r#"{"courseId": "c", "name": "C", "addresses": [{"addressType": "visit", "city": "X"}]}"#;
    assert_eq!(pointers(&ooapi(COURSE, json, &offerings)), ["/addresses/0"]);
    let offerings = [r#"{"sourcedId": "o1"}"#, r#"{"sourcedId": "o2"}"#];
    let json = r#"{"sourcedId": "c", "title": "C", "extensions": {"duration": "3 weeks"}}"#;
    assert_eq!(pointers(&edu(COURSE, json, &offerings)), ["/extensions/duration"]);
}

#[test]
fn pointers_of_fallbacks() {
    let json = r#"{"courseId": "c", "name": "C",
        "educationSpecification": {"educationSpecificationId": "e", "name": "E", "fieldsOfStudy": "x"}}"#;
    assert_eq!(pointers(&ooapi(COURSE, json, &[])), ["/educationSpecification/fieldsOfStudy"]);
    let json = r#"{"sourcedId": "c", "title": "C", "credits": "five"}"#;
    assert_eq!(pointers(&edu(COURSE, json, &[])), ["/credits"]);
}

#[test]
fn pointers_of_single_values() {
    let offering =
        r#"{"offeringId": "o", "priceInformation": {"amount": "x"}, "enrolmentPeriods": {"endDateTime": "x"}}"#;
    let pointers: BTreeSet<String> =
        pointers(&ooapi(COURSE, r#"{"courseId": "c", "name": "C"}"#, &[offering])).into_iter().collect();
    let expected = ["/offerings/0/enrolmentPeriods/endDateTime", "/offerings/0/priceInformation/amount"];
    assert_eq!(pointers, expected.map(str::to_owned).into());
}

#[test]
fn findings_come_once() {
    let record = occapi(r#"{"id": "c", "attributes": {"title": "C", "languageOfInstruction": [{"x": 1}]}}"#, &[]);
    assert_eq!(pointers(&record), ["/attributes/languageOfInstruction/0"]);
}

#[test]
fn cut_lists_name_the_course() {
    let json = format!(r#"{{"courseId": "c", "name": "C", "x": [{}]}}"#, vec!["1"; 6_000].join(","));
    let mapped = mapper().map(&ooapi(COURSE, &json, &[]));
    assert_eq!(mapped.diagnostics[0].item(), Some("c"));
}

#[test]
fn cut_texts_keep_to_the_limit() {
    let json = format!(r#"{{"courseId": "c", "name": "{}"}}"#, "a".repeat(2_000));
    let made = map(&ooapi(COURSE, &json, &[]));
    assert_eq!(made.title.in_language("und").map(|title| title.chars().count()), Some(1_000));
    let json = format!(r#"{{"courseId": "c", "abbreviation": "{}"}}"#, "a".repeat(2_000));
    let made = map(&ooapi(COURSE, &json, &[]));
    assert!(made.title.in_language("und").is_some_and(|title| title.chars().count() <= 1_000));
}
