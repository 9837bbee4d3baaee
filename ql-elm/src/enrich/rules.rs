//! The rules, by the numbers of terms: whole catalogues go through here.

use std::collections::{HashMap, HashSet};

use ql_core::{Diagnostic, Severity, SourceType, excerpt};
use ql_ident::Uuid;

use super::{EnrichRule, Enricher, Trust};
use crate::codes;
use crate::map::{INSTANCE_TYPES, SPECIFICATION_TYPES, concept};
use crate::namespace::{dcterms, elm, owl, ql, rdf, xsd};
use crate::rdf::{Graph, Object};

pub(super) fn apply(enricher: &Enricher, graph: &mut Graph) -> Vec<Diagnostic> {
    graph.sort();
    let terms = Terms::of(graph);
    let found = Found::of(graph, &terms);
    let mut run = Run { enricher, terms, found, added: Vec::new(), removed: HashSet::new(), findings: Vec::new() };
    let providers = run.instances(graph);
    let foreign = run.courses(graph, &providers);
    let dropped = if foreign.is_empty() { HashSet::new() } else { run.dropped(graph, &foreign) };
    let Run { terms, added, removed, findings, .. } = run;
    if !removed.is_empty() || !dropped.is_empty() {
        let same_as = terms.same_as;
        graph.retain(|triple| {
            let is_alias_of_dropped = triple[1] == same_as && foreign.contains(&triple[2]);
            let is_gone = removed.contains(&triple) || dropped.contains(&triple[0]) || is_alias_of_dropped;
            !is_gone
        });
    }
    for triple in added {
        let is_of_dropped = dropped.contains(&triple[0]) || triple[1] == terms.same_as && dropped.contains(&triple[2]);
        if !is_of_dropped {
            graph.push(triple);
        }
    }
    graph.sort();
    findings
}

/// The numbers of the terms that the rules name.
struct Terms {
    a: u32,
    same_as: u32,
    provided_by: u32,
    specification: u32,
    opportunity: u32,
    publisher: u32,
    is_active: u32,
    dcterms_type: u32,
    source_type: u32,
    credit_point: u32,
    point: u32,
    isced_code: u32,
    isced_broad: u32,
    isced_narrow: u32,
    language: u32,
    default_language: u32,
    yes: u32,
    course: u32,
}

impl Terms {
    fn of(graph: &mut Graph) -> Self {
        let mut iri = |iri: &str| graph.intern(Object::Iri(iri));
        Self {
            a: iri(rdf::TYPE),
            same_as: iri(owl::SAME_AS),
            provided_by: iri(elm::PROVIDED_BY),
            specification: iri(elm::LEARNING_ACHIEVEMENT_SPECIFICATION),
            opportunity: iri(elm::LEARNING_OPPORTUNITY),
            publisher: iri(dcterms::PUBLISHER),
            is_active: iri(ql::IS_ACTIVE),
            dcterms_type: iri(dcterms::TYPE),
            source_type: iri(ql::SOURCE_TYPE),
            credit_point: iri(elm::CREDIT_POINT),
            point: iri(elm::POINT),
            isced_code: iri(elm::ISCED_F_CODE),
            isced_broad: iri(ql::ISCED_F_BROAD_FIELD),
            isced_narrow: iri(ql::ISCED_F_NARROW_FIELD),
            language: iri(dcterms::LANGUAGE),
            default_language: iri(elm::DEFAULT_LANGUAGE),
            course: iri(concept::COURSE),
            yes: graph.intern(Object::Typed { value: "true", datatype: xsd::BOOLEAN }),
        }
    }
}

/// What there is in the graph, found in one pass.
struct Found {
    courses: Vec<u32>,
    instances: Vec<u32>,
    /// The instances that name a course, and those that it names.
    of_course: HashMap<u32, Vec<u32>>,
    linked: HashMap<u32, Vec<u32>>,
    aliases: HashMap<u32, Vec<u32>>,
}

