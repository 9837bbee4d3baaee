//! `ql demo`.

use std::collections::BTreeSet;

use crate::command::Folder;
use crate::common::{SECRET, offerings};
use crate::support::{json_lines, turtle};

#[test]
fn the_demo_finds_harvests_and_explains() {
    let folder = Folder::new();
    let run = folder.demo("out", &[]).exits(0);
    let tables = "\
Meridian University
meridian.example      DNS TXT      found: https://www.meridian.example/opendata/courses-manifest
meridian.example      .well-known  not tried
www.meridian.example  DNS TXT      not tried
www.meridian.example  .well-known  not tried

Littoral University
littoral.example      DNS TXT      no record
littoral.example      .well-known  found: https://littoral.example/.well-known/quality-link-manifest.json
www.littoral.example  DNS TXT      not tried
www.littoral.example  .well-known  not tried

Umbra Academy
umbra.example      DNS TXT      no record
umbra.example      .well-known  found, but the manifest is not usable
";
    assert!(run.stdout.starts_with(tables), "{}", run.stdout);
    let summary = "
institution             source              courses  instances  warnings  errors  outcome
Meridian University     Course catalogue        300        600         2       0  complete
Littoral University     All courses               4          4         0       0  complete
";
    assert!(run.stdout.contains(summary), "{}", run.stdout);
    let run = run.complains(&[
        "error[manifest.source-type-unknown]: unknown type `ooapy`; the data source can't be harvested\n  \
         --> https://umbra.example/.well-known/quality-link-manifest.yaml, line 5, column 11, /sources/0/type\n  \
         = hint: did you mean `ooapi`?\n",
        "warning[map.level]: unknown level: `Master's`\n",
    ]);
    assert!(!run.stdout.contains(SECRET) && !run.stderr.contains(SECRET));

    let (ttl, lines) = (folder.read("out/courses.ttl"), json_lines(&folder.read("out/courses.jsonl")));
    let graph = turtle(&ttl);
    assert_eq!((graph.specifications().len(), graph.instances().len()), (304, offerings(300) + 4));
    assert!(run.stdout.contains(&format!("{} triples in out/courses.ttl, 304 catalogue documents", graph.len())));
    let documents: BTreeSet<_> = lines.iter().map(|document| document["uri"].as_str().unwrap()).collect();
    assert_eq!(lines.len(), 304);
    assert_eq!(documents, graph.specifications().into_iter().collect());
    assert!(!ttl.contains(SECRET));
}

#[test]
fn the_demo_whose_server_dies_says_so_and_keeps_what_came() {
    let folder = Folder::new();
    let run = folder.demo("out", &["--kill-after", "40"]).exits(1);
    let row = run.stdout.lines().find(|line| line.starts_with("Meridian University     Course catalogue")).unwrap();
    assert!(row.contains("  incomplete: "), "{row}");
    run.complains(&["warning[exchange.offerings-failed]: ", "fatal[exchange."]);
    assert_eq!(turtle(&folder.read("out/courses.ttl")).specifications().len(), 100);
    assert_eq!(json_lines(&folder.read("out/courses.jsonl")).len(), 100);
}

#[test]
fn the_demo_needs_a_folder() {
    let folder = Folder::new();
    folder.write("file", "");
    folder.demo("file", &["--courses", "1"]).exits(1).complains(&["error: `file` can't be made: "]);
}
