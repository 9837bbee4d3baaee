use bytes::Bytes;
use http_body_util::Full;
use hyper::{Method, Request, Response, StatusCode, header};
use ql_core::{Auth, DataSource, Manifest, Provider, PublicKey, SourceType};
use serde_json::json;

use crate::Options;
use crate::catalogue::{self, Course};

/// Every host that the servers play.
pub(crate) const HOSTS: &[&str] = &[
    "meridian.example",
    "www.meridian.example",
    "api.meridian.example",
    "littoral.example",
    "www.littoral.example",
    "umbra.example",
];

/// What `meridian.example` says in DNS.
pub(crate) const MANIFEST_RECORD: &str = "v=qldiscover1; m=https://www.meridian.example/opendata/courses-manifest";

const API_KEY: &str = "sea-breeze-4711";

pub(crate) fn providers() -> Vec<Provider> {
    let provider = |name: &str, domain: &str, number: u16| {
        Provider::new()
            .with_name(name)
            .with_website(format!("https://www.{domain}/"))
            .with_iri(format!("https://data.deqar.eu/institution/{number}"))
            // Names in this file are valid domain names.
            .with_schac(domain.parse().expect("a domain name"))
    };
    vec![
        provider("Meridian University", "meridian.example", 9001),
        provider("Littoral University", "littoral.example", 9002),
        provider("Umbra Academy", "umbra.example", 9003),
    ]
}

/// The content of all sites.
pub(crate) struct Sites {
    courses: Vec<Course>,
    littoral_manifest: String,
}

const MERIDIAN_MANIFEST: &str = "\
# Meridian University: course data for QualityLink
meta:
  schac: meridian.example
sources:
  - id: catalogue
    name: Course catalogue
    type: ooapi
    version: '5'
    path: https://api.meridian.example/ooapi/v5
    pageSize: 50
";

const UMBRA_MANIFEST: &str = "\
meta:
  schac: umbra.example
sources:
  - name: Our courses
    type: ooapy
    version: 5
    path: https://api.umbra.example/ooapi/v5
  - name: Our old courses
    type: elm
    path: www.umbra.example/courses.ttl
";

impl Sites {
    pub(crate) fn new(options: &Options, key: &PublicKey) -> Result<Self, Box<dyn std::error::Error + Send + Sync>> {
        let auth = Auth::HttpHeader { field: "X-Api-Key".into(), value: key.encrypt(API_KEY)? };
        let file = DataSource::builder(SourceType::Elm, "https://www.littoral.example/data/courses.ttl".parse()?)
            .name("All courses")
            .version("3.2")
            .auth(auth);
        let manifest = Manifest::builder().schac("littoral.example".parse()?).source(file).build()?;
        Ok(Self { courses: (0..options.courses).map(Course::new).collect(), littoral_manifest: manifest.to_json() })
    }

    pub(crate) fn answer<B>(&self, request: &Request<B>) -> Response<Full<Bytes>> {
        if request.method() != Method::GET {
            return text(StatusCode::METHOD_NOT_ALLOWED, "text/plain", "only GET\n");
        }
        let host = request.headers().get(header::HOST).and_then(|host| host.to_str().ok()).unwrap_or_default();
        let host = host.split(':').next().unwrap_or_default();
        match (host, request.uri().path()) {
            ("www.meridian.example", "/opendata/courses-manifest") => {
                text(StatusCode::OK, "text/plain; charset=utf-8", MERIDIAN_MANIFEST)
            }
            ("api.meridian.example", path) => self.ooapi(path, request.uri().query().unwrap_or_default()),
            ("littoral.example", "/.well-known/quality-link-manifest.json") => {
                text(StatusCode::OK, "application/json", &self.littoral_manifest)
            }
            ("www.littoral.example", "/data/courses.ttl") => {
                match request.headers().get("x-api-key").is_some_and(|key| key == API_KEY) {
                    true => text(StatusCode::OK, "text/turtle", &catalogue::turtle()),
                    false => text(StatusCode::UNAUTHORIZED, "text/plain", "an API key is needed\n"),
                }
            }
            ("umbra.example", "/.well-known/quality-link-manifest.yaml") => {
                text(StatusCode::OK, "application/yaml", UMBRA_MANIFEST)
            }
            // Many sites greet every unknown path with their front page.
            ("umbra.example", "/.well-known/quality-link-manifest") => {
                text(StatusCode::OK, "text/html", "<!doctype html><title>Umbra Academy</title>\n")
            }
            _ => text(StatusCode::NOT_FOUND, "text/plain", "not found\n"),
        }
    }

    fn ooapi(&self, path: &str, query: &str) -> Response<Full<Bytes>> {
        let Some(path) = path.strip_prefix("/ooapi/v5/") else { return problem(StatusCode::NOT_FOUND) };
        let parameter = |name: &str, default: usize| {
            let pair = query.split('&').filter_map(|pair| pair.split_once('=')).find(|(key, _)| *key == name);
            pair.map_or(Some(default), |(_, value)| value.parse().ok())
        };
        let (Some(size), Some(number)) = (parameter("pageSize", 10), parameter("pageNumber", 1)) else {
            return problem(StatusCode::BAD_REQUEST);
        };
        if ![10, 20, 50, 100, 250].contains(&size) || number == 0 {
            return problem(StatusCode::BAD_REQUEST);
        }
        let items: Vec<serde_json::Value> = match path.split('/').collect::<Vec<_>>().as_slice() {
            ["courses"] => self.courses.iter().map(Course::to_json).collect(),
            ["courses", id, "offerings"] => match self.courses.iter().find(|course| course.id() == *id) {
                Some(course) => course.offerings(),
                None => return problem(StatusCode::NOT_FOUND),
            },
            _ => return problem(StatusCode::NOT_FOUND),
        };
        let pages = items.len().div_ceil(size).max(1);
        let page: Vec<_> = items.into_iter().skip((number - 1) * size).take(size).collect();
        let body = json!({
            "pageSize": size, "pageNumber": number, "hasPreviousPage": number > 1, "hasNextPage": number < pages,
            "totalPages": pages, "items": page,
        });
        text(StatusCode::OK, "application/json", &body.to_string())
    }
}

fn text(status: StatusCode, content_type: &'static str, body: &str) -> Response<Full<Bytes>> {
    let mut response = Response::new(Full::new(Bytes::copy_from_slice(body.as_bytes())));
    *response.status_mut() = status;
    response.headers_mut().insert(header::CONTENT_TYPE, header::HeaderValue::from_static(content_type));
    response
}

fn problem(status: StatusCode) -> Response<Full<Bytes>> {
    let body = json!({ "status": status.as_str(), "title": status.canonical_reason() });
    text(status, "application/problem+json", &body.to_string())
}
