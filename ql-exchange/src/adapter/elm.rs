//! A static file of the European Learning Model.

use std::sync::Mutex;

use ql_core::{DataSource, Record, RecordKind, SourceType, Transport};

use crate::codes;
use crate::harvest::{HarvestOptions, Step, Stop};
use crate::outcome::HarvestStatistics;
use crate::request::Client;

pub(crate) struct ElmFile<'h, T> {
    client: Client<'h, T>,
    source: &'h DataSource,
    max_bytes: u64,
    done: bool,
}

const ACCEPT: &str = "text/turtle, application/rdf+xml;q=0.9, application/ld+json;q=0.8, */*;q=0.1";

impl<'h, T: Transport> ElmFile<'h, T> {
    pub(crate) fn new(client: Client<'h, T>, source: &'h DataSource, options: &HarvestOptions) -> Self {
        Self { client, source, max_bytes: options.max_file_bytes, done: false }
    }

    pub(crate) fn statistics(&self) -> &Mutex<HarvestStatistics> {
        &self.client.statistics
    }

    pub(crate) async fn step(&mut self) -> Step {
        if self.done {
            return Step::End;
        }
        self.done = true;
        let fetched = match self.client.get(self.source.path(), ACCEPT, self.max_bytes).await {
            Ok(fetched) => fetched,
            Err(error) => return Step::Stop(error.into()),
        };
        if fetched.body.is_empty() {
            return Step::Stop(Stop { code: codes::EMPTY_BODY, message: "the file is empty".into() });
        }
        let start: Vec<u8> = fetched.body.iter().take(512).map(u8::to_ascii_lowercase).collect();
        let start = start.strip_prefix(b"\xef\xbb\xbf").unwrap_or(&start).trim_ascii_start();
        if start.starts_with(b"<!doctype html") || start.starts_with(b"<html") {
            let message = "the answer is a web page, not a file of the European Learning Model".into();
            return Step::Stop(Stop { code: codes::WEB_PAGE, message });
        }
        self.client.count(|statistics| statistics.pages += 1);
        let media_type = self.source.content_type().or(fetched.content_type()).map(str::to_owned);
        let record = Record::new(SourceType::Elm, RecordKind::Document, fetched.body)
            .with_version(self.source.major_version())
            .with_media_type(media_type)
            .with_url(Some(fetched.url));
        Step::Records(vec![record])
    }
}
