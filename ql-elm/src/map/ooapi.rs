//! Open Education API, versions 5 and 6: courses and programmes with their offerings (mapping reference, section 3.2).
//!
//! Field names and values of both versions are read in both.

mod components;
mod consumers;
mod learn;
mod offering;

use ql_core::{Diagnostic, LanguageTag, MultilingualText, Record, RecordKind, RecordPart};
use ql_ident::SubjectMinter;

pub(super) use learn::learn;

use self::consumers::Consumers;
use super::concept::{self, Coded, Level};
use super::context::{Context, Kind, Known};
use super::json::{Json, id_of, ids_of};
use super::parts;
use super::reading::{Reading, in_english};
use super::rules::{self, DayEnd, TextKind};
use super::{Mapper, Named, Place, note_shared_id, subject};
use crate::{
    GradingScheme, Identifier, LearningActivity, LearningOpportunitySpecification, LearningOutcome, Note, WebResource,
    codes,
};

const COURSE_ID: &[&str] = &["courseId"];
const PROGRAMME_ID: &[&str] = &["programId", "programmeId"];
const TEACHING_LANGUAGES: &[&str] = &["teachingLanguage", "teachingLanguages"];
const MODES: &[&str] = &["modeOfDelivery", "modesOfDelivery"];
const ORGANISATION: &[&str] = &["organization", "organisationId", "organisation", "organizationId"];
const ORGANISATION_ID: &[&str] = &["organizationId", "organisationId"];
const PROGRAMMES: &[&str] = &["programs", "programmeIds", "programmes", "programIds"];
const PARENTS: &[&str] = &["parent", "parentId"];
const CHILDREN: &[&str] = &["children", "childIds"];
const EDUCATION_SPECIFICATION_ID: &[&str] = &["educationSpecificationId"];
const OUTCOME_ID: &[&str] = &["learningOutcomeId"];

/// What is a course called where it is one, and a programme where it is one.
fn ids(kind: Kind) -> &'static [&'static str] {
    match kind {
        Kind::Course => COURSE_ID,
        Kind::Programme => PROGRAMME_ID,
    }
}

fn what(kind: Kind) -> &'static str {
    match kind {
        Kind::Course => "course",
        Kind::Programme => "programme",
    }
}

/// What a course or programme says that its offerings inherit.
#[derive(Default)]
struct Inherited {
    kind: Option<Kind>,
    enrolment: MultilingualText,
    schedule: Option<String>,
    /// A mode that is one of studying rather than of delivery.
    mode: Option<&'static str>,
    schedule_notes: Vec<MultilingualText>,
    duration: Option<String>,
    locations: Vec<crate::Location>,
    organisation: Option<String>,
    contact_hours: Option<String>,
    activity: Option<LearningActivity>,
    is_for_professionals: bool,
}

