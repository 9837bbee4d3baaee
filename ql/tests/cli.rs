//! The command `ql` as a shell runs it: what it prints, what it writes, what it exits with.
#![expect(clippy::unwrap_used, reason = "in a test, also outside of its function")]

mod common;

use std::collections::BTreeSet;
use std::fs;
use std::io::Write as _;
use std::path::PathBuf;
use std::process::{Command, Output, Stdio};

use common::{SECRET, offerings, options};
use quality_link::core::{Ciphertext, ManifestFormat, ManifestParser, PrivateKey, PrivateKeys, PublicKey};
use quality_link::elm::{Graph, Object, RdfFormat, RdfReader, Subject};
use quality_link_universities::{Options, Universities};
use serde_json::{Value, json};
use tempfile::TempDir;
use tokio::runtime::Runtime;

const TITLE: &str = "http://purl.org/dc/terms/title";
const EXTENSIONS: [&str; 5] = ["ttl", "nt", "rdf", "jsonld", "jsonl"];

/// A folder in which `ql` is run.
struct Folder(TempDir);

impl Folder {
    fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    fn write(&self, name: &str, content: impl AsRef<[u8]>) {
        fs::write(self.path(name), content).unwrap();
    }

    fn read(&self, name: &str) -> String {
        fs::read_to_string(self.path(name)).unwrap_or_else(|error| panic!("{name}: {error}"))
    }

    fn has(&self, name: &str) -> bool {
        self.path(name).exists()
    }

    fn ql(&self, arguments: &[&str]) -> Run {
        self.ql_reading(arguments, "")
    }

    /// Runs `ql` with a standard output that nobody reads any more, as `head` leaves it.
    #[cfg(unix)]
    fn ql_unread(&self, arguments: &[&str]) -> Run {
        let (reader, writer) = std::io::pipe().unwrap();
        drop(reader);
        let mut command = Command::new(env!("CARGO_BIN_EXE_ql"));
        let output = command.args(arguments).current_dir(&self.0).stdout(writer).output().unwrap();
        Run::of(arguments, output)
    }

    /// Runs `ql demo` with a folder for what it makes.
    fn demo(&self, output: &str, arguments: &[&str]) -> Run {
        self.ql(&[&["demo", "-o", output], arguments].concat())
    }

    /// Runs `ql` with something on its standard input.
    fn ql_reading(&self, arguments: &[&str], input: impl AsRef<[u8]>) -> Run {
        let mut command = Command::new(env!("CARGO_BIN_EXE_ql"));
        command.args(arguments).current_dir(&self.0);
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().unwrap();
        // A command that does not read it closes the pipe.
        let _ = child.stdin.take().unwrap().write_all(input.as_ref());
        Run::of(arguments, child.wait_with_output().unwrap())
    }
}

/// What a run of `ql` left.
#[derive(Debug)]
struct Run {
    call: String,
    code: Option<i32>,
    stdout: String,
    stderr: String,
}

impl Run {
    fn of(arguments: &[&str], output: Output) -> Self {
        Self {
            call: arguments.join(" "),
            code: output.status.code(),
            stdout: String::from_utf8(output.stdout).unwrap(),
            stderr: String::from_utf8(output.stderr).unwrap(),
        }
    }

    fn exits(self, code: i32) -> Self {
        assert_eq!(self.code, Some(code), "ql {}\n{}\n{}", self.call, self.stdout, self.stderr);
        self
    }

    /// All went well and there was nothing to complain of.
    fn well(self) -> Self {
        assert_eq!(self.stderr, "", "ql {}", self.call);
        self.exits(0)
    }

    fn json(&self) -> Value {
        serde_json::from_str(&self.stdout).unwrap_or_else(|error| panic!("{error}: {}", self.stdout))
    }

    /// Standard error has all of this.
    fn complains(self, texts: &[&str]) -> Self {
        texts.iter().for_each(|text| assert!(self.stderr.contains(text), "no `{text}` in {}", self.stderr));
        self
    }
}

/// The demo universities, in this process, with the files by which `ql` gets at them.
struct Servers {
    folder: Folder,
    universities: Universities,
    _runtime: Runtime,
}

impl Servers {
    fn new(courses: usize) -> Self {
        Self::with(options(courses))
    }

    fn with(options: Options) -> Self {
        let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap();
        let universities = runtime.block_on(common::start(options));
        let folder = Folder::new();
        folder.write("authority.pem", universities.authority_pem());
        folder.write("key.pem", universities.private_key_pem().unwrap());
        Self { folder, universities, _runtime: runtime }
    }

    fn public_key(&self) -> PublicKey {
        let key = PrivateKey::from_pem(&self.universities.private_key_pem().unwrap()).unwrap();
        PublicKey::from_pem(&key.public_key_pem()).unwrap()
    }

    /// Runs `ql` so that it finds the servers.
    fn ql(&self, arguments: &[&str]) -> Run {
        self.ql_as_stranger(&[arguments, &["--allow-loopback"]].concat())
    }

    fn ql_as_stranger(&self, arguments: &[&str]) -> Run {
        let (dns, port) = (self.universities.dns_server().to_string(), self.universities.https_port().to_string());
        let network = ["--dns-server", &dns, "--authority", "authority.pem", "--port", &port];
        let run = self.folder.ql(&[arguments, &network].concat());
        for text in [&run.stdout, &run.stderr] {
            assert!(!text.contains(SECRET), "ql {} gives the secret away: {text}", run.call);
        }
        run
    }

    /// The manifest of `littoral.example` as a file.
    fn write_littoral_manifest(&self, name: &str) {
        let value = self.public_key().encrypt(SECRET).unwrap();
        let source = json!({
            "name": "All courses", "type": "elm", "version": "3.2",
            "path": "https://www.littoral.example/data/courses.ttl",
            "auth": { "type": "httpheader", "field": "X-Api-Key", "value": value.as_base64() },
        });
        self.folder.write(name, json!({ "sources": [source] }).to_string());
    }
}

const MERIDIAN_MANIFEST: &str = "\
meta:
  schac: meridian.example
sources:
  - name: Course catalogue
    type: ooapi
    version: '5'
    path: https://api.meridian.example/ooapi/v5
    pageSize: 50
";

/// Reads RDF in which there is no mistake.
fn graph(format: RdfFormat, content: &str) -> Graph {
    let read = RdfReader::new(format).read(content.as_bytes());
    assert!(read.diagnostics.is_empty(), "{:?} of {content}", read.diagnostics);
    read.graph
}

