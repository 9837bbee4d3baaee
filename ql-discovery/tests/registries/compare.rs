//! Compares what a case expects with what came of it.

use serde_json::Value;

/// The first place at which `actual` is not as expected.
///
/// Of an object only the members named count, unless it is below `entries`; a member that is `null` must be missing or
/// empty. `"any"` fits everything, `"some"` every list that is not empty, and a text an object with it as `code`.
pub(crate) fn difference(expected: &Value, actual: &Value) -> Option<String> {
    differs(expected, actual, "", false)
}

fn differs(expected: &Value, actual: &Value, place: &str, whole: bool) -> Option<String> {
    let fits = match (expected, actual) {
        (Value::String(word), _) if word == "any" => true,
        (Value::String(word), Value::Array(list)) if word == "some" => !list.is_empty(),
        (Value::String(code), Value::Object(finding)) => finding.get("code").is_some_and(|actual| actual == code),
        (Value::Null, Value::Array(list)) => list.is_empty(),
        (Value::Object(expected), Value::Object(actual)) => {
            let surplus = actual.keys().find(|key| whole && !expected.contains_key(*key));
            if let Some(surplus) = surplus {
                return Some(format!("{place}/{surplus} is not expected: {}", actual[surplus]));
            }
            return expected.iter().find_map(|(key, value)| {
                let whole = whole || (place.is_empty() && key == "entries");
                differs(value, actual.get(key).unwrap_or(&Value::Null), &format!("{place}/{key}"), whole)
            });
        }
        (Value::Array(expected), Value::Array(actual)) if expected.len() == actual.len() => {
            return (expected.iter().zip(actual).enumerate())
                .find_map(|(at, (expected, actual))| differs(expected, actual, &format!("{place}/{at}"), whole));
        }
        _ => expected == actual,
    };
    (!fits).then(|| format!("{}: {expected} expected, not {actual}", if place.is_empty() { "/" } else { place }))
}
