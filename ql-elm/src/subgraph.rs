//! What belongs to one course, so that it can be stored, compared and shown without its neighbours (catalogue
//! documents, section 3).

use std::collections::{HashMap, HashSet};

use crate::map::{INSTANCE_TYPES, SPECIFICATION_TYPES};
use crate::namespace::{elm, foaf, owl, ql, rdf, skos};
use crate::rdf::{Graph, Object, Subject, TripleSink};

/// Links to another learning opportunity: told, but not followed, unless they lead to a node that only says which is meant.
pub(crate) const NEIGHBOURS: &[&str] = &[
    elm::IS_PART_OF,
    elm::HAS_PART,
    elm::SPECIALISATION_OF,
    elm::GENERALISATION_OF,
    ql::SUPERSEDED,
    ql::SUPERSEDED_BY,
    ql::ENTRY_REQUIREMENT_LEARNING_OPPORTUNITY,
    ql::LIMIT_LEARNING_OPPORTUNITY,
];

/// Links from an alliance to its members and between concepts, by which everything would hang together.
const OTHER_LINKS: &[&str] = &[foaf::MEMBER, skos::BROADER, skos::NARROWER, skos::RELATED, skos::IN_SCHEME];

/// What a graph says of one learning opportunity specification, its instances and all that they lead to, but nothing of
/// other learning opportunities: links to those are kept, their descriptions are not. Empty if the IRI is not that of a
/// specification.
///
/// ```
/// use ql_elm::{RdfFormat, RdfReader, Subject, course_subgraph};
/// let turtle = br#"
///     @prefix elm: <http://data.europa.eu/snb/model/ontology/> . @prefix ql: <http://data.quality-link.eu/ontology/v1#> .
///     <urn:x:biology> a ql:LearningOpportunitySpecification ; elm:hasPart <urn:x:plankton> .
///     <urn:x:plankton> a ql:LearningOpportunitySpecification ; elm:isPartOf <urn:x:biology> .
/// "#;
/// let graph = RdfReader::new(RdfFormat::Turtle).read(turtle).graph;
/// let plankton = course_subgraph(&graph, "urn:x:plankton");
/// assert_eq!(plankton.len(), 2);
/// assert!(!plankton.describes(Subject::Iri("urn:x:biology")));
/// ```
pub fn course_subgraph(graph: &Graph, iri: &str) -> Graph {
    let graph = graph.in_order();
    let courses = Courses::of(&graph);
    let Some(root) = graph.id(Object::Iri(iri)).filter(|id| courses.is_course(*id)) else { return Graph::new() };
    courses.subgraph(root)
}

/// The learning opportunities of a sorted graph, and the way from each to what belongs to it.
pub(crate) struct Courses<'g> {
    graph: &'g Graph,
    set: HashSet<u32>,
    /// In the order of their ids.
    ordered: Vec<u32>,
    /// The instances that name a specification.
    instances: HashMap<u32, Vec<u32>>,
    aliases: HashMap<u32, Vec<u32>>,
    links: Vec<u32>,
    other_links: Vec<u32>,
}

