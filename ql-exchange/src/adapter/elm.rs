//! A static file of the European Learning Model.

use std::collections::BTreeMap;

use ql_core::{DataSource, Record, RecordKind, SourceType, Transport};

use crate::codes;
use crate::harvest::{Batch, HarvestOptions, Step, Stop};
use crate::request::{Answer, Ask, Client};
use crate::state::Validators;
use crate::truncation::lacks_end;

pub(crate) struct ElmFile<'h, T> {
    client: Client<'h, T>,
    source: &'h DataSource,
    max_bytes: u64,
    known: BTreeMap<String, Validators>,
    validators: BTreeMap<String, Validators>,
    done: bool,
    cut: bool,
}

/// What the validators of the file are kept under: a URL may hold a key.
const FILE: &str = "file";

const ACCEPT: &str = "text/turtle, application/rdf+xml;q=0.9, application/ld+json;q=0.8, */*;q=0.1";

impl<'h, T: Transport> ElmFile<'h, T> {
    pub(crate) fn new(
        client: Client<'h, T>,
        source: &'h DataSource,
        options: &HarvestOptions,
        known: BTreeMap<String, Validators>,
    ) -> Self {
        let max_bytes = options.max_file_bytes;
        Self { client, source, max_bytes, known, validators: BTreeMap::new(), done: false, cut: false }
    }

    pub(crate) fn client(&self) -> &Client<'h, T> {
        &self.client
    }

    pub(crate) fn take_validators(&mut self) -> BTreeMap<String, Validators> {
        std::mem::take(&mut self.validators)
    }

    pub(crate) async fn step(&mut self) -> Step {
        if self.cut {
            let message = "the file ends in the middle of a statement".into();
            return Step::Stop(Stop { code: codes::TRUNCATED, message });
        }
        if self.done {
            return Step::End;
        }
        self.done = true;
        let (url, max_bytes) = (self.source.path(), self.max_bytes);
        let ask = Ask { url, accept: ACCEPT, max_bytes, validators: self.known.get(FILE) };
        let fetched = match self.client.ask(ask).await {
            Ok(Answer::Fetched(fetched)) => fetched,
            Ok(Answer::NotModified) => return Step::NotModified,
            Err(error) => return Step::Stop(error.into()),
        };
        let text = fetched.body.strip_prefix(b"\xef\xbb\xbf").unwrap_or(&fetched.body);
        if text.trim_ascii().is_empty() {
            return Step::Stop(Stop { code: codes::EMPTY_BODY, message: "the file is empty".into() });
        }
        let start: Vec<u8> = fetched.body.iter().take(512).map(u8::to_ascii_lowercase).collect();
        let start = start.strip_prefix(b"\xef\xbb\xbf").unwrap_or(&start).trim_ascii_start();
        let is_page =
            [&b"<!doctype html"[..], b"<html"].iter().any(|mark| start.windows(mark.len()).any(|part| part == *mark));
        if start.starts_with(b"<") && is_page {
            let message = "the answer is a web page, not a file of the European Learning Model".into();
            return Step::Stop(Stop { code: codes::WEB_PAGE, message });
        }
        self.client.count(|statistics| statistics.pages += 1);
        self.validators.extend(Validators::of(&fetched.headers).map(|validators| (FILE.to_owned(), validators)));
        // What there is is handed over; what is wrong is said at the next step.
        self.cut = lacks_end(&fetched.body);
        let media_type = self.source.content_type().or(fetched.content_type()).map(str::to_owned);
        let record = Record::new(SourceType::Elm, RecordKind::Document, fetched.body)
            .with_version(self.source.major_version())
            .with_media_type(media_type)
            .with_url(Some(fetched.url));
        Step::Records(Batch { context: Vec::new(), records: vec![record] })
    }
}
