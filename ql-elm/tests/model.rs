//! The typed model: what is written is read again as it was, and nothing that is read gets lost.
//!
//! The tests that are ignored say what does not come back, and is accepted.

#![allow(
    clippy::unwrap_used,
    clippy::format_collect,
    clippy::assigning_clones,
    reason = "texts made for tests; helpers of tests are tests, too"
)]

mod common;
#[path = "common/made.rs"]
mod made;

use std::collections::BTreeSet;
use std::sync::LazyLock;

use common::{NAMESPACES, read, turtle};
use made::{COURSE, Field, INSTITUTION, Made, PREFIXES, TEXTS, full, made};
use proptest::prelude::*;
use proptest::sample::{Index, select};
use proptest::test_runner::{TestCaseResult, TestRunner};
use ql_core::{LanguageTag, MultilingualText};
use ql_elm::{
    Accreditation, Assessment, AwardingOpportunity, CreditPoint, ElmNamespace, Entitlement, GradingScheme, Grant,
    Graph, Identifier, LearnerGroupConditions, LearningActivity, LearningOpportunityInstance,
    LearningOpportunitySpecification, LearningOutcome, Link, Location, MediaObject, Node, Note, Object, Organisation,
    PriceDetail, ProfileLevel, RdfFormat, RdfOptions, RdfReader, RdfWriter, Reference, ResultDistribution, Statement,
    Subject, TripleSink, Value, WebResource, pretty_turtle, profile_shapes,
};

const COMPLETE: &str = include_str!("fixtures/profile-complete.ttl");

const FORMATS: [RdfFormat; 5] =
    [RdfFormat::Turtle, RdfFormat::NTriples, RdfFormat::RdfXml, RdfFormat::JsonLd, RdfFormat::NQuads];

// ---------------------------------------------------------------------------------------------------------------------
// What there is, and what becomes of it.

/// What ELM has besides the properties that the shapes of the profile name.
const BESIDES: &[(&str, &str)] = &[
    (
        "ql:LearningOpportunitySpecification",
        "elm:accreditation elm:awardingOpportunity elm:duration elm:educationLevel elm:entitlesTo elm:generalisationOf
        elm:influencedBy elm:learningSchedule elm:learningSetting elm:maximumDuration elm:mode elm:status
        elm:supplementaryDocument ql:supersededBy",
    ),
    (
        "ql:LearningOpportunityInstance",
        "dcterms:language dcterms:publisher dcterms:type elm:hasPart elm:isPartOf elm:status",
    ),
    ("elm:ResultCategory", "elm:count"),
];

/// Every property of the profile, and some that it does not have.
static PREDICATES: LazyLock<Vec<String>> = LazyLock::new(|| {
    let graph = complete();
    let mut names: BTreeSet<String> = graph.triples().map(|(_, predicate, _)| predicate.to_owned()).collect();
    names.extend(["elm:value", "owl:sameAs", "rdfs:seeAlso", "ex:room"].map(full));
    names.into_iter().collect()
});

/// What a course is after it has been written and read.
fn normal(course: &LearningOpportunitySpecification) -> LearningOpportunitySpecification {
    let mut normal = course.clone();
    // Courses and instances have their IRI elsewhere.
    normal.node = normal.node.with_iri(None);
    for instance in &mut normal.instances {
        instance.node = std::mem::take(&mut instance.node).with_iri(None);
    }
    normal.normalise();
    for (instance, before) in normal.instances.iter_mut().zip(&course.instances) {
        // The main language is told apart by its property.
        if let Some(main) = before.languages.first() {
            instance.languages.retain(|language| language != main);
            instance.languages.insert(0, main.clone());
        }
    }
    normal
}

fn written(course: &LearningOpportunitySpecification) -> Graph {
    let mut graph = Graph::new();
    let Ok(()) = course.write_to(&mut graph);
    graph.sort();
    graph
}

/// Writes without a graph in between.
fn document(course: &LearningOpportunitySpecification, format: RdfFormat, namespace: ElmNamespace) -> Vec<u8> {
    let options = RdfOptions::new(format).with_namespace(namespace);
    let mut writer = RdfWriter::new(options, Vec::new()).expect("a writer");
    if format == RdfFormat::NQuads {
        writer.set_graph(Some("https://cat.example.edu/all.nq"));
    }
    course.write_to(&mut writer).expect("triples");
    writer.finish().expect("a document")
}

fn read_course(graph: &Graph) -> LearningOpportunitySpecification {
    LearningOpportunitySpecification::read(graph, COURSE).expect("a course")
}

/// Read and written.
fn again(graph: &Graph) -> Graph {
    written(&read_course(graph))
}

fn pretty(graph: &Graph) -> String {
    pretty_turtle(graph, ElmNamespace::V3_3)
}

fn is_same_graph(found: &Graph, expected: &str, what: &str) -> TestCaseResult {
    let found = pretty(found);
    prop_assert!(found == expected, "{what}:\n{found}\ninstead of\n{expected}");
    Ok(())
}

fn is_read_as_written(course: &LearningOpportunitySpecification) -> TestCaseResult {
    let graph = written(course);
    let (read, expected) = (read_course(&graph), normal(course));
    prop_assert_eq!(&read, &expected, "from {}", pretty(&graph));
    is_same_graph(&written(&read), &pretty(&graph), "written again")
}

fn config(cases: u32) -> ProptestConfig {
    // No files of failures beside the tests: a failure worth keeping becomes a vector.
    ProptestConfig { failure_persistence: None, max_shrink_iters: 4_000, ..ProptestConfig::with_cases(cases) }
}

// ---------------------------------------------------------------------------------------------------------------------
// Properties of models.

proptest! {
    #![proptest_config(config(128))]

    #[test]
    fn a_course_is_read_as_it_was_written(course in made::<LearningOpportunitySpecification>()) {
        is_read_as_written(&course)?;
    }

    #[test]
    fn an_instance_is_read_on_its_own(instance in made::<LearningOpportunityInstance>()) {
        let mut graph = Graph::new();
        let Ok(()) = instance.write_to(COURSE, &mut graph);
        let expected = pretty(&graph);
        let read = LearningOpportunityInstance::read(&graph, &instance.subject).expect("an instance");
        // On its own it does not know which specification it is written for.
        let of_course = Statement {
            predicate: full("elm:learningAchievementSpecification"),
            object: Value::Iri(COURSE.to_owned()),
        };
        prop_assert!(read.node.other().contains(&of_course), "{:?}", read.node);
        let mut twice = Graph::new();
        let Ok(()) = read.write_to(COURSE, &mut twice);
        is_same_graph(&twice, &expected, "written again")?;
    }

    #[test]
    fn an_organisation_is_read_as_it_was_written(organisation in made::<Organisation>()) {
        let mut organisation = organisation;
        organisation.node = organisation.node.with_iri(Some(INSTITUTION.to_owned()));
        let mut graph = Graph::new();
        let Ok(()) = organisation.write_to(&mut graph);
        let read = Organisation::read(&graph, INSTITUTION);
        organisation.normalise();
        prop_assert_eq!(read, Some(organisation));
    }

    #[test]
    fn nothing_is_found_where_nothing_is(course in made::<LearningOpportunitySpecification>()) {
        let graph = written(&course);
        prop_assert!(LearningOpportunitySpecification::read(&graph, "https://cat.example.edu/BIO-102").is_none());
        prop_assert!(LearningOpportunityInstance::read(&graph, COURSE).is_none());
        prop_assert!(Organisation::read(&graph, COURSE).is_none());
        for instance in &course.instances {
            prop_assert!(LearningOpportunitySpecification::read(&graph, &instance.subject).is_none());
        }
    }
}

proptest! {
    #![proptest_config(config(48))]

    #[test]
    fn a_course_goes_through_every_syntax(course in made::<LearningOpportunitySpecification>()) {
        let expected = pretty(&written(&course));
        for (format, namespace) in FORMATS.into_iter().flat_map(|format| NAMESPACES.map(|namespace| (format, namespace))) {
            let what = format!("{format:?} {namespace:?}");
            let document = document(&course, format, namespace);
            // Statements of a graph with a name have a finding that says so.
            let graph = match format {
                RdfFormat::NQuads => RdfReader::new(format).read(&document).graph,
                other => read(other, &document),
            };
            is_same_graph(&graph, &expected, &what)?;
            is_same_graph(&again(&graph), &expected, &format!("{what}, read and written"))?;
        }
    }
}

