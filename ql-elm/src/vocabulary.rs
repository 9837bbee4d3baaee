//! The EU's controlled vocabularies, from the tables in `vocabularies/` (facts: URI, code, English label).

use std::collections::HashMap;
use std::sync::LazyLock;

/// A concept of a vocabulary.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Concept {
    /// The IRI.
    pub uri: &'static str,
    /// The notation; empty where the IRI ends in an opaque id.
    pub code: &'static str,
    /// The English label; empty where none is known.
    pub label: &'static str,
}

/// Our own tables hold nothing hostile, so the hash needs no secret.
type Index = HashMap<&'static str, usize, foldhash::fast::FixedState>;

struct Table {
    rows: Vec<Concept>,
    by_uri: Index,
    by_code: Index,
    /// The columns behind the label, by row.
    more: Vec<Vec<&'static str>>,
}

impl Table {
    fn parse(tsv: &'static str) -> Self {
        let mut table =
            Self { rows: Vec::new(), by_uri: Index::default(), by_code: Index::default(), more: Vec::new() };
        for line in tsv.lines().skip(1) {
            let mut columns = line.split('\t');
            let mut next = || columns.next().unwrap_or_default();
            let concept = Concept { uri: next(), code: next(), label: next() };
            let index = table.rows.len();
            table.by_uri.insert(concept.uri, index);
            if !concept.code.is_empty() {
                table.by_code.insert(concept.code, index);
            }
            table.rows.push(concept);
            table.more.push(columns.collect());
        }
        table
    }
}

macro_rules! tables {
    ($($(#[$doc:meta])* $variant:ident $table:ident $text:expr, $prefix:literal, $scheme:expr, $title:literal;)*) => {
        /// The vocabularies that are in the tables of this crate.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        #[non_exhaustive]
        pub enum Vocabulary {
            $($(#[$doc])* $variant,)*
        }

        $(static $table: LazyLock<Table> = LazyLock::new(|| Table::parse($text));)*

        impl Vocabulary {
            /// Every vocabulary.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)*];

            fn table(self) -> &'static Table {
                match self { $(Self::$variant => &$table,)* }
            }

            /// What the IRIs of the vocabulary begin with.
            pub fn prefix(self) -> &'static str {
                match self { $(Self::$variant => $prefix,)* }
            }

            /// The IRI of the vocabulary itself; one list has none.
            pub fn scheme(self) -> Option<&'static str> {
                match self { $(Self::$variant => $scheme,)* }
            }

            /// What its concepts are, for sentences.
            pub fn title(self) -> &'static str {
                match self { $(Self::$variant => $title,)* }
            }
        }
    };
}

