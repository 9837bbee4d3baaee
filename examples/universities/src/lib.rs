//! Three universities, played on loopback by a real DNS server and a real HTTPS server with an authority of its own.
//!
//! - `meridian.example` announces its manifest (YAML) by a TXT record; its courses come from an OOAPI 5 server.
//! - `littoral.example` has its manifest (JSON) at the well-known address; its ELM file (Turtle) is protected by a
//!   request header whose value stands encrypted in the manifest.
//! - `umbra.example` has a manifest that is broken.
//!
//! ```no_run
//! # async fn example() -> std::io::Result<()> {
//! use quality_link_universities::{Options, Universities};
//! let universities = Universities::start(Options::default()).await?;
//! println!("DNS at {}, HTTPS at port {}", universities.dns_server(), universities.https_port());
//! # Ok(())
//! # }
//! ```
#![forbid(unsafe_code)]

mod catalogue;
mod certificates;
mod dns;
mod https;
mod sites;

use std::io;
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;

use ql_core::{KeySize, PrivateKey, Provider, PublicKey};
use tokio::net::{TcpListener, UdpSocket};
use tokio::task::JoinHandle;

use crate::https::Switch;
use crate::sites::Sites;

/// How the universities behave.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Options {
    /// How many courses `meridian.example` has.
    pub courses: usize,
    /// How long every HTTP answer takes.
    pub latency: Duration,
    /// After so many HTTP requests the HTTPS server dies; those under way at that moment may still be answered.
    pub die_after: Option<u64>,
}

impl Default for Options {
    fn default() -> Self {
        Self { courses: 300, latency: Duration::ZERO, die_after: None }
    }
}

/// The universities, until they are dropped.
#[derive(Debug)]
pub struct Universities {
    dns: SocketAddr,
    https: SocketAddr,
    authority: String,
    key: PrivateKey,
    tasks: Vec<JoinHandle<()>>,
    switch: Arc<Switch>,
}

impl Universities {
    /// Starts the servers on free ports of the loopback interface.
    pub async fn start(options: Options) -> io::Result<Self> {
        let certificates = certificates::issue(sites::HOSTS).map_err(io::Error::other)?;
        let key = PrivateKey::generate(KeySize::Bits2048).map_err(io::Error::other)?;
        let public = PublicKey::from_pem(&key.public_key_pem()).map_err(io::Error::other)?;
        let sites = Sites::new(&options, &public).map_err(io::Error::other)?;

        let (udp, tcp) = dns_sockets().await?;
        let dns = udp.local_addr()?;
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await?;
        let https = listener.local_addr()?;

        let switch = Arc::new(Switch::new(options.die_after));
        let tasks = vec![
            dns::serve(udp, tcp)?,
            https::serve(listener, certificates.server, Arc::new(sites), Arc::clone(&switch), options.latency),
        ];
        Ok(Self { dns, https, authority: certificates.authority_pem, key, tasks, switch })
    }

    /// The address of the DNS server (UDP and TCP).
    pub fn dns_server(&self) -> SocketAddr {
        self.dns
    }

    /// The port of the HTTPS server.
    pub fn https_port(&self) -> u16 {
        self.https.port()
    }

    /// The certificate of the authority that signed the server's, in PEM.
    pub fn authority_pem(&self) -> &str {
        &self.authority
    }

    /// The private key of the aggregator for which the secrets are encrypted, in PEM.
    pub fn private_key_pem(&self) -> io::Result<String> {
        self.key.to_pem().map(|pem| pem.to_string()).map_err(io::Error::other)
    }

    /// The universities, as an aggregator knows them.
    pub fn providers() -> Vec<Provider> {
        sites::providers()
    }

    /// How many HTTP requests have been received.
    pub fn requests(&self) -> u64 {
        self.switch.requests()
    }
}

/// A UDP and a TCP socket on the same free port.
async fn dns_sockets() -> io::Result<(UdpSocket, TcpListener)> {
    const ATTEMPTS: usize = 32;
    let mut last = io::Error::from(io::ErrorKind::AddrInUse);
    for _ in 0..ATTEMPTS {
        let udp = UdpSocket::bind((Ipv4Addr::LOCALHOST, 0)).await?;
        // The port is free for UDP; somebody may have it for TCP.
        match TcpListener::bind(udp.local_addr()?).await {
            Ok(tcp) => return Ok((udp, tcp)),
            Err(error) => last = error,
        }
    }
    Err(last)
}

impl Drop for Universities {
    fn drop(&mut self) {
        self.tasks.iter().for_each(JoinHandle::abort);
        self.switch.turn_off();
    }
}
