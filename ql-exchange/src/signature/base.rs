use std::fmt;
use std::fmt::Write as _;

use http::{HeaderMap, HeaderName, Method, StatusCode};
use sfv::{Dictionary, InnerList, ListEntry, Parameters, Parser};
use url::Url;

/// The message that a signature is about. Of a response, method and URL are those of its request.
#[derive(Clone, Copy, Debug)]
pub struct SignedMessage<'m> {
    /// The method.
    pub method: &'m Method,
    /// The target URI, as the client knows it.
    pub url: &'m Url,
    /// The header fields.
    pub headers: &'m HeaderMap,
    /// The status, of a response.
    pub status: Option<StatusCode>,
}

/// Why a signature base can't be made.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum ComponentError {
    /// A component is covered twice.
    Repeated(String),
    /// The message has no such component.
    Missing(String),
    /// A component, or a parameter of one, that is not known here.
    Unsupported(String),
}

impl fmt::Display for ComponentError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Repeated(name) => write!(f, "the component `{}` is covered twice", ql_core::excerpt(name)),
            Self::Missing(name) => write!(f, "the message has no component `{}`", ql_core::excerpt(name)),
            Self::Unsupported(name) => write!(f, "the component `{}` is not supported", ql_core::excerpt(name)),
        }
    }
}

impl std::error::Error for ComponentError {}

/// The signature base (RFC 9421, section 2.5) for the covered components and parameters of a signature, as they stand
/// behind its label in `Signature-Input`.
///
/// Header fields are known as they are, without the parameters `sf`, `key`, `bs`, `tr` and `req`; of the derived
/// components all but those of another message.
///
/// ```
/// use http::{HeaderMap, Method};
/// use ql_exchange::signature::{SignedMessage, signature_base};
/// let (url, headers) = ("https://example.com/foo".parse()?, HeaderMap::new());
/// let message = SignedMessage { method: &Method::GET, url: &url, headers: &headers, status: None };
/// let base = signature_base(message, r#"("@method" "@authority");created=1618884475"#)?;
/// assert!(base.starts_with("\"@method\": GET\n\"@authority\": example.com\n\"@signature-params\": "));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn signature_base(message: SignedMessage<'_>, input: &str) -> Result<String, ComponentError> {
    let parsed = Parser::new(&format!("sig={input}")).parse::<Dictionary>().ok();
    match parsed.as_ref().and_then(|inputs| inputs.get("sig")) {
        Some(ListEntry::InnerList(covered)) => base_of(message, covered),
        _ => Err(ComponentError::Unsupported(input.to_owned())),
    }
}

pub(super) fn base_of(message: SignedMessage<'_>, covered: &InnerList) -> Result<String, ComponentError> {
    let mut base = String::new();
    let mut identifiers: Vec<String> = Vec::with_capacity(covered.items.len());
    let mut list = String::from("(");
    for item in &covered.items {
        let identifier = item_text(item);
        let name = item.bare_item.as_string().ok_or_else(|| ComponentError::Unsupported(identifier.clone()))?.as_str();
        if identifiers.contains(&identifier) {
            return Err(ComponentError::Repeated(identifier));
        }
        let value = value(message, name, &item.params).map_err(|missing| match missing {
            true => ComponentError::Missing(identifier.clone()),
            false => ComponentError::Unsupported(identifier.clone()),
        })?;
        let _ = writeln!(base, "{identifier}: {value}");
        if list.len() > 1 {
            list.push(' ');
        }
        list.push_str(&identifier);
        identifiers.push(identifier);
    }
    list.push(')');
    list.push_str(&parameters_text(&covered.params));
    let _ = write!(base, "\"@signature-params\": {list}");
    Ok(base)
}

/// A component as it is written in the base; `Err(true)` if the message has none, `Err(false)` if it is not known here.
fn value(message: SignedMessage<'_>, name: &str, parameters: &Parameters) -> Result<String, bool> {
    let (method, url) = (message.method, message.url);
    if name == "@query-param" {
        let wanted = parameters.get("name").and_then(|name| name.as_string()).ok_or(false)?.as_str();
        if parameters.len() != 1 {
            return Err(false);
        }
        let encoded =
            |text: &str| url::form_urlencoded::byte_serialize(text.as_bytes()).collect::<String>().replace('+', "%20");
        let mut values = url.query_pairs().filter(|(key, _)| encoded(key) == wanted);
        let (_, value) = values.next().ok_or(true)?;
        // More than one may not be signed by name (section 2.2.8).
        return if values.next().is_some() { Err(false) } else { Ok(encoded(&value)) };
    }
    if !parameters.is_empty() {
        return Err(false);
    }
    let query = || url.query().map(|query| format!("?{query}")).unwrap_or_default();
    match name {
        "@method" => Ok(method.to_string()),
        "@target-uri" => {
            // What is sent: neither the part behind `#` nor a user name.
            let mut sent = url.clone();
            sent.set_fragment(None);
            let _ = sent.set_username("");
            let _ = sent.set_password(None);
            Ok(sent.into())
        }
        "@authority" => Ok(authority(url)),
        "@scheme" => Ok(url.scheme().to_owned()),
        "@request-target" => Ok(format!("{}{}", url.path(), query())),
        "@path" => Ok(url.path().to_owned()),
        // An absent query is signed as an empty one.
        "@query" => Ok(format!("?{}", url.query().unwrap_or_default())),
        "@status" => message.status.map(|status| status.as_str().to_owned()).ok_or(true),
        derived if derived.starts_with('@') => Err(false),
        field => {
            // Names of fields are written in small letters.
            let is_lower = !field.bytes().any(|byte| byte.is_ascii_uppercase());
            let name = HeaderName::try_from(field).ok().filter(|_| is_lower).ok_or(false)?;
            let mut values = message.headers.get_all(name).iter().peekable();
            values.peek().ok_or(true)?;
            let texts: Option<Vec<String>> = values.map(|value| unfolded(value.as_bytes())).collect();
            texts.map(|texts| texts.join(", ")).ok_or(false)
        }
    }
}

/// The value of a field without white space around it and obsolete line folding in it.
fn unfolded(value: &[u8]) -> Option<String> {
    let text = std::str::from_utf8(value).ok()?;
    let lines: Vec<&str> = text.split("\r\n").map(|line| line.trim_matches([' ', '\t'])).collect();
    Some(lines.join(" "))
}

/// The host in small letters, with the port unless it is that of the scheme (section 2.2.3).
pub(super) fn authority(url: &Url) -> String {
    let host = url.host_str().unwrap_or_default().to_ascii_lowercase();
    match url.port() {
        Some(port) => format!("{host}:{port}"),
        None => host,
    }
}

fn item_text(item: &sfv::Item) -> String {
    sfv::ItemSerializer::new().bare_item(&item.bare_item).parameters(&item.params).finish()
}

fn parameters_text(parameters: &Parameters) -> String {
    // Parameters are written only behind something.
    let text = sfv::ItemSerializer::new().bare_item(true).parameters(parameters).finish();
    text.strip_prefix("?1").map(str::to_owned).unwrap_or_default()
}
