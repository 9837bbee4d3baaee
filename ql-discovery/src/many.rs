use futures_util::stream::{self, Stream, StreamExt};
use ql_core::{Provider, Transport};

use crate::hosts::Hosts;
use crate::{Discovery, DiscoveryReport, TxtLookup};

impl<T: Transport, D: TxtLookup> Discovery<T, D> {
    /// Looks for the manifests of many providers at a time; reports come as they are finished, in any order.
    ///
    /// As many searches run side by side as [`with_concurrency`](crate::DiscoveryOptions::with_concurrency) says, and as
    /// many requests at one host as [`with_requests_per_host`](crate::DiscoveryOptions::with_requests_per_host) says. A
    /// host that could not be reached is left alone for a minute, so one that many providers share costs one time-out,
    /// not many. Dropping the stream cancels what is under way.
    ///
    /// ```no_run
    /// # async fn example(
    /// #     discovery: ql_discovery::Discovery<ql_exchange::HttpTransport, ql_discovery::DnsResolver>,
    /// #     providers: Vec<ql_core::Provider>,
    /// # ) {
    /// use futures_util::StreamExt as _;
    /// let mut reports = std::pin::pin!(discovery.discover_all(providers));
    /// while let Some(report) = reports.next().await {
    ///     println!("{}: {}", report.provider.label(), report.verdict());
    /// }
    /// # }
    /// ```
    pub fn discover_all<I>(&self, providers: I) -> impl Stream<Item = DiscoveryReport>
    where
        I: IntoIterator<Item = Provider>,
    {
        let hosts = Hosts::new(self.options().requests_per_host);
        stream::iter(providers)
            .map(move |provider| {
                let hosts = hosts.clone();
                async move { self.search(&provider, &hosts).await }
            })
            .buffer_unordered(self.options().concurrency)
    }
}
