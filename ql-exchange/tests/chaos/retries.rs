//! Servers that want to be asked later, or can't say why they fail.

use std::time::{Duration, SystemTime};

use crate::scenario::{Scenario, good, many, page};
use crate::wire::{Answer, Asked, answer, head, ok, send, status};

/// A failure at the first request, and a page at the second.
fn once(asked: &Asked, failure: Answer) -> Answer {
    if asked.is_first() { failure } else { ok(good()) }
}

/// 503 with this `Retry-After` at the first request.
fn asks(asked: &Asked, pause: &str) -> Answer {
    once(asked, answer(503, &[("retry-after", pause)], "later"))
}

fn in_seconds(seconds: u64) -> String {
    httpdate::fmt_http_date(SystemTime::now() + Duration::from_secs(seconds))
}

const AGAIN: &str = "complete, 1 record, 3 requests";
const THREE: &str = "failed (status), 0 records, 3 requests";
const ONE: &str = "failed (status), 0 records, 1 request";

pub(crate) fn scenarios() -> Vec<Scenario> {
    let list = Scenario::list;
    vec![
        list("429, to come back in 1 s", AGAIN, |asked| once(asked, answer(429, &[("retry-after", "1")], "")))
            .takes(1000),
        list("503, to come back in 1 s", AGAIN, |asked| asks(asked, "1")).takes(1000),
        list("503, to come back at once", AGAIN, |asked| asks(asked, "0")),
        list("503, to come back at a date", AGAIN, |asked| asks(asked, &in_seconds(2))).takes(900),
        list("503, to come back at a date in the past", AGAIN, |asked| asks(asked, "Sun, 06 Nov 1994 08:49:37 GMT")),
        list("503, to come back at a date of RFC 850", AGAIN, |asked| asks(asked, "Sunday, 06-Nov-94 08:49:37 GMT")),
        list("503, to come back `soon`", AGAIN, |asked| asks(asked, "soon")),
        list("503, to come back in -5 s", AGAIN, |asked| asks(asked, "-5")),
        list("503, to come back in 1.5 s", AGAIN, |asked| asks(asked, "1.5")),
        list("503, to come back in nothing", AGAIN, |asked| asks(asked, "")),
        list("503, to come back in a day", ONE, |asked| asks(asked, "86400")),
        list("503, to come back in the year 9999", ONE, |asked| asks(asked, "Fri, 31 Dec 9999 23:59:59 GMT")),
        list("503, to come back in 2^64 s", ONE, |asked| asks(asked, "18446744073709551616")),
        list("503 always, to come back at once", THREE, |_| answer(503, &[("retry-after", "0")], "")),
        list("429 without a word", AGAIN, |asked| once(asked, status(429))),
        list("429 always", THREE, |_| status(429)),
        list("500 once", AGAIN, |asked| once(asked, status(500))),
        list(
            "500 twice",
            "complete, 1 record, 4 requests",
            |asked| {
                if asked.times < 2 { status(500) } else { ok(good()) }
            },
        ),
        list("500 always", THREE, |_| status(500)),
        list("502 once", AGAIN, |asked| once(asked, status(502))),
        list("503 once", AGAIN, |asked| once(asked, status(503))),
        list("504 once", AGAIN, |asked| once(asked, status(504))),
        list("408 once", AGAIN, |asked| once(asked, status(408))),
        list("425 once", AGAIN, |asked| once(asked, status(425))),
        list("520 once, as gateways say", AGAIN, |asked| once(asked, status(520))),
        list("501 for the list", ONE, |_| status(501)),
        list("500 with a page of 2 MiB once", AGAIN, |asked| once(asked, answer(500, &[], vec![b' '; 2 << 20])))
            .with(|options| options.with_max_page_bytes(1 << 20)),
        list("500 that is cut short once", AGAIN, |asked| {
            once(asked, vec![send(head(500, &[("content-length", "100")])), crate::wire::Step::Close])
        }),
        list("400 that means 503 once", AGAIN, |asked| once(asked, answer(400, &[], r#"{"status":503}"#))),
        list("103 and then the page", "complete, 1 record, 2 requests", |_| {
            [vec![send(head(103, &[("link", "</x>; rel=preload")]))], ok(good())].concat()
        }),
        list("every second request fails", "complete, 3 records, 9 requests", |asked| match asked.page() {
            _ if asked.is_first() => status(500),
            3 => ok(page(&["c"], Some(false))),
            number => ok(page(&[["", "a", "b"][number]], Some(true))),
        }),
        list("429 for the second page once", "complete, 2 records, 5 requests", |asked| {
            match (asked.page(), asked.times) {
                (1, _) => ok(page(&["a"], Some(true))),
                (_, 0) => answer(429, &[("retry-after", "0")], ""),
                _ => ok(page(&["b"], Some(false))),
            }
        }),
        list("500 for the second page always", "incomplete (status), 1 record, 5 requests", |asked| {
            match asked.page() {
                1 => ok(page(&["a"], Some(true))),
                _ => status(500),
            }
        }),
        list("503 for the second page, to come back in a day", "incomplete (status), 1 record, 3 requests", |asked| {
            match asked.page() {
                1 => ok(page(&["a"], Some(true))),
                _ => answer(503, &[("retry-after", "86400")], ""),
            }
        }),
        Scenario::api(
            "500 once for the offerings of every course",
            "complete, 8 records, 17 requests",
            |asked| match (asked.is_list(), asked.times) {
                (true, _) => ok(many(8)),
                (false, 0) => status(500),
                (false, _) => ok(page(&[], None)),
            },
        ),
    ]
}
