//! Several registries merged into one list of providers (registries of education providers, "Merge").

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use ql_core::{Country, Diagnostic, IdentifierScheme, Provider, ProviderSource, Registry};
use ql_ident::SchacCode;
use serde::Serialize;

use super::RegistryEntry;
use super::report::Report;
use crate::domains::{registrable_domain, website_host};
use crate::registry_codes as codes;

/// How registries are merged.
#[derive(Clone, Debug, Default)]
#[must_use]
pub struct MergeOptions {
    by_website: bool,
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

/// The entries that are about one provider.
#[derive(Default)]
struct Group {
    schac: Option<SchacCode>,
    entries: Vec<RegistryEntry>,
    /// Other SCHAC codes of the same provider.
    aliases: BTreeSet<String>,
}

impl ProviderList {
    /// Merges what registries say.
    pub fn merge(entries: impl IntoIterator<Item = RegistryEntry>, options: &MergeOptions) -> Self {
        let mut report = Report::default();
        let entries = each_once(entries, &mut report);
        let present = present_schacs(&entries, &mut report);
        let mut groups = group_by_schac(entries, &present, &mut report);
        join_without_schac(&mut groups, options, &mut report);
        report.shared_ids(groups.iter().map(|group| (name_of(group), group.entries.as_slice())));
        let mut providers: Vec<Provider> = Vec::with_capacity(groups.len());
        let parents: Vec<Vec<String>> = groups.iter().map(parts).collect();
        for group in groups {
            providers.push(provider(group, options, &mut report));
        }
        link_parents(&mut providers, &parents);
        if !options.countries.is_empty() {
            providers.retain(|provider| provider.country.is_some_and(|country| options.countries.contains(&country)));
        }
        providers.sort_by_cached_key(Provider::key);
        Self { providers, conflicts: report.into_diagnostics() }
    }
}

fn name_of(group: &Group) -> String {
    match (&group.schac, group.entries.first()) {
        (Some(schac), _) => schac.to_string(),
        (None, Some(entry)) => entry.provider.key().unwrap_or_else(|| entry.id.clone()),
        (None, None) => String::new(),
    }
}

/// A list that changes while its pages are read has some records twice.
fn each_once(entries: impl IntoIterator<Item = RegistryEntry>, report: &mut Report) -> Vec<RegistryEntry> {
    let mut seen: HashMap<(Registry, String), usize> = HashMap::new();
    let mut once: Vec<RegistryEntry> = Vec::new();
    for entry in entries {
        let key = (entry.registry, entry.id.clone());
        match seen.get(&key).map(|at| &once[*at]) {
            Some(same) if *same == entry => {}
            Some(_) => report.warn(
                codes::DUPLICATE,
                &entry.id,
                format!("{} has the entry twice, and differently; the first is used", entry.registry),
            ),
            None => {
                seen.insert(key, once.len());
                once.push(entry);
            }
        }
    }
    once
}

/// From former SCHAC codes to the present ones, chains followed.
fn present_schacs(entries: &[RegistryEntry], report: &mut Report) -> HashMap<SchacCode, SchacCode> {
    let listed: HashSet<(Registry, &SchacCode)> =
        entries.iter().flat_map(|entry| entry.schacs.iter().map(|schac| (entry.registry, schac))).collect();
    let mut next: BTreeMap<&SchacCode, &SchacCode> = BTreeMap::new();
    let mut refused: BTreeSet<&SchacCode> = BTreeSet::new();
    for entry in entries {
        for former in &entry.former_schacs {
            let Some(present) = entry.schacs.first().filter(|present| *present != former) else { continue };
            // EWP lists who takes part today; and no registry lists the same institution twice.
            let is_live = [Registry::Ewp, entry.registry].iter().any(|by| listed.contains(&(*by, former)));
            if is_live {
                report.warn(
                    codes::FORMER_SCHAC,
                    present.as_str(),
                    format!("`{former}` is given as a former SCHAC code, but another institution has it; not merged"),
                );
                refused.insert(former);
            } else if next.get(former).is_some_and(|other| *other != present) {
                report.warn(
                    codes::FORMER_SCHAC,
                    present.as_str(),
                    format!("`{former}` is given as a former SCHAC code by several institutions; not merged"),
                );
                refused.insert(former);
            } else {
                next.insert(former, present);
            }
        }
    }
    for former in refused {
        next.remove(former);
    }
    let mut present = HashMap::new();
    for (former, mut now) in next.iter().map(|(former, now)| (*former, *now)) {
        let mut passed = BTreeSet::from([former]);
        let end = loop {
            if !passed.insert(now) {
                break None;
            }
            match next.get(now) {
                Some(later) => now = later,
                None => break Some(now),
            }
        };
        match end {
            Some(end) => drop(present.insert(former.clone(), end.clone())),
            None => report.warn(
                codes::FORMER_SCHAC,
                former.as_str(),
                "former SCHAC codes lead in a circle; not merged".into(),
            ),
        }
    }
    present
}

fn group_by_schac(
    entries: Vec<RegistryEntry>,
    present: &HashMap<SchacCode, SchacCode>,
    report: &mut Report,
) -> Vec<Group> {
    let now = |schac: &SchacCode| present.get(schac).unwrap_or(schac).clone();
    // Whom a registry lists under one code only; with several, another one decides.
    let confirmed: HashSet<(Registry, SchacCode)> = entries
        .iter()
        .filter_map(|entry| match entry.schacs.as_slice() {
            [one] => Some((entry.registry, now(one))),
            _ => None,
        })
        .collect();
    let is_confirmed =
        |registry: Registry, schac: &SchacCode| confirmed.iter().any(|(by, code)| *by != registry && code == schac);
    let mut groups: Vec<Group> = Vec::new();
    let mut by_schac: HashMap<SchacCode, usize> = HashMap::new();
    let mut others: Vec<(usize, SchacCode, String)> = Vec::new();
    for entry in entries {
        let codes: Vec<SchacCode> = entry.schacs.iter().map(now).collect();
        let key = codes.iter().find(|code| is_confirmed(entry.registry, code)).or_else(|| codes.first());
        let at = match key {
            Some(key) => *by_schac.entry(key.clone()).or_insert_with(|| {
                groups.push(Group { schac: Some(key.clone()), ..Group::default() });
                groups.len() - 1
            }),
            None => {
                groups.push(Group::default());
                groups.len() - 1
            }
        };
        for code in codes.iter().filter(|code| Some(*code) != key) {
            others.push((at, code.clone(), entry.id.clone()));
        }
        for written in entry.schacs.iter().filter(|schac| present.contains_key(*schac)) {
            groups[at].aliases.insert(written.to_string());
        }
        groups[at].entries.push(entry);
    }
    for (former, schac) in present {
        if let Some(at) = by_schac.get(schac) {
            groups[*at].aliases.insert(former.to_string());
        }
    }
    for (at, code, id) in others {
        match by_schac.get(&code) {
            Some(other) if *other == at => {}
            Some(_) => report.warn(
                codes::SEVERAL_SCHACS,
                &id,
                format!("the entry also claims `{code}`, which is another provider of the list; not merged"),
            ),
            None => drop(groups[at].aliases.insert(code.to_string())),
        }
    }
    groups
}

/// The ids by which an entry without SCHAC code finds its group, strongest first.
fn strong_ids(provider: &Provider) -> impl Iterator<Item = (u8, String)> {
    let of_scheme = |rank: u8, scheme: IdentifierScheme| {
        let values = provider.identifiers.iter().filter(|identifier| identifier.agency.is_none());
        let values = values.filter(|identifier| identifier.scheme == scheme);
        values.map(|identifier| (rank, scheme.normalised(&identifier.value))).collect::<Vec<_>>()
    };
    let mut ids = of_scheme(0, IdentifierScheme::Pic);
    ids.extend(of_scheme(1, IdentifierScheme::Eche));
    ids.extend(of_scheme(2, IdentifierScheme::Erasmus));
    ids.extend(provider.eter.as_ref().map(|eter| {
        let number = eter.as_str().replacen("GR", "EL", 1).replacen("GB", "UK", 1);
        (3, number)
    }));
    ids.extend(provider.deqar.as_ref().map(|deqar| (4, deqar.to_string())));
    ids.into_iter()
}

fn country_of(entries: &[RegistryEntry]) -> Option<Country> {
    entries.iter().find_map(|entry| {
        let provider = &entry.provider;
        provider.country.or_else(|| provider.locations.iter().find_map(|location| location.country))
    })
}

fn site(website: Option<&String>) -> Option<String> {
    let host = website_host(website?.trim()).ok()?;
    registrable_domain(&host)
}

fn join_without_schac(groups: &mut Vec<Group>, options: &MergeOptions, report: &mut Report) {
    let mut index: HashMap<(u8, String), BTreeSet<usize>> = HashMap::new();
    let mut sites: HashMap<(String, Country), BTreeSet<usize>> = HashMap::new();
    for (at, group) in groups.iter().enumerate() {
        for entry in &group.entries {
            for id in strong_ids(&entry.provider) {
                index.entry(id).or_default().insert(at);
            }
        }
        if let (true, Some(schac), Some(country)) = (options.by_website, &group.schac, country_of(&group.entries)) {
            let own = registrable_domain(schac.as_str());
            let websites = group.entries.iter().filter_map(|entry| site(entry.provider.website.as_ref()));
            for domain in websites.chain(own) {
                sites.entry((domain, country)).or_default().insert(at);
            }
        }
    }
    // Where a group without SCHAC code has gone.
    let mut target: Vec<usize> = (0..groups.len()).collect();
    for at in 0..groups.len() {
        if groups[at].schac.is_some() {
            continue;
        }
        let entry = &groups[at].entries[0];
        let with_schac = |found: &BTreeSet<usize>| -> Vec<usize> {
            found.iter().copied().filter(|other| groups[*other].schac.is_some()).collect()
        };
        let joined = strong_ids(&entry.provider).find_map(|id| match with_schac(index.get(&id)?).as_slice() {
            [one] => Some(*one),
            _ => None,
        });
        // Two records without SCHAC code are the same provider by its id in DEQAR or ETER only.
        let earlier = || {
            let own = strong_ids(&entry.provider).filter(|(rank, _)| *rank >= 3);
            own.filter_map(|id| index.get(&id)?.first().copied()).find(|first| *first < at)
        };
        let weak = || {
            let country = country_of(&groups[at].entries)?;
            let found = sites.get(&(site(entry.provider.website.as_ref())?, country))?;
            match with_schac(found).as_slice() {
                [one] => Some(*one),
                _ => None,
            }
        };
        if let Some(other) = joined.or_else(earlier) {
            target[at] = target[other];
        } else if let Some(other) = weak() {
            report.warn(
                codes::WEAK_MATCH,
                &entry.id,
                format!("joined `{}` by its website and country alone", name_of(&groups[other])),
            );
            target[at] = other;
        }
    }
    for at in (0..groups.len()).rev() {
        if target[at] != at {
            let moved = std::mem::take(&mut groups[at].entries);
            groups[target[at]].entries.extend(moved);
        }
    }
    groups.retain(|group| !group.entries.is_empty());
}

/// What a group is a part of, by DEQARINST ids.
fn parts(group: &Group) -> Vec<String> {
    group.entries.iter().flat_map(|entry| entry.part_of.iter().cloned()).collect()
}

/// The order of a field's sources: the registries as given, then the user's own list, then the rest.
fn by_precedence<'g>(entries: &'g [RegistryEntry], order: &[Registry]) -> Vec<&'g RegistryEntry> {
    let rank = |registry: Registry| order.iter().position(|known| *known == registry).unwrap_or(order.len());
    let mut sorted: Vec<&RegistryEntry> = entries.iter().collect();
    sorted.sort_by_key(|entry| rank(entry.registry));
    sorted
}

