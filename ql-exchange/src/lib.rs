#![doc = include_str!("../README.md")]
#![forbid(unsafe_code)]

mod access;
mod adapter;
mod credentials;
mod harvest;
#[cfg(feature = "client")]
mod http_transport;
mod oauth;
mod outcome;
mod pace;
pub mod paging;
mod probe;
mod recording;
mod request;
mod retry;
#[cfg(all(feature = "signatures", not(target_arch = "wasm32")))]
pub mod signature;
mod state;
mod truncation;

pub use access::{Access, AccessError};
pub use adapter::{eduapi_page, occapi_document, ooapi_page, saved_document};
pub use credentials::{ClientCredentials, CredentialEnvironment, CredentialError, CredentialFile, CredentialStore};
pub use harvest::{Batch, Harvest, HarvestOptions, HarvestScope, Harvester, OfferingStrategy};
#[cfg(feature = "client")]
pub use http_transport::{HostLookup, HttpTransport, HttpTransportBuilder, HttpTransportError, LookupFuture};
pub use outcome::{HarvestOutcome, HarvestStatistics, HarvestSummary, ProgressCallback};
pub use probe::{FoundSource, ProbeAttempt, SourceProbe, probe};
pub use recording::{Replay, ReplayBody};
pub use retry::RetryPolicy;
pub use state::{ChangeSet, HarvestState, NewValidators};

ql_core::codes! {
    /// The codes of findings while a data source is fetched.
    pub mod codes {
        SOURCE_UNSUPPORTED = "exchange.source-unsupported", "this type or version of data source can't be harvested";
        ACCESS_UNSUPPORTED = "exchange.access-unsupported", "this access control method can't be used";
        TOKEN = "exchange.token", "no access token can be had from the token endpoint";
        SIGNING_KEY = "exchange.signing-key", "a request can't be signed, for want of a fitting key";
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
        PAGING_LIES = "exchange.paging-lies", "the server promises another number of items than its pages have";
        PAGING_ELSEWHERE = "exchange.paging-elsewhere", "the link to the next page is no URL, or leads to another server";
        TRUNCATED = "exchange.truncated", "the answer ends too early";
        RECORDING = "exchange.recording", "the answers of a harvest can't be kept as was asked for";
        LIST_FAILED = "exchange.list-failed", "a list beside that of the courses could not be read to its end";
        LIST_DENIED = "exchange.list-denied", "the server does not give us a list beside that of the courses";
        LIST_MISSING = "exchange.list-missing", "the server leads to no list at all";
        VERSION_DIFFERS = "exchange.version-differs", "the data are of another version than the manifest says";
        PATH_DIFFERS = "exchange.path-differs", "the API is not where the manifest or the format says, but close by";
        OTHER_INSTITUTION = "exchange.other-institution", "the data are those of another institution than the manifest says";
        COURSE_INCOMPLETE = "exchange.course-incomplete", "a part of a course could not be fetched";
        OFFERINGS_INCOMPLETE = "exchange.offerings-incomplete", "the list of all offerings lacks some";
        OFFERINGS_ORPHANED = "exchange.offerings-orphaned", "offerings belong to something that is not in the catalogue";
        ITEM_REPEATED = "exchange.item-repeated", "two items of a list have the same id; the first is kept";
        OFFERINGS_FAILED = "exchange.offerings-failed", "the offerings of a course could not be fetched; the course is kept without them";
        OFFERINGS_UNSUPPORTED = "exchange.offerings-unsupported", "the server has no offerings";
        TOO_MANY_FAILURES = "exchange.too-many-failures", "so many requests failed in a row that the source was given up";
    }
}
