//! What specifications and instances are made of (profile, sections 3.3 and 3.4).

use ql_core::MultilingualText;

use super::Node;

/// A text with what it is about.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Note {
    /// Its IRI and classes, if it has such of its own, and what else is said of it.
    pub node: Node,
    /// The text.
    pub text: MultilingualText,
    /// The topic: a concept.
    pub subject: Option<String>,
    /// The media type of the text: a concept.
    pub format: Option<String>,
    /// The language of the text: a concept.
    pub language: Option<String>,
    /// Its place among other notes.
    pub order: Option<u64>,
}

impl Note {
    /// A note with this text; none if there is no text.
    pub fn of(text: MultilingualText) -> Option<Self> {
        (!text.is_empty()).then(|| text.into())
    }
}

impl From<MultilingualText> for Note {
    fn from(text: MultilingualText) -> Self {
        Self { text, ..Self::default() }
    }
}

/// A code with the scheme it belongs to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Identifier {
    /// Its IRI and classes, if it has such of its own, and what else is said of it.
    pub node: Node,
    /// The code.
    pub notation: String,
    /// The name of the scheme.
    pub scheme_name: Option<String>,
    /// The scheme: an IRI, or whatever the source has in its place.
    pub scheme_id: Option<String>,
    /// The version of the scheme.
    pub scheme_version: Option<String>,
    /// The name of the agency behind the scheme.
    pub scheme_agency: MultilingualText,
    /// The agency behind the scheme: an IRI.
    pub creator: Option<String>,
    /// When the code was given, as `xsd:dateTime`.
    pub issued: Option<String>,
    /// Its kinds: concepts.
    pub types: Vec<String>,
    /// The country or region of the register that it is a code of: a concept.
    pub spatial: Option<String>,
}

impl Identifier {
    /// A code of a named scheme.
    pub fn new(notation: impl Into<String>, scheme_name: Option<String>) -> Self {
        Self { notation: notation.into(), scheme_name, ..Self::default() }
    }
}

/// What learners can do afterwards.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct LearningOutcome {
    /// Its IRI and classes, if it has such of its own, and what else is said of it.
    pub node: Node,
    /// The outcome.
    pub title: MultilingualText,
    /// Its codes.
    pub identifiers: Vec<Identifier>,
    /// Knowledge or skill: a concept.
    pub outcome_type: Option<String>,
    /// Further notes.
    pub additional_notes: Vec<Note>,
    /// Skills of ESCO: IRIs.
    pub esco_skills: Vec<String>,
    /// Skills of other frameworks: IRIs.
    pub related_skills: Vec<String>,
    /// How widely it can be used: a concept.
    pub reusability_level: Option<String>,
}

/// A number of credits.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct CreditPoint {
    /// Its IRI and classes, if it has such of its own, and what else is said of it.
    pub node: Node,
    /// The credit system: a concept.
    pub framework: String,
    /// The number, in decimal notation.
    pub points: String,
}

/// How learning is assessed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Assessment {
    /// Its IRI and classes, if it has such of its own, and what else is said of it.
    pub node: Node,
    /// A name.
    pub title: MultilingualText,
    /// Other names.
    pub alt_labels: MultilingualText,
    /// The description.
    pub description: MultilingualText,
    /// Its codes.
    pub identifiers: Vec<Identifier>,
    /// Written, oral …: concepts.
    pub types: Vec<String>,
    /// Online, on site …: concepts.
    pub modes: Vec<String>,
    /// The languages of the assessment: concepts.
    pub languages: Vec<String>,
    /// Further notes.
    pub additional_notes: Vec<Note>,
    /// Classifications of the publisher's own.
    pub categories: MultilingualText,
    /// How results are graded.
    pub grading_scheme: Option<GradingScheme>,
    /// Its parts.
    pub parts: Vec<Assessment>,
    /// Web pages.
    pub homepages: Vec<WebResource>,
    /// Further documents.
    pub supplementary_documents: Vec<WebResource>,
    /// What it is a part of: IRIs.
    pub part_of: Vec<String>,
    /// More general ones: IRIs.
    pub specialisation_of: Vec<String>,
    /// More specific ones: IRIs.
    pub generalisation_of: Vec<String>,
    /// The specifications whose outcomes it assesses: IRIs.
    pub proves: Vec<String>,
    /// Who published the description: IRIs.
    pub publishers: Vec<String>,
    /// The last change, as `xsd:dateTime`.
    pub modified: Option<String>,
    /// The status of its publication.
    pub status: Option<String>,
}

