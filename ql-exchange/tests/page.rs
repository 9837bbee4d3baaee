//! Saved pages of courses.

use bytes::Bytes;
use ql_core::{RecordKind, SourceType};
use ql_exchange::ooapi_page;

#[test]
fn pages_are_cut_into_courses_as_they_came() {
    let cases: [(&str, &[&str]); 12] = [
        (r#"{"items":[{"courseId":"a"},{"courseId":"b"}]}"#, &[r#"{"courseId":"a"}"#, r#"{"courseId":"b"}"#]),
        (r#"{"items":[{ "courseId" : "a" , "ects":1.50 }]}"#, &[r#"{ "courseId" : "a" , "ects":1.50 }"#]),
        (r#"{"items":[]}"#, &[]),
        (r#"{"items":null}"#, &[]),
        (r#"{"items":{"courseId":"a"}}"#, &[r#"{"courseId":"a"}"#]),
        (r#"[{"courseId":"a"}]"#, &[r#"{"courseId":"a"}"#]),
        (" \r\n[ ]\n", &[]),
        ("\u{feff}{\"items\":[{}]}", &["{}"]),
        ("\u{feff}[{}]", &["{}"]),
        // What is wrong with an item is the mapper's business.
        (r#"{"items":[1,"x",null,[]]}"#, &["1", "\"x\"", "null", "[]"]),
        // Neither the flags nor unknown members matter here; two items with one id may well be different.
        (r#"{"hasNextPage":[],"totalPages":-1,"ext":{},"items":[{}]}"#, &["{}"]),
        (r#"[{"courseId":"a"},{"courseId":"a"}]"#, &[r#"{"courseId":"a"}"#, r#"{"courseId":"a"}"#]),
    ];
    for (page, expected) in cases {
        let records = ooapi_page(&Bytes::from(page)).unwrap_or_else(|problem| panic!("{page}: {problem}"));
        let bodies: Vec<&[u8]> = records.iter().map(|record| &*record.body).collect();
        assert_eq!(bodies, expected.iter().map(|body| body.as_bytes()).collect::<Vec<_>>(), "{page}");
        for record in records {
            assert_eq!((record.source_type, record.version), (SourceType::Ooapi, Some(5)));
            assert_eq!((record.kind, record.parts.len(), record.url), (RecordKind::Course, 0, None));
        }
    }
}

fn code(page: &[u8]) -> Option<&'static str> {
    ooapi_page(&Bytes::copy_from_slice(page)).err().map(|problem| problem.code().as_str())
}

#[test]
fn what_is_no_page() {
    let cases: [(&[u8], &str); 13] = [
        (b"", "exchange.empty-body"),
        (b" \r\n", "exchange.empty-body"),
        (b"\xef\xbb\xbf", "exchange.empty-body"),
        (b"<!DOCTYPE html><html></html>", "exchange.not-json"),
        (b"null", "exchange.not-json"),
        (b"42", "exchange.not-json"),
        (b"\"items\"", "exchange.not-json"),
        (br#"{"items":[{"courseId":"a"},{"courseId":"b""#, "exchange.not-json"),
        (br#"{"items":[{"courseId":"a"}]"#, "exchange.not-json"),
        (br#"[{"courseId":"a"}"#, "exchange.not-json"),
        (br#"{"items":[]} {"items":[]}"#, "exchange.not-json"),
        (br#"{"items":"none"}"#, "exchange.not-json"),
        (b"{\"items\":[{\"courseId\":\"\xff\"}]}", "exchange.not-json"),
    ];
    for (page, expected) in cases {
        assert_eq!(code(page), Some(expected), "{}", String::from_utf8_lossy(page));
    }
}

/// As its documentation says: an object without `items` is no page. Otherwise a problem that is sent with status 200
/// (mapping reference, section 1.3: "quickstart") is a catalogue without courses.
#[test]
fn object_without_items() {
    for page in ["{}", r#"{"status":"401","title":"Unauthorized"}"#, r#"{"courseId":"a"}"#] {
        assert_eq!(code(page.as_bytes()), Some("exchange.not-json"), "{page}");
    }
}
