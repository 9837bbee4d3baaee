use std::fmt;
use std::time::{Duration, SystemTime};

use http::{HeaderMap, HeaderName, StatusCode};
use sfv::{Dictionary, InnerList, ListEntry, Parser};

use super::base::{ComponentError, SignedMessage, base_of};
use super::sign::{INPUT, SIGNATURE};
use super::{KeyList, SignatureAlgorithm, Signer, TAG};

/// Verifies, for a data provider, that a request comes from an aggregator (exchange specification, `httpsig`).
///
/// ```
/// # use std::time::SystemTime;
/// # use ql_core::Request;
/// # use ql_exchange::signature::{SignatureAlgorithm, Signer, SigningKey};
/// use ql_exchange::signature::{SignatureVerifier, SignedMessage};
/// # let pem = "-----BEGIN PRIVATE KEY-----\nMC4CAQAwBQYDK2VwBCIEIJ+DYvh6SEqVTm50DFtMDoQikTmiCqirVv9mWG9qfSnF\n-----END PRIVATE KEY-----";
/// # let signer = Signer::new(SigningKey::from_pem("aggregator-2026", SignatureAlgorithm::Ed25519, pem)?);
/// # let mut request = Request::get("https://api.example.edu/courses".parse()?);
/// # let now = SystemTime::now();
/// # signer.sign(&mut request, now)?;
/// # let keys = signer.key_list();
/// // `keys` is the list that the aggregator publishes.
/// let verifier = SignatureVerifier::new(keys).allowing(["aggregator-2026"]);
/// let message = SignedMessage { method: &request.method, url: &request.url, headers: &request.headers, status: None };
/// assert_eq!(verifier.verify(message, now)?.key_id, "aggregator-2026");
/// request.headers.remove("signature-input");
/// request.headers.remove("signature");
/// # let message = SignedMessage { method: &request.method, url: &request.url, headers: &request.headers, status: None };
/// assert_eq!(verifier.verify(message, now).unwrap_err().status(), 401);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug)]
pub struct SignatureVerifier {
    keys: KeyList,
    allowed: Option<Vec<String>>,
    skew: Duration,
}

/// A request that was signed by an aggregator.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct VerifiedRequest {
    /// The id of the key.
    pub key_id: String,
    /// The algorithm.
    pub algorithm: SignatureAlgorithm,
    /// When it was signed.
    pub created: SystemTime,
}

/// Why a request is not answered.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum SignatureRefusal {
    /// 400: the fields of the signature can't be read, or contradict each other.
    Malformed(String),
    /// 401: there is no signature that counts, and why.
    NotSigned(String),
    /// 403: the signature is good, but its key may not read this.
    NotAllowed(String),
}

impl SignatureRefusal {
    /// The status of the answer.
    pub fn status(&self) -> u16 {
        match self {
            Self::Malformed(_) => StatusCode::BAD_REQUEST.as_u16(),
            Self::NotSigned(_) => StatusCode::UNAUTHORIZED.as_u16(),
            Self::NotAllowed(_) => StatusCode::FORBIDDEN.as_u16(),
        }
    }

    /// The value of `Accept-Signature` (RFC 9421, section 5.1) to send with a status of 401.
    pub fn accept_signature(&self) -> Option<&'static str> {
        const WANTED: &str = "sig1=(\"@authority\");created;expires;keyid;alg;tag=\"qualitylink-v1\"";
        matches!(self, Self::NotSigned(_)).then_some(WANTED)
    }
}

impl fmt::Display for SignatureRefusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Malformed(why) => write!(f, "the signature can't be read: {why}"),
            Self::NotSigned(why) => write!(f, "the request has no valid signature: {why}"),
            Self::NotAllowed(key) => write!(f, "the key `{}` may not read this", ql_core::excerpt(key)),
        }
    }
}

impl std::error::Error for SignatureRefusal {}

impl SignatureVerifier {
    /// Accepts signatures by any of these keys.
    pub fn new(keys: KeyList) -> Self {
        Self { keys, allowed: None, skew: Duration::from_secs(60) }
    }

    /// Lets only these of the keys pass; others are answered by 403.
    #[must_use]
    pub fn allowing<I: Into<String>>(mut self, key_ids: impl IntoIterator<Item = I>) -> Self {
        self.allowed.get_or_insert_default().extend(key_ids.into_iter().map(Into::into));
        self
    }

    /// Sets how far clocks may differ; a minute by default.
    #[must_use]
    pub fn with_skew(mut self, skew: Duration) -> Self {
        self.skew = skew;
        self
    }

