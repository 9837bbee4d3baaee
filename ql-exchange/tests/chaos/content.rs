//! Answers that are not the page that was asked for, though they come whole.

use crate::scenario::{Scenario, good, page};
use crate::wire::{Answer, answer, ok, send, status};

const GOOD: &str = "complete, 1 record, 2 requests";
const NOT_JSON: &str = "failed (not-json), 0 records, 1 request";
const EMPTY: &str = "failed (empty-body), 0 records, 1 request";
const STATUS: &str = "failed (status), 0 records, 1 request";
const DENIED: &str = "failed (access-denied), 0 records, 1 request";
const SAME: &str = "not-modified, 0 records, 1 request";

fn utf16(text: &str) -> Vec<u8> {
    std::iter::once(0xfeff).chain(text.encode_utf16()).flat_map(u16::to_le_bytes).collect()
}

fn tagged(tag: &str) -> Answer {
    answer(200, &[("etag", tag)], good())
}

pub(crate) fn scenarios() -> Vec<Scenario> {
    [json(), statuses(), conditions()].into_iter().flatten().collect()
}

fn json() -> Vec<Scenario> {
    let list = Scenario::list;
    vec![
        list("JSON, cut", NOT_JSON, |_| ok(&good()[..20])),
        list("JSON with garbage behind it", NOT_JSON, |_| ok(good() + "garbage")),
        list("JSON twice", NOT_JSON, |_| ok(good() + &good())),
        list("JSON with a byte order mark", GOOD, |_| ok(format!("\u{feff}{}", good()))),
        list("JSON in UTF-16", NOT_JSON, |_| ok(utf16(&good()))),
        list("JSON in Latin-1", NOT_JSON, |_| ok(b"{\"items\":[{\"courseId\":\"a\",\"name\":\"Gr\xf6\xdfe\"}]}")),
        list("JSON with NaN", NOT_JSON, |_| ok(r#"{"items":[{"courseId":"a","ects":NaN}]}"#)),
        list("JSON with comments", NOT_JSON, |_| ok(r#"{"items":[] /* none */}"#)),
        list("JSON with a prefix against theft", NOT_JSON, |_| ok(format!(")]}}',\n{}", good()))),
        list("JSON with the list twice", NOT_JSON, |_| ok(r#"{"items":[{"courseId":"a"}],"items":[]}"#)),
        list("JSON of a million brackets", NOT_JSON, |_| ok("[".repeat(1_000_000))),
        list("JSON of a million brackets in an item", NOT_JSON, |_| {
            ok(format!(r#"{{"items":[{{"courseId":"a","x":{}"#, "[".repeat(1_000_000)))
        }),
        list("`items` is a text", NOT_JSON, |_| ok(r#"{"items":"none"}"#)),
        list("`items` is a number", NOT_JSON, |_| ok(r#"{"items":0}"#)),
        list("`items` is missing", NOT_JSON, |_| ok(r#"{"hasNextPage":false}"#)),
        list("`items` is null", "complete, 0 records, 1 request", |_| ok(r#"{"items":null}"#)),
        list("`items` is one course", GOOD, |_| ok(r#"{"items":{"courseId":"a"}}"#)),
        list("items of wrong types", "complete, 4 records, 2 requests", |_| {
            ok(r#"{"items":[1,"x",null,{"courseId":"a"}]}"#)
        }),
        list("an id that is a list", "complete, 1 record, 1 request", |_| ok(r#"{"items":[{"courseId":["a"]}]}"#)),
        list("a problem with status 200", NOT_JSON, |_| ok(r#"{"status":500,"title":"Internal Server Error"}"#)),
        list("a web page with status 200", NOT_JSON, |_| {
            answer(200, &[("content-type", "text/html")], "<!DOCTYPE html><html></html>")
        }),
        list("JSON that is called a web page", GOOD, |_| answer(200, &[("content-type", "text/html")], good())),
        list("an empty body", EMPTY, |_| ok("")),
        list("a body of blanks", EMPTY, |_| ok(" \r\n\t")),
        list("a byte order mark alone", EMPTY, |_| ok("\u{feff}")),
        list("`null`", NOT_JSON, |_| ok("null")),
    ]
}

fn statuses() -> Vec<Scenario> {
    let list = Scenario::list;
    vec![
        list("204", STATUS, |_| status(204)),
        list("205", STATUS, |_| status(205)),
        list("202 with a page", STATUS, |_| answer(202, &[], good())),
        list("206 with a part", STATUS, |_| answer(206, &[("content-range", "bytes 0-9/99")], &good()[..10])),
        list("206 with the whole", STATUS, |_| answer(206, &[], good())),
        list("400", STATUS, |_| status(400)),
        list("404", STATUS, |_| status(404)),
        list("410", STATUS, |_| status(410)),
        list("418 with a good page", STATUS, |_| answer(418, &[], good())),
        list("401, and nothing to renew", DENIED, |_| answer(401, &[("www-authenticate", "Bearer")], "")),
        list("403", DENIED, |_| status(403)),
        list("407", STATUS, |_| status(407)),
        list("403 for the second page", "incomplete (access-denied), 1 record, 3 requests", |asked| {
            if asked.page() == 1 { ok(page(&["a"], Some(true))) } else { status(403) }
        }),
        list("304 without a condition", STATUS, |_| status(304)),
        list("304 without a condition, with a body", STATUS, |_| {
            vec![send(format!("HTTP/1.1 304 Not Modified\r\ncontent-length: 5\r\n\r\n{}", good()))]
        }),
    ]
}

fn conditions() -> Vec<Scenario> {
    let list = Scenario::list;
    vec![
        list("304 to a known ETag", SAME, |asked| match asked.header("if-none-match") {
            Some("\"1\"") => status(304),
            _ => tagged("\"1\""),
        })
        .twice(),
        list("304 to a known date", SAME, |asked| match asked.header("if-modified-since") {
            Some("Sun, 06 Nov 1994 08:49:37 GMT") => status(304),
            _ => answer(200, &[("last-modified", "Sun, 06 Nov 1994 08:49:37 GMT")], good()),
        })
        .twice(),
        list("200 to a known ETag", "complete, 1 record, 3 requests", |_| tagged("\"1\"")).twice(),
        list("404 to a known ETag, but not without", "complete, 1 record, 3 requests", |asked| {
            if asked.header("if-none-match").is_some() { status(404) } else { tagged("\"1\"") }
        })
        .twice(),
        list("500 to a known ETag, always", "failed (status), 0 records, 3 requests", |asked| {
            if asked.header("if-none-match").is_some() { status(500) } else { tagged("\"1\"") }
        })
        .twice(),
        list("500 to a known ETag, once", "not-modified, 0 records, 2 requests", |asked| {
            match (asked.header("if-none-match"), asked.times) {
                (None, _) => tagged("\"1\""),
                (_, 1) => status(500),
                _ => status(304),
            }
        })
        .twice(),
        list("304 for one page, not for the other", "complete, 2 records, 6 requests", |asked| {
            let (number, tag) = (asked.page(), format!("\"{}-{}\"", asked.page(), asked.times.min(asked.page() - 1)));
            if asked.header("if-none-match") == Some(&tag) {
                return status(304);
            }
            answer(200, &[("etag", &tag)], page(&[["", "a", "b"][number]], Some(number == 1)))
        })
        .twice(),
        list("304 for one page, and no ETag for the other", "complete, 2 records, 4 requests", |asked| {
            match (asked.page(), asked.header("if-none-match")) {
                (1, Some(_)) => status(304),
                (1, None) => answer(200, &[("etag", "\"1\"")], page(&["a"], Some(true))),
                _ => ok(page(&["b"], Some(false))),
            }
        })
        .twice(),
        Scenario::file("a file: 304 to a known ETag", SAME, |asked| match asked.header("if-none-match") {
            Some("W/\"1\"") => status(304),
            _ => answer(200, &[("etag", "W/\"1\"")], "<a:a> <a:b> <a:c> .\n"),
        })
        .twice(),
    ]
}
