//! Mistake: each worker is read as a number that cannot be negative.
//! Rejected by: a_gauge_may_be_left_elsewhere

use std::fmt::{self, Write as _};
use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};
use std::time::Duration;

/// Counts what only becomes more. A reader takes differences, so it may start at any time.
#[derive(Default)]
pub struct Counter(AtomicU64);

impl Counter {
    pub fn add(&self, n: u64) {
        self.0.fetch_add(n, Ordering::Relaxed);
    }

    pub fn get(&self) -> u64 {
        self.0.load(Ordering::Relaxed)
    }
}

/// Counts what there is now. One worker's share may be negative: what came here may leave elsewhere.
#[derive(Default)]
pub struct Gauge(AtomicI64);

impl Gauge {
    pub fn add(&self, n: i64) {
        self.0.fetch_add(n, Ordering::Relaxed);
    }

    pub fn get(&self) -> i64 {
        self.0.load(Ordering::Relaxed)
    }

    /// Counts one more, until what is returned is dropped, on whatever way.
    pub fn hold(&self) -> Held<'_> {
        self.add(1);
        Held(self)
    }
}

/// One that is counted in a [`Gauge`].
#[must_use = "dropped at once, it counts nothing"]
pub struct Held<'a>(&'a Gauge);

impl Drop for Held<'_> {
    fn drop(&mut self) {
        self.0.add(-1);
    }
}

/// The upper bounds of a histogram's buckets, in microseconds, and as the text format has them, in seconds. What
/// is longer than the last is in a bucket of its own, `+Inf`.
const BOUNDS: [(u64, &str); 8] = [
    (100, "0.0001"),
    (500, "0.0005"),
    (1_000, "0.001"),
    (5_000, "0.005"),
    (25_000, "0.025"),
    (100_000, "0.1"),
    (500_000, "0.5"),
    (2_500_000, "2.5"),
];

/// How long something took, how often.
#[derive(Default)]
pub struct Histogram {
    /// Each counts what is in no bucket below it. They are summed up when somebody reads.
    buckets: [AtomicU64; BOUNDS.len() + 1],
    nanoseconds: AtomicU64,
}

impl Histogram {
    /// Notes that something took `time`. A bound belongs to the bucket below it.
    pub fn observe(&self, time: Duration) {
        let bucket = BOUNDS.partition_point(|&(bound, _)| Duration::from_micros(bound) < time);
        self.buckets[bucket].fetch_add(1, Ordering::Relaxed);
        let nanoseconds = u64::try_from(time.as_nanos()).unwrap_or(u64::MAX);
        self.nanoseconds.fetch_add(nanoseconds, Ordering::Relaxed);
    }
}

/// Why a connection was refused before anybody read a byte of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reason {
    /// There are as many as the server is to have.
    Full,
    /// The process has no descriptor left.
    Descriptors,
    /// The server is shutting down.
    Shutdown,
}

/// What became of messages for a consumer that was too slow.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Dropped {
    Oldest,
    Newest,
    /// The consumer was disconnected, and this is what it had not got yet.
    Disconnect,
}

const REASONS: [&str; 3] = ["full", "descriptors", "shutdown"];
const POLICIES: [&str; 3] = ["drop-oldest", "drop-newest", "disconnect"];

/// The statuses and close codes that are counted by themselves; the last place is everybody else's. A peer chooses
/// its close code out of thousands, and each value of a label is kept for ever by whoever reads it.
const STATUSES: [(u16, &str); 9] = [
    (400, "400"),
    (403, "403"),
    (404, "404"),
    (405, "405"),
    (408, "408"),
    (426, "426"),
    (431, "431"),
    (503, "503"),
    (0, "other"),
];
const CODES: [(u16, &str); 11] = [
    (1000, "1000"),
    (1001, "1001"),
    (1002, "1002"),
    (1003, "1003"),
    (1005, "1005"),
    (1006, "1006"),
    (1007, "1007"),
    (1008, "1008"),
    (1009, "1009"),
    (1011, "1011"),
    (0, "other"),
];

