//! What comes piece by piece.

use std::sync::Arc;

use quality_link::plain::{self, AbortOnDrop};

use crate::catalogue::Catalogue;
use crate::types::{DiscoveryReport, HarvestSummary};

/// Reports of a search of many, as they are finished.
#[derive(uniffi::Object)]
pub struct DiscoveryFeed {
    feed: plain::DiscoveryFeed,
    _work: AbortOnDrop<()>,
}

impl DiscoveryFeed {
    pub(crate) fn new(feed: plain::DiscoveryFeed, work: impl Future<Output = ()> + Send + 'static) -> Self {
        Self { feed, _work: plain::spawn(work) }
    }
}

#[uniffi::export]
impl DiscoveryFeed {
    /// The next report, or none at the end.
    pub async fn next(&self) -> Option<DiscoveryReport> {
        self.feed.next().await
    }
}

/// A harvest under way. It ends when nobody holds it any more.
#[derive(uniffi::Object)]
pub struct Harvest {
    feed: plain::HarvestFeed,
    _work: AbortOnDrop<()>,
}

impl Harvest {
    pub(crate) fn new(feed: plain::HarvestFeed, work: impl Future<Output = ()> + Send + 'static) -> Self {
        Self { feed, _work: plain::spawn(work) }
    }
}

#[uniffi::export]
impl Harvest {
    /// The next courses, or none at the end.
    pub async fn next(&self) -> Option<Arc<Catalogue>> {
        self.feed.next().await.map(|catalogue| Arc::new(catalogue.into()))
    }

    /// How it ended. If there was more to come, the harvest is stopped and incomplete.
    pub async fn finish(&self) -> HarvestSummary {
        self.feed.finish().await
    }
}