fn turtle(content: &str) -> Graph {
    graph(RdfFormat::Turtle, content)
}

fn json_lines(content: &str) -> Vec<Value> {
    content.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

/// The IRIs of the courses of a file, whatever its format.
fn courses(name: &str, content: &str) -> BTreeSet<String> {
    match RdfFormat::from_path(name) {
        Some(format) => graph(format, content).specifications().into_iter().map(str::to_owned).collect(),
        None => json_lines(content).iter().map(|document| document["uri"].as_str().unwrap().to_owned()).collect(),
    }
}

fn titles(graph: &Graph, course: &str) -> BTreeSet<(String, String)> {
    let text = |object| match object {
        Object::Text { value, language } => (language.to_owned(), value.to_owned()),
        other => panic!("{other:?}"),
    };
    graph.objects(Subject::Iri(course), TITLE).map(text).collect()
}

fn keys(object: &Value) -> Vec<&str> {
    object.as_object().unwrap().keys().map(String::as_str).collect()
}

// ql

#[test]
fn help_and_version_are_no_failure() {
    let folder = Folder::new();
    let help = folder.ql(&["--help"]).well().stdout;
    for expected in ["demo", "discover", "harvest", "convert", "manifest", "id", "Exit codes: 0 all well"] {
        assert!(help.contains(expected), "no {expected} in {help}");
    }
    assert_eq!(folder.ql(&["--version"]).well().stdout, concat!("ql ", env!("CARGO_PKG_VERSION"), "\n"));
    for command in ["demo", "discover", "harvest", "convert", "manifest", "id"] {
        assert!(folder.ql(&[command, "--help"]).well().stdout.contains("Usage: ql "));
    }
}

#[test]
fn wrong_usage_exits_with_2() {
    let folder = Folder::new();
    folder.write("m.json", r#"{"sources": []}"#);
    let calls: &[&[&str]] = &[
        &[],
        &["nonsense"],
        &["--nonsense"],
        &["manifest"],
        &["id"],
        &["discover"],
        &["discover", "not a domain"],
        &["discover", "example.edu", "--dns-server", "localhost"],
        &["harvest"],
        &["harvest", "nonsense"],
        &["harvest", "no/such.json"],
        &["harvest", "https://"],
        &["harvest", "example.edu", "--json"],
        &["harvest", "example.edu", "--port", "65536"],
        &["harvest", "m.json", "--schac", "not a domain"],
        &["harvest", "m.json", "--output", "out.csv"],
        &["demo", "--courses", "many"],
        &["convert"],
        &["manifest", "fmt", "m.json", "--json", "--format", "yaml"],
        &["manifest", "lint", "m.json", "--format", "toml"],
        &["manifest", "keygen", "--bits", "1024"],
        &["id", "convert", "urn:schac:uniqueCourseId:example.edu:1", "--to", "url"],
        &["id", "did-documents", "courses.ttl"],
    ];
    for call in calls {
        let run = folder.ql(call).exits(2);
        assert_eq!(run.stdout, "", "ql {call:?}");
        assert!(!run.stderr.is_empty(), "ql {call:?}");
    }
    assert!(!folder.has("out.csv") && !folder.has("private.pem"));
}

#[cfg(unix)]
#[test]
fn a_reader_that_went_away_is_no_failure() {
    let folder = Folder::new();
    folder.write("manifest.json", GOOD);
    for call in [&["manifest", "fmt", "manifest.json"][..], &["manifest", "schema"], &["id", "parse", "AT0005"]] {
        folder.ql_unread(call).well();
    }
}

#[cfg(unix)]
#[test]
fn a_reader_of_courses_that_went_away_is_no_failure() {
    let folder = Folder::new();
    folder.write("courses.ttl", COURSES);
    for format in EXTENSIONS {
        folder.ql_unread(&["convert", "courses.ttl", "--format", format]).well();
    }
}

#[cfg(unix)]
#[test]
fn a_reader_of_the_demo_that_went_away_is_no_failure() {
    let folder = Folder::new();
    let run = folder.ql_unread(&["demo", "-o", "out", "--courses", "1"]);
    assert!(!run.stderr.contains("panicked"), "{}", run.stderr);
    run.exits(0);
    assert_eq!(json_lines(&folder.read("out/courses.jsonl")).len(), 5);
}

// ql demo

#[test]
fn the_demo_finds_harvests_and_explains() {
    let folder = Folder::new();
    let run = folder.demo("out", &[]).exits(0);
    let tables = "\
Meridian University
meridian.example      DNS TXT      found: https://www.meridian.example/opendata/courses-manifest
meridian.example      .well-known  not tried
www.meridian.example  DNS TXT      not tried
www.meridian.example  .well-known  not tried

Littoral University
littoral.example      DNS TXT      no record
littoral.example      .well-known  found: https://littoral.example/.well-known/quality-link-manifest.json
www.littoral.example  DNS TXT      not tried
www.littoral.example  .well-known  not tried

Umbra Academy
umbra.example      DNS TXT      no record
umbra.example      .well-known  found, but the manifest is not usable
";
    assert!(run.stdout.starts_with(tables), "{}", run.stdout);
    let summary = "
institution             source              courses  instances  warnings  errors  outcome
Meridian University     Course catalogue        300        600         2       0  complete
Littoral University     All courses               4          4         0       0  complete
";
    assert!(run.stdout.contains(summary), "{}", run.stdout);
    let run = run.complains(&[
        "error[manifest.source-type-unknown]: unknown type `ooapy`; the data source can't be harvested\n  \
         --> https://umbra.example/.well-known/quality-link-manifest.yaml, line 5, column 11, /sources/0/type\n  \
         = hint: did you mean `ooapi`?\n",
        "warning[map.level]: unknown level: `Master's`\n",
    ]);
    assert!(!run.stdout.contains(SECRET) && !run.stderr.contains(SECRET));

    let (ttl, lines) = (folder.read("out/courses.ttl"), json_lines(&folder.read("out/courses.jsonl")));
    let graph = turtle(&ttl);
    assert_eq!((graph.specifications().len(), graph.instances().len()), (304, offerings(300) + 4));
    assert!(run.stdout.contains(&format!("{} triples in out/courses.ttl, 304 catalogue documents", graph.len())));
    let documents: BTreeSet<_> = lines.iter().map(|document| document["uri"].as_str().unwrap()).collect();
    assert_eq!(lines.len(), 304);
    assert_eq!(documents, graph.specifications().into_iter().collect());
    assert!(!ttl.contains(SECRET));
}

#[test]
fn the_demo_whose_server_dies_says_so_and_keeps_what_came() {
    let folder = Folder::new();
    let run = folder.demo("out", &["--kill-after", "40"]).exits(1);
    let row = run.stdout.lines().find(|line| line.starts_with("Meridian University     Course catalogue")).unwrap();
    assert!(row.contains("  incomplete: "), "{row}");
    run.complains(&["warning[exchange.offerings-failed]: ", "fatal[exchange.unreachable]: "]);
    assert_eq!(turtle(&folder.read("out/courses.ttl")).specifications().len(), 50);
    assert_eq!(json_lines(&folder.read("out/courses.jsonl")).len(), 50);
}

#[test]
fn the_demo_needs_a_folder() {
    let folder = Folder::new();
    folder.write("file", "");
    folder.demo("file", &["--courses", "1"]).exits(1).complains(&["error: `file` can't be made: "]);
}

// ql discover

#[test]
fn discover_tells_people_and_programs() {
    let servers = Servers::new(1);
    let run = servers.ql(&["discover", "meridian.example"]).well();
    let expected = "\
meridian.example  DNS TXT      found: https://www.meridian.example/opendata/courses-manifest
meridian.example  .well-known  not tried
";
    assert_eq!(run.stdout, expected);

    let report = servers.ql(&["discover", "littoral.example", "--json"]).well().json();
    assert_eq!(keys(&report), ["diagnostics", "found", "probes", "provider"]);
    assert_eq!(report["provider"], json!({ "schac": "littoral.example" }));
    assert_eq!(report["diagnostics"], json!([]));
    let probe = &report["probes"][1];
    assert_eq!(keys(probe), ["attempts", "domain", "durationMs", "mechanism", "origin", "outcome"]);
    assert!(probe["durationMs"].is_u64());
    assert_eq!(
        (&probe["domain"], &probe["mechanism"], &probe["origin"], &probe["outcome"]),
        (&json!("littoral.example"), &json!("well-known"), &json!("schac"), &json!("found"))
    );
    let attempts = json!([
        {
            "url": "https://littoral.example/.well-known/quality-link-manifest", "status": 404, "outcome": "not-found"
        },
        {
            "url": "https://littoral.example/.well-known/quality-link-manifest.json", "status": 200, "outcome": "found"
        },
    ]);
    assert_eq!(probe["attempts"], attempts);
    let found = &report["found"];
    assert_eq!(keys(found), ["fingerprint", "manifest", "url"]);
    assert_eq!(found["url"], "https://littoral.example/.well-known/quality-link-manifest.json");
    assert!(found["fingerprint"].as_str().unwrap().starts_with("sha256:"));
    assert_eq!(found["manifest"]["sources"][0]["auth"]["type"], "httpheader");
    assert_eq!(found["manifest"]["sources"][0]["auth"]["field"], "X-Api-Key");
}

#[test]
fn discover_exits_with_1_if_nothing_is_found() {
    let servers = Servers::new(1);
    let run = servers.ql(&["discover", "nowhere.example", "--website", "https://www.nowhere.example/", "--json"]);
    let report = run.exits(1).json();
    assert_eq!(report["found"], Value::Null);
    assert_eq!(report["provider"], json!({ "schac": "nowhere.example", "website": "https://www.nowhere.example/" }));
    let probes: Vec<_> = report["probes"].as_array().unwrap().iter().collect();
    let told: Vec<_> = probes.iter().map(|p| (&p["domain"], &p["origin"], &p["mechanism"], &p["outcome"])).collect();
    let (bare, www) = (&json!("nowhere.example"), &json!("www.nowhere.example"));
    let (schac, website) = (&json!("schac"), &json!("website"));
    let (dns, file) = (&json!("dns-txt"), &json!("well-known"));
    let (no_record, unreachable) = (&json!("no-record"), &json!("unreachable"));
    let expected = [
        (bare, schac, dns, no_record),
        (bare, schac, file, unreachable),
        (www, website, dns, no_record),
        (www, website, file, unreachable),
    ];
    assert_eq!(told, expected);
    assert_eq!(probes[1]["reason"], "no-such-host");

    let run = servers.ql(&["discover", "umbra.example", "--json"]).exits(1);
    let finding = &run.json()["probes"][1]["attempts"][2]["diagnostics"][1];
    let expected = json!({
        "code": "manifest.source-type-unknown", "severity": "error", "line": 5, "column": 11,
        "message": "unknown type `ooapy`; the data source can't be harvested", "hint": "did you mean `ooapi`?",
        "pointer": "/sources/0/type", "source": "https://umbra.example/.well-known/quality-link-manifest.yaml",
    });
    assert_eq!(*finding, expected);
    run.complains(&["error[manifest.source-type-unknown]: ", "line 5, column 11, /sources/0/type"]);
}

#[test]
fn discover_does_not_go_to_loopback_unasked() {
    let servers = Servers::new(1);
    for more in [&[][..], &["--allow-private"]] {
        let call = [&["discover", "meridian.example", "--json"], more].concat();
        let report = servers.ql_as_stranger(&call).exits(1).json();
        assert_eq!(report["probes"][0]["outcome"], "refused");
        assert_eq!(report["probes"][1]["outcome"], "refused");
    }
    assert_eq!(servers.universities.requests(), 0);
}

// ql harvest

#[test]
fn harvest_of_a_manifest_file_in_every_format() {
    let servers = Servers::new(1);
    servers.write_littoral_manifest("manifest.json");
    let expected: BTreeSet<String> = ["TIDES-1", "PORT-2", "REEF-3", "SAIL-4"]
        .into_iter()
        .map(|code| format!("urn:schac:uniqueCourseId:littoral.example:{code}"))
        .collect();
    for end in EXTENSIONS {
        let name = format!("courses.{end}");
        let call = ["harvest", "manifest.json", "--key", "key.pem", "-o", &name];
        let run = servers.ql(&call).exits(0);
        assert_eq!(run.stdout, "");
        assert_eq!(run.stderr, "All courses: complete — 4 courses, 4 instances, 1 requests, 0 warnings, 0 errors\n");
        let content = servers.folder.read(&name);
        assert_eq!(courses(&name, &content), expected, "{name}");
        assert!(!content.contains(SECRET));

        // The same by `--format`, on standard output and against what the name says.
        let run = servers.ql(&["harvest", "manifest.json", "--key", "key.pem", "--format", end]).exits(0);
        assert_eq!(run.stdout, content, "{end}");
        let call = ["harvest", "manifest.json", "--key", "key.pem", "--format", end, "-o", "courses.bin"];
        servers.ql(&call).exits(0);
        assert_eq!(servers.folder.read("courses.bin"), content, "{end}");
    }
    let run = servers.ql(&["harvest", "manifest.json", "--key", "key.pem"]).exits(0);
    assert_eq!(run.stdout, servers.folder.read("courses.ttl"), "Turtle is the default");
    let run = servers.ql(&["harvest", "manifest.json", "--key", "key.pem", "--elm-namespace", "3.2"]).exits(0);
    assert!(run.stdout.contains("http://data.europa.eu/snb/model/elm/"), "{}", run.stdout);
    assert!(!run.stdout.contains("http://data.europa.eu/snb/model/ontology/"), "{}", run.stdout);
}

#[test]
fn harvest_prints_its_summary_as_json() {
    let servers = Servers::new(60);
    servers.folder.write("manifest.yaml", MERIDIAN_MANIFEST);
    let run = servers.ql(&["harvest", "manifest.yaml", "--json", "-o", "courses.nt"]).exits(0);
    let bytes = run.json()[0]["harvest"]["statistics"]["bytes"].clone();
    assert!(bytes.as_u64().unwrap() > 10_000, "{bytes}");
    let expected = json!([{
        "source": "Course catalogue",
        "harvest": {
            "outcome": { "status": "complete" },
            "statistics": { "requests": 62, "bytes": bytes, "pages": 2, "records": 60 },
            "diagnostics": [],
        },
        "specifications": 60, "instances": 120, "warnings": 2, "errors": 0,
    }]);
    assert_eq!(run.json(), expected);
    run.complains(&["warning[map.level]: ", "item c0ffee00-0000-4000-8000-000000000042, /link"]);
    let graph = graph(RdfFormat::NTriples, &servers.folder.read("courses.nt"));
    assert_eq!((graph.specifications().len(), graph.instances().len()), (60, 120));
    let first = "urn:schac:uniqueCourseId:meridian.example:c0ffee00-0000-4000-8000-000000000000";
    let expected = [
        ("de", "Einführung Meeresbiologie 1"),
        ("en", "Introduction to Marine Biology 1"),
        ("nl", "Inleiding Mariene biologie 1"),
    ];
    assert_eq!(titles(&graph, first), expected.map(|(tag, text)| (tag.to_owned(), text.to_owned())).into());
}

#[test]
fn harvest_of_a_domain_and_of_the_url_of_a_manifest() {
    let servers = Servers::new(12);
    for target in ["meridian.example", "https://www.meridian.example/opendata/courses-manifest"] {
        let run = servers.ql(&["harvest", target]).exits(0);
        let summary = "Course catalogue: complete — 12 courses, 24 instances, 13 requests, 0 warnings, 0 errors\n";
        assert_eq!(run.stderr, summary);
        let courses = courses("courses.ttl", &run.stdout);
        assert_eq!(courses.len(), 12);
        assert!(courses.iter().all(|iri| iri.starts_with("urn:schac:uniqueCourseId:meridian.example:c0ffee00-")));
    }
    // What the command line says counts more than what the manifest says.
    let run = servers.ql(&["harvest", "meridian.example", "--schac", "other.example"]).exits(0);
    let courses = courses("courses.ttl", &run.stdout);
    assert!(courses.iter().all(|iri| iri.starts_with("urn:schac:uniqueCourseId:other.example:")), "{courses:?}");
}

#[test]
fn harvest_without_the_right_key_sends_nothing() {
    let servers = Servers::new(1);
    servers.write_littoral_manifest("manifest.json");
    servers.folder.ql(&["manifest", "keygen", "--private", "other.pem", "--bits", "2048"]).well();
    for key in [&[][..], &["--key", "other.pem"]] {
        let call = [&["harvest", "manifest.json", "--json", "-o", "courses.ttl"], key].concat();
        let run = servers.ql(&call).exits(1).complains(&["fatal[exchange.secret]: ", "--> All courses\n"]);
        let summary = &run.json()[0]["harvest"];
        assert_eq!(summary["outcome"]["status"], "failed");
        assert_eq!(summary["diagnostics"][0]["code"], "exchange.secret");
        assert_eq!(summary["statistics"]["requests"], 0);
        assert_eq!(turtle(&servers.folder.read("courses.ttl")).len(), 0);
    }
    assert_eq!(servers.universities.requests(), 0);
    // Of several keys one is enough.
    servers.ql(&["harvest", "manifest.json", "--key", "other.pem", "--key", "key.pem"]).exits(0);
    servers
        .ql(&["harvest", "manifest.json", "--key", "authority.pem"])
        .exits(1)
        .complains(&["error: `authority.pem`: "]);
    servers.ql(&["harvest", "manifest.json", "--key", "none.pem"]).exits(1).complains(&["error: `none.pem` "]);
}

#[test]
fn harvest_of_a_dying_server_is_incomplete() {
    let mut options = options(60);
    options.die_after = Some(30);
    let servers = Servers::with(options);
    let run = servers.ql(&["harvest", "meridian.example", "--json", "-o", "courses.jsonl"]).exits(1);
    let summary = &run.json()[0];
    assert_eq!(summary["harvest"]["outcome"]["status"], "incomplete");
    assert!(!summary["harvest"]["outcome"]["reason"].as_str().unwrap().is_empty());
    assert_eq!((&summary["specifications"], &summary["harvest"]["statistics"]["records"]), (&json!(50), &json!(50)));
    assert_eq!(json_lines(&servers.folder.read("courses.jsonl")).len(), 50);
    run.complains(&["warning[exchange.offerings-failed]: ", " more like these\n"]);
}

#[test]
fn harvest_exits_with_1_if_there_is_nothing_to_harvest() {
    let servers = Servers::new(1);
    servers.folder.write("broken.yaml", "sources:\n  - {type: elm, path: example.edu}\n");
    let call = |target| servers.ql(&["harvest", target, "-o", "courses.ttl"]).exits(1);
    call("nowhere.example").complains(&["error: no manifest of `nowhere.example` was found\n"]);
    call("umbra.example").complains(&["error: no manifest of `umbra.example` was found\n", "line 5, column 11"]);
    call("https://www.meridian.example/none").complains(&["error: no manifest at ", "not found"]);
    call("broken.yaml").complains(&["error[manifest.source-path-invalid]: ", "line 2, column 23, /sources/0/path"]);
    assert!(!servers.folder.has("courses.ttl"), "a file was made although there was no manifest");
    let refused = servers.ql_as_stranger(&["harvest", "meridian.example"]).exits(1);
    refused.complains(&["loopback", "error: no manifest of `meridian.example` was found\n"]);
}

#[test]
fn harvest_names_a_source_that_is_not_supported() {
    let servers = Servers::new(3);
    let more = "  - {name: Partners, type: occapi, version: '2', path: 'https://api.meridian.example/occapi/'}\n";
    servers.folder.write("manifest.yaml", format!("{MERIDIAN_MANIFEST}{more}"));
    let run = servers.ql(&["harvest", "manifest.yaml", "--json", "-o", "courses.ttl"]).exits(1);
    let (first, second) = (&run.json()[0], &run.json()[1]);
    assert_eq!(first["harvest"]["outcome"]["status"], "complete");
    assert_eq!((&second["source"], &second["harvest"]["outcome"]["status"]), (&json!("Partners"), &json!("failed")));
    assert_eq!(second["harvest"]["diagnostics"][0]["code"], "exchange.source-unsupported");
    assert_eq!(turtle(&servers.folder.read("courses.ttl")).specifications().len(), 3);
}

#[test]
fn harvest_that_loses_every_course_is_no_success() {
    let servers = Servers::new(3);
    let (_, sources) = MERIDIAN_MANIFEST.split_at(MERIDIAN_MANIFEST.find("sources:").unwrap());
    servers.folder.write("manifest.yaml", sources);
    let run = servers.ql(&["harvest", "manifest.yaml"]);
    assert_eq!(turtle(&run.stdout).specifications().len(), 0);
    assert_ne!(run.code, Some(0), "{}", run.stderr);
}

#[test]
fn harvest_of_a_web_page_is_no_success() {
    let servers = Servers::new(1);
    let page = "https://umbra.example/.well-known/quality-link-manifest";
    servers.folder.write("manifest.yaml", format!("sources:\n  - {{type: elm, version: '3.2', path: '{page}'}}\n"));
    let run = servers.ql(&["harvest", "manifest.yaml", "--json", "-o", "courses.ttl"]);
    assert_ne!(run.json()[0]["harvest"]["outcome"]["status"], "complete", "{}", run.stderr);
    run.exits(1);
}

/// A name that clears the screen and goes on as a line of its own.
const EVIL: &str = "Courses\u{1b}[2J\nerror: all is lost";

fn assert_one_line_of_plain_text(text: &str) {
    let is_control = |c: char| c.is_control() && c != '\n';
    assert!(!text.contains(is_control), "{text:?}");
    assert!(!text.lines().any(|line| line.starts_with("error: all is lost")), "{text:?}");
}

#[test]
fn harvest_shows_no_control_characters_of_a_manifest() {
    let servers = Servers::new(1);
    let source = json!({ "name": EVIL, "type": "occapi", "version": "2", "path": "https://example.edu/" });
    servers.folder.write("manifest.json", json!({ "sources": [source] }).to_string());
    let run = servers.ql(&["harvest", "manifest.json", "-o", "courses.ttl"]).exits(1);
    assert_one_line_of_plain_text(&run.stderr);
}

// ql convert

const COURSES: &str = "\
@prefix dcterms: <http://purl.org/dc/terms/> .
@prefix elm: <http://data.europa.eu/snb/model/elm/> .
@prefix foaf: <http://xmlns.com/foaf/0.1/> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix ql: <http://data.quality-link.eu/ontology/v1#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .

<urn:schac:uniqueCourseId:example.edu:BIO-101> a ql:LearningOpportunitySpecification ;
    dcterms:title \"Marine Biology\"@en , \"Meeresbiologie\"@de , \"Θαλάσσια βιολογία\"@el ;
    foaf:homepage [ a elm:WebResource ; elm:contentUrl \"https://example.edu/bio-101\"^^xsd:anyURI ] ;
    ql:superseded <urn:schac:uniqueCourseId:example.edu:BIO-100> .

<urn:uuid:0f1e2d3c-4b5a-4978-8695-a4b3c2d1e0f9> owl:sameAs <urn:schac:uniqueCourseId:example.edu:BIO-101> .

<https://example.edu/offerings/1> a ql:LearningOpportunityInstance ;
    elm:learningAchievementSpecification <urn:schac:uniqueCourseId:example.edu:BIO-101> .

<did:web:example.edu:courseId:BIO%20102> a ql:LearningOpportunitySpecification ;
    dcterms:title \"Fish & <Chips> \\\"2\\\"\"@en ;
    ql:supersededBy <urn:schac:uniqueCourseId:example.edu:BIO-103> .
";

const BIO_101: &str = "urn:schac:uniqueCourseId:example.edu:BIO-101";
const BIO_102: &str = "did:web:example.edu:courseId:BIO%20102";

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
    folder.write("course.json", r#"{"courseId": "BIO-101", "name": [{"language": "en", "value": "Marine Biology"}]}"#);
    for input in ["problem.json", "course.json"] {
        let run = folder.ql(&["convert", input, "--schac", "example.edu"]).exits(1);
        run.complains(&["fatal[exchange.not-json]: "]);
    }
}

// ql manifest

const GOOD: &str = r#"{"sources":[{"path":"https://example.edu/c.ttl","version":"3.2","type":"elm"}]}"#;
const TIDY_JSON: &str = r#"{
  "sources": [
    {
      "type": "elm",
      "version": "3.2",
      "path": "https://example.edu/c.ttl"
    }
  ]
}
"#;
const TIDY_YAML: &str = r#"sources:
  - type: elm
    version: "3.2"
    path: "https://example.edu/c.ttl"
"#;

const BAD: &str = "\
meta:
  schac: example.edu
sources:
  - type: ooapi
    version: 5
    path: api.example.edu/v5
  - {type: elm, version: '3.2', path: 'https://example.edu/c.ttl', pageSize: 50}
";

#[test]
fn lint_shows_the_line_with_a_caret() {
    let folder = Folder::new();
    folder.write("manifest.yaml", BAD);
    let run = folder.ql(&["manifest", "lint", "manifest.yaml"]).exits(1);
    let expected = "\
error[manifest.wrong-type]: expected a text, found the number `5`
  --> manifest.yaml, line 5, column 14, /sources/0/version
   |
 5 |     version: 5
   |              ^
  = hint: put it in quotes: \"5\"
error[manifest.source-path-invalid]: expected an absolute URL with `https://`, found `api.example.edu/v5`
  --> manifest.yaml, line 6, column 11, /sources/0/path
   |
 6 |     path: api.example.edu/v5
   |           ^
";
    assert!(run.stderr.starts_with(expected), "{}", run.stderr);
    assert!(run.stdout.starts_with("manifest.yaml: not valid (2 errors, "), "{}", run.stdout);
    assert!(run.stdout.ends_with("); an aggregator can use 1 data source\n"), "{}", run.stdout);
    let from_stdin = folder.ql_reading(&["manifest", "lint", "-"], BAD).exits(1);
    assert_eq!(from_stdin.stderr, run.stderr.replace("manifest.yaml", "-"));
    assert_eq!(from_stdin.stdout, run.stdout.replace("manifest.yaml", "-"));
}

#[test]
fn lint_points_at_the_right_character() {
    let folder = Folder::new();
    let caret = |content: &str| {
        folder.write("manifest.json", content);
        let run = folder.ql(&["manifest", "lint", "manifest.json"]).exits(1);
        let from = run.stderr.find("error[manifest.source-type-unknown]").unwrap();
        let lines: Vec<_> = run.stderr[from..].lines().collect();
        let (shown, marked) = (lines[3].to_owned(), lines[4]);
        let at = marked.find('^').unwrap();
        shown.chars().skip(at).take(7).collect::<String>()
    };
    let with_name = |name: &str| {
        format!(r#"{{"sources": [{{"name": "{name}", "type": "ooapy", "path": "https://example.edu/"}}, {GOOD}]}}"#)
    };
    assert_eq!(caret(&with_name("Courses")), "\"ooapy\"");
    assert_eq!(caret(&with_name("Kurse für Höhere Töchter")), "\"ooapy\"");
    assert_eq!(caret(&with_name(&"long ".repeat(100))), "\"ooapy\"");
    assert_eq!(caret(&format!("\u{feff}{}", with_name("BOM"))), "\"ooapy\"");
    assert_eq!(caret(&with_name("Courses").replace("\"type\"", "\t\t\"type\"")), "\"ooapy\"");
    assert_eq!(caret(&with_name("Courses").replace(", ", ",\r\n")), "\"ooapy\"");
}

#[test]
fn lint_says_all_as_json() {
    let folder = Folder::new();
    folder.write("manifest.yaml", BAD);
    let run = folder.ql(&["manifest", "lint", "manifest.yaml", "--json"]).exits(1);
    assert_eq!(run.stderr, "");
    let verdict = run.json();
    assert_eq!(keys(&verdict), ["lenient", "strict", "usable", "usableSources", "valid"]);
    assert_eq!(
        (&verdict["valid"], &verdict["usable"], &verdict["usableSources"]),
        (&json!(false), &json!(true), &json!(1))
    );
    let expected = json!({
        "code": "manifest.wrong-type", "severity": "error", "message": "expected a text, found the number `5`",
        "pointer": "/sources/0/version", "line": 5, "column": 14, "hint": "put it in quotes: \"5\"",
    });
    assert_eq!(verdict["strict"][0], expected);
    assert_eq!(verdict["lenient"][0]["severity"], "warning");

    folder.write("good.json", GOOD);
    let verdict = folder.ql(&["manifest", "lint", "good.json", "--json"]).well().json();
    assert_eq!(verdict, json!({ "valid": true, "usable": true, "usableSources": 1, "strict": [], "lenient": [] }));
}

#[test]
fn lint_judges() {
    let folder = Folder::new();
    folder.write("good.json", GOOD);
    let verdict = "valid (0 errors, 0 other findings); an aggregator can use 1 data source\n";
    assert_eq!(folder.ql(&["manifest", "lint", "good.json"]).well().stdout, format!("good.json: {verdict}"));
    for format in ["json", "yaml"] {
        let run = folder.ql_reading(&["manifest", "lint", "-", "--format", format], GOOD).well();
        assert_eq!(run.stdout, format!("-: {verdict}"), "JSON is YAML");
    }
    let run = folder.ql_reading(&["manifest", "lint", "-", "--format", "json"], BAD).exits(1);
    assert!(run.stdout.ends_with("an aggregator can use 0 data sources\n"), "{}", run.stdout);
    run.complains(&["fatal[manifest.json-syntax]: ", "  --> -, line 1, column 1\n", " 1 | meta:\n   | ^\n"]);
    folder.ql_reading(&["manifest", "lint", "-"], "").exits(1).complains(&["fatal[manifest.empty]: "]);
    folder.ql(&["manifest", "lint", "none.json"]).exits(1).complains(&["error: `none.json` can't be read: "]);
}

#[test]
fn a_new_manifest_is_valid() {
    let folder = Folder::new();
    let run = folder.ql(&["manifest", "new", "--source", "elm/3.2=https://example.edu/c.ttl"]).well();
    assert_eq!(run.stdout, TIDY_YAML);
    let run = folder.ql(&["manifest", "new", "--source", "elm/3.2=https://example.edu/c.ttl", "--json"]).well();
    assert_eq!(run.stdout, TIDY_JSON);
    let all = [
        "manifest",
        "new",
        "--source=ooapi/5=https://api.example.edu/v5/?key=a=b",
        "--source=occapi=https://example.edu/occapi/",
        "--schac=example.edu",
        "--eter=AT0005",
        "--deqar=DEQARINST0001",
    ];
    for (format, more) in [(ManifestFormat::Yaml, None), (ManifestFormat::Json, Some("--json"))] {
        let call: Vec<&str> = all.into_iter().chain(more).collect();
        let run = folder.ql(&call).well();
        let report = ManifestParser::new().parse(run.stdout.as_bytes(), format);
        assert!(report.is_valid(), "{:?}", report.strict());
        let manifest = report.into_manifest().unwrap();
        let meta = manifest.meta().unwrap();
        let ids = (meta.schac(), meta.eterid(), meta.deqarid());
        assert_eq!(ids, (Some("example.edu"), Some("AT0005"), Some("DEQARINST0001")));
        let sources: Vec<_> =
            manifest.sources().iter().map(|s| (s.source_type().as_str(), s.version(), s.path().as_str())).collect();
        let expected = [
            ("ooapi", Some("5"), "https://api.example.edu/v5/?key=a=b"),
            ("occapi", None, "https://example.edu/occapi/"),
        ];
        assert_eq!(sources, expected);
    }
    for source in ["elm", "elm=", "elm=courses.ttl", "elm=ftp://example.edu/c.ttl", "oapi=https://example.edu/", "=x"] {
        assert_eq!(folder.ql(&["manifest", "new", "--source", source]).exits(2).stdout, "", "{source}");
    }
    for wrong in ["--schac=a b", "--eter=1", "--deqar=1"] {
        folder.ql(&["manifest", "new", "--source", "elm=https://example.edu/c.ttl", wrong]).exits(2);
    }
}

#[test]
fn fmt_writes_tidily() {
    let folder = Folder::new();
    folder.write("manifest.json", GOOD);
    let fmt = |more: &[&str]| folder.ql(&[&["manifest", "fmt", "manifest.json"], more].concat()).well().stdout;
    assert_eq!(fmt(&[]), TIDY_JSON);
    assert_eq!(fmt(&["--json"]), TIDY_JSON);
    assert_eq!(fmt(&["--format", "json"]), TIDY_JSON);
    assert_eq!(fmt(&["--format", "yaml"]), TIDY_YAML);
    assert_eq!(folder.read("manifest.json"), GOOD, "only `--write` overwrites");
    assert_eq!(folder.ql_reading(&["manifest", "fmt", "-"], GOOD).well().stdout, TIDY_JSON);
    assert_eq!(folder.ql_reading(&["manifest", "fmt", "-"], TIDY_YAML).well().stdout, TIDY_YAML);
    assert_eq!(folder.ql_reading(&["manifest", "fmt", "-", "--json"], TIDY_YAML).well().stdout, TIDY_JSON);
    assert_eq!(fmt(&["--write"]), "");
    assert_eq!(folder.read("manifest.json"), TIDY_JSON);
    assert_eq!(fmt(&["--write"]), "");
    assert_eq!(folder.read("manifest.json"), TIDY_JSON);
}

#[test]
fn fmt_loses_nothing() {
    let folder = Folder::new();
    folder.write("bad.yaml", BAD);
    let run = folder.ql(&["manifest", "fmt", "bad.yaml", "--write"]).exits(1);
    assert_eq!(run.stdout, "");
    run.complains(&["error[manifest.source-path-invalid]: ", "error: the manifest has errors and is not rewritten\n"]);
    assert_eq!(folder.read("bad.yaml"), BAD);

    // Keys that are not known stay, and what was repaired is written as it should be.
    let odd =
        r#"{"x": 1, "sources": [{"TYPE": "ELM", "path": "https://example.edu/c.ttl", "version": 3.2, "y": [null]}]}"#;
    let run = folder.ql_reading(&["manifest", "fmt", "-"], odd).exits(0);
    let expected = json!({
        "sources": [{ "type": "elm", "version": "3.2", "path": "https://example.edu/c.ttl", "y": [null] }], "x": 1,
    });
    assert_eq!(run.json(), expected);
}

#[test]
fn fmt_says_what_it_drops() {
    let folder = Folder::new();
    let source =
        |more: &str| format!("sources:\n- type: ooapi\n  version: '5'\n  path: https://example.edu/\n{more}\n");
    for more in ["  refresh: [1]", "  pageSize: many", "  headers: {'X y': 'z'}", "  name: a\n  name: b", "# Ours"] {
        folder.write("manifest.yaml", source(more));
        let run = folder.ql(&["manifest", "fmt", "manifest.yaml", "--write"]);
        let kept = folder.read("manifest.yaml") == source(more);
        assert!(kept || !run.stderr.is_empty(), "`{more}` is gone without a word");
    }
}

#[test]
fn diff_shows_no_control_characters_of_a_manifest() {
    let folder = Folder::new();
    let source = json!({ "id": EVIL, "type": "occapi", "version": "2", "path": "https://example.edu/" });
    folder.write("new.json", json!({ "sources": [source] }).to_string());
    folder.write("old.json", GOOD);
    assert_one_line_of_plain_text(&folder.ql(&["manifest", "diff", "old.json", "new.json"]).exits(1).stdout);
}

#[test]
fn diff_compares_source_by_source() {
    let folder = Folder::new();
    let source = |id: &str, version: &str, path: &str| {
        format!("  - {{id: {id}, type: elm, version: '{version}', path: 'https://example.edu/{path}.ttl'}}\n")
    };
    let old = ["sources:\n".into(), source("a", "3.2", "a"), source("b", "3.2", "b"), source("c", "3.2", "c")].concat();
    let new =
        ["sources:\n".into(), source("c", "3.2", "c"), source("b", "3.3", "b2"), source("d", "3.2", "d")].concat();
    folder.write("old.yaml", &old);
    folder.write("new.yaml", &new);
    let run = folder.ql(&["manifest", "diff", "old.yaml", "new.yaml"]).exits(1);
    assert_eq!(run.stdout, "added    d\nremoved  a\nchanged  b: path, version\nsame     c\n");
    let run = folder.ql(&["manifest", "diff", "old.yaml", "new.yaml", "--json"]).exits(1);
    let expected =
        json!({ "added": ["d"], "removed": ["a"], "changed": { "b": ["path", "version"] }, "unchanged": ["c"] });
    assert_eq!(run.json(), expected);

    let as_json = folder.ql(&["manifest", "fmt", "old.yaml", "--json"]).well().stdout;
    let run = folder.ql_reading(&["manifest", "diff", "old.yaml", "-"], &as_json).well();
    assert_eq!(run.stdout, "same     a\nsame     b\nsame     c\n");
    let run = folder.ql_reading(&["manifest", "diff", "-", "old.yaml", "--json"], &as_json).well();
    assert_eq!(run.json(), json!({ "added": [], "removed": [], "changed": {}, "unchanged": ["a", "b", "c"] }));
    folder.ql(&["manifest", "diff", "old.yaml", "none.yaml"]).exits(1).complains(&["error: `none.yaml` "]);
    folder.write("useless.json", "{}");
    let run = folder.ql(&["manifest", "diff", "old.yaml", "useless.json"]).exits(1);
    run.complains(&["error: `useless.json` has no usable data source: the key `sources` is missing\n"]);
}

#[test]
fn the_schema_is_json() {
    let folder = Folder::new();
    let pretty = folder.ql(&["manifest", "schema"]).well();
    let line = folder.ql(&["manifest", "schema", "--json"]).well();
    assert_eq!(pretty.json(), line.json());
    assert_eq!((pretty.stdout.lines().count() > 50, line.stdout.lines().count()), (true, 1));
    assert_eq!(line.json()["$id"], "https://data.quality-link.eu/schema/manifest-v1.json");
}

#[test]
fn keygen_makes_keys_that_decrypt_what_encrypt_encrypts() {
    let folder = Folder::new();
    let run = folder.ql(&["manifest", "keygen", "--bits", "2048"]).well();
    assert_eq!(run.stdout, "private key (keep it): private.pem\npublic key (publish it): public.pem\n");
    let mut keys = PrivateKeys::new();
    keys.push(PrivateKey::from_pem(&folder.read("private.pem")).unwrap());
    PublicKey::from_pem(&folder.read("public.pem")).unwrap();
    let decrypt = |base64: &str| keys.decrypt(&Ciphertext::new(base64)).unwrap().expose().to_owned();

    // The end of the line that an editor adds is no part of the secret, every other character is.
    let inputs = [
        (SECRET.to_owned(), SECRET.to_owned()),
        (format!("{SECRET}\n"), SECRET.into()),
        (format!("{SECRET}\r\n"), SECRET.into()),
        (format!(" {SECRET} \n\n"), format!(" {SECRET} \n")),
        ("größer".into(), "größer".into()),
        ("x".repeat(214), "x".repeat(214)),
    ];
    for (input, secret) in inputs {
        let run = folder.ql_reading(&["manifest", "encrypt", "--key", "public.pem"], &input).well();
        assert_eq!(run.stdout.lines().count(), 1);
        assert_eq!(decrypt(run.stdout.trim_end()), secret);
        let run = folder.ql_reading(&["manifest", "encrypt", "--key", "public.pem", "--json"], &input).well();
        assert_eq!(self::keys(&run.json()), ["value"]);
        assert_eq!(decrypt(run.json()["value"].as_str().unwrap()), secret);
    }

    let encrypt = |key: &str, input: &[u8]| {
        let run = folder.ql_reading(&["manifest", "encrypt", "--key", key], input);
        assert_eq!(run.stdout, "");
        assert!(!run.stderr.contains(SECRET), "{}", run.stderr);
        run
    };
    encrypt("public.pem", b"").exits(2).complains(&["error: there is no secret on standard input\n"]);
    encrypt("public.pem", b"\n").exits(2);
    encrypt("public.pem", b"\xff").exits(1);
    encrypt("public.pem", SECRET.repeat(20).as_bytes()).exits(1).complains(&["at most 214"]);
    encrypt("private.pem", SECRET.as_bytes()).exits(1).complains(&["error: not an RSA public key"]);
    encrypt("none.pem", SECRET.as_bytes()).exits(1).complains(&["error: `none.pem` can't be read: "]);
}

#[test]
fn keygen_names_its_files_as_json() {
    let folder = Folder::new();
    let call = ["manifest", "keygen", "--bits", "2048", "--private", "a.pem", "--public", "b.pem", "--json"];
    assert_eq!(folder.ql(&call).well().json(), json!({ "private": "a.pem", "public": "b.pem", "bits": "2048" }));
    assert!(folder.has("a.pem") && folder.has("b.pem"));
}

#[cfg(unix)]
#[test]
fn keygen_makes_a_file_that_only_its_owner_reads() {
    use std::os::unix::fs::PermissionsExt as _;
    let folder = Folder::new();
    folder.ql(&["manifest", "keygen", "--bits", "2048"]).well();
    let mode = fs::metadata(folder.path("private.pem")).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o600);
}

#[test]
fn keygen_overwrites_nothing() {
    let folder = Folder::new();
    folder.write("old.pem", "old");
    let keygen = |private: &str, public: &str| {
        folder.ql(&["manifest", "keygen", "--bits", "2048", "--private", private, "--public", public])
    };
    keygen("old.pem", "new.pem").exits(2).complains(&["error: `old.pem` exists already\n"]);
    assert!(!folder.has("new.pem"));
    keygen("new.pem", "old.pem").exits(2).complains(&["error: `old.pem` exists already\n"]);
    assert!(!folder.has("new.pem"));
    assert_eq!(folder.read("old.pem"), "old");
}

#[test]
fn keygen_does_not_overwrite_its_own_private_key() {
    let folder = Folder::new();
    let call = ["manifest", "keygen", "--bits", "2048", "--private", "key.pem", "--public", "key.pem"];
    folder.ql(&call).exits(2);
    assert!(!folder.has("key.pem") || folder.read("key.pem").contains("BEGIN PRIVATE KEY"));
}

#[test]
fn keygen_that_fails_leaves_nothing() {
    let folder = Folder::new();
    let call = ["manifest", "keygen", "--bits", "2048", "--private", "key.pem", "--public", "none/public.pem"];
    folder.ql(&call).exits(1).complains(&["none/public.pem"]);
    assert!(!folder.has("key.pem"));
}

// ql id

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

/// What `keygen` and `encrypt` make is what a harvest needs.
#[test]
fn a_manifest_made_by_the_command_is_harvested() {
    let servers = Servers::new(2);
    servers.folder.write("public.pem", PrivateKey::from_pem(&servers.folder.read("key.pem")).unwrap().public_key_pem());
    let value = servers.folder.ql_reading(&["manifest", "encrypt", "--key", "public.pem"], SECRET).well().stdout;
    let source = "elm/3.2=https://www.littoral.example/data/courses.ttl";
    let manifest = servers.folder.ql(&["manifest", "new", "--source", source, "--json"]).well();
    let mut manifest = manifest.json();
    manifest["sources"][0]["auth"] = json!({ "type": "httpheader", "field": "x-api-key", "value": value.trim_end() });
    servers.folder.write("manifest.json", manifest.to_string());
    servers.folder.ql(&["manifest", "lint", "manifest.json"]).well();
    let run = servers.ql(&["harvest", "manifest.json", "--key", "key.pem"]).exits(0);
    assert_eq!(turtle(&run.stdout).specifications().len(), 4);
}
