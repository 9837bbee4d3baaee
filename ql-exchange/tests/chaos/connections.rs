//! Connections that break, and heads and frames that are none.

use crate::scenario::{Scenario, good, page};
use crate::wire::{Answer, Asked, Step, answer, chunks, head, ok, send, wait};

const CUT: &str = "failed (unreachable), 0 records, 3 requests";
const AGAIN: &str = "complete, 1 record, 3 requests";
const GOOD: &str = "complete, 1 record, 2 requests";

/// Something else at the first request.
fn once(asked: &Asked, first: Answer) -> Answer {
    if asked.is_first() { first } else { ok(good()) }
}

/// A page of which only a part comes, though its length is given.
fn half() -> Vec<u8> {
    let body = good();
    let length = body.len().to_string();
    [head(200, &[("content-length", &length)]).as_bytes(), &body.as_bytes()[..10]].concat()
}

fn chunked(body: &[u8]) -> Vec<u8> {
    [head(200, &[("transfer-encoding", "chunked")]).as_bytes(), body].concat()
}

/// The answer, and something behind it that nobody has asked for.
fn followed_by(more: &str) -> Answer {
    let mut steps = ok(good());
    steps.push(send(more.to_owned()));
    steps
}

pub(crate) fn scenarios() -> Vec<Scenario> {
    [cuts(), frames(), times()].into_iter().flatten().collect()
}

fn cuts() -> Vec<Scenario> {
    let list = Scenario::list;
    vec![
        list("reset before the head, once", AGAIN, |asked| once(asked, vec![Step::Reset])),
        list("reset before the head, always", CUT, |_| vec![Step::Reset]),
        list("closed before the head, once", AGAIN, |asked| once(asked, vec![Step::Close])),
        list("closed before the head, always", CUT, |_| vec![Step::Close]),
        list("reset within the head, once", AGAIN, |asked| once(asked, vec![send("HTTP/1.1 20"), Step::Reset])),
        list("closed within the first line, always", CUT, |_| vec![send("HTTP/1.1 20"), Step::Close]),
        list("closed within the headers, always", CUT, |_| vec![send("HTTP/1.1 200 OK\r\nContent-Le"), Step::Close]),
        list("reset within the body, once", AGAIN, |asked| once(asked, vec![send(half()), Step::Reset])),
        list("reset within the body, always", CUT, |_| vec![send(half()), Step::Reset]),
        list("closed within the body, once", AGAIN, |asked| once(asked, vec![send(half()), Step::Close])),
        list("closed within the body, always", CUT, |_| vec![send(half()), Step::Close]),
        list("closed between chunks, always", CUT, |_| vec![send(chunked(&chunks(&[good().as_bytes()]))), Step::Close]),
        list("closed between chunks, once", AGAIN, |asked| {
            once(asked, vec![send(chunked(&chunks(&[good().as_bytes()]))), Step::Close])
        }),
        list("closed within a chunk, always", CUT, |_| vec![send(chunked(b"ff\r\n{\"items\":")), Step::Close]),
        list("closed after each answer without saying so", "complete, 3 records, 6 requests", |asked| {
            let number = asked.page();
            let mut steps = ok(page(&[["", "a", "b", "c"][number]], Some(number < 3)));
            steps.push(Step::Close);
            steps
        }),
        list("closed at the second request of a connection", "complete, 3 records", |asked| {
            let number = asked.page();
            if asked.on_connection > 0 {
                return vec![Step::Close];
            }
            ok(page(&[["", "a", "b", "c"][number]], Some(number < 3)))
        }),
        Scenario::file("a file that is shorter than it says, always", CUT, |_| {
            vec![send([head(200, &[("content-length", "500")]).as_bytes(), b"<a> <b> <c> .\n"].concat()), Step::Close]
        }),
    ]
}

