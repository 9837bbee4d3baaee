//! What is said at the end.

use ql_core::{DataSource, SourceType};
use ql_exchange::HarvestOutcome;
use serde_json::json;

use crate::server::http::Reply;
use crate::server::{json, page, run};

use crate::{harvester, ooapi, pages};

#[tokio::test]
async fn harvest_that_is_stopped() {
    let server = pages(|number| json(&page(&[&number.to_string()], true))).await;
    let (harvester, source) = (harvester(), ooapi(&server));
    let mut harvest = harvester.harvest(&source);
    assert!(server.asked().is_empty());
    assert_eq!(harvest.next().await.map(|batch| batch.records.len()), Some(1));
    let summary = harvest.finish();
    assert_eq!(summary.outcome, HarvestOutcome::Incomplete { reason: "the harvest was stopped".into() });
    assert_eq!(summary.statistics.records, 1);
    // The next page may be on its way already, and no other.
    assert_eq!(server.count("/offerings"), 1);
    assert!(server.count("/courses") <= 2, "{:?}", server.asked());
}

#[tokio::test]
async fn summary_as_json() {
    let server = pages(|number| if number == 1 { json(&page(&["a"], true)) } else { Reply::new(500, "") }).await;
    let source = DataSource::builder(SourceType::Ooapi, server.url("v5/")).name("Catalogue").build();
    let harvested = run(&harvester(), &source).await;
    let mut actual = serde_json::to_value(&harvested.summary).expect("JSON");
    for varying in ["bytes", "durationMs"] {
        assert!(actual["statistics"][varying].take().is_u64(), "{varying}");
    }
    let message = "the server answers with status 500 Internal Server Error";
    let expected = json!({
        "outcome": { "status": "incomplete", "reason": message },
        "statistics": {
            "requests": 3, "retries": 0, "bytes": null, "pages": 1, "records": 1, "skipped": 0, "durationMs": null,
        },
        "diagnostics": [
            { "code": "exchange.status", "severity": "fatal", "message": message, "source": "Catalogue" },
        ],
    });
    assert_eq!(actual, expected, "{actual:#}");
}
