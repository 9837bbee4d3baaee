//! What an aggregator adds to the data of a source (catalogue documents, section 2): rule by rule, each of which can be
//! switched off.

mod filler;
mod rules;

use ql_core::{Diagnostic, SourceType};

pub use filler::{CourseView, Filled, GapFiller};

use crate::{Graph, Institutions};

/// A rule of the enrichment.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum EnrichRule {
    /// When the course was taken in: `ql:ingestedDate` and `ql:ingestedAt`.
    Ingested,
    /// A `urn:uuid:` that is the same as the course.
    Uuid,
    /// An instance without provider is provided by the institution whose source it is.
    ProvidedBy,
    /// A provider by the IRI that is used for it.
    ProviderAliases,
    /// A course that does not say so is still offered.
    IsActive,
    /// A learning opportunity without type is a course.
    Type,
    /// Which kind of source the course comes from.
    SourceType,
    /// Numbers of credits are `xsd:double`; what is no number is left out.
    CreditPoints,
    /// A publisher by the IRI that is used for it.
    PublisherAliases,
    /// A course without publisher is published by the providers of its instances, or else by the institution whose source it is.
    Publisher,
    /// Courses name the instances that name them.
    InstanceLinks,
    /// The broad and narrow fields that a field of study lies in.
    IscedFields,
    /// An instance with a language under one of the two properties in use gets the other (erratum E22).
    LanguageOfInstances,
    /// A course of another institution is flagged, or left out (exchange specification, "Trust").
    Trust,
}

impl EnrichRule {
    /// All of them, in the order in which they are applied.
    pub const ALL: &'static [Self] = &[
        Self::Ingested,
        Self::Uuid,
        Self::ProvidedBy,
        Self::ProviderAliases,
        Self::IsActive,
        Self::Type,
        Self::SourceType,
        Self::CreditPoints,
        Self::PublisherAliases,
        Self::Publisher,
        Self::InstanceLinks,
        Self::IscedFields,
        Self::LanguageOfInstances,
        Self::Trust,
    ];

    /// The name, as command lines and settings write it.
    ///
    /// ```
    /// assert_eq!(ql_elm::EnrichRule::IscedFields.name(), "isced-fields");
    /// ```
    pub fn name(self) -> &'static str {
        match self {
            Self::Ingested => "ingested",
            Self::Uuid => "uuid",
            Self::ProvidedBy => "provided-by",
            Self::ProviderAliases => "provider-aliases",
            Self::IsActive => "is-active",
            Self::Type => "type",
            Self::SourceType => "source-type",
            Self::CreditPoints => "credit-points",
            Self::PublisherAliases => "publisher-aliases",
            Self::Publisher => "publisher",
            Self::InstanceLinks => "instance-links",
            Self::IscedFields => "isced-fields",
            Self::LanguageOfInstances => "language-of-instances",
            Self::Trust => "trust",
        }
    }

    /// The rule of that name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|rule| rule.name() == name)
    }
}

/// What a source may describe (exchange specification, "Trust").
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Trust {
    /// Learning opportunities of anyone: an authoritative source.
    Authoritative,
    /// Those of its institution; others are told.
    #[default]
    Flag,
    /// Those of its institution; others are told and left out.
    Drop,
}

/// Adds to a graph what an aggregator needs: UUIDs, publishers, defaults, broader fields, links.
///
/// Applied twice it adds nothing more. Each course stands for itself, so nothing that is wrong with one is a matter of others.
///
/// ```
/// use ql_elm::{Enricher, Object, RdfFormat, RdfReader, Subject};
/// let turtle = br#"
///     @prefix ql: <http://data.quality-link.eu/ontology/v1#> .
///     <https://cat.example.edu/course/BIO-101> a ql:LearningOpportunitySpecification .
/// "#;
/// let mut graph = RdfReader::new(RdfFormat::Turtle).read(turtle).graph;
/// let enricher = Enricher::new().with_provider("https://data.deqar.eu/institution/9001");
/// assert!(enricher.enrich(&mut graph).is_empty());
/// let course = Subject::Iri("https://cat.example.edu/course/BIO-101");
/// let publishers: Vec<_> = graph.objects(course, "http://purl.org/dc/terms/publisher").collect();
/// assert_eq!(publishers, [Object::Iri("https://data.deqar.eu/institution/9001")]);
/// ```
#[derive(Clone, Debug)]
#[must_use]
pub struct Enricher {
    pub(crate) rules: Vec<EnrichRule>,
    pub(crate) provider: Option<String>,
    pub(crate) ingested_at: Option<String>,
    pub(crate) source_type: SourceType,
    pub(crate) aliases: std::collections::HashMap<String, String>,
    pub(crate) trust: Trust,
}

impl Default for Enricher {
    fn default() -> Self {
        Self {
            rules: EnrichRule::ALL.to_vec(),
            provider: None,
            ingested_at: None,
            source_type: SourceType::Elm,
            aliases: std::collections::HashMap::new(),
            trust: Trust::default(),
        }
    }
}

impl Enricher {
    /// All rules.
    pub fn new() -> Self {
        Self::default()
    }

    /// Sets the IRI of the institution whose source it is.
    pub fn with_provider(mut self, iri: impl Into<String>) -> Self {
        self.provider = Some(iri.into());
        self
    }

    /// Sets the time of the run, as `xsd:dateTime` in UTC; without it, no time is added.
    pub fn with_ingested_at(mut self, timestamp: impl Into<String>) -> Self {
        self.ingested_at = Some(timestamp.into());
        self
    }

    /// Sets the kind of source that the graph comes from; ELM unless set.
    pub fn with_source_type(mut self, source_type: SourceType) -> Self {
        self.source_type = source_type;
        self
    }

    /// Sets the institutions whose aliases are resolved.
    pub fn with_institutions(mut self, institutions: &Institutions) -> Self {
        self.aliases =
            institutions.aliases().map(|(alias, canonical)| (alias.to_owned(), canonical.to_owned())).collect();
        self
    }

    /// Switches a rule off.
    pub fn without(mut self, rule: EnrichRule) -> Self {
        self.rules.retain(|one| *one != rule);
        self
    }

    /// Switches all rules off but these.
    pub fn only(mut self, rules: &[EnrichRule]) -> Self {
        self.rules = rules.to_vec();
        self
    }

    /// Sets what the source may describe.
    pub fn with_trust(mut self, trust: Trust) -> Self {
        self.trust = trust;
        self
    }

    /// Applies the rules. Returns what could not be used, and courses of other institutions.
    pub fn enrich(&self, graph: &mut Graph) -> Vec<Diagnostic> {
        rules::apply(self, graph)
    }

    /// Applies the rules, then lets somebody else fill what is missing, such as a service that finds the skills in a text.
    ///
    /// What is filled is marked on the course with `ql:aiEnrichedField` and the name of the property.
    pub fn enrich_with(&self, graph: &mut Graph, filler: &mut impl GapFiller) -> Vec<Diagnostic> {
        let mut diagnostics = self.enrich(graph);
        filler::fill(graph, filler, &mut diagnostics);
        diagnostics
    }
}
