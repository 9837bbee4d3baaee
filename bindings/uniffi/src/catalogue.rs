//! Courses in memory.

use std::sync::Arc;

use quality_link::plain;

use crate::error::Result;
use crate::types::{
    ChangeSet, Completeness, Course, Diagnostic, DocumentChanges, DocumentOptions, ElmNamespace, EnrichOptions,
    MapOptions, ProfileLevel, RdfFormat, RecordInput, ValidationReport,
};

/// Learning opportunities with all that is said of them: what was read of a file or a page, or came together in a harvest.
#[derive(uniffi::Object)]
pub struct Catalogue(plain::Catalogue);

impl From<plain::Catalogue> for Catalogue {
    fn from(catalogue: plain::Catalogue) -> Self {
        Self(catalogue)
    }
}

/// Reads an ELM file (Turtle, RDF/XML, JSON-LD, N-Triples, also packed with gzip) or a saved page of an API.
///
/// Courses of an API get their IRIs from `options`: from the SCHAC code of the provider, or as its `minting` says.
#[uniffi::export(default(media_type = None, url = None, options))]
pub fn read_catalogue(
    content: Vec<u8>,
    media_type: Option<String>,
    url: Option<String>,
    options: MapOptions,
) -> Result<Catalogue> {
    Ok(plain::read_catalogue(content, media_type.as_deref(), url.as_deref(), &options)?.into())
}

/// Maps records of an API of this type and version. Those of `context` are only referred to; they make no courses.
#[uniffi::export(default(context), default(options))]
pub fn map_records(
    source_type: &str,
    version: Option<u32>,
    records: Vec<RecordInput>,
    context: Vec<RecordInput>,
    options: MapOptions,
) -> Result<Catalogue> {
    Ok(plain::map_records(source_type, version, &records, &context, &options)?.into())
}

#[uniffi::export]
impl Catalogue {
    /// All of these as one.
    #[uniffi::constructor]
    pub fn merge(catalogues: Vec<Arc<Self>>) -> Self {
        plain::Catalogue::merge(catalogues.iter().map(|one| &one.0)).into()
    }

    /// What could not be read, mapped or used as it stood.
    pub fn diagnostics(&self) -> Vec<Diagnostic> {
        self.0.diagnostics().to_vec()
    }

    /// How many courses and programmes there are.
    pub fn course_count(&self) -> u32 {
        u32::try_from(self.0.course_count()).unwrap_or(u32::MAX)
    }

    /// The courses and programmes, as people think of them.
    pub fn courses(&self) -> Vec<Course> {
        self.0.courses()
    }

    /// What is said of one course, without its neighbours; empty if there is none of that IRI.
    pub fn course(&self, iri: &str) -> Self {
        self.0.course(iri).into()
    }

    /// Writes the catalogue as RDF, in the namespace of ELM 3.3 unless another is given.
    #[uniffi::method(default(namespace = None))]
    pub fn to_rdf(&self, format: RdfFormat, namespace: Option<ElmNamespace>) -> Vec<u8> {
        self.0.to_rdf(format, namespace.unwrap_or_default())
    }

    /// The catalogue documents, each in JSON.
    #[uniffi::method(default(institutions = None, labels = None, options))]
    pub fn documents(
        &self,
        options: DocumentOptions,
        institutions: Option<Vec<u8>>,
        labels: Option<Vec<u8>>,
    ) -> Result<Vec<String>> {
        Ok(self.0.documents(&options, institutions.as_deref(), labels.as_deref())?)
    }

    /// Does the catalogue conform to the profile?
    #[uniffi::method(default(level = None))]
    pub fn validate(&self, level: Option<ProfileLevel>) -> ValidationReport {
        self.0.validate(level.unwrap_or_default())
    }

    /// Does the catalogue conform to these shapes (RDF)?
    pub fn validate_with(&self, shapes: Vec<u8>) -> Result<ValidationReport> {
        Ok(self.0.validate_with(&shapes)?)
    }

    /// What the courses have of what they should have; `institutions` is RDF that says more of their publishers.
    #[uniffi::method(default(institutions = None))]
    pub fn completeness(&self, institutions: Option<Vec<u8>>) -> Result<Completeness> {
        Ok(self.0.completeness(institutions.as_deref())?)
    }

    /// The catalogue with what an aggregator adds.
    #[uniffi::method(default(institutions = None, options))]
    pub fn enrich(&self, options: EnrichOptions, institutions: Option<Vec<u8>>) -> Result<Self> {
        Ok(self.0.enrich(&options, institutions.as_deref())?.into())
    }

    /// What has changed from here to a newer catalogue.
    pub fn diff(&self, newer: &Self) -> ChangeSet {
        self.0.diff(&newer.0)
    }

    /// The changes from here to a newer catalogue as SPARQL updates: a graph for each course, or one graph for all.
    #[uniffi::method(default(graph = None))]
    pub fn updates(&self, newer: &Self, graph: Option<String>) -> Vec<String> {
        self.0.updates(&newer.0, graph.as_deref())
    }

    /// The changes from here to a newer catalogue for a search index.
    #[uniffi::method(default(institutions = None, labels = None, options))]
    pub fn document_changes(
        &self,
        newer: &Self,
        options: DocumentOptions,
        institutions: Option<Vec<u8>>,
        labels: Option<Vec<u8>>,
    ) -> Result<DocumentChanges> {
        Ok(self.0.document_changes(&newer.0, &options, institutions.as_deref(), labels.as_deref())?)
    }
}
