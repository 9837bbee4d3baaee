//! `ql id`.

use std::fs;

use serde_json::{Value, json};

use crate::command::Folder;
use crate::support::{BIO_101, BIO_102, COURSES};

#[test]
fn id_parse_shows_the_parts() {
    let folder = Folder::new();
    let parse = |id: &str| folder.ql(&["id", "parse", id]).well().stdout;
    let expected = "\
did       did:web:example.edu:courseId:BIO-101
document  https://example.edu/courseId/BIO-101/did.json
id        BIO-101
kind      course
provider  example.edu
urn       urn:schac:uniqueCourseId:example.edu:BIO-101
";
    assert_eq!(parse("urn:schac:uniqueCourseId:example.edu:BIO-101"), expected);
    assert_eq!(parse("did:web:example.edu:courseId:BIO-101"), expected);
    assert_eq!(parse("AT0005"), "id        AT0005\nkind      eter\n");
    assert_eq!(parse("example.edu"), "id        example.edu\nkind      schac\n");
    let deqar = "id        DEQARINST0382\niri       https://data.deqar.eu/institution/382\nkind      deqar\n";
    assert_eq!(parse("DEQARINST0382"), deqar);

    let json = folder.ql(&["id", "parse", "did:web:localhost%3A8443:courseId:BIO%20101", "--json"]).well().json();
    let expected = json!({
        "kind": "course", "provider": "localhost", "port": 8443, "id": "BIO 101", "urn": null,
        "did": "did:web:localhost%3A8443:courseId:BIO%20101",
        "document": "https://localhost:8443/courseId/BIO%20101/did.json",
    });
    assert_eq!(json, json!({ "value": expected, "repairs": [] }));
}

#[test]
fn id_parse_repairs_unless_it_is_strict() {
    let folder = Folder::new();
    let id = "urn:schac:courseId:Example.edu.:BIO 101";
    let run = folder.ql(&["id", "parse", id, "--json"]).exits(0);
    let repairs = json!(["ident.repaired-legacy-type", "ident.repaired-trailing-dot", "ident.repaired-unencoded"]);
    assert_eq!(run.json()["repairs"], repairs);
    assert_eq!(run.json()["value"]["urn"], "urn:schac:uniqueCourseId:example.edu:BIO%20101");
    let warnings = "\
warning[ident.repaired-legacy-type]: repaired at byte 10
warning[ident.repaired-trailing-dot]: repaired at byte 30
warning[ident.repaired-unencoded]: repaired at byte 35
";
    assert_eq!(run.stderr, warnings);
    for id in [id, "deqarinst0382", "at0005", " example.edu"] {
        folder.ql(&["id", "parse", id]).exits(0);
        folder.ql(&["id", "parse", id, "--strict"]).exits(1);
    }
    let run = folder.ql(&["id", "parse", "--strict", id]).exits(1);
    assert_eq!(run.stdout, "");
    let expected = "\
error[ident.type]: expected `uniqueCourseId` in a URN and `courseId` in a DID, in exactly this spelling, at byte 10 (type)
   |
 1 | urn:schac:courseId:Example.edu.:BIO 101
   |           ^^^^^^^^
";
    assert_eq!(run.stderr, expected);
}

#[test]
fn id_parse_points_at_what_is_wrong() {
    let folder = Folder::new();
    let run = folder.ql(&["id", "parse", "urn:schac:uniqueCourseId:example..edu:BIO-101"]).exits(1);
    assert_eq!(run.stdout, "");
    let expected = "\
error[ident.domain-label-empty]: the domain name has an empty label, at byte 33 (domain)
   |
 1 | urn:schac:uniqueCourseId:example..edu:BIO-101
   |                                  ^
";
    assert_eq!(run.stderr, expected);
    let run = folder.ql(&["id", "parse", "urn:schac:uniqueCourseId:example..edu:BIO-101", "--json"]).exits(1);
    let error = json!({
        "code": "ident.domain-label-empty", "part": "domain", "start": 33, "end": 33,
        "message": "the domain name has an empty label, at byte 33",
    });
    assert_eq!(run.json(), json!({ "error": error }));
    // Characters are counted, not bytes.
    let run = folder.ql(&["id", "parse", "--strict", "urn:schac:uniqueCourseId:bücher.example:BIO 101"]).exits(1);
    let marked = run.stderr.lines().nth(3).unwrap();
    assert_eq!(marked, format!("   | {}^", " ".repeat("urn:schac:uniqueCourseId:bücher.example:BIO".chars().count())));
    for id in
        ["", "BIO-101", "a\nb", "did:key:z6Mk", "urn:uuid:0f1e2d3c-4b5a-4978-8695-a4b3c2d1e0f9", "https://example.edu/"]
    {
        folder.ql(&["id", "parse", id]).exits(1).complains(&["error[ident."]);
    }
}

#[test]
fn id_convert_goes_both_ways() {
    let folder = Folder::new();
    let (urn, did) = ("urn:schac:uniqueCourseId:example.edu:BIO/1%20a", "did:web:example.edu:courseId:BIO%2F1%20a");
    let convert = |call: &[&str]| folder.ql(&[&["id", "convert"], call].concat()).well();
    let line = |id: &str| format!("{id}\n");
    assert_eq!(convert(&[urn]).stdout, line(did));
    assert_eq!(convert(&[did]).stdout, line(urn));
    assert_eq!(convert(&[" DID:web:example.edu:courseId:BIO%2F1%20a"]).stdout, line(urn));
    for id in [urn, did] {
        assert_eq!(convert(&[id, "--to", "urn"]).stdout, line(urn));
        assert_eq!(convert(&[id, "--to", "did"]).stdout, line(did));
        assert_eq!(convert(&[id, "--json"]).json(), json!({ "urn": urn, "did": did }));
    }
    let run = folder.ql(&["id", "convert", "did:web:localhost%3A8443:courseId:1"]).exits(1);
    assert_eq!(run.stdout, "");
    let expected = "\
error[ident.port-no-urn]: a host with a port is not a SCHAC code, so this DID has no URN, at byte 17 (port)
   |
 1 | did:web:localhost%3A8443:courseId:1
   |                  ^
";
    assert!(run.stderr.starts_with(&expected[..expected.len() - 1]), "{}", run.stderr);
    folder.ql(&["id", "convert", "BIO-101"]).exits(1).complains(&["error[ident.scheme]: "]);
}

