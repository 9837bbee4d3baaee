//! What happens before the first request: connections and handshakes.

use ql_discovery::UnreachableReason::{Broken, Connect, Tls};

use crate::scenario::{Expected, Scenario, TIMEOUT, broken};
use crate::servers::{FOREVER, Front, Step, send};

pub(crate) fn scenarios() -> Vec<Scenario> {
    let tls = |detail| Expected::Unreachable(Tls, detail);
    // A handshake message of 16 MB that begins, in a record of 16 KB.
    let huge_hello = [&b"\x16\x03\x03\x40\x00\x02\xff\xff\xff"[..], &[0; 0x4000 - 4]].concat();
    let more_of_it = [&b"\x16\x03\x03\x40\x00"[..], &[0; 0x4000]].concat();
    let tcp = |name, steps: Vec<Step>| Scenario::new(name).front(Front::Tcp(steps));
    let mut all = vec![
        Scenario::new("the port is closed").front(Front::Closed).file(Expected::Unreachable(Connect, "no connection")),
        Scenario::new("the queue of connections is full").front(Front::Full).hurried().file(TIMEOUT),
        tcp("the connection is accepted and nothing is said", vec![Step::Hold]).hurried().file(TIMEOUT),
        tcp("the connection is reset", vec![Step::Reset]).file(Expected::Unreachable(Connect, "")),
        tcp("the connection is closed", vec![Step::Close]).file(Expected::Unreachable(Broken, "")),
        tcp("the handshake is garbage", vec![send(&b"\xff\x00garbage garbage garbage"[..]), Step::Hold])
            .file(tls("the TLS handshake failed")),
        tcp("the handshake stops in the middle", vec![send(&b"\x16\x03\x03\x00\x7a\x02\x00\x00"[..]), Step::Hold])
            .hurried()
            .file(TIMEOUT),
        tcp("the handshake comes byte by byte", vec![Step::Drip(huge_hello.clone().into())]).hurried().file(TIMEOUT),
        tcp("the handshake is a message without end", vec![send(huge_hello), Step::Repeat(more_of_it.into(), FOREVER)])
            .file(tls("the TLS handshake failed")),
        tcp(
            "the handshake is empty records without end",
            vec![Step::Repeat(b"\x16\x03\x03\x00\x00".repeat(1000).into(), FOREVER)],
        )
        .file(tls("the TLS handshake failed")),
        tcp(
            "the handshake is warnings without end",
            vec![Step::Repeat(b"\x15\x03\x03\x00\x02\x01\x5a".repeat(1000).into(), FOREVER)],
        )
        .file(tls("the TLS handshake failed")),
        tcp("the handshake ends with an alert", vec![send(&b"\x15\x03\x03\x00\x02\x02\x28"[..]), Step::Hold])
            .file(tls("the TLS handshake failed")),
        tcp(
            "plain HTTP is spoken",
            vec![send(&b"HTTP/1.1 400 Bad Request\r\nconnection: close\r\n\r\n"[..]), Step::Close],
        )
        .file(tls("the TLS handshake failed")),
    ];
    for (name, host, detail) in [
        ("the certificate has expired", "expired.example", "has expired"),
        ("the certificate is for another name", "misnamed.example", "for another name"),
        ("the certificate is from an unknown authority", "stranger.example", "from an unknown authority"),
    ] {
        all.push(Scenario::new(name).announcing(&format!("https://{host}/m")).txt(tls(detail)));
    }
    all.push(Scenario::new("the connection is reset after the request").http([Step::Reset]).file(broken("")));
    all.push(Scenario::new("the connection is closed after the request").http([Step::Close]).file(broken("")));
    all
}
