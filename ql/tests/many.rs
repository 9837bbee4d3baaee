//! `ql discover --providers` and `ql providers` as a shell runs them, over DNS and HTTPS on loopback.
#![expect(clippy::unwrap_used, reason = "in a test, also outside of its function")]

#[path = "common/command.rs"]
mod command;
#[path = "../../ql-discovery/tests/encrypted_dns/servers.rs"]
mod dns_servers;
#[path = "many/encrypted_dns.rs"]
mod encrypted_dns;
#[path = "many/hostile_page.rs"]
mod hostile_page;
#[path = "many/internet.rs"]
mod internet;
#[cfg(unix)]
#[path = "many/interrupts.rs"]
mod interrupts;
#[path = "many/lists.rs"]
mod lists;
#[path = "../../ql-discovery/tests/network/mod.rs"]
mod network;
#[path = "many/output.rs"]
mod output;
#[path = "many/page.rs"]
mod page;
#[path = "many/providers.rs"]
mod providers;
#[path = "many/rdf.rs"]
mod rdf;
#[path = "many/registries.rs"]
mod registries;
#[path = "many/state.rs"]
mod state;
#[path = "many/state_file.rs"]
mod state_file;
