//! Turtle for people: statements of one subject together, blank nodes where they belong, and the same bytes for the same
//! data whatever order they came in.

use std::collections::HashMap;
use std::fmt::Write as _;
use std::hash::{BuildHasher, BuildHasherDefault, DefaultHasher, Hash, Hasher};

use super::lexical::{push_iri, push_language, push_string};
use super::{Graph, Object};
use crate::ElmNamespace;
use crate::map::{INSTANCE_TYPES, SPECIFICATION_TYPES};
use crate::namespace::{PREFIXES, rdf, xsd};

/// Blank nodes are nested this deep; deeper ones get a label.
const MAX_DEPTH: u32 = 12;

/// A graph as Turtle: courses first, then their instances, then all else; each in the order of the IRIs.
///
/// Equal graphs give equal texts, whatever the order of their statements and the numbers of their blank nodes. (Blank nodes
/// that can be told apart only by following a loop of them are the exception.)
///
/// ```
/// use ql_elm::{ElmNamespace, Graph, Object, Subject, TripleSink, pretty_turtle};
/// let mut graph = Graph::new();
/// let note = graph.fresh_blank();
/// let course = Subject::Iri("https://cat.example.edu/BIO-101");
/// graph.triple(Subject::Blank(note), "http://data.europa.eu/snb/model/ontology/noteLiteral",
///     Object::Text { value: "Bring boots.", language: "en" })?;
/// graph.triple(course, "http://data.europa.eu/snb/model/ontology/additionalNote", Object::Blank(note))?;
/// let turtle = pretty_turtle(&graph, ElmNamespace::V3_3);
/// assert!(turtle.ends_with(r#"
/// <https://cat.example.edu/BIO-101>
///     elm:additionalNote [
///         elm:noteLiteral "Bring boots."@en
///     ] .
/// "#), "{turtle}");
/// # Ok::<(), std::convert::Infallible>(())
/// ```
pub fn pretty_turtle(graph: &Graph, namespace: ElmNamespace) -> String {
    let mut text = prefixes(namespace);
    push_block(&mut text, graph, namespace, 0);
    text
}

/// The declarations at the beginning of a document.
pub(super) fn prefixes(namespace: ElmNamespace) -> String {
    let mut text = String::new();
    for (name, iri) in PREFIXES {
        let iri = if *name == "elm" { namespace.iri() } else { iri };
        let _ = writeln!(text, "@prefix {name}: <{iri}> .");
    }
    text
}

/// Appends a graph; its labelled blank nodes are counted from `first`. Returns the number behind the last.
pub(super) fn push_block(text: &mut String, graph: &Graph, namespace: ElmNamespace, first: u32) -> u32 {
    let graph = graph.in_order();
    let mut printer = Printer { graph: &graph, namespace, labels: HashMap::new(), nested: HashMap::new() };
    let next = printer.name_blanks(first);
    let mut subjects = printer.top_level();
    // By rank, then by what is printed: a label or an IRI.
    subjects.sort_by_cached_key(|(rank, id)| (*rank, printer.node(*id)));
    for (_, id) in subjects {
        text.push('\n');
        text.push_str(&printer.node(id));
        printer.push_properties(text, id, 1);
        text.push_str(" .\n");
    }
    // Nobody points to these, so they need no name.
    let mut anonymous: Vec<String> = printer.anonymous().map(|id| printer.bracketed(id, 0)).collect();
    anonymous.sort_unstable();
    for block in anonymous {
        let _ = write!(text, "\n{block} .\n");
    }
    next
}

struct Printer<'g> {
    graph: &'g Graph,
    namespace: ElmNamespace,
    /// Blank nodes that have a label.
    labels: HashMap<u32, u32>,
    /// Blank nodes that stand where they are pointed to, with how deep.
    nested: HashMap<u32, u32>,
}