fn frames() -> Vec<Scenario> {
    let list = Scenario::list;
    vec![
        list("more bytes than the length says", "failed (not-json), 0 records, 1 request", |_| {
            let body = good();
            vec![send([head(200, &[("content-length", "10")]).as_bytes(), body.as_bytes()].concat())]
        }),
        list("blank lines behind the body", GOOD, |_| followed_by("\r\n\r\n")),
        list("garbage behind the body", GOOD, |_| followed_by("garbage\n")),
        list("another answer behind the first, which nobody asked for", "complete, 2 records, 4 requests", |asked| {
            let mut steps = ok(page(&[["", "a", "b"][asked.page()]], Some(asked.page() < 2)));
            let forged = page(&["forged"], Some(false));
            steps.extend(ok(forged));
            steps
        }),
        list("length and chunks", GOOD, |_| {
            let body = [&chunks(&[good().as_bytes()])[..], b"0\r\n\r\n"].concat();
            let headers = [("content-length", "3"), ("transfer-encoding", "chunked")];
            vec![send([head(200, &headers).as_bytes(), &body].concat())]
        }),
        list("two lengths", CUT, |_| {
            let headers = [("content-length", "10"), ("content-length", "12")];
            vec![send([head(200, &headers).as_bytes(), b"{\"items\":[]}"].concat())]
        }),
        list("a length that is no number", CUT, |_| {
            vec![send([head(200, &[("content-length", "many")]).as_bytes(), b"{\"items\":[]}"].concat())]
        }),
        list("a chunk whose size is no number", CUT, |_| vec![send(chunked(b"zz\r\n{\"items\":[]}\r\n0\r\n\r\n"))]),
        list("a chunk that is longer than its size", CUT, |_| vec![send(chunked(b"3\r\n{\"items\":[]}\r\n0\r\n\r\n"))]),
        list("a chunk of almost 2^64 bytes", CUT, |_| {
            vec![send(chunked(b"fffffffffffffff0\r\n{\"items\":[]}")), Step::Close]
        }),
        list("a chunk of more than 2^64 bytes", CUT, |_| vec![send(chunked(b"11111111111111111\r\n{}\r\n0\r\n\r\n"))]),
        list("chunks of one byte, with extensions and trailers", GOOD, |_| {
            let chunks: Vec<String> = good().chars().map(|one| format!("1;a=b\r\n{one}\r\n")).collect();
            let body = chunks.concat();
            vec![send(chunked(format!("{body}0\r\nX-Check: 1\r\n\r\n").as_bytes()))]
        }),
        list("HTTP/1.0 without a length", GOOD, |_| {
            vec![send(format!("HTTP/1.0 200 OK\r\n\r\n{}", good())), Step::Close]
        }),
        list("HTTP/1.0 without a length, cut", "failed (not-json), 0 records, 1 request", |_| {
            vec![send(format!("HTTP/1.0 200 OK\r\n\r\n{}", &good()[..20])), Step::Close]
        }),
        list("HTTP/0.9", CUT, |_| vec![send(good()), Step::Close]),
        list("not HTTP", CUT, |_| vec![send("SSH-2.0-OpenSSH_9.2\r\n"), Step::Close]),
        list("HTTP/3.7", CUT, |_| vec![send(format!("HTTP/3.7 200 OK\r\n\r\n{}", good())), Step::Close]),
        list("status 99", CUT, |_| vec![send("HTTP/1.1 99 OK\r\ncontent-length: 0\r\n\r\n")]),
        list("status 999", "failed (status), 0 records, 1 request", |_| answer(999, &[], "")),
        list("status 101, to talk another protocol", "failed (status), 0 records, 1 request", |_| {
            vec![send(head(101, &[("connection", "upgrade"), ("upgrade", "chat")]))]
        }),
        list("a head of 2 MiB", CUT, |_| answer(200, &[("x-long", &"x".repeat(2 << 20))], good())),
        list("NUL in a header", CUT, |_| vec![send("HTTP/1.1 200 OK\r\nX-A: a\0b\r\nContent-Length: 0\r\n\r\n")]),
        list("bytes that are no text in a header", GOOD, |_| {
            let body = good();
            let length = body.len();
            let head =
                [&b"HTTP/1.1 200 OK\r\nX-A: \xff\xfe\r\nETag: \xff\r\nRetry-After: \xff\r\nContent-Type: \xff\r\n"[..]];
            let rest = format!("Content-Length: {length}\r\n\r\n{body}");
            vec![send([head.concat().as_slice(), rest.as_bytes()].concat())]
        }),
    ]
}

fn times() -> Vec<Scenario> {
    let list = Scenario::list;
    let hasty =
        |scenario: Scenario| scenario.with(|options| options.with_timeout(std::time::Duration::from_millis(300)));
    vec![
        hasty(list("says nothing, once", AGAIN, |asked| once(asked, vec![wait(1500)]))),
        hasty(list("says nothing, always", CUT, |_| vec![wait(1500)])),
        hasty(list("stops within the body, always", CUT, |_| vec![send(half()), wait(1500)])),
        hasty(list("a byte every now and then, always", CUT, |_| {
            let bytes = head(200, &[("content-length", "40")]);
            let drip = (0..40).flat_map(|_| [send(" "), wait(50)]);
            std::iter::once(send(bytes)).chain(drip).collect()
        })),
        hasty(list("a byte of the head every now and then, always", CUT, |_| {
            head(200, &[("x", "y")]).chars().flat_map(|byte| [send(byte.to_string()), wait(50)]).collect()
        })),
        hasty(list("103 again and again, always", CUT, |_| {
            (0..40).flat_map(|_| [send(head(103, &[])), wait(40)]).collect()
        })),
        list("slow, but in time", GOOD, |_| {
            let mut steps = vec![wait(50)];
            steps.extend(ok(good()));
            steps
        }),
    ]
}
