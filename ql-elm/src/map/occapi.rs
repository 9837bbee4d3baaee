//! OCCAPI, versions 1 and 2: programmes and courses with their instances (mapping-occapi).
//!
//! Field names and values of both versions are read in both.

mod grading;
mod instance;
mod learn;
mod membership;

use ql_core::{Diagnostic, LanguageTag, MultilingualText, Record, RecordKind, Severity};
use ql_ident::SubjectMinter;

pub(super) use learn::learn;

use super::concept::{self, Level};
use super::context::{Kind, Known};
use super::json::Json;
use super::parts;
use super::reading::{Reading, english, in_english};
use super::rules::{self, DayEnd, TextKind};
use super::{Mapper, code_as_title, subject};
use crate::{
    Assessment, CreditPoint, Identifier, LearningActivity, LearningOpportunitySpecification, Note, Vocabulary,
    WebResource, codes,
};

const ID_NAME: &str = "OCCAPI id";
const ATTRIBUTES: &str = "/attributes";

fn what(kind: Kind) -> &'static str {
    match kind {
        Kind::Course => "course",
        Kind::Programme => "programme",
    }
}

/// Maps a course or programme with the instances among the parts of its record.
pub(super) fn specification(
    mapper: &Mapper,
    minter: &SubjectMinter,
    kind: Kind,
    record: &Record,
    diagnostics: &mut Vec<Diagnostic>,
) -> Option<(LearningOpportunitySpecification, Known)> {
    let mut reading = Reading::new(mapper, diagnostics);
    reading.id_names = (ID_NAME, ID_NAME);
    reading.isced_repair = Severity::Warning;
    let json = reading.json(&record.body, what(kind))?;
    let attributes = json.get("attributes");
    let (id, subject) =
        subject(json.get("id"), "id", what(kind), attributes.get("title"), &mut reading, |id| match kind {
            Kind::Course => minter.course(id),
            Kind::Programme => mapper.programme(minter, id),
        })?;
    super::note_shared_id(kind, id, "id", mapper, &mut reading);
    let mut made = LearningOpportunitySpecification {
        same_as: vec![super::alias(kind, id, &subject, mapper).urn()],
        subject,
        ..LearningOpportunitySpecification::default()
    };
    set_default(attributes, &mut reading);
    reading.set_base(ATTRIBUTES);
    let title = attributes.get("title");
    made.title = rules::texts(title, TextKind::Title, &mut reading, "/title", Some(&mut made.alt_labels));
    if made.title.is_empty() {
        let code = attributes.get("code").text().and_then(rules::code);
        made.title = code_as_title(code, "/title", what(kind), &mut reading)?;
    }
    let abbreviation =
        rules::texts(attributes.get("abbreviation"), TextKind::Title, &mut reading, "/abbreviation", None);
    abbreviation.iter().for_each(|(language, text)| made.alt_labels.push(language.clone(), text));
    identifiers(attributes, id, &mut made);
    let body = |name: &str, reading: &mut Reading<'_, '_>| {
        rules::texts(attributes.get(name), TextKind::Body, reading, &format!("/{name}"), None)
    };
    made.description = body("description", &mut reading);
    made.entry_requirement = Note::of(body("prerequisites", &mut reading));
    let outcomes = body("learningOutcomes", &mut reading);
    parts::outcomes(vec![outcomes], &mut made, &reading);
    types(attributes, kind, &mut made, &mut reading);
    made.credit_points.extend(ects(attributes.get("ects"), &mut reading));
    made.isced_f = rules::isced_f(attributes.get("iscedCode"), &mut reading, "/iscedCode");
    made.languages = languages(attributes, &mut reading);
    made.homepages = web_pages(attributes.get("url"), &mut reading);
    classifications(attributes, &mut made);
    assessment(attributes, &mut made, &mut reading);
    let activity = activity(attributes, &mut reading);
    made.modes = code_list(attributes, "elmModeOfLearning", Vocabulary::Modes, &mut reading);
    let schedule = code_list(attributes, "elmLearningScheduleType", Vocabulary::LearningSchedules, &mut reading);
    made.learning_schedule = schedule.into_iter().next();
    made.duration = length(attributes.get("length"), &mut reading);
    for (name, label) in
        [("courseContent", "Content"), ("bibliography", "Bibliography"), ("courseAvailability", "Availability")]
    {
        made.additional_notes.extend(parts::notes(labelled(&body(name, &mut reading), &format!("{label}\n"))));
    }
    let terms = terms(attributes.get("academicTerm"), &mut reading);
    made.additional_notes.extend(parts::notes(offered_in(&terms).map(in_english)));
    let is_local = restriction(attributes, &mut made, &mut reading);
    validity(attributes, &mut made, &mut reading);
    made.modified = rules::date_time(attributes.get("lastModified"), DayEnd::Start, &mut reading, "/lastModified");
    made.publishers.extend(mapper.provider.clone());
    reading.set_base("");
    let level = membership::describe(&json, record, kind, id, mapper, minter, &mut made, &mut reading);
    ounits(record, &mut made, &mut reading);
    made.additional_notes.extend(parts::notes(reading.take_unmapped()));
    instance::instances(record, id, minter, &mut made, activity.as_ref(), is_local, &mut reading);
    if let Some(year) = reading.settings().instances_of_year
        && made.instances.is_empty()
    {
        instance::of_terms(year, &terms, minter, &mut made);
    }
    made.influenced_by.extend(activity);
    let known = Known {
        id: id.to_owned(),
        identifiers: first_code(attributes),
        label: made.title.clone(),
        parents: membership::programmes(&json, record, kind),
        children: Vec::new(),
        level,
        offering_parts: reading.offering_parts,
        is_group: false,
    };
    Some((made, known))
}

