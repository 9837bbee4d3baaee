//! Catalogue documents in the default form (catalogue specification, sections 5 to 8).

mod common;

use std::collections::BTreeSet;
use std::fs;

use common::{fixtures, read, run_alone, turtle, write};
use ql_elm::{CatalogueOptions, ElmNamespace, Graph, RdfFormat, catalogue_documents};
use serde_json::{Value, json};

const PREFIXES: &str = "
    @prefix adms: <http://www.w3.org/ns/adms#> .
    @prefix c: <https://cat.example.edu/course/> .
    @prefix country: <http://publications.europa.eu/resource/authority/country/> .
    @prefix credit: <http://data.europa.eu/snb/education-credit/> .
    @prefix dcterms: <http://purl.org/dc/terms/> .
    @prefix elm: <http://data.europa.eu/snb/model/elm/> .
    @prefix eqf: <http://data.europa.eu/snb/eqf/> .
    @prefix foaf: <http://xmlns.com/foaf/0.1/> .
    @prefix isced: <http://data.europa.eu/snb/isced-f/> .
    @prefix lang: <http://publications.europa.eu/resource/authority/language/> .
    @prefix lot: <http://data.europa.eu/snb/learning-opportunity/> .
    @prefix mode: <http://data.europa.eu/snb/learning-assessment/> .
    @prefix owl: <http://www.w3.org/2002/07/owl#> .
    @prefix ql: <http://data.quality-link.eu/ontology/v1#> .
    @prefix rov: <http://www.w3.org/ns/regorg#> .
    @prefix skos: <http://www.w3.org/2004/02/skos/core#> .
    @prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
";

/// The worked example of section 8, with what the silver stage adds to it.
const WORKED_EXAMPLE: &str = r#"
    c:BIO-101 a ql:LearningOpportunitySpecification ;
        adms:identifier [ a elm:Identifier ; skos:notation "BIO-101" ; elm:schemeName "course code" ] ;
        dcterms:title "Marine Biology"@en , "Meeresbiologie"@de ; dcterms:description "Life in the sea."@en ;
        elm:learningOutcome [ a elm:LearningOutcome ; dcterms:title "Identify common plankton groups"@en ] ;
        dcterms:language lang:ENG ; elm:ISCEDFCode isced:0511 ; elm:EQFLevel eqf:6 ;
        elm:creditPoint [ a elm:CreditPoint ; elm:framework credit:6fcec5c5af ; elm:point "7.5"^^xsd:double ] ;
        foaf:homepage [ a elm:WebResource ; elm:contentUrl "https://cat.example.edu/bio101"^^xsd:anyURI ] ;
        elm:isPartOf c:BSC-BIO ; ql:isActive true ; dcterms:type lot:05053c1cbe ; ql:sourceType ql:ELMSource ;
        dcterms:publisher <https://data.deqar.eu/institution/9001> .
    <urn:uuid:1d46fc2c-0837-5f36-9712-63a55d6c2906> owl:sameAs c:BIO-101 .
    c:BSC-BIO a ql:LearningOpportunitySpecification ; dcterms:title "BSc Biology"@en ;
        adms:identifier [ a elm:Identifier ; skos:notation "BSC-BIO" ] .
    <https://cat.example.edu/course/BIO-101/offerings/2026S> a ql:LearningOpportunityInstance ;
        elm:learningAchievementSpecification c:BIO-101 ; elm:defaultLanguage lang:ENG ; elm:mode mode:920fbb3cbe ;
        elm:providedBy <https://data.deqar.eu/institution/9001> ;
        dcterms:temporal [ a dcterms:PeriodOfTime ; skos:prefLabel "2026-1/2"@en ;
            elm:startDate "2026-02-01T00:00:00Z"^^xsd:dateTime ] ;
        ql:enrolmentCapacity "40"^^xsd:nonNegativeInteger .
"#;

/// What the reference store knows of the provider of the worked example.
const REFERENCE_STORE: &str = r#"
    <https://data.deqar.eu/institution/9001> a ql:HigherEducationInstitution ; skos:prefLabel "Example University"@en ;
        rov:legalName "Université Exemple"@fr ;
        foaf:homepage [ a elm:WebResource ; elm:contentUrl "https://example.edu" ] ;
        adms:identifier [ a ql:SchacIdentifier ; elm:schemeId ql:Schac ; skos:notation "example.edu" ] ;
        elm:location [ a dcterms:Location ; elm:geographicName "Luxembourg"@en ;
            elm:address [ a elm:Address ; elm:countryCode country:LUX ] ] ;
        ql:isMemberOf <http://data.quality-link.eu/alliance/EXAMPLE> ;
        ql:absorbed <https://data.deqar.eu/institution/9004> .
    <http://data.quality-link.eu/alliance/EXAMPLE> a ql:EuropeanUniversityAlliance ;
        skos:prefLabel "Example Alliance"@en ;
        foaf:member <https://data.deqar.eu/institution/9001> , <https://data.deqar.eu/institution/9002> .
    <https://data.deqar.eu/institution/9002> a ql:HigherEducationInstitution ; skos:prefLabel "Coast University"@en ;
        ql:isMemberOf <http://data.quality-link.eu/alliance/EXAMPLE> .
