use bytes::Bytes;
use url::Url;

use crate::{Diagnostic, SourceType};

/// What a record describes; the mapper of the format decides what becomes of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum RecordKind {
    /// A whole document, such as an ELM file.
    Document,
    /// A course.
    Course,
    /// A programme.
    Programme,
    /// An instance of a course or programme.
    Offering,
    /// An organisation.
    Organisation,
    /// An academic session.
    Session,
    /// A learning outcome that courses name.
    LearningOutcome,
    /// What courses and programmes of OOAPI 5 implement.
    EducationSpecification,
    /// A part of a course: a lecture, a test.
    Component,
}

impl RecordKind {
    /// All kinds.
    pub const ALL: &[Self] = &[
        Self::Document,
        Self::Course,
        Self::Programme,
        Self::Offering,
        Self::Organisation,
        Self::Session,
        Self::LearningOutcome,
        Self::EducationSpecification,
        Self::Component,
    ];

    /// The name: `course`, `learning-outcome` …
    pub fn name(self) -> &'static str {
        match self {
            Self::Document => "document",
            Self::Course => "course",
            Self::Programme => "programme",
            Self::Offering => "offering",
            Self::Organisation => "organisation",
            Self::Session => "session",
            Self::LearningOutcome => "learning-outcome",
            Self::EducationSpecification => "education-specification",
            Self::Component => "component",
        }
    }

    /// The kind of this name.
    ///
    /// ```
    /// use ql_core::RecordKind;
    /// assert_eq!(RecordKind::from_name("learning-outcome"), Some(RecordKind::LearningOutcome));
    /// assert_eq!(RecordKind::from_name("lesson"), None);
    /// ```
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|kind| kind.name() == name)
    }
}

/// A raw item of a data source: bytes, tagged with their format. Adapters yield it, mappers read it.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Record {
    /// The format.
    pub source_type: SourceType,
    /// The major version of the format, if known.
    pub version: Option<u32>,
    /// What the record describes.
    pub kind: RecordKind,
    /// The media type, for documents.
    pub media_type: Option<String>,
    /// Where it comes from, against which relative references are resolved.
    pub url: Option<Url>,
    /// The bytes as they came.
    pub body: Bytes,
    /// What belongs to it, such as the offerings of a course.
    pub parts: Vec<RecordPart>,
    /// What went wrong on the way: a part that could not be fetched, say.
    pub diagnostics: Vec<Diagnostic>,
}

/// An item that belongs to a [`Record`].
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct RecordPart {
    /// What the part describes.
    pub kind: RecordKind,
    /// The bytes as they came.
    pub body: Bytes,
}

impl RecordPart {
    /// A part.
    pub fn new(kind: RecordKind, body: impl Into<Bytes>) -> Self {
        Self { kind, body: body.into() }
    }
}

impl Record {
    /// A record without parts.
    pub fn new(source_type: SourceType, kind: RecordKind, body: impl Into<Bytes>) -> Self {
        Self {
            source_type,
            version: None,
            kind,
            media_type: None,
            url: None,
            body: body.into(),
            parts: Vec::new(),
            diagnostics: Vec::new(),
        }
    }

    /// Sets the major version of the format.
    #[must_use]
    pub fn with_version(mut self, version: Option<u32>) -> Self {
        self.version = version;
        self
    }

    /// Sets the media type.
    #[must_use]
    pub fn with_media_type(mut self, media_type: Option<String>) -> Self {
        self.media_type = media_type;
        self
    }

    /// Sets where the record comes from.
    #[must_use]
    pub fn with_url(mut self, url: Option<Url>) -> Self {
        self.url = url;
        self
    }

    /// Adds a part.
    #[must_use]
    pub fn with_part(mut self, part: RecordPart) -> Self {
        self.parts.push(part);
        self
    }
}
