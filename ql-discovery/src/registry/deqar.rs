//! DEQAR's Connect API (registries of education providers, section 2).

use ql_core::{Diagnostic, IdentifierScheme, ProviderLocation, Registry, Severity};
use serde_json::Value;

use super::value::{Place, Reader, day, items, text, without_bom};
use super::{More, RegistryEntry, RegistryRead};
use crate::registry_codes as codes;

pub(super) fn parse(bytes: &[u8]) -> RegistryRead {
    let page: Value = match serde_json::from_slice(without_bom(bytes)) {
        Ok(page) => page,
        Err(error) => return RegistryRead::broken(format!("not the JSON of DEQAR: {error}")),
    };
    // A saved file may hold the records alone.
    let results = page.get("results").unwrap_or(&page);
    let Value::Array(records) = results else {
        return RegistryRead::broken("not a page of DEQAR: `results` is not a list");
    };
    let mut read = RegistryRead { complete: true, ..RegistryRead::default() };
    read.records = records.len();
    read.count = page.get("count").and_then(Value::as_u64).and_then(|count| usize::try_from(count).ok());
    for (at, record) in records.iter().enumerate() {
        read.entries.extend(entry(record, format!("/results/{at}"), &mut read.diagnostics));
    }
    // `next` is a boolean; a server that changes its mind and gives a URL means the same.
    let promised = match page.get("next") {
        Some(Value::Bool(next)) => *next,
        Some(Value::String(next)) => !next.is_empty(),
        _ => false,
    };
    if promised && !records.is_empty() {
        read.more = More::Offset;
    } else if promised {
        let message = "DEQAR says that there is a next page, but this one is empty";
        read.diagnostics.push(Diagnostic::new(codes::PAGING, Severity::Warning, message));
    }
    read
}

fn entry(record: &Value, pointer: String, diagnostics: &mut Vec<Diagnostic>) -> Option<RegistryEntry> {
    let number = text(record, "id");
    let id = text(record, "deqar_id").or_else(|| number.clone()).unwrap_or_default().into_owned();
    let mut reader = Reader::new(Registry::Deqar, id, Place::Pointer(pointer), diagnostics);
    if let Some(deqar) = text(record, "deqar_id") {
        reader.deqar(&deqar);
    }
    if let Some(number) = number.filter(|number| number.bytes().all(|byte| byte.is_ascii_digit())) {
        reader.entry.provider.iri = Some(format!("https://data.deqar.eu/institution/{number}"));
    }
    if let Some(eter) = text(record, "eter_id") {
        reader.eter(&eter);
    }
    for identifier in items(record, "identifiers") {
        let (Some(value), Some(resource)) = (text(identifier, "identifier"), text(identifier, "resource")) else {
            continue;
        };
        let agency = identifier.get("agency").filter(|agency| agency.is_object());
        match (IdentifierScheme::from_name(&resource), agency) {
            (IdentifierScheme::Schac, None) => reader.schac(&value),
            (scheme, agency) => {
                let acronym = agency.map(|agency| text(agency, "acronym_primary").unwrap_or_default());
                reader.identifier(scheme, &value, acronym.as_deref());
            }
        }
    }
    if let Some(name) = text(record, "name_primary") {
        reader.label(&name);
    }
    for names in items(record, "names") {
        let former = text(names, "name_valid_to").is_some();
        if let Some(official) = text(names, "name_official") {
            reader.name(&official, None, true, former);
        }
        if let Some(english) = text(names, "name_english") {
            reader.name(&english, Some("en"), false, former);
        }
        for version in items(names, "name_versions") {
            if let Some(name) = text(version, "name") {
                reader.name(&name, None, false, former);
            }
        }
    }
    if let Some(website) = text(record, "website_link") {
        reader.website(&website);
    }
    for place in items(record, "locations") {
        let mut location = ProviderLocation::default();
        if let Some(country) = place.get("country") {
            let mut codes = ["iso_3166_alpha3", "iso_3166_alpha2"].into_iter().filter_map(|key| text(country, key));
            let known = codes.clone().find_map(|code| code.parse().ok());
            location.country = known.or_else(|| codes.next_back().and_then(|code| reader.country(&code)));
        }
        location.city = text(place, "city").map(|city| super::value::tidy(&city));
        location.until = text(place, "country_valid_to").and_then(|until| day(&until));
        if location.country.is_some() || location.city.is_some() {
            reader.entry.provider.locations.push(location);
        }
    }
    reader.entry.provider.closed = text(record, "closure_date").and_then(|date| day(&date));
    reader.entry.provider.other_provider = record.get("is_other_provider").and_then(Value::as_bool).unwrap_or_default();
    for whole in items(record, "part_of") {
        // A relationship that has ended is history.
        if text(whole, "valid_to").is_none()
            && let Some(id) = whole.get("institution").and_then(|institution| text(institution, "deqar_id"))
        {
            reader.entry.part_of.push(id.into_owned());
        }
    }
    reader.finish()
}
