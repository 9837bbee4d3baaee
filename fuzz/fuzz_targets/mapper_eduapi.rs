#![no_main]
use fuzz::{Content, check, map};
use libfuzzer_sys::fuzz_target;
use ql_core::{RecordKind, SourceType};

// After learning from one record, a template becomes a specification or an error, unless it is deleted.
fuzz_target!(|content: Content| {
    let learned = [
        RecordKind::Course,
        RecordKind::Programme,
        RecordKind::Organisation,
        RecordKind::Session,
        RecordKind::Component,
        RecordKind::Offering,
    ];
    let parts = [RecordKind::Offering, RecordKind::Component];
    let mapped = map((SourceType::EduApi, Some(1)), &learned, parts, content);
    let is_deleted = content.3.to_ascii_lowercase().windows(7).any(|word| word == b"deleted");
    check(&mapped, is_deleted);
});
