//! The common rules of the mappings (mapping reference, section 3.1).

use jiff::civil::{Date, DateTime};
use ql_core::{Code, LanguageTag, MultilingualText, Severity, excerpt};
use url::Url;

use super::json::Json;
use super::notes::Notes;
use crate::vocabulary::{Vocabulary, language, two_letter_code};
use crate::{Identifier, codes};

/// Titles are cut at this many characters, other texts at 65,536 (rule R4).
const TITLE_LIMIT: usize = 1_000;
const TEXT_LIMIT: usize = 65_536;

/// Which texts a field holds, for their length and for what becomes of a second one in the same language.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum TextKind {
    Title,
    Body,
}

/// Rule R2, without the collapse of regions: `eng` → `en`, `en_GB` → `en-GB`.
pub(super) fn language_tag(tag: &str) -> Option<LanguageTag> {
    let tag = LanguageTag::parse(tag)?;
    match two_letter_code(tag.primary()).filter(|_| tag.primary().len() == 3) {
        Some(short) => LanguageTag::parse(&format!("{short}{}", &tag.as_str()[3..])),
        None => Some(tag),
    }
}

/// Rule R4, as far as control characters, line ends, blank lines and length are concerned.
fn clean(text: &str, kind: TextKind, notes: &mut Notes<'_>, field: &str) -> String {
    let mut clean = String::with_capacity(text.len());
    let mut line_ends = 0;
    let mut characters = text.trim().chars().peekable();
    while let Some(character) = characters.next() {
        match character {
            '\r' if characters.peek() == Some(&'\n') => {}
            '\n' | '\r' => {
                line_ends += 1;
                if line_ends <= 3 {
                    clean.push('\n');
                }
            }
            '\t' => clean.push('\t'),
            unwanted if is_unwanted(unwanted) => {}
            other => {
                line_ends = 0;
                clean.push(other);
            }
        }
    }
    let mut clean = clean.trim().to_owned();
    let limit = if kind == TextKind::Title { TITLE_LIMIT } else { TEXT_LIMIT };
    let Some((end, _)) = clean.char_indices().nth(limit) else { return clean };
    let cut = clean[..end].rfind(char::is_whitespace).filter(|at| *at > end / 2).unwrap_or(end);
    clean.truncate(cut);
    clean.push('…');
    notes.warn(codes::MAP_TEXT_CUT, field, format!("the text has more than {limit} characters and was cut"));
    clean
}

/// Control characters, and those that XML can't have.
fn is_unwanted(character: char) -> bool {
    character.is_control() || matches!(character, '\u{fffe}' | '\u{ffff}')
}

/// A code, an id or a unit: one line without what no code has.
pub(super) fn code(text: &str) -> Option<String> {
    let code: String = text.chars().filter(|character| !is_unwanted(*character)).collect();
    let code = code.trim();
    (!code.is_empty()).then(|| code.to_owned())
}

/// One text of a multilingual value as it stands in the record.
struct Raw<'j> {
    /// The tag; `Some("")` if there is a place for one without one.
    language: Option<&'j str>,
    value: &'j str,
}

fn raw_texts<'j>(value: &'j Json<'_>, kind: TextKind) -> Vec<Raw<'j>> {
    let text = |value: &'j Json<'_>| if kind == TextKind::Title { value.title() } else { value.text() };
    match value {
        Json::List(items) => items.iter().flat_map(|item| raw_texts(item, kind)).collect(),
        Json::Object(members) => {
            let of_shape = members.iter().any(|(key, _)| key == "value" || key == "language");
            if of_shape {
                let has_language = members.iter().any(|(key, _)| key == "language");
                let language = value.get("language").title().or(has_language.then_some(""));
                return text(value.get("value")).map(|value| Raw { language, value }).into_iter().collect();
            }
            // {"en": "…", "de": "…"}
            let texts = members.iter().filter_map(|(key, value)| Some((key.as_ref(), text(value)?)));
            texts.map(|(language, value)| Raw { language: Some(language), value }).collect()
        }
        other => text(other).map(|value| Raw { language: None, value }).into_iter().collect(),
    }
}

