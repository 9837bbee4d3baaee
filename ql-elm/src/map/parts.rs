//! Parts of a description that several formats have: outcomes, workload, places, fees, links.

use indexmap::{IndexMap, IndexSet};
use ql_core::{Country, LanguageTag, MultilingualText};

use super::context::Kind;
use super::json::Json;
use super::reading::{Reading, english, in_english};
use super::rules::{self, TextKind};
use super::{LinkForm, concept};
use crate::{
    Amount, Assessment, CreditPoint, Geometry, Identifier, LearningOpportunitySpecification, LearningOutcome, Link,
    Location, Note, PriceDetail, Reference, Vocabulary, codes,
};

/// Learning outcomes of which the text may be one or a list (decision D14).
pub(super) fn outcomes(
    titles: Vec<MultilingualText>,
    specification: &mut LearningOpportunitySpecification,
    reading: &Reading<'_, '_>,
) {
    /// Longer texts are more than one outcome.
    const LONG: usize = 300;
    let mut titles: Vec<MultilingualText> = titles.into_iter().filter(|title| !title.is_empty()).collect();
    if let [only] = titles.as_slice() {
        let lists: Vec<(LanguageTag, Vec<String>)> =
            only.iter().map(|(language, text)| (language.clone(), list_items(text))).collect();
        let length = lists.first().map_or(0, |(_, items)| items.len());
        let has_list = lists.iter().any(|(_, items)| items.len() >= 2);
        let is_long = only.iter().any(|(_, text)| text.chars().count() > LONG);
        if is_long || has_list {
            specification.learning_outcome_summary = Note::of(only.clone());
        }
        let is_even = length >= 2 && lists.iter().all(|(_, items)| items.len() == length);
        if is_even && reading.settings().split_outcomes {
            titles = (0..length)
                .map(|at| {
                    let mut title = MultilingualText::default();
                    lists.iter().for_each(|(language, items)| title.push(language.clone(), items[at].as_str()));
                    title
                })
                .collect();
        }
    }
    let outcome = |title| LearningOutcome { title, ..LearningOutcome::default() };
    specification.learning_outcomes.extend(titles.into_iter().map(outcome));
}

/// The items of a list in a text; none if it is no list of at least two. An item goes on in lines that begin with blanks or
/// follow without a mark.
fn list_items(text: &str) -> Vec<String> {
    let mut items: Vec<String> = Vec::new();
    for line in text.lines() {
        let line = line.trim();
        match after_mark(line) {
            Some(item) if !item.is_empty() => items.push(item.to_owned()),
            Some(_) => {}
            None => {
                if let Some(item) = items.last_mut().filter(|_| !line.is_empty()) {
                    item.push(' ');
                    item.push_str(line);
                }
            }
        }
    }
    if items.len() < 2 { Vec::new() } else { items }
}

/// What follows a bullet, a number or a letter of a list.
fn after_mark(line: &str) -> Option<&str> {
    if let Some(rest) = line.strip_prefix(['-', '–', '—', '•', '*', '·']) {
        // `**bold**` and `-5` are no items.
        return rest
            .starts_with(char::is_whitespace)
            .then(|| rest.trim())
            .or(line.starts_with('•').then(|| rest.trim()));
    }
    let digits = line.bytes().take_while(u8::is_ascii_digit).count();
    let (mark, letters) = match digits {
        0 => (line.chars().next().filter(char::is_ascii_alphabetic).map_or(0, |_| 1), true),
        1..=3 => (digits, false),
        _ => return None,
    };
    let rest = line.get(mark..).filter(|_| mark > 0)?;
    let rest = rest.strip_prefix(')').or_else(|| rest.strip_prefix('.').filter(|_| !letters))?;
    rest.starts_with(char::is_whitespace).then(|| rest.trim())
}

