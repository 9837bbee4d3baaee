//! Offerings of courses and collections (section 3.2).

use ql_core::{MultilingualText, Record};
use ql_ident::SubjectMinter;

use super::super::concept;
use super::super::context::Kind;
use super::super::json::Json;
use super::super::parts;
use super::super::reading::{Reading, in_english};
use super::super::rules::{self, DayEnd, TextKind};
use super::super::{OfferingSubjects, check_period, same_texts};
use super::extensions::Extensions;
use super::{ID, Inherited, Status, codes_of, description, id_of, identifiers, ids_of, modified, set_default, status};
use crate::{LearningOpportunityInstance, LearningOpportunitySpecification, Location, Note, codes};

/// Maps the offerings among the parts of a template's record.
pub(super) fn offerings(
    record: &Record,
    kind: Kind,
    minter: &SubjectMinter,
    made: &mut LearningOpportunitySpecification,
    inherited: &Inherited<'_>,
    reading: &mut Reading<'_, '_>,
) {
    let default = reading.default.clone();
    let mut subjects = OfferingSubjects::new(minter, &made.subject);
    for (index, part) in super::super::offerings(record, reading) {
        reading.set_base(format_args!("/offerings/{index}"));
        reading.default.clone_from(&default);
        let Some(json) = reading.json(&part.body, "offering") else { continue };
        made.instances.extend(offering(&json, kind, minter, &mut subjects, made, inherited, reading));
    }
    reading.default = default;
}

fn offering(
    json: &Json<'_>,
    kind: Kind,
    minter: &SubjectMinter,
    subjects: &mut OfferingSubjects<'_>,
    made: &LearningOpportunitySpecification,
    inherited: &Inherited<'_>,
    reading: &mut Reading<'_, '_>,
) -> Option<LearningOpportunityInstance> {
    let (id_field, id) = json.any(ID);
    let status = status(json, reading);
    let (parent_field, parent) = match kind {
        Kind::Course => ("course", id_of(json.get("course"))),
        Kind::Programme => ("collection", id_of(json.get("collection"))),
    };
    if let Some(other) = parent.filter(|parent| *parent != inherited.id) {
        let message = format!("the offering belongs to `{}` and is left out here", ql_core::excerpt(other));
        reading.warn(codes::MAP_REFERENCE, &format!("/{parent_field}"), message);
        return None;
    }
    if status == Status::Deleted {
        return None;
    }
    // One that is left out does not stand in the way of another with its id.
    let (id, subject) = subjects.mint(id, id_field, reading)?;
    set_default(json, reading);
    let mut instance = LearningOpportunityInstance {
        subject,
        status: (status == Status::Inactive).then(|| "inactive".to_owned()),
        ..LearningOpportunityInstance::default()
    };
    period(json, &mut instance, reading);
    if has_ended(&instance, reading) {
        return None;
    }
    instance.identifiers = identifiers(json, id, reading);
    instance.title = rules::texts(json.get("title"), TextKind::Title, reading, "/title", None);
    instance.description = description(json, &instance.title, reading);
    if same_texts(&instance.title, &made.title) {
        instance.title = MultilingualText::default();
    }
    if let (Some(own), Some(template)) = (json.get("offeringType").text(), inherited.kind)
        && concept::folded(own) != concept::folded(template)
    {
        let message = format!("the offering is of type `{}`, its template of `{template}`", ql_core::excerpt(own));
        reading.info(codes::MAP_TYPE, "/offeringType", message);
    }
    instance.languages = rules::languages(json.get("teachingLanguage"), reading, "/teachingLanguage");
    if instance.languages.is_empty() {
        instance.languages.clone_from(&made.languages);
    }
    instance.modes = codes_of::format(json.get("offeringFormat"), reading);
    schedule(json, &mut instance, reading);
    let organisation = id_of(json.get("organization")).or(inherited.organisation.as_deref());
    locations(json, organisation, &mut instance, reading);
    let own = id_of(json.get("organization"));
    instance.provided_by = match own {
        Some(_) => {
            let code = json.get("organizationCode").text();
            reading.mapper.institution_by_code(own, code, reading, "/organization").into_iter().collect()
        }
        None => made.publishers.clone(),
    };
    instance.enrolment_capacity = rules::count(json.get("maxNumberStudents"), reading, "/maxNumberStudents");
    if instance.enrolment_capacity == Some(0) {
        reading.info(codes::MAP_NUMBER, "/maxNumberStudents", "0 places; some systems mean that there is no limit");
    }
    instance.enrolled_learner_count =
        rules::count(json.get("enrolledNumberStudents"), reading, "/enrolledNumberStudents");
    instance.enrolment_minimum = rules::count(json.get("minNumberStudents"), reading, "/minNumberStudents");
    instance.modified = modified(json, reading);
    Extensions::of(json, reading).describe_instance(&mut instance, reading);
    inherited.fill(&mut instance);
    instance.learning_activity.clone_from(&inherited.activity);
    part_of(json, kind, id, minter, &mut instance, reading);
    instance.additional_notes.extend(parts::notes(reading.take_unmapped()));
    Some(instance)
}

