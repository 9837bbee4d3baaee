//! From shapes and a graph to results, by the numbers of terms.

use std::collections::{HashMap, HashSet};

use super::literal::{compare, is_valid};
use super::{Component, Constraint, NodeKind, Path, Shape, ShapeId, Shapes, Target, TermId};
use crate::namespace::{rdf, rdfs};
use crate::rdf::{Graph, Object};
use crate::vocabulary::Vocabulary;

/// A result by numbers.
#[derive(Clone, Copy, Debug)]
pub(super) struct Raw {
    pub(super) shape: ShapeId,
    pub(super) focus: u32,
    pub(super) value: Option<u32>,
    pub(super) component: Component,
    /// Which property, where it is not that of the shape.
    pub(super) path: Option<u32>,
    /// How many there are, or which constraint of several.
    pub(super) count: usize,
}

/// How deep shapes lead to others and nodes to nodes.
const MAX_DEPTH: usize = 64;
/// So many ways to the same shape at the same node are followed.
const MAX_VISITS: u32 = 64;

pub(super) fn run(shapes: &Shapes, graph: &Graph) -> Vec<Raw> {
    let ids: Vec<Option<u32>> = shapes.terms.iter().map(|term| graph.id(term.as_object())).collect();
    let mut run = Run {
        shapes,
        graph,
        type_id: graph.id(Object::Iri(rdf::TYPE)),
        classes: vec![HashSet::new(); ids.len()],
        ids,
        open: Vec::new(),
        results: Vec::new(),
        is_reporting: true,
        known: HashMap::new(),
        visits: HashMap::new(),
    };
    run.find_classes();
    for (at, shape) in shapes.shapes.iter().enumerate() {
        if shape.deactivated || shape.targets.is_empty() {
            continue;
        }
        for focus in run.focus_nodes(shape) {
            run.check(at, focus);
        }
    }
    run.results
}

struct Run<'a> {
    shapes: &'a Shapes,
    graph: &'a Graph,
    ids: Vec<Option<u32>>,
    /// By the term that names a class, the class and those below it.
    classes: Vec<HashSet<u32>>,
    type_id: Option<u32>,
    /// What is being checked, against loops.
    open: Vec<(ShapeId, u32)>,
    results: Vec<Raw>,
    /// Whether results are wanted, or only whether there is one.
    is_reporting: bool,
    /// What shapes that lead to each other have found out already.
    known: HashMap<(ShapeId, u32), bool>,
    /// How often a shape has been checked at a node on behalf of another.
    visits: HashMap<(ShapeId, u32), u32>,
}

/// The values of a path, without copies where they stand together.
enum Values<'g> {
    Slice(&'g [[u32; 3]]),
    List(Vec<u32>),
    One(u32),
}

impl Values<'_> {
    fn len(&self) -> usize {
        match self {
            Self::Slice(triples) => triples.len(),
            Self::List(values) => values.len(),
            Self::One(_) => 1,
        }
    }

    fn get(&self, at: usize) -> u32 {
        match self {
            Self::Slice(triples) => triples[at][2],
            Self::List(values) => values[at],
            Self::One(value) => *value,
        }
    }

    fn iter(&self) -> impl Iterator<Item = u32> {
        (0..self.len()).map(|at| self.get(at))
    }
}

impl<'a> Run<'a> {
    fn find_classes(&mut self) {
        let mut named: Vec<TermId> = Vec::new();
        for shape in &self.shapes.shapes {
            named.extend(shape.targets.iter().filter_map(|target| match target {
                Target::Class(class) => Some(*class),
                _ => None,
            }));
            named.extend(shape.constraints.iter().filter_map(|constraint| match constraint {
                Constraint::Class(class) => Some(*class),
                _ => None,
            }));
        }
        let below = self.graph.id(Object::Iri(rdfs::SUB_CLASS_OF));
        for term in named {
            let mut classes: HashSet<u32> = self.ids[term].into_iter().collect();
            let mut open: Vec<u32> = classes.iter().copied().collect();
            while let (Some(class), Some(below)) = (open.pop(), below) {
                let narrower = self.graph.pointing(below, class).map(|triple| triple[0]);
                open.extend(narrower.filter(|narrower| classes.insert(*narrower)));
            }
            self.classes[term] = classes;
        }
    }

