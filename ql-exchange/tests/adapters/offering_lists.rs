//! OOAPI: how offerings are found without a request for each course (decision D5).

use std::sync::Mutex;

use ql_core::{DataSource, SourceType};
use ql_exchange::OfferingStrategy;
use serde_json::{Value, json};

use crate::programmes::V5;
use crate::{Doc, Site, harvest, items, more, numbers, only, options, status};

const LIST: &str = "organizations/r/offerings?offeringType=course";

/// Courses, and a root organisation with a list of these offerings of courses; there are no programmes.
async fn listing(courses: &[&str], offerings: &[(&str, &str)]) -> Site {
    Site::start(
        V5,
        [
            ("courses", only("courseId", courses)),
            ("organizations", items(json!([{ "organizationId": "r", "organizationType": "root" }]))),
            (LIST, of_courses(offerings)),
            ("organizations/r/offerings?offeringType=program", items(json!([]))),
        ],
    )
    .await
}

/// Offerings with their courses.
fn of_courses(offerings: &[(&str, &str)]) -> Doc {
    items(offerings.iter().map(|(id, course)| json!({ "offeringId": id, "course": course })).collect())
}

fn one(id: &str) -> Doc {
    only("offeringId", &[id])
}

fn ooapi(site: &Site) -> DataSource {
    site.source(SourceType::Ooapi).version("5").build()
}

/// The courses that were asked for their own lists.
fn probed(site: &Site) -> Vec<String> {
    let id = |path: &String| Some(path.strip_prefix("courses/")?.strip_suffix("/offerings")?.to_owned());
    site.paths().iter().filter_map(id).collect()
}

#[tokio::test]
async fn list_that_has_all() {
    let site = listing(&["a", "b"], &[("o2", "b"), ("o1", "a"), ("o3", "b")]).await;
    let come = harvest(&ooapi(&site), options()).await;
    assert_eq!(come.end(), "complete");
    assert_eq!(come.records(), ["course a: offering o1", "course b: offering o2, offering o3"]);
    assert!(probed(&site).is_empty());
}

#[tokio::test]
async fn list_on_several_pages() {
    let site = listing(&["a", "b"], &[]).await;
    site.set(LIST, more(json!([{ "offeringId": "o1", "course": "a" }])));
    site.set(&format!("{LIST}&pageNumber=2"), status(404));
    site.set("organizations/r/offerings?pageNumber=2&offeringType=course", of_courses(&[("o2", "a"), ("o3", "b")]));
    let come = harvest(&ooapi(&site), options()).await;
    assert_eq!((come.end(), come.records()[0].as_str()), ("complete".into(), "course a: offering o1, offering o2"));
}

#[tokio::test]
async fn list_that_lacks_some() {
    let site = listing(&["a", "b", "c", "d"], &[("o1", "a")]).await;
    for (course, offering) in [("b", "o2"), ("c", "o3"), ("d", "o4")] {
        site.set(&format!("courses/{course}/offerings"), one(offering));
    }
    let come = harvest(&ooapi(&site), options()).await;
    assert_eq!(come.end(), "complete (offerings-incomplete)");
    let records = ["course a: offering o1", "course b: offering o2", "course c: offering o3", "course d: offering o4"];
    assert_eq!(come.records(), records);
    assert_eq!(probed(&site), ["b", "c", "d"]);
}

#[tokio::test]
async fn last_probe_finds_what_the_list_lacks() {
    let ids = numbers("", 9);
    let ids: Vec<&str> = ids.iter().map(String::as_str).collect();
    let site = listing(&ids, &[("o1", "1")]).await;
    for id in &ids[1..5] {
        site.set(&format!("courses/{id}/offerings"), items(json!([])));
    }
    for id in &ids[5..] {
        site.set(&format!("courses/{id}/offerings"), one(&format!("o{id}")));
    }
    let come = harvest(&ooapi(&site), options()).await;
    assert_eq!((come.end(), probed(&site).concat()), ("complete (offerings-incomplete)".into(), "23456789".into()));
    assert_eq!(come.records()[5..], ["6", "7", "8", "9"].map(|id| format!("course {id}: offering o{id}")));
}

