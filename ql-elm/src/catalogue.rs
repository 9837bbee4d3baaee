//! Catalogue documents: one flat JSON object per learning opportunity specification, as a search index takes it.

mod reference;

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use ql_ident::Uuid;
use serde_json::{Map, Value, json};

use crate::labels::{labels_of, wanted};
use crate::namespace::{PREFIXES, adms, dcterms, elm, foaf, is_number, owl, ql, rdf, rov, skos, xsd};
use crate::rdf::{Graph, Object, Subject};
use crate::subgraph::NEIGHBOURS;
use crate::vocabulary::{self, Vocabulary};
use crate::{Institutions, Labels};

/// How catalogue documents are made.
#[derive(Clone, Debug)]
#[must_use]
pub struct CatalogueOptions {
    languages: Vec<String>,
    rendering: Rendering,
    institutions: Institutions,
    /// Ours only, unless given.
    labels: Option<Labels>,
}

/// Which form catalogue documents have.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Rendering {
    /// Ours: nothing is lost for want of a label, all languages, the same shape whatever occurs where.
    #[default]
    Default,
    /// What the reference aggregator's search index holds for the same data, quirks included.
    Reference,
}

impl Default for CatalogueOptions {
    fn default() -> Self {
        let (institutions, labels) = (Institutions::new(), None);
        Self { languages: vec!["en".into()], rendering: Rendering::default(), institutions, labels }
    }
}

impl CatalogueOptions {
    /// Documents in English where there is a text in it.
    pub fn new() -> Self {
        Self::default()
    }

    /// Sets the languages of the short keys, the preferred one first.
    pub fn with_languages(mut self, languages: impl IntoIterator<Item = impl Into<String>>) -> Self {
        self.languages = languages.into_iter().map(Into::into).collect();
        self
    }

    /// Sets the form.
    pub fn with_rendering(mut self, rendering: Rendering) -> Self {
        self.rendering = rendering;
        self
    }

    /// Sets what is known of institutions that the data name but do not describe.
    pub fn with_institutions(mut self, institutions: &Institutions) -> Self {
        self.institutions = institutions.clone();
        self
    }

    /// Sets labels of concepts. In the reference form they take the place of those in our tables.
    pub fn with_labels(mut self, labels: &Labels) -> Self {
        self.labels = Some(labels.clone());
        self
    }
}

/// The documents of all specifications of a graph, in the order of their IRIs.
///
/// Keys and nesting are those of the reference aggregator's search index with the corrections of the catalogue
/// specification, section 7: no value is lost for want of a label, all languages are there (under `texts`), an absent
/// value has no key, equal graphs give equal bytes.
///
/// ```
/// use ql_elm::{CatalogueOptions, RdfFormat, RdfReader, catalogue_documents};
/// let turtle = br#"
///     @prefix dcterms: <http://purl.org/dc/terms/> . @prefix ql: <http://data.quality-link.eu/ontology/v1#> .
///     <https://cat.example.edu/course/BIO-101> a ql:LearningOpportunitySpecification ;
///         dcterms:title "Marine Biology"@en , "Meeresbiologie"@de .
/// "#;
/// let read = RdfReader::new(RdfFormat::Turtle).read(turtle);
/// let documents: Vec<_> = catalogue_documents(&read.graph, &CatalogueOptions::new()).collect();
/// assert_eq!(documents[0]["id"], "1d46fc2c-0837-5f36-9712-63a55d6c2906");
/// assert_eq!(documents[0]["dcterms:title"], "Marine Biology");
/// assert_eq!(documents[0]["texts"]["dcterms:title"]["de"], "Meeresbiologie");
/// ```
pub fn catalogue_documents<'g>(
    graph: &'g Graph,
    options: &'g CatalogueOptions,
) -> impl Iterator<Item = Value> + use<'g> {
    let mut subjects = graph.specifications();
    subjects.sort_unstable();
    let framer = Framer::new(graph, options, &subjects);
    subjects.into_iter().map(move |subject| match options.rendering {
        Rendering::Default => Document::new(&framer, subject).write(),
        Rendering::Reference => framer.reference(subject),
    })
}

/// The JSON Schema (2020-12) of catalogue documents in the default form.
///
/// ```
/// assert_eq!(ql_elm::catalogue_schema()["type"], "object");
/// ```
pub fn catalogue_schema() -> Value {
    // Our own file, which a test reads.
    serde_json::from_str(include_str!("../schemas/catalogue-document.schema.json")).unwrap_or_default()
}

