/// A syntax of RDF.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum RdfFormat {
    /// Turtle
    Turtle,
    /// N-Triples
    NTriples,
    /// RDF/XML
    RdfXml,
    /// JSON-LD
    JsonLd,
    /// N-Quads: N-Triples with the name of a graph behind each statement. Read as if there was only one graph.
    NQuads,
}

impl RdfFormat {
    /// The media type.
    pub fn media_type(self) -> &'static str {
        match self {
            Self::Turtle => "text/turtle",
            Self::NTriples => "application/n-triples",
            Self::RdfXml => "application/rdf+xml",
            Self::JsonLd => "application/ld+json",
            Self::NQuads => "application/n-quads",
        }
    }

    /// The usual end of a file name, without dot.
    pub fn extension(self) -> &'static str {
        match self {
            Self::Turtle => "ttl",
            Self::NTriples => "nt",
            Self::RdfXml => "rdf",
            Self::JsonLd => "jsonld",
            Self::NQuads => "nq",
        }
    }

    /// The format that a media type means, parameters ignored.
    pub fn from_media_type(media_type: &str) -> Option<Self> {
        match media_type.split(';').next()?.trim().to_ascii_lowercase().as_str() {
            "text/turtle" | "application/turtle" | "application/x-turtle" => Some(Self::Turtle),
            "application/n-triples" => Some(Self::NTriples),
            "application/rdf+xml" => Some(Self::RdfXml),
            "application/ld+json" => Some(Self::JsonLd),
            "application/n-quads" => Some(Self::NQuads),
            _ => None,
        }
    }

    /// The format that the end of a file name or URL path means, also with `.gz` behind it.
    pub fn from_path(path: &str) -> Option<Self> {
        let name = path.rsplit(['/', '\\']).next()?.to_ascii_lowercase();
        match name.strip_suffix(".gz").unwrap_or(&name).rsplit_once('.')?.1 {
            "ttl" => Some(Self::Turtle),
            "nt" => Some(Self::NTriples),
            "rdf" | "xml" | "owl" => Some(Self::RdfXml),
            "jsonld" => Some(Self::JsonLd),
            "nq" => Some(Self::NQuads),
            _ => None,
        }
    }

    /// The format that a document is said to have: by its media type, or else by its path.
    pub(crate) fn from_name(media_type: Option<&str>, path: Option<&str>) -> Option<Self> {
        media_type.and_then(Self::from_media_type).or_else(|| path.and_then(Self::from_path))
    }

    /// The format that the first characters look like: XML, JSON, or else Turtle, which includes N-Triples.
    pub fn from_content(content: &[u8]) -> Self {
        let start = start(content);
        match start.first() {
            _ if is_xml(start) => Self::RdfXml,
            // A Turtle file can begin with a blank node: `[] a …` or `[ a …`.
            Some(b'{') => Self::JsonLd,
            Some(b'[') if matches!(start[1..].trim_ascii_start().first(), Some(b'{' | b'"' | b'[')) => Self::JsonLd,
            _ => Self::Turtle,
        }
    }

    /// Whether the document can be in this format, as far as its first characters tell; any format has empty documents.
    ///
    /// ```
    /// use ql_elm::RdfFormat;
    /// assert!(RdfFormat::Turtle.fits(b"<https://example.edu/1> a <https://example.edu/2> ."));
    /// assert!(!RdfFormat::Turtle.fits(b"<?xml version='1.0'?>"));
    /// assert!(!RdfFormat::Turtle.fits(b"{}"));
    /// ```
    pub fn fits(self, content: &[u8]) -> bool {
        let start = start(content);
        let Some(first) = start.first() else { return true };
        match self {
            Self::Turtle => Self::from_content(content) == Self::Turtle,
            // `@prefix`, `PREFIX`, `[ … ]`: Turtle, which includes N-Triples.
            Self::NTriples | Self::NQuads => {
                Self::from_content(content) == Self::Turtle && matches!(first, b'<' | b'_' | b'#')
            }
            Self::RdfXml => is_xml(start),
            // `[]` is both an empty document and the start of a Turtle statement.
            Self::JsonLd => Self::from_content(content) == Self::JsonLd || start.trim_ascii_end() == b"[]",
        }
    }
}

/// The document from its first character that counts.
fn start(content: &[u8]) -> &[u8] {
    content.strip_prefix(b"\xef\xbb\xbf").unwrap_or(content).trim_ascii_start()
}

/// Whether it begins with a declaration, comment or element, rather than with an IRI of Turtle.
fn is_xml(start: &[u8]) -> bool {
    if start.starts_with(b"<?xml") || start.starts_with(b"<!") || start.starts_with(b"<rdf:RDF") || is_html(start) {
        return true;
    }
    // Any element can be the root, and it declares its namespace: a name and a space, which no IRI has.
    let Some(rest) = start.strip_prefix(b"<") else { return false };
    let is_in_name = |byte: &u8| byte.is_ascii_alphanumeric() || !byte.is_ascii() || b":_-.".contains(byte);
    let name = rest.iter().position(|byte| !is_in_name(byte)).unwrap_or(rest.len());
    name > 0 && rest.get(name).is_some_and(u8::is_ascii_whitespace)
}

/// Whether the document is a page for people.
pub(super) fn is_html(content: &[u8]) -> bool {
    let start = start(content);
    let begins = |with: &[u8]| start.get(..with.len()).is_some_and(|head| head.eq_ignore_ascii_case(with));
    begins(b"<!doctype html") || begins(b"<html")
}
