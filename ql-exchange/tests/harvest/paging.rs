//! Pages of courses: how a list goes on, and how it ends.

use ql_core::{DataSource, SourceType};

use serde_json::{Value, json};

use crate::server::{course, json, page, run};

use crate::{COMPLETE, FAILED, INCOMPLETE, REPEATS, harvest, harvester, pages};

/// Page `n` of the case, what comes of it, and how many pages are asked for.
struct Paging {
    name: &'static str,
    page: fn(usize) -> Value,
    ids: &'static [&'static str],
    outcome: &'static str,
    codes: &'static [&'static str],
    requests: usize,
}

async fn check(cases: &[Paging]) {
    let mut failures = Vec::new();
    for case in cases {
        let page = case.page;
        let server = pages(move |number| json(&page(number))).await;
        let harvested = harvest(&server).await;
        let actual = (harvested.ids(), harvested.status(), server.count("/courses"), harvested.codes());
        let expected = (
            case.ids.iter().map(|id| (*id).to_owned()).collect::<Vec<_>>(),
            case.outcome.to_owned(),
            case.requests,
            case.codes.to_vec(),
        );
        assert_eq!(harvested.summary.statistics.pages, server.count("/courses") as u64, "{}", case.name);
        if actual != expected {
            failures.push(format!("{}\n  expected: {expected:?}\n  actual:   {actual:?}", case.name));
        }
    }
    assert!(failures.is_empty(), "{}", failures.join("\n"));
}

/// A page of one course, with the given flags.
fn flagged(number: usize, flags: Value) -> Value {
    let mut page = flags;
    page["items"] = json!([course(&format!("c{number}"))]);
    page
}

#[tokio::test]
async fn paging() {
    const THREE: &[&str] = &["c1", "c2", "c3"];
    check(&[
        Paging {
            name: "hasNextPage",
            page: |n| flagged(n, json!({ "hasNextPage": n < 3 })),
            ids: THREE,
            outcome: COMPLETE,
            codes: &[],
            requests: 3,
        },
        Paging {
            name: "hasNextPage as text",
            page: |n| flagged(n, json!({ "hasNextPage": if n < 3 { "true" } else { "False" } })),
            ids: THREE,
            outcome: COMPLETE,
            codes: &[],
            requests: 3,
        },
        Paging {
            name: "hasNextPage as number",
            page: |n| flagged(n, json!({ "hasNextPage": u8::from(n < 3) })),
            ids: THREE,
            outcome: COMPLETE,
            codes: &[],
            requests: 3,
        },
        Paging {
            name: "hasNextPage wins over totalPages that are too many",
            page: |n| flagged(n, json!({ "hasNextPage": n < 3, "totalPages": 9 })),
            ids: THREE,
            outcome: COMPLETE,
            codes: &[],
            requests: 3,
        },
        Paging {
            name: "hasNextPage wins over totalPages that are too few",
            page: |n| flagged(n, json!({ "hasNextPage": n < 3, "totalPages": 1 })),
            ids: THREE,
            outcome: COMPLETE,
            codes: &[],
            requests: 3,
        },
        Paging {
            name: "totalPages alone",
            page: |n| flagged(n, json!({ "totalPages": 3 })),
            ids: THREE,
            outcome: COMPLETE,
            codes: &[],
            requests: 3,
        },
        Paging {
            name: "totalPages as text, hasNextPage null",
            page: |n| flagged(n, json!({ "totalPages": "3", "hasNextPage": null })),
            ids: THREE,
            outcome: COMPLETE,
            codes: &[],
            requests: 3,
        },
        Paging {
            name: "totalPages with an invalid hasNextPage",
            page: |n| flagged(n, json!({ "totalPages": 3, "hasNextPage": "maybe" })),
            ids: THREE,
            outcome: COMPLETE,
            codes: &[],
            requests: 3,
        },
        Paging {
            name: "totalPages wins over a short page",
            page: |n| flagged(n, json!({ "totalPages": 3, "pageSize": 250 })),
            ids: THREE,
            outcome: COMPLETE,
            codes: &[],
            requests: 3,
        },
        Paging {
            name: "neither, a short page is the last",
            page: |n| match n {
                1 => json!({ "pageSize": 2, "items": [course("a"), course("b")] }),
                _ => json!({ "pageSize": 2, "items": [course("c")] }),
            },
            ids: &["a", "b", "c"],
            outcome: COMPLETE,
            codes: &[],
            requests: 2,
        },
        Paging {
            name: "neither, all pages are full",
            page: |n| match n {
                1 | 2 => json!({ "pageSize": 1, "items": [course(&n.to_string())] }),
                _ => json!({ "pageSize": 1, "items": [] }),
            },
            ids: &["1", "2"],
            outcome: COMPLETE,
            codes: &[],
            requests: 3,
        },
        Paging {
            name: "neither, and no page size",
            page: |n| flagged(n, json!({})),
            ids: &["c1"],
            outcome: COMPLETE,
            codes: &[],
            requests: 1,
        },
        Paging {
            name: "totalPages is 0 although there is a course",
            page: |n| flagged(n, json!({ "totalPages": 0 })),
            ids: &["c1"],
            outcome: COMPLETE,
            codes: &[],
            requests: 1,
        },
        Paging { name: "nothing", page: |_| page(&[], false), ids: &[], outcome: COMPLETE, codes: &[], requests: 1 },
        Paging {
            name: "items null",
            page: |_| json!({ "items": null, "hasNextPage": false }),
            ids: &[],
            outcome: COMPLETE,
            codes: &[],
            requests: 1,
        },
        Paging {
            name: "items is a single object",
            page: |_| json!({ "items": course("a"), "hasNextPage": false }),
            ids: &["a"],
            outcome: COMPLETE,
            codes: &[],
            requests: 1,
        },
        Paging {
            name: "a bare list",
            page: |_| json!([course("a"), course("b")]),
            ids: &["a", "b"],
            outcome: COMPLETE,
            codes: &[],
            requests: 1,
        },
    ])
    .await;
}

