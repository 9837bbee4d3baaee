//! Catalogue documents with the structure that the reference aggregator's JSON-LD frame gives (catalogue documents, sections
//! 4 to 6), quirks included, without a JSON-LD processor: the frame is fixed.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::LazyLock;

use serde_json::{Map, Number, Value};

use crate::ElmNamespace;
use crate::namespace::{adms, dcterms, elm, foaf, owl, ql, rdf, rov, skos, xsd};
use crate::rdf::{Colours, Graph, Object, Subject, TripleSink};
use crate::vocabulary;

/// Triples whose object is not entered.
const BLOCKED: &[&str] = &[
    elm::IS_PART_OF,
    elm::HAS_PART,
    elm::SPECIALISATION_OF,
    elm::GENERALISATION_OF,
    ql::SUPERSEDED,
    ql::ENTRY_REQUIREMENT_LEARNING_OPPORTUNITY,
    ql::LIMIT_LEARNING_OPPORTUNITY,
    foaf::MEMBER,
    skos::BROADER,
    skos::NARROWER,
    skos::RELATED,
    skos::IN_SCHEME,
];
/// Neighbours that are shown with title and codes.
const SHOWN: &[&str] = &[elm::IS_PART_OF, elm::HAS_PART, elm::SPECIALISATION_OF, elm::GENERALISATION_OF];

/// Texts whose English value has the short key.
const TEXTS: &[&str] = &[dcterms::TITLE, dcterms::DESCRIPTION, skos::PREF_LABEL, elm::NOTE_LITERAL];
/// Properties whose values of this datatype have the short key.
const TYPED: &[(&str, &str)] = &[
    (dcterms::MODIFIED, xsd::DATE_TIME),
    (ql::INGESTED_AT, xsd::DATE_TIME),
    (ql::INGESTED_DATE, xsd::DATE),
    (ql::ENROLMENT_CAPACITY, xsd::NON_NEGATIVE_INTEGER),
    (ql::ENROLLED_LEARNER_COUNT, xsd::NON_NEGATIVE_INTEGER),
    (ql::ENROLMENT_MINIMUM, xsd::NON_NEGATIVE_INTEGER),
];
/// Properties whose nodes are ids.
const IDS: &[&str] = &[
    elm::SCHEME_ID,
    elm::EQF_LEVEL,
    elm::ISCED_F_CODE,
    dcterms::LANGUAGE,
    ql::ISCED_F_BROAD_FIELD,
    ql::ISCED_F_NARROW_FIELD,
];
/// Properties that are always lists.
const SETS: &[&str] = &[elm::LEARNING_OUTCOME, elm::LEARNING_OPPORTUNITY, adms::IDENTIFIER, elm::LOCATION];
/// Names that have another meaning in the frame's context.
const RESERVED: &[&str] = &["id", "type", "ql", "elm", "dcterms", "adms", "skos", "regorg", "foaf"];

/// The misspelt property of the frame, which no data have.
const MISSPELT: &str = "http://data.europa.eu/snb/model/ontology/specialisationf";

/// What a document may have; more is named only.
const MAX_NODES: usize = 5_000;
const MAX_DEPTH: usize = 32;

/// What the frame wants at a place.
#[derive(Clone, Debug, Default)]
struct Frame {
    wants: BTreeMap<&'static str, Frame>,
    /// Only what it wants.
    explicit: bool,
    /// Whole at every occurrence.
    always: bool,
}

