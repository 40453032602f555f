//! `cargo workbook solution`: the reference solution, beside the learner's.

use std::fs;
use std::process::ExitCode;

use anyhow::{Context as _, bail};

use crate::catalog::Exercise;
use crate::progress::State;
use crate::terminal::{BOLD, DIM, diff, paint, say};
use crate::workbook::Workbook;

/// The arguments of `solution`.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The exercise
    exercise: String,
    /// Show it even though yours does not pass yet
    #[arg(long)]
    peek: bool,
}

/// Shows the difference from the learner's file to the reference solution.
///
/// # Errors
///
/// If the exercise is not found or not solved, or a file cannot be read.
pub fn run(args: &Args, workbook: &Workbook) -> anyhow::Result<ExitCode> {
    let exercise = workbook.find(&args.exercise)?;
    // First, or a solution would be promised that there is not.
    let reference = workbook.solution(exercise)?;
    let solved = workbook.progress()?.state(workbook.root(), exercise) == State::Solved;
    if !solved && !args.peek {
        bail!(
            "{} has not passed yet. `cargo workbook hint {}` helps on; `--peek` shows the solution \
             all the same",
            exercise.id(),
            exercise.name
        );
    }
    say(text(exercise, &reference, workbook)?)?;
    Ok(ExitCode::SUCCESS)
}

fn text(exercise: &Exercise, reference: &str, workbook: &Workbook) -> anyhow::Result<String> {
    let path = exercise.file();
    let yours = fs::read(workbook.root().join(&path))
        .with_context(|| format!("{} cannot be read", path.display()))?;
    let yours = String::from_utf8_lossy(&yours);
    let mut text = format!("{}\n", paint(BOLD, exercise.id()));
    let changes = diff::render(&yours, reference);
    if changes.is_empty() {
        text.push_str("Yours and the reference solution are the same.\n");
    } else {
        let paths = format!(
            "from - {} to + {}",
            exercise.file().display(),
            exercise.solution().display()
        );
        text.push_str(&format!("{}\n\n{changes}", paint(DIM, paths)));
    }
    Ok(text)
}
