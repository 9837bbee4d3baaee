//! Courses in triple stores: SPARQL 1.1 Update that replaces what was said of one course, and nothing else (catalogue
//! documents, section 3).

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use ql_ident::Uuid;

use crate::ElmNamespace;
use crate::map::{INSTANCE_TYPES, SPECIFICATION_TYPES};
use crate::namespace::{elm, owl, rdf};
use crate::rdf::lexical::push_iri;
use crate::rdf::ntriples::push_statement;
use crate::rdf::{Graph, Object, Subject};

/// Blank nodes are deleted this deep below a course or an instance.
const DEPTH: usize = 16;
/// The graph in which an update of a shared graph notes what it deletes; gone when the update ends.
const NOTES: &str = "<urn:x-quality-link:update>";

/// How courses lie in a triple store, and what brings them there.
///
/// An update may be sent twice: the second time it changes nothing. Terms are those of ELM 3.3; courses that lie there with the
/// terms of ELM ≤ 3.2 are found, too. Stores should run an update as one transaction, as Oxigraph and Fuseki do.
///
/// ```
/// use ql_elm::{RdfFormat, RdfReader, SparqlUpdate, course_subgraph};
/// let turtle = b"<urn:x:1> a <http://data.quality-link.eu/ontology/v1#LearningOpportunitySpecification> .";
/// let graph = RdfReader::new(RdfFormat::Turtle).read(turtle).graph;
/// let update = SparqlUpdate::per_course().replace("urn:x:1", &course_subgraph(&graph, "urn:x:1"));
/// assert!(update.starts_with("DROP SILENT GRAPH <urn:x:1> ;\nINSERT DATA { GRAPH <urn:x:1> {"));
/// ```
#[derive(Clone, Debug)]
pub struct SparqlUpdate {
    /// The graph of all courses, in angle brackets.
    shared: Option<String>,
}

impl SparqlUpdate {
    /// Each course in a graph of its own, whose name is the course's IRI: exact and fast, whatever a course is made of.
    pub fn per_course() -> Self {
        Self { shared: None }
    }

    /// All courses in one graph.
    ///
    /// A course owns its statements, those of its instances that no other course lists, and blank nodes below them, 16 deep. What is
    /// said of institutions and other things that several courses share is added where it is missing, and never taken away,
    /// since nobody knows who else has said it.
    pub fn shared(graph: &str) -> Self {
        Self { shared: Some(iri(graph)) }
    }

    /// Replaces whatever was said of a course by a [subgraph](crate::course_subgraph).
    pub fn replace(&self, course: &str, subgraph: &Graph) -> String {
        let subgraph = subgraph.in_order();
        // Labels of the course's own, so that updates of several courses can be sent as one.
        let blank = format!("_:c{}b", Uuid::from_iri(course).to_string().replace('-', ""));
        let Some(graph) = &self.shared else {
            let data: String = subgraph.triples().map(|triple| line(triple, &blank)).collect();
            let graph = iri(course);
            return format!("DROP SILENT GRAPH {graph} ;\nINSERT DATA {{ GRAPH {graph} {{\n{data}}} }}\n");
        };
        let parts = Parts::of(course, &subgraph);
        let mut text = delete(graph, course, &parts.instances);
        let data: String = parts.own.iter().map(|triple| line(*triple, &blank)).collect();
        text.push_str(&format!(" ;\nINSERT DATA {{ GRAPH {graph} {{\n{data}}} }}"));
        for group in parts.others {
            // Blank nodes of an institution: they are there already if the same pattern is.
            let insert: String = group.iter().map(|triple| line(*triple, &blank)).collect();
            let find: String = group.iter().map(|triple| line(*triple, "?b")).collect();
            let blanks: BTreeSet<u32> = group.iter().flat_map(blanks_of).collect();
            let are_blank: Vec<String> = blanks.iter().map(|number| format!("isBlank(?b{number})")).collect();
            let any = blanks.first().copied().unwrap_or_default();
            text.push_str(&format!(
                " ;\nINSERT {{ GRAPH {graph} {{\n{insert}}} }}\nWHERE {{ OPTIONAL {{ GRAPH {graph} {{\n{find}FILTER({}) }} }} \
                 FILTER(!BOUND(?b{any})) }}",
                are_blank.join(" && ")
            ));
        }
        text.push('\n');
        text
    }

    /// Takes a course away; no error if it is not there.
    pub fn remove(&self, course: &str) -> String {
        match &self.shared {
            None => format!("DROP SILENT GRAPH {}\n", iri(course)),
            Some(graph) => delete(graph, course, &[]) + "\n",
        }
    }
}

