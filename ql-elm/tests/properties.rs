//! Properties of mapping, writing and reading over arbitrary data.

mod common;

use std::fmt::Debug;
use std::fs;

use common::{FORMATS, NAMESPACES, assert_same, fixtures, read, write};
use proptest::prelude::*;
use proptest::sample::{Index, select};
use ql_core::{Diagnostic, Record, RecordKind, RecordPart, Severity, SourceType};
use ql_elm::{CatalogueOptions, ElmNamespace, Mapped, Mapper, Object, RdfFormat, RdfReader, catalogue_documents};
use ql_ident::{SubjectMinter, SubjectScheme};
use serde_json::{Map, Number, Value, json};

fn minter() -> SubjectMinter {
    SubjectMinter::new(SubjectScheme::Urn("example.edu".parse().expect("a SCHAC code"))).expect("a minter")
}

fn map(course: impl Into<Vec<u8>>, offerings: impl IntoIterator<Item = impl Into<Vec<u8>>>) -> Mapped {
    let mut record = Record::new(SourceType::Ooapi, RecordKind::Course, course.into()).with_version(Some(5));
    for offering in offerings {
        record = record.with_part(RecordPart::new(RecordKind::Offering, offering.into()));
    }
    Mapper::new(minter()).with_provider("https://data.deqar.eu/institution/9001").map(&record)
}

/// Texts that mean something in one field or another, and arbitrary ones.
fn texts() -> impl Strategy<Value = String> {
    const KNOWN: &[&str] = &[
        "",
        " ",
        "None",
        "n/a",
        "en",
        "en_GB",
        "eng",
        "nld, eng",
        "zh-Hant-TW",
        "x-foo",
        "bachelor",
        "Master's",
        "online",
        "0611, 0612",
        "611",
        "06.11",
        "7,5",
        "-1",
        "30.0",
        "1e3",
        "2026-09-01",
        "2026-09-01T10:30+02:00",
        "2025-02-30",
        "https://example.edu/a b",
        "www.example.edu",
        "javascript:alert(1)",
        "ects",
        "sbu",
        "BIO 101/1",
        "C3D4E5F6-0000-4000-8000-00805F9B34FB",
        "a\"b\\c\nd",
        "<b>&amp;</b>]]>",
        "\u{0}\u{1}",
        "\u{fffe}",
        "\u{85}",
        "🐋",
    ];
    prop_oneof![3 => select(KNOWN).prop_map(str::to_owned), 1 => ".{0,12}", 1 => any::<String>()]
}

fn leaves() -> impl Strategy<Value = Value> {
    let doubles = any::<f64>().prop_map(|number| Number::from_f64(number).map_or(Value::Null, Value::Number));
    prop_oneof![
        1 => Just(Value::Null),
        1 => any::<bool>().prop_map(Value::from),
        1 => any::<i64>().prop_map(Value::from),
        1 => (0_u8..40).prop_map(Value::from),
        1 => doubles,
        6 => texts().prop_map(Value::from),
    ]
}

/// Any JSON value, often with the member names of the format.
fn values() -> impl Strategy<Value = Value> {
    const NAMES: &[&str] = &["language", "value", "code", "codeType", "studyLoadUnit", "en", "de-AT", "courseId"];
    let name = prop_oneof![6 => select(NAMES).prop_map(str::to_owned), 1 => texts()];
    leaves().prop_recursive(4, 24, 4, move |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            prop::collection::vec((name.clone(), inner), 0..4)
                .prop_map(|members| Value::Object(members.into_iter().collect())),
        ]
    })
}

fn multilingual() -> impl Strategy<Value = Value> {
    let text = (texts(), texts()).prop_map(|(language, value)| json!({ "language": language, "value": value }));
    prop::collection::vec(text, 0..3).prop_map(Value::from)
}

/// A value of the right shape or of any.
fn shaped(right: impl Strategy<Value = Value> + 'static) -> BoxedStrategy<Value> {
    prop_oneof![2 => right, 1 => values()].boxed()
}

