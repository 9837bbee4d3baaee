//! Courses in one graph, and what they share there.

use std::time::{Duration, Instant};

use ql_elm::{ElmNamespace, Graph, course_subgraph};

use crate::{Courses, FIRST, NEIGHBOURS, SECOND, SHARED, assert_same, catalogue, course};

fn course_in(courses: &Courses<'_>, iri: &str) -> Graph {
    course_subgraph(&courses.store.dump(Some(SHARED)), iri)
}

/// It is said once, as the course says it that came last.
pub(crate) fn offering_of_two(courses: &Courses<'_>) {
    let lists =
        |name: &str| format!("c:{name} a ql:LearningOpportunitySpecification ; elm:learningOpportunity o:joint .");
    let joint = |title: &str| {
        format!(
            "o:joint a ql:LearningOpportunityInstance ; dcterms:title \"{title}\" ;
                elm:location [ skos:notation \"{title}\" ] ."
        )
    };
    let (a, b) = (lists("A"), lists("B"));
    let (first, second) = (joint("first"), joint("second"));
    courses.take(&course("A"), &catalogue(&[&a, &first]));
    courses.take(&course("B"), &catalogue(&[&b, &first]));
    courses.expect(&catalogue(&[&a, &b, &first]), "listed by both");
    courses.take(&course("B"), &catalogue(&[&b, &second]));
    courses.expect(&catalogue(&[&a, &b, &second]), "described anew");
    let alone = "c:B a ql:LearningOpportunitySpecification .";
    courses.take(&course("B"), &catalogue(&[alone]));
    courses.expect(&catalogue(&[&a, alone, &second]), "no longer listed by one");
    courses.take(&course("B"), &catalogue(&[&b, &second]));
    courses.remove(&course("A"));
    courses.expect(&catalogue(&[&b, &second]), "one removed");
    courses.remove(&course("B"));
    courses.expect_graphs(&[], "both removed");
    // A specification is nobody's instance, whatever is said of it.
    let own = "c:A a ql:LearningOpportunitySpecification ; elm:learningOpportunity c:B .";
    let other = "c:B a ql:LearningOpportunitySpecification , ql:LearningOpportunityInstance ; skos:notation \"B\" ;
        elm:learningAchievementSpecification c:A .";
    courses.fill(&catalogue(&[own, other]));
    courses.expect(&catalogue(&[own, other]), "a course as instance");
    courses.remove(&course("A"));
    courses.expect(&catalogue(&[other]), "a course as instance of one that is gone");
}

/// Nothing is taken away from an institution, since nobody knows who else said it; but nothing is said twice, either.
pub(crate) fn described_by_both(courses: &Courses<'_>) {
    let a = "c:A a ql:LearningOpportunitySpecification ; dcterms:publisher <https://example.edu/> .";
    let b = "c:B a ql:LearningOpportunitySpecification ; dcterms:publisher <https://example.edu/> .";
    let of_a = "<https://example.edu/> a ql:HigherEducationInstitution ; skos:prefLabel \"University\"@en ;
        adms:identifier [ skos:notation \"1\" ] , [
            skos:notation \"2\" ; elm:schemeName \"x\" ; dcterms:creator [ skos:notation \"3\" ;
                dcterms:creator [ ] ] ] .";
    let of_b = "<https://example.edu/> skos:prefLabel \"Universität\"@de ; adms:identifier [ skos:notation \"4\" ] .";
    courses.take(&course("A"), &catalogue(&[a, of_a]));
    courses.take(&course("B"), &catalogue(&[b, of_b]));
    let both = catalogue(&[a, b, of_a, of_b]);
    courses.expect(&both, "described by both");
    courses.take(&course("A"), &catalogue(&[a, of_a]));
    courses.take(&course("B"), &catalogue(&[b, of_b]));
    courses.expect(&both, "described by both twice");
    courses.remove(&course("A"));
    courses.expect(&catalogue(&[b, of_a, of_b]), "one removed");
    // A node that has an IRI is not the one without.
    let named = "<https://example.edu/> adms:identifier <https://example.edu/5> .
        <https://example.edu/5> skos:notation \"5\" .";
    let unnamed = "<https://example.edu/> adms:identifier [ skos:notation \"5\" ] .";
    courses.take(&course("B"), &catalogue(&[b, of_b, named]));
    courses.take(&course("B"), &catalogue(&[b, of_b, unnamed]));
    courses.expect(&catalogue(&[b, of_a, of_b, named, unnamed]), "with and without IRI");
    // It belongs to nobody, even if a course lists it by mistake.
    let mistaken = "c:A a ql:LearningOpportunitySpecification ; elm:learningOpportunity <https://example.edu/> .";
    courses.take(&course("A"), &catalogue(&[mistaken]));
    courses.remove(&course("A"));
    courses.expect(&catalogue(&[b, of_a, of_b, named, unnamed]), "no offering");
}

