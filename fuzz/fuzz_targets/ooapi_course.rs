#![no_main]
use fuzz::check;
use libfuzzer_sys::fuzz_target;
use ql_core::{Record, RecordKind, RecordPart, SourceType};
use ql_elm::Mapper;
use ql_ident::{SubjectMinter, SubjectScheme};

// A course of version 5 becomes a specification or an error, where nothing else is known.
fuzz_target!(|content: (&[u8], &[u8])| {
    let scheme = SubjectScheme::Urn("example.edu".parse().expect("a domain name"));
    let mapper = Mapper::new(SubjectMinter::new(scheme).expect("a minter"));
    let record = Record::new(SourceType::Ooapi, RecordKind::Course, content.0.to_vec())
        .with_part(RecordPart::new(RecordKind::Offering, content.1.to_vec()));
    check(&mapper.map(&record), false);
});
