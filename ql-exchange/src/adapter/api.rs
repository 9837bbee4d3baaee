//! What all APIs share: their root, what they know of an earlier harvest, and lists that are read to their end.

use std::collections::BTreeMap;

use bytes::Bytes;
use http::{HeaderMap, StatusCode};
use ql_core::{Code, DataSource, Diagnostic, Record, RecordKind, Severity, SourceType, Transport};
use url::Url;

use super::page::{Page, as_folder, page_items};
use crate::codes;
use crate::harvest::{HarvestOptions, Stop};
use crate::paging::{PageItem, PageRequest, PageSigns, PageStyle, Pager};
use crate::request::{Answer, Ask, Client, RequestError};
use crate::state::Validators;

/// Sizes of pages that begin at offsets, the next smaller one for a server to which a page takes too long.
pub(super) const OFFSET_SIZES: [u32; 3] = [500, 100, 25];

/// One API that is being harvested.
pub(crate) struct Api<'h, T> {
    pub(super) client: Client<'h, T>,
    pub(super) root: Url,
    pub(super) options: HarvestOptions,
    pub(super) accept: String,
    pub(super) page_size: u32,
    pub(super) notes: Vec<Diagnostic>,
    /// What belongs to the catalogue and could not be fetched, in words.
    pub(super) missing: Vec<String>,
    /// What is known of the pages of lists from an earlier harvest, by list and number: a URL may hold a key.
    known: BTreeMap<String, Validators>,
    validators: BTreeMap<String, Validators>,
    list_pages: usize,
}

/// A list of an API.
#[derive(Clone, Debug)]
pub(super) struct List {
    /// Its path below the root.
    pub(super) path: String,
    /// What the ids of its items are called.
    pub(super) id_names: &'static [&'static str],
    /// Further parameters.
    pub(super) parameters: Vec<(&'static str, String)>,
    pub(super) style: PageStyle,
}

impl List {
    /// A list whose pages have numbers.
    pub(super) fn numbered(path: impl Into<String>, id_names: &'static [&'static str]) -> Self {
        Self { path: path.into(), id_names, parameters: Vec::new(), style: PageStyle::Number }
    }

    /// A list whose pages begin at offsets.
    pub(super) fn by_offset(path: impl Into<String>, id_names: &'static [&'static str]) -> Self {
        Self { style: PageStyle::Offset, ..Self::numbered(path, id_names) }
    }

    pub(super) fn with(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.parameters.push((name, value.into()));
        self
    }

    /// A pager for it.
    pub(super) fn pager<T>(&self, api: &Api<'_, T>) -> Pager {
        let pager = Pager::new(self.style, api.page_size.into()).with_max_pages(api.options.max_pages);
        if self.style == PageStyle::Offset { pager.probing() } else { pager }
    }
}

/// How reading a list has ended.
pub(super) enum Listed {
    /// Everything was read.
    All,
    /// The server has no such list.
    Unsupported,
    /// It is not for us.
    Denied,
    /// There might be more.
    Broken(Stop),
}

/// A page with what the server says of it for the next harvest.
pub(super) type FetchedPage = Result<(Page, Option<Validators>), RequestError>;

impl<'h, T: Transport> Api<'h, T> {
    pub(super) fn new(
        client: Client<'h, T>,
        source: &DataSource,
        options: &HarvestOptions,
        known: BTreeMap<String, Validators>,
        accept: &str,
        page_size: u32,
    ) -> Self {
        Self {
            client,
            root: as_folder(source.path()),
            options: options.clone(),
            accept: accept.to_owned(),
            page_size,
            notes: Vec::new(),
            missing: Vec::new(),
            known,
            validators: BTreeMap::new(),
            list_pages: 0,
        }
    }

    pub(super) fn take_validators(&mut self) -> BTreeMap<String, Validators> {
        // A page without any could change unnoticed.
        let all = self.validators.len() == self.list_pages;
        std::mem::take(&mut self.validators).into_iter().filter(|_| all).collect()
    }

    pub(super) fn note(&mut self, code: Code, severity: Severity, message: impl Into<String>) {
        self.notes.push(Diagnostic::new(code, severity, message));
    }

    /// The URL of a page; `None` if the root can't have a path.
    pub(super) fn url(&self, list: &List, request: &PageRequest) -> Option<Url> {
        if let PageRequest::Link(Some(url)) = request {
            return Some(url.clone());
        }
        let mut url = self.root.join(&list.path).ok()?;
        // `join` drops the root's own parameters.
        url.set_query(self.root.query());
        let mut pairs = url.query_pairs_mut();
        match request {
            PageRequest::Number(number) => {
                pairs.append_pair("pageSize", &self.page_size.to_string());
                pairs.append_pair("pageNumber", &number.to_string());
            }
            PageRequest::Offset(offset) => {
                pairs.append_pair("limit", &self.page_size.to_string());
                pairs.append_pair("offset", &offset.to_string());
            }
            PageRequest::Link(_) => {}
        }
        pairs.extend_pairs(&list.parameters);
        drop(pairs);
        if url.query() == Some("") {
            url.set_query(None);
        }
        Some(url)
    }

