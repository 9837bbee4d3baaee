//! Identifiers of courses and providers.

use quality_link::plain;

use crate::error::Result;
use crate::types::{
    CourseDid, CourseId, CourseUrn, DidDocumentDraft, DidDocumentProblem, Minting, RepairedCode, RepairedCourseId,
    SubjectKind,
};

macro_rules! parse {
    ($($(#[$doc:meta])* $name:ident -> $type:ty;)*) => { $(
        $(#[$doc])*
        #[uniffi::export]
        pub fn $name(text: &str) -> Result<$type> {
            Ok(plain::$name(text)?)
        }
    )* };
}

parse! {
    /// Reads a SCHAC code and gives it as it is to be written.
    parse_schac -> String;
    /// Reads a SCHAC code and mends what is harmless.
    parse_schac_lenient -> RepairedCode;
    /// Reads an ETER id and gives it as it is to be written.
    parse_eter -> String;
    /// Reads an ETER id and mends what is harmless.
    parse_eter_lenient -> RepairedCode;
    /// Reads a DEQARINST id and gives it as it is to be written.
    parse_deqar -> String;
    /// Reads a DEQARINST id and mends what is harmless.
    parse_deqar_lenient -> RepairedCode;
    /// Reads the identifier of a course: a URN or a DID.
    parse_course_id -> CourseId;
    /// Reads the identifier of a course and mends what is harmless.
    parse_course_id_lenient -> RepairedCourseId;
    /// Reads the URN of a course, with its components.
    parse_course_urn -> CourseUrn;
    /// Reads the DID of a course, with its parts.
    parse_course_did -> CourseDid;
}

/// Whether two ETER ids are of one institution.
#[uniffi::export]
pub fn same_eter(a: &str, b: &str) -> Result<bool> {
    Ok(plain::same_eter(a, b)?)
}

/// Whether two identifiers are of one course.
#[uniffi::export]
pub fn same_course(a: &str, b: &str) -> Result<bool> {
    Ok(plain::same_course(a, b)?)
}

/// The UUID by which catalogues know a course of a data source.
#[uniffi::export]
pub fn course_uuid(source_id: &str, subject: &str) -> String {
    plain::course_uuid(source_id, subject)
}

/// The IRI of a course, a programme, or an offering of the course with the id `course`.
#[uniffi::export(default(course = None))]
pub fn mint_subject(minting: Minting, kind: SubjectKind, id: &str, course: Option<String>) -> Result<String> {
    Ok(plain::mint_subject(&minting, kind, id, course.as_deref())?)
}

/// The DID document of a course, in JSON.
#[uniffi::export]
pub fn did_document(draft: DidDocumentDraft) -> Result<String> {
    Ok(plain::did_document(&draft)?)
}

/// Where the DID document of a course belongs in the folder of a web server.
#[uniffi::export]
pub fn did_file_path(course: &str) -> Result<String> {
    Ok(plain::did_file_path(course)?)
}

/// What is wrong with a DID document (JSON).
#[uniffi::export]
pub fn did_document_problems(json: &str) -> Result<Vec<DidDocumentProblem>> {
    Ok(plain::did_document_problems(json)?)
}
