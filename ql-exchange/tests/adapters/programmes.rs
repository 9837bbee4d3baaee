//! OOAPI 5: programmes, and what else courses refer to.

use std::collections::HashMap;
use std::time::SystemTime;

use ql_core::{DataSource, SourceType};
use ql_exchange::{HarvestScope, HarvestState, Harvester, OfferingStrategy};
use serde_json::json;

use crate::{Doc, Site, collect, harvest, insistent, items, more, numbers, only, options, status, transport, twice};

pub(crate) const V5: &str = "/v5/";

/// A university with one of everything, whose root organisation has a list of all offerings.
async fn university(is_tagged: bool) -> Site {
    let documents = [
        ("courses", items(json!([{ "courseId": "a", "programs": ["p"] }, { "courseId": "b" }]))),
        (
            "organizations",
            items(json!([{ "organizationId": "d", "organizationType": "department" },
                { "organizationId": "r", "organizationType": "root" }])),
        ),
        ("academic-sessions", only("academicSessionId", &["s"])),
        ("education-specifications", only("educationSpecificationId", &["e"])),
        ("programs", items(json!([{ "programId": "p", "children": ["q"] }, { "programId": "q", "parent": "p" }]))),
        (
            "organizations/r/offerings?offeringType=course",
            items(json!([{ "offeringId": "o1", "course": "a" }, { "offeringId": "o2", "course": { "courseId": "b" } },
                { "offeringId": "o3", "course": "a" }])),
        ),
        (
            "organizations/r/offerings?offeringType=program",
            items(json!([{ "offeringId": "o4", "program": "q" }, { "offeringId": "o5", "program": ["p"] }])),
        ),
    ];
    Site::with(V5, documents, is_tagged).await
}

/// A small one, whose courses and programmes have lists of their own, if any.
async fn college(is_tagged: bool) -> Site {
    let documents = [
        ("courses", only("courseId", &["a"])),
        ("organizations", only("organizationId", &["x", "y"])),
        ("programs", only("programId", &["p", "q"])),
        ("courses/a/offerings", items(json!([{ "offeringId": "o1" }]))),
        ("programs/p/offerings", more(json!([{ "offeringId": "o2" }]))),
        ("programs/p/offerings?pageNumber=2", items(json!([{ "offeringId": "o3" }]))),
    ];
    Site::with(V5, documents, is_tagged).await
}

fn ooapi(site: &Site) -> DataSource {
    site.source(SourceType::Ooapi).version("5").build()
}

#[tokio::test]
async fn whole_catalogue() {
    let site = university(false).await;
    let come = harvest(&ooapi(&site), options().with_offerings_since("2025-07-01")).await;
    assert_eq!(come.end(), "complete");
    assert_eq!(
        come.context(),
        [
            "organisation d",
            "organisation r",
            "session s",
            "specification e",
            "programme p",
            "programme q",
            "offering o5",
            "offering o4",
        ]
    );
    assert_eq!(
        come.records(),
        [
            "course a: offering o1, offering o3",
            "course b: offering o2",
            "programme p: offering o5",
            "programme q: offering o4",
        ]
    );
    assert_eq!(
        site.asked(),
        [
            "courses?pageSize=250&pageNumber=1",
            "organizations?pageSize=250&pageNumber=1",
            "academic-sessions?pageSize=250&pageNumber=1",
            "education-specifications?pageSize=250&pageNumber=1",
            "programs?pageSize=250&pageNumber=1",
            "organizations/r/offerings?pageSize=250&pageNumber=1&offeringType=course&since=2025-07-01",
            "organizations/r/offerings?pageSize=250&pageNumber=1&offeringType=program&since=2025-07-01",
        ]
    );
    assert_eq!((come.versions(), site.headers("accept")), (vec![Some(5)], vec!["application/json".into()]));
    assert_eq!((come.requests(), come.summary.statistics.pages), (7, 7));
}

#[tokio::test]
async fn courses_alone() {
    let site = university(false).await;
    let come = harvest(&ooapi(&site), options().with_scope(HarvestScope::Courses)).await;
    assert_eq!((come.end(), come.context().len()), ("complete".into(), 0));
    assert_eq!(come.records(), ["course a", "course b"]);
    assert_eq!(site.paths(), ["courses", "courses/a/offerings", "courses/b/offerings"]);
}

