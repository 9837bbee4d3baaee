//! From raw records to learning opportunities: pure functions, one module per format.

pub(crate) mod concept;
mod context;
mod eduapi;
mod hierarchy;
mod html;
mod json;
mod occapi;
mod ooapi;
mod parts;
mod reading;
mod rules;
mod settings;

use std::collections::{HashMap, HashSet};
use std::fmt;

use indexmap::IndexSet;
use ql_core::{
    Country, Diagnostic, LanguageTag, MultilingualText, Record, RecordKind, RecordPart, Severity, SourceType,
};
use ql_ident::{IdentError, SubjectMinter, Uuid};
use url::Url;

pub use settings::{LinkForm, MapSettings, PartTime, UnresolvedOrganisation};

use self::concept::Level;
use self::context::{Context, Kind, Known};
use self::json::Json;
use self::reading::Reading;

use crate::namespace::{elm, ql};
use crate::rdf::Contexts;
use crate::{
    ContextError, Graph, LearningOpportunityInstance, LearningOpportunitySpecification, RdfFormat, RdfReader,
    TripleSink, codes, decompressed,
};

/// Maps the records of data sources to the European Learning Model.
///
/// ```
/// use ql_core::{Record, RecordKind, SourceType};
/// use ql_elm::Mapper;
/// use ql_ident::{SubjectMinter, SubjectScheme};
///
/// let minter = SubjectMinter::new(SubjectScheme::Urn("example.edu".parse()?))?;
/// let mapper = Mapper::new(minter).with_provider("https://data.deqar.eu/institution/9001");
/// let json = br#"{"courseId": "BIO-101", "name": [{"language": "en-GB", "value": "Marine Biology"}], "level": "master"}"#;
/// let record = Record::new(SourceType::Ooapi, RecordKind::Course, &json[..]).with_version(Some(5));
/// let mapped = mapper.map(&record);
/// let course = &mapped.specifications()[0];
/// assert_eq!(course.subject, "urn:schac:uniqueCourseId:example.edu:BIO-101");
/// assert_eq!(course.title.in_language("en"), Some("Marine Biology"));
/// assert_eq!(course.eqf_level.as_deref(), Some("http://data.europa.eu/snb/eqf/7"));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// Some records speak of others: a course names its programmes, an offering its term. [`learn`](Self::learn) takes those
/// first; [`remember`](Self::remember) takes what a course has become, so that its programme can name it.
#[derive(Clone, Debug)]
pub struct Mapper {
    pub(crate) minter: Option<SubjectMinter>,
    pub(crate) provider: Option<String>,
    pub(crate) default_language: LanguageTag,
    pub(crate) today: Option<String>,
    country: Option<Country>,
    /// Codes and aliases of institutions, in lower case, with their IRIs.
    institutions: HashMap<String, String>,
    /// The alliances that the provider is a member of.
    alliances: Vec<String>,
    settings: MapSettings,
    context: Context,
    /// The JSON-LD contexts that documents may name.
    json_ld: Contexts,
}

/// What one record became.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Mapped {
    content: Content,
    /// What could not be mapped as it stood, and what went wrong on the way here.
    pub diagnostics: Vec<Diagnostic>,
    known: Option<Box<(Kind, Known)>>,
    /// Instances that are parts of offerings of programmes, by the ids of those.
    offering_parts: Vec<(String, String)>,
}

#[derive(Clone, Debug)]
enum Content {
    Specifications(Vec<LearningOpportunitySpecification>),
    Graph(Box<Graph>),
}

impl Mapper {
    /// A mapper whose subjects are minted by `minter`.
    pub fn new(minter: SubjectMinter) -> Self {
        Self { minter: Some(minter), ..Self::for_documents() }
    }

