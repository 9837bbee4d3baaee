//! Servers that send elsewhere.

use ql_core::AddressPolicy;

use crate::scenario::{Scenario, good};
use crate::wire::{Answer, Asked, answer, ok};

const GOOD: &str = "complete, 1 record, 2 requests";
const BAD: &str = "failed (bad-redirect), 0 records, 1 request";
const REFUSED: &str = "failed (refused), 0 records, 1 request";

fn to(status: u16, location: &str) -> Answer {
    answer(status, &[("location", location)], "moved")
}

/// So many redirects before the page.
fn hops(asked: &Asked, number: usize) -> Answer {
    let at: usize = asked.path.rsplit('/').next().and_then(|at| at.parse().ok()).unwrap_or(0);
    match at {
        at if at >= number => ok(good()),
        at => to(302, &format!("/hop/{}", at + 1)),
    }
}

/// From the list to this place; everything else is a page.
fn from_list(asked: &Asked, status: u16, location: &str) -> Answer {
    match asked.path.as_str() {
        "/v5/courses" => to(status, location),
        path if path.ends_with("/offerings") => ok(crate::scenario::page(&[], None)),
        _ => ok(good()),
    }
}

pub(crate) fn scenarios() -> Vec<Scenario> {
    let (list, api) = (Scenario::list, Scenario::api);
    let offerings = |asked: &Asked| match asked.path.as_str() {
        "/v5/courses" => ok(good()),
        _ => to(302, &format!("{}/offerings", asked.elsewhere)),
    };
    vec![
        api("301 to another path", GOOD, |asked| from_list(asked, 301, "/moved")),
        api("303 to another path", GOOD, |asked| from_list(asked, 303, "/moved")),
        api("307 to another path", GOOD, |asked| from_list(asked, 307, "moved")),
        api("308 to another path", GOOD, |asked| from_list(asked, 308, "/moved?page=1#fragment")),
        api("five redirects", GOOD, |asked| {
            if asked.path.ends_with("/offerings") { ok(crate::scenario::page(&[], None)) } else { hops(asked, 5) }
        }),
        api("six redirects", BAD, |asked| hops(asked, 6)),
        list("a redirect to itself", BAD, |_| to(302, "?pageSize=250&pageNumber=1")),
        list("a redirect without a target", BAD, |_| answer(302, &[], "")),
        list("a redirect to nothing", BAD, |_| to(302, "")),
        list("a redirect to a file", BAD, |_| to(302, "file:///etc/passwd")),
        list("a redirect to no URL", BAD, |_| to(302, "http://[::1")),
        list("a redirect to a URL of 70 KB", BAD, |_| to(302, &format!("/{}", "a".repeat(70_000)))),
        list("a choice of places (300)", "failed (status), 0 records, 1 request", |_| to(300, "/a")),
        list("a redirect to another server", GOOD, |asked| to(302, &format!("{}/courses", asked.elsewhere))),
        list("a redirect to another server and back", GOOD, |asked| match asked.query.contains("back") {
            true => ok(good()),
            false => to(302, &format!("{}/back", asked.elsewhere)),
        })
        .elsewhere(|asked| to(302, &format!("{}/v5/courses?back", asked.elsewhere))),
        list("a redirect to another server with a password", GOOD, |asked| {
            to(302, &asked.elsewhere.replace("http://", "http://user:password@"))
        }),
        list(
            "a redirect to another server that sends a web page",
            "failed (not-json), 0 records, 1 request",
            |asked| to(302, &format!("{}/login", asked.elsewhere)),
        )
        .elsewhere(|_| answer(200, &[("content-type", "text/html")], "<!DOCTYPE html><title>Sign in</title>")),
        list("a redirect to another server that says 401", "failed (access-denied), 0 records, 1 request", |asked| {
            to(302, &asked.elsewhere)
        })
        .elsewhere(|_| answer(401, &[("www-authenticate", "Basic")], "")),
        api("offerings of another server", GOOD, offerings).elsewhere(|_| ok(crate::scenario::page(&[], None))),
        list("a redirect from https to http", BAD, |asked| to(302, &asked.elsewhere)).with_tls(),
        list("https as it should be", GOOD, |_| ok(good())).with_tls(),
        list("a redirect to a private address", REFUSED, |_| to(302, "http://10.0.0.1/courses")),
        list("a redirect to the metadata of a cloud", REFUSED, |_| to(302, "http://169.254.169.254/latest/")),
        list("a redirect to an address written as a number", REFUSED, |_| to(302, "http://2852039166/latest/")),
        list("a redirect to a private address of IPv6", REFUSED, |_| to(302, "http://[fd00::1]/")),
        list("a redirect to a mapped address of IPv6", REFUSED, |_| to(302, "http://[::ffff:10.0.0.1]/")),
        list("a source on loopback, public addresses only", REFUSED, |_| ok(good()))
            .with_policy(AddressPolicy::public_only()),
        Scenario::file("a file that has moved to another server", "complete, 1 record, 1 request", |asked| {
            to(302, &format!("{}/courses.ttl", asked.elsewhere))
        })
        .elsewhere(|_| ok("<a:a> <a:b> <a:c> .\n")),
    ]
}