tables! {
    /// EQF levels
    Eqf EQF include_str!("../vocabularies/eqf.tsv"), "http://data.europa.eu/snb/eqf/",
        Some("http://data.europa.eu/snb/eqf/25831c2"), "EQF levels";
    /// Fields of study (ISCED-F 2013)
    IscedF ISCED_F include_str!("../vocabularies/isced-f.tsv"), "http://data.europa.eu/snb/isced-f/",
        Some("http://data.europa.eu/snb/isced-f/25831c2"), "fields of study (ISCED-F)";
    /// Languages
    Languages LANGUAGES include_str!("../vocabularies/languages.tsv"), "http://publications.europa.eu/resource/authority/language/",
        Some("http://publications.europa.eu/resource/authority/language"), "languages";
    /// Countries
    Countries COUNTRIES ql_core::Country::TABLE, "http://publications.europa.eu/resource/authority/country/",
        Some("http://publications.europa.eu/resource/authority/country"), "countries";
    /// Currencies
    Currencies CURRENCIES include_str!("../vocabularies/currencies.tsv"), "http://publications.europa.eu/resource/authority/currency/",
        Some("http://publications.europa.eu/resource/authority/currency"), "currencies";
    /// Course, programme, module …
    LearningOpportunityTypes LEARNING_OPPORTUNITY_TYPES include_str!("../vocabularies/learning-opportunity-types.tsv"), "http://data.europa.eu/snb/learning-opportunity/",
        Some("http://data.europa.eu/snb/learning-opportunity/25831c2"), "types of learning opportunities";
    /// Online, presential, hybrid …
    Modes MODES include_str!("../vocabularies/modes-of-learning-and-assessment.tsv"), "http://data.europa.eu/snb/learning-assessment/",
        Some("http://data.europa.eu/snb/learning-assessment/25831c2"), "modes of learning and assessment";
    /// Written examination, portfolio …
    AssessmentTypes ASSESSMENT_TYPES include_str!("../vocabularies/assessment-types.tsv"), "http://data.europa.eu/snb/assessment/",
        Some("http://data.europa.eu/snb/assessment/25831c2"), "assessment types";
    /// Classroom, laboratory …
    LearningActivityTypes LEARNING_ACTIVITY_TYPES include_str!("../vocabularies/learning-activity-types.tsv"), "http://data.europa.eu/snb/learning-activity/",
        Some("http://data.europa.eu/snb/learning-activity/25831c2"), "learning activity types";
    /// Full time, part time
    LearningSchedules LEARNING_SCHEDULES include_str!("../vocabularies/learning-schedule-types.tsv"), "http://data.europa.eu/snb/learning-schedule/",
        Some("http://data.europa.eu/snb/learning-schedule/25831c2"), "learning schedules";
    /// Formal, non-formal
    LearningSettings LEARNING_SETTINGS include_str!("../vocabularies/learning-settings.tsv"), "http://data.europa.eu/snb/learning-setting/",
        Some("http://data.europa.eu/snb/learning-setting/25831c2"), "learning settings";
    /// Learners that something is meant for
    TargetGroups TARGET_GROUPS include_str!("../vocabularies/target-groups.tsv"), "http://data.europa.eu/snb/target-group/",
        Some("http://data.europa.eu/snb/target-group/25831c2"), "target groups";
    /// ECTS, ECVET
    CreditSystems CREDIT_SYSTEMS include_str!("../vocabularies/credit-systems.tsv"), "http://data.europa.eu/snb/education-credit/",
        Some("http://data.europa.eu/snb/education-credit/25831c2"), "credit systems";
    /// National qualifications frameworks and their levels
    NqfLevels NQF_LEVELS include_str!("../vocabularies/nqf-levels.tsv"), "http://data.europa.eu/snb/qdr/",
        Some("http://data.europa.eu/snb/qdr/25831c2"), "national qualifications frameworks and levels";
    /// Knowledge, skill
    SkillTypes SKILL_TYPES include_str!("../vocabularies/skill-types.tsv"), "http://data.europa.eu/snb/skill-type/",
        Some("http://data.europa.eu/snb/skill-type/25831c2"), "kinds of skills";
    /// How widely a skill can be used
    SkillReuseLevels SKILL_REUSE_LEVELS include_str!("../vocabularies/skill-reuse-levels.tsv"), "http://data.europa.eu/snb/skill-reuse-level/",
        Some("http://data.europa.eu/snb/skill-reuse-level/25831c2"), "skill reuse levels";
    /// What something entitles to
    EntitlementTypes ENTITLEMENT_TYPES include_str!("../vocabularies/entitlement-types.tsv"), "http://data.europa.eu/snb/entitlement/",
        Some("http://data.europa.eu/snb/entitlement/25831c2"), "entitlement types";
    /// Prospective, actual
    EntitlementStatuses ENTITLEMENT_STATUSES include_str!("../vocabularies/entitlement-statuses.tsv"), "http://data.europa.eu/snb/entitlement-status/",
        Some("http://data.europa.eu/snb/entitlement-status/25831c2"), "entitlement statuses";
    /// Kinds of quality assurance
    AccreditationTypes ACCREDITATION_TYPES include_str!("../vocabularies/accreditation-types.tsv"), "http://data.europa.eu/snb/accreditation/",
        Some("http://data.europa.eu/snb/accreditation/25831c2"), "accreditation types";
    /// Statuses of accreditations and qualifications
    AccreditationStatuses ACCREDITATION_STATUSES include_str!("../vocabularies/accreditation-statuses.tsv"), "http://data.europa.eu/snb/status/",
        Some("http://data.europa.eu/snb/status/25831c2"), "statuses";
    /// How files are encoded
    ContentEncodings CONTENT_ENCODINGS include_str!("../vocabularies/content-encodings.tsv"), "http://data.europa.eu/snb/encoding/",
        Some("http://data.europa.eu/snb/encoding/25831c2"), "encodings";
    /// Kinds of files
    FileTypes FILE_TYPES include_str!("../vocabularies/file-types.tsv"), "http://publications.europa.eu/resource/authority/file-type/",
        Some("http://publications.europa.eu/resource/authority/file-type"), "file types";
    /// Supervision and identification in assessments
    SupervisionVerifications SUPERVISION_VERIFICATIONS include_str!("../vocabularies/supervision-verification.tsv"), "http://data.europa.eu/snb/supervision-verification/",
        Some("http://data.europa.eu/snb/supervision-verification/25831c2"), "kinds of supervision";
    /// What a note is about
    NoteTopics NOTE_TOPICS include_str!("../vocabularies/note-topics.tsv"), "http://data.europa.eu/snb/learningOpportunity-topics#",
        None, "topics of notes";
}

impl Vocabulary {
    /// The concept with this IRI.
    ///
    /// ```
    /// use ql_elm::Vocabulary;
    /// let biology = Vocabulary::IscedF.by_uri("http://data.europa.eu/snb/isced-f/0511").unwrap();
    /// assert_eq!((biology.code, biology.label), ("0511", "Biology"));
    /// ```
    pub fn by_uri(self, uri: &str) -> Option<Concept> {
        let table = self.table();
        table.by_uri.get(uri).map(|index| table.rows[*index])
    }

    /// The concept with this code, exactly as the vocabulary writes it.
    pub fn by_code(self, code: &str) -> Option<Concept> {
        let table = self.table();
        table.by_code.get(code).map(|index| table.rows[*index])
    }