/// Where `number` is counted: in its own place of `known`, or in the last.
fn place(known: &[(u16, &str)], number: u16) -> usize {
    let others = known.len() - 1;
    known[..others]
        .iter()
        .position(|&(it, _)| it == number)
        .unwrap_or(others)
}

/// What one worker counts. Each has its own, in cache lines of its own, so that counting is never waiting for
/// another core; they are summed up when somebody reads.
#[derive(Default)]
#[repr(align(128))]
pub struct Metrics {
    /// Connections that are open, parked or not.
    pub connections: Gauge,
    /// Those without a task and without buffers.
    pub parked: Gauge,
    /// Tasks that serve a connection.
    pub tasks: Gauge,
    /// Connections that have been upgraded.
    pub opened: Counter,
    pub messages_received: Counter,
    pub messages_sent: Counter,
    /// Bytes on the wire, with the headers of frames, without handshakes.
    pub bytes_received: Counter,
    pub bytes_sent: Counter,
    /// Connections that were given up since nothing was heard of them.
    pub keepalive_timeouts: Counter,
    /// Connections that were closed for sending too much.
    pub rate_limited: Counter,
    /// From the first byte of a request to the last of its answer.
    pub handshake: Histogram,
    /// From a message's arrival to its last write in one worker.
    pub fan_out: Histogram,
    refused: [Counter; REASONS.len()],
    dropped: [Counter; POLICIES.len()],
    handshakes_failed: [Counter; STATUSES.len()],
    closed: [Counter; CODES.len()],
}

impl Metrics {
    /// Connections that were refused before anybody read of them.
    pub fn refused(&self, reason: Reason) -> &Counter {
        &self.refused[reason as usize]
    }

    /// Messages that somebody did not get.
    pub fn dropped(&self, how: Dropped) -> &Counter {
        &self.dropped[how as usize]
    }

    /// Requests that were not upgraded, by the status of the answer.
    pub fn handshakes_failed(&self, status: u16) -> &Counter {
        &self.handshakes_failed[place(&STATUSES, status)]
    }

    /// Connections that have ended, by close code; 1006 is the one of those that ended without.
    pub fn closed(&self, code: u16) -> &Counter {
        &self.closed[place(&CODES, code)]
    }
}

/// Text in Prometheus' format, version 0.0.4: what `/metrics` answers with the type [`CONTENT_TYPE`].
/// <https://prometheus.io/docs/instrumenting/exposition_formats/>
#[derive(Default)]
pub struct Exposition(String);

/// The `Content-Type` of an [`Exposition`].
pub const CONTENT_TYPE: &str = "text/plain; version=0.0.4; charset=utf-8";

impl Exposition {
    /// Begins a metric: all its samples come next. `kind` is `counter`, `gauge` or `histogram`. In `help`, backslashes
    /// and line feeds are escaped.
    pub fn metric(&mut self, name: &str, kind: &str, help: &str) {
        let help = help.replace('\\', r"\\").replace('\n', r"\n");
        let _ = write!(self.0, "# HELP {name} {help}\n# TYPE {name} {kind}\n");
    }

