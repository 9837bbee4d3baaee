use std::error::Error;
use std::fmt;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use futures_util::Stream;
use ql_core::{AddressPolicy, DataSource, PrivateKey, PrivateKeys, Provider, SecretError};
use ql_discovery::{
    Attempt, Discovery, DiscoveryOptions, DiscoveryReport, DnsError, DnsResolver, FoundManifest, NameServer,
    RegistryClient, RegistryFetch, RegistryOptions,
};
use ql_exchange::signature::Signer;
use ql_exchange::{
    Access, CredentialStore, HarvestOptions, HarvestState, Harvester, HostLookup, HttpTransport, HttpTransportError,
    LookupFuture, SourceProbe,
};
use url::Url;

use crate::Pipeline;

/// The way from an institution to its courses: discovers manifests, harvests data sources, maps what they hold.
///
/// ```no_run
/// # async fn example() -> Result<(), Box<dyn std::error::Error>> {
/// use quality_link::{Client, core::Provider};
/// let client = Client::builder().build()?;
/// let provider = Provider::new().with_schac("example.edu".parse()?);
/// let report = client.discover(&provider).await;
/// println!("{report}");
/// if let Some(found) = &report.found {
///     for source in found.manifest.sources() {
///         let mut pipeline = client.harvest(source, &provider);
///         while let Some(batch) = pipeline.next().await {
///             for mapped in batch.mapped {
///                 println!("{} courses", mapped.specification_count());
///             }
///         }
///         println!("{}", pipeline.finish().harvest.outcome);
///     }
/// }
/// # Ok(())
/// # }
/// ```
#[derive(Debug)]
pub struct Client {
    discovery: Discovery<HttpTransport, DnsResolver>,
    harvester: Harvester<HttpTransport>,
}

/// No client could be made.
#[derive(Debug)]
#[non_exhaustive]
pub enum ClientError {
    /// The DNS resolver could not be set up.
    Dns(DnsError),
    /// The HTTP client could not be set up.
    Http(HttpTransportError),
}

impl fmt::Display for ClientError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Dns(error) => fmt::Display::fmt(error, f),
            Self::Http(error) => fmt::Display::fmt(error, f),
        }
    }
}

impl Error for ClientError {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        match self {
            Self::Dns(error) => error.source(),
            Self::Http(error) => error.source(),
        }
    }
}

/// Where credentials are kept that were agreed upon out of band.
#[derive(Default)]
struct Stores(Vec<Arc<dyn CredentialStore>>);

impl fmt::Debug for Stores {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} stores", self.0.len())
    }
}

/// Settings of a [`Client`].
#[derive(Debug, Default)]
#[must_use]
pub struct ClientBuilder {
    policy: AddressPolicy,
    dns_servers: Vec<NameServer>,
    authorities: Vec<String>,
    default_port: Option<u16>,
    user_agent: Option<String>,
    connect_timeout: Option<Duration>,
    keys: PrivateKeys,
    stores: Stores,
    signer: Option<Signer>,
    client_certificate: Option<String>,
    discovery: DiscoveryOptions,
    harvest: HarvestOptions,
}

impl ClientBuilder {
    /// Sets which addresses may be connected to; public ones by default.
    pub fn with_address_policy(mut self, policy: AddressPolicy) -> Self {
        self.policy = policy;
        self
    }

    /// Asks this name server, by UDP and TCP, rather than the system's; several are allowed.
    pub fn with_dns_server(self, server: SocketAddr) -> Self {
        self.with_name_server(NameServer::plain(server))
    }

    /// Asks this name server, by UDP and TCP, TLS or HTTPS, rather than the system's; several are allowed.
    pub fn with_name_server(mut self, server: NameServer) -> Self {
        self.dns_servers.push(server);
        self
    }

    /// Sets how long a connection may take to be made; 5 seconds by default.
    pub fn with_connect_timeout(mut self, connect_timeout: Duration) -> Self {
        self.connect_timeout = Some(connect_timeout);
        self
    }

