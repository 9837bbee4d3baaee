//! The members of an object, matched with the keys that the specification knows.

use serde_json::{Map, Value};

use super::read::{Reader, Weight};
use super::tree::{Member, Node, Pointer};
use crate::{codes, excerpt};

pub(super) struct Field<'n, 'a> {
    key: &'static str,
    pub(super) node: &'n Node<'a>,
    /// The key was spelt differently, so a JSON Schema validator does not look at the value.
    pub(super) respelt: bool,
    /// The key as it is written.
    pub(super) written: &'n str,
}

pub(super) struct Fields<'n, 'a> {
    known: Vec<Field<'n, 'a>>,
    extra: Map<String, Value>,
}

/// Letters and digits in lower case: `query_parameters` and `queryParameters` are the same.
pub(super) fn folded(text: &str) -> impl Iterator<Item = u8> + '_ {
    text.bytes().filter(u8::is_ascii_alphanumeric).map(|byte| byte.to_ascii_lowercase())
}

impl<'n, 'a> Fields<'n, 'a> {
    /// Sorts the members of the object at `pointer`, noting misspelt keys.
    pub(super) fn sort(
        reader: &mut Reader<'_, '_>,
        pointer: &Pointer<'_>,
        members: &'n [Member<'a>],
        keys: &[&'static str],
        required: &[&str],
    ) -> Self {
        let mut fields = Self { known: Vec::with_capacity(members.len()), extra: Map::new() };
        for Member { key, node, .. } in members {
            if let Some(known) = keys.iter().find(|known| **known == key.as_ref()) {
                fields.known.push(Field { key: known, node, respelt: false, written: key });
            }
        }
        for Member { key, key_place, node } in members {
            if keys.contains(&key.as_ref()) {
                continue;
            }
            let alike = keys.iter().find(|known| key.is_ascii() && folded(known).eq(folded(key)));
            let place = pointer.key(key);
            match alike {
                Some(known) if !fields.known.iter().any(|field| field.key == *known) => {
                    let weight = if required.contains(known) { Weight::Repaired } else { Weight::Advice };
                    let message = format!("the key `{}` is read as `{known}`", excerpt(key));
                    let hint = Some(format!("write `{known}`"));
                    reader.note_hint(codes::MANIFEST_KEY_SPELLING, weight, &place, *key_place, message, hint);
                    fields.known.push(Field { key: known, node, respelt: true, written: key });
                }
                Some(known) => {
                    // Kept, it would be read in place of the right one wherever that is not written again.
                    let message = format!("the key `{}` is left out, since there is `{known}`", excerpt(key));
                    let hint = Some("remove one of them".into());
                    reader.note_hint(codes::MANIFEST_KEY_SPELLING, Weight::Advice, &place, *key_place, message, hint);
                }
                None => {
                    if let Some(near) = nearest(key, keys) {
                        let message = format!("the key `{}` is not known and is ignored", excerpt(key));
                        let hint = Some(format!("did you mean `{near}`?"));
                        let code = codes::MANIFEST_KEY_UNKNOWN;
                        reader.note_hint(code, Weight::Note, &place, *key_place, message, hint);
                    }
                    fields.extra.insert(key.clone().into_owned(), node.to_json());
                }
            }
        }
        fields
    }

    /// Where the value of a key stands.
    pub(super) fn place(&self, key: &str) -> Option<super::tree::Place> {
        self.known.iter().find(|field| field.key == key).map(|field| field.node.place)
    }

    pub(super) fn take(&mut self, key: &str) -> Option<Field<'n, 'a>> {
        let at = self.known.iter().position(|field| field.key == key)?;
        Some(self.known.swap_remove(at))
    }

    /// The members that the specification does not know.
    pub(super) fn extra(&mut self) -> Map<String, Value> {
        std::mem::take(&mut self.extra)
    }
}

/// The name that `text` is probably meant to be.
pub(super) fn nearest<'k>(text: &str, names: &[&'k str]) -> Option<&'k str> {
    if text.len() > 32 {
        return None;
    }
    let distance = |name: &str| strsim::osa_distance(&text.to_ascii_lowercase(), &name.to_ascii_lowercase());
    names
        .iter()
        .map(|name| (distance(name), *name))
        .filter(|(distance, name)| *distance * 3 <= name.len().max(3))
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, name)| name)
}
