//! Secrets: what this crate and the `openssl` command encrypt, the other decrypts; and no secret is ever shown.
#![cfg(feature = "secrets")]
#![expect(clippy::unwrap_used, reason = "in a test, also outside of its function")]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::OnceLock;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use ql_core::{Ciphertext, KeySize, ManifestFormat, ManifestParser, PrivateKey, PrivateKeys, PublicKey, Secret};
use ql_core::{SecretError, codes};
use tempfile::TempDir;

/// The `openssl` command with a folder for its files.
struct Openssl {
    folder: TempDir,
}

impl Openssl {
    /// `None` where there is no such command, which is only right on the machine of a developer.
    fn new() -> Option<Self> {
        let version = Command::new("openssl").arg("version").output();
        if !version.is_ok_and(|output| output.status.success()) {
            assert!(std::env::var_os("QL_REQUIRE_PEERS").is_none(), "openssl is missing");
            println!("skipped: there is no openssl");
            return None;
        }
        Some(Self { folder: tempfile::tempdir().unwrap() })
    }

    fn run(&self, arguments: &[&str]) {
        let output = Command::new("openssl").args(arguments).current_dir(self.folder.path()).output().unwrap();
        let errors = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "openssl {}: {errors}", arguments.join(" "));
    }

    fn file(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn write(&self, name: &str, content: impl AsRef<[u8]>) {
        fs::write(self.file(name), content).unwrap();
    }

    fn text(&self, name: &str) -> String {
        read(&self.file(name))
    }

    /// Makes `private.pem` and `public.pem`.
    fn generate(&self, bits: usize) {
        let bits = format!("rsa_keygen_bits:{bits}");
        self.run(&["genpkey", "-algorithm", "RSA", "-pkeyopt", &bits, "-out", "private.pem"]);
        self.run(&["pkey", "-in", "private.pem", "-pubout", "-out", "public.pem"]);
    }

    /// The command of the exchange specification, with the key in `public.pem`.
    fn encrypt(&self, plain: &[u8], more: &[&str]) -> Ciphertext {
        self.write("plain", plain);
        let arguments = ["pkeyutl", "-encrypt", "-pubin", "-inkey", "public.pem", "-in", "plain", "-out", "encrypted"];
        self.run(&[&arguments[..], &["-pkeyopt", "rsa_padding_mode:oaep"], more].concat());
        Ciphertext::new(STANDARD.encode(fs::read(self.file("encrypted")).unwrap()))
    }

    /// The same the other way round, with the key in `private.pem`.
    fn decrypt(&self, encrypted: &Ciphertext) -> Vec<u8> {
        self.write("encrypted", encrypted.to_bytes().unwrap());
        let arguments = ["pkeyutl", "-decrypt", "-inkey", "private.pem", "-in", "encrypted", "-out", "plain"];
        self.run(&[&arguments[..], &["-pkeyopt", "rsa_padding_mode:oaep"]].concat());
        fs::read(self.file("plain")).unwrap()
    }
}

fn read(path: &Path) -> String {
    fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// A key that the tests share, since making one takes a while.
fn pem() -> &'static str {
    static PEM: OnceLock<String> = OnceLock::new();
    PEM.get_or_init(|| PrivateKey::generate(KeySize::Bits2048).unwrap().to_pem().unwrap().to_string())
}

fn private() -> PrivateKey {
    PrivateKey::from_pem(pem()).unwrap()
}

fn public_of(private: &PrivateKey) -> PublicKey {
    PublicKey::from_pem(&private.public_key_pem()).unwrap()
}

fn fresh() -> PrivateKey {
    PrivateKey::generate(KeySize::Bits2048).unwrap()
}

const SECRET: &str = "Bearer ünïcode-🔑 hunter2";

