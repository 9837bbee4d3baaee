//! From the model to triples.

use ql_core::MultilingualText;

use crate::map::concept;
use crate::namespace::{adms, dcterms, elm, foaf, owl, ql, rdf, skos, xsd};
use crate::rdf::{Object, Subject, TripleSink};
use crate::{Identifier, LearningOpportunityInstance, LearningOpportunitySpecification};

impl LearningOpportunitySpecification {
    /// Gives the triples of the specification and of its instances to a sink: a graph or a writer.
    pub fn write_to<S: TripleSink>(&self, sink: &mut S) -> Result<(), S::Error> {
        let mut node = Node { subject: Subject::Iri(&self.subject), sink };
        node.iri(rdf::TYPE, ql::LEARNING_OPPORTUNITY_SPECIFICATION)?;
        for alias in &self.same_as {
            node.sink.triple(Subject::Iri(alias), owl::SAME_AS, Object::Iri(&self.subject))?;
        }
        node.iris(dcterms::TYPE, &self.types)?;
        node.identifiers(&self.identifiers)?;
        node.texts(dcterms::TITLE, &self.title)?;
        node.texts(skos::ALT_LABEL, &self.alt_labels)?;
        node.texts(dcterms::DESCRIPTION, &self.description)?;
        for outcome in &self.learning_outcomes {
            node.nested(elm::LEARNING_OUTCOME, elm::LEARNING_OUTCOME_CLASS, |node| {
                node.texts(dcterms::TITLE, &outcome.title)
            })?;
        }
        node.iris(dcterms::LANGUAGE, &self.languages)?;
        for (predicate, digits) in [(elm::ISCED_F_CODE, 4), (ql::ISCED_F_NARROW_FIELD, 3), (ql::ISCED_F_BROAD_FIELD, 2)]
        {
            let mut fields: Vec<&str> = Vec::new();
            for code in &self.isced_f {
                // A code of two digits has no narrow field.
                let field = if digits == 4 { Some(code.as_str()) } else { code.get(..digits) };
                if let Some(field) = field.filter(|field| !fields.contains(field)) {
                    fields.push(field);
                    node.iri(predicate, &concept::isced_f(field))?;
                }
            }
        }
        node.iris(elm::EQF_LEVEL, self.eqf_level.as_slice())?;
        for credit in &self.credit_points {
            node.nested(elm::CREDIT_POINT, elm::CREDIT_POINT_CLASS, |node| {
                node.iri(elm::FRAMEWORK, &credit.framework)?;
                node.typed(elm::POINT, &credit.points, xsd::DOUBLE)
            })?;
        }
        node.note(elm::ENTRY_REQUIREMENT, &self.entry_requirement)?;
        for note in &self.additional_notes {
            node.note(elm::ADDITIONAL_NOTE, note)?;
        }
        for assessment in &self.proven_by {
            node.nested(elm::PROVEN_BY, elm::LEARNING_ASSESSMENT_SPECIFICATION, |node| {
                node.texts(dcterms::TITLE, &assessment.title)?;
                node.texts(dcterms::DESCRIPTION, &assessment.description)
            })?;
        }
        node.iris(elm::MODE, &self.modes)?;
        node.pages(&self.homepages)?;
        node.iris(dcterms::PUBLISHER, &self.publishers)?;
        if let Some(is_active) = self.is_active {
            node.typed(ql::IS_ACTIVE, if is_active { "true" } else { "false" }, xsd::BOOLEAN)?;
        }
        for instance in &self.instances {
            node.iri(elm::LEARNING_OPPORTUNITY, &instance.subject)?;
        }
        for instance in &self.instances {
            instance.write_to(&self.subject, sink)?;
        }
        Ok(())
    }
}

