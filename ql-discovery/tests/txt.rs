//! Runs the language-neutral vectors of `tests/vectors/discovery/txt.json` against [`TxtRecord`].

mod vectors;

use ql_discovery::{TxtRecord, TxtRecordError};
use serde_json::{Value, json};

/// The character-strings: as text, or in hexadecimal if they are none.
fn strings(input: &Value) -> Vec<Vec<u8>> {
    let list = |name: &str| input[name].as_array().map(|list| list.iter().map(|item| item.as_str().expect("text")));
    if let Some(strings) = list("strings") {
        return strings.map(|text| text.as_bytes().to_vec()).collect();
    }
    let byte = |pair: &[u8]| u8::from_str_radix(std::str::from_utf8(pair).expect("ASCII"), 16).expect("two digits");
    list("hex").expect("`strings` or `hex`").map(|text| text.as_bytes().chunks(2).map(byte).collect()).collect()
}

fn parse_txt(input: &Value) -> Value {
    let strings = strings(input);
    match TxtRecord::parse(strings.iter().map(Vec::as_slice)) {
        None => json!({ "ours": false }),
        Some(Ok(record)) => json!({ "manifest": record.manifest() }),
        Some(Err(error)) => json!({
            "error": match error {
                TxtRecordError::UrlMissing => "url-missing",
                TxtRecordError::SeveralUrls => "several-urls",
                TxtRecordError::Url(_) => "url",
                TxtRecordError::NotText => "not-text",
                other => panic!("unknown error: {other}"),
            }
        }),
    }
}

#[test]
fn vectors() {
    vectors::check("txt.json", "parse_txt", 50, parse_txt);
}

#[test]
fn errors_are_sentences_that_show_the_value() {
    let error = TxtRecord::parse([&b"v=qldiscover1; m=uni.example"[..]]).expect("one of ours").expect_err("malformed");
    assert_eq!(error.to_string(), "`m` is not an absolute http or https URL: `uni.example`");
}