/// The first of the entries that says something.
fn first<T>(entries: &[&RegistryEntry], value: impl Fn(&Provider) -> Option<T>) -> Option<T> {
    entries.iter().find_map(|entry| value(&entry.provider))
}

fn provider(mut group: Group, options: &MergeOptions, report: &mut Report) -> Provider {
    primary_first(&mut group.entries, options);
    report.contradictions(&name_of(&group), &group.entries);
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
    merged.website = first(&deqar_first, |provider| provider.website.clone());
    for entry in &tagged_first {
        for name in &entry.provider.names {
            if !merged.names.iter().any(|known| known.text == name.text && known.language == name.language) {
                merged.names.push(name.clone());
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
                merged.identifiers.push(identifier.clone());
            }
        }
    }
    for entry in &deqar_first {
        for location in &entry.provider.locations {
            if !options.is_past(location.until.as_ref()) && !merged.locations.contains(location) {
                merged.locations.push(location.clone());
            }
        }
    }
    merged.country = first(&deqar_first, |provider| provider.country)
        .or_else(|| merged.locations.iter().find_map(|location| location.country));
    let in_ewp = entries.iter().any(|entry| entry.registry == Registry::Ewp);
    let closed = first(&deqar_first, |provider| provider.closed.clone());
    merged.closed = closed.filter(|day| !in_ewp && options.is_past(Some(day)));
    merged.parent = first(&deqar_first, |provider| provider.parent.clone());
    merged.other_provider = deqar_first.first().is_some_and(|entry| entry.provider.other_provider);
    let own_iri = merged.iri.clone();
    let further = entries.iter().flat_map(|entry| entry.provider.aliases.iter().chain(&entry.provider.iri).cloned());
    merged.aliases = group.aliases.iter().cloned().collect();
    for alias in further {
        if Some(&alias) != own_iri.as_ref() && !merged.aliases.contains(&alias) {
            merged.aliases.push(alias);
        }
    }
    for entry in entries {
        // The list that is read again is not a source of its own.
        let again = entry.registry == Registry::List && !entry.provider.sources.is_empty();
        let own = (!again).then(|| ProviderSource::new(entry.registry, &entry.id));
        for source in entry.provider.sources.iter().cloned().chain(own) {
            if !merged.sources.contains(&source) {
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
        let is_part = entry.part_of.iter().any(|whole| ids.contains(whole));
        let is_closed = options.is_past(entry.provider.closed.as_ref());
        let deqar = entry.provider.deqar.as_ref().map(ToString::to_string);
        (entry.registry, is_part, is_closed, deqar, entry.id.clone())
    });
}

/// A part with a key of its own is linked with what it is a part of.
fn link_parents(providers: &mut [Provider], parts: &[Vec<String>]) {
    let keys: HashMap<String, String> =
        providers.iter().filter_map(|provider| Some((provider.deqar.as_ref()?.to_string(), provider.key()?))).collect();
    for (provider, wholes) in providers.iter_mut().zip(parts) {
        let own = provider.key();
        let parent = wholes.iter().filter_map(|whole| keys.get(whole)).find(|parent| Some(*parent) != own.as_ref());
        if let Some(parent) = parent {
            provider.parent = Some(parent.clone());
        }
    }
}
