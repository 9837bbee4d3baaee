//! Open Education API, version 5: courses and their offerings.

use ql_core::{Diagnostic, LanguageTag, MultilingualText, Record, RecordKind, RecordPart, Severity};
use ql_ident::{SubjectMinter, Uuid};

use super::Mapper;
use super::concept::{self, Coded};
use super::json::Json;
use super::notes::Notes;
use super::rules::{self, DayEnd, TextKind};
use crate::{
    Assessment, CreditPoint, Identifier, LearningOpportunityInstance, LearningOpportunitySpecification,
    LearningOutcome, codes,
};

/// Maps a course with the offerings among its parts (mapping reference, sections 3.2 and 3.3).
pub(super) fn course(
    mapper: &Mapper,
    minter: &SubjectMinter,
    record: &Record,
    diagnostics: &mut Vec<Diagnostic>,
) -> Option<LearningOpportunitySpecification> {
    let mut notes = Notes::new(diagnostics);
    let json = match Json::parse(&record.body) {
        Ok(json) => json,
        Err(error) => {
            notes.push(codes::MAP_JSON, Severity::Error, "", format!("the course is not valid JSON: {error}"));
            return None;
        }
    };
    let Some(id) = json.get("courseId").text() else {
        let message = format!("the course has no `courseId` and is left out: {}", json.get("name").describe());
        notes.push(codes::MAP_ID_MISSING, Severity::Error, "/courseId", message);
        return None;
    };
    notes.set_item(id);
    let subject = match minter.course(id) {
        Ok(subject) => subject,
        Err(error) => {
            let message = format!("the course is left out because of its id: {error}");
            notes.push(codes::MAP_ID_INVALID, Severity::Error, "/courseId", message);
            return None;
        }
    };
    let mut course = LearningOpportunitySpecification {
        same_as: vec![Uuid::for_course(id, &subject).urn()],
        subject,
        types: vec![concept::COURSE.into()],
        is_active: Some(true),
        ..LearningOpportunitySpecification::default()
    };
    let name = json.get("name");
    let default = rules::first_language(name)
        .or_else(|| rules::teaching_language(json.get("teachingLanguage")))
        .unwrap_or_else(|| mapper.default_language.clone());
    course.title = rules::texts(name, TextKind::Title, &default, &mut notes, "/name", Some(&mut course.alt_labels));
    if course.title.is_empty() && !use_code_as_title(&json, &mut course, &mut notes) {
        return None;
    }
    rules::push_identifier(&mut course.identifiers, rules::identifier(json.get("primaryCode")));
    let own = rules::code(id).map(|id| Identifier::new(id, Some("courseId".into())));
    rules::push_identifier(&mut course.identifiers, own);
    for code in json.get("otherCodes").items() {
        rules::push_identifier(&mut course.identifiers, rules::identifier(code));
    }
    if let Some(short) = json.get("abbreviation").text().and_then(rules::code) {
        if !course.identifiers.iter().any(|identifier| identifier.notation == short) {
            course.identifiers.push(Identifier::new(short.clone(), Some("abbreviation".into())));
        }
        course.alt_labels.push(default.clone(), short);
    }
    let body = |field: &str, notes: &mut Notes<'_>| {
        rules::texts(json.get(&field[1..]), TextKind::Body, &default, notes, field, None)
    };
    course.description = body("/description", &mut notes);
    course.entry_requirement = body("/admissionRequirements", &mut notes);
    course.additional_notes.extend(Some(body("/qualificationRequirements", &mut notes)).filter(|t| !t.is_empty()));
    course.languages = rules::languages(json.get("teachingLanguage"), &mut notes, "/teachingLanguage");
    course.eqf_level = level(json.get("level"), &mut notes);
    course.isced_f = rules::isced_f(json.get("fieldsOfStudy"), &mut notes, "/fieldsOfStudy");
    course.modes = modes(json.get("modeOfDelivery"), &mut notes);
    course.homepages.extend(rules::url(json.get("link"), &mut notes, "/link"));
    course.learning_outcomes = outcomes(json.get("learningOutcomes"), &default, &mut notes);
    course.publishers.extend(mapper.provider.clone());
    study_load(json.get("studyLoad"), &mut course, &mut notes);
    let valid_to = rules::date_time(json.get("validTo"), DayEnd::Start, &mut notes, "/validTo");
    if let (Some(valid_to), Some(today)) = (valid_to, &mapper.today) {
        // The day itself is not within the time any more.
        course.is_active = Some(valid_to[..10] > **today);
    }
    let assessment = body("/assessment", &mut notes);
    if !assessment.is_empty() {
        course.proven_by.push(assessed_by(assessment));
    }
    let offerings: Vec<&RecordPart> = record.parts.iter().filter(|part| part.kind == RecordKind::Offering).collect();
    for (index, part) in offerings.iter().enumerate() {
        if offerings[..index].iter().any(|earlier| earlier.body == part.body) {
            continue;
        }
        notes.set_base(format_args!("/offerings/{index}"));
        course.instances.extend(offering(mapper, minter, &part.body, &course, &default, &mut notes));
    }
    Some(course)
}