#[tokio::test]
async fn parameters_and_headers_of_the_manifest_come_with_every_list() {
    let site = university(false).await;
    let builder = site.source(SourceType::Ooapi).page_size(60).header("X-Tenant", "uni");
    let source = builder.query_parameter("consumer", "edu&x").build();
    assert_eq!(harvest(&source, options()).await.end(), "complete");
    for line in site.asked() {
        assert!(line.contains("?pageSize=50&pageNumber=1") && line.ends_with("&consumer=edu%26x"), "{line}");
    }
    assert_eq!((site.asked().len(), site.headers("x-tenant")), (7, vec!["uni".into()]));
}

/// No personal data is asked for, and no list that the format has not.
#[tokio::test]
async fn courses_that_fail_are_all_that_is_asked_for() {
    for code in [403, 404, 500] {
        let site = university(false).await;
        site.set("courses", status(code));
        let come = harvest(&ooapi(&site), options()).await;
        assert!(come.end().starts_with("failed") && come.context().is_empty(), "{}", come.end());
        assert_eq!(site.paths(), ["courses"], "{code}");
    }
}

#[tokio::test]
async fn offerings_of_each_programme() {
    let site = college(false).await;
    let come = harvest(&ooapi(&site), options().with_offerings_since("2025-07-01")).await;
    assert_eq!(come.end(), "complete");
    assert_eq!(come.records(), ["course a: offering o1", "programme p: offering o2, offering o3", "programme q"]);
    let context = ["organisation x", "organisation y", "programme p", "programme q", "offering o2", "offering o3"];
    assert_eq!(come.context(), context);
    assert_eq!(
        site.asked()[5..],
        [
            "programs/p/offerings?pageSize=250&pageNumber=1&since=2025-07-01",
            "programs/p/offerings?pageSize=250&pageNumber=2&since=2025-07-01",
            "programs/q/offerings?pageSize=250&pageNumber=1&since=2025-07-01",
            "courses/a/offerings?pageSize=250&pageNumber=1&since=2025-07-01",
        ]
    );
}

#[tokio::test]
async fn offerings_of_a_programme_fail() {
    let site = college(false).await;
    site.set("programs/p/offerings?pageNumber=2", status(500));
    let come = harvest(&ooapi(&site), options()).await;
    assert_eq!(come.end(), "incomplete (offerings-failed)");
    assert_eq!(come.records(), ["course a: offering o1", "programme p: offering o2", "programme q"]);
    assert_eq!(come.summary.diagnostics[0].item(), Some("p"));
}

#[tokio::test]
async fn offerings_of_a_programme_are_not_those_of_a_course() {
    let site = college(false).await;
    site.set("programs/p/offerings", status(500));
    let come = harvest(&ooapi(&site), options()).await;
    let outcome = come.summary.outcome.to_string();
    assert!(outcome.contains("programme") && !outcome.contains("course"), "{outcome}");
}

/// After five refusals in a row no programme is asked for its offerings any more.
#[tokio::test]
async fn programmes_without_lists_of_offerings() {
    for code in [404, 405, 501] {
        let site = college(false).await;
        site.set("programs", only("programId", &["1", "2", "3", "4", "5", "6", "7", "8"]));
        for number in 1..=8 {
            site.set(&format!("programs/{number}/offerings"), status(code));
        }
        let come = harvest(&ooapi(&site), options()).await;
        assert_eq!((come.end(), come.records.len()), ("complete".into(), 9), "{code}");
        assert_eq!(site.paths().iter().filter(|path| path.starts_with("programs/")).count(), 5, "{code}");
    }
}

