//! What a store gives back is what it was given.

use ql_elm::Object;

use crate::{Courses, Layout, NEIGHBOURS, SHARED, XSD_STRING, catalogue, graph};

pub(crate) const TYPE: &str = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type";
pub(crate) const SPECIFICATION: &str = "http://data.quality-link.eu/ontology/v1#LearningOpportunitySpecification";
const NOTE: &str = "http://data.europa.eu/snb/model/ontology/noteLiteral";

const TEXTS: [&str; 22] = [
    "",
    "\"",
    "\\",
    "ends with \\",
    "\"\"\"",
    "'''",
    "\n\r\n\t\u{8}\u{c}\u{b}\u{1}\u{7f}",
    "\\n \\t \\\" \\\\",
    // SPARQL reads escapes of code points before all else.
    "\\u0022 . } } ; DROP ALL ; #",
    "\\\\u0022 . } } ; DROP ALL ; #",
    "\\U00000022 . } } ; DROP ALL ; #",
    "\\u005Cu0022 . } } ; DROP ALL ; #",
    "\" . } } ; DROP ALL ; #",
    "\"@en . } } ; DROP ALL ; INSERT DATA { <urn:x:a> <urn:x:a> \"",
    "\n} } ;\nDROP ALL ;\n#",
    "''' \"\"\" . } } ; CLEAR ALL ; #",
    "größe 海洋 🐋 👩‍🔬 e\u{301} \u{10ffff}",
    "\u{feff}\u{200f}\u{2028}\u{85}\u{fffd}",
    "<https://example.edu/> _:b0 ?b0 $b0 [] () a",
    "# no comment",
    "PREFIX : <urn:x:> BASE <urn:x:>",
    "{{{ }}} %s {0} %7B",
];

const LANGUAGES: [&str; 8] = ["en", "en-GB", "zh-Hant-TW", "de-AT-1996", "es-419", "sr-Latn", "und", "x-private"];

pub(crate) const TYPED: [(&str, &str); 12] = [
    ("7.5", "http://www.w3.org/2001/XMLSchema#double"),
    ("7,5", "http://www.w3.org/2001/XMLSchema#double"),
    ("25", "http://www.w3.org/2001/XMLSchema#nonNegativeInteger"),
    ("-3", "http://www.w3.org/2001/XMLSchema#integer"),
    ("true", "http://www.w3.org/2001/XMLSchema#boolean"),
    ("2026-02-01T10:30:00.5+02:00", "http://www.w3.org/2001/XMLSchema#dateTime"),
    ("2026-02-30", "http://www.w3.org/2001/XMLSchema#date"),
    ("P1Y", "http://www.w3.org/2001/XMLSchema#duration"),
    ("https://example.edu/größe?a=b c\"", "http://www.w3.org/2001/XMLSchema#anyURI"),
    ("<p>&amp; \"</p>\n", "http://www.w3.org/1999/02/22-rdf-syntax-ns#HTML"),
    ("{\"a\": \"\\u0022\"}", "http://www.w3.org/1999/02/22-rdf-syntax-ns#JSON"),
    ("LU9001", "https://example.edu/datatypes#größe(1)"),
];

/// IRIs that are unusual, but valid. (Not among them: `/../` and `/./`, which Fuseki resolves in absolute IRIs, too.)
const IRIS: [&str; 10] = [
    "https://cat.example.edu/größe/海洋/🐋",
    "https://größe.example/?a=b&c=%7B%20%7D#x",
    "https://[2001:db8::1]:8443/",
    "https://cat.example.edu/a'b(c)*,;=@!$&~._-",
    "https://cat.example.edu/%22%3E%20.%20%7D%20;%20DROP%20ALL",
    "https://cat.example.edu/course;v=1//x...y/",
    "urn:uuid:1D46FC2C-0837-5f36-9712-63a55d6c2906",
    "urn:schac:courseId:example.edu:BIO%20101/%C3%9F",
    "mailto:a@example.edu",
    "tag:example.edu,2026:?",
];

pub(crate) fn come_back(courses: &Courses<'_>) {
    let neighbours = catalogue(&[NEIGHBOURS]);
    courses.fill(&neighbours);
    for iri in IRIS {
        let texts = TEXTS.iter().map(|value| Object::Typed { value, datatype: XSD_STRING });
        let tagged = TEXTS.iter().zip(LANGUAGES.iter().cycle());
        let tagged = tagged.map(|(value, language)| Object::Text { value, language });
        let typed = TYPED.iter().map(|(value, datatype)| Object::Typed { value, datatype });
        let objects = texts.chain(tagged).chain(typed).chain(IRIS.map(Object::Iri)).map(|object| (iri, NOTE, object));
        let subgraph = graph(objects.chain([(iri, TYPE, Object::Iri(SPECIFICATION)), (iri, iri, Object::Iri(iri))]));
        for _ in 0..2 {
            courses.replace(iri, &subgraph);
            let graph = if courses.layout == Layout::Shared { SHARED } else { iri };
            let held = courses.store.dump(Some(graph));
            let held = super::graph(held.triples().filter_map(|(subject, predicate, object)| match subject {
                ql_elm::Subject::Iri(subject) if subject == iri => Some((subject, predicate, object)),
                _ => None,
            }));
            super::assert_same(&held, &courses.kept(&subgraph), iri);
        }
        courses.remove(iri);
        courses.expect(&neighbours, iri);
    }
}