/// How results are graded, with what grades learners got.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct GradingScheme {
    /// Its IRI and classes, if it has such of its own, and what else is said of it.
    pub node: Node,
    /// Its codes.
    pub identifiers: Vec<Identifier>,
    /// A name.
    pub title: MultilingualText,
    /// The description.
    pub description: MultilingualText,
    /// Further documents.
    pub supplementary_documents: Vec<WebResource>,
    /// The grades of one group of learners each.
    pub distributions: Vec<ResultDistribution>,
}

/// How many learners of a group got which grade.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct ResultDistribution {
    /// Its IRI and classes, if it has such of its own, and what else is said of it.
    pub node: Node,
    /// The grades, the best first.
    pub categories: Vec<ResultCategory>,
    /// Who is counted.
    pub reference_group: Option<LearnerGroup>,
}

/// A grade and how many got it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct ResultCategory {
    /// Its IRI and classes, if it has such of its own, and what else is said of it.
    pub node: Node,
    /// The grade as it is printed.
    pub label: String,
    /// How many learners got it.
    pub count: Option<u64>,
    /// How many of a hundred learners got it.
    pub percentage: Option<u64>,
    /// The rank; the highest is the best.
    pub order: Option<u64>,
}

/// What learners do.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct LearningActivity {
    /// Its IRI and classes, if it has such of its own, and what else is said of it.
    pub node: Node,
    /// A name.
    pub title: MultilingualText,
    /// Other names.
    pub alt_labels: MultilingualText,
    /// The description.
    pub description: MultilingualText,
    /// Its codes.
    pub identifiers: Vec<Identifier>,
    /// Lecture, laboratory …: concepts.
    pub types: Vec<String>,
    /// Online, on site …: concepts.
    pub modes: Vec<String>,
    /// The languages of the activity: concepts.
    pub languages: Vec<String>,
    /// Further notes.
    pub additional_notes: Vec<Note>,
    /// Classifications of the publisher's own.
    pub categories: MultilingualText,
    /// Hours with a teacher, in decimal notation.
    pub contact_hours: Option<String>,
    /// The workload, as `xsd:duration`.
    pub volume_of_learning: Option<String>,
    /// The specifications that it leads to: IRIs.
    pub influences: Vec<String>,
    /// Its parts.
    pub parts: Vec<LearningActivity>,
    /// Web pages.
    pub homepages: Vec<WebResource>,
    /// Further documents.
    pub supplementary_documents: Vec<WebResource>,
    /// What it is a part of: IRIs.
    pub part_of: Vec<String>,
    /// More general ones: IRIs.
    pub specialisation_of: Vec<String>,
    /// More specific ones: IRIs.
    pub generalisation_of: Vec<String>,
    /// Who published the description: IRIs.
    pub publishers: Vec<String>,
    /// The last change, as `xsd:dateTime`.
    pub modified: Option<String>,
    /// The status of its publication.
    pub status: Option<String>,
}

/// A web page or a document.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct WebResource {
    /// Its IRI and classes, if it has such of its own, and what else is said of it.
    pub node: Node,
    /// The URL.
    pub url: String,
    /// A name.
    pub title: MultilingualText,
    /// The language of the page: a concept.
    pub language: Option<String>,
}

impl WebResource {
    /// The page at a URL.
    pub fn new(url: impl Into<String>) -> Self {
        Self { url: url.into(), ..Self::default() }
    }
}

/// A picture or another file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct MediaObject {
    /// Its IRI and classes, if it has such of its own, and what else is said of it.
    pub node: Node,
    /// Where it is: a URL.
    pub url: Option<String>,
    /// A name.
    pub title: MultilingualText,
    /// The description.
    pub description: MultilingualText,
    /// The bytes, encoded.
    pub content: Option<String>,
    /// How the bytes are encoded: a concept.
    pub encoding: Option<String>,
    /// The media type: a concept.
    pub media_type: Option<String>,
    /// The number of bytes.
    pub size: Option<u64>,
    /// The kind of attachment: a concept.
    pub attachment_type: Option<String>,
}

