use std::fmt;
use std::net::{IpAddr, SocketAddr};
use std::str::FromStr;

use url::{Host, Url};

/// A name server to ask, and how.
///
/// | written | asked by |
/// |---|---|
/// | `192.0.2.1`, `[2001:db8::1]:5353` | UDP, and TCP for long answers |
/// | `tls://dns.example@192.0.2.1` | DNS over TLS; the name is that of its certificate, which may be for the address |
/// | `https://dns.example@192.0.2.1/dns-query` | DNS over HTTPS, likewise |
///
/// The last two need the feature `encrypted-dns`.
///
/// ```
/// use ql_discovery::NameServer;
/// let server: NameServer = "https://dns.example@192.0.2.1/dns-query".parse()?;
/// assert_eq!(server.address(), "192.0.2.1:443".parse()?);
/// assert_eq!(server.to_string(), "https://dns.example@192.0.2.1:443/dns-query");
/// assert!("dns.example".parse::<NameServer>().is_err());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NameServer {
    address: SocketAddr,
    protocol: Protocol,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Protocol {
    Plain,
    Tls { name: String },
    Https { name: String, path: String },
}

/// A text that names no name server.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum NameServerError {
    /// Neither an IP address nor a URL with one.
    Address,
    /// Another scheme than `tls` and `https`.
    Scheme,
    /// This build can't ask name servers by TLS or HTTPS.
    Unsupported,
}

impl fmt::Display for NameServerError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Address => "not an IP address, `tls://NAME@ADDRESS` or `https://NAME@ADDRESS/PATH`",
            Self::Scheme => "a name server is asked by `tls://` or `https://`, or by its bare address",
            Self::Unsupported => "this build can't ask name servers by TLS or HTTPS",
        })
    }
}

impl std::error::Error for NameServerError {}

impl NameServer {
    /// The server at an address, asked by UDP and TCP.
    pub fn plain(address: SocketAddr) -> Self {
        Self { address, protocol: Protocol::Plain }
    }

    /// The address and port.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    #[cfg_attr(not(feature = "dns"), expect(dead_code, reason = "used by the resolver"))]
    pub(crate) fn protocol(&self) -> &Protocol {
        &self.protocol
    }
}

impl FromStr for NameServer {
    type Err = NameServerError;

    fn from_str(text: &str) -> Result<Self, NameServerError> {
        let text = text.trim();
        if let Ok(address) = text.parse::<SocketAddr>() {
            return Ok(Self::plain(address));
        }
        if let Ok(address) = text.trim_start_matches('[').trim_end_matches(']').parse::<IpAddr>() {
            return Ok(Self::plain(SocketAddr::new(address, 53)));
        }
        let (scheme, rest) = text.split_once("://").ok_or(NameServerError::Address)?;
        let port = match scheme {
            "tls" => 853,
            "https" => 443,
            _ => return Err(NameServerError::Scheme),
        };
        // Only of a scheme that it knows does the parser read the host as an address.
        let url = Url::parse(&format!("https://{rest}")).map_err(|_| NameServerError::Address)?;
        let address = match url.host() {
            Some(Host::Ipv4(address)) => IpAddr::V4(address),
            Some(Host::Ipv6(address)) => IpAddr::V6(address),
            _ => return Err(NameServerError::Address),
        };
        let name =
            Some(url.username()).filter(|name| !name.is_empty()).map_or_else(|| address.to_string(), str::to_owned);
        let address = SocketAddr::new(address, url.port().unwrap_or(port));
        if cfg!(not(feature = "encrypted-dns")) {
            return Err(NameServerError::Unsupported);
        }
        let protocol = match scheme {
            "tls" => Protocol::Tls { name },
            _ => {
                Protocol::Https { name, path: if url.path() == "/" { "/dns-query".into() } else { url.path().into() } }
            }
        };
        Ok(Self { address, protocol })
    }
}

impl fmt::Display for NameServer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.protocol {
            Protocol::Plain => write!(f, "{}", self.address),
            Protocol::Tls { name } => write!(f, "tls://{name}@{}", self.address),
            Protocol::Https { name, path } => write!(f, "https://{name}@{}{path}", self.address),
        }
    }
}
