//! From a graph to shapes.

use std::collections::HashMap;

use indexmap::IndexSet;
use regex_lite::RegexBuilder;

use super::{
    Component, Constraint, NodeKind, Path, ResultSeverity, Shape, ShapeId, Shapes, ShapesError, Target, TermId,
};
use crate::namespace::{dcterms, owl, rdf, rdfs, sh, skos, xsd};
use crate::rdf::{Graph, Object, Term};
use crate::vocabulary::Vocabulary;

/// What tells people something, or is read together with something else.
const SILENT: &[&str] = &[
    "name",
    "description",
    "message",
    "severity",
    "order",
    "group",
    "defaultValue",
    "deactivated",
    "flags",
    "path",
    "ignoredProperties",
    "qualifiedMinCount",
    "qualifiedMaxCount",
    "qualifiedValueShapesDisjoint",
    "targetNode",
    "targetClass",
    "targetSubjectsOf",
    "targetObjectsOf",
    "declare",
    "prefixes",
    "shapesGraph",
    "suggestedShapesGraph",
    "codeIdentifier",
];
/// What a shape has once at most.
const ONCE: &[&str] = &[
    "minCount",
    "maxCount",
    "datatype",
    "nodeKind",
    "minLength",
    "maxLength",
    "minInclusive",
    "maxInclusive",
    "minExclusive",
    "maxExclusive",
    "pattern",
    "flags",
    "languageIn",
    "uniqueLang",
    "in",
    "closed",
    "ignoredProperties",
    "severity",
    "deactivated",
    "qualifiedMinCount",
    "qualifiedMaxCount",
    "qualifiedValueShape",
    "qualifiedValueShapesDisjoint",
];
/// What is `true` or `false`.
const FLAGS: &[&str] = &["uniqueLang", "closed", "deactivated", "qualifiedValueShapesDisjoint"];
/// What makes a subject a shape.
const TARGETS: &[&str] =
    &["targetNode", "targetClass", "targetSubjectsOf", "targetObjectsOf", "target", "sparql", "js", "rule"];
/// Shapes and paths are nested this deep.
const MAX_DEPTH: usize = 64;
/// The longest list.
const MAX_LIST: usize = 100_000;

pub(super) fn shapes(graph: &Graph) -> Result<Shapes, ShapesError> {
    let mut parser = Parser {
        graph,
        shapes: Vec::new(),
        terms: IndexSet::new(),
        known: HashMap::new(),
        siblings: HashMap::new(),
        depth: 0,
    };
    let class_ids = [rdfs::CLASS, owl::CLASS].map(|iri| graph.id(Object::Iri(iri)));
    let shape_ids = ["NodeShape", "PropertyShape"].map(|name| graph.id(Object::Iri(&format!("{}{name}", sh::BASE))));
    let type_id = graph.id(Object::Iri(rdf::TYPE));
    let target_ids: Vec<u32> =
        TARGETS.iter().filter_map(|name| graph.id(Object::Iri(&format!("{}{name}", sh::BASE)))).collect();
    parser.refuse_components()?;
    let mut last = None;
    for [subject, ..] in graph.id_triples().iter().copied() {
        if last.replace(subject) == Some(subject) {
            continue;
        }
        let own = graph.of(subject);
        let is_typed =
            |ids: &[Option<u32>]| own.iter().any(|triple| Some(triple[1]) == type_id && ids.contains(&Some(triple[2])));
        let is_shape = is_typed(&shape_ids);
        if !is_shape && !own.iter().any(|triple| target_ids.contains(&triple[1])) {
            continue;
        }
        let shape = parser.shape(subject)?;
        // A shape that is a class itself is about its instances. Both words for a class count (erratum E3).
        if is_shape && is_typed(&class_ids) {
            let class = parser.term(graph.term(subject));
            parser.shapes[shape].targets.push(Target::Class(class));
        }
    }
    parser.resolve_siblings();
    Ok(Shapes { shapes: parser.shapes, terms: parser.terms })
}

struct Parser<'g> {
    graph: &'g Graph,
    shapes: Vec<Shape>,
    terms: IndexSet<Term>,
    known: HashMap<u32, ShapeId>,
    /// Shapes with a disjoint qualified value shape, with the place of the constraint.
    siblings: HashMap<ShapeId, Vec<usize>>,
    depth: usize,
}

impl<'g> Parser<'g> {
    fn term(&mut self, object: Object<'_>) -> TermId {
        match self.terms.get_index_of(&object) {
            Some(at) => at,
            None => self.terms.insert_full(Term::new(object)).0,
        }
    }

