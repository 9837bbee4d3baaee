//! `ql providers` as RDF (registries of education providers, "As RDF in the reference store", with what is ours).

use std::collections::BTreeSet;

use quality_link::elm::{Graph, Object, RdfFormat, RdfReader, Subject};
use serde_json::{Value, json};

use crate::command::Folder;
use crate::registries::{EWP, deqar, files, page, providers};

const FORMATS: [&str; 4] = ["ttl", "nt", "rdf", "jsonld"];

const PREFIXES: &str = "\
@prefix adms: <http://www.w3.org/ns/adms#> .
@prefix country: <http://publications.europa.eu/resource/authority/country/> .
@prefix dcterms: <http://purl.org/dc/terms/> .
@prefix deqar: <https://data.deqar.eu/institution/> .
@prefix elm: <http://data.europa.eu/snb/model/ontology/> .
@prefix foaf: <http://xmlns.com/foaf/0.1/> .
@prefix org: <http://www.w3.org/ns/org#> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix ql: <http://data.quality-link.eu/ontology/v1#> .
@prefix rov: <http://www.w3.org/ns/regorg#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
";

/// Reads RDF in which there is no mistake.
fn read(format: RdfFormat, content: &str) -> Graph {
    let read = RdfReader::new(format).read(content.as_bytes());
    assert!(read.diagnostics.is_empty(), "{:?} of {content}", read.diagnostics);
    read.graph
}

fn turtle(content: &str) -> Graph {
    read(RdfFormat::Turtle, &format!("{PREFIXES}{content}"))
}

/// What is said of a node; nodes without a name as what is said of them, as nothing refers to one twice.
fn properties(graph: &Graph, subject: Subject<'_>) -> BTreeSet<String> {
    let told = |object: Object<'_>| match object {
        Object::Blank(label) => {
            let inner: Vec<_> = properties(graph, Subject::Blank(label)).into_iter().collect();
            format!("[{}]", inner.join("; "))
        }
        other => format!("{other:?}"),
    };
    graph.properties(subject).map(|(predicate, object)| format!("{predicate} {}", told(object))).collect()
}

/// Everything in a graph, one line a triple of a node with a name. The UUIDs are made by us.
fn told(graph: &Graph) -> BTreeSet<String> {
    let mut lines = BTreeSet::new();
    for (subject, ..) in graph.triples() {
        if let Subject::Iri(iri) = subject {
            let name = if iri.starts_with("urn:uuid:") { "urn:uuid:…" } else { iri };
            lines.extend(properties(graph, subject).into_iter().map(|line| format!("{name} {line}")));
        }
    }
    lines
}

fn written(folder: &Folder, sources: &[&str], format: &str) -> Graph {
    let name = format!("list.{format}");
    let run = providers(folder, &[sources, &["-o", &name]].concat()).exits(0);
    assert_eq!(run.stdout, "");
    read(RdfFormat::from_path(&name).unwrap(), &folder.read(&name))
}

fn assert_same(actual: &Graph, expected: &Graph, what: &str) {
    let (actual_lines, expected_lines) = (told(actual), told(expected));
    let missing: Vec<_> = expected_lines.difference(&actual_lines).collect();
    let surplus: Vec<_> = actual_lines.difference(&expected_lines).collect();
    assert!(missing.is_empty() && surplus.is_empty(), "{what}\nmissing: {missing:#?}\nsurplus: {surplus:#?}");
    assert_eq!(actual.len(), expected.len(), "{what}");
}

const UNIVERSITY: &str = r#"
deqar:382 a ql:HigherEducationInstitution ;
    skos:prefLabel "University of Examples"@en ;
    rov:legalName "Universität der Beispiele"@und ;
    skos:altLabel "Alte Hochschule"@und , "Old College"@en ;
    adms:identifier
        [ a ql:SchacIdentifier ; elm:schemeId ql:Schac ; skos:notation "uni.example" ; elm:schemeName "SCHAC" ] ,
        [ a ql:OrgRegIdentifier ; elm:schemeId ql:OrgReg ; skos:notation "AT0005" ; elm:schemeName "ETER ID" ] ,
        [ a elm:Identifier ; skos:notation "DEQARINST0382" ; elm:schemeName "DEQARINST ID" ] ,
        [ a elm:Identifier ; skos:notation "999859917" ; elm:schemeName "EU-PIC" ] ,
        [ a elm:Identifier ; skos:notation "A  WIEN01" ; elm:schemeName "Erasmus" ] ,
        [ a elm:Identifier ; skos:notation "7" ; elm:schemeName "local" ] ;
    foaf:homepage [ a elm:WebResource ; elm:contentUrl "https://www.uni.example/en" ] ;
    elm:location
        [ a dcterms:Location ; elm:geographicName "Wien" ; elm:address [ a elm:Address ; elm:countryCode country:AUT ] ] ,
        [ a dcterms:Location ; elm:address [ a elm:Address ; elm:countryCode country:1A0 ] ] .
