use std::borrow::Cow;

/// Which namespace the terms of the European Learning Model are written in (profile, section 1).
///
/// Both are read, also mixed in one file.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ElmNamespace {
    /// ELM 3.3 and later, `http://data.europa.eu/snb/model/ontology/`: what the QualityLink profile uses.
    #[default]
    V3_3,
    /// ELM 3.0 to 3.2, `http://data.europa.eu/snb/model/elm/`: what today's aggregator reads.
    V3_2,
}

/// Old namespaces with the ones that took their place.
const RENAMED: [(&str, &str); 2] = [
    ("http://data.europa.eu/snb/model/elm/", ELM),
    ("http://data.europa.eu/snb/model/ap/", "http://data.europa.eu/snb/model/application-profile/"),
];

/// The prefix in front of all that is renamed, so that most IRIs are passed by with one comparison.
const MODEL: &str = "http://data.europa.eu/snb/model/";

impl ElmNamespace {
    /// The IRI of the namespace.
    pub fn iri(self) -> &'static str {
        match self {
            Self::V3_3 => ELM,
            Self::V3_2 => RENAMED[0].0,
        }
    }

    /// The IRI as it is written in this namespace, from one in the namespace of ELM 3.3.
    pub fn write(self, iri: &str) -> Cow<'_, str> {
        match self {
            Self::V3_3 => iri.into(),
            Self::V3_2 => rename(iri, RENAMED.iter().map(|(old, new)| (*new, *old))),
        }
    }
}

/// The IRI in the namespace of ELM 3.3, whichever it is read in.
pub(crate) fn current(iri: &str) -> Cow<'_, str> {
    rename(iri, RENAMED)
}

fn rename(iri: &str, pairs: impl IntoIterator<Item = (&'static str, &'static str)>) -> Cow<'_, str> {
    if !iri.starts_with(MODEL) {
        return iri.into();
    }
    for (from, to) in pairs {
        if let Some(name) = iri.strip_prefix(from) {
            return format!("{to}{name}").into();
        }
    }
    iri.into()
}

/// The namespace of ELM 3.3.
pub(crate) const ELM: &str = "http://data.europa.eu/snb/model/ontology/";

/// The prefixes of written RDF and of catalogue documents, in the order in which they are declared.
pub(crate) const PREFIXES: &[(&str, &str)] = &[
    ("adms", "http://www.w3.org/ns/adms#"),
    ("clv", "http://data.europa.eu/m8g/"),
    ("dcterms", "http://purl.org/dc/terms/"),
    ("elm", ELM),
    ("foaf", "http://xmlns.com/foaf/0.1/"),
    ("locn", "http://www.w3.org/ns/locn#"),
    ("org", "http://www.w3.org/ns/org#"),
    ("owl", "http://www.w3.org/2002/07/owl#"),
    ("ql", "http://data.quality-link.eu/ontology/v1#"),
    ("rdf", "http://www.w3.org/1999/02/22-rdf-syntax-ns#"),
    ("rdfs", "http://www.w3.org/2000/01/rdf-schema#"),
    ("rov", "http://www.w3.org/ns/regorg#"),
    ("skos", "http://www.w3.org/2004/02/skos/core#"),
    ("xsd", "http://www.w3.org/2001/XMLSchema#"),
];

macro_rules! terms {
    ($($module:ident $base:literal { $($name:ident = $local:literal,)* })*) => {$(
        #[allow(dead_code, reason = "some namespaces are named as a whole in tests only")]
        pub(crate) mod $module {
            $(pub(crate) const $name: &str = concat!($base, $local);)*
        }
    )*
    /// All of them, by which tests find out that none is forgotten elsewhere.
    #[cfg(test)]
    pub(crate) const TERMS: &[&str] = &[$($(concat!($base, $local),)*)*];
    };
}

