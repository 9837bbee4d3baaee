//! The one paging engine of all adapters: page numbers, offsets, or links, and servers that never come to an end.

use std::collections::hash_map::Entry;
use std::collections::{HashMap, HashSet};
use std::fmt;
use std::hash::{BuildHasher as _, DefaultHasher, Hash as _, Hasher as _, RandomState};

use bytes::Bytes;
use ql_core::{Code, excerpt};
use url::Url;

use crate::codes;

/// How a list is cut into pages.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum PageStyle {
    /// By numbers from 1: OOAPI.
    Number,
    /// By how many items come before: Edu-API.
    Offset,
    /// By a link to the next page on each: OCCAPI.
    Links,
}

/// The page to ask for.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum PageRequest {
    /// The page with this number, from 1.
    Number(u64),
    /// The page before which so many items come.
    Offset(u64),
    /// The page at this URL; `None` for the first.
    Link(Option<Url>),
}

/// What a page says of itself and of those behind it; whatever it does not say is `None`.
#[derive(Clone, Debug, Default)]
#[non_exhaustive]
pub struct PageSigns {
    /// Whether there is a next page.
    pub has_next: Option<bool>,
    /// How many pages there are.
    pub total_pages: Option<u64>,
    /// How many items there are on all pages.
    pub total_items: Option<u64>,
    /// How many items a full page has.
    pub size: Option<u64>,
    /// The link to the next page, as it stands there.
    pub next: Option<String>,
}

/// An item of a page, as it came.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct PageItem {
    /// Its id, if it has one.
    pub id: Option<String>,
    /// Its bytes.
    pub body: Bytes,
}

impl PageItem {
    /// An item.
    pub fn new(id: Option<String>, body: Bytes) -> Self {
        Self { id, body }
    }
}

/// Why a list can't be followed to its end.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PagingError {
    code: Code,
    message: String,
}

impl PagingError {
    pub(crate) fn new(code: Code, message: impl Into<String>) -> Self {
        Self { code, message: message.into() }
    }

    /// The stable code.
    pub fn code(&self) -> Code {
        self.code
    }
}

impl fmt::Display for PagingError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for PagingError {}

/// Follows the pages of a list until the format says that it is over, and notices a server that never says so, repeats
/// itself, or says something that is not so. Whatever was good is handed over first.
///
/// ```
/// use ql_exchange::paging::{PageItem, PageRequest, PageSigns, PageStyle, Pager};
/// let mut pager = Pager::new(PageStyle::Number, 2);
/// assert_eq!(pager.next(), Some(Ok(PageRequest::Number(1))));
/// let mut signs = PageSigns::default();
/// signs.has_next = Some(true);
/// let item = PageItem::new(Some("BIO-101".into()), "{}".into());
/// assert_eq!(pager.take(signs.clone(), vec![item.clone()]).len(), 1);
/// assert_eq!(pager.next(), Some(Ok(PageRequest::Number(2))));
/// // The second page is the first again.
/// assert_eq!(pager.take(signs, vec![item]).len(), 0);
/// assert_eq!(pager.next().unwrap().unwrap_err().code().as_str(), "exchange.paging-repeats");
/// assert_eq!(pager.next(), None);
/// ```
#[derive(Debug)]
pub struct Pager {
    style: PageStyle,
    /// How many items were asked for.
    size: u64,
    max_pages: u64,
    next: Option<PageRequest>,
    current: Option<PageRequest>,
    /// Pages so far.
    pages: u64,
    /// Items so far, each once.
    items: u64,
    /// Hashes of the ids that came, each with one of what came with it: a list may have half a million.
    seen: HashMap<u64, u64>,
    state: RandomState,
    /// Whether the list is over only when a page brings nothing more.
    probing: bool,
    /// Hashes of the ids of this reading of the list, where it may be read twice.
    pass: HashSet<u64>,
    /// The most items that any page has promised.
    announced: Option<u64>,
    /// How many items the first page had.
    first_page: u64,
    /// Whether an item has come twice.
    has_repeated: bool,
    visited: HashSet<Url>,
    repeated: Vec<String>,
    problem: Option<PagingError>,
}

