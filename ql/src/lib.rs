#![doc = include_str!("../README.md")]
#![forbid(unsafe_code)]

#[cfg(feature = "client")]
mod client;
#[cfg(feature = "client")]
mod discovery_page;
mod output;
mod page;
#[cfg(feature = "harvest")]
mod pipeline;
pub mod plain;
mod provider;
mod publish;
#[cfg(feature = "client")]
mod state_file;
mod validation_page;

pub use ql_core as core;
pub use ql_discovery as discovery;
pub use ql_elm as elm;
pub use ql_exchange as exchange;
pub use ql_ident as ident;

#[cfg(feature = "client")]
pub use client::{Client, ClientBuilder, ClientError};
#[cfg(feature = "client")]
pub use discovery_page::write_discovery_page;
pub use output::{CatalogueFormat, CatalogueWriter};
#[cfg(feature = "harvest")]
pub use pipeline::{MappedBatch, Pipeline, PipelineSummary};
pub use provider::mapper_of;
pub use publish::{PublishedDids, publish_did_documents};
#[cfg(feature = "client")]
pub use state_file::StateFile;
pub use validation_page::write_validation_page;

/// The README of the workspace, whose examples have to compile.
#[cfg(all(doctest, feature = "client"))]
#[doc = include_str!("../../README.md")]
mod workspace_readme {}