/// The same with several requests at a time: how many there are must not decide what comes.
#[tokio::test]
async fn probes_under_way_at_a_time() {
    let ids = numbers("", 12);
    let ids: Vec<&str> = ids.iter().map(String::as_str).collect();
    let site = listing(&ids, &[]).await;
    for (at, id) in ids.iter().enumerate() {
        let found = if at < 4 { items(json!([])) } else { one(&format!("o{id}")).after(40) };
        site.set(&format!("courses/{id}/offerings"), found);
    }
    let come = harvest(&ooapi(&site), options().with_concurrency(4)).await;
    assert_eq!(come.end(), "complete (offerings-incomplete)");
    assert_eq!(
        come.records()[4..],
        ids[4..].iter().map(|id| format!("course {id}: offering o{id}")).collect::<Vec<_>>()
    );
}

#[tokio::test]
async fn five_probes_and_no_more() {
    for answer in [items(json!([])), status(404), status(501)] {
        let ids = numbers("", 9);
        let ids: Vec<&str> = ids.iter().map(String::as_str).collect();
        let site = listing(&ids, &[("o1", "2")]).await;
        for id in &ids {
            site.set(&format!("courses/{id}/offerings"), answer.clone());
        }
        let come = harvest(&ooapi(&site), options()).await;
        assert_eq!((come.end(), probed(&site).concat()), ("complete".into(), "13456".into()));
        assert_eq!(come.records()[1], "course 2: offering o1");
    }
}

#[tokio::test]
async fn probe_that_fails() {
    let site = listing(&["a", "b"], &[("o1", "a")]).await;
    site.set("courses/b/offerings", status(500));
    let come = harvest(&ooapi(&site), options()).await;
    assert_eq!(come.end(), "incomplete (offerings-failed)");
    assert_eq!(come.records(), ["course a: offering o1", "course b"]);
}

#[tokio::test]
async fn only_organisation_without_a_type() {
    let site = listing(&["a"], &[("o1", "a")]).await;
    for only in [json!({ "organizationId": "r" }), json!({ "organizationId": "r", "organizationType": "institute" })] {
        site.set("organizations", items(json!([only])));
        let come = harvest(&ooapi(&site), options()).await;
        assert_eq!((come.end(), come.records()), ("complete".into(), vec!["course a: offering o1".into()]));
    }
    assert!(probed(&site).is_empty());
}

#[tokio::test]
async fn type_of_the_root_in_capitals() {
    let site = listing(&["a"], &[("o1", "a")]).await;
    let organisations = json!([{ "organizationId": "x" }, { "organizationId": "r", "organizationType": "ROOT" }]);
    site.set("organizations", items(organisations));
    assert_eq!(harvest(&ooapi(&site), options()).await.records(), ["course a: offering o1"]);
}

/// `root id(s)`: an alliance has several.
#[tokio::test]
async fn several_roots() {
    let site = listing(&["a", "b"], &[("o1", "a")]).await;
    let root = |id: &str| json!({ "organizationId": id, "organizationType": "root" });
    site.set("organizations", items(json!([root("r"), root("t")])));
    site.set("organizations/t/offerings?offeringType=course", of_courses(&[("o2", "b")]));
    site.set("organizations/t/offerings?offeringType=program", items(json!([])));
    let come = harvest(&ooapi(&site), options()).await;
    assert_eq!(come.records(), ["course a: offering o1", "course b: offering o2"]);
    assert!(probed(&site).is_empty(), "{:?}", probed(&site));
}

#[tokio::test]
async fn several_organisations_and_no_root() {
    let site = listing(&["a"], &[("o1", "a")]).await;
    site.set("organizations", only("organizationId", &["r", "x"]));
    site.set("courses/a/offerings", one("o2"));
    let come = harvest(&ooapi(&site), options()).await;
    assert_eq!((come.records(), probed(&site)), (vec!["course a: offering o2".into()], vec!["a".into()]));
    assert_eq!(site.count("organizations/r/offerings"), 0);
}

/// A university whose sessions have lists of offerings.
async fn by_session() -> Site {
    let site = listing(&["a", "b"], &[("o9", "a")]).await;
    site.set("academic-sessions", only("academicSessionId", &["2024/1", "2025"]));
    for (session, offerings) in [("2024%2F1", [("o1", "a"), ("o2", "b")]), ("2025", [("o3", "b"), ("o4", "a")])] {
        site.set(&format!("academic-sessions/{session}/offerings?offeringType=course"), of_courses(&offerings));
        site.set(&format!("academic-sessions/{session}/offerings?offeringType=program"), items(json!([])));
    }
    site
}