#[test]
fn openssl_makes_the_key() {
    let Some(openssl) = Openssl::new() else { return };
    for (bits, limit) in [(2048, 214), (3072, 342), (4096, 470)] {
        openssl.generate(bits);
        let private = PrivateKey::from_pem(&openssl.text("private.pem")).unwrap();
        assert_eq!(private.public_key_pem(), openssl.text("public.pem"), "{bits}");
        let public = PublicKey::from_pem(&openssl.text("public.pem")).unwrap();
        assert_eq!(public.limit(), limit);
        assert_eq!(format!("{private:?} {public:?}"), format!("PrivateKey({bits} bits) PublicKey({bits} bits)"));
        let keys = PrivateKeys::from(private);
        for length in [0, 1, limit] {
            let plain = "x".repeat(length);
            assert_eq!(keys.decrypt(&openssl.encrypt(plain.as_bytes(), &[])).unwrap().expose(), plain, "{bits}");
            assert_eq!(openssl.decrypt(&public.encrypt(&plain).unwrap()), plain.as_bytes(), "{bits}");
        }
        assert_eq!(keys.decrypt(&openssl.encrypt(SECRET.as_bytes(), &[])).unwrap().expose(), SECRET);
    }
}

#[test]
fn we_make_the_key() {
    let Some(openssl) = Openssl::new() else { return };
    for (size, bits) in [(KeySize::Bits2048, "2048"), (KeySize::Bits4096, "4096")] {
        let private = PrivateKey::generate(size).unwrap();
        openssl.write("private.pem", private.to_pem().unwrap().as_bytes());
        openssl.write("public.pem", private.public_key_pem());
        openssl.run(&["pkey", "-in", "private.pem", "-check", "-noout"]);
        openssl.run(&["pkey", "-in", "private.pem", "-pubout", "-out", "derived.pem"]);
        assert_eq!(openssl.text("derived.pem"), private.public_key_pem());
        openssl.run(&["pkey", "-pubin", "-in", "public.pem", "-text_pub", "-noout", "-out", "shown"]);
        assert!(openssl.text("shown").contains(&format!("({bits} bit)")), "{}", openssl.text("shown"));
        let encrypted = public_of(&private).encrypt(SECRET).unwrap();
        assert_eq!(openssl.decrypt(&encrypted), SECRET.as_bytes());
        let encrypted = openssl.encrypt(SECRET.as_bytes(), &[]);
        assert_eq!(PrivateKeys::from(private).decrypt(&encrypted).unwrap().expose(), SECRET);
    }
}

#[test]
fn another_hash_is_not_what_the_specification_says() {
    let Some(openssl) = Openssl::new() else { return };
    openssl.write("public.pem", private().public_key_pem());
    let encrypted = openssl.encrypt(b"x", &["-pkeyopt", "rsa_oaep_md:sha256"]);
    let error = PrivateKeys::from(private()).decrypt(&encrypted).unwrap_err();
    assert_eq!(error, SecretError::Undecryptable { keys: 1 });
}

#[test]
fn a_secret_that_is_no_text() {
    let Some(openssl) = Openssl::new() else { return };
    openssl.write("public.pem", private().public_key_pem());
    let keys = PrivateKeys::from(private());
    assert_eq!(keys.decrypt(&openssl.encrypt(b"\xff\xfe", &[])).unwrap_err(), SecretError::NotText);
    assert_eq!(keys.decrypt(&openssl.encrypt(b"with\nbreak\0", &[])).unwrap().expose(), "with\nbreak\0");
}

#[test]
fn keys_of_other_kinds_are_refused() {
    let Some(openssl) = Openssl::new() else { return };
    openssl.run(&["genpkey", "-algorithm", "ED25519", "-out", "private.pem"]);
    openssl.run(&["pkey", "-in", "private.pem", "-pubout", "-out", "public.pem"]);
    assert_eq!(PrivateKey::from_pem(&openssl.text("private.pem")).unwrap_err(), SecretError::PrivateKey);
    assert_eq!(PublicKey::from_pem(&openssl.text("public.pem")).unwrap_err(), SecretError::PublicKey);
    // The older format of private keys, and one behind a password.
    openssl.generate(2048);
    openssl.run(&["rsa", "-in", "private.pem", "-traditional", "-out", "old.pem"]);
    let error = PrivateKey::from_pem(&openssl.text("old.pem")).unwrap_err();
    assert!(error.hint().is_some_and(|hint| hint.contains("openssl pkcs8 -topk8")), "{error:?}");
    openssl.run(&["pkcs8", "-topk8", "-nocrypt", "-in", "old.pem", "-out", "new.pem"]);
    assert!(PrivateKey::from_pem(&openssl.text("new.pem")).is_ok());
    openssl.run(&["pkcs8", "-topk8", "-passout", "pass:x", "-in", "private.pem", "-out", "locked.pem"]);
    assert_eq!(PrivateKey::from_pem(&openssl.text("locked.pem")).unwrap_err(), SecretError::PrivateKey);
    // Each half in the place of the other.
    assert_eq!(PrivateKey::from_pem(&openssl.text("public.pem")).unwrap_err(), SecretError::PrivateKey);
    assert_eq!(PublicKey::from_pem(&openssl.text("private.pem")).unwrap_err(), SecretError::PublicKey);
}

