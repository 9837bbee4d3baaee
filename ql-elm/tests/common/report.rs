//! What a SHACL validation report says, as text that can be compared.
#![allow(dead_code, reason = "every test file uses a part")]

use std::fmt;

use ql_elm::{Graph, Object, Subject};

pub(crate) const RDF: &str = "http://www.w3.org/1999/02/22-rdf-syntax-ns#";
pub(crate) const SH: &str = "http://www.w3.org/ns/shacl#";
const XSD: &str = "http://www.w3.org/2001/XMLSchema#";

/// One result. Terms are as N-Triples have them, blank nodes `_`, paths as SPARQL has them, and what is not there is
/// empty.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Entry {
    pub(crate) focus: String,
    pub(crate) path: String,
    /// Without the namespace and without `ConstraintComponent`.
    pub(crate) component: String,
    pub(crate) value: String,
    pub(crate) severity: String,
    pub(crate) shape: String,
    /// In the order of their texts.
    pub(crate) messages: Vec<String>,
}

impl fmt::Display for Entry {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { focus, path, component, value, severity, shape, .. } = self;
        let parts =
            [focus, path, component, value, severity, shape].map(|part| if part.is_empty() { "-" } else { part });
        f.write_str(&parts.join(" "))
    }
}

/// The only object of a subject and predicate, if there is one.
pub(crate) fn object<'g>(graph: &'g Graph, subject: Subject<'_>, predicate: &str) -> Option<Object<'g>> {
    let mut objects = graph.objects(subject, predicate);
    let first = objects.next();
    assert!(objects.next().is_none(), "more than one {predicate} of {subject:?}");
    first
}

pub(crate) fn as_subject(object: Object<'_>) -> Option<Subject<'_>> {
    match object {
        Object::Iri(iri) => Some(Subject::Iri(iri)),
        Object::Blank(number) => Some(Subject::Blank(number)),
        _ => None,
    }
}

/// The only node of a class.
pub(crate) fn instance<'g>(graph: &'g Graph, class: &str) -> Subject<'g> {
    let predicate = format!("{RDF}type");
    let mut found = graph.subjects(&predicate, Object::Iri(class));
    let node = found.next().unwrap_or_else(|| panic!("no {class}"));
    assert!(found.next().is_none(), "more than one {class}");
    node
}

/// The members of an RDF list.
pub(crate) fn list<'g>(graph: &'g Graph, head: Object<'g>) -> Vec<Object<'g>> {
    let nil = format!("{RDF}nil");
    let mut items = Vec::new();
    let mut rest = head;
    while let Some(node) = as_subject(rest).filter(|_| rest != Object::Iri(&nil)) {
        items.push(object(graph, node, &format!("{RDF}first")).expect("an item of a list"));
        rest = object(graph, node, &format!("{RDF}rest")).expect("the rest of a list");
        assert!(items.len() < 1000, "a list without end");
    }
    items
}

pub(crate) fn term(object: Object<'_>) -> String {
    match object {
        Object::Iri(iri) => format!("<{iri}>"),
        Object::Blank(_) => "_".into(),
        Object::Text { value, language } => format!("{value:?}@{}", language.to_ascii_lowercase()),
        Object::Typed { value, datatype } if datatype == format!("{XSD}string") => format!("{value:?}"),
        Object::Typed { value, datatype } => format!("{value:?}^^<{datatype}>"),
    }
}

/// A property path, with brackets around every part that is itself no IRI.
pub(crate) fn path(graph: &Graph, node: Object<'_>) -> String {
    let Object::Blank(number) = node else { return term(node) };
    let subject = Subject::Blank(number);
    let part = |node: Object<'_>| match node {
        Object::Blank(_) => format!("({})", path(graph, node)),
        _ => term(node),
    };
    let joined = |head: Object<'_>, sign: &str| list(graph, head).into_iter().map(part).collect::<Vec<_>>().join(sign);
    // Some tests of the suite have a list with further properties, which counts as a list.
    if graph.objects(subject, &format!("{RDF}first")).next().is_some() {
        return joined(node, "/");
    }
    if let Some(alternatives) = object(graph, subject, &format!("{SH}alternativePath")) {
        return joined(alternatives, "|");
    }
    let kinds =
        [("inversePath", "^", ""), ("zeroOrMorePath", "", "*"), ("oneOrMorePath", "", "+"), ("zeroOrOnePath", "", "?")];
    let found = kinds.iter().find_map(|(name, before, after)| {
        let inner = object(graph, subject, &format!("{SH}{name}"))?;
        Some(format!("{before}{}{after}", part(inner)))
    });
    found.unwrap_or_else(|| "_".into())
}

/// Whether a report says that the data conform.
pub(crate) fn conforms(graph: &Graph, report: Subject<'_>) -> bool {
    match object(graph, report, &format!("{SH}conforms")) {
        Some(Object::Typed { value: "true", datatype }) if datatype == format!("{XSD}boolean") => true,
        Some(Object::Typed { value: "false", datatype }) if datatype == format!("{XSD}boolean") => false,
        other => panic!("sh:conforms is {other:?}"),
    }
}

/// The results of a report, sorted.
pub(crate) fn entries(graph: &Graph, report: Subject<'_>) -> Vec<Entry> {
    let mut entries: Vec<Entry> = graph
        .objects(report, &format!("{SH}result"))
        .map(|result| {
            let result = as_subject(result).expect("a node for a result");
            let one = |name: &str| object(graph, result, &format!("{SH}{name}"));
            let local = |name: &str| match one(name) {
                Some(Object::Iri(iri)) => iri.strip_prefix(SH).unwrap_or(iri).to_owned(),
                other => panic!("sh:{name} is {other:?}"),
            };
            let mut messages: Vec<String> = graph.objects(result, &format!("{SH}resultMessage")).map(term).collect();
            messages.sort();
            Entry {
                focus: one("focusNode").map(term).expect("a focus node"),
                path: one("resultPath").map(|node| path(graph, node)).unwrap_or_default(),
                component: local("sourceConstraintComponent").trim_end_matches("ConstraintComponent").into(),
                value: one("value").map(term).unwrap_or_default(),
                severity: local("resultSeverity"),
                shape: one("sourceShape").map(term).unwrap_or_default(),
                messages,
            }
        })
        .collect();
    entries.sort();
    entries
}
