//! `quality_link::plain` for Kotlin, Swift and what else UniFFI speaks, and nothing else.
// The macros of UniFFI write unsafe code; none of it is ours.
#![allow(
    missing_docs,
    unreachable_pub,
    reason = "the other languages show the documentation; nothing links to this crate"
)]
#![allow(clippy::needless_pass_by_value, reason = "UniFFI hands over values")]

mod catalogue;
mod client;
mod error;
mod harvest;
mod ident;
mod manifest;
mod registries;
mod secrets;
mod types;

uniffi::setup_scaffolding!("quality_link_uniffi");