/// Without a name a course is still known by its code (tricky input 1).
fn use_code_as_title(json: &Json<'_>, course: &mut LearningOpportunitySpecification, notes: &mut Notes<'_>) -> bool {
    let code = json.get("abbreviation").text().and_then(rules::code);
    let code = code.or_else(|| rules::identifier(json.get("primaryCode")).map(|identifier| identifier.notation));
    let Some(code) = code else {
        let message = "the course has neither name, abbreviation nor code and is left out";
        notes.push(codes::MAP_TITLE_MISSING, Severity::Error, "/name", message);
        return false;
    };
    notes.warn(
        codes::MAP_TITLE_MISSING,
        "/name",
        format!("the course has no name; its code `{}` is used", ql_core::excerpt(&code)),
    );
    course.title = MultilingualText::single(LanguageTag::undetermined(), code);
    true
}

fn level(value: &Json<'_>, notes: &mut Notes<'_>) -> Option<String> {
    for text in rules::coded_texts(value, codes::MAP_LEVEL, notes, "/level") {
        match concept::level(text) {
            Coded::Concept(concept) => return Some(concept),
            Coded::Nothing => {
                let message = format!("the level `{text}` has no counterpart in the EQF");
                notes.push(codes::MAP_LEVEL, Severity::Info, "/level", message);
            }
            Coded::Unknown => {
                notes.warn(codes::MAP_LEVEL, "/level", format!("unknown level: `{}`", ql_core::excerpt(text)));
            }
        }
    }
    None
}

fn modes(value: &Json<'_>, notes: &mut Notes<'_>) -> Vec<String> {
    let mut modes: Vec<String> = Vec::new();
    for text in rules::coded_texts(value, codes::MAP_MODE, notes, "/modeOfDelivery") {
        match concept::mode(text) {
            Coded::Concept(concept) if !modes.contains(&concept) => modes.push(concept),
            Coded::Concept(_) | Coded::Nothing => {}
            Coded::Unknown => {
                let message = format!("unknown mode of delivery: `{}`", ql_core::excerpt(text));
                notes.warn(codes::MAP_MODE, "/modeOfDelivery", message);
            }
        }
    }
    modes
}

/// One outcome per inner list; a flat list of texts in several languages is one outcome.
fn outcomes(value: &Json<'_>, default: &LanguageTag, notes: &mut Notes<'_>) -> Vec<LearningOutcome> {
    let is_flat = |items: &[Json<'_>]| {
        let languages = items.iter().filter_map(|item| item.get("language").text());
        items.iter().all(|item| matches!(item, Json::Object(_))) && languages.count() == items.len()
    };
    let groups: Vec<&Json<'_>> = match value {
        Json::List(items) if is_flat(items) => vec![value],
        other => other.items().iter().collect(),
    };
    groups
        .into_iter()
        .map(|group| rules::texts(group, TextKind::Body, default, notes, "/learningOutcomes", None))
        .filter(|title| !title.is_empty())
        .map(|title| LearningOutcome { title })
        .collect()
}

/// Rule R10, as far as credits are concerned; other units become a note.
fn study_load(value: &Json<'_>, course: &mut LearningOpportunitySpecification, notes: &mut Notes<'_>) {
    for (index, load) in value.items().iter().enumerate() {
        let field = if matches!(value, Json::List(_)) { format!("/studyLoad/{index}") } else { "/studyLoad".into() };
        if !matches!(load, Json::Object(_)) {
            notes.warn(codes::MAP_NUMBER, &field, format!("expected an object, found {}", load.describe()));
            continue;
        }
        let amount = load.get("value");
        if amount.is_absent() {
            continue;
        }
        let Some(points) = rules::decimal(amount).filter(|points| !points.starts_with('-')) else {
            let message = format!("not a number of at least 0: {}", amount.describe());
            notes.warn(codes::MAP_NUMBER, &format!("{field}/value"), message);
            continue;
        };
        let unit = load.get("studyLoadUnit").text().and_then(rules::code).unwrap_or_else(|| "ects".into());
        if unit.eq_ignore_ascii_case("ects") {
            course.credit_points.push(CreditPoint { framework: concept::ECTS.into(), points });
        } else {
            let english = LanguageTag::parse("en").unwrap_or_else(LanguageTag::undetermined);
            let shown = if unit.eq_ignore_ascii_case("sp") { "study points" } else { unit.as_str() };
            course.additional_notes.push(MultilingualText::single(english, format!("{points} {shown}")));
            let message = format!("the study load in `{}` is kept as a note", ql_core::excerpt(&unit));
            notes.push(codes::MAP_STUDY_LOAD, Severity::Info, &format!("{field}/studyLoadUnit"), message);
        }
    }
}

