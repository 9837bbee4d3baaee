//! One adapter per format: what to ask, and how an answer falls into records. No field knowledge beyond ids.

mod elm;
mod ooapi;

pub(crate) use elm::ElmFile;
pub(crate) use ooapi::Ooapi;
pub use ooapi::ooapi_page;
