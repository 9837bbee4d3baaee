use std::collections::HashSet;

use ql_core::{Diagnostic, Severity};

use crate::codes;
use crate::model::write::{Told, Writer};
use crate::namespace::{PREFIXES, prefixed, ql, xsd};
use crate::rdf::{Graph, Object, Subject};
use crate::subgraph::Courses;
use crate::{LearningOpportunitySpecification, Statement, Value};

/// Somebody who finds out what courses do not say, such as a service that reads skills out of descriptions.
///
/// ```
/// use ql_elm::{CourseView, Enricher, Filled, GapFiller, RdfFormat, RdfReader, Value};
///
/// struct Levels;
///
/// impl GapFiller for Levels {
///     fn fill(&mut self, course: &CourseView<'_>) -> Vec<Filled> {
///         if course.has("elm:EQFLevel") || !course.iri().contains("/master/") {
///             return Vec::new();
///         }
///         vec![Filled::new("elm:EQFLevel", [Value::Iri("http://data.europa.eu/snb/eqf/7".into())])]
///     }
/// }
///
/// let turtle = br#"
///     @prefix ql: <http://data.quality-link.eu/ontology/v1#> .
///     <https://cat.example.edu/master/BIO-501> a ql:LearningOpportunitySpecification .
/// "#;
/// let mut graph = RdfReader::new(RdfFormat::Turtle).read(turtle).graph;
/// assert!(Enricher::new().enrich_with(&mut graph, &mut Levels).is_empty());
/// let text = ql_elm::pretty_turtle(&graph, Default::default());
/// assert!(text.contains(r#"ql:aiEnrichedField "elm:EQFLevel""#), "{text}");
/// ```
pub trait GapFiller {
    /// What is found out about a course. A property that has a value already stays as it is.
    fn fill(&mut self, course: &CourseView<'_>) -> Vec<Filled>;
}

/// A course that is looked at.
#[derive(Clone, Copy, Debug)]
pub struct CourseView<'g> {
    graph: &'g Graph,
    iri: &'g str,
}

impl<'g> CourseView<'g> {
    /// The IRI.
    pub fn iri(&self) -> &'g str {
        self.iri
    }

    /// The graph that it is a part of.
    pub fn graph(&self) -> &'g Graph {
        self.graph
    }

    /// Whether the course has a value for a property: an IRI, or a name with a usual prefix.
    pub fn has(&self, property: &str) -> bool {
        let property = expanded(property);
        self.graph.objects(Subject::Iri(self.iri), &property).next().is_some()
    }

    /// The texts of a property, each with its language.
    pub fn texts(&self, property: &str) -> Vec<(&'g str, &'g str)> {
        let property = expanded(property);
        let texts = self.graph.objects(Subject::Iri(self.iri), &property).filter_map(|object| match object {
            Object::Text { value, language } => Some((language, value)),
            _ => None,
        });
        texts.collect()
    }

    /// The course as a whole.
    pub fn specification(&self) -> LearningOpportunitySpecification {
        LearningOpportunitySpecification::read(self.graph, self.iri).unwrap_or_default()
    }
}

/// A property with the values that have been found for it.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Filled {
    /// The property: an IRI, or a name with a usual prefix such as `elm:learningOutcome`.
    pub property: String,
    /// Its values.
    pub values: Vec<Value>,
}

impl Filled {
    /// Values of a property.
    pub fn new(property: impl Into<String>, values: impl IntoIterator<Item = Value>) -> Self {
        Self { property: property.into(), values: values.into_iter().collect() }
    }
}

/// Lets a filler look at each course, and adds what it finds.
pub(super) fn fill(graph: &mut Graph, filler: &mut impl GapFiller, diagnostics: &mut Vec<Diagnostic>) {
    let mut found: Vec<(u32, Vec<Filled>)> = Vec::new();
    for course in Courses::of(graph).ids() {
        let Object::Iri(iri) = graph.term(*course) else { continue };
        let view = CourseView { graph, iri };
        let (gaps, taken): (Vec<Filled>, Vec<Filled>) =
            filler.fill(&view).into_iter().partition(|filled| !view.has(&filled.property));
        for filled in taken {
            let message = format!("`{}` has a value already; what was found is left out", filled.property);
            let finding = Diagnostic::new(codes::ENRICH_NOT_A_GAP, Severity::Info, message);
            diagnostics.push(finding.with_item(iri));
        }
        found.push((*course, gaps));
    }
    for (course, gaps) in found {
        let Object::Iri(iri) = graph.term(course) else { continue };
        let iri = iri.to_owned();
        let mut seen = HashSet::new();
        for Filled { property, values } in gaps.into_iter().filter(|filled| !filled.values.is_empty()) {
            let predicate = expanded(&property);
            let mut statements: Vec<Statement> =
                values.into_iter().map(|object| Statement { predicate: predicate.clone(), object }).collect();
            if seen.insert(predicate.clone()) {
                let datatype = xsd::STRING.to_owned();
                let object = Value::Literal { value: prefixed(&predicate), datatype };
                statements.push(Statement { predicate: ql::AI_ENRICHED_FIELD.to_owned(), object });
            }
            let Ok(()) =
                Writer { subject: Subject::Iri(&iri), sink: graph, told: &mut Told::new() }.statements(&statements);
        }
    }
    graph.sort();
}

/// The IRI behind a name with a usual prefix.
fn expanded(property: &str) -> String {
    let known = property.split_once(':').and_then(|(prefix, local)| {
        let (_, namespace) = PREFIXES.iter().find(|(name, _)| *name == prefix)?;
        Some(format!("{namespace}{local}"))
    });
    known.unwrap_or_else(|| property.to_owned())
}
