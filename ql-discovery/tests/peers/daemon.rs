//! Programs that serve until they are dropped.

use std::fs::{self, File};
use std::net::{IpAddr, TcpListener, UdpSocket};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

use tempfile::TempDir;

/// How long a server may take until it answers.
const PATIENCE: Duration = Duration::from_secs(10);

/// A program by its name; `None` where it is missing, which is only right on the machine of a developer.
pub(crate) fn program(name: &str) -> Option<PathBuf> {
    let path = std::env::var_os("PATH").unwrap_or_default();
    // Debian has servers where only root looks.
    let mut folders = std::env::split_paths(&path).chain([PathBuf::from("/usr/sbin")]);
    let found = folders.find_map(|folder| Some(folder.join(name)).filter(|program| program.is_file()));
    if found.is_none() {
        assert!(std::env::var_os("QL_REQUIRE_PEERS").is_none(), "{name} is missing");
        println!("skipped: there is no {name}");
    }
    found
}

/// Whether this machine has the address.
pub(crate) fn has(address: IpAddr) -> bool {
    UdpSocket::bind((address, 0)).is_ok()
}

/// A port that is free by UDP and by TCP.
pub(crate) fn free_port(address: IpAddr) -> u16 {
    loop {
        let tcp = TcpListener::bind((address, 0)).expect("a TCP socket");
        let port = tcp.local_addr().expect("an address").port();
        if UdpSocket::bind((address, port)).is_ok() {
            return port;
        }
    }
}

/// Starts a server on ports that were free a moment ago, and on others if somebody has taken them since.
pub(crate) fn start<T>(mut attempt: impl FnMut() -> Result<T, String>) -> T {
    let mut problems = Vec::new();
    while problems.len() < 3 {
        match attempt() {
            Ok(server) => return server,
            Err(problem) => problems.push(problem),
        }
    }
    panic!("{}", problems.join("\n"));
}

/// Asks again and again until there is an answer.
pub(crate) fn poll<T>(mut ask: impl FnMut() -> Option<T>) -> Option<T> {
    let start = Instant::now();
    loop {
        let answer = ask();
        if answer.is_some() || start.elapsed() > PATIENCE {
            return answer;
        }
        sleep(Duration::from_millis(5));
    }
}

/// A running server with the folder of its files.
pub(crate) struct Daemon {
    child: Child,
    folder: TempDir,
}

impl Daemon {
    /// Runs a command in the folder, and waits until the server is ready.
    pub(crate) fn spawn(command: &mut Command, folder: TempDir, ready: impl Fn(&Path) -> bool) -> Result<Self, String> {
        let path = folder.path().join("output");
        let output = File::create(&path).expect("a file");
        let errors = output.try_clone().expect("a file");
        command.current_dir(folder.path()).stdin(Stdio::null()).stdout(output).stderr(errors);
        let child = command.spawn().unwrap_or_else(|error| panic!("{command:?}: {error}"));
        let mut daemon = Self { child, folder };
        let ended = poll(|| match daemon.child.try_wait().expect("a child") {
            Some(status) => Some(Err(status.to_string())),
            None => ready(daemon.folder.path()).then_some(Ok(())),
        });
        match ended {
            Some(Ok(())) => Ok(daemon),
            other => {
                let how = other.and_then(Result::err).unwrap_or_else(|| "it is not ready".into());
                Err(format!("{command:?}: {how}\n{}", fs::read_to_string(path).unwrap_or_default()))
            }
        }
    }

    pub(crate) fn folder(&self) -> &Path {
        self.folder.path()
    }
}

impl Drop for Daemon {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
