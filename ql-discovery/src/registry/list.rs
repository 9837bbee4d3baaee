//! Lists of the user's own: JSON, JSON Lines, tables, or domain names, one a line.

use ql_core::{Diagnostic, IdentifierScheme, Provider, Registry, Severity, excerpt};
use serde_json::Value;

use super::value::{Place, Reader, items, schac, text, without_bom};
use super::{RegistryEntry, RegistryFormat, RegistryRead};
use crate::registry_codes as codes;

/// What the members and columns are called, by what they mean.
const SCHAC: &[&str] = &["schac", "domain", "hei_id", "hei-id"];
const WEBSITE: &[&str] = &["website", "website_link", "website_url", "url", "homepage"];
const NAME: &[&str] = &["name", "name_primary", "label"];
const COUNTRY: &[&str] = &["country", "country_code"];
const ETER: &[&str] = &["eter", "eter_id", "eterid", "orgreg"];
const DEQAR: &[&str] = &["deqar", "deqar_id", "deqarid"];
/// The members of a [`Provider`].
const OWN: &[&str] = &[
    "schac",
    "eter",
    "deqar",
    "website",
    "name",
    "iri",
    "country",
    "names",
    "identifiers",
    "locations",
    "aliases",
    "parent",
    "closed",
    "otherProvider",
    "sources",
];
const IDENTIFIERS: &[&str] = &["pic", "eche", "erasmus", "whed"];

/// Which JSON it is: DEQAR's, that of the HEI API, or a list.
pub(super) fn format_of_json(text: &[u8]) -> RegistryFormat {
    // The first object tells; a whole document need not be read twice for it.
    let head = String::from_utf8_lossy(&text[..text.len().min(64 * 1024)]);
    let has = |key: &str| head.contains(&format!("\"{key}\""));
    let is_list = head.trim_start().starts_with('[');
    if has("attributes") && has("data") && !is_list {
        RegistryFormat::HeiApi
    } else if (has("results") && !is_list) || (has("deqar_id") && has("name_primary")) {
        RegistryFormat::Deqar
    } else {
        RegistryFormat::Json
    }
}

pub(super) fn parse_json(bytes: &[u8]) -> RegistryRead {
    let mut read = RegistryRead { complete: true, ..RegistryRead::default() };
    let documents = serde_json::Deserializer::from_slice(without_bom(bytes)).into_iter::<Value>();
    let mut count = 0;
    for document in documents {
        let document = match document {
            Ok(document) => document,
            Err(error) => {
                read.complete = false;
                read.diagnostics.extend(RegistryRead::broken(format!("not JSON: {error}")).diagnostics);
                break;
            }
        };
        let records = match &document {
            Value::Array(records) => records.as_slice(),
            Value::Object(object) if object.contains_key("providers") => items(&document, "providers"),
            single => std::slice::from_ref(single),
        };
        for record in records {
            read.entries.extend(entry(record, format!("/{count}"), &mut read.diagnostics));
            count += 1;
        }
    }
    read
}

fn entry(record: &Value, pointer: String, diagnostics: &mut Vec<Diagnostic>) -> Option<RegistryEntry> {
    match record {
        Value::String(domain) => {
            let mut reader = Reader::new(Registry::List, domain.trim(), Place::Pointer(pointer), diagnostics);
            reader.schac(domain);
            reader.finish()
        }
        Value::Object(_) => {
            // What this library has written is read back whole.
            let is_ours = record.as_object().is_some_and(|record| record.keys().all(|key| OWN.contains(&key.as_str())));
            if is_ours
                && let Ok(mut provider) = serde_json::from_value::<Provider>(record.clone())
                && let Some(key) = provider.key()
            {
                let mut entry = RegistryEntry::new(Registry::List, key);
                entry.schacs.extend(provider.schac.take());
                entry.provider = provider;
                return Some(entry);
            }
            let find =
                |names: &[&str]| names.iter().find_map(|name| text(record, name)).map(std::borrow::Cow::into_owned);
            of_fields(&find, Place::Pointer(pointer), diagnostics)
        }
        other => {
            let kind = if other.is_array() { "a list" } else { "a single value" };
            let finding = Diagnostic::new(codes::ENTRY, Severity::Error, format!("{kind} instead of an object"));
            diagnostics.push(finding.with_pointer(pointer));
            None
        }
    }
}

