//! From the model to triples.

use std::collections::HashSet;
use std::fmt::{self, Write as _};
use std::hash::{DefaultHasher, Hasher as _};

use ql_core::MultilingualText;

use super::codec::Part;
use super::{
    LearningOpportunityInstance, LearningOpportunitySpecification, Link, Node, Organisation, Period, Statement, Value,
    WebResource,
};
use crate::map::concept;
use crate::namespace::{dcterms, elm, owl, ql, rdf, xsd};
use crate::rdf::{Object, Subject, TripleSink};

impl LearningOpportunitySpecification {
    /// Gives the triples of the specification and of its instances to a sink: a graph or a writer.
    pub fn write_to<S: TripleSink>(&self, sink: &mut S) -> Result<(), S::Error> {
        let mut told = Told::new();
        let mut to = Writer { subject: Subject::Iri(&self.subject), sink, told: &mut told };
        to.begin(&self.node, ql::LEARNING_OPPORTUNITY_SPECIFICATION)?;
        for alias in &self.same_as {
            to.sink.triple(Subject::Iri(alias), owl::SAME_AS, Object::Iri(&self.subject))?;
        }
        to.fields_of_study(&self.isced_f)?;
        self.write_fields(&mut to)?;
        for instance in &self.instances {
            to.link(elm::LEARNING_OPPORTUNITY, &instance.subject)?;
        }
        to.statements(self.node.other())?;
        for instance in &self.instances {
            instance.write_in(&self.subject, sink, &mut told)?;
        }
        Ok(())
    }
}

impl LearningOpportunityInstance {
    /// Gives the triples of the instance of `specification`, an IRI, to a sink.
    pub fn write_to<S: TripleSink>(&self, specification: &str, sink: &mut S) -> Result<(), S::Error> {
        self.write_in(specification, sink, &mut Told::new())
    }

    fn write_in<S: TripleSink>(&self, specification: &str, sink: &mut S, told: &mut Told) -> Result<(), S::Error> {
        let mut to = Writer { subject: Subject::Iri(&self.subject), sink, told };
        to.begin(&self.node, ql::LEARNING_OPPORTUNITY_INSTANCE)?;
        to.link(elm::LEARNING_ACHIEVEMENT_SPECIFICATION, specification)?;
        self.write_fields(&mut to)?;
        // The profile has the one, the reference aggregator reads the other (erratum E22).
        to.iris(elm::DEFAULT_LANGUAGE, self.languages.first().map_or(&[], std::slice::from_ref))?;
        to.iris(dcterms::LANGUAGE, &self.languages)?;
        let (start, end) = (self.start.clone(), self.end.clone());
        let (label, node) = (self.period_label.clone(), self.period_node.clone());
        let period = Period { node, label, start, end };
        to.needed_part(dcterms::TEMPORAL, &period)?;
        to.statements(self.node.other())
    }
}

impl Organisation {
    /// Gives the triples of the organisation to a sink. One without an IRI becomes a blank node.
    pub fn write_to<S: TripleSink>(&self, sink: &mut S) -> Result<(), S::Error> {
        let blank = self.node.iri().is_none().then(|| sink.fresh_blank());
        let subject = self.node.iri().map_or(Subject::Blank(blank.unwrap_or_default()), Subject::Iri);
        Writer { subject, sink, told: &mut Told::new() }.whole(self)
    }
}

/// Takes what is said of one node.
pub(crate) struct Writer<'a, S> {
    pub(crate) subject: Subject<'a>,
    pub(crate) sink: &'a mut S,
    pub(crate) told: &'a mut Told,
}

/// Parts with an IRI that have been written, by a hash of what they say: what several places name is described once.
pub(crate) type Told = HashSet<u64>;

/// Hashes what is written to it. Of parts within parts, the texts themselves would be a multiple of the course.
#[derive(Default)]
struct Hashed(DefaultHasher);

impl fmt::Write for Hashed {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        self.0.write(text.as_bytes());
        Ok(())
    }
}

fn hash(part: &impl fmt::Debug) -> u64 {
    let mut hashed = Hashed::default();
    // No error can come from above.
    let _ = write!(hashed, "{part:?}");
    hashed.0.finish()
}

