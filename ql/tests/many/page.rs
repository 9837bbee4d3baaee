//! The page of `--html`, as a browser reads it.

use serde_json::json;

use crate::internet::{FILE, Internet, domains, manifest};
use crate::network::http::Reply;

/// A tag as it stands in a page.
#[derive(Debug)]
pub(crate) struct Tag {
    pub(crate) name: String,
    pub(crate) attributes: Vec<(String, Option<String>)>,
}

impl Tag {
    pub(crate) fn get(&self, name: &str) -> Option<&str> {
        let found = self.attributes.iter().find(|(known, _)| known == name)?;
        Some(found.1.as_deref().unwrap_or_default())
    }
}

/// All tags, outside of scripts and styles. It knows no more of HTML than the page has of it.
pub(crate) fn tags(page: &str) -> Vec<Tag> {
    let mut tags = Vec::new();
    let mut rest = page;
    while let Some(at) = rest.find('<') {
        rest = &rest[at + 1..];
        if rest.starts_with(['!', '/']) {
            rest = &rest[rest.find('>').unwrap() + 1..];
            continue;
        }
        let end = rest.find(|c: char| !c.is_ascii_alphanumeric()).unwrap();
        let name = rest[..end].to_ascii_lowercase();
        assert!(!name.is_empty(), "a bare `<` before {:?}", rest.chars().take(40).collect::<String>());
        rest = &rest[end..];
        let mut attributes = Vec::new();
        loop {
            rest = rest.trim_start();
            if let Some(behind) = rest.strip_prefix('>') {
                rest = behind;
                break;
            }
            let end = rest.find(|c: char| c == '=' || c == '>' || c.is_whitespace()).unwrap();
            let key = rest[..end].to_ascii_lowercase();
            rest = &rest[end..];
            let value = rest.strip_prefix("=\"").map(|value| {
                let (value, behind) = value.split_once('"').unwrap();
                rest = behind;
                value.to_owned()
            });
            attributes.push((key, value));
        }
        if let "script" | "style" = name.as_str() {
            let close = rest.find(&format!("</{name}>")).unwrap();
            rest = &rest[close..];
        }
        tags.push(Tag { name, attributes });
    }
    tags
}

/// The part of the page that is made of foreign text.
pub(crate) fn rows(page: &str) -> &str {
    page.split_once("<tbody>").unwrap().1.split_once("</tbody>").unwrap().0
}

