//! Catalogue documents in the form of the reference aggregator: golden vectors, and live against a JSON-LD processor.
//!
//! What is compared, and why it is exact but for blank nodes, is said in `frame.py`, which made the vectors, too.

mod common;

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::io::Write as _;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::{env, fs};

use common::{fixtures, read, run_alone, turtle, write};
use ql_elm::{
    CatalogueOptions, ElmNamespace, Graph, Institutions, Labels, RdfFormat, Rendering, catalogue_documents,
    catalogue_schema,
};
use serde_json::{Map, Value, json};

struct Case {
    id: String,
    turtle: String,
    institutions: Option<String>,
    labels: Option<String>,
    root: String,
    expected: Value,
}

impl Case {
    fn graph(&self) -> Graph {
        turtle(&self.turtle)
    }

    fn options(&self) -> CatalogueOptions {
        let mut options = CatalogueOptions::new().with_rendering(Rendering::Reference);
        if let Some(institutions) = &self.institutions {
            options = options.with_institutions(&Institutions::from_graph(&turtle(institutions)));
        }
        // Without labels of its own a case has those of our tables.
        if let Some(labels) = &self.labels {
            options = options.with_labels(&Labels::from_graph(&turtle(labels)));
        }
        options
    }

    fn document(&self) -> Value {
        document(&self.graph(), &self.options(), &self.root)
    }
}

/// The document of one course.
fn document(graph: &Graph, options: &CatalogueOptions, root: &str) -> Value {
    let mut documents = catalogue_documents(graph, options);
    documents.find(|document| document["uri"] == root).unwrap_or_else(|| panic!("no document of {root}"))
}

fn vectors(file: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/vectors").join(file)
}

fn cases() -> Vec<Case> {
    let path = vectors("catalogue/reference.json");
    read_cases("reference.json", &fs::read_to_string(path).expect("the vectors"))
}

fn read_cases(name: &str, text: &str) -> Vec<Case> {
    let file: Value = serde_json::from_str(text).unwrap_or_else(|error| panic!("{name}: {error}"));
    assert_eq!(file["area"], "elm", "{name}");
    assert_eq!(file["op"], "catalogue_reference_document", "{name}: unknown op");
    let prefixes = text_of(&file, "prefixes");
    let list = file["cases"].as_array().filter(|list| !list.is_empty());
    let list = list.unwrap_or_else(|| panic!("{name} has no case"));
    let read = |case: &Value| {
        let input = case["in"].as_object().unwrap_or_else(|| panic!("{case}"));
        let store = |member: &str| Some(format!("{prefixes}{}", input.get(member)?.as_str()?));
        for member in input.keys() {
            let known = ["turtle", "institutions", "labels", "root"];
            assert!(known.contains(&member.as_str()), "unknown input `{member}`: {case}");
        }
        Case {
            id: text_of(case, "id").to_owned(),
            turtle: store("turtle").unwrap_or_else(|| panic!("no turtle: {case}")),
            institutions: store("institutions"),
            labels: store("labels"),
            root: text_of(&case["in"], "root").to_owned(),
            expected: case["out"].clone(),
        }
    };
    list.iter().map(read).collect()
}

fn text_of<'a>(object: &'a Value, member: &str) -> &'a str {
    object[member].as_str().unwrap_or_else(|| panic!("`{member}` is missing or no text: {object}"))
}

/// The name of a blank node, of which the number says nothing.
fn is_blank_name(value: &Value) -> bool {
    value.as_str().is_some_and(|text| text.starts_with("_:"))
}

/// Whether an element of an array is a blank node: it has no `id`, or one without meaning.
fn is_blank(element: &Value) -> bool {
    let node =
        |object: &Map<String, Value>| !object.contains_key("@value") && object.get("id").is_none_or(is_blank_name);
    is_blank_name(element) || element.as_object().is_some_and(node)
}

/// What may be compared: blank nodes without their numbers, and arrays with blank nodes, whose order is an accident in
/// the reference and follows from labels, as sets. Those are in practice adms:identifier, elm:learningOutcome,
/// elm:creditPoint, elm:location, foaf:homepage, the notes and elm:provenBy. Everything else is exact.
fn comparable(value: &Value) -> Value {
    match value {
        Value::Array(elements) => {
            let mut compared: Vec<Value> = elements.iter().map(comparable).collect();
            if elements.iter().any(is_blank) {
                compared.sort_by_cached_key(ToString::to_string);
            }
            compared.into()
        }
        Value::Object(members) => {
            let member = |(key, value): (&String, &Value)| (key.clone(), comparable(value));
            Value::Object(members.iter().map(member).collect())
        }
        name if is_blank_name(name) => json!("_:"),
        other => other.clone(),
    }
}

