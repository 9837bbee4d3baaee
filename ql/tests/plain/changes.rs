//! What has changed between two catalogues.

use quality_link::plain::{Catalogue, DocumentOptions};
use serde_json::Value;

use super::turtle;

const ONE: &str = "https://cat.example.edu/course/1";
const TWO: &str = "https://cat.example.edu/course/2";
const THREE: &str = "https://cat.example.edu/course/3";
const FOUR: &str = "https://cat.example.edu/course/4";

fn catalogues() -> (Catalogue, Catalogue) {
    let course = |name: &str, title: &str| {
        format!(
            "c:{name} a ql:LearningOpportunitySpecification ; dcterms:title \"{title}\"@en ;
               adms:identifier [ a elm:Identifier ; skos:notation \"C-{name}\" ] ."
        )
    };
    let old = [course("1", "One"), course("2", "Two"), course("3", "Three")];
    let new = [course("4", "Four"), course("3", "Drei"), course("1", "One")];
    (turtle(&old.join("\n")), turtle(&new.join("\n")))
}

#[test]
fn differences() {
    let (old, new) = catalogues();
    let diff = old.diff(&new);
    assert_eq!((diff.added, diff.changed), (vec![FOUR.to_owned()], vec![THREE.to_owned()]));
    assert_eq!((diff.removed, diff.unchanged), (vec![TWO.to_owned()], vec![ONE.to_owned()]));
    let diff = new.diff(&old);
    assert_eq!((diff.added, diff.removed), (vec![TWO.to_owned()], vec![FOUR.to_owned()]));
    assert_eq!(Catalogue::default().diff(&old).added, [ONE, TWO, THREE]);
    assert_eq!(old.diff(&Catalogue::default()).removed, [ONE, TWO, THREE]);
}

#[test]
fn updates_of_a_store() {
    let (old, new) = catalogues();
    let updates = old.updates(&new, None);
    assert_eq!(updates.len(), 3, "{updates:?}");
    assert!(updates.iter().any(|update| update.trim() == format!("DROP SILENT GRAPH <{TWO}>")), "{updates:?}");
    assert!(
        updates.iter().any(|update| update.contains("\"Drei\"@en")) && !updates.concat().contains(ONE),
        "{updates:?}"
    );
    let shared = old.updates(&new, Some("https://cat.example.edu/graph"));
    assert_eq!(shared.len(), 3, "{shared:?}");
    assert!(shared.iter().all(|update| update.contains("<https://cat.example.edu/graph>")), "{shared:?}");
    assert_eq!(old.updates(&old, None), Vec::<String>::new());
}

/// Whatever a graph is called, an update is about it only.
#[test]
fn names_of_graphs_that_are_hostile() {
    let (old, new) = catalogues();
    for update in old.updates(&new, Some("urn:x> } ; DROP ALL ; INSERT DATA { <urn:x")) {
        assert!(!update.contains("> } ; DROP ALL"), "{update}");
    }
}

#[test]
fn changes_of_documents() {
    let (old, new) = catalogues();
    let changes = old.document_changes(&new, &DocumentOptions::default(), None, None).unwrap();
    let mut put: Vec<String> = changes
        .put
        .iter()
        .map(|text| serde_json::from_str::<Value>(text).unwrap()["uri"].as_str().unwrap().to_owned())
        .collect();
    put.sort();
    assert_eq!(put, [THREE, FOUR]);
    let gone = old.courses().into_iter().find(|course| course.iri == TWO).unwrap();
    assert_eq!(changes.delete, [gone.uuid]);
    let nothing = new.document_changes(&new, &DocumentOptions::default(), None, None).unwrap();
    assert!(nothing.put.is_empty() && nothing.delete.is_empty());
}
