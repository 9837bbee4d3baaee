//! What the targets of the mappers have in common.

use ql_core::{Record, RecordKind, RecordPart, Severity, SourceType};
use ql_elm::{CatalogueOptions, Mapped, Mapper, RdfFormat, RdfOptions, RdfReader, RdfWriter, catalogue_documents};
use ql_ident::{SubjectMinter, SubjectScheme};

/// Whether the record is a programme, what is learned first and from what, the body, and that of its parts.
pub type Content<'a> = (bool, u8, &'a [u8], &'a [u8], &'a [u8]);

/// Maps a record with parts of these kinds, after something of one of `learned` has been learned.
pub fn map(
    source: (SourceType, Option<u32>),
    learned: &[RecordKind],
    parts: [RecordKind; 2],
    content: Content,
) -> Mapped {
    let (is_programme, which, context, body, part) = content;
    let record = |kind, body: &[u8]| Record::new(source.0.clone(), kind, body.to_vec()).with_version(source.1);
    let scheme = SubjectScheme::Urn("example.edu".parse().expect("a domain name"));
    let mut mapper = Mapper::new(SubjectMinter::new(scheme).expect("a minter"))
        .with_provider("https://data.deqar.eu/institution/9001")
        .with_country("NL".parse().ok())
        .with_today("2026-11-25");
    mapper.learn(&record(learned[usize::from(which) % learned.len()], context));
    let kind = if is_programme { RecordKind::Programme } else { RecordKind::Course };
    let whole =
        parts.into_iter().fold(record(kind, body), |whole, kind| whole.with_part(RecordPart::new(kind, part.to_vec())));
    let mapped = mapper.map(&whole);
    mapper.remember(&mapped);
    mapped
}

/// One specification, or an error that says why there is none; what is written reads back.
pub fn check(mapped: &Mapped, may_be_deleted: bool) {
    let failed = mapped.diagnostics.iter().any(|diagnostic| diagnostic.severity() >= Severity::Error);
    let count = mapped.specification_count();
    assert!(failed || count == 1 || may_be_deleted && count == 0);
    let graph = mapped.to_graph();
    let mut writer = RdfWriter::new(RdfOptions::new(RdfFormat::NTriples), Vec::new()).expect("a writer");
    graph.write_to(&mut writer).expect("memory");
    let read = RdfReader::new(RdfFormat::NTriples).read(&writer.finish().expect("memory"));
    assert!(read.is_complete(), "{:?}", read.diagnostics);
    assert_eq!(read.graph.len(), graph.len());
    assert_eq!(catalogue_documents(&graph, &CatalogueOptions::new()).count(), count);
}
