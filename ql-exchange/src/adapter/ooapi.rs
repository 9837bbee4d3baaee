//! Open Education API 5: pages of courses, and the offerings of each (mapping reference, section 1).

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::sync::atomic::{AtomicU32, AtomicU64, Ordering};

use bytes::Bytes;
use futures_util::future::join;
use futures_util::{StreamExt as _, stream};
use ql_core::{DataSource, Diagnostic, Record, RecordKind, RecordPart, Severity, SourceType, Transport, excerpt};
use serde::{Deserialize, Deserializer};
use serde_json::Value;
use serde_json::value::RawValue;
use url::Url;

use crate::codes;
use crate::harvest::{HarvestOptions, Step, Stop};
use crate::paging::{PageItem, PageRequest, PageSigns, PageStyle, Pager, PagingError};
use crate::request::{Answer, Ask, Client, RequestError};
use crate::state::Validators;

const ACCEPT: &str = "application/json";
const PAGE_SIZES: [u32; 5] = [250, 100, 50, 20, 10];
/// After so many refusals in a row the server is taken at its word that it has no offerings.
const UNSUPPORTED_LIMIT: u32 = 5;
/// After so many failures in a row the server is given up.
const FAILURE_LIMIT: u32 = 20;

pub(crate) struct Ooapi<'h, T> {
    client: Client<'h, T>,
    root: Url,
    version: Option<u32>,
    page_size: u32,
    options: HarvestOptions,
    pager: Pager,
    offerings: OfferingsState,
    notes: Vec<Diagnostic>,
    /// What is known of the pages of the list from an earlier harvest, by their numbers: a URL may hold a key.
    known: BTreeMap<String, Validators>,
    validators: BTreeMap<String, Validators>,
    /// The next page of the list, with its number: it is fetched while the offerings of the one before are.
    ahead: Option<(u64, FetchedPage)>,
}

type FetchedPage = Result<(Page, Option<Validators>), RequestError>;

/// The courses of a saved page, without their offerings.
///
/// # Errors
/// If the bytes are no page: neither an object with `items` nor a list.
pub fn ooapi_page(body: &Bytes) -> Result<Vec<Record>, Box<Diagnostic>> {
    let page =
        Page::parse(body).map_err(|(code, message)| Box::new(Diagnostic::new(code, Severity::Fatal, message)))?;
    let record = |item| Record::new(SourceType::Ooapi, RecordKind::Course, item).with_version(Some(5));
    Ok(page.items.into_iter().map(record).collect())
}

