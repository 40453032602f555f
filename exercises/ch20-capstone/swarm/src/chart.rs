//! The figures as pictures: bars, drawn by hand, that can be read in a light and in a dark page, and be read out.

use std::fmt::Write as _;

use crate::report::{Report, Reports};
use crate::table::number;

/// Where a figure is in a report.
type Of = fn(&Report) -> Option<f64>;

/// Figures of one unit, and what their chart is called.
struct Chart {
    file: &'static str,
    title: &'static str,
    unit: &'static str,
    /// Whether a step to the right multiplies. Then bars of one byte and of a hundred thousand both can be seen.
    logarithmic: bool,
    figures: &'static [(&'static str, Of)],
}

const CHARTS: &[Chart] = &[
    Chart {
        file: "memory.svg",
        title: "Resident memory of one more idle connection",
        unit: "B",
        logarithmic: true,
        figures: &[("", |it| Some(it.memory?.each))],
    },
    Chart {
        file: "cpu.svg",
        title: "The server's CPU for each echoed message",
        unit: "µs",
        logarithmic: false,
        figures: &[
            ("as fast as it answers", |it| {
                it.saturate.as_ref()?.used.server_us_each
            }),
            ("all talk once a second", |it| {
                it.talk.as_ref()?.used.server_us_each
            }),
        ],
    },
    Chart {
        file: "latency.svg",
        title: "Time until the answer, counted from when the message was to be sent",
        unit: "µs",
        logarithmic: true,
        figures: &[
            ("idle, p50", |it| Some(it.echo.as_ref()?.latency.p50_us)),
            ("idle, p99", |it| Some(it.echo.as_ref()?.latency.p99_us)),
            ("steady load, p50", |it| {
                Some(it.load.as_ref()?.latency.p50_us)
            }),
            ("steady load, p99", |it| {
                Some(it.load.as_ref()?.latency.p99_us)
            }),
            ("steady load, p99.9", |it| {
                Some(it.load.as_ref()?.latency.p999_us)
            }),
        ],
    },
    Chart {
        file: "throughput.svg",
        title: "Messages answered a second",
        unit: "/s",
        logarithmic: true,
        figures: &[
            ("one at a time", |it| {
                Some(it.saturate.as_ref()?.used.per_second)
            }),
            ("sixteen at a time", |it| {
                Some(it.pipeline.as_ref()?.used.per_second)
            }),
            ("65,000 B each", |it| {
                Some(it.large.as_ref()?.used.per_second)
            }),
        ],
    },
    Chart {
        file: "broadcast.svg",
        title: "Time until the last member of a room has a message",
        unit: "µs",
        logarithmic: false,
        figures: &[
            ("p50", |it| Some(it.broadcast.as_ref()?.last.p50_us)),
            ("the slowest", |it| Some(it.broadcast.as_ref()?.last.max_us)),
        ],
    },
    Chart {
        file: "connects.svg",
        title: "Connections opened a second",
        unit: "/s",
        logarithmic: false,
        figures: &[("", |it| Some(it.connected.as_ref()?.used.per_second))],
    },
];

/// All charts for which there are figures, with the names of their files.
pub fn all(reports: &Reports) -> Vec<(&'static str, String)> {
    CHARTS
        .iter()
        .filter_map(|chart| Some((chart.file, chart.draw(&reports.servers)?)))
        .collect()
}

/// A bar: its label, its value, and the number of its server, which gives its colour.
struct Bar {
    label: String,
    value: f64,
    server: usize,
}

impl Chart {
    fn draw(&self, servers: &[Report]) -> Option<String> {
        let mut groups = Vec::new();
        for (name, of) in self.figures {
            let bars: Vec<Bar> = servers
                .iter()
                .enumerate()
                .filter_map(|(server, report)| {
                    Some(Bar {
                        label: report.server.trim_start_matches("ws://").to_owned(),
                        value: of(report)?,
                        server,
                    })
                })
                .collect();
            if !bars.is_empty() {
                groups.push((*name, bars));
            }
        }
        let values = || {
            groups
                .iter()
                .flat_map(|(_, bars)| bars)
                .map(|bar| bar.value)
        };
        let most = values().fold(f64::NAN, f64::max);
        (most > 0.0).then(|| self.render(&groups, most))
    }

