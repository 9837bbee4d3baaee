//! Servers on loopback, and `ql` told to find them.

use std::collections::BTreeSet;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use serde_json::Value;
use tokio::runtime::Runtime;

use crate::command::{Folder, Run};
use crate::network::http::Reply;
use crate::network::{Network, Servers};

pub(crate) const MANIFEST: &str =
    r#"{"sources":[{"type":"ooapi","version":"5","path":"https://api.uni.example/v5/"}]}"#;
/// The well-known file below the host.
pub(crate) const FILE: &str = ".well-known/quality-link-manifest";

pub(crate) fn manifest() -> Reply {
    Reply::ok(MANIFEST).with_header("content-type", "application/json")
}

/// A piece of internet, and a folder in which `ql` is run.
pub(crate) struct Internet {
    pub(crate) folder: Folder,
    pub(crate) servers: Servers,
    _runtime: Runtime,
}

impl Internet {
    pub(crate) fn new(describe: impl FnOnce(Network) -> Network) -> Self {
        let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap();
        let servers = runtime.block_on(async { describe(Network::bind().await).serve() });
        let folder = Folder::new();
        folder.write("authority.pem", &servers.authority_pem);
        Self { folder, servers, _runtime: runtime }
    }

    /// `u000.example` and so on have a manifest, `n000.example` and so on have none.
    pub(crate) fn of(found: usize, reply: &Reply) -> Self {
        Self::new(|network| with_manifests(network, &domains(found), reply))
    }

    /// What `ql` is called with so that it finds the servers.
    pub(crate) fn call(&self, arguments: &[&str]) -> Vec<String> {
        let (dns, port) = (self.servers.dns.to_string(), self.servers.https_port.to_string());
        let network = ["--allow-loopback", "--dns-server", &dns, "--authority", "authority.pem", "--port", &port];
        [arguments, &network].concat().into_iter().map(str::to_owned).collect()
    }

    pub(crate) fn ql(&self, arguments: &[&str]) -> Run {
        self.ql_reading(arguments, "")
    }

    pub(crate) fn ql_reading(&self, arguments: &[&str], input: impl AsRef<[u8]>) -> Run {
        let call = self.call(arguments);
        self.folder.ql_reading(&call.iter().map(String::as_str).collect::<Vec<_>>(), input)
    }

    #[cfg(unix)]
    pub(crate) fn ql_unread(&self, arguments: &[&str]) -> Run {
        let call = self.call(arguments);
        self.folder.ql_unread(&call.iter().map(String::as_str).collect::<Vec<_>>())
    }

    /// Runs `ql discover --providers` with a list of domains.
    pub(crate) fn discover(&self, domains: &[String], arguments: &[&str]) -> Run {
        self.folder.write("domains.txt", domains.join("\n"));
        self.ql(&[&["discover", "--providers", "domains.txt"], arguments].concat())
    }

    /// Starts the same and does not wait for it.
    pub(crate) fn spawn(&self, domains: &[String], arguments: &[&str]) -> Child {
        self.folder.write("domains.txt", domains.join("\n"));
        let mut command = Command::new(env!("CARGO_BIN_EXE_ql"));
        command.args(self.call(&[&["discover", "--providers", "domains.txt"], arguments].concat()));
        command.current_dir(&self.folder.0).stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
        command.spawn().unwrap()
    }

    /// Which hosts were asked by HTTPS, in order.
    pub(crate) fn asked(&self) -> Vec<String> {
        self.servers.service.asked().into_iter().map(|asked| asked.host).collect()
    }

    /// How much was asked, by DNS and HTTPS.
    pub(crate) fn effort(&self) -> (usize, usize) {
        (self.servers.questions.all().len(), self.servers.service.asked().len())
    }

    /// Waits until so many requests have come.
    pub(crate) fn wait_for_requests(&self, count: usize) {
        self.wait_for(|| self.servers.service.asked().len() >= count);
    }

    pub(crate) fn wait_for(&self, is_so: impl Fn() -> bool) {
        let start = Instant::now();
        while !is_so() {
            assert!(start.elapsed() < Duration::from_secs(60), "after {:?}", self.effort());
            std::thread::sleep(Duration::from_millis(5));
        }
    }

    /// The records of a state file, or what `--json` printed.
    pub(crate) fn records(&self, name: &str) -> Vec<Value> {
        records(&self.folder.read(name))
    }
}

pub(crate) fn records(lines: &str) -> Vec<Value> {
    lines.lines().map(|line| serde_json::from_str(line).unwrap_or_else(|error| panic!("{error}: {line}"))).collect()
}

pub(crate) fn keys(records: &[Value]) -> BTreeSet<&str> {
    records.iter().map(|record| record["key"].as_str().unwrap()).collect()
}

pub(crate) fn domains(count: usize) -> Vec<String> {
    (0..count).map(|number| format!("u{number:03}.example")).collect()
}

pub(crate) fn with_manifests(network: Network, domains: &[String], reply: &Reply) -> Network {
    domains.iter().fold(network, |network, domain| network.file(&format!("{domain}/{FILE}"), reply.clone()))
}
