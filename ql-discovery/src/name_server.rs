use std::fmt;
use std::net::{IpAddr, Ipv6Addr, SocketAddr};
use std::str::FromStr;

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
        let Some((scheme, rest)) = text.split_once("://") else {
            let (address, port) = address(text).ok_or(NameServerError::Address)?;
            return Ok(Self::plain(SocketAddr::new(address, port.unwrap_or(53))));
        };
        let scheme = scheme.to_ascii_lowercase();
        let (authority, path) = match rest.find('/') {
            Some(at) => rest.split_at(at),
            None => (rest, ""),
        };
        let port = match scheme.as_str() {
            "tls" if path.trim_start_matches('/').is_empty() => 853,
            "https" => 443,
            "tls" => return Err(NameServerError::Address),
            _ => return Err(NameServerError::Scheme),
        };
        let (name, place) = match authority.rsplit_once('@') {
            Some((name, place)) => (Some(name), place),
            None => (None, authority),
        };
        let is_name = |name: &str| {
            !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-._".contains(&byte))
        };
        if !name.is_none_or(is_name) || rest.contains(['?', '#']) {
            return Err(NameServerError::Address);
        }
        // In a URL, an IPv6 address stands in brackets.
        if place.parse::<Ipv6Addr>().is_ok() {
            return Err(NameServerError::Address);
        }
        let (address, given) = address(place).ok_or(NameServerError::Address)?;
        if cfg!(not(feature = "encrypted-dns")) {
            return Err(NameServerError::Unsupported);
        }
        let name = name.map_or_else(|| address.to_string(), str::to_owned);
        let address = SocketAddr::new(address, given.unwrap_or(port));
        let protocol = match scheme.as_str() {
            "tls" => Protocol::Tls { name },
            _ if path.len() > 1 => Protocol::Https { name, path: path.to_owned() },
            _ => Protocol::Https { name, path: "/dns-query".to_owned() },
        };
        Ok(Self { address, protocol })
    }
}

/// `192.0.2.1`, `192.0.2.1:53`, `2001:db8::1`, `[2001:db8::1]` or `[2001:db8::1]:53`.
fn address(text: &str) -> Option<(IpAddr, Option<u16>)> {
    if let Ok(address) = text.parse::<IpAddr>() {
        return Some((address, None));
    }
    if let Ok(address) = text.parse::<SocketAddr>() {
        return Some((address.ip(), Some(address.port())));
    }
    let inner = text.strip_prefix('[')?.strip_suffix(']')?;
    inner.parse::<Ipv6Addr>().ok().map(|address| (address.into(), None))
}

impl fmt::Display for NameServer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let of = |name: &str| match name == self.address.ip().to_string() {
            true => String::new(),
            false => format!("{name}@"),
        };
        match &self.protocol {
            Protocol::Plain => write!(f, "{}", self.address),
            Protocol::Tls { name } => write!(f, "tls://{}{}", of(name), self.address),
            Protocol::Https { name, path } => write!(f, "https://{}{}{path}", of(name), self.address),
        }
    }
}
