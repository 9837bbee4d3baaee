//! From a page of 250 OOAPI courses to N-Triples.

use std::borrow::Cow;
use std::hint::black_box;

use benches::course;
use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use ql_core::{Record, RecordKind, SourceType};
use ql_elm::{CatalogueOptions, catalogue_documents};
use ql_elm::{Mapper, RdfFormat, RdfOptions, RdfWriter};
use serde::Deserialize;

/// The fields that are mapped, as a program that trusts the server would read them: the yardstick of a typed parse.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
#[expect(dead_code, reason = "only the cost of reading them matters")]
struct Course<'a> {
    #[serde(borrow, rename = "courseId")]
    id: Cow<'a, str>,
    #[serde(borrow)]
    primary_code: Code<'a>,
    #[serde(borrow)]
    name: Vec<Text<'a>>,
    #[serde(borrow)]
    abbreviation: Cow<'a, str>,
    #[serde(borrow)]
    description: Vec<Text<'a>>,
    #[serde(borrow)]
    teaching_language: Cow<'a, str>,
    #[serde(borrow)]
    level: Cow<'a, str>,
    study_load: StudyLoad,
    #[serde(borrow)]
    mode_of_delivery: Vec<&'a str>,
    #[serde(borrow)]
    fields_of_study: Cow<'a, str>,
    #[serde(borrow)]
    learning_outcomes: Vec<Vec<Text<'a>>>,
    #[serde(borrow)]
    admission_requirements: Vec<Text<'a>>,
    #[serde(borrow)]
    assessment: Vec<Text<'a>>,
    #[serde(borrow)]
    link: Cow<'a, str>,
}

#[derive(Deserialize)]
#[expect(dead_code, reason = "only the cost of reading them matters")]
struct Text<'a> {
    #[serde(borrow)]
    language: Cow<'a, str>,
    #[serde(borrow)]
    value: Cow<'a, str>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
#[expect(dead_code, reason = "only the cost of reading them matters")]
struct Code<'a> {
    #[serde(borrow)]
    code_type: Cow<'a, str>,
    #[serde(borrow)]
    code: Cow<'a, str>,
}

#[derive(Deserialize)]
#[expect(dead_code, reason = "only the cost of reading them matters")]
struct StudyLoad {
    value: f64,
}

fn map(criterion: &mut Criterion) {
    let scheme = ql_ident::SubjectScheme::Urn("example.edu".parse().expect("a domain name"));
    let mapper = Mapper::new(ql_ident::SubjectMinter::new(scheme).expect("a minter"));
    let records: Vec<Record> = (0..250)
        .map(|number| Record::new(SourceType::Ooapi, RecordKind::Course, course(number)).with_version(Some(5)))
        .collect();
    let mut group = criterion.benchmark_group("250 OOAPI courses");
    group.throughput(Throughput::Bytes(records.iter().map(|record| record.body.len() as u64).sum()));
    group.bench_function("typed parse only", |b| {
        b.iter(|| {
            for record in black_box(&records) {
                let course: Course<'_> = serde_json::from_slice(&record.body).expect("a course");
                black_box(&course);
            }
        });
    });
    group.bench_function("map only", |b| {
        b.iter(|| black_box(&records).iter().map(|record| mapper.map(record).instance_count()).sum::<usize>());
    });
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