impl Printer<'_> {
    fn is_blank(&self, id: u32) -> bool {
        matches!(self.graph.term(id), Object::Blank(_))
    }

    /// The subjects, each once.
    fn subjects(&self) -> impl Iterator<Item = u32> {
        let mut last = None;
        self.graph.id_triples().iter().map(|triple| triple[0]).filter(move |id| last.replace(*id) != Some(*id))
    }

    /// Decides which blank nodes stand where they are pointed to, and names the others.
    fn name_blanks(&mut self, first: u32) -> u32 {
        let mut pointers: HashMap<u32, u32> = HashMap::new();
        for triple in self.graph.id_triples() {
            if self.is_blank(triple[2]) {
                *pointers.entry(triple[2]).or_default() += 1;
            }
        }
        let shared = |id: &u32| pointers.get(id).is_some_and(|count| *count > 1);
        let mut roots: Vec<u32> =
            self.subjects().filter(|id| !self.is_blank(*id) || !pointers.contains_key(id)).collect();
        let mut labelled: Vec<u32> = pointers.keys().copied().filter(shared).collect();
        roots.extend(&labelled);
        labelled.extend(self.nest(roots, &pointers));
        // What has not been reached goes round in loops, which no statement leads into.
        let unreached = |this: &Self, labelled: &[u32]| -> Vec<u32> {
            let blanks = pointers.keys().copied();
            blanks.filter(|id| !this.nested.contains_key(id) && !labelled.contains(id)).collect()
        };
        let colours = Colours::of(self.graph);
        loop {
            let open = unreached(self, &labelled);
            let Some(start) = open.into_iter().min_by_key(|id| (colours.of_blank(*id), *id)) else { break };
            labelled.push(start);
            // So that the loop ends here.
            self.labels.insert(start, 0);
            labelled.extend(self.nest(vec![start], &pointers));
        }
        labelled.sort_by_key(|id| (colours.of_blank(*id), *id));
        let mut next = first;
        for id in labelled {
            self.labels.insert(id, next);
            next = next.saturating_add(1);
        }
        next
    }

    /// Nests what the roots lead to; returns nodes that are too deep for it, and have been roots, too.
    fn nest(&mut self, roots: Vec<u32>, pointers: &HashMap<u32, u32>) -> Vec<u32> {
        let mut too_deep = Vec::new();
        let mut open: Vec<(u32, u32)> = roots.into_iter().map(|id| (id, 0)).collect();
        while let Some((id, depth)) = open.pop() {
            for triple in self.graph.of(id) {
                let object = triple[2];
                let is_named = self.nested.contains_key(&object) || self.labels.contains_key(&object);
                if pointers.get(&object) != Some(&1) || is_named {
                    continue;
                }
                if depth >= MAX_DEPTH {
                    too_deep.push(object);
                    open.push((object, 0));
                } else {
                    self.nested.insert(object, depth + 1);
                    open.push((object, depth + 1));
                }
            }
        }
        too_deep
    }

    /// What begins a statement and has a name, with its rank.
    fn top_level(&self) -> Vec<(u8, u32)> {
        let class =
            |iris: &[&str]| -> Vec<u32> { iris.iter().filter_map(|iri| self.graph.id(Object::Iri(iri))).collect() };
        let (courses, instances) = (class(SPECIFICATION_TYPES), class(INSTANCE_TYPES));
        let type_id = self.graph.id(Object::Iri(rdf::TYPE));
        let rank = |id: u32| {
            if self.is_blank(id) {
                return 3;
            }
            let is = |classes: &[u32]| {
                self.graph.of(id).iter().any(|triple| Some(triple[1]) == type_id && classes.contains(&triple[2]))
            };
            if is(&courses) { 0 } else { 2 - u8::from(is(&instances)) }
        };
        let named = self.subjects().filter(|id| !self.is_blank(*id) || self.labels.contains_key(id));
        named.map(|id| (rank(id), id)).collect()
    }

    /// Blank nodes that nobody points to.
    fn anonymous(&self) -> impl Iterator<Item = u32> {
        self.subjects()
            .filter(|id| self.is_blank(*id) && !self.labels.contains_key(id) && !self.nested.contains_key(id))
    }

    /// An IRI or a label.
    fn node(&self, id: u32) -> String {
        match (self.graph.term(id), self.labels.get(&id)) {
            (Object::Iri(iri), _) => self.iri(iri),
            (_, Some(label)) => format!("_:b{label}"),
            // A blank node that nothing is said of.
            _ => "[]".into(),
        }
    }

    fn iri(&self, iri: &str) -> String {
        for (name, namespace) in PREFIXES {
            if let Some(local) = iri.strip_prefix(namespace)
                && is_local(local)
            {
                return format!("{name}:{local}");
            }
        }
        let mut text = Vec::with_capacity(iri.len() + 2);
        push_iri(&mut text, &self.namespace.write(iri));
        String::from_utf8_lossy(&text).into_owned()
    }

    fn bracketed(&self, id: u32, level: usize) -> String {
        let mut text = String::from("[");
        self.push_properties(&mut text, id, level + 1);
        text.push('\n');
        indent(&mut text, level);
        text.push(']');
        text
    }

    /// Everything that is said of a node.
    fn push_properties(&self, text: &mut String, id: u32, level: usize) {
        let mut properties: Vec<(String, Vec<Value>)> = Vec::new();
        for same in self.graph.of(id).chunk_by(|one, other| one[1] == other[1]) {
            let Object::Iri(predicate) = self.graph.term(same[0][1]) else { continue };
            let predicate = if predicate == rdf::TYPE { "a".into() } else { self.iri(predicate) };
            let mut values: Vec<Value> = same.iter().map(|triple| self.value(triple[2], level)).collect();
            values.sort_unstable();
            properties.push((predicate, values));
        }
        // `a` before all others.
        properties.sort_unstable_by(|one, other| (one.0 != "a", &one.0).cmp(&(other.0 != "a", &other.0)));
        for (at, (predicate, values)) in properties.iter().enumerate() {
            text.push_str(if at == 0 { "\n" } else { " ;\n" });
            indent(text, level);
            text.push_str(predicate);
            for (at, value) in values.iter().enumerate() {
                text.push_str(if at == 0 { " " } else { ", " });
                text.push_str(&value.1);
            }
        }
    }

    fn value(&self, id: u32, level: usize) -> Value {
        match self.graph.term(id) {
            Object::Text { value, language } => {
                let mut text = Vec::new();
                push_string(&mut text, value);
                push_language(&mut text, language);
                (0, String::from_utf8_lossy(&text).into_owned())
            }
            Object::Typed { value, datatype } => (0, self.literal(value, datatype)),
            Object::Blank(_) if self.nested.contains_key(&id) && !self.graph.of(id).is_empty() => {
                (2, self.bracketed(id, level))
            }
            Object::Iri(_) | Object::Blank(_) => (1, self.node(id)),
        }
    }

    fn literal(&self, value: &str, datatype: &str) -> String {
        let is_plain = match datatype {
            xsd::BOOLEAN => matches!(value, "true" | "false"),
            xsd::INTEGER => is_digits(value.strip_prefix('-').unwrap_or(value)),
            xsd::DECIMAL => value
                .strip_prefix('-')
                .unwrap_or(value)
                .split_once('.')
                .is_some_and(|(whole, part)| is_digits(whole) && is_digits(part)),
            _ => false,
        };
        if is_plain {
            return value.to_owned();
        }
        let mut text = Vec::new();
        push_string(&mut text, value);
        let mut text = String::from_utf8_lossy(&text).into_owned();
        if datatype != xsd::STRING {
            text.push_str("^^");
            text.push_str(&self.iri(datatype));
        }
        text
    }
}

