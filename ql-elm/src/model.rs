//! The learning opportunities of the QualityLink profile, typed.

mod codec;
mod node;
mod parts;
mod read;
pub(crate) mod write;

use ql_core::MultilingualText;

use crate::namespace::{adms, dcterms, elm, foaf, ql, skos};
use crate::rdf::TripleSink;
use codec::Part;
use read::Reader;
use write::Writer;

pub use node::{Node, Statement, Value};
pub use parts::{
    Accreditation, Address, Amount, Assessment, AwardingOpportunity, ContactPoint, CreditPoint, Entitlement, Geometry,
    GradingScheme, Grant, Identifier, LearnerGroup, LearnerGroupConditions, LearningActivity, LearningOutcome, Link,
    Location, MediaObject, Note, Organisation, Period, Phone, PriceDetail, Reference, ResultCategory,
    ResultDistribution, WebResource,
};

/// A course, programme or module as such (profile, section 3.1).
///
/// Concepts are the IRIs of the EU's vocabularies. Texts keep every language they came in.
#[derive(Clone, Debug, Default, PartialEq)]
#[non_exhaustive]
pub struct LearningOpportunitySpecification {
    /// The IRI.
    pub subject: String,
    /// Its classes, if these are others, and what else is said of it.
    pub node: Node,
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
    pub learning_outcome_summary: Option<Note>,
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
    /// Levels that are none of a qualifications framework, such as a cycle of the QF-EHEA.
    pub education_levels: Vec<String>,
    /// Codes in a register of qualifications.
    pub qualification_codes: Vec<String>,
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
    /// The learners it is meant for.
    pub target_groups: Vec<String>,
    /// Formal, non-formal …
    pub learning_settings: Vec<String>,
    /// What is asked of those who want to enrol.
    pub entry_requirement: Option<Note>,
    /// Learning opportunities that have to be taken before.
    pub entry_requirement_opportunities: Vec<Link>,
    /// What learners have to be able to do before.
    pub entry_requirement_outcomes: Vec<LearningOutcome>,
    /// Further notes.
    pub additional_notes: Vec<Note>,
    /// How it is assessed.
    pub proven_by: Vec<Assessment>,
    /// How results are graded.
    pub grading_scheme: Option<GradingScheme>,
    /// How many of a hundred learners pass.
    pub passing_rate: Option<u64>,
    /// Who awards what learners get, and where.
    pub awarding_opportunities: Vec<AwardingOpportunity>,
    /// Quality assurance of a qualification.
    pub accreditations: Vec<Accreditation>,
    /// What learners do, where that is no matter of an instance.
    pub influenced_by: Vec<LearningActivity>,
    /// Online, on site …
    pub modes: Vec<String>,
    /// Full time or part time.
    pub learning_schedule: Option<String>,
    /// How long it takes, as `xsd:duration`.
    pub duration: Option<String>,
    /// How long it may take at most, as `xsd:duration`.
    pub maximum_duration: Option<String>,
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
    /// What implements it.
    pub generalisation_of: Vec<Link>,
    /// What it takes the place of.
    pub superseded: Vec<Link>,
    /// What takes its place.
    pub superseded_by: Vec<Link>,
    /// What it entitles to.
    pub entitlements: Vec<Entitlement>,
    /// A picture.
    pub banner_image: Option<MediaObject>,
    /// A mark that tells versions apart.
    pub version: Option<String>,
    /// The status of its publication.
    pub status: Option<String>,
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
    /// Its classes, if these are others, and what else is said of it.
    pub node: Node,
    /// The provider's codes of the offering.
    pub identifiers: Vec<Identifier>,
    /// The name, if it is not that of the specification.
    pub title: MultilingualText,
    /// The description.
    pub description: MultilingualText,
    /// Further notes.
    pub additional_notes: Vec<Note>,
    /// Course, programme, module …, where the source says so of the instance.
    pub types: Vec<String>,
    /// The institutions that provide it.
    pub provided_by: Vec<String>,
    /// Who published the description: IRIs.
    pub publishers: Vec<String>,
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
    /// What else is said of the period.
    pub period_node: Node,
    /// The timetable as text.
    pub schedule_information: Option<Note>,
    /// How long it runs, as `xsd:duration`.
    pub duration: Option<String>,
    /// How to apply.
    pub admission_procedure: Option<Note>,
    /// Until when one can apply, as `xsd:dateTime`.
    pub application_deadlines: Vec<String>,
    /// Where to enrol: a URL.
    pub registration_portal: Option<String>,
    /// Conditions for groups of learners.
    pub learner_group_conditions: Vec<LearnerGroupConditions>,
    /// Fees.
    pub prices: Vec<PriceDetail>,
    /// Funding.
    pub grants: Vec<Grant>,
    /// Platforms: IRIs.
    pub virtual_learning_environments: Vec<String>,
    /// A picture.
    pub banner_image: Option<MediaObject>,
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

codec::parts! {
    LearningOpportunitySpecification(ql::LEARNING_OPPORTUNITY_SPECIFICATION) {
        iris types dcterms::TYPE;
        parts identifiers adms::IDENTIFIER;
        texts title dcterms::TITLE;
        texts alt_labels skos::ALT_LABEL;
        texts description dcterms::DESCRIPTION;
        parts learning_outcomes elm::LEARNING_OUTCOME;
        part learning_outcome_summary elm::LEARNING_OUTCOME_SUMMARY;
        iris languages dcterms::LANGUAGE;
        iris education_subjects elm::EDUCATION_SUBJECT;
        iri eqf_level elm::EQF_LEVEL;
        iris nqf_levels elm::NQF_LEVEL;
        iris education_levels elm::EDUCATION_LEVEL;
        iris qualification_codes elm::QUALIFICATION_CODE;
        flag is_partial_qualification elm::IS_PARTIAL_QUALIFICATION;
        parts credit_points elm::CREDIT_POINT;
        duration volume_of_learning elm::VOLUME_OF_LEARNING;
        texts categories elm::CATEGORY;
        iris target_groups elm::TARGET_GROUP;
        iris learning_settings elm::LEARNING_SETTING;
        part entry_requirement elm::ENTRY_REQUIREMENT;
        links entry_requirement_opportunities ql::ENTRY_REQUIREMENT_LEARNING_OPPORTUNITY;
        parts entry_requirement_outcomes ql::ENTRY_REQUIREMENT_LEARNING_OUTCOME;
        parts additional_notes elm::ADDITIONAL_NOTE;
        parts proven_by elm::PROVEN_BY;
        part grading_scheme elm::GRADING_SCHEME;
        count passing_rate ql::PASSING_RATE;
        parts awarding_opportunities elm::AWARDING_OPPORTUNITY;
        parts accreditations elm::ACCREDITATION;
        parts influenced_by elm::INFLUENCED_BY;
        iris modes elm::MODE;
        iri learning_schedule elm::LEARNING_SCHEDULE;
        duration duration elm::DURATION;
        duration maximum_duration elm::MAXIMUM_DURATION;
        pages homepages foaf::HOMEPAGE;
        pages supplementary_documents elm::SUPPLEMENTARY_DOCUMENT;
        links part_of elm::IS_PART_OF;
        links has_part elm::HAS_PART;
        links specialisation_of elm::SPECIALISATION_OF;
        links generalisation_of elm::GENERALISATION_OF;
        links superseded ql::SUPERSEDED;
        links superseded_by ql::SUPERSEDED_BY;
        parts entitlements elm::ENTITLES_TO;
        part banner_image elm::BANNER_IMAGE;
        any_code version ql::VERSION;
        string status elm::STATUS;
        iris publishers dcterms::PUBLISHER;
        flag is_active ql::IS_ACTIVE;
        date_time modified dcterms::MODIFIED;
    }
    LearningOpportunityInstance(ql::LEARNING_OPPORTUNITY_INSTANCE) {
        iris types dcterms::TYPE;
        parts identifiers adms::IDENTIFIER;
        texts title dcterms::TITLE;
        texts description dcterms::DESCRIPTION;
        parts additional_notes elm::ADDITIONAL_NOTE;
        iris provided_by elm::PROVIDED_BY;
        iris publishers dcterms::PUBLISHER;
        iris modes elm::MODE;
        parts locations elm::LOCATION;
        iri learning_schedule elm::LEARNING_SCHEDULE;
        part schedule_information elm::SCHEDULE_INFORMATION;
        duration duration elm::DURATION;
        part admission_procedure elm::ADMISSION_PROCEDURE;
        last_moments application_deadlines elm::APPLICATION_DEADLINE;
        url registration_portal ql::REGISTRATION_PORTAL;
        parts learner_group_conditions ql::LEARNER_GROUP_CONDITIONS;
        parts prices elm::PRICE_DETAIL;
        parts grants elm::GRANT;
        iris virtual_learning_environments ql::VIRTUAL_LEARNING_ENVIRONMENT;
        part banner_image elm::BANNER_IMAGE;
        part learning_activity elm::LEARNING_ACTIVITY_SPECIFICATION;
        pages homepages foaf::HOMEPAGE;
        pages supplementary_documents elm::SUPPLEMENTARY_DOCUMENT;
        count enrolment_capacity ql::ENROLMENT_CAPACITY;
        count enrolled_learner_count ql::ENROLLED_LEARNER_COUNT;
        count enrolment_minimum ql::ENROLMENT_MINIMUM;
        string status elm::STATUS;
        iris part_of elm::IS_PART_OF;
        iris has_part elm::HAS_PART;
        date_time modified dcterms::MODIFIED;
    }
}