impl Frame {
    fn new(wants: &[&'static str], explicit: bool, always: bool) -> Self {
        Self { wants: wants.iter().map(|name| (*name, Self::default())).collect(), explicit, always }
    }

    fn with(mut self, name: &'static str, frame: Self) -> Self {
        self.wants.insert(name, frame);
        self
    }
}

static FRAME: LazyLock<Frame> = LazyLock::new(|| {
    let concept = Frame::new(&[skos::PREF_LABEL], true, false);
    let every = Frame::new(&[skos::PREF_LABEL], true, true);
    let neighbour = Frame::new(&[dcterms::TITLE, adms::IDENTIFIER, ql::UUID], true, true);
    let address = Frame::default().with(elm::COUNTRY_CODE, every.clone());
    let alliance = Frame::new(&[skos::PREF_LABEL, adms::IDENTIFIER], true, false);
    let publisher = Frame::new(&[skos::PREF_LABEL, rov::LEGAL_NAME, adms::IDENTIFIER], true, true)
        .with(foaf::HOMEPAGE, Frame { always: true, ..Frame::default() })
        .with(elm::LOCATION, Frame::new(&[elm::GEOGRAPHIC_NAME], false, false).with(elm::ADDRESS, address))
        .with(ql::IS_MEMBER_OF, alliance);
    let mut instance = Frame::default();
    for name in [dcterms::LANGUAGE, elm::PROVIDED_BY, elm::IS_PART_OF, elm::HAS_PART] {
        instance = instance.with(name, every.clone());
    }
    let outcome = Frame::new(&[dcterms::TITLE, elm::ADDITIONAL_NOTE, elm::RELATED_ESCO_SKILL], true, false);
    let mut root = Frame::default()
        .with(elm::LEARNING_OUTCOME, outcome)
        .with(elm::LEARNING_OUTCOME_SUMMARY, Frame::new(&[elm::NOTE_LITERAL], true, false))
        .with(dcterms::LANGUAGE, every)
        .with(dcterms::PUBLISHER, publisher)
        .with(elm::LEARNING_OPPORTUNITY, instance);
    for name in [elm::EQF_LEVEL, elm::ISCED_F_CODE, dcterms::TYPE, ql::ISCED_F_BROAD_FIELD, ql::ISCED_F_NARROW_FIELD] {
        root = root.with(name, concept.clone());
    }
    for name in [elm::IS_PART_OF, elm::HAS_PART, MISSPELT, elm::GENERALISATION_OF] {
        root = root.with(name, neighbour.clone());
    }
    root
});

/// The document of a course, without `id`, `uri` and `instanceCount`.
pub(super) fn document(stores: &[&Graph], with_tables: bool, root: &str) -> Map<String, Value> {
    let closure = closure(stores, with_tables, root);
    let Some(id) = closure.id(Object::Iri(root)) else { return Map::new() };
    let mut framing = Framing::of(&closure);
    let mut nodes = Vec::new();
    framing.frame(id, &FRAME, &mut Vec::new(), true, &mut nodes);
    match nodes.pop() {
        Some(node) => framing.compacted(&node),
        None => Map::new(),
    }
}

/// What the document is made of: all that the course leads to in any of the stores, and what its neighbours are called.
fn closure(stores: &[&Graph], with_tables: bool, root: &str) -> Graph {
    let mut found = Closure { graph: Graph::new(), blanks: HashMap::new(), stores };
    // Blank nodes belong to a store, IRIs to all.
    let mut open: Vec<(Option<usize>, Subject<'_>)> = vec![(None, Subject::Iri(root))];
    let mut seen: HashSet<(Option<usize>, Subject<'_>)> = open.iter().copied().collect();
    while let Some((store, node)) = open.pop() {
        if seen.len() > MAX_NODES {
            break;
        }
        for (at, graph) in stores.iter().enumerate() {
            if store.is_some_and(|store| store != at) {
                continue;
            }
            for (predicate, object) in graph.properties(node) {
                found.add(at, node, predicate, object);
                let next = match object {
                    Object::Iri(iri) => (None, Subject::Iri(iri)),
                    Object::Blank(number) => (Some(at), Subject::Blank(number)),
                    _ => continue,
                };
                if !BLOCKED.contains(&predicate) && seen.insert(next) {
                    open.push(next);
                }
            }
        }
        if let (true, Subject::Iri(iri)) = (with_tables, node)
            && let Some(label) = vocabulary::label(iri)
        {
            found.add(0, node, rdf::TYPE, Object::Iri(skos::CONCEPT));
            found.add(0, node, skos::PREF_LABEL, Object::Text { value: label, language: "en" });
        }
    }
    for (at, graph) in stores.iter().enumerate() {
        for link in SHOWN {
            for neighbour in graph.objects(Subject::Iri(root), link) {
                found.neighbour(at, neighbour);
            }
        }
    }
    found.graph.sort();
    found.graph
}

struct Closure<'g> {
    graph: Graph,
    blanks: HashMap<(usize, u32), u32>,
    stores: &'g [&'g Graph],
}

impl Closure<'_> {
    fn blank(&mut self, store: usize, number: u32) -> u32 {
        let graph = &mut self.graph;
        *self.blanks.entry((store, number)).or_insert_with(|| graph.fresh_blank())
    }

