use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use serde_json::{Map, Value as Json, json};

use super::check::Raw;
use super::{Path, Shapes, sentence};
use crate::namespace::{prefixed, rdf, sh, xsd};
use crate::rdf::{Graph, Object, Subject, Term, TripleSink};
use crate::subgraph::Courses;
use crate::vocabulary::Vocabulary;

/// What property shapes of the profile begin with; what is behind it is the rule.
pub(super) const RULES: &str = "urn:quality-link:shapes#";

/// How grave a result is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum ResultSeverity {
    /// Good to know.
    Info,
    /// Somebody should look at it.
    Warning,
    /// The data do not conform.
    #[default]
    Violation,
}

impl ResultSeverity {
    /// The name in the vocabulary of SHACL.
    pub fn name(self) -> &'static str {
        match self {
            Self::Info => "Info",
            Self::Warning => "Warning",
            Self::Violation => "Violation",
        }
    }
}

macro_rules! components {
    ($($name:ident $text:literal,)*) => {
        /// The kind of constraint that a result is about.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[non_exhaustive]
        pub enum Component {
            $(#[doc = concat!("`sh:", $text, "`")] $name,)*
        }

        impl Component {
            /// The name in the vocabulary of SHACL; [`Vocabulary`](Self::Vocabulary) is an addition.
            pub fn name(self) -> &'static str {
                match self { $(Self::$name => $text,)* }
            }
        }
    };
}

components! {
    Class "ClassConstraintComponent",
    Datatype "DatatypeConstraintComponent",
    NodeKind "NodeKindConstraintComponent",
    MinCount "MinCountConstraintComponent",
    MaxCount "MaxCountConstraintComponent",
    MinExclusive "MinExclusiveConstraintComponent",
    MinInclusive "MinInclusiveConstraintComponent",
    MaxExclusive "MaxExclusiveConstraintComponent",
    MaxInclusive "MaxInclusiveConstraintComponent",
    MinLength "MinLengthConstraintComponent",
    MaxLength "MaxLengthConstraintComponent",
    Pattern "PatternConstraintComponent",
    LanguageIn "LanguageInConstraintComponent",
    UniqueLang "UniqueLangConstraintComponent",
    Equals "EqualsConstraintComponent",
    Disjoint "DisjointConstraintComponent",
    LessThan "LessThanConstraintComponent",
    LessThanOrEquals "LessThanOrEqualsConstraintComponent",
    Not "NotConstraintComponent",
    And "AndConstraintComponent",
    Or "OrConstraintComponent",
    Xone "XoneConstraintComponent",
    Node "NodeConstraintComponent",
    QualifiedMinCount "QualifiedMinCountConstraintComponent",
    QualifiedMaxCount "QualifiedMaxCountConstraintComponent",
    Closed "ClosedConstraintComponent",
    HasValue "HasValueConstraintComponent",
    In "InConstraintComponent",
    Vocabulary "VocabularyConstraintComponent",
}

/// Something that does not fit a shape.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct ValidationResult {
    /// The node: its IRI, or `_:` and a number for a blank one.
    pub focus: String,
    /// The property, as an IRI or as a path of SPARQL; none if the node itself does not fit.
    pub path: Option<String>,
    /// The value that does not fit, if it is about one.
    pub value: Option<String>,
    /// The kind of constraint.
    pub component: Component,
    /// How grave it is.
    pub severity: ResultSeverity,
    /// The rule, such as `los.title`, or of shapes that are not ours the IRI of the shape; empty if it has none.
    pub rule: String,
    /// The learning opportunity specification that the node belongs to. Nodes that several have belong to the first.
    pub course: Option<String>,
    /// How the node is reached from its course, such as `elm:creditPoint`; empty for the course itself.
    pub place: String,
    /// What is wrong, as a sentence.
    pub message: String,
    /// What to do about it.
    pub hint: Option<String>,
    /// The erratum of the profile that the rule takes account of.
    pub erratum: Option<String>,
    /// Of literals the datatype or `@` and the language, so that the report can give them as RDF.
    kind: Option<String>,
    focus_kind: Option<String>,
    /// The IRI of the shape, or a label.
    shape: String,
    /// Of a path that is more than a property.
    steps: Option<Box<Steps>>,
    /// The language of the message.
    language: String,
}

