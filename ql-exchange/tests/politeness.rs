//! How a harvest treats its server: no more at a time than agreed, pauses that are asked for, repetitions within bounds.
#![cfg(feature = "client")]

#[path = "server/kit.rs"]
#[allow(dead_code, reason = "other tests need more of it")]
mod kit;
#[path = "server/wire.rs"]
#[allow(dead_code, reason = "other tests need more of it")]
mod wire;

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, SystemTime};

use futures_util::future::join_all;
use ql_core::{Request, Response, Transport, TransportError};
use ql_exchange::{HarvestOptions, HarvestScope, Harvester, HttpTransport, ProgressCallback, RetryPolicy};

use kit::{Clocked, catalogue, hasty, ooapi, page, run, transport};
use wire::{Server, Step, answer, ok, status};

/// Counts what is under way at each host, from sending a request to the head of its answer.
struct Counting {
    inner: HttpTransport,
    under_way: Mutex<BTreeMap<u16, (usize, usize)>>,
}

impl Counting {
    fn new() -> Self {
        Self { inner: transport(), under_way: Mutex::default() }
    }

    fn at(&self, port: u16, change: impl FnOnce(&mut (usize, usize))) {
        change(self.under_way.lock().unwrap_or_else(PoisonError::into_inner).entry(port).or_default());
    }

    fn peaks(&self) -> Vec<usize> {
        self.under_way.lock().unwrap_or_else(PoisonError::into_inner).values().map(|(_, peak)| *peak).collect()
    }
}

impl Transport for Counting {
    type Body = <HttpTransport as Transport>::Body;

    async fn send(&self, request: Request) -> Result<Response<Self::Body>, TransportError> {
        let port = request.url.port().unwrap_or_default();
        self.at(port, |(now, peak)| {
            *now += 1;
            *peak = (*peak).max(*now);
        });
        let answer = self.inner.send(request).await;
        self.at(port, |(now, _)| *now -= 1);
        answer
    }

    async fn sleep(&self, duration: Duration) {
        self.inner.sleep(duration).await;
    }
}

fn ids(count: usize) -> Vec<String> {
    (1..=count).map(|number| number.to_string()).collect()
}

/// A catalogue of so many courses, whose answers take a while.
async fn slow(count: usize) -> Server {
    Server::start(move |asked| {
        let mut steps = vec![wire::wait(15)];
        steps.extend(ok(page(&if asked.is_list() { ids(count) } else { Vec::new() }, false)));
        steps
    })
    .await
}

/// The limit is that of a host, whatever the number of harvests (exchange specification, "politeness").
#[tokio::test]
async fn requests_under_way_at_a_host() {
    for (limit, expected) in [(None, 4), (Some(1), 1), (Some(0), 1), (Some(6), 6)] {
        let (first, second) = (slow(12).await, slow(12).await);
        let options = limit.map_or(hasty(), |limit| hasty().with_concurrency(limit));
        let harvester = Harvester::new(Counting::new()).with_options(options);
        let sources = [&first, &first, &first, &second].map(|server| ooapi(server).build());
        let harvests = join_all(sources.iter().map(|source| run(&harvester, source))).await;
        assert!(harvests.iter().all(|harvested| harvested.ids() == ids(12)), "{limit:?}");
        assert_eq!(harvester.transport().peaks(), [expected, expected], "{limit:?}");
    }
}

#[tokio::test]
async fn requests_per_second() {
    for (rate, interval) in [(2.0, 500), (10.0, 100), (0.5, 2000)] {
        let server = Server::start(|asked| ok(page(&if asked.is_list() { ids(8) } else { Vec::new() }, false))).await;
        let harvester = Harvester::new(Clocked::new()).with_options(hasty().with_requests_per_second(rate));
        assert_eq!(run(&harvester, &ooapi(&server).build()).await.status(), "complete");
        let times: Vec<Duration> = harvester.transport().sent().into_iter().map(|(at, _)| at).collect();
        assert_eq!(times.len(), 9);
        for (first, second) in times.iter().zip(&times[1..]) {
            let between = second.saturating_sub(*first);
            assert!(between >= Duration::from_millis(interval), "{rate}: {times:?}");
        }
        assert!(times[8] <= Duration::from_millis(interval * 10), "{rate}: {times:?}");
    }
    // What is no rate is none.
    for rate in [0.0, -1.0, f64::NAN, f64::INFINITY] {
        let server = Server::start(|asked| catalogue(asked, &["a"])).await;
        let harvester = Harvester::new(Clocked::new()).with_options(hasty().with_requests_per_second(rate));
        assert_eq!(run(&harvester, &ooapi(&server).build()).await.status(), "complete");
        assert!(harvester.transport().sleeps().is_empty(), "{rate}");
    }
}

