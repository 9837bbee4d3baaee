//! Discovery and harvesting over the network.

use pyo3::prelude::*;
use pyo3::types::PyDict;
use quality_link::discovery::DnsResolver;
use quality_link::exchange::HttpTransport;
use quality_link::plain;

use crate::error::{QualityLinkError, Result};
use crate::harvest::{DiscoveryFeed, Harvest};
use crate::hints::{Awaited, Progress};
use crate::types::{
    ClientOptions, DataSource, DiscoveryReport, FetchedManifest, HarvestProgress, MapOptions, Plain, Provider,
    SourceProbe,
};
use crate::wait::{awaitable, wait};

/// Discovers manifests and harvests data sources. Its keywords are the fields of `ClientOptions`.
#[pyclass(frozen, module = "quality_link")]
pub struct Client(plain::Session<HttpTransport, DnsResolver>);

/// What a verb has given, for Python.
fn answer<T: Plain>(given: std::result::Result<T::Of, plain::ErrorReport>) -> PyResult<T> {
    Ok(T::of(given.map_err(QualityLinkError)?))
}

#[pymethods]
impl Client {
    #[new]
    #[pyo3(signature = (**options))]
    fn new(py: Python<'_>, options: Option<Bound<'_, PyDict>>) -> PyResult<Self> {
        let options: ClientOptions = py.get_type::<ClientOptions>().call((), options.as_ref())?.extract()?;
        let options = options.into_plain();
        Ok(Self(py.detach(|| plain::Session::connect(&options)).map_err(QualityLinkError)?))
    }

    /// Look for the manifest of a provider.
    fn discover(&self, py: Python<'_>, provider: Provider) -> PyResult<DiscoveryReport> {
        let (session, provider) = (self.0.clone(), provider.into_plain());
        answer(wait(py, async move { session.discover(&provider).await })?)
    }

    /// Look for the manifest of a provider, for asyncio.
    fn discover_async<'py>(&self, py: Python<'py>, provider: Provider) -> PyResult<Awaited<'py, DiscoveryReport>> {
        let (session, provider) = (self.0.clone(), provider.into_plain());
        awaitable(py, async move { answer::<DiscoveryReport>(session.discover(&provider).await) })
    }

    /// Look for the manifests of many providers; reports come as they are finished, by `for` or `async for`.
    fn discover_all(&self, providers: Vec<Provider>) -> Result<DiscoveryFeed> {
        let (feed, work) = self.0.discover_all(&providers.into_plain())?;
        Ok(DiscoveryFeed::new(feed, work))
    }

    /// Fetch the manifest at a URL.
    fn fetch_manifest(&self, py: Python<'_>, url: String) -> PyResult<FetchedManifest> {
        let session = self.0.clone();
        answer(wait(py, async move { session.fetch_manifest(&url).await })?)
    }

    /// Fetch the manifest at a URL, for asyncio.
    fn fetch_manifest_async<'py>(&self, py: Python<'py>, url: String) -> PyResult<Awaited<'py, FetchedManifest>> {
        let session = self.0.clone();
        awaitable(py, async move { answer::<FetchedManifest>(session.fetch_manifest(&url).await) })
    }

    /// Find out which format an unknown URL speaks.
    fn probe(&self, py: Python<'_>, url: String) -> PyResult<SourceProbe> {
        let session = self.0.clone();
        answer(wait(py, async move { session.probe(&url).await })?)
    }

    /// Find out which format an unknown URL speaks, for asyncio.
    fn probe_async<'py>(&self, py: Python<'py>, url: String) -> PyResult<Awaited<'py, SourceProbe>> {
        let session = self.0.clone();
        awaitable(py, async move { answer::<SourceProbe>(session.probe(&url).await) })
    }

    /// Harvest a data source, piece by piece, by `for` or `async for`.
    ///
    /// With a `state` (that of the summary of the harvest before, or an empty text) only what has changed is fetched where the
    /// server can say so, and the summary has the changes and the next state. `progress` is called with a
    /// `HarvestProgress` after every piece.
    #[pyo3(signature = (source, *, options = None, state = None, progress = None))]
    fn harvest(
        &self,
        source: DataSource,
        options: Option<MapOptions>,
        state: Option<&str>,
        progress: Option<Progress>,
    ) -> Result<Harvest> {
        let tell = |Progress(callback): Progress| -> plain::Progress {
            Box::new(move |progress| {
                Python::attach(|py| {
                    // A progress bar that fails must not cost the harvest.
                    if let Err(error) = callback.call1(py, (HarvestProgress::of(progress),)) {
                        error.write_unraisable(py, Some(callback.bind(py)));
                    }
                });
            })
        };
        let options = options.unwrap_or_default().into_plain().or_today();
        let (feed, work) = self.0.harvest(&source.into_plain(), &options, state, progress.map(tell))?;
        Ok(Harvest::new(feed, work))
    }

    fn __repr__(&self) -> &'static str {
        "<Client>"
    }
}
