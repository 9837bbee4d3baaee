use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use ql_core::Diagnostic;
use serde::{Serialize, Serializer};

/// How the harvest of a data source ended. An incomplete one never looks like a small catalogue.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "status", rename_all = "kebab-case")]
#[non_exhaustive]
pub enum HarvestOutcome {
    /// Everything was fetched.
    Complete,
    /// Nothing has changed since the last harvest, so nothing was fetched.
    NotModified,
    /// Something was fetched, but not everything: nothing may be concluded from what is missing.
    Incomplete {
        /// Why.
        reason: String,
    },
    /// Nothing was fetched.
    Failed {
        /// Why.
        reason: String,
    },
}

impl HarvestOutcome {
    /// Whether everything is known: it was fetched, or has not changed.
    pub fn is_complete(&self) -> bool {
        matches!(self, Self::Complete | Self::NotModified)
    }
}

impl fmt::Display for HarvestOutcome {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Complete => f.write_str("complete"),
            Self::NotModified => f.write_str("not modified"),
            Self::Incomplete { reason } => write!(f, "incomplete: {reason}"),
            Self::Failed { reason } => write!(f, "failed: {reason}"),
        }
    }
}

/// What a harvest cost.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct HarvestStatistics {
    /// Requests sent, redirects not counted.
    pub requests: u64,
    /// Requests that had to be sent again; they count as requests, too.
    pub retries: u64,
    /// Bytes of all answers, after decompression.
    pub bytes: u64,
    /// Pages of a list, or files.
    pub pages: u64,
    /// Records handed over.
    pub records: u64,
    /// Items left out because one with the same id had come before.
    pub skipped: u64,
    /// How long it took.
    #[serde(rename = "durationMs", serialize_with = "milliseconds")]
    pub duration: Duration,
}

fn milliseconds<S: Serializer>(duration: &Duration, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_u64(u64::try_from(duration.as_millis()).unwrap_or(u64::MAX))
}

/// Something that wants to know how far a harvest is. It is told after every request, and should not take long.
#[derive(Clone)]
pub struct ProgressCallback(Arc<dyn Fn(HarvestStatistics) + Send + Sync>);

impl ProgressCallback {
    /// Calls this function.
    pub fn new(callback: impl Fn(HarvestStatistics) + Send + Sync + 'static) -> Self {
        Self(Arc::new(callback))
    }

    pub(crate) fn tell(&self, statistics: HarvestStatistics) {
        (self.0)(statistics);
    }
}

impl fmt::Debug for ProgressCallback {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ProgressCallback")
    }
}

/// The end of a harvest.
#[derive(Clone, Debug, Serialize)]
#[non_exhaustive]
pub struct HarvestSummary {
    /// How it ended.
    pub outcome: HarvestOutcome,
    /// What it cost.
    pub statistics: HarvestStatistics,
    /// What is to be said of the source as a whole; findings about one record are with the record.
    pub diagnostics: Vec<Diagnostic>,
}
