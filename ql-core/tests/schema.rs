//! The strict verdict is that of the JSON Schema; and what holds of every manifest, however odd.
#![cfg(feature = "yaml")]
#![expect(clippy::unwrap_used, reason = "in a test, also outside of its function")]

use std::fs;
use std::path::Path;
use std::sync::LazyLock;

use jsonschema::Validator;
use proptest::collection::{btree_map, vec};
use proptest::option;
use proptest::prelude::*;
use proptest::sample::{Index, select};
use proptest::strategy::ValueTree as _;
use ql_core::{Diagnostic, Manifest, ManifestFormat, ManifestParser, ManifestReport, Severity, codes, manifest_schema};
use saphyr::{LoadableYamlNode as _, Scalar, Yaml};
use serde_json::{Map, Value, json};

/// Vectors whose verdict is not that of the schema, with the reason.
const NOT_THE_SCHEMA: &[(&str, &str)] = &[
    ("json-depth-65", "the schema has no limit of depth"),
    ("json-too-large", "the schema has no limit of size"),
    ("json-too-many-values", "the schema has no limit of size"),
    ("path-port-out-of-range", "the pattern of a URL has all numbers of five digits"),
    ("yaml-core-tags", "the library for comparison leaves a quoted number with the tag `!!int` a text"),
    ("yaml-depth-65", "the schema has no limit of depth"),
    ("yaml-merge-key-with-list", "merge keys are not of YAML 1.2, so the library for comparison sees no `type` here"),
];

static SCHEMA: LazyLock<Validator> =
    LazyLock::new(|| jsonschema::validator_for(&manifest_schema()).expect("a JSON Schema"));

fn parse(text: &str, format: ManifestFormat) -> ManifestReport {
    ManifestParser::new().parse(text.as_bytes(), format)
}

/// YAML as JSON by the means of `saphyr`, for comparison with our own way.
fn yaml_to_json(yaml: &Yaml<'_>) -> Option<Value> {
    Some(match yaml {
        Yaml::Value(Scalar::Null) => Value::Null,
        Yaml::Value(Scalar::Boolean(value)) => json!(value),
        Yaml::Value(Scalar::Integer(value)) => json!(value),
        Yaml::Value(Scalar::FloatingPoint(value)) => json!(value.into_inner()),
        Yaml::Value(Scalar::String(value)) => json!(value),
        Yaml::Sequence(items) => items.iter().map(yaml_to_json).collect::<Option<Value>>()?,
        Yaml::Mapping(members) => {
            let member = |(key, value): (&Yaml<'_>, &Yaml<'_>)| {
                let key = yaml_to_json(key)?;
                Some((key.as_str().map_or_else(|| key.to_string(), str::to_owned), yaml_to_json(value)?))
            };
            Value::Object(members.iter().map(member).collect::<Option<Map<String, Value>>>()?)
        }
        Yaml::Tagged(_, value) => yaml_to_json(value)?,
        _ => return None,
    })
}

fn vectors() -> Vec<Value> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/vectors/manifest");
    let files = fs::read_dir(folder).unwrap().map(|entry| fs::read_to_string(entry.unwrap().path()).unwrap());
    let files = files.map(|text| serde_json::from_str::<Value>(&text).unwrap());
    files
        .filter(|file| file["op"] == "parse_manifest")
        .flat_map(|file| file["cases"].as_array().expect("cases").clone())
        .collect()
}

fn text(input: &Value) -> Option<String> {
    let text = |value: &Value| value.as_str().map(str::to_owned);
    let repeat = &input["text_repeat"];
    let Some(times) = repeat["times"].as_u64() else { return text(&input["text"]) };
    let unit = text(&repeat["unit"])?.repeat(usize::try_from(times).ok()?);
    Some(text(&repeat["before"])? + &unit + &text(&repeat["after"])?)
}