impl Found {
    fn of(graph: &Graph, terms: &Terms) -> Self {
        let ids = |iris: &[&str]| -> Vec<u32> { iris.iter().filter_map(|iri| graph.id(Object::Iri(iri))).collect() };
        let (course_types, instance_types) = (ids(SPECIFICATION_TYPES), ids(INSTANCE_TYPES));
        let mut found = Self {
            courses: Vec::new(),
            instances: Vec::new(),
            of_course: HashMap::new(),
            linked: HashMap::new(),
            aliases: HashMap::new(),
        };
        let mut naming = Vec::new();
        let mut linking = Vec::new();
        for [subject, predicate, object] in graph.id_triples().iter().copied() {
            if predicate == terms.a && matches!(graph.term(subject), Object::Iri(_)) {
                if course_types.contains(&object) {
                    found.courses.push(subject);
                } else if instance_types.contains(&object) {
                    found.instances.push(subject);
                }
            } else if predicate == terms.specification {
                naming.push((object, subject));
            } else if predicate == terms.opportunity {
                linking.push((subject, object));
            } else if predicate == terms.same_as {
                found.aliases.entry(object).or_default().push(subject);
            }
        }
        // The triples are in the order of their subjects.
        found.courses.dedup();
        found.instances.dedup();
        found.instances.retain(|id| found.courses.binary_search(id).is_err());
        for (pairs, map) in [(naming, &mut found.of_course), (linking, &mut found.linked)] {
            for (course, instance) in pairs {
                if found.instances.binary_search(&instance).is_ok() {
                    map.entry(course).or_default().push(instance);
                }
            }
        }
        found
    }

    /// The instances that name a course or are named by it.
    fn instances_of(&self, course: u32) -> Vec<u32> {
        let [naming, linked] = [&self.of_course, &self.linked].map(|map| map.get(&course).into_iter().flatten());
        naming.chain(linked).copied().collect()
    }

    fn objects(graph: &Graph, subject: u32, predicate: u32) -> impl Iterator<Item = u32> {
        graph.of(subject).iter().filter(move |triple| triple[1] == predicate).map(|triple| triple[2])
    }
}

struct Run<'e> {
    enricher: &'e Enricher,
    terms: Terms,
    found: Found,
    added: Vec<[u32; 3]>,
    removed: HashSet<[u32; 3]>,
    findings: Vec<Diagnostic>,
}

