use std::error::Error;
use std::fmt;
use std::future::Future;
use std::net::{IpAddr, SocketAddr};
use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use ql_core::{AddressPolicy, AddressRefusal, Body, Request, Response, Transport, TransportError, TransportErrorKind};
use reqwest::dns::{Addrs, Name, Resolve, Resolving};
use url::Host;

/// The addresses of a host, some time later.
pub type LookupFuture = Pin<Box<dyn Future<Output = Result<Vec<IpAddr>, Box<dyn Error + Send + Sync>>> + Send>>;

/// Something that finds the addresses of a host; without one the system is asked.
pub trait HostLookup: Send + Sync + 'static {
    /// The addresses of `host`; none if there is no such host.
    fn addresses(&self, host: String) -> LookupFuture;
}

/// The HTTP client: TLS by rustls, connections kept open, HTTP/2, compressed bodies; no proxy, no cookies.
///
/// Every address is checked against the [`AddressPolicy`] before it is connected to. Cloning is cheap and shares the
/// connections.
///
/// ```no_run
/// use ql_exchange::HttpTransport;
/// let transport = HttpTransport::builder().build()?;
/// # Ok::<(), ql_exchange::HttpTransportError>(())
/// ```
#[derive(Clone)]
pub struct HttpTransport {
    client: reqwest::Client,
    policy: AddressPolicy,
}

/// No client could be made, for example because of an invalid certificate.
#[derive(Debug)]
pub struct HttpTransportError(reqwest::Error);

impl fmt::Display for HttpTransportError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the HTTP client could not be set up")
    }
}

impl Error for HttpTransportError {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        Some(&self.0)
    }
}

/// Settings of an [`HttpTransport`].
#[must_use]
pub struct HttpTransportBuilder {
    policy: AddressPolicy,
    lookup: Option<Arc<dyn HostLookup>>,
    default_port: Option<u16>,
    only_roots: Vec<Vec<u8>>,
    user_agent: String,
    connect_timeout: Duration,
    idle_timeout: Duration,
    client_certificate: Option<Vec<u8>>,
}

impl HttpTransportBuilder {
    /// Sets which addresses may be connected to; public ones by default.
    pub fn with_address_policy(mut self, policy: AddressPolicy) -> Self {
        self.policy = policy;
        self
    }

    /// Sets what finds the addresses of hosts; the system by default.
    pub fn with_lookup(mut self, lookup: Arc<dyn HostLookup>) -> Self {
        self.lookup = Some(lookup);
        self
    }

    /// Connects to this port where a URL names none: for tests and demonstrations that can't listen on port 443.
    pub fn with_default_port(mut self, port: u16) -> Self {
        self.default_port = Some(port);
        self
    }

    /// Trusts certificates of this authority (PEM) and no others: for tests and intranets.
    pub fn with_only_authority(mut self, pem: impl Into<Vec<u8>>) -> Self {
        self.only_roots.push(pem.into());
        self
    }

    /// Sets the user agent; it should name a page where a web master finds whom to write to.
    pub fn with_user_agent(mut self, user_agent: impl Into<String>) -> Self {
        self.user_agent = user_agent.into();
        self
    }

    /// Sets how long a connection may take to be made; 5 seconds by default.
    pub fn with_connect_timeout(mut self, connect_timeout: Duration) -> Self {
        self.connect_timeout = connect_timeout;
        self
    }

    /// Shows this certificate, with its private key (both PEM, in one text), to every server that asks for one. A
    /// transport with it is for the data sources that it is meant for: others who ask learn who is calling.
    pub fn with_client_certificate(mut self, pem: impl Into<Vec<u8>>) -> Self {
        self.client_certificate = Some(pem.into());
        self
    }

    /// Sets how long a connection is kept open for further requests; 15 seconds by default. One that talks to many hosts
    /// in a short time needs a shorter one, or as many sockets as it meets hosts meanwhile.
    pub fn with_idle_timeout(mut self, idle_timeout: Duration) -> Self {
        self.idle_timeout = idle_timeout;
        self
    }

