//! `cargo workbook progress`: how far the learner is.

use std::process::ExitCode;

use crate::progress::State;
use crate::terminal::{BOLD, DIM, bar, paint, say};
use crate::workbook::Workbook;

/// The arguments of `progress`.
#[derive(Debug, clap::Args)]
pub struct Args {}

const BAR: usize = 24;

/// Prints a bar for each chapter and one for all.
///
/// # Errors
///
/// If the progress cannot be read.
pub fn run(_: &Args, workbook: &Workbook) -> anyhow::Result<ExitCode> {
    let progress = workbook.progress()?;
    let width = workbook
        .catalog
        .chapters
        .iter()
        .map(|it| it.id.len())
        .max()
        .unwrap_or(0)
        .max(5);
    let line = |name: &str, solved: usize, all: usize| {
        format!(
            "{name:width$}  {}  {solved} of {all}\n",
            bar(solved, all, BAR)
        )
    };
    let mut text = String::new();
    let (mut solved_of_all, mut all) = (0, 0);
    for chapter in &workbook.catalog.chapters {
        let solved = chapter
            .exercises
            .iter()
            .filter(|it| progress.state(workbook.root(), it) == State::Solved)
            .count();
        text.push_str(&line(&chapter.id, solved, chapter.exercises.len()));
        solved_of_all += solved;
        all += chapter.exercises.len();
    }
    text.push_str(&line("total", solved_of_all, all));
    match progress.next(&workbook.catalog) {
        Some(next) => {
            let file = paint(DIM, next.file().display());
            text.push_str(&format!("\nnext: {}  {file}\n", paint(BOLD, next.id())));
        }
        None => text.push_str(&format!("\n{}\n", super::ALL_SOLVED)),
    }
    say(text)?;
    Ok(ExitCode::SUCCESS)
}