    fn error<T>(&self, shape: u32, problem: impl Into<String>) -> Result<T, ShapesError> {
        let shape = match self.graph.term(shape) {
            Object::Iri(iri) => iri.to_owned(),
            _ => "a blank node".to_owned(),
        };
        Err(ShapesError { shape, problem: problem.into() })
    }

    /// The objects of a property in the namespace of SHACL.
    fn objects(&self, subject: u32, name: &str) -> Vec<Object<'g>> {
        self.objects_of(subject, &format!("{}{name}", sh::BASE))
    }

    fn objects_of(&self, subject: u32, predicate: &str) -> Vec<Object<'g>> {
        let Some(predicate) = self.graph.id(Object::Iri(predicate)) else { return Vec::new() };
        let own = self.graph.of(subject).iter().filter(|triple| triple[1] == predicate);
        own.map(|triple| self.graph.term(triple[2])).collect()
    }

    /// What shapes could be extended by is not understood here, so that it must not be passed by.
    fn refuse_components(&self) -> Result<(), ShapesError> {
        let component = format!("{}ConstraintComponent", sh::BASE);
        let (Some(type_id), Some(component)) =
            (self.graph.id(Object::Iri(rdf::TYPE)), self.graph.id(Object::Iri(&component)))
        else {
            return Ok(());
        };
        match self.graph.pointing(type_id, component).next() {
            Some([own, ..]) => self.error(*own, "constraint components of one's own are no part of SHACL Core"),
            None => Ok(()),
        }
    }

    /// What can be said once is said once, and flags are flags.
    fn check_parameters(&self, shape: u32) -> Result<(), ShapesError> {
        for name in ONCE {
            let objects = self.objects(shape, name);
            if objects.len() > 1 {
                return self.error(shape, format!("it has more than one `sh:{name}`"));
            }
            let is_flag = |object: &Object<'_>| matches!(object, Object::Typed { value: "true" | "1" | "false" | "0", datatype } if *datatype == xsd::BOOLEAN);
            if FLAGS.contains(name) && !objects.iter().all(is_flag) {
                return self.error(shape, format!("`sh:{name}` is neither true nor false"));
            }
        }
        Ok(())
    }

    /// A class, datatype or property.
    fn iri(&mut self, shape: u32, name: &str, object: Object<'_>) -> Result<TermId, ShapesError> {
        match object {
            Object::Iri(_) => Ok(self.term(object)),
            _ => self.error(shape, format!("`sh:{name}` is no IRI")),
        }
    }

    fn limit(&mut self, shape: u32, name: &str, object: Object<'_>) -> Result<TermId, ShapesError> {
        match object {
            Object::Typed { .. } | Object::Text { .. } => Ok(self.term(object)),
            _ => self.error(shape, format!("`sh:{name}` is no literal")),
        }
    }

    fn flag(&self, subject: u32, name: &str) -> bool {
        let is_true = |object: &Object<'_>| matches!(object, Object::Typed { value: "true" | "1", .. });
        self.objects(subject, name).iter().any(is_true)
    }

    /// An English text, or any.
    fn text(&self, subject: u32, predicate: &str) -> Option<String> {
        self.tagged(subject, predicate).map(|(text, _)| text)
    }

    /// An English text, or any, with its language.
    fn tagged(&self, subject: u32, predicate: &str) -> Option<(String, String)> {
        let mut texts: Vec<(bool, &str, &str)> = self
            .objects_of(subject, predicate)
            .into_iter()
            .filter_map(|object| match object {
                Object::Text { value, language } => Some((!language.starts_with("en"), value, language)),
                Object::Typed { value, .. } => Some((true, value, "")),
                _ => None,
            })
            .collect();
        texts.sort_unstable();
        texts.first().map(|(_, text, language)| ((*text).to_owned(), (*language).to_owned()))
    }

    fn number(&self, shape: u32, object: Object<'_>) -> Result<u64, ShapesError> {
        match object {
            Object::Typed { value, .. } if value.parse::<u64>().is_ok() => Ok(value.parse().unwrap_or_default()),
            _ => self.error(shape, "a count or length is no whole number of at least 0"),
        }
    }

    fn list(&self, shape: u32, object: Object<'_>) -> Result<Vec<u32>, ShapesError> {
        let mut items = Vec::new();
        let mut at = object;
        while at != Object::Iri(rdf::NIL) {
            let node = self.graph.id(at).unwrap_or(u32::MAX);
            let first = self.objects_of(node, rdf::FIRST);
            let rest = self.objects_of(node, rdf::REST);
            match (first.as_slice(), rest.as_slice()) {
                ([first], [rest]) if items.len() < MAX_LIST => {
                    items.extend(self.graph.id(*first));
                    at = *rest;
                }
                _ => return self.error(shape, "a list is broken, endless or too long"),
            }
        }
        Ok(items)
    }

    fn shapes_of(&mut self, shape: u32, object: Object<'_>) -> Result<Vec<ShapeId>, ShapesError> {
        let items = self.list(shape, object)?;
        items.into_iter().map(|id| self.shape_of(shape, self.graph.term(id))).collect()
    }

    fn shape_of(&mut self, shape: u32, object: Object<'_>) -> Result<ShapeId, ShapesError> {
        match (object, self.graph.id(object)) {
            (Object::Iri(_) | Object::Blank(_), Some(id)) => self.shape(id),
            _ => self.error(shape, "a literal stands where a shape is expected"),
        }
    }

    fn shape(&mut self, id: u32) -> Result<ShapeId, ShapesError> {
        if let Some(known) = self.known.get(&id) {
            return Ok(*known);
        }
        if self.depth >= MAX_DEPTH {
            return self.error(id, "shapes are nested too deeply");
        }
        self.depth += 1;
        self.check_parameters(id)?;
        let at = self.shapes.len();
        self.known.insert(id, at);
        self.shapes.push(Shape::default());
        let iri = match self.graph.term(id) {
            Object::Iri(iri) => Some(iri.to_owned()),
            _ => None,
        };
        let path = match self.objects(id, "path").as_slice() {
            [] => None,
            [path] => Some(self.path(id, *path, 0)?),
            _ => return self.error(id, "it has more than one path"),
        };
        let severity = match self.objects(id, "severity").as_slice() {
            [] => ResultSeverity::default(),
            [Object::Iri(severity)] => match severity.strip_prefix(sh::BASE) {
                Some("Info") => ResultSeverity::Info,
                Some("Warning") => ResultSeverity::Warning,
                // Also one of somebody's own; the gravest is safe.
                _ => ResultSeverity::Violation,
            },
            _ => return self.error(id, "its severity is not clear"),
        };
        let mut targets = Vec::new();
        for (name, target) in [
            ("targetNode", Target::Node as fn(TermId) -> Target),
            ("targetClass", Target::Class),
            ("targetSubjectsOf", Target::SubjectsOf),
            ("targetObjectsOf", Target::ObjectsOf),
        ] {
            for object in self.objects(id, name) {
                let term = self.term(object);
                targets.push(target(term));
            }
        }
        let is_typed = |name: &str| {
            let class = format!("{}{name}", sh::BASE);
            self.objects_of(id, rdf::TYPE).contains(&Object::Iri(&class))
        };
        if path.is_some() && is_typed("NodeShape") || path.is_none() && is_typed("PropertyShape") {
            return self.error(id, "a property shape has a path, and a node shape has none");
        }
        let constraints = self.constraints(id, at, path.is_some())?;
        self.shapes[at] = Shape {
            iri,
            path,
            targets,
            constraints,
            severity,
            deactivated: self.flag(id, "deactivated"),
            message: self.tagged(id, &format!("{}message", sh::BASE)),
            name: self.text(id, &format!("{}name", sh::BASE)),
            description: self.text(id, &format!("{}description", sh::BASE)),
            erratum: self.text(id, dcterms::SOURCE),
        };
        self.depth -= 1;
        Ok(at)
    }

    fn path(&mut self, shape: u32, object: Object<'_>, depth: usize) -> Result<Path, ShapesError> {
        if depth > MAX_DEPTH {
            return self.error(shape, "its path is nested too deeply");
        }
        if let Object::Iri(_) = object {
            return Ok(Path::Predicate(self.term(object)));
        }
        let Some(node) = self.graph.id(object).filter(|_| matches!(object, Object::Blank(_))) else {
            return self.error(shape, "its path is a literal");
        };
        if !self.objects_of(node, rdf::FIRST).is_empty() {
            let items = self.paths(shape, object, depth)?;
            return if items.len() < 2 {
                self.error(shape, "a sequence path has one step")
            } else {
                Ok(Path::Sequence(items))
            };
        }
        let mut found = None;
        for name in ["inversePath", "alternativePath", "zeroOrMorePath", "oneOrMorePath", "zeroOrOnePath"] {
            for inside in self.objects(node, name) {
                if found.is_some() {
                    return self.error(shape, "its path is not clear");
                }
                found = Some((name, inside));
            }
        }
        let Some((name, inside)) = found else { return self.error(shape, "its path is of no known kind") };
        if name == "alternativePath" {
            return Ok(Path::Alternative(self.paths(shape, inside, depth)?));
        }
        let path = Box::new(self.path(shape, inside, depth + 1)?);
        Ok(match name {
            "inversePath" => Path::Inverse(path),
            name => Path::Repeated { path, at_least_once: name == "oneOrMorePath", once_only: name == "zeroOrOnePath" },
        })
    }

    fn paths(&mut self, shape: u32, object: Object<'_>, depth: usize) -> Result<Vec<Path>, ShapesError> {
        let items = self.list(shape, object)?;
        items.into_iter().map(|item| self.path(shape, self.graph.term(item), depth + 1)).collect()
    }

    fn constraints(&mut self, id: u32, at: ShapeId, is_property: bool) -> Result<Vec<Constraint>, ShapesError> {
        let mut constraints = Vec::new();
        let graph = self.graph;
        for [_, predicate, object] in graph.of(id) {
            let Object::Iri(predicate) = graph.term(*predicate) else { continue };
            let object = graph.term(*object);
            if predicate == skos::IN_SCHEME && is_property {
                constraints.extend(vocabulary(object).map(|vocabulary| Constraint::Vocabulary(vec![vocabulary])));
                continue;
            }
            let Some(name) = predicate.strip_prefix(sh::BASE) else { continue };
            if !is_property && ["minCount", "maxCount", "uniqueLang", "lessThan", "lessThanOrEquals"].contains(&name) {
                return self.error(id, format!("`sh:{name}` needs a path"));
            }
            constraints.push(match name {
                "class" => Constraint::Class(self.iri(id, name, object)?),
                "datatype" => Constraint::Datatype(self.iri(id, name, object)?),
                "nodeKind" => match node_kind(object) {
                    Some(kind) => Constraint::NodeKind(kind),
                    None => return self.error(id, "`sh:nodeKind` has an unknown value"),
                },
                "minCount" => Constraint::MinCount(self.number(id, object)?),
                "maxCount" => Constraint::MaxCount(self.number(id, object)?),
                "minLength" => Constraint::MinLength(self.number(id, object)?),
                "maxLength" => Constraint::MaxLength(self.number(id, object)?),
                "minInclusive" => Constraint::Range(Component::MinInclusive, self.limit(id, name, object)?),
                "maxInclusive" => Constraint::Range(Component::MaxInclusive, self.limit(id, name, object)?),
                "minExclusive" => Constraint::Range(Component::MinExclusive, self.limit(id, name, object)?),
                "maxExclusive" => Constraint::Range(Component::MaxExclusive, self.limit(id, name, object)?),
                "pattern" => self.pattern(id, object)?,
                "languageIn" => self.languages(id, object)?,
                "uniqueLang" if matches!(object, Object::Typed { value: "true", .. }) => Constraint::UniqueLang,
                "equals" => Constraint::Pair(Component::Equals, self.iri(id, name, object)?),
                "disjoint" => Constraint::Pair(Component::Disjoint, self.iri(id, name, object)?),
                "lessThan" => Constraint::Pair(Component::LessThan, self.iri(id, name, object)?),
                "lessThanOrEquals" => Constraint::Pair(Component::LessThanOrEquals, self.iri(id, name, object)?),
                "not" => Constraint::Not(self.shape_of(id, object)?),
                "and" => Constraint::And(self.shapes_of(id, object)?),
                "or" => Constraint::Or(self.shapes_of(id, object)?),
                "xone" => Constraint::Xone(self.shapes_of(id, object)?),
                "node" => Constraint::Node(self.shape_of(id, object)?),
                "property" => {
                    let property = self.shape_of(id, object)?;
                    // One that is just being read has a path, or would have been refused.
                    let has_path = self.graph.id(object).is_some_and(|id| !self.objects(id, "path").is_empty());
                    if !has_path {
                        return self.error(id, "`sh:property` leads to a shape without a path");
                    }
                    Constraint::Property(property)
                }
                "qualifiedValueShape" => {
                    if self.flag(id, "qualifiedValueShapesDisjoint") {
                        self.siblings.entry(at).or_default().push(constraints.len());
                    }
                    let shape = self.shape_of(id, object)?;
                    let count = |name| match self.objects(id, name).first() {
                        Some(number) => self.number(id, *number).map(Some),
                        None => Ok(None),
                    };
                    let (min, max) = (count("qualifiedMinCount")?, count("qualifiedMaxCount")?);
                    Constraint::Qualified { shape, min, max, siblings: Vec::new() }
                }
                "closed" if self.flag(id, name) => self.closed(id)?,
                "closed" | "uniqueLang" => continue,
                "hasValue" => Constraint::HasValue(self.term(object)),
                "in" => {
                    let items = self.list(id, object)?;
                    Constraint::In(items.into_iter().map(|item| self.term(graph.term(item))).collect())
                }
                name if SILENT.contains(&name) => continue,
                name => return self.error(id, format!("`sh:{name}` is no part of SHACL Core")),
            });
        }
        Ok(constraints)
    }

    fn pattern(&self, shape: u32, object: Object<'_>) -> Result<Constraint, ShapesError> {
        let Object::Typed { value, .. } = object else { return self.error(shape, "a pattern is no text") };
        let mut builder = RegexBuilder::new(value);
        for flag in self.objects(shape, "flags") {
            let Object::Typed { value: flags, .. } = flag else { return self.error(shape, "flags are no text") };
            for flag in flags.chars() {
                match flag {
                    'i' => builder.case_insensitive(true),
                    's' => builder.dot_matches_new_line(true),
                    'm' => builder.multi_line(true),
                    'x' => builder.ignore_whitespace(true),
                    _ => return self.error(shape, format!("the flag `{flag}` of a pattern is not known")),
                };
            }
        }
        match builder.build() {
            Ok(regex) => Ok(Constraint::Pattern(regex)),
            Err(error) => self.error(shape, format!("a pattern can't be read: {error}")),
        }
    }

    fn languages(&self, shape: u32, object: Object<'_>) -> Result<Constraint, ShapesError> {
        let mut tags = Vec::new();
        for item in self.list(shape, object)? {
            match self.graph.term(item) {
                Object::Typed { value, datatype: xsd::STRING } => tags.push(value.to_ascii_lowercase()),
                _ => return self.error(shape, "`sh:languageIn` lists what is no language tag"),
            }
        }
        Ok(Constraint::LanguageIn(tags))
    }

    /// The properties that a closed shape allows: those of its property shapes, and those that it ignores.
    fn closed(&mut self, shape: u32) -> Result<Constraint, ShapesError> {
        let mut allowed = Vec::new();
        for property in self.objects(shape, "property") {
            let Some(property) = self.graph.id(property) else { continue };
            let paths = self.objects(property, "path");
            allowed.extend(paths.into_iter().filter(|path| matches!(path, Object::Iri(_))).map(|path| self.term(path)));
        }
        for list in self.objects(shape, "ignoredProperties") {
            let items = self.list(shape, list)?;
            allowed.extend(items.into_iter().map(|item| self.term(self.graph.term(item))));
        }
        Ok(Constraint::Closed(allowed))
    }

    /// What belongs to one of several qualified value shapes that stand beside each other must not belong to the others.
    fn resolve_siblings(&mut self) {
        for (shape, places) in std::mem::take(&mut self.siblings) {
            let beside = |parent: &Shape| -> Vec<ShapeId> {
                let children = parent.constraints.iter().filter_map(|constraint| match constraint {
                    Constraint::Property(child) => Some(*child),
                    _ => None,
                });
                children.collect()
            };
            let families: Vec<Vec<ShapeId>> =
                self.shapes.iter().map(beside).filter(|all| all.contains(&shape)).collect();
            let others = families.into_iter().flatten().filter(|child| *child != shape);
            let mut qualified: Vec<ShapeId> = others
                .flat_map(|child| &self.shapes[child].constraints)
                .filter_map(|constraint| match constraint {
                    Constraint::Qualified { shape, .. } => Some(*shape),
                    _ => None,
                })
                .collect();
            qualified.sort_unstable();
            qualified.dedup();
            for place in places {
                if let Some(Constraint::Qualified { shape: own, siblings, .. }) =
                    self.shapes[shape].constraints.get_mut(place)
                {
                    siblings.extend(qualified.iter().filter(|other| *other != own));
                }
            }
        }
    }
}

fn node_kind(object: Object<'_>) -> Option<NodeKind> {
    let Object::Iri(iri) = object else { return None };
    let (blank, is_iri, literal) = match iri.strip_prefix(sh::BASE)? {
        "BlankNode" => (true, false, false),
        "IRI" => (false, true, false),
        "Literal" => (false, false, true),
        "BlankNodeOrIRI" => (true, true, false),
        "BlankNodeOrLiteral" => (true, false, true),
        "IRIOrLiteral" => (false, true, true),
        _ => return None,
    };
    Some(NodeKind { blank, iri: is_iri, literal })
}

/// The vocabulary that a scheme is the IRI of.
fn vocabulary(object: Object<'_>) -> Option<Vocabulary> {
    match object {
        Object::Iri(iri) => Vocabulary::ALL.iter().copied().find(|vocabulary| vocabulary.scheme() == Some(iri)),
        _ => None,
    }
}
