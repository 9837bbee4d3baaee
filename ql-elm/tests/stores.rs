//! Change sets as SPARQL Update, on real triple stores: Oxigraph, and Fuseki of Apache Jena.

#[path = "stores/changes.rs"]
mod changes;
mod common;
#[path = "stores/hostile.rs"]
mod hostile;
#[path = "stores/random.rs"]
mod random;
#[path = "stores/sharing.rs"]
mod sharing;
#[path = "common/store.rs"]
mod store;
#[path = "stores/terms.rs"]
mod terms;

use std::collections::BTreeSet;

use common::{assert_same, turtle, write};
use ql_elm::{ElmNamespace, Graph, Object, RdfFormat, SparqlUpdate, Subject, TripleSink as _, course_subgraph};
use store::{Kind, Store};

const SHARED: &str = "http://data.quality-link.eu/graph/courses";
const XSD: &str = "http://www.w3.org/2001/XMLSchema#";
const XSD_STRING: &str = "http://www.w3.org/2001/XMLSchema#string";

/// What every fixture begins with.
const PREFIXES: &str = "
    @prefix adms: <http://www.w3.org/ns/adms#> .
    @prefix c: <https://cat.example.edu/course/> .
    @prefix dcterms: <http://purl.org/dc/terms/> .
    @prefix elm: <http://data.europa.eu/snb/model/ontology/> .
    @prefix isced: <http://data.europa.eu/snb/isced-f/> .
    @prefix o: <https://cat.example.edu/offering/> .
    @prefix owl: <http://www.w3.org/2002/07/owl#> .
    @prefix ql: <http://data.quality-link.eu/ontology/v1#> .
    @prefix skos: <http://www.w3.org/2004/02/skos/core#> .
    @prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
";

/// The courses of a catalogue that link to BIO-101 or share things with it, whether it is there or not: a programme
/// that it is part of, a course with which it has an offering together, one that says that it is the same.
const NEIGHBOURS: &str = r#"
    c:BSC-BIO a ql:LearningOpportunitySpecification ; dcterms:title "BSc Biology"@en ;
        adms:identifier [ a elm:Identifier ; skos:notation "BSC-BIO" ] ; elm:hasPart c:BIO-101 , c:BIO-102 ;
        dcterms:publisher <https://data.deqar.eu/institution/9001> .
    c:BIO-102 a ql:LearningOpportunitySpecification ; dcterms:title "Ornithology"@en ; elm:isPartOf c:BSC-BIO ;
        ql:superseded c:BIO-101 ; ql:limitLearningOpportunity c:BIO-101 ; elm:specialisationOf c:BIO-101 ;
        elm:creditPoint [ a elm:CreditPoint ; elm:point "7.5"^^xsd:double ] ; elm:ISCEDFCode isced:0511 ;
        elm:learningOpportunity o:102-a , o:joint .
    o:102-a a ql:LearningOpportunityInstance ; elm:learningAchievementSpecification c:BIO-102 ;
        dcterms:temporal [ a dcterms:PeriodOfTime ; skos:prefLabel "2026-1/2"@en ] .
    o:joint a ql:LearningOpportunityInstance ; elm:learningAchievementSpecification c:BIO-101 , c:BIO-102 ;
        dcterms:title "An excursion of both"@en ; elm:location [ a dcterms:Location ; skos:prefLabel "Coast"@en ] .
    <urn:uuid:6ba7b810-9dad-11d1-80b4-00c04fd430c8> a elm:Qualification ; owl:sameAs c:BIO-101 ;
        dcterms:title "The same, they say"@en .
    <https://data.deqar.eu/institution/9001> a ql:HigherEducationInstitution ;
        skos:prefLabel "Example University"@en ;
        adms:identifier [ a ql:OrgRegIdentifier ; skos:notation "LU9001" ] , [
            a ql:SchacIdentifier ; skos:notation "example.edu" ; dcterms:creator [ skos:prefLabel "A"@en ] ] .
    isced:0511 a skos:Concept ; skos:prefLabel "Biology"@en .
"#;

