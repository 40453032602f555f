//! `cargo workbook progress`: how far the learner is.

use std::process::ExitCode;

use crate::progress::State;
use crate::terminal::{BOLD, DIM, bar, paint};
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
        anstream::println!(
            "{name:width$}  {}  {solved} of {all}",
            bar(solved, all, BAR)
        );
    };
    let (mut solved_of_all, mut all) = (0, 0);
    for chapter in &workbook.catalog.chapters {
        let solved = chapter
            .exercises
            .iter()
            .filter(|it| progress.state(workbook.root(), it) == State::Solved)
            .count();
        line(&chapter.id, solved, chapter.exercises.len());
        solved_of_all += solved;
        all += chapter.exercises.len();
    }
    line("total", solved_of_all, all);
    match progress.next(&workbook.catalog) {
        Some(next) => {
            let file = paint(DIM, next.file().display());
            anstream::println!("\nnext: {}  {file}", paint(BOLD, next.id()));
        }
        None => anstream::println!("\n{}", super::ALL_SOLVED),
    }
    Ok(ExitCode::SUCCESS)
}