#[test]
fn the_vectors_agree_with_the_schema() {
    let (mut compared, mut wrong) = (0, Vec::new());
    for case in vectors() {
        let id = case["id"].as_str().and_then(|id| id.rsplit('/').next()).expect("an id");
        let input = &case["in"];
        let Some(text) = text(input) else { continue };
        let report = match input["format"].as_str() {
            Some("json") => parse(&text, ManifestFormat::Json),
            Some("yaml") => parse(&text, ManifestFormat::Yaml),
            _ => ManifestParser::new().parse_detect(
                text.as_bytes(),
                input["content_type"].as_str(),
                input["path"].as_str(),
            ),
        };
        let mut value = serde_json::from_str::<Value>(&text).ok();
        if value.is_none() && input["format"] != "json" && !input["content_type"].as_str().is_some_and(is_json) {
            let documents = Yaml::load_from_str(&text).unwrap_or_default();
            value = documents.first().and_then(yaml_to_json);
        }
        let Some(value) = value else { continue };
        compared += 1;
        let agrees = SCHEMA.is_valid(&value) == report.is_valid();
        if agrees == NOT_THE_SCHEMA.iter().any(|(exception, _)| *exception == id) {
            let errors: Vec<String> = SCHEMA.iter_errors(&value).map(|error| error.to_string()).collect();
            wrong.push(format!("{id}: valid: {}, schema: {errors:?}", report.is_valid()));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(compared > 150, "only {compared} vectors are JSON or YAML");
}

fn is_json(content_type: &str) -> bool {
    content_type.contains("json")
}

#[test]
fn the_exceptions_are_vectors() {
    let vectors = vectors();
    for (id, _) in NOT_THE_SCHEMA {
        let name = format!("manifest/parse_manifest/{id}");
        assert!(vectors.iter().any(|case| case["id"] == name.as_str()), "{id}");
    }
}

#[test]
fn the_schema_is_one() {
    assert!(jsonschema::meta::is_valid(&manifest_schema()));
    assert_eq!(manifest_schema()["$schema"], "https://json-schema.org/draft/2020-12/schema");
}

/// Texts that JSON, YAML, URLs, headers or the fields of a manifest have a special meaning for.
const TEXTS: &[&str] = &[
    "",
    " ",
    "x",
    "5",
    "5.0",
    " 24 ",
    "-1",
    "0x18",
    "1e3",
    "1e999",
    ".5",
    "5.",
    "+5",
    "inf",
    "NaN",
    "true",
    "no",
    "null",
    "~",
    "elm",
    "ELM",
    "ooapi",
    "edu_api",
    "occapi",
    "ical",
    "none",
    "httpheader",
    "OAuth2",
    "httpsig",
    "ed25519",
    "application/ld+json",
    "text/turtle",
    "https://u.example/a",
    "http://u.example",
    "HTTPS://U.example/ä",
    " https://u.example/ ",
    "https://me:pw@u.example/",
    "https://u.example/a b",
    "https://[::1]:80/?#",
    "https://",
    "ftp://u.example/",
    "/a",
    "www.u.example",
    "X-Key",
    "X Key",
    "a\nb",
    "a\r\n\r\n b\n",
    "\u{0}",
    "\u{7f}",
    "\u{85}",
    "\u{a0}",
    "\u{2028}",
    "\u{feff}",
    "\t",
    "Ö🎓",
    "- a",
    "a: b",
    "a #b",
    "# a",
    "'",
    "\"",
    "\\",
    "&a",
    "*a",
    "!!str",
    "|",
    ">",
    "%",
    "@",
    "`",
    "---",
    "...",
    "{",
    "[a]",
    "2026-01-01",
    "AT0005",
    "example.edu",
    "did:web:example.edu",
];

fn a_text() -> impl Strategy<Value = String> {
    prop_oneof![4 => select(TEXTS).prop_map(str::to_owned), 1 => "\\PC{0,12}", 1 => any::<String>()]
}

fn a_number() -> impl Strategy<Value = Value> {
    let special = [0.0, -0.0, 1.0, 50.0, 24.0, 0.5, 4_294_967_295.0, 4_294_967_296.0, 1e300, -1.0, 5e-324];
    prop_oneof![
        2 => select(&[0_i64, 1, 10, 24, 50, 60, 250, -1, i64::MAX, i64::MIN, 9_007_199_254_740_993]).prop_map(|n| json!(n)),
        1 => Just(json!(u64::MAX)),
        1 => select(special.to_vec()).prop_map(|n| json!(n)),
        // Fractions that any parser reads exactly.
        1 => any::<i32>().prop_map(|n| json!(f64::from(n) / 1024.0)),
    ]
}

/// Any JSON, small.
fn junk() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        1 => Just(Value::Null),
        1 => any::<bool>().prop_map(Value::from),
        2 => a_number(),
        3 => a_text().prop_map(Value::from),
    ];
    leaf.prop_recursive(3, 12, 4, |inner| {
        prop_oneof![
            vec(inner.clone(), 0..4).prop_map(Value::from),
            btree_map(unknown_key(), inner, 0..4).prop_map(|members| members.into_iter().collect()),
        ]
    })
}