    /// The client.
    pub fn build(self) -> Result<HttpTransport, HttpTransportError> {
        let resolver =
            PolicyResolver { policy: self.policy, lookup: self.lookup, port: self.default_port.unwrap_or(0) };
        let mut builder = reqwest::Client::builder()
            .redirect(reqwest::redirect::Policy::none())
            .no_proxy()
            .user_agent(self.user_agent)
            .connect_timeout(self.connect_timeout)
            .pool_idle_timeout(self.idle_timeout)
            .dns_resolver(resolver);
        if !self.only_roots.is_empty() {
            let roots: Result<Vec<_>, _> =
                self.only_roots.iter().map(|pem| reqwest::Certificate::from_pem(pem)).collect();
            builder = builder.tls_certs_only(roots.map_err(HttpTransportError)?);
        }
        if let Some(pem) = &self.client_certificate {
            builder = builder.identity(reqwest::Identity::from_pem(pem).map_err(HttpTransportError)?);
        }
        let client = builder.build().map_err(HttpTransportError)?;
        Ok(HttpTransport { client, policy: self.policy })
    }
}

impl HttpTransport {
    /// Begins with the defaults: public addresses, the system's certificates and look-up.
    pub fn builder() -> HttpTransportBuilder {
        HttpTransportBuilder {
            policy: AddressPolicy::public_only(),
            lookup: None,
            default_port: None,
            only_roots: Vec::new(),
            user_agent: concat!("quality-link/", env!("CARGO_PKG_VERSION"), " (+", env!("CARGO_PKG_REPOSITORY"), ")")
                .into(),
            connect_timeout: Duration::from_secs(5),
            idle_timeout: Duration::from_secs(15),
            client_certificate: None,
        }
    }
}

impl fmt::Debug for HttpTransport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("HttpTransport").field("policy", &self.policy).finish_non_exhaustive()
    }
}

impl Transport for HttpTransport {
    type Body = HttpBody;

    async fn send(&self, request: Request) -> Result<Response<HttpBody>, TransportError> {
        // The resolver sees names only.
        let address = match request.url.host() {
            Some(Host::Ipv4(address)) => Some(IpAddr::V4(address)),
            Some(Host::Ipv6(address)) => Some(IpAddr::V6(address)),
            _ => None,
        };
        if let Some(Err(refusal)) = address.map(|address| self.policy.check(address)) {
            return Err(refused(refusal));
        }
        let mut builder = self.client.request(request.method, request.url).headers(request.headers).body(request.body);
        if let Some(timeout) = request.timeout {
            builder = builder.timeout(timeout);
        }
        let response = builder.send().await.map_err(transport_error)?;
        Ok(Response::new(response.status(), response.headers().clone(), HttpBody(response)))
    }

    async fn sleep(&self, duration: Duration) {
        tokio::time::sleep(duration).await;
    }
}

/// The body of an answer.
#[derive(Debug)]
pub struct HttpBody(reqwest::Response);

impl Body for HttpBody {
    async fn chunk(&mut self) -> Result<Option<Bytes>, TransportError> {
        self.0.chunk().await.map_err(transport_error)
    }
}

/// Looks a name up and passes on only addresses that the policy allows, so that what was checked is what is
/// connected to.
struct PolicyResolver {
    policy: AddressPolicy,
    lookup: Option<Arc<dyn HostLookup>>,
    port: u16,
}

impl Resolve for PolicyResolver {
    fn resolve(&self, name: Name) -> Resolving {
        let (policy, port) = (self.policy, self.port);
        let host = name.as_str().to_owned();
        let lookup = self.lookup.clone();
        Box::pin(async move {
            let addresses: Vec<IpAddr> = match lookup {
                Some(lookup) => lookup.addresses(host).await.map_err(Unresolved)?,
                None => {
                    let found = tokio::net::lookup_host((host, 0)).await;
                    found.map_err(|error| Unresolved(error.into()))?.map(|address| address.ip()).collect()
                }
            };
            let mut refusal = None;
            let mut allowed = Vec::with_capacity(addresses.len());
            for address in addresses {
                match policy.check(address) {
                    Ok(()) => allowed.push(SocketAddr::new(address, port)),
                    Err(reason) => refusal = Some(reason),
                }
            }
            match refusal {
                Some(reason) if allowed.is_empty() => Err(Forbidden(reason).into()),
                _ if allowed.is_empty() => Err(NoAddress.into()),
                _ => Ok(Box::new(allowed.into_iter()) as Addrs),
            }
        })
    }
}

