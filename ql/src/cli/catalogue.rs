//! Courses from files: what `convert`, `validate`, `enrich`, `frame` and `diff` begin with.

use std::path::Path;

use bytes::Bytes;
use quality_link::core::{Diagnostic, Provider, Record, RecordKind, Severity, SourceType};
use quality_link::elm::{Graph, Institutions, Labels, Mapped, Mapper, RdfFormat, RdfReader};
use quality_link::exchange::saved_document;
use quality_link::mapper_of;
use url::Url;

use super::args::InputArgs;
use super::output::read;
use super::render::{self, Digest};
use super::{Failure, discover};

/// What a file holds, mapped, and how much of it could be read.
pub(crate) struct Loaded {
    pub(crate) mapped: Vec<Mapped>,
    pub(crate) name: String,
    /// What the file is a document of.
    pub(crate) source_type: SourceType,
    /// Whether something could not be read at all.
    pub(crate) failed: bool,
}

impl Loaded {
    /// All courses as one graph; findings are printed.
    pub(crate) fn into_graph(mut self) -> (Graph, bool) {
        let mut digest = Digest::default();
        let mut graph = Graph::new();
        for mapped in &self.mapped {
            self.failed |= tell(&mapped.diagnostics, &self.name, &mut digest);
            let Ok(()) = mapped.write_to(&mut graph);
        }
        digest.print();
        graph.sort();
        (graph, self.failed)
    }
}

/// Adds findings to a digest; whether one is an error.
pub(crate) fn tell(diagnostics: &[Diagnostic], name: &str, digest: &mut Digest) -> bool {
    diagnostics.iter().for_each(|diagnostic| digest.add(&diagnostic.clone().with_source(name)));
    diagnostics.iter().any(|diagnostic| diagnostic.severity() >= Severity::Error)
}

/// Reads an ELM file, or a saved page of an API.
pub(crate) fn load(file: &Path, args: &InputArgs) -> Result<Loaded, Failure> {
    let content = Bytes::from(read(file)?);
    let name = file.to_string_lossy().into_owned();
    let (records, mut mapper) = if is_page(&name, &content) {
        let Some(domain) = &args.schac else {
            let message =
                "the courses of an API get their IRIs from the institution's SCHAC code; give it with --schac";
            return Err(Failure::Usage(message.into()));
        };
        let mapper = mapper_of(&Provider::new().with_schac(discover::schac(domain)?));
        match saved_document(&content) {
            Ok(records) => (records, mapper),
            Err(problem) => {
                eprint!("{}", render::finding(&problem.with_source(name.clone()), None));
                return Ok(Loaded { mapped: Vec::new(), name, source_type: SourceType::Elm, failed: true });
            }
        }
    } else {
        let base = match &args.base {
            Some(base) => Url::parse(base).map_err(|error| Failure::Usage(format!("not an IRI: `{base}`: {error}")))?,
            // Like every reader of RDF: relative IRIs are relative to the file.
            None => std::path::absolute(file)
                .ok()
                .and_then(|path| Url::from_file_path(path).ok())
                .ok_or_else(|| Failure::Usage(format!("`{name}` has no IRI; give one with --base")))?,
        };
        // The mapper looks at the content where the name says nothing, or something else.
        let media_type = RdfFormat::from_path(&name).map(|format| format.media_type().to_owned());
        let record = Record::new(SourceType::Elm, RecordKind::Document, content)
            .with_media_type(media_type)
            .with_url(Some(base));
        (vec![record], Mapper::for_documents())
    };
    let source_type = records.first().map_or(SourceType::Elm, |record| record.source_type.clone());
    Ok(Loaded { mapped: mapper.map_all(&records), name, source_type, failed: false })
}

/// Whether the file is JSON of an API rather than RDF: JSON without what makes JSON-LD.
fn is_page(name: &str, content: &[u8]) -> bool {
    if RdfFormat::from_path(name).is_some() {
        return false;
    }
    let text = content.strip_prefix(b"\xef\xbb\xbf").unwrap_or(content).trim_ascii_start();
    let is_json = text.starts_with(b"{") || (text.starts_with(b"[") && text[1..].trim_ascii_start().starts_with(b"{"));
    let mentions = |word: &[u8]| content.windows(word.len()).any(|window| window == word);
    is_json && !mentions(b"\"@context\"") && !mentions(b"\"@id\"") && !mentions(b"\"@graph\"")
}

/// An RDF file that is no catalogue: institutions, vocabularies, shapes.
pub(crate) fn read_rdf(path: &Path) -> Result<Graph, Failure> {
    let content = read(path)?;
    let name = path.to_string_lossy();
    let said = RdfFormat::from_path(&name).filter(|format| format.fits(&content));
    let result = RdfReader::new(said.unwrap_or_else(|| RdfFormat::from_content(&content))).read(&content);
    match result.diagnostics.iter().find(|diagnostic| diagnostic.severity() >= Severity::Error) {
        None => Ok(result.graph),
        Some(problem) => {
            let place = problem.position().map(|at| format!("line {}: ", at.line)).unwrap_or_default();
            Err(Failure::Work(format!("`{name}` can't be read as RDF: {place}{}", problem.message())))
        }
    }
}

/// An IRI that the command line names.
pub(crate) fn iri(text: &str) -> Result<&str, Failure> {
    match Url::parse(text) {
        Ok(_) if !text.contains([' ', '<', '>', '"', '{', '}']) => Ok(text),
        _ => Err(Failure::Usage(format!("not an IRI: `{}`", super::output::shown(text)))),
    }
}

/// What is known of institutions, from files.
pub(crate) fn institutions(paths: &[std::path::PathBuf]) -> Result<Institutions, Failure> {
    Ok(Institutions::from_graph(&together(paths)?))
}

/// Labels of concepts, from files; none if there are no files.
pub(crate) fn labels(paths: &[std::path::PathBuf]) -> Result<Option<Labels>, Failure> {
    if paths.is_empty() {
        return Ok(None);
    }
    Ok(Some(Labels::from_graph(&together(paths)?)))
}

fn together(paths: &[std::path::PathBuf]) -> Result<Graph, Failure> {
    let mut graph = Graph::new();
    for path in paths {
        let Ok(()) = read_rdf(path)?.write_to(&mut graph);
    }
    graph.sort();
    Ok(graph)
}
