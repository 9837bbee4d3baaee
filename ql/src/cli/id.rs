use std::io::BufRead as _;
use std::path::Path;

use quality_link::elm::{Graph, Object, RdfFormat, RdfReader, Subject};
use quality_link::ident::{
    CourseDid, CourseId, CourseUrn, DeqarInstId, DidDocument, DidServiceKind, EterId, IdentError, Lenient, Repair,
    SchacCode,
};
use quality_link::publish_did_documents;
use serde_json::{Value, json};

use super::args::{IdCommand, Notation};
use super::output::{print, print_json, read};
use super::{Failure, Outcome, Verdict, render};

pub(crate) fn run(command: IdCommand) -> Outcome {
    match command {
        IdCommand::Parse { id, strict, json } => parse(&id, strict, json),
        IdCommand::Convert { id, to, json } => convert(&id, to, json),
        IdCommand::Check { ids, json } => check(ids, json),
        IdCommand::DidDocuments { file, output, json } => did_documents(&file, &output, json),
    }
}

/// The parts of an identifier of any kind.
fn parts(id: &str, strict: bool) -> Result<(Value, Vec<Repair>), IdentError> {
    fn one<T>(
        id: &str,
        strict: bool,
        lenient: impl Fn(&str) -> Result<Lenient<T>, IdentError>,
        show: impl Fn(T) -> Value,
    ) -> Result<(Value, Vec<Repair>), IdentError>
    where
        T: std::str::FromStr<Err = IdentError>,
    {
        match strict {
            true => Ok((show(id.parse()?), Vec::new())),
            false => lenient(id).map(|read| (show(read.value), read.repairs)),
        }
    }
    let start: String = id.trim().chars().take(9).collect::<String>().to_ascii_lowercase();
    let is_eter = || EterId::parse_lenient(id).is_ok();
    if start.starts_with("did:") {
        one(id, strict, CourseDid::parse_lenient, |did| {
            json!({
                "kind": "course", "provider": did.host(), "port": did.port(), "id": did.local_id(),
                "urn": did.to_urn().ok().map(|urn| urn.to_string()), "did": did.to_string(),
                "document": did.document_url(),
            })
        })
    } else if start.starts_with("urn:") {
        one(id, strict, CourseUrn::parse_lenient, |urn| {
            let course = urn.course_id();
            json!({
                "kind": "course", "provider": course.provider().as_str(), "id": course.local_id(),
                "urn": urn.to_string(), "did": urn.to_did().to_string(), "document": course.to_did().document_url(),
            })
        })
    } else if start.starts_with("deqarinst") {
        one(id, strict, DeqarInstId::parse_lenient, |id| json!({ "kind": "deqar", "id": id.as_str(), "iri": id.iri() }))
    } else if is_eter() {
        one(id, strict, EterId::parse_lenient, |id| json!({ "kind": "eter", "id": id.as_str() }))
    } else if id.contains('.') {
        one(id, strict, SchacCode::parse_lenient, |code| json!({ "kind": "schac", "id": code.as_str() }))
    } else {
        // Neither looks like anything; a course identifier is what most people mean.
        id.parse::<CourseUrn>().map(|urn| (json!({ "kind": "course", "urn": urn.to_string() }), Vec::new()))
    }
}

fn show_error(id: &str, error: &IdentError) {
    eprintln!("error[{}]: {error} ({})", error.code(), error.part());
    if !id.contains(['\n', '\r']) {
        let span = error.span();
        let start = id.get(..span.start).map_or(0, |before| before.chars().count());
        let length = id.get(span).map_or(1, |wrong| wrong.chars().count());
        eprint!("{}", render::caret(id, 1, start, length));
    }
}

fn parse(id: &str, strict: bool, json: bool) -> Outcome {
    let (value, repairs) = match parts(id, strict) {
        Ok(parts) => parts,
        Err(error) => {
            if json {
                print_json(&json!({ "error": error_json(&error) }))?;
            }
            show_error(id, &error);
            return Ok(Verdict::Failed);
        }
    };
    for repair in &repairs {
        eprintln!("warning[{}]: repaired at byte {}", repair.kind.code(), repair.span.start);
    }
    if json {
        let codes: Vec<&str> = repairs.iter().map(|repair| repair.kind.code()).collect();
        print_json(&json!({ "value": value, "repairs": codes }))?;
    } else if let Value::Object(members) = &value {
        let mut text = String::new();
        for (name, value) in members.iter().filter(|(_, value)| !value.is_null()) {
            let value = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
            text.push_str(&format!("{name:<9} {value}\n"));
        }
        print(&text)?;
    }
    Ok(Verdict::Well)
}

fn error_json(error: &IdentError) -> Value {
    let span = error.span();
    json!({ "code": error.code(), "part": error.part().as_str(), "start": span.start, "end": span.end, "message": error.to_string() })
}

