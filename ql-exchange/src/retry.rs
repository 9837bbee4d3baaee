use std::collections::hash_map::RandomState;
use std::hash::BuildHasher as _;
use std::time::{Duration, SystemTime};

use http::{HeaderMap, StatusCode, header};

/// When a request that failed is sent again (exchange specification, "transient failures").
///
/// Sent again are requests that were answered by 408, 425, 429 or 5xx (but 501 and 505), and those whose connection could not
/// be made, broke, or was too slow.
///
/// ```
/// use std::time::Duration;
/// use ql_exchange::RetryPolicy;
/// let patient = RetryPolicy::new().with_attempts(6).with_first_pause(Duration::from_secs(2));
/// # let _ = patient;
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[must_use]
pub struct RetryPolicy {
    attempts: u32,
    first_pause: Duration,
    max_pause: Duration,
    budget: u64,
}

impl Default for RetryPolicy {
    fn default() -> Self {
        Self { attempts: 4, first_pause: Duration::from_millis(500), max_pause: Duration::from_secs(300), budget: 50 }
    }
}

impl RetryPolicy {
    /// The defaults: a request is sent up to four times, with pauses from half a second on that double and vary; for a
    /// whole source there may be 50 repetitions and one for every five requests.
    pub fn new() -> Self {
        Self::default()
    }

    /// Sends nothing again.
    pub fn never() -> Self {
        Self { attempts: 1, ..Self::default() }
    }

    /// Sets how often a request is sent at most, the first time included.
    pub fn with_attempts(mut self, attempts: u32) -> Self {
        self.attempts = attempts.max(1);
        self
    }

    /// Sets the pause before the first repetition; every further one is twice as long.
    pub fn with_first_pause(mut self, first_pause: Duration) -> Self {
        self.first_pause = first_pause;
        self
    }

    /// Sets the longest pause. A server that asks for a longer one (`Retry-After`) is taken at its word: the source is
    /// given up for now.
    pub fn with_max_pause(mut self, max_pause: Duration) -> Self {
        self.max_pause = max_pause;
        self
    }

    /// Sets how many repetitions a whole source may cost beyond one for every five requests.
    pub fn with_budget(mut self, budget: u64) -> Self {
        self.budget = budget;
        self
    }

    /// Whether so many repetitions are within what a source with so many requests may cost.
    pub(crate) fn affords(&self, retries: u64, requests: u64) -> bool {
        retries < self.budget + requests / 5
    }

    /// The pause before repetition number `retry` (from 0), or why there is none.
    pub(crate) fn pause(&self, retry: u32, asked: Option<Duration>) -> Result<Duration, GiveUp> {
        if retry + 1 >= self.attempts {
            return Err(GiveUp::Attempts);
        }
        if let Some(asked) = asked.filter(|asked| *asked > self.max_pause) {
            return Err(GiveUp::ComeBackLater(asked));
        }
        let backoff = self.first_pause.saturating_mul(1 << retry.min(16)).min(self.max_pause);
        // Half of it is left to chance, so that clients that failed together do not come back together.
        let varied = backoff / 2 + backoff.mul_f64(chance() / 2.0);
        Ok(asked.map_or(varied, |asked| asked.max(varied)))
    }
}

/// Why a request is not sent again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum GiveUp {
    /// It has been sent often enough.
    Attempts,
    /// The server wants a longer pause than a harvest has time for.
    ComeBackLater(Duration),
}

/// A number from 0 to 1. It need not be good, only different.
fn chance() -> f64 {
    let bits = RandomState::new().hash_one(0_u8) >> 11;
    #[expect(clippy::cast_precision_loss, reason = "53 bits fit")]
    let fraction = bits as f64 / (1_u64 << 53) as f64;
    fraction
}

pub(crate) fn is_transient(status: StatusCode) -> bool {
    matches!(status.as_u16(), 408 | 425 | 429) || (status.is_server_error() && !matches!(status.as_u16(), 501 | 505))
}

/// How long the server asks to wait, as seconds or as a date (RFC 9110, section 10.2.3).
pub(crate) fn retry_after(headers: &HeaderMap, now: SystemTime) -> Option<Duration> {
    let text = headers.get(header::RETRY_AFTER)?.to_str().ok()?.trim();
    if !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit()) {
        return Some(Duration::from_secs(text.parse().unwrap_or(u64::MAX)));
    }
    let date = httpdate::parse_http_date(text).ok()?;
    Some(date.duration_since(now).unwrap_or(Duration::ZERO))
}
