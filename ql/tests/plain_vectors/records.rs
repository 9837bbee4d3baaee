//! Records of APIs.

use std::collections::BTreeSet;

use quality_link::plain::{
    Catalogue, Diagnostic, ErrorReport, LinkForm, MapOptions, Minting, PartTime, Provider, RecordInput, RecordPart,
    SubjectScheme, UnresolvedOrganisation, map_records,
};
use serde_json::{Value, json};

use super::files::{Case, assert_members, optional, text_of};
use super::graphs::{difference, expected_lines, graph_of};

const DOUBLE: &str = "^^<http://www.w3.org/2001/XMLSchema#double>";
const STRING: &str = "^^<http://www.w3.org/2001/XMLSchema#string>";
const POINT: &str = " <http://data.europa.eu/snb/model/ontology/point> ";

/// What the records of a case are mapped to.
pub(crate) fn mapped(case: &Case) -> Result<Catalogue, String> {
    let mapped = match case.op.as_str() {
        "map_ooapi5_course" => course(case.input()),
        "map_records" => records(case.input()),
        other => panic!("unknown op `{other}`"),
    };
    mapped.map_err(|error| format!("  {}: {error}", error.code))
}

pub(crate) fn check(case: &Case) -> Result<(), String> {
    let (input, expected) = (case.input(), case.expected());
    let mapped = mapped(case)?;
    let lines: Vec<String> = expected_lines(expected).map(|line| with_doubles(line, input)).collect();
    let mut problems = difference(&graph_of(lines.iter().map(String::as_str)), &mapped);
    let findings: Value = mapped.diagnostics().iter().map(finding).collect();
    if case.op == "map_ooapi5_course" {
        if findings != expected["diagnostics"] {
            problems += &format!("  {findings} instead of {}\n", expected["diagnostics"]);
        }
    } else {
        let (expected, actual) = (as_set(&expected["diagnostics"]), as_set(&findings));
        problems.extend(expected.difference(&actual).map(|finding| format!("  - {finding}\n")));
        problems.extend(actual.difference(&expected).map(|finding| format!("  + {finding}\n")));
    }
    if problems.is_empty() { Ok(()) } else { Err(format!("  in: {input}\n{problems}")) }
}

fn finding(finding: &Diagnostic) -> Value {
    json!({
        "code": finding.code,
        "severity": finding.severity.as_str(),
        "item": finding.item,
        "pointer": finding.pointer,
    })
}

/// Records of a list say the same more than once, in an order that is of no meaning; an empty pointer is none.
fn as_set(findings: &Value) -> BTreeSet<String> {
    let shown = findings.as_array().expect("the findings").iter().map(|finding| {
        assert_members(finding, &["code", "severity", "item", "pointer"]);
        let pointer = finding["pointer"].as_str().filter(|pointer| !pointer.is_empty());
        let (code, severity, item) = (&finding["code"], &finding["severity"], &finding["item"]);
        json!({ "code": code, "severity": severity, "item": item, "pointer": pointer }).to_string()
    });
    shown.collect()
}

/// Credits as texts are a setting of the RDF writer that the plain interface does not have: here they are numbers.
fn with_doubles(line: &str, input: &Value) -> String {
    if input["settings"]["points"] == "string" && line.contains(POINT) {
        let statement = line.strip_suffix(" .").expect("a statement");
        return statement.strip_suffix(STRING).unwrap_or(statement).to_owned() + DOUBLE + " .";
    }
    line.to_owned()
}

/// Any JSON value, or the text of a document that is broken or can't be written as a value.
fn body(value: &Value) -> String {
    value["raw"].as_str().map_or_else(|| value.to_string(), str::to_owned)
}

fn minting(given: &Value) -> Minting {
    let scheme = given["scheme"].as_str().map_or(SubjectScheme::Urn, |name| name.parse().expect("a scheme"));
    let schac = optional(given, "schac");
    Minting { scheme, schac, base: optional(given, "base"), provider: optional(given, "provider_id") }
}