<urn:uuid:00000000-0000-4000-8000-000000000000> owl:sameAs deqar:382 .
"#;

/// Nothing for what is null; other providers are organisations; what is a part of another one says so.
const OTHERS: &str = r#"
deqar:500 a elm:Organisation ;
    skos:prefLabel "Law School"@en ;
    adms:identifier
        [ a ql:SchacIdentifier ; elm:schemeId ql:Schac ; skos:notation "law.uni.example" ; elm:schemeName "SCHAC" ] ,
        [ a elm:Identifier ; skos:notation "DEQARINST0500" ; elm:schemeName "DEQARINST ID" ] ;
    elm:location [ a dcterms:Location ; elm:address [ a elm:Address ; elm:countryCode country:AUT ] ] ;
    org:subOrganizationOf deqar:382 .
<urn:uuid:00000000-0000-4000-8000-000000000001> owl:sameAs deqar:500 .

deqar:600 a ql:HigherEducationInstitution ;
    skos:prefLabel "Closed School"@en ;
    adms:identifier [ a elm:Identifier ; skos:notation "DEQARINST0600" ; elm:schemeName "DEQARINST ID" ] ;
    foaf:homepage [ a elm:WebResource ; elm:contentUrl "https://closed.example/" ] ;
    elm:location [ a dcterms:Location ; elm:address [ a elm:Address ; elm:countryCode country:DEU ] ] .
<urn:uuid:00000000-0000-4000-8000-000000000002> owl:sameAs deqar:600 .

deqar:700 a ql:HigherEducationInstitution ;
    skos:prefLabel "University of Crete"@en ;
    adms:identifier
        [ a elm:Identifier ; skos:notation "DEQARINST0700" ; elm:schemeName "DEQARINST ID" ] ,
        [ a ql:OrgRegIdentifier ; elm:schemeId ql:OrgReg ; skos:notation "EL0001" ; elm:schemeName "ETER ID" ] ;
    foaf:homepage [ a elm:WebResource ; elm:contentUrl "https://www.crete.example/" ] ;
    elm:location [ a dcterms:Location ; elm:address [ a elm:Address ; elm:countryCode country:GRC ] ] .
<urn:uuid:00000000-0000-4000-8000-000000000003> owl:sameAs deqar:700 .
"#;

#[test]
fn records_of_deqar_in_every_format() {
    let expected = turtle(&format!("{UNIVERSITY}{OTHERS}"));
    for format in FORMATS {
        assert_same(&written(&files(), &["deqar.json"], format), &expected, format);
    }
}

#[test]
fn entries_of_other_registries() {
    let folder = files();
    let expected = turtle(
        r#"
<did:web:uw.example> a ql:HigherEducationInstitution ;
    skos:prefLabel "University of Warsaw"@en ;
    skos:altLabel "Uniwersytet Warszawski"@pl ;
    adms:identifier
        [ a ql:SchacIdentifier ; elm:schemeId ql:Schac ; skos:notation "uw.example" ; elm:schemeName "SCHAC" ] ,
        [ a elm:Identifier ; skos:notation "PL WARSZAW01" ; elm:schemeName "Erasmus" ] ;
    foaf:homepage [ a elm:WebResource ; elm:contentUrl "https://www.uw.example/" ] ;
    elm:location [ a dcterms:Location ; elm:address [ a elm:Address ; elm:countryCode country:POL ] ] .
<urn:uuid:00000000-0000-4000-8000-000000000000> owl:sameAs <did:web:uw.example> .
"#,
    );
    let actual = written(&folder, &["ewp.xml", "hei.json", "--country", "PL"], "ttl");
    assert_same(&actual, &expected, "of EWP and the HEI API");
}

