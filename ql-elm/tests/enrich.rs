//! Enrichment: the language-neutral vectors of `tests/vectors/enrich`, and properties over arbitrary graphs.
//!
//! Graphs are compared by `common::canonical`, which names every blank node after all that is said of it and around it,
//! until that tells no further ones apart. Equal graphs are always found equal; different ones are told apart where
//! blank nodes form trees, or differ in what is said of them, as they do in all vectors.

mod common;

use std::collections::{BTreeSet, HashMap};
use std::fs;
use std::panic::catch_unwind;
use std::path::Path;

use common::{canonical, turtle};
use proptest::prelude::*;
use proptest::sample::{select, subsequence};
use ql_core::{Diagnostic, Severity, SourceType};
use ql_elm::{
    CatalogueOptions, CourseView, EnrichRule, Enricher, Filled, GapFiller, Graph, Institutions, Object, Subject,
    TripleSink, Trust, catalogue_documents, codes,
};
use ql_ident::Uuid;
use serde_json::Value;

type Statement<'g> = (Subject<'g>, &'g str, Object<'g>);

fn statements_of(graph: &Graph) -> BTreeSet<Statement<'_>> {
    graph.triples().collect()
}

/// The graph of these statements, added in this order, with blank nodes in the place of IRIs that begin with `blank:`.
fn graph<'s>(statements: impl IntoIterator<Item = Statement<'s>>) -> Graph {
    let mut graph = Graph::new();
    let mut numbers: HashMap<Object<'s>, u32> = HashMap::new();
    let mut blank = |node: Object<'s>| {
        let is_blank = match node {
            Object::Blank(_) => true,
            Object::Iri(iri) => iri.starts_with("blank:"),
            _ => false,
        };
        let next = u32::try_from(numbers.len()).expect("few blank nodes");
        is_blank.then(|| *numbers.entry(node).or_insert(next))
    };
    for (subject, predicate, object) in statements {
        let subject = blank(subject.into()).map_or(subject, Subject::Blank);
        let object = blank(object).map_or(object, Object::Blank);
        let Ok(()) = graph.triple(subject, predicate, object);
    }
    graph.sort();
    graph
}

/// What is said by one of the two graphs only, with `-` in front where it is missing and `+` where it is too much.
fn difference(expected: &Graph, actual: &Graph) -> Vec<String> {
    let mut surplus = canonical(actual);
    let mut lines = Vec::new();
    for line in canonical(expected) {
        match surplus.iter().position(|other| *other == line) {
            Some(at) => drop(surplus.remove(at)),
            None => lines.push(format!("  - {line}")),
        }
    }
    lines.extend(surplus.into_iter().map(|line| format!("  + {line}")));
    lines
}

fn found(diagnostics: &[Diagnostic]) -> Vec<&'static str> {
    let mut found: Vec<_> = diagnostics.iter().map(|finding| finding.code().as_str()).collect();
    found.sort_unstable();
    found
}

fn enrich(enricher: &Enricher, graph: &mut Graph) -> Vec<Diagnostic> {
    let diagnostics = enricher.enrich(graph);
    graph.sort();
    diagnostics
}

fn file() -> Value {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/vectors/enrich/rules.json");
    let file: Value = serde_json::from_slice(&fs::read(&path).expect("the vectors")).expect("JSON");
    assert_eq!((text(&file["area"]), text(&file["op"])), ("elm", "enrich"));
    file
}

fn text(value: &Value) -> &str {
    value.as_str().unwrap_or_else(|| panic!("no text: {value}"))
}

fn cases(file: &Value) -> &[Value] {
    file["cases"].as_array().expect("cases")
}

/// A member that nothing reads would be a case that checks less than it seems to.
fn assert_members(object: &Value, known: &[&str]) {
    let unknown = object.as_object().expect("an object").keys().find(|name| !known.contains(&name.as_str()));
    assert!(unknown.is_none(), "unknown member {unknown:?}");
}

fn rules(names: &Value) -> Option<Vec<EnrichRule>> {
    let rule = |name: &Value| {
        let mut all = EnrichRule::ALL.iter().copied();
        all.find(|rule| rule.name() == text(name)).unwrap_or_else(|| panic!("unknown rule {name}"))
    };
    names.as_array().map(|names| names.iter().map(rule).collect())
}

