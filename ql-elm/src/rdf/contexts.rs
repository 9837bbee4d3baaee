//! JSON-LD contexts by their URLs: what is answered from memory, what the caller has provided, and the rest, which is
//! refused.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};

use oxjsonld::JsonLdRemoteDocument;
use ql_core::{Diagnostic, Severity, TextPosition, excerpt};
use serde_json::{Value, json};

use super::{RdfFormat, guard};
use crate::codes;

/// The terms of the European Learning Model and of the profile.
///
/// Written from the tables of the profile, with the names that the published context of the model gives to some terms
/// (`eqfLevel`, `contentURL`). Where that one contradicts the ontology (`resultDestribution`, a prefix without slash, a
/// date that is an IRI), this follows the ontology.
const ELM: &[u8] = include_bytes!("../../contexts/elm.jsonld");

/// A context for JSON-LD can't be used.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum ContextError {
    /// The URL is not absolute.
    Url(String),
    /// The document is no JSON object with a member `@context`.
    Document(String),
}

impl fmt::Display for ContextError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Url(url) => write!(f, "not an absolute URL: `{}`", excerpt(url)),
            Self::Document(why) => write!(f, "not a JSON-LD context: {why}"),
        }
    }
}

impl std::error::Error for ContextError {}

/// The contexts that a reader knows.
#[derive(Clone, Debug, Default)]
pub(crate) struct Contexts {
    provided: Arc<BTreeMap<String, Vec<u8>>>,
}

impl Contexts {
    pub(crate) fn provide(&mut self, url: &str, document: &[u8]) -> Result<(), ContextError> {
        let url = oxiri::Iri::parse(url).map_err(|_| ContextError::Url(url.into()))?.into_inner();
        let document = document.strip_prefix(b"\xef\xbb\xbf").unwrap_or(document);
        if let Some(problem) = guard::refuse(RdfFormat::JsonLd, document) {
            return Err(ContextError::Document(problem.message().into()));
        }
        let parsed: Value =
            serde_json::from_slice(document).map_err(|error| ContextError::Document(error.to_string()))?;
        let Some(context) = parsed.get("@context") else {
            return Err(ContextError::Document("there is no member `@context`".into()));
        };
        // Written anew, the parser can't find fault with it: it would lose count of what it has loaded, and panic.
        let document = json!({ "@context": context }).to_string().into_bytes();
        Arc::make_mut(&mut self.provided).insert(url.to_owned(), document);
        Ok(())
    }

    /// What the caller has provided counts before what is in memory.
    fn get(&self, url: &str) -> Option<&[u8]> {
        self.provided.get(url).map(Vec::as_slice).or_else(|| is_elm(url).then_some(ELM))
    }
}

/// Whether the European Learning Model's context is published under the URL: its own, or where that leads to.
fn is_elm(url: &str) -> bool {
    let Some((host, path)) = url
        .strip_prefix("http://")
        .or_else(|| url.strip_prefix("https://"))
        .and_then(|address| address.split_once('/'))
    else {
        return false;
    };
    let lies_in = |folder| path.starts_with(folder) && path.ends_with("/edc-ap-context.jsonld");
    match host {
        "data.europa.eu" => path.strip_suffix(".jsonld").unwrap_or(path) == "snb/model/context/edc-ap",
        "publications.europa.eu" => lies_in("resource/distribution/snb-model/"),
        "raw.githubusercontent.com" => lies_in("european-commission-empl/European-Learning-Model/"),
        _ => false,
    }
}

/// Answers the parser of one document, and remembers what was refused.
#[derive(Clone, Debug)]
pub(super) struct Loader {
    contexts: Contexts,
    refused: Arc<Mutex<Vec<String>>>,
}

impl Loader {
    pub(super) fn new(contexts: &Contexts) -> Self {
        Self { contexts: contexts.clone(), refused: Arc::default() }
    }

    /// A context that is refused is answered with an empty one, and the reader stops there: after an error within a
    /// context of a context the parser would panic.
    pub(super) fn load(&self, url: &str) -> JsonLdRemoteDocument {
        let document = self.contexts.get(url).unwrap_or_else(|| {
            self.refused.lock().unwrap_or_else(PoisonError::into_inner).push(url.to_owned());
            br#"{"@context": {}}"#
        });
        JsonLdRemoteDocument { document: document.to_vec(), document_url: url.to_owned() }
    }

    pub(super) fn has_refused(&self) -> bool {
        !self.refused.lock().unwrap_or_else(PoisonError::into_inner).is_empty()
    }

    /// A finding for each URL that was refused, at the place where `content` names it first.
    pub(super) fn findings(&self, content: &[u8]) -> Vec<Diagnostic> {
        let refused = self.refused.lock().unwrap_or_else(PoisonError::into_inner);
        refused.iter().map(|url| finding(url, content)).collect()
    }
}

