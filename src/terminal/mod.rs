//! What the terminal shows: text with ANSI styles, which `anstream` strips where they do not
//! belong (a pipe, a file, `NO_COLOR`).

pub mod diff;
pub mod screen;
pub mod transcript;

use std::fmt::Display;
use std::io::{self, Write as _};

use anstyle::{AnsiColor, Style};

use crate::progress::State;

/// What went well.
pub const GOOD: Style = AnsiColor::Green.on_default().bold();
/// What did not.
pub const BAD: Style = AnsiColor::Red.on_default().bold();
/// What needs attention.
pub const WARN: Style = AnsiColor::Yellow.on_default().bold();
/// What can be skipped.
pub const DIM: Style = Style::new().dimmed();
/// What stands out.
pub const BOLD: Style = Style::new().bold();
/// A place to go to: `path:line:column`.
pub const PLACE: Style = AnsiColor::Cyan.on_default();

/// `text` in `style`.
pub fn paint(style: Style, text: impl Display) -> String {
    format!("{style}{text}{style:#}")
}

/// How long lines of prose are at most.
const PROSE: usize = 90;

/// How many columns the terminal has; where there is none, as many as lines of prose.
pub fn width() -> usize {
    crossterm::terminal::size().map_or(PROSE, |(columns, _)| usize::from(columns))
}

/// `text` in lines that fit the terminal, and are no longer than prose should be.
pub fn wrapped(text: &str) -> String {
    textwrap::fill(text, width().clamp(20, PROSE))
}

/// Writes `text` to stdout, with its styles where they belong.
///
/// # Errors
///
/// If stdout is closed, as a pipe into `head` is, or its disk is full.
pub fn say(text: impl Display) -> io::Result<()> {
    let mut out = anstream::stdout();
    write!(out, "{text}")?;
    out.flush()
}

/// The mark of a state in lists. Readable without its color.
pub fn mark(state: State) -> String {
    match state {
        State::Untouched => paint(DIM, "·"),
        State::Tried => paint(WARN, "◐"),
        State::Solved => paint(GOOD, "✓"),
    }
}

/// A bar of `width` cells of which `part` of `whole` are filled.
pub fn bar(part: usize, whole: usize, width: usize) -> String {
    let filled = (part * width).checked_div(whole).unwrap_or(0);
    format!(
        "{}{}",
        paint(GOOD, "█".repeat(filled)),
        paint(DIM, "░".repeat(width - filled))
    )
}
