//! Course identifiers.

use std::hint::black_box;

use criterion::{Criterion, criterion_group, criterion_main};
use ql_ident::{CourseDid, CourseId, CourseUrn};

const URN: &str = "urn:schac:uniqueCourseId:tuwien.ac.at:PSUNV;GRAD;0650";
const DID: &str = "did:web:tuwien.ac.at:courseId:PSUNV%3BGRAD%3B0650";

fn ident(criterion: &mut Criterion) {
    criterion.bench_function("parse URN", |b| b.iter(|| black_box(URN).parse::<CourseUrn>()));
    criterion.bench_function("parse DID", |b| b.iter(|| black_box(DID).parse::<CourseDid>()));
    let id: CourseId = URN.parse().expect("a course identifier");
    criterion.bench_function("convert to DID text", |b| b.iter(|| black_box(&id).to_did().to_string()));
    criterion.bench_function("convert to URN text", |b| b.iter(|| black_box(&id).to_string()));
}

criterion_group!(benches, ident);
criterion_main!(benches);
