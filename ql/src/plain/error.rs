//! One error for all that can go wrong.

use std::fmt;

use ql_core::ManifestBuildError;
#[cfg(feature = "secrets")]
use ql_core::SecretError;
use ql_elm::{ContextError, ShapesError};
use ql_ident::{IdentError, SubjectError};

use super::{Diagnostic, ErrorKind, ErrorReport};

impl ErrorReport {
    pub(super) fn new(kind: ErrorKind, code: &str, message: impl fmt::Display) -> Self {
        Self { kind, code: code.into(), message: message.to_string(), ..Self::default() }
    }

    /// What was given to the library can't be used.
    pub(super) fn argument(message: impl fmt::Display) -> Self {
        Self::new(ErrorKind::Argument, "argument", message)
    }

    pub(super) fn of_findings(kind: ErrorKind, findings: &[ql_core::Diagnostic]) -> Self {
        let worst = findings.iter().rev().max_by_key(|finding| finding.severity());
        Self {
            kind,
            code: worst.map(|finding| finding.code().to_string()).unwrap_or_default(),
            message: worst.map(|finding| finding.message().to_owned()).unwrap_or_default(),
            hint: worst.and_then(|finding| finding.hint().map(str::to_owned)),
            diagnostics: findings.iter().map(Diagnostic::from).collect(),
            ..Self::default()
        }
    }
}

pub(super) fn unknown(what: &str, text: &str, known: &[&str]) -> ErrorReport {
    ErrorReport::argument(format!("unknown {what}: `{}`; known are {}", ql_core::excerpt(text), known.join(", ")))
}

impl fmt::Display for ErrorReport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&ql_core::shown(&self.message))
    }
}

impl std::error::Error for ErrorReport {}

impl From<IdentError> for ErrorReport {
    fn from(error: IdentError) -> Self {
        let span = error.span();
        let place = |at: usize| u32::try_from(at).ok();
        Self {
            part: Some(error.part().as_str().into()),
            start: place(span.start),
            end: place(span.end),
            ..Self::new(ErrorKind::Identifier, error.code(), &error)
        }
    }
}

impl From<SubjectError> for ErrorReport {
    fn from(error: SubjectError) -> Self {
        let code = match error {
            SubjectError::Base(_) => "subject.base",
            _ => "subject.provider",
        };
        Self::new(ErrorKind::Argument, code, error)
    }
}

#[cfg(feature = "secrets")]
impl From<SecretError> for ErrorReport {
    fn from(error: SecretError) -> Self {
        let hint = error.hint().map(str::to_owned);
        Self { hint, ..Self::new(ErrorKind::Secret, error.code(), ql_core::with_causes(&error)) }
    }
}

impl From<ManifestBuildError> for ErrorReport {
    fn from(error: ManifestBuildError) -> Self {
        Self::of_findings(ErrorKind::Manifest, error.findings())
    }
}

impl From<Box<ql_core::Diagnostic>> for ErrorReport {
    fn from(finding: Box<ql_core::Diagnostic>) -> Self {
        Self::of_findings(ErrorKind::Document, &[*finding])
    }
}

impl From<ShapesError> for ErrorReport {
    fn from(error: ShapesError) -> Self {
        Self::new(ErrorKind::Document, "shapes", error)
    }
}

impl From<ContextError> for ErrorReport {
    fn from(error: ContextError) -> Self {
        Self::new(ErrorKind::Document, "context", error)
    }
}

#[cfg(feature = "client")]
impl From<crate::ClientError> for ErrorReport {
    fn from(error: crate::ClientError) -> Self {
        Self::new(ErrorKind::Network, "client", ql_core::with_causes(&error))
    }
}
