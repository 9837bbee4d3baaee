//! `ql manifest`, but for keys and secrets.

use quality_link::core::{ManifestFormat, ManifestParser};
use serde_json::json;

use crate::command::Folder;
use crate::support::{EVIL, GOOD, assert_one_line_of_plain_text, keys};

const TIDY_JSON: &str = r#"{
  "sources": [
    {
      "type": "elm",
      "version": "3.2",
      "path": "https://example.edu/c.ttl"
    }
  ]
}
"#;
const TIDY_YAML: &str = r#"sources:
  - type: elm
    version: "3.2"
    path: "https://example.edu/c.ttl"
"#;

const BAD: &str = "\
meta:
  schac: example.edu
sources:
  - type: ooapi
    version: 5
    path: api.example.edu/v5
  - {type: elm, version: '3.2', path: 'https://example.edu/c.ttl', pageSize: 50}
";

#[test]
fn lint_shows_the_line_with_a_caret() {
    let folder = Folder::new();
    folder.write("manifest.yaml", BAD);
    let run = folder.ql(&["manifest", "lint", "manifest.yaml"]).exits(1);
    let expected = "\
error[manifest.wrong-type]: expected a text, found the number `5`
  --> manifest.yaml, line 5, column 14, /sources/0/version
   |
 5 |     version: 5
   |              ^
  = hint: put it in quotes: \"5\"
error[manifest.source-path-invalid]: expected an absolute URL with `https://`, found `api.example.edu/v5`
  --> manifest.yaml, line 6, column 11, /sources/0/path
   |
 6 |     path: api.example.edu/v5
   |           ^
";
    assert!(run.stderr.starts_with(expected), "{}", run.stderr);
    assert!(run.stdout.starts_with("manifest.yaml: not valid (2 errors, "), "{}", run.stdout);
    assert!(run.stdout.ends_with("); an aggregator can use 1 data source\n"), "{}", run.stdout);
    let from_stdin = folder.ql_reading(&["manifest", "lint", "-"], BAD).exits(1);
    assert_eq!(from_stdin.stderr, run.stderr.replace("manifest.yaml", "-"));
    assert_eq!(from_stdin.stdout, run.stdout.replace("manifest.yaml", "-"));
}

