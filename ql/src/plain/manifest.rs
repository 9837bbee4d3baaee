//! Manifests: read, lint, build, write, compare.

use std::collections::BTreeMap;

use ql_core as core;
use ql_core::ManifestParser;
use serde_json::{Map, Value, json};

use super::ident::parsed;
use super::{
    Auth, DataSource, Diagnostic, ErrorKind, ErrorReport, Manifest, ManifestDiff, ManifestFormat, ManifestMeta,
    ManifestReport,
};

impl From<&core::ManifestReport> for ManifestReport {
    fn from(report: &core::ManifestReport) -> Self {
        Self {
            valid: report.is_valid(),
            usable: report.is_usable(),
            manifest: report.manifest().map(Manifest::from),
            partial: report.partial().map(Manifest::from),
            strict: report.strict().iter().map(Diagnostic::from).collect(),
            lenient: report.lenient().iter().map(Diagnostic::from).collect(),
        }
    }
}

impl From<&core::Manifest> for Manifest {
    fn from(manifest: &core::Manifest) -> Self {
        let text = |text: Option<&str>| text.map(str::to_owned);
        let meta = |meta: &core::Meta| ManifestMeta {
            schac: text(meta.schac()),
            eter: text(meta.eterid()),
            deqar: text(meta.deqarid()),
            did: text(meta.did()),
        };
        Self {
            meta: manifest.meta().map(meta),
            sources: manifest.sources().iter().map(DataSource::from).collect(),
            fingerprint: manifest.fingerprint(),
            json: manifest.to_json(),
        }
    }
}

impl From<&core::DataSource> for DataSource {
    fn from(source: &core::DataSource) -> Self {
        let text = |text: Option<&str>| text.map(str::to_owned);
        Self {
            source_type: source.source_type().to_string(),
            path: source.path().to_string(),
            version: text(source.version()),
            id: text(source.id()),
            name: text(source.name()),
            auth: Some(source.auth()).filter(|auth| **auth != core::Auth::None).map(Auth::from),
            refresh_hours: source.refresh_hours(),
            headers: source.headers().iter().cloned().collect(),
            query_parameters: source.query_parameters().iter().cloned().collect(),
            content_type: text(source.content_type()),
            page_size: source.page_size(),
        }
    }
}

impl From<&core::Auth> for Auth {
    fn from(auth: &core::Auth) -> Self {
        let cipher = |cipher: &core::Ciphertext| cipher.as_base64().to_owned();
        let method = Self { method: auth.type_name().into(), ..Self::default() };
        match auth {
            core::Auth::HttpHeader { field, value } => {
                Self { field: Some(field.clone()), value: Some(cipher(value)), ..method }
            }
            core::Auth::OAuth2 { token_endpoint, scope, client_id, client_secret } => Self {
                token_endpoint: Some(token_endpoint.to_string()),
                scope: scope.clone(),
                client_id: client_id.clone(),
                client_secret: client_secret.as_ref().map(cipher),
                ..method
            },
            core::Auth::HttpSig { alg } => Self { alg: alg.clone(), ..method },
            _ => method,
        }
    }
}

/// A member of a manifest, if there is something to be said.
fn set<V: Into<Value>>(object: &mut Map<String, Value>, key: &str, value: Option<V>) {
    if let Some(value) = value {
        object.insert(key.into(), value.into());
    }
}

impl Auth {
    fn to_json(&self) -> Value {
        let mut object = Map::new();
        set(&mut object, "type", Some(self.method.as_str()));
        set(&mut object, "field", self.field.as_deref());
        set(&mut object, "value", self.value.as_deref());
        set(&mut object, "token_endpoint", self.token_endpoint.as_deref());
        set(&mut object, "scope", self.scope.as_deref());
        set(&mut object, "client_id", self.client_id.as_deref());
        set(&mut object, "client_secret", self.client_secret.as_deref());
        set(&mut object, "alg", self.alg.as_deref());
        object.into()
    }
}

impl DataSource {
    fn to_json(&self) -> Value {
        let sorted = |map: &std::collections::HashMap<String, String>| {
            let sorted: BTreeMap<&String, &String> = map.iter().collect();
            (!map.is_empty()).then(|| json!(sorted))
        };
        let mut object = Map::new();
        set(&mut object, "type", Some(self.source_type.as_str()));
        set(&mut object, "path", Some(self.path.as_str()));
        set(&mut object, "version", self.version.as_deref());
        set(&mut object, "id", self.id.as_deref());
        set(&mut object, "name", self.name.as_deref());
        set(&mut object, "auth", self.auth.as_ref().map(Auth::to_json));
        set(&mut object, "refresh", self.refresh_hours);
        set(&mut object, "headers", sorted(&self.headers));
        set(&mut object, "queryParameters", sorted(&self.query_parameters));
        set(&mut object, "contentType", self.content_type.as_deref());
        set(&mut object, "pageSize", self.page_size);
        object.into()
    }

