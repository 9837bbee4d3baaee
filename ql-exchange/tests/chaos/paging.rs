//! Lists that go on for ever, in circles, or not as they say.

use serde_json::{Value, json};

use crate::scenario::{Scenario, page};
use crate::wire::{Answer, ok, status};

const REPEATS: &str = "incomplete (paging-repeats), 2 records";

/// `flags`, and courses with these ids.
fn with(flags: Value, ids: &[&str]) -> Answer {
    let mut page = flags;
    page["items"] = ids.iter().map(|id| json!({ "courseId": id })).collect();
    ok(page.to_string())
}

/// Courses of the page with this number, 250 to a page unless another size is given.
fn numbered(number: usize, size: usize) -> Vec<Value> {
    (0..size).map(|at| json!({ "courseId": format!("{number}-{at}") })).collect()
}

pub(crate) fn scenarios() -> Vec<Scenario> {
    let list = Scenario::list;
    vec![
        list("the same page for ever", REPEATS, |_| ok(page(&["a", "b"], Some(true)))),
        list("two pages by turns for ever", REPEATS, |asked| {
            ok(page(if asked.page() % 2 == 1 { &["a"] } else { &["b"] }, Some(true)))
        }),
        list("the last page for ever", REPEATS, |asked| ok(page(&[["", "a", "b"][asked.page().min(2)]], Some(true)))),
        list("an empty page in the middle", REPEATS, |asked| match asked.page() {
            1 => ok(page(&["a", "b"], Some(true))),
            2 => ok(page(&[], Some(true))),
            _ => ok(page(&["c"], Some(false))),
        }),
        list("an empty page at the end", "complete, 2 records", |asked| match asked.page() {
            1 => ok(page(&["a", "b"], Some(true))),
            _ => ok(page(&[], Some(false))),
        }),
        list("an empty first page with more to come", "failed (paging-repeats), 0 records, 1 request", |_| {
            ok(page(&[], Some(true)))
        }),
        list("no courses at all", "complete, 0 records, 1 request", |_| ok(page(&[], Some(false)))),
        list("fewer pages than promised", REPEATS, |asked| {
            with(json!({ "totalPages": 5 }), if asked.page() == 1 { &["a", "b"] } else { &[] })
        }),
        list("fewer pages than promised, then 404", "incomplete (status), 2 records", |asked| match asked.page() {
            1 => with(json!({ "totalPages": 5 }), &["a", "b"]),
            _ => status(404),
        }),
        list("the same items on two pages", "complete, 3 records", |asked| match asked.page() {
            1 => ok(page(&["a", "b"], Some(true))),
            _ => ok(page(&["b", "c"], Some(false))),
        }),
        list("an item with other content on the next page", "complete (item-repeated), 3 records", |asked| {
            ok(json!({
                "hasNextPage": asked.page() == 1,
                "items": [{ "courseId": "a", "page": asked.page() }, { "courseId": format!("b{}", asked.page()) }],
            })
            .to_string())
        }),
        list("items vanish while it is read", "complete, 3 records", |asked| match asked.page() {
            // `c` moved up to the first page when `a` was deleted; nothing shows it.
            1 => ok(page(&["a", "b"], Some(true))),
            _ => ok(page(&["d"], Some(false))),
        }),
        list("pages that are smaller than asked for", "complete, 3 records", |asked| {
            with(json!({ "pageSize": 1, "totalPages": 3 }), &[["", "a", "b", "c"][asked.page()]])
        }),
        list("pages that are larger than asked for", "complete, 600 records", |asked| {
            ok(json!({ "hasNextPage": asked.page() == 1, "items": numbered(asked.page(), 300) }).to_string())
        }),
        list("full pages without a word of the end", "complete, 253 records", |asked| {
            ok(json!({ "items": numbered(asked.page(), if asked.page() == 1 { 250 } else { 3 }) }).to_string())
        }),
        list("a smaller size than asked for, without a word of the end", "complete, 25 records", |asked| {
            let size = if asked.page() <= 2 { 10 } else { 5 };
            ok(json!({ "pageSize": 10, "items": numbered(asked.page(), size) }).to_string())
        }),
        list("a page size of 0 and negative totals", "complete, 1 record", |_| {
            with(json!({ "pageSize": 0, "totalPages": -1 }), &["a"])
        }),
        list("numbers larger than any", "complete, 1 record", |_| {
            ok(r#"{"hasNextPage":false,"totalPages":1e300,"pageSize":99999999999999999999,"items":[{"courseId":"a"}]}"#)
        }),
        list("the number of pages changes all the time", "complete, 3 records", |asked| {
            let total = [0, 2, 3, 3][asked.page()];
            with(json!({ "totalPages": total }), &[["", "a", "b", "c"][asked.page()]])
        }),
        list("the second page is that of another list", "incomplete (not-json), 2 records", |asked| {
            match asked.page() {
                1 => ok(page(&["a", "b"], Some(true))),
                _ => ok(r#"{"programs":[]}"#),
            }
        }),
        list("all courses have the same id", "complete (item-repeated), 1 record", |_| {
            ok(json!({ "items": [{ "courseId": "a", "n": 1 }, { "courseId": "a", "n": 2 }] }).to_string())
        }),
        list("no course has an id, and there is always more", "incomplete (paging-repeats), 1 record", |_| {
            ok(r#"{"hasNextPage":true,"items":[{"name":"a"}]}"#)
        }),
    ]
}