"#;

fn graph(statements: &str) -> Graph {
    turtle(&(PREFIXES.to_owned() + statements))
}

/// The documents of what `statements` say.
fn documents(statements: &str, options: &CatalogueOptions) -> Vec<Value> {
    catalogue_documents(&graph(statements), options).collect()
}

/// The only document.
fn document(statements: &str) -> Value {
    let mut documents = documents(statements, &CatalogueOptions::new());
    assert_eq!(documents.len(), 1, "{documents:?}");
    documents.remove(0)
}

/// The document of a course of which `properties` are said.
fn course(properties: &str) -> Value {
    document(&format!("c:1 a ql:LearningOpportunitySpecification ; {properties} ."))
}

fn concept(id: &str, label: &str) -> Value {
    json!({ "id": id, "type": "skos:Concept", "skos:prefLabel": label })
}

fn english() -> Value {
    concept("http://publications.europa.eu/resource/authority/language/ENG", "English")
}

fn online() -> Value {
    concept("http://data.europa.eu/snb/learning-assessment/920fbb3cbe", "Online")
}

fn worked_example(publisher: &Value, provider: &Value) -> Value {
    json!({
        "id": "1d46fc2c-0837-5f36-9712-63a55d6c2906",
        "uri": "https://cat.example.edu/course/BIO-101",
        "type": "LearningOpportunitySpecification",
        "instanceCount": 1,
        "adms:identifier": [
            { "type": "elm:Identifier", "elm:schemeName": "course code", "skos:notation": "BIO-101" },
        ],
        "dcterms:title": "Marine Biology",
        "dcterms:description": "Life in the sea.",
        "texts": {
            "dcterms:title": { "en": "Marine Biology", "de": "Meeresbiologie" },
            "dcterms:description": { "en": "Life in the sea." },
        },
        "dcterms:type": concept("http://data.europa.eu/snb/learning-opportunity/05053c1cbe", "Course"),
        "dcterms:language": english(),
        "elm:EQFLevel": concept("http://data.europa.eu/snb/eqf/6", "Level 6"),
        "elm:ISCEDFCode": concept("http://data.europa.eu/snb/isced-f/0511", "Biology"),
        "ISCEDFBroadField":
            concept("http://data.europa.eu/snb/isced-f/05", "Natural sciences, mathematics and statistics"),
        "ISCEDFNarrowField": concept("http://data.europa.eu/snb/isced-f/051", "Biological and related sciences"),
        "elm:creditPoint": {
            "type": "elm:CreditPoint",
            "elm:point": 7.5,
            "elm:framework":
                concept("http://data.europa.eu/snb/education-credit/6fcec5c5af", "European Credit Transfer System"),
        },
        "foaf:homepage": { "type": "elm:WebResource", "elm:contentUrl": "https://cat.example.edu/bio101" },
        "elm:learningOutcome": [{
            "type": "elm:LearningOutcome",
            "dcterms:title": "Identify common plankton groups",
            "texts": { "dcterms:title": { "en": "Identify common plankton groups" } },
        }],
        "elm:isPartOf": {
            "id": "https://cat.example.edu/course/BSC-BIO",
            "uuid": "98360be2-7452-5318-a03d-ffe2958250b2",
            "dcterms:title": "BSc Biology",
            "adms:identifier": [{ "type": "elm:Identifier", "skos:notation": "BSC-BIO" }],
        },
        "dcterms:publisher": publisher,
        "isActive": true,
        "sourceType": { "id": "ql:ELMSource" },
        "elm:learningOpportunity": [{
            "id": "https://cat.example.edu/course/BIO-101/offerings/2026S",
            "type": "LearningOpportunityInstance",
            "elm:learningAchievementSpecification": { "id": "https://cat.example.edu/course/BIO-101" },
            "elm:providedBy": provider,
            "dcterms:language": english(),
            "elm:defaultLanguage": english(),
            "elm:mode": online(),
            "dcterms:temporal": {
                "type": "dcterms:PeriodOfTime",
                "skos:prefLabel": "2026-1/2",
                "texts": { "skos:prefLabel": { "en": "2026-1/2" } },
                "elm:startDate": {
                    "type": "http://www.w3.org/2001/XMLSchema#dateTime",
                    "@value": "2026-02-01T00:00:00Z",
                },
            },
            "enrolmentCapacity": 40,
        }],
    })
}

