//! Models of every type, made from bytes, so that proptest can shrink them: without bytes all is as small as can be.

use std::collections::BTreeSet;
use std::fmt::Debug;

use proptest::prelude::*;
use ql_core::{LanguageTag, MultilingualText};
use ql_elm::{
    Accreditation, Address, Amount, Assessment, AwardingOpportunity, ContactPoint, CreditPoint, Entitlement, Geometry,
    GradingScheme, Grant, Identifier, LearnerGroup, LearnerGroupConditions, LearningActivity,
    LearningOpportunityInstance, LearningOpportunitySpecification, LearningOutcome, Link, Location, MediaObject, Node,
    Note, Organisation, Period, Phone, PriceDetail, Reference, ResultCategory, ResultDistribution, Statement, Value,
    WebResource,
};

pub(crate) const COURSE: &str = "https://cat.example.edu/BIO-101";
pub(crate) const INSTITUTION: &str = "https://data.deqar.eu/institution/9001";
pub(crate) const PREFIXES: [(&str, &str); 18] = [
    ("adms:", "http://www.w3.org/ns/adms#"),
    ("clv:", "http://data.europa.eu/m8g/"),
    ("dcterms:", "http://purl.org/dc/terms/"),
    ("elm:", "http://data.europa.eu/snb/model/ontology/"),
    ("ex:", "https://example.edu/terms#"),
    ("foaf:", "http://xmlns.com/foaf/0.1/"),
    ("isced:", "http://data.europa.eu/snb/isced-f/"),
    ("lang:", "http://publications.europa.eu/resource/authority/language/"),
    ("locn:", "http://www.w3.org/ns/locn#"),
    ("org:", "http://www.w3.org/ns/org#"),
    ("owl:", "http://www.w3.org/2002/07/owl#"),
    ("ql:", "http://data.quality-link.eu/ontology/v1#"),
    ("rdf:", "http://www.w3.org/1999/02/22-rdf-syntax-ns#"),
    ("rdfs:", "http://www.w3.org/2000/01/rdf-schema#"),
    ("rov:", "http://www.w3.org/ns/regorg#"),
    ("sh:", "http://www.w3.org/ns/shacl#"),
    ("skos:", "http://www.w3.org/2004/02/skos/core#"),
    ("xsd:", "http://www.w3.org/2001/XMLSchema#"),
];

/// The IRI that a prefixed name stands for.
pub(crate) fn full(name: &str) -> String {
    let found = PREFIXES.iter().find_map(|(prefix, iri)| Some(format!("{iri}{}", name.strip_prefix(prefix)?)));
    found.unwrap_or_else(|| panic!("no prefixed name: {name}"))
}

/// Choices, as long as there are bytes; then always the smallest.
pub(crate) struct Dice {
    bytes: std::vec::IntoIter<u8>,
    density: u8,
    depth: u8,
    named: u32,
}

/// Parts within parts.
const MAX_PARTS: u8 = 5;

const IRIS: &[&str] = &[
    "https://example.edu/concepts/1",
    "http://publications.europa.eu/resource/authority/language/ENG",
    "http://publications.europa.eu/resource/authority/language/DEU",
    "http://data.europa.eu/snb/eqf/6",
    "http://data.europa.eu/snb/model/ontology/Note",
    COURSE,
    INSTITUTION,
    "https://example.edu/größe?x=1&y=%20#z",
    "https://[::1]:8080/a;b=c/'(x)*!$,@",
    "urn:schac:uniqueCourseId:example.edu:BIO%20101#offering-2026%2FS",
    "mailto:desk@example.edu",
    "tag:example.edu,2026:ü",
];

/// What the IRIs of parts begin with: nothing else does.
const PARTS: &[&str] = &["https://example.edu/parts/", "urn:x-part:", "https://example.edu/größe?part="];

const TAGS: &[&str] = &["en", "de", "de-AT", "und", "zh-Hant-TW", "sr-Latn", "es-419", "de-1996", "en-GB-x-campus"];

