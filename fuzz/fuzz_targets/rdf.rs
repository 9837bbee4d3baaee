#![no_main]
use libfuzzer_sys::fuzz_target;
use ql_elm::{CatalogueOptions, RdfFormat, RdfReader, catalogue_documents};

// Foreign RDF in any syntax is read, framed and forgotten.
fuzz_target!(|input: (u8, &[u8])| {
    let formats = [RdfFormat::Turtle, RdfFormat::NTriples, RdfFormat::RdfXml, RdfFormat::JsonLd];
    let reader = RdfReader::new(formats[usize::from(input.0) % formats.len()]);
    let reader = reader.with_base("https://example.edu/file").expect("an IRI");
    let read = reader.read(input.1);
    let options = CatalogueOptions::new();
    assert_eq!(catalogue_documents(&read.graph, &options).count(), read.graph.specifications().len());
});
