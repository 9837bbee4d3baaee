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
}

impl RdfFormat {
    /// The media type.
    pub fn media_type(self) -> &'static str {
        match self {
            Self::Turtle => "text/turtle",
            Self::NTriples => "application/n-triples",
            Self::RdfXml => "application/rdf+xml",
            Self::JsonLd => "application/ld+json",
        }
    }

    /// The usual end of a file name, without dot.
    pub fn extension(self) -> &'static str {
        match self {
            Self::Turtle => "ttl",
            Self::NTriples => "nt",
            Self::RdfXml => "rdf",
            Self::JsonLd => "jsonld",
        }
    }

    /// The format that a media type means, parameters ignored.
    pub fn from_media_type(media_type: &str) -> Option<Self> {
        match media_type.split(';').next()?.trim().to_ascii_lowercase().as_str() {
            "text/turtle" | "application/turtle" | "application/x-turtle" => Some(Self::Turtle),
            "application/n-triples" => Some(Self::NTriples),
            "application/rdf+xml" => Some(Self::RdfXml),
            "application/ld+json" => Some(Self::JsonLd),
            _ => None,
        }
    }

    /// The format that the end of a file name or URL path means.
    pub fn from_path(path: &str) -> Option<Self> {
        let extension = path.rsplit(['/', '\\']).next()?.rsplit_once('.')?.1;
        match extension.to_ascii_lowercase().as_str() {
            "ttl" => Some(Self::Turtle),
            "nt" => Some(Self::NTriples),
            "rdf" | "xml" | "owl" => Some(Self::RdfXml),
            "jsonld" => Some(Self::JsonLd),
            _ => None,
        }
    }

    /// The format that the first characters look like: XML, JSON, or else Turtle, which includes N-Triples.
    pub fn from_content(content: &[u8]) -> Self {
        let content = content.strip_prefix(b"\xef\xbb\xbf").unwrap_or(content);
        let text = content.trim_ascii_start();
        let is_xml = text.starts_with(b"<?xml") || text.starts_with(b"<rdf:RDF") || text.starts_with(b"<!");
        match text.first() {
            _ if is_xml => Self::RdfXml,
            // A Turtle file can begin with a blank node: `[] a …` or `[ a …`.
            Some(b'{') => Self::JsonLd,
            Some(b'[') if text[1..].trim_ascii_start().starts_with(b"{") => Self::JsonLd,
            _ => Self::Turtle,
        }
    }
}
