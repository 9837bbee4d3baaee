//! The one place where errors become exceptions.

use pyo3::prelude::*;
use pyo3::sync::PyOnceLock;
use pyo3::types::PyType;
use quality_link::plain::ErrorReport;

use crate::types::{self, Plain};

/// An error on its way to Python.
pub struct QualityLinkError(pub ErrorReport);

/// What functions return.
pub type Result<T> = std::result::Result<T, QualityLinkError>;

impl From<ErrorReport> for QualityLinkError {
    fn from(report: ErrorReport) -> Self {
        Self(report)
    }
}

impl From<QualityLinkError> for PyErr {
    fn from(error: QualityLinkError) -> Self {
        Python::attach(|py| exception(py, error.0).unwrap_or_else(|problem| problem))
    }
}

/// The exception of a report: a class of Python, since below 3.12 the stable interface can't make subclasses of exceptions.
fn exception(py: Python<'_>, report: ErrorReport) -> PyResult<PyErr> {
    static RAISE: PyOnceLock<Py<PyAny>> = PyOnceLock::new();
    let class =
        RAISE.get_or_try_init(py, || py.import("quality_link._errors")?.getattr("exception_of").map(Bound::unbind))?;
    let class: Bound<'_, PyType> = class.bind(py).call1((report.kind.as_str(),))?.cast_into()?;
    Ok(PyErr::from_type(class, (types::ErrorReport::of(report),)))
}
