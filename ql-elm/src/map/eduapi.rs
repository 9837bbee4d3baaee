//! Edu-API 1.0: templates of courses and collections with their offerings (mapping-edu-api).

mod codes_of;
mod credits;
mod extensions;
mod learn;
mod offering;

use ql_core::{Diagnostic, Record, RecordKind};
use ql_ident::SubjectMinter;

pub(super) use learn::learn;

use self::extensions::Extensions;
use super::concept;
use super::context::{Kind, Known};
use super::json::{self, Json};
use super::parts::{self, is_one_of};
use super::reading::{Reading, english, in_english};
use super::rules::{self, DayEnd, TextKind};
use super::{Mapper, Named, Place, code_as_title, subject};
use crate::{
    Assessment, GradingScheme, Identifier, LearningActivity, LearningOpportunityInstance,
    LearningOpportunitySpecification, WebResource, codes,
};

const ID: &[&str] = &["sourcedId", "id"];
/// Kinds of identifiers that belong to people (rule R6).
const PERSONAL: &[&str] = &["username", "accountid", "emailaddress", "nationalidentitynumber", "ltiuserid"];

fn what(kind: Kind) -> &'static str {
    match kind {
        Kind::Course => "course",
        Kind::Programme => "collection",
    }
}

/// The id of something that is named by its id or stands there itself.
fn id_of<'j>(value: &'j Json<'_>) -> Option<&'j str> {
    json::id_of(value, ID)
}

fn ids_of(value: &Json<'_>) -> Vec<String> {
    json::ids_of(value, ID)
}

/// What the offerings of a template inherit.
struct Inherited<'j> {
    id: &'j str,
    /// What the extensions of the template say of all its offerings.
    of_extensions: LearningOpportunityInstance,
    organisation: Option<String>,
    activity: Option<LearningActivity>,
    kind: Option<&'j str>,
}

impl Inherited<'_> {
    /// Adds what an offering does not say itself.
    fn fill(&self, instance: &mut LearningOpportunityInstance) {
        let of_all = &self.of_extensions;
        instance.duration = instance.duration.take().or_else(|| of_all.duration.clone());
        instance.registration_portal =
            instance.registration_portal.take().or_else(|| of_all.registration_portal.clone());
        if instance.prices.is_empty() {
            instance.prices.clone_from(&of_all.prices);
        }
        if instance.application_deadlines.is_empty() {
            instance.application_deadlines.clone_from(&of_all.application_deadlines);
        }
    }
}

/// Whether a record still counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Status {
    Active,
    Inactive,
    Deleted,
}

fn status(json: &Json<'_>, reading: &mut Reading<'_, '_>) -> Status {
    let value = json.get("recordStatus");
    match value.text().map(str::to_ascii_lowercase).as_deref() {
        None | Some("active") => Status::Active,
        Some("inactive") => Status::Inactive,
        Some("deleted") => Status::Deleted,
        Some("tobedeleted") => {
            reading.info(codes::MAP_STATUS, "/recordStatus", "`tobedeleted` is taken for `deleted`");
            Status::Deleted
        }
        Some(_) => {
            reading.unmapped(codes::MAP_STATUS, "/recordStatus", "unknown status", value);
            Status::Active
        }
    }
}

/// The language of a record's texts that have none.
fn set_default(json: &Json<'_>, reading: &mut Reading<'_, '_>) {
    if let Some(tag) = json.get("recordLanguage").text().and_then(rules::language_tag)
        && let Some(language) = ql_core::LanguageTag::parse(tag.primary())
    {
        reading.default = language;
    }
}