/// Former SCHAC codes and other IRIs are the same as the IRI in DEQAR.
#[test]
fn aliases() {
    let graph = written(&files(), &["deqar.json", "ewp.xml"], "nt");
    let same: BTreeSet<_> = graph
        .subjects("http://www.w3.org/2002/07/owl#sameAs", Object::Iri("https://data.deqar.eu/institution/382"))
        .map(|subject| match subject {
            Subject::Iri(iri) if iri.starts_with("urn:uuid:") => "urn:uuid:…",
            Subject::Iri(iri) => iri,
            Subject::Blank(_) => "_",
        })
        .collect();
    assert_eq!(same, ["did:web:old.example", "urn:uuid:…"].into());
}

/// The UUID that the reference draws at random is the same every time.
#[test]
fn uuids() {
    let uuids = |graph: &Graph| -> BTreeSet<String> {
        let uuid = |subject: Subject<'_>| match subject {
            Subject::Iri(iri) => iri.strip_prefix("urn:uuid:").map(str::to_owned),
            Subject::Blank(_) => None,
        };
        graph.triples().filter_map(|(subject, ..)| uuid(subject)).collect()
    };
    let folder = files();
    let first = uuids(&written(&folder, &["deqar.json"], "ttl"));
    assert_eq!(uuids(&written(&folder, &["deqar.json", "ewp.xml"], "nt")).intersection(&first).count(), 4);
    assert_eq!(first.len(), 4);
    for uuid in first {
        let lengths: Vec<_> = uuid.split('-').map(str::len).collect();
        assert_eq!(lengths, [8, 4, 4, 4, 12], "{uuid}");
        assert_eq!(uuid.as_bytes()[14], b'5', "{uuid}");
    }
}

/// The list that `ql providers` has written as JSON comes to the same triples.
#[test]
fn by_way_of_json() {
    let folder = files();
    let sources = ["deqar.json", "ewp.xml", "hei.json"];
    providers(&folder, &[&sources[..], &["-o", "all.json"]].concat()).exits(0);
    let direct = written(&folder, &sources, "ttl");
    assert_same(&written(&folder, &["all.json"], "ttl"), &direct, "by way of JSON");
    assert!(direct.len() > 100, "{}", direct.len());
}

fn changed(changes: &Value) -> Folder {
    let folder = Folder::new();
    let mut record = deqar().swap_remove(3);
    for (name, value) in changes.as_object().unwrap() {
        record[name] = value.clone();
    }
    folder.write("deqar.json", page(&[record], 1, false));
    folder
}

fn texts(graph: &Graph, subject: &str, predicate: &str) -> BTreeSet<(String, String)> {
    let text = |object| match object {
        Object::Text { value, language } => (value.to_owned(), language.to_owned()),
        other => panic!("{other:?}"),
    };
    graph.objects(Subject::Iri(subject), predicate).map(text).collect()
}

const CRETE: &str = "https://data.deqar.eu/institution/700";
const PREF_LABEL: &str = "http://www.w3.org/2004/02/skos/core#prefLabel";
const ALT_LABEL: &str = "http://www.w3.org/2004/02/skos/core#altLabel";
const LEGAL_NAME: &str = "http://www.w3.org/ns/regorg#legalName";

fn pairs<const N: usize>(pairs: [(&str, &str); N]) -> BTreeSet<(String, String)> {
    pairs.map(|(text, language)| (text.to_owned(), language.to_owned())).into()
}

/// What is beside the official name has no place of its own in the table, and is another label.
#[test]
fn names_beside_the_official_one() {
    let names = json!([{
        "name_official": "Πανεπιστήμιο Κρήτης", "name_english": "Cretan University", "name_valid_to": null,
        "name_versions": [{ "name": "UoC", "transliteration": null }],
    }]);
    let graph = written(&changed(&json!({ "names": names })), &["deqar.json"], "ttl");
    assert_eq!(texts(&graph, CRETE, PREF_LABEL), pairs([("University of Crete", "en")]));
    assert_eq!(texts(&graph, CRETE, LEGAL_NAME), pairs([("Πανεπιστήμιο Κρήτης", "und")]));
    assert_eq!(texts(&graph, CRETE, ALT_LABEL), pairs([("Cretan University", "en"), ("UoC", "und")]));
}

