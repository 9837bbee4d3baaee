use std::fs::{File, OpenOptions};
use std::io::{self, Read as _, Write as _};
use std::path::Path;

use quality_link::core::{
    DataSource, KeySize, Manifest, ManifestFormat, ManifestParser, ManifestReport, PrivateKey, PublicKey, Severity,
    SourceType, manifest_schema,
};
use serde_json::json;

use super::args::ManifestCommand;
use super::output::{print, print_json, read, read_text, shown, write_failed};
use super::{Failure, Outcome, Verdict, render};

pub(crate) fn run(command: ManifestCommand) -> Outcome {
    match command {
        ManifestCommand::Lint { file, format, json } => lint(&file, format.map(Into::into), json),
        ManifestCommand::New { source, schac, eter, deqar, json } => {
            new(&source, schac.as_deref(), eter.as_deref(), deqar.as_deref(), json)
        }
        ManifestCommand::Fmt { file, format, json, write } => {
            let format = if json { Some(ManifestFormat::Json) } else { format.map(Into::into) };
            fmt(&file, format, write)
        }
        ManifestCommand::Diff { old, new, json } => diff(&old, &new, json),
        ManifestCommand::Schema { json } => {
            if json {
                print(&format!("{}\n", manifest_schema()))?;
            } else {
                print_json(&manifest_schema())?;
            }
            Ok(Verdict::Well)
        }
        ManifestCommand::Encrypt { key, json } => encrypt(&key, json),
        ManifestCommand::Keygen { private, public, bits, json } => keygen(&private, &public, &bits, json),
    }
}

fn parse(file: &Path, content: &[u8], format: Option<ManifestFormat>) -> ManifestReport {
    let parser = ManifestParser::new();
    match format {
        Some(format) => parser.parse(content, format),
        None => parser.parse_detect(content, None, Some(&file.to_string_lossy())),
    }
}

fn lint(file: &Path, format: Option<ManifestFormat>, json: bool) -> Outcome {
    let content = read(file)?;
    let report = parse(file, &content, format);
    let text = String::from_utf8_lossy(content.strip_prefix(b"\xef\xbb\xbf").unwrap_or(&content)).into_owned();
    let usable = report.manifest().map_or(0, |m| m.sources().iter().filter(|source| source.is_usable()).count());
    let strict = report.strict();
    if json {
        print_json(&json!({
            "valid": report.is_valid(), "usable": report.is_usable(), "usableSources": usable,
            "strict": strict, "lenient": report.lenient(),
        }))?;
    } else {
        let name = file.display().to_string();
        for finding in &strict {
            eprint!("{}", render::finding(&finding.clone().with_source(&name), Some(&text)));
        }
        let errors = strict.iter().filter(|finding| finding.severity() >= Severity::Error).count();
        let verdict = if report.is_valid() { "valid" } else { "not valid" };
        let sources = if usable == 1 { "1 data source".into() } else { format!("{usable} data sources") };
        print(&format!(
            "{name}: {verdict} ({errors} errors, {} other findings); an aggregator can use {sources}\n",
            strict.len() - errors
        ))?;
    }
    Ok(if report.is_valid() { Verdict::Well } else { Verdict::Failed })
}

fn new(sources: &[String], schac: Option<&str>, eter: Option<&str>, deqar: Option<&str>, json: bool) -> Outcome {
    let wrong = |what: &str, error: String| Failure::Usage(format!("{what}: {error}"));
    let mut builder = Manifest::builder();
    if let Some(schac) = schac {
        builder = builder.schac(super::discover::schac(schac)?);
    }
    if let Some(eter) = eter {
        builder = builder.eter(eter.parse().map_err(|error| wrong(eter, format!("{error}")))?);
    }
    if let Some(deqar) = deqar {
        builder = builder.deqar(deqar.parse().map_err(|error| wrong(deqar, format!("{error}")))?);
    }
    for source in sources {
        let (kind, url) = source.split_once('=').ok_or_else(|| wrong(source, "expected TYPE[/VERSION]=URL".into()))?;
        let (kind, version) = kind.split_once('/').map_or((kind, None), |(kind, version)| (kind, Some(version)));
        let kind = SourceType::from_name(kind);
        if !kind.is_known() {
            return Err(wrong(source, "the types are `elm`, `ooapi`, `edu-api` and `occapi`".into()));
        }
        let mut described = DataSource::builder(kind, url.parse().map_err(|error| wrong(url, format!("{error}")))?);
        if let Some(version) = version {
            described = described.version(version);
        }
        builder = builder.source(described);
    }
    let manifest = builder.build().map_err(|error| Failure::Usage(error.to_string()))?;
    print(&if json { manifest.to_json() } else { manifest.to_yaml() })?;
    Ok(Verdict::Well)
}

