#![no_main]
use libfuzzer_sys::fuzz_target;
use ql_core::{Record, RecordKind, RecordPart, Severity, SourceType};
use ql_elm::{CatalogueOptions, Mapper, RdfFormat, RdfOptions, RdfReader, RdfWriter, catalogue_documents};
use ql_ident::{SubjectMinter, SubjectScheme};

fn record(kind: RecordKind, body: &[u8]) -> Record {
    Record::new(SourceType::Occapi, kind, body.to_vec()).with_version(None)
}

// After learning from one record, a course or programme becomes a specification or an error; what is written reads back.
fuzz_target!(|content: (bool, u8, &[u8], &[u8], &[u8])| {
    let (is_programme, learned, context, body, part) = content;
    let scheme = SubjectScheme::Urn("example.edu".parse().expect("a domain name"));
    let mut mapper = Mapper::new(SubjectMinter::new(scheme).expect("a minter"))
        .with_provider("https://data.deqar.eu/institution/9001")
        .with_country("NL".parse().ok())
        .with_today("2026-11-25");
    let kinds = [RecordKind::Course, RecordKind::Programme];
    mapper.learn(&record(kinds[usize::from(learned) % kinds.len()], context));
    let kind = if is_programme { RecordKind::Programme } else { RecordKind::Course };
    let whole = record(kind, body)
        .with_part(RecordPart::new(RecordKind::Offering, part.to_vec()))
        .with_part(RecordPart::new(RecordKind::Programme, part.to_vec()));
    let mapped = mapper.map(&whole);
    mapper.remember(&mapped);
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