/// One text per language of several, with a blank line between them (rule R1), each once.
pub(super) fn joined(texts: &[MultilingualText]) -> MultilingualText {
    let mut languages: IndexMap<&LanguageTag, IndexSet<&str>> = IndexMap::new();
    for (language, text) in texts.iter().flat_map(MultilingualText::iter) {
        languages.entry(language).or_default().insert(text);
    }
    let mut all = MultilingualText::default();
    for (language, texts) in languages {
        all.push(language.clone(), texts.into_iter().collect::<Vec<_>>().join("\n\n"));
    }
    all
}

/// A short text is its own title; a long one gets a fixed title.
pub(super) fn assessment(text: MultilingualText) -> Assessment {
    const LONGEST_TITLE: usize = 120;
    let mut title = MultilingualText::default();
    for (language, value) in text.iter() {
        let short = value.chars().count() <= LONGEST_TITLE;
        match language.as_str() {
            _ if short => title.push(language.clone(), value),
            "nl" => title.push(language.clone(), "Toetsing"),
            _ => {}
        }
    }
    if title.in_language("en").is_none() && (title.is_empty() || text.in_language("en").is_some()) {
        title.push(english(), "Assessment");
    }
    Assessment { title, description: text, ..Assessment::default() }
}

/// How much work a course is (rule R10).
#[derive(Debug, Default)]
pub(super) struct Load {
    pub(super) credits: Vec<CreditPoint>,
    pub(super) volume: Option<String>,
    pub(super) contact_hours: Option<String>,
    pub(super) notes: Vec<MultilingualText>,
    /// Whether no credits are given, whatever else is said.
    pub(super) is_non_credit: bool,
}

/// Rule R10 for OOAPI's `studyLoad`, an object or a list of them.
pub(super) fn study_load(value: &Json<'_>, field: &str, reading: &mut Reading<'_, '_>) -> Load {
    let mut load = Load::default();
    let mut is_sbu = false;
    for (index, item) in value.items().iter().enumerate() {
        let field = if matches!(value, Json::List(_)) { format!("{field}/{index}") } else { field.to_owned() };
        if !matches!(item, Json::Object(_)) {
            reading.unmapped(codes::MAP_NUMBER, &field, "expected an object with unit and value", item);
            continue;
        }
        let amount = item.get("value");
        if amount.is_absent() {
            continue;
        }
        let Some(points) = rules::decimal(amount).filter(|points| !points.starts_with('-')) else {
            reading.unmapped(codes::MAP_NUMBER, &format!("{field}/value"), "not a number of at least 0", amount);
            continue;
        };
        let unit = item.get("studyLoadUnit").text().and_then(rules::code).unwrap_or_else(|| "ects".into());
        let ects_points =
            |points: String| CreditPoint { framework: concept::ECTS.into(), points, ..CreditPoint::default() };
        let note = match concept::folded(&unit).as_str() {
            "ects" => {
                load.credits.push(ects_points(points));
                continue;
            }
            "sp" if reading.settings().national_credits && is_one_of(reading.mapper.country, &["NL", "BE"]) => {
                load.credits.push(ects_points(points));
                continue;
            }
            "sp" => format!("{points} study points"),
            "contacttime" | "contact time" => {
                load.contact_hours = Some(points);
                continue;
            }
            unit @ ("sbu" | "hour" | "hours") => {
                // Hours of any kind give way to the workload proper.
                if load.volume.is_none() || unit == "sbu" && !is_sbu {
                    load.volume = rules::hours(&points);
                    if load.volume.is_none() {
                        let what = "nobody can study so many hours";
                        reading.unmapped(codes::MAP_NUMBER, &format!("{field}/value"), what, amount);
                    }
                    is_sbu = unit == "sbu";
                }
                continue;
            }
            _ => format!("{points} {unit}"),
        };
        load.notes.push(in_english(note));
        let message = format!("the study load in `{}` is kept as a note", ql_core::excerpt(&unit));
        reading.info(codes::MAP_STUDY_LOAD, &field, message);
    }
    derive_volume(&mut load, reading);
    load
}

