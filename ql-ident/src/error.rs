use std::fmt;
use std::ops::Range;

/// The part of an identifier that is wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum IdentPart {
    /// The identifier as a whole.
    Whole,
    /// `urn:schac:` or `did:web:`.
    Scheme,
    /// `uniqueCourseId` or `courseId`.
    Type,
    /// The provider's domain name.
    Domain,
    /// The port of a `did:web` host.
    Port,
    /// The provider's own id of the course.
    LocalId,
    /// An r-, q- or f-component, or a DID URL's path, query or fragment.
    Component,
}

impl IdentPart {
    /// The stable name used in JSON and in every binding.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Whole => "identifier",
            Self::Scheme => "scheme",
            Self::Type => "type",
            Self::Domain => "domain",
            Self::Port => "port",
            Self::LocalId => "id",
            Self::Component => "component",
        }
    }
}

impl fmt::Display for IdentPart {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

macro_rules! kinds {
    ($($(#[$doc:meta])* $name:ident = $code:literal, $text:literal;)*) => {
        /// What is wrong with an identifier; each kind has a stable [code](IdentErrorKind::code).
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        #[non_exhaustive]
        pub enum IdentErrorKind { $($(#[$doc])* $name,)* }

        impl IdentErrorKind {
            /// Every kind, in the order of the documentation.
            pub const ALL: &'static [Self] = &[$(Self::$name,)*];

            /// The stable code, `ident.…`.
            pub fn code(self) -> &'static str {
                match self { $(Self::$name => $code,)* }
            }

            /// The sentence that [`IdentError`] shows, without the place.
            pub fn text(self) -> &'static str {
                match self { $(Self::$name => $text,)* }
            }
        }
    };
}

kinds! {
    /// Neither `urn:` nor `did:web:`.
    Scheme = "ident.scheme", "expected `urn:schac:uniqueCourseId:` or `did:web:`";
    /// A URN of another namespace than `schac`.
    Namespace = "ident.namespace", "expected the URN namespace `schac`";
    /// Not `uniqueCourseId` (URN) or `courseId` (DID).
    Type = "ident.type", "expected `uniqueCourseId` in a URN and `courseId` in a DID, in exactly this spelling";
    /// White space around the identifier.
    WhiteSpace = "ident.white-space", "white space around the identifier";
    /// No domain name at all.
    DomainEmpty = "ident.domain-empty", "the domain name is missing";
    /// A domain of a single label.
    DomainSingleLabel = "ident.domain-single-label", "a domain name needs at least two labels, such as `example.edu`";
    /// Two dots in a row, or one in front.
    DomainLabelEmpty = "ident.domain-label-empty", "the domain name has an empty label";
    /// A label of more than 63 bytes.
    DomainLabelTooLong = "ident.domain-label-too-long", "a label of the domain name is longer than 63 bytes";
    /// More than 253 bytes in all.
    DomainTooLong = "ident.domain-too-long", "the domain name is longer than 253 bytes";
    /// A character that no host name has.
    DomainCharacter = "ident.domain-character", "a domain name consists of letters, digits, hyphens and dots";
    /// A label that begins or ends with a hyphen.
    DomainHyphen = "ident.domain-hyphen", "a label of the domain name begins or ends with a hyphen";
    /// The last label is a number.
    DomainIpAddress = "ident.domain-ip-address", "an IP address is not a domain name";
    /// A final dot.
    DomainTrailingDot = "ident.domain-trailing-dot", "the domain name ends with a dot";
    /// An internationalised name that IDNA does not allow.
    DomainIdna = "ident.domain-idna", "not a valid internationalised domain name";
    /// An internationalised name in a build without the feature `idna`.
    DomainNotAscii = "ident.domain-not-ascii", "this build takes internationalised domain names only as A-labels (`xn--…`)";
    /// The port is not a number from 1 to 65535.
    Port = "ident.port", "the port is not a number from 1 to 65535";
    /// A DID with a port has no SCHAC code, hence no URN.
    PortNoUrn = "ident.port-no-urn", "a host with a port is not a SCHAC code, so this DID has no URN";
    /// The provider's own id is missing.
    LocalEmpty = "ident.id-empty", "the course's own id is missing";
    /// The provider's own id has more than 1,024 bytes.
    LocalTooLong = "ident.id-too-long", "the course's own id is longer than 1,024 bytes";
    /// The provider's own id contains a control character.
    LocalControl = "ident.id-control", "the course's own id contains a control character";
    /// The percent-encoded bytes are not UTF-8.
    LocalUtf8 = "ident.id-utf8", "the percent-encoded bytes of the course's own id are not UTF-8";
    /// `%` without two hexadecimal digits.
    Percent = "ident.percent", "`%` is not followed by two hexadecimal digits";
    /// A character that must be percent-encoded here.
    Character = "ident.character", "this character must be percent-encoded here";
    /// An r- or q-component without content, or an illegal character in one.
    Component = "ident.component", "this URN component is empty or has an illegal character";
    /// A DID URL path.
    Path = "ident.path", "a DID of a course has no path; a `/` of the id is written `%2F`";
    /// Not an ETER/OrgReg id.
    Eter = "ident.eter", "expected `INT` or two letters, then four digits, such as `AT0005`";
    /// Not a DEQARINST id.
    Deqar = "ident.deqar", "expected `DEQARINST` and four digits, such as `DEQARINST0382`";
    /// Not a UUID.
    Uuid = "ident.uuid", "expected a UUID of 32 hexadecimal digits";
}

/// Why a text is not an identifier: [kind](Self::kind), wrong [part](Self::part) and [byte range](Self::span).
///
/// ```
/// use ql_ident::{CourseId, IdentErrorKind, IdentPart};
/// let error = "urn:schac:uniqueCourseId:example..edu:BIO-101".parse::<CourseId>().unwrap_err();
/// assert_eq!(error.kind(), IdentErrorKind::DomainLabelEmpty);
/// assert_eq!(error.part(), IdentPart::Domain);
/// assert_eq!(error.span(), 33..33);
/// assert_eq!(error.to_string(), "the domain name has an empty label, at byte 33");
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IdentError {
    kind: IdentErrorKind,
    part: IdentPart,
    span: Range<usize>,
}

impl IdentError {
    pub(crate) fn new(kind: IdentErrorKind, part: IdentPart, span: Range<usize>) -> Self {
        Self { kind, part, span }
    }

    /// What is wrong.
    pub fn kind(&self) -> IdentErrorKind {
        self.kind
    }

    /// The stable code, such as `ident.domain-empty`.
    pub fn code(&self) -> &'static str {
        self.kind.code()
    }

    /// Which part is wrong.
    pub fn part(&self) -> IdentPart {
        self.part
    }

    /// The bytes of the input that are wrong; empty where something is missing.
    pub fn span(&self) -> Range<usize> {
        self.span.clone()
    }
}

impl fmt::Display for IdentError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}, at byte {}", self.kind.text(), self.span.start)
    }
}

impl std::error::Error for IdentError {}
