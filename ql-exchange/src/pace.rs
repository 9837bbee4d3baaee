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
        loop {
            let now = transport.now();
            let turn = {
                let mut next = self.next.lock().unwrap_or_else(PoisonError::into_inner);
                // A clock that was set back must not stop a harvest.
                if next.is_some_and(|turn| turn.duration_since(now).is_ok_and(|wait| wait > LONGEST)) {
                    *next = None;
                }
                match *next {
                    Some(turn) if turn > now && self.interval.is_zero() => turn,
                    Some(turn) if turn > now => {
                        // This place is taken; who comes later gets a later one.
                        *next = Some(turn + self.interval);
                        drop(next);
                        transport.sleep(turn.duration_since(now).unwrap_or_default()).await;
                        return;
                    }
                    _ => {
                        *next = (!self.interval.is_zero()).then(|| now + self.interval);
                        return;
                    }
                }
            };
            transport.sleep(turn.duration_since(now).unwrap_or_default()).await;
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