/// The members of two documents that differ, so that a failure can be read.
fn assert_document(actual: &Value, expected: &Value) {
    let keys = |value: &Value| value.as_object().map(|object| object.keys().cloned().collect()).unwrap_or_default();
    let mut all: BTreeSet<String> = keys(actual);
    all.extend(keys(expected));
    let differing: Vec<String> = all
        .iter()
        .filter(|key| actual.get(key.as_str()) != expected.get(key.as_str()))
        .map(|key| format!("{key}\n  expected: {:?}\n  actual:   {:?}", expected.get(key), actual.get(key)))
        .collect();
    assert!(differing.is_empty(), "{}", differing.join("\n"));
    assert_eq!(actual, expected);
}

#[test]
fn worked_example_without_reference_store() {
    let documents = documents(WORKED_EXAMPLE, &CatalogueOptions::new());
    assert_eq!(documents.len(), 2);
    let unknown = json!({ "id": "https://data.deqar.eu/institution/9001" });
    assert_document(&documents[0], &worked_example(&unknown, &unknown));
    assert_document(
        &documents[1],
        &json!({
            "id": "98360be2-7452-5318-a03d-ffe2958250b2",
            "uri": "https://cat.example.edu/course/BSC-BIO",
            "type": "LearningOpportunitySpecification",
            "dcterms:title": "BSc Biology",
            "texts": { "dcterms:title": { "en": "BSc Biology" } },
            "adms:identifier": [{ "type": "elm:Identifier", "skos:notation": "BSC-BIO" }],
        }),
    );
}

/// Of publishers and providers only what the frame lists is embedded, and no other members of an alliance.
#[test]
fn worked_example_with_reference_store() {
    let documents = documents(&format!("{WORKED_EXAMPLE}{REFERENCE_STORE}"), &CatalogueOptions::new());
    let provider = json!({
        "id": "https://data.deqar.eu/institution/9001",
        "type": "HigherEducationInstitution",
        "skos:prefLabel": "Example University",
        "texts": { "skos:prefLabel": { "en": "Example University" } },
    });
    let luxembourg = "http://publications.europa.eu/resource/authority/country/LUX";
    let publisher = json!({
        "id": "https://data.deqar.eu/institution/9001",
        "type": "HigherEducationInstitution",
        "skos:prefLabel": "Example University",
        "regorg:legalName": "Université Exemple",
        "texts": {
            "skos:prefLabel": { "en": "Example University" },
            "regorg:legalName": { "fr": "Université Exemple" },
        },
        "foaf:homepage": { "type": "elm:WebResource", "elm:contentUrl": "https://example.edu" },
        "adms:identifier": [
            { "type": "SchacIdentifier", "elm:schemeId": { "id": "ql:Schac" }, "skos:notation": "example.edu" },
        ],
        "elm:location": [{
            "type": "dcterms:Location",
            "elm:geographicName": "Luxembourg",
            "texts": { "elm:geographicName": { "en": "Luxembourg" } },
            "elm:address": {
                "type": "elm:Address",
                "elm:countryCode": concept(luxembourg, "Luxembourg"),
            },
        }],
        "isMemberOf": {
            "id": "http://data.quality-link.eu/alliance/EXAMPLE",
            "type": "EuropeanUniversityAlliance",
            "skos:prefLabel": "Example Alliance",
            "texts": { "skos:prefLabel": { "en": "Example Alliance" } },
        },
    });
    let mut actual = documents[0].clone();
    // `elm:schemeId` is a plain IRI in the reference's form and a node elsewhere; both are the same value.
    let scheme = &mut actual["dcterms:publisher"]["adms:identifier"][0]["elm:schemeId"];
    if scheme.is_string() {
        *scheme = json!({ "id": scheme });
    }
    assert_document(&actual, &worked_example(&publisher, &provider));
}

/// The lines of N-Triples in several orders: blank nodes and terms are met in another order each time.
fn orders(graph: &Graph) -> Vec<Graph> {
    let text = String::from_utf8(write(graph, RdfFormat::NTriples, ElmNamespace::V3_3)).expect("UTF-8");
    let lines: Vec<&str> = text.lines().collect();
    let count = lines.len();
    let steps = [1, 7, 31, 101, 997].into_iter().filter(|step| *step == 1 || !count.is_multiple_of(*step));
    let mut orders: Vec<Vec<&str>> =
        steps.map(|step| (0..count).map(|at| lines[at * step % count]).collect()).collect();
    orders.extend(orders.clone().into_iter().map(|order| order.into_iter().rev().collect()));
    orders.into_iter().map(|order| read(RdfFormat::NTriples, (order.join("\n") + "\n").as_bytes())).collect()
}

fn assert_order_does_not_matter(graph: &Graph, what: &str) {
    let options = CatalogueOptions::new();
    let bytes = |graph: &Graph| -> Vec<String> {
        catalogue_documents(graph, &options).map(|document| document.to_string()).collect()
    };
    let expected = bytes(graph);
    for order in orders(graph) {
        assert_eq!(order.len(), graph.len());
        assert_eq!(bytes(&order), expected, "{what}");
    }
}