/// Deletes a course, its instances and their blank nodes, level by level: each level is noted before the one above it goes.
fn delete(graph: &str, course: &str, described: &[&str]) -> String {
    let prefixes = format!("PREFIX c: {}\nPREFIX g: {graph}\nPREFIX n: {NOTES}\n", iri(course));
    let (course, graph) = ("c:", "g:");
    // Old and new namespace.
    let names = |names: &[&str]| -> Vec<String> {
        let mut both: Vec<String> = Vec::new();
        for name in names {
            for namespace in [ElmNamespace::V3_3, ElmNamespace::V3_2] {
                let name = iri(&namespace.write(name));
                if !both.contains(&name) {
                    both.push(name);
                }
            }
        }
        both
    };
    let lists = names(&[elm::LEARNING_OPPORTUNITY]);
    let of_course = names(&[elm::LEARNING_ACHIEVEMENT_SPECIFICATION]);
    let ways: Vec<String> = lists
        .iter()
        .map(|link| format!("{{ {course} {link} ?node }}"))
        .chain(of_course.iter().map(|link| format!("{{ ?node {link} {course} }}")))
        .collect();
    let instances = names(INSTANCE_TYPES).join(", ");
    let courses = names(SPECIFICATION_TYPES).join(", ");
    let (a, same_as) = (iri(rdf::TYPE), iri(owl::SAME_AS));
    let note = |node: &str| format!("GRAPH n: {{ c: n: {node} }}");
    let (noted, blank) = (note("?node"), note("?blank"));
    let level = format!(
        "DELETE {{ GRAPH {graph} {{ ?node ?p ?o }} {noted} }}\nINSERT {{ {blank} }}\nWHERE {{ {noted} GRAPH {graph} {{ ?node ?p ?o }} \
         BIND(IF(isBlank(?o), ?o, ?none) AS ?blank) }}",
    );
    // What something else points to, too, stays.
    let guard = format!(
        "DELETE {{ {noted} }}\nWHERE {{ {noted} GRAPH {graph} {{ ?other ?p ?node . FILTER(isIRI(?other)) }} }}"
    );
    let nodes: Vec<String> = std::iter::once(course.to_owned()).chain(described.iter().map(|node| iri(node))).collect();
    let mut operations = vec![
        "DROP SILENT GRAPH n:".into(),
        format!(
            "INSERT {{ {noted} }}\nWHERE {{ GRAPH {graph} {{\n{}\n?node {a} ?type . FILTER(isIRI(?node) && ?type IN ({instances}))\n\
             FILTER NOT EXISTS {{ ?node {a} ?course . FILTER(?course IN ({courses})) }}\n\
             FILTER NOT EXISTS {{ ?other ?lists ?node . FILTER(?lists IN ({}) && ?other != {course}) }}\n}} }}",
            ways.join(" UNION "),
            lists.join(", "),
        ),
        format!("INSERT DATA {{ {} }}", note(&nodes.join(", "))),
        level.clone(),
    ];
    for _ in 0..DEPTH {
        operations.extend([guard.clone(), level.clone()]);
    }
    operations.push("DROP SILENT GRAPH n:".into());
    // An alias that is a course itself says something of its own.
    operations.push(format!(
        "DELETE {{ GRAPH {graph} {{ ?alias {same_as} {course} }} }}\nWHERE {{ GRAPH {graph} {{ ?alias {same_as} {course} .\n\
         FILTER NOT EXISTS {{ ?alias {a} ?course . FILTER(?course IN ({courses})) }} }} }}"
    ));
    prefixes + &operations.join(" ;\n")
}

type Triple<'g> = (Subject<'g>, &'g str, Object<'g>);

/// A subgraph by whose statements they are.
struct Parts<'g> {
    instances: Vec<&'g str>,
    /// Those of the course and its instances, and all that has no blank node.
    own: Vec<Triple<'g>>,
    /// Those with blank nodes of what is not the course's own, by what hangs together.
    others: Vec<Vec<Triple<'g>>>,
}

fn blanks_of<'t>(triple: &'t Triple<'_>) -> impl Iterator<Item = u32> + use<'t> {
    let subject = match triple.0 {
        Subject::Blank(number) => Some(number),
        Subject::Iri(_) => None,
    };
    let object = match triple.2 {
        Object::Blank(number) => Some(number),
        _ => None,
    };
    subject.into_iter().chain(object)
}