/// A key that is none of the specification, in whatever spelling, and none that YAML merges.
fn unknown_key() -> impl Strategy<Value = String> {
    let known = ["sources", "meta", "type", "path", "version", "id", "name", "auth", "refresh", "headers"];
    let known = known.into_iter().chain(["queryparameters", "contenttype", "pagesize", "schac", "eterid", "deqarid"]);
    let known: Vec<&str> = known.chain(["did", "field", "value", "tokenendpoint", "scope", "clientid"]).collect();
    a_text().prop_filter("a known key", move |key| {
        let letters: String = key.chars().filter(char::is_ascii_alphanumeric).collect();
        let letters = letters.to_ascii_lowercase();
        !known.contains(&letters.as_str()) && !["clientsecret", "alg"].contains(&letters.as_str()) && key != "<<"
    })
}

fn texts(texts: &'static [&'static str]) -> BoxedStrategy<Value> {
    select(texts).prop_map(Value::from).boxed()
}

/// A member that may be missing, misspelt or junk, but mostly is right.
fn member(key: &'static str, right: BoxedStrategy<Value>, always: bool) -> BoxedStrategy<Option<(String, Value)>> {
    let value = prop_oneof![12 => right, 1 => junk()];
    let key = prop_oneof![
        20 => Just(key.to_owned()),
        1 => Just(key.to_ascii_uppercase()),
        1 => Just(format!("{key}_")),
    ];
    option::weighted(if always { 0.97 } else { 0.3 }, (key, value)).boxed()
}

fn object(members: Vec<BoxedStrategy<Option<(String, Value)>>>) -> BoxedStrategy<Value> {
    let unknown = prop_oneof![6 => Just(Vec::new()), 1 => vec((unknown_key(), junk()), 1..3)];
    (members, unknown)
        .prop_map(|(known, unknown)| known.into_iter().flatten().chain(unknown).collect::<Map<_, _>>().into())
        .boxed()
}

fn pairs() -> BoxedStrategy<Value> {
    let name = prop_oneof![5 => select(&["X-Key", "Accept", "year", "Host"]).prop_map(str::to_owned), 1 => a_text()];
    let value = prop_oneof![6 => a_text().prop_map(Value::from), 1 => junk()];
    btree_map(name, value, 0..3).prop_map(|members| Value::Object(members.into_iter().collect())).boxed()
}

fn auth() -> BoxedStrategy<Value> {
    let kinds = &["none", "httpheader", "httpheader", "oauth2.0", "oauth2.0", "httpsig", "OAuth2", "basic"];
    let secret = || prop_oneof![Just(json!("QUFB".repeat(64))), texts(&["hunter2", ""])].boxed();
    object(vec![
        member("type", texts(kinds), true),
        member("field", texts(&["X-Key", "Authorization", "X Key"]), true),
        member("value", secret(), true),
        member("token_endpoint", texts(&["https://u.example/t", "http://u.example/t", "t"]), true),
        member("scope", texts(&["read"]), false),
        member("client_id", texts(&["ql"]), false),
        member("client_secret", secret(), false),
        member("alg", texts(&["ed25519", "hmac-sha256"]), false),
    ])
}

