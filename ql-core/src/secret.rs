use std::fmt;

use serde::{Serialize, Serializer};
use zeroize::Zeroizing;

/// A secret in plain text: never shown, wiped from memory when dropped.
///
/// ```
/// use ql_core::Secret;
/// let key = Secret::new("hunter2");
/// assert_eq!(format!("{key:?} {key}"), "Secret(…) [secret]");
/// assert_eq!(serde_json::to_string(&key)?, "\"[secret]\"");
/// assert_eq!(key.expose(), "hunter2");
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Clone)]
pub struct Secret(Zeroizing<String>);

impl Secret {
    /// Takes charge of a secret.
    pub fn new(plain: impl Into<String>) -> Self {
        Self(Zeroizing::new(plain.into()))
    }

    /// The plain text, for the one place that sends it.
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(…)")
    }
}

impl fmt::Display for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("[secret]")
    }
}

impl Serialize for Secret {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str("[secret]")
    }
}

impl PartialEq for Secret {
    /// Compares without ending early at the first difference.
    fn eq(&self, other: &Self) -> bool {
        let (a, b) = (self.0.as_bytes(), other.0.as_bytes());
        a.len() == b.len() && a.iter().zip(b).fold(0, |difference, (x, y)| difference | (x ^ y)) == 0
    }
}

impl Eq for Secret {}

/// A secret as it stands in a manifest: encrypted with the aggregator's public key (RSA-OAEP), in Base64.
///
/// People put plain text there by mistake, so it is not shown by `Debug` either.
///
/// ```
/// use ql_core::Ciphertext;
/// let text = Ciphertext::new("c2VjcmV0");
/// assert_eq!(format!("{text:?}"), "Ciphertext(8 characters)");
/// ```
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Ciphertext(Box<str>);

impl Ciphertext {
    /// The text of a manifest, whatever it is.
    pub fn new(base64: impl Into<Box<str>>) -> Self {
        Self(base64.into())
    }

    /// The text as it stands in the manifest.
    pub fn as_base64(&self) -> &str {
        &self.0
    }

    /// The encrypted bytes, or `None` if the text is not Base64; white space and missing padding are overlooked.
    pub fn to_bytes(&self) -> Option<Vec<u8>> {
        use base64::Engine as _;
        use base64::alphabet::STANDARD;
        use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};
        const CONFIG: GeneralPurposeConfig =
            GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent);
        const ENGINE: GeneralPurpose = GeneralPurpose::new(&STANDARD, CONFIG);
        if !self.0.bytes().any(|byte| byte.is_ascii_whitespace()) {
            return ENGINE.decode(self.0.as_bytes()).ok();
        }
        let compact: Vec<u8> = self.0.bytes().filter(|byte| !byte.is_ascii_whitespace()).collect();
        ENGINE.decode(compact).ok()
    }

    /// Whether this can be the output of RSA-OAEP: Base64 of as many bytes as an RSA key of 1,024 to 16,384 bits has.
    pub fn is_plausible(&self) -> bool {
        self.to_bytes().is_some_and(|bytes| (128..=2048).contains(&bytes.len()))
    }
}

impl fmt::Debug for Ciphertext {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Ciphertext({} characters)", self.0.chars().count())
    }
}
