//! Lists of the user's own: JSON, JSON Lines, tables, or domain names, one a line.

use std::borrow::Cow;
use std::collections::{BTreeMap, HashMap};

use ql_core::{Diagnostic, IdentifierScheme, Provider, Registry, Severity, excerpt};
use serde_json::value::RawValue;
use serde_json::{Map, Value};

use super::value::{Place, Reader, schac, tidy, without_bom};
use super::{RegistryEntry, RegistryFormat, RegistryRead};
use crate::registry_codes as codes;

/// What the members and columns are called, by what they mean.
const SCHAC: &[&str] = &["schac", "domain", "hei_id", "hei-id"];
const WEBSITE: &[&str] = &["website", "website_link", "website_url", "url", "homepage"];
const NAME: &[&str] = &["name", "name_primary", "label"];
const COUNTRY: &[&str] = &["country", "country_code"];
const ETER: &[&str] = &["eter", "eter_id", "eterid", "orgreg"];
const DEQAR: &[&str] = &["deqar", "deqar_id", "deqarid"];
const IDENTIFIERS: &[&str] = &["pic", "eche", "erasmus", "whed"];
/// What an entry is called by in findings.
const ID: [&[&str]; 5] = [SCHAC, DEQAR, ETER, WEBSITE, NAME];
const ALL: [&[&str]; 7] = [SCHAC, WEBSITE, NAME, COUNTRY, ETER, DEQAR, IDENTIFIERS];

/// The members of a [`Provider`] that are read as this library writes them.
const WRITTEN: &[&str] =
    &["iri", "names", "identifiers", "locations", "aliases", "parent", "closed", "otherProvider", "sources"];

/// Which JSON it is: DEQAR's, that of the HEI API, or a list.
pub(super) fn format_of_json(text: &[u8]) -> RegistryFormat {
    type Members<'m> = BTreeMap<Cow<'m, str>, &'m RawValue>;
    let first = serde_json::Deserializer::from_slice(text).into_iter::<&RawValue>().next();
    let Some(Ok(first)) = first else {
        // It is broken anyway; what it was meant to be shows in its first line.
        let head = String::from_utf8_lossy(&text[..text.len().min(1024)]);
        return match () {
            () if head.contains("\"results\"") => RegistryFormat::Deqar,
            () if head.contains("\"data\"") && head.contains("\"attributes\"") => RegistryFormat::HeiApi,
            () => RegistryFormat::Json,
        };
    };
    if let Ok(members) = serde_json::from_str::<Members<'_>>(first.get()) {
        return match () {
            () if members.contains_key("providers") => RegistryFormat::Json,
            () if members.contains_key("results") => RegistryFormat::Deqar,
            () if members.contains_key("data") || members.contains_key("jsonapi") => RegistryFormat::HeiApi,
            () => RegistryFormat::Json,
        };
    }
    let items: Vec<&RawValue> = serde_json::from_str(first.get()).unwrap_or_default();
    let record = items.first().and_then(|item| serde_json::from_str::<Members<'_>>(item.get()).ok());
    let is_deqar = |record: &Members<'_>| {
        ["deqar_id", "name_primary"].iter().all(|key| record.contains_key(*key)) && !record.contains_key("schac")
    };
    if record.as_ref().is_some_and(is_deqar) { RegistryFormat::Deqar } else { RegistryFormat::Json }
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
                return read;
            }
        };
        let (prefix, records) = match &document {
            Value::Array(records) => ("", records.as_slice()),
            Value::Object(object) if object.contains_key("providers") => match object.get("providers") {
                Some(Value::Array(records)) => ("/providers", records.as_slice()),
                _ => {
                    read.complete = false;
                    read.diagnostics.extend(RegistryRead::broken("`providers` is not a list").diagnostics);
                    return read;
                }
            },
            single => ("", std::slice::from_ref(single)),
        };
        for record in records {
            read.entries.extend(entry(record, format!("{prefix}/{count}"), &mut read.diagnostics));
            count += 1;
        }
    }
    read.records = count;
    if without_bom(bytes).trim_ascii().is_empty() {
        return RegistryRead::broken("the document is empty");
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
        Value::Object(members) => {
            let mut reader = Reader::new(Registry::List, "", Place::Pointer(pointer), diagnostics);
            // What this library has written is read back whole, member by member: one that is broken costs no other.
            let mut written = Map::new();
            for key in WRITTEN {
                let Some(value) = members.get(*key).filter(|value| !value.is_null()) else { continue };
                let alone = Map::from_iter([((*key).to_owned(), value.clone())]);
                match serde_json::from_value::<Provider>(Value::Object(alone)) {
                    Ok(_) => drop(written.insert((*key).to_owned(), value.clone())),
                    Err(error) => reader.warn(codes::VALUE, format!("`{key}` can't be read: {error}")),
                }
            }
            let mut provider: Provider = serde_json::from_value(Value::Object(written)).unwrap_or_default();
            provider.names.iter_mut().for_each(|name| name.text = tidy(&name.text));
            provider.names.retain(|name| !name.text.is_empty());
            for identifier in &mut provider.identifiers {
                if matches!(identifier.scheme, IdentifierScheme::Pic | IdentifierScheme::Eche) {
                    identifier.value = identifier.scheme.normalised(&identifier.value);
                }
            }
            provider.identifiers.retain(|identifier| !identifier.value.trim().is_empty());
            provider.aliases.retain(|alias| !alias.trim().is_empty());
            provider.closed = reader.day(record, "closed");
            reader.entry.provider = provider;
            let found: HashMap<&str, String> = ALL
                .concat()
                .into_iter()
                .filter_map(|key| Some((key, reader.text(record, key)?.into_owned())))
                .collect();
            of_fields(&|names| names.iter().find_map(|name| found.get(name).cloned()), reader)
        }
        other => {
            let kind = if other.is_array() { "a list" } else { "a single value" };
            let finding = Diagnostic::new(codes::ENTRY, Severity::Error, format!("{kind} instead of an object"));
            diagnostics.push(finding.with_pointer(pointer));
            None
        }
    }
}

