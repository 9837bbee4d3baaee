//! Which of the data that are asked for a catalogue has, course by course (profile, sections 4 and 5).

use std::collections::{HashMap, HashSet};

use serde_json::{Value as Json, json};

use crate::Institutions;
use crate::namespace::{adms, dcterms, elm, foaf, owl, ql, skos};
use crate::rdf::{Graph, Object};
use crate::subgraph::Courses;

macro_rules! elements {
    ($(#[$doc:meta])* $type:ident { $($(#[$variant_doc:meta])* $variant:ident $name:literal $label:literal,)* }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[non_exhaustive]
        pub enum $type {
            $($(#[$variant_doc])* $variant,)*
        }

        impl $type {
            /// All of them, in the order in which they are shown.
            pub const ALL: &'static [Self] = &[$(Self::$variant),*];

            /// The name in JSON.
            pub fn name(self) -> &'static str {
                match self { $(Self::$variant => $name,)* }
            }

            /// What people call it.
            pub fn label(self) -> &'static str {
                match self { $(Self::$variant => $label,)* }
            }
        }
    };
}

elements! {
    /// What every course should have: the six properties that the profile requires, and credits, which it does not.
    ///
    /// ```
    /// use ql_elm::RequiredElement;
    /// assert_eq!(RequiredElement::ALL.len(), 7);
    /// assert_eq!(RequiredElement::EqfLevel.name(), "eqf-level");
    /// assert_eq!(RequiredElement::LearningOutcomes.label(), "learning outcomes");
    /// ```
    RequiredElement {
        /// A name that is not empty.
        Title "title" "title",
        /// Learning outcomes one by one; a summary is not enough.
        LearningOutcomes "learning-outcomes" "learning outcomes",
        /// The language of teaching.
        Language "language" "language",
        /// The field of study in ISCED-F.
        FieldOfStudy "field-of-study" "field of study",
        /// The level in the European Qualifications Framework.
        EqfLevel "eqf-level" "EQF level",
        /// The code that the institution uses.
        Identifier "identifier" "identifier",
        /// Credits, with their number.
        Credits "credits" "credits",
    }
}

impl RequiredElement {
    /// Whether a course without it violates the profile.
    ///
    /// ```
    /// use ql_elm::RequiredElement;
    /// assert!(RequiredElement::Title.is_in_profile() && !RequiredElement::Credits.is_in_profile());
    /// ```
    pub fn is_in_profile(self) -> bool {
        self != Self::Credits
    }
}

elements! {
    /// The standard elements of a micro-credential by the Council Recommendation 2022/C 243/02 that are a matter of a
    /// catalogue: the learner and the date of issue are none.
    ///
    /// ```
    /// use ql_elm::CouncilElement;
    /// assert!(CouncilElement::Workload.is_mandatory());
    /// assert!(!CouncilElement::Stackability.is_mandatory());
    /// assert_eq!(CouncilElement::IssuerCountry.label(), "country of the issuer");
    /// ```
    CouncilElement {
        /// A name that is not empty.
        Title "title" "title",
        /// The country in the address of the publisher.
        IssuerCountry "issuer-country" "country of the issuer",
        /// Who awards it: a body that is named so, or the publisher.
        AwardingBody "awarding-body" "awarding body",
        /// Learning outcomes one by one, or as one text.
        LearningOutcomes "learning-outcomes" "learning outcomes",
        /// Credits, or the hours that it takes.
        Workload "workload" "workload",
        /// The level in the European framework or a national one.
        Level "level" "level",
        /// How it is assessed.
        Assessment "assessment" "type of assessment",
        /// Online, on site …, of the course or of an instance.
        Participation "participation" "form of participation",
        /// Accreditation of the course or of the publisher.
        QualityAssurance "quality-assurance" "quality assurance",
        /// What is asked of those who want to enrol. Optional.
        Prerequisites "prerequisites" "prerequisites",
        /// Supervision and verification of identity during the assessment, as a note on it. Optional.
        Supervision "supervision" "supervision of the assessment",
        /// What it is a part of, what its parts are, what it entitles to. Optional.
        Stackability "stackability" "integration and stackability",
        /// Notes, web pages, documents. Optional.
        FurtherInformation "further-information" "further information",
    }
}

impl CouncilElement {
    /// Whether the Recommendation makes it mandatory.
    pub fn is_mandatory(self) -> bool {
        !matches!(self, Self::Prerequisites | Self::Supervision | Self::Stackability | Self::FurtherInformation)
    }
}

/// What one course lacks.
///
/// ```
/// use ql_elm::{CouncilElement, RdfFormat, RdfReader, RequiredElement, completeness};
/// let turtle = br#"
///     @prefix dcterms: <http://purl.org/dc/terms/> . @prefix ql: <http://data.quality-link.eu/ontology/v1#> .
///     <https://cat.example.edu/BIO-101> a ql:LearningOpportunitySpecification ;
///         dcterms:title "Meeresbiologie"@de , "Marine Biology"@en .
/// "#;
/// let completeness = completeness(&RdfReader::new(RdfFormat::Turtle).read(turtle).graph);
/// let course = &completeness.courses[0];
/// assert_eq!(course.title.as_deref(), Some("Marine Biology"));
/// assert!(!course.missing.contains(&RequiredElement::Title));
/// assert!(course.missing_council.contains(&CouncilElement::Workload));
/// assert!(!course.is_complete() && !course.is_micro_credential_ready());
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct CourseCompleteness {
    /// The IRI of the course.
    pub course: String,
    /// Its title, in English if it has one in English.
    pub title: Option<String>,
    /// What it lacks of what every course should have.
    pub missing: Vec<RequiredElement>,
    /// What it lacks of the elements of a micro-credential, the optional ones too.
    pub missing_council: Vec<CouncilElement>,
}

impl CourseCompleteness {
    /// Whether no [`RequiredElement`] is missing.
    pub fn is_complete(&self) -> bool {
        self.missing.is_empty()
    }

    /// Whether it has all that the description of a micro-credential needs: title, publisher with country, outcomes,
    /// workload, EQF level, assessment, mode and quality assurance. A national level alone is not enough.
    pub fn is_micro_credential_ready(&self) -> bool {
        !self.missing.contains(&RequiredElement::EqfLevel)
            && !self.missing_council.iter().any(|element| element.is_mandatory())
    }
}

/// What the courses of a catalogue have and what they lack.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Completeness {
    /// The courses, in the order of their IRIs.
    pub courses: Vec<CourseCompleteness>,
}