/// The name does not exist, or has no address.
#[derive(Debug)]
struct NoAddress;

impl fmt::Display for NoAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the host name does not exist, or has no address")
    }
}

impl Error for NoAddress {}

/// The name could not be resolved.
#[derive(Debug)]
struct Unresolved(Box<dyn Error + Send + Sync>);

impl fmt::Display for Unresolved {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&self.0, f)
    }
}

impl Error for Unresolved {}

/// The policy forbids every address of the name.
#[derive(Debug)]
struct Forbidden(AddressRefusal);

impl fmt::Display for Forbidden {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&self.0, f)
    }
}

impl Error for Forbidden {}

fn refused(refusal: AddressRefusal) -> TransportError {
    TransportError::new(TransportErrorKind::Refused, format!("the host has {refusal}, which is not allowed"))
}

/// Says what happened without the URL, which may hold a key in its parameters.
fn transport_error(error: reqwest::Error) -> TransportError {
    let error = error.without_url();
    let mut chain: Vec<&(dyn Error + 'static)> = Vec::new();
    let mut cause: Option<&(dyn Error + 'static)> = Some(&error);
    while let Some(error) = cause {
        chain.push(error);
        // An I/O error hides the error that it was made of.
        let inner = error.downcast_ref::<std::io::Error>().and_then(std::io::Error::get_ref);
        cause = error.source().or(inner.map(|inner| inner as _));
    }
    if let Some(Forbidden(refusal)) = chain.iter().find_map(|error| error.downcast_ref::<Forbidden>()) {
        return refused(*refusal);
    }
    let kind_and_text = || {
        if let Some(none) = chain.iter().find_map(|error| error.downcast_ref::<NoAddress>()) {
            return (TransportErrorKind::NoSuchHost, none.to_string());
        }
        if let Some(Unresolved(cause)) = chain.iter().find_map(|error| error.downcast_ref::<Unresolved>()) {
            return (TransportErrorKind::Dns, format!("the host name can't be resolved: {cause}"));
        }
        if let Some(tls) = chain.iter().find_map(|error| error.downcast_ref::<rustls::Error>()) {
            return (TransportErrorKind::Tls, tls_text(tls));
        }
        if error.is_timeout() {
            return (TransportErrorKind::Timeout, "no answer in time".into());
        }
        let is_end = |error: &&(dyn Error + 'static)| {
            let io = error.downcast_ref::<std::io::Error>();
            io.is_some_and(|io| io.kind() == std::io::ErrorKind::UnexpectedEof)
        };
        if chain.iter().any(is_end) {
            return (TransportErrorKind::Broken, "the server closed the connection too early".into());
        }
        let deepest = chain.last().map(ToString::to_string).unwrap_or_default();
        if error.is_connect() {
            return (TransportErrorKind::Connect, format!("no connection: {deepest}"));
        }
        if error.is_builder() {
            return (TransportErrorKind::Request, format!("the request can't be sent: {deepest}"));
        }
        (TransportErrorKind::Broken, format!("the connection broke: {deepest}"))
    };
    let (kind, text) = kind_and_text();
    TransportError::new(kind, text)
}

fn tls_text(error: &rustls::Error) -> String {
    use rustls::{CertificateError as Certificate, Error as Tls};
    match error {
        Tls::InvalidCertificate(Certificate::Expired | Certificate::ExpiredContext { .. }) => {
            "the server's certificate has expired".into()
        }
        Tls::InvalidCertificate(Certificate::NotValidYet | Certificate::NotValidYetContext { .. }) => {
            "the server's certificate is not valid yet".into()
        }
        Tls::InvalidCertificate(Certificate::NotValidForName | Certificate::NotValidForNameContext { .. }) => {
            "the server's certificate is for another name".into()
        }
        Tls::InvalidCertificate(Certificate::UnknownIssuer) => {
            "the server's certificate is from an unknown authority, or an intermediate certificate is missing".into()
        }
        other => format!("the TLS handshake failed: {other}"),
    }
}
