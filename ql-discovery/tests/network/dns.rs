//! The DNS side of a test network: a zone, and what was asked of it.

use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use hickory_server::Server;
use hickory_server::net::runtime::Time;
use hickory_server::proto::rr::rdata::{A, AAAA, SOA, TXT};
use hickory_server::proto::rr::{Name, RData, Record};
use hickory_server::server::{Request, RequestHandler, ResponseHandler, ResponseInfo};
use hickory_server::store::in_memory::InMemoryZoneHandler;
use hickory_server::zone_handler::{AxfrPolicy, Catalog, ZoneHandler, ZoneType};
use ql_discovery::DnsResolver;
use tokio::net::{TcpListener, UdpSocket};

/// What stands in the zone `example`.
#[derive(Clone, Debug, Default)]
pub(crate) struct Zone {
    pub(crate) addresses: Vec<(String, IpAddr)>,
    pub(crate) txt: Vec<(String, Vec<String>)>,
    /// The seconds for which an answer, or that there is none, may be kept; a minute if zero.
    pub(crate) ttl: u32,
}

impl Zone {
    fn into_catalog(self) -> Catalog {
        let ttl = if self.ttl == 0 { 60 } else { self.ttl };
        let name = |text: &str| {
            let mut name = Name::from_ascii(text).expect("a domain name");
            name.set_fqdn(true);
            name
        };
        let origin = name("example");
        let mut zone: InMemoryZoneHandler =
            InMemoryZoneHandler::empty(origin.clone(), ZoneType::Primary, AxfrPolicy::Deny);
        let mut add = |owner: Name, data: RData| zone.upsert_mut(Record::from_rdata(owner, ttl, data), 1);
        let soa = SOA::new(name("ns.example"), name("hostmaster.example"), 1, 7200, 600, 3_600_000, ttl);
        add(origin.clone(), RData::SOA(soa));
        for (host, address) in &self.addresses {
            let data = match address {
                IpAddr::V4(v4) => RData::A(A(*v4)),
                IpAddr::V6(v6) => RData::AAAA(AAAA(*v6)),
            };
            add(name(host), data);
        }
        for (domain, strings) in self.txt {
            add(name(&domain), RData::TXT(TXT::new(strings)));
        }
        let mut catalog = Catalog::new();
        catalog.upsert(origin.into(), vec![Arc::new(zone) as Arc<dyn ZoneHandler>]);
        catalog
    }
}

/// The questions that came, each as name and type.
#[derive(Clone, Debug, Default)]
pub(crate) struct Questions(Arc<Mutex<Vec<String>>>);

impl Questions {
    /// How often this was asked, such as `A uni.example`.
    pub(crate) fn count(&self, question: &str) -> usize {
        self.all().iter().filter(|asked| *asked == question).count()
    }

    pub(crate) fn all(&self) -> Vec<String> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

/// Answers from the zone and takes note of every question.
pub(crate) struct Noted {
    catalog: Catalog,
    questions: Questions,
}

impl Noted {
    pub(crate) fn new(zone: Zone, questions: &Questions) -> Self {
        Self { catalog: zone.into_catalog(), questions: questions.clone() }
    }
}

// The signature is the one that `async_trait` makes of an `async fn`.
impl RequestHandler for Noted {
    fn handle_request<'s, 'r, 'a, R, T>(
        &'s self,
        request: &'r Request,
        response_handle: R,
    ) -> Pin<Box<dyn Future<Output = ResponseInfo> + Send + 'a>>
    where
        R: 'a + ResponseHandler,
        T: 'a + Time,
        's: 'a,
        'r: 'a,
        Self: 'a,
    {
        if let Ok(info) = request.request_info() {
            let name = info.query.name().to_string();
            let question = format!("{} {}", info.query.query_type(), name.trim_end_matches('.'));
            self.questions.0.lock().unwrap_or_else(PoisonError::into_inner).push(question);
        }
        self.catalog.handle_request::<R, T>(request, response_handle)
    }
}

/// A port that is free by UDP and by TCP.
pub(crate) async fn dns_sockets() -> (UdpSocket, TcpListener) {
    loop {
        let udp = UdpSocket::bind((Ipv4Addr::LOCALHOST, 0)).await.expect("a UDP socket");
        // By TCP, somebody else may have the port.
        if let Ok(tcp) = TcpListener::bind(udp.local_addr().expect("an address")).await {
            return (udp, tcp);
        }
    }
}

pub(crate) fn resolver(server: SocketAddr) -> DnsResolver {
    DnsResolver::with_servers(&[server]).expect("a resolver")
}

pub(super) fn serve((udp, tcp): (UdpSocket, TcpListener), zone: Zone, questions: &Questions) {
    let mut server = Server::new(Noted::new(zone, questions));
    server.register_socket(udp);
    server.register_listener(tcp, Duration::from_secs(5), 32);
    tokio::spawn(async move { server.block_until_done().await });
}
