//! Open Education API, versions 5 and 6: what to ask in which order, and how offerings find their courses (mapping
//! reference, section 1).

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicU32, AtomicU64, Ordering};

use bytes::Bytes;
use futures_util::future::join;
use futures_util::{StreamExt as _, stream};
use ql_core::{DataSource, Diagnostic, Record, RecordKind, RecordPart, Severity, SourceType, Transport, excerpt};
use url::Url;

use super::api::{Api, FetchedPage, List, Listed, record};
use super::page::{Page, id_of, members, page_items, path_segment, reference};
use super::store::OfferingStore;
use crate::codes;
use crate::harvest::{Batch, HarvestOptions, HarvestScope, OfferingStrategy, Step, Stop};
use crate::paging::{PageItem, PageRequest, Pager, PagingError};
use crate::request::{Client, RequestError};
use crate::state::Validators;

const ACCEPT_5: &str = "application/json";
const ACCEPT_6: &str = "application/vnd.oeapi+json;version=6.0";
const PAGE_SIZES: [u32; 5] = [250, 100, 50, 20, 10];
/// After so many refusals in a row the server is taken at its word that it has no offerings.
const UNSUPPORTED_LIMIT: u32 = 5;
/// After so many failures in a row the server is given up.
const FAILURE_LIMIT: u32 = 20;
/// So many courses without an offering in the list of all are asked for theirs, to see whether that list is complete.
const PROBES: usize = 5;

/// More sessions than these are asked for one after another only if somebody wants it.
const MOST_SESSIONS: usize = 50;

const COURSE_ID: &[&str] = &["courseId"];
const PROGRAMME_ID: &[&str] = &["programId", "programmeId"];
const OFFERING_ID: &[&str] = &["offeringId", "courseOfferingId", "programmeOfferingId"];
const ORGANISATION_ID: &[&str] = &["organizationId", "organisationId"];
const SESSION_ID: &[&str] = &["academicSessionId"];

pub(crate) struct Ooapi<'h, T> {
    api: Api<'h, T>,
    version: Option<u32>,
    pager: Pager,
    offerings: OfferingsState,
    store: OfferingStore,
    /// Programmes, which come last, since their courses have to be known before.
    programmes: Vec<(Option<String>, Record)>,
    /// Why the list of courses broke off, while the programmes are handed over.
    broken: Option<Stop>,
    stage: Stage,
    /// The next page of the list, with its number: it is fetched while the offerings of the one before are.
    ahead: Option<(u64, FetchedPage)>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Stage {
    Begin,
    Courses,
    Programmes,
}

/// The courses and programmes of a saved page, without their offerings.
///
/// # Errors
/// If the bytes are no page: neither an object with `items` nor a list.
pub fn ooapi_page(body: &Bytes) -> Result<Vec<Record>, Box<Diagnostic>> {
    let page =
        Page::with_items(body).map_err(|(code, message)| Box::new(Diagnostic::new(code, Severity::Fatal, message)))?;
    let version = page.items.iter().find_map(|item| version_of(item)).unwrap_or(5);
    let source = (SourceType::Ooapi, Some(version));
    let is_programme = |item: &[u8]| id_of(item, PROGRAMME_ID).is_some() && id_of(item, COURSE_ID).is_none();
    let kind = |item: &[u8]| if is_programme(item) { RecordKind::Programme } else { RecordKind::Course };
    Ok(page.items.into_iter().map(|item| record(&source, kind(&item), item)).collect())
}

/// The version that an item looks like, if its fields say so.
pub(super) fn version_of(item: &[u8]) -> Option<u32> {
    let members = members(item);
    let has = |names: &[&str]| names.iter().any(|name| members.contains_key(*name));
    if has(&[
        "teachingLanguages",
        "programmeIds",
        "programmeId",
        "modesOfDelivery",
        "learningOutcomeIds",
        "organisationId",
    ]) {
        Some(6)
    } else if has(&["teachingLanguage", "programs", "programId", "modeOfDelivery", "educationSpecification"]) {
        Some(5)
    } else {
        None
    }
}