/// Whether every value of a type is read as it was written, where a course has such a part.
fn survives<P: Made>(carry: impl Fn(&mut LearningOpportunitySpecification, P)) {
    let result = TestRunner::new(config(64)).run(&made::<P>(), |part| {
        let mut course = LearningOpportunitySpecification::default();
        course.subject = COURSE.to_owned();
        carry(&mut course, part);
        is_read_as_written(&course)
    });
    result.unwrap_or_else(|error| panic!("{error}"));
}

/// An instance of a course that has none.
fn instance_of(course: &mut LearningOpportunitySpecification) -> &mut LearningOpportunityInstance {
    let mut instance = LearningOpportunityInstance::default();
    instance.subject = format!("{COURSE}/2026s");
    course.instances.push(instance);
    course.instances.last_mut().expect("an instance")
}

macro_rules! survivors {
    ($($test:ident: $type:ident by |$course:ident, $part:ident| $carry:expr;)*) => {$(
        #[test]
        fn $test() {
            survives::<$type>(|$course, $part| $carry);
        }
    )*};
}

survivors! {
    notes: Note by |course, part| {
        course.additional_notes = vec![part.clone()];
        course.entry_requirement = Some(part);
    };
    identifiers: Identifier by |course, part| course.identifiers = vec![part.clone(), part];
    outcomes: LearningOutcome by |course, part| course.entry_requirement_outcomes.push(part);
    credit_points: CreditPoint by |course, part| course.credit_points.push(part);
    assessments: Assessment by |course, part| course.proven_by.push(part);
    result_distributions: ResultDistribution by |course, part| {
        let mut scheme = GradingScheme::default();
        scheme.distributions.push(part);
        course.grading_scheme = Some(scheme);
    };
    activities: LearningActivity by |course, part| instance_of(course).learning_activity = Some(part);
    web_resources: WebResource by |course, part| course.homepages.push(part);
    media_objects: MediaObject by |course, part| course.banner_image = Some(part);
    locations: Location by |course, part| instance_of(course).locations.push(part);
    prices: PriceDetail by |course, part| instance_of(course).prices.push(part);
    grants: Grant by |course, part| instance_of(course).grants.push(part);
    learner_group_conditions: LearnerGroupConditions by |course, part| {
        instance_of(course).learner_group_conditions.push(part);
    };
    references: Reference by |course, part| course.part_of.push(Link::Reference(Box::new(part)));
    awarding_opportunities: AwardingOpportunity by |course, part| course.awarding_opportunities.push(part);
    accreditations: Accreditation by |course, part| course.accreditations.push(part);
    entitlements: Entitlement by |course, part| course.entitlements.push(part);
    instances: LearningOpportunityInstance by |course, part| course.instances.push(part);
}

// ---------------------------------------------------------------------------------------------------------------------
// Nothing is lost.

/// Blank nodes are followed so deep.
const MAX_DEPTH: usize = 15;

/// The first statement of a node, or of the blank nodes under it, that is not said of another node of another graph.
/// What lies deeper than nodes are followed, and what a loop leads back to, does not count.
fn lost(before: &Graph, node: Subject<'_>, after: &Graph, other: Subject<'_>, way: &[u32]) -> Option<String> {
    before.properties(node).find_map(|(predicate, object)| {
        let is_kept = match object {
            Object::Blank(inner) => {
                let is_end = way.contains(&inner) || way.len() >= MAX_DEPTH;
                let way = [way, &[inner]].concat();
                after.objects(other, predicate).any(|found| match found {
                    Object::Blank(number) => {
                        is_end || lost(before, Subject::Blank(inner), after, Subject::Blank(number), &way).is_none()
                    }
                    _ => false,
                })
            }
            object => {
                after.properties(other).any(|found| is_same((predicate, object), found))
                    || after.objects(other, predicate).any(|found| is_page(object, after, found))
            }
        };
        (!is_kept).then(|| format!("{node:?} {predicate} {object:?}"))
    })
}

/// The amount has one property (erratum E18), the main language is one of the languages (erratum E22).
const MOVED: [(&str, &str); 2] = [
    ("http://data.europa.eu/snb/model/ontology/value", "http://www.w3.org/1999/02/22-rdf-syntax-ns#value"),
    ("http://data.europa.eu/snb/model/ontology/defaultLanguage", "http://purl.org/dc/terms/language"),
];

/// Codes are of any datatype, and written as `xsd:string`.
const CODES: [&str; 2] =
    ["http://www.w3.org/2004/02/skos/core#notation", "http://data.quality-link.eu/ontology/v1#version"];

/// Whether a page that was an address is now a node with this address (erratum E20).
fn is_page(before: Object<'_>, after: &Graph, page: Object<'_>) -> bool {
    let url = match before {
        Object::Iri(url) => url,
        Object::Typed { value, datatype } if matches!(xsd(datatype), "anyURI" | "string") => value,
        _ => return false,
    };
    let Object::Blank(number) = page else { return false };
    let mut urls = after.objects(Subject::Blank(number), "http://data.europa.eu/snb/model/ontology/contentUrl");
    urls.any(|found| matches!(found, Object::Typed { value, .. } if value == url))
}

/// The name of a datatype of XML Schema.
fn xsd(datatype: &str) -> &str {
    datatype.strip_prefix("http://www.w3.org/2001/XMLSchema#").unwrap_or_default()
}

/// Whether a statement is another one, up to what reading changes.
fn is_same(before: (&str, Object<'_>), after: (&str, Object<'_>)) -> bool {
    if before.0 != after.0 && !MOVED.contains(&(before.0, after.0)) {
        return false;
    }
    match (before.1, after.1) {
        (one, other) if one == other => true,
        (Object::Text { value, .. } | Object::Typed { value, .. }, Object::Typed { value: code, datatype })
            if CODES.contains(&before.0) && xsd(datatype) == "string" =>
        {
            value == code
        }
        // Plain texts (erratum E21).
        (Object::Typed { value, datatype }, Object::Text { value: text, language: "und" }) => {
            xsd(datatype) == "string" && value == text
        }
        // URLs and schemes (errata E8, E20).
        (Object::Iri(iri), Object::Typed { value, datatype }) => xsd(datatype) == "anyURI" && iri == value,
        (Object::Typed { value, datatype }, Object::Iri(iri)) => {
            matches!(xsd(datatype), "anyURI" | "string") && iri == value
        }
        (Object::Typed { value: old, datatype: from }, Object::Typed { value: new, datatype: to }) => {
            let whole = |text: &str| text.trim().parse::<u64>().ok();
            match (xsd(from), xsd(to)) {
                // A day becomes a moment of it (erratum E19).
                ("date", "dateTime") => new.split_once('T').is_some_and(|(day, time)| {
                    let zone = old.strip_prefix(day).unwrap_or("no such day");
                    ["00:00:00", "23:59:59"].iter().any(|moment| time.strip_prefix(moment) == Some(zone))
                }),
                ("boolean", "boolean") => matches!((old, new), ("1", "true") | ("0", "false")),
                // Errata E16, E17, E18, E20.
                (_, "nonNegativeInteger" | "positiveInteger" | "integer") => {
                    whole(old).is_some() && whole(old) == whole(new)
                }
                (_, "double" | "decimal") | ("string", "anyURI") => old == new,
                _ => false,
            }
        }
        _ => false,
    }
}

/// What is lost of a course and of its instances.
fn lost_of_course(before: &Graph, after: &Graph) -> Option<String> {
    let instances = read_course(before).instances;
    let subjects = std::iter::once(COURSE).chain(instances.iter().map(|instance| instance.subject.as_str()));
    subjects.map(Subject::Iri).find_map(|subject| lost(before, subject, after, subject, &[]))
}

