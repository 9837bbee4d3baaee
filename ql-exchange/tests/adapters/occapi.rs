//! OCCAPI 1 and 2: a walk along links, wherever they lead.

use std::sync::atomic::{AtomicUsize, Ordering};

use ql_core::{DataSource, SourceType};
use ql_exchange::HarvestScope;
use serde_json::{Value, json};

use crate::{Come, Doc, Site, harvest, insistent, numbers, options, status};

const V1: &str = "/occapi/v1/hei/uni.example";
const V2: &str = "/occapi/v2/hei/uni.example";
const MEDIA_TYPE: &str = "application/vnd.api+json";

/// A resource with its own links, each an object with `href`.
fn resource(root: &str, kind: &str, id: &str, links: &[(&str, &str)]) -> Value {
    let links: Value =
        links.iter().map(|(name, path)| ((*name).to_owned(), json!({ "href": format!("{root}{path}") }))).collect();
    json!({ "type": kind, "id": id, "attributes": { "heiId": "UNI.example" }, "links": links })
}

fn document(version: &str, data: Value) -> Doc {
    Doc::new(200, json!({ "jsonapi": { "version": version }, "data": data }).to_string())
        .with("content-type", MEDIA_TYPE)
}

/// A document of version 2: a resource, or a list of some.
fn two(data: Value) -> Doc {
    document("1.1", data)
}

/// A resource of version 2 below the usual root.
fn of(kind: &str, id: &str, links: &[(&str, &str)]) -> Value {
    resource(V2, kind, id, links)
}

fn course(id: &str) -> Value {
    of("course", id, &[("self", &format!("/course/{id}"))])
}

/// The institution with these links, and nothing behind them.
async fn institution(links: &[(&str, &str)]) -> Site {
    Site::start(V2, [("", two(of("hei", "1", links)))]).await
}

/// An institution whose courses are in two programmes and a unit, and one nowhere else.
async fn university() -> Site {
    let site =
        institution(&[("self", ""), ("programme", "/programme"), ("ounit", "/ounit"), ("course", "/course")]).await;
    let programme = |id: &str| {
        of("programme", id, &[("self", &format!("/programme/{id}")), ("course", &format!("/programme/{id}/course"))])
    };
    site.set("/programme", two(json!([programme("p"), programme("q")])));
    site.set("/programme/p/course", two(json!([course("b"), course("a")])));
    site.set("/programme/q/course", two(json!([course("a")])));
    let links = [("self", "/ounit/u"), ("programme", "/ounit/u/programme"), ("course", "/ounit/u/course")];
    site.set("/ounit", two(json!([of("ounit", "u", &links)])));
    site.set("/ounit/u/programme", two(json!([programme("q")])));
    site.set("/ounit/u/course", two(json!([course("a")])));
    site.set("/course", two(json!([course("a"), course("b"), course("c")])));
    for id in ["a", "b", "c"] {
        let links = [("self", format!("/course/{id}")), ("instance", format!("/course/{id}/instance"))];
        site.set(
            &format!("/course/{id}"),
            two(of("course", id, &links.each_ref().map(|(name, path)| (*name, path.as_str())))),
        );
    }
    site.set(
        "/course/a/instance",
        two(json!([{ "type": "instance", "id": "i1" }, { "type": "instance", "id": "i2" }])),
    );
    site.set("/course/b/instance", two(json!([])));
    site
}

/// Courses that the institution links to itself.
async fn courses(ids: &[&str]) -> Site {
    let site = institution(&[("course", "/course")]).await;
    site.set("/course", two(ids.iter().map(|id| course(id)).collect()));
    for id in ids {
        site.set(&format!("/course/{id}"), two(of("course", id, &[("self", "")])));
    }
    site
}

fn occapi(site: &Site) -> DataSource {
    site.source(SourceType::Occapi).build()
}

async fn come(site: &Site) -> Come {
    harvest(&occapi(site), options()).await
}

const RECORDS: [&str; 5] = [
    "course b: programme p",
    "course a: programme p, programme q, organisation u, offering i1, offering i2",
    "course c",
    "programme p",
    "programme q: organisation u",
];