/// The first usable language of a field: the default of its record (rule R1).
pub(super) fn first_language(value: &Json<'_>) -> Option<LanguageTag> {
    let tag = raw_texts(value, TextKind::Title).into_iter().find_map(|raw| language_tag(raw.language?))?;
    // Without region, as in the texts themselves.
    LanguageTag::parse(tag.primary())
}

/// The tag of the first teaching language that is known.
pub(super) fn teaching_language(value: &Json<'_>) -> Option<LanguageTag> {
    let codes = value.items().iter().filter_map(Json::text).flat_map(split_languages);
    let known = codes.into_iter().find(|code| language(code).is_some())?;
    LanguageTag::parse(language_tag(known)?.primary())
}

/// The parts of a text that names several languages.
fn split_languages(text: &str) -> Vec<&str> {
    text.split([',', '/', ';', '+']).flat_map(|part| part.split(" and ")).map(str::trim).collect()
}

/// Rule R1: every language of a field with its own tag. What a title has twice in one language goes to `others`.
pub(super) fn texts(
    value: &Json<'_>,
    kind: TextKind,
    default: &LanguageTag,
    notes: &mut Notes<'_>,
    field: &str,
    mut others: Option<&mut MultilingualText>,
) -> MultilingualText {
    let mut read: Vec<(LanguageTag, String)> = Vec::new();
    for raw in raw_texts(value, kind) {
        let language = match raw.language {
            None => default.clone(),
            Some(tag) => language_tag(tag).unwrap_or_else(|| {
                let message = format!("not a language tag: `{}`; the default `{default}` is used", excerpt(tag));
                notes.warn(codes::MAP_LANGUAGE_TAG, field, message);
                default.clone()
            }),
        };
        let text = clean(raw.value, kind, notes, field);
        if !text.is_empty() {
            read.push((language, text));
        }
    }
    collapse_regions(&mut read);
    let mut texts: Vec<(LanguageTag, String)> = Vec::new();
    for (language, text) in read {
        match texts.iter_mut().find(|(present, _)| *present == language) {
            None => texts.push((language, text)),
            Some((_, present)) if *present == text => {}
            Some((_, present)) if kind == TextKind::Body => {
                present.push_str("\n\n");
                present.push_str(&text);
            }
            Some(_) => match &mut others {
                Some(others) => others.push(language, text),
                None => {
                    let message = format!("a second text in `{language}` is left out: `{}`", excerpt(&text));
                    notes.warn(codes::MAP_SECOND_TEXT, field, message);
                }
            },
        }
    }
    let mut result = MultilingualText::default();
    texts.into_iter().for_each(|(language, text)| result.push(language, text));
    result
}

/// Decision D9: the first variant of a language gets the bare tag, so that `en-GB` is found as `en`.
fn collapse_regions(texts: &mut [(LanguageTag, String)]) {
    let mut seen: Vec<(String, LanguageTag)> = Vec::new();
    for (language, _) in texts {
        let primary = language.primary().to_owned();
        match seen.iter().find(|(known, _)| *known == primary) {
            Some((_, first)) if first != language => {}
            _ => {
                seen.push((primary.clone(), language.clone()));
                if let Some(bare) = LanguageTag::parse(&primary) {
                    *language = bare;
                }
            }
        }
    }
}

/// Rule R3: teaching languages as concepts.
pub(super) fn languages(value: &Json<'_>, notes: &mut Notes<'_>, field: &str) -> Vec<String> {
    let mut concepts: Vec<String> = Vec::new();
    for text in coded_texts(value, codes::MAP_LANGUAGE, notes, field) {
        for code in split_languages(text) {
            if ["", "und", "mis", "zxx"].contains(&code.to_ascii_lowercase().as_str()) {
                continue;
            }
            let tag = code.to_ascii_lowercase().replace('_', "-");
            let is_dutch_sign_language = ["nl-sgn-nl", "nl-s-nl"].contains(&tag.as_str());
            match language(if is_dutch_sign_language { "dse" } else { code }) {
                Some(concept) if !concepts.iter().any(|known| known == concept.uri) => {
                    concepts.push(concept.uri.to_owned());
                }
                Some(_) => {}
                None => {
                    notes.warn(codes::MAP_LANGUAGE, field, format!("unknown language: `{}`", excerpt(code)));
                }
            }
        }
    }
    // "Multilingual" says nothing where the languages are named.
    if concepts.len() > 1 {
        concepts.retain(|concept| !concept.ends_with("/language/MUL"));
    }
    concepts
}