    fn add(&mut self, store: usize, subject: Subject<'_>, predicate: &str, object: Object<'_>) {
        let subject = match subject {
            Subject::Blank(number) => Subject::Blank(self.blank(store, number)),
            Subject::Iri(iri) => Subject::Iri(iri),
        };
        let object = match object {
            Object::Blank(number) => Object::Blank(self.blank(store, number)),
            other => other,
        };
        let Ok(()) = self.graph.triple(subject, predicate, object);
    }

    /// What another course is called, and its UUID.
    fn neighbour(&mut self, from: usize, neighbour: Object<'_>) {
        let (node, only) = match neighbour {
            Object::Iri(iri) => (Subject::Iri(iri), None),
            Object::Blank(number) => (Subject::Blank(number), Some(from)),
            _ => return,
        };
        for (at, graph) in self.stores.iter().enumerate() {
            if only.is_some_and(|only| only != at) {
                continue;
            }
            for title in graph.objects(node, dcterms::TITLE) {
                self.add(at, node, dcterms::TITLE, title);
            }
            for identifier in graph.objects(node, adms::IDENTIFIER) {
                let inside = match identifier {
                    Object::Iri(iri) => Subject::Iri(iri),
                    Object::Blank(number) => Subject::Blank(number),
                    _ => continue,
                };
                let stores = self.stores.iter().enumerate();
                let of_identifier = stores.filter(|(other, _)| matches!(inside, Subject::Iri(_)) || *other == at);
                for (other, graph) in of_identifier {
                    for (predicate, value) in graph.properties(inside) {
                        self.add(at, node, adms::IDENTIFIER, identifier);
                        self.add(other, inside, predicate, value);
                    }
                }
            }
            for alias in graph.subjects(owl::SAME_AS, node.into()) {
                if let Subject::Iri(alias) = alias
                    && let Some(uuid) = alias.strip_prefix("urn:uuid:")
                {
                    self.add(at, node, ql::UUID, Object::Typed { value: uuid, datatype: xsd::STRING });
                }
            }
        }
    }
}

/// A literal as JSON-LD holds it.
#[derive(Clone, Debug, PartialEq)]
enum Literal {
    Native(Value),
    Text(String, String),
    Typed(String, String),
}

/// A value in the framed tree.
#[derive(Clone, Debug)]
enum Framed {
    Node(Node),
    Literal(Literal),
    Null,
}

#[derive(Clone, Debug)]
struct Node {
    id: u32,
    types: Vec<u32>,
    properties: BTreeMap<String, Vec<Framed>>,
}

#[derive(Clone, Debug)]
enum Held {
    Node(u32),
    Literal(Literal),
}

struct Framing<'g> {
    graph: &'g Graph,
    /// By subject: property → values, in the order of what they say.
    properties: HashMap<u32, BTreeMap<&'g str, Vec<Held>>>,
    embedded: HashSet<u32>,
    met: HashMap<u32, u32>,
    numbers: HashMap<u32, usize>,
    left: usize,
}

impl<'g> Framing<'g> {
    fn of(graph: &'g Graph) -> Self {
        let colours = Colours::of(graph);
        let mut properties: HashMap<u32, BTreeMap<&str, Vec<Held>>> = HashMap::new();
        let rank = |id: u32| match graph.term(id) {
            Object::Iri(iri) => (0, iri, "", 0, id),
            Object::Blank(_) => (1, "", "", colours.of_blank(id), id),
            Object::Text { value, language } => (2, value, language, 0, id),
            Object::Typed { value, datatype } => (3, value, datatype, 0, id),
        };
        let mut triples: Vec<[u32; 3]> = graph.id_triples().to_vec();
        triples.sort_by(|one, other| rank(one[2]).cmp(&rank(other[2])));
        for [subject, predicate, object] in triples {
            let Object::Iri(predicate) = graph.term(predicate) else { continue };
            let held = match graph.term(object) {
                Object::Iri(_) | Object::Blank(_) => Held::Node(object),
                literal => Held::Literal(native(literal)),
            };
            let values = properties.entry(subject).or_default().entry(predicate).or_default();
            let is_same = |other: &Held| match (&held, other) {
                (Held::Node(one), Held::Node(other)) => one == other,
                (Held::Literal(one), Held::Literal(other)) => is_same_literal(one, other),
                _ => false,
            };
            if !values.iter().any(is_same) {
                values.push(held);
            }
        }
        let (embedded, met, numbers) = (HashSet::new(), HashMap::new(), HashMap::new());
        Self { graph, properties, embedded, met, numbers, left: MAX_NODES }
    }

