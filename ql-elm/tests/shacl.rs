//! Validation: the engine by SHACL Core, constraint by constraint, and by pySHACL, which finds the same in many graphs.

#![allow(clippy::unwrap_used, clippy::format_collect, reason = "texts made for tests; helpers of tests are tests, too")]

mod common;
#[path = "common/report.rs"]
mod report;

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::process::Command;
use std::time::{Duration, Instant};
use std::{env, fs};

use common::{read, run_alone, turtle};
use ql_elm::{
    ElmNamespace, Graph, Object, ProfileLevel, RdfFormat, Shapes, ValidationReport, profile_shapes, validate,
};
use serde_json::Value;

use self::report::{Entry, SH, conforms, entries, instance, term};

const SHAPE_IRI: &str = "urn:quality-link:shapes#";
/// Ours: whether a concept is in the vocabulary that the profile names. Other engines pass over it.
const VOCABULARY: &str = "VocabularyConstraintComponent";

// What pySHACL finds.

/// The Python that has pySHACL, from the environment.
fn python() -> Option<String> {
    let python = env::var("QL_PYTHON").ok().filter(|path| !path.is_empty());
    if python.is_none() {
        assert!(env::var_os("QL_REQUIRE_PEERS").is_none(), "QL_REQUIRE_PEERS is set, but QL_PYTHON is not");
        eprintln!("skipped: QL_PYTHON names no Python with pySHACL");
    }
    python
}

/// Runs one of the scripts that lie here, and gives what it prints.
fn script(python: &str, name: &str, arguments: &[&str]) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests").join(name);
    let output =
        Command::new(python).arg(path).args(arguments).output().unwrap_or_else(|error| panic!("{python}: {error}"));
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).expect("UTF-8");
    let (stdout, stderr) = (text(output.stdout), text(output.stderr));
    assert!(output.status.success(), "{name}: {}\n{stdout}{stderr}", output.status);
    stdout
}

/// A result as both engines can say it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Finding {
    /// `_` for every blank node.
    focus: String,
    path: String,
    component: String,
    severity: String,
    rule: String,
}

impl Finding {
    fn shown(&self) -> String {
        let Self { focus, path, component, severity, rule } = self;
        format!("{rule}: {severity} {component} of {focus} at {path}")
    }
}

/// Without the signs around IRIs, which not all have, and in the namespace of ELM 3.3.
fn bare(text: &str) -> String {
    let text = text.replace(['<', '>', '(', ')', ' '], "");
    let text = text.replace("/snb/model/elm/", "/snb/model/ontology/");
    if text.starts_with('_') { "_".into() } else { text.replace("/snb/model/ap/", "/snb/model/application-profile/") }
}

fn ours(report: &ValidationReport) -> Vec<Finding> {
    let results = report.results().iter().filter(|result| result.component.name() != VOCABULARY);
    let mut findings: Vec<Finding> = results
        .map(|result| Finding {
            focus: bare(&result.focus),
            path: bare(result.path.as_deref().unwrap_or_default()),
            component: result.component.name().to_string(),
            severity: format!("{:?}", result.severity),
            rule: result.rule.clone(),
        })
        .collect();
    findings.sort();
    findings
}

fn theirs(results: &Value) -> Vec<Finding> {
    let finding = |result: &Value| {
        let text = |index: usize| result[index].as_str().expect("a text").to_owned();
        let shape = text(4);
        Finding {
            focus: bare(&text(0)),
            path: bare(&text(1)),
            component: text(2),
            severity: text(3),
            rule: shape.strip_prefix(SHAPE_IRI).unwrap_or(&shape).to_owned(),
        }
    };
    let mut findings: Vec<Finding> = results.as_array().expect("results").iter().map(finding).collect();
    findings.sort();
    findings
}

/// What is in the first list and not in the second, as often as it is.
fn surplus<'f>(some: &'f [Finding], other: &[Finding]) -> Vec<&'f Finding> {
    let mut counts: BTreeMap<&Finding, usize> = BTreeMap::new();
    other.iter().for_each(|finding| *counts.entry(finding).or_default() += 1);
    some.iter()
        .filter(|finding| match counts.get_mut(finding) {
            Some(count) if *count > 0 => {
                *count -= 1;
                false
            }
            _ => true,
        })
        .collect()
}

/// Every so many of the generated graphs, by both engines.
fn both_engines_agree(level: ProfileLevel, namespace: ElmNamespace, every: usize) {
    let Some(python) = python() else { return };
    let folder = tempfile::tempdir().unwrap();
    let graphs = folder.path().join("graphs");
    script(&python, "shacl_graphs.py", &[graphs.to_str().unwrap()]);
    let shapes = folder.path().join("shapes.ttl");
    let written = profile_shapes(level, namespace);
    fs::write(&shapes, &written).unwrap();
    let is_old = namespace == ElmNamespace::V3_2;
    let every_text = every.to_string();
    let mut arguments = vec![graphs.to_str().unwrap(), shapes.to_str().unwrap(), "--every", &every_text];
    arguments.extend(is_old.then_some("--old"));
    let printed = script(&python, "shacl_peer.py", &arguments);

    // The shapes that are written say the same as those that are built in.
    let parsed = Shapes::from_graph(&turtle(&written)).unwrap_or_else(|error| panic!("our own shapes: {error}"));
    let mut problems = Vec::new();
    let mut summary: BTreeMap<String, usize> = BTreeMap::new();
    let (mut count, mut conforming, mut rules) = (0, 0, BTreeSet::new());
    for line in printed.lines() {
        let said: Value = serde_json::from_str(line).expect("a line of JSON");
        let name = said["file"].as_str().expect("a file");
        let mut content = fs::read_to_string(graphs.join(name)).unwrap();
        if is_old {
            content = content.replace("/snb/model/ontology/", "/snb/model/elm/");
        }
        let data = read(RdfFormat::NTriples, content.as_bytes());
        assert!(said["error"].is_null(), "pySHACL can't validate {name}: {}", said["error"]);
        let report = validate(&data, level);
        let (found, expected) = (ours(&report), theirs(&said["results"]));
        let is_ok = |findings: &[Finding]| findings.iter().all(|finding| finding.severity != "Violation");
        let mut lines = Vec::new();
        for (sign, some, other) in [("- pySHACL only:", &expected, &found), ("+ we only:", &found, &expected)] {
            for finding in surplus(some, other) {
                *summary.entry(format!("{sign} {} {}", finding.rule, finding.component)).or_default() += 1;
                lines.push(format!("    {sign} {}", finding.shown()));
            }
        }
        if said["conforms"] != is_ok(&expected) || is_ok(&expected) != is_ok(&found) {
            lines.push(format!("    conforms: {} for pySHACL, {} for us", said["conforms"], is_ok(&found)));
        }
        let has_violation = report.results().iter().any(|result| format!("{:?}", result.severity) == "Violation");
        if report.conforms() == has_violation {
            lines.push(format!("    conforms() is {}, in spite of its results", report.conforms()));
        }
        if ours(&parsed.validate(&data)) != found {
            lines.push("    the shapes that are written find something else than those that are built in".into());
        }
        if !lines.is_empty() {
            if lines.len() > 8 {
                let more = lines.split_off(8).len();
                lines.push(format!("    … and {more} more"));
            }
            let kind = content.lines().next().unwrap_or_default();
            problems.push(format!("  {name} ({kind})\n{}", lines.join("\n")));
        }
        count += 1;
        conforming += usize::from(is_ok(&expected));
        rules.extend(expected.into_iter().map(|finding| (finding.rule, finding.component)));
    }
    println!("{level:?}, {namespace:?}: {count} graphs, {conforming} conform, {} rules are broken", rules.len());
    let summary: String = summary.iter().map(|(what, times)| format!("  {times:5} {what}\n")).collect();
    let all = problems.len();
    problems.truncate(20);
    assert!(
        problems.is_empty(),
        "{level:?}, {namespace:?}: {all} of {count} graphs differ\n{summary}the first of them\n{}",
        problems.join("\n")
    );
    // A comparison of nothing with nothing is none.
    assert!(count >= 1800 / every && conforming > 0 && rules.len() > 50, "{count}, {conforming}, {rules:?}");
}

#[test]
fn pyshacl_finds_the_same_by_the_profile() {
    both_engines_agree(ProfileLevel::Profile, ElmNamespace::V3_3, 2);
}

