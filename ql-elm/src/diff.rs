//! What differs between two catalogues.

use std::collections::HashMap;

use serde_json::Value;

use crate::fingerprint::fingerprints;
use crate::rdf::Object;
use crate::subgraph::Courses;
use crate::{CatalogueOptions, Graph, SparqlUpdate, catalogue_documents};

/// The learning opportunity specifications of two graphs, by what became of them; by their IRIs, in order.
///
/// What counts is what is said of a course and of its instances, not what is said of institutions or other courses.
///
/// ```
/// use ql_elm::{CatalogueDiff, RdfFormat, RdfReader};
/// let read = |text: &str| RdfReader::new(RdfFormat::Turtle).read(text.as_bytes()).graph;
/// let old = read("@prefix ql: <http://data.quality-link.eu/ontology/v1#> .
///     <urn:x:1> a ql:LearningOpportunitySpecification . <urn:x:2> a ql:LearningOpportunitySpecification .");
/// let new = read("@prefix ql: <http://data.quality-link.eu/ontology/v1#> .
///     <urn:x:2> a ql:LearningOpportunitySpecification ; ql:isActive false .");
/// let diff = CatalogueDiff::between(&old, &new);
/// assert_eq!((diff.removed, diff.changed), (vec!["urn:x:1".into()], vec!["urn:x:2".into()]));
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct CatalogueDiff {
    /// Only in the new one.
    pub added: Vec<String>,
    /// In both, with other content.
    pub changed: Vec<String>,
    /// Only in the old one.
    pub removed: Vec<String>,
    /// In both, with the same content.
    pub unchanged: Vec<String>,
}

/// What a search index has to do.
#[derive(Clone, Debug, Default, PartialEq)]
#[non_exhaustive]
pub struct DocumentChanges {
    /// Documents to be put there, in place of those with the same `id`.
    pub put: Vec<Value>,
    /// The `id`s of documents to be deleted.
    pub delete: Vec<String>,
}

impl CatalogueDiff {
    /// What differs from one graph to another. Both should be whole: what is missing in an incomplete harvest is not gone.
    pub fn between(old: &Graph, new: &Graph) -> Self {
        let mut before: HashMap<String, String> = fingerprints(&old.in_order()).into_iter().collect();
        let mut diff = Self::default();
        for (iri, print) in fingerprints(&new.in_order()) {
            let list = match before.remove(&iri) {
                None => &mut diff.added,
                Some(earlier) if earlier == print => &mut diff.unchanged,
                Some(_) => &mut diff.changed,
            };
            list.push(iri);
        }
        diff.removed = before.into_keys().collect();
        for list in [&mut diff.added, &mut diff.changed, &mut diff.removed, &mut diff.unchanged] {
            list.sort_unstable();
        }
        diff
    }

    /// Whether nothing has changed.
    pub fn is_empty(&self) -> bool {
        self.added.is_empty() && self.changed.is_empty() && self.removed.is_empty()
    }

    /// The updates that bring a triple store from the old catalogue to the `new` one, each for one course.
    ///
    /// ```
    /// # use ql_elm::{CatalogueDiff, Graph, RdfFormat, RdfReader, SparqlUpdate};
    /// # let read = |text: &[u8]| RdfReader::new(RdfFormat::Turtle).read(text).graph;
    /// let new = read(b"<urn:x:1> a <http://data.quality-link.eu/ontology/v1#LearningOpportunitySpecification> .");
    /// let diff = CatalogueDiff::between(&Graph::new(), &new);
    /// assert_eq!(diff.updates(&new, &SparqlUpdate::per_course()).len(), 1);
    /// ```
    pub fn updates(&self, new: &Graph, layout: &SparqlUpdate) -> Vec<String> {
        let new = new.in_order();
        let courses = Courses::of(&new);
        let replaced = self.added.iter().chain(&self.changed).filter_map(|iri| {
            let id = new.id(Object::Iri(iri))?;
            Some(layout.replace(iri, &courses.subgraph(id)))
        });
        self.removed.iter().map(|iri| layout.remove(iri)).chain(replaced).collect()
    }

    /// The changes as catalogue documents, for a search index.
    pub fn documents(&self, old: &Graph, new: &Graph, options: &CatalogueOptions) -> DocumentChanges {
        let is_wanted = |document: &Value| {
            let uri = document["uri"].as_str().unwrap_or_default();
            let is_in = |list: &[String]| list.binary_search_by(|iri| iri.as_str().cmp(uri)).is_ok();
            is_in(&self.added) || is_in(&self.changed)
        };
        let old = old.in_order();
        DocumentChanges {
            put: catalogue_documents(&new.in_order(), options).filter(is_wanted).collect(),
            delete: self.removed.iter().map(|iri| crate::catalogue::uuid(&old, iri)).collect(),
        }
    }
}
