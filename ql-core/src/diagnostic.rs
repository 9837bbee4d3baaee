use std::fmt;

use serde::{Serialize, Serializer};

/// The stable code of a finding, `area.kebab-words`; removing or renaming one is a breaking change.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Code(&'static str);

impl Code {
    /// A code; use the constants of the crates rather than this.
    pub const fn new(code: &'static str) -> Self {
        Self(code)
    }

    /// The text of the code.
    pub const fn as_str(self) -> &'static str {
        self.0
    }
}

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0)
    }
}

impl Serialize for Code {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.0)
    }
}

/// Defines the codes of a crate as constants, with a sentence on each for the documentation.
///
/// ```
/// ql_core::codes! {
///     /// The codes of this example.
///     pub mod codes {
///         TOO_LONG = "example.too-long", "the text is longer than allowed";
///     }
/// }
/// assert_eq!(codes::TOO_LONG.as_str(), "example.too-long");
/// assert_eq!(codes::ALL[0].1, "the text is longer than allowed");
/// ```
#[macro_export]
macro_rules! codes {
    ($(#[$meta:meta])* $vis:vis mod $module:ident { $($name:ident = $code:literal, $text:literal;)* }) => {
        $(#[$meta])*
        $vis mod $module {
            use $crate::Code;
            $(#[doc = $text] pub const $name: Code = Code::new($code);)*
            /// Every code of this area with its explanation.
            pub const ALL: &[(Code, &str)] = &[$(($name, $text),)*];
        }
    };
}

/// How bad a finding is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
#[non_exhaustive]
pub enum Severity {
    /// Worth knowing; nothing was lost.
    Info,
    /// A field was dropped or repaired.
    Warning,
    /// An item (a course, a data source of a manifest) was dropped.
    Error,
    /// A whole document or data source was dropped.
    Fatal,
}

impl fmt::Display for Severity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Info => "info",
            Self::Warning => "warning",
            Self::Error => "error",
            Self::Fatal => "fatal",
        })
    }
}

/// A place in a text, counted from 1, in lines and characters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[non_exhaustive]
pub struct TextPosition {
    /// The line, from 1.
    pub line: u32,
    /// The column in characters, from 1.
    pub column: u32,
}

impl TextPosition {
    /// The place at the given line and column, both from 1.
    pub fn new(line: u32, column: u32) -> Self {
        Self { line, column }
    }

    /// The place of byte `offset` of `text`.
    ///
    /// ```
    /// use ql_core::TextPosition;
    /// assert_eq!(TextPosition::of_offset("a\nbü c", 6), TextPosition::new(2, 4));
    /// ```
    pub fn of_offset(text: &str, offset: usize) -> Self {
        let mut end = offset.min(text.len());
        while !text.is_char_boundary(end) {
            end -= 1;
        }
        let before = &text[..end];
        let line_start = before.rfind('\n').map_or(0, |at| at + 1);
        let line = before.bytes().filter(|byte| *byte == b'\n').count() + 1;
        let column = before[line_start..].chars().count() + 1;
        Self { line: u32::try_from(line).unwrap_or(u32::MAX), column: u32::try_from(column).unwrap_or(u32::MAX) }
    }
}

/// A finding: what is wrong, where, how bad it is and what to do.
///
/// It serialises to JSON with the names of its accessors; absent parts are left out.
///
/// ```
/// use ql_core::{Code, Diagnostic, Severity};
/// const BAD_LEVEL: Code = Code::new("example.level");
/// let finding = Diagnostic::new(BAD_LEVEL, Severity::Warning, "unknown level: `Master's`")
///     .with_item("BIO-101")
///     .with_pointer("/level")
///     .with_hint("write `master`");
/// assert_eq!(finding.to_string(), "warning[example.level]: unknown level: `Master's` (item BIO-101, /level)");
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Diagnostic {
    code: Code,
    severity: Severity,
    message: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    source: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    item: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pointer: Option<String>,
    #[serde(flatten)]
    position: Option<TextPosition>,
    #[serde(skip_serializing_if = "Option::is_none")]
    hint: Option<String>,
}