#[tokio::test]
async fn sessions_where_there_is_no_organisation() {
    let site = by_session().await;
    site.set("organizations", status(404));
    let come = harvest(&ooapi(&site), options().with_offerings_since("2025-07-01")).await;
    assert_eq!(come.end(), "complete");
    assert_eq!(come.records(), ["course a: offering o1, offering o4", "course b: offering o2, offering o3"]);
    assert_eq!(
        site.asked()[5..],
        [
            "academic-sessions/2024%2F1/offerings?pageSize=250&pageNumber=1&offeringType=course&since=2025-07-01",
            "academic-sessions/2024%2F1/offerings?pageSize=250&pageNumber=1&offeringType=program&since=2025-07-01",
            "academic-sessions/2025/offerings?pageSize=250&pageNumber=1&offeringType=course&since=2025-07-01",
            "academic-sessions/2025/offerings?pageSize=250&pageNumber=1&offeringType=program&since=2025-07-01",
        ]
    );
}

#[tokio::test]
async fn sessions_because_somebody_wants_them() {
    let site = by_session().await;
    let come = harvest(&ooapi(&site), options().with_offerings(OfferingStrategy::BySession)).await;
    assert_eq!((come.end(), come.records()[0].as_str()), ("complete".into(), "course a: offering o1, offering o4"));
    assert_eq!(site.count("organizations/r/offerings"), 0);
}

#[tokio::test]
async fn sessions_where_the_organisation_has_no_list() {
    for code in [404, 405, 501] {
        let site = by_session().await;
        site.set("organizations/r/offerings", status(code));
        let come = harvest(&ooapi(&site), options()).await;
        assert_eq!((come.end(), come.records()[0].as_str()), ("complete".into(), "course a: offering o1, offering o4"));
        assert!(probed(&site).is_empty(), "{code}");
    }
}

/// Some servers answer 404 for a collection that is empty (section 1.3).
#[tokio::test]
async fn session_without_offerings_between_others() {
    let site = by_session().await;
    site.set("organizations", status(404));
    site.set("academic-sessions", only("academicSessionId", &["2024/1", "empty", "2025"]));
    let come = harvest(&ooapi(&site), options()).await;
    assert_eq!(come.records(), ["course a: offering o1, offering o4", "course b: offering o2, offering o3"]);
}

/// A year and its semesters.
#[tokio::test]
async fn offering_in_the_lists_of_two_sessions() {
    let site = by_session().await;
    site.set("organizations", status(404));
    site.set(
        "academic-sessions/2025/offerings?offeringType=course",
        of_courses(&[("o1", "a"), ("o3", "b"), ("o4", "a")]),
    );
    let come = harvest(&ooapi(&site), options()).await;
    assert_eq!(come.records(), ["course a: offering o1, offering o4", "course b: offering o2, offering o3"]);
}

#[tokio::test]
async fn more_sessions_than_anybody_asks_one_by_one() {
    let ids = numbers("s", 51);
    let sessions: Value = ids.iter().map(|id| json!({ "academicSessionId": id })).collect();
    let site = listing(&["a"], &[]).await;
    site.set("organizations", status(404));
    site.set("academic-sessions", items(sessions));
    site.set("courses/a/offerings", one("o"));
    assert_eq!(harvest(&ooapi(&site), options()).await.records(), ["course a: offering o"]);
    assert_eq!(site.asked().len(), 6);
    // Unless somebody wants it.
    let come = harvest(&ooapi(&site), options().with_offerings(OfferingStrategy::BySession)).await;
    // None of them has a list, and that is said.
    assert_eq!((come.end(), come.records()), ("complete (offerings-unsupported)".into(), vec!["course a".into()]));
}

#[tokio::test]
async fn each_course_because_somebody_wants_it() {
    let site = by_session().await;
    site.set("programs", only("programId", &["p"]));
    site.set("courses/a/offerings", one("o1"));
    site.set("programs/p/offerings", one("o2"));
    let come = harvest(&ooapi(&site), options().with_offerings(OfferingStrategy::PerCourse)).await;
    assert_eq!(come.records(), ["course a: offering o1", "course b", "programme p: offering o2"]);
    assert_eq!(site.paths()[5..], ["programs/p/offerings", "courses/a/offerings", "courses/b/offerings"]);
}

