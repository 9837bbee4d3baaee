use std::fmt;

use serde_json::{Map, Value};
use url::Url;

use crate::Ciphertext;
use crate::transport::redacted;

/// A university's manifest: where its course data are and how to get them (discovery specification, "Manifest").
///
/// Made by [`ManifestParser`](crate::ManifestParser) or by [`Manifest::builder`].
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Manifest {
    pub(crate) meta: Option<Meta>,
    pub(crate) sources: Vec<DataSource>,
    pub(crate) extra: Map<String, Value>,
}

impl Manifest {
    /// What the manifest says of its institution.
    pub fn meta(&self) -> Option<&Meta> {
        self.meta.as_ref()
    }

    /// The data sources, in the order of the document.
    pub fn sources(&self) -> &[DataSource] {
        &self.sources
    }

    /// The members that the specification does not know.
    pub fn extra(&self) -> &Map<String, Value> {
        &self.extra
    }
}

/// What a manifest says of its institution, for diagnosis; the texts are as written, not validated.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Meta {
    pub(crate) schac: Option<String>,
    pub(crate) eterid: Option<String>,
    pub(crate) deqarid: Option<String>,
    pub(crate) did: Option<String>,
    pub(crate) extra: Map<String, Value>,
}

impl Meta {
    /// The SCHAC code.
    pub fn schac(&self) -> Option<&str> {
        self.schac.as_deref()
    }

    /// The ETER/OrgReg id.
    pub fn eterid(&self) -> Option<&str> {
        self.eterid.as_deref()
    }

    /// The DEQARINST id.
    pub fn deqarid(&self) -> Option<&str> {
        self.deqarid.as_deref()
    }

    /// The DID of the institution.
    pub fn did(&self) -> Option<&str> {
        self.did.as_deref()
    }

    /// The members that the specification does not know.
    pub fn extra(&self) -> &Map<String, Value> {
        &self.extra
    }
}

/// The format of a data source.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum SourceType {
    /// A static file of the European Learning Model.
    Elm,
    /// Open Education API, versions 5 and 6.
    Ooapi,
    /// 1EdTech Edu-API.
    EduApi,
    /// Open Course Catalogue API.
    Occapi,
    /// A type that is not known here; kept so that nothing is lost.
    Other(Box<str>),
}

impl SourceType {
    /// The types that the specification defines.
    pub const KNOWN: [Self; 4] = [Self::Elm, Self::Ooapi, Self::EduApi, Self::Occapi];

    /// The type with this name, exactly as the specification writes it.
    pub fn from_name(name: &str) -> Self {
        Self::KNOWN.into_iter().find(|known| known.as_str() == name).unwrap_or_else(|| Self::Other(name.into()))
    }

    /// The name in a manifest.
    pub fn as_str(&self) -> &str {
        match self {
            Self::Elm => "elm",
            Self::Ooapi => "ooapi",
            Self::EduApi => "edu-api",
            Self::Occapi => "occapi",
            Self::Other(name) => name,
        }
    }

    /// Whether the specification defines the type.
    pub fn is_known(&self) -> bool {
        !matches!(self, Self::Other(_))
    }
}

impl fmt::Display for SourceType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// One data source of a manifest.
///
/// `Debug` shows neither the values of headers and parameters nor passwords: people put keys there.
#[derive(Clone, PartialEq)]
pub struct DataSource {
    pub(crate) source_type: SourceType,
    pub(crate) path: Url,
    pub(crate) version: Option<String>,
    pub(crate) id: Option<String>,
    pub(crate) name: Option<String>,
    pub(crate) auth: Auth,
    pub(crate) auth_extra: Map<String, Value>,
    pub(crate) refresh: Option<f64>,
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) query_parameters: Vec<(String, String)>,
    pub(crate) content_type: Option<String>,
    pub(crate) page_size: Option<u32>,
    pub(crate) extra: Map<String, Value>,
}

impl fmt::Debug for DataSource {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names = |pairs: &[(String, String)]| pairs.iter().map(|(name, _)| name.clone()).collect::<Vec<_>>();
        f.debug_struct("DataSource")
            .field("source_type", &self.source_type)
            .field("path", &redacted(&self.path))
            .field("version", &self.version)
            .field("id", &self.id)
            .field("name", &self.name)
            .field("auth", &self.auth)
            .field("auth_extra", &self.auth_extra.keys().collect::<Vec<_>>())
            .field("refresh", &self.refresh)
            .field("headers", &names(&self.headers))
            .field("query_parameters", &names(&self.query_parameters))
            .field("content_type", &self.content_type)
            .field("page_size", &self.page_size)
            .field("extra", &self.extra.keys().collect::<Vec<_>>())
            .finish()
    }
}

