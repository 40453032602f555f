//! The figures for people: a line for each figure, a column for each server.

use crate::measure::closed::Throughput;
use crate::report::{Report, Reports};

/// A figure: what it is called, its unit, how it is found, whether less of it is better.
pub struct Figure {
    /// What it is called.
    pub name: &'static str,
    /// What it counts.
    pub unit: &'static str,
    /// Where it is.
    pub of: fn(&Report) -> Option<f64>,
}

/// All that are shown.
pub const FIGURES: &[Figure] = &[
    Figure {
        name: "connected",
        unit: "",
        of: |it| Some(it.connected.as_ref()?.open as f64),
    },
    Figure {
        name: "connects",
        unit: "/s",
        of: |it| Some(it.connected.as_ref()?.used.per_second),
    },
    Figure {
        name: "  server's CPU for each",
        unit: "µs",
        of: |it| it.connected.as_ref()?.used.server_us_each,
    },
    Figure {
        name: "  our own CPU for each",
        unit: "µs",
        of: |it| it.connected.as_ref()?.used.client_us_each,
    },
    Figure {
        name: "  handshake p99",
        unit: "µs",
        of: |it| Some(it.connected.as_ref()?.handshake.p99_us),
    },
    Figure {
        name: "memory of an idle connection",
        unit: "B",
        of: |it| Some(it.memory?.each),
    },
    Figure {
        name: "  resident in all",
        unit: "KiB",
        of: |it| Some(it.memory?.more_bytes as f64 / 1024.0),
    },
    Figure {
        name: "  kernel's, both ends",
        unit: "B",
        of: |it| it.memory?.kernel_each,
    },
    Figure {
        name: "CPU while all are idle",
        unit: "%",
        of: |it| it.idle?.server_percent,
    },
    Figure {
        name: "echo, all others idle, p50",
        unit: "µs",
        of: |it| Some(it.echo.as_ref()?.latency.p50_us),
    },
    Figure {
        name: "  p99",
        unit: "µs",
        of: |it| Some(it.echo.as_ref()?.latency.p99_us),
    },
    Figure {
        name: "  p99.9",
        unit: "µs",
        of: |it| Some(it.echo.as_ref()?.latency.p999_us),
    },
    Figure {
        name: "all talk once a second, p50",
        unit: "µs",
        of: |it| Some(it.talk.as_ref()?.latency.p50_us),
    },
    Figure {
        name: "  p99",
        unit: "µs",
        of: |it| Some(it.talk.as_ref()?.latency.p99_us),
    },
    Figure {
        name: "  server's CPU for each",
        unit: "µs",
        of: |it| it.talk.as_ref()?.used.server_us_each,
    },
    Figure {
        name: "steady load, p50",
        unit: "µs",
        of: |it| Some(it.load.as_ref()?.latency.p50_us),
    },
    Figure {
        name: "  p99",
        unit: "µs",
        of: |it| Some(it.load.as_ref()?.latency.p99_us),
    },
    Figure {
        name: "  p99.9",
        unit: "µs",
        of: |it| Some(it.load.as_ref()?.latency.p999_us),
    },
    Figure {
        name: "  server's CPU for each",
        unit: "µs",
        of: |it| it.load.as_ref()?.used.server_us_each,
    },
    Figure {
        name: "  sent late by us, p99",
        unit: "µs",
        of: |it| Some(it.load.as_ref()?.late.p99_us),
    },
    Figure {
        name: "as fast as it answers",
        unit: "/s",
        of: |it| Some(it.saturate.as_ref()?.used.per_second),
    },
    Figure {
        name: "  server's CPU for each",
        unit: "µs",
        of: |it| it.saturate.as_ref()?.used.server_us_each,
    },
    Figure {
        name: "  p50",
        unit: "µs",
        of: |it| Some(it.saturate.as_ref()?.round_trip.p50_us),
    },
    Figure {
        name: "  p99",
        unit: "µs",
        of: |it| Some(it.saturate.as_ref()?.round_trip.p99_us),
    },
    Figure {
        name: "  our own CPU",
        unit: "%",
        of: |it| it.saturate.as_ref()?.used.client_percent,
    },
    Figure {
        name: "sixteen frames at a time",
        unit: "/s",
        of: |it| Some(it.pipeline.as_ref()?.used.per_second),
    },
    Figure {
        name: "  server's CPU for each",
        unit: "µs",
        of: |it| it.pipeline.as_ref()?.used.server_us_each,
    },
    Figure {
        name: "  our own CPU",
        unit: "%",
        of: |it| it.pipeline.as_ref()?.used.client_percent,
    },
    Figure {
        name: "messages of 65,000 B",
        unit: "/s",
        of: |it| Some(it.large.as_ref()?.used.per_second),
    },
    Figure {
        name: "  server's CPU for each",
        unit: "µs",
        of: |it| it.large.as_ref()?.used.server_us_each,
    },
    Figure {
        name: "beside half a frame, p99",
        unit: "µs",
        of: |it| Some(it.stall.as_ref()?.others.latency.p99_us),
    },
    Figure {
        name: "  not answered",
        unit: "",
        of: |it| Some(it.stall.as_ref()?.others.unanswered as f64),
    },
    Figure {
        name: "broadcast, until the last, p50",
        unit: "µs",
        of: |it| Some(it.broadcast.as_ref()?.last.p50_us),
    },
    Figure {
        name: "  the slowest",
        unit: "µs",
        of: |it| Some(it.broadcast.as_ref()?.last.max_us),
    },
    Figure {
        name: "  deliveries",
        unit: "/s",
        of: |it| Some(it.broadcast.as_ref()?.used.per_second),
    },
    Figure {
        name: "  server's CPU for each",
        unit: "µs",
        of: |it| it.broadcast.as_ref()?.used.server_us_each,
    },
    Figure {
        name: "  our own CPU",
        unit: "%",
        of: |it| it.broadcast.as_ref()?.used.client_percent,
    },
];