/// The workload from the credits, where the caller has said how many hours one stands for.
pub(super) fn derive_volume(load: &mut Load, reading: &Reading<'_, '_>) {
    if let (None, Some(hours), Some(credit)) =
        (&load.volume, reading.settings().hours_per_credit, load.credits.iter().find(|c| c.framework == concept::ECTS))
    {
        let points: f64 = credit.points.parse().unwrap_or_default();
        load.volume = rules::hours(&(points * f64::from(hours)).to_string());
    }
}

pub(super) fn is_one_of(country: Option<Country>, codes: &[&str]) -> bool {
    country.and_then(Country::iso_alpha2).is_some_and(|code| codes.contains(&code))
}

/// Section 3.4.6 for one price.
pub(super) fn price(value: &Json<'_>, field: &str, reading: &mut Reading<'_, '_>) -> Option<PriceDetail> {
    if !matches!(value, Json::Object(_)) {
        reading.unmapped(codes::MAP_PRICE, field, "expected an object with amount and currency", value);
        return None;
    }
    let mut price = PriceDetail::default();
    let money = |name: &str, reading: &mut Reading<'_, '_>| {
        let amount = value.get(name);
        if amount.is_absent() {
            return None;
        }
        let decimal = rules::decimal(amount).filter(|amount| !amount.starts_with('-'));
        if decimal.is_none() {
            reading.unmapped(codes::MAP_PRICE, &format!("{field}/{name}"), "not an amount", amount);
        }
        decimal
    };
    let (amount, without, vat) =
        (money("amount", reading), money("amountWithoutVat", reading), money("vatAmount", reading));
    let total = amount.or_else(|| sum(without.as_deref()?, vat.as_deref()?));
    let currency = value.get("currency");
    let concept = currency.text().and_then(|code| Vocabulary::Currencies.by_code(&code.to_ascii_uppercase()));
    match (total, concept) {
        (Some(total), Some(currency)) => price.amount = Some(Amount::new(total, currency.uri)),
        (Some(total), None) => {
            let what = format!("the amount {total} is left out, since its currency is not known");
            reading.unmapped(codes::MAP_PRICE, &format!("{field}/currency"), &what, currency);
        }
        (None, _) => {}
    }
    price.description =
        rules::texts(value.get("displayAmount"), TextKind::Body, reading, &format!("{field}/displayAmount"), None);
    if price.amount.is_none() && price.description.is_empty() {
        return None;
    }
    if let Some(kind) = value.get("costType").text().and_then(rules::code) {
        let label = match concept::folded(&kind).as_str() {
            "total costs" => "total costs".to_owned(),
            "stap eligible" => "STAP eligible costs".to_owned(),
            _ => kind,
        };
        price.label = in_english(label);
    }
    let parts: Vec<String> =
        [vat.map(|vat| format!("of which VAT {vat}")), without.map(|net| format!("excluding VAT {net}"))]
            .into_iter()
            .flatten()
            .collect();
    if !parts.is_empty() {
        price.additional_notes.push(in_english(parts.join("; ")).into());
    }
    Some(price)
}

/// The sum of two amounts of at least 0, exactly.
fn sum(a: &str, b: &str) -> Option<String> {
    let places = |text: &str| text.split_once('.').map_or(0, |(_, fraction)| fraction.len());
    let most = places(a).max(places(b));
    let scaled = |text: &str| -> Option<u128> {
        let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
        format!("{whole}{fraction:0<most$}").parse().ok()
    };
    let total = format!("{:0>1$}", scaled(a)?.checked_add(scaled(b)?)?, most + 1);
    let (whole, fraction) = total.split_at(total.len() - most);
    let fraction = fraction.trim_end_matches('0');
    Some(if fraction.is_empty() { whole.to_owned() } else { format!("{whole}.{fraction}") })
}