impl Completeness {
    /// How many courses have an element.
    pub fn count(&self, element: RequiredElement) -> usize {
        self.courses.iter().filter(|course| !course.missing.contains(&element)).count()
    }

    /// How many courses have an element of micro-credentials.
    pub fn council_count(&self, element: CouncilElement) -> usize {
        self.courses.iter().filter(|course| !course.missing_council.contains(&element)).count()
    }

    /// How many courses lack nothing that every course should have.
    pub fn complete(&self) -> usize {
        self.courses.iter().filter(|course| course.is_complete()).count()
    }

    /// How many courses could be offered as micro-credentials.
    pub fn micro_credential_ready(&self) -> usize {
        self.courses.iter().filter(|course| course.is_micro_credential_ready()).count()
    }

    /// The mean share of the required elements that a course has, from 0 to 1; 0 if there is no course.
    #[expect(clippy::cast_precision_loss, reason = "no catalogue has 2^52 courses")]
    pub fn share(&self) -> f64 {
        let asked = self.courses.len() * RequiredElement::ALL.len();
        let missing: usize = self.courses.iter().map(|course| course.missing.len()).sum();
        if asked == 0 { 0.0 } else { asked.saturating_sub(missing) as f64 / asked as f64 }
    }

    /// Counts for the catalogue, then what each course lacks.
    ///
    /// ```
    /// use ql_elm::{Graph, completeness};
    /// let json = completeness(&Graph::new()).to_json();
    /// assert_eq!(json["courses"], 0);
    /// assert_eq!(json["required"][0]["name"], "title");
    /// ```
    pub fn to_json(&self) -> Json {
        let required = RequiredElement::ALL.iter().map(|element| {
            json!({
                "name": element.name(),
                "label": element.label(),
                "inProfile": element.is_in_profile(),
                "courses": self.count(*element),
            })
        });
        let council = CouncilElement::ALL.iter().map(|element| {
            json!({
                "name": element.name(),
                "label": element.label(),
                "mandatory": element.is_mandatory(),
                "courses": self.council_count(*element),
            })
        });
        let results = self.courses.iter().map(|course| {
            let missing: Vec<&str> = course.missing.iter().map(|element| element.name()).collect();
            let missing_council: Vec<&str> = course.missing_council.iter().map(|element| element.name()).collect();
            json!({
                "course": course.course,
                "title": course.title,
                "missing": missing,
                "missingCouncil": missing_council,
                "microCredentialReady": course.is_micro_credential_ready(),
            })
        });
        json!({
            "courses": self.courses.len(),
            "complete": self.complete(),
            "microCredentialReady": self.micro_credential_ready(),
            "share": self.share(),
            "required": required.collect::<Vec<_>>(),
            "council": council.collect::<Vec<_>>(),
            "results": results.collect::<Vec<_>>(),
        })
    }
}

