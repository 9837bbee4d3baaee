//! How the model's types stand in RDF: one table for each type, by which it is both written and read.

use super::read::Reader;
use super::write::Writer;
use super::{
    Accreditation, Address, Amount, Assessment, AwardingOpportunity, ContactPoint, CreditPoint, Entitlement, Geometry,
    GradingScheme, Grant, Identifier, LearnerGroup, LearnerGroupConditions, LearningActivity, LearningOutcome,
    Location, MediaObject, Node, Note, Organisation, Period, Phone, PriceDetail, Reference, ResultCategory,
    ResultDistribution, WebResource,
};
use crate::namespace::{adms, clv, dcterms, elm, foaf, locn, org, ql, rdf, rdfs, rov, skos};
use crate::rdf::TripleSink;

/// A type whose values are nodes of the graph.
pub(super) trait Part: Default + PartialEq + std::fmt::Debug {
    /// The class that it has unless it says otherwise.
    const CLASS: &'static str;
    /// Further classes whose nodes are read as this type.
    const ALSO: &'static [&'static str] = &[];

    fn node(&self) -> &Node;
    fn node_mut(&mut self) -> &mut Node;
    fn write_fields<S: TripleSink>(&self, to: &mut Writer<'_, S>) -> Result<(), S::Error>;
    fn read_fields(&mut self, from: &mut Reader<'_, '_>);
}

/// `Type(Class, further classes) { kind of value, field, property; }`
macro_rules! parts {
    ($($name:ident($class:expr $(, $also:expr)*) { $($kind:ident $field:ident $predicate:expr;)* })*) => {$(
        impl Part for $name {
            const CLASS: &'static str = $class;
            const ALSO: &'static [&'static str] = &[$($also),*];

            fn node(&self) -> &Node {
                &self.node
            }

            fn node_mut(&mut self) -> &mut Node {
                &mut self.node
            }

            fn write_fields<S: TripleSink>(&self, to: &mut Writer<'_, S>) -> Result<(), S::Error> {
                $(to.$kind($predicate, &self.$field)?;)*
                Ok(())
            }

            fn read_fields(&mut self, from: &mut Reader<'_, '_>) {
                $(self.$field = from.$kind($predicate);)*
            }
        }
    )*};
}
pub(super) use parts;