/// Maps a course or programme with the offerings among its parts.
pub(super) fn specification(
    mapper: &Mapper,
    minter: &SubjectMinter,
    kind: Kind,
    record: &Record,
    diagnostics: &mut Vec<Diagnostic>,
) -> Option<(LearningOpportunitySpecification, Known)> {
    let mut reading = Reading::new(mapper, diagnostics);
    reading.version = record.version;
    reading.id_names = ("courseId", if record.version == Some(6) { "programmeId" } else { "programId" });
    let json = reading.json(&record.body, what(kind))?;
    let (id_field, id) = json.any(ids(kind));
    let (id, subject) = subject(id, id_field, what(kind), json.get("name"), &mut reading, |id| match kind {
        Kind::Course => minter.course(id),
        Kind::Programme => mapper.programme(minter, id),
    })?;
    note_shared_id(kind, id, id_field, mapper, &mut reading);
    let mut made = LearningOpportunitySpecification {
        same_as: vec![super::alias(kind, id, &subject, mapper).urn()],
        subject,
        is_active: Some(true),
        ..LearningOpportunitySpecification::default()
    };
    let consumers = Consumers::read(&json);
    let name = json.get("name");
    let (languages_field, own_languages) = json.any(TEACHING_LANGUAGES);
    if let Some(language) = rules::first_language(name).or_else(|| rules::teaching_language(own_languages)) {
        reading.default = language;
    }
    made.title = rules::texts(name, TextKind::Title, &mut reading, "/name", Some(&mut made.alt_labels));
    if made.title.is_empty() {
        made.title = code_as_title(&json, what(kind), &mut reading)?;
    }
    identifiers(&json, id, id_field, &mut made, &mut reading);
    let body = |name: &str, reading: &mut Reading<'_, '_>| {
        rules::texts(json.get(name), TextKind::Body, reading, &format!("/{name}"), None)
    };
    made.description = body("description", &mut reading);
    made.entry_requirement = Note::of(body("admissionRequirements", &mut reading));
    made.additional_notes
        .extend(parts::notes(Some(body("qualificationRequirements", &mut reading)).filter(|t| !t.is_empty())));
    let specification_of = education_specification(&json, &mapper.context);
    types(&json, kind, specification_of.as_ref(), &mut made, &mut reading);
    made.languages = rules::languages(own_languages, &mut reading, &format!("/{languages_field}"));
    if made.languages.is_empty() {
        let (pointer, languages) = consumers.teaching_languages();
        made.languages = rules::languages(languages, &mut reading, &pointer);
    }
    let level = own_level(&json, specification_of.as_ref(), Some(&consumers), &mut reading);
    set_level(kind, id, &json, record, level, &mut made, &mut reading);
    // What the education specification says counts where the course says nothing.
    let is_embedded = matches!(json.get("educationSpecification"), Json::Object(_));
    let fallback = |name: &str| match (json.get(name), &specification_of) {
        (value, Some(specification)) if value.is_absent() && is_embedded => {
            (format!("/educationSpecification/{name}"), specification.get(name))
        }
        (value, Some(specification)) if value.is_absent() => {
            ("/educationSpecification".to_owned(), specification.get(name))
        }
        (value, _) => (format!("/{name}"), value),
    };
    let (field, fields_of_study) = fallback("fieldsOfStudy");
    made.isced_f = rules::isced_f(fields_of_study, &mut reading, &field);
    let (modes_field, modes_value) = json.any(MODES);
    made.modes = modes(modes_value, &format!("/{modes_field}"), &mut made.categories, &mut reading);
    if modes_value.is_absent() {
        let (pointer, value) = consumers.mode().unwrap_or_else(|| consumers.rio_mode());
        made.modes = modes(value, &pointer, &mut made.categories, &mut reading);
    }
    let (field, link) = fallback("link");
    made.homepages.extend(rules::url(link, &mut reading, &field).map(WebResource::new));
    let (field, learning_outcomes) = fallback("learningOutcomes");
    outcomes(&json, learning_outcomes, &field, &mut made, &mut reading);
    let (field, load) = fallback("studyLoad");
    let load = parts::study_load(load, &field, &mut reading);
    made.credit_points = load.credits;
    made.volume_of_learning = load.volume;
    made.additional_notes.extend(parts::notes(load.notes));
    validity(&json, &mut made, &mut reading);
    let assessment = body("assessment", &mut reading);
    if !assessment.is_empty() {
        made.proven_by.push(parts::assessment(assessment));
    }
    resources(json.get("resources"), &mut made, &mut reading);
    supplements(
        json.get("supplementaryInformation"),
        &mut made.supplementary_documents,
        &mut made.additional_notes,
        &mut reading,
    );
    consumers.describe(&mut made);
    let (organisation_field, organisation) = json.any(ORGANISATION);
    let organisation = id_of(organisation, ORGANISATION_ID).map(str::to_owned);
    let organisation_field = format!("/{organisation_field}");
    made.publishers.extend(mapper.institution(organisation.as_deref(), &mut reading, &organisation_field));
    let (enrolment_field, enrolment) = json.any(&["enrollment", "enrolment"]);
    let locations = parts::locations(json.get("addresses"), "/addresses", organisation.as_deref(), &mut reading);
    let mut inherited = Inherited {
        kind: Some(kind),
        enrolment: rules::texts(enrolment, TextKind::Body, &mut reading, &format!("/{enrolment_field}"), None),
        duration: rules::duration(json.get("duration"), &mut reading, "/duration"),
        locations,
        contact_hours: load.contact_hours.or_else(|| consumers.contact_hours()),
        is_for_professionals: consumers.is_for_professionals(),
        organisation,
        ..Inherited::default()
    };
    mode_of_study(json.get("modeOfStudy"), &mut inherited, &mut reading);
    let parents = links(&json, record, kind, id, minter, &mut made, &mut reading);
    if kind == Kind::Programme && reading.settings().partial_qualification {
        made.is_partial_qualification = partial_qualification(&json, &made);
    }
    made.additional_notes.extend(parts::notes(reading.take_unmapped()));
    let activities = components::components(record, id, &mut made, &mut reading);
    inherited.activity = components::activity(activities, &inherited, &consumers, &reading);
    let scales = offering::offerings(record, id, minter, &mut made, &inherited, &mut reading);
    reading.set_base("");
    without_instances(&mut made, inherited);
    if made.languages.is_empty() {
        for language in made.instances.iter().flat_map(|instance| &instance.languages) {
            if !made.languages.contains(language) {
                made.languages.push(language.clone());
            }
        }
    }
    made.grading_scheme = grading_scheme(&scales);
    let known = Known {
        id: id.to_owned(),
        identifiers: first_code(&json),
        label: made.title.clone(),
        parents,
        children: Named::ids(&children_of(&json, kind)),
        level,
        offering_parts: reading.offering_parts,
        is_group: false,
    };
    Some((made, known))
}