pub(crate) const TEXTS: &[&str] = &[
    "Marine Biology",
    "",
    " ",
    "Meeresbiologie für Anfängerinnen",
    "a \"b\" \\c\nd\te",
    "<b>&amp;</b> ]]>",
    " in blanks ",
    "🐋",
    "\u{a0}",
    "true",
    "7",
    "https://example.edu/",
];

const URLS: &[&str] = &["https://example.edu/a?b=c&d=%20#e", "", "www.example.edu/Tank 3", "https://bücher.example/"];

const SCHEMES: &[&str] =
    &["http://data.quality-link.eu/ontology/v1#OrgReg", "", "ETER ID", "urn:oid:1.2.3", "a/b", "DOI:10.1"];

const POINTS: &[&str] = &["7.5", "0", "-3", "1.5e3", "30.00"];

const AMOUNTS: &[&str] = &["120.50", "0", "-3", "1000000000000"];

const DURATIONS: &[&str] = &["P1Y", "PT200H", "P1Y2M10DT2H30M0.5S", "-P3D"];

const MOMENTS: &[&str] =
    &["2026-03-01T00:00:00", "2026-06-30T23:59:59Z", "2026-03-01T00:00:00.25+02:00", "2025-01-01T08:00:00"];

const ALIASES: &[&str] = &["urn:uuid:5d5c2b1e-3f0a-5a5e-9a5f-6f3a1c9d0001", "https://old.example.edu/1"];

const FIELDS_OF_STUDY: &[&str] = &["0511", "05", "051", "0521", "1021", "9999"];

/// Properties that no table knows.
const UNKNOWN: &[&str] = &["ex:room", "ex:boat", "skos:hiddenLabel", "dcterms:relation"];

/// Properties within nodes that no table knows.
const INNER: &[&str] = &["ex:room", "ex:boat", "dcterms:title", "elm:hasPart", "adms:identifier", "rdf:value"];

const FOREIGN_CLASSES: &[&str] = &["ex:Thing", "ex:Another", "skos:Concept", "foaf:Document"];

const DATATYPES: &[&str] =
    &["xsd:string", "ex:code", "xsd:gYear", "xsd:integer", "xsd:boolean", "xsd:date", "xsd:anyURI"];

impl Dice {
    fn new(bytes: Vec<u8>) -> Self {
        let mut dice = Self { bytes: bytes.into_iter(), density: 0, depth: 0, named: 0 };
        dice.density = dice.pick(&[24, 64, 110]);
        dice
    }

    fn byte(&mut self) -> u8 {
        self.bytes.next().unwrap_or_default()
    }

    fn below(&mut self, count: usize) -> usize {
        usize::from(self.byte()) % count
    }

    fn pick<T: Copy>(&mut self, pool: &[T]) -> T {
        pool[self.below(pool.len())]
    }

    fn chance(&mut self) -> bool {
        self.byte() > u8::MAX - self.density
    }

    fn maybe<T>(&mut self, make: impl FnOnce(&mut Self) -> T) -> Option<T> {
        if self.chance() { Some(make(self)) } else { None }
    }

    fn list<T>(&mut self, mut make: impl FnMut(&mut Self) -> T) -> Vec<T> {
        let count = if self.chance() { 1 + self.below(3) } else { 0 };
        (0..count).map(|_| make(self)).collect()
    }

    fn deeper<T: Default>(&mut self, make: impl FnOnce(&mut Self) -> T) -> T {
        if self.depth >= MAX_PARTS {
            return T::default();
        }
        self.depth += 1;
        let made = make(self);
        self.depth -= 1;
        made
    }

    /// An IRI that nothing else has.
    fn own_iri(&mut self) -> String {
        self.named += 1;
        format!("{}{}", self.pick(PARTS), self.named)
    }