fn convert(id: &str, to: Option<Notation>, json: bool) -> Outcome {
    let read = match CourseId::parse_lenient(id) {
        Ok(read) => read,
        Err(error) => {
            show_error(id, &error);
            return Ok(Verdict::Failed);
        }
    };
    let was_did = id.trim_start().get(..4).is_some_and(|scheme| scheme.eq_ignore_ascii_case("did:"));
    let to = to.unwrap_or(if was_did { Notation::Urn } else { Notation::Did });
    let (urn, did) = (read.value.to_urn(), read.value.to_did());
    if json {
        print_json(&json!({ "urn": urn.to_string(), "did": did.to_string() }))?;
    } else {
        print(&match to {
            Notation::Urn => format!("{urn}\n"),
            Notation::Did => format!("{did}\n"),
        })?;
    }
    Ok(Verdict::Well)
}

fn check(ids: Vec<String>, json: bool) -> Outcome {
    let ids = if ids.is_empty() {
        let lines: Result<Vec<String>, _> = std::io::stdin().lock().lines().collect();
        lines.map_err(|error| Failure::work("standard input can't be read", error))?
    } else {
        ids
    };
    let mut findings = Vec::new();
    let mut wrong = 0;
    for id in ids.iter().filter(|id| !id.is_empty()) {
        let strict = id.parse::<CourseId>();
        // What is right but not in normal form is worth knowing.
        let normal = strict.as_ref().ok().map(|course| match id.starts_with("did:") {
            true => course.to_did().to_string(),
            false => course.to_string(),
        });
        if let Err(error) = &strict {
            wrong += 1;
            if !json {
                show_error(id, error);
            }
        }
        findings.push(json!({
            "id": id, "valid": strict.is_ok(), "error": strict.as_ref().err().map(error_json), "normal": normal,
        }));
    }
    if json {
        print_json(&findings)?;
    } else {
        print(&format!("{} identifiers, {wrong} of them wrong\n", findings.len()))?;
    }
    Ok(if wrong == 0 { Verdict::Well } else { Verdict::Failed })
}

fn did_documents(file: &Path, output: &Path, json: bool) -> Outcome {
    let content = read(file)?;
    let name = file.to_string_lossy();
    let format = RdfFormat::from_path(&name).unwrap_or_else(|| RdfFormat::from_content(&content));
    let read = RdfReader::new(format).read(&content);
    for diagnostic in &read.diagnostics {
        eprint!("{}", render::finding(&diagnostic.clone().with_source(name.as_ref()), None));
    }
    let mut documents = Vec::new();
    let mut unnamed = 0_usize;
    for subject in read.graph.specifications() {
        match CourseId::parse_lenient(subject) {
            Ok(course) => documents.push(document(&read.graph, subject, course.value)),
            Err(_) => unnamed += 1,
        }
    }
    let published = publish_did_documents(&documents, output)
        .map_err(|error| Failure::work(format!("`{}` can't be written", output.display()), error))?;
    for (id, problem) in &published.skipped {
        eprintln!("warning[{}]: {}: {id}", problem.code, problem.message);
    }
    let (written, skipped) = (published.written, published.skipped.len());
    if json {
        print_json(&json!({ "written": written, "skipped": skipped, "withoutCourseIdentifier": unnamed }))?;
    } else {
        print(&format!(
            "{written} DID documents in {}, {skipped} skipped, {unnamed} courses without a course identifier as IRI\n",
            output.display()
        ))?;
    }
    let well = written > 0 && skipped == 0 && unnamed == 0 && read.is_complete();
    Ok(if well { Verdict::Well } else { Verdict::Failed })
}

/// The document of a course with what the graph says of it: aliases, web pages and history.
fn document(graph: &Graph, subject: &str, course: CourseId) -> DidDocument {
    const SAME_AS: &str = "http://www.w3.org/2002/07/owl#sameAs";
    const HOMEPAGE: &str = "http://xmlns.com/foaf/0.1/homepage";
    const CONTENT_URL: &str = "http://data.europa.eu/snb/model/ontology/contentUrl";
    const SUPERSEDED: &str = "http://data.quality-link.eu/ontology/v1#superseded";
    const SUPERSEDED_BY: &str = "http://data.quality-link.eu/ontology/v1#supersededBy";
    let node = Subject::Iri(subject);
    let mut builder = DidDocument::builder(course);
    for alias in graph.subjects(SAME_AS, Object::Iri(subject)) {
        if let Subject::Iri(iri) = alias {
            builder = builder.also_known_as(iri);
        }
    }
    for page in graph.objects(node, HOMEPAGE) {
        let page = match page {
            Object::Iri(iri) => Subject::Iri(iri),
            Object::Blank(number) => Subject::Blank(number),
            _ => continue,
        };
        for url in graph.objects(page, CONTENT_URL) {
            if let Object::Typed { value, .. } | Object::Iri(value) = url {
                builder = builder.service(DidServiceKind::Html, value);
            }
        }
    }
    let others = |predicate| {
        graph.objects(node, predicate).filter_map(|other| match other {
            Object::Iri(iri) => CourseId::parse_lenient(iri).ok().map(|read| read.value),
            _ => None,
        })
    };
    for older in others(SUPERSEDED) {
        builder = builder.supersedes(older);
    }
    for newer in others(SUPERSEDED_BY) {
        builder = builder.superseded_by(newer);
    }
    builder.build()
}
