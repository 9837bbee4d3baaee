//! Runs the language-neutral vectors of `tests/vectors/ident` against the public API.
#![cfg(all(feature = "serde", feature = "did-document", feature = "idna"))]

use std::collections::BTreeSet;
use std::panic::catch_unwind;
use std::path::Path;
use std::str::FromStr;
use std::{fs, iter};

use ql_ident::{
    CourseDid, CourseId, CourseUrn, DeqarInstId, DidDocument, DidDocumentBuilder, DidServiceKind, EterId, IdentError,
    IdentErrorKind, Lenient, RepairKind, SchacCode, SubjectError, SubjectMinter, SubjectScheme, Uuid,
};
use serde_json::{Map, Value, json};

/// The kinds of error that no vector can have: one needs a build without `idna`, and no operation parses a bare UUID.
const WITHOUT_VECTOR: [IdentErrorKind; 2] = [IdentErrorKind::DomainNotAscii, IdentErrorKind::Uuid];

const REPAIRS: [RepairKind; 8] = [
    RepairKind::WhiteSpace,
    RepairKind::SchemeCase,
    RepairKind::TypeCase,
    RepairKind::LegacyType,
    RepairKind::TrailingDot,
    RepairKind::Unencoded,
    RepairKind::Percent,
    RepairKind::LetterCase,
];

struct Case {
    op: String,
    id: String,
    input: Value,
    expected: Value,
}

fn cases() -> Vec<Case> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/vectors/ident");
    let mut paths: Vec<_> =
        fs::read_dir(&folder).expect("the vectors").map(|entry| entry.expect("a folder entry").path()).collect();
    paths.sort();
    let mut cases = Vec::new();
    for path in paths {
        let name = path.display();
        let text = fs::read_to_string(&path).expect("a readable file");
        let file: Value = serde_json::from_str(&text).unwrap_or_else(|error| panic!("{name}: {error}"));
        assert_eq!(file["area"], "ident", "{name}");
        let op = text_of(&file, "op");
        let list = file["cases"].as_array().filter(|list| !list.is_empty());
        cases.extend(list.unwrap_or_else(|| panic!("{name} has no case")).iter().map(|case| Case {
            op: op.to_owned(),
            id: text_of(case, "id").to_owned(),
            input: case["in"].clone(),
            expected: case["out"].clone(),
        }));
    }
    cases
}

/// The input with `name` in place of every `name_repeat`, which spares the files texts of a thousand letters.
fn expanded(input: &Value) -> Value {
    let members = input.as_object().expect("`in` is an object").iter().map(|(name, value)| {
        let Some(name) = name.strip_suffix("_repeat") else { return (name.clone(), value.clone()) };
        let times = value["times"].as_u64().and_then(|times| usize::try_from(times).ok()).expect("`times`");
        let text =
            text_of(value, "before").to_owned() + &text_of(value, "unit").repeat(times) + text_of(value, "after");
        (name.to_owned(), text.into())
    });
    Value::Object(members.collect())
}

fn text_of<'a>(object: &'a Value, member: &str) -> &'a str {
    object[member].as_str().unwrap_or_else(|| panic!("`{member}` is missing or no text: {object}"))
}

fn items<'a>(input: &'a Value, member: &str) -> &'a [Value] {
    input[member].as_array().unwrap_or_else(|| panic!("`{member}` is missing or no list: {input}"))
}

fn parsed<T: FromStr<Err = IdentError>>(text: &str) -> T {
    text.parse().unwrap_or_else(|error| panic!("`{text}`: {error}"))
}

fn error(error: &IdentError) -> Value {
    let span = error.span();
    json!({ "error": { "code": error.code(), "part": error.part().as_str(), "start": span.start, "end": span.end } })
}

fn strict<T: FromStr<Err = IdentError>>(input: &Value, show: impl Fn(&T) -> Value) -> Value {
    match text_of(input, "text").parse() {
        Ok(value) => json!({ "value": show(&value) }),
        Err(wrong) => error(&wrong),
    }
}

