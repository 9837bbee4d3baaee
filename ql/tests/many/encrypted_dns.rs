//! `--dns-server tls://…` and `https://…`.

use std::net::Ipv4Addr;

use tokio::runtime::Runtime;

use crate::command::{Folder, Run};
use crate::dns_servers::{Authority, BOTH, DnsServer, Kind};
use crate::internet::{Internet, MANIFEST};
use crate::network::dns::Zone;
use crate::network::http::Reply;

const NAME: &str = "dns.example";

fn dns_server(runtime: &Runtime, kind: Kind, authority: &Authority) -> DnsServer {
    let zone = Zone {
        addresses: vec![("files.example".into(), Ipv4Addr::LOCALHOST.into())],
        txt: vec![("uni.example".into(), vec!["v=qldiscover1; m=https://files.example/m".into()])],
        ttl: 60,
    };
    runtime.block_on(DnsServer::start(kind, authority, &[NAME], zone))
}

fn discover(folder: &Folder, port: u16, dns_servers: &[&str], authorities: &[&str]) -> Run {
    let port = port.to_string();
    let mut call = vec!["discover", "--providers", "list", "--allow-loopback", "--port", &port];
    call.extend(dns_servers.iter().flat_map(|server| ["--dns-server", server]));
    call.extend(authorities.iter().flat_map(|authority| ["--authority", authority]));
    folder.ql(&call)
}

#[test]
fn nothing_is_asked_in_the_open() {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap();
    let internet = Internet::new(|network| network.file("files.example/m", Reply::ok(MANIFEST)));
    let (folder, port) = (&internet.folder, internet.servers.https_port);
    let authority = Authority::new();
    folder.write("dns.pem", &authority.pem);
    folder.write("list", "uni.example\n");
    for kind in BOTH {
        let server = dns_server(&runtime, kind, &authority);
        let named = server.named(NAME).to_string();
        let run = discover(folder, port, &[&named], &["authority.pem", "dns.pem"]).well();
        assert_eq!(run.stdout, "uni.example  https://files.example/m\n1 providers: 1 found\n");
        assert_eq!(server.questions.count("TXT uni.example"), 1);

        // Neither a certificate for another name nor one of a stranger is good enough.
        let other = server.named("other.example").to_string();
        for (server, authorities) in [(&other, &["authority.pem", "dns.pem"][..]), (&named, &["authority.pem"])] {
            let run = discover(folder, port, &[server], authorities).exits(0);
            assert_eq!(run.stdout, "1 providers: 1 not reachable\n", "{server} {authorities:?}");
        }
        // Of two name servers one is enough.
        let run = discover(folder, port, &[&other, &named], &["authority.pem", "dns.pem"]).exits(0);
        assert!(run.stdout.ends_with("1 providers: 1 found\n"), "{}", run.stdout);
    }
    assert_eq!(internet.servers.questions.all(), [""; 0]);
}

#[test]
fn authorities_that_can_not_be_read() {
    let folder = Folder::new();
    folder.write("list", "uni.example\n");
    folder.write("none.pem", "nonsense");
    let run = discover(&folder, 1, &["tls://dns.example@127.0.0.1:1"], &["none.pem"]).exits(1);
    assert_eq!(run.stdout, "");
    run.complains(&["error: "]);
}
