//! What foreigners write into the page of `--html`.

use serde_json::{Value, json};

use crate::internet::{FILE, Internet, records};
use crate::network::http::Reply;
use crate::page::{assert_harmless, rows, tags};

const EVIL: [&str; 14] = [
    "<script>alert(1)</script>",
    "</script><script>alert(1)</script>",
    "</th></tr></tbody></table><h1>Owned</h1>",
    "\"><img src=x onerror=alert(1)>",
    "' onmouseover='alert(1)",
    "<!-- rows --> <!-- summary -->",
    "-->",
    "<![CDATA[",
    "&lt;b&gt; &amp; &#60;b&#62;",
    "<style>@import url(https://evil.example/x.css)</style>",
    "javascript:alert(1) https://evil.example/",
    "\u{202e}elpmaxe.inu\u{202c} \u{2066}a\u{2069} \u{202d}",
    "a\u{0}b\u{1b}[2J\u{7}\u{85}\u{9b}c\nd\re\tf",
    "${alert(1)} {{7*7}} %s <%= 1 %>",
];

/// In a list of providers.
#[test]
fn names() {
    let internet = Internet::of(0, &Reply::ok(""));
    let list: Vec<Value> = EVIL
        .iter()
        .enumerate()
        .flat_map(|(number, evil)| {
            [
                json!({ "schac": format!("u{number}.example"), "name": evil }),
                // The key is a foreign text here.
                json!({ "website": format!("https://www.example/{evil}{number}"), "name": format!("w{number}") }),
                json!({ "deqar": format!("DEQARINST{number:04}"), "website": evil, "name": format!("d{number}") }),
            ]
        })
        .collect();
    internet.folder.write("list.json", json!(list).to_string());
    internet.ql(&["discover", "--providers", "list.json", "--html", "page.html"]).exits(0);
    let page = internet.folder.read("page.html");
    assert_harmless(&page);
    let found = tags(rows(&page)).iter().filter(|tag| tag.name == "tr").count();
    assert_eq!(found, 3 * EVIL.len());
    // The text itself is there, for people to see.
    for text in [
        "&lt;script&gt;alert(1)&lt;/script&gt;<br>",
        "&quot;&gt;&lt;img src=x onerror=alert(1)&gt;<br>",
        "&#39; onmouseover=&#39;alert(1)<br>",
        "&amp;lt;b&amp;gt; &amp;amp; &amp;#60;b&amp;#62;<br>",
        "\\u{202e}elpmaxe.inu\\u{202c} \\u{2066}a\\u{2069} \\u{202d}<br>",
    ] {
        assert!(page.contains(text), "no {text}");
    }
}

/// Scripts from right to left need no help, and keep their marks.
#[test]
fn names_from_right_to_left() {
    let internet = Internet::of(0, &Reply::ok(""));
    let name = "جامعة \u{200f}(1) האוניברסיטה\u{200e}";
    internet.folder.write("list.json", json!([{ "schac": "u0.example", "name": name }]).to_string());
    internet.ql(&["discover", "--providers", "list.json", "--html", "page.html"]).exits(0);
    assert!(internet.folder.read("page.html").contains(name));
}

/// In DNS, in manifests and in what servers say.
#[test]
fn servers() {
    let manifest = |evil: &str| {
        let source = json!({ "type": evil, "name": evil, "version": evil, "path": format!("https://api.example/{evil}?{evil}") });
        let good = json!({ "type": "ooapi", "version": evil, "path": format!("https://api.example/{evil}") });
        json!({ "meta": { "schac": evil, "eterid": evil, "did": evil }, "sources": [source, good] }).to_string()
    };
    let internet = Internet::new(|mut network| {
        for (number, evil) in EVIL.iter().enumerate() {
            // DNS and header fields take what is printable.
            let plain: String = evil.chars().filter(|c| c.is_ascii_graphic() || *c == ' ').collect();
            network = network
                .txt(&format!("txt{number}.example"), [format!("v=qldiscover1; m={plain}")])
                .file(&format!("meta{number}.example/{FILE}"), Reply::ok(manifest(evil)))
                .file(&format!("to{number}.example/{FILE}"), Reply::redirect(format!("https://{plain}/")))
                .file(&format!("text{number}.example/{FILE}"), Reply::ok(format!("{evil}: [{evil}")))
                .txt(&format!("url{number}.example"), [format!("v=qldiscover1; m=https://files.example/{plain}")]);
        }
        network.host("files.example", std::net::Ipv4Addr::LOCALHOST.into())
    });
    let kinds = ["txt", "meta", "to", "text", "url"];
    let list: Vec<String> =
        (0..EVIL.len()).flat_map(|number| kinds.map(|kind| format!("{kind}{number}.example"))).collect();
    let run = internet.discover(&list, &["--html", "page.html", "--json", "--state", "state"]).exits(0);
    let page = internet.folder.read("page.html");
    assert_harmless(&page);
    let records = records(&run.stdout);
    assert_eq!(records.len(), list.len());
    let found = records.iter().filter(|record| record["verdict"] == "found").count();
    assert_eq!(found, EVIL.len(), "each manifest has a good data source");
    // A file that somebody else made is as foreign as a list.
    internet.discover(&list, &["--html", "page.html", "--state", "state"]).exits(0);
    assert_harmless(&internet.folder.read("page.html"));
}

/// In a state file from who knows where.
#[test]
fn a_state_file() {
    let internet = Internet::of(0, &Reply::ok(""));
    let mut lines = String::new();
    let mut list = Vec::new();
    for (number, evil) in EVIL.iter().enumerate() {
        let key = format!("u{number}.example");
        let record = json!({
            "key": key, "name": evil, "verdict": "found", "checked": "2026-01-01T00:00:00Z", "due": "2999-01-01T00:00:00Z",
            "manifest": "https://evil.example/'onclick=alert(1)", "fingerprint": evil, "change": "changed",
            "sources": [evil, evil], "findings": [evil],
            "probes": [{ "domain": evil, "mechanism": "well-known", "outcome": evil }],
        });
        lines.push_str(&format!("{record}\n"));
        list.push(key);
    }
    internet.folder.write("state", lines);
    let run = internet.discover(&list, &["--html", "page.html", "--state", "state"]).exits(0);
    assert!(!run.stdout.contains(|c: char| c.is_control() && c != '\n'), "{:?}", run.stdout);
    let page = internet.folder.read("page.html");
    assert_harmless(&page);
    assert_eq!(tags(rows(&page)).iter().filter(|tag| tag.name == "tr").count(), EVIL.len());
}