/// The page refers to nothing outside of itself, and foreign text is nothing but text.
pub(crate) fn assert_harmless(page: &str) {
    let known = ["tr", "th", "br", "small", "td", "details", "summary", "ul", "li", "dl", "dt", "dd", "b"];
    for tag in tags(rows(page)) {
        assert!(known.contains(&tag.name.as_str()), "{tag:?}");
        for (name, value) in &tag.attributes {
            assert!(["class", "data-country", "scope", "title"].contains(&name.as_str()), "{tag:?}");
            assert!(value.is_some(), "{tag:?}");
        }
    }
    let referring = ["src", "href", "srcset", "action", "formaction", "data", "poster", "background", "cite", "ping"];
    for tag in tags(page) {
        for (name, _) in &tag.attributes {
            assert!(!referring.contains(&name.as_str()) && !name.starts_with("on"), "{tag:?}");
        }
        assert!(!["link", "base", "iframe", "object", "embed", "img", "image"].contains(&tag.name.as_str()), "{tag:?}");
    }
    for part in ["script", "style"] {
        let open = format!("<{part}>");
        assert_eq!((page.matches(&open).count(), page.matches(&format!("</{part}>")).count()), (1, 1), "{part}");
        let content = page.split_once(&open).unwrap().1.split_once(&format!("</{part}>")).unwrap().0;
        for reference in ["http:", "https:", "url(", "@import", "import(", "fetch(", "XMLHttpRequest", "innerHTML"] {
            assert!(!content.contains(reference), "{reference} in {part}");
        }
    }
    // Nothing that turns the direction of what follows, and no control characters.
    for character in rows(page).chars() {
        let turns = matches!(character, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
        assert!(!turns && (character == '\n' || !character.is_control()), "{character:?}");
    }
}

const LIST: &str = "\
schac,name,country
u000.example,University of Zero,AT
u001.example,,EL
broken.example,\"Fish & Chips \"\"College\"\"\",
n000.example,Nowhere,XK
";

fn internet() -> Internet {
    let internet = Internet::new(|network| {
        let network = crate::internet::with_manifests(network, &domains(2), &manifest());
        let network = network.file(&format!("broken.example/{FILE}"), Reply::ok("{\"sources\": []}"));
        network.txt("n000.example", ["v=spf1 -all"])
    });
    internet.folder.write("list.csv", LIST);
    internet
}

#[test]
fn a_page_with_a_row_for_everybody() {
    let internet = internet();
    let run = internet.ql(&["discover", "--providers", "list.csv", "--html", "page.html"]).well();
    assert!(run.stdout.ends_with("4 providers: 2 found, 1 not usable, 1 not found\n"), "{}", run.stdout);
    let page = internet.folder.read("page.html");
    assert!(page.starts_with("<!DOCTYPE html>\n<html lang=\"en\">\n") && page.trim_end().ends_with("</html>"));
    assert_harmless(&page);
    // What the filters go by.
    let rows: Vec<_> = tags(rows(&page)).into_iter().filter(|tag| tag.name == "tr").collect();
    let data: Vec<_> = rows.iter().map(|row| (row.get("class").unwrap(), row.get("data-country").unwrap())).collect();
    assert_eq!(data, [("unusable", ""), ("not-found", "1A0"), ("found", "AUT"), ("found", "GRC")]);
    assert!(rows.iter().all(|row| row.get("hidden").is_none()), "without scripts all rows are shown");
    let boxes: Vec<_> = tags(&page).into_iter().filter(|tag| tag.get("type") == Some("checkbox")).collect();
    let values: Vec<_> = boxes.iter().map(|tag| tag.get("value").unwrap()).collect();
    assert_eq!(values, ["found", "unusable", "not-found", "failed"]);
    assert!(boxes.iter().all(|tag| tag.get("checked").is_some()));
    // What people read.
    for text in [
        "University of Zero<br><small>u000.example</small>",
        "<th scope=\"row\">u001.example</th>",
        "Fish &amp; Chips &quot;College&quot;<br>",
        "https://u000.example/.well-known/quality-link-manifest",
        "ooapi/5 https://api.uni.example/v5/",
        "<td title=\"Austria\">AUT</td>",
        "<dt>n000.example</dt><dd>DNS TXT</dd><dd>no record</dd>",
        "found, new</td>",
        "title=\"found: 2\"",
        "4 providers, 20",
    ] {
        assert!(page.contains(text), "no {text} in {page}");
    }
}

#[test]
fn the_policy_of_the_page_allows_nothing_from_elsewhere() {
    let internet = internet();
    internet.ql(&["discover", "--providers", "list.csv", "--html", "page.html"]).well();
    let page = internet.folder.read("page.html");
    let meta = |name: &str| {
        let found =
            tags(&page).into_iter().find(|tag| tag.get("http-equiv") == Some(name) || tag.get("name") == Some(name));
        found.unwrap().get("content").unwrap().to_owned()
    };
    let policy = meta("Content-Security-Policy");
    assert!(policy.starts_with("default-src 'none'; ") && !policy.contains("http"), "{policy}");
    assert_eq!(meta("referrer"), "no-referrer");
    assert!(tags(&page).iter().any(|tag| tag.get("charset") == Some("utf-8")));
}

/// Who is not due has a row, too, and so has who was found by an earlier run.
#[test]
fn with_a_state_file_the_page_has_what_is_known() {
    let internet = internet();
    let call = ["discover", "--providers", "list.csv", "--state", "state", "--html", "page.html"];
    internet.ql(&call).well();
    let first = internet.folder.read("page.html");
    internet.ql(&call).exits(0).complains(&["4 of 4 providers are not due yet"]);
    let second = internet.folder.read("page.html");
    assert_eq!(rows(&second), rows(&first));
    // Of other lists in the same file nothing is shown.
    internet.folder.write("one.csv", "schac\nu000.example\n");
    internet.ql(&["discover", "--providers", "one.csv", "--state", "state", "--html", "one.html"]).exits(0);
    assert_eq!(rows(&internet.folder.read("one.html")).matches("<tr ").count(), 1);
}

#[test]
fn how_it_was_before() {
    let internet = internet();
    let call = ["discover", "--providers", "list.csv", "--state", "state", "--html", "page.html", "--again"];
    internet.ql(&call).well();
    let state = internet.folder.read("state");
    let known = |key: &str, fingerprint: &str| {
        let record = json!({
            "key": key, "name": key, "verdict": "found", "checked": "2020-01-01T00:00:00Z", "due": "2020-01-02T00:00:00Z",
            "manifest": "https://old.example/m", "fingerprint": fingerprint, "sources": ["elm https://old.example/"],
            "probes": [],
        });
        format!("{record}\n")
    };
    let before = ["u000.example", "broken.example", "n000.example"].map(|key| known(key, "another")).concat();
    internet.folder.write("state", state + &before);
    internet.ql(&call).well();
    let page = internet.folder.read("page.html");
    assert_harmless(&page);
    for text in
        ["found, changed</td>", "not usable, known from before</td>", "not found, gone since the last time</td>"]
    {
        assert!(page.contains(text), "no {text} in {page}");
    }
    // What was the same is not worth a word.
    assert!(page.contains(">found</td>"), "{page}");
    assert!(page.contains("<summary>https://old.example/m</summary>"), "what is known from before is shown");
}

#[test]
fn one_provider_has_a_page_too() {
    let internet = internet();
    let run = internet.ql(&["discover", "u000.example", "--html", "page.html"]).well();
    assert!(run.stdout.contains("found: https://u000.example/"), "{}", run.stdout);
    let page = internet.folder.read("page.html");
    assert_harmless(&page);
    assert_eq!(tags(rows(&page)).iter().filter(|tag| tag.get("class") == Some("found")).count(), 1);
    internet.ql(&["discover", "n000.example", "--html", "page.html"]).exits(1);
    assert!(internet.folder.read("page.html").contains("<tr class=\"not-found\""));
}

#[test]
fn a_page_that_can_not_be_written() {
    let internet = internet();
    let run = internet.ql(&["discover", "--providers", "list.csv", "--html", "none/page.html", "--json"]).exits(1);
    assert_eq!(run.stdout.lines().count(), 4, "what was found is not lost");
    run.complains(&["error: `none/page.html` can't be written: "]);
}
