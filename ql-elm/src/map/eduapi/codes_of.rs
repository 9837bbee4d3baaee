//! The extensible enumerations of Edu-API as concepts (section 3.4).

use super::super::concept::{self, Level};
use super::super::context::Kind;
use super::super::json::Json;
use super::super::reading::Reading;
use super::super::rules;
use super::extensions::Extensions;
use super::{category, ids_of};
use crate::{LearningOpportunitySpecification, codes};

/// A value without `ext:`, comparable; and whether it had that.
fn folded(value: &str) -> (String, bool) {
    let value = value.trim();
    let (rest, is_extension) = match value.get(..4) {
        Some(prefix) if prefix.eq_ignore_ascii_case("ext:") => (&value[4..], true),
        _ => (value, false),
    };
    // `independentStudy`, `independent_study` and `Independent Study` are one.
    (concept::folded(&rest.replace('.', " ")).replace(' ', ""), is_extension)
}

/// Whether a collection only groups others (decision E11).
pub(super) fn is_group(value: &Json<'_>) -> bool {
    let kind = value.text().map(|text| folded(text).0);
    kind.is_some_and(|kind| {
        ["requiredcollection", "electivecollection", "generaleducation", "capstonecollection"].contains(&kind.as_str())
    })
}

/// Section 3.4.1, and whether it is part of a bigger qualification (decision E10).
pub(super) fn types(
    json: &Json<'_>,
    kind: Kind,
    field: &str,
    made: &mut LearningOpportunitySpecification,
    reading: &mut Reading<'_, '_>,
) {
    let value = json.get(field);
    let text = value.text();
    let folded = text.map(folded);
    let name = folded.as_ref().map_or("", |(name, _)| name.as_str());
    let (types, shown): (&[&str], &str) = match (kind, name) {
        (Kind::Course, "standard") => (&[concept::COURSE], ""),
        (Kind::Course, "honors" | "honours") => (&[concept::COURSE], "honours course"),
        (Kind::Course, "research") => (&[concept::COURSE], "research course"),
        (Kind::Course, "independentstudy") => (&[concept::COURSE], "independent study"),
        (Kind::Course, "practicum") => (&[concept::COURSE], "practicum"),
        (Kind::Course, "capstone") => (&[concept::COURSE], "capstone course"),
        (Kind::Course, "clinical") => (&[concept::COURSE], "clinical course"),
        (Kind::Course, "correspondence") => (&[concept::COURSE], "correspondence course"),
        (Kind::Course, "fieldexperience") => (&[concept::COURSE], "field experience"),
        (Kind::Course, "seminar") => (&[concept::COURSE], "seminar"),
        (Kind::Course, "internship") => (&[concept::INTERNSHIP], ""),
        (Kind::Course, "thesis") => (&[concept::THESIS], ""),
        (Kind::Course, "studyabroad") => (&[concept::COURSE, concept::STUDY_VISIT], "study abroad"),
        (Kind::Programme, "program" | "programme") => (&[concept::PROGRAMME], ""),
        (Kind::Programme, "generaleducation") => (&[concept::MODULE], "general education"),
        (Kind::Programme, "requiredcollection") => (&[concept::MODULE], "required courses"),
        (Kind::Programme, "electivecollection") => (&[concept::MODULE], "elective courses"),
        (Kind::Programme, "capstonecollection") => (&[concept::MODULE], "capstone"),
        (Kind::Programme, "majorcollection") => (&[concept::MODULE], "major"),
        (Kind::Programme, "minorcollection") => (&[concept::MODULE], "minor"),
        (Kind::Programme, "programspecialization" | "programspecialisation") => (&[concept::MODULE], "specialisation"),
        (Kind::Programme, "nondegreecollection") => (&[concept::SHORT_PROGRAMME], "non-degree"),
        _ => (&[], ""),
    };
    let mut types = types.to_vec();
    let mut shown = shown.to_owned();
    if types.is_empty() {
        let is_extension = folded.as_ref().is_some_and(|(_, is_extension)| *is_extension);
        let by_words = if !is_extension {
            None
        } else if name.contains("mooc") {
            Some(concept::MOOC)
        } else if name.contains("microcredential") {
            Some(concept::SHORT_PROGRAMME)
        } else if name.contains("class") {
            Some(concept::CLASS)
        } else {
            None
        };
        if let Some(text) = text {
            text.trim().get(4..).filter(|_| is_extension).unwrap_or(text.trim()).clone_into(&mut shown);
            if by_words.is_none() {
                let message = format!("unknown type: `{}`", ql_core::excerpt(text));
                reading.info(codes::MAP_TYPE, &format!("/{field}"), message);
            }
        }
        types.push(by_words.unwrap_or(if kind == Kind::Course { concept::COURSE } else { concept::MODULE }));
    }
    made.types = types.into_iter().map(str::to_owned).collect();
    if let Some(shown) = rules::code(&shown) {
        category(made, shown);
    }
    if kind == Kind::Programme && reading.settings().partial_qualification {
        let has_parent = !ids_of(json.get("parent")).is_empty();
        made.is_partial_qualification = match name {
            _ if has_parent => Some(true),
            "program" | "programme" => Some(false),
            "majorcollection" | "minorcollection" | "programspecialization" | "programspecialisation" => Some(true),
            _ => None,
        };
    }
}