const FIRST: &str = r#"
    c:BIO-101 a ql:LearningOpportunitySpecification ; dcterms:title "Marine Biology"@en , "Meeresbiologie"@de ;
        dcterms:description "Life in the sea."@en ; elm:isPartOf c:BSC-BIO ; elm:ISCEDFCode isced:0511 ;
        dcterms:publisher <https://data.deqar.eu/institution/9001> ;
        adms:identifier [ a elm:Identifier ; skos:notation "BIO-101" ] ;
        elm:learningOutcome [ a elm:LearningOutcome ; dcterms:title "Name ten species"@en ] ,
            [ a elm:LearningOutcome ; dcterms:title "Handle a boat"@en ] ;
        elm:provenBy [ a elm:LearningAssessmentSpecification ; elm:gradingScheme [ a elm:GradingScheme ;
            adms:identifier [ a elm:Identifier ; skos:notation "0-20" ] ] ] ;
        elm:creditPoint [ a elm:CreditPoint ; elm:point "5"^^xsd:double ] ; ql:isActive true ;
        elm:learningOpportunity o:101-a , o:101-b , o:joint .
    o:101-a a ql:LearningOpportunityInstance ; elm:learningAchievementSpecification c:BIO-101 ;
        dcterms:temporal [ a dcterms:PeriodOfTime ; elm:startDate "2026-02-01T00:00:00Z"^^xsd:dateTime ] .
    o:101-b a elm:LearningOpportunity ; elm:learningAchievementSpecification c:BIO-101 ;
        ql:enrolmentCapacity "40"^^xsd:nonNegativeInteger ;
        elm:location [ a dcterms:Location ; elm:address [
            a elm:Address ; elm:fullAddress [ elm:noteLiteral "Quay 1"@en ] ] ] .
    <urn:uuid:1d46fc2c-0837-5f36-9712-63a55d6c2906> owl:sameAs c:BIO-101 .
"#;

/// One offering is gone, one is new, one is another, and so is the rest.
const SECOND: &str = r#"
    c:BIO-101 a ql:LearningOpportunitySpecification ; dcterms:title "Marine Biology and Boats"@en ;
        elm:isPartOf c:BSC-BIO ; elm:ISCEDFCode isced:0511 ; ql:isActive false ;
        adms:identifier [ a elm:Identifier ; skos:notation "BIO-101" ; elm:schemeName "course code" ] ;
        elm:learningOutcome [ a elm:LearningOutcome ; dcterms:title "Handle a boat"@en ] ;
        elm:learningOpportunity o:101-b , o:101-c , o:joint .
    o:101-b a elm:LearningOpportunity ; elm:learningAchievementSpecification c:BIO-101 ;
        ql:enrolmentCapacity "25"^^xsd:nonNegativeInteger ;
        elm:location [ a dcterms:Location ; elm:address [
            a elm:Address ; elm:fullAddress [ elm:noteLiteral "Quay 2"@en ] ] ] .
    o:101-c a ql:LearningOpportunityInstance ; elm:learningAchievementSpecification c:BIO-101 .
    <urn:uuid:98360be2-7452-5318-a03d-ffe2958250b2> owl:sameAs c:BIO-101 .
"#;

fn course(name: &str) -> String {
    format!("https://cat.example.edu/course/{name}")
}

/// A catalogue of these parts.
fn catalogue(parts: &[&str]) -> Graph {
    turtle(&format!("{PREFIXES}{}", parts.concat()))
}

/// How courses lie in a store.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Layout {
    /// Each in the named graph that has its IRI.
    PerCourse,
    /// All in one named graph.
    Shared,
}

/// A store that begins empty.
struct Courses<'s> {
    store: &'s Store,
    layout: Layout,
    updates: SparqlUpdate,
}

impl<'s> Courses<'s> {
    fn new(store: &'s Store, layout: Layout) -> Self {
        store.update("DROP ALL");
        let updates = match layout {
            Layout::PerCourse => SparqlUpdate::per_course(),
            Layout::Shared => SparqlUpdate::shared(SHARED),
        };
        Self { store, layout, updates }
    }

    fn replace(&self, course: &str, subgraph: &Graph) {
        self.store.update(&self.updates.replace(course, subgraph));
    }

    /// Replaces a course by what a catalogue says of it.
    fn take(&self, course: &str, catalogue: &Graph) {
        let subgraph = course_subgraph(catalogue, course);
        assert!(!subgraph.is_empty(), "the catalogue has no {course}");
        self.replace(course, &subgraph);
    }

    fn remove(&self, course: &str) {
        self.store.update(&self.updates.remove(course));
    }

    /// Takes all courses of a catalogue.
    fn fill(&self, catalogue: &Graph) {
        catalogue.specifications().into_iter().for_each(|course| self.take(course, catalogue));
    }

    /// Puts statements into a named graph as they are, like another program could have done.
    fn load(&self, graph: &str, statements: &Graph, namespace: ElmNamespace) {
        let statements = String::from_utf8(write(statements, RdfFormat::NTriples, namespace)).expect("UTF-8");
        self.store.update(&format!("INSERT DATA {{ GRAPH <{graph}> {{\n{statements}}} }}"));
    }

    /// The store holds this catalogue, and nothing else. What the catalogue holds has to belong to one of its courses.
    fn expect(&self, catalogue: &Graph, what: &str) {
        let courses = catalogue.specifications();
        match self.layout {
            Layout::Shared => self.expect_graphs(&[(SHARED, catalogue)], what),
            Layout::PerCourse => {
                let subgraphs: Vec<Graph> = courses.iter().map(|course| course_subgraph(catalogue, course)).collect();
                let graphs: Vec<(&str, &Graph)> = courses.into_iter().zip(&subgraphs).collect();
                self.expect_graphs(&graphs, what);
            }
        }
    }

