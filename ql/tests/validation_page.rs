//! The page that tells a university what its catalogue lacks.
#![expect(clippy::unwrap_used, reason = "in a test, also outside of its function")]

use std::convert::Infallible;
use std::fmt::Write;

use quality_link::elm::{
    CouncilElement, Graph, Object, ProfileLevel, RdfFormat, RdfReader, RequiredElement, ResultSeverity, Subject,
    TripleSink, completeness, validate,
};
use quality_link::write_validation_page;

const PREFIXES: &str = "
    @prefix adms: <http://www.w3.org/ns/adms#> .
    @prefix dcterms: <http://purl.org/dc/terms/> .
    @prefix elm: <http://data.europa.eu/snb/model/ontology/> .
    @prefix ql: <http://data.quality-link.eu/ontology/v1#> .
    @prefix skos: <http://www.w3.org/2004/02/skos/core#> .
    @prefix x: <urn:x:> .
";

/// A course that lacks nothing that the profile asks for, nor credits.
const GOOD: &str = "
    a ql:LearningOpportunitySpecification ; dcterms:title 'Marine Biology'@en ;
    adms:identifier [ a elm:Identifier ; skos:notation 'BIO-101' ] ;
    elm:learningOutcome [ a elm:LearningOutcome ; dcterms:title 'Identify common plankton groups'@en ] ;
    dcterms:language <http://publications.europa.eu/resource/authority/language/ENG> ;
    elm:ISCEDFCode <http://data.europa.eu/snb/isced-f/0511> ; elm:EQFLevel <http://data.europa.eu/snb/eqf/6> ;
    elm:creditPoint [ a elm:CreditPoint ; elm:point 5.0e0 ;
        elm:framework <http://data.europa.eu/snb/education-credit/6fcec5c5af> ] .
";

fn graph(text: &str) -> Graph {
    let read = RdfReader::new(RdfFormat::Turtle).read(format!("{PREFIXES}{text}").as_bytes());
    assert!(read.diagnostics.is_empty(), "{:?}", read.diagnostics);
    read.graph
}

fn page_of(graph: &Graph, title: &str) -> String {
    let mut page = Vec::new();
    let report = validate(graph, ProfileLevel::Profile);
    write_validation_page(&mut page, title, &report, &completeness(graph)).unwrap();
    let page = String::from_utf8(page).unwrap();
    assert_well_formed(&page);
    page
}

/// Every tag is closed in its turn, every `<` and `&` is markup, and nothing refers to anything outside of the page.
fn assert_well_formed(page: &str) {
    assert!(page.starts_with("<!DOCTYPE html>\n<html lang=\"en\">\n") && page.ends_with("</html>\n"));
    let mut open: Vec<&str> = Vec::new();
    let mut rest = page.strip_prefix("<!DOCTYPE html>").unwrap();
    while let Some((text, behind)) = rest.split_once('<') {
        let raw = matches!(open.last(), Some(&("style" | "script")));
        assert!(raw || !text.contains('>'), "a bare `>` in {text:?}");
        for (at, _) in text.match_indices('&').filter(|_| !raw) {
            let known = ["&amp;", "&lt;", "&gt;", "&quot;", "&#39;"];
            assert!(known.iter().any(|entity| text[at..].starts_with(entity)), "a bare `&` in {text:?}");
        }
        if raw && !behind.starts_with('/') {
            rest = behind;
            continue;
        }
        let (tag, behind) = behind.split_once('>').unwrap();
        rest = behind;
        if let Some(name) = tag.strip_prefix('/') {
            assert_eq!(open.pop(), Some(name), "</{name}>");
            continue;
        }
        let (name, attributes) = tag.split_once(' ').unwrap_or((tag, ""));
        assert!(!name.is_empty() && name.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit()), "<{tag}>");
        for forbidden in ["link", "base", "iframe", "object", "embed", "img", "a", "svg", "video", "audio"] {
            assert_ne!(name, forbidden);
        }
        // What is not between quotes are names.
        for name in attributes.split('"').step_by(2).flat_map(|names| names.split([' ', '='])) {
            let refers = ["src", "srcset", "href", "action", "formaction", "data", "poster", "cite", "ping"];
            assert!(!refers.contains(&name) && !name.starts_with("on"), "<{tag}>");
        }
        assert!(!attributes.contains("url("), "<{tag}>");
        assert_eq!(attributes.matches('"').count() % 2, 0, "<{tag}>");
        if !["meta", "br", "input"].contains(&name) {
            open.push(name);
        }
    }
    assert!(open.is_empty() && rest.trim().is_empty(), "{open:?} {rest:?}");
    let style = page.split_once("<style>").unwrap().1.split_once("</style>").unwrap().0;
    for reference in ["http:", "https:", "url(", "@import"] {
        assert!(!style.contains(reference), "{reference}");
    }
    assert!(page.contains("content=\"default-src 'none';"));
}