impl DataSource {
    /// The format.
    pub fn source_type(&self) -> &SourceType {
        &self.source_type
    }

    /// The file, or the root of the API.
    pub fn path(&self) -> &Url {
        &self.path
    }

    /// The version of the format, as written.
    pub fn version(&self) -> Option<&str> {
        self.version.as_deref()
    }

    /// The number in front of the first dot of the version: 5 of `5`, `5.0` and `v5.1`.
    pub fn major_version(&self) -> Option<u32> {
        let version = self.version.as_deref()?.trim();
        version.strip_prefix(['v', 'V']).unwrap_or(version).split('.').next()?.trim().parse().ok()
    }

    /// The id, stable across versions of the manifest.
    pub fn id(&self) -> Option<&str> {
        self.id.as_deref()
    }

    /// The name for people.
    pub fn name(&self) -> Option<&str> {
        self.name.as_deref()
    }

    /// How access is controlled.
    pub fn auth(&self) -> &Auth {
        &self.auth
    }

    /// The members of `auth` that the specification does not know; all but `type` for a method that is not known here.
    pub fn auth_extra(&self) -> &Map<String, Value> {
        &self.auth_extra
    }

    /// Whether a harvester can use the source: its type and its access control are known.
    pub fn is_usable(&self) -> bool {
        self.source_type.is_known() && !matches!(self.auth, Auth::Other { .. })
    }

    /// The least time between two scheduled harvests, in hours.
    pub fn refresh_hours(&self) -> Option<f64> {
        self.refresh
    }

    /// Request headers to be sent with every request.
    pub fn headers(&self) -> &[(String, String)] {
        &self.headers
    }

    /// Query parameters to be sent with every request.
    pub fn query_parameters(&self) -> &[(String, String)] {
        &self.query_parameters
    }

    /// The media type that overrides the one of the response (ELM files only).
    pub fn content_type(&self) -> Option<&str> {
        self.content_type.as_deref()
    }

    /// How many items to ask for at a time (OOAPI, Edu-API).
    pub fn page_size(&self) -> Option<u32> {
        self.page_size
    }

    /// The members that the specification does not know.
    pub fn extra(&self) -> &Map<String, Value> {
        &self.extra
    }

    /// What a person calls this source: its name, else its id, else its URL without what could be a key.
    pub fn label(&self) -> String {
        self.name().or(self.id()).map_or_else(|| redacted(&self.path), str::to_owned)
    }
}

/// How access to a data source is controlled (exchange specification, "Access control").
#[derive(Clone, Default, PartialEq)]
#[non_exhaustive]
pub enum Auth {
    /// Open, or limited by IP address.
    #[default]
    None,
    /// A request header with an encrypted value.
    HttpHeader {
        /// The name of the header.
        field: String,
        /// Its value, encrypted.
        value: Ciphertext,
    },
    /// OAuth 2.0 client credentials.
    OAuth2 {
        /// Where tokens are had.
        token_endpoint: Url,
        /// The scope to ask for.
        scope: Option<String>,
        /// The client id; absent if agreed upon out of band.
        client_id: Option<String>,
        /// The client secret, encrypted; absent if agreed upon out of band.
        client_secret: Option<Ciphertext>,
    },
    /// HTTP message signatures (RFC 9421).
    HttpSig {
        /// The signature algorithm to use.
        alg: Option<String>,
    },
    /// A method that is not known here; kept so that nothing is lost.
    Other {
        /// The method's name.
        name: Box<str>,
    },
}

impl fmt::Debug for Auth {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut shown = f.debug_struct("Auth");
        shown.field("type", &self.type_name());
        match self {
            Self::HttpHeader { field, value } => shown.field("field", field).field("value", value),
            Self::OAuth2 { token_endpoint, scope, client_id, client_secret } => shown
                .field("token_endpoint", &redacted(token_endpoint))
                .field("scope", scope)
                .field("client_id", client_id)
                .field("client_secret", client_secret),
            Self::HttpSig { alg } => shown.field("alg", alg),
            Self::None | Self::Other { .. } => &mut shown,
        };
        shown.finish()
    }
}

impl Auth {
    /// The name in a manifest.
    pub fn type_name(&self) -> &str {
        match self {
            Self::None => "none",
            Self::HttpHeader { .. } => "httpheader",
            Self::OAuth2 { .. } => "oauth2.0",
            Self::HttpSig { .. } => "httpsig",
            Self::Other { name } => name,
        }
    }
}