    /// Fetches one page of a list.
    pub(super) async fn page(&self, list: &List, url: &Url) -> FetchedPage {
        if url.origin() != self.root.origin() {
            let message = "the link to the next page leads to another server".to_owned();
            return Err(RequestError::of_content(codes::PAGING_ELSEWHERE, message));
        }
        let is_offset = list.style == PageStyle::Offset;
        let mut has_been_empty = false;
        let fetched = loop {
            match self.client.get(url, &self.accept, self.options.max_page_bytes).await {
                // Edu-API has no valid form of an empty list, so that this is one.
                Err(error) if is_offset && error.status == Some(StatusCode::NO_CONTENT) => {
                    return Ok((Page { items: Vec::new(), signs: PageSigns::default() }, None));
                }
                // An answer without content is a fault that may pass (mapping-edu-api, section 5, case 9).
                Ok(fetched) if is_offset && !has_been_empty && fetched.body.trim_ascii().is_empty() => {
                    has_been_empty = true;
                }
                fetched => break fetched?,
            }
        };
        let page = parse(list, &fetched.body, &fetched.headers);
        let mut page = page.map_err(|(code, message)| RequestError::of_content(code, message))?;
        page.signs.next = page.signs.next.and_then(|link| fetched.url.join(&link).ok()).map(String::from);
        Ok((page, Validators::of(&fetched.headers)))
    }

    /// Keeps what the server says of a page of a list.
    pub(super) fn keep(&mut self, list: &List, request: &PageRequest, validators: Option<Validators>) {
        self.list_pages += 1;
        self.client.count(|statistics| statistics.pages += 1);
        // A page that was linked to can't be asked for by its place.
        let validators = validators.filter(|_| !matches!(request, PageRequest::Link(_)));
        self.validators.extend(validators.map(|validators| (key(list, request), validators)));
    }

    /// Whether an earlier harvest has left anything to compare with.
    pub(super) fn has_known(&self) -> bool {
        !self.known.is_empty()
    }

    /// Whether any page of a list is another than at the last harvest, as far as the server tells; `list` makes a list of the
    /// path that it is kept under. Where it can't tell, everything is fetched again, and what is wrong is said then; but a
    /// server that fails at the list of `courses` is not asked for more.
    pub(super) async fn has_changed(
        &mut self,
        courses: &str,
        list: impl Fn(&str) -> List,
    ) -> Result<bool, RequestError> {
        let known = std::mem::take(&mut self.known);
        for (key, validators) in &known {
            let Some((list, request)) = place(key, &list) else { return Ok(true) };
            let Some(url) = self.url(&list, &request) else { return Ok(true) };
            let max_bytes = self.options.max_page_bytes;
            let ask = Ask { url: &url, accept: &self.accept, max_bytes, validators: Some(validators) };
            match self.client.ask(ask).await {
                Ok(Answer::NotModified) => {}
                // A page that is gone, or asked for in a way that the server no longer knows, is a change.
                Err(error) if list.path == courses && !error.is_refusal() => return Err(error),
                Ok(Answer::Fetched(_)) | Err(_) => return Ok(true),
            }
        }
        Ok(false)
    }

    /// Another way to ask for the first page of a list, if the server can't bear this one: smaller pages, a day without a time.
    pub(super) fn other_way(&mut self, list: &mut List, error: &RequestError) -> bool {
        let status = error.status.map(|status| status.as_u16());
        if list.style == PageStyle::Offset && (error.timed_out || matches!(status, Some(400 | 422))) {
            let smaller = OFFSET_SIZES.into_iter().find(|size| *size < self.page_size);
            // A size that is refused is too large; the one of the specification is not.
            let smaller = smaller.filter(|size| error.timed_out || *size >= 100);
            self.page_size = smaller.unwrap_or(self.page_size);
            return smaller.is_some();
        }
        let since = list.parameters.iter_mut().find(|(name, value)| *name == "since" && value.contains('T'));
        match since {
            Some((_, value)) if status == Some(400) => {
                value.truncate(10);
                true
            }
            _ => false,
        }
    }