/// Which of the required data the courses of a graph have.
///
/// It asks whether something is there, not whether it is right, which is the matter of [`validate`](crate::validate).
/// Empty texts and nodes that say nothing are not there; neither is a text where the profile wants a code, since nobody
/// can search by it. A named node that is described elsewhere is.
///
/// ```
/// use ql_elm::{RdfFormat, RdfReader, RequiredElement, completeness};
/// let turtle = br#"
///     @prefix dcterms: <http://purl.org/dc/terms/> . @prefix ql: <http://data.quality-link.eu/ontology/v1#> .
///     <https://cat.example.edu/BIO-101> a ql:LearningOpportunitySpecification ; dcterms:title "Marine Biology"@en .
///     <https://cat.example.edu/BIO-102> a ql:LearningOpportunitySpecification ; dcterms:title ""@en .
/// "#;
/// let completeness = completeness(&RdfReader::new(RdfFormat::Turtle).read(turtle).graph);
/// assert_eq!(completeness.count(RequiredElement::Title), 1);
/// assert_eq!(completeness.complete(), 0);
/// ```
pub fn completeness(graph: &Graph) -> Completeness {
    completeness_with(graph, &Institutions::new())
}

/// The same, with what registries know of the publishers: their country and accreditation.
///
/// ```
/// use ql_elm::{CouncilElement, Institutions, RdfFormat, RdfReader, completeness_with};
/// let read = |turtle: &[u8]| RdfReader::new(RdfFormat::Turtle).read(turtle).graph;
/// let course = read(br#"
///     @prefix dcterms: <http://purl.org/dc/terms/> . @prefix ql: <http://data.quality-link.eu/ontology/v1#> .
///     <urn:x:biology> a ql:LearningOpportunitySpecification ; dcterms:publisher <https://example.edu/> .
/// "#);
/// let registry = read(br#"
///     @prefix elm: <http://data.europa.eu/snb/model/ontology/> . @prefix ql: <http://data.quality-link.eu/ontology/v1#> .
///     <https://example.edu/> a ql:HigherEducationInstitution ; elm:location [ elm:address [
///         elm:countryCode <http://publications.europa.eu/resource/authority/country/AUT> ] ] .
/// "#);
/// let completeness = completeness_with(&course, &Institutions::from_graph(&registry));
/// assert_eq!(completeness.council_count(CouncilElement::IssuerCountry), 1);
/// ```
pub fn completeness_with(graph: &Graph, institutions: &Institutions) -> Completeness {
    let graph = graph.in_order();
    let all = Courses::of(&graph);
    let mut reader = Reader::new(&graph, institutions, &all);
    let mut courses: Vec<CourseCompleteness> = all.ids().iter().filter_map(|course| reader.course(*course)).collect();
    courses.sort_by(|one, other| one.course.cmp(&other.course));
    Completeness { courses }
}