/// A path by the IRIs of its properties.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Steps {
    Predicate(String),
    Operator(&'static str, Box<Steps>),
    Sequence(Vec<Steps>),
    Alternative(Vec<Steps>),
}

/// What came of a validation.
#[derive(Clone, Debug, Default)]
#[non_exhaustive]
pub struct ValidationReport {
    results: Vec<ValidationResult>,
    courses: usize,
}

/// How often a rule was broken.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct RuleCount {
    /// The rule.
    pub rule: String,
    /// The kind of constraint.
    pub component: Component,
    /// How grave it is.
    pub severity: ResultSeverity,
    /// How many results.
    pub results: usize,
    /// In how many courses.
    pub courses: usize,
    /// The sentence of the first of them.
    pub example: String,
    /// The course of the first of them.
    pub example_course: Option<String>,
    /// What to do about it.
    pub hint: Option<String>,
}

/// The results of one course, or of what belongs to none.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct CourseResults<'r> {
    /// The course; none for institutions and other nodes that belong to no course.
    pub course: Option<&'r str>,
    /// Its results, the gravest first.
    pub results: Vec<&'r ValidationResult>,
}

impl CourseResults<'_> {
    /// How many results of a severity there are.
    pub fn count(&self, severity: ResultSeverity) -> usize {
        self.results.iter().filter(|result| result.severity == severity).count()
    }
}

impl ValidationReport {
    /// Whether there is no violation; warnings and infos do not count.
    pub fn conforms(&self) -> bool {
        self.count(ResultSeverity::Violation) == 0
    }

    /// How many results of a severity there are.
    pub fn count(&self, severity: ResultSeverity) -> usize {
        self.results.iter().filter(|result| result.severity == severity).count()
    }

    /// All results, by course.
    pub fn results(&self) -> &[ValidationResult] {
        &self.results
    }

    /// How many learning opportunity specifications the graph has.
    pub fn courses(&self) -> usize {
        self.courses
    }