/// What the server asks of one request it asks of all.
#[tokio::test]
async fn pause_for_all() {
    let refused = AtomicUsize::new(0);
    let server = Server::start(move |asked| match asked.course() {
        "3" if refused.fetch_add(1, Ordering::Relaxed) == 0 => answer(429, &[("retry-after", "30")], ""),
        _ => ok(page(&if asked.is_list() { ids(20) } else { Vec::new() }, false)),
    })
    .await;
    let options = hasty().with_concurrency(2);
    let harvester = Harvester::new(Clocked::new()).with_options(options);
    assert_eq!(run(&harvester, &ooapi(&server).build()).await.status(), "complete");
    let times: Vec<Duration> = harvester.transport().sent().into_iter().map(|(at, _)| at).collect();
    // The list, the first four at most, and all others half a minute later.
    let early = times.iter().filter(|at| **at < Duration::from_secs(30)).count();
    assert!(early <= 5, "{times:?}");
    assert_eq!(times.len(), 22);
}

/// Who waits for a turn when the server asks for a pause keeps to it, too.
#[tokio::test]
async fn pause_for_all_at_a_rate() {
    let start = std::time::Instant::now();
    let times = Arc::new(Mutex::new(Vec::new()));
    let log = Arc::clone(&times);
    let server = Server::start(move |asked| {
        log.lock().unwrap_or_else(PoisonError::into_inner).push(start.elapsed());
        match asked.course() {
            "1" if asked.is_first() => answer(429, &[("retry-after", "1")], ""),
            _ => ok(page(&if asked.is_list() { ids(6) } else { Vec::new() }, false)),
        }
    })
    .await;
    let harvester = Harvester::new(transport()).with_options(hasty().with_requests_per_second(8.0));
    assert_eq!(run(&harvester, &ooapi(&server).build()).await.status(), "complete");
    let times = times.lock().unwrap_or_else(PoisonError::into_inner).clone();
    // The list, the course that is refused, and one that may be on its way.
    let early = times.iter().filter(|at| **at < times[1] + Duration::from_millis(900)).count();
    assert!(early <= 3, "{times:?}");
}

/// The pauses double, and half of each is left to chance.
#[tokio::test]
async fn pauses() {
    let first = Duration::from_secs(1);
    let mut seen = Vec::new();
    for _ in 0..30 {
        let server = Server::start(|_| status(500)).await;
        let retry = RetryPolicy::new().with_attempts(6).with_first_pause(first).with_max_pause(Duration::from_secs(6));
        let options = HarvestOptions::new().with_scope(HarvestScope::Courses).with_retry(retry);
        let harvester = Harvester::new(Clocked::new()).with_options(options);
        let harvested = run(&harvester, &ooapi(&server).build()).await;
        assert!(harvested.summary.outcome.to_string().contains("sent 6 times"), "{}", harvested.summary.outcome);
        assert_eq!((harvested.summary.statistics.requests, harvested.summary.statistics.retries), (6, 5));
        let sleeps = harvester.transport().sleeps();
        assert_eq!(sleeps.len(), 5);
        for (sleep, most) in sleeps.iter().zip([1, 2, 4, 6, 6]) {
            let most = Duration::from_secs(most);
            assert!(*sleep >= most / 2 && *sleep <= most, "{sleeps:?}");
        }
        seen.push(sleeps[0]);
    }
    seen.sort_unstable();
    seen.dedup();
    assert!(seen.len() > 20, "the pauses differ: {seen:?}");
    assert!(seen[0] < first * 7 / 10 && seen[seen.len() - 1] > first * 8 / 10, "they are spread: {seen:?}");
}

/// A pause that is asked for is kept to; it is never shorter than our own.
#[tokio::test]
async fn pauses_that_are_asked_for() {
    let date = |seconds: u64| {
        let clock = SystemTime::UNIX_EPOCH + Duration::from_secs(1_800_000_000 + seconds);
        httpdate::fmt_http_date(clock)
    };
    let cases = [
        ("20".to_owned(), 20.0, 20.0),
        ("300".to_owned(), 300.0, 300.0),
        (" 20 ".to_owned(), 20.0, 20.0),
        (date(40), 40.0, 40.0),
        ("0".to_owned(), 0.5, 1.0),
        ("Sun, 06 Nov 1994 08:49:37 GMT".to_owned(), 0.5, 1.0),
        ("garbage".to_owned(), 0.5, 1.0),
    ];
    for (asked, least, most) in cases {
        let pause = asked.clone();
        let server = Server::start(move |asked| match asked.times {
            0 if asked.is_list() => answer(503, &[("retry-after", &pause)], ""),
            _ => catalogue(asked, &["a"]),
        })
        .await;
        let options = HarvestOptions::new()
            .with_scope(HarvestScope::Courses)
            .with_retry(RetryPolicy::new().with_first_pause(Duration::from_secs(1)));
        let harvester = Harvester::new(Clocked::new()).with_options(options);
        assert_eq!(run(&harvester, &ooapi(&server).build()).await.status(), "complete", "{asked}");
        let slept: Duration = harvester.transport().sleeps().iter().sum();
        assert!((least..=most).contains(&slept.as_secs_f64()), "{asked}: {slept:?}");
    }
    // More than anybody has time for: the source is given up, and the pause is named.
    let server = Server::start(|_| answer(503, &[("retry-after", "301")], "")).await;
    let harvester = Harvester::new(Clocked::new());
    let said = run(&harvester, &ooapi(&server).build()).await.summary.outcome.to_string();
    assert!(said.contains("301 s"), "{said}");
    assert!(harvester.transport().sleeps().is_empty());
}

