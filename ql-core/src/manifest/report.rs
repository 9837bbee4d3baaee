use crate::codes;
use crate::{DataSource, Diagnostic, Manifest, Severity};

/// One finding with its weight in either verdict; `None`: that verdict does not mind.
#[derive(Clone, Debug)]
pub(super) struct Finding {
    pub(super) diagnostic: Diagnostic,
    pub(super) strict: Option<Severity>,
    pub(super) lenient: Option<Severity>,
}

/// What reading a manifest gave: the manifest as far as it can be used, and the two verdicts on it.
///
/// ```
/// use ql_core::{ManifestFormat, ManifestParser};
/// let text = "sources:\n- type: ooapi\n  path: https://api.example.edu/v5/\n  version: 5\n";
/// let report = ManifestParser::new().parse(text.as_bytes(), ManifestFormat::Yaml);
/// assert!(report.is_usable());
/// assert!(!report.is_valid()); // the version must be a text
/// let finding = &report.strict()[0];
/// assert_eq!(finding.code().as_str(), "manifest.wrong-type");
/// assert_eq!(finding.pointer(), Some("/sources/0/version"));
/// assert_eq!(finding.position().map(|at| (at.line, at.column)), Some((4, 12)));
/// ```
#[derive(Clone, Debug, Default)]
pub struct ManifestReport {
    pub(super) manifest: Option<Manifest>,
    pub(super) findings: Vec<Finding>,
}

impl ManifestReport {
    /// The manifest with the sources that can be used, if there is at least one.
    pub fn manifest(&self) -> Option<&Manifest> {
        self.manifest.as_ref().filter(|_| self.is_usable())
    }

    /// The manifest, by value.
    pub fn into_manifest(self) -> Option<Manifest> {
        if self.is_usable() { self.manifest } else { None }
    }

    /// All that could be read, usable or not: sources of unknown type are in it, broken ones are not.
    pub fn partial(&self) -> Option<&Manifest> {
        self.manifest.as_ref()
    }

    /// The strict verdict: whether the document is what the JSON Schema asks for.
    pub fn is_valid(&self) -> bool {
        !self.findings.iter().any(|finding| finding.strict >= Some(Severity::Error))
    }

    /// The lenient verdict: whether a harvester can use at least one data source.
    pub fn is_usable(&self) -> bool {
        self.manifest.as_ref().is_some_and(|manifest| manifest.sources.iter().any(DataSource::is_usable))
    }

    /// The findings for the person who writes the manifest: what breaks the JSON Schema is an error.
    pub fn strict(&self) -> Vec<Diagnostic> {
        self.verdict(|finding| finding.strict)
    }

    /// The findings for the aggregator: what was repaired is a warning, a dropped source an error.
    pub fn lenient(&self) -> Vec<Diagnostic> {
        self.verdict(|finding| finding.lenient)
    }

    /// Whether the document is not what its syntax asks for, whatever could be read.
    pub(super) fn has_syntax_errors(&self) -> bool {
        let syntax = [codes::MANIFEST_JSON_SYNTAX, codes::MANIFEST_YAML_SYNTAX];
        self.findings.iter().any(|finding| syntax.contains(&finding.diagnostic.code()))
    }

    fn verdict(&self, severity: impl Fn(&Finding) -> Option<Severity>) -> Vec<Diagnostic> {
        self.findings
            .iter()
            .filter_map(|finding| Some(finding.diagnostic.clone().with_severity(severity(finding)?)))
            .collect()
    }
}
