//! Heads of HTTP/1 answers, and statuses.

use bytes::Bytes;

use crate::scenario::{Expected, MANIFEST, MIB, Scenario, TIMEOUT, answer, broken, ok};
use crate::servers::{FOREVER, Step, send};

pub(crate) fn scenarios() -> Vec<Scenario> {
    let mut all = heads();
    all.extend(statuses());
    all.extend(other_files());
    all
}

fn heads() -> Vec<Scenario> {
    let many = (0..5000).fold(String::new(), |all, n| format!("{all}x-{n}: {n}\r\n"));
    let long = format!("x: {}\r\n", "x".repeat(MIB));
    let page = Bytes::from_static(MANIFEST.as_bytes());
    let raw = |name, bytes: &'static [u8]| Scenario::new(name).http([send(bytes), Step::Close]);
    vec![
        raw("the status line is garbage", b"\x00\x01\x02 garbage\r\n\r\n").file(broken("HTTP version")),
        raw("the status line is of another protocol", b"ICY 200 OK\r\n\r\n").file(broken("HTTP version")),
        raw("the status has two digits", b"HTTP/1.1 20 OK\r\n\r\n").file(broken("status-code")),
        raw("the status is 099", b"HTTP/1.1 099 Odd\r\n\r\n").file(broken("status-code")),
        raw("the version is HTTP/3.0", b"HTTP/3.0 200 OK\r\n\r\n").file(broken("HTTP version")),
        Scenario::new("a file without a head, as in HTTP/0.9")
            .http([Step::Send(page), Step::Close])
            .file(broken("HTTP version")),
        raw("a header name has control characters", b"HTTP/1.1 200 OK\r\n\x1b[2J: x\r\n\r\n")
            .file(broken("HTTP header")),
        raw("a header value has NUL", b"HTTP/1.1 200 OK\r\nx: a\0b\r\n\r\n").file(broken("HTTP header")),
        raw("the head is cut off", b"HTTP/1.1 200 OK\r\ncontent-le").file(broken("closed")),
        Scenario::new("the head has 5,000 lines")
            .http([Step::Send(answer("200 OK", &many, MANIFEST))])
            .file(broken("too large")),
        Scenario::new("the head has a line of 1 MiB")
            .http([Step::Send(answer("200 OK", &long, MANIFEST))])
            .file(broken("too large")),
        Scenario::new("the head has no end")
            .http([send("HTTP/1.1 200 OK\r\n"), Step::Repeat("x: and so on\r\n".repeat(500).into(), FOREVER)])
            .file(broken("too large")),
        Scenario::new("the head comes byte by byte")
            .http([Step::Drip(answer("200 OK", "", MANIFEST))])
            .hurried()
            .file(TIMEOUT),
        Scenario::new("no head comes").http([Step::Hold]).hurried().file(TIMEOUT),
        Scenario::new("interim answers (103) without end")
            .http([Step::Repeat("HTTP/1.1 103 Early Hints\r\n\r\n".repeat(200).into(), FOREVER)])
            .hurried()
            .file(TIMEOUT),
        Scenario::new("interim answers (100) before the manifest")
            .http([send("HTTP/1.1 100 Continue\r\n\r\n".repeat(20)), ok(MANIFEST).remove(0)])
            .file(Expected::Found),
        Scenario::new("an answer that nobody asked for stands behind the first")
            .http([send([answer("404 Not Found", "", ""), answer("200 OK", "", MANIFEST)].concat())])
            .check(|report, _| match report.probes[1].attempts.iter().any(|attempt| attempt.status == Some(200)) {
                true => Err("it was taken for the answer to the next request".into()),
                false => Ok(()),
            }),
    ]
}

fn statuses() -> Vec<Scenario> {
    let mut all = vec![
        Scenario::new("status 101, and another protocol behind it")
            .http([send("HTTP/1.1 101 Switching Protocols\r\nconnection: upgrade\r\nupgrade: x\r\n\r\n"), Step::Hold])
            .hurried()
            .file(Expected::Status(101)),
        Scenario::new("status 204 with a body behind it")
            .http([send(format!("HTTP/1.1 204 No Content\r\nconnection: close\r\n\r\n{MANIFEST}")), Step::Close])
            .file(Expected::Status(204)),
        Scenario::new("status 304 with a length of 9 TB")
            .http([send("HTTP/1.1 304 Not Modified\r\ncontent-length: 9000000000000\r\n\r\n")])
            .file(Expected::Status(304)),
    ];
    for (name, status, head) in [
        ("status 206 with a manifest", 206, ""),
        ("status 300 without a location", 300, ""),
        ("status 305 with a proxy to use", 305, "location: https://10.0.0.1/\r\n"),
        ("status 401 that asks for a password", 401, "www-authenticate: Basic realm=\"x\"\r\n"),
        ("status 407 that asks for a proxy's password", 407, "proxy-authenticate: Basic realm=\"x\"\r\n"),
        ("status 408 to each request", 408, ""),
        ("status 421 to each request", 421, ""),
        ("status 429 with a wait of 100 years", 429, "retry-after: 3153600000\r\n"),
        ("status 500 with a manifest", 500, ""),
        ("status 503 with a manifest", 503, "retry-after: 1\r\n"),
        ("status 999 with a manifest", 999, ""),
    ] {
        let steps = [Step::Send(answer(&format!("{status} Why"), head, MANIFEST))];
        all.push(Scenario::new(name).http(steps).file(Expected::Status(status)));
    }
    all
}

/// What is said of one file does not hide the others, and what comes behind a status does not hide the status.
fn other_files() -> Vec<Scenario> {
    let first = |name, steps: Vec<Step>| {
        Scenario::new(name).https(move |asked| match asked.path.ends_with("manifest.json") {
            true => ok(MANIFEST),
            false => steps.clone(),
        })
    };
    let head = |status: &str, head: &str| send(format!("HTTP/1.1 {status}\r\n{head}\r\n"));
    vec![
        first(
            "a body of 404 that never ends, the manifest at the next file",
            vec![head("404 Not Found", "content-length: 100\r\n"), Step::Hold],
        )
        .hurried()
        .file(Expected::Found),
        first(
            "a body of 404 that is larger than 1 MiB, the manifest at the next file",
            vec![
                head("404 Not Found", "transfer-encoding: chunked\r\n"),
                Step::Repeat(format!("1000\r\n{}\r\n", "x".repeat(0x1000)).into(), FOREVER),
            ],
        )
        .memory(4 * MIB)
        .file(Expected::Found),
        Scenario::new("a body of 404 that is shorter than said")
            .http([head("404 Not Found", "content-length: 100\r\n"), send("not here"), Step::Close])
            .file(Expected::NotFound),
        Scenario::new("a body of 404 that is not compressed as said")
            .http([Step::Send(answer("404 Not Found", "content-encoding: gzip\r\n", "not here"))])
            .file(Expected::NotFound),
        Scenario::new("a body of 206 that is larger than 1 MiB")
            .http([head("206 Partial Content", "content-length: 2000000\r\n"), Step::Hold])
            .hurried()
            .file(Expected::Status(206)),
        first("the first file resets the connection, the manifest at the next file", vec![Step::Reset])
            .file(Expected::Found),
    ]
}
