//! From triples to the model. What a field has no place for stays with the node that it is said of.

use std::borrow::Cow;
use std::cell::Cell;
use std::rc::Rc;

use ql_core::{LanguageTag, MultilingualText};

use super::codec::Part;
use super::{
    LearningOpportunityInstance, LearningOpportunitySpecification, Link, Node, Organisation, Period, Reference,
    Statement, Value, WebResource,
};
use crate::map::{INSTANCE_TYPES, SPECIFICATION_TYPES};
use crate::namespace::{dcterms, elm, is_integer, owl, ql, rdf, xsd};
use crate::rdf::{Graph, Object, Subject};
use crate::vocabulary::Vocabulary;

/// Nodes are followed this deep; the profile needs six levels.
const MAX_DEPTH: usize = 16;
/// Nodes of one course; those of the profile's largest have some hundreds.
const MAX_NODES: usize = 20_000;

impl LearningOpportunitySpecification {
    /// Reads what a graph says of a specification and of its instances; `None` if it says nothing of such a class.
    ///
    /// Statements that the model has no field for, or whose value is not of the kind that the field has, are kept in
    /// [`Node::other`] of the part they belong to, so that [`write_to`](Self::write_to) gives them back. Some come back in another
    /// shape: plain texts get the language `und`, dates, numbers, URLs and codes the datatype of the profile, days the first or last moment,
    /// `elm:value` is written as `rdf:value`, and a blank node that several nodes point to becomes one for each. Loops of nodes end
    /// where they close, and what is nested more than 16 levels deep, or more than 20,000 nodes, is not read. A sorted graph is
    /// read without a copy.
    ///
    /// ```
    /// use ql_elm::{LearningOpportunitySpecification, RdfFormat, RdfReader};
    /// let turtle = br#"
    ///     @prefix dcterms: <http://purl.org/dc/terms/> . @prefix ql: <http://data.quality-link.eu/ontology/v1#> .
    ///     <https://cat.example.edu/BIO-101> a ql:LearningOpportunitySpecification ;
    ///         dcterms:title "Marine Biology"@en ; <https://example.edu/terms#room> "Tank 3" .
    /// "#;
    /// let graph = RdfReader::new(RdfFormat::Turtle).read(turtle).graph;
    /// let course = LearningOpportunitySpecification::read(&graph, "https://cat.example.edu/BIO-101").unwrap();
    /// assert_eq!(course.title.in_language("en"), Some("Marine Biology"));
    /// assert_eq!(course.node.other()[0].predicate, "https://example.edu/terms#room");
    /// ```
    pub fn read(graph: &Graph, iri: &str) -> Option<Self> {
        let graph = graph.in_order();
        let mut from = Reader::of(&graph, iri, SPECIFICATION_TYPES)?;
        let classes = from.classes(ql::LEARNING_OPPORTUNITY_SPECIFICATION);
        let mut read = Self { subject: iri.to_owned(), ..Self::default() };
        read.isced_f = from.fields_of_study();
        read.read_fields(&mut from);
        read.same_as = graph
            .subjects(owl::SAME_AS, Object::Iri(iri))
            .filter_map(|alias| match alias {
                Subject::Iri(alias) => Some(alias.to_owned()),
                Subject::Blank(_) => None,
            })
            .collect();
        read.same_as.sort_unstable();
        let mut instances: Vec<&str> = Vec::new();
        let is_instance = |iri: &str| Reader::of(&graph, iri, INSTANCE_TYPES).is_some();
        from.each(elm::LEARNING_OPPORTUNITY, |_, object| match object {
            Object::Iri(iri) if is_instance(iri) => {
                instances.push(iri);
                Some(())
            }
            _ => None,
        });
        let naming = graph.subjects(elm::LEARNING_ACHIEVEMENT_SPECIFICATION, Object::Iri(iri));
        instances.extend(naming.filter_map(|instance| match instance {
            Subject::Iri(iri) if is_instance(iri) => Some(iri),
            _ => None,
        }));
        instances.sort_unstable();
        instances.dedup();
        let of_this = |instance: &str| LearningOpportunityInstance::read_of(&graph, instance, iri);
        read.instances = instances.into_iter().filter_map(of_this).collect();
        read.node = Node::default().with_classes(classes).with_other(from.rest());
        Some(read)
    }
}