    /// Trusts certificates of this authority (PEM) and no others; several are allowed.
    pub fn with_only_authority(mut self, pem: impl Into<String>) -> Self {
        self.authorities.push(pem.into());
        self
    }

    /// Connects to this port where a URL names none: for tests and demonstrations.
    pub fn with_default_port(mut self, port: u16) -> Self {
        self.default_port = Some(port);
        self
    }

    /// Sets the user agent; it should name a page where a web master finds whom to write to.
    pub fn with_user_agent(mut self, user_agent: impl Into<String>) -> Self {
        self.user_agent = Some(user_agent.into());
        self
    }

    /// Adds a private key (PEM, PKCS#8) with which secrets of manifests are decrypted, the current one first.
    pub fn with_private_key(mut self, pem: &str) -> Result<Self, SecretError> {
        self.keys.push(PrivateKey::from_pem(pem)?);
        Ok(self)
    }

    /// Adds a store of OAuth credentials that were agreed upon out of band; the first that has some for a source counts.
    pub fn with_credential_store(mut self, store: Arc<dyn CredentialStore>) -> Self {
        self.stores.0.push(store);
        self
    }

    /// Sets the keys with which requests are signed (`httpsig`).
    pub fn with_signer(mut self, signer: Signer) -> Self {
        self.signer = Some(signer);
        self
    }

    /// Shows this certificate, with its private key (both PEM, in one text), to data sources that ask for one.
    pub fn with_client_certificate(mut self, pem: impl Into<String>) -> Self {
        self.client_certificate = Some(pem.into());
        self
    }

    /// Sets the limits of the search for a manifest.
    pub fn with_discovery_options(mut self, options: DiscoveryOptions) -> Self {
        self.discovery = options;
        self
    }

    /// Sets the limits and wishes of harvests.
    ///
    /// Unless they name a day, offerings are asked for from twelve months ago.
    pub fn with_harvest_options(mut self, options: HarvestOptions) -> Self {
        self.harvest = options;
        self
    }

    /// The client.
    pub fn build(self) -> Result<Client, ClientError> {
        let dns = match self.dns_servers.as_slice() {
            [] => DnsResolver::system(),
            servers => DnsResolver::with_name_servers(servers, &self.authorities),
        };
        let dns = dns.map_err(ClientError::Dns)?;
        let transport = |idle_timeout: Duration, certificate: Option<&String>| {
            let mut http = HttpTransport::builder()
                .with_address_policy(self.policy)
                .with_lookup(Arc::new(Addresses(dns.clone())))
                .with_idle_timeout(idle_timeout);
            for authority in &self.authorities {
                http = http.with_only_authority(authority.as_str());
            }
            if let Some(port) = self.default_port {
                http = http.with_default_port(port);
            }
            if let Some(user_agent) = &self.user_agent {
                http = http.with_user_agent(user_agent);
            }
            if let Some(connect_timeout) = self.connect_timeout {
                http = http.with_connect_timeout(connect_timeout);
            }
            if let Some(certificate) = certificate {
                http = http.with_client_certificate(certificate.as_str());
            }
            http.build().map_err(ClientError::Http)
        };
        // A search of many meets thousands of hosts, most of them once.
        let searching = transport(Duration::from_secs(1), None)?;
        let harvesting = transport(Duration::from_secs(15), self.client_certificate.as_ref())?;
        let mut access = Access::new().with_keys(self.keys);
        for store in self.stores.0 {
            access = access.with_store(store);
        }
        if let Some(signer) = self.signer {
            access = access.with_signer(signer);
        }
        let harvest = self.harvest.or_offerings_since(|| a_year_ago(jiff::Timestamp::now()));
        Ok(Client {
            discovery: Discovery::new(searching, dns).with_options(self.discovery),
            harvester: Harvester::new(harvesting).with_access(access).with_options(harvest),
        })
    }
}

pub(crate) fn today(now: jiff::Timestamp) -> jiff::civil::Date {
    jiff::tz::TimeZone::UTC.to_datetime(now).date()
}

