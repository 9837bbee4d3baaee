//! The concepts that mappings name (mapping reference, section 3.4).

/// ECTS.
pub(crate) const ECTS: &str = "http://data.europa.eu/snb/education-credit/6fcec5c5af";
/// Course.
pub(crate) const COURSE: &str = "http://data.europa.eu/snb/learning-opportunity/05053c1cbe";

const ONLINE: &str = "http://data.europa.eu/snb/learning-assessment/920fbb3cbe";
const PRESENTIAL: &str = "http://data.europa.eu/snb/learning-assessment/9191af2ed9";
const HYBRID: &str = "http://data.europa.eu/snb/learning-assessment/c_3a90b26d";
const BLENDED: &str = "http://data.europa.eu/snb/learning-assessment/e92d221e4d";
const PROJECT_BASED: &str = "http://data.europa.eu/snb/learning-assessment/7813801c77";
const RESEARCH_LAB_BASED: &str = "http://data.europa.eu/snb/learning-assessment/ed4c557045";
const WORK_BASED: &str = "http://data.europa.eu/snb/learning-assessment/729f3bed4b";

pub(crate) fn isced_f(code: &str) -> String {
    format!("http://data.europa.eu/snb/isced-f/{code}")
}

fn eqf(level: u8) -> String {
    format!("http://data.europa.eu/snb/eqf/{level}")
}

/// Trimmed, in lower case, with `-` and `_` as blanks: how values of OOAPI 5 and 6 are compared (decision D8).
fn folded(value: &str) -> String {
    let words = value.split(|c: char| c.is_whitespace() || c == '-' || c == '_').filter(|word| !word.is_empty());
    words.collect::<Vec<_>>().join(" ").to_lowercase()
}

/// What became of a coded value.
pub(super) enum Coded {
    Concept(String),
    /// A known value that has no concept.
    Nothing,
    Unknown,
}

/// The level of a course (section 3.4.1).
pub(super) fn level(value: &str) -> Coded {
    Coded::Concept(match folded(value).as_str() {
        "secondary vocational education 1" => eqf(1),
        "secondary vocational education 2" => eqf(2),
        "secondary vocational education 3" => eqf(3),
        "secondary vocational education 4" => eqf(4),
        "associate degree" => eqf(5),
        "bachelor" => eqf(6),
        "master" => eqf(7),
        "doctoral" => eqf(8),
        "secondary vocational education"
        | "pre vocational"
        | "post doctoral"
        | "undefined"
        | "undivided"
        | "nt2 1"
        | "nt2 2" => return Coded::Nothing,
        _ => return Coded::Unknown,
    })
}

/// The mode of delivery (section 3.4.2).
pub(super) fn mode(value: &str) -> Coded {
    let concept = match folded(value).as_str() {
        "online" | "distance learning" | "coil" => ONLINE,
        "on campus" | "situated" | "presential" => PRESENTIAL,
        "hybrid" => HYBRID,
        "blended" => BLENDED,
        "project based" => PROJECT_BASED,
        "research lab based" => RESEARCH_LAB_BASED,
        "work based" => WORK_BASED,
        "joint delivery" => return Coded::Nothing,
        _ => return Coded::Unknown,
    };
    Coded::Concept(concept.into())
}