impl LearningOpportunityInstance {
    /// Reads what a graph says of an instance; see [`LearningOpportunitySpecification::read`]. Which specifications it is one
    /// of is among the other statements of its node.
    pub fn read(graph: &Graph, iri: &str) -> Option<Self> {
        Self::read_of(&graph.in_order(), iri, "")
    }

    fn read_of(graph: &Graph, iri: &str, specification: &str) -> Option<Self> {
        let mut from = Reader::of(graph, iri, INSTANCE_TYPES)?;
        let classes = from.classes(ql::LEARNING_OPPORTUNITY_INSTANCE);
        let mut read = Self { subject: iri.to_owned(), ..Self::default() };
        from.each(elm::LEARNING_ACHIEVEMENT_SPECIFICATION, |_, object| {
            (object == Object::Iri(specification)).then_some(())
        });
        read.read_fields(&mut from);
        read.languages = from.iris(elm::DEFAULT_LANGUAGE);
        for language in from.iris(dcterms::LANGUAGE) {
            if !read.languages.contains(&language) {
                read.languages.push(language);
            }
        }
        read.read_period(&mut from);
        read.node = Node::default().with_classes(classes).with_other(from.rest());
        Some(read)
    }

    fn read_period(&mut self, from: &mut Reader<'_, '_>) {
        let period: Period = from.needed_part(dcterms::TEMPORAL);
        (self.period_node, self.period_label) = (period.node, period.label);
        (self.start, self.end) = (period.start, period.end);
    }
}

impl Organisation {
    /// Reads what a graph says of an institution, organisation or alliance; `None` if it says nothing of such a class.
    pub fn read(graph: &Graph, iri: &str) -> Option<Self> {
        let graph = graph.in_order();
        let mut classes = vec![Self::CLASS];
        classes.extend(Self::ALSO);
        Reader::of(&graph, iri, &classes).map(|from| from.whole(Some(iri)))
    }
}

/// Gives what is said of one node, each statement once.
pub(super) struct Reader<'g, 'w> {
    graph: &'g Graph,
    /// What nobody has asked for yet.
    open: Vec<[u32; 3]>,
    /// The nodes on the way here.
    way: Cow<'w, [u32]>,
    /// How many nodes may still be read.
    left: Rc<Cell<usize>>,
}

