//! What `extensions` may say beyond Edu-API (section 3.6, decision E16).

use ql_core::MultilingualText;

use super::super::concept;
use super::super::json::Json;
use super::super::parts::{self, Load};
use super::super::reading::Reading;
use super::super::rules::{self, DayEnd, TextKind};
use super::homepage;
use crate::{CreditPoint, LearningOpportunityInstance, LearningOpportunitySpecification, Note, codes};

/// Names that are looked for in `extensions`, and then in the record, in any case, with the field that they stand for.
const ALIASES: &[(&str, &str)] = &[
    ("learningoutcomes", OUTCOMES),
    ("learningoutcome", OUTCOMES),
    ("iscedf", FIELDS),
    ("isced", FIELDS),
    ("iscedcode", FIELDS),
    ("fieldsofstudy", FIELDS),
    ("ects", ECTS),
    ("ectscredits", ECTS),
    ("credits", ECTS),
    ("workload", WORKLOAD),
    ("workloadhours", WORKLOAD),
    ("hours", WORKLOAD),
    ("eqflevel", LEVEL),
    ("eqf", LEVEL),
    ("url", LINK),
    ("link", LINK),
    ("homepage", LINK),
    ("website", LINK),
    ("webpage", LINK),
    ("admissionrequirements", REQUIREMENTS),
    ("entryrequirements", REQUIREMENTS),
    ("prerequisites", REQUIREMENTS),
    ("assessment", ASSESSMENT),
    ("duration", DURATION),
    ("price", PRICE),
    ("fee", PRICE),
    ("fees", PRICE),
    ("priceinformation", PRICE),
    ("applicationdeadline", DEADLINE),
    ("enrollenddate", DEADLINE),
    ("registrationdeadline", DEADLINE),
    ("registrationurl", PORTAL),
    ("enrollmenturl", PORTAL),
];

const OUTCOMES: &str = "learningOutcomes";
const FIELDS: &str = "fieldsOfStudy";
const ECTS: &str = "ects";
const WORKLOAD: &str = "workload";
const LEVEL: &str = "levelOfQualification";
const LINK: &str = "link";
const REQUIREMENTS: &str = "admissionRequirements";
const ASSESSMENT: &str = "assessment";
const DURATION: &str = "duration";
const PRICE: &str = "priceInformation";
const DEADLINE: &str = "enrollEndDate";
const PORTAL: &str = "enrolmentUrl";

/// The values that were found, by field, with where they stand.
pub(super) struct Extensions<'j>(Vec<(&'static str, String, &'j Json<'j>)>);