impl Pager {
    /// More pages than any catalogue has.
    pub const MAX_PAGES: u64 = 10_000;
    /// More items than any catalogue has.
    pub const MAX_ITEMS: u64 = 500_000;

    /// A list of which nothing has been read; `size` items are asked for at a time.
    pub fn new(style: PageStyle, size: u64) -> Self {
        let first = match style {
            PageStyle::Number => PageRequest::Number(1),
            PageStyle::Offset => PageRequest::Offset(0),
            PageStyle::Links => PageRequest::Link(None),
        };
        Self {
            style,
            size,
            max_pages: Self::MAX_PAGES,
            next: Some(first),
            current: None,
            pages: 0,
            items: 0,
            seen: HashMap::new(),
            state: RandomState::new(),
            probing: false,
            pass: HashSet::new(),
            announced: None,
            first_page: 0,
            has_repeated: false,
            visited: HashSet::new(),
            repeated: Vec::new(),
            problem: None,
        }
    }

    /// Sets how many pages a list may have.
    #[must_use]
    pub fn with_max_pages(mut self, max_pages: u64) -> Self {
        self.max_pages = max_pages;
        self
    }

    /// Asks for pages until one brings nothing new, whatever is said of the end: a server of Edu-API may cap the size of its
    /// pages, and has no other way to say that there is no more (mapping-edu-api, E3).
    #[must_use]
    pub fn probing(mut self) -> Self {
        self.probing = true;
        self
    }

    /// Whether a page has been taken.
    pub(crate) fn has_begun(&self) -> bool {
        self.pages > 0
    }

    /// Whether any item has come more than once.
    pub(crate) fn has_repeated(&self) -> bool {
        self.has_repeated
    }

    /// Ends a list whose server has no page behind the last.
    pub(crate) fn end(&mut self) {
        self.next = None;
        self.check_total();
    }

    /// Reads the list once more from its beginning, for what has not come yet.
    pub(crate) fn restart(&mut self) {
        self.problem = None;
        self.pages = 0;
        self.has_repeated = false;
        self.pass.clear();
        self.next = Some(match self.style {
            PageStyle::Number => PageRequest::Number(1),
            PageStyle::Offset => PageRequest::Offset(0),
            PageStyle::Links => PageRequest::Link(None),
        });
    }

    /// The page to ask for, why there is none although there should be, or nothing at the end.
    #[expect(clippy::should_implement_trait, reason = "what comes next depends on what was taken")]
    pub fn next(&mut self) -> Option<Result<PageRequest, PagingError>> {
        if let Some(problem) = self.problem.take() {
            self.next = None;
            return Some(Err(problem));
        }
        self.current.clone_from(&self.next);
        self.next.clone().map(Ok)
    }

    /// The page that will be asked for next, if that is known already and nothing is wrong.
    pub(crate) fn following_page(&self) -> Option<&PageRequest> {
        self.next.as_ref().filter(|_| self.problem.is_none())
    }

    /// Ends the list with an error; the next call of [`next`](Self::next) returns it.
    pub fn stop(&mut self, problem: PagingError) {
        self.problem = Some(problem);
    }

    /// The ids that came again with other content since the last call; the first item with an id counts.
    pub fn take_repeated(&mut self) -> Vec<String> {
        std::mem::take(&mut self.repeated)
    }

    /// How many items were promised and how many came, if more came.
    pub(crate) fn surplus(&self) -> Option<(u64, u64)> {
        let total = self.announced.filter(|total| *total < self.items)?;
        Some((total, self.items))
    }

