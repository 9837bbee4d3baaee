//! Several registries merged into one list of providers (registries of education providers, "Merge").

use std::collections::{BTreeSet, HashMap, HashSet};

use ql_core::{Country, Diagnostic, IdentifierScheme, Provider, ProviderIdentifier, ProviderSource, Registry};
use serde::Serialize;

use super::RegistryEntry;
use super::join::{Group, each_once, group_by_schac, join_without_schac, present_schacs};
use super::report::Report;
use crate::domains::website_host;
use crate::registry_codes as codes;

/// What the ids of aliases are called among further identifiers.
pub(super) const ETER: &str = "ETER ID";
pub(super) const DEQAR: &str = "DEQARINST ID";

/// How registries are merged.
#[derive(Clone, Debug, Default)]
#[must_use]
pub struct MergeOptions {
    pub(super) by_website: bool,
    today: Option<String>,
    countries: BTreeSet<Country>,
}

impl MergeOptions {
    /// The defaults: no weak matches, nothing is closed, all countries.
    pub fn new() -> Self {
        Self::default()
    }

    /// Lets an entry without SCHAC code join a provider with a website at the same registrable domain in the same
    /// country. Such a match is reported.
    pub fn matching_by_website(mut self) -> Self {
        self.by_website = true;
        self
    }

    /// Sets the day, as `YYYY-MM-DD`, by which something is closed or a location is no longer valid.
    pub fn with_today(mut self, today: impl Into<String>) -> Self {
        self.today = Some(today.into());
        self
    }

    /// Keeps only providers of these countries.
    pub fn with_countries(mut self, countries: impl IntoIterator<Item = Country>) -> Self {
        self.countries.extend(countries);
        self
    }

    /// Like [`is_past`](Self::is_past); without a day, whatever has an end has ended.
    fn has_ended(&self, day: Option<&String>) -> bool {
        day.is_some_and(|day| self.today.as_ref().is_none_or(|today| day <= today))
    }

    fn is_past(&self, day: Option<&String>) -> bool {
        day.is_some_and(|day| self.today.as_ref().is_some_and(|today| day <= today))
    }
}

/// Providers, each once, sorted by their [key](Provider::key).
///
/// ```
/// use ql_discovery::{MergeOptions, ProviderList, RegistryRead};
/// let ewp = br#"<catalogue xmlns="https://github.com/erasmus-without-paper/ewp-specs-api-registry/tree/stable-v1">
///   <institutions><hei id="uw.edu.pl">
///     <other-id type="pic">999572294</other-id><name xml:lang="en">University of Warsaw</name>
///   </hei></institutions></catalogue>"#;
/// let list = b"pic,website\n999572294,https://en.uw.edu.pl/\n";
/// let reads = [RegistryRead::parse_detect(ewp), RegistryRead::parse_detect(list)];
/// let merged = ProviderList::merge(reads.into_iter().flat_map(|read| read.entries), &MergeOptions::new());
/// let provider = &merged.providers[0];
/// assert_eq!(provider.key().as_deref(), Some("uw.edu.pl"));
/// assert_eq!(provider.website.as_deref(), Some("https://en.uw.edu.pl/"));
/// ```
#[derive(Clone, Debug, Default, Serialize)]
#[non_exhaustive]
pub struct ProviderList {
    /// The providers.
    pub providers: Vec<Provider>,
    /// Where registries contradict each other or themselves; nothing of it was resolved silently.
    pub conflicts: Vec<Diagnostic>,
}

impl ProviderList {
    /// Merges what registries say.
    pub fn merge(entries: impl IntoIterator<Item = RegistryEntry>, options: &MergeOptions) -> Self {
        let mut report = Report::default();
        let entries = each_once(entries, &mut report);
        let present = present_schacs(&entries, &mut report);
        let groups = group_by_schac(entries, &present, &mut report);
        let mut groups = join_without_schac(groups, options, &mut report);
        groups.iter_mut().for_each(|group| primary_first(&mut group.entries, options));
        report.shared_ids(groups.iter().map(|group| (group.name(), group.entries.as_slice())));
        let mut parts: Vec<Part> = Vec::with_capacity(groups.len());
        let mut providers: Vec<Provider> = Vec::with_capacity(groups.len());
        for group in groups {
            let part = Part::of(&group, options);
            let name = group.name();
            let provider = provider(group, options, &mut report);
            if provider.key().is_none() {
                let message = "nothing is known by which the provider could be found again; it is left out".to_owned();
                report.warn(codes::ENTRY, &name, message);
                continue;
            }
            parts.push(part);
            providers.push(provider);
        }
        link_parents(&mut providers, &parts);
        if !options.countries.is_empty() {
            providers.retain(|provider| provider.country.is_some_and(|country| options.countries.contains(&country)));
        }
        providers.sort_by_cached_key(Provider::key);
        Self { providers, conflicts: report.into_diagnostics() }
    }
}

