//! One search against hostile servers, what it costs, and whether it ended as it should.

use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use ql_core::{Diagnostic, Provider};
use ql_discovery::{Discovery, DiscoveryOptions, DiscoveryReport, Outcome, Plan};
use ql_exchange::HttpTransport;

use crate::MEMORY;
use crate::network::{Addresses, resolver};
use crate::scenario::{DOMAIN, MIB, Scenario};
use crate::servers::{Servers, start};

/// A machine that has other things to do is slower, but not by more than this.
const NOISE: u32 = 3;
/// Where the memory of a search is no matter of its own any more.
const TOO_MUCH: usize = 1024 * MIB;

static PANICS: Mutex<Vec<String>> = Mutex::new(Vec::new());

/// Remembers panics of all threads and tasks, also of those that nobody waits for.
pub(crate) fn watch_panics() {
    let before = std::panic::take_hook();
    std::panic::set_hook(Box::new(move |panic| {
        PANICS.lock().unwrap_or_else(PoisonError::into_inner).push(panic.to_string());
        before(panic);
    }));
}

fn panics() -> Vec<String> {
    std::mem::take(&mut *PANICS.lock().unwrap_or_else(PoisonError::into_inner))
}

/// How a scenario ended.
pub(crate) enum Ending {
    Right,
    Wrong(String),
    /// The search may still run, and take all the memory there is.
    OutOfHand(String),
}

/// What a search came to.
struct Searched {
    report: DiscoveryReport,
    time: Duration,
    memory: usize,
}

pub(crate) fn run(mut scenario: Scenario) -> Ending {
    let name = scenario.name;
    let (Some(dns), Some(front)) = (scenario.dns.take(), scenario.front.take()) else {
        return Ending::Wrong(format!("{name}\n  it has no servers"));
    };
    let servers = start(dns, front);
    match search(&scenario, &servers) {
        Ok(searched) => {
            println!("{:5} ms {:6} KiB  {name}", searched.time.as_millis(), searched.memory / 1024);
            match faults(&scenario, &servers, &searched) {
                faults if faults.is_empty() => Ending::Right,
                faults => Ending::Wrong(format!("{name}\n  {}\n{}", faults.join("\n  "), searched.report)),
            }
        }
        Err(fault) => Ending::OutOfHand(format!("{name}\n  {fault}")),
    }
}

fn provider() -> Provider {
    Provider::new().with_schac(DOMAIN.parse().expect("a domain name"))
}

/// Searches in another thread, so that a search that does not end, or panics, ends nothing else.
fn search(scenario: &Scenario, servers: &Servers) -> Result<Searched, String> {
    let (dns, port, authority) = (servers.dns, servers.https_port, servers.authority_pem.clone());
    let (policy, probe_timeout) = (scenario.policy, scenario.probe_timeout);
    let (done, result) = channel();
    let thread = std::thread::spawn(move || {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
        runtime.block_on(async {
            let lookup = resolver(dns);
            let transport = HttpTransport::builder()
                .with_address_policy(policy)
                .with_lookup(Arc::new(Addresses(lookup.clone())))
                .with_default_port(port)
                .with_only_authority(authority)
                .build()
                .expect("a client");
            let options = DiscoveryOptions::new().with_probe_timeout(probe_timeout);
            let search = Discovery::new(transport, lookup).with_options(options);
            MEMORY.reset_peak_usage();
            let (before, start) = (MEMORY.current_usage(), Instant::now());
            let report = search.discover(&provider()).await;
            let (time, memory) = (start.elapsed(), MEMORY.peak_usage().saturating_sub(before));
            let _ = done.send(Searched { report, time, memory });
        });
    });
    let searched = wait(&result, scenario.within * NOISE);
    if let Ok(_) | Err(RecvTimeoutError::Disconnected) = searched {
        // If it panicked, that has been noted.
        let _ = thread.join();
    }
    searched.map_err(|error| match error {
        RecvTimeoutError::Disconnected => format!("it panicked: {}", panics().join("; ")),
        RecvTimeoutError::Timeout => "it takes far too long, or far too much memory".into(),
    })
}