/// Without a name a course is still known by its code (tricky input 1).
fn code_as_title(json: &Json<'_>, what: &str, reading: &mut Reading<'_, '_>) -> Option<MultilingualText> {
    let code = json.get("abbreviation").text().and_then(rules::code);
    let code = code.or_else(|| rules::identifier(json.get("primaryCode")).map(|identifier| identifier.notation));
    super::code_as_title(code, "/name", what, reading)
}

/// Rule R6.
fn identifiers(
    json: &Json<'_>,
    id: &str,
    id_field: &str,
    made: &mut LearningOpportunitySpecification,
    reading: &mut Reading<'_, '_>,
) {
    let codes = &mut made.identifiers;
    rules::push_identifier(codes, rules::identifier(json.get("primaryCode")));
    rules::push_identifier(codes, rules::code(id).map(|id| Identifier::new(id, Some(id_field.into()))));
    for (field, code) in parts::indexed(json.get("otherCodes"), "/otherCodes") {
        let identifier = rules::identifier(code);
        let value = if matches!(code, Json::Object(_)) { code.any(&["code", "identifier"]).1 } else { code };
        if identifier.is_none() && !value.is_absent() {
            reading.unmapped(codes::MAP_UNSUPPORTED_VALUE, &field, "expected a code", code);
        }
        rules::push_identifier(codes, identifier);
    }
    if let Some(short) = json.get("abbreviation").text().and_then(rules::code) {
        if !codes.iter().any(|identifier| identifier.notation == short) {
            codes.push(Identifier::new(short.clone(), Some("abbreviation".into())));
        }
        let is_title = made.title.in_language(reading.default.as_str()) == Some(&short);
        if !is_title {
            made.alt_labels.push(reading.default.clone(), short);
        }
    }
}

/// What the results of an offering or a test are given in (section 3.4.9).
fn result_scale(json: &Json<'_>, reading: &mut Reading<'_, '_>) -> Option<&'static str> {
    let value = json.get("resultValueType").text()?;
    let scale = concept::result_scale(value);
    if scale.is_none() && !value.eq_ignore_ascii_case("other") {
        let message = format!("not a known scale of results: `{}`", ql_core::excerpt(value));
        reading.warn(codes::MAP_UNSUPPORTED_VALUE, "/resultValueType", message);
    }
    scale
}

fn first_code(json: &Json<'_>) -> Vec<Identifier> {
    rules::identifier(json.get("primaryCode")).into_iter().collect()
}

/// The education specification of version 5, from the record itself or as it was learned.
fn education_specification<'j>(json: &'j Json<'j>, context: &'j Context) -> Option<&'j Json<'j>> {
    let own = json.get("educationSpecification");
    let id = id_of(own, EDUCATION_SPECIFICATION_ID)?;
    let learned: Option<&'j Json<'j>> = context.education_specifications.get(id);
    learned.or(matches!(own, Json::Object(_)).then_some(own))
}

