//! Runs a file of the language-neutral vectors in `tests/vectors/discovery`.

use std::collections::BTreeSet;
use std::fs;
use std::panic::catch_unwind;
use std::path::Path;

use serde_json::Value;

/// Compares what `run` makes of every `in` with its `out`.
pub(crate) fn check(file: &str, op: &str, least: usize, run: fn(&Value) -> Value) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/vectors/discovery").join(file);
    let text = fs::read_to_string(&path).expect("the vectors");
    let file: Value = serde_json::from_str(&text).expect("JSON");
    assert_eq!((file["area"].as_str(), file["op"].as_str()), (Some("discovery"), Some(op)));
    let cases = file["cases"].as_array().expect("`cases`");
    let (mut seen, mut failures) = (BTreeSet::new(), Vec::new());
    for case in cases {
        let id = case["id"].as_str().expect("`id`");
        let name = id.strip_prefix("discovery/").and_then(|id| id.strip_prefix(op)?.strip_prefix('/'));
        let name = name.unwrap_or_else(|| panic!("{id} is not named after its op"));
        assert!(seen.insert(name), "{id} is used twice");
        let (input, expected) = (&case["in"], &case["out"]);
        // A panic is a failure of its case, and must not hide those of the cases behind it.
        let failure = match catch_unwind(|| run(input)) {
            Ok(actual) if actual == *expected => None,
            Ok(actual) => Some(format!("  expected: {expected}\n  actual:   {actual}")),
            Err(_) => Some("  panicked".to_owned()),
        };
        failures.extend(failure.map(|failure| format!("{id}\n  in:       {input}\n{failure}")));
    }
    assert!(failures.is_empty(), "{} of {} vectors fail:\n{}", failures.len(), cases.len(), failures.join("\n"));
    assert!(cases.len() >= least, "only {} vectors", cases.len());
}
