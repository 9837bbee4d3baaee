//! Dnsmasq as the name server of a small network, which forwards what it does not know.

use std::net::SocketAddr;
use std::process::Command;

use crate::daemon::{self, Daemon};
use crate::knot::LOOPBACK;
use crate::wire;

pub(crate) struct Dnsmasq {
    _daemon: Daemon,
    pub(crate) address: SocketAddr,
}

impl Dnsmasq {
    /// Answers as its options say; `None` where there is no dnsmasq.
    pub(crate) fn start(options: &[&str]) -> Option<Self> {
        let program = daemon::program("dnsmasq")?;
        Some(daemon::start(|| {
            let folder = tempfile::tempdir().expect("a folder");
            let address = SocketAddr::new(LOOPBACK, daemon::free_port(LOOPBACK));
            let mut command = Command::new(&program);
            command
                // As root it would become somebody else, which not every container lets it.
                .args(["--keep-in-foreground", "--user=root", "--group=root", "--pid-file=", "--log-facility=-"])
                .args(["--conf-file=/dev/null", "--no-resolv", "--no-hosts", "--bind-interfaces"])
                .args([format!("--listen-address={}", address.ip()), format!("--port={}", address.port())])
                .arg("--txt-record=ready.test,yes")
                .args(options);
            let ready = || wire::ask(address, "ready.test", wire::TXT, None).is_some_and(|answer| answer.records == 1);
            Daemon::spawn(&mut command, folder, |_| ready()).map(|daemon| Self { _daemon: daemon, address })
        }))
    }
}
