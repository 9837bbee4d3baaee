//! `docs/coverage.tsv` says of every field of every format where it goes, or why it goes nowhere. What it claims is
//! checked here, and `docs/coverage.md` is made of it.

#[path = "common/openapi.rs"]
mod openapi;

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use ql_core::{Record, RecordKind, SourceType};
use ql_elm::{Mapper, RdfFormat, RdfOptions, RdfWriter};
use serde_json::Value;

use self::openapi::{Schemas, items, members};

/// The formats with their names and, of APIs, the documents that describe them.
const FORMATS: [(&str, &str, &str); 6] = [
    ("eduapi1", "Edu-API 1", "edu-api-v1.json"),
    ("elm", "European Learning Model with the QualityLink profile", ""),
    ("occapi1", "OCCAPI 1", "occapi-v1.json"),
    ("occapi2", "OCCAPI 2", "occapi-v2.json"),
    ("ooapi5", "Open Education API 5", "ooapi-v5.json"),
    ("ooapi6", "Open Education API 6", "oeapi-v6.json"),
];

const PREFIXES: [(&str, &str); 9] = [
    ("adms:", "http://www.w3.org/ns/adms#"),
    ("clv:", "http://data.europa.eu/m8g/"),
    ("dcterms:", "http://purl.org/dc/terms/"),
    ("elm:", "http://data.europa.eu/snb/model/ontology/"),
    ("foaf:", "http://xmlns.com/foaf/0.1/"),
    ("locn:", "http://www.w3.org/ns/locn#"),
    ("ql:", "http://data.quality-link.eu/ontology/v1#"),
    ("rdf:", "http://www.w3.org/1999/02/22-rdf-syntax-ns#"),
    ("skos:", "http://www.w3.org/2004/02/skos/core#"),
];

/// A prefixed name as N-Triples have it.
fn iri(name: &str) -> String {
    let found = PREFIXES.iter().find_map(|(prefix, iri)| Some(format!("<{iri}{}>", name.strip_prefix(prefix)?)));
    found.expect("a prefixed name")
}

#[derive(Debug)]
struct Row {
    format: &'static str,
    resource: &'static str,
    field: &'static str,
    target: &'static str,
    note: &'static str,
}

