use std::collections::BTreeMap;
use std::fmt;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use http::{HeaderName, HeaderValue, header};
use ql_core::{Request, Secret, Transport};
use serde::Deserialize;
use url::Url;

use crate::oauth::TokenSource;
use crate::retry::RetryPolicy;
#[cfg(all(feature = "signatures", not(target_arch = "wasm32")))]
use crate::signature::Signer;
use crate::{AccessError, codes};

/// The id and secret of an OAuth client.
#[derive(Clone, Debug)]
pub struct ClientCredentials {
    id: String,
    secret: Secret,
    origins: Vec<String>,
}

impl ClientCredentials {
    /// The credentials of a client.
    pub fn new(id: impl Into<String>, secret: Secret) -> Self {
        Self { id: id.into(), secret, origins: Vec::new() }
    }

    /// Names a data source's origin, such as `https://api.example.edu`, that tokens may be sent to. Without any, it is the
    /// host of the token endpoint only: else any manifest could name somebody else's endpoint and get a token.
    #[must_use]
    pub fn with_origin(mut self, origin: impl Into<String>) -> Self {
        self.origins.push(origin.into());
        self
    }

    /// Whether tokens got by these credentials at an endpoint may be sent to a data source.
    pub(crate) fn are_for(&self, token_endpoint: &Url, source: &Url) -> bool {
        let origin = source.origin().ascii_serialization();
        source.host() == token_endpoint.host() || self.origins.iter().any(|known| known.trim_end_matches('/') == origin)
    }

    /// The id.
    pub fn id(&self) -> &str {
        &self.id
    }

    /// The secret.
    pub fn secret(&self) -> &Secret {
        &self.secret
    }
}

/// Where credentials are that were agreed upon out of band, not by the manifest.
pub trait CredentialStore: Send + Sync {
    /// The client's credentials for a token endpoint; `None` if there are none.
    ///
    /// # Errors
    /// If the store can't be read; the text says why, without any secret.
    fn client(&self, token_endpoint: &Url) -> Result<Option<ClientCredentials>, CredentialError>;
}

/// A store of credentials that can't be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CredentialError(String);

impl CredentialError {
    /// An error; `message` holds no secret.
    pub fn new(message: impl Into<String>) -> Self {
        Self(message.into())
    }
}

impl fmt::Display for CredentialError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for CredentialError {}

/// Credentials in a JSON file that nobody else may read (mode 0600):
/// `{"https://auth.example.edu/token": {"client_id": "…", "client_secret": "…", "origins": ["https://api.example.edu"]}}`.
///
/// The file is read whenever credentials are needed, so a change counts at once.
#[derive(Clone, Debug)]
pub struct CredentialFile(PathBuf);

#[derive(Deserialize)]
struct Entry {
    client_id: String,
    client_secret: String,
    #[serde(default)]
    origins: Vec<String>,
}

impl CredentialFile {
    /// The file at this path; it need not exist yet.
    pub fn new(path: impl Into<PathBuf>) -> Self {
        Self(path.into())
    }

    /// Adds credentials, or replaces those of the same token endpoint. The file is made with mode 0600.
    pub fn set(&self, token_endpoint: &Url, credentials: &ClientCredentials) -> Result<(), CredentialError> {
        let mut entries: BTreeMap<String, serde_json::Value> = match self.read()? {
            None => BTreeMap::new(),
            Some(text) => serde_json::from_str(text.expose()).map_err(|_| self.error("it is not the JSON expected"))?,
        };
        let entry = serde_json::json!({
            "client_id": credentials.id(),
            "client_secret": credentials.secret().expose(),
            "origins": credentials.origins,
        });
        entries.insert(token_endpoint.to_string(), entry);
        let text = Secret::new(serde_json::to_string_pretty(&entries).unwrap_or_default());
        let mut new = self.0.clone().into_os_string();
        new.push(".new");
        let new = PathBuf::from(new);
        write_private(&new, text.expose().as_bytes())
            .and_then(|()| std::fs::rename(&new, &self.0))
            .map_err(|error| self.error(&error.to_string()))
    }

    fn error(&self, problem: &str) -> CredentialError {
        CredentialError(format!("the credentials in `{}` can't be used: {problem}", self.0.display()))
    }

    fn read(&self) -> Result<Option<Secret>, CredentialError> {
        match std::fs::metadata(&self.0) {
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(self.error(&error.to_string())),
            Ok(metadata) if !is_private(&metadata) => {
                return Err(self.error("others may read the file; take that right away with `chmod 600`"));
            }
            Ok(_) => {}
        }
        let text = std::fs::read_to_string(&self.0).map_err(|error| self.error(&error.to_string()))?;
        Ok(Some(Secret::new(text)))
    }
}

impl CredentialStore for CredentialFile {
    fn client(&self, token_endpoint: &Url) -> Result<Option<ClientCredentials>, CredentialError> {
        let Some(text) = self.read()? else { return Ok(None) };
        // The parser's message could show a part of a secret.
        let mut entries: BTreeMap<String, Entry> =
            serde_json::from_str(text.expose()).map_err(|_| self.error("it is not the JSON expected"))?;
        let entry = entries.remove(token_endpoint.as_str());
        Ok(entry.map(|entry| ClientCredentials {
            id: entry.client_id,
            secret: Secret::new(entry.client_secret),
            origins: entry.origins,
        }))
    }
}