/// Section 3.4.3, and what else says what kind of thing it is.
fn types(
    json: &Json<'_>,
    kind: Kind,
    specification: Option<&&Json<'_>>,
    made: &mut LearningOpportunitySpecification,
    reading: &mut Reading<'_, '_>,
) {
    let mut kinds: Vec<&str> = Vec::new();
    match kind {
        Kind::Course => kinds.push(concept::COURSE),
        Kind::Programme => {
            let (field, value) = json.any(&["programType", "programmeType"]);
            match value.text().map(concept::programme_type) {
                Some(Coded::Concept(concept)) => kinds.push(concept),
                None if value.is_absent() => kinds.push(concept::PROGRAMME),
                _ => {
                    reading.unmapped(codes::MAP_TYPE, &format!("/{field}"), "unknown type of programme", value);
                    kinds.push(concept::PROGRAMME);
                }
            }
        }
    }
    let of_either = |name: &str| {
        let own = json.get(name).text();
        own.or_else(|| specification.and_then(|specification| specification.get(name).text())).map(str::to_owned)
    };
    let awarded = json.get("qualificationAwarded").text().filter(|value| concept::folded(value) != "none");
    let document = of_either("formalDocument").filter(|value| concept::folded(value) != "no official document");
    let is_micro = |value: Option<&str>, name: &str| value.is_some_and(|value| concept::folded(value) == name);
    if is_micro(document.as_deref(), "micro credential certificate") || is_micro(awarded, "micro credential") {
        kinds.push(concept::SHORT_PROGRAMME);
    }
    made.types = kinds.into_iter().map(str::to_owned).collect();
    let designations: Vec<&str> = json.get("qualificationDesignations").items().iter().filter_map(Json::text).collect();
    if let Some(awarded) = awarded {
        // Version 5 has abbreviations, version 6 words with `_`.
        let mut awarded = awarded.replace('_', " ");
        if awarded.chars().all(|c| c.is_lowercase() || c == ' ') {
            let mut letters = awarded.chars();
            let first: String = letters.next().into_iter().flat_map(char::to_uppercase).collect();
            awarded = first + letters.as_str();
        }
        if designations.is_empty() {
            category(made, awarded);
        } else {
            designations.iter().for_each(|designation| category(made, format!("{awarded} {}", designation.trim())));
        }
    }
    for value in [document, of_either("sector")].into_iter().flatten() {
        category(made, concept::folded(&value));
    }
}

/// Decision D15, once it is known what the programme is a part of.
fn partial_qualification(json: &Json<'_>, made: &LearningOpportunitySpecification) -> Option<bool> {
    const PARTS: &[&str] = &["minor", "honours", "honors", "specialization", "specialisation", "track"];
    let kind = json.any(&["programType", "programmeType"]).1.text().map(concept::folded);
    let awarded = json.get("qualificationAwarded").text().map(concept::folded).filter(|awarded| awarded != "none");
    if !made.part_of.is_empty() || kind.is_some_and(|kind| PARTS.contains(&kind.as_str())) {
        Some(true)
    } else {
        awarded.map(|_| false)
    }
}

/// Adds a category in English once.
fn category(made: &mut LearningOpportunitySpecification, text: impl Into<String>) {
    let Some(text) = rules::line(&text.into()) else { return };
    if !made.categories.iter().any(|(_, known)| known == text) {
        made.categories.push(super::reading::english(), text);
    }
}

