//! Courses in memory.

use std::sync::Arc;

use pyo3::prelude::*;
use pyo3::types::{PyBytes, PyDict, PyList};
use quality_link::plain;

use crate::content::Content;
use crate::error::Result;
use crate::hints::{Iterated, Json, RdfGraph};
use crate::ident::from_json;
use crate::tables::{Rows, Table};
use crate::types::{
    ChangeSet, Completeness, Course, Diagnostic, DocumentChanges, DocumentOptions, ElmNamespace, EnrichOptions,
    MapOptions, Plain, ProfileLevel, RdfFormat, RecordInput, ValidationReport,
};

/// Learning opportunities with all that is said of them: what was read of a file or a page, or came together in a harvest.
#[pyclass(frozen, module = "quality_link")]
pub struct Catalogue(pub Arc<plain::Catalogue>);

impl Catalogue {
    pub fn new(catalogue: plain::Catalogue) -> Self {
        Self(Arc::new(catalogue))
    }
}

/// Read an ELM file (Turtle, RDF/XML, JSON-LD, N-Triples, also packed with gzip) or a saved page of an API.
///
/// Courses of an API get their IRIs from `options`: from the SCHAC code of the provider, or as its `minting` says.
#[pyfunction]
#[pyo3(signature = (content, *, media_type = None, url = None, options = None))]
pub fn read_catalogue(
    py: Python<'_>,
    content: Content,
    media_type: Option<&str>,
    url: Option<&str>,
    options: Option<MapOptions>,
) -> Result<Catalogue> {
    let options = options.unwrap_or_default().into_plain();
    Ok(Catalogue::new(py.detach(|| plain::read_catalogue(content.0, media_type, url, &options))?))
}

/// Map records of an API of this type and version. Those of `context` are only referred to; they make no courses.
#[pyfunction]
#[pyo3(signature = (source_type, version, records, *, context = Vec::new(), options = None))]
pub fn map_records(
    py: Python<'_>,
    source_type: &str,
    version: Option<u32>,
    records: Vec<RecordInput>,
    context: Vec<RecordInput>,
    options: Option<MapOptions>,
) -> Result<Catalogue> {
    let (records, context, options) =
        (records.into_plain(), context.into_plain(), options.unwrap_or_default().into_plain());
    let map = || plain::map_records(source_type, version, &records, &context, &options);
    Ok(Catalogue::new(py.detach(map)?))
}

fn bytes(content: Option<&Content>) -> Option<&[u8]> {
    content.map(|content| content.0.as_slice())
}

#[pymethods]
impl Catalogue {
    /// What could not be read, mapped or used as it stood.
    #[getter]
    fn diagnostics(&self) -> Vec<Diagnostic> {
        Plain::of(self.0.diagnostics().to_vec())
    }

    /// How many courses and programmes there are.
    #[getter]
    fn course_count(&self) -> usize {
        self.0.course_count()
    }

    fn __len__(&self) -> usize {
        self.0.course_count()
    }

