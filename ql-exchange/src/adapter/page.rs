//! The pages of all APIs: lists in whatever envelope servers put them.

use std::borrow::Cow;
use std::collections::HashMap;
use std::fmt::Write as _;

use bytes::Bytes;
use http::HeaderMap;
use ql_core::Code;
use serde::{Deserialize, Deserializer};
use serde_json::Value;
use serde_json::value::RawValue;
use url::Url;

use crate::codes;
use crate::paging::{PageItem, PageSigns};

/// A page of any list.
pub(super) struct Page {
    pub(super) items: Vec<Bytes>,
    pub(super) signs: PageSigns,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Envelope<'a> {
    /// `null` is a value here, too: an object without items is no page.
    #[serde(borrow, default, deserialize_with = "present")]
    items: Option<&'a RawValue>,
    #[serde(default)]
    has_next_page: Value,
    #[serde(default)]
    total_pages: Value,
    #[serde(default)]
    page_size: Value,
}

fn present<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<&'de RawValue>, D::Error> {
    <&RawValue>::deserialize(deserializer).map(Some)
}

type Members<'a> = HashMap<Cow<'a, str>, &'a RawValue>;

/// Checks that there is any JSON; the text without byte order mark.
fn text_of(body: &Bytes) -> Result<&[u8], (Code, String)> {
    let text = body.strip_prefix(b"\xef\xbb\xbf").unwrap_or(body);
    if text.trim_ascii().is_empty() {
        return Err((codes::EMPTY_BODY, "the answer has no content".into()));
    }
    Ok(text)
}

fn not_json(text: &[u8], error: &serde_json::Error) -> (Code, String) {
    let what = if text.trim_ascii_start().starts_with(b"<") { "a web page" } else { "not JSON" };
    (codes::NOT_JSON, format!("the answer is {what}, expected a page of items ({error})"))
}

fn list(body: &Bytes, raw: &RawValue) -> Result<Vec<Bytes>, (Code, String)> {
    let items: Vec<&RawValue> = serde_json::from_str(raw.get()).map_err(|error| not_json(body, &error))?;
    Ok(items.into_iter().map(|item| body.slice_ref(item.get().as_bytes())).collect())
}

impl Page {
    /// A page of OOAPI: an object with `items`, or a bare list.
    pub(super) fn with_items(body: &Bytes) -> Result<Self, (Code, String)> {
        let text = text_of(body)?;
        if text.trim_ascii_start().starts_with(b"[") {
            let raw: &RawValue = serde_json::from_slice(text).map_err(|error| not_json(text, &error))?;
            return Ok(Self { items: list(body, raw)?, signs: PageSigns::default() });
        }
        let envelope: Envelope<'_> = serde_json::from_slice(text).map_err(|error| not_json(text, &error))?;
        let items = match envelope.items {
            None => {
                // What it has instead may repeat the request, and a key in it.
                let message = "the answer has no `items`, expected a page of them".to_owned();
                return Err((codes::NOT_JSON, message));
            }
            Some(raw) if raw.get().starts_with('[') => list(body, raw)?,
            Some(raw) if raw.get().starts_with('{') => vec![body.slice_ref(raw.get().as_bytes())],
            Some(raw) if raw.get() == "null" => Vec::new(),
            Some(raw) => {
                let message = format!("`items` is not a list, but `{}…`", raw.get().chars().next().unwrap_or(' '));
                return Err((codes::NOT_JSON, message));
            }
        };
        let signs = PageSigns {
            has_next: flag(&envelope.has_next_page),
            total_pages: number(&envelope.total_pages),
            size: number(&envelope.page_size),
            ..PageSigns::default()
        };
        Ok(Self { items, signs })
    }

