//! What a catalogue says of its courses in plain values is the same wherever it comes from, and whatever was asked before.

use quality_link::plain::{
    Catalogue, Course, DocumentOptions, ElmNamespace, MapOptions, ProfileLevel, RdfFormat, read_catalogue,
};
use serde_json::Value;

use super::files::{Case, cases_of, index};
use super::graphs::{TURTLE, graph};
use super::{graphs, records};

/// The catalogue that a case is about, if it is about one.
fn catalogue(case: &Case) -> Option<Catalogue> {
    match case.op.as_str() {
        "map_ooapi5_course" | "map_records" => Some(records::mapped(case).expect("a catalogue")),
        "read_elm" => Some(graphs::read(case).expect("a catalogue")),
        "catalogue_reference_document" | "enrich" => {
            Some(graph(case.turtle(&case.input()["turtle"]).expect("`turtle`"), TURTLE))
        }
        _ => None,
    }
}

/// Without order, which RDF does not have, and so without what depends on it: which of several texts in one language counts.
fn comparable(mut courses: Vec<Course>) -> Vec<Course> {
    fn without_order<'l>(lists: impl IntoIterator<Item = &'l mut Vec<String>>) {
        lists.into_iter().for_each(|list| list.sort());
    }
    courses.sort_by(|a, b| a.iri.cmp(&b.iri));
    for course in &mut courses {
        (course.title, course.description) = (None, None);
        course.titles.values_mut().chain(course.descriptions.values_mut()).for_each(String::clear);
        without_order([&mut course.codes, &mut course.learning_outcomes, &mut course.languages, &mut course.isced_f]);
        without_order([&mut course.types, &mut course.modes, &mut course.publishers, &mut course.homepages]);
        without_order([&mut course.part_of, &mut course.has_part]);
        course.instances.sort_by(|a, b| a.iri.cmp(&b.iri));
        for instance in &mut course.instances {
            instance.title = None;
            instance.titles.values_mut().for_each(String::clear);
            without_order([&mut instance.languages, &mut instance.modes, &mut instance.provided_by]);
            without_order([&mut instance.places, &mut instance.prices, &mut instance.homepages]);
            without_order([&mut instance.application_deadlines]);
        }
    }
    courses
}

fn problems(catalogue: &Catalogue) -> Vec<String> {
    let mut problems = Vec::new();
    let mut expect = |is_so: bool, problem: String| {
        if !is_so {
            problems.push(problem);
        }
    };
    let (courses, count) = (catalogue.courses(), catalogue.course_count());
    expect(courses.len() == count, format!("{} courses, but the count is {count}", courses.len()));

    // From here on there is a graph.
    let written = catalogue.to_rdf(RdfFormat::NTriples, ElmNamespace::V33);
    let merged = Catalogue::merge([catalogue]);
    let turtle = |catalogue: &Catalogue| catalogue.to_rdf(RdfFormat::Turtle, ElmNamespace::V33);
    expect(turtle(&merged) == turtle(catalogue), "alone in a merge it is another".into());
    expect(catalogue.courses() == courses, "other courses once there is a graph".into());
    expect(catalogue.course_count() == count, "another count once there is a graph".into());

    let courses = comparable(courses);
    let options = MapOptions::default();
    let again = read_catalogue(written, Some("application/n-triples"), None, &options).expect("N-Triples");
    for (course, again) in courses.iter().zip(comparable(again.courses())) {
        expect(*course == again, format!("written and read again:\n    {course:?}\n    {again:?}"));
    }
    let documents = catalogue.documents(&DocumentOptions::default(), None, None).expect("documents");
    let documents: Vec<Value> = documents.iter().map(|text| serde_json::from_str(text).expect("JSON")).collect();
    expect(documents.len() == courses.len(), format!("{} documents", documents.len()));
    for course in &courses {
        let document = documents.iter().find(|document| document["uri"] == *course.iri);
        let id = document.map(|document| &document["id"]);
        expect(
            id.is_some_and(|id| *id == *course.uuid),
            format!("{} has the UUID {}, not {id:?}", course.iri, course.uuid),
        );
        let alone = comparable(catalogue.course(&course.iri).courses());
        // Without its neighbours: an instance that is a course, too, is one.
        let mut course = course.clone();
        course.instances.retain(|instance| courses.iter().all(|other| other.iri != instance.iri));
        let is_same = alone.first() == Some(&course) && alone.len() == 1;
        expect(is_same, format!("alone:\n    {course:?}\n    {alone:?}"));
    }
    let diff = catalogue.diff(&again);
    let is_same = diff.unchanged.len() == courses.len() && diff.changed.is_empty() && diff.added.is_empty();
    expect(is_same, format!("differs from itself: {diff:?}"));
    let report = catalogue.validate(ProfileLevel::Profile);
    expect(report.courses as usize == courses.len(), format!("{} courses are validated", report.courses));
    expect(report.conforms == (report.violations == 0), "conforms in spite of violations".into());
    let completeness = catalogue.completeness(None).expect("no institutions");
    expect(completeness.courses as usize == courses.len(), format!("{} courses in the end", completeness.courses));
    problems
}

#[test]
fn courses_are_the_same_everywhere() {
    let cases: Vec<Case> = index().iter().filter(|listed| listed.is_for("plain")).flat_map(cases_of).collect();
    let mut failures = Vec::new();
    let mut count = 0;
    for case in &cases {
        let Some(catalogue) = catalogue(case) else { continue };
        count += 1;
        let problems = problems(&catalogue);
        if !problems.is_empty() {
            failures.push(format!("{}\n  {}", case.id, problems.join("\n  ")));
        }
    }
    assert!(failures.is_empty(), "{} of {count} catalogues:\n{}", failures.len(), failures.join("\n"));
    assert!(count > 700, "only {count} catalogues");
}