    /// What part of the width a value takes.
    fn part(&self, value: f64, most: f64) -> f64 {
        if self.logarithmic {
            // From one on; a little is left of what is less, so that a bar is seen.
            (value.max(1.0).log10() / most.max(10.0).log10()).max(0.004)
        } else {
            (value / most).max(0.004)
        }
    }

    fn render(&self, groups: &[(&str, Vec<Bar>)], most: f64) -> String {
        const LEFT: f64 = 190.0;
        const WIDTH: f64 = 360.0;
        const LINE: f64 = 22.0;
        let (mut body, mut told, mut y) = (String::new(), String::new(), 54.0);
        for (name, bars) in groups {
            if !name.is_empty() {
                let _ = writeln!(
                    body,
                    r#"<text class="group" x="12" y="{:.0}">{}</text>"#,
                    y + 14.0,
                    escape(name)
                );
                y += LINE;
            }
            for bar in bars {
                let width = WIDTH * self.part(bar.value, most);
                let value = format!("{} {}", number(bar.value), self.unit);
                let label = escape(&bar.label);
                let _ = writeln!(
                    body,
                    r#"<text x="{:.0}" y="{:.0}" text-anchor="end">{label}</text><rect class="s{}" x="{LEFT}" y="{y:.0}" width="{width:.1}" height="16" rx="2"/><text x="{:.1}" y="{:.0}">{value}</text>"#,
                    LEFT - 8.0,
                    y + 13.0,
                    bar.server % 5,
                    LEFT + width + 6.0,
                    y + 13.0,
                );
                let what = if name.is_empty() {
                    String::new()
                } else {
                    format!("{}, ", escape(name))
                };
                let _ = write!(told, "{what}{label}: {value}. ");
                y += LINE;
            }
            y += 8.0;
        }
        let title = escape(self.title);
        let scale = if self.logarithmic {
            r#"<text class="scale" x="12" y="42">Logarithmic: equal steps to the right multiply by the same.</text>"#
        } else {
            ""
        };
        format!(
            r#"<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 680 {y:.0}" role="img" aria-labelledby="title desc">
<title id="title">{title}</title>
<desc id="desc">{}</desc>
<style>
text {{ font: 13px system-ui, sans-serif; fill: #24292f; }}
.title {{ font-weight: 600; font-size: 15px; }}
.group {{ font-style: italic; }}
.scale {{ font-size: 12px; opacity: 0.8; }}
.paper {{ fill: #ffffff; }}
.s0 {{ fill: #b7410e; }} .s1 {{ fill: #d98a4e; }} .s2 {{ fill: #8c6d46; }} .s3 {{ fill: #00758f; }} .s4 {{ fill: #5ba7b8; }}
@media (prefers-color-scheme: dark) {{
text {{ fill: #e6e6e6; }}
.paper {{ fill: #1d1f23; }}
.s0 {{ fill: #e8743b; }} .s1 {{ fill: #f0b183; }} .s2 {{ fill: #b3966f; }} .s3 {{ fill: #29a9c5; }} .s4 {{ fill: #8fd0de; }}
}}
</style>
<rect class="paper" width="100%" height="100%" rx="6"/>
<text class="title" x="12" y="24">{title}</text>{scale}
{body}</svg>
"#,
            told.trim_end()
        )
    }
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
        .replace('"', "&quot;")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bars_grow_with_their_values_and_are_read_out() {
        let bar = |label: &str, value, server| Bar {
            label: label.into(),
            value,
            server,
        };
        let memory = &CHARTS[0];
        let bars = vec![bar("parked", 4.0, 0), bar("<gorilla> & co", 10_000.0, 1)];
        let svg = memory.render(&[("", bars)], 10_000.0);
        assert!(
            svg.contains(
                "<desc id=\"desc\">parked: 4 B. &lt;gorilla&gt; &amp; co: 10,000 B.</desc>"
            ),
            "{svg}"
        );
        assert!(
            svg.contains("width=\"360.0\"") && svg.contains("width=\"54.2\""),
            "{svg}"
        );
        assert!(svg.contains("prefers-color-scheme: dark"));
        let linear = &CHARTS[1];
        assert!((linear.part(5.0, 10.0) - 0.5).abs() < 1e-9);
        assert!(linear.part(0.0, 10.0) > 0.0);
    }
}
