//! Manifests: where they are looked for, reading, building, writing, comparing.

use quality_link::plain;

use crate::error::Result;
use crate::types::{
    DataSource, Manifest, ManifestDiff, ManifestFormat, ManifestMeta, ManifestReport, Provider, SearchPlan,
};

/// Reads a manifest; JSON or YAML is told by media type, path and content.
#[uniffi::export(default(content_type = None, path = None))]
pub fn parse_manifest(content: Vec<u8>, content_type: Option<String>, path: Option<String>) -> ManifestReport {
    plain::parse_manifest(&content, content_type.as_deref(), path.as_deref())
}

/// Reads a manifest of a known format.
#[uniffi::export]
pub fn parse_manifest_as(content: Vec<u8>, format: ManifestFormat) -> ManifestReport {
    plain::parse_manifest_as(&content, format)
}

/// Builds a manifest. The error tells all that would not follow the specification.
#[uniffi::export]
pub fn build_manifest(meta: Option<ManifestMeta>, sources: Vec<DataSource>) -> Result<Manifest> {
    Ok(plain::build_manifest(meta.as_ref(), &sources)?)
}

/// Writes a manifest, with all that it says.
#[uniffi::export]
pub fn write_manifest(manifest: Manifest, format: ManifestFormat) -> Result<String> {
    Ok(plain::write_manifest(&manifest, format)?)
}

/// What differs between two manifests.
#[uniffi::export]
pub fn diff_manifests(old: Manifest, new: Manifest) -> Result<ManifestDiff> {
    Ok(plain::diff_manifests(&old, &new)?)
}

/// The JSON Schema of manifests.
#[uniffi::export]
pub fn manifest_schema() -> String {
    plain::manifest_schema()
}

/// The domains where the manifest of a provider is looked for.
#[uniffi::export]
pub fn plan_search(provider: Provider) -> Result<SearchPlan> {
    Ok(plain::plan_search(&provider)?)
}

/// The URL of the manifest that a TXT record announces, whose strings are given; none if it is about something else.
#[uniffi::export]
pub fn parse_txt(strings: Vec<Vec<u8>>) -> Result<Option<String>> {
    Ok(plain::parse_txt(&strings)?)
}
