//! Bodies: how long they say they are, how they are cut into pieces, and how they are compressed.

use std::io::Write as _;

use bytes::Bytes;
use flate2::Compression;
use flate2::write::{DeflateEncoder, GzEncoder};

use crate::scenario::{Expected, MANIFEST, MIB, Scenario, TIMEOUT, TOO_LARGE, answer, broken, ok};
use crate::servers::{FOREVER, Step, send};

const BINARY: Expected = Expected::Invalid("manifest.not-utf8");

pub(crate) fn scenarios() -> Vec<Scenario> {
    let mut all = lengths();
    all.extend(chunks());
    all.extend(compressed());
    all
}

/// Status 200 with a head, and then the steps.
fn body(name: &'static str, head: &str, steps: impl Into<Vec<Step>>) -> Scenario {
    let mut all = vec![send(format!("HTTP/1.1 200 OK\r\n{head}\r\n"))];
    all.extend(steps.into());
    Scenario::new(name).http(all)
}

fn lengths() -> Vec<Scenario> {
    vec![
        body("the length is larger than the body", "content-length: 500\r\n", [manifest(), Step::Close])
            .file(broken("too early")),
        body(
            "the length is larger than the body, and the connection stays",
            "content-length: 500\r\n",
            [manifest(), Step::Hold],
        )
        .hurried()
        .file(TIMEOUT),
        body("the length is smaller than the body", "content-length: 40\r\n", [manifest()])
            .file(Expected::Invalid("manifest.json-syntax")),
        body("the length is negative", "content-length: -1\r\n", [manifest(), Step::Close])
            .file(broken("content-length")),
        body("the length is a sum", "content-length: 40+43\r\n", [manifest(), Step::Close])
            .file(broken("content-length")),
        body("the length is 2^64", "content-length: 18446744073709551616\r\n", [manifest(), Step::Close])
            .file(broken("content-length")),
        body("the length is 9 TB", "content-length: 9000000000000\r\n", [Step::Hold]).hurried().file(TOO_LARGE),
        body("two lengths that differ", "content-length: 83\r\ncontent-length: 40\r\n", [manifest(), Step::Close])
            .file(broken("content-length")),
        body("a body of 1 MiB and 1 byte", "", [send(vec![b' '; MIB + 1]), Step::Close])
            .memory(4 * MIB)
            .file(TOO_LARGE),
        body("a body without length and without end", "", [Step::Repeat(vec![b' '; 65536].into(), FOREVER)])
            .memory(4 * MIB)
            .file(TOO_LARGE),
        body("a body that comes byte by byte", "content-length: 83\r\n", [Step::Drip(MANIFEST.into())])
            .hurried()
            .file(TIMEOUT),
        // Whoever sits on the line can cut a body off so; TLS says how a connection ends.
        body("a body without length, and no end of TLS", "", [manifest(), Step::Cut]).file(broken("too early")),
    ]
}

fn manifest() -> Step {
    send(MANIFEST)
}

fn chunks() -> Vec<Scenario> {
    let chunked = |name, steps: Vec<Step>| body(name, "transfer-encoding: chunked\r\n", steps);
    let whole = format!("{:x}\r\n{MANIFEST}\r\n0\r\n", MANIFEST.len());
    vec![
        chunked("a chunk size that is no number", vec![send("xyz\r\n{}\r\n0\r\n\r\n")]).file(broken("chunk size")),
        chunked("a chunk size of 80 bits", vec![send("ffffffffffffffffffff\r\n{}")]).file(broken("chunk size")),
        chunked("a chunk size of 64 bits and little behind it", vec![send("fffffffffffffff0\r\n{}"), Step::Hold])
            .hurried()
            .file(TIMEOUT),
        chunked("a chunk that is longer than its size", vec![send("2\r\n{}{}{}\r\n0\r\n\r\n")]).file(broken("chunk")),
        chunked("chunks without the last one", vec![send("2\r\n{}\r\n"), Step::Close]).file(broken("too early")),
        chunked("chunks without end", vec![Step::Repeat(format!("400\r\n{}\r\n", " ".repeat(0x400)).into(), FOREVER)])
            .memory(4 * MIB)
            .file(TOO_LARGE),
        chunked(
            "a chunk extension without end",
            vec![send("2;"), Step::Repeat("extension=".repeat(1000).into(), FOREVER)],
        )
        .file(broken("chunk extensions")),
        chunked("trailers without end", vec![send(whole), Step::Repeat("x: y\r\n".repeat(1000).into(), FOREVER)])
            .file(broken("trailers")),
        body(
            "a length and chunks",
            "content-length: 4\r\ntransfer-encoding: chunked\r\n",
            [send("2\r\n{}\r\n0\r\n\r\n")],
        )
        .file(Expected::Invalid("manifest.sources-missing")),
        body(
            "a transfer coding that nobody knows, of the plain manifest",
            "transfer-encoding: rot13\r\n",
            [manifest(), Step::Close],
        )
        .file(Expected::Found),
    ]
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
    encoder.write_all(bytes).and_then(|()| encoder.finish()).expect("a compressed body")
}