/// The row of a table that has this heading.
fn row<'p>(page: &'p str, heading: &str) -> &'p str {
    let found = page.lines().find(|line| line.contains(&format!("<th scope=\"row\">{heading}")));
    found.unwrap_or_else(|| panic!("no row {heading} in {page}"))
}

#[test]
fn a_good_course() {
    let page = page_of(&graph(&format!("x:a {GOOD}")), "Example University");
    assert!(page.contains("<title>Example University</title>") && page.contains("<h1>Example University</h1>"));
    assert!(page.contains("<p class=\"verdict good\">The data conform.</p>"), "{page}");
    assert!(page.contains("<dt>with all required data</dt><dd>1</dd>"));
    assert!(page.contains("<p>No rule is broken.</p>") && page.contains("nothing to say of any course"));
    assert!(!page.contains("<script"));
    for element in RequiredElement::ALL {
        assert!(row(&page, element.label()).contains(">1 (100 %)</td><td class=\"number\">0</td>"), "{element:?}");
    }
    assert!(row(&page, "credits").contains("<small>(recommended)</small>"));
    assert!(row(&page, "country of the issuer").contains(">0 (0 %)</td><td class=\"number\">1</td>"));
    for element in CouncilElement::ALL {
        assert_eq!(row(&page, element.label()).contains("(optional)"), !element.is_mandatory(), "{element:?}");
    }
}

#[test]
fn counts() {
    let text = format!(
        "x:a {GOOD} x:b {GOOD}
        x:bad a ql:LearningOpportunitySpecification ; dcterms:title 'Chemistry'@en .
        x:worse a ql:LearningOpportunitySpecification ; dcterms:description 'No title'@en ."
    );
    let graph = graph(&text);
    let report = validate(&graph, ProfileLevel::Profile);
    let page = page_of(&graph, "Example");
    let violations = report.count(ResultSeverity::Violation);
    assert_eq!(violations, 11);
    let verdict = "<p class=\"verdict violation\">The data do not conform: 11 violations; 2 of 4 courses affected.</p>";
    assert!(page.contains(verdict), "{page}");
    for (label, count) in [("courses", 4), ("with all required data", 2), ("violations", violations)] {
        assert!(page.contains(&format!("<dt>{label}</dt><dd>{count}</dd>")), "{label}");
    }
    assert!(row(&page, "title").contains("width:75%") && row(&page, "title").contains(">3 (75 %)</td>"));
    assert!(row(&page, "EQF level").contains("width:50%"));
    let level = row(&page, "los.level");
    assert!(level.contains("the course has no EQF level<br><small>urn:x:bad</small>"), "{level}");
    assert!(level.contains("<td class=\"number\">2</td><td class=\"number\">2</td><td>Give one level"), "{level}");
    assert!(page.contains("<h3>Chemistry <small>urn:x:bad</small></h3>") && page.contains("<h3>urn:x:worse</h3>"));
    assert!(page.contains(
        "<p>Missing: title, learning outcomes, language, field of study, EQF level, identifier, credits</p>"
    ));
    assert!(page.contains("<p>2 courses with results or without required data, the gravest first.</p>"));
    assert_eq!(page.matches("<section class=\"course\">").count(), 2);
    assert!(!page.contains("urn:x:a<"), "nothing is to be said of a good course");
}

#[test]
fn no_course() {
    let page = page_of(&Graph::new(), "Nothing");
    assert!(page.contains("<p class=\"verdict violation\">There is no course in these data.</p>"));
    assert!(row(&page, "title").contains(">0 (0 %)</td><td class=\"number\">0</td>"));
}

/// What is not shown is counted: courses beyond the 500 gravest, and results beyond the first hundred.
#[test]
fn limits() {
    let mut text = String::new();
    for number in 0..502 {
        let _ = writeln!(text, "x:c{number:03} {GOOD}");
        // Of a few there is a violation; they come first, wherever they are in the alphabet.
        let problem = if number > 499 { "elm:EQFLevel x:two" } else { "dcterms:title 'No language'" };
        let _ = writeln!(text, "x:c{number:03} {problem} .");
    }
    let page = page_of(&graph(&text), "Many");
    assert_eq!(page.matches("<section class=\"course\">").count(), 500);
    assert!(page.contains("The 500 gravest of 502 courses with results or without required data; 2 are not shown."));
    let first = page.find("<small>urn:x:c500</small></h3>").unwrap();
    assert!(first < page.find("<small>urn:x:c000</small></h3>").unwrap());
    assert!(!page.contains("<small>urn:x:c499</small></h3>"));

    let titles: Vec<String> = (0..130).map(|number| format!("'Name {number}'")).collect();
    let page = page_of(&graph(&format!("x:c {GOOD} x:c dcterms:title {} .", titles.join(","))), "Much");
    assert_eq!(page.split_once("<h2>Courses").unwrap().1.matches("<li><span").count(), 100);
    assert!(page.contains("<li>and 30 more results</li>"), "{page}");

    let long = "é".repeat(2_000);
    let page = page_of(&graph(&format!("x:c a elm:Qualification ; dcterms:title '{long}'@en .")), "Long");
    assert!(page.contains(&format!("<h3>{}…", "é".repeat(500))) && !page.contains(&"é".repeat(501)));
}

