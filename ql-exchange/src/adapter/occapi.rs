//! OCCAPI, versions 1 and 2: a walk along the links that the server offers (mapping-occapi, section 1). No URL is built.

use std::collections::{HashMap, HashSet};
use std::sync::atomic::{AtomicU32, Ordering};

use bytes::Bytes;
use futures_util::{StreamExt as _, stream};
use ql_core::{DataSource, Diagnostic, Record, RecordKind, RecordPart, Severity, SourceType, Transport, excerpt};
use serde_json::Value;
use serde_json::value::RawValue;
use url::Url;

use super::api::record;
use super::page::{id_of, members, text_in};
use crate::codes;
use crate::harvest::{Batch, HarvestOptions, HarvestScope, Step, Stop};
use crate::request::{Client, RequestError};

const ACCEPT: &str = "application/vnd.api+json";
/// So many courses are fetched before they are handed over.
const CHUNK: usize = 100;
/// After so many failures in a row the server is given up.
const FAILURE_LIMIT: u32 = 20;
/// More pages than any collection has.
const MOST_PAGES: usize = 10_000;

pub(crate) struct Occapi<'h, T> {
    client: Client<'h, T>,
    home: Url,
    version: Option<u32>,
    /// The version that the path of the manifest looks like.
    path_version: Option<u32>,
    expected: Option<String>,
    options: HarvestOptions,
    notes: Vec<Diagnostic>,
    missing: Vec<String>,
    incomplete_courses: u64,
    failed_in_a_row: AtomicU32,
    programmes: Vec<Record>,
    courses: Vec<Found>,
    stage: Stage,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Stage {
    Begin,
    Courses,
    Programmes,
}

/// A course as its collections have it, with where the rest of it is and by which ways it was reached.
struct Found {
    id: Option<String>,
    item: Bytes,
    own: Option<Url>,
    instances: Option<Url>,
    routes: Vec<RecordPart>,
}

/// A document of JSON:API.
struct Document {
    url: Url,
    /// One resource, or those of a collection.
    data: Vec<Bytes>,
    links: HashMap<String, String>,
    version: Option<u32>,
}

impl Document {
    fn parse(url: &Url, body: &Bytes) -> Result<Self, (ql_core::Code, String)> {
        let text = body.strip_prefix(b"\xef\xbb\xbf").unwrap_or(body);
        if text.trim_ascii().is_empty() {
            return Err((codes::EMPTY_BODY, "the answer has no content".into()));
        }
        let wrong = |what: String| (codes::NOT_JSON, what);
        let top: HashMap<String, &RawValue> = serde_json::from_slice(text)
            .map_err(|error| wrong(format!("the answer is no document of JSON:API ({error})")))?;
        let data = match top.get("data").map(|raw| raw.get()) {
            None | Some("null") if top.contains_key("errors") => {
                return Err((codes::STATUS, "the server answers with errors, with status 200".into()));
            }
            None => return Err(wrong("the answer has no `data`".into())),
            Some("null") => Vec::new(),
            Some(raw) if raw.starts_with('[') => {
                let items: Vec<&RawValue> = serde_json::from_str(raw).map_err(|error| wrong(error.to_string()))?;
                items.into_iter().map(|item| body.slice_ref(item.get().as_bytes())).collect()
            }
            Some(raw) => vec![body.slice_ref(raw.as_bytes())],
        };
        let links = top.get("links").map(|raw| links(raw.get().as_bytes())).unwrap_or_default();
        let version = top.get("jsonapi").and_then(|raw| {
            let version = text_in(members(raw.get().as_bytes()).get("version")?)?;
            Some(if version.starts_with("1.0") { 1 } else { 2 })
        });
        Ok(Self { url: url.clone(), data, links, version })
    }

    /// The links of a resource: its own, and of a document about it alone those of the document.
    fn links_of(&self, resource: &[u8]) -> HashMap<String, String> {
        let mut all = members(resource).get("links").map(|raw| links(raw.get().as_bytes())).unwrap_or_default();
        if self.data.len() == 1 {
            for (name, link) in &self.links {
                // The one at the top may be that of another document.
                if name != "self" {
                    all.entry(name.clone()).or_insert_with(|| link.clone());
                }
            }
        }
        all
    }
}

/// The links of an object: texts, or objects with `href`.
fn links(object: &[u8]) -> HashMap<String, String> {
    let all: HashMap<String, Value> = serde_json::from_slice(object).unwrap_or_default();
    let href = |value: &Value| value.as_str().or_else(|| value.get("href")?.as_str()).map(str::to_owned);
    all.iter().filter_map(|(name, value)| Some((name.clone(), href(value)?))).collect()
}