#[test]
fn lint_points_at_the_right_character() {
    let folder = Folder::new();
    let caret = |content: &str| {
        folder.write("manifest.json", content);
        let run = folder.ql(&["manifest", "lint", "manifest.json"]).exits(1);
        let from = run.stderr.find("error[manifest.source-type-unknown]").unwrap();
        let lines: Vec<_> = run.stderr[from..].lines().collect();
        let (shown, marked) = (lines[3].to_owned(), lines[4]);
        let at = marked.find('^').unwrap();
        shown.chars().skip(at).take(7).collect::<String>()
    };
    let with_name = |name: &str| {
        format!(r#"{{"sources": [{{"name": "{name}", "type": "ooapy", "path": "https://example.edu/"}}, {GOOD}]}}"#)
    };
    assert_eq!(caret(&with_name("Courses")), "\"ooapy\"");
    assert_eq!(caret(&with_name("Kurse für Höhere Töchter")), "\"ooapy\"");
    assert_eq!(caret(&with_name(&"long ".repeat(100))), "\"ooapy\"");
    assert_eq!(caret(&format!("\u{feff}{}", with_name("BOM"))), "\"ooapy\"");
    assert_eq!(caret(&with_name("Courses").replace("\"type\"", "\t\t\"type\"")), "\"ooapy\"");
    assert_eq!(caret(&with_name("Courses").replace(", ", ",\r\n")), "\"ooapy\"");
}

#[test]
fn lint_says_all_as_json() {
    let folder = Folder::new();
    folder.write("manifest.yaml", BAD);
    let run = folder.ql(&["manifest", "lint", "manifest.yaml", "--json"]).exits(1);
    assert_eq!(run.stderr, "");
    let verdict = run.json();
    assert_eq!(keys(&verdict), ["lenient", "strict", "usable", "usableSources", "valid"]);
    assert_eq!(
        (&verdict["valid"], &verdict["usable"], &verdict["usableSources"]),
        (&json!(false), &json!(true), &json!(1))
    );
    let expected = json!({
        "code": "manifest.wrong-type", "severity": "error", "message": "expected a text, found the number `5`",
        "pointer": "/sources/0/version", "line": 5, "column": 14, "hint": "put it in quotes: \"5\"",
    });
    assert_eq!(verdict["strict"][0], expected);
    assert_eq!(verdict["lenient"][0]["severity"], "warning");

    folder.write("good.json", GOOD);
    let verdict = folder.ql(&["manifest", "lint", "good.json", "--json"]).well().json();
    assert_eq!(verdict, json!({ "valid": true, "usable": true, "usableSources": 1, "strict": [], "lenient": [] }));
}

#[test]
fn lint_judges() {
    let folder = Folder::new();
    folder.write("good.json", GOOD);
    let verdict = "valid (0 errors, 0 other findings); an aggregator can use 1 data source\n";
    assert_eq!(folder.ql(&["manifest", "lint", "good.json"]).well().stdout, format!("good.json: {verdict}"));
    for format in ["json", "yaml"] {
        let run = folder.ql_reading(&["manifest", "lint", "-", "--format", format], GOOD).well();
        assert_eq!(run.stdout, format!("-: {verdict}"), "JSON is YAML");
    }
    let run = folder.ql_reading(&["manifest", "lint", "-", "--format", "json"], BAD).exits(1);
    assert!(run.stdout.ends_with("an aggregator can use 0 data sources\n"), "{}", run.stdout);
    run.complains(&["fatal[manifest.json-syntax]: ", "  --> -, line 1, column 1\n", " 1 | meta:\n   | ^\n"]);
    folder.ql_reading(&["manifest", "lint", "-"], "").exits(1).complains(&["fatal[manifest.empty]: "]);
    folder.ql(&["manifest", "lint", "none.json"]).exits(1).complains(&["error: `none.json` can't be read: "]);
}

#[test]
fn a_new_manifest_is_valid() {
    let folder = Folder::new();
    let run = folder.ql(&["manifest", "new", "--source", "elm/3.2=https://example.edu/c.ttl"]).well();
    assert_eq!(run.stdout, TIDY_YAML);
    let run = folder.ql(&["manifest", "new", "--source", "elm/3.2=https://example.edu/c.ttl", "--json"]).well();
    assert_eq!(run.stdout, TIDY_JSON);
    let all = [
        "manifest",
        "new",
        "--source=ooapi/5=https://api.example.edu/v5/?key=a=b",
        "--source=occapi=https://example.edu/occapi/",
        "--schac=example.edu",
        "--eter=AT0005",
        "--deqar=DEQARINST0001",
    ];
    for (format, more) in [(ManifestFormat::Yaml, None), (ManifestFormat::Json, Some("--json"))] {
        let call: Vec<&str> = all.into_iter().chain(more).collect();
        let run = folder.ql(&call).well();
        let report = ManifestParser::new().parse(run.stdout.as_bytes(), format);
        assert!(report.is_valid(), "{:?}", report.strict());
        let manifest = report.into_manifest().unwrap();
        let meta = manifest.meta().unwrap();
        let ids = (meta.schac(), meta.eterid(), meta.deqarid());
        assert_eq!(ids, (Some("example.edu"), Some("AT0005"), Some("DEQARINST0001")));
        let sources: Vec<_> =
            manifest.sources().iter().map(|s| (s.source_type().as_str(), s.version(), s.path().as_str())).collect();
        let expected = [
            ("ooapi", Some("5"), "https://api.example.edu/v5/?key=a=b"),
            ("occapi", None, "https://example.edu/occapi/"),
        ];
        assert_eq!(sources, expected);
    }
    for source in ["elm", "elm=", "elm=courses.ttl", "elm=ftp://example.edu/c.ttl", "oapi=https://example.edu/", "=x"] {
        assert_eq!(folder.ql(&["manifest", "new", "--source", source]).exits(2).stdout, "", "{source}");
    }
    for wrong in ["--schac=a b", "--eter=1", "--deqar=1"] {
        folder.ql(&["manifest", "new", "--source", "elm=https://example.edu/c.ttl", wrong]).exits(2);
    }
}

#[test]
fn fmt_writes_tidily() {
    let folder = Folder::new();
    folder.write("manifest.json", GOOD);
    let fmt = |more: &[&str]| folder.ql(&[&["manifest", "fmt", "manifest.json"], more].concat()).well().stdout;
    assert_eq!(fmt(&[]), TIDY_JSON);
    assert_eq!(fmt(&["--json"]), TIDY_JSON);
    assert_eq!(fmt(&["--format", "json"]), TIDY_JSON);
    assert_eq!(fmt(&["--format", "yaml"]), TIDY_YAML);
    assert_eq!(folder.read("manifest.json"), GOOD, "only `--write` overwrites");
    assert_eq!(folder.ql_reading(&["manifest", "fmt", "-"], GOOD).well().stdout, TIDY_JSON);
    assert_eq!(folder.ql_reading(&["manifest", "fmt", "-"], TIDY_YAML).well().stdout, TIDY_YAML);
    assert_eq!(folder.ql_reading(&["manifest", "fmt", "-", "--json"], TIDY_YAML).well().stdout, TIDY_JSON);
    assert_eq!(fmt(&["--write"]), "");
    assert_eq!(folder.read("manifest.json"), TIDY_JSON);
    assert_eq!(fmt(&["--write"]), "");
    assert_eq!(folder.read("manifest.json"), TIDY_JSON);
}

#[test]
fn fmt_loses_nothing() {
    let folder = Folder::new();
    folder.write("bad.yaml", BAD);
    let run = folder.ql(&["manifest", "fmt", "bad.yaml", "--write"]).exits(1);
    assert_eq!(run.stdout, "");
    run.complains(&["error[manifest.source-path-invalid]: ", "error: the manifest has errors and is not rewritten\n"]);
    assert_eq!(folder.read("bad.yaml"), BAD);

    // Keys that are not known stay, and what was repaired is written as it should be.
    let odd =
        r#"{"x": 1, "sources": [{"TYPE": "ELM", "path": "https://example.edu/c.ttl", "version": 3.2, "y": [null]}]}"#;
    let run = folder.ql_reading(&["manifest", "fmt", "-"], odd).exits(0);
    let expected = json!({
        "sources": [{ "type": "elm", "version": "3.2", "path": "https://example.edu/c.ttl", "y": [null] }], "x": 1,
    });
    assert_eq!(run.json(), expected);
}

#[test]
fn fmt_says_what_it_drops() {
    let folder = Folder::new();
    let source =
        |more: &str| format!("sources:\n- type: ooapi\n  version: '5'\n  path: https://example.edu/\n{more}\n");
    for more in ["  refresh: [1]", "  pageSize: many", "  headers: {'X y': 'z'}", "  name: a\n  name: b", "# Ours"] {
        folder.write("manifest.yaml", source(more));
        let run = folder.ql(&["manifest", "fmt", "manifest.yaml", "--write"]);
        let kept = folder.read("manifest.yaml") == source(more);
        assert!(kept || !run.stderr.is_empty(), "`{more}` is gone without a word");
    }
}

#[test]
fn diff_shows_no_control_characters_of_a_manifest() {
    let folder = Folder::new();
    let source = json!({ "id": EVIL, "type": "occapi", "version": "2", "path": "https://example.edu/" });
    folder.write("new.json", json!({ "sources": [source] }).to_string());
    folder.write("old.json", GOOD);
    assert_one_line_of_plain_text(&folder.ql(&["manifest", "diff", "old.json", "new.json"]).exits(1).stdout);
}

#[test]
fn diff_compares_source_by_source() {
    let folder = Folder::new();
    let source = |id: &str, version: &str, path: &str| {
        format!("  - {{id: {id}, type: elm, version: '{version}', path: 'https://example.edu/{path}.ttl'}}\n")
    };
    let old = ["sources:\n".into(), source("a", "3.2", "a"), source("b", "3.2", "b"), source("c", "3.2", "c")].concat();
    let new =
        ["sources:\n".into(), source("c", "3.2", "c"), source("b", "3.3", "b2"), source("d", "3.2", "d")].concat();
    folder.write("old.yaml", &old);
    folder.write("new.yaml", &new);
    let run = folder.ql(&["manifest", "diff", "old.yaml", "new.yaml"]).exits(1);
    assert_eq!(run.stdout, "added    d\nremoved  a\nchanged  b: path, version\nsame     c\n");
    let run = folder.ql(&["manifest", "diff", "old.yaml", "new.yaml", "--json"]).exits(1);
    let expected =
        json!({ "added": ["d"], "removed": ["a"], "changed": { "b": ["path", "version"] }, "unchanged": ["c"] });
    assert_eq!(run.json(), expected);

    let as_json = folder.ql(&["manifest", "fmt", "old.yaml", "--json"]).well().stdout;
    let run = folder.ql_reading(&["manifest", "diff", "old.yaml", "-"], &as_json).well();
    assert_eq!(run.stdout, "same     a\nsame     b\nsame     c\n");
    let run = folder.ql_reading(&["manifest", "diff", "-", "old.yaml", "--json"], &as_json).well();
    assert_eq!(run.json(), json!({ "added": [], "removed": [], "changed": {}, "unchanged": ["a", "b", "c"] }));
    folder.ql(&["manifest", "diff", "old.yaml", "none.yaml"]).exits(1).complains(&["error: `none.yaml` "]);
    folder.write("useless.json", "{}");
    let run = folder.ql(&["manifest", "diff", "old.yaml", "useless.json"]).exits(1);
    run.complains(&["error: `useless.json` has no usable data source: the key `sources` is missing\n"]);
}

#[test]
fn the_schema_is_json() {
    let folder = Folder::new();
    let pretty = folder.ql(&["manifest", "schema"]).well();
    let line = folder.ql(&["manifest", "schema", "--json"]).well();
    assert_eq!(pretty.json(), line.json());
    assert_eq!((pretty.stdout.lines().count() > 50, line.stdout.lines().count()), (true, 1));
    assert_eq!(line.json()["$id"], "https://data.quality-link.eu/schema/manifest-v1.json");
}