impl Run<'_> {
    fn has(&self, rule: EnrichRule) -> bool {
        self.enricher.rules.contains(&rule)
    }

    /// The institution behind an alias.
    fn canonical(&self, graph: &mut Graph, id: u32) -> Option<u32> {
        let Object::Iri(iri) = graph.term(id) else { return None };
        let canonical = self.enricher.aliases.get(iri).filter(|canonical| *canonical != iri)?;
        Some(graph.intern(Object::Iri(canonical)))
    }

    /// Rules about instances. Returns their providers.
    fn instances(&mut self, graph: &mut Graph) -> HashMap<u32, Vec<u32>> {
        let own = self.enricher.provider.as_deref().map(|iri| graph.intern(Object::Iri(iri)));
        let mut providers = HashMap::with_capacity(self.found.instances.len());
        let (provided_by, language) = (self.terms.provided_by, self.terms.language);
        let default_language = self.terms.default_language;
        for at in 0..self.found.instances.len() {
            let instance = self.found.instances[at];
            // A text is no institution.
            let is_node = |id: &u32| matches!(graph.term(*id), Object::Iri(_) | Object::Blank(_));
            let mut of_this: Vec<u32> = Found::objects(graph, instance, provided_by).filter(is_node).collect();
            let is_silent = Found::objects(graph, instance, provided_by).next().is_none();
            if is_silent && self.has(EnrichRule::ProvidedBy) {
                of_this.extend(own);
            }
            for provider in &mut of_this {
                let canonical =
                    if self.has(EnrichRule::ProviderAliases) { self.canonical(graph, *provider) } else { None };
                if let (Some(_), false) = (canonical, is_silent) {
                    self.removed.insert([instance, provided_by, *provider]);
                }
                *provider = canonical.unwrap_or(*provider);
                if canonical.is_some() || is_silent {
                    self.added.push([instance, provided_by, *provider]);
                }
            }
            if self.has(EnrichRule::LanguageOfInstances) {
                let concepts = |given: u32| {
                    let mut languages: Vec<(&str, u32)> = Found::objects(graph, instance, given)
                        .filter_map(|id| match graph.term(id) {
                            Object::Iri(iri) => Some((iri, id)),
                            _ => None,
                        })
                        .collect();
                    languages.sort_unstable();
                    languages
                };
                if Found::objects(graph, instance, language).next().is_none() {
                    let defaults = concepts(default_language).into_iter();
                    self.added.extend(defaults.map(|(_, id)| [instance, language, id]));
                }
                // There is one default only.
                if Found::objects(graph, instance, default_language).next().is_none()
                    && let Some((_, first)) = concepts(language).first()
                {
                    self.added.push([instance, default_language, *first]);
                }
            }
            providers.insert(instance, of_this);
        }
        providers
    }

    /// Rules about courses. Returns those of other institutions that are to be left out.
    fn courses(&mut self, graph: &mut Graph, providers: &HashMap<u32, Vec<u32>>) -> HashSet<u32> {
        let provider = self.enricher.provider.as_deref();
        let given = provider.map(|iri| graph.intern(Object::Iri(iri)));
        let own = given.map(|id| self.canonical(graph, id).unwrap_or(id));
        let times = self.times(graph);
        let source_type = graph.intern(Object::Iri(match self.enricher.source_type {
            SourceType::Ooapi => ql::OOAPI_SOURCE,
            SourceType::EduApi => ql::EDU_API_SOURCE,
            SourceType::Occapi => ql::OCCAPI_SOURCE,
            _ => ql::ELM_SOURCE,
        }));
        let mut broader = HashMap::new();
        let mut foreign = HashSet::new();
        for at in 0..self.found.courses.len() {
            let course = self.found.courses[at];
            self.added.extend(times.iter().flatten().map(|(predicate, time)| [course, *predicate, *time]));
            if self.has(EnrichRule::Uuid) {
                self.uuid(graph, course);
            }
            let defaults = [
                (EnrichRule::IsActive, self.terms.is_active, self.terms.yes),
                (EnrichRule::Type, self.terms.dcterms_type, self.terms.course),
                (EnrichRule::SourceType, self.terms.source_type, source_type),
            ];
            for (rule, predicate, value) in defaults {
                if self.has(rule) && Found::objects(graph, course, predicate).next().is_none() {
                    self.added.push([course, predicate, value]);
                }
            }
            if self.has(EnrichRule::CreditPoints) {
                self.credit_points(graph, course);
            }
            let publishers = self.publishers(graph, course, given, providers);
            if self.has(EnrichRule::InstanceLinks) {
                let naming = self.found.of_course.get(&course).into_iter().flatten();
                self.added.extend(naming.map(|instance| [course, self.terms.opportunity, *instance]));
            }
            if self.has(EnrichRule::IscedFields) {
                self.isced_fields(graph, course, &mut broader);
            }
            if self.has(EnrichRule::Trust)
                && self.enricher.trust != Trust::Authoritative
                && let (Some(own), Some(given)) = (own, given)
            {
                // Who publishes it is a matter of the institution, not of the IRI that is used for it.
                let publishers: Vec<u32> =
                    publishers.iter().map(|id| self.canonical(graph, *id).unwrap_or(*id)).collect();
                if self.tell_foreign(graph, course, &publishers, [own, given]) {
                    foreign.insert(course);
                }
            }
        }
        self.tell_shared_uuids(graph);
        foreign
    }

    /// The day and the moment of the run.
    fn times(&self, graph: &mut Graph) -> Option<[(u32, u32); 2]> {
        let given = self.enricher.ingested_at.as_deref().filter(|_| self.has(EnrichRule::Ingested))?;
        let moment = given.parse::<jiff::Timestamp>().ok()?;
        // As the reference writes it: six digits behind the seconds, or none.
        let micros = moment.subsec_microsecond();
        let fraction = if micros == 0 { String::new() } else { format!(".{micros:06}") };
        let (day, time) = (moment.strftime("%Y-%m-%d").to_string(), moment.strftime("%H:%M:%S"));
        let (day, moment) = (day.as_str(), &format!("{day}T{time}{fraction}+00:00"));
        let mut pair = |predicate, value, datatype| {
            let predicate = graph.intern(Object::Iri(predicate));
            (predicate, graph.intern(Object::Typed { value, datatype }))
        };
        Some([pair(ql::INGESTED_DATE, day, xsd::DATE), pair(ql::INGESTED_AT, moment, xsd::DATE_TIME)])
    }

    fn uuid(&mut self, graph: &mut Graph, course: u32) {
        let is_uuid = |id: u32| matches!(graph.term(id), Object::Iri(iri) if Uuid::from_urn(iri).is_some());
        let has_one = is_uuid(course) || self.found.aliases.get(&course).into_iter().flatten().any(|id| is_uuid(*id));
        if let (Object::Iri(iri), false) = (graph.term(course), has_one) {
            let urn = Uuid::from_iri(iri).urn();
            let alias = graph.intern(Object::Iri(&urn));
            self.added.push([alias, self.terms.same_as, course]);
        }
    }

    /// Two courses with one UUID: a search index would keep only one of them.
    fn tell_shared_uuids(&mut self, graph: &Graph) {
        if !self.has(EnrichRule::Uuid) {
            return;
        }
        let mut by_uuid: HashMap<Uuid, Vec<&str>> = HashMap::new();
        for course in &self.found.courses {
            let Object::Iri(iri) = graph.term(*course) else { continue };
            let aliases = self.found.aliases.get(course).into_iter().flatten();
            let of = |id: &u32| match graph.term(*id) {
                Object::Iri(iri) => Uuid::from_urn(iri),
                _ => None,
            };
            // Those that are made of the IRI are as different as the IRIs.
            if let Some(uuid) = Uuid::from_urn(iri).or_else(|| aliases.filter_map(of).min()) {
                by_uuid.entry(uuid).or_default().push(iri);
            }
        }
        for (uuid, mut iris) in by_uuid.into_iter().filter(|(_, iris)| iris.len() > 1) {
            iris.sort_unstable();
            for iri in &iris[1..] {
                let message = format!("the course has the same UUID as `{}`: `{uuid}`", excerpt(iris[0]));
                let finding = Diagnostic::new(codes::ENRICH_UUID_SHARED, Severity::Warning, message);
                self.findings.push(finding.with_item(*iri));
            }
        }
        self.findings.sort_by(|one, other| one.item().cmp(&other.item()));
    }

    fn credit_points(&mut self, graph: &mut Graph, course: u32) {
        let nodes: Vec<u32> = Found::objects(graph, course, self.terms.credit_point).collect();
        for node in nodes {
            let points: Vec<u32> = Found::objects(graph, node, self.terms.point).collect();
            for point in points {
                let (value, datatype) = match graph.term(point) {
                    Object::Typed { value, datatype } => (value, datatype),
                    Object::Text { value, .. } => (value, ""),
                    _ => continue,
                };
                let number = value.trim();
                let with_exponent = datatype == xsd::DOUBLE || datatype == xsd::FLOAT;
                let is_finite = || number.parse::<f64>().is_ok_and(f64::is_finite);
                let is_number = is_decimal(number, with_exponent) && is_finite();
                if is_number && datatype == xsd::DOUBLE && number == value {
                    continue;
                }
                if is_number {
                    let number = number.to_owned();
                    let double = graph.intern(Object::Typed { value: &number, datatype: xsd::DOUBLE });
                    self.added.push([node, self.terms.point, double]);
                } else {
                    let message = format!("a number of credits is left out, since it is none: `{}`", excerpt(value));
                    let finding = Diagnostic::new(codes::ENRICH_CREDIT_POINTS, Severity::Warning, message);
                    self.findings.push(Self::of_course(graph, course, finding));
                }
                self.removed.insert([node, self.terms.point, point]);
            }
        }
    }

    fn of_course(graph: &Graph, course: u32, finding: Diagnostic) -> Diagnostic {
        match graph.term(course) {
            Object::Iri(iri) => finding.with_item(iri),
            _ => finding,
        }
    }

    /// Those who publish a course, as they are said to or as they follow.
    fn publishers(
        &mut self,
        graph: &mut Graph,
        course: u32,
        own: Option<u32>,
        providers: &HashMap<u32, Vec<u32>>,
    ) -> Vec<u32> {
        let predicate = self.terms.publisher;
        let mut publishers: Vec<u32> = Found::objects(graph, course, predicate).collect();
        if publishers.is_empty() {
            let instances = self.found.instances_of(course);
            publishers.extend(instances.iter().filter_map(|instance| providers.get(instance)).flatten());
            if publishers.is_empty() {
                publishers.extend(own);
            }
            // One step, as for those that a source names.
            for publisher in &mut publishers {
                *publisher = self.canonical(graph, *publisher).unwrap_or(*publisher);
            }
            publishers.sort_unstable();
            publishers.dedup();
            if self.has(EnrichRule::Publisher) {
                self.added.extend(publishers.iter().map(|publisher| [course, predicate, *publisher]));
            }
            return publishers;
        }
        for publisher in &mut publishers {
            let canonical =
                if self.has(EnrichRule::PublisherAliases) { self.canonical(graph, *publisher) } else { None };
            if let Some(canonical) = canonical {
                self.removed.insert([course, predicate, *publisher]);
                self.added.push([course, predicate, canonical]);
                *publisher = canonical;
            }
        }
        publishers
    }

    /// The fields that a field of study lies in: its first two and three digits.
    fn isced_fields(&mut self, graph: &mut Graph, course: u32, known: &mut HashMap<u32, [Option<u32>; 2]>) {
        let codes: Vec<u32> = Found::objects(graph, course, self.terms.isced_code).collect();
        for code in codes {
            let fields = *known.entry(code).or_insert_with(|| [2, 3].map(|digits| field_of(graph, code, digits)));
            for (predicate, field) in [self.terms.isced_broad, self.terms.isced_narrow].into_iter().zip(fields) {
                self.added.extend(field.map(|field| [course, predicate, field]));
            }
        }
    }

    /// Whether the course is another institution's and has to be left out.
    fn tell_foreign(&mut self, graph: &Graph, course: u32, publishers: &[u32], own: [u32; 2]) -> bool {
        let mut others = publishers.iter().filter_map(|publisher| match graph.term(*publisher) {
            Object::Iri(iri) => Some(iri),
            _ => None,
        });
        let Some(other) = others.next().filter(|_| !publishers.iter().any(|publisher| own.contains(publisher))) else {
            return false;
        };
        let is_dropped = self.enricher.trust == Trust::Drop;
        let what = if is_dropped { "is left out" } else { "stands in the source of another institution" };
        let message = format!("a course of `{}` {what}", excerpt(other));
        let hint = "a source of an institution may describe its own courses only; check `dcterms:publisher`";
        let finding = Diagnostic::new(codes::ENRICH_FOREIGN_PUBLISHER, Severity::Warning, message).with_hint(hint);
        self.findings.push(Self::of_course(graph, course, finding));
        is_dropped
    }

    /// The nodes that go with courses that are left out: the courses, instances of nothing else, and blank nodes that nobody
    /// else points to.
    fn dropped(&self, graph: &Graph, foreign: &HashSet<u32>) -> HashSet<u32> {
        let mut dropped = foreign.clone();
        let kept = self.found.courses.iter().filter(|course| !foreign.contains(course));
        let shared: HashSet<u32> = kept.flat_map(|course| self.found.instances_of(*course)).collect();
        for course in foreign {
            dropped.extend(self.found.instances_of(*course).into_iter().filter(|instance| !shared.contains(instance)));
        }
        let mut open: Vec<u32> = dropped.iter().copied().collect();
        let mut inside: HashSet<u32> = HashSet::new();
        while let Some(node) = open.pop() {
            for triple in graph.of(node) {
                if matches!(graph.term(triple[2]), Object::Blank(_)) && inside.insert(triple[2]) {
                    open.push(triple[2]);
                }
            }
        }
        // What others point to stays, with all below it.
        loop {
            let mut kept: Vec<u32> = Vec::new();
            for triple in graph.id_triples() {
                let is_from_outside = !dropped.contains(&triple[0]) && !inside.contains(&triple[0]);
                if is_from_outside && inside.contains(&triple[2]) {
                    kept.push(triple[2]);
                }
            }
            if kept.is_empty() {
                break;
            }
            kept.iter().for_each(|node| {
                inside.remove(node);
            });
        }
        dropped.extend(inside);
        dropped
    }
}