/// When it takes place: its own dates, else those of its session.
fn period(json: &Json<'_>, instance: &mut LearningOpportunityInstance, reading: &mut Reading<'_, '_>) {
    instance.start = rules::date_time(json.get("startDate"), DayEnd::Start, reading, "/startDate");
    instance.end = rules::date_time(json.get("endDate"), DayEnd::End, reading, "/endDate");
    check_period(instance, "/endDate", reading);
    let value = json.get("academicSession");
    let id = id_of(value);
    let session = id.and_then(|id| reading.mapper.context.session(id));
    if let Some(session) = session {
        instance.period_label = session.clone().named(&reading.default);
        if instance.start.is_none() && instance.end.is_none() {
            (instance.start, instance.end) = (session.start, session.end);
        }
    } else if let Some(id) = id.filter(|_| !reading.mapper.context.sessions.is_empty()) {
        let message = format!("there is no academic session with the id `{}`", ql_core::excerpt(id));
        reading.warn(codes::MAP_REFERENCE, "/academicSession", message);
    }
    if instance.period_label.is_empty()
        && let Some(code) = json.get("academicSessionCode").text().and_then(rules::code)
    {
        instance.period_label = MultilingualText::single(reading.default.clone(), code);
    }
}

/// Whether it ended before the day from which offerings are wanted (decision E5).
fn has_ended(instance: &LearningOpportunityInstance, reading: &Reading<'_, '_>) -> bool {
    let last = instance.end.as_ref().or(instance.start.as_ref());
    match (last, &reading.settings().offerings_since) {
        (Some(last), Some(since)) => last[..10] < **since,
        _ => false,
    }
}

fn schedule(json: &Json<'_>, instance: &mut LearningOpportunityInstance, reading: &mut Reading<'_, '_>) {
    let mut notes = Vec::new();
    notes.extend(codes_of::synchronicity(json.get("synchronicity"), reading).map(in_english));
    let pace = json.get("paceOfStudy");
    if !pace.is_absent() {
        match percentage(pace) {
            Some((percent, is_fraction)) => {
                if is_fraction {
                    reading.info(codes::MAP_SCHEDULE, "/paceOfStudy", format!("read as {percent} per cent"));
                }
                let (intensive, full) = reading.settings().pace;
                let number: f64 = percent.parse().unwrap_or_default();
                instance.learning_schedule = Some(
                    if number >= f64::from(full) {
                        concept::FULL_TIME
                    } else if number >= f64::from(intensive) {
                        concept::PART_TIME_INTENSIVE
                    } else {
                        concept::PART_TIME_LIGHT
                    }
                    .to_owned(),
                );
                notes.push(in_english(format!("{percent} % of full-time pace")));
            }
            None => reading.unmapped(codes::MAP_SCHEDULE, "/paceOfStudy", "not a percentage from 1 to 200", pace),
        }
    }
    instance.schedule_information = Note::of(parts::joined(&notes));
}

