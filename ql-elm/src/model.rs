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
    /// What learners can do afterwards, as one text.
    pub learning_outcome_summary: MultilingualText,
    /// The languages of teaching.
    pub languages: Vec<String>,
    /// The fields of study: codes of ISCED-F with 2 to 4 digits.
    pub isced_f: Vec<String>,
    /// The fields of study in other classifications.
    pub education_subjects: Vec<String>,
    /// The level of the European Qualifications Framework.
    pub eqf_level: Option<String>,
    /// Levels of national qualifications frameworks.
    pub nqf_levels: Vec<String>,
    /// Whether it is a part of a bigger qualification.
    pub is_partial_qualification: Option<bool>,
    /// The institutions that offer it.
    pub publishers: Vec<String>,
    /// The credits.
    pub credit_points: Vec<CreditPoint>,
    /// The workload of a learner, as `xsd:duration`.
    pub volume_of_learning: Option<String>,
    /// Course, programme, module …
    pub types: Vec<String>,
    /// Classifications of the publisher's own.
    pub categories: MultilingualText,
    /// What is asked of those who want to enrol.
    pub entry_requirement: MultilingualText,
    /// Learning opportunities that have to be taken before.
    pub entry_requirement_opportunities: Vec<Link>,
    /// Further notes, each a text of its own.
    pub additional_notes: Vec<MultilingualText>,
    /// How it is assessed.
    pub proven_by: Vec<Assessment>,
    /// How results are graded.
    pub grading_scheme: Option<GradingScheme>,
    /// What learners do, where that is no matter of an instance.
    pub influenced_by: Vec<LearningActivity>,
    /// Online, on site …
    pub modes: Vec<String>,
    /// Full time or part time.
    pub learning_schedule: Option<String>,
    /// How long it takes, as `xsd:duration`.
    pub duration: Option<String>,
    /// Web pages.
    pub homepages: Vec<WebResource>,
    /// Further documents.
    pub supplementary_documents: Vec<WebResource>,
    /// What it is a part of: the programmes of a course.
    pub part_of: Vec<Link>,
    /// Its parts: the courses of a programme.
    pub has_part: Vec<Link>,
    /// What it is an implementation of.
    pub specialisation_of: Vec<Link>,
    /// Whether it is still offered.
    pub is_active: Option<bool>,
    /// The last change, as `xsd:dateTime`.
    pub modified: Option<String>,
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
    /// Further notes, each a text of its own.
    pub additional_notes: Vec<MultilingualText>,
    /// Course, programme, module …, where the source says so of the instance.
    pub types: Vec<String>,
    /// The institutions that provide it.
    pub provided_by: Vec<String>,
    /// The languages of instruction, the main one first.
    pub languages: Vec<String>,
    /// Online, on site …
    pub modes: Vec<String>,
    /// Where it takes place.
    pub locations: Vec<Location>,
    /// Full time or part time.
    pub learning_schedule: Option<String>,
    /// The name of the term.
    pub period_label: MultilingualText,
    /// The first moment, as `xsd:dateTime`.
    pub start: Option<String>,
    /// The last moment, as `xsd:dateTime`.
    pub end: Option<String>,
    /// The timetable as text.
    pub schedule_information: MultilingualText,
    /// How long it runs, as `xsd:duration`.
    pub duration: Option<String>,
    /// How to apply.
    pub admission_procedure: MultilingualText,
    /// Until when one can apply, as `xsd:dateTime`.
    pub application_deadlines: Vec<String>,
    /// Where to enrol: a URL.
    pub registration_portal: Option<String>,
    /// Conditions for groups of learners.
    pub learner_group_conditions: Vec<LearnerGroupConditions>,
    /// Fees.
    pub prices: Vec<PriceDetail>,
    /// What learners do.
    pub learning_activity: Option<LearningActivity>,
    /// Web pages.
    pub homepages: Vec<WebResource>,
    /// Further documents.
    pub supplementary_documents: Vec<WebResource>,
    /// Places.
    pub enrolment_capacity: Option<u64>,
    /// Places taken.
    pub enrolled_learner_count: Option<u64>,
    /// How many learners are needed for it to take place.
    pub enrolment_minimum: Option<u64>,
    /// `inactive`, if the source says so.
    pub status: Option<String>,
    /// Instances that it is a part of: IRIs.
    pub part_of: Vec<String>,
    /// Instances that are parts of it: IRIs.
    pub has_part: Vec<String>,
    /// The last change, as `xsd:dateTime`.
    pub modified: Option<String>,
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
    /// Its codes.
    pub identifiers: Vec<Identifier>,
    /// Further notes, each a text of its own.
    pub additional_notes: Vec<MultilingualText>,
    /// Skills of ESCO: IRIs.
    pub esco_skills: Vec<String>,
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
    /// Written, oral …
    pub types: Vec<String>,
    /// Online, on site …
    pub modes: Vec<String>,
    /// How results are graded.
    pub grading_scheme: Option<GradingScheme>,
}