    /// A mapper for documents only, which bring the IRIs of their courses with them.
    pub fn for_documents() -> Self {
        Self {
            minter: None,
            provider: None,
            default_language: LanguageTag::undetermined(),
            today: None,
            country: None,
            institutions: HashMap::new(),
            alliances: Vec::new(),
            settings: MapSettings::default(),
            context: Context::default(),
            json_ld: Contexts::default(),
        }
    }

    /// Sets how subjects are minted.
    #[must_use]
    pub fn with_minter(mut self, minter: SubjectMinter) -> Self {
        self.minter = Some(minter);
        self
    }

    /// Sets the IRI of the institution whose data are mapped: publisher and provider where the data name none.
    #[must_use]
    pub fn with_provider(mut self, iri: impl Into<String>) -> Self {
        self.provider = Some(iri.into());
        self
    }

    /// Sets the country of the institution, on which the meaning of credits and levels depends.
    #[must_use]
    pub fn with_country(mut self, country: Option<Country>) -> Self {
        self.country = country;
        self
    }

    /// Makes an institution or alliance known by a code or alias (a SCHAC code, an ETER id, `urn:uuid:…`), in any case, so that
    /// records of a source that speaks for several are given to the right one.
    #[must_use]
    pub fn with_institution(mut self, code: &str, iri: impl Into<String>) -> Self {
        self.institutions.insert(code.to_lowercase(), iri.into());
        self
    }

    /// Adds an alliance that the provider is a member of, by its IRI.
    #[must_use]
    pub fn with_alliance(mut self, iri: impl Into<String>) -> Self {
        self.alliances.push(iri.into());
        self
    }

    /// Sets the language of texts without one; `und` by default.
    #[must_use]
    pub fn with_default_language(mut self, language: LanguageTag) -> Self {
        self.default_language = language;
        self
    }

    /// Sets the day (`YYYY-MM-DD`) of the run; without it a course is never taken for one that has ended.
    #[must_use]
    pub fn with_today(mut self, day: impl Into<String>) -> Self {
        self.today = Some(day.into());
        self
    }

    /// Sets the decisions that change data.
    #[must_use]
    pub fn with_settings(mut self, settings: MapSettings) -> Self {
        self.settings = settings;
        self
    }

    /// Provides a JSON-LD context for documents that name its URL; see [`RdfReader::with_context`].
    pub fn with_json_ld_context(mut self, url: &str, document: &[u8]) -> Result<Self, ContextError> {
        self.json_ld.provide(url, document)?;
        Ok(self)
    }