#[test]
fn pyshacl_finds_the_same_by_the_strict_profile() {
    both_engines_agree(ProfileLevel::ElmStrict, ElmNamespace::V3_3, 1);
}

#[test]
fn pyshacl_finds_the_same_by_the_profile_in_the_old_namespace() {
    both_engines_agree(ProfileLevel::Profile, ElmNamespace::V3_2, 8);
}

#[test]
fn pyshacl_finds_the_same_by_the_strict_profile_in_the_old_namespace() {
    both_engines_agree(ProfileLevel::ElmStrict, ElmNamespace::V3_2, 8);
}

// The engine.

const PREFIXES: [(&str, &str); 6] = [
    ("ex", "https://example.edu/"),
    ("owl", "http://www.w3.org/2002/07/owl#"),
    ("rdf", "http://www.w3.org/1999/02/22-rdf-syntax-ns#"),
    ("rdfs", "http://www.w3.org/2000/01/rdf-schema#"),
    ("sh", "http://www.w3.org/ns/shacl#"),
    ("xsd", "http://www.w3.org/2001/XMLSchema#"),
];

fn graph(text: &str) -> Graph {
    let prefixes: String = PREFIXES.iter().map(|(prefix, iri)| format!("@prefix {prefix}: <{iri}> . ")).collect();
    turtle(&(prefixes + text))
}

fn shapes(text: &str) -> Shapes {
    Shapes::from_graph(&graph(text)).unwrap_or_else(|error| panic!("{error} in {text}"))
}

/// Terms as Turtle has them.
fn short(text: &str) -> String {
    let mut short = text.to_owned();
    for (prefix, iri) in PREFIXES {
        while let Some(start) = short.find(&format!("<{iri}")) {
            let end = start + short[start..].find('>').expect("the end of an IRI");
            let name = &short[start + 1 + iri.len()..end];
            short = format!("{}{prefix}:{name}{}", &short[..start], &short[end + 1..]);
        }
    }
    short
}

fn found(shapes: &Shapes, data: &Graph) -> Vec<Entry> {
    let report = shapes.validate(data);
    let graph = report.to_graph();
    let node = instance(&graph, &format!("{SH}ValidationReport"));
    let mut entries = entries(&graph, node);
    assert_eq!(entries.len(), report.results().len(), "results as RDF");
    assert_eq!(conforms(&graph, node), report.conforms());
    assert_eq!(conforms(&graph, node), entries.iter().all(|entry| entry.severity != "Violation"));
    for entry in &mut entries {
        for text in [&mut entry.focus, &mut entry.path, &mut entry.value, &mut entry.shape] {
            *text = short(text);
        }
    }
    entries.sort();
    entries
}

/// Each result as focus node, path, component and value, sorted.
fn results(shapes_text: &str, data: &str) -> Vec<String> {
    let line = |entry: Entry| {
        let Entry { focus, path, component, value, .. } = entry;
        [focus, path, component, value].map(|part| if part.is_empty() { "-".into() } else { part }).join(" ")
    };
    found(&shapes(shapes_text), &graph(data)).into_iter().map(line).collect()
}

/// Results of a property shape for `ex:p` of `ex:a`: component and value.
fn of_property(constraints: &str, data: &str) -> Vec<String> {
    let shape = format!("ex:S sh:targetNode ex:a ; sh:property ex:P . ex:P sh:path ex:p ; {constraints} .");
    let strip = |line: String| line.strip_prefix("ex:a ex:p ").map(str::to_owned).unwrap_or(line);
    results(&shape, data).into_iter().map(strip).collect()
}

/// Results of a node shape for some nodes, which are the values themselves: component and value.
fn of_nodes(constraints: &str, nodes: &str, data: &str) -> Vec<String> {
    let strip = |line: String| {
        let (focus, rest) = line.split_once(" - ").expect("no path");
        assert!(rest.ends_with(&format!(" {focus}")), "the value of {line} is not its focus node");
        rest.to_owned()
    };
    results(&format!("ex:S sh:targetNode {nodes} ; {constraints} ."), data).into_iter().map(strip).collect()
}

const NONE: [&str; 0] = [];

