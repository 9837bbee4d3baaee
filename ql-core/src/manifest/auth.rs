//! The member `auth` of a data source.

use serde_json::{Map, Value};

use super::fields::{Fields, folded, nearest};
use super::read::{Reader, Weight};
use super::tree::{Content, Node, Pointer};
use super::values::{http_url, is_header_name, text};
use crate::{Auth, Ciphertext, codes, excerpt};

const METHODS: [&str; 4] = ["none", "httpheader", "oauth2.0", "httpsig"];

/// Signature algorithms of RFC 9421, section 6.2.2, that are asymmetric.
const ALGORITHMS: [&str; 5] =
    ["rsa-pss-sha512", "rsa-v1_5-sha256", "ecdsa-p256-sha256", "ecdsa-p384-sha384", "ed25519"];

/// The method with its unknown members; `None` if the source has to be dropped.
pub(super) fn read_auth(
    reader: &mut Reader<'_, '_>,
    pointer: &Pointer<'_>,
    node: &Node<'_>,
) -> Option<(Auth, Map<String, Value>)> {
    let members = match &node.value {
        Content::Object(members) => members,
        Content::Null => {
            reader.wrong_type(pointer, node, "an object with `type`", Weight::Repaired);
            return Some((Auth::None, Map::new()));
        }
        Content::String(name) if METHODS[0].eq_ignore_ascii_case(name) => {
            reader.wrong_type(pointer, node, "an object with `type`", Weight::Repaired);
            return Some((Auth::None, Map::new()));
        }
        _ => {
            // What stands here may be a key, so it is not shown.
            let message = "expected an object with `type`, found something else".into();
            reader.note(codes::MANIFEST_WRONG_TYPE, Weight::Dropped, pointer, node.place, message);
            return None;
        }
    };
    // Which keys are known depends on the type, which need not come first.
    let kind = members
        .iter()
        .find(|member| member.key == "type")
        .or_else(|| members.iter().find(|member| folded(&member.key).eq(*b"type")))
        .and_then(|member| resolve(&member.node));
    let (keys, required): (&[&str], &[&str]) = match kind {
        Some("httpheader") => (&["type", "field", "value"], &["type", "field", "value"]),
        Some("oauth2.0") => {
            (&["type", "token_endpoint", "scope", "client_id", "client_secret"], &["type", "token_endpoint"])
        }
        Some("httpsig") => (&["type", "alg"], &["type"]),
        _ => (&["type"], &["type"]),
    };
    let mut fields = Fields::sort(reader, pointer, members, keys, required);
    let extra = fields.extra();
    let Some(field) = fields.take("type") else {
        let message = "`auth` has no `type`".into();
        let hint = Some(format!("the types are `{}`", METHODS.join("`, `")));
        reader.note_hint(codes::AUTH_TYPE_MISSING, Weight::Dropped, pointer, node.place, message, hint);
        return None;
    };
    let name = reader.field(&field, |reader, node| method(reader, &pointer.key("type"), node))?;
    let mut parts = Parts { reader, pointer, node, fields: &mut fields };
    let auth = match name.as_str() {
        "none" => Auth::None,
        "httpheader" => parts.http_header()?,
        "oauth2.0" => parts.oauth()?,
        "httpsig" => Auth::HttpSig { alg: parts.algorithm() },
        _ => Auth::Other { name: name.into() },
    };
    Some((auth, extra))
}

/// The method that is named, in whatever spelling.
fn resolve(node: &Node<'_>) -> Option<&'static str> {
    let Content::String(name) = &node.value else { return None };
    if let Some(exact) = METHODS.into_iter().find(|method| method == name) {
        return Some(exact);
    }
    let alias = match folded(name).collect::<Vec<_>>().as_slice() {
        b"oauth2" | b"oauth" => Some("oauth2.0"),
        b"httpsignature" | b"httpsignatures" => Some("httpsig"),
        _ => None,
    };
    METHODS.into_iter().find(|method| folded(method).eq(folded(name))).or(alias)
}

fn method(reader: &mut Reader<'_, '_>, pointer: &Pointer<'_>, node: &Node<'_>) -> Option<String> {
    let Content::String(name) = &node.value else {
        reader.wrong_type(pointer, node, "a text such as `httpheader`", Weight::Dropped);
        return None;
    };
    match resolve(node) {
        Some(method) if method == name => {}
        Some(method) => {
            let message = format!("the access control type `{}` is read as `{method}`", excerpt(name));
            let hint = Some(format!("write `{method}`"));
            reader.note_hint(codes::AUTH_TYPE_SPELLING, Weight::Repaired, pointer, node.place, message, hint);
            return Some(method.into());
        }
        None => {
            let hint = match nearest(name, &METHODS) {
                Some(near) => format!("did you mean `{near}`?"),
                None => format!("the types are `{}`", METHODS.join("`, `")),
            };
            let message =
                format!("unknown access control type `{}`; the data source can't be harvested", excerpt(name));
            reader.note_hint(codes::AUTH_TYPE_UNKNOWN, Weight::Dropped, pointer, node.place, message, Some(hint));
        }
    }
    Some(name.clone().into_owned())
}

struct Parts<'r, 't, 'f, 'n, 'a> {
    reader: &'r mut Reader<'t, 'f>,
    pointer: &'r Pointer<'r>,
    node: &'r Node<'a>,
    fields: &'r mut Fields<'n, 'a>,
}

