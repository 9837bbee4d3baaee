//! The command `ql`: parses arguments, calls the library, shows what it says.
#![forbid(unsafe_code)]

mod cli;

use std::process::ExitCode;

fn main() -> ExitCode {
    cli::run()
}
