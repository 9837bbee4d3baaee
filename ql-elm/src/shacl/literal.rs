//! Values of literals: whether a text is one of a datatype, and which of two is the smaller one.

use std::cmp::Ordering;
use std::str::FromStr;

use oxsdatatypes::{
    Date, DateTime, DayTimeDuration, Decimal, Double, Duration, GYear, GYearMonth, Time, YearMonthDuration,
};

use crate::namespace::{is_integer, is_number, xsd};
use crate::rdf::Object;

/// Whether a text is of the lexical form of a datatype. Of datatypes that are not known any text is.
pub(super) fn is_valid(value: &str, datatype: &str) -> bool {
    let Some(name) = datatype.strip_prefix(xsd::BASE) else { return true };
    if is_integer(datatype) {
        return is_whole(value) && in_range(value, name);
    }
    match name {
        "boolean" => matches!(value, "true" | "false" | "0" | "1"),
        "decimal" => is_decimal(value),
        "double" | "float" => is_double(value),
        "dateTime" => reads::<DateTime>(value),
        "dateTimeStamp" => {
            reads::<DateTime>(value)
                && (value.ends_with('Z') || value.get(19..).is_some_and(|zone| zone.contains(['+', '-'])))
        }
        "date" => reads::<Date>(value),
        "time" => reads::<Time>(value),
        "gYear" => reads::<GYear>(value),
        "gYearMonth" => reads::<GYearMonth>(value),
        "duration" => reads::<Duration>(value),
        "dayTimeDuration" => reads::<DayTimeDuration>(value),
        "yearMonthDuration" => reads::<YearMonthDuration>(value),
        _ => true,
    }
}

fn reads<T: FromStr>(value: &str) -> bool {
    value.parse::<T>().is_ok()
}

fn unsigned(value: &str) -> &str {
    value.strip_prefix(['+', '-']).unwrap_or(value)
}

fn are_digits(text: &str) -> bool {
    text.bytes().all(|byte| byte.is_ascii_digit())
}

/// A whole number of any size.
fn is_whole(value: &str) -> bool {
    !unsigned(value).is_empty() && are_digits(unsigned(value))
}

fn is_decimal(value: &str) -> bool {
    let (whole, part) = unsigned(value).split_once('.').unwrap_or((unsigned(value), ""));
    are_digits(whole) && are_digits(part) && whole.len() + part.len() > 0
}

fn is_double(value: &str) -> bool {
    if matches!(value, "INF" | "+INF" | "-INF" | "NaN") {
        return true;
    }
    match value.split_once(['e', 'E']) {
        Some((number, exponent)) => is_decimal(number) && is_whole(exponent),
        None => is_decimal(value),
    }
}

/// Whether a whole number is one of its type.
fn in_range(value: &str, name: &str) -> bool {
    let digits = unsigned(value).trim_start_matches('0');
    let (is_zero, is_negative) = (digits.is_empty(), value.starts_with('-'));
    let within = |min: i128, max: i128| value.parse::<i128>().is_ok_and(|number| (min..=max).contains(&number));
    match name {
        "nonNegativeInteger" => is_zero || !is_negative,
        "positiveInteger" => !is_zero && !is_negative,
        "nonPositiveInteger" => is_zero || is_negative,
        "negativeInteger" => !is_zero && is_negative,
        "long" => within(i64::MIN.into(), i64::MAX.into()),
        "int" => within(i32::MIN.into(), i32::MAX.into()),
        "short" => within(i16::MIN.into(), i16::MAX.into()),
        "byte" => within(i8::MIN.into(), i8::MAX.into()),
        "unsignedLong" => within(0, u64::MAX.into()),
        "unsignedInt" => within(0, u32::MAX.into()),
        "unsignedShort" => within(0, u16::MAX.into()),
        "unsignedByte" => within(0, u8::MAX.into()),
        _ => true,
    }
}

/// Which of two texts is the smaller one, as values of a type.
fn of<T: FromStr + PartialOrd>(one: &str, other: &str) -> Option<Ordering> {
    one.parse::<T>().ok()?.partial_cmp(&other.parse::<T>().ok()?)
}

/// Which of two literals is the smaller one; `None` if they can't be compared.
pub(super) fn compare(one: Object<'_>, other: Object<'_>) -> Option<Ordering> {
    let (Object::Typed { value, datatype }, Object::Typed { value: other, datatype: other_type }) = (one, other) else {
        return None;
    };
    if !is_valid(value, datatype) || !is_valid(other, other_type) {
        return None;
    }
    if is_number(datatype) && is_number(other_type) {
        return match (value.parse::<Decimal>(), other.parse::<Decimal>()) {
            (Ok(one), Ok(other)) => one.partial_cmp(&other),
            _ => value.parse::<Double>().ok()?.partial_cmp(&other.parse::<Double>().ok()?),
        };
    }
    if datatype != other_type {
        return None;
    }
    match datatype.strip_prefix(xsd::BASE)? {
        "dateTime" | "dateTimeStamp" => of::<DateTime>(value, other),
        "date" => of::<Date>(value, other),
        "time" => of::<Time>(value, other),
        "gYear" => of::<GYear>(value, other),
        "gYearMonth" => of::<GYearMonth>(value, other),
        "duration" | "dayTimeDuration" | "yearMonthDuration" => of::<Duration>(value, other),
        "string" => Some(value.cmp(other)),
        "boolean" => Some(matches!(value, "true" | "1").cmp(&matches!(other, "true" | "1"))),
        _ => None,
    }
}