impl<'g> Parts<'g> {
    fn of(course: &str, graph: &'g Graph) -> Self {
        let instances = instances(course, graph);
        let is_own =
            |subject: Subject<'_>| matches!(subject, Subject::Iri(iri) if iri == course || instances.contains(&iri));
        let triples: Vec<Triple<'g>> = graph.triples().collect();
        let mut below: HashMap<u32, Vec<u32>> = HashMap::new();
        let (mut own, mut other, mut all) = (Vec::new(), Vec::new(), BTreeSet::new());
        for triple in &triples {
            all.extend(blanks_of(triple));
            if let Object::Blank(number) = triple.2 {
                match triple.0 {
                    Subject::Blank(from) => below.entry(from).or_default().push(number),
                    iri if is_own(iri) => own.push(number),
                    Subject::Iri(_) => other.push(number),
                }
            }
        }
        let reach = |from: Vec<u32>| -> HashSet<u32> {
            let mut seen: HashSet<u32> = from.iter().copied().collect();
            let mut open = from;
            while let Some(node) = open.pop() {
                open.extend(below.get(&node).into_iter().flatten().filter(|next| seen.insert(**next)));
            }
            seen
        };
        let own = reach(own);
        other.extend(all.iter().filter(|number| !own.contains(number)));
        let other = reach(other);
        let groups_of = together(&other, &below);
        let mut groups: BTreeMap<u32, Vec<Triple<'g>>> = BTreeMap::new();
        let mut kept = Vec::new();
        for triple in triples {
            let (is_mine, group) = match (triple.0, triple.2) {
                (Subject::Blank(number), _) => (own.contains(&number), groups_of.get(&number)),
                (Subject::Iri(_), Object::Blank(number)) if !is_own(triple.0) => (false, groups_of.get(&number)),
                _ => (true, None),
            };
            if is_mine {
                kept.push(triple);
            }
            if let Some(group) = group {
                groups.entry(*group).or_default().push(triple);
            }
        }
        Self { instances, own: kept, others: groups.into_values().collect() }
    }
}

/// The instances that a course lists or that name it.
fn instances<'g>(course: &str, graph: &'g Graph) -> Vec<&'g str> {
    let listed = graph.objects(Subject::Iri(course), elm::LEARNING_OPPORTUNITY).filter_map(|object| match object {
        Object::Iri(iri) => Some(iri),
        _ => None,
    });
    let naming = graph.subjects(elm::LEARNING_ACHIEVEMENT_SPECIFICATION, Object::Iri(course));
    let naming = naming.filter_map(|subject| match subject {
        Subject::Iri(iri) => Some(iri),
        Subject::Blank(_) => None,
    });
    let candidates: BTreeSet<&str> = listed.chain(naming).collect();
    let typed: HashSet<&str> = graph.instances().into_iter().collect();
    let courses: HashSet<&str> = graph.specifications().into_iter().collect();
    candidates.into_iter().filter(|iri| typed.contains(iri) && !courses.contains(iri) && *iri != course).collect()
}

/// Blank nodes by the smallest one that they hang together with.
fn together(nodes: &HashSet<u32>, below: &HashMap<u32, Vec<u32>>) -> HashMap<u32, u32> {
    let mut beside: HashMap<u32, Vec<u32>> = HashMap::new();
    for (from, to) in below.iter().filter(|(from, _)| nodes.contains(from)) {
        for next in to {
            beside.entry(*from).or_default().push(*next);
            beside.entry(*next).or_default().push(*from);
        }
    }
    let mut groups = HashMap::new();
    let mut sorted: Vec<u32> = nodes.iter().copied().collect();
    sorted.sort_unstable();
    for first in sorted {
        let mut open = vec![first];
        while let Some(node) = open.pop() {
            if let std::collections::hash_map::Entry::Vacant(place) = groups.entry(node) {
                place.insert(first);
                open.extend(beside.get(&node).into_iter().flatten());
            }
        }
    }
    groups
}

/// A statement, whose blank nodes are labels or variables.
fn line(triple: Triple<'_>, blank: &str) -> String {
    let mut text = Vec::new();
    push_statement(&mut text, ElmNamespace::V3_3, triple.0, triple.1, triple.2);
    text.extend_from_slice(b".\n");
    let text = String::from_utf8_lossy(&text).into_owned();
    // Only subject and object can be blank nodes, and a label is no part of anything else at these places.
    let mut text = text;
    if let (Subject::Blank(number), Some(rest)) = (triple.0, text.find(' ')) {
        text = format!("{blank}{number}{}", &text[rest..]);
    }
    if let (Object::Blank(number), Some(at)) = (triple.2, text.rfind("_:b")) {
        text = format!("{}{blank}{number} .\n", &text[..at]);
    }
    text
}

fn iri(text: &str) -> String {
    let mut bytes = Vec::new();
    push_iri(&mut bytes, text);
    String::from_utf8_lossy(&bytes).into_owned()
}
