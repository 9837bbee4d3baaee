//! Components of a course: what learners do, and how they are tested (section 3.4.8).

use ql_core::{Record, RecordKind};

use super::super::concept::{self, Coded};
use super::super::json::Json;
use super::super::parts;
use super::super::reading::{Reading, in_english};
use super::super::rules::{self, TextKind};
use super::consumers::Consumers;
use super::{Inherited, what};
use crate::map::context::Kind;
use crate::{Assessment, GradingScheme, LearningActivity, LearningOpportunitySpecification, codes};

/// Maps the components among the parts: tests become assessments, the others are returned.
pub(super) fn components(
    record: &Record,
    id: &str,
    made: &mut LearningOpportunitySpecification,
    reading: &mut Reading<'_, '_>,
) -> Vec<LearningActivity> {
    let mut activities = Vec::new();
    let learned = reading.mapper.context.components.get(id).map(Vec::as_slice).unwrap_or_default();
    let own = record.parts.iter().filter(|part| part.kind == RecordKind::Component);
    for (index, part) in own.enumerate() {
        reading.set_base(format_args!("/components/{index}"));
        if let Some(json) = reading.json(&part.body, "component") {
            component(&json, made, &mut activities, reading);
        }
    }
    for (index, json) in learned.iter().enumerate() {
        reading.set_base(format_args!("/components/{index}"));
        component(json, made, &mut activities, reading);
    }
    reading.set_base("");
    made.additional_notes.extend(parts::notes(reading.take_unmapped()));
    activities
}

fn component(
    json: &Json<'_>,
    made: &mut LearningOpportunitySpecification,
    activities: &mut Vec<LearningActivity>,
    reading: &mut Reading<'_, '_>,
) {
    let before = reading.default.clone();
    reading.default = rules::first_language(json.get("name")).unwrap_or_else(|| before.clone());
    let text = |name: &str, kind, reading: &mut Reading<'_, '_>| {
        rules::texts(json.get(name), kind, reading, &format!("/{name}"), None)
    };
    let title = text("name", TextKind::Title, reading);
    let mut description = text("description", TextKind::Body, reading);
    let kind = json.get("componentType");
    let test = kind.text().and_then(concept::test_type);
    if title.is_empty() {
        let message = format!("the component of the {} has no name and is left out", what(Kind::Course));
        reading.warn(codes::MAP_TITLE_MISSING, "/name", message);
    } else if let Some((concept, mode)) = test {
        if description.is_empty() {
            description = text("assessment", TextKind::Body, reading);
        }
        let scale = super::result_scale(json, reading);
        made.proven_by.push(Assessment {
            title,
            description,
            types: concept.map(str::to_owned).into_iter().collect(),
            modes: mode.map(str::to_owned).into_iter().collect(),
            grading_scheme: scale.map(|scale| GradingScheme { title: in_english(scale), ..GradingScheme::default() }),
            ..Assessment::default()
        });
    } else {
        let mut types = Vec::new();
        match kind.text().map(|kind| (concept::folded(kind), concept::activity_type(kind))) {
            Some((_, Coded::Concept(concept))) => types.push(concept.to_owned()),
            Some((name, Coded::Nothing)) => {
                let is_internship = title
                    .iter()
                    .any(|(_, name)| ["internship", "stage"].iter().any(|word| name.to_lowercase().contains(word)));
                types.extend((name == "external" && is_internship).then(|| concept::INTERNSHIP_ACTIVITY.to_owned()));
            }
            Some((_, Coded::Unknown)) => {
                reading.unmapped(codes::MAP_TYPE, "/componentType", "unknown type of component", kind);
            }
            None => {}
        }
        let volume_of_learning = rules::duration(json.get("duration"), reading, "/duration");
        activities.push(LearningActivity {
            title,
            description,
            types,
            volume_of_learning,
            ..LearningActivity::default()
        });
    }
    reading.default = before;
}

/// One node for everything that is known of what learners do.
pub(super) fn activity(
    components: Vec<LearningActivity>,
    inherited: &Inherited,
    consumers: &Consumers<'_>,
    reading: &Reading<'_, '_>,
) -> Option<LearningActivity> {
    let lines: Vec<String> =
        consumers.activities().items().iter().filter_map(Json::text).filter_map(rules::line).collect();
    let mut words = ql_core::MultilingualText::default();
    if !lines.is_empty() {
        words.push(
            reading.default.clone(),
            lines.join(
                "
",
            ),
        );
    }
    if components.is_empty() && inherited.contact_hours.is_none() && words.is_empty() {
        return None;
    }
    Some(LearningActivity {
        title: in_english("Learning activities"),
        description: words,
        contact_hours: inherited.contact_hours.clone(),
        parts: components,
        ..LearningActivity::default()
    })
}
