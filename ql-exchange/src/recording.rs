use std::collections::{HashMap, VecDeque};
use std::fmt;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use bytes::Bytes;
use http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, header};
use ql_core::{
    Body, DataSource, DataSourceBuilder, Fetched, Manifest, ManifestParser, Request, Response, Transport,
    TransportError, TransportErrorKind,
};
use serde::{Deserialize, Serialize};
use url::Url;

use crate::credentials::{Credentials, Used};

/// Keeps the answers of one harvest.
#[derive(Debug)]
pub(crate) struct Recorder {
    folder: PathBuf,
    number: AtomicU64,
    secrets: Vec<String>,
    /// The first thing that could not be written.
    problem: Mutex<Option<String>>,
}

/// What is written beside the body of an answer.
#[derive(Clone, Serialize, Deserialize)]
struct Head {
    url: Url,
    #[serde(rename = "finalUrl", default, skip_serializing_if = "Option::is_none")]
    final_url: Option<Url>,
    status: u16,
    headers: Vec<(String, String)>,
    body: String,
}

const SOURCE: &str = "source.json";

impl Recorder {
    /// Records into a new folder below `parent`, named after the source.
    pub(crate) fn create(parent: &Path, source: &DataSource) -> io::Result<Self> {
        std::fs::create_dir_all(parent)?;
        let legal = |c: char| if c.is_alphanumeric() || c == '-' { c } else { '_' };
        let name: String = source.label().chars().take(40).map(legal).collect();
        let folder = (1..10_000)
            .map(|number| parent.join(format!("{name}-{number}")))
            .find(|folder| std::fs::create_dir(folder).is_ok())
            .ok_or_else(|| io::Error::other(format!("no folder can be made in `{}`", parent.display())))?;
        let secrets = source.query_parameters().iter().chain(source.headers()).map(|(_, value)| value.clone());
        // A word as short as this is in every text, and no secret.
        let secrets = secrets.filter(|value| value.len() >= 6).flat_map(|value| forms(&value)).collect();
        let recorder = Self { folder, number: AtomicU64::new(0), secrets, problem: Mutex::new(None) };
        let open = Manifest::builder().source(opened(source)).build();
        let text = open.map(|manifest| manifest.to_json()).map_err(|error| io::Error::other(error.to_string()))?;
        std::fs::write(recorder.folder.join(SOURCE), text)?;
        Ok(recorder)
    }

    /// What could not be written, if anything: a recording with a hole is none.
    pub(crate) fn problem(&self) -> Option<String> {
        self.problem.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    pub(crate) fn keep(&self, url: &Url, answer: &Fetched, credentials: &Credentials, used: &Used) {
        let mut secrets: Vec<String> = self.secrets.clone();
        secrets.extend(used.as_ref().map(ql_core::Secret::expose).into_iter().flat_map(forms));
        if let Credentials::Header(_, value) = credentials {
            secrets.extend(value.to_str().ok().into_iter().flat_map(forms));
        }
        let secrets: Vec<&str> = secrets.iter().map(String::as_str).collect();
        let name = format!("{:06}", self.number.fetch_add(1, Ordering::Relaxed));
        let kept = |name: &HeaderName| ![header::SET_COOKIE, header::AUTHORIZATION].contains(name);
        let text = |value: &HeaderValue| blotted(&String::from_utf8_lossy(value.as_bytes()), &secrets);
        let head = Head {
            url: url.clone(),
            final_url: Some(without_query(&answer.url)).filter(|last| *last != without_query(url)),
            status: answer.status.as_u16(),
            headers: answer
                .headers
                .iter()
                .filter(|(name, _)| kept(name))
                .map(|(name, value)| (name.to_string(), text(value)))
                .collect(),
            body: format!("{name}.body"),
        };
        let body = match std::str::from_utf8(&answer.body) {
            Ok(text) if secrets.iter().any(|secret| text.contains(secret)) => blotted(text, &secrets).into(),
            _ => answer.body.clone(),
        };
        let written = serde_json::to_vec_pretty(&head).map_err(io::Error::from).and_then(|head| {
            std::fs::write(self.folder.join(&name).with_extension("body"), &body)?;
            std::fs::write(self.folder.join(&name).with_extension("json"), head)
        });
        if let Err(error) = written {
            let mut problem = self.problem.lock().unwrap_or_else(PoisonError::into_inner);
            problem.get_or_insert_with(|| error.to_string());
        }
    }
}

/// The source without what is needed to get in.
fn opened(source: &DataSource) -> DataSourceBuilder {
    let mut builder = DataSource::builder(source.source_type().clone(), source.path().clone());
    if let Some(version) = source.version() {
        builder = builder.version(version);
    }
    if let Some(size) = source.page_size() {
        builder = builder.page_size(size);
    }
    if let Some(content_type) = source.content_type() {
        builder = builder.content_type(content_type);
    }
    builder
}

/// A secret as it stands in the manifest, and as it may stand in a URL or a text of JSON.
fn forms(secret: &str) -> Vec<String> {
    let form: String = url::form_urlencoded::byte_serialize(secret.as_bytes()).collect();
    let percent = form.replace('+', "%20");
    let json = serde_json::to_string(secret).unwrap_or_default();
    let json = json.trim_matches('"').to_owned();
    let lower = |text: &str| {
        let mut text = text.to_owned();
        for at in text.clone().match_indices('%').map(|(at, _)| at) {
            if let Some(digits) = text.get_mut(at + 1..at + 3) {
                digits.make_ascii_lowercase();
            }
        }
        text
    };
    vec![secret.to_owned(), lower(&form), lower(&percent), form, percent, json]
}

fn without_query(url: &Url) -> Url {
    let mut url = url.clone();
    url.set_query(None);
    url
}

fn blotted(text: &str, secrets: &[&str]) -> String {
    secrets.iter().fold(text.to_owned(), |text, secret| text.replace(secret, "[secret]"))
}

/// Answers requests from a [recording](crate::HarvestOptions::with_recording), without a network. The same request made again gets the next answer that
/// was recorded for it, the last one any number of times.
///
/// ```no_run
/// # async fn example() -> Result<(), Box<dyn std::error::Error>> {
/// use ql_exchange::{Harvester, Replay};
/// let replay = Replay::open("failing-case/All_courses-1")?;
/// let source = replay.source().clone();
/// let harvester = Harvester::new(replay);
/// let mut harvest = harvester.harvest(&source);
/// while let Some(batch) = harvest.next().await {}
/// println!("{}", harvest.finish().outcome);
/// # Ok(())
/// # }
/// ```
pub struct Replay {
    folder: PathBuf,
    source: DataSource,
    answers: Mutex<HashMap<Url, VecDeque<Head>>>,
}

impl fmt::Debug for Replay {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Replay").field("folder", &self.folder).finish_non_exhaustive()
    }
}