#[tokio::test]
async fn organisation_because_somebody_wants_it() {
    let site = by_session().await;
    let options = || options().with_offerings(OfferingStrategy::ByOrganisation);
    let come = harvest(&ooapi(&site), options()).await;
    assert_eq!(come.records(), ["course a: offering o9", "course b"]);
    let site = by_session().await;
    site.set("organizations/r/offerings", status(404));
    assert_eq!(harvest(&ooapi(&site), options()).await.records(), ["course a", "course b"]);
    assert_eq!((probed(&site).len(), site.count("academic-sessions/2025/offerings")), (0, 0));
}

#[tokio::test]
async fn wanted_list_is_not_there() {
    for strategy in [OfferingStrategy::ByOrganisation, OfferingStrategy::BySession] {
        let site = listing(&["a"], &[]).await;
        site.set("organizations/r/offerings", status(404));
        let come = harvest(&ooapi(&site), options().with_offerings(strategy)).await;
        assert_eq!(come.end(), "complete (offerings-unsupported)", "{strategy:?}");
    }
}

#[tokio::test]
async fn list_of_offerings_is_denied() {
    let site = listing(&["a"], &[]).await;
    site.set("organizations/r/offerings", status(403));
    site.set("courses/a/offerings", one("o1"));
    let come = harvest(&ooapi(&site), options()).await;
    assert_eq!((come.end(), come.records()), ("complete (list-denied)".into(), vec!["course a: offering o1".into()]));
}

/// What came is kept, and what is not in it is asked for as if the list lacked some.
#[tokio::test]
async fn list_of_offerings_breaks() {
    for code in [404, 500] {
        let site = listing(&["a", "b", "c"], &[]).await;
        site.set(LIST, more(json!([{ "offeringId": "o1", "course": "a" }])));
        site.set("organizations/r/offerings?pageNumber=2&offeringType=course", status(code));
        site.set("courses/b/offerings", one("o2"));
        let come = harvest(&ooapi(&site), options()).await;
        assert_eq!(come.end(), "incomplete (list-failed, offerings-incomplete)", "{code}");
        assert_eq!(come.records(), ["course a: offering o1", "course b: offering o2", "course c"], "{code}");
        assert_eq!(probed(&site), ["b", "c"]);
    }
}

/// Pages that repeat: there might be more.
#[tokio::test]
async fn list_of_offerings_goes_in_circles() {
    let site = listing(&["a"], &[]).await;
    site.set(LIST, more(json!([{ "offeringId": "o1", "course": "a" }])));
    let come = harvest(&ooapi(&site), options()).await;
    assert_eq!((come.end(), come.records()), ("incomplete (list-failed)".into(), vec!["course a: offering o1".into()]));
    assert_eq!(site.count("organizations/r/offerings"), 3);
}

#[tokio::test]
async fn programmes_where_only_courses_have_a_list() {
    let site = listing(&["a"], &[("o1", "a")]).await;
    site.set("organizations/r/offerings?offeringType=program", status(404));
    site.set("programs", only("programId", &["p"]));
    site.set("programs/p/offerings", one("o2"));
    let come = harvest(&ooapi(&site), options()).await;
    assert_eq!(come.records(), ["course a: offering o1", "programme p: offering o2"]);
}

/// A server that does not know the parameter has the same list for both.
#[tokio::test]
async fn type_of_offerings_is_ignored() {
    let site = listing(&["a"], &[]).await;
    site.set("programs", only("programId", &["p"]));
    let both = json!([{ "offeringId": "o1", "course": "a" }, { "offeringId": "o2", "program": "p" }]);
    site.set("organizations/r/offerings", items(both));
    let come = harvest(&ooapi(&site), options()).await;
    assert_eq!(come.records(), ["course a: offering o1", "programme p: offering o2"]);
}

#[tokio::test]
async fn orphaned_offerings() {
    let site = listing(&["a"], &[("o1", "a"), ("o2", "gone"), ("o3", "gone")]).await;
    site.set("programs", only("programId", &["p"]));
    let of_programmes = json!([{ "offeringId": "o4", "program": "gone" }, { "offeringId": "o5" }]);
    site.set("organizations/r/offerings?offeringType=program", items(of_programmes));
    let come = harvest(&ooapi(&site), options()).await;
    assert_eq!(come.end(), "complete (offerings-orphaned)");
    assert_eq!(come.records(), ["course a: offering o1", "programme p"]);
    let message = come.summary.diagnostics[0].message();
    assert!(message.starts_with("4 offerings"), "{message}");
}

