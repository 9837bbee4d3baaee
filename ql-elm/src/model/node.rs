use super::codec::Part;

/// What identifies a node of the graph, and what is said of it that the model has no place for: profiles are open, so
/// nothing is lost on the way through the model.
///
/// A new node is a blank one of the default class of its type.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Node(Option<Box<Inner>>);

#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
struct Inner {
    iri: Option<String>,
    classes: Vec<String>,
    other: Vec<Statement>,
}

/// A predicate with its object.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Statement {
    /// The IRI of the property.
    pub predicate: String,
    /// What it says.
    pub object: Value,
}

/// The object of a [`Statement`].
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Value {
    /// An IRI.
    Iri(String),
    /// A text with a language tag.
    Text {
        /// The text.
        value: String,
        /// The BCP 47 tag.
        language: String,
    },
    /// A literal with a datatype.
    Literal {
        /// The lexical form.
        value: String,
        /// The IRI of the datatype.
        datatype: String,
    },
    /// A blank node by what is said of it.
    Blank(Vec<Statement>),
}

impl Node {
    /// A blank node of the default class.
    pub fn blank() -> Self {
        Self::default()
    }

    /// A node with an IRI.
    pub fn named(iri: impl Into<String>) -> Self {
        Self::default().with_iri(Some(iri.into()))
    }

    /// The IRI; none of a blank node.
    pub fn iri(&self) -> Option<&str> {
        self.0.as_ref()?.iri.as_deref()
    }

    /// The classes, where these are others than the default one of its type.
    pub fn classes(&self) -> &[String] {
        self.0.as_ref().map_or(&[], |inner| &inner.classes)
    }

    /// What else is said of it.
    pub fn other(&self) -> &[Statement] {
        self.0.as_ref().map_or(&[], |inner| &inner.other)
    }

    /// Sets the IRI.
    #[must_use]
    pub fn with_iri(mut self, iri: Option<String>) -> Self {
        if iri.is_some() || self.0.is_some() {
            self.inner().iri = iri;
        }
        self.tidy()
    }

    /// Sets the classes, by their IRIs; none means the default one.
    #[must_use]
    pub fn with_classes(mut self, classes: Vec<String>) -> Self {
        if !classes.is_empty() || self.0.is_some() {
            self.inner().classes = classes;
        }
        self.tidy()
    }

    /// Adds a statement.
    #[must_use]
    pub fn with_statement(mut self, predicate: impl Into<String>, object: Value) -> Self {
        self.inner().other.push(Statement { predicate: predicate.into(), object });
        self
    }

    pub(crate) fn with_other(mut self, other: Vec<Statement>) -> Self {
        if !other.is_empty() {
            self.inner().other = other;
        }
        self
    }

    fn inner(&mut self) -> &mut Inner {
        self.0.get_or_insert_default()
    }

    /// Two nodes without anything of their own are equal.
    fn tidy(mut self) -> Self {
        if self.0.as_deref() == Some(&Inner::default()) {
            self.0 = None;
        }
        self
    }

    /// The classes to be written.
    pub(super) fn classes_of<P: Part>(&self) -> impl Iterator<Item = &str> {
        let default = self.classes().is_empty().then_some(P::CLASS);
        default.into_iter().chain(self.classes().iter().map(String::as_str))
    }
}
