use std::io::{self, Write};

use ql_elm::{CatalogueOptions, ElmNamespace, Mapped, RdfFormat, RdfOptions, RdfWriter, catalogue_documents};

/// What a catalogue is written as.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum CatalogueFormat {
    /// A syntax of RDF.
    Rdf(RdfFormat),
    /// One catalogue document a line.
    JsonLines,
}

impl CatalogueFormat {
    /// The format that the end of a file name means.
    ///
    /// ```
    /// use quality_link::CatalogueFormat;
    /// assert_eq!(CatalogueFormat::from_path("out/courses.jsonl"), Some(CatalogueFormat::JsonLines));
    /// assert_eq!(CatalogueFormat::from_path("courses.csv"), None);
    /// ```
    pub fn from_path(path: &str) -> Option<Self> {
        let extension = path.rsplit_once('.').map(|(_, extension)| extension.to_ascii_lowercase());
        if matches!(extension.as_deref(), Some("jsonl" | "ndjson")) {
            return Some(Self::JsonLines);
        }
        RdfFormat::from_path(path).map(Self::Rdf)
    }
}

/// Writes mapped records to one output, as they come.
pub struct CatalogueWriter<W: Write> {
    sink: Sink<W>,
    options: CatalogueOptions,
    documents: u64,
}

enum Sink<W: Write> {
    Rdf(Box<RdfWriter<W>>),
    JsonLines(W),
}

impl<W: Write> CatalogueWriter<W> {
    /// Begins to write.
    pub fn new(format: CatalogueFormat, namespace: ElmNamespace, output: W) -> io::Result<Self> {
        let sink = match format {
            CatalogueFormat::Rdf(format) => {
                Sink::Rdf(Box::new(RdfWriter::new(RdfOptions::new(format).with_namespace(namespace), output)?))
            }
            CatalogueFormat::JsonLines => Sink::JsonLines(output),
        };
        Ok(Self { sink, options: CatalogueOptions::default(), documents: 0 })
    }

    /// Sets how catalogue documents are made.
    #[must_use]
    pub fn with_options(mut self, options: CatalogueOptions) -> Self {
        self.options = options;
        self
    }

    /// Writes what one record was mapped to.
    pub fn write(&mut self, mapped: &Mapped) -> io::Result<()> {
        match &mut self.sink {
            Sink::Rdf(writer) => {
                mapped.write_to(writer.as_mut())?;
                writer.end_block()
            }
            Sink::JsonLines(output) => {
                let graph = mapped.to_graph();
                for document in catalogue_documents(&graph, &self.options) {
                    self.documents += 1;
                    writeln!(output, "{document}")?;
                }
                Ok(())
            }
        }
    }

    /// Sets the name of the graph that what follows belongs to, such as the URL of the data source; only N-Quads say it.
    pub fn set_graph(&mut self, name: Option<&str>) {
        if let Sink::Rdf(writer) = &mut self.sink {
            writer.set_graph(name);
        }
    }

    /// How many triples have been written; none as JSON lines.
    pub fn triples(&self) -> u64 {
        match &self.sink {
            Sink::Rdf(writer) => writer.triples(),
            Sink::JsonLines(_) => 0,
        }
    }

    /// How many catalogue documents have been written; none as RDF.
    pub fn documents(&self) -> u64 {
        self.documents
    }

    /// Ends the output and gives it back.
    pub fn finish(self) -> io::Result<W> {
        let mut output = match self.sink {
            Sink::Rdf(writer) => writer.finish()?,
            Sink::JsonLines(output) => output,
        };
        output.flush()?;
        Ok(output)
    }
}
