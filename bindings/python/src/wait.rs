//! The two ways to wait for the network: `x()`, and `x_async()`.

use std::time::Duration;

use pyo3::prelude::*;
use quality_link::plain;

use crate::hints::Awaited;

/// How long Ctrl-C may go unnoticed.
const TICK: Duration = Duration::from_millis(50);

/// Waits without the interpreter's lock; Ctrl-C ends it, and the work with it.
pub fn wait<F: Future<Output: Send> + Send + 'static>(py: Python<'_>, work: F) -> PyResult<F::Output> {
    let mut task = plain::spawn(work);
    loop {
        let tick = || plain::runtime().block_on(async { tokio::time::timeout(TICK, &mut task).await });
        match py.detach(tick) {
            Ok(output) => return Ok(output),
            Err(_) => py.check_signals()?,
        }
    }
}

/// An awaitable of asyncio; cancelling it ends the work.
pub fn awaitable<'py, T>(
    py: Python<'py>,
    work: impl Future<Output = PyResult<T>> + Send + 'static,
) -> PyResult<Awaited<'py, T>>
where
    T: for<'p> IntoPyObject<'p> + Send + 'static,
{
    Ok(Awaited::new(pyo3_async_runtimes::tokio::future_into_py(py, work)?))
}