    /// Remembers a record that others refer to: an organisation, an academic session, a learning outcome, a programme …
    /// Returns what is wrong with it, except of courses and programmes, which say so when they are mapped.
    ///
    /// ```
    /// use ql_core::{Record, RecordKind, SourceType};
    /// use ql_elm::Mapper;
    /// use ql_ident::{SubjectMinter, SubjectScheme};
    ///
    /// let mut mapper = Mapper::new(SubjectMinter::new(SubjectScheme::Urn("example.edu".parse()?))?);
    /// let programme = br#"{"programId": "BSC", "primaryCode": {"codeType": "x", "code": "B-1"}, "name": "Biology"}"#;
    /// mapper.learn(&Record::new(SourceType::Ooapi, RecordKind::Programme, &programme[..]));
    /// let course = br#"{"courseId": "BIO-101", "name": "Marine Biology", "programs": ["BSC"]}"#;
    /// let mapped = mapper.map(&Record::new(SourceType::Ooapi, RecordKind::Course, &course[..]));
    /// assert_eq!(mapped.specifications()[0].part_of.len(), 1);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn learn(&mut self, record: &Record) -> Vec<Diagnostic> {
        let mut diagnostics = record.diagnostics.clone();
        // What is learned is read with the settings, not with what was learned before.
        let mut context = std::mem::take(&mut self.context);
        match record.source_type {
            SourceType::Ooapi => ooapi::learn(self, &mut context, record, &mut diagnostics),
            SourceType::EduApi => eduapi::learn(self, &mut context, record, &mut diagnostics),
            SourceType::Occapi => occapi::learn(self, &mut context, record, &mut diagnostics),
            _ => {}
        }
        self.context = context;
        diagnostics
    }

    /// Remembers what a course has become, for the programmes that are mapped after it.
    pub fn remember(&mut self, mapped: &Mapped) {
        if let Some((kind, known)) = mapped.known.as_deref() {
            self.context.remember(*kind, known);
        }
        for (whole, part) in &mapped.offering_parts {
            self.context.offering_parts.entry(whole.clone()).or_default().push(part.clone());
        }
    }

    /// Maps records that came together, such as those of a saved page: what others refer to is learned first, then courses are
    /// mapped, then programmes.
    pub fn map_all(&mut self, records: &[Record]) -> Vec<Mapped> {
        let is_course = |record: &&Record| matches!(record.kind, RecordKind::Course | RecordKind::Document);
        let mut findings = Vec::new();
        for record in records.iter().filter(|record| !is_course(record)) {
            findings.extend(self.learn(record));
        }
        let programmes = records.iter().filter(|record| record.kind == RecordKind::Programme);
        let mut mapped = Vec::with_capacity(records.len());
        for record in records.iter().filter(is_course).chain(programmes) {
            let one = self.map(record);
            self.remember(&one);
            mapped.push(one);
        }
        if let Some(first) = mapped.first_mut() {
            first.diagnostics.extend(findings);
        }
        mapped
    }

    /// Maps one record. A record that can't be mapped gives nothing but a diagnostic of severity error.
    pub fn map(&self, record: &Record) -> Mapped {
        let mut diagnostics = record.diagnostics.clone();
        if record.source_type == SourceType::Elm {
            let content = Content::Graph(Box::new(self.read_elm(record, &mut diagnostics)));
            return Mapped { content, diagnostics, known: None, offering_parts: Vec::new() };
        }
        let made = self.specification(record, &mut diagnostics);
        let mut offering_parts = Vec::new();
        let mut known = None;
        let mut specifications = Vec::new();
        if let Some((mut specification, kind, mut one)) = made {
            for activity in &mut specification.influenced_by {
                activity.influences.push(specification.subject.clone());
            }
            offering_parts = std::mem::take(&mut one.offering_parts);
            known = Some(Box::new((kind, one)));
            specifications.push(specification);
        }
        Mapped { content: Content::Specifications(specifications), diagnostics, known, offering_parts }
    }

    fn read_elm(&self, record: &Record, diagnostics: &mut Vec<Diagnostic>) -> Graph {
        let body = match decompressed(&record.body, self.settings.max_document) {
            Ok(body) => body,
            Err(problem) => {
                diagnostics.push(*problem);
                return Graph::new();
            }
        };
        let path = record.url.as_ref().map(Url::path);
        let said = RdfFormat::from_name(record.media_type.as_deref(), path);
        let format = said.filter(|said| said.fits(&body)).unwrap_or_else(|| RdfFormat::from_content(&body));
        if let Some(said) = said.filter(|said| *said != format) {
            let message = format!("said to be `{}`, but read as `{}`", said.media_type(), format.media_type());
            diagnostics.push(Diagnostic::new(codes::RDF_MEDIA_TYPE, Severity::Info, message));
        }
        let mut reader = RdfReader::new(format).with_contexts(self.json_ld.clone());
        if let Some(url) = &record.url {
            // A URL is an absolute IRI.
            reader = reader.clone().with_base(url.as_str()).unwrap_or(reader);
        }
        let read = reader.read(&body);
        diagnostics.extend(read.diagnostics);
        if read.graph.specifications().is_empty() {
            let message = "the file has no learning opportunity specification with an IRI";
            diagnostics.push(Diagnostic::new(codes::MAP_NO_SPECIFICATION, Severity::Warning, message));
        }
        read.graph
    }

    fn specification(
        &self,
        record: &Record,
        diagnostics: &mut Vec<Diagnostic>,
    ) -> Option<(LearningOpportunitySpecification, Kind, Known)> {
        let kind = match record.kind {
            RecordKind::Course => Kind::Course,
            RecordKind::Programme => Kind::Programme,
            other => {
                let message = format!("records of `{}` ({other:?}) are no learning opportunities", record.source_type);
                diagnostics.push(Diagnostic::new(codes::MAP_UNSUPPORTED, Severity::Error, message));
                return None;
            }
        };
        let Some(minter) = &self.minter else {
            let message = "the provider's SCHAC code is not known, so the course can't get an IRI";
            diagnostics.push(Diagnostic::new(codes::MAP_NO_MINTER, Severity::Error, message));
            return None;
        };
        let made = match (&record.source_type, record.version) {
            (SourceType::Ooapi, None | Some(5 | 6)) => ooapi::specification(self, minter, kind, record, diagnostics),
            (SourceType::EduApi, None | Some(1)) => eduapi::specification(self, minter, kind, record, diagnostics),
            (SourceType::Occapi, None | Some(1 | 2)) => occapi::specification(self, minter, kind, record, diagnostics),
            (source_type, version) => {
                let version = version.map(|version| format!(" {version}")).unwrap_or_default();
                let message = format!("records of `{source_type}`{version} can't be mapped");
                diagnostics.push(Diagnostic::new(codes::MAP_UNSUPPORTED, Severity::Error, message));
                None
            }
        };
        made.map(|(specification, known)| (specification, kind, known))
    }

    /// The subject of a programme, which is another where a course has the same id.
    fn programme(&self, minter: &SubjectMinter, id: &str) -> Result<String, IdentError> {
        if self.context.has_course(id) { minter.programme_beside_course(id) } else { minter.programme(id) }
    }

    /// The institution behind an organisation of the source: one that is known by its codes or by those above it, else the
    /// provider.
    fn institution(&self, organisation: Option<&str>, reading: &mut Reading<'_, '_>, field: &str) -> Option<String> {
        let Some(id) = organisation else { return self.provider.clone() };
        let uuid = id.trim_start_matches(['{']).trim_end_matches('}').to_lowercase();
        let uuid = uuid.strip_prefix("urn:uuid:").unwrap_or(&uuid).to_owned();
        let is_uuid = Uuid::from_urn(&format!("urn:uuid:{uuid}")).is_some();
        let above = self.context.organisations_above(id);
        let is_known = !above.is_empty();
        let own = [Some(id.to_lowercase()), is_uuid.then(|| format!("urn:uuid:{uuid}"))].into_iter().flatten();
        let codes = own.chain(above.iter().flat_map(|(id, organisation)| {
            [id.to_lowercase(), format!("urn:uuid:{}", id.to_lowercase())]
                .into_iter()
                .chain(organisation.codes.iter().cloned())
        }));
        let mut codes = codes.filter_map(|code| self.institutions.get(&code));
        match codes.next() {
            Some(found) => {
                if self.provider.as_ref() != Some(found) {
                    let message = format!(
                        "the organisation `{}` is `{found}`, not the provider of the source",
                        ql_core::excerpt(id)
                    );
                    reading.info(codes::MAP_ORGANISATION, field, message);
                }
                Some(found.clone())
            }
            None => {
                if reading.tells_unresolved || !is_known && !self.context.organisations.is_empty() {
                    let message = format!("no institution is known for the organisation `{}`", ql_core::excerpt(id));
                    reading.info(codes::MAP_ORGANISATION, field, message);
                }
                let as_urn = self.settings.unresolved == UnresolvedOrganisation::Urn && is_uuid;
                if as_urn { Some(format!("urn:uuid:{uuid}")) } else { self.provider.clone() }
            }
        }
    }

    /// The institution of an organisation that may be named by its id, by a code, or not at all.
    fn institution_by_code(
        &self,
        organisation: Option<&str>,
        code: Option<&str>,
        reading: &mut Reading<'_, '_>,
        field: &str,
    ) -> Option<String> {
        let is_known = organisation.is_some_and(|id| self.context.organisations.contains_key(id));
        let by_code = code.filter(|_| !is_known).and_then(|code| {
            let code = code.to_lowercase();
            let organisations = self.context.organisations.iter();
            // Of several the same at every run.
            organisations
                .filter(|(_, organisation)| organisation.codes.contains(&code))
                .map(|(id, _)| id.as_str())
                .min()
        });
        let register = code.filter(|_| !is_known && by_code.is_none());
        if let Some(found) = register.and_then(|code| self.institutions.get(&code.to_lowercase())) {
            if self.provider.as_ref() != Some(found) {
                let message = format!("the organisation is `{found}`, not the provider of the source");
                reading.info(codes::MAP_ORGANISATION, field, message);
            }
            return Some(found.clone());
        }
        self.institution(by_code.or(organisation), reading, field)
    }

    /// A programme, or where it only groups others and such are left out, what is above it.
    fn shown_above(&self, id: &str) -> Vec<String> {
        let mut shown = Vec::new();
        let mut seen: Vec<String> = Vec::new();
        let mut open = vec![id.to_owned()];
        while let Some(id) = open.pop() {
            if seen.contains(&id) {
                continue;
            }
            let is_group = self.context.get(Kind::Programme, &id).is_some_and(|known| known.is_group);
            if is_group && self.settings.flatten_groups {
                open.extend(self.context.hierarchy().parents(&id).map(str::to_owned));
            } else {
                shown.push(id.clone());
            }
            seen.push(id);
        }
        shown
    }

    /// The parts of a programme, with those of parts that only group others, where such are left out.
    fn shown_below(&self, id: &str) -> Vec<(Kind, String)> {
        let mut shown: IndexSet<(Kind, String)> = IndexSet::new();
        let mut seen: HashSet<String> = HashSet::new();
        let mut open = vec![id.to_owned()];
        while let Some(whole) = open.pop() {
            if !seen.insert(whole.clone()) {
                continue;
            }
            for (kind, part) in self.context.parts.get(&whole).into_iter().flatten() {
                let is_link = *kind == Kind::Course || self.context.hierarchy().is_part(part, &whole);
                let known = self.context.get(*kind, part);
                if !is_link {
                    continue;
                }
                if known.is_some_and(|known| known.is_group) && self.settings.flatten_groups {
                    open.push(part.clone());
                } else {
                    shown.insert((*kind, part.clone()));
                }
            }
        }
        shown.into_iter().collect()
    }

    /// The level that all programmes of a course that have one agree on (decision D13).
    fn inherited_level(&self, id: &str, parents: &[String], reading: &mut Reading<'_, '_>) -> Option<Level> {
        let mut levels: Vec<Level> = Vec::new();
        for parent in parents {
            let level = self.context.get(Kind::Programme, parent).and_then(|programme| programme.level);
            if let Some(level) = level.filter(|level| !levels.contains(level)) {
                levels.push(level);
            }
        }
        match levels.as_slice() {
            [level] => {
                reading.info(
                    codes::MAP_INFERRED,
                    "/level",
                    format!("`{}` has the level of its programme", ql_core::excerpt(id)),
                );
                Some(*level)
            }
            _ => None,
        }
    }
}

