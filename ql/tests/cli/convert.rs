//! `ql convert`.

use quality_link::elm::RdfFormat;

use crate::command::Folder;
use crate::support::{BIO_101, BIO_102, COURSES, EXTENSIONS, courses, graph, json_lines, titles, turtle};

#[test]
fn convert_from_every_format_to_every_format() {
    let folder = Folder::new();
    folder.write("courses.ttl", COURSES);
    let expected = turtle(COURSES);
    for from in EXTENSIONS.into_iter().filter(|end| *end != "jsonl") {
        let input = format!("input.{from}");
        folder.ql(&["convert", "courses.ttl", "-o", &input]).well();
        for to in EXTENSIONS {
            let output = format!("output.{to}");
            let run = folder.ql(&["convert", &input, "-o", &output]).well();
            assert_eq!(run.stdout, "");
            let content = folder.read(&output);
            assert_eq!(courses(&output, &content), [BIO_101.to_owned(), BIO_102.to_owned()].into(), "{from} to {to}");
            let Some(format) = RdfFormat::from_path(&output) else { continue };
            let actual = graph(format, &content);
            assert_eq!(actual.len(), expected.len(), "{from} to {to}");
            assert_eq!(actual.instances(), ["https://example.edu/offerings/1"]);
            for course in [BIO_101, BIO_102] {
                assert_eq!(titles(&actual, course), titles(&expected, course), "{from} to {to}");
            }
        }
    }
    let documents = json_lines(&folder.read("output.jsonl"));
    assert_eq!(documents[1]["texts"]["dcterms:title"]["el"], "Θαλάσσια βιολογία");
    assert_eq!(documents[1]["id"], "0f1e2d3c-4b5a-4978-8695-a4b3c2d1e0f9");
}

#[test]
fn convert_writes_turtle_unless_told_otherwise() {
    let folder = Folder::new();
    folder.write("courses.ttl", COURSES);
    folder.ql(&["convert", "courses.ttl", "-o", "copy.ttl"]).well();
    assert_eq!(folder.ql(&["convert", "courses.ttl"]).well().stdout, folder.read("copy.ttl"));
    let run = folder.ql(&["convert", "courses.ttl", "-o", "copy.csv"]).exits(2);
    assert_eq!((run.stdout.as_str(), folder.has("copy.csv")), ("", false));
    run.complains(&["error: the format of `copy.csv` is not clear; give it with --format\n"]);
    folder.ql(&["convert", "courses.ttl", "-o", "copy.csv", "--format", "nt"]).well();
    assert_eq!(graph(RdfFormat::NTriples, &folder.read("copy.csv")).len(), turtle(COURSES).len());
    for (namespace, present, absent) in
        [("3.2", "model/elm/", "model/ontology/"), ("3.3", "model/ontology/", "model/elm/")]
    {
        let run = folder.ql(&["convert", "courses.ttl", "--elm-namespace", namespace]).well();
        assert!(run.stdout.contains(present) && !run.stdout.contains(absent), "{}", run.stdout);
    }
}

#[test]
fn convert_resolves_relative_iris() {
    let folder = Folder::new();
    let relative = "<1> a <http://data.quality-link.eu/ontology/v1#LearningOpportunitySpecification> .";
    folder.write("courses.ttl", relative);
    let run = folder.ql(&["convert", "courses.ttl", "--base", "https://example.edu/courses/"]).well();
    assert_eq!(turtle(&run.stdout).specifications(), ["https://example.edu/courses/1"]);
    let run = folder.ql_reading(&["convert", "-", "--base", "https://example.edu/courses/"], relative).well();
    assert_eq!(turtle(&run.stdout).specifications(), ["https://example.edu/courses/1"]);
    let run = folder.ql(&["convert", "courses.ttl"]).well();
    let iri = turtle(&run.stdout).specifications()[0].to_owned();
    assert!(iri.starts_with("file:///") && iri.ends_with("/1"), "{iri}");
    folder.ql(&["convert", "courses.ttl", "--base", "courses/"]).exits(2).complains(&["error: not an IRI: `courses/`"]);
}

const PAGE: &str = r#"{
    "pageSize": 10, "pageNumber": 1, "hasPreviousPage": false, "hasNextPage": false, "totalPages": 1,
    "items": [
        {
            "courseId": "BIO-101", "abbreviation": "BIO", "level": "master", "teachingLanguage": "eng",
            "name": [{"language": "en-GB", "value": "Marine Biology"}, {"language": "nl-NL", "value": "Mariene biologie"}]
        },
        { "courseId": "BIO-102", "name": [{"language": "de", "value": "Fischkunde"}] }
    ]
}"#;

