//! From a page of 250 OOAPI courses to N-Triples.

use std::hint::black_box;

use benches::course;
use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use ql_core::{Record, RecordKind, SourceType};
use ql_elm::{CatalogueOptions, catalogue_documents};
use ql_elm::{Mapper, RdfFormat, RdfOptions, RdfWriter};

fn map(criterion: &mut Criterion) {
    let scheme = ql_ident::SubjectScheme::Urn("example.edu".parse().expect("a domain name"));
    let mapper = Mapper::new(ql_ident::SubjectMinter::new(scheme).expect("a minter"));
    let records: Vec<Record> = (0..250)
        .map(|number| Record::new(SourceType::Ooapi, RecordKind::Course, course(number)).with_version(Some(5)))
        .collect();
    let mut group = criterion.benchmark_group("250 OOAPI courses");
    group.throughput(Throughput::Bytes(records.iter().map(|record| record.body.len() as u64).sum()));
    group.bench_function("parse, map, write N-Triples", |b| {
        b.iter(|| {
            let options = RdfOptions::new(RdfFormat::NTriples);
            let mut writer = RdfWriter::new(options, Vec::with_capacity(1 << 21)).expect("a writer");
            for record in black_box(&records) {
                mapper.map(record).write_to(&mut writer).expect("memory");
            }
            writer.finish()
        });
    });
    let options = CatalogueOptions::new();
    group.bench_function("parse, map, catalogue documents", |b| {
        b.iter(|| {
            let document = |record| {
                let graph = mapper.map(record).to_graph();
                catalogue_documents(&graph, &options).map(|document| document.to_string().len()).sum::<usize>()
            };
            black_box(&records).iter().map(document).sum::<usize>()
        });
    });
    group.finish();
}

criterion_group!(benches, map);
criterion_main!(benches);