/// The id of a record and the IRI that is minted from it; the record is left out if it has none.
fn subject<'j>(
    id: &'j Json<'_>,
    field: &str,
    what: &str,
    shown: &Json<'_>,
    reading: &mut Reading<'_, '_>,
    mint: impl FnOnce(&str) -> Result<String, IdentError>,
) -> Option<(&'j str, String)> {
    let field = format!("/{field}");
    // What is left of a code without what no code has must be something.
    let Some(id) = id.text().filter(|id| rules::code(id).is_some()) else {
        let message = format!("the {what} has no id and is left out: {}", shown.describe());
        reading.error(codes::MAP_ID_MISSING, &field, message);
        return None;
    };
    reading.set_item(id);
    match mint(id) {
        Ok(subject) => Some((id, subject)),
        Err(error) => {
            reading.error(codes::MAP_ID_INVALID, &field, format!("the {what} is left out because of its id: {error}"));
            None
        }
    }
}

/// No course has more offerings; each repeats what the course says of all.
const MAX_OFFERINGS: usize = 5_000;

/// The offerings among the parts of a record, each once, with their places.
fn offerings<'r>(
    record: &'r Record,
    reading: &mut Reading<'_, '_>,
) -> impl Iterator<Item = (usize, &'r RecordPart)> + use<'r> {
    let parts = || record.parts.iter().filter(|part| part.kind == RecordKind::Offering);
    let count = parts().count();
    if count > MAX_OFFERINGS {
        let message = format!("only the first {MAX_OFFERINGS} of {count} offerings are read");
        reading.warn(codes::MAP_LIST_CUT, "/offerings", message);
    }
    let mut seen: HashSet<&[u8]> = HashSet::new();
    parts().enumerate().take(MAX_OFFERINGS).filter(move |(_, part)| seen.insert(&part.body))
}

/// The IRIs of the offerings of a course or programme.
struct OfferingSubjects<'m> {
    minter: &'m SubjectMinter,
    specification: String,
    seen: HashSet<String>,
}