terms! {
    adms "http://www.w3.org/ns/adms#" {
        IDENTIFIER = "identifier", SCHEME_AGENCY = "schemeAgency",
    }
    dcterms "http://purl.org/dc/terms/" {
        DESCRIPTION = "description", LANGUAGE = "language", PERIOD_OF_TIME = "PeriodOfTime", PUBLISHER = "publisher",
        TEMPORAL = "temporal", TITLE = "title", TYPE = "type", MODIFIED = "modified", LOCATION = "Location",
        SUBJECT = "subject", CREATOR = "creator", ISSUED = "issued", SPATIAL = "spatial", VALID = "valid", SOURCE = "source",
    }
    elm "http://data.europa.eu/snb/model/ontology/" {
        ADDITIONAL_NOTE = "additionalNote", ADDRESS = "address", AGENT = "Agent", ADDRESS_CLASS = "Address",
        APPLICATION_DEADLINE = "applicationDeadline", CONTENT_URL = "contentUrl", COUNTRY_CODE = "countryCode",
        CREDIT_POINT = "creditPoint", CREDIT_POINT_CLASS = "CreditPoint", DEFAULT_LANGUAGE = "defaultLanguage",
        END_DATE = "endDate", ENTRY_REQUIREMENT = "entryRequirement", EQF_LEVEL = "EQFLevel", FRAMEWORK = "framework",
        GEOGRAPHIC_NAME = "geographicName", GENERALISATION_OF = "generalisationOf", HAS_PART = "hasPart",
        IDENTIFIER = "Identifier", IS_PART_OF = "isPartOf", ISCED_F_CODE = "ISCEDFCode",
        LEARNING_ACHIEVEMENT_SPECIFICATION = "learningAchievementSpecification",
        LEARNING_ACHIEVEMENT_SPECIFICATION_CLASS = "LearningAchievementSpecification",
        LEARNING_ASSESSMENT_SPECIFICATION = "LearningAssessmentSpecification",
        LEARNING_OPPORTUNITY = "learningOpportunity", LEARNING_OPPORTUNITY_CLASS = "LearningOpportunity",
        LEARNING_OUTCOME = "learningOutcome", LEARNING_OUTCOME_CLASS = "LearningOutcome", LOCATION = "location",
        MODE = "mode", NOTE = "Note", NOTE_LITERAL = "noteLiteral", POINT = "point", ORGANISATION = "Organisation",
        PROVEN_BY = "provenBy", PROVIDED_BY = "providedBy", QUALIFICATION = "Qualification", SCHEME_ID = "schemeId",
        SCHEME_NAME = "schemeName", SPECIALISATION_OF = "specialisationOf", START_DATE = "startDate",
        WEB_RESOURCE = "WebResource", LEARNING_OUTCOME_SUMMARY = "learningOutcomeSummary",
        EDUCATION_SUBJECT = "educationSubject", NQF_LEVEL = "NQFLevel",
        IS_PARTIAL_QUALIFICATION = "isPartialQualification", VOLUME_OF_LEARNING = "volumeOfLearning",
        CATEGORY = "category", INFLUENCED_BY = "influencedBy", INFLUENCES = "influences",
        LEARNING_SCHEDULE = "learningSchedule", DURATION = "duration",
        SUPPLEMENTARY_DOCUMENT = "supplementaryDocument", SCHEDULE_INFORMATION = "scheduleInformation",
        ADMISSION_PROCEDURE = "admissionProcedure", LEARNING_ACTIVITY_SPECIFICATION = "learningActivitySpecification",
        LEARNING_ACTIVITY_SPECIFICATION_CLASS = "LearningActivitySpecification", STATUS = "status",
        RELATED_ESCO_SKILL = "relatedESCOSkill", GRADING_SCHEME = "gradingScheme",
        GRADING_SCHEME_CLASS = "GradingScheme", RESULT_DISTRIBUTION = "resultDistribution",
        RESULT_DISTRIBUTION_CLASS = "ResultDistribution", RESULT_CATEGORY = "resultCategory",
        RESULT_CATEGORY_CLASS = "ResultCategory", LABEL = "label", COUNT = "count", CONTACT_HOUR = "contactHour",
        FULL_ADDRESS = "fullAddress", PRICE_DETAIL = "priceDetail", PRICE_DETAIL_CLASS = "PriceDetail",
        AMOUNT = "amount", AMOUNT_CLASS = "Amount", UNIT = "unit", NOTE_FORMAT = "noteFormat", ORDER = "order",
        LEGAL_IDENTIFIER = "LegalIdentifier", SCHEME_VERSION = "schemeVersion", RELATED_SKILL = "relatedSkill",
        REUSABILITY_LEVEL = "reusabilityLevel", MEDIA_OBJECT = "MediaObject", CONTENT = "content",
        CONTENT_ENCODING = "contentEncoding", CONTENT_TYPE = "contentType", CONTENT_SIZE = "contentSize",
        SPATIAL_CODE = "spatialCode", GRANT_CLASS = "Grant", GRANT = "grant", LIMIT_FIELD = "limitField",
        QUALIFICATION_REFERENCE = "QualificationReference", AWARDING_OPPORTUNITY = "awardingOpportunity",
        AWARDING_OPPORTUNITY_CLASS = "AwardingOpportunity", AWARDING_BODY = "awardingBody",
        ACCREDITATION = "accreditation", ACCREDITATION_CLASS = "Accreditation", DECISION = "decision",
        ACCREDITING_AGENT = "accreditingAgent", ORGANISATION_PROPERTY = "organisation", EXPIRY_DATE = "expiryDate",
        REVIEW_DATE = "reviewDate", LIMIT_EQF_LEVEL = "limitEQFLevel", LIMIT_JURISDICTION = "limitJurisdiction",
        REPORT = "report", LANDING_PAGE = "landingPage", LOGO = "logo", GROUP = "Group",
        EDUCATION_LEVEL = "educationLevel", QUALIFICATION_CODE = "qualificationCode", TARGET_GROUP = "targetGroup",
        LEARNING_SETTING = "learningSetting", MAXIMUM_DURATION = "maximumDuration", ENTITLES_TO = "entitlesTo",
        BANNER_IMAGE = "bannerImage", VALUE = "value",
        PROVES = "proves", ATTACHMENT_TYPE = "attachmentType", LIMIT_QUALIFICATION = "limitQualification",
        CONTACT_POINT = "contactPoint", CONTACT_POINT_CLASS = "ContactPoint", GROUP_MEMBER_OF = "groupMemberOf",
        EIDAS_LEGAL_IDENTIFIER = "eidasLegalIdentifier", TAX_IDENTIFIER = "taxIdentifier",
        VAT_IDENTIFIER = "vatIdentifier", CONTACT_FORM = "contactForm", EMAIL_ADDRESS = "emailAddress",
        PHONE = "phone", PHONE_CLASS = "Phone", PHONE_NUMBER = "phoneNumber", COUNTRY_DIALING = "countryDialing",
        AREA_DIALING = "areaDialing", DIAL_NUMBER = "dialNumber",
        LEARNING_ENTITLEMENT_SPECIFICATION = "LearningEntitlementSpecification",
        ENTITLEMENT_STATUS = "entitlementStatus", ENTITLED_BY = "entitledBy", LIMIT_OCCUPATION = "limitOccupation",
        LIMIT_NATIONAL_OCCUPATION = "limitNationalOccupation", LIMIT_ORGANISATION = "limitOrganisation",
    }
    clv "http://data.europa.eu/m8g/" {
        LATITUDE = "latitude", LONGITUDE = "longitude",
    }
    locn "http://www.w3.org/ns/locn#" {
        GEOMETRY = "geometry", GEOMETRY_CLASS = "Geometry",
    }
    rdfs "http://www.w3.org/2000/01/rdf-schema#" {
        BASE = "", SEE_ALSO = "seeAlso", CLASS = "Class", SUB_CLASS_OF = "subClassOf",
    }
    foaf "http://xmlns.com/foaf/0.1/" {
        AGENT = "Agent", HOMEPAGE = "homepage", MEMBER = "member",
    }
    org "http://www.w3.org/ns/org#" {
        SUB_ORGANIZATION_OF = "subOrganizationOf", HAS_SUB_ORGANIZATION = "hasSubOrganization",
    }
    owl "http://www.w3.org/2002/07/owl#" {
        CLASS = "Class", SAME_AS = "sameAs",
    }
    ql "http://data.quality-link.eu/ontology/v1#" {
        BASE = "", ENROLLED_LEARNER_COUNT = "enrolledLearnerCount", ENROLMENT_CAPACITY = "enrolmentCapacity",
        ENROLMENT_MINIMUM = "enrolmentMinimum",
        ENTRY_REQUIREMENT_LEARNING_OPPORTUNITY = "entryRequirementLearningOpportunity",
        HIGHER_EDUCATION_INSTITUTION = "HigherEducationInstitution", IS_ACTIVE = "isActive",
        IS_MEMBER_OF = "isMemberOf", ISCED_F_BROAD_FIELD = "ISCEDFBroadField",
        ISCED_F_NARROW_FIELD = "ISCEDFNarrowField", LEARNING_OPPORTUNITY_INSTANCE = "LearningOpportunityInstance",
        LEARNING_OPPORTUNITY_SPECIFICATION = "LearningOpportunitySpecification",
        LIMIT_LEARNING_OPPORTUNITY = "limitLearningOpportunity", ORG_REG = "OrgReg",
        ORG_REG_IDENTIFIER = "OrgRegIdentifier", SCHAC = "Schac", SCHAC_IDENTIFIER = "SchacIdentifier",
        SUPERSEDED = "superseded", SUPERSEDED_BY = "supersededBy",
        LEARNING_OPPORTUNITY_SPECIFICATION_REFERENCE = "LearningOpportunitySpecificationReference",
        REGISTRATION_PORTAL = "registrationPortal", GRADE_PERCENTAGE = "gradePercentage", GRADE_ORDER = "gradeOrder",
        REFERENCE_GROUP = "referenceGroup", LEARNER_GROUP = "learnerGroup", LEARNER_GROUP_CLASS = "LearnerGroup",
        LEARNER_GROUP_CONDITIONS = "learnerGroupConditions",
        LEARNER_GROUP_CONDITIONS_CLASS = "LearnerGroupConditions", STUDENTS_OF = "studentsOf",
        IS_OPEN_TO_NON_ENROLLED = "isOpenToNonEnrolled",
        LEARNING_OPPORTUNITY_INSTANCE_REFERENCE = "LearningOpportunityInstanceReference",
        MINIMUM_EQF_LEVEL = "minimumEQFLevel", GROUP_OF_HEIS = "GroupOfHEIs",
        EUROPEAN_UNIVERSITY_ALLIANCE = "EuropeanUniversityAlliance",
        ENTRY_REQUIREMENT_LEARNING_OUTCOME = "entryRequirementLearningOutcome", PASSING_RATE = "passingRate",
        VERSION = "version", VIRTUAL_LEARNING_ENVIRONMENT = "virtualLearningEnvironment", INGESTED_AT = "ingestedAt",
        INGESTED_DATE = "ingestedDate", SOURCE_TYPE = "sourceType", ELM_SOURCE = "ELMSource",
        OOAPI_SOURCE = "OOAPISource", EDU_API_SOURCE = "EduApiSource", OCCAPI_SOURCE = "OccapiSource",
        AI_ENRICHED_FIELD = "aiEnrichedField", UUID = "uuid",
    }
    rdf "http://www.w3.org/1999/02/22-rdf-syntax-ns#" {
        BASE = "", TYPE = "type", VALUE = "value", FIRST = "first", REST = "rest", NIL = "nil", LANG_STRING = "langString",
    }
    sh "http://www.w3.org/ns/shacl#" {
        BASE = "", CONFORMS = "conforms", FOCUS_NODE = "focusNode", RESULT = "result", RESULT_MESSAGE = "resultMessage",
        RESULT_PATH = "resultPath", RESULT_SEVERITY = "resultSeverity", SOURCE_SHAPE = "sourceShape",
        SOURCE_CONSTRAINT_COMPONENT = "sourceConstraintComponent", VALIDATION_REPORT = "ValidationReport",
        VALIDATION_RESULT = "ValidationResult", VALUE = "value",
    }
    rov "http://www.w3.org/ns/regorg#" {
        LEGAL_NAME = "legalName", REGISTRATION = "registration",
    }
    skos "http://www.w3.org/2004/02/skos/core#" {
        ALT_LABEL = "altLabel", BROADER = "broader", CONCEPT = "Concept", IN_SCHEME = "inScheme", NARROWER = "narrower", RELATED = "related", NOTATION = "notation", PREF_LABEL = "prefLabel",
    }
    xsd "http://www.w3.org/2001/XMLSchema#" {
        BASE = "", ANY_URI = "anyURI", BOOLEAN = "boolean", DATE_TIME = "dateTime", DOUBLE = "double",
        INTEGER = "integer", NON_NEGATIVE_INTEGER = "nonNegativeInteger", STRING = "string", DURATION = "duration",
        DECIMAL = "decimal", POSITIVE_INTEGER = "positiveInteger", DATE = "date", FLOAT = "float",
    }
}

/// The names of the integer types of XML Schema.
const INTEGERS: &[&str] = &[
    "byte",
    "int",
    "integer",
    "long",
    "negativeInteger",
    "nonNegativeInteger",
    "nonPositiveInteger",
    "positiveInteger",
    "short",
    "unsignedByte",
    "unsignedInt",
    "unsignedLong",
    "unsignedShort",
];

/// Whether a datatype is an integer type of XML Schema.
pub(crate) fn is_integer(datatype: &str) -> bool {
    datatype.strip_prefix(xsd::BASE).is_some_and(|name| INTEGERS.contains(&name))
}

/// Whether the values of a datatype of XML Schema are numbers.
pub(crate) fn is_number(datatype: &str) -> bool {
    is_integer(datatype) || [xsd::DECIMAL, xsd::DOUBLE, xsd::FLOAT].contains(&datatype)
}

/// An IRI with one of the usual prefixes, or as it is.
pub(crate) fn prefixed(iri: &str) -> String {
    let found = PREFIXES.iter().find_map(|(name, namespace)| Some((name, iri.strip_prefix(namespace)?)));
    found.map_or_else(|| iri.to_owned(), |(name, local)| format!("{name}:{local}"))
}
