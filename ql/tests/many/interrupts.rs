//! Runs that are ended in their midst.

use std::collections::BTreeSet;
use std::process::{Child, Command, Output};
use std::time::{Duration, Instant};

use crate::command::Run;
use crate::internet::{Internet, domains, keys, manifest};

const PROVIDERS: usize = 200;
const AT_A_TIME: usize = 8;
/// Kill when so many requests have come.
const MIDST: usize = 60;

/// Each provider takes a while, so that some are always under way.
fn slow() -> Internet {
    Internet::of(PROVIDERS, &manifest().after(Duration::from_millis(120)))
}

fn signal(child: &Child, name: &str) {
    let status = Command::new("kill").args([format!("-{name}"), child.id().to_string()]).status().unwrap();
    assert!(status.success(), "kill -{name}");
}

/// The end, unless it takes far too long.
fn end(mut child: Child) -> Output {
    let start = Instant::now();
    while child.try_wait().unwrap().is_none() {
        if start.elapsed() > Duration::from_secs(30) {
            child.kill().unwrap();
            panic!("it did not end: {:?}", child.wait_with_output());
        }
        std::thread::sleep(Duration::from_millis(10));
    }
    child.wait_with_output().unwrap()
}

/// What a run left that was ended by a signal in its midst.
fn interrupted(internet: &Internet, name: &str, arguments: &[&str]) -> Output {
    let child = internet.spawn(&domains(PROVIDERS), &[&["--concurrency", &AT_A_TIME.to_string()], arguments].concat());
    internet.wait_for_requests(MIDST);
    signal(&child, name);
    end(child)
}

fn count_of(hosts: &[String]) -> BTreeSet<&str> {
    let set: BTreeSet<&str> = hosts.iter().map(String::as_str).collect();
    assert_eq!(set.len(), hosts.len(), "somebody was asked twice in one run");
    set
}

/// The second run asks those whom the first one has not finished, and nobody else.
fn goes_on(internet: &Internet) -> Run {
    let asked_first = internet.asked();
    let state = internet.records("state");
    let finished: BTreeSet<String> = keys(&state).into_iter().map(str::to_owned).collect();
    assert_eq!(finished.len(), state.len(), "somebody is in the file twice");
    let first = count_of(&asked_first);
    assert!(finished.len() >= MIDST - AT_A_TIME, "{} finished", finished.len());
    assert!(finished.len() < PROVIDERS - AT_A_TIME, "{} finished: it was over already", finished.len());
    assert!(finished.iter().all(|key| first.contains(key.as_str())), "finished, but not asked");
    let in_flight = first.iter().filter(|host| !finished.contains(**host)).count();
    assert!(in_flight <= AT_A_TIME, "{in_flight} were asked for nothing");

    let run = internet.discover(&domains(PROVIDERS), &["--state", "state"]).exits(0);
    let all_asked = internet.asked();
    let second = count_of(&all_asked[asked_first.len()..]);
    let rest: BTreeSet<String> = domains(PROVIDERS).into_iter().filter(|key| !finished.contains(key)).collect();
    assert_eq!(second, rest.iter().map(String::as_str).collect());
    assert!(run.stdout.ends_with("200 providers: 200 found\n"), "{}", run.stdout);
    run
}

#[test]
fn an_interrupted_run_is_gone_on_with() {
    let internet = slow();
    let output = interrupted(&internet, "INT", &["--state", "state", "--html", "page.html"]);
    let (stdout, stderr) = (String::from_utf8(output.stdout).unwrap(), String::from_utf8(output.stderr).unwrap());
    assert_eq!(output.status.code(), Some(1), "{stderr}");
    let done = internet.records("state").len();
    let told = format!("interrupted after {done} of 200 providers; the same command goes on from here\n");
    assert_eq!(stderr, told);
    assert!(internet.folder.read("state").ends_with("}\n"), "the last line is whole");
    // What is there is told, in the table and on the page.
    assert!(stdout.ends_with(&format!("{done} providers: {done} found\n")), "{stdout}");
    let page = internet.folder.read("page.html");
    assert_eq!(page.matches("<tr class=\"found\"").count(), done);
    assert!(page.trim_end().ends_with("</html>"));
    let asked = internet.asked().len();
    std::thread::sleep(Duration::from_millis(300));
    assert_eq!(internet.asked().len(), asked, "somebody is still at work");

    let run = goes_on(&internet);
    assert_eq!(run.stderr, format!("{done} of 200 providers are not due yet; `--again` looks at them, too\n"));
    assert_eq!(keys(&internet.records("state")).len(), PROVIDERS);
    assert_eq!(internet.records("state").len(), PROVIDERS);
}