    fn __iter__<'py>(&self, py: Python<'py>) -> PyResult<Iterated<'py, Course>> {
        Ok(Iterated::new(PyList::new(py, self.courses(py))?.try_iter()?.into_any()))
    }

    fn __repr__(&self) -> String {
        format!("<Catalogue of {} courses>", self.0.course_count())
    }

    /// The courses and programmes, as people think of them.
    fn courses(&self, py: Python<'_>) -> Vec<Course> {
        Plain::of(py.detach(|| self.0.courses()))
    }

    /// What is said of one course, without its neighbours; empty if there is none of that IRI.
    fn course(&self, py: Python<'_>, iri: &str) -> Self {
        Self::new(py.detach(|| self.0.course(iri)))
    }

    /// All of these as one.
    #[staticmethod]
    fn merge(py: Python<'_>, catalogues: Vec<Py<Self>>) -> Self {
        let all: Vec<_> = catalogues.iter().map(|one| Arc::clone(&one.get().0)).collect();
        Self::new(py.detach(|| plain::Catalogue::merge(all.iter().map(Arc::as_ref))))
    }

    /// Write the catalogue as RDF: `turtle`, `n-triples`, `rdf-xml`, `json-ld` or `n-quads`, in the namespace of ELM `v3.3` or `v3.2`.
    #[pyo3(signature = (format, namespace = ElmNamespace::default()))]
    fn to_rdf<'py>(&self, py: Python<'py>, format: RdfFormat, namespace: ElmNamespace) -> Bound<'py, PyBytes> {
        PyBytes::new(py, &py.detach(|| self.0.to_rdf(format.0, namespace.0)))
    }

    /// The catalogue as a graph of rdflib.
    fn to_rdflib<'py>(&self, py: Python<'py>) -> PyResult<RdfGraph<'py>> {
        let graph = py.import("rdflib")?.getattr("Graph")?.call0()?;
        let triples = py.detach(|| self.0.to_rdf(plain::RdfFormat::NTriples, plain::ElmNamespace::default()));
        let keywords = PyDict::new(py);
        keywords.set_item("data", PyBytes::new(py, &triples))?;
        keywords.set_item("format", "nt")?;
        graph.call_method("parse", (), Some(&keywords))?;
        Ok(RdfGraph::new(graph))
    }

    /// The catalogue documents, as dictionaries.
    #[pyo3(signature = (options = None, *, institutions = None, labels = None))]
    fn documents<'py>(
        &self,
        py: Python<'py>,
        options: Option<DocumentOptions>,
        institutions: Option<Content>,
        labels: Option<Content>,
    ) -> PyResult<Vec<Json<'py>>> {
        let options = options.unwrap_or_default().into_plain();
        let make = || self.0.documents(&options, bytes(institutions.as_ref()), bytes(labels.as_ref()));
        let documents = py.detach(make).map_err(crate::error::QualityLinkError)?;
        documents.iter().map(|document| from_json(py, document)).collect()
    }

    /// Does the catalogue conform to the profile? The level is `profile` or `elm-strict`.
    #[pyo3(signature = (level = ProfileLevel::default()))]
    fn validate(&self, py: Python<'_>, level: ProfileLevel) -> ValidationReport {
        Plain::of(py.detach(|| self.0.validate(level.0)))
    }

    /// Does the catalogue conform to these shapes (RDF)?
    fn validate_with(&self, py: Python<'_>, shapes: Content) -> Result<ValidationReport> {
        Ok(Plain::of(py.detach(|| self.0.validate_with(&shapes.0))?))
    }

    /// What the courses have of what they should have; `institutions` is RDF that says more of their publishers.
    #[pyo3(signature = (institutions = None))]
    fn completeness(&self, py: Python<'_>, institutions: Option<Content>) -> Result<Completeness> {
        Ok(Plain::of(py.detach(|| self.0.completeness(bytes(institutions.as_ref())))?))
    }

    /// The catalogue with what an aggregator adds.
    #[pyo3(signature = (options = None, *, institutions = None))]
    fn enrich(&self, py: Python<'_>, options: Option<EnrichOptions>, institutions: Option<Content>) -> Result<Self> {
        let options = options.unwrap_or_default().into_plain();
        Ok(Self::new(py.detach(|| self.0.enrich(&options, bytes(institutions.as_ref())))?))
    }

    /// What has changed from here to a newer catalogue.
    fn diff(&self, py: Python<'_>, newer: &Self) -> ChangeSet {
        Plain::of(py.detach(|| self.0.diff(&newer.0)))
    }

    /// The changes from here to a newer catalogue as SPARQL updates: a graph for each course, or one graph for all.
    #[pyo3(signature = (newer, *, graph = None))]
    fn updates(&self, py: Python<'_>, newer: &Self, graph: Option<&str>) -> Vec<String> {
        py.detach(|| self.0.updates(&newer.0, graph))
    }

    /// The changes from here to a newer catalogue for a search index.
    #[pyo3(signature = (newer, options = None, *, institutions = None, labels = None))]
    fn document_changes(
        &self,
        py: Python<'_>,
        newer: &Self,
        options: Option<DocumentOptions>,
        institutions: Option<Content>,
        labels: Option<Content>,
    ) -> Result<DocumentChanges> {
        let options = options.unwrap_or_default().into_plain();
        let (institutions, labels) = (bytes(institutions.as_ref()), bytes(labels.as_ref()));
        Ok(Plain::of(py.detach(|| self.0.document_changes(&newer.0, &options, institutions, labels))?))
    }

    /// A row for each course, for pyarrow, polars, pandas and `DuckDB`.
    fn courses_table(&self) -> Table {
        Table::of(Rows::Courses, Arc::clone(&self.0))
    }

    /// A row for each instance.
    fn instances_table(&self) -> Table {
        Table::of(Rows::Instances, Arc::clone(&self.0))
    }

    /// A row for each diagnostic.
    fn diagnostics_table(&self) -> Table {
        Table::of(Rows::Diagnostics, Arc::clone(&self.0))
    }
}
