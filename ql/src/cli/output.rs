use std::fs::File;
use std::io::{self, BufWriter, Read as _, Write};
use std::path::Path;

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

pub(crate) fn write_failed(error: impl std::fmt::Display) -> Failure {
    Failure::work("the output can't be written", error)
}

/// Prints text for programs or data; a reader that went away, such as `head`, is no failure.
pub(crate) fn print(text: &str) -> Result<(), Failure> {
    match io::stdout().lock().write_all(text.as_bytes()) {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => Err(write_failed(error)),
        _ => Ok(()),
    }
}

/// Prints a value as indented JSON.
pub(crate) fn print_json(value: &impl serde::Serialize) -> Result<(), Failure> {
    let json = serde_json::to_string_pretty(value).map_err(write_failed)?;
    print(&format!("{json}\n"))
}