    /// The results of each course that has any, then those of other nodes.
    pub fn by_course(&self) -> Vec<CourseResults<'_>> {
        let mut groups: BTreeMap<(bool, Option<&str>), Vec<&ValidationResult>> = BTreeMap::new();
        for result in &self.results {
            groups.entry((result.course.is_none(), result.course.as_deref())).or_default().push(result);
        }
        let mut courses = Vec::with_capacity(groups.len());
        for ((_, course), mut results) in groups {
            results.sort_by_key(|result| std::cmp::Reverse(result.severity));
            courses.push(CourseResults { course, results });
        }
        courses
    }

    /// The rules that were broken, the gravest and most frequent first.
    pub fn by_rule(&self) -> Vec<RuleCount> {
        type Rule<'r> = (&'r str, Component, ResultSeverity);
        let mut rules: BTreeMap<Rule<'_>, (RuleCount, HashSet<Option<&str>>)> = BTreeMap::new();
        for result in &self.results {
            let key = (result.rule.as_str(), result.component, result.severity);
            let (count, courses) = rules.entry(key).or_insert_with(|| {
                let count = RuleCount {
                    rule: result.rule.clone(),
                    component: result.component,
                    severity: result.severity,
                    results: 0,
                    courses: 0,
                    example: result.message.clone(),
                    example_course: result.course.clone(),
                    hint: result.hint.clone(),
                };
                (count, HashSet::new())
            });
            count.results += 1;
            courses.insert(result.course.as_deref());
        }
        let mut counts: Vec<RuleCount> = rules
            .into_values()
            .map(|(mut count, courses)| {
                count.courses = courses.iter().flatten().count();
                count
            })
            .collect();
        counts.sort_by_key(|count| std::cmp::Reverse((count.severity, count.results)));
        counts
    }

    /// The report in the vocabulary of SHACL.
    pub fn to_graph(&self) -> Graph {
        let mut graph = Graph::new();
        let mut blanks: HashMap<&str, u32> = HashMap::new();
        let report = Subject::Blank(graph.fresh_blank());
        let Ok(()) = self.write(&mut graph, report, &mut blanks);
        graph.sort();
        graph
    }

    fn write<'r>(
        &'r self,
        graph: &mut Graph,
        report: Subject<'_>,
        blanks: &mut HashMap<&'r str, u32>,
    ) -> Result<(), std::convert::Infallible> {
        let conforms = if self.conforms() { "true" } else { "false" };
        graph.triple(report, rdf::TYPE, Object::Iri(sh::VALIDATION_REPORT))?;
        graph.triple(report, sh::CONFORMS, Object::Typed { value: conforms, datatype: xsd::BOOLEAN })?;
        for result in &self.results {
            let number = graph.fresh_blank();
            graph.triple(report, sh::RESULT, Object::Blank(number))?;
            let node = Subject::Blank(number);
            graph.triple(node, rdf::TYPE, Object::Iri(sh::VALIDATION_RESULT))?;
            let severity = format!("{}{}", sh::BASE, result.severity.name());
            graph.triple(node, sh::RESULT_SEVERITY, Object::Iri(&severity))?;
            let component = match result.component {
                Component::Vocabulary => format!("{RULES}{}", result.component.name()),
                component => format!("{}{}", sh::BASE, component.name()),
            };
            graph.triple(node, sh::SOURCE_CONSTRAINT_COMPONENT, Object::Iri(&component))?;
            let message = match result.language.as_str() {
                "" => Object::Typed { value: &result.message, datatype: xsd::STRING },
                language => Object::Text { value: &result.message, language },
            };
            graph.triple(node, sh::RESULT_MESSAGE, message)?;
            match (&result.steps, &result.path) {
                (Some(steps), _) => steps.write(graph, node, sh::RESULT_PATH)?,
                (None, Some(path)) => graph.triple(node, sh::RESULT_PATH, Object::Iri(path))?,
                (None, None) => {}
            }
            let mut of = |text: &'r str, graph: &mut Graph| *blanks.entry(text).or_insert_with(|| graph.fresh_blank());
            let nodes = [
                (sh::SOURCE_SHAPE, Some(&result.shape), None),
                (sh::FOCUS_NODE, Some(&result.focus), result.focus_kind.as_deref()),
                (sh::VALUE, result.value.as_ref(), result.kind.as_deref()),
            ];
            for (property, value, kind) in nodes {
                let Some(value) = value else { continue };
                let object = match kind {
                    Some(kind) => match kind.strip_prefix('@') {
                        Some(language) => Object::Text { value, language },
                        None => Object::Typed { value, datatype: kind },
                    },
                    None if value.starts_with("_:") => Object::Blank(of(value, graph)),
                    None => Object::Iri(value),
                };
                graph.triple(node, property, object)?;
            }
        }
        Ok(())
    }

    /// The report as JSON: whether the graph conforms, counts, rules and results.
    pub fn to_json(&self) -> Json {
        let results: Vec<Json> = self
            .results
            .iter()
            .map(|result| {
                let mut object = Map::new();
                let mut set = |key: &str, value: Json| {
                    if !value.is_null() && value != "" {
                        object.insert(key.into(), value);
                    }
                };
                set("severity", result.severity.name().into());
                set("rule", result.rule.as_str().into());
                set("course", result.course.as_deref().into());
                set("place", result.place.as_str().into());
                set("focusNode", result.focus.as_str().into());
                set("path", result.path.as_deref().into());
                set("value", result.value.as_deref().into());
                set("constraint", result.component.name().into());
                set("message", result.message.as_str().into());
                set("hint", result.hint.as_deref().into());
                set("erratum", result.erratum.as_deref().into());
                Json::Object(object)
            })
            .collect();
        let rules: Vec<Json> = self
            .by_rule()
            .into_iter()
            .map(|rule| {
                json!({
                    "rule": rule.rule,
                    "constraint": rule.component.name(),
                    "severity": rule.severity.name(),
                    "results": rule.results,
                    "courses": rule.courses,
                    "example": rule.example,
                    "exampleCourse": rule.example_course,
                    "hint": rule.hint,
                })
            })
            .collect();
        json!({
            "conforms": self.conforms(),
            "courses": self.courses,
            "violations": self.count(ResultSeverity::Violation),
            "warnings": self.count(ResultSeverity::Warning),
            "infos": self.count(ResultSeverity::Info),
            "rules": rules,
            "results": results,
        })
    }
}

