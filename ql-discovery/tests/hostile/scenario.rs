//! A scenario: what the servers do, and what must come of it.

use std::fmt;
use std::time::Duration;

use bytes::Bytes;
use ql_core::{AddressPolicy, Diagnostic};
use ql_discovery::{DiscoveryReport, Outcome, UnreachableReason};

use crate::servers::{Asked, DnsScript, Front, Seen, Step, send};
use crate::wire::{A, ASKED, MINUTE, Query, TXT};

/// The institution looked for.
pub(crate) const DOMAIN: &str = "uni.example";
pub(crate) const MANIFEST: &str =
    r#"{"sources":[{"type":"ooapi","version":"5","path":"https://api.uni.example/v5/"}]}"#;
pub(crate) const MIB: usize = 1 << 20;

/// What an outcome must be; a text must occur in its reason or detail.
#[derive(Clone, Copy)]
pub(crate) enum Expected {
    NotTried,
    NoRecord,
    MalformedRecord,
    NotFound,
    Status(u16),
    BadRedirect(&'static str),
    NotAManifest(&'static str),
    /// With a finding of this code, or whose code begins so.
    Invalid(&'static str),
    Unreachable(UnreachableReason, &'static str),
    Refused(&'static str),
    Found,
}

pub(crate) const TIMEOUT: Expected = Expected::Unreachable(UnreachableReason::Timeout, "in time");
pub(crate) const TOO_LARGE: Expected = Expected::NotAManifest("larger than the limit of 1048576 bytes");

pub(crate) fn broken(detail: &'static str) -> Expected {
    Expected::Unreachable(UnreachableReason::Broken, detail)
}

impl Expected {
    pub(crate) fn fits<'d>(self, outcome: &Outcome, mut findings: impl Iterator<Item = &'d Diagnostic>) -> bool {
        match (self, outcome) {
            (Self::NotTried, Outcome::NotTried)
            | (Self::NoRecord, Outcome::NoRecord)
            | (Self::MalformedRecord, Outcome::MalformedRecord)
            | (Self::NotFound, Outcome::NotFound)
            | (Self::Found, Outcome::Found) => true,
            (Self::Status(expected), Outcome::Status { status }) => expected == *status,
            (Self::BadRedirect(text), Outcome::BadRedirect { reason })
            | (Self::NotAManifest(text), Outcome::NotAManifest { reason })
            | (Self::Refused(text), Outcome::Refused { reason }) => reason.contains(text),
            (Self::Invalid(code), Outcome::InvalidManifest) => {
                findings.any(|finding| finding.code().as_str().starts_with(code))
            }
            (Self::Unreachable(expected, text), Outcome::Unreachable { reason, detail }) => {
                expected == *reason && detail.contains(text)
            }
            _ => false,
        }
    }
}

impl fmt::Display for Expected {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::NotTried => "not tried",
            Self::NoRecord => "no record",
            Self::MalformedRecord => "malformed record",
            Self::NotFound => "not found",
            Self::Status(status) => return write!(f, "status {status}"),
            Self::BadRedirect(_) => "bad redirect",
            Self::NotAManifest(_) => "not a manifest",
            Self::Invalid("") => "invalid",
            Self::Invalid(code) => return write!(f, "invalid ({code})"),
            Self::Unreachable(reason, _) => {
                let name = serde_json::to_value(reason).unwrap_or_default();
                return write!(f, "unreachable ({})", name.as_str().unwrap_or_default());
            }
            Self::Refused(_) => "refused",
            Self::Found => "found",
        })
    }
}

/// Something that must hold besides; the text says what does not.
pub(crate) type Check = fn(&DiscoveryReport, &Seen) -> Result<(), String>;

pub(crate) struct Scenario {
    /// What the servers do.
    pub(crate) name: &'static str,
    /// What the servers do; `None` once they do it.
    pub(crate) dns: Option<DnsScript>,
    pub(crate) front: Option<Front>,
    pub(crate) policy: AddressPolicy,
    pub(crate) probe_timeout: Duration,
    pub(crate) txt: Expected,
    pub(crate) file: Expected,
    /// It ends within this time on a machine that has nothing else to do.
    pub(crate) within: Duration,
    /// The memory that the search may need, in bytes.
    pub(crate) memory: usize,
    pub(crate) check: Option<Check>,
}

impl Scenario {
    /// All is well: no TXT record, no file. What is hostile comes next.
    pub(crate) fn new(name: &'static str) -> Self {
        Self {
            name,
            dns: Some(Box::new(|query| vec![reply(query, usual(query))])),
            front: Some(Front::Http(Box::new(|_| not_found()))),
            policy: AddressPolicy::public_only().allowing_loopback(),
            probe_timeout: Duration::from_secs(5),
            txt: Expected::NoRecord,
            file: Expected::NotFound,
            within: Duration::from_secs(2),
            memory: 2 * MIB,
            check: None,
        }
    }

