use std::collections::BTreeMap;
use std::time::{Duration, SystemTime};

use jiff::Timestamp;
use ql_core::{Country, Diagnostic, Provider, Severity};
use serde::{Deserialize, Serialize};
use url::Url;

use crate::{DiscoveryReport, Mechanism, Verdict, codes};

/// When a provider is looked at again.
///
/// ```
/// use std::time::Duration;
/// use ql_discovery::{RecheckPolicy, Verdict};
/// let policy = RecheckPolicy::new();
/// assert_eq!(policy.wait(Verdict::Failed, 1), Duration::from_secs(3600));
/// assert_eq!(policy.wait(Verdict::Failed, 9), policy.wait(Verdict::NotFound, 0));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[must_use]
pub struct RecheckPolicy {
    found: Duration,
    not_found: Duration,
    unusable: Duration,
    failed: Duration,
}

/// A century: what is longer than that is for ever, and times have an end.
const LONGEST: Duration = Duration::from_secs(100 * 365 * 24 * 3600);
const HOUR: Duration = Duration::from_secs(3600);

impl Default for RecheckPolicy {
    fn default() -> Self {
        Self { found: 24 * HOUR, not_found: 24 * HOUR, unusable: 6 * HOUR, failed: HOUR }
    }
}

impl RecheckPolicy {
    /// The defaults: a day after a manifest was found or none was, six hours after one that can't be used, an hour
    /// after a failure; the latter doubles with every failure in a row, up to the wait after "not found".
    pub fn new() -> Self {
        Self::default()
    }

    /// Sets the wait after a manifest was found.
    pub fn with_found(mut self, wait: Duration) -> Self {
        self.found = wait;
        self
    }

    /// Sets the wait after there was none.
    pub fn with_not_found(mut self, wait: Duration) -> Self {
        self.not_found = wait;
        self
    }

    /// Sets the wait after one that can't be used: its web master may well be at work on it.
    pub fn with_unusable(mut self, wait: Duration) -> Self {
        self.unusable = wait;
        self
    }

    /// Sets the wait after the first failure.
    pub fn with_failed(mut self, wait: Duration) -> Self {
        self.failed = wait;
        self
    }

    /// How long to wait after a search that ended so, `failures` times in a row.
    pub fn wait(&self, verdict: Verdict, failures: u32) -> Duration {
        match verdict {
            Verdict::Found => self.found,
            Verdict::NotFound => self.not_found,
            Verdict::Unusable => self.unusable,
            Verdict::Failed => {
                let doubled = self.failed.saturating_mul(1 << failures.saturating_sub(1).min(20));
                doubled.min(self.not_found.max(self.failed))
            }
        }
    }
}

/// How a manifest relates to the one found before.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum ManifestChange {
    /// There was none before.
    New,
    /// Its data sources are others than before.
    Changed,
    /// Its data sources are the same.
    Unchanged,
    /// There was one before, and all places were looked at.
    Gone,
    /// There was one before, and not all places could be looked at: what was known is kept.
    Kept,
}

/// A place that was looked at, in a word each.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct ProbeRecord {
    /// The domain.
    pub domain: String,
    /// The mechanism.
    pub mechanism: Mechanism,
    /// What came of it, for people.
    pub outcome: String,
}

/// What is kept of the search for one provider: a line of a state file, a row of a table.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct DiscoveryRecord {
    /// The [key](Provider::key) of the provider.
    pub key: String,
    /// Its name for people.
    pub name: String,
    /// Its country.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub country: Option<Country>,
    /// What the search ended with.
    pub verdict: Verdict,
    /// When it ended.
    #[serde(with = "moment")]
    pub checked: SystemTime,
    /// When to look again.
    #[serde(with = "moment")]
    pub due: SystemTime,
    /// How many searches in a row have failed.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub failures: u32,
    /// Where the manifest is, as last seen.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub manifest: Option<Url>,
    /// The fingerprint of its data sources.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fingerprint: Option<String>,
    /// How it relates to the one before.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub change: Option<ManifestChange>,
    /// The data sources, each as its type, version and URL.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub sources: Vec<String>,
    /// The places.
    pub probes: Vec<ProbeRecord>,
    /// The findings, as sentences.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub findings: Vec<String>,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "the signature that serde asks for")]
fn is_zero(number: &u32) -> bool {
    *number == 0
}

/// Moments as RFC 3339, in whole seconds.
mod moment {
    use super::{Duration, SystemTime, Timestamp};
    use serde::{Deserialize, Deserializer, Serializer, de::Error as _, ser::Error as _};

    pub(super) fn serialize<S: Serializer>(time: &SystemTime, serializer: S) -> Result<S::Ok, S::Error> {
        let time = Timestamp::try_from(*time).map_err(S::Error::custom)?;
        let seconds = Timestamp::from_second(time.as_second()).map_err(S::Error::custom)?;
        serializer.collect_str(&seconds)
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<SystemTime, D::Error> {
        let text = String::deserialize(deserializer)?;
        let moment = text.parse::<Timestamp>().map_err(D::Error::custom)?;
        let seconds = u64::try_from(moment.as_second()).map_err(D::Error::custom)?;
        Ok(SystemTime::UNIX_EPOCH + Duration::from_secs(seconds))
    }
}

/// How many findings of a search are kept.
const MAX_FINDINGS: usize = 20;

impl DiscoveryRecord {
    /// The record as one line of a state file, with its end.
    pub fn to_line(&self) -> String {
        let mut line = serde_json::to_string(self).unwrap_or_default();
        line.push('\n');
        line
    }