impl Steps {
    fn of(shapes: &Shapes, path: &Path) -> Self {
        let all = |paths: &[Path]| paths.iter().map(|path| Self::of(shapes, path)).collect();
        match path {
            Path::Predicate(term) => match shapes.terms.get_index(*term).map(Term::as_object) {
                Some(Object::Iri(iri)) => Self::Predicate(iri.to_owned()),
                _ => Self::Predicate(String::new()),
            },
            Path::Inverse(path) => Self::Operator("inversePath", Box::new(Self::of(shapes, path))),
            Path::Sequence(paths) => Self::Sequence(all(paths)),
            Path::Alternative(paths) => Self::Alternative(all(paths)),
            Path::Repeated { path, at_least_once, once_only } => {
                let name = match (at_least_once, once_only) {
                    (true, _) => "oneOrMorePath",
                    (_, true) => "zeroOrOnePath",
                    _ => "zeroOrMorePath",
                };
                Self::Operator(name, Box::new(Self::of(shapes, path)))
            }
        }
    }

    fn write(&self, graph: &mut Graph, node: Subject<'_>, property: &str) -> Result<(), std::convert::Infallible> {
        let list = |graph: &mut Graph, node: Subject<'_>, property: &str, items: &[Self]| {
            let (mut node, mut property) = (node, property);
            for item in items {
                let number = graph.fresh_blank();
                graph.triple(node, property, Object::Blank(number))?;
                item.write(graph, Subject::Blank(number), rdf::FIRST)?;
                (node, property) = (Subject::Blank(number), rdf::REST);
            }
            graph.triple(node, property, Object::Iri(rdf::NIL))
        };
        match self {
            Self::Predicate(iri) => graph.triple(node, property, Object::Iri(iri)),
            Self::Operator(name, inside) => {
                let number = graph.fresh_blank();
                graph.triple(node, property, Object::Blank(number))?;
                inside.write(graph, Subject::Blank(number), &format!("{}{name}", sh::BASE))
            }
            Self::Sequence(items) => list(graph, node, property, items),
            Self::Alternative(items) => {
                let number = graph.fresh_blank();
                graph.triple(node, property, Object::Blank(number))?;
                list(graph, Subject::Blank(number), &format!("{}alternativePath", sh::BASE), items)
            }
        }
    }
}

pub(super) fn of(shapes: &Shapes, graph: &Graph, raw: Vec<Raw>) -> ValidationReport {
    let courses = Courses::of(graph);
    let owners = if raw.is_empty() { HashMap::new() } else { owners(graph, &courses) };
    let mut results: Vec<ValidationResult> = raw.iter().map(|raw| result(shapes, graph, raw, &owners)).collect();
    results.sort_by(|one, other| {
        let key = |result: &ValidationResult| (result.course.is_none(), result.severity);
        let (one_key, other_key) = (key(one), key(other));
        one_key
            .0
            .cmp(&other_key.0)
            .then_with(|| one.course.cmp(&other.course))
            .then_with(|| other_key.1.cmp(&one_key.1))
            .then_with(|| one.rule.cmp(&other.rule))
            .then_with(|| one.place.cmp(&other.place))
            .then_with(|| one.value.cmp(&other.value))
            .then_with(|| one.focus.cmp(&other.focus))
    });
    ValidationReport { results, courses: courses.ids().len() }
}

/// Node → the first course that it belongs to, and the node and property that it is reached by.
type Owners = HashMap<u32, (u32, Option<(u32, u32)>)>;