/// What is known of the offerings so far; shared by the requests under way.
#[derive(Default)]
struct OfferingsState {
    unsupported_in_a_row: AtomicU32,
    failed_in_a_row: AtomicU32,
    courses_without: AtomicU64,
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
        Self {
            client,
            root: as_folder(source.path()),
            version: source.major_version().or(Some(5)),
            page_size,
            options: options.clone(),
            pager: Pager::new(PageStyle::Number, page_size.into()).with_max_pages(options.max_pages),
            offerings: OfferingsState::default(),
            notes: Vec::new(),
            known,
            validators: BTreeMap::new(),
            ahead: None,
        }
    }

    pub(crate) fn client(&self) -> &Client<'h, T> {
        &self.client
    }

    pub(crate) fn take_validators(&mut self) -> BTreeMap<String, Validators> {
        // A page without any could change unnoticed.
        let all = self.validators.len() as u64 == self.client.statistics().pages;
        std::mem::take(&mut self.validators).into_iter().filter(|_| all).collect()
    }

    pub(crate) fn losses(&self) -> u64 {
        self.offerings.courses_without.load(Ordering::Relaxed)
    }

    pub(crate) fn notes(&self) -> &[Diagnostic] {
        &self.notes
    }

    pub(crate) async fn step(&mut self) -> Step {
        if !self.known.is_empty() {
            match self.has_changed().await {
                Ok(true) => self.known.clear(),
                Ok(false) => return Step::NotModified,
                Err(error) => return Step::Stop(error.into()),
            }
        }
        let number = match self.pager.next() {
            None => return Step::End,
            Some(Err(problem)) => return Step::Stop(problem.into()),
            Some(Ok(request)) => number_of(&request),
        };
        let Some(url) = self.url("courses", number, &[]) else { return Step::End };
        let fetched = match self.ahead.take().filter(|(ahead, _)| *ahead == number) {
            Some((_, fetched)) => fetched,
            None => self.page(&url).await,
        };
        let (page, validators) = match fetched {
            Ok(page) => page,
            Err(error) => return Step::Stop(error.into()),
        };
        self.validators.extend(validators.map(|validators| (number.to_string(), validators)));
        self.client.count(|statistics| statistics.pages += 1);
        let courses = self.pager.take(page.signs, items(page.items, "courseId"));
        self.note_repeats();
        let following = self.pager.following_page().map(number_of);
        let following = following.and_then(|number| Some((number, self.url("courses", number, &[])?)));
        let (this, page) = (&*self, &url);
        let requests = courses
            .into_iter()
            .enumerate()
            .map(|(at, course)| async move { (at, this.with_offerings(course, page).await) });
        // A slow answer must not keep those behind it from being asked for, nor the next page wait for the last of this.
        let records = stream::iter(requests).buffer_unordered(self.options.concurrency).collect();
        let ahead = async {
            let (number, url) = following?;
            Some((number, this.page(&url).await))
        };
        let (ahead, mut records): (_, Vec<(usize, Record)>) = join(ahead, records).await;
        self.ahead = ahead;
        // The order of the server is kept, so that equal catalogues give equal output.
        records.sort_unstable_by_key(|(at, _)| *at);
        let records = records.into_iter().map(|(_, record)| record).collect();
        if self.offerings.failed_in_a_row.load(Ordering::Relaxed) >= FAILURE_LIMIT {
            // What has been fetched is handed over first; the next step ends the harvest.
            let message = format!("{FAILURE_LIMIT} requests for offerings failed in a row");
            self.pager.stop(PagingError::new(codes::TOO_MANY_FAILURES, message));
        }
        self.note_unsupported();
        Step::Records(records)
    }

    fn note_repeats(&mut self) {
        let repeated = self.pager.take_repeated();
        self.client.count(|statistics| statistics.skipped += repeated.len() as u64);
        for id in repeated {
            let message = "an item with this id came already; the first is kept";
            self.notes.push(Diagnostic::new(codes::ITEM_REPEATED, Severity::Warning, message).with_item(id));
        }
    }

    fn note_unsupported(&mut self) {
        let unsupported = self.offerings.unsupported_in_a_row.load(Ordering::Relaxed) >= UNSUPPORTED_LIMIT;
        if unsupported && !self.notes.iter().any(|note| note.code() == codes::OFFERINGS_UNSUPPORTED) {
            let message = "the server has no list of the offerings of a course; courses are harvested without any";
            self.notes.push(Diagnostic::new(codes::OFFERINGS_UNSUPPORTED, Severity::Warning, message));
        }
    }

    /// `{root}{path}?pageSize=…&pageNumber=…`; `None` if the root can't have a path.
    fn url(&self, path: &str, page: u64, more: &[(&str, &str)]) -> Option<Url> {
        let mut url = self.root.join(path).ok()?;
        // `join` drops the root's own parameters.
        url.set_query(self.root.query());
        url.query_pairs_mut()
            .append_pair("pageSize", &self.page_size.to_string())
            .append_pair("pageNumber", &page.to_string())
            .extend_pairs(more);
        Some(url)
    }

    /// Whether any page of the list is another than at the last harvest, as far as the server tells.
    async fn has_changed(&self) -> Result<bool, RequestError> {
        for (page, validators) in &self.known {
            let Some(url) = page.parse().ok().and_then(|number| self.url("courses", number, &[])) else {
                return Ok(true);
            };
            let max_bytes = self.options.max_page_bytes;
            let ask = Ask { url: &url, accept: ACCEPT, max_bytes, validators: Some(validators) };
            match self.client.ask(ask).await {
                Ok(Answer::NotModified) => {}
                Ok(Answer::Fetched(_)) => return Ok(true),
                // A page that is gone is a change.
                Err(error) if error.is_unsupported() => return Ok(true),
                Err(error) => return Err(error),
            }
        }
        Ok(false)
    }

    async fn page(&self, url: &Url) -> FetchedPage {
        let fetched = self.client.get(url, ACCEPT, self.options.max_page_bytes).await?;
        let page = Page::parse(&fetched.body);
        let page = page.map_err(|(code, message)| RequestError { code, message, status: None })?;
        Ok((page, Validators::of(&fetched.headers)))
    }

    async fn with_offerings(&self, course: PageItem, page: &Url) -> Record {
        let mut record = Record::new(SourceType::Ooapi, RecordKind::Course, course.body)
            .with_version(self.version)
            .with_url(Some(page.clone()));
        let Some(id) = course.id else { return record };
        let state = &self.offerings;
        if state.unsupported_in_a_row.load(Ordering::Relaxed) >= UNSUPPORTED_LIMIT {
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
            }
            Ok(false) => {
                state.failed_in_a_row.store(0, Ordering::Relaxed);
                state.unsupported_in_a_row.fetch_add(1, Ordering::Relaxed);
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
        let path = format!("courses/{segment}/offerings");
        let since: Vec<(&str, &str)> =
            self.options.offerings_since.as_deref().map(|day| ("since", day)).into_iter().collect();
        let mut pager = Pager::new(PageStyle::Number, self.page_size.into()).with_max_pages(self.options.max_pages);
        while let Some(request) = pager.next() {
            let number = number_of(&request?);
            let Some(url) = self.url(&path, number, &since) else { break };
            let (page, _) = match self.page(&url).await {
                // Only the first page can say that there is no such list.
                Err(error) if number == 1 && error.is_unsupported() => return Ok(false),
                other => other?,
            };
            for item in pager.take(page.signs, items(page.items, "offeringId")) {
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
}

/// OOAPI numbers its pages.
fn number_of(request: &PageRequest) -> u64 {
    match request {
        PageRequest::Number(number) => *number,
        PageRequest::Offset(_) | PageRequest::Link(_) => 1,
    }
}

fn items(bodies: Vec<Bytes>, id_name: &str) -> Vec<PageItem> {
    bodies.into_iter().map(|body| PageItem::new(id_of(&body, id_name), body)).collect()
}

/// The URL with a path that ends in `/`, so that what is joined comes behind it.
fn as_folder(url: &Url) -> Url {
    let mut url = url.clone();
    if !url.path().ends_with('/') {
        let path = format!("{}/", url.path());
        url.set_path(&path);
    }
    url.set_fragment(None);
    url
}

/// An id as one segment of a path; `None` for `.` and `..`, which would lead elsewhere.
fn path_segment(id: &str) -> Option<String> {
    if id == "." || id == ".." {
        return None;
    }
    let mut segment = String::with_capacity(id.len());
    for byte in id.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~!$&'()*+,;=:@".contains(&byte) {
            segment.push(char::from(byte));
        } else {
            let _ = write!(segment, "%{byte:02X}");
        }
    }
    Some(segment)
}

/// A page of any list.
struct Page {
    items: Vec<Bytes>,
    signs: PageSigns,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Envelope<'a> {
    /// `null` is a value here, too: an object without items is no page.
    #[serde(borrow, default, deserialize_with = "present")]
    items: Option<&'a RawValue>,
    #[serde(default)]
    has_next_page: Value,
    #[serde(default)]
    total_pages: Value,
    #[serde(default)]
    page_size: Value,
}

fn present<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<&'de RawValue>, D::Error> {
    <&RawValue>::deserialize(deserializer).map(Some)
}

