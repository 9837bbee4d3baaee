use std::fs::{File, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use ql_core::Diagnostic;
use ql_discovery::{DiscoveryRecord, DiscoveryState};

/// A file with what is known from earlier searches, one line a provider; see [`DiscoveryState`].
///
/// Every record is written as soon as it is there, so whatever ends the program, the next run goes on behind it.
///
/// ```
/// # fn main() -> std::io::Result<()> {
/// # let folder = tempfile::tempdir()?;
/// # let path = folder.path().join("state.jsonl");
/// use quality_link::StateFile;
/// let (mut file, state, findings) = StateFile::open(&path)?;
/// assert!(state.is_empty() && findings.is_empty());
/// // for each report: file.append(state.record(&report, now, &policy))?;
/// # Ok(())
/// # }
/// ```
#[derive(Debug)]
pub struct StateFile {
    file: File,
    path: PathBuf,
}

impl StateFile {
    /// Opens a state file, or begins one. Lines that can't be read are reported and their providers looked at again.
    ///
    /// # Errors
    /// A file that can't be read or written, or that is no state file at all.
    pub fn open(path: &Path) -> io::Result<(Self, DiscoveryState, Vec<Diagnostic>)> {
        let mut file = OpenOptions::new().read(true).append(true).create(true).open(path)?;
        // Two programs that append to one file would each do the work of both.
        file.try_lock().map_err(|error| match error {
            std::fs::TryLockError::WouldBlock => io::Error::other("another program is using it"),
            std::fs::TryLockError::Error(error) => error,
        })?;
        let text = String::from_utf8_lossy(&std::fs::read(path)?).into_owned();
        let (state, findings) = DiscoveryState::from_lines(&text);
        let lines = text.lines().count();
        // A first record may be cut off, but it is a record.
        if state.is_empty() && !text.trim().is_empty() && !is_start(&text) {
            return Err(io::Error::new(io::ErrorKind::InvalidData, "it is no state file"));
        }
        // Behind half a line a record would be lost, too.
        if !text.is_empty() && !text.ends_with('\n') {
            file.write_all(b"\n")?;
        }
        let mut state_file = Self { file, path: path.to_owned() };
        if lines > 2 * state.len() + 100 {
            state_file.compact(&state)?;
        }
        Ok((state_file, state, findings))
    }

    /// Adds a record.
    pub fn append(&mut self, record: &DiscoveryRecord) -> io::Result<()> {
        self.file.write_all(record.to_line().as_bytes())
    }

    /// Writes only the last record of each provider, through a second file: nothing is lost if that fails.
    fn compact(&mut self, state: &DiscoveryState) -> io::Result<()> {
        // Where a link leads is where its owner wants the file.
        let path = std::fs::canonicalize(&self.path)?;
        let mut name = path.clone().into_os_string();
        name.push(format!(".{}.new", std::process::id()));
        // A file of that name is somebody else's.
        let mut new = OpenOptions::new().write(true).create_new(true).open(&name)?;
        let written = Self::write_last(state, &mut new).and_then(|()| {
            new.set_permissions(std::fs::metadata(&path)?.permissions())?;
            std::fs::rename(&name, &path)
        });
        if let Err(error) = written {
            std::fs::remove_file(&name)?;
            return Err(error);
        }
        self.file = new;
        Ok(())
    }

    fn write_last(state: &DiscoveryState, new: &mut File) -> io::Result<()> {
        new.try_lock()?;
        let mut writer = io::BufWriter::new(&mut *new);
        for record in state.records() {
            writer.write_all(record.to_line().as_bytes())?;
        }
        writer.flush()?;
        drop(writer);
        new.sync_all()
    }
}

/// Whether a text is the beginning of a record, however short it was cut.
fn is_start(text: &str) -> bool {
    const START: &str = "{\"key\"";
    text.starts_with(START) || START.starts_with(text.trim_end())
}
