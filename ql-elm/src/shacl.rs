//! Validation against shapes: the part of SHACL Core that needs no SPARQL.

mod check;
mod literal;
mod parse;
mod report;
mod sentence;

use std::fmt;

use indexmap::IndexSet;
use regex_lite::Regex;

pub use report::{Component, CourseResults, ResultSeverity, RuleCount, ValidationReport, ValidationResult};

use crate::rdf::{Graph, Term};
use crate::vocabulary::Vocabulary;

/// Shapes, ready to validate graphs.
///
/// SHACL Core with all its kinds of paths. What is no part of it (`sh:sparql`, `sh:js`, rules, functions) is refused, never passed by. One
/// addition: `skos:inScheme` on a property shape says that the values are concepts of that vocabulary.
///
/// Terms of ELM ≤ 3.2 are those of ELM 3.3, in shapes as in data, since [`RdfReader`](crate::RdfReader) reads both alike.
/// Nothing is inferred but `rdfs:subClassOf` statements of the data, and nothing is imported.
///
/// ```
/// use ql_elm::{RdfFormat, RdfReader, Shapes};
/// let read = |turtle: &[u8]| RdfReader::new(RdfFormat::Turtle).read(turtle).graph;
/// let shapes = Shapes::from_graph(&read(br#"
///     @prefix sh: <http://www.w3.org/ns/shacl#> . @prefix dcterms: <http://purl.org/dc/terms/> .
///     <urn:x:course> sh:targetClass <urn:x:Course> ; sh:property [ sh:path dcterms:title ; sh:minCount 1 ] .
/// "#))?;
/// let report = shapes.validate(&read(b"<urn:x:1> a <urn:x:Course> ."));
/// assert!(!report.conforms());
/// assert_eq!(report.results()[0].path.as_deref(), Some("http://purl.org/dc/terms/title"));
/// # Ok::<(), ql_elm::ShapesError>(())
/// ```
#[derive(Clone, Debug)]
pub struct Shapes {
    shapes: Vec<Shape>,
    /// What shapes name.
    terms: IndexSet<Term>,
}

/// Shapes that can't be used, and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ShapesError {
    shape: String,
    problem: String,
}

impl ShapesError {
    /// The shape: its IRI, or `a blank node`.
    pub fn shape(&self) -> &str {
        &self.shape
    }
}

impl fmt::Display for ShapesError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the shape `{}` can't be used: {}", ql_core::excerpt(&self.shape), self.problem)
    }
}

impl std::error::Error for ShapesError {}

/// The place of a shape in [`Shapes::shapes`].
type ShapeId = usize;
/// The place of a term in [`Shapes::terms`].
type TermId = usize;

#[derive(Clone, Debug, Default)]
struct Shape {
    /// None of a blank node.
    iri: Option<String>,
    path: Option<Path>,
    targets: Vec<Target>,
    constraints: Vec<Constraint>,
    severity: ResultSeverity,
    deactivated: bool,
    /// With its language.
    message: Option<(String, String)>,
    name: Option<String>,
    description: Option<String>,
    erratum: Option<String>,
}

#[derive(Clone, Debug)]
enum Path {
    Predicate(TermId),
    Inverse(Box<Path>),
    Sequence(Vec<Path>),
    Alternative(Vec<Path>),
    /// Zero or more times, one or more, zero or one.
    Repeated {
        path: Box<Path>,
        at_least_once: bool,
        once_only: bool,
    },
}

#[derive(Clone, Copy, Debug)]
enum Target {
    Node(TermId),
    Class(TermId),
    SubjectsOf(TermId),
    ObjectsOf(TermId),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct NodeKind {
    blank: bool,
    iri: bool,
    literal: bool,
}

#[derive(Clone, Debug)]
enum Constraint {
    Class(TermId),
    Datatype(TermId),
    NodeKind(NodeKind),
    MinCount(u64),
    MaxCount(u64),
    Range(Component, TermId),
    MinLength(u64),
    MaxLength(u64),
    Pattern(Regex),
    LanguageIn(Vec<String>),
    UniqueLang,
    /// Equals, disjoint, less than.
    Pair(Component, TermId),
    Not(ShapeId),
    And(Vec<ShapeId>),
    Or(Vec<ShapeId>),
    Xone(Vec<ShapeId>),
    Node(ShapeId),
    Property(ShapeId),
    Qualified {
        shape: ShapeId,
        min: Option<u64>,
        max: Option<u64>,
        siblings: Vec<ShapeId>,
    },
    Closed(Vec<TermId>),
    HasValue(TermId),
    In(Vec<TermId>),
    Vocabulary(Vec<Vocabulary>),
}

impl Shapes {
    /// The shapes of a graph.
    ///
    /// # Errors
    /// If a shape is broken or uses what is no part of SHACL Core.
    pub fn from_graph(graph: &Graph) -> Result<Self, ShapesError> {
        parse::shapes(&graph.in_order())
    }

    /// Checks a graph against the shapes.
    pub fn validate(&self, graph: &Graph) -> ValidationReport {
        let mut graph = graph.in_order();
        // A node that a shape names is looked at even if the graph says nothing of it.
        for shape in self.shapes.iter().filter(|shape| !shape.deactivated) {
            for target in &shape.targets {
                if let Target::Node(term) = target
                    && let Some(term) = self.terms.get_index(*term)
                    && graph.id(term.as_object()).is_none()
                {
                    graph.to_mut().intern(term.as_object());
                }
            }
        }
        let raw = check::run(self, &graph);
        report::of(self, &graph, raw)
    }
}
