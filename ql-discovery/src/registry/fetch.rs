//! Registries read over the network, page by page.

use std::collections::HashSet;
use std::time::Duration;

use http::header::{ACCEPT, AUTHORIZATION, ETAG, IF_NONE_MATCH};
use http::{HeaderMap, HeaderValue, StatusCode};
use ql_core::{Code, Diagnostic, FetchLimits, Fetched, Request, Secret, Severity, Transport, fetch};
use url::Url;

use super::{More, RegistryRead};
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
        let mut url = self.first_page(url);
        let mut visited: HashSet<Url> = HashSet::new();
        let mut ids: HashSet<String> = HashSet::new();
        // What the server makes of the number of records asked for shows on the first page.
        let (mut limit, mut pages, mut seen) = (0, 0, 0);
        loop {
            let etag = etag.filter(|_| visited.is_empty());
            visited.insert(url.clone());
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
            let read = RegistryRead::parse_detect(&page.body);
            let records = read.records;
            let fresh = read.entries.iter().filter(|entry| ids.insert(entry.id.clone())).count();
            let of_page = read.diagnostics.into_iter().map(|finding| finding.with_source(origin_and_path(&url)));
            result.read.diagnostics.extend(of_page);
            result.read.entries.extend(read.entries);
            if !read.complete {
                result.read.complete = false;
                return result;
            }
            (pages, seen) = (pages + 1, seen + records);
            if pages == 1 {
                limit = records;
            }
            let next = match read.more {
                More::No if read.count.is_some_and(|count| seen < count) => {
                    let message =
                        format!("the pages end after {seen} records; {} were promised", read.count.unwrap_or(0));
                    return stopped(result, finding(codes::PAGING, message, &url));
                }
                More::No => {
                    let only = visited.len() == 1;
                    let tag = page.headers.get(ETAG).and_then(|tag| tag.to_str().ok());
                    result.etag = tag.filter(|_| only).map(str::to_owned);
                    result.read.complete = true;
                    return result;
                }
                More::Offset => with_parameters(&url, limit, pages * limit),
                More::Link(link) => match url.join(&link) {
                    Ok(next) if next.origin() == url.origin() => next,
                    _ => {
                        let message = format!("the next page is elsewhere: `{}`", ql_core::excerpt(&link));
                        return stopped(result, finding(codes::PAGING, message, &url));
                    }
                },
            };
            if fresh == 0 && records > 0 {
                let message = "a page has only entries that earlier pages had; reading ends here".to_owned();
                return stopped(result, finding(codes::PAGING, message, &url));
            }
            if visited.contains(&next) {
                let message = "the pages lead in a circle; reading ends here".to_owned();
                return stopped(result, finding(codes::PAGING, message, &url));
            }
            if result.read.entries.len() >= self.options.max_entries {
                let message = format!("more than {} entries; reading ends here", self.options.max_entries);
                return stopped(result, finding(codes::PAGING, message, &url));
            }
            url = next;
        }
    }

    /// DEQAR has ten records on a page unless told otherwise.
    fn first_page(&self, url: &Url) -> Url {
        let is_deqar = url.path().contains("/connectapi/") || url.path().contains("/webapi/");
        match is_deqar && !url.query_pairs().any(|(key, _)| key == "limit") {
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
