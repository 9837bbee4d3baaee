//! OpenSSL, in a folder of its own.

use std::env;
use std::fs;
use std::process::Command;

use tempfile::TempDir;

pub(crate) struct OpenSsl(TempDir);

impl OpenSsl {
    /// `None`, and a word of it, where there is no OpenSSL 3.
    pub(crate) fn find() -> Option<Self> {
        let version = Command::new("openssl").arg("version").output();
        let is_there = version.is_ok_and(|output| output.stdout.starts_with(b"OpenSSL 3"));
        if !is_there {
            assert!(env::var_os("QL_REQUIRE_PEERS").is_none(), "QL_REQUIRE_PEERS is set, but there is no OpenSSL 3");
            eprintln!("skipped: there is no OpenSSL 3");
        }
        is_there.then(|| Self(tempfile::tempdir().expect("a temporary folder")))
    }

    /// What it prints.
    pub(crate) fn run(&self, arguments: &[&str]) -> String {
        let output = Command::new("openssl").args(arguments).current_dir(self.0.path()).output().expect("a process");
        assert!(output.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8_lossy(&output.stdout).into_owned()
    }

    /// Makes a private key, in the file `name`.
    pub(crate) fn generate(&self, name: &str, kind: &[&str]) -> String {
        self.run(&[&["genpkey", "-out", name], kind].concat());
        String::from_utf8(self.read(name)).expect("PEM")
    }

    pub(crate) fn read(&self, name: &str) -> Vec<u8> {
        fs::read(self.0.path().join(name)).expect("a file")
    }

    pub(crate) fn write(&self, name: &str, content: &[u8]) {
        fs::write(self.0.path().join(name), content).expect("a temporary file");
    }

    #[cfg(feature = "client")]
    pub(crate) fn path(&self, name: &str) -> String {
        self.0.path().join(name).display().to_string()
    }
}
