//! Findings for people: the sentence, the line with a caret, the hint.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use quality_link::core::{Diagnostic, Severity, excerpt};

use super::output::shown;

/// A finding as several lines; with the line of the text it is about, if the text is given.
pub(crate) fn finding(diagnostic: &Diagnostic, text: Option<&str>) -> String {
    let mut out = format!("{}[{}]: {}\n", diagnostic.severity(), diagnostic.code(), shown(diagnostic.message()));
    let mut place: Vec<String> = Vec::new();
    place.extend(diagnostic.source().map(shown));
    if let Some(at) = diagnostic.position() {
        place.push(format!("line {}, column {}", at.line, at.column));
    }
    place.extend(diagnostic.item().map(|item| format!("item {}", excerpt(item))));
    place.extend(diagnostic.pointer().filter(|pointer| !pointer.is_empty()).map(shown));
    if !place.is_empty() {
        let _ = writeln!(out, "  --> {}", place.join(", "));
    }
    if let (Some(at), Some(text)) = (diagnostic.position(), text) {
        let line = text.lines().nth((at.line as usize).saturating_sub(1)).unwrap_or_default();
        out.push_str(&caret(line, at.line, (at.column as usize).saturating_sub(1), 1));
    }
    if let Some(hint) = diagnostic.hint() {
        let _ = writeln!(out, "  = hint: {}", shown(hint));
    }
    out
}

/// The line with carets under `length` characters from `start`; of a long line the part around them.
pub(crate) fn caret(line: &str, number: u32, start: usize, length: usize) -> String {
    const BEFORE: usize = 60;
    const AFTER: usize = 40;
    let number = number.to_string();
    let from = start.saturating_sub(BEFORE);
    // A tab or control character takes one column, as the caret assumes.
    let shown: String =
        line.chars().skip(from).take(BEFORE + AFTER).map(|c| if c.is_control() { ' ' } else { c }).collect();
    let margin = " ".repeat(number.len());
    let mut out = format!(" {margin} |\n {number} | {shown}\n");
    let _ = writeln!(out, " {margin} | {}{}", " ".repeat(start - from), "^".repeat(length.clamp(1, AFTER)));
    out
}

/// Findings about records can be thousands; each code is shown a few times, then counted.
#[derive(Default)]
pub(crate) struct Digest {
    shown: BTreeMap<&'static str, (u64, Severity)>,
    lines: Vec<String>,
}

impl Digest {
    const EXAMPLES: u64 = 3;

    pub(crate) fn add(&mut self, diagnostic: &Diagnostic) {
        let (count, _) = self.shown.entry(diagnostic.code().as_str()).or_insert((0, diagnostic.severity()));
        *count += 1;
        if *count <= Self::EXAMPLES {
            self.lines.push(finding(diagnostic, None));
        }
    }

    pub(crate) fn print(&self) {
        for line in &self.lines {
            eprint!("{line}");
        }
        for (code, (count, severity)) in &self.shown {
            if *count > Self::EXAMPLES {
                eprintln!("{severity}[{code}]: {} more like these", count - Self::EXAMPLES);
            }
        }
    }
}
