use std::collections::{BTreeMap, HashMap};
use std::fmt::Write as _;
use std::time::{Duration, SystemTime};

use http::{HeaderMap, HeaderValue, header};
use ql_core::DataSource;
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use crate::outcome::HarvestOutcome;

/// What a server said of an answer, to ask later whether it has changed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Validators {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    etag: Option<String>,
    #[serde(default, rename = "lastModified", skip_serializing_if = "Option::is_none")]
    last_modified: Option<String>,
}

impl Validators {
    /// What an answer says; `None` if it says nothing.
    pub(crate) fn of(headers: &HeaderMap) -> Option<Self> {
        let text = |name| headers.get(name).and_then(|value| value.to_str().ok()).map(str::to_owned);
        let validators = Self { etag: text(header::ETAG), last_modified: text(header::LAST_MODIFIED) };
        (validators.etag.is_some() || validators.last_modified.is_some()).then_some(validators)
    }

    /// A text of our own, kept in the place of what a server says.
    pub(crate) fn of_text(text: String) -> Self {
        Self { etag: Some(text), last_modified: None }
    }

    pub(crate) fn apply(&self, headers: &mut HeaderMap) {
        let mut insert = |name, text: &Option<String>| {
            if let Some(value) = text.as_deref().and_then(|text| HeaderValue::from_str(text).ok()) {
                headers.insert(name, value);
            }
        };
        insert(header::IF_NONE_MATCH, &self.etag);
        insert(header::IF_MODIFIED_SINCE, &self.last_modified);
    }
}

/// What is kept of a data source between two harvests: what its server said of its pages, a fingerprint of every item,
/// when it is due (exchange specification, "Incremental harvesting").
///
/// It serialises to JSON. What can't be read back, or belongs to another source or version, is an empty state: the next
/// harvest is a full one, never a failure.
///
/// ```
/// use std::time::SystemTime;
/// use ql_core::{DataSource, SourceType};
/// use ql_exchange::HarvestState;
/// let source = DataSource::builder(SourceType::Elm, "https://example.edu/courses.ttl".parse()?).build();
/// let state = HarvestState::from_json("damaged", &source);
/// assert!(state.is_empty() && state.is_due(SystemTime::now()));
/// # Ok::<(), url::ParseError>(())
/// ```
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct HarvestState {
    version: u32,
    /// Of what source; a state of another one says nothing.
    source: String,
    #[serde(default)]
    pub(crate) validators: BTreeMap<String, Validators>,
    #[serde(default)]
    items: BTreeMap<String, String>,
    #[serde(default)]
    harvested: Option<u64>,
    #[serde(default)]
    due: Option<u64>,
}

/// Which items of a source are new, others than before, gone, or the same; by their IRIs.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct ChangeSet {
    /// Not there before.
    pub added: Vec<String>,
    /// There before, with other content.
    pub changed: Vec<String>,
    /// There before, and not any more. Empty unless everything was fetched: nothing may be concluded from what is missing.
    pub removed: Vec<String>,
    /// There before, with the same content.
    pub unchanged: Vec<String>,
}

impl ChangeSet {
    /// Whether nothing has changed.
    pub fn is_empty(&self) -> bool {
        self.added.is_empty() && self.changed.is_empty() && self.removed.is_empty()
    }
}

const VERSION: u32 = 1;
const HOUR: f64 = 3600.0;

impl HarvestState {
    /// The state of a source that was never harvested.
    pub fn new(source: &DataSource) -> Self {
        Self {
            version: VERSION,
            source: identity(source),
            validators: BTreeMap::new(),
            items: BTreeMap::new(),
            harvested: None,
            due: None,
        }
    }

    /// Reads a state; an empty one if it can't be read, or is that of another source or version.
    pub fn from_json(json: &str, source: &DataSource) -> Self {
        let fits = |state: &Self| state.version == VERSION && state.source == identity(source);
        serde_json::from_str(json).ok().filter(fits).unwrap_or_else(|| Self::new(source))
    }