impl LearningOpportunityInstance {
    /// Gives the triples of the instance of `specification`, an IRI, to a sink.
    pub fn write_to<S: TripleSink>(&self, specification: &str, sink: &mut S) -> Result<(), S::Error> {
        let mut node = Node { subject: Subject::Iri(&self.subject), sink };
        node.iri(rdf::TYPE, ql::LEARNING_OPPORTUNITY_INSTANCE)?;
        node.iri(elm::LEARNING_ACHIEVEMENT_SPECIFICATION, specification)?;
        node.identifiers(&self.identifiers)?;
        node.texts(dcterms::TITLE, &self.title)?;
        node.texts(dcterms::DESCRIPTION, &self.description)?;
        node.iris(elm::PROVIDED_BY, &self.provided_by)?;
        // The profile has the one, the reference aggregator reads the other (erratum E22).
        node.iris(elm::DEFAULT_LANGUAGE, self.languages.first().map_or(&[], std::slice::from_ref))?;
        node.iris(dcterms::LANGUAGE, &self.languages)?;
        node.iris(elm::MODE, &self.modes)?;
        if self.start.is_some() || self.end.is_some() {
            node.nested(dcterms::TEMPORAL, dcterms::PERIOD_OF_TIME, |node| {
                for (predicate, moment) in [(elm::START_DATE, &self.start), (elm::END_DATE, &self.end)] {
                    if let Some(moment) = moment {
                        node.typed(predicate, moment, xsd::DATE_TIME)?;
                    }
                }
                Ok(())
            })?;
        }
        for deadline in &self.application_deadlines {
            node.typed(elm::APPLICATION_DEADLINE, deadline, xsd::DATE_TIME)?;
        }
        node.pages(&self.homepages)?;
        let counts = [
            (ql::ENROLMENT_CAPACITY, self.enrolment_capacity),
            (ql::ENROLLED_LEARNER_COUNT, self.enrolled_learner_count),
            (ql::ENROLMENT_MINIMUM, self.enrolment_minimum),
        ];
        for (predicate, count) in counts {
            if let Some(count) = count {
                node.typed(predicate, &count.to_string(), xsd::NON_NEGATIVE_INTEGER)?;
            }
        }
        Ok(())
    }
}

/// A node that is being written.
pub(crate) struct Node<'a, S> {
    pub(crate) subject: Subject<'a>,
    pub(crate) sink: &'a mut S,
}

impl<S: TripleSink> Node<'_, S> {
    pub(crate) fn iri(&mut self, predicate: &str, iri: &str) -> Result<(), S::Error> {
        self.sink.triple(self.subject, predicate, Object::Iri(iri))
    }

    fn iris(&mut self, predicate: &str, iris: &[String]) -> Result<(), S::Error> {
        iris.iter().try_for_each(|iri| self.iri(predicate, iri))
    }

    pub(crate) fn typed(&mut self, predicate: &str, value: &str, datatype: &str) -> Result<(), S::Error> {
        self.sink.triple(self.subject, predicate, Object::Typed { value, datatype })
    }

    pub(crate) fn text(&mut self, predicate: &str, value: &str, language: &str) -> Result<(), S::Error> {
        self.sink.triple(self.subject, predicate, Object::Text { value, language })
    }

    fn texts(&mut self, predicate: &str, texts: &MultilingualText) -> Result<(), S::Error> {
        texts.iter().try_for_each(|(language, value)| self.text(predicate, value, language.as_str()))
    }

    /// A blank node of the given class, filled by `fill`.
    pub(crate) fn nested(
        &mut self,
        predicate: &str,
        class: &str,
        fill: impl FnOnce(&mut Node<'_, S>) -> Result<(), S::Error>,
    ) -> Result<(), S::Error> {
        let number = self.sink.fresh_blank();
        self.sink.triple(self.subject, predicate, Object::Blank(number))?;
        let mut node = Node { subject: Subject::Blank(number), sink: &mut *self.sink };
        node.iri(rdf::TYPE, class)?;
        fill(&mut node)
    }

    fn note(&mut self, predicate: &str, texts: &MultilingualText) -> Result<(), S::Error> {
        if texts.is_empty() {
            return Ok(());
        }
        self.nested(predicate, elm::NOTE, |node| node.texts(elm::NOTE_LITERAL, texts))
    }

    fn identifiers(&mut self, identifiers: &[Identifier]) -> Result<(), S::Error> {
        identifiers.iter().try_for_each(|identifier| {
            self.nested(adms::IDENTIFIER, elm::IDENTIFIER, |node| {
                node.typed(skos::NOTATION, &identifier.notation, xsd::STRING)?;
                match &identifier.scheme_name {
                    Some(name) => node.typed(elm::SCHEME_NAME, name, xsd::STRING),
                    None => Ok(()),
                }
            })
        })
    }

    fn pages(&mut self, urls: &[String]) -> Result<(), S::Error> {
        urls.iter().try_for_each(|url| {
            self.nested(foaf::HOMEPAGE, elm::WEB_RESOURCE, |node| node.typed(elm::CONTENT_URL, url, xsd::ANY_URI))
        })
    }
}
