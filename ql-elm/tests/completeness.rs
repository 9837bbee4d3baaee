//! Which of the required data courses have.

mod common;

use std::fmt::Write;
use std::time::{Duration, Instant};

use common::turtle;
use ql_elm::{
    Completeness, CouncilElement as C, CourseCompleteness, Graph, Institutions, RequiredElement as R, completeness,
    completeness_with,
};

const PREFIXES: &str = "
    @prefix adms: <http://www.w3.org/ns/adms#> .
    @prefix dcterms: <http://purl.org/dc/terms/> .
    @prefix elm: <http://data.europa.eu/snb/model/ontology/> .
    @prefix foaf: <http://xmlns.com/foaf/0.1/> .
    @prefix owl: <http://www.w3.org/2002/07/owl#> .
    @prefix ql: <http://data.quality-link.eu/ontology/v1#> .
    @prefix skos: <http://www.w3.org/2004/02/skos/core#> .
    @prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
    @prefix x: <urn:x:> .
";

fn graph(text: &str) -> Graph {
    turtle(&format!("{PREFIXES}{text}"))
}

/// What there is of the course `x:c`, of which the text says something.
fn of(text: &str) -> CourseCompleteness {
    with(text, &Institutions::new())
}

fn with(text: &str, institutions: &Institutions) -> CourseCompleteness {
    let found = completeness_with(&graph(&format!("x:c a ql:LearningOpportunitySpecification . {text}")), institutions);
    found.courses.into_iter().find(|course| course.course == "urn:x:c").expect("the course")
}

fn required(course: &CourseCompleteness) -> Vec<R> {
    R::ALL.iter().filter(|element| !course.missing.contains(element)).copied().collect()
}

fn council(course: &CourseCompleteness) -> Vec<C> {
    C::ALL.iter().filter(|element| !course.missing_council.contains(element)).copied().collect()
}

