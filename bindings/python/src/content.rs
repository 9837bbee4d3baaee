//! Documents as Python has them.

use std::path::PathBuf;

use pyo3::exceptions::PyTypeError;
use pyo3::inspect::PyStaticExpr;
use pyo3::prelude::*;
use pyo3::pybacked::{PyBackedBytes, PyBackedStr};
use pyo3::types::{PyBytes, PyMemoryView};

use crate::hints::CONTENT;

/// The bytes of `bytes`, `bytearray`, `memoryview`, `str`, of the file at a `pathlib.Path`, or of an open file.
pub struct Content(pub Vec<u8>);

impl<'a, 'py> FromPyObject<'a, 'py> for Content {
    type Error = PyErr;
    const INPUT_TYPE: PyStaticExpr = CONTENT;

    fn extract(value: Borrowed<'a, 'py, PyAny>) -> PyResult<Self> {
        let py = value.py();
        if let Ok(bytes) = value.extract::<PyBackedBytes>() {
            return Ok(Self(bytes.to_vec()));
        }
        if let Ok(text) = value.extract::<PyBackedStr>() {
            return Ok(Self(text.as_bytes().to_vec()));
        }
        if value.is_instance_of::<PyMemoryView>() {
            return Ok(Self(value.call_method0("tobytes")?.cast::<PyBytes>()?.as_bytes().to_vec()));
        }
        if value.hasattr("__fspath__")? {
            let path: PathBuf = value.extract()?;
            return Ok(Self(py.detach(|| std::fs::read(path))?));
        }
        if value.hasattr("read")? {
            return value.call_method0("read")?.extract();
        }
        let name = value.get_type().name()?;
        Err(PyTypeError::new_err(format!("expected bytes, str, a path or a file, not {name}")))
    }
}
