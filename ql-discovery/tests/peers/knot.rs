//! Knot DNS as the name server of some zones.

use std::fs;
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::process::Command;

use crate::daemon::{self, Daemon};
use crate::wire;

pub(crate) const LOOPBACK: IpAddr = IpAddr::V4(Ipv4Addr::LOCALHOST);

pub(crate) struct Knot {
    _daemon: Daemon,
    pub(crate) address: SocketAddr,
}

impl Knot {
    /// Serves zones, each with its records as a zone file has them; `None` where there is no knot.
    pub(crate) fn start(zones: &[(&str, &str)]) -> Option<Self> {
        Self::start_at(LOOPBACK, zones, &[])
    }

    /// The same at another address, and with zones that it has no file of.
    pub(crate) fn start_at(address: IpAddr, zones: &[(&str, &str)], broken: &[&str]) -> Option<Self> {
        let program = daemon::program("knotd")?;
        Some(daemon::start(|| {
            let folder = tempfile::tempdir().expect("a folder");
            let address = SocketAddr::new(address, daemon::free_port(address));
            let place = folder.path().display();
            let mut config = format!(
                "server:\n  rundir: \"{place}\"\n  listen: {}@{}\n  udp-workers: 1\n  tcp-workers: 1\n  \
                 background-workers: 1\nlog:\n  - target: stderr\n    any: info\ndatabase:\n  storage: \"{place}\"\n\
                 template:\n  - id: default\n    storage: \"{place}\"\n    journal-content: none\n    \
                 zonefile-sync: -1\nzone:\n",
                address.ip(),
                address.port(),
            );
            for name in zones.iter().map(|(name, _)| name).chain(broken) {
                config += &format!("  - domain: {name}\n    file: \"{name}.zone\"\n");
            }
            let file = |name: &str, text: &str| fs::write(folder.path().join(name), text).expect("a file");
            file("knot.conf", &config);
            for (name, records) in zones {
                let head = "@ SOA ns hostmaster 1 7200 600 3600000 60\n@ NS ns\nns A 127.0.0.1\n";
                file(&format!("{name}.zone"), &format!("$ORIGIN {name}.\n$TTL 60\n{head}{records}"));
            }
            let has = |zone: &str| {
                let answer = wire::ask(address, zone, wire::SOA, None);
                answer.is_some_and(|answer| (answer.code, answer.records) == (wire::NO_ERROR, 1))
            };
            let daemon = Daemon::spawn(Command::new(&program).args(["-c", "knot.conf"]), folder, |_| {
                zones.iter().all(|(zone, _)| has(zone))
            });
            daemon.map(|daemon| Self { _daemon: daemon, address })
        }))
    }
}
