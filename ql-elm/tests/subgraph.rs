//! What belongs to one course, and what does not (catalogue documents, section 3).

mod common;

use common::{assert_same, turtle};
use ql_elm::{Graph, Subject, course_subgraph};

const PREFIXES: &str = "
    @prefix adms: <http://www.w3.org/ns/adms#> . @prefix dcterms: <http://purl.org/dc/terms/> .
    @prefix elm: <http://data.europa.eu/snb/model/ontology/> . @prefix foaf: <http://xmlns.com/foaf/0.1/> .
    @prefix owl: <http://www.w3.org/2002/07/owl#> . @prefix ql: <http://data.quality-link.eu/ontology/v1#> .
    @prefix skos: <http://www.w3.org/2004/02/skos/core#> . @prefix : <urn:x:> .
";

fn graph(text: &str) -> Graph {
    turtle(&format!("{PREFIXES}{text}"))
}

/// The subgraph of `:1` has exactly what is in `own`, whatever stands beside it.
fn holds(own: &str, others: &str, what: &str) {
    let whole = graph(&format!("{own}{others}"));
    assert_same(&course_subgraph(&whole, "urn:x:1"), &graph(own), what);
}

#[test]
fn a_course_does_not_drag_in_its_neighbours() {
    let links = [
        "elm:isPartOf",
        "elm:hasPart",
        "elm:specialisationOf",
        "elm:generalisationOf",
        "ql:superseded",
        "ql:supersededBy",
        "ql:entryRequirementLearningOpportunity",
        "ql:limitLearningOpportunity",
    ];
    for link in links {
        let own = format!(":1 a ql:LearningOpportunitySpecification ; {link} :2 .");
        let typed = ":2 a elm:Qualification ; dcterms:title 'Two' ; elm:hasPart :1 , :3 ; adms:identifier [ skos:notation '2' ] .";
        holds(&own, typed, link);
        // Nor what is not typed, and so only a neighbour by the link.
        holds(&own, ":2 dcterms:title 'Two' ; elm:hasPart :3 . :3 dcterms:title 'Three' .", link);
    }
    // By any other way, too.
    let own = ":1 a ql:LearningOpportunitySpecification ; elm:provenBy [ elm:proves :2 ] .";
    holds(own, ":2 a elm:LearningAchievementSpecification ; dcterms:title 'Two' .", "a way nobody thought of");
}

#[test]
fn references_are_its_own() {
    let own = ":1 a ql:LearningOpportunitySpecification ; elm:isPartOf [ a ql:LearningOpportunitySpecificationReference ;
        elm:providedBy :9 ; adms:identifier [ skos:notation 'BSC' ] ; <http://www.w3.org/2000/01/rdf-schema#seeAlso> :2 ] .
        :9 a ql:HigherEducationInstitution ; skos:prefLabel 'Nine' .";
    holds(own, ":2 a ql:LearningOpportunitySpecification ; dcterms:title 'Two' .", "a reference");
}

#[test]
fn instances_come_along_whichever_names_the_other() {
    let by_course = ":1 a ql:LearningOpportunitySpecification ; elm:learningOpportunity :i .
        :i a ql:LearningOpportunityInstance ; elm:location [ dcterms:description 'Tank' ] .";
    let by_instance = ":1 a ql:LearningOpportunitySpecification .
        :i a ql:LearningOpportunityInstance ; elm:learningAchievementSpecification :1 , :2 .";
    let others = ":2 a ql:LearningOpportunitySpecification ; elm:learningOpportunity :j .
        :j a ql:LearningOpportunityInstance ; elm:learningAchievementSpecification :2 .";
    holds(by_course, others, "named by the course");
    holds(by_instance, others, "naming the course");
}

#[test]
fn institutions_come_along_but_not_the_members_of_their_alliance() {
    let own = ":1 a ql:LearningOpportunitySpecification ; dcterms:publisher :9 .
        :9 a ql:HigherEducationInstitution ; ql:isMemberOf :a . :a a ql:GroupOfHEIs ; foaf:member :9 , :8 .";
    holds(own, ":8 a ql:HigherEducationInstitution ; skos:prefLabel 'Eight' .", "an alliance");
    let own = ":1 a ql:LearningOpportunitySpecification ; elm:ISCEDFCode :f . :f a skos:Concept ; skos:broader :b .";
    holds(own, ":b skos:prefLabel 'Broad' ; skos:narrower :f .", "a concept");
}

#[test]
fn aliases_and_loops() {
    let own = "<urn:uuid:6ba7b810-9dad-11d1-80b4-00c04fd430c8> owl:sameAs :1 .
        :1 a ql:LearningOpportunitySpecification ; elm:additionalNote _:a . _:a elm:x _:b . _:b elm:x _:a , :1 .";
    holds(own, ":other owl:sameAs :2 . :2 a ql:LearningOpportunitySpecification .", "aliases and loops");
}

#[test]
fn what_is_no_course_has_no_subgraph() {
    let whole = graph(
        ":1 a ql:LearningOpportunitySpecification ; elm:learningOpportunity :i . :i a ql:LearningOpportunityInstance .",
    );
    for iri in ["urn:x:i", "urn:x:missing", ""] {
        assert!(course_subgraph(&whole, iri).is_empty(), "{iri}");
    }
    assert!(course_subgraph(&whole, "urn:x:1").describes(Subject::Iri("urn:x:i")));
}
