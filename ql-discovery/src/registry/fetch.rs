//! Registries read over the network, page by page.

use std::collections::HashSet;
use std::time::Duration;

use http::header::{ACCEPT, AUTHORIZATION, ETAG, IF_NONE_MATCH};
use http::{HeaderMap, HeaderValue, StatusCode};
use ql_core::{Code, Diagnostic, FetchLimits, Fetched, Request, Secret, Severity, Transport, fetch};
use url::Url;

use super::{More, RegistryFormat, RegistryRead};
use crate::registry_codes as codes;

/// How registries are read.
#[derive(Clone, Debug)]
#[must_use]
pub struct RegistryOptions {
    page_size: usize,
    max_bytes: u64,
    max_entries: usize,
    timeout: Duration,
    retries: u32,
    pause: Duration,
    token: Option<Secret>,
}

impl Default for RegistryOptions {
    fn default() -> Self {
        Self {
            page_size: 1000,
            max_bytes: 64 << 20,
            max_entries: 200_000,
            timeout: Duration::from_secs(60),
            retries: 3,
            pause: Duration::from_secs(1),
            token: None,
        }
    }
}

impl RegistryOptions {
    /// The defaults: pages of 1,000 records, 64 MiB and a minute each, 200,000 entries, three retries.
    pub fn new() -> Self {
        Self::default()
    }

    /// Sets how many records of DEQAR are asked for at a time.
    pub fn with_page_size(mut self, page_size: usize) -> Self {
        self.page_size = page_size.max(1);
        self
    }

    /// Sets the largest answer, in bytes after decompression.
    pub fn with_max_bytes(mut self, max_bytes: u64) -> Self {
        self.max_bytes = max_bytes;
        self
    }

    /// Sets how many entries a registry may have.
    pub fn with_max_entries(mut self, max_entries: usize) -> Self {
        self.max_entries = max_entries;
        self
    }

    /// Sets how often a page that fails is asked for again, and how long to wait before the first time; the pause
    /// doubles every time.
    pub fn with_retries(mut self, retries: u32, pause: Duration) -> Self {
        self.retries = retries;
        self.pause = pause;
        self
    }

    /// Sets a token that is sent as `Authorization: Bearer …`, never to another origin.
    pub fn with_token(mut self, token: Secret) -> Self {
        self.token = Some(token);
        self
    }
}

/// Reads registries over a transport.
#[derive(Clone, Debug)]
pub struct RegistryClient<T> {
    transport: T,
    options: RegistryOptions,
}

/// A registry that was asked for.
#[derive(Clone, Debug, Default)]
#[non_exhaustive]
pub struct RegistryFetch {
    /// What it says; nothing if it was [not modified](Self::not_modified).
    pub read: RegistryRead,
    /// Whether it is as it was when it had the entity tag that was given.
    pub not_modified: bool,
    /// The entity tag to give the next time, if the registry is one document and has one.
    pub etag: Option<String>,
    /// How many requests were answered.
    pub requests: usize,
}

impl<T: Transport> RegistryClient<T> {
    /// A client over the given transport.
    pub fn new(transport: T, options: RegistryOptions) -> Self {
        Self { transport, options }
    }

