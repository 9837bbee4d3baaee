/// The syntax of a manifest.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ManifestFormat {
    /// JSON
    Json,
    /// YAML 1.2
    Yaml,
}

impl ManifestFormat {
    /// The format that a content type means, parameters ignored.
    ///
    /// ```
    /// use ql_core::ManifestFormat;
    /// assert_eq!(ManifestFormat::from_content_type("text/yaml; charset=utf-8"), Some(ManifestFormat::Yaml));
    /// assert_eq!(ManifestFormat::from_content_type("text/plain"), None);
    /// ```
    pub fn from_content_type(content_type: &str) -> Option<Self> {
        let media_type = content_type.split(';').next()?.trim().to_ascii_lowercase();
        match media_type.as_str() {
            "application/json" | "text/json" => Some(Self::Json),
            "application/yaml" | "application/x-yaml" | "text/yaml" | "text/x-yaml" => Some(Self::Yaml),
            other if other.ends_with("+json") => Some(Self::Json),
            other if other.ends_with("+yaml") => Some(Self::Yaml),
            _ => None,
        }
    }

    /// The format that the end of a file name or URL path means.
    pub fn from_path(path: &str) -> Option<Self> {
        let name = path.rsplit(['/', '\\']).next()?;
        let extension = name.rsplit_once('.')?.1.to_ascii_lowercase();
        match extension.as_str() {
            "json" => Some(Self::Json),
            "yaml" | "yml" => Some(Self::Yaml),
            _ => None,
        }
    }

    /// The format by its content: JSON if it begins like an object or list, else YAML.
    pub fn from_content(content: &[u8]) -> Self {
        let content = content.strip_prefix(b"\xef\xbb\xbf").unwrap_or(content);
        match content.iter().find(|byte| !byte.is_ascii_whitespace()) {
            Some(b'{' | b'[') => Self::Json,
            _ => Self::Yaml,
        }
    }

    /// The format by content type, then file extension, then content (discovery specification, "format").
    pub fn detect(content_type: Option<&str>, path: Option<&str>, content: &[u8]) -> Self {
        content_type
            .and_then(Self::from_content_type)
            .or_else(|| path.and_then(Self::from_path))
            .unwrap_or_else(|| Self::from_content(content))
    }

    /// The name for people.
    pub fn name(self) -> &'static str {
        match self {
            Self::Json => "JSON",
            Self::Yaml => "YAML",
        }
    }
}
