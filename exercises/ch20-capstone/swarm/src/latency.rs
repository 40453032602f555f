//! Many durations, and their quantiles.

use hdrhistogram::Histogram;
use serde::{Deserialize, Serialize};

/// The longest that is told apart: what lasts longer counts as this, in nanoseconds.
const LONGEST: u64 = 120_000_000_000;

/// Durations, kept to three digits.
#[derive(Debug)]
pub struct Latency {
    histogram: Histogram<u64>,
}

impl Default for Latency {
    fn default() -> Self {
        let histogram = Histogram::new_with_bounds(1, LONGEST, 3)
            .expect("one is less than a minute, and 3 is a precision");
        Self { histogram }
    }
}

impl Latency {
    /// Adds one, in nanoseconds.
    pub fn record(&mut self, nanos: u64) {
        self.histogram.saturating_record(nanos);
    }

    /// What they are like.
    pub fn summary(&self) -> Summary {
        let at = |quantile| self.histogram.value_at_quantile(quantile) as f64 / 1e3;
        Summary {
            count: self.histogram.len(),
            min_us: if self.histogram.is_empty() {
                0.0
            } else {
                self.histogram.min() as f64 / 1e3
            },
            p50_us: at(0.5),
            p99_us: at(0.99),
            p999_us: at(0.999),
            max_us: self.histogram.max() as f64 / 1e3,
        }
    }
}

/// Quantiles, in microseconds.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
pub struct Summary {
    /// Of how many.
    pub count: u64,
    /// The shortest.
    pub min_us: f64,
    /// Half are shorter.
    pub p50_us: f64,
    /// One in a hundred is longer.
    pub p99_us: f64,
    /// One in a thousand is longer.
    pub p999_us: f64,
    /// The longest.
    pub max_us: f64,
}
