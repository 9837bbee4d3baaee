//! The common rules of the mappings (mapping reference, section 3.1).

use std::borrow::Cow;

use icu_normalizer::ComposingNormalizerBorrowed;
use jiff::civil::{Date, DateTime};
use ql_core::{Code, Country, LanguageTag, MultilingualText, Severity, excerpt};
use url::Url;

use super::html;
use super::json::{Json, is_nothing};
use super::reading::Reading;
use crate::vocabulary::{Vocabulary, language, two_letter_code};
use crate::{Identifier, codes};

/// Which texts a field holds, for their length and for what becomes of a second one in the same language.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum TextKind {
    Title,
    Body,
}

/// Rule R2, without the collapse of regions: `eng` → `en`, `en_GB` → `en-GB`.
pub(super) fn language_tag(tag: &str) -> Option<LanguageTag> {
    let tag = LanguageTag::parse(tag)?;
    let short = (tag.primary().len() == 3).then(|| two_letter_code(tag.primary())).flatten();
    match short {
        Some(short) => LanguageTag::parse(&format!("{short}{}", &tag.as_str()[3..])),
        None => Some(tag),
    }
}

/// Rule R4: plain text in one normal form, without control characters, and of bounded length.
fn clean(raw: &Raw<'_>, kind: TextKind, reading: &mut Reading<'_, '_>, field: &str) -> String {
    let mut clean = if is_plain(raw.value) {
        // Most texts: one line of ASCII.
        raw.value.trim().to_owned()
    } else {
        without_controls(&html::plain(raw.value))
    };
    if !clean.is_ascii() {
        let composed = ComposingNormalizerBorrowed::new_nfc().normalize(&clean);
        if let Cow::Owned(composed) = composed {
            clean = composed;
        }
    }
    // What says "nothing" says so behind a control character, too.
    if kind != TextKind::Title && is_nothing(&clean) {
        clean.clear();
    }
    let settings = reading.settings();
    let limit = if kind == TextKind::Title { settings.max_title } else { settings.max_text };
    if shorten(&mut clean, limit) {
        let message = format!("the text has more than {limit} characters and was cut");
        reading.warn(codes::MAP_TEXT_CUT, &raw.pointer(field, raw.names.1), message);
    }
    clean
}

/// Cuts a text to so many characters, at the end of a word if there is one; whether it had more.
pub(super) fn shorten(text: &mut String, limit: usize) -> bool {
    if text.len() <= limit || text.chars().nth(limit).is_none() {
        return false;
    }
    // The last character is the mark of the cut.
    let end = text.char_indices().nth(limit.saturating_sub(1)).map_or(text.len(), |(end, _)| end);
    let is_between_words = text[end..].starts_with(char::is_whitespace);
    let last_blank = text[..end].rfind(char::is_whitespace).filter(|at| *at > end / 2 && !is_between_words);
    text.truncate(last_blank.unwrap_or(end));
    text.push('…');
    true
}

/// Whether a text is ASCII without controls, markup and entities; one pass without a branch for each byte.
fn is_plain(text: &str) -> bool {
    let unusual = |byte: u8| !(0x20..0x7f).contains(&byte) || byte == b'<' || byte == b'&';
    let chunks = text.as_bytes().chunks(64);
    chunks.map(|chunk| chunk.iter().fold(false, |any, byte| any | unusual(*byte))).all(|any| !any)
}

/// Without control characters but line ends and tabs, and with no more than two blank lines together.
fn without_controls(text: &str) -> String {
    let text = text.trim();
    if !text.contains(|c: char| is_unwanted(c)) {
        return text.to_owned();
    }
    let mut clean = String::with_capacity(text.len());
    let mut line_ends = 0;
    let mut characters = text.chars().peekable();
    while let Some(character) = characters.next() {
        match character {
            '\r' if characters.peek() == Some(&'\n') => {}
            '\n' | '\r' => {
                let kept = clean.trim_end_matches([' ', '\t', '\u{a0}']).len();
                clean.truncate(kept);
                line_ends += 1;
                if line_ends <= 3 {
                    clean.push('\n');
                }
            }
            '\t' => clean.push('\t'),
            unwanted if is_unwanted(unwanted) => {}
            other => {
                if !other.is_whitespace() {
                    line_ends = 0;
                }
                clean.push(other);
            }
        }
    }
    clean.trim().to_owned()
}

