//! The vector files, the list of them, and their cases.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use serde_json::{Map, Value, json};

/// A line of `tests/vectors/index.json`.
pub(crate) struct Listed {
    /// The path below `tests/vectors`.
    pub(crate) file: String,
    pub(crate) op: String,
    pub(crate) cases: usize,
    /// The languages that do not have what the vectors are about.
    pub(crate) not_in: Vec<String>,
}

impl Listed {
    pub(crate) fn is_for(&self, language: &str) -> bool {
        !self.not_in.iter().any(|other| other == language)
    }
}

/// A case, with what its file says of all.
pub(crate) struct Case {
    pub(crate) op: String,
    /// Those of registries have a name only, which is unique within the file.
    pub(crate) id: String,
    pub(crate) whole: Value,
    /// What stands before every Turtle text.
    pub(crate) prefixes: String,
    /// The format of the documents of a registry.
    pub(crate) format: String,
}

impl Case {
    pub(crate) fn new(op: &str, whole: Value) -> Self {
        let id = whole["id"].as_str().unwrap_or_default().to_owned();
        Self { op: op.to_owned(), id, whole, prefixes: String::new(), format: String::new() }
    }

    pub(crate) fn input(&self) -> &Value {
        &self.whole["in"]
    }

    pub(crate) fn expected(&self) -> &Value {
        &self.whole["out"]
    }

    /// A Turtle text of the case, if it has that member.
    pub(crate) fn turtle(&self, text: &Value) -> Option<Vec<u8>> {
        Some(format!("{}{}", self.prefixes, text.as_str()?).into())
    }

    /// Whether the outcome is exactly this.
    pub(crate) fn is(&self, actual: &Value) -> Result<(), String> {
        let expected = self.expected();
        if actual == expected {
            return Ok(());
        }
        Err(format!("  in:       {}\n  expected: {expected}\n  actual:   {actual}", self.input()))
    }
}

pub(crate) fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/vectors")
}

pub(crate) fn json_file(path: &Path) -> Value {
    let name = path.display();
    let text = fs::read_to_string(path).unwrap_or_else(|error| panic!("{name}: {error}"));
    serde_json::from_str(&text).unwrap_or_else(|error| panic!("{name}: {error}"))
}

pub(crate) fn index() -> Vec<Listed> {
    let index = json_file(&root().join("index.json"));
    assert_members(&index, &["files"]);
    let listed = |one: &Value| {
        assert_members(one, &["file", "op", "cases", "not_in"]);
        Listed {
            file: text_of(one, "file").to_owned(),
            op: text_of(one, "op").to_owned(),
            cases: number_of(one, "cases"),
            not_in: texts(&one["not_in"]),
        }
    };
    index["files"].as_array().expect("`files`").iter().map(listed).collect()
}

/// The cases of a file, which has to be as the index says.
pub(crate) fn cases_of(listed: &Listed) -> Vec<Case> {
    cases_in(listed, &json_file(&root().join(&listed.file)))
}

pub(crate) fn cases_in(listed: &Listed, file: &Value) -> Vec<Case> {
    let name = &listed.file;
    assert_eq!(text_of(file, "op"), listed.op, "{name}");
    let list = file["cases"].as_array().filter(|list| !list.is_empty());
    let list = list.unwrap_or_else(|| panic!("{name} has no case"));
    assert_eq!(list.len(), listed.cases, "{name} has another number of cases than the index says");
    let of_file = |member: &str| file[member].as_str().unwrap_or_default().to_owned();
    let case = |whole: &Value| {
        let mut case = Case::new(&listed.op, whole.clone());
        if let Some(of_case) = whole["name"].as_str() {
            case.id = format!("{}/{of_case}", name.trim_end_matches(".json"));
        }
        assert!(!case.id.is_empty(), "{name} has a case without id: {whole}");
        assert!(!text_of(whole, "clause").is_empty(), "{} names no clause", case.id);
        case.prefixes = of_file("prefixes");
        case.format = whole["format"].as_str().map_or_else(|| of_file("format"), str::to_owned);
        case
    };
    list.iter().map(case).collect()
}

pub(crate) fn lists_of_failures() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../bindings/expected-failures")
}

/// The ids of cases that are known to fail: one a line; what is behind `#` says why.
pub(crate) fn expected_failures(language: &str) -> BTreeSet<String> {
    let list = fs::read_to_string(lists_of_failures().join(format!("{language}.txt"))).unwrap_or_default();
    let ids = list.lines().map(|line| line.split('#').next().unwrap_or_default().trim());
    ids.filter(|id| !id.is_empty()).map(str::to_owned).collect()
}

pub(crate) fn text_of<'a>(object: &'a Value, member: &str) -> &'a str {
    object[member].as_str().unwrap_or_else(|| panic!("`{member}` is missing or no text: {object}"))
}

/// A member that may be missing.
pub(crate) fn optional(object: &Value, member: &str) -> Option<String> {
    object[member].as_str().map(str::to_owned)
}

pub(crate) fn number_of(object: &Value, member: &str) -> usize {
    let number = object[member].as_u64().and_then(|number| usize::try_from(number).ok());
    number.unwrap_or_else(|| panic!("`{member}` is missing or no number: {object}"))
}

/// A list of texts; none if it is missing.
pub(crate) fn texts(list: &Value) -> Vec<String> {
    list.as_array().into_iter().flatten().map(|item| item.as_str().expect("a text").to_owned()).collect()
}

/// A member that nothing reads would make a case that checks less than it seems to.
pub(crate) fn assert_members(object: &Value, known: &[&str]) {
    let unknown = object.as_object().expect("an object").keys().find(|name| !known.contains(&name.as_str()));
    assert!(unknown.is_none(), "unknown member {unknown:?}");
}

/// The object with `name` in place of every `name_repeat`, which spares the files texts of thousands of letters.
pub(crate) fn expanded(object: &Value) -> Value {
    let members = object.as_object().expect("an object").iter().map(|(name, value)| {
        let Some(name) = name.strip_suffix("_repeat") else { return (name.clone(), value.clone()) };
        let text = text_of(value, "unit").repeat(number_of(value, "times"));
        (name.to_owned(), json!(format!("{}{text}{}", text_of(value, "before"), text_of(value, "after"))))
    });
    Value::Object(members.collect::<Map<_, _>>())
}

pub(crate) fn from_hex(text: &str) -> Vec<u8> {
    let byte = |pair: &[u8]| u8::from_str_radix(std::str::from_utf8(pair).expect("ASCII"), 16).expect("two digits");
    text.as_bytes().chunks(2).map(byte).collect()
}

/// Base64 as RFC 4648 has it.
pub(crate) fn from_base64(text: &str) -> Vec<u8> {
    let digit = |byte: u8| match byte {
        b'A'..=b'Z' => byte - b'A',
        b'a'..=b'z' => byte - b'a' + 26,
        b'0'..=b'9' => byte - b'0' + 52,
        b'+' => 62,
        b'/' => 63,
        other => panic!("no base64: {other}"),
    };
    let mut bytes = Vec::new();
    for four in text.trim_end_matches('=').as_bytes().chunks(4) {
        let bits = four.iter().fold(0_u32, |bits, byte| bits << 6 | u32::from(digit(*byte)));
        let padded = bits << (6 * (4 - four.len()));
        bytes.extend_from_slice(&padded.to_be_bytes()[1..four.len()]);
    }
    bytes
}
