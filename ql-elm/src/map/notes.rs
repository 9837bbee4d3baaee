use std::fmt::Display;

use ql_core::{Code, Diagnostic, Severity};

/// The findings about one record while it is mapped.
pub(super) struct Notes<'d> {
    diagnostics: &'d mut Vec<Diagnostic>,
    item: String,
    /// Where in the record the part that is being mapped stands.
    base: String,
}

impl<'d> Notes<'d> {
    pub(super) fn new(diagnostics: &'d mut Vec<Diagnostic>) -> Self {
        Self { diagnostics, item: String::new(), base: String::new() }
    }

    pub(super) fn set_item(&mut self, item: &str) {
        item.clone_into(&mut self.item);
    }

    /// What follows is about the part at this JSON pointer.
    pub(super) fn set_base(&mut self, base: impl Display) {
        self.base = base.to_string();
    }

    pub(super) fn push(&mut self, code: Code, severity: Severity, field: &str, message: impl Into<String>) {
        let mut diagnostic = Diagnostic::new(code, severity, message).with_pointer(format!("{}{field}", self.base));
        if !self.item.is_empty() {
            diagnostic = diagnostic.with_item(self.item.as_str());
        }
        self.diagnostics.push(diagnostic);
    }

    pub(super) fn warn(&mut self, code: Code, field: &str, message: impl Into<String>) {
        self.push(code, Severity::Warning, field, message);
    }
}
