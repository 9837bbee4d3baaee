//! What is kept of a source between two harvests, and what it is good for.
#![cfg(feature = "client")]

#[path = "server/kit.rs"]
#[allow(dead_code, reason = "other tests need more of it")]
mod kit;
#[path = "server/wire.rs"]
#[allow(dead_code, reason = "other tests need more of it")]
mod wire;

use std::collections::HashMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, SystemTime};

use ql_core::{DataSource, SourceType};
use ql_exchange::{ChangeSet, HarvestOutcome, HarvestState, Harvester, NewValidators};
use serde_json::json;

use kit::{Harvested, elm, hasty, ooapi, page, run_since, transport};
use wire::{Answer, Asked, Server, answer, ok, status};

const DATE: &str = "Sun, 06 Nov 1994 08:49:37 GMT";

/// A harvest with a state, which then knows what has come.
async fn harvest(source: &DataSource, state: &mut HarvestState) -> (Harvested, ChangeSet) {
    let harvester = Harvester::new(transport()).with_options(hasty());
    let mut harvested = run_since(&harvester, source, state).await;
    let items = harvested.ids().into_iter().map(|id| (id.clone(), id)).collect();
    let validators = std::mem::take(&mut harvested.validators);
    let changes = state.update(source, &harvested.summary.outcome, items, validators, SystemTime::now());
    (harvested, changes)
}

/// The state after it was written and read.
fn stored(state: &HarvestState, source: &DataSource) -> HarvestState {
    HarvestState::from_json(&state.to_json(), source)
}

/// 304 to those who know the validators, and else this.
fn unless_known(asked: &Asked, headers: &[(&str, &str)], body: &str) -> Answer {
    let value = |wanted: &str| headers.iter().find(|(name, _)| *name == wanted).map(|(_, value)| *value);
    // RFC 9110, section 13.2.2: If-Modified-Since counts only where there is no If-None-Match.
    let known = match asked.header("if-none-match") {
        Some(tag) => Some(tag) == value("etag"),
        None => asked.header("if-modified-since").is_some_and(|date| Some(date) == value("last-modified")),
    };
    if known { status(304) } else { answer(200, headers, body) }
}