#[tokio::test]
async fn walk_of_version_2() {
    let site = university().await;
    let come = come(&site).await;
    assert_eq!((come.end(), come.versions()), ("complete".into(), vec![Some(2)]));
    assert_eq!(come.context(), ["organisation u", "programme p", "programme q"]);
    assert_eq!(come.records(), RECORDS);
    assert_eq!(
        site.asked(),
        [
            "",
            "/programme",
            "/programme/p/course",
            "/programme/q/course",
            "/ounit",
            "/ounit/u/programme",
            "/ounit/u/course",
            "/course",
            "/course/b",
            "/course/b/instance",
            "/course/a",
            "/course/a/instance",
            "/course/c",
            "/course/c/instance",
        ]
    );
    assert_eq!(site.headers("accept"), [MEDIA_TYPE]);
    let urls: Vec<_> = come.records.iter().map(|record| record.url.as_ref().map(url::Url::path)).collect();
    assert_eq!(urls[0], Some("/occapi/v2/hei/uni.example/course/b"));
}

/// Links are those of documents about one resource alone, so every programme and unit is fetched for them.
#[tokio::test]
async fn walk_of_version_1() {
    let one = |data: Value| document("1.0", data);
    let item = |kind: &str, id: &str| resource(V1, kind, id, &[("self", &format!("/{kind}/{id}"))]);
    let alone = |kind: &str, id: &str, links: &[(&str, &str)]| {
        let links: Value =
            links.iter().map(|(name, path)| ((*name).to_owned(), json!(format!("{V1}{path}")))).collect();
        let data = json!({ "type": kind, "id": id, "attributes": { "heiId": "uni.example", "full": true } });
        Doc::from(json!({ "jsonapi": { "version": "1.0" }, "data": data, "links": links }))
    };
    let site = Site::start(
        V1,
        [
            ("", alone("hei", "1", &[("self", "/wrong"), ("programme", "/programme"), ("ounit", "/ounit")])),
            ("/programme", one(json!([item("programme", "p"), item("programme", "q")]))),
            ("/programme/p", alone("programme", "p", &[("self", "/programme"), ("course", "/programme/p/course")])),
            ("/programme/q", alone("programme", "q", &[("course", "/programme/q/course")])),
            ("/programme/p/course", one(json!([item("course", "a")]))),
            ("/programme/q/course", one(json!([item("course", "a"), item("course", "b")]))),
            ("/ounit", one(json!([item("ounit", "u")]))),
            ("/ounit/u", alone("ounit", "u", &[("course", "/ounit/u/course")])),
            ("/ounit/u/course", one(json!([item("course", "a")]))),
            ("/course/a", alone("course", "a", &[])),
            ("/course/b", alone("course", "b", &[])),
        ],
    )
    .await;
    let come = come(&site).await;
    assert_eq!((come.end(), come.versions()), ("complete".into(), vec![Some(1)]));
    assert_eq!(
        come.records(),
        ["course a: programme p, programme q, organisation u", "course b: programme q", "programme p", "programme q"]
    );
    assert_eq!(
        site.asked(),
        [
            "",
            "/programme",
            "/programme/p",
            "/programme/p/course",
            "/programme/q",
            "/programme/q/course",
            "/ounit",
            "/ounit/u",
            "/ounit/u/course",
            "/course/a",
            "/course/b",
        ]
    );
    assert!(come.records.iter().all(|record| String::from_utf8_lossy(&record.body).contains("full")));
}

#[tokio::test]
async fn courses_alone() {
    let site = university().await;
    let come = harvest(&occapi(&site), options().with_scope(HarvestScope::Courses)).await;
    assert_eq!(come.end(), "complete");
    assert_eq!(come.records().len(), 3);
    assert!(come.records().iter().all(|record| record.starts_with("course ")), "{:?}", come.records());
}

#[tokio::test]
async fn courses_alone_of_organisational_units() {
    let site = institution(&[("ounit", "/ounit")]).await;
    site.set("/ounit", two(json!([of("ounit", "u", &[("self", "/ounit/u"), ("course", "/ounit/u/course")])])));
    site.set("/ounit/u/course", two(json!([course("a")])));
    site.set("/course/a", two(course("a")));
    let come = harvest(&occapi(&site), options().with_scope(HarvestScope::Courses)).await;
    assert_eq!((come.end(), come.records.len()), ("complete".into(), 1));
}