/// Which values of a property count.
enum Counts {
    /// Texts that are not empty.
    Text,
    /// Codes: nodes, whatever is said of them.
    Code,
    /// Texts that are not empty, and nodes.
    Anything,
    /// Texts that are not empty, nodes with one of these properties, and IRIs that are described elsewhere.
    Told(&'static [&'static str]),
    /// Nodes with one of these properties.
    With(&'static [&'static str]),
}

use CouncilElement as C;
use Counts::{Anything, Code, Text, Told, With};
use RequiredElement as R;

const NOTE: Counts = Told(&[elm::NOTE_LITERAL]);
const PAGE: Counts = Told(&[elm::CONTENT_URL]);
const OUTCOME: Counts = Told(&[dcterms::TITLE, elm::RELATED_ESCO_SKILL, elm::RELATED_SKILL]);

/// Which properties of a course carry which elements.
const CARRIERS: &[(&str, Counts, &[RequiredElement], &[CouncilElement])] = &[
    (dcterms::TITLE, Text, &[R::Title], &[C::Title]),
    (elm::LEARNING_OUTCOME, OUTCOME, &[R::LearningOutcomes], &[C::LearningOutcomes]),
    (elm::LEARNING_OUTCOME_SUMMARY, NOTE, &[], &[C::LearningOutcomes]),
    (dcterms::LANGUAGE, Code, &[R::Language], &[]),
    (elm::ISCED_F_CODE, Code, &[R::FieldOfStudy], &[]),
    (elm::EQF_LEVEL, Code, &[R::EqfLevel], &[C::Level]),
    (elm::NQF_LEVEL, Code, &[], &[C::Level]),
    (adms::IDENTIFIER, Told(&[skos::NOTATION]), &[R::Identifier], &[]),
    (elm::CREDIT_POINT, With(&[elm::POINT]), &[R::Credits], &[C::Workload]),
    (elm::VOLUME_OF_LEARNING, Text, &[], &[C::Workload]),
    (elm::AWARDING_OPPORTUNITY, With(&[elm::AWARDING_BODY]), &[], &[C::AwardingBody]),
    (dcterms::PUBLISHER, Anything, &[], &[C::AwardingBody]),
    (elm::PROVEN_BY, Told(&[dcterms::TYPE, dcterms::DESCRIPTION]), &[], &[C::Assessment]),
    (elm::PROVEN_BY, With(&[elm::ADDITIONAL_NOTE]), &[], &[C::Supervision]),
    (elm::MODE, Code, &[], &[C::Participation]),
    (elm::ACCREDITATION, Anything, &[], &[C::QualityAssurance]),
    (elm::ENTRY_REQUIREMENT, NOTE, &[], &[C::Prerequisites]),
    (ql::ENTRY_REQUIREMENT_LEARNING_OPPORTUNITY, Anything, &[], &[C::Prerequisites]),
    (ql::ENTRY_REQUIREMENT_LEARNING_OUTCOME, OUTCOME, &[], &[C::Prerequisites]),
    (elm::IS_PART_OF, Anything, &[], &[C::Stackability]),
    (elm::HAS_PART, Anything, &[], &[C::Stackability]),
    // "No" says that it stands alone, which is an answer, too.
    (elm::IS_PARTIAL_QUALIFICATION, Text, &[], &[C::Stackability]),
    (elm::ENTITLES_TO, Anything, &[], &[C::Stackability]),
    (elm::ADDITIONAL_NOTE, NOTE, &[], &[C::FurtherInformation]),
    (foaf::HOMEPAGE, PAGE, &[], &[C::FurtherInformation]),
    (elm::SUPPLEMENTARY_DOCUMENT, PAGE, &[], &[C::FurtherInformation]),
];

/// Whether a value is more than an empty text.
fn says_something(value: Object<'_>) -> bool {
    match value {
        Object::Text { value, .. } | Object::Typed { value, .. } => !value.trim().is_empty(),
        Object::Iri(_) | Object::Blank(_) => true,
    }
}

fn is_node(value: Object<'_>) -> bool {
    matches!(value, Object::Iri(_) | Object::Blank(_))
}

