//! The packages of other languages: built, installed where nothing else is, and tested there.

use std::path::{Path, PathBuf};
use std::process::Command;

use crate::Result;
use crate::tools::{Venv, cargo, root, run};

/// What the tests of the Python package want beside it.
const PYTHON: [&str; 9] = [
    "pytest==9.2.0",
    "pyarrow==26.0.1",
    "polars==2.1.0",
    "pandas==3.1.1",
    "duckdb==2.0.1",
    "rdflib==7.6.0",
    "mypy==2.4.1",
    "pyright==1.1.414",
    "maturin==1.16.0",
];

fn built(name: &str) -> PathBuf {
    root().join("target/debug").join(name)
}

fn text(path: &Path) -> String {
    path.to_string_lossy().into_owned()
}

/// The wheel for the Python of this machine and all later ones, in `target/dist`.
pub(crate) fn wheel(profile: &str) -> Result {
    let venv = Venv::open()?;
    venv.install("maturin==1.16.0")?;
    let mut maturin = Command::new(venv.program("maturin"));
    maturin.args(["build", "--profile", profile, "--out"]).arg(root().join("target/dist"));
    run(maturin.current_dir(root().join("bindings/python")))
}

/// The Python package in an environment of its own, with its tests, its types and its example.
pub(crate) fn python() -> Result {
    run(&mut cargo(&["build", "-p", "quality-link", "--all-features"]))?;
    let dist = root().join("target/dist");
    // Wheels of the past would be installed, too.
    if dist.exists() {
        std::fs::remove_dir_all(&dist).map_err(|error| error.to_string())?;
    }
    wheel("dev")?;
    let venv = Venv::fresh("bindings-venv")?;
    venv.install_all(&PYTHON)?;
    let wheels = std::fs::read_dir(&dist).map_err(|error| error.to_string())?;
    for wheel in wheels.flatten() {
        venv.install(&text(&wheel.path()))?;
    }
    let mut tests = Command::new(venv.program("python"));
    tests.args(["-m", "pytest", "-q", "-p", "no:cacheprovider", "tests"]);
    tests.env("QL_REQUIRE_PEERS", "1").env("QL_COMMAND", built("ql"));
    run(tests.current_dir(root().join("bindings/python")))?;
    stubs(&venv)
}

/// Whether the stubs that are there are those of the code.
fn stubs(venv: &Venv) -> Result {
    let folder = root().join("target/stubs");
    let path = root().join("bindings/python/python/quality_link/_quality_link.pyi");
    let read = || std::fs::read_to_string(&path).map_err(|error| error.to_string());
    let before = read()?;
    let mut maturin = Command::new(venv.program("maturin"));
    maturin.args(["generate-stubs", "--quiet", "--out"]).arg(&folder);
    maturin.env("PATH", venv.path());
    run(maturin.current_dir(root().join("bindings/python")))?;
    run(Command::new(venv.program("python")).arg("stubs.py").arg(&folder).current_dir(root().join("bindings/python")))?;
    if read()? == before { Ok(()) } else { Err("the stubs of the Python package were out of date; commit them".into()) }
}

/// Kotlin, Swift and Python as UniFFI writes them, with their tests.
pub(crate) fn uniffi() -> Result {
    run(&mut cargo(&["build", "-p", "quality-link", "--all-features"]))?;
    run(&mut cargo(&["build", "-p", "quality-link-uniffi", "--features", "bindgen"]))?;
    let library = built("libquality_link_uniffi.so");
    let kotlin = "bindings/uniffi/kotlin/target/generated-sources/uniffi";
    for (language, folder) in [("kotlin", kotlin), ("swift", "target/uniffi/swift"), ("python", "target/uniffi/python")]
    {
        let mut bindgen = Command::new(built("uniffi-bindgen"));
        bindgen.args(["generate", "--config", "bindings/uniffi/uniffi.toml", "--no-format", "--language", language]);
        run(bindgen.arg("--out-dir").arg(folder).arg(&library).current_dir(root()))?;
    }
    let beside = root().join("target/uniffi/python/libquality_link_uniffi.so");
    std::fs::copy(&library, beside).map_err(|error| error.to_string())?;
    let mut maven = Command::new("mvn");
    maven.args(["-q", "-B", "test"]).arg(format!("-Dql.library={}", text(&root().join("target/debug"))));
    maven.arg(format!("-Dql.command={}", text(&built("ql")))).env("QL_REQUIRE_PEERS", "1");
    run(maven.current_dir(root().join("bindings/uniffi/kotlin")).stdin(std::process::Stdio::null()))?;
    let venv = Venv::open()?;
    venv.install("pytest==9.2.0")?;
    let mut tests = Command::new(venv.program("python"));
    tests.args(["-m", "pytest", "-q", "-p", "no:cacheprovider", "bindings/uniffi/tests"]);
    tests.env("PYTHONPATH", "target/uniffi/python").env("QL_COMMAND", built("ql")).env("QL_REQUIRE_PEERS", "1");
    run(tests.current_dir(root()))
}