#[tokio::test]
async fn forms_of_links() {
    for link in [
        json!("/occapi/v2/hei/uni.example/course"),
        json!({ "href": "/occapi/v2/hei/uni.example/course", "meta": {} }),
        json!("uni.example/course"),
        json!({ "href": "./uni.example/course" }),
        json!("../hei/uni.example/course"),
        json!("{origin}/occapi/v2/hei/uni.example/course"),
    ] {
        for is_top in [true, false] {
            let site = courses(&["a"]).await;
            let mut whole = json!({ "jsonapi": { "version": "1.1" }, "data": { "type": "hei", "id": "1" } });
            let place = if is_top { &mut whole } else { &mut whole["data"] };
            place["links"] = json!({ "course": link, "self": null, "about": 7 });
            site.set("", whole);
            let come = come(&site).await;
            assert_eq!((come.end(), come.records()), ("complete".into(), vec!["course a".into()]), "{link} {is_top}");
        }
    }
}

/// A resource's own links count more than those of its document.
#[tokio::test]
async fn links_of_a_resource_and_of_its_document() {
    let site = courses(&["a"]).await;
    let wrong = format!("{V2}/wrong");
    site.set(
        "",
        json!({ "data": of("hei", "1", &[("course", "/course")]), "links": { "course": wrong, "self": wrong } }),
    );
    assert_eq!(come(&site).await.records(), ["course a"]);
    assert_eq!(site.count("/wrong"), 0);
}

#[tokio::test]
async fn relative_links_of_a_list() {
    let site = courses(&["a"]).await;
    let item = json!({ "type": "course", "id": "a", "links": { "self": "course/a?full=1#top" } });
    site.set("/course", two(json!([item])));
    assert_eq!(come(&site).await.end(), "complete");
    assert_eq!(site.asked()[2], "/course/a?full=1");
}

#[tokio::test]
async fn relative_links_behind_a_redirect() {
    let site = courses(&["a"]).await;
    site.set("", two(json!({ "type": "hei", "id": "1", "links": { "course": "uni.example/course" } })));
    site.set("/moved/here", status(302).with("location", V2));
    let source = DataSource::builder(SourceType::Occapi, site.server.url(&format!("{}/moved/here", &V2[1..]))).build();
    let come = harvest(&source, options()).await;
    assert_eq!((come.end(), come.records()), ("complete".into(), vec!["course a".into()]));
}

#[tokio::test]
async fn links_to_other_servers() {
    let other = Site::start("/", []).await;
    for (place, end, ids) in [
        ("", "incomplete (list-failed)", &[][..]),
        ("/course", "incomplete (course-incomplete)", &["course a", "course b"]),
        ("/course/a", "incomplete (course-incomplete)", &["course a", "course b"]),
        ("/course?next", "incomplete (list-failed)", &["course a", "course b"]),
    ] {
        let site = courses(&["a", "b"]).await;
        site.server.knows(&other.server);
        let (elsewhere, own) = ("{elsewhere}/x", format!("{V2}/course/b"));
        match place {
            "" => site.set("", two(json!({ "type": "hei", "id": "1", "links": { "course": elsewhere } }))),
            "/course" => site.set(
                "/course",
                two(json!([{ "type": "course", "id": "a", "links": { "self": elsewhere } },
                    { "type": "course", "id": "b", "links": { "self": own } }])),
            ),
            "/course/a" => {
                site.set("/course/a", two(json!({ "type": "course", "id": "a", "links": { "instance": elsewhere } })));
            }
            _ => site.set("/course", json!({ "data": [course("a"), course("b")], "links": { "next": elsewhere } })),
        }
        let come = come(&site).await;
        assert_eq!(
            (come.end().as_str(), come.records()),
            (end, ids.iter().map(ToString::to_string).collect()),
            "{place}"
        );
    }
    assert!(other.asked().is_empty(), "{:?}", other.asked());
}

#[tokio::test]
async fn links_that_lead_nowhere() {
    let site = courses(&["a"]).await;
    let links = json!({ "programme": "http://[", "ounit": "javascript:alert(1)", "course": format!("{V2}/course") });
    site.set("", two(json!({ "type": "hei", "id": "1", "links": links })));
    let come = come(&site).await;
    assert_eq!((come.end(), come.records()), ("incomplete (list-failed)".into(), vec!["course a".into()]));
    assert_eq!(site.paths(), ["", "/course", "/course/a"]);
}

