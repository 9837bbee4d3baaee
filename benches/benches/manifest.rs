//! Reading a manifest of 20 sources with both verdicts.

use std::hint::black_box;

use benches::manifest;
use criterion::{Criterion, criterion_group, criterion_main};
use ql_core::{ManifestFormat, ManifestParser};

fn read(criterion: &mut Criterion) {
    let manifest = manifest(20);
    let (json, yaml) = (manifest.to_json(), manifest.to_yaml());
    let parser = ManifestParser::new();
    criterion.bench_function("lint JSON, 20 sources", |b| {
        b.iter(|| parser.parse(black_box(json.as_bytes()), ManifestFormat::Json));
    });
    criterion.bench_function("lint YAML, 20 sources", |b| {
        b.iter(|| parser.parse(black_box(yaml.as_bytes()), ManifestFormat::Yaml));
    });
    criterion.bench_function("fingerprint, 20 sources", |b| b.iter(|| black_box(&manifest).fingerprint()));
}

criterion_group!(benches, read);
criterion_main!(benches);
