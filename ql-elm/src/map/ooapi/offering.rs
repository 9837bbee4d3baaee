//! Offerings of courses and programmes (section 3.3).

use ql_core::{MultilingualText, Record};
use ql_ident::SubjectMinter;

use super::super::context::{Kind, Session};
use super::super::json::Json;
use super::super::parts;
use super::super::reading::{Reading, in_english};
use super::super::rules::{self, DayEnd, TextKind};
use super::super::{OfferingSubjects, check_period, same_texts};
use super::consumers::Consumers;
use super::{Inherited, MODES, ORGANISATION, ORGANISATION_ID, TEACHING_LANGUAGES, id_of, ids, ids_of, modes};
use crate::map::concept;
use crate::{
    Identifier, LearnerGroup, LearnerGroupConditions, LearningActivity, LearningOpportunityInstance,
    LearningOpportunitySpecification, Note, WebResource, codes,
};

pub(super) const IDS: &[&str] = &["offeringId", "courseOfferingId", "programmeOfferingId", "programOfferingId"];

/// Maps the offerings among the parts of a record; returns the scale of results of each.
pub(super) fn offerings(
    record: &Record,
    id: &str,
    minter: &SubjectMinter,
    made: &mut LearningOpportunitySpecification,
    inherited: &Inherited,
    reading: &mut Reading<'_, '_>,
) -> Vec<Option<&'static str>> {
    let mut scales = Vec::new();
    let default = reading.default.clone();
    let mut subjects = OfferingSubjects::new(minter, &made.subject);
    for (index, part) in super::super::offerings(record, reading) {
        reading.set_base(format_args!("/offerings/{index}"));
        reading.default.clone_from(&default);
        let Some(json) = reading.json(&part.body, "offering") else { continue };
        if let Some(instance) = offering(&json, id, minter, &mut subjects, made, inherited, reading) {
            scales.push(super::result_scale(&json, reading));
            made.instances.push(instance);
        }
    }
    reading.default = default;
    scales
}

