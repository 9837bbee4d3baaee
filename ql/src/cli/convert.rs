use bytes::Bytes;
use quality_link::core::{Provider, Record, RecordKind, Severity, SourceType};
use quality_link::elm::{Mapper, RdfFormat};
use quality_link::exchange::saved_document;
use quality_link::{CatalogueWriter, mapper_of};
use url::Url;

use super::args::ConvertArgs;
use super::output::{create, read, write_failed};
use super::render::{self, Digest};
use super::{Failure, Outcome, Verdict, discover};

pub(crate) fn run(args: &ConvertArgs) -> Outcome {
    let format = args.output.format()?;
    let content = Bytes::from(read(&args.file)?);
    let name = args.file.to_string_lossy();
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
                eprint!("{}", render::finding(&problem.with_source(name), None));
                return Ok(Verdict::Failed);
            }
        }
    } else {
        let base = match &args.base {
            Some(base) => Url::parse(base).map_err(|error| Failure::Usage(format!("not an IRI: `{base}`: {error}")))?,
            // Like every reader of RDF: relative IRIs are relative to the file.
            None => std::path::absolute(&args.file)
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
    let output = create(args.output.output.as_deref())?;
    let mut writer = CatalogueWriter::new(format, args.output.elm_namespace.into(), output).map_err(write_failed)?;
    let mut digest = Digest::default();
    let mut failed = false;
    for mapped in mapper.map_all(&records) {
        writer.write(&mapped).map_err(write_failed)?;
        for diagnostic in &mapped.diagnostics {
            failed |= diagnostic.severity() >= Severity::Error;
            digest.add(&diagnostic.clone().with_source(name.as_ref()));
        }
    }
    writer.finish().map_err(write_failed)?;
    digest.print();
    Ok(if failed { Verdict::Failed } else { Verdict::Well })
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
