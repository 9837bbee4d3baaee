//! What a request looks like.

use ql_core::{DataSource, SourceType};

use crate::server::{Server, json, offerings, page, page_number, parameter, run};

use crate::{COMPLETE, catalogue, harvester, options, pages};

#[tokio::test]
async fn requests_of_a_harvest() {
    let server = Server::start(|asked| {
        Some(json(&match asked.path.as_str() {
            "/v5/courses" => page(if page_number(asked) == 1 { &["a"] } else { &["b"] }, page_number(asked) == 1),
            _ => offerings(None),
        }))
    })
    .await;
    let source = DataSource::builder(SourceType::Ooapi, server.url("v5"))
        .query_parameter("consumer", "edu&x")
        .query_parameter("alliances.name", "a b")
        .header("X-Tenant", "uni")
        .header("Accept-Language", "de")
        .build();
    let options = options().with_offerings_since("2025-07-01");
    let harvested = run(&harvester().with_options(options), &source).await;
    assert_eq!(harvested.status(), COMPLETE);
    let more = "&consumer=edu%26x&alliances.name=a+b";
    // Whether the second page or the offerings of the first are asked for earlier does not matter.
    let mut asked = server.asked();
    asked[1..3].sort_unstable();
    assert_eq!(
        asked,
        [
            format!("/v5/courses?pageSize=250&pageNumber=1{more}"),
            format!("/v5/courses/a/offerings?pageSize=250&pageNumber=1&since=2025-07-01{more}"),
            format!("/v5/courses?pageSize=250&pageNumber=2{more}"),
            format!("/v5/courses/b/offerings?pageSize=250&pageNumber=1&since=2025-07-01{more}"),
        ]
    );
    for asked in server.service.asked() {
        let header = |name: &str| asked.headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default();
        assert_eq!((header("x-tenant"), header("accept-language")), ("uni", "de"));
        assert_eq!(header("accept"), "application/json");
        assert!(header("user-agent").contains("(+https://"), "{}", header("user-agent"));
        assert_eq!(header("content-length"), "", "a GET request without a body");
    }
    assert_eq!(harvested.summary.statistics.requests, 4);
    assert!(harvested.summary.statistics.bytes > 400);
}

#[tokio::test]
async fn roots() {
    for (root, expected) in [
        ("v5", "/v5/courses?pageSize=250&pageNumber=1"),
        ("v5/", "/v5/courses?pageSize=250&pageNumber=1"),
        ("", "/courses?pageSize=250&pageNumber=1"),
        ("a/ooapi/v5.1", "/a/ooapi/v5.1/courses?pageSize=250&pageNumber=1"),
        ("v5?tenant=1#top", "/v5/courses?tenant=1&pageSize=250&pageNumber=1"),
        ("a%20b/v5", "/a%20b/v5/courses?pageSize=250&pageNumber=1"),
    ] {
        let server = pages(|_| json(&page(&[], false))).await;
        let source = DataSource::builder(SourceType::Ooapi, server.url(root)).version("5").build();
        assert_eq!(run(&harvester(), &source).await.status(), COMPLETE, "{root}");
        assert_eq!(server.asked(), [expected], "{root}");
    }
}

#[tokio::test]
async fn page_sizes() {
    for (wanted, expected) in [
        (None, "250"),
        (Some(0), "10"),
        (Some(1), "10"),
        (Some(10), "10"),
        (Some(19), "10"),
        (Some(60), "50"),
        (Some(100), "100"),
        (Some(249), "100"),
        (Some(250), "250"),
        (Some(100_000), "250"),
    ] {
        let server = catalogue(&["a"], |_| Some(json(&offerings(None)))).await;
        let mut builder = DataSource::builder(SourceType::Ooapi, server.url("v5/"));
        if let Some(wanted) = wanted {
            builder = builder.page_size(wanted);
        }
        run(&harvester(), &builder.build()).await;
        let sizes: Vec<_> = server.service.asked().iter().map(|asked| parameter(asked, "pageSize")).collect();
        assert_eq!(sizes, [Some(expected.to_owned()), Some(expected.to_owned())], "{wanted:?}");
    }
}

#[tokio::test]
async fn versions_of_ooapi_5() {
    for version in [None, Some("5"), Some("5.0"), Some("5.1"), Some("v5")] {
        let server = pages(|_| json(&page(&["a"], false))).await;
        let mut builder = DataSource::builder(SourceType::Ooapi, server.url("v5/"));
        if let Some(version) = version {
            builder = builder.version(version);
        }
        let harvested = run(&harvester(), &builder.build()).await;
        assert_eq!((harvested.status().as_str(), harvested.records[0].version), (COMPLETE, Some(5)), "{version:?}");
    }
}
