//! Credentials that were agreed upon out of band.

use std::sync::Arc;

use ql_core::Secret;
use ql_exchange::{Access, ClientCredentials, CredentialEnvironment, CredentialFile, CredentialStore, Harvester};
use url::Url;

use crate::kit::{Agreed, hasty, run, transport};
use crate::{University, basic, token};

fn url(text: &str) -> Url {
    text.parse().expect("a URL")
}

fn pair(store: &impl CredentialStore, endpoint: &str) -> Option<String> {
    let found = store.client(&url(endpoint)).expect("a store");
    found.map(|found| format!("{}:{}", found.id(), found.secret().expose()))
}

#[test]
fn file_of_credentials() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("credentials.json");
    let file = CredentialFile::new(&path);
    assert_eq!(pair(&file, "https://a.example/token"), None, "no file, no credentials");
    file.set(&url("https://a.example/token"), &ClientCredentials::new("a", Secret::new("one"))).expect("a file");
    file.set(&url("https://b.example/token"), &ClientCredentials::new("b", Secret::new("two"))).expect("a file");
    file.set(&url("https://a.example/token"), &ClientCredentials::new("a", Secret::new("three"))).expect("a file");
    assert_eq!(pair(&file, "https://a.example/token").as_deref(), Some("a:three"));
    assert_eq!(pair(&file, "https://b.example/token").as_deref(), Some("b:two"));
    // Only the very endpoint that was agreed upon.
    for other in ["https://a.example/token2", "http://a.example/token", "https://a.example:8443/token"] {
        assert_eq!(pair(&file, other), None, "{other}");
    }
    assert!(!format!("{file:?}").contains("three"));
    let names: Vec<_> =
        std::fs::read_dir(folder.path()).expect("a folder").map(|entry| entry.expect("a name").file_name()).collect();
    assert_eq!(names, ["credentials.json"], "nothing is left over");
}

#[cfg(unix)]
#[test]
fn rights_of_the_file() {
    use std::fs::{Permissions, metadata, set_permissions};
    use std::os::unix::fs::PermissionsExt as _;
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("credentials.json");
    let file = CredentialFile::new(&path);
    let client = ClientCredentials::new("a", Secret::new("open-sesame"));
    file.set(&url("https://a.example/"), &client).expect("a file");
    assert_eq!(metadata(&path).expect("a file").permissions().mode() & 0o777, 0o600);
    for mode in [0o640, 0o604, 0o660, 0o666, 0o620, 0o601, 0o610] {
        set_permissions(&path, Permissions::from_mode(mode)).expect("rights");
        let error = file.client(&url("https://a.example/")).expect_err("others may read it").to_string();
        assert!(error.contains("chmod 600") && !error.contains("sesame"), "{mode:o}: {error}");
        assert!(file.set(&url("https://b.example/"), &client).is_err(), "{mode:o}");
    }
    for mode in [0o600, 0o400, 0o700] {
        set_permissions(&path, Permissions::from_mode(mode)).expect("rights");
        assert!(file.client(&url("https://a.example/")).is_ok_and(|found| found.is_some()), "{mode:o}");
    }
}

/// What somebody else has put where the new file is written must not get the secrets.
#[cfg(unix)]
#[test]
fn file_that_waits_for_the_secrets() {
    use std::os::unix::fs::PermissionsExt as _;
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("credentials.json");
    let trap = folder.path().join("credentials.json.new");
    std::fs::write(&trap, "").expect("a file");
    std::fs::set_permissions(&trap, std::fs::Permissions::from_mode(0o666)).expect("rights");
    let client = ClientCredentials::new("a", Secret::new("open-sesame"));
    CredentialFile::new(&path).set(&url("https://a.example/"), &client).expect("a file");
    let mode = std::fs::metadata(&path).expect("a file").permissions().mode() & 0o777;
    assert_eq!(format!("{mode:o}"), "600");
}

#[test]
fn file_that_is_damaged() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("credentials.json");
    let file = CredentialFile::new(&path);
    file.set(&url("https://a.example/"), &ClientCredentials::new("a", Secret::new("x"))).expect("a file");
    for text in [
        "",
        "open-sesame",
        "[]",
        r#"{"https://a.example/":"open-sesame"}"#,
        r#"{"https://a.example/":{"client_id":"a"}}"#,
        r#"{"https://a.example/":{"client_id":"a","client_secret":"open-sesame""#,
        r#"{"https://a.example/":{"client_id":"open-sesame","client_secret":5}}"#,
    ] {
        // The rights stay as they are.
        std::fs::write(&path, text).expect("a file");
        let error = file.client(&url("https://a.example/")).expect_err(text);
        assert!(!format!("{error} {error:?}").contains("sesame"), "{error}");
        assert!(error.to_string().contains("credentials.json"), "{error}");
    }
    assert!(CredentialFile::new(folder.path()).client(&url("https://a.example/")).is_err(), "a folder");
}

/// A change counts at once, without a new harvester; the first store that knows something counts.
#[tokio::test]
async fn stores_of_an_aggregator() {
    let university = University::start(|_| token(0)).await;
    let folder = tempfile::tempdir().expect("a folder");
    let file = CredentialFile::new(folder.path().join("credentials.json"));
    let access = Access::new().with_store(Arc::new(file.clone())).with_store(Arc::new(Agreed("other", "store")));
    let harvester = Harvester::new(transport()).with_access(access).with_options(hasty());
    let source = university.source(None);
    for (secret, expected) in [(None, "other:store"), (Some("one"), "a:one"), (Some("two"), "a:two")] {
        if let Some(secret) = secret {
            file.set(&university.server.url("token"), &ClientCredentials::new("a", Secret::new(secret)))
                .expect("a file");
        }
        assert_eq!(run(&harvester, &source).await.status(), "complete");
        let asked = university.token_requests();
        assert_eq!(asked.last().and_then(basic).as_deref(), Some(expected));
    }
    // A store that can't be read is no reason to use another one's credentials.
    std::fs::write(folder.path().join("credentials.json"), "damaged").expect("a file");
    assert_eq!(run(&harvester, &source).await.codes(), ["exchange.token"]);
}

#[test]
fn variables_of_the_environment() {
    for (endpoint, name) in [
        ("https://auth.example.edu/token", "QL_CLIENT_AUTH_EXAMPLE_EDU"),
        ("https://AUTH.example.edu:8443/", "QL_CLIENT_AUTH_EXAMPLE_EDU"),
        ("https://a-b.example/", "QL_CLIENT_A_B_EXAMPLE"),
        ("http://127.0.0.1:4711/token", "QL_CLIENT_127_0_0_1"),
        ("http://[::1]/token", "QL_CLIENT____1_"),
        ("https://universität.example/", "QL_CLIENT_XN__UNIVERSITT_Y5A_EXAMPLE"),
    ] {
        assert_eq!(CredentialEnvironment::variable(&url(endpoint)), name, "{endpoint}");
    }
    assert_eq!(pair(&CredentialEnvironment::new(), "https://not-set.example/"), None);
}