/// The first level that there is, in the order of decision D13; what is unknown is reported.
fn own_level(
    json: &Json<'_>,
    specification: Option<&&Json<'_>>,
    consumers: Option<&Consumers<'_>>,
    reading: &mut Reading<'_, '_>,
) -> Option<Level> {
    let mut found = None;
    for name in ["levelOfQualification", "level"] {
        let field = format!("/{name}");
        for text in rules::coded_texts(json.get(name), codes::MAP_LEVEL, reading, &field) {
            // `level: 6` may be a year or a cycle.
            let is_number = name == "level" && text.text.bytes().all(|byte| byte.is_ascii_digit() || byte == b'+');
            match if is_number { Coded::Unknown } else { concept::level(text.text) } {
                Coded::Concept(level) => {
                    found = found.or(Some(level));
                    break;
                }
                Coded::Nothing => {
                    let message = format!("the level `{}` has no counterpart in the EQF", text.text);
                    reading.info(codes::MAP_LEVEL, &text.pointer(&field), message);
                }
                Coded::Unknown => {
                    reading.unmapped_text(codes::MAP_LEVEL, &text.pointer(&field), "unknown level", text.text);
                }
            }
        }
    }
    let of = |value: &Json<'_>| match concept::level(value.items().iter().find_map(Json::text)?) {
        Coded::Concept(level) => Some(level),
        _ => None,
    };
    let of_alliance = || consumers.and_then(|consumers| of(consumers.level()));
    found.or_else(of_alliance).or_else(|| of(json.get("qualificationAwarded"))).or_else(|| {
        let specification = specification?;
        ["levelOfQualification", "level"].into_iter().find_map(|name| of(specification.get(name)))
    })
}

/// The level as concepts: its own, else that of its programmes, if they agree.
fn set_level(
    kind: Kind,
    id: &str,
    json: &Json<'_>,
    record: &Record,
    own: Option<Level>,
    made: &mut LearningOpportunitySpecification,
    reading: &mut Reading<'_, '_>,
) {
    let mut level = own;
    if level.is_none() && kind == Kind::Course && reading.settings().inherit_level {
        level = reading.mapper.inherited_level(id, &Named::ids(&all_parents(json, record, kind)), reading);
    }
    let Some(level) = level else { return };
    let is_dutch = parts::is_one_of(reading.mapper.country, &["NL"]);
    if level.eqf == 0 {
        let message = "the level lies below those of the EQF";
        reading.info(codes::MAP_LEVEL, "/levelOfQualification", message);
        made.nqf_levels.extend(is_dutch.then(|| concept::NLQF_ENTRY.to_owned()));
        return;
    }
    made.eqf_level = Some(concept::eqf(level.eqf));
    if level.is_4_plus {
        made.nqf_levels.push(concept::NLQF_4_PLUS.into());
    } else if is_dutch {
        made.nqf_levels.extend(concept::nlqf(level.eqf));
    }
}

fn modes(
    value: &Json<'_>,
    field: &str,
    categories: &mut MultilingualText,
    reading: &mut Reading<'_, '_>,
) -> Vec<String> {
    let mut modes: Vec<String> = Vec::new();
    for text in rules::coded_texts(value, codes::MAP_MODE, reading, field) {
        let folded = concept::folded(text.text);
        let shown = match folded.as_str() {
            "coil" => Some("COIL"),
            "joint delivery" => Some("joint delivery"),
            _ => None,
        };
        if let Some(shown) = shown.filter(|shown| !categories.iter().any(|(_, known)| known == *shown)) {
            categories.push(super::reading::english(), shown);
        }
        match concept::mode(text.text) {
            Coded::Concept(concept) if !modes.iter().any(|known| known == concept) => modes.push(concept.to_owned()),
            Coded::Concept(_) | Coded::Nothing => {}
            Coded::Unknown => {
                reading.unmapped_text(codes::MAP_MODE, &text.pointer(field), "unknown mode of delivery", text.text);
            }
        }
    }
    modes
}

