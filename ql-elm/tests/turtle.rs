//! Turtle for people: it says what the graph says, in the same bytes whatever order that came in.

mod common;

use common::{assert_same, fixtures, read, turtle};
use proptest::prelude::*;
use ql_elm::{
    ElmNamespace, Graph, Object, RdfFormat, RdfOptions, RdfReader, RdfWriter, Subject, TripleSink, pretty_turtle,
};

const NODES: [&str; 4] = ["urn:x:a", "https://example.edu/ü", "http://data.europa.eu/snb/eqf/6", "urn:x:b"];
const PREDICATES: [&str; 4] = [
    "http://www.w3.org/1999/02/22-rdf-syntax-ns#type",
    "http://data.europa.eu/snb/model/ontology/hasPart",
    "http://purl.org/dc/terms/title",
    "urn:x:p",
];
const TEXTS: [&str; 5] = ["", "a \"quoted\"\nline\\", "🐋", "\u{1}\u{7f}", "7.50"];

/// A triple by small numbers: subject, predicate, object.
type Made = (u8, u8, u8, u8);

fn add(graph: &mut Graph, (subject, predicate, kind, value): Made, renumber: impl Fn(u32) -> u32) {
    let place = |list: &[&'static str], at: u8| list[usize::from(at) % list.len()];
    let subject =
        if subject < 8 { Subject::Blank(renumber(subject.into())) } else { Subject::Iri(place(&NODES, subject)) };
    let text = place(&TEXTS, value);
    let object = match kind % 6 {
        0 | 1 => Object::Blank(renumber((value % 8).into())),
        2 => Object::Iri(place(&NODES, value)),
        3 => Object::Text { value: text, language: place(&["en", "de-AT", "und"], value) },
        4 => Object::Typed { value: text, datatype: "http://www.w3.org/2001/XMLSchema#string" },
        _ => {
            let datatype = place(&["integer", "decimal", "boolean", "dateTime"], value);
            let datatype = format!("http://www.w3.org/2001/XMLSchema#{datatype}");
            let value = place(&["40", "-7.5", "true", "1", "x"], value);
            let Ok(()) =
                graph.triple(subject, place(&PREDICATES, predicate), Object::Typed { value, datatype: &datatype });
            return;
        }
    };
    let Ok(()) = graph.triple(subject, place(&PREDICATES, predicate), object);
}

fn config() -> ProptestConfig {
    ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(400) }
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn what_is_written_reads_back(made in prop::collection::vec(any::<Made>(), 0..24)) {
        let mut graph = Graph::new();
        made.iter().for_each(|triple| add(&mut graph, *triple, |number| number));
        // Without statements that are there twice.
        graph.sort();
        for namespace in [ElmNamespace::V3_3, ElmNamespace::V3_2] {
            let text = pretty_turtle(&graph, namespace);
            let again = RdfReader::new(RdfFormat::Turtle).read(text.as_bytes());
            prop_assert!(again.is_complete(), "{:?}\n{text}", again.diagnostics);
            assert_same(&again.graph, &graph, &text);
        }
    }

    /// Trees and shared nodes; what can be told apart only along a loop is another matter.
    #[test]
    fn the_order_of_statements_does_not_matter(
        made in prop::collection::vec(any::<Made>(), 0..24),
        seed in any::<u64>(),
    ) {
        let made: Vec<Made> = made
            .into_iter()
            // Blank nodes lead to later ones only, so there are no loops.
            .filter(|(subject, _, kind, value)| kind % 6 > 1 || *subject >= 8 || value % 8 > *subject)
            .collect();
        let mut graph = Graph::new();
        made.iter().for_each(|triple| add(&mut graph, *triple, |number| number));
        let mut shuffled = made.clone();
        let mut state = seed | 1;
        for at in (1..shuffled.len()).rev() {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            shuffled.swap(at, usize::try_from(state >> 33).unwrap_or_default() % (at + 1));
        }
        let mut other = Graph::new();
        shuffled.iter().for_each(|triple| add(&mut other, *triple, |number| 7 - number));
        prop_assert_eq!(pretty_turtle(&graph, ElmNamespace::V3_3), pretty_turtle(&other, ElmNamespace::V3_3));
    }
}

