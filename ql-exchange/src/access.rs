use std::fmt;

use http::{HeaderMap, HeaderName, HeaderValue};
#[cfg(not(target_arch = "wasm32"))]
use ql_core::PrivateKeys;
use ql_core::{Auth, Code, DataSource};

use crate::codes;

/// What an aggregator needs to get through the access control of data sources: its private keys.
#[derive(Debug, Default)]
#[must_use]
pub struct Access {
    #[cfg(not(target_arch = "wasm32"))]
    keys: PrivateKeys,
}

/// Why there is no way through the access control.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AccessError {
    code: Code,
    message: String,
}

impl AccessError {
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

    /// The headers of every request to a source: those of the manifest, then the credentials.
    pub(crate) fn headers(&self, source: &DataSource) -> Result<HeaderMap, AccessError> {
        let mut headers = HeaderMap::new();
        for (name, value) in source.headers() {
            // The manifest reader has checked both; a source built by hand may still be wrong.
            if let (Ok(name), Ok(value)) = (HeaderName::try_from(name), HeaderValue::try_from(value)) {
                headers.append(name, value);
            }
        }
        match source.auth() {
            Auth::None => {}
            Auth::HttpHeader { field, value } => {
                let (name, value) = self.secret_header(field, value)?;
                headers.insert(name, value);
            }
            other => {
                let message = format!("access control of type `{}` is not supported yet", other.type_name());
                return Err(AccessError { code: codes::ACCESS_UNSUPPORTED, message });
            }
        }
        Ok(headers)
    }

    #[cfg(not(target_arch = "wasm32"))]
    fn secret_header(
        &self,
        field: &str,
        value: &ql_core::Ciphertext,
    ) -> Result<(HeaderName, HeaderValue), AccessError> {
        let failed = |message: String| AccessError { code: codes::SECRET, message };
        let secret = self
            .keys
            .decrypt(value)
            .map_err(|error| failed(format!("the value of the header `{field}` can't be decrypted: {error}")))?;
        let name = HeaderName::try_from(field).map_err(|_| failed(format!("not a header name: `{field}`")))?;
        let mut value = HeaderValue::try_from(secret.expose()).map_err(|_| {
            failed(format!("the decrypted value of the header `{field}` has characters that no header can have"))
        })?;
        value.set_sensitive(true);
        Ok((name, value))
    }

    #[cfg(target_arch = "wasm32")]
    fn secret_header(&self, field: &str, _: &ql_core::Ciphertext) -> Result<(HeaderName, HeaderValue), AccessError> {
        let message = format!("the value of the header `{field}` can't be decrypted in a browser");
        Err(AccessError { code: codes::SECRET, message })
    }
}
