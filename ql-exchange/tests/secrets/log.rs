//! Everything that is logged, at every level.

use std::fmt::{Debug, Write as _};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use tracing::field::{Field, Visit};
use tracing::span::{Attributes, Id, Record};
use tracing::{Event, Metadata, Subscriber};

/// What has been logged since it was last asked for.
#[derive(Clone, Default)]
pub(crate) struct Log(Arc<Inner>);

#[derive(Default)]
struct Inner {
    text: Mutex<String>,
    spans: AtomicU64,
    is_in_use: AtomicBool,
}

/// Captures what all threads log from now on.
pub(crate) fn capture() -> Log {
    let log = Log::default();
    tracing::subscriber::set_global_default(log.clone()).expect("the only one");
    log
}

impl Log {
    pub(crate) fn take(&self) -> String {
        std::mem::take(&mut *self.0.text.lock().unwrap_or_else(PoisonError::into_inner))
    }

    pub(crate) fn is_in_use(&self) -> bool {
        self.0.is_in_use.load(Ordering::Relaxed)
    }

    fn add(&self, what: &Metadata<'_>, record: impl FnOnce(&mut Fields)) {
        let mut fields = Fields(format!("{} {}:", what.target(), what.name()));
        record(&mut fields);
        let _ = writeln!(self.0.text.lock().unwrap_or_else(PoisonError::into_inner), "{}", fields.0);
        if what.target().starts_with("ql_exchange") {
            self.0.is_in_use.store(true, Ordering::Relaxed);
        }
    }
}

struct Fields(String);

impl Visit for Fields {
    fn record_debug(&mut self, field: &Field, value: &dyn Debug) {
        let _ = write!(self.0, " {}={value:?}", field.name());
    }

    fn record_str(&mut self, field: &Field, value: &str) {
        let _ = write!(self.0, " {}={value}", field.name());
    }
}

impl Subscriber for Log {
    fn enabled(&self, _: &Metadata<'_>) -> bool {
        true
    }

    fn new_span(&self, span: &Attributes<'_>) -> Id {
        self.add(span.metadata(), |fields| span.record(fields));
        Id::from_u64(self.0.spans.fetch_add(1, Ordering::Relaxed) + 1)
    }

    fn record(&self, _: &Id, values: &Record<'_>) {
        let mut fields = Fields(String::new());
        values.record(&mut fields);
        self.0.text.lock().unwrap_or_else(PoisonError::into_inner).push_str(&fields.0);
    }

    fn record_follows_from(&self, _: &Id, _: &Id) {}

    fn event(&self, event: &Event<'_>) {
        self.add(event.metadata(), |fields| event.record(fields));
    }

    fn enter(&self, _: &Id) {}

    fn exit(&self, _: &Id) {}
}