fn enricher(prefixes: &str, input: &Value) -> Enricher {
    let mut enricher = Enricher::new();
    if let Some(rules) = rules(&input["rules"]) {
        enricher = enricher.only(&rules);
    }
    for rule in rules(&input["without"]).unwrap_or_default() {
        enricher = enricher.without(rule);
    }
    if let Some(iri) = input["provider"].as_str() {
        enricher = enricher.with_provider(iri);
    }
    if let Some(moment) = input["ingestedAt"].as_str() {
        enricher = enricher.with_ingested_at(moment);
    }
    if let Some(name) = input["sourceType"].as_str() {
        enricher = enricher.with_source_type(SourceType::from_name(name));
    }
    if let Some(institutions) = input["institutions"].as_str() {
        let institutions = turtle(&format!("{prefixes}{institutions}"));
        enricher = enricher.with_institutions(&Institutions::from_graph(&institutions));
    }
    match input["trust"].as_str() {
        None => enricher,
        Some("authoritative") => enricher.with_trust(Trust::Authoritative),
        Some("flag") => enricher.with_trust(Trust::Flag),
        Some("drop") => enricher.with_trust(Trust::Drop),
        Some(other) => panic!("unknown trust `{other}`"),
    }
}

/// The statements after a change that adds nothing that is there, and removes nothing that is not.
fn changed<'g>(
    before: &BTreeSet<Statement<'g>>,
    added: &BTreeSet<Statement<'g>>,
    removed: &BTreeSet<Statement<'g>>,
) -> BTreeSet<Statement<'g>> {
    let (added_again, not_there): (Vec<_>, Vec<_>) =
        (added.intersection(before).collect(), removed.difference(before).collect());
    assert!(added_again.is_empty() && not_there.is_empty(), "{added_again:?} {not_there:?}");
    before.difference(removed).chain(added).copied().collect()
}

/// What is wrong.
fn check(prefixes: &str, case: &Value) -> Vec<String> {
    let (input, output) = (&case["in"], &case["out"]);
    assert_members(case, &["id", "clause", "note", "in", "out"]);
    assert_members(
        input,
        &["turtle", "provider", "ingestedAt", "sourceType", "rules", "without", "institutions", "trust"],
    );
    assert_members(output, &["added", "removed", "diagnostics", "again", "ids"]);
    let read = |value: &Value| turtle(&format!("{prefixes}{}", value.as_str().unwrap_or_default()));
    let (given, again) = (read(&input["turtle"]), &output["again"]);
    let (added, removed) = (read(&output["added"]), read(&output["removed"]));
    let (added_again, removed_again) = (read(&again["added"]), read(&again["removed"]));
    let before = statements_of(&given);
    let after = changed(&before, &statements_of(&added), &statements_of(&removed));
    let after_again = changed(&after, &statements_of(&added_again), &statements_of(&removed_again));
    let (expected, expected_again) = (graph(after), graph(after_again));
    let codes: Vec<&str> = output["diagnostics"].as_array().expect("codes").iter().map(text).collect();

    let enricher = enricher(prefixes, input);
    let mut problems = Vec::new();
    let mut compare = |what: &str, lines: Vec<String>| {
        if !lines.is_empty() {
            problems.push(format!("  {what}:\n{}", lines.join("\n")));
        }
    };
    let orders =
        [("in one order", graph(before.iter().copied())), ("in the other", graph(before.iter().rev().copied()))];
    for (order, mut graph) in orders {
        let courses: BTreeSet<String> = graph.specifications().into_iter().map(str::to_owned).collect();
        let diagnostics = enrich(&enricher, &mut graph);
        compare(order, difference(&expected, &graph));
        if found(&diagnostics) != codes {
            compare(order, vec![format!("  {diagnostics:?} instead of {codes:?}")]);
        }
        let names_a_course = |finding: &Diagnostic| finding.item().is_some_and(|item| courses.contains(item));
        for finding in &diagnostics {
            if finding.severity() != Severity::Warning || !names_a_course(finding) {
                compare(order, vec![format!("  no warning of a course: {finding:?}")]);
            }
        }
        let documents: Vec<Value> = catalogue_documents(&graph, &CatalogueOptions::new()).collect();
        for (iri, uuid) in output["ids"].as_object().into_iter().flatten() {
            let document = documents.iter().find(|document| document["uri"] == **iri);
            if document.is_none_or(|document| document["id"] != *uuid) {
                compare(order, vec![format!("  {iri} does not have the UUID {uuid}")]);
            }
        }
        enrich(&enricher, &mut graph);
        compare("a second time", difference(&expected_again, &graph));
    }
    problems
}

