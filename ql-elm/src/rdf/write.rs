use std::io::{self, Write};

use oxjsonld::{JsonLdSerializer, WriterJsonLdSerializer};
use oxrdf::{BlankNodeRef, GraphNameRef, LiteralRef, NamedNodeRef, NamedOrBlankNodeRef, QuadRef, TermRef, TripleRef};
use oxrdfxml::{RdfXmlSerializer, WriterRdfXmlSerializer};

use super::{Graph, Object, RdfFormat, Subject, TripleSink};
use super::{ntriples, turtle};
use crate::ElmNamespace;
use crate::namespace::{PREFIXES, elm, xsd};

/// What a number of credits is in RDF (decision D20).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum PointDatatype {
    /// `xsd:double`: what the reference aggregator's store holds, and its index filters on.
    #[default]
    Double,
    /// `xsd:string`: what the application profile of the European Learning Model asks for.
    String,
}

/// How RDF is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct RdfOptions {
    /// The syntax.
    pub format: RdfFormat,
    /// The namespace of the terms of ELM.
    pub namespace: ElmNamespace,
    /// The datatype of credit points.
    pub points: PointDatatype,
}

impl RdfOptions {
    /// Writes this syntax with the default namespace, the one of ELM 3.3.
    pub fn new(format: RdfFormat) -> Self {
        Self { format, namespace: ElmNamespace::default(), points: PointDatatype::default() }
    }

    /// Sets the namespace of the terms of ELM.
    #[must_use]
    pub fn with_namespace(mut self, namespace: ElmNamespace) -> Self {
        self.namespace = namespace;
        self
    }

    /// Sets the datatype of credit points.
    #[must_use]
    pub fn with_points(mut self, points: PointDatatype) -> Self {
        self.points = points;
        self
    }
}

/// Writes triples as they come, without keeping them.
///
/// Turtle is the exception: what belongs together stands together there, so statements are kept until
/// [`end_block`](Self::end_block) or the end. N-Quads need the [name of a graph](Self::set_graph), or are N-Triples.
///
/// RDF/XML can't write everything: a property whose IRI has no local name is an error, and a character that XML does
/// not have is written as U+FFFD. Carriage returns are written as they are, so other readers of XML take them for line
/// feeds.
///
/// ```
/// use ql_elm::{Object, RdfFormat, RdfOptions, RdfWriter, Subject, TripleSink};
/// let mut writer = RdfWriter::new(RdfOptions::new(RdfFormat::NTriples), Vec::new())?;
/// let title = "http://purl.org/dc/terms/title";
/// writer.triple(Subject::Blank(0), title, Object::Text { value: "Biologie", language: "de" })?;
/// assert_eq!(writer.finish()?, b"_:b0 <http://purl.org/dc/terms/title> \"Biologie\"@de .\n");
/// # Ok::<(), std::io::Error>(())
/// ```
pub struct RdfWriter<W: Write> {
    syntax: Syntax<W>,
    namespace: ElmNamespace,
    points: PointDatatype,
    blanks: u32,
    triples: u64,
    graph: Option<String>,
}

enum Syntax<W: Write> {
    /// With a buffer for one line, and whether it says the graph.
    Lines(W, Vec<u8>, bool),
    Turtle(Box<Blocks<W>>),
    RdfXml(Box<WriterRdfXmlSerializer<W>>),
    JsonLd(Box<WriterJsonLdSerializer<W>>),
}

/// Turtle, block by block.
struct Blocks<W> {
    output: W,
    block: Graph,
    /// Blank nodes that have been written with a label.
    labels: u32,
    /// Whether the prefixes have been written.
    is_begun: bool,
}

impl<W: Write> Blocks<W> {
    fn begin(&mut self, namespace: ElmNamespace) -> io::Result<()> {
        if std::mem::replace(&mut self.is_begun, true) {
            return Ok(());
        }
        self.output.write_all(turtle::prefixes(namespace).as_bytes())
    }