/// What is known of the offerings so far; shared by the requests under way.
#[derive(Default)]
struct OfferingsState {
    /// Whether a list of all offerings has been read, so that only a few courses are asked for theirs.
    is_listed: bool,
    /// The same for the offerings of programmes.
    are_programmes_listed: bool,
    probes: usize,
    unsupported_in_a_row: AtomicU32,
    failed_in_a_row: AtomicU32,
    courses_without: AtomicU64,
    /// Whether a list of all offerings turned out to lack some.
    is_incomplete: AtomicU32,
}

impl<'h, T: Transport> Ooapi<'h, T> {
    pub(crate) fn new(
        client: Client<'h, T>,
        source: &DataSource,
        options: &HarvestOptions,
        known: BTreeMap<String, Validators>,
    ) -> Self {
        let wanted = source.page_size().unwrap_or(PAGE_SIZES[0]);
        // Only these five sizes are allowed; others are rounded down.
        let page_size = PAGE_SIZES.into_iter().find(|size| *size <= wanted).unwrap_or(10);
        let version = source.major_version();
        let accept = if version == Some(6) { ACCEPT_6 } else { ACCEPT_5 };
        let api = Api::new(client, source, options, known, accept, page_size);
        let pager = courses().pager(&api);
        Self {
            api,
            version,
            pager,
            offerings: OfferingsState::default(),
            store: OfferingStore::default(),
            programmes: Vec::new(),
            broken: None,
            stage: Stage::Begin,
            ahead: None,
        }
    }