/// A source may cost so many repetitions, and one for every five requests.
#[tokio::test]
async fn budget_of_repetitions() {
    for budget in [0, 3, 10] {
        let server = Server::start(|asked| match (asked.is_list(), asked.times) {
            (true, _) => ok(page(&ids(60), false)),
            // Every offering comes at the second time.
            (false, 0) => status(500),
            (false, _) => ok(page::<&str>(&[], false)),
        })
        .await;
        let retry = RetryPolicy::new().with_budget(budget).with_first_pause(Duration::from_millis(1));
        let options = HarvestOptions::new().with_scope(HarvestScope::Courses).with_retry(retry).with_concurrency(1);
        let harvester = Harvester::new(Clocked::new()).with_options(options);
        let harvested = run(&harvester, &ooapi(&server).build()).await;
        let statistics = harvested.summary.statistics;
        assert!(statistics.retries <= budget + statistics.requests / 5, "{budget}: {statistics:?}");
        assert!(statistics.retries >= budget, "{budget}: {statistics:?}");
        assert_eq!(harvested.status(), "incomplete", "{budget}");
        assert_eq!(harvested.ids().len(), 60, "{budget}");
        let said = format!("{:?}", harvested.records);
        assert!(said.contains("too many requests of this source had to be sent again"), "{budget}");
    }
}

/// A server that is dead is not asked four times for each of a thousand courses.
#[tokio::test]
async fn server_that_is_dead() {
    let server = Server::start(|asked| match asked.is_list() {
        true => ok(page(&ids(1000), false)),
        false => vec![Step::Reset],
    })
    .await;
    let options = HarvestOptions::new().with_scope(HarvestScope::Courses);
    let harvester = Harvester::new(Clocked::new()).with_options(options);
    let harvested = run(&harvester, &ooapi(&server).build()).await;
    assert_eq!((harvested.status().as_str(), harvested.codes()), ("incomplete", vec!["exchange.too-many-failures"]));
    assert_eq!(harvested.ids().len(), 1000);
    assert!(harvested.summary.statistics.requests < 60, "{:?}", harvested.summary.statistics);
    let slept: Duration = harvester.transport().sleeps().iter().sum();
    assert!(slept < Duration::from_secs(120), "{slept:?}");
}

#[tokio::test]
async fn who_is_asking() {
    let server = Server::start(|asked| catalogue(asked, &["a"])).await;
    run(&Harvester::new(transport()).with_options(hasty()), &ooapi(&server).build()).await;
    for asked in server.asked() {
        let agent = asked.header("user-agent").unwrap_or_default();
        assert!(agent.starts_with("quality-link/") && agent.contains("(+https://"), "{agent}");
        assert_eq!(asked.header("cookie"), None);
    }
}

/// What a server sets is not sent back: a harvest has no session.
#[tokio::test]
async fn cookies() {
    let server = Server::start(|asked| {
        let body = page(if asked.is_list() { &["a", "b"][..] } else { &[] }, false);
        answer(200, &[("set-cookie", "session=1; Path=/")], body)
    })
    .await;
    run(&Harvester::new(transport()).with_options(hasty()), &ooapi(&server).build()).await;
    assert_eq!(server.asked().len(), 3);
    assert!(server.asked().iter().all(|asked| asked.header("cookie").is_none()));
}

#[tokio::test]
async fn progress() {
    let told = Arc::new(Mutex::new(Vec::new()));
    let list = Arc::clone(&told);
    let callback = ProgressCallback::new(move |statistics| {
        list.lock().unwrap_or_else(PoisonError::into_inner).push(statistics);
    });
    let server = Server::start(|asked| match asked.times {
        0 if asked.course() == "b" => status(500),
        _ => catalogue(asked, &["a", "b", "c"]),
    })
    .await;
    let harvester = Harvester::new(transport()).with_options(hasty().with_progress(callback));
    let summary = run(&harvester, &ooapi(&server).build()).await.summary;
    let told = told.lock().unwrap_or_else(PoisonError::into_inner).clone();
    assert!(told.windows(2).all(|two| two[0].requests <= two[1].requests && two[0].bytes <= two[1].bytes));
    let last = told.last().expect("something");
    let end = summary.statistics;
    assert_eq!((last.requests, last.retries, last.records, last.pages), (end.requests, 1, 3, 1));
    assert_eq!((end.requests, last.bytes), (5, end.bytes));
}