#[test]
fn every_case() {
    let file = file();
    let only = std::env::var("QL_CASE").ok();
    let mut failures = Vec::new();
    for case in cases(&file) {
        let id = text(&case["id"]);
        if only.as_ref().is_some_and(|only| !id.contains(only.as_str())) {
            continue;
        }
        // A panic is a failure of its case, and must not hide those of the cases behind it.
        let problems = catch_unwind(|| check(text(&file["prefixes"]), case));
        let problems = problems.unwrap_or_else(|_| vec!["  panicked".to_owned()]);
        if !problems.is_empty() {
            failures.push(format!("{id}\n{}", problems.join("\n")));
        }
    }
    let count = cases(&file).len();
    assert!(failures.is_empty(), "{} of {count} cases:\n{}", failures.len(), failures.join("\n"));
    assert!(count >= 60, "only {count} cases");
}

#[test]
fn ids_are_unique_and_name_a_clause() {
    let file = file();
    let mut seen = BTreeSet::new();
    for case in cases(&file) {
        let id = text(&case["id"]);
        assert!(id.starts_with("enrich/") && seen.insert(id), "{id}");
        assert!(!text(&case["clause"]).is_empty(), "{id}");
    }
}

#[test]
fn every_rule_has_cases_of_its_own() {
    let file = file();
    for rule in EnrichRule::ALL {
        let is_about = |case: &&Value| case["in"]["rules"] == Value::from(vec![rule.name()]);
        let count = cases(&file).iter().filter(is_about).count();
        assert!(count >= 2, "{} has {count} cases", rule.name());
    }
}

#[test]
fn every_code_has_a_case() {
    let file = file();
    let all = codes::ALL.iter().map(|(code, _)| code.as_str()).filter(|code| code.starts_with("enrich."));
    // That one is told by what fills gaps, which has a test of its own.
    let all = all.filter(|code| *code != codes::ENRICH_NOT_A_GAP.as_str());
    let is_expected = |code: &&str| {
        let mut lists = cases(&file).iter().filter_map(|case| case["out"]["diagnostics"].as_array());
        lists.any(|list| list.iter().any(|expected| expected == *code))
    };
    let missing: Vec<&str> = all.filter(|code| !is_expected(code)).collect();
    assert!(missing.is_empty(), "without a vector: {missing:?}");
}

#[test]
fn rules_are_named_in_the_order_in_which_they_run() {
    let names: Vec<&str> = EnrichRule::ALL.iter().map(|rule| rule.name()).collect();
    let expected = [
        "ingested",
        "uuid",
        "provided-by",
        "provider-aliases",
        "is-active",
        "type",
        "source-type",
        "credit-points",
        "publisher-aliases",
        "publisher",
        "instance-links",
        "isced-fields",
        "language-of-instances",
        "trust",
    ];
    assert_eq!(names, expected);
}

#[test]
fn aliases_of_institutions() {
    let institutions = |text: &str| {
        Institutions::from_graph(&turtle(&format!(
            "@prefix ql: <http://data.quality-link.eu/ontology/v1#> . @prefix owl: <http://www.w3.org/2002/07/owl#> .
             @prefix : <https://data.deqar.eu/institution/> . {text}"
        )))
    };
    let known = institutions(
        ":9001 a ql:HigherEducationInstitution . :9002 a ql:HigherEducationInstitution .
         <urn:x:a> owl:sameAs <urn:x:b> . <urn:x:b> owl:sameAs :9001 . :9001 owl:sameAs :9001 .",
    );
    assert_eq!(known.canonical("urn:x:b"), Some("https://data.deqar.eu/institution/9001"));
    assert_eq!(known.canonical("urn:x:a"), None, "no chains, and `urn:x:b` is no institution");
    assert_eq!(known.canonical("urn:x:unknown"), None);
    assert_eq!(Institutions::new().canonical("urn:x:b"), None);
    assert_eq!(institutions("<urn:x:b> owl:sameAs :9001 .").canonical("urn:x:b"), None, "what has no class");
}

macro_rules! dcterms {
    ($name:literal) => {
        concat!("http://purl.org/dc/terms/", $name)
    };
}
macro_rules! elm {
    ($name:literal) => {
        concat!("http://data.europa.eu/snb/model/ontology/", $name)
    };
}
macro_rules! ql {
    ($name:literal) => {
        concat!("http://data.quality-link.eu/ontology/v1#", $name)
    };
}