/// How often each named blank node occurs: the part of their identity that is left without their names.
fn blank_nodes(value: &Value) -> Vec<usize> {
    fn count<'v>(value: &'v Value, counts: &mut BTreeMap<&'v str, usize>) {
        match value {
            Value::Array(elements) => elements.iter().for_each(|element| count(element, counts)),
            Value::Object(members) => members.values().for_each(|member| count(member, counts)),
            Value::String(name) if is_blank_name(value) => *counts.entry(name).or_default() += 1,
            _ => {}
        }
    }
    let mut counts = BTreeMap::new();
    count(value, &mut counts);
    let mut counts: Vec<usize> = counts.into_values().collect();
    counts.sort_unstable();
    counts
}

/// The keys at which two documents differ, or nothing.
fn difference(expected: &Value, actual: &Value) -> String {
    let (left, right) = (comparable(expected), comparable(actual));
    let keys = |value: &Value| value.as_object().map(|object| object.keys().cloned().collect()).unwrap_or_default();
    let mut all: BTreeSet<String> = keys(&left);
    all.extend(keys(&right));
    let show = |value: Option<&Value>| value.map_or_else(|| "no such key".to_owned(), ToString::to_string);
    let mut lines = String::new();
    for key in all.iter().filter(|key| left.get(key.as_str()) != right.get(key.as_str())) {
        let (expected, actual) = (show(left.get(key)), show(right.get(key)));
        writeln!(lines, "  {key}\n    expected: {expected}\n    actual:   {actual}").expect("a text");
    }
    if lines.is_empty() && left != right {
        writeln!(lines, "  expected: {left}\n  actual:   {right}").expect("a text");
    }
    let (expected, actual) = (blank_nodes(expected), blank_nodes(actual));
    if expected != actual {
        writeln!(lines, "  blank nodes that are named: {actual:?} instead of {expected:?}").expect("a text");
    }
    lines
}

fn assert_none(failures: &[String], of: usize) {
    assert!(failures.is_empty(), "{} of {of} fail:\n{}", failures.len(), failures.join("\n"));
}

#[test]
fn reference_vectors() {
    let cases = cases();
    let mut failures = Vec::new();
    for case in &cases {
        // A panic is a failure of its case, and must not hide those of the cases behind it.
        let failure = match catch_unwind(AssertUnwindSafe(|| case.document())) {
            Ok(actual) => difference(&case.expected, &actual),
            Err(_) => "  panicked\n".to_owned(),
        };
        if !failure.is_empty() {
            failures.push(format!("{}\n{failure}", case.id));
        }
    }
    assert_none(&failures, cases.len());
    assert!(cases.len() >= 100, "only {} vectors", cases.len());
}

#[test]
fn ids_are_unique_and_named_after_their_op() {
    let mut seen = BTreeSet::new();
    for case in cases() {
        assert!(case.id.starts_with("elm/catalogue-reference/"), "{}", case.id);
        assert!(seen.insert(case.id.clone()), "{} is used twice", case.id);
    }
}

