//! The values of single keys.

use std::borrow::Cow;

use url::Url;

use super::fields::{folded, nearest};
use super::read::{Reader, Weight};
use super::tree::{Content, Node, Place, Pointer, number_value};
use crate::{SourceType, codes, excerpt};

/// A text; a number or boolean is read as one.
pub(super) fn text(reader: &mut Reader<'_, '_>, pointer: &Pointer<'_>, node: &Node<'_>) -> Option<String> {
    match &node.value {
        Content::String(text) => Some(text.clone().into_owned()),
        Content::Number(number) => {
            reader.wrong_type(pointer, node, "a text", Weight::Repaired);
            Some(number.clone().into_owned())
        }
        Content::Bool(value) => {
            reader.wrong_type(pointer, node, "a text", Weight::Repaired);
            Some(value.to_string())
        }
        _ => {
            reader.wrong_type(pointer, node, "a text", Weight::Repaired);
            None
        }
    }
}

pub(super) fn source_type(reader: &mut Reader<'_, '_>, pointer: &Pointer<'_>, node: &Node<'_>) -> Option<SourceType> {
    let Content::String(name) = &node.value else {
        reader.wrong_type(pointer, node, "a text such as `ooapi`", Weight::Dropped);
        return None;
    };
    let exact = SourceType::from_name(name);
    if exact.is_known() {
        return Some(exact);
    }
    if let Some(known) = SourceType::KNOWN.into_iter().find(|known| folded(known.as_str()).eq(folded(name))) {
        let message = format!("the type `{}` is read as `{known}`", excerpt(name));
        let hint = Some(format!("write `{known}`"));
        reader.note_hint(codes::SOURCE_TYPE_SPELLING, Weight::Repaired, pointer, node.place, message, hint);
        return Some(known);
    }
    let names = ["elm", "ooapi", "edu-api", "occapi"];
    let hint = match nearest(name, &names).or((folded(name).eq(folded("oeapi"))).then_some("ooapi")) {
        Some(near) => format!("did you mean `{near}`?"),
        None => "the types are `elm`, `ooapi`, `edu-api` and `occapi`".into(),
    };
    let message = format!("unknown type `{}`; the data source can't be harvested", excerpt(name));
    reader.note_hint(codes::SOURCE_TYPE_UNKNOWN, Weight::Dropped, pointer, node.place, message, Some(hint));
    Some(exact)
}

/// What the JSON Schema takes for a URL; `url` and people allow more.
pub(super) const URL_PATTERN: &str =
    r"^[Hh][Tt][Tt][Pp][Ss]?://([A-Za-z0-9._-]+|\[[0-9A-Fa-f:.]+\])(:[0-9]{1,5})?([/?#][!-~]*)?$";

pub(super) fn is_schema_url(text: &str) -> bool {
    let scheme_end = match text.get(..8) {
        Some(start) if start.eq_ignore_ascii_case("https://") => 8,
        _ if text.get(..7).is_some_and(|start| start.eq_ignore_ascii_case("http://")) => 7,
        _ => return false,
    };
    let rest = &text[scheme_end..];
    let authority_end = rest.find(['/', '?', '#']).unwrap_or(rest.len());
    let (authority, tail) = rest.split_at(authority_end);
    let (host, port) = match authority.strip_prefix('[').and_then(|inner| inner.split_once(']')) {
        Some((inner, port)) => {
            let legal = !inner.is_empty() && inner.bytes().all(|b| b.is_ascii_hexdigit() || b == b':' || b == b'.');
            (legal, port)
        }
        None => {
            let (host, port) = authority.find(':').map_or((authority, ""), |at| authority.split_at(at));
            let legal = |b: u8| b.is_ascii_alphanumeric() || b"._-".contains(&b);
            (!host.is_empty() && host.bytes().all(legal), port)
        }
    };
    let port_fits = port.is_empty()
        || port
            .strip_prefix(':')
            .is_some_and(|digits| (1..=5).contains(&digits.len()) && digits.bytes().all(|byte| byte.is_ascii_digit()));
    host && port_fits && tail.bytes().all(|byte| byte.is_ascii_graphic())
}

