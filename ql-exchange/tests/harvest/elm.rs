//! Static files of the European Learning Model.

use bytes::Bytes;
use ql_core::{DataSource, RecordKind, SourceType};

use crate::server::http::{Piece, Reply};
use crate::server::{Server, run};

use crate::{COMPLETE, FAILED, LOGIN, elm, harvester, options};

const TURTLE: &str = "<https://uni.example/c> a <http://data.europa.eu/snb/model/elm/LearningOpportunity> .\n";

#[tokio::test]
async fn elm_files() {
    for (sent, wanted, expected) in [
        (Some("text/turtle"), None, Some("text/turtle")),
        (Some("application/rdf+xml; charset=utf-8"), None, Some("application/rdf+xml; charset=utf-8")),
        (None, None, None),
        (Some("text/plain"), Some("text/turtle"), Some("text/turtle")),
        (None, Some("application/ld+json"), Some("application/ld+json")),
    ] {
        let server = Server::start(move |_| {
            let reply = Reply::ok(TURTLE);
            Some(if let Some(sent) = sent { reply.with_header("content-type", sent) } else { reply })
        })
        .await;
        let mut builder = DataSource::builder(SourceType::Elm, server.url("courses?format=ttl"))
            .version("3.3")
            .query_parameter("key", "a b")
            .header("X-Tenant", "uni");
        if let Some(wanted) = wanted {
            builder = builder.content_type(wanted);
        }
        let harvested = run(&harvester(), &builder.build()).await;
        assert_eq!((harvested.status().as_str(), harvested.codes().len()), (COMPLETE, 0));
        let [record] = harvested.records.as_slice() else { panic!("one record") };
        assert_eq!((record.kind, record.version), (RecordKind::Document, Some(3)));
        assert_eq!((record.media_type.as_deref(), &*record.body), (expected, TURTLE.as_bytes()));
        assert_eq!(server.asked(), ["/courses?format=ttl&key=a+b"]);
        let asked = &server.service.asked()[0];
        assert_eq!(asked.headers["x-tenant"], "uni");
        assert!(asked.headers["accept"].to_str().expect("text").starts_with("text/turtle"));
        let statistics = harvested.summary.statistics;
        assert_eq!((statistics.requests, statistics.pages, statistics.bytes), (1, 1, TURTLE.len() as u64));
    }
}

#[tokio::test]
async fn elm_file_that_has_moved() {
    let server = Server::start(|asked| {
        Some(match asked.path.as_str() {
            "/courses.ttl" => Reply::redirect("/files/2026/"),
            "/files/2026/" => Reply::ok(TURTLE),
            _ => Reply::new(404, ""),
        })
    })
    .await;
    let harvested = run(&harvester(), &elm(&server)).await;
    assert_eq!(harvested.status(), COMPLETE);
    // References in the file are relative to where it is.
    assert_eq!(harvested.records[0].url, Some(server.url("files/2026/")));
    assert_eq!(harvested.summary.statistics.requests, 1);
}

#[tokio::test]
async fn elm_files_that_fail() {
    let cut = [Piece::Data(Bytes::from_static(&TURTLE.as_bytes()[..20])), Piece::Break];
    for (name, reply, code) in [
        ("404", Some(Reply::new(404, LOGIN)), "exchange.status"),
        ("401", Some(Reply::new(401, "")), "exchange.access-denied"),
        ("206", Some(Reply::new(206, TURTLE)), "exchange.status"),
        ("empty", Some(Reply::ok("")), "exchange.empty-body"),
        ("204", Some(Reply::new(204, "")), "exchange.status"),
        ("cut short", Some(Reply::ok("").with_header("content-length", "83").with_pieces(cut)), "exchange.unreachable"),
        ("closed", None, "exchange.unreachable"),
    ] {
        let server = Server::start(move |_| reply.clone()).await;
        let harvested = run(&harvester(), &elm(&server)).await;
        assert_eq!((harvested.status().as_str(), harvested.codes()), (FAILED, vec![code]), "{name}");
        assert!(harvested.records.is_empty(), "{name}");
    }
}

#[tokio::test]
async fn size_of_an_elm_file() {
    let size = TURTLE.len() as u64;
    let chunked =
        || Reply::ok("").with_pieces(TURTLE.as_bytes().chunks(9).map(|part| Piece::Data(Bytes::from_static(part))));
    for (limit, reply, status) in [
        (size, Reply::ok(TURTLE), COMPLETE),
        (size - 1, Reply::ok(TURTLE), FAILED),
        (size, chunked(), COMPLETE),
        (size - 1, chunked(), FAILED),
    ] {
        let server = Server::start(move |_| Some(reply.clone())).await;
        let options = options().with_max_file_bytes(limit).with_max_page_bytes(1);
        let harvested = run(&harvester().with_options(options), &elm(&server)).await;
        assert_eq!(harvested.status(), status);
        if status == FAILED {
            assert!(harvested.summary.outcome.to_string().contains("larger than the limit"));
        }
    }
}
