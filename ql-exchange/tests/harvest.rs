//! Harvests over real sockets: an HTTP server on loopback that behaves as servers do.
#![cfg(feature = "client")]

#[path = "harvest/access.rs"]
mod access;
#[path = "harvest/elm.rs"]
mod elm;
#[path = "harvest/endless.rs"]
mod endless;
#[path = "harvest/failures.rs"]
mod failures;
#[path = "harvest/ids.rs"]
mod ids;
#[path = "harvest/offerings.rs"]
mod offerings;
#[path = "harvest/paging.rs"]
mod paging;
#[path = "harvest/requests.rs"]
mod requests;
mod server;
#[path = "harvest/summary.rs"]
mod summary;

use ql_core::{DataSource, SourceType};
use ql_exchange::{HarvestOptions, HarvestScope, Harvester, HttpTransport, RetryPolicy};
use serde_json::Value;

use server::http::{Asked, Reply};
use server::{Harvested, Server, json, offerings, page, page_number, run, transport};

const LOGIN: &str = "<!DOCTYPE html><html><head><title>Sign in</title></head></html>";

/// Nothing is sent again: what failing answers mean is one matter, when to ask again another.
fn options() -> HarvestOptions {
    HarvestOptions::new().with_scope(HarvestScope::Courses).with_retry(RetryPolicy::never())
}

fn harvester() -> Harvester<HttpTransport> {
    Harvester::new(transport()).with_options(options())
}

/// One request at a time, so that what comes when is certain.
fn one_by_one() -> Harvester<HttpTransport> {
    harvester().with_options(options().with_concurrency(1))
}

fn ooapi(server: &Server) -> DataSource {
    DataSource::builder(SourceType::Ooapi, server.url("v5/")).version("5").build()
}

fn elm(server: &Server) -> DataSource {
    DataSource::builder(SourceType::Elm, server.url("courses.ttl")).version("3.3").build()
}

/// A server with the given pages of courses, whose courses have no offerings.
async fn pages(page: impl Fn(usize) -> Reply + Send + Sync + 'static) -> Server {
    Server::start(move |asked| {
        let is_list = asked.path.ends_with("/courses");
        Some(if is_list { page(page_number(asked)) } else { json(&offerings(None)) })
    })
    .await
}

/// A server with one page of courses, and the given answer to requests for the offerings of a course.
async fn catalogue(
    ids: &'static [&'static str],
    answer: impl Fn(&Asked) -> Option<Reply> + Send + Sync + 'static,
) -> Server {
    Server::start(
        move |asked| if asked.path.ends_with("/courses") { Some(json(&page(ids, false))) } else { answer(asked) },
    )
    .await
}

async fn harvest(server: &Server) -> Harvested {
    run(&harvester(), &ooapi(server)).await
}

const COMPLETE: &str = "complete";
const INCOMPLETE: &str = "incomplete";
const FAILED: &str = "failed";
const REPEATS: &[&str] = &["exchange.paging-repeats"];

/// `1`, `2` and so on, as a page.
fn many(count: usize, has_next: bool) -> Value {
    let ids: Vec<String> = (1..=count).map(|number| number.to_string()).collect();
    page(&ids.iter().map(String::as_str).collect::<Vec<_>>(), has_next)
}
