//! `ql manifest keygen` and `ql manifest encrypt`.

use std::fs;

use quality_link::core::{Ciphertext, PrivateKey, PrivateKeys, PublicKey};
use serde_json::json;

use crate::command::Folder;
use crate::common::SECRET;
use crate::support::{Servers, keys, turtle};

#[test]
fn keygen_makes_keys_that_decrypt_what_encrypt_encrypts() {
    let folder = Folder::new();
    let run = folder.ql(&["manifest", "keygen", "--bits", "2048"]).well();
    assert_eq!(run.stdout, "private key (keep it): private.pem\npublic key (publish it): public.pem\n");
    let mut keys = PrivateKeys::new();
    keys.push(PrivateKey::from_pem(&folder.read("private.pem")).unwrap());
    PublicKey::from_pem(&folder.read("public.pem")).unwrap();
    let decrypt = |base64: &str| keys.decrypt(&Ciphertext::new(base64)).unwrap().expose().to_owned();

    // The end of the line that an editor adds is no part of the secret, every other character is.
    let inputs = [
        (SECRET.to_owned(), SECRET.to_owned()),
        (format!("{SECRET}\n"), SECRET.into()),
        (format!("{SECRET}\r\n"), SECRET.into()),
        (format!(" {SECRET} \n\n"), format!(" {SECRET} \n")),
        ("größer".into(), "größer".into()),
        ("x".repeat(214), "x".repeat(214)),
    ];
    for (input, secret) in inputs {
        let run = folder.ql_reading(&["manifest", "encrypt", "--key", "public.pem"], &input).well();
        assert_eq!(run.stdout.lines().count(), 1);
        assert_eq!(decrypt(run.stdout.trim_end()), secret);
        let run = folder.ql_reading(&["manifest", "encrypt", "--key", "public.pem", "--json"], &input).well();
        assert_eq!(self::keys(&run.json()), ["value"]);
        assert_eq!(decrypt(run.json()["value"].as_str().unwrap()), secret);
    }

    let encrypt = |key: &str, input: &[u8]| {
        let run = folder.ql_reading(&["manifest", "encrypt", "--key", key], input);
        assert_eq!(run.stdout, "");
        assert!(!run.stderr.contains(SECRET), "{}", run.stderr);
        run
    };
    encrypt("public.pem", b"").exits(2).complains(&["error: there is no secret on standard input\n"]);
    encrypt("public.pem", b"\n").exits(2);
    encrypt("public.pem", b"\xff").exits(1);
    encrypt("public.pem", SECRET.repeat(20).as_bytes()).exits(1).complains(&["at most 214"]);
    encrypt("private.pem", SECRET.as_bytes()).exits(1).complains(&["error: not an RSA public key"]);
    encrypt("none.pem", SECRET.as_bytes()).exits(1).complains(&["error: `none.pem` can't be read: "]);
}

#[test]
fn keygen_names_its_files_as_json() {
    let folder = Folder::new();
    let call = ["manifest", "keygen", "--bits", "2048", "--private", "a.pem", "--public", "b.pem", "--json"];
    assert_eq!(folder.ql(&call).well().json(), json!({ "private": "a.pem", "public": "b.pem", "bits": "2048" }));
    assert!(folder.has("a.pem") && folder.has("b.pem"));
}

#[cfg(unix)]
#[test]
fn keygen_makes_a_file_that_only_its_owner_reads() {
    use std::os::unix::fs::PermissionsExt as _;
    let folder = Folder::new();
    folder.ql(&["manifest", "keygen", "--bits", "2048"]).well();
    let mode = fs::metadata(folder.path("private.pem")).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o600);
}

#[test]
fn keygen_overwrites_nothing() {
    let folder = Folder::new();
    folder.write("old.pem", "old");
    let keygen = |private: &str, public: &str| {
        folder.ql(&["manifest", "keygen", "--bits", "2048", "--private", private, "--public", public])
    };
    keygen("old.pem", "new.pem").exits(2).complains(&["error: `old.pem` exists already\n"]);
    assert!(!folder.has("new.pem"));
    keygen("new.pem", "old.pem").exits(2).complains(&["error: `old.pem` exists already\n"]);
    assert!(!folder.has("new.pem"));
    assert_eq!(folder.read("old.pem"), "old");
}

#[test]
fn keygen_does_not_overwrite_its_own_private_key() {
    let folder = Folder::new();
    let call = ["manifest", "keygen", "--bits", "2048", "--private", "key.pem", "--public", "key.pem"];
    folder.ql(&call).exits(2);
    assert!(!folder.has("key.pem") || folder.read("key.pem").contains("BEGIN PRIVATE KEY"));
}

#[test]
fn keygen_that_fails_leaves_nothing() {
    let folder = Folder::new();
    let call = ["manifest", "keygen", "--bits", "2048", "--private", "key.pem", "--public", "none/public.pem"];
    folder.ql(&call).exits(1).complains(&["none/public.pem"]);
    assert!(!folder.has("key.pem"));
}

/// What `keygen` and `encrypt` make is what a harvest needs.
#[test]
fn a_manifest_made_by_the_command_is_harvested() {
    let servers = Servers::new(2);
    servers.folder.write("public.pem", PrivateKey::from_pem(&servers.folder.read("key.pem")).unwrap().public_key_pem());
    let value = servers.folder.ql_reading(&["manifest", "encrypt", "--key", "public.pem"], SECRET).well().stdout;
    let source = "elm/3.2=https://www.littoral.example/data/courses.ttl";
    let manifest = servers.folder.ql(&["manifest", "new", "--source", source, "--json"]).well();
    let mut manifest = manifest.json();
    manifest["sources"][0]["auth"] = json!({ "type": "httpheader", "field": "x-api-key", "value": value.trim_end() });
    servers.folder.write("manifest.json", manifest.to_string());
    servers.folder.ql(&["manifest", "lint", "manifest.json"]).well();
    let run = servers.ql(&["harvest", "manifest.json", "--key", "key.pem"]).exits(0);
    assert_eq!(turtle(&run.stdout).specifications().len(), 4);
}