impl Page {
    fn parse(body: &Bytes) -> Result<Self, (ql_core::Code, String)> {
        let text = body.strip_prefix(b"\xef\xbb\xbf").unwrap_or(body);
        if text.trim_ascii().is_empty() {
            return Err((codes::EMPTY_BODY, "the answer has no content".into()));
        }
        let not_json = |error: serde_json::Error| {
            let is_page = text.trim_ascii_start().starts_with(b"<");
            let what = if is_page { "a web page" } else { "not JSON" };
            (codes::NOT_JSON, format!("the answer is {what}, expected a page of items ({error})"))
        };
        if text.trim_ascii_start().starts_with(b"[") {
            let items: Vec<&RawValue> = serde_json::from_slice(text).map_err(not_json)?;
            let items = items.into_iter().map(|item| body.slice_ref(item.get().as_bytes())).collect();
            return Ok(Self { items, signs: PageSigns::default() });
        }
        let envelope: Envelope<'_> = serde_json::from_slice(text).map_err(not_json)?;
        let items = match envelope.items {
            None => {
                // What it has instead may repeat the request, and a key in it.
                let message = "the answer has no `items`, expected a page of them".to_owned();
                return Err((codes::NOT_JSON, message));
            }
            Some(raw) if raw.get().starts_with('[') => {
                let items: Vec<&RawValue> = serde_json::from_str(raw.get()).map_err(not_json)?;
                items.into_iter().map(|item| body.slice_ref(item.get().as_bytes())).collect()
            }
            Some(raw) if raw.get().starts_with('{') => vec![body.slice_ref(raw.get().as_bytes())],
            Some(raw) if raw.get() == "null" => Vec::new(),
            Some(raw) => {
                let message = format!("`items` is not a list, but `{}…`", raw.get().chars().next().unwrap_or(' '));
                return Err((codes::NOT_JSON, message));
            }
        };
        let signs = PageSigns {
            has_next: flag(&envelope.has_next_page),
            total_pages: number(&envelope.total_pages),
            size: number(&envelope.page_size),
            ..PageSigns::default()
        };
        Ok(Self { items, signs })
    }
}

/// A boolean, also as text or number.
fn flag(value: &Value) -> Option<bool> {
    match value {
        Value::Bool(flag) => Some(*flag),
        Value::Number(number) => Some(number.as_f64()? != 0.0),
        Value::String(text) => text.trim().to_ascii_lowercase().parse().ok(),
        _ => None,
    }
}

/// A whole number, also as text.
fn number(value: &Value) -> Option<u64> {
    match value {
        Value::Number(number) => number.as_u64(),
        Value::String(text) => text.trim().parse().ok(),
        _ => None,
    }
}

/// The id of an item, a text or a number.
fn id_of(body: &[u8], name: &str) -> Option<String> {
    let item: std::collections::HashMap<std::borrow::Cow<'_, str>, &RawValue> = serde_json::from_slice(body).ok()?;
    match serde_json::from_str(item.get(name)?.get()).ok()? {
        Value::String(text) => Some(text.trim().to_owned()).filter(|text| !text.is_empty()),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    }
}
