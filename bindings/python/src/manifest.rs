//! Manifests: where they are looked for, reading, building, writing, comparing.

use pyo3::prelude::*;
use quality_link::plain;

use crate::content::Content;
use crate::error::Result;
use crate::hints::Json;
use crate::ident::from_json;
use crate::types::{
    DataSource, Manifest, ManifestDiff, ManifestFormat, ManifestMeta, ManifestReport, Plain, Provider, SearchPlan,
};

/// Read a manifest; JSON or YAML is told by media type, path and content.
#[pyfunction]
#[pyo3(signature = (content, *, content_type = None, path = None))]
pub fn parse_manifest(content: Content, content_type: Option<&str>, path: Option<&str>) -> ManifestReport {
    Plain::of(plain::parse_manifest(&content.0, content_type, path))
}

/// Read a manifest of a known format, `json` or `yaml`.
#[pyfunction]
pub fn parse_manifest_as(content: Content, format: ManifestFormat) -> ManifestReport {
    Plain::of(plain::parse_manifest_as(&content.0, format.0))
}

/// Build a manifest. A `ManifestError` tells all that would not follow the specification.
#[pyfunction]
pub fn build_manifest(meta: Option<ManifestMeta>, sources: Vec<DataSource>) -> Result<Manifest> {
    Ok(Plain::of(plain::build_manifest(meta.into_plain().as_ref(), &sources.into_plain())?))
}

/// Write a manifest, with all that it says, as `json` or `yaml`.
#[pyfunction]
#[pyo3(signature = (manifest, format = ManifestFormat(plain::ManifestFormat::Json)))]
pub fn write_manifest(manifest: Manifest, format: ManifestFormat) -> Result<String> {
    Ok(plain::write_manifest(&manifest.into_plain(), format.0)?)
}

/// What differs between two manifests.
#[pyfunction]
pub fn diff_manifests(old: Manifest, new: Manifest) -> Result<ManifestDiff> {
    Ok(Plain::of(plain::diff_manifests(&old.into_plain(), &new.into_plain())?))
}

/// The JSON Schema of manifests.
#[pyfunction]
pub fn manifest_schema(py: Python<'_>) -> PyResult<Json<'_>> {
    from_json(py, &plain::manifest_schema())
}

/// The domains where the manifest of a provider is looked for.
#[pyfunction]
pub fn plan_search(provider: Provider) -> Result<SearchPlan> {
    Ok(Plain::of(plain::plan_search(&provider.into_plain())?))
}

/// The URL of the manifest that a TXT record announces, whose strings are given; None if it is about something else.
#[pyfunction]
pub fn parse_txt(strings: Vec<Content>) -> Result<Option<String>> {
    let strings: Vec<Vec<u8>> = strings.into_iter().map(|content| content.0).collect();
    Ok(plain::parse_txt(&strings)?)
}