    /// The state as JSON. It holds no secret.
    pub fn to_json(&self) -> String {
        serde_json::to_string(self).unwrap_or_default()
    }

    /// Whether nothing is known.
    pub fn is_empty(&self) -> bool {
        self.validators.is_empty() && self.items.is_empty() && self.harvested.is_none()
    }

    /// Whether it is time to harvest.
    pub fn is_due(&self, now: SystemTime) -> bool {
        self.due().is_none_or(|due| due <= now)
    }

    /// When it is time to harvest; `None` if it always is.
    pub fn due(&self) -> Option<SystemTime> {
        self.due.and_then(|due| SystemTime::UNIX_EPOCH.checked_add(Duration::from_secs(due)))
    }

    /// Keeps what a harvest has come to: `items` are the fingerprints of all items by their IRIs, `validators` what the
    /// harvest's server said. Says what has changed.
    ///
    /// The next harvest is due after the `refresh` of the manifest (24 hours if it says nothing), twice as long if the
    /// server gives nothing to ask by whether something has changed. After a failure it is due at once.
    pub fn update(
        &mut self,
        source: &DataSource,
        outcome: &HarvestOutcome,
        items: HashMap<String, String>,
        validators: NewValidators,
        now: SystemTime,
    ) -> ChangeSet {
        let is_whole = matches!(outcome, HarvestOutcome::Complete | HarvestOutcome::NotModified);
        if is_whole {
            let has_validators = !validators.0.is_empty() || matches!(outcome, HarvestOutcome::NotModified);
            let refresh = source.refresh_hours().filter(|hours| hours.is_finite() && *hours >= 0.0).unwrap_or(24.0);
            let hours = if has_validators { refresh } else { refresh * 2.0 };
            let wait = Duration::try_from_secs_f64((hours * HOUR).min(1e9)).unwrap_or_default();
            self.harvested = seconds(now);
            self.due = now.checked_add(wait).and_then(seconds);
        }
        if !is_whole {
            self.due = seconds(now);
        }
        if matches!(outcome, HarvestOutcome::NotModified) {
            return ChangeSet { unchanged: self.items.keys().cloned().collect(), ..ChangeSet::default() };
        }
        // Of a harvest that is not whole nothing may be asked by later: what it missed would be missed for ever.
        self.validators = if is_whole { validators.0 } else { BTreeMap::new() };
        let mut changes = ChangeSet::default();
        if is_whole {
            changes.removed = self.items.keys().filter(|iri| !items.contains_key(*iri)).cloned().collect();
            self.items.retain(|iri, _| items.contains_key(iri));
        }
        for (iri, fingerprint) in items {
            match self.items.insert(iri.clone(), fingerprint.clone()) {
                None => changes.added.push(iri),
                Some(before) if before == fingerprint => changes.unchanged.push(iri),
                Some(_) => changes.changed.push(iri),
            }
        }
        for list in [&mut changes.added, &mut changes.changed, &mut changes.unchanged] {
            list.sort_unstable();
        }
        changes
    }
}

fn seconds(time: SystemTime) -> Option<u64> {
    time.duration_since(SystemTime::UNIX_EPOCH).ok().map(|since| since.as_secs())
}

/// What the server of a harvest said of its pages, for the next one.
#[derive(Clone, Debug, Default)]
pub struct NewValidators(pub(crate) BTreeMap<String, Validators>);

/// A source by where it is, not by how one gets in. Values of parameters may be keys, so only a hash is kept.
fn identity(source: &DataSource) -> String {
    let mut hash = Sha256::new();
    let mut add = |text: &str| {
        hash.update(text.as_bytes());
        hash.update([0]);
    };
    add(source.source_type().as_str());
    add(source.version().unwrap_or_default());
    add(source.path().as_str());
    for (name, value) in source.query_parameters() {
        add(name);
        add(value);
    }
    let bytes: [u8; 32] = hash.finalize().into();
    bytes[..16].iter().fold(String::with_capacity(32), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}
