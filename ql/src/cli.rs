mod args;
mod catalogue;
mod convert;
#[cfg(feature = "demo")]
mod demo;
mod diff;
mod discover;
mod enrich;
mod harvest;
mod id;
mod manifest;
mod many;
mod output;
mod probe;
mod progress;
mod providers;
mod render;
mod validate;

use std::fmt;
use std::process::ExitCode;

use clap::Parser as _;

use args::{Cli, Command};

/// What went well as far as a script is concerned.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Verdict {
    /// Exit code 0.
    Well,
    /// Exit code 1: something failed, and it has been said what.
    Failed,
}

/// Why a command could not do its work; exit code 1, or 2 if the command line is at fault.
#[derive(Debug)]
pub(crate) enum Failure {
    Usage(String),
    Work(String),
    /// Whoever reads standard output has seen enough: no failure.
    ReaderGone,
}

impl Failure {
    pub(crate) fn work(what: impl fmt::Display, error: impl fmt::Display) -> Self {
        Self::Work(format!("{what}: {error}"))
    }
}

pub(crate) type Outcome = Result<Verdict, Failure>;

pub(crate) fn run() -> ExitCode {
    let cli = Cli::parse();
    let outcome = match cli.command {
        #[cfg(feature = "demo")]
        Command::Demo(args) => with_runtime(demo::run(args)),
        Command::Discover(args) => with_runtime(discover::run(args)),
        Command::Providers(args) => with_runtime(providers::run(args)),
        Command::Harvest(args) => with_runtime(harvest::run(args)),
        Command::Convert(args) => convert::run(&args),
        Command::Validate(args) => validate::run(&args),
        Command::Enrich(args) => enrich::run(&args),
        Command::Frame(args) => enrich::frame(&args),
        Command::Diff(args) => diff::run(&args),
        Command::Probe(args) => with_runtime(probe::run(args)),
        Command::Manifest(command) => manifest::run(command),
        Command::Id(command) => id::run(command),
    };
    match outcome {
        Ok(Verdict::Well) | Err(Failure::ReaderGone) => ExitCode::SUCCESS,
        Ok(Verdict::Failed) => ExitCode::from(1),
        Err(Failure::Work(message)) => {
            eprintln!("error: {message}");
            ExitCode::from(1)
        }
        Err(Failure::Usage(message)) => {
            eprintln!("error: {message}\n\nFor more information, try '--help'.");
            ExitCode::from(2)
        }
    }
}

fn with_runtime(work: impl Future<Output = Outcome>) -> Outcome {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .map_err(|error| Failure::work("the runtime could not be started", error))?;
    runtime.block_on(work)
}