#[test]
fn order_of_statements_does_not_matter() {
    assert_order_does_not_matter(&graph(WORKED_EXAMPLE), "the worked example");
    assert_order_does_not_matter(&graph(&format!("{WORKED_EXAMPLE}{REFERENCE_STORE}")), "with reference store");
    let lists = r#"c:1 a ql:LearningOpportunitySpecification , elm:Qualification ;
        dcterms:language lang:ENG , lang:DEU , lang:NLD ;
        dcterms:title "c"@en , "a"@en , "b"@de ; elm:ISCEDFCode isced:0511 , isced:0611 ; ql:version "2" , "1" , 1 .
        c:1-b a ql:LearningOpportunityInstance ; elm:learningAchievementSpecification c:1 .
        c:1-a a ql:LearningOpportunityInstance ; elm:learningAchievementSpecification c:1 ."#;
    assert_order_does_not_matter(&graph(lists), "lists of concepts, texts and instances");
}

/// Their numbers say nothing: they come from the order of reading.
#[test]
fn order_of_blank_nodes_does_not_matter() {
    for path in fixtures() {
        let graph = read(RdfFormat::Turtle, &fs::read(&path).unwrap());
        assert_order_does_not_matter(&graph, &path.display().to_string());
    }
}

#[test]
fn a_concept_without_label_keeps_its_id() {
    let document = course(
        "dcterms:type <https://example.edu/type/1> ; dcterms:language lang:QQQ , lang:ENG ; elm:EQFLevel eqf:99 ;
        elm:ISCEDFCode isced:0511 , <https://example.edu/field/1> ;
        dcterms:publisher <https://data.deqar.eu/institution/9>",
    );
    assert_eq!(document["dcterms:type"], json!({ "id": "https://example.edu/type/1" }));
    let unknown = json!({ "id": "http://publications.europa.eu/resource/authority/language/QQQ" });
    assert_eq!(document["dcterms:language"], json!([english(), unknown]));
    assert_eq!(document["elm:EQFLevel"], json!({ "id": "http://data.europa.eu/snb/eqf/99" }));
    assert_eq!(document["elm:ISCEDFCode"].as_array().map(Vec::len), Some(2));
    assert_eq!(document["dcterms:publisher"], json!({ "id": "https://data.deqar.eu/institution/9" }));
}

/// Of concepts there are only id and label, also where the data say more (correction 2).
#[test]
fn a_concept_described_in_the_data_has_its_label_only() {
    let document = document(
        r#"c:1 a ql:LearningOpportunitySpecification ; dcterms:type <https://example.edu/type/1> ; elm:EQFLevel eqf:6 .
        <https://example.edu/type/1> a skos:Concept ; skos:prefLabel "Field trip"@en , "Exkursion"@de ;
            skos:inScheme <https://example.edu/type> ; skos:broader <https://example.edu/type/2> .
        <https://example.edu/type/2> a skos:Concept ; skos:prefLabel "Trip"@en .
        eqf:6 a skos:Concept ; skos:prefLabel "Niveau 6"@fr ; skos:inScheme <http://data.europa.eu/snb/eqf/25831c2> ."#,
    );
    assert_eq!(document["elm:EQFLevel"], concept("http://data.europa.eu/snb/eqf/6", "Level 6"));
    assert_eq!(document["dcterms:type"], concept("https://example.edu/type/1", "Field trip"));
}

#[test]
fn every_offering_has_labels() {
    let offering = |name: &str| {
        format!(
            "c:{name} a ql:LearningOpportunityInstance ; elm:learningAchievementSpecification c:1 ;
            elm:defaultLanguage lang:ENG ; elm:mode mode:920fbb3cbe ."
        )
    };
    let document = document(&format!("c:1 a elm:Qualification . {} {}", offering("S"), offering("W")));
    assert_eq!(document["instanceCount"], 2);
    for offering in document["elm:learningOpportunity"].as_array().unwrap() {
        assert_eq!(offering["elm:mode"], online());
        assert_eq!(offering["elm:defaultLanguage"], english());
        assert_eq!(offering["dcterms:language"], english());
    }
}

#[test]
fn an_offering_has_both_keys_of_language() {
    let offering = |properties: &str| {
        let statements = format!(
            "c:1 a elm:LearningAchievementSpecification ; elm:learningOpportunity c:S .
            c:S a elm:LearningOpportunity ; elm:learningAchievementSpecification c:1 {properties} ."
        );
        document(&statements)["elm:learningOpportunity"][0].clone()
    };
    for properties in ["; dcterms:language lang:ENG", "; elm:defaultLanguage lang:ENG"] {
        let offering = offering(properties);
        assert_eq!((&offering["dcterms:language"], &offering["elm:defaultLanguage"]), (&english(), &english()));
    }
    let both = offering("; dcterms:language lang:ENG , lang:NLD ; elm:defaultLanguage lang:NLD");
    assert_eq!(both["elm:defaultLanguage"]["skos:prefLabel"], "Dutch");
    assert_eq!(both["dcterms:language"].as_array().map(Vec::len), Some(2));
    assert!(offering("").get("dcterms:language").is_none());
}