/// The outcomes of version 5, which stand there, or of version 6, which are named.
fn outcomes(
    json: &Json<'_>,
    value: &Json<'_>,
    field: &str,
    made: &mut LearningOpportunitySpecification,
    reading: &mut Reading<'_, '_>,
) {
    let named = json.get("learningOutcomeIds");
    let is_resource = |item: &Json<'_>| !item.get("learningOutcomeId").is_absent() || !item.get("name").is_absent();
    let expanded: Vec<&Json<'_>> = value.items().iter().filter(|item| is_resource(item)).collect();
    if named.is_absent() && expanded.is_empty() {
        parts::outcomes(outcome_titles(value, field, reading), made, reading);
        return;
    }
    let mut seen: Vec<&str> = Vec::new();
    for (index, item) in expanded.iter().enumerate() {
        seen.extend(id_of(item, OUTCOME_ID));
        made.learning_outcomes.extend(outcome(item, reading, &format!("{field}/{index}")));
    }
    for (index, item) in named.items().iter().enumerate() {
        let Some(id) = id_of(item, OUTCOME_ID).filter(|id| !seen.contains(id)) else { continue };
        seen.push(id);
        match reading.mapper.context.outcomes.get(id) {
            Some(outcome) => made.learning_outcomes.push(outcome.clone()),
            None => {
                let message = format!("there is no learning outcome with the id `{}`", ql_core::excerpt(id));
                reading.warn(codes::MAP_REFERENCE, &format!("/learningOutcomeIds/{index}"), message);
            }
        }
    }
}

/// One outcome per inner list; a flat list of texts in several languages is one outcome.
fn outcome_titles(value: &Json<'_>, field: &str, reading: &mut Reading<'_, '_>) -> Vec<MultilingualText> {
    let is_flat = |items: &[Json<'_>]| {
        let languages = items.iter().filter_map(|item| item.get("language").text());
        items.iter().all(|item| matches!(item, Json::Object(_))) && languages.count() == items.len()
    };
    let groups: Vec<&Json<'_>> = match value {
        Json::List(items) if is_flat(items) => vec![value],
        other => other.items().iter().collect(),
    };
    let is_nested = groups.first().is_some_and(|first| !std::ptr::eq(*first, value));
    let place = |at: usize, group: &Json<'_>| match group {
        Json::List(_) if is_nested => format!("{field}/{at}"),
        _ => field.to_owned(),
    };
    let each = groups.into_iter().enumerate();
    each.map(|(at, group)| rules::texts(group, TextKind::Body, reading, &place(at, group), None)).collect()
}

/// A learning outcome of version 6; `None` if it has no name.
fn outcome(json: &Json<'_>, reading: &mut Reading<'_, '_>, field: &str) -> Option<LearningOutcome> {
    let mut outcome = LearningOutcome {
        title: rules::texts(json.get("name"), TextKind::Body, reading, &format!("{field}/name"), None),
        ..LearningOutcome::default()
    };
    if outcome.title.is_empty() {
        let code = rules::identifier(json.get("primaryCode")).map(|identifier| identifier.notation);
        outcome.title = MultilingualText::single(LanguageTag::undetermined(), code?);
    }
    outcome.identifiers.extend(rules::identifier(json.get("primaryCode")));
    let description =
        rules::texts(json.get("description"), TextKind::Body, reading, &format!("{field}/description"), None);
    outcome.additional_notes.extend(parts::notes(Some(description).filter(|text| !text.is_empty())));
    if let Some(level) = json.get("complexityLevel").text().map(concept::folded) {
        let note = match level.split_once(' ') {
            Some(("bloom", level)) => format!("Bloom level {level}"),
            Some(("solo", level)) => format!("SOLO level {level}"),
            _ => format!("complexity level {level}"),
        };
        outcome.additional_notes.push(in_english(note).into());
    }
    Some(outcome)
}

