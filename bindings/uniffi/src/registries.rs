//! Lists of providers from the registries of Europe.

use quality_link::plain;

use crate::error::Result;
use crate::types::{MergeOptions, ProviderList, RegistryEntry, RegistryFormat, RegistryRead};

/// Reads a document of a registry; its format is told by its content unless it is given.
#[uniffi::export(default(format = None))]
pub fn read_registry(content: Vec<u8>, format: Option<RegistryFormat>) -> RegistryRead {
    plain::read_registry(&content, format)
}

/// Merges what several registries say of the same institutions.
#[uniffi::export(default(options))]
pub fn merge_registries(entries: Vec<RegistryEntry>, options: MergeOptions) -> Result<ProviderList> {
    Ok(plain::merge_registries(&entries, &options)?)
}
