//! Instances of version 2 (section 4.6).

use ql_core::{LanguageTag, MultilingualText, Record};
use ql_ident::SubjectMinter;

use super::super::json::Json;
use super::super::parts;
use super::super::reading::{Reading, in_english};
use super::super::rules::{self, DayEnd};
use super::super::{OfferingSubjects, check_period};
use super::{ATTRIBUTES, ID_NAME, Restriction, code_list, ects, grading, labels, title_of};
use crate::{
    Assessment, Identifier, LearnerGroup, LearnerGroupConditions, LearningActivity, LearningOpportunityInstance,
    LearningOpportunitySpecification, Vocabulary, codes,
};

/// Maps the instances among the parts of a course's record.
pub(super) fn instances(
    record: &Record,
    course_id: &str,
    minter: &SubjectMinter,
    made: &mut LearningOpportunitySpecification,
    activity: Option<&LearningActivity>,
    restriction: Restriction,
    reading: &mut Reading<'_, '_>,
) {
    let mut schemes = Vec::new();
    let mut subjects = OfferingSubjects::new(minter, &made.subject);
    for (index, part) in super::super::offerings(record, reading) {
        let base = format!("/offerings/{index}");
        reading.set_base(&base);
        let Some(json) = reading.json(&part.body, "instance") else { continue };
        let course = json.get("relationships").get("course").get("data").get("id");
        if let Some(other) = course.text().filter(|other| *other != course_id) {
            let message = format!("the instance is one of `{}` and is left out here", ql_core::excerpt(other));
            reading.warn(codes::MAP_REFERENCE, "/relationships/course", message);
            continue;
        }
        let Some((id, subject)) = subjects.mint(json.get("id"), "id", reading) else { continue };
        let mut instance = LearningOpportunityInstance { subject, ..LearningOpportunityInstance::default() };
        instance.identifiers.extend(rules::code(id).map(|id| Identifier::new(id, Some(ID_NAME.into()))));
        reading.set_base(format_args!("{base}{ATTRIBUTES}"));
        fill(json.get("attributes"), made, activity, restriction, &mut instance, reading);
        schemes.extend(grading::scheme(json.get("attributes"), index, instance.start.clone(), reading));
        instance.additional_notes.extend(parts::notes(reading.take_unmapped()));
        made.instances.push(instance);
    }
    made.grading_scheme = grading::one(schemes, reading);
    reading.set_base("");
}

fn fill(
    attributes: &Json<'_>,
    made: &mut LearningOpportunitySpecification,
    activity: Option<&LearningActivity>,
    restriction: Restriction,
    instance: &mut LearningOpportunityInstance,
    reading: &mut Reading<'_, '_>,
) {
    instance.provided_by.clone_from(&made.publishers);
    let term = attributes.get("academicTermId").text().and_then(rules::code);
    instance.start = rules::date_time(attributes.get("startDate"), DayEnd::Start, reading, "/startDate");
    instance.end = rules::date_time(attributes.get("endDate"), DayEnd::End, reading, "/endDate");
    check_period(instance, "/endDate", reading);
    if let Some(term) = term {
        if let Some(start) = instance.start.as_ref().filter(|start| lies_outside(&start[..10], &term)) {
            let message = format!("the term `{}` and the start `{}` disagree", ql_core::excerpt(&term), &start[..10]);
            reading.info(codes::MAP_DATE, "/startDate", message);
        }
        instance.period_label = MultilingualText::single(LanguageTag::undetermined(), term);
    }
    instance.languages = super::languages(attributes, reading);
    if instance.languages.is_empty() {
        instance.languages.clone_from(&made.languages);
    }
    instance.modes = code_list(attributes, "elmModeOfLearning", Vocabulary::Modes, reading);
    if instance.modes.is_empty() {
        instance.modes.clone_from(&made.modes);
    }
    instance.types = code_list(attributes, "elmLearningOpportunityType", Vocabulary::LearningOpportunityTypes, reading);
    instance.learning_activity = own_activity(attributes, activity, reading);
    assessments(attributes, made, reading);
    if let Some(own) = ects(attributes.get("ects"), reading)
        && made.credit_points.first() != Some(&own)
    {
        let message = format!("the instance has {} ECTS, the course another number", own.points);
        reading.warn(codes::MAP_CREDITS, "/ects", message);
        instance.additional_notes.push(in_english(format!("{} ECTS in this instance", own.points)).into());
    }
    instance.learner_group_conditions.extend(conditions(restriction, reading));
    instance.modified = rules::date_time(attributes.get("lastModified"), DayEnd::Start, reading, "/lastModified");
}