fn object(fields: Vec<(&'static str, BoxedStrategy<Value>)>) -> impl Strategy<Value = Map<String, Value>> {
    let members: Vec<_> = fields.into_iter().map(|(name, value)| prop::option::of((Just(name), value))).collect();
    members.prop_map(|members| members.into_iter().flatten().map(|(name, value)| (name.to_owned(), value)).collect())
}

fn code() -> impl Strategy<Value = Value> {
    (leaves(), leaves()).prop_map(|(kind, code)| json!({ "codeType": kind, "code": code }))
}

fn lists(items: impl Strategy<Value = Value>) -> impl Strategy<Value = Value> {
    prop::collection::vec(items, 0..3).prop_map(Value::from)
}

fn courses() -> impl Strategy<Value = Value> {
    let load = (leaves(), leaves()).prop_map(|(unit, value)| json!({ "studyLoadUnit": unit, "value": value }));
    let fields = object(vec![
        ("name", shaped(multilingual())),
        ("abbreviation", shaped(leaves())),
        ("primaryCode", shaped(code())),
        ("otherCodes", shaped(lists(code()))),
        ("description", shaped(multilingual())),
        ("teachingLanguage", shaped(leaves())),
        ("level", shaped(leaves())),
        ("fieldsOfStudy", shaped(leaves())),
        ("studyLoad", shaped(load)),
        ("learningOutcomes", shaped(lists(multilingual()))),
        ("admissionRequirements", shaped(multilingual())),
        ("qualificationRequirements", shaped(multilingual())),
        ("assessment", shaped(multilingual())),
        ("modeOfDelivery", shaped(lists(leaves()))),
        ("link", shaped(leaves())),
        ("validTo", shaped(leaves())),
    ]);
    let id = prop_oneof![3 => Just(Value::from("BIO-101")), 1 => values()];
    (id, fields).prop_map(|(id, mut fields)| {
        fields.insert("courseId".into(), id);
        Value::Object(fields)
    })
}

fn offerings() -> impl Strategy<Value = Vec<Value>> {
    let fields = || {
        object(vec![
            ("name", shaped(multilingual())),
            ("description", shaped(multilingual())),
            ("primaryCode", shaped(code())),
            ("otherCodes", shaped(lists(code()))),
            ("teachingLanguage", shaped(leaves())),
            ("modeOfDelivery", shaped(lists(leaves()))),
            ("startDate", shaped(leaves())),
            ("endDate", shaped(leaves())),
            ("enrollEndDate", shaped(leaves())),
            ("link", shaped(leaves())),
            ("maxNumberStudents", shaped(leaves())),
            ("enrolledNumberStudents", shaped(leaves())),
            ("minNumberStudents", shaped(leaves())),
        ])
    };
    let id = prop_oneof![3 => "[a-c]".prop_map(Value::from), 1 => leaves()];
    let offering = (prop::option::of(id), fields()).prop_map(|(id, mut fields)| {
        if let Some(id) = id {
            fields.insert("offeringId".into(), id);
        }
        Value::Object(fields)
    });
    prop::collection::vec(prop_oneof![6 => offering, 1 => values()], 0..4)
}

fn mapped(course: &Value, offerings: &[Value]) -> Mapped {
    map(course.to_string(), offerings.iter().map(Value::to_string))
}

fn has_error(diagnostics: &[Diagnostic]) -> bool {
    diagnostics.iter().any(|finding| finding.severity() >= Severity::Error)
}

/// What stands for a date in data: nearly one.
fn dates() -> impl Strategy<Value = String> {
    prop_oneof![
        "20[0-9]{2}-[01][0-9]-[0-3][0-9]",
        "20[0-9]{2}-0[1-9]-[0-2][0-9][T ][0-2][0-9]:[0-5][0-9](:[0-6][0-9]([.,][0-9]{1,10})?)?",
        "2026-09-01T10:30:00(Z|z|[+-]{1,2}[0-9]{1,2}:?[0-9]{0,3}|\\[[A-Za-z/]{1,9}\\])",
        "[0-9]{1,5}[-/.]?[0-9]{1,2}[-/.]?[0-9]{1,4}",
    ]
}

/// Whether a text is of the lexical space of `xsd:dateTime`.
fn is_date_time(text: &str) -> bool {
    let digits = |part: &str, length: usize| part.len() == length && part.bytes().all(|byte| byte.is_ascii_digit());
    let Some((date, rest)) = text.split_once('T') else { return false };
    let zone_at = rest.find(['Z', '+', '-']).unwrap_or(rest.len());
    let (time, zone) = rest.split_at(zone_at);
    let (time, fraction) = time.split_once('.').unwrap_or((time, "0"));
    let is_zone = match zone {
        "" | "Z" => true,
        _ => zone[1..].split_once(':').is_some_and(|(hours, minutes)| {
            digits(hours, 2) && digits(minutes, 2) && minutes < "60" && zone[1..] <= *"14:00"
        }),
    };
    let parts = |text: &str, mark: char, lengths: &[usize]| {
        let parts: Vec<&str> = text.split(mark).collect();
        parts.len() == lengths.len() && parts.iter().zip(lengths).all(|(part, length)| digits(part, *length))
    };
    parts(date, '-', &[4, 2, 2]) && parts(time, ':', &[2, 2, 2]) && digits(fraction, fraction.len()) && is_zone
}

/// Changes some bytes of a document.
fn edited(document: &[u8], edits: &[(Index, u8, u8)]) -> Vec<u8> {
    let mut bytes = document.to_vec();
    for (at, kind, byte) in edits {
        let at = at.index(bytes.len().max(1)).min(bytes.len());
        match kind {
            0..3 => bytes.insert(at, *byte),
            3..6 if at < bytes.len() => drop(bytes.remove(at)),
            _ => bytes.truncate(at),
        }
    }
    bytes
}

/// Reads and uses what has been read: none of it may panic.
fn use_document(format: RdfFormat, bytes: &[u8]) -> impl Debug + use<> {
    let read = RdfReader::new(format).with_base("https://cat.example.edu/").expect("an IRI").read(bytes);
    for finding in &read.diagnostics {
        assert!(finding.position().is_none_or(|at| at.line >= 1 && at.column >= 1), "{finding}");
    }
    let written = write(&read.graph, RdfFormat::NTriples, ElmNamespace::V3_2);
    (written.len(), read.is_complete(), RdfFormat::from_content(bytes))
}

proptest! {
    // No files of failures beside the tests: a failure worth keeping becomes a vector.
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(256) })]

    #[test]
    fn a_course_or_an_error(course in courses(), offerings in offerings()) {
        let mapped = mapped(&course, &offerings);
        let count = mapped.specifications().len();
        let is_refused = count == 0 && has_error(&mapped.diagnostics);
        prop_assert!(count == 1 || is_refused, "{mapped}: {:?}", mapped.diagnostics);
        let specification = mapped.specifications().first();
        prop_assert!(specification.is_none_or(|course| !course.title.is_empty() && !course.identifiers.is_empty()));
    }

    #[test]
    fn any_bytes_are_a_course_or_an_error(course in any::<Vec<u8>>(), offering in any::<Vec<u8>>()) {
        let mapped = map(course, [offering.clone()]);
        prop_assert!(mapped.specifications().len() == 1 || has_error(&mapped.diagnostics));
        let mapped = map(r#"{"courseId": "BIO-101", "name": "Marine Biology"}"#, [offering]);
        prop_assert!(mapped.instance_count() == 1 || has_error(&mapped.diagnostics));
    }

    #[test]
    fn an_offering_is_an_instance_or_has_a_finding(course in courses(), offerings in offerings()) {
        let mapped = mapped(&course, &offerings);
        let Some(course) = mapped.specifications().first() else { return Ok(()) };
        for (index, offering) in offerings.iter().enumerate() {
            let id = match &offering["offeringId"] {
                Value::String(text) => text.trim().to_owned(),
                Value::Number(number) if !number.is_f64() => number.to_string(),
                _ => String::new(),
            };
            let subject = minter().offering(&course.subject, &id).ok();
            let is_instance = course.instances.iter().any(|instance| Some(&instance.subject) == subject.as_ref());
            let place = format!("/offerings/{index}");
            let mut pointers = mapped.diagnostics.iter().filter_map(Diagnostic::pointer);
            let has_finding = pointers.any(|pointer| pointer == place || pointer.starts_with(&format!("{place}/")));
            let is_number = offering["offeringId"].is_f64();
            // The same bytes twice are one offering.
            let is_repeat = offerings[..index].contains(offering);
            prop_assert!(is_instance || has_finding || is_number || is_repeat, "{offering} of {:?}", mapped.diagnostics);
        }
        let mut subjects: Vec<_> = course.instances.iter().map(|instance| &instance.subject).collect();
        subjects.sort();
        prop_assert!(subjects.windows(2).all(|pair| pair[0] != pair[1]), "{subjects:?}");
    }

    #[test]
    fn findings_name_the_course(course in courses(), offerings in offerings()) {
        let mapped = mapped(&course, &offerings);
        let is_named = !mapped.specifications().is_empty();
        for finding in &mapped.diagnostics {
            prop_assert!(!is_named || finding.item().is_some(), "{finding}");
            let is_pointer = |pointer: &str| pointer.is_empty() || pointer.starts_with('/');
            prop_assert!(finding.pointer().is_some_and(is_pointer), "{finding}");
            prop_assert!(!finding.message().chars().any(char::is_control), "{finding:?}");
        }
    }

    #[test]
    fn what_is_written_is_read_again(course in courses(), offerings in offerings()) {
        let graph = mapped(&course, &offerings).to_graph();
        for (format, namespace) in FORMATS.into_iter().flat_map(|f| NAMESPACES.into_iter().map(move |n| (f, n))) {
            let read = RdfReader::new(format).read(&write(&graph, format, namespace));
            prop_assert!(read.diagnostics.is_empty(), "{format:?}: {:?}", read.diagnostics);
            prop_assert_eq!(read.graph.len(), graph.len(), "{:?}", format);
        }
    }

    /// XML has no way to write some characters: a parser refuses the whole file.
    #[test]
    fn literals_have_only_characters_of_xml(course in courses(), offerings in offerings()) {
        let graph = mapped(&course, &offerings).to_graph();
        let is_legal = |c: char| matches!(c, '\t' | '\n' | '\r' | ' '..='\u{fffd}' | '\u{10000}'..);
        for (_, predicate, object) in graph.triples() {
            if let Object::Text { value, .. } | Object::Typed { value, .. } = object {
                prop_assert!(value.chars().all(is_legal), "{value:?} of {predicate}");
            }
        }
    }

    #[test]
    fn a_mapped_course_is_a_document(course in courses(), offerings in offerings()) {
        let mapped = mapped(&course, &offerings);
        let (graph, options) = (mapped.to_graph(), CatalogueOptions::new());
        let documents: Vec<Value> = catalogue_documents(&graph, &options).collect();
        prop_assert_eq!(documents.len(), mapped.specification_count());
        for document in documents {
            prop_assert!(!document["dcterms:title"].is_null(), "{document}");
            prop_assert_eq!(document["instanceCount"].as_u64().unwrap_or_default(), mapped.instance_count() as u64);
        }
    }

    #[test]
    fn a_date_is_one_or_has_a_finding(date in dates(), is_deadline in any::<bool>()) {
        let field = if is_deadline { "enrollEndDate" } else { "startDate" };
        let offering = json!({ "offeringId": "1", field: date });
        let mapped = map(r#"{"courseId": "BIO-101", "name": "Marine Biology"}"#, [offering.to_string()]);
        let instance = &mapped.specifications()[0].instances[0];
        if let Some(moment) = instance.start.as_ref().or(instance.application_deadlines.first()) {
            prop_assert!(is_date_time(moment), "`{moment}` of `{date}`");
            prop_assert_eq!(&moment[..10], &date.trim()[..10]);
        } else {
            prop_assert_eq!(mapped.diagnostics.len(), 1, "{}", date);
        }
    }

    #[test]
    fn any_bytes_can_be_read(bytes in any::<Vec<u8>>(), text in "[\\[\\](){}<>\"'@^_:;,.# \\\\a-c\n&!?/=-]{0,60}") {
        for format in FORMATS {
            use_document(format, &bytes);
            use_document(format, text.as_bytes());
        }
    }

    #[test]
    fn broken_documents_can_be_read(
        fixture in any::<Index>(),
        format in select(FORMATS.as_slice()),
        edits in prop::collection::vec((any::<Index>(), 0_u8..7, any::<u8>()), 1..8),
    ) {
        let files = fixtures();
        let turtle = fs::read(fixture.get(&files)).unwrap();
        let document = match format {
            RdfFormat::Turtle => turtle,
            other => write(&read(RdfFormat::Turtle, &turtle), other, ElmNamespace::V3_3),
        };
        use_document(format, &edited(&document, &edits));
    }

    #[test]
    fn graphs_survive_every_format(literals in prop::collection::vec((texts(), 0_usize..4), 1..8)) {
        let mut graph = ql_elm::Graph::new();
        for (number, (value, kind)) in (0_u32..).zip(&literals) {
            let object = match kind {
                0 => Object::Text { value, language: "de-AT" },
                1 => Object::Typed { value, datatype: "http://www.w3.org/2001/XMLSchema#string" },
                2 => Object::Typed { value, datatype: "https://example.edu/datatype" },
                _ => Object::Blank(number + 1),
            };
            let Ok(()) = ql_elm::TripleSink::triple(
                &mut graph,
                ql_elm::Subject::Blank(number),
                "http://purl.org/dc/terms/title",
                object,
            );
        }
        // XML has no way to write these characters; `rdf.rs` tests what becomes of them.
        let fits_xml = |text: &str| !text.contains(|c: char| (c < ' ' && !"\t\n\r".contains(c)) || c > '\u{fffd}' && c < '\u{10000}');
        for format in FORMATS {
            if format != RdfFormat::RdfXml || literals.iter().all(|(text, _)| fits_xml(text)) {
                assert_same(&read(format, &write(&graph, format, ElmNamespace::V3_3)), &graph, &format!("{format:?}"));
            }
        }
    }
}