#[test]
fn the_limit_is_exact() {
    for (size, limit) in [(KeySize::Bits2048, 214), (KeySize::Bits4096, 470)] {
        let private = PrivateKey::generate(size).unwrap();
        let public = public_of(&private);
        assert_eq!(public.limit(), limit);
        let plain = "x".repeat(limit);
        let encrypted = public.encrypt(&plain).unwrap();
        assert_eq!(PrivateKeys::from(private).decrypt(&encrypted).unwrap().expose(), plain);
        let error = public.encrypt(&"x".repeat(limit + 1)).unwrap_err();
        assert_eq!(error, SecretError::TooLong { length: limit + 1, limit });
        let expected = format!("the secret has {} bytes, but this key encrypts at most {limit}", limit + 1);
        assert_eq!((error.to_string(), error.code()), (expected, "secret.too-long"));
    }
    // Bytes count, not characters.
    let public = public_of(&private());
    assert!(public.encrypt(&"ü".repeat(107)).is_ok());
    assert_eq!(public.encrypt(&"ü".repeat(108)).unwrap_err(), SecretError::TooLong { length: 216, limit: 214 });
}

#[test]
fn every_encryption_is_another() {
    let public = public_of(&private());
    let [a, b] = [public.encrypt(SECRET).unwrap(), public.encrypt(SECRET).unwrap()];
    assert_ne!(a, b);
    assert!(a.is_plausible() && b.is_plausible());
    assert_eq!(a.to_bytes().unwrap().len(), 256);
}

#[test]
fn old_keys_stay_in_the_ring() {
    let [old, current, next] = [fresh(), private(), fresh()];
    let with_old = public_of(&old).encrypt("of the old key").unwrap();
    let with_current = public_of(&current).encrypt("of the current key").unwrap();
    let with_next = public_of(&next).encrypt("of the next key").unwrap();
    let mut keys = PrivateKeys::from(current);
    assert_eq!(keys.decrypt(&with_old).unwrap_err(), SecretError::Undecryptable { keys: 1 });
    keys.push(old);
    assert_eq!(keys.decrypt(&with_old).unwrap().expose(), "of the old key");
    assert_eq!(keys.decrypt(&with_current).unwrap().expose(), "of the current key");
    let error = keys.decrypt(&with_next).unwrap_err();
    assert_eq!(error, SecretError::Undecryptable { keys: 2 });
    assert_eq!(error.to_string(), "the value was not encrypted with any of these 2 keys");
    assert!(error.hint().is_some());
}

#[test]
fn keys_of_several_sizes() {
    let long = PrivateKey::generate(KeySize::Bits4096).unwrap();
    let values = [public_of(&long).encrypt("4096").unwrap(), public_of(&private()).encrypt("2048").unwrap()];
    for short_first in [true, false] {
        let mut keys = PrivateKeys::new();
        if short_first {
            keys.push(private());
        }
        keys.push(PrivateKey::from_pem(&long.to_pem().unwrap()).unwrap());
        if !short_first {
            keys.push(private());
        }
        let plain = values.each_ref().map(|value| keys.decrypt(value).unwrap().expose().to_owned());
        assert_eq!(plain, ["4096", "2048"]);
    }
}

#[test]
fn an_empty_ring() {
    let keys = PrivateKeys::new();
    assert!(keys.is_empty() && !PrivateKeys::from(private()).is_empty());
    let error = keys.decrypt(&public_of(&private()).encrypt("x").unwrap()).unwrap_err();
    assert_eq!(error, SecretError::Undecryptable { keys: 0 });
    assert_eq!(error.to_string(), "there is no private key to decrypt the value with");
}

