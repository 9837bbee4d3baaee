//! Fields of JSON as they really come: a text where a list belongs, a number as text, an object too many.

use std::borrow::Cow;
use std::fmt;

use serde::de::{Deserialize, Deserializer, MapAccess, SeqAccess, Visitor};

use jsonc_parser::{CollectOptions, ParseOptions, ast, parse_to_ast};

/// Any JSON value, borrowed from the input where it can be.
#[derive(Clone, Debug, Default)]
pub(super) enum Json<'a> {
    #[default]
    Null,
    Bool(bool),
    /// A number in decimal notation.
    Number(Cow<'a, str>),
    Text(Cow<'a, str>),
    List(Vec<Json<'a>>),
    Object(Vec<(Cow<'a, str>, Json<'a>)>),
}

/// Whether a text is what systems write where there is none.
pub(super) fn is_nothing(text: &str) -> bool {
    ["null", "none", "n/a", "-"].iter().any(|nothing| text.eq_ignore_ascii_case(nothing))
}

impl<'a> Json<'a> {
    /// The last member of this name.
    pub(super) fn get(&self, name: &str) -> &Self {
        static NULL: Json<'static> = Json::Null;
        match self {
            Self::Object(members) => {
                members.iter().rev().find(|(key, _)| key == name).map_or(&NULL, |(_, value)| value)
            }
            _ => &NULL,
        }
    }

    /// The first of these members that has a value, with its name; else an absent one with the first name.
    pub(super) fn any<'n>(&self, names: &[&'n str]) -> (&'n str, &Self) {
        static NULL: Json<'static> = Json::Null;
        let found = names.iter().map(|name| (*name, self.get(name))).find(|(_, value)| !value.is_absent());
        found.unwrap_or_else(|| (names.first().copied().unwrap_or_default(), &NULL))
    }

    /// The members of an object.
    pub(super) fn members(&self) -> impl Iterator<Item = (&str, &Self)> {
        let members: &[_] = if let Self::Object(members) = self { members } else { &[] };
        members.iter().map(|(key, value)| (key.as_ref(), value))
    }

    /// A boolean, also as text or number.
    pub(super) fn flag(&self) -> Option<bool> {
        match self {
            Self::Bool(flag) => Some(*flag),
            other => match other.text()?.to_ascii_lowercase().as_str() {
                "true" | "1" => Some(true),
                "false" | "0" => Some(false),
                _ => None,
            },
        }
    }

    /// The items of a list; a single value is a list of one, an absent one of none.
    pub(super) fn items(&self) -> &[Self] {
        match self {
            Self::List(items) => items,
            other if other.is_absent() => &[],
            other => std::slice::from_ref(other),
        }
    }

    /// A text or number as text, trimmed; `None` if there is none or if it says so (rule R5).
    pub(super) fn text(&self) -> Option<&str> {
        self.title().filter(|text| !is_nothing(text))
    }

    /// Like [`text`](Self::text), where "None" may be a name.
    pub(super) fn title(&self) -> Option<&str> {
        match self {
            Self::Text(text) | Self::Number(text) => Some(text.trim()).filter(|text| !text.is_empty()),
            Self::List(items) if items.len() == 1 => items[0].title(),
            _ => None,
        }
    }

    /// Whether there is nothing to map (rule R5).
    pub(super) fn is_absent(&self) -> bool {
        match self {
            Self::Null => true,
            Self::Text(_) => self.text().is_none(),
            Self::List(items) => items.iter().all(Self::is_absent),
            Self::Object(members) => members.is_empty(),
            Self::Bool(_) | Self::Number(_) => false,
        }
    }

    /// The value for a message.
    pub(super) fn describe(&self) -> String {
        match self {
            Self::Null => "null".into(),
            Self::Bool(value) => format!("`{value}`"),
            Self::Number(text) | Self::Text(text) => format!("`{}`", ql_core::excerpt(text)),
            Self::List(items) => format!("a list of {}", items.len()),
            Self::Object(_) => "an object".into(),
        }
    }

    /// Reads a whole document; halves of surrogate pairs, which no text can have, are read as U+FFFD.
    ///
    /// # Errors
    /// A sentence with line and column, if it is not JSON.
    pub(super) fn parse(bytes: &'a [u8]) -> Result<Self, String> {
        let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
        let text =
            std::str::from_utf8(bytes).map_err(|error| format!("not UTF-8 from byte {}", error.valid_up_to()))?;
        // The fast parser rounds long numbers, refuses halves of surrogate pairs, and says less of what is wrong.
        if let Ok(json) = serde_json::from_str(text) {
            return Ok(json);
        }
        match read(text) {
            Ok(json) => Ok(json),
            Err(problem) => match without_lone_surrogates(text) {
                Some(mended) => read(&mended).map(Json::into_owned),
                None => Err(problem),
            },
        }
    }

    /// Cuts every list to so many items; gives the places where something was cut.
    pub(super) fn cut_lists(&mut self, most: usize) -> Vec<String> {
        let mut places = Vec::new();
        self.cut_below(most, &mut String::new(), &mut places);
        places
    }

    fn cut_below(&mut self, most: usize, pointer: &mut String, places: &mut Vec<String>) {
        let length = pointer.len();
        match self {
            Self::List(items) => {
                if items.len() > most {
                    items.truncate(most);
                    places.push(pointer.clone());
                }
                for (index, item) in items.iter_mut().enumerate() {
                    pointer.push_str(&format!("/{index}"));
                    item.cut_below(most, pointer, places);
                    pointer.truncate(length);
                }
            }
            Self::Object(members) => {
                if members.len() > most {
                    members.truncate(most);
                    places.push(pointer.clone());
                }
                for (name, member) in members {
                    pointer.push('/');
                    pointer.push_str(&name.replace('~', "~0").replace('/', "~1"));
                    member.cut_below(most, pointer, places);
                    pointer.truncate(length);
                }
            }
            _ => {}
        }
    }

    pub(super) fn into_owned(self) -> Json<'static> {
        let owned = |text: Cow<'_, str>| Cow::Owned(text.into_owned());
        match self {
            Self::Null => Json::Null,
            Self::Bool(value) => Json::Bool(value),
            Self::Number(text) => Json::Number(owned(text)),
            Self::Text(text) => Json::Text(owned(text)),
            Self::List(items) => Json::List(items.into_iter().map(Json::into_owned).collect()),
            Self::Object(members) => {
                Json::Object(members.into_iter().map(|(key, value)| (owned(key), value.into_owned())).collect())
            }
        }
    }
}