fn source() -> BoxedStrategy<Value> {
    let paths = &["https://u.example/c", "HTTP://u.example:80?q", "https://ü.example/", " https://u.example/", "x"];
    object(vec![
        member("type", texts(&["elm", "ooapi", "edu-api", "occapi", "elm", "ooapi", "edu-api", "ELM", "ical"]), true),
        member("path", prop_oneof![9 => Just(json!(paths[0])), 1 => texts(paths)].boxed(), true),
        member("version", texts(&["3.2", "5", "1.0", "2", "v6"]), true),
        member("id", texts(&["a", "b"]), false),
        member("name", a_text().prop_map(Value::from).boxed(), false),
        member("auth", auth(), false),
        member("refresh", a_number().boxed(), false),
        member("headers", pairs(), false),
        member("queryParameters", pairs(), false),
        member("contentType", texts(&["text/turtle", "application/ld+json", "text/html"]), false),
        member("pageSize", prop_oneof![select(&[10, 50, 250]).prop_map(Value::from), a_number()].boxed(), false),
    ])
}

fn document() -> BoxedStrategy<Value> {
    let meta = object(vec![
        member("schac", texts(&["example.edu", "x y"]), false),
        member("eterid", texts(&["AT0005", "5"]), false),
        member("deqarid", texts(&["DEQARINST0382", "5"]), false),
        member("did", texts(&["did:web:example.edu", "x"]), false),
    ]);
    let source = prop_oneof![20 => source(), 1 => junk()];
    let sources = vec(source, 0..3).prop_map(Value::from).boxed();
    prop_oneof![
        30 => object(vec![member("meta", meta, false), member("sources", sources, true)]),
        1 => junk(),
    ]
    .boxed()
}

type Checked = Result<(), TestCaseError>;

fn check_findings(report: &ManifestReport, text: &str) -> Checked {
    for finding in report.strict().into_iter().chain(report.lenient()) {
        prop_assert!(finding.pointer().is_some_and(|p| p.is_empty() || p.starts_with('/')), "{finding:?}");
        let at = finding.position().ok_or_else(|| TestCaseError::fail(format!("no position: {finding:?}")))?;
        // For YAML a carriage return alone ends a line, too, and there is a line behind the last line break, even if that is
        // missing.
        let as_yaml = text.replace("\r\n", "\n").replace('\r', "\n");
        let number = usize::try_from(at.line)? - 1;
        let exists = |text: &str| {
            let line = text.split('\n').chain([""]).nth(number);
            line.is_some_and(|line| at.column as usize <= line.chars().count() + 1)
        };
        prop_assert!(exists(text) || exists(&as_yaml), "{finding:?}");
        prop_assert!(codes::ALL.iter().any(|(code, _)| *code == finding.code()), "{finding:?}");
    }
    let worst = |findings: Vec<Diagnostic>| findings.iter().map(Diagnostic::severity).max();
    prop_assert_eq!(report.is_valid(), worst(report.strict()) < Some(Severity::Error));
    prop_assert_eq!(report.is_usable(), worst(report.lenient()) < Some(Severity::Fatal), "{:?}", report.lenient());
    prop_assert_eq!(report.is_usable(), report.manifest().is_some());
    // What stands in a misspelt key awaits a fix, see below.
    let misspelt = report.strict().iter().any(|finding| finding.code() == codes::MANIFEST_KEY_SPELLING);
    prop_assert!(report.is_usable() || !report.is_valid() || misspelt, "valid, but not usable");
    Ok(())
}

