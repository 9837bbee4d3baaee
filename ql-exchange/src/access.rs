use std::fmt;
use std::sync::Arc;

use http::{HeaderMap, HeaderName, HeaderValue};
#[cfg(not(target_arch = "wasm32"))]
use ql_core::PrivateKeys;
use ql_core::{Auth, Ciphertext, Code, DataSource, Secret};
use url::Url;

use crate::codes;
use crate::credentials::{ClientCredentials, CredentialStore, Credentials, Stores};
use crate::oauth::TokenCache;
#[cfg(all(feature = "signatures", not(target_arch = "wasm32")))]
use crate::signature::Signer;

/// What an aggregator needs to get through the access control of data sources: its private keys, credentials agreed upon
/// out of band, its signing keys. Access tokens are kept here, so that all harvests share them.
#[derive(Debug, Default)]
#[must_use]
pub struct Access {
    #[cfg(not(target_arch = "wasm32"))]
    keys: PrivateKeys,
    stores: Stores,
    tokens: TokenCache,
    #[cfg(all(feature = "signatures", not(target_arch = "wasm32")))]
    signer: Option<Arc<Signer>>,
}

/// Why there is no way through the access control.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AccessError {
    code: Code,
    message: String,
}

impl AccessError {
    pub(crate) fn new(code: Code, message: String) -> Self {
        Self { code, message }
    }

    /// The stable code.
    pub fn code(&self) -> Code {
        self.code
    }
}

impl fmt::Display for AccessError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for AccessError {}

impl Access {
    /// Without keys: open sources only.
    pub fn new() -> Self {
        Self::default()
    }

    /// Sets the private keys with which the secrets of manifests are decrypted.
    #[cfg(not(target_arch = "wasm32"))]
    pub fn with_keys(mut self, keys: PrivateKeys) -> Self {
        self.keys = keys;
        self
    }

    /// Adds a store of credentials that were agreed upon out of band; the first that has some for a source counts.
    pub fn with_store(mut self, store: Arc<dyn CredentialStore>) -> Self {
        self.stores.0.push(store);
        self
    }

    /// Sets the keys with which requests are signed.
    #[cfg(all(feature = "signatures", not(target_arch = "wasm32")))]
    pub fn with_signer(mut self, signer: Signer) -> Self {
        self.signer = Some(Arc::new(signer));
        self
    }

    /// What gets requests to a source through its access control. Nothing is sent for it yet.
    pub(crate) fn credentials(&self, source: &DataSource) -> Result<Credentials, AccessError> {
        match source.auth() {
            Auth::None => Ok(Credentials::None),
            Auth::HttpHeader { field, value } => {
                let what = format!("the value of the header `{field}`");
                let secret = self.decrypt(value, &what)?;
                let failed = |message: String| AccessError::new(codes::SECRET, message);
                let name = HeaderName::try_from(field).map_err(|_| failed(format!("not a header name: `{field}`")))?;
                let mut value = HeaderValue::try_from(secret.expose())
                    .map_err(|_| failed(format!("{what}, decrypted, has characters that no header can have")))?;
                value.set_sensitive(true);
                Ok(Credentials::Header(name, value))
            }
            Auth::OAuth2 { token_endpoint, scope, client_id, client_secret } => {
                if source.path().scheme() == "https" && token_endpoint.scheme() != "https" {
                    let message = "the token endpoint is not https, so the client's secret is not sent to it".into();
                    return Err(AccessError::new(codes::TOKEN, message));
                }
                let client = self.client(source, token_endpoint, client_id.as_deref(), client_secret.as_ref())?;
                Ok(Credentials::Token(self.tokens.source(token_endpoint, scope.as_deref(), client)))
            }
            Auth::HttpSig { alg } => self.signature(alg.as_deref()),
            other => {
                let message = format!("access control of type `{}` is not supported", other.type_name());
                Err(AccessError::new(codes::ACCESS_UNSUPPORTED, message))
            }
        }
    }

    /// The client's credentials: those of the manifest, or else those agreed upon out of band.
    fn client(
        &self,
        source: &DataSource,
        token_endpoint: &Url,
        id: Option<&str>,
        secret: Option<&Ciphertext>,
    ) -> Result<ClientCredentials, AccessError> {
        if let (Some(id), Some(secret)) = (id, secret) {
            let secret = self.decrypt(secret, "the client secret")?;
            return Ok(ClientCredentials::new(id, secret));
        }
        let known = self.stores.client(token_endpoint);
        let known = known.map_err(|error| AccessError::new(codes::TOKEN, error.to_string()))?;
        match (known, id) {
            (Some(known), Some(id)) if known.id() != id => {
                let message = "the credentials agreed upon out of band are those of another client than the manifest's";
                Err(AccessError::new(codes::TOKEN, message.into()))
            }
            (Some(known), _) if !known.are_for(token_endpoint, source.path()) => {
                let message = "the credentials agreed upon out of band are not meant for the origin of this source";
                Err(AccessError::new(codes::TOKEN, message.into()))
            }
            (Some(known), _) => Ok(known),
            (None, _) => {
                let host = token_endpoint.host_str().unwrap_or_default();
                let message = format!("neither the manifest nor a store has credentials for `{host}`");
                Err(AccessError::new(codes::TOKEN, message))
            }
        }
    }

    #[cfg(not(target_arch = "wasm32"))]
    fn decrypt(&self, value: &Ciphertext, what: &str) -> Result<Secret, AccessError> {
        let failed = |error| AccessError::new(codes::SECRET, format!("{what} can't be decrypted: {error}"));
        self.keys.decrypt(value).map_err(failed)
    }

    #[cfg(target_arch = "wasm32")]
    fn decrypt(&self, _: &Ciphertext, what: &str) -> Result<Secret, AccessError> {
        Err(AccessError::new(codes::SECRET, format!("{what} can't be decrypted in a browser")))
    }

    #[cfg(all(feature = "signatures", not(target_arch = "wasm32")))]
    fn signature(&self, algorithm: Option<&str>) -> Result<Credentials, AccessError> {
        let key = self.signer.as_ref().and_then(|signer| Some((signer, signer.choose(algorithm)?)));
        match (key, algorithm) {
            (Some((signer, key)), _) => Ok(Credentials::Signature(Arc::clone(signer), key)),
            (None, Some(algorithm)) => {
                let message = format!("there is no signing key for the algorithm `{}`", ql_core::excerpt(algorithm));
                Err(AccessError::new(codes::SIGNING_KEY, message))
            }
            (None, None) => Err(AccessError::new(codes::SIGNING_KEY, "there is no signing key".into())),
        }
    }

    #[cfg(not(all(feature = "signatures", not(target_arch = "wasm32"))))]
    #[expect(clippy::unused_self, reason = "with the feature, it has a key")]
    fn signature(&self, _: Option<&str>) -> Result<Credentials, AccessError> {
        let message = "this build can't sign requests (feature `signatures`)".into();
        Err(AccessError::new(codes::ACCESS_UNSUPPORTED, message))
    }
}

/// The headers of the manifest, which are sent with every request to its source.
pub(crate) fn source_headers(source: &DataSource) -> HeaderMap {
    let mut headers = HeaderMap::new();
    for (name, value) in source.headers() {
        // The manifest reader has checked both; a source built by hand may still be wrong.
        if let (Ok(name), Ok(value)) = (HeaderName::try_from(name), HeaderValue::try_from(value)) {
            headers.append(name, value);
        }
    }
    headers
}
