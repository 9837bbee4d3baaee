//! Credits as free text (section 3.4.5).

use std::borrow::Cow;

use icu_normalizer::ComposingNormalizerBorrowed;
use ql_core::{Country, MultilingualText};

use super::super::json::Json;
use super::super::parts::{self, Load, is_one_of};
use super::super::reading::Reading;
use super::super::{concept, rules};
use super::{category, codes_of, counts_in_ects};
use crate::{CreditPoint, LearningOpportunitySpecification, codes};

/// Reads `creditType` and `creditsAwarded`.
pub(super) fn credits(
    json: &Json<'_>,
    country: Option<Country>,
    made: &mut LearningOpportunitySpecification,
    reading: &mut Reading<'_, '_>,
) -> Load {
    let non_credit = codes_of::is_non_credit(json.get("creditType"));
    let mut load = Load { is_non_credit: non_credit, ..Load::default() };
    if non_credit {
        category(made, "non-credit");
    }
    let (name, value) = json.any(&["creditsAwarded", "credits"]);
    let item = value.items().iter().find(|item| item.text().is_some());
    let Some(text) = item.and_then(Json::text) else { return load };
    let text = rules::code(text).unwrap_or_default();
    let settings = reading.settings();
    let meaning = read(&text, country, settings.national_credits, settings.plain_credits);
    let as_note = |load: &mut Load, reading: &Reading<'_, '_>| {
        load.notes.push(MultilingualText::single(reading.default.clone(), text.as_str()));
    };
    let field = &format!("/{name}");
    let shown = ql_core::excerpt(&text);
    match meaning {
        Meaning::Credits { framework, points, inferred } => {
            if non_credit {
                if points != "0" {
                    reading.warn(codes::MAP_CREDITS, field, format!("`{shown}`, although no credits are given"));
                    as_note(&mut load, reading);
                }
                return load;
            }
            if inferred {
                reading.info(codes::MAP_CREDITS, field, format!("`{shown}` is read as {points} ECTS"));
            }
            load.credits.push(CreditPoint { framework: framework.into(), points, ..CreditPoint::default() });
        }
        Meaning::Hours(hours) => load.volume = rules::hours(&hours),
        Meaning::Note => {
            reading.info(codes::MAP_CREDITS, field, format!("`{shown}` is kept as a note"));
            as_note(&mut load, reading);
        }
        Meaning::Unclear(why) => {
            reading.warn(codes::MAP_CREDITS, field, format!("`{shown}` is kept as a note: {why}"));
            as_note(&mut load, reading);
        }
        Meaning::Nothing => {
            reading.warn(codes::MAP_CREDITS, field, format!("`{shown}` says no number of credits"));
        }
    }
    parts::derive_volume(&mut load, reading);
    load
}