#[cfg(unix)]
fn is_private(metadata: &std::fs::Metadata) -> bool {
    use std::os::unix::fs::PermissionsExt as _;
    let others = metadata.permissions().mode() & 0o077;
    others == 0
}

#[cfg(not(unix))]
fn is_private(_: &std::fs::Metadata) -> bool {
    true
}

fn write_private(path: &Path, content: &[u8]) -> std::io::Result<()> {
    use std::io::Write as _;
    let mut options = std::fs::OpenOptions::new();
    // One that is there already has rights of its own, and perhaps readers.
    match std::fs::remove_file(path) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => return Err(error),
        _ => {}
    }
    options.write(true).create_new(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt as _;
        options.mode(0o600);
    }
    let mut file = options.open(path)?;
    file.write_all(content)?;
    file.sync_all()
}

/// Credentials in environment variables: `QL_CLIENT_` and the host of the token endpoint in capitals, with `_` for all
/// other characters, holds `id:secret` for data sources at the same host, such as `QL_CLIENT_AUTH_EXAMPLE_EDU`.
#[derive(Clone, Copy, Debug, Default)]
#[non_exhaustive]
pub struct CredentialEnvironment;

impl CredentialEnvironment {
    /// The environment of this process.
    pub fn new() -> Self {
        Self
    }

    /// The name of the variable for a token endpoint.
    ///
    /// ```
    /// use ql_exchange::CredentialEnvironment;
    /// let endpoint = "https://auth.example.edu/token".parse()?;
    /// assert_eq!(CredentialEnvironment::variable(&endpoint), "QL_CLIENT_AUTH_EXAMPLE_EDU");
    /// # Ok::<(), url::ParseError>(())
    /// ```
    pub fn variable(token_endpoint: &Url) -> String {
        let host = token_endpoint.host_str().unwrap_or_default().to_ascii_uppercase();
        let name: String = host.chars().map(|c| if c.is_ascii_alphanumeric() { c } else { '_' }).collect();
        format!("QL_CLIENT_{name}")
    }
}

impl CredentialStore for CredentialEnvironment {
    fn client(&self, token_endpoint: &Url) -> Result<Option<ClientCredentials>, CredentialError> {
        let name = Self::variable(token_endpoint);
        match std::env::var(&name) {
            Err(std::env::VarError::NotPresent) => Ok(None),
            Err(_) => Err(CredentialError(format!("the variable `{name}` is not UTF-8"))),
            Ok(value) => match value.split_once(':') {
                Some((id, secret)) => Ok(Some(ClientCredentials::new(id, Secret::new(secret)))),
                None => Err(CredentialError(format!("the variable `{name}` is not of the form `id:secret`"))),
            },
        }
    }
}

/// What gets the requests of one harvest through the access control.
#[derive(Clone, Debug)]
pub(crate) enum Credentials {
    None,
    Header(HeaderName, HeaderValue),
    Token(TokenSource),
    #[cfg(all(feature = "signatures", not(target_arch = "wasm32")))]
    Signature(Arc<Signer>, usize),
}

/// What a request was sent with, if that can be renewed.
pub(crate) type Used = Option<Secret>;

impl Credentials {
    /// Adds the credentials to a request to the source's own origin.
    pub(crate) async fn apply<T: Transport>(
        &self,
        transport: &T,
        request: &mut Request,
        retry: RetryPolicy,
    ) -> Result<Used, AccessError> {
        match self {
            Self::None => Ok(None),
            Self::Header(name, value) => {
                request.headers.insert(name, value.clone());
                Ok(None)
            }
            Self::Token(source) => {
                let token = source.token(transport, retry).await?;
                let mut value = HeaderValue::try_from(format!("Bearer {}", token.expose()))
                    .map_err(|_| AccessError::new(codes::TOKEN, "the access token is not a legal header".into()))?;
                value.set_sensitive(true);
                request.headers.insert(header::AUTHORIZATION, value);
                Ok(Some(token))
            }
            #[cfg(all(feature = "signatures", not(target_arch = "wasm32")))]
            Self::Signature(signer, key) => {
                signer.sign_with(*key, request, transport.now())?;
                Ok(None)
            }
        }
    }

    /// Throws away what a server has refused; whether it makes sense to try again.
    pub(crate) async fn renew(&self, used: &Used) -> bool {
        match (self, used) {
            (Self::Token(source), Some(token)) => {
                source.forget(token).await;
                true
            }
            _ => false,
        }
    }
}

/// Out-of-band credentials from the first store that has some.
#[derive(Clone, Default)]
pub(crate) struct Stores(pub(crate) Vec<Arc<dyn CredentialStore>>);

impl Stores {
    pub(crate) fn client(&self, token_endpoint: &Url) -> Result<Option<ClientCredentials>, CredentialError> {
        for store in &self.0 {
            if let Some(credentials) = store.client(token_endpoint)? {
                return Ok(Some(credentials));
            }
        }
        Ok(None)
    }
}

impl fmt::Debug for Stores {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} stores", self.0.len())
    }
}