#[test]
fn offerings_are_found_from_either_side_and_counted_once() {
    let document = document(
        "c:1 a ql:LearningOpportunitySpecification ; elm:learningOpportunity c:A , c:B .
        c:B a ql:LearningOpportunityInstance ; elm:learningAchievementSpecification c:1 .
        c:C a elm:LearningOpportunity ; elm:learningAchievementSpecification c:1 .",
    );
    assert_eq!(document["instanceCount"], 3);
    let ids: Vec<_> = document["elm:learningOpportunity"].as_array().unwrap().iter().map(|o| o["id"].clone()).collect();
    assert_eq!(ids, ["A", "B", "C"].map(|name| format!("https://cat.example.edu/course/{name}")));
}

/// An ELM file may leave its offerings without an IRI.
#[test]
fn an_offering_without_iri_is_kept() {
    let document = course("elm:learningOpportunity [ a ql:LearningOpportunityInstance ; dcterms:title \"Summer\"@en ]");
    assert_eq!(document["instanceCount"], 1);
    assert_eq!(document["elm:learningOpportunity"][0]["dcterms:title"], "Summer");
}

#[test]
fn neighbours_are_named_and_not_embedded() {
    let document = documents(
        r#"c:1 a ql:LearningOpportunitySpecification ; elm:isPartOf c:2 ; elm:hasPart c:unknown ;
            elm:specialisationOf c:2 ; elm:generalisationOf c:2 , c:3 ; ql:superseded c:2 .
        c:2 a ql:LearningOpportunitySpecification ; dcterms:title "Two"@en , "Zwei"@de ;
            dcterms:description "Long."@en ; adms:identifier [ skos:notation "2" ] .
        c:3 a ql:LearningOpportunitySpecification ; dcterms:title "Drei"@de .
        <urn:uuid:0e1b1d4e-0000-4000-8000-000000000002> owl:sameAs c:2 ."#,
        &CatalogueOptions::new(),
    )
    .remove(0);
    let two = json!({
        "id": "https://cat.example.edu/course/2",
        "uuid": "0e1b1d4e-0000-4000-8000-000000000002",
        "dcterms:title": "Two",
        "adms:identifier": [{ "skos:notation": "2" }],
    });
    assert_eq!(document["elm:isPartOf"], two);
    assert_eq!(document["elm:specialisationOf"], two);
    assert_eq!(document["superseded"], two);
    assert_eq!(document["elm:hasPart"], json!({ "id": "https://cat.example.edu/course/unknown" }));
    assert_eq!(document["elm:generalisationOf"][0], two);
    assert_eq!(document["elm:generalisationOf"][1]["dcterms:title"], "Drei");
}

/// A reference node (mapping reference, R15) says by itself what it means.
#[test]
fn a_reference_node_is_kept_whole() {
    let document = course(
        r#"elm:isPartOf [ a ql:LearningOpportunitySpecificationReference ;
            elm:providedBy <https://data.deqar.eu/institution/9> ;
            adms:identifier [ a elm:Identifier ; skos:notation "BSC" ] ; skos:prefLabel "BSc"@en ]"#,
    );
    let expected = json!({
        "type": "LearningOpportunitySpecificationReference",
        "elm:providedBy": { "id": "https://data.deqar.eu/institution/9" },
        "adms:identifier": [{ "type": "elm:Identifier", "skos:notation": "BSC" }],
        "skos:prefLabel": "BSc",
        "texts": { "skos:prefLabel": { "en": "BSc" } },
    });
    assert_eq!(document["elm:isPartOf"], expected);
}

#[test]
fn some_keys_are_always_lists() {
    let document = course(
        r#"elm:learningOutcome [ dcterms:title "a"@en ] ; adms:identifier [ skos:notation "1" ] ;
        elm:learningOpportunity c:S ;
        dcterms:publisher [ adms:identifier [ skos:notation "2" ] ; elm:location [ a dcterms:Location ] ]"#,
    );
    for key in ["elm:learningOutcome", "adms:identifier", "elm:learningOpportunity"] {
        assert_eq!(document[key].as_array().map(Vec::len), Some(1), "{key}");
    }
    assert!(document["dcterms:publisher"]["adms:identifier"].is_array());
    assert!(document["dcterms:publisher"]["elm:location"].is_array());
}