/// What a text says of credits.
#[derive(Debug, PartialEq, Eq)]
enum Meaning {
    Credits { framework: &'static str, points: String, inferred: bool },
    Hours(String),
    Note,
    Unclear(&'static str),
    Nothing,
}

/// More than any course has.
const MOST: f64 = 480.0;

/// Units that equal ECTS by law, in their countries.
const NATIONAL: &[(&[&str], &[&str])] = &[
    (&["ec", "studiepunten", "studiepunt"], &["NL", "BE"]),
    (&["lp", "cp", "leistungspunkte"], &["DE", "AT", "CH"]),
    (&["cfu"], &["IT"]),
    (&["hp"], &["SE"]),
    (&["stp", "sp", "studiepoeng"], &["NO"]),
    (&["op"], &["FI"]),
    (&["eap"], &["EE"]),
];

const HOURS: &[&str] = &["h", "hr", "hrs", "hour", "hours", "stunden", "uur", "heures", "horas", "ore"];

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Token<'t> {
    Number(&'t str),
    Word(&'t str),
    Sign(char),
}

fn read(text: &str, country: Option<Country>, national: bool, plain: bool) -> Meaning {
    let text = normal(text);
    let tokens = tokens(&text);
    let numbers: Vec<(usize, &str)> = tokens
        .iter()
        .enumerate()
        .filter_map(|(at, token)| if let Token::Number(number) = token { Some((at, *number)) } else { None })
        .collect();
    let has_letters = text.chars().any(char::is_alphabetic);
    if numbers.is_empty() {
        return if has_letters { Meaning::Note } else { Meaning::Nothing };
    }
    let word = |at: usize| match tokens.get(at) {
        Some(Token::Word(word)) => word.to_lowercase(),
        _ => String::new(),
    };
    // The number right in front of the unit, else the one right behind it.
    let numbers_of = |is_unit: &dyn Fn(&str) -> bool| -> Vec<&str> {
        let mut found = Vec::new();
        for (at, _) in tokens.iter().enumerate().filter(|(at, _)| is_unit(&word(*at))) {
            let before = at.checked_sub(1).and_then(|at| tokens.get(at));
            match (before, tokens.get(at + 1)) {
                (Some(Token::Number(number)), _) | (_, Some(Token::Number(number))) => found.push(*number),
                // "5 credits ECTS", "5 crédits ECTS".
                (Some(Token::Word(_)), _) => {
                    if let Some(Token::Number(number)) = at.checked_sub(2).and_then(|at| tokens.get(at)) {
                        found.push(number);
                    }
                }
                _ => {}
            }
        }
        found.dedup();
        found
    };
    if is_range_or_product(&tokens) {
        return Meaning::Unclear("it is a range, a sum or a product");
    }
    let has_minus = tokens.iter().enumerate().any(|(at, token)| {
        *token == Token::Sign('-')
            && matches!(tokens.get(at + 1), Some(Token::Number(_)))
            && !matches!(at.checked_sub(1).and_then(|at| tokens.get(at)), Some(Token::Number(_) | Token::Word(_)))
    });
    if has_minus {
        return Meaning::Unclear("it is negative");
    }
    let one = |numbers: Vec<&str>, framework: &'static str, inferred: bool| match numbers.as_slice() {
        [] => None,
        [number] => Some(match decimal(number) {
            Some(points) if points.parse::<f64>().is_ok_and(|points| points <= MOST) => {
                Meaning::Credits { framework, points, inferred }
            }
            _ => Meaning::Unclear("no course has so many"),
        }),
        _ => Some(Meaning::Unclear("it says more than one number")),
    };
    let ects = numbers_of(&|word| word == "ects" || word.starts_with("ects-"));
    if let Some(meaning) = one(ects, concept::ECTS, false) {
        return meaning;
    }
    if let Some(meaning) = one(numbers_of(&|word| word == "ecvet"), concept::ECVET, false) {
        return meaning;
    }
    if national {
        let units = NATIONAL.iter().filter(|(_, countries)| is_one_of(country, countries));
        let units: Vec<&str> = units.flat_map(|(units, _)| units.iter().copied()).collect();
        if let Some(meaning) = one(numbers_of(&|word| units.contains(&word)), concept::ECTS, true) {
            return meaning;
        }
    }
    let are_credits = tokens.iter().enumerate().any(|(at, _)| {
        HOURS.contains(&word(at).as_str()) && at > 0 && ["credit", "semester"].contains(&word(at - 1).as_str())
    });
    let hours = numbers_of(&|word| HOURS.contains(&word));
    if let ([hours], false) = (hours.as_slice(), are_credits) {
        return decimal(hours).map_or(Meaning::Note, Meaning::Hours);
    }
    let is_alone = !has_letters && tokens.len() == numbers.len();
    if is_alone && numbers.len() == 1 && plain && counts_in_ects(country) {
        return one(vec![numbers[0].1], concept::ECTS, true).unwrap_or(Meaning::Note);
    }
    if numbers.len() == 1 && decimal(numbers[0].1).and_then(|n| n.parse::<f64>().ok()).is_some_and(|n| n > MOST) {
        return Meaning::Unclear("no course has so many");
    }
    Meaning::Note
}

/// One form of blanks and digits, and a half as a number.
fn normal(text: &str) -> String {
    let text = text.replace('½', ".5");
    // The compatibility forms that matter here are blanks; everything else is composed.
    let blanks = |c: char| if c.is_whitespace() || ('\u{2000}'..='\u{200b}').contains(&c) { ' ' } else { c };
    let text: String = text.chars().map(blanks).collect();
    match ComposingNormalizerBorrowed::new_nfkc().normalize(&text) {
        Cow::Owned(text) => text,
        Cow::Borrowed(_) => text,
    }
}

fn tokens(text: &str) -> Vec<Token<'_>> {
    let mut tokens = Vec::new();
    let bytes = text.as_bytes();
    let mut at = 0;
    while let Some(character) = text[at..].chars().next() {
        let end = |is_part: &dyn Fn(usize, char) -> bool| {
            let rest = text[at..].char_indices();
            rest.into_iter().find(|(offset, c)| !is_part(at + offset, *c)).map_or(text.len(), |(offset, _)| at + offset)
        };
        let digit_at = |at: usize| bytes.get(at).is_some_and(u8::is_ascii_digit);
        let starts_number = character.is_ascii_digit() || matches!(character, '.' | ',') && digit_at(at + 1);
        if starts_number {
            let stop = end(&|at, c| c.is_ascii_digit() || matches!(c, '.' | ',') && digit_at(at + 1));
            tokens.push(Token::Number(&text[at..stop]));
            at = stop;
        } else if character.is_alphabetic() {
            let stop = end(&|at, c| c.is_alphabetic() || c == '-' && text[at + 1..].starts_with(char::is_alphabetic));
            tokens.push(Token::Word(&text[at..stop]));
            at = stop;
        } else {
            let sign = if ['–', '—', '−', '‐', '‑'].contains(&character) { '-' } else { character };
            if !character.is_whitespace() && !"()[]:;=".contains(character) {
                tokens.push(Token::Sign(sign));
            }
            at += character.len_utf8();
        }
    }
    tokens
}

/// "5–10", "2 x 3", "3 + 2", "5 to 10".
fn is_range_or_product(tokens: &[Token<'_>]) -> bool {
    tokens.windows(3).any(|three| match three {
        [Token::Number(_), Token::Sign('-' | '+' | '*' | '×' | '/'), Token::Number(_)] => true,
        [Token::Number(_), Token::Word(word), Token::Number(_)] => {
            ["x", "to", "bis", "tot", "à"].contains(&word.to_lowercase().as_str())
        }
        _ => false,
    })
}

/// A number with at most two decimals, in decimal notation.
fn decimal(number: &str) -> Option<String> {
    let (_, fraction) = number.rsplit_once(['.', ',']).unwrap_or((number, ""));
    (fraction.len() <= 2).then(|| rules::decimal(&Json::Text(number.into()))).flatten()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_about_credits() {
        let ects =
            |points: &str, inferred| Meaning::Credits { framework: concept::ECTS, points: points.into(), inferred };
        let range = Meaning::Unclear("it is a range, a sum or a product");
        let cases: Vec<(&str, &str, Meaning)> = vec![
            ("5 ECTS", "", ects("5", false)),
            ("7,5 ECTS", "", ects("7.5", false)),
            ("ECTS 5", "", ects("5", false)),
            ("ECTS: .5", "", ects("0.5", false)),
            ("6 crédits ECTS", "", ects("6", false)),
            ("6 ECTS-Punkte", "", ects("6", false)),
            ("3 US credits (6 ECTS)", "", ects("6", false)),
            ("5-10 ECTS", "", range),
            ("150 h", "", Meaning::Hours("150".into())),
            ("3 credit hours", "", Meaning::Note),
            ("five", "", Meaning::Note),
            ("€ 5", "NL", Meaning::Note),
            ("5", "NL", ects("5", true)),
            ("5", "GB", Meaning::Note),
            ("6 EC", "NL", ects("6", true)),
            ("6 EC", "DE", Meaning::Note),
            ("500 ECTS", "", Meaning::Unclear("no course has so many")),
            ("5 ECTS or 6 ECTS", "", Meaning::Unclear("it says more than one number")),
            ("-5 ECTS", "", Meaning::Unclear("it is negative")),
        ];
        for (text, country, meaning) in cases {
            assert_eq!(read(text, country.parse().ok(), true, true), meaning, "{text}");
        }
    }
}
