//! What time it is, and how to wait no longer than that: of Tokio, or of the browser.

#[cfg(not(target_arch = "wasm32"))]
pub(crate) use tokio::time::{Instant, timeout_at};
#[cfg(target_arch = "wasm32")]
pub(crate) use wasmtimer::{std::Instant, tokio::timeout_at};