/// The language of texts without one: that of the title, else that of teaching.
fn set_default(attributes: &Json<'_>, reading: &mut Reading<'_, '_>) {
    let language = rules::first_language(attributes.get("title"));
    if let Some(language) = language.or_else(|| rules::teaching_language(attributes.get("languageOfInstruction"))) {
        reading.default = language;
    }
    reading.infers_languages = true;
}

fn first_code(attributes: &Json<'_>) -> Vec<Identifier> {
    let code = attributes.get("code").text().and_then(rules::code);
    code.map(|code| Identifier::new(code, Some("code".into()))).into_iter().collect()
}

fn identifiers(attributes: &Json<'_>, id: &str, made: &mut LearningOpportunitySpecification) {
    made.identifiers = first_code(attributes);
    let own = rules::code(id).map(|id| Identifier::new(id, Some(ID_NAME.into())));
    rules::push_identifier(&mut made.identifiers, own);
}

fn types(
    attributes: &Json<'_>,
    kind: Kind,
    made: &mut LearningOpportunitySpecification,
    reading: &mut Reading<'_, '_>,
) {
    made.types = code_list(attributes, "elmLearningOpportunityType", Vocabulary::LearningOpportunityTypes, reading);
    if made.types.is_empty() {
        let concept = if kind == Kind::Course { concept::COURSE } else { concept::PROGRAMME };
        made.types.push(concept.into());
    }
}

/// Codes of one of the EU's vocabularies, which end the IRIs of its concepts.
fn code_list(attributes: &Json<'_>, name: &str, vocabulary: Vocabulary, reading: &mut Reading<'_, '_>) -> Vec<String> {
    let code = match vocabulary {
        Vocabulary::Modes => codes::MAP_MODE,
        Vocabulary::LearningOpportunityTypes => codes::MAP_TYPE,
        _ => codes::MAP_UNSUPPORTED_VALUE,
    };
    let field = format!("/{name}");
    let mut concepts: Vec<String> = Vec::new();
    for text in rules::coded_texts(attributes.get(name), code, reading, &field) {
        let local = text.text.strip_prefix(vocabulary.prefix()).unwrap_or(text.text);
        match vocabulary.by_uri(&format!("{}{local}", vocabulary.prefix())) {
            Some(concept) if concepts.iter().any(|known| known == concept.uri) => {}
            Some(concept) => concepts.push(concept.uri.to_owned()),
            None => reading.unmapped_text(code, &text.pointer(&field), "unknown code", text.text),
        }
    }
    concepts
}