impl<'g> Reader<'g, '_> {
    fn of(graph: &'g Graph, iri: &str, classes: &[&str]) -> Option<Reader<'g, 'static>> {
        let id = graph.id(Object::Iri(iri))?;
        let left = Rc::new(Cell::new(MAX_NODES));
        let reader = Reader { graph, open: graph.of(id).to_vec(), way: vec![id].into(), left };
        let fits = |object| matches!(object, Object::Iri(class) if classes.contains(&class));
        let is_one = reader.types().any(fits);
        is_one.then_some(reader)
    }

    fn types(&self) -> impl Iterator<Item = Object<'g>> {
        let predicate = self.graph.id(Object::Iri(rdf::TYPE));
        self.open.iter().filter(move |triple| Some(triple[1]) == predicate).map(|triple| self.graph.term(triple[2]))
    }

    /// The node that a statement leads to, unless it has been on the way.
    fn inside<'s>(&'s self, object: Object<'_>) -> Option<Reader<'g, 'static>>
    where
        'g: 's,
    {
        let id = self.graph.id(object)?;
        let open = self.graph.of(id).to_vec();
        let left = self.left.get();
        if open.is_empty() || self.way.contains(&id) || self.way.len() >= MAX_DEPTH || left == 0 {
            return None;
        }
        self.left.set(left - 1);
        let mut way = self.way.to_vec();
        way.push(id);
        Some(Reader { graph: self.graph, open, way: way.into(), left: Rc::clone(&self.left) })
    }

    /// Takes the statements of a property that `read` has a value for, in the order of what they say.
    fn each<T>(&mut self, predicate: &str, mut read: impl FnMut(&Self, Object<'g>) -> Option<T>) -> Vec<T> {
        let Some(predicate) = self.graph.id(Object::Iri(predicate)) else { return Vec::new() };
        if !self.open.iter().any(|triple| triple[1] == predicate) {
            return Vec::new();
        }
        let (mut asked, mut open): (Vec<_>, Vec<_>) =
            std::mem::take(&mut self.open).into_iter().partition(|triple| triple[1] == predicate);
        let graph = self.graph;
        asked.sort_by(|one, other| graph.term(one[2]).cmp(&graph.term(other[2])));
        let mut values = Vec::with_capacity(asked.len());
        for triple in asked {
            match read(self, graph.term(triple[2])) {
                Some(value) => values.push(value),
                None => open.push(triple),
            }
        }
        self.open = open;
        values
    }

    /// Takes the first statement of a property that `read` has a value for; the others stay.
    fn first<T>(&mut self, predicate: &str, mut read: impl FnMut(&Self, Object<'g>) -> Option<T>) -> Option<T> {
        let mut is_found = false;
        let mut values = self.each(predicate, |from, object| {
            let value = if is_found { None } else { read(from, object) };
            is_found |= value.is_some();
            value
        });
        values.pop()
    }

    /// The classes, unless it is only the default one.
    fn classes(&mut self, default: &str) -> Vec<String> {
        let classes = self.iris(rdf::TYPE);
        if classes == [default] { Vec::new() } else { classes }
    }

    /// What is left, in a fixed order.
    fn rest(self) -> Vec<Statement> {
        let mut statements: Vec<Statement> =
            self.open.iter().filter_map(|triple| self.statement(triple[1], triple[2])).collect();
        statements.sort_unstable();
        statements
    }

    fn statement(&self, predicate: u32, object: u32) -> Option<Statement> {
        let Object::Iri(predicate) = self.graph.term(predicate) else { return None };
        let object = match self.graph.term(object) {
            Object::Iri(iri) => Value::Iri(iri.to_owned()),
            Object::Text { value, language } => Value::Text { value: value.to_owned(), language: language.to_owned() },
            Object::Typed { value, datatype } => {
                Value::Literal { value: value.to_owned(), datatype: datatype.to_owned() }
            }
            blank @ Object::Blank(_) => Value::Blank(self.inside(blank).map(Reader::rest).unwrap_or_default()),
        };
        Some(Statement { predicate: predicate.to_owned(), object })
    }

    fn whole<P: Part>(mut self, iri: Option<&str>) -> P {
        let mut part = P::default();
        let classes = self.classes(P::CLASS);
        part.read_fields(&mut self);
        *part.node_mut() =
            Node::default().with_iri(iri.map(str::to_owned)).with_classes(classes).with_other(self.rest());
        part
    }

    /// A node as a part, if it is of a fitting class or of none.
    fn read_part<P: Part>(&self, object: Object<'g>) -> Option<P> {
        let iri = match object {
            Object::Iri(iri) => Some(iri),
            Object::Blank(_) => None,
            _ => return None,
        };
        let inside = self.inside(object)?;
        let fits = |class| matches!(class, Object::Iri(class) if class == P::CLASS || P::ALSO.contains(&class));
        let is_untyped = inside.types().next().is_none();
        let is_part = inside.types().any(fits) || is_untyped;
        is_part.then(|| inside.whole(iri))
    }

    /// The codes of the fields of study. Broader fields that follow from them need no place of their own.
    fn fields_of_study(&mut self) -> Vec<String> {
        let prefix = Vocabulary::IscedF.prefix();
        let code = |object: Object<'g>| match object {
            Object::Iri(iri) => {
                let code = iri.strip_prefix(prefix)?;
                ((2..=4).contains(&code.len()) && code.bytes().all(|byte| byte.is_ascii_digit())).then_some(code)
            }
            _ => None,
        };
        let codes = self.each(elm::ISCED_F_CODE, |_, object| code(object).map(str::to_owned));
        for (predicate, digits) in [(ql::ISCED_F_NARROW_FIELD, 3), (ql::ISCED_F_BROAD_FIELD, 2)] {
            let follows = |field: &str| codes.iter().any(|code| code.get(..digits) == Some(field));
            self.each(predicate, |_, object| code(object).filter(|field| follows(field)).map(|_| ()));
        }
        codes
    }
}

