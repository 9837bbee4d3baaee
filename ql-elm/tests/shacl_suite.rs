//! The test suite of the W3C for SHACL Core.
//!
//! It is not ours to pass on; `cargo xtask shacl FOLDER` runs this test where somebody has it: the folder `tests` of
//! `data-shapes-test-suite` in <https://github.com/w3c/data-shapes>.

#![allow(clippy::unwrap_used, reason = "helpers of tests are tests, too")]

#[path = "common/report.rs"]
mod report;

use std::collections::{BTreeMap, HashSet};
use std::path::{Path, PathBuf};
use std::{env, fs};

use ql_elm::{Graph, Object, RdfFormat, RdfReader, Shapes, Subject};

use self::report::{Entry, as_subject, conforms, entries, instance, list, object};

const MF: &str = "http://www.w3.org/2001/sw/DataAccess/tests/test-manifest#";
const SHT: &str = "http://www.w3.org/ns/shacl-test#";
/// Where the suite lies, as far as its relative IRIs are concerned.
const BASE: &str = "https://suite.example.edu/";

/// Tests that are not passed, with the reason. One that is passed after all has to go from here.
const DEVIATIONS: &[(&str, &str)] = &[
    ("core/misc/severity-001", "data with warnings conform"),
    ("core/misc/severity-002", "severities of one's own are violations"),
];

#[test]
fn core_tests_of_the_suite() {
    let Some(folder) = env::var_os("QL_SHACL_SUITE").filter(|folder| !folder.is_empty()) else {
        eprintln!("skipped: QL_SHACL_SUITE names no folder with the test suite");
        return;
    };
    let mut suite = Suite { folder: folder.into(), files: BTreeMap::new() };
    let tests = suite.tests("core/manifest.ttl");
    assert!(tests.len() >= 90, "only {} tests", tests.len());
    let known: HashSet<&str> = tests.iter().map(|test| test.name.as_str()).collect();
    let mut problems: Vec<String> = DEVIATIONS
        .iter()
        .filter(|(name, _)| !known.contains(name))
        .map(|(name, _)| format!("{name} is listed, but there is no such test"))
        .collect();
    let mut passed = 0;
    for test in &tests {
        let deviation = DEVIATIONS.iter().find(|(name, _)| *name == test.name);
        match (suite.run(test), deviation) {
            (Ok(()), None) => passed += 1,
            (Ok(()), Some(_)) => problems.push(format!("{} is passed: it has to go from the list", test.name)),
            (Err(problem), None) => problems.push(format!("{}: {problem}", test.name)),
            (Err(problem), Some((name, reason))) => println!("{name} is not passed: {reason}\n  {problem}"),
        }
    }
    println!("{passed} of {} tests are passed, {} are known not to be", tests.len(), DEVIATIONS.len());
    assert!(problems.is_empty(), "{} problems\n{}", problems.len(), problems.join("\n"));
}

struct Test {
    /// The path without the ending, and the name of the test where it is another.
    name: String,
    data: String,
    shapes: String,
    /// Nothing where the shapes have to be refused.
    expected: Option<(bool, Vec<Entry>)>,
}

struct Suite {
    folder: PathBuf,
    files: BTreeMap<String, Graph>,
}

impl Suite {
    /// A file by its path within the suite.
    fn file(&mut self, path: &str) -> &Graph {
        let folder = &self.folder;
        self.files.entry(path.to_owned()).or_insert_with(|| {
            let content = fs::read(folder.join(path)).unwrap_or_else(|error| panic!("{path}: {error}"));
            let reader = RdfReader::new(RdfFormat::Turtle).with_base(&format!("{BASE}{path}")).expect("an IRI");
            let read = reader.read(&content);
            assert!(read.is_complete(), "{path}: {:?}", read.diagnostics);
            read.graph
        })
    }

    /// The tests of a manifest and of those that it includes.
    fn tests(&mut self, path: &str) -> Vec<Test> {
        let graph = self.file(path);
        let manifest = format!("{BASE}{path}");
        let included: Vec<String> =
            graph.objects(Subject::Iri(&manifest), &format!("{MF}include")).map(within).collect();
        let heads: Vec<Object<'_>> = graph.objects(Subject::Iri(&manifest), &format!("{MF}entries")).collect();
        let mut tests: Vec<Test> = heads
            .into_iter()
            .flat_map(|head| list(graph, head))
            .map(|entry| test(graph, path, as_subject(entry).expect("a test")))
            .collect();
        for path in included {
            tests.extend(self.tests(&path));
        }
        tests
    }

    fn run(&mut self, test: &Test) -> Result<(), String> {
        let shapes = Shapes::from_graph(self.file(&test.shapes));
        let Some((is_conforming, expected)) = &test.expected else {
            return shapes.map_or(Ok(()), |_| Err("the shapes are not refused".into()));
        };
        let shapes = shapes.map_err(|error| format!("the shapes are refused: {error}"))?;
        let report = shapes.validate(self.file(&test.data)).to_graph();
        let node = instance(&report, &format!("{}ValidationReport", report::SH));
        let mut found = entries(&report, node);
        // Messages are compared where the suite has some.
        for entry in &mut found {
            let same = |other: &&Entry| {
                Entry { messages: Vec::new(), ..entry.clone() } == Entry { messages: Vec::new(), ..(*other).clone() }
            };
            let wanted = expected.iter().find(same).map(|other| other.messages.clone()).unwrap_or_default();
            entry.messages.retain(|message| wanted.contains(message));
        }
        if found == *expected && conforms(&report, node) == *is_conforming {
            return Ok(());
        }
        let lines = |sign: &str, some: &[Entry], other: &[Entry]| -> String {
            let only = some.iter().filter(|entry| !other.contains(entry));
            only.fold(String::new(), |lines, entry| lines + &format!("\n  {sign} {entry}"))
        };
        let counts = format!("{} results instead of {}", found.len(), expected.len());
        let conforms = conforms(&report, node);
        Err(format!("{counts}, conforms: {conforms}{}{}", lines("-", expected, &found), lines("+", &found, expected)))
    }
}

fn within(object: Object<'_>) -> String {
    let Object::Iri(iri) = object else { panic!("no IRI: {object:?}") };
    iri.strip_prefix(BASE).unwrap_or_else(|| panic!("{iri} is outside of the suite")).to_owned()
}

fn test(graph: &Graph, path: &str, entry: Subject<'_>) -> Test {
    let stem = path.strip_suffix(".ttl").unwrap_or(path);
    let name = match entry {
        Subject::Iri(iri) => {
            let folder = Path::new(path).parent().and_then(Path::to_str).unwrap_or_default();
            let own = iri.strip_prefix(BASE).unwrap_or(iri);
            if own.starts_with(folder) { own.to_owned() } else { format!("{stem} {own}") }
        }
        Subject::Blank(_) => stem.to_owned(),
    };
    let action = object(graph, entry, &format!("{MF}action")).and_then(as_subject).expect("an action");
    let file = |name: &str| within(object(graph, action, &format!("{SHT}{name}")).expect("a graph"));
    let result = object(graph, entry, &format!("{MF}result")).expect("a result");
    let failure = format!("{SHT}Failure");
    let expected = (result != Object::Iri(&failure)).then(|| {
        let report = as_subject(result).expect("a report");
        (conforms(graph, report), entries(graph, report))
    });
    Test { name, data: file("dataGraph"), shapes: file("shapesGraph"), expected }
}
