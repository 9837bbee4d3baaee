//! `ql validate`, `ql enrich`, `ql frame`, `ql diff`.

use crate::command::Folder;
use crate::support::{BIO_101, BIO_102, COURSES, json_lines, turtle};

/// A course that conforms, and one with a title only.
const TWO: &str = r#"
    @prefix adms: <http://www.w3.org/ns/adms#> . @prefix dcterms: <http://purl.org/dc/terms/> .
    @prefix elm: <http://data.europa.eu/snb/model/ontology/> . @prefix skos: <http://www.w3.org/2004/02/skos/core#> .
    @prefix ql: <http://data.quality-link.eu/ontology/v1#> .
    <https://example.edu/full> a ql:LearningOpportunitySpecification ;
        adms:identifier [ a elm:Identifier ; skos:notation "BIO-101" ] ; dcterms:title "Marine Biology"@en ;
        elm:learningOutcome [ a elm:LearningOutcome ; dcterms:title "Identify plankton"@en ] ;
        dcterms:language <http://publications.europa.eu/resource/authority/language/ENG> ;
        elm:ISCEDFCode <http://data.europa.eu/snb/isced-f/0511> ; elm:EQFLevel <http://data.europa.eu/snb/eqf/6> .
"#;
const POOR: &str = r#"
    <https://example.edu/poor> a ql:LearningOpportunitySpecification ; dcterms:title "Ornithology"@en .
"#;

#[test]
fn validate_tells_what_is_missing() {
    let folder = Folder::new();
    folder.write("full.ttl", TWO);
    let run = folder.ql(&["validate", "full.ttl"]).well();
    assert!(run.stdout.starts_with("1 course: the catalogue conforms — 0 violations"), "{}", run.stdout);
    folder.write("both.ttl", format!("{TWO}{POOR}"));
    let run = folder.ql(&["validate", "both.ttl", "--html", "report.html"]).exits(1);
    for part in ["2 courses: the catalogue does not conform", "los.level", "the course has no EQF level", "1 of 2"] {
        assert!(run.stdout.contains(part), "{part}: {}", run.stdout);
    }
    let page = folder.read("report.html");
    assert!(page.contains("https://example.edu/poor") && page.contains("the course has no EQF level"));
    let run = folder.ql(&["validate", "both.ttl", "--json"]).exits(1);
    let report: serde_json::Value = serde_json::from_str(&run.stdout).unwrap();
    assert_eq!((&report["conforms"], &report["violations"]), (&false.into(), &5.into()), "{report}");
    assert!(report["results"].as_array().unwrap().iter().all(|result| result["course"] == "https://example.edu/poor"));
    let run = folder.ql(&["validate", "both.ttl", "--rdf"]).exits(1);
    assert!(turtle(&run.stdout).len() > 20, "{}", run.stdout);
}