#[tokio::test]
async fn institution_without_links() {
    for links in [json!({}), json!(null), json!([]), json!({ "self": V2 })] {
        let site = institution(&[]).await;
        site.set("", two(json!({ "type": "hei", "id": "1", "links": links })));
        let come = come(&site).await;
        assert_eq!((come.end(), come.records.len()), ("complete (list-missing)".into(), 0), "{links}");
        assert_eq!(site.paths(), [""], "{links}");
    }
}

/// A link that is there and leads to nothing: `report, go on`.
#[tokio::test]
async fn lists_that_are_not_there() {
    for list in ["/programme", "/ounit", "/programme/p/course", "/ounit/u/course", "/course/a/instance"] {
        for code in [404, 405, 501] {
            let site = university().await;
            site.set(list, status(code));
            let come = come(&site).await;
            assert!(come.end().starts_with("complete"), "{list}: {code}: {}", come.end());
            assert_eq!(
                (come.records().iter().filter(|record| record.starts_with("course ")).count(), site.count(list)),
                (3, 1)
            );
        }
    }
}

#[tokio::test]
async fn lists_that_are_not_there_are_reported() {
    let site = university().await;
    site.set("/programme", status(404));
    let come = come(&site).await;
    assert!(come.end().starts_with("complete (list-"), "{}", come.end());
}

#[tokio::test]
async fn lists_that_fail() {
    for list in ["/programme", "/programme/p/course", "/ounit", "/ounit/u/programme", "/ounit/u/course", "/course"] {
        let site = university().await;
        site.set(list, status(500));
        let come = harvest(&occapi(&site), insistent()).await;
        assert_eq!((come.end(), site.count(list)), ("incomplete (list-failed)".into(), 3), "{list}");
        let courses = if list == "/course" { 2 } else { 3 };
        assert_eq!(come.records().iter().filter(|record| record.starts_with("course ")).count(), courses, "{list}");
    }
}

#[tokio::test]
async fn institution_that_cannot_be_had() {
    for (doc, code) in [
        (status(404), "status"),
        (status(500), "status"),
        (status(403), "access-denied"),
        (Doc::new(200, ""), "empty-body"),
        (Doc::new(200, "<html></html>"), "not-json"),
        (json!({ "links": {} }).into(), "not-json"),
        (json!({ "data": null }).into(), "not-json"),
        (json!({ "data": [] }).into(), "not-json"),
        (json!([]).into(), "not-json"),
        (json!({ "errors": [{ "status": "404", "title": "Not found" }] }).into(), "status"),
    ] {
        let site = institution(&[]).await;
        site.set("", doc.clone());
        let come = come(&site).await;
        assert_eq!((come.end(), site.asked().len()), (format!("failed ({code})"), 1), "{doc:?}");
    }
}

#[tokio::test]
async fn institution_of_somebody_else() {
    for (id, end) in [
        ("uni.example", "complete"),
        ("Uni.EXAMPLE", "complete"),
        ("other.example", "failed (other-institution)"),
        ("uni.example.org", "failed (other-institution)"),
    ] {
        let site = courses(&["a"]).await;
        let links = json!({ "course": format!("{V2}/course") });
        site.set("", two(json!({ "type": "hei", "id": "1", "attributes": { "heiId": id }, "links": links })));
        assert_eq!(come(&site).await.end(), end, "{id}");
        assert_eq!(site.asked().len(), if end == "complete" { 3 } else { 1 }, "{id}");
    }
}

/// The path of the manifest announces whose data it leads to.
#[tokio::test]
async fn paths_of_the_manifest() {
    for (path, end) in [
        ("occapi/v2/hei/uni.example", "complete"),
        ("occapi/v2/hei/uni.example/", "complete"),
        ("occapi/v2/hei/UNI.example?x=1#top", "complete"),
        ("occapi/v2/hei/other.example", "failed (other-institution)"),
        ("occapi/v2/hei/17", "complete"),
    ] {
        let site = Site::serving("/", |_| two(resource("", "hei", "1", &[("ounit", "/none")]))).await;
        let source = DataSource::builder(SourceType::Occapi, site.server.url(path)).build();
        let found = harvest(&source, options()).await;
        assert_eq!((found.end().as_str(), site.asked()[0].as_str()), (end, path.split('#').next().unwrap_or_default()));
    }
}

