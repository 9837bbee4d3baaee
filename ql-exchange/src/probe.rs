//! Which format and version an unknown URL speaks.

use std::fmt;

use http::{HeaderValue, StatusCode, header};
use ql_core::{FetchLimits, Fetched, Request, SourceType, Transport, fetch, with_causes};
use serde::{Serialize, Serializer};
use url::Url;

use crate::adapter::{Looks, as_folder, hei_links};

/// The most that is read of an answer, in bytes.
const MOST: u64 = 8 << 20;

const ACCEPT: &str = "application/vnd.api+json, application/json;q=0.9, text/turtle;q=0.8, application/rdf+xml;q=0.8, \
                      application/ld+json;q=0.7, */*;q=0.1";
/// A server of OEAPI 6 answers to nothing else.
const ACCEPT_6: &str = "application/vnd.oeapi+json;version=6.0";

/// Where APIs have their lists, below their roots.
const BELOW: [(&str, &str); 4] = [
    ("courses", "pageSize=10&pageNumber=1"),
    ("courseTemplates", "limit=10"),
    ("ims/eduapi/base/v1p0/courseTemplates", "limit=10"),
    ("hei", ""),
];

/// Lists whose parent is the root of an API.
const LISTS: &[&str] = &[
    "courses",
    "programs",
    "programmes",
    "offerings",
    "organizations",
    "organisations",
    "coursetemplates",
    "collectiontemplates",
    "courseofferings",
    "collectionofferings",
];

/// What was found out about a URL.
#[derive(Clone, Debug, Default, Serialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct SourceProbe {
    /// What was asked, in this order.
    pub attempts: Vec<ProbeAttempt>,
    /// The data source, if one was recognised.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub found: Option<FoundSource>,
}

/// One request and what came of it.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct ProbeAttempt {
    /// What was asked for.
    pub url: Url,
    /// The status of the answer, if there was one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub status: Option<u16>,
    /// What it looks like, in words.
    pub finding: String,
}

/// A data source as a manifest would name it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct FoundSource {
    /// The format.
    #[serde(rename = "type", serialize_with = "name_of_type")]
    pub source_type: SourceType,
    /// Its version.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub version: Option<String>,
    /// The `path` of the manifest.
    pub path: Url,
}

fn name_of_type<S: Serializer>(source_type: &SourceType, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(source_type.as_str())
}

impl fmt::Display for FoundSource {
    /// `ooapi 5 at https://…`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.source_type)?;
        if let Some(version) = &self.version {
            write!(f, " {version}")?;
        }
        write!(f, " at {}", self.path)
    }
}

/// Asks a URL, and where APIs have their lists below it, until an answer is recognised. No credentials are sent.
///
/// ```no_run
/// # async fn example(transport: impl ql_core::Transport) {
/// let url = "https://api.uni.example/ooapi/v5".parse().unwrap();
/// let probe = ql_exchange::probe(&transport, &url).await;
/// println!("{}", probe.found.map_or("nothing".into(), |found| found.to_string()));
/// # }
/// ```
pub async fn probe<T: Transport>(transport: &T, url: &Url) -> SourceProbe {
    let mut probe = SourceProbe::default();
    let mut start = url.clone();
    start.set_fragment(None);
    let root = as_folder(&start);
    let below = BELOW.iter().filter_map(|(path, query)| {
        let mut url = root.join(path).ok()?;
        url.set_query(root.query().or(Some(*query)).filter(|query| !query.is_empty()));
        Some(url)
    });
    for candidate in std::iter::once(start.clone()).chain(below) {
        let seen = ask(transport, &candidate).await;
        let found = seen.found.clone();
        probe.attempts.push(ProbeAttempt { url: candidate, status: seen.status, finding: seen.finding });
        if found.is_some() {
            probe.found = found;
            break;
        }
        // What can't be reached at one path can't be at another.
        if seen.is_unreachable {
            break;
        }
    }
    probe
}

struct Seen {
    status: Option<u16>,
    finding: String,
    found: Option<FoundSource>,
    is_unreachable: bool,
}

async fn ask<T: Transport>(transport: &T, url: &Url) -> Seen {
    let mut accept = ACCEPT;
    loop {
        let mut request = Request::get(url.clone());
        request.headers.insert(header::ACCEPT, HeaderValue::from_static(accept));
        match fetch(transport, request, FetchLimits::new(MOST)).await {
            Err(error) => {
                let is_unreachable = error.transport().is_some();
                return Seen { status: None, finding: with_causes(&error), found: None, is_unreachable };
            }
            Ok(fetched) if fetched.status == StatusCode::NOT_ACCEPTABLE && accept == ACCEPT => accept = ACCEPT_6,
            Ok(fetched) => {
                let (finding, found) = recognise(&fetched, accept == ACCEPT_6);
                return Seen { status: Some(fetched.status.as_u16()), finding, found, is_unreachable: false };
            }
        }
    }
}