    /// What DNS answers to every question.
    pub(crate) fn dns(mut self, script: impl Fn(&Query) -> Vec<Step> + Send + Sync + 'static) -> Self {
        self.dns = Some(Box::new(script));
        self
    }

    /// What DNS answers to questions about TXT records; all hosts have an address.
    pub(crate) fn dns_txt(self, script: impl Fn(&Query) -> Vec<Step> + Send + Sync + 'static) -> Self {
        self.dns(move |query| match query.kind {
            TXT => script(query),
            _ => vec![reply(query, usual(query))],
        })
    }

    /// A TXT record with this URL.
    pub(crate) fn announcing(self, url: &str) -> Self {
        let record = format!("v=qldiscover1; m={url}");
        self.dns_txt(move |query| vec![reply(query, query.texts([&record]).bytes())])
    }

    pub(crate) fn front(mut self, front: Front) -> Self {
        self.front = Some(front);
        self
    }

    /// What is sent after a request for any file.
    pub(crate) fn http(self, steps: impl Into<Vec<Step>>) -> Self {
        let steps = steps.into();
        self.front(Front::Http(Box::new(move |_| steps.clone())))
    }

    /// What is sent after each request.
    pub(crate) fn https(self, script: impl Fn(&Asked) -> Vec<Step> + Send + Sync + 'static) -> Self {
        self.front(Front::Http(Box::new(script)))
    }

    pub(crate) fn policy(mut self, policy: AddressPolicy) -> Self {
        self.policy = policy;
        self
    }

    /// Gives up soon, where it is known that nothing will come.
    pub(crate) fn hurried(mut self) -> Self {
        self.probe_timeout = Duration::from_millis(600);
        self
    }

    pub(crate) fn txt(mut self, expected: Expected) -> Self {
        self.txt = expected;
        self
    }

    pub(crate) fn file(mut self, expected: Expected) -> Self {
        self.file = expected;
        self
    }

    pub(crate) fn within(mut self, milliseconds: u64) -> Self {
        self.within = Duration::from_millis(milliseconds);
        self
    }

    pub(crate) fn memory(mut self, bytes: usize) -> Self {
        self.memory = bytes;
        self
    }

    pub(crate) fn check(mut self, check: Check) -> Self {
        self.check = Some(check);
        self
    }

    /// The scenario in one line; if one of two outcomes says that all is well, it is left out.
    pub(crate) fn line(&self) -> String {
        let outcomes = match (self.txt, self.file) {
            (Expected::NoRecord, file) if !matches!(file, Expected::NotFound) => format!("file: {file}"),
            (txt, Expected::NotFound) if !matches!(txt, Expected::NoRecord) => format!("TXT: {txt}"),
            (txt, file) => format!("TXT: {txt}, file: {file}"),
        };
        format!("{} → {outcomes}", self.name)
    }
}

/// What a good DNS server says: no TXT records, and every host is on loopback.
pub(crate) fn usual(query: &Query) -> Bytes {
    match query.kind {
        A => query.answer().record(ASKED, A, MINUTE, &[127, 0, 0, 1]).bytes(),
        _ => query.nothing().bytes(),
    }
}

/// The message as it is sent by the protocol of the question.
pub(crate) fn reply(query: &Query, message: Bytes) -> Step {
    if !query.by_tcp {
        return Step::Send(message);
    }
    let length = u16::try_from(message.len()).expect("a message of at most 64 KiB");
    send([&length.to_be_bytes()[..], &message].concat())
}

/// A whole answer, with a head that may have more lines.
pub(crate) fn answer(status: &str, head: &str, body: impl AsRef<[u8]>) -> Bytes {
    let body = body.as_ref();
    let head = format!("HTTP/1.1 {status}\r\ncontent-length: {}\r\n{head}\r\n", body.len());
    [head.as_bytes(), body].concat().into()
}

pub(crate) fn ok(body: impl AsRef<[u8]>) -> Vec<Step> {
    vec![Step::Send(answer("200 OK", "", body))]
}

pub(crate) fn not_found() -> Vec<Step> {
    vec![Step::Send(answer("404 Not Found", "", "no such file"))]
}