    fn end(&mut self, namespace: ElmNamespace) -> io::Result<()> {
        if self.block.is_empty() {
            return Ok(());
        }
        self.begin(namespace)?;
        let mut block = std::mem::take(&mut self.block);
        block.sort();
        let mut text = String::new();
        self.labels = turtle::push_block(&mut text, &block, namespace, self.labels);
        self.output.write_all(text.as_bytes())
    }
}

impl<W: Write> RdfWriter<W> {
    /// Begins to write.
    pub fn new(options: RdfOptions, output: W) -> io::Result<Self> {
        let prefixes = PREFIXES.iter().map(|(name, iri)| match *name {
            "elm" => (*name, options.namespace.iri()),
            _ => (*name, *iri),
        });
        let invalid = |error| io::Error::new(io::ErrorKind::InvalidInput, error);
        let syntax = match options.format {
            RdfFormat::NTriples => Syntax::Lines(output, Vec::new(), false),
            RdfFormat::NQuads => Syntax::Lines(output, Vec::new(), true),
            RdfFormat::Turtle => {
                Syntax::Turtle(Box::new(Blocks { output, block: Graph::new(), labels: 0, is_begun: false }))
            }
            RdfFormat::RdfXml => {
                let mut serializer = RdfXmlSerializer::new();
                // The serialiser declares `rdf` itself.
                for (name, iri) in prefixes.filter(|(name, _)| *name != "rdf") {
                    serializer = serializer.with_prefix(name, iri).map_err(invalid)?;
                }
                Syntax::RdfXml(Box::new(serializer.for_writer(output)))
            }
            RdfFormat::JsonLd => {
                let mut serializer = JsonLdSerializer::new();
                for (name, iri) in prefixes {
                    serializer = serializer.with_prefix(name, iri).map_err(invalid)?;
                }
                Syntax::JsonLd(Box::new(serializer.for_writer(output)))
            }
        };
        let (namespace, points) = (options.namespace, options.points);
        Ok(Self { syntax, namespace, points, blanks: 0, triples: 0, graph: None })
    }

    /// Sets the graph that the following statements belong to: an IRI, such as that of the data source. Only N-Quads say it.
    ///
    /// ```
    /// use ql_elm::{Object, RdfFormat, RdfOptions, RdfWriter, Subject, TripleSink};
    /// let mut writer = RdfWriter::new(RdfOptions::new(RdfFormat::NQuads), Vec::new())?;
    /// writer.set_graph(Some("https://cat.example.edu/all.ttl"));
    /// writer.triple(Subject::Iri("urn:x:1"), "urn:x:2", Object::Iri("urn:x:3"))?;
    /// assert_eq!(writer.finish()?, b"<urn:x:1> <urn:x:2> <urn:x:3> <https://cat.example.edu/all.ttl> .\n");
    /// # Ok::<(), std::io::Error>(())
    /// ```
    pub fn set_graph(&mut self, name: Option<&str>) {
        self.graph = name.map(str::to_owned);
    }

    /// Says that what follows has nothing to do with what came before, as with the next course: blank nodes from before must
    /// not be named any more. Turtle writes what it has kept.
    pub fn end_block(&mut self) -> io::Result<()> {
        match &mut self.syntax {
            Syntax::Turtle(blocks) => blocks.end(self.namespace),
            _ => Ok(()),
        }
    }

    /// How many triples have been written.
    pub fn triples(&self) -> u64 {
        self.triples
    }

    /// Ends the document and gives the output back.
    pub fn finish(self) -> io::Result<W> {
        match self.syntax {
            Syntax::Lines(output, ..) => Ok(output),
            Syntax::Turtle(mut blocks) => {
                // A document without courses is one, too.
                blocks.begin(self.namespace)?;
                blocks.end(self.namespace)?;
                Ok(blocks.output)
            }
            Syntax::RdfXml(serializer) => serializer.finish(),
            Syntax::JsonLd(serializer) => serializer.finish(),
        }
    }
}

impl<W: Write> TripleSink for RdfWriter<W> {
    type Error = io::Error;

