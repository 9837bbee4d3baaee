//! Another implementation of RFC 9421: what we sign it accepts, and what it signs we accept.

use std::env;
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::path::Path;
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};
use std::time::SystemTime;

use http::{HeaderMap, HeaderName, HeaderValue, Method};
use ql_core::{AddressPolicy, Auth, DataSource, Record, Request, SourceType};
use ql_exchange::signature::{SignatureAlgorithm, SignedMessage, Signer, SigningKey};
use ql_exchange::{Access, HarvestOutcome, HarvestSummary, Harvester, HttpTransport};
use serde_json::{Value, json};
use url::Url;

use super::keys::kind;
use super::openssl::OpenSsl;
use super::{ALGORITHMS, at, verifier};

const KEY_ID: &str = "aggregator; 2026 (test)";
/// URLs whose authority can be written in several ways.
const URLS: [&str; 12] = [
    "https://uni.example/ooapi/v5/courses?pageNumber=2&q=a+b",
    "https://UNI.Example:443/",
    "https://uni.example:80/",
    "http://uni.example:80/",
    "http://uni.example:443/",
    "https://uni.example:8443/a%20b/%C3%A4",
    "https://größe.example/",
    "https://教育.example:8080/?",
    "http://127.0.0.1:4711/courses",
    "http://[2001:DB8:0:0::1]/",
    "https://[::1]:8443/?a=b#c",
    "https://uni.example./",
];

/// A Python that has the package, and OpenSSL.
fn python() -> Option<(String, OpenSsl)> {
    let python = env::var("QL_PYTHON").ok().filter(|path| !path.is_empty());
    if python.is_none() {
        assert!(env::var_os("QL_REQUIRE_PEERS").is_none(), "QL_REQUIRE_PEERS is set, but QL_PYTHON is not");
        eprintln!("skipped: QL_PYTHON names no Python with http-message-signatures");
    }
    Some((python?, OpenSsl::find()?))
}

/// A new key; `public.pem` and `private.pem` are in the folder.
fn key(openssl: &OpenSsl, algorithm: SignatureAlgorithm) -> SigningKey {
    let pem = openssl.generate("private.pem", kind(algorithm));
    openssl.run(&["pkey", "-in", "private.pem", "-pubout", "-out", "public.pem"]);
    SigningKey::from_pem(KEY_ID, algorithm, &pem).expect("a key")
}

fn command(python: &str, what: &str, algorithm: SignatureAlgorithm, key: &str) -> Command {
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/signatures/peer.py");
    let mut command = Command::new(python);
    command.arg(script).args([what, algorithm.as_str(), KEY_ID, key]);
    command.stdin(Stdio::piped()).stdout(Stdio::piped());
    command
}

/// What the script answers to `input`.
fn ask(mut command: Command, input: &Value) -> Value {
    let mut child = command.spawn().expect("Python");
    let mut stdin = child.stdin.take().expect("an input");
    stdin.write_all(input.to_string().as_bytes()).expect("Python reads");
    drop(stdin);
    let output = child.wait_with_output().expect("an end");
    assert!(output.status.success(), "{command:?}: {}", output.status);
    serde_json::from_slice(&output.stdout).expect("JSON")
}

/// A data source in Python that answers signed requests only.
struct Server {
    child: Child,
    /// It ends when this is closed.
    stdin: Option<ChildStdin>,
    stdout: BufReader<ChildStdout>,
    origin: Url,
}

impl Server {
    fn start(mut command: Command) -> Self {
        let mut child = command.spawn().expect("Python");
        let stdin = child.stdin.take();
        let mut stdout = BufReader::new(child.stdout.take().expect("an output"));
        let mut port = String::new();
        stdout.read_line(&mut port).expect("a line");
        let origin = format!("http://127.0.0.1:{}/", port.trim()).parse().expect("a port");
        Self { child, stdin, stdout, origin }
    }

    fn source(&self, source_type: SourceType, path: &str, auth: Auth) -> DataSource {
        let version = if source_type == SourceType::Ooapi { "5" } else { "3.3" };
        let path = self.origin.join(path).expect("a URL");
        DataSource::builder(source_type, path).version(version).auth(auth).build()
    }

