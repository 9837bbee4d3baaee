use std::sync::{Mutex, PoisonError};
use std::time::{Duration, SystemTime};

use ql_core::Transport;

/// Longer than any pause that is kept.
const LONGEST: Duration = Duration::from_secs(3600);

/// When the next request to a source may be sent: not before a pause that its server asked for, and not more often than
/// agreed.
#[derive(Debug)]
pub(crate) struct Pace {
    interval: Duration,
    next: Mutex<Option<SystemTime>>,
}

impl Pace {
    pub(crate) fn new(requests_per_second: Option<f64>) -> Self {
        let interval = requests_per_second.map_or(Duration::ZERO, |rate| {
            Duration::try_from_secs_f64(1.0 / rate).unwrap_or(Duration::from_secs(3600))
        });
        Self { interval, next: Mutex::new(None) }
    }

    /// Waits for the turn of one request.
    pub(crate) async fn wait<T: Transport>(&self, transport: &T) {
        while let Turn::Later { pause, is_taken } = self.turn(transport.now()) {
            transport.sleep(pause).await;
            if is_taken {
                return;
            }
        }
    }

    fn turn(&self, now: SystemTime) -> Turn {
        let mut next = self.next.lock().unwrap_or_else(PoisonError::into_inner);
        let pause = next.and_then(|turn| turn.duration_since(now).ok()).filter(|pause| !pause.is_zero());
        // A clock that was set back must not stop a harvest.
        let pause = pause.filter(|pause| *pause <= LONGEST);
        let is_paced = !self.interval.is_zero();
        match (pause, is_paced) {
            (None, _) => {
                *next = is_paced.then(|| now + self.interval);
                Turn::Now
            }
            // After a pause that the server asked for all look again, for it may have been prolonged.
            (Some(pause), false) => Turn::Later { pause, is_taken: false },
            (Some(pause), true) => {
                // This place is taken; who comes later gets a later one.
                *next = Some(now + pause + self.interval);
                Turn::Later { pause, is_taken: true }
            }
        }
    }

    /// Lets nobody pass for a while.
    pub(crate) fn hold(&self, until: SystemTime) {
        let mut next = self.next.lock().unwrap_or_else(PoisonError::into_inner);
        if next.is_none_or(|next| next < until) {
            *next = Some(until);
        }
    }
}

enum Turn {
    Now,
    Later {
        pause: Duration,
        /// Whether the request has its place already.
        is_taken: bool,
    },
}