impl<S: TripleSink> Writer<'_, S> {
    pub(crate) fn link(&mut self, predicate: &str, iri: &str) -> Result<(), S::Error> {
        self.sink.triple(self.subject, predicate, Object::Iri(iri))
    }

    pub(crate) fn typed(&mut self, predicate: &str, value: &str, datatype: &str) -> Result<(), S::Error> {
        self.sink.triple(self.subject, predicate, Object::Typed { value, datatype })
    }

    pub(crate) fn text(&mut self, predicate: &str, value: &str, language: &str) -> Result<(), S::Error> {
        self.sink.triple(self.subject, predicate, Object::Text { value, language })
    }

    /// A blank node of the given class, filled by `fill`.
    pub(crate) fn nested(
        &mut self,
        predicate: &str,
        class: &str,
        fill: impl FnOnce(&mut Writer<'_, S>) -> Result<(), S::Error>,
    ) -> Result<(), S::Error> {
        let number = self.sink.fresh_blank();
        self.sink.triple(self.subject, predicate, Object::Blank(number))?;
        let mut inside = Writer { subject: Subject::Blank(number), sink: &mut *self.sink, told: &mut *self.told };
        inside.link(rdf::TYPE, class)?;
        fill(&mut inside)
    }

    fn begin(&mut self, node: &Node, default: &str) -> Result<(), S::Error> {
        if node.classes().is_empty() {
            return self.link(rdf::TYPE, default);
        }
        node.classes().iter().try_for_each(|class| self.link(rdf::TYPE, class))
    }

    fn whole<P: Part>(&mut self, part: &P) -> Result<(), S::Error> {
        for class in part.node().classes_of::<P>() {
            self.link(rdf::TYPE, class)?;
        }
        part.write_fields(self)?;
        self.statements(part.node().other())
    }

    pub(crate) fn statements(&mut self, statements: &[Statement]) -> Result<(), S::Error> {
        statements.iter().try_for_each(|Statement { predicate, object }| match object {
            Value::Iri(iri) => self.link(predicate, iri),
            Value::Text { value, language } => self.text(predicate, value, language),
            Value::Literal { value, datatype } => self.typed(predicate, value, datatype),
            Value::Blank(inside) => {
                let number = self.sink.fresh_blank();
                self.sink.triple(self.subject, predicate, Object::Blank(number))?;
                let subject = Subject::Blank(number);
                Writer { subject, sink: &mut *self.sink, told: &mut *self.told }.statements(inside)
            }
        })
    }

    /// The fields of study with the broader ones that they are in.
    fn fields_of_study(&mut self, codes: &[String]) -> Result<(), S::Error> {
        for (predicate, digits) in [(elm::ISCED_F_CODE, 4), (ql::ISCED_F_NARROW_FIELD, 3), (ql::ISCED_F_BROAD_FIELD, 2)]
        {
            let mut fields: Vec<&str> = Vec::new();
            for code in codes {
                // A code of two digits has no narrow field.
                let field = if digits == 4 { Some(code.as_str()) } else { code.get(..digits) };
                if let Some(field) = field.filter(|field| !fields.contains(field)) {
                    fields.push(field);
                    self.link(predicate, &concept::isced_f(field))?;
                }
            }
        }
        Ok(())
    }
}

