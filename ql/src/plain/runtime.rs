//! One runtime for all bindings of a process.

use std::future::Future;
use std::pin::Pin;
use std::sync::OnceLock;
use std::task::{Context, Poll};

use tokio::runtime::{Builder, Runtime};
use tokio::task::JoinHandle;

/// The runtime on which everything of the plain interface runs.
///
/// # Panics
/// If the system has no threads left.
#[expect(clippy::expect_used, reason = "without threads there is nothing that could be done instead")]
pub fn runtime() -> &'static Runtime {
    static RUNTIME: OnceLock<Runtime> = OnceLock::new();
    RUNTIME.get_or_init(|| {
        let mut builder = Builder::new_multi_thread();
        builder.thread_name("quality-link").worker_threads(2).enable_all().build().expect("a thread for the runtime")
    })
}

/// Runs a task on the [`runtime`]; it ends when the handle is dropped.
pub fn spawn<F: Future<Output: Send> + Send + 'static>(task: F) -> AbortOnDrop<F::Output> {
    AbortOnDrop(runtime().spawn(task))
}

/// A task that runs, and ends when this is dropped.
#[derive(Debug)]
#[must_use]
pub struct AbortOnDrop<T>(JoinHandle<T>);

impl<T> Drop for AbortOnDrop<T> {
    fn drop(&mut self) {
        self.0.abort();
    }
}

impl<T> Future for AbortOnDrop<T> {
    type Output = T;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<T> {
        Pin::new(&mut self.0).poll(context).map(|done| match done {
            Ok(value) => value,
            // Nobody but the owner of this could have ended it.
            Err(error) => std::panic::resume_unwind(error.into_panic()),
        })
    }
}