    /// The concepts, in the order of their IRIs.
    pub fn concepts(self) -> &'static [Concept] {
        &self.table().rows
    }

    /// Whether the vocabulary has a concept with this IRI. Of languages also those count that have neither a two-letter code nor an
    /// English label.
    ///
    /// ```
    /// use ql_elm::Vocabulary;
    /// assert!(Vocabulary::Languages.has("http://publications.europa.eu/resource/authority/language/AAA"));
    /// assert!(!Vocabulary::Eqf.has("http://data.europa.eu/snb/eqf/9"));
    /// ```
    pub fn has(self, uri: &str) -> bool {
        let is_rare =
            || uri.strip_prefix(self.prefix()).is_some_and(|code| RARE_LANGUAGES.binary_search(&code).is_ok());
        self.table().by_uri.contains_key(uri) || self == Self::Languages && is_rare()
    }

    /// The vocabulary that an IRI belongs to, whether it has the concept or not.
    pub fn of_uri(uri: &str) -> Option<Self> {
        let end = uri.rfind(['/', '#'])?;
        BY_PREFIX.get(&uri[..=end]).copied()
    }
}

/// Every prefix ends where the code begins.
static BY_PREFIX: LazyLock<HashMap<&'static str, Vocabulary, foldhash::fast::FixedState>> =
    LazyLock::new(|| Vocabulary::ALL.iter().map(|vocabulary| (vocabulary.prefix(), *vocabulary)).collect());

/// Codes of languages that are in no table, since nothing is known of them but a name.
static RARE_LANGUAGES: LazyLock<Vec<&'static str>> =
    LazyLock::new(|| include_str!("../vocabularies/rare-languages.txt").lines().collect());

/// The English label of a concept of any vocabulary; for a language without one, its ISO name.
pub(crate) fn label(uri: &str) -> Option<&'static str> {
    let vocabulary = Vocabulary::of_uri(uri)?;
    let table = vocabulary.table();
    let index = *table.by_uri.get(uri)?;
    let label = table.rows[index].label;
    let iso_name = || table.more[index].last().copied().filter(|_| vocabulary == Vocabulary::Languages);
    Some(label).filter(|label| !label.is_empty()).or_else(iso_name).filter(|label| !label.is_empty())
}

/// ISO 639-1, 639-2/B, 639-2/T and 639-3 codes, in lower case, to rows of the language table.
static LANGUAGE_CODES: LazyLock<HashMap<&'static str, usize>> = LazyLock::new(|| {
    let mut codes = HashMap::new();
    // Codes of two letters before those of three, T and -3 before B: a later table never takes a code away.
    for column in [0, 2, 3, 1] {
        for (index, more) in LANGUAGES.more.iter().enumerate() {
            if let Some(code) = more.get(column).filter(|code| !code.is_empty()) {
                codes.entry(*code).or_insert(index);
            }
        }
    }
    codes
});

/// The language that an ISO 639-1, -2 or -3 code or a BCP 47 tag means, in any case.
///
/// ```
/// use ql_elm::language;
/// assert_eq!(language("de-AT").unwrap().code, "DEU");
/// assert_eq!(language("dut").unwrap().code, "NLD");
/// assert!(language("xx").is_none());
/// ```
pub fn language(code: &str) -> Option<Concept> {
    let primary = code.trim().split(['-', '_']).next()?;
    // No code is longer.
    let mut letters = [0_u8; 3];
    let letters = letters.get_mut(..primary.len())?;
    letters.copy_from_slice(primary.as_bytes());
    letters.make_ascii_lowercase();
    let index = LANGUAGE_CODES.get(std::str::from_utf8(letters).ok()?)?;
    Some(LANGUAGES.rows[*index])
}

/// The tag of a language by the IRI of its concept: in two letters if it has such.
///
/// ```
/// use ql_elm::language_tag;
/// assert_eq!(language_tag("http://publications.europa.eu/resource/authority/language/DEU"), Some("de"));
/// assert_eq!(language_tag("http://publications.europa.eu/resource/authority/language/GSW"), Some("gsw"));
/// assert_eq!(language_tag("http://data.europa.eu/snb/eqf/6"), None);
/// ```
pub fn language_tag(uri: &str) -> Option<&'static str> {
    let index = *LANGUAGES.by_uri.get(uri)?;
    LANGUAGES.more[index].iter().find(|code| !code.is_empty()).copied()
}

/// The two-letter code of a language, if it has one: `deu`, `ger` and `de` give `de`.
pub(crate) fn two_letter_code(code: &str) -> Option<&'static str> {
    let index = *LANGUAGE_CODES.get(code)?;
    LANGUAGES.more[index].first().copied().filter(|code| !code.is_empty())
}

/// The BCP 47 tag of a language concept: its two-letter code, else its three-letter code.
pub(crate) fn language_tag_of(uri: &str) -> Option<&'static str> {
    let index = *LANGUAGES.by_uri.get(uri)?;
    let more = &LANGUAGES.more[index];
    [0, 3].into_iter().filter_map(|column| more.get(column).copied()).find(|code| !code.is_empty())
}
