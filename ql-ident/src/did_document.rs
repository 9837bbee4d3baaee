use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

use crate::{CourseDid, CourseId};

/// The representation that a service of a DID document points to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum DidServiceKind {
    /// `text/turtle`
    Turtle,
    /// `application/ld+json`
    JsonLd,
    /// `application/rdf+xml`
    RdfXml,
    /// `text/html`, a page for people
    Html,
}

impl DidServiceKind {
    /// The media type.
    pub fn media_type(self) -> &'static str {
        match self {
            Self::Turtle => "text/turtle",
            Self::JsonLd => "application/ld+json",
            Self::RdfXml => "application/rdf+xml",
            Self::Html => "text/html",
        }
    }

    fn fragment(self) -> &'static str {
        match self {
            Self::Turtle => "turtle",
            Self::JsonLd => "json-ld",
            Self::RdfXml => "rdf-xml",
            Self::Html => "html",
        }
    }
}

/// One entry of `service`: where a description of the course is found.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct DidService {
    /// A DID URL: the document's id with a fragment.
    pub id: String,
    /// `LearningOpportunitySpecification` for the services written here.
    #[serde(rename = "type")]
    pub kind: String,
    /// The address of the description.
    pub service_endpoint: String,
    /// The media type found there.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub media_type: Option<String>,
}

/// The DID document of a course (specification: "Dereferencing").
///
/// ```
/// use ql_ident::{CourseId, DidDocument, DidServiceKind};
/// let id: CourseId = "urn:schac:uniqueCourseId:example.edu:BIO-101".parse()?;
/// let document = DidDocument::builder(id)
///     .service(DidServiceKind::Turtle, "https://example.edu/bio-101.ttl")
///     .supersedes("urn:schac:uniqueCourseId:example.edu:BIO-100".parse()?)
///     .build();
/// assert!(document.problems().is_empty());
/// assert_eq!(DidDocument::parse(&document.to_json())?, document);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct DidDocument {
    /// The JSON-LD context: DID Core, then our two terms.
    #[serde(rename = "@context", default)]
    pub context: Value,
    /// The DID of the course.
    pub id: String,
    /// The URN and every other identifier of the course, as URIs.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub also_known_as: Vec<String>,
    /// Descriptions of the course, one per representation.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub service: Vec<DidService>,
    /// The specifications that this one replaces, as DIDs.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub superseded: Vec<String>,
    /// The specifications that replace this one, as DIDs.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub superseded_by: Vec<String>,
    /// Members that are not known here, kept as they are.
    #[serde(flatten)]
    pub extra: Map<String, Value>,
}

/// A finding about a DID document.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct DidDocumentProblem {
    /// The stable code, `did.…`.
    pub code: &'static str,
    /// The place, as JSON pointer.
    pub pointer: String,
    /// What is wrong, with the value found.
    pub message: String,
}

/// A DID document as a file below the root of a static web server.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct DidFile {
    /// The path below the root, with `/`: `courseId/BIO-101/did.json`, not percent-encoded.
    pub path: String,
    /// The document, as JSON.
    pub content: String,
}

const DID_CONTEXT: &str = "https://www.w3.org/ns/did/v1";

impl DidDocument {
    /// Begins the document of a course; its URN is the first `alsoKnownAs`.
    pub fn builder(course: CourseId) -> DidDocumentBuilder {
        DidDocumentBuilder {
            also_known_as: vec![course.to_string()],
            course,
            services: Vec::new(),
            superseded: Vec::new(),
            superseded_by: Vec::new(),
        }
    }

    /// Reads a document; what it says is checked by [`problems`](Self::problems).
    ///
    /// # Errors
    /// If the text is not JSON or a known member is of the wrong type.
    pub fn parse(json: &str) -> Result<Self, serde_json::Error> {
        serde_json::from_str(json)
    }

    /// The document as JSON, indented.
    pub fn to_json(&self) -> String {
        let mut json = serde_json::to_string_pretty(self).unwrap_or_default();
        json.push('\n');
        json
    }

