#![doc = include_str!("../README.md")]
#![forbid(unsafe_code)]

mod course_did;
mod course_id;
mod course_urn;
#[cfg(feature = "did-document")]
mod did_document;
mod error;
mod percent;
mod provider_id;
mod reading;
mod schac;
#[cfg(feature = "serde")]
mod serde_impls;
mod subject;
mod uuid;

pub use course_did::CourseDid;
pub use course_id::CourseId;
pub use course_urn::CourseUrn;
#[cfg(feature = "did-document")]
pub use did_document::{DidDocument, DidDocumentBuilder, DidDocumentProblem, DidFile, DidService, DidServiceKind};
pub use error::{IdentError, IdentErrorKind, IdentPart};
pub use provider_id::{DeqarInstId, EterId};
pub use reading::{Lenient, Repair, RepairKind};
pub use schac::SchacCode;
pub use subject::{SubjectError, SubjectMinter, SubjectScheme};
pub use uuid::Uuid;