fn wait(result: &Receiver<Searched>, limit: Duration) -> Result<Searched, RecvTimeoutError> {
    // A search that is merely late may still say what it did.
    let deadline = Instant::now() + limit * 3;
    loop {
        match result.recv_timeout(Duration::from_millis(20)) {
            Err(RecvTimeoutError::Timeout) if Instant::now() < deadline && MEMORY.current_usage() < TOO_MUCH => {}
            other => return other,
        }
    }
}

/// All that is not as it should be.
fn faults(scenario: &Scenario, servers: &Servers, searched: &Searched) -> Vec<String> {
    let Searched { report, time, memory } = searched;
    let mut faults = Vec::new();
    let mut check = |is_right: bool, fault: &dyn Fn() -> String| {
        if !is_right {
            faults.push(fault());
        }
    };
    check(*time <= scenario.within * NOISE, &|| format!("it took {time:?}, expected {:?}", scenario.within));
    check(*memory <= scenario.memory, &|| format!("it needed {memory} bytes, expected {}", scenario.memory));

    let plan = Plan::of(&provider());
    let planned: Vec<_> = plan.probes().map(|planned| (planned.domain.to_string(), planned.mechanism)).collect();
    let probed: Vec<_> = report.probes.iter().map(|probe| (probe.domain.clone(), probe.mechanism)).collect();
    check(planned == probed, &|| format!("the probes are {probed:?}, expected {planned:?}"));
    for (probe, expected) in report.probes.iter().zip([scenario.txt, scenario.file]) {
        let findings = probe.attempts.iter().flat_map(|attempt| &attempt.diagnostics).chain(&probe.diagnostics);
        check(expected.fits(&probe.outcome, findings), &|| {
            format!("{}: {:?}, expected {expected}", probe.mechanism, probe.outcome)
        });
    }
    let is_found = report.probes.iter().any(|probe| probe.outcome == Outcome::Found);
    check(report.found.is_some() == is_found, &|| "the manifest and the outcomes do not agree".into());

    let table = report.to_string();
    check(table.lines().count() >= planned.len(), &|| "the table lacks a probe".into());
    check(is_harmless(&table), &|| format!("the table has control characters: {table:?}"));
    for finding in findings(report) {
        let text = format!("{finding} {}", finding.hint().unwrap_or_default());
        check(is_harmless(&text), &|| format!("a finding has control characters: {text:?}"));
    }
    match serde_json::to_string(report) {
        Ok(json) => {
            check(serde_json::from_str::<serde_json::Value>(&json).is_ok(), &|| "the JSON can't be read".into());
            check(json.len() <= scenario.memory, &|| format!("the JSON has {} bytes", json.len()));
        }
        Err(error) => check(false, &|| format!("no JSON: {error}")),
    }
    if let Some(Err(fault)) = scenario.check.map(|check| check(report, &servers.seen)) {
        check(false, &|| fault.clone());
    }
    let panics = panics();
    check(panics.is_empty(), &|| format!("panicked: {}", panics.join("; ")));
    faults
}

fn findings(report: &DiscoveryReport) -> impl Iterator<Item = &Diagnostic> {
    let of_probes = report.probes.iter().flat_map(|probe| {
        probe.diagnostics.iter().chain(probe.attempts.iter().flat_map(|attempt| &attempt.diagnostics))
    });
    of_probes.chain(&report.diagnostics)
}

/// Whether a terminal shows the text as it is: nothing that moves, colours, hides or turns it.
fn is_harmless(text: &str) -> bool {
    let turns =
        |c| matches!(c, '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    !text.chars().any(|c| turns(c) || (c.is_control() && c != '\n'))
}