fn validity(json: &Json<'_>, made: &mut LearningOpportunitySpecification, reading: &mut Reading<'_, '_>) {
    let valid_to = rules::date_time(json.get("validTo"), DayEnd::Start, reading, "/validTo");
    let valid_from = rules::date_time(json.get("validFrom"), DayEnd::Start, reading, "/validFrom");
    if let (Some(from), Some(to)) = (&valid_from, &valid_to)
        && to[..19] < from[..19]
    {
        reading.warn(codes::MAP_DATE, "/validTo", format!("the end `{to}` lies before the start `{from}`"));
    }
    if let (Some(valid_to), Some(today)) = (valid_to, &reading.mapper.today) {
        // The day itself is not within the time any more.
        made.is_active = Some(valid_to[..10] > **today);
    }
}

/// URLs become documents, everything else one note.
fn resources(value: &Json<'_>, made: &mut LearningOpportunitySpecification, reading: &mut Reading<'_, '_>) {
    let mut others = Vec::new();
    for (field, item) in parts::indexed(value, "/resources") {
        match item.text() {
            Some(text) => match rules::read_url(text) {
                Some(url) => made.supplementary_documents.push(WebResource::new(url)),
                None => others.push(text),
            },
            None => {
                let note = rules::texts(item, TextKind::Body, reading, &field, None);
                made.additional_notes.extend(parts::notes(Some(note).filter(|note| !note.is_empty())));
            }
        }
    }
    if !others.is_empty() {
        let list = Json::Text(others.join("\n").into());
        made.additional_notes.push(rules::texts(&list, TextKind::Body, reading, "/resources", None).into());
    }
}

/// Supplementary information of version 6.
fn supplements(
    value: &Json<'_>,
    documents: &mut Vec<WebResource>,
    notes: &mut Vec<Note>,
    reading: &mut Reading<'_, '_>,
) {
    for (place, item) in parts::indexed(value, "/supplementaryInformation") {
        let field = format!("{place}/value");
        if !matches!(item, Json::Object(_)) {
            reading.unmapped(codes::MAP_UNSUPPORTED_VALUE, &place, "expected an object", item);
        }
        let kind = item.get("type").text().map(concept::folded).unwrap_or_default();
        let is_link = ["uri", "image", "video"].contains(&kind.as_str());
        if !is_link {
            let texts = rules::texts(item.get("value"), TextKind::Body, reading, &field, None);
            notes.extend(Note::of(texts));
            continue;
        }
        // Two addresses in one language are two, not a text of two lines.
        let addresses = parts::indexed(item.get("value"), &field);
        let texts: Vec<MultilingualText> =
            addresses.iter().map(|(field, one)| rules::texts(one, TextKind::Body, reading, field, None)).collect();
        for (_, text) in texts.iter().flat_map(MultilingualText::iter) {
            match rules::read_url(text) {
                Some(url) if documents.iter().any(|known| known.url == url) => {}
                Some(url) => documents.push(WebResource::new(url)),
                None => {
                    let message = format!("not an http or https URL: `{}`", ql_core::excerpt(text));
                    reading.warn(codes::MAP_URL, &field, message);
                }
            }
        }
    }
}

/// Section 3.4.4.
fn mode_of_study(value: &Json<'_>, inherited: &mut Inherited, reading: &mut Reading<'_, '_>) {
    for text in rules::coded_texts(value, codes::MAP_SCHEDULE, reading, "/modeOfStudy") {
        let note = match concept::folded(text.text).as_str() {
            "full time" => {
                inherited.schedule = Some(concept::FULL_TIME.into());
                continue;
            }
            "part time" => {
                inherited.schedule = match reading.settings().part_time {
                    super::PartTime::Light => Some(concept::PART_TIME_LIGHT.into()),
                    super::PartTime::Intensive => Some(concept::PART_TIME_INTENSIVE.into()),
                    super::PartTime::None => None,
                };
                "part-time"
            }
            "dual training" => {
                inherited.mode = Some(concept::WORK_BASED);
                "dual training (work and study)"
            }
            "self paced" => "self-paced",
            _ => {
                let field = text.pointer("/modeOfStudy");
                reading.unmapped_text(codes::MAP_SCHEDULE, &field, "unknown mode of study", text.text);
                continue;
            }
        };
        inherited.schedule_notes.push(in_english(note));
    }
}