/// What is written is read again as the same, and nothing has to be repaired a second time.
fn check_round_trip(manifest: &Manifest) -> Checked {
    for (text, format) in [(manifest.to_json(), ManifestFormat::Json), (manifest.to_yaml(), ManifestFormat::Yaml)] {
        let again = parse(&text, format);
        prop_assert_eq!(again.partial(), Some(manifest), "{}{:?}", text, again.strict());
        prop_assert_eq!(again.partial().map(Manifest::fingerprint), Some(manifest.fingerprint()));
        prop_assert!(again.partial().is_some_and(|again| manifest.diff(again).is_empty()));
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn the_strict_verdict_is_the_schema(value in document(), pretty in any::<bool>()) {
        let text = if pretty { serde_json::to_string_pretty(&value)? } else { value.to_string() };
        let report = parse(&text, ManifestFormat::Json);
        check_findings(&report, &text)?;
        let errors: Vec<String> = SCHEMA.iter_errors(&value).map(|error| error.to_string()).collect();
        prop_assert_eq!(report.is_valid(), errors.is_empty(), "{} {:?} {:?}", text, errors, report.strict());
        if let Some(manifest) = report.partial() {
            check_round_trip(manifest)?;
        }
        // A byte order mark leads past the short way that manifests without findings take.
        let marked = parse(&format!("\u{feff}{text}"), ManifestFormat::Json);
        prop_assert_eq!(marked.partial(), report.partial(), "{}", text);
        prop_assert_eq!(marked.is_valid(), report.is_valid(), "{}", text);
    }

    #[test]
    fn json_is_yaml(value in document()) {
        // JSON may have these characters as they are, YAML must not.
        let forbidden = |c: char| matches!(c, '\u{7f}'..='\u{9f}' | '\u{feff}' | '\u{fffe}' | '\u{ffff}');
        let escaped = |c: char| if forbidden(c) { format!("\\u{:04x}", u32::from(c)) } else { c.to_string() };
        let text: String = serde_json::to_string_pretty(&value)?.chars().map(escaped).collect();
        let (json, yaml) = (parse(&text, ManifestFormat::Json), parse(&text, ManifestFormat::Yaml));
        prop_assert_eq!(json.partial(), yaml.partial());
        prop_assert_eq!(json.strict(), yaml.strict());
        prop_assert_eq!(json.lenient(), yaml.lenient());
    }

    #[test]
    fn no_text_is_too_odd(text in damaged(), at in any::<bool>()) {
        let content_type = at.then_some("application/json");
        for report in [
            parse(&text, ManifestFormat::Json),
            parse(&text, ManifestFormat::Yaml),
            ManifestParser::new().parse_detect(text.as_bytes(), content_type, None),
        ] {
            let mismatch = report.strict().first().is_some_and(|f| f.code() == codes::MANIFEST_FORMAT_MISMATCH);
            // The byte order mark belongs to no line; a mismatch awaits its position, see vectors.rs.
            if !text.starts_with('\u{feff}') && !mismatch {
                check_findings(&report, &text)?;
            }
        }
    }
}

const TEMPLATES: [&str; 3] = [
    "{\"meta\":{\"schac\":\"example.edu\"},\"sources\":[{\"type\":\"elm\",\"path\":\"https://u.example/c\",\n\"version\":\"3\",\"refresh\":24,\"headers\":{\"ä\":\"b\"}}]}",
    "meta: &m\n  schac: 'example.edu'\nsources:\n- type: elm\n  path: \"https://u.example/c\"\n  version: 5\n  <<: *m\n  auth: {type: none}\n",
    "{sources: [{type: elm, path: 'https://u.example/c'},], /* ü */ a: [1, .5, +5, 0x1F]}",
];

const PIECES: &[&str] = &[
    "{",
    "}",
    "[",
    "]",
    ",",
    ":",
    "\"",
    "'",
    "\n",
    "\n  ",
    "\t",
    " ",
    "-",
    "- ",
    "? ",
    "#",
    "//",
    "/*",
    "&m ",
    "*m",
    "!t ",
    "!!str ",
    "|\n",
    ">-\n",
    "---\n",
    "...\n",
    "%YAML 1.2\n",
    "<<: ",
    "\\",
    "\\u",
    "\\ud83d",
    "null",
    "~",
    "1e999",
    "0x",
    "NaN",
    "-Infinity",
    "\u{feff}",
    "ä",
    "🎓",
    "\u{0}",
    "\u{85}",
    "\r\n",
    "<",
];

/// A manifest with pieces put in, taken out or doubled.
fn damaged() -> impl Strategy<Value = String> {
    let change = (any::<Index>(), any::<Index>(), prop_oneof![select(PIECES), Just("")], any::<bool>());
    (select(&TEMPLATES), vec(change, 0..5)).prop_map(|(template, changes)| {
        let mut characters: Vec<char> = template.chars().collect();
        for (at, length, piece, cut) in changes {
            let at = at.index(characters.len() + 1);
            let end = if cut { (at + length.index(6)).min(characters.len()) } else { at };
            characters.splice(at..end, piece.chars());
        }
        characters.into_iter().collect()
    })
}

/// The properties above say little if nearly all documents are of one kind.
#[test]
fn the_documents_are_of_all_kinds() {
    let mut runner = proptest::test_runner::TestRunner::deterministic();
    let (mut valid, mut repaired, mut lost) = (0, 0, 0);
    for _ in 0..2000 {
        let value = document().new_tree(&mut runner).unwrap().current();
        let report = parse(&value.to_string(), ManifestFormat::Json);
        *match (report.is_valid(), report.is_usable()) {
            (true, _) => &mut valid,
            (false, true) => &mut repaired,
            (false, false) => &mut lost,
        } += 1;
    }
    assert!(valid > 100 && repaired > 100 && lost > 100, "{valid} valid, {repaired} repaired, {lost} lost");
}

/// A manifest with one source that has these members, too.
fn with(members: &str) -> String {
    format!(r#"{{"sources":[{{"type":"elm","path":"https://u.example/c","version":"3",{members}}}]}}"#)
}

/// Here the dev-dependency `jsonschema` turns on `serde_json/float_roundtrip`; a build without it loses the last digit of
/// every tenth number in an unknown key.
#[test]
fn every_number_is_kept() {
    let mut runner = proptest::test_runner::TestRunner::deterministic();
    let number = proptest::num::f64::NORMAL;
    runner
        .run(&number, |number| {
            let text = with(&format!(r#""x":{}"#, json!(number)));
            let manifest = parse(&text, ManifestFormat::Json).into_manifest().expect("a manifest");
            prop_assert_eq!(manifest.sources()[0].extra()["x"].as_f64(), Some(number));
            check_round_trip(&manifest)
        })
        .unwrap();
}

mod mended {
    use super::*;

    #[track_caller]
    fn check(text: &str) {
        let report = parse(text, ManifestFormat::Json);
        check_round_trip(report.partial().expect("a manifest")).unwrap_or_else(|error| panic!("{text}: {error}"));
    }

    #[test]

    fn a_key_of_two_angles() {
        check(&with(r#""<<":{"name":"x"}"#));
        check(&with(r#""<<":5"#));
    }

    #[test]

    fn a_misspelt_key_beside_the_right_one() {
        check(&with(r#""headers":{},"Headers":{"X-A":"1"}"#));
        check(&with(r#""name":null,"Name":"x""#));
        check(&with(r#""auth":{"type":"none"},"AUTH":{"type":"httpsig"}"#));
    }

    #[test]

    fn what_is_valid_is_usable() {
        for value in ["{}", "[]", "\"x\"", "{\"type\":\"x\"}", "{\"type\":\"httpheader\"}"] {
            let report = parse(&with(&format!("\"AUTH\":{value}")), ManifestFormat::Json);
            assert_eq!((report.is_valid(), report.is_usable()), (true, true), "{value}");
        }
    }

    #[test]

    fn aliases_add_to_the_depth() {
        // Ten lists of sixty levels, each within the next.
        let levels = |inner: &str| format!("{}{inner}{}", "[".repeat(60), "]".repeat(60));
        let lists = (1..10).map(|at| format!("a{at}: &a{at} {}\n", levels(&format!("*a{}", at - 1))));
        let text = format!("a0: &a0 {}\n{}sources: []\n", levels(""), lists.collect::<String>());
        let report = parse(&text, ManifestFormat::Yaml);
        assert_eq!(report.strict()[0].code(), codes::MANIFEST_TOO_DEEP);
    }
}