    /// Ends it; status and path of every request.
    fn end(mut self) -> Vec<String> {
        drop(self.stdin.take());
        let mut text = String::new();
        self.stdout.read_to_string(&mut text).expect("its output");
        assert!(self.child.wait().expect("an end").success());
        text.lines().map(str::to_owned).collect()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        drop(self.stdin.take());
        let _ = self.child.wait();
    }
}

fn harvester(signer: Signer) -> Harvester<HttpTransport> {
    let policy = AddressPolicy::public_only().allowing_loopback();
    let transport = HttpTransport::builder().with_address_policy(policy).build().expect("a client");
    Harvester::new(transport).with_access(Access::new().with_signer(signer))
}

async fn run(harvester: &Harvester<HttpTransport>, source: &DataSource) -> (Vec<Record>, HarvestSummary) {
    let mut harvest = harvester.harvest(source);
    let mut records = Vec::new();
    while let Some(batch) = harvest.next().await {
        records.extend(batch.records);
    }
    (records, harvest.finish())
}

#[tokio::test]
async fn harvests_of_sources_that_verify() {
    let Some((python, openssl)) = python() else { return };
    for algorithm in ALGORITHMS {
        let key = key(&openssl, algorithm);
        let server = Server::start(command(&python, "serve", algorithm, &openssl.path("public.pem")));
        // Which key signs is said by the source: another one is first.
        let other = ALGORITHMS.into_iter().find(|other| kind(*other) != kind(algorithm)).expect("another algorithm");
        let other = SigningKey::from_pem("other", other, &openssl.generate("other.pem", kind(other))).expect("a key");
        let harvester = harvester(Signer::new(other).with_key(key));
        let auth = || Auth::HttpSig { alg: Some(algorithm.to_string()) };

        let (records, summary) = run(&harvester, &server.source(SourceType::Ooapi, "v5/", auth())).await;
        assert_eq!(summary.outcome, HarvestOutcome::Complete, "{algorithm}: {:?}", summary.diagnostics);
        assert_eq!(records.len(), 4, "{algorithm}");
        assert!(records.iter().all(|record| record.parts.len() == 1), "{algorithm}: a course has no offering");

        for path in ["courses.ttl", "moved.ttl"] {
            let (records, summary) = run(&harvester, &server.source(SourceType::Elm, path, auth())).await;
            assert_eq!(summary.outcome, HarvestOutcome::Complete, "{algorithm}: {:?}", summary.diagnostics);
            assert_eq!(records.len(), 1, "{algorithm}");
        }
        let asked = server.end();
        assert!(asked.len() >= 9, "{asked:?}");
        // The peer has courses only; whoever it does not accept gets another answer.
        let is_list_of_others = |line: &str| line.starts_with("404 /v5/") && !line.contains("courses");
        let is_accepted =
            |line: &str| line.starts_with("200 ") || line.starts_with("302 /moved.ttl") || is_list_of_others(line);
        assert!(asked.iter().all(|line| is_accepted(line)), "{asked:?}");
    }
}

#[tokio::test]
async fn harvests_with_another_key_or_none_are_refused() {
    let Some((python, openssl)) = python() else { return };
    let algorithm = SignatureAlgorithm::Ed25519;
    let other = key(&openssl, algorithm);
    key(&openssl, algorithm);
    let server = Server::start(command(&python, "serve", algorithm, &openssl.path("public.pem")));
    let harvester = harvester(Signer::new(other));
    for auth in [Auth::HttpSig { alg: None }, Auth::None] {
        let (_, summary) = run(&harvester, &server.source(SourceType::Elm, "courses.ttl", auth)).await;
        assert!(matches!(summary.outcome, HarvestOutcome::Failed { .. }), "{:?}", summary.outcome);
        assert_eq!(summary.diagnostics[0].code().as_str(), "exchange.access-denied");
    }
    // For an algorithm that there is no key for, nothing is sent.
    let auth = Auth::HttpSig { alg: Some("rsa-pss-sha512".into()) };
    let (_, summary) = run(&harvester, &server.source(SourceType::Elm, "courses.ttl", auth)).await;
    assert_eq!(summary.diagnostics[0].code().as_str(), "exchange.signing-key");
    let asked = server.end();
    assert_eq!(asked.len(), 2, "{asked:?}");
    assert!(asked.iter().all(|line| line.starts_with("401 /courses.ttl InvalidSignature")), "{asked:?}");
}

