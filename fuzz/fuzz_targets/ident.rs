#![no_main]
use libfuzzer_sys::fuzz_target;
use ql_ident::{CourseDid, CourseId, CourseUrn, DeqarInstId, DidDocument, EterId, SchacCode};

// What is read displays as something that reads back equal; strict reading implies lenient reading.
fuzz_target!(|text: &str| {
    if let Ok(urn) = text.parse::<CourseUrn>() {
        assert_eq!(urn.to_string().parse::<CourseUrn>().expect("displayed"), urn);
        let id = urn.course_id();
        assert_eq!(&id.to_did().to_string().parse::<CourseId>().expect("as DID"), id);
        assert!(CourseUrn::parse_lenient(text).expect("lenient").repairs.is_empty());
    }
    if let Ok(read) = CourseUrn::parse_lenient(text) {
        assert_eq!(read.value.to_string().parse::<CourseUrn>().expect("normal form"), read.value);
    }
    if let Ok(did) = text.parse::<CourseDid>() {
        assert_eq!(did.to_string().parse::<CourseDid>().expect("displayed"), did);
    }
    if let Ok(read) = CourseDid::parse_lenient(text) {
        assert_eq!(read.value.to_string().parse::<CourseDid>().expect("normal form"), read.value);
    }
    if let Ok(read) = SchacCode::parse_lenient(text) {
        assert_eq!(read.value.to_string().parse::<SchacCode>().expect("normal form"), read.value);
    }
    for error in [text.parse::<CourseUrn>().err(), text.parse::<CourseDid>().err()].into_iter().flatten() {
        assert!(text.get(error.span()).is_some(), "{error:?}");
    }
    let _ = (EterId::parse_lenient(text), DeqarInstId::parse_lenient(text));
    if let Ok(document) = DidDocument::parse(text) {
        let _ = (document.problems(), document.to_file());
    }
});