/// The kinds of values, as the tables name them.
impl Reader<'_, '_> {
    pub(super) fn part<P: Part>(&mut self, predicate: &str) -> Option<P> {
        self.first(predicate, Reader::read_part)
    }

    pub(super) fn parts<P: Part>(&mut self, predicate: &str) -> Vec<P> {
        self.each(predicate, Reader::read_part)
    }

    /// A part that says nothing would not be written again; it stays as it is.
    pub(super) fn needed_part<P: Part>(&mut self, predicate: &str) -> P {
        let says = |part: &P| *part != P::default();
        self.first(predicate, |from, object| from.read_part(object).filter(says)).unwrap_or_default()
    }

    pub(super) fn iri(&mut self, predicate: &str) -> Option<String> {
        self.first(predicate, |_, object| as_iri(object))
    }

    pub(super) fn iris(&mut self, predicate: &str) -> Vec<String> {
        self.each(predicate, |_, object| as_iri(object))
    }

    pub(super) fn needed_iri(&mut self, predicate: &str) -> String {
        self.iri(predicate).unwrap_or_default()
    }

    /// Texts with a language; plain ones have an unknown one (erratum E21).
    pub(super) fn texts(&mut self, predicate: &str) -> MultilingualText {
        let mut texts = MultilingualText::default();
        self.each(predicate, |_, object| {
            let (value, tag) = match object {
                Object::Text { value, language } => {
                    (value, LanguageTag::parse(language).filter(|tag| tag.as_str() == language)?)
                }
                Object::Typed { value, datatype: xsd::STRING } => (value, LanguageTag::undetermined()),
                _ => return None,
            };
            texts.push(tag, value);
            Some(())
        });
        texts
    }

    fn literal(&mut self, predicate: &str, datatypes: &[&str], fits: impl Fn(&str) -> bool) -> Option<String> {
        self.first(predicate, |_, object| match object {
            Object::Typed { value, datatype } if datatypes.contains(&datatype) && !value.is_empty() && fits(value) => {
                Some(value.to_owned())
            }
            _ => None,
        })
    }

    /// Of two that contradict each other `false` wins (erratum E15).
    pub(super) fn flag(&mut self, predicate: &str) -> Option<bool> {
        let is_flag = |text: &str| matches!(text, "false" | "true" | "0" | "1");
        let value = self.literal(predicate, &[xsd::BOOLEAN], |text| matches!(text, "false" | "0"));
        value.or_else(|| self.literal(predicate, &[xsd::BOOLEAN], is_flag)).map(|text| text == "true" || text == "1")
    }

    /// A whole number of any integer type (erratum E16).
    pub(super) fn count(&mut self, predicate: &str) -> Option<u64> {
        self.first(predicate, |_, object| match object {
            Object::Typed { value, datatype } if is_integer(datatype) => value.trim().parse().ok(),
            _ => None,
        })
    }

    pub(super) fn positive(&mut self, predicate: &str) -> Option<u64> {
        self.count(predicate)
    }

    pub(super) fn string(&mut self, predicate: &str) -> Option<String> {
        self.literal(predicate, &[xsd::STRING], |_| true)
    }

    pub(super) fn needed_string(&mut self, predicate: &str) -> String {
        self.string(predicate).unwrap_or_default()
    }

    /// A code, whatever its datatype.
    pub(super) fn code(&mut self, predicate: &str) -> String {
        self.any_code(predicate).unwrap_or_default()
    }

    pub(super) fn any_code(&mut self, predicate: &str) -> Option<String> {
        let text = self.string(predicate);
        text.or_else(|| {
            self.first(predicate, |_, object| match object {
                Object::Typed { value, .. } | Object::Text { value, .. } if !value.is_empty() => Some(value.to_owned()),
                _ => None,
            })
        })
    }

    /// Pages as nodes, or by their address alone (erratum E20).
    pub(super) fn pages(&mut self, predicate: &str) -> Vec<WebResource> {
        self.each(predicate, |from, object| {
            let page = from.read_part::<WebResource>(object);
            page.or_else(|| match object {
                Object::Typed { value, datatype: xsd::ANY_URI | xsd::STRING } if !value.is_empty() => {
                    Some(WebResource::new(value))
                }
                Object::Iri(iri) if !from.graph.describes(Subject::Iri(iri)) => Some(WebResource::new(iri)),
                _ => None,
            })
        })
    }