/// Control characters, and those that XML can't have.
pub(super) fn is_unwanted(character: char) -> bool {
    character.is_control() || matches!(character, '\u{fffe}' | '\u{ffff}')
}

/// A code, an id or a unit: one line without what no code has.
pub(super) fn code(text: &str) -> Option<String> {
    let code: String = text.chars().filter(|character| !is_unwanted(*character)).collect();
    let code = code.trim();
    (!code.is_empty()).then(|| code.to_owned())
}

/// A text as one line without markup.
pub(super) fn line(text: &str) -> Option<String> {
    let plain = html::plain(text);
    let words: Vec<&str> = plain.split_whitespace().collect();
    code(&words.join(" "))
}

/// One text of a multilingual value as it stands in the record.
struct Raw<'j> {
    /// The tag; `Some("")` if there is a place for one without one.
    language: Option<&'j str>,
    value: &'j str,
    /// Its place in a list.
    index: Option<usize>,
    /// The names of the members that hold language and text.
    names: (&'static str, &'static str),
}

impl Raw<'_> {
    /// Where a member stands, or the text itself if it is no object.
    fn pointer(&self, field: &str, member: &str) -> String {
        let mut pointer = field.to_owned();
        if let Some(index) = self.index {
            pointer.push_str(&format!("/{index}"));
        }
        if !member.is_empty() {
            pointer.push('/');
            pointer.push_str(member);
        }
        pointer
    }
}

/// What the formats call the language of a text, and the text: OOAPI, Edu-API, OCCAPI.
const LANGUAGE_NAMES: &[&str; 3] = &["recordLanguage", "language", "lang"];
const VALUE_NAMES: &[&str; 5] = &["value", "string", "multiline", "text", "uri"];

fn raw_texts<'j>(value: &'j Json<'_>, kind: TextKind) -> Vec<Raw<'j>> {
    let mut found = Vec::new();
    collect_raw(value, kind, None, &mut found);
    found
}

