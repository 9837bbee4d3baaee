//! Tidy JSON and YAML: keys in the order of the specification, unknown ones last.

use serde::ser::{Serialize, SerializeMap, SerializeSeq, Serializer};
use serde_json::{Map, Value};

use crate::{Auth, DataSource, Manifest, Meta};

/// A value whose objects keep their order.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Tidy {
    Value(Value),
    Object(Vec<(String, Tidy)>),
    Array(Vec<Tidy>),
}

impl Serialize for Tidy {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Value(value) => value.serialize(serializer),
            Self::Object(members) => {
                let mut map = serializer.serialize_map(Some(members.len()))?;
                for (key, value) in members {
                    map.serialize_entry(key, value)?;
                }
                map.end()
            }
            Self::Array(items) => {
                let mut list = serializer.serialize_seq(Some(items.len()))?;
                for item in items {
                    list.serialize_element(item)?;
                }
                list.end()
            }
        }
    }
}

struct ObjectWriter(Vec<(String, Tidy)>);

impl ObjectWriter {
    fn put(&mut self, key: &str, value: Tidy) {
        self.0.push((key.to_owned(), value));
    }

    fn text(&mut self, key: &str, value: Option<&str>) {
        if let Some(value) = value {
            self.put(key, Tidy::Value(value.into()));
        }
    }

    fn pairs(&mut self, key: &str, pairs: &[(String, String)]) {
        if !pairs.is_empty() {
            let members =
                pairs.iter().map(|(name, value)| (name.clone(), Tidy::Value(value.as_str().into()))).collect();
            self.put(key, Tidy::Object(members));
        }
    }

    fn rest(mut self, extra: &Map<String, Value>) -> Tidy {
        for (key, value) in extra {
            self.put(key, Tidy::Value(value.clone()));
        }
        Tidy::Object(self.0)
    }
}

pub(super) fn manifest(manifest: &Manifest) -> Tidy {
    let mut object = ObjectWriter(Vec::new());
    if let Some(meta) = manifest.meta() {
        object.put("meta", write_meta(meta));
    }
    object.put("sources", Tidy::Array(manifest.sources().iter().map(source).collect()));
    object.rest(manifest.extra())
}

fn write_meta(meta: &Meta) -> Tidy {
    let mut object = ObjectWriter(Vec::new());
    object.text("schac", meta.schac());
    object.text("eterid", meta.eterid());
    object.text("deqarid", meta.deqarid());
    object.text("did", meta.did());
    object.rest(meta.extra())
}

pub(super) fn source(source: &DataSource) -> Tidy {
    let mut object = ObjectWriter(Vec::new());
    object.text("id", source.id());
    object.text("name", source.name());
    object.text("type", Some(source.source_type().as_str()));
    object.text("version", source.version());
    object.text("path", Some(source.path().as_str()));
    if !matches!(source.auth(), Auth::None) || !source.auth_extra().is_empty() {
        object.put("auth", auth(source));
    }
    if let Some(hours) = source.refresh_hours() {
        object.put("refresh", Tidy::Value(number(hours)));
    }
    object.pairs("headers", source.headers());
    object.pairs("queryParameters", source.query_parameters());
    object.text("contentType", source.content_type());
    if let Some(size) = source.page_size() {
        object.put("pageSize", Tidy::Value(size.into()));
    }
    object.rest(source.extra())
}

/// `24` rather than `24.0`.
fn number(value: f64) -> Value {
    let whole = value.fract() == 0.0 && value.abs() < 9.0e15;
    // In range and whole, so nothing is cut off.
    #[expect(clippy::cast_possible_truncation)]
    if whole { Value::from(value as i64) } else { Value::from(value) }
}

fn auth(source: &DataSource) -> Tidy {
    let mut object = ObjectWriter(Vec::new());
    object.text("type", Some(source.auth().type_name()));
    match source.auth() {
        Auth::HttpHeader { field, value } => {
            object.text("field", Some(field));
            object.text("value", Some(value.as_base64()));
        }
        Auth::OAuth2 { token_endpoint, scope, client_id, client_secret } => {
            object.text("token_endpoint", Some(token_endpoint.as_str()));
            object.text("scope", scope.as_deref());
            object.text("client_id", client_id.as_deref());
            object.text("client_secret", client_secret.as_ref().map(crate::Ciphertext::as_base64));
        }
        Auth::HttpSig { alg } => object.text("alg", alg.as_deref()),
        Auth::None | Auth::Other { .. } => {}
    }
    object.rest(source.auth_extra())
}

impl Serialize for Manifest {
    /// The manifest as it is written in JSON.
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        manifest(self).serialize(serializer)
    }
}

impl Manifest {
    /// The manifest as indented JSON; reading it gives an equal manifest.
    pub fn to_json(&self) -> String {
        let mut json = serde_json::to_string_pretty(&manifest(self)).unwrap_or_default();
        json.push('\n');
        json
    }

    /// The manifest as YAML; reading it gives an equal manifest, unless an unknown key takes more than 1,024 characters,
    /// which YAML can't read back.
    #[cfg(feature = "yaml")]
    pub fn to_yaml(&self) -> String {
        let tidy = manifest(self);
        let mut yaml = String::new();
        let mut emitter = saphyr::YamlEmitter::new(&mut yaml);
        // Writing into a String does not fail.
        let _ = emitter.dump(&to_yaml(&tidy));
        let body = yaml.strip_prefix("---\n").unwrap_or(&yaml);
        format!("{body}\n")
    }
}

#[cfg(feature = "yaml")]
fn to_yaml(tidy: &Tidy) -> saphyr::Yaml<'_> {
    use saphyr::Yaml;
    match tidy {
        Tidy::Array(items) => Yaml::Sequence(items.iter().map(to_yaml).collect()),
        Tidy::Object(members) => {
            Yaml::Mapping(members.iter().map(|(key, value)| (yaml_text(key), to_yaml(value))).collect())
        }
        Tidy::Value(value) => value_to_yaml(value),
    }
}

#[cfg(feature = "yaml")]
fn yaml_text(text: &str) -> saphyr::Yaml<'_> {
    use saphyr::{Scalar, ScalarStyle, Yaml};
    match text {
        // Plain, it would be a merge key.
        "<<" => Yaml::Representation(text.into(), ScalarStyle::DoubleQuoted, None),
        _ => Yaml::Value(Scalar::String(text.into())),
    }
}

#[cfg(feature = "yaml")]
fn value_to_yaml(value: &Value) -> saphyr::Yaml<'_> {
    use saphyr::{Scalar, ScalarStyle, Yaml};
    match value {
        Value::Null => Yaml::Value(Scalar::Null),
        Value::Bool(value) => Yaml::Value(Scalar::Boolean(*value)),
        // As JSON writes it, so that a large or fractional number stays what it is.
        Value::Number(number) => Yaml::Representation(number.to_string().into(), ScalarStyle::Plain, None),
        Value::String(text) => yaml_text(text),
        Value::Array(items) => Yaml::Sequence(items.iter().map(value_to_yaml).collect()),
        Value::Object(members) => {
            Yaml::Mapping(members.iter().map(|(key, value)| (yaml_text(key), value_to_yaml(value))).collect())
        }
    }
}
