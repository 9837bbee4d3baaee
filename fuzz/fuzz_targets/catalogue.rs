#![no_main]
use libfuzzer_sys::fuzz_target;
use ql_elm::{
    CatalogueDiff, CatalogueOptions, ElmNamespace, Enricher, Graph, LearningOpportunitySpecification, ProfileLevel,
    RdfFormat, RdfReader, Rendering, SparqlUpdate, Trust, catalogue_documents, completeness, course_subgraph,
    pretty_turtle, validate,
};

// A foreign graph is enriched, checked, taken apart, framed and written; what is written reads back.
fuzz_target!(|input: &[u8]| {
    let read = |text: &[u8]| RdfReader::new(RdfFormat::Turtle).read(text);
    let graph = read(input).graph;
    let turtle = pretty_turtle(&graph, ElmNamespace::V3_3);
    let again = read(turtle.as_bytes());
    assert!(again.is_complete(), "{:?}\n{turtle}", again.diagnostics);
    assert_eq!(again.graph.len(), graph.len(), "{turtle}");

    let mut enriched = graph.clone();
    let enricher = Enricher::new().with_provider("urn:x:own").with_trust(Trust::Flag);
    enricher.enrich(&mut enriched);
    let count = enriched.len();
    enricher.enrich(&mut enriched);
    assert_eq!(enriched.len(), count);

    validate(&enriched, ProfileLevel::ElmStrict).to_graph();
    completeness(&enriched);
    for iri in enriched.specifications() {
        let subgraph = course_subgraph(&enriched, iri);
        SparqlUpdate::shared("urn:x:all").replace(iri, &subgraph);
        let mut written = Graph::new();
        if let Some(course) = LearningOpportunitySpecification::read(&subgraph, iri) {
            let Ok(()) = course.write_to(&mut written);
            assert!(LearningOpportunitySpecification::read(&written, iri).is_some());
        }
    }
    for rendering in [Rendering::Default, Rendering::Reference] {
        let options = CatalogueOptions::new().with_rendering(rendering);
        assert_eq!(catalogue_documents(&enriched, &options).count(), enriched.specifications().len());
    }
    assert!(CatalogueDiff::between(&enriched, &enriched).is_empty());
});
