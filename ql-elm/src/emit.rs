//! From the model to triples.

use ql_core::MultilingualText;

use crate::map::concept;
use crate::namespace::{adms, clv, dcterms, elm, foaf, locn, owl, ql, rdf, rdfs, skos, xsd};
use crate::rdf::{Object, Subject, TripleSink};
use crate::{
    Assessment, GradingScheme, Identifier, LearnerGroup, LearnerGroupConditions, LearningActivity,
    LearningOpportunityInstance, LearningOpportunitySpecification, LearningOutcome, Link, Location, PriceDetail,
    ResultDistribution, WebResource,
};

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
        self.learning_outcomes.iter().try_for_each(|outcome| node.outcome(outcome))?;
        node.note(elm::LEARNING_OUTCOME_SUMMARY, &self.learning_outcome_summary)?;
        node.iris(dcterms::LANGUAGE, &self.languages)?;
        node.fields_of_study(&self.isced_f)?;
        node.iris(elm::EDUCATION_SUBJECT, &self.education_subjects)?;
        node.iris(elm::EQF_LEVEL, self.eqf_level.as_slice())?;
        node.iris(elm::NQF_LEVEL, &self.nqf_levels)?;
        node.flag(elm::IS_PARTIAL_QUALIFICATION, self.is_partial_qualification)?;
        for credit in &self.credit_points {
            node.nested(elm::CREDIT_POINT, elm::CREDIT_POINT_CLASS, |node| {
                node.iri(elm::FRAMEWORK, &credit.framework)?;
                node.typed(elm::POINT, &credit.points, xsd::DOUBLE)
            })?;
        }
        node.value(elm::VOLUME_OF_LEARNING, self.volume_of_learning.as_deref(), xsd::DURATION)?;
        node.texts(elm::CATEGORY, &self.categories)?;
        node.note(elm::ENTRY_REQUIREMENT, &self.entry_requirement)?;
        node.links(ql::ENTRY_REQUIREMENT_LEARNING_OPPORTUNITY, &self.entry_requirement_opportunities)?;
        node.notes(&self.additional_notes)?;
        self.proven_by.iter().try_for_each(|assessment| node.assessment(assessment))?;
        node.grading_scheme(self.grading_scheme.as_ref())?;
        for activity in &self.influenced_by {
            node.activity(elm::INFLUENCED_BY, activity, Some(&self.subject))?;
        }
        node.iris(elm::MODE, &self.modes)?;
        node.iris(elm::LEARNING_SCHEDULE, self.learning_schedule.as_slice())?;
        node.value(elm::DURATION, self.duration.as_deref(), xsd::DURATION)?;
        node.pages(foaf::HOMEPAGE, &self.homepages)?;
        node.pages(elm::SUPPLEMENTARY_DOCUMENT, &self.supplementary_documents)?;
        node.links(elm::IS_PART_OF, &self.part_of)?;
        node.links(elm::HAS_PART, &self.has_part)?;
        node.links(elm::SPECIALISATION_OF, &self.specialisation_of)?;
        node.iris(dcterms::PUBLISHER, &self.publishers)?;
        node.flag(ql::IS_ACTIVE, self.is_active)?;
        node.value(dcterms::MODIFIED, self.modified.as_deref(), xsd::DATE_TIME)?;
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
        node.iris(dcterms::TYPE, &self.types)?;
        node.identifiers(&self.identifiers)?;
        node.texts(dcterms::TITLE, &self.title)?;
        node.texts(dcterms::DESCRIPTION, &self.description)?;
        node.notes(&self.additional_notes)?;
        node.iris(elm::PROVIDED_BY, &self.provided_by)?;
        // The profile has the one, the reference aggregator reads the other (erratum E22).
        node.iris(elm::DEFAULT_LANGUAGE, self.languages.first().map_or(&[], std::slice::from_ref))?;
        node.iris(dcterms::LANGUAGE, &self.languages)?;
        node.iris(elm::MODE, &self.modes)?;
        self.locations.iter().try_for_each(|location| node.location(location))?;
        node.iris(elm::LEARNING_SCHEDULE, self.learning_schedule.as_slice())?;
        if self.start.is_some() || self.end.is_some() || !self.period_label.is_empty() {
            node.nested(dcterms::TEMPORAL, dcterms::PERIOD_OF_TIME, |node| {
                node.texts(skos::PREF_LABEL, &self.period_label)?;
                node.value(elm::START_DATE, self.start.as_deref(), xsd::DATE_TIME)?;
                node.value(elm::END_DATE, self.end.as_deref(), xsd::DATE_TIME)
            })?;
        }
        node.note(elm::SCHEDULE_INFORMATION, &self.schedule_information)?;
        node.value(elm::DURATION, self.duration.as_deref(), xsd::DURATION)?;
        node.note(elm::ADMISSION_PROCEDURE, &self.admission_procedure)?;
        for deadline in &self.application_deadlines {
            node.typed(elm::APPLICATION_DEADLINE, deadline, xsd::DATE_TIME)?;
        }
        node.value(ql::REGISTRATION_PORTAL, self.registration_portal.as_deref(), xsd::ANY_URI)?;
        self.learner_group_conditions.iter().try_for_each(|conditions| node.learner_group_conditions(conditions))?;
        self.prices.iter().try_for_each(|price| node.price(price))?;
        if let Some(activity) = &self.learning_activity {
            node.activity(elm::LEARNING_ACTIVITY_SPECIFICATION, activity, None)?;
        }
        node.pages(foaf::HOMEPAGE, &self.homepages)?;
        node.pages(elm::SUPPLEMENTARY_DOCUMENT, &self.supplementary_documents)?;
        node.count(ql::ENROLMENT_CAPACITY, self.enrolment_capacity)?;
        node.count(ql::ENROLLED_LEARNER_COUNT, self.enrolled_learner_count)?;
        node.count(ql::ENROLMENT_MINIMUM, self.enrolment_minimum)?;
        node.value(elm::STATUS, self.status.as_deref(), xsd::STRING)?;
        node.iris(elm::IS_PART_OF, &self.part_of)?;
        node.iris(elm::HAS_PART, &self.has_part)?;
        node.value(dcterms::MODIFIED, self.modified.as_deref(), xsd::DATE_TIME)
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

    fn value(&mut self, predicate: &str, value: Option<&str>, datatype: &str) -> Result<(), S::Error> {
        value.map_or(Ok(()), |value| self.typed(predicate, value, datatype))
    }

    fn flag(&mut self, predicate: &str, flag: Option<bool>) -> Result<(), S::Error> {
        self.value(predicate, flag.map(|flag| if flag { "true" } else { "false" }), xsd::BOOLEAN)
    }

    fn count(&mut self, predicate: &str, count: Option<u64>) -> Result<(), S::Error> {
        count.map_or(Ok(()), |count| self.typed(predicate, &count.to_string(), xsd::NON_NEGATIVE_INTEGER))
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

    fn notes(&mut self, notes: &[MultilingualText]) -> Result<(), S::Error> {
        notes.iter().try_for_each(|note| self.note(elm::ADDITIONAL_NOTE, note))
    }

    fn identifiers(&mut self, identifiers: &[Identifier]) -> Result<(), S::Error> {
        identifiers.iter().try_for_each(|identifier| {
            self.nested(adms::IDENTIFIER, elm::IDENTIFIER, |node| {
                node.typed(skos::NOTATION, &identifier.notation, xsd::STRING)?;
                node.value(elm::SCHEME_NAME, identifier.scheme_name.as_deref(), xsd::STRING)
            })
        })
    }

    fn pages(&mut self, predicate: &str, pages: &[WebResource]) -> Result<(), S::Error> {
        pages.iter().try_for_each(|page| {
            self.nested(predicate, elm::WEB_RESOURCE, |node| {
                node.typed(elm::CONTENT_URL, &page.url, xsd::ANY_URI)?;
                node.texts(dcterms::TITLE, &page.title)?;
                node.iris(dcterms::LANGUAGE, page.language.as_slice())
            })
        })
    }

    fn outcome(&mut self, outcome: &LearningOutcome) -> Result<(), S::Error> {
        self.nested(elm::LEARNING_OUTCOME, elm::LEARNING_OUTCOME_CLASS, |node| {
            node.texts(dcterms::TITLE, &outcome.title)?;
            node.identifiers(&outcome.identifiers)?;
            node.notes(&outcome.additional_notes)?;
            node.iris(elm::RELATED_ESCO_SKILL, &outcome.esco_skills)
        })
    }

    fn fields_of_study(&mut self, codes: &[String]) -> Result<(), S::Error> {
        for (predicate, digits) in [(elm::ISCED_F_CODE, 4), (ql::ISCED_F_NARROW_FIELD, 3), (ql::ISCED_F_BROAD_FIELD, 2)]
        {
            let mut fields: Vec<&str> = Vec::new();
            for code in codes {
                // A code of two digits has no narrow field.
                let field = if digits == 4 { Some(code.as_str()) } else { code.get(..digits) };
                if let Some(field) = field.filter(|field| !fields.contains(field)) {
                    fields.push(field);
                    self.iri(predicate, &concept::isced_f(field))?;
                }
            }
        }
        Ok(())
    }

    fn links(&mut self, predicate: &str, links: &[Link]) -> Result<(), S::Error> {
        links.iter().try_for_each(|link| match link {
            Link::Iri(iri) => self.iri(predicate, iri),
            Link::Reference(reference) => {
                self.nested(predicate, ql::LEARNING_OPPORTUNITY_SPECIFICATION_REFERENCE, |node| {
                    node.iris(elm::PROVIDED_BY, reference.provider.as_slice())?;
                    node.identifiers(std::slice::from_ref(&reference.identifier))?;
                    node.texts(skos::PREF_LABEL, &reference.label)?;
                    node.iris(rdfs::SEE_ALSO, reference.target.as_slice())
                })
            }
        })
    }

    fn assessment(&mut self, assessment: &Assessment) -> Result<(), S::Error> {
        self.nested(elm::PROVEN_BY, elm::LEARNING_ASSESSMENT_SPECIFICATION, |node| {
            node.texts(dcterms::TITLE, &assessment.title)?;
            node.texts(dcterms::DESCRIPTION, &assessment.description)?;
            node.iris(dcterms::TYPE, &assessment.types)?;
            node.iris(elm::MODE, &assessment.modes)?;
            node.grading_scheme(assessment.grading_scheme.as_ref())
        })
    }

    fn grading_scheme(&mut self, scheme: Option<&GradingScheme>) -> Result<(), S::Error> {
        let Some(scheme) = scheme else { return Ok(()) };
        self.nested(elm::GRADING_SCHEME, elm::GRADING_SCHEME_CLASS, |node| {
            node.texts(dcterms::TITLE, &scheme.title)?;
            node.texts(dcterms::DESCRIPTION, &scheme.description)?;
            scheme.distributions.iter().try_for_each(|distribution| node.distribution(distribution))
        })
    }

    fn distribution(&mut self, distribution: &ResultDistribution) -> Result<(), S::Error> {
        self.nested(elm::RESULT_DISTRIBUTION, elm::RESULT_DISTRIBUTION_CLASS, |node| {
            for category in &distribution.categories {
                node.nested(elm::RESULT_CATEGORY, elm::RESULT_CATEGORY_CLASS, |node| {
                    node.typed(elm::LABEL, &category.label, xsd::STRING)?;
                    // Zero is no positive integer (erratum E16).
                    let datatype = |n: u64| if n == 0 { xsd::NON_NEGATIVE_INTEGER } else { xsd::POSITIVE_INTEGER };
                    let numbers = [
                        (elm::COUNT, category.count),
                        (ql::GRADE_PERCENTAGE, category.percentage),
                        (ql::GRADE_ORDER, category.order),
                    ];
                    numbers
                        .into_iter()
                        .try_for_each(|(predicate, n)| node.typed(predicate, &n.to_string(), datatype(n)))
                })?;
            }
            match &distribution.reference_group {
                Some(group) => node.learner_group(ql::REFERENCE_GROUP, group),
                None => Ok(()),
            }
        })
    }

    fn learner_group(&mut self, predicate: &str, group: &LearnerGroup) -> Result<(), S::Error> {
        self.nested(predicate, ql::LEARNER_GROUP_CLASS, |node| {
            node.texts(dcterms::TITLE, &group.title)?;
            node.texts(dcterms::DESCRIPTION, &group.description)?;
            node.iris(ql::STUDENTS_OF, &group.students_of)?;
            node.flag(ql::IS_OPEN_TO_NON_ENROLLED, group.is_open_to_non_enrolled)
        })
    }

    fn learner_group_conditions(&mut self, conditions: &LearnerGroupConditions) -> Result<(), S::Error> {
        self.nested(ql::LEARNER_GROUP_CONDITIONS, ql::LEARNER_GROUP_CONDITIONS_CLASS, |node| {
            conditions.groups.iter().try_for_each(|group| node.learner_group(ql::LEARNER_GROUP, group))?;
            node.value(ql::REGISTRATION_PORTAL, conditions.registration_portal.as_deref(), xsd::ANY_URI)?;
            node.note(elm::ADMISSION_PROCEDURE, &conditions.admission_procedure)
        })
    }

    /// An activity; `influences` is the specification that it leads to.
    fn activity(
        &mut self,
        predicate: &str,
        activity: &LearningActivity,
        influences: Option<&String>,
    ) -> Result<(), S::Error> {
        self.nested(predicate, elm::LEARNING_ACTIVITY_SPECIFICATION_CLASS, |node| {
            node.texts(dcterms::TITLE, &activity.title)?;
            node.texts(dcterms::DESCRIPTION, &activity.description)?;
            node.iris(dcterms::TYPE, &activity.types)?;
            node.value(elm::CONTACT_HOUR, activity.contact_hours.as_deref(), xsd::STRING)?;
            node.value(elm::VOLUME_OF_LEARNING, activity.volume_of_learning.as_deref(), xsd::DURATION)?;
            node.iris(elm::INFLUENCES, influences.map_or(&[], std::slice::from_ref))?;
            activity.parts.iter().try_for_each(|part| node.activity(elm::HAS_PART, part, None))
        })
    }

    fn location(&mut self, location: &Location) -> Result<(), S::Error> {
        self.nested(elm::LOCATION, dcterms::LOCATION, |node| {
            node.texts(elm::GEOGRAPHIC_NAME, &location.name)?;
            node.texts(dcterms::DESCRIPTION, &location.description)?;
            if location.country.is_some() || !location.full_address.is_empty() {
                node.nested(elm::ADDRESS, elm::ADDRESS_CLASS, |node| {
                    node.iris(elm::COUNTRY_CODE, location.country.as_slice())?;
                    node.note(elm::FULL_ADDRESS, &location.full_address)
                })?;
            }
            let Some((latitude, longitude)) = &location.coordinates else { return Ok(()) };
            node.nested(locn::GEOMETRY, locn::GEOMETRY_CLASS, |node| {
                node.typed(clv::LATITUDE, latitude, xsd::STRING)?;
                node.typed(clv::LONGITUDE, longitude, xsd::STRING)
            })
        })
    }

    fn price(&mut self, price: &PriceDetail) -> Result<(), S::Error> {
        self.nested(elm::PRICE_DETAIL, elm::PRICE_DETAIL_CLASS, |node| {
            node.texts(skos::PREF_LABEL, &price.label)?;
            node.texts(dcterms::DESCRIPTION, &price.description)?;
            if let Some((amount, currency)) = &price.amount {
                node.nested(elm::AMOUNT, elm::AMOUNT_CLASS, |node| {
                    node.typed(rdf::VALUE, amount, xsd::DECIMAL)?;
                    node.iri(elm::UNIT, currency)
                })?;
            }
            node.note(elm::ADDITIONAL_NOTE, &price.additional_note)
        })
    }
}
