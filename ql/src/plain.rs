//! The library in plain values: what the bindings of other languages are made of.
//!
//! Everything here is a string, a number, a list or a record of such, and every function is one verb of the library. A Rust
//! program is better served by the crates themselves, whose types prove what has been checked; an embedder of another
//! language finds here an interface without lifetimes, generics and traits.
//!
//! ```
//! use quality_link::plain::{DataSource, MapOptions, Provider, RdfFormat, parse_manifest, read_catalogue};
//! let report = parse_manifest(br#"{"sources": [{"type": "elm", "path": "https://example.edu/c.ttl"}]}"#, None, None);
//! assert_eq!(report.manifest.unwrap().sources[0].source_type, "elm");
//!
//! let provider = Provider { schac: Some("example.edu".into()), ..Provider::default() };
//! let options = MapOptions { provider: Some(provider), ..MapOptions::default() };
//! let page = br#"{"pageNumber": 1, "items": [{"courseId": "BIO-101", "name": "Marine Biology", "level": "master"}]}"#;
//! let catalogue = read_catalogue(page.to_vec(), None, None, &options)?;
//! assert_eq!(catalogue.courses()[0].title.as_deref(), Some("Marine Biology"));
//! # Ok::<(), quality_link::plain::ErrorReport>(())
//! ```

mod catalogue;
mod convert;
mod course;
mod discovery;
mod error;
mod ident;
mod manifest;
#[cfg(feature = "client")]
mod native;
mod options;
#[cfg(feature = "registries")]
mod registry;
#[cfg(feature = "client")]
mod runtime;
#[cfg(feature = "secrets")]
mod secrets;
#[cfg(feature = "harvest")]
mod session;
mod types;

use std::collections::HashMap;

use serde::{Deserialize, Serialize};

pub use catalogue::{Catalogue, map_records, read_catalogue};
pub use discovery::{parse_txt, plan_search};
pub use ident::{
    course_uuid, did_document, did_document_problems, did_file_path, mint_subject, parse_course_did, parse_course_id,
    parse_course_id_lenient, parse_course_urn, parse_deqar, parse_deqar_lenient, parse_eter, parse_eter_lenient,
    parse_schac, parse_schac_lenient, same_course, same_eter,
};
pub use manifest::{
    build_manifest, diff_manifests, manifest_schema, parse_manifest, parse_manifest_as, write_manifest,
};
#[cfg(feature = "registries")]
pub use registry::{merge_registries, read_registry};
#[cfg(feature = "client")]
pub use runtime::{AbortOnDrop, runtime, spawn};
#[cfg(feature = "secrets")]
pub use secrets::encrypt_secret;
#[cfg(all(feature = "secrets", not(target_arch = "wasm32")))]
pub use secrets::{decrypt_secret, generate_keys};
#[cfg(feature = "harvest")]
pub use session::{DiscoveryFeed, HarvestFeed, Progress, Session};

/// Whether a member is left out of JSON.
trait Unset {
    fn is_unset(&self) -> bool {
        false
    }
}

impl Unset for String {}
impl Unset for bool {}
impl Unset for u32 {}
impl Unset for f64 {}
impl<T> Unset for Vec<T> {}
impl<T> Unset for HashMap<String, T> {}

impl<T> Unset for Option<T> {
    fn is_unset(&self) -> bool {
        self.is_none()
    }
}

macro_rules! define {
    (
        choices { $($(#[$choice_doc:meta])* $choice:ident { $($(#[$variant_doc:meta])* $variant:ident = $text:literal,)* })* }
        records { $($(#[$record_doc:meta])* $record:ident { $($(#[$field_doc:meta])* $field:ident: $type:ty,)* })* }
    ) => {
        $(
            $(#[$choice_doc])*
            #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
            pub enum $choice { $($(#[$variant_doc])* #[serde(rename = $text)] $variant,)* }

            impl $choice {
                /// All of them.
                pub const ALL: &[Self] = &[$(Self::$variant,)*];

                /// The name, the same in all languages.
                pub fn as_str(self) -> &'static str {
                    match self { $(Self::$variant => $text,)* }
                }
            }

            impl Unset for $choice {}

            impl Default for $choice {
                fn default() -> Self {
                    Self::ALL[0]
                }
            }

            impl std::str::FromStr for $choice {
                type Err = ErrorReport;

                fn from_str(text: &str) -> Result<Self, ErrorReport> {
                    match text {
                        $($text => Ok(Self::$variant),)*
                        _ => Err(error::unknown(stringify!($choice), text, &[$($text,)*])),
                    }
                }
            }
        )*
        $(
            $(#[$record_doc])*
            #[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
            #[serde(default, rename_all = "camelCase", deny_unknown_fields)]
            pub struct $record {
                $($(#[$field_doc])* #[serde(skip_serializing_if = "Unset::is_unset")] pub $field: $type,)*
            }

            impl Unset for $record {}
        )*
    };
}

crate::plain_types!(define);
