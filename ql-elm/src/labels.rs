//! Labels of concepts that are in no table, or in other languages than English.

use crate::Graph;
use crate::namespace::skos;
use crate::rdf::{Object, Subject};

/// Labels of concepts, from vocabularies in SKOS that are loaded at run time.
///
/// ```
/// use ql_elm::{Labels, RdfFormat, RdfReader};
/// let turtle = br#"
///     <http://data.europa.eu/snb/eqf/6> <http://www.w3.org/2004/02/skos/core#prefLabel> "Niveau 6"@fr , "Level 6"@en .
/// "#;
/// let labels = Labels::from_graph(&RdfReader::new(RdfFormat::Turtle).read(turtle).graph);
/// assert_eq!(labels.label("http://data.europa.eu/snb/eqf/6", &["fr", "en"]), Some("Niveau 6"));
/// // What is not loaded has the English label of our tables.
/// assert_eq!(labels.label("http://data.europa.eu/snb/eqf/7", &["fr", "en"]), Some("Level 7"));
/// ```
#[derive(Clone, Debug, Default)]
pub struct Labels {
    graph: Graph,
}

impl Labels {
    /// Those of our tables only.
    pub fn new() -> Self {
        Self::default()
    }

    /// The labels of a graph (`skos:prefLabel`), and those of our tables for what it does not name.
    pub fn from_graph(graph: &Graph) -> Self {
        Self { graph: graph.in_order().into_owned() }
    }

    /// The label of a concept in the first of these languages that it has one in, else in any.
    pub fn label(&self, iri: &str, languages: &[impl AsRef<str>]) -> Option<&str> {
        if self.graph.is_empty() {
            return crate::vocabulary::label(iri);
        }
        let labels = labels_of(&self.graph, iri);
        let wanted = wanted(&labels, languages);
        // An English label of the tables is better than one in a language that nobody asked for.
        let known =
            || crate::vocabulary::label(iri).filter(|_| languages.iter().any(|language| language.as_ref() == "en"));
        wanted
            .map(|(_, label)| *label)
            .or_else(known)
            .or_else(|| Some(labels.first()?.1))
            .or_else(|| crate::vocabulary::label(iri))
    }

    /// All that has been loaded.
    pub fn graph(&self) -> &Graph {
        &self.graph
    }
}

/// The labels that a graph has of a concept, with their languages, in a fixed order.
pub(crate) fn labels_of<'g>(graph: &'g Graph, iri: &str) -> Vec<(&'g str, &'g str)> {
    let mut labels: Vec<(&str, &str)> = graph
        .objects(Subject::Iri(iri), skos::PREF_LABEL)
        .filter_map(|label| match label {
            Object::Text { value, language } => Some((language, value)),
            Object::Typed { value, .. } => Some(("", value)),
            _ => None,
        })
        .collect();
    labels.sort_unstable();
    labels
}

/// The text in the first of these languages that there is one in: by tag, or else by primary language.
pub(crate) fn wanted<'t, 's, T>(texts: &'t [(&'s str, T)], languages: &[impl AsRef<str>]) -> Option<&'t (&'s str, T)> {
    let primary = |tag: &str| tag.split('-').next().unwrap_or_default().to_ascii_lowercase();
    languages.iter().find_map(|wanted| {
        let wanted = wanted.as_ref();
        let exact = texts.iter().find(|(tag, _)| tag.eq_ignore_ascii_case(wanted));
        exact.or_else(|| texts.iter().find(|(tag, _)| primary(tag) == wanted.to_ascii_lowercase()))
    })
}