#[test]
fn a_run_that_was_killed_is_gone_on_with() {
    let internet = slow();
    let output = interrupted(&internet, "KILL", &["--state", "state", "--json"]);
    assert_eq!(output.status.code(), None);
    assert_eq!(String::from_utf8(output.stderr).unwrap(), "");
    // The file is no longer locked, and has at least what was printed.
    let printed = String::from_utf8(output.stdout).unwrap();
    assert!(internet.folder.read("state").starts_with(printed.trim_end().rsplit_once('\n').unwrap().0));
    goes_on(&internet);
    assert_eq!(keys(&internet.records("state")).len(), PROVIDERS);
}

/// The computer was switched off while the last record was on its way to the disk.
#[test]
fn a_half_line_after_a_kill() {
    let internet = slow();
    interrupted(&internet, "KILL", &["--state", "state"]);
    let state = internet.folder.read("state");
    let last = state.lines().last().unwrap();
    let lost: serde_json::Value = serde_json::from_str(last).unwrap();
    internet.folder.write("state", &state[..state.len() - last.len() / 2]);
    let before = internet.asked().len();
    let run = internet.discover(&domains(PROVIDERS), &["--state", "state"]).exits(0);
    assert!(run.stdout.ends_with("200 providers: 200 found\n"), "{}", run.stdout);
    let known = state.lines().count() - 1;
    let asked = internet.asked();
    assert!(count_of(&asked[before..]).contains(lost["key"].as_str().unwrap()));
    assert_eq!(asked.len() - before, PROVIDERS - known);
    run.complains(&["warning[discovery.state]: ", &format!("{known} of 200 providers are not due yet")]);
}

#[test]
fn a_run_without_a_state_file_says_what_it_found() {
    let internet = slow();
    let output = interrupted(&internet, "INT", &["--json"]);
    let (stdout, stderr) = (String::from_utf8(output.stdout).unwrap(), String::from_utf8(output.stderr).unwrap());
    assert_eq!(output.status.code(), Some(1), "{stderr}");
    let done = stdout.lines().count();
    assert!((MIDST - AT_A_TIME..PROVIDERS).contains(&done), "{done}");
    assert_eq!(stderr, format!("interrupted after {done} of 200 providers\n"));
    assert_eq!(keys(&crate::internet::records(&stdout)).len(), done);
}

/// A server that never answers does not keep the command.
#[test]
fn an_interrupted_run_does_not_wait_for_anybody() {
    let internet = Internet::of(4, &manifest().after(Duration::from_secs(60)));
    let child = internet.spawn(&domains(4), &["--state", "state"]);
    internet.wait_for_requests(4);
    let start = Instant::now();
    signal(&child, "INT");
    let output = end(child);
    assert!(start.elapsed() < Duration::from_secs(8), "{:?}", start.elapsed());
    assert_eq!(output.status.code(), Some(1));
    let stderr = String::from_utf8(output.stderr).unwrap();
    assert!(stderr.contains("interrupted after 0 of 4 providers"), "{stderr}");
    assert_eq!(internet.folder.read("state"), "");
}

/// Two at a time would each do the work of both.
#[test]
fn a_second_command_with_the_same_state_file() {
    let internet = slow();
    let child = internet.spawn(&domains(PROVIDERS), &["--state", "state", "--concurrency", "2"]);
    internet.wait_for_requests(5);
    let run = internet.discover(&domains(PROVIDERS), &["--state", "state"]).exits(1);
    assert_eq!(run.stdout, "");
    run.complains(&["error: `state` can't be used: another program is using it\n"]);
    // Another file is another matter.
    internet.discover(&domains(1), &["--state", "other"]).exits(0);
    signal(&child, "INT");
    assert_eq!(end(child).status.code(), Some(1));
}

/// By a service manager.
#[test]
fn a_run_that_was_terminated_is_gone_on_with() {
    let internet = slow();
    let output = interrupted(&internet, "TERM", &["--state", "state"]);
    assert!(!output.status.success());
    goes_on(&internet);
}