impl<'m> OfferingSubjects<'m> {
    fn new(minter: &'m SubjectMinter, specification: &str) -> Self {
        Self { minter, specification: specification.to_owned(), seen: HashSet::new() }
    }

    /// The id and IRI of an offering; it is left out if it has none, or that of another.
    fn mint<'j>(&mut self, id: &'j Json<'_>, field: &str, reading: &mut Reading<'_, '_>) -> Option<(&'j str, String)> {
        let field = format!("/{field}");
        let Some(id) = id.text() else {
            reading.error(codes::MAP_ID_MISSING, &field, "the offering has no id and is left out");
            return None;
        };
        let subject = match self.minter.offering(&self.specification, id) {
            Ok(subject) => subject,
            Err(error) => {
                let message = format!("the offering is left out because of its id: {error}");
                reading.error(codes::MAP_ID_INVALID, &field, message);
                return None;
            }
        };
        if !self.seen.insert(subject.clone()) {
            let message = "an offering with this id has been mapped already; this one is left out";
            reading.warn(codes::MAP_ID_REPEATED, &field, message);
            return None;
        }
        Some((id, subject))
    }
}

/// A code where the name should be; without one, the record is left out.
fn code_as_title(
    code: Option<String>,
    field: &str,
    what: &str,
    reading: &mut Reading<'_, '_>,
) -> Option<MultilingualText> {
    let Some(mut code) = code else {
        reading.error(
            codes::MAP_TITLE_MISSING,
            field,
            format!("the {what} has neither a name nor a code and is left out"),
        );
        return None;
    };
    let message = format!("the {what} has no name; its code `{}` is used", ql_core::excerpt(&code));
    reading.warn(codes::MAP_TITLE_MISSING, field, message);
    let limit = reading.settings().max_title;
    if rules::shorten(&mut code, limit) {
        let message = format!("the code has more than {limit} characters and was cut to be a title");
        reading.warn(codes::MAP_TEXT_CUT, field, message);
    }
    Some(MultilingualText::single(LanguageTag::undetermined(), code))
}