    fn triple(&mut self, subject: Subject<'_>, predicate: &str, object: Object<'_>) -> io::Result<()> {
        for node in [Object::from(subject), object] {
            if let Object::Blank(number) = node {
                self.blanks = self.blanks.max(number.saturating_add(1));
            }
        }
        let mended;
        let mut object = object;
        if let Syntax::RdfXml(_) = self.syntax {
            if !has_xml_name(predicate) {
                let message = format!("RDF/XML has no way to write the property `{predicate}`");
                return Err(io::Error::new(io::ErrorKind::InvalidInput, message));
            }
            if let Object::Text { value, .. } | Object::Typed { value, .. } = &mut object
                && value.contains(|c| !is_xml(c))
            {
                mended = value.replace(|c| !is_xml(c), "\u{fffd}");
                *value = &mended;
            }
        }
        if let Object::Typed { datatype, .. } = &mut object
            && self.points == PointDatatype::String
            && predicate == elm::POINT
        {
            *datatype = xsd::STRING;
        }
        self.triples += 1;
        let namespace = self.namespace;
        match &mut self.syntax {
            Syntax::Lines(output, line, has_graphs) => {
                let graph = self.graph.as_deref().filter(|_| *has_graphs);
                return ntriples::write_triple(output, line, namespace, (subject, predicate, object), graph);
            }
            Syntax::Turtle(blocks) => {
                let Ok(()) = blocks.block.triple(subject, predicate, object);
                return Ok(());
            }
            Syntax::RdfXml(_) | Syntax::JsonLd(_) => {}
        }
        let subject_text = match subject {
            Subject::Iri(iri) => namespace.write(iri),
            Subject::Blank(number) => format!("b{number}").into(),
        };
        let subject = match subject {
            Subject::Iri(_) => NamedOrBlankNodeRef::NamedNode(NamedNodeRef::new_unchecked(&subject_text)),
            Subject::Blank(_) => NamedOrBlankNodeRef::BlankNode(BlankNodeRef::new_unchecked(&subject_text)),
        };
        let predicate = namespace.write(predicate);
        let object_text = match object {
            Object::Iri(iri) => namespace.write(iri),
            Object::Blank(number) => format!("b{number}").into(),
            _ => "".into(),
        };
        let object = match object {
            Object::Iri(_) => TermRef::NamedNode(NamedNodeRef::new_unchecked(&object_text)),
            Object::Blank(_) => TermRef::BlankNode(BlankNodeRef::new_unchecked(&object_text)),
            Object::Text { value, language } => {
                LiteralRef::new_language_tagged_literal_unchecked(value, language).into()
            }
            Object::Typed { value, datatype } => {
                LiteralRef::new_typed_literal(value, NamedNodeRef::new_unchecked(datatype)).into()
            }
        };
        let triple = TripleRef::new(subject, NamedNodeRef::new_unchecked(&predicate), object);
        match &mut self.syntax {
            // Written above.
            Syntax::Lines(..) | Syntax::Turtle(_) => Ok(()),
            Syntax::RdfXml(serializer) => serializer.serialize_triple(triple),
            Syntax::JsonLd(serializer) => {
                serializer.serialize_quad(QuadRef::new(subject, triple.predicate, object, GraphNameRef::DefaultGraph))
            }
        }
    }

    fn fresh_blank(&mut self) -> u32 {
        self.blanks += 1;
        self.blanks - 1
    }
}

/// Whether the IRI ends in what can be the name of an XML element.
fn has_xml_name(iri: &str) -> bool {
    let start = iri
        .rfind(|c: char| !(c.is_alphanumeric() || "_-.".contains(c)))
        .map_or(0, |at| at + iri[at..].chars().next().map_or(1, char::len_utf8));
    iri[start..].contains(|c: char| c.is_alphabetic() || c == '_')
}

/// XML 1.0, `Char`.
fn is_xml(character: char) -> bool {
    matches!(character, '\t' | '\n' | '\r' | ' '..='\u{fffd}' | '\u{10000}'..)
}