/// Section 3.4.2: what an extension says wins.
pub(super) fn level(json: &Json<'_>, extensions: &Extensions<'_>, reading: &mut Reading<'_, '_>) -> Option<Level> {
    let plain = |eqf| Some(Level { eqf, is_4_plus: false });
    let mut found = None;
    for text in rules::coded_texts(json.get("level"), codes::MAP_LEVEL, reading, "/level") {
        let (name, is_extension) = folded(text.text);
        let level = match name.as_str() {
            "undergraduate" | "bachelor" | "ba" | "bsc" | "firstcycle" => 6,
            "graduate" | "master" | "ma" | "msc" | "postgraduate" | "secondcycle" => 7,
            "doctoral" | "phd" | "doctorate" | "thirdcycle" => 8,
            "shortcycle" | "associate" | "foundation" => 5,
            other => {
                let number = other.strip_prefix("eqf").or_else(|| other.strip_prefix("level"));
                number.and_then(|number| number.parse::<u8>().ok()).filter(|level| (1..=8).contains(level)).unwrap_or(0)
            }
        };
        if level == 0 {
            reading.unmapped_text(codes::MAP_LEVEL, &text.pointer("/level"), "unknown level", text.text);
            continue;
        }
        if is_extension || !["undergraduate", "graduate", "doctoral"].contains(&name.as_str()) {
            let message = format!("`{}` is read as level {level} of the EQF", ql_core::excerpt(text.text));
            reading.info(codes::MAP_LEVEL, "/level", message);
        }
        found = plain(level);
        break;
    }
    extensions.level(reading).and_then(plain).or(found)
}

/// Section 3.4.3.
pub(super) fn format(value: &Json<'_>, reading: &mut Reading<'_, '_>) -> Vec<String> {
    let mut modes: Vec<String> = Vec::new();
    for text in rules::coded_texts(value, codes::MAP_MODE, reading, "/offeringFormat") {
        let (name, _) = folded(text.text);
        let mode = match name.as_str() {
            "online" => concept::ONLINE,
            "onground" => concept::PRESENTIAL,
            "blended" => concept::BLENDED,
            "hybrid" | "hyflex" => concept::HYBRID,
            "workbased" => concept::WORK_BASED,
            "project" | "projectbased" => concept::PROJECT_BASED,
            "lab" | "labbased" | "researchlabbased" => concept::RESEARCH_LAB_BASED,
            _ => {
                let field = text.pointer("/offeringFormat");
                reading.unmapped_text(codes::MAP_MODE, &field, "unknown format", text.text);
                continue;
            }
        };
        if !modes.iter().any(|known| known == mode) {
            modes.push(mode.to_owned());
        }
    }
    modes
}

/// What a component is (section 3.4.4).
pub(super) enum Component {
    Exam,
    Activity(Option<&'static str>),
}

pub(super) fn component(value: &Json<'_>, reading: &mut Reading<'_, '_>) -> Component {
    let name = value.text().map(|text| folded(text).0);
    Component::Activity(match name.as_deref() {
        Some("exam") => return Component::Exam,
        Some("lecture" | "recitation" | "integratedlecturelab") => Some(concept::CLASSROOM),
        Some("laboratory" | "practicum") => Some(concept::LABORATORY),
        Some("seminar") => Some(concept::WORKSHOP),
        Some("research") => Some(concept::RESEARCH),
        Some("independentstudy") => Some(concept::SELF_STUDY),
        None | Some("individualizedinstruction" | "fieldexperience") => None,
        Some(_) => {
            reading.unmapped(codes::MAP_TYPE, "/componentType", "unknown type of component", value);
            None
        }
    })
}

/// Whether no credits are given; what is said otherwise counts as credits.
pub(super) fn is_non_credit(value: &Json<'_>) -> bool {
    value.text().is_some_and(|text| folded(text).0 == "noncredit")
}

/// How an offering runs in time.
pub(super) fn synchronicity(value: &Json<'_>, reading: &mut Reading<'_, '_>) -> Option<&'static str> {
    match folded(value.text()?).0.as_str() {
        "synchronous" => Some("synchronous"),
        "asynchronous" => Some("asynchronous"),
        "hybrid" => Some("partly synchronous"),
        _ => {
            reading.unmapped(codes::MAP_SCHEDULE, "/synchronicity", "unknown synchronicity", value);
            None
        }
    }
}
