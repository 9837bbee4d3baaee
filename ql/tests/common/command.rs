//! The command `ql` as a shell runs it.
#![allow(dead_code, reason = "every test file uses a part")]

use std::fs;
use std::io::Write as _;
use std::path::PathBuf;
use std::process::{Command, Output, Stdio};

use serde_json::Value;
use tempfile::TempDir;

/// A folder in which `ql` is run.
pub(crate) struct Folder(pub(crate) TempDir);

impl Folder {
    pub(crate) fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    pub(crate) fn write(&self, name: &str, content: impl AsRef<[u8]>) {
        fs::write(self.path(name), content).unwrap();
    }

    pub(crate) fn read(&self, name: &str) -> String {
        fs::read_to_string(self.path(name)).unwrap_or_else(|error| panic!("{name}: {error}"))
    }

    pub(crate) fn has(&self, name: &str) -> bool {
        self.path(name).exists()
    }

    pub(crate) fn ql(&self, arguments: &[&str]) -> Run {
        self.ql_reading(arguments, "")
    }

    /// Runs `ql` with a standard output that nobody reads any more, as `head` leaves it.
    #[cfg(unix)]
    pub(crate) fn ql_unread(&self, arguments: &[&str]) -> Run {
        let (reader, writer) = std::io::pipe().unwrap();
        drop(reader);
        let mut command = Command::new(env!("CARGO_BIN_EXE_ql"));
        let output = command.args(arguments).current_dir(&self.0).stdout(writer).output().unwrap();
        Run::of(arguments, output)
    }

    /// Runs `ql demo` with a folder for what it makes.
    pub(crate) fn demo(&self, output: &str, arguments: &[&str]) -> Run {
        self.ql(&[&["demo", "-o", output], arguments].concat())
    }

    /// Runs `ql` with something on its standard input.
    pub(crate) fn ql_reading(&self, arguments: &[&str], input: impl AsRef<[u8]>) -> Run {
        let mut command = Command::new(env!("CARGO_BIN_EXE_ql"));
        command.args(arguments).current_dir(&self.0);
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().unwrap();
        // A command that does not read it closes the pipe.
        let _ = child.stdin.take().unwrap().write_all(input.as_ref());
        Run::of(arguments, child.wait_with_output().unwrap())
    }
}

/// What a run of `ql` left.
#[derive(Debug)]
pub(crate) struct Run {
    pub(crate) call: String,
    pub(crate) code: Option<i32>,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
}

impl Run {
    pub(crate) fn of(arguments: &[&str], output: Output) -> Self {
        Self {
            call: arguments.join(" "),
            code: output.status.code(),
            stdout: String::from_utf8(output.stdout).unwrap(),
            stderr: String::from_utf8(output.stderr).unwrap(),
        }
    }

    pub(crate) fn exits(self, code: i32) -> Self {
        assert_eq!(self.code, Some(code), "ql {}\n{}\n{}", self.call, self.stdout, self.stderr);
        self
    }

    /// All went well and there was nothing to complain of.
    pub(crate) fn well(self) -> Self {
        assert_eq!(self.stderr, "", "ql {}", self.call);
        self.exits(0)
    }

    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.stdout).unwrap_or_else(|error| panic!("{error}: {}", self.stdout))
    }

    /// Standard error has all of this.
    pub(crate) fn complains(self, texts: &[&str]) -> Self {
        texts.iter().for_each(|text| assert!(self.stderr.contains(text), "no `{text}` in {}", self.stderr));
        self
    }
}
