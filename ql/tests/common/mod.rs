//! What several test files need.
#![allow(dead_code, reason = "every test file uses a part")]

use quality_link::core::{AddressPolicy, Provider};
use quality_link::{Client, ClientBuilder};
use quality_link_universities::{Options, Universities};

/// What the file of `littoral.example` asks for; nothing may ever show it.
pub(crate) const SECRET: &str = "sea-breeze-4711";

pub(crate) fn options(courses: usize) -> Options {
    let mut options = Options::default();
    options.courses = courses;
    options
}

/// Starts the servers.
pub(crate) async fn start(options: Options) -> Universities {
    Universities::start(options).await.expect("universities")
}

/// A client with everything that the demo needs but the private key.
pub(crate) fn without_key(universities: &Universities) -> ClientBuilder {
    Client::builder()
        .with_dns_server(universities.dns_server())
        .with_only_authority(universities.authority_pem())
        .with_default_port(universities.https_port())
        .with_address_policy(AddressPolicy::public_only().allowing_loopback())
}

/// The client of the demo.
pub(crate) fn with_key(universities: &Universities) -> Client {
    let key = universities.private_key_pem().expect("a key");
    without_key(universities).with_private_key(&key).expect("a readable key").build().expect("a client")
}

/// The university with this domain, as an aggregator knows it.
pub(crate) fn provider(domain: &str) -> Provider {
    let mut providers = Universities::providers().into_iter();
    let is_it = |provider: &Provider| provider.schac.as_ref().is_some_and(|schac| schac.as_str() == domain);
    providers.find(is_it).expect("one of the three")
}

/// How many offerings the first so many courses of `meridian.example` have: one, two, three, one …
pub(crate) fn offerings(courses: usize) -> usize {
    (0..courses).map(|number| number % 3 + 1).sum()
}
