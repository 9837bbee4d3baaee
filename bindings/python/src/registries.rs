//! Lists of providers from the registries of Europe.

use pyo3::prelude::*;
use quality_link::plain;

use crate::content::Content;
use crate::error::Result;
use crate::types::{MergeOptions, Plain, ProviderList, RegistryEntry, RegistryFormat, RegistryRead};

/// Read a document of a registry; its format is told by its content unless it is given.
#[pyfunction]
#[pyo3(signature = (content, format = None))]
pub fn read_registry(py: Python<'_>, content: Content, format: Option<RegistryFormat>) -> RegistryRead {
    Plain::of(py.detach(|| plain::read_registry(&content.0, format.into_plain())))
}

/// Merge what several registries say of the same institutions.
#[pyfunction]
#[pyo3(signature = (entries, options = None))]
pub fn merge_registries(
    py: Python<'_>,
    entries: Vec<RegistryEntry>,
    options: Option<MergeOptions>,
) -> Result<ProviderList> {
    let (entries, options) = (entries.into_plain(), options.unwrap_or_default().into_plain());
    Ok(Plain::of(py.detach(|| plain::merge_registries(&entries, &options))?))
}
