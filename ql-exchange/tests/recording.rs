//! Recordings: what is kept of a harvest, what is not, and how it is run again.
#![cfg(feature = "client")]

#[path = "server/kit.rs"]
#[allow(dead_code, reason = "other tests need more of it")]
mod kit;
#[path = "server/wire.rs"]
#[allow(dead_code, reason = "other tests need more of it")]
mod wire;

use std::path::{Path, PathBuf};

use ql_core::{Auth, DataSource, KeySize, PrivateKey, PublicKey};
use ql_exchange::{Access, Harvester, Replay};
use serde_json::json;

use kit::{Harvested, agreed, elm, hasty, oauth, ooapi, page, run, transport};
use wire::{Answer, Asked, Server, answer, ok, status};

/// Every one of these, in any file, is a leak.
const SECRETS: [&str; 6] = [
    "secret-of-the-header",
    "tenant-of-the-manifest",
    "key-of-the-query",
    "secret-of-the-client",
    "token-of-the-endpoint",
    "session-of-the-server",
];

/// Three courses on two pages: with redirects, failures, and everything that was sent repeated in the answers.
fn repeating(asked: &Asked) -> Answer {
    let repeated = format!("{asked:?}").replace('\\', "").replace('"', "'");
    let headers = [("set-cookie", "a=session-of-the-server"), ("x-echo", repeated.as_str()), ("etag", "\"1\"")];
    match (asked.path.as_str(), asked.page(), asked.times) {
        ("/token", ..) => ok(r#"{"access_token":"token-of-the-endpoint","token_type":"Bearer","expires_in":3600}"#),
        ("/v5/courses", 2, 0) => answer(503, &[("retry-after", "0")], &repeated),
        ("/v5/courses", 1, _) => answer(302, &[("location", &format!("/moved?{}", asked.query))], &repeated),
        (path, ..) if path.ends_with("/offerings") => match asked.course() {
            "b" => answer(403, &headers, &repeated),
            id => ok(page(&[format!("o{id}")], false).replace("courseId", "offeringId")),
        },
        (path, number, _) => {
            let ids = if number == 1 { &["a", "b"][..] } else { &["c"] };
            let mut page: serde_json::Value = serde_json::from_str(&page(ids, number == 1)).expect("JSON");
            page["items"][0]["echo"] = json!(repeated);
            assert!(path == "/moved" || path == "/v5/courses", "{path}");
            answer(200, &headers, page.to_string())
        }
    }
}

/// The one recording in a folder.
fn recording(parent: &Path) -> PathBuf {
    let mut found: Vec<PathBuf> =
        std::fs::read_dir(parent).expect("a folder").map(|entry| entry.expect("a name").path()).collect();
    assert_eq!(found.len(), 1, "{found:?}");
    found.remove(0)
}

fn files(folder: &Path) -> Vec<(String, Vec<u8>)> {
    let entries = std::fs::read_dir(folder).expect("a folder").map(|entry| entry.expect("a name").path());
    entries.map(|path| (path.display().to_string(), std::fs::read(&path).expect("a file"))).collect()
}

fn shows(file: &[u8], secret: &str) -> bool {
    file.windows(secret.len()).any(|part| part == secret.as_bytes())
}

/// The same records with the same offerings, findings and end; the parameters of the query, which may be keys, aside.
fn same(recorded: &Harvested, replayed: &Harvested) {
    let shown = |harvested: &Harvested| {
        let lines = harvested.records.iter().map(|record| {
            let parts: Vec<_> = record.parts.iter().map(|part| String::from_utf8_lossy(&part.body)).collect();
            let mut body = String::from_utf8_lossy(&record.body).into_owned();
            // What the server has repeated is blotted out in a recording.
            body.truncate(body.find("echo").unwrap_or(body.len()));
            let codes: Vec<_> = record.diagnostics.iter().map(ToString::to_string).collect();
            format!("{body} {parts:?} {codes:?} {:?} {:?}", record.media_type, record.version)
        });
        let findings = harvested.summary.diagnostics.iter().map(|finding| finding.message().to_owned());
        (lines.collect::<Vec<_>>(), harvested.summary.outcome.clone(), findings.collect::<Vec<_>>())
    };
    assert_eq!(shown(recorded), shown(replayed));
    let (recorded, replayed) = (recorded.summary.statistics, replayed.summary.statistics);
    let counts = |statistics: ql_exchange::HarvestStatistics| {
        (statistics.requests, statistics.retries, statistics.pages, statistics.records)
    };
    assert_eq!(counts(recorded), counts(replayed));
}

async fn record(source: &DataSource, access: Access, folder: &Path) -> Harvested {
    let options = hasty().with_recording(folder).with_concurrency(1);
    run(&Harvester::new(transport()).with_access(access).with_options(options), source).await
}

async fn replay(folder: &Path) -> Harvested {
    let replay = Replay::open(recording(folder)).expect("a recording");
    let source = replay.source().clone();
    run(&Harvester::new(replay).with_options(hasty().with_concurrency(1)), &source).await
}

#[tokio::test]
async fn recording_and_replay() {
    let key = PrivateKey::generate(KeySize::Bits2048).expect("a key");
    let public = PublicKey::from_pem(&key.public_key_pem()).expect("its public half");
    let pem = key.to_pem().expect("PEM");
    for method in ["none", "header", "oauth"] {
        let server = Server::start(repeating).await;
        let (access, auth) = match method {
            "header" => {
                let value = public.encrypt(SECRETS[0]).expect("a ciphertext");
                let key = PrivateKey::from_pem(&pem).expect("the key");
                (Access::new().with_keys(key.into()), Auth::HttpHeader { field: "X-Api-Key".into(), value })
            }
            "oauth" => (agreed("aggregator", SECRETS[3]), oauth(server.url("token"), None)),
            _ => (Access::new(), Auth::None),
        };
        let source = ooapi(&server)
            .auth(auth)
            .name("All courses / 2026")
            .header("X-Tenant", SECRETS[1])
            .query_parameter("key", SECRETS[2])
            .build();
        let folder = tempfile::tempdir().expect("a folder");
        let recorded = record(&source, access, folder.path()).await;
        assert_eq!((recorded.status().as_str(), recorded.ids().concat()), ("incomplete", "abc".into()), "{method}");
        // The server has seen them, and has repeated them.
        let seen = format!("{:?}", server.asked());
        assert!(seen.contains(SECRETS[1]) && seen.contains(SECRETS[2]), "{method}");
        let files = files(&recording(folder.path()));
        // Redirects are part of an answer: two of the list and its failure, three lists of offerings; and the source.
        assert_eq!(files.len(), 2 * 6 + 1, "{method}");
        for (name, file) in &files {
            for secret in SECRETS {
                assert!(!shows(file, secret), "{method}: {name} has `{secret}`");
            }
        }
        drop(server);
        let replayed = replay(folder.path()).await;
        same(&recorded, &replayed);
        assert!(replayed.records[0].url.is_some());
    }
}

/// A key in a query has other letters on its way than in the manifest, and so has what repeats it.
#[tokio::test]
async fn secrets_that_are_encoded() {
    const KEY: &str = "key/of+the&query";
    let server = Server::start(|asked| {
        let headers = [("x-echo", asked.query.as_str())];
        answer(200, &headers, json!({ "items": [], "echo": asked.query, "decoded": KEY }).to_string())
    })
    .await;
    let source = ooapi(&server).query_parameter("key", KEY).build();
    let folder = tempfile::tempdir().expect("a folder");
    assert_eq!(record(&source, Access::new(), folder.path()).await.status(), "complete");
    for (name, file) in files(&recording(folder.path())) {
        assert!(!shows(&file, KEY), "{name}");
        assert!(!shows(&file, "key%2Fof%2Bthe%26query"), "{name}");
    }
}

/// A secret of a few letters is one, too, if it is decrypted; only in a manifest's plain values it need not be.
#[tokio::test]
async fn short_secrets() {
    let key = PrivateKey::generate(KeySize::Bits2048).expect("a key");
    let public = PublicKey::from_pem(&key.public_key_pem()).expect("its public half");
    let value = public.encrypt("pw7Q").expect("a ciphertext");
    let server = Server::start(|asked| {
        let echo = asked.header("x-api-key").unwrap_or_default().to_owned();
        ok(json!({ "items": [], "echo": echo }).to_string())
    })
    .await;
    let source = ooapi(&server).auth(Auth::HttpHeader { field: "X-Api-Key".into(), value }).build();
    let folder = tempfile::tempdir().expect("a folder");
    assert_eq!(record(&source, Access::new().with_keys(key.into()), folder.path()).await.status(), "complete");
    assert!(files(&recording(folder.path())).iter().all(|(_, file)| !shows(file, "pw7Q")));
}

#[tokio::test]
async fn file_that_has_moved_and_failed() {
    let server = Server::start(|asked| match (asked.path.as_str(), asked.times) {
        ("/courses.ttl", 0) => status(500),
        ("/courses.ttl", _) => answer(302, &[("location", "/files/2026/")], ""),
        _ => answer(200, &[("content-type", "text/turtle")], "<a> <b> <c> .\n"),
    })
    .await;
    let folder = tempfile::tempdir().expect("a folder");
    let recorded = record(&elm(&server).build(), Access::new(), folder.path()).await;
    let replayed = replay(folder.path()).await;
    same(&recorded, &replayed);
    // References are relative to where it was in the end.
    assert_eq!(replayed.records[0].url, Some(server.url("files/2026/")));
    assert_eq!(
        (replayed.records[0].media_type.as_deref(), replayed.summary.statistics.retries),
        (Some("text/turtle"), 1)
    );
}

/// A compressed body is kept as it was after decompression.
#[tokio::test]
async fn compressed_bodies() {
    let server = Server::start(|_| {
        use std::io::Write as _;
        let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
        encoder.write_all("<a> <b> \"\u{e4}\" .\n".as_bytes()).expect("memory");
        answer(200, &[("content-encoding", "gzip")], encoder.finish().expect("memory"))
    })
    .await;
    let folder = tempfile::tempdir().expect("a folder");
    let recorded = record(&elm(&server).build(), Access::new(), folder.path()).await;
    assert_eq!(recorded.status(), "complete");
    same(&recorded, &replay(folder.path()).await);
}

/// Each harvest has a folder of its own, whatever the source is called; nothing that is there is touched.
#[tokio::test]
async fn folders() {
    let server = Server::start(|_| ok("<a:a> <a:b> <a:c> .\n")).await;
    let folder = tempfile::tempdir().expect("a folder");
    let parent = folder.path().join("new/recordings");
    let long = "x".repeat(500);
    for name in ["../../evil", "/etc/passwd", "..", ".", "a\0b", "C:\\x", long.as_str(), "a\nb", "all", "all"] {
        let source = elm(&server).name(name).build();
        assert_eq!(record(&source, Access::new(), &parent).await.status(), "complete", "{name:?}");
    }
    let made = std::fs::read_dir(&parent).expect("a folder").count();
    assert_eq!(made, 10, "one for each harvest");
    assert_eq!(std::fs::read_dir(folder.path()).expect("a folder").count(), 1, "nothing beside it");
    // Where nothing can be written, nothing is fetched for nothing.
    let file = folder.path().join("file");
    std::fs::write(&file, "").expect("a file");
    let before = server.asked().len();
    let harvested = record(&elm(&server).build(), Access::new(), &file).await;
    assert_eq!((harvested.status().as_str(), harvested.codes()), ("failed", vec!["exchange.recording"]));
    assert_eq!(server.asked().len(), before);
}

/// A recording may come from anybody: damage is an error, not a panic, and no file outside is read.
#[tokio::test]
async fn damaged_recordings() {
    let server = Server::start(|_| ok("<a:a> <a:b> <a:c> .\n")).await;
    let folder = tempfile::tempdir().expect("a folder");
    record(&elm(&server).build(), Access::new(), folder.path()).await;
    let place = recording(folder.path());
    std::fs::write(folder.path().join("outside"), "<out:side> <out:side> <out:side> .\n").expect("a file");
    let head = std::fs::read_to_string(place.join("000000.json")).expect("a head");
    let source = std::fs::read_to_string(place.join("source.json")).expect("a source");
    assert!(Replay::open(folder.path().join("not there")).is_err());
    assert!(Replay::open(folder.path()).is_err(), "the folder above");
    for text in ["", "{}", "null", "[]", &source[..source.len() / 2], "\u{0}", r#"{"sources":[]}"#] {
        std::fs::write(place.join("source.json"), text).expect("a file");
        assert!(Replay::open(&place).is_err(), "{text:?}");
    }
    std::fs::write(place.join("source.json"), &source).expect("a file");
    for text in ["", "{}", "null", &head[..head.len() / 2], r#"{"url":"no URL","status":200,"headers":[],"body":""}"#] {
        std::fs::write(place.join("000000.json"), text).expect("a file");
        assert!(Replay::open(&place).is_err(), "{text:?}");
    }
    let changed = |name: &str, value: serde_json::Value| {
        let mut head: serde_json::Value = serde_json::from_str(&head).expect("JSON");
        head[name] = value;
        head.to_string()
    };
    let heads = [
        changed("body", json!("../outside")),
        changed("body", json!("/etc/passwd")),
        changed("body", json!("..")),
        changed("body", json!("not there")),
        changed("status", json!(0)),
        changed("status", json!(65535)),
        changed("url", json!("https://elsewhere.example/")),
        changed("finalUrl", json!("file:///etc/passwd")),
        changed("finalUrl", json!("data:,x")),
        changed("headers", json!([["no\nname", "x"]])),
    ];
    for text in heads {
        std::fs::write(place.join("000000.json"), &text).expect("a file");
        let replay = Replay::open(&place).expect("it can be read");
        let source = replay.source().clone();
        let harvested = run(&Harvester::new(replay).with_options(hasty()), &source).await;
        let body = harvested.records.first().map(|record| String::from_utf8_lossy(&record.body).into_owned());
        let is_own = body.is_none_or(|body| body.starts_with("<a:a>"));
        assert!(is_own, "{text}");
    }
}

/// Nothing is asked of anybody: what was not recorded has no answer.
#[tokio::test]
async fn what_was_not_recorded() {
    let server = Server::start(|_| ok("<a:a> <a:b> <a:c> .\n")).await;
    let folder = tempfile::tempdir().expect("a folder");
    record(&elm(&server).build(), Access::new(), folder.path()).await;
    let before = server.asked().len();
    let harvester = Harvester::new(Replay::open(recording(folder.path())).expect("a recording")).with_options(hasty());
    let harvested = run(&harvester, &ooapi(&server).build()).await;
    assert_eq!((harvested.status().as_str(), harvested.codes()), ("failed", vec!["exchange.unreachable"]));
    assert_eq!(server.asked().len(), before);
}
