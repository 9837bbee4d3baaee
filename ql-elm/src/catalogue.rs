//! Catalogue documents: one flat JSON object per learning opportunity specification, as a search index takes it.

use std::collections::BTreeMap;

use ql_ident::Uuid;
use serde_json::{Map, Value, json};

use crate::namespace::{PREFIXES, adms, dcterms, elm, owl, ql, rdf, skos, xsd};
use crate::rdf::{Graph, Object, Subject};
use crate::vocabulary;

/// How catalogue documents are made.
#[derive(Clone, Debug)]
#[must_use]
pub struct CatalogueOptions {
    languages: Vec<String>,
}

impl Default for CatalogueOptions {
    fn default() -> Self {
        Self { languages: vec!["en".into()] }
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
    let specifications: std::collections::HashSet<&str> = subjects.iter().copied().collect();
    let framer = Framer { graph, options, specifications, inverse: inverse_links(graph) };
    subjects.into_iter().map(move |subject| framer.document(subject))
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
    specifications: std::collections::HashSet<&'g str>,
    inverse: BTreeMap<&'g str, Vec<&'g str>>,
}

/// Properties whose value is a list even of one (section 5).
const ALWAYS_LISTS: &[&str] = &[elm::LEARNING_OUTCOME, elm::LEARNING_OPPORTUNITY, adms::IDENTIFIER, elm::LOCATION];

/// Links to another learning opportunity, which is named but not embedded (section 3).
const LINKS: &[&str] = &[
    elm::IS_PART_OF,
    elm::HAS_PART,
    elm::SPECIALISATION_OF,
    elm::GENERALISATION_OF,
    ql::SUPERSEDED,
    ql::SUPERSEDED_BY,
    ql::ENTRY_REQUIREMENT_LEARNING_OPPORTUNITY,
    ql::LIMIT_LEARNING_OPPORTUNITY,
];

/// Nodes are embedded this deep; the profile needs five levels.
const MAX_DEPTH: usize = 12;

impl<'g> Framer<'g> {
    fn document(&self, subject: &'g str) -> Value {
        let mut document = self.object(Subject::Iri(subject), &mut vec![Subject::Iri(subject)]);
        let mut instances: Vec<&str> = self.inverse.get(subject).cloned().unwrap_or_default();
        instances.extend(self.graph.objects(Subject::Iri(subject), elm::LEARNING_OPPORTUNITY).filter_map(as_iri));
        instances.sort_unstable();
        instances.dedup();
        if !instances.is_empty() {
            document.insert("instanceCount".into(), instances.len().into());
            let embedded = instances.iter().map(|instance| self.instance(subject, instance));
            document.insert(short(elm::LEARNING_OPPORTUNITY), embedded.collect());
        }
        self.add_isced_fields(subject, &mut document);
        document.insert("id".into(), self.uuid(subject).into());
        document.insert("uri".into(), subject.into());
        Value::Object(document)
    }

    fn instance(&self, specification: &'g str, instance: &'g str) -> Value {
        let way = &mut vec![Subject::Iri(specification), Subject::Iri(instance)];
        let mut object = self.object(Subject::Iri(instance), way);
        object.insert("id".into(), instance.into());
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

    /// The UUID of a specification: its own if it is one, an alias, else name-based.
    fn uuid(&self, subject: &str) -> String {
        let alias = || {
            let mut aliases: Vec<Uuid> = self
                .graph
                .subjects(owl::SAME_AS, Object::Iri(subject))
                .filter_map(|alias| match alias {
                    Subject::Iri(iri) => Uuid::from_urn(iri),
                    Subject::Blank(_) => None,
                })
                .collect();
            aliases.sort_unstable();
            aliases.first().copied()
        };
        Uuid::from_urn(subject).or_else(alias).unwrap_or_else(|| Uuid::from_iri(subject)).to_string()
    }

    /// Correction 7: broad and narrow fields are always there.
    fn add_isced_fields(&self, subject: &str, document: &mut Map<String, Value>) {
        for (predicate, digits) in [(ql::ISCED_F_BROAD_FIELD, 2), (ql::ISCED_F_NARROW_FIELD, 3)] {
            if document.contains_key(&short(predicate)) {
                continue;
            }
            let codes = self.graph.objects(Subject::Iri(subject), elm::ISCED_F_CODE).filter_map(as_iri);
            let mut fields: Vec<String> = codes
                .filter_map(|iri| {
                    let (prefix, code) = iri.rsplit_once('/')?;
                    let is_code = code.len() >= digits && code.bytes().all(|byte| byte.is_ascii_digit());
                    is_code.then(|| format!("{prefix}/{}", &code[..digits]))
                })
                .collect();
            fields.sort_unstable();
            fields.dedup();
            let values = fields.iter().map(|field| concept(field, None)).collect();
            if let Some(value) = scalar_or_list(values) {
                document.insert(short(predicate), value);
            }
        }
    }

    /// A node with all that the graph says of it; `way` leads from the document's root to the node.
    fn object(&self, subject: Subject<'g>, way: &mut Vec<Subject<'g>>) -> Map<String, Value> {
        let mut properties: BTreeMap<&str, Vec<Object<'g>>> = BTreeMap::new();
        for (predicate, object) in self.graph.properties(subject) {
            properties.entry(predicate).or_default().push(object);
        }
        let mut object = Map::new();
        let mut texts = Map::new();
        for (predicate, mut values) in properties {
            values.sort_unstable();
            if predicate == rdf::TYPE {
                let types = values.into_iter().filter_map(as_iri).map(|iri| Value::from(short(iri))).collect();
                insert(&mut object, "type".into(), scalar_or_list(types));
                continue;
            }
            let is_root = way.len() == 1;
            if is_root && predicate == elm::LEARNING_OPPORTUNITY {
                continue;
            }
            let key = short(predicate);
            let tagged: Vec<(&str, &str)> = values
                .iter()
                .filter_map(|value| match value {
                    Object::Text { value, language } => Some((*language, *value)),
                    _ => None,
                })
                .collect();
            let mut rendered: Vec<Value> = Vec::new();
            if !tagged.is_empty() {
                texts.insert(key.clone(), all_languages(&tagged));
                let language = self.language(&tagged);
                rendered.extend(tagged.iter().filter(|(tag, _)| *tag == language).map(|(_, text)| Value::from(*text)));
            }
            let others = values.into_iter().filter(|value| !matches!(value, Object::Text { .. }));
            rendered.extend(others.filter_map(|value| self.value(predicate, value, way)));
            let value = match ALWAYS_LISTS.contains(&predicate) {
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

    /// The language of the short key: the first preferred one that there is a text in, else the first there is.
    fn language<'t>(&self, texts: &[(&'t str, &str)]) -> &'t str {
        let primary = |tag: &str| tag.split('-').next().unwrap_or_default().to_owned();
        let preferred = self.options.languages.iter().find_map(|wanted| {
            let exact = texts.iter().find(|(tag, _)| tag.eq_ignore_ascii_case(wanted));
            exact.or_else(|| texts.iter().find(|(tag, _)| primary(tag) == *wanted))
        });
        preferred.or(texts.first()).map_or("", |(tag, _)| tag)
    }

