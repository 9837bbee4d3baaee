//! Which programmes a course is part of, at what level, and what has to be taken before (section 4.4).

use ql_core::{Record, RecordKind};
use ql_ident::SubjectMinter;

use super::super::concept::{self, Level};
use super::super::context::Kind;
use super::super::json::Json;
use super::super::reading::{Reading, in_english};
use super::super::{Mapper, Named, Place, parts};
use super::{ID_NAME, eqf_level};
use crate::{LearningOpportunitySpecification, codes};

/// The programmes that a course names in `meta`, with where they stand there.
fn in_meta<'j>(json: &'j Json<'j>) -> (&'static str, &'j Json<'j>) {
    let (name, value) = json.get("meta").any(&["relatedProgramme", "programme"]);
    (if name == "programme" { "/meta/programme" } else { "/meta/relatedProgramme" }, value)
}

/// Related resources of a type.
fn related(json: &Json<'_>, name: &str) -> Vec<Named> {
    let data = json.get("relationships").get(name).get("data");
    Named::all(data, &format!("/relationships/{name}/data"), |item| item.get("id").text())
}

/// The programmes on whose lists a record was found.
fn routes(record: &Record) -> Vec<String> {
    let programmes = record.parts.iter().filter(|part| part.kind == RecordKind::Programme);
    programmes.filter_map(|part| Json::parse(&part.body).ok()?.get("id").text().map(str::to_owned)).collect()
}

/// All programmes that a course is part of, by whatever route that is known.
fn named(json: &Json<'_>, record: &Record, kind: Kind) -> Vec<Named> {
    if kind == Kind::Programme {
        return Vec::new();
    }
    let (field, meta) = in_meta(json);
    let mut all = Named::all(meta, field, |item| item.get("programmeId").text());
    let routes = routes(record).into_iter().map(|id| Named { id, pointer: String::new() });
    for other in related(json, "relatedProgramme").into_iter().chain(routes) {
        if !all.iter().any(|known| known.id == other.id) {
            all.push(other);
        }
    }
    all
}

/// The ids of all programmes that a course is part of.
pub(super) fn programmes(json: &Json<'_>, record: &Record, kind: Kind) -> Vec<String> {
    Named::ids(&named(json, record, kind))
}

/// Links, notes about programmes, and the level, which is returned.
#[expect(clippy::too_many_arguments, reason = "what a link needs to know of both ends")]
pub(super) fn describe(
    json: &Json<'_>,
    record: &Record,
    kind: Kind,
    id: &str,
    mapper: &Mapper,
    minter: &SubjectMinter,
    made: &mut LearningOpportunitySpecification,
    reading: &mut Reading<'_, '_>,
) -> Option<Level> {
    let all = named(json, record, kind);
    let (field, meta) = in_meta(json);
    let by_meta: Vec<&str> = meta.items().iter().filter_map(|item| item.get("programmeId").text()).collect();
    for route in routes(record)
        .iter()
        .filter(|route| kind == Kind::Course && !by_meta.is_empty() && !by_meta.contains(&route.as_str()))
    {
        let message =
            format!("the course is in the list of the programme `{}`, which it does not name", ql_core::excerpt(route));
        reading.warn(codes::MAP_PARENT, field, message);
    }
    for item in meta.items() {
        made.additional_notes.extend(parts::notes(programme_note(item, mapper).map(in_english)));
    }
    Place { kind, id, parents: &all, children: &[] }.link(minter, made, reading);
    prerequisites(json, id, mapper, minter, made, reading);
    let level = match kind {
        Kind::Programme => {
            eqf_level(json.get("attributes").get("eqfLevelProvided"), "/attributes/eqfLevelProvided", reading)
        }
        Kind::Course => {
            let own = json.get("meta").get("global").get("eqfLevel");
            let field = if meta.is_absent() { "/relationships/relatedProgramme" } else { field };
            eqf_level(own, "/meta/global/eqfLevel", reading).or_else(|| level_of(&all, mapper, field, reading))
        }
    };
    made.eqf_level = level.map(|level| concept::eqf(level.eqf));
    level
}

/// "Mandatory in …, year 2 of 3".
fn programme_note(item: &Json<'_>, mapper: &Mapper) -> Option<String> {
    let id = item.get("programmeId").text()?;
    let programme = mapper.context.get(Kind::Programme, id);
    let name = programme.and_then(|programme| programme.label.best(&["en"])).unwrap_or(id).to_owned();
    let duty =
        item.get("mandatoryCourse").flag().map(|mandatory| if mandatory { "Mandatory in" } else { "Optional in" });
    let year = item.get("year").text().and_then(|year| {
        let (year, all) = year.split_once('/')?;
        let (year, all): (u32, u32) = (year.trim().parse().ok()?, all.trim().parse().ok()?);
        Some(if year == 0 { format!("any year of {all}") } else { format!("year {year} of {all}") })
    });
    match (duty, year) {
        (Some(duty), Some(year)) => Some(format!("{duty} {name}, {year}")),
        (Some(duty), None) => Some(format!("{duty} {name}")),
        (None, Some(year)) => Some(format!("Part of {name}, {year}")),
        (None, None) => None,
    }
}

/// The level on which all known programmes of a course agree.
fn level_of(programmes: &[Named], mapper: &Mapper, field: &str, reading: &mut Reading<'_, '_>) -> Option<Level> {
    if !reading.settings().inherit_level {
        return None;
    }
    let mut levels: Vec<Level> = Vec::new();
    for programme in programmes {
        let level = mapper.context.get(Kind::Programme, &programme.id).and_then(|programme| programme.level);
        if let Some(level) = level.filter(|level| !levels.contains(level)) {
            levels.push(level);
        }
    }
    match levels.as_slice() {
        [] => None,
        [level] => {
            reading.info(codes::MAP_INFERRED, field, "the course has the level of its programmes");
            Some(*level)
        }
        _ => {
            reading.warn(
                codes::MAP_LEVEL,
                field,
                "the programmes of the course are of different levels, so it has none",
            );
            None
        }
    }
}

fn prerequisites(
    json: &Json<'_>,
    id: &str,
    mapper: &Mapper,
    minter: &SubjectMinter,
    made: &mut LearningOpportunitySpecification,
    reading: &mut Reading<'_, '_>,
) {
    for Named { id: other, pointer: field } in &related(json, "prerequisiteCourse") {
        if other == id {
            reading.warn(codes::MAP_PARENT, field, "the course says that it has to be taken before itself");
            continue;
        }
        if !mapper.context.has_course(other) {
            let message = format!("there is no course with the id `{}`", ql_core::excerpt(other));
            reading.info(codes::MAP_REFERENCE, field, message);
        }
        let links = parts::link(Kind::Course, other, ID_NAME, minter.course(other).ok(), reading);
        made.entry_requirement_opportunities.extend(links);
    }
}