fn offering(
    json: &Json<'_>,
    parent_id: &str,
    minter: &SubjectMinter,
    subjects: &mut OfferingSubjects<'_>,
    made: &LearningOpportunitySpecification,
    inherited: &Inherited,
    reading: &mut Reading<'_, '_>,
) -> Option<LearningOpportunityInstance> {
    let of_version_6: &[&str] = &[
        if inherited.kind == Some(Kind::Course) { "courseOfferingId" } else { "programmeOfferingId" },
        IDS[0],
        IDS[1],
        IDS[2],
    ];
    let (id_field, id) = json.any(if reading.version == Some(6) { of_version_6 } else { IDS });
    if let Some(kind) = inherited.kind
        && belongs_elsewhere(json, kind, parent_id, reading)
    {
        return None;
    }
    let mut status = None;
    let state = json.get("state");
    match state.text().map(concept::folded).as_deref() {
        None | Some("active") => {}
        Some(state @ ("concept" | "cancelled")) => {
            if !reading.settings().keep_cancelled {
                return None;
            }
            status = Some(state.to_owned());
        }
        Some("inactive") => status = Some("inactive".to_owned()),
        Some(_) => reading.unmapped(codes::MAP_STATUS, "/state", "unknown state", state),
    }
    // One that is left out does not stand in the way of another with its id.
    let (id, subject) = subjects.mint(id, id_field, reading)?;
    let mut instance = LearningOpportunityInstance { subject, status, ..LearningOpportunityInstance::default() };
    let identifiers = &mut instance.identifiers;
    rules::push_identifier(identifiers, rules::identifier(json.get("primaryCode")));
    rules::push_identifier(identifiers, rules::code(id).map(|id| Identifier::new(id, Some(id_field.into()))));
    for code in json.get("otherCodes").items() {
        rules::push_identifier(identifiers, rules::identifier(code));
    }
    if let Some(short) = json.get("abbreviation").text().and_then(rules::code)
        && !identifiers.iter().any(|identifier| identifier.notation == short)
    {
        identifiers.push(Identifier::new(short, Some("abbreviation".into())));
    }
    if let Some(language) = rules::first_language(json.get("name")) {
        reading.default = language;
    }
    instance.title = rules::texts(json.get("name"), TextKind::Title, reading, "/name", None);
    if same_texts(&instance.title, &made.title) {
        instance.title = MultilingualText::default();
    }
    instance.description = rules::texts(json.get("description"), TextKind::Body, reading, "/description", None);
    let (field, languages) = json.any(TEACHING_LANGUAGES);
    instance.languages = rules::languages(languages, reading, &format!("/{field}"));
    if instance.languages.is_empty() {
        instance.languages.clone_from(&made.languages);
    }
    let consumers = Consumers::read(json);
    let mut unused = MultilingualText::default();
    let (field, own) = json.any(MODES);
    let (rio, by_rio) = consumers.rio_mode();
    let (pointer, value) = match (by_rio.is_absent(), own.is_absent()) {
        (false, _) => (rio, by_rio),
        (true, false) => (format!("/{field}"), own),
        (true, true) => consumers.mode().unwrap_or_else(|| (format!("/{field}"), own)),
    };
    instance.modes = modes(value, &pointer, &mut unused, reading);
    if instance.modes.is_empty() {
        instance.modes.clone_from(&made.modes);
    }
    if let Some(mode) = inherited.mode.filter(|mode| !instance.modes.iter().any(|known| known == mode)) {
        instance.modes.push(mode.to_owned());
    }
    period(json, &mut instance, reading);
    schedule(json, inherited, &consumers, &mut instance, reading);
    instance.duration.clone_from(&inherited.duration);
    enrolment(json, inherited, &consumers, &mut instance, reading);
    for (field, price) in parts::indexed(json.get("priceInformation"), "/priceInformation") {
        instance.prices.extend(parts::price(price, &field, reading));
    }
    let (organisation_field, organisation) = json.any(ORGANISATION);
    let organisation = id_of(organisation, ORGANISATION_ID).or(inherited.organisation.as_deref());
    instance.locations = parts::locations(json.get("addresses"), "/addresses", organisation, reading);
    if instance.locations.is_empty() {
        instance.locations.clone_from(&inherited.locations);
    }
    instance.homepages.extend(rules::url(json.get("link"), reading, "/link").map(WebResource::new));
    super::supplements(
        json.get("supplementaryInformation"),
        &mut instance.supplementary_documents,
        &mut instance.additional_notes,
        reading,
    );
    instance.enrolment_capacity = rules::count(json.get("maxNumberStudents"), reading, "/maxNumberStudents");
    instance.enrolled_learner_count =
        rules::count(json.get("enrolledNumberStudents"), reading, "/enrolledNumberStudents");
    instance.enrolment_minimum = rules::count(json.get("minNumberStudents"), reading, "/minNumberStudents");
    instance.provided_by.extend(reading.mapper.institution(organisation, reading, &format!("/{organisation_field}")));
    instance.learning_activity = activity(inherited, &consumers);
    part_of(json, minter, inherited, id, &mut instance, reading);
    instance.additional_notes.extend(parts::notes(reading.take_unmapped()));
    Some(instance)
}

/// Whether an offering says that it is one of something else.
fn belongs_elsewhere(json: &Json<'_>, kind: Kind, parent_id: &str, reading: &mut Reading<'_, '_>) -> bool {
    let (field, parent) = match kind {
        Kind::Course => json.any(&["course", "courseId"]),
        Kind::Programme => json.any(&["program", "programmeId", "programme", "programId"]),
    };
    let (other_field, other) = match kind {
        Kind::Course => json.any(&["program", "programmeId", "programme", "programId"]),
        Kind::Programme => json.any(&["course", "courseId"]),
    };
    let is_of_other_kind = parent.is_absent() && !other.is_absent();
    if is_of_other_kind {
        let message = format!(
            "the offering is one of `{}`, which is another kind of thing, and is left out here",
            id_of(other, ids(kind)).map_or_else(|| other.describe(), ql_core::excerpt)
        );
        reading.warn(codes::MAP_REFERENCE, &format!("/{other_field}"), message);
        return true;
    }
    match id_of(parent, ids(kind)).filter(|id| *id != parent_id) {
        Some(other) => {
            let message = format!("the offering belongs to `{}` and is left out here", ql_core::excerpt(other));
            reading.warn(codes::MAP_REFERENCE, &format!("/{field}"), message);
            true
        }
        None => false,
    }
}

