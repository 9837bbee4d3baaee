//! What is remembered of records that others refer to.

use ql_core::{Diagnostic, Record, RecordKind};

use super::super::Mapper;
use super::super::context::{Context, Kind, Known, Organisation, Session};
use super::super::json::Json;
use super::super::reading::Reading;
use super::super::rules::{self, DayEnd, TextKind};
use super::extensions::Extensions;
use super::{ID, codes_of, id_of, identifier, ids_of, set_default};

pub(in crate::map) fn learn(
    mapper: &Mapper,
    context: &mut Context,
    record: &Record,
    diagnostics: &mut Vec<Diagnostic>,
) {
    let mut reading = Reading::new(mapper, diagnostics);
    reading.has_sentinel_years = true;
    let Some(json) = reading.json(&record.body, "record") else { return };
    let Some(id) = json.any(ID).1.text().map(str::to_owned) else { return };
    set_default(&json, &mut reading);
    match record.kind {
        RecordKind::Organisation => {
            let codes = [json.get("primaryCode")].into_iter().chain(json.get("otherCodes").items());
            let codes = codes.filter_map(rules::identifier).map(|code| code.notation.to_lowercase());
            let organisation = Organisation {
                parent: id_of(json.get("parent")).map(str::to_owned),
                codes: codes.collect(),
                country: country(&json),
            };
            context.organisations.insert(id, organisation);
        }
        RecordKind::Session => {
            let session = Session {
                label: rules::texts(json.get("title"), TextKind::Title, &mut reading, "/title", None),
                code: rules::identifier(json.get("primaryCode")).map(|code| code.notation),
                start: rules::date_time(json.get("startDate"), DayEnd::Start, &mut reading, "/startDate"),
                end: rules::date_time(json.get("endDate"), DayEnd::End, &mut reading, "/endDate"),
                parent: id_of(json.get("parent")).map(str::to_owned),
            };
            context.sessions.insert(id, session);
        }
        RecordKind::Component => {
            for course in ids_of(json.get("parent")) {
                context.components.entry(course).or_default().push(json.clone().into_owned());
            }
        }
        RecordKind::Offering => {
            if let Some(collection) = id_of(json.get("collection")) {
                context.programme_offerings.insert(id, collection.to_owned());
            }
        }
        RecordKind::Course | RecordKind::Programme => {
            let kind = if record.kind == RecordKind::Course { Kind::Course } else { Kind::Programme };
            // What is wrong with it is said when it is mapped.
            let mut unsaid = Vec::new();
            let mut quiet = Reading::new(mapper, &mut unsaid);
            quiet.default.clone_from(&reading.default);
            let extensions = Extensions::of(&json, &quiet);
            let known = Known {
                identifiers: identifier(json.get("primaryCode")).into_iter().collect(),
                label: rules::texts(json.get("title"), TextKind::Title, &mut quiet, "/title", None),
                parents: ids_of(json.get("parent")),
                children: Vec::new(),
                level: codes_of::level(&json, &extensions, &mut quiet),
                offering_parts: Vec::new(),
                is_group: kind == Kind::Programme && codes_of::is_group(json.get("collectionType")),
                id: id.clone(),
            };
            context.learn(kind, known);
            for part in record.parts.iter().filter(|part| part.kind == RecordKind::Offering && kind == Kind::Programme)
            {
                if let Some(offering) =
                    Json::parse(&part.body).ok().as_ref().and_then(|offering| offering.any(ID).1.text())
                {
                    context.programme_offerings.insert(offering.to_owned(), id.clone());
                }
            }
        }
        _ => {}
    }
}

/// The country of an organisation (section 3.3).
fn country(json: &Json<'_>) -> Option<ql_core::Country> {
    let visited = json.get("otherAddresses").items().iter();
    let visited = visited.filter(|address| address.get("addressType").text() == Some("visitingAddress"));
    let addresses: Vec<&Json<'_>> = [json.get("primaryAddress")].into_iter().chain(visited).collect();
    let code = addresses.iter().find_map(|address| address.get("addressCountryCode").text().and_then(rules::country));
    code.or_else(|| addresses.iter().find_map(|address| address.get("addressCountry").text().and_then(rules::country)))
}
