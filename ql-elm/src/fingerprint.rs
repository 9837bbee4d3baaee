//! What a learning opportunity says, as a short text that changes when it does (exchange specification, "Incremental
//! harvesting").

use std::collections::{HashMap, HashSet};
use std::convert::Infallible;
use std::fmt::Write as _;

use sha2::{Digest as _, Sha256};

use crate::map::{INSTANCE_TYPES, SPECIFICATION_TYPES};
use crate::namespace::{elm, foaf, ql};
use crate::{Graph, Mapped, Object, Subject};

/// What is looked at for itself: another course, or an institution.
const OWN_KINDS: &[&str] = &[ql::HIGHER_EDUCATION_INSTITUTION, elm::ORGANISATION, foaf::AGENT, elm::AGENT];

/// How far a course reaches by named nodes.
const MAX_DEPTH: usize = 12;

impl Mapped {
    /// The IRI of each learning opportunity specification with a fingerprint of all that is said of it and of its instances.
    ///
    /// It does not depend on the order of statements or the names of blank nodes, and leaves other courses and institutions
    /// out, whatever is said of them.
    ///
    /// ```
    /// # use ql_core::{Record, RecordKind, SourceType};
    /// # use ql_elm::Mapper;
    /// # let record = |text: &'static str| Record::new(SourceType::Elm, RecordKind::Document, text.as_bytes());
    /// let old = "@prefix ql: <http://data.quality-link.eu/ontology/v1#> . @prefix dct: <http://purl.org/dc/terms/> .
    ///     <urn:x:1> a ql:LearningOpportunitySpecification ; dct:title \"Biology\"@en, \"Biologie\"@de .";
    /// let new = "@prefix ql: <http://data.quality-link.eu/ontology/v1#> . @prefix dct: <http://purl.org/dc/terms/> .
    ///     <urn:x:1> dct:title \"Biologie\"@de, \"Biology\"@en ; a ql:LearningOpportunitySpecification .";
    /// let mapper = Mapper::for_documents();
    /// assert_eq!(mapper.map(&record(old)).fingerprints(), mapper.map(&record(new)).fingerprints());
    /// ```
    pub fn fingerprints(&self) -> Vec<(String, String)> {
        if let Some(graph) = self.graph() {
            return Prints::of(graph).collect();
        }
        let mut prints = Vec::with_capacity(self.specifications().len());
        for specification in self.specifications() {
            let mut graph = Graph::new();
            let Ok(()): Result<(), Infallible> = specification.write_to(&mut graph);
            graph.sort();
            prints.extend(Prints::of(&graph).collect());
        }
        prints
    }
}

/// The specifications of a sorted graph with their fingerprints.
pub(crate) fn fingerprints(graph: &Graph) -> Vec<(String, String)> {
    Prints::of(graph).collect()
}

struct Prints<'g> {
    graph: &'g Graph,
    stops: HashSet<&'g str>,
    /// Instances that name their specification, but are not named by it.
    instances: HashMap<&'g str, Vec<Subject<'g>>>,
}

impl<'g> Prints<'g> {
    fn of(graph: &'g Graph) -> Self {
        let mut stops: HashSet<&str> = graph.iris_of_type(SPECIFICATION_TYPES).into_iter().collect();
        stops.extend(graph.iris_of_type(OWN_KINDS));
        let mut instances: HashMap<&str, Vec<Subject<'_>>> = HashMap::new();
        let is_instance: HashSet<&str> = graph.iris_of_type(INSTANCE_TYPES).into_iter().collect();
        for (subject, predicate, object) in graph.triples() {
            if let (Subject::Iri(iri), Object::Iri(course)) = (subject, object)
                && predicate == elm::LEARNING_ACHIEVEMENT_SPECIFICATION
                && is_instance.contains(iri)
            {
                instances.entry(course).or_default().push(subject);
            }
        }
        Self { graph, stops, instances }
    }

    fn collect(&self) -> Vec<(String, String)> {
        let courses = self.graph.iris_of_type(SPECIFICATION_TYPES);
        courses.into_iter().map(|iri| (iri.to_owned(), self.course(iri))).collect()
    }

    fn course(&self, iri: &'g str) -> String {
        let mut path = Vec::new();
        let mut parts = vec![self.node(Subject::Iri(iri), &mut path)];
        let mut of_instances: Vec<[u8; 32]> =
            self.instances.get(iri).into_iter().flatten().map(|instance| self.node(*instance, &mut path)).collect();
        of_instances.sort_unstable();
        parts.extend(of_instances);
        let mut hash = Sha256::new();
        parts.iter().for_each(|part| hash.update(part));
        let bytes: [u8; 32] = hash.finalize().into();
        bytes[..16].iter().fold(String::with_capacity(32), |mut text, byte| {
            let _ = write!(text, "{byte:02x}");
            text
        })
    }

    /// A node by what is said of it; a blank one by nothing else.
    fn node(&self, subject: Subject<'g>, path: &mut Vec<Subject<'g>>) -> [u8; 32] {
        let mut lines: Vec<[u8; 32]> = Vec::new();
        path.push(subject);
        for (predicate, object) in self.graph.properties(subject) {
            let mut hash = Sha256::new();
            hash.update(predicate.as_bytes());
            hash.update([0]);
            self.object(object, path, &mut hash);
            lines.push(hash.finalize().into());
        }
        path.pop();
        lines.sort_unstable();
        let mut hash = Sha256::new();
        if let Subject::Iri(iri) = subject {
            hash.update(iri.as_bytes());
        }
        lines.iter().for_each(|line| hash.update(line));
        hash.finalize().into()
    }

    fn object(&self, object: Object<'g>, path: &mut Vec<Subject<'g>>, hash: &mut Sha256) {
        let mut add = |kind: u8, parts: [&str; 2]| {
            hash.update([kind]);
            for part in parts {
                hash.update(part.as_bytes());
                hash.update([0]);
            }
        };
        let next = match object {
            Object::Text { value, language } => return add(b't', [value, language]),
            Object::Typed { value, datatype } => return add(b'l', [value, datatype]),
            Object::Iri(iri) => {
                add(b'i', [iri, ""]);
                Subject::Iri(iri)
            }
            Object::Blank(number) => {
                add(b'b', ["", ""]);
                Subject::Blank(number)
            }
        };
        let is_own = matches!(next, Subject::Iri(iri) if self.stops.contains(iri));
        if !is_own && !path.contains(&next) && path.len() < MAX_DEPTH && self.graph.describes(next) {
            let inside = self.node(next, path);
            hash.update(inside);
        }
    }
}
