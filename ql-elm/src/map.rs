//! From raw records to learning opportunities: pure functions, one module per format.

pub(crate) mod concept;
mod json;
mod notes;
mod ooapi;
mod rules;

use std::fmt;

use ql_core::{Diagnostic, LanguageTag, Record, RecordKind, Severity, SourceType};
use ql_ident::SubjectMinter;

use crate::namespace::{elm, ql};
use crate::{Graph, LearningOpportunitySpecification, RdfFormat, RdfReader, TripleSink, codes};

/// Maps the records of data sources to the European Learning Model.
///
/// ```
/// use ql_core::{Record, RecordKind, SourceType};
/// use ql_elm::Mapper;
/// use ql_ident::{SubjectMinter, SubjectScheme};
///
/// let minter = SubjectMinter::new(SubjectScheme::Urn("example.edu".parse()?))?;
/// let mapper = Mapper::new(minter).with_provider("https://data.deqar.eu/institution/9001");
/// let json = br#"{"courseId": "BIO-101", "name": [{"language": "en-GB", "value": "Marine Biology"}], "level": "master"}"#;
/// let record = Record::new(SourceType::Ooapi, RecordKind::Course, &json[..]).with_version(Some(5));
/// let mapped = mapper.map(&record);
/// let course = &mapped.specifications()[0];
/// assert_eq!(course.subject, "urn:schac:uniqueCourseId:example.edu:BIO-101");
/// assert_eq!(course.title.in_language("en"), Some("Marine Biology"));
/// assert_eq!(course.eqf_level.as_deref(), Some("http://data.europa.eu/snb/eqf/7"));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug)]
pub struct Mapper {
    pub(crate) minter: Option<SubjectMinter>,
    pub(crate) provider: Option<String>,
    pub(crate) default_language: LanguageTag,
    pub(crate) today: Option<String>,
}

/// What one record became.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Mapped {
    content: Content,
    /// What could not be mapped as it stood, and what went wrong on the way here.
    pub diagnostics: Vec<Diagnostic>,
}

#[derive(Clone, Debug)]
enum Content {
    Specifications(Vec<LearningOpportunitySpecification>),
    Graph(Box<Graph>),
}

impl Mapper {
    /// A mapper whose subjects are minted by `minter`.
    pub fn new(minter: SubjectMinter) -> Self {
        Self { minter: Some(minter), provider: None, default_language: LanguageTag::undetermined(), today: None }
    }

    /// A mapper for documents only, which bring the IRIs of their courses with them.
    pub fn for_documents() -> Self {
        Self { minter: None, provider: None, default_language: LanguageTag::undetermined(), today: None }
    }

    /// Sets the IRI of the institution whose data are mapped: publisher and provider where the data name none.
    #[must_use]
    pub fn with_provider(mut self, iri: impl Into<String>) -> Self {
        self.provider = Some(iri.into());
        self
    }

    /// Sets the language of texts without one; `und` by default.
    #[must_use]
    pub fn with_default_language(mut self, language: LanguageTag) -> Self {
        self.default_language = language;
        self
    }

    /// Sets the day (`YYYY-MM-DD`) of the run; without it a course is never taken for one that has ended.
    #[must_use]
    pub fn with_today(mut self, day: impl Into<String>) -> Self {
        self.today = Some(day.into());
        self
    }

    /// Maps one record. A record that can't be mapped gives nothing but a diagnostic of severity error.
    pub fn map(&self, record: &Record) -> Mapped {
        let mut diagnostics = record.diagnostics.clone();
        let content = match (&record.source_type, record.kind) {
            (SourceType::Elm, _) => Content::Graph(Box::new(read_elm(record, &mut diagnostics))),
            (SourceType::Ooapi, RecordKind::Course) if record.version.is_none_or(|version| version == 5) => {
                let course = match &self.minter {
                    Some(minter) => ooapi::course(self, minter, record, &mut diagnostics),
                    None => {
                        let message = "the provider's SCHAC code is not known, so the course can't get an IRI";
                        diagnostics.push(Diagnostic::new(codes::MAP_NO_MINTER, Severity::Error, message));
                        None
                    }
                };
                Content::Specifications(course.into_iter().collect())
            }
            (source_type, kind) => {
                let version = record.version.map(|version| format!(" {version}")).unwrap_or_default();
                let message = format!("records of `{source_type}`{version} ({kind:?}) can't be mapped yet");
                diagnostics.push(Diagnostic::new(codes::MAP_UNSUPPORTED, Severity::Error, message));
                Content::Specifications(Vec::new())
            }
        };
        Mapped { content, diagnostics }
    }
}