    /// A page of Edu-API: a bare list, or one in an object, under the name of the collection or as its only list.
    pub(super) fn bare(body: &Bytes, name: &str, headers: &HeaderMap) -> Result<Self, (Code, String)> {
        let text = text_of(body)?;
        let signs = PageSigns {
            total_items: header(headers, "x-total-count").and_then(|text| text.trim().parse().ok()),
            next: header(headers, "link").and_then(next_link),
            ..PageSigns::default()
        };
        if text.trim_ascii_start().starts_with(b"[") {
            let raw: &RawValue = serde_json::from_slice(text).map_err(|error| not_json(text, &error))?;
            return Ok(Self { items: list(body, raw)?, signs });
        }
        if text.trim_ascii() == b"null" {
            return Ok(Self { items: Vec::new(), signs });
        }
        let members: Members<'_> = serde_json::from_slice(text).map_err(|error| not_json(text, &error))?;
        if let Some(problem) = failure(&members) {
            return Err((codes::STATUS, problem));
        }
        let lists: Vec<(&Cow<'_, str>, &&RawValue)> =
            members.iter().filter(|(_, raw)| raw.get().starts_with('[')).collect();
        let named = lists.iter().find(|(member, _)| member.eq_ignore_ascii_case(name));
        match (named, lists.as_slice()) {
            (Some((_, raw)), _) | (None, [(_, raw)]) => Ok(Self { items: list(body, raw)?, signs }),
            _ => Err((codes::NOT_JSON, format!("the answer is an object without a list of `{name}`"))),
        }
    }
}

/// What an object says that is an error although it came with status 200.
fn failure(members: &Members<'_>) -> Option<String> {
    let text = |name: &str| -> Option<String> { serde_json::from_str(members.get(name)?.get()).ok() };
    match text("imsx_codeMajor").as_deref() {
        Some("failure" | "unsupported") => Some("the server says that it has failed, with status 200".into()),
        _ => text("error").map(|_| "the server answers with an error, with status 200".into()),
    }
}

fn header<'h>(headers: &'h HeaderMap, name: &str) -> Option<&'h str> {
    headers.get(name)?.to_str().ok()
}

/// The link to the next page (RFC 8288).
fn next_link(header: &str) -> Option<String> {
    header.split(',').find_map(|link| {
        let (target, parameters) = link.trim().strip_prefix('<')?.split_once('>')?;
        let relations = parameters.split(';').find_map(|parameter| {
            let (name, value) = parameter.split_once('=')?;
            name.trim().eq_ignore_ascii_case("rel").then(|| value.trim().trim_matches('"'))
        })?;
        relations.split_whitespace().any(|relation| relation.eq_ignore_ascii_case("next")).then(|| target.to_owned())
    })
}

/// A boolean, also as text or number.
fn flag(value: &Value) -> Option<bool> {
    match value {
        Value::Bool(flag) => Some(*flag),
        Value::Number(number) => Some(number.as_f64()? != 0.0),
        Value::String(text) => text.trim().to_ascii_lowercase().parse().ok(),
        _ => None,
    }
}

/// A whole number, also as text.
fn number(value: &Value) -> Option<u64> {
    match value {
        Value::Number(number) => number.as_u64(),
        Value::String(text) => text.trim().parse().ok(),
        _ => None,
    }
}

/// The members of an item; none if it is no object.
pub(super) fn members(body: &[u8]) -> Members<'_> {
    serde_json::from_slice(body).unwrap_or_default()
}

/// A text or a number as text.
pub(super) fn text_in(raw: &RawValue) -> Option<String> {
    match serde_json::from_str(raw.get()).ok()? {
        Value::String(text) => Some(text.trim().to_owned()).filter(|text| !text.is_empty()),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    }
}

/// The id of an item, a text or a number, under the first of these names that it has.
pub(super) fn id_of(body: &[u8], names: &[&str]) -> Option<String> {
    let members = members(body);
    names.iter().find_map(|name| text_in(members.get(*name)?))
}

/// The id of something that an item names: by its id, or as an object that has it, or as a list of one.
pub(super) fn reference(body: &[u8], fields: &[&str], names: &[&str]) -> Option<String> {
    let members = members(body);
    fields.iter().find_map(|field| {
        let raw = members.get(*field)?;
        match raw.get().as_bytes().first()? {
            b'{' => id_of(raw.get().as_bytes(), names),
            b'[' => {
                let items: Vec<&RawValue> = serde_json::from_str(raw.get()).ok()?;
                let [item] = items.as_slice() else { return None };
                text_in(item).or_else(|| id_of(item.get().as_bytes(), names))
            }
            _ => text_in(raw),
        }
    })
}

pub(super) fn page_items(bodies: Vec<Bytes>, id_names: &[&str]) -> Vec<PageItem> {
    bodies.into_iter().map(|body| PageItem::new(id_of(&body, id_names), body)).collect()
}

/// The URL with a path that ends in `/`, so that what is joined comes behind it.
pub(crate) fn as_folder(url: &Url) -> Url {
    let mut url = url.clone();
    if !url.path().ends_with('/') {
        let path = format!("{}/", url.path());
        url.set_path(&path);
    }
    url.set_fragment(None);
    url
}

/// An id as one segment of a path; `None` for `.` and `..`, which would lead elsewhere.
pub(super) fn path_segment(id: &str) -> Option<String> {
    if id == "." || id == ".." {
        return None;
    }
    let mut segment = String::with_capacity(id.len());
    for byte in id.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~!$&'()*+,;=:@".contains(&byte) {
            segment.push(char::from(byte));
        } else {
            let _ = write!(segment, "%{byte:02X}");
        }
    }
    Some(segment)
}