#[tokio::test]
async fn versions() {
    for (said, path, of_document, version) in [
        (Some("1"), V2, "1.1", 1),
        (Some("2.0"), V1, "1.0", 2),
        (None, V1, "1.0", 1),
        (None, V2, "1.1", 2),
        (None, "/hei/uni.example", "1.0", 1),
        (None, "/hei/uni.example", "1.1", 2),
    ] {
        let document = document(of_document, resource(path, "hei", "1", &[("course", "/course")]));
        let list = document_of_courses(path, of_document);
        let site = Site::start(path, [("", document), ("/course", list)]).await;
        let builder = site.source(SourceType::Occapi);
        let source = said.map_or(builder.clone(), |said| builder.version(said)).build();
        let come = harvest(&source, options()).await;
        assert_eq!(
            (come.end(), come.versions()),
            ("complete".into(), vec![Some(version)]),
            "{said:?} {path} {of_document}"
        );
    }
}

fn document_of_courses(root: &str, version: &str) -> Doc {
    document(version, json!([resource(root, "course", "a", &[])]))
}

/// `jsonapi.version`, else the URL; and of the URL, what stands before the API is no version of it.
#[tokio::test]
async fn version_of_the_document_and_of_the_path() {
    for (path, of_document, version) in
        [("/gateway/v1/occapi/v2/hei/uni.example", "1.1", 2), ("/v2/occapi/hei/uni.example", "1.0", 1)]
    {
        let document = document(of_document, resource(path, "hei", "1", &[("course", "/course")]));
        let site = Site::start(path, [("", document), ("/course", document_of_courses(path, of_document))]).await;
        assert_eq!(come(&site).await.versions(), [Some(version)], "{path}");
    }
}

/// Section 5, case 6.
#[tokio::test]
async fn course_that_cannot_be_fetched_by_itself() {
    for doc in [
        json!({ "jsonapi": { "version": "1.1" }, "errors": [{ "status": "404", "title": "Not found" }] }).into(),
        status(404),
        status(500),
        Doc::new(200, "<html></html>"),
        Doc::new(200, ""),
    ] {
        let site = university().await;
        site.set("/course/a", doc);
        let come = come(&site).await;
        assert_eq!(come.end(), "incomplete (course-incomplete)");
        assert_eq!(come.records()[1], "course a: programme p, programme q, organisation u");
        let finding = &come.records[1].diagnostics[0];
        assert_eq!((finding.code().as_str(), finding.item()), ("exchange.course-incomplete", Some("a")));
        assert_eq!(come.summary.outcome.to_string(), "incomplete: 1 course could not be fetched in full");
    }
}

/// There is no course in them.
#[tokio::test]
async fn document_of_a_course_without_the_course() {
    for doc in
        [json!({ "data": null }), json!({ "data": [] }), json!({ "data": null, "errors": [{ "status": "500" }] })]
    {
        let site = university().await;
        site.set("/course/a", doc.clone());
        assert_eq!(come(&site).await.end(), "incomplete (course-incomplete)", "{doc}");
    }
}

#[tokio::test]
async fn lists_without_data() {
    for list in ["/programme", "/ounit/u/course", "/course/a/instance"] {
        let site = university().await;
        site.set(list, json!({ "data": null }));
        let come = come(&site).await;
        assert_eq!(
            (come.end(), come.records().iter().filter(|record| record.starts_with("course ")).count()),
            ("complete".into(), 3),
            "{list}"
        );
    }
}

#[tokio::test]
async fn errors_with_status_200_for_lists() {
    for (list, end) in [
        ("/programme", "incomplete (list-failed)"),
        ("/ounit", "incomplete (list-failed)"),
        ("/course/a/instance", "incomplete (course-incomplete)"),
    ] {
        let site = university().await;
        site.set(list, json!({ "errors": [{ "status": "500" }] }));
        assert_eq!(come(&site).await.end(), end, "{list}");
    }
}

#[tokio::test]
async fn programme_that_cannot_be_fetched_by_itself() {
    let site = institution(&[("programme", "/programme")]).await;
    site.set("/programme", two(json!([of("programme", "p", &[("self", "/programme/p")])])));
    site.set("/programme/p", status(500));
    let come = come(&site).await;
    assert_eq!((come.end(), come.records()), ("incomplete (list-failed)".into(), vec!["programme p".into()]));
}