const TYPE: &str = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type";
const SAME_AS: &str = "http://www.w3.org/2002/07/owl#sameAs";
const STRING: &str = "http://www.w3.org/2001/XMLSchema#string";
const INTEGER: &str = "http://www.w3.org/2001/XMLSchema#integer";
const DOUBLE: &str = "http://www.w3.org/2001/XMLSchema#double";
const PROVIDED_BY: &str = elm!("providedBy");
const SPECIFICATION: &str = elm!("learningAchievementSpecification");
const INSTANCE: &str = elm!("learningOpportunity");
const CREDIT_POINT: &str = elm!("creditPoint");
const POINT: &str = elm!("point");
const ISCED_F_CODE: &str = elm!("ISCEDFCode");
const DEFAULT_LANGUAGE: &str = elm!("defaultLanguage");
const OUTCOME: &str = elm!("learningOutcome");
const IS_PART_OF: &str = elm!("isPartOf");
const INGESTED_DATE: &str = ql!("ingestedDate");
const INGESTED_AT: &str = ql!("ingestedAt");
const IS_ACTIVE: &str = ql!("isActive");
const SOURCE_TYPE: &str = ql!("sourceType");
const BROAD_FIELD: &str = ql!("ISCEDFBroadField");
const NARROW_FIELD: &str = ql!("ISCEDFNarrowField");
const LANGUAGE: &str = dcterms!("language");
const PUBLISHER: &str = dcterms!("publisher");
const TITLE: &str = dcterms!("title");
const KIND: &str = dcterms!("type");

const COURSES: &[&str] = &[
    "https://cat.example.edu/course/1",
    "https://cat.example.edu/course/2",
    "urn:uuid:c3d4e5f6-0000-4000-8000-00805f9b34fb",
];
const INSTANCES: &[&str] = &["https://cat.example.edu/offering/1", "https://cat.example.edu/offering/2"];
const ALIASES: &[&str] = &["urn:x:a", "urn:x:b"];
const INSTITUTIONS: &[&str] =
    &["urn:x:a", "urn:x:b", "https://data.deqar.eu/institution/9001", "https://data.deqar.eu/institution/9002"];

const CLASSES: &[&str] = &[
    ql!("LearningOpportunitySpecification"),
    elm!("Qualification"),
    ql!("LearningOpportunityInstance"),
    elm!("LearningOpportunity"),
];

fn institutions() -> Institutions {
    Institutions::from_graph(&turtle(
        "@prefix ql: <http://data.quality-link.eu/ontology/v1#> . @prefix owl: <http://www.w3.org/2002/07/owl#> .
         @prefix : <https://data.deqar.eu/institution/> .
         :9001 a ql:HigherEducationInstitution . <urn:x:a> owl:sameAs :9001 .
         :9002 a ql:HigherEducationInstitution . <urn:x:b> owl:sameAs :9002 .",
    ))
}

const fn typed(value: &'static str, datatype: &'static str) -> Object<'static> {
    Object::Typed { value, datatype }
}

const fn plain(value: &'static str) -> Object<'static> {
    typed(value, STRING)
}

const POINTS: &[Object<'static>] = &[
    plain("7.5"),
    plain(" 3 "),
    plain("7,5"),
    plain("inf"),
    plain(""),
    plain("٧"),
    typed("10", INTEGER),
    typed("7.5", DOUBLE),
    typed("7.5e+00", DOUBLE),
    typed("INF", DOUBLE),
    Object::Text { value: "5", language: "en" },
    Object::Iri(INSTANCES[0]),
];
const FIELDS: &[Object<'static>] = &[
    Object::Iri("http://data.europa.eu/snb/isced-f/0511"),
    Object::Iri("http://data.europa.eu/snb/isced-f/051"),
    Object::Iri("http://data.europa.eu/snb/isced-f/05"),
    Object::Iri("http://data.europa.eu/snb/isced-f/5"),
    Object::Iri("http://data.europa.eu/snb/isced-f/٠٥١١"),
    Object::Iri("http://data.europa.eu/snb/isced-f/é0511"),
    plain("0511"),
    plain("Biology"),
    plain("/"),
    plain(""),
];
const LANGUAGES: &[Object<'static>] = &[
    Object::Iri("http://publications.europa.eu/resource/authority/language/ENG"),
    Object::Iri("http://publications.europa.eu/resource/authority/language/DEU"),
    plain("en"),
];

fn subjects() -> impl Strategy<Value = Subject<'static>> {
    prop_oneof![
        select(COURSES).prop_map(Subject::Iri),
        select(INSTANCES).prop_map(Subject::Iri),
        (0_u32..4).prop_map(Subject::Blank),
    ]
}

