//! Courses as people think of them: texts, codes and numbers.

use ql_core::MultilingualText;
use ql_elm as elm;
use ql_elm::{LearningOpportunityInstance, LearningOpportunitySpecification, Vocabulary};
use ql_ident::Uuid;

use super::convert::texts;
use super::{Course, Instance};

/// The credit system ECTS.
const ECTS: &str = "http://data.europa.eu/snb/education-credit/6fcec5c5af";

/// A concept's code, that of a language in two letters if it has such; the IRI where it is not known.
fn code(iri: &str) -> String {
    let vocabulary = Vocabulary::of_uri(iri);
    let concept = vocabulary.and_then(|vocabulary| vocabulary.by_uri(iri)).filter(|concept| !concept.code.is_empty());
    let Some(concept) = concept else { return iri.to_owned() };
    if vocabulary == Some(Vocabulary::Languages) {
        return elm::language_tag(iri).unwrap_or(concept.code).to_owned();
    }
    concept.code.to_owned()
}

/// A concept's label, for vocabularies whose codes are made by machines.
fn label(iri: &str) -> String {
    let concept = Vocabulary::of_uri(iri).and_then(|vocabulary| vocabulary.by_uri(iri));
    concept.map(|concept| concept.label).filter(|label| !label.is_empty()).unwrap_or(iri).to_owned()
}

fn each(iris: &[String], name: impl Fn(&str) -> String) -> Vec<String> {
    iris.iter().map(|iri| name(iri)).collect()
}

fn best(text: &MultilingualText) -> Option<String> {
    text.best(&["en"]).map(str::to_owned)
}

/// The IRI of another course, else the code that its provider gives it.
fn link(link: &elm::Link) -> Option<String> {
    match link {
        elm::Link::Iri(iri) => Some(iri.clone()),
        elm::Link::Reference(reference) => {
            let code = || Some(reference.identifier.notation.clone()).filter(|code| !code.is_empty());
            let iri = || reference.node.iri().map(str::to_owned);
            reference.target.clone().or_else(iri).or_else(code)
        }
        _ => None,
    }
}

fn urls(pages: &[elm::WebResource]) -> Vec<String> {
    pages.iter().map(|page| page.url.clone()).filter(|url| !url.is_empty()).collect()
}

fn price(price: &elm::PriceDetail) -> Option<String> {
    let amount = price.amount.as_ref()?;
    Some(format!("{} {}", amount.value, code(&amount.currency)).trim_end().to_owned())
}

impl From<&LearningOpportunitySpecification> for Course {
    fn from(course: &LearningOpportunitySpecification) -> Self {
        // As in catalogue documents: its own, that of an alias, else one made of the IRI.
        let alias = || course.same_as.iter().filter_map(|iri| Uuid::from_urn(iri)).min();
        let uuid = Uuid::from_urn(&course.subject).or_else(alias).unwrap_or_else(|| Uuid::from_iri(&course.subject));
        let ects = course.credit_points.iter().filter(|credits| credits.framework == ECTS);
        Self {
            iri: course.subject.clone(),
            uuid: uuid.to_string(),
            title: best(&course.title),
            titles: texts(&course.title),
            description: best(&course.description),
            descriptions: texts(&course.description),
            codes: course.identifiers.iter().map(|identifier| identifier.notation.clone()).collect(),
            learning_outcomes: course.learning_outcomes.iter().filter_map(|outcome| best(&outcome.title)).collect(),
            languages: each(&course.languages, code),
            ects: ects.filter_map(|credits| credits.points.parse().ok()).find(|points: &f64| points.is_finite()),
            eqf_level: course.eqf_level.as_deref().map(code),
            isced_f: each(&course.isced_f, code),
            types: each(&course.types, label),
            modes: each(&course.modes, label),
            publishers: course.publishers.clone(),
            duration: course.duration.clone(),
            volume_of_learning: course.volume_of_learning.clone(),
            part_of: course.part_of.iter().filter_map(link).collect(),
            has_part: course.has_part.iter().filter_map(link).collect(),
            homepages: urls(&course.homepages),
            is_active: course.is_active,
            modified: course.modified.clone(),
            instances: course.instances.iter().map(|instance| of(instance, &course.subject)).collect(),
        }
    }
}

fn of(instance: &LearningOpportunityInstance, course: &str) -> Instance {
    Instance {
        iri: instance.subject.clone(),
        course: course.to_owned(),
        title: best(&instance.title),
        titles: texts(&instance.title),
        start: instance.start.clone(),
        end: instance.end.clone(),
        languages: each(&instance.languages, code),
        modes: each(&instance.modes, label),
        provided_by: instance.provided_by.clone(),
        places: instance.locations.iter().filter_map(|place| best(&place.name)).collect(),
        prices: instance.prices.iter().filter_map(price).collect(),
        application_deadlines: instance.application_deadlines.clone(),
        registration_portal: instance.registration_portal.clone(),
        #[expect(clippy::cast_precision_loss, reason = "no course has so many learners")]
        enrolment_capacity: instance.enrolment_capacity.map(|number| number as f64),
        status: instance.status.clone(),
        homepages: urls(&instance.homepages),
    }
}
