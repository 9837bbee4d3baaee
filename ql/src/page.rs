//! What pages have in common: each is one file that refers to nothing outside of itself.

use std::io::{self, Write};

const STYLE: &str = include_str!("../assets/page.css");

/// Whether a page may run scripts, which then are its own.
#[derive(Clone, Copy)]
pub(crate) enum Scripts {
    #[cfg_attr(not(feature = "client"), expect(dead_code, reason = "only the page of discovery has one"))]
    Own,
    None,
}

/// Writes all up to the heading, with the style of the page behind what all have.
pub(crate) fn begin(page: &mut impl Write, title: &str, style: &str, scripts: Scripts) -> io::Result<()> {
    let title = escaped(title);
    let scripts = match scripts {
        Scripts::Own => " script-src 'unsafe-inline';",
        Scripts::None => "",
    };
    write!(
        page,
        "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
        <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
        <meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline';{scripts} \
        base-uri 'none'; form-action 'none'\">\n\
        <meta name=\"referrer\" content=\"no-referrer\">\n\
        <title>{title}</title>\n<style>\n{STYLE}{style}</style>\n</head>\n<body>\n<h1>{title}</h1>\n"
    )
}

/// Writes what closes a page.
pub(crate) fn end(page: &mut impl Write) -> io::Result<()> {
    page.write_all(b"</body>\n</html>\n")
}

/// Foreign text for a page: no markup, and nothing that turns the writing direction of what follows.
pub(crate) fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' => out.extend(character.escape_default()),
            control if control.is_control() => out.push('\u{fffd}'),
            other => out.push(other),
        }
    }
    out
}
