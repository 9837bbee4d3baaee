//! `cargo xtask test` installs what the tests need and runs them all; `cargo xtask ci` runs every other check first.
#![forbid(unsafe_code)]

mod bindings;
mod tools;

use std::process::ExitCode;
use std::time::Instant;

use tools::{Peers, cargo, root, run};

const USAGE: &str = "\
cargo xtask COMMAND

  test       all tests, with the peers they need (Python with rdflib, pySHACL and PyLD, openssl, knot, dnsmasq, nginx,
             Oxigraph, Fuseki)
  ci         formatting, lints, dependencies, documentation, oldest compiler, wasm32, then `test`
  python     the Python package: wheel, tests, stubs
  uniffi     what UniFFI writes for Kotlin, Swift and Python: tests
  dist       the Python wheel to be published, in target/dist
  wasm       that the crates without I/O compile for wasm32
  openapi FOLDER
             harvests of servers that Prism makes of the official OpenAPI documents in the folder
  shacl FOLDER
             the W3C's test suite for SHACL Core, which lies in the folder
  fuzz [SEC] every fuzz target for so many seconds (60), on the nightly toolchain
";

type Result = std::result::Result<(), String>;

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let outcome = match words.as_slice() {
        ["test"] => test(),
        ["ci"] => ci(),
        ["wasm"] => wasm(),
        ["python"] => step("Python", bindings::python),
        ["uniffi"] => step("Kotlin, Swift and Python by UniFFI", bindings::uniffi),
        ["dist"] => step("wheel", || bindings::wheel("release")),
        ["openapi", folder] => openapi(folder),
        ["shacl", folder] => shacl(folder),
        ["fuzz"] => fuzz("60"),
        ["fuzz", seconds] => fuzz(seconds),
        _ => {
            eprint!("{USAGE}");
            return ExitCode::from(2);
        }
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(problem) => {
            eprintln!("xtask: {problem}");
            ExitCode::FAILURE
        }
    }
}

/// Runs a step with its name and time.
fn step(name: &str, work: impl FnOnce() -> Result) -> Result {
    println!("── {name}");
    let start = Instant::now();
    work().map_err(|problem| format!("{name}: {problem}"))?;
    println!("── {name}: done in {} s", start.elapsed().as_secs());
    Ok(())
}

fn test() -> Result {
    let peers = Peers::install()?;
    step("tests", || {
        // A peer that is missing fails a test instead of skipping it.
        let mut tests = cargo(&["test", "--workspace", "--all-features"]);
        tests.env("QL_PYTHON", peers.python()).env("QL_OXIGRAPH", peers.oxigraph()).env("QL_FUSEKI", tools::fuseki());
        tests.env("QL_REQUIRE_PEERS", "1");
        run(&mut tests)
    })?;
    step("Python", bindings::python)?;
    step("Kotlin, Swift and Python by UniFFI", bindings::uniffi)
}

fn ci() -> Result {
    step("format", || run(&mut cargo(&["fmt", "--all", "--check"])))?;
    step("lints", || {
        run(&mut cargo(&["clippy", "--workspace", "--all-targets", "--all-features", "--", "-D", "warnings"]))
    })?;
    step("lints without default features", || {
        let bare = [
            "clippy",
            "--no-default-features",
            "-p",
            "ql-ident",
            "-p",
            "ql-core",
            "-p",
            "ql-discovery",
            "-p",
            "ql-exchange",
            "-p",
            "ql-elm",
        ];
        run(cargo(&bare).args(["-p", "quality-link", "--lib", "--", "-D", "warnings"]))
    })?;
    step("dependencies", tools::deny)?;
    step("documentation", || {
        let mut doc = cargo(&["doc", "--workspace", "--all-features", "--no-deps"]);
        run(doc.env("RUSTDOCFLAGS", "-D warnings"))
    })?;
    step("oldest compiler", tools::oldest_compiler)?;
    wasm()?;
    test()
}

fn wasm() -> Result {
    step("wasm32", tools::wasm)
}

/// A folder by its whole path: Cargo runs a test in the folder of its crate.
fn whole(folder: &str) -> std::result::Result<std::path::PathBuf, String> {
    std::fs::canonicalize(folder).map_err(|error| format!("{folder}: {error}"))
}

fn openapi(folder: &str) -> Result {
    let folder = whole(folder)?;
    let prism = tools::prism()?;
    step("openapi", || {
        let mut tests = cargo(&["test", "-p", "ql-exchange", "--features", "client", "--test", "openapi"]);
        tests.args(["--", "--nocapture"]).env("QL_PRISM", &prism).env("QL_OPENAPI", &folder);
        run(&mut tests)
    })
}

fn shacl(folder: &str) -> Result {
    let folder = whole(folder)?;
    step("shacl", || {
        let mut tests = cargo(&["test", "-p", "ql-elm", "--test", "shacl_suite", "--", "--nocapture"]);
        run(tests.env("QL_SHACL_SUITE", &folder))
    })
}

fn fuzz(seconds: &str) -> Result {
    seconds.parse::<u32>().map_err(|_| format!("not a number of seconds: {seconds}"))?;
    let targets = std::fs::read_dir(root().join("fuzz/fuzz_targets")).map_err(|error| error.to_string())?;
    for target in targets.flatten() {
        let name = target.path().file_stem().unwrap_or_default().to_string_lossy().into_owned();
        step(&format!("fuzz {name}"), || {
            let limit = format!("-max_total_time={seconds}");
            let mut fuzz = cargo(&["+nightly", "fuzz", "run", &name, "--", &limit, "-max_len=65536"]);
            run(fuzz.current_dir(root().join("fuzz")))
        })?;
    }
    Ok(())
}