#[test]
fn class() {
    let data = "
        ex:a ex:p ex:itself , ex:below , ex:far , ex:untyped , ex:other , 'a text' , [] , [ a ex:C ] .
        ex:itself a ex:C . ex:below a ex:D . ex:far a ex:E . ex:other a ex:F .
        ex:E rdfs:subClassOf ex:D . ex:D rdfs:subClassOf ex:C . ex:C rdfs:subClassOf ex:G .
    ";
    let expected = [r#"Class "a text""#, "Class _", "Class ex:other", "Class ex:untyped"];
    assert_eq!(of_property("sh:class ex:C", data), expected);
    // A class that lies below itself, and a value with two classes to have.
    let data = "ex:a ex:p ex:x . ex:x a ex:D . ex:D rdfs:subClassOf ex:E . ex:E rdfs:subClassOf ex:D .";
    assert_eq!(of_property("sh:class ex:C", data), ["Class ex:x"]);
    assert_eq!(of_property("sh:class ex:E , ex:D", data), NONE);
    assert_eq!(of_property("sh:class ex:E , ex:C", data), ["Class ex:x"]);
    assert_eq!(
        of_nodes("sh:class ex:C", "ex:x , ex:y , 5", "ex:x a ex:C ."),
        ["Class \"5\"^^xsd:integer", "Class ex:y"]
    );
    // What the shapes say of classes is no matter of the data.
    let shape = "ex:S sh:targetNode ex:x ; sh:class ex:C . ex:D rdfs:subClassOf ex:C .";
    assert_eq!(results(shape, "ex:x a ex:D ."), ["ex:x - Class ex:x"]);
}

/// Datatypes with lexical forms that they have and such that they have not.
const LEXICAL: &[(&str, &str, &str)] = &[
    ("xsd:boolean", "true false 1 0", "TRUE True maybe yes 2"),
    ("xsd:integer", "0 5 -5 +5 007 99999999999999999999999", "abc 5.0 1e3 1_000 - + 0x10 ５"),
    ("xsd:nonNegativeInteger", "0 5 +5 -0 007 99999999999999999999999", "-1 abc 5.0 1e3 5_0"),
    ("xsd:positiveInteger", "1 +1 01", "0 -1 one 12.5"),
    ("xsd:nonPositiveInteger", "0 -1", "1"),
    ("xsd:negativeInteger", "-1", "0 1"),
    ("xsd:long", "9223372036854775807 -9223372036854775808", "9223372036854775808"),
    ("xsd:int", "2147483647", "2147483648"),
    ("xsd:short", "-32768", "-32769"),
    ("xsd:byte", "127 -128", "128 300 c"),
    ("xsd:unsignedLong", "18446744073709551615", "18446744073709551616 -1"),
    ("xsd:unsignedInt", "4294967295", "4294967296 -1"),
    ("xsd:unsignedShort", "65535", "65536"),
    ("xsd:unsignedByte", "255", "256 -1"),
    ("xsd:decimal", "7.5 .5 5. -0 +7.50 5", "7,5 abc 1e5 INF NaN . 7_5"),
    ("xsd:double", "7.5 5 1e5 1E-5 .5 5. INF -INF NaN", "7,5 abc 1e inf nan Infinity 7_5 e5"),
    ("xsd:float", "1 1.5e3 INF", "abc 1,5"),
    (
        "xsd:dateTime",
        "2026-09-01T08:00:00 2026-09-01T08:00:00Z 2026-09-01T08:00:00.123456789+02:00 2026-09-01T24:00:00 \
         -0044-03-15T12:00:00 12026-09-01T08:00:00-14:00 2028-02-29T00:00:00Z",
        "2026-09-01 2026-13-45 2026-02-30T00:00:00Z 2026-09-01T25:00:00 2026-09-01T08:00 2026-09-01T08:00:60 \
         2026-09-01T08:00:00z 2026-09-01T08:00:00+0200 20260901T080000 2026-09-01T08:00:00+15:00 \
         2026-09-01T08:00:00,5Z tomorrow 2027-02-29T00:00:00Z",
    ),
    // SPARQL does not know these, so that SHACL does not ask for it; pySHACL looks at them all the same.
    ("xsd:date", "2026-09-01 2026-09-01Z 2026-09-01+02:00 2028-02-29", "2026-9-1 2026-13-01 2026-02-30 20260901 today"),
    ("xsd:duration", "P1Y P4M PT200H -P1D P1Y2M3DT4H5M6.7S", "30h P PT1.5H P1Q P1D2H p1y P-1Y"),
    // Nobody looks at these.
    ("xsd:anyURI", "https://example.edu/ example", ""),
    ("ex:own", "whatever", ""),
];

#[test]
fn datatype_with_lexical_forms() {
    for (datatype, right, wrong) in LEXICAL {
        let forms: Vec<&str> = right.split_whitespace().chain(wrong.split_whitespace()).collect();
        let values: Vec<String> = forms.iter().map(|form| format!("\"{form}\"^^{datatype}")).collect();
        let data = format!("ex:a ex:p {} .", values.join(" , "));
        let mut expected: Vec<String> =
            wrong.split_whitespace().map(|form| format!("Datatype \"{form}\"^^{datatype}")).collect();
        expected.sort();
        assert_eq!(of_property(&format!("sh:datatype {datatype}"), &data), expected, "{datatype}");
    }
    // Blanks belong to no lexical space, and an empty one is that of texts only.
    for datatype in ["boolean", "integer", "decimal", "double", "dateTime", "nonNegativeInteger"] {
        for form in ["", " ", " 1", "1 ", "true "] {
            let data = format!("ex:a ex:p \"{form}\"^^xsd:{datatype} .");
            let found = of_property(&format!("sh:datatype xsd:{datatype}"), &data);
            assert_eq!(found, [format!("Datatype \"{form}\"^^xsd:{datatype}")]);
        }
    }
}

#[test]
fn datatype() {
    let data = "ex:a ex:p 'plain' , '' , 'typed'^^xsd:string , 'text'@en , 5 , true , ex:x , [] .";
    assert_eq!(
        of_property("sh:datatype xsd:string", data),
        [
            r#"Datatype "5"^^xsd:integer"#,
            r#"Datatype "text"@en"#,
            r#"Datatype "true"^^xsd:boolean"#,
            "Datatype _",
            "Datatype ex:x"
        ]
    );
    let mixed = r#"ex:a ex:p 'plain' , 'text'@en , "text"@de , 5 ."#;
    assert_eq!(
        of_property("sh:datatype rdf:langString", mixed),
        [r#"Datatype "5"^^xsd:integer"#, r#"Datatype "plain""#]
    );
    // The datatype itself counts, none below or above it.
    let integer = "ex:a ex:p 40 , '40'^^xsd:nonNegativeInteger .";
    assert_eq!(of_property("sh:datatype xsd:nonNegativeInteger", integer), [r#"Datatype "40"^^xsd:integer"#]);
    assert_eq!(of_property("sh:datatype xsd:integer", integer), [r#"Datatype "40"^^xsd:nonNegativeInteger"#]);
    assert_eq!(of_property("sh:datatype xsd:decimal", "ex:a ex:p 40 ."), [r#"Datatype "40"^^xsd:integer"#]);
    assert_eq!(of_nodes("sh:datatype xsd:integer", "5 , 'five' , ex:x", ""), [r#"Datatype "five""#, "Datatype ex:x"]);
}

#[test]
fn node_kind() {
    let data = "ex:a ex:p ex:iri , [] , 'literal' , 'text'@en .";
    let (iri, blank, literal) = ("ex:iri", "_", [r#""literal""#, r#""text"@en"#]);
    let cases: [(&str, &[&str]); 6] = [
        ("IRI", &[literal[0], literal[1], blank]),
        ("BlankNode", &[literal[0], literal[1], iri]),
        ("Literal", &[blank, iri]),
        ("BlankNodeOrIRI", &literal),
        ("BlankNodeOrLiteral", &[iri]),
        ("IRIOrLiteral", &[blank]),
    ];
    for (kind, wrong) in cases {
        let expected: Vec<String> = wrong.iter().map(|value| format!("NodeKind {value}")).collect();
        assert_eq!(of_property(&format!("sh:nodeKind sh:{kind}"), data), expected, "{kind}");
    }
}

#[test]
fn counts() {
    for (least, most, count, expected) in [
        (1, 1, 0, "MinCount -"),
        (1, 1, 1, ""),
        (1, 1, 2, "MaxCount -"),
        (0, 0, 0, ""),
        (0, 0, 1, "MaxCount -"),
        (2, 3, 1, "MinCount -"),
    ] {
        let values: String = (0..count).map(|number| format!("ex:a ex:p {number} . ")).collect();
        let found = of_property(&format!("sh:minCount {least} ; sh:maxCount {most}"), &values);
        assert_eq!(found.join(" "), expected, "{count} of {least} to {most}");
    }
    // The same twice is once, and the same in another language is another.
    assert_eq!(of_property("sh:maxCount 1", "ex:a ex:p 1 , 1 , '1'^^xsd:integer ."), NONE);
    assert_eq!(of_property("sh:maxCount 1", "ex:a ex:p 'a'@en , 'a'@EN ."), NONE);
    assert_eq!(of_property("sh:maxCount 1", "ex:a ex:p 'a'@en , 'a'@de ."), ["MaxCount -"]);
    assert_eq!(of_property("sh:maxCount 1", "ex:a ex:p 1 , 01 ."), ["MaxCount -"]);
}

#[test]
fn ranges() {
    let numbers = "ex:a ex:p 4 , 5 , 6 , 4.9 , 5.0 , 5e0 , '4.9'^^xsd:float , '5'^^xsd:nonNegativeInteger ,
        '5.0000000000000001'^^xsd:decimal .";
    let values = |component: &str, some: &[&str]| -> Vec<String> {
        let mut lines: Vec<String> = some.iter().map(|value| format!("{component} {value}")).collect();
        lines.sort();
        lines
    };
    let below = [r#""4"^^xsd:integer"#, r#""4.9"^^xsd:decimal"#, r#""4.9"^^xsd:float"#];
    let equal =
        [r#""5"^^xsd:integer"#, r#""5.0"^^xsd:decimal"#, r#""5e0"^^xsd:double"#, r#""5"^^xsd:nonNegativeInteger"#];
    let above = [r#""6"^^xsd:integer"#, r#""5.0000000000000001"^^xsd:decimal"#];
    assert_eq!(of_property("sh:minInclusive 5", numbers), values("MinInclusive", &below));
    assert_eq!(of_property("sh:minExclusive 5.0", numbers), values("MinExclusive", &[&below[..], &equal[..]].concat()));
    assert_eq!(of_property("sh:maxInclusive 5", numbers), values("MaxInclusive", &above));
    assert_eq!(of_property("sh:maxExclusive 5.0", numbers), values("MaxExclusive", &[&above[..], &equal[..]].concat()));
    // Nothing is less than what it can't be compared with.
    let odd = "ex:a ex:p 'five' , '9' , 'x'^^xsd:integer , ex:nine , [] , true , 'neun'@de , 'NaN'^^xsd:double , 9 .";
    for component in ["MinInclusive", "MinExclusive", "MaxInclusive", "MaxExclusive"] {
        let bound = if component.starts_with("Min") { 5 } else { 50 };
        let parameter = format!("{}{}", component[..1].to_lowercase(), &component[1..]);
        let wrong = of_property(&format!("sh:{parameter} {bound}"), odd);
        assert_eq!(wrong.len(), 8, "{wrong:?}");
        assert!(!wrong.contains(&format!(r#"{component} "9"^^xsd:integer"#)), "{wrong:?}");
    }
}

#[test]
fn ranges_of_dates_and_texts() {
    let times = r#"ex:a ex:p "2026-09-01T10:00:00+02:00"^^xsd:dateTime , "2026-09-01T09:59:59+02:00"^^xsd:dateTime ,
        "2026-09-01T07:59:59Z"^^xsd:dateTime , "2026-09-01T08:00:00.000Z"^^xsd:dateTime ,
        "2027-01-01T00:00:00Z"^^xsd:dateTime , "2026-09-01T08:00:00"^^xsd:dateTime , "2026-09-02"^^xsd:date ."#;
    assert_eq!(
        of_property(r#"sh:minInclusive "2026-09-01T08:00:00Z"^^xsd:dateTime"#, times),
        [
            r#"MinInclusive "2026-09-01T07:59:59Z"^^xsd:dateTime"#,
            // Without a time zone it may be earlier or later.
            r#"MinInclusive "2026-09-01T08:00:00"^^xsd:dateTime"#,
            r#"MinInclusive "2026-09-01T09:59:59+02:00"^^xsd:dateTime"#,
            r#"MinInclusive "2026-09-02"^^xsd:date"#,
        ]
    );
    let dates = r#"ex:a ex:p "2026-08-31"^^xsd:date , "2026-09-01"^^xsd:date , "2026-09-02"^^xsd:date ."#;
    let first = r#"sh:minInclusive "2026-09-01"^^xsd:date"#;
    assert_eq!(of_property(first, dates), [r#"MinInclusive "2026-08-31"^^xsd:date"#]);
    let texts = "ex:a ex:p 'a' , 'b' , 'c' .";
    assert_eq!(of_property("sh:minInclusive 'b'", texts), [r#"MinInclusive "a""#]);
    let truths = "ex:a ex:p true , false .";
    assert_eq!(of_property("sh:minExclusive false", truths), [r#"MinExclusive "false"^^xsd:boolean"#]);
}

#[test]
fn lengths() {
    let data = "ex:a ex:p 'äöü' , 'äö' , 'ä'@de , 12345 , ex:x , [] , '' .";
    assert_eq!(
        of_property("sh:minLength 3", data),
        [r#"MinLength """#, r#"MinLength "ä"@de"#, r#"MinLength "äö""#, "MinLength _"]
    );
    assert_eq!(
        of_property("sh:maxLength 3", data),
        [r#"MaxLength "12345"^^xsd:integer"#, "MaxLength _", "MaxLength ex:x"]
    );
    assert_eq!(of_property("sh:maxLength 1", "ex:a ex:p '🐋' ."), NONE);
}

#[test]
fn pattern() {
    let data = "ex:a ex:p 'AT0005' , 'xAT0005' , 'at0005' , 'INT9001'@en , 'AT00055' , 12 , ex:x , [] .";
    assert_eq!(
        of_property("sh:pattern '^(INT|[A-Z]{2})[0-9]{4}$'", data),
        [
            r#"Pattern "12"^^xsd:integer"#,
            r#"Pattern "AT00055""#,
            r#"Pattern "at0005""#,
            r#"Pattern "xAT0005""#,
            "Pattern _",
            "Pattern ex:x"
        ]
    );
    assert_eq!(of_property("sh:pattern '^at' ; sh:flags 'i'", "ex:a ex:p 'AT0005' , 'xat' ."), [r#"Pattern "xat""#]);
    // Anywhere, unless the pattern says where; of IRIs and numbers, too.
    assert_eq!(of_property("sh:pattern 'b'", "ex:a ex:p 'abc' , 'ab'@en , <https://b.example/> ."), NONE);
    assert_eq!(of_property("sh:pattern '2'", "ex:a ex:p 123 ."), NONE);
    assert_eq!(of_property("sh:pattern '^https?://'", "ex:a ex:p ex:x , 'https://x'^^xsd:anyURI ."), NONE);
    // The end is the end, also before a line break.
    assert_eq!(of_property("sh:pattern '^a$'", r#"ex:a ex:p "a\n" , "a" ."#), [r#"Pattern "a\n""#]);
}

#[test]
fn unique_lang() {
    let data = "ex:a ex:p 'one'@en , 'two'@en , 'three'@EN , 'eins'@de , 'zwei'@de , 'un'@fr , 'plain' , 'two' , 5 ,
        'wan'@en-AU .";
    assert_eq!(of_property("sh:uniqueLang true", data), ["UniqueLang -", "UniqueLang -"]);
    assert_eq!(of_property("sh:uniqueLang true", "ex:a ex:p 'one'@en , 'two'@EN ."), ["UniqueLang -"]);
    assert_eq!(of_property("sh:uniqueLang true", "ex:a ex:p 'one'@en , 'one'@EN , 'two'@de-AT , 'two'@de ."), NONE);
    assert_eq!(of_property("sh:uniqueLang false", data), NONE);
}

#[test]
fn language_in() {
    let data = "ex:a ex:p 'a'@en , 'b'@en-GB , 'c'@de , 'd'@de-AT , 'e'@DE-at , 'f'@de-AT-1996 , 'g' , ex:x .";
    assert_eq!(
        of_property("sh:languageIn ( 'en' 'de-AT' )", data),
        [r#"LanguageIn "c"@de"#, r#"LanguageIn "g""#, "LanguageIn ex:x"]
    );
    assert_eq!(of_property("sh:languageIn ( 'e' )", "ex:a ex:p 'a'@en ."), [r#"LanguageIn "a"@en"#]);
}

#[test]
fn equals_and_disjoint() {
    let data = "ex:a ex:p 'one' , 'both' ; ex:q 'other' , 'both' .";
    assert_eq!(of_property("sh:equals ex:q", data), [r#"Equals "one""#, r#"Equals "other""#]);
    assert_eq!(of_property("sh:disjoint ex:q", data), [r#"Disjoint "both""#]);
    assert_eq!(of_property("sh:equals ex:q", "ex:a ex:p 1 , 2 ; ex:q 2 , 1 ."), NONE);
    assert_eq!(of_property("sh:disjoint ex:q", "ex:a ex:p 1 , 'a'@en ; ex:q 1.0 , 'a' ."), NONE);
    assert_eq!(of_nodes("sh:equals ex:q", "ex:x , ex:y", "ex:x ex:q ex:x . ex:y ex:q ex:y ."), NONE);
    assert_eq!(of_nodes("sh:disjoint ex:q", "ex:x , ex:y", "ex:x ex:q ex:x . ex:y ex:q ex:x ."), ["Disjoint ex:x"]);
}

#[test]
fn less_than() {
    assert_eq!(of_property("sh:lessThan ex:q", "ex:a ex:p 1 , 2 ; ex:q 3 , 4.5 ."), NONE);
    let equal = "ex:a ex:p 1 , 3 ; ex:q 3 , 4 .";
    assert_eq!(of_property("sh:lessThan ex:q", equal), [r#"LessThan "3"^^xsd:integer"#]);
    assert_eq!(of_property("sh:lessThanOrEquals ex:q", equal), NONE);
    // One result for each pair.
    let pairs = "ex:a ex:p 5 ; ex:q 3 , 4 , 6 .";
    let five = r#""5"^^xsd:integer"#;
    assert_eq!(of_property("sh:lessThan ex:q", pairs), [format!("LessThan {five}"), format!("LessThan {five}")]);
    let found = of_property("sh:lessThanOrEquals ex:q", pairs);
    assert_eq!(found, [format!("LessThanOrEquals {five}"), format!("LessThanOrEquals {five}")]);
    // What can't be compared is not less.
    assert_eq!(of_property("sh:lessThan ex:q", "ex:a ex:p 5 ; ex:q 'six' ."), [format!("LessThan {five}")]);
    let times = r#"ex:a ex:p "2026-09-01T08:00:00Z"^^xsd:dateTime ; ex:q "2026-09-01T11:00:00+02:00"^^xsd:dateTime ."#;
    assert_eq!(of_property("sh:lessThan ex:q", times), NONE);
    let dates = r#"ex:a ex:p "2026-09-01"^^xsd:date ; ex:q "2026-09-02"^^xsd:date ."#;
    assert_eq!(of_property("sh:lessThan ex:q", dates), NONE);
    assert_eq!(of_property("sh:lessThan ex:q", "ex:a ex:p 5 ."), NONE);
}

#[test]
fn logical_constraints() {
    let data = "ex:a ex:p 'a' , 5 , ex:x . ex:x a ex:C .";
    let text = "[ sh:datatype xsd:string ]";
    let number = "[ sh:datatype xsd:integer ]";
    let short = "[ sh:maxLength 2 ]";
    assert_eq!(of_property(&format!("sh:not {text}"), data), [r#"Not "a""#]);
    assert_eq!(of_property(&format!("sh:and ( {text} {short} )"), data), [r#"And "5"^^xsd:integer"#, "And ex:x"]);
    assert_eq!(of_property(&format!("sh:or ( {text} {number} )"), data), ["Or ex:x"]);
    assert_eq!(of_property(&format!("sh:xone ( {text} {short} )"), data), [r#"Xone "a""#, "Xone ex:x"]);
    assert_eq!(of_property("sh:or ( [ sh:class ex:C ] [ sh:nodeKind sh:Literal ] )", data), NONE);
    // Two of a kind: each for itself.
    let found = of_property(&format!("sh:not {text} , {number}"), data);
    assert_eq!(found, [r#"Not "5"^^xsd:integer"#, r#"Not "a""#]);
    // The same shape twice: both or none.
    let twice = "ex:S sh:targetNode ex:x , ex:y ; sh:xone ( ex:T ex:T ) . ex:T sh:class ex:C .";
    assert_eq!(results(twice, "ex:x a ex:C ."), ["ex:x - Xone ex:x", "ex:y - Xone ex:y"]);
    // Property shapes within, and no word of what they find.
    let within = "sh:or ( [ sh:path ex:q ; sh:minCount 1 ] [ sh:path ex:r ; sh:minCount 1 ] )";
    assert_eq!(of_nodes(within, "ex:a , ex:b , ex:c", "ex:a ex:q 1 . ex:b ex:r 1 ."), ["Or ex:c"]);
    assert_eq!(of_nodes("sh:not [ sh:not [ sh:class ex:C ] ]", "ex:x , ex:y", "ex:x a ex:C ."), ["Not ex:y"]);
    // What is inactive is as if it was kept.
    let inactive = "sh:or ( [ sh:class ex:C ; sh:deactivated true ] [ sh:class ex:D ] )";
    assert_eq!(of_nodes(inactive, "ex:x", ""), NONE);
}

/// Within shapes a node conforms if there is no result at all, of whatever severity.
#[test]
fn severities_within_shapes() {
    let warning = "[ sh:class ex:C ; sh:severity sh:Warning ]";
    assert_eq!(of_nodes(&format!("sh:or ( {warning} [ sh:class ex:D ] )"), "ex:x", ""), ["Or ex:x"]);
    assert_eq!(of_nodes(&format!("sh:not {warning}"), "ex:x", ""), NONE);
    assert_eq!(of_nodes(&format!("sh:node {warning}"), "ex:x", ""), ["Node ex:x"]);
    // Those of a property shape are its own.
    let shapes =
        shapes("ex:S sh:targetNode ex:x ; sh:property [ sh:path ex:p ; sh:minCount 1 ; sh:severity sh:Info ] .");
    let found = found(&shapes, &graph(""));
    assert_eq!(found.iter().map(|entry| entry.severity.as_str()).collect::<Vec<_>>(), ["Info"]);
    assert!(shapes.validate(&graph("")).conforms());
}

#[test]
fn node() {
    let shapes = "
        ex:S sh:targetNode ex:a ; sh:property ex:P . ex:P sh:path ex:p ; sh:node ex:T .
        ex:T sh:property [ sh:path ex:q ; sh:minCount 1 ] , [ sh:path ex:r ; sh:minCount 1 ] .
    ";
    // One result for the value, whatever is wrong with it.
    let data = "ex:a ex:p ex:x , ex:y , 'a text' . ex:x ex:q 1 ; ex:r 1 .";
    assert_eq!(results(shapes, data), [r#"ex:a ex:p Node "a text""#, "ex:a ex:p Node ex:y"]);
    assert_eq!(of_nodes("sh:node [ sh:class ex:C ] , [ sh:class ex:D ]", "ex:x", ""), ["Node ex:x", "Node ex:x"]);
}

#[test]
fn property() {
    let shapes = "
        ex:S sh:targetNode ex:a ; sh:property ex:P . ex:P sh:path ex:p ; sh:property ex:Q .
        ex:Q sh:path ex:q ; sh:minCount 1 ; sh:datatype xsd:integer .
    ";
    let data = "ex:a ex:p ex:x , ex:y , 'a text' . ex:x ex:q 1 , 'one' .";
    let expected = [r#""a text" ex:q MinCount -"#, r#"ex:x ex:q Datatype "one""#, "ex:y ex:q MinCount -"];
    assert_eq!(results(shapes, data), expected);
    // Reached twice, said twice.
    let twice = "
        ex:S sh:targetNode ex:a ; sh:property [ sh:path ex:p ; sh:property ex:Q ] ,
            [ sh:path ex:r ; sh:property ex:Q ] .
        ex:Q sh:path ex:q ; sh:minCount 1 .
    ";
    assert_eq!(results(twice, "ex:a ex:p ex:x ; ex:r ex:x ."), ["ex:x ex:q MinCount -", "ex:x ex:q MinCount -"]);
}

#[test]
fn qualified_value_shape() {
    let data = "ex:a ex:p ex:x , ex:y , ex:z . ex:x a ex:C . ex:y a ex:C , ex:D . ex:z a ex:D .";
    let of = |counts: &str| of_property(&format!("sh:qualifiedValueShape [ sh:class ex:C ] ; {counts}"), data);
    assert_eq!(of("sh:qualifiedMinCount 2 ; sh:qualifiedMaxCount 2"), NONE);
    assert_eq!(of("sh:qualifiedMinCount 3"), ["QualifiedMinCount -"]);
    assert_eq!(of("sh:qualifiedMaxCount 1"), ["QualifiedMaxCount -"]);
    assert_eq!(of("sh:qualifiedMinCount 0"), NONE);
    let disjoint = |least: (u8, u8), is_disjoint: bool| {
        let shapes = format!(
            "ex:S sh:targetNode ex:a ; sh:property ex:P , ex:Q .
             ex:P sh:path ex:p ; sh:qualifiedValueShape [ sh:class ex:C ] ; sh:qualifiedMinCount {} ;
                 sh:qualifiedValueShapesDisjoint {is_disjoint} .
             ex:Q sh:path ex:p ; sh:qualifiedValueShape [ sh:class ex:D ] ; sh:qualifiedMinCount {} ;
                 sh:qualifiedValueShapesDisjoint {is_disjoint} .",
            least.0, least.1
        );
        results(&shapes, data).len()
    };
    assert_eq!(disjoint((2, 2), false), 0);
    assert_eq!(disjoint((2, 2), true), 2);
    assert_eq!(disjoint((1, 1), true), 0);
    assert_eq!(disjoint((1, 2), true), 1);
    // The same shape is no sibling of itself.
    let same = "
        ex:S sh:targetNode ex:a ; sh:property ex:P , ex:Q .
        ex:P sh:path ex:p ; sh:qualifiedValueShape ex:T ; sh:qualifiedMinCount 2 ;
            sh:qualifiedValueShapesDisjoint true .
        ex:Q sh:path ex:p ; sh:qualifiedValueShape ex:T ; sh:qualifiedMaxCount 2 ;
            sh:qualifiedValueShapesDisjoint true .
        ex:T sh:class ex:C .
    ";
    assert_eq!(results(same, data), NONE);
}

#[test]
fn closed() {
    let shapes = |closed: &str| {
        format!(
            "ex:S sh:targetNode ex:a , ex:b , 'text' ; {closed} ; sh:property [ sh:path ex:p ] ,
             [ sh:path ex:q ; sh:deactivated true ] , [ sh:path [ sh:inversePath ex:r ] ] ; sh:name 'S' ."
        )
    };
    let data = "ex:a a ex:C ; ex:p 1 ; ex:q 2 ; ex:r 3 , ex:x . ex:b ex:p 1 .";
    let ignored = shapes("sh:closed true ; sh:ignoredProperties ( rdf:type )");
    assert_eq!(results(&ignored, data), [r#"ex:a ex:r Closed "3"^^xsd:integer"#, "ex:a ex:r Closed ex:x"]);
    // The class is a property as any other.
    assert_eq!(
        results(&shapes("sh:closed true"), data),
        [r#"ex:a ex:r Closed "3"^^xsd:integer"#, "ex:a ex:r Closed ex:x", "ex:a rdf:type Closed ex:C"]
    );
    assert_eq!(results(&shapes("sh:closed false"), data), NONE);
    // Properties of shapes that are included by other means do not count.
    let included = "ex:S sh:targetNode ex:a ; sh:closed true ; sh:node ex:T . ex:T sh:property [ sh:path ex:p ] .";
    assert_eq!(results(included, "ex:a ex:p 1 ."), [r#"ex:a ex:p Closed "1"^^xsd:integer"#]);
    // Of a property shape, the values are closed.
    let found = results(
        "ex:P sh:targetNode ex:a ; sh:path ex:p ; sh:closed true ; sh:property [ sh:path ex:q ] .",
        "ex:a ex:p ex:x . ex:x ex:q 1 ; ex:r 2 .",
    );
    assert_eq!(found, [r#"ex:a ex:r Closed "2"^^xsd:integer"#]);
}

#[test]
fn has_value_and_in() {
    assert_eq!(of_property("sh:hasValue ex:x", "ex:a ex:p ex:x , ex:y ."), NONE);
    assert_eq!(of_property("sh:hasValue ex:x", "ex:a ex:p ex:y ."), ["HasValue -"]);
    assert_eq!(of_property("sh:hasValue ex:x", ""), ["HasValue -"]);
    assert_eq!(of_property("sh:hasValue 1", "ex:a ex:p 1.0 , '1' , 01 ."), ["HasValue -"]);
    assert_eq!(of_property("sh:hasValue 'a'@EN", "ex:a ex:p 'a'@en ."), NONE);
    assert_eq!(of_property("sh:hasValue 1 , 2", "ex:a ex:p 3 ."), ["HasValue -", "HasValue -"]);
    let data = "ex:a ex:p ex:x , 1 , 01 , 'a' , 'a'@en , [] .";
    assert_eq!(of_property("sh:in ( ex:x 1 'a'@EN )", data), [r#"In "01"^^xsd:integer"#, r#"In "a""#, "In _"]);
    assert_eq!(of_property("sh:in ()", "ex:a ex:p 1 ."), [r#"In "1"^^xsd:integer"#]);
    let found = results("ex:S sh:targetNode ex:a , ex:b ; sh:hasValue ex:a .", "");
    assert_eq!(found, ["ex:b - HasValue -"]);
}

#[test]
fn targets() {
    let focus = |shapes: &str, data: &str| -> Vec<String> {
        let lines = results(shapes, data);
        lines.iter().map(|line| line.split(" ex:none").next().unwrap_or_default().to_owned()).collect()
    };
    let wrong = "sh:property [ sh:path ex:none ; sh:minCount 1 ]";
    // A node needs not to be in the data.
    assert_eq!(focus(&format!("ex:S sh:targetNode ex:a , ex:b ; {wrong} ."), "ex:a ex:p 1 ."), ["ex:a", "ex:b"]);
    let classes = "ex:a a ex:C . ex:b a ex:D . ex:D rdfs:subClassOf ex:C . ex:c a ex:E . [] a ex:C , ex:D .";
    assert_eq!(focus(&format!("ex:S sh:targetClass ex:C ; {wrong} ."), classes), ["_", "ex:a", "ex:b"]);
    assert_eq!(focus(&format!("ex:S sh:targetClass ex:C , ex:E ; {wrong} ."), classes), ["_", "ex:a", "ex:b", "ex:c"]);
    for class in ["rdfs:Class", "owl:Class"] {
        let implicit = format!("ex:C a {class} , sh:NodeShape ; {wrong} .");
        assert_eq!(focus(&implicit, classes), ["_", "ex:a", "ex:b"], "{class}");
    }
    // A class that is no shape, and a shape that is no class.
    assert_eq!(focus(&format!("ex:C a sh:NodeShape ; {wrong} ."), classes), NONE);
    assert_eq!(focus("ex:C a rdfs:Class ; rdfs:label 'a class' .", classes), NONE);
    let links = "ex:a ex:p ex:b , 'text' . ex:c ex:p ex:b . ex:d ex:q ex:e .";
    assert_eq!(focus(&format!("ex:S sh:targetSubjectsOf ex:p ; {wrong} ."), links), ["ex:a", "ex:c"]);
    assert_eq!(focus(&format!("ex:S sh:targetObjectsOf ex:p ; {wrong} ."), links), [r#""text""#, "ex:b"]);
    // Found in several ways, a node is looked at once.
    let all = format!("ex:S sh:targetNode ex:a ; sh:targetClass ex:C ; sh:targetSubjectsOf ex:p ; {wrong} .");
    assert_eq!(focus(&all, "ex:a a ex:C ; ex:p 1 ."), ["ex:a"]);
    // A property shape can have targets of its own.
    let found = results("ex:P sh:path ex:p ; sh:minCount 1 ; sh:targetNode ex:a .", "");
    assert_eq!(found, ["ex:a ex:p MinCount -"]);
    // Without a target nothing is looked at.
    assert_eq!(results(&format!("ex:S {wrong} ."), links), NONE);
    assert_eq!(results("", links), NONE);
}

#[test]
fn deactivated() {
    assert_eq!(of_property("sh:minCount 1 ; sh:deactivated true", ""), NONE);
    assert_eq!(of_property("sh:minCount 1 ; sh:deactivated false", ""), ["MinCount -"]);
    assert_eq!(of_nodes("sh:class ex:C ; sh:deactivated true", "ex:x", ""), NONE);
}

#[test]
fn severities_and_messages() {
    let shapes = shapes(
        "ex:S sh:targetNode ex:a ; sh:property ex:P , ex:Q , ex:R .
         ex:P sh:path ex:p ; sh:minCount 1 ; sh:severity sh:Warning ; sh:message 'there is no p'@en .
         ex:Q sh:path ex:q ; sh:minCount 1 ; sh:severity sh:Info .
         ex:R sh:path ex:r ; sh:minCount 1 .",
    );
    let data = graph("ex:a ex:b 1 .");
    let entries = found(&shapes, &data);
    let severities: Vec<&str> = entries.iter().map(|entry| entry.severity.as_str()).collect();
    assert_eq!(severities, ["Warning", "Info", "Violation"]);
    assert_eq!(entries[0].messages, [r#""there is no p"@en"#]);
    // Who says nothing is given words.
    assert!(entries.iter().all(|entry| entry.messages.iter().any(|message| message.len() > 10)), "{entries:?}");
    let report = shapes.validate(&data);
    assert!(!report.conforms());
    let messages: Vec<&str> = report.results().iter().map(|result| result.message.as_str()).collect();
    assert!(messages.contains(&"there is no p"), "{messages:?}");
}

#[test]
fn what_is_no_constraint_is_passed_over() {
    let shape = "sh:minCount 1 ; sh:name 'p'@en ; sh:description 'a property' ; sh:order 1 ; sh:group ex:Group ;
        sh:defaultValue 5 ; rdfs:label 'p' ; ex:remark ex:x , 'whatever'";
    assert_eq!(of_property(shape, ""), ["MinCount -"]);
    assert_eq!(of_property("sh:minCount 0", ""), NONE);
}

#[test]
fn paths() {
    let data = "ex:a ex:p ex:b . ex:b ex:q ex:c , ex:a . ex:c ex:p ex:d . ex:x ex:p ex:a . ex:y ex:p ex:a .";
    // Each with the values that it leads to from `ex:a`; all but the first two may be refused.
    let cases: [(&str, &[&str]); 9] = [
        ("ex:p", &["ex:b"]),
        ("[ sh:inversePath ex:p ]", &["ex:x", "ex:y"]),
        ("( ex:p ex:q )", &["ex:a", "ex:c"]),
        ("[ sh:alternativePath ( ex:p [ sh:inversePath ex:p ] ) ]", &["ex:b", "ex:x", "ex:y"]),
        ("[ sh:zeroOrMorePath [ sh:alternativePath ( ex:p ex:q ) ] ]", &["ex:a", "ex:b", "ex:c", "ex:d"]),
        ("[ sh:oneOrMorePath ( ex:p ex:q ) ]", &["ex:a", "ex:c"]),
        ("[ sh:zeroOrOnePath ex:p ]", &["ex:a", "ex:b"]),
        ("[ sh:inversePath ( ex:p ex:q ) ]", &["ex:a"]),
        ("( [ sh:zeroOrMorePath ex:p ] ex:q )", &["ex:a", "ex:c"]),
    ];
    for (number, (path, values)) in cases.into_iter().enumerate() {
        let text = format!("ex:P sh:targetNode ex:a ; sh:path {path} ; sh:nodeKind sh:Literal .");
        match Shapes::from_graph(&graph(&text)) {
            Ok(shapes) => {
                let found = found(&shapes, &graph(data));
                let found: Vec<&str> = found.iter().map(|entry| entry.value.as_str()).collect();
                assert_eq!(found, values, "{path}");
            }
            Err(error) => assert!(number > 1, "{path} is refused: {error}"),
        }
    }
}

#[test]
fn what_can_not_be_checked_is_refused() {
    let property = |constraint: &str| format!("ex:P sh:targetNode ex:a ; sh:path ex:p ; {constraint} .");
    let mut wrong: Vec<String> = [
        // What belongs to other parts of SHACL.
        "sh:sparql [ sh:select 'SELECT $this WHERE { $this ?p ?o }' ]",
        "sh:js [ sh:jsFunctionName 'check' ]",
        "sh:expression [ sh:path ex:q ]",
        "sh:minListLength 1",
        "sh:reifierShape ex:S",
        "sh:singleLine true",
        // What is not well-formed.
        "sh:minCount 'one'",
        "sh:minCount 1 , 2",
        "sh:maxCount 1.5",
        "sh:minLength ex:x",
        "sh:pattern '('",
        "sh:pattern ex:x",
        "sh:pattern 'a' ; sh:flags 'z'",
        "sh:datatype xsd:string , xsd:integer",
        "sh:datatype 'string'",
        "sh:class 'C'",
        "sh:nodeKind sh:Iri",
        "sh:nodeKind sh:IRI , sh:Literal",
        "sh:in ex:x",
        "sh:or ex:x",
        "sh:or ( 'a' )",
        "sh:languageIn ( 5 )",
        "sh:node 'a shape'",
        "sh:property ex:NoPath",
        "sh:severity 'high'",
        "sh:deactivated ex:x",
        "sh:closed ex:x",
        "sh:equals 'q'",
        "sh:lessThan 'q'",
        "sh:minInclusive ex:x",
        "sh:ignoredProperties ( ex:q ) ; sh:closed true , false",
    ]
    .into_iter()
    .map(property)
    .collect();
    wrong.extend([
        "ex:S sh:target [ sh:select 'SELECT ?this WHERE { ?this ?p ?o }' ] ; sh:class ex:C .".into(),
        "ex:S sh:targetNode ex:a ; sh:rule [ a sh:TripleRule ] .".into(),
        "ex:P a sh:PropertyShape ; sh:targetNode ex:a ; sh:minCount 1 .".into(),
        "ex:P sh:path ex:p , ex:q ; sh:targetNode ex:a ; sh:minCount 1 .".into(),
        "ex:P sh:path 'p' ; sh:targetNode ex:a ; sh:minCount 1 .".into(),
        "ex:P sh:path [] ; sh:targetNode ex:a ; sh:minCount 1 .".into(),
        "ex:P sh:path [ sh:backwards ex:p ] ; sh:targetNode ex:a ; sh:minCount 1 .".into(),
        "ex:P sh:path _:loop ; sh:targetNode ex:a ; sh:minCount 1 . _:loop sh:inversePath _:loop .".into(),
        "ex:S a sh:NodeShape ; sh:path ex:p ; sh:targetNode ex:a ; sh:minCount 1 .".into(),
        "ex:S a sh:NodeShape ; sh:targetNode ex:a ; sh:minCount 1 .".into(),
        "ex:S a sh:NodeShape ; sh:targetNode ex:a ; sh:uniqueLang true .".into(),
        "ex:S a sh:NodeShape ; sh:targetNode ex:a ; sh:lessThan ex:p .".into(),
        "ex:S sh:targetNode ex:a ; sh:and _:loop . _:loop rdf:first [ sh:class ex:C ] ; rdf:rest _:loop .".into(),
        "ex:Own a sh:ConstraintComponent ; sh:parameter [ sh:path ex:own ] .
         ex:S sh:targetNode ex:a ; ex:own 1 ."
            .into(),
    ]);
    let mut kept = Vec::new();
    for text in &wrong {
        match Shapes::from_graph(&graph(text)) {
            Ok(_) => kept.push(text.as_str()),
            Err(error) => assert!(!error.to_string().is_empty() && !error.to_string().contains('\n'), "{error:?}"),
        }
    }
    assert!(kept.is_empty(), "{} of {} are taken:\n{}", kept.len(), wrong.len(), kept.join("\n"));
}

/// What comes of shapes that contain themselves is left open by SHACL; but something has to.
#[test]
fn shapes_that_contain_themselves() {
    let shapes = [
        "ex:S sh:targetClass ex:C ; sh:property [ sh:path ex:p ; sh:node ex:S ] .",
        "ex:S sh:targetClass ex:C ; sh:property ex:P . ex:P sh:path ex:p ; sh:property ex:P .",
        "ex:S sh:targetClass ex:C ; sh:property [ sh:path ex:p ; sh:or ( ex:S [ sh:class ex:D ] ) ] .",
        "ex:S sh:targetClass ex:C ; sh:property [ sh:path ex:p ; sh:qualifiedMinCount 2 ;
             sh:qualifiedValueShape ex:S ] .",
        "ex:S sh:targetClass ex:C ; sh:node ex:S .",
        "ex:S sh:targetClass ex:C ; sh:not ex:S .",
        "ex:S sh:targetClass ex:C ; sh:node ex:T . ex:T sh:node ex:S ; sh:class ex:D .",
    ];
    // Every node leads to every other: the ways through them can't be counted.
    let clique: String =
        (0..14).flat_map(|from| (0..14).map(move |to| format!("ex:n{from} a ex:C ; ex:p ex:n{to} . "))).collect();
    let start = Instant::now();
    for text in shapes {
        let shapes = self::shapes(text);
        for data in
            ["ex:a a ex:C ; ex:p ex:a .", "ex:a a ex:C ; ex:p ex:b . ex:b a ex:C ; ex:p ex:a .", clique.as_str()]
        {
            let report = shapes.validate(&graph(data));
            assert_eq!(report.conforms(), report.results().is_empty(), "{text}");
        }
    }
    assert!(start.elapsed() < Duration::from_secs(20), "it took {:?}", start.elapsed());
    // What is wrong apart from that is found.
    let text =
        "ex:S sh:targetClass ex:C ; sh:property [ sh:path ex:p ; sh:node ex:S ] , [ sh:path ex:q ; sh:minCount 1 ] .";
    let data = "ex:a a ex:C ; ex:p ex:b ; ex:q 1 . ex:b a ex:C ; ex:p ex:a .";
    let found = results(text, data);
    assert!(found.contains(&"ex:b ex:q MinCount -".to_owned()), "{found:?}");
    assert!(found.contains(&"ex:a ex:p Node ex:b".to_owned()), "{found:?}");
}

#[test]
#[ignore = "run in a process of its own"]
fn long_chain() {
    let text = "ex:S sh:targetNode ex:n0 ; sh:property [ sh:path ex:p ; sh:node ex:S ; sh:maxCount 1 ] .";
    let chain: String = (0..100_000).map(|number| format!("ex:n{number} ex:p ex:n{} .\n", number + 1)).collect();
    shapes(text).validate(&graph(&chain));
    let classes: String =
        (0..100_000).map(|number| format!("ex:n{} rdfs:subClassOf ex:n{number} .\n", number + 1)).collect();
    let class = shapes("ex:S sh:targetNode ex:a ; sh:class ex:n0 .");
    assert!(class.validate(&graph(&format!("{classes} ex:a a ex:n100000 ."))).conforms());
    let parts: String = (0..20_000)
        .map(|number| {
            format!(
                "ex:n{number} a <http://data.europa.eu/snb/model/ontology/LearningAssessmentSpecification> ;
                 <http://data.europa.eu/snb/model/ontology/hasPart> ex:n{} .\n",
                number + 1
            )
        })
        .collect();
    assert!(!validate(&graph(&parts), ProfileLevel::ElmStrict).results().is_empty());
    // Shapes and paths are foreign data, too.
    let nested =
        format!("ex:S sh:targetNode ex:a ; sh:not {}[ sh:class ex:C ]{} .", "[ sh:not ".repeat(200), " ]".repeat(200));
    let deep: String = (0..20_000).map(|number| format!("ex:s{number} sh:not ex:s{} .\n", number + 1)).collect();
    for text in [nested, format!("ex:s0 sh:targetNode ex:a . {deep}")] {
        if let Ok(shapes) = Shapes::from_graph(&graph(&text)) {
            shapes.validate(&graph("ex:a a ex:C ."));
        }
    }
}

#[test]
fn nothing_is_too_deep() {
    run_alone("long_chain");
}

// The report.

#[test]
fn report_as_rdf() {
    let shapes = shapes(
        "ex:S sh:targetNode ex:a ; sh:property ex:P . ex:P sh:path ex:p ; sh:datatype xsd:integer .
         ex:T sh:targetNode ex:a ; sh:property [ sh:path [ sh:inversePath ex:q ] ; sh:minCount 1 ] .",
    );
    let report = shapes.validate(&graph("ex:a ex:p 'five'@en .")).to_graph();
    let node = instance(&report, &format!("{SH}ValidationReport"));
    assert!(!conforms(&report, node));
    let entries: Vec<String> =
        entries(&report, node).iter().map(ToString::to_string).map(|line| short(&line)).collect();
    assert_eq!(entries, [r#"ex:a ex:p Datatype "five"@en Violation ex:P"#, "ex:a ^ex:q MinCount - Violation _"]);
    for result in report.objects(node, &format!("{SH}result")) {
        let result = report::as_subject(result).unwrap();
        let mut properties: Vec<String> = report
            .properties(result)
            .map(|(predicate, _)| predicate.rsplit(['#', '/']).next().unwrap_or_default().to_owned())
            .filter(|name| name != "value")
            .collect();
        properties.sort();
        properties.dedup();
        let expected = [
            "focusNode",
            "resultMessage",
            "resultPath",
            "resultSeverity",
            "sourceConstraintComponent",
            "sourceShape",
            "type",
        ];
        assert_eq!(properties, expected);
        let kind = report.objects(result, &format!("{}type", report::RDF)).map(term).collect::<Vec<_>>();
        assert_eq!(kind, [format!("<{SH}ValidationResult>")]);
    }
    let fine = shapes.validate(&graph("ex:a ex:p 5 . ex:b ex:q ex:a .")).to_graph();
    assert!(conforms(&fine, instance(&fine, &format!("{SH}ValidationReport"))));
    assert_eq!(fine.len(), 2);
}

#[test]
fn report_says_what_the_results_say() {
    let shapes = shapes(&format!(
        "<{SHAPE_IRI}a.p> sh:path ex:p ; sh:minCount 1 ; sh:severity sh:Warning .
         <{SHAPE_IRI}a.q> sh:path ex:q ; sh:class ex:C .
         <{SHAPE_IRI}a> sh:targetNode ex:a ; sh:property <{SHAPE_IRI}a.p> , <{SHAPE_IRI}a.q> ; sh:closed true ."
    ));
    let report = shapes.validate(&graph("ex:a ex:q ex:x ; ex:r 5 ."));
    let mut lines: Vec<String> = ours(&report).iter().map(Finding::shown).collect();
    lines.sort();
    assert_eq!(
        lines,
        [
            "a.p: Warning MinCountConstraintComponent of https://example.edu/a at https://example.edu/p",
            "a.q: Violation ClassConstraintComponent of https://example.edu/a at https://example.edu/q",
            "a: Violation ClosedConstraintComponent of https://example.edu/a at https://example.edu/r",
        ]
    );
    let json = report.to_json();
    let text = json.to_string();
    assert!(["a.p", "a.q", "https://example.edu/a", "https://example.edu/r"].iter().all(|part| text.contains(part)));
}

/// The same data give the same report, whatever order they are in.
#[test]
fn reports_are_in_an_order_of_their_own() {
    let lines = ["ex:a a ex:C .", "ex:b a ex:C .", "ex:a ex:p 1 .", "ex:b ex:p 2 .", "ex:c a ex:C ; ex:p 'x' ."];
    let shapes = shapes(
        "ex:S sh:targetClass ex:C ; sh:property [ sh:path ex:p ; sh:datatype xsd:string ] ,
         [ sh:path ex:q ; sh:minCount 1 ] .",
    );
    let forward = shapes.validate(&graph(&lines.join(" "))).to_json();
    let backward: Vec<&str> = lines.iter().rev().copied().collect();
    assert_eq!(shapes.validate(&graph(&backward.join(" "))).to_json(), forward);
}

// The profile.

/// What a course that conforms needs (profile, section 4), each with the rule that asks for it.
const MINIMUM: [(&str, &str); 6] = [
    ("los.identifier", "adms:identifier [ a elm:Identifier ; skos:notation 'BIO-101' ]"),
    ("los.title", "dcterms:title 'Marine Biology'@en"),
    ("los.outcome", "elm:learningOutcome [ a elm:LearningOutcome ; dcterms:title 'Identify plankton'@en ]"),
    ("los.language", "dcterms:language <http://publications.europa.eu/resource/authority/language/ENG>"),
    ("los.field", "elm:ISCEDFCode <http://data.europa.eu/snb/isced-f/0511>"),
    ("los.level", "elm:EQFLevel <http://data.europa.eu/snb/eqf/6>"),
];
const COURSE: &str = "urn:schac:uniqueCourseId:example.edu:BIO-101";

fn course(properties: &[&str]) -> Graph {
    let all = [&["a ql:LearningOpportunitySpecification"][..], properties].concat();
    turtle(&format!(
        "@prefix adms: <http://www.w3.org/ns/adms#> . @prefix dcterms: <http://purl.org/dc/terms/> .
         @prefix elm: <http://data.europa.eu/snb/model/ontology/> .
         @prefix skos: <http://www.w3.org/2004/02/skos/core#> .
         @prefix ql: <http://data.quality-link.eu/ontology/v1#> . <{COURSE}> {} .",
        all.join(" ; ")
    ))
}

#[test]
fn minimum_of_the_profile() {
    let all: Vec<&str> = MINIMUM.iter().map(|(_, property)| *property).collect();
    let report = validate(&course(&all), ProfileLevel::Profile);
    assert!(report.conforms() && report.results().is_empty(), "{:?}", ours(&report));
    for (left_out, (rule, property)) in MINIMUM.iter().enumerate() {
        let mut some = all.clone();
        some.remove(left_out);
        let report = validate(&course(&some), ProfileLevel::Profile);
        assert!(!report.conforms(), "without {property}");
        let results = report.results();
        assert_eq!(results.iter().map(|result| result.rule.clone()).collect::<Vec<_>>(), [*rule]);
        assert_eq!(results[0].course.as_deref(), Some(COURSE));
        assert_eq!(results[0].component.name(), "MinCountConstraintComponent");
    }
    let report = validate(&course(&[]), ProfileLevel::Profile);
    let mut rules: Vec<String> = report.results().iter().map(|result| result.rule.clone()).collect();
    rules.sort();
    assert_eq!(rules, ["los.field", "los.identifier", "los.language", "los.level", "los.outcome", "los.title"]);
}

#[test]
fn messages_are_for_people() {
    let report = validate(&course(&[]), ProfileLevel::Profile);
    let message = |rule: &str| {
        let mut results = report.results().iter().filter(|result| result.rule == rule);
        results.next().unwrap_or_else(|| panic!("nothing of {rule}")).message.clone()
    };
    assert!(message("los.title").contains("has no title"), "{}", message("los.title"));
    for (rule, _) in MINIMUM {
        let message = message(rule);
        assert!(!message.contains("http://") && !message.contains("sh:") && !message.contains('\n'), "{message}");
        assert!((10..200).contains(&message.chars().count()), "{message}");
    }
}

/// Shapes in both namespaces of the European Learning Model, which are the same once they are read.
#[test]
fn shapes_are_written_in_both_namespaces() {
    for level in [ProfileLevel::Profile, ProfileLevel::ElmStrict] {
        let (new, old) = (profile_shapes(level, ElmNamespace::V3_3), profile_shapes(level, ElmNamespace::V3_2));
        assert!(!new.contains("snb/model/elm/") && !old.contains("snb/model/ontology/"), "{level:?}");
        common::assert_same(&turtle(&old), &turtle(&new), "shapes");
        // Every shape that can be the source of a result is named.
        let graph = turtle(&new);
        let is_rule = |object: Object<'_>| matches!(object, Object::Iri(iri) if iri.starts_with(SHAPE_IRI));
        for (shape, predicate, _) in graph.triples() {
            if predicate.starts_with(&format!("{SH}target")) {
                assert!(is_rule(shape.into()), "{shape:?}");
                for property in graph.objects(shape, &format!("{SH}property")) {
                    assert!(is_rule(property), "{property:?} of {shape:?}");
                }
            }
        }
    }
}