#[derive(Clone, Debug)]
enum Thing {
    /// One of the nodes that are there.
    Node(Index),
    Iri(&'static str),
    Text(&'static str, &'static str),
    Typed(&'static str, &'static str),
}

fn things() -> impl Strategy<Value = Thing> {
    const VALUES: &str = "|true|1|0|false|5|05| 7 |-1|7.5|1e3|7,5|2026-02-01|2026-02-01T10:00:00Z|2026-02-01Z|\
        2026-02-01+05:30|P1Y|https://example.edu/a|a b|0511";
    const TYPES: &str = "xsd:string xsd:boolean xsd:integer xsd:nonNegativeInteger xsd:positiveInteger xsd:int \
        xsd:decimal xsd:double xsd:float xsd:date xsd:dateTime xsd:duration xsd:anyURI xsd:gYear rdf:HTML ex:code";
    const OTHERS: &str = "ex:unknown isced:0511 isced:051 isced:06 isced:061x elm:WebResource lang:FRA lang:NLD \
        ql:LearningOpportunitySpecificationReference";
    const ODD_TAGS: &[&str] = &["en", "de-AT", "und", "EN", "de_AT", "x-default"];
    let values: Vec<&str> = VALUES.split('|').collect();
    let types: Vec<&str> = TYPES.split(' ').collect();
    let others: Vec<&str> = OTHERS.split(' ').collect();
    prop_oneof![
        3 => any::<Index>().prop_map(Thing::Node),
        2 => select(others).prop_map(Thing::Iri),
        2 => (select(TEXTS), select(ODD_TAGS)).prop_map(|(value, language)| Thing::Text(value, language)),
        4 => (select(values), select(types)).prop_map(|(value, datatype)| Thing::Typed(value, datatype)),
    ]
}

/// A statement of one of the nodes that are there, with a property that it has already or with any of the profile.
type Noise = (Index, bool, Index, Thing);

/// A course with statements around it that may be anything, and without some of the classes.
fn noisy() -> impl Strategy<Value = Graph> {
    let noise = (any::<Index>(), any::<bool>(), any::<Index>(), things());
    let noise = prop::collection::vec(noise, 0..14);
    let dropped = prop::collection::vec(any::<Index>(), 0..4);
    (made::<LearningOpportunitySpecification>(), noise, dropped)
        .prop_map(|(course, noise, dropped)| with_noise(&written(&course), &noise, &dropped))
}

fn with_noise(base: &Graph, noise: &[Noise], dropped: &[Index]) -> Graph {
    let nodes: BTreeSet<Subject<'_>> = base.triples().map(|(subject, ..)| subject).collect();
    let nodes: Vec<Subject<'_>> = nodes.into_iter().collect();
    let class = full("rdf:type");
    let is_class =
        |triple: &(Subject<'_>, &str, Object<'_>)| matches!(triple.0, Subject::Blank(_)) && triple.1 == class;
    let classes: Vec<_> = base.triples().filter(is_class).collect();
    let dropped: Vec<_> = dropped.iter().filter(|_| !classes.is_empty()).map(|at| *at.get(&classes)).collect();
    let mut graph = Graph::new();
    for triple in base.triples().filter(|triple| !dropped.contains(triple)) {
        let Ok(()) = graph.triple(triple.0, triple.1, triple.2);
    }
    for (at, is_own, property, thing) in noise {
        let subject = *at.get(&nodes);
        let own: Vec<&str> = base.properties(subject).map(|(predicate, _)| predicate).collect();
        let predicate = if *is_own { *property.get(&own) } else { property.get(PREDICATES.as_slice()).as_str() };
        let iri;
        let object = match thing {
            Thing::Node(at) => Object::from(*at.get(&nodes)),
            Thing::Iri(name) => {
                iri = full(name);
                Object::Iri(&iri)
            }
            Thing::Text(value, language) => Object::Text { value, language },
            Thing::Typed(value, datatype) => {
                iri = full(datatype);
                Object::Typed { value, datatype: &iri }
            }
        };
        let Ok(()) = graph.triple(subject, predicate, object);
    }
    graph.sort();
    graph
}

proptest! {
    #![proptest_config(config(256))]

    #[test]
    fn nothing_gets_lost(graph in noisy()) {
        let lost = lost_of_course(&graph, &again(&graph));
        prop_assert!(lost.is_none(), "{} is not in {}", lost.unwrap_or_default(), pretty(&again(&graph)));
    }
}

/// Guards the comparison that the other tests rely on.
#[test]
fn what_is_lost_is_noticed() {
    let before = described("ql:passingRate 40 ; ex:room [ ex:boat [ ex:room \"a\" ] ] , [ ex:boat \"b\" ]");
    let cases = [
        ("ql:passingRate 40 ; ex:room [ ex:boat [ ex:room \"a\" ] ] , [ ex:boat \"b\" ]", true),
        (
            "ql:passingRate \"40\"^^xsd:nonNegativeInteger ; ex:room [ ex:boat [ ex:room \"a\" ] ; ex:boat \"b\"@und ]",
            true,
        ),
        ("ql:passingRate 41 ; ex:room [ ex:boat [ ex:room \"a\" ] ] , [ ex:boat \"b\" ]", false),
        ("ql:passingRate 40 ; ex:room [ ex:boat [ ] ] , [ ex:boat \"b\" ]", false),
        ("ql:passingRate 40 ; ex:room [ ex:boat [ ex:room \"a\" ] ]", false),
        ("ex:room [ ex:boat [ ex:room \"a\" ] ] , [ ex:boat \"b\" ]", false),
    ];
    for (statements, is_kept) in cases {
        assert_eq!(lost_of_course(&before, &described(statements)).is_none(), is_kept, "{statements}");
    }
    let cases = [
        ("foaf:homepage ex:a", "foaf:homepage [ elm:contentUrl \"https://example.edu/terms#a\" ]", true),
        ("foaf:homepage ex:a", "foaf:homepage [ elm:contentUrl \"https://example.edu/terms#b\" ]", false),
        ("ql:version 5", "ql:version \"5\"", true),
        ("elm:status 5", "elm:status \"5\"", false),
        ("ex:a \"2026-01-01Z\"^^xsd:date", "ex:a \"2026-01-01T23:59:59Z\"^^xsd:dateTime", true),
        ("ex:a \"2026-01-01Z\"^^xsd:date", "ex:a \"2026-01-01T23:59:59\"^^xsd:dateTime", false),
    ];
    for (before, after, is_kept) in cases {
        assert_eq!(lost_of_course(&described(before), &described(after)).is_none(), is_kept, "{before}");
    }
}

// ---------------------------------------------------------------------------------------------------------------------
// The complete example.

fn complete() -> Graph {
    turtle(COMPLETE)
}

/// The organisations, groups and agents of a graph.
fn organisations(graph: &Graph) -> Vec<Organisation> {
    let classes: Vec<String> = Organisation::CLASSES.iter().map(|class| full(class)).collect();
    let classes: Vec<&str> = classes.iter().map(String::as_str).collect();
    graph.iris_of_type(&classes).into_iter().filter_map(|iri| Organisation::read(graph, iri)).collect()
}

/// All that the complete example says, read and written, and without the one statement that nothing leads to.
fn complete_again() -> (Graph, Graph) {
    let mut before = Graph::new();
    for (subject, predicate, object) in complete().triples().filter(|(subject, ..)| *subject != mailbox()) {
        let Ok(()) = before.triple(subject, predicate, object);
    }
    before.sort();
    let mut after = written(&read_course(&before));
    for organisation in organisations(&before) {
        let Ok(()) = organisation.write_to(&mut after);
    }
    after.sort();
    (before, after)
}

fn mailbox() -> Subject<'static> {
    Subject::Iri("mailto:desk@example.edu")
}

/// By the shapes of the profile; institutions may have what they have as organisations.
#[test]
fn the_example_is_complete() {
    let graph = complete();
    let shapes = profile_shapes(ProfileLevel::ElmStrict, ElmNamespace::V3_3);
    let shapes = RdfReader::new(RdfFormat::Turtle).read(shapes.as_bytes()).graph;
    let [property, path, target] = ["sh:property", "sh:path", "sh:targetClass"].map(full);
    let iris = |subject: Subject<'_>, predicate: &str| {
        let iri = |object| match object {
            Object::Iri(iri) => Some(iri.to_owned()),
            _ => None,
        };
        shapes.objects(subject, predicate).filter_map(iri).collect::<Vec<_>>()
    };
    let mut wanted: BTreeSet<(Vec<String>, String)> = BTreeSet::new();
    for shape in shapes.triples().filter(|(_, predicate, _)| *predicate == target).map(|(shape, ..)| shape) {
        let mut classes = iris(shape, &target);
        if classes.contains(&full("elm:Organisation")) {
            classes.push(full("ql:HigherEducationInstitution"));
        }
        let rules = iris(shape, &property);
        let paths = rules.iter().flat_map(|rule| iris(Subject::Iri(rule), &path));
        wanted.extend(paths.map(|path| (classes.clone(), path)));
    }
    assert!(wanted.len() > 250, "{}", wanted.len());
    for (class, names) in BESIDES {
        wanted.extend(names.split_whitespace().map(|name| (vec![full(class)], full(name))));
    }
    wanted.retain(|(classes, path)| {
        // What takes the place of `rdf:value` in some data (erratum E18), and the vocabularies.
        let is_else = *path == full("elm:value") || classes.contains(&full("skos:Concept"));
        let subjects = |class: &String| graph.subjects(&full("rdf:type"), Object::Iri(class)).collect::<Vec<_>>();
        let mut subjects = classes.iter().flat_map(subjects);
        !is_else && !subjects.any(|subject| graph.objects(subject, path).next().is_some())
    });
    assert!(wanted.is_empty(), "{wanted:#?}");
}

