//! The search for a manifest at servers of other makers: knot and dnsmasq for DNS, nginx for HTTPS, on loopback.
#![cfg(all(unix, feature = "dns", feature = "psl"))]

#[path = "peers/certificates.rs"]
mod certificates;
#[path = "peers/daemon.rs"]
mod daemon;
#[path = "peers/dns.rs"]
mod dns;
#[path = "peers/dnsmasq.rs"]
mod dnsmasq;
#[path = "peers/https.rs"]
mod https;
#[path = "peers/knot.rs"]
mod knot;
#[path = "peers/nginx.rs"]
mod nginx;
#[path = "peers/search.rs"]
mod search;
#[path = "peers/servers.rs"]
mod servers;
#[path = "peers/tls.rs"]
mod tls;
#[path = "peers/wire.rs"]
mod wire;
