use std::fmt;

use ql_core::Diagnostic;
use serde::Serialize;

/// How the harvest of a data source ended. An incomplete one never looks like a small catalogue.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "status", rename_all = "kebab-case")]
#[non_exhaustive]
pub enum HarvestOutcome {
    /// Everything was fetched.
    Complete,
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
    /// Whether everything was fetched.
    pub fn is_complete(&self) -> bool {
        *self == Self::Complete
    }
}

impl fmt::Display for HarvestOutcome {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Complete => f.write_str("complete"),
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
    /// Bytes of all answers, after decompression.
    pub bytes: u64,
    /// Pages of a list, or files.
    pub pages: u64,
    /// Records handed over.
    pub records: u64,
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