/// A short text is its own title; a long one gets a fixed title.
fn assessed_by(text: MultilingualText) -> Assessment {
    const LONGEST_TITLE: usize = 120;
    let mut title = MultilingualText::default();
    for (language, value) in text.iter() {
        let short = value.chars().count() <= LONGEST_TITLE;
        match language.as_str() {
            _ if short => title.push(language.clone(), value),
            "nl" => title.push(language.clone(), "Toetsing"),
            _ => {}
        }
    }
    if title.in_language("en").is_none() && (title.is_empty() || text.in_language("en").is_some()) {
        title.push(LanguageTag::parse("en").unwrap_or_else(LanguageTag::undetermined), "Assessment");
    }
    Assessment { title, description: text }
}

fn offering(
    mapper: &Mapper,
    minter: &SubjectMinter,
    body: &[u8],
    course: &LearningOpportunitySpecification,
    default: &LanguageTag,
    notes: &mut Notes<'_>,
) -> Option<LearningOpportunityInstance> {
    let json = match Json::parse(body) {
        Ok(json) => json,
        Err(error) => {
            notes.push(codes::MAP_JSON, Severity::Error, "", format!("the offering is not valid JSON: {error}"));
            return None;
        }
    };
    let id = json.get("offeringId").text();
    let subject = match id.map(|id| minter.offering(&course.subject, id)) {
        Some(Ok(subject)) => subject,
        Some(Err(error)) => {
            let message = format!("the offering is left out because of its id: {error}");
            notes.push(codes::MAP_ID_INVALID, Severity::Error, "/offeringId", message);
            return None;
        }
        None => {
            let message = "the offering has no `offeringId` and is left out";
            notes.push(codes::MAP_ID_MISSING, Severity::Error, "/offeringId", message);
            return None;
        }
    };
    if course.instances.iter().any(|other| other.subject == subject) {
        let message = "an offering with this id has been mapped already; this one is left out";
        notes.warn(codes::MAP_ID_REPEATED, "/offeringId", message);
        return None;
    }
    let mut instance = LearningOpportunityInstance { subject, ..LearningOpportunityInstance::default() };
    rules::push_identifier(&mut instance.identifiers, rules::identifier(json.get("primaryCode")));
    rules::push_identifier(
        &mut instance.identifiers,
        id.and_then(rules::code).map(|id| Identifier::new(id, Some("offeringId".into()))),
    );
    for code in json.get("otherCodes").items() {
        rules::push_identifier(&mut instance.identifiers, rules::identifier(code));
    }
    let own_default = rules::first_language(json.get("name"));
    let default = own_default.as_ref().unwrap_or(default);
    instance.title = rules::texts(json.get("name"), TextKind::Title, default, notes, "/name", None);
    if same_texts(&instance.title, &course.title) {
        instance.title = MultilingualText::default();
    }
    instance.description = rules::texts(json.get("description"), TextKind::Body, default, notes, "/description", None);
    instance.languages = rules::languages(json.get("teachingLanguage"), notes, "/teachingLanguage");
    if instance.languages.is_empty() {
        instance.languages.clone_from(&course.languages);
    }
    instance.modes = modes(json.get("modeOfDelivery"), notes);
    if instance.modes.is_empty() {
        instance.modes.clone_from(&course.modes);
    }
    instance.start = rules::date_time(json.get("startDate"), DayEnd::Start, notes, "/startDate");
    instance.end = rules::date_time(json.get("endDate"), DayEnd::End, notes, "/endDate");
    if let (Some(start), Some(end)) = (&instance.start, &instance.end)
        && end[..19] < start[..19]
    {
        notes.warn(codes::MAP_DATE, "/endDate", format!("the end `{end}` lies before the start `{start}`"));
    }
    instance.application_deadlines.extend(rules::date_time(
        json.get("enrollEndDate"),
        DayEnd::End,
        notes,
        "/enrollEndDate",
    ));
    instance.homepages.extend(rules::url(json.get("link"), notes, "/link"));
    instance.enrolment_capacity = rules::count(json.get("maxNumberStudents"), notes, "/maxNumberStudents");
    instance.enrolled_learner_count =
        rules::count(json.get("enrolledNumberStudents"), notes, "/enrolledNumberStudents");
    instance.enrolment_minimum = rules::count(json.get("minNumberStudents"), notes, "/minNumberStudents");
    instance.provided_by.extend(mapper.provider.clone());
    Some(instance)
}

fn same_texts(a: &MultilingualText, b: &MultilingualText) -> bool {
    let sorted = |texts: &MultilingualText| {
        let mut texts: Vec<(String, String)> =
            texts.iter().map(|(language, text)| (language.to_string(), text.to_owned())).collect();
        texts.sort_unstable();
        texts
    };
    sorted(a) == sorted(b)
}
