//! Discovery and harvesting over the network.

use std::sync::Arc;

use quality_link::discovery::DnsResolver;
use quality_link::exchange::HttpTransport;
use quality_link::plain;

use crate::error::Result;
use crate::harvest::{DiscoveryFeed, Harvest};
use crate::types::{
    ClientOptions, DataSource, DiscoveryReport, FetchedManifest, HarvestProgress, MapOptions, Provider, SourceProbe,
};

/// Discovers manifests and harvests data sources. Whoever stops waiting stops the work.
#[derive(uniffi::Object)]
pub struct Client(plain::Session<HttpTransport, DnsResolver>);

/// Somebody who wants to know how far a harvest is.
#[uniffi::export(foreign)]
pub trait ProgressListener: Send + Sync {
    /// Is called after every piece.
    fn on_progress(&self, progress: HarvestProgress);
}

#[uniffi::export]
impl Client {
    /// A client with these options.
    #[uniffi::constructor(default(options))]
    pub fn new(options: ClientOptions) -> Result<Self> {
        Ok(Self(plain::Session::connect(&options)?))
    }

    /// Looks for the manifest of a provider.
    pub async fn discover(&self, provider: Provider) -> Result<DiscoveryReport> {
        let session = self.0.clone();
        Ok(plain::spawn(async move { session.discover(&provider).await }).await?)
    }

    /// Looks for the manifests of many providers; reports come as they are finished.
    pub fn discover_all(&self, providers: Vec<Provider>) -> Result<DiscoveryFeed> {
        let (feed, work) = self.0.discover_all(&providers)?;
        Ok(DiscoveryFeed::new(feed, work))
    }

    /// Fetches the manifest at a URL.
    pub async fn fetch_manifest(&self, url: String) -> Result<FetchedManifest> {
        let session = self.0.clone();
        Ok(plain::spawn(async move { session.fetch_manifest(&url).await }).await?)
    }

    /// Finds out which format an unknown URL speaks.
    pub async fn probe(&self, url: String) -> Result<SourceProbe> {
        let session = self.0.clone();
        Ok(plain::spawn(async move { session.probe(&url).await }).await?)
    }

    /// Harvests a data source, piece by piece.
    ///
    /// With a `state` (that of the summary of the harvest before, or an empty text) only what has changed is fetched where the
    /// server can say so, and the summary has the changes and the next state.
    #[uniffi::method(default(state = None, progress = None, options))]
    pub fn harvest(
        &self,
        source: DataSource,
        options: MapOptions,
        state: Option<String>,
        progress: Option<Arc<dyn ProgressListener>>,
    ) -> Result<Harvest> {
        let tell = |listener: Arc<dyn ProgressListener>| -> plain::Progress {
            Box::new(move |progress| {
                // A listener that fails must not cost the harvest.
                let tell = std::panic::AssertUnwindSafe(|| listener.on_progress(progress));
                let _ = std::panic::catch_unwind(tell);
            })
        };
        let (feed, work) = self.0.harvest(&source, &options.or_today(), state.as_deref(), progress.map(tell))?;
        Ok(Harvest::new(feed, work))
    }
}
