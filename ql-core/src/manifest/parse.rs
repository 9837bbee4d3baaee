use super::read::Reader;
use super::report::{Finding, ManifestReport};
use super::tree::{Node, Notes, TreeError, TreeErrorKind, TreeNote};
use super::{ManifestFormat, json, plain};
use crate::{Code, Diagnostic, Severity, TextPosition, codes};

/// Reads manifests, strictly and leniently in one pass.
///
/// It never fails as such: what is wrong is in the [`ManifestReport`].
#[derive(Clone, Debug)]
pub struct ManifestParser {
    max_bytes: usize,
}

impl Default for ManifestParser {
    fn default() -> Self {
        Self { max_bytes: Self::MAX_BYTES }
    }
}

/// Longer documents are no everyday manifests, and are not worth reading twice.
const SHORT: usize = 1 << 16;

impl ManifestParser {
    /// The default limit: 1 MiB.
    pub const MAX_BYTES: usize = 1 << 20;

    /// A parser with the default limit.
    pub fn new() -> Self {
        Self::default()
    }

    /// Sets the largest size of a document, in bytes.
    #[must_use]
    pub fn with_max_bytes(mut self, max_bytes: usize) -> Self {
        self.max_bytes = max_bytes;
        self
    }

    /// Reads a document whose format is to be found out by content type, file name or URL, and content, in this order.
    ///
    /// If it is not of the format that the first two promise but of the other one, that is a finding, not a failure.
    pub fn parse_detect(&self, content: &[u8], content_type: Option<&str>, path: Option<&str>) -> ManifestReport {
        let declared = content_type
            .and_then(ManifestFormat::from_content_type)
            .or_else(|| path.and_then(ManifestFormat::from_path));
        let by_content = ManifestFormat::from_content(content);
        let report = self.parse(content, by_content);
        let is_json = by_content == ManifestFormat::Json;
        if is_json && declared != Some(ManifestFormat::Json) && report.has_syntax_errors() {
            // YAML in flow style begins like JSON.
            let yaml = self.parse(content, ManifestFormat::Yaml);
            if yaml.partial().is_some() || report.partial().is_none() {
                return yaml;
            }
        }
        let Some(declared) = declared.filter(|declared| *declared != by_content) else { return report };
        if report.partial().is_none() {
            return self.parse(content, declared);
        }
        let mut report = report;
        let message = format!("announced as {}, but the content is {}", declared.name(), by_content.name());
        let diagnostic = Diagnostic::new(codes::MANIFEST_FORMAT_MISMATCH, Severity::Warning, message)
            .with_pointer("")
            .at(TextPosition::new(1, 1))
            .with_hint("correct the content type or the file name");
        let severity = Some(Severity::Warning);
        report.findings.insert(0, Finding { diagnostic, strict: severity, lenient: severity });
        report
    }

    /// Reads a document of the given format.
    pub fn parse(&self, content: &[u8], format: ManifestFormat) -> ManifestReport {
        let mut findings = Vec::new();
        let manifest = self.read(content, format, &mut findings);
        ManifestReport { manifest, findings }
    }