    pub(crate) fn client(&self) -> &Client<'h, T> {
        &self.api.client
    }

    pub(crate) fn take_validators(&mut self) -> BTreeMap<String, Validators> {
        self.api.take_validators()
    }

    pub(crate) fn missing(&self) -> Vec<String> {
        let mut missing = self.api.missing.clone();
        missing.extend(match self.offerings.courses_without.load(Ordering::Relaxed) {
            0 => None,
            1 => Some("the offerings of 1 course could not be fetched".to_owned()),
            many => Some(format!("the offerings of {many} courses could not be fetched")),
        });
        missing
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

    /// Sees whether anything has changed, which version the server speaks, and reads what courses refer to.
    async fn begin(&mut self) -> Step {
        if self.api.has_known() {
            match self.api.has_changed("courses", |path| List::numbered(path, &[])).await {
                Ok(true) => {}
                Ok(false) => return Step::NotModified,
                Err(error) => return Step::Stop(error.into()),
            }
        }
        self.negotiate().await;
        if self.api.options.scope == HarvestScope::Courses {
            return Step::Records(Batch::default());
        }
        let context = self.context().await;
        Step::Records(Batch { context, records: Vec::new() })
    }

    /// Fetches the first page of courses, which says which version the server speaks.
    async fn negotiate(&mut self) {
        let list = courses();
        let request = PageRequest::Number(1);
        let Some(url) = self.api.url(&list, &request) else { return };
        let mut fetched = self.api.page(&list, &url).await;
        let offered = match &fetched {
            Err(error) if error.status.is_some_and(|status| matches!(status.as_u16(), 406 | 415)) => {
                let major = self.version.unwrap_or(6).to_string();
                let fits = |version: &&String| version.split('.').next() == Some(major.as_str());
                let parts = |version: &&String| -> Vec<u32> {
                    version.split('.').map(|part| part.parse().unwrap_or_default()).collect()
                };
                let best = error.versions.iter().filter(fits).max_by_key(parts);
                Some(best.map_or_else(
                    || ACCEPT_5.to_owned(),
                    |version| format!("application/vnd.oeapi+json;version={version}"),
                ))
            }
            _ => None,
        };
        let is_settled = offered.is_some();
        if let Some(accept) = offered {
            self.api.accept = accept;
            fetched = self.api.page(&list, &url).await;
        }
        if let Ok((page, _)) = &fetched {
            let seen = page.items.iter().find_map(|item| version_of(item));
            if let (Some(seen), Some(said)) = (seen, self.version.filter(|said| Some(*said) != seen)) {
                let message = format!("the manifest says version {said}, but the courses look like version {seen}");
                self.api.note(codes::VERSION_DIFFERS, Severity::Warning, message);
            }
            self.version = seen.or(self.version).or(Some(5));
            if self.version == Some(6) && self.api.accept == ACCEPT_5 && !is_settled {
                ACCEPT_6.clone_into(&mut self.api.accept);
            }
        }
        self.version = self.version.or(Some(5));
        self.ahead = Some((1, fetched));
    }

    fn is_version_6(&self) -> bool {
        self.version == Some(6)
    }

    fn source(&self) -> (SourceType, Option<u32>) {
        (SourceType::Ooapi, self.version)
    }

    /// Organisations, sessions, outcomes, programmes: few, and needed before the first course. A server that does not answer the
    /// list of courses is not asked for anything else.
    async fn context(&mut self) -> Vec<Record> {
        if !matches!(self.ahead, Some((_, Ok(_)))) {
            return Vec::new();
        }
        let source = self.source();
        let six = self.is_version_6();
        let of = |five: &'static str, six_name: &'static str| if six { six_name } else { five };
        let mut context = Vec::new();
        let organisations = List::numbered(of("organizations", "organisations"), ORGANISATION_ID);
        let organisations =
            self.api.read_context(organisations, RecordKind::Organisation, &source, "organisations").await;
        let roots = roots_of(&organisations);
        context.extend(organisations);
        let sessions = List::numbered("academic-sessions", SESSION_ID);
        let sessions = self.api.read_context(sessions, RecordKind::Session, &source, "academic sessions").await;
        let session_ids: Vec<String> = sessions.iter().filter_map(|session| id_of(&session.body, SESSION_ID)).collect();
        context.extend(sessions);
        context.extend(if six {
            let list = List::numbered("learning-outcomes", &["learningOutcomeId"]);
            self.api.read_context(list, RecordKind::LearningOutcome, &source, "learning outcomes").await
        } else {
            let list = List::numbered("education-specifications", &["educationSpecificationId"]);
            self.api.read_context(list, RecordKind::EducationSpecification, &source, "education specifications").await
        });
        let programmes = List::numbered(of("programs", "programmes"), PROGRAMME_ID);
        let programmes = self.api.read_context(programmes, RecordKind::Programme, &source, "programmes").await;
        context.extend(programmes.iter().cloned());
        let named = |record: Record| (id_of(&record.body, PROGRAMME_ID), record);
        self.programmes = programmes.into_iter().map(named).collect();
        self.list_offerings(&roots, &session_ids).await;
        context.extend(self.programme_offerings().await);
        context
    }

    /// Reads a list of all offerings, if the server has one: that of its root organisation, else those of its sessions.
    async fn list_offerings(&mut self, roots: &[String], sessions: &[String]) {
        let strategy = self.api.options.offerings;
        if matches!(strategy, OfferingStrategy::Auto | OfferingStrategy::ByOrganisation) {
            let folder = if self.is_version_6() { "organisations" } else { "organizations" };
            self.store_all(folder, roots).await;
        }
        let by_session = match strategy {
            OfferingStrategy::BySession => true,
            OfferingStrategy::Auto => !self.offerings.is_listed && sessions.len() <= MOST_SESSIONS,
            _ => false,
        };
        if by_session {
            self.store_all("academic-sessions", sessions).await;
        }
        let is_wanted = matches!(strategy, OfferingStrategy::ByOrganisation | OfferingStrategy::BySession);
        if is_wanted && !self.offerings.is_listed {
            let message = "the server has no list of offerings of the kind that was asked for";
            self.api.note(codes::OFFERINGS_UNSUPPORTED, Severity::Warning, message);
        }
    }

    /// Stores the offerings in the lists of each of these; whether there are such lists is kept in mind.
    async fn store_all(&mut self, folder: &str, ids: &[String]) {
        for segment in ids.iter().filter_map(|id| path_segment(id)) {
            let [courses, programmes] = self.store_offerings(&format!("{folder}/{segment}")).await;
            self.offerings.is_listed |= courses;
            self.offerings.are_programmes_listed |= programmes;
        }
    }

    /// Stores the offerings of courses and of programmes below a path; whether there are such lists.
    async fn store_offerings(&mut self, folder: &str) -> [bool; 2] {
        let lists = if self.is_version_6() {
            ["course-offerings", "programme-offerings"]
                .map(|name| List::numbered(format!("{folder}/{name}"), OFFERING_ID))
        } else {
            let list = || List::numbered(format!("{folder}/offerings"), OFFERING_ID);
            ["course", "program"].map(|kind| list().with("offeringType", kind))
        };
        let mut are_there = [false; 2];
        for (list, is_there) in lists.into_iter().zip(&mut are_there) {
            let list = self.since(list);
            let mut store = std::mem::take(&mut self.store);
            let listed = self.api.read(&list, |items| keep_offerings(&mut store, items)).await;
            self.store = store;
            match listed {
                Listed::All => *is_there = true,
                Listed::Unsupported => {}
                Listed::Denied => {
                    let message = "the server does not give us a list of offerings";
                    self.api.note(codes::LIST_DENIED, Severity::Warning, message);
                }
                Listed::Broken(stop) => {
                    *is_there = true;
                    let message = format!("the list of offerings could not be read to its end: {}", stop.message);
                    self.api.note(codes::LIST_FAILED, Severity::Warning, message);
                    self.api.missing.push("the list of offerings could not be read to its end".into());
                }
            }
        }
        are_there
    }

    /// Without a day the lists have only offerings of the future.
    fn since(&self, list: List) -> List {
        match &self.api.options.offerings_since {
            Some(day) if self.is_version_6() => list.with("since", format!("{day}T00:00:00Z")),
            Some(day) => list.with("since", day),
            None => list,
        }
    }

    /// The offerings of the programmes, one programme after another; they are part of the records, and of what courses refer to.
    async fn programme_offerings(&mut self) -> Vec<Record> {
        let source = self.source();
        let mut context = Vec::new();
        let mut unsupported = 0;
        let mut failed = 0;
        let one_by_one = matches!(self.api.options.offerings, OfferingStrategy::Auto | OfferingStrategy::PerCourse);
        for at in 0..self.programmes.len() {
            let Some(id) = self.programmes[at].0.clone() else { continue };
            let stored = self.store.take(&programme_key(&id)).unwrap_or_default();
            let is_asked = one_by_one && unsupported < UNSUPPORTED_LIMIT;
            let bodies = if self.offerings.are_programmes_listed || !stored.is_empty() {
                stored
            } else if let (Some(segment), true) = (path_segment(&id), is_asked) {
                if failed >= FAILURE_LIMIT {
                    self.api.missing.push("the offerings of programmes could not all be fetched".into());
                    break;
                }
                let path = if self.is_version_6() {
                    format!("programmes/{segment}/programme-offerings")
                } else {
                    format!("programs/{segment}/offerings")
                };
                let list = self.since(List::numbered(path, OFFERING_ID));
                let mut bodies = Vec::new();
                let listed = self.api.read(&list, |items| {
                    bodies.extend(items.into_iter().map(|item| item.body));
                    Ok(())
                });
                match listed.await {
                    Listed::All => (unsupported, failed) = (0, 0),
                    Listed::Unsupported | Listed::Denied => unsupported += 1,
                    Listed::Broken(stop) => {
                        self.programme_lacks_offerings(&id, &stop.message);
                        failed += 1;
                    }
                }
                bodies
            } else {
                // A path can't have the segments `.` and `..`.
                if is_asked && path_segment(&id).is_none() {
                    self.programme_lacks_offerings(&id, "no path can have its id");
                }
                Vec::new()
            };
            for body in bodies {
                context.push(record(&source, RecordKind::Offering, body.clone()));
                self.programmes[at].1.parts.push(RecordPart::new(RecordKind::Offering, body));
            }
        }
        context
    }

    fn programme_lacks_offerings(&mut self, id: &str, why: &str) {
        let message = format!("the offerings of a programme could not be fetched: {why}");
        let finding = Diagnostic::new(codes::OFFERINGS_FAILED, Severity::Warning, message);
        self.api.notes.push(finding.with_item(id));
        self.api.missing.push("the offerings of a programme could not be fetched".into());
    }

    async fn courses(&mut self) -> Step {
        let list = courses();
        let request = match self.pager.next() {
            None => return Step::End,
            Some(Err(problem)) => return Step::Stop(problem.into()),
            Some(Ok(request)) => request,
        };
        let number = number_of(&request);
        let Some(url) = self.api.url(&list, &request) else { return Step::End };
        let fetched = match self.ahead.take().filter(|(ahead, _)| *ahead == number) {
            Some((_, fetched)) => fetched,
            None => self.api.page(&list, &url).await,
        };
        let (page, validators) = match fetched {
            Ok(page) => page,
            Err(error) => return Step::Stop(error.into()),
        };
        self.api.keep(&list, &request, validators);
        let courses = self.pager.take(page.signs, page_items(page.items, COURSE_ID));
        self.api.note_repeats(&mut self.pager);
        let following = self.pager.following_page().cloned();
        let following = following.and_then(|request| Some((number_of(&request), self.api.url(&list, &request)?)));
        let mut stored: Vec<std::io::Result<Vec<Bytes>>> = Vec::with_capacity(courses.len());
        for course in &courses {
            stored.push(course.id.as_ref().map_or_else(|| Ok(Vec::new()), |id| self.store.take(&course_key(id))));
        }
        // Of those that the list of all has nothing of, a few show whether it has all; the others wait for that.
        let one_by_one = matches!(self.api.options.offerings, OfferingStrategy::Auto | OfferingStrategy::PerCourse);
        let mut first = Vec::with_capacity(courses.len());
        let mut waiting = Vec::new();
        for (at, (course, stored)) in courses.into_iter().zip(stored).enumerate() {
            let has_offerings = stored.as_ref().map_or(true, |stored| !stored.is_empty());
            if has_offerings || !self.offerings.is_listed || course.id.is_none() {
                first.push((at, course, stored, one_by_one && !self.offerings.is_listed));
            } else if self.offerings.probes < PROBES {
                self.offerings.probes += 1;
                first.push((at, course, stored, true));
            } else {
                waiting.push((at, course, stored));
            }
        }
        let (this, page) = (&*self, &url);
        let ask = |(at, course, stored, is_asked)| async move {
            (at, this.with_offerings(course, stored, is_asked, page).await)
        };
        // A slow answer must not keep those behind it from being asked for, nor the next page wait for the last of this.
        let records = stream::iter(first.into_iter().map(ask)).buffer_unordered(self.api.options.concurrency).collect();
        let list = &list;
        let ahead = async {
            let (number, url) = following?;
            Some((number, this.api.page(list, &url).await))
        };
        let (ahead, mut records): (_, Vec<(usize, Record)>) = join(ahead, records).await;
        let is_incomplete = self.offerings.is_incomplete.load(Ordering::Relaxed) > 0;
        let rest = waiting.into_iter().map(|(at, course, stored)| (at, course, stored, is_incomplete));
        let rest: Vec<(usize, Record)> =
            stream::iter(rest.map(ask)).buffer_unordered(self.api.options.concurrency).collect().await;
        records.extend(rest);
        self.ahead = ahead;
        // The order of the server is kept, so that equal catalogues give equal output.
        records.sort_unstable_by_key(|(at, _)| *at);
        let records = records.into_iter().map(|(_, record)| record).collect();
        if self.offerings.failed_in_a_row.load(Ordering::Relaxed) >= FAILURE_LIMIT {
            // What has been fetched is handed over first; the next step ends the harvest.
            let message = format!("{FAILURE_LIMIT} requests for offerings failed in a row");
            self.pager.stop(PagingError::new(codes::TOO_MANY_FAILURES, message));
        }
        self.note_offerings();
        Step::Records(Batch { context: Vec::new(), records })
    }

    /// Says once what is the matter with the lists of offerings.
    fn note_offerings(&mut self) {
        let says = |api: &Api<'_, T>, code| api.notes.iter().any(|note| note.code() == code);
        if self.offerings.unsupported_in_a_row.load(Ordering::Relaxed) >= UNSUPPORTED_LIMIT
            && !says(&self.api, codes::OFFERINGS_UNSUPPORTED)
        {
            let message = "the server has no list of the offerings of a course; courses are harvested without any";
            self.api.note(codes::OFFERINGS_UNSUPPORTED, Severity::Warning, message);
        }
        if self.offerings.is_incomplete.load(Ordering::Relaxed) > 0 && !says(&self.api, codes::OFFERINGS_INCOMPLETE) {
            let message = "the list of all offerings lacks some; courses without any in it are asked one by one";
            self.api.note(codes::OFFERINGS_INCOMPLETE, Severity::Info, message);
        }
    }

    /// A course with its offerings: those of the list of all, or its own list.
    async fn with_offerings(
        &self,
        course: PageItem,
        stored: std::io::Result<Vec<Bytes>>,
        is_asked: bool,
        page: &Url,
    ) -> Record {
        let mut record = record(&self.source(), RecordKind::Course, course.body).with_url(Some(page.clone()));
        let Some(id) = course.id else { return record };
        let state = &self.offerings;
        match stored {
            Ok(bodies) if !bodies.is_empty() => {
                record.parts.extend(bodies.into_iter().map(|body| RecordPart::new(RecordKind::Offering, body)));
                return record;
            }
            Ok(_) => {}
            Err(error) => {
                state.courses_without.fetch_add(1, Ordering::Relaxed);
                let message = format!("the offerings could not be read back from the disk: {error}");
                let finding = Diagnostic::new(codes::OFFERINGS_FAILED, Severity::Warning, message).with_item(id);
                record.diagnostics.push(finding);
                return record;
            }
        }
        if !is_asked || state.unsupported_in_a_row.load(Ordering::Relaxed) >= UNSUPPORTED_LIMIT {
            return record;
        }
        let result = if state.failed_in_a_row.load(Ordering::Relaxed) >= FAILURE_LIMIT {
            let message = "not asked for, since too many requests have failed".into();
            Err(Stop { code: codes::TOO_MANY_FAILURES, message })
        } else {
            self.offerings_of(&id, &mut record).await
        };
        match result {
            Ok(true) => {
                state.failed_in_a_row.store(0, Ordering::Relaxed);
                state.unsupported_in_a_row.store(0, Ordering::Relaxed);
                if self.offerings.is_listed && !record.parts.is_empty() {
                    state.is_incomplete.store(1, Ordering::Relaxed);
                }
            }
            Ok(false) => {
                state.failed_in_a_row.store(0, Ordering::Relaxed);
                // Who has a list of all need not have one of each.
                if !self.offerings.is_listed {
                    state.unsupported_in_a_row.fetch_add(1, Ordering::Relaxed);
                }
            }
            Err(stop) => {
                state.unsupported_in_a_row.store(0, Ordering::Relaxed);
                state.failed_in_a_row.fetch_add(1, Ordering::Relaxed);
                state.courses_without.fetch_add(1, Ordering::Relaxed);
                let message = format!("the offerings could not be fetched: {}", stop.message);
                record
                    .diagnostics
                    .push(Diagnostic::new(codes::OFFERINGS_FAILED, Severity::Warning, message).with_item(id));
            }
        }
        record
    }

    /// Fetches the offerings of a course page by page; `false` if the server has no such list.
    async fn offerings_of(&self, id: &str, record: &mut Record) -> Result<bool, Stop> {
        let Some(segment) = path_segment(id) else {
            let message = "the id can't be part of a URL, so the server was not asked".into();
            return Err(Stop { code: codes::OFFERINGS_FAILED, message });
        };
        let name = if self.is_version_6() { "course-offerings" } else { "offerings" };
        let mut list = self.since(List::numbered(format!("courses/{segment}/{name}"), OFFERING_ID));
        let mut pager = list.pager(&self.api);
        while let Some(request) = pager.next() {
            let request = request?;
            let Some(url) = self.api.url(&list, &request) else { break };
            let (page, _) = match self.api.page(&list, &url).await {
                // A day where the schema has a moment.
                Err(error)
                    if number_of(&request) == 1
                        && error.status.is_some_and(|status| status.as_u16() == 400)
                        && list.parameters.iter().any(|(name, value)| *name == "since" && value.contains('T')) =>
                {
                    list.parameters.iter_mut().for_each(|(_, value)| value.truncate(10));
                    pager = list.pager(&self.api);
                    continue;
                }
                // Only the first page can say that there is no such list.
                Err(error) if number_of(&request) == 1 && error.is_unsupported() => return Ok(false),
                other => other?,
            };
            for item in pager.take(page.signs, page_items(page.items, list.id_names)) {
                record.parts.push(RecordPart::new(RecordKind::Offering, item.body));
            }
            for offering in pager.take_repeated() {
                let message =
                    format!("an offering with the id `{}` came already; the first is kept", excerpt(&offering));
                record
                    .diagnostics
                    .push(Diagnostic::new(codes::ITEM_REPEATED, Severity::Warning, message).with_item(id));
            }
        }
        Ok(true)
    }

    /// The programmes, and what is left of the offerings.
    fn take_programmes(&mut self) -> Step {
        let left = std::mem::take(&mut self.store).len();
        if left > 0 && self.broken.is_none() {
            let message = format!("{left} offerings belong to courses or programmes that are not in the catalogue");
            self.api.note(codes::OFFERINGS_ORPHANED, Severity::Warning, message);
        }
        if self.programmes.is_empty() {
            return self.broken.take().map_or(Step::End, Step::Stop);
        }
        let records = std::mem::take(&mut self.programmes).into_iter().map(|(_, record)| record).collect();
        Step::Records(Batch { context: Vec::new(), records })
    }
}