#[tokio::test]
async fn paging_that_goes_wrong() {
    check(&[
        Paging {
            name: "the page number is ignored",
            page: |_| page(&["a", "b"], true),
            ids: &["a", "b"],
            outcome: INCOMPLETE,
            codes: REPEATS,
            requests: 2,
        },
        Paging {
            name: "page 3 is page 2 again",
            page: |n| page(if n == 1 { &["a"] } else { &["b", "c"] }, true),
            ids: &["a", "b", "c"],
            outcome: INCOMPLETE,
            codes: REPEATS,
            requests: 3,
        },
        Paging {
            name: "page 2 is empty although there should be more",
            page: |n| page(if n == 1 { &["a"] } else { &[] }, true),
            ids: &["a"],
            outcome: INCOMPLETE,
            codes: REPEATS,
            requests: 2,
        },
        Paging {
            name: "page 1 is empty although there should be more",
            page: |_| page(&[], true),
            ids: &[],
            outcome: FAILED,
            codes: REPEATS,
            requests: 1,
        },
        Paging {
            name: "fewer pages than totalPages",
            page: |n| json!({ "totalPages": 5, "items": if n < 3 { json!([course(&n.to_string())]) } else { json!([]) } }),
            ids: &["1", "2"],
            outcome: INCOMPLETE,
            codes: REPEATS,
            requests: 3,
        },
        Paging {
            name: "an id on two pages, with different content",
            page: |n| json!({ "hasNextPage": n < 2, "items": [{ "courseId": "a", "n": n }, course(&n.to_string())] }),
            ids: &["a", "1", "2"],
            outcome: COMPLETE,
            codes: &["exchange.item-repeated"],
            requests: 2,
        },
        Paging {
            name: "an id twice on a page, with different content",
            page: |_| json!({ "items": [course("a"), course("b"), { "courseId": "a", "name": "other" }] }),
            ids: &["a", "b"],
            outcome: COMPLETE,
            codes: &["exchange.item-repeated"],
            requests: 1,
        },
    ])
    .await;
}

/// Where the list shifts or page 0 is page 1, an item comes again as it was.
#[tokio::test]
async fn pages_that_overlap() {
    let lists: [[&'static [&'static str]; 3]; 2] = [[&["a", "b"], &["b", "c"], &["c"]], [&["a"], &["b"], &["b", "c"]]];
    for lists in lists {
        let server = pages(move |number| json(&page(lists[number - 1], number < 3))).await;
        let harvested = harvest(&server).await;
        assert_eq!((harvested.ids().concat(), harvested.status().as_str()), ("abc".into(), COMPLETE), "{lists:?}");
    }
}

/// Nobody has promised more: with neither flag, a full page only makes another one possible (decision D4).
#[tokio::test]
async fn full_page_of_a_server_without_paging() {
    check(&[Paging {
        name: "the page number is ignored, and no flag says that there is more",
        page: |_| json!({ "pageSize": 2, "items": [course("a"), course("b")] }),
        ids: &["a", "b"],
        outcome: COMPLETE,
        codes: &[],
        requests: 2,
    }])
    .await;
}

/// An incomplete run is never mistaken for a smaller catalogue: as many items as asked for, and no word of the end.
#[tokio::test]
async fn full_pages_without_any_flag() {
    for bare in [true, false] {
        let list = move |number: usize| {
            let items: Vec<Value> =
                (0..if number == 1 { 10 } else { 3 }).map(|i| course(&format!("{number}-{i}"))).collect();
            if bare { json!(items) } else { json!({ "items": items }) }
        };
        let server = pages(move |number| json(&list(number))).await;
        let source = DataSource::builder(SourceType::Ooapi, server.url("v5/")).page_size(10).build();
        let harvested = run(&harvester(), &source).await;
        assert_eq!((harvested.records.len(), harvested.status().as_str()), (13, COMPLETE), "bare: {bare}");
    }
}