fn fmt(file: &Path, format: Option<ManifestFormat>, write: bool) -> Outcome {
    let content = read(file)?;
    let report = parse(file, &content, None);
    let text = String::from_utf8_lossy(content.strip_prefix(b"\xef\xbb\xbf").unwrap_or(&content)).into_owned();
    for finding in report.lenient() {
        eprint!("{}", render::finding(&finding.with_source(file.display().to_string()), Some(&text)));
    }
    // What could not be read would be lost.
    let dropped = report.lenient().iter().any(|finding| finding.severity() >= Severity::Error);
    let (Some(manifest), false) = (report.partial(), dropped) else {
        eprintln!("error: the manifest has errors and is not rewritten");
        return Ok(Verdict::Failed);
    };
    if text.lines().any(|line| line.trim_start().starts_with('#') || line.contains(" #")) {
        eprintln!("warning: comments are not kept");
    }
    let same =
        ManifestFormat::from_path(&file.to_string_lossy()).unwrap_or_else(|| ManifestFormat::from_content(&content));
    let tidy = match format.unwrap_or(same) {
        ManifestFormat::Json => manifest.to_json(),
        _ => manifest.to_yaml(),
    };
    if write && file != Path::new("-") {
        std::fs::write(file, tidy).map_err(write_failed)?;
    } else {
        print(&tidy)?;
    }
    Ok(Verdict::Well)
}

fn diff(old: &Path, new: &Path, json: bool) -> Outcome {
    let load = |path: &Path| -> Result<Manifest, Failure> {
        let content = read(path)?;
        let report = parse(path, &content, None);
        let worst = report.lenient().into_iter().max_by_key(quality_link::core::Diagnostic::severity);
        report.into_manifest().ok_or_else(|| {
            let why = worst.map(|finding| finding.message().to_owned()).unwrap_or_default();
            Failure::work(format!("`{}` has no usable data source", path.display()), why)
        })
    };
    let difference = load(old)?.diff(&load(new)?);
    if json {
        print_json(&difference)?;
    } else {
        let mut text = String::new();
        let lines = |verb: &str, sources: &[String]| -> String {
            sources.iter().fold(String::new(), |lines, source| format!("{lines}{verb:<8} {}\n", shown(source)))
        };
        text.push_str(&lines("added", &difference.added));
        text.push_str(&lines("removed", &difference.removed));
        for (source, fields) in &difference.changed {
            text.push_str(&format!("changed  {}: {}\n", shown(source), shown(&fields.join(", "))));
        }
        text.push_str(&lines("same", &difference.unchanged));
        print(&text)?;
    }
    Ok(if difference.is_empty() { Verdict::Well } else { Verdict::Failed })
}

fn encrypt(key: &Path, json: bool) -> Outcome {
    let failed = |error: quality_link::core::SecretError| match error.hint() {
        Some(hint) => Failure::Work(format!("{error} ({hint})")),
        None => Failure::Work(error.to_string()),
    };
    let key = PublicKey::from_pem(&read_text(key)?).map_err(failed)?;
    let mut secret = String::new();
    io::stdin().lock().read_to_string(&mut secret).map_err(|error| Failure::work("no secret", error))?;
    // An editor or `echo` ends the line; a secret does not.
    let secret = secret.strip_suffix('\n').map_or(secret.as_str(), |line| line.strip_suffix('\r').unwrap_or(line));
    if secret.is_empty() {
        return Err(Failure::Usage("there is no secret on standard input".into()));
    }
    let value = key.encrypt(secret).map_err(failed)?;
    if json {
        print_json(&json!({ "value": value.as_base64() }))?;
    } else {
        print(&format!("{}\n", value.as_base64()))?;
    }
    Ok(Verdict::Well)
}

fn keygen(private: &Path, public: &Path, bits: &str, json: bool) -> Outcome {
    let size = if bits == "2048" { KeySize::Bits2048 } else { KeySize::Bits4096 };
    let exists = |path: &Path| Failure::Usage(format!("`{}` exists already", path.display()));
    if public.exists() {
        return Err(exists(public));
    }
    if private == public {
        return Err(Failure::Usage("the two keys need a file each".into()));
    }
    let key = PrivateKey::generate(size).map_err(|error| Failure::Work(error.to_string()))?;
    let pem = key.to_pem().map_err(|error| Failure::Work(error.to_string()))?;
    let mut file = secret_file(private).map_err(|error| match error.kind() {
        io::ErrorKind::AlreadyExists => exists(private),
        _ => Failure::work(format!("`{}` can't be written", private.display()), error),
    })?;
    let written = file.write_all(pem.as_bytes()).map_err(|error| (private, error));
    let written = written.and_then(|()| std::fs::write(public, key.public_key_pem()).map_err(|error| (public, error)));
    if let Err((path, error)) = written {
        // Half a key pair is of no use, and would be in the way of the next try.
        let _ = std::fs::remove_file(private);
        return Err(Failure::work(format!("`{}` can't be written", path.display()), error));
    }
    if json {
        print_json(
            &json!({ "private": private.display().to_string(), "public": public.display().to_string(), "bits": bits }),
        )?;
    } else {
        print(&format!(
            "private key (keep it): {}\npublic key (publish it): {}\n",
            private.display(),
            public.display()
        ))?;
    }
    Ok(Verdict::Well)
}

/// A new file that only its owner can read.
fn secret_file(path: &Path) -> io::Result<File> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt as _;
        options.mode(0o600);
    }
    options.open(path)
}
