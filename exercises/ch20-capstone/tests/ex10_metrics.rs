//! Nothing is counted twice or not at all, and both readers of the counts, Prometheus and people, read what was
//! counted, whatever clients have put into names.

#[cfg_attr(not(solution), path = "../ex10_metrics.rs")]
#[cfg_attr(solution, path = "../../../solutions/ch20-capstone/ex10_metrics.rs")]
mod exercise;

use std::sync::Barrier;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::Duration;

use exercise::{CONTENT_TYPE, Dropped, Exposition, Metrics, Reason, page, render};
use support::alloc;
use support::unwind::{catch, panic_on_purpose};

/// The value of the one sample with this name and these labels.
fn value<'a>(text: &'a str, sample: &str) -> &'a str {
    let mut values = text
        .lines()
        .filter_map(|line| line.strip_prefix(sample)?.strip_prefix(' '));
    let value = values.next();
    let value = value.unwrap_or_else(|| panic!("there is no sample `{sample}` in:\n{text}"));
    assert_eq!(values.next(), None, "`{sample}` is told twice:\n{text}");
    value
}

fn rooms<const N: usize>(rooms: [(&str, u64); N]) -> Vec<(String, u64)> {
    rooms
        .into_iter()
        .map(|(name, n)| (name.to_owned(), n))
        .collect()
}

/// Additions of many threads at a time are all in the sum.
#[support::test]
fn no_addition_is_lost() {
    const THREADS: u64 = 4;
    // So many that a thread does not come through in one turn on its processor.
    const EACH: u64 = 2_000_000;
    let metrics = Metrics::default();
    let start = Barrier::new(THREADS as usize);
    thread::scope(|scope| {
        for _ in 0..THREADS {
            scope.spawn(|| {
                start.wait();
                for _ in 0..EACH {
                    metrics.messages_received.add(1);
                }
            });
        }
    });
    assert_eq!(
        metrics.messages_received.get(),
        THREADS * EACH,
        "{THREADS} threads added {EACH} each: is the addition one step, or a load and a store with others in between?"
    );
}

/// Who is held is counted until it is dropped, also by a panic, and others meanwhile are not touched.
#[support::test]
fn one_is_held_until_it_is_dropped() {
    let metrics = Metrics::default();
    let first = metrics.tasks.hold();
    let second = metrics.tasks.hold();
    assert_eq!(metrics.tasks.get(), 2, "two are held");
    drop(first);
    assert_eq!(
        metrics.tasks.get(),
        1,
        "the first is dropped and the second still held"
    );
    let end = catch(|| {
        let _third = metrics.tasks.hold();
        panic_on_purpose()
    });
    assert_eq!(end, None, "the panic goes on");
    assert_eq!(
        metrics.tasks.get(),
        1,
        "the third was dropped by a panic: a task that panics is no task any more, either"
    );
    drop(second);
    assert_eq!(metrics.tasks.get(), 0, "all are dropped");
}

/// A connection that came to one worker and left from another one is counted once, and then not at all.
#[support::test]
fn a_gauge_may_be_left_elsewhere() {
    let (one, other) = (Metrics::default(), Metrics::default());
    one.connections.add(3);
    other.connections.add(-2);
    let text = render(&[&one, &other], &[]);
    assert_eq!(
        value(&text, "ws_connections"),
        "1",
        "three came to one worker, two of them left from the other. A worker's own share may be negative; \
         only the sum counts"
    );
}

/// A reader that sees somebody leave whose coming it has missed does not tell of fewer than none.
#[support::test]
fn there_are_never_fewer_than_none() {
    let metrics = Metrics::default();
    metrics.parked.add(-1);
    let text = render(&[&metrics], &[]);
    assert_eq!(
        value(&text, "ws_connections_parked"),
        "0",
        "the sum of a scrape that came in between is -1"
    );
}

/// What takes as long as a bound says is in the bucket of that bound: `le` is "less or equal".
#[support::test]
fn a_bound_belongs_to_its_bucket() {
    let metrics = Metrics::default();
    metrics.handshake.observe(Duration::from_millis(1));
    let text = render(&[&metrics], &[]);
    assert_eq!(
        value(&text, "ws_handshake_seconds_bucket{le=\"0.0005\"}"),
        "0",
        "one took a millisecond, which is more than half of one"
    );
    assert_eq!(
        value(&text, "ws_handshake_seconds_bucket{le=\"0.001\"}"),
        "1",
        "one took a millisecond, and `le` means less or equal"
    );
}

