use std::fmt;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

/// Which addresses may be connected to (discovery specification, "address policy").
///
/// URLs in manifests come from strangers, so by default nothing but the public internet is reached. The check belongs
/// to the address that is really connected to, after every redirect and every DNS answer.
///
/// ```
/// use ql_core::AddressPolicy;
/// let policy = AddressPolicy::public_only();
/// assert!(policy.check("93.184.215.14".parse().unwrap()).is_ok());
/// assert!(policy.check("::ffff:10.0.0.1".parse().unwrap()).is_err());
/// assert!(AddressPolicy::public_only().allowing_loopback().check("127.0.0.1".parse().unwrap()).is_ok());
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct AddressPolicy {
    loopback: bool,
    private: bool,
}

/// Why an address is not connected to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum AddressRefusal {
    /// The machine itself.
    Loopback,
    /// A private, link-local, shared or unique-local network.
    Private,
    /// Multicast, unspecified, documentation and other addresses where no public server can be.
    Special,
}

impl fmt::Display for AddressRefusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Loopback => "a loopback address",
            Self::Private => "an address of a private network",
            Self::Special => "an address that no public server can have",
        })
    }
}

impl AddressPolicy {
    /// The default: public addresses only.
    pub fn public_only() -> Self {
        Self::default()
    }

    /// Also allows loopback addresses: for tests and demonstrations.
    #[must_use]
    pub fn allowing_loopback(mut self) -> Self {
        self.loopback = true;
        self
    }

    /// Also allows private, link-local and unique-local addresses: for intranets.
    #[must_use]
    pub fn allowing_private(mut self) -> Self {
        self.private = true;
        self
    }

    /// Whether the address may be connected to.
    pub fn check(&self, address: IpAddr) -> Result<(), AddressRefusal> {
        let refusal = match address {
            IpAddr::V4(v4) => refuse_v4(v4),
            IpAddr::V6(v6) => match embedded_v4(v6) {
                Some(v4) => refuse_v4(v4),
                None => refuse_v6(v6),
            },
        };
        match refusal {
            Some(AddressRefusal::Loopback) if self.loopback => Ok(()),
            Some(AddressRefusal::Private) if self.private => Ok(()),
            Some(refusal) => Err(refusal),
            None => Ok(()),
        }
    }
}

fn refuse_v4(address: Ipv4Addr) -> Option<AddressRefusal> {
    let [a, b, c, _] = address.octets();
    if address.is_loopback() {
        return Some(AddressRefusal::Loopback);
    }
    // 100.64/10: shared by the customers of a carrier.
    if address.is_private() || address.is_link_local() || (a == 100 && (64..128).contains(&b)) {
        return Some(AddressRefusal::Private);
    }
    let special = a == 0
        || a >= 224 // multicast, reserved, broadcast
        || address.is_documentation()
        || (a, b, c) == (192, 0, 0)
        || (a, b, c) == (192, 88, 99) // 6to4 relays
        || (a == 198 && (b == 18 || b == 19)); // benchmarks
    special.then_some(AddressRefusal::Special)
}

fn refuse_v6(address: Ipv6Addr) -> Option<AddressRefusal> {
    let segments = address.segments();
    if address.is_loopback() {
        return Some(AddressRefusal::Loopback);
    }
    let unique_local = segments[0] & 0xfe00 == 0xfc00;
    let link_local = segments[0] & 0xffc0 == 0xfe80;
    let site_local = segments[0] & 0xffc0 == 0xfec0;
    if unique_local || link_local || site_local {
        return Some(AddressRefusal::Private);
    }
    // RFC 8215: NAT64 of a local network, whose IPv4 address may stand in several places.
    if segments[..3] == [0x64, 0xff9b, 1] {
        return Some(AddressRefusal::Private);
    }
    // Public unicast is 2000::/3; of it, 2001::/23 (protocols, Teredo, benchmarks) and documentation are not servers.
    let public = segments[0] & 0xe000 == 0x2000
        && !(segments[0] == 0x2001 && (segments[1] < 0x200 || segments[1] == 0xdb8))
        && segments[0] & 0xfff0 != 0x3ff0;
    (!public).then_some(AddressRefusal::Special)
}

/// The IPv4 address that a packet to this IPv6 address ends up at: mapped, NAT64 and 6to4.
fn embedded_v4(address: Ipv6Addr) -> Option<Ipv4Addr> {
    let segments = address.segments();
    let v4 = |high: u16, low: u16| {
        let ([a, b], [c, d]) = (high.to_be_bytes(), low.to_be_bytes());
        Ipv4Addr::new(a, b, c, d)
    };
    match segments {
        [0, 0, 0, 0, 0, 0xffff, high, low] | [0x64, 0xff9b, 0, 0, 0, 0, high, low] | [0x2002, high, low, ..] => {
            Some(v4(high, low))
        }
        _ => None,
    }
}
