//! What we write, a peer reads: rdflib finds the same graph in our output as in the input.

mod common;

use std::path::Path;
use std::process::Command;
use std::{env, fs};

use common::{FORMATS, fixtures, read, write};
use ql_core::{Record, RecordKind, RecordPart, SourceType};
use ql_elm::{ElmNamespace, Graph, Mapper, RdfFormat};
use ql_ident::{SubjectMinter, SubjectScheme};
use serde_json::json;

/// What rdflib calls a format.
fn name(format: RdfFormat) -> &'static str {
    match format {
        RdfFormat::Turtle => "turtle",
        RdfFormat::NTriples => "nt",
        RdfFormat::RdfXml => "xml",
        RdfFormat::JsonLd => "json-ld",
        other => panic!("no name for {other:?}"),
    }
}

/// The Python that has rdflib, from the environment.
fn python() -> Option<String> {
    let python = env::var("QL_PYTHON").ok().filter(|path| !path.is_empty());
    if python.is_none() {
        assert!(env::var_os("QL_REQUIRE_PEERS").is_none(), "QL_REQUIRE_PEERS is set, but QL_PYTHON is not");
        eprintln!("skipped: QL_PYTHON names no Python with rdflib");
    }
    python
}

/// The graph in every format, each as one of a pair with `original`.
fn pairs(folder: &Path, stem: &str, graph: &Graph, namespace: ElmNamespace, original: &str) -> Vec<String> {
    let write_as = |format: RdfFormat| {
        let path = folder.join(format!("{stem}.{namespace:?}.{}", format.extension()));
        fs::write(&path, write(graph, format, namespace)).expect("a temporary file");
        [original.to_owned(), format!("{}={}", name(format), path.display())]
    };
    FORMATS.into_iter().flat_map(write_as).collect()
}

fn compare(python: &str, pairs: &[String]) {
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/isomorphic.py");
    let output =
        Command::new(python).arg(script).args(pairs).output().unwrap_or_else(|error| panic!("{python}: {error}"));
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    assert!(output.status.success(), "{}{}", text(&output.stdout), text(&output.stderr));
    let expected = format!("{} pairs, 0 failures\n", pairs.len() / 2);
    assert!(text(&output.stdout).ends_with(&expected), "{}", text(&output.stdout));
}

#[test]
fn fixtures_are_the_same_graphs() {
    let Some(python) = python() else { return };
    let folder = tempfile::tempdir().unwrap();
    let mut all = Vec::new();
    for path in fixtures() {
        let content = fs::read_to_string(&path).unwrap();
        let graph = read(RdfFormat::Turtle, content.as_bytes());
        let stem = path.file_stem().unwrap().to_str().unwrap();
        let renamed = [
            ("http://data.europa.eu/snb/model/elm/", "http://data.europa.eu/snb/model/ontology/"),
            ("http://data.europa.eu/snb/model/ap/", "http://data.europa.eu/snb/model/application-profile/"),
        ];
        for namespace in common::NAMESPACES {
            // Our reader brings all terms to one namespace, rdflib leaves them: the input is brought there by hand.
            let original = renamed.iter().fold(content.clone(), |text, (old, new)| match namespace {
                ElmNamespace::V3_2 => text.replace(new, old),
                _ => text.replace(old, new),
            });
            let input = folder.path().join(format!("{stem}.{namespace:?}.input.ttl"));
            fs::write(&input, original).unwrap();
            let input = format!("turtle={}", input.display());
            all.extend(pairs(folder.path(), stem, &graph, namespace, &input));
        }
    }
    compare(&python, &all);
}

/// A mapped course has no input in RDF: our N-Triples are compared with all others.
#[test]
fn a_mapped_course_is_the_same_graph_in_every_format() {
    let Some(python) = python() else { return };
    let course = json!({
        "courseId": "BIO 101/ß", "abbreviation": "BIO",
        "primaryCode": { "codeType": "course \"code\"", "code": "B\\1" },
        "name": [{ "language": "en-GB", "value": "Marine Biology" }, { "language": "en-US", "value": "Ocean Life" }],
        "description": [{ "language": "zh_hant_tw", "value": "海洋\n\n| a | b |\r\n<p>&amp; 🐋</p>" }],
        "level": "bachelor", "fieldsOfStudy": "0511", "studyLoad": { "studyLoadUnit": "ects", "value": "7,5" },
        "learningOutcomes": [["Identify plankton"], ["Handle a boat"]], "link": "https://example.edu/größe?a=b c",
        "assessment": "Oral examination", "admissionRequirements": "A swimming badge",
    });
    let offering = json!({ "offeringId": "2026/S", "startDate": "2026-09-01T10:30:00.5Z", "maxNumberStudents": 30 });
    let record = Record::new(SourceType::Ooapi, RecordKind::Course, course.to_string())
        .with_version(Some(5))
        .with_part(RecordPart::new(RecordKind::Offering, offering.to_string()));
    let minter = SubjectMinter::new(SubjectScheme::Urn("example.edu".parse().unwrap())).unwrap();
    let mapped = Mapper::new(minter).with_provider("https://data.deqar.eu/institution/9001").map(&record);
    assert_eq!((mapped.specification_count(), mapped.instance_count()), (1, 1), "{:?}", mapped.diagnostics);
    let folder = tempfile::tempdir().unwrap();
    let original = folder.path().join("mapped.nt");
    fs::write(&original, write(&mapped.to_graph(), RdfFormat::NTriples, ElmNamespace::V3_3)).unwrap();
    let original = format!("nt={}", original.display());
    compare(&python, &pairs(folder.path(), "course", &mapped.to_graph(), ElmNamespace::V3_3, &original));
}
