use std::collections::BTreeMap;
use std::fmt::Write as _;

use serde_json::Value;
use sha2::{Digest as _, Sha256};

use super::write;
use crate::{DataSource, Manifest};

impl Manifest {
    /// A fingerprint of what is to be harvested: equal for two manifests whose `sources` say the same, whatever the
    /// order of keys and sources, the syntax or the white space.
    ///
    /// ```
    /// use ql_core::{ManifestFormat, ManifestParser};
    /// let parse = |text: &str, format| ManifestParser::new().parse(text.as_bytes(), format).into_manifest().unwrap();
    /// let json = parse(r#"{"sources":[{"path":"https://x.example/c.ttl","type":"elm"}]}"#, ManifestFormat::Json);
    /// let yaml = parse("sources: [{type: elm, path: 'https://x.example/c.ttl'}]", ManifestFormat::Yaml);
    /// assert_eq!(json.fingerprint(), yaml.fingerprint());
    /// ```
    pub fn fingerprint(&self) -> String {
        let mut sources: Vec<String> = self.sources().iter().map(|source| canonical(source).to_string()).collect();
        sources.sort_unstable();
        let mut hash = Sha256::new();
        for source in &sources {
            hash.update(source.as_bytes());
            hash.update(b"\n");
        }
        hash.finalize().iter().fold("sha256:".to_owned(), |mut text, byte| {
            let _ = write!(text, "{byte:02x}");
            text
        })
    }

    /// What changed from this manifest to `newer`, source by source.
    pub fn diff(&self, newer: &Self) -> ManifestDiff {
        let mut diff = ManifestDiff::default();
        let mut old: Vec<&DataSource> = self.sources().iter().collect();
        for source in newer.sources() {
            let by_id = old.iter().position(|o| o.id().is_some() && o.id() == source.id());
            // A source that got or lost its id is still the same file or API.
            let by_path = || {
                let same = |o: &&DataSource| o.path() == source.path() && (o.id().is_none() || source.id().is_none());
                old.iter().position(same)
            };
            let Some(at) = by_id.or_else(by_path) else {
                diff.added.push(key(source));
                continue;
            };
            let fields = changed_fields(&canonical(old.remove(at)), &canonical(source));
            if fields.is_empty() {
                diff.unchanged.push(key(source));
            } else {
                diff.changed.insert(key(source), fields);
            }
        }
        diff.removed = old.into_iter().map(key).collect();
        diff
    }
}

fn canonical(source: &DataSource) -> Value {
    // The maps of `serde_json` are sorted by key.
    serde_json::to_value(write::source(source)).unwrap_or_default()
}

fn key(source: &DataSource) -> String {
    source.id().unwrap_or(source.path().as_str()).to_owned()
}

fn changed_fields(old: &Value, new: &Value) -> Vec<String> {
    let (Value::Object(old), Value::Object(new)) = (old, new) else { return Vec::new() };
    let mut fields: Vec<String> =
        old.keys().chain(new.keys()).filter(|key| old.get(*key) != new.get(*key)).cloned().collect();
    fields.sort_unstable();
    fields.dedup();
    fields
}

/// The difference between two manifests; sources are named by their id, else by their path.
#[derive(Clone, Debug, Default, PartialEq, Eq, serde::Serialize)]
#[non_exhaustive]
pub struct ManifestDiff {
    /// Sources only in the newer manifest.
    pub added: Vec<String>,
    /// Sources only in the older manifest.
    pub removed: Vec<String>,
    /// Sources that say something else now, with the keys concerned.
    pub changed: BTreeMap<String, Vec<String>>,
    /// Sources that say the same.
    pub unchanged: Vec<String>,
}

impl ManifestDiff {
    /// Whether the sources are the same.
    pub fn is_empty(&self) -> bool {
        self.added.is_empty() && self.removed.is_empty() && self.changed.is_empty()
    }
}
