//! The records of the plain interface as Python classes; its enums are texts.

use std::collections::HashMap;

use pyo3::IntoPyObjectExt as _;
use pyo3::inspect::{PyStaticConstant, PyStaticExpr};
use pyo3::prelude::*;
use pyo3::types::{PyDict, PyList, PyString};
use quality_link::plain;

use crate::error::QualityLinkError;
use crate::hints::{Json, named};

/// A value of Python that stands for a plain one.
pub trait Plain: Sized {
    /// What it stands for.
    type Of;
    fn of(plain: Self::Of) -> Self;
    fn into_plain(self) -> Self::Of;
}

macro_rules! as_they_are {
    ($($type:ty),*) => { $(impl Plain for $type {
        type Of = Self;
        fn of(plain: Self) -> Self { plain }
        fn into_plain(self) -> Self { self }
    })* };
}

as_they_are!(String, bool, u32, f64);

impl<T: Plain> Plain for Option<T> {
    type Of = Option<T::Of>;

    fn of(plain: Self::Of) -> Self {
        plain.map(T::of)
    }

    fn into_plain(self) -> Self::Of {
        self.map(T::into_plain)
    }
}

impl<T: Plain> Plain for Vec<T> {
    type Of = Vec<T::Of>;

    fn of(plain: Self::Of) -> Self {
        plain.into_iter().map(T::of).collect()
    }

    fn into_plain(self) -> Self::Of {
        self.into_iter().map(T::into_plain).collect()
    }
}

impl<T: Plain> Plain for HashMap<String, T> {
    type Of = HashMap<String, T::Of>;

    fn of(plain: Self::Of) -> Self {
        plain.into_iter().map(|(key, value)| (key, T::of(value))).collect()
    }

    fn into_plain(self) -> Self::Of {
        self.into_iter().map(|(key, value)| (key, value.into_plain())).collect()
    }
}

/// Records within lists and dictionaries as dictionaries.
fn plainly(value: Bound<'_, PyAny>) -> PyResult<Bound<'_, PyAny>> {
    if let Ok(list) = value.cast::<PyList>() {
        let items: Vec<_> = list.iter().map(plainly).collect::<PyResult<_>>()?;
        return Ok(PyList::new(value.py(), items)?.into_any());
    }
    if value.hasattr("to_dict")? { value.call_method0("to_dict") } else { Ok(value) }
}

/// The hint for one of these texts.
macro_rules! literal {
    ($($text:literal),*) => {
        PyStaticExpr::Subscript {
            value: &named(&PyStaticExpr::Name { id: "typing" }, "Literal"),
            slice: &PyStaticExpr::Tuple {
                elts: &[$(PyStaticExpr::Constant { value: PyStaticConstant::Str($text) }),*],
            },
        }
    };
}

macro_rules! define {
    (
        choices { $($(#[$choice_doc:meta])* $choice:ident { $($(#[$variant_doc:meta])* $variant:ident = $text:literal,)* })* }
        records { $($(#[$record_doc:meta])* $record:ident { $($(#[$field_doc:meta])* $field:ident: $type:ty,)* })* }
    ) => {
        $(
            $(#[$choice_doc])*
            #[derive(Clone, Copy, Debug, Default, PartialEq)]
            pub struct $choice(pub plain::$choice);

            impl Plain for $choice {
                type Of = plain::$choice;
                fn of(plain: Self::Of) -> Self { Self(plain) }
                fn into_plain(self) -> Self::Of { self.0 }
            }

            impl<'py> IntoPyObject<'py> for $choice {
                type Target = PyString;
                type Output = Bound<'py, PyString>;
                type Error = std::convert::Infallible;
                const OUTPUT_TYPE: PyStaticExpr = literal!($($text),*);

                fn into_pyobject(self, py: Python<'py>) -> Result<Self::Output, Self::Error> {
                    Ok(PyString::intern(py, self.0.as_str()))
                }
            }

            impl<'a, 'py> FromPyObject<'a, 'py> for $choice {
                type Error = PyErr;
                const INPUT_TYPE: PyStaticExpr = literal!($($text),*);

                fn extract(value: Borrowed<'a, 'py, PyAny>) -> PyResult<Self> {
                    let text: String = value.extract()?;
                    Ok(Self(text.parse().map_err(QualityLinkError)?))
                }
            }
        )*
        $(
            $(#[$record_doc])*
            #[pyclass(frozen, eq, get_all, from_py_object, module = "quality_link")]
            #[derive(Clone, Debug, Default, PartialEq)]
            pub struct $record { $($(#[$field_doc])* pub $field: $type,)* }

            #[pymethods]
            #[allow(clippy::too_many_arguments, reason = "a keyword for each field")]
            impl $record {
                #[new]
                #[pyo3(signature = (*, $($field = Default::default()),*))]
                fn new($($field: $type),*) -> Self {
                    Self { $($field),* }
                }

                fn __repr__(&self, py: Python<'_>) -> PyResult<String> {
                    let unset = Self::default();
                    let mut fields = Vec::new();
                    $(if self.$field != unset.$field {
                        let value = self.$field.clone().into_bound_py_any(py)?;
                        fields.push(format!("{}={}", stringify!($field), value.repr()?));
                    })*
                    Ok(format!("{}({})", stringify!($record), fields.join(", ")))
                }

                /// For pickle and copy.
                fn __getnewargs_ex__<'py>(&self, py: Python<'py>) -> PyResult<((), Json<'py>)> {
                    let fields = PyDict::new(py);
                    $(fields.set_item(stringify!($field), self.$field.clone())?;)*
                    Ok(((), Json::new(fields.into_any())))
                }

                /// All fields as a dictionary, those within fields too.
                fn to_dict<'py>(&self, py: Python<'py>) -> PyResult<Json<'py>> {
                    let fields = PyDict::new(py);
                    $(fields.set_item(
                        stringify!($field),
                        plainly(self.$field.clone().into_bound_py_any(py)?)?,
                    )?;)*
                    Ok(Json::new(fields.into_any()))
                }
            }

            impl Plain for $record {
                type Of = plain::$record;

                fn of(plain: Self::Of) -> Self {
                    Self { $($field: Plain::of(plain.$field)),* }
                }

                fn into_plain(self) -> Self::Of {
                    plain::$record { $($field: Plain::into_plain(self.$field)),* }
                }
            }
        )*
    };
}

quality_link::plain_types!(define);