/// Section 3.4.7: where something takes place, of all its addresses.
pub(super) fn locations(
    addresses: &Json<'_>,
    field: &str,
    organisation: Option<&str>,
    reading: &mut Reading<'_, '_>,
) -> Vec<Location> {
    let of_type = |wanted: &str| -> Vec<(usize, &Json<'_>)> {
        let typed = |address: &Json<'_>| address.get("addressType").text().map(concept::folded);
        addresses.items().iter().enumerate().filter(|(_, address)| typed(address).as_deref() == Some(wanted)).collect()
    };
    for (place, address) in indexed(addresses, field) {
        if !address.is_absent() && !matches!(address, Json::Object(_)) {
            reading.unmapped(codes::MAP_LOCATION, &place, "expected an address", address);
        }
    }
    let mut chosen = of_type("teaching");
    if chosen.is_empty() {
        chosen = of_type("visit");
    }
    let mut locations = Vec::new();
    for (index, address) in chosen {
        let field = format!("{field}/{index}");
        let Some(country) = country_of(address, &field, organisation, reading) else {
            reading.warn(codes::MAP_LOCATION, &field, "the address is left out, since its country is not known");
            continue;
        };
        let location = location(address, &field, country, reading);
        if !locations.contains(&location) {
            locations.push(location);
        }
    }
    locations
}

/// The country of an address: its own, else that of the organisation, else that of the provider.
fn country_of(
    address: &Json<'_>,
    field: &str,
    organisation: Option<&str>,
    reading: &mut Reading<'_, '_>,
) -> Option<Country> {
    let own = address.get("countryCode");
    let (name, value) = match own {
        Json::Object(_) => {
            let (name, value) = own.any(&["iso3166-1-alpha2", "iso3166-1-alpha3", "iso3166-2", "iso3166-3"]);
            (format!("{field}/countryCode/{name}"), value)
        }
        other => (format!("{field}/countryCode"), other),
    };
    if let Some(text) = value.text() {
        let country = text.split('-').next().and_then(|code| code.parse().ok());
        if country.is_some() {
            return country;
        }
        reading.warn(codes::MAP_LOCATION, &name, format!("not a country code: `{}`", ql_core::excerpt(text)));
    }
    organisation_country(organisation, reading)
}

pub(super) fn organisation_country(organisation: Option<&str>, reading: &Reading<'_, '_>) -> Option<Country> {
    let above = organisation.map(|id| reading.mapper.context.organisations_above(id)).unwrap_or_default();
    above.iter().find_map(|(_, organisation)| organisation.country).or(reading.mapper.country)
}

/// Notes of the texts that are there.
pub(super) fn notes(texts: impl IntoIterator<Item = MultilingualText>) -> impl Iterator<Item = Note> {
    texts.into_iter().filter_map(Note::of)
}

pub(super) fn country_iri(country: Country) -> String {
    format!("{}{}", Vocabulary::Countries.prefix(), country.code())
}

fn location(address: &Json<'_>, field: &str, country: Country, reading: &mut Reading<'_, '_>) -> Location {
    let mut location = Location::in_country(country_iri(country));
    let mut full_address = MultilingualText::default();
    let part = |names: &[&str]| address.any(names).1.text().and_then(rules::code);
    let joined = |parts: [Option<String>; 2]| parts.into_iter().flatten().collect::<Vec<_>>().join(" ");
    let city = part(&["city"]);
    let street = joined([part(&["street"]), part(&["streetNumber"])]);
    let town = joined([part(&["postalCode", "postCode"]), city.clone()]);
    let line = [street, town].into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(", ");
    if let Some(city) = city {
        location.name = MultilingualText::single(reading.default.clone(), city);
    }
    let more = rules::texts(address.get("additional"), TextKind::Body, reading, &format!("{field}/additional"), None);
    let in_default = more.in_language(reading.default.as_str());
    let first = [Some(line.as_str()).filter(|line| !line.is_empty()), in_default];
    let first = first.into_iter().flatten().collect::<Vec<_>>().join(", ");
    if !first.is_empty() {
        full_address.push(reading.default.clone(), first);
    }
    for (language, text) in more.iter().filter(|(language, _)| **language != reading.default) {
        let text = if line.is_empty() { text.to_owned() } else { format!("{line}, {text}") };
        full_address.push(language.clone(), text);
    }
    location.addresses[0].full_address = Note::of(full_address);
    location.geometries.extend(coordinates(address));
    if location.geometries.is_empty()
        && let Some(name) = point_of(address).map(|(name, _)| name)
    {
        reading.warn(codes::MAP_LOCATION, &format!("{field}/{name}"), NO_COORDINATES);
    }
    location
}

