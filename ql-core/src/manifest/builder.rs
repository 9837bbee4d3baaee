use std::fmt;

use ql_ident::{DeqarInstId, EterId, SchacCode};
use serde_json::Map;
use url::Url;

use crate::{Auth, DataSource, Diagnostic, Manifest, ManifestFormat, ManifestParser, Meta, Severity, SourceType};

impl Manifest {
    /// Begins a manifest.
    ///
    /// ```
    /// use ql_core::{DataSource, Manifest, SourceType};
    /// let manifest = Manifest::builder()
    ///     .schac("example.edu".parse()?)
    ///     .source(DataSource::builder(SourceType::Ooapi, "https://api.example.edu/v5/".parse()?).version("5"))
    ///     .build()?;
    /// assert!(manifest.to_yaml().starts_with("meta:\n  schac: example.edu\n"));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn builder() -> ManifestBuilder {
        ManifestBuilder::default()
    }
}

/// The manifest that was described would not be valid.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ManifestBuildError {
    findings: Vec<Diagnostic>,
}

impl ManifestBuildError {
    /// What is wrong with it.
    pub fn findings(&self) -> &[Diagnostic] {
        &self.findings
    }
}

impl fmt::Display for ManifestBuildError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the manifest would not be valid")?;
        self.findings
            .first()
            .map_or(Ok(()), |finding| write!(f, ": {} ({})", finding.message(), finding.pointer().unwrap_or_default()))
    }
}

impl std::error::Error for ManifestBuildError {}

/// Builds a [`Manifest`] that is valid by the JSON Schema.
#[derive(Clone, Debug, Default)]
#[must_use]
pub struct ManifestBuilder {
    meta: Option<Meta>,
    sources: Vec<DataSource>,
}

impl ManifestBuilder {
    fn meta(mut self, set: impl FnOnce(&mut Meta)) -> Self {
        set(self.meta.get_or_insert_default());
        self
    }

    /// Sets the SCHAC code of the institution.
    pub fn schac(self, code: SchacCode) -> Self {
        self.meta(|meta| meta.schac = Some(code.to_string()))
    }

    /// Sets the ETER/OrgReg id of the institution.
    pub fn eter(self, id: EterId) -> Self {
        self.meta(|meta| meta.eterid = Some(id.to_string()))
    }

    /// Sets the DEQARINST id of the institution.
    pub fn deqar(self, id: DeqarInstId) -> Self {
        self.meta(|meta| meta.deqarid = Some(id.to_string()))
    }

    /// Sets the DID of the institution.
    pub fn did(self, did: impl Into<String>) -> Self {
        self.meta(|meta| meta.did = Some(did.into()))
    }

    /// Adds a data source.
    pub fn source(mut self, source: DataSourceBuilder) -> Self {
        self.sources.push(source.0);
        self
    }

    /// The manifest, if it is valid and has at least one source.
    pub fn build(self) -> Result<Manifest, ManifestBuildError> {
        let manifest = Manifest { meta: self.meta, sources: self.sources, extra: Map::new() };
        // The parser is the one place that knows the rules.
        let report = ManifestParser::new().parse(manifest.to_json().as_bytes(), ManifestFormat::Json);
        // Whatever is read differently from what was said (a header twice, say) was said wrongly.
        if report.is_valid() && report.partial() == Some(&manifest) {
            return Ok(manifest);
        }
        let least = if report.is_valid() { Severity::Warning } else { Severity::Error };
        let findings = report.strict().into_iter().filter(|finding| finding.severity() >= least).collect();
        Err(ManifestBuildError { findings })
    }
}

impl DataSource {
    /// Begins a data source with what every one has.
    pub fn builder(source_type: SourceType, path: Url) -> DataSourceBuilder {
        DataSourceBuilder(Self {
            source_type,
            path,
            version: None,
            id: None,
            name: None,
            auth: Auth::None,
            auth_extra: Map::new(),
            refresh: None,
            headers: Vec::new(),
            query_parameters: Vec::new(),
            content_type: None,
            page_size: None,
            extra: Map::new(),
        })
    }
}

/// Builds a [`DataSource`] of a manifest; it is checked with the manifest.
#[derive(Clone, Debug)]
#[must_use]
pub struct DataSourceBuilder(DataSource);

impl DataSourceBuilder {
    /// Sets the version of the format.
    pub fn version(mut self, version: impl Into<String>) -> Self {
        self.0.version = Some(version.into());
        self
    }

    /// Sets the id, stable across versions of the manifest.
    pub fn id(mut self, id: impl Into<String>) -> Self {
        self.0.id = Some(id.into());
        self
    }

    /// Sets the name for people.
    pub fn name(mut self, name: impl Into<String>) -> Self {
        self.0.name = Some(name.into());
        self
    }

    /// Sets how access is controlled.
    pub fn auth(mut self, auth: Auth) -> Self {
        self.0.auth = auth;
        self
    }

    /// Sets the least time between two scheduled harvests, in hours.
    pub fn refresh_hours(mut self, hours: f64) -> Self {
        self.0.refresh = Some(hours);
        self
    }

    /// Adds a request header.
    pub fn header(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.0.headers.push((name.into(), value.into()));
        self
    }

    /// Adds a query parameter.
    pub fn query_parameter(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.0.query_parameters.push((name.into(), value.into()));
        self
    }

    /// Sets the media type of an ELM file.
    pub fn content_type(mut self, media_type: impl Into<String>) -> Self {
        self.0.content_type = Some(media_type.into());
        self
    }

    /// Sets how many items to ask for at a time.
    pub fn page_size(mut self, size: u32) -> Self {
        self.0.page_size = Some(size);
        self
    }

    /// The data source by itself, unchecked, for a harvest without a manifest.
    pub fn build(self) -> DataSource {
        self.0
    }
}