/// The kinds of values, as the tables name them.
#[expect(
    clippy::ref_option,
    clippy::trivially_copy_pass_by_ref,
    reason = "the tables give every field in the same way"
)]
impl<S: TripleSink> Writer<'_, S> {
    pub(super) fn part<P: Part>(&mut self, predicate: &str, part: &Option<P>) -> Result<(), S::Error> {
        part.iter().try_for_each(|part| self.one(predicate, part))
    }

    /// A part that is there unless it says nothing.
    pub(super) fn needed_part<P: Part>(&mut self, predicate: &str, part: &P) -> Result<(), S::Error> {
        if *part == P::default() { Ok(()) } else { self.one(predicate, part) }
    }

    pub(super) fn pages(&mut self, predicate: &str, pages: &[WebResource]) -> Result<(), S::Error> {
        self.parts(predicate, pages)
    }

    pub(super) fn parts<P: Part>(&mut self, predicate: &str, parts: &[P]) -> Result<(), S::Error> {
        parts.iter().try_for_each(|part| self.one(predicate, part))
    }

    pub(super) fn one<P: Part>(&mut self, predicate: &str, part: &P) -> Result<(), S::Error> {
        let blank = part.node().iri().is_none().then(|| self.sink.fresh_blank());
        let subject = part.node().iri().map_or(Subject::Blank(blank.unwrap_or_default()), Subject::Iri);
        self.sink.triple(self.subject, predicate, subject.into())?;
        if part.node().iri().is_some() && !self.told.insert(hash(part)) {
            return Ok(());
        }
        Writer { subject, sink: &mut *self.sink, told: &mut *self.told }.whole(part)
    }

    pub(super) fn iri(&mut self, predicate: &str, iri: &Option<String>) -> Result<(), S::Error> {
        iri.iter().try_for_each(|iri| self.link(predicate, iri))
    }

    pub(super) fn iris(&mut self, predicate: &str, iris: &[String]) -> Result<(), S::Error> {
        iris.iter().try_for_each(|iri| self.link(predicate, iri))
    }

    pub(super) fn needed_iri(&mut self, predicate: &str, iri: &str) -> Result<(), S::Error> {
        if iri.is_empty() { Ok(()) } else { self.link(predicate, iri) }
    }

    pub(super) fn texts(&mut self, predicate: &str, texts: &MultilingualText) -> Result<(), S::Error> {
        texts.iter().try_for_each(|(language, value)| self.text(predicate, value, language.as_str()))
    }

    fn value(&mut self, predicate: &str, value: Option<&str>, datatype: &str) -> Result<(), S::Error> {
        value.filter(|value| !value.is_empty()).map_or(Ok(()), |value| self.typed(predicate, value, datatype))
    }

    pub(super) fn flag(&mut self, predicate: &str, flag: &Option<bool>) -> Result<(), S::Error> {
        self.value(predicate, flag.map(|flag| if flag { "true" } else { "false" }), xsd::BOOLEAN)
    }

    pub(super) fn count(&mut self, predicate: &str, count: &Option<u64>) -> Result<(), S::Error> {
        count.map_or(Ok(()), |count| self.typed(predicate, &count.to_string(), xsd::NON_NEGATIVE_INTEGER))
    }

    /// Zero is no positive integer (erratum E16).
    pub(super) fn positive(&mut self, predicate: &str, count: &Option<u64>) -> Result<(), S::Error> {
        let datatype = if *count == Some(0) { xsd::NON_NEGATIVE_INTEGER } else { xsd::POSITIVE_INTEGER };
        count.map_or(Ok(()), |count| self.typed(predicate, &count.to_string(), datatype))
    }

    pub(super) fn string(&mut self, predicate: &str, value: &Option<String>) -> Result<(), S::Error> {
        self.value(predicate, value.as_deref(), xsd::STRING)
    }

    pub(super) fn needed_string(&mut self, predicate: &str, value: &str) -> Result<(), S::Error> {
        self.value(predicate, Some(value), xsd::STRING)
    }

    pub(super) fn any_code(&mut self, predicate: &str, value: &Option<String>) -> Result<(), S::Error> {
        self.string(predicate, value)
    }

    pub(super) fn integer(&mut self, predicate: &str, value: &Option<u64>) -> Result<(), S::Error> {
        value.map_or(Ok(()), |value| self.typed(predicate, &value.to_string(), xsd::INTEGER))
    }

    pub(super) fn code(&mut self, predicate: &str, value: &str) -> Result<(), S::Error> {
        self.needed_string(predicate, value)
    }

    pub(super) fn url(&mut self, predicate: &str, value: &Option<String>) -> Result<(), S::Error> {
        self.value(predicate, value.as_deref(), xsd::ANY_URI)
    }

    pub(super) fn needed_url(&mut self, predicate: &str, value: &str) -> Result<(), S::Error> {
        self.value(predicate, Some(value), xsd::ANY_URI)
    }

    /// The scheme of an identifier is an IRI (erratum E8).
    pub(super) fn scheme(&mut self, predicate: &str, scheme: &Option<String>) -> Result<(), S::Error> {
        match scheme {
            Some(scheme) if is_scheme(scheme) => self.link(predicate, scheme),
            other => self.url(predicate, other),
        }
    }

    pub(super) fn points(&mut self, predicate: &str, value: &str) -> Result<(), S::Error> {
        self.value(predicate, Some(value), xsd::DOUBLE)
    }

    pub(super) fn amount(&mut self, predicate: &str, value: &str) -> Result<(), S::Error> {
        self.value(predicate, Some(value), xsd::DECIMAL)
    }

    pub(super) fn duration(&mut self, predicate: &str, value: &Option<String>) -> Result<(), S::Error> {
        self.value(predicate, value.as_deref(), xsd::DURATION)
    }

    pub(super) fn date_time(&mut self, predicate: &str, value: &Option<String>) -> Result<(), S::Error> {
        self.value(predicate, value.as_deref(), xsd::DATE_TIME)
    }

    pub(super) fn last_moment(&mut self, predicate: &str, value: &Option<String>) -> Result<(), S::Error> {
        self.date_time(predicate, value)
    }

    pub(super) fn last_moments(&mut self, predicate: &str, values: &[String]) -> Result<(), S::Error> {
        values.iter().try_for_each(|value| self.value(predicate, Some(value), xsd::DATE_TIME))
    }

    pub(super) fn links(&mut self, predicate: &str, links: &[Link]) -> Result<(), S::Error> {
        links.iter().try_for_each(|link| match link {
            Link::Iri(iri) => self.link(predicate, iri),
            Link::Reference(reference) => self.one(predicate, reference.as_ref()),
        })
    }
}

/// Whether the scheme of an identifier is an IRI rather than another word with a colon.
fn is_scheme(scheme: &str) -> bool {
    (scheme.contains("://") || scheme.starts_with("urn:")) && oxiri::Iri::parse(scheme).is_ok()
}