/// The id of something that is named by its id or stands there itself.
pub(super) fn id_of<'j>(value: &'j Json<'_>, names: &[&str]) -> Option<&'j str> {
    match value {
        Json::Object(_) => value.any(names).1.text(),
        Json::List(items) if items.len() == 1 => id_of(&items[0], names),
        other => other.text(),
    }
}

/// The ids of a list of such things.
pub(super) fn ids_of(value: &Json<'_>, names: &[&str]) -> Vec<String> {
    let mut ids: Vec<String> = Vec::new();
    for id in value.items().iter().filter_map(|item| id_of(item, names)) {
        if !ids.iter().any(|known| known == id) {
            ids.push(id.to_owned());
        }
    }
    ids
}

/// The fast way: numbers that come exactly, or with so few digits that nothing is lost.
impl<'de> Deserialize<'de> for Json<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Any;

        impl<'de> Visitor<'de> for Any {
            type Value = Json<'de>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("any value")
            }

            fn visit_unit<E>(self) -> Result<Json<'de>, E> {
                Ok(Json::Null)
            }

            fn visit_bool<E>(self, value: bool) -> Result<Json<'de>, E> {
                Ok(Json::Bool(value))
            }

            fn visit_u64<E>(self, value: u64) -> Result<Json<'de>, E> {
                Ok(Json::Number(value.to_string().into()))
            }

            fn visit_i64<E>(self, value: i64) -> Result<Json<'de>, E> {
                Ok(Json::Number(value.to_string().into()))
            }

            fn visit_f64<E: serde::de::Error>(self, value: f64) -> Result<Json<'de>, E> {
                match short(value) {
                    Some(text) => Ok(Json::Number(text.into())),
                    None => Err(E::custom("a number that has to be read as it is written")),
                }
            }

            fn visit_borrowed_str<E>(self, value: &'de str) -> Result<Json<'de>, E> {
                Ok(Json::Text(value.into()))
            }

            fn visit_str<E>(self, value: &str) -> Result<Json<'de>, E> {
                Ok(Json::Text(value.to_owned().into()))
            }

            fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Json<'de>, A::Error> {
                let mut list = Vec::new();
                while let Some(item) = items.next_element()? {
                    list.push(item);
                }
                Ok(Json::List(list))
            }

            fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<Json<'de>, A::Error> {
                let mut members = Vec::new();
                while let Some(Key(key)) = entries.next_key()? {
                    members.push((key, entries.next_value()?));
                }
                Ok(Json::Object(members))
            }
        }

        deserializer.deserialize_any(Any)
    }
}

