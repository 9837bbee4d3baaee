#![no_main]
use fuzz::{Content, check, map};
use libfuzzer_sys::fuzz_target;
use ql_core::{RecordKind, SourceType};

// After learning from one record, a course or programme becomes a specification or an error.
fuzz_target!(|content: Content| {
    let learned = [
        RecordKind::Course,
        RecordKind::Programme,
        RecordKind::Organisation,
        RecordKind::Session,
        RecordKind::LearningOutcome,
        RecordKind::Component,
        RecordKind::Offering,
    ];
    let parts = [RecordKind::Offering, RecordKind::Component];
    check(&map((SourceType::Ooapi, Some(6)), &learned, parts, content), false);
});
