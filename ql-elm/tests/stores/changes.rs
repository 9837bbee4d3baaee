//! What is replaced, removed and left alone.

use ql_elm::{CatalogueDiff, RdfFormat, course_subgraph};

use crate::common::{fixtures, read};
use crate::{Courses, FIRST, NEIGHBOURS, SECOND, catalogue, course};

pub(crate) fn nothing_before(courses: &Courses<'_>) {
    let whole = catalogue(&[NEIGHBOURS, FIRST]);
    for iri in whole.specifications() {
        courses.store.update("DROP ALL");
        courses.take(iri, &whole);
        let graph = if courses.layout == crate::Layout::Shared { crate::SHARED } else { iri };
        courses.expect_graphs(&[(graph, &course_subgraph(&whole, iri))], iri);
    }
    courses.store.update("DROP ALL");
    courses.fill(&whole);
    courses.expect(&whole, "all courses");
}

/// Whatever the files hold: what their courses lead to has to be in the store.
pub(crate) fn our_files(courses: &Courses<'_>) {
    for path in fixtures() {
        let whole = read(RdfFormat::Turtle, &std::fs::read(&path).expect("a file"));
        for iri in whole.specifications() {
            courses.store.update("DROP ALL");
            let subgraph = course_subgraph(&whole, iri);
            courses.replace(iri, &subgraph);
            courses.replace(iri, &subgraph);
            let graph = if courses.layout == crate::Layout::Shared { crate::SHARED } else { iri };
            courses.expect_graphs(&[(graph, &subgraph)], &format!("{} of {}", iri, path.display()));
        }
    }
}

pub(crate) fn twice(courses: &Courses<'_>) {
    let whole = catalogue(&[NEIGHBOURS, FIRST]);
    courses.fill(&whole);
    courses.fill(&whole);
    courses.expect(&whole, "all courses twice");
    for _ in 0..3 {
        courses.take(&course("BIO-101"), &whole);
    }
    courses.expect(&whole, "one course several times");
}

pub(crate) fn another_version(courses: &Courses<'_>) {
    let [first, second] = [FIRST, SECOND].map(|version| catalogue(&[NEIGHBOURS, version]));
    courses.fill(&first);
    for whole in [&second, &first, &second] {
        // All but this course were taken from the other catalogue, where they are the same.
        courses.take(&course("BIO-101"), whole);
        courses.expect(whole, "the other version");
    }
}

/// A course and an offering with blank nodes in blank nodes.
fn nested(depth: usize) -> String {
    let notes = format!(
        "{}[ elm:noteLiteral \"deep\"@en ]{}",
        "[ elm:additionalNote ".repeat(depth - 1),
        " ]".repeat(depth - 1)
    );
    format!(
        "c:BIO-101 a ql:LearningOpportunitySpecification ; elm:learningOpportunity o:101-a ;
             elm:additionalNote {notes} , {notes} .
         o:101-a a ql:LearningOpportunityInstance ; elm:learningAchievementSpecification c:BIO-101 ;
             elm:additionalNote {notes} ."
    )
}

pub(crate) fn deep(courses: &Courses<'_>) {
    let before = catalogue(&[NEIGHBOURS]);
    courses.fill(&before);
    let plain = "c:BIO-101 a ql:LearningOpportunitySpecification .";
    for depth in [1, 2, 3, 4, 5, 6, 12] {
        let whole = catalogue(&[NEIGHBOURS, &nested(depth)]);
        for _ in 0..2 {
            courses.take(&course("BIO-101"), &whole);
            courses.expect(&whole, &format!("{depth} deep"));
        }
        let whole = catalogue(&[NEIGHBOURS, plain]);
        courses.take(&course("BIO-101"), &whole);
        courses.expect(&whole, &format!("no longer {depth} deep"));
    }
    // Loops of blank nodes.
    let round = "c:BIO-101 a ql:LearningOpportunitySpecification ; elm:additionalNote _:a , _:c .
        _:a elm:additionalNote _:b . _:b elm:additionalNote _:c ; skos:notation \"b\" . _:c elm:additionalNote _:a .";
    let whole = catalogue(&[NEIGHBOURS, round]);
    courses.take(&course("BIO-101"), &whole);
    courses.take(&course("BIO-101"), &whole);
    courses.expect(&whole, "a loop");
    courses.remove(&course("BIO-101"));
    courses.expect(&before, "no loop");
}

pub(crate) fn removed(courses: &Courses<'_>) {
    let (before, with) = (catalogue(&[NEIGHBOURS]), catalogue(&[NEIGHBOURS, FIRST]));
    // What is not there can be removed: from an empty store, twice, and an IRI that only others speak of.
    courses.remove(&course("BIO-101"));
    courses.expect_graphs(&[], "nothing to remove");
    courses.fill(&before);
    courses.remove(&course("BIO-101"));
    courses.remove(&course("no such course"));
    courses.expect(&before, "nothing to remove");
    courses.take(&course("BIO-101"), &with);
    courses.expect(&with, "a course more");
    courses.remove(&course("BIO-101"));
    courses.expect(&before, "removed");
    courses.remove(&course("BIO-101"));
    courses.expect(&before, "removed twice");
}

/// A catalogue after the next one, whichever order the changes come in.
pub(crate) fn from_old_to_new(courses: &Courses<'_>) {
    let gone = r#"c:GEO-1 a ql:LearningOpportunitySpecification ; dcterms:title "Geology"@en ;
            elm:learningOpportunity o:geo , o:moved . o:geo a ql:LearningOpportunityInstance .
        o:moved a ql:LearningOpportunityInstance ; elm:location [ skos:prefLabel "Room 1"@en ] .
        <urn:uuid:00000000-0000-4000-8000-000000000001> owl:sameAs c:GEO-1 ."#;
    let added = r#"c:GEO-2 a ql:LearningOpportunitySpecification ; dcterms:title "Geology 2"@en ;
            elm:learningOpportunity o:moved ; elm:ISCEDFCode isced:0511 .
        o:moved a ql:LearningOpportunityInstance ; elm:location [ skos:prefLabel "Room 2"@en ] ;
            elm:learningAchievementSpecification c:GEO-2 ."#;
    let old = catalogue(&[NEIGHBOURS, FIRST, gone]);
    let new = catalogue(&[NEIGHBOURS, SECOND, added]);
    for (old, new) in [(&old, &new), (&new, &old), (&old, &old)] {
        let diff = CatalogueDiff::between(old, new);
        let changed = usize::from(!std::ptr::eq(old, new));
        assert_eq!((diff.added.len(), diff.changed.len(), diff.removed.len()), (changed, changed, changed));
        assert_eq!(diff.unchanged.len(), old.specifications().len() - 2 * changed);
        let replaced = diff.added.iter().chain(&diff.changed).map(|iri| (iri, true));
        let mut steps: Vec<(&String, bool)> = replaced.chain(diff.removed.iter().map(|iri| (iri, false))).collect();
        for _ in 0..2 {
            courses.store.update("DROP ALL");
            courses.fill(old);
            for (iri, is_there) in &steps {
                if *is_there { courses.take(iri, new) } else { courses.remove(iri) }
            }
            courses.expect(new, "the new catalogue");
            steps.reverse();
        }
    }
}
