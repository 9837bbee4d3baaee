//! When a provider is looked at again, and how what is found relates to what was known.

use std::time::{Duration, SystemTime};

use ql_core::Provider;
use ql_discovery::{
    DiscoveryReport, DiscoveryState, ManifestChange, Outcome, RecheckPolicy, UnreachableReason, Verdict,
};

use crate::network::Network;
use crate::{FILE, manifest, provider};

const HOUR: Duration = Duration::from_secs(3600);
const DAY: Duration = Duration::from_secs(24 * 3600);

/// A moment in whole seconds, as a state file keeps them.
fn start() -> SystemTime {
    SystemTime::UNIX_EPOCH + Duration::from_secs(1_800_000_000)
}

fn uni() -> Provider {
    provider("uni.example")
}

/// What searches for one provider may end with.
struct Reports {
    found: DiscoveryReport,
    nothing: DiscoveryReport,
}

impl Reports {
    async fn new() -> Self {
        let found = Network::bind().await.file(&format!("uni.example/{FILE}"), manifest()).start().0;
        let nothing = Network::bind().await.start().0;
        Self { found: found.discover(&uni()).await, nothing: nothing.discover(&uni()).await }
    }

    fn of(&self, verdict: Verdict) -> DiscoveryReport {
        let mut report = if verdict == Verdict::Found { self.found.clone() } else { self.nothing.clone() };
        let outcome = match verdict {
            Verdict::Failed => {
                Some(Outcome::Unreachable { reason: UnreachableReason::Dns, detail: "no name server".into() })
            }
            Verdict::Unusable => Some(Outcome::MalformedRecord),
            _ => None,
        };
        report.probes[0].outcome = outcome.unwrap_or_else(|| report.probes[0].outcome.clone());
        assert_eq!(report.verdict(), verdict);
        report
    }

    /// A manifest with other data sources than before.
    fn changed(&self) -> DiscoveryReport {
        let mut report = self.found.clone();
        report.found.as_mut().expect("a manifest").fingerprint = "others".into();
        report
    }
}

#[test]
fn waits() {
    let policy = RecheckPolicy::new();
    assert_eq!(policy, RecheckPolicy::default());
    for (verdict, expected) in [(Verdict::Found, DAY), (Verdict::NotFound, DAY), (Verdict::Unusable, 6 * HOUR)] {
        for failures in [0, 1, 5, u32::MAX] {
            assert_eq!(policy.wait(verdict, failures), expected, "{verdict}");
        }
    }
    // Doubled with every failure in a row, up to the wait after "not found".
    let hours = [0, 1, 2, 3, 4, 5, 6, 7, 100, u32::MAX].map(|failures| policy.wait(Verdict::Failed, failures) / 3600);
    assert_eq!(hours.map(|hours| hours.as_secs()), [1, 1, 2, 4, 8, 16, 24, 24, 24, 24]);
}

#[test]
fn waits_of_a_policy_of_ones_own() {
    let seconds = Duration::from_secs;
    let policy = RecheckPolicy::new()
        .with_found(seconds(1))
        .with_not_found(seconds(20))
        .with_unusable(seconds(3))
        .with_failed(seconds(4));
    let waits = [Verdict::Found, Verdict::NotFound, Verdict::Unusable].map(|verdict| policy.wait(verdict, 1).as_secs());
    assert_eq!(waits, [1, 20, 3]);
    let waits = [1, 2, 3, 4, 5].map(|failures| policy.wait(Verdict::Failed, failures).as_secs());
    assert_eq!(waits, [4, 8, 16, 20, 20]);
    // A first wait that is longer than the longest is not made shorter.
    let slow = policy.with_failed(seconds(50));
    assert_eq!([1, 2, 9].map(|failures| slow.wait(Verdict::Failed, failures).as_secs()), [50, 50, 50]);
    let never = RecheckPolicy::new().with_failed(Duration::MAX).with_not_found(Duration::MAX);
    assert_eq!(never.wait(Verdict::Failed, u32::MAX), Duration::MAX);
    let always = RecheckPolicy::new().with_failed(Duration::ZERO);
    assert_eq!(always.wait(Verdict::Failed, 7), Duration::ZERO);
}

#[tokio::test]
async fn due_times() {
    let reports = Reports::new().await;
    let policy = RecheckPolicy::new();
    let cases =
        [(Verdict::Found, DAY), (Verdict::NotFound, DAY), (Verdict::Unusable, 6 * HOUR), (Verdict::Failed, HOUR)];
    for (verdict, wait) in cases {
        let mut state = DiscoveryState::new();
        assert!(state.is_due(&uni(), start()), "never looked at");
        let record = state.record(&reports.of(verdict), start(), &policy);
        assert_eq!((record.verdict, record.checked, record.due), (verdict, start(), start() + wait));
        let second = Duration::from_secs(1);
        let due = [start(), start() + wait - second, start() + wait, start() + wait + DAY];
        assert_eq!(due.map(|now| state.is_due(&uni(), now)), [false, false, true, true], "{verdict}");
        assert!(state.is_due(&provider("other.example"), start()));
        // The clock of the computer was put back: that is no reason to ask.
        assert!(!state.is_due(&uni(), start() - DAY));
    }
}

