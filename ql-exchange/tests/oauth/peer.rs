//! An independent authorization server: that of oauthlib.

use std::env;
use std::io::{BufRead as _, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};

use ql_core::{DataSource, SourceType};
use ql_exchange::Harvester;

use crate::kit::{agreed, hasty, oauth, run, transport};

struct Peer {
    child: Child,
    port: u16,
}

impl Peer {
    fn start(python: &str, place: &str, secret: &str) -> Self {
        let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/oauth/server.py");
        let mut command = Command::new(python);
        command.arg(script).args([place, ID, secret, SCOPE]).stdin(Stdio::piped()).stdout(Stdio::piped());
        let mut child = command.spawn().expect("Python");
        let mut line = String::new();
        let mut output = BufReader::new(child.stdout.take().expect("an output"));
        output.read_line(&mut line).expect("a port");
        Self { child, port: line.trim().parse().expect("a port") }
    }

    fn source(&self, scope: Option<&str>) -> DataSource {
        let url = |path: &str| format!("http://127.0.0.1:{}/{path}", self.port).parse().expect("a URL");
        DataSource::builder(SourceType::Elm, url("resource")).auth(oauth(url("token"), scope)).build()
    }
}

impl Drop for Peer {
    fn drop(&mut self) {
        // It ends when its input is closed.
        drop(self.child.stdin.take());
        let _ = self.child.wait();
    }
}

const ID: &str = "aggregator of: Ä&B";
const SECRET: &str = "open +sesame:%20/ü";
const SCOPE: &str = "courses:read";

#[tokio::test]
async fn authorization_server_of_oauthlib() {
    let Some(python) = env::var("QL_PYTHON").ok().filter(|path| !path.is_empty()) else {
        assert!(env::var_os("QL_REQUIRE_PEERS").is_none(), "QL_REQUIRE_PEERS is set, but QL_PYTHON is not");
        eprintln!("skipped: QL_PYTHON names no Python with oauthlib");
        return;
    };
    for place in ["header", "body"] {
        let peer = Peer::start(&python, place, SECRET);
        let harvester = Harvester::new(transport()).with_access(agreed(ID, SECRET)).with_options(hasty());
        for scope in [None, Some(SCOPE)] {
            let harvested = run(&harvester, &peer.source(scope)).await;
            assert_eq!(harvested.status(), "complete", "{place} {scope:?}: {}", harvested.summary.outcome);
        }
        if place == "header" {
            let said = run(&harvester, &peer.source(Some("everything"))).await.summary.outcome.to_string();
            assert!(said.contains("`invalid_scope`"), "{place}: {said}");
        }
        let peer = Peer::start(&python, place, "another secret");
        let said = run(&harvester, &peer.source(None)).await.summary.outcome.to_string();
        assert!(said.contains("`invalid_client`"), "{place}: {said}");
    }
}