fn nodes() -> impl Strategy<Value = Object<'static>> {
    subjects().prop_map(Object::from)
}

fn organisations() -> impl Strategy<Value = Object<'static>> {
    prop_oneof![
        8 => select(INSTITUTIONS).prop_map(Object::Iri),
        1 => Just(plain("Example College")),
        1 => Just(Object::Blank(0)),
    ]
}

/// One of the predicates with one of the objects, of any subject.
fn said(
    predicates: &'static [&'static str],
    objects: impl Strategy<Value = Object<'static>> + 'static,
) -> BoxedStrategy<Statement<'static>> {
    (subjects(), select(predicates), objects).boxed()
}

fn any_statement() -> impl Strategy<Value = Statement<'static>> {
    const LINKS: &[&str] = &[SPECIFICATION, INSTANCE];
    const GIVEN: &[&str] = &[IS_ACTIVE, KIND, SOURCE_TYPE, INGESTED_DATE, BROAD_FIELD];
    const UUIDS: &[&str] =
        &["urn:uuid:0a000000-0000-4000-8000-000000000001", "urn:uuid:0A000000000040008000000000000002", "urn:uuid:bio"];
    prop_oneof![
        2 => said(&[TYPE], select(CLASSES).prop_map(Object::Iri)),
        4 => said(LINKS, nodes()),
        3 => said(&[PROVIDED_BY, PUBLISHER], organisations()),
        2 => said(&[CREDIT_POINT], nodes()),
        2 => said(&[POINT], select(POINTS)),
        2 => said(&[ISCED_F_CODE], select(FIELDS)),
        2 => said(&[DEFAULT_LANGUAGE, LANGUAGE], select(LANGUAGES)),
        2 => said(GIVEN, Just(plain("x"))),
        2 => said(&[OUTCOME, IS_PART_OF, TITLE], nodes()),
        1 => (select(UUIDS), select(COURSES))
            .prop_map(|(uuid, course)| (Subject::Iri(uuid), SAME_AS, Object::Iri(course))),
    ]
}

/// Courses and instances, mostly with their class, some with a publisher, and whatever else may be said of them.
fn any_statements() -> impl Strategy<Value = Vec<Statement<'static>>> {
    let classes = |iris: &'static [&'static str], class: &'static str| {
        let class_of = move |iri| (Subject::Iri(iri), TYPE, Object::Iri(class));
        subsequence(iris, 1..=iris.len()).prop_map(move |iris| iris.into_iter().map(class_of).collect::<Vec<_>>())
    };
    let publishers = prop::collection::vec((select(COURSES), select(INSTITUTIONS)), 0..3).prop_map(|pairs| {
        let publisher = |(course, iri)| (Subject::Iri(course), PUBLISHER, Object::Iri(iri));
        pairs.into_iter().map(publisher).collect::<Vec<_>>()
    });
    let parts = (
        classes(COURSES, CLASSES[0]),
        classes(INSTANCES, CLASSES[2]),
        publishers,
        prop::collection::vec(any_statement(), 0..30),
    );
    parts.prop_map(|(courses, instances, publishers, others)| {
        courses.into_iter().chain(instances).chain(publishers).chain(others).collect()
    })
}

#[derive(Clone, Debug)]
struct Setup {
    rules: Vec<EnrichRule>,
    provider: Option<&'static str>,
    trust: Trust,
}

impl Setup {
    fn enricher(&self) -> Enricher {
        let enricher = Enricher::new()
            .only(&self.rules)
            .with_ingested_at("2026-09-01T08:00:00Z")
            .with_institutions(&institutions())
            .with_trust(self.trust);
        match self.provider {
            Some(iri) => enricher.with_provider(iri),
            None => enricher,
        }
    }

    fn has(&self, rule: EnrichRule) -> bool {
        self.rules.contains(&rule)
    }
}

