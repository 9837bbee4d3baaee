//! Edu-API 1.0: templates, and the offerings of all of them in lists of their own (mapping-edu-api, section 1).

use std::collections::BTreeMap;

use ql_core::{DataSource, Diagnostic, Record, RecordKind, RecordPart, Severity, SourceType, Transport};

use super::api::{Api, List, Listed, OFFSET_SIZES, record};
use super::page::{as_folder, id_of, page_items, reference};
use super::store::OfferingStore;
use crate::codes;
use crate::harvest::{Batch, HarvestOptions, HarvestScope, Step, Stop};
use crate::paging::{PageItem, PageRequest, Pager};
use crate::request::{Client, RequestError};
use crate::state::Validators;

const ACCEPT: &str = "application/json";
const ID: &[&str] = &["sourcedId", "id"];
/// Where the specification's own example has the API.
const EXAMPLE_ROOT: &str = "ims/eduapi/base/v1p0/";

pub(crate) struct EduApi<'h, T> {
    api: Api<'h, T>,
    courses: List,
    collections: &'static str,
    pager: Pager,
    store: OfferingStore,
    programmes: Vec<(Option<String>, Record)>,
    /// Why the list of courses broke off, while the programmes are handed over.
    broken: Option<Stop>,
    stage: Stage,
    first: Option<super::api::FetchedPage>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Stage {
    Begin,
    Courses,
    Programmes,
}

impl<'h, T: Transport> EduApi<'h, T> {
    pub(crate) fn new(
        client: Client<'h, T>,
        source: &DataSource,
        options: &HarvestOptions,
        known: BTreeMap<String, Validators>,
    ) -> Self {
        let page_size = source.page_size().filter(|size| *size > 0).unwrap_or(OFFSET_SIZES[0]);
        let api = Api::new(client, source, options, known, ACCEPT, page_size);
        let courses = List::by_offset("courseTemplates", ID);
        let pager = courses.pager(&api);
        Self {
            api,
            courses,
            collections: "collectionTemplates",
            pager,
            store: OfferingStore::default(),
            programmes: Vec::new(),
            broken: None,
            stage: Stage::Begin,
            first: None,
        }
    }

