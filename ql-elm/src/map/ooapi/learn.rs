//! What is remembered of records that others refer to.

use ql_core::{Diagnostic, Record, RecordKind};

use super::super::context::{Context, Kind, Known, Organisation, Session};
use super::super::json::Json;
use super::super::reading::Reading;
use super::super::rules::{self, DayEnd, TextKind};
use super::super::{Mapper, Named};
use super::{
    EDUCATION_SPECIFICATION_ID, ORGANISATION_ID, OUTCOME_ID, PARENTS, children_of, first_code, id_of, ids, ids_of,
    outcome, own_level, parents_of,
};

pub(in crate::map) fn learn(
    mapper: &Mapper,
    context: &mut Context,
    record: &Record,
    diagnostics: &mut Vec<Diagnostic>,
) {
    let mut reading = Reading::new(mapper, diagnostics);
    let Some(json) = reading.json(&record.body, "record") else { return };
    if let Some(language) = rules::first_language(json.get("name")) {
        reading.default = language;
    }
    match record.kind {
        RecordKind::Organisation => {
            let Some(id) = id_of(&json, ORGANISATION_ID) else { return };
            let codes = [json.get("primaryCode")].into_iter().chain(json.get("otherCodes").items());
            let codes = codes.filter_map(rules::identifier).map(|code| code.notation.to_lowercase());
            let addresses = json.get("addresses").items().iter();
            let country = addresses.map(|address| address.get("countryCode")).find_map(|code| match code {
                Json::Object(_) => {
                    code.any(&["iso3166-1-alpha2", "iso3166-1-alpha3"]).1.text().and_then(rules::country)
                }
                other => other.text().and_then(rules::country),
            });
            let organisation = Organisation {
                parent: id_of(json.any(PARENTS).1, ORGANISATION_ID).map(str::to_owned),
                codes: codes.collect(),
                country,
            };
            context.organisations.insert(id.to_owned(), organisation);
        }
        RecordKind::Session => {
            if let Some(id) = id_of(&json, &["academicSessionId"]) {
                let id = id.to_owned();
                let session = session(&json, &mut reading, "");
                context.sessions.insert(id, session);
            }
        }
        RecordKind::LearningOutcome => {
            if let (Some(id), Some(outcome)) = (id_of(&json, OUTCOME_ID), outcome(&json, &mut reading, "")) {
                context.outcomes.insert(id.to_owned(), outcome);
            }
        }
        RecordKind::EducationSpecification => {
            if let Some(id) = id_of(&json, EDUCATION_SPECIFICATION_ID) {
                let id = id.to_owned();
                context.education_specifications.insert(id, json.into_owned());
            }
        }
        RecordKind::Component => {
            let courses = ids_of(json.any(&["course", "courseId"]).1, ids(Kind::Course));
            for course in courses {
                context.components.entry(course).or_default().push(json.clone().into_owned());
            }
        }
        RecordKind::Offering => {
            let (_, parent) = json.any(&["program", "programmeId", "programme"]);
            let id = json.any(super::offering::IDS).1.text();
            if let (Some(id), Some(parent)) = (id, id_of(parent, super::PROGRAMME_ID)) {
                context.programme_offerings.insert(id.to_owned(), parent.to_owned());
            }
        }
        RecordKind::Course | RecordKind::Programme => {
            let kind = if record.kind == RecordKind::Course { Kind::Course } else { Kind::Programme };
            let Some(id) = json.any(ids(kind)).1.text() else { return };
            let specification = super::education_specification(&json, context);
            // What is wrong with it is said when it is mapped.
            let mut unsaid = Vec::new();
            let mut quiet = Reading::new(mapper, &mut unsaid);
            let (_, languages) = json.any(super::TEACHING_LANGUAGES);
            let default = rules::first_language(json.get("name")).or_else(|| rules::teaching_language(languages));
            quiet.default = default.unwrap_or_else(|| quiet.default.clone());
            let known = Known {
                id: id.to_owned(),
                identifiers: first_code(&json),
                label: rules::texts(json.get("name"), TextKind::Title, &mut quiet, "/name", None),
                parents: Named::ids(&parents_of(&json, kind)),
                children: Named::ids(&children_of(&json, kind)),
                level: own_level(&json, specification.as_ref(), None, &mut quiet),
                offering_parts: Vec::new(),
                is_group: false,
            };
            context.learn(kind, known);
            for part in record.parts.iter().filter(|part| part.kind == RecordKind::Offering && kind == Kind::Programme)
            {
                if let Some(offering) =
                    Json::parse(&part.body).ok().as_ref().and_then(|o| o.any(super::offering::IDS).1.text())
                {
                    context.programme_offerings.insert(offering.to_owned(), id.to_owned());
                }
            }
        }
        _ => {}
    }
}

/// A session, expanded or learned.
pub(super) fn session(json: &Json<'_>, reading: &mut Reading<'_, '_>, field: &str) -> Session {
    let label = rules::texts(json.get("name"), TextKind::Title, reading, &format!("{field}/name"), None);
    let code = rules::identifier(json.get("primaryCode")).map(|code| code.notation);
    let mut moment = |names: &[&'static str], end| {
        let (name, value) = json.any(names);
        rules::date_time(value, end, reading, &format!("{field}/{name}"))
    };
    let start = moment(&["startDate", "startDateTime"], DayEnd::Start);
    let end = moment(&["endDate", "endDateTime"], DayEnd::End);
    let parent = id_of(json.any(PARENTS).1, &["academicSessionId"]).map(str::to_owned);
    Session { label, code, start, end, parent }
}