fn lenient<T>(
    input: &Value,
    parse: impl Fn(&str) -> Result<Lenient<T>, IdentError>,
    show: impl Fn(&T) -> Value,
) -> Value {
    match parse(text_of(input, "text")) {
        Ok(read) => {
            let repairs: Vec<_> = read.repairs.iter().map(|repair| repair.kind.code()).collect();
            json!({ "value": show(&read.value), "repairs": repairs })
        }
        Err(wrong) => error(&wrong),
    }
}

fn text<T: ToString>(value: &T) -> Value {
    value.to_string().into()
}

fn course(id: &CourseId) -> Value {
    let did = id.to_did();
    json!({
        "provider": id.provider().as_str(),
        "local_id": id.local_id(),
        "urn": id.to_string(),
        "did": did.to_string(),
        "document_url": did.document_url(),
    })
}

fn urn(urn: &CourseUrn) -> Value {
    json!({ "urn": urn.to_string(), "r": urn.r_component(), "q": urn.q_component(), "f": urn.f_component() })
}

fn did(did: &CourseDid) -> Value {
    json!({
        "did": did.to_string(),
        "host": did.host(),
        "port": did.port(),
        "local_id": did.local_id(),
        "query": did.query(),
        "fragment": did.fragment(),
        "urn": did.to_urn().ok().map(|urn| urn.to_string()),
    })
}

fn mint(input: &Value) -> Value {
    let scheme = match text_of(input, "scheme") {
        "urn" => SubjectScheme::Urn(parsed(text_of(input, "schac"))),
        "did" => SubjectScheme::Did(parsed(text_of(input, "schac"))),
        "http" => {
            SubjectScheme::Http { base: text_of(input, "base").into(), provider: text_of(input, "provider").into() }
        }
        other => panic!("unknown scheme `{other}`"),
    };
    let minter = match SubjectMinter::new(scheme) {
        Ok(minter) => minter,
        Err(SubjectError::Base(_)) => return json!({ "error": { "code": "subject.base" } }),
        Err(SubjectError::Provider(_)) => return json!({ "error": { "code": "subject.provider" } }),
        Err(other) => panic!("{other}"),
    };
    let id = text_of(input, "id");
    let iri = match text_of(input, "kind") {
        "course" => minter.course(id),
        "programme" => minter.programme(id),
        "programme-beside-course" => minter.programme_beside_course(id),
        "offering" => minter.course(text_of(input, "course")).and_then(|subject| minter.offering(&subject, id)),
        other => panic!("unknown kind `{other}`"),
    };
    iri.map_or_else(|wrong| error(&wrong), |iri| json!({ "value": iri }))
}

fn did_document(input: &Value) -> Value {
    let each = |builder, member, add: fn(DidDocumentBuilder, &str) -> DidDocumentBuilder| {
        items(input, member).iter().fold(builder, |builder, item| add(builder, item.as_str().expect("a text")))
    };
    let mut builder = DidDocument::builder(parsed(text_of(input, "course")));
    for service in items(input, "services") {
        let kind = match text_of(service, "kind") {
            "turtle" => DidServiceKind::Turtle,
            "json-ld" => DidServiceKind::JsonLd,
            "rdf-xml" => DidServiceKind::RdfXml,
            "html" => DidServiceKind::Html,
            other => panic!("unknown kind of service `{other}`"),
        };
        builder = builder.service(kind, text_of(service, "url"));
    }
    builder = each(builder, "also_known_as", |builder, uri| builder.also_known_as(uri));
    builder = each(builder, "superseded", |builder, id| builder.supersedes(parsed(id)));
    builder = each(builder, "superseded_by", |builder, id| builder.superseded_by(parsed(id)));
    let document: Value = serde_json::from_str(&builder.build().to_json()).expect("JSON");
    json!({ "value": document })
}

fn did_document_problems(input: &Value) -> Value {
    let document = DidDocument::parse(&input["document"].to_string()).expect("a DID document");
    let problems: Vec<_> =
        document.problems().iter().map(|problem| json!({ "code": problem.code, "pointer": problem.pointer })).collect();
    json!({ "value": problems })
}