/// Specification → the instances that name it.
fn inverse_links(graph: &Graph) -> BTreeMap<&str, Vec<&str>> {
    let mut links: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for instance in graph.instances() {
        for object in graph.objects(Subject::Iri(instance), elm::LEARNING_ACHIEVEMENT_SPECIFICATION) {
            if let Object::Iri(specification) = object {
                links.entry(specification).or_default().push(instance);
            }
        }
    }
    links
}

struct Framer<'g> {
    graph: &'g Graph,
    options: &'g CatalogueOptions,
    specifications: HashSet<&'g str>,
    inverse: BTreeMap<&'g str, Vec<&'g str>>,
    /// What there is to know of every property that occurs.
    properties: HashMap<&'g str, Property, foldhash::fast::RandomState>,
}

/// A property as it stands in documents.
struct Property {
    key: String,
    is_list: bool,
    is_link: bool,
}

impl<'g> Framer<'g> {
    fn new(graph: &'g Graph, options: &'g CatalogueOptions, subjects: &[&'g str]) -> Self {
        let mut properties = HashMap::default();
        for store in [graph, options.institutions.graph()] {
            for predicate in store.predicates() {
                properties.entry(predicate).or_insert_with(|| Property {
                    key: short(predicate),
                    is_list: ALWAYS_LISTS.contains(&predicate),
                    is_link: NEIGHBOURS.contains(&predicate),
                });
            }
        }
        let specifications = subjects.iter().copied().collect();
        Self { graph, options, specifications, inverse: inverse_links(graph), properties }
    }
}

impl Framer<'_> {
    fn reference(&self, subject: &str) -> Value {
        let labels = self.options.labels.as_ref();
        let stores = [Some(self.graph), Some(self.options.institutions.graph()), labels.map(Labels::graph)];
        let stores: Vec<&Graph> = stores.into_iter().flatten().collect();
        let mut document = reference::document(&stores, labels.is_none(), subject);
        let count = document.get(&short(elm::LEARNING_OPPORTUNITY)).and_then(Value::as_array).map_or(0, Vec::len);
        if count > 0 {
            document.insert("instanceCount".into(), count.into());
        }
        document.insert("id".into(), uuid(self.graph, subject).into());
        document.insert("uri".into(), subject.into());
        Value::Object(document)
    }
}

/// The UUID of a specification: its own if it is one, an alias, else name-based.
pub(crate) fn uuid(graph: &Graph, subject: &str) -> String {
    let alias = || {
        let uuids = graph.subjects(owl::SAME_AS, Object::Iri(subject)).filter_map(|alias| match alias {
            Subject::Iri(iri) => Uuid::from_urn(iri),
            Subject::Blank(_) => None,
        });
        uuids.min()
    };
    Uuid::from_urn(subject).or_else(alias).unwrap_or_else(|| Uuid::from_iri(subject)).to_string()
}

/// Properties whose value is a list even of one (section 5).
const ALWAYS_LISTS: &[&str] = &[elm::LEARNING_OUTCOME, elm::LEARNING_OPPORTUNITY, adms::IDENTIFIER, elm::LOCATION];

/// What of an institution is shown (section 5); a member of an alliance must not bring all the others.
const OF_PUBLISHER: &[&str] =
    &[rdf::TYPE, skos::PREF_LABEL, rov::LEGAL_NAME, foaf::HOMEPAGE, adms::IDENTIFIER, elm::LOCATION, ql::IS_MEMBER_OF];
const OF_PROVIDER: &[&str] = &[rdf::TYPE, skos::PREF_LABEL];
const OF_ALLIANCE: &[&str] = &[rdf::TYPE, skos::PREF_LABEL, adms::IDENTIFIER];
const OF_NEIGHBOUR: &[&str] = &[dcterms::TITLE, adms::IDENTIFIER];

/// Nodes are embedded this deep; the profile needs five levels.
const MAX_DEPTH: usize = 8;
/// Nodes in one document; when they are used up, further ones are named only.
const MAX_NODES: usize = 2_000;

/// One document while it is made.
struct Document<'f, 'g> {
    framer: &'f Framer<'g>,
    subject: &'g str,
    /// The graph that the current node is described in: that of the courses, or that of institutions.
    source: &'g Graph,
    /// The wanted languages, then those of the course.
    languages: Vec<String>,
    nodes_left: usize,
    /// The IRIs of nodes that have been embedded whole.
    embedded: HashSet<&'g str>,
}