fn read_elm(record: &Record, diagnostics: &mut Vec<Diagnostic>) -> Graph {
    let declared = record.media_type.as_deref().and_then(RdfFormat::from_media_type);
    let by_path = record.url.as_ref().and_then(|url| RdfFormat::from_path(url.path()));
    let format = declared.or(by_path).unwrap_or_else(|| RdfFormat::from_content(&record.body));
    let mut reader = RdfReader::new(format);
    if let Some(url) = &record.url {
        // A URL is an absolute IRI.
        reader = reader.clone().with_base(url.as_str()).unwrap_or(reader);
    }
    let read = reader.read(&record.body);
    diagnostics.extend(read.diagnostics);
    if read.graph.specifications().is_empty() {
        let message = "the file has no learning opportunity specification with an IRI";
        diagnostics.push(Diagnostic::new(codes::MAP_NO_SPECIFICATION, Severity::Warning, message));
    }
    read.graph
}

/// The classes of a learning opportunity specification (profile, section 2).
pub(crate) const SPECIFICATION_TYPES: &[&str] =
    &[ql::LEARNING_OPPORTUNITY_SPECIFICATION, elm::QUALIFICATION, elm::LEARNING_ACHIEVEMENT_SPECIFICATION_CLASS];

/// The classes of a learning opportunity instance.
pub(crate) const INSTANCE_TYPES: &[&str] = &[ql::LEARNING_OPPORTUNITY_INSTANCE, elm::LEARNING_OPPORTUNITY_CLASS];

impl Mapped {
    /// The specifications of an API record; a document has a graph only.
    pub fn specifications(&self) -> &[LearningOpportunitySpecification] {
        match &self.content {
            Content::Specifications(specifications) => specifications,
            Content::Graph(_) => &[],
        }
    }

    /// The graph of a document.
    pub(crate) fn graph(&self) -> Option<&Graph> {
        match &self.content {
            Content::Specifications(_) => None,
            Content::Graph(graph) => Some(graph),
        }
    }

    /// How many learning opportunity specifications there are.
    pub fn specification_count(&self) -> usize {
        match &self.content {
            Content::Specifications(specifications) => specifications.len(),
            Content::Graph(graph) => graph.specifications().len(),
        }
    }

    /// How many learning opportunity instances there are.
    pub fn instance_count(&self) -> usize {
        match &self.content {
            Content::Specifications(specifications) => specifications.iter().map(|s| s.instances.len()).sum(),
            Content::Graph(graph) => graph.instances().len(),
        }
    }

    /// Gives all triples to a sink: a graph or a writer.
    pub fn write_to<S: TripleSink>(&self, sink: &mut S) -> Result<(), S::Error> {
        match &self.content {
            Content::Specifications(specifications) => {
                specifications.iter().try_for_each(|specification| specification.write_to(sink))
            }
            Content::Graph(graph) => graph.write_to(sink),
        }
    }

    /// All triples as a graph.
    pub fn to_graph(&self) -> Graph {
        match &self.content {
            Content::Graph(graph) => graph.as_ref().clone(),
            Content::Specifications(_) => {
                let mut graph = Graph::new();
                let Ok(()) = self.write_to(&mut graph);
                graph.sort();
                graph
            }
        }
    }
}

impl fmt::Display for Mapped {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} specifications, {} instances", self.specification_count(), self.instance_count())
    }
}