    fn frame(&mut self, id: u32, frame: &Frame, way: &mut Vec<u32>, is_root: bool, out: &mut Vec<Framed>) {
        let own = self.properties.get(&id).cloned().unwrap_or_default();
        let is_wanted = frame.wants.is_empty() || frame.wants.keys().any(|wanted| own.contains_key(wanted));
        if !is_root && !is_wanted {
            return;
        }
        *self.met.entry(id).or_default() += 1;
        let mut node = Node { id, types: Vec::new(), properties: BTreeMap::new() };
        let is_above = way.split_last().is_some_and(|(_, above)| above.contains(&id));
        let is_known = !frame.always && self.embedded.contains(&id);
        let is_exhausted = self.left == 0 || way.len() >= MAX_DEPTH;
        if !is_root && (is_above || is_known || is_exhausted) {
            out.push(Framed::Node(node));
            return;
        }
        self.left -= 1;
        self.embedded.insert(id);
        let types = own.get(rdf::TYPE).into_iter().flatten();
        node.types.extend(types.filter_map(|value| match value {
            Held::Node(class) => Some(*class),
            Held::Literal(_) => None,
        }));
        way.push(id);
        let inherited = Frame { wants: BTreeMap::new(), explicit: frame.explicit, always: frame.always };
        for (predicate, values) in &own {
            let wanted = frame.wants.get(predicate);
            if frame.explicit && wanted.is_none() {
                continue;
            }
            let inside = wanted.unwrap_or(&inherited);
            let mut framed = Vec::new();
            for value in values {
                match value {
                    Held::Node(_) if *predicate == rdf::TYPE => {}
                    Held::Node(id) => self.frame(*id, inside, way, false, &mut framed),
                    Held::Literal(literal) => framed.push(Framed::Literal(literal.clone())),
                }
            }
            if !framed.is_empty() {
                node.properties.insert((*predicate).to_owned(), framed);
            }
        }
        way.pop();
        for wanted in frame.wants.keys() {
            node.properties.entry((*wanted).to_owned()).or_insert_with(|| vec![Framed::Null]);
        }
        out.push(Framed::Node(node));
    }

    fn name(&mut self, id: u32) -> String {
        match self.graph.term(id) {
            Object::Iri(iri) => curie(iri),
            _ => {
                let next = self.numbers.len();
                format!("_:b{}", self.numbers.entry(id).or_insert(next))
            }
        }
    }

    fn compacted(&mut self, framed: &Framed) -> Map<String, Value> {
        let Framed::Node(node) = framed else { return Map::new() };
        let mut object = Map::new();
        let is_blank = matches!(self.graph.term(node.id), Object::Blank(_));
        if !is_blank || self.met.get(&node.id) != Some(&1) {
            object.insert("id".into(), self.name(node.id).into());
        }
        let mut types: Vec<Value> = Vec::new();
        for class in &node.types {
            types.push(match self.graph.term(*class) {
                Object::Iri(iri) => term(iri).into(),
                _ => self.name(*class).into(),
            });
        }
        match types.len() {
            0 => {}
            1 => drop(object.insert("type".into(), types.remove(0))),
            _ => drop(object.insert("type".into(), types.into())),
        }
        for (property, values) in &node.properties {
            for value in values {
                self.put(&mut object, property, value);
            }
        }
        object
    }

    /// Adds a value under the key that the frame's context gives it.
    fn put(&mut self, object: &mut Map<String, Value>, property: &str, value: &Framed) {
        let rendered = match value {
            Framed::Null => Value::Null,
            Framed::Node(_) => Value::Object(self.compacted(value)),
            Framed::Literal(literal) => rendered(literal),
        };
        if SETS.contains(&property) {
            let list = object.entry(curie(property)).or_insert_with(|| Value::Array(Vec::new()));
            if let (Value::Array(list), false) = (list, matches!(value, Framed::Null)) {
                list.push(rendered);
            }
            return;
        }
        let is_text = TEXTS.contains(&property);
        let datatype = TYPED.iter().find(|(name, _)| *name == property).map(|(_, datatype)| *datatype);
        let is_id = IDS.contains(&property);
        let is_ql = property.starts_with(ql::BASE);
        let (key, rendered) = match value {
            Framed::Literal(Literal::Text(text, language)) if is_text && language == "en" => {
                (curie(property), text.clone().into())
            }
            Framed::Literal(Literal::Typed(text, given)) if Some(given.as_str()) == datatype => {
                (plain(property), text.clone().into())
            }
            Framed::Node(_) | Framed::Null if is_id => {
                // A node that is only an id is a text.
                let only_id = rendered.as_object().filter(|node| node.len() == 1).and_then(|node| node.get("id"));
                (plain(property), only_id.cloned().unwrap_or(rendered))
            }
            _ if is_text || (datatype.is_some() || is_id) && !is_ql => {
                (ElmNamespace::V3_2.write(property).into_owned(), rendered)
            }
            _ => (term(property), rendered),
        };
        match object.get_mut(&key) {
            None => drop(object.insert(key, rendered)),
            Some(Value::Array(list)) => list.push(rendered),
            Some(one) => *one = Value::Array(vec![one.take(), rendered]),
        }
    }
}