/// Twelve months before the day of `now`, in UTC (decision D6).
fn a_year_ago(now: jiff::Timestamp) -> String {
    use jiff::ToSpan as _;
    today(now).saturating_sub(1.year()).to_string()
}

/// The same resolver, with its cache, for the addresses of HTTP servers.
struct Addresses(DnsResolver);

impl HostLookup for Addresses {
    fn addresses(&self, host: String) -> LookupFuture {
        let resolver = self.0.clone();
        Box::pin(async move { resolver.addresses(&host).await.map_err(Into::into) })
    }
}

impl Client {
    /// Begins with the defaults: public addresses, the system's name servers and certificates.
    pub fn builder() -> ClientBuilder {
        ClientBuilder::default()
    }

    /// The same in plain values, for other languages.
    pub fn into_session(self) -> crate::plain::Session<HttpTransport, DnsResolver> {
        crate::plain::Session::new(self.discovery, self.harvester)
    }

    /// Looks for the manifest of a provider.
    pub async fn discover(&self, provider: &Provider) -> DiscoveryReport {
        self.discovery.discover(provider).await
    }

    /// Looks for the manifests of many providers at a time; reports come as they are finished, in any order. See
    /// [`Discovery::discover_all`].
    pub fn discover_all<I>(&self, providers: I) -> impl Stream<Item = DiscoveryReport>
    where
        I: IntoIterator<Item = Provider>,
    {
        self.discovery.discover_all(providers)
    }

    /// Reads the registry, or the list of providers, at a URL. See [`RegistryClient::fetch`].
    pub async fn fetch_registry(&self, url: &Url, options: RegistryOptions, etag: Option<&str>) -> RegistryFetch {
        RegistryClient::new(self.harvester.transport().clone(), options).fetch(url, etag).await
    }

    /// Fetches the manifest at a URL that is known.
    pub async fn fetch_manifest(&self, url: &Url) -> (Attempt, Option<FoundManifest>) {
        self.discovery.fetch_manifest(url).await
    }

    /// Finds out which format and version an unknown URL speaks. See [`probe`](ql_exchange::probe).
    pub async fn probe(&self, url: &Url) -> SourceProbe {
        ql_exchange::probe(self.harvester.transport(), url).await
    }

    /// Begins to harvest a data source of a provider; nothing is fetched before [`Pipeline::next`] is called.
    pub fn harvest<'c>(&'c self, source: &'c DataSource, provider: &Provider) -> Pipeline<'c, HttpTransport> {
        Pipeline::new(self.harvester.harvest(source), provider, &today(jiff::Timestamp::now()).to_string())
    }

    /// Begins to harvest a data source of which an earlier harvest has left a state; [`Pipeline::finish_since`] says what has
    /// changed.
    ///
    /// ```no_run
    /// # async fn example(client: quality_link::Client, source: &quality_link::core::DataSource,
    /// #     provider: &quality_link::core::Provider) -> std::io::Result<()> {
    /// use std::time::SystemTime;
    /// use quality_link::exchange::HarvestState;
    /// let text = std::fs::read_to_string("state.json").unwrap_or_default();
    /// let mut state = HarvestState::from_json(&text, source);
    /// let mut pipeline = client.harvest_since(source, provider, &state);
    /// while let Some(batch) = pipeline.next().await { /* write it */ }
    /// let summary = pipeline.finish_since(source, &mut state, SystemTime::now());
    /// println!("{} new courses", summary.changes.map_or(0, |changes| changes.added.len()));
    /// std::fs::write("state.json", state.to_json())
    /// # }
    /// ```
    pub fn harvest_since<'c>(
        &'c self,
        source: &'c DataSource,
        provider: &Provider,
        state: &HarvestState,
    ) -> Pipeline<'c, HttpTransport> {
        let harvest = self.harvester.harvest_since(source, state);
        Pipeline::new(harvest, provider, &today(jiff::Timestamp::now()).to_string()).tracking()
    }
}