    /// Reads a list to its end and gives away its items, page by page.
    pub(super) async fn read(
        &mut self,
        list: &List,
        mut take: impl FnMut(Vec<PageItem>) -> Result<(), Stop>,
    ) -> Listed {
        let mut pager = list.pager(self);
        let mut sorted = false;
        let mut list = list.clone();
        loop {
            let request = match pager.next() {
                None => break,
                Some(Ok(request)) => request,
                Some(Err(problem)) => {
                    // A list in another order on each page misses items; once it is asked for in order.
                    let lacks_some = problem.code() == codes::PAGING_LIES && pager.has_repeated();
                    if list.style == PageStyle::Offset && !sorted && lacks_some {
                        sorted = true;
                        list = list.with("sort", "sourcedId").with("orderBy", "asc");
                        pager.restart();
                        continue;
                    }
                    self.note_repeats(&mut pager);
                    return Listed::Broken(problem.into());
                }
            };
            let Some(url) = self.url(&list, &request) else { return Listed::Unsupported };
            let is_first = !pager.has_begun();
            let (page, validators) = match self.page(&list, &url).await {
                Ok(page) => page,
                Err(error) if is_first && self.other_way(&mut list, &error) => {
                    pager = list.pager(self);
                    continue;
                }
                Err(error) if is_first && error.is_unsupported() => return Listed::Unsupported,
                Err(error) if is_first && error.is_denied() => return Listed::Denied,
                // Behind the end some servers have no empty page.
                Err(error) if !is_first && list.style == PageStyle::Offset && error.is_beyond_end() => {
                    pager.end();
                    continue;
                }
                Err(error) => return Listed::Broken(error.into()),
            };
            self.keep(&list, &request, validators);
            let fresh = pager.take(page.signs, page_items(page.items, list.id_names));
            if let Err(stop) = take(fresh) {
                return Listed::Broken(stop);
            }
        }
        self.note_repeats(&mut pager);
        Listed::All
    }

    /// Says which items of a list came twice with different content.
    pub(super) fn note_repeats(&mut self, pager: &mut Pager) {
        let repeated = pager.take_repeated();
        self.client.count(|statistics| statistics.skipped += repeated.len() as u64);
        for id in repeated {
            let message = "an item with this id came already; the first is kept";
            self.notes.push(Diagnostic::new(codes::ITEM_REPEATED, Severity::Warning, message).with_item(id));
        }
    }

    /// Reads a list that others refer to. That a server has no such list is no loss; that it breaks is.
    pub(super) async fn read_context(
        &mut self,
        list: List,
        kind: RecordKind,
        source: &(SourceType, Option<u32>),
        what: &str,
    ) -> Vec<Record> {
        let mut records = Vec::new();
        let listed = self.read(&list, |items| {
            records.extend(items.into_iter().map(|item| record(source, kind, item.body)));
            Ok(())
        });
        match listed.await {
            Listed::All | Listed::Unsupported => {}
            Listed::Denied => {
                let message = format!("the server does not give us its {what}");
                self.note(codes::LIST_DENIED, Severity::Warning, message);
            }
            Listed::Broken(stop) => {
                let message = format!("the {what} could not all be fetched: {}", stop.message);
                self.note(codes::LIST_FAILED, Severity::Warning, message);
                self.missing.push(format!("the {what} could not all be fetched"));
            }
        }
        records
    }
}

pub(super) fn record(source: &(SourceType, Option<u32>), kind: RecordKind, body: Bytes) -> Record {
    Record::new(source.0.clone(), kind, body).with_version(source.1)
}

fn parse(list: &List, body: &Bytes, headers: &HeaderMap) -> Result<Page, (Code, String)> {
    match list.style {
        PageStyle::Offset => Page::bare(body, list.path.rsplit('/').next().unwrap_or(&list.path), headers),
        _ => Page::with_items(body),
    }
}

/// What a page is kept under in the state: pages of courses by their number alone.
fn key(list: &List, request: &PageRequest) -> String {
    let number = match request {
        PageRequest::Number(number) | PageRequest::Offset(number) => *number,
        PageRequest::Link(_) => 1,
    };
    if list.path == "courses" {
        return number.to_string();
    }
    let parameters: Vec<String> = list.parameters.iter().map(|(name, value)| format!("{name}={value}")).collect();
    format!("{}?{} {number}", list.path, parameters.join("&"))
}

/// Names of parameters that a list may be kept with.
const PARAMETERS: [&str; 4] = ["offeringType", "since", "sort", "orderBy"];

/// The page that is kept under a key.
fn place(key: &str, list: impl Fn(&str) -> List) -> Option<(List, PageRequest)> {
    let (path, number) = key.rsplit_once(' ').unwrap_or(("courses", key));
    let (path, parameters) = path.split_once('?').unwrap_or((path, ""));
    let mut list = list(path);
    for (name, value) in parameters.split('&').filter_map(|pair| pair.split_once('=')) {
        list = list.with(PARAMETERS.into_iter().find(|known| *known == name)?, value);
    }
    let number = number.parse().ok()?;
    let request = match list.style {
        PageStyle::Offset => PageRequest::Offset(number),
        _ => PageRequest::Number(number),
    };
    Some((list, request))
}
