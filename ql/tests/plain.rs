//! The plain interface itself: its values, its errors, and what can be done with a catalogue.
#![cfg(feature = "client")]
#![expect(clippy::unwrap_used, reason = "in a test, also outside of its function")]

#[path = "plain/catalogues.rs"]
mod catalogues;
#[path = "plain/changes.rs"]
mod changes;
#[path = "plain/courses.rs"]
mod courses;
#[path = "plain/errors.rs"]
mod errors;
#[path = "plain/manifests.rs"]
mod manifests;
#[path = "plain/records.rs"]
mod records;
#[path = "plain/sessions.rs"]
mod sessions;
#[path = "plain/values.rs"]
mod values;

use quality_link::plain::{Catalogue, MapOptions, Provider, read_catalogue};

/// The options for data of the university `example.edu`.
pub(crate) fn of_example() -> MapOptions {
    let provider = Provider { schac: Some("example.edu".into()), ..Provider::default() };
    MapOptions { provider: Some(provider), ..MapOptions::default() }
}

/// A catalogue of these lines of Turtle.
pub(crate) fn turtle(text: &str) -> Catalogue {
    let prefixes = "
        @prefix adms: <http://www.w3.org/ns/adms#> .
        @prefix c: <https://cat.example.edu/course/> .
        @prefix dcterms: <http://purl.org/dc/terms/> .
        @prefix elm: <http://data.europa.eu/snb/model/ontology/> .
        @prefix ql: <http://data.quality-link.eu/ontology/v1#> .
        @prefix skos: <http://www.w3.org/2004/02/skos/core#> .";
    let read =
        read_catalogue(format!("{prefixes}\n{text}"), Some("text/turtle"), None, &MapOptions::default()).unwrap();
    assert_eq!(read.diagnostics(), []);
    read
}
