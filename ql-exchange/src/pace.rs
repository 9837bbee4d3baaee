use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, SystemTime};

use ql_core::Transport;

/// When the next request to a source may be sent: not before a pause that its server asked for, and not more often than
/// agreed.
#[derive(Debug)]
pub(crate) struct Pace {
    interval: Duration,
    times: Mutex<Times>,
}

#[derive(Debug, Default)]
struct Times {
    /// The first place that is free.
    next: Option<SystemTime>,
    /// Nobody passes before that.
    held: Option<SystemTime>,
}

/// Longer than any pause that is kept. A clock that was set back must not stop a harvest.
const LONGEST: Duration = Duration::from_secs(3600);

impl Pace {
    pub(crate) fn new(requests_per_second: Option<f64>) -> Self {
        let interval = requests_per_second.map_or(Duration::ZERO, |rate| {
            Duration::try_from_secs_f64(1.0 / rate).unwrap_or(Duration::from_secs(3600))
        });
        Self { interval, times: Mutex::default() }
    }

    fn times(&self) -> MutexGuard<'_, Times> {
        self.times.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Waits for the turn of one request.
    pub(crate) async fn wait<T: Transport>(&self, transport: &T) {
        let kept = self.keep_pause(transport, None).await;
        if let Some(pause) = self.take_place(transport.now()) {
            transport.sleep(pause).await;
            // A pause that was asked for meanwhile counts for those who had a place, too.
            self.keep_pause(transport, kept).await;
        }
    }

    /// Waits for the end of the pause that the server asked for, and of any later one, but for none twice: a transport that
    /// does not really wait must not be asked for ever.
    async fn keep_pause<T: Transport>(&self, transport: &T, mut kept: Option<SystemTime>) -> Option<SystemTime> {
        loop {
            let held = self.times().held;
            match until(held, transport.now()) {
                Some(pause) if held != kept => {
                    kept = held;
                    transport.sleep(pause).await;
                }
                _ => return kept,
            }
        }
    }

    /// Takes the first free place; how far away it is, unless it is now.
    fn take_place(&self, now: SystemTime) -> Option<Duration> {
        if self.interval.is_zero() {
            return None;
        }
        let mut times = self.times();
        let pause = until(times.next, now);
        times.next = Some(now + pause.unwrap_or_default() + self.interval);
        pause
    }

    /// Lets nobody pass for a while.
    pub(crate) fn hold(&self, end: SystemTime) {
        let mut times = self.times();
        if times.held.is_none_or(|held| held < end) {
            times.held = Some(end);
        }
    }
}

fn until(time: Option<SystemTime>, now: SystemTime) -> Option<Duration> {
    let pause = time?.duration_since(now).ok()?;
    (!pause.is_zero() && pause <= LONGEST).then_some(pause)
}