    /// A URL as a literal, or as an IRI (erratum E20).
    pub(super) fn url(&mut self, predicate: &str) -> Option<String> {
        self.first(predicate, |_, object| match object {
            Object::Typed { value, datatype: xsd::ANY_URI | xsd::STRING } if !value.is_empty() => {
                Some(value.to_owned())
            }
            Object::Iri(iri) => Some(iri.to_owned()),
            _ => None,
        })
    }

    pub(super) fn needed_url(&mut self, predicate: &str) -> String {
        self.url(predicate).unwrap_or_default()
    }

    pub(super) fn scheme(&mut self, predicate: &str) -> Option<String> {
        self.url(predicate)
    }

    /// A number of any datatype that has such, or as a text.
    fn number(&mut self, predicate: &str, fits: impl Fn(&str) -> bool) -> Option<String> {
        self.first(predicate, |_, object| match object {
            Object::Typed { value, datatype }
                if (is_integer(datatype)
                    || [xsd::DOUBLE, xsd::DECIMAL, xsd::FLOAT, xsd::STRING].contains(&datatype))
                    && fits(value) =>
            {
                Some(value.to_owned())
            }
            _ => None,
        })
    }

    pub(super) fn integer(&mut self, predicate: &str) -> Option<u64> {
        self.count(predicate)
    }

    /// A number of credits, of any datatype (erratum E17).
    pub(super) fn points(&mut self, predicate: &str) -> String {
        self.number(predicate, is_number).unwrap_or_default()
    }

    /// An amount under either of the two properties that are in use (erratum E18).
    pub(super) fn amount(&mut self, predicate: &str) -> String {
        let is_decimal = |text: &str| is_number(text) && !text.contains(['e', 'E']);
        let standard = self.number(predicate, is_decimal);
        standard.or_else(|| self.number(elm::VALUE, is_decimal)).unwrap_or_default()
    }

    pub(super) fn duration(&mut self, predicate: &str) -> Option<String> {
        self.literal(predicate, &[xsd::DURATION], |_| true)
    }

    /// A moment; of a day the one at `time` (erratum E19).
    fn moment(object: Object<'_>, time: &str) -> Option<String> {
        match object {
            Object::Typed { value, datatype: xsd::DATE_TIME } if !value.is_empty() => Some(value.to_owned()),
            Object::Typed { value, datatype: xsd::DATE } if value.parse::<oxsdatatypes::Date>().is_ok() => {
                // A time zone stands behind the day, whose year may have a sign or five digits.
                let zone = if value.ends_with('Z') { 1 } else { 6 * usize::from(value.contains(':')) };
                let (day, zone) = value.split_at_checked(value.len() - zone)?;
                Some(format!("{day}T{time}{zone}"))
            }
            _ => None,
        }
    }

    pub(super) fn date_time(&mut self, predicate: &str) -> Option<String> {
        self.first(predicate, |_, object| Self::moment(object, "00:00:00"))
    }

    /// The end of something: of a day its last second, as the mappers have it.
    pub(super) fn last_moment(&mut self, predicate: &str) -> Option<String> {
        self.first(predicate, |_, object| Self::moment(object, "23:59:59"))
    }

    pub(super) fn last_moments(&mut self, predicate: &str) -> Vec<String> {
        self.each(predicate, |_, object| Self::moment(object, "23:59:59"))
    }

    /// Links to others: references, and whatever else has an IRI (erratum E13).
    pub(super) fn links(&mut self, predicate: &str) -> Vec<Link> {
        self.each(predicate, |from, object| {
            let reference = from.read_part::<Reference>(object).map(|reference| Link::Reference(Box::new(reference)));
            reference.or_else(|| as_iri(object).map(Link::Iri))
        })
    }
}

fn as_iri(object: Object<'_>) -> Option<String> {
    match object {
        Object::Iri(iri) => Some(iri.to_owned()),
        _ => None,
    }
}

/// Decimal notation, also with an exponent: what can be written as `xsd:double`.
fn is_number(text: &str) -> bool {
    text.bytes().all(|byte| byte.is_ascii_digit() || b"+-.eE".contains(&byte)) && text.parse::<f64>().is_ok()
}
