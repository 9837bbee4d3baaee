//! The golden vectors of the formats (`tests/vectors/formats`): records in, canonical N-Triples and findings out.

use std::collections::{BTreeSet, HashMap};
use std::fs;
use std::path::Path;

use ql_core::{Diagnostic, Record, RecordKind, RecordPart, SourceType};
use ql_elm::{
    LinkForm, MapSettings, Mapper, PartTime, PointDatatype, RdfFormat, RdfOptions, RdfWriter, UnresolvedOrganisation,
    codes,
};
use ql_ident::{SubjectMinter, SubjectScheme};
use serde_json::{Value, json};

const FORMATS: [&str; 5] = ["ooapi5", "ooapi6", "eduapi1", "occapi1", "occapi2"];

fn text<'v>(value: &'v Value, member: &str) -> Option<&'v str> {
    value[member].as_str()
}

fn kind(name: &str) -> RecordKind {
    match name {
        "course" => RecordKind::Course,
        "programme" => RecordKind::Programme,
        "offering" => RecordKind::Offering,
        "organisation" => RecordKind::Organisation,
        "session" => RecordKind::Session,
        "learning-outcome" => RecordKind::LearningOutcome,
        "education-specification" => RecordKind::EducationSpecification,
        "component" => RecordKind::Component,
        other => panic!("unknown kind `{other}`"),
    }
}

/// The bytes of a record: any JSON value, or the text of a document that is broken or can't be written as a value.
fn body(value: &Value) -> Vec<u8> {
    let body = &value["body"];
    body["raw"].as_str().map_or_else(|| body.to_string().into(), Into::into)
}

fn record(input: &Value, value: &Value) -> Record {
    let source = match text(input, "format").expect("a format") {
        "ooapi" => SourceType::Ooapi,
        "eduapi" => SourceType::EduApi,
        "occapi" => SourceType::Occapi,
        other => panic!("unknown format `{other}`"),
    };
    let version = input["version"].as_u64().and_then(|version| u32::try_from(version).ok());
    let mut record = Record::new(source, kind(text(value, "kind").expect("a kind")), body(value)).with_version(version);
    for part in value["parts"].as_array().into_iter().flatten() {
        record = record.with_part(RecordPart::new(kind(text(part, "kind").expect("a kind")), body(part)));
    }
    record
}

fn settings(input: &Value) -> MapSettings {
    let given = &input["settings"];
    let flag = |name: &str, default: bool| given[name].as_bool().unwrap_or(default);
    let number = |name: &str| given[name].as_u64();
    let mut settings = MapSettings::new()
        .with_regions(text(given, "regions") == Some("full"))
        .with_links(match text(given, "links") {
            Some("iri") => LinkForm::Iri,
            Some("both") => LinkForm::Both,
            _ => LinkForm::Reference,
        })
        .with_part_time(match text(given, "part_time") {
            Some("intensive") => PartTime::Intensive,
            Some("none") => PartTime::None,
            _ => PartTime::Light,
        })
        .with_inherited_level(flag("inherit_level", true))
        .with_split_outcomes(flag("split_outcomes", true))
        .with_partial_qualification(flag("partial_qualification", true))
        .with_national_credits(flag("national_credits", true))
        .with_plain_credits(flag("plain_numbers_are_ects", true))
        .with_language_from_record(flag("language_from_record", false))
        .with_flat_groups(flag("flatten_groups", false))
        // Most cases are about what is mapped; that a value is kept as a note has cases of its own.
        .with_unmapped_notes(flag("unmapped_notes", false))
        .with_unresolved_organisation(match text(given, "unresolved_organisation") {
            Some("urn") => UnresolvedOrganisation::Urn,
            _ => UnresolvedOrganisation::Provider,
        })
        .with_instances_of_year(number("synthesise_instances").and_then(|year| u16::try_from(year).ok()));
    let size = |name: &str, default: u64| usize::try_from(number(name).unwrap_or(default)).expect("a length");
    settings = settings.with_text_limits(size("max_title", 1_000), size("max_text", 65_536));
    if let Some(offset) = text(given, "time_zone") {
        settings = settings.with_offset(offset);
    }
    if let Some(day) = text(given, "offerings_since") {
        settings = settings.with_offerings_since(day);
    }
    if let Some([intensive, full]) = given["pace"].as_array().map(Vec::as_slice) {
        let per_cent = |value: &Value| u32::try_from(value.as_u64().expect("per cent")).expect("per cent");
        settings = settings.with_pace(per_cent(intensive), per_cent(full));
    }
    settings
}