    fn statements(&mut self, depth: u8, predicates: &[&'static str]) -> Vec<Statement> {
        self.list(|dice| Statement { predicate: full(dice.pick(predicates)), object: dice.value(depth) })
    }

    fn value(&mut self, depth: u8) -> Value {
        match self.below(if depth < 3 { 4 } else { 3 }) {
            0 => Value::Iri(self.pick(IRIS).to_owned()),
            1 => Value::Text { value: self.pick(TEXTS).to_owned(), language: self.pick(TAGS).to_owned() },
            2 => Value::Literal { value: self.pick(TEXTS).to_owned(), datatype: full(self.pick(DATATYPES)) },
            _ => {
                let mut statements = self.statements(depth + 1, INNER);
                // Also one of a class that the model has a type for.
                let class = self.maybe(|dice| full(dice.pick(&["elm:Note", "elm:Identifier", "ex:Thing"])));
                statements
                    .extend(class.map(|class| Statement { predicate: full("rdf:type"), object: Value::Iri(class) }));
                Value::Blank(statements)
            }
        }
    }

    fn node(&mut self, fitting: &[&'static str]) -> Node {
        let iri = self.maybe(Self::own_iri);
        let mut classes = Vec::new();
        if self.chance() {
            classes = self.list(|dice| full(dice.pick(FOREIGN_CLASSES)));
            classes.push(full(self.pick(fitting)));
        }
        let node = Node::blank().with_iri(iri).with_classes(classes);
        with_statements(node, self.statements(0, UNKNOWN))
    }
}

fn with_statements(node: Node, statements: Vec<Statement>) -> Node {
    statements.into_iter().fold(node, |node, Statement { predicate, object }| node.with_statement(predicate, object))
}

/// What is made in a way of its own.
impl Dice {
    fn course(&mut self) -> String {
        self.pick(&[COURSE]).to_owned()
    }

    /// The instances are made in the order of their IRIs.
    fn offering(&mut self) -> String {
        self.named += 1;
        format!("{COURSE}/{:06}", self.named)
    }

    fn instances(&mut self) -> Vec<LearningOpportunityInstance> {
        (0..self.below(3)).map(|_| Field::make(self, &[])).collect()
    }

    /// Where nothing is written of what says nothing.
    fn said<F: Field>(&mut self) -> F {
        let mut made = F::make(self, &[]);
        made.normalise();
        made
    }
}

/// A type of the model.
pub(crate) trait Made: Field + Clone + Debug + Default + PartialEq {
    /// Its classes, the default one first.
    const CLASSES: &'static [&'static str];

    fn node(&self) -> &Node;
}

/// What a field of the model can hold.
pub(crate) trait Field: Sized {
    /// Strings are those of the pool.
    fn make(dice: &mut Dice, pool: &[&str]) -> Self;

    /// What of it RDF can't say is gone afterwards: the order of values, repeated ones, empty texts in place of none.
    /// Values are read in the order of their terms: IRIs first, then blank nodes as they were written, then literals.
    fn normalise(&mut self) {}

