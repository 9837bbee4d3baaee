//! Open Education API 5: pages of courses, and the offerings of each (mapping reference, section 1).

use std::collections::HashMap;
use std::fmt::Write as _;
use std::hash::{DefaultHasher, Hash as _, Hasher as _};
use std::sync::Mutex;
use std::sync::atomic::{AtomicU32, AtomicU64, Ordering};

use bytes::Bytes;
use futures_util::{StreamExt as _, stream};
use ql_core::{DataSource, Diagnostic, Record, RecordKind, RecordPart, Severity, SourceType, Transport, excerpt};
use serde::{Deserialize, Deserializer};
use serde_json::Value;
use serde_json::value::RawValue;
use url::Url;

use crate::codes;
use crate::harvest::{HarvestOptions, Step, Stop};
use crate::outcome::HarvestStatistics;
use crate::request::{Client, RequestError};

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
}

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
    pub(crate) fn new(client: Client<'h, T>, source: &DataSource, options: &HarvestOptions) -> Self {
        let wanted = source.page_size().unwrap_or(PAGE_SIZES[0]);
        // Only these five sizes are allowed; others are rounded down.
        let page_size = PAGE_SIZES.into_iter().find(|size| *size <= wanted).unwrap_or(10);
        Self {
            client,
            root: as_folder(source.path()),
            version: source.major_version().or(Some(5)),
            page_size,
            options: options.clone(),
            pager: Pager::new(page_size, options.max_pages),
            offerings: OfferingsState::default(),
            notes: Vec::new(),
        }
    }

    pub(crate) fn statistics(&self) -> &Mutex<HarvestStatistics> {
        &self.client.statistics
    }

    pub(crate) fn losses(&self) -> u64 {
        self.offerings.courses_without.load(Ordering::Relaxed)
    }

    pub(crate) fn notes(&self) -> &[Diagnostic] {
        &self.notes
    }

    pub(crate) async fn step(&mut self) -> Step {
        let number = match self.pager.next_page() {
            None => return Step::End,
            Some(Err(stop)) => return Step::Stop(stop),
            Some(Ok(number)) => number,
        };
        let Some(url) = self.url("courses", number, &[]) else { return Step::End };
        let page = match self.page(&url).await {
            Ok(page) => page,
            Err(error) => return Step::Stop(error.into()),
        };
        self.client.count(|statistics| statistics.pages += 1);
        let courses = self.pager.take(page, "courseId");
        self.note_repeats();
        let (this, page) = (&*self, &url);
        let requests = courses.into_iter().map(|course| async move { this.with_offerings(course, page).await });
        // The order of the server is kept, so that equal catalogues give equal output.
        let records: Vec<Record> = stream::iter(requests).buffered(self.options.concurrency).collect().await;
        if self.offerings.failed_in_a_row.load(Ordering::Relaxed) >= FAILURE_LIMIT {
            // What has been fetched is handed over first; the next step ends the harvest.
            let message = format!("{FAILURE_LIMIT} requests for offerings failed in a row");
            self.pager.stop(Stop { code: codes::TOO_MANY_FAILURES, message });
        }
        self.note_unsupported();
        Step::Records(records)
    }

    fn note_repeats(&mut self) {
        for id in self.pager.repeated.drain(..) {
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

    async fn page(&self, url: &Url) -> Result<Page, RequestError> {
        let fetched = self.client.get(url, ACCEPT, self.options.max_page_bytes).await?;
        Page::parse(&fetched.body).map_err(|(code, message)| RequestError { code, message, status: None })
    }

    async fn with_offerings(&self, course: Item, page: &Url) -> Record {
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
        let mut pager = Pager::new(self.page_size, self.options.max_pages);
        while let Some(number) = pager.next_page() {
            let number = number?;
            let Some(url) = self.url(&path, number, &since) else { break };
            let page = match self.page(&url).await {
                // Only the first page can say that there is no such list.
                Err(error) if number == 1 && error.is_unsupported() => return Ok(false),
                other => other?,
            };
            for item in pager.take(page, "offeringId") {
                record.parts.push(RecordPart::new(RecordKind::Offering, item.body));
            }
            for offering in pager.repeated.drain(..) {
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

/// An item of a page, as it came.
struct Item {
    id: Option<String>,
    body: Bytes,
}

/// A page of any list.
struct Page {
    items: Vec<Bytes>,
    has_next: Option<bool>,
    total_pages: Option<u64>,
    size: Option<u64>,
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
            return Ok(Self { items, has_next: None, total_pages: None, size: None });
        }
        let envelope: Envelope<'_> = serde_json::from_slice(text).map_err(not_json)?;
        let items = match envelope.items {
            None => {
                let message = format!(
                    "the answer has no `items`, expected a page of them: `{}`",
                    excerpt(&String::from_utf8_lossy(text))
                );
                return Err((codes::NOT_JSON, message));
            }
            Some(raw) if raw.get().starts_with('[') => {
                let items: Vec<&RawValue> = serde_json::from_str(raw.get()).map_err(not_json)?;
                items.into_iter().map(|item| body.slice_ref(item.get().as_bytes())).collect()
            }
            Some(raw) if raw.get().starts_with('{') => vec![body.slice_ref(raw.get().as_bytes())],
            Some(raw) if raw.get() == "null" => Vec::new(),
            Some(raw) => {
                let message = format!("`items` is not a list: `{}`", excerpt(raw.get()));
                return Err((codes::NOT_JSON, message));
            }
        };
        Ok(Self {
            items,
            has_next: flag(&envelope.has_next_page),
            total_pages: number(&envelope.total_pages),
            size: number(&envelope.page_size),
        })
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

fn hash_of(body: &[u8]) -> u64 {
    let mut hasher = DefaultHasher::new();
    body.hash(&mut hasher);
    hasher.finish()
}

/// Follows the pages of a list until the format says that it is over, and notices a server that never says so
/// (decision D4).
struct Pager {
    next: Option<u64>,
    max_pages: u64,
    page_size: u32,
    /// The ids that came, with a hash of what came with them.
    seen: HashMap<String, u64>,
    /// Ids that came again with other content.
    repeated: Vec<String>,
    stop: Option<Stop>,
}

impl Pager {
    fn new(page_size: u32, max_pages: u64) -> Self {
        Self { next: Some(1), max_pages, page_size, seen: HashMap::new(), repeated: Vec::new(), stop: None }
    }

    /// The number of the page to ask for, why there is none although there should be, or nothing at the end.
    fn next_page(&mut self) -> Option<Result<u64, Stop>> {
        match self.stop.take() {
            Some(stop) => {
                self.next = None;
                Some(Err(stop))
            }
            None => self.next.map(Ok),
        }
    }

    fn stop(&mut self, stop: Stop) {
        self.stop = Some(stop);
    }

    /// The new items of a page.
    fn take(&mut self, page: Page, id_name: &str) -> Vec<Item> {
        let number = self.next.take().unwrap_or(1);
        let count = page.items.len() as u64;
        let mut fresh = Vec::with_capacity(page.items.len());
        for body in page.items {
            let id = id_of(&body, id_name);
            // An item without id can't be told from another; the mapper says what is wrong with it.
            let hash = hash_of(&body);
            match id {
                Some(id) if self.seen.contains_key(&id) => {
                    if self.seen.get(&id) != Some(&hash) {
                        self.repeated.push(id);
                    }
                }
                id => {
                    self.seen.extend(id.clone().map(|id| (id, hash)));
                    fresh.push(Item { id, body });
                }
            }
        }
        let claimed = page.has_next.or(page.total_pages.map(|total| number < total));
        // Without a word a full page may be followed by another.
        let size = page.size.unwrap_or_else(|| u64::from(self.page_size));
        if !claimed.unwrap_or(size > 0 && count >= size) {
            return fresh;
        }
        if claimed.is_none() && !fresh.iter().any(|item| item.id.is_some()) {
            // Nor has the server promised more: it has no pages.
            return fresh;
        }
        let problem = if count == 0 {
            Some((codes::PAGING_REPEATS, format!("page {number} is empty although the server promises more")))
        } else if !fresh.iter().any(|item| item.id.is_some()) {
            // One sentence says it for the whole page.
            self.repeated.clear();
            let message = format!("page {number} repeats what earlier pages had although the server promises more");
            Some((codes::PAGING_REPEATS, message))
        } else if number >= self.max_pages {
            Some((codes::PAGING_ENDLESS, format!("the list has more than {} pages", self.max_pages)))
        } else {
            None
        };
        match problem {
            // What there is is handed over; what is wrong is said at the next step.
            Some((code, message)) => self.stop(Stop { code, message }),
            None => self.next = Some(number + 1),
        }
        fresh
    }
}