/// A provider's place among others, by DEQARINST ids.
struct Part {
    /// Its own ids, those of its aliases included.
    own: Vec<String>,
    /// What its primary record is a part of.
    wholes: Vec<String>,
}

impl Part {
    fn of(group: &Group, options: &MergeOptions) -> Self {
        let primary = group.entries.iter().find(|entry| entry.registry == Registry::Deqar);
        let lasting = primary.into_iter().flat_map(|entry| &entry.part_of);
        let lasting = lasting.filter(|part| !options.has_ended(part.until.as_ref()));
        Self {
            own: group
                .entries
                .iter()
                .filter_map(|entry| entry.provider.deqar.as_ref())
                .map(ToString::to_string)
                .collect(),
            wholes: lasting.map(|part| part.deqar.clone()).collect(),
        }
    }
}

/// The order of a field's sources: the registries as given, then the user's own list, then the rest.
pub(super) fn by_precedence<'g>(entries: &'g [RegistryEntry], order: &[Registry]) -> Vec<&'g RegistryEntry> {
    let rank = |registry: Registry| order.iter().position(|known| *known == registry).unwrap_or(order.len());
    let mut sorted: Vec<&RegistryEntry> = entries.iter().collect();
    sorted.sort_by_key(|entry| rank(entry.registry));
    sorted
}

/// The first of the entries that says something.
fn first<T>(entries: &[&RegistryEntry], value: impl Fn(&Provider) -> Option<T>) -> Option<T> {
    entries.iter().find_map(|entry| value(&entry.provider))
}