#[tokio::test]
async fn orphaned_offerings_where_there_are_no_programmes() {
    let site = listing(&["a"], &[("o1", "a"), ("o2", "gone")]).await;
    assert_eq!(harvest(&ooapi(&site), options()).await.end(), "complete (offerings-orphaned)");
}

/// A course and a programme may have one id.
#[tokio::test]
async fn course_and_programme_with_one_id() {
    let site = listing(&["1"], &[("o1", "1")]).await;
    site.set("programs", only("programId", &["1"]));
    site.set("organizations/r/offerings?offeringType=program", items(json!([{ "offeringId": "o2", "program": 1 }])));
    let come = harvest(&ooapi(&site), options()).await;
    assert_eq!(come.records(), ["course 1: offering o1", "programme 1: offering o2"]);
}

/// More than what is kept in memory.
#[tokio::test]
async fn offerings_beyond_eight_mebibytes() {
    let filler = "x".repeat(256 << 10);
    let offering = |number: usize, round: usize| json!({ "offeringId": format!("o{number}-{round}"), "course": format!("c{number}"), "name": filler });
    let courses = numbers("c", 20);
    let site = listing(&courses.iter().map(String::as_str).collect::<Vec<_>>(), &[]).await;
    let list: Vec<Value> =
        (1..=2).flat_map(|round| (1..=20).map(move |number| (number, round))).map(|(n, r)| offering(n, r)).collect();
    site.set(LIST, items(list.into()));
    let come = harvest(&ooapi(&site), options()).await;
    assert_eq!((come.end(), probed(&site).len()), ("complete".into(), 0));
    let expected: Vec<String> = (1..=20).map(|n| format!("course c{n}: offering o{n}-1, offering o{n}-2")).collect();
    assert_eq!(come.records(), expected);
    assert!(come.records.iter().all(|record| record.parts.iter().all(|part| part.body.len() > 256 << 10)));
}

#[tokio::test]
async fn ids_of_organisations_in_paths() {
    for (id, segment) in [("R/1 ü", "R%2F1%20%C3%BC"), ("a;b@c", "a;b@c"), ("%2e%2e", "%252e%252e")] {
        let site = listing(&["a"], &[]).await;
        site.set("organizations", only("organizationId", &[id]));
        site.set(&format!("organizations/{segment}/offerings?offeringType=course"), of_courses(&[("o1", "a")]));
        assert_eq!(harvest(&ooapi(&site), options()).await.records(), ["course a: offering o1"], "{id}");
    }
}

#[tokio::test]
async fn no_request_for_dots() {
    for id in [".", ".."] {
        let site = listing(&[id, "a"], &[]).await;
        site.set("organizations", only("organizationId", &[id]));
        site.set("academic-sessions", only("academicSessionId", &[id]));
        site.set("courses/a/offerings", one("o1"));
        let come = harvest(&ooapi(&site), options().with_offerings(OfferingStrategy::PerCourse)).await;
        assert_eq!(come.end(), "incomplete (offerings-failed)", "{id}");
        assert_eq!(come.records(), [format!("course {id}"), "course a: offering o1".into()]);
        let lists = ["courses", "organizations", "academic-sessions", "education-specifications", "programs"];
        assert_eq!(site.paths(), [&lists[..], &["courses/a/offerings"]].concat());
    }
}

/// The list of all is read once, however many pages of courses there are.
#[tokio::test]
async fn courses_on_several_pages() {
    let log = Mutex::new(0);
    let site = listing(&[], &[("o1", "a"), ("o2", "b"), ("o3", "c")]).await;
    site.set("courses", more(json!([{ "courseId": "a" }])));
    site.set("courses?pageNumber=2", more(json!([{ "courseId": "b" }])));
    site.set("courses?pageNumber=3", items(json!([{ "courseId": "c" }])));
    let source = ooapi(&site);
    let harvester = ql_exchange::Harvester::new(crate::transport()).with_options(options());
    let mut harvest = harvester.harvest(&source);
    while let Some(batch) = harvest.next().await {
        *log.lock().expect("a number") += batch.records.len();
        assert!(batch.records.len() <= 1, "each page by itself");
    }
    assert_eq!((log.into_inner().expect("a number"), site.count("organizations/r/offerings")), (3, 2));
    assert_eq!((site.count("courses"), harvest.finish().outcome.to_string()), (3, "complete".into()));
}
