//! Identifiers.

use quality_link::plain::{
    CourseDid, CourseId, CourseUrn, DidDocumentDraft, DidService, ErrorReport, Minting, Repair, RepairedCode,
    course_uuid, did_document, did_document_problems, did_file_path, mint_subject, parse_course_did, parse_course_id,
    parse_course_id_lenient, parse_course_urn, parse_deqar, parse_deqar_lenient, parse_eter, parse_eter_lenient,
    parse_schac, parse_schac_lenient, same_course, same_eter,
};
use serde_json::{Map, Value, json};

use super::files::{Case, assert_members, expanded, optional, text_of, texts};

type Outcome = Result<Value, ErrorReport>;

pub(crate) fn check(case: &Case) -> Result<(), String> {
    let input = expanded(case.input());
    let actual = run(&case.op, &input).unwrap_or_else(|report| error(&report));
    case.is(&actual)
}

fn run(op: &str, input: &Value) -> Outcome {
    let text = || {
        assert_members(input, &["text"]);
        text_of(input, "text")
    };
    match op {
        "parse_course_id" => Ok(value(course(&parse_course_id(text())?))),
        "parse_course_id_lenient" => {
            let read = parse_course_id_lenient(text())?;
            Ok(repaired(course(&read.value), &read.repairs))
        }
        "parse_course_urn" => Ok(value(urn(&parse_course_urn(text())?))),
        "parse_course_did" => Ok(value(did(&parse_course_did(text())?))),
        "parse_schac" => Ok(value(parse_schac(text())?)),
        "parse_schac_lenient" => Ok(code(&parse_schac_lenient(text())?)),
        "parse_eter" => Ok(value(parse_eter(text())?)),
        "parse_eter_lenient" => Ok(code(&parse_eter_lenient(text())?)),
        "parse_deqar" => Ok(value(parse_deqar(text())?)),
        "parse_deqar_lenient" => Ok(code(&parse_deqar_lenient(text())?)),
        "same_course" => both(input, same_course),
        "same_eter" => both(input, same_eter),
        "mint_subject" => mint(input),
        "course_uuid" => {
            assert_members(input, &["source_id", "subject"]);
            Ok(value(course_uuid(text_of(input, "source_id"), text_of(input, "subject"))))
        }
        "did_document" => document(input),
        "did_document_problems" => problems(input),
        "did_file_path" => {
            assert_members(input, &["course"]);
            Ok(value(did_file_path(text_of(input, "course"))?))
        }
        other => panic!("unknown op `{other}`"),
    }
}

fn value(value: impl Into<Value>) -> Value {
    json!({ "value": value.into() })
}

/// The code, and the place if the error has one.
fn error(report: &ErrorReport) -> Value {
    let mut error = Map::from_iter([("code".to_owned(), json!(report.code))]);
    let place = [("part", json!(report.part)), ("start", json!(report.start)), ("end", json!(report.end))];
    error.extend(place.into_iter().filter(|(_, value)| !value.is_null()).map(|(name, value)| (name.to_owned(), value)));
    json!({ "error": error })
}

fn repaired(value: Value, repairs: &[Repair]) -> Value {
    json!({ "value": value, "repairs": repairs.iter().map(|repair| &repair.code).collect::<Vec<_>>() })
}

fn code(read: &RepairedCode) -> Value {
    repaired(json!(read.value), &read.repairs)
}

fn both(input: &Value, is_same: fn(&str, &str) -> Result<bool, ErrorReport>) -> Outcome {
    assert_members(input, &["a", "b"]);
    Ok(value(is_same(text_of(input, "a"), text_of(input, "b"))?))
}

fn course(id: &CourseId) -> Value {
    json!({
        "provider": id.provider,
        "local_id": id.local_id,
        "urn": id.urn,
        "did": id.did,
        "document_url": id.document_url,
    })
}

fn urn(urn: &CourseUrn) -> Value {
    json!({ "urn": urn.urn, "r": urn.r, "q": urn.q, "f": urn.f })
}

fn did(did: &CourseDid) -> Value {
    json!({
        "did": did.did,
        "host": did.host,
        "port": did.port,
        "local_id": did.local_id,
        "query": did.query,
        "fragment": did.fragment,
        "urn": did.urn,
    })
}

fn mint(input: &Value) -> Outcome {
    assert_members(input, &["scheme", "schac", "base", "provider", "kind", "id", "course"]);
    let minting = Minting {
        scheme: text_of(input, "scheme").parse()?,
        schac: optional(input, "schac"),
        base: optional(input, "base"),
        provider: optional(input, "provider"),
    };
    let kind = text_of(input, "kind").parse()?;
    Ok(value(mint_subject(&minting, kind, text_of(input, "id"), input["course"].as_str())?))
}

fn document(input: &Value) -> Outcome {
    assert_members(input, &["course", "services", "also_known_as", "superseded", "superseded_by"]);
    let mut services = Vec::new();
    for service in input["services"].as_array().expect("`services`") {
        assert_members(service, &["kind", "url"]);
        services.push(DidService { kind: text_of(service, "kind").parse()?, url: text_of(service, "url").into() });
    }
    let draft = DidDocumentDraft {
        course: text_of(input, "course").into(),
        services,
        also_known_as: texts(&input["also_known_as"]),
        superseded: texts(&input["superseded"]),
        superseded_by: texts(&input["superseded_by"]),
    };
    Ok(value(serde_json::from_str::<Value>(&did_document(&draft)?).expect("JSON")))
}

fn problems(input: &Value) -> Outcome {
    assert_members(input, &["document"]);
    let problems = did_document_problems(&input["document"].to_string())?;
    let shown = problems.iter().map(|problem| json!({ "code": problem.code, "pointer": problem.pointer }));
    Ok(value(shown.collect::<Value>()))
}