fn of_fields(
    find: &dyn Fn(&[&str]) -> Option<String>,
    place: Place,
    diagnostics: &mut Vec<Diagnostic>,
) -> Option<RegistryEntry> {
    let all = [SCHAC, DEQAR, ETER, WEBSITE, NAME];
    let id = all.iter().find_map(|names| find(names)).unwrap_or_default();
    let mut reader = Reader::new(Registry::List, id.trim(), place, diagnostics);
    if let Some(schac) = find(SCHAC) {
        reader.schac(&schac);
    }
    if let Some(website) = find(WEBSITE) {
        reader.website(&website);
    }
    if let Some(name) = find(NAME) {
        reader.label(&name);
    }
    if let Some(country) = find(COUNTRY) {
        reader.entry.provider.country = reader.country(&country);
    }
    if let Some(eter) = find(ETER) {
        reader.eter(&eter);
    }
    if let Some(deqar) = find(DEQAR) {
        reader.deqar(&deqar);
    }
    for name in IDENTIFIERS {
        if let Some(value) = find(&[name]) {
            reader.identifier(IdentifierScheme::from_name(name), &value, None);
        }
    }
    reader.finish()
}

pub(super) fn parse_csv(bytes: &[u8]) -> RegistryRead {
    let bytes = without_bom(bytes);
    let first_line = String::from_utf8_lossy(bytes.split(|byte| *byte == b'\n').next().unwrap_or_default());
    let count = |delimiter: char| first_line.matches(delimiter).count();
    let (_, delimiter) = [(',', b','), (';', b';'), ('\t', b'\t')]
        .into_iter()
        .max_by_key(|(delimiter, _)| count(*delimiter))
        .unwrap_or((',', b','));
    let mut table = csv::ReaderBuilder::new()
        .delimiter(delimiter)
        .has_headers(false)
        .flexible(true)
        .trim(csv::Trim::All)
        .comment(Some(b'#'))
        .from_reader(bytes);
    let mut read = RegistryRead { complete: true, ..RegistryRead::default() };
    let mut headings: Option<Vec<String>> = None;
    let mut row = csv::ByteRecord::new();
    loop {
        match table.read_byte_record(&mut row) {
            Ok(true) => {}
            Ok(false) => return read,
            Err(error) => {
                read.complete = false;
                read.diagnostics.extend(RegistryRead::broken(format!("not a table: {error}")).diagnostics);
                return read;
            }
        }
        let line = row.position().map_or(1, |position| u32::try_from(position.line()).unwrap_or(u32::MAX));
        let cells: Vec<String> = row.iter().map(|cell| String::from_utf8_lossy(cell).into_owned()).collect();
        let Some(headings) = &headings else {
            let names: Vec<String> = cells.iter().map(|cell| cell.to_ascii_lowercase().replace(' ', "_")).collect();
            let known = [SCHAC, WEBSITE, DEQAR, ETER].concat();
            if names.iter().any(|name| known.contains(&name.as_str())) {
                headings = Some(names);
                continue;
            }
            // Without headings, it is a list of domain names.
            if cells.iter().filter(|cell| !cell.is_empty()).count() == 1 && schac(&cells[0]).is_some() {
                headings = Some(vec!["schac".into()]);
                read.entries.extend(entry(&Value::String(cells[0].clone()), String::new(), &mut read.diagnostics));
                continue;
            }
            let message = format!(
                "the first line has none of the headings `schac`, `website`, `deqar`, `eter`: `{}`",
                excerpt(&cells.join(","))
            );
            read.complete = false;
            read.diagnostics.extend(RegistryRead::broken(message).diagnostics);
            return read;
        };
        let find = |names: &[&str]| {
            let at = names.iter().find_map(|name| headings.iter().position(|heading| heading == name))?;
            cells.get(at).filter(|cell| !cell.is_empty()).cloned()
        };
        if cells.iter().any(|cell| !cell.is_empty()) {
            read.entries.extend(of_fields(&find, Place::Line(line), &mut read.diagnostics));
        }
    }
}
