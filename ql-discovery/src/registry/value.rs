//! Values as registries write them, brought into one form (registries of education providers, "Normalisation").

use std::borrow::Cow;

use icu_normalizer::ComposingNormalizerBorrowed;
use ql_core::{
    Country, Diagnostic, IdentifierScheme, LanguageTag, ProviderIdentifier, ProviderLocation, ProviderName, Registry,
    Severity, TextPosition, excerpt,
};
use ql_ident::{DeqarInstId, EterId, SchacCode};
use serde_json::Value;

use super::RegistryEntry;
use crate::registry_codes as codes;

/// Names, identifiers or places of one provider.
pub(super) const MOST: usize = 200;

pub(super) fn without_bom(bytes: &[u8]) -> &[u8] {
    bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes)
}

/// Where an entry stands in its document.
pub(super) enum Place {
    Pointer(String),
    Line(u32),
    Unknown,
}

impl Place {
    fn of(&self, finding: Diagnostic) -> Diagnostic {
        match self {
            Self::Pointer(pointer) => finding.with_pointer(pointer),
            Self::Line(line) => finding.at(TextPosition::new(*line, 1)),
            Self::Unknown => finding,
        }
    }
}

/// Reads the values of one entry and collects what is wrong with them.
pub(super) struct Reader<'d> {
    pub(super) entry: RegistryEntry,
    place: Place,
    /// Of what there was too much.
    cut: Vec<String>,
    diagnostics: &'d mut Vec<Diagnostic>,
}

impl<'d> Reader<'d> {
    pub(super) fn new(
        registry: Registry,
        id: impl Into<String>,
        place: Place,
        diagnostics: &'d mut Vec<Diagnostic>,
    ) -> Self {
        Self { entry: RegistryEntry::new(registry, id), place, cut: Vec::new(), diagnostics }
    }

