#![doc = include_str!("../README.md")]
#![forbid(unsafe_code)]

#[cfg(feature = "client")]
mod clock;
#[cfg(feature = "client")]
mod discover;
#[cfg(feature = "dns")]
mod dns;
#[cfg(feature = "client")]
mod dns_json;
mod domains;
#[cfg(feature = "client")]
mod hosts;
mod lookup;
#[cfg(feature = "client")]
mod many;
#[cfg(feature = "client")]
mod meta;
mod name_server;
#[cfg(feature = "registries")]
mod registry;
mod report;
mod state;
mod txt;

#[cfg(feature = "client")]
pub use discover::{Discovery, DiscoveryOptions};
#[cfg(feature = "dns")]
pub use dns::{DnsError, DnsResolver};
#[cfg(feature = "client")]
pub use dns_json::{DnsJson, txt_records};
pub use domains::{DomainOrigin, Plan, PlannedDomain, PlannedProbe};
pub use lookup::{LookupError, LookupErrorKind, TxtLookup};
pub use name_server::{NameServer, NameServerError};
#[cfg(feature = "registries")]
pub use registry::{MergeOptions, PartOf, ProviderList, ProviderListDiff, RegistryEntry, RegistryFormat, RegistryRead};
#[cfg(all(feature = "registries", feature = "client"))]
pub use registry::{RegistryClient, RegistryFetch, RegistryOptions};
pub use report::{Attempt, DiscoveryReport, FoundManifest, Mechanism, Outcome, Probe, UnreachableReason, Verdict};
pub use state::{DiscoveryRecord, DiscoveryState, ManifestChange, ProbeRecord, RecheckPolicy};
pub use txt::{TxtRecord, TxtRecordError};

ql_core::codes! {
    /// The codes of findings about the search for a manifest.
    pub mod codes {
        NO_DOMAIN = "discovery.no-domain", "neither SCHAC code nor website give a domain to look at";
        WEBSITE = "discovery.website", "the website is not a usable http or https URL with a domain name";
        SEVERAL_RECORDS = "discovery.several-records", "more than one TXT record announces a manifest";
        MALFORMED_RECORD = "discovery.malformed-record", "a TXT record begins with `v=qldiscover1`, but has no usable URL";
        STATE = "discovery.state", "a line of a state file can't be read; its provider is looked at again";
        META_MISMATCH = "discovery.meta-mismatch", "the manifest names another institution than the one looked for";
    }
}

#[cfg(feature = "registries")]
ql_core::codes! {
    /// The codes of findings about lists of providers.
    pub mod registry_codes {
        SYNTAX = "registry.syntax", "the document of a registry can't be read to its end";
        ENTRY = "registry.entry", "an entry can't be used and is left out";
        VALUE = "registry.value", "a value of an entry can't be used and is left out";
        SCHAC = "registry.schac", "what is given as SCHAC code is none; it is kept, but not used as key";
        PAGING = "registry.paging", "the pages of a registry do not end as they should";
        DUPLICATE = "registry.duplicate", "a registry has an entry twice";
        FORMER_SCHAC = "registry.former-schac", "a former SCHAC code does not lead to one present one";
        SEVERAL_SCHACS = "registry.several-schacs", "an entry claims the SCHAC code of another provider";
        WEAK_MATCH = "registry.weak-match", "an entry was joined by website and country alone";
        CONTRADICTION = "registry.contradiction", "two registries give different ids of one kind";
        SHARED_ID = "registry.shared-id", "several providers have the same id";
        SCHAC_WEBSITE = "registry.schac-website", "the SCHAC code does not end in the domain of the website";
        WEBSITE = "registry.website", "the website is not a usable http or https URL with a domain name";
    }
}