#[test]
fn validate_against_own_shapes() {
    let folder = Folder::new();
    folder.write("full.ttl", TWO);
    let shapes = "@prefix sh: <http://www.w3.org/ns/shacl#> . @prefix ql: <http://data.quality-link.eu/ontology/v1#> .
        <urn:x:S> sh:targetClass ql:LearningOpportunitySpecification ;
            sh:property [ sh:path ql:isActive ; sh:minCount 1 ; sh:message \"say whether it is offered\" ] .";
    folder.write("shapes.ttl", shapes);
    let run = folder.ql(&["validate", "full.ttl", "--shapes", "shapes.ttl"]).exits(1);
    assert!(run.stdout.contains("say whether it is offered"), "{}", run.stdout);
    folder.write("broken.ttl", shapes.replace("sh:minCount 1", "sh:sparql [ ]"));
    let run = folder.ql(&["validate", "full.ttl", "--shapes", "broken.ttl"]).exits(1);
    assert!(run.stderr.contains("`sh:sparql` is no part of SHACL Core"), "{}", run.stderr);
}

#[test]
fn what_is_no_catalogue_is_not_well() {
    let folder = Folder::new();
    folder.write("empty.ttl", "");
    for command in ["validate", "enrich", "frame"] {
        folder.ql(&[command, "missing.ttl"]).exits(1);
    }
    assert!(folder.ql(&["validate", "empty.ttl"]).exits(1).stderr.contains("no learning opportunity specification"));
    folder.write("broken.ttl", "<https://example.edu/1> a [ .");
    for command in ["validate", "enrich", "frame"] {
        folder.ql(&[command, "broken.ttl"]).exits(1);
    }
    // Nothing that could not be read is said to conform.
    for file in ["empty.ttl", "broken.ttl"] {
        let run = folder.ql(&["validate", file]).exits(1);
        assert_eq!(run.stdout, "", "{file}");
    }
    folder.write("half.ttl", format!("{TWO} <https://example.edu/1> a [ ."));
    folder.ql(&["validate", "half.ttl"]).exits(1).complains(&["not all of `half.ttl` could be read"]);
    let run = folder.ql(&["diff", "broken.ttl", "broken.ttl"]).exits(1);
    assert!(run.stderr.contains("nothing can be said of what has changed"), "{}", run.stderr);
}

#[test]
fn enrich_adds_what_is_missing() {
    let folder = Folder::new();
    folder.write("full.ttl", TWO);
    let provider = ["--provider", "https://data.deqar.eu/institution/9001", "--ingested-at", "2026-09-01T08:00:00Z"];
    let arguments = [&["enrich", "full.ttl", "-o", "once.ttl"], &provider[..]].concat();
    folder.ql(&arguments).well();
    let once = folder.read("once.ttl");
    for part in
        ["<https://data.deqar.eu/institution/9001>", "urn:uuid:", "ql:isActive true", "isced-f/05>", "2026-09-01"]
    {
        assert!(once.contains(part), "{part}: {once}");
    }
    let arguments = [&["enrich", "once.ttl", "-o", "twice.ttl"], &provider[..]].concat();
    folder.ql(&arguments).well();
    assert_eq!(folder.read("twice.ttl"), once);
    let run = folder.ql(&["enrich", "full.ttl", "--without", "nonsense"]).exits(2);
    assert!(run.stderr.contains("is-active"), "{}", run.stderr);
    folder.ql(&["enrich", "full.ttl", "--ingested-at", "yesterday"]).exits(2);
    folder.ql(&["enrich", "full.ttl", "--provider", "nonsense"]).exits(2).complains(&["not an IRI: `nonsense`"]);
}

#[test]
fn frame_makes_documents() {
    let folder = Folder::new();
    folder.write("courses.ttl", COURSES);
    folder.ql(&["frame", "courses.ttl", "-o", "ours.jsonl"]).well();
    assert_eq!(json_lines(&folder.read("ours.jsonl")).len(), 2);
    let run = folder.ql(&["frame", "courses.ttl", "--reference"]).well();
    let uris: Vec<_> = json_lines(&run.stdout).iter().map(|document| document["uri"].clone()).collect();
    assert!(uris.contains(&BIO_101.into()) && uris.contains(&BIO_102.into()), "{uris:?}");
    folder.write(
        "labels.ttl",
        "<http://data.europa.eu/snb/eqf/6> <http://www.w3.org/2004/02/skos/core#prefLabel> 'Niveau 6'@fr .",
    );
    folder.write("full.ttl", TWO);
    let run = folder.ql(&["frame", "full.ttl", "--labels", "labels.ttl", "--language", "fr"]).well();
    assert_eq!(json_lines(&run.stdout)[0]["elm:EQFLevel"]["skos:prefLabel"], "Niveau 6");
}

#[test]
fn diff_lists_courses() {
    let folder = Folder::new();
    folder.write("old.ttl", TWO);
    folder.write("new.ttl", format!("{}{POOR}", TWO.replace("Marine", "Maritime")));
    let run = folder.ql(&["diff", "old.ttl", "new.ttl"]).well();
    let expected = "added    https://example.edu/poor\nchanged  https://example.edu/full\n\
                    1 new, 1 changed, 0 removed, 0 unchanged\n";
    assert_eq!(run.stdout, expected);
    let run = folder.ql(&["diff", "old.ttl", "new.ttl", "--sparql", "per-course"]).well();
    assert_eq!(run.stdout.matches("INSERT DATA").count(), 2, "{}", run.stdout);
    folder.ql(&["diff", "old.ttl", "old.ttl", "--sparql", "urn:x:g> } ; DROP ALL"]).exits(2);
    let run = folder.ql(&["diff", "new.ttl", "old.ttl", "--documents"]).well();
    let changes: serde_json::Value = serde_json::from_str(&run.stdout).unwrap();
    assert_eq!((changes["put"].as_array().unwrap().len(), changes["delete"].as_array().unwrap().len()), (1, 1));
    let run = folder.ql(&["diff", "old.ttl", "old.ttl"]).well();
    assert_eq!(run.stdout, "0 new, 0 changed, 0 removed, 1 unchanged\n");
}