parts! {
    Note(elm::NOTE) {
        texts text elm::NOTE_LITERAL;
        iri subject dcterms::SUBJECT;
        iri format elm::NOTE_FORMAT;
        iri language dcterms::LANGUAGE;
        positive order elm::ORDER;
    }
    Identifier(elm::IDENTIFIER, elm::LEGAL_IDENTIFIER, ql::SCHAC_IDENTIFIER, ql::ORG_REG_IDENTIFIER) {
        code notation skos::NOTATION;
        string scheme_name elm::SCHEME_NAME;
        scheme scheme_id elm::SCHEME_ID;
        string scheme_version elm::SCHEME_VERSION;
        texts scheme_agency adms::SCHEME_AGENCY;
        iri creator dcterms::CREATOR;
        date_time issued dcterms::ISSUED;
        iris types dcterms::TYPE;
        iri spatial dcterms::SPATIAL;
    }
    LearningOutcome(elm::LEARNING_OUTCOME_CLASS) {
        texts title dcterms::TITLE;
        parts identifiers adms::IDENTIFIER;
        iri outcome_type dcterms::TYPE;
        parts additional_notes elm::ADDITIONAL_NOTE;
        iris esco_skills elm::RELATED_ESCO_SKILL;
        iris related_skills elm::RELATED_SKILL;
        iri reusability_level elm::REUSABILITY_LEVEL;
    }
    CreditPoint(elm::CREDIT_POINT_CLASS) {
        needed_iri framework elm::FRAMEWORK;
        points points elm::POINT;
    }
    Assessment(elm::LEARNING_ASSESSMENT_SPECIFICATION) {
        texts title dcterms::TITLE;
        texts alt_labels skos::ALT_LABEL;
        texts description dcterms::DESCRIPTION;
        parts identifiers adms::IDENTIFIER;
        iris types dcterms::TYPE;
        iris modes elm::MODE;
        iris languages dcterms::LANGUAGE;
        parts additional_notes elm::ADDITIONAL_NOTE;
        texts categories elm::CATEGORY;
        part grading_scheme elm::GRADING_SCHEME;
        parts parts elm::HAS_PART;
        pages homepages foaf::HOMEPAGE;
        pages supplementary_documents elm::SUPPLEMENTARY_DOCUMENT;
        iris part_of elm::IS_PART_OF;
        iris specialisation_of elm::SPECIALISATION_OF;
        iris generalisation_of elm::GENERALISATION_OF;
        iris proves elm::PROVES;
        iris publishers dcterms::PUBLISHER;
        date_time modified dcterms::MODIFIED;
        string status elm::STATUS;
    }
    GradingScheme(elm::GRADING_SCHEME_CLASS) {
        parts identifiers adms::IDENTIFIER;
        texts title dcterms::TITLE;
        texts description dcterms::DESCRIPTION;
        pages supplementary_documents elm::SUPPLEMENTARY_DOCUMENT;
        parts distributions elm::RESULT_DISTRIBUTION;
    }
    ResultDistribution(elm::RESULT_DISTRIBUTION_CLASS) {
        parts categories elm::RESULT_CATEGORY;
        part reference_group ql::REFERENCE_GROUP;
    }
    ResultCategory(elm::RESULT_CATEGORY_CLASS) {
        needed_string label elm::LABEL;
        positive count elm::COUNT;
        positive percentage ql::GRADE_PERCENTAGE;
        positive order ql::GRADE_ORDER;
    }
    LearningActivity(elm::LEARNING_ACTIVITY_SPECIFICATION_CLASS) {
        texts title dcterms::TITLE;
        texts alt_labels skos::ALT_LABEL;
        texts description dcterms::DESCRIPTION;
        parts identifiers adms::IDENTIFIER;
        iris types dcterms::TYPE;
        iris modes elm::MODE;
        iris languages dcterms::LANGUAGE;
        parts additional_notes elm::ADDITIONAL_NOTE;
        texts categories elm::CATEGORY;
        string contact_hours elm::CONTACT_HOUR;
        duration volume_of_learning elm::VOLUME_OF_LEARNING;
        iris influences elm::INFLUENCES;
        parts parts elm::HAS_PART;
        pages homepages foaf::HOMEPAGE;
        pages supplementary_documents elm::SUPPLEMENTARY_DOCUMENT;
        iris part_of elm::IS_PART_OF;
        iris specialisation_of elm::SPECIALISATION_OF;
        iris generalisation_of elm::GENERALISATION_OF;
        iris publishers dcterms::PUBLISHER;
        date_time modified dcterms::MODIFIED;
        string status elm::STATUS;
    }
    WebResource(elm::WEB_RESOURCE) {
        needed_url url elm::CONTENT_URL;
        texts title dcterms::TITLE;
        iri language dcterms::LANGUAGE;
    }
    MediaObject(elm::MEDIA_OBJECT) {
        url url elm::CONTENT_URL;
        texts title dcterms::TITLE;
        texts description dcterms::DESCRIPTION;
        string content elm::CONTENT;
        iri encoding elm::CONTENT_ENCODING;
        iri media_type elm::CONTENT_TYPE;
        integer size elm::CONTENT_SIZE;
        iri attachment_type elm::ATTACHMENT_TYPE;
    }
    Location(dcterms::LOCATION) {
        texts name elm::GEOGRAPHIC_NAME;
        texts description dcterms::DESCRIPTION;
        parts identifiers adms::IDENTIFIER;
        parts addresses elm::ADDRESS;
        iris spatial_codes elm::SPATIAL_CODE;
        parts geometries locn::GEOMETRY;
    }
    Address(elm::ADDRESS_CLASS) {
        iri country elm::COUNTRY_CODE;
        part full_address elm::FULL_ADDRESS;
        parts identifiers adms::IDENTIFIER;
    }
    Geometry(locn::GEOMETRY_CLASS) {
        needed_string latitude clv::LATITUDE;
        needed_string longitude clv::LONGITUDE;
    }
    PriceDetail(elm::PRICE_DETAIL_CLASS) {
        texts label skos::PREF_LABEL;
        texts description dcterms::DESCRIPTION;
        parts identifiers adms::IDENTIFIER;
        part amount elm::AMOUNT;
        parts additional_notes elm::ADDITIONAL_NOTE;
    }
    Amount(elm::AMOUNT_CLASS) {
        amount value rdf::VALUE;
        needed_iri currency elm::UNIT;
    }
    Grant(elm::GRANT_CLASS) {
        texts title dcterms::TITLE;
        texts description dcterms::DESCRIPTION;
        iri grant_type dcterms::TYPE;
        url url elm::CONTENT_URL;
        pages supplementary_documents elm::SUPPLEMENTARY_DOCUMENT;
    }
    LearnerGroupConditions(ql::LEARNER_GROUP_CONDITIONS_CLASS) {
        parts groups ql::LEARNER_GROUP;
        url registration_portal ql::REGISTRATION_PORTAL;
        parts prices elm::PRICE_DETAIL;
        count enrolment_capacity ql::ENROLMENT_CAPACITY;
        count enrolled_learner_count ql::ENROLLED_LEARNER_COUNT;
        count enrolment_minimum ql::ENROLMENT_MINIMUM;
        part admission_procedure elm::ADMISSION_PROCEDURE;
        part entry_requirement elm::ENTRY_REQUIREMENT;
    }
    LearnerGroup(ql::LEARNER_GROUP_CLASS) {
        texts title dcterms::TITLE;
        texts description dcterms::DESCRIPTION;
        parts identifiers adms::IDENTIFIER;
        iris students_of ql::STUDENTS_OF;
        flag is_open_to_non_enrolled ql::IS_OPEN_TO_NON_ENROLLED;
        links limit_learning_opportunities ql::LIMIT_LEARNING_OPPORTUNITY;
        iris limit_fields elm::LIMIT_FIELD;
        iris minimum_eqf_levels ql::MINIMUM_EQF_LEVEL;
        parts additional_notes elm::ADDITIONAL_NOTE;
    }
    Reference(
        ql::LEARNING_OPPORTUNITY_SPECIFICATION_REFERENCE,
        ql::LEARNING_OPPORTUNITY_INSTANCE_REFERENCE,
        elm::QUALIFICATION_REFERENCE
    ) {
        iri provider elm::PROVIDED_BY;
        needed_part identifier adms::IDENTIFIER;
        texts label skos::PREF_LABEL;
        iri target rdfs::SEE_ALSO;
    }
    AwardingOpportunity(elm::AWARDING_OPPORTUNITY_CLASS) {
        parts identifiers adms::IDENTIFIER;
        iris awarding_bodies elm::AWARDING_BODY;
        iri specification elm::LEARNING_ACHIEVEMENT_SPECIFICATION;
        part location elm::LOCATION;
        part period dcterms::TEMPORAL;
    }
    Accreditation(elm::ACCREDITATION_CLASS) {
        texts title dcterms::TITLE;
        texts description dcterms::DESCRIPTION;
        parts identifiers adms::IDENTIFIER;
        iri accreditation_type dcterms::TYPE;
        iri decision elm::DECISION;
        iri accrediting_agent elm::ACCREDITING_AGENT;
        iris organisations elm::ORGANISATION_PROPERTY;
        date_time issued dcterms::ISSUED;
        date_time valid dcterms::VALID;
        last_moment expiry_date elm::EXPIRY_DATE;
        date_time review_date elm::REVIEW_DATE;
        iris limit_fields elm::LIMIT_FIELD;
        iris limit_eqf_levels elm::LIMIT_EQF_LEVEL;
        iris limit_jurisdictions elm::LIMIT_JURISDICTION;
        part report elm::REPORT;
        pages landing_pages elm::LANDING_PAGE;
        pages homepages foaf::HOMEPAGE;
        parts additional_notes elm::ADDITIONAL_NOTE;
        iri limit_qualification elm::LIMIT_QUALIFICATION;
        pages supplementary_documents elm::SUPPLEMENTARY_DOCUMENT;
        iris publishers dcterms::PUBLISHER;
        date_time modified dcterms::MODIFIED;
        string status elm::STATUS;
    }
    Organisation(ql::HIGHER_EDUCATION_INSTITUTION, elm::ORGANISATION, foaf::AGENT, elm::AGENT, ql::GROUP_OF_HEIS,
        ql::EUROPEAN_UNIVERSITY_ALLIANCE, elm::GROUP
    ) {
        parts identifiers adms::IDENTIFIER;
        texts name skos::PREF_LABEL;
        texts legal_name rov::LEGAL_NAME;
        texts alt_labels skos::ALT_LABEL;
        pages homepages foaf::HOMEPAGE;
        parts locations elm::LOCATION;
        part registration rov::REGISTRATION;
        iris types dcterms::TYPE;
        parts additional_notes elm::ADDITIONAL_NOTE;
        parts accreditations elm::ACCREDITATION;
        part logo elm::LOGO;
        iris member_of ql::IS_MEMBER_OF;
        iris members foaf::MEMBER;
        iri sub_organisation_of org::SUB_ORGANIZATION_OF;
        iris sub_organisations org::HAS_SUB_ORGANIZATION;
        date_time modified dcterms::MODIFIED;
        parts contact_points elm::CONTACT_POINT;
        iris group_member_of elm::GROUP_MEMBER_OF;
        part eidas_identifier elm::EIDAS_LEGAL_IDENTIFIER;
        parts tax_identifiers elm::TAX_IDENTIFIER;
        parts vat_identifiers elm::VAT_IDENTIFIER;
        iris publishers dcterms::PUBLISHER;
        string status elm::STATUS;
    }
    Period(dcterms::PERIOD_OF_TIME) {
        texts label skos::PREF_LABEL;
        date_time start elm::START_DATE;
        last_moment end elm::END_DATE;
    }
    ContactPoint(elm::CONTACT_POINT_CLASS) {
        texts description dcterms::DESCRIPTION;
        parts addresses elm::ADDRESS;
        pages contact_forms elm::CONTACT_FORM;
        iris email_addresses elm::EMAIL_ADDRESS;
        parts phones elm::PHONE;
        parts additional_notes elm::ADDITIONAL_NOTE;
    }
    Phone(elm::PHONE_CLASS) {
        string number elm::PHONE_NUMBER;
        string country_dialing elm::COUNTRY_DIALING;
        string area_dialing elm::AREA_DIALING;
        string dial_number elm::DIAL_NUMBER;
    }
    Entitlement(elm::LEARNING_ENTITLEMENT_SPECIFICATION) {
        texts title dcterms::TITLE;
        texts alt_labels skos::ALT_LABEL;
        texts description dcterms::DESCRIPTION;
        parts identifiers adms::IDENTIFIER;
        iri entitlement_type dcterms::TYPE;
        iri entitlement_status elm::ENTITLEMENT_STATUS;
        iris entitled_by elm::ENTITLED_BY;
        iris limit_jurisdictions elm::LIMIT_JURISDICTION;
        iris limit_occupations elm::LIMIT_OCCUPATION;
        iris limit_national_occupations elm::LIMIT_NATIONAL_OCCUPATION;
        iris limit_organisations elm::LIMIT_ORGANISATION;
        parts additional_notes elm::ADDITIONAL_NOTE;
        texts categories elm::CATEGORY;
        parts parts elm::HAS_PART;
        pages homepages foaf::HOMEPAGE;
        pages supplementary_documents elm::SUPPLEMENTARY_DOCUMENT;
        iris part_of elm::IS_PART_OF;
        iris specialisation_of elm::SPECIALISATION_OF;
        iris generalisation_of elm::GENERALISATION_OF;
        iris publishers dcterms::PUBLISHER;
        date_time modified dcterms::MODIFIED;
        string status elm::STATUS;
    }
}
