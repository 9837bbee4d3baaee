//! What is remembered of records that others refer to.

use ql_core::{Diagnostic, Record, RecordKind};

use super::super::Mapper;
use super::super::context::{Context, Kind, Known};
use super::super::reading::Reading;
use super::super::rules::{self, TextKind};
use super::{eqf_level, first_code, membership, set_default};

pub(in crate::map) fn learn(
    mapper: &Mapper,
    context: &mut Context,
    record: &Record,
    diagnostics: &mut Vec<Diagnostic>,
) {
    let kind = match record.kind {
        RecordKind::Course => Kind::Course,
        RecordKind::Programme => Kind::Programme,
        _ => return,
    };
    let mut reading = Reading::new(mapper, diagnostics);
    let Some(json) = reading.json(&record.body, "record") else { return };
    let Some(id) = json.get("id").text() else { return };
    let attributes = json.get("attributes");
    // What is wrong with it is said when it is mapped.
    let mut unsaid = Vec::new();
    let mut quiet = Reading::new(mapper, &mut unsaid);
    set_default(attributes, &mut quiet);
    let level = match kind {
        Kind::Programme => attributes.get("eqfLevelProvided"),
        Kind::Course => json.get("meta").get("global").get("eqfLevel"),
    };
    let known = Known {
        id: id.to_owned(),
        identifiers: first_code(attributes),
        label: rules::texts(attributes.get("title"), TextKind::Title, &mut quiet, "", None),
        parents: membership::programmes(&json, record, kind),
        children: Vec::new(),
        level: eqf_level(level, "", &mut quiet),
        offering_parts: Vec::new(),
        is_group: false,
    };
    context.learn(kind, known);
}
