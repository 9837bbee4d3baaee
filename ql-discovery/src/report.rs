use std::fmt;
use std::time::Duration;

use ql_core::{Diagnostic, Manifest, Provider};
use serde::{Deserialize, Serialize, Serializer};
use url::Url;

use crate::DomainOrigin;

/// How a manifest is announced.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Mechanism {
    /// A TXT record at the domain.
    DnsTxt,
    /// A file at a well-known path.
    WellKnown,
}

impl fmt::Display for Mechanism {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::DnsTxt => "DNS TXT",
            Self::WellKnown => ".well-known",
        })
    }
}

/// Why a server could not be reached.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum UnreachableReason {
    /// The name does not exist, or has no address.
    NoSuchHost,
    /// DNS could not be asked.
    Dns,
    /// No connection.
    Connect,
    /// The TLS handshake failed.
    Tls,
    /// It took too long.
    Timeout,
    /// The connection broke.
    Broken,
}

/// What a probe or a single attempt ended with.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "outcome", rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Outcome {
    /// The search had already ended.
    NotTried,
    /// No TXT record announces a manifest.
    NoRecord,
    /// A TXT record announces one, but can't be used.
    MalformedRecord,
    /// There is no such file.
    NotFound,
    /// The server answers with another status than 200, 404 or 410.
    Status {
        /// The status.
        // Attempts serialise the status of every answer.
        #[serde(skip)]
        status: u16,
    },
    /// The server redirects in a way that is not followed.
    BadRedirect {
        /// Why not.
        reason: String,
    },
    /// There is a file, but it is no manifest: a web page, say, or far too large.
    NotAManifest {
        /// What it is instead.
        reason: String,
    },
    /// There is a manifest, but no data source of it can be used; see the diagnostics.
    InvalidManifest,
    /// The server could not be reached.
    Unreachable {
        /// Why not.
        reason: UnreachableReason,
        /// The same, for people.
        detail: String,
    },
    /// The address policy forbids to look there.
    Refused {
        /// Why.
        reason: String,
    },
    /// A manifest.
    Found,
}

impl fmt::Display for Outcome {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotTried => f.write_str("not tried"),
            Self::NoRecord => f.write_str("no record"),
            Self::MalformedRecord => f.write_str("malformed record"),
            Self::NotFound => f.write_str("not found"),
            Self::Status { status } => write!(f, "the server answers with status {status}"),
            Self::BadRedirect { reason } | Self::Refused { reason } => f.write_str(reason),
            Self::NotAManifest { reason } => write!(f, "found, but not a manifest: {reason}"),
            Self::InvalidManifest => f.write_str("found, but the manifest is not usable"),
            Self::Unreachable { detail, .. } => write!(f, "unreachable: {detail}"),
            Self::Found => f.write_str("found"),
        }
    }
}

/// One request for a manifest.
#[derive(Clone, Debug, Serialize)]
#[non_exhaustive]
pub struct Attempt {
    /// The URL asked for.
    pub url: Url,
    /// The URL that answered, if the server redirected.
    #[serde(rename = "finalUrl", skip_serializing_if = "Option::is_none")]
    pub final_url: Option<Url>,
    /// The status of the answer.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub status: Option<u16>,
    /// What came of it.
    #[serde(flatten)]
    pub outcome: Outcome,
    /// What was found in the file, for an aggregator.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub diagnostics: Vec<Diagnostic>,
}

/// One mechanism tried at one domain.
#[derive(Clone, Debug, Serialize)]
#[non_exhaustive]
pub struct Probe {
    /// The domain.
    pub domain: String,
    /// Where the domain comes from.
    pub origin: DomainOrigin,
    /// The mechanism.
    pub mechanism: Mechanism,
    /// What came of it.
    #[serde(flatten)]
    pub outcome: Outcome,
    /// How long it took.
    #[serde(rename = "durationMs", serialize_with = "milliseconds")]
    pub duration: Duration,
    /// The requests made.
    pub attempts: Vec<Attempt>,
    /// What was found beside the requests, such as a malformed record.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub diagnostics: Vec<Diagnostic>,
}

fn milliseconds<S: Serializer>(duration: &Duration, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_u64(u64::try_from(duration.as_millis()).unwrap_or(u64::MAX))
}

/// A manifest with the place where it was found.
#[derive(Clone, Debug, Serialize)]
#[non_exhaustive]
pub struct FoundManifest {
    /// The URL that answered.
    pub url: Url,
    /// The fingerprint of its sources.
    pub fingerprint: String,
    /// The manifest.
    pub manifest: Manifest,
}

