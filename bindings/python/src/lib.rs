//! The Python package `quality_link`: classes and functions around `quality_link::plain`, and nothing else.
// The macros of PyO3 write unsafe code; none of it is ours.
#![allow(
    clippy::float_cmp,
    clippy::unused_self,
    reason = "records are equal if their fields are; Python wants methods"
)]
#![allow(
    missing_docs,
    unreachable_pub,
    reason = "Python's own help shows the documentation; nothing links to this crate"
)]
#![allow(
    clippy::needless_pass_by_value,
    clippy::unnecessary_wraps,
    reason = "PyO3 hands over values and takes results"
)]

mod catalogue;
mod client;
mod content;
mod error;
mod harvest;
mod hints;
mod ident;
mod manifest;
mod registries;
mod secrets;
mod tables;
mod types;
mod wait;

use pyo3::prelude::*;

/// From a university's domain name to clean, linked course data.
#[pymodule]
mod _quality_link {
    use pyo3::prelude::*;

    #[pymodule_export]
    use crate::catalogue::{Catalogue, map_records, read_catalogue};
    #[pymodule_export]
    use crate::client::Client;
    #[pymodule_export]
    use crate::harvest::{DiscoveryFeed, Harvest};
    #[pymodule_export]
    use crate::ident::{
        course_uuid, did_document, did_document_problems, did_file_path, mint_subject, parse_course_did,
        parse_course_id, parse_course_id_lenient, parse_course_urn, parse_deqar, parse_deqar_lenient, parse_eter,
        parse_eter_lenient, parse_schac, parse_schac_lenient, same_course, same_eter,
    };
    #[pymodule_export]
    use crate::manifest::{
        build_manifest, diff_manifests, manifest_schema, parse_manifest, parse_manifest_as, parse_txt, plan_search,
        write_manifest,
    };
    #[pymodule_export]
    use crate::registries::{merge_registries, read_registry};
    #[pymodule_export]
    use crate::secrets::{decrypt_secret, encrypt_secret, generate_keys};
    #[pymodule_export]
    use crate::tables::Table;
    #[pymodule_export]
    use crate::types::{
        Attempt, Auth, ChangeSet, ClientOptions, Completeness, Course, CourseCompleteness, CourseDid, CourseId,
        CourseUrn, DataSource, Diagnostic, DidDocumentDraft, DidDocumentProblem, DidService, DiscoveryReport,
        DocumentChanges, DocumentOptions, ElementCount, EnrichOptions, ErrorReport, FetchedManifest, HarvestProgress,
        HarvestSummary, Instance, KeyPair, Manifest, ManifestDiff, ManifestMeta, ManifestReport, MapOptions,
        MergeOptions, Minting, PartOf, PlannedDomain, Probe, Provider, ProviderIdentifier, ProviderList,
        ProviderLocation, ProviderName, ProviderSource, RecordInput, RecordPart, RegistryEntry, RegistryRead, Repair,
        RepairedCode, RepairedCourseId, RuleCount, SearchPlan, SourceAttempt, SourceProbe, ValidationReport,
        ValidationResult,
    };

    /// The version of the library.
    #[pymodule_export]
    #[expect(non_upper_case_globals, reason = "Python's name for it")]
    const __version__: &str = env!("CARGO_PKG_VERSION");

    #[pymodule_init]
    fn init(module: &Bound<'_, PyModule>) -> PyResult<()> {
        crate::start(module.py())
    }
}

/// Everything runs on one runtime, and what the library has to say goes to `logging`.
fn start(py: Python<'_>) -> PyResult<()> {
    // Both fail only if another module of this process has done it already.
    let _ = pyo3_async_runtimes::tokio::init_with_runtime(quality_link::plain::runtime());
    let logger = pyo3_log::Logger::new(py, pyo3_log::Caching::Nothing)?
        .filter(log::LevelFilter::Off)
        .filter_target("ql_exchange".into(), log::LevelFilter::Debug)
        .filter_target("ql_discovery".into(), log::LevelFilter::Debug);
    let _ = logger.install();
    Ok(())
}
