//! `discover_many [PROVIDERS] [LATENCY]`: the search for many manifests against servers with so many milliseconds of
//! latency, and what it costs the side that searches: wall time, processor time, peak memory.
//!
//! The servers are a process of their own. Of ten providers one has a host that never answers, three announce their
//! manifest by TXT, three have it at a well-known address (one each without extension, `.json`, `.yaml`), and three have
//! none, behind two domains each.

use std::collections::BTreeMap;
use std::error::Error;
use std::io::{BufRead as _, BufReader, Write as _};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use futures_util::StreamExt as _;
use quality_link::Client;
use quality_link::core::{AddressPolicy, Provider};
use quality_link::discovery::Verdict;

#[path = "discover_many/servers.rs"]
mod servers;

type Outcome = Result<(), Box<dyn Error>>;

fn main() -> Outcome {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let number = |at: usize, default: u64| arguments.get(at).map_or(Ok(default), |text| text.parse());
    if arguments.first().is_some_and(|first| first == "serve") {
        let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build()?;
        return runtime.block_on(servers::run(Duration::from_millis(number(1, 0)?)));
    }
    rlimit::increase_nofile_limit(u64::MAX)?;
    let (count, latency) = (number(0, 10_000)?, number(1, 50)?);
    let mut child = Command::new(std::env::current_exe()?)
        .args(["serve", &latency.to_string()])
        .stdout(Stdio::piped())
        .stdin(Stdio::piped())
        .spawn()?;
    let mut lines = BufReader::new(child.stdout.take().ok_or("no output")?).lines();
    let mut line = || lines.next().ok_or("the servers have ended")?.map_err(Box::<dyn Error>::from);
    let (dns, port) = (line()?.parse()?, line()?.parse()?);
    let mut authority = String::new();
    while !authority.contains("END CERTIFICATE") {
        authority.push_str(&line()?);
        authority.push('\n');
    }
    // One thread does the searching, so that "per core" means one core.
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let result = runtime.block_on(async {
        let client = Client::builder()
            .with_dns_server(dns)
            .with_default_port(port)
            .with_only_authority(authority)
            .with_connect_timeout(Duration::from_secs(2))
            .with_address_policy(AddressPolicy::public_only().allowing_loopback())
            .build()?;
        let providers = (0..count).map(|number| {
            let schac = format!("u{number}.example").parse();
            let provider = Provider::new().with_website(format!("https://www.u{number}.example/"));
            schac.map_or_else(|_| provider.clone(), |schac| provider.clone().with_schac(schac))
        });
        let (start, busy) = (Instant::now(), processor_seconds()?);
        let mut verdicts: BTreeMap<Verdict, u64> = BTreeMap::new();
        let mut reports = std::pin::pin!(client.discover_all(providers));
        while let Some(report) = reports.next().await {
            *verdicts.entry(report.verdict()).or_default() += 1;
        }
        let (wall, busy) = (start.elapsed().as_secs_f64(), processor_seconds()? - busy);
        let found: Vec<String> = verdicts.iter().map(|(verdict, count)| format!("{count} {verdict}")).collect();
        println!("{count} providers, {latency} ms latency: {}", found.join(", "));
        #[expect(clippy::cast_precision_loss, reason = "a few thousand")]
        let rates = (count as f64 / wall, count as f64 / busy);
        println!(
            "wall {wall:.1} s ({:.0} a second), processor {busy:.2} s ({:.0} a second of one core)",
            rates.0, rates.1
        );
        println!("peak memory {}", peak_memory()?);
        Ok(())
    });
    // The servers end with their standard input.
    drop(child.stdin.take());
    std::io::stdout().flush()?;
    child.kill()?;
    child.wait()?;
    result
}

/// User and system time of this process, by `/proc`.
fn processor_seconds() -> Result<f64, Box<dyn Error>> {
    let stat = std::fs::read_to_string("/proc/self/stat")?;
    let fields: Vec<&str> = stat.rsplit(')').next().unwrap_or_default().split_whitespace().collect();
    let ticks = |at: usize| fields.get(at).and_then(|ticks| ticks.parse::<f64>().ok()).unwrap_or(0.0);
    Ok((ticks(11) + ticks(12)) / 100.0)
}

fn peak_memory() -> Result<String, Box<dyn Error>> {
    let status = std::fs::read_to_string("/proc/self/status")?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).ok_or("no VmHWM")?;
    let kilobytes: f64 = line.trim().trim_end_matches(" kB").parse()?;
    Ok(format!("{:.0} MiB", kilobytes / 1024.0))
}