#[test]
fn base64_in_every_form_that_people_paste() {
    let keys = PrivateKeys::from(private());
    let text = public_of(&private()).encrypt(SECRET).unwrap().as_base64().to_owned();
    assert!(text.ends_with("=="));
    let lines = |width: usize, line_break: &str| {
        let lines: Vec<&str> = (0..text.len()).step_by(width).map(|at| &text[at..text.len().min(at + width)]).collect();
        lines.join(line_break) + line_break
    };
    for form in [
        text.clone(),
        lines(64, "\n"),
        lines(76, "\r\n"),
        lines(64, "\n    "),
        text.trim_end_matches('=').to_owned(),
        format!(" {text}\t"),
    ] {
        let value = Ciphertext::new(form.as_str());
        assert!(value.is_plausible(), "{form:?}");
        assert_eq!(keys.decrypt(&value).unwrap().expose(), SECRET, "{form:?}");
        assert_eq!(value.as_base64(), form);
    }
}

#[test]
fn what_is_not_base64() {
    let keys = PrivateKeys::from(private());
    for text in ["hunter2!", "Bearer abc", "ü", "====", "A", "QQ=a", "-----BEGIN PGP MESSAGE-----"] {
        let value = Ciphertext::new(text);
        assert!(!value.is_plausible(), "{text}");
        let error = keys.decrypt(&value).unwrap_err();
        assert_eq!((error.code(), error.to_string().contains(text)), ("secret.not-base64", false), "{text}");
        assert!(error.hint().is_some());
    }
}

#[test]
fn garbage() {
    let keys = PrivateKeys::from(private());
    let good = public_of(&private()).encrypt(SECRET).unwrap().to_bytes().unwrap();
    let mut flipped = good.clone();
    flipped[100] ^= 1;
    let longer = [good.as_slice(), &[0]].concat();
    let shifted = [&[0], good.as_slice()].concat();
    for bytes in
        [Vec::new(), vec![0; 256], vec![255; 256], flipped, good[..255].to_vec(), longer, shifted, vec![7; 5000]]
    {
        let error = keys.decrypt(&Ciphertext::new(STANDARD.encode(&bytes))).unwrap_err();
        assert_eq!(error, SecretError::Undecryptable { keys: 1 }, "{} bytes", bytes.len());
    }
}

#[test]
fn what_is_plausible_as_a_ciphertext() {
    for (length, plausible) in
        [(0, false), (5, false), (127, false), (128, true), (256, true), (2048, true), (2049, false)]
    {
        assert_eq!(Ciphertext::new(STANDARD.encode(vec![1; length])).is_plausible(), plausible, "{length}");
    }
}

#[test]
fn broken_pem() {
    let public = private().public_key_pem();
    for text in ["", "hunter2", &public.replace("PUBLIC", "RSA PUBLIC"), &public[..200], &public.replace('M', "N")] {
        assert_eq!(PublicKey::from_pem(text).unwrap_err(), SecretError::PublicKey, "{text}");
        assert_eq!(PrivateKey::from_pem(text).unwrap_err(), SecretError::PrivateKey, "{text}");
    }
    // As an editor on Windows saves it, and with text around it.
    assert!(PublicKey::from_pem(&public.replace('\n', "\r\n")).is_ok());
    assert!(PublicKey::from_pem(&format!("Our key:\n{public}\nBest regards\n")).is_ok());
}

#[test]
fn no_secret_is_shown() {
    let secret = Secret::new("hunter2");
    let value = Ciphertext::new("hunter2");
    let shown = [
        format!("{secret:?}"),
        format!("{secret:#?}"),
        format!("{secret}"),
        format!("{:?}", Some(&secret)),
        serde_json::to_string(&secret).unwrap(),
        serde_json::to_string(&vec![secret.clone()]).unwrap(),
        format!("{value:?}"),
        format!("{value:#?}"),
    ];
    for shown in shown {
        assert!(!shown.contains("hunter2") && !shown.contains("aHVudGVyMg"), "{shown}");
    }
    assert_eq!(secret, Secret::new("hunter2"));
    for other in ["hunter3", "hunter", "hunter22", ""] {
        assert_ne!(secret, Secret::new(other));
    }
}