/// How results are graded, with what grades learners got.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct GradingScheme {
    /// A name.
    pub title: MultilingualText,
    /// The description.
    pub description: MultilingualText,
    /// The grades of one group of learners each.
    pub distributions: Vec<ResultDistribution>,
}

/// How many learners of a group got which grade.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct ResultDistribution {
    /// The grades, the best first.
    pub categories: Vec<ResultCategory>,
    /// Who is counted.
    pub reference_group: Option<LearnerGroup>,
}

/// A grade and how many got it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct ResultCategory {
    /// The grade as it is printed.
    pub label: String,
    /// How many learners got it.
    pub count: u64,
    /// How many of a hundred learners got it.
    pub percentage: u64,
    /// The rank; the highest is the best.
    pub order: u64,
}

/// What learners do.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct LearningActivity {
    /// A name.
    pub title: MultilingualText,
    /// The description.
    pub description: MultilingualText,
    /// Lecture, laboratory …
    pub types: Vec<String>,
    /// Hours with a teacher, in decimal notation.
    pub contact_hours: Option<String>,
    /// The workload, as `xsd:duration`.
    pub volume_of_learning: Option<String>,
    /// Its parts.
    pub parts: Vec<LearningActivity>,
}

/// A web page or a document.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct WebResource {
    /// The URL.
    pub url: String,
    /// A name.
    pub title: MultilingualText,
    /// The language of the page.
    pub language: Option<String>,
}

impl WebResource {
    /// The page at a URL.
    pub fn new(url: impl Into<String>) -> Self {
        Self { url: url.into(), ..Self::default() }
    }
}

/// A place.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Location {
    /// The name of the place.
    pub name: MultilingualText,
    /// The description.
    pub description: MultilingualText,
    /// The country.
    pub country: Option<String>,
    /// The address as text.
    pub full_address: MultilingualText,
    /// Degrees north and degrees east, in decimal notation.
    pub coordinates: Option<(String, String)>,
}

/// A fee.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct PriceDetail {
    /// What is paid for.
    pub label: MultilingualText,
    /// The description.
    pub description: MultilingualText,
    /// The amount, in decimal notation, with the currency.
    pub amount: Option<(String, String)>,
    /// Further notes.
    pub additional_note: MultilingualText,
}

/// Conditions for groups of learners (profile, section 3.3).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct LearnerGroupConditions {
    /// Whom the conditions concern.
    pub groups: Vec<LearnerGroup>,
    /// Where to enrol: a URL.
    pub registration_portal: Option<String>,
    /// How to apply.
    pub admission_procedure: MultilingualText,
}

/// A group of learners (profile, section 3.3).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct LearnerGroup {
    /// A name.
    pub title: MultilingualText,
    /// The description.
    pub description: MultilingualText,
    /// Institutions and alliances whose students they are.
    pub students_of: Vec<String>,
    /// Whether people who are no students belong to it.
    pub is_open_to_non_enrolled: Option<bool>,
}

/// From one specification to another: its IRI, or a node that says how its provider calls it.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Link {
    /// The IRI of the other.
    Iri(String),
    /// What the profile wants.
    Reference(Box<Reference>),
}

/// Says which specification is meant (profile, section 3.3).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Reference {
    /// The institution that offers it.
    pub provider: Option<String>,
    /// Its code.
    pub identifier: Identifier,
    /// Its name.
    pub label: MultilingualText,
    /// Its IRI, if it is known.
    pub target: Option<String>,
}