/// The first digits of a field of study, as the same kind of term.
fn field_of(graph: &mut Graph, code: u32, digits: usize) -> Option<u32> {
    let cut = |text: &str| {
        let code = text.rsplit('/').next().unwrap_or(text);
        let is_code = code.len() >= digits && code.bytes().all(|byte| byte.is_ascii_digit());
        is_code.then(|| text[..text.len() - code.len() + digits].to_owned())
    };
    match graph.term(code) {
        Object::Iri(iri) => {
            let field = cut(iri)?;
            Some(graph.intern(Object::Iri(&field)))
        }
        Object::Typed { value, datatype } => {
            let (field, datatype) = (cut(value)?, datatype.to_owned());
            Some(graph.intern(Object::Typed { value: &field, datatype: &datatype }))
        }
        Object::Text { value, language } => {
            let (field, language) = (cut(value)?, language.to_owned());
            Some(graph.intern(Object::Text { value: &field, language: &language }))
        }
        Object::Blank(_) => None,
    }
}

/// Whether a text is a number in decimal notation, if asked for also with an exponent.
fn is_decimal(text: &str, with_exponent: bool) -> bool {
    let (number, exponent) = match text.split_once(['e', 'E']) {
        Some((number, exponent)) if with_exponent => (number, Some(exponent)),
        Some(_) => return false,
        None => (text, None),
    };
    let unsigned = |text: &'_ str| text.strip_prefix(['+', '-']).unwrap_or(text).to_owned();
    let are_digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    let digits = unsigned(number);
    let (whole, part) = digits.split_once('.').unwrap_or((&digits, ""));
    let is_number = are_digits(whole) && are_digits(part) && whole.len() + part.len() > 0;
    is_number && exponent.is_none_or(|exponent| !unsigned(exponent).is_empty() && are_digits(&unsigned(exponent)))
}