/// Updates make blank nodes of their own; but a graph that another program filled can hold one that two courses use.
pub(crate) fn blank_node_of_both(courses: &Courses<'_>) {
    let others = "c:BIO-102 elm:contactPoint _:contact .
        _:contact skos:notation \"both\" ; elm:address [ skos:notation \"deep\" ] .";
    let of_course = "c:BIO-101 elm:contactPoint _:contact .";
    courses.load(SHARED, &catalogue(&[NEIGHBOURS, others, FIRST, of_course]), ElmNamespace::V3_3);
    let before = course_in(courses, &course("BIO-102"));
    let second = catalogue(&[NEIGHBOURS, SECOND]);
    for _ in 0..2 {
        courses.take(&course("BIO-101"), &second);
        assert_same(&course_in(courses, &course("BIO-102")), &before, "the other course");
        courses.expect(&catalogue(&[NEIGHBOURS, others, SECOND]), "all");
    }
    courses.remove(&course("BIO-101"));
    courses.expect(&catalogue(&[NEIGHBOURS, others]), "removed");
}

/// A blank node that a course and an institution point to is there for each of them, so that it can go with the course.
pub(crate) fn blank_node_of_an_institution(courses: &Courses<'_>) {
    let a =
        "c:A a ql:LearningOpportunitySpecification ; dcterms:publisher <https://example.edu/> ; elm:location _:both .";
    let b = "c:B a ql:LearningOpportunitySpecification ; dcterms:publisher <https://example.edu/> .";
    let institution = "<https://example.edu/> elm:location ";
    let place = |end: &str| format!("[ skos:prefLabel \"Quay\"@en ; elm:address [ skos:notation \"1\" ] ] {end}");
    let both = "_:both skos:prefLabel \"Quay\"@en ; elm:address [ skos:notation \"1\" ] .";
    let subgraph = catalogue(&[a, institution, "_:both .", both]);
    for _ in 0..2 {
        courses.take(&course("A"), &subgraph);
        courses.take(&course("B"), &catalogue(&[b, institution, &place(".")]));
        let own = a.replace("_:both", &place(""));
        courses.expect(&catalogue(&[&own, b, institution, &place(".")]), "once each");
    }
    courses.remove(&course("A"));
    courses.expect(&catalogue(&[b, institution, &place(".")]), "the institution's alone");
}

/// A graph that was filled with the terms of ELM 3.2.
pub(crate) fn old_namespace(courses: &Courses<'_>) {
    let second = catalogue(&[NEIGHBOURS, SECOND]);
    courses.load(SHARED, &catalogue(&[NEIGHBOURS, FIRST]), ElmNamespace::V3_2);
    courses.take(&course("BIO-101"), &second);
    courses.expect(&second, "replaced");
    courses.remove(&course("BIO-101"));
    courses.expect(&catalogue(&[NEIGHBOURS]), "removed");
}

/// An update takes as long in a large graph as in a small one: nothing in it makes a store look through all courses.
pub(crate) fn large(courses: &Courses<'_>) {
    // An institution with blank nodes as all courses have them.
    let institution =
        "<https://data.deqar.eu/institution/9001> adms:identifier [ a elm:Identifier ; skos:notation \"9\" ] ;
        elm:location [ a dcterms:Location ; elm:address [ a elm:Address ; dcterms:type isced:0511 ; elm:address [
            a elm:Address ; dcterms:type isced:0511 ; elm:address [ a elm:Address ; dcterms:type isced:0511 ] ] ] ] .";
    let small = catalogue(&[NEIGHBOURS, FIRST, institution]);
    courses.fill(&small);
    let names = ["BIO-101", "BSC-BIO"].map(course);
    let subgraphs = names.each_ref().map(|name| course_subgraph(&small, name));
    let time = |count: usize| {
        let start = Instant::now();
        for (name, subgraph) in names.iter().zip(&subgraphs).cycle().take(count) {
            courses.replace(name, subgraph);
        }
        start.elapsed()
    };
    time(20);
    let of_small = time(40);
    let mut text = String::new();
    for number in 0..4_000 {
        text.push_str(&format!(
            "c:{number} a ql:LearningOpportunitySpecification ; dcterms:title \"{number}\"@en ; elm:isPartOf c:BSC-BIO ;
                dcterms:publisher <https://data.deqar.eu/institution/9001> ; elm:ISCEDFCode isced:0511 ;
                adms:identifier [ a elm:Identifier ; skos:notation \"{number}\" ] ;
                elm:learningOutcome [ a elm:LearningOutcome ; dcterms:title \"one\"@en ] ,
                    [ a elm:LearningOutcome ; elm:additionalNote [ a elm:Note ; elm:noteLiteral \"two\"@en ] ] ;
                elm:learningOpportunity o:{number} .
            o:{number} a ql:LearningOpportunityInstance ; elm:learningAchievementSpecification c:{number} ;
                elm:location [ a dcterms:Location ; elm:address [ a elm:Address ; dcterms:type isced:0511 ] ] .
            <urn:uuid:00000000-0000-4000-8000-{number:012}> owl:sameAs c:{number} .\n"
        ));
    }
    let whole = catalogue(&[NEIGHBOURS, FIRST, institution, &text]);
    courses.store.update("DROP ALL");
    courses.load(SHARED, &whole, ElmNamespace::V3_3);
    let of_large = time(40);
    println!("{:?}: {of_small:?} in a small graph, {of_large:?} in a large one", courses.store.kind());
    assert!(of_large < 4 * of_small + Duration::from_secs(1), "{of_small:?}, {of_large:?}");
    courses.expect(&whole, "as before");
}
