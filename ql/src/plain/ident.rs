//! Identifiers of courses and providers.

use std::str::FromStr;

use ql_ident as ident;
use ql_ident::{IdentError, Lenient, SubjectMinter};

use super::{
    CourseDid, CourseId, CourseUrn, DidDocumentDraft, DidDocumentProblem, ErrorReport, Minting, Repair, RepairedCode,
    RepairedCourseId, ServiceKind, SubjectKind, SubjectScheme,
};

impl From<&ident::CourseId> for CourseId {
    fn from(id: &ident::CourseId) -> Self {
        let did = id.to_did();
        Self {
            provider: id.provider().to_string(),
            local_id: id.local_id().into(),
            urn: id.to_string(),
            did: did.to_string(),
            document_url: did.document_url(),
        }
    }
}

fn repairs<T>(read: &Lenient<T>) -> Vec<Repair> {
    let place = |at: usize| u32::try_from(at).unwrap_or(u32::MAX);
    let repair = |repair: &ident::Repair| Repair {
        code: repair.kind.code().into(),
        start: place(repair.span.start),
        end: place(repair.span.end),
    };
    read.repairs.iter().map(repair).collect()
}

fn repaired<T: ToString>(read: Result<Lenient<T>, IdentError>) -> Result<RepairedCode, ErrorReport> {
    let read = read?;
    Ok(RepairedCode { value: read.value.to_string(), repairs: repairs(&read) })
}

pub(super) fn parsed<T: FromStr<Err = IdentError>>(text: &str) -> Result<T, ErrorReport> {
    Ok(text.parse()?)
}

/// Reads a SCHAC code and gives it as it is to be written.
///
/// ```
/// assert_eq!(quality_link::plain::parse_schac("EXAMPLE.edu").unwrap(), "example.edu");
/// ```
pub fn parse_schac(text: &str) -> Result<String, ErrorReport> {
    Ok(parsed::<ident::SchacCode>(text)?.to_string())
}

/// Reads a SCHAC code and mends what is harmless.
pub fn parse_schac_lenient(text: &str) -> Result<RepairedCode, ErrorReport> {
    repaired(ident::SchacCode::parse_lenient(text))
}

/// Reads an ETER id and gives it as it is to be written.
pub fn parse_eter(text: &str) -> Result<String, ErrorReport> {
    Ok(parsed::<ident::EterId>(text)?.to_string())
}

/// Reads an ETER id and mends what is harmless.
pub fn parse_eter_lenient(text: &str) -> Result<RepairedCode, ErrorReport> {
    repaired(ident::EterId::parse_lenient(text))
}

/// Whether two ETER ids are of one institution.
pub fn same_eter(a: &str, b: &str) -> Result<bool, ErrorReport> {
    Ok(parsed::<ident::EterId>(a)?.is_same_as(&parsed(b)?))
}

/// Reads a DEQARINST id and gives it as it is to be written.
pub fn parse_deqar(text: &str) -> Result<String, ErrorReport> {
    Ok(parsed::<ident::DeqarInstId>(text)?.to_string())
}

/// Reads a DEQARINST id and mends what is harmless.
pub fn parse_deqar_lenient(text: &str) -> Result<RepairedCode, ErrorReport> {
    repaired(ident::DeqarInstId::parse_lenient(text))
}

/// Reads the identifier of a course: a URN or a DID.
///
/// ```
/// let id = quality_link::plain::parse_course_id("urn:schac:uniqueCourseId:example.edu:BIO-101").unwrap();
/// assert_eq!(id.did, "did:web:example.edu:courseId:BIO-101");
/// ```
pub fn parse_course_id(text: &str) -> Result<CourseId, ErrorReport> {
    Ok(CourseId::from(&parsed::<ident::CourseId>(text)?))
}

/// Reads the identifier of a course and mends what is harmless.
pub fn parse_course_id_lenient(text: &str) -> Result<RepairedCourseId, ErrorReport> {
    let read = ident::CourseId::parse_lenient(text)?;
    Ok(RepairedCourseId { value: CourseId::from(&read.value), repairs: repairs(&read) })
}

/// Reads the URN of a course, with its components.
pub fn parse_course_urn(text: &str) -> Result<CourseUrn, ErrorReport> {
    let urn = parsed::<ident::CourseUrn>(text)?;
    Ok(CourseUrn {
        urn: urn.to_string(),
        course: CourseId::from(urn.course_id()),
        r: urn.r_component().map(str::to_owned),
        q: urn.q_component().map(str::to_owned),
        f: urn.f_component().map(str::to_owned),
    })
}