    fn read(&self, content: &[u8], format: ManifestFormat, findings: &mut Vec<Finding>) -> Option<crate::Manifest> {
        let mut fatal = |code, message: String, position: TextPosition, hint: &str| {
            let mut diagnostic = Diagnostic::new(code, Severity::Fatal, message).with_pointer("").at(position);
            if !hint.is_empty() {
                diagnostic = diagnostic.with_hint(hint);
            }
            findings.push(Finding { diagnostic, strict: Some(Severity::Fatal), lenient: Some(Severity::Fatal) });
        };
        let start = TextPosition::new(1, 1);
        if content.len() > self.max_bytes {
            let message = format!("the document has {} bytes, the limit is {}", content.len(), self.max_bytes);
            fatal(codes::MANIFEST_TOO_LARGE, message, start, "");
            return None;
        }
        let (text, has_mark) = match content.strip_prefix(b"\xef\xbb\xbf") {
            Some(rest) => (rest, true),
            None => (content, false),
        };
        let text = match std::str::from_utf8(text) {
            Ok(text) => text,
            Err(error) => {
                let good = String::from_utf8_lossy(&text[..error.valid_up_to()]);
                let position = TextPosition::of_offset(&good, good.len());
                let utf16 = text.starts_with(b"\xff\xfe") || text.starts_with(b"\xfe\xff");
                let found = if utf16 { "UTF-16" } else { "another encoding" };
                let message = format!("the document is not UTF-8, but {found}");
                fatal(codes::MANIFEST_NOT_UTF8, message, position, "save the file as UTF-8");
                return None;
            }
        };
        if text.trim_start().starts_with('<') {
            let hint = "the server answers with a page for people; put the manifest itself at this address";
            fatal(codes::MANIFEST_HTML, "the document is a web page or XML, not a manifest".into(), start, hint);
            return None;
        }
        if let (ManifestFormat::Json, false, true) = (format, has_mark, text.len() <= SHORT)
            && let Some(tree) = plain::read(text)
        {
            let mut placeless = Vec::new();
            let manifest = Reader::new(text, &mut placeless).manifest(&tree);
            if placeless.is_empty() {
                return manifest;
            }
            // What is found is found once more below, with its place.
        }
        let mut notes = Notes::default();
        let tree = match format {
            ManifestFormat::Json => json::read(text, &mut notes),
            ManifestFormat::Yaml => read_yaml(text, &mut notes),
        };
        let tree = match tree {
            Ok(tree) => tree,
            Err(TreeError { kind, message, place }) => {
                let code = match kind {
                    TreeErrorKind::Empty => codes::MANIFEST_EMPTY,
                    TreeErrorKind::TooDeep => codes::MANIFEST_TOO_DEEP,
                    TreeErrorKind::TooManyNodes => codes::MANIFEST_TOO_MANY_NODES,
                    TreeErrorKind::Unsupported => codes::MANIFEST_YAML_UNSUPPORTED,
                    TreeErrorKind::Syntax => syntax_code(format),
                };
                let hint = match (kind, format) {
                    (TreeErrorKind::Syntax, ManifestFormat::Yaml) if text.contains('\t') => {
                        "YAML is indented with blanks, not with tabs"
                    }
                    _ => "",
                };
                fatal(code, message, place.position(text), hint);
                return None;
            }
        };
        if has_mark {
            let diagnostic =
                Diagnostic::new(codes::MANIFEST_BOM, Severity::Info, "the document begins with a byte order mark")
                    .with_pointer("")
                    .at(start)
                    .with_hint("save the file as UTF-8 without BOM");
            let severity = Some(Severity::Info);
            findings.push(Finding { diagnostic, strict: severity, lenient: severity });
        }
        if notes.cut {
            let message = "more keys occur twice, or have tags, than are listed here";
            let diagnostic =
                Diagnostic::new(codes::MANIFEST_TOO_MANY_FINDINGS, Severity::Info, message).with_pointer("").at(start);
            let severity = Some(Severity::Info);
            findings.push(Finding { diagnostic, strict: severity, lenient: severity });
        }
        findings.extend(notes.into_list().into_iter().map(|note| note_finding(note, text, format)));
        let mut reader = Reader::new(text, findings);
        let manifest = reader.manifest(&tree);
        // What belongs to one place reads best in the order of the text.
        findings.sort_by_key(|finding| finding.diagnostic.position());
        manifest
    }
}

#[cfg(feature = "yaml")]
fn read_yaml<'a>(text: &'a str, notes: &mut Notes) -> Result<Node<'a>, TreeError> {
    super::yaml::read(text, notes)
}

#[cfg(not(feature = "yaml"))]
fn read_yaml<'a>(_: &'a str, _: &mut Notes) -> Result<Node<'a>, TreeError> {
    let message = "this build does not read YAML".into();
    Err(TreeError { kind: TreeErrorKind::Unsupported, message, place: super::tree::Place::Offset(0) })
}

fn syntax_code(format: ManifestFormat) -> Code {
    match format {
        ManifestFormat::Json => codes::MANIFEST_JSON_SYNTAX,
        ManifestFormat::Yaml => codes::MANIFEST_YAML_SYNTAX,
    }
}

fn note_finding(note: TreeNote, text: &str, format: ManifestFormat) -> Finding {
    let (warning, info) = (Some(Severity::Warning), Some(Severity::Info));
    let (code, message, pointer, place, strict, lenient, hint) = match note {
        TreeNote::Syntax { message, place } => {
            let hint = "JSON allows no comments, no comma behind the last entry and only double quotes";
            (syntax_code(format), message, String::new(), place, Some(Severity::Fatal), warning, hint)
        }
        TreeNote::DuplicateKey { key, pointer, place } => {
            let message = format!("the key `{}` occurs twice; the last value is used", crate::excerpt(&key));
            (codes::MANIFEST_DUPLICATE_KEY, message, pointer, place, warning, warning, "remove one of them")
        }
        TreeNote::Tag { tag, pointer, place } => {
            let message = format!("the tag `{}` is ignored", crate::excerpt(&tag));
            (codes::MANIFEST_YAML_TAG, message, pointer, place, warning, warning, "remove the tag")
        }
        TreeNote::Documents { place } => {
            let message = "only the first YAML document of the file is used".into();
            (codes::MANIFEST_YAML_DOCUMENTS, message, String::new(), place, warning, info, "remove what follows `---`")
        }
    };
    let severity = lenient.unwrap_or(Severity::Info);
    let diagnostic =
        Diagnostic::new(code, severity, message).with_pointer(pointer).at(place.position(text)).with_hint(hint);
    Finding { diagnostic, strict, lenient }
}
