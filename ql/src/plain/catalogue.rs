//! Courses in memory, and what can be done with them.

use std::collections::HashSet;
use std::sync::OnceLock;

use bytes::Bytes;
use ql_core as core;
use ql_core::{Record, RecordKind, SourceType};
use ql_elm as elm;
use ql_elm::{
    CatalogueDiff, CatalogueOptions, Graph, Institutions, Labels, LearningOpportunitySpecification, Mapped, RdfOptions,
    RdfReader, RdfWriter, Shapes, SparqlUpdate, catalogue_documents, course_subgraph,
};
use ql_exchange::saved_document;
use url::Url;

use super::convert::diagnostics;
use super::{
    ChangeSet, Completeness, Course, Diagnostic, DocumentChanges, DocumentOptions, ElmNamespace, EnrichOptions,
    ErrorReport, MapOptions, ProfileLevel, RdfFormat, RecordInput, ValidationReport, options,
};

/// Learning opportunities with all that is said of them: what was read of a file or a page, or came together in a harvest.
#[derive(Debug, Default)]
pub struct Catalogue {
    /// What records became; empty if the graph is all there is.
    mapped: Vec<Mapped>,
    graph: OnceLock<Graph>,
    diagnostics: Vec<Diagnostic>,
}

/// Reads an ELM file (Turtle, RDF/XML, JSON-LD, N-Triples, also packed with gzip) or a saved page of an API.
///
/// `media_type` is what the server said, `url` where the document is from; both may be missing. What can't be read is
/// told by [`Catalogue::diagnostics`].
///
/// # Errors
/// If the options can't be used, if a document is neither RDF nor of an API, or if courses of an API can't be given IRIs
/// because neither the SCHAC code of the provider nor another way of minting is given.
pub fn read_catalogue(
    content: impl Into<Bytes>,
    media_type: Option<&str>,
    url: Option<&str>,
    options: &MapOptions,
) -> Result<Catalogue, ErrorReport> {
    let content = content.into();
    let mut mapper = options.mapper()?;
    let records = if media_type.is_none_or(is_json) && is_page(&content) {
        if !options.can_mint() {
            return Err(no_iris());
        }
        saved_document(&content)?
    } else {
        let base = url.map(|url| Url::parse(url).map_err(|error| ErrorReport::argument(format!("not a URL: {error}"))));
        let record = Record::new(SourceType::Elm, RecordKind::Document, content);
        vec![record.with_media_type(media_type.map(str::to_owned)).with_url(base.transpose()?)]
    };
    Ok(Catalogue::of(mapper.map_all(&records), Vec::new()))
}

/// Courses of an API can't be given IRIs.
pub(super) fn no_iris() -> ErrorReport {
    ErrorReport::argument("the courses of an API get their IRIs from the SCHAC code of the provider, which is missing")
}

fn is_json(media_type: &str) -> bool {
    media_type.split(';').next().is_some_and(|essence| essence.trim().eq_ignore_ascii_case("application/json"))
}

/// Whether a document is JSON of an API rather than RDF: JSON without what makes JSON-LD.
pub(crate) fn is_page(content: &[u8]) -> bool {
    let text = content.strip_prefix(b"\xef\xbb\xbf").unwrap_or(content).trim_ascii_start();
    let is_json = text.starts_with(b"{") || (text.starts_with(b"[") && text[1..].trim_ascii_start().starts_with(b"{"));
    let mentions = |word: &[u8]| content.windows(word.len()).any(|window| window == word);
    is_json && !mentions(b"\"@context\"") && !mentions(b"\"@id\"") && !mentions(b"\"@graph\"")
}

/// Maps records of an API of this type and version. Those of `context` are only referred to; they make no courses.
pub fn map_records(
    source_type: &str,
    version: Option<u32>,
    records: &[RecordInput],
    context: &[RecordInput],
    options: &MapOptions,
) -> Result<Catalogue, ErrorReport> {
    let source_type = options::source_type(source_type);
    let record = |input: &RecordInput| -> Result<Record, ErrorReport> {
        let mut record = Record::new(source_type.clone(), kind(&input.kind)?, input.body.clone()).with_version(version);
        for part in &input.parts {
            record = record.with_part(core::RecordPart::new(kind(&part.kind)?, part.body.clone()));
        }
        Ok(record)
    };
    let mut mapper = options.mapper()?;
    let mut findings = Vec::new();
    for input in context {
        findings.extend(mapper.learn(&record(input)?));
    }
    let records: Vec<Record> = records.iter().map(record).collect::<Result<_, _>>()?;
    Ok(Catalogue::of(mapper.map_all(&records), findings))
}

