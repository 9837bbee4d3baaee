use std::borrow::Cow;
use std::hash::{Hash, Hasher};

use indexmap::Equivalent;

/// A subject, or the object that is one elsewhere.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Subject<'a> {
    /// An absolute IRI.
    Iri(&'a str),
    /// A blank node, by a number that is its own within one graph.
    Blank(u32),
}

/// The object of a triple.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Object<'a> {
    /// An absolute IRI.
    Iri(&'a str),
    /// A blank node.
    Blank(u32),
    /// A text with a language tag.
    Text {
        /// The text.
        value: &'a str,
        /// The BCP 47 tag.
        language: &'a str,
    },
    /// A literal with a datatype; plain texts have `xsd:string`.
    Typed {
        /// The lexical form.
        value: &'a str,
        /// The IRI of the datatype.
        datatype: &'a str,
    },
}

impl<'a> From<Subject<'a>> for Object<'a> {
    fn from(subject: Subject<'a>) -> Self {
        match subject {
            Subject::Iri(iri) => Self::Iri(iri),
            Subject::Blank(number) => Self::Blank(number),
        }
    }
}

/// Something that takes triples: a graph, a writer.
///
/// IRIs are given in the namespace of ELM 3.3.
pub trait TripleSink {
    /// What can go wrong.
    type Error;

    /// Takes one triple.
    fn triple(&mut self, subject: Subject<'_>, predicate: &str, object: Object<'_>) -> Result<(), Self::Error>;

    /// A blank node that has not been used in this sink.
    fn fresh_blank(&mut self) -> u32;
}

/// An owned term, as the graph keeps it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Term {
    Iri(Box<str>),
    Blank(u32),
    Text { value: Box<str>, language: Box<str> },
    Typed { value: Box<str>, datatype: Cow<'static, str> },
}

impl Term {
    pub(crate) fn as_object(&self) -> Object<'_> {
        match self {
            Self::Iri(iri) => Object::Iri(iri),
            Self::Blank(number) => Object::Blank(*number),
            Self::Text { value, language } => Object::Text { value, language },
            Self::Typed { value, datatype } => Object::Typed { value, datatype },
        }
    }

    pub(crate) fn new(object: Object<'_>) -> Self {
        match object {
            Object::Iri(iri) => Self::Iri(iri.into()),
            Object::Blank(number) => Self::Blank(number),
            Object::Text { value, language } => Self::Text { value: value.into(), language: language.into() },
            Object::Typed { value, datatype } => {
                let common = super::graph::COMMON_DATATYPES.iter().find(|common| **common == datatype);
                let datatype = common.map_or_else(|| Cow::Owned(datatype.to_owned()), |common| Cow::Borrowed(*common));
                Self::Typed { value: value.into(), datatype }
            }
        }
    }
}

impl Hash for Term {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.as_object().hash(state);
    }
}

/// A borrowed term looks up the owned one.
impl Equivalent<Term> for Object<'_> {
    fn equivalent(&self, term: &Term) -> bool {
        *self == term.as_object()
    }
}