fn finding(url: &str, content: &[u8]) -> Diagnostic {
    let message = format!("the JSON-LD context `{}` is not fetched; nothing is read from here on", excerpt(url));
    let hint = "write the context into the document, or give it to the reader together with its URL";
    let finding = Diagnostic::new(codes::RDF_REMOTE_CONTEXT, Severity::Error, message).with_hint(hint);
    match content.windows(url.len()).position(|window| window == url.as_bytes()) {
        Some(at) => {
            let before = String::from_utf8_lossy(&content[..at]);
            finding.at(TextPosition::of_offset(&before, before.len()))
        }
        None => finding,
    }
}

#[cfg(test)]
mod tests {
    use super::{Contexts, ELM, is_elm};
    use crate::namespace::{PREFIXES, TERMS, foaf, owl, ql, rdf, rdfs, sh, skos, xsd};
    use serde_json::{Map, Value};

    fn terms() -> Map<String, Value> {
        let Ok(Value::Object(mut document)) = serde_json::from_slice(ELM) else { panic!("no object") };
        let Some(Value::Object(terms)) = document.remove("@context") else { panic!("no terms") };
        terms
    }

    #[test]
    fn every_term_has_a_known_prefix() {
        let terms = terms();
        for (prefix, iri) in PREFIXES {
            assert_eq!(terms[*prefix], *iri);
        }
        for (term, definition) in &terms {
            let Some(iri) = definition["@id"].as_str().or(definition.as_str()) else { panic!("{term}") };
            let (prefix, local) = iri.split_once(':').unwrap_or((iri, ""));
            assert!(iri.starts_with('@') || iri.contains("//") || terms.contains_key(prefix), "{term}: {iri}");
            // A second term of the same meaning is read in the same way.
            if let Some(own) = terms.get(local).filter(|own| own["@id"] == iri) {
                assert_eq!(own, definition, "{term}");
            }
            let datatype = definition["@type"].as_str().unwrap_or("@id");
            assert!(["@id", "rdf:HTML"].contains(&datatype) || datatype.starts_with("xsd:"), "{term}: {datatype}");
        }
    }

    /// What documents of data do not use.
    const VOCABULARIES: [&str; 4] = [xsd::BASE, sh::BASE, rdf::BASE, rdfs::BASE];

    /// Every term that this crate writes can be read by a name.
    #[test]
    fn no_term_is_forgotten() {
        let terms = terms();
        let iris: Vec<String> = terms
            .values()
            .filter_map(|definition| definition["@id"].as_str().or(definition.as_str())?.split_once(':'))
            .filter_map(|(prefix, local)| Some(format!("{}{local}", terms.get(prefix)?.as_str()?)))
            .collect();
        // `Agent` is that of ELM.
        let others = [foaf::AGENT, ql::BASE, owl::CLASS, skos::BROADER, skos::NARROWER, skos::RELATED, skos::IN_SCHEME];
        // What aggregators write for themselves (erratum E26).
        let internal = [
            ql::SOURCE_TYPE,
            ql::ELM_SOURCE,
            ql::OOAPI_SOURCE,
            ql::EDU_API_SOURCE,
            ql::OCCAPI_SOURCE,
            ql::AI_ENRICHED_FIELD,
            ql::UUID,
        ];
        let others = [&others[..], &internal[..]].concat();
        for term in TERMS
            .iter()
            .filter(|term| !others.contains(term) && !VOCABULARIES.iter().any(|base| term.starts_with(base)))
        {
            assert!(iris.iter().any(|iri| iri == term), "{term}");
        }
    }

    #[test]
    fn urls_of_the_model() {
        for url in [
            "http://data.europa.eu/snb/model/context/edc-ap",
            "https://data.europa.eu/snb/model/context/edc-ap",
            "http://data.europa.eu/snb/model/context/edc-ap.jsonld",
            "http://publications.europa.eu/resource/distribution/snb-model/20230928-0/jsonld/owl/edc-ap-context.jsonld",
            "https://raw.githubusercontent.com/european-commission-empl/European-Learning-Model/master/rdf/ap/edc/edc-ap-context.jsonld",
        ] {
            assert!(is_elm(url), "{url}");
        }
        for url in [
            "http://data.europa.eu/snb/model/context/",
            "http://data.europa.eu/snb/model/context/edc-ap/1",
            "http://data.europa.eu.example.edu/snb/model/context/edc-ap",
            "ftp://data.europa.eu/snb/model/context/edc-ap",
            "https://raw.githubusercontent.com/example/European-Learning-Model/master/rdf/ap/edc/edc-ap-context.jsonld",
            "https://www.w3.org/2018/credentials/v1",
        ] {
            assert!(!is_elm(url), "{url}");
        }
    }

    #[test]
    fn what_is_provided_counts_first() {
        let mut contexts = Contexts::default();
        let url = "http://data.europa.eu/snb/model/context/edc-ap";
        assert_eq!(contexts.get(url), Some(ELM));
        contexts.provide(url, br#"{"@context": {"a": "https://example.edu/a"}, "rest": 1}"#).expect("a context");
        assert_eq!(contexts.get(url), Some(&br#"{"@context":{"a":"https://example.edu/a"}}"#[..]));
    }
}
