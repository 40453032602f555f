//! `cargo workbook list`: all exercises and their states.

use std::process::ExitCode;

use crate::progress::State;
use crate::terminal::{BOLD, DIM, WARN, mark, paint, say};
use crate::workbook::Workbook;

/// The arguments of `list`.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Only the exercises that are not solved
    #[arg(long)]
    open: bool,
}

/// Prints the list.
///
/// # Errors
///
/// If the progress cannot be read.
pub fn run(args: &Args, workbook: &Workbook) -> anyhow::Result<ExitCode> {
    say(text(args.open, workbook)?)?;
    Ok(ExitCode::SUCCESS)
}

/// The list as text; `watch` shows it too.
///
/// # Errors
///
/// If the progress cannot be read.
pub fn text(only_open: bool, workbook: &Workbook) -> anyhow::Result<String> {
    let progress = workbook.progress()?;
    let next = progress
        .next(&workbook.catalog)
        .map(|exercise| exercise.id());
    let width = workbook
        .catalog
        .exercises()
        .map(|it| it.name.len())
        .max()
        .unwrap_or(0);
    let mut text = String::new();
    for chapter in &workbook.catalog.chapters {
        text.push_str(&format!(
            "{}  {}\n",
            paint(BOLD, &chapter.id),
            chapter.title
        ));
        for exercise in &chapter.exercises {
            let state = progress.state(workbook.root(), exercise);
            if only_open && state == State::Solved {
                continue;
            }
            let points = match exercise.points {
                1 => "1 point".to_owned(),
                points => format!("{points} points"),
            };
            let here = if next == Some(exercise.id()) {
                paint(WARN, "  ← next")
            } else {
                String::new()
            };
            text.push_str(&format!(
                "  {} {:width$}  {}  {}{here}\n",
                mark(state),
                exercise.name,
                exercise.title,
                paint(DIM, format!("{}, {points}", exercise.kind)),
            ));
        }
    }
    Ok(text)
}