#[test]
fn the_model_has_the_whole_profile() {
    let graph = complete();
    let mut other = BTreeSet::new();
    let mut types = BTreeSet::new();
    let mut note = |name: &'static str, node: &Node| {
        types.insert(name);
        other.extend(node.other().iter().map(|statement| (name, statement.predicate.clone())));
    };
    read_course(&graph).visit(&mut note);
    organisations(&graph).visit(&mut note);
    assert!(other.is_empty(), "{other:?}");
    // Every type of the model is somewhere in it.
    assert_eq!(types.len(), 29, "{types:?}");
}

#[test]
fn the_example_comes_back() {
    let (before, after) = complete_again();
    assert_eq!(pretty(&after), pretty(&before));
}

#[test]
fn the_example_is_read_into_fields() {
    let course = read_course(&complete());
    assert_eq!(course.node.classes(), [full("elm:Qualification"), full("ql:LearningOpportunitySpecification")]);
    assert_eq!(course.same_as, ["urn:uuid:5d5c2b1e-3f0a-5a5e-9a5f-6f3a1c9d0001"]);
    assert_eq!(course.isced_f, ["0511", "0521"]);
    assert_eq!(
        (course.passing_rate, course.is_active, course.is_partial_qualification),
        (Some(95), Some(true), Some(true))
    );
    assert_eq!((course.part_of.len(), course.has_part.len(), course.additional_notes.len()), (2, 1, 2));
    assert_eq!(course.learning_outcomes[0].node.iri(), Some("https://cat.example.edu/BIO-101/outcomes/1"));
    assert_eq!(course.credit_points[0].points, "7.5");
    let [diver, admission] = course.entitlements.as_slice() else { panic!("{:?}", course.entitlements) };
    assert_eq!(diver.node.iri(), Some("https://example.edu/entitlements/diver"));
    assert_eq!(admission.entitled_by, [COURSE]);
    assert_eq!(admission.parts[0].title.in_language("en"), Some("Admission to its first year"));
    let awarded = course.awarding_opportunities[0].period.as_ref().expect("a period");
    assert_eq!(awarded.start.as_deref(), Some("2026-06-01T00:00:00"));
    assert_eq!(course.banner_image.expect("a picture").attachment_type, Some(full("ex:picture")));
    let summary = course.learning_outcome_summary.expect("a summary");
    assert_eq!((summary.order, summary.text.iter().count()), (Some(1), 2));
    let scheme = course.grading_scheme.expect("a grading scheme");
    let distribution = &scheme.distributions[0];
    let mut grades: Vec<_> =
        distribution.categories.iter().map(|grade| (grade.order, grade.percentage, grade.count)).collect();
    grades.sort();
    assert_eq!(grades, [(Some(1), Some(60), Some(18)), (Some(2), Some(40), Some(12))]);
    let [instance] = course.instances.as_slice() else { panic!("{:?}", course.instances) };
    assert_eq!(instance.languages, [full("lang:ENG"), full("lang:DEU")]);
    assert_eq!(instance.start.as_deref(), Some("2026-03-01T00:00:00"));
    assert_eq!(instance.end.as_deref(), Some("2026-06-30T23:59:59"));
    assert_eq!(instance.period_label.in_language("de"), Some("Sommersemester 2026"));
    assert_eq!(instance.application_deadlines.len(), 2);
    assert_eq!(instance.prices[0].amount.as_ref().expect("an amount").value, "120.5");
    let campus = &instance.locations[0];
    assert_eq!(campus.node.iri(), Some("https://example.edu/campus/harbour"));
    assert_eq!(campus.country(), Some("http://publications.europa.eu/resource/authority/country/AUT"));
    assert_eq!(campus.geometries[0].latitude, "48.2205");
    let group = &instance.learner_group_conditions[0].groups[0];
    assert_eq!((group.is_open_to_non_enrolled, group.limit_learning_opportunities.len()), (Some(false), 2));
    assert!(
        matches!(&group.limit_learning_opportunities[0], Link::Iri(iri) if iri == "https://cat.example.edu/BSC-BIO")
    );
    let institution = Organisation::read(&complete(), INSTITUTION).expect("an institution");
    let [desk] = institution.contact_points.as_slice() else { panic!("{:?}", institution.contact_points) };
    assert_eq!(desk.email_addresses, ["mailto:desk@example.edu"]);
    assert_eq!(desk.phones[0].dial_number.as_deref(), Some("5550100"));
    assert_eq!(institution.vat_identifiers[0].notation, "ATU12345675");
}

// ---------------------------------------------------------------------------------------------------------------------
// The errata of the profile (section 6).

fn prefixes() -> String {
    PREFIXES.iter().map(|(prefix, iri)| format!("@prefix {prefix} <{iri}> .\n")).collect()
}

/// A graph with a course of which this is said; other subjects may follow behind ` . `.
fn described(statements: &str) -> Graph {
    turtle(&format!("{}<{COURSE}> a ql:LearningOpportunitySpecification ; {statements} .", prefixes()))
}

fn course(statements: &str) -> LearningOpportunitySpecification {
    read_course(&described(statements))
}

/// A course with an instance of which this is said.
fn instance(statements: &str) -> LearningOpportunityInstance {
    let graph = described(&format!(
        "elm:learningOpportunity <{COURSE}/1> .
        <{COURSE}/1> a ql:LearningOpportunityInstance ; elm:learningAchievementSpecification <{COURSE}> ; {statements}"
    ));
    let mut instances = read_course(&graph).instances;
    assert_eq!(instances.len(), 1);
    instances.remove(0)
}

fn institution(statements: &str) -> Organisation {
    let text = format!("{}<{INSTITUTION}> a ql:HigherEducationInstitution ; {statements} .", prefixes());
    Organisation::read(&turtle(&text), INSTITUTION).expect("an institution")
}

/// A course as Turtle on one line, so that the breaks of lines do not matter.
fn course_turtle(course: &LearningOpportunitySpecification) -> String {
    one_line(&pretty(&written(course)))
}

fn instance_turtle(instance: &LearningOpportunityInstance) -> String {
    let mut graph = Graph::new();
    let Ok(()) = instance.write_to(COURSE, &mut graph);
    one_line(&pretty(&graph))
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[track_caller]
fn assert_says(turtle: &str, expected: &[&str]) {
    for part in expected {
        assert!(turtle.contains(part), "no `{part}` in {turtle}");
    }
}

/// Nothing but what follows is kept beside the fields.
#[track_caller]
fn assert_other(node: &Node, expected: &[&str]) {
    let found: Vec<&str> = node.other().iter().map(|statement| statement.predicate.as_str()).collect();
    let expected: Vec<String> = expected.iter().map(|name| full(name)).collect();
    assert_eq!(found, expected);
}

#[test]
fn e8_the_scheme_of_an_identifier() {
    for (scheme, read, written) in [
        ("ql:OrgReg", "http://data.quality-link.eu/ontology/v1#OrgReg", "ql:OrgReg"),
        ("\"https://example.edu/codes\"^^xsd:anyURI", "https://example.edu/codes", "<https://example.edu/codes>"),
        ("\"urn:oid:1.2\"", "urn:oid:1.2", "<urn:oid:1.2>"),
        ("\"ETER ID\"", "ETER ID", "\"ETER ID\"^^xsd:anyURI"),
        ("\"DOI:10.1\"", "DOI:10.1", "\"DOI:10.1\"^^xsd:anyURI"),
    ] {
        let course = course(&format!("adms:identifier [ skos:notation \"1\" ; elm:schemeId {scheme} ]"));
        assert_eq!(course.identifiers[0].scheme_id.as_deref(), Some(read));
        assert_says(&course_turtle(&course), &[&format!("elm:schemeId {written}")]);
    }
}

#[test]
fn codes_of_every_datatype() {
    for literal in ["\"4711\"", "4711", "\"4711\"^^ex:code", "\"4711\"@en"] {
        let course = course(&format!("ql:version {literal} ; adms:identifier [ skos:notation {literal} ]"));
        assert_eq!((course.identifiers[0].notation.as_str(), course.version.as_deref()), ("4711", Some("4711")));
        assert_says(&course_turtle(&course), &["skos:notation \"4711\" ]", "ql:version \"4711\" "]);
    }
    // Of several, a plain one.
    assert_eq!(course("ql:version 1 , \"2\" , \"0\"@en").version.as_deref(), Some("2"));
}

#[test]
fn e13_links_and_references() {
    let course = course(
        r#"elm:isPartOf <https://cat.example.edu/BSC> , [
            a ql:LearningOpportunitySpecificationReference ; elm:providedBy <https://data.deqar.eu/institution/9001> ;
            adms:identifier [ a elm:Identifier ; skos:notation "BSC" ]
        ] ;
        elm:hasPart <https://cat.example.edu/LAB> ; ql:superseded <https://cat.example.edu/described> .
        <https://cat.example.edu/LAB> a ql:LearningOpportunitySpecificationReference ;
            adms:identifier [ a elm:Identifier ; skos:notation "LAB" ] .
        <https://cat.example.edu/described> a ql:LearningOpportunitySpecification ; dcterms:title "Older"@en"#,
    );
    let [Link::Iri(iri), Link::Reference(reference)] = course.part_of.as_slice() else {
        panic!("{:?}", course.part_of)
    };
    assert_eq!(iri, "https://cat.example.edu/BSC");
    assert_eq!(reference.provider.as_deref(), Some(INSTITUTION));
    assert_eq!(reference.identifier.notation, "BSC");
    let [Link::Reference(named)] = course.has_part.as_slice() else { panic!("{:?}", course.has_part) };
    assert_eq!((named.node.iri(), named.identifier.notation.as_str()), (Some("https://cat.example.edu/LAB"), "LAB"));
    // Another course is a course, and no part of this one.
    assert_eq!(course.superseded, [Link::Iri("https://cat.example.edu/described".into())]);
    let turtle = course_turtle(&course);
    assert_says(
        &turtle,
        &["elm:isPartOf <https://cat.example.edu/BSC>, [ a ql:LearningOpportunitySpecificationReference"],
    );
    assert!(!turtle.contains("Older"), "{turtle}");
    assert_other(&course.node, &[]);
    // Without a code, and with one that says nothing.
    for identifier in ["", "; adms:identifier [ a elm:Identifier ]"] {
        let graph = described(&format!(
            "elm:isPartOf [ a ql:LearningOpportunitySpecificationReference ; elm:providedBy <{INSTITUTION}> {identifier} ]"
        ));
        assert_eq!(pretty(&again(&graph)), pretty(&graph));
    }
}