/// A number of ECTS; 0 is one.
fn ects(value: &Json<'_>, reading: &mut Reading<'_, '_>) -> Option<CreditPoint> {
    if value.is_absent() {
        return None;
    }
    let Some(points) = rules::decimal(value).filter(|points| !points.starts_with('-')) else {
        reading.unmapped(codes::MAP_NUMBER, "/ects", "not a number of credits", value);
        return None;
    };
    if value.text().is_some_and(|text| text.contains(',')) {
        reading.warn(codes::MAP_NUMBER, "/ects", format!("`{}` is read as {points}", value.text().unwrap_or_default()));
    }
    Some(CreditPoint { framework: concept::ECTS.into(), points, ..CreditPoint::default() })
}

/// Teaching languages; regions and scripts are left out, which is said.
fn languages(attributes: &Json<'_>, reading: &mut Reading<'_, '_>) -> Vec<String> {
    let value = attributes.get("languageOfInstruction");
    let mut unsaid = Vec::new();
    let mut quiet = Reading::new(reading.mapper, &mut unsaid);
    for text in rules::coded_texts(value, codes::MAP_LANGUAGE, &mut quiet, "/languageOfInstruction") {
        if text.text.contains(['-', '_']) && crate::language(text.text).is_some() {
            let message = format!("of `{}` only the language is kept", ql_core::excerpt(text.text));
            reading.info(codes::MAP_LANGUAGE, &text.pointer("/languageOfInstruction"), message);
        }
    }
    rules::languages(value, reading, "/languageOfInstruction")
}

/// Web pages, each with its language; an address without scheme gets one.
fn web_pages(value: &Json<'_>, reading: &mut Reading<'_, '_>) -> Vec<WebResource> {
    let mut pages: Vec<WebResource> = Vec::new();
    for (index, item) in value.items().iter().enumerate() {
        let list = if matches!(value, Json::List(_)) { format!("/url/{index}") } else { "/url".to_owned() };
        let (field, target) = match item {
            Json::Object(_) => (format!("{list}/uri"), item.get("uri")),
            other => (list, other),
        };
        let Some(text) = target.text() else { continue };
        let completed = looks_like_host(text).then(|| format!("https://{text}"));
        let Some(url) = rules::read_url(completed.as_deref().unwrap_or(text)) else {
            reading.warn(codes::MAP_URL, &field, format!("not an http or https URL: {}", target.describe()));
            continue;
        };
        if completed.is_some() {
            reading.info(codes::MAP_URL, &field, format!("read as `{}`", ql_core::excerpt(&url)));
        }
        let language = item.get("lang").text().and_then(crate::language).map(|concept| concept.uri.to_owned());
        if !pages.iter().any(|page| page.url == url) {
            pages.push(WebResource { url, language, ..WebResource::default() });
        }
    }
    pages
}

/// `host.tld` or `host.tld/…` (section 4.1).
fn looks_like_host(text: &str) -> bool {
    let host = text.split(['/', '?', '#']).next().unwrap_or_default();
    let labels: Vec<&str> = host.split('.').collect();
    let is_label = |label: &&str| !label.is_empty() && label.chars().all(|c| c.is_alphanumeric() || c == '-');
    labels.len() >= 2
        && labels.iter().all(is_label)
        && labels.last().is_some_and(|last| last.len() >= 2 && last.chars().all(char::is_alphabetic))
}

fn classifications(attributes: &Json<'_>, made: &mut LearningOpportunitySpecification) {
    if let Some(area) = attributes.get("subjectArea").text().and_then(rules::code) {
        made.categories.push(english(), format!("Erasmus subject area {area}"));
    }
    if let Some(other) = attributes.get("otherCategorization").text().and_then(rules::code) {
        made.categories.push(LanguageTag::undetermined(), other);
    }
    for item in attributes.get("localClassification").items() {
        let Some(value) = item.get("classificationValue").text().and_then(rules::code) else { continue };
        let is_web = value.starts_with("http://") || value.starts_with("https://");
        match is_web.then(|| rules::read_url(&value)).flatten() {
            Some(iri) => made.education_subjects.push(iri),
            None => {
                let system = item.get("classificationSystem").text().and_then(rules::code);
                let text = system.map_or(value.clone(), |system| format!("{system}: {value}"));
                made.categories.push(LanguageTag::undetermined(), text);
            }
        }
    }
}