    /// The text of a member; numbers are texts, too. What is of another type is reported.
    pub(super) fn text<'v>(&mut self, object: &'v Value, key: &str) -> Option<Cow<'v, str>> {
        let found = text(object, key);
        let is_odd = |value: &Value| !matches!(value, Value::Null | Value::String(_) | Value::Number(_));
        if found.is_none() && object.get(key).is_some_and(is_odd) {
            self.warn(codes::VALUE, format!("`{key}` is no text"));
        }
        found
    }

    /// The entries of a list; a single object is a list of one. What is of another type is reported.
    pub(super) fn items<'v>(&mut self, object: &'v Value, key: &str) -> Vec<&'v Value> {
        let listed = match object.get(key) {
            None | Some(Value::Null) => return Vec::new(),
            Some(Value::Array(items)) => items.as_slice(),
            Some(single @ Value::Object(_)) => std::slice::from_ref(single),
            Some(_) => {
                self.warn(codes::VALUE, format!("`{key}` is no list"));
                return Vec::new();
            }
        };
        if listed.iter().any(|item| !item.is_object()) {
            self.warn(codes::VALUE, format!("`{key}` has entries that are no objects"));
        }
        listed.iter().filter(|item| item.is_object()).collect()
    }

    /// A day as `YYYY-MM-DD`, whatever follows.
    pub(super) fn day(&mut self, object: &Value, key: &str) -> Option<String> {
        let text = self.text(object, key)?;
        let day = day(&text);
        if day.is_none() {
            self.unusable(&format!("`{key}` is no date (YYYY-MM-DD)"), &text);
        }
        day
    }

    /// Whether there is room for one more; a registry has no more than that to say of one provider.
    fn has_room(&mut self, count: usize, what: &str) -> bool {
        let message = format!("more than {MOST} {what}; the rest is left out");
        if count >= MOST && !self.cut.contains(&message) {
            self.cut.push(message.clone());
            self.warn(codes::VALUE, message);
        }
        count < MOST
    }

    pub(super) fn warn(&mut self, code: ql_core::Code, message: String) {
        let finding = Diagnostic::new(code, Severity::Warning, message).with_item(excerpt(&self.entry.id));
        self.diagnostics.push(self.place.of(finding));
    }

    fn unusable(&mut self, what: &str, text: &str) {
        self.warn(codes::VALUE, format!("{what}: `{}`", excerpt(text)));
    }

    /// A SCHAC code; one that is none is kept as an identifier.
    pub(super) fn schac(&mut self, text: &str) {
        match schac(text) {
            Some(schac) if self.entry.schacs.contains(&schac) => {}
            Some(schac) => {
                let count = self.entry.schacs.len();
                if self.has_room(count, "SCHAC codes") {
                    self.entry.schacs.push(schac);
                }
            }
            None if text.trim().is_empty() => {}
            None => {
                self.warn(codes::SCHAC, format!("not a SCHAC code: `{}`", excerpt(text)));
                self.identifier(IdentifierScheme::Schac, text, None);
            }
        }
    }

    pub(super) fn former_schac(&mut self, text: &str) {
        match schac(text) {
            Some(schac) if self.entry.former_schacs.contains(&schac) => {}
            Some(schac) => {
                let count = self.entry.former_schacs.len();
                if self.has_room(count, "former SCHAC codes") {
                    self.entry.former_schacs.push(schac);
                }
            }
            None => self.warn(codes::SCHAC, format!("not a SCHAC code: `{}`", excerpt(text))),
        }
    }

    pub(super) fn deqar(&mut self, text: &str) {
        match DeqarInstId::parse_lenient(text) {
            Ok(read) => self.entry.provider.deqar = Some(read.value),
            Err(_) => self.unusable("not a DEQARINST id", text),
        }
    }

    pub(super) fn eter(&mut self, text: &str) {
        match EterId::parse_lenient(text) {
            Ok(read) => self.entry.provider.eter = Some(read.value),
            Err(_) => self.unusable("not an ETER/OrgReg id", text),
        }
    }

    pub(super) fn country(&mut self, text: &str) -> Option<Country> {
        let country = text.parse().ok();
        if country.is_none() && !text.trim().is_empty() {
            self.unusable("unknown country", text);
        }
        country
    }

    pub(super) fn website(&mut self, text: &str) {
        if !text.trim().is_empty() && self.entry.provider.website.is_none() {
            self.entry.provider.website = Some(text.trim().to_owned());
        }
    }

    /// The name for people.
    pub(super) fn label(&mut self, text: &str) {
        let name = tidy(text);
        if !name.is_empty() && self.entry.provider.name.is_none() {
            self.entry.provider.name = Some(name);
        }
    }

    pub(super) fn name(&mut self, text: &str, language: Option<&str>, official: bool, former: bool) {
        let text = tidy(text);
        if text.is_empty() {
            return;
        }
        let language = language.filter(|tag| !tag.trim().is_empty());
        let read = language.and_then(LanguageTag::parse);
        if let (Some(tag), None) = (language, &read) {
            self.unusable("not a language tag", tag);
        }
        let mut name = ProviderName::new(text, read, self.entry.registry);
        (name.official, name.former) = (official, former);
        let names = &self.entry.provider.names;
        let (count, is_new) = (names.len(), !names.contains(&name));
        if is_new && self.has_room(count, "names") {
            self.entry.provider.names.push(name);
        }
    }

    pub(super) fn identifier(&mut self, scheme: IdentifierScheme, text: &str, agency: Option<&str>) {
        let text = text.trim();
        if text.is_empty() {
            return;
        }
        let digits = text.chars().filter(char::is_ascii_digit).count();
        let is_pic = text.chars().all(|c| c.is_ascii_digit() || c.is_whitespace()) && (1..=9).contains(&digits);
        let value = match &scheme {
            IdentifierScheme::Pic if !is_pic => return self.unusable("a PIC has nine digits", text),
            IdentifierScheme::Pic | IdentifierScheme::Eche => scheme.normalised(text),
            _ => text.to_owned(),
        };
        let mut identifier = ProviderIdentifier::new(scheme, value, self.entry.registry);
        identifier.agency = agency.map(str::to_owned);
        let known = &self.entry.provider.identifiers;
        let (count, is_new) = (known.len(), !known.contains(&identifier));
        if is_new && self.has_room(count, "identifiers") {
            self.entry.provider.identifiers.push(identifier);
        }
    }

    pub(super) fn location(&mut self, location: ProviderLocation) {
        let known = &self.entry.provider.locations;
        let (count, is_new) = (known.len(), !known.contains(&location));
        if location != ProviderLocation::default() && is_new && self.has_room(count, "locations") {
            self.entry.provider.locations.push(location);
        }
    }

    /// The entry, unless nothing in it leads anywhere.
    pub(super) fn finish(self) -> Option<RegistryEntry> {
        let provider = &self.entry.provider;
        if self.entry.schacs.is_empty() && provider.key().is_none() && provider.identifiers.is_empty() {
            let finding = Diagnostic::new(codes::ENTRY, Severity::Error, "the entry has neither an id nor a website")
                .with_item(excerpt(&self.entry.id));
            self.diagnostics.push(self.place.of(finding));
            return None;
        }
        Some(self.entry)
    }
}

/// A SCHAC code as registries write it; a URL is none.
pub(super) fn schac(text: &str) -> Option<SchacCode> {
    SchacCode::parse_lenient(text).ok().map(|read| read.value)
}

/// White space collapsed, in Unicode's composed form.
pub(super) fn tidy(text: &str) -> String {
    let words: Vec<&str> = text.split_whitespace().collect();
    ComposingNormalizerBorrowed::new_nfc().normalize(&words.join(" ")).into_owned()
}

/// The text of a member; numbers are texts, too.
fn text<'v>(object: &'v Value, key: &str) -> Option<Cow<'v, str>> {
    match object.get(key)? {
        Value::String(text) if !text.trim().is_empty() => Some(text.as_str().into()),
        Value::Number(number) => Some(number.to_string().into()),
        _ => None,
    }
}

/// A day as `YYYY-MM-DD`, whatever follows.
fn day(text: &str) -> Option<String> {
    let day = text.trim().get(..10)?;
    let shape = day.bytes().enumerate().all(|(at, byte)| match at {
        4 | 7 => byte == b'-',
        _ => byte.is_ascii_digit(),
    });
    shape.then(|| day.to_owned())
}
