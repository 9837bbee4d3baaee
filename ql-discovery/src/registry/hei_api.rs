//! The HEI API of the European University Foundation (registries of education providers, section 4).

use ql_core::{Diagnostic, IdentifierScheme, ProviderLocation, Registry};
use serde_json::Value;

use super::value::{Place, Reader, tidy, without_bom};
use super::{More, RegistryEntry, RegistryRead};
use crate::registry_codes as codes;

pub(super) fn parse(bytes: &[u8]) -> RegistryRead {
    let document: Value = match serde_json::from_slice(without_bom(bytes)) {
        Ok(document) => document,
        Err(error) => return RegistryRead::broken(format!("not the JSON of the HEI API: {error}")),
    };
    let records = match document.get("data") {
        Some(Value::Array(records)) => records.as_slice(),
        Some(single @ Value::Object(_)) => std::slice::from_ref(single),
        _ => return RegistryRead::broken("not a document of the HEI API: it has no `data`"),
    };
    let mut read = RegistryRead { complete: true, ..RegistryRead::default() };
    read.records = records.len();
    for (at, record) in records.iter().enumerate() {
        read.entries.extend(entry(record, format!("/data/{at}"), &mut read.diagnostics));
    }
    let next = document.get("links").and_then(|links| links.get("next"));
    let next = next.and_then(|next| next.as_str().or_else(|| next.get("href")?.as_str()));
    if let Some(next) = next.filter(|next| !next.is_empty()) {
        read.more = More::Link(next.to_owned());
    }
    read
}

fn entry(record: &Value, pointer: String, diagnostics: &mut Vec<Diagnostic>) -> Option<RegistryEntry> {
    let attributes = record.get("attributes").unwrap_or(&Value::Null);
    let mut reader = Reader::new(Registry::HeiApi, "", Place::Pointer(pointer), diagnostics);
    let schac = reader.text(attributes, "hei_id");
    let id = schac.clone().or_else(|| reader.text(record, "id")).unwrap_or_default();
    reader.entry.id = id.trim().into();
    if let Some(schac) = schac {
        reader.schac(&schac);
    }
    if let Some(label) = reader.text(attributes, "label") {
        reader.label(&label);
    }
    for name in reader.items(attributes, "name") {
        if let Some(text) = reader.text(name, "string") {
            let language = reader.text(name, "lang");
            reader.name(&text, language.as_deref(), false, false);
        }
    }
    for other in reader.items(attributes, "other_id") {
        let (Some(kind), Some(value)) = (reader.text(other, "type"), reader.text(other, "value")) else {
            reader.warn(codes::VALUE, "an `other_id` without type or value".into());
            continue;
        };
        match kind.trim() {
            "previous-schac" => reader.former_schac(&value),
            kind => reader.identifier(IdentifierScheme::from_name(kind), &value, None),
        }
    }
    let website = match attributes.get("website_url") {
        Some(link @ Value::Object(_)) => reader.text(link, "uri").or_else(|| reader.text(link, "href")),
        _ => reader.text(attributes, "website_url"),
    };
    if let Some(website) = website {
        reader.website(&website);
    }
    // What one address lacks the other may have.
    let mut addresses = reader.items(attributes, "mailing_address");
    addresses.extend(reader.items(attributes, "street_address"));
    let of_addresses = |reader: &mut Reader<'_>, key| addresses.iter().find_map(|address| reader.text(address, key));
    let mut location = ProviderLocation::default();
    let country = reader.text(attributes, "country").or_else(|| of_addresses(&mut reader, "country"));
    location.country = country.and_then(|country| reader.country(&country));
    let city = reader.text(attributes, "city").or_else(|| of_addresses(&mut reader, "locality"));
    location.city = city.map(|city| tidy(&city));
    reader.location(location);
    reader.finish()
}
