//! Lists of providers from the registries of Europe, read without I/O and merged into one.

mod deqar;
mod ewp;
#[cfg(feature = "client")]
mod fetch;
mod hei_api;
mod join;
mod list;
mod merge;
mod report;
mod value;

use ql_core::{Diagnostic, Provider, Registry, Severity};
use ql_ident::SchacCode;

#[cfg(feature = "client")]
pub use self::fetch::{RegistryClient, RegistryFetch, RegistryOptions};
pub use self::merge::{MergeOptions, ProviderList};
pub use self::report::ProviderListDiff;

use crate::registry_codes as codes;

/// What one registry says of one provider.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct RegistryEntry {
    /// The registry.
    pub registry: Registry,
    /// The id there.
    pub id: String,
    /// What it says; without SCHAC code, see [`schacs`](Self::schacs).
    pub provider: Provider,
    /// The SCHAC codes, in the order of the registry; most have one.
    pub schacs: Vec<SchacCode>,
    /// Former SCHAC codes.
    pub former_schacs: Vec<SchacCode>,
    /// What it is a part of.
    pub part_of: Vec<PartOf>,
}

/// What a provider is a part of.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct PartOf {
    /// The DEQARINST id of the whole.
    pub deqar: String,
    /// The day on which that ends or ended, as `YYYY-MM-DD`.
    pub until: Option<String>,
}

impl PartOf {
    /// A part of this institution, until that day.
    pub fn new(deqar: impl Into<String>, until: Option<String>) -> Self {
        Self { deqar: deqar.into(), until }
    }
}

impl RegistryEntry {
    /// An entry that says nothing yet.
    pub fn new(registry: Registry, id: impl Into<String>) -> Self {
        Self {
            registry,
            id: id.into(),
            provider: Provider::new(),
            schacs: Vec::new(),
            former_schacs: Vec::new(),
            part_of: Vec::new(),
        }
    }
}

/// How a registry, or a saved copy of it, is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum RegistryFormat {
    /// A page of DEQAR's Connect API (JSON).
    Deqar,
    /// The catalogue of the EWP registry (XML).
    Ewp,
    /// A document of the HEI API (JSON:API).
    HeiApi,
    /// A list in JSON or JSON Lines, such as [`ProviderList`] is written as.
    Json,
    /// A table with a line of headings, or domain names, one a line.
    Csv,
}

impl RegistryFormat {
    /// The format of a text, by its content.
    ///
    /// ```
    /// use ql_discovery::RegistryFormat;
    /// assert_eq!(RegistryFormat::detect(br#"{"count": 1, "next": false, "results": []}"#), RegistryFormat::Deqar);
    /// assert_eq!(RegistryFormat::detect(b"schac;name\nexample.edu;Example"), RegistryFormat::Csv);
    /// ```
    pub fn detect(bytes: &[u8]) -> Self {
        let text = value::without_bom(bytes);
        let start = text.iter().position(|byte| !byte.is_ascii_whitespace()).unwrap_or(text.len());
        match text[start..].first() {
            Some(b'<') => Self::Ewp,
            Some(b'{' | b'[') => list::format_of_json(text),
            _ => Self::Csv,
        }
    }
}

/// What was read of a registry.
#[derive(Clone, Debug, Default)]
#[non_exhaustive]
pub struct RegistryRead {
    /// The providers.
    pub entries: Vec<RegistryEntry>,
    /// What is wrong with the document or with single entries.
    pub diagnostics: Vec<Diagnostic>,
    /// Whether the document was read to its end. What is missing from a list that was not says nothing.
    pub complete: bool,
    /// Whether the registry has more than this, and where.
    pub(crate) more: More,
    /// How many records the document has, usable or not.
    pub(crate) records: usize,
    /// How many records the registry says that it has.
    pub(crate) count: Option<usize>,
}

/// Whether there is a further page.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) enum More {
    /// No.
    #[default]
    No,
    /// Yes, behind so many records as this page has.
    Offset,
    /// Yes, there.
    Link(String),
}

impl RegistryRead {
    /// Reads a document of a known format.
    ///
    /// Entries that can't be used are left out with a diagnostic; a document that breaks off is not
    /// [complete](Self::complete).
    pub fn parse(bytes: &[u8], format: RegistryFormat) -> Self {
        match format {
            RegistryFormat::Deqar => deqar::parse(bytes),
            RegistryFormat::Ewp => ewp::parse(bytes),
            RegistryFormat::HeiApi => hei_api::parse(bytes),
            RegistryFormat::Json => list::parse_json(bytes),
            RegistryFormat::Csv => list::parse_csv(bytes),
        }
    }

    /// Reads a document of any of the formats.
    ///
    /// ```
    /// use ql_discovery::RegistryRead;
    /// let read = RegistryRead::parse_detect(b"domain,website\nexample.edu,www.example.edu/en\n");
    /// assert_eq!(read.entries[0].schacs[0].as_str(), "example.edu");
    /// assert!(read.complete && read.diagnostics.is_empty());
    /// ```
    pub fn parse_detect(bytes: &[u8]) -> Self {
        Self::parse(bytes, RegistryFormat::detect(bytes))
    }

    fn broken(message: impl Into<String>) -> Self {
        let finding = Diagnostic::new(codes::SYNTAX, Severity::Fatal, message)
            .with_hint("keep the list that was read before; absence from a broken one proves nothing");
        Self { diagnostics: vec![finding], ..Self::default() }
    }
}