fn mapper(input: &Value) -> Mapper {
    let given = &input["settings"];
    let scheme = match text(given, "scheme") {
        Some("http") => SubjectScheme::Http {
            base: text(given, "base").expect("a base").to_owned(),
            provider: text(given, "provider_id").expect("a provider id").to_owned(),
        },
        _ => SubjectScheme::Urn(text(given, "schac").unwrap_or("example.edu").parse().expect("a SCHAC code")),
    };
    let mut mapper = Mapper::new(SubjectMinter::new(scheme).expect("a scheme"))
        .with_provider(text(given, "provider").unwrap_or("https://data.deqar.eu/institution/9001"))
        .with_today(text(given, "today").unwrap_or("2026-11-25"))
        .with_country(text(given, "country").map(|code| code.parse().expect("a country")))
        .with_settings(settings(input));
    if let Some(tag) = text(given, "default_language") {
        mapper = mapper.with_default_language(ql_core::LanguageTag::parse(tag).expect("a tag"));
    }
    mapper
}

/// A term, or what is said of a blank node.
fn shown(term: &str, nodes: &HashMap<String, Vec<(String, String)>>) -> String {
    match nodes.get(term).filter(|_| term.starts_with("_:")) {
        None => term.to_owned(),
        Some(about) => {
            let about: BTreeSet<String> =
                about.iter().map(|(predicate, object)| format!("{predicate} {}", shown(object, nodes))).collect();
            format!("[ {} ]", about.into_iter().collect::<Vec<_>>().join(" ; "))
        }
    }
}

/// The statements about IRIs, with what is said of blank nodes in the place of those. Since blank nodes are trees here, two graphs
/// with the same statements are isomorphic.
fn canonical(ntriples: &str) -> BTreeSet<String> {
    let mut nodes: HashMap<String, Vec<(String, String)>> = HashMap::new();
    let mut references: HashMap<String, usize> = HashMap::new();
    for line in ntriples.lines() {
        let statement = line.strip_suffix(" .").unwrap_or_else(|| panic!("no statement: {line}"));
        let mut terms = statement.splitn(3, ' ');
        let mut next = || terms.next().unwrap_or_else(|| panic!("no statement: {line}")).to_owned();
        let (subject, predicate) = (next(), next());
        // Two ways to write the same.
        let object = next().replace("^^<http://www.w3.org/2001/XMLSchema#string>", "").replace('\t', "\\t");
        if object.starts_with("_:") {
            *references.entry(object.clone()).or_default() += 1;
        }
        nodes.entry(subject).or_default().push((predicate, object));
    }
    assert!(references.values().all(|count| *count == 1), "a blank node is named twice");
    let mut statements = BTreeSet::new();
    for (subject, about) in nodes.iter().filter(|(subject, _)| !subject.starts_with("_:")) {
        for (predicate, object) in about {
            statements.insert(format!("{subject} {predicate} {}", shown(object, &nodes)));
        }
    }
    statements
}

fn findings(findings: &[Diagnostic]) -> BTreeSet<String> {
    let show = |finding: &Diagnostic| {
        json!({
            "code": finding.code().as_str(),
            "severity": finding.severity().to_string(),
            "item": finding.item(),
            "pointer": finding.pointer().filter(|pointer| !pointer.is_empty()),
        })
    };
    findings.iter().map(|finding| show(finding).to_string()).collect()
}

fn expected_findings(output: &Value) -> BTreeSet<String> {
    let list = output["diagnostics"].as_array().expect("the findings");
    let member = |finding: &Value, name: &str| finding.get(name).cloned().unwrap_or(Value::Null);
    list.iter()
        .map(|finding| {
            json!({
                "code": member(finding, "code"),
                "severity": member(finding, "severity"),
                "item": member(finding, "item"),
                "pointer": Some(member(finding, "pointer")).filter(|pointer| pointer != ""),
            })
            .to_string()
        })
        .collect()
}

