use std::io;
use std::net::Ipv4Addr;
use std::sync::Arc;
use std::time::Duration;

use hickory_server::Server;
use hickory_server::proto::rr::rdata::{A, SOA, TXT};
use hickory_server::proto::rr::{Name, RData, Record};
use hickory_server::store::in_memory::InMemoryZoneHandler;
use hickory_server::zone_handler::{AxfrPolicy, Catalog, ZoneHandler, ZoneType};
use tokio::net::{TcpListener, UdpSocket};
use tokio::task::JoinHandle;

use crate::sites::{HOSTS, MANIFEST_RECORD};

const TTL: u32 = 60;

/// Serves the zone `example.`: an address for every host, and the TXT records of `meridian.example`.
pub(crate) fn serve(udp: UdpSocket, tcp: TcpListener) -> io::Result<JoinHandle<()>> {
    let origin = name("example.")?;
    let mut zone: InMemoryZoneHandler = InMemoryZoneHandler::empty(origin.clone(), ZoneType::Primary, AxfrPolicy::Deny);
    let soa = SOA::new(name("ns.example.")?, name("hostmaster.example.")?, 1, 7200, 600, 3_600_000, TTL);
    let mut add = |owner: Name, data: RData| zone.upsert_mut(Record::from_rdata(owner, TTL, data), 1);
    add(origin.clone(), RData::SOA(soa));
    for host in HOSTS {
        add(name(host)?, RData::A(A(Ipv4Addr::LOCALHOST)));
    }
    let meridian = name("meridian.example")?;
    add(meridian.clone(), RData::TXT(TXT::new(vec!["v=spf1 -all".into()])));
    // Two character-strings of one record: a reader that takes only the first finds no URL.
    let (first, second) = MANIFEST_RECORD.split_at(30);
    add(meridian, RData::TXT(TXT::new(vec![first.into(), second.into()])));
    let mut catalog = Catalog::new();
    catalog.upsert(origin.into(), vec![Arc::new(zone) as Arc<dyn ZoneHandler>]);
    let mut server = Server::new(catalog);
    server.register_socket(udp);
    server.register_listener(tcp, Duration::from_secs(5), 32);
    Ok(tokio::spawn(async move {
        // The task ends with the universities; an error of a socket shows in the client.
        let _ = server.block_until_done().await;
    }))
}

fn name(text: &str) -> io::Result<Name> {
    let mut name = Name::from_ascii(text).map_err(io::Error::other)?;
    name.set_fqdn(true);
    Ok(name)
}