/// A title of its own for each language in which a text is short; else what `otherwise` says in English.
fn title_of(text: &MultilingualText, otherwise: String) -> MultilingualText {
    const LONGEST_TITLE: usize = 120;
    let mut title = MultilingualText::default();
    for (language, value) in text.iter().filter(|(_, value)| value.chars().count() <= LONGEST_TITLE) {
        title.push(language.clone(), value);
    }
    if title.is_empty() {
        title.push(english(), otherwise);
    }
    title
}

/// The English labels of concepts, or another text if there are none.
fn labels(concepts: &[String], otherwise: &str) -> String {
    let labels: Vec<&str> = concepts.iter().filter_map(|concept| crate::vocabulary::label(concept)).collect();
    if labels.is_empty() { otherwise.to_owned() } else { labels.join(", ") }
}

fn assessment(attributes: &Json<'_>, made: &mut LearningOpportunitySpecification, reading: &mut Reading<'_, '_>) {
    let description =
        rules::texts(attributes.get("assessmentMethod"), TextKind::Body, reading, "/assessmentMethod", None);
    let types = code_list(attributes, "elmAssessmentType", Vocabulary::AssessmentTypes, reading);
    if !description.is_empty() || !types.is_empty() {
        let title = title_of(&description, labels(&types, "Assessment"));
        made.proven_by.push(Assessment { title, description, types, ..Assessment::default() });
    }
}

fn activity(attributes: &Json<'_>, reading: &mut Reading<'_, '_>) -> Option<LearningActivity> {
    let description = rules::texts(attributes.get("teachingMethod"), TextKind::Body, reading, "/teachingMethod", None);
    let types = code_list(attributes, "elmLearningActivityType", Vocabulary::LearningActivityTypes, reading);
    let title = title_of(&description, labels(&types, "Learning activities"));
    let is_there = !description.is_empty() || !types.is_empty();
    is_there.then_some(LearningActivity { title, description, types, ..LearningActivity::default() })
}

/// How long a programme takes: years, or terms and how many of them make a year.
fn length(value: &Json<'_>, reading: &mut Reading<'_, '_>) -> Option<String> {
    if value.is_absent() {
        return None;
    }
    let text = value.text().unwrap_or_default();
    let number = |text: &str| text.trim().parse::<u32>().ok().filter(|number| (1..=1_000).contains(number));
    let months = match text.split_once('/') {
        Some((terms, year)) => number(terms).zip(number(year)).map(|(terms, year)| (terms * 12).div_ceil(year)),
        None => rules::decimal(value).as_deref().and_then(number).map(|years| years * 12),
    };
    match months {
        Some(months) if months % 12 == 0 => Some(format!("P{}Y", months / 12)),
        Some(months) => Some(format!("P{months}M")),
        None => {
            reading.unmapped(codes::MAP_DURATION, "/length", "neither years nor terms/terms a year", value);
            None
        }
    }
}

/// Each text with a label in front.
fn labelled(texts: &MultilingualText, label: &str) -> Option<MultilingualText> {
    let mut note = MultilingualText::default();
    texts.iter().for_each(|(language, text)| note.push(language.clone(), format!("{label}{text}")));
    (!note.is_empty()).then_some(note)
}

/// Terms, each as its number and how many make a year.
fn terms(value: &Json<'_>, reading: &mut Reading<'_, '_>) -> Vec<(u32, u32)> {
    let mut terms = Vec::new();
    for text in rules::coded_texts(value, codes::MAP_UNSUPPORTED_VALUE, reading, "/academicTerm") {
        let number = |text: &str| text.trim().parse::<u32>().ok().filter(|number| (1..=9).contains(number));
        let term = text.text.split_once('/').and_then(|(term, all)| number(term).zip(number(all)));
        match term.filter(|(term, all)| term <= all) {
            Some(term) if terms.contains(&term) => {}
            Some(term) => terms.push(term),
            None => {
                let field = text.pointer("/academicTerm");
                reading.unmapped_text(codes::MAP_UNSUPPORTED_VALUE, &field, "not a term such as `1/2`", text.text);
            }
        }
    }
    terms
}