#[test]
#[should_panic(expected = "unknown op")]
fn unknown_op() {
    read_cases("other.json", r#"{"area": "elm", "op": "catalogue_other", "prefixes": "", "cases": []}"#);
}

#[test]
#[should_panic(expected = "empty.json has no case")]
fn empty_file() {
    let text = r#"{"area": "elm", "op": "catalogue_reference_document", "prefixes": "", "cases": []}"#;
    read_cases("empty.json", text);
}

/// The comparison finds what it is there for.
#[test]
fn differences_are_found() {
    let same = [
        (json!({"a": [{"x": 1}, {"x": 2}]}), json!({"a": [{"x": 2}, {"x": 1}]})),
        (json!({"a": {"id": "_:b3"}, "b": {"id": "_:b3"}}), json!({"a": {"id": "_:b0"}, "b": {"id": "_:b0"}})),
    ];
    for (left, right) in same {
        assert_eq!(difference(&left, &right), "");
    }
    let different = [
        (json!({"a": null}), json!({})),
        (json!({"a": []}), json!({"a": null})),
        (json!({"a": "x"}), json!({"a": ["x"]})),
        (json!({"a": ["x", "y"]}), json!({"a": ["y", "x"]})),
        (json!({"a": [{"id": "x"}, {"id": "y"}]}), json!({"a": [{"id": "y"}, {"id": "x"}]})),
        (json!({"a": 7}), json!({"a": 7.0})),
        (json!({"a": [{"x": 1}, {"x": 1}]}), json!({"a": [{"x": 1}]})),
        (json!({"a": {"id": "_:b0"}, "b": {"id": "_:b0"}}), json!({"a": {"id": "_:b0"}, "b": {"id": "_:b1"}})),
        (json!({"a": {"id": "_:b0", "x": 1}}), json!({"a": {"x": 1}})),
        (
            json!({"a": [{"@language": "de", "@value": "x"}, {"@language": "en", "@value": "x"}]}),
            json!({"a": [{"@language": "en", "@value": "x"}, {"@language": "de", "@value": "x"}]}),
        ),
    ];
    for (left, right) in different {
        assert_ne!(difference(&left, &right), "", "{left} and {right}");
    }
}

/// Equal graphs give equal bytes (§7, 8), blank nodes and their names included.
#[test]
fn order_of_statements_does_not_matter() {
    for case in cases() {
        let (graph, options) = (case.graph(), case.options());
        let expected = document(&graph, &options, &case.root).to_string();
        let text = String::from_utf8(write(&graph, RdfFormat::NTriples, ElmNamespace::V3_3)).expect("UTF-8");
        let lines: Vec<&str> = text.lines().collect();
        let half = lines.len() / 2;
        let orders: [Vec<&str>; 2] =
            [lines.iter().rev().copied().collect(), lines[half..].iter().chain(&lines[..half]).copied().collect()];
        for order in orders {
            let other = read(RdfFormat::NTriples, (order.join("\n") + "\n").as_bytes());
            assert_eq!(document(&other, &options, &case.root).to_string(), expected, "{}", case.id);
        }
    }
}

#[test]
fn languages_are_for_the_default_rendering_only() {
    let case = cases().into_iter().find(|case| case.id.ends_with("/texts-tags")).expect("the case");
    let german = document(&case.graph(), &case.options().with_languages(["de"]), &case.root);
    assert_eq!(difference(&case.expected, &german), "");
}

/// In a process of its own: a stack that overflows ends the whole process.
#[test]
fn deep_and_tangled_graphs_end() {
    run_alone("documents_of_deep_and_tangled_graphs");
}

/// The reference fails on the first graph and would not end on the second; here there has to be some document.
#[test]
#[ignore = "run by `deep_and_tangled_graphs_end`"]
fn documents_of_deep_and_tangled_graphs() {
    let options = CatalogueOptions::new().with_rendering(Rendering::Reference);
    let prefixes = "
        @prefix c: <https://cat.example.edu/course/> . @prefix dcterms: <http://purl.org/dc/terms/> .
        @prefix elm: <http://data.europa.eu/snb/model/elm/> . @prefix foaf: <http://xmlns.com/foaf/0.1/> .
        @prefix ql: <http://data.quality-link.eu/ontology/v1#> .
        @prefix skos: <http://www.w3.org/2004/02/skos/core#> .";
    let root = "https://cat.example.edu/course/1";

    let mut deep = format!("{prefixes} c:1 a ql:LearningOpportunitySpecification ; elm:influencedBy c:n0 .\n");
    for at in 0..20_000 {
        writeln!(deep, "c:n{at} elm:influencedBy c:n{} .", at + 1).expect("a text");
    }
    assert_eq!(document(&turtle(&deep), &options, root)["uri"], root);

    // Below a publisher's home page everything is embedded at every occurrence.
    let mut tangled = format!(
        "{prefixes} c:1 a ql:LearningOpportunitySpecification ; dcterms:publisher c:p .
        c:p skos:prefLabel \"P\"@en ; foaf:homepage c:n0 .\n"
    );
    for from in 0..12 {
        for to in (0..12).filter(|to| *to != from) {
            writeln!(tangled, "c:n{from} elm:influencedBy c:n{to} .").expect("a text");
        }
    }
    let length = document(&turtle(&tangled), &options, root).to_string().len();
    assert!(length < 5_000_000, "a document of {length} bytes");

    // The order of blank nodes comes from what is below them, here on two ways from each to the next.
    let mut ladder = format!("{prefixes} c:1 a ql:LearningOpportunitySpecification ; elm:influencedBy _:n0 , _:m0 .\n");
    for at in 0..40 {
        writeln!(
            ladder,
            "_:n{at} elm:influencedBy _:n{0} , _:m{0} . _:m{at} elm:influencedBy _:n{0} , _:m{0} .",
            at + 1
        )
        .expect("a text");
    }
    assert_eq!(document(&turtle(&ladder), &options, root)["uri"], root);
}

/// The Python that has rdflib, pyld and jsonschema, from the environment.
fn python() -> Option<String> {
    let python = env::var("QL_PYTHON").ok().filter(|path| !path.is_empty());
    if python.is_none() {
        assert!(env::var_os("QL_REQUIRE_PEERS").is_none(), "QL_REQUIRE_PEERS is set, but QL_PYTHON is not");
        eprintln!("skipped: QL_PYTHON names no Python with rdflib, pyld and jsonschema");
    }
    python
}

/// What a script of this folder prints, given these lines.
fn run_script(python: &str, script: &str, arguments: &[&Path], lines: &str) -> (bool, String) {
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests").join(script);
    let mut child = Command::new(python)
        // Notices of rdflib about odd literals are no findings.
        .args(["-W", "ignore"])
        .arg(script)
        .args(arguments)
        .env("PYTHONUTF8", "1")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap_or_else(|error| panic!("{python}: {error}"));
    let mut input = child.stdin.take().expect("a pipe");
    let lines = lines.to_owned();
    let writer = std::thread::spawn(move || input.write_all(lines.as_bytes()));
    let output = child.wait_with_output().expect("an exit");
    writer.join().expect("a thread").expect("lines that are read");
    (output.status.success(), String::from_utf8(output.stdout).expect("UTF-8"))
}

/// Graphs with courses: our own files, the vectors of this rendering, and what records of the formats are mapped to.
fn graphs() -> Vec<(String, Graph)> {
    let own = fixtures().into_iter().map(|path| {
        let name = path.file_name().expect("a name").to_string_lossy().into_owned();
        (name, read(RdfFormat::Turtle, &fs::read(&path).expect("a readable file")))
    });
    let mut graphs: Vec<_> = own.chain(cases().into_iter().map(|case| (case.id.clone(), case.graph()))).collect();
    let mut mapped = 0;
    for format in ["eduapi1", "elm", "occapi1", "occapi2", "ooapi5", "ooapi6"] {
        let text = fs::read_to_string(vectors(&format!("formats/{format}.json"))).expect("the vectors");
        let file: Value = serde_json::from_str(&text).expect("JSON");
        for case in file["cases"].as_array().expect("cases") {
            let Some(lines) = case["out"]["ntriples"].as_array().filter(|lines| !lines.is_empty()) else { continue };
            let lines: Vec<&str> = lines.iter().filter_map(Value::as_str).collect();
            let graph = read(RdfFormat::NTriples, (lines.join("\n") + "\n").as_bytes());
            graphs.push((text_of(case, "id").to_owned(), graph));
            mapped += 1;
        }
    }
    assert!(mapped > 100, "only {mapped} vectors of formats have triples");
    graphs
}

/// Graphs with what `frame.py` lists as its limits.
const LIMITS: &[(&str, &str)] = &[("elm/unknown-properties", "a list")];

/// Every graph by both programs. The reference's store of labels is not at hand: both get the labels of our tables, as
/// SKOS (`frame.py` makes them of the same files), and as institutions what the fixtures say of some.
#[test]
fn a_json_ld_processor_makes_the_same_documents() {
    let Some(python) = python() else { return };
    let alliance = fixtures().into_iter().find(|path| path.ends_with("alliance.ttl")).expect("the fixture");
    let alliance = read(RdfFormat::Turtle, &fs::read(alliance).expect("a readable file"));
    let options = CatalogueOptions::new()
        .with_rendering(Rendering::Reference)
        .with_institutions(&Institutions::from_graph(&alliance));
    // The reference knows the old namespace only. Triples are Turtle, too, and rdflib keeps numbers in them as they are.
    let old = |graph: &Graph| String::from_utf8(write(graph, RdfFormat::NTriples, ElmNamespace::V3_2)).expect("UTF-8");
    let institutions = old(&alliance);
    let (mut lines, mut documents) = (String::new(), Vec::new());
    for (name, graph) in graphs() {
        if LIMITS.iter().any(|(limit, _)| *limit == name) {
            continue;
        }
        let store = old(&graph);
        for document in catalogue_documents(&graph, &options) {
            let line = json!({ "turtle": store, "institutions": institutions, "root": document["uri"] });
            writeln!(lines, "{line}").expect("a text");
            documents.push((name.clone(), document));
        }
    }
    let (success, output) = run_script(&python, "frame.py", &[], &lines);
    assert!(success, "{output}");
    // Not `lines()`: JSON as it is written there may contain other ends of lines.
    let expected: Vec<&str> = output.split_terminator('\n').collect();
    assert_eq!(expected.len(), documents.len());
    let mut failures = Vec::new();
    for ((name, actual), expected) in documents.iter().zip(expected) {
        let expected: Value = serde_json::from_str(expected).unwrap_or_else(|error| panic!("{name}: {error}"));
        let failure = difference(&expected, actual);
        if !failure.is_empty() {
            failures.push(format!("{name}: {}\n{failure}", actual["uri"]));
        }
    }
    assert_none(&failures, documents.len());
}

/// `frame.py` still makes of the vectors what they say. For the statistics there is no way into the library yet, so that
/// `ratio.json` is for this program only.
#[test]
fn the_vectors_are_those_of_the_processor() {
    let Some(python) = python() else { return };
    let files = [vectors("catalogue/reference.json"), vectors("catalogue/ratio.json")];
    let arguments = [Path::new("--check"), &files[0], &files[1]];
    let (success, output) = run_script(&python, "frame.py", &arguments, "");
    assert!(success, "{output}");
}

/// Vectors whose data are so wrong that the schema, which describes what data of the profile give, does not allow them.
const NOT_THE_SCHEMA: &[(&str, &str)] = &[
    ("identifier-text", "a text where a node should be"),
    ("isced-literal", "texts where concepts should be"),
    ("isced-literal-and-concept", "a text where a concept should be"),
    ("neighbour-identifier", "a text where a node should be"),
    ("outcome-as-text", "texts where nodes should be"),
    ("publisher-text", "a text where an institution should be"),
    ("text-as-node", "nodes where texts should be"),
];

fn schema_file() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("schemas/catalogue-document.schema.json")
}

