//! What type checkers are told where PyO3 can't know it.

use std::convert::Infallible;
use std::marker::PhantomData;

use pyo3::inspect::PyStaticExpr;
use pyo3::prelude::*;

/// `module.name`, for a type hint.
pub const fn named(module: &'static PyStaticExpr, name: &'static str) -> PyStaticExpr {
    PyStaticExpr::Attribute { value: module, attr: name }
}

macro_rules! hinted {
    ($($(#[$doc:meta])* $name:ident $(<$type:ident>)? => $hint:expr;)*) => { $(
        $(#[$doc])*
        pub struct $name<'py $(, $type)?>(pub Bound<'py, PyAny>, PhantomData<($($type,)?)>);

        impl<'py $(, $type)?> $name<'py $(, $type)?> {
            pub fn new(object: Bound<'py, PyAny>) -> Self {
                Self(object, PhantomData)
            }
        }

        impl<'py $(, $type: IntoPyObject<'py>)?> IntoPyObject<'py> for $name<'py $(, $type)?> {
            type Target = PyAny;
            type Output = Bound<'py, PyAny>;
            type Error = Infallible;
            const OUTPUT_TYPE: PyStaticExpr = $hint;

            fn into_pyobject(self, _: Python<'py>) -> Result<Self::Output, Infallible> {
                Ok(self.0)
            }
        }
    )* };
}

const ABC: PyStaticExpr = PyStaticExpr::Name { id: "collections.abc" };
const RDFLIB: PyStaticExpr = PyStaticExpr::Name { id: "rdflib" };
const OWN: PyStaticExpr = PyStaticExpr::Name { id: "quality_link._types" };

/// Somebody who wants to know how far a harvest is.
pub struct Progress(pub Py<PyAny>);

impl<'a, 'py> FromPyObject<'a, 'py> for Progress {
    type Error = Infallible;
    const INPUT_TYPE: PyStaticExpr = named(&OWN, "Progress");

    fn extract(value: Borrowed<'a, 'py, PyAny>) -> Result<Self, Infallible> {
        Ok(Self(value.to_owned().unbind()))
    }
}

/// The hint for documents that are handed over.
pub const CONTENT: PyStaticExpr = named(&OWN, "Content");

hinted! {
    /// Something to be awaited.
    Awaited<T> => PyStaticExpr::Subscript { value: &named(&ABC, "Awaitable"), slice: &T::OUTPUT_TYPE };
    /// An iterator.
    Iterated<T> => PyStaticExpr::Subscript { value: &named(&ABC, "Iterator"), slice: &T::OUTPUT_TYPE };
    /// What was an object of JSON.
    Json => named(&OWN, "Json");
    /// A graph of rdflib.
    RdfGraph => named(&RDFLIB, "Graph");
}
