#![no_main]
use libfuzzer_sys::fuzz_target;
use ql_elm::{RdfFormat, RdfReader, Shapes};

// Foreign shapes are read or refused; they end on a foreign graph, too.
fuzz_target!(|input: (&[u8], &[u8])| {
    let read = |text: &[u8]| RdfReader::new(RdfFormat::Turtle).read(text).graph;
    let prefixes = b"@prefix sh: <http://www.w3.org/ns/shacl#> . @prefix : <urn:x:> . ";
    let shapes = read(&[prefixes, input.0].concat());
    if let Ok(checked) = Shapes::from_graph(&shapes) {
        checked.validate(&shapes).to_graph();
        checked.validate(&read(&[prefixes, input.1].concat())).to_json();
    }
});