    /// Verifies a request. Of several signatures those with the tag of QualityLink are looked at; one that is good is
    /// enough.
    pub fn verify(&self, message: SignedMessage<'_>, now: SystemTime) -> Result<VerifiedRequest, SignatureRefusal> {
        let missing = || SignatureRefusal::NotSigned("it has no `Signature-Input` and `Signature`".into());
        let (inputs, signatures) =
            match (dictionary(message.headers, &INPUT)?, dictionary(message.headers, &SIGNATURE)?) {
                (Some(inputs), Some(signatures)) => (inputs, signatures),
                (None, None) => return Err(missing()),
                _ => {
                    return Err(SignatureRefusal::Malformed(
                        "`Signature-Input` and `Signature` belong together".into(),
                    ));
                }
            };
        // A label in one field only is an error, whatever else is there (RFC 9421, section 4).
        let alone = inputs.keys().find(|label| !signatures.contains_key(*label));
        let alone = alone.or_else(|| signatures.keys().find(|label| !inputs.contains_key(*label)));
        if let Some(label) = alone {
            let message = format!("the label `{}` is in one of the two fields only", label.as_str());
            return Err(SignatureRefusal::Malformed(message));
        }
        if let Some((label, _)) = inputs.iter().find(|(_, input)| !matches!(input, ListEntry::InnerList(_))) {
            return Err(SignatureRefusal::Malformed(format!("`{}` is no list of components", label.as_str())));
        }
        let mut refusal = None;
        for (label, input) in &inputs {
            let ListEntry::InnerList(covered) = input else { continue };
            let tag = covered.params.get("tag").and_then(|tag| tag.as_string());
            if tag.is_none_or(|tag| tag.as_str() != TAG) {
                continue;
            }
            let signature = match signatures.get(label.as_str()) {
                Some(ListEntry::Item(item)) => item.bare_item.as_byte_sequence(),
                _ => None,
            };
            let Some(signature) = signature else {
                let message = format!("there is no signature with the label `{}`", label.as_str());
                return Err(SignatureRefusal::Malformed(message));
            };
            match self.judge(message, covered, signature, now) {
                Ok(verified) => return Ok(verified),
                // The first that is said counts, unless another says that somebody known may not read this.
                Err(now @ SignatureRefusal::NotAllowed(_)) => refusal = Some(now),
                Err(now) => drop(refusal.get_or_insert(now)),
            }
        }
        Err(refusal.unwrap_or_else(|| SignatureRefusal::NotSigned(format!("none has the tag `{TAG}`"))))
    }

    fn judge(
        &self,
        message: SignedMessage<'_>,
        covered: &InnerList,
        signature: &[u8],
        now: SystemTime,
    ) -> Result<VerifiedRequest, SignatureRefusal> {
        let malformed = |what: &str| SignatureRefusal::Malformed(what.to_owned());
        let unsigned = |what: &str| SignatureRefusal::NotSigned(what.to_owned());
        if covered.items.iter().any(|item| item.bare_item.as_string().is_none()) {
            return Err(malformed("a component is no text"));
        }
        let covers_authority = covered
            .items
            .iter()
            .any(|item| item.bare_item.as_string().is_some_and(|name| name.as_str() == "@authority"));
        if !covers_authority {
            return Err(unsigned("it does not cover `@authority`"));
        }
        let moment = |name: &str| {
            let Some(value) = covered.params.get(name) else {
                return Err(unsigned(&format!("the parameter `{name}` is missing")));
            };
            let seconds = value.as_integer().and_then(|seconds| u64::try_from(i64::from(seconds)).ok());
            let seconds = seconds.ok_or_else(|| malformed(&format!("`{name}` is no time")))?;
            let moment = SystemTime::UNIX_EPOCH.checked_add(Duration::from_secs(seconds));
            moment.ok_or_else(|| malformed(&format!("`{name}` is no time")))
        };
        let (created, expires) = (moment("created")?, moment("expires")?);
        let lifetime = expires.duration_since(created).map_err(|_| malformed("it expires before it was created"))?;
        if lifetime > Signer::MAX_LIFETIME {
            return Err(unsigned("it is valid for more than an hour"));
        }
        if created.duration_since(now).is_ok_and(|ahead| ahead > self.skew) {
            return Err(unsigned("it was created in the future"));
        }
        if now.duration_since(expires).is_ok_and(|late| late > self.skew) {
            return Err(unsigned("it has expired"));
        }
        let text = |name: &str| match covered.params.get(name) {
            None => Ok(None),
            Some(value) => match value.as_string() {
                Some(text) => Ok(Some(text.as_str())),
                None => Err(malformed(&format!("`{name}` is no text"))),
            },
        };
        let id = text("keyid")?.ok_or_else(|| unsigned("the parameter `keyid` is missing"))?;
        let key = self.keys.get(id).ok_or_else(|| unsigned("its key is not known"))?;
        // The algorithm is that of the key; what the request says may only agree.
        let algorithm = text("alg")?.ok_or_else(|| unsigned("the parameter `alg` is missing"))?;
        if algorithm != key.algorithm().as_str() {
            return Err(unsigned("its algorithm is not that of its key"));
        }
        let base = base_of(message, covered).map_err(|error| match error {
            ComponentError::Missing(_) => unsigned(&error.to_string()),
            _ => malformed(&error.to_string()),
        })?;
        if !key.verify(base.as_bytes(), signature) {
            return Err(unsigned("it is not the signature of this request by its key"));
        }
        if self.allowed.as_ref().is_some_and(|allowed| !allowed.iter().any(|allowed| allowed == id)) {
            return Err(SignatureRefusal::NotAllowed(id.to_owned()));
        }
        Ok(VerifiedRequest { key_id: id.to_owned(), algorithm: key.algorithm(), created })
    }
}

/// A structured field that is a dictionary; its lines belong together.
fn dictionary(headers: &HeaderMap, name: &HeaderName) -> Result<Option<Dictionary>, SignatureRefusal> {
    let mut text: Vec<u8> = Vec::new();
    for line in headers.get_all(name) {
        if !text.is_empty() {
            text.extend(b", ");
        }
        text.extend(line.as_bytes());
    }
    if !headers.contains_key(name) {
        return Ok(None);
    }
    let parsed = Parser::new(&text).parse::<Dictionary>();
    parsed.map(Some).map_err(|_| SignatureRefusal::Malformed(format!("`{name}` is no structured field")))
}