/// Each bucket counts all that is at most its bound, so also what the ones below it count; the last counts all.
#[support::test]
fn buckets_count_those_below_too() {
    let metrics = Metrics::default();
    for microseconds in [50, 300, 300, 90_000, 9_000_000] {
        metrics
            .handshake
            .observe(Duration::from_micros(microseconds));
    }
    let text = render(&[&metrics], &[]);
    let buckets: Vec<&str> = ["0.0001", "0.0005", "0.001", "0.025", "0.1", "2.5", "+Inf"]
        .iter()
        .map(|le| {
            value(
                &text,
                &format!("ws_handshake_seconds_bucket{{le=\"{le}\"}}"),
            )
        })
        .collect();
    assert_eq!(
        buckets,
        ["1", "3", "3", "3", "4", "4", "5"],
        "50 µs, twice 300 µs, 90 ms and 9 s: how many took at most 0.1, 0.5, 1, 25, 100, 2500 ms, and how many \
         any time?"
    );
}

/// Times are told in seconds, with their fractions.
#[support::test]
fn times_are_told_in_seconds() {
    let (one, other) = (Metrics::default(), Metrics::default());
    one.fan_out.observe(Duration::from_micros(1_500));
    other.fan_out.observe(Duration::from_millis(2_000));
    let text = render(&[&one, &other], &[]);
    assert_eq!(
        value(&text, "ws_fan_out_seconds_sum"),
        "2.0015",
        "1.5 ms in one worker and 2 s in another: the name says seconds, and a base unit has fractions"
    );
    assert_eq!(value(&text, "ws_fan_out_seconds_count"), "2", "two of them");
}

/// While others observe, a histogram still agrees with itself: its count is its last bucket's.
#[support::test]
fn a_histogram_agrees_with_itself_at_any_time() {
    let metrics = Metrics::default();
    let over = AtomicBool::new(false);
    // One is read as often as many would be, so that there is time for others in between.
    let workers = [&metrics; 64];
    let disagreement = thread::scope(|scope| {
        scope.spawn(|| {
            while !over.load(Ordering::Relaxed) {
                metrics.handshake.observe(Duration::from_micros(30));
            }
        });
        let read = || {
            let text = render(&workers, &[]);
            let all = value(&text, "ws_handshake_seconds_bucket{le=\"+Inf\"}");
            let count = value(&text, "ws_handshake_seconds_count");
            (all.to_owned(), count.to_owned())
        };
        while read().0 == "0" {
            thread::yield_now();
        }
        let found = (0..1_000).map(|_| read()).find(|(all, count)| all != count);
        over.store(true, Ordering::Relaxed);
        found
    });
    assert_eq!(
        disagreement, None,
        "the bucket +Inf and the count of one scrape differ: one was read before somebody observed, the other \
         afterwards. They are the same number, so read it once"
    );
}

/// Counting allocates nothing, however often: it is done for every message.
#[support::test]
fn counting_allocates_nothing() {
    let metrics = Metrics::default();
    let count = |n: u16| {
        metrics.messages_sent.add(1);
        metrics.dropped(Dropped::Oldest).add(1);
        metrics.handshakes_failed(400 + n % 32).add(1);
        metrics.closed(n).add(1);
        metrics
            .fan_out
            .observe(Duration::from_micros(u64::from(n) * 10));
        drop(metrics.tasks.hold());
    };
    count(0);
    let ((), allocations) = alloc::measure(|| (0..2_000).for_each(count));
    assert_eq!(
        allocations.blocks, 0,
        "2,000 rounds of counting: what is counted is known beforehand, so nothing has to grow"
    );
}

/// What a client chooses, as its close code, makes no new sample: those that are not known share one.
#[support::test]
fn what_a_client_chooses_makes_no_sample() {
    let metrics = Metrics::default();
    let before = render(&[&metrics], &[]).lines().count();
    metrics.closed(1001).add(2);
    metrics.closed(1011).add(3);
    for code in 3000..5000 {
        metrics.closed(code).add(1);
    }
    metrics.closed(0).add(1);
    metrics.handshakes_failed(426).add(1);
    metrics.handshakes_failed(418).add(1);
    let text = render(&[&metrics], &[]);
    assert_eq!(
        text.lines().count(),
        before,
        "2,000 different close codes came in, and each new sample is kept for ever by whoever scrapes"
    );
    for (sample, expected) in [
        ("ws_connections_closed_total{code=\"1001\"}", "2"),
        ("ws_connections_closed_total{code=\"1011\"}", "3"),
        ("ws_connections_closed_total{code=\"other\"}", "2001"),
        ("ws_handshakes_failed_total{status=\"426\"}", "1"),
        ("ws_handshakes_failed_total{status=\"other\"}", "1"),
    ] {
        assert_eq!(value(&text, sample), expected, "{sample}");
    }
}