impl<'g> Courses<'g> {
    pub(crate) fn of(graph: &'g Graph) -> Self {
        let ids = |iris: &[&str]| -> Vec<u32> { iris.iter().filter_map(|iri| graph.id(Object::Iri(iri))).collect() };
        let type_id = graph.id(Object::Iri(rdf::TYPE));
        let (course_types, instance_types) = (ids(SPECIFICATION_TYPES), ids(INSTANCE_TYPES));
        let [of_course, same_as] = [elm::LEARNING_ACHIEVEMENT_SPECIFICATION, owl::SAME_AS];
        let [of_course, same_as] = [of_course, same_as].map(|iri| graph.id(Object::Iri(iri)));
        let is_iri = |id: u32| matches!(graph.term(id), Object::Iri(_));
        let mut courses = HashSet::new();
        let mut ordered: Vec<u32> = Vec::new();
        let mut is_instance = HashSet::new();
        let mut naming: Vec<(u32, u32)> = Vec::new();
        let mut aliases: HashMap<u32, Vec<u32>> = HashMap::new();
        for [subject, predicate, object] in graph.id_triples().iter().copied() {
            let predicate = Some(predicate);
            if predicate == type_id {
                if course_types.contains(&object) && is_iri(subject) && courses.insert(subject) {
                    ordered.push(subject);
                } else if instance_types.contains(&object) && is_iri(subject) {
                    is_instance.insert(subject);
                }
            } else if predicate == of_course {
                naming.push((subject, object));
            } else if predicate == same_as {
                aliases.entry(object).or_default().push(subject);
            }
        }
        let mut instances: HashMap<u32, Vec<u32>> = HashMap::new();
        for (instance, course) in naming {
            if is_instance.contains(&instance) && !courses.contains(&instance) {
                instances.entry(course).or_default().push(instance);
            }
        }
        let (mut links, other_links) = (ids(NEIGHBOURS), ids(OTHER_LINKS));
        // From an instance back to a course.
        links.extend(of_course);
        Self { graph, set: courses, ordered, instances, aliases, links, other_links }
    }

    pub(crate) fn is_course(&self, id: u32) -> bool {
        self.set.contains(&id)
    }

    /// The specifications with an IRI.
    pub(crate) fn ids(&self) -> &[u32] {
        &self.ordered
    }

    /// The instances that name a specification.
    pub(crate) fn naming(&self, course: u32) -> &[u32] {
        self.instances.get(&course).map_or(&[], Vec::as_slice)
    }

    /// Nodes that are said to be the same as a specification.
    pub(crate) fn aliases(&self, course: u32) -> &[u32] {
        self.aliases.get(&course).map_or(&[], Vec::as_slice)
    }

    /// Whether what a statement leads to belongs to the same course.
    pub(crate) fn follows(&self, predicate: u32, object: u32) -> bool {
        let is_blank = match self.graph.term(object) {
            Object::Blank(_) => true,
            Object::Iri(_) => false,
            _ => return false,
        };
        let is_link = self.links.contains(&predicate) && !is_blank || self.other_links.contains(&predicate);
        !is_link && !self.set.contains(&object)
    }

    /// The nodes that belong to a course, itself first.
    pub(crate) fn nodes(&self, root: u32) -> Vec<u32> {
        let mut seen: HashSet<u32> = HashSet::from([root]);
        let mut nodes = vec![root];
        for instance in self.naming(root) {
            if seen.insert(*instance) {
                nodes.push(*instance);
            }
        }
        let mut at = 0;
        while let Some(node) = nodes.get(at).copied() {
            at += 1;
            for [_, predicate, object] in self.graph.of(node) {
                if self.follows(*predicate, *object) && seen.insert(*object) {
                    nodes.push(*object);
                }
            }
        }
        nodes
    }

    /// What the graph says of a course.
    pub(crate) fn subgraph(&self, root: u32) -> Graph {
        let mut subgraph = Graph::new();
        let mut blanks: HashMap<u32, u32> = HashMap::new();
        let mut renumbered = |id: u32, subgraph: &mut Graph| match self.graph.term(id) {
            Object::Blank(_) => Object::Blank(*blanks.entry(id).or_insert_with(|| subgraph.fresh_blank())),
            other => other,
        };
        let owl_same_as = self.graph.id(Object::Iri(owl::SAME_AS));
        let of_aliases = self.aliases(root).iter().filter_map(|alias| Some([*alias, owl_same_as?, root]));
        let of_nodes = self.nodes(root).into_iter().flat_map(|node| self.graph.of(node).iter().copied());
        for [subject, predicate, object] in of_nodes.chain(of_aliases) {
            let Object::Iri(predicate) = self.graph.term(predicate) else { continue };
            let subject = match renumbered(subject, &mut subgraph) {
                Object::Iri(iri) => Subject::Iri(iri),
                Object::Blank(number) => Subject::Blank(number),
                _ => continue,
            };
            let object = renumbered(object, &mut subgraph);
            let Ok(()) = subgraph.triple(subject, predicate, object);
        }
        subgraph.sort();
        subgraph
    }
}