#[test]
fn the_peer_accepts_what_we_sign() {
    let Some((python, openssl)) = python() else { return };
    for algorithm in ALGORITHMS {
        let signer = Signer::new(key(&openssl, algorithm));
        let signed = |url: &&str| {
            let mut request = Request::get(url.parse().expect("a URL"));
            signer.sign(&mut request, SystemTime::now()).expect("a signature");
            let field = |name: &str| request.headers[name].to_str().expect("ASCII").to_owned();
            let headers = json!({ "Signature-Input": field("signature-input"), "Signature": field("signature") });
            json!({ "method": "GET", "url": request.url.as_str(), "headers": headers })
        };
        let mut requests: Vec<Value> = URLS.iter().map(signed).collect();
        // One that is not for where it was sent to.
        requests.push(requests[0].clone());
        requests.last_mut().expect("a request")["url"] = json!("https://other.example/");
        let command = command(&python, "verify", algorithm, &openssl.path("public.pem"));
        let wrong = ask(command, &json!(requests));
        let wrong = wrong.as_array().expect("a list");
        for (url, wrong) in URLS.iter().zip(wrong) {
            assert!(wrong.is_null(), "{algorithm}, {url}: {wrong}");
        }
        assert!(wrong[URLS.len()].as_str().is_some_and(|text| text.starts_with("InvalidSignature")), "{wrong:?}");
    }
}

#[test]
fn we_accept_what_the_peer_signs() {
    const NOW: u64 = 1_785_000_000;
    let Some((python, openssl)) = python() else { return };
    let all = ["@method", "@target-uri", "@authority", "@scheme", "@request-target", "@path", "@query", "date"];
    for algorithm in ALGORITHMS {
        let verifier = verifier(&Signer::new(key(&openssl, algorithm)));
        let mut requests = Vec::new();
        for url in URLS {
            // A client sends no fragment.
            let mut url: Url = url.parse().expect("a URL");
            url.set_fragment(None);
            let request = |covered: &[&str], more: Value| {
                let mut request = json!({
                    "method": "GET", "url": url.as_str(), "headers": { "Date": "Sat, 25 Jul 2026 17:20:00 GMT" },
                    "created": NOW, "lifetime": 3600, "covered": covered,
                });
                request.as_object_mut().expect("an object").extend(more.as_object().expect("an object").clone());
                request
            };
            requests.push(request(&["@authority"], json!({})));
            requests.push(request(&all, json!({ "label": "*ql.v1", "nonce": "a\"b\\c", "method": "HEAD" })));
        }
        requests.push(requests[0].clone());
        let parameter = "\"@query-param\";name=\"q\"";
        requests.last_mut().expect("a request")["covered"] = json!(["@authority", parameter]);
        let command = command(&python, "sign", algorithm, &openssl.path("private.pem"));
        let signed = ask(command, &json!(requests));
        let signed = signed.as_array().expect("a list");
        assert_eq!(signed.len(), requests.len());
        for (request, fields) in requests.iter().zip(signed) {
            let mut headers = HeaderMap::new();
            for (name, value) in fields.as_object().expect("fields") {
                let value = HeaderValue::from_str(value.as_str().expect("a text")).expect("a value");
                headers.append(HeaderName::try_from(name).expect("a name"), value);
            }
            let method: Method = request["method"].as_str().expect("a text").parse().expect("a method");
            let url: Url = request["url"].as_str().expect("a text").parse().expect("a URL");
            let message = SignedMessage { method: &method, url: &url, headers: &headers, status: None };
            let verified = verifier.verify(message, at(NOW + 3600));
            let verified = verified.unwrap_or_else(|refusal| panic!("{algorithm}, {request}, {headers:?}: {refusal}"));
            assert_eq!((verified.key_id.as_str(), verified.algorithm), (KEY_ID, algorithm));
            let elsewhere = "https://other.example/?q=b".parse().expect("a URL");
            let message = SignedMessage { url: &elsewhere, ..message };
            assert_eq!(verifier.verify(message, at(NOW)).expect_err("a refusal").status(), 401);
        }
    }
}