/// No resource has the same text as preferred and as other label (SKOS, integrity condition S13).
#[test]
fn one_label_is_not_another() {
    let names = json!([{
        "name_official": "Πανεπιστήμιο Κρήτης", "name_english": "University of Crete", "name_valid_to": null,
        "name_versions": [],
    }]);
    let graph = written(&changed(&json!({ "names": names })), &["deqar.json"], "ttl");
    assert_eq!(texts(&graph, CRETE, PREF_LABEL), pairs([("University of Crete", "en")]));
    assert_eq!(texts(&graph, CRETE, ALT_LABEL), pairs([]));
    let graph = written(&files(), &["deqar.json", "ewp.xml"], "ttl");
    assert_eq!(texts(&graph, "https://data.deqar.eu/institution/382", ALT_LABEL).len(), 2);
}

/// A name in Polish is not English because there is no other one.
#[test]
fn names_keep_their_language() {
    let folder = files();
    let graph = written(&folder, &["ewp.xml"], "ttl");
    assert_eq!(texts(&graph, "did:web:uw.example", PREF_LABEL), pairs([("Uniwersytet Warszawski", "pl")]));
}

/// The legal name has its language if one can be known: here the EWP registry knows it.
#[test]
fn the_language_of_the_legal_name() {
    let folder = files();
    let name = "<name xml:lang=\"de\">Universität der Beispiele</name>";
    folder.write("ewp.xml", EWP.replacen("<name xml:lang=\"en\">", &format!("{name}<name xml:lang=\"en\">"), 1));
    let graph = written(&folder, &["deqar.json", "ewp.xml"], "ttl");
    let subject = "https://data.deqar.eu/institution/382";
    assert_eq!(texts(&graph, subject, LEGAL_NAME), pairs([("Universität der Beispiele", "de")]));
    assert!(!texts(&graph, subject, ALT_LABEL).iter().any(|(text, _)| text == "Universität der Beispiele"));
}

const EVIL: &str = "a\" <b> \\ 'c' \n\r\t{d} ^`| \u{1}\u{fffe} > <x:p> <x:o> . <x:s";

/// The names of providers in a list, by way of RDF in all formats; a file that can't be read is a failure.
fn names(list: &Value) -> Vec<BTreeSet<String>> {
    let folder = Folder::new();
    folder.write("list.json", list.to_string());
    let names = FORMATS.map(|format| {
        let graph = written(&folder, &["list.json"], format);
        let mut names = BTreeSet::new();
        for (_, predicate, object) in graph.triples() {
            assert_ne!(predicate, "x:p", "{format}: foreign text has made triples of its own");
            match object {
                Object::Text { value, .. } if predicate == PREF_LABEL => drop(names.insert(value.to_owned())),
                _ => {}
            }
        }
        names
    });
    names.to_vec()
}

/// No text of a foreign list makes the file unreadable.
#[test]
fn hostile_texts() {
    let list = json!([
        {
            "schac": "uni.example", "name": EVIL, "website": EVIL, "parent": EVIL, "locations": [{ "city": EVIL }],
            "names": [{ "text": EVIL, "lang": "en", "official": true, "source": "list" }],
            "identifiers": [{ "scheme": EVIL, "value": EVIL, "source": "list" }],
        },
        { "schac": "b.example", "name": "B" },
    ]);
    for names in names(&list) {
        assert!(names.contains("B") && names.len() == 2, "{names:?}");
    }
}

/// Nor does what is given as an IRI and is none.
#[test]
fn hostile_iris() {
    let relative = ["", "b", "//b.example/", "#b"];
    let broken = [EVIL, "x:a> <x:p> <x:o> . <x:b", "https://b.example/ü?q=[1]", "https://b.example/a b", "x:\\"];
    for iri in relative.into_iter().chain(broken) {
        let list = json!([
            { "schac": "a.example", "iri": iri, "name": "A" },
            { "schac": "b.example", "aliases": [iri, format!("x:{iri}")], "name": "B" },
        ]);
        for names in names(&list) {
            assert!(names.contains("B"), "{iri:?}: {names:?}");
        }
    }
}
