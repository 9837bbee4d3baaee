//! The lists that `ql discover --providers` reads.

use crate::internet::{Internet, domains, keys, manifest, records};

/// Two with a manifest, one without.
fn three() -> Internet {
    Internet::of(2, &manifest())
}

const SUMMARY: &str = "\
u000.example  https://u000.example/.well-known/quality-link-manifest
u001.example  https://u001.example/.well-known/quality-link-manifest
3 providers: 2 found, 1 not found
";

#[test]
fn tables_and_lists_of_every_kind() {
    let internet = three();
    let lists = [
        ("domains", "u000.example\nu001.example\nn000.example\n".to_owned()),
        ("domains with comments", "# ours\n\nU000.Example.\r\nu001.example\r\n# theirs\nn000.example".into()),
        ("domains with a heading", "domain\nu000.example\nu001.example\nn000.example\n".into()),
        ("a table", "schac,name,country\nu000.example,Zero,AT\nu001.example,\"One, two\",\nn000.example,,DE\n".into()),
        (
            "a table of Excel",
            "\u{feff}Name;SCHAC\r\nZero;u000.example\r\nOne;u001.example\r\nNo;n000.example\r\n".into(),
        ),
        ("a table with tabs", "name\tschac\nZero\tu000.example\nOne\tu001.example\nNo\tn000.example\n".into()),
        ("a list in JSON", r#"["u000.example", "u001.example", "n000.example"]"#.into()),
        ("objects", r#"[{"schac": "u000.example"}, {"domain": "u001.example"}, {"hei_id": "n000.example"}]"#.into()),
        ("lines of JSON", "{\"schac\": \"u000.example\"}\n{\"schac\": \"u001.example\"}\n\"n000.example\"\n".into()),
        (
            "the catalogue of EWP",
            r#"<catalogue xmlns="https://github.com/erasmus-without-paper/ewp-specs-api-registry/tree/stable-v1">
               <institutions><hei id="u000.example"/><hei id="u001.example"/><hei id="n000.example"/></institutions>
               </catalogue>"#
                .into(),
        ),
    ];
    for (name, list) in lists {
        internet.folder.write("list", &list);
        let run = internet.ql(&["discover", "--providers", "list"]).well();
        assert_eq!(run.stdout, SUMMARY, "{name}");
        let run = internet.ql_reading(&["discover", "--providers", "-"], &list).well();
        assert_eq!(run.stdout, SUMMARY, "{name} on standard input");
    }
}

#[test]
fn websites_do_as_well() {
    let internet = Internet::new(|network| network.file("uni.example/.well-known/quality-link-manifest", manifest()));
    internet.folder.write("list.csv", "website,name\nhttps://www.uni.example/en/,University\n");
    let run = internet.ql(&["discover", "--providers", "list.csv", "--json"]).well();
    let record = &records(&run.stdout)[0];
    assert_eq!(record["key"], "website:https://www.uni.example/en/");
    assert_eq!((record["name"].as_str(), record["verdict"].as_str()), (Some("University"), Some("found")));
}

#[test]
fn what_ql_providers_writes() {
    let internet = three();
    internet
        .folder
        .write("list.csv", "schac,name,country\nu000.example,Zero,AT\nu001.example,One,\nn000.example,No,DE\n");
    let list = internet.folder.ql(&["providers", "list.csv"]).exits(0).stdout;
    internet.folder.ql(&["providers", "list.csv", "-o", "list.json"]).exits(0);
    assert_eq!(list, internet.folder.read("list.json"));
    assert_eq!(internet.ql_reading(&["discover", "--providers", "-"], &list).well().stdout, SUMMARY);
    let run = internet.ql(&["discover", "--providers", "list.json", "--json"]).well();
    let names: Vec<_> = records(&run.stdout).iter().map(|record| record["name"].as_str().unwrap().to_owned()).collect();
    assert!(names.contains(&"Zero".to_owned()) && names.contains(&"No".into()), "{names:?}");
}

#[test]
fn several_lists_are_one() {
    let internet = three();
    internet.folder.write("a.txt", "u000.example\nu001.example\n");
    internet.folder.write("b.csv", "name,schac\nOne,U001.EXAMPLE\nNo,n000.example\n");
    let run = internet.ql(&["discover", "--providers", "a.txt", "--providers", "b.csv", "--json"]).exits(0);
    let records = records(&run.stdout);
    assert_eq!(records.len(), 3);
    assert_eq!(keys(&records).into_iter().collect::<Vec<_>>(), ["n000.example", "u000.example", "u001.example"]);
    let mut asked = internet.asked();
    asked.sort();
    assert_eq!(asked, ["u000.example", "u001.example"], "each once");
    // One of them on standard input.
    let call = ["discover", "--providers", "-", "--providers", "b.csv"];
    assert_eq!(internet.ql_reading(&call, "u000.example\nu001.example").exits(0).stdout, SUMMARY);
}

#[test]
fn a_line_that_can_not_be_used_is_told_of() {
    let internet = three();
    let list = "schac,name\nu000.example,Zero\n,Nameless\nnot a domain,Nowhere\nu001.example,One\nn000.example,No\n";
    internet.folder.write("list.csv", list);
    let run = internet.ql(&["discover", "--providers", "list.csv"]).exits(0);
    assert!(run.stdout.contains("u001.example  https://u001.example/"), "{}", run.stdout);
    run.complains(&["[registry.entry]: ", "list.csv, line 3", "line 4", "`not a domain`"]);
}

#[test]
fn only_a_country() {
    let internet = three();
    let list = "schac,country\nu000.example,AT\nu001.example,GR\nn000.example,DEU\nu002.example,\n";
    internet.folder.write("list.csv", list);
    let of = |countries: &[&str]| {
        let flags = countries.iter().flat_map(|country| ["--country", country]);
        let call: Vec<&str> = ["discover", "--providers", "list.csv", "--json"].into_iter().chain(flags).collect();
        let run = internet.ql(&call).exits(0);
        let records = records(&run.stdout);
        keys(&records).into_iter().map(str::to_owned).collect::<Vec<_>>()
    };
    assert_eq!(of(&["AT"]), ["u000.example"]);
    assert_eq!(of(&["aut", "EL"]), ["u000.example", "u001.example"]);
    assert_eq!(of(&["DE"]), ["n000.example"]);
    let run = internet.ql(&["discover", "--providers", "list.csv", "--country", "FR"]).exits(1);
    assert_eq!(run.stdout, "");
    run.complains(&["error: the list has no provider to look for\n"]);
}

/// Nobody is asked anything for a list that can't be read whole.
#[test]
fn lists_that_are_none() {
    let internet = three();
    let whole = "is not a list of providers that can be read whole\n";
    let cases: [(&str, &[u8], &str); 10] = [
        ("words", b"Dear colleague,\nplease find attached\n", whole),
        ("a table of something else", b"id,title\n1,Marine Biology\n", whole),
        ("half a list", br#"["u000.example", "u001.exa"#, whole),
        ("half a line of JSON", b"{\"schac\": \"u000.example\"}\n{\"schac\": ", whole),
        (
            "half a catalogue",
            br#"<catalogue xmlns="https://github.com/erasmus-without-paper/ewp-specs-api-registry/tree/stable-v1"><institutions><hei id="u000.example"/>"#,
            whole,
        ),
        ("a web page", b"<!DOCTYPE html><html><body>u000.example</body></html>", whole),
        ("a photograph", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", whole),
        ("nothing", b"", whole),
        ("only a heading", b"schac,name\n", "error: the list has no provider to look for\n"),
        ("an empty list", b"[]", "error: the list has no provider to look for\n"),
    ];
    for (name, content, message) in cases {
        internet.folder.write("list", content);
        for run in [
            internet.ql(&["discover", "--providers", "list", "--json", "--html", "page.html", "--state", "state"]),
            internet.ql_reading(&["discover", "--providers", "-"], content),
        ] {
            assert_eq!(run.code, Some(1), "{name}: {}", run.stderr);
            assert_eq!(run.stdout, "", "{name}");
            assert!(run.stderr.contains(message), "{name}: {}", run.stderr);
        }
    }
    internet.ql(&["discover", "--providers", "none.csv"]).exits(1).complains(&["error: `none.csv` can't be read: "]);
    internet.ql(&["discover", "--providers", "."]).exits(1).complains(&["error: `.` can't be read: "]);
    // One good list does not make up for a bad one.
    internet.folder.write("good.txt", domains(2).join("\n"));
    let call = ["discover", "--providers", "good.txt", "--providers", "none.csv"];
    internet.ql(&call).exits(1);
    assert_eq!(internet.effort(), (0, 0));
    assert!(!internet.folder.has("page.html") && !internet.folder.has("state"));
}

#[test]
fn wrong_usage() {
    let internet = three();
    internet.folder.write("list", "u000.example\n");
    let list = ["discover", "--providers", "list"];
    let calls: Vec<Vec<&str>> = vec![
        vec!["discover"],
        vec!["discover", "--providers"],
        vec!["discover", "u000.example", "--providers", "list"],
        vec!["discover", "u000.example", "--again"],
        [&list[..], &["--again"]].concat(),
        [&list[..], &["--country", "XYZ1"]].concat(),
        [&list[..], &["--country", ""]].concat(),
        [&list[..], &["--concurrency", "many"]].concat(),
        [&list[..], &["--concurrency", "-1"]].concat(),
        [&list[..], &["--dns-server", "dns.example"]].concat(),
        [&list[..], &["--dns-server", "tls://dns.example"]].concat(),
        [&list[..], &["--state"]].concat(),
        [&list[..], &["--html"]].concat(),
    ];
    for call in calls {
        let run = internet.ql(&call);
        assert_eq!((run.code, run.stdout.as_str()), (Some(2), ""), "ql {call:?}: {}", run.stderr);
        assert!(!run.stderr.is_empty(), "ql {call:?}");
    }
    assert_eq!(internet.effort(), (0, 0));
    assert!(!internet.folder.has("state"));
}

/// What is for many providers means nothing for one, and the other way round: `requires` in the arguments says so.
#[test]
fn options_of_the_other_kind() {
    let internet = three();
    internet.folder.write("list", "u000.example\n");
    let calls: [&[&str]; 4] = [
        &["discover", "u000.example", "--state", "state"],
        &["discover", "u000.example", "--country", "AT"],
        &["discover", "u000.example", "--concurrency", "5"],
        &["discover", "--providers", "list", "--website", "https://www.uni.example/"],
    ];
    let codes = calls.map(|call| internet.ql(call).code);
    assert_eq!(codes, [Some(2); 4]);
}