fn of_fields(find: &dyn Fn(&[&str]) -> Option<String>, mut reader: Reader<'_>) -> Option<RegistryEntry> {
    let id = ID.iter().find_map(|names| find(names)).unwrap_or_default();
    reader.entry.id = id.trim().into();
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
    if bytes.trim_ascii().is_empty() {
        return RegistryRead::broken("the document is empty");
    }
    let is_open = bytes.iter().filter(|byte| **byte == b'"').fold(false, |is_open, _| !is_open);
    let mut read = RegistryRead { complete: true, ..RegistryRead::default() };
    let mut table = Table::new(bytes, delimiter(bytes));
    let mut headings: Option<Vec<String>> = None;
    let mut last_line_counts = false;
    loop {
        let (line, cells, is_text) = match table.next() {
            Ok(Some(row)) => row,
            Ok(None) if is_open => {
                // What stands behind the mark has been read as the end of the last line.
                if last_line_counts {
                    read.entries.pop();
                }
                read.complete = false;
                let broken = RegistryRead::broken("a quotation mark of the table is not closed");
                read.diagnostics.extend(broken.diagnostics);
                return read;
            }
            Ok(None) => return read,
            Err(problem) => {
                read.complete = false;
                read.diagnostics.extend(RegistryRead::broken(format!("not a table: {problem}")).diagnostics);
                return read;
            }
        };
        let is_comment = cells[0].starts_with('#') && (headings.is_none() || cells.len() == 1);
        if is_comment || cells.iter().all(String::is_empty) {
            continue;
        }
        let Some(headings) = &headings else {
            let names = headings_of(&cells);
            if is_heading(&names) {
                headings = Some(names);
                continue;
            }
            // Without headings, it is a list of domain names.
            if cells.iter().filter(|cell| !cell.is_empty()).count() == 1 && schac(&cells[0]).is_some() {
                headings = Some(vec!["schac".into()]);
                let mut reader = Reader::new(Registry::List, &*cells[0], Place::Line(line), &mut read.diagnostics);
                reader.schac(&cells[0]);
                read.entries.extend(reader.finish());
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
        let mut reader = Reader::new(Registry::List, "", Place::Line(line), &mut read.diagnostics);
        if !is_text {
            reader.warn(codes::VALUE, "the line is not UTF-8; what can't be read is replaced".into());
        }
        if cells.iter().skip(headings.len()).any(|cell| !cell.is_empty()) {
            reader.warn(codes::VALUE, "the line has more cells than there are headings; they are left out".into());
        }
        let find = |names: &[&str]| {
            let of_name = |name: &&str| {
                let mut at = headings.iter().enumerate().filter(|(_, heading)| heading == name).map(|(at, _)| at);
                at.find_map(|at| cells.get(at).filter(|cell| !cell.is_empty()).cloned())
            };
            names.iter().find_map(of_name)
        };
        let entry = of_fields(&find, reader);
        last_line_counts = entry.is_some();
        read.entries.extend(entry);
    }
}

fn headings_of(cells: &[String]) -> Vec<String> {
    cells.iter().map(|cell| cell.to_ascii_lowercase().replace(' ', "_")).collect()
}

fn is_heading(names: &[String]) -> bool {
    let known = [SCHAC, WEBSITE, DEQAR, ETER, IDENTIFIERS].concat();
    names.iter().any(|name| known.contains(&name.as_str()))
}

/// What stands between the cells of the first line that has something to say.
fn delimiter(bytes: &[u8]) -> u8 {
    let cells_with = |delimiter: u8| -> (bool, usize) {
        let mut table = Table::new(bytes, delimiter);
        while let Ok(Some((_, cells, _))) = table.next() {
            if !cells[0].starts_with('#') && cells.iter().any(|cell| !cell.is_empty()) {
                return (is_heading(&headings_of(&cells)), cells.len());
            }
        }
        (false, 0)
    };
    [b'\t', b';', b','].into_iter().max_by_key(|delimiter| cells_with(*delimiter)).unwrap_or(b',')
}

struct Table<'t> {
    reader: csv::Reader<&'t [u8]>,
    row: csv::ByteRecord,
}

impl<'t> Table<'t> {
    fn new(bytes: &'t [u8], delimiter: u8) -> Self {
        let reader = csv::ReaderBuilder::new()
            .delimiter(delimiter)
            .has_headers(false)
            .flexible(true)
            .trim(csv::Trim::All)
            .from_reader(bytes);
        Self { reader, row: csv::ByteRecord::new() }
    }

    /// The number of the line, its cells, and whether they are all UTF-8.
    fn next(&mut self) -> Result<Option<(u32, Vec<String>, bool)>, csv::Error> {
        if !self.reader.read_byte_record(&mut self.row)? {
            return Ok(None);
        }
        let line = self.row.position().map_or(1, |position| u32::try_from(position.line()).unwrap_or(u32::MAX));
        let is_text = self.row.iter().all(|cell| std::str::from_utf8(cell).is_ok());
        let mut cells: Vec<String> = self.row.iter().map(|cell| String::from_utf8_lossy(cell).into_owned()).collect();
        if cells.is_empty() {
            cells.push(String::new());
        }
        Ok(Some((line, cells, is_text)))
    }
}