#[tokio::test]
async fn validators_of_a_server() {
    let cases: [(&'static [(&str, &str)], bool); 7] = [
        (&[("etag", "\"a\"")], true),
        (&[("etag", "W/\"a\"")], true),
        (&[("last-modified", DATE)], true),
        (&[("etag", "\"a\""), ("last-modified", DATE)], true),
        // Not well-formed, but the server's own.
        (&[("etag", "a")], true),
        (&[("last-modified", "1994-11-06")], true),
        (&[("x-nothing", "1")], false),
    ];
    for (headers, has_validators) in cases {
        for is_file in [true, false] {
            let server = Server::start(move |asked| match (is_file, asked.is_list()) {
                (true, _) => unless_known(asked, headers, "<a:a> <a:b> <a:c> .\n"),
                (_, true) => unless_known(asked, headers, &page(&["a", "b"], false)),
                (_, false) => ok(page::<&str>(&[], false)),
            })
            .await;
            let source = if is_file { elm(&server).build() } else { ooapi(&server).build() };
            let mut state = HarvestState::new(&source);
            assert!(state.is_empty() && state.due().is_none() && state.is_due(SystemTime::UNIX_EPOCH));
            let (first, _) = harvest(&source, &mut state).await;
            assert_eq!(first.status(), "complete", "{headers:?}");
            let first_request = &server.asked()[0];
            assert!(first_request.header("if-none-match").or(first_request.header("if-modified-since")).is_none());
            let mut state = stored(&state, &source);
            let requests = server.asked().len();
            let (second, changes) = harvest(&source, &mut state).await;
            if has_validators {
                assert_eq!((second.status().as_str(), second.records.len()), ("not-modified", 0), "{headers:?}");
                assert_eq!(server.asked().len(), requests + 1, "{headers:?}");
                assert_eq!(changes.unchanged.len(), first.records.len());
                // Both are sent back as they came.
                let asked = &server.asked()[requests];
                for (name, known) in [("if-none-match", "etag"), ("if-modified-since", "last-modified")] {
                    let expected = headers.iter().find(|(header, _)| *header == known).map(|(_, value)| *value);
                    assert_eq!(asked.header(name), expected, "{headers:?}");
                }
            } else {
                assert_eq!((second.status().as_str(), second.records.len()), ("complete", first.records.len()));
            }
            assert!(changes.is_empty(), "{changes:?}");
            // Once more, for what a 304 leaves behind.
            let (third, _) = harvest(&source, &mut stored(&state, &source)).await;
            assert_eq!(third.status(), second.status(), "{headers:?}");
        }
    }
}

/// Three pages, of which the one with this number changes, or none.
#[tokio::test]
async fn pages_that_change() {
    for changing in [None, Some(1), Some(2), Some(3)] {
        let server = Server::start(move |asked| {
            if !asked.is_list() {
                return ok(page::<&str>(&[], false));
            }
            let number = asked.page();
            let is_new = changing == Some(number) && asked.times > 0;
            let tag = format!("\"{number}-{is_new}\"");
            let ids = [format!("{number}a"), format!("{number}{}", if is_new { "c" } else { "b" })];
            unless_known(asked, &[("etag", &tag)], &page(&ids, number < 3))
        })
        .await;
        let source = ooapi(&server).build();
        let mut state = HarvestState::new(&source);
        let (first, changes) = harvest(&source, &mut state).await;
        assert_eq!((first.status().as_str(), changes.added.len()), ("complete", 6));
        let mut state = stored(&state, &source);
        let requests = server.asked().len();
        let (second, changes) = harvest(&source, &mut state).await;
        match changing {
            None => {
                assert_eq!((second.status().as_str(), server.asked().len() - requests), ("not-modified", 3));
                assert!(changes.is_empty() && changes.unchanged.len() == 6);
            }
            Some(number) => {
                // All pages, whichever has changed.
                assert_eq!((second.status().as_str(), second.records.len()), ("complete", 6), "{number}");
                let lists = (vec![format!("{number}c")], vec![format!("{number}b")]);
                assert_eq!((changes.added, changes.removed), lists);
                assert_eq!((changes.unchanged.len(), changes.changed.len()), (5, 0));
            }
        }
    }
}

/// A new page behind the last one shows in the last one only, if at all.
#[tokio::test]
async fn pages_that_come_or_go() {
    for (before, after) in [(2, 3), (3, 2)] {
        let count = Arc::new(AtomicUsize::new(before));
        let known = Arc::clone(&count);
        let server = Server::start(move |asked| {
            if !asked.is_list() {
                return ok(page::<&str>(&[], false));
            }
            let pages = known.load(Ordering::Relaxed);
            let number = asked.page();
            if number > pages {
                return status(404);
            }
            let tag = format!("\"{number}-{}\"", number == pages);
            unless_known(asked, &[("etag", &tag)], &page(&[number.to_string()], number < pages))
        })
        .await;
        let source = ooapi(&server).build();
        let mut state = HarvestState::new(&source);
        assert_eq!(harvest(&source, &mut state).await.0.records.len(), before);
        count.store(after, Ordering::Relaxed);
        let (second, changes) = harvest(&source, &mut state).await;
        assert_eq!(
            (second.status().as_str(), second.records.len()),
            ("complete", after),
            "{before} {after}: {:?}",
            second.summary
        );
        assert_eq!(
            (changes.added.len(), changes.removed.len()),
            (after.saturating_sub(before), before.saturating_sub(after))
        );
    }
}

/// Offerings are part of a course, so that the list is as it was does not mean that nothing has changed.
#[tokio::test]
#[ignore = "by the specification the list endpoints speak for all of a source"]
async fn offerings_that_change() {
    let server = Server::start(|asked| {
        if asked.is_list() {
            return unless_known(asked, &[("etag", "\"a\"")], &page(&["a"], false));
        }
        let offering = format!("o{}", asked.times);
        let tag = format!("\"{offering}\"");
        unless_known(asked, &[("etag", &tag)], &page(&[&offering], false).replace("courseId", "offeringId"))
    })
    .await;
    let source = ooapi(&server).build();
    let mut state = HarvestState::new(&source);
    assert_eq!(harvest(&source, &mut state).await.0.records[0].parts.len(), 1);
    let (second, _) = harvest(&source, &mut state).await;
    assert_eq!((second.status().as_str(), second.records.len()), ("complete", 1));
}

#[tokio::test]
async fn states_that_say_nothing() {
    let server = Server::start(|asked| unless_known(asked, &[("etag", "\"a\"")], "<a:a> <a:b> <a:c> .\n")).await;
    let source = elm(&server).build();
    let mut state = HarvestState::new(&source);
    harvest(&source, &mut state).await;
    let json = state.to_json();
    let version = json.replacen("\"version\":1", "\"version\":2", 1);
    assert_ne!(json, version);
    let cases = [
        ("", "nothing"),
        ("null", "null"),
        ("[]", "a list"),
        ("{}", "an object"),
        (&json[..json.len() / 2], "a cut one"),
        (&version, "another version"),
        (&json.replacen("\"validators\":{", "\"validators\":[{", 1), "another type"),
        ("\u{0}\u{ff}", "binary"),
    ];
    for (text, what) in cases {
        let mut damaged = HarvestState::from_json(text, &source);
        assert!(damaged.is_empty() && damaged.is_due(SystemTime::UNIX_EPOCH), "{what}");
        assert_eq!(harvest(&source, &mut damaged).await.0.status(), "complete", "{what}");
    }
    // Another source, though at the same place.
    let others = [
        elm(&server).query_parameter("key", "1").build(),
        elm(&server).version("3.1").build(),
        DataSource::builder(SourceType::Elm, server.url("other.ttl")).version("3.3").build(),
        DataSource::builder(SourceType::Ooapi, server.url("courses.ttl")).version("3.3").build(),
    ];
    for other in others {
        assert!(HarvestState::from_json(&json, &other).is_empty(), "{other:?}");
    }
    // The same one by another name.
    let renamed = elm(&server).name("Courses").id("1").header("X-Tenant", "1").build();
    assert!(!HarvestState::from_json(&json, &renamed).is_empty());
    // Members of a later version are no obstacle; it is the number that counts.
    let more = json.replacen('{', r#"{"later":true,"#, 1);
    assert!(!HarvestState::from_json(&more, &source).is_empty());
}

/// What is written to a state by somebody else is no header, and is not asked for elsewhere.
#[tokio::test]
async fn states_that_are_forged() {
    let other = Server::start(|_| ok("")).await;
    let server = Server::start(|asked| match asked.is_list() {
        true => answer(200, &[("etag", "\"a\"")], page(&["a"], false)),
        false => ok(page::<&str>(&[], false)),
    })
    .await;
    let source = ooapi(&server).header("X-Api-Key", "key-of-the-header").build();
    let mut state = HarvestState::new(&source);
    harvest(&source, &mut state).await;
    let mut json: serde_json::Value = serde_json::from_str(&state.to_json()).expect("JSON");
    let (url, _) = json["validators"].as_object().and_then(|known| known.iter().next()).expect("one");
    let evil = json!({ "etag": "a\r\nX-Evil: 1" });
    json["validators"] = json!({ "no URL": evil, other.url("x"): evil, url: evil });
    let mut forged = HarvestState::from_json(&json.to_string(), &source);
    assert_eq!(harvest(&source, &mut forged).await.0.status(), "complete");
    assert!(other.asked().iter().all(|asked| asked.header("x-api-key").is_none()));
    assert!(server.asked().iter().all(|asked| asked.header("x-evil").is_none()));
}

fn items(list: &[(&str, &str)]) -> HashMap<String, String> {
    list.iter().map(|(iri, fingerprint)| ((*iri).to_owned(), (*fingerprint).to_owned())).collect()
}

fn source(refresh: Option<f64>) -> DataSource {
    let builder = DataSource::builder(SourceType::Elm, "https://uni.example/a.ttl".parse().expect("a URL"));
    match refresh {
        Some(hours) => builder.refresh_hours(hours).build(),
        None => builder.build(),
    }
}

#[test]
fn change_sets() {
    let incomplete = HarvestOutcome::Incomplete { reason: "cut".into() };
    let failed = HarvestOutcome::Failed { reason: "cut".into() };
    let (source, now) = (source(None), SystemTime::UNIX_EPOCH + Duration::from_secs(1_800_000_000));
    let mut state = HarvestState::new(&source);
    let mut update = |outcome: &HarvestOutcome, list: &[(&str, &str)]| {
        state.update(&source, outcome, items(list), NewValidators::default(), now)
    };
    let changes = |added: &[&str], changed: &[&str], removed: &[&str], unchanged: &[&str]| {
        let lists = [added, changed, removed, unchanged];
        lists.map(|list| list.iter().map(|iri| (*iri).to_owned()).collect::<Vec<_>>())
    };
    let lists = |mut changes: ChangeSet| {
        changes.removed.sort_unstable();
        changes.unchanged.sort_unstable();
        [changes.added, changes.changed, changes.removed, changes.unchanged]
    };
    let complete = HarvestOutcome::Complete;
    let first = update(&complete, &[("c", "1"), ("a", "1"), ("b", "1")]);
    assert_eq!(lists(first), changes(&["a", "b", "c"], &[], &[], &[]));
    let second = update(&complete, &[("a", "1"), ("b", "2"), ("d", "1")]);
    assert_eq!(lists(second), changes(&["d"], &["b"], &["c"], &["a"]));
    // Nothing is taken for gone that could not be fetched, and it is still known later.
    assert_eq!(lists(update(&incomplete, &[("a", "2"), ("e", "1")])), changes(&["e"], &["a"], &[], &[]));
    assert_eq!(lists(update(&failed, &[])), changes(&[], &[], &[], &[]));
    assert_eq!(lists(update(&HarvestOutcome::NotModified, &[])), changes(&[], &[], &[], &["a", "b", "d", "e"]));
    let last = update(&complete, &[("a", "2"), ("e", "1")]);
    assert_eq!(lists(last), changes(&[], &[], &["b", "d"], &["a", "e"]));
    assert_eq!(lists(update(&complete, &[])), changes(&[], &[], &["a", "e"], &[]));
    assert!(update(&complete, &[]).is_empty());
}

#[tokio::test]
async fn due_times() {
    let now = SystemTime::UNIX_EPOCH + Duration::from_secs(1_800_000_000);
    let server = Server::start(|_| answer(200, &[("etag", "\"a\"")], "<a:a> <a:b> <a:c> .\n")).await;
    let cases = [
        (None, 24.0),
        (Some(1.0), 1.0),
        (Some(0.5), 0.5),
        (Some(0.0), 0.0),
        (Some(-3.0), 24.0),
        (Some(f64::NAN), 24.0),
        (Some(f64::INFINITY), 24.0),
    ];
    for (refresh, hours) in cases {
        let plain = source(refresh);
        let with = |hours: f64| Some(now + Duration::from_secs_f64(hours * 3600.0));
        let mut state = HarvestState::new(&plain);
        let complete = HarvestOutcome::Complete;
        state.update(&plain, &complete, HashMap::new(), NewValidators::default(), now);
        assert_eq!(state.due(), with(hours * 2.0), "{refresh:?}, without validators");
        let mut builder = elm(&server);
        if let Some(hours) = refresh {
            builder = builder.refresh_hours(hours);
        }
        let source = builder.build();
        let harvester = Harvester::new(transport()).with_options(hasty());
        let mut state = HarvestState::new(&source);
        let validators = run_since(&harvester, &source, &state).await.validators;
        state.update(&source, &complete, HashMap::new(), validators, now);
        assert_eq!(state.due(), with(hours), "{refresh:?}, with validators");
        let due = state.due().expect("a time");
        assert!(state.is_due(due) && (hours == 0.0 || !state.is_due(due - Duration::from_secs(1))));
        // Where nothing has changed, the server has shown that it has validators.
        let later = now + Duration::from_secs(50);
        state.update(&source, &HarvestOutcome::NotModified, HashMap::new(), NewValidators::default(), later);
        assert_eq!(state.due(), with(hours).map(|due| due + Duration::from_secs(50)), "{refresh:?}");
    }
    let endless = source(Some(1e308));
    let mut state = HarvestState::new(&endless);
    state.update(&endless, &HarvestOutcome::Complete, HashMap::new(), NewValidators::default(), now);
    assert!(state.due().is_some_and(|due| due > now));
}

/// After a failure a source is due at once (documentation of `update`).
#[test]
fn due_after_a_failure() {
    let now = SystemTime::UNIX_EPOCH + Duration::from_secs(1_800_000_000);
    let source = source(None);
    for outcome in
        [HarvestOutcome::Failed { reason: "cut".into() }, HarvestOutcome::Incomplete { reason: "cut".into() }]
    {
        let mut state = HarvestState::new(&source);
        state.update(&source, &outcome, HashMap::new(), NewValidators::default(), now);
        assert!(state.is_due(now), "{outcome}");
        // It was due when it was harvested, and still is.
        state.update(&source, &HarvestOutcome::Complete, HashMap::new(), NewValidators::default(), now);
        let due = state.due().expect("a time");
        state.update(&source, &outcome, HashMap::new(), NewValidators::default(), due);
        assert!(state.is_due(due), "{outcome}");
    }
}

/// A harvest that was asked for early and failed leaves nothing that could be waited for.
#[test]
fn due_after_a_failure_of_an_early_harvest() {
    let now = SystemTime::UNIX_EPOCH + Duration::from_secs(1_800_000_000);
    let source = source(None);
    let mut state = HarvestState::new(&source);
    state.update(&source, &HarvestOutcome::Complete, HashMap::new(), NewValidators::default(), now);
    let failed = HarvestOutcome::Failed { reason: "cut".into() };
    state.update(&source, &failed, HashMap::new(), NewValidators::default(), now + Duration::from_secs(60));
    assert!(state.is_due(now + Duration::from_secs(60)));
}

/// What an incomplete harvest has missed must not be missed for ever.
#[tokio::test]
async fn incomplete_harvest_and_validators() {
    let server = Server::start(|asked| match (asked.is_list(), asked.times) {
        (true, _) => unless_known(asked, &[("etag", "\"a\"")], &page(&["a"], false)),
        (false, 0) => status(403),
        (false, _) => ok(page::<&str>(&[], false)),
    })
    .await;
    let source = ooapi(&server).build();
    let mut state = HarvestState::new(&source);
    assert_eq!(harvest(&source, &mut state).await.0.status(), "incomplete");
    assert_eq!(harvest(&source, &mut state).await.0.status(), "complete");
    assert_eq!(harvest(&source, &mut state).await.0.status(), "not-modified");
}