/// An id that a record names, with where it stands.
struct Named {
    id: String,
    pointer: String,
}

impl Named {
    /// The ids of a field, which may be one or a list; `id_of` reads one.
    fn all<'j>(value: &'j Json<'j>, pointer: &str, id_of: impl Fn(&'j Json<'j>) -> Option<&'j str>) -> Vec<Self> {
        let is_list = matches!(value, Json::List(_));
        let mut all: Vec<Self> = Vec::new();
        for (index, item) in value.items().iter().enumerate() {
            let Some(id) = id_of(item) else { continue };
            if !all.iter().any(|known| known.id == id) {
                let pointer = if is_list { format!("{pointer}/{index}") } else { pointer.to_owned() };
                all.push(Self { id: id.to_owned(), pointer });
            }
        }
        all
    }

    fn ids(all: &[Self]) -> Vec<String> {
        all.iter().map(|named| named.id.clone()).collect()
    }
}

/// What a record says of its place among others.
struct Place<'p> {
    kind: Kind,
    id: &'p str,
    /// Programmes that it is a part of.
    parents: &'p [Named],
    /// Programmes that are parts of it.
    children: &'p [Named],
}

impl Place<'_> {
    /// Where it names another.
    fn pointer(&self, other: &str) -> &str {
        let named = self.parents.iter().chain(self.children).find(|named| named.id == other);
        named.map_or("", |named| named.pointer.as_str())
    }

    /// Links a course or programme with what it is a part of and with its parts, as all records of the source say (rule R15).
    fn link(&self, minter: &SubjectMinter, made: &mut LearningOpportunitySpecification, reading: &mut Reading<'_, '_>) {
        let mapper = reading.mapper;
        let context = &mapper.context;
        let programme = |id: &str| match self.kind {
            Kind::Course if id == self.id => minter.programme_beside_course(id).ok(),
            _ => mapper.programme(minter, id).ok(),
        };
        let unknown = |id: &str| format!("there is no programme with the id `{}`", ql_core::excerpt(id));
        let mut wholes: Vec<String> = Vec::new();
        if self.kind == Kind::Programme {
            for (whole, why) in context.hierarchy().dropped(self.id) {
                let message = format!("the link to `{}` is left out: {why}", ql_core::excerpt(whole));
                reading.warn(codes::MAP_PARENT, self.pointer(whole), message);
            }
            wholes.extend(context.hierarchy().parents(self.id).map(str::to_owned));
        }
        // A programme that was not learned has only what it says itself.
        if self.kind == Kind::Course || context.get(self.kind, self.id).is_none() {
            wholes.extend(
                self.parents
                    .iter()
                    .map(|named| named.id.clone())
                    .filter(|id| self.kind == Kind::Course || id != self.id),
            );
        }
        let mut seen: Vec<String> = Vec::new();
        for named in &wholes {
            for whole in mapper.shown_above(named) {
                if seen.contains(&whole) {
                    continue;
                }
                if context.get(Kind::Programme, &whole).is_none() {
                    reading.info(codes::MAP_PARENT, self.pointer(&whole), unknown(&whole));
                }
                let target = programme(&whole);
                made.part_of.extend(parts::link(Kind::Programme, &whole, reading.id_names.1, target, reading));
                seen.push(whole);
            }
        }
        if self.kind == Kind::Course {
            return;
        }
        let mut parts_below = mapper.shown_below(self.id);
        if context.get(self.kind, self.id).is_none() {
            let own = self.children.iter().filter(|named| named.id != self.id);
            parts_below.extend(own.map(|named| (Kind::Programme, named.id.clone())));
        }
        for (kind, part) in parts_below {
            let (target, id_name) = match kind {
                Kind::Course => (minter.course(&part).ok(), reading.id_names.0),
                Kind::Programme => (programme(&part), reading.id_names.1),
            };
            if context.get(kind, &part).is_none() {
                reading.info(codes::MAP_PARENT, self.pointer(&part), unknown(&part));
            }
            made.has_part.extend(parts::link(kind, &part, id_name, target, reading));
        }
    }
}