fn setups() -> impl Strategy<Value = Setup> {
    let rules = prop_oneof![Just(EnrichRule::ALL.to_vec()), subsequence(EnrichRule::ALL, 0..=EnrichRule::ALL.len())];
    let provider = prop::option::weighted(0.9, select(INSTITUTIONS));
    let trust = prop_oneof![Just(Trust::Flag), Just(Trust::Drop), Just(Trust::Authoritative)];
    (rules, provider, trust).prop_map(|(rules, provider, trust)| Setup { rules, provider, trust })
}

fn is_number(literal: Object<'_>) -> bool {
    matches!(literal, Object::Typed { value, datatype: DOUBLE } if value.parse::<f64>().is_ok_and(f64::is_finite))
}

/// Whether a rule that is on may remove the statement, other than with a whole course.
fn may_be_replaced(setup: &Setup, (_, predicate, object): Statement<'_>) -> bool {
    let is_alias = matches!(object, Object::Iri(iri) if ALIASES.contains(&iri));
    let is_literal = matches!(object, Object::Text { .. } | Object::Typed { .. });
    match predicate {
        PROVIDED_BY => is_alias && setup.has(EnrichRule::ProviderAliases),
        PUBLISHER => is_alias && setup.has(EnrichRule::PublisherAliases),
        POINT => is_literal && !is_number(object) && setup.has(EnrichRule::CreditPoints),
        _ => false,
    }
}

/// The rule that may add a statement with this predicate.
fn added_by(predicate: &str) -> Option<EnrichRule> {
    Some(match predicate {
        INGESTED_DATE | INGESTED_AT => EnrichRule::Ingested,
        SAME_AS => EnrichRule::Uuid,
        IS_ACTIVE => EnrichRule::IsActive,
        KIND => EnrichRule::Type,
        SOURCE_TYPE => EnrichRule::SourceType,
        POINT => EnrichRule::CreditPoints,
        INSTANCE => EnrichRule::InstanceLinks,
        BROAD_FIELD | NARROW_FIELD => EnrichRule::IscedFields,
        DEFAULT_LANGUAGE | LANGUAGE => EnrichRule::LanguageOfInstances,
        _ => return None,
    })
}

fn may_be_added(setup: &Setup, predicate: &str) -> bool {
    let is_on = |rules: &[EnrichRule]| rules.iter().any(|rule| setup.has(*rule));
    match predicate {
        PROVIDED_BY => is_on(&[EnrichRule::ProvidedBy, EnrichRule::ProviderAliases]),
        PUBLISHER => is_on(&[EnrichRule::Publisher, EnrichRule::PublisherAliases]),
        other => added_by(other).is_some_and(|rule| setup.has(rule)),
    }
}