    fn value(&self, predicate: &str, object: Object<'g>, way: &mut Vec<Subject<'g>>) -> Option<Value> {
        let node = match object {
            Object::Iri(iri) => Subject::Iri(iri),
            Object::Blank(number) => Subject::Blank(number),
            Object::Text { value, .. } => return Some(value.into()),
            Object::Typed { value, datatype } => return Some(literal(predicate, value, datatype)),
        };
        if let Subject::Iri(iri) = node {
            if LINKS.contains(&predicate) {
                return Some(self.neighbour(iri));
            }
            if self.specifications.contains(iri) || way.contains(&node) || way.len() >= MAX_DEPTH {
                return Some(json!({ "id": iri }));
            }
            if !self.graph.describes(node) || vocabulary::label(iri).is_some() {
                return Some(concept(iri, self.own_label(iri)));
            }
        } else if way.contains(&node) || way.len() >= MAX_DEPTH {
            return None;
        }
        way.push(node);
        let mut nested = self.object(node, way);
        way.pop();
        if let Subject::Iri(iri) = node {
            nested.insert("id".into(), iri.into());
        }
        Some(Value::Object(nested))
    }

    /// Correction 6: another learning opportunity by its name and codes.
    fn neighbour(&self, iri: &'g str) -> Value {
        let mut neighbour = Map::new();
        neighbour.insert("id".into(), iri.into());
        if self.graph.describes(Subject::Iri(iri)) {
            neighbour.insert("uuid".into(), self.uuid(iri).into());
            let mut whole = self.object(Subject::Iri(iri), &mut vec![Subject::Iri(iri)]);
            for key in [short(dcterms::TITLE), short(adms::IDENTIFIER)] {
                if let Some(value) = whole.remove(&key) {
                    neighbour.insert(key, value);
                }
            }
        }
        Value::Object(neighbour)
    }

    /// The label that the data give a concept which is in no table.
    fn own_label(&self, iri: &str) -> Option<&'g str> {
        let labels: Vec<(&str, &str)> = self
            .graph
            .objects(Subject::Iri(iri), skos::PREF_LABEL)
            .filter_map(|label| match label {
                Object::Text { value, language } => Some((language, value)),
                _ => None,
            })
            .collect();
        let language = self.language(&labels);
        labels.iter().find(|(tag, _)| *tag == language).map(|(_, label)| *label)
    }
}

fn concept(iri: &str, own_label: Option<&str>) -> Value {
    match vocabulary::label(iri).or(own_label) {
        Some(label) => json!({ "id": iri, "type": "skos:Concept", "skos:prefLabel": label }),
        None => json!({ "id": short_value(iri) }),
    }
}

fn as_iri(object: Object<'_>) -> Option<&str> {
    match object {
        Object::Iri(iri) => Some(iri),
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
    let is_number =
        [xsd::INTEGER, xsd::NON_NEGATIVE_INTEGER, xsd::POSITIVE_INTEGER, xsd::DECIMAL, xsd::DOUBLE].contains(&datatype);
    match datatype {
        xsd::BOOLEAN if matches!(value, "true" | "1") => true.into(),
        xsd::BOOLEAN if matches!(value, "false" | "0") => false.into(),
        // A filter on credits needs a number, whatever its datatype (section 5).
        _ if is_number || predicate == elm::POINT => number().unwrap_or_else(|| value.into()),
        _ => value.into(),
    }
}