/// What the record says it is a part of.
fn parents_of(json: &Json<'_>, kind: Kind) -> Vec<Named> {
    let (field, value) = json.any(if kind == Kind::Course { PROGRAMMES } else { PARENTS });
    Named::all(value, &format!("/{field}"), |item| id_of(item, PROGRAMME_ID))
}

fn children_of(json: &Json<'_>, kind: Kind) -> Vec<Named> {
    if kind == Kind::Course {
        return Vec::new();
    }
    let (field, value) = json.any(CHILDREN);
    Named::all(value, &format!("/{field}"), |item| id_of(item, PROGRAMME_ID))
}

/// What it is a part of, its parts, and what it implements (rule R15). Returns the ids of what it is a part of.
fn links(
    json: &Json<'_>,
    record: &Record,
    kind: Kind,
    id: &str,
    minter: &SubjectMinter,
    made: &mut LearningOpportunitySpecification,
    reading: &mut Reading<'_, '_>,
) -> Vec<String> {
    let parents = all_parents(json, record, kind);
    Place { kind, id, parents: &parents, children: &children_of(json, kind) }.link(minter, made, reading);
    if let Some(specification) = id_of(json.get("educationSpecification"), EDUCATION_SPECIFICATION_ID) {
        let known = education_specification(json, &reading.mapper.context);
        made.specialisation_of.push(education_link(specification, known, reading));
    }
    Named::ids(&parents)
}

/// What the record says, and on whose lists it was found.
fn all_parents(json: &Json<'_>, record: &Record, kind: Kind) -> Vec<Named> {
    let mut parents = parents_of(json, kind);
    let routes = record.parts.iter().filter(|part| part.kind == RecordKind::Programme);
    for id in routes.filter_map(route_id) {
        if !parents.iter().any(|named| named.id == id) {
            parents.push(Named { id, pointer: String::new() });
        }
    }
    parents
}

fn route_id(part: &RecordPart) -> Option<String> {
    let json = Json::parse(&part.body).ok()?;
    id_of(&json, PROGRAMME_ID).map(str::to_owned)
}

/// Education specifications have no IRI, so that only a node can say which is meant.
fn education_link(id: &str, json: Option<&Json<'_>>, reading: &mut Reading<'_, '_>) -> crate::Link {
    let label =
        json.map(|json| rules::texts(json.get("name"), TextKind::Title, reading, "/educationSpecification/name", None));
    let code = json.and_then(|json| rules::identifier(json.get("primaryCode")));
    if json.is_none() {
        reading.info(codes::MAP_REFERENCE, "/educationSpecification", "the education specification is not known");
    }
    let technical = || Identifier::new(rules::code(id).unwrap_or_default(), Some("educationSpecificationId".into()));
    crate::Link::Reference(Box::new(crate::Reference {
        provider: reading.mapper.provider.clone(),
        identifier: code.unwrap_or_else(technical),
        label: label.unwrap_or_default(),
        target: None,
        ..crate::Reference::default()
    }))
}

/// What belongs to an instance stays with a specification that has none.
fn without_instances(made: &mut LearningOpportunitySpecification, inherited: Inherited) {
    if !made.instances.is_empty() {
        return;
    }
    if !inherited.enrolment.is_empty() {
        made.additional_notes.push(inherited.enrolment.into());
    }
    if let Some(mode) = inherited.mode.filter(|mode| !made.modes.iter().any(|known| known == mode)) {
        made.modes.push(mode.to_owned());
    }
    match inherited.activity {
        Some(activity) if !activity.parts.is_empty() || !activity.description.is_empty() => {
            made.influenced_by.push(activity);
        }
        _ => {
            if let Some(hours) = inherited.contact_hours {
                made.additional_notes.push(in_english(format!("{hours} contact hours")).into());
            }
        }
    }
}

/// One scheme, if all offerings have the same.
fn grading_scheme(scales: &[Option<&'static str>]) -> Option<GradingScheme> {
    let first = (*scales.first()?)?;
    let agree = scales.iter().all(|scale| *scale == Some(first));
    agree.then(|| GradingScheme { title: in_english(first), ..GradingScheme::default() })
}
