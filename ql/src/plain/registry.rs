//! Lists of providers from the registries of Europe.

use ql_core as core;
use ql_discovery as discovery;

use super::convert::diagnostics;
use super::ident::parsed;
use super::{ErrorReport, MergeOptions, PartOf, Provider, ProviderList, RegistryEntry, RegistryFormat, RegistryRead};

/// Reads a document of a registry; its format is told by its content unless it is given.
pub fn read_registry(content: &[u8], format: Option<RegistryFormat>) -> RegistryRead {
    let format = format.map_or_else(
        || discovery::RegistryFormat::detect(content),
        |format| match format {
            RegistryFormat::Deqar => discovery::RegistryFormat::Deqar,
            RegistryFormat::Ewp => discovery::RegistryFormat::Ewp,
            RegistryFormat::HeiApi => discovery::RegistryFormat::HeiApi,
            RegistryFormat::Json => discovery::RegistryFormat::Json,
            RegistryFormat::Csv => discovery::RegistryFormat::Csv,
        },
    );
    (&discovery::RegistryRead::parse(content, format)).into()
}

impl From<&discovery::RegistryRead> for RegistryRead {
    fn from(read: &discovery::RegistryRead) -> Self {
        Self {
            entries: read.entries.iter().map(RegistryEntry::from).collect(),
            diagnostics: diagnostics(&read.diagnostics),
            complete: read.complete,
        }
    }
}

/// The name of a registry in JSON.
fn name(registry: core::Registry) -> String {
    serde_json::to_value(registry).ok().and_then(|name| name.as_str().map(str::to_owned)).unwrap_or_default()
}

impl From<&discovery::RegistryEntry> for RegistryEntry {
    fn from(entry: &discovery::RegistryEntry) -> Self {
        let part_of = |part: &discovery::PartOf| PartOf { deqar: part.deqar.clone(), until: part.until.clone() };
        let texts = |codes: &[ql_ident::SchacCode]| codes.iter().map(ToString::to_string).collect();
        Self {
            registry: name(entry.registry),
            id: entry.id.clone(),
            provider: Provider::from(&entry.provider),
            schacs: texts(&entry.schacs),
            former_schacs: texts(&entry.former_schacs),
            part_of: entry.part_of.iter().map(part_of).collect(),
        }
    }
}

impl RegistryEntry {
    fn to_core(&self) -> Result<discovery::RegistryEntry, ErrorReport> {
        let registry = serde_json::from_value(self.registry.as_str().into())
            .map_err(|error| ErrorReport::argument(format!("not a registry: {error}")))?;
        let mut entry = discovery::RegistryEntry::new(registry, &self.id);
        entry.provider = self.provider.to_core()?;
        entry.schacs = self.schacs.iter().map(|code| parsed(code)).collect::<Result<_, _>>()?;
        entry.former_schacs = self.former_schacs.iter().map(|code| parsed(code)).collect::<Result<_, _>>()?;
        entry.part_of =
            self.part_of.iter().map(|part| discovery::PartOf::new(&part.deqar, part.until.clone())).collect();
        Ok(entry)
    }
}

/// Merges what several registries say of the same institutions.
pub fn merge_registries(entries: &[RegistryEntry], options: &MergeOptions) -> Result<ProviderList, ErrorReport> {
    let mut made = discovery::MergeOptions::new();
    if options.matching_by_website {
        made = made.matching_by_website();
    }
    if let Some(today) = &options.today {
        made = made.with_today(today);
    }
    if !options.countries.is_empty() {
        let country = |code: &String| code.parse().map_err(|error| ErrorReport::argument(format!("{error}")));
        made = made.with_countries(options.countries.iter().map(country).collect::<Result<Vec<_>, _>>()?);
    }
    let entries: Vec<_> = entries.iter().map(RegistryEntry::to_core).collect::<Result<_, _>>()?;
    let list = discovery::ProviderList::merge(entries, &made);
    Ok(ProviderList {
        providers: list.providers.iter().map(Provider::from).collect(),
        conflicts: diagnostics(&list.conflicts),
    })
}