    /// The nodes that a shape is about, each once.
    fn focus_nodes(&self, shape: &Shape) -> Vec<u32> {
        let triples = self.graph.id_triples();
        let mut nodes: Vec<u32> = Vec::new();
        for target in &shape.targets {
            match *target {
                // Also one that the graph does not know has no title; but there is nothing to be told of it.
                Target::Node(term) => nodes.extend(self.ids[term]),
                Target::Class(term) => {
                    let classes = &self.classes[term];
                    let typed =
                        triples.iter().filter(|triple| Some(triple[1]) == self.type_id && classes.contains(&triple[2]));
                    nodes.extend(typed.map(|triple| triple[0]));
                }
                Target::SubjectsOf(term) => {
                    nodes.extend(
                        triples.iter().filter(|triple| Some(triple[1]) == self.ids[term]).map(|triple| triple[0]),
                    );
                }
                Target::ObjectsOf(term) => {
                    nodes.extend(
                        triples.iter().filter(|triple| Some(triple[1]) == self.ids[term]).map(|triple| triple[2]),
                    );
                }
            }
        }
        nodes.sort_unstable();
        nodes.dedup();
        nodes
    }

    /// Whether a shape is being checked already, at whatever node.
    fn is_open(&self, shape: ShapeId) -> bool {
        self.open.iter().any(|(open, _)| *open == shape)
    }

    /// Whether a node conforms to a shape, without results.
    fn conforms(&mut self, shape: ShapeId, node: u32) -> bool {
        // Shapes that lead back to themselves would ask the same again and again.
        let is_deep = self.is_open(shape);
        if let Some(known) = self.known.get(&(shape, node)).filter(|_| is_deep) {
            return *known;
        }
        let was_reporting = std::mem::replace(&mut self.is_reporting, false);
        let conforms = self.check(shape, node);
        self.is_reporting = was_reporting;
        if is_deep {
            self.known.insert((shape, node), conforms);
        }
        conforms
    }

    /// Checks a node against a shape; whether it conforms.
    fn check(&mut self, at: ShapeId, focus: u32) -> bool {
        let shapes = self.shapes;
        let shape = &shapes.shapes[at];
        // A loop of shapes conforms as far as the loop goes.
        if shape.deactivated || self.open.len() >= MAX_DEPTH || self.open.contains(&(at, focus)) {
            return true;
        }
        self.open.push((at, focus));
        let values = match &shape.path {
            None => Values::One(focus),
            Some(Path::Predicate(term)) => Values::Slice(self.ids[*term].map_or(&[], |id| self.of(focus, id))),
            Some(path) => Values::List(self.walk(path, &[focus])),
        };
        let mut conforms = true;
        for (place, constraint) in shape.constraints.iter().enumerate() {
            conforms &= self.constraint(at, place, constraint, focus, &values);
            if !conforms && !self.is_reporting {
                break;
            }
        }
        self.open.pop();
        conforms
    }

