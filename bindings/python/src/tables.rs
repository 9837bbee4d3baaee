//! Catalogues as tables of Arrow, handed over without a copy.

use std::collections::HashMap;
use std::sync::Arc;

use arrow_array::builder::{ListBuilder, MapBuilder, StringBuilder};
use arrow_array::ffi_stream::FFI_ArrowArrayStream;
use arrow_array::{ArrayRef, BooleanArray, Float64Array, RecordBatch, RecordBatchIterator, StringArray, UInt32Array};
use arrow_schema::{ArrowError, Field, Schema, SchemaRef};
use pyo3::prelude::*;
use pyo3::types::PyCapsule;
use quality_link::plain::{self, Course, Diagnostic, Instance, Severity};

use crate::harvest::Batches;

/// A column of a table, from one field of all rows.
trait Column {
    fn array<'a>(values: impl Iterator<Item = &'a Self>) -> ArrayRef
    where
        Self: 'a;
}

macro_rules! columns {
    ($($type:ty, $value:ident => $cell:expr, $array:ty;)*) => { $(impl Column for $type {
        fn array<'a>(values: impl Iterator<Item = &'a Self>) -> ArrayRef {
            Arc::new(values.map(|$value| $cell).collect::<$array>())
        }
    })* };
}

columns! {
    String, value => Some(value.as_str()), StringArray;
    Option<String>, value => value.as_deref(), StringArray;
    Severity, value => Some(value.as_str()), StringArray;
    Option<f64>, value => *value, Float64Array;
    Option<u32>, value => *value, UInt32Array;
    Option<bool>, value => *value, BooleanArray;
}

impl Column for Vec<String> {
    fn array<'a>(values: impl Iterator<Item = &'a Self>) -> ArrayRef {
        let mut list = ListBuilder::new(StringBuilder::new());
        for value in values {
            list.append_value(value.iter().map(Some));
        }
        Arc::new(list.finish())
    }
}

impl Column for HashMap<String, String> {
    fn array<'a>(values: impl Iterator<Item = &'a Self>) -> ArrayRef {
        let mut map = MapBuilder::new(None, StringBuilder::new(), StringBuilder::new());
        for value in values {
            let mut sorted: Vec<_> = value.iter().collect();
            sorted.sort();
            for (key, text) in sorted {
                map.keys().append_value(key);
                map.values().append_value(text);
            }
            // It fails only if there are more keys than values.
            let _ = map.append(true);
        }
        Arc::new(map.finish())
    }
}

macro_rules! batch {
    ($rows:expr, $($field:ident),*) => {{
        let rows = $rows;
        let columns: Vec<(&str, ArrayRef)> =
            vec![$((stringify!($field), Column::array(rows.iter().map(|row| &row.$field)))),*];
        RecordBatch::try_from_iter_with_nullable(columns.into_iter().map(|(name, array)| (name, array, true)))
    }};
}

fn courses(rows: &[Course]) -> Result<RecordBatch, ArrowError> {
    batch!(
        rows,
        iri,
        uuid,
        title,
        titles,
        description,
        descriptions,
        codes,
        learning_outcomes,
        languages,
        ects,
        eqf_level,
        isced_f,
        types,
        modes,
        publishers,
        duration,
        volume_of_learning,
        part_of,
        has_part,
        homepages,
        is_active,
        modified
    )
}

fn instances(rows: &[&Instance]) -> Result<RecordBatch, ArrowError> {
    batch!(
        rows,
        iri,
        course,
        title,
        titles,
        start,
        end,
        languages,
        modes,
        provided_by,
        places,
        prices,
        application_deadlines,
        registration_portal,
        enrolment_capacity,
        status,
        homepages
    )
}

fn diagnostics(rows: &[Diagnostic]) -> Result<RecordBatch, ArrowError> {
    batch!(rows, code, severity, message, source, item, pointer, line, column, hint)
}

/// What the rows of a table are.
#[derive(Clone, Copy, Debug)]
pub enum Rows {
    Courses,
    Instances,
    Diagnostics,
}

impl Rows {
    fn of(self, catalogue: &plain::Catalogue) -> Result<RecordBatch, ArrowError> {
        match self {
            Self::Courses => courses(&catalogue.courses()),
            Self::Instances => {
                let all = catalogue.courses();
                instances(&all.iter().flat_map(|course| &course.instances).collect::<Vec<_>>())
            }
            Self::Diagnostics => diagnostics(catalogue.diagnostics()),
        }
    }

    /// Every batch has the columns of an empty one.
    fn schema(self) -> SchemaRef {
        let empty = self.of(&plain::Catalogue::default());
        empty.map_or_else(|_| Arc::new(Schema::new(Vec::<Field>::new())), |batch| batch.schema())
    }
}

/// A table that takes part in the Arrow `PyCapsule` interface: `pyarrow.table(table)`, `polars.DataFrame(table)` …
#[pyclass(frozen, module = "quality_link")]
pub struct Table {
    rows: Rows,
    batches: Source,
}

enum Source {
    Catalogue(Arc<plain::Catalogue>),
    Harvest(Batches),
}

impl Table {
    pub fn of(rows: Rows, catalogue: Arc<plain::Catalogue>) -> Self {
        Self { rows, batches: Source::Catalogue(catalogue) }
    }

    /// The rows of a harvest as they come; they can be asked for once.
    pub fn of_harvest(rows: Rows, batches: Batches) -> Self {
        Self { rows, batches: Source::Harvest(batches) }
    }
}

#[pymethods]
impl Table {
    /// The rows as a stream of Arrow; a schema that is asked for is not taken into account.
    #[pyo3(signature = (requested_schema = None))]
    fn __arrow_c_stream__<'py>(
        &self,
        py: Python<'py>,
        requested_schema: Option<Bound<'py, PyAny>>,
    ) -> PyResult<Bound<'py, PyCapsule>> {
        drop(requested_schema);
        let (rows, schema) = (self.rows, self.rows.schema());
        let batches: Box<dyn Iterator<Item = Result<RecordBatch, ArrowError>> + Send> = match &self.batches {
            Source::Catalogue(catalogue) => Box::new(std::iter::once(py.detach(|| rows.of(catalogue)))),
            Source::Harvest(batches) => Box::new(batches.clone().map(move |catalogue| rows.of(&catalogue))),
        };
        let stream = FFI_ArrowArrayStream::new(Box::new(RecordBatchIterator::new(batches, schema)));
        PyCapsule::new_with_value(py, stream, c"arrow_array_stream")
    }

    /// The columns.
    fn __arrow_c_schema__<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyCapsule>> {
        let schema = arrow_schema::ffi::FFI_ArrowSchema::try_from(self.rows.schema().as_ref())
            .map_err(|error| pyo3::exceptions::PyValueError::new_err(error.to_string()))?;
        PyCapsule::new_with_value(py, schema, c"arrow_schema")
    }

    fn __repr__(&self) -> String {
        format!("<Table of {:?}>", self.rows)
    }
}