    /// The course, if `id` is the DID of one.
    pub fn course_did(&self) -> Option<CourseDid> {
        self.id.parse().ok()
    }

    /// What is wrong with the document; nothing if it can be published.
    pub fn problems(&self) -> Vec<DidDocumentProblem> {
        let mut problems = Vec::new();
        let mut note = |code, pointer: String, message: String| {
            problems.push(DidDocumentProblem { code, pointer, message });
        };
        let first_context = match &self.context {
            Value::Array(items) => items.first(),
            other => Some(other),
        };
        if first_context.and_then(Value::as_str) != Some(DID_CONTEXT) {
            note("did.context", "/@context".into(), format!("the first context must be `{DID_CONTEXT}`"));
        }
        match self.id.parse::<CourseDid>() {
            Err(error) => note("did.id", "/id".into(), format!("{error}: `{}`", self.id)),
            Ok(did) if did.fragment().is_some() || did.query().is_some() => {
                note("did.id", "/id".into(), format!("a DID without query and fragment is expected: `{}`", self.id));
            }
            Ok(_) => {}
        }
        for (at, other) in self.also_known_as.iter().enumerate() {
            if !is_absolute_uri(other) {
                note("did.also-known-as", format!("/alsoKnownAs/{at}"), format!("not an absolute URI: `{other}`"));
            }
        }
        let mut ids = BTreeSet::new();
        for (at, service) in self.service.iter().enumerate() {
            let own = service.id.strip_prefix(self.id.as_str()).or(Some(&service.id));
            if !own.is_some_and(|rest| rest.len() > 1 && rest.starts_with('#')) {
                let message = format!("expected the document's id with a fragment: `{}`", service.id);
                note("did.service-id", format!("/service/{at}/id"), message);
            }
            if !ids.insert(own) {
                note("did.service-repeated", format!("/service/{at}/id"), format!("used twice: `{}`", service.id));
            }
            let endpoint = &service.service_endpoint;
            let host = endpoint.strip_prefix("https://").or_else(|| endpoint.strip_prefix("http://"));
            if !host.is_some_and(|host| host.starts_with(|c: char| c.is_ascii_alphanumeric() || c == '[')) {
                let message = format!("expected an absolute http or https URL: `{endpoint}`");
                note("did.service-endpoint", format!("/service/{at}/serviceEndpoint"), message);
            }
        }
        for (name, list) in [("superseded", &self.superseded), ("supersededBy", &self.superseded_by)] {
            for (at, other) in list.iter().enumerate() {
                let pointer = format!("/{name}/{at}");
                match other.parse::<CourseId>() {
                    Err(error) => note("did.history", pointer, format!("{error}: `{other}`")),
                    Ok(id) if Some(&id.to_did()) == self.course_did().as_ref() => {
                        note("did.history-self", pointer, format!("a course does not replace itself: `{other}`"));
                    }
                    Ok(_) => {}
                }
            }
        }
        problems
    }

    /// The document as a file of a static web server.
    ///
    /// A server decodes the path of a URL before it looks for the file, so the folder bears the decoded id.
    ///
    /// # Errors
    /// If the id can't be the name of a folder everywhere (`.`, `..`, a `/`, `\` or other character that file systems
    /// forbid, a dot or blank at its end, more than 255 bytes), or if the document's id is not a course's DID.
    pub fn to_file(&self) -> Result<DidFile, DidDocumentProblem> {
        let problem = |message| DidDocumentProblem { code: "did.not-a-file-name", pointer: "/id".into(), message };
        let did = self.course_did().ok_or_else(|| problem(format!("not the DID of a course: `{}`", self.id)))?;
        let name = did.local_id();
        let device = {
            let stem = name.split('.').next().unwrap_or(name).to_ascii_uppercase();
            let numbered = ["COM", "LPT"]
                .iter()
                .any(|device| stem.strip_prefix(device).is_some_and(|rest| matches!(rest.as_bytes(), [b'0'..=b'9'])));
            ["CON", "PRN", "AUX", "NUL"].contains(&stem.as_str()) || numbered
        };
        let forbidden = name.contains(['/', '\\', ':', '*', '?', '"', '<', '>', '|']);
        if forbidden || device || name.ends_with(['.', ' ']) || name.len() > 255 {
            return Err(problem(format!("the id can't be the name of a folder on every file system: `{name}`")));
        }
        Ok(DidFile { path: format!("courseId/{name}/did.json"), content: self.to_json() })
    }
}