fn courses() -> List {
    List::numbered("courses", COURSE_ID)
}

fn course_key(id: &str) -> String {
    format!("course {id}")
}

fn programme_key(id: &str) -> String {
    format!("programme {id}")
}

/// Puts offerings with what they say that they are offerings of.
fn keep_offerings(store: &mut OfferingStore, items: Vec<PageItem>) -> Result<(), Stop> {
    for item in items {
        let course = reference(&item.body, &["course", "courseId"], COURSE_ID).map(|id| course_key(&id));
        let programme = || {
            let fields = ["program", "programmeId", "programme", "programId"];
            reference(&item.body, &fields, PROGRAMME_ID).map(|id| programme_key(&id))
        };
        let key = course.or_else(programme).unwrap_or_default();
        store.add(&key, &item.body).map_err(|error| Stop {
            code: codes::OFFERINGS_FAILED,
            message: format!("the offerings can't be kept on the disk: {error}"),
        })?;
    }
    Ok(())
}

/// The organisations that all others belong to.
fn roots_of(organisations: &[Record]) -> Vec<String> {
    let is_root = |record: &&Record| {
        let members = members(&record.body);
        let kind =
            ["organizationType", "organisationType"].iter().find_map(|name| super::page::text_in(members.get(*name)?));
        kind.is_some_and(|kind| kind.eq_ignore_ascii_case("root"))
    };
    let mut roots: Vec<&Record> = organisations.iter().filter(is_root).collect();
    if let ([], [only]) = (roots.as_slice(), organisations) {
        roots.push(only);
    }
    roots.into_iter().filter_map(|root| id_of(&root.body, ORGANISATION_ID)).collect()
}

/// OOAPI numbers its pages.
fn number_of(request: &PageRequest) -> u64 {
    match request {
        PageRequest::Number(number) => *number,
        PageRequest::Offset(_) | PageRequest::Link(_) => 1,
    }
}

impl From<RequestError> for Stop {
    fn from(error: RequestError) -> Self {
        Self { code: error.code, message: error.message }
    }
}