/// Maps as a harvest does: what others refer to first, then courses, then programmes.
fn run(input: &Value) -> (String, Vec<Diagnostic>) {
    let mut mapper = mapper(input);
    for value in input["context"].as_array().into_iter().flatten() {
        mapper.learn(&record(input, value));
    }
    let records: Vec<Record> =
        input["records"].as_array().expect("records").iter().map(|value| record(input, value)).collect();
    for programme in records.iter().filter(|record| record.kind == RecordKind::Programme) {
        mapper.learn(programme);
    }
    let datatype = match text(&input["settings"], "points") {
        Some("string") => PointDatatype::String,
        _ => PointDatatype::Double,
    };
    let options = RdfOptions::new(RdfFormat::NTriples).with_points(datatype);
    let mut writer = RdfWriter::new(options, Vec::new()).expect("a writer");
    let mut diagnostics = Vec::new();
    let (courses, others): (Vec<&Record>, Vec<&Record>) =
        records.iter().partition(|record| record.kind == RecordKind::Course);
    for record in courses.into_iter().chain(others) {
        let mapped = mapper.map(record);
        mapper.remember(&mapped);
        mapped.write_to(&mut writer).expect("triples");
        diagnostics.extend(mapped.diagnostics);
    }
    (String::from_utf8(writer.finish().expect("a document")).expect("UTF-8"), diagnostics)
}

fn difference(expected: &BTreeSet<String>, actual: &BTreeSet<String>) -> String {
    let missing = expected.difference(actual).map(|line| format!("  - {line}\n"));
    let extra = actual.difference(expected).map(|line| format!("  + {line}\n"));
    missing.chain(extra).collect()
}

#[test]
fn golden_vectors() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/vectors/formats");
    let only = std::env::var("QL_CASE").ok();
    let mut failures = Vec::new();
    let mut cases = 0;
    for format in FORMATS {
        let path = folder.join(format!("{format}.json"));
        let file: Value = serde_json::from_slice(&fs::read(&path).expect("the vectors")).expect("JSON");
        let list = file["cases"].as_array().expect("cases");
        assert!(list.len() >= 15, "{format} has {} cases", list.len());
        for case in list {
            let id = text(case, "id").expect("an id");
            if only.as_ref().is_some_and(|only| !id.contains(only.as_str())) {
                continue;
            }
            cases += 1;
            let (ntriples, diagnostics) = run(&case["in"]);
            let lines = case["out"]["ntriples"].as_array().expect("statements").iter();
            let expected = lines.map(|line| line.as_str().expect("a statement")).collect::<Vec<_>>().join("\n");
            let statements = difference(&canonical(&expected), &canonical(&ntriples));
            let findings = difference(&expected_findings(&case["out"]), &findings(&diagnostics));
            if !statements.is_empty() || !findings.is_empty() {
                failures.push(format!("{id}\n{statements}{findings}"));
            }
        }
    }
    assert!(failures.is_empty(), "{} of {cases} cases:\n{}", failures.len(), failures.join("\n"));
}

#[test]
fn every_code_of_a_mapped_record_has_a_vector() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/vectors");
    let mut text = String::new();
    for folder in [folder.join("formats"), folder.join("map-ooapi5")] {
        for entry in fs::read_dir(folder).expect("the vectors") {
            text += &fs::read_to_string(entry.expect("a folder entry").path()).expect("a readable file");
        }
    }
    // They are about ELM files, records that are no course, a mapper that can map nothing else, and lists of thousands.
    let elsewhere = [codes::MAP_UNSUPPORTED, codes::MAP_NO_SPECIFICATION, codes::MAP_NO_MINTER, codes::MAP_LIST_CUT];
    let all = codes::ALL.iter().map(|(code, _)| *code).filter(|code| !elsewhere.contains(code));
    let of_records = all.map(ql_core::Code::as_str).filter(|code| code.starts_with("map."));
    let missing: Vec<&str> = of_records.filter(|code| !text.contains(&format!("\"{code}\""))).collect();
    assert!(missing.is_empty(), "without a vector: {missing:?}");
}