/// The texts of a coded field; what is none is reported (rule R18).
pub(super) fn coded_texts<'j>(value: &'j Json<'_>, code: Code, notes: &mut Notes<'_>, field: &str) -> Vec<&'j str> {
    let mut texts = Vec::new();
    for item in value.items() {
        match item.text() {
            Some(text) => texts.push(text),
            None if item.is_absent() => {}
            None => notes.warn(code, field, format!("expected a code, found {}", item.describe())),
        }
    }
    texts
}

/// Rule R6: a code with the name of its scheme; a plain text is a code without scheme.
pub(super) fn identifier(value: &Json<'_>) -> Option<Identifier> {
    match value {
        Json::List(items) if items.len() == 1 => identifier(&items[0]),
        Json::Object(_) => {
            let notation = code(value.get("code").text()?)?;
            Some(Identifier::new(notation, value.get("codeType").text().and_then(code)))
        }
        other => Some(Identifier::new(code(other.text()?)?, None)),
    }
}

/// Adds an identifier unless the same code of the same scheme is there already.
pub(super) fn push_identifier(identifiers: &mut Vec<Identifier>, identifier: Option<Identifier>) {
    if let Some(identifier) = identifier.filter(|new| !identifiers.contains(new)) {
        identifiers.push(identifier);
    }
}

/// Rule R7: a number as decimal notation without trailing zeros.
pub(super) fn decimal(value: &Json<'_>) -> Option<String> {
    let text = value.text()?;
    let text = if text.contains('.') { text.to_owned() } else { text.replacen(',', ".", 1) };
    let unsigned = text.strip_prefix('-').unwrap_or(&text);
    let (whole, fraction) = unsigned.split_once('.').unwrap_or((unsigned, ""));
    let digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
    if !digits(whole) || !digits(fraction) || (whole.is_empty() && fraction.is_empty()) {
        return None;
    }
    let sign = if text.starts_with('-') { "-" } else { "" };
    let whole = whole.trim_start_matches('0');
    let fraction = fraction.trim_end_matches('0');
    let whole = if whole.is_empty() { "0" } else { whole };
    Some(if fraction.is_empty() { format!("{sign}{whole}") } else { format!("{sign}{whole}.{fraction}") })
}

/// Rule R7: a count; zero is a value.
pub(super) fn count(value: &Json<'_>, notes: &mut Notes<'_>, field: &str) -> Option<u64> {
    if value.is_absent() {
        return None;
    }
    let count = decimal(value).and_then(|text| text.parse().ok());
    if count.is_none() {
        notes.warn(codes::MAP_NUMBER, field, format!("not a whole number of at least 0: {}", value.describe()));
    }
    count
}

/// Which end of a day a date means where there is no time.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum DayEnd {
    Start,
    End,
}

/// Rule R8: a moment as `xsd:dateTime`.
pub(super) fn date_time(value: &Json<'_>, end: DayEnd, notes: &mut Notes<'_>, field: &str) -> Option<String> {
    if value.is_absent() {
        return None;
    }
    let moment = value.text().and_then(|text| read_date_time(text, end));
    if moment.is_none() {
        let message = format!("not a date such as `2026-09-01`: {}", value.describe());
        notes.warn(codes::MAP_DATE, field, message);
    }
    moment
}

