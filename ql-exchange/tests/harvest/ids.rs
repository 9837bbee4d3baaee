//! Ids of courses as parts of URLs.

use serde_json::{Value, json};

use crate::server::{Server, json, offerings};

use crate::{COMPLETE, INCOMPLETE, catalogue, harvest, pages};

#[tokio::test]
async fn ids_in_paths() {
    let cases: [(Value, Option<&str>); 22] = [
        (json!("INF-1.a_b~c"), Some("INF-1.a_b~c")),
        (json!("AB 1/2"), Some("AB%201%2F2")),
        (json!("a/../b"), Some("a%2F..%2Fb")),
        (json!("50%"), Some("50%25")),
        (json!("a%2Fb"), Some("a%252Fb")),
        (json!("a?b#c"), Some("a%3Fb%23c")),
        (json!("a\\b"), Some("a%5Cb")),
        (json!("Größe"), Some("Gr%C3%B6%C3%9Fe")),
        (json!("課程"), Some("%E8%AA%B2%E7%A8%8B")),
        (json!("a\tb\nc"), Some("a%09b%0Ac")),
        (json!("a:b;c=d@e,f"), Some("a:b;c=d@e,f")),
        (json!("{84ab}"), Some("%7B84ab%7D")),
        (json!("..."), Some("...")),
        (json!(" padded "), Some("padded")),
        (json!(123), Some("123")),
        (json!(18_446_744_073_709_551_615_u64), Some("18446744073709551615")),
        // Without an id there is nothing to ask for.
        (json!(""), None),
        (json!(" "), None),
        (json!(null), None),
        (json!(["a"]), None),
        (json!({ "id": "a" }), None),
        (json!(true), None),
    ];
    for (id, segment) in cases {
        let list = json!({ "hasNextPage": false, "items": [{ "courseId": id }] });
        let server = Server::start(move |asked| {
            Some(json(&if asked.path.ends_with("/courses") { list.clone() } else { offerings(Some("o")) }))
        })
        .await;
        let harvested = harvest(&server).await;
        assert_eq!((harvested.status().as_str(), harvested.records.len()), (COMPLETE, 1), "{id}");
        let paths: Vec<String> = server.service.asked().into_iter().skip(1).map(|asked| asked.path).collect();
        let expected: Vec<String> = segment.iter().map(|id| format!("/v5/courses/{id}/offerings")).collect();
        assert_eq!(paths, expected, "{id}");
    }
    // An item without id is not a repetition of another one.
    let server = pages(|_| json(&json!({ "items": [{ "name": "a" }, { "name": "a" }, {}, 1, "x", null] }))).await;
    let harvested = harvest(&server).await;
    assert_eq!((harvested.status().as_str(), harvested.records.len(), harvested.codes().len()), (COMPLETE, 6, 0));
}

/// No path leads to these, with or without percent-encoding; so no other resource may be asked for instead.
#[tokio::test]
async fn ids_that_no_path_can_have() {
    let server = catalogue(&["a", ".", ".."], |_| Some(json(&offerings(None)))).await;
    let harvested = harvest(&server).await;
    assert_eq!(harvested.ids(), ["a", ".", ".."]);
    assert_eq!(server.asked().len(), 2, "{:?}", server.asked());
}

/// Offerings that could not be asked for are recorded on the course.
#[tokio::test]
async fn offerings_that_could_not_be_asked_for() {
    let server = catalogue(&["a", "."], |_| Some(json(&offerings(None)))).await;
    let harvested = harvest(&server).await;
    assert_eq!(harvested.record_codes(), [vec![], vec!["exchange.offerings-failed"]]);
    assert_eq!(harvested.status(), INCOMPLETE);
}
