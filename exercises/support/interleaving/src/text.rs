//! A drawing for a terminal: plain, or with ANSI styles.

use anstyle::{AnsiColor, Style};

use crate::Interleaving;
use crate::facts::Facts;
use crate::layout::{Cell, Layout, Rail, Room, Row, Steps, cut, wrapped};

const BAD: Style = AnsiColor::Red.on_default().bold();
const WAITS: Style = AnsiColor::Yellow.on_default();
const PLACE: Style = AnsiColor::Cyan.on_default();
const DIM: Style = Style::new().dimmed();
const BOLD: Style = Style::new().bold();

/// Few terminals are narrower.
const COLUMNS: usize = 80;
/// The rail, a blank on either side of it.
const RAIL: usize = 3;
/// How many lines a drawing may have that is not asked for whole: it should be seen at one glance.
const LINES: usize = 40;
/// How many steps are tried first.
const STEPS: usize = 24;
/// How many lines of a message are shown. What was compared stands in the first ones.
const MESSAGE: usize = 6;

/// How to read it.
const LEGEND: &str = "Time runs downwards. ● does this  │ could go on  ┆ is blocked  ✗ goes wrong";

/// How much is shown.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Extent {
    /// The steps that matter, the last ones first of all, in at most 40 lines.
    #[default]
    Shortened,
    /// Every step.
    Whole,
}

/// The drawing as text without any styles, in lines of at most 80 characters that end with `\n`.
pub fn plain(interleaving: &Interleaving, extent: Extent) -> String {
    lines(interleaving, extent, |_, text| text.to_owned())
}

/// The same with ANSI styles.
pub fn colored(interleaving: &Interleaving, extent: Extent) -> String {
    lines(interleaving, extent, |style, text| {
        if text.is_empty() {
            String::new()
        } else {
            format!("{style}{text}{style:#}")
        }
    })
}

fn lines(
    interleaving: &Interleaving,
    extent: Extent,
    paint: impl Fn(Style, &str) -> String,
) -> String {
    let facts = Facts::new(interleaving);
    let mut steps = match extent {
        Extent::Shortened => Steps::Of(STEPS),
        Extent::Whole => Steps::All,
    };
    loop {
        let room = Room {
            columns: COLUMNS,
            rail: RAIL,
            steps,
        };
        let layout = Layout::new(&facts, room);
        // The lines of the source are a help where there is room for them.
        let lines = [usize::MAX, 1, 0]
            .map(|sources| draw(&layout, sources, &paint))
            .into_iter()
            .find(|it| it.len() <= LINES || extent == Extent::Whole)
            .unwrap_or_else(|| draw(&layout, 0, &paint));
        match steps {
            _ if lines.len() <= LINES => {}
            Steps::Of(most) if most > 1 => {
                steps = Steps::Of(most - 1);
                continue;
            }
            // Even those without which the fault cannot be seen are too many.
            Steps::Of(_) => {
                steps = Steps::Last(STEPS);
                continue;
            }
            Steps::Last(most) if most > 1 => {
                steps = Steps::Last(most - 1);
                continue;
            }
            Steps::All | Steps::Last(_) => {}
        }
        return lines.into_iter().map(|it| it + "\n").collect();
    }
}

fn draw(layout: &Layout, sources: usize, paint: &impl Fn(Style, &str) -> String) -> Vec<String> {
    let mut lines = vec![paint(BAD, &format!("✗ {}", layout.title))];
    let message: Vec<&str> = layout.message.lines().take(MESSAGE).collect();
    lines.extend(
        wrapped_keeping_margin(&message)
            .into_iter()
            .map(|it| format!("  {it}")),
    );
    if let Some(place) = &layout.place {
        let at = format!("{}:{}", place.file, place.line);
        lines.push(format!("  at {}", paint(PLACE, &at)));
        lines.extend(
            place
                .source
                .iter()
                .map(|it| format!("     {}", cut(it, COLUMNS - 8))),
        );
    }
    if !layout.rows.is_empty() {
        lines.push(String::new());
        lines.extend(table(layout, paint));
        lines.push(String::new());
    }
    for (file, source) in layout.source.iter().take(sources) {
        lines.push(paint(DIM, &format!("  {file}")));
        for line in source {
            lines.push(format!(
                "{}  {}",
                paint(DIM, &format!("{:>9}", line.number)),
                cut(&line.text, COLUMNS - 12)
            ));
        }
        lines.push(String::new());
    }
    for remark in &layout.remarks {
        let remark = wrapped(&[remark], COLUMNS - 2);
        lines.extend(remark.iter().map(|it| format!("  {it}")));
    }
    if !layout.rows.is_empty() {
        lines.push(format!("  {}", paint(DIM, LEGEND)));
    }
    lines.push(format!("  {}", paint(DIM, &layout.explored)));
    lines
}

