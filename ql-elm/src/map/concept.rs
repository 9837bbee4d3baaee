//! The concepts that mappings name (mapping reference, section 3.4), and how coded values of the formats lead to them.

macro_rules! concepts {
    ($($name:ident = $base:ident $local:literal;)*) => {$(
        pub(crate) const $name: &str = concat!($base!(), $local);
    )*};
}

macro_rules! education_credit {
    () => {
        "http://data.europa.eu/snb/education-credit/"
    };
}
macro_rules! learning_opportunity {
    () => {
        "http://data.europa.eu/snb/learning-opportunity/"
    };
}
macro_rules! learning_assessment {
    () => {
        "http://data.europa.eu/snb/learning-assessment/"
    };
}
macro_rules! learning_schedule {
    () => {
        "http://data.europa.eu/snb/learning-schedule/"
    };
}
macro_rules! learning_activity {
    () => {
        "http://data.europa.eu/snb/learning-activity/"
    };
}
macro_rules! assessment {
    () => {
        "http://data.europa.eu/snb/assessment/"
    };
}
macro_rules! qdr {
    () => {
        "http://data.europa.eu/snb/qdr/"
    };
}

concepts! {
    ECTS = education_credit "6fcec5c5af";
    ECVET = education_credit "60b314e826";
    COURSE = learning_opportunity "05053c1cbe";
    PROGRAMME = learning_opportunity "79343569f3";
    MODULE = learning_opportunity "0f7dac46ca";
    SHORT_PROGRAMME = learning_opportunity "74a4a268e8";
    CLASS = learning_opportunity "7e1ac538db";
    INTERNSHIP = learning_opportunity "77b99de990";
    THESIS = learning_opportunity "b2434ca358";
    MOOC = learning_opportunity "17744a2647";
    STUDY_VISIT = learning_opportunity "65a4cf5de2";
    ONLINE = learning_assessment "920fbb3cbe";
    PRESENTIAL = learning_assessment "9191af2ed9";
    HYBRID = learning_assessment "c_3a90b26d";
    BLENDED = learning_assessment "e92d221e4d";
    PROJECT_BASED = learning_assessment "7813801c77";
    RESEARCH_LAB_BASED = learning_assessment "ed4c557045";
    WORK_BASED = learning_assessment "729f3bed4b";
    FULL_TIME = learning_schedule "72a0ab92fa";
    PART_TIME_LIGHT = learning_schedule "67395e6b5a";
    PART_TIME_INTENSIVE = learning_schedule "f230bae523";
    CLASSROOM = learning_activity "ff436ea7c9";
    LABORATORY = learning_activity "3c8bd58d62";
    WORKSHOP = learning_activity "efff75e10a";
    SELF_STUDY = learning_activity "b660f5dcea";
    RESEARCH = learning_activity "a7e556215a";
    INTERNSHIP_ACTIVITY = learning_activity "bf5588ff84";
    WRITTEN_EXAM = assessment "6e6cb2cc78";
    ORAL_EXAM = assessment "d30284d7df";
    PORTFOLIO = assessment "4f03b91c0e";
    PRACTICAL_ASSESSMENT = assessment "6a4db9f11d";
    NLQF_4_PLUS = qdr "c_c2700f4e";
    NLQF_ENTRY = qdr "c_b42dd23b";
}

/// The levels 1 to 8 of the Dutch framework.
const NLQF: [&str; 8] =
    ["c_3e11a3fd", "c_c749fa23", "c_f97cdbb5", "c_ff656b33", "c_18c9e9fe", "c_1711a061", "c_478359fc", "c_2835a50f"];

pub(crate) fn isced_f(code: &str) -> String {
    format!("http://data.europa.eu/snb/isced-f/{code}")
}

pub(super) fn eqf(level: u8) -> String {
    format!("http://data.europa.eu/snb/eqf/{level}")
}

/// A level of the Dutch framework.
pub(super) fn nlqf(level: u8) -> Option<String> {
    let name = NLQF.get(usize::from(level).checked_sub(1)?)?;
    Some(format!("{}{name}", qdr!()))
}

/// Trimmed, in lower case, with `-` and `_` as blanks: how coded values are compared, whichever version they are of
/// (decision D8).
pub(super) fn folded(value: &str) -> String {
    let words = value.split(|c: char| c.is_whitespace() || c == '-' || c == '_').filter(|word| !word.is_empty());
    words.collect::<Vec<_>>().join(" ").to_lowercase()
}

/// What became of a coded value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Coded<T = &'static str> {
    Concept(T),
    /// A known value that has no concept.
    Nothing,
    Unknown,
}