/// When it takes place: its own dates, else those of its session.
fn period(json: &Json<'_>, instance: &mut LearningOpportunityInstance, reading: &mut Reading<'_, '_>) {
    let mut moment = |names: &[&'static str], end| {
        let (name, value) = json.any(names);
        (name, rules::date_time(value, end, reading, &format!("/{name}")))
    };
    (_, instance.start) = moment(&["startDate", "startDateTime"], DayEnd::Start);
    let end_field;
    (end_field, instance.end) = moment(&["endDate", "endDateTime"], DayEnd::End);
    check_period(instance, &format!("/{end_field}"), reading);
    let (field, value) = json.any(&["academicSession", "academicSessionId"]);
    let expanded = match value {
        Json::Object(_) => Some(super::learn::session(value, reading, &format!("/{field}"))),
        _ => None,
    };
    let id = id_of(value, &["academicSessionId"]);
    let learned = id.and_then(|id| reading.mapper.context.session(id));
    let session = match (expanded, learned) {
        (Some(expanded), Some(learned)) => Session {
            label: if expanded.label.is_empty() { learned.label } else { expanded.label },
            code: expanded.code.or(learned.code),
            start: expanded.start.or(learned.start),
            end: expanded.end.or(learned.end),
            parent: None,
        },
        (Some(session), None) | (None, Some(session)) => session,
        (None, None) => {
            if let Some(id) = id.filter(|_| !reading.mapper.context.sessions.is_empty()) {
                let message = format!("there is no academic session with the id `{}`", ql_core::excerpt(id));
                reading.warn(codes::MAP_REFERENCE, &format!("/{field}"), message);
            }
            return;
        }
    };
    instance.period_label = session.clone().named(&reading.default);
    if instance.start.is_none() && instance.end.is_none() {
        (instance.start, instance.end) = (session.start, session.end);
    }
}

/// Full time, part time, and what is said of the time table.
fn schedule(
    json: &Json<'_>,
    inherited: &Inherited,
    consumers: &Consumers<'_>,
    instance: &mut LearningOpportunityInstance,
    reading: &mut Reading<'_, '_>,
) {
    instance.learning_schedule.clone_from(&inherited.schedule);
    let mut notes: Vec<MultilingualText> = inherited.schedule_notes.clone();
    let mut day = |names: &[&'static str]| {
        let (name, value) = json.any(names);
        rules::date_time(value, DayEnd::Start, reading, &format!("/{name}")).map(|moment| moment[..10].to_owned())
    };
    let from = day(&["flexibleEntryPeriodStart", "flexibleEntryPeriodStartDateTime"]);
    let to = day(&["flexibleEntryPeriodEnd", "flexibleEntryPeriodEndDateTime"]);
    match (from, to) {
        (Some(from), Some(to)) => notes.push(in_english(format!("Flexible entry between {from} and {to}"))),
        (Some(from), None) => notes.push(in_english(format!("Flexible entry from {from}"))),
        (None, Some(to)) => notes.push(in_english(format!("Flexible entry until {to}"))),
        (None, None) => {}
    }
    for (pointer, alliance) in &consumers.alliances {
        let field = format!("{pointer}/dateComment");
        notes.push(rules::texts(alliance.get("dateComment"), TextKind::Body, reading, &field, None));
    }
    instance.schedule_information = Note::of(parts::joined(&notes));
}