impl<'f, 'g> Document<'f, 'g> {
    fn new(framer: &'f Framer<'g>, subject: &'g str) -> Self {
        let mut languages = framer.options.languages.clone();
        let teaching = framer.graph.objects(Subject::Iri(subject), dcterms::LANGUAGE).filter_map(as_iri);
        languages.extend(teaching.filter_map(vocabulary::language_tag_of).map(str::to_owned));
        let source = framer.graph;
        Self { framer, subject, source, languages, nodes_left: MAX_NODES, embedded: HashSet::new() }
    }

    fn graph(&self) -> &'g Graph {
        self.source
    }

    fn write(mut self) -> Value {
        let root = Subject::Iri(self.subject);
        let mut document = self.object(root, &mut vec![root], None);
        let mut instances: Vec<Subject<'g>> = self
            .framer
            .inverse
            .get(self.subject)
            .into_iter()
            .flatten()
            .map(|instance| Subject::Iri(instance))
            .chain(self.graph().objects(root, elm::LEARNING_OPPORTUNITY).filter_map(as_node))
            .collect();
        instances.sort_unstable();
        instances.dedup();
        if !instances.is_empty() {
            document.insert("instanceCount".into(), instances.len().into());
            // By IRI; those without one behind, by what they say.
            let iris = instances.partition_point(|instance| matches!(instance, Subject::Iri(_)));
            let blanks = instances.split_off(iris);
            let mut embedded: Vec<Value> = instances.into_iter().map(|instance| self.instance(instance)).collect();
            embedded.extend(sorted(blanks.into_iter().map(|instance| self.instance(instance)).collect()));
            document.insert(short(elm::LEARNING_OPPORTUNITY), Value::Array(embedded));
        }
        self.add_isced_fields(&mut document);
        document.insert("id".into(), uuid(self.framer.graph, self.subject).into());
        document.insert("uri".into(), self.subject.into());
        Value::Object(document)
    }

    fn instance(&mut self, instance: Subject<'g>) -> Value {
        let mut object = self.object(instance, &mut vec![Subject::Iri(self.subject), instance], None);
        if let Subject::Iri(iri) = instance {
            object.insert("id".into(), iri.into());
        }
        // Both keys are read by front ends (correction 7).
        let (teaching, default) = (short(dcterms::LANGUAGE), short(elm::DEFAULT_LANGUAGE));
        for (present, absent) in [(&teaching, &default), (&default, &teaching)] {
            if let (Some(value), false) = (object.get(present), object.contains_key(absent)) {
                let value = value.clone();
                object.insert(absent.clone(), value);
            }
        }
        Value::Object(object)
    }

    /// Correction 7: broad and narrow fields are always there.
    fn add_isced_fields(&self, document: &mut Map<String, Value>) {
        for (predicate, digits) in [(ql::ISCED_F_BROAD_FIELD, 2), (ql::ISCED_F_NARROW_FIELD, 3)] {
            let of_code = |iri: &str| {
                let (prefix, code) = iri.rsplit_once('/')?;
                let is_code = code.len() >= digits && code.bytes().all(|byte| byte.is_ascii_digit());
                is_code.then(|| format!("{prefix}/{}", &code[..digits]))
            };
            let root = Subject::Iri(self.subject);
            let given = self.graph().objects(root, predicate).filter_map(as_iri).map(str::to_owned);
            let computed = self.graph().objects(root, elm::ISCED_F_CODE).filter_map(as_iri).filter_map(of_code);
            let fields: BTreeSet<String> = given.chain(computed).collect();
            let values = fields.iter().map(|field| self.concept(field)).collect();
            insert(document, short(predicate), scalar_or_list(values));
        }
    }

    /// A node with what the graph says of it, or `only` some of it; `way` leads from the document's root to the node.
    fn object(
        &mut self,
        subject: Subject<'g>,
        way: &mut Vec<Subject<'g>>,
        only: Option<&[&str]>,
    ) -> Map<String, Value> {
        self.nodes_left = self.nodes_left.saturating_sub(1);
        let mut statements: Vec<(&'g str, Object<'g>)> = self.graph().properties(subject).collect();
        if let Some(only) = only {
            statements.retain(|(predicate, _)| only.contains(predicate));
        }
        statements.sort_unstable();
        let framer = self.framer;
        let mut object = Map::new();
        let mut texts = Map::new();
        for same in statements.chunk_by(|one, other| one.0 == other.0) {
            let predicate = same[0].0;
            let values = same.iter().map(|(_, value)| *value);
            if predicate == rdf::TYPE {
                let types = values.filter_map(as_iri).map(|iri| Value::from(short(iri))).collect();
                insert(&mut object, "type".into(), scalar_or_list(types));
                continue;
            }
            // The root's instances are gathered from both directions.
            if way.len() == 1 && predicate == elm::LEARNING_OPPORTUNITY {
                continue;
            }
            let Some(property) = framer.properties.get(predicate) else { continue };
            let key = property.key.clone();
            let tagged: Vec<(&str, &str)> = values
                .clone()
                .filter_map(|value| match value {
                    Object::Text { value, language } => Some((language, value)),
                    _ => None,
                })
                .collect();
            let mut rendered: Vec<Value> = Vec::new();
            if !tagged.is_empty() {
                texts.insert(key.clone(), all_languages(&tagged));
                let language = self.language(&tagged);
                rendered.extend(tagged.iter().filter(|(tag, _)| *tag == language).map(|(_, text)| Value::from(*text)));
            }
            let others = values.filter(|value| !matches!(value, Object::Text { .. }));
            rendered.extend(others.filter_map(|value| self.value(predicate, property.is_link, value, way)));
            let rendered = sorted(rendered);
            let value = match property.is_list {
                true => Some(Value::Array(rendered)),
                false => scalar_or_list(rendered),
            };
            insert(&mut object, key, value);
        }
        if !texts.is_empty() {
            object.insert("texts".into(), Value::Object(texts));
        }
        object
    }

    /// The language of the short key: the first wanted one that there is a text in, else the first there is.
    fn language<'t>(&self, texts: &[(&'t str, &str)]) -> &'t str {
        wanted(texts, &self.languages).or(texts.first()).map_or("", |(tag, _)| tag)
    }

    fn value(
        &mut self,
        predicate: &str,
        is_link: bool,
        object: Object<'g>,
        way: &mut Vec<Subject<'g>>,
    ) -> Option<Value> {
        let node = match object {
            Object::Text { value, .. } => return Some(value.into()),
            Object::Typed { value, datatype } => return Some(literal(predicate, value, datatype)),
            Object::Iri(iri) => Subject::Iri(iri),
            Object::Blank(number) => Subject::Blank(number),
        };
        let is_end = way.contains(&node) || way.len() >= MAX_DEPTH || self.nodes_left == 0;
        let mut only = None;
        if let Subject::Iri(iri) = node {
            if is_link {
                return Some(self.neighbour(iri, way));
            }
            if is_end || self.framer.specifications.contains(iri) {
                return Some(json!({ "id": iri }));
            }
            if self.is_concept(iri) {
                return Some(self.concept(iri));
            }
            only = match predicate {
                dcterms::PUBLISHER => Some(OF_PUBLISHER),
                elm::PROVIDED_BY => Some(OF_PROVIDER),
                ql::IS_MEMBER_OF => Some(OF_ALLIANCE),
                // Whole only where it occurs first, as in the reference: nodes that know each other would multiply.
                _ if !self.embedded.insert(iri) => return Some(json!({ "id": iri })),
                _ => None,
            };
        } else if is_end {
            return None;
        }
        let nested = match node {
            Subject::Iri(iri)
                if !self.source.describes(node) && self.framer.options.institutions.graph().describes(node) =>
            {
                let before = std::mem::replace(&mut self.source, self.framer.options.institutions.graph());
                // Blank nodes are others there, and the way begins anew.
                let nested = self.object(node, &mut vec![Subject::Iri(self.subject), Subject::Iri(iri)], only);
                self.source = before;
                nested
            }
            _ => {
                way.push(node);
                let nested = self.object(node, way, only);
                way.pop();
                nested
            }
        };
        let mut nested = nested;
        if let Subject::Iri(iri) = node {
            nested.insert("id".into(), iri.into());
        }
        Some(Value::Object(nested))
    }

    /// Correction 6: another learning opportunity by its name and codes.
    fn neighbour(&mut self, iri: &'g str, way: &[Subject<'g>]) -> Value {
        let node = Subject::Iri(iri);
        let mut neighbour = Map::new();
        if self.graph().describes(node) && self.nodes_left > 0 && way.len() < MAX_DEPTH {
            // Its title and codes lead nowhere else, so the way to it need not be known.
            neighbour = self.object(node, &mut vec![Subject::Iri(self.subject), node], Some(OF_NEIGHBOUR));
            neighbour.remove("texts");
            if self.framer.specifications.contains(iri) {
                neighbour.insert("uuid".into(), uuid(self.framer.graph, iri).into());
            }
        }
        neighbour.insert("id".into(), iri.into());
        Value::Object(neighbour)
    }

    /// Whether only the label of the node is of interest: it is in a table, says that it is a concept, or says nothing.
    fn is_concept(&self, iri: &str) -> bool {
        let node = Subject::Iri(iri);
        let is_described = || self.graph().describes(node) || self.framer.options.institutions.graph().describes(node);
        // Most IRIs are of no vocabulary at all.
        Vocabulary::of_uri(iri).is_some() && vocabulary::label(iri).is_some()
            || !is_described()
            || self.graph().objects(node, rdf::TYPE).any(|class| class == Object::Iri(skos::CONCEPT))
    }

    fn concept(&self, iri: &str) -> Value {
        let options = self.framer.options;
        let known = match &options.labels {
            None => vocabulary::label(iri),
            Some(labels) => labels.label(iri, &options.languages),
        };
        match known.or_else(|| self.own_label(iri)) {
            Some(label) => json!({ "id": iri, "type": "skos:Concept", "skos:prefLabel": label }),
            None => json!({ "id": short_value(iri) }),
        }
    }

    /// The label that the data give a concept which is in no table.
    fn own_label(&self, iri: &str) -> Option<&'g str> {
        let labels = labels_of(self.graph(), iri);
        wanted(&labels, &self.languages).or(labels.first()).map(|(_, label)| *label)
    }
}

