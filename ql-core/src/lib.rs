#![doc = include_str!("../README.md")]
#![forbid(unsafe_code)]

mod address;
mod code_table;
mod country;
mod diagnostic;
mod fetch;
#[cfg(feature = "limits")]
mod host_limits;
mod manifest;
#[cfg(feature = "secrets")]
mod oaep;
mod provider;
mod record;
mod secret;
mod text;
mod transport;

pub use address::{AddressPolicy, AddressRefusal};
pub use code_table::codes;
pub use country::{Country, UnknownCountry};
pub use diagnostic::{Code, Diagnostic, Severity, TextPosition, excerpt, shown};
pub use fetch::{FetchError, FetchErrorKind, FetchLimits, Fetched, fetch};
#[cfg(feature = "limits")]
pub use host_limits::{HostLimits, HostPermit, host_and_port};
pub use manifest::{
    Auth, DataSource, DataSourceBuilder, Manifest, ManifestBuildError, ManifestBuilder, ManifestDiff, ManifestFormat,
    ManifestParser, ManifestReport, Meta, SourceType, manifest_schema,
};
#[cfg(all(feature = "secrets", not(target_arch = "wasm32")))]
pub use oaep::{KeySize, PrivateKey, PrivateKeys};
#[cfg(feature = "secrets")]
pub use oaep::{PublicKey, SecretError};
pub use provider::{
    IdentifierScheme, Provider, ProviderIdentifier, ProviderLocation, ProviderName, ProviderSource, Registry,
};
pub use record::{Record, RecordKind, RecordPart};
pub use secret::{Ciphertext, Secret};
pub use text::{LanguageTag, MultilingualText};
pub use transport::{
    Body, MaybeSend, MaybeSync, Request, Response, Transport, TransportError, TransportErrorKind, with_causes,
};
