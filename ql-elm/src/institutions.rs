//! Institutions and alliances as registries describe them, with the other IRIs that are in use for them.

use std::collections::HashMap;

use crate::Graph;
use crate::namespace::{elm, owl, ql};
use crate::rdf::{Object, Subject};

/// What is known of institutions and alliances from elsewhere than the data source: their descriptions and aliases.
///
/// ```
/// use ql_elm::{Institutions, RdfFormat, RdfReader};
/// let turtle = br#"
///     @prefix owl: <http://www.w3.org/2002/07/owl#> . @prefix ql: <http://data.quality-link.eu/ontology/v1#> .
///     <https://data.deqar.eu/institution/9001> a ql:HigherEducationInstitution .
///     <https://example.edu/> owl:sameAs <https://data.deqar.eu/institution/9001> .
/// "#;
/// let institutions = Institutions::from_graph(&RdfReader::new(RdfFormat::Turtle).read(turtle).graph);
/// assert_eq!(institutions.canonical("https://example.edu/"), Some("https://data.deqar.eu/institution/9001"));
/// assert_eq!(institutions.canonical("https://data.deqar.eu/institution/9001"), None);
/// ```
#[derive(Clone, Debug, Default)]
pub struct Institutions {
    graph: Graph,
    aliases: HashMap<String, String>,
}

impl Institutions {
    /// None.
    pub fn new() -> Self {
        Self::default()
    }

    /// Those of a graph, such as the RDF files of registries or what [`write_provider`](crate::write_provider) has written.
    ///
    /// `A owl:sameAs B` makes A an alias of B if B is a `ql:HigherEducationInstitution` or `elm:Organisation`. Of several
    /// such B the first in the order of the alphabet counts.
    pub fn from_graph(graph: &Graph) -> Self {
        let graph = graph.in_order().into_owned();
        let known: Vec<&str> = graph.iris_of_type(&[ql::HIGHER_EDUCATION_INSTITUTION, elm::ORGANISATION]);
        let mut aliases: HashMap<String, String> = HashMap::new();
        for institution in known {
            for alias in graph.subjects(owl::SAME_AS, Object::Iri(institution)) {
                let Subject::Iri(alias) = alias else { continue };
                let canonical = aliases.entry(alias.to_owned()).or_insert_with(|| institution.to_owned());
                if institution < canonical.as_str() {
                    institution.clone_into(canonical);
                }
            }
        }
        Self { graph, aliases }
    }

    /// The IRI that is used for the institution behind an alias; `None` if it is no alias.
    pub fn canonical(&self, iri: &str) -> Option<&str> {
        self.aliases.get(iri).map(String::as_str).filter(|canonical| *canonical != iri)
    }

    /// The aliases with the institutions behind them.
    pub fn aliases(&self) -> impl Iterator<Item = (&str, &str)> {
        self.aliases.iter().map(|(alias, institution)| (alias.as_str(), institution.as_str()))
    }

    /// All that is said of institutions and alliances.
    pub fn graph(&self) -> &Graph {
        &self.graph
    }
}
