//! Identifiers of courses and providers.

use pyo3::prelude::*;
use quality_link::plain;

use crate::error::Result;
use crate::hints::Json;
use crate::types::{
    CourseDid, CourseId, CourseUrn, DidDocumentDraft, DidDocumentProblem, Minting, Plain, RepairedCode,
    RepairedCourseId, SubjectKind,
};

macro_rules! parse {
    ($($(#[$doc:meta])* $name:ident -> $type:ty;)*) => { $(
        $(#[$doc])*
        #[pyfunction]
        pub fn $name(text: &str) -> Result<$type> {
            Ok(Plain::of(plain::$name(text)?))
        }
    )* };
}

parse! {
    /// Read a SCHAC code and give it as it is to be written.
    parse_schac -> String;
    /// Read a SCHAC code and mend what is harmless.
    parse_schac_lenient -> RepairedCode;
    /// Read an ETER id and give it as it is to be written.
    parse_eter -> String;
    /// Read an ETER id and mend what is harmless.
    parse_eter_lenient -> RepairedCode;
    /// Read a DEQARINST id and give it as it is to be written.
    parse_deqar -> String;
    /// Read a DEQARINST id and mend what is harmless.
    parse_deqar_lenient -> RepairedCode;
    /// Read the identifier of a course: a URN or a DID.
    parse_course_id -> CourseId;
    /// Read the identifier of a course and mend what is harmless.
    parse_course_id_lenient -> RepairedCourseId;
    /// Read the URN of a course, with its components.
    parse_course_urn -> CourseUrn;
    /// Read the DID of a course, with its parts.
    parse_course_did -> CourseDid;
}

/// Whether two ETER ids are of one institution.
#[pyfunction]
pub fn same_eter(a: &str, b: &str) -> Result<bool> {
    Ok(plain::same_eter(a, b)?)
}

/// Whether two identifiers are of one course.
#[pyfunction]
pub fn same_course(a: &str, b: &str) -> Result<bool> {
    Ok(plain::same_course(a, b)?)
}

/// The UUID by which catalogues know a course of a data source.
#[pyfunction]
pub fn course_uuid(source_id: &str, subject: &str) -> String {
    plain::course_uuid(source_id, subject)
}

/// The IRI of a course, a programme, or an offering of the course with the id `course`.
#[pyfunction]
#[pyo3(signature = (minting, kind, id, course = None))]
pub fn mint_subject(minting: Minting, kind: SubjectKind, id: &str, course: Option<&str>) -> Result<String> {
    Ok(plain::mint_subject(&minting.into_plain(), kind.0, id, course)?)
}

/// The DID document of a course, as a dictionary.
#[pyfunction]
pub fn did_document(py: Python<'_>, draft: DidDocumentDraft) -> PyResult<Json<'_>> {
    from_json(py, &plain::did_document(&draft.into_plain()).map_err(crate::error::QualityLinkError)?)
}

/// Where the DID document of a course belongs in the folder of a web server.
#[pyfunction]
pub fn did_file_path(course: &str) -> Result<String> {
    Ok(plain::did_file_path(course)?)
}

/// What is wrong with a DID document (JSON).
#[pyfunction]
pub fn did_document_problems(json: &str) -> Result<Vec<DidDocumentProblem>> {
    Ok(Plain::of(plain::did_document_problems(json)?))
}

/// The values of a JSON text.
pub fn from_json<'py>(py: Python<'py>, json: &str) -> PyResult<Json<'py>> {
    Ok(Json::new(py.import("json")?.getattr("loads")?.call1((json,))?))
}