#[tokio::test]
async fn ids_of_programmes_in_paths() {
    for (id, segment) in [
        ("AB 1/2", "AB%201%2F2"),
        ("PSUNV;GRAD;0650", "PSUNV;GRAD;0650"),
        ("a%2Fb?x#y", "a%252Fb%3Fx%23y"),
        ("ü\\", "%C3%BC%5C"),
        ("...", "..."),
        ("https://elsewhere.example/p", "https:%2F%2Felsewhere.example%2Fp"),
    ] {
        let site = college(false).await;
        site.set("programs", only("programId", &[id]));
        site.set(&format!("programs/{segment}/offerings"), items(json!([{ "offeringId": "o" }])));
        let come = harvest(&ooapi(&site), options()).await;
        let records = ["course a: offering o1".to_owned(), format!("programme {id}: offering o")];
        assert_eq!((come.end(), come.records()), ("complete".into(), records.into()), "{id}");
    }
}

/// They would lead to other lists.
#[tokio::test]
async fn no_request_for_dots() {
    let site = college(false).await;
    site.set("programs", only("programId", &[".", "..", "p"]));
    let come = harvest(&ooapi(&site), options()).await;
    assert_eq!(come.records()[1..], ["programme .", "programme ..", "programme p: offering o2, offering o3"]);
    let expected = ["courses", "organizations", "academic-sessions", "education-specifications", "programs"];
    assert_eq!(site.paths()[..5], expected);
    assert_eq!(site.paths()[5..], ["programs/p/offerings", "programs/p/offerings", "courses/a/offerings"]);
}

#[tokio::test]
async fn dots_are_reported_for_programmes_as_for_courses() {
    let site = college(false).await;
    site.set("programs", only("programId", &[".."]));
    assert_eq!(harvest(&ooapi(&site), options()).await.end(), "incomplete (offerings-failed)");
    let site = college(false).await;
    site.set("courses", only("courseId", &[".."]));
    assert_eq!(harvest(&ooapi(&site), options()).await.end(), "incomplete (offerings-failed)");
}

#[tokio::test]
async fn programmes_on_several_pages_some_of_them_twice() {
    let site = college(false).await;
    site.set("programs", more(json!([{ "programId": "p" }, { "programId": 12 }])));
    site.set("programs?pageNumber=2", items(json!([{ "programId": "p", "name": "other" }, { "programId": "12" }])));
    let come = harvest(&ooapi(&site), options()).await;
    // A number is the same as its text, but it is not the same item.
    assert_eq!(come.end(), "complete (item-repeated)");
    assert_eq!(come.records()[1..], ["programme p: offering o2, offering o3", "programme 12"]);
    assert_eq!(come.summary.diagnostics.len(), 2);
}

/// A course without an id is handed over, so that the mapper can say what is wrong with it.
#[tokio::test]
async fn programme_without_an_id() {
    let site = college(false).await;
    site.set("programs", items(json!([{ "name": "nameless" }, { "programId": "p" }])));
    site.set("courses", items(json!([{ "name": "nameless" }])));
    let come = harvest(&ooapi(&site), options()).await;
    assert_eq!(come.records(), ["course", "programme", "programme p: offering o2, offering o3"]);
}

#[tokio::test]
async fn optional_lists_that_a_server_has_not() {
    for list in ["organizations", "academic-sessions", "education-specifications", "programs"] {
        for code in [404, 405, 501] {
            let site = university(false).await;
            site.set(list, status(code));
            let come = harvest(&ooapi(&site), options()).await;
            // Without the programmes their offerings have no place.
            let end = if list == "programs" { "complete (offerings-orphaned)" } else { "complete" };
            assert_eq!((come.end(), site.count(list)), (end.into(), 1), "{list}: {code}");
            assert!(come.records.len() >= 2, "{list}: {code}");
        }
    }
}

#[tokio::test]
async fn optional_lists_that_are_denied() {
    for list in ["organizations", "academic-sessions", "education-specifications", "programs"] {
        for code in [401, 403] {
            let site = university(false).await;
            site.set(list, status(code));
            let come = harvest(&ooapi(&site), options()).await;
            let orphaned = if list == "programs" { ", offerings-orphaned" } else { "" };
            let end = format!("complete (list-denied{orphaned})");
            assert_eq!((come.end(), site.count(list)), (end, 1), "{list}: {code}");
        }
    }
}

