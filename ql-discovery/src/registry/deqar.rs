//! DEQAR's Connect API (registries of education providers, section 2).

use ql_core::{Diagnostic, IdentifierScheme, ProviderLocation, Registry, Severity};
use serde_json::Value;

use super::value::{Place, Reader, tidy, without_bom};
use super::{More, PartOf, RegistryEntry, RegistryRead};
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
    let mut reader = Reader::new(Registry::Deqar, "", Place::Pointer(pointer), diagnostics);
    let (number, deqar) = (reader.text(record, "id"), reader.text(record, "deqar_id"));
    let id = deqar.clone().or_else(|| number.clone()).unwrap_or_default();
    reader.entry.id = id.trim().into();
    if let Some(deqar) = deqar {
        reader.deqar(&deqar);
    }
    if let Some(number) = number.filter(|number| number.bytes().all(|byte| byte.is_ascii_digit())) {
        reader.entry.provider.iri = Some(format!("https://data.deqar.eu/institution/{number}"));
    }
    if let Some(eter) = reader.text(record, "eter_id") {
        reader.eter(&eter);
    }
    identifiers(record, &mut reader);
    if let Some(name) = reader.text(record, "name_primary") {
        reader.label(&name);
    }
    for names in reader.items(record, "names") {
        let former = reader.text(names, "name_valid_to").is_some();
        if let Some(official) = reader.text(names, "name_official") {
            reader.name(&official, None, true, former);
        }
        if let Some(english) = reader.text(names, "name_english") {
            reader.name(&english, Some("en"), false, former);
        }
        for version in reader.items(names, "name_versions") {
            if let Some(name) = reader.text(version, "name") {
                reader.name(&name, None, false, former);
            }
        }
    }
    if let Some(website) = reader.text(record, "website_link") {
        reader.website(&website);
    }
    for place in reader.items(record, "locations") {
        let mut location = ProviderLocation::default();
        if let Some(country) = place.get("country").filter(|country| !country.is_null()) {
            let codes = ["iso_3166_alpha3", "iso_3166_alpha2"].map(|key| reader.text(country, key));
            let known = codes.iter().flatten().find_map(|code| code.parse().ok());
            location.country = known.or_else(|| codes.iter().flatten().next().and_then(|code| reader.country(code)));
        }
        location.city = reader.text(place, "city").map(|city| tidy(&city));
        location.until = reader.day(place, "country_valid_to");
        if location.country.is_some() || location.city.is_some() {
            reader.location(location);
        }
    }
    reader.entry.provider.closed = reader.day(record, "closure_date");
    reader.entry.provider.other_provider = match record.get("is_other_provider") {
        None | Some(Value::Null) => false,
        Some(Value::Bool(is_other)) => *is_other,
        Some(_) => {
            reader.warn(codes::VALUE, "`is_other_provider` is neither true nor false".into());
            false
        }
    };
    for whole in reader.items(record, "part_of") {
        let until = reader.day(whole, "valid_to");
        if let Some(institution) = whole.get("institution")
            && let Some(deqar) = reader.text(institution, "deqar_id")
        {
            reader.entry.part_of.push(PartOf { deqar: deqar.trim().to_ascii_uppercase(), until });
        }
    }
    reader.finish()
}

fn identifiers(record: &Value, reader: &mut Reader<'_>) {
    for identifier in reader.items(record, "identifiers") {
        let (value, resource) = (reader.text(identifier, "identifier"), reader.text(identifier, "resource"));
        let (Some(value), Some(resource)) = (value, resource) else {
            let is_blank = identifier.get("identifier").is_some_and(Value::is_string);
            if !is_blank || identifier.get("resource").is_none_or(|resource| !resource.is_string()) {
                reader.warn(codes::VALUE, "an identifier without its value or kind".into());
            }
            continue;
        };
        let agency = match identifier.get("agency") {
            None | Some(Value::Null) => None,
            Some(agency @ Value::Object(_)) => {
                Some(reader.text(agency, "acronym_primary").unwrap_or_default().into_owned())
            }
            // Whatever it is, the id is not a global one.
            Some(other) => Some(other.as_str().unwrap_or_default().to_owned()),
        };
        match (IdentifierScheme::from_name(&resource), agency) {
            (IdentifierScheme::Schac, None) => reader.schac(&value),
            (scheme, agency) => reader.identifier(scheme, &value, agency.as_deref()),
        }
    }
}