/// Maps a template with the offerings among the parts of its record.
pub(super) fn specification(
    mapper: &Mapper,
    minter: &SubjectMinter,
    kind: Kind,
    record: &Record,
    diagnostics: &mut Vec<Diagnostic>,
) -> Option<(LearningOpportunitySpecification, Known)> {
    let mut reading = Reading::new(mapper, diagnostics);
    reading.has_sentinel_years = true;
    reading.tells_unresolved = true;
    reading.id_names = ("sourcedId", "sourcedId");
    let json = reading.json(&record.body, what(kind))?;
    let (id_field, id) = json.any(ID);
    let (id, subject) = subject(id, id_field, what(kind), json.get("title"), &mut reading, |id| match kind {
        Kind::Course => minter.course(id),
        Kind::Programme => mapper.programme(minter, id),
    })?;
    let status = status(&json, &mut reading);
    let kind_field = if kind == Kind::Course { "courseType" } else { "collectionType" };
    let is_group = kind == Kind::Programme && codes_of::is_group(json.get(kind_field));
    if status == Status::Deleted || is_group && reading.settings().flatten_groups {
        return None;
    }
    let mut made = LearningOpportunitySpecification {
        same_as: vec![super::alias(kind, id, &subject, mapper).urn()],
        subject,
        is_active: Some(status == Status::Active),
        ..LearningOpportunitySpecification::default()
    };
    set_default(&json, &mut reading);
    made.title = rules::texts(json.get("title"), TextKind::Title, &mut reading, "/title", Some(&mut made.alt_labels));
    if made.title.is_empty() {
        let code = identifier(json.get("primaryCode")).map(|identifier| identifier.notation);
        made.title = code_as_title(code, "/title", what(kind), &mut reading)?;
    }
    super::note_shared_id(kind, id, id_field, mapper, &mut reading);
    made.identifiers = identifiers(&json, id, &mut reading);
    made.description = description(&json, &made.title, &mut reading);
    codes_of::types(&json, kind, kind_field, &mut made, &mut reading);
    let extensions = Extensions::of(&json, &reading);
    made.languages = rules::languages(json.get("teachingLanguage"), &mut reading, "/teachingLanguage");
    let organisation = id_of(json.get("organization")).map(str::to_owned);
    let level = codes_of::level(&json, &extensions, &mut reading);
    set_level(kind, id, &json, level, &mut made, &mut reading);
    let country = parts::organisation_country(organisation.as_deref(), &reading);
    let load = credits::credits(&json, country, &mut made, &mut reading);
    extensions.describe(&mut made, load, &mut reading);
    let scheme = rules::texts(json.get("gradingScheme"), TextKind::Title, &mut reading, "/gradingScheme", None);
    if !scheme.is_empty() {
        made.grading_scheme = Some(GradingScheme { title: scheme, ..GradingScheme::default() });
    }
    made.publishers.extend(mapper.institution_by_code(
        organisation.as_deref(),
        json.get("organizationCode").text(),
        &mut reading,
        "/organization",
    ));
    made.modified = modified(&json, &mut reading);
    let parents = Named::all(json.get("parent"), "/parent", id_of);
    Place { kind, id, parents: &parents, children: &[] }.link(minter, &mut made, &mut reading);
    made.additional_notes.extend(parts::notes(reading.take_unmapped()));
    let activity = components(record, id, &mut made, &mut reading);
    let mut of_extensions = LearningOpportunityInstance::default();
    extensions.describe_instance(&mut of_extensions, &mut reading);
    let inherited = Inherited { id, of_extensions, organisation, activity, kind: json.get(kind_field).text() };
    offering::offerings(record, kind, minter, &mut made, &inherited, &mut reading);
    reading.set_base("");
    if made.instances.is_empty() {
        made.influenced_by.extend(inherited.activity);
    }
    fill_languages(&json, &mut made, &mut reading);
    let known = Known {
        id: id.to_owned(),
        identifiers: identifier(json.get("primaryCode")).into_iter().collect(),
        label: made.title.clone(),
        parents: Named::ids(&parents),
        children: Vec::new(),
        level,
        offering_parts: reading.offering_parts,
        is_group,
    };
    Some((made, known))
}

/// An identifier, unless it is one of a person (rule R6).
fn identifier(value: &Json<'_>) -> Option<Identifier> {
    if is_personal(value) { None } else { rules::identifier(value) }
}

fn is_personal(value: &Json<'_>) -> bool {
    match value {
        Json::List(items) => items.iter().any(is_personal),
        other => other.get("identifierType").text().is_some_and(|kind| {
            let kind = kind.strip_prefix("ext:").unwrap_or(kind).to_ascii_lowercase();
            PERSONAL.contains(&kind.as_str())
        }),
    }
}

/// Rule R6.
fn identifiers(json: &Json<'_>, id: &str, reading: &mut Reading<'_, '_>) -> Vec<Identifier> {
    let mut identifiers = Vec::new();
    let primary = ("/primaryCode".to_owned(), json.get("primaryCode"));
    let others = json.get("otherCodes").items().iter().enumerate();
    let others = others.map(|(index, code)| (format!("/otherCodes/{index}"), code));
    for (field, code) in std::iter::once(primary).chain(others) {
        if is_personal(code) {
            let message = "an identifier of a person does not belong here and is left out";
            reading.warn(codes::MAP_PERSONAL_DATA, &field, message);
        } else {
            rules::push_identifier(&mut identifiers, rules::identifier(code));
        }
        if field == "/primaryCode" {
            let own = rules::code(id).map(|id| Identifier::new(id, Some("sourcedId".into())));
            rules::push_identifier(&mut identifiers, own);
        }
    }
    identifiers
}

/// The description in the languages in which it is not the title once more.
fn description(
    json: &Json<'_>,
    title: &ql_core::MultilingualText,
    reading: &mut Reading<'_, '_>,
) -> ql_core::MultilingualText {
    let all = rules::texts(json.get("description"), TextKind::Body, reading, "/description", None);
    let mut kept = ql_core::MultilingualText::default();
    for (language, text) in all.iter().filter(|(language, text)| title.in_language(language.as_str()) != Some(*text)) {
        kept.push(language.clone(), text);
    }
    kept
}

