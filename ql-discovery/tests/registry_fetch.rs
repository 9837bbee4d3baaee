//! Registries read over HTTP, from a server on loopback.
#![cfg(all(feature = "client", feature = "registries", feature = "psl"))]

#[path = "registry_fetch/deqar.rs"]
mod deqar;
#[path = "registry_fetch/documents.rs"]
mod documents;
#[path = "registry_fetch/hei_api.rs"]
mod hei_api;
#[path = "registry_fetch/server.rs"]
mod server;
#[path = "registry_fetch/tokens.rs"]
mod tokens;