    pub(crate) fn client(&self) -> &Client<'h, T> {
        &self.api.client
    }

    pub(crate) fn take_validators(&mut self) -> BTreeMap<String, Validators> {
        self.api.take_validators()
    }

    pub(crate) fn missing(&self) -> Vec<String> {
        self.api.missing.clone()
    }

    pub(crate) fn notes(&self) -> &[Diagnostic] {
        &self.api.notes
    }

    pub(crate) async fn step(&mut self) -> Step {
        match self.stage {
            Stage::Begin => {
                self.stage = Stage::Courses;
                self.begin().await
            }
            Stage::Courses => match self.courses().await {
                Step::End => {
                    self.stage = Stage::Programmes;
                    self.take_programmes()
                }
                Step::Stop(stop) if !self.programmes.is_empty() => {
                    self.stage = Stage::Programmes;
                    self.broken = Some(stop);
                    self.take_programmes()
                }
                step => step,
            },
            Stage::Programmes => self.take_programmes(),
        }
    }

    async fn begin(&mut self) -> Step {
        if self.api.has_known() {
            match self.api.has_changed("courseTemplates", |path| List::by_offset(path, &[])).await {
                Ok(true) => {}
                Ok(false) => return Step::NotModified,
                // The pages may be too large for the server; the full harvest asks for smaller ones.
                Err(error) if error.timed_out => {}
                Err(error) => return Step::Stop(error.into()),
            }
        }
        // Whether there is an API at all is seen at the list without which nothing else matters.
        self.first = Some(self.find_courses().await);
        if !matches!(self.first, Some(Ok(_))) {
            return Step::Records(Batch::default());
        }
        self.pager = self.courses.pager(&self.api);
        let context = self.context().await;
        Step::Records(Batch { context, records: Vec::new() })
    }

    /// The first page of courses, wherever it is (decisions E1 and E2), in a size that the server can bear.
    async fn find_courses(&mut self) -> super::api::FetchedPage {
        let first = PageRequest::Offset(0);
        let mut fetched = self.page_of_courses(&first).await;
        while let Err(error) = &fetched {
            let mut list = self.courses.clone();
            if !self.api.other_way(&mut list, error) {
                break;
            }
            fetched = self.page_of_courses(&first).await;
        }
        let is_missing = |fetched: &super::api::FetchedPage| fetched.as_ref().is_err_and(RequestError::is_unsupported);
        if is_missing(&fetched) && !self.api.root.path().contains("v1p0") {
            let root = self.api.root.clone();
            if let Ok(below) = root.join(EXAMPLE_ROOT) {
                self.api.root = as_folder(&below);
                let tried = self.page_of_courses(&first).await;
                if tried.is_ok() {
                    let message = format!("the API was found below the path of the manifest, at `{EXAMPLE_ROOT}`");
                    self.api.note(codes::PATH_DIFFERS, Severity::Info, message);
                    return tried;
                }
                self.api.root = root;
            }
        }
        if is_missing(&fetched) {
            let named = std::mem::replace(&mut self.courses, List::by_offset("courses", ID));
            let tried = self.page_of_courses(&first).await;
            if tried.is_ok() {
                let message =
                    "the server has `/courses` and `/programs`, which Edu-API has not; they are read like its own";
                self.api.note(codes::PATH_DIFFERS, Severity::Warning, message);
                self.collections = "programs";
                return tried;
            }
            self.courses = named;
        }
        fetched
    }

    async fn page_of_courses(&self, request: &PageRequest) -> super::api::FetchedPage {
        match self.api.url(&self.courses, request) {
            Some(url) => self.api.page(&self.courses, &url).await,
            None => Err(RequestError::of_content(codes::STATUS, "the path of the manifest can't have lists".into())),
        }
    }

    /// What courses refer to, and the offerings of all of them.
    async fn context(&mut self) -> Vec<Record> {
        if self.api.options.scope == HarvestScope::Courses {
            self.store_offerings("courseOfferings", "course").await;
            return Vec::new();
        }
        let source = source();
        let mut context = Vec::new();
        for (path, kind, what) in [
            ("organizations", RecordKind::Organisation, "organisations"),
            ("academicSessions", RecordKind::Session, "academic sessions"),
            ("componentTemplates", RecordKind::Component, "components"),
        ] {
            if kind != RecordKind::Component || self.api.options.components {
                context.extend(self.api.read_context(List::by_offset(path, ID), kind, &source, what).await);
            }
        }
        let list = List::by_offset(self.collections, ID);
        let programmes = self.api.read_context(list, RecordKind::Programme, &source, "collections").await;
        context.extend(programmes.iter().cloned());
        let named = |record: Record| (id_of(&record.body, ID), record);
        self.programmes = programmes.into_iter().map(named).collect();
        self.store_offerings("collectionOfferings", "collection").await;
        for (id, programme) in &mut self.programmes {
            let Some(id) = id else { continue };
            for body in self.store.take(&key("collection", id)).unwrap_or_default() {
                context.push(record(&source, RecordKind::Offering, body.clone()));
                programme.parts.push(RecordPart::new(RecordKind::Offering, body));
            }
        }
        self.store_offerings("courseOfferings", "course").await;
        context
    }

    /// Stores all offerings of a list by the template that they name.
    async fn store_offerings(&mut self, path: &str, field: &'static str) {
        let list = List::by_offset(path, ID);
        let mut store = std::mem::take(&mut self.store);
        let listed = self.api.read(&list, |items| keep_offerings(&mut store, field, items)).await;
        self.store = store;
        let stop = match listed {
            Listed::All | Listed::Unsupported => return,
            Listed::Denied => {
                self.api.note(codes::LIST_DENIED, Severity::Warning, format!("the server does not give us `{path}`"));
                return;
            }
            Listed::Broken(stop) => stop,
        };
        let message = format!("`{path}` could not be read to its end: {}", stop.message);
        self.api.note(codes::LIST_FAILED, Severity::Warning, message);
        self.api.missing.push(format!("`{path}` could not be read to its end"));
    }

    async fn courses(&mut self) -> Step {
        let request = match self.pager.next() {
            None => {
                if let Some((total, items)) = self.pager.surplus() {
                    let message = format!("the server promises {total} items, and has {items}; all of them are read");
                    self.api.note(codes::PAGING_LIES, Severity::Info, message);
                }
                return Step::End;
            }
            Some(Ok(request)) => request,
            // A list in another order on each page misses items; once it is asked for in order (decision E4).
            Some(Err(problem))
                if problem.code() == codes::PAGING_LIES
                    && self.pager.has_repeated()
                    && self.courses.parameters.is_empty() =>
            {
                let list = self.courses.clone();
                self.courses = list.with("sort", "sourcedId").with("orderBy", "asc");
                self.pager.restart();
                return Step::Records(Batch::default());
            }
            Some(Err(problem)) => return Step::Stop(problem.into()),
        };
        let is_first = !self.pager.has_begun();
        let fetched = match self.first.take() {
            Some(fetched) => fetched,
            None => self.page_of_courses(&request).await,
        };
        let (page, validators) = match fetched {
            Ok(page) => page,
            Err(error) if !is_first && error.is_beyond_end() => {
                self.pager.end();
                return Step::Records(Batch::default());
            }
            Err(error) => return Step::Stop(error.into()),
        };
        self.api.keep(&self.courses, &request, validators);
        let url = self.api.url(&self.courses, &request);
        let courses = self.pager.take(page.signs, page_items(page.items, ID));
        self.api.note_repeats(&mut self.pager);
        let source = source();
        let mut records = Vec::with_capacity(courses.len());
        for course in courses {
            let mut made = record(&source, RecordKind::Course, course.body).with_url(url.clone());
            if let Some(id) = &course.id {
                match self.store.take(&key("course", id)) {
                    Ok(bodies) => {
                        made.parts.extend(bodies.into_iter().map(|body| RecordPart::new(RecordKind::Offering, body)));
                    }
                    Err(error) => {
                        let message = format!("the offerings could not be read back from the disk: {error}");
                        made.diagnostics.push(Diagnostic::new(codes::OFFERINGS_FAILED, Severity::Warning, message));
                        self.api.missing.push("offerings could not be read back from the disk".into());
                    }
                }
            }
            records.push(made);
        }
        Step::Records(Batch { context: Vec::new(), records })
    }

    fn take_programmes(&mut self) -> Step {
        let records: Vec<Record> = std::mem::take(&mut self.programmes).into_iter().map(|(_, record)| record).collect();
        let left = self.store.len();
        self.store = OfferingStore::default();
        if left > 0 && self.broken.is_none() {
            let message = format!("{left} offerings belong to templates that are not in the catalogue");
            self.api.note(codes::OFFERINGS_ORPHANED, Severity::Warning, message);
        }
        if records.is_empty() {
            return self.broken.take().map_or(Step::End, Step::Stop);
        }
        Step::Records(Batch { context: Vec::new(), records })
    }
}

