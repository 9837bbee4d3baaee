//! Documents of APIs that somebody has saved, of whatever format.

use bytes::Bytes;
use ql_core::{Diagnostic, Record, RecordKind, Severity, SourceType};

use super::api::record;
use super::ooapi::version_of;
use super::page::members;
use super::{eduapi_page, occapi_document, ooapi_page};
use crate::codes;

/// Which API a document comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Looks {
    /// A page of OOAPI, or one of its courses or programmes, of this version if its fields tell.
    Ooapi(Option<u32>),
    /// A list of Edu-API, or one of its templates.
    EduApi,
    /// A document of JSON:API.
    Occapi,
    /// JSON of something else.
    Unknown,
}

impl Looks {
    /// Looks at the names of members, those of the first item if it is a list.
    pub(crate) fn of(body: &[u8]) -> Self {
        let text = body.strip_prefix(b"\xef\xbb\xbf").unwrap_or(body).trim_ascii_start();
        let top = members(text);
        let has = |name: &str| top.contains_key(name);
        if has("jsonapi") || has("data") && !has("items") {
            return Self::Occapi;
        }
        let item = match top.get("items") {
            Some(items) => first_item(items.get()),
            None if text.starts_with(b"[") => std::str::from_utf8(text).ok().and_then(first_item),
            None => Some(String::from_utf8_lossy(text).into_owned()),
        };
        let item = item.unwrap_or_default();
        let fields = members(item.as_bytes());
        let of_ooapi = [
            "courseId",
            "programId",
            "programmeId",
            "offeringId",
            "courseOfferingId",
            "organizationId",
            "organisationId",
        ];
        if has("items") && has("pageNumber") || of_ooapi.iter().any(|name| fields.contains_key(*name)) {
            return Self::Ooapi(version_of(item.as_bytes()));
        }
        let lists = ["courseTemplates", "collectionTemplates", "courseOfferings"];
        if fields.contains_key("sourcedId") || lists.iter().any(|name| has(name)) {
            Self::EduApi
        } else {
            Self::Unknown
        }
    }
}

/// The first item of a list, as JSON.
fn first_item(list: &str) -> Option<String> {
    let items: Vec<&serde_json::value::RawValue> = serde_json::from_str(list).ok()?;
    items.first().map(|item| item.get().to_owned())
}

/// The courses and programmes of a saved document of any API: a page, a list, or one of them.
///
/// # Errors
/// If it is none of OOAPI, Edu-API or OCCAPI.
///
/// ```
/// use ql_exchange::saved_document;
/// let body = br#"{"pageNumber": 1, "items": [{"courseId": "BIO-101", "teachingLanguages": ["en"]}]}"#;
/// let records = saved_document(&body.to_vec().into()).unwrap();
/// assert_eq!((records.len(), records[0].version), (1, Some(6)));
/// assert!(saved_document(&b"{\"hello\": 1}".to_vec().into()).is_err());
/// ```
pub fn saved_document(body: &Bytes) -> Result<Vec<Record>, Box<Diagnostic>> {
    let text = body.strip_prefix(b"\xef\xbb\xbf").unwrap_or(body).trim_ascii();
    let is_one = |name: &str| text.starts_with(b"{") && members(text).contains_key(name);
    let one = |source_type, kind, version| Ok(vec![record(&(source_type, version), kind, body.slice_ref(text))]);
    match Looks::of(body) {
        Looks::Occapi => occapi_document(body),
        Looks::EduApi if is_one("collectionType") => one(SourceType::EduApi, RecordKind::Programme, Some(1)),
        Looks::EduApi if is_one("sourcedId") => one(SourceType::EduApi, RecordKind::Course, Some(1)),
        Looks::EduApi => eduapi_page(body),
        Looks::Ooapi(version) if is_one("courseId") => one(SourceType::Ooapi, RecordKind::Course, version.or(Some(5))),
        Looks::Ooapi(version) if is_one("programId") || is_one("programmeId") => {
            one(SourceType::Ooapi, RecordKind::Programme, version.or(Some(5)))
        }
        Looks::Ooapi(_) => ooapi_page(body),
        Looks::Unknown => match ooapi_page(body) {
            // A bare list may be one of items that lack their ids.
            Ok(records) => Ok(records),
            Err(problem) if problem.code() == codes::EMPTY_BODY => Err(problem),
            Err(problem) => {
                let message = format!("neither OOAPI, Edu-API nor OCCAPI: {}", problem.message());
                Err(Box::new(Diagnostic::new(problem.code(), Severity::Fatal, message)))
            }
        },
    }
}