    /// Reads the registry at a URL: DEQAR's Connect API (all its pages), the EWP catalogue, the HEI API, or a list.
    ///
    /// A page that can't be had ends the reading: what came before it is returned, and the reading is not
    /// [complete](RegistryRead::complete).
    pub async fn fetch(&self, url: &Url, etag: Option<&str>) -> RegistryFetch {
        let mut result = RegistryFetch::default();
        let mut pages = Pages::new(self.first_page(url));
        loop {
            let url = pages.url.clone();
            let etag = etag.filter(|_| pages.read == 0);
            let page = match self.page(&url, etag).await {
                Ok(page) => page,
                Err(finding) => return stopped(result, finding),
            };
            result.requests += 1;
            if page.status == StatusCode::NOT_MODIFIED {
                result.not_modified = true;
                result.read.complete = true;
                result.etag = etag.map(str::to_owned);
                return result;
            }
            // What the first page is all the others have to be.
            let format = *pages.format.get_or_insert_with(|| match is_deqar(&url) {
                true => RegistryFormat::Deqar,
                false => RegistryFormat::detect(&page.body),
            });
            let read = RegistryRead::parse(&page.body, format);
            let of_page = read.diagnostics.iter().map(|finding| finding.clone().with_source(origin_and_path(&url)));
            result.read.diagnostics.extend(of_page);
            let room = self.options.max_entries.saturating_sub(result.read.entries.len());
            let is_too_long = read.entries.len() > room;
            let next = pages.after(&read, &page.url);
            result.read.entries.extend(read.entries.into_iter().take(room));
            if !read.complete {
                return result;
            }
            let failed = |message: String| finding(codes::PAGING, message, &url);
            match next {
                _ if is_too_long => {
                    let message = format!("more than {} entries; reading ends here", self.options.max_entries);
                    return stopped(result, failed(message));
                }
                Err(message) => return stopped(result, failed(message)),
                Ok(Some(_)) if result.read.entries.len() >= self.options.max_entries => {
                    let message = format!("more than {} entries; reading ends here", self.options.max_entries);
                    return stopped(result, failed(message));
                }
                Ok(Some(next)) => pages.url = next,
                Ok(None) => {
                    let tag = page.headers.get(ETAG).and_then(|tag| tag.to_str().ok());
                    result.etag = tag.filter(|_| pages.read == 1).map(str::to_owned);
                    result.read.complete = true;
                    return result;
                }
            }
        }
    }

    /// DEQAR has ten records on a page unless told otherwise.
    fn first_page(&self, url: &Url) -> Url {
        match is_deqar(url) && !url.query_pairs().any(|(key, _)| key == "limit") {
            true => with_parameters(url, self.options.page_size, 0),
            false => url.clone(),
        }
    }

    async fn page(&self, url: &Url, etag: Option<&str>) -> Result<Fetched, Diagnostic> {
        let mut pause = self.options.pause;
        let mut tried = 0;
        loop {
            let mut request = Request::get(url.clone()).with_timeout(self.options.timeout);
            request.headers = self.headers(etag);
            let (problem, again) = match fetch(&self.transport, request, FetchLimits::new(self.options.max_bytes)).await
            {
                Ok(page) if page.status == StatusCode::OK => return Ok(page),
                Ok(page) if page.status == StatusCode::NOT_MODIFIED && etag.is_some() => return Ok(page),
                Ok(page) => (
                    format!("the server answers with status {}", page.status.as_u16()),
                    page.status.is_server_error() || page.status == StatusCode::TOO_MANY_REQUESTS,
                ),
                Err(error) => (ql_core::with_causes(&error), error.is_transient()),
            };
            if !again || tried == self.options.retries {
                return Err(finding(codes::PAGING, format!("a page can't be read: {problem}"), url));
            }
            tried += 1;
            self.transport.sleep(pause).await;
            pause *= 2;
        }
    }

    fn headers(&self, etag: Option<&str>) -> HeaderMap {
        let mut headers = HeaderMap::new();
        let accept = "application/vnd.api+json, application/json, application/xml;q=0.9, text/csv;q=0.8, */*;q=0.5";
        headers.insert(ACCEPT, HeaderValue::from_static(accept));
        if let Some(etag) = etag.and_then(|etag| HeaderValue::from_str(etag).ok()) {
            headers.insert(IF_NONE_MATCH, etag);
        }
        let token = self.options.token.as_ref();
        if let Some(mut value) =
            token.and_then(|token| HeaderValue::from_str(&format!("Bearer {}", token.expose())).ok())
        {
            value.set_sensitive(true);
            headers.insert(AUTHORIZATION, value);
        }
        headers
    }
}

fn is_deqar(url: &Url) -> bool {
    url.path().contains("/connectapi/") || url.path().contains("/webapi/")
}

/// More pages than any registry has.
const MAX_PAGES: usize = 10_000;