fn kind(name: &str) -> Result<RecordKind, ErrorReport> {
    RecordKind::from_name(name).ok_or_else(|| {
        let known: Vec<&str> = RecordKind::ALL.iter().map(|kind| kind.name()).collect();
        super::error::unknown("kind of record", name, &known)
    })
}

/// Reads RDF that is no catalogue: institutions, labels, shapes.
fn read_rdf(content: &[u8]) -> Result<Graph, ErrorReport> {
    let read = RdfReader::new(elm::RdfFormat::from_content(content)).read(content);
    match read.diagnostics.iter().find(|finding| finding.severity() >= core::Severity::Error) {
        None => Ok(read.graph),
        Some(problem) => Err(Box::new(problem.clone()).into()),
    }
}

impl Catalogue {
    pub(super) fn of(mapped: Vec<Mapped>, findings: Vec<core::Diagnostic>) -> Self {
        let of_records = mapped.iter().flat_map(|one| &one.diagnostics);
        let diagnostics = diagnostics(findings.iter().chain(of_records));
        Self { mapped, graph: OnceLock::new(), diagnostics }
    }

    fn of_graph(graph: Graph, diagnostics: Vec<Diagnostic>) -> Self {
        Self { mapped: Vec::new(), graph: graph.into(), diagnostics }
    }

    fn graph(&self) -> &Graph {
        self.graph.get_or_init(|| {
            let mut graph = Graph::new();
            for one in &self.mapped {
                let Ok(()) = one.write_to(&mut graph);
            }
            graph.sort();
            graph
        })
    }

    /// What could not be read or mapped as it stood.
    pub fn diagnostics(&self) -> &[Diagnostic] {
        &self.diagnostics
    }

    /// What records of an API became, of several with one IRI the first; none if there are documents.
    fn records(&self) -> Vec<&LearningOpportunitySpecification> {
        let mut seen = HashSet::new();
        let all = self.mapped.iter().flat_map(Mapped::specifications);
        all.filter(|course| seen.insert(course.subject.as_str())).collect()
    }

    /// How many courses and programmes there are.
    pub fn course_count(&self) -> usize {
        let records = self.records();
        if records.is_empty() { self.graph().specifications().len() } else { records.len() }
    }

    /// The courses and programmes, as people think of them.
    pub fn courses(&self) -> Vec<Course> {
        let records = self.records();
        if !records.is_empty() {
            return records.into_iter().map(Course::from).collect();
        }
        let graph = self.graph();
        let read = |iri: &&str| LearningOpportunitySpecification::read(graph, iri);
        graph.specifications().iter().filter_map(read).map(|course| Course::from(&course)).collect()
    }

    /// What is said of one course, without its neighbours; empty if there is no course of that IRI.
    #[must_use]
    pub fn course(&self, iri: &str) -> Self {
        Self::of_graph(course_subgraph(self.graph(), iri), Vec::new())
    }

