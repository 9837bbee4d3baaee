//! What the tests of several commands need.

use std::collections::BTreeSet;

use quality_link::core::{PrivateKey, PublicKey};
use quality_link::elm::{Graph, Object, RdfFormat, RdfReader, Subject};
use quality_link_universities::{Options, Universities};
use serde_json::{Value, json};
use tokio::runtime::Runtime;

use crate::command::{Folder, Run};
use crate::common::{self, SECRET, options};

pub(crate) const TITLE: &str = "http://purl.org/dc/terms/title";
pub(crate) const EXTENSIONS: [&str; 5] = ["ttl", "nt", "rdf", "jsonld", "jsonl"];

/// The demo universities, in this process, with the files by which `ql` gets at them.
pub(crate) struct Servers {
    pub(crate) folder: Folder,
    pub(crate) universities: Universities,
    _runtime: Runtime,
}

impl Servers {
    pub(crate) fn new(courses: usize) -> Self {
        Self::with(options(courses))
    }

    pub(crate) fn with(options: Options) -> Self {
        let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap();
        let universities = runtime.block_on(common::start(options));
        let folder = Folder::new();
        folder.write("authority.pem", universities.authority_pem());
        folder.write("key.pem", universities.private_key_pem().unwrap());
        Self { folder, universities, _runtime: runtime }
    }

    pub(crate) fn public_key(&self) -> PublicKey {
        let key = PrivateKey::from_pem(&self.universities.private_key_pem().unwrap()).unwrap();
        PublicKey::from_pem(&key.public_key_pem()).unwrap()
    }

    /// Runs `ql` so that it finds the servers.
    pub(crate) fn ql(&self, arguments: &[&str]) -> Run {
        self.ql_as_stranger(&[arguments, &["--allow-loopback"]].concat())
    }

    pub(crate) fn ql_as_stranger(&self, arguments: &[&str]) -> Run {
        let (dns, port) = (self.universities.dns_server().to_string(), self.universities.https_port().to_string());
        let network = ["--dns-server", &dns, "--authority", "authority.pem", "--port", &port];
        let run = self.folder.ql(&[arguments, &network].concat());
        for text in [&run.stdout, &run.stderr] {
            assert!(!text.contains(SECRET), "ql {} gives the secret away: {text}", run.call);
        }
        run
    }

    /// The manifest of `littoral.example` as a file.
    pub(crate) fn write_littoral_manifest(&self, name: &str) {
        let value = self.public_key().encrypt(SECRET).unwrap();
        let source = json!({
            "name": "All courses", "type": "elm", "version": "3.2",
            "path": "https://www.littoral.example/data/courses.ttl",
            "auth": { "type": "httpheader", "field": "X-Api-Key", "value": value.as_base64() },
        });
        self.folder.write(name, json!({ "sources": [source] }).to_string());
    }
}

pub(crate) const MERIDIAN_MANIFEST: &str = "\
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
pub(crate) fn graph(format: RdfFormat, content: &str) -> Graph {
    let read = RdfReader::new(format).read(content.as_bytes());
    assert!(read.diagnostics.is_empty(), "{:?} of {content}", read.diagnostics);
    read.graph
}

pub(crate) fn turtle(content: &str) -> Graph {
    graph(RdfFormat::Turtle, content)
}

pub(crate) fn json_lines(content: &str) -> Vec<Value> {
    content.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

/// The IRIs of the courses of a file, whatever its format.
pub(crate) fn courses(name: &str, content: &str) -> BTreeSet<String> {
    match RdfFormat::from_path(name) {
        Some(format) => graph(format, content).specifications().into_iter().map(str::to_owned).collect(),
        None => json_lines(content).iter().map(|document| document["uri"].as_str().unwrap().to_owned()).collect(),
    }
}

pub(crate) fn titles(graph: &Graph, course: &str) -> BTreeSet<(String, String)> {
    let text = |object| match object {
        Object::Text { value, language } => (language.to_owned(), value.to_owned()),
        other => panic!("{other:?}"),
    };
    graph.objects(Subject::Iri(course), TITLE).map(text).collect()
}

pub(crate) fn keys(object: &Value) -> Vec<&str> {
    object.as_object().unwrap().keys().map(String::as_str).collect()
}

/// A name that clears the screen and goes on as a line of its own.
pub(crate) const EVIL: &str = "Courses\u{1b}[2J\nerror: all is lost";

pub(crate) fn assert_one_line_of_plain_text(text: &str) {
    let is_control = |c: char| c.is_control() && c != '\n';
    assert!(!text.contains(is_control), "{text:?}");
    assert!(!text.lines().any(|line| line.starts_with("error: all is lost")), "{text:?}");
}

pub(crate) const GOOD: &str = r#"{"sources":[{"path":"https://example.edu/c.ttl","version":"3.2","type":"elm"}]}"#;

pub(crate) const COURSES: &str = "\
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

pub(crate) const BIO_101: &str = "urn:schac:uniqueCourseId:example.edu:BIO-101";
pub(crate) const BIO_102: &str = "did:web:example.edu:courseId:BIO%20102";