#[tokio::test]
async fn optional_lists_that_fail() {
    for list in ["organizations", "academic-sessions", "education-specifications", "programs"] {
        let site = university(false).await;
        site.set(list, status(500));
        let come = harvest(&ooapi(&site), insistent()).await;
        let orphaned = if list == "programs" { ", offerings-orphaned" } else { "" };
        assert_eq!((come.end(), site.count(list)), (format!("incomplete (list-failed{orphaned})"), 3), "{list}");
        assert!(come.records.len() >= 2, "{list}");
    }
}

#[tokio::test]
async fn optional_lists_that_are_something_else() {
    for body in ["<html></html>", "{}", "", "null", "[1,", "\"programs\""] {
        let site = university(false).await;
        site.set("programs", Doc::new(200, body));
        site.set("organizations/r/offerings?offeringType=program", status(404));
        let come = harvest(&ooapi(&site), options()).await;
        assert_eq!((come.end(), come.records.len()), ("incomplete (list-failed)".into(), 2), "{body}");
    }
}

#[tokio::test]
async fn optional_list_that_breaks_at_its_second_page() {
    for code in [403, 404, 500] {
        let site = university(false).await;
        site.set("programs", more(json!([{ "programId": "q" }])));
        site.set("programs?pageNumber=2", status(code));
        let come = harvest(&ooapi(&site), options()).await;
        assert!(come.end().starts_with("incomplete (list-failed"), "{code}: {}", come.end());
        assert_eq!(come.records().last().map(String::as_str), Some("programme q: offering o4"), "{code}");
        assert!(come.context().contains(&"programme q".into()), "{code}");
    }
}

/// What was good is handed over.
#[tokio::test]
async fn programmes_are_kept_if_the_list_of_courses_breaks() {
    let site = university(false).await;
    site.set("courses", more(json!([{ "courseId": "a" }])));
    site.set("courses?pageNumber=2", status(500));
    let come = harvest(&ooapi(&site), options()).await;
    assert_eq!(come.end(), "incomplete (status)");
    let records = ["course a: offering o1, offering o3", "programme p: offering o5", "programme q: offering o4"];
    assert_eq!(come.records(), records);
}

#[tokio::test]
async fn no_programmes_and_no_courses() {
    let site = Site::start(V5, [("courses", items(json!([]))), ("programs", items(json!(null)))]).await;
    let come = harvest(&ooapi(&site), options()).await;
    assert_eq!((come.end(), come.records.len(), come.context.len()), ("complete".into(), 0, 0));
    let site = Site::start(V5, [("courses", items(json!([]))), ("programs", only("programId", &["p"]))]).await;
    let come = harvest(&ooapi(&site), options()).await;
    assert_eq!((come.end(), come.records()), ("complete".into(), vec!["programme p".into()]));
}

#[tokio::test]
async fn nothing_has_changed() {
    let site = college(true).await;
    let (come, asked) = twice(&site, &ooapi(&site), options(), || {}).await;
    assert_eq!((come.end(), come.records.len(), come.context.len()), ("not-modified".into(), 0, 0));
    // Every page of every list; the lists of single courses are not asked for.
    let mut asked: Vec<&str> = asked.iter().map(String::as_str).collect();
    asked.sort_unstable();
    assert_eq!(
        asked,
        [
            "courses?pageSize=250&pageNumber=1",
            "organizations?pageSize=250&pageNumber=1",
            "programs/p/offerings?pageSize=250&pageNumber=1",
            "programs/p/offerings?pageSize=250&pageNumber=2",
            "programs?pageSize=250&pageNumber=1",
        ]
    );
}

#[tokio::test]
async fn nothing_has_changed_where_there_is_a_list_of_all_offerings() {
    let site = university(true).await;
    let (come, asked) = twice(&site, &ooapi(&site), options(), || {}).await;
    assert_eq!((come.end(), asked.len()), ("not-modified".into(), 7));
}

#[tokio::test]
async fn since_when_is_asked_for_again() {
    let site = college(true).await;
    let (come, asked) = twice(&site, &ooapi(&site), options().with_offerings_since("2025-07-01"), || {}).await;
    assert_eq!(come.end(), "not-modified");
    for line in asked.iter().filter(|line| line.contains("/offerings")) {
        assert!(line.ends_with("since=2025-07-01"), "{line}");
    }
}

