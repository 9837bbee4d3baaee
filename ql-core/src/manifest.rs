//! Manifests: model, reading with two verdicts, writing, comparing.

mod auth;
mod builder;
mod fields;
mod fingerprint;
mod format;
mod json;
mod model;
mod parse;
mod plain;
mod read;
mod report;
mod schema;
mod tree;
mod values;
mod write;
#[cfg(feature = "yaml")]
mod yaml;

pub use builder::{DataSourceBuilder, ManifestBuildError, ManifestBuilder};
pub use fingerprint::ManifestDiff;
pub use format::ManifestFormat;
pub use model::{Auth, DataSource, Manifest, Meta, SourceType};
pub use parse::ManifestParser;
pub use report::ManifestReport;
pub use schema::manifest_schema;