impl<'h, T: Transport> Occapi<'h, T> {
    pub(crate) fn new(client: Client<'h, T>, source: &DataSource, options: &HarvestOptions) -> Self {
        let mut home = source.path().clone();
        home.set_fragment(None);
        let last = home.path().trim_end_matches('/').rsplit('/').next().map(str::to_lowercase);
        let by_path = || {
            let mut segments = home.path().split('/');
            segments.find_map(|segment| match segment {
                "v1" => Some(1),
                "v2" => Some(2),
                _ => None,
            })
        };
        let version = source.major_version();
        let path_version = by_path();
        Self {
            client,
            version,
            path_version,
            // `…/hei/uni.example` names the institution.
            expected: last.filter(|last| last.contains('.')),
            home,
            options: options.clone(),
            notes: Vec::new(),
            missing: Vec::new(),
            incomplete_courses: 0,
            failed_in_a_row: AtomicU32::new(0),
            programmes: Vec::new(),
            courses: Vec::new(),
            stage: Stage::Begin,
        }
    }

    pub(crate) fn client(&self) -> &Client<'h, T> {
        &self.client
    }

    pub(crate) fn notes(&self) -> &[Diagnostic] {
        &self.notes
    }

    pub(crate) fn missing(&self) -> Vec<String> {
        let mut missing = self.missing.clone();
        missing.extend(match self.incomplete_courses {
            0 => None,
            1 => Some("1 course could not be fetched in full".to_owned()),
            many => Some(format!("{many} courses could not be fetched in full")),
        });
        missing
    }

    pub(crate) async fn step(&mut self) -> Step {
        match self.stage {
            Stage::Begin => {
                self.stage = Stage::Courses;
                self.begin().await
            }
            Stage::Courses if self.courses.is_empty() => {
                self.stage = Stage::Programmes;
                if self.programmes.is_empty() {
                    return Step::End;
                }
                Step::Records(Batch { context: Vec::new(), records: std::mem::take(&mut self.programmes) })
            }
            Stage::Courses => self.take_courses().await,
            Stage::Programmes => Step::End,
        }
    }

    fn source(&self) -> (SourceType, Option<u32>) {
        (SourceType::Occapi, self.version)
    }

    /// Fetches a document, of the source's own server only.
    async fn document(&self, url: &Url) -> Result<Document, RequestError> {
        if url.origin() != self.home.origin() {
            let message =
                format!("the link leads to another server, `{}`", excerpt(&url.origin().ascii_serialization()));
            return Err(RequestError::of_content(codes::PAGING_ELSEWHERE, message));
        }
        if self.failed_in_a_row.load(Ordering::Relaxed) >= FAILURE_LIMIT {
            let message = "not asked for, since too many requests have failed".into();
            return Err(RequestError::of_content(codes::TOO_MANY_FAILURES, message));
        }
        let fetched = match self.client.get(url, ACCEPT, self.options.max_page_bytes).await {
            Ok(fetched) => fetched,
            Err(error) => {
                // That something is not there is an answer.
                if error.status.is_none_or(|status| status.is_server_error()) {
                    self.failed_in_a_row.fetch_add(1, Ordering::Relaxed);
                }
                return Err(error);
            }
        };
        self.failed_in_a_row.store(0, Ordering::Relaxed);
        self.client.count(|statistics| statistics.pages += 1);
        // Relative links are relative to where a redirect has led.
        let document = Document::parse(&fetched.url, &fetched.body);
        document.map_err(|(code, message)| RequestError::of_content(code, message))
    }

    /// Walks from the institution to the list of all programmes and courses.
    async fn begin(&mut self) -> Step {
        let home = self.home.clone();
        let document = match self.document(&home).await {
            Ok(document) => document,
            Err(error) => return Step::Stop(error.into()),
        };
        self.version = self.version.or(document.version).or(self.path_version).or(Some(2));
        let Some(institution) = document.data.first().cloned() else {
            return Step::Stop(Stop { code: codes::NOT_JSON, message: "the answer has no institution".into() });
        };
        if let Err(stop) = self.check_institution(&institution) {
            return Step::Stop(stop);
        }
        let links = document.links_of(&institution);
        let link = |name: &str| links.get(name).and_then(|link| document.url.join(link).ok());
        let mut walk = Walk::default();
        if let Some(url) = link("programme") {
            self.programmes_at(&url, None, &mut walk).await;
        }
        if let Some(url) = link("ounit") {
            self.ounits_at(&url, &mut walk).await;
        }
        if let Some(url) = link("course") {
            self.courses_at(&url, None, &mut walk).await;
        }
        if links.get("programme").or(links.get("ounit")).or(links.get("course")).is_none() {
            let message = "the institution links to no programmes, organisational units or courses";
            self.notes.push(Diagnostic::new(codes::LIST_MISSING, Severity::Warning, message));
        }
        self.courses = walk.courses;
        self.courses.reverse();
        let source = self.source();
        let mut context = walk.ounits;
        for (item, routes) in walk.programmes {
            let mut made = record(&source, RecordKind::Programme, item);
            context.push(made.clone());
            made.parts = routes;
            self.programmes.push(made);
        }
        if self.options.scope == HarvestScope::Courses {
            self.programmes.clear();
            context.clear();
        }
        Step::Records(Batch { context, records: Vec::new() })
    }

    /// Whether this is the institution that the manifest speaks of.
    fn check_institution(&self, resource: &[u8]) -> Result<(), Stop> {
        let members = members(resource);
        let attributes = members.get("attributes").map(|raw| raw.get().as_bytes()).unwrap_or_default();
        let found = id_of(attributes, &["heiId"]).map(|id| id.to_lowercase());
        match (&self.expected, found) {
            (Some(expected), Some(found)) if *expected != found => {
                let message = format!("the data are those of `{}`, not of `{}`", excerpt(&found), excerpt(expected));
                Err(Stop { code: codes::OTHER_INSTITUTION, message })
            }
            _ => Ok(()),
        }
    }

    /// All resources of a collection, page by page.
    async fn collection(
        &mut self,
        url: &Url,
        what: &str,
        walk: &mut Walk,
    ) -> Vec<(Bytes, HashMap<String, String>, Url)> {
        let mut all = Vec::new();
        let mut next = Some(url.clone());
        let mut pages = 0;
        let mut seen: HashSet<String> = HashSet::new();
        let mut problem = None;
        while let Some(url) = next.take() {
            if !walk.visited.insert(url.clone()) {
                // A list that several resources link to has been read; a next page never twice.
                if pages > 0 {
                    problem = Some((codes::PAGING_REPEATS, "the links to the next page lead in a circle".to_owned()));
                }
                break;
            }
            pages += 1;
            let document = match self.document(&url).await {
                Ok(document) => document,
                Err(error) if error.is_unsupported() && pages == 1 => {
                    let message = format!("there is a link to a list of {what}, but no such list");
                    self.notes.push(Diagnostic::new(codes::LIST_MISSING, Severity::Warning, message));
                    break;
                }
                Err(error) => {
                    problem = Some((codes::LIST_FAILED, error.message));
                    break;
                }
            };
            let before = all.len();
            for item in &document.data {
                if id_of(item, &["id"]).is_none_or(|id| seen.insert(id)) {
                    all.push((item.clone(), links_in(item), document.url.clone()));
                }
            }
            next = document.links.get("next").and_then(|link| document.url.join(link).ok());
            if next.is_some() && (all.len() == before || pages >= MOST_PAGES) {
                let message = "a page brings nothing new although another is promised".to_owned();
                problem = Some((codes::PAGING_REPEATS, message));
                break;
            }
        }
        if let Some((code, problem)) = problem {
            let message = format!("the list of {what} could not be read to its end: {problem}");
            self.notes.push(Diagnostic::new(code, Severity::Warning, message));
            self.missing.push(format!("a list of {what} could not be read to its end"));
        }
        all
    }

    /// A resource with its links: its collection has none of them in version 1.
    async fn in_full(
        &mut self,
        item: Bytes,
        links: HashMap<String, String>,
        base: &Url,
        what: &str,
        walk: &mut Walk,
    ) -> (Bytes, HashMap<String, String>, Url) {
        let is_enough = self.version == Some(2) && links.len() > 1;
        let own = links.get("self").and_then(|link| base.join(link).ok());
        match own.filter(|own| !is_enough && walk.visited.insert(own.clone())) {
            None => (item, links, base.clone()),
            Some(own) => match self.document(&own).await {
                Ok(document) if document.data.len() == 1 => {
                    let links = document.links_of(&document.data[0]);
                    (document.data[0].clone(), links, document.url)
                }
                Ok(_) => (item, links, base.clone()),
                Err(error) => {
                    let message = format!("a {what} could not be fetched in full: {}", error.message);
                    self.notes.push(Diagnostic::new(codes::LIST_FAILED, Severity::Warning, message));
                    self.missing.push(format!("a {what} could not be fetched in full"));
                    (item, links, base.clone())
                }
            },
        }
    }

    /// The programmes of a collection, each with its courses.
    async fn programmes_at(&mut self, url: &Url, ounit: Option<&RecordPart>, walk: &mut Walk) {
        for (item, links, base) in self.collection(url, "programmes", walk).await {
            let id = id_of(&item, &["id"]);
            let known = id.as_ref().and_then(|id| walk.programme_places.get(id)).copied();
            if let Some(place) = known {
                walk.programmes[place].1.extend(ounit.cloned());
                continue;
            }
            let (item, links, base) = self.in_full(item, links, &base, "programme", walk).await;
            walk.programme_places.extend(id.map(|id| (id, walk.programmes.len())));
            walk.programmes.push((item.clone(), ounit.cloned().into_iter().collect()));
            if let Some(courses) = links.get("course").and_then(|link| base.join(link).ok()) {
                let route = RecordPart::new(RecordKind::Programme, item);
                self.courses_at(&courses, Some(&route), walk).await;
            }
        }
    }

    async fn ounits_at(&mut self, url: &Url, walk: &mut Walk) {
        let source = self.source();
        for (item, links, base) in self.collection(url, "organisational units", walk).await {
            let (item, links, base) = self.in_full(item, links, &base, "organisational unit", walk).await;
            walk.ounits.push(record(&source, RecordKind::Organisation, item.clone()));
            let route = RecordPart::new(RecordKind::Organisation, item);
            if let Some(programmes) = links.get("programme").and_then(|link| base.join(link).ok()) {
                self.programmes_at(&programmes, Some(&route), walk).await;
            }
            if let Some(courses) = links.get("course").and_then(|link| base.join(link).ok()) {
                self.courses_at(&courses, Some(&route), walk).await;
            }
        }
    }

    /// The courses of a collection; one that is known already gets another route.
    async fn courses_at(&mut self, url: &Url, route: Option<&RecordPart>, walk: &mut Walk) {
        if let Some(places) = walk.course_lists.get(url) {
            // Several may link to one list.
            for place in places {
                walk.courses[*place].routes.extend(route.cloned());
            }
            return;
        }
        let mut places = Vec::new();
        for (item, links, base) in self.collection(url, "courses", walk).await {
            let id = id_of(&item, &["id"]);
            if let Some(place) = id.as_ref().and_then(|id| walk.course_places.get(id)) {
                places.push(*place);
                walk.courses[*place].routes.extend(route.cloned());
                continue;
            }
            places.push(walk.courses.len());
            walk.course_places.extend(id.clone().map(|id| (id, walk.courses.len())));
            let link = |name: &str| links.get(name).and_then(|link| base.join(link).ok());
            let (own, instances) = (link("self"), link("instance"));
            walk.courses.push(Found { id, item, own, instances, routes: route.cloned().into_iter().collect() });
        }
        walk.course_lists.insert(url.clone(), places);
    }

    /// Fetches the next courses, each by itself: only there it has all its attributes.
    async fn take_courses(&mut self) -> Step {
        let rest = self.courses.len().saturating_sub(CHUNK);
        let chunk: Vec<Found> = self.courses.drain(rest..).rev().collect();
        let this = &*self;
        let requests = chunk.into_iter().enumerate().map(|(at, found)| async move { (at, this.course(found).await) });
        let mut done: Vec<(usize, (Record, bool))> =
            stream::iter(requests).buffer_unordered(self.options.concurrency).collect().await;
        done.sort_unstable_by_key(|(at, _)| *at);
        self.incomplete_courses += done.iter().filter(|(_, (_, whole))| !whole).count() as u64;
        if self.failed_in_a_row.load(Ordering::Relaxed) >= FAILURE_LIMIT
            && !self.notes.iter().any(|note| note.code() == codes::TOO_MANY_FAILURES)
        {
            let message = format!("{FAILURE_LIMIT} requests failed in a row, so that the rest was not asked for");
            self.notes.push(Diagnostic::new(codes::TOO_MANY_FAILURES, Severity::Warning, message));
        }
        let records = done.into_iter().map(|(_, (record, _))| record).collect();
        Step::Records(Batch { context: Vec::new(), records })
    }

    /// A course with its instances, and whether all of it could be fetched.
    async fn course(&self, found: Found) -> (Record, bool) {
        let source = self.source();
        let mut body = found.item;
        let mut instances = found.instances;
        let mut diagnostics = Vec::new();
        let mut whole = true;
        let mut failed = |what: &str, error: &RequestError| {
            let message = format!("{what}: {}", error.message);
            let finding = Diagnostic::new(codes::COURSE_INCOMPLETE, Severity::Warning, message);
            diagnostics.push(match &found.id {
                Some(id) => finding.with_item(id.clone()),
                None => finding,
            });
            whole = false;
        };
        if let Some(own) = &found.own {
            match self.document(own).await {
                Ok(document) if document.data.len() == 1 => {
                    let links = document.links_of(&document.data[0]);
                    instances = links.get("instance").and_then(|link| document.url.join(link).ok()).or(instances);
                    body = document.data[0].clone();
                }
                Ok(_) => {
                    let error = RequestError::of_content(codes::NOT_JSON, "the answer has no course".into());
                    failed("the course could not be fetched by itself, and may lack attributes", &error);
                }
                Err(error) => failed("the course could not be fetched by itself, and may lack attributes", &error),
            }
        }
        let mut made = record(&source, RecordKind::Course, body).with_url(found.own);
        made.parts = found.routes;
        let mut visited = HashSet::new();
        let mut seen: HashSet<String> = HashSet::new();
        while let Some(url) = instances.take() {
            if !visited.insert(url.clone()) || visited.len() > MOST_PAGES {
                let error = RequestError::of_content(codes::PAGING_REPEATS, "its pages lead in a circle".into());
                failed("the list of instances of the course has no end", &error);
                break;
            }
            match self.document(&url).await {
                Ok(document) => {
                    let before = seen.len();
                    for body in &document.data {
                        let id = id_of(body, &["id"]);
                        if id.is_none_or(|id| seen.insert(id)) {
                            made.parts.push(RecordPart::new(RecordKind::Offering, body.clone()));
                        }
                    }
                    instances = document.links.get("next").and_then(|link| document.url.join(link).ok());
                    if instances.is_some() && seen.len() == before {
                        let message = "a page brings nothing new although another is promised".into();
                        let error = RequestError::of_content(codes::PAGING_REPEATS, message);
                        failed("the list of instances of the course has no end", &error);
                        break;
                    }
                }
                Err(error) if error.is_unsupported() && visited.len() == 1 => {}
                Err(error) => failed("the instances of the course could not be fetched", &error),
            }
        }
        made.diagnostics.extend(diagnostics);
        (made, whole)
    }
}