#[tokio::test]
async fn instances_on_several_pages() {
    for next in ["instance2", "{origin}/occapi/v2/hei/uni.example/course/a/instance2"] {
        for link in [json!(next), json!({ "href": next })] {
            let site = university().await;
            site.set("/course/a/instance", json!({ "data": [{ "id": "i1" }], "links": { "next": link } }));
            site.set("/course/a/instance2", json!({ "data": [{ "id": "i2" }], "links": { "next": null } }));
            let come = come(&site).await;
            assert_eq!((come.end(), come.records()), ("complete".into(), RECORDS.map(String::from).into()), "{link}");
        }
    }
}

#[tokio::test]
async fn second_page_of_instances_fails() {
    for code in [404, 500] {
        let site = university().await;
        site.set("/course/a/instance", json!({ "data": [{ "id": "i1" }], "links": { "next": "instance2" } }));
        site.set("/course/a/instance2", status(code));
        let come = come(&site).await;
        assert_eq!(come.end(), "incomplete (course-incomplete)", "{code}");
        assert_eq!(come.records()[1], "course a: programme p, programme q, organisation u, offering i1", "{code}");
    }
}

#[tokio::test]
async fn lists_on_several_pages() {
    let site = courses(&["a", "b", "c"]).await;
    site.set("/course", json!({ "data": [course("a")], "links": { "next": { "href": "course?page=2" } } }));
    site.set("/course?page=2", json!({ "data": [course("b"), course("a")], "links": { "next": "course?page=3" } }));
    site.set("/course?page=3", json!({ "data": [course("c")], "links": { "next": "" , "prev": "course" } }));
    let come = come(&site).await;
    assert_eq!(come.records(), ["course a", "course b", "course c"]);
    assert_eq!(site.asked()[1..4], ["/course", "/course?page=2", "/course?page=3"]);
}

#[tokio::test]
async fn second_page_of_courses_fails() {
    for code in [404, 500] {
        let site = courses(&["a"]).await;
        site.set("/course", json!({ "data": [course("a")], "links": { "next": "course?page=2" } }));
        site.set("/course?page=2", status(code));
        let come = come(&site).await;
        assert_eq!(
            (come.end(), come.records()),
            ("incomplete (list-failed)".into(), vec!["course a".into()]),
            "{code}"
        );
    }
}

/// They end, and nothing comes twice.
#[tokio::test]
async fn circles() {
    let site = university().await;
    // Every list has a second page, which leads back to the first.
    for list in ["/programme", "/ounit", "/course", "/course/a/instance"] {
        site.set(&format!("{list}?page=2"), json!({ "data": [], "links": { "next": format!("{V2}{list}") } }));
    }
    let instances = json!([{ "type": "instance", "id": "i1" }, { "type": "instance", "id": "i2" }]);
    let next = json!({ "next": format!("{V2}/course/a/instance?page=2") });
    site.set("/course/a/instance", json!({ "data": instances, "links": next }));
    site.set(
        "/course/a/instance?page=2",
        json!({ "data": [], "links": { "next": format!("{V2}/course/a/instance") } }),
    );
    let found = come(&site).await;
    assert_eq!(found.records(), RECORDS);
    assert_eq!(site.count("/course/a/instance"), 2);
    // Units and programmes that lead to each other.
    let site = institution(&[("programme", "/programme"), ("ounit", "/programme"), ("course", "")]).await;
    let links = [("self", ""), ("course", "/programme"), ("programme", "/programme"), ("ounit", "")];
    site.set("/programme", two(json!([of("programme", "p", &links)])));
    let found = come(&site).await;
    assert!(site.asked().len() <= 4, "{:?}", site.asked());
    assert!(found.records.len() <= 3, "{:?}", found.records());
}

/// A page that repeats ends a list with an error, and keeps what was good (exchange specification).
#[tokio::test]
async fn circles_are_reported() {
    for list in ["/course", "/course/a/instance"] {
        let site = university().await;
        let data = if list == "/course" { json!([course("c")]) } else { json!([{ "type": "instance", "id": "i1" }]) };
        site.set(list, json!({ "data": data, "links": { "next": format!("{V2}{list}?page=2") } }));
        site.set(&format!("{list}?page=2"), json!({ "data": [], "links": { "next": format!("{V2}{list}") } }));
        let come = come(&site).await;
        assert!(come.end().starts_with("incomplete"), "{list}: {}", come.end());
    }
}