/// Reads the DID of a course, with its parts.
pub fn parse_course_did(text: &str) -> Result<CourseDid, ErrorReport> {
    let did = parsed::<ident::CourseDid>(text)?;
    Ok(CourseDid {
        did: did.to_string(),
        host: did.host().into(),
        port: did.port().map(u32::from),
        local_id: did.local_id().into(),
        query: did.query().map(str::to_owned),
        fragment: did.fragment().map(str::to_owned),
        urn: did.to_urn().ok().map(|urn| urn.to_string()),
        document_url: did.document_url(),
    })
}

/// Whether two identifiers are of one course.
pub fn same_course(a: &str, b: &str) -> Result<bool, ErrorReport> {
    Ok(parsed::<ident::CourseId>(a)? == parsed(b)?)
}

/// The UUID by which catalogues know a course of a data source.
pub fn course_uuid(source_id: &str, subject: &str) -> String {
    ident::Uuid::for_course(source_id, subject).to_string()
}

pub(super) fn minter(minting: &Minting) -> Result<SubjectMinter, ErrorReport> {
    let given = |value: &Option<String>, what: &str| {
        value.clone().ok_or_else(|| ErrorReport::argument(format!("`{what}` is missing")))
    };
    let schac = || parsed(&given(&minting.schac, "schac")?);
    let scheme = match minting.scheme {
        SubjectScheme::Urn => ident::SubjectScheme::Urn(schac()?),
        SubjectScheme::Did => ident::SubjectScheme::Did(schac()?),
        SubjectScheme::Http => ident::SubjectScheme::Http {
            base: given(&minting.base, "base")?,
            provider: given(&minting.provider, "provider")?,
        },
    };
    Ok(SubjectMinter::new(scheme)?)
}

/// The IRI of a course, a programme, or an offering (of the course whose id is `course`).
pub fn mint_subject(
    minting: &Minting,
    kind: SubjectKind,
    id: &str,
    course: Option<&str>,
) -> Result<String, ErrorReport> {
    let minter = minter(minting)?;
    Ok(match kind {
        SubjectKind::Course => minter.course(id),
        SubjectKind::Programme => minter.programme(id),
        SubjectKind::ProgrammeBesideCourse => minter.programme_beside_course(id),
        SubjectKind::Offering => {
            let course = course.ok_or_else(|| ErrorReport::argument("an offering needs the id of its course"))?;
            minter.course(course).and_then(|subject| minter.offering(&subject, id))
        }
    }?)
}

fn document(draft: &DidDocumentDraft) -> Result<ident::DidDocument, ErrorReport> {
    let mut builder = ident::DidDocument::builder(parsed(&draft.course)?);
    for service in &draft.services {
        let kind = match service.kind {
            ServiceKind::Turtle => ident::DidServiceKind::Turtle,
            ServiceKind::JsonLd => ident::DidServiceKind::JsonLd,
            ServiceKind::RdfXml => ident::DidServiceKind::RdfXml,
            ServiceKind::Html => ident::DidServiceKind::Html,
        };
        builder = builder.service(kind, &service.url);
    }
    builder = draft.also_known_as.iter().fold(builder, ident::DidDocumentBuilder::also_known_as);
    for older in &draft.superseded {
        builder = builder.supersedes(parsed(older)?);
    }
    for newer in &draft.superseded_by {
        builder = builder.superseded_by(parsed(newer)?);
    }
    Ok(builder.build())
}

/// The DID document of a course, in JSON.
pub fn did_document(draft: &DidDocumentDraft) -> Result<String, ErrorReport> {
    Ok(document(draft)?.to_json())
}

/// Where the DID document of a course belongs in the folder of a web server.
pub fn did_file_path(course: &str) -> Result<String, ErrorReport> {
    let document = document(&DidDocumentDraft { course: course.into(), ..DidDocumentDraft::default() })?;
    let file = document.to_file();
    file.map(|file| file.path)
        .map_err(|problem| ErrorReport::new(super::ErrorKind::Identifier, problem.code, problem.message))
}

/// What is wrong with a DID document (JSON).
pub fn did_document_problems(json: &str) -> Result<Vec<DidDocumentProblem>, ErrorReport> {
    let document = ident::DidDocument::parse(json)
        .map_err(|error| ErrorReport::new(super::ErrorKind::Document, "did.json", error))?;
    let problem = |problem: ident::DidDocumentProblem| DidDocumentProblem {
        code: problem.code.into(),
        pointer: problem.pointer,
        message: problem.message,
    };
    Ok(document.problems().into_iter().map(problem).collect())
}