/// The coordinates of an address or place; none if they are incomplete, impossible or off the coast of Africa.
pub(super) fn coordinates(place: &Json<'_>) -> Option<Geometry> {
    let (_, point) = point_of(place)?;
    let degrees = |name: &str, most: f64| {
        let text = rules::decimal(point.get(name))?;
        let number: f64 = text.parse().ok()?;
        (number.abs() <= most).then_some((text, number))
    };
    let (latitude, longitude) = (degrees("latitude", 90.0)?, degrees("longitude", 180.0)?);
    let unknown = latitude.1 == 0.0 && longitude.1 == 0.0;
    (!unknown).then(|| Geometry::new(latitude.0, longitude.0))
}

/// The items of a list with where they stand; a single value is a list of one.
pub(super) fn indexed<'j>(value: &'j Json<'j>, field: &str) -> Vec<(String, &'j Json<'j>)> {
    match value {
        Json::List(items) => items.iter().enumerate().map(|(at, item)| (format!("{field}/{at}"), item)).collect(),
        other => other.items().iter().map(|item| (field.to_owned(), item)).collect(),
    }
}

pub(super) const NO_COORDINATES: &str = "these are no coordinates of a place on earth";

/// The member that holds coordinates, whose name servers write in several ways.
pub(super) fn point_of<'j>(place: &'j Json<'j>) -> Option<(&'j str, &'j Json<'j>)> {
    place.members().find(|(name, value)| {
        ["geolocation", "geo"].contains(&name.trim().to_ascii_lowercase().as_str()) && !value.is_absent()
    })
}

/// A link to another course or programme of the source (rule R15). `id_name` is what the format calls an id.
pub(super) fn link(
    kind: Kind,
    id: &str,
    id_name: &str,
    target: Option<String>,
    reading: &Reading<'_, '_>,
) -> Vec<Link> {
    let context = &reading.mapper.context;
    let known = context.get(kind, id);
    let code = known.and_then(|known| known.identifiers.first());
    let is_unique = |code: &&Identifier| context.is_unique(&code.notation);
    let technical = || Identifier::new(rules::code(id).unwrap_or_default(), Some(id_name.to_owned()));
    let iri = target.clone().map(Link::Iri);
    let target = target.filter(|_| known.is_some());
    let reference = Reference {
        provider: reading.mapper.provider.clone(),
        identifier: code.filter(is_unique).cloned().unwrap_or_else(technical),
        label: known.map(|known| known.label.clone()).unwrap_or_default(),
        target,
        ..Reference::default()
    };
    let reference = Link::Reference(Box::new(reference));
    match (reading.settings().links, iri) {
        (LinkForm::Reference, _) | (_, None) => vec![reference],
        (LinkForm::Iri, Some(iri)) => vec![iri],
        (LinkForm::Both, Some(iri)) => vec![iri, reference],
    }
}

#[cfg(test)]
mod tests {
    use super::{list_items, sum};

    #[test]
    fn sums_are_exact() {
        assert_eq!(sum("280.86", "59").as_deref(), Some("339.86"));
        assert_eq!(sum("0.1", "0.2").as_deref(), Some("0.3"));
        assert_eq!(sum("0", "0").as_deref(), Some("0"));
        assert_eq!(sum("0.5", "0.5").as_deref(), Some("1"));
    }

    #[test]
    fn lists_in_texts() {
        assert_eq!(list_items("You can:\n- read\n- write\n  letters"), ["read", "write letters"]);
        assert_eq!(list_items("1. read\n2) write\na) sing"), ["read", "write", "sing"]);
        assert!(list_items("- only one").is_empty());
        assert!(list_items("-5 degrees\n-6 degrees").is_empty());
        assert!(list_items("2026. A year\nE. coli\nB. subtilis").is_empty());
    }
}
