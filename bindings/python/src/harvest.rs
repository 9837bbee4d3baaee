//! What comes piece by piece.

use std::sync::Arc;

use pyo3::exceptions::PyStopAsyncIteration;
use pyo3::prelude::*;
use quality_link::plain::{self, AbortOnDrop};

use crate::catalogue::Catalogue;
use crate::hints::Awaited;
use crate::tables::{Rows, Table};
use crate::types::{DiscoveryReport, HarvestSummary, Plain};
use crate::wait::{awaitable, wait};

/// Reports of a search of many, as they are finished.
#[pyclass(frozen, module = "quality_link")]
pub struct DiscoveryFeed {
    feed: Arc<plain::DiscoveryFeed>,
    _work: AbortOnDrop<()>,
}

impl DiscoveryFeed {
    pub fn new(feed: plain::DiscoveryFeed, work: impl Future<Output = ()> + Send + 'static) -> Self {
        Self { feed: Arc::new(feed), _work: plain::spawn(work) }
    }
}

#[pymethods]
impl DiscoveryFeed {
    fn __iter__(this: Py<Self>) -> Py<Self> {
        this
    }

    fn __next__(&self, py: Python<'_>) -> PyResult<Option<DiscoveryReport>> {
        let feed = Arc::clone(&self.feed);
        Ok(Plain::of(wait(py, async move { feed.next().await })?))
    }

    fn __aiter__(this: Py<Self>) -> Py<Self> {
        this
    }

    fn __anext__<'py>(&self, py: Python<'py>) -> PyResult<Awaited<'py, DiscoveryReport>> {
        let feed = Arc::clone(&self.feed);
        awaitable(py, async move {
            feed.next().await.map(DiscoveryReport::of).ok_or_else(|| PyStopAsyncIteration::new_err(()))
        })
    }
}

/// A harvest under way: its pieces are catalogues. It ends when nobody holds it any more.
#[pyclass(frozen, module = "quality_link")]
pub struct Harvest(Arc<Under>);

/// A harvest with the task that does it.
struct Under {
    feed: plain::HarvestFeed,
    _work: AbortOnDrop<()>,
}

impl Harvest {
    pub fn new(feed: plain::HarvestFeed, work: impl Future<Output = ()> + Send + 'static) -> Self {
        Self(Arc::new(Under { feed, _work: plain::spawn(work) }))
    }
}

#[pymethods]
impl Harvest {
    fn __iter__(this: Py<Self>) -> Py<Self> {
        this
    }

    fn __next__(&self, py: Python<'_>) -> PyResult<Option<Catalogue>> {
        let under = Arc::clone(&self.0);
        Ok(wait(py, async move { under.feed.next().await })?.map(Catalogue::new))
    }

    fn __aiter__(this: Py<Self>) -> Py<Self> {
        this
    }

    fn __anext__<'py>(&self, py: Python<'py>) -> PyResult<Awaited<'py, Catalogue>> {
        let under = Arc::clone(&self.0);
        awaitable(py, async move {
            under.feed.next().await.map(Catalogue::new).ok_or_else(|| PyStopAsyncIteration::new_err(()))
        })
    }

    /// How it ended. If there was more to come, the harvest is stopped and incomplete.
    fn finish(&self, py: Python<'_>) -> PyResult<HarvestSummary> {
        let under = Arc::clone(&self.0);
        Ok(Plain::of(wait(py, async move { under.feed.finish().await })?))
    }

    /// How it ended, for asyncio.
    fn finish_async<'py>(&self, py: Python<'py>) -> PyResult<Awaited<'py, HarvestSummary>> {
        let under = Arc::clone(&self.0);
        awaitable(py, async move { Ok(HarvestSummary::of(under.feed.finish().await)) })
    }

    /// A row for each course that is still to come, in constant memory.
    fn courses_table(&self) -> Table {
        Table::of_harvest(Rows::Courses, Batches(Arc::clone(&self.0)))
    }

    /// A row for each instance that is still to come.
    fn instances_table(&self) -> Table {
        Table::of_harvest(Rows::Instances, Batches(Arc::clone(&self.0)))
    }

    /// A row for each diagnostic that is still to come.
    fn diagnostics_table(&self) -> Table {
        Table::of_harvest(Rows::Diagnostics, Batches(Arc::clone(&self.0)))
    }

    fn __repr__(&self) -> &'static str {
        "<Harvest>"
    }
}

/// The pieces of a harvest for those who do not know Python.
#[derive(Clone)]
pub struct Batches(Arc<Under>);

impl Iterator for Batches {
    type Item = plain::Catalogue;

    fn next(&mut self) -> Option<plain::Catalogue> {
        // Whoever reads a stream may or may not hold the interpreter's lock; the progress callback needs it.
        Python::attach(|py| py.detach(|| plain::runtime().block_on(self.0.feed.next())))
    }
}
