//! What stands in the file.

use ql_discovery::DiscoveryReport;

use crate::scenario::{Expected, MANIFEST, MIB, Scenario, answer, not_found, ok};
use crate::servers::{Seen, Step};

pub(crate) fn scenarios() -> Vec<Scenario> {
    let mut all = documents();
    all.extend(json());
    all.extend(yaml());
    all.extend(costly());
    all.extend(words());
    all
}

const YAML: &str = "sources:\n- type: elm\n  version: '3'\n  path: https://a.example/\n";

/// The first well-known file; there is no other.
fn file(name: &'static str, body: impl AsRef<[u8]>) -> Scenario {
    let found = ok(body);
    Scenario::new(name)
        .https(move |asked| if asked.path.ends_with("-manifest") { found.clone() } else { not_found() })
        .within(3000)
}

/// A manifest with one data source, and more behind its members.
fn source(more: &str) -> String {
    format!(r#"{{"sources":[{{"type":"ooapi","version":"5","path":"https://api.uni.example/v5/"{more}}}]}}"#)
}

fn joined(count: usize, part: impl Fn(usize) -> String) -> String {
    (0..count).map(part).collect::<Vec<_>>().concat()
}

fn has_finding(report: &DiscoveryReport, code: &str) -> Result<(), String> {
    let mut findings = report.probes[1].attempts.iter().flat_map(|attempt| &attempt.diagnostics);
    match findings.any(|finding| finding.code().as_str() == code) {
        true => Ok(()),
        false => Err(format!("no finding {code}")),
    }
}

fn documents() -> Vec<Scenario> {
    let page = "<!DOCTYPE html><html><head><title>Not found</title></head></html>";
    let laughs = "<?xml version='1.0'?><!DOCTYPE a [<!ENTITY a 'a'><!ENTITY b '&a;&a;&a;&a;&a;&a;'>]><a>&b;</a>";
    let utf16: Vec<u8> = std::iter::once(0xfeff).chain(MANIFEST.encode_utf16()).flat_map(u16::to_le_bytes).collect();
    let latin1: Vec<u8> = MANIFEST.replace("api.uni", "\u{e9}t\u{e9}").chars().map(|c| c as u8).collect();
    let not_utf8 = Expected::Invalid("manifest.not-utf8");
    vec![
        file("a page for people with status 200", page).file(Expected::NotAManifest("web page")),
        Scenario::new("a page for people that says that it is JSON")
            .http([Step::Send(answer("200 OK", "content-type: application/json\r\n", page))])
            .file(Expected::NotAManifest("web page")),
        file("XML with entities in entities", laughs).file(Expected::NotAManifest("XML")),
        file("an empty file", "").file(Expected::NotAManifest("empty")),
        file("only a byte order mark", "\u{feff}").file(Expected::NotAManifest("empty")),
        file("only blanks, 1 MiB", " ".repeat(MIB)).memory(4 * MIB).file(Expected::NotAManifest("empty")),
        file("only NUL bytes", [0; 1000]).file(Expected::Invalid("manifest.yaml-syntax")),
        file("UTF-16", utf16).file(not_utf8),
        file("Latin-1", latin1).file(not_utf8),
        file("UTF-8 of half a surrogate pair", b"{\"sources\":\"\xed\xa0\x80\"}").file(not_utf8),
        file("a sentence", "Nothing to see here.").file(Expected::NotAManifest("the text `Nothing")),
        file("a number", "1e999999999").file(Expected::NotAManifest("the number")),
    ]
}

fn json() -> Vec<Scenario> {
    let too_deep = Expected::Invalid("manifest.too-deep");
    let twice = r#"{"sources":[],"sources":[{"type":"elm","type":"ooapi","version":"5","path":"https://a.example/"}]}"#;
    let long = |unit: &str| unit.repeat(MIB / unit.len());
    let entries =
        |count: usize, entry: &str| format!("{{\"sources\":[{}{entry}]}}", format!("{entry},").repeat(count - 1));
    vec![
        file("JSON: [[[[ and so on, 1 MiB", long("[")).memory(8 * MIB).file(too_deep),
        file("JSON: {\"a\":{\"a\": and so on, 1 MiB", long("{\"a\":")).memory(8 * MIB).file(too_deep),
        file("JSON with garbage behind it", format!("{MANIFEST} garbage")).file(Expected::Invalid("")),
        file("JSON with NUL in it", MANIFEST.replace("ooapi", "oo\0api"))
            .file(Expected::Found)
            .check(|report, _| has_finding(report, "manifest.json-syntax")),
        file("JSON with half a surrogate pair, escaped", MANIFEST.replace("ooapi", "\\ud800"))
            .file(Expected::Invalid("")),
        file("JSON with a number of 1 MB", source(&format!(",\"refresh\":{}", "9".repeat(1_000_000))))
            .memory(8 * MIB)
            .file(Expected::Found),
        file("JSON with keys twice", twice)
            .file(Expected::Found)
            .check(|report, _| has_finding(report, "manifest.duplicate-key")),
        file("JSON with 100,000 sources", entries(100_000, "0"))
            .memory(64 * MIB)
            .file(Expected::Invalid("manifest.too-many-nodes")),
        file("JSON with 30,000 sources that can't be used", entries(30_000, "{}"))
            .memory(64 * MIB)
            .file(Expected::Invalid("manifest.no-usable-source"))
            .check(|report, _| has_finding(report, "manifest.too-many-findings")),
        file(
            "JSON with 5,000 sources that can be used",
            entries(5_000, r#"{"type":"elm","path":"https://a.example/"}"#),
        )
        .memory(64 * MIB)
        .file(Expected::Found),
        file("JSON with 5,000 unknown keys", source(&joined(5_000, |n| format!(",\"pat{n}\":0"))))
            .memory(64 * MIB)
            .file(Expected::Found),
    ]
}

fn yaml() -> Vec<Scenario> {
    let bomb = (1..30).fold("a0: &a0 [lol]\n".to_owned(), |all, n| {
        all + &format!("a{n}: &a{n} [{}]\n", vec![format!("*a{}", n - 1); 9].join(","))
    });
    let text_bomb = format!("a: &a {}\nb:\n{}", "x".repeat(500_000), "- *a\n".repeat(1000));
    let tags = "sources:\n- type: !!python/object/apply:os.system [ls]\n  path: !<tag:a> https://a.example/\n";
    let long = |unit: &str| unit.repeat(MIB / unit.len());
    let too_deep = Expected::Invalid("manifest.too-deep");
    let too_many = Expected::Invalid("manifest.too-many-nodes");
    let syntax = Expected::Invalid("manifest.yaml-syntax");
    vec![
        file("YAML: a: [[[[ and so on, 1 MiB", format!("a: {}", "[".repeat(1_000_000))).memory(8 * MIB).file(too_deep),
        file("YAML: - - - - and so on, 1 MiB", long("- ")).memory(8 * MIB).file(too_deep),
        file("YAML: ? ? ? ? and so on, 1 MiB", long("? ")).memory(8 * MIB).file(too_deep),
        file("YAML: aliases of aliases (billion laughs)", bomb).memory(32 * MIB).file(too_many),
        file("YAML: aliases of a long text", text_bomb).memory(16 * MIB).file(too_many),
        file("YAML: an alias of what it stands in", "sources: &a [*a]").file(syntax),
        file("YAML: an alias of nothing", "sources: *a").file(syntax),
        file("YAML: tags that would run a program", tags).file(Expected::Invalid("manifest.yaml-tag")),
        file("YAML: 200,000 documents", format!("sources: []\n{}", "---\n".repeat(200_000)))
            .memory(8 * MIB)
            .file(Expected::Invalid("manifest.sources-empty")),
        file("YAML: a version of YAML that does not exist", format!("%YAML 99.9\n---\n{MANIFEST}"))
            .file(Expected::Found),
        file("YAML: a text without end", format!("sources: \"{}", "x\n ".repeat(300_000))).memory(8 * MIB).file(syntax),
        file("YAML: 30,000 pairs in flow style", format!("a: [{}]", "a: b, ".repeat(30_000)))
            .memory(64 * MIB)
            .file(Expected::Invalid("manifest.sources-missing")),
    ]
}

/// Small documents that could cost far more than they weigh.
fn costly() -> Vec<Scenario> {
    let key = "k".repeat(20_000);
    let invalid = Expected::Invalid("");
    let nested_keys = format!("a: {}\"\\\"\"{}", "{? ".repeat(24), " : 1}".repeat(24));
    let anchors = joined(60, |n| format!("&a{n} ["));
    let inherited = joined(45_000, |n| format!("k{n}: ,"));
    let long_url = format!("/{}", "x".repeat(60_000));
    let moved = answer("302 Found", &format!("location: {long_url}\r\n"), "");
    let found = ok(format!("{{\"sources\":[{}0]}}", "{},".repeat(2000)));
    vec![
        file("YAML: keys of keys, 24 deep, each of which quotes the last", nested_keys).memory(16 * MIB).file(invalid),
        file("YAML: anchors of anchors, 60 deep", format!("a: {anchors}{}{}", "a,".repeat(80_000), "]".repeat(60)))
            .memory(64 * MIB)
            .file(invalid),
        file(
            "YAML: 90,000 lists below a key of 700 kB",
            format!("? {}\n: [{}]", "k".repeat(700_000), "[],".repeat(90_000)),
        )
        .memory(128 * MIB)
        .within(700)
        .file(invalid),
        file("YAML: a list in flow style, 512 KiB", format!("[{}]", "a: b, ".repeat(87_000)))
            .memory(64 * MIB)
            .file(invalid),
        file("YAML: 45,000 keys merged", format!("x:\n  <<: {{{inherited}}}\n")).memory(64 * MIB).file(invalid),
        file("YAML: 8,000 tags below a key of 20 kB", format!("? {key}\n: [{}]", "!a x,".repeat(8000)))
            .memory(64 * MIB)
            .file(invalid),
        file(
            "JSON: 8,000 keys twice below a key of 20 kB",
            format!("{{\"{key}\":{{{}\"a\":0}}}}", "\"a\":0,".repeat(8000)),
        )
        .memory(64 * MIB)
        .file(invalid),
        Scenario::new("redirect to a URL of 60 kB, where 1,000 findings are")
            .https(move |asked| match asked.path.as_str() {
                "/.well-known/quality-link-manifest" => vec![Step::Send(moved.clone())],
                path if path == long_url => found.clone(),
                _ => not_found(),
            })
            .memory(32 * MIB)
            .file(invalid),
    ]
}

/// What a manifest says is not what a terminal does, and not where a search goes.
fn words() -> Vec<Scenario> {
    const ESCAPES: &str = r"\u001b]0;pwned\u0007\u001b[2J\u009b31m\u0000\r\u202e\u2066";
    let untouched = |_: &DiscoveryReport, seen: &Seen| match seen.connections() {
        1 => Ok(()),
        some => Err(format!("{some} connections")),
    };
    let wrong_values = format!(
        r#"{{"meta":{{"schac":"{ESCAPES}","did":"{ESCAPES}"}},"sources":[
        {{"type":"{ESCAPES}","path":"{ESCAPES}","version":"{ESCAPES}","refresh":"{ESCAPES}"}},
        {{"type":"ooapi","path":"https://a.example/{ESCAPES}","version":"{ESCAPES}","id":"{ESCAPES}",
          "contentType":"{ESCAPES}","pageSize":"{ESCAPES}","auth":{{"type":"{ESCAPES}"}},"headers":{{"x":"{ESCAPES}"}}}}]}}"#
    );
    let keys = source(&format!(r#","headers":{{"{ESCAPES}":"x"}},"auth":{{"type":"none","{ESCAPES}":"x"}}"#));
    let paged = format!(r#"{{"sources":[{{"type":"{ESCAPES}","path":"https://a.example/","pageSize":1}}]}}"#);
    vec![
        file("terminal escape sequences in all values", wrong_values)
            .file(Expected::Invalid("manifest.source-type-unknown")),
        file("terminal escape sequences in a type that has no pages", paged)
            .file(Expected::Invalid("manifest.source-type-unknown")),
        file("terminal escape sequences in keys", keys).file(Expected::Found),
        file("terminal escape sequences in place of an object", format!("\"{ESCAPES}\""))
            .file(Expected::NotAManifest("the text `\\u{1b}]0;pwned")),
        file("terminal escape sequences in broken YAML", "a: \u{1b}[2J\u{202e}: [}\u{9b}")
            .file(Expected::Invalid("manifest.yaml-syntax")),
        file("terminal escape sequences in a tag", format!("{YAML}  name: !a%1B%5B2J x\n"))
            .file(Expected::Found)
            .check(|report, _| has_finding(report, "manifest.yaml-tag")),
        file("a path that is a loopback URL", MANIFEST.replace("https://api.uni.example", "http://127.0.0.1:1"))
            .file(Expected::Found)
            .check(untouched),
        file("a path that is a file: URL", MANIFEST.replace("https://api.uni.example", "file:///etc"))
            .file(Expected::Invalid("manifest.source-path-invalid")),
        file("a path with user name and password", MANIFEST.replace("https://api", "https://user:hunter2@api"))
            .file(Expected::Found)
            .check(|report, _| {
                let texts = report.probes[1].attempts.iter().flat_map(|attempt| &attempt.diagnostics);
                match texts.map(ToString::to_string).chain([report.to_string()]).any(|text| text.contains("hunter2")) {
                    true => Err("the password is shown".into()),
                    false => has_finding(report, "manifest.source-path-credentials"),
                }
            }),
    ]
}
