//! Records of APIs.

use quality_link::plain::{ErrorKind, MapOptions, RecordInput, RecordPart, map_records};

use super::of_example;

fn record(kind: &str, body: &str) -> RecordInput {
    RecordInput { kind: kind.into(), body: body.into(), ..RecordInput::default() }
}

const COURSE: &str = r#"{"courseId": "BIO-101", "name": "Marine Biology", "programs": ["BSC"]}"#;
const PROGRAMME: &str = r#"{"programId": "BSC", "primaryCode": {"codeType": "x", "code": "B-1"}, "name": "Biology"}"#;

#[test]
fn kinds_have_names() {
    for kind in [
        "document",
        "course",
        "programme",
        "offering",
        "organisation",
        "session",
        "learning-outcome",
        "education-specification",
        "component",
    ] {
        let records = [record("course", COURSE)];
        assert!(map_records("ooapi", Some(5), &records, &[record(kind, "{}")], &of_example()).is_ok(), "{kind}");
    }
    let wrong = record("course", COURSE);
    let part = RecordInput { parts: vec![RecordPart { kind: "lesson".into(), body: "{}".into() }], ..wrong.clone() };
    for (records, context) in
        [(vec![record("Course", COURSE)], vec![]), (vec![wrong], vec![record("", "{}")]), (vec![part], vec![])]
    {
        let error = map_records("ooapi", Some(5), &records, &context, &of_example()).unwrap_err();
        assert_eq!((error.kind, error.code.as_str()), (ErrorKind::Argument, "argument"));
        assert!(error.message.contains("known are document, course, programme, "), "{error}");
    }
}

#[test]
fn context_makes_no_courses() {
    let (course, programme) = (record("course", COURSE), record("programme", PROGRAMME));
    let map = |records: &[RecordInput], context: &[RecordInput]| {
        map_records("ooapi", Some(5), records, context, &of_example()).unwrap()
    };
    let both = map(&[course.clone(), programme.clone()], &[]);
    assert_eq!(both.course_count(), 2);
    let alone = map(std::slice::from_ref(&course), &[programme]);
    assert_eq!(alone.course_count(), 1);
    let programme = "urn:schac:uniqueCourseId:example.edu:BSC";
    assert_eq!(alone.courses()[0].part_of, [programme]);
    assert_eq!(both.courses()[0].part_of, [programme]);
    assert_eq!(both.courses()[1].iri, programme);
    assert_eq!(both.courses()[1].has_part, [both.courses()[0].iri.as_str()]);
}

#[test]
fn what_can_not_be_mapped_is_told() {
    let codes = |source_type: &str, version, records: &[RecordInput], options: &MapOptions| {
        let mapped = map_records(source_type, version, records, &[], options).unwrap();
        let codes: Vec<String> = mapped.diagnostics().iter().map(|finding| finding.code.clone()).collect();
        (mapped.course_count(), codes)
    };
    let courses = [record("course", COURSE)];
    let only = |code: &str| (0, vec![code.to_owned()]);
    assert_eq!(codes("ooapi", Some(4), &courses, &of_example()), only("map.unsupported"));
    assert_eq!(codes("unheard-of", None, &courses, &of_example()), only("map.unsupported"));
    assert_eq!(codes("ooapi", None, &courses, &MapOptions::default()), only("map.no-minter"));
    assert_eq!(codes("ooapi", None, &[record("course", "{")], &of_example()), only("map.json"));
    assert_eq!(codes("ooapi", None, &[], &of_example()), (0, vec![]));
}
