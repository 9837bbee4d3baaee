//! Which entries are about one provider (registries of education providers, "Merge", rules 1 to 4).

use std::collections::{BTreeMap, BTreeSet, HashMap};

use ql_core::{Country, IdentifierScheme, Provider, ProviderIdentifier, Registry};
use ql_ident::SchacCode;

use super::RegistryEntry;
use super::merge::{DEQAR, ETER, MergeOptions, by_precedence};
use super::report::{Report, eter_number};
use crate::domains::{registrable_domain, website_host};
use crate::registry_codes as codes;

/// The entries that are about one provider.
#[derive(Default)]
pub(super) struct Group {
    pub(super) schac: Option<SchacCode>,
    pub(super) entries: Vec<RegistryEntry>,
    /// Other SCHAC codes of the same provider.
    pub(super) aliases: BTreeSet<String>,
}

impl Group {
    pub(super) fn name(&self) -> String {
        match (&self.schac, self.entries.first()) {
            (Some(schac), _) => schac.to_string(),
            (None, Some(entry)) => entry.provider.key().unwrap_or_else(|| entry.id.clone()),
            (None, None) => String::new(),
        }
    }
}

/// A list that changes while its pages are read has some records twice. Entries without an id of their registry's, and
/// those of the user's own lists, are told apart by nothing.
pub(super) fn each_once(entries: impl IntoIterator<Item = RegistryEntry>, report: &mut Report) -> Vec<RegistryEntry> {
    let mut seen: HashMap<(Registry, String), usize> = HashMap::new();
    let mut once: Vec<RegistryEntry> = Vec::new();
    for entry in entries {
        if entry.registry == Registry::List || entry.id.is_empty() {
            once.push(entry);
            continue;
        }
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
    // What comes of it must not depend on the order in which registries are read.
    once.sort_by_cached_key(|entry| {
        let deqar = entry.provider.deqar.as_ref().map(ToString::to_string);
        (entry.registry, deqar.is_none(), deqar, entry.id.clone())
    });
    once
}

/// From former SCHAC codes to the present ones, chains followed.
pub(super) fn present_schacs(entries: &[RegistryEntry], report: &mut Report) -> HashMap<SchacCode, SchacCode> {
    let mut listed: HashMap<&SchacCode, BTreeSet<Registry>> = HashMap::new();
    for entry in entries {
        for schac in &entry.schacs {
            listed.entry(schac).or_default().insert(entry.registry);
        }
    }
    // A list that was saved has former codes among its aliases.
    let of_lists: Vec<(usize, SchacCode)> = entries
        .iter()
        .enumerate()
        .filter(|(_, entry)| entry.registry == Registry::List)
        .flat_map(|(at, entry)| entry.provider.aliases.iter().filter_map(move |alias| Some((at, alias.parse().ok()?))))
        .collect();
    let stated = entries.iter().flat_map(|entry| entry.former_schacs.iter().map(move |former| (entry, former)));
    let saved = of_lists.iter().map(|(at, former)| (&entries[*at], former));
    let mut next: BTreeMap<&SchacCode, &SchacCode> = BTreeMap::new();
    let mut refused: BTreeSet<&SchacCode> = BTreeSet::new();
    for (entry, former) in stated.chain(saved) {
        let Some(present) = entry.schacs.first().filter(|present| *present != former) else { continue };
        // EWP lists who takes part today; and no registry lists the same institution twice.
        let by = listed.get(former);
        let is_live = by.is_some_and(|by| by.contains(&Registry::Ewp) || by.contains(&entry.registry));
        if is_live {
            if entry.registry != Registry::List {
                report.warn(
                    codes::FORMER_SCHAC,
                    present.as_str(),
                    format!("`{former}` is given as a former SCHAC code, but another institution has it; not merged"),
                );
            }
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
    for former in refused {
        next.remove(former);
    }
    let mut present: HashMap<SchacCode, SchacCode> = HashMap::new();
    for former in next.keys() {
        let mut passed = BTreeSet::from([*former]);
        let mut now = next[former];
        let end = loop {
            // What was followed before need not be followed again.
            if let Some(end) = present.get(now) {
                break Some(end.clone());
            }
            if !passed.insert(now) {
                break None;
            }
            match next.get(now) {
                Some(later) => now = later,
                None => break Some(now.clone()),
            }
        };
        match end {
            Some(end) => drop(present.insert((*former).clone(), end)),
            None => report.warn(
                codes::FORMER_SCHAC,
                former.as_str(),
                "former SCHAC codes lead in a circle; not merged".into(),
            ),
        }
    }
    present
}

pub(super) fn group_by_schac(
    entries: Vec<RegistryEntry>,
    present: &HashMap<SchacCode, SchacCode>,
    report: &mut Report,
) -> Vec<Group> {
    let now = |schac: &SchacCode| present.get(schac).unwrap_or(schac).clone();
    // Whom a registry lists under one code only; with several, another one decides.
    let mut confirmed: HashMap<SchacCode, BTreeSet<Registry>> = HashMap::new();
    for entry in &entries {
        if let [one] = entry.schacs.as_slice() {
            confirmed.entry(now(one)).or_default().insert(entry.registry);
        }
    }
    let is_confirmed = |registry: Registry, schac: &SchacCode| {
        confirmed.get(schac).is_some_and(|by| by.iter().any(|by| *by != registry))
    };
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
        groups[at].entries.push(entry);
    }
    for (former, schac) in present {
        if let Some(at) = by_schac.get(schac) {
            groups[*at].aliases.insert(former.to_string());
        }
    }
    let mut claims: HashMap<&SchacCode, BTreeSet<usize>> = HashMap::new();
    for (at, code, _) in &others {
        claims.entry(code).or_default().insert(*at);
    }
    for (at, code, id) in &others {
        let claimed_by = claims.get(code).map_or(0, BTreeSet::len);
        match by_schac.get(code) {
            Some(other) if other == at => {}
            Some(_) => report.warn(
                codes::SEVERAL_SCHACS,
                id,
                format!("the entry also claims `{code}`, which is another provider of the list; not merged"),
            ),
            None if claimed_by > 1 => {
                let message =
                    format!("the entry also claims `{code}`, as another provider of the list does; not merged");
                report.warn(codes::SEVERAL_SCHACS, id, message);
                // Whose it is stays open; that it was claimed does not get lost.
                let Some(entry) = groups[*at].entries.iter_mut().find(|entry| entry.id == *id) else { continue };
                let claim = ProviderIdentifier::new(IdentifierScheme::Schac, code.to_string(), entry.registry);
                entry.provider.identifiers.push(claim);
            }
            None => drop(groups[*at].aliases.insert(code.to_string())),
        }
    }
    groups
}

/// The strength of an id: the first kind that leads to exactly one group counts.
const RANKS: u8 = 5;
/// Kinds by which entries without SCHAC code are known to be one provider.
const SAME: [u8; 2] = [3, 4];

fn strong_ids(provider: &Provider) -> Vec<(u8, String)> {
    let of_scheme = |rank: u8, scheme: IdentifierScheme| {
        let values = provider.identifiers.iter().filter(|identifier| identifier.agency.is_none());
        let values = values.filter(|identifier| identifier.scheme == scheme);
        values.map(|identifier| (rank, scheme.normalised(&identifier.value))).collect::<Vec<_>>()
    };
    let mut ids = of_scheme(0, IdentifierScheme::Pic);
    ids.extend(of_scheme(1, IdentifierScheme::Eche));
    ids.extend(of_scheme(2, IdentifierScheme::Erasmus));
    for identifier in &provider.identifiers {
        match &identifier.scheme {
            IdentifierScheme::Other(name) if name == ETER => ids.push((3, eter_number(&identifier.value))),
            IdentifierScheme::Other(name) if name == DEQAR => ids.push((4, identifier.value.clone())),
            _ => {}
        }
    }
    ids.extend(provider.eter.as_ref().map(|eter| (3, eter_number(eter.as_str()))));
    ids.extend(provider.deqar.as_ref().map(|deqar| (4, deqar.to_string())));
    ids
}

/// Entries without SCHAC code join a provider that has one, if exactly one fits; what is left is grouped by its own ids.
pub(super) fn join_without_schac(groups: Vec<Group>, options: &MergeOptions, report: &mut Report) -> Vec<Group> {
    let (mut with, without): (Vec<Group>, Vec<Group>) = groups.into_iter().partition(|group| group.schac.is_some());
    let mut without = clusters(without);
    // Whoever joins brings further ids along, until nobody finds anybody any more.
    loop {
        let index = Index::of(&with);
        let (joined, rest): (Vec<_>, Vec<_>) =
            without.into_iter().map(|group| (index.find(&group), group)).partition(|(found, _)| found.is_some());
        without = rest.into_iter().map(|(_, group)| group).collect();
        if joined.is_empty() {
            break;
        }
        for (found, group) in joined {
            with[found.unwrap_or_default()].entries.extend(group.entries);
        }
    }
    if options.by_website {
        let sites = sites(&with);
        for group in std::mem::take(&mut without) {
            let place = country_of(&group.entries).and_then(|country| {
                let sorted = by_precedence(&group.entries, ORDER);
                let website = sorted.iter().find_map(|entry| site(entry.provider.website.as_ref()))?;
                sites.get(&(website, country)).copied().flatten()
            });
            match place {
                None => without.push(group),
                Some(at) => {
                    let message = format!("joined `{}` by its website and country alone", with[at].name());
                    report.warn(codes::WEAK_MATCH, group.entries.first().map_or("", |entry| &entry.id), message);
                    with[at].entries.extend(group.entries);
                }
            }
        }
    }
    with.extend(without);
    with
}

/// Groups by the ids of their entries; an id that several have leads to none of them.
struct Index(HashMap<(u8, String), Option<usize>>);

impl Index {
    fn of(groups: &[Group]) -> Self {
        let mut index: HashMap<(u8, String), Option<usize>> = HashMap::new();
        for (at, group) in groups.iter().enumerate() {
            for id in group.entries.iter().flat_map(|entry| strong_ids(&entry.provider)) {
                let place = index.entry(id).or_insert(Some(at));
                if *place != Some(at) {
                    *place = None;
                }
            }
        }
        Self(index)
    }

    fn find(&self, group: &Group) -> Option<usize> {
        let ids: Vec<(u8, String)> = group.entries.iter().flat_map(|entry| strong_ids(&entry.provider)).collect();
        (0..RANKS).find_map(|rank| {
            let found: Vec<&Option<usize>> =
                ids.iter().filter(|(of, _)| *of == rank).filter_map(|id| self.0.get(id)).collect();
            let first = *found.first()?;
            first.filter(|_| found.iter().all(|other| *other == first))
        })
    }
}

/// Entries without SCHAC code, those together that have one id in DEQAR, or one in ETER that belongs to one of DEQAR's at
/// most.
fn clusters(groups: Vec<Group>) -> Vec<Group> {
    let mut of_eter: HashMap<String, BTreeSet<String>> = HashMap::new();
    for entry in groups.iter().flat_map(|group| &group.entries) {
        if let Some(eter) = &entry.provider.eter {
            let deqar = entry.provider.deqar.as_ref().map(ToString::to_string);
            of_eter.entry(eter_number(eter.as_str())).or_default().extend(deqar);
        }
    }
    let mut target: Vec<usize> = (0..groups.len()).collect();
    let root = |target: &[usize], mut at: usize| {
        while target[at] != at {
            at = target[at];
        }
        at
    };
    let mut first: HashMap<(u8, String), usize> = HashMap::new();
    for (at, group) in groups.iter().enumerate() {
        let ids = group.entries.iter().flat_map(|entry| strong_ids(&entry.provider));
        let ids = ids.filter(|(rank, id)| {
            SAME.contains(rank) && (*rank == 4 || of_eter.get(id).is_none_or(|deqars| deqars.len() <= 1))
        });
        for id in ids {
            let other = *first.entry(id).or_insert(at);
            let (one, other) = (root(&target, at), root(&target, other));
            let (low, high) = (one.min(other), one.max(other));
            target[high] = low;
        }
    }
    let mut joined: BTreeMap<usize, Group> = BTreeMap::new();
    for (at, group) in groups.into_iter().enumerate() {
        let cluster = joined.entry(root(&target, at)).or_default();
        cluster.entries.extend(group.entries);
        cluster.aliases.extend(group.aliases);
    }
    joined.into_values().collect()
}

fn sites(groups: &[Group]) -> HashMap<(String, Country), Option<usize>> {
    let mut sites: HashMap<(String, Country), Option<usize>> = HashMap::new();
    for (at, group) in groups.iter().enumerate() {
        let Some(country) = country_of(&group.entries) else { continue };
        let own = group.schac.as_ref().map(|schac| schac.as_str().to_owned());
        let websites = group.entries.iter().filter_map(|entry| site(entry.provider.website.as_ref()));
        for domain in websites.chain(own) {
            let place = sites.entry((domain, country)).or_insert(Some(at));
            if *place != Some(at) {
                *place = None;
            }
        }
    }
    sites
}

/// Whose website and country count.
const ORDER: &[Registry] = &[Registry::List, Registry::Deqar, Registry::HeiApi, Registry::Ewp];

fn country_of(entries: &[RegistryEntry]) -> Option<Country> {
    by_precedence(entries, ORDER).iter().find_map(|entry| {
        let provider = &entry.provider;
        provider.country.or_else(|| provider.locations.iter().find_map(|location| location.country))
    })
}

fn site(website: Option<&String>) -> Option<String> {
    let host = website_host(website?.trim()).ok()?;
    registrable_domain(&host)
}