#[test]
fn no_private_key_is_shown() {
    let keys = PrivateKeys::from(private());
    assert_eq!(format!("{keys:?}"), "PrivateKeys([PrivateKey(2048 bits)])");
}

fn report(source: &str) -> ql_core::ManifestReport {
    let text = format!(r#"{{"sources":[{source}]}}"#);
    ManifestParser::new().parse(text.as_bytes(), ManifestFormat::Json)
}

/// What a log would have of a manifest: `Debug` of all, the findings in every form.
fn shown(source: &str) -> String {
    let report = report(source);
    let findings: Vec<_> = report.strict().into_iter().chain(report.lenient()).collect();
    let texts: Vec<String> = findings.iter().map(|finding| format!("{finding} {:?}", finding.hint())).collect();
    format!("{report:?} {texts:?} {}", serde_json::to_string(&findings).unwrap())
}

#[test]
fn a_plain_secret_in_a_manifest_is_not_shown() {
    for auth in [
        r#"{"type":"httpheader","field":"X-Key","value":"hunter2"}"#,
        r#"{"type":"HTTPHeader","Field":"X-Key","Value":"hunter2"}"#,
        r#"{"type":"oauth2.0","token_endpoint":"https://u.example/t","client_secret":"hunter2"}"#,
        r#"{"type":"oauth2.0","token_endpoint":"https://u.example/t","clientSecret":"hunter2"}"#,
        r#"{"type":"oauth2.0","token_endpoint":"nowhere","client_secret":"hunter2"}"#,
        r#"{"type":"httpheader","field":"X Key","value":["hunter2"]}"#,
        r#"{"type":"httpheader","field":"X-Key","value":{"plain":"hunter2"}}"#,
    ] {
        let shown = shown(&format!(r#"{{"type":"ooapi","path":"https://u.example/","version":"5","auth":{auth}}}"#));
        assert!(!shown.contains("hunter2"), "{auth}: {shown}");
    }
    // A number is a secret, too.
    let auth = r#"{"type":"httpheader","field":"X-Key","value":4711471147114711}"#;
    let source = format!(r#"{{"type":"ooapi","path":"https://u.example/","version":"5","auth":{auth}}}"#);
    assert!(!shown(&source).contains("4711471147114711"));
    assert!(report(&source).strict().iter().any(|finding| finding.code() == codes::AUTH_NOT_ENCRYPTED));
}

mod mended {
    use super::shown;

    #[track_caller]
    fn check(sources: &[&str]) {
        for source in sources {
            let shown = shown(source);
            assert!(!shown.contains("hunter2"), "{source}: {shown}");
        }
    }

    #[test]

    fn a_secret_in_place_of_auth() {
        check(&[r#"{"type":"ooapi","path":"https://u.example/","version":"5","auth":"Bearer hunter2"}"#]);
    }

    #[test]

    fn a_password_in_a_url() {
        check(&[
            r#"{"type":"ooapi","path":"https://me:hunter2@u.example/","version":"5"}"#,
            r#"{"type":"ooapi","path":" https://me:hunter2@u.example/","version":"5"}"#,
            r#"{"type":"ooapi","path":"https://me:hunter2@u example/","version":"5"}"#,
            r#"{"type":"ooapi","path":"https://u.example/","version":"5",
                "auth":{"type":"oauth2.0","token_endpoint":"https://me:hunter2@u.example/t"}}"#,
        ]);
    }

    #[test]

    fn a_secret_in_an_auth_that_is_not_understood() {
        check(&[
            r#"{"type":"ooapi","path":"https://u.example/","version":"5","auth":{"type":"basic","password":"hunter2"}}"#,
            r#"{"type":"ooapi","path":"https://u.example/","version":"5",
                "auth":{"type":"oauth2.0","token_endpoint":"https://u.example/t","value":"hunter2"}}"#,
            r#"{"type":"ooapi","path":"https://u.example/","version":"5","auth":{"type":"none","value":"hunter2"}}"#,
        ]);
    }

    #[test]

    fn a_secret_in_a_header() {
        check(&[r#"{"type":"ooapi","path":"https://u.example/","version":"5","headers":{"X-Key":"hunter2"}}"#]);
    }
}