fn did_file_path(input: &Value) -> Value {
    match DidDocument::builder(parsed(text_of(input, "course"))).build().to_file() {
        Ok(file) => json!({ "value": file.path }),
        Err(problem) => json!({ "error": { "code": problem.code } }),
    }
}

fn run(op: &str, input: &Value) -> Value {
    let both = || (text_of(input, "a"), text_of(input, "b"));
    match op {
        "parse_course_id" => strict(input, course),
        "parse_course_id_lenient" => lenient(input, CourseId::parse_lenient, course),
        "parse_course_urn" => strict(input, urn),
        "parse_course_did" => strict(input, did),
        "parse_schac" => strict(input, text::<SchacCode>),
        "parse_schac_lenient" => lenient(input, SchacCode::parse_lenient, text),
        "parse_eter" => strict(input, text::<EterId>),
        "parse_eter_lenient" => lenient(input, EterId::parse_lenient, text),
        "parse_deqar" => strict(input, text::<DeqarInstId>),
        "parse_deqar_lenient" => lenient(input, DeqarInstId::parse_lenient, text),
        "same_course" => json!({ "value": parsed::<CourseId>(both().0) == parsed(both().1) }),
        "same_eter" => json!({ "value": parsed::<EterId>(both().0).is_same_as(&parsed(both().1)) }),
        "mint_subject" => mint(input),
        "course_uuid" => json!({
            "value": Uuid::for_course(text_of(input, "source_id"), text_of(input, "subject")).to_string()
        }),
        "did_document" => did_document(input),
        "did_document_problems" => did_document_problems(input),
        "did_file_path" => did_file_path(input),
        other => panic!("unknown op `{other}`"),
    }
}

#[test]
fn vectors() {
    let cases = cases();
    // A panic is a failure of its case, and must not hide those of the cases behind it.
    let failures: Vec<_> = cases
        .iter()
        .filter_map(|case| match catch_unwind(|| run(&case.op, &expanded(&case.input))) {
            Ok(actual) if actual == case.expected => None,
            Ok(actual) => Some(format!(
                "{}\n  in:       {}\n  expected: {}\n  actual:   {actual}",
                case.id, case.input, case.expected
            )),
            Err(_) => Some(format!("{}\n  in:       {}\n  panicked", case.id, case.input)),
        })
        .collect();
    assert!(failures.is_empty(), "{} of {} vectors fail:\n{}", failures.len(), cases.len(), failures.join("\n"));
    assert!(cases.len() >= 110, "only {} vectors", cases.len());
}

#[test]
fn ids_are_unique_and_named_after_their_op() {
    let mut seen = BTreeSet::new();
    for case in cases() {
        assert!(case.id.starts_with(&format!("ident/{}/", case.op)), "{}", case.id);
        assert!(seen.insert(case.id.clone()), "{} is used twice", case.id);
    }
}

#[test]
fn every_code_has_a_vector() {
    fn codes(out: &Value) -> impl Iterator<Item = &str> {
        let repairs = out["repairs"].as_array().into_iter().flatten();
        iter::once(&out["error"]["code"]).chain(repairs).filter_map(Value::as_str)
    }
    let cases = cases();
    let covered: BTreeSet<_> = cases.iter().flat_map(|case| codes(&case.expected)).collect();
    let kinds = IdentErrorKind::ALL.iter().filter(|kind| !WITHOUT_VECTOR.contains(kind)).map(|kind| kind.code());
    let missing: Vec<_> = kinds.chain(REPAIRS.map(RepairKind::code)).filter(|code| !covered.contains(code)).collect();
    assert!(missing.is_empty(), "without a vector: {missing:?}");
    for kind in WITHOUT_VECTOR {
        assert!(!covered.contains(kind.code()), "{} has a vector after all", kind.code());
    }
}

#[test]
#[should_panic(expected = "unknown op `parse_isbn`")]
fn unknown_op() {
    run("parse_isbn", &Value::Object(Map::new()));
}