impl Diagnostic {
    /// A finding without a place.
    pub fn new(code: Code, severity: Severity, message: impl Into<String>) -> Self {
        Self {
            code,
            severity,
            message: message.into(),
            source: None,
            item: None,
            pointer: None,
            position: None,
            hint: None,
        }
    }

    /// The same finding of another severity.
    #[must_use]
    pub fn with_severity(mut self, severity: Severity) -> Self {
        self.severity = severity;
        self
    }

    /// Names the document or data source, by URL, file name or id.
    #[must_use]
    pub fn with_source(mut self, source: impl Into<String>) -> Self {
        self.source = Some(source.into());
        self
    }

    /// Names the item, by its id at the source.
    #[must_use]
    pub fn with_item(mut self, item: impl Into<String>) -> Self {
        self.item = Some(item.into());
        self
    }

    /// Names the field, as JSON pointer (RFC 6901) from the item or document.
    #[must_use]
    pub fn with_pointer(mut self, pointer: impl Into<String>) -> Self {
        self.pointer = Some(pointer.into());
        self
    }

    /// Gives the place in the text.
    #[must_use]
    pub fn at(mut self, position: TextPosition) -> Self {
        self.position = Some(position);
        self
    }

    /// Says what to do.
    #[must_use]
    pub fn with_hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }

    /// The stable code.
    pub fn code(&self) -> Code {
        self.code
    }

    /// How bad it is.
    pub fn severity(&self) -> Severity {
        self.severity
    }

    /// The sentence: lower case, no full stop, values in backticks.
    pub fn message(&self) -> &str {
        &self.message
    }

    /// The document or data source.
    pub fn source(&self) -> Option<&str> {
        self.source.as_deref()
    }

    /// The item's id at the source.
    pub fn item(&self) -> Option<&str> {
        self.item.as_deref()
    }

    /// The field, as JSON pointer.
    pub fn pointer(&self) -> Option<&str> {
        self.pointer.as_deref()
    }

    /// The place in the text.
    pub fn position(&self) -> Option<TextPosition> {
        self.position
    }

    /// What to do.
    pub fn hint(&self) -> Option<&str> {
        self.hint.as_deref()
    }
}

impl fmt::Display for Diagnostic {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}[{}]: {}", self.severity, self.code, shown(&self.message))?;
        let item = self.item.as_ref().map(|item| format!("item {item}"));
        let line = self.position.map(|at| format!("line {}, column {}", at.line, at.column));
        let pointer = self.pointer.clone().filter(|pointer| !pointer.is_empty());
        let place: Vec<String> = [self.source.clone(), item, pointer, line].into_iter().flatten().collect();
        if !place.is_empty() {
            write!(f, " ({})", shown(&place.join(", ")))?;
        }
        Ok(())
    }
}

/// Shortens a value found in foreign data for a message: control characters escaped, at most 80 characters.
///
/// ```
/// assert_eq!(ql_core::excerpt("a\nb"), "a\\nb");
/// ```
pub fn excerpt(value: &str) -> String {
    const LONGEST: usize = 80;
    let mut short = String::new();
    for (count, character) in value.chars().enumerate() {
        if count == LONGEST {
            short.push('…');
            break;
        }
        push_shown(&mut short, character);
    }
    short
}

/// What changes the direction of writing could make a message read as another one; control characters move the cursor.
fn push_shown(text: &mut String, character: char) {
    let turns = matches!(
        character,
        '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}'
    );
    if character.is_control() || turns {
        text.extend(character.escape_default());
    } else {
        text.push(character);
    }
}

/// Foreign text in full length for a terminal or a message: what moves the cursor or turns the direction of writing is
/// escaped.
///
/// ```
/// assert_eq!(ql_core::shown("a\u{1b}[2Jb"), "a\\u{1b}[2Jb");
/// ```
pub fn shown(text: &str) -> String {
    text.chars().fold(String::with_capacity(text.len()), |mut shown, character| {
        push_shown(&mut shown, character);
        shown
    })
}