impl Replay {
    /// Opens a recording.
    pub fn open(folder: impl AsRef<Path>) -> io::Result<Self> {
        let folder = folder.as_ref().to_owned();
        let invalid = |what: &str| io::Error::new(io::ErrorKind::InvalidData, what.to_owned());
        let text = std::fs::read(folder.join(SOURCE))?;
        let report = ManifestParser::new().parse_detect(&text, Some("application/json"), None);
        let manifest = report.into_manifest().ok_or_else(|| invalid("the source of the recording can't be read"))?;
        let source = manifest.sources().first().cloned().ok_or_else(|| invalid("the recording has no source"))?;
        let mut names: Vec<PathBuf> =
            std::fs::read_dir(&folder)?.map(|entry| Ok(entry?.path())).collect::<io::Result<_>>()?;
        names.retain(|path| path.extension().is_some_and(|end| end == "json") && !path.ends_with(SOURCE));
        names.sort();
        let mut answers: HashMap<Url, VecDeque<Head>> = HashMap::new();
        for path in names {
            let head: Head = serde_json::from_slice(&std::fs::read(&path)?)?;
            answers.entry(head.url.clone()).or_default().push_back(head);
        }
        Ok(Self { folder, source, answers: Mutex::new(answers) })
    }

    /// The data source that was recorded, without its access control.
    pub fn source(&self) -> &DataSource {
        &self.source
    }

    fn next(&self, url: &Url) -> Option<(StatusCode, HeaderMap, String)> {
        let mut answers = self.answers.lock().unwrap_or_else(PoisonError::into_inner);
        let of_url = answers.get_mut(url)?;
        let head = if of_url.len() > 1 { of_url.pop_front()? } else { of_url.front()?.clone() };
        let Some(last) = head.final_url.clone().filter(|last| last != url) else { return Some(parts(&head)) };
        // The way to the answer is gone again, for the document is read with the address that it had in the end.
        let mut headers = HeaderMap::new();
        headers.insert(header::LOCATION, HeaderValue::try_from(last.as_str()).ok()?);
        answers.insert(last, VecDeque::from([Head { final_url: None, ..head }]));
        Some((StatusCode::FOUND, headers, String::new()))
    }
}

fn parts(head: &Head) -> (StatusCode, HeaderMap, String) {
    let mut headers = HeaderMap::new();
    for (name, value) in &head.headers {
        // The body is kept as it was after decompression.
        if let (Ok(name), Ok(value)) = (HeaderName::try_from(name), HeaderValue::try_from(value))
            && ![header::CONTENT_ENCODING, header::CONTENT_LENGTH, header::TRANSFER_ENCODING].contains(&name)
        {
            headers.append(name, value);
        }
    }
    (StatusCode::from_u16(head.status).unwrap_or(StatusCode::BAD_GATEWAY), headers, head.body.clone())
}

/// The body of a recorded answer.
#[derive(Debug)]
pub struct ReplayBody(Option<Bytes>);

impl Body for ReplayBody {
    async fn chunk(&mut self) -> Result<Option<Bytes>, TransportError> {
        Ok(self.0.take())
    }
}

impl Transport for Replay {
    type Body = ReplayBody;

    async fn send(&self, request: Request) -> Result<Response<ReplayBody>, TransportError> {
        let missing =
            || TransportError::new(TransportErrorKind::Connect, "the recording has no answer to this request");
        if request.method != Method::GET {
            return Err(missing());
        }
        let (status, headers, body) = self.next(&request.url).ok_or_else(missing)?;
        if body.is_empty() {
            return Ok(Response::new(status, headers, ReplayBody(None)));
        }
        // A name from a file that somebody has sent.
        let name = Path::new(&body).file_name().ok_or_else(missing)?;
        let body = std::fs::read(self.folder.join(name)).map_err(|error| {
            TransportError::new(TransportErrorKind::Broken, "a recorded body can't be read").with_source(error)
        })?;
        Ok(Response::new(status, headers, ReplayBody(Some(body.into()))))
    }

    /// Nobody is waited for.
    async fn sleep(&self, _: Duration) {}
}