#[test]
fn files_come_back() {
    for path in fixtures() {
        let graph = read(RdfFormat::Turtle, &std::fs::read(&path).expect("a fixture"));
        let text = pretty_turtle(&graph, ElmNamespace::V3_3);
        assert_same(&read(RdfFormat::Turtle, text.as_bytes()), &graph, &path.display().to_string());
    }
}

#[test]
fn blank_nodes_stand_where_they_are_pointed_to() {
    let graph = turtle(
        "@prefix : <urn:x:> . @prefix dcterms: <http://purl.org/dc/terms/> .
         :a dcterms:title [ :p [ :q 1 ] ] , 'x' ; :shared _:s . :b :shared _:s . _:s :p true . [] :p 1.5 .",
    );
    let text = pretty_turtle(&graph, ElmNamespace::V3_3);
    let body = text.split_once("\n\n").map(|(_, body)| body).unwrap_or_default();
    let expected = r#"<urn:x:a>
    <urn:x:shared> _:b0 ;
    dcterms:title "x", [
        <urn:x:p> [
            <urn:x:q> 1
        ]
    ] .

<urn:x:b>
    <urn:x:shared> _:b0 .

_:b0
    <urn:x:p> true .

[
    <urn:x:p> 1.5
] .
"#;
    assert_eq!(body, expected);
}

#[test]
fn deep_and_looping_nodes_end() {
    let mut graph = Graph::new();
    for number in 0..50_000 {
        let Ok(()) = graph.triple(Subject::Blank(number), "urn:x:p", Object::Blank(number + 1));
    }
    // One loop of all, and one of itself.
    let Ok(()) = graph.triple(Subject::Blank(50_000), "urn:x:p", Object::Blank(0));
    let Ok(()) = graph.triple(Subject::Blank(60_000), "urn:x:p", Object::Blank(60_000));
    let text = pretty_turtle(&graph, ElmNamespace::V3_3);
    assert_eq!(read(RdfFormat::Turtle, text.as_bytes()).len(), graph.len());
}

#[test]
fn n_quads_name_the_graph_of_each_source() {
    let mut writer = RdfWriter::new(RdfOptions::new(RdfFormat::NQuads), Vec::new()).expect("a writer");
    for source in [None, Some("https://example.edu/a.ttl"), Some("https://example.edu/b b")] {
        writer.set_graph(source);
        writer.triple(Subject::Iri("urn:x:1"), "urn:x:p", Object::Iri("urn:x:2")).expect("memory");
    }
    let text = String::from_utf8(writer.finish().expect("memory")).expect("UTF-8");
    let expected = "<urn:x:1> <urn:x:p> <urn:x:2> .\n\
                    <urn:x:1> <urn:x:p> <urn:x:2> <https://example.edu/a.ttl> .\n\
                    <urn:x:1> <urn:x:p> <urn:x:2> <https://example.edu/b%20b> .\n";
    assert_eq!(text, expected);
    let again = RdfReader::new(RdfFormat::NQuads).read(text.as_bytes());
    assert_eq!((again.graph.len(), again.is_complete()), (1, true));
}

#[test]
fn nothing_breaks_out_of_its_term() {
    for format in [RdfFormat::NTriples, RdfFormat::NQuads, RdfFormat::Turtle] {
        let mut writer = RdfWriter::new(RdfOptions::new(format), Vec::new()).expect("a writer");
        let evil = "urn:x:1> <urn:x:p> \"\\ \n";
        writer.triple(Subject::Iri(evil), "urn:x:p", Object::Iri(evil)).expect("memory");
        let text = Object::Text { value: "\" .\n<urn:x:2> <urn:x:p> \"", language: "en . <urn:x:3> <urn:x:p> 1" };
        writer.triple(Subject::Iri("urn:x:1"), "urn:x:p", text).expect("memory");
        let text = writer.finish().expect("memory");
        assert_eq!(read(format, &text).len(), 2, "{}", String::from_utf8_lossy(&text));
    }
}