/// A pace in per cent, and whether it came as a fraction of one.
fn percentage(value: &Json<'_>) -> Option<(String, bool)> {
    let text = value.text()?;
    let has_sign = text.ends_with('%');
    let number = rules::decimal(&Json::Text(text.trim_end_matches('%').trim().into()))?;
    let amount: f64 = number.parse().ok()?;
    if !has_sign && amount > 0.0 && amount <= 1.0 {
        let percent = (amount * 100.0).round();
        return Some((percent.to_string(), true));
    }
    (amount > 0.0 && amount <= 200.0).then_some((number, false))
}

/// Section 3.4.7.
fn locations(
    json: &Json<'_>,
    organisation: Option<&str>,
    instance: &mut LearningOpportunityInstance,
    reading: &mut Reading<'_, '_>,
) {
    /// Longer texts describe a place rather than name it.
    const LONGEST_NAME: usize = 100;
    for (index, place) in json.get("locations").items().iter().enumerate() {
        let field = format!("/locations/{index}");
        let text =
            rules::texts(place.get("description"), TextKind::Body, reading, &format!("{field}/description"), None);
        let identifier = place.get("identifier").text().and_then(rules::code);
        let coordinates = parts::coordinates(place);
        if let (None, Some((name, _))) = (&coordinates, parts::point_of(place)) {
            reading.warn(codes::MAP_LOCATION, &format!("{field}/{name}"), parts::NO_COORDINATES);
        }
        if text.is_empty() && identifier.is_none() && coordinates.is_none() {
            continue;
        }
        let Some(country) = parts::organisation_country(organisation, reading) else {
            reading.info(codes::MAP_LOCATION, &field, "the place is kept as a note, since its country is not known");
            let note = match identifier {
                Some(identifier) if text.is_empty() => MultilingualText::single(reading.default.clone(), identifier),
                _ => text,
            };
            instance.additional_notes.extend(parts::notes(Some(note).filter(|note| !note.is_empty())));
            continue;
        };
        let mut location = Location::in_country(parts::country_iri(country));
        location.geometries.extend(coordinates);
        if text.is_empty() {
            if let Some(identifier) = identifier {
                location.description = MultilingualText::single(reading.default.clone(), identifier);
            }
        } else {
            for (language, value) in text.iter() {
                let is_name = value.chars().count() <= LONGEST_NAME;
                let target = if is_name { &mut location.name } else { &mut location.description };
                target.push(language.clone(), value);
            }
        }
        if !instance.locations.contains(&location) {
            instance.locations.push(location);
        }
    }
}

/// The offering of a collection that an offering is part of, and the other way round.
fn part_of(
    json: &Json<'_>,
    kind: Kind,
    id: &str,
    minter: &SubjectMinter,
    instance: &mut LearningOpportunityInstance,
    reading: &mut Reading<'_, '_>,
) {
    let mapper = reading.mapper;
    if kind == Kind::Programme {
        instance.has_part.extend(mapper.context.offering_parts.get(id).cloned().unwrap_or_default());
    }
    for whole in ids_of(json.get("parent")) {
        let programme = mapper.context.programme_offerings.get(&whole).filter(|_| whole != id);
        let iri = programme.and_then(|programme| {
            let programme = mapper.programme(minter, programme).ok()?;
            minter.offering(&programme, &whole).ok()
        });
        match iri {
            Some(iri) => {
                reading.offering_parts.push((whole, instance.subject.clone()));
                instance.part_of.push(iri);
            }
            None => {
                let message =
                    format!("there is no offering of a collection with the id `{}`", ql_core::excerpt(&whole));
                reading.info(codes::MAP_REFERENCE, "/parent", message);
            }
        }
    }
}
