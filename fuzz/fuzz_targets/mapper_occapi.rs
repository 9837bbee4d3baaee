#![no_main]
use fuzz::{Content, check, map};
use libfuzzer_sys::fuzz_target;
use ql_core::{RecordKind, SourceType};

// After learning from one record, a course or programme becomes a specification or an error.
fuzz_target!(|content: Content| {
    let learned = [RecordKind::Course, RecordKind::Programme];
    let parts = [RecordKind::Offering, RecordKind::Programme];
    check(&map((SourceType::Occapi, None), &learned, parts, content), false);
});
