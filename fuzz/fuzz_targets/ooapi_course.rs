#![no_main]
use libfuzzer_sys::fuzz_target;
use ql_core::{Record, RecordKind, RecordPart, Severity, SourceType};
use ql_elm::{CatalogueOptions, Mapper, RdfFormat, RdfOptions, RdfReader, RdfWriter, catalogue_documents};
use ql_ident::{SubjectMinter, SubjectScheme};

// A course becomes a specification or an error; what is written reads back.
fuzz_target!(|content: (&[u8], &[u8])| {
    let scheme = SubjectScheme::Urn("example.edu".parse().expect("a domain name"));
    let mapper = Mapper::new(SubjectMinter::new(scheme).expect("a minter"));
    let record = Record::new(SourceType::Ooapi, RecordKind::Course, content.0.to_vec())
        .with_part(RecordPart::new(RecordKind::Offering, content.1.to_vec()));
    let mapped = mapper.map(&record);
    let failed = mapped.diagnostics.iter().any(|diagnostic| diagnostic.severity() >= Severity::Error);
    assert!(failed || mapped.specification_count() == 1);
    let graph = mapped.to_graph();
    let mut writer = RdfWriter::new(RdfOptions::new(RdfFormat::NTriples), Vec::new()).expect("a writer");
    graph.write_to(&mut writer).expect("memory");
    let read = RdfReader::new(RdfFormat::NTriples).read(&writer.finish().expect("memory"));
    assert!(read.is_complete(), "{:?}", read.diagnostics);
    assert_eq!(read.graph.len(), graph.len());
    let options = CatalogueOptions::new();
    assert_eq!(catalogue_documents(&graph, &options).count(), mapped.specification_count());
});