    /// The statements of a subject with a predicate.
    fn of(&self, subject: u32, predicate: u32) -> &'a [[u32; 3]] {
        let own = self.graph.of(subject);
        let Some(start) = own.iter().position(|triple| triple[1] == predicate) else { return &[] };
        let length = own[start..].iter().take_while(|triple| triple[1] == predicate).count();
        &own[start..start + length]
    }

    /// The nodes that a path leads to from any of these, each once.
    fn walk(&self, path: &Path, from: &[u32]) -> Vec<u32> {
        let mut found: Vec<u32> = Vec::new();
        let mut seen: HashSet<u32> = HashSet::new();
        let mut add = |nodes: &mut dyn Iterator<Item = u32>| found.extend(nodes.filter(|node| seen.insert(*node)));
        match path {
            Path::Predicate(term) => {
                let Some(id) = self.ids[*term] else { return found };
                from.iter().for_each(|node| add(&mut self.of(*node, id).iter().map(|triple| triple[2])));
            }
            Path::Inverse(inside) => match inside.as_ref() {
                Path::Predicate(term) => {
                    let Some(id) = self.ids[*term] else { return found };
                    from.iter().for_each(|node| add(&mut self.graph.pointing(id, *node).map(|triple| triple[0])));
                }
                other => {
                    // Of a longer path: from where does it lead here?
                    let wanted: HashSet<u32> = from.iter().copied().collect();
                    let mut starts: Vec<u32> = self.graph.id_triples().iter().map(|triple| triple[0]).collect();
                    starts.extend(from);
                    starts.dedup();
                    let leads = |node: &u32| self.walk(other, &[*node]).iter().any(|end| wanted.contains(end));
                    add(&mut starts.into_iter().filter(leads));
                }
            },
            Path::Sequence(steps) => {
                let mut at = from.to_vec();
                for step in steps {
                    at = self.walk(step, &at);
                }
                add(&mut at.into_iter());
            }
            Path::Alternative(paths) => {
                for path in paths {
                    add(&mut self.walk(path, from).into_iter());
                }
            }
            Path::Repeated { path, at_least_once, once_only } => {
                let mut edge = from.to_vec();
                if !at_least_once {
                    add(&mut from.iter().copied());
                }
                let mut passed: HashSet<u32> =
                    if *at_least_once { HashSet::new() } else { from.iter().copied().collect() };
                while !edge.is_empty() {
                    let next = self.walk(path, &edge);
                    edge = next.into_iter().filter(|node| passed.insert(*node)).collect();
                    add(&mut edge.iter().copied());
                    if *once_only {
                        break;
                    }
                }
            }
        }
        found
    }

    fn tell(&mut self, shape: ShapeId, focus: u32, value: Option<u32>, component: Component, count: usize) -> bool {
        if self.is_reporting {
            self.results.push(Raw { shape, focus, value, component, path: None, count });
        }
        false
    }

    /// Tells of each value for which `holds` does not.
    fn each(
        &mut self,
        (shape, focus, component): (ShapeId, u32, Component),
        values: &Values<'_>,
        place: usize,
        mut holds: impl FnMut(&mut Self, u32) -> bool,
    ) -> bool {
        let mut all = true;
        for at in 0..values.len() {
            let value = values.get(at);
            if !holds(self, value) {
                all = self.tell(shape, focus, Some(value), component, place);
                if !self.is_reporting {
                    break;
                }
            }
        }
        all
    }

    fn constraint(
        &mut self,
        shape: ShapeId,
        place: usize,
        constraint: &'a Constraint,
        focus: u32,
        values: &Values<'_>,
    ) -> bool {
        let graph = self.graph;
        let told = |component: Component| (shape, focus, component);
        match constraint {
            Constraint::MinCount(min) => {
                let count = values.len();
                (count as u64) >= *min || self.tell(shape, focus, None, Component::MinCount, count)
            }
            Constraint::MaxCount(max) => {
                let count = values.len();
                (count as u64) <= *max || self.tell(shape, focus, None, Component::MaxCount, count)
            }
            Constraint::Class(class) => self.each(told(Component::Class), values, place, |run, value| {
                let classes = &run.classes[*class];
                let Some(type_id) = run.type_id else { return false };
                run.of(value, type_id).iter().any(|triple| classes.contains(&triple[2]))
            }),
            Constraint::Datatype(datatype) => {
                let Some(Object::Iri(datatype)) =
                    self.shapes.terms.get_index(*datatype).map(crate::rdf::Term::as_object)
                else {
                    return true;
                };
                self.each(told(Component::Datatype), values, place, |_, value| match graph.term(value) {
                    Object::Text { .. } => datatype == rdf::LANG_STRING,
                    Object::Typed { value, datatype: given } => given == datatype && is_valid(value, given),
                    _ => false,
                })
            }
            Constraint::NodeKind(NodeKind { blank, iri, literal }) => {
                self.each(told(Component::NodeKind), values, place, |_, value| match graph.term(value) {
                    Object::Iri(_) => *iri,
                    Object::Blank(_) => *blank,
                    _ => *literal,
                })
            }
            Constraint::Range(component, limit) => {
                let Some(limit) = self.shapes.terms.get_index(*limit).map(crate::rdf::Term::as_object) else {
                    return true;
                };
                self.each(told(*component), values, place, |_, value| {
                    compare(graph.term(value), limit).is_some_and(|order| match component {
                        Component::MinInclusive => order.is_ge(),
                        Component::MaxInclusive => order.is_le(),
                        Component::MinExclusive => order.is_gt(),
                        _ => order.is_lt(),
                    })
                })
            }
            Constraint::MinLength(min) => self.each(told(Component::MinLength), values, place, |_, value| {
                text(graph.term(value)).is_some_and(|text| text.chars().count() as u64 >= *min)
            }),
            Constraint::MaxLength(max) => self.each(told(Component::MaxLength), values, place, |_, value| {
                text(graph.term(value)).is_some_and(|text| text.chars().count() as u64 <= *max)
            }),
            Constraint::Pattern(regex) => self.each(told(Component::Pattern), values, place, |_, value| {
                text(graph.term(value)).is_some_and(|text| regex.is_match(text))
            }),
            Constraint::LanguageIn(tags) => self.each(told(Component::LanguageIn), values, place, |_, value| {
                let Object::Text { language, .. } = graph.term(value) else { return false };
                let language = language.to_ascii_lowercase();
                let fits = |tag: &String| {
                    language.strip_prefix(tag.as_str()).is_some_and(|rest| rest.is_empty() || rest.starts_with('-'))
                };
                tags.iter().any(fits)
            }),
            Constraint::UniqueLang => {
                if values.len() < 2 {
                    return true;
                }
                let mut counts: HashMap<String, (u32, usize)> = HashMap::new();
                for value in values.iter() {
                    if let Object::Text { language, .. } = graph.term(value) {
                        counts.entry(language.to_ascii_lowercase()).or_insert((value, 0)).1 += 1;
                    }
                }
                let mut twice: Vec<(u32, usize)> = counts.into_values().filter(|(_, count)| *count > 1).collect();
                twice.sort_unstable();
                for (example, _) in &twice {
                    // The example tells which language; it is no value of the result.
                    self.tell(shape, focus, None, Component::UniqueLang, *example as usize);
                }
                twice.is_empty()
            }
            Constraint::Pair(component, other) => self.pair(told(*component), values, *other),
            Constraint::Not(inside) => {
                self.each(told(Component::Not), values, place, |run, value| !run.conforms(*inside, value))
            }
            Constraint::And(all) => self.each(told(Component::And), values, place, |run, value| {
                all.iter().all(|inside| run.conforms(*inside, value))
            }),
            Constraint::Or(any) => self.each(told(Component::Or), values, place, |run, value| {
                any.iter().any(|inside| run.conforms(*inside, value))
            }),
            Constraint::Xone(one) => self.each(told(Component::Xone), values, place, |run, value| {
                one.iter().filter(|inside| run.conforms(**inside, value)).count() == 1
            }),
            Constraint::Node(inside) => {
                self.each(told(Component::Node), values, place, |run, value| run.conforms(*inside, value))
            }
            Constraint::Property(inside) => {
                let mut all = true;
                for value in values.iter() {
                    if self.is_open(*inside) {
                        let visits = self.visits.entry((*inside, value)).or_default();
                        *visits += 1;
                        if *visits > MAX_VISITS {
                            continue;
                        }
                    }
                    all &= self.check(*inside, value);
                    if !all && !self.is_reporting {
                        break;
                    }
                }
                all
            }
            Constraint::Qualified { shape: inside, min, max, siblings } => {
                let mut count = 0_u64;
                for value in values.iter() {
                    let is_one =
                        self.conforms(*inside, value) && !siblings.iter().any(|sibling| self.conforms(*sibling, value));
                    count += u64::from(is_one);
                }
                let found = usize::try_from(count).unwrap_or(usize::MAX);
                let mut all = true;
                if min.is_some_and(|min| count < min) {
                    all = self.tell(shape, focus, None, Component::QualifiedMinCount, found);
                }
                if max.is_some_and(|max| count > max) {
                    all = self.tell(shape, focus, None, Component::QualifiedMaxCount, found);
                }
                all
            }
            Constraint::Closed(allowed) => {
                let mut all = true;
                for value in values.iter() {
                    for [_, predicate, object] in graph.of(value) {
                        if !allowed.iter().any(|term| self.ids[*term] == Some(*predicate)) {
                            all = false;
                            if !self.is_reporting {
                                return false;
                            }
                            let component = Component::Closed;
                            let (value, path) = (Some(*object), Some(*predicate));
                            self.results.push(Raw { shape, focus, value, component, path, count: 0 });
                        }
                    }
                }
                all
            }
            Constraint::HasValue(term) => {
                let has = self.ids[*term].is_some_and(|wanted| values.iter().any(|value| value == wanted));
                has || self.tell(shape, focus, None, Component::HasValue, place)
            }
            Constraint::In(terms) => self.each(told(Component::In), values, place, |run, value| {
                terms.iter().any(|term| run.ids[*term] == Some(value))
            }),
            Constraint::Vocabulary(vocabularies) => {
                // What is no IRI is a matter of the kind of node.
                self.each(told(Component::Vocabulary), values, place, |_, value| match graph.term(value) {
                    Object::Iri(iri) => vocabularies.iter().any(|vocabulary: &Vocabulary| vocabulary.has(iri)),
                    _ => true,
                })
            }
        }
    }

    /// Equals, disjoint, less than: the values beside those of another property.
    fn pair(
        &mut self,
        (shape, focus, component): (ShapeId, u32, Component),
        values: &Values<'_>,
        other: TermId,
    ) -> bool {
        let others = self.ids[other].map_or(&[][..], |id| self.of(focus, id));
        let has = |value: u32| others.iter().any(|triple| triple[2] == value);
        let mut found: Vec<u32> = Vec::new();
        match component {
            Component::Equals => {
                found.extend(values.iter().filter(|value| !has(*value)));
                let missing =
                    others.iter().map(|triple| triple[2]).filter(|value| !values.iter().any(|own| own == *value));
                found.extend(missing);
            }
            Component::Disjoint => found.extend(values.iter().filter(|value| has(*value))),
            _ => {
                for value in values.iter() {
                    for triple in others {
                        let order = compare(self.graph.term(value), self.graph.term(triple[2]));
                        let fits = match component {
                            Component::LessThan => order.is_some_and(std::cmp::Ordering::is_lt),
                            _ => order.is_some_and(std::cmp::Ordering::is_le),
                        };
                        if !fits {
                            found.push(value);
                        }
                    }
                }
            }
        }
        for value in &found {
            self.tell(shape, focus, Some(*value), component, 0);
        }
        found.is_empty()
    }
}

/// The text of an IRI or literal.
fn text(object: Object<'_>) -> Option<&str> {
    match object {
        Object::Iri(text) | Object::Text { value: text, .. } | Object::Typed { value: text, .. } => Some(text),
        Object::Blank(_) => None,
    }
}
