use std::collections::HashMap;
use std::fmt;

use oxjsonld::JsonLdParser;
use oxrdf::{BlankNode, NamedOrBlankNode, Term as OxTerm, Triple};
use oxrdfxml::RdfXmlParser;
use oxttl::{NQuadsParser, NTriplesParser, TurtleParser};
use ql_core::{Diagnostic, LanguageTag, Severity, TextPosition};

use super::contexts::{ContextError, Contexts, Loader};
use super::guard;
use super::{Graph, Object, RdfFormat, Subject, TripleSink};
use crate::codes;
use crate::namespace::current;

/// Reads RDF into a [`Graph`], all terms in the namespace of ELM 3.3.
///
/// ```
/// use ql_elm::{RdfFormat, RdfReader};
/// let turtle = r#"
///     @prefix elm: <http://data.europa.eu/snb/model/elm/> .
///     <BIO-101> a elm:LearningAchievementSpecification .
///     <BIO-102> a elm:LearningAchievementSpecification .
///     <BIO-103> a [ .
/// "#;
/// let read = RdfReader::new(RdfFormat::Turtle).with_base("https://cat.example.edu/")?.read(turtle.as_bytes());
/// assert_eq!(read.graph.len(), 2);
/// assert_eq!(read.diagnostics[0].position().unwrap().line, 5);
/// assert!(!read.is_complete());
/// # Ok::<(), ql_elm::BaseIriError>(())
/// ```
#[derive(Clone, Debug)]
pub struct RdfReader {
    format: RdfFormat,
    base: Option<String>,
    contexts: Contexts,
}

/// The base is not an absolute IRI.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BaseIriError(String);

impl fmt::Display for BaseIriError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "not an absolute IRI: `{}`", ql_core::excerpt(&self.0))
    }
}

impl std::error::Error for BaseIriError {}

/// What was read.
#[derive(Clone, Debug, Default)]
#[non_exhaustive]
pub struct ReadGraph {
    /// All that could be read.
    pub graph: Graph,
    /// What could not.
    pub diagnostics: Vec<Diagnostic>,
}

impl ReadGraph {
    /// Whether all could be read.
    pub fn is_complete(&self) -> bool {
        !self.diagnostics.iter().any(|diagnostic| diagnostic.severity() >= Severity::Error)
    }
}

/// After so many errors a file is not what it says it is.
const MAX_ERRORS: usize = 100;

impl RdfReader {
    /// A reader of the given format.
    pub fn new(format: RdfFormat) -> Self {
        Self { format, base: None, contexts: Contexts::default() }
    }

    /// Sets the IRI against which relative ones are resolved: the URL of the file.
    pub fn with_base(mut self, base: &str) -> Result<Self, BaseIriError> {
        oxiri::Iri::parse(base).map_err(|_| BaseIriError(base.into()))?;
        self.base = Some(base.into());
        Ok(self)
    }

    /// Provides the JSON-LD context that has the given URL: an object with a member `@context`.
    ///
    /// No context is fetched. The one of the European Learning Model (`http://data.europa.eu/snb/model/context/edc-ap`) is
    /// known; a document that names any other is read up to there only, unless it has been provided.
    ///
    /// ```
    /// use ql_elm::{RdfFormat, RdfReader, codes};
    /// let document = br#"{
    ///     "@context": ["http://data.europa.eu/snb/model/context/edc-ap", "https://example.edu/terms.jsonld"],
    ///     "id": "https://example.edu/BIO-101",
    ///     "type": "LearningAchievementSpecification",
    ///     "title": { "en": "Marine Biology" },
    ///     "department": "Biology"
    /// }"#;
    /// let reader = RdfReader::new(RdfFormat::JsonLd);
    /// assert_eq!(reader.read(document).diagnostics[0].code(), codes::RDF_REMOTE_CONTEXT);
    ///
    /// let terms = br#"{"@context": {"department": "https://example.edu/terms#department"}}"#;
    /// let read = reader.with_context("https://example.edu/terms.jsonld", terms)?.read(document);
    /// assert!(read.is_complete());
    /// assert_eq!(read.graph.len(), 3);
    /// # Ok::<(), ql_elm::ContextError>(())
    /// ```
    pub fn with_context(mut self, url: &str, document: &[u8]) -> Result<Self, ContextError> {
        self.contexts.provide(url, document)?;
        Ok(self)
    }

    pub(crate) fn with_contexts(mut self, contexts: Contexts) -> Self {
        self.contexts = contexts;
        self
    }

