//! `ql providers`.

use serde_json::{Value, json};

use crate::command::{Folder, Run};
use crate::network::http::Reply;
use crate::registries::{EWP, Site, deqar, deqar_page, files, hei_api, page, providers};

const ALL: [&str; 3] = ["deqar.json", "ewp.xml", "hei.json"];

fn list(run: &Run) -> Vec<Value> {
    run.json()["providers"].as_array().unwrap().clone()
}

fn key(provider: &Value) -> String {
    let text = |name: &str| provider[name].as_str();
    let with = |prefix: &str, name: &str| text(name).map(|id| format!("{prefix}{id}"));
    with("", "schac").or_else(|| with("deqar:", "deqar")).or_else(|| with("website:", "website")).unwrap()
}

fn keys(run: &Run) -> Vec<String> {
    list(run).iter().map(key).collect()
}

#[test]
fn registries_are_merged() {
    let folder = files();
    let run = providers(&folder, &ALL).exits(0);
    let expected =
        ["crete.example", "deqar:DEQARINST0600", "deqar:DEQARINST0700", "law.uni.example", "uni.example", "uw.example"];
    assert_eq!(keys(&run), expected);
    let providers = list(&run);
    let university = &providers[4];
    let expected = json!({
        "schac": "uni.example", "eter": "AT0005", "deqar": "DEQARINST0382", "website": "www.uni.example/en",
        "name": "University of Examples", "iri": "https://data.deqar.eu/institution/382",
    });
    for (name, value) in expected.as_object().unwrap() {
        assert_eq!(university[name], *value, "{name}");
    }
    assert_eq!(university["aliases"], json!(["old.example"]));
    let sources: Vec<_> = university["sources"].as_array().unwrap().iter().map(|source| &source["registry"]).collect();
    assert_eq!(sources, ["deqar", "ewp"]);
    assert_eq!([&providers[3]["parent"], &providers[3]["otherProvider"]], [&json!("uni.example"), &json!(true)]);
    assert_eq!([&providers[1]["closed"], &providers[1]["name"]], [&json!("2001-01-01"), &json!("Closed School")]);
    assert_eq!([&providers[5]["name"], &providers[5]["website"]], ["University of Warsaw", "https://www.uw.example/"]);
    assert_eq!(run.json().as_object().unwrap().keys().collect::<Vec<_>>(), ["conflicts", "providers"]);
    let conflicts = run.json()["conflicts"].as_array().unwrap().len();
    run.complains(&[&format!("6 providers, {conflicts} conflicts between registries\n")]);
}

#[test]
fn the_order_of_the_sources_does_not_matter() {
    let folder = files();
    let expected = list(&providers(&folder, &ALL));
    for order in [["ewp.xml", "hei.json", "deqar.json"], ["hei.json", "deqar.json", "ewp.xml"]] {
        assert_eq!(list(&providers(&folder, &order).exits(0)), expected);
    }
    // The same registry twice is the same once.
    assert_eq!(list(&providers(&folder, &[&ALL[..], &ALL[..2]].concat()).exits(0)), expected);
}

#[test]
fn registries_over_http() {
    let folder = files();
    let expected = list(&providers(&folder, &ALL));
    let (deqar, others) = (Site::deqar(), Site::of([("/ewp", Reply::ok(EWP)), ("/hei", Reply::ok(hei_api()))]));
    let urls = [deqar.url("/connectapi/v1/providers/"), others.url("/ewp"), others.url("/hei")];
    let run = providers(&folder, &urls.each_ref().map(String::as_str)).exits(0);
    assert_eq!(list(&run), expected);
    assert_eq!((deqar.requests(), others.requests()), (2, 2), "two pages, and two documents");
    // Files and URLs together.
    let run = providers(&folder, &["deqar.json", &urls[1], "hei.json"]).exits(0);
    assert_eq!(list(&run), expected);
}

#[test]
fn where_the_list_goes() {
    let folder = files();
    let printed = providers(&folder, &ALL).exits(0).stdout;
    let run = providers(&folder, &[&ALL[..], &["-o", "list.json"]].concat()).exits(0);
    assert_eq!((run.stdout.as_str(), folder.read("list.json")), ("", printed));
    let site = Site::deqar();
    for name in ["list.csv", "list", "list.jsonl", "-"] {
        let run = providers(&folder, &[&site.url("/connectapi/v1/providers/"), "-o", name]).exits(2);
        assert_eq!((run.stdout.as_str(), folder.has(name)), ("", false), "{name}");
        run.complains(&["is neither `.json` nor a name of an RDF file"]);
    }
    assert_eq!(site.requests(), 0, "what can't be written need not be read");
    let run = providers(&folder, &[&ALL[..], &["-o", "none/list.json"]].concat()).exits(1);
    run.complains(&["error: `none/list.json` can't be written: "]);
    providers(&folder, &[]).exits(2);
}