#[tokio::test]
async fn a_page_of_programmes_has_changed() {
    let site = college(true).await;
    let change = || site.set("programs", only("programId", &["p", "q", "new"]));
    let (come, _) = twice(&site, &ooapi(&site), options(), change).await;
    assert_eq!(come.end(), "complete");
    let programmes = ["programme p: offering o2, offering o3", "programme q", "programme new"];
    assert_eq!(
        (come.records()[0].as_str(), &come.records()[1..]),
        ("course a: offering o1", &programmes.map(String::from)[..])
    );
}

#[tokio::test]
async fn a_list_is_gone() {
    let site = college(true).await;
    let (come, _) = twice(&site, &ooapi(&site), options(), || site.set("programs", status(404))).await;
    assert_eq!((come.end(), come.records()), ("complete".into(), vec!["course a: offering o1".into()]));
}

/// A list that is not essential fails as it does without a state.
#[tokio::test]
async fn a_list_fails_while_it_is_asked_for_changes() {
    for (code, end) in [(500, "incomplete (list-failed)"), (403, "complete (list-denied)")] {
        let site = college(true).await;
        let (come, _) = twice(&site, &ooapi(&site), options(), || site.set("organizations", status(code))).await;
        assert_eq!((come.end(), come.records.len()), (end.into(), 3), "{code}");
    }
}

#[tokio::test]
async fn a_page_without_validators_could_change_unnoticed() {
    let site = college(false).await;
    let (come, asked) = twice(&site, &ooapi(&site), options(), || {}).await;
    assert_eq!((come.end(), come.records.len(), asked.len()), ("complete".into(), 3, 9));
    assert_eq!(site.headers("if-none-match"), [""]);
}

#[tokio::test]
async fn no_offerings_wanted_and_no_programmes() {
    let site = university(false).await;
    site.set("programs", status(404));
    let come = harvest(&ooapi(&site), options().with_offerings(OfferingStrategy::None)).await;
    assert_eq!((come.end(), come.records()), ("complete".into(), vec!["course a".into(), "course b".into()]));
    assert!(site.paths().iter().all(|path| !path.contains("offerings")), "{:?}", site.paths());
}

#[tokio::test]
async fn no_offerings_wanted() {
    let site = university(false).await;
    let come = harvest(&ooapi(&site), options().with_offerings(OfferingStrategy::None)).await;
    assert_eq!(come.records(), ["course a", "course b", "programme p", "programme q"]);
    assert!(site.paths().iter().all(|path| !path.contains("offerings")), "{:?}", site.paths());
}

/// A state says nothing of what was never asked for.
#[tokio::test]
async fn nothing_has_changed_of_what_was_wanted_before() {
    let site = college(true).await;
    let source = ooapi(&site);
    let harvester = Harvester::new(transport()).with_options(options().with_scope(HarvestScope::Courses));
    let mut first = collect(harvester.harvest(&source)).await;
    let mut state = HarvestState::new(&source);
    let validators = std::mem::take(&mut first.validators);
    state.update(&source, &first.summary.outcome, HashMap::new(), validators, SystemTime::now());
    let harvester = Harvester::new(transport()).with_options(options());
    let second = collect(harvester.harvest_since(&source, &state)).await;
    assert_eq!((second.end(), second.records.len()), ("complete".into(), 3));
}

/// As with the offerings of courses: after twenty failures in a row the server is given up.
#[tokio::test]
async fn server_that_dies_behind_its_lists() {
    let site = college(false).await;
    let ids = numbers("p", 60);
    site.set("programs", only("programId", &ids.iter().map(String::as_str).collect::<Vec<_>>()));
    for id in &ids {
        site.set(&format!("programs/{id}/offerings"), status(500));
    }
    let come = harvest(&ooapi(&site), options()).await;
    assert!(come.end().starts_with("incomplete"), "{}", come.end());
    let requests = site.paths().iter().filter(|path| path.starts_with("programs/")).count();
    assert!((20..=30).contains(&requests), "{requests}");
}