fn course(input: &Value) -> Result<Catalogue, ErrorReport> {
    assert_members(input, &["course", "offerings", "scheme", "schac", "base", "provider_id", "provider", "today"]);
    let offerings = input["offerings"].as_array().into_iter().flatten();
    let part = |offering: &Value| RecordPart { kind: "offering".into(), body: body(offering) };
    let record =
        RecordInput { kind: "course".into(), body: body(&input["course"]), parts: offerings.map(part).collect() };
    let options = MapOptions {
        minting: Some(minting(input)),
        publisher: optional(input, "provider"),
        today: optional(input, "today"),
        // That a value is kept as a note has cases of its own among the formats.
        unmapped_notes: Some(false),
        ..MapOptions::default()
    };
    map_records("ooapi", Some(5), &[record], &[], &options)
}

fn record(value: &Value) -> RecordInput {
    assert_members(value, &["kind", "body", "parts"]);
    let part = |part: &Value| RecordPart { kind: text_of(part, "kind").into(), body: body(&part["body"]) };
    RecordInput {
        kind: text_of(value, "kind").into(),
        body: body(&value["body"]),
        parts: value["parts"].as_array().into_iter().flatten().map(part).collect(),
    }
}

fn records(input: &Value) -> Result<Catalogue, ErrorReport> {
    assert_members(input, &["format", "version", "settings", "context", "records"]);
    let source_type = match text_of(input, "format") {
        "eduapi" => "edu-api",
        other => other,
    };
    let list = |name: &str| -> Vec<RecordInput> { input[name].as_array().into_iter().flatten().map(record).collect() };
    map_records(
        source_type,
        number(&input["version"]),
        &list("records"),
        &list("context"),
        &options(&input["settings"]),
    )
}

fn number(value: &Value) -> Option<u32> {
    value.as_u64().map(|number| u32::try_from(number).expect("a number of 32 bits"))
}

fn options(given: &Value) -> MapOptions {
    if !given.is_null() {
        assert_members(
            given,
            &[
                "scheme",
                "schac",
                "base",
                "provider_id",
                "provider",
                "country",
                "today",
                "default_language",
                "regions",
                "links",
                "inherit_level",
                "split_outcomes",
                "partial_qualification",
                "part_time",
                "national_credits",
                "plain_numbers_are_ects",
                "language_from_record",
                "flatten_groups",
                "unresolved_organisation",
                "synthesise_instances",
                "unmapped_notes",
                "max_title",
                "max_text",
                "time_zone",
                "offerings_since",
                "pace",
                "points",
            ],
        );
    }
    let flag = |name: &str| given[name].as_bool();
    let or = |name: &str, default: &str| Some(given[name].as_str().unwrap_or(default).to_owned());
    let mut minting = minting(given);
    minting.schac = or("schac", "example.edu");
    let pace = given["pace"].as_array();
    MapOptions {
        provider: Some(Provider { country: optional(given, "country"), ..Provider::default() }),
        minting: Some(minting),
        publisher: or("provider", "https://data.deqar.eu/institution/9001"),
        today: or("today", "2026-11-25"),
        default_language: optional(given, "default_language"),
        keep_regions: given["regions"].as_str().map(|regions| regions == "full"),
        max_title: number(&given["max_title"]),
        max_text: number(&given["max_text"]),
        time_zone: optional(given, "time_zone"),
        links: given["links"].as_str().map(|form| form.parse::<LinkForm>().expect("a form of links")),
        inherit_level: flag("inherit_level"),
        split_outcomes: flag("split_outcomes"),
        partial_qualification: flag("partial_qualification"),
        part_time: given["part_time"].as_str().map(|meaning| meaning.parse::<PartTime>().expect("a meaning")),
        national_credits: flag("national_credits"),
        plain_credits: flag("plain_numbers_are_ects"),
        offerings_since: optional(given, "offerings_since"),
        language_from_record: flag("language_from_record"),
        flatten_groups: flag("flatten_groups"),
        pace_intensive: pace.and_then(|pace| number(&pace[0])),
        pace_full: pace.and_then(|pace| number(&pace[1])),
        unresolved_organisation: given["unresolved_organisation"]
            .as_str()
            .map(|what| what.parse::<UnresolvedOrganisation>().expect("what stands for it")),
        instances_of_year: number(&given["synthesise_instances"]),
        // Most cases are about what is mapped; that a value is kept as a note has cases of its own.
        unmapped_notes: Some(flag("unmapped_notes").unwrap_or(false)),
        ..MapOptions::default()
    }
}
