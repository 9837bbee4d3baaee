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
        let sorted = |source: &DataSource| {
            let mut text = String::new();
            write_sorted(&canonical(source), &mut text);
            text
        };
        let mut sources: Vec<String> = self.sources().iter().map(sorted).collect();
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
        let mut old: Vec<(&DataSource, Value)> =
            self.sources().iter().map(|source| (source, canonical(source))).collect();
        let mut new: Vec<(&DataSource, Value)> =
            newer.sources().iter().map(|source| (source, canonical(source))).collect();
        // Surest first: what says the same, then what has the same id; a source that got or lost its id is still the
        // same file or API.
        let same_id = |a: &DataSource, b: &DataSource| a.id().is_some() && a.id() == b.id();
        let same_path = |a: &DataSource, b: &DataSource| a.path() == b.path() && (a.id().is_none() || b.id().is_none());
        for pass in 0..3 {
            new.retain(|(source, value)| {
                let partner = old.iter().position(|(other, other_value)| match pass {
                    0 => other_value == value,
                    1 => same_id(other, source),
                    _ => same_path(other, source),
                });
                let Some(at) = partner else { return true };
                let fields = changed_fields(&old.remove(at).1, value);
                if fields.is_empty() {
                    diff.unchanged.push(key(source));
                } else {
                    diff.changed.entry(key(source)).or_insert_with(Vec::new).extend(fields);
                }
                false
            });
        }
        diff.added = new.into_iter().map(|(source, _)| key(source)).collect();
        diff.removed = old.into_iter().map(|(source, _)| key(source)).collect();
        diff
    }
}

fn canonical(source: &DataSource) -> Value {
    serde_json::to_value(write::source(source)).unwrap_or_default()
}

/// JSON with sorted keys, whatever order the maps of this build of `serde_json` keep.
fn write_sorted(value: &Value, out: &mut String) {
    match value {
        Value::Object(members) => {
            let sorted: BTreeMap<&String, &Value> = members.iter().collect();
            out.push('{');
            for (key, value) in sorted {
                let _ = write!(out, "{}:", Value::from(key.as_str()));
                write_sorted(value, out);
                out.push(',');
            }
            out.push('}');
        }
        Value::Array(items) => {
            out.push('[');
            for item in items {
                write_sorted(item, out);
                out.push(',');
            }
            out.push(']');
        }
        scalar => {
            let _ = write!(out, "{scalar}");
        }
    }
}

fn key(source: &DataSource) -> String {
    source.id().map_or_else(|| crate::transport::redacted(source.path()), str::to_owned)
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
