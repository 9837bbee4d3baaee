//! Name servers asked by TLS and HTTPS, and how name servers are written.

#[cfg(feature = "encrypted-dns")]
#[path = "encrypted_dns/lookups.rs"]
mod lookups;
#[path = "encrypted_dns/name_servers.rs"]
mod name_servers;
#[cfg(feature = "encrypted-dns")]
mod network;
#[cfg(feature = "encrypted-dns")]
#[path = "encrypted_dns/servers.rs"]
mod servers;