/// The UUID of a course or programme: its id, if that is one, unless a course has it already.
fn alias(kind: Kind, id: &str, subject: &str, mapper: &Mapper) -> Uuid {
    let is_taken = kind == Kind::Programme && mapper.context.has_course(id);
    if is_taken { Uuid::from_iri(subject) } else { Uuid::for_course(id, subject) }
}

/// Says that a programme has the id of a course, and so another IRI.
fn note_shared_id(kind: Kind, id: &str, field: &str, mapper: &Mapper, reading: &mut Reading<'_, '_>) {
    let is_shared = kind == Kind::Programme && mapper.context.has_course(id);
    let tells_apart =
        mapper.minter.as_ref().is_some_and(|minter| matches!(minter.scheme(), ql_ident::SubjectScheme::Http { .. }));
    if is_shared && !tells_apart {
        let message = "a course has the same id; the IRI of the programme begins with `programme-`";
        reading.warn(codes::MAP_ID_REPEATED, &format!("/{field}"), message);
    }
}

/// Says that an instance ends before it starts.
fn check_period(instance: &LearningOpportunityInstance, field: &str, reading: &mut Reading<'_, '_>) {
    if let (Some(start), Some(end)) = (&instance.start, &instance.end)
        && end[..19] < start[..19]
    {
        reading.warn(codes::MAP_DATE, field, format!("the end `{end}` lies before the start `{start}`"));
    }
}