#[test]
fn the_schema_is_the_file() {
    let text = fs::read_to_string(schema_file()).expect("the schema");
    assert_eq!(catalogue_schema(), serde_json::from_str::<Value>(&text).expect("JSON"));
    assert_eq!(catalogue_schema()["$schema"], "https://json-schema.org/draft/2020-12/schema");
}

#[test]
fn default_documents_are_valid() {
    let Some(python) = python() else { return };
    let mut lines = String::new();
    let mut add = |name: &str, graph: &Graph, options: &CatalogueOptions| {
        for document in catalogue_documents(graph, options) {
            writeln!(lines, "{}", json!([name, document])).expect("a text");
        }
    };
    for (name, graph) in graphs() {
        add(&name, &graph, &CatalogueOptions::new());
    }
    for case in cases() {
        let options = case.options().with_rendering(Rendering::Default).with_languages(["de", "en"]);
        add(&case.id, &case.graph(), &options);
    }
    let (_, output) = run_script(&python, "schema.py", &[&schema_file()], &lines);
    let short = |name: &str| name.rsplit('/').next().unwrap_or(name).to_owned();
    let mut invalid = BTreeSet::new();
    for line in output.lines().filter(|line| !line.ends_with(" failures")) {
        let name = short(line.split(": ").next().unwrap_or_default());
        let known = NOT_THE_SCHEMA.iter().any(|(exception, _)| *exception == name);
        assert!(known, "{output}");
        invalid.insert(name);
    }
    assert!(output.trim_end().ends_with(" failures"), "{output}");
    let exceptions: BTreeSet<String> = NOT_THE_SCHEMA.iter().map(|(name, _)| (*name).to_owned()).collect();
    assert_eq!(invalid, exceptions, "an exception is none any more");
    // … and it can tell: the other rendering is not what it describes.
    let case = cases().into_iter().find(|case| case.id.ends_with("/bare")).expect("the case");
    let (success, output) =
        run_script(&python, "schema.py", &[&schema_file()], &format!("{}\n", json!(["reference", case.expected])));
    assert!(!success, "{output}");
}