#[cfg(unix)]
#[test]
fn a_reader_that_went_away_is_no_failure() {
    let run = files().ql_unread(&["providers", "deqar.json"]);
    assert!(!run.stderr.contains("panicked"), "{}", run.stderr);
    run.exits(0);
}

#[test]
fn standard_input() {
    let run = Folder::new().ql_reading(&["providers", "-"], deqar_page()).exits(0);
    assert_eq!(keys(&run).len(), 4);
}

/// What was written is read as what it was.
#[test]
fn a_list_that_is_read_again_stays_the_same() {
    let folder = files();
    providers(&folder, &[&ALL[..], &["-o", "one.json"]].concat()).exits(0);
    providers(&folder, &["one.json", "-o", "two.json"]).exits(0);
    let read = |name: &str| serde_json::from_str::<Value>(&folder.read(name)).unwrap()["providers"].clone();
    assert_eq!(read("two.json"), read("one.json"));
}

#[test]
fn only_some_countries() {
    let folder = files();
    let of = |countries: &[&str]| {
        let flags: Vec<&str> = countries.iter().flat_map(|country| ["--country", country]).collect();
        keys(&providers(&folder, &[&ALL[..], &flags].concat()).exits(0))
    };
    assert_eq!(of(&["AT"]), ["law.uni.example", "uni.example"]);
    assert_eq!(of(&["EL"]), ["crete.example", "deqar:DEQARINST0700"]);
    assert_eq!(of(&["POL", "de"]), ["deqar:DEQARINST0600", "uw.example"]);
    assert_eq!(of(&["FR"]), [""; 0]);
    providers(&folder, &[&ALL[..], &["--country", "Austria"]].concat()).exits(2);
}

/// By website and country alone only if that is wanted, and never silently.
#[test]
fn entries_without_a_code_join_by_their_website() {
    let folder = files();
    let run = providers(&folder, &[&ALL[..], &["--match-websites"]].concat()).exits(0);
    assert_eq!(keys(&run), ["crete.example", "deqar:DEQARINST0600", "law.uni.example", "uni.example", "uw.example"]);
    let crete = &list(&run)[0];
    assert_eq!([&crete["deqar"], &crete["eter"]], ["DEQARINST0700", "EL0001"]);
    let conflicts = run.json()["conflicts"].to_string();
    assert!(conflicts.contains("registry.weak-match"), "{conflicts}");
    run.complains(&["warning[registry.weak-match]: "]);
}

#[test]
fn what_changed_since() {
    let folder = files();
    let mut records = deqar();
    records.remove(2);
    folder.write("deqar.json", page(&records, 3, false));
    providers(&folder, &[&ALL[..], &["-o", "old.json"]].concat()).exits(0);
    let since = |sources: &[&str]| providers(&folder, &[sources, &["--since", "old.json"]].concat()).exits(0);
    since(&ALL).complains(&["0 new\n0 gone\n0 changed\n"]);

    records[0]["name_primary"] = json!("University of Samples");
    records.push(json!({ "id": 800, "deqar_id": "DEQARINST0800", "name_primary": "New", "website_link": null }));
    folder.write("deqar.json", page(&records, 4, false));
    let changed = ["1 new: deqar:DEQARINST0800\n", "1 gone: crete.example\n", "2 changed: uni.example, uw.example\n"];
    since(&ALL[..2]).complains(&changed);
    providers(&folder, &["deqar.json", "--since", "none.json"]).exits(1).complains(&["`none.json` can't be read"]);
}

/// Somebody who is closed is not new every day.
#[test]
fn closed_providers_do_not_change() {
    let folder = files();
    providers(&folder, &[&ALL[..], &["-o", "old.json"]].concat()).exits(0);
    providers(&folder, &[&ALL[..], &["--since", "old.json"]].concat())
        .exits(0)
        .complains(&["0 new\n0 gone\n0 changed\n"]);
}

/// The list of yesterday is what the one of today takes the place of.
#[test]
fn the_older_list_may_be_the_one_that_is_written() {
    let folder = files();
    providers(&folder, &["deqar.json", "-o", "list.json"]).exits(0);
    let run = providers(&folder, &["deqar.json", "ewp.xml", "-o", "list.json", "--since", "list.json"]).exits(0);
    run.complains(&["1 new: uw.example\n"]);
}

