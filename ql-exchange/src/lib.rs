#![doc = include_str!("../README.md")]
#![forbid(unsafe_code)]

mod access;
mod adapter;
mod harvest;
#[cfg(feature = "client")]
mod http_transport;
mod outcome;
mod request;

pub use access::{Access, AccessError};
pub use adapter::ooapi_page;
pub use harvest::{Batch, Harvest, HarvestOptions, Harvester};
#[cfg(feature = "client")]
pub use http_transport::{HostLookup, HttpTransport, HttpTransportBuilder, HttpTransportError, LookupFuture};
pub use outcome::{HarvestOutcome, HarvestStatistics, HarvestSummary};

ql_core::codes! {
    /// The codes of findings while a data source is fetched.
    pub mod codes {
        SOURCE_UNSUPPORTED = "exchange.source-unsupported", "this type or version of data source can't be harvested";
        ACCESS_UNSUPPORTED = "exchange.access-unsupported", "this access control method can't be used";
        SECRET = "exchange.secret", "the secret of the data source can't be decrypted";
        UNREACHABLE = "exchange.unreachable", "the server could not be reached, or the connection broke";
        REFUSED = "exchange.refused", "the address policy forbids to connect to the server";
        BAD_REDIRECT = "exchange.bad-redirect", "the server redirects in a way that is not followed";
        TOO_LARGE = "exchange.too-large", "the answer is larger than the limit";
        WEB_PAGE = "exchange.web-page", "the answer is a web page instead of a file of the European Learning Model";
        STATUS = "exchange.status", "the server answers with an unexpected status";
        ACCESS_DENIED = "exchange.access-denied", "the server refuses access (401 or 403)";
        NOT_JSON = "exchange.not-json", "the answer is not the JSON that the format has";
        EMPTY_BODY = "exchange.empty-body", "the answer has no content";
        PAGING_REPEATS = "exchange.paging-repeats", "a page brings nothing new although the server promises more";
        PAGING_ENDLESS = "exchange.paging-endless", "more pages or items than any catalogue has";
        ITEM_REPEATED = "exchange.item-repeated", "two items of a list have the same id; the first is kept";
        OFFERINGS_FAILED = "exchange.offerings-failed", "the offerings of a course could not be fetched; the course is kept without them";
        OFFERINGS_UNSUPPORTED = "exchange.offerings-unsupported", "the server has no offerings";
        TOO_MANY_FAILURES = "exchange.too-many-failures", "so many requests failed in a row that the source was given up";
    }
}