#[test]
fn convert_of_a_page_of_courses() {
    let folder = Folder::new();
    let one = PAGE.split_once("\"items\": ").unwrap().1.trim_end_matches('}');
    folder.write("page.json", PAGE);
    folder.write("bom.json", format!("\u{feff}{PAGE}"));
    folder.write("list.json", one);
    let (first, second) = (BIO_101, "urn:schac:uniqueCourseId:example.edu:BIO-102");
    for input in ["page.json", "bom.json", "list.json"] {
        for end in EXTENSIONS {
            let output = format!("courses.{end}");
            folder.ql(&["convert", input, "--schac", "example.edu", "-o", &output]).well();
            assert_eq!(courses(&output, &folder.read(&output)), [first.to_owned(), second.to_owned()].into());
        }
        let graph = turtle(&folder.read("courses.ttl"));
        let expected = [("en", "Marine Biology"), ("nl", "Mariene biologie")];
        assert_eq!(titles(&graph, first), expected.map(|(tag, text)| (tag.to_owned(), text.to_owned())).into());
        let expected = [("de".to_owned(), "Fischkunde".to_owned())];
        assert_eq!(titles(&graph, second), expected.into());
    }
    let run = folder.ql(&["convert", "page.json", "-o", "none.ttl"]).exits(2).complains(&["give it with --schac\n"]);
    assert_eq!((run.stdout.as_str(), folder.has("none.ttl")), ("", false));
    let run = folder.ql_reading(&["convert", "-", "--schac", "example.edu"], PAGE).well();
    assert_eq!(turtle(&run.stdout).specifications(), [first, second]);
}

#[test]
fn convert_tells_json_ld_from_a_page() {
    let folder = Folder::new();
    folder.write("courses.ttl", COURSES);
    folder.ql(&["convert", "courses.ttl", "--format", "jsonld", "-o", "courses.json"]).well();
    let run = folder.ql(&["convert", "courses.json"]).well();
    assert_eq!(turtle(&run.stdout).len(), turtle(COURSES).len());
}

#[test]
fn convert_of_a_broken_file_keeps_the_rest() {
    let folder = Folder::new();
    let broken = COURSES.replace("    ql:superseded <", "    nowhere:superseded <");
    folder.write("courses.ttl", &broken);
    let line = broken.lines().position(|line| line.contains("nowhere:")).unwrap() + 1;
    let run = folder.ql(&["convert", "courses.ttl", "-o", "rest.nt"]).exits(1);
    run.complains(&["error[rdf.syntax]: ", &format!("  --> courses.ttl, line {line}, column ")]);
    let rest = graph(RdfFormat::NTriples, &folder.read("rest.nt"));
    assert_eq!(rest.specifications(), [BIO_101, BIO_102]);
    assert_eq!(titles(&rest, BIO_101).len(), 3);
    assert_eq!(rest.instances().len(), 1);

    folder.write("page.json", PAGE.replace(r#""courseId": "BIO-101","#, ""));
    let run = folder.ql(&["convert", "page.json", "--schac", "example.edu"]).exits(1);
    assert_eq!(turtle(&run.stdout).specifications(), ["urn:schac:uniqueCourseId:example.edu:BIO-102"]);
    run.complains(&["error[map.id-missing]: ", "  --> page.json, /courseId\n"]);
}

#[test]
fn convert_of_what_is_nothing() {
    let folder = Folder::new();
    folder.write("cut.json", &PAGE[..PAGE.len() - 20]);
    let run = folder.ql(&["convert", "cut.json", "--schac", "example.edu", "-o", "courses.ttl"]).exits(1);
    run.complains(&["fatal[exchange.not-json]: ", "  --> cut.json\n"]);
    assert!(!folder.has("courses.ttl"));
    folder.write("empty.ttl", "");
    let run = folder.ql(&["convert", "empty.ttl"]).exits(0).complains(&["warning[map.no-specification]: "]);
    assert_eq!(turtle(&run.stdout).len(), 0);
    folder.ql(&["convert", "none.ttl"]).exits(1).complains(&["error: `none.ttl` can't be read: "]);
    folder.write("courses.ttl", COURSES);
    let run = folder.ql(&["convert", "courses.ttl", "-o", "none/courses.nt"]).exits(1);
    run.complains(&["error: `none/courses.nt` can't be written: "]);
}

#[test]
fn convert_of_json_that_is_no_page() {
    let folder = Folder::new();
    folder.write("problem.json", r#"{"status": 404, "title": "Not Found"}"#);
    let run = folder.ql(&["convert", "problem.json", "--schac", "example.edu"]).exits(1);
    run.complains(&["fatal[exchange.not-json]: ", "neither OOAPI, Edu-API nor OCCAPI"]);
}

#[test]
fn convert_of_one_item_of_each_api() {
    let folder = Folder::new();
    let ooapi = r#"{"courseId": "BIO-101", "name": [{"language": "en", "value": "Marine Biology"}]}"#;
    let ooapi_6 = r#"{"programmeId": "BIO-101", "teachingLanguages": ["en"], "name": [{"language": "en", "value": "Marine Biology"}]}"#;
    let edu = r#"[{"sourcedId": "BIO-101", "title": [{"recordLanguage": "en", "value": "Marine Biology"}], "courseType": "standard"}]"#;
    let occapi = r#"{"jsonapi": {"version": "1.1"}, "data": {"type": "course", "id": "BIO-101",
        "attributes": {"title": [{"string": "Marine Biology", "lang": "en"}], "code": "MB"}}}"#;
    for text in [ooapi, ooapi_6, edu, occapi] {
        folder.write("saved.json", text);
        let run = folder.ql(&["convert", "saved.json", "--schac", "example.edu", "--format", "nt"]).exits(0);
        let title =
            "<urn:schac:uniqueCourseId:example.edu:BIO-101> <http://purl.org/dc/terms/title> \"Marine Biology\"@en .";
        assert!(run.stdout.contains(title), "{text}: {}", run.stdout);
        // Whose courses they are is known, so that links between them can say so.
        assert!(run.stdout.contains("<http://purl.org/dc/terms/publisher>"), "{}", run.stdout);
    }
}
