//! Graphs that no parser would give: whatever a term holds, an update says nothing of other courses.

use ql_elm::{Graph, Object, SparqlUpdate, Subject, TripleSink as _, course_subgraph};

use crate::terms::{SPECIFICATION, TYPE};
use crate::{Courses, Layout, NEIGHBOURS, SHARED, XSD_STRING, assert_same, catalogue, course, graph};

const TITLE: &str = "http://purl.org/dc/terms/title";

/// What could end an IRI, a language tag or a statement too early.
const BAD: [&str; 26] = [
    "",
    "a",
    "no scheme",
    "https://example.edu/a b",
    "https://example.edu/{a}|^`\\\"<a>",
    "https://example.edu/a\n\t\r\0b",
    "https://example.edu/%zz[a]",
    "https://example.edu/> <urn:x:evil> <urn:x:evil> . } } ; DROP ALL ; #",
    "https://example.edu/>\n} } ;\nDROP ALL ;\nINSERT DATA { <urn:x:evil> <urn:x:evil> <urn:x:evil",
    "https://example.edu/\\u003E . } } ; DROP ALL ; #",
    "https://example.edu/\\U0000003E\\u0020\\u007D\\u007D\\u003B DROP ALL #",
    // These would leave an update that can be read, with what was meant for others in it.
    "https://example.edu/> . } } ; DROP ALL ; INSERT DATA { GRAPH <urn:x:evil> { <urn:x:evil> <urn:x:evil> <urn:x:evil",
    "https://example.edu/\\u003E\\u002E\\u007D\\u007D\\u003BDROP\\u0020ALL\\u003BINSERT\\u0020DATA\\u007B\
     \\u003Curn:x:evil\\u003E\\u0020a\\u0020\\u003Curn:x:b",
    "https://example.edu/> ; DROP ALL ; DROP SILENT GRAPH <urn:x:a",
    "en . } } ; DROP ALL ; INSERT DATA { GRAPH <urn:x:evil> { <urn:x:evil> <urn:x:evil> <urn:x:evil>",
    "en ; <urn:x:evil> <urn:x:evil>",
    "en",
    "en_GB",
    "en-",
    "-en",
    "en--ltr",
    "abcdefghij",
    "en . } } ; DROP ALL ; #",
    "en \\u007D\\u007D ; DROP ALL ; #",
    "en\n} } ; INSERT DATA { <urn:x:evil> <urn:x:evil> <urn:x:evil> } ; #",
    "größe",
];

/// A course that is there if it has its title.
fn titled(iri: &str) -> Graph {
    graph([
        (iri, TYPE, Object::Iri(SPECIFICATION)),
        (iri, TITLE, Object::Typed { value: "A title", datatype: XSD_STRING }),
    ])
}

/// Courses as they were, and nothing that was smuggled in.
fn unharmed(courses: &Courses<'_>, neighbours: &Graph, what: &str) {
    let shared = (courses.layout == Layout::Shared).then(|| courses.store.read(Some(SHARED)).graph);
    for iri in neighbours.specifications() {
        let held = match &shared {
            Some(shared) => course_subgraph(shared, iri),
            None => courses.store.read(Some(iri)).graph,
        };
        assert_same(&held, &courses.kept(&course_subgraph(neighbours, iri)), &format!("{what:?}: {iri}"));
    }
    let evil = ["<urn:x:evil> ?p ?o", "?s <urn:x:evil> ?o", "?s ?p <urn:x:evil>"];
    let evil = evil.map(|pattern| format!("{{ GRAPH ?g {{ {pattern} }} }}")).join(" UNION ");
    assert!(!courses.store.ask(&format!("{{ ?s ?p ?o }} UNION {evil}")), "{what:?}: something was smuggled in");
}

pub(crate) fn terms(courses: &Courses<'_>) {
    let neighbours = catalogue(&[NEIGHBOURS]);
    courses.fill(&neighbours);
    let iri = course("BIO-101");
    for bad in BAD {
        let objects = [
            Object::Iri(bad),
            Object::Text { value: "a text", language: bad },
            Object::Typed { value: "a text", datatype: bad },
            Object::Text { value: bad, language: "en" },
        ];
        let own = Subject::Iri(&iri);
        let statements = objects.map(|object| (own, TITLE, object)).into_iter();
        let statements =
            statements.chain([(own, bad, Object::Iri(&iri)), (Subject::Iri(bad), TITLE, Object::Iri(&iri))]);
        for (subject, predicate, object) in statements {
            let mut subgraph = titled(&iri);
            let Ok(()) = subgraph.triple(subject, predicate, object);
            // A store may refuse an IRI or a tag, but then it refuses all of the update.
            let answer = courses.store.try_update(&courses.updates.replace(&iri, &subgraph));
            unharmed(courses, &neighbours, bad);
            let title = courses.store.ask(&format!("GRAPH ?g {{ <{iri}> <{TITLE}> \"A title\" }}"));
            assert_eq!(title, answer.is_ok(), "{bad:?}: {answer:?}");
            courses.remove(&iri);
            assert!(!courses.store.ask(&format!("GRAPH ?g {{ <{iri}> <{TITLE}> ?title }}")), "{bad:?}");
        }
        unharmed(courses, &neighbours, bad);
    }
}

pub(crate) fn courses(courses: &Courses<'_>) {
    let neighbours = catalogue(&[NEIGHBOURS]);
    courses.fill(&neighbours);
    for bad in BAD {
        let subgraph = titled(bad);
        for update in [courses.updates.replace(bad, &subgraph), courses.updates.remove(bad)] {
            let _ = courses.store.try_update(&update);
            unharmed(courses, &neighbours, bad);
        }
        assert!(!courses.store.ask(&format!("GRAPH ?g {{ ?s <{TITLE}> \"A title\" }}")), "{bad:?} is still there");
    }
}

/// The name of the shared graph.
pub(crate) fn graphs(courses: &Courses<'_>) {
    let neighbours = catalogue(&[NEIGHBOURS]);
    courses.fill(&neighbours);
    let iri = course("BIO-101");
    let subgraph = titled(&iri);
    for bad in BAD {
        let updates = SparqlUpdate::shared(bad);
        for update in [updates.replace(&iri, &subgraph), updates.remove(&iri)] {
            let _ = courses.store.try_update(&update);
            unharmed(courses, &neighbours, bad);
        }
    }
}
