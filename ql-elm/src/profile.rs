//! Validation against the QualityLink profile (profile, sections 3 to 7).

use std::sync::LazyLock;

use crate::{ElmNamespace, Graph, RdfFormat, RdfReader, Shapes, ValidationReport, pretty_turtle};

const PROFILE: &str = include_str!("../shapes/profile.ttl");
const STRICT: &str = include_str!("../shapes/elm-strict.ttl");

/// How much is asked for (profile, section 7).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ProfileLevel {
    /// The QualityLink profile, with its known errors corrected.
    #[default]
    Profile,
    /// The profile, and what the European Learning Model itself asks of the classes that it uses.
    ElmStrict,
}

static LEVELS: LazyLock<[Shapes; 2]> = LazyLock::new(|| {
    // Both are our own files, which tests read.
    [ProfileLevel::Profile, ProfileLevel::ElmStrict]
        .map(|level| Shapes::from_graph(&shapes_graph(level)).unwrap_or_else(|error| unreachable!("{error}")))
});

impl Shapes {
    /// The shapes of the profile, read once.
    pub fn profile(level: ProfileLevel) -> &'static Self {
        match level {
            ProfileLevel::Profile => &LEVELS[0],
            ProfileLevel::ElmStrict => &LEVELS[1],
        }
    }
}

/// Checks a graph against the profile.
///
/// Nothing is dropped for what is found: a course that lacks what the profile asks for is still a course.
///
/// ```
/// use ql_elm::{ProfileLevel, RdfFormat, RdfReader, validate};
/// let turtle = br#"
///     @prefix dcterms: <http://purl.org/dc/terms/> . @prefix ql: <http://data.quality-link.eu/ontology/v1#> .
///     <https://cat.example.edu/BIO-101> a ql:LearningOpportunitySpecification ; dcterms:title "Marine Biology"@en .
/// "#;
/// let report = validate(&RdfReader::new(RdfFormat::Turtle).read(turtle).graph, ProfileLevel::Profile);
/// assert!(!report.conforms());
/// let missing: Vec<&str> = report.results().iter().map(|result| result.rule.as_str()).collect();
/// assert_eq!(missing, ["los.field", "los.identifier", "los.language", "los.level", "los.outcome"]);
/// assert_eq!(report.results()[3].message, "the course has no EQF level");
/// ```
pub fn validate(graph: &Graph, level: ProfileLevel) -> ValidationReport {
    Shapes::profile(level).validate(graph)
}

/// The shapes of the profile as Turtle, for other SHACL engines; for ELM ≤ 3.2 with the old namespace.
///
/// ```
/// use ql_elm::{ElmNamespace, ProfileLevel, profile_shapes};
/// let shapes = profile_shapes(ProfileLevel::Profile, ElmNamespace::V3_2);
/// assert!(shapes.contains("http://data.europa.eu/snb/model/elm/"));
/// ```
pub fn profile_shapes(level: ProfileLevel, namespace: ElmNamespace) -> String {
    pretty_turtle(&shapes_graph(level), namespace)
}

fn shapes_graph(level: ProfileLevel) -> Graph {
    let mut graph = RdfReader::new(RdfFormat::Turtle).read(PROFILE.as_bytes()).graph;
    if level == ProfileLevel::ElmStrict {
        let Ok(()) = RdfReader::new(RdfFormat::Turtle).read(STRICT.as_bytes()).graph.write_to(&mut graph);
        graph.sort();
    }
    graph
}