/// The values of labels are escaped, each character once.
#[support::test]
fn labels_are_escaped() {
    let mut text = Exposition::default();
    text.metric(
        "hits_total",
        "counter",
        "Back\\slash, \"quotes\",\nnext line.",
    );
    text.sample("hits_total", &[], 1);
    text.sample(
        "hits_total",
        &[("path", "C:\\new\n"), ("by", "the \"cat\", {me}")],
        2.5,
    );
    assert_eq!(
        text.finish(),
        "# HELP hits_total Back\\\\slash, \"quotes\",\\nnext line.\n\
         # TYPE hits_total counter\n\
         hits_total 1\n\
         hits_total{path=\"C:\\\\new\\n\",by=\"the \\\"cat\\\", {me}\"} 2.5\n",
        "in a label, a backslash becomes two, a quote gets one before it, a line feed becomes \\n; in a help \
         text, quotes are left alone"
    );
}

/// Ten rooms are named, the largest, and those of a size by name; all are counted.
#[support::test]
fn the_largest_rooms_are_named() {
    let mut rooms: Vec<_> = (0..500)
        .map(|n| (format!("small-{n:03}"), 1 + n % 3))
        .collect();
    rooms.push(("zoo".to_owned(), 40));
    rooms.insert(77, ("aviary".to_owned(), 40));
    rooms.push(("hall".to_owned(), 1_000));
    let text = render(&[], &rooms);
    assert_eq!(value(&text, "ws_rooms"), "503", "all rooms are counted");
    let named: Vec<&str> = text
        .lines()
        .filter_map(|line| line.strip_prefix("ws_room_members"))
        .collect();
    let expected: Vec<String> = [("hall", 1_000), ("aviary", 40), ("zoo", 40)]
        .map(|(name, n)| format!("{{room=\"{name}\"}} {n}"))
        .into_iter()
        .chain((0..7).map(|n| format!("{{room=\"small-{:03}\"}} 3", 2 + 3 * n)))
        .collect();
    assert_eq!(
        named, expected,
        "anyone may open rooms, so only the ten largest are named: by size, then by name"
    );
}

/// What is told of two workers that have seen a bit of everything, byte by byte.
#[support::test]
fn a_scrape_is_as_recorded() {
    let (one, other) = (Metrics::default(), Metrics::default());
    one.connections.add(12_000);
    one.opened.add(12_345);
    one.parked.add(11_990);
    one.messages_received.add(7);
    one.bytes_received.add(7_000);
    one.refused(Reason::Full).add(2);
    one.refused(Reason::Descriptors).add(3);
    assert_eq!(
        one.refused(Reason::Shutdown).get(),
        0,
        "nobody was refused for a shutdown: each reason has a count of its own"
    );
    one.handshake.observe(Duration::from_micros(80));
    other.connections.add(4);
    other.opened.add(4);
    let _task = other.tasks.hold();
    other.messages_sent.add(70_000);
    other.bytes_sent.add(u64::from(u32::MAX) + 1);
    other.dropped(Dropped::Newest).add(5);
    other.dropped(Dropped::Disconnect).add(6);
    other.handshakes_failed(403).add(1);
    other.closed(1000).add(340);
    other.closed(1006).add(1);
    other.keepalive_timeouts.add(1);
    other.rate_limited.add(8);
    other.handshake.observe(Duration::from_micros(700));
    other.fan_out.observe(Duration::from_millis(12));
    let rooms = rooms([("lobby", 9_000), ("say \"hi\"\\o/", 2)]);
    support::assert_snapshot!("a_scrape", render(&[&one, &other], &rooms));
    assert!(CONTENT_TYPE.contains("0.0.4"), "the version of this format");
}

/// A room whose name is a script is shown on the page, and not run by it.
#[support::test]
fn a_name_is_no_part_of_the_page() {
    let room = "<script>alert('&')</script>\"";
    let page = page(&[], &rooms([(room, 3)]));
    assert!(
        !page.contains("<script>alert"),
        "whoever joins a room names it, and this name runs in the browser of the one who looks:\n{page}"
    );
    assert!(
        page.contains("&lt;script&gt;alert(") && page.contains("&amp;"),
        "`<` is shown by `&lt;`, `>` by `&gt;`, and `&`, which must come first, by `&amp;`:\n{page}"
    );
    assert!(
        !page.contains("&amp;lt;"),
        "`<` is escaped twice: `&` has to be replaced before what puts new ones there:\n{page}"
    );
}

/// The page shows what is not zero, and nothing of the rest.
#[support::test]
fn the_page_shows_what_is_not_zero() {
    let (one, other) = (Metrics::default(), Metrics::default());
    one.connections.add(40);
    other.connections.add(2);
    other.keepalive_timeouts.add(10);
    one.handshake.observe(Duration::from_micros(80));
    let page = page(&[&one, &other], &rooms([("lobby", 31)]));
    for shown in [
        "ws_connections",
        "42",
        "ws_keepalive_timeouts_total",
        "lobby",
        "31",
    ] {
        assert!(page.contains(shown), "`{shown}` is not shown:\n{page}");
    }
    for hidden in ["ws_rate_limited_total", "_bucket", "# TYPE"] {
        assert!(!page.contains(hidden), "`{hidden}` is shown:\n{page}");
    }
}