#[test]
fn e15_of_several_values_one_wins_and_all_stay() {
    let course = course(r#"ql:isActive true , false ; ql:version "b" , "a" ; ql:passingRate 90 , 80"#);
    assert_eq!((course.is_active, course.passing_rate, course.version.as_deref()), (Some(false), Some(80), Some("a")));
    assert_other(&course.node, &["ql:isActive", "ql:passingRate", "ql:version"]);
    let turtle = course_turtle(&course);
    let expected = ["isActive false, true", "passingRate \"80\"^^xsd:nonNegativeInteger, 90", "version \"a\", \"b\""];
    assert_says(&turtle, &expected);
    // A flag as number.
    assert_eq!(self::course("ql:isActive \"0\"^^xsd:boolean").is_active, Some(false));
    assert_eq!(self::course("ql:isActive \"1\"^^xsd:boolean").is_active, Some(true));
    assert_eq!(self::course("ql:isActive \"no\"^^xsd:boolean").is_active, None);
}

#[test]
fn e16_any_integer_type_is_read_and_the_exact_one_written() {
    for datatype in ["integer", "int", "nonNegativeInteger", "positiveInteger", "unsignedShort"] {
        let course = course(&format!("ql:passingRate \"40\"^^xsd:{datatype}"));
        assert_eq!(course.passing_rate, Some(40), "{datatype}");
        assert_says(&course_turtle(&course), &["ql:passingRate \"40\"^^xsd:nonNegativeInteger"]);
        assert_other(&course.node, &[]);
    }
    for other in ["40.0", "4e1", "\"40\"", "\"-1\"^^xsd:integer", "\"99999999999999999999\"^^xsd:integer"] {
        let course = course(&format!("ql:passingRate {other}"));
        assert_eq!(course.passing_rate, None, "{other}");
        assert_other(&course.node, &["ql:passingRate"]);
    }
    let course = course(
        r#"elm:gradingScheme [ a elm:GradingScheme ; elm:resultDistribution [ a elm:ResultDistribution ; elm:resultCategory
        [ a elm:ResultCategory ; elm:label "A" ; ql:gradeOrder 3 ; ql:gradePercentage 0 ; elm:count 0 ] ,
        [ a elm:ResultCategory ; elm:label "B" ; ql:gradeOrder "2"^^xsd:positiveInteger ; ql:gradePercentage 12.5 ] ] ]"#,
    );
    let scheme = course.grading_scheme.as_ref().expect("a grading scheme");
    let grade = |label: &str| {
        let grades = &scheme.distributions[0].categories;
        grades.iter().find(|grade| grade.label == label).expect("a grade").clone()
    };
    assert_eq!((grade("A").order, grade("A").percentage, grade("A").count), (Some(3), Some(0), Some(0)));
    assert_eq!((grade("B").order, grade("B").percentage), (Some(2), None));
    assert_other(&grade("B").node, &["ql:gradePercentage"]);
    let expected = [
        "gradeOrder \"3\"^^xsd:positiveInteger ; ql:gradePercentage \"0\"^^xsd:nonNegativeInteger",
        "gradeOrder \"2\"^^xsd:positiveInteger ; ql:gradePercentage 12.5",
    ];
    assert_says(&course_turtle(&course), &expected);
    let course = self::course(
        r#"elm:additionalNote [ elm:order 2 ] ; elm:bannerImage [ elm:contentSize "8"^^xsd:unsignedLong ]"#,
    );
    assert_says(&course_turtle(&course), &["elm:order \"2\"^^xsd:positiveInteger", "elm:contentSize 8 "]);
}

#[test]
fn e17_points_of_every_datatype() {
    for (literal, points) in [
        ("7", "7"),
        ("7.5", "7.5"),
        ("7.5e0", "7.5e0"),
        ("\"7.5\"", "7.5"),
        ("\"7.5\"^^xsd:double", "7.5"),
        ("\"7.5\"^^xsd:float", "7.5"),
        ("\"7\"^^xsd:nonNegativeInteger", "7"),
        ("\"7\"^^xsd:unsignedByte", "7"),
    ] {
        // The adapters of the reference leave the class out.
        let course = course(&format!("elm:creditPoint [ elm:framework ex:ects ; elm:point {literal} ]"));
        assert_eq!(course.credit_points[0].points, points, "{literal}");
        let expected = format!(
            "a elm:CreditPoint ; elm:framework <https://example.edu/terms#ects> ; elm:point \"{points}\"^^xsd:double"
        );
        assert_says(&course_turtle(&course), &[&expected]);
    }
    for literal in ["\"7,5\"", "\"INF\"^^xsd:double", "\"NaN\"^^xsd:double", "\"\"", "\"7.5\"@en", "ex:ects"] {
        let course = course(&format!("elm:creditPoint [ elm:framework ex:ects ; elm:point {literal} ]"));
        assert_eq!(course.credit_points[0].points, "", "{literal}");
        assert_other(&course.credit_points[0].node, &["elm:point"]);
    }
}

#[test]
fn e18_an_amount_under_either_property() {
    let amount_of = |statements: &str| {
        let instance = instance(&format!("elm:priceDetail [ elm:amount [ {statements} ; elm:unit ex:EUR ] ]"));
        let turtle = instance_turtle(&instance);
        (instance.prices[0].amount.clone().expect("an amount"), turtle)
    };
    for statement in
        ["rdf:value 120.50", "elm:value 120.50", "elm:value \"120.50\"", "elm:value \"120.50\"^^xsd:double"]
    {
        let (amount, turtle) = amount_of(statement);
        assert_eq!(amount.value, "120.50", "{statement}");
        assert_says(&turtle, &["rdf:value 120.50"]);
        assert_other(&amount.node, &[]);
    }
    let (amount, turtle) = amount_of("rdf:value 5.5 ; elm:value 6.5");
    assert_eq!(amount.value, "5.5");
    assert_says(&turtle, &["elm:value 6.5", "rdf:value 5.5"]);
    // No xsd:decimal has an exponent.
    for value in ["1.5E3", "\"1.5e3\"", "\"1.5e3\"^^xsd:float"] {
        let (amount, _) = amount_of(&format!("elm:value {value}"));
        assert_eq!(amount.value, "");
        assert_other(&amount.node, &["elm:value"]);
    }
}