/// The level of OOAPI's `level`, `levelOfQualification` or `qualificationAwarded` (section 3.4.1): 0 is below the EQF.
pub(super) fn level(value: &str) -> Coded<Level> {
    let value = folded(value);
    let plain = |level| Coded::Concept(Level { eqf: level, is_4_plus: false });
    match value.as_str() {
        "associate degree" | "ad" => plain(5),
        "bachelor" | "ba" | "bsc" | "llb" => plain(6),
        "master" | "ma" | "msc" | "llm" => plain(7),
        "doctoral" | "phd" => plain(8),
        "4+" | "nlqf 4plus" => Coded::Concept(Level { eqf: 4, is_4_plus: true }),
        "secondary vocational education"
        | "pre vocational"
        | "post doctoral"
        | "undefined"
        | "undivided"
        | "nt2 1"
        | "nt2 2"
        | "diploma"
        | "vocational diploma"
        | "certificate"
        | "micro credential"
        | "none" => Coded::Nothing,
        other => {
            let number = other
                .strip_prefix("secondary vocational education ")
                .filter(|rest| matches!(*rest, "1" | "2" | "3" | "4"))
                .or_else(|| other.strip_prefix("eqf ").or(other.strip_prefix("nlqf ")))
                .unwrap_or(other);
            match number.parse::<u8>() {
                Ok(level) if level <= 8 && number.len() == 1 => plain(level),
                _ => Coded::Unknown,
            }
        }
    }
}

/// A level of the EQF, or the Dutch one between 4 and 5.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Level {
    pub(super) eqf: u8,
    pub(super) is_4_plus: bool,
}

/// The mode of delivery (section 3.4.2).
pub(super) fn mode(value: &str) -> Coded {
    Coded::Concept(match folded(value).as_str() {
        "online" | "distance learning" | "coil" => ONLINE,
        "on campus" | "situated" | "presential" => PRESENTIAL,
        "hybrid" => HYBRID,
        "blended" => BLENDED,
        "project based" => PROJECT_BASED,
        "research lab based" => RESEARCH_LAB_BASED,
        "work based" => WORK_BASED,
        "joint delivery" => return Coded::Nothing,
        _ => return Coded::Unknown,
    })
}

/// The type of a programme or education specification (section 3.4.3).
pub(super) fn programme_type(value: &str) -> Coded {
    Coded::Concept(match folded(value).as_str() {
        "program" | "programme" | "privateprogram" | "private program" => PROGRAMME,
        "minor" | "honours" | "honors" | "specialization" | "specialisation" | "track" | "specification"
        | "cluster" | "programcluster" | "program cluster" => MODULE,
        "course" => COURSE,
        _ => return Coded::Unknown,
    })
}

/// The type of a component that is a learning activity (section 3.4.8).
pub(super) fn activity_type(value: &str) -> Coded {
    Coded::Concept(match folded(value).as_str() {
        "lecture" | "tutorial" | "consultation" => CLASSROOM,
        "practical" | "skills training" => LABORATORY,
        "workshop" | "excursion" => WORKSHOP,
        "independent study" => SELF_STUDY,
        "external" | "project" | "learning community" => return Coded::Nothing,
        _ => return Coded::Unknown,
    })
}

/// The type of a component that is a test, if it is one, with its mode (section 3.4.8).
pub(super) fn test_type(value: &str) -> Option<(Option<&'static str>, Option<&'static str>)> {
    Some(match folded(value).as_str() {
        "test on paper" => (Some(WRITTEN_EXAM), None),
        "digital test" => (Some(WRITTEN_EXAM), Some(ONLINE)),
        "oral test" => (Some(ORAL_EXAM), None),
        "portfolio assessment" => (Some(PORTFOLIO), None),
        "life skills test" => (Some(PRACTICAL_ASSESSMENT), None),
        "test" | "unknown" => (None, None),
        _ => return None,
    })
}

/// The name of a scale of results (section 3.4.9).
pub(super) fn result_scale(value: &str) -> Option<&'static str> {
    Some(match folded(value).as_str() {
        "pass or fail" => "pass/fail",
        "insufficient satisfactory good" => "insufficient, satisfactory, good",
        "us letter" => "US letter grades (A–F)",
        "uk letter" => "UK letter grades",
        "de grade" => "German grades 1–6",
        "0 100" | "grade 0 100" => "0–100",
        "1 10" => "1–10",
        "grade 0 10" => "0–10",
        "grade 0 10 one decimal" => "0–10 (one decimal)",
        "reference level europass" => "CEFR levels A1–C2",
        _ => return None,
    })
}