/// Text, and what the course has by it: no more and no less.
type Cases<'c> = &'c [(&'c str, &'c [R], &'c [C])];

fn check(cases: Cases<'_>) {
    for (text, of_profile, of_council) in cases {
        let course = of(text);
        assert_eq!((required(&course), council(&course)), (of_profile.to_vec(), of_council.to_vec()), "{text}");
    }
}

#[test]
fn nothing() {
    check(&[("", &[], &[])]);
    let course = of("");
    assert_eq!((course.missing.as_slice(), course.missing_council.as_slice()), (R::ALL, C::ALL));
    assert_eq!(course.title, None);
}

#[test]
fn what_every_course_should_have() {
    const OUTCOMES: (&[R], &[C]) = (&[R::LearningOutcomes], &[C::LearningOutcomes]);
    const CREDITS: (&[R], &[C]) = (&[R::Credits], &[C::Workload]);
    check(&[
        ("x:c dcterms:title 'Marine Biology'@en .", &[R::Title], &[C::Title]),
        ("x:c dcterms:title 'Marine Biology' .", &[R::Title], &[C::Title]),
        ("x:c dcterms:title ''@en , '  '@de , '\\u00a0\\n' , x:title .", &[], &[]),
        ("x:c elm:learningOutcome [ dcterms:title 'Knows plankton'@en ] .", OUTCOMES.0, OUTCOMES.1),
        ("x:c elm:learningOutcome [ elm:relatedESCOSkill x:skill ] .", OUTCOMES.0, OUTCOMES.1),
        ("x:c elm:learningOutcome 'Knows plankton'@en .", OUTCOMES.0, OUTCOMES.1),
        ("x:c elm:learningOutcome x:elsewhere .", OUTCOMES.0, OUTCOMES.1),
        ("x:c elm:learningOutcome x:o , [ dcterms:title ' '@en ] , '' . x:o a elm:LearningOutcome .", &[], &[]),
        ("x:c elm:learningOutcomeSummary [ elm:noteLiteral 'Knows plankton'@en ] .", &[], &[C::LearningOutcomes]),
        ("x:c elm:learningOutcomeSummary 'Knows plankton'@en .", &[], &[C::LearningOutcomes]),
        ("x:c elm:learningOutcomeSummary [ elm:noteLiteral ''@en ] , [] , ' ' .", &[], &[]),
        ("x:c dcterms:language x:ENG .", &[R::Language], &[]),
        ("x:c dcterms:language 'English' .", &[], &[]),
        ("x:i a ql:LearningOpportunityInstance ; elm:defaultLanguage x:ENG .", &[], &[]),
        ("x:c elm:ISCEDFCode x:f0511 .", &[R::FieldOfStudy], &[]),
        ("x:c ql:ISCEDFBroadField x:f05 ; elm:ISCEDFCode '0511' .", &[], &[]),
        ("x:c elm:EQFLevel x:level6 .", &[R::EqfLevel], &[C::Level]),
        ("x:c elm:NQFLevel x:level6 .", &[], &[C::Level]),
        ("x:c elm:EQFLevel 6 ; elm:NQFLevel 'six' .", &[], &[]),
        ("x:c adms:identifier [ skos:notation 'BIO-101' ] .", &[R::Identifier], &[]),
        ("x:c adms:identifier x:elsewhere .", &[R::Identifier], &[]),
        ("x:c adms:identifier [ skos:notation '' ] , [ a elm:Identifier ] .", &[], &[]),
        ("x:c elm:creditPoint [ elm:point 5 ] .", CREDITS.0, CREDITS.1),
        ("x:c elm:creditPoint [ elm:framework x:ects ] , [ elm:point ' ' ] , x:elsewhere , 5 .", &[], &[]),
    ]);
}

#[test]
fn what_a_micro_credential_needs() {
    check(&[
        ("x:c elm:volumeOfLearning 'PT150H'^^xsd:duration .", &[], &[C::Workload]),
        ("x:c elm:volumeOfLearning '' .", &[], &[]),
        ("x:c elm:awardingOpportunity [ elm:awardingBody x:uni ] .", &[], &[C::AwardingBody]),
        ("x:c elm:awardingOpportunity [ elm:location x:l ] .", &[], &[]),
        ("x:c dcterms:publisher x:uni .", &[], &[C::AwardingBody]),
        ("x:c dcterms:publisher '' .", &[], &[]),
        ("x:c elm:provenBy [ dcterms:type x:oral ] .", &[], &[C::Assessment]),
        ("x:c elm:provenBy [ dcterms:description 'An exam'@en ] .", &[], &[C::Assessment]),
        ("x:c elm:provenBy x:elsewhere .", &[], &[C::Assessment]),
        ("x:c elm:provenBy [ dcterms:title 'Assessment'@en ; dcterms:description '' ] .", &[], &[]),
        ("x:c elm:provenBy [ elm:additionalNote [ elm:noteLiteral 'Proctored'@en ] ] .", &[], &[C::Supervision]),
        ("x:c elm:mode x:online .", &[], &[C::Participation]),
        ("x:c elm:mode 'online' .", &[], &[]),
        ("x:c elm:accreditation x:report .", &[], &[C::QualityAssurance]),
        ("x:other a elm:Qualification ; elm:accreditation x:report .", &[], &[]),
        ("x:c elm:entryRequirement [ elm:noteLiteral 'BSc'@en ] .", &[], &[C::Prerequisites]),
        ("x:c elm:entryRequirement [ elm:noteLiteral ''@en ] .", &[], &[]),
        ("x:c ql:entryRequirementLearningOpportunity x:other .", &[], &[C::Prerequisites]),
        ("x:c ql:entryRequirementLearningOutcome [ dcterms:title 'Swims'@en ] .", &[], &[C::Prerequisites]),
        ("x:c elm:isPartOf x:programme .", &[], &[C::Stackability]),
        ("x:c elm:hasPart x:part .", &[], &[C::Stackability]),
        ("x:c elm:isPartialQualification false .", &[], &[C::Stackability]),
        ("x:c elm:entitlesTo [] .", &[], &[C::Stackability]),
        ("x:p a elm:Qualification ; elm:hasPart x:c .", &[], &[C::Stackability]),
        ("x:p a elm:Qualification ; elm:isPartOf x:c .", &[], &[C::Stackability]),
        ("x:p a ql:LearningOpportunityInstance ; elm:hasPart x:c .", &[], &[]),
        ("x:c elm:additionalNote [ elm:noteLiteral 'Bring boots'@en ] .", &[], &[C::FurtherInformation]),
        ("x:c foaf:homepage [ elm:contentUrl 'https://example.edu/c' ] .", &[], &[C::FurtherInformation]),
        ("x:c foaf:homepage <https://example.edu/c> .", &[], &[C::FurtherInformation]),
        ("x:c elm:supplementaryDocument 'https://example.edu/c.pdf' .", &[], &[C::FurtherInformation]),
        ("x:c elm:additionalNote [] ; foaf:homepage [] , '' ; elm:supplementaryDocument [] .", &[], &[]),
    ]);
}

#[test]
fn the_mode_of_an_instance() {
    const FOUND: &[C] = &[C::Participation];
    check(&[
        ("x:c elm:learningOpportunity x:i . x:i elm:mode x:online .", &[], FOUND),
        ("x:c elm:learningOpportunity [ elm:mode x:online ] .", &[], FOUND),
        (
            "x:c elm:learningOpportunity x:h , x:i . x:h a ql:LearningOpportunityInstance . x:i elm:mode x:on .",
            &[],
            FOUND,
        ),
        (
            "x:i a ql:LearningOpportunityInstance ; elm:learningAchievementSpecification x:c ; elm:mode x:on .",
            &[],
            FOUND,
        ),
        ("[ elm:learningAchievementSpecification x:c ; elm:mode x:online ] .", &[], FOUND),
        ("x:c elm:learningOpportunity x:i . x:i elm:mode 'online' .", &[], &[]),
        ("x:i a ql:LearningOpportunityInstance ; elm:learningAchievementSpecification x:d ; elm:mode x:on .", &[], &[]),
        // Another course is no instance, whatever it is linked by.
        ("x:d a elm:Qualification ; elm:learningAchievementSpecification x:c ; elm:mode x:on .", &[], &[]),
    ]);
}

const COUNTRY: &str = "elm:location [ elm:address [ elm:countryCode x:AUT ] ]";

#[test]
fn the_publisher() {
    const COUNTRY_ONLY: &[C] = &[C::IssuerCountry, C::AwardingBody];
    check(&[
        (&format!("x:c dcterms:publisher x:uni . x:uni {COUNTRY} ."), &[], COUNTRY_ONLY),
        (&format!("x:c dcterms:publisher [ {COUNTRY} ] ."), &[], COUNTRY_ONLY),
        (&format!("x:c dcterms:publisher x:a , x:uni . x:uni {COUNTRY} ."), &[], COUNTRY_ONLY),
        (&format!("x:c dcterms:publisher x:a . x:a owl:sameAs x:uni . x:uni {COUNTRY} ."), &[], COUNTRY_ONLY),
        (&format!("x:c dcterms:publisher x:other . x:uni {COUNTRY} ."), &[], &[C::AwardingBody]),
        ("x:c dcterms:publisher [ elm:location [ elm:address [] ] ] .", &[], &[C::AwardingBody]),
        ("x:c dcterms:publisher [ elm:location [ elm:address [ elm:countryCode '' ] ] ] .", &[], &[C::AwardingBody]),
        // Where a course takes place is not where its publisher is.
        (&format!("x:c {COUNTRY} ."), &[], &[]),
        ("x:c dcterms:publisher [ elm:accreditation [] ] .", &[], &[C::AwardingBody, C::QualityAssurance]),
    ]);
}

#[test]
fn registries_know_publishers() {
    let registry = graph(&format!(
        "x:uni a ql:HigherEducationInstitution ; {COUNTRY} . x:alias owl:sameAs x:uni .
        x:college a ql:HigherEducationInstitution ; elm:accreditation x:report .
        [] a ql:HigherEducationInstitution ; {COUNTRY} ; elm:accreditation x:report ."
    ));
    let institutions = Institutions::from_graph(&registry);
    let cases: [(&str, &[C]); 6] = [
        ("x:c dcterms:publisher x:uni .", &[C::IssuerCountry, C::AwardingBody]),
        ("x:c dcterms:publisher x:alias .", &[C::IssuerCountry, C::AwardingBody]),
        ("x:c dcterms:publisher x:mine . x:mine owl:sameAs x:alias .", &[C::IssuerCountry, C::AwardingBody]),
        ("x:c dcterms:publisher x:college .", &[C::AwardingBody, C::QualityAssurance]),
        ("x:c dcterms:publisher x:unknown .", &[C::AwardingBody]),
        // A blank node is none of the registries'.
        ("x:c dcterms:publisher [] .", &[C::AwardingBody]),
    ];
    for (text, expected) in cases {
        assert_eq!(council(&with(text, &institutions)), expected, "{text}");
    }
}

const ALL: &str = "
    x:c dcterms:title 'Marine Biology'@en ; dcterms:publisher x:uni ; elm:learningOutcome x:outcome ;
        elm:creditPoint [ elm:point 5 ] ; elm:EQFLevel x:level6 ; elm:provenBy x:exam ; elm:mode x:online ;
        elm:accreditation x:report .
    x:uni elm:location [ elm:address [ elm:countryCode x:AUT ] ] .
";

#[test]
fn ready_for_micro_credentials() {
    assert!(of(ALL).is_micro_credential_ready());
    assert!(!of(ALL).is_complete(), "neither language nor field nor identifier");
    let parts = [
        "dcterms:title 'Marine Biology'@en ;",
        "dcterms:publisher x:uni ;",
        "elm:learningOutcome x:outcome ;",
        "elm:creditPoint [ elm:point 5 ] ;",
        "elm:EQFLevel x:level6 ;",
        "elm:provenBy x:exam ;",
        "elm:mode x:online ;",
        "elm:countryCode x:AUT",
    ];
    for part in parts {
        assert!(ALL.contains(part), "{part}");
        assert!(!of(&ALL.replace(part, "")).is_micro_credential_ready(), "without {part}");
    }
    assert!(!of(&ALL.replace("elm:accreditation", "elm:isPartOf")).is_micro_credential_ready());
    // The European level is asked for, hours and a summary will do.
    assert!(!of(&ALL.replace("elm:EQFLevel", "elm:NQFLevel")).is_micro_credential_ready());
    let other = ALL.replace(parts[3], "elm:volumeOfLearning 'PT150H' ;");
    assert!(of(&other.replace("elm:learningOutcome", "elm:learningOutcomeSummary")).is_micro_credential_ready());
}

#[test]
fn the_title_that_is_shown() {
    let title = |titles: &str| of(&format!("x:c dcterms:title {titles} .")).title;
    for (titles, expected) in [
        ("'Biologia'@it , 'Biology'@en , 'Biologie'@de", Some("Biology")),
        ("'Biologia'@it , 'Life'@en-GB , 'Biologie'@de", Some("Life")),
        ("'Colour'@en-GB , 'Paint'@en", Some("Paint")),
        ("'Biologia'@it , 'Biologie'@de , ''@en", Some("Biologie")),
        ("' Biology '", Some("Biology")),
        ("''@en", None),
    ] {
        assert_eq!(title(titles).as_deref(), expected, "{titles}");
    }
}

#[test]
fn a_catalogue() {
    let found = completeness(&graph(
        "x:b a elm:Qualification ; dcterms:title 'B'@en .
        x:a a ql:LearningOpportunitySpecification ; dcterms:title 'A'@en ; elm:learningOutcome x:o ;
            dcterms:language x:ENG ; elm:ISCEDFCode x:f ; elm:EQFLevel x:l ; adms:identifier x:id ;
            elm:creditPoint [ elm:point 5 ] .
        x:i a ql:LearningOpportunityInstance ; dcterms:title 'I'@en .
        [] a ql:LearningOpportunitySpecification ; dcterms:title 'No name'@en .",
    ));
    let courses: Vec<&str> = found.courses.iter().map(|course| course.course.as_str()).collect();
    assert_eq!(courses, ["urn:x:a", "urn:x:b"]);
    assert_eq!((found.count(R::Title), found.count(R::Credits), found.council_count(C::Workload)), (2, 1, 1));
    assert_eq!((found.complete(), found.micro_credential_ready()), (1, 0));
    assert!((found.share() - 8.0 / 14.0).abs() < 1e-9, "{}", found.share());
    let json = found.to_json();
    assert_eq!((&json["courses"], &json["complete"], &json["microCredentialReady"]), (&2.into(), &1.into(), &0.into()));
    let names: Vec<&str> = json["required"].as_array().unwrap().iter().map(|e| e["name"].as_str().unwrap()).collect();
    assert_eq!(names, R::ALL.iter().map(|element| element.name()).collect::<Vec<_>>());
    assert_eq!(json["required"][6]["courses"], 1);
    assert_eq!(json["council"][12]["mandatory"], false);
    assert_eq!(json["results"][0]["missing"].as_array().map(Vec::len), Some(0));
    assert_eq!(json["results"][1]["missing"][0], "learning-outcomes");
    assert_eq!(json["results"][1]["title"], "B");
}

#[test]
fn no_course() {
    let found = completeness(&Graph::new());
    assert_eq!(found, Completeness::default());
    assert!(found.share().abs() < 1e-9);
}

#[test]
fn names_are_in_kebab_case_and_differ() {
    let names = R::ALL.iter().map(|e| e.name()).collect::<Vec<_>>();
    let of_council = C::ALL.iter().map(|e| e.name()).collect::<Vec<_>>();
    for names in [names, of_council] {
        for (at, name) in names.iter().enumerate() {
            assert!(name.chars().all(|c| c.is_ascii_lowercase() || c == '-'), "{name}");
            assert!(!names[..at].contains(name), "{name}");
        }
    }
    assert_eq!(C::ALL.iter().filter(|element| element.is_mandatory()).count(), 9);
    assert_eq!(R::ALL.iter().filter(|element| element.is_in_profile()).count(), 6);
}

/// What many courses share, such as a publisher with many places, is not read again for each.
#[test]
fn shared_nodes_cost_once() {
    let mut text = String::new();
    for number in 0..20_000 {
        let _ = writeln!(
            text,
            "x:c{number} a ql:LearningOpportunitySpecification ; dcterms:publisher x:uni ; elm:provenBy x:exam ;
                elm:creditPoint x:credits ; elm:learningOpportunity x:i . x:uni elm:location x:l{number} .
            x:exam elm:limitField x:f{number} . x:credits elm:limitField x:f{number} . x:i elm:limitField x:f{number} ."
        );
    }
    let graph = graph(&text);
    let start = Instant::now();
    let found = completeness(&graph);
    assert!(start.elapsed() < Duration::from_secs(5), "{:?}", start.elapsed());
    assert_eq!((found.courses.len(), found.council_count(C::AwardingBody)), (20_000, 20_000));
    assert_eq!(found.council_count(C::IssuerCountry), 0);
}