/// A number in decimal notation, if it has so few digits that a binary number keeps them all: `1.10` and `11e-1` are `1.1`.
fn short(value: f64) -> Option<String> {
    const KEPT_DIGITS: usize = 15;
    let text = value.to_string();
    let digits = text.bytes().filter(u8::is_ascii_digit).count();
    (value.is_finite() && digits <= KEPT_DIGITS).then_some(text)
}

/// The name of a member, borrowed where it has no escapes.
struct Key<'a>(Cow<'a, str>);

impl<'de> Deserialize<'de> for Key<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Name;

        impl<'de> Visitor<'de> for Name {
            type Value = Key<'de>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a name")
            }

            fn visit_borrowed_str<E>(self, value: &'de str) -> Result<Key<'de>, E> {
                Ok(Key(value.into()))
            }

            fn visit_str<E>(self, value: &str) -> Result<Key<'de>, E> {
                Ok(Key(value.to_owned().into()))
            }
        }

        deserializer.deserialize_str(Name)
    }
}

/// A parser that keeps numbers as they are written: an id of 23 digits stays what it is.
fn read(text: &str) -> Result<Json<'_>, String> {
    let strict = ParseOptions {
        allow_comments: false,
        allow_loose_object_property_names: false,
        allow_trailing_commas: false,
        allow_missing_commas: false,
        allow_single_quoted_strings: false,
        allow_hexadecimal_numbers: false,
        allow_unary_plus_numbers: false,
        allow_bare_decimal_point_numbers: false,
        allow_non_finite_numbers: false,
        allow_extended_string_escapes: false,
    };
    let parsed = parse_to_ast(text, &CollectOptions::default(), &strict).map_err(|error| {
        format!("{} at line {}, column {}", error.kind(), error.line_display(), error.column_display())
    })?;
    parsed.value.map(convert).ok_or_else(|| "no content".into())
}

/// The parser has limited the depth.
fn convert(value: ast::Value<'_>) -> Json<'_> {
    match value {
        ast::Value::NullKeyword(_) => Json::Null,
        ast::Value::BooleanLit(literal) => Json::Bool(literal.value),
        ast::Value::NumberLit(literal) => {
            let is_whole = literal.value.bytes().all(|byte| byte.is_ascii_digit() || byte == b'-');
            // As the fast way reads it, so that a number does not depend on what stands beside it.
            let read = if is_whole { None } else { literal.value.parse().ok().and_then(short) };
            Json::Number(read.map_or_else(|| literal.value.into(), Into::into))
        }
        ast::Value::StringLit(literal) => Json::Text(literal.value),
        ast::Value::Array(array) => Json::List(array.elements.into_iter().map(convert).collect()),
        ast::Value::Object(object) => {
            let members = object.properties.into_iter().map(|property| {
                let key = match property.name {
                    ast::ObjectPropName::String(literal) => literal.value,
                    ast::ObjectPropName::Word(literal) => literal.value.into(),
                };
                (key, convert(property.value))
            });
            Json::Object(members.collect())
        }
    }
}

/// The text with `\ufffd` for every escape that is half of a surrogate pair; `None` if there is none.
fn without_lone_surrogates(text: &str) -> Option<String> {
    let code = |at: usize| {
        let digits = text.get(at..at + 6)?.strip_prefix("\\u")?;
        u16::from_str_radix(digits, 16).ok()
    };
    let bytes = text.as_bytes();
    let mut mended = text.to_owned();
    let mut at = 0;
    while at < bytes.len() {
        if bytes[at] != b'\\' {
            at += 1;
            continue;
        }
        match code(at) {
            Some(0xd800..=0xdbff) if matches!(code(at + 6), Some(0xdc00..=0xdfff)) => at += 12,
            Some(0xd800..=0xdfff) => {
                mended.replace_range(at..at + 6, "\\ufffd");
                at += 6;
            }
            _ => at += 2,
        }
    }
    (mended != text).then_some(mended)
}
