use std::borrow::Cow;
use std::io::Read;

use flate2::bufread::GzDecoder;
use ql_core::{Code, Diagnostic, Severity};

use crate::codes;

/// The largest document that is read by default, in bytes after decompression: 2 GiB.
pub const MAX_DOCUMENT: u64 = 2 << 30;

const GZIP: &[u8] = b"\x1f\x8b";

/// A member of twenty bytes costs as much as a large one. Files that are made of blocks have one for every 64 KiB.
const MAX_MEMBERS: u32 = 1 << 16;

/// The first bytes of what is not read, so that it is not taken for broken Turtle.
const OTHERS: [(&str, &[u8]); 5] = [
    ("zip", b"PK\x03\x04"),
    ("zstd", b"\x28\xb5\x2f\xfd"),
    ("xz", b"\xfd7zXZ\x00"),
    ("7-Zip", b"7z\xbc\xaf\x27\x1c"),
    ("bzip2", b"BZh91AY&SY"),
];

/// The bytes of a document that may be compressed with gzip, which its first bytes tell; others are given back as they are.
///
/// Several compressed members in a row are one document. More than `limit` bytes, bytes that end too early, and what is
/// packed in another way are refused.
///
/// ```
/// use std::io::Write;
///
/// use ql_elm::{MAX_DOCUMENT, codes, decompressed};
///
/// let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
/// encoder.write_all(b"<https://example.edu/1> a <https://example.edu/2> .")?;
/// let compressed = encoder.finish()?;
///
/// let turtle = decompressed(&compressed, MAX_DOCUMENT).unwrap();
/// assert!(turtle.starts_with(b"<https://example.edu/1>"));
/// assert_eq!(decompressed(&turtle, MAX_DOCUMENT).unwrap(), turtle);
/// assert_eq!(decompressed(&compressed, 10).unwrap_err().code(), codes::RDF_TOO_LARGE);
/// assert_eq!(decompressed(&compressed[..20], MAX_DOCUMENT).unwrap_err().code(), codes::RDF_COMPRESSED);
/// # Ok::<(), std::io::Error>(())
/// ```
pub fn decompressed(bytes: &[u8], limit: u64) -> Result<Cow<'_, [u8]>, Box<Diagnostic>> {
    if let Some((name, _)) = OTHERS.iter().find(|(_, start)| bytes.starts_with(start)) {
        let message = format!("the document is packed with {name}, which is not read");
        let hint = "publish it as it is, or compressed with gzip";
        let refused = Diagnostic::new(codes::RDF_COMPRESSED, Severity::Fatal, message);
        return Err(refused.with_hint(hint).into());
    }
    if !bytes.starts_with(GZIP) {
        return if is_within(bytes, limit) { Ok(bytes.into()) } else { Err(too_large(limit)) };
    }
    let mut content = Vec::new();
    let mut rest = bytes;
    let mut members = 0;
    while rest.starts_with(GZIP) {
        members += 1;
        if members > MAX_MEMBERS {
            let message = format!("the compressed document has more than {MAX_MEMBERS} members");
            return Err(refused(codes::RDF_COMPRESSED, message));
        }
        let mut decoder = GzDecoder::new(rest);
        // One byte more than there is room for, so that the end of what just fits is seen, with its checksum.
        let room = limit.saturating_sub(length(&content)).saturating_add(1);
        (&mut decoder).take(room).read_to_end(&mut content).map_err(|error| {
            refused(codes::RDF_COMPRESSED, format!("the compressed document is broken or ends too early: {error}"))
        })?;
        if !is_within(&content, limit) {
            return Err(too_large(limit));
        }
        rest = decoder.into_inner();
    }
    // Some archives are filled up with zeros.
    if rest.iter().any(|byte| *byte != 0) {
        let message = format!("{} bytes that are not compressed follow the compressed document", rest.len());
        return Err(refused(codes::RDF_COMPRESSED, message));
    }
    Ok(content.into())
}

fn length(bytes: &[u8]) -> u64 {
    u64::try_from(bytes.len()).unwrap_or(u64::MAX)
}

fn is_within(bytes: &[u8], limit: u64) -> bool {
    length(bytes) <= limit
}

fn too_large(limit: u64) -> Box<Diagnostic> {
    refused(codes::RDF_TOO_LARGE, format!("the document has more than {limit} bytes"))
}

fn refused(code: Code, message: String) -> Box<Diagnostic> {
    Diagnostic::new(code, Severity::Fatal, message).into()
}