/// Section 5, case 4, where both programmes lead to the same list.
#[tokio::test]
async fn programmes_with_one_list_of_courses() {
    let site = institution(&[("programme", "/programme")]).await;
    let programme = |id: &str| of("programme", id, &[("self", "/none"), ("course", "/course")]);
    site.set("/programme", two(json!([programme("p"), programme("q")])));
    site.set("/course", two(json!([course("a")])));
    site.set("/course/a", two(course("a")));
    assert_eq!(come(&site).await.records()[0], "course a: programme p, programme q");
}

#[tokio::test]
async fn byte_order_mark() {
    let site = university().await;
    for path in ["", "/programme", "/course/a", "/course/a/instance"] {
        let documents = site.documents.lock().expect("documents").clone();
        let doc = documents.iter().rev().find(|(known, _)| known == path).expect("a document").1.clone();
        site.set(path, Doc { body: [b"\xef\xbb\xbf", &doc.body[..]].concat().into(), ..doc });
    }
    let come = come(&site).await;
    assert_eq!((come.end(), come.records()), ("complete".into(), RECORDS.map(String::from).into()));
}

#[tokio::test]
async fn courses_without_ids_and_links() {
    let site = courses(&[]).await;
    let items =
        json!([{ "type": "course" }, { "type": "course", "id": 5 }, "text", { "type": "course", "links": null }]);
    site.set("/course", two(items));
    let come = come(&site).await;
    assert_eq!((come.end(), come.records.len(), site.asked().len()), ("complete".into(), 4, 2));
}

/// Each by itself, in the order of the list, however many are under way.
#[tokio::test]
async fn more_courses_than_are_fetched_at_a_time() {
    let ids = numbers("c", 205);
    let ids: Vec<&str> = ids.iter().map(String::as_str).collect();
    let site = courses(&ids).await;
    let come = harvest(&occapi(&site), options().with_concurrency(8)).await;
    assert_eq!((come.end(), come.requests()), ("complete".into(), 207));
    assert_eq!(come.records(), ids.iter().map(|id| format!("course {id}")).collect::<Vec<_>>());
}

/// No URL is built, and no parameter of our own is sent.
#[tokio::test]
async fn only_links_and_parameters_of_the_manifest() {
    let site = university().await;
    let source = site.source(SourceType::Occapi).page_size(50).query_parameter("key", "x").build();
    let options = options().with_offerings_since("2025-07-01").with_components(true);
    assert_eq!(harvest(&source, options).await.end(), "complete");
    assert_eq!(site.asked().len(), 14);
    assert!(site.asked().iter().all(|line| line.ends_with("?key=x")), "{:?}", site.asked());
}

/// Each page has another one behind it, and none anything new.
#[tokio::test]
async fn pages_without_end() {
    for list in ["/course", "/course/a/instance"] {
        let pages = AtomicUsize::new(0);
        let path = format!("{V2}{list}");
        let site = Site::serving(V2, move |asked| match asked.path.strip_prefix(V2).unwrap_or_default() {
            // It is patient, but not for ever.
            _ if asked.path == path && pages.fetch_add(1, Ordering::Relaxed) > 200 => status(404),
            below => {
                let next = format!("{}?page={}", asked.path, asked.number);
                let data = match below {
                    "" => of("hei", "1", &[("course", "/course")]),
                    "/course" => json!([course("a")]),
                    "/course/a" => of("course", "a", &[("instance", "/course/a/instance")]),
                    _ => json!([{ "type": "instance", "id": "i" }]),
                };
                json!({ "data": data, "links": if asked.path == path { json!({ "next": next }) } else { json!({}) } })
                    .into()
            }
        })
        .await;
        let come = come(&site).await;
        assert!(come.end().starts_with("incomplete"), "{list}: {}", come.end());
        assert!(site.asked().len() < 10, "{list}: {} requests", site.asked().len());
    }
}

/// As with the offerings of OOAPI.
#[tokio::test]
async fn server_that_dies_behind_its_lists() {
    let ids = numbers("c", 90);
    let ids: Vec<&str> = ids.iter().map(String::as_str).collect();
    let site = courses(&ids).await;
    for id in &ids {
        site.set(&format!("/course/{id}"), status(500));
    }
    let come = come(&site).await;
    assert_eq!(come.end(), "incomplete (course-incomplete, too-many-failures)");
    assert_eq!(come.records.len(), 90);
    assert!((22..=30).contains(&site.asked().len()), "{}", site.asked().len());
}