/// The server whose figures are one, in a comparison.
pub const BASE: &str = "go-goroutines";

/// The table, with what failed below it. Beside a figure of a comparison stands what it is of the same figure of
/// the goroutine server.
pub fn render(reports: &Reports) -> String {
    let base = reports
        .servers
        .iter()
        .find(|it| it.server == BASE)
        .filter(|_| reports.servers.len() > 1);
    let mut rows = vec![header(reports)];
    for figure in FIGURES {
        let values: Vec<_> = reports.servers.iter().map(figure.of).collect();
        if values.iter().all(Option::is_none) {
            continue;
        }
        let one = base.and_then(figure.of).filter(|it| *it > 0.0);
        let mut row = vec![
            format!("{} {}", figure.name, figure.unit)
                .trim_end()
                .to_owned(),
        ];
        for (value, report) in values.iter().zip(&reports.servers) {
            row.push(match (value, one) {
                (None, _) => "-".into(),
                (Some(value), Some(one)) if report.server != BASE => {
                    format!("{} ({:.2}×)", number(*value), value / one)
                }
                (Some(value), _) => number(*value),
            });
        }
        rows.push(row);
    }
    let mut text = aligned(&rows);
    text.push('\n');
    text.push_str(&remarks(reports));
    text
}

fn header(reports: &Reports) -> Vec<String> {
    let mut row = vec![String::new()];
    row.extend(reports.servers.iter().map(|it| it.server.clone()));
    row
}

