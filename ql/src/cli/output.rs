use std::fs::File;
use std::io::{self, BufWriter, Read as _, Write};
use std::path::{Path, PathBuf};

use super::Failure;

/// Standard output or a file, buffered.
pub(crate) fn create(path: Option<&Path>) -> Result<Box<dyn Write>, Failure> {
    match path {
        None => Ok(Box::new(BufWriter::new(io::stdout().lock()))),
        Some(path) => {
            let file = File::create(path)
                .map_err(|error| Failure::work(format!("`{}` can't be written", path.display()), error))?;
            Ok(Box::new(BufWriter::with_capacity(1 << 16, file)))
        }
    }
}

/// Standard output, or a file that takes the place of an older one only when it is whole.
pub(crate) struct Output {
    writer: Option<Box<dyn Write>>,
    /// The new file and the one whose place it takes.
    files: Option<(PathBuf, PathBuf)>,
}

impl Output {
    pub(crate) fn begin(path: Option<&Path>) -> Result<Self, Failure> {
        // Something that is no file, such as a pipe, is written to as it is.
        let is_file = |path: &&Path| std::fs::metadata(path).map_or(true, |metadata| metadata.is_file());
        match path.filter(is_file) {
            None => Ok(Self { writer: Some(create(path)?), files: None }),
            Some(path) => {
                let mut new = path.as_os_str().to_owned();
                new.push(".new");
                let new = PathBuf::from(new);
                Ok(Self { writer: Some(create(Some(&new))?), files: Some((new, path.to_owned())) })
            }
        }
    }

    /// What to write to; it has to be flushed before [`keep`](Self::keep).
    pub(crate) fn take(&mut self) -> Box<dyn Write> {
        self.writer.take().unwrap_or_else(|| Box::new(io::sink()))
    }

    /// Puts the new file into its place; one that there was nothing to write to only if there is no older one.
    pub(crate) fn keep(mut self, is_worth_it: bool) -> Result<(), Failure> {
        let Some((new, old)) = self.files.take() else { return Ok(()) };
        let done = if is_worth_it || !old.exists() { std::fs::rename(&new, &old) } else { std::fs::remove_file(&new) };
        done.map_err(|error| Failure::work(format!("`{}` can't be written", old.display()), error))
    }
}

impl Drop for Output {
    fn drop(&mut self) {
        if let Some((new, _)) = &self.files {
            // There is nothing to be said if it is gone.
            let _ = std::fs::remove_file(new);
        }
    }
}

/// A whole file, or standard input for `-`.
pub(crate) fn read(path: &Path) -> Result<Vec<u8>, Failure> {
    let content = if path == Path::new("-") {
        let mut content = Vec::new();
        io::stdin().lock().read_to_end(&mut content).map(|_| content)
    } else {
        std::fs::read(path)
    };
    content.map_err(|error| Failure::work(format!("`{}` can't be read", path.display()), error))
}

pub(crate) fn read_text(path: &Path) -> Result<String, Failure> {
    String::from_utf8(read(path)?)
        .map_err(|_| Failure::work(format!("`{}` can't be read", path.display()), "it is not UTF-8 text"))
}

pub(crate) fn write_failed(error: io::Error) -> Failure {
    match error.kind() {
        io::ErrorKind::BrokenPipe => Failure::ReaderGone,
        _ => Failure::work("the output can't be written", error),
    }
}

/// Prints text for people or programs; a reader that went away, such as `head`, is no failure, and the work goes on.
pub(crate) fn print(text: &str) -> Result<(), Failure> {
    let mut output = io::stdout().lock();
    match output.write_all(text.as_bytes()).and_then(|()| output.flush()) {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => Err(write_failed(error)),
        _ => Ok(()),
    }
}

/// Prints a value as indented JSON.
pub(crate) fn print_json(value: &impl serde::Serialize) -> Result<(), Failure> {
    let json = serde_json::to_string_pretty(value).map_err(|error| write_failed(error.into()))?;
    print(&format!("{json}\n"))
}

pub(crate) use quality_link::core::shown;