fn offered_in(terms: &[(u32, u32)]) -> Option<String> {
    let (_, all) = *terms.first()?;
    if terms == [(1, 1)] {
        return Some("Offered over the whole academic year".into());
    }
    if terms.iter().any(|(_, other)| *other != all) {
        let each: Vec<String> = terms.iter().map(|(term, all)| format!("{term} of {all}")).collect();
        return Some(format!("Offered in terms {}", each.join(" and ")));
    }
    let mut numbers: Vec<String> = terms.iter().map(|(term, _)| term.to_string()).collect();
    let last = numbers.pop()?;
    Some(if numbers.is_empty() {
        format!("Offered in term {last} of {all}")
    } else {
        format!("Offered in terms {} and {last} of {all}", numbers.join(", "))
    })
}

/// Who may enrol, where that is restricted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Restriction {
    None,
    Local,
    Alliance,
}

fn restriction(
    attributes: &Json<'_>,
    made: &mut LearningOpportunitySpecification,
    reading: &mut Reading<'_, '_>,
) -> Restriction {
    let flag = |name: &str| attributes.get(name).flag() == Some(true);
    let closed = flag("unavailableForIncomingMobility");
    let (local, alliance) = (flag("restrictedToLocalStudents"), flag("restrictedToAllianceStudents"));
    if closed || local || alliance {
        made.additional_notes.push(in_english("Not open to incoming exchange students.").into());
    }
    if local && alliance {
        let message = "restricted to the provider's own students and to those of the alliance; the former counts";
        reading.warn(codes::MAP_UNSUPPORTED_VALUE, "/restrictedToAllianceStudents", message);
    }
    match (local, alliance) {
        (true, _) => Restriction::Local,
        (_, true) => Restriction::Alliance,
        _ => Restriction::None,
    }
}

fn validity(attributes: &Json<'_>, made: &mut LearningOpportunitySpecification, reading: &mut Reading<'_, '_>) {
    let mut day = |name: &str| {
        let moment = rules::date_time(attributes.get(name), DayEnd::Start, reading, &format!("/{name}"));
        moment.map(|moment| moment[..10].to_owned())
    };
    let (since, until) = (day("validSince"), day("validUntil"));
    let has_ended = until.as_ref().zip(reading.mapper.today.as_ref()).is_some_and(|(until, today)| until < today);
    made.is_active = Some(!has_ended && attributes.get("deprecated").flag() != Some(true));
    let note = match (since, until) {
        (Some(since), Some(until)) => format!("Offered from {since} until {until}"),
        (Some(since), None) => format!("Offered from {since}"),
        (None, Some(until)) => format!("Offered until {until}"),
        (None, None) => return,
    };
    made.additional_notes.push(in_english(note).into());
}

/// The organisational units on whose lists it was found.
fn ounits(record: &Record, made: &mut LearningOpportunitySpecification, reading: &mut Reading<'_, '_>) {
    for part in record.parts.iter().filter(|part| part.kind == RecordKind::Organisation) {
        let Ok(json) = Json::parse(&part.body) else { continue };
        let mut unsaid = Vec::new();
        let mut quiet = Reading::new(reading.mapper, &mut unsaid);
        quiet.default.clone_from(&reading.default);
        let title = rules::texts(json.get("attributes").get("title"), TextKind::Title, &mut quiet, "", None);
        made.additional_notes.extend(parts::notes(labelled(&title, "Organisational unit: ")));
    }
}

/// A level of the EQF.
fn eqf_level(value: &Json<'_>, field: &str, reading: &mut Reading<'_, '_>) -> Option<Level> {
    if value.is_absent() {
        return None;
    }
    let level = rules::decimal(value).and_then(|text| text.parse::<u8>().ok()).filter(|level| (1..=8).contains(level));
    if level.is_none() {
        reading.unmapped(codes::MAP_LEVEL, field, "not a level of the EQF", value);
    }
    level.map(|eqf| Level { eqf, is_4_plus: false })
}