/// In an order that does not depend on the numbers of blank nodes, so that equal graphs give equal bytes.
fn sorted(mut values: Vec<Value>) -> Vec<Value> {
    if values.len() > 1 {
        values.sort_by_cached_key(ToString::to_string);
    }
    values
}

fn as_iri(object: Object<'_>) -> Option<&str> {
    match object {
        Object::Iri(iri) => Some(iri),
        _ => None,
    }
}

fn as_node(object: Object<'_>) -> Option<Subject<'_>> {
    match object {
        Object::Iri(iri) => Some(Subject::Iri(iri)),
        Object::Blank(number) => Some(Subject::Blank(number)),
        _ => None,
    }
}

fn insert(object: &mut Map<String, Value>, key: String, value: Option<Value>) {
    if let Some(value) = value {
        object.insert(key, value);
    }
}

fn scalar_or_list(mut values: Vec<Value>) -> Option<Value> {
    match values.len() {
        0 => None,
        1 => values.pop(),
        _ => Some(Value::Array(values)),
    }
}

/// Language → text; several texts in one language are a list.
fn all_languages(texts: &[(&str, &str)]) -> Value {
    let mut by_language: BTreeMap<&str, Vec<Value>> = BTreeMap::new();
    for (language, text) in texts {
        by_language.entry(language).or_default().push((*text).into());
    }
    let members = by_language.into_iter().filter_map(|(tag, texts)| Some((tag.to_owned(), scalar_or_list(texts)?)));
    Value::Object(members.collect())
}

/// The key of a property or the name of a class: `ql` terms have no prefix, others the reference's.
fn short(iri: &str) -> String {
    if let Some(local) = iri.strip_prefix(ql::BASE).filter(|local| !local.is_empty()) {
        return local.to_owned();
    }
    short_value(iri)
}

/// An IRI as a value: with the prefix where the reference has one.
fn short_value(iri: &str) -> String {
    for (prefix, namespace) in PREFIXES {
        let Some(local) = iri.strip_prefix(namespace) else { continue };
        let prefix = match *prefix {
            "rov" => "regorg",
            "adms" | "dcterms" | "elm" | "foaf" | "skos" | "ql" => prefix,
            _ => return iri.to_owned(),
        };
        return format!("{prefix}:{local}");
    }
    iri.to_owned()
}

/// Correction 5: numbers and booleans as such, all else as text, but for the two dates that front ends read as objects.
fn literal(predicate: &str, value: &str, datatype: &str) -> Value {
    if [elm::START_DATE, elm::END_DATE].contains(&predicate) {
        return json!({ "type": datatype, "@value": value });
    }
    let number = || -> Option<Value> {
        let whole = value.strip_prefix('+').unwrap_or(value);
        if let Ok(integer) = whole.parse::<i64>() {
            return Some(integer.into());
        }
        whole.parse::<f64>().ok().filter(|number| number.is_finite()).map(Value::from)
    };
    match datatype {
        xsd::BOOLEAN if matches!(value, "true" | "1") => true.into(),
        xsd::BOOLEAN if matches!(value, "false" | "0") => false.into(),
        // A filter on credits needs a number, whatever its datatype (section 5).
        _ if is_number(datatype) || predicate == elm::POINT => number().unwrap_or_else(|| value.into()),
        _ => value.into(),
    }
}