fn recognise(fetched: &Fetched, is_version_6: bool) -> (String, Option<FoundSource>) {
    match fetched.status.as_u16() {
        200 => {}
        401 | 403 => return ("the server refuses access without credentials".into(), None),
        404 => return ("nothing is there".into(), None),
        status => return (format!("status {status}"), None),
    }
    let body = fetched.body.strip_prefix(b"\xef\xbb\xbf").unwrap_or(&fetched.body).trim_ascii_start();
    if body.is_empty() {
        return ("an empty answer".into(), None);
    }
    let found = |source_type, version: Option<&str>, path: Url| {
        let version = version.map(str::to_owned);
        Some(FoundSource { source_type, version, path })
    };
    if let Some(syntax) = rdf_syntax(body, fetched.content_type()) {
        let is_old = contains(body, b"http://data.europa.eu/snb/model/elm/");
        let is_elm =
            is_old || contains(body, b"http://data.europa.eu/snb/model/") || contains(body, b"LearningOpportunity");
        if !is_elm {
            return (format!("{syntax}, but nothing of the European Learning Model"), None);
        }
        let version = if is_old { "3.2" } else { "3.3" };
        return (
            format!("a file of the European Learning Model, {syntax}"),
            found(SourceType::Elm, Some(version), fetched.url.clone()),
        );
    }
    if !body.starts_with(b"{") && !body.starts_with(b"[") {
        let what = if body.starts_with(b"<") { "a web page or XML" } else { "neither RDF nor JSON" };
        return (what.into(), None);
    }
    let root = root_of(&fetched.url);
    match Looks::of(body) {
        Looks::Ooapi(version) => {
            let version = if is_version_6 || version == Some(6) { "6" } else { "5" };
            (format!("a list of OOAPI {version}"), found(SourceType::Ooapi, Some(version), root))
        }
        Looks::EduApi => ("a list of Edu-API 1.0".into(), found(SourceType::EduApi, Some("1.0"), root)),
        Looks::Occapi => match hei_links(&fetched.body, &fetched.url) {
            Some((version, path)) => {
                let version = version.to_string();
                (format!("a document of OCCAPI {version}"), found(SourceType::Occapi, Some(&version), path))
            }
            None => ("a document of JSON:API without an institution".into(), None),
        },
        Looks::Unknown if contains(body, b"\"specification\"") && contains(body, b"\"contactEmail\"") => {
            ("the description of an OOAPI service".into(), None)
        }
        Looks::Unknown => ("JSON of an unknown format".into(), None),
    }
}

/// The root of an API, of which a list was asked for.
fn root_of(url: &Url) -> Url {
    let mut root = url.clone();
    root.set_query(None);
    root.set_fragment(None);
    let last = url.path().trim_end_matches('/').rsplit('/').next().unwrap_or_default().to_lowercase();
    if LISTS.contains(&last.as_str())
        && let Ok(mut segments) = root.path_segments_mut()
    {
        segments.pop_if_empty().pop();
    }
    as_folder(&root)
}

fn contains(body: &[u8], part: &[u8]) -> bool {
    body.windows(part.len()).any(|window| window == part)
}

/// The syntax of RDF that a document is in, if it is in one.
fn rdf_syntax(body: &[u8], content_type: Option<&str>) -> Option<&'static str> {
    let start = String::from_utf8_lossy(&body[..body.len().min(512)]).to_lowercase();
    let content_type = content_type.unwrap_or_default();
    if start.starts_with('{') || start.starts_with('[') {
        let is_json_ld = contains(body, b"\"@context\"") || contains(body, b"\"@graph\"") || contains(body, b"\"@id\"");
        return is_json_ld.then_some("JSON-LD");
    }
    if contains(&body[..body.len().min(4_096)], b"rdf:RDF") {
        return Some("RDF/XML");
    }
    if start.starts_with("@prefix")
        || start.starts_with("prefix ")
        || start.starts_with("@base")
        || content_type.starts_with("text/turtle")
    {
        return Some("Turtle");
    }
    (start.starts_with('#') || start.starts_with("<http") || start.starts_with("<urn") || start.starts_with("_:"))
        .then_some("Turtle or N-Triples")
}

#[cfg(test)]
mod tests {
    use super::root_of;

    #[test]
    fn roots_of_lists() {
        let root = |url: &str| root_of(&url.parse().expect("a URL")).to_string();
        assert_eq!(root("https://a.example/ooapi/v5/courses?pageSize=10"), "https://a.example/ooapi/v5/");
        assert_eq!(root("https://a.example/api/courseTemplates/"), "https://a.example/api/");
        assert_eq!(root("https://a.example/api"), "https://a.example/api/");
    }
}