/// Everything that was looked at for one provider, in order.
///
/// It serialises to JSON with stable names, and displays as a table for people.
#[derive(Clone, Debug, Serialize)]
#[non_exhaustive]
pub struct DiscoveryReport {
    /// The provider.
    pub provider: Provider,
    /// Every probe that was planned.
    pub probes: Vec<Probe>,
    /// The manifest, if one was found.
    pub found: Option<FoundManifest>,
    /// What is wrong with what is known of the provider, or does not fit what the manifest says.
    pub diagnostics: Vec<Diagnostic>,
}

/// What a whole search ended with; the worst that stands between a provider and its courses.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Verdict {
    /// There is a manifest with a usable data source.
    Found,
    /// There is something that is meant to be a manifest or to announce one, but it can't be used.
    Unusable,
    /// All places were looked at, and none has a manifest.
    NotFound,
    /// Some places could not be looked at, so there may well be a manifest.
    Failed,
}

impl fmt::Display for Verdict {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Found => "found",
            Self::Unusable => "not usable",
            Self::NotFound => "not found",
            Self::Failed => "not reachable",
        })
    }
}

impl Outcome {
    /// What the outcome alone says of the search.
    fn verdict(&self) -> Verdict {
        match self {
            Self::Found => Verdict::Found,
            Self::MalformedRecord | Self::NotAManifest { .. } | Self::InvalidManifest => Verdict::Unusable,
            // A host that does not exist was looked at; so was one that says that the file is not for everybody.
            Self::Unreachable { reason: UnreachableReason::NoSuchHost, .. }
            | Self::NotTried
            | Self::NoRecord
            | Self::NotFound => Verdict::NotFound,
            Self::Status { status } if (400..500).contains(status) && *status != 429 => Verdict::NotFound,
            _ => Verdict::Failed,
        }
    }
}

impl DiscoveryReport {
    /// What the search as a whole ended with.
    pub fn verdict(&self) -> Verdict {
        // Of a probe's requests the one that says most is told; a failure beside it counts all the same.
        let outcomes = || {
            self.probes.iter().flat_map(|probe| {
                std::iter::once(&probe.outcome).chain(probe.attempts.iter().map(|attempt| &attempt.outcome))
            })
        };
        let verdicts = || outcomes().map(Outcome::verdict);
        let some = |wanted: Verdict| verdicts().any(|verdict| verdict == wanted);
        match () {
            () if self.found.is_some() => Verdict::Found,
            // A web page in the place of the file is a way of saying that there is none.
            () if self.probes.iter().any(Probe::is_meant_as_manifest) => Verdict::Unusable,
            () if some(Verdict::Failed) => Verdict::Failed,
            () => Verdict::NotFound,
        }
    }
}

impl Probe {
    fn is_meant_as_manifest(&self) -> bool {
        let is_page = |attempt: &Attempt| {
            attempt.diagnostics.iter().any(|finding| finding.code() == ql_core::codes::MANIFEST_HTML)
        };
        match self.outcome.verdict() {
            // A record announces a file that is not there.
            Verdict::NotFound => self.mechanism == Mechanism::DnsTxt && !self.attempts.is_empty(),
            Verdict::Unusable => {
                self.mechanism == Mechanism::DnsTxt
                    || self
                        .attempts
                        .iter()
                        .any(|attempt| attempt.outcome.verdict() == Verdict::Unusable && !is_page(attempt))
            }
            _ => false,
        }
    }
}

impl fmt::Display for DiscoveryReport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let domain_width = self.probes.iter().map(|probe| probe.domain.chars().count()).max().unwrap_or(0);
        for probe in &self.probes {
            let mechanism = probe.mechanism.to_string();
            write!(f, "{:domain_width$}  {mechanism:11}  {}", probe.domain, probe.outcome)?;
            if let (Outcome::Found, Some(found)) = (&probe.outcome, &self.found) {
                write!(f, ": {}", found.url)?;
            }
            writeln!(f)?;
            // A plain "not found" of each file says nothing more.
            for attempt in
                probe.attempts.iter().filter(|a| a.outcome != Outcome::NotFound && a.outcome != Outcome::Found)
            {
                write!(f, "{:domain_width$}  {:11}  └ {}", "", "", attempt.url)?;
                if let Some(last) = &attempt.final_url {
                    write!(f, " → {last}")?;
                }
                writeln!(f, ": {}", attempt.outcome)?;
            }
        }
        Ok(())
    }
}