/// Three digits that count, and thousands apart.
pub fn number(value: f64) -> String {
    let digits = match value.abs() {
        0.0 => 0,
        small @ ..10.0 if small.fract() != 0.0 => 2,
        medium @ ..100.0 if medium.fract() != 0.0 => 1,
        _ => 0,
    };
    let text = format!("{value:.digits$}");
    let (whole, rest) = text.split_at(text.find('.').unwrap_or(text.len()));
    let mut grouped = String::new();
    for (place, digit) in whole.char_indices() {
        let behind = whole.len() - place;
        if behind % 3 == 0 && grouped.ends_with(|it: char| it.is_ascii_digit()) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    grouped + rest
}

fn aligned(rows: &[Vec<String>]) -> String {
    let width = |column: usize| {
        rows.iter()
            .map(|row| row[column].chars().count())
            .max()
            .unwrap_or(0)
    };
    let widths: Vec<usize> = (0..rows[0].len()).map(width).collect();
    let mut text = String::new();
    for row in rows {
        let mut line = format!("{:<1$}", row[0], widths[0]);
        for (cell, width) in row.iter().zip(&widths).skip(1) {
            line.push_str(&format!("  {cell:>width$}"));
        }
        text.push_str(line.trim_end());
        text.push('\n');
    }
    text
}

fn remarks(reports: &Reports) -> String {
    let mut text = String::new();
    let machine = &reports.machine;
    let processor = machine.processor.as_deref().unwrap_or("processor");
    text.push_str(&format!(
        "{} × {processor}, {}",
        machine.processors, machine.system
    ));
    for more in machine.versions.iter().chain(&machine.placement) {
        text.push_str(&format!("; {more}"));
    }
    text.push('\n');
    for report in &reports.servers {
        for (why, count) in &report.failures {
            text.push_str(&format!(
                "{}: {} failed: {why}\n",
                report.server,
                number(*count as f64)
            ));
        }
        for note in &report.notes {
            text.push_str(&format!("{}: {note}\n", report.server));
        }
        if report.stall.as_ref().is_some_and(|it| !it.completed) {
            text.push_str(&format!(
                "{}: half a frame was not answered when its rest came\n",
                report.server
            ));
        }
        if report
            .load
            .as_ref()
            .is_some_and(|it| it.late.p99_us > 1000.0)
        {
            text.push_str(&format!(
                "{}: the client was late: the latencies under steady load are its own as much as the server's\n",
                report.server
            ));
        }
        let ours = at_our_limit(report);
        if !ours.is_empty() {
            text.push_str(&format!(
                "{}: the client had nothing left in: {}; the server may be able to do more\n",
                report.server,
                ours.join(", ")
            ));
        }
        if report.connected.is_some() && report.memory.is_none() && !report.interrupted {
            text.push_str(&format!(
                "{}: its memory and CPU are not known: name its process with --pid (on Linux)\n",
                report.server
            ));
        }
        if report.interrupted {
            text.push_str(&format!(
                "{}: interrupted; this is what there was until then\n",
                report.server
            ));
        }
    }
    for (server, why) in &reports.skipped {
        text.push_str(&format!("{server}: skipped: {why}\n"));
    }
    text
}

/// The questions in which we were as busy as a processor can be, so that the answer is ours.
fn at_our_limit(report: &Report) -> Vec<&'static str> {
    let throughput = |it: &Option<Throughput>| it.as_ref()?.used.client_percent;
    [
        (
            "connects",
            report
                .connected
                .as_ref()
                .and_then(|it| it.used.client_percent),
        ),
        ("as fast as it answers", throughput(&report.saturate)),
        ("sixteen frames at a time", throughput(&report.pipeline)),
        ("large messages", throughput(&report.large)),
        (
            "broadcast",
            report
                .broadcast
                .as_ref()
                .and_then(|it| it.used.client_percent),
        ),
    ]
    .into_iter()
    .filter(|(_, percent)| percent.is_some_and(|it| it > 85.0))
    .map(|(name, _)| name)
    .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_show_what_counts() {
        for (value, text) in [
            (0.0, "0"),
            (4.0, "4"),
            (4.256, "4.26"),
            (-4.256, "-4.26"),
            (17.04, "17.0"),
            (137.6, "138"),
            (17_800.4, "17,800"),
            (-123_456.0, "-123,456"),
            (1_234_567.0, "1,234,567"),
        ] {
            assert_eq!(number(value), text);
        }
    }
}