#[test]
fn institutions_have_a_section_of_their_own() {
    let page = page_of(&graph(&format!("x:a {GOOD} x:uni a ql:HigherEducationInstitution .")), "Example");
    let institutions = page.split_once("<h2>Institutions and others</h2>").unwrap().1;
    assert!(institutions.contains("<small>urn:x:uni · "), "{institutions}");
}

const EVIL: [&str; 12] = [
    "<script>alert(1)</script>",
    "</style></main></body></html><h1>Owned</h1>",
    "</th></tr></tbody></table><img src=x onerror=alert(1)>",
    "\"><img src=x onerror=alert(1)>",
    "' onmouseover='alert(1)",
    "--> <!-- rows -->",
    "<![CDATA[",
    "&lt;b&gt; &amp; &#60;b&#62;",
    "<style>@import url(https://evil.example/x.css)</style>",
    "javascript:alert(1) https://evil.example/",
    "\u{202e}elpmaxe.inu\u{202c} \u{2066}a\u{2069} \u{202d}",
    "a\u{0}b\u{1b}[2J\u{7}\u{85}\u{9b}c\nd\re\tf",
];

/// Wherever a foreign text can be: in names, values, IRIs, languages and datatypes.
#[test]
fn hostile_texts() {
    const TYPE: &str = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type";
    const TITLE: &str = "http://purl.org/dc/terms/title";
    let elm = |name: &str| format!("http://data.europa.eu/snb/model/ontology/{name}");
    for evil in EVIL {
        let mut graph = Graph::new();
        let write = |graph: &mut Graph| -> Result<(), Infallible> {
            let (iri, node) = (format!("urn:x:{evil}"), Subject::Iri(evil));
            for subject in [node, Subject::Iri(&iri)] {
                graph.triple(subject, TYPE, Object::Iri(&elm("Qualification")))?;
                graph.triple(subject, TITLE, Object::Text { value: evil, language: evil })?;
                graph.triple(subject, TITLE, Object::Typed { value: evil, datatype: evil })?;
                for property in ["EQFLevel", "ISCEDFCode", "creditPoint", "learningOutcome", "isPartialQualification"] {
                    graph.triple(subject, &elm(property), Object::Iri(evil))?;
                    graph.triple(subject, &elm(property), Object::Text { value: evil, language: "en" })?;
                }
                graph.triple(subject, &elm("gradingScheme"), Object::Iri(&format!("{evil}#scheme")))?;
            }
            let institution = format!("{evil}#institution");
            let class = "http://data.quality-link.eu/ontology/v1#HigherEducationInstitution";
            graph.triple(Subject::Iri(&institution), TYPE, Object::Iri(class))
        };
        let Ok(()) = write(&mut graph);
        graph.sort();
        let page = page_of(&graph, evil);
        let foreign = page.split_once("<main>").unwrap().1;
        for bad in ["<script", "<img", "<style", "<!--", "<![", "<h1", "<a "] {
            assert!(!foreign.contains(bad), "{bad} of {evil:?}");
        }
        for character in page.chars() {
            let turns = matches!(character, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
            assert!(!turns && (character == '\n' || !character.is_control()), "{character:?} of {evil:?}");
        }
        // The text itself is there, for people to see.
        let visible: String = evil.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
        if !evil.contains(|c: char| c.is_control() || !c.is_ascii() || c == '"' || c == '\'') {
            assert!(page.contains(&format!("<h1>{visible}</h1>")) && foreign.contains(&format!("<h3>{visible} ")));
        }
    }
}

/// Both pages are made of the same parts.
#[test]
fn the_page_of_discovery_is_well_formed_too() {
    let mut page = Vec::new();
    quality_link::write_discovery_page(&mut page, [], std::time::SystemTime::now()).unwrap();
    let page = String::from_utf8(page).unwrap();
    let (before, rest) = page.split_once("<script>").unwrap();
    let (_, after) = rest.split_once("</script>").unwrap();
    // `value=""` and `checked` are fine; what scripts say is no markup.
    assert_well_formed(&format!("{before}{after}"));
}
