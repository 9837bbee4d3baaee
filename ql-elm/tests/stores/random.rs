//! Many versions, one after the other, and at the end nothing but the last ones.

use std::collections::{BTreeMap, BTreeSet};

use ql_elm::Graph;

use crate::{Courses, Layout, SHARED, catalogue, course};

const COURSES: u64 = 12;

/// A generator of numbers that are the same in every run.
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, limit: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % limit
    }

    fn chance(&mut self, in_hundred: u64) -> bool {
        self.below(100) < in_hundred
    }
}

/// What all courses say.
const COMMON: &str = r#"
    <https://data.deqar.eu/institution/9001> a ql:HigherEducationInstitution ; skos:prefLabel "Example University"@en ;
        adms:identifier [ a ql:OrgRegIdentifier ; skos:notation "LU9001" ] ;
        elm:location [ a dcterms:Location ; elm:address [
            a elm:Address ; elm:fullAddress [ elm:noteLiteral "Quay"@en ] ] ] .
"#;

/// A blank node with what is below it.
fn blank(numbers: &mut Numbers, depth: u64) -> String {
    let mut text = format!("[ skos:notation \"{}\"", numbers.below(5));
    if numbers.chance(50) {
        text.push_str(" ; a elm:Note ; dcterms:type isced:0511");
    }
    for _ in 0..if depth == 0 { 0 } else { numbers.below(3) } {
        text.push_str(&format!(" ; elm:additionalNote {}", blank(numbers, depth - 1)));
    }
    text + " ]"
}

/// A version of a course, without the offering that it has with its neighbour.
fn version(numbers: &mut Numbers, number: u64, lists_joint: bool) -> String {
    let mut text = format!(
        "c:{number} a ql:LearningOpportunitySpecification ; dcterms:title \"Version {}\"@en ;
            elm:ISCEDFCode isced:0511 ;
            dcterms:publisher <https://data.deqar.eu/institution/9001> ; elm:isPartOf c:{} ; elm:hasPart c:{}",
        numbers.below(1_000),
        numbers.below(COURSES),
        numbers.below(COURSES),
    );
    for _ in 0..numbers.below(4) {
        text.push_str(&format!(" ; elm:additionalNote {}", blank(numbers, 5)));
    }
    if lists_joint {
        text.push_str(&format!(" ; elm:learningOpportunity o:joint-{}", number / 2));
    }
    text.push_str(" .\n");
    for offering in 0..4 {
        if numbers.chance(60) {
            continue;
        }
        let name = format!("o:{number}-{offering}");
        let link = numbers.below(3);
        if link != 0 {
            text.push_str(&format!("c:{number} elm:learningOpportunity {name} .\n"));
        }
        if link != 1 {
            text.push_str(&format!("{name} elm:learningAchievementSpecification c:{number} .\n"));
        }
        let class = if numbers.chance(50) { "ql:LearningOpportunityInstance" } else { "elm:LearningOpportunity" };
        text.push_str(&format!("{name} a {class} ; elm:additionalNote {} .\n", blank(numbers, 3)));
    }
    if numbers.chance(80) {
        let alias = format!("00000000-0000-4000-8000-{:012}", number * 10 + numbers.below(2));
        text.push_str(&format!("<urn:uuid:{alias}> owl:sameAs c:{number} .\n"));
    }
    text
}

/// What the store has to hold.
#[derive(Default)]
struct Model {
    /// The statements of each course alone.
    own: BTreeMap<u64, String>,
    /// All that was last said with each course.
    subgraphs: BTreeMap<String, Graph>,
    /// Courses that list the offering which they have with their neighbour.
    listing: BTreeSet<u64>,
    /// The last description of these offerings.
    joint: BTreeMap<u64, String>,
    /// Labels of a concept, which are only ever added.
    labels: BTreeSet<String>,
}

impl Model {
    fn check(&self, courses: &Courses<'_>, what: &str) {
        if courses.layout == Layout::PerCourse {
            let graphs: Vec<(&str, &Graph)> = self.subgraphs.iter().map(|(iri, graph)| (iri.as_str(), graph)).collect();
            return courses.expect_graphs(&graphs, what);
        }
        let mut parts: Vec<&str> = vec![COMMON];
        parts.extend(self.own.values().chain(&self.labels).map(String::as_str));
        let listed = self.joint.iter().filter(|(pair, _)| self.listing.iter().any(|number| number / 2 == **pair));
        parts.extend(listed.map(|(_, text)| text.as_str()));
        courses.expect_graphs(&[(SHARED, &catalogue(&parts))], what);
    }
}

pub(crate) fn versions(courses: &Courses<'_>) {
    let mut numbers = Numbers(20_260_901);
    let mut model = Model::default();
    for step in 0..200 {
        let number = numbers.below(COURSES);
        let iri = course(&number.to_string());
        model.listing.remove(&number);
        if step > 0 && numbers.chance(20) {
            courses.remove(&iri);
            model.own.remove(&number);
            model.subgraphs.remove(&iri);
        } else {
            let lists_joint = numbers.chance(50);
            let own = version(&mut numbers, number, lists_joint);
            let label = format!("isced:0511 a skos:Concept ; skos:prefLabel \"Biology {}\"@en .\n", numbers.below(4));
            let mut parts = vec![COMMON.to_owned(), own.clone(), label.clone()];
            if lists_joint {
                let pair = number / 2;
                let joint = format!(
                    "o:joint-{pair} a ql:LearningOpportunityInstance ; elm:additionalNote {} ;
                        elm:learningAchievementSpecification c:{} , c:{} .\n",
                    blank(&mut numbers, 3),
                    pair * 2,
                    pair * 2 + 1,
                );
                parts.push(joint.clone());
                model.joint.insert(pair, joint);
                model.listing.insert(number);
            }
            let subgraph = catalogue(&parts.iter().map(String::as_str).collect::<Vec<_>>());
            courses.replace(&iri, &subgraph);
            model.own.insert(number, own);
            model.labels.insert(label);
            model.subgraphs.insert(iri, subgraph);
        }
        if step % 50 == 0 {
            model.check(courses, &format!("after step {step}"));
        }
    }
    model.check(courses, "at the end");
}