/// Empty pages in a row that may stand between others.
const MAX_EMPTY: usize = 5;

/// The way through the pages of a registry.
struct Pages {
    url: Url,
    format: Option<RegistryFormat>,
    /// Pages so far.
    read: usize,
    /// Records so far, usable or not.
    records: usize,
    /// How many records a page has, as the first one shows.
    limit: usize,
    /// Where the first page begins.
    offset: usize,
    /// How many records the registry says that it has.
    count: Option<usize>,
    /// Empty pages in a row.
    empty: usize,
    visited: HashSet<Url>,
    ids: HashSet<String>,
}

impl Pages {
    fn new(url: Url) -> Self {
        let offset = url.query_pairs().find(|(key, _)| key == "offset").and_then(|(_, value)| value.parse().ok());
        Self {
            visited: HashSet::from([url.clone()]),
            url,
            format: None,
            read: 0,
            records: 0,
            limit: 0,
            offset: offset.unwrap_or(0),
            count: None,
            empty: 0,
            ids: HashSet::new(),
        }
    }

    /// The page after one that was read at `url`, or why there is none although there should be.
    fn after(&mut self, page: &RegistryRead, url: &Url) -> Result<Option<Url>, String> {
        self.read += 1;
        self.records += page.records;
        // Fewer than a single page has is no number of records.
        self.count = self.count.or(page.count.filter(|count| *count >= page.records));
        if self.read == 1 {
            self.limit = page.records;
        }
        let fresh = page.entries.iter().filter(|entry| self.ids.insert(entry.id.clone())).count();
        // As many records as were promised are the end, whatever else is said.
        let end = self.count.map(|count| (count, self.offset + self.records));
        let next = match &page.more {
            More::Offset if end.is_some_and(|(count, seen)| seen >= count) => None,
            More::No => match end {
                Some((count, seen)) if seen < count => {
                    return Err(format!("the pages end after {seen} records; {count} were promised"));
                }
                _ => None,
            },
            More::Offset => Some(with_parameters(&self.url, self.limit, self.offset + self.read * self.limit)),
            More::Link(link) => match url.join(link) {
                Ok(next) if next.origin() == url.origin() => Some(next),
                _ => return Err(format!("the next page is elsewhere: `{}`", ql_core::excerpt(link))),
            },
        };
        let Some(next) = next else { return Ok(None) };
        self.empty = if page.records == 0 { self.empty + 1 } else { 0 };
        if self.empty > MAX_EMPTY {
            return Err("page after page is empty although the registry promises more".into());
        }
        if fresh == 0 && !page.entries.is_empty() {
            return Err("a page has only entries that earlier pages had".into());
        }
        if !self.visited.insert(next.clone()) || self.read >= MAX_PAGES {
            return Err("the pages lead in a circle, or are more than any registry has".into());
        }
        Ok(Some(next))
    }
}

/// DEQAR divides the offset by the limit, so it has to be a multiple.
fn with_parameters(url: &Url, limit: usize, offset: usize) -> Url {
    let kept: Vec<(String, String)> = url
        .query_pairs()
        .filter(|(key, _)| key != "limit" && key != "offset")
        .map(|(key, value)| (key.into_owned(), value.into_owned()))
        .collect();
    let mut next = url.clone();
    next.query_pairs_mut()
        .clear()
        .extend_pairs(kept)
        .append_pair("limit", &limit.to_string())
        .append_pair("offset", &offset.to_string());
    next
}

fn origin_and_path(url: &Url) -> String {
    let mut url = url.clone();
    url.set_query(None);
    url.set_fragment(None);
    let _ = url.set_username("");
    let _ = url.set_password(None);
    url.into()
}

fn finding(code: Code, message: String, url: &Url) -> Diagnostic {
    Diagnostic::new(code, Severity::Fatal, message).with_source(origin_and_path(url))
}

fn stopped(mut result: RegistryFetch, finding: Diagnostic) -> RegistryFetch {
    result.read.complete = false;
    result.read.diagnostics.push(finding);
    result
}