impl Parts<'_, '_, '_, '_, '_> {
    fn text(&mut self, key: &str) -> Option<String> {
        let field = self.fields.take(key)?;
        let pointer = self.pointer.key(key);
        self.reader.field(&field, |reader, node| text(reader, &pointer, node))
    }

    fn http_header(&mut self) -> Option<Auth> {
        let field = self.fields.take("field");
        let name = field.as_ref().and_then(|field| {
            let pointer = self.pointer.key("field");
            self.reader.field(field, |reader, node| {
                let name = text(reader, &pointer, node)?;
                if is_header_name(&name) {
                    return Some(name);
                }
                let message = format!("not the name of a request header: `{}`", excerpt(&name));
                reader.note(codes::AUTH_FIELD, Weight::Dropped, &pointer, node.place, message);
                None
            })
        });
        if field.is_none() {
            let message = "`auth` of type `httpheader` needs `field`, the name of the header".into();
            self.reader.note(codes::AUTH_FIELD, Weight::Dropped, self.pointer, self.node.place, message);
        }
        let value_place = self.fields.place("value");
        let value = self.ciphertext("value");
        match &value {
            Some(value) if value.as_base64().is_empty() => {
                let pointer = self.pointer.key("value");
                let message = "`value` is empty".into();
                let place = value_place.unwrap_or(self.node.place);
                self.reader.note(codes::AUTH_VALUE_MISSING, Weight::Dropped, &pointer, place, message);
                return None;
            }
            Some(_) => {}
            None => {
                let message = "`auth` of type `httpheader` needs `value`, the encrypted value of the header".into();
                self.reader.note(codes::AUTH_VALUE_MISSING, Weight::Dropped, self.pointer, self.node.place, message);
            }
        }
        Some(Auth::HttpHeader { field: name?, value: value? })
    }

    fn oauth(&mut self) -> Option<Auth> {
        let scope = self.text("scope");
        let client_id = self.text("client_id");
        let client_secret = self.ciphertext("client_secret");
        let token_endpoint = match self.fields.take("token_endpoint") {
            None => {
                let message = "`auth` of type `oauth2.0` needs `token_endpoint`".into();
                self.reader.note(codes::AUTH_TOKEN_ENDPOINT, Weight::Dropped, self.pointer, self.node.place, message);
                None
            }
            Some(field) => {
                let pointer = self.pointer.key("token_endpoint");
                self.reader.field(&field, |reader, node| endpoint(reader, &pointer, node))
            }
        };
        Some(Auth::OAuth2 { token_endpoint: token_endpoint?, scope, client_id, client_secret })
    }

    fn algorithm(&mut self) -> Option<String> {
        let field = self.fields.take("alg")?;
        let pointer = self.pointer.key("alg");
        self.reader.field(&field, |reader, node| {
            let alg = text(reader, &pointer, node)?;
            if !ALGORITHMS.contains(&alg.as_str()) {
                let message = format!("`{}` is not one of the asymmetric algorithms of RFC 9421", excerpt(&alg));
                let hint = Some(format!("use one of `{}`", ALGORITHMS.join("`, `")));
                reader.note_hint(codes::AUTH_ALGORITHM, Weight::Advice, &pointer, node.place, message, hint);
            }
            Some(alg)
        })
    }

    fn ciphertext(&mut self, key: &str) -> Option<Ciphertext> {
        let field = self.fields.take(key)?;
        let pointer = self.pointer.key(key);
        self.reader.field(&field, |reader, node| {
            // A number here is a plain secret; it is not shown in a message.
            let value = match &node.value {
                Content::String(text) => Ciphertext::new(text.as_ref()),
                other => {
                    let message = format!("expected the encrypted value of `{key}` as text");
                    reader.note(codes::MANIFEST_WRONG_TYPE, Weight::Repaired, &pointer, node.place, message);
                    match other {
                        Content::Number(number) => Ciphertext::new(number.as_ref()),
                        _ => return None,
                    }
                }
            };
            if !value.as_base64().is_empty() && !value.is_plausible() {
                let message = format!(
                    "`{key}` does not look encrypted: expected Base64 of at least 128 bytes, found {} characters",
                    value.as_base64().chars().count()
                );
                let hint = "encrypt it with the aggregator's public key, and change the secret if it was published";
                let code = codes::AUTH_NOT_ENCRYPTED;
                reader.note_hint(code, Weight::Advice, &pointer, node.place, message, Some(hint.into()));
            }
            Some(value)
        })
    }
}

fn endpoint(reader: &mut Reader<'_, '_>, pointer: &Pointer<'_>, node: &Node<'_>) -> Option<url::Url> {
    let value = text(reader, pointer, node)?;
    let parsed = http_url(value.trim());
    let problem = match &parsed {
        Err(message) => Some((message.clone(), Weight::Dropped)),
        Ok(url) if !super::values::is_schema_url(&value) => {
            let has_password = !url.username().is_empty() || url.password().is_some();
            let message = match has_password {
                true => "the URL contains a user name or password, which everyone can read".into(),
                false => format!("the URL must be written as `{url}`"),
            };
            Some((message, Weight::Repaired))
        }
        Ok(url) if url.scheme() == "http" => {
            Some(("credentials would be sent without encryption: the URL is not https".into(), Weight::Advice))
        }
        Ok(_) => None,
    };
    if let Some((message, weight)) = problem {
        reader.note(codes::AUTH_TOKEN_ENDPOINT, weight, pointer, node.place, message);
    }
    parsed.ok()
}