#[test]
fn e19_dates_become_moments() {
    let found = instance(
        r#"elm:applicationDeadline "2026-02-20"^^xsd:date , "2026-02-15T12:00:00Z"^^xsd:dateTime ;
        dcterms:temporal [ elm:startDate "2026-03-01"^^xsd:date ; elm:endDate "2026-06-30+02:00"^^xsd:date ]"#,
    );
    assert_eq!(found.application_deadlines, ["2026-02-15T12:00:00Z", "2026-02-20T23:59:59"]);
    assert_eq!(found.start.as_deref(), Some("2026-03-01T00:00:00"));
    assert_eq!(found.end.as_deref(), Some("2026-06-30T23:59:59+02:00"));
    assert_says(&instance_turtle(&found), &["elm:startDate \"2026-03-01T00:00:00\"^^xsd:dateTime"]);
    assert_other(&found.node, &[]);
    let course = course("elm:accreditation [ elm:expiryDate \"2029-03-31\"^^xsd:date ]");
    assert_eq!(course.accreditations[0].expiry_date.as_deref(), Some("2029-03-31T23:59:59"));
    for (day, moment) in [
        ("2026-03-01", "2026-03-01T00:00:00"),
        ("2026-03-01Z", "2026-03-01T00:00:00Z"),
        ("2026-03-01-01:00", "2026-03-01T00:00:00-01:00"),
        ("-0044-03-15", "-0044-03-15T00:00:00"),
        ("12026-03-01Z", "12026-03-01T00:00:00Z"),
    ] {
        let found = instance(&format!("dcterms:modified \"{day}\"^^xsd:date"));
        assert_eq!(found.modified.as_deref(), Some(moment));
    }
    for other in ["\"soon\"", "\"2026\"^^xsd:gYear", "\"\"^^xsd:dateTime", "2026"] {
        let found = instance(&format!("dcterms:modified {other}"));
        assert_eq!(found.modified, None);
        assert_other(&found.node, &["dcterms:modified"]);
    }
}

#[test]
fn e20_urls_as_uri_text_or_iri() {
    for url in ["\"https://example.edu/\"^^xsd:anyURI", "\"https://example.edu/\"", "<https://example.edu/>"] {
        let course = course(&format!("foaf:homepage [ a elm:WebResource ; elm:contentUrl {url} ]"));
        assert_eq!(course.homepages, [WebResource::new("https://example.edu/")]);
        assert_says(&course_turtle(&course), &["elm:contentUrl \"https://example.edu/\"^^xsd:anyURI"]);
        let instance = instance(&format!("ql:registrationPortal {url}"));
        assert_eq!(instance.registration_portal.as_deref(), Some("https://example.edu/"));
        // Pages by their address alone.
        let course = self::course(&format!("foaf:homepage {url} ; elm:supplementaryDocument {url}"));
        assert_eq!(course.homepages, [WebResource::new("https://example.edu/")]);
        assert_eq!(course.supplementary_documents, course.homepages);
        assert_says(&course_turtle(&course), &["foaf:homepage [ a elm:WebResource ; elm:contentUrl"]);
    }
    // Something else than a page.
    let course = course("foaf:homepage ex:page , \"\" , \"Home\"@en , 5 . ex:page a foaf:Document");
    assert!(course.homepages.is_empty());
    assert_other(&course.node, &["foaf:homepage"; 4]);
}