fn collect_raw<'j>(value: &'j Json<'_>, kind: TextKind, index: Option<usize>, found: &mut Vec<Raw<'j>>) {
    let text = |value: &'j Json<'_>| if kind == TextKind::Title { value.title() } else { value.text() };
    match value {
        Json::List(items) => {
            found.reserve(items.len());
            items.iter().enumerate().for_each(|(at, item)| collect_raw(item, kind, Some(at), found));
        }
        Json::Object(members) => {
            let language = LANGUAGE_NAMES.iter().find(|name| members.iter().any(|(key, _)| key == **name));
            let of_shape = language.is_some() || members.iter().any(|(key, _)| VALUE_NAMES.contains(&key.as_ref()));
            if of_shape {
                let (tag_name, tag) = value.any(LANGUAGE_NAMES);
                let tag_name = language.copied().filter(|_| tag.is_absent()).unwrap_or(tag_name);
                let language = tag.title().or(language.map(|_| ""));
                let named = VALUE_NAMES.iter().find_map(|name| Some((*name, text(value.get(name))?)));
                found.extend(named.map(|(name, value)| Raw { language, value, index, names: (tag_name, name) }));
                return;
            }
            // {"en": "…", "de": "…"}: the order of members means nothing.
            let mut texts: Vec<(&str, &str)> =
                members.iter().filter_map(|(key, value)| Some((key.as_ref(), text(value)?))).collect();
            texts.sort_unstable();
            texts.dedup_by_key(|(language, _)| *language);
            let raw = |(language, value)| Raw { language: Some(language), value, index, names: ("", "") };
            found.extend(texts.into_iter().map(raw));
        }
        other => found.extend(text(other).map(|value| Raw { language: None, value, index, names: ("", "") })),
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
    reading: &mut Reading<'_, '_>,
    field: &str,
    mut others: Option<&mut MultilingualText>,
) -> MultilingualText {
    let raw_texts = raw_texts(value, kind);
    if raw_texts.len() < value.items().len() {
        tell_lost_texts(value, kind, reading, field);
    }
    let mut read: Vec<(LanguageTag, String)> = Vec::with_capacity(raw_texts.len());
    for raw in &raw_texts {
        let language = match raw.language {
            None => reading.default.clone(),
            Some(tag) => language_tag(tag).unwrap_or_else(|| {
                let default = reading.default.clone();
                if tag.is_empty() && reading.infers_languages {
                    let message = format!("the text has no language; `{default}` is used");
                    reading.info(codes::MAP_INFERRED, &raw.pointer(field, ""), message);
                } else {
                    let field = raw.pointer(field, raw.names.0);
                    let message = format!("not a language tag: `{}`; the default `{default}` is used", excerpt(tag));
                    reading.warn(codes::MAP_LANGUAGE_TAG, &field, message);
                }
                default
            }),
        };
        read.push((language, clean(raw, kind, reading, field)));
    }
    if !reading.settings().keep_regions {
        collapse_regions(&mut read);
    }
    let mut texts: Vec<(LanguageTag, String)> = Vec::with_capacity(read.len());
    for ((language, text), raw) in read.into_iter().zip(&raw_texts).filter(|((_, text), _)| !text.is_empty()) {
        let Some((_, present)) = texts.iter_mut().find(|(present, _)| *present == language) else {
            texts.push((language, text));
            continue;
        };
        if *present == text {
            continue;
        }
        let what = match (kind, others.is_some()) {
            (TextKind::Body, _) => "added to the first",
            (TextKind::Title, true) => "kept as another name",
            (TextKind::Title, false) => "left out",
        };
        let message = format!("a second text in `{language}` is {what}: `{}`", excerpt(&text));
        reading.warn(codes::MAP_SECOND_TEXT, &raw.pointer(field, ""), message);
        if kind == TextKind::Body {
            present.push_str("\n\n");
            present.push_str(&text);
        } else if let Some(others) = &mut others {
            others.push(language, text);
        }
    }
    let mut result = MultilingualText::default();
    texts.into_iter().for_each(|(language, text)| result.push(language, text));
    result
}

/// Says which parts of a value hold something, but no text (rule R18).
fn tell_lost_texts(value: &Json<'_>, kind: TextKind, reading: &mut Reading<'_, '_>, field: &str) {
    fn has_content(value: &Json<'_>) -> bool {
        match value {
            Json::List(items) => items.iter().any(has_content),
            Json::Object(members) => {
                members.iter().any(|(name, value)| !LANGUAGE_NAMES.contains(&name.as_ref()) && has_content(value))
            }
            other => !other.is_absent(),
        }
    }
    let places = match value {
        Json::List(items) => items.iter().enumerate().map(|(at, item)| (format!("{field}/{at}"), item)).collect(),
        single => vec![(field.to_owned(), single)],
    };
    for (place, item) in places {
        if has_content(item) && raw_texts(item, kind).is_empty() {
            reading.unmapped(codes::MAP_UNSUPPORTED_VALUE, &place, "expected a text", item);
        }
    }
}

/// Decision D9: the first variant of a language gets the bare tag, so that `en-GB` is found as `en`.
fn collapse_regions(texts: &mut [(LanguageTag, String)]) {
    if !texts.iter().any(|(language, _)| language.as_str().contains('-')) {
        return;
    }
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
pub(super) fn languages(value: &Json<'_>, reading: &mut Reading<'_, '_>, field: &str) -> Vec<String> {
    let mut concepts: Vec<String> = Vec::new();
    for text in coded_texts(value, codes::MAP_LANGUAGE, reading, field) {
        for code in split_languages(text.text) {
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
                    let field = text.pointer(field);
                    reading.unmapped_text(codes::MAP_LANGUAGE, &field, "unknown language", code);
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

/// A text of a coded field, with its place in a list.
#[derive(Clone, Copy)]
pub(super) struct CodedText<'j> {
    pub(super) text: &'j str,
    index: Option<usize>,
}

impl CodedText<'_> {
    pub(super) fn pointer(&self, field: &str) -> String {
        self.index.map_or_else(|| field.to_owned(), |index| format!("{field}/{index}"))
    }
}

/// The texts of a coded field; what is none is reported (rule R18).
pub(super) fn coded_texts<'j>(
    value: &'j Json<'_>,
    code: Code,
    reading: &mut Reading<'_, '_>,
    field: &str,
) -> Vec<CodedText<'j>> {
    let mut texts = Vec::new();
    let is_list = matches!(value, Json::List(_));
    for (index, item) in value.items().iter().enumerate() {
        let index = is_list.then_some(index);
        match item.text() {
            Some(text) => texts.push(CodedText { text, index }),
            None if item.is_absent() => {}
            None => {
                let field = CodedText { text: "", index }.pointer(field);
                reading.warn(code, &field, format!("expected a code, found {}", item.describe()));
            }
        }
    }
    texts
}

/// Rule R6: a code with the name of its scheme; a plain text is a code without scheme.
pub(super) fn identifier(value: &Json<'_>) -> Option<Identifier> {
    match value {
        Json::List(items) if items.len() == 1 => identifier(&items[0]),
        Json::Object(_) => {
            let notation = code(value.any(&["code", "identifier"]).1.text()?)?;
            let scheme = value.any(&["codeType", "identifierType"]).1.text().and_then(code);
            Some(Identifier::new(notation, scheme.map(|name| name.strip_prefix("ext:").unwrap_or(&name).to_owned())))
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
pub(super) fn count(value: &Json<'_>, reading: &mut Reading<'_, '_>, field: &str) -> Option<u64> {
    if value.is_absent() {
        return None;
    }
    let count = decimal(value).and_then(|text| text.parse().ok());
    if count.is_none() {
        reading.unmapped(codes::MAP_NUMBER, field, "not a whole number of at least 0", value);
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
pub(super) fn date_time(value: &Json<'_>, end: DayEnd, reading: &mut Reading<'_, '_>, field: &str) -> Option<String> {
    if value.is_absent() {
        return None;
    }
    let read = value.text().and_then(|text| read_date_time(text, end));
    let is_sentinel = |moment: &&String| reading.has_sentinel_years && !("1900".."2201").contains(&&moment[..4]);
    if let Some(sentinel) = read.as_ref().filter(is_sentinel) {
        let message = format!("`{}` stands for a day that is not known, and is left out", &sentinel[..10]);
        reading.warn(codes::MAP_DATE, field, message);
        return None;
    }
    let Some(mut moment) = read else {
        reading.unmapped(codes::MAP_DATE, field, "not a date such as `2026-09-01`", value);
        return None;
    };
    if let Some(offset) = &reading.settings().offset
        && !moment[10..].contains(['Z', '+', '-'])
    {
        moment.push_str(offset);
    }
    Some(moment)
}

/// A moment, without a finding if it is none.
pub(super) fn read_moment(value: &Json<'_>) -> Option<String> {
    read_date_time(value.text()?, DayEnd::Start)
}

fn read_date_time(text: &str, end: DayEnd) -> Option<String> {
    let is_date = |text: &str| {
        let bytes = text.as_bytes();
        // There is no year 0 in `xsd:dateTime` 1.0.
        bytes.len() == 10
            && !text.starts_with("0000")
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
pub(super) fn isced_f(value: &Json<'_>, reading: &mut Reading<'_, '_>, field: &str) -> Vec<String> {
    let mut codes: Vec<String> = Vec::new();
    for text in coded_texts(value, codes::MAP_FIELD_OF_STUDY, reading, field) {
        let (field, text) = (&text.pointer(field), text.text);
        let groups: Vec<&str> = text.split(|c: char| !c.is_ascii_digit()).filter(|group| !group.is_empty()).collect();
        let mut found: Vec<String> = groups.iter().filter_map(|group| isced_code(group)).collect();
        if found.len() < groups.len() {
            // `06.11` is not two fields, but one written with a dot.
            if let Some(joined) = isced_code(&groups.concat()) {
                found = vec![joined];
            }
        }
        if found.is_empty() {
            reading.unmapped_text(codes::MAP_FIELD_OF_STUDY, field, "not a code of ISCED-F", text);
        } else if found.len() != groups.len()
            || found.iter().zip(&groups).any(|(code, group)| {
                *code != *group && !(group.len() > 4 && code.len() == 4 && group.starts_with(&**code))
            })
        {
            let message = format!("read as {}: `{}`", found.join(", "), excerpt(text));
            let is_padded = found.iter().any(|code| code.starts_with('0')) && found.len() == groups.len();
            let severity = if is_padded { reading.isced_repair } else { Severity::Info };
            reading.push(codes::MAP_FIELD_OF_STUDY, severity, field, message);
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
    if digits == "0" {
        // A number has lost all zeros of `0000`.
        return Some("0000".into());
    }
    let padded = format!("0{digits}");
    if (digits.len() == 1 || digits.len() == 3) && !known(digits) && known(&padded) {
        return Some(padded);
    }
    let longest = digits.len().min(4);
    (2..=longest).rev().map(|length| &digits[..length]).find(|code| known(code)).map(str::to_owned)
}

/// Rule R12: an absolute http(s) URL.
pub(super) fn url(value: &Json<'_>, reading: &mut Reading<'_, '_>, field: &str) -> Option<String> {
    if value.is_absent() {
        return None;
    }
    let url = value.text().and_then(read_url);
    if url.is_none() {
        reading.warn(
            codes::MAP_URL,
            field,
            format!("not an http or https URL with a valid host: {}", value.describe()),
        );
    }
    url
}

/// An absolute http(s) URL, or one that begins with `www.`.
pub(super) fn read_url(text: &str) -> Option<String> {
    let full = if text.starts_with("www.") { format!("https://{text}") } else { text.to_owned() };
    let url = Url::parse(&full).ok().filter(|url| matches!(url.scheme(), "http" | "https") && url.has_host());
    // Characters that URLs get away with, but IRIs don't.
    url.map(|url| {
        let path = url[..url::Position::BeforePath].len();
        url.as_str().char_indices().fold(String::new(), |mut iri, (at, character)| {
            let is_escape = |at: usize| {
                let digits = url.as_str().as_bytes().get(at + 1..at + 3);
                digits.is_some_and(|digits| digits.iter().all(u8::is_ascii_hexdigit))
            };
            match character {
                '[' | ']' if at >= path => iri.push_str(if character == '[' { "%5B" } else { "%5D" }),
                '%' if !is_escape(at) => iri.push_str("%25"),
                '|' | '^' | '`' | '{' | '}' | '\\' | '"' | '<' | '>' => {
                    iri.push_str(&format!("%{:02X}", character as u8));
                }
                other => iri.push(other),
            }
            iri
        })
    })
}

/// Rule R9: a duration of ISO 8601 as `xsd:duration`, which has no weeks.
pub(super) fn duration(value: &Json<'_>, reading: &mut Reading<'_, '_>, field: &str) -> Option<String> {
    /// The example of the specification, which servers send where nothing is known.
    const EXAMPLE: &str = "P1DT30H4S";
    if value.is_absent() {
        return None;
    }
    let duration = value.text().and_then(read_duration);
    match &duration {
        None => reading.unmapped(codes::MAP_DURATION, field, "not a duration such as `P6M` or `PT120H`", value),
        Some(text) if text == EXAMPLE => {
            reading.warn(codes::MAP_DURATION, field, format!("`{text}` is the example of the specification"));
        }
        Some(_) => {}
    }
    duration
}

fn read_duration(text: &str) -> Option<String> {
    let rest = text.strip_prefix('P')?;
    let (date, time) = match rest.split_once('T') {
        Some((date, time)) if !time.is_empty() => (date, time),
        Some(_) => return None,
        None => (rest, ""),
    };
    let mut parts = [None::<u64>; 4];
    read_parts(date, b"YMWD", |unit, digits| {
        parts[unit] = Some(digits.parse().ok()?);
        Some(())
    })?;
    let [years, months, weeks, days] = parts;
    let days = match weeks {
        Some(weeks) => Some(weeks.checked_mul(7)?.checked_add(days.unwrap_or(0))?),
        None => days,
    };
    let mut written = String::from("P");
    for (number, unit) in [(years, 'Y'), (months, 'M'), (days, 'D')] {
        if let Some(number) = number {
            written.push_str(&format!("{number}{unit}"));
        }
    }
    let mut clock = String::new();
    read_parts(time, b"HMS", |unit, digits| {
        let whole = digits.split_once('.').map_or(digits, |(whole, _)| whole);
        let fraction = &digits[whole.len()..];
        let number: u64 = whole.parse().ok()?;
        clock.push_str(&format!("{number}{fraction}{}", ["H", "M", "S"][unit]));
        (fraction.is_empty() || unit == 2).then_some(())
    })?;
    if !clock.is_empty() {
        written.push('T');
        written.push_str(&clock);
    }
    (written.len() > 1).then_some(written)
}

/// Gives the numbers in front of `units`, which come in this order, each at most once.
fn read_parts<'t>(text: &'t str, units: &[u8], mut take: impl FnMut(usize, &'t str) -> Option<()>) -> Option<()> {
    let mut rest = text;
    let mut from = 0;
    while !rest.is_empty() {
        let end = rest.find(|c: char| !(c.is_ascii_digit() || c == '.')).filter(|end| *end > 0)?;
        let (digits, after) = rest.split_at(end);
        let unit = units.iter().position(|unit| after.as_bytes().first() == Some(unit)).filter(|unit| *unit >= from)?;
        let plain = !digits.starts_with('.') && !digits.ends_with('.') && digits.matches('.').count() <= 1;
        (plain && digits.len() <= 9).then_some(())?;
        take(unit, digits)?;
        from = unit + 1;
        rest = &after[1..];
    }
    Some(())
}

/// A number of hours as `xsd:duration`, to the minute (section 3.4.5).
pub(super) fn hours(decimal: &str) -> Option<String> {
    /// More than a hundred years.
    const MOST: f64 = 1_000_000.0;
    let hours: f64 = decimal.parse().ok()?;
    if !(0.0..=MOST).contains(&hours) {
        return None;
    }
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "bounded above")]
    let minutes = (hours * 60.0).round() as u64;
    Some(match (minutes / 60, minutes % 60) {
        (hours, 0) => format!("PT{hours}H"),
        (0, minutes) => format!("PT{minutes}M"),
        (hours, minutes) => format!("PT{hours}H{minutes}M"),
    })
}

/// The country that a code or, failing that, an English name means.
pub(super) fn country(text: &str) -> Option<Country> {
    let text = text.trim();
    let code = text.split('-').next().unwrap_or(text);
    code.parse().ok().or_else(|| {
        let concepts = Vocabulary::Countries.concepts();
        let named = concepts.iter().find(|concept| concept.label.eq_ignore_ascii_case(text))?;
        named.code.parse().ok()
    })
}

/// The day after a day (`YYYY-MM-DD`).
pub(super) fn day_after(day: &str) -> Option<String> {
    Some(day.parse::<Date>().ok()?.tomorrow().ok()?.to_string())
}
