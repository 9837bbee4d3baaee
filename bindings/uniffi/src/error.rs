//! The one place where errors become those of other languages.

use std::fmt;

use crate::types::{ErrorKind, ErrorReport};

macro_rules! errors {
    ($($(#[$doc:meta])* $kind:ident,)*) => {
        /// Why something could not be done, by what it is about.
        #[derive(Debug, uniffi::Error)]
        #[uniffi::export(Display)]
        pub enum QualityLinkError {
            $($(#[$doc])* $kind {
                /// All that is known of the error.
                report: ErrorReport,
            },)*
        }

        impl From<ErrorReport> for QualityLinkError {
            fn from(report: ErrorReport) -> Self {
                match report.kind { $(ErrorKind::$kind => Self::$kind { report },)* }
            }
        }

        impl fmt::Display for QualityLinkError {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                match self { $(Self::$kind { report })|* => fmt::Display::fmt(report, f) }
            }
        }
    };
}

errors! {
    /// A value that was given to the library can't be used.
    Argument,
    /// An identifier is not valid.
    Identifier,
    /// A manifest does not follow the specification.
    Manifest,
    /// A secret or a key can't be used.
    Secret,
    /// A document can't be read.
    Document,
    /// The network can't be used.
    Network,
}

/// What functions return.
pub type Result<T> = std::result::Result<T, QualityLinkError>;