/// An absolute http(s) URL, or what is wrong with the text.
pub(super) fn http_url(text: &str) -> Result<Url, String> {
    let found = || format!("`{}`", excerpt(&without_password(text)));
    match Url::parse(text) {
        Ok(url) if !matches!(url.scheme(), "http" | "https") => {
            Err(format!("expected an http or https URL, found {}", found()))
        }
        Ok(url) if url.host_str().is_none_or(str::is_empty) => Err(format!("the URL has no host: {}", found())),
        Ok(url) => Ok(url),
        Err(url::ParseError::RelativeUrlWithoutBase) => {
            Err(format!("expected an absolute URL with `https://`, found {}", found()))
        }
        Err(error) => Err(format!("not a URL ({error}): {}", found())),
    }
}

/// The text of a URL without user name and password, for a message.
fn without_password(text: &str) -> Cow<'_, str> {
    let Some(start) = text.find("://").map(|at| at + 3) else { return text.into() };
    let end = text[start..].find(['/', '?', '#']).map_or(text.len(), |at| start + at);
    match text[start..end].rfind('@') {
        Some(at) => format!("{}…{}", &text[..start], &text[start + at..]).into(),
        None => text.into(),
    }
}

pub(super) fn path(reader: &mut Reader<'_, '_>, pointer: &Pointer<'_>, node: &Node<'_>) -> Option<Url> {
    let Content::String(text) = &node.value else {
        reader.wrong_type(pointer, node, "a URL as text", Weight::Dropped);
        return None;
    };
    let trimmed = text.trim();
    if trimmed.len() != text.len() {
        let message = format!("white space around the URL `{}`", excerpt(&without_password(trimmed)));
        reader.note(codes::SOURCE_PATH_SPACE, Weight::Repaired, pointer, node.place, message);
    }
    let url = match http_url(trimmed) {
        Ok(url) => url,
        Err(message) => {
            let hint = trimmed.starts_with("www.").then(|| format!("write `https://{}`", excerpt(trimmed)));
            reader.note_hint(codes::SOURCE_PATH_INVALID, Weight::Dropped, pointer, node.place, message, hint);
            return None;
        }
    };
    if !url.username().is_empty() || url.password().is_some() {
        let message = "the URL contains a user name or password, which everyone can read".into();
        let hint = Some("use `auth` with an encrypted value".into());
        let code = codes::SOURCE_PATH_CREDENTIALS;
        reader.note_hint(code, Weight::Repaired, pointer, node.place, message, hint);
    } else if !is_schema_url(trimmed) {
        let message = format!("the URL has characters that must be encoded: `{}`", excerpt(trimmed));
        let hint = Some(format!("write `{url}`"));
        reader.note_hint(codes::SOURCE_PATH_NOT_ASCII, Weight::Repaired, pointer, node.place, message, hint);
    }
    if url.scheme() == "http" {
        let message = "the data are sent without encryption: the URL is not https".into();
        reader.note(codes::SOURCE_PATH_HTTP, Weight::Advice, pointer, node.place, message);
    }
    Some(url)
}

pub(super) fn check_version(
    reader: &mut Reader<'_, '_>,
    pointer: &Pointer<'_>,
    place: Place,
    kind: &SourceType,
    version: Option<&str>,
) {
    let known: &[&str] = match kind {
        SourceType::Elm => &["3"],
        SourceType::Ooapi => &["5", "6"],
        SourceType::EduApi => &["1"],
        SourceType::Occapi => &["1", "2"],
        SourceType::Other(_) => return,
    };
    match version {
        None if *kind == SourceType::Occapi => {}
        None => {
            let message = format!("a data source of type `{kind}` should have a `version`");
            let hint = Some(format!("add `version`, such as `{}`", known[0]));
            reader.note_hint(codes::SOURCE_VERSION_MISSING, Weight::Advice, pointer, place, message, hint);
        }
        Some(version) => {
            let trimmed = version.trim();
            let major = trimmed.strip_prefix(['v', 'V']).unwrap_or(trimmed).split('.').next().unwrap_or_default();
            if !known.contains(&major) {
                let names = known.join("` or `");
                let message = format!("version `{}` of `{kind}` is not known, only `{names}`", excerpt(version));
                let pointer = pointer.key("version");
                reader.note(codes::SOURCE_VERSION_UNKNOWN, Weight::Advice, &pointer, place, message);
            }
        }
    }
}