#[test]
fn e21_plain_texts_have_an_unknown_language() {
    let organisation = institution(
        r#"rov:legalName "Universität Beispiel" , "Example University"@en ;
        elm:location [ a dcterms:Location ; elm:geographicName "Wien" ]"#,
    );
    assert_eq!(organisation.legal_name.in_language("und"), Some("Universität Beispiel"));
    assert_eq!(organisation.legal_name.in_language("en"), Some("Example University"));
    assert_eq!(organisation.locations[0].name.in_language("und"), Some("Wien"));
    let instance = instance(r#"dcterms:temporal [ a dcterms:PeriodOfTime ; skos:prefLabel "Summer 2026" ]"#);
    assert_eq!(instance.period_label.in_language("und"), Some("Summer 2026"));
    assert_says(&instance_turtle(&instance), &["skos:prefLabel \"Summer 2026\"@und"]);
}

#[test]
fn e22_the_languages_of_an_instance() {
    for (statements, languages) in [
        ("elm:defaultLanguage lang:ENG", &["lang:ENG"][..]),
        ("dcterms:language lang:ENG", &["lang:ENG"][..]),
        (
            "elm:defaultLanguage lang:NLD ; dcterms:language lang:DEU , lang:NLD , lang:ENG",
            &["lang:NLD", "lang:DEU", "lang:ENG"][..],
        ),
        ("elm:defaultLanguage lang:NLD ; dcterms:language lang:DEU", &["lang:NLD", "lang:DEU"][..]),
        // There is one main language; the other stays as a language.
        ("elm:defaultLanguage lang:NLD , lang:DEU", &["lang:DEU", "lang:NLD"][..]),
    ] {
        let found = instance(statements);
        let expected: Vec<String> = languages.iter().map(|name| full(name)).collect();
        assert_eq!(found.languages, expected, "{statements}");
        let turtle = instance_turtle(&found);
        assert_says(&turtle, &[&format!("elm:defaultLanguage <{}> ", expected[0])]);
        assert_eq!(turtle.matches("elm:defaultLanguage").count(), 1);
        // All of them, also the main one.
        let (_, listed) = turtle.split_once("dcterms:language ").expect("languages");
        let listed = &listed[..listed.find(" ;").unwrap_or(listed.len())];
        assert!(expected.iter().all(|language| listed.contains(language.as_str())), "{turtle}");
        assert_other(&found.node, &[]);
    }
    // Repeated ones, in an order of no meaning but for the first.
    let mut instance = LearningOpportunityInstance::default();
    instance.subject = format!("{COURSE}/1");
    instance.languages = ["lang:NLD", "lang:ENG", "lang:DEU", "lang:NLD"].map(full).to_vec();
    let mut graph = Graph::new();
    let Ok(()) = instance.write_to(COURSE, &mut graph);
    let read = LearningOpportunityInstance::read(&graph, &instance.subject).expect("an instance");
    assert_eq!(read.languages, ["lang:NLD", "lang:DEU", "lang:ENG"].map(full));
}

#[test]
fn fields_of_study_with_their_broader_ones() {
    let course = course(
        "elm:ISCEDFCode isced:0511 , isced:10 , ex:biology , isced:05110 ; ql:ISCEDFNarrowField isced:051 , isced:061 ;
        ql:ISCEDFBroadField isced:05 , isced:07",
    );
    assert_eq!(course.isced_f, ["0511", "10"]);
    assert_other(&course.node, &["elm:ISCEDFCode", "elm:ISCEDFCode", "ql:ISCEDFBroadField", "ql:ISCEDFNarrowField"]);
    let turtle = course_turtle(&course);
    let field = |code: &str| format!("<http://data.europa.eu/snb/isced-f/{code}>");
    let all = |codes: &[&str]| codes.iter().map(|code| field(code)).collect::<Vec<_>>().join(", ");
    assert_says(&turtle, &[&format!("ISCEDFBroadField {} ;", all(&["05", "07", "10"]))]);
    assert_says(&turtle, &[&format!("ISCEDFNarrowField {}", all(&["051", "061"]))]);
}

#[test]
fn periods_that_say_more() {
    let start = r#"elm:startDate "2026-03-01T00:00:00"^^xsd:dateTime"#;
    for more in [r#"ex:room "Tank 3""#, r#"elm:startDate "2026-03-02T00:00:00"^^xsd:dateTime"#, "a ex:Term"] {
        let found = instance(&format!("dcterms:temporal [ a dcterms:PeriodOfTime ; {start} ; {more} ]"));
        assert_eq!(found.start.as_deref(), Some("2026-03-01T00:00:00"), "{more}");
        assert_ne!(found.period_node, Node::blank(), "{more}");
    }
    let found = instance(&format!("dcterms:temporal ex:summer . ex:summer a dcterms:PeriodOfTime ; {start}"));
    assert_eq!((found.period_node.iri(), found.start.is_some()), (Some(&*full("ex:summer")), true));
    assert_says(&instance_turtle(&found), &["a dcterms:PeriodOfTime"]);
    // Of several, one is the period, and the others stay; so does one that says nothing.
    for periods in [
        r#"[ a dcterms:PeriodOfTime ; skos:prefLabel "Summer"@en ] , [ ex:room "Tank 3" ] , [ ] , ex:summer , "summer"@en"#,
        "[ a dcterms:PeriodOfTime ]",
        "[ a ex:Term ; skos:prefLabel \"Summer\"@en ]",
    ] {
        let graph = described(&format!(
            "elm:learningOpportunity <{COURSE}/1> . <{COURSE}/1> a ql:LearningOpportunityInstance ;
            elm:learningAchievementSpecification <{COURSE}> ; dcterms:temporal {periods}"
        ));
        assert_eq!(pretty(&again(&graph)), pretty(&graph));
    }
}

#[test]
fn values_of_the_wrong_kind_stay() {
    let statements = r#"dcterms:title 7 , ex:title ; elm:EQFLevel "6" ; elm:isPartialQualification "maybe" ;
        elm:volumeOfLearning "PT1H" , 200 ; elm:learningOutcome "Name ten species"@en , <https://example.edu/undescribed> ;
        elm:provenBy [ a ex:Quiz ; dcterms:title "Quiz"@en ] ; elm:bannerImage [ ] ; elm:creditPoint 5 ;
        elm:learningOpportunity [ a ql:LearningOpportunityInstance ] , <https://example.edu/undescribed> ;
        elm:isPartOf "BSC" ; rdf:type "course" ; dcterms:publisher [ a ql:HigherEducationInstitution ]"#;
    let graph = described(statements);
    let course = read_course(&graph);
    assert_eq!(course.node.other().len(), 16, "{:?}", course.node);
    assert!(course.title.is_empty() && course.proven_by.is_empty() && course.instances.is_empty());
    assert_eq!(lost_of_course(&graph, &written(&course)), None);
    assert_eq!(pretty(&written(&course)), pretty(&graph));
}

#[test]
fn parts_without_class_get_the_default_one() {
    let course = course(
        r#"elm:additionalNote [ elm:noteLiteral "Bring boots."@en ] , [ a ex:Remark ; elm:noteLiteral "Foreign"@en ] ,
        [ a elm:Note , ex:Remark ; elm:noteLiteral "Both"@en ] ; elm:provenBy ex:quiz ; elm:isPartOf ex:programme .
        ex:quiz dcterms:title "Quiz"@en . ex:programme dcterms:title "Biology"@en"#,
    );
    // Also with an IRI, if something is said of it.
    assert_eq!(course.proven_by[0].node.iri(), Some(&*full("ex:quiz")));
    assert!(matches!(course.part_of.as_slice(), [Link::Reference(_)]), "{:?}", course.part_of);
    assert_eq!(course.additional_notes.len(), 2);
    let both = course.additional_notes.iter().find(|note| note.text.in_language("en") == Some("Both"));
    assert_eq!(both.expect("a note").node.classes(), [full("elm:Note"), full("ex:Remark")]);
    assert_other(&course.node, &["elm:additionalNote"]);
    let turtle = course_turtle(&course);
    let expected = [
        "[ a elm:Note ; elm:noteLiteral \"Bring boots.\"@en ]",
        "[ a <https://example.edu/terms#Remark> ; elm:noteLiteral \"Foreign\"@en ]",
        "[ a <https://example.edu/terms#Remark>, elm:Note ; elm:noteLiteral \"Both\"@en ]",
    ];
    assert_says(&turtle, &expected);
}

#[test]
fn an_instance_may_name_its_course_or_be_named_by_it() {
    let either = [
        format!("elm:learningOpportunity <{COURSE}/1> . <{COURSE}/1> a elm:LearningOpportunity"),
        format!(
            "dcterms:title \"a\"@en . <{COURSE}/1> a elm:LearningOpportunity ; elm:learningAchievementSpecification <{COURSE}>"
        ),
    ];
    for statements in either {
        let course = course(&statements);
        let [instance] = course.instances.as_slice() else { panic!("{course:?}") };
        assert_eq!(instance.node.classes(), [full("elm:LearningOpportunity")]);
        let turtle = course_turtle(&course);
        assert_says(&turtle, &["elm:learningOpportunity <", "elm:learningAchievementSpecification <"]);
    }
    // One of two courses is an instance of both.
    let graph = described(&format!(
        "elm:learningOpportunity <{COURSE}/1> . <{COURSE}/1> a ql:LearningOpportunityInstance ;
        elm:learningAchievementSpecification <{COURSE}> , <https://cat.example.edu/BIO-102>"
    ));
    assert_eq!(pretty(&again(&graph)), pretty(&graph));
}

// ---------------------------------------------------------------------------------------------------------------------
// Organisations.

#[test]
fn an_alliance() {
    let graph = turtle(include_str!("fixtures/alliance.ttl"));
    let iri = "http://data.quality-link.eu/alliance/INT9001";
    let read = Organisation::read(&graph, iri).expect("an alliance");
    assert_eq!(read.node.classes(), [full("ql:EuropeanUniversityAlliance")]);
    assert_eq!(read.name.in_language("en"), Some("Alliance of the Tides"));
    assert_eq!(read.identifiers[0].notation, "INT9001");
    assert_eq!(read.identifiers[0].scheme_name.as_deref(), Some("ETER ID"));
    assert_other(&read.node, &[]);
    let mut written = Graph::new();
    let Ok(()) = read.write_to(&mut written);
    assert_eq!(lost(&graph, Subject::Iri(iri), &written, Subject::Iri(iri), &[]), None);
    assert_eq!(written.len(), 7);
    // Its members are only said to be such.
    assert!(Organisation::read(&graph, INSTITUTION).is_none());

    let text = format!(
        "{}<{iri}> a ql:GroupOfHEIs ; foaf:member <{INSTITUTION}> , <https://data.deqar.eu/institution/9002> ,
        [ a ql:HigherEducationInstitution ] . <{INSTITUTION}> a elm:Organisation ; ql:isMemberOf <{iri}> .",
        prefixes()
    );
    let graph = turtle(&text);
    let group = Organisation::read(&graph, iri).expect("a group");
    assert_eq!(group.members, [INSTITUTION, "https://data.deqar.eu/institution/9002"]);
    assert_other(&group.node, &["foaf:member"]);
    assert_eq!(Organisation::read(&graph, INSTITUTION).expect("a member").member_of, [iri]);
}

#[test]
fn an_organisation_without_iri_is_a_blank_node() {
    let mut organisation = Organisation::default();
    organisation.name = MultilingualText::single(LanguageTag::undetermined(), "Nobody knows");
    let mut graph = Graph::new();
    let Ok(()) = organisation.write_to(&mut graph);
    let Ok(()) = organisation.write_to(&mut graph);
    assert_eq!(graph.len(), 4);
    assert!(graph.triples().all(|(subject, ..)| matches!(subject, Subject::Blank(_))));
}

// ---------------------------------------------------------------------------------------------------------------------
// Graphs made to hurt.

#[test]
fn loops_of_blank_nodes_end() {
    let graph = described(
        "elm:additionalNote _:a ; ex:room _:c ; elm:isPartOf _:r ; elm:provenBy _:x . _:a a elm:Note ; ex:next _:b .
        _:b ex:next _:a ; ex:next _:b ; dcterms:title \"b\"@en . _:c ex:next _:c .
        _:r a ql:LearningOpportunitySpecificationReference ; adms:identifier _:r ; ex:next _:r .
        _:x a elm:LearningAssessmentSpecification ; elm:hasPart _:y . _:y a elm:LearningAssessmentSpecification ;
        elm:hasPart _:x , _:y",
    );
    let course = read_course(&graph);
    assert_eq!((course.additional_notes.len(), course.proven_by.len()), (1, 1));
    assert_eq!(course.proven_by[0].parts.len(), 1);
    assert_eq!(lost_of_course(&graph, &written(&course)), None);
    // What the loop led back to is a node of which nothing is said; it is not followed once more.
    assert_eq!(pretty(&again(&written(&course))), pretty(&written(&course)));
}

#[test]
fn ten_thousand_nested_nodes() {
    let mut graph = Graph::new();
    let [class, assessment, part] = ["rdf:type", "elm:LearningAssessmentSpecification", "elm:hasPart"].map(full);
    let [course_class, proven_by, room] = ["ql:LearningOpportunitySpecification", "elm:provenBy", "ex:room"].map(full);
    let mut say = |subject: Subject<'_>, predicate: &str, object: Object<'_>| {
        let Ok(()) = graph.triple(subject, predicate, object);
    };
    say(Subject::Iri(COURSE), &class, Object::Iri(&course_class));
    say(Subject::Iri(COURSE), &proven_by, Object::Blank(0));
    say(Subject::Iri(COURSE), &room, Object::Blank(20_000));
    for number in 0..10_000 {
        say(Subject::Blank(number), &class, Object::Iri(&assessment));
        say(Subject::Blank(number), &part, Object::Blank(number + 1));
        say(Subject::Blank(20_000 + number), &room, Object::Blank(20_001 + number));
    }
    graph.sort();
    let course = read_course(&graph);
    let mut depth = 0;
    let mut inside = &course.proven_by;
    while let [assessment] = inside.as_slice() {
        depth += 1;
        inside = &assessment.parts;
    }
    // Deep enough for the profile, and not so deep that a stack ends.
    assert!((6..100).contains(&depth), "{depth}");
    let mut values = course.node.other();
    let mut depth = 0;
    while let [Statement { object: Value::Blank(inside), .. }] = values {
        depth += 1;
        values = inside;
    }
    assert!((6..100).contains(&depth), "{depth}");
    assert_eq!(lost_of_course(&graph, &written(&course)), None);
}

#[test]
fn many_values_of_one_property() {
    let mut graph = described("dcterms:title \"a\"@en");
    let alternative = full("skos:altLabel");
    for number in 0..20_000 {
        let value = format!("Name {number}");
        let Ok(()) = graph.triple(Subject::Iri(COURSE), &alternative, Object::Text { value: &value, language: "en" });
        let Ok(()) =
            graph.triple(Subject::Iri(COURSE), &full("ql:isActive"), Object::Text { value: &value, language: "en" });
    }
    let course = read_course(&graph);
    assert_eq!((course.alt_labels.iter().count(), course.node.other().len()), (20_000, 20_000));
}

#[test]
fn a_part_that_points_to_the_course() {
    // The course would be an assessment, a reference and a page, too.
    let graph = described(&format!(
        "a elm:LearningAssessmentSpecification , ql:LearningOpportunitySpecificationReference , elm:WebResource ;
        elm:provenBy [ a elm:LearningAssessmentSpecification ; elm:hasPart <{COURSE}> ; ex:of <{COURSE}> ;
            foaf:homepage <{COURSE}> ] ;
        ex:room [ ex:of <{COURSE}> ; ex:boat [ ex:of <{COURSE}> ] ]"
    ));
    let course = read_course(&graph);
    assert!(course.proven_by[0].parts.is_empty() && course.proven_by[0].homepages.is_empty());
    assert_other(&course.proven_by[0].node, &["elm:hasPart", "foaf:homepage", "ex:of"]);
    assert_eq!(pretty(&written(&course)), pretty(&graph));
}

#[test]
fn links_to_oneself() {
    let graph = described(&format!(
        "elm:isPartOf <{COURSE}> ; elm:hasPart <{COURSE}> ; ql:superseded <{COURSE}> ; elm:learningOpportunity <{COURSE}> ;
        elm:learningAchievementSpecification <{COURSE}> ; owl:sameAs <{COURSE}> ; elm:provenBy <{COURSE}> ;
        dcterms:type <{COURSE}> ; ex:room <{COURSE}> ; a <{COURSE}>"
    ));
    let course = read_course(&graph);
    assert_eq!((&course.part_of, &course.same_as), (&vec![Link::Iri(COURSE.into())], &vec![COURSE.to_owned()]));
    assert!(course.instances.is_empty());
    assert_eq!(pretty(&written(&course)), pretty(&graph));

    // A course that is its own instance.
    let graph = described(&format!(
        "a ql:LearningOpportunityInstance ; elm:learningOpportunity <{COURSE}> ; dcterms:title \"a\"@en ;
        elm:learningAchievementSpecification <{COURSE}> ; elm:isPartOf <{COURSE}>"
    ));
    let course = read_course(&graph);
    assert_eq!(course.instances.len(), 1);
    assert_eq!(pretty(&written(&course)), pretty(&graph));
}

#[test]
fn blank_courses_are_none() {
    let graph = turtle(&format!("{}[] a ql:LearningOpportunitySpecification ; dcterms:title \"a\"@en .", prefixes()));
    assert!(LearningOpportunitySpecification::read(&graph, "_:b0").is_none());
    assert!(LearningOpportunitySpecification::read(&graph, "").is_none());
    assert!(LearningOpportunitySpecification::read(&Graph::new(), COURSE).is_none());
    // Neither is a text of which something seems to be said.
    let graph = described("dcterms:title \"https://cat.example.edu/BIO-102\"");
    assert!(LearningOpportunitySpecification::read(&graph, "https://cat.example.edu/BIO-102").is_none());
}

/// Each of 14 layers of ten nodes points to all of the next: a hundred million million ways lead to the last one.
#[test]
fn shared_blank_nodes_do_not_multiply() {
    let mut graph = described("ex:room _:start");
    let start = graph.triples().find_map(|(_, _, object)| match object {
        Object::Blank(number) => Some(number),
        _ => None,
    });
    let mut layer = vec![start.expect("a node")];
    for _ in 0..14 {
        let next: Vec<u32> = (0..10).map(|_| graph.fresh_blank()).collect();
        for (from, to) in layer.iter().flat_map(|from| next.iter().map(move |to| (*from, *to))) {
            let Ok(()) = graph.triple(Subject::Blank(from), &full("ex:room"), Object::Blank(to));
        }
        layer = next;
    }
    let size = again(&graph).len();
    assert!(size < 250_000, "{size} statements of {}", graph.len());
}

/// Twenty assessments, each a part of the others.
#[test]
fn parts_that_are_parts_of_each_other_do_not_multiply() {
    let names: Vec<String> = (0..20).map(|number| format!("ex:exam{number}")).collect();
    let exam = |name: &String| {
        let others: Vec<&str> = names.iter().filter(|other| *other != name).map(String::as_str).collect();
        format!(" . {name} a elm:LearningAssessmentSpecification ; elm:hasPart {}", others.join(" , "))
    };
    let exams: String = names.iter().map(exam).collect();
    let graph = described(&format!("elm:provenBy {}{exams}", names.join(" , ")));
    let course = read_course(&graph);
    let mut count = 0;
    course.visit(&mut |_, _| count += 1);
    assert!(count < 25_000, "{count} parts");
    assert_eq!(written(&course).len(), graph.len());
}

/// Campuses, programmes and examinations with an IRI are shared by the courses of a catalogue.
#[test]
fn a_shared_part_with_an_iri_is_written_once() {
    let graph = described(&format!(
        "elm:learningOpportunity <{COURSE}/1> , <{COURSE}/2> .
        <{COURSE}/1> a ql:LearningOpportunityInstance ; elm:learningAchievementSpecification <{COURSE}> ; elm:location ex:campus .
        <{COURSE}/2> a ql:LearningOpportunityInstance ; elm:learningAchievementSpecification <{COURSE}> ; elm:location ex:campus .
        ex:campus a dcterms:Location ; elm:address [ a elm:Address ; elm:countryCode ex:AUT ]"
    ));
    assert_eq!(pretty(&again(&graph)), pretty(&graph));
}

// ---------------------------------------------------------------------------------------------------------------------
// What is accepted.

#[test]
#[ignore = "accepted: the order before is that of the terms as they came, and after that of the terms as written"]
fn the_value_that_wins_wins_again() {
    let graph = described("ql:passingRate \"05\"^^xsd:integer , \"1\"^^xsd:integer");
    assert_eq!(read_course(&again(&graph)).passing_rate, read_course(&graph).passing_rate);
    let graph = described(
        r#"foaf:homepage [ a elm:WebResource ; elm:contentUrl <https://example.edu/z> , "https://example.edu/a" ]"#,
    );
    assert_eq!(read_course(&again(&graph)).homepages[0].url, read_course(&graph).homepages[0].url);
}

#[test]
#[ignore = "accepted: only courses know what else they are called"]
fn aliases_of_instances_and_organisations_stay() {
    let alias = "urn:uuid:5d5c2b1e-3f0a-5a5e-9a5f-6f3a1c9d0002";
    let graph = described(&format!(
        "elm:learningOpportunity <{COURSE}/1> . <{COURSE}/1> a ql:LearningOpportunityInstance ;
        elm:learningAchievementSpecification <{COURSE}> . <{alias}> owl:sameAs <{COURSE}/1> , <{INSTITUTION}> .
        <{INSTITUTION}> a ql:HigherEducationInstitution"
    ));
    let mut after = again(&graph);
    let Ok(()) = Organisation::read(&graph, INSTITUTION).expect("an institution").write_to(&mut after);
    assert_eq!(pretty(&after), pretty(&graph));
}

#[test]
#[ignore = "accepted: its blank nodes are written once for the course and once for the instance"]
fn a_course_that_is_its_own_instance_does_not_grow() {
    let graph = described(&format!(
        "a ql:LearningOpportunityInstance ; elm:learningOpportunity <{COURSE}> ;
        elm:learningAchievementSpecification <{COURSE}> ; adms:identifier [ a elm:Identifier ; skos:notation \"BIO-101\" ]"
    ));
    assert_eq!(pretty(&again(&graph)), pretty(&graph));
}