fn table(layout: &Layout, paint: &impl Fn(Style, &str) -> String) -> Vec<String> {
    let (steps, numbers) = layout.numbers;
    let gutter = |step: &str, line: &str| format!("{step:>steps$} {line:>numbers$}  ");
    let heads = layout
        .lanes
        .iter()
        .map(|it| it.name.len())
        .max()
        .unwrap_or(0);
    let mut lines = Vec::new();
    for index in 0..heads {
        let mut line = match index {
            0 => paint(DIM, &gutter("step", "line")),
            _ => gutter("", ""),
        };
        for lane in &layout.lanes {
            let name = lane.name.get(index).map_or("", String::as_str);
            line.push_str(&paint(BOLD, &padded(name, lane.width + RAIL)));
        }
        lines.push(line.trim_end().to_owned());
    }
    for row in &layout.rows {
        match row {
            Row::Fold(text) => {
                let dots = format!("{:>steps$} ", "…");
                lines.push(paint(DIM, &format!("{dots}{text}")));
            }
            Row::Step {
                step, line, cells, ..
            } => {
                for index in 0..row.height() {
                    let mut text = match index {
                        0 => paint(DIM, &gutter(&(step + 1).to_string(), line)),
                        _ => gutter("", ""),
                    };
                    for (cell, lane) in cells.iter().zip(&layout.lanes) {
                        text.push_str(&cell_line(cell, index, lane.width, paint));
                    }
                    lines.push(text.trim_end().to_owned());
                }
            }
        }
    }
    lines
}

fn cell_line(
    cell: &Cell,
    index: usize,
    width: usize,
    paint: &impl Fn(Style, &str) -> String,
) -> String {
    let (rail, style) = match (cell.rail, index) {
        (Rail::Absent, _) => (" ", DIM),
        (Rail::Runs, _) => ("│", DIM),
        (Rail::Waits, _) => ("┆", WAITS),
        (Rail::Acts, 0) => ("●", BOLD),
        (Rail::Fails, 0) => ("✗", BAD),
        (Rail::Acts | Rail::Fails, _) => ("│", DIM),
    };
    let (text, ink) = match cell.head.get(index) {
        Some(head) => (
            head.as_str(),
            if cell.rail == Rail::Fails {
                BAD
            } else {
                Style::new()
            },
        ),
        None => (
            cell.notes
                .get(index - cell.head.len().min(index))
                .map_or("", String::as_str),
            match cell.rail {
                Rail::Fails => BAD,
                Rail::Waits => WAITS,
                _ => DIM,
            },
        ),
    };
    format!(
        "{} {} ",
        paint(style, rail),
        paint(ink, &padded(text, width))
    )
}

fn padded(text: &str, width: usize) -> String {
    let missing = width.saturating_sub(text.chars().count());
    format!("{text}{}", " ".repeat(missing))
}

/// Messages of assertions are set in columns: their margins say something.
fn wrapped_keeping_margin(lines: &[&str]) -> Vec<String> {
    let mut wrapped_lines = Vec::new();
    for line in lines {
        let text = line.trim_start();
        let margin = " ".repeat((line.len() - text.len()).min(8));
        for part in wrapped(&[text], COLUMNS - 2 - margin.len()) {
            wrapped_lines.push(format!("{margin}{part}"));
        }
    }
    wrapped_lines
}