/// The name of a `ql` term without prefix, or of another with its prefix.
fn plain(iri: &str) -> String {
    iri.strip_prefix(ql::BASE).map_or_else(|| curie(iri), str::to_owned)
}

/// An IRI as a key or class: `ql` terms have no prefix unless that would mean something else.
fn term(iri: &str) -> String {
    let name = iri.strip_prefix(ql::BASE).filter(|name| !name.is_empty());
    let is_coerced = || TYPED.iter().any(|(other, _)| *other == iri) || IDS.contains(&iri);
    match name {
        Some(name) if !RESERVED.contains(&name) && !is_coerced() => name.to_owned(),
        _ => curie(iri),
    }
}

/// An IRI with one of the prefixes of the frame.
fn curie(iri: &str) -> String {
    const PREFIXES: &[(&str, &str)] = &[
        ("ql", ql::BASE),
        ("elm", crate::namespace::ELM),
        // Datatypes stay in the namespace that they were read in.
        ("elm", "http://data.europa.eu/snb/model/elm/"),
        ("dcterms", "http://purl.org/dc/terms/"),
        ("adms", "http://www.w3.org/ns/adms#"),
        ("skos", "http://www.w3.org/2004/02/skos/core#"),
        ("regorg", "http://www.w3.org/ns/regorg#"),
        ("foaf", "http://xmlns.com/foaf/0.1/"),
    ];
    for (prefix, namespace) in PREFIXES {
        if let Some(local) = iri.strip_prefix(namespace).filter(|local| !local.is_empty()) {
            return format!("{prefix}:{local}");
        }
    }
    ElmNamespace::V3_2.write(iri).into_owned()
}

fn rendered(literal: &Literal) -> Value {
    let object = |pairs: [(&str, &str); 2]| {
        Value::Object(pairs.into_iter().map(|(key, value)| (key.to_owned(), value.into())).collect())
    };
    match literal {
        Literal::Native(value) => value.clone(),
        Literal::Text(text, language) => object([("@language", language), ("@value", text)]),
        Literal::Typed(text, datatype) => object([("type", &term(datatype)), ("@value", text)]),
    }
}

/// Numbers and booleans as such.
fn native(object: Object<'_>) -> Literal {
    let (value, datatype) = match object {
        Object::Text { value, language } => return Literal::Text(value.to_owned(), language.to_ascii_lowercase()),
        Object::Typed { value, datatype } => (value, datatype),
        Object::Iri(text) => (text, xsd::STRING),
        Object::Blank(_) => ("", xsd::STRING),
    };
    let unsigned = value.strip_prefix(['+', '-']).unwrap_or(value);
    let is_whole = !unsigned.is_empty() && unsigned.bytes().all(|byte| byte.is_ascii_digit());
    let number = match (datatype, value) {
        (xsd::STRING, _) => Some(value.into()),
        (xsd::BOOLEAN, "true" | "1") => Some(true.into()),
        (xsd::BOOLEAN, "false" | "0") => Some(false.into()),
        (xsd::INTEGER, _) if is_whole => value.parse::<i64>().ok().map(Value::from),
        (xsd::DOUBLE, _) => value.parse::<f64>().ok().and_then(Number::from_f64).map(Value::from),
        _ => None,
    };
    number.map_or_else(|| Literal::Typed(value.to_owned(), datatype.to_owned()), Literal::Native)
}

/// Numbers are the same whether they are whole ones or not.
fn is_same_literal(one: &Literal, other: &Literal) -> bool {
    match (one, other) {
        (Literal::Native(one), Literal::Native(other)) if one.is_number() && other.is_number() => {
            one.as_f64() == other.as_f64()
        }
        _ => one == other,
    }
}