/// The nodes with a value of one of these properties that counts. It passes over the graph once, whatever the number of
/// courses: asking again for each course takes long where many share a node that has much said of it.
fn having(graph: &Graph, properties: &[&str], counts: impl Fn(u32) -> bool) -> HashSet<u32> {
    let ids: Vec<u32> = properties.iter().filter_map(|iri| graph.id(Object::Iri(iri))).collect();
    if ids.is_empty() {
        return HashSet::new();
    }
    let triples = graph.id_triples().iter();
    triples.filter(|[_, predicate, value]| ids.contains(predicate) && counts(*value)).map(|triple| triple[0]).collect()
}

/// What a graph says of institutions.
struct Publishers<'g> {
    graph: &'g Graph,
    with_country: HashSet<u32>,
    accredited: HashSet<u32>,
}

impl<'g> Publishers<'g> {
    fn of(graph: &'g Graph) -> Self {
        let addresses = having(graph, &[elm::COUNTRY_CODE], |value| says_something(graph.term(value)));
        let locations = having(graph, &[elm::ADDRESS], |address| addresses.contains(&address));
        let with_country = having(graph, &[elm::LOCATION], |location| locations.contains(&location));
        let accredited = having(graph, &[elm::ACCREDITATION], |value| says_something(graph.term(value)));
        Self { graph, with_country, accredited }
    }

    /// Whether an institution has a country and whether it is accredited.
    fn of_institution(&self, name: Object<'_>) -> [bool; 2] {
        let Some(id) = self.graph.id(name) else { return [false; 2] };
        [&self.with_country, &self.accredited].map(|known| known.contains(&id))
    }
}

struct Reader<'g> {
    graph: &'g Graph,
    institutions: &'g Institutions,
    /// Property → its places in [`CARRIERS`].
    carriers: HashMap<u32, Vec<usize>>,
    /// For each of [`CARRIERS`] the nodes with the properties that it asks for.
    with: Vec<HashSet<u32>>,
    /// Courses with an instance that has a mode.
    with_mode: HashSet<u32>,
    /// Courses that another one names as its part or its whole.
    stacked: HashSet<u32>,
    publishers: [Publishers<'g>; 2],
    /// What was found out of a publisher, whom many courses have.
    known: HashMap<u32, [bool; 2]>,
    title: Option<u32>,
    publisher: Option<u32>,
    same_as: Option<u32>,
}

impl<'g> Reader<'g> {
    fn new(graph: &'g Graph, institutions: &'g Institutions, courses: &Courses<'_>) -> Self {
        let mut carriers: HashMap<u32, Vec<usize>> = HashMap::new();
        let mut with = Vec::with_capacity(CARRIERS.len());
        for (at, (property, counts, ..)) in CARRIERS.iter().enumerate() {
            let id = graph.id(Object::Iri(property));
            if let Some(id) = id {
                carriers.entry(id).or_default().push(at);
            }
            with.push(match counts {
                Told(properties) | With(properties) if id.is_some() => {
                    having(graph, properties, |value| says_something(graph.term(value)))
                }
                _ => HashSet::new(),
            });
        }
        let has_mode = having(graph, &[elm::MODE], |value| is_node(graph.term(value)));
        let is_instance = |node: u32| has_mode.contains(&node) && !courses.is_course(node);
        let mut with_mode = having(graph, &[elm::LEARNING_OPPORTUNITY], is_instance);
        let id = |iri: &str| graph.id(Object::Iri(iri));
        let of_course = id(elm::LEARNING_ACHIEVEMENT_SPECIFICATION);
        let parts = [id(elm::IS_PART_OF), id(elm::HAS_PART)];
        let mut stacked = HashSet::new();
        for [subject, predicate, object] in graph.id_triples().iter().copied() {
            if Some(predicate) == of_course && is_instance(subject) {
                with_mode.insert(object);
            } else if parts.contains(&Some(predicate)) && courses.is_course(subject) {
                stacked.insert(object);
            }
        }
        let publishers = [Publishers::of(graph), Publishers::of(institutions.graph())];
        let (title, publisher, same_as) = (id(dcterms::TITLE), id(dcterms::PUBLISHER), id(owl::SAME_AS));
        let known = HashMap::new();
        Self { graph, institutions, carriers, with, with_mode, stacked, publishers, known, title, publisher, same_as }
    }

