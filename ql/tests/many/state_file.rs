//! The file of `--state` itself.

use std::fs::{self, OpenOptions};
use std::process::Command;

use serde_json::json;

use crate::command::Run;
use crate::internet::{Internet, domains, keys, manifest};

fn internet() -> Internet {
    Internet::of(3, &manifest())
}

fn line(number: usize, name: &str) -> String {
    let record = json!({
        "key": format!("u{number:03}.example"), "name": name, "verdict": "not-found", "checked": "2026-01-01T00:00:00Z",
        "due": "2999-01-01T00:00:00Z", "probes": [],
    });
    format!("{record}\n")
}

/// A mistyped name must not cost a file, nor mix two kinds of lines in one.
#[test]
fn files_that_are_no_state_files() {
    let internet = internet();
    let list = internet.folder.ql_reading(&["providers", "-"], "u000.example\n").exits(0).stdout;
    let cases: [(&str, &[u8]); 7] = [
        ("a list of domains", b"u000.example\nu001.example\n"),
        ("a table", b"schac,name\nu000.example,Zero\n"),
        ("a list of providers", list.as_bytes()),
        ("another JSON", b"{\"name\": \"package\"}\n"),
        ("half of another JSON", b"{\"name\": "),
        ("a photograph", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR"),
        ("a web page", b"<!DOCTYPE html>\n<html></html>\n"),
    ];
    for (name, content) in cases {
        internet.folder.write("state", content);
        let run = internet.discover(&domains(3), &["--state", "state", "--html", "page.html"]);
        assert_eq!((run.code, run.stdout.as_str()), (Some(1), ""), "{name}: {}", run.stderr);
        assert!(run.stderr.contains("error: `state` can't be used: it is no state file\n"), "{name}: {}", run.stderr);
        assert_eq!(fs::read(internet.folder.path("state")).unwrap(), content, "{name}: it was changed");
    }
    for path in [".", "none/state"] {
        let run = internet.discover(&domains(3), &["--state", path]).exits(1);
        run.complains(&[&format!("error: `{path}` can't be used: ")]);
    }
    // The list itself, by mistake.
    internet.discover(&domains(3), &["--state", "domains.txt"]).exits(1);
    assert_eq!(internet.folder.read("domains.txt"), domains(3).join("\n"));
    assert_eq!(internet.effort(), (0, 0));
    assert!(!internet.folder.has("page.html"));
}

#[test]
fn empty_files_are_state_files() {
    for content in ["", "\n", " \n\n"] {
        let internet = internet();
        internet.folder.write("state", content);
        internet.discover(&domains(2), &["--state", "state"]).well();
        let lines = internet.folder.read("state").lines().filter(|line| !line.trim().is_empty()).count();
        assert_eq!(lines, 2, "{content:?}");
    }
}

#[test]
fn half_lines_cost_one_provider() {
    let internet = internet();
    internet.discover(&domains(3), &["--state", "state"]).well();
    let whole = internet.folder.read("state");
    let last = whole.lines().last().unwrap();
    let key = json_key(last);
    // Cut off anywhere in the last line, but for the line end.
    for length in [1, 7, 40, last.len() / 2, last.len() - 1] {
        let cut = whole.len() - last.len() - 1 + length;
        internet.folder.write("state", &whole[..cut]);
        let before = internet.asked().len();
        let run = internet.discover(&domains(3), &["--state", "state"]).exits(0);
        assert_eq!(internet.asked()[before..], [key.as_str()], "at {length}");
        run.complains(&["warning[discovery.state]: ", "line 3", "2 of 3 providers are not due yet"]);
        // What came behind the half line is whole.
        let before = internet.asked().len();
        internet.discover(&domains(3), &["--state", "state"]).exits(0).complains(&["3 of 3 providers are not due yet"]);
        assert_eq!(internet.asked().len(), before);
    }
    // A last line without its end is a whole one.
    internet.folder.write("state", whole.trim_end());
    let before = internet.asked().len();
    internet.discover(&domains(3), &["--state", "state"]).exits(0);
    assert_eq!(internet.asked().len(), before);
}

fn json_key(line: &str) -> String {
    let record: serde_json::Value = serde_json::from_str(line).unwrap();
    record["key"].as_str().unwrap().to_owned()
}

/// The very first record may be the one that is cut off.
#[test]
fn half_of_the_first_line() {
    let internet = internet();
    internet.discover(&domains(1), &["--state", "state"]).well();
    let whole = internet.folder.read("state");
    for length in [7, 20, whole.len() - 2] {
        internet.folder.write("state", &whole[..length]);
        internet.discover(&domains(1), &["--state", "state"]).exits(0).complains(&["warning[discovery.state]: "]);
        let lines = internet.folder.read("state");
        assert_eq!(json_key(lines.lines().last().unwrap()), "u000.example");
    }
}

/// So may it be before the first member is whole.
#[test]
fn the_first_bytes_of_the_first_line() {
    let internet = internet();
    for start in ["{", "{\"", "{\"key"] {
        internet.folder.write("state", start);
        internet.discover(&domains(1), &["--state", "state"]).exits(0);
    }
}

#[test]
fn a_file_in_use() {
    let internet = internet();
    internet.discover(&domains(3), &["--state", "state"]).well();
    let (effort, content) = (internet.effort(), internet.folder.read("state"));
    let held = OpenOptions::new().append(true).open(internet.folder.path("state")).unwrap();
    held.lock().unwrap();
    let run = internet.discover(&domains(3), &["--state", "state", "--again"]).exits(1);
    assert_eq!((run.stdout.as_str(), internet.effort()), ("", effort));
    run.complains(&["error: `state` can't be used: another program is using it\n"]);
    assert_eq!(internet.folder.read("state"), content);
    drop(held);
    internet.discover(&domains(3), &["--state", "state", "--again"]).exits(0);
}

/// A file to which every run adds would grow for ever.
#[test]
fn old_lines_are_removed_now_and_then() {
    let internet = internet();
    let old: String = (0..400).map(|at| line(at % 2, &format!("name {at}"))).collect();
    internet.folder.write("state", old + "half a li\n");
    let run = internet.discover(&domains(3), &["--state", "state"]).exits(0);
    run.complains(&["warning[discovery.state]: ", "2 of 3 providers are not due yet"]);
    let records = internet.records("state");
    let names: Vec<_> = records.iter().map(|record| record["name"].as_str().unwrap()).collect();
    assert_eq!(names, ["name 398", "name 399", "u002.example"], "the last one of each, then the new one");
    assert!(!internet.folder.has("state.new"));
    // The new file is locked like the old one, and is added to.
    internet.discover(&domains(3), &["--state", "state", "--again"]).exits(0);
    assert_eq!(internet.records("state").len(), 6);
}

#[test]
fn few_old_lines_stay() {
    let internet = internet();
    let old: String = (0..90).map(|at| line(at % 2, &format!("name {at}"))).collect();
    internet.folder.write("state", &old);
    internet.discover(&domains(2), &["--state", "state"]).exits(0);
    assert_eq!(internet.folder.read("state"), old);
}

/// Who may read the file, and where it really is, are decisions of its owner.
#[cfg(unix)]
#[test]
fn removing_old_lines_keeps_permissions_and_links() {
    use std::os::unix::fs::{PermissionsExt as _, symlink};
    let internet = internet();
    let old: String = (0..400).map(|at| line(at % 2, &format!("name {at}"))).collect();
    internet.folder.write("real", &old);
    fs::set_permissions(internet.folder.path("real"), fs::Permissions::from_mode(0o600)).unwrap();
    symlink("real", internet.folder.path("state")).unwrap();
    internet.discover(&domains(2), &["--state", "state"]).exits(0);
    assert!(fs::symlink_metadata(internet.folder.path("state")).unwrap().is_symlink());
    assert_eq!(internet.records("real").len(), 2);
    assert_eq!(fs::metadata(internet.folder.path("real")).unwrap().permissions().mode() & 0o777, 0o600);
}

/// A name next to the state file is not the command's to overwrite.
#[test]
fn removing_old_lines_overwrites_no_other_file() {
    let internet = internet();
    internet.folder.write("state", (0..400).map(|at| line(at % 2, "name")).collect::<String>());
    internet.folder.write("state.new", "of somebody else");
    internet.discover(&domains(2), &["--state", "state"]).exits(0);
    assert_eq!(internet.folder.read("state.new"), "of somebody else");
}

/// A file from a system where lines end otherwise, and lines of a later version.
#[test]
fn lines_of_others() {
    let internet = internet();
    let newer = line(0, "Zero").replace("\"probes\"", "\"colour\":\"blue\",\"probes\"");
    let unknown = line(1, "One").replace("not-found", "marvellous");
    internet.folder.write("state", (newer + &unknown + &line(2, "Two")).replace('\n', "\r\n"));
    let run = internet.discover(&domains(3), &["--state", "state", "--json"]).exits(0);
    assert_eq!(internet.asked(), ["u001.example"]);
    run.complains(&["warning[discovery.state]: ", "line 2"]);
    assert_eq!(keys(&internet.records("state").split_off(3)), ["u001.example"].into());
}

/// A disk that is full in the midst of a record, and has room again for the next run.
#[cfg(unix)]
#[test]
fn a_full_disk() {
    let internet = internet();
    internet.folder.write("ql.sh", "trap '' XFSZ\nulimit -f 1\nexec \"$@\"\n");
    let call = internet.call(&["discover", "--providers", "domains.txt", "--state", "state"]);
    internet.folder.write("domains.txt", domains(3).join("\n"));
    let mut command = Command::new("sh");
    command.arg("ql.sh").arg(env!("CARGO_BIN_EXE_ql")).args(call).current_dir(&internet.folder.0);
    let run = Run::of(&["discover"], command.output().unwrap()).exits(1);
    assert_eq!(run.stdout, "");
    run.complains(&["error: the state file can't be written: "]);
    let half = internet.folder.read("state");
    assert!(!half.ends_with('\n') && half.len() >= 512, "{half}");

    let run = internet.discover(&domains(3), &["--state", "state"]).exits(0);
    assert!(run.stdout.ends_with("3 providers: 3 found\n"), "{}", run.stdout);
    run.complains(&["warning[discovery.state]: "]);
}