/// Literals, then IRIs and labels, then nested nodes.
type Value = (u8, String);

fn indent(text: &mut String, level: usize) {
    (0..level).for_each(|_| text.push_str("    "));
}

fn is_digits(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

/// The names that may stand behind a prefix as they are; Turtle has more, which would need escapes.
fn is_local(local: &str) -> bool {
    let starts_well = local.bytes().next().is_some_and(|first| first.is_ascii_alphabetic() || first == b'_');
    starts_well && local.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
}

/// Numbers of blank nodes that follow from what is said of them and of those around them.
pub(crate) struct Colours(HashMap<u32, u64>);

/// Rounds after which nodes still look alike only if they are, or lie in a long loop.
const ROUNDS: usize = 4;

impl Colours {
    pub(crate) fn of(graph: &Graph) -> Self {
        let is_blank = |id: u32| matches!(graph.term(id), Object::Blank(_));
        let hasher: BuildHasherDefault<DefaultHasher> = BuildHasherDefault::default();
        let mut colours: HashMap<u32, u64> = HashMap::new();
        let statements: Vec<[u32; 3]> =
            graph.id_triples().iter().copied().filter(|triple| is_blank(triple[0]) || is_blank(triple[2])).collect();
        for _ in 0..ROUNDS {
            let mut sums: HashMap<u32, u64> = HashMap::new();
            let colour = |id: u32| {
                let mut hash = hasher.build_hasher();
                match graph.term(id) {
                    Object::Blank(_) => colours.get(&id).copied().unwrap_or_default().hash(&mut hash),
                    other => other.hash(&mut hash),
                }
                hash.finish()
            };
            for [subject, predicate, object] in &statements {
                for (node, other, side) in [(subject, object, 0_u8), (object, subject, 1)] {
                    if is_blank(*node) {
                        let mark = hasher.hash_one((side, colour(*predicate), colour(*other)));
                        let sum = sums.entry(*node).or_default();
                        // The order of statements does not matter.
                        *sum = sum.wrapping_add(mark);
                    }
                }
            }
            colours = sums.into_iter().map(|(id, sum)| (id, hasher.hash_one(sum))).collect();
        }
        Self(colours)
    }

    pub(crate) fn of_blank(&self, id: u32) -> u64 {
        self.0.get(&id).copied().unwrap_or_default()
    }
}
