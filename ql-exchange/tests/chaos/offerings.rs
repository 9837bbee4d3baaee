//! Courses whose offerings can't be had.

use crate::scenario::{Scenario, many, page};
use crate::wire::{Answer, Asked, Step, answer, ok, send, status};

const ONE_FAILS: &str = "incomplete (offerings-failed), 3 records";

/// Three courses; the script answers for the offerings of the second.
fn second(asked: &Asked, of_second: impl FnOnce() -> Answer) -> Answer {
    match (asked.is_list(), asked.course()) {
        (true, _) => ok(many(3)),
        (false, "2") => of_second(),
        (false, _) => ok(offerings(&["o"], false)),
    }
}

fn offerings(ids: &[&str], more: bool) -> String {
    page(ids, Some(more)).replace("courseId", "offeringId")
}

pub(crate) fn scenarios() -> Vec<Scenario> {
    let api = Scenario::api;
    vec![
        api("offerings of one course: 500 always", "incomplete (offerings-failed), 3 records, 6 requests", |asked| {
            second(asked, || status(500))
        }),
        api("offerings of one course: 503, to come back in a day", ONE_FAILS, |asked| {
            second(asked, || answer(503, &[("retry-after", "86400")], ""))
        }),
        api("offerings of one course: 403", ONE_FAILS, |asked| second(asked, || status(403))),
        api("offerings of one course: 404", "complete, 3 records, 4 requests", |asked| second(asked, || status(404))),
        api("offerings of one course: 501", "complete, 3 records, 4 requests", |asked| second(asked, || status(501))),
        api("offerings of one course: 204", ONE_FAILS, |asked| second(asked, || status(204))),
        api("offerings of one course: reset always", ONE_FAILS, |asked| second(asked, || vec![Step::Reset])),
        api("offerings of one course: a web page", ONE_FAILS, |asked| second(asked, || ok("<html></html>"))),
        api("offerings of one course: JSON, cut", ONE_FAILS, |asked| {
            second(asked, || ok(&offerings(&["o"], false)[..20]))
        }),
        api("offerings of one course: shorter than it says", ONE_FAILS, |asked| {
            second(asked, || vec![send("HTTP/1.1 200 OK\r\ncontent-length: 99\r\n\r\n{"), Step::Close])
        }),
        api("offerings of one course: pages in circles", ONE_FAILS, |asked| {
            second(asked, || ok(offerings(&["o"], true)))
        }),
        api("offerings of one course: another list", ONE_FAILS, |asked| second(asked, || ok("{}"))),
        api("no offerings anywhere: 404", "complete (offerings-unsupported), 12 records", |asked| {
            if asked.is_list() { ok(many(12)) } else { status(404) }
        }),
        api("no offerings anywhere: 501", "complete (offerings-unsupported), 12 records", |asked| {
            if asked.is_list() { ok(many(12)) } else { status(501) }
        }),
        api("offerings of all courses: 500", "incomplete (too-many-failures, offerings-failed), 60 records", |asked| {
            if asked.is_list() { ok(many(60)) } else { status(500) }
        }),
        api(
            "the server dies after the list",
            "incomplete (too-many-failures, offerings-failed), 60 records",
            |asked| {
                if asked.is_list() { ok(many(60)) } else { vec![Step::Reset] }
            },
        ),
        api(
            "offerings forbidden everywhere",
            "incomplete (too-many-failures, offerings-failed), 60 records",
            |asked| {
                if asked.is_list() { ok(many(60)) } else { status(403) }
            },
        ),
    ]
}