/// Whether a start (`YYYY-MM-DD`) is no day of the academic year of a term (`2025/2026-1/2`).
fn lies_outside(start: &str, term: &str) -> bool {
    let year = |text: Option<&str>| text.and_then(|text| text.get(..4)?.parse::<u32>().ok());
    let (first, last) = (year(Some(term)), year(term.split_once('/').map(|(_, rest)| rest)));
    let (Some(first), Some(last)) = (first, last) else { return false };
    // Where the academic year is a calendar year, both are the same.
    let earliest = if first == last { format!("{first:04}-01-01") } else { format!("{first:04}-08-01") };
    *start < *earliest || *start > *format!("{last:04}-12-31")
}

/// What learners do: the instance's own, with the hours; else that of the course.
fn own_activity(
    attributes: &Json<'_>,
    activity: Option<&LearningActivity>,
    reading: &mut Reading<'_, '_>,
) -> Option<LearningActivity> {
    let types = code_list(attributes, "elmLearningActivityType", Vocabulary::LearningActivityTypes, reading);
    let hours = attributes.get("engagementHours");
    let volume = match rules::decimal(hours).filter(|hours| !hours.starts_with('-')) {
        Some(hours) => rules::hours(&hours),
        None if hours.is_absent() => None,
        None => {
            reading.unmapped(codes::MAP_NUMBER, "/engagementHours", "not a number of hours", hours);
            None
        }
    };
    if types.is_empty() {
        let mut inherited = activity.cloned();
        if volume.is_some() {
            let plain = || LearningActivity { title: in_english("Learning activities"), ..LearningActivity::default() };
            inherited.get_or_insert_with(plain).volume_of_learning = volume;
        }
        return inherited;
    }
    let title = title_of(&MultilingualText::default(), labels(&types, "Learning activities"));
    Some(LearningActivity { title, types, volume_of_learning: volume, ..LearningActivity::default() })
}

/// Kinds of assessment are a matter of the specification.
fn assessments(attributes: &Json<'_>, made: &mut LearningOpportunitySpecification, reading: &mut Reading<'_, '_>) {
    let types = code_list(attributes, "elmAssessmentType", Vocabulary::AssessmentTypes, reading);
    if types.is_empty() {
        return;
    }
    match made.proven_by.first_mut() {
        Some(assessment) => {
            let by_labels = assessment.description.is_empty();
            for concept in types {
                if !assessment.types.contains(&concept) {
                    assessment.types.push(concept);
                }
            }
            if by_labels {
                assessment.title = title_of(&MultilingualText::default(), labels(&assessment.types, "Assessment"));
            }
        }
        None => {
            let title = title_of(&MultilingualText::default(), labels(&types, "Assessment"));
            made.proven_by.push(Assessment { title, types, ..Assessment::default() });
        }
    }
}

/// Who may enrol.
fn conditions(restriction: Restriction, reading: &Reading<'_, '_>) -> Option<LearnerGroupConditions> {
    let mapper = reading.mapper;
    let group = match restriction {
        Restriction::None => return None,
        Restriction::Local => {
            LearnerGroup { students_of: mapper.provider.clone().into_iter().collect(), ..LearnerGroup::default() }
        }
        Restriction::Alliance if mapper.alliances.is_empty() => {
            LearnerGroup { title: in_english("Students of the alliance's institutions"), ..LearnerGroup::default() }
        }
        Restriction::Alliance => {
            let students_of = mapper.alliances.iter().cloned().chain(mapper.provider.clone()).collect();
            LearnerGroup { students_of, ..LearnerGroup::default() }
        }
    };
    Some(LearnerGroupConditions { groups: vec![group], ..LearnerGroupConditions::default() })
}

/// One instance per term of an academic year, for those who need instances.
pub(super) fn of_terms(
    year: u16,
    terms: &[(u32, u32)],
    minter: &SubjectMinter,
    made: &mut LearningOpportunitySpecification,
) {
    for (term, all) in terms {
        let Ok(subject) = minter.offering(&made.subject, &format!("{year}-{term}-{all}")) else { continue };
        made.instances.push(LearningOpportunityInstance {
            subject,
            provided_by: made.publishers.clone(),
            languages: made.languages.clone(),
            modes: made.modes.clone(),
            period_label: MultilingualText::single(LanguageTag::undetermined(), format!("{year}-{term}/{all}")),
            ..LearningOpportunityInstance::default()
        });
    }
}