    /// The store holds these named graphs, and nothing else.
    fn expect_graphs(&self, graphs: &[(&str, &Graph)], what: &str) {
        let what = format!("{:?}, {:?}: {what}", self.store.kind(), self.layout);
        let names: BTreeSet<&str> =
            graphs.iter().filter(|(_, graph)| !graph.is_empty()).map(|(name, _)| *name).collect();
        let held = self.store.graphs();
        assert_eq!(held.iter().map(String::as_str).collect::<BTreeSet<_>>(), names, "{what}");
        assert!(!self.store.ask("?s ?p ?o"), "{what}: the default graph is not empty");
        for (name, graph) in graphs {
            assert_same(&self.store.dump(Some(name)), &self.kept(graph), &format!("{what}: <{name}>"));
        }
    }

    /// The graph with its numbers and dates as the store writes them: Oxigraph keeps values, not texts, so that
    /// `PT200H` comes back as `P8DT8H`, and a non-negative integer as an integer.
    fn kept(&self, graph: &Graph) -> Graph {
        const PLACE: &str = "urn:x:values";
        let is_value = |object: &Object<'_>| match object {
            Object::Typed { datatype, .. } => datatype.starts_with(XSD) && *datatype != XSD_STRING,
            _ => false,
        };
        let values: Vec<Object<'_>> = graph.triples().map(|(_, _, object)| object).filter(is_value).collect();
        if self.store.kind() != Kind::Oxigraph || values.is_empty() {
            return graph.clone();
        }
        let names: Vec<String> = (0..values.len()).map(|number| format!("{PLACE}:{number}")).collect();
        let named = names.iter().zip(&values).map(|(name, value)| (PLACE, name.as_str(), *value));
        self.load(PLACE, &self::graph(named), ElmNamespace::V3_3);
        let held = self.store.dump(Some(PLACE));
        self.store.update(&format!("DROP GRAPH <{PLACE}>"));
        let mut names = names.iter();
        let mut kept = Graph::new();
        for (subject, predicate, object) in graph.triples() {
            let name = if is_value(&object) { names.next() } else { None };
            let object = name.and_then(|name| held.objects(Subject::Iri(PLACE), name).next()).unwrap_or(object);
            let Ok(()) = kept.triple(subject, predicate, object);
        }
        kept
    }
}

/// A graph of its own making: subject, predicate, object.
fn graph<'t>(triples: impl IntoIterator<Item = (&'t str, &'t str, Object<'t>)>) -> Graph {
    let mut graph = Graph::new();
    for (subject, predicate, object) in triples {
        let Ok(()) = graph.triple(Subject::Iri(subject), predicate, object);
    }
    graph
}

type Scenario = (&'static str, fn(&Courses<'_>));

const ALL: [Scenario; 11] = [
    ("an empty store holds exactly what was said", changes::nothing_before),
    ("our own files", changes::our_files),
    ("a second time changes nothing", changes::twice),
    ("nothing of the former version is left", changes::another_version),
    ("blank nodes are gone however deep they are", changes::deep),
    ("a course goes, the others stay", changes::removed),
    ("from one catalogue to the next", changes::from_old_to_new),
    ("texts, numbers and IRIs come back as they were", terms::come_back),
    ("what wants to break out of a term does no harm", hostile::terms),
    ("names of courses that want to break out do no harm", hostile::courses),
    ("two hundred versions", random::versions),
];

/// What can only happen where courses share a graph.
const IN_ONE_GRAPH: [Scenario; 7] = [
    ("an offering goes with the last course that lists it", sharing::offering_of_two),
    ("what two courses say of a third thing is all there", sharing::described_by_both),
    ("a blank node of another course stays", sharing::blank_node_of_both),
    ("a blank node of a course and of an institution", sharing::blank_node_of_an_institution),
    ("terms of the old namespace", sharing::old_namespace),
    ("the name of the graph wants to break out", hostile::graphs),
    ("a large graph", sharing::large),
];

fn run(kind: Kind, layout: Layout) {
    let Some(store) = Store::start(kind) else { return };
    let further = if layout == Layout::Shared { &IN_ONE_GRAPH[..] } else { &[] };
    for (name, scenario) in ALL.iter().chain(further) {
        // Shown if the scenario fails.
        println!("{name}");
        scenario(&Courses::new(&store, layout));
    }
}

#[test]
fn oxigraph_with_a_graph_for_each_course() {
    run(Kind::Oxigraph, Layout::PerCourse);
}

#[test]
fn oxigraph_with_one_graph() {
    run(Kind::Oxigraph, Layout::Shared);
}

#[test]
fn fuseki_with_a_graph_for_each_course() {
    run(Kind::Fuseki, Layout::PerCourse);
}

#[test]
fn fuseki_with_one_graph() {
    run(Kind::Fuseki, Layout::Shared);
}