fn set_level(
    kind: Kind,
    id: &str,
    json: &Json<'_>,
    own: Option<concept::Level>,
    made: &mut LearningOpportunitySpecification,
    reading: &mut Reading<'_, '_>,
) {
    let mut level = own;
    if level.is_none() && kind == Kind::Course && reading.settings().inherit_level {
        level = reading.mapper.inherited_level(id, &ids_of(json.get("parent")), reading);
    }
    made.eqf_level = level.map(|level| concept::eqf(level.eqf));
}

/// When the record was changed, unless that lies in the future.
fn modified(json: &Json<'_>, reading: &mut Reading<'_, '_>) -> Option<String> {
    let field = "/dateLastModified";
    let moment = rules::date_time(json.get("dateLastModified"), DayEnd::Start, reading, field)?;
    let day_after = reading.mapper.today.as_deref().and_then(rules::day_after);
    if day_after.is_some_and(|day| moment[..10] > *day) {
        reading.warn(codes::MAP_DATE, field, format!("the last change `{moment}` lies in the future"));
        return None;
    }
    Some(moment)
}

/// Components that were harvested: exams are assessments, the others activities.
fn components(
    record: &Record,
    id: &str,
    made: &mut LearningOpportunitySpecification,
    reading: &mut Reading<'_, '_>,
) -> Option<LearningActivity> {
    let mut activities = Vec::new();
    let default = reading.default.clone();
    let mut read = |index: usize, json: &Json<'_>, reading: &mut Reading<'_, '_>| {
        reading.set_base(format_args!("/components/{index}"));
        reading.default.clone_from(&default);
        set_default(json, reading);
        if status(json, reading) == Status::Deleted {
            return;
        }
        let title = rules::texts(json.get("title"), TextKind::Title, reading, "/title", None);
        if title.is_empty() {
            reading.warn(codes::MAP_TITLE_MISSING, "/title", "the component has no name and is left out");
            return;
        }
        let description = description(json, &title, reading);
        match codes_of::component(json.get("componentType"), reading) {
            codes_of::Component::Exam => {
                let scheme = rules::texts(json.get("gradingScheme"), TextKind::Title, reading, "/gradingScheme", None);
                let has_scheme = !scheme.is_empty();
                let scheme = GradingScheme { title: scheme, ..GradingScheme::default() };
                let grading_scheme = has_scheme.then_some(scheme);
                made.proven_by.push(Assessment { title, description, grading_scheme, ..Assessment::default() });
            }
            codes_of::Component::Activity(concept) => {
                let types = concept.map(str::to_owned).into_iter().collect();
                activities.push(LearningActivity { title, description, types, ..LearningActivity::default() });
            }
        }
    };
    let learned = reading.mapper.context.components.get(id).map(Vec::as_slice).unwrap_or_default();
    for (index, part) in record.parts.iter().filter(|part| part.kind == RecordKind::Component).enumerate() {
        reading.set_base(format_args!("/components/{index}"));
        if let Some(json) = reading.json(&part.body, "component") {
            read(index, &json, reading);
        }
    }
    for (index, json) in learned.iter().enumerate() {
        read(index, json, reading);
    }
    reading.set_base("");
    reading.default = default;
    let title = in_english("Learning activities");
    (!activities.is_empty()).then(|| LearningActivity { title, parts: activities, ..LearningActivity::default() })
}

/// Without a teaching language: those of the offerings, or, if that is wanted, that of the record.
fn fill_languages(json: &Json<'_>, made: &mut LearningOpportunitySpecification, reading: &mut Reading<'_, '_>) {
    if !made.languages.is_empty() {
        return;
    }
    for language in made.instances.iter().flat_map(|instance| &instance.languages) {
        if !made.languages.contains(language) {
            made.languages.push(language.clone());
        }
    }
    if made.languages.is_empty() && reading.settings().language_from_record {
        made.languages = rules::languages(json.get("recordLanguage"), reading, "/recordLanguage");
        if !made.languages.is_empty() {
            let message = "no teaching language is known; that of the record is taken";
            reading.warn(codes::MAP_LANGUAGE, "/recordLanguage", message);
            for instance in &mut made.instances {
                instance.languages.clone_from(&made.languages);
            }
        }
    }
}

/// Countries of the European Higher Education Area but the United Kingdom, where a number of credits means ECTS.
fn counts_in_ects(country: Option<ql_core::Country>) -> bool {
    is_one_of(
        country,
        &[
            "AD", "AL", "AM", "AT", "AZ", "BA", "BE", "BG", "BY", "CH", "CY", "CZ", "DE", "DK", "EE", "ES", "FI", "FR",
            "GE", "GR", "HR", "HU", "IE", "IS", "IT", "KZ", "LI", "LT", "LU", "LV", "MD", "ME", "MK", "MT", "NL", "NO",
            "PL", "PT", "RO", "RS", "RU", "SE", "SI", "SK", "SM", "TR", "UA", "VA",
        ],
    )
}

fn category(made: &mut LearningOpportunitySpecification, text: impl Into<String>) {
    let text = text.into();
    if !made.categories.iter().any(|(_, known)| known == text) {
        made.categories.push(english(), text);
    }
}

fn homepage(url: String) -> WebResource {
    WebResource::new(url)
}
