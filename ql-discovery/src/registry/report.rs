//! What registries contradict each other in, and what changed between two lists.

use std::collections::{BTreeMap, BTreeSet};

use ql_core::{Code, Diagnostic, IdentifierScheme, Provider, Registry, Severity, excerpt};
use serde::Serialize;

use super::{ProviderList, RegistryEntry};
use crate::domains::{registrable_domain, website_host};
use crate::registry_codes as codes;

const COMPARED: [IdentifierScheme; 3] = [IdentifierScheme::Pic, IdentifierScheme::Eche, IdentifierScheme::Erasmus];

#[derive(Default)]
pub(super) struct Report(Vec<Diagnostic>);

impl Report {
    pub(super) fn warn(&mut self, code: Code, item: &str, message: String) {
        self.0.push(Diagnostic::new(code, Severity::Warning, message).with_item(excerpt(item)));
    }

    /// Two registries with the same kind of id and no value in common.
    pub(super) fn contradictions(&mut self, key: &str, entries: &[RegistryEntry]) {
        for scheme in COMPARED {
            let mut said: BTreeMap<Registry, BTreeSet<String>> = BTreeMap::new();
            for entry in entries {
                for identifier in &entry.provider.identifiers {
                    if identifier.scheme == scheme && identifier.agency.is_none() {
                        said.entry(entry.registry).or_default().insert(scheme.normalised(&identifier.value));
                    }
                }
            }
            self.compare(key, scheme.name(), &said);
        }
        let mut said: BTreeMap<Registry, BTreeSet<String>> = BTreeMap::new();
        for entry in entries {
            if let Some(eter) = &entry.provider.eter {
                // Of one registry the first counts: further records are faculties or campuses.
                said.entry(entry.registry).or_insert_with(|| BTreeSet::from([eter_number(eter.as_str())]));
            }
        }
        self.compare(key, "ETER", &said);
    }

    fn compare(&mut self, key: &str, kind: &str, said: &BTreeMap<Registry, BTreeSet<String>>) {
        let registries: Vec<_> = said.iter().collect();
        let pairs = registries
            .iter()
            .enumerate()
            .flat_map(|(at, first)| registries[at + 1..].iter().map(move |other| (*first, *other)));
        for ((first, known), (other, values)) in pairs {
            if known.is_disjoint(values) {
                let list = |values: &BTreeSet<String>| values.iter().cloned().collect::<Vec<_>>().join(", ");
                let message = format!(
                    "{first} gives the {kind} id `{}`, {other} gives `{}`",
                    excerpt(&list(known)),
                    excerpt(&list(values))
                );
                self.warn(codes::CONTRADICTION, key, message);
            }
        }
    }

    /// One id that several providers of the list have.
    pub(super) fn shared_ids<'g>(&mut self, groups: impl Iterator<Item = (String, &'g [RegistryEntry])>) {
        let mut owners: BTreeMap<(&'static str, String), BTreeSet<String>> = BTreeMap::new();
        for (key, entries) in groups {
            for entry in entries {
                for scheme in COMPARED {
                    let of_scheme = entry.provider.identifiers.iter().filter(|identifier| identifier.scheme == scheme);
                    for identifier in of_scheme.filter(|identifier| identifier.agency.is_none()) {
                        let value = scheme.normalised(&identifier.value);
                        owners.entry((scheme_name(&scheme), value)).or_default().insert(key.clone());
                    }
                }
            }
        }
        for ((kind, value), keys) in owners {
            if keys.len() > 1 {
                let list = keys.iter().cloned().collect::<Vec<_>>().join(", ");
                let message = format!("several providers have the {kind} id `{}`: {}", excerpt(&value), excerpt(&list));
                self.warn(codes::SHARED_ID, keys.first().map_or("", String::as_str), message);
            }
        }
    }

    /// A SCHAC code that does not end in the registrable domain of the website.
    pub(super) fn website(&mut self, provider: &Provider) {
        let Some(website) = provider.website.as_deref().map(str::trim).filter(|website| !website.is_empty()) else {
            return;
        };
        let key = provider.key().unwrap_or_default();
        match website_host(website) {
            Ok(host) => {
                let (Some(schac), Some(site)) = (&provider.schac, registrable_domain(&host)) else { return };
                let fits = schac.as_str() == site
                    || schac.as_str().strip_suffix(&site).is_some_and(|rest| rest.ends_with('.'));
                if !fits {
                    self.warn(codes::SCHAC_WEBSITE, &key, format!("the website is at `{site}`, not at the SCHAC code"));
                }
            }
            Err(problem) => self.warn(codes::WEBSITE, &key, format!("{problem}: `{}`", excerpt(website))),
        }
    }

    pub(super) fn into_diagnostics(self) -> Vec<Diagnostic> {
        self.0
    }
}

/// An ETER id as it is compared: Greece is `EL` or `GR`, the United Kingdom `UK` or `GB`.
pub(super) fn eter_number(eter: &str) -> String {
    match eter.get(..2) {
        Some("GR") => format!("EL{}", &eter[2..]),
        Some("GB") => format!("UK{}", &eter[2..]),
        _ => eter.to_owned(),
    }
}

fn scheme_name(scheme: &IdentifierScheme) -> &'static str {
    match scheme {
        IdentifierScheme::Pic => "PIC",
        IdentifierScheme::Eche => "ECHE",
        _ => "Erasmus",
    }
}

/// What changed between two lists of providers.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct ProviderListDiff {
    /// The keys of new providers.
    pub added: Vec<String>,
    /// The keys of providers that are gone.
    pub removed: Vec<String>,
    /// The keys of providers of which something else is known now.
    pub changed: Vec<String>,
}

impl ProviderList {
    /// What changed since an older list, by key.
    pub fn diff(&self, old: &Self) -> ProviderListDiff {
        let by_key = |list: &'_ Self| -> BTreeMap<String, Provider> {
            list.providers.iter().filter_map(|provider| Some((provider.key()?, provider.clone()))).collect()
        };
        let (before, now) = (by_key(old), by_key(self));
        ProviderListDiff {
            added: now.keys().filter(|key| !before.contains_key(*key)).cloned().collect(),
            removed: before.keys().filter(|key| !now.contains_key(*key)).cloned().collect(),
            changed: now
                .iter()
                .filter(|(key, provider)| before.get(*key).is_some_and(|old| old != *provider))
                .map(|(key, _)| key.clone())
                .collect(),
        }
    }
}