#[test]
fn other_keys_are_scalar_when_single_and_lists_else() {
    let properties = "dcterms:language lang:ENG ; elm:ISCEDFCode isced:0511 ; dcterms:type lot:05053c1cbe ;
        dcterms:publisher c:p ; elm:creditPoint [ elm:point 5 ] ; foaf:homepage [ elm:contentUrl \"x\" ]";
    let more = "dcterms:language lang:DEU ; elm:ISCEDFCode isced:0611 ; dcterms:type lot:7e1ac538db ;
        dcterms:publisher c:q ; elm:creditPoint [ elm:point 6 ] ; foaf:homepage [ elm:contentUrl \"y\" ]";
    let (one, two) = (course(properties), course(&format!("{properties} ; {more}")));
    let keys = [
        "dcterms:language",
        "elm:ISCEDFCode",
        "ISCEDFBroadField",
        "ISCEDFNarrowField",
        "dcterms:type",
        "dcterms:publisher",
        "elm:creditPoint",
        "foaf:homepage",
    ];
    for key in keys {
        assert!(one[key].is_object(), "{key}: {}", one[key]);
        assert_eq!(two[key].as_array().map(Vec::len), Some(2), "{key}: {}", two[key]);
    }
}

fn has_null(value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::Array(items) => items.iter().any(has_null),
        Value::Object(members) => members.values().any(has_null),
        _ => false,
    }
}

#[test]
fn what_is_absent_has_no_key() {
    let document = course("dcterms:title \"x\"@en");
    let keys: Vec<_> = document.as_object().unwrap().keys().map(String::as_str).collect();
    assert_eq!(keys, ["dcterms:title", "id", "texts", "type", "uri"]);
    assert!(!documents(&format!("{WORKED_EXAMPLE}{REFERENCE_STORE}"), &CatalogueOptions::new()).iter().any(has_null));
}

#[test]
fn isced_fields_are_computed() {
    let document = course("elm:ISCEDFCode isced:0511 , isced:0512 , isced:061 , isced:07");
    let ids = |key: &str| -> Vec<String> {
        let values = document[key].as_array().unwrap_or_else(|| panic!("{key}"));
        values.iter().map(|v| v["id"].as_str().unwrap().rsplit('/').next().unwrap().to_owned()).collect()
    };
    assert_eq!(ids("ISCEDFBroadField"), ["05", "06", "07"]);
    assert_eq!(ids("ISCEDFNarrowField"), ["051", "061"]);
    // What the data say is not said twice.
    let given = course("elm:ISCEDFCode isced:0511 ; ql:ISCEDFBroadField isced:05 ; ql:ISCEDFNarrowField isced:051");
    assert!(given["ISCEDFBroadField"].is_object() && given["ISCEDFNarrowField"].is_object());
    // … and what they leave out is added.
    let half = course("elm:ISCEDFCode isced:0511 , isced:0611 ; ql:ISCEDFBroadField isced:05");
    assert_eq!(half["ISCEDFBroadField"].as_array().map(Vec::len), Some(2), "{}", half["ISCEDFBroadField"]);
}

#[test]
fn cycles_end() {
    let document = document(
        "c:1 a ql:LearningOpportunitySpecification ; elm:influencedBy c:a , [ elm:influencedBy c:1 ] ;
            elm:educationSubject _:x .
        c:a elm:influencedBy c:b . c:b elm:influencedBy c:a , c:1 .
        _:x elm:educationSubject _:y . _:y elm:educationSubject _:x .
        c:S a ql:LearningOpportunityInstance ; elm:learningAchievementSpecification c:1 ; elm:influencedBy c:S , c:1 .",
    );
    let uri = |name: &str| format!("https://cat.example.edu/course/{name}");
    assert_eq!(
        document["elm:learningOpportunity"][0]["elm:learningAchievementSpecification"],
        json!({ "id": uri("1") })
    );
    let a = document["elm:influencedBy"].as_array().unwrap().iter().find(|node| node["id"] == uri("a")).unwrap();
    assert_eq!(a["elm:influencedBy"]["elm:influencedBy"], json!([{ "id": uri("1") }, { "id": uri("a") }]));
}

/// In a process of its own: a stack that overflows ends the whole process.
#[test]
fn links_in_both_directions_end() {
    run_alone("document_of_linked_courses");
}

#[test]
#[ignore = "run by `links_in_both_directions_end`"]
fn document_of_linked_courses() {
    let documents = documents(
        "c:1 a ql:LearningOpportunitySpecification ; elm:isPartOf c:2 ; elm:hasPart c:1 ; dcterms:title \"One\"@en .
        c:2 a ql:LearningOpportunitySpecification ; elm:hasPart c:1 ; dcterms:title \"Two\"@en .
        c:3 a ql:LearningOpportunitySpecification ; ql:superseded c:4 .
        c:4 a ql:LearningOpportunitySpecification ; ql:supersededBy c:3 .
        c:S a ql:LearningOpportunityInstance ; elm:learningAchievementSpecification c:1 ; elm:isPartOf c:T .
        c:T a ql:LearningOpportunityInstance ; elm:learningAchievementSpecification c:2 ; elm:hasPart c:S .",
        &CatalogueOptions::new(),
    );
    assert_eq!(documents.len(), 4);
    assert_eq!(documents[0]["elm:isPartOf"]["dcterms:title"], "Two");
    assert_eq!(documents[0]["elm:hasPart"]["dcterms:title"], "One");
    assert_eq!(documents[1]["elm:hasPart"]["dcterms:title"], "One");
    assert!(documents[1]["elm:hasPart"].get("elm:isPartOf").is_none());
    let offering = &documents[0]["elm:learningOpportunity"][0];
    assert_eq!(offering["elm:isPartOf"]["id"], "https://cat.example.edu/course/T");
}

/// Every node of a group that all know each other is embedded in every other: their number must not multiply.
#[test]
fn many_ways_to_a_node_do_not_multiply_it() {
    const NODES: usize = 7;
    let mut statements = String::from("c:1 a ql:LearningOpportunitySpecification ; elm:influencedBy c:n0 .");
    for from in 0..NODES {
        for to in (0..NODES).filter(|to| *to != from) {
            statements.extend([" c:n", &from.to_string(), " elm:influencedBy c:n", &to.to_string(), " ."]);
        }
    }
    let length = document(&statements).to_string().len();
    assert!(length < 50 * statements.len(), "{} bytes of Turtle gave a document of {length}", statements.len());
}

#[test]
fn deep_nodes_end() {
    let depth = 200;
    let nested = "[ elm:influencedBy ".repeat(depth) + "c:end" + &" ]".repeat(depth);
    let document = course(&format!("dcterms:title \"x\"@en ; elm:influencedBy {nested}"));
    assert_eq!(document["dcterms:title"], "x");
}

#[test]
fn preferred_languages() {
    let statements = r#"c:1 a ql:LearningOpportunitySpecification ; dcterms:title "Two"@en , "Zwei"@de , "Deux"@fr ;
        dcterms:description "Zwo"@de-AT , "Dos"@es ; skos:altLabel "II" ; dcterms:type <https://example.edu/t> ."#;
    let with = |languages: &[&str]| {
        let options = CatalogueOptions::new().with_languages(languages.iter().copied());
        let document = documents(statements, &options).remove(0);
        [&document["dcterms:title"], &document["dcterms:description"]].map(|text| text.as_str().unwrap().to_owned())
    };
    assert_eq!(with(&["en"])[0], "Two");
    // `de-AT` will do for `de`.
    assert_eq!(with(&["de"]), ["Zwei", "Zwo"]);
    assert_eq!(with(&["es", "fr"]), ["Deux", "Dos"]);
    assert_eq!(with(&["FR"])[0], "Deux");
    // With none of them there is still a text.
    assert!(with(&["it"]).iter().all(|text| !text.is_empty()));
    assert!(with(&[]).iter().all(|text| !text.is_empty()));
    assert_eq!(documents(statements, &CatalogueOptions::new())[0]["skos:altLabel"], "II");
}

/// Second to the caller's languages comes that of the course (correction 3).
#[test]
fn the_language_of_the_course_comes_second() {
    for (language, expected) in [("NLD", "Zee"), ("DEU", "Meer")] {
        let document = course(&format!("dcterms:title \"Meer\"@de , \"Zee\"@nl ; dcterms:language lang:{language}"));
        assert_eq!(document["dcterms:title"], expected);
    }
    let english = course("dcterms:title \"Zee\"@nl , \"Sea\"@en ; dcterms:language lang:NLD");
    assert_eq!(english["dcterms:title"], "Sea");
}

#[test]
fn texts_have_every_language() {
    let document = course(
        r#"dcterms:title "Sea"@en , "Ocean"@en , "Meer"@de , "Morze"@pl ; dcterms:description "Meer"@de ;
        elm:additionalNote [ a elm:Note ; elm:noteLiteral "Bring a towel"@en , "Handtuch mitbringen"@de ]"#,
    );
    assert_eq!(document["dcterms:title"], json!(["Ocean", "Sea"]));
    assert_eq!(
        document["texts"],
        json!({
            "dcterms:title": { "en": ["Ocean", "Sea"], "de": "Meer", "pl": "Morze" },
            "dcterms:description": { "de": "Meer" },
        })
    );
    let note = &document["elm:additionalNote"];
    assert_eq!(note["elm:noteLiteral"], "Bring a towel");
    assert_eq!(note["texts"]["elm:noteLiteral"]["de"], "Handtuch mitbringen");
}

#[test]
fn numbers_are_numbers() {
    let value = |literal: &str| course(&format!("elm:creditPoint [ elm:point {literal} ] ; ql:passingRate {literal}"));
    let both = [
        ("7.5", json!(7.5)),
        ("5", json!(5)),
        ("7.5e0", json!(7.5)),
        ("\"40\"^^xsd:nonNegativeInteger", json!(40)),
        ("\"+40\"^^xsd:positiveInteger", json!(40)),
        ("\"007\"^^xsd:integer", json!(7)),
        ("\"7.0\"^^xsd:decimal", json!(7.0)),
        ("\"40\"^^xsd:int", json!(40)),
        ("\"40\"^^xsd:long", json!(40)),
        ("\"40\"^^xsd:unsignedInt", json!(40)),
        ("\"7.5\"^^xsd:float", json!(7.5)),
        // What is no number stays what it is.
        ("\"INF\"^^xsd:double", json!("INF")),
        ("\"many\"^^xsd:integer", json!("many")),
    ];
    let mut failures = Vec::new();
    for (literal, expected) in both {
        let document = value(literal);
        for found in [&document["elm:creditPoint"]["elm:point"], &document["passingRate"]] {
            if *found != expected {
                failures.push(format!("{literal}: {found} instead of {expected}"));
            }
        }
    }
    assert!(failures.is_empty(), "{failures:?}");
    // Filters need a number of credits, whatever its datatype.
    let text = value("\"7.5\"");
    assert_eq!((&text["elm:creditPoint"]["elm:point"], &text["passingRate"]), (&json!(7.5), &json!("7.5")));
}

#[test]
fn booleans_are_booleans() {
    assert_eq!(course("ql:isActive true")["isActive"], json!(true));
    assert_eq!(course("ql:isActive \"0\"^^xsd:boolean")["isActive"], json!(false));
    assert_eq!(course("ql:isActive \"yes\"^^xsd:boolean")["isActive"], json!("yes"));
    assert_eq!(course("ql:version \"true\"")["version"], json!("true"));
}

#[test]
fn dates_durations_and_urls_are_texts() {
    let document = course(
        r#"dcterms:modified "2026-01-01T00:00:00Z"^^xsd:dateTime ; elm:volumeOfLearning "PT140H"^^xsd:duration ;
        foaf:homepage [ elm:contentUrl "https://example.edu"^^xsd:anyURI ] ; elm:learningOpportunity c:S .
        c:S a ql:LearningOpportunityInstance ; elm:applicationDeadline "2026-02-01"^^xsd:date"#,
    );
    assert_eq!(document["dcterms:modified"], "2026-01-01T00:00:00Z");
    assert_eq!(document["elm:volumeOfLearning"], "PT140H");
    assert_eq!(document["foaf:homepage"]["elm:contentUrl"], "https://example.edu");
    assert_eq!(document["elm:learningOpportunity"][0]["elm:applicationDeadline"], "2026-02-01");
}

#[test]
fn start_and_end_are_objects() {
    let document = course(
        r#"elm:learningOpportunity c:S . c:S a ql:LearningOpportunityInstance ; dcterms:temporal [
            elm:startDate "2026-02-01T00:00:00"^^xsd:dateTime ; elm:endDate "2026-06-30"^^xsd:date ]"#,
    );
    let date = |local: &str, value: &str| {
        let datatype = format!("http://www.w3.org/2001/XMLSchema#{local}");
        json!({ "type": datatype, "@value": value })
    };
    let temporal = &document["elm:learningOpportunity"][0]["dcterms:temporal"];
    assert_eq!(temporal["elm:startDate"], date("dateTime", "2026-02-01T00:00:00"));
    assert_eq!(temporal["elm:endDate"], date("date", "2026-06-30"));
}

#[test]
fn ids_come_from_the_alias_the_iri_or_its_hash() {
    let documents = documents(
        "<urn:uuid:0E1B1D4E-0000-4000-8000-000000000001> a elm:Qualification .
        c:2 a elm:Qualification . <urn:uuid:0e1b1d4e-0000-4000-8000-000000000002> owl:sameAs c:2 .
        c:3 a elm:Qualification . <https://other.example.edu/3> owl:sameAs c:3 .",
        &CatalogueOptions::new(),
    );
    let ids: Vec<_> = documents.iter().map(|document| document["id"].as_str().unwrap()).collect();
    assert_eq!(ids[0], "0e1b1d4e-0000-4000-8000-000000000002");
    // Version 5 in the URL namespace, over `https://cat.example.edu/course/3`.
    assert_eq!(ids[1], "17eb819b-c9f0-5272-aef3-b9f77b30a36e");
    assert_eq!(ids[2], "0e1b1d4e-0000-4000-8000-000000000001");
}

#[test]
fn a_graph_without_course_has_no_document() {
    assert!(documents(REFERENCE_STORE, &CatalogueOptions::new()).is_empty());
    assert!(documents("[] a ql:LearningOpportunitySpecification .", &CatalogueOptions::new()).is_empty());
}