fn finite(text: &str) -> Option<f64> {
    number_value(text).as_f64().filter(|value| value.is_finite())
}

/// A number, also one in quotes.
fn number(reader: &mut Reader<'_, '_>, pointer: &Pointer<'_>, node: &Node<'_>, expected: &str) -> Option<f64> {
    let value = match &node.value {
        Content::Number(text) => {
            let value = finite(text);
            if value.is_none() {
                // To the schema it is a number all the same.
                reader.wrong_type(pointer, node, "a number that is not as large", Weight::Advice);
            }
            return value;
        }
        Content::String(text) => {
            reader.wrong_type(pointer, node, expected, Weight::Repaired);
            return finite(text.trim());
        }
        _ => None,
    };
    if value.is_none() {
        reader.wrong_type(pointer, node, expected, Weight::Repaired);
    }
    value
}

pub(super) fn refresh(reader: &mut Reader<'_, '_>, pointer: &Pointer<'_>, node: &Node<'_>) -> Option<f64> {
    let hours = number(reader, pointer, node, "a number of hours")?;
    if hours < 0.0 {
        let message = format!("`refresh` is negative: {hours}");
        reader.note(codes::SOURCE_REFRESH_NEGATIVE, Weight::Repaired, pointer, node.place, message);
        return None;
    }
    Some(hours)
}

const ELM_MEDIA_TYPES: [&str; 3] = ["application/rdf+xml", "text/turtle", "application/ld+json"];

pub(super) fn content_type(
    reader: &mut Reader<'_, '_>,
    pointer: &Pointer<'_>,
    node: &Node<'_>,
    kind: &SourceType,
) -> Option<String> {
    if *kind != SourceType::Elm {
        let message = format!("`contentType` has no meaning for a data source of type `{}`", excerpt(kind.as_str()));
        reader.note(codes::SOURCE_CONTENT_TYPE, Weight::Advice, pointer, node.place, message);
        let before = std::mem::replace(&mut reader.unseen, true);
        let value = text(reader, pointer, node);
        reader.unseen = before;
        return value;
    }
    let value = text(reader, pointer, node)?;
    if matches!(node.value, Content::String(_)) && !ELM_MEDIA_TYPES.contains(&value.as_str()) {
        let message = format!("expected `{}`, found `{}`", ELM_MEDIA_TYPES.join("`, `"), excerpt(&value));
        reader.note(codes::SOURCE_CONTENT_TYPE, Weight::Repaired, pointer, node.place, message);
    }
    Some(value)
}

pub(super) fn page_size(
    reader: &mut Reader<'_, '_>,
    pointer: &Pointer<'_>,
    node: &Node<'_>,
    kind: &SourceType,
) -> Option<u32> {
    let paged = matches!(kind, SourceType::Ooapi | SourceType::EduApi);
    let before = reader.unseen;
    reader.unseen |= !paged;
    let value = match &node.value {
        // Too large for a number, so not one of those allowed.
        Content::Number(text) if paged && finite(text).is_none() => Some(f64::INFINITY),
        _ => number(reader, pointer, node, "a whole number"),
    };
    reader.unseen = before;
    if !paged {
        let message = format!("`pageSize` has no meaning for a data source of type `{}`", excerpt(kind.as_str()));
        reader.note(codes::SOURCE_PAGE_SIZE, Weight::Advice, pointer, node.place, message);
    }
    let value = value?;
    let whole = value.fract() == 0.0 && (1.0..=f64::from(u32::MAX)).contains(&value);
    // In range and whole, so nothing is cut off.
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
    let size = whole.then_some(value as u32);
    let allowed = match kind {
        SourceType::Ooapi => size.is_some_and(|size| [10, 20, 50, 100, 250].contains(&size)),
        SourceType::EduApi => size.is_some(),
        _ => true,
    };
    if !allowed {
        let expected =
            if *kind == SourceType::Ooapi { "10, 20, 50, 100 or 250" } else { "a whole number of at least 1" };
        let message = format!("expected {expected} as page size, found {}", node.describe());
        reader.note(codes::SOURCE_PAGE_SIZE, Weight::Repaired, pointer, node.place, message);
    }
    size
}