    /// The items of the page that was asked for last which are new.
    pub fn take(&mut self, signs: PageSigns, items: Vec<PageItem>) -> Vec<PageItem> {
        let request = self.current.take().or_else(|| self.next.clone());
        self.next = None;
        self.pages += 1;
        let count = items.len() as u64;
        self.announced = self.announced.max(signs.total_items);
        let mut new_ids = 0;
        if self.probing {
            let ids = items.iter().filter_map(|item| item.id.as_ref());
            new_ids = ids.filter(|id| self.pass.insert(self.state.hash_one(id))).count();
        }
        let fresh = self.fresh(items);
        self.items += fresh.len() as u64;
        if self.pages == 1 {
            self.first_page = count;
        }
        if self.probing {
            return self.probe(request, &signs, (count, new_ids), fresh);
        }
        let is_known = |item: &PageItem| item.id.is_some();
        let follows = match self.following(request, &signs, count) {
            Ok(None) => return self.at_end(&signs, fresh),
            Ok(Some((_, false))) if !fresh.iter().any(is_known) => {
                // Nor has the server promised more: it has no pages.
                return fresh;
            }
            Ok(Some((follows, _))) => Ok(follows),
            Err(problem) => Err(problem),
        };
        let number = self.pages;
        let result = if count == 0 {
            let message = format!("page {number} is empty although the server promises more");
            Err(PagingError::new(codes::PAGING_REPEATS, message))
        } else if !fresh.iter().any(is_known) {
            // One sentence says it for the whole page.
            self.repeated.clear();
            let message = format!("page {number} repeats what earlier pages had although the server promises more");
            Err(PagingError::new(codes::PAGING_REPEATS, message))
        } else if self.items >= Self::MAX_ITEMS {
            let message = format!("the list has more than {} items", Self::MAX_ITEMS);
            Err(PagingError::new(codes::PAGING_ENDLESS, message))
        } else if number >= self.max_pages {
            Err(PagingError::new(codes::PAGING_ENDLESS, format!("the list has more than {number} pages")))
        } else {
            follows
        };
        match result {
            Ok(follows) => self.next = Some(follows),
            // What there is is handed over; what is wrong is said at the next step.
            Err(problem) => self.problem = Some(problem),
        }
        fresh
    }

    /// Whether another page has to be tried.
    fn probe(
        &mut self,
        request: Option<PageRequest>,
        signs: &PageSigns,
        (count, new_ids): (u64, usize),
        fresh: Vec<PageItem>,
    ) -> Vec<PageItem> {
        let offset = match request {
            Some(PageRequest::Offset(offset)) => offset,
            _ => 0,
        };
        if count == 0 || new_ids == 0 {
            let is_confirmed = self.announced.is_some_and(|total| total <= self.items);
            // The server ignores the offset. If the page was as long as was asked for, nobody knows whether there is more.
            if count > 0 && !is_confirmed && self.first_page == self.size {
                let message = "every page is the same, and as long as was asked for: there may be more";
                self.problem = Some(PagingError::new(codes::PAGING_REPEATS, message));
                return fresh;
            }
            return self.at_end(signs, fresh);
        }
        if self.items >= Self::MAX_ITEMS {
            let message = format!("the list has more than {} items", Self::MAX_ITEMS);
            self.problem = Some(PagingError::new(codes::PAGING_ENDLESS, message));
        } else if self.pages >= self.max_pages {
            let message = format!("the list has more than {} pages", self.pages);
            self.problem = Some(PagingError::new(codes::PAGING_ENDLESS, message));
        } else if let Some(link) = signs.next.as_deref() {
            match Url::parse(link) {
                Ok(url) if self.visited.insert(url.clone()) => self.next = Some(PageRequest::Link(Some(url))),
                _ => {
                    let message = "the links to the next page lead in a circle, or nowhere";
                    self.problem = Some(PagingError::new(codes::PAGING_REPEATS, message));
                }
            }
        } else if matches!(request, Some(PageRequest::Link(_))) {
            // Who links to the next page has no link on the last.
            self.check_total();
        } else {
            self.next = Some(PageRequest::Offset(offset + count));
        }
        fresh
    }