#[tokio::test]
async fn failures_in_a_row() {
    let reports = Reports::new().await;
    let (policy, mut state, mut now) = (RecheckPolicy::new(), DiscoveryState::new(), start());
    let mut step = |verdict| {
        let record = state.record(&reports.of(verdict), now, &policy);
        let told = (record.failures, record.due.duration_since(now).expect("later").as_secs() / 3600);
        // What a program has written down is what the next one goes on from.
        let (read, findings) = DiscoveryState::from_lines(&record.to_line());
        assert!(findings.is_empty(), "{findings:?}");
        state = read;
        now += DAY;
        told
    };
    let failed: Vec<_> = (0..8).map(|_| step(Verdict::Failed)).collect();
    assert_eq!(failed, [(1, 1), (2, 2), (3, 4), (4, 8), (5, 16), (6, 24), (7, 24), (8, 24)]);
    for other in [Verdict::Found, Verdict::NotFound, Verdict::Unusable] {
        assert_eq!(step(other).0, 0, "{other}");
        assert_eq!(step(Verdict::Failed), (1, 1), "after {other}");
    }
}

#[tokio::test]
async fn changes() {
    use ManifestChange::{Changed, Gone, Kept, New, Unchanged};
    let reports = Reports::new().await;
    let [found, nothing, unusable, failed] =
        [Verdict::Found, Verdict::NotFound, Verdict::Unusable, Verdict::Failed].map(|verdict| reports.of(verdict));
    let changed = reports.changed();
    let cases: Vec<(Vec<&DiscoveryReport>, Vec<Option<ManifestChange>>)> = vec![
        (vec![&found, &found, &found], vec![Some(New), Some(Unchanged), Some(Unchanged)]),
        (vec![&found, &changed, &changed, &found], vec![Some(New), Some(Changed), Some(Unchanged), Some(Changed)]),
        (vec![&nothing, &failed, &unusable, &found], vec![None, None, None, Some(New)]),
        (vec![&found, &nothing, &nothing, &found], vec![Some(New), Some(Gone), None, Some(New)]),
        (vec![&found, &failed, &failed, &found], vec![Some(New), Some(Kept), Some(Kept), Some(Unchanged)]),
        (vec![&found, &failed, &changed], vec![Some(New), Some(Kept), Some(Changed)]),
        (vec![&found, &failed, &nothing, &failed], vec![Some(New), Some(Kept), Some(Gone), None]),
        (vec![&found, &unusable, &found], vec![Some(New), Some(Kept), Some(Unchanged)]),
    ];
    for (sequence, expected) in cases {
        let (policy, mut state) = (RecheckPolicy::new(), DiscoveryState::new());
        let changes: Vec<_> = sequence.iter().map(|report| state.record(report, start(), &policy).change).collect();
        assert_eq!(changes, expected);
        assert_eq!(state.len(), 1);
    }
}

/// What is kept of a manifest that can't be seen now, and what is not of one that is gone.
#[tokio::test]
async fn what_is_kept() {
    let reports = Reports::new().await;
    let (policy, mut state) = (RecheckPolicy::new(), DiscoveryState::new());
    let first = state.record(&reports.of(Verdict::Found), start(), &policy).clone();
    assert_eq!(
        first.manifest.as_ref().map(url::Url::as_str),
        Some("https://uni.example/.well-known/quality-link-manifest")
    );
    assert_eq!(first.sources, ["ooapi/5 https://api.uni.example/v5/"]);
    assert_eq!(first.fingerprint, reports.found.found.as_ref().map(|found| found.fingerprint.clone()));
    for verdict in [Verdict::Failed, Verdict::Unusable, Verdict::Failed] {
        let kept = state.record(&reports.of(verdict), start(), &policy);
        assert_eq!((kept.verdict, kept.change), (verdict, Some(ManifestChange::Kept)));
        assert_eq!(
            (&kept.manifest, &kept.fingerprint, &kept.sources),
            (&first.manifest, &first.fingerprint, &first.sources)
        );
    }
    let gone = state.record(&reports.of(Verdict::NotFound), start(), &policy);
    assert_eq!((&gone.manifest, &gone.fingerprint, gone.sources.len()), (&None, &None, 0));
    // The same data sources at another place are the same manifest.
    let mut moved = reports.found.clone();
    state.record(&moved, start(), &policy);
    moved.found.as_mut().expect("a manifest").url = "https://www.uni.example/m".parse().expect("a URL");
    let record = state.record(&moved, start(), &policy);
    assert_eq!(record.change, Some(ManifestChange::Unchanged));
    assert_eq!(record.manifest.as_ref().map(url::Url::as_str), Some("https://www.uni.example/m"));
}

/// A policy may well say "never again".
#[tokio::test]
async fn a_wait_without_end() {
    let report = Reports::new().await.found;
    for wait in [Duration::from_secs(300_000_000_000), Duration::MAX] {
        let (policy, mut state) = (RecheckPolicy::new().with_found(wait), DiscoveryState::new());
        let line = state.record(&report, start(), &policy).to_line();
        let (read, findings) = DiscoveryState::from_lines(&line);
        assert_eq!((read.len(), findings.len()), (1, 0), "{line:?}");
        assert!(!read.is_due(&uni(), start() + 365 * DAY));
    }
}