fn deflate(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = DeflateEncoder::new(Vec::new(), Compression::fast());
    encoder.write_all(bytes).and_then(|()| encoder.finish()).expect("a compressed body")
}

/// 64 MiB of blanks, in blocks of 128 KiB that are one byte repeated.
fn zstd_bomb() -> Bytes {
    let head = [&b"\x28\xb5\x2f\xfd\x00"[..], &[0x38]].concat(); // a window of 128 KiB
    let block = |is_last: u32| {
        let [first, second, third, _] = (128 << 10 << 3 | 1 << 1 | is_last).to_le_bytes();
        [first, second, third, b' ']
    };
    [head, block(0).repeat(511), block(1).to_vec()].concat().into()
}

/// 64 MiB of blanks, as `brotli -q 11 -w 24` makes them.
const BROTLI_BOMB: [u8; 54] = [
    0xcf, 0xff, 0xff, 0x7f, 0xf8, 0x25, 0x40, 0xe2, 0xb1, 0x40, 0x20, 0xf7, 0xfe, 0x9f, 0xff, 0xff, 0xff, 0xf0, 0x4b,
    0x00, 0xc4, 0x61, 0x01, 0x80, 0xee, 0xfd, 0x3f, 0xff, 0xff, 0xff, 0xe1, 0x97, 0x00, 0x88, 0xc3, 0x22, 0x00, 0xdd,
    0xfb, 0x7f, 0xfe, 0xff, 0xff, 0xc3, 0x2f, 0x01, 0x10, 0x87, 0x05, 0x00, 0xba, 0xf7, 0xff, 0x03,
];

fn compressed() -> Vec<Scenario> {
    let coded = |name, coding: &str, body: &[u8]| {
        let head = format!("content-encoding: {coding}\r\n");
        Scenario::new(name).http([Step::Send(answer("200 OK", &head, body))])
    };
    let small = gzip(MANIFEST.as_bytes());
    let bomb = gzip(&vec![b' '; 32 * MIB]);
    let mut wrong_sum = small.clone();
    let sum_at = wrong_sum.len() - 8;
    wrong_sum[sum_at] ^= 1;
    let gzip_head = b"\x1f\x8b\x08\x08\0\0\0\0\0\xff"; // with a file name
    let endless = |name, coding: &str, first: &'static [u8], again: Vec<u8>| {
        body(name, &format!("content-encoding: {coding}\r\n"), [send(first), Step::Repeat(again.into(), FOREVER)])
    };
    let twice = "gzip\r\ncontent-encoding: gzip";
    vec![
        coded("a gzip bomb of 32 MiB", "gzip", &bomb).memory(4 * MIB).file(TOO_LARGE),
        coded("a zstd bomb of 64 MiB", "zstd", &zstd_bomb()).memory(4 * MIB).file(TOO_LARGE),
        // The window of 16 MiB that the stream asks for is the decoder's own affair.
        coded("a brotli bomb of 64 MiB", "br", &BROTLI_BOMB).memory(48 * MIB).file(TOO_LARGE),
        coded("a gzip bomb in gzip", "gzip", &gzip(&bomb)).file(BINARY),
        coded("gzip in gzip, said in two headers", twice, &gzip(&small)).file(BINARY),
        coded("gzip in gzip, said in one header", "gzip, gzip", &gzip(&small)).file(BINARY),
        coded("gzip that is the plain manifest", "gzip", MANIFEST.as_bytes()).file(broken("gzip")),
        coded("brotli that is the plain manifest", "br", MANIFEST.as_bytes()).file(broken("brotli")),
        coded("zstd that is the plain manifest", "zstd", MANIFEST.as_bytes()).file(broken("")),
        coded("gzip that is cut off", "gzip", &small[..30]).file(broken("too early")),
        coded("gzip with a wrong checksum", "gzip", &wrong_sum).file(broken("CRC")),
        endless("gzip with a file name without end", "gzip", gzip_head, vec![b'x'; 65536]).hurried().file(TIMEOUT),
        endless("gzip of empty members without end", "gzip", b"", gzip(b"").repeat(1000)).file(broken("extra bytes")),
        endless("zstd of skippable frames without end", "zstd", b"", b"\x50\x2a\x4d\x18\0\0\0\0".repeat(8000))
            .hurried()
            .file(TIMEOUT),
        coded("deflate, which was not asked for", "deflate", &deflate(MANIFEST.as_bytes())).file(BINARY),
        coded("a coding that nobody knows, of the plain manifest", "rot13", MANIFEST.as_bytes()).file(Expected::Found),
        Scenario::new("compressed, but not said so").http(ok(&small)).file(BINARY),
    ]
}
