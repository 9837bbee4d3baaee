#![doc = include_str!("../README.md")]
#![forbid(unsafe_code)]

#[cfg(feature = "client")]
mod discover;
#[cfg(feature = "dns")]
mod dns;
mod domains;
mod lookup;
mod report;
mod txt;

#[cfg(feature = "client")]
pub use discover::{Discovery, DiscoveryOptions};
#[cfg(feature = "dns")]
pub use dns::{DnsError, DnsResolver};
pub use domains::{DomainOrigin, Plan, PlannedDomain};
pub use lookup::{LookupError, LookupErrorKind, TxtLookup};
pub use report::{Attempt, DiscoveryReport, FoundManifest, Mechanism, Outcome, Probe, UnreachableReason};
pub use txt::{TxtRecord, TxtRecordError};

ql_core::codes! {
    /// The codes of findings about the search for a manifest.
    pub mod codes {
        NO_DOMAIN = "discovery.no-domain", "neither SCHAC code nor website give a domain to look at";
        WEBSITE = "discovery.website", "the website is not a usable http or https URL with a domain name";
        SEVERAL_RECORDS = "discovery.several-records", "more than one TXT record announces a manifest";
        MALFORMED_RECORD = "discovery.malformed-record", "a TXT record begins with `v=qldiscover1`, but has no usable URL";
        META_MISMATCH = "discovery.meta-mismatch", "the manifest names another institution than the one looked for";
    }
}