/// A place.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Location {
    /// Its IRI and classes, if it has such of its own, and what else is said of it.
    pub node: Node,
    /// The name of the place.
    pub name: MultilingualText,
    /// The description.
    pub description: MultilingualText,
    /// Its codes.
    pub identifiers: Vec<Identifier>,
    /// Its addresses.
    pub addresses: Vec<Address>,
    /// Codes of the region: concepts.
    pub spatial_codes: Vec<String>,
    /// Where on earth it is.
    pub geometries: Vec<Geometry>,
}

impl Location {
    /// A place in a country.
    pub fn in_country(country: impl Into<String>) -> Self {
        let address = Address { country: Some(country.into()), ..Address::default() };
        Self { addresses: vec![address], ..Self::default() }
    }

    /// The country of the first address that has one.
    pub fn country(&self) -> Option<&str> {
        self.addresses.iter().find_map(|address| address.country.as_deref())
    }
}

/// An address.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Address {
    /// Its IRI and classes, if it has such of its own, and what else is said of it.
    pub node: Node,
    /// The country: a concept.
    pub country: Option<String>,
    /// The address as text.
    pub full_address: Option<Note>,
    /// Its codes.
    pub identifiers: Vec<Identifier>,
}

/// A place on earth.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Geometry {
    /// Its IRI and classes, if it has such of its own, and what else is said of it.
    pub node: Node,
    /// Degrees north, in decimal notation.
    pub latitude: String,
    /// Degrees east, in decimal notation.
    pub longitude: String,
}

impl Geometry {
    /// The place with these degrees north and east, in decimal notation.
    pub fn new(latitude: impl Into<String>, longitude: impl Into<String>) -> Self {
        Self { latitude: latitude.into(), longitude: longitude.into(), ..Self::default() }
    }
}

/// A fee.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct PriceDetail {
    /// Its IRI and classes, if it has such of its own, and what else is said of it.
    pub node: Node,
    /// What is paid for.
    pub label: MultilingualText,
    /// The description.
    pub description: MultilingualText,
    /// Its codes.
    pub identifiers: Vec<Identifier>,
    /// The amount.
    pub amount: Option<Amount>,
    /// Further notes.
    pub additional_notes: Vec<Note>,
}

/// An amount of money.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Amount {
    /// Its IRI and classes, if it has such of its own, and what else is said of it.
    pub node: Node,
    /// The amount, in decimal notation.
    pub value: String,
    /// The currency: a concept.
    pub currency: String,
}

impl Amount {
    /// So much of a currency.
    pub fn new(value: impl Into<String>, currency: impl Into<String>) -> Self {
        Self { value: value.into(), currency: currency.into(), ..Self::default() }
    }
}

/// Funding that learners can apply for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Grant {
    /// Its IRI and classes, if it has such of its own, and what else is said of it.
    pub node: Node,
    /// A name.
    pub title: MultilingualText,
    /// The description.
    pub description: MultilingualText,
    /// Its kind: a concept.
    pub grant_type: Option<String>,
    /// A page about it: a URL.
    pub url: Option<String>,
    /// Further documents.
    pub supplementary_documents: Vec<WebResource>,
}

/// Conditions for groups of learners (profile, section 3.3).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct LearnerGroupConditions {
    /// Its IRI and classes, if it has such of its own, and what else is said of it.
    pub node: Node,
    /// Whom the conditions concern.
    pub groups: Vec<LearnerGroup>,
    /// Where to enrol: a URL.
    pub registration_portal: Option<String>,
    /// Fees.
    pub prices: Vec<PriceDetail>,
    /// Places.
    pub enrolment_capacity: Option<u64>,
    /// Places taken.
    pub enrolled_learner_count: Option<u64>,
    /// How many learners are needed for it to take place.
    pub enrolment_minimum: Option<u64>,
    /// How to apply.
    pub admission_procedure: Option<Note>,
    /// What is asked of those who want to enrol.
    pub entry_requirement: Option<Note>,
}

