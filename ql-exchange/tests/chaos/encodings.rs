//! Bodies that are compressed, or claim to be, and bodies without end.

use std::io::Write as _;

use crate::scenario::{Scenario, good};
use crate::wire::{Answer, Asked, answer, chunks, head, send};

const GOOD: &str = "complete, 1 record, 2 requests";
const LARGE: &str = "failed (too-large), 0 records, 1 request";
const NOT_JSON: &str = "failed (not-json), 0 records, 1 request";
/// What can't be decompressed is no answer; as it may have been cut on its way, it is asked for again.
const BROKEN: &str = "failed (unreachable), 0 records, 3 requests";
const MIB: usize = 1 << 20;
const TRIPLE: &str = "<https://uni.example/c> a <https://uni.example/C> .\n";

pub(crate) fn gzip(body: &[u8]) -> Vec<u8> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    encoder.write_all(body).expect("memory");
    encoder.finish().expect("memory")
}

fn brotli(body: &[u8]) -> Vec<u8> {
    let mut encoded = Vec::new();
    let mut encoder = brotli::CompressorWriter::new(&mut encoded, 4096, 5, 22);
    encoder.write_all(body).expect("memory");
    drop(encoder);
    encoded
}

fn zstd(body: &[u8]) -> Vec<u8> {
    zstd::encode_all(body, 1).expect("memory")
}

fn deflate(body: &[u8]) -> Vec<u8> {
    let mut encoder = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::default());
    encoder.write_all(body).expect("memory");
    encoder.finish().expect("memory")
}

fn encoded(encoding: &str, body: impl AsRef<[u8]>) -> Answer {
    answer(200, &[("content-encoding", encoding)], body)
}

/// Without its last bytes, but with the right length.
fn cut(mut body: Vec<u8>) -> Vec<u8> {
    body.truncate(body.len() - 9);
    body
}

/// Courses that can't be compressed well, so that a cut is somewhere in them.
fn long() -> String {
    let words: Vec<String> = (0..3000_u32).map(|number| format!("{:x}", number.wrapping_mul(2_654_435_761))).collect();
    serde_json::json!({ "items": [{ "courseId": "a", "words": words }] }).to_string()
}

/// Much more than is allowed, of which little is sent.
fn bomb() -> Vec<u8> {
    vec![b' '; 8 * MIB]
}

fn small(scenario: Scenario) -> Scenario {
    scenario.with(|options| options.with_max_page_bytes(1 << 20).with_max_file_bytes(1 << 20))
}

pub(crate) fn scenarios() -> Vec<Scenario> {
    [encodings(), sizes()].into_iter().flatten().collect()
}

fn encodings() -> Vec<Scenario> {
    let list = Scenario::list;
    vec![
        list("gzip", GOOD, |_| encoded("gzip", gzip(good().as_bytes()))),
        list("x-gzip, as it was called once", GOOD, |_| encoded("x-gzip", gzip(good().as_bytes()))),
        list("GZIP in capitals", GOOD, |_| encoded("GZIP", gzip(good().as_bytes()))),
        list("brotli", GOOD, |_| encoded("br", brotli(good().as_bytes()))),
        list("zstd", GOOD, |_| encoded("zstd", zstd(good().as_bytes()))),
        list("identity", GOOD, |_| encoded("identity", good())),
        list("deflate, which was not asked for", NOT_JSON, |_| encoded("deflate", deflate(good().as_bytes()))),
        list("gzip that does not say so", NOT_JSON, |_| answer(200, &[], gzip(good().as_bytes()))),
        list("no gzip that says so", BROKEN, |_| encoded("gzip", good())),
        list("no brotli that says so", BROKEN, |_| encoded("br", good())),
        list("no zstd that says so", BROKEN, |_| encoded("zstd", good())),
        list("gzip, cut", BROKEN, |_| encoded("gzip", cut(gzip(long().as_bytes())))),
        list("gzip, cut once", "complete, 1 record, 3 requests", |asked| {
            let whole = gzip(long().as_bytes());
            encoded("gzip", if asked.is_first() { cut(whole) } else { whole })
        }),
        list("brotli, cut", BROKEN, |_| encoded("br", cut(brotli(long().as_bytes())))),
        list("zstd, cut", BROKEN, |_| encoded("zstd", cut(zstd(long().as_bytes())))),
        list("gzip with a wrong check sum", BROKEN, |_| {
            let mut body = gzip(long().as_bytes());
            let at = body.len() - 6;
            body[at] ^= 0xff;
            encoded("gzip", body)
        }),
        list("an empty body as gzip", "failed (empty-body), 0 records, 1 request", |_| encoded("gzip", "")),
        Scenario::file("a file in two members of gzip", "complete, 1 record, 1 request", |_| two("gzip", gzip)),
        Scenario::file("a file in two frames of zstd", "complete, 1 record, 1 request", |_| two("zstd", zstd)),
        Scenario::file("a file of gzip, cut between two members", "complete, 1 record, 1 request", |_| {
            encoded("gzip", gzip(TRIPLE.as_bytes()))
        }),
        Scenario::file("a file of gzip, cut", BROKEN, |_| encoded("gzip", cut(gzip(long().as_bytes())))),
    ]
}

/// A file whose first half alone would be a whole one; it counts only with the second, which is not to be overlooked.
fn two(name: &str, encode: fn(&[u8]) -> Vec<u8>) -> Answer {
    let half = TRIPLE.repeat(10);
    // If only the first part were read, a statement would be open at its end.
    let (first, second) = half.split_at(half.len() - 3);
    encoded(name, [encode(first.as_bytes()), encode(second.as_bytes())].concat())
}

fn endless(_: &Asked) -> Answer {
    let chunk = chunks(&[&vec![b' '; 64 << 10]]);
    let start = send(head(200, &[("transfer-encoding", "chunked")]));
    std::iter::once(start).chain((0..64).map(|_| send(chunk.clone()))).collect()
}

fn sizes() -> Vec<Scenario> {
    let list = Scenario::list;
    let endless_gzip = |_: &Asked| {
        let bomb = gzip(&bomb());
        let start = head(200, &[("content-encoding", "gzip"), ("transfer-encoding", "chunked")]);
        vec![send([start.as_bytes(), &chunks(&[&bomb])].concat())]
    };
    vec![
        small(list("a bomb of gzip", LARGE, |_| encoded("gzip", gzip(&bomb())))),
        small(list("a bomb of brotli", LARGE, |_| encoded("br", brotli(&bomb())))),
        small(list("a bomb of zstd", LARGE, |_| encoded("zstd", zstd(&bomb())))),
        small(list("a bomb of gzip in chunks", LARGE, endless_gzip)),
        small(Scenario::file("a file that is a bomb of gzip", LARGE, |_| encoded("gzip", gzip(&bomb())))),
        small(list("a body without end", LARGE, endless)),
        small(Scenario::file("a file without end", LARGE, endless)),
        small(list("a length of 2^63 bytes", LARGE, |_| {
            vec![send(head(200, &[("content-length", "9223372036854775808")]))]
        })),
        small(list("a page of exactly the limit", GOOD, |_| {
            let mut body = good().into_bytes();
            body.resize(MIB, b' ');
            answer(200, &[], body)
        })),
        small(list("a page of one byte more than the limit", LARGE, |_| {
            let mut body = good().into_bytes();
            body.resize(MIB + 1, b' ');
            answer(200, &[], body)
        })),
    ]
}