fn is_absolute_uri(text: &str) -> bool {
    let Some((scheme, rest)) = text.split_once(':') else { return false };
    let mut characters = scheme.chars();
    characters.next().is_some_and(|c| c.is_ascii_alphabetic())
        && characters.all(|c| c.is_ascii_alphanumeric() || "+-.".contains(c))
        && !rest.is_empty()
        && !rest.contains(|c: char| c.is_whitespace() || c.is_control() || "<>\"{}|\\^`".contains(c))
}

/// Builds a [`DidDocument`] that has no [problems](DidDocument::problems) but those of the URLs it is given.
#[derive(Clone, Debug)]
#[must_use]
pub struct DidDocumentBuilder {
    course: CourseId,
    also_known_as: Vec<String>,
    services: Vec<(DidServiceKind, String)>,
    superseded: Vec<CourseId>,
    superseded_by: Vec<CourseId>,
}

impl DidDocumentBuilder {
    /// Adds another identifier of the course, a URI; one that is there already is not added again.
    pub fn also_known_as(mut self, uri: impl Into<String>) -> Self {
        let uri = uri.into();
        if !self.also_known_as.contains(&uri) {
            self.also_known_as.push(uri);
        }
        self
    }

    /// Adds a description of the course.
    pub fn service(mut self, kind: DidServiceKind, url: impl Into<String>) -> Self {
        self.services.push((kind, url.into()));
        self
    }

    /// The course replaces `older` (`ql:superseded`).
    pub fn supersedes(mut self, older: CourseId) -> Self {
        self.superseded.push(older);
        self
    }

    /// The course has been replaced by `newer` (`ql:supersededBy`).
    pub fn superseded_by(mut self, newer: CourseId) -> Self {
        self.superseded_by.push(newer);
        self
    }

    /// The document.
    pub fn build(self) -> DidDocument {
        let id = self.course.to_did().to_string();
        let mut fragments: Vec<String> = Vec::new();
        let service = self
            .services
            .into_iter()
            .map(|(kind, service_endpoint)| {
                let mut fragment = kind.fragment().to_owned();
                let same = fragments.iter().filter(|used| used.starts_with(kind.fragment())).count();
                if same > 0 {
                    fragment = format!("{fragment}-{}", same + 1);
                }
                fragments.push(fragment.clone());
                DidService {
                    id: format!("{id}#{fragment}"),
                    kind: "LearningOpportunitySpecification".into(),
                    service_endpoint,
                    media_type: Some(kind.media_type().into()),
                }
            })
            .collect();
        let dids = |ids: Vec<CourseId>| -> Vec<String> {
            ids.iter().filter(|other| **other != self.course).map(|id| id.to_did().to_string()).collect()
        };
        DidDocument {
            context: json!([DID_CONTEXT, {
                "ql": "http://data.quality-link.eu/ontology/v1#",
                "mediaType": "http://purl.org/dc/terms/format",
                "LearningOpportunitySpecification": "ql:LearningOpportunitySpecification",
                "superseded": { "@id": "ql:superseded", "@type": "@id" },
                "supersededBy": { "@id": "ql:supersededBy", "@type": "@id" }
            }]),
            id,
            also_known_as: self.also_known_as,
            service,
            superseded: dids(self.superseded),
            superseded_by: dids(self.superseded_by),
            extra: Map::new(),
        }
    }
}