fn owners(graph: &Graph, courses: &Courses<'_>) -> Owners {
    let mut owners: Owners = HashMap::new();
    for course in courses.ids() {
        // What belongs to another course already leads to nothing that is not that one's, too.
        owners.insert(*course, (*course, None));
        let mut open = vec![*course];
        let linked = graph.id(Object::Iri(crate::namespace::elm::LEARNING_OPPORTUNITY));
        for instance in courses.naming(*course) {
            if !owners.contains_key(instance) {
                owners.insert(*instance, (*course, linked.map(|linked| (*course, linked))));
                open.push(*instance);
            }
        }
        while let Some(node) = open.pop() {
            for [_, predicate, object] in graph.of(node) {
                if courses.follows(*predicate, *object) && !owners.contains_key(object) {
                    owners.insert(*object, (*course, Some((node, *predicate))));
                    open.push(*object);
                }
            }
        }
    }
    owners
}

fn result(shapes: &Shapes, graph: &Graph, raw: &Raw, owners: &Owners) -> ValidationResult {
    let shape = &shapes.shapes[raw.shape];
    let kind_of = |id: u32| match graph.term(id) {
        Object::Iri(_) | Object::Blank(_) => None,
        Object::Text { language, .. } => Some(format!("@{language}")),
        Object::Typed { datatype, .. } => Some(datatype.to_owned()),
    };
    let text = |id: u32| match graph.term(id) {
        Object::Iri(iri) => iri.to_owned(),
        Object::Blank(number) => format!("_:{number}"),
        Object::Text { value, .. } | Object::Typed { value, .. } => value.to_owned(),
    };
    let value = raw.value.map(text);
    let path = match (raw.path, &shape.path) {
        (Some(id), _) => Some(text(id)),
        (None, Some(path)) => Some(sentence::path(shapes, path)),
        (None, None) => None,
    };
    let owner = owners.get(&raw.focus);
    let severity = match (raw.component, &value) {
        // An IRI that is none of the vocabulary's may be a concept nevertheless; nobody can tell here.
        (Component::Vocabulary, Some(value)) if Vocabulary::of_uri(value).is_none() => ResultSeverity::Info,
        (Component::Vocabulary, _) => ResultSeverity::Warning,
        _ => shape.severity,
    };
    let rule = shape.iri.as_deref().unwrap_or_default();
    let is_ours = rule.starts_with(RULES);
    let language = shape.message.as_ref().filter(|_| !is_ours).map_or("en", |(_, language)| language);
    let steps = match (raw.path, &shape.path) {
        (None, Some(path)) if !matches!(path, Path::Predicate(_)) => Some(Box::new(Steps::of(shapes, path))),
        _ => None,
    };
    ValidationResult {
        focus: text(raw.focus),
        message: sentence::of(shapes, graph, raw, path.as_deref()),
        path,
        value,
        component: raw.component,
        severity,
        rule: rule.strip_prefix(RULES).unwrap_or(rule).to_owned(),
        course: owner.map(|(course, _)| text(*course)),
        place: place(graph, raw.focus, owners),
        hint: sentence::hint(shape, raw.component),
        erratum: match raw.component {
            Component::Vocabulary => Some("E4".into()),
            _ => shape.erratum.clone(),
        },
        kind: raw.value.and_then(kind_of),
        focus_kind: kind_of(raw.focus),
        shape: shape.iri.clone().unwrap_or_else(|| format!("_:shape{}", raw.shape)),
        steps,
        language: language.to_owned(),
    }
}

/// The way from the course to a node, by the short names of properties; of named nodes with their IRI.
fn place(graph: &Graph, focus: u32, owners: &Owners) -> String {
    let mut steps: Vec<String> = Vec::new();
    let mut seen: BTreeSet<u32> = BTreeSet::new();
    let mut at = focus;
    while let Some((_, Some((from, predicate)))) = owners.get(&at) {
        if !seen.insert(at) || steps.len() > 16 {
            break;
        }
        if let (Object::Iri(iri), Object::Iri(predicate)) = (graph.term(at), graph.term(*predicate)) {
            steps.push(format!("{} <{iri}>", prefixed(predicate)));
        } else if let Object::Iri(predicate) = graph.term(*predicate) {
            steps.push(prefixed(predicate));
        }
        at = *from;
    }
    steps.reverse();
    steps.join(" / ")
}
