use std::error::Error;
use std::fmt;
use std::future::Future;

use ql_core::{MaybeSend, MaybeSync};

/// Something that looks up DNS TXT records.
pub trait TxtLookup: MaybeSend + MaybeSync {
    /// The TXT records of a domain, each as its character-strings; none if the domain exists without any.
    fn txt(&self, domain: &str) -> impl Future<Output = Result<Vec<Vec<Vec<u8>>>, LookupError>> + MaybeSend;
}

/// What kept a look-up from being answered.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum LookupErrorKind {
    /// The domain does not exist (NXDOMAIN).
    NoSuchDomain,
    /// The server says that it failed (SERVFAIL and the like).
    ServerFailure,
    /// The server refuses to answer (REFUSED): the domain is not one that it answers for.
    Refused,
    /// No answer in time.
    Timeout,
    /// No server could be reached, or what it said can't be understood.
    Network,
}

/// A look-up without an answer.
#[derive(Debug)]
pub struct LookupError {
    kind: LookupErrorKind,
    source: Option<Box<dyn Error + Send + Sync>>,
}

impl LookupError {
    /// An error without a cause.
    pub fn new(kind: LookupErrorKind) -> Self {
        Self { kind, source: None }
    }

    /// Adds the cause.
    #[must_use]
    pub fn with_source(mut self, source: impl Into<Box<dyn Error + Send + Sync>>) -> Self {
        self.source = Some(source.into());
        self
    }

    /// What happened.
    pub fn kind(&self) -> LookupErrorKind {
        self.kind
    }
}

impl fmt::Display for LookupError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self.kind {
            LookupErrorKind::NoSuchDomain => "the domain does not exist",
            LookupErrorKind::ServerFailure => "the DNS server failed",
            LookupErrorKind::Refused => "the DNS server refuses to answer for this domain",
            LookupErrorKind::Timeout => "the DNS server did not answer in time",
            LookupErrorKind::Network => "the DNS server could not be asked",
        })
    }
}

impl Error for LookupError {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        self.source.as_ref().map(|source| source.as_ref() as _)
    }
}
