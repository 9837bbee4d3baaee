//! The learning opportunities of the QualityLink profile, typed.

use ql_core::MultilingualText;

/// A course, programme or module as such (profile, section 3.1).
///
/// Concepts are the IRIs of the EU's vocabularies. Texts keep every language they came in.
#[derive(Clone, Debug, Default, PartialEq)]
#[non_exhaustive]
pub struct LearningOpportunitySpecification {
    /// The IRI.
    pub subject: String,
    /// Other IRIs of the same thing, such as its `urn:uuid:`.
    pub same_as: Vec<String>,
    /// Codes given by the publisher.
    pub identifiers: Vec<Identifier>,
    /// The name.
    pub title: MultilingualText,
    /// Other names.
    pub alt_labels: MultilingualText,
    /// The description.
    pub description: MultilingualText,
    /// What learners can do afterwards, one by one.
    pub learning_outcomes: Vec<LearningOutcome>,
    /// The languages of teaching.
    pub languages: Vec<String>,
    /// The fields of study: codes of ISCED-F with 2 to 4 digits.
    pub isced_f: Vec<String>,
    /// The level of the European Qualifications Framework.
    pub eqf_level: Option<String>,
    /// The institutions that offer it.
    pub publishers: Vec<String>,
    /// The credits.
    pub credit_points: Vec<CreditPoint>,
    /// Course, programme, module …
    pub types: Vec<String>,
    /// What is asked of those who want to enrol.
    pub entry_requirement: MultilingualText,
    /// Further notes, each a text of its own.
    pub additional_notes: Vec<MultilingualText>,
    /// How it is assessed.
    pub proven_by: Vec<Assessment>,
    /// Online, on site …
    pub modes: Vec<String>,
    /// Web pages: URLs.
    pub homepages: Vec<String>,
    /// Whether it is still offered.
    pub is_active: Option<bool>,
    /// Its instances.
    pub instances: Vec<LearningOpportunityInstance>,
}

/// One offering of a specification: who provides it when, where and in which language (profile, section 3.2).
#[derive(Clone, Debug, Default, PartialEq)]
#[non_exhaustive]
pub struct LearningOpportunityInstance {
    /// The IRI.
    pub subject: String,
    /// The provider's codes of the offering.
    pub identifiers: Vec<Identifier>,
    /// The name, if it is not that of the specification.
    pub title: MultilingualText,
    /// The description.
    pub description: MultilingualText,
    /// The institutions that provide it.
    pub provided_by: Vec<String>,
    /// The languages of instruction, the main one first.
    pub languages: Vec<String>,
    /// Online, on site …
    pub modes: Vec<String>,
    /// The first moment, as `xsd:dateTime`.
    pub start: Option<String>,
    /// The last moment, as `xsd:dateTime`.
    pub end: Option<String>,
    /// Until when one can apply, as `xsd:dateTime`.
    pub application_deadlines: Vec<String>,
    /// Web pages: URLs.
    pub homepages: Vec<String>,
    /// Places.
    pub enrolment_capacity: Option<u64>,
    /// Places taken.
    pub enrolled_learner_count: Option<u64>,
    /// How many learners are needed for it to take place.
    pub enrolment_minimum: Option<u64>,
}

/// A code with the name of the scheme it belongs to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Identifier {
    /// The code.
    pub notation: String,
    /// The name of the scheme.
    pub scheme_name: Option<String>,
}

impl Identifier {
    /// A code of a named scheme.
    pub fn new(notation: impl Into<String>, scheme_name: Option<String>) -> Self {
        Self { notation: notation.into(), scheme_name }
    }
}

/// What learners can do afterwards.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct LearningOutcome {
    /// The outcome.
    pub title: MultilingualText,
}

/// A number of credits.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct CreditPoint {
    /// The credit system.
    pub framework: String,
    /// The number, in decimal notation.
    pub points: String,
}

/// How learning is assessed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Assessment {
    /// A name.
    pub title: MultilingualText,
    /// The description.
    pub description: MultilingualText,
}