    /// Reads a document. What is broken is left out and noted; in Turtle and N-Triples the rest is read.
    pub fn read(&self, content: &[u8]) -> ReadGraph {
        let content = content.strip_prefix(b"\xef\xbb\xbf").unwrap_or(content);
        let mut taker = Taker::default();
        if let Some(problem) = guard::refuse(self.format, content) {
            taker.read.diagnostics.push(problem);
            return taker.read;
        }
        // Behind an error Turtle goes on with the next statement; XML and JSON have no such place.
        taker.goes_on = matches!(self.format, RdfFormat::Turtle | RdfFormat::NTriples | RdfFormat::NQuads);
        // The base has been checked by `with_base`, so no parser refuses it.
        let base = self.base.as_deref();
        match self.format {
            RdfFormat::Turtle => {
                let mut parser = TurtleParser::new();
                if let Some(base) = base {
                    parser = parser.with_base_iri(base).unwrap_or_default();
                }
                taker.take_all(parser.for_slice(content), |error| turtle_place(error.location().start));
            }
            RdfFormat::NTriples => {
                taker.take_all(NTriplesParser::new().for_slice(content), |error| turtle_place(error.location().start));
            }
            RdfFormat::NQuads => {
                let mut named = false;
                let triples = NQuadsParser::new().for_slice(content).map(|quad| {
                    quad.map(|quad| {
                        named |= !quad.graph_name.is_default_graph();
                        Triple::from(quad)
                    })
                });
                taker.take_all(triples, |error| turtle_place(error.location().start));
                taker.tell_named(named);
            }
            RdfFormat::RdfXml => {
                let mut parser = RdfXmlParser::new();
                if let Some(base) = base {
                    parser = parser.with_base_iri(base).unwrap_or_default();
                }
                taker.take_all(parser.for_slice(content), |_| None);
            }
            RdfFormat::JsonLd => {
                let mut parser = JsonLdParser::new();
                if let Some(base) = base {
                    parser = parser.with_base_iri(base).unwrap_or_default();
                }
                let mut named = false;
                let loader = Loader::new(&self.contexts);
                let answering = loader.clone();
                let quads =
                    parser.for_slice(content).with_load_document_callback(move |url, _| Ok(answering.load(url)));
                // What comes behind would lack the terms of the context.
                let triples = quads.take_while(|_| !loader.has_refused()).map(|quad| {
                    quad.map(|quad| {
                        named |= !quad.graph_name.is_default_graph();
                        Triple::from(quad)
                    })
                });
                taker.take_all(triples, |error| {
                    let at = error.location()?.start;
                    Some(TextPosition::new(u32::try_from(at.line).ok()? + 1, u32::try_from(at.column).ok()? + 1))
                });
                taker.read.diagnostics.extend(loader.findings(content));
                taker.tell_named(named);
            }
        }
        taker.read.graph.sort();
        taker.read
    }
}

fn turtle_place(at: oxttl::TextPosition) -> Option<TextPosition> {
    // The parser counts from 0.
    Some(TextPosition::new(u32::try_from(at.line).ok()? + 1, u32::try_from(at.column).ok()? + 1))
}

/// The sentence of a parser without the place, which it counts differently.
fn without_place(text: &str) -> &str {
    let is_place = |head: &str| head.contains("at line") || head.contains("between line") || head.contains("on line");
    text.split_once(": ").filter(|(head, _)| is_place(head)).map_or(text, |(_, rest)| rest)
}

#[derive(Default)]
struct Taker {
    read: ReadGraph,
    blanks: HashMap<BlankNode, u32>,
    goes_on: bool,
}

impl Taker {
    fn take_all<E: fmt::Display>(
        &mut self,
        triples: impl Iterator<Item = Result<Triple, E>>,
        place: impl Fn(&E) -> Option<TextPosition>,
    ) {
        for triple in triples {
            match triple {
                Ok(triple) => self.take(&triple),
                Err(error) => {
                    let text = error.to_string();
                    let mut diagnostic = Diagnostic::new(codes::RDF_SYNTAX, Severity::Error, without_place(&text));
                    if let Some(place) = place(&error) {
                        diagnostic = diagnostic.at(place);
                    }
                    self.read.diagnostics.push(diagnostic);
                    if !self.goes_on {
                        break;
                    }
                    if self.read.diagnostics.len() >= MAX_ERRORS {
                        let message = format!("more than {MAX_ERRORS} errors; the rest is not read");
                        self.read.diagnostics.push(Diagnostic::new(
                            codes::RDF_TOO_MANY_ERRORS,
                            Severity::Fatal,
                            message,
                        ));
                        break;
                    }
                }
            }
        }
    }

    fn tell_named(&mut self, named: bool) {
        if named {
            let message = "the document has named graphs; their statements are read as if there was only one";
            self.read.diagnostics.push(Diagnostic::new(codes::RDF_NAMED_GRAPH, Severity::Info, message));
        }
    }

    fn take(&mut self, triple: &Triple) {
        let subject = match &triple.subject {
            NamedOrBlankNode::NamedNode(node) => current(node.as_str()).into_owned().into(),
            NamedOrBlankNode::BlankNode(node) => Held::Blank(self.blank(node)),
        };
        let datatype;
        let tag;
        let iri;
        let object = match &triple.object {
            OxTerm::NamedNode(node) => {
                iri = current(node.as_str());
                Object::Iri(&iri)
            }
            OxTerm::BlankNode(node) => Object::Blank(self.blank(node)),
            OxTerm::Literal(literal) => match literal.language() {
                Some(language) => {
                    // The parsers write tags in lower case; the usual case is `de-AT`.
                    tag = LanguageTag::parse(language);
                    let language = tag.as_ref().map_or(language, LanguageTag::as_str);
                    Object::Text { value: literal.value(), language }
                }
                None => {
                    datatype = literal.datatype().as_str().to_owned();
                    Object::Typed { value: literal.value(), datatype: &datatype }
                }
            },
        };
        let Ok(()) = self.read.graph.triple(subject.as_subject(), &current(triple.predicate.as_str()), object);
    }

    fn blank(&mut self, node: &BlankNode) -> u32 {
        let next = u32::try_from(self.blanks.len()).unwrap_or(u32::MAX);
        *self.blanks.entry(node.clone()).or_insert(next)
    }
}

enum Held {
    Iri(String),
    Blank(u32),
}

impl From<String> for Held {
    fn from(iri: String) -> Self {
        Self::Iri(iri)
    }
}

impl Held {
    fn as_subject(&self) -> Subject<'_> {
        match self {
            Self::Iri(iri) => Subject::Iri(iri),
            Self::Blank(number) => Subject::Blank(*number),
        }
    }
}