proptest! {
    // No files of failures beside the tests: a failure worth keeping becomes a vector.
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(256) })]

    #[test]
    fn a_second_run_changes_nothing(statements in any_statements(), setup in setups()) {
        let enricher = setup.enricher();
        let mut once = graph(statements);
        enrich(&enricher, &mut once);
        let mut twice = once.clone();
        enrich(&enricher, &mut twice);
        let changes = difference(&once, &twice);
        prop_assert!(changes.is_empty(), "{}", changes.join("\n"));
    }

    #[test]
    fn the_order_of_statements_does_not_matter(
        (statements, shuffled) in any_statements().prop_flat_map(|all| (Just(all.clone()), Just(all).prop_shuffle())),
        setup in setups(),
    ) {
        let enricher = setup.enricher();
        let (mut one, mut other) = (graph(statements), graph(shuffled));
        let findings = [enrich(&enricher, &mut one), enrich(&enricher, &mut other)];
        let differences = difference(&one, &other);
        prop_assert!(differences.is_empty(), "{}", differences.join("\n"));
        prop_assert_eq!(found(&findings[0]), found(&findings[1]));
    }

    #[test]
    fn one_rule_after_the_other_is_all_at_once(statements in any_statements(), setup in setups()) {
        let mut at_once = graph(statements.iter().copied());
        enrich(&setup.enricher(), &mut at_once);
        let mut step_by_step = graph(statements);
        for rule in &setup.rules {
            let step = Setup { rules: vec![*rule], ..setup.clone() };
            enrich(&step.enricher(), &mut step_by_step);
        }
        let differences = difference(&at_once, &step_by_step);
        prop_assert!(differences.is_empty(), "{}", differences.join("\n"));
    }

    /// Blank nodes keep their numbers: the graph is enriched where it is.
    #[test]
    fn only_what_the_rules_say_is_added_and_removed(statements in any_statements(), setup in setups()) {
        let before = graph(statements);
        let mut after = before.clone();
        let diagnostics = enrich(&setup.enricher(), &mut after);
        let (old, new) = (statements_of(&before), statements_of(&after));
        for (subject, predicate, object) in new.difference(&old) {
            prop_assert!(may_be_added(&setup, predicate), "added: {subject:?} {predicate} {object:?}");
        }
        let is_dropped = setup.trust == Trust::Drop && found(&diagnostics).contains(&"enrich.foreign-publisher");
        let opportunities: BTreeSet<&str> =
            before.specifications().into_iter().chain(before.instances()).collect();
        for removed in old.difference(&new) {
            let is_of_course = match *removed {
                (_, SAME_AS, Object::Iri(iri)) | (Subject::Iri(iri), ..) => opportunities.contains(iri),
                (Subject::Blank(_), ..) => true,
            };
            let is_allowed = may_be_replaced(&setup, *removed) || is_dropped && is_of_course;
            prop_assert!(is_allowed, "removed: {removed:?}");
        }
    }

    /// What is dropped is dropped whole, and nothing but what was flagged.
    #[test]
    fn flagged_courses_are_those_that_are_dropped(statements in any_statements(), setup in setups()) {
        let outcome = |trust: Trust| {
            let mut graph = graph(statements.iter().copied());
            let diagnostics = enrich(&Setup { trust, ..setup.clone() }.enricher(), &mut graph);
            (graph, diagnostics)
        };
        let ((flagged, findings), (kept, same_findings)) = (outcome(Trust::Flag), outcome(Trust::Drop));
        prop_assert_eq!(found(&findings), found(&same_findings));
        let foreign = findings.iter().filter(|finding| finding.code().as_str() == "enrich.foreign-publisher");
        let foreign: BTreeSet<&str> = foreign.filter_map(Diagnostic::item).collect();
        let all: BTreeSet<&str> = flagged.specifications().into_iter().collect();
        let rest: BTreeSet<&str> = kept.specifications().into_iter().collect();
        prop_assert_eq!(all.difference(&rest).copied().collect::<BTreeSet<_>>(), foreign.clone());
        for course in foreign {
            prop_assert!(!kept.describes(Subject::Iri(course)), "{course}");
            let is_uuid = |alias| matches!(alias, Subject::Iri(iri) if Uuid::from_urn(iri).is_some());
            prop_assert!(!kept.subjects(SAME_AS, Object::Iri(course)).any(is_uuid), "{course}");
        }
    }
}

/// Says of every course what it is told to say.
struct Found(Vec<Filled>);

impl GapFiller for Found {
    fn fill(&mut self, _: &CourseView<'_>) -> Vec<Filled> {
        self.0.clone()
    }
}

#[test]
fn only_gaps_are_filled() {
    let mut graph = turtle(
        "@prefix ql: <http://data.quality-link.eu/ontology/v1#> . @prefix dcterms: <http://purl.org/dc/terms/> .
         <urn:x:1> a ql:LearningOpportunitySpecification ; dcterms:title \"Biology\"@en .",
    );
    let text = |text: &str| ql_elm::Value::Text { value: text.to_owned(), language: "en".to_owned() };
    let title = "http://purl.org/dc/terms/title".to_owned();
    let outcome = ql_elm::Value::Blank(vec![ql_elm::Statement { predicate: title, object: text("Names fish") }]);
    let mut found = Found(vec![
        Filled::new("dcterms:title", [text("Zoology")]),
        Filled::new("elm:learningOutcome", [outcome]),
        Filled::new("elm:EQFLevel", []),
    ]);
    let findings = Enricher::new().only(&[]).enrich_with(&mut graph, &mut found);
    let codes: Vec<_> = findings.iter().map(|finding| (finding.code(), finding.item())).collect();
    assert_eq!(codes, [(codes::ENRICH_NOT_A_GAP, Some("urn:x:1"))]);
    let expected = turtle(
        "@prefix ql: <http://data.quality-link.eu/ontology/v1#> . @prefix dcterms: <http://purl.org/dc/terms/> .
         @prefix elm: <http://data.europa.eu/snb/model/ontology/> .
         <urn:x:1> a ql:LearningOpportunitySpecification ; dcterms:title \"Biology\"@en ;
             elm:learningOutcome [ dcterms:title \"Names fish\"@en ] ; ql:aiEnrichedField \"elm:learningOutcome\" .",
    );
    common::assert_same(&graph, &expected, "what was filled");
}