fn source() -> (SourceType, Option<u32>) {
    (SourceType::EduApi, Some(1))
}

fn key(kind: &str, id: &str) -> String {
    format!("{kind} {id}")
}

fn keep_offerings(store: &mut OfferingStore, field: &'static str, items: Vec<PageItem>) -> Result<(), Stop> {
    for item in items {
        let template = reference(&item.body, &[field], ID).unwrap_or_default();
        store.add(&key(field, &template), &item.body).map_err(|error| Stop {
            code: codes::OFFERINGS_FAILED,
            message: format!("the offerings can't be kept on the disk: {error}"),
        })?;
    }
    Ok(())
}

/// The templates of a saved list of Edu-API, without their offerings.
///
/// # Errors
/// If the bytes are no list of Edu-API.
pub fn eduapi_page(body: &bytes::Bytes) -> Result<Vec<Record>, Box<Diagnostic>> {
    let page = super::page::Page::bare(body, "courseTemplates", &http::HeaderMap::new());
    let page = page.map_err(|(code, message)| Box::new(Diagnostic::new(code, Severity::Fatal, message)))?;
    let source = source();
    let kind = |item: &[u8]| {
        let members = super::page::members(item);
        if members.contains_key("collectionType") { RecordKind::Programme } else { RecordKind::Course }
    };
    Ok(page.items.into_iter().map(|item| record(&source, kind(&item), item)).collect())
}