    /// The data source as the other crates know it.
    #[cfg(feature = "harvest")]
    pub(super) fn to_core(&self) -> Result<core::DataSource, ErrorReport> {
        let report = read(&json!({ "sources": [self.to_json()] }));
        let usable = report.manifest().and_then(|manifest| manifest.sources().first().cloned());
        usable.ok_or_else(|| ErrorReport::of_findings(ErrorKind::Manifest, &report.lenient()))
    }
}

fn read(manifest: &Value) -> core::ManifestReport {
    ManifestParser::new().parse(manifest.to_string().as_bytes(), core::ManifestFormat::Json)
}

impl Manifest {
    /// The manifest as the other crates know it, unusable sources and all.
    fn to_core(&self) -> Result<core::Manifest, ErrorReport> {
        let report = ManifestParser::new().parse(self.json.as_bytes(), core::ManifestFormat::Json);
        report.partial().cloned().ok_or_else(|| ErrorReport::of_findings(ErrorKind::Manifest, &report.strict()))
    }
}

/// Reads a manifest; JSON or YAML is told by media type, path and content.
pub fn parse_manifest(content: &[u8], content_type: Option<&str>, path: Option<&str>) -> ManifestReport {
    (&ManifestParser::new().parse_detect(content, content_type, path)).into()
}

/// Reads a manifest of a known format.
pub fn parse_manifest_as(content: &[u8], format: ManifestFormat) -> ManifestReport {
    let format = match format {
        ManifestFormat::Json => core::ManifestFormat::Json,
        ManifestFormat::Yaml => core::ManifestFormat::Yaml,
    };
    (&ManifestParser::new().parse(content, format)).into()
}

/// Builds a manifest.
///
/// # Errors
/// If it would not follow the specification; `diagnostics` says all that is wrong.
///
/// ```
/// use quality_link::plain::{DataSource, ManifestFormat, build_manifest, write_manifest};
/// let source = DataSource { source_type: "elm".into(), path: "https://example.edu/c.ttl".into(), ..DataSource::default() };
/// let manifest = build_manifest(None, &[source])?;
/// assert!(write_manifest(&manifest, ManifestFormat::Yaml)?.contains("https://example.edu/c.ttl"));
/// # Ok::<(), quality_link::plain::ErrorReport>(())
/// ```
pub fn build_manifest(meta: Option<&ManifestMeta>, sources: &[DataSource]) -> Result<Manifest, ErrorReport> {
    let mut manifest = Map::new();
    if let Some(meta) = meta {
        meta.schac.as_deref().map(parsed::<ql_ident::SchacCode>).transpose()?;
        meta.eter.as_deref().map(parsed::<ql_ident::EterId>).transpose()?;
        meta.deqar.as_deref().map(parsed::<ql_ident::DeqarInstId>).transpose()?;
        let mut object = Map::new();
        set(&mut object, "schac", meta.schac.as_deref());
        set(&mut object, "eterid", meta.eter.as_deref());
        set(&mut object, "deqarid", meta.deqar.as_deref());
        set(&mut object, "did", meta.did.as_deref());
        set(&mut manifest, "meta", Some(object));
    }
    set(&mut manifest, "sources", Some(sources.iter().map(DataSource::to_json).collect::<Vec<_>>()));
    let report = read(&manifest.into());
    let findings = if report.is_valid() { report.lenient() } else { report.strict() };
    let built = report.manifest().filter(|_| report.is_valid()).map(Manifest::from);
    // What a reader would leave out, such as a `Host` header, must not be left out without a word.
    let is_whole = |built: &Manifest| {
        built.sources.len() == sources.len()
            && built.sources.iter().zip(sources).all(|(built, given)| {
                built.headers.len() == given.headers.len()
                    && built.query_parameters.len() == given.query_parameters.len()
                    && built.auth.is_some() == given.auth.as_ref().is_some_and(|auth| auth.method != "none")
            })
    };
    built.filter(is_whole).ok_or_else(|| ErrorReport::of_findings(ErrorKind::Manifest, &findings))
}

/// Writes a manifest, with all that it says.
pub fn write_manifest(manifest: &Manifest, format: ManifestFormat) -> Result<String, ErrorReport> {
    let manifest = manifest.to_core()?;
    Ok(match format {
        ManifestFormat::Json => manifest.to_json(),
        ManifestFormat::Yaml => manifest.to_yaml(),
    })
}

/// What differs between two manifests.
pub fn diff_manifests(old: &Manifest, new: &Manifest) -> Result<ManifestDiff, ErrorReport> {
    let diff = old.to_core()?.diff(&new.to_core()?);
    Ok(ManifestDiff {
        added: diff.added,
        removed: diff.removed,
        changed: diff.changed.into_iter().collect(),
        unchanged: diff.unchanged,
    })
}

/// The JSON Schema of manifests.
pub fn manifest_schema() -> String {
    core::manifest_schema().to_string()
}