    /// Gives every node with the name of its type.
    fn visit(&self, _found: &mut dyn FnMut(&'static str, &Node)) {}
}

impl Field for Option<u64> {
    fn make(dice: &mut Dice, _pool: &[&str]) -> Self {
        dice.maybe(|dice| dice.pick(&[0, 1, 40, u64::MAX]))
    }
}

impl Field for Option<bool> {
    fn make(dice: &mut Dice, _pool: &[&str]) -> Self {
        dice.maybe(|dice| dice.below(2) == 1)
    }
}

impl Field for String {
    fn make(dice: &mut Dice, pool: &[&str]) -> Self {
        dice.maybe(|dice| dice.pick(pool).to_owned()).unwrap_or_default()
    }
}

impl Field for Option<String> {
    fn make(dice: &mut Dice, pool: &[&str]) -> Self {
        dice.maybe(|dice| dice.pick(pool).to_owned())
    }

    fn normalise(&mut self) {
        if self.as_deref() == Some("") {
            *self = None;
        }
    }
}

impl Field for Vec<String> {
    fn make(dice: &mut Dice, pool: &[&str]) -> Self {
        dice.list(|dice| dice.pick(pool).to_owned())
    }

    fn normalise(&mut self) {
        self.sort();
        self.dedup();
    }
}

impl Field for MultilingualText {
    fn make(dice: &mut Dice, _pool: &[&str]) -> Self {
        let mut texts = Self::default();
        for (tag, text) in dice.list(|dice| (dice.pick(TAGS), dice.pick(TEXTS))) {
            texts.push(LanguageTag::parse(tag).expect("a language tag"), text);
        }
        texts
    }

    fn normalise(&mut self) {
        let texts: BTreeSet<(String, LanguageTag)> =
            self.iter().map(|(tag, text)| (text.to_owned(), tag.clone())).collect();
        *self = Self::default();
        for (text, tag) in texts {
            self.push(tag, text);
        }
    }
}

/// The node of an instance's period.
impl Field for Node {
    fn make(dice: &mut Dice, _pool: &[&str]) -> Self {
        dice.node(Period::CLASSES)
    }

    fn normalise(&mut self) {
        *self = normal_node(self, Period::CLASSES[0]);
    }

    fn visit(&self, found: &mut dyn FnMut(&'static str, &Node)) {
        found("Period", self);
    }
}

impl<P: Made> Field for Option<P> {
    fn make(dice: &mut Dice, pool: &[&str]) -> Self {
        dice.deeper(|dice| dice.maybe(|dice| P::make(dice, pool)))
    }

    fn normalise(&mut self) {
        if let Some(part) = self {
            part.normalise();
        }
    }

    fn visit(&self, found: &mut dyn FnMut(&'static str, &Node)) {
        if let Some(part) = self {
            part.visit(found);
        }
    }
}

/// Nodes with an IRI come before those without.
fn place(node: &Node) -> (bool, String) {
    (node.iri().is_none(), node.iri().unwrap_or_default().to_owned())
}

impl<P: Made> Field for Vec<P> {
    fn make(dice: &mut Dice, pool: &[&str]) -> Self {
        dice.deeper(|dice| dice.list(|dice| P::make(dice, pool)))
    }

    fn normalise(&mut self) {
        self.iter_mut().for_each(Field::normalise);
        self.sort_by_key(|part| place(part.node()));
        self.dedup_by(|one, other| one.node().iri().is_some() && *one == *other);
    }

    fn visit(&self, found: &mut dyn FnMut(&'static str, &Node)) {
        for part in self {
            part.visit(found);
        }
    }
}

impl Field for Vec<Link> {
    fn make(dice: &mut Dice, pool: &[&str]) -> Self {
        dice.deeper(|dice| {
            dice.list(|dice| match dice.below(2) {
                0 => Link::Iri(dice.pick(IRIS).to_owned()),
                _ => Link::Reference(Box::new(Reference::make(dice, pool))),
            })
        })
    }

    fn normalise(&mut self) {
        for link in self.iter_mut() {
            if let Link::Reference(reference) = link {
                reference.normalise();
            }
        }
        self.sort_by_key(|link| match link {
            Link::Iri(iri) => (false, iri.clone()),
            Link::Reference(reference) => place(&reference.node),
            other => panic!("{other:?}"),
        });
        self.dedup_by(|one, other| matches!(one, Link::Iri(_)) && *one == *other);
    }

    fn visit(&self, found: &mut dyn FnMut(&'static str, &Node)) {
        for link in self {
            if let Link::Reference(reference) = link {
                reference.visit(found);
            }
        }
    }
}

fn normal_node(node: &Node, default: &str) -> Node {
    let mut classes = node.classes().to_vec();
    classes.sort();
    classes.dedup();
    if classes == [full(default)] {
        classes.clear();
    }
    let normal = Node::blank().with_iri(node.iri().map(str::to_owned)).with_classes(classes);
    with_statements(normal, normal_statements(node.other()))
}

fn normal_statements(statements: &[Statement]) -> Vec<Statement> {
    let mut normal = statements.to_vec();
    for statement in &mut normal {
        if let Value::Blank(inside) = &mut statement.object {
            *inside = normal_statements(inside);
        }
    }
    normal.sort();
    // Two blank nodes of which the same is said are two.
    normal.dedup_by(|one, other| *one == *other && !matches!(one.object, Value::Blank(_)));
    normal
}

/// `Type [classes] { @field: how to make it; pool of the strings: fields; }`
macro_rules! types {
    ($($type:ident [$($class:literal)+] { $(@$own:ident: $make:ident;)* $($pool:ident: $($field:ident)+;)* })*) => {$(
        impl Made for $type {
            const CLASSES: &'static [&'static str] = &[$($class),+];

            fn node(&self) -> &Node {
                &self.node
            }
        }

        impl Field for $type {
            fn make(dice: &mut Dice, _pool: &[&str]) -> Self {
                let mut made = Self::default();
                made.node = dice.node(Self::CLASSES);
                $(made.$own = dice.$make();)*
                $($(made.$field = Field::make(dice, $pool);)+)*
                made
            }

            fn normalise(&mut self) {
                self.node = normal_node(&self.node, Self::CLASSES[0]);
                $(self.$own.normalise();)*
                $($(self.$field.normalise();)+)*
            }

            fn visit(&self, found: &mut dyn FnMut(&'static str, &Node)) {
                found(stringify!($type), &self.node);
                $(self.$own.visit(found);)*
                $($(self.$field.visit(found);)+)*
            }
        }
    )*};
}

types! {
    LearningOpportunitySpecification
        ["ql:LearningOpportunitySpecification" "elm:Qualification" "elm:LearningAchievementSpecification"] {
        @subject: course; @instances: instances; ALIASES: same_as; FIELDS_OF_STUDY: isced_f; TEXTS: version status;
        DURATIONS: volume_of_learning duration maximum_duration; MOMENTS: modified;
        IRIS: title alt_labels description categories languages education_subjects nqf_levels education_levels
            qualification_codes publishers types target_groups learning_settings modes eqf_level learning_schedule
            is_partial_qualification is_active passing_rate entry_requirement_opportunities part_of has_part
            specialisation_of generalisation_of superseded superseded_by learning_outcome_summary entry_requirement
            grading_scheme banner_image identifiers learning_outcomes credit_points entry_requirement_outcomes
            additional_notes proven_by awarding_opportunities accreditations influenced_by homepages
            supplementary_documents entitlements;
    }
    LearningOpportunityInstance ["ql:LearningOpportunityInstance" "elm:LearningOpportunity"] {
        @subject: offering; @period_node: said; URLS: registration_portal; TEXTS: status; DURATIONS: duration;
        MOMENTS: start end modified application_deadlines;
        IRIS: title description period_label types provided_by publishers languages modes virtual_learning_environments
            part_of has_part learning_schedule enrolment_capacity enrolled_learner_count enrolment_minimum
            schedule_information admission_procedure banner_image learning_activity identifiers additional_notes
            locations learner_group_conditions prices grants homepages supplementary_documents;
    }
    Note ["elm:Note"] {
        IRIS: text subject format language order;
    }
    Identifier ["elm:Identifier" "elm:LegalIdentifier" "ql:SchacIdentifier" "ql:OrgRegIdentifier"] {
        TEXTS: notation scheme_name scheme_version; SCHEMES: scheme_id; MOMENTS: issued;
        IRIS: scheme_agency creator spatial types;
    }
    LearningOutcome ["elm:LearningOutcome"] {
        IRIS: title outcome_type reusability_level esco_skills related_skills identifiers additional_notes;
    }
    CreditPoint ["elm:CreditPoint"] {
        POINTS: points; IRIS: framework;
    }
    Assessment ["elm:LearningAssessmentSpecification"] {
        TEXTS: status; MOMENTS: modified;
        IRIS: title alt_labels description categories types modes languages part_of specialisation_of generalisation_of
            proves publishers grading_scheme identifiers additional_notes parts homepages supplementary_documents;
    }
    GradingScheme ["elm:GradingScheme"] {
        IRIS: title description identifiers supplementary_documents distributions;
    }
    ResultDistribution ["elm:ResultDistribution"] {
        IRIS: reference_group categories;
    }
    ResultCategory ["elm:ResultCategory"] {
        TEXTS: label; IRIS: count percentage order;
    }
    LearningActivity ["elm:LearningActivitySpecification"] {
        TEXTS: contact_hours status; DURATIONS: volume_of_learning; MOMENTS: modified;
        IRIS: title alt_labels description categories types modes languages influences part_of specialisation_of
            generalisation_of publishers identifiers additional_notes parts homepages supplementary_documents;
    }
    WebResource ["elm:WebResource"] {
        URLS: url; IRIS: title language;
    }
    MediaObject ["elm:MediaObject"] {
        URLS: url; TEXTS: content; IRIS: title description encoding media_type attachment_type size;
    }
    Location ["dcterms:Location"] {
        IRIS: name description spatial_codes identifiers addresses geometries;
    }
    Address ["elm:Address"] {
        IRIS: country full_address identifiers;
    }
    Geometry ["locn:Geometry"] {
        TEXTS: latitude longitude;
    }
    PriceDetail ["elm:PriceDetail"] {
        IRIS: label description amount identifiers additional_notes;
    }
    Amount ["elm:Amount"] {
        AMOUNTS: value; IRIS: currency;
    }
    Grant ["elm:Grant"] {
        URLS: url; IRIS: title description grant_type supplementary_documents;
    }
    LearnerGroupConditions ["ql:LearnerGroupConditions"] {
        URLS: registration_portal;
        IRIS: enrolment_capacity enrolled_learner_count enrolment_minimum admission_procedure entry_requirement groups
            prices;
    }
    LearnerGroup ["ql:LearnerGroup"] {
        IRIS: title description students_of limit_fields minimum_eqf_levels is_open_to_non_enrolled
            limit_learning_opportunities identifiers additional_notes;
    }
    Reference
        ["ql:LearningOpportunitySpecificationReference" "ql:LearningOpportunityInstanceReference"
        "elm:QualificationReference"] {
        @identifier: said; IRIS: provider target label;
    }
    AwardingOpportunity ["elm:AwardingOpportunity"] {
        IRIS: awarding_bodies specification location period identifiers;
    }
    Accreditation ["elm:Accreditation"] {
        MOMENTS: issued valid expiry_date review_date modified; TEXTS: status;
        IRIS: title description accreditation_type decision accrediting_agent limit_qualification organisations
            limit_fields limit_eqf_levels limit_jurisdictions publishers report identifiers landing_pages homepages
            additional_notes supplementary_documents;
    }
    Organisation
        ["ql:HigherEducationInstitution" "elm:Organisation" "foaf:Agent" "elm:Agent" "ql:GroupOfHEIs"
        "ql:EuropeanUniversityAlliance" "elm:Group"] {
        TEXTS: status; MOMENTS: modified;
        IRIS: name legal_name alt_labels types member_of members sub_organisations group_member_of publishers
            sub_organisation_of registration logo eidas_identifier identifiers homepages locations additional_notes
            accreditations contact_points tax_identifiers vat_identifiers;
    }
    Period ["dcterms:PeriodOfTime"] {
        MOMENTS: start end; IRIS: label;
    }
    ContactPoint ["elm:ContactPoint"] {
        IRIS: description email_addresses addresses contact_forms phones additional_notes;
    }
    Phone ["elm:Phone"] {
        TEXTS: number country_dialing area_dialing dial_number;
    }
    Entitlement ["elm:LearningEntitlementSpecification"] {
        TEXTS: status; MOMENTS: modified;
        IRIS: title alt_labels description categories entitlement_type entitlement_status entitled_by
            limit_jurisdictions limit_occupations limit_national_occupations limit_organisations part_of
            specialisation_of generalisation_of publishers identifiers additional_notes parts homepages
            supplementary_documents;
    }
}

pub(crate) fn made<T: Made>() -> impl Strategy<Value = T> {
    prop::collection::vec(any::<u8>(), 0..1_500).prop_map(|bytes| T::make(&mut Dice::new(bytes), &[]))
}