    fn course(&mut self, course: u32) -> Option<CourseCompleteness> {
        let Object::Iri(iri) = self.graph.term(course) else { return None };
        let mut required: HashSet<RequiredElement> = HashSet::new();
        let mut council: HashSet<CouncilElement> = HashSet::new();
        let mut title: Option<(u8, &str, &str)> = None;
        let graph = self.graph;
        for [_, predicate, value] in graph.of(course).iter().copied() {
            for at in self.carriers.get(&predicate).into_iter().flatten() {
                let (_, counts, of_profile, of_council) = &CARRIERS[*at];
                if self.counts(*at, counts, value) {
                    required.extend(*of_profile);
                    council.extend(*of_council);
                }
            }
            if Some(predicate) == self.title {
                title = [title, rank(graph.term(value))].into_iter().flatten().min();
            }
            if Some(predicate) == self.publisher {
                let [has_country, is_accredited] = self.publisher(value);
                council.extend(has_country.then_some(C::IssuerCountry));
                council.extend(is_accredited.then_some(C::QualityAssurance));
            }
        }
        council.extend(self.with_mode.contains(&course).then_some(C::Participation));
        council.extend(self.stacked.contains(&course).then_some(C::Stackability));
        Some(CourseCompleteness {
            course: iri.to_owned(),
            title: title.map(|(_, _, text)| text.to_owned()),
            missing: R::ALL.iter().filter(|element| !required.contains(element)).copied().collect(),
            missing_council: C::ALL.iter().filter(|element| !council.contains(element)).copied().collect(),
        })
    }

    fn counts(&self, at: usize, counts: &Counts, value: u32) -> bool {
        let term = self.graph.term(value);
        match counts {
            Text => !is_node(term) && says_something(term),
            Code => is_node(term),
            Anything => says_something(term),
            Told(_) => match term {
                Object::Iri(_) => self.with[at].contains(&value) || self.graph.of(value).is_empty(),
                Object::Blank(_) => self.with[at].contains(&value),
                _ => says_something(term),
            },
            With(_) => self.with[at].contains(&value),
        }
    }

    /// Whether a publisher has a country and whether it is accredited, by the graph or by registries, under its own IRI
    /// or one that is the same.
    fn publisher(&mut self, publisher: u32) -> [bool; 2] {
        if let Some(known) = self.known.get(&publisher) {
            return *known;
        }
        let same = self.graph.of(publisher).iter().filter(|triple| Some(triple[1]) == self.same_as);
        let mut found = [false; 2];
        for id in same.map(|triple| triple[2]).chain([publisher]) {
            let name = self.graph.term(id);
            // Numbers of blank nodes mean something in their own graph only.
            let canonical = match name {
                Object::Iri(iri) => [Some(iri), self.institutions.canonical(iri)],
                _ => [None, None],
            };
            let [own, registries] = &self.publishers;
            let told = [own.of_institution(name)].into_iter();
            let in_registries = canonical.into_iter().flatten().map(|iri| registries.of_institution(Object::Iri(iri)));
            for [has_country, is_accredited] in told.chain(in_registries) {
                found = [found[0] || has_country, found[1] || is_accredited];
            }
        }
        self.known.insert(publisher, found);
        found
    }
}

/// A title that is not empty, with what it is chosen by: English before others, then the order of the alphabet.
fn rank(title: Object<'_>) -> Option<(u8, &str, &str)> {
    let (value, language) = match title {
        Object::Text { value, language } => (value.trim(), language),
        Object::Typed { value, .. } => (value.trim(), ""),
        Object::Iri(_) | Object::Blank(_) => return None,
    };
    let primary = language.split('-').next().unwrap_or_default();
    let rank = match language {
        _ if !primary.eq_ignore_ascii_case("en") => 2,
        _ if primary == language => 0,
        _ => 1,
    };
    (!value.is_empty()).then_some((rank, language, value))
}
