//! The address policy, address by address.

use std::net::IpAddr;

use ql_core::AddressRefusal::{Loopback, Private, Special};
use ql_core::{AddressPolicy, AddressRefusal};

/// Addresses with why the default policy refuses them; `None` if it does not.
const ADDRESSES: &[(&str, Option<AddressRefusal>)] = &[
    // Public, up to the borders of what is not.
    ("1.1.1.1", None),
    ("9.255.255.255", None),
    ("11.0.0.0", None),
    ("93.184.215.14", None),
    ("100.63.255.255", None),
    ("100.128.0.0", None),
    ("126.255.255.255", None),
    ("128.0.0.0", None),
    ("169.253.255.255", None),
    ("169.255.0.0", None),
    ("172.15.255.255", None),
    ("172.32.0.0", None),
    ("192.0.1.0", None),
    ("192.167.255.255", None),
    ("192.169.0.0", None),
    ("198.17.255.255", None),
    ("198.20.0.0", None),
    ("223.255.255.255", None),
    ("2000::", None),
    ("2001:4860:4860::8888", None),
    ("2606:2800:21f:cb07:6820:80da:af6b:8b2c", None),
    // Loopback.
    ("127.0.0.1", Some(Loopback)),
    ("127.255.255.255", Some(Loopback)),
    ("::1", Some(Loopback)),
    // Private, link-local, shared.
    ("10.0.0.0", Some(Private)),
    ("10.255.255.255", Some(Private)),
    ("172.16.0.0", Some(Private)),
    ("172.31.255.255", Some(Private)),
    ("192.168.0.0", Some(Private)),
    ("192.168.255.255", Some(Private)),
    ("169.254.0.0", Some(Private)),
    ("169.254.169.254", Some(Private)), // the metadata of cloud machines
    ("100.64.0.0", Some(Private)),
    ("100.100.100.200", Some(Private)),
    ("100.127.255.255", Some(Private)),
    ("fc00::", Some(Private)),
    ("fd00:ec2::254", Some(Private)),
    ("fdff:ffff::1", Some(Private)),
    ("fe80::1", Some(Private)),
    ("febf:ffff::1", Some(Private)),
    ("fec0::1", Some(Private)),
    // Unspecified and “this network”.
    ("0.0.0.0", Some(Special)),
    ("0.1.2.3", Some(Special)),
    ("::", Some(Special)),
    // Documentation, benchmarks, protocol assignments, relays.
    ("192.0.0.1", Some(Special)),
    ("192.0.2.1", Some(Special)),
    ("198.51.100.1", Some(Special)),
    ("203.0.113.1", Some(Special)),
    ("198.18.0.0", Some(Special)),
    ("198.19.255.255", Some(Special)),
    ("192.88.99.1", Some(Special)),
    ("2001:db8::1", Some(Special)),
    ("3fff::1", Some(Special)),
    ("2001::1", Some(Special)), // Teredo
    ("100::1", Some(Special)),
    ("5f00::1", Some(Special)),
    ("4000::", Some(Special)),
    // Multicast, reserved, broadcast.
    ("224.0.0.1", Some(Special)),
    ("239.255.255.250", Some(Special)),
    ("240.0.0.1", Some(Special)),
    ("255.255.255.255", Some(Special)),
    ("ff02::1", Some(Special)),
    ("ff0e::1", Some(Special)),
    // IPv4 within IPv6: mapped.
    ("::ffff:8.8.8.8", None),
    ("::ffff:127.0.0.1", Some(Loopback)),
    ("::ffff:10.0.0.1", Some(Private)),
    ("::ffff:169.254.169.254", Some(Private)),
    ("::ffff:100.64.0.1", Some(Private)),
    ("::ffff:0.0.0.0", Some(Special)),
    ("::ffff:224.0.0.1", Some(Special)),
    // Compatible, translated.
    ("::127.0.0.1", Some(Special)),
    ("::10.0.0.1", Some(Special)),
    ("::ffff:0:10.0.0.1", Some(Special)),
    ("::ffff:0:8.8.8.8", Some(Special)),
    // NAT64.
    ("64:ff9b::8.8.8.8", None),
    ("64:ff9b::127.0.0.1", Some(Loopback)),
    ("64:ff9b::192.168.1.1", Some(Private)),
    ("64:ff9b::203.0.113.1", Some(Special)),
    ("64:ff9b:1::10.0.0.1", Some(Private)),
    ("64:ff9b:2::8.8.8.8", Some(Special)),
    // 6to4.
    ("2002:808:808::1", None),
    ("2002:7f00:1::1", Some(Loopback)),
    ("2002:a00:1::1", Some(Private)),
    ("2002:a9fe:a9fe::", Some(Private)),
    ("2002:e000:1::1", Some(Special)),
];

fn parsed(text: &str) -> IpAddr {
    text.parse().unwrap_or_else(|error| panic!("{text}: {error}"))
}

/// Compares the policy, which has the given opt-ins, with the table.
#[track_caller]
fn check(policy: AddressPolicy, allowed: &[AddressRefusal]) {
    let wrong: Vec<_> = ADDRESSES
        .iter()
        .map(|(text, refusal)| (text, refusal.filter(|refusal| !allowed.contains(refusal))))
        .filter_map(|(text, expected)| {
            let actual = policy.check(parsed(text)).err();
            (actual != expected).then(|| format!("{text}: expected {expected:?}, found {actual:?}"))
        })
        .collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn public_only() {
    check(AddressPolicy::public_only(), &[]);
    assert_eq!(AddressPolicy::default(), AddressPolicy::public_only());
}

#[test]
fn with_loopback() {
    check(AddressPolicy::public_only().allowing_loopback(), &[Loopback]);
}

#[test]
fn with_private() {
    check(AddressPolicy::public_only().allowing_private(), &[Private]);
}

#[test]
fn with_both() {
    // Special addresses have no opt-in.
    check(AddressPolicy::public_only().allowing_loopback().allowing_private(), &[Loopback, Private]);
}

#[test]
fn refusals_say_why() {
    let texts = [Loopback, Private, Special].map(|refusal| refusal.to_string());
    assert_eq!(
        texts,
        ["a loopback address", "an address of a private network", "an address that no public server can have"]
    );
}

mod mended {
    use super::{AddressPolicy, parsed};

    #[test]

    fn local_nat64_prefix_is_refused_as_a_whole() {
        // RFC 8215: not globally reachable. RFC 6052, 2.2: with a /48 prefix, bytes 6, 7, 9 and 10 are 10.0.0.1.
        for text in ["64:ff9b:1:a00:0:100:808:808", "64:ff9b:1:7f00:0:100:808:808", "64:ff9b:1::8.8.8.8"] {
            assert!(AddressPolicy::public_only().check(parsed(text)).is_err(), "{text}");
        }
    }

    #[test]

    fn no_public_server_is_there() {
        for text in ["2001:2::1", "::8.8.8.8"] {
            assert!(AddressPolicy::public_only().check(parsed(text)).is_err(), "{text}");
        }
    }
}
