//! From the types of the crates to plain values, where one is made of the other field by field.

use std::collections::HashMap;

use ql_core as core;
use ql_core::MultilingualText;
use ql_elm as elm;

use super::{
    ChangeSet, Completeness, CourseCompleteness, Diagnostic, ElementCount, ElmNamespace, RdfFormat, RuleCount,
    Severity, ValidationReport, ValidationResult,
};

/// A number of things as a number that every language has.
pub(super) fn count(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}

/// Milliseconds.
#[cfg(feature = "harvest")]
pub(super) fn milliseconds(duration: std::time::Duration) -> f64 {
    duration.as_secs_f64() * 1000.0
}

/// Texts by language; of several in one language the first.
pub(super) fn texts(text: &MultilingualText) -> HashMap<String, String> {
    let mut texts = HashMap::new();
    for (language, text) in text.iter() {
        texts.entry(language.as_str().to_owned()).or_insert_with(|| text.to_owned());
    }
    texts
}

impl From<&core::Diagnostic> for Diagnostic {
    fn from(diagnostic: &core::Diagnostic) -> Self {
        let text = |text: Option<&str>| text.map(str::to_owned);
        Self {
            code: diagnostic.code().to_string(),
            severity: match diagnostic.severity() {
                core::Severity::Info => Severity::Info,
                core::Severity::Warning => Severity::Warning,
                core::Severity::Error => Severity::Error,
                _ => Severity::Fatal,
            },
            message: diagnostic.message().into(),
            source: text(diagnostic.source()),
            item: text(diagnostic.item()),
            pointer: text(diagnostic.pointer()),
            line: diagnostic.position().map(|position| position.line),
            column: diagnostic.position().map(|position| position.column),
            hint: text(diagnostic.hint()),
        }
    }
}

pub(super) fn diagnostics<'d>(list: impl IntoIterator<Item = &'d core::Diagnostic>) -> Vec<Diagnostic> {
    list.into_iter().map(Diagnostic::from).collect()
}

impl From<RdfFormat> for elm::RdfFormat {
    fn from(format: RdfFormat) -> Self {
        match format {
            RdfFormat::Turtle => Self::Turtle,
            RdfFormat::NTriples => Self::NTriples,
            RdfFormat::RdfXml => Self::RdfXml,
            RdfFormat::JsonLd => Self::JsonLd,
            RdfFormat::NQuads => Self::NQuads,
        }
    }
}

impl From<ElmNamespace> for elm::ElmNamespace {
    fn from(namespace: ElmNamespace) -> Self {
        match namespace {
            ElmNamespace::V33 => Self::V3_3,
            ElmNamespace::V32 => Self::V3_2,
        }
    }
}

impl From<elm::CatalogueDiff> for ChangeSet {
    fn from(diff: elm::CatalogueDiff) -> Self {
        let elm::CatalogueDiff { added, changed, removed, unchanged, .. } = diff;
        Self { added, changed, removed, unchanged }
    }
}

impl From<&elm::ValidationReport> for ValidationReport {
    fn from(report: &elm::ValidationReport) -> Self {
        Self {
            conforms: report.conforms(),
            courses: count(report.courses()),
            violations: count(report.count(elm::ResultSeverity::Violation)),
            warnings: count(report.count(elm::ResultSeverity::Warning)),
            results: report.results().iter().map(ValidationResult::from).collect(),
            rules: report.by_rule().into_iter().map(RuleCount::from).collect(),
        }
    }
}

impl From<&elm::ValidationResult> for ValidationResult {
    fn from(result: &elm::ValidationResult) -> Self {
        let elm::ValidationResult { focus, path, value, rule, course, place, message, hint, .. } = result.clone();
        let (component, severity) = (result.component.name().into(), result.severity.name().to_ascii_lowercase());
        Self { focus, path, value, component, severity, rule, course, place, message, hint }
    }
}

impl From<elm::RuleCount> for RuleCount {
    fn from(rule: elm::RuleCount) -> Self {
        let (results, courses) = (count(rule.results), count(rule.courses));
        let severity = rule.severity.name().to_ascii_lowercase();
        let elm::RuleCount { rule, example, example_course, hint, .. } = rule;
        Self { rule, severity, results, courses, example, example_course, hint }
    }
}

impl From<&elm::Completeness> for Completeness {
    fn from(completeness: &elm::Completeness) -> Self {
        let element = |name: &str, label: &str, courses: usize| ElementCount {
            name: name.into(),
            label: label.into(),
            courses: count(courses),
        };
        let of_course = |course: &elm::CourseCompleteness| CourseCompleteness {
            course: course.course.clone(),
            title: course.title.clone(),
            missing: course.missing.iter().map(|element| element.name().into()).collect(),
            missing_council: course.missing_council.iter().map(|element| element.name().into()).collect(),
            micro_credential_ready: course.is_micro_credential_ready(),
        };
        let required = elm::RequiredElement::ALL.iter();
        let council = elm::CouncilElement::ALL.iter();
        Self {
            courses: count(completeness.courses.len()),
            complete: count(completeness.complete()),
            micro_credential_ready: count(completeness.micro_credential_ready()),
            share: completeness.share(),
            required: required.map(|one| element(one.name(), one.label(), completeness.count(*one))).collect(),
            council: council.map(|one| element(one.name(), one.label(), completeness.council_count(*one))).collect(),
            results: completeness.courses.iter().map(of_course).collect(),
        }
    }
}
