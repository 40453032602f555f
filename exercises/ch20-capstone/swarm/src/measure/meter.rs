//! Time on the processors, from one moment to another.

use std::time::{Duration, Instant};

use serde::{Deserialize, Serialize};

use crate::process::{self, Server};

/// A moment.
#[derive(Debug)]
pub struct Meter<'a> {
    server: &'a Server,
    at: Instant,
    server_cpu: Option<Duration>,
    own_cpu: Option<Duration>,
}

impl<'a> Meter<'a> {
    /// This moment.
    pub fn start(server: &'a Server) -> Self {
        Self {
            server,
            at: Instant::now(),
            server_cpu: server.cpu(),
            own_cpu: process::own_cpu(),
        }
    }

    /// What has been used since, while `count` things were done.
    pub fn stop(self, count: u64) -> Used {
        let seconds = self.at.elapsed().as_secs_f64();
        let since =
            |then: Option<Duration>, now: Option<Duration>| Some((now? - then?).as_secs_f64());
        let server = since(self.server_cpu, self.server.cpu());
        let own = since(self.own_cpu, process::own_cpu());
        let each = |cpu: Option<f64>| {
            cpu.filter(|_| count > 0)
                .map(|cpu| cpu * 1e6 / count as f64)
        };
        Used {
            count,
            seconds,
            per_second: count as f64 / seconds.max(1e-9),
            server_us_each: each(server),
            server_percent: server.map(|cpu| 100.0 * cpu / seconds.max(1e-9)),
            client_us_each: each(own),
            client_percent: own.map(|cpu| 100.0 * cpu / seconds.max(1e-9)),
        }
    }
}

/// What something took. The times on the processors are missing where the system does not tell.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
pub struct Used {
    /// How many things were done.
    pub count: u64,
    /// In which time.
    pub seconds: f64,
    /// How many a second.
    pub per_second: f64,
    /// The server's time for each, in microseconds.
    pub server_us_each: Option<f64>,
    /// The server's time, in percent of one processor.
    pub server_percent: Option<f64>,
    /// Our own time for each, in microseconds.
    pub client_us_each: Option<f64>,
    /// Our own time, in percent of one processor. Near 100, the figures may be ours rather than the server's,
    /// unless messages are sent by a schedule: then the time until the next one is waited for awake.
    pub client_percent: Option<f64>,
}
