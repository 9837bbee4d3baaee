//! One adapter per format: what to ask, and how an answer falls into records. No field knowledge beyond ids.

mod api;
mod eduapi;
mod elm;
mod occapi;
mod ooapi;
mod page;
mod saved;
mod store;

pub(crate) use eduapi::EduApi;
pub use eduapi::eduapi_page;
pub(crate) use elm::ElmFile;
pub use occapi::occapi_document;
pub(crate) use occapi::{Occapi, hei_links};
pub(crate) use ooapi::Ooapi;
pub use ooapi::ooapi_page;
pub(crate) use page::as_folder;
pub(crate) use saved::Looks;
pub use saved::saved_document;