    fn of(report: &DiscoveryReport, before: Option<&Self>, now: SystemTime, policy: &RecheckPolicy) -> Self {
        let verdict = report.verdict();
        let failures = match (verdict, before) {
            (Verdict::Failed, Some(before)) => before.failures.saturating_add(1),
            (Verdict::Failed, None) => 1,
            _ => 0,
        };
        let known = before.filter(|before| before.manifest.is_some());
        let change = match (&report.found, known) {
            (Some(_), None) => Some(ManifestChange::New),
            (Some(found), Some(known)) if known.fingerprint.as_ref() == Some(&found.fingerprint) => {
                Some(ManifestChange::Unchanged)
            }
            (Some(_), Some(_)) => Some(ManifestChange::Changed),
            (None, Some(_)) if verdict == Verdict::NotFound => Some(ManifestChange::Gone),
            (None, Some(_)) => Some(ManifestChange::Kept),
            (None, None) => None,
        };
        let kept = known.filter(|_| change == Some(ManifestChange::Kept));
        let sources = report.found.iter().flat_map(|found| found.manifest.sources()).map(|source| {
            let version = source.version().map(|version| format!("/{version}")).unwrap_or_default();
            format!("{}{version} {}", source.source_type(), source.path())
        });
        let of_probes = report.probes.iter().flat_map(|probe| {
            probe.diagnostics.iter().chain(probe.attempts.iter().flat_map(|attempt| &attempt.diagnostics))
        });
        let probes = report.probes.iter().map(|probe| ProbeRecord {
            domain: probe.domain.clone(),
            mechanism: probe.mechanism,
            outcome: probe.outcome.to_string(),
        });
        let found = report.found.as_ref();
        Self {
            key: key(&report.provider),
            name: report.provider.label().to_owned(),
            country: report.provider.country,
            verdict,
            checked: now,
            due: now + policy.wait(verdict, failures).min(LONGEST),
            failures,
            manifest: found.map(|found| found.url.clone()).or_else(|| kept?.manifest.clone()),
            fingerprint: found.map(|found| found.fingerprint.clone()).or_else(|| kept?.fingerprint.clone()),
            change,
            sources: match kept {
                Some(kept) => kept.sources.clone(),
                None => sources.collect(),
            },
            probes: probes.collect(),
            findings: report.diagnostics.iter().chain(of_probes).take(MAX_FINDINGS).map(ToString::to_string).collect(),
        }
    }
}

fn key(provider: &Provider) -> String {
    provider.key().unwrap_or_else(|| provider.label().to_owned())
}

/// What is known from earlier searches, by the key of the provider. It does no I/O: a state file has one record a line
/// ([`DiscoveryRecord::to_line`]), of several for one key the last counts, so a program appends to it as it goes on.
///
/// ```
/// use std::time::SystemTime;
/// use ql_core::Provider;
/// use ql_discovery::DiscoveryState;
/// let (state, findings) = DiscoveryState::from_lines("{\"half a li");
/// assert_eq!(findings.len(), 1);
/// assert!(state.is_due(&Provider::new().with_schac("example.edu".parse()?), SystemTime::now()));
/// # Ok::<(), ql_ident::IdentError>(())
/// ```
#[derive(Clone, Debug, Default)]
pub struct DiscoveryState {
    records: BTreeMap<String, DiscoveryRecord>,
}

impl DiscoveryState {
    /// A state that knows nothing.
    pub fn new() -> Self {
        Self::default()
    }

    /// Reads the lines of a state file. A line that can't be read, such as one at which a computer was switched off, is
    /// reported and left out, so that its provider is looked at again.
    pub fn from_lines(text: &str) -> (Self, Vec<Diagnostic>) {
        let mut state = Self::new();
        let mut findings = Vec::new();
        for (at, line) in text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty()) {
            match serde_json::from_str::<DiscoveryRecord>(line) {
                Ok(record) => drop(state.records.insert(record.key.clone(), record)),
                Err(error) => {
                    let message = format!("line {} of the state can't be read: {error}", at + 1);
                    findings.push(
                        Diagnostic::new(codes::STATE, Severity::Warning, message)
                            .with_hint("the provider of that line is looked at again"),
                    );
                }
            }
        }
        (state, findings)
    }

    /// Whether a provider is to be looked at, because it never was or the time has come.
    pub fn is_due(&self, provider: &Provider, now: SystemTime) -> bool {
        self.records.get(&key(provider)).is_none_or(|record| record.due <= now)
    }

    /// Keeps what came of a search that has just ended.
    pub fn record(&mut self, report: &DiscoveryReport, now: SystemTime, policy: &RecheckPolicy) -> &DiscoveryRecord {
        let key = key(&report.provider);
        let record = DiscoveryRecord::of(report, self.records.get(&key), now, policy);
        self.records.insert(key.clone(), record);
        &self.records[&key]
    }

    /// What is known of a provider.
    pub fn get(&self, provider: &Provider) -> Option<&DiscoveryRecord> {
        self.records.get(&key(provider))
    }

    /// All records, by key.
    pub fn records(&self) -> impl Iterator<Item = &DiscoveryRecord> {
        self.records.values()
    }

    /// How many providers are known.
    pub fn len(&self) -> usize {
        self.records.len()
    }

    /// Whether nothing is known.
    pub fn is_empty(&self) -> bool {
        self.records.is_empty()
    }
}