#[test]
fn id_check_is_strict() {
    let folder = Folder::new();
    let good = "urn:schac:uniqueCourseId:example.edu:BIO-101";
    let upper = "urn:schac:uniqueCourseId:EXAMPLE.edu:BIO%2d101";
    let did = "did:web:example.edu:courseId:BIO-101";
    let run = folder.ql(&["id", "check", good, upper, did]).well();
    assert_eq!(run.stdout, "3 identifiers, 0 of them wrong\n");

    let lines = format!("{good}\r\n\nurn:schac:uniqueCourseId:example:2\n{did}");
    let run = folder.ql_reading(&["id", "check"], &lines).exits(1);
    assert_eq!(run.stdout, "3 identifiers, 1 of them wrong\n");
    let expected = "\
error[ident.domain-single-label]: a domain name needs at least two labels, such as `example.edu`, at byte 25 (domain)
   |
 1 | urn:schac:uniqueCourseId:example:2
   |                          ^^^^^^^
";
    assert_eq!(run.stderr, expected);

    let run = folder.ql_reading(&["id", "check", "--json"], format!("{upper}\nBIO-101\n{did}\n")).exits(1);
    assert_eq!(run.stderr, "");
    let error = json!({
        "code": "ident.scheme", "part": "scheme", "start": 0, "end": 7,
        "message": "expected `urn:schac:uniqueCourseId:` or `did:web:`, at byte 0",
    });
    let expected = json!([
        { "id": upper, "valid": true, "error": null, "normal": good },
        { "id": "BIO-101", "valid": false, "error": error, "normal": null },
        { "id": did, "valid": true, "error": null, "normal": did },
    ]);
    assert_eq!(run.json(), expected);
    folder.ql_reading(&["id", "check"], b"\xff\n").exits(1).complains(&["error: standard input can't be read: "]);
}

#[test]
fn did_documents_are_written_for_a_static_server() {
    let folder = Folder::new();
    folder.write("courses.ttl", COURSES);
    let run = folder.ql(&["id", "did-documents", "courses.ttl", "-o", "site"]).well();
    assert_eq!(run.stdout, "2 DID documents in site, 0 skipped, 0 courses without a course identifier as IRI\n");
    let document = |path: &str| -> Value { serde_json::from_str(&folder.read(path)).unwrap() };
    let first = document("site/courseId/BIO-101/did.json");
    assert_eq!(first["id"], "did:web:example.edu:courseId:BIO-101");
    assert_eq!(first["@context"][0], "https://www.w3.org/ns/did/v1");
    assert_eq!(first["alsoKnownAs"], json!([BIO_101, "urn:uuid:0f1e2d3c-4b5a-4978-8695-a4b3c2d1e0f9"]));
    assert_eq!(first["service"][0]["serviceEndpoint"], "https://example.edu/bio-101");
    assert_eq!(first["superseded"], json!(["did:web:example.edu:courseId:BIO-100"]));
    let second = document("site/courseId/BIO 102/did.json");
    assert_eq!(second["id"], BIO_102);
    assert_eq!(second["alsoKnownAs"], json!(["urn:schac:uniqueCourseId:example.edu:BIO%20102"]));
    assert_eq!(second["supersededBy"], json!(["did:web:example.edu:courseId:BIO-103"]));

    // Once more over the same folder, as JSON, from standard input.
    let run = folder.ql_reading(&["id", "did-documents", "-", "-o", "site", "--json"], COURSES).well();
    assert_eq!(run.json(), json!({ "written": 2, "skipped": 0, "withoutCourseIdentifier": 0 }));
    assert_eq!(document("site/courseId/BIO-101/did.json"), first);
}

#[test]
fn did_documents_that_can_not_be_written_are_counted() {
    let folder = Folder::new();
    let ids = COURSES
        .replace("BIO%20102", "..%2F..%2Fetc")
        .replace("<urn:schac:uniqueCourseId:example.edu:BIO-101> a", "<https://example.edu/1> a");
    let more = "<urn:schac:uniqueCourseId:example.edu:OK> a ql:LearningOpportunitySpecification .\n";
    folder.write("courses.ttl", ids + more);
    let run = folder.ql(&["id", "did-documents", "courses.ttl", "-o", "site", "--json"]).exits(1);
    assert_eq!(run.json(), json!({ "written": 1, "skipped": 1, "withoutCourseIdentifier": 1 }));
    run.complains(&["warning[did.not-a-file-name]: ", "did:web:example.edu:courseId:..%2F..%2Fetc\n"]);
    let folders: Vec<_> = fs::read_dir(folder.path("site/courseId")).unwrap().collect();
    assert_eq!(folders.len(), 1);
    assert!(folder.has("site/courseId/OK/did.json"));
    folder.ql(&["id", "did-documents", "none.ttl", "-o", "site"]).exits(1).complains(&["error: `none.ttl` "]);
    let run = folder.ql(&["id", "did-documents", "courses.ttl", "-o", "courses.ttl"]).exits(1);
    run.complains(&["error: `courses.ttl` can't be written: "]);
}
