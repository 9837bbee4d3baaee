//! Files of the European Learning Model that end too early although their server says that they are whole, or are
//! something else.

use crate::scenario::Scenario;
use crate::wire::{answer, ok, status};

const WHOLE: &str = "complete, 1 record, 1 request";
const CUT: &str = "incomplete (truncated), 1 record, 1 request";
const WEB_PAGE: &str = "failed (web-page), 0 records, 1 request";
const EMPTY: &str = "failed (empty-body), 0 records, 1 request";

const TURTLE: &str = "@prefix dc: <http://purl.org/dc/terms/> .\n<https://uni.example/c> dc:title \"C\"@en ;\n  \
                      dc:description \"\"\"First. Second.\nThird.\"\"\"@en .\n";
const XML: &str = "<?xml version=\"1.0\"?>\n<rdf:RDF xmlns:rdf=\"http://www.w3.org/1999/02/22-rdf-syntax-ns#\">\n\
                   <rdf:Description rdf:about=\"https://uni.example/c\"/>\n</rdf:RDF>\n";
const JSON: &str = "{\"@context\":{},\"@graph\":[{\"@id\":\"https://uni.example/c\",\"a:title\":\"C {[\"}]}\n";

/// The beginning of a text up to the end of this part of it.
fn up_to<'t>(text: &'t str, part: &str) -> &'t str {
    &text[..text.find(part).expect("a part") + part.len()]
}

pub(crate) fn scenarios() -> Vec<Scenario> {
    let file = Scenario::file;
    vec![
        file("a file in Turtle", WHOLE, |_| ok(TURTLE)),
        file("a file in Turtle, with a comment behind it", WHOLE, |_| ok(TURTLE.to_owned() + "# the end\n")),
        file("a file in Turtle, cut within a statement", CUT, |_| ok(up_to(TURTLE, "\"C\"@en ;"))),
        file("a file in Turtle, cut within an IRI", CUT, |_| ok(up_to(TURTLE, "<https://uni"))),
        file("a file in Turtle, cut within an IRI, behind a full stop", CUT, |_| ok(up_to(TURTLE, "<https://uni."))),
        file("a file in Turtle, cut within a text", CUT, |_| ok(up_to(TURTLE, "First"))),
        file("a file in Turtle, cut within a text, behind a sentence", CUT, |_| ok(up_to(TURTLE, "First."))),
        file("a file in Turtle, cut within a long text, at the end of a line", CUT, |_| ok(up_to(TURTLE, "Second."))),
        file("a file in RDF/XML", WHOLE, |_| ok(XML)),
        file("a file in RDF/XML, with a comment behind it", WHOLE, |_| ok(XML.to_owned() + "<!-- </x> -->\n")),
        file("a file in RDF/XML, cut between elements", CUT, |_| ok(up_to(XML, "uni.example/c\"/>\n"))),
        file("a file in RDF/XML, cut within a tag", CUT, |_| ok(up_to(XML, "rdf:about=\"https"))),
        file("a file in RDF/XML, cut within the last tag", CUT, |_| ok(up_to(XML, "</rdf:RD"))),
        file("a file in RDF/XML, cut within the first tag", CUT, |_| ok(up_to(XML, "xmlns:rdf"))),
        file("a file in JSON-LD", WHOLE, |_| ok(JSON)),
        file("a file in JSON-LD, cut within an object", CUT, |_| ok(up_to(JSON, "example/c\""))),
        file("a file in JSON-LD, cut within a text", CUT, |_| ok(up_to(JSON, "C {"))),
        file("a file in JSON-LD, cut before the last bracket", CUT, |_| ok(up_to(JSON, "}]"))),
        file("an empty file", EMPTY, |_| ok("")),
        file("a file of blanks", EMPTY, |_| ok("\n \n")),
        file("a file of a byte order mark", EMPTY, |_| ok("\u{feff}")),
        file("a web page instead of a file", WEB_PAGE, |_| ok("<!DOCTYPE html>\n<html></html>")),
        file("a web page with a byte order mark", WEB_PAGE, |_| ok("\u{feff}\n<HTML lang=de></HTML>")),
        file("a web page in XML", WEB_PAGE, |_| {
            ok("<?xml version=\"1.0\"?>\n<!DOCTYPE html>\n<html xmlns=\"http://www.w3.org/1999/xhtml\"></html>")
        }),
        file("a web page behind a comment", WEB_PAGE, |_| ok("<!-- (c) -->\n<!DOCTYPE html>\n<html></html>")),
        file("206 instead of a file", "failed (status), 0 records, 1 request", |_| {
            answer(206, &[("content-range", "bytes 0-9/99")], &TURTLE[..10])
        }),
        file("204 instead of a file", "failed (status), 0 records, 1 request", |_| status(204)),
        file("403 instead of a file", "failed (access-denied), 0 records, 1 request", |_| status(403)),
        file("500 once instead of a file", "complete, 1 record, 2 requests", |asked| {
            if asked.is_first() { status(500) } else { ok(TURTLE) }
        }),
    ]
}
