//! What several test files need.
#![allow(dead_code, reason = "every test file uses a part")]

use std::collections::{BTreeSet, HashMap};
use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::{env, fs};

use ql_elm::{ElmNamespace, Graph, Object, RdfFormat, RdfOptions, RdfReader, RdfWriter, Subject};

pub(crate) const FORMATS: [RdfFormat; 4] =
    [RdfFormat::Turtle, RdfFormat::NTriples, RdfFormat::RdfXml, RdfFormat::JsonLd];

pub(crate) const NAMESPACES: [ElmNamespace; 2] = [ElmNamespace::V3_3, ElmNamespace::V3_2];

/// The Turtle files of a folder, in the order of their names.
pub(crate) fn turtle_files(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
    let paths = entries.map(|entry| entry.expect("a folder entry").path());
    let mut files: Vec<_> = paths.filter(|path| path.extension().is_some_and(|end| end == "ttl")).collect();
    files.sort();
    files
}

/// Our own files.
pub(crate) fn fixtures() -> Vec<PathBuf> {
    let files = turtle_files(&Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures"));
    assert!(files.len() >= 4, "only {files:?}");
    files
}

/// Reads what has no mistake in it.
pub(crate) fn read(format: RdfFormat, content: &[u8]) -> Graph {
    let read = RdfReader::new(format).read(content);
    assert!(read.diagnostics.is_empty(), "{:?} of {}", read.diagnostics, String::from_utf8_lossy(content));
    read.graph
}

pub(crate) fn turtle(text: &str) -> Graph {
    read(RdfFormat::Turtle, text.as_bytes())
}

pub(crate) fn write(graph: &Graph, format: RdfFormat, namespace: ElmNamespace) -> Vec<u8> {
    let options = RdfOptions::new(format).with_namespace(namespace);
    let mut writer = RdfWriter::new(options, Vec::new()).expect("a writer");
    graph.write_to(&mut writer).expect("triples");
    writer.finish().expect("a document")
}

/// The triples, with every blank node named after all that is said of it and around it. Graphs that are equal up to
/// their blank nodes give equal lists, and different ones different lists where blank nodes form trees.
pub(crate) fn canonical(graph: &Graph) -> Vec<String> {
    let mut names: HashMap<u32, u64> = HashMap::new();
    let triples: Vec<_> = graph.triples().collect();
    loop {
        let mut around: HashMap<u32, Vec<u64>> = HashMap::new();
        for (subject, predicate, object) in &triples {
            if let Subject::Blank(number) = *subject {
                around.entry(number).or_default().push(hash(&("out", predicate, term(*object, &names))));
            }
            if let Object::Blank(number) = *object {
                let from = term((*subject).into(), &names);
                around.entry(number).or_default().push(hash(&("in", predicate, from)));
            }
        }
        let refined: HashMap<u32, u64> = around
            .into_iter()
            .map(|(number, mut facts)| {
                facts.sort_unstable();
                (number, hash(&facts))
            })
            .collect();
        let distinct = |names: &HashMap<u32, u64>| names.values().collect::<BTreeSet<_>>().len();
        let settled = !names.is_empty() && distinct(&refined) == distinct(&names);
        names = refined;
        if settled || names.is_empty() {
            break;
        }
    }
    let mut lines: Vec<String> = triples
        .iter()
        .map(|(subject, predicate, object)| {
            format!("{} {predicate} {}", term((*subject).into(), &names), term(*object, &names))
        })
        .collect();
    lines.sort();
    lines
}

fn term(object: Object<'_>, names: &HashMap<u32, u64>) -> String {
    match object {
        Object::Blank(number) => format!("_:{:016x}", names.get(&number).copied().unwrap_or_default()),
        other => format!("{other:?}"),
    }
}

fn hash(value: &impl Hash) -> u64 {
    let mut hasher = DefaultHasher::new();
    value.hash(&mut hasher);
    hasher.finish()
}

/// Runs an ignored test of this file in a process of its own, which may be killed by an overflow of its stack.
pub(crate) fn run_alone(test: &str) {
    let mut child = Command::new(env::current_exe().expect("the test binary"));
    let output = child.args(["--ignored", "--exact", test]).output().expect("a process");
    let (stdout, stderr) = (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    assert!(output.status.success(), "{}\n{stdout}\n{stderr}", output.status);
    assert!(stdout.contains("1 passed"), "there is no test {test}: {stdout}");
}

/// Shows what is in one list only.
pub(crate) fn assert_same(actual: &Graph, expected: &Graph, what: &str) {
    let (actual, expected) = (canonical(actual), canonical(expected));
    if actual != expected {
        let missing: Vec<_> = expected.iter().filter(|line| !actual.contains(line)).collect();
        let surplus: Vec<_> = actual.iter().filter(|line| !expected.contains(line)).collect();
        panic!("{what}: {} triples instead of {}\n- {missing:#?}\n+ {surplus:#?}", actual.len(), expected.len());
    }
}