    /// All of these as one.
    pub fn merge<'c>(catalogues: impl IntoIterator<Item = &'c Self>) -> Self {
        let (mut graph, mut diagnostics) = (Graph::new(), Vec::new());
        for catalogue in catalogues {
            let Ok(()) = catalogue.graph().write_to(&mut graph);
            diagnostics.extend_from_slice(&catalogue.diagnostics);
        }
        graph.sort();
        Self::of_graph(graph, diagnostics)
    }

    /// Writes the catalogue as RDF. Turtle is made for people, and the same for equal catalogues; N-Triples is the quickest.
    pub fn to_rdf(&self, format: RdfFormat, namespace: ElmNamespace) -> Vec<u8> {
        if format == RdfFormat::Turtle {
            return elm::pretty_turtle(self.graph(), namespace.into()).into_bytes();
        }
        let options = RdfOptions::new(format.into()).with_namespace(namespace.into());
        // Nothing goes wrong while something is written into memory.
        let write = || -> std::io::Result<Vec<u8>> {
            let mut writer = RdfWriter::new(options, Vec::new())?;
            match self.graph.get() {
                Some(graph) => graph.write_to(&mut writer)?,
                None => {
                    for one in &self.mapped {
                        one.write_to(&mut writer)?;
                        writer.end_block()?;
                    }
                }
            }
            writer.finish()
        };
        write().unwrap_or_default()
    }

    /// The catalogue documents, each as JSON.
    ///
    /// # Errors
    /// If the RDF of `institutions` or `labels` can't be read.
    pub fn documents(
        &self,
        options: &DocumentOptions,
        institutions: Option<&[u8]>,
        labels: Option<&[u8]>,
    ) -> Result<Vec<String>, ErrorReport> {
        let options = catalogue_options(options, institutions, labels)?;
        Ok(catalogue_documents(self.graph(), &options).map(|document| document.to_string()).collect())
    }

    /// Does the catalogue conform to the profile?
    pub fn validate(&self, level: ProfileLevel) -> ValidationReport {
        (&elm::validate(self.graph(), level.into())).into()
    }

    /// Does the catalogue conform to these shapes (RDF)?
    ///
    /// # Errors
    /// If the shapes can't be read or used.
    pub fn validate_with(&self, shapes: &[u8]) -> Result<ValidationReport, ErrorReport> {
        Ok((&Shapes::from_graph(&read_rdf(shapes)?)?.validate(self.graph())).into())
    }

    /// What the courses have of what they should have; `institutions` is RDF that says more of their publishers.
    ///
    /// # Errors
    /// If the RDF of `institutions` can't be read.
    pub fn completeness(&self, institutions: Option<&[u8]>) -> Result<Completeness, ErrorReport> {
        Ok((&elm::completeness_with(self.graph(), &known(institutions)?)).into())
    }

    /// The catalogue with what an aggregator adds; what could not be used, and courses of other institutions, are among
    /// its [`diagnostics`](Self::diagnostics).
    ///
    /// # Errors
    /// If the options can't be used.
    pub fn enrich(&self, options: &EnrichOptions, institutions: Option<&[u8]>) -> Result<Self, ErrorReport> {
        let enricher = options.enricher()?.with_institutions(&known(institutions)?);
        let mut graph = self.graph().clone();
        let findings = enricher.enrich(&mut graph);
        graph.sort();
        Ok(Self::of_graph(graph, diagnostics(&findings)))
    }

    /// What has changed from here to a newer catalogue.
    pub fn diff(&self, newer: &Self) -> ChangeSet {
        CatalogueDiff::between(self.graph(), newer.graph()).into()
    }

    /// The changes from here to a newer catalogue as SPARQL updates: a graph for each course, or one graph for all.
    pub fn updates(&self, newer: &Self, graph: Option<&str>) -> Vec<String> {
        let layout = graph.map_or_else(SparqlUpdate::per_course, SparqlUpdate::shared);
        CatalogueDiff::between(self.graph(), newer.graph()).updates(newer.graph(), &layout)
    }

    /// The changes from here to a newer catalogue for a search index.
    ///
    /// # Errors
    /// If the RDF of `institutions` or `labels` can't be read.
    pub fn document_changes(
        &self,
        newer: &Self,
        options: &DocumentOptions,
        institutions: Option<&[u8]>,
        labels: Option<&[u8]>,
    ) -> Result<DocumentChanges, ErrorReport> {
        let options = catalogue_options(options, institutions, labels)?;
        let diff = CatalogueDiff::between(self.graph(), newer.graph());
        let changes = diff.documents(self.graph(), newer.graph(), &options);
        let put = changes.put.iter().map(ToString::to_string).collect();
        Ok(DocumentChanges { put, delete: changes.delete })
    }
}

fn known(institutions: Option<&[u8]>) -> Result<Institutions, ErrorReport> {
    Ok(institutions.map(read_rdf).transpose()?.as_ref().map(Institutions::from_graph).unwrap_or_default())
}

fn catalogue_options(
    options: &DocumentOptions,
    institutions: Option<&[u8]>,
    labels: Option<&[u8]>,
) -> Result<CatalogueOptions, ErrorReport> {
    let made = CatalogueOptions::from(options).with_institutions(&known(institutions)?);
    Ok(match labels.map(read_rdf).transpose()? {
        Some(labels) => made.with_labels(&Labels::from_graph(&labels)),
        None => made,
    })
}