/// How, when and where to enrol.
fn enrolment(
    json: &Json<'_>,
    inherited: &Inherited,
    consumers: &Consumers<'_>,
    instance: &mut LearningOpportunityInstance,
    reading: &mut Reading<'_, '_>,
) {
    let mut procedures = vec![inherited.enrolment.clone()];
    let (name, text) = json.any(&["enrollment", "enrolment"]);
    procedures.push(rules::texts(text, TextKind::Body, reading, &format!("/{name}"), None));
    if let Some(opens) = rules::date_time(json.get("enrollStartDate"), DayEnd::Start, reading, "/enrollStartDate") {
        procedures.push(in_english(format!("Enrolment opens on {}", &opens[..10])));
    }
    let mut deadlines: Vec<String> = Vec::new();
    if let Some(end) = rules::date_time(json.get("enrollEndDate"), DayEnd::End, reading, "/enrollEndDate") {
        deadlines.push(with_time(end, json, consumers, reading));
    }
    let periods = parts::indexed(json.get("enrolmentPeriods"), "/enrolmentPeriods");
    let periods: Vec<Period<'_>> =
        periods.iter().filter_map(|(field, one)| Period::read(field, one, reading)).collect();
    for period in &periods {
        deadlines.extend(period.end.clone());
        if period.groups.is_empty() {
            if let Some(start) = &period.start {
                procedures.push(in_english(format!("Enrolment opens on {}", &start[..10])));
            }
            procedures.push(period.comment.clone());
        }
        for group in &period.groups {
            let title = MultilingualText::single(reading.default.clone(), rules::line(group).unwrap_or_default());
            instance.learner_group_conditions.push(LearnerGroupConditions {
                groups: vec![LearnerGroup { title, ..LearnerGroup::default() }],
                registration_portal: period.portal.clone(),
                admission_procedure: Note::of(parts::joined(&[period.comment.clone(), period.in_words()])),
                ..LearnerGroupConditions::default()
            });
        }
    }
    for deadline in deadlines {
        if !instance.application_deadlines.contains(&deadline) {
            instance.application_deadlines.push(deadline);
        }
    }
    instance.registration_portal = portal(&periods, reading.mapper.today.as_deref());
    for (pointer, alliance) in &consumers.alliances {
        of_alliance(pointer, alliance, inherited, instance, reading);
    }
    instance.admission_procedure = Note::of(parts::joined(&procedures));
}

/// The deadline at the hour that an alliance names (`13:00`), if the day came without one.
fn with_time(end: String, json: &Json<'_>, consumers: &Consumers<'_>, reading: &mut Reading<'_, '_>) -> String {
    let has_time = json.get("enrollEndDate").text().is_some_and(|text| text.len() > 10);
    let time = consumers.alliances.iter().find_map(|(pointer, alliance)| {
        Some((format!("{pointer}/enrollEndTime"), alliance.get("enrollEndTime").text()?))
    });
    match time {
        Some((pointer, time)) if !has_time => {
            let moment = Json::Text(format!("{}T{time}", &end[..10]).into());
            let read = rules::read_moment(&moment);
            if read.is_none() {
                reading.warn(codes::MAP_DATE, &pointer, format!("not a time of day: `{}`", ql_core::excerpt(time)));
            }
            // A time that brings its zone has no need of ours.
            let zone =
                |read: &str| if read[19..].contains(['Z', '+', '-']) { String::new() } else { end[19..].to_owned() };
            read.map_or(end.clone(), |read| format!("{read}{}", zone(&read)))
        }
        _ => end,
    }
}

/// A period of enrolment of version 6.
struct Period<'j> {
    start: Option<String>,
    end: Option<String>,
    portal: Option<String>,
    groups: Vec<&'j str>,
    comment: MultilingualText,
}

impl<'j> Period<'j> {
    fn read(place: &str, json: &'j Json<'_>, reading: &mut Reading<'_, '_>) -> Option<Self> {
        if !matches!(json, Json::Object(_)) {
            reading.unmapped(codes::MAP_UNSUPPORTED_VALUE, place, "expected a period", json);
            return None;
        }
        let field = |name: &str| format!("{place}/{name}");
        Some(Self {
            start: rules::date_time(json.get("startDateTime"), DayEnd::Start, reading, &field("startDateTime")),
            end: rules::date_time(json.get("endDateTime"), DayEnd::End, reading, &field("endDateTime")),
            portal: rules::url(json.get("enrolmentUrl"), reading, &field("enrolmentUrl")),
            groups: json.get("targetGroups").items().iter().filter_map(Json::text).collect(),
            comment: rules::texts(json.get("comment"), TextKind::Body, reading, &field("comment"), None),
        })
    }

    fn in_words(&self) -> MultilingualText {
        let day = |moment: &Option<String>| moment.as_ref().map(|moment| moment[..10].to_owned());
        match (day(&self.start), day(&self.end)) {
            (Some(start), Some(end)) => in_english(format!("Enrolment opens on {start} and closes on {end}")),
            (Some(start), None) => in_english(format!("Enrolment opens on {start}")),
            (None, Some(end)) => in_english(format!("Enrolment closes on {end}")),
            (None, None) => MultilingualText::default(),
        }
    }
}