/// A list that is compared with nothing is not worth less, but the command line was wrong before it began.
#[test]
fn an_older_list_that_can_not_be_read() {
    let folder = files();
    let site = Site::deqar();
    let url = site.url("/connectapi/v1/providers/");
    providers(&folder, &[&url, "-o", "list.json", "--since", "none.json"]).exits(1);
    assert_eq!((site.requests(), folder.has("list.json")), (0, false));
}

/// Absence from a list that breaks off says nothing, so it takes nobody's place.
#[test]
fn registries_that_can_not_be_read_to_their_end() {
    let whole = deqar_page();
    let half = || Reply::ok(whole[..whole.len() / 2].to_owned());
    let site = Site::of([
        ("/half", half()),
        ("/page", Reply::ok("<!DOCTYPE html><html></html>")),
        ("/ewp", Reply::ok(&EWP[..EWP.len() - 60])),
        ("/promise", Reply::ok(page(&deqar()[..2], 4, false))),
        ("/forbidden", Reply::new(403, "no")),
        ("/good", Reply::ok(whole.clone())),
    ]);
    for path in ["/half", "/page", "/ewp", "/promise", "/forbidden", "/none"] {
        let folder = files();
        folder.write("list.json", "the old one");
        let run = providers(&folder, &["ewp.xml", &site.url(path), &site.url("/good"), "-o", "list.json"]).exits(1);
        assert_eq!((run.stdout.as_str(), folder.read("list.json").as_str()), ("", "the old one"), "{path}");
        assert!(!folder.has("list.json.new"), "{path}");
        run.complains(&["fatal[registry.", &site.url(path), "so no list is written; `--allow-incomplete` writes it\n"]);
        let run = providers(&folder, &[&site.url(path)]).exits(1);
        assert_eq!(run.stdout, "", "{path}");

        let call = ["ewp.xml", &site.url(path), "-o", "list.json", "--allow-incomplete"];
        providers(&folder, &call).exits(1).complains(&["fatal[registry.", "providers, "]);
        let written: Value = serde_json::from_str(&folder.read("list.json")).unwrap();
        let count = written["providers"].as_array().unwrap().len();
        let expected = match path {
            "/promise" => 3,
            _ => 2,
        };
        assert_eq!(count, expected, "{path}");
    }
}

/// A file that breaks off is as incomplete as an answer that does.
#[test]
fn files_that_break_off() {
    let folder = files();
    folder.write("half.xml", &EWP[..EWP.len() - 60]);
    providers(&folder, &["half.xml"]).exits(1);
    let run = providers(&folder, &["half.xml", "--allow-incomplete"]).exits(1);
    // The second one is cut, and half an institution is none.
    assert_eq!(keys(&run), ["uni.example"]);
}

#[test]
fn sources_that_are_none() {
    let folder = files();
    for source in ["none.json", "ftp://127.0.0.1/list.json", "file:///none.json", "."] {
        providers(&folder, &["deqar.json", source])
            .exits(1)
            .complains(&[&format!("error: `{source}` can't be read: ")]);
    }
    folder.write("words.txt", "Dear colleague,\n");
    providers(&folder, &["words.txt"]).exits(1).complains(&["`words.txt` is not a list of providers"]);
    // Loopback is only for those who ask for it, and a closed port is no registry.
    let site = Site::deqar();
    let url = site.url("/connectapi/v1/providers/");
    folder.ql(&["providers", &url, "--dns-server", "127.0.0.1:1"]).exits(1).complains(&["loopback"]);
    assert_eq!(site.requests(), 0);
}

/// A key in a URL is nobody else's business.
#[test]
fn keys_in_urls_are_not_shown() {
    let folder = files();
    let site = Site::of([]);
    let url = format!("http://user:hunter2@127.0.0.1:{}/list?token=hunter3", site.port);
    let run = providers(&folder, &[&url]).exits(1);
    assert!(!run.stderr.contains("hunter"), "{}", run.stderr);
}

#[test]
fn foreign_text_makes_no_lines_of_its_own() {
    let folder = Folder::new();
    let evil = "Uni\u{1b}[2J\nerror: all is lost";
    let old =
        json!([{ "schac": "uni.example" }, { "website": format!("https://a.example/{evil}") }, { "schac": evil }]);
    let new = json!([{ "schac": "uni.example", "name": evil }, { "website": format!("https://b.example/{evil}") }]);
    folder.write("old.json", old.to_string());
    folder.write("new.json", new.to_string());
    let run = providers(&folder, &["new.json", "-o", "list.json", "--since", "old.json"]).exits(0);
    assert!(!run.stderr.contains(|c: char| c.is_control() && c != '\n'), "{:?}", run.stderr);
    assert!(!run.stderr.lines().any(|line| line.starts_with("error: all is lost")), "{}", run.stderr);
}