fn read_date_time(text: &str, end: DayEnd) -> Option<String> {
    let is_date = |text: &str| {
        let bytes = text.as_bytes();
        bytes.len() == 10
            && bytes.iter().enumerate().all(|(at, byte)| match at {
                4 | 7 => *byte == b'-',
                _ => byte.is_ascii_digit(),
            })
            && text.parse::<Date>().is_ok()
    };
    if is_date(text) {
        let time = if end == DayEnd::Start { "00:00:00" } else { "23:59:59" };
        return Some(format!("{text}T{time}"));
    }
    let (date, rest) = text.split_once(['T', 't', ' '])?;
    if !is_date(date) {
        return None;
    }
    let (time, offset) = match rest.find(['Z', 'z', '+', '-']) {
        Some(at) => rest.split_at(at),
        None => (rest, ""),
    };
    let offset = match offset {
        "" => String::new(),
        "Z" | "z" => "Z".into(),
        other => {
            let digits: String = match other.as_bytes() {
                [_, _, _, b':', _, _] => [&other[1..3], &other[4..]].concat(),
                _ => other[1..].to_owned(),
            };
            let (hours, minutes) = match digits.len() {
                _ if !digits.bytes().all(|byte| byte.is_ascii_digit()) => return None,
                2 => (digits.as_str(), "00"),
                4 => digits.split_at(2),
                _ => return None,
            };
            // `xsd:dateTime`: at most 14:00.
            let number = |text: &str| text.parse::<u16>().ok();
            if number(minutes)? > 59 || number(hours)? * 60 + number(minutes)? > 14 * 60 {
                return None;
            }
            format!("{}{hours}:{minutes}", &other[..1])
        }
    };
    if !time.bytes().all(|byte| byte.is_ascii_digit() || b":.".contains(&byte)) {
        return None;
    }
    let moment: DateTime = format!("{date}T{time}").parse().ok()?;
    let mut written = moment.strftime("%Y-%m-%dT%H:%M:%S").to_string();
    if moment.subsec_nanosecond() != 0 {
        let fraction = format!(".{:09}", moment.subsec_nanosecond());
        written.push_str(fraction.trim_end_matches('0'));
    }
    Some(written + &offset)
}

/// Rule R11: codes of ISCED-F that are in the table.
pub(super) fn isced_f(value: &Json<'_>, notes: &mut Notes<'_>, field: &str) -> Vec<String> {
    let mut codes: Vec<String> = Vec::new();
    for text in coded_texts(value, codes::MAP_FIELD_OF_STUDY, notes, field) {
        let groups: Vec<&str> = text.split(|c: char| !c.is_ascii_digit()).filter(|group| !group.is_empty()).collect();
        let mut found: Vec<String> = groups.iter().filter_map(|group| isced_code(group)).collect();
        if found.len() < groups.len() {
            // `06.11` is not two fields, but one written with a dot.
            if let Some(joined) = isced_code(&groups.concat()) {
                found = vec![joined];
            }
        }
        if found.is_empty() {
            notes.warn(codes::MAP_FIELD_OF_STUDY, field, format!("not a code of ISCED-F: `{}`", excerpt(text)));
        } else if found.len() != groups.len() || found.iter().zip(&groups).any(|(code, group)| code != group) {
            let message = format!("read as {}: `{}`", found.join(", "), excerpt(text));
            notes.push(codes::MAP_FIELD_OF_STUDY, Severity::Info, field, message);
        }
        for code in found {
            if !codes.contains(&code) {
                codes.push(code);
            }
        }
    }
    codes
}

fn isced_code(digits: &str) -> Option<String> {
    let known = |code: &str| Vocabulary::IscedF.by_code(code).is_some();
    if digits.len() > 6 {
        return None;
    }
    let padded = format!("0{digits}");
    if (digits.len() == 1 || digits.len() == 3) && !known(digits) && known(&padded) {
        return Some(padded);
    }
    let longest = digits.len().min(4);
    (2..=longest).rev().map(|length| &digits[..length]).find(|code| known(code)).map(str::to_owned)
}

/// Rule R12: an absolute http(s) URL.
pub(super) fn url(value: &Json<'_>, notes: &mut Notes<'_>, field: &str) -> Option<String> {
    if value.is_absent() {
        return None;
    }
    let text = value.text().unwrap_or_default();
    let full = if text.starts_with("www.") { format!("https://{text}") } else { text.to_owned() };
    let url = Url::parse(&full).ok().filter(|url| matches!(url.scheme(), "http" | "https") && url.has_host());
    if url.is_none() {
        notes.warn(codes::MAP_URL, field, format!("not an http or https URL: {}", value.describe()));
    }
    // Characters that URLs get away with, but IRIs don't.
    url.map(|url| {
        url.as_str().chars().fold(String::new(), |mut iri, character| {
            match character {
                '|' | '^' | '`' | '{' | '}' | '\\' | '"' | '<' | '>' => {
                    iri.push_str(&format!("%{:02X}", character as u8));
                }
                other => iri.push(other),
            }
            iri
        })
    })
}
