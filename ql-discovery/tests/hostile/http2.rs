//! HTTP/2, which the client speaks when a server agrees to it.

use crate::scenario::{MANIFEST, MIB, Scenario, TIMEOUT, TOO_LARGE, broken};
use crate::servers::{FOREVER, Front, Step, send};

const DATA: u8 = 0;
const HEADERS: u8 = 1;
const RST_STREAM: u8 = 3;
const SETTINGS: u8 = 4;
const PUSH_PROMISE: u8 = 5;
const PING: u8 = 6;
const GOAWAY: u8 = 7;
const CONTINUATION: u8 = 9;
const END_STREAM: u8 = 1;
const END_HEADERS: u8 = 4;
/// `:status: 200`, by its place in the static table.
const STATUS_200: u8 = 0x88;

fn frame(kind: u8, flags: u8, stream: u32, payload: &[u8]) -> Vec<u8> {
    let [_, length @ ..] = u32::try_from(payload.len()).expect("a frame of at most 16 MiB").to_be_bytes();
    [&length[..], &[kind, flags], &stream.to_be_bytes(), payload].concat()
}

/// What is said to each request, by the number of its stream; settings come first, and an acknowledgement of the
/// client's.
fn http2(name: &'static str, script: impl Fn(u32) -> Vec<Step> + Send + Sync + 'static) -> Scenario {
    let hello = [frame(SETTINGS, 0, 0, &[]), frame(SETTINGS, 1, 0, &[])].concat();
    let script = move |stream| {
        let mut steps = script(stream);
        if stream == 1 {
            steps.insert(0, send(hello.clone()));
        }
        steps
    };
    Scenario::new(name).front(Front::Http2(Box::new(script)))
}

fn forever(frame: Vec<u8>) -> Step {
    Step::Repeat(frame.repeat(500).into(), FOREVER)
}

fn head(stream: u32) -> Step {
    send(frame(HEADERS, END_HEADERS, stream, &[STATUS_200]))
}

pub(crate) fn scenarios() -> Vec<Scenario> {
    // A header of 4000 bytes enters the table once; each byte after it repeats the header.
    let literal = [&b"\x40\x01x\x7f\xa1\x1e"[..], &[b'y'; 4000]].concat();
    let bomb = [&[STATUS_200][..], &literal, &[0xbe; 12_000]].concat();
    vec![
        Scenario::new("HTTP/2 is agreed on, and HTTP/1 spoken")
            .front(Front::Http2(Box::new(|_| vec![send("HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n"), Step::Hold])))
            .file(broken("invalid size")),
        http2("HTTP/2: a frame of a size that is not allowed", |_| vec![send(vec![0xff; 100]), Step::Hold])
            .file(broken("invalid size")),
        http2("HTTP/2: good-bye before any answer", |_| vec![send(frame(GOAWAY, 0, 0, &[0; 8])), Step::Close])
            .file(broken("not a result of an error")),
        http2("HTTP/2: each stream is reset", |stream| vec![send(frame(RST_STREAM, 0, stream, &[0, 0, 0, 2]))])
            .file(broken("stream error received")),
        // Which says that the request was not looked at, and may be sent again.
        http2("HTTP/2: each stream is refused", |stream| vec![send(frame(RST_STREAM, 0, stream, &[0, 0, 0, 7]))])
            .file(broken("refused stream")),
        http2("HTTP/2: headers that are continued without end", |stream| {
            vec![
                send(frame(HEADERS, 0, stream, &[STATUS_200])),
                forever(frame(CONTINUATION, 0, stream, b"\x00\x01x\x01y")),
            ]
        })
        .file(broken("too_many_continuations")),
        http2("HTTP/2: headers that unpack to 48 MB", move |stream| {
            vec![send(frame(HEADERS, END_HEADERS, stream, &bomb)), Step::Hold]
        })
        .file(broken("header_list")),
        http2("HTTP/2: headers that can't be unpacked", |stream| {
            vec![send(frame(HEADERS, END_HEADERS, stream, &[0xff; 9])), Step::Hold]
        })
        .file(broken("protocol error")),
        http2("HTTP/2: settings without end", |_| vec![forever(frame(SETTINGS, 0, 0, &[]))]).hurried().file(TIMEOUT),
        http2("HTTP/2: pings without end", |_| vec![forever(frame(PING, 0, 0, &[0; 8]))]).hurried().file(TIMEOUT),
        http2("HTTP/2: a file is pushed that nobody asked for", |stream| {
            let promise = [&[0, 0, 0, 2][..], &[0x82, 0x87, 0x84]].concat();
            vec![send(frame(PUSH_PROMISE, END_HEADERS, stream, &promise)), Step::Hold]
        })
        .file(broken("protocol error")),
        http2("HTTP/2: empty pieces of a body without end", |stream| {
            vec![head(stream), forever(frame(DATA, 0, stream, &[]))]
        })
        .file(broken("too_many_data_frames")),
        http2("HTTP/2: a body larger than 1 MiB", |stream| {
            vec![head(stream), Step::Repeat(frame(DATA, 0, stream, &[b' '; 16384]).into(), 80)]
        })
        .memory(8 * MIB)
        .file(TOO_LARGE),
        http2("HTTP/2: a body that is shorter than said", |stream| {
            let length = b"\x88\x0f\x0d\x03999";
            vec![
                send(frame(HEADERS, END_HEADERS, stream, length)),
                send(frame(DATA, END_STREAM, stream, MANIFEST.as_bytes())),
            ]
        })
        .file(broken("stream error")),
    ]
}