/// A group of learners (profile, section 3.3).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct LearnerGroup {
    /// Its IRI and classes, if it has such of its own, and what else is said of it.
    pub node: Node,
    /// A name.
    pub title: MultilingualText,
    /// The description.
    pub description: MultilingualText,
    /// Its codes.
    pub identifiers: Vec<Identifier>,
    /// Institutions and alliances whose students they are: IRIs.
    pub students_of: Vec<String>,
    /// Whether people who are no students belong to it.
    pub is_open_to_non_enrolled: Option<bool>,
    /// Learning opportunities whose students they are.
    pub limit_learning_opportunities: Vec<Link>,
    /// Fields of study: concepts.
    pub limit_fields: Vec<String>,
    /// The level they have at least: concepts.
    pub minimum_eqf_levels: Vec<String>,
    /// Further notes.
    pub additional_notes: Vec<Note>,
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

/// Says which specification or instance is meant (profile, section 3.3).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Reference {
    /// Its IRI and classes, if it has such of its own, and what else is said of it.
    pub node: Node,
    /// The institution that offers it.
    pub provider: Option<String>,
    /// Its code.
    pub identifier: Identifier,
    /// Its name.
    pub label: MultilingualText,
    /// Its IRI, if it is known.
    pub target: Option<String>,
}

/// Who awards what learners get, and where.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct AwardingOpportunity {
    /// Its IRI and classes, if it has such of its own, and what else is said of it.
    pub node: Node,
    /// Its codes.
    pub identifiers: Vec<Identifier>,
    /// The awarding organisations: IRIs.
    pub awarding_bodies: Vec<String>,
    /// What is awarded: an IRI.
    pub specification: Option<String>,
    /// The place.
    pub location: Option<Location>,
    /// When.
    pub period: Option<Period>,
}

/// Quality assurance of a qualification or of an organisation.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Accreditation {
    /// Its IRI and classes, if it has such of its own, and what else is said of it.
    pub node: Node,
    /// A name.
    pub title: MultilingualText,
    /// The description.
    pub description: MultilingualText,
    /// Its codes.
    pub identifiers: Vec<Identifier>,
    /// Its kind: a concept.
    pub accreditation_type: Option<String>,
    /// The outcome of the procedure: a concept.
    pub decision: Option<String>,
    /// The quality assurance body: an IRI.
    pub accrediting_agent: Option<String>,
    /// The accredited organisations: IRIs.
    pub organisations: Vec<String>,
    /// When it was issued, as `xsd:dateTime`.
    pub issued: Option<String>,
    /// Since when it is valid, as `xsd:dateTime`.
    pub valid: Option<String>,
    /// Until when it is valid, as `xsd:dateTime`.
    pub expiry_date: Option<String>,
    /// When it is reviewed next, as `xsd:dateTime`.
    pub review_date: Option<String>,
    /// The fields of study that it is limited to: concepts.
    pub limit_fields: Vec<String>,
    /// The levels that it is limited to: concepts.
    pub limit_eqf_levels: Vec<String>,
    /// The territories that it is limited to: concepts.
    pub limit_jurisdictions: Vec<String>,
    /// The report.
    pub report: Option<WebResource>,
    /// Pages about it.
    pub landing_pages: Vec<WebResource>,
    /// Web pages.
    pub homepages: Vec<WebResource>,
    /// Further notes.
    pub additional_notes: Vec<Note>,
    /// The qualification that it is limited to: an IRI.
    pub limit_qualification: Option<String>,
    /// Further documents.
    pub supplementary_documents: Vec<WebResource>,
    /// Who published the description: IRIs.
    pub publishers: Vec<String>,
    /// The last change, as `xsd:dateTime`.
    pub modified: Option<String>,
    /// The status of its publication.
    pub status: Option<String>,
}