impl<'j> Extensions<'j> {
    pub(super) fn of(json: &'j Json<'j>, reading: &Reading<'_, '_>) -> Self {
        let mut found: Vec<(&'static str, String, &Json<'_>)> = Vec::new();
        // What the caller says wins over names that look like it.
        for (pointer, field) in &reading.settings().extensions {
            let value = at(json, pointer);
            let known = ALIASES.iter().find(|(alias, name)| name == field || *alias == field.to_lowercase());
            if let Some((_, field)) = known.filter(|_| !value.is_absent()) {
                found.push((field, pointer.clone(), value));
            }
        }
        let extensions = json.get("extensions");
        for (place, members) in [("/extensions", extensions), ("", json)] {
            let named: Vec<(String, &str, &Json<'_>)> = members
                .members()
                .filter(|(_, value)| !value.is_absent())
                .map(|(name, value)| {
                    let last = name.rsplit([':', '.', '/']).next().unwrap_or(name).to_lowercase();
                    (last.replace(['_', '-'], ""), name, value)
                })
                .collect();
            // In the order of the table: that of members means nothing.
            for (alias, field) in ALIASES {
                let mut fitting: Vec<&(String, &str, &Json<'_>)> =
                    named.iter().filter(|(last, ..)| last == alias).collect();
                fitting.sort_by_key(|(_, name, _)| *name);
                // The record's own `credits` are read like `creditsAwarded`.
                let own_credits = |name: &str| place.is_empty() && name == "credits";
                let Some((_, name, value)) = fitting.into_iter().find(|(_, name, _)| !own_credits(name)) else {
                    continue;
                };
                if !found.iter().any(|(other, ..)| other == field) {
                    found.push((field, format!("{place}/{}", name.replace('~', "~0").replace('/', "~1")), value));
                }
            }
        }
        Self(found)
    }

    fn get(&self, field: &str) -> Option<(&str, &'j Json<'j>)> {
        self.0.iter().find(|(name, ..)| *name == field).map(|(_, pointer, value)| (pointer.as_str(), *value))
    }

    fn text(&self, field: &str, reading: &mut Reading<'_, '_>) -> MultilingualText {
        let Some((pointer, value)) = self.get(field) else { return MultilingualText::default() };
        let texts = rules::texts(value, TextKind::Body, reading, pointer, None);
        if texts.is_empty() {
            reading.unmapped(codes::MAP_EXTENSION, pointer, "not a text", value);
        }
        texts
    }

    /// The level as a number of the EQF.
    pub(super) fn level(&self, reading: &mut Reading<'_, '_>) -> Option<u8> {
        let (pointer, value) = self.get(LEVEL)?;
        match value.text().map(concept::level) {
            Some(concept::Coded::Concept(level)) if level.eqf > 0 => Some(level.eqf),
            _ => {
                reading.unmapped(codes::MAP_EXTENSION, pointer, "not a level of the EQF", value);
                None
            }
        }
    }

    /// What belongs to the specification; `load` is what the record itself says of the work.
    pub(super) fn describe(
        &self,
        made: &mut LearningOpportunitySpecification,
        load: Load,
        reading: &mut Reading<'_, '_>,
    ) {
        reading.as_code = Some(codes::MAP_EXTENSION);
        self.describe_specification(made, load, reading);
        reading.as_code = None;
    }

    fn describe_specification(
        &self,
        made: &mut LearningOpportunitySpecification,
        mut load: Load,
        reading: &mut Reading<'_, '_>,
    ) {
        if let Some((pointer, value)) = self.get(OUTCOMES) {
            let groups: Vec<(String, &Json<'_>)> = match value {
                Json::List(items) if !is_one_text(items) => {
                    items.iter().enumerate().map(|(at, item)| (format!("{pointer}/{at}"), item)).collect()
                }
                other => vec![(pointer.to_owned(), other)],
            };
            let titles: Vec<MultilingualText> =
                groups.iter().map(|(field, group)| rules::texts(group, TextKind::Body, reading, field, None)).collect();
            if titles.iter().all(MultilingualText::is_empty) {
                reading.unmapped(codes::MAP_EXTENSION, pointer, "not a list of texts", value);
            }
            parts::outcomes(titles, made, reading);
        }
        if let Some((pointer, value)) = self.get(FIELDS) {
            made.isced_f = rules::isced_f(value, reading, pointer);
        }
        if load.credits.is_empty()
            && !load.is_non_credit
            && let Some(points) = self.number(ECTS, reading)
        {
            load.credits.push(CreditPoint { framework: concept::ECTS.into(), points, ..CreditPoint::default() });
        }
        if load.volume.is_none() {
            load.volume = self.number(WORKLOAD, reading).and_then(|hours| rules::hours(&hours));
        }
        made.credit_points = load.credits;
        made.volume_of_learning = load.volume;
        made.additional_notes.extend(parts::notes(load.notes));
        if let Some((pointer, value)) = self.get(LINK) {
            made.homepages.extend(rules::url(value, reading, pointer).map(homepage));
        }
        made.entry_requirement = Note::of(self.text(REQUIREMENTS, reading));
        let assessment = self.text(ASSESSMENT, reading);
        if !assessment.is_empty() {
            made.proven_by.push(parts::assessment(assessment));
        }
    }

    fn number(&self, field: &str, reading: &mut Reading<'_, '_>) -> Option<String> {
        let (pointer, value) = self.get(field)?;
        let number = rules::decimal(value).filter(|number| !number.starts_with('-'));
        if number.is_none() {
            reading.unmapped(codes::MAP_EXTENSION, pointer, "not a number of at least 0", value);
        }
        number
    }

    /// What belongs to an instance.
    pub(super) fn describe_instance(&self, instance: &mut LearningOpportunityInstance, reading: &mut Reading<'_, '_>) {
        reading.as_code = Some(codes::MAP_EXTENSION);
        self.describe_offering(instance, reading);
        reading.as_code = None;
    }

    fn describe_offering(&self, instance: &mut LearningOpportunityInstance, reading: &mut Reading<'_, '_>) {
        if let (Some((pointer, value)), None) = (self.get(DURATION), &instance.duration) {
            instance.duration = rules::duration(value, reading, pointer);
        }
        if let (Some((pointer, value)), true) = (self.get(PRICE), instance.prices.is_empty()) {
            for (index, item) in value.items().iter().enumerate() {
                let field =
                    if matches!(value, Json::List(_)) { format!("{pointer}/{index}") } else { pointer.to_owned() };
                let price = matches!(item, Json::Object(_)).then(|| parts::price(item, &field, reading)).flatten();
                if price.is_none() {
                    reading.unmapped(codes::MAP_EXTENSION, &field, "not an amount with a currency", item);
                }
                instance.prices.extend(price);
            }
        }
        if let (Some((pointer, value)), true) = (self.get(DEADLINE), instance.application_deadlines.is_empty()) {
            instance.application_deadlines.extend(rules::date_time(value, DayEnd::End, reading, pointer));
        }
        if let (Some((pointer, value)), None) = (self.get(PORTAL), &instance.registration_portal) {
            instance.registration_portal = rules::url(value, reading, pointer);
        }
    }
}

/// Whether a list has one text in several languages.
fn is_one_text(items: &[Json<'_>]) -> bool {
    let has_language = |item: &Json<'_>| !item.any(&["recordLanguage", "language", "lang"]).1.is_absent();
    items.iter().all(|item| matches!(item, Json::Object(_)) && has_language(item))
}

/// The value at a JSON pointer.
fn at<'j>(json: &'j Json<'j>, pointer: &str) -> &'j Json<'j> {
    pointer.split('/').skip(1).fold(json, |value, step| match value {
        Json::List(items) => step.parse::<usize>().ok().and_then(|at| items.get(at)).unwrap_or(value.get("")),
        other => other.get(&step.replace("~1", "/").replace("~0", "~")),
    })
}