/// A predicate with whose property it is: that of a `LOS`, a `LOI` or, without a name, of a node that belongs to one.
type Step = (&'static str, String);

impl Row {
    /// The targets, each with every predicate on the way.
    fn targets(&self) -> Vec<Vec<Step>> {
        let target = |target: &str| {
            let (of, path) = target.split_once(' ').unwrap_or(("", target));
            let of = ["LOS", "LOI"].into_iter().find(|owner| *owner == of).unwrap_or_default();
            path.split('/').enumerate().map(|(at, name)| (if at == 0 { of } else { "" }, iri(name))).collect()
        };
        self.target.split(", ").filter(|target| !target.is_empty()).map(target).collect()
    }
}

fn docs(file: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs").join(file)
}

fn rows() -> Vec<Row> {
    let table = fs::read_to_string(docs("coverage.tsv")).expect("docs/coverage.tsv").leak();
    let rows = table.lines().skip(1).map(|line| match line.split('\t').collect::<Vec<_>>()[..] {
        [format, resource, field, target, note] => Row { format, resource, field, target, note },
        _ => panic!("not five cells: {line}"),
    });
    rows.collect()
}

fn json(path: &Path) -> Value {
    serde_json::from_slice(&fs::read(path).expect("a readable file")).expect("JSON")
}

#[test]
fn the_page_shows_the_table() {
    let mut page = String::from(
        "# Fields of the formats\n\nMade by the test `ql-elm/tests/coverage.rs` from `coverage.tsv`. A target is a property \
         of the learning opportunity specification (LOS) or of an instance of it (LOI); `/` leads on from there. What has \
         no target has a reason. A resource with one row, `*`, is left out as a whole.\n",
    );
    let rows = rows();
    let count = |rows: &[&Row]| rows.iter().filter(|row| !row.target.is_empty()).count();
    for (format, name, _) in FORMATS {
        let all: Vec<&Row> = rows.iter().filter(|row| row.format == format).collect();
        let mapped = count(&all);
        let _ = write!(page, "\n## {name}\n\n{} fields: {mapped} mapped, {} not\n", all.len(), all.len() - mapped);
        for all in all.chunk_by(|a, b| a.resource == b.resource) {
            let mapped = count(all);
            let _ = write!(page, "\n### {}\n\n{mapped} mapped, {} not\n\n", all[0].resource, all.len() - mapped);
            page.push_str("| field | target | note |\n|---|---|---|\n");
            for row in all {
                let _ = writeln!(page, "| `{}` | {} | {} |", row.field, row.target.replace(", ", "<br>"), row.note);
            }
        }
    }
    if std::env::var_os("QL_BLESS").is_some() {
        fs::write(docs("coverage.md"), &page).expect("docs/coverage.md");
    }
    let present = fs::read_to_string(docs("coverage.md")).unwrap_or_default();
    assert!(present == page, "docs/coverage.md is out of date: QL_BLESS=1 cargo test -p ql-elm --test coverage");
}

#[test]
fn every_field_has_a_target_or_a_reason() {
    let (rows, mut seen) = (rows(), BTreeSet::new());
    for row in &rows {
        let is_full = !row.target.is_empty() || !row.note.is_empty();
        assert!(is_full && seen.insert((row.format, row.resource, row.field)), "{row:?}");
    }
    assert!(rows.is_sorted_by_key(|row| (row.format, row.resource)), "not sorted by format and resource");
}

/// The kinds of records with the resources that are found in no others.
const KINDS: [(&str, &[&str]); 9] = [
    ("course", &["Course", "CourseTemplate", "CourseMeta", "CourseRelationships"]),
    ("programme", &["Program", "Programme", "CollectionTemplate"]),
    (
        "offering of course",
        &["CourseOffering", "CourseInstance", "CourseInstanceRelationships", "GradingScheme", "ResultDistribution"],
    ),
    ("offering of programme", &["ProgramOffering", "ProgrammeOffering", "CollectionOffering"]),
    ("component", &["Component", "LearningComponent", "TestComponent", "ComponentTemplate"]),
    ("education-specification", &["EducationSpecification"]),
    ("session", &["AcademicSession"]),
    ("organisation", &["Organization", "Organisation", "Ounit"]),
    ("learning-outcome", &["LearningOutcome"]),
];

/// What a vector has: the keys in its records, each with the kind of record, and the predicates of its statements.
#[derive(Default)]
struct Case(BTreeSet<(String, String)>, BTreeSet<Step>);

impl Case {
    fn read(case: &Value) -> Self {
        let mut found = Self::default();
        found.keys("", &case["in"]);
        for line in items(&case["out"], "ntriples") {
            let mut terms = line.as_str().expect("a statement").split(' ');
            let (subject, predicate) = (terms.next().unwrap_or_default(), terms.next().unwrap_or_default());
            let is_instance = subject.contains("#offering-") || subject.contains("/offerings/");
            let of = if subject.starts_with("_:") { "" } else { ["LOS", "LOI"][usize::from(is_instance)] };
            found.1.insert((of, predicate.to_owned()));
        }
        found
    }

    fn keys(&mut self, kind: &str, value: &Value) {
        let of_record = value.get("body").and(value["kind"].as_str());
        for (key, member) in members(value) {
            self.0.insert((kind.to_owned(), key.clone()));
            match (of_record, kind, key.as_str()) {
                (Some("offering"), ..) => self.keys(&format!("offering of {kind}"), member),
                (Some(kind), ..) | (None, "", kind @ "course") => self.keys(kind, member),
                (None, "", "offerings") => self.keys("offering of course", member),
                _ => self.keys(kind, member),
            }
        }
        value.as_array().into_iter().flatten().for_each(|item| self.keys(kind, item));
    }

    fn shows(&self, row: &Row, target: &[Step]) -> bool {
        let first = row.resource.split('.').next().unwrap_or_default();
        let wanted = KINDS.iter().find(|(_, resources)| resources.contains(&first)).map(|(kind, _)| *kind);
        let mut keys = self.0.iter().filter(|(kind, _)| wanted.is_none_or(|wanted| wanted == kind));
        target.iter().all(|step| self.1.contains(step)) && keys.any(|(_, key)| key == row.field)
    }
}

#[test]
fn a_vector_shows_every_target() {
    let mut missing = Vec::new();
    for (format, ..) in FORMATS.iter().filter(|(.., document)| !document.is_empty()) {
        let mut files = vec![docs("../tests/vectors/formats").join(format!("{format}.json"))];
        if *format == "ooapi5" {
            let folder = fs::read_dir(docs("../tests/vectors/map-ooapi5")).expect("the vectors");
            files.extend(folder.map(|entry| entry.expect("a folder entry").path()));
        }
        let files: Vec<Value> = files.iter().map(|file| json(file)).collect();
        let cases: Vec<Case> = files.iter().flat_map(|file| items(file, "cases")).map(Case::read).collect();
        for row in rows().into_iter().filter(|row| row.format == *format) {
            let unseen = row.targets().into_iter().filter(|target| !cases.iter().any(|case| case.shows(&row, target)));
            missing.extend(unseen.map(|target| format!("{format} {}.{}: {target:?}\n", row.resource, row.field)));
        }
    }
    assert!(missing.is_empty(), "{} targets that no vector shows:\n{}", missing.len(), missing.concat());
}

#[test]
fn what_elm_files_say_is_kept() {
    for row in rows().iter().filter(|row| row.format == "elm") {
        let statement = format!("<urn:x-test:1> {} \"kept\" .\n", row.targets()[0][0].1);
        let class = iri(&format!("ql:{}", row.resource));
        let document = format!("<urn:x-test:1> {} {class} .\n{statement}", iri("rdf:type"));
        let mapped = Mapper::for_documents().map(&Record::new(SourceType::Elm, RecordKind::Document, document));
        let mut writer = RdfWriter::new(RdfOptions::new(RdfFormat::NTriples), Vec::new()).expect("a writer");
        mapped.write_to(&mut writer).expect("triples");
        let written = String::from_utf8(writer.finish().expect("a document")).expect("UTF-8");
        assert!(written.contains(&statement), "{row:?}: {written}");
    }
}

#[test]
fn the_schemas_have_no_other_fields() {
    let Some(folder) = std::env::var_os("QL_OPENAPI").filter(|folder| !folder.is_empty()) else {
        println!("SKIPPED: QL_OPENAPI names no folder with the OpenAPI documents");
        return;
    };
    let personal = ["person", "association", "group", "student", "staff", "enrollment", "affiliation", "document"];
    let is_open = |(path, _): &(&String, &Value)| !personal.iter().any(|word| path.contains(word));
    for (format, _, document) in FORMATS.into_iter().filter(|(.., document)| !document.is_empty()) {
        let document = json(&Path::new(&folder).join(document));
        let rows: Vec<Row> = rows().into_iter().filter(|row| row.format == format).collect();
        let closed = rows.iter().filter(|row| row.field == "*").map(|row| row.resource).collect();
        let mut schemas = Schemas::new(&document, closed);
        let paths = members(&document["paths"]).filter(is_open);
        let responses = paths.flat_map(|(_, path)| members(&path["get"]["responses"]));
        for (_, response) in responses.filter(|(status, _)| status.starts_with('2')) {
            let referred = response["$ref"].as_str().and_then(|path| document.pointer(&path[1..]));
            for (_, content) in members(&referred.unwrap_or(response)["content"]) {
                schemas.visit("Envelope", &content["schema"], false);
            }
        }
        let listed = rows.iter().map(|row| (row.resource.to_owned(), row.field.to_owned())).collect();
        let others: Vec<_> = schemas.fields().difference(&listed).collect();
        assert!(others.is_empty(), "{format}: {others:?}");
    }
}
