//! HTTP message signatures (RFC 9421) as QualityLink uses them: every request of an aggregator is signed over its
//! authority, and a data provider can verify who is asking.

mod base;
mod key;
mod list;
mod sign;
mod verify;

pub use self::base::{ComponentError, SignedMessage, signature_base};
pub use self::key::{SignatureAlgorithm, SigningKey, SigningKeyError, VerifyingKey};
pub use self::list::{KeyList, KeyListError};
pub use self::sign::Signer;
pub use self::verify::{SignatureRefusal, SignatureVerifier, VerifiedRequest};

/// The tag of the signatures of QualityLink.
pub(crate) const TAG: &str = "qualitylink-v1";