/// What has been found on the way.
#[derive(Default)]
struct Walk {
    visited: HashSet<Url>,
    programmes: Vec<(Bytes, Vec<RecordPart>)>,
    programme_places: HashMap<String, usize>,
    courses: Vec<Found>,
    course_places: HashMap<String, usize>,
    /// The places of the courses in each list.
    course_lists: HashMap<Url, Vec<usize>>,
    ounits: Vec<Record>,
}

fn links_in(resource: &[u8]) -> HashMap<String, String> {
    members(resource).get("links").map(|raw| links(raw.get().as_bytes())).unwrap_or_default()
}

/// The resources of a saved document of OCCAPI: courses and programmes, without their instances.
///
/// # Errors
/// If the bytes are no document of JSON:API with data.
pub fn occapi_document(body: &Bytes) -> Result<Vec<Record>, Box<Diagnostic>> {
    let fatal = |(code, message)| Box::new(Diagnostic::new(code, Severity::Fatal, message));
    let nowhere = Url::parse("about:blank").map_err(|error| fatal((codes::NOT_JSON, error.to_string())))?;
    let document = Document::parse(&nowhere, body).map_err(fatal)?;
    let source = (SourceType::Occapi, document.version);
    let kind = |item: &[u8]| match id_of(item, &["type"]).as_deref() {
        Some("programme") => Some(RecordKind::Programme),
        Some("course") => Some(RecordKind::Course),
        _ => None,
    };
    Ok(document.data.into_iter().filter_map(|item| Some(record(&source, kind(&item)?, item))).collect())
}

/// The version of a document, and the URL of the institution that it is about or of the only one that it lists.
pub(crate) fn hei_links(body: &Bytes, url: &Url) -> Option<(u32, Url)> {
    let document = Document::parse(url, body).ok()?;
    let version = document.version.unwrap_or(2);
    let of_type = |wanted: &str| -> Vec<&Bytes> {
        document.data.iter().filter(|item| id_of(item, &["type"]).as_deref() == Some(wanted)).collect()
    };
    match of_type("hei").as_slice() {
        [only] if document.data.len() == 1 => {
            let own = links_in(only).get("self").and_then(|link| url.join(link).ok());
            Some((version, own.unwrap_or_else(|| url.clone())))
        }
        _ => None,
    }
}