    /// A sample of the metric that was begun last: `NAME{LABEL="VALUE",…} VALUE`, without braces if there are no
    /// labels. The values of labels may be anything: backslashes, quotes and line feeds in them are escaped.
    pub fn sample(&mut self, name: &str, labels: &[(&str, &str)], value: impl fmt::Display) {
        self.0.push_str(name);
        for (at, (label, text)) in labels.iter().enumerate() {
            let open = if at == 0 { '{' } else { ',' };
            let text = text
                .replace('\\', r"\\")
                .replace('"', r#"\""#)
                .replace('\n', r"\n");
            let _ = write!(self.0, "{open}{label}=\"{text}\"");
        }
        let close = if labels.is_empty() { "" } else { "}" };
        let _ = writeln!(self.0, "{close} {value}");
    }

    pub fn finish(self) -> String {
        self.0
    }

    fn one(&mut self, name: &str, kind: &str, help: &str, value: impl fmt::Display) {
        self.metric(name, kind, help);
        self.sample(name, &[], value);
    }

    fn each<'a>(
        &mut self,
        (name, kind, help): (&str, &str, &str),
        label: &str,
        values: impl IntoIterator<Item = (&'a str, u64)>,
    ) {
        self.metric(name, kind, help);
        for (text, value) in values {
            self.sample(name, &[(label, text)], value);
        }
    }

    /// The buckets of a histogram say how many are *at most* their bound, so each counts those below it, too.
    fn histogram(&mut self, name: &str, help: &str, total: &Times) {
        self.metric(name, "histogram", help);
        let bucket = format!("{name}_bucket");
        let mut so_far = 0;
        let bounds = BOUNDS.iter().map(|&(_, text)| text).chain(["+Inf"]);
        for (bound, count) in bounds.zip(total.buckets) {
            so_far += count;
            self.sample(&bucket, &[("le", bound)], so_far);
        }
        let seconds = total.nanoseconds as f64 / 1e9;
        self.sample(&format!("{name}_sum"), &[], seconds);
        // From the buckets, not from a counter of its own: while others observe, two counters need not agree.
        self.sample(&format!("{name}_count"), &[], so_far);
    }
}

/// What the [`Histogram`]s of all workers make together.
#[derive(Default)]
struct Times {
    buckets: [u64; BOUNDS.len() + 1],
    nanoseconds: u64,
}

/// All workers' counts, summed up.
#[derive(Clone, Copy)]
struct Workers<'a>(&'a [&'a Metrics]);

impl Workers<'_> {
    /// Counts wrap around, as each worker's does.
    fn count(self, of: impl Fn(&Metrics) -> &Counter) -> u64 {
        let counts = self.0.iter().map(|it| of(it).get());
        counts.fold(0, u64::wrapping_add)
    }

    /// Never less than none: workers are not stopped to be read, so one that came into a worker already read, and left
    /// one that is read next, is only seen to leave.
    fn now(self, of: impl Fn(&Metrics) -> &Gauge) -> i64 {
        self.0.iter().map(|it| of(it).get().max(0)).sum::<i64>()
    }

    /// Bucket by bucket.
    fn times(self, of: impl Fn(&Metrics) -> &Histogram) -> Times {
        let mut total = Times::default();
        for histogram in self.0.iter().map(|it| of(it)) {
            for (sum, bucket) in total.buckets.iter_mut().zip(&histogram.buckets) {
                *sum += bucket.load(Ordering::Relaxed);
            }
            let nanoseconds = histogram.nanoseconds.load(Ordering::Relaxed);
            total.nanoseconds = total.nanoseconds.wrapping_add(nanoseconds);
        }
        total
    }
}

/// So many rooms are told by name; the others are only counted.
const ROOMS: usize = 10;

/// The largest rooms, those of the same size by name.
fn largest(rooms: &[(String, u64)]) -> Vec<(&str, u64)> {
    let mut rooms: Vec<_> = rooms.iter().map(|(name, n)| (name.as_str(), *n)).collect();
    rooms.sort_unstable_by(|(a, m), (b, n)| n.cmp(m).then(a.cmp(b)));
    rooms.truncate(ROOMS);
    rooms
}

/// What `/metrics` says: `workers` summed up, and how many are in which of the `rooms`.
pub fn render(workers: &[&Metrics], rooms: &[(String, u64)]) -> String {
    let all = Workers(workers);
    let mut text = Exposition::default();
    let gauge = "gauge";
    let counter = "counter";
    text.one(
        "ws_connections",
        gauge,
        "Connections that are open.",
        all.now(|it| &it.connections),
    );
    text.one(
        "ws_connections_parked",
        gauge,
        "Open connections without a task and without buffers.",
        all.now(|it| &it.parked),
    );
    text.one(
        "ws_connection_tasks",
        gauge,
        "Tasks that serve a connection.",
        all.now(|it| &it.tasks),
    );
    text.one(
        "ws_connections_opened_total",
        counter,
        "Connections that have been upgraded.",
        all.count(|it| &it.opened),
    );
    text.each(
        (
            "ws_connections_closed_total",
            counter,
            "Connections that have ended, by close code.",
        ),
        "code",
        (0..).zip(CODES).map(|(at, (_, label))| {
            let closed = all.count(|it: &Metrics| &it.closed[at]);
            (label, closed)
        }),
    );
    text.each(
        (
            "ws_connections_refused_total",
            counter,
            "Connections that were refused unread.",
        ),
        "reason",
        (0..)
            .zip(REASONS)
            .map(|(at, label)| (label, all.count(|it| &it.refused[at]))),
    );
    text.each(
        (
            "ws_handshakes_failed_total",
            counter,
            "Requests that were not upgraded, by the answer's status.",
        ),
        "status",
        (0..)
            .zip(STATUSES)
            .map(|(at, (_, label))| (label, all.count(|it| &it.handshakes_failed[at]))),
    );
    text.one(
        "ws_messages_received_total",
        counter,
        "Messages from clients.",
        all.count(|it| &it.messages_received),
    );
    text.one(
        "ws_messages_sent_total",
        counter,
        "Messages to clients.",
        all.count(|it| &it.messages_sent),
    );
    text.one(
        "ws_received_bytes_total",
        counter,
        "Bytes of frames from clients.",
        all.count(|it| &it.bytes_received),
    );
    text.one(
        "ws_sent_bytes_total",
        counter,
        "Bytes of frames to clients.",
        all.count(|it| &it.bytes_sent),
    );
    text.each(
        (
            "ws_messages_dropped_total",
            counter,
            "Messages that a slow consumer did not get.",
        ),
        "policy",
        (0..)
            .zip(POLICIES)
            .map(|(at, label)| (label, all.count(|it| &it.dropped[at]))),
    );
    text.one(
        "ws_keepalive_timeouts_total",
        counter,
        "Connections of which nothing was heard.",
        all.count(|it| &it.keepalive_timeouts),
    );
    text.one(
        "ws_rate_limited_total",
        counter,
        "Connections that were closed for sending too much.",
        all.count(|it| &it.rate_limited),
    );
    text.histogram(
        "ws_handshake_seconds",
        "From a request's first byte to its answer.",
        &all.times(|it| &it.handshake),
    );
    text.histogram(
        "ws_fan_out_seconds",
        "From a message's arrival to its last write in a worker.",
        &all.times(|it| &it.fan_out),
    );
    text.one(
        "ws_rooms",
        gauge,
        "Rooms with anybody in them.",
        rooms.len(),
    );
    text.each(
        (
            "ws_room_members",
            gauge,
            "Connections in the largest rooms.",
        ),
        "room",
        largest(rooms),
    );
    text.finish()
}

/// What `/debug` shows to a person: the same counts as HTML, without those that are zero.
pub fn page(workers: &[&Metrics], rooms: &[(String, u64)]) -> String {
    let mut page = String::from(
        "<!doctype html>\n<html lang=\"en\">\n<meta charset=\"utf-8\">\n<title>Server</title>\n\
         <h1>Server</h1>\n<table>\n",
    );
    // What the other reader gets has all of it, in one place, already named.
    let text = render(workers, &[]);
    let samples = text.lines().filter(|line| !line.starts_with('#'));
    let samples = samples.filter(|line| !line.contains("_bucket{"));
    for (name, value) in samples.filter_map(|line| line.rsplit_once(' ')) {
        if value != "0" && name != "ws_rooms" {
            row(&mut page, name, value);
        }
    }
    page.push_str("</table>\n<h2>Largest rooms</h2>\n<table>\n");
    for (name, members) in largest(rooms) {
        row(&mut page, name, members);
    }
    page.push_str("</table>\n</html>\n");
    page
}

fn row(page: &mut String, name: &str, value: impl fmt::Display) {
    // The name of a room comes out of a request's path: whoever joins it could put a script here.
    let name = name
        .replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
        .replace('"', "&quot;");
    let _ = writeln!(page, "<tr><th>{name}</th><td>{value}</td></tr>");
}