    fn fresh(&mut self, items: Vec<PageItem>) -> Vec<PageItem> {
        let mut fresh = Vec::with_capacity(items.len());
        for item in items {
            // An item without id can't be told from another; the mapper says what is wrong with it.
            let hash = hash_of(&item.body);
            match &item.id {
                None => fresh.push(item),
                Some(id) => match self.seen.entry(self.state.hash_one(id)) {
                    Entry::Occupied(known) => {
                        self.has_repeated = true;
                        if *known.get() != hash {
                            self.repeated.extend(item.id);
                        }
                    }
                    Entry::Vacant(place) => {
                        place.insert(hash);
                        fresh.push(item);
                    }
                },
            }
        }
        fresh
    }

    /// The page that follows, and whether the server says so itself; `None` at the end.
    fn following(
        &mut self,
        request: Option<PageRequest>,
        signs: &PageSigns,
        count: u64,
    ) -> Result<Option<(PageRequest, bool)>, PagingError> {
        let size = signs.size.unwrap_or(self.size);
        // Without a word a full page may be followed by another.
        let is_full = size > 0 && count >= size;
        match self.style {
            PageStyle::Number => {
                let number = match request {
                    Some(PageRequest::Number(number)) => number,
                    _ => self.pages,
                };
                let claimed = signs.has_next.or(signs.total_pages.map(|total| number < total));
                let more = claimed.unwrap_or(is_full);
                Ok(more.then_some((PageRequest::Number(number + 1), claimed.is_some())))
            }
            PageStyle::Offset => {
                let offset = match request {
                    Some(PageRequest::Offset(offset)) => offset,
                    _ => 0,
                };
                let end = offset + count;
                let claimed = signs.has_next.or(signs.total_items.map(|total| end < total));
                let more = claimed.unwrap_or(is_full);
                Ok(more.then_some((PageRequest::Offset(end), claimed.is_some())))
            }
            PageStyle::Links => {
                let here = match request {
                    Some(PageRequest::Link(url)) => url,
                    _ => None,
                };
                self.visited.extend(here.clone());
                let Some(link) = signs.next.as_deref().map(str::trim).filter(|link| !link.is_empty()) else {
                    return Ok(None);
                };
                let url = match &here {
                    Some(here) => here.join(link),
                    None => Url::parse(link),
                };
                let url = url.map_err(|_| {
                    let message = format!("the link to the next page is no URL: `{}`", excerpt(link));
                    PagingError::new(codes::PAGING_ELSEWHERE, message)
                })?;
                if here.as_ref().is_some_and(|here| here.origin() != url.origin()) {
                    let message = format!("the link to the next page leads to another server: `{}`", excerpt(link));
                    return Err(PagingError::new(codes::PAGING_ELSEWHERE, message));
                }
                if self.visited.contains(&url) {
                    let message = "the links to the next page lead in a circle";
                    return Err(PagingError::new(codes::PAGING_REPEATS, message));
                }
                Ok(Some((PageRequest::Link(Some(url)), true)))
            }
        }
    }

    /// Tells the pager where the first page of a list by links is.
    #[must_use]
    pub fn starting_at(mut self, url: Url) -> Self {
        if self.style == PageStyle::Links {
            self.next = Some(PageRequest::Link(Some(url)));
        }
        self
    }

    /// The list is over; whether everything that was promised has come.
    fn at_end(&mut self, signs: &PageSigns, fresh: Vec<PageItem>) -> Vec<PageItem> {
        if !self.probing {
            self.announced = signs.total_items;
        }
        self.check_total();
        fresh
    }

    /// Says that fewer items have come than were promised.
    fn check_total(&mut self) {
        if let Some(total) = self.announced.filter(|total| *total > self.items) {
            let message = format!("the server promises {total} items, but its pages end after {}", self.items);
            self.problem = Some(PagingError::new(codes::PAGING_LIES, message));
        }
    }
}

fn hash_of(body: &[u8]) -> u64 {
    let mut hasher = DefaultHasher::new();
    body.hash(&mut hasher);
    hasher.finish()
}