fn provider(group: Group, options: &MergeOptions, report: &mut Report) -> Provider {
    report.contradictions(&group.name(), &group.entries);
    let entries = &group.entries;
    // What the user writes in a list of her own is meant to count.
    let deqar_first = by_precedence(entries, &[Registry::List, Registry::Deqar, Registry::HeiApi, Registry::Ewp]);
    let tagged_first = by_precedence(entries, &[Registry::List, Registry::Ewp, Registry::HeiApi, Registry::Deqar]);
    let ids_first = by_precedence(entries, &[Registry::List, Registry::Ewp, Registry::Deqar, Registry::HeiApi]);
    let mut merged = Provider::new();
    merged.schac.clone_from(&group.schac);
    merged.eter = first(&deqar_first, |provider| provider.eter.clone());
    merged.deqar = first(&deqar_first, |provider| provider.deqar.clone());
    merged.iri = first(&deqar_first, |provider| provider.iri.clone())
        .or_else(|| merged.deqar.as_ref().map(ql_ident::DeqarInstId::iri))
        .or_else(|| group.schac.as_ref().map(|schac| format!("did:web:{schac}")));
    let usable = |website: &String| website_host(website.trim()).is_ok();
    merged.website = first(&deqar_first, |provider| provider.website.clone().filter(usable))
        .or_else(|| first(&deqar_first, |provider| provider.website.clone()));
    for entry in &tagged_first {
        for name in &entry.provider.names {
            match merged.names.iter_mut().find(|known| known.text == name.text && known.language == name.language) {
                // Who says more of it counts.
                Some(known) => {
                    known.official |= name.official;
                    known.former &= name.former;
                }
                None => push(&mut merged.names, name.clone()),
            }
        }
    }
    let english = |name: &&ql_core::ProviderName| name.language.as_ref().is_some_and(|tag| tag.primary() == "en");
    let current = || merged.names.iter().filter(|name| !name.former);
    merged.name = first(&deqar_first, |provider| provider.name.clone())
        .or_else(|| current().find(english).or_else(|| current().next()).map(|name| name.text.clone()));
    for entry in &ids_first {
        for identifier in &entry.provider.identifiers {
            let same = |known: &ql_core::ProviderIdentifier| {
                known.scheme == identifier.scheme
                    && known.agency == identifier.agency
                    && known.scheme.normalised(&known.value) == identifier.scheme.normalised(&identifier.value)
            };
            if !merged.identifiers.iter().any(same) {
                push(&mut merged.identifiers, identifier.clone());
            }
        }
    }
    // Those of aliases would be lost, and who has them would be found by nobody.
    let own = [merged.eter.as_ref().map(ToString::to_string), merged.deqar.as_ref().map(ToString::to_string)];
    for entry in &deqar_first {
        let eter = entry.provider.eter.as_ref().map(|id| (ETER, id.to_string()));
        let deqar = entry.provider.deqar.as_ref().map(|id| (DEQAR, id.to_string()));
        for (scheme, value) in [eter, deqar].into_iter().flatten().filter(|(_, id)| !own.contains(&Some(id.clone()))) {
            let scheme = IdentifierScheme::Other(scheme.to_owned());
            let known = merged.identifiers.iter().any(|known| known.scheme == scheme && known.value == value);
            if !known {
                push(&mut merged.identifiers, ProviderIdentifier::new(scheme, value, entry.registry));
            }
        }
    }
    for entry in &deqar_first {
        for location in &entry.provider.locations {
            if !options.is_past(location.until.as_ref()) && !merged.locations.contains(location) {
                push(&mut merged.locations, location.clone());
            }
        }
    }
    merged.country = first(&deqar_first, |provider| provider.country)
        .or_else(|| merged.locations.iter().find_map(|location| location.country));
    let in_ewp = entries.iter().any(|entry| entry.registry == Registry::Ewp);
    // Of DEQAR's records the primary one counts: an alias that is closed closes nobody else.
    let of = |registry| entries.iter().find(|entry| entry.registry == registry);
    let closed = of(Registry::List).and_then(|entry| entry.provider.closed.clone());
    let closed = closed.or_else(|| of(Registry::Deqar)?.provider.closed.clone());
    merged.closed = closed.filter(|day| !in_ewp && options.is_past(Some(day)));
    merged.parent = first(&deqar_first, |provider| provider.parent.clone());
    merged.other_provider = match of(Registry::Deqar) {
        Some(entry) => entry.provider.other_provider,
        None => entries.iter().any(|entry| entry.provider.other_provider),
    };
    let own_iri = merged.iri.clone();
    let further = entries.iter().flat_map(|entry| entry.provider.aliases.iter().chain(&entry.provider.iri).cloned());
    merged.aliases = group.aliases.iter().cloned().collect();
    let own_schac = merged.schac.as_ref().map(ToString::to_string);
    let mut known: HashSet<String> = merged.aliases.iter().cloned().chain(own_iri).chain(own_schac).collect();
    for alias in further {
        if known.insert(alias.clone()) {
            merged.aliases.push(alias);
        }
    }
    let mut sources: HashSet<(Registry, String)> = HashSet::new();
    for entry in entries {
        // The list that is read again is not a source of its own.
        let again = entry.registry == Registry::List && !entry.provider.sources.is_empty();
        let own = (!again).then(|| ProviderSource::new(entry.registry, &entry.id));
        for source in entry.provider.sources.iter().cloned().chain(own) {
            if sources.insert((source.registry, source.id.clone())) {
                merged.sources.push(source);
            }
        }
    }
    report.website(&merged);
    merged
}

/// Of several records of one registry the one that is no part of another, then the one not closed, then the lowest id.
fn primary_first(entries: &mut [RegistryEntry], options: &MergeOptions) {
    let ids: HashSet<String> =
        entries.iter().filter_map(|entry| entry.provider.deqar.as_ref().map(ToString::to_string)).collect();
    entries.sort_by_cached_key(|entry| {
        let own = entry.provider.deqar.as_ref().map(ToString::to_string);
        let is_part = entry.part_of.iter().any(|part| Some(&part.deqar) != own.as_ref() && ids.contains(&part.deqar));
        let is_closed = options.is_past(entry.provider.closed.as_ref());
        let deqar = entry.provider.deqar.as_ref().map(ToString::to_string);
        (entry.registry, deqar.is_none(), is_part, is_closed, deqar, entry.id.clone())
    });
}

/// A list that a hostile registry makes long costs no more than this.
const MOST: usize = 1000;

fn push<T>(list: &mut Vec<T>, item: T) {
    if list.len() < MOST {
        list.push(item);
    }
}

/// A part with a key of its own is linked with what it is a part of.
fn link_parents(providers: &mut [Provider], parts: &[Part]) {
    let mut keys: HashMap<&str, String> = HashMap::new();
    for (provider, part) in providers.iter().zip(parts) {
        for id in &part.own {
            keys.entry(id).or_insert_with(|| provider.key().unwrap_or_default());
        }
    }
    for (provider, part) in providers.iter_mut().zip(parts) {
        let own = provider.key();
        let whole = part.wholes.iter().filter_map(|whole| keys.get(whole.as_str()));
        if let Some(parent) = whole.into_iter().find(|parent| Some(*parent) != own.as_ref()) {
            provider.parent = Some(parent.clone());
        }
    }
}