/// An institution, another organisation, or an alliance of such.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Organisation {
    /// Its IRI and classes, if it has such of its own, and what else is said of it.
    pub node: Node,
    /// Its codes.
    pub identifiers: Vec<Identifier>,
    /// The name that is shown.
    pub name: MultilingualText,
    /// The official name.
    pub legal_name: MultilingualText,
    /// Other names.
    pub alt_labels: MultilingualText,
    /// Web pages.
    pub homepages: Vec<WebResource>,
    /// Where it is.
    pub locations: Vec<Location>,
    /// The entry in a register.
    pub registration: Option<Identifier>,
    /// Its kinds: concepts.
    pub types: Vec<String>,
    /// Further notes.
    pub additional_notes: Vec<Note>,
    /// Quality assurance.
    pub accreditations: Vec<Accreditation>,
    /// A logo.
    pub logo: Option<MediaObject>,
    /// Alliances that it is a member of: IRIs.
    pub member_of: Vec<String>,
    /// The members of an alliance: IRIs.
    pub members: Vec<String>,
    /// What it is a part of: an IRI.
    pub sub_organisation_of: Option<String>,
    /// Its parts: IRIs.
    pub sub_organisations: Vec<String>,
    /// The last change, as `xsd:dateTime`.
    pub modified: Option<String>,
    /// How to reach it.
    pub contact_points: Vec<ContactPoint>,
    /// Groups that it belongs to: IRIs.
    pub group_member_of: Vec<String>,
    /// The eIDAS identifier.
    pub eidas_identifier: Option<Identifier>,
    /// Codes for taxes.
    pub tax_identifiers: Vec<Identifier>,
    /// Codes for value added tax.
    pub vat_identifiers: Vec<Identifier>,
    /// Who published the description: IRIs.
    pub publishers: Vec<String>,
    /// The status of its publication.
    pub status: Option<String>,
}

/// A term or another span of time.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Period {
    /// Its IRI and classes, if it has such of its own, and what else is said of it.
    pub node: Node,
    /// The name.
    pub label: MultilingualText,
    /// The first moment, as `xsd:dateTime`.
    pub start: Option<String>,
    /// The last moment, as `xsd:dateTime`.
    pub end: Option<String>,
}

/// How to reach somebody.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct ContactPoint {
    /// Its IRI and classes, if it has such of its own, and what else is said of it.
    pub node: Node,
    /// The description.
    pub description: MultilingualText,
    /// Addresses.
    pub addresses: Vec<Address>,
    /// Web forms.
    pub contact_forms: Vec<WebResource>,
    /// `mailto:` IRIs.
    pub email_addresses: Vec<String>,
    /// Telephone numbers.
    pub phones: Vec<Phone>,
    /// Further notes.
    pub additional_notes: Vec<Note>,
}

/// A telephone number.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Phone {
    /// Its IRI and classes, if it has such of its own, and what else is said of it.
    pub node: Node,
    /// The number as text.
    pub number: Option<String>,
    /// The code of the country.
    pub country_dialing: Option<String>,
    /// The code of the area.
    pub area_dialing: Option<String>,
    /// The number to dial.
    pub dial_number: Option<String>,
}

/// What learners are entitled to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Entitlement {
    /// Its IRI and classes, if it has such of its own, and what else is said of it.
    pub node: Node,
    /// A name.
    pub title: MultilingualText,
    /// Other names.
    pub alt_labels: MultilingualText,
    /// The description.
    pub description: MultilingualText,
    /// Its codes.
    pub identifiers: Vec<Identifier>,
    /// Its kind: a concept.
    pub entitlement_type: Option<String>,
    /// Prospective or actual: a concept.
    pub entitlement_status: Option<String>,
    /// What gives the entitlement: IRIs.
    pub entitled_by: Vec<String>,
    /// The territories that it is limited to: concepts.
    pub limit_jurisdictions: Vec<String>,
    /// Occupations of ESCO: IRIs.
    pub limit_occupations: Vec<String>,
    /// National occupations: IRIs.
    pub limit_national_occupations: Vec<String>,
    /// Organisations that it is limited to: IRIs.
    pub limit_organisations: Vec<String>,
    /// Further notes.
    pub additional_notes: Vec<Note>,
    /// Classifications of the publisher's own.
    pub categories: MultilingualText,
    /// Its parts.
    pub parts: Vec<Entitlement>,
    /// Web pages.
    pub homepages: Vec<WebResource>,
    /// Further documents.
    pub supplementary_documents: Vec<WebResource>,
    /// What it is a part of: IRIs.
    pub part_of: Vec<String>,
    /// More general ones: IRIs.
    pub specialisation_of: Vec<String>,
    /// More specific ones: IRIs.
    pub generalisation_of: Vec<String>,
    /// Who published the description: IRIs.
    pub publishers: Vec<String>,
    /// The last change, as `xsd:dateTime`.
    pub modified: Option<String>,
    /// The status of its publication.
    pub status: Option<String>,
}
