use std::fmt::Display;

use ql_core::{Code, Diagnostic, LanguageTag, MultilingualText, Severity, excerpt};

use super::json::Json;
use super::{MapSettings, Mapper};

/// No course has a list as long as this.
const MAX_ITEMS: usize = 5_000;

/// What one record is read with: the settings, the language of its texts, and the findings so far.
pub(super) struct Reading<'m, 'd> {
    pub(super) mapper: &'m Mapper,
    /// The language of texts without one.
    pub(super) default: LanguageTag,
    /// The version of the format.
    pub(super) version: Option<u32>,
    /// What the format calls the ids of courses and of programmes.
    pub(super) id_names: (&'static str, &'static str),
    /// Whether years far from ours stand for "unknown" and "for ever".
    pub(super) has_sentinel_years: bool,
    /// Whether the language of a text without one is told.
    pub(super) infers_languages: bool,
    /// Whether it is said of every organisation that no institution is known for it.
    pub(super) tells_unresolved: bool,
    /// Whether a repaired code of ISCED-F is worth a warning.
    pub(super) isced_repair: Severity,
    /// The code of everything that is said, where that is about extensions.
    pub(super) as_code: Option<Code>,
    diagnostics: &'d mut Vec<Diagnostic>,
    item: String,
    /// Where in the record the part that is being mapped stands.
    base: String,
    /// Lists that were cut, not yet told.
    cut: Vec<String>,
    /// Instances that are parts of others, by the ids of those.
    pub(super) offering_parts: Vec<(String, String)>,
    /// Values that have no other place than a note.
    unmapped: Vec<String>,
}

impl<'m, 'd> Reading<'m, 'd> {
    pub(super) fn new(mapper: &'m Mapper, diagnostics: &'d mut Vec<Diagnostic>) -> Self {
        let default = mapper.default_language.clone();
        Self {
            mapper,
            default,
            version: None,
            id_names: ("courseId", "programId"),
            has_sentinel_years: false,
            infers_languages: false,
            tells_unresolved: false,
            isced_repair: Severity::Info,
            as_code: None,
            diagnostics,
            item: String::new(),
            base: String::new(),
            cut: Vec::new(),
            offering_parts: Vec::new(),
            unmapped: Vec::new(),
        }
    }

    pub(super) fn settings(&self) -> &'m MapSettings {
        &self.mapper.settings
    }

    pub(super) fn set_item(&mut self, item: &str) {
        item.clone_into(&mut self.item);
        self.tell_cuts();
    }

    /// Says what was cut, once it is known of which item.
    fn tell_cuts(&mut self) {
        let base = std::mem::take(&mut self.base);
        for place in std::mem::take(&mut self.cut) {
            let message = format!("only the first {MAX_ITEMS} items of the list are read");
            self.warn(crate::codes::MAP_LIST_CUT, &place, message);
        }
        self.base = base;
    }

    /// What follows is about the part at this JSON pointer.
    pub(super) fn set_base(&mut self, base: impl Display) {
        self.base = base.to_string();
    }

    pub(super) fn push(&mut self, code: Code, severity: Severity, field: &str, message: impl Into<String>) {
        let mut diagnostic = Diagnostic::new(self.as_code.unwrap_or(code), severity, message)
            .with_pointer(format!("{}{field}", self.base));
        if !self.item.is_empty() {
            diagnostic = diagnostic.with_item(self.item.as_str());
        }
        self.diagnostics.push(diagnostic);
    }

    pub(super) fn warn(&mut self, code: Code, field: &str, message: impl Into<String>) {
        self.push(code, Severity::Warning, field, message);
    }

    pub(super) fn info(&mut self, code: Code, field: &str, message: impl Into<String>) {
        self.push(code, Severity::Info, field, message);
    }

    pub(super) fn error(&mut self, code: Code, field: &str, message: impl Into<String>) {
        self.push(code, Severity::Error, field, message);
    }

    /// A value that can't be mapped: a finding, and the value as a note.
    pub(super) fn unmapped(&mut self, code: Code, field: &str, what: &str, value: &Json<'_>) {
        self.warn(code, field, format!("{what}: {}", value.describe()));
        if let Some(text) = value.text() {
            self.keep(field, text);
        }
    }

    /// Like [`unmapped`](Self::unmapped), for a part of a value.
    pub(super) fn unmapped_text(&mut self, code: Code, field: &str, what: &str, text: &str) {
        self.warn(code, field, format!("{what}: `{}`", excerpt(text)));
        self.keep(field, text);
    }

    fn keep(&mut self, field: &str, text: &str) {
        if self.settings().unmapped_notes {
            let name = field.rsplit('/').find(|part| part.parse::<u32>().is_err()).unwrap_or(field);
            let value: String = text.chars().filter(|c| !super::rules::is_unwanted(*c)).collect();
            let note = format!("{name}: {}", excerpt(value.trim()));
            if !self.unmapped.contains(&note) {
                self.unmapped.push(note);
            }
        }
    }

    /// The notes about values that had no other place since the last call.
    pub(super) fn take_unmapped(&mut self) -> impl Iterator<Item = MultilingualText> + use<> {
        let notes = std::mem::take(&mut self.unmapped);
        notes.into_iter().map(|note| MultilingualText::single(LanguageTag::undetermined(), note))
    }

    /// Parses the body of a record or part.
    pub(super) fn json<'b>(&mut self, body: &'b [u8], what: &str) -> Option<Json<'b>> {
        match Json::parse(body) {
            Ok(mut json @ Json::Object(_)) => {
                // A list that is longer takes at least so many bytes.
                if body.len() > 2 * MAX_ITEMS {
                    let base = self.base.clone();
                    self.cut.extend(json.cut_lists(MAX_ITEMS).into_iter().map(|place| base.clone() + &place));
                    if !self.item.is_empty() {
                        self.tell_cuts();
                    }
                }
                Some(json)
            }
            Ok(other) => {
                self.error(crate::codes::MAP_JSON, "", format!("the {what} is {}, not an object", other.describe()));
                None
            }
            Err(error) => {
                self.error(crate::codes::MAP_JSON, "", format!("the {what} is not valid JSON: {error}"));
                None
            }
        }
    }
}

pub(super) fn english() -> LanguageTag {
    LanguageTag::parse("en").unwrap_or_else(LanguageTag::undetermined)
}

/// A text of our own words.
pub(super) fn in_english(text: impl Into<String>) -> MultilingualText {
    MultilingualText::single(english(), text)
}