/// Where anybody can enrol now, or next.
fn portal(periods: &[Period<'_>], today: Option<&str>) -> Option<String> {
    let mut open: Vec<&Period<'_>> =
        periods.iter().filter(|period| period.groups.is_empty() && period.portal.is_some()).collect();
    open.sort_by(|a, b| a.start.cmp(&b.start));
    let day = |moment: &Option<String>| moment.as_ref().map(|moment| moment[..10].to_owned());
    let chosen = match today {
        None => open.first(),
        Some(today) => {
            let has_begun = |period: &Period<'_>| day(&period.start).is_none_or(|start| *start <= *today);
            let has_ended = |period: &Period<'_>| day(&period.end).is_some_and(|end| *end < *today);
            let is_open = |period: &&&Period<'_>| has_begun(period) && !has_ended(period);
            open.iter().find(is_open).or_else(|| open.iter().find(|period| !has_begun(period)))
        }
    };
    chosen.and_then(|period| period.portal.clone())
}

/// Portals of an alliance for its own students, guests and professionals.
fn of_alliance(
    pointer: &str,
    alliance: &Json<'_>,
    inherited: &Inherited,
    instance: &mut LearningOpportunityInstance,
    reading: &mut Reading<'_, '_>,
) {
    let mut portal = |names: &[&'static str]| {
        let (name, value) = alliance.any(names);
        rules::url(value, reading, &format!("{pointer}/{name}"))
    };
    let own = portal(&["enrollmentUrl", "enrolmentUrl"]);
    let guests = portal(&["enrollmentUrlForGuests", "enrolmentUrlForGuests"]);
    let professionals = portal(&["enrollmentUrlForProfessionals", "enrolmentUrlForProfessionals"]);
    let name = alliance.get("name").text().and_then(rules::code).map(|name| name.to_lowercase());
    let mut add = |title: MultilingualText, is_open: Option<bool>, students_of: Vec<String>, portal: String| {
        let group = LearnerGroup { title, students_of, is_open_to_non_enrolled: is_open, ..LearnerGroup::default() };
        instance.learner_group_conditions.push(LearnerGroupConditions {
            groups: vec![group],
            registration_portal: Some(portal),
            ..LearnerGroupConditions::default()
        });
    };
    if let Some(portal) = own {
        let is_open = inherited.is_for_professionals.then_some(true);
        let iri = name.as_ref().and_then(|name| reading.mapper.institutions.get(name)).cloned();
        let title = name.map(|name| MultilingualText::single(reading.default.clone(), name)).unwrap_or_default();
        add(title, is_open, iri.into_iter().collect(), portal);
    }
    if let Some(portal) = guests {
        add(in_english("Guest students"), None, Vec::new(), portal);
    }
    if let Some(portal) = professionals {
        add(MultilingualText::default(), Some(true), Vec::new(), portal);
    }
}

/// What learners do, as the course says; the hours may be the offering's own.
fn activity(inherited: &Inherited, consumers: &Consumers<'_>) -> Option<LearningActivity> {
    let own = consumers.contact_hours();
    match (&inherited.activity, own) {
        (Some(activity), own) => {
            let contact_hours = own.or_else(|| activity.contact_hours.clone());
            Some(LearningActivity { contact_hours, ..activity.clone() })
        }
        (None, Some(hours)) => Some(LearningActivity {
            title: in_english("Learning activities"),
            contact_hours: Some(hours),
            ..LearningActivity::default()
        }),
        (None, None) => None,
    }
}

/// The offering of a programme that an offering of a course is part of, and the other way round.
fn part_of(
    json: &Json<'_>,
    minter: &SubjectMinter,
    inherited: &Inherited,
    id: &str,
    instance: &mut LearningOpportunityInstance,
    reading: &mut Reading<'_, '_>,
) {
    let mapper = reading.mapper;
    if inherited.kind == Some(Kind::Programme) {
        instance.has_part.extend(mapper.context.offering_parts.get(id).cloned().unwrap_or_default());
        return;
    }
    let (field, value) = json.any(&["programOffering", "programmeOfferingIds", "programmeOfferings"]);
    for whole in ids_of(value, IDS) {
        let programme = mapper.context.programme_offerings.get(&whole);
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
                let message = format!("there is no offering of a programme with the id `{}`", ql_core::excerpt(&whole));
                reading.info(codes::MAP_REFERENCE, &format!("/{field}"), message);
            }
        }
    }
}