fn same_texts(a: &MultilingualText, b: &MultilingualText) -> bool {
    let sorted = |texts: &MultilingualText| {
        let mut texts: Vec<(String, String)> =
            texts.iter().map(|(language, text)| (language.to_string(), text.to_owned())).collect();
        texts.sort_unstable();
        texts
    };
    sorted(a) == sorted(b)
}

/// The classes of a learning opportunity specification (profile, section 2).
pub(crate) const SPECIFICATION_TYPES: &[&str] =
    &[ql::LEARNING_OPPORTUNITY_SPECIFICATION, elm::QUALIFICATION, elm::LEARNING_ACHIEVEMENT_SPECIFICATION_CLASS];

/// The classes of a learning opportunity instance.
pub(crate) const INSTANCE_TYPES: &[&str] = &[ql::LEARNING_OPPORTUNITY_INSTANCE, elm::LEARNING_OPPORTUNITY_CLASS];

impl Mapped {
    /// The specifications of an API record; a document has a graph only.
    pub fn specifications(&self) -> &[LearningOpportunitySpecification] {
        match &self.content {
            Content::Specifications(specifications) => specifications,
            Content::Graph(_) => &[],
        }
    }

    /// The graph of a document.
    pub(crate) fn graph(&self) -> Option<&Graph> {
        match &self.content {
            Content::Specifications(_) => None,
            Content::Graph(graph) => Some(graph),
        }
    }

    /// How many learning opportunity specifications there are.
    pub fn specification_count(&self) -> usize {
        match &self.content {
            Content::Specifications(specifications) => specifications.len(),
            Content::Graph(graph) => graph.specifications().len(),
        }
    }

    /// How many learning opportunity instances there are.
    pub fn instance_count(&self) -> usize {
        match &self.content {
            Content::Specifications(specifications) => specifications.iter().map(|s| s.instances.len()).sum(),
            Content::Graph(graph) => graph.instances().len(),
        }
    }

    /// Gives all triples to a sink: a graph or a writer.
    pub fn write_to<S: TripleSink>(&self, sink: &mut S) -> Result<(), S::Error> {
        match &self.content {
            Content::Specifications(specifications) => {
                specifications.iter().try_for_each(|specification| specification.write_to(sink))
            }
            Content::Graph(graph) => graph.write_to(sink),
        }
    }

    /// All triples as a graph.
    pub fn to_graph(&self) -> Graph {
        match &self.content {
            Content::Graph(graph) => graph.as_ref().clone(),
            Content::Specifications(_) => {
                let mut graph = Graph::new();
                let Ok(()) = self.write_to(&mut graph);
                graph.sort();
                graph
            }
        }
    }
}

impl fmt::Display for Mapped {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} specifications, {} instances", self.specification_count(), self.instance_count())
    }
}
