//! The HEI API of the European University Foundation (registries of education providers, section 4).

use ql_core::{Diagnostic, IdentifierScheme, ProviderLocation, Registry};
use serde_json::Value;

use super::value::{Place, Reader, items, text, tidy, without_bom};
use super::{More, RegistryEntry, RegistryRead};

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
    let schac = text(attributes, "hei_id");
    let id = schac.clone().or_else(|| text(record, "id")).unwrap_or_default().into_owned();
    let mut reader = Reader::new(Registry::HeiApi, id, Place::Pointer(pointer), diagnostics);
    if let Some(schac) = schac {
        reader.schac(&schac);
    }
    if let Some(label) = text(attributes, "label") {
        reader.label(&label);
    }
    for name in items(attributes, "name") {
        if let Some(name_text) = text(name, "string") {
            reader.name(&name_text, text(name, "lang").as_deref(), false, false);
        }
    }
    for other in items(attributes, "other_id") {
        let (Some(kind), Some(value)) = (text(other, "type"), text(other, "value")) else { continue };
        match kind.as_ref() {
            "previous-schac" => reader.former_schac(&value),
            kind => reader.identifier(IdentifierScheme::from_name(kind), &value, None),
        }
    }
    let website = attributes.get("website_url").and_then(|website| match website {
        Value::Object(_) => text(website, "uri").or_else(|| text(website, "href")),
        _ => text(attributes, "website_url"),
    });
    if let Some(website) = website {
        reader.website(&website);
    }
    let address = items(attributes, "mailing_address").first().or_else(|| items(attributes, "street_address").first());
    let of_address = |key| address.and_then(|address| text(address, key));
    let country = text(attributes, "country").or_else(|| of_address("country"));
    let mut location = ProviderLocation::default();
    location.country = country.and_then(|country| reader.country(&country));
    location.city = text(attributes, "city").or_else(|| of_address("locality")).map(|city| tidy(&city));
    if location != ProviderLocation::default() {
        reader.entry.provider.locations.push(location);
    }
    reader.finish()
}