pub(super) const HEADER_NAME_PATTERN: &str = r"^[!#$%&'*+.^_`|~0-9A-Za-z-]+$";
pub(super) const HEADER_VALUE_PATTERN: &str = r"^[^\u0000-\u0008\u000A-\u001F\u007F]*$";

pub(super) fn is_header_name(name: &str) -> bool {
    !name.is_empty() && name.bytes().all(|b| b.is_ascii_alphanumeric() || b"!#$%&'*+.^_`|~-".contains(&b))
}

fn is_header_value(value: &str) -> bool {
    !value.bytes().any(|byte| byte != b'\t' && byte.is_ascii_control())
}

/// Whether our own HTTP client has to decide over this header.
fn is_reserved_header(name: &str) -> bool {
    ["host", "content-length", "transfer-encoding", "connection", "upgrade", "te", "trailer"]
        .iter()
        .any(|reserved| name.eq_ignore_ascii_case(reserved))
}

/// A text like any other, but one that may be a key, so it is not shown.
fn pair_value(reader: &mut Reader<'_, '_>, pointer: &Pointer<'_>, node: &Node<'_>) -> Option<String> {
    let value = match &node.value {
        Content::String(text) => return Some(text.clone().into_owned()),
        Content::Number(number) => Some(number.clone().into_owned()),
        Content::Bool(value) => Some(value.to_string()),
        _ => None,
    };
    let message = "expected a text, found a value of another type".into();
    let hint = value.is_some().then(|| "put it in quotes".into());
    reader.note_hint(codes::MANIFEST_WRONG_TYPE, Weight::Repaired, pointer, node.place, message, hint);
    value
}

pub(super) fn pairs(
    reader: &mut Reader<'_, '_>,
    pointer: &Pointer<'_>,
    node: &Node<'_>,
    are_headers: bool,
) -> Vec<(String, String)> {
    let Content::Object(members) = &node.value else {
        reader.wrong_type(pointer, node, "an object of names and texts", Weight::Repaired);
        return Vec::new();
    };
    let mut pairs = Vec::with_capacity(members.len());
    for member in members {
        let pointer = pointer.key(&member.key);
        if are_headers && !is_header_name(&member.key) {
            let message = format!("not the name of a request header: `{}`", excerpt(&member.key));
            reader.note(codes::SOURCE_HEADER_INVALID, Weight::Repaired, &pointer, member.key_place, message);
            pair_value(reader, &pointer, &member.node);
            continue;
        }
        let Some(value) = pair_value(reader, &pointer, &member.node) else { continue };
        if are_headers && !is_header_value(&value) {
            let message = "the value of a request header can't contain control characters".into();
            reader.note(codes::SOURCE_HEADER_INVALID, Weight::Repaired, &pointer, member.node.place, message);
            continue;
        }
        if are_headers && is_reserved_header(&member.key) {
            let message = format!("the header `{}` can't be set by a manifest", member.key);
            reader.note(codes::SOURCE_HEADER_INVALID, Weight::Advice, &pointer, member.key_place, message);
            continue;
        }
        pairs.push((member.key.clone().into_owned(), value));
    }
    pairs
}
