//! `cargo workbook reset`: an exercise as it was shipped.

use std::path::PathBuf;
use std::process::ExitCode;

use crate::catalog::Exercise;
use crate::terminal::{BOLD, PLACE, paint, say};
use crate::workbook::Workbook;

/// The arguments of `reset`.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The exercise
    exercise: String,
}

/// Resets the exercise and says where the old version is.
///
/// # Errors
///
/// If the exercise is not found, or a file cannot be written.
pub fn run(args: &Args, workbook: &Workbook) -> anyhow::Result<ExitCode> {
    let exercise = workbook.find(&args.exercise)?;
    let kept = workbook.reset(exercise)?;
    say(text(exercise, kept.as_ref(), workbook))?;
    Ok(ExitCode::SUCCESS)
}

/// What to say of a reset.
pub fn text(exercise: &Exercise, kept: Option<&PathBuf>, workbook: &Workbook) -> String {
    let id = paint(BOLD, exercise.id());
    match kept {
        None => format!("{id} is as it was shipped.\n"),
        Some(kept) => {
            let kept = kept.strip_prefix(workbook.root()).unwrap_or(kept);
            let kept = paint(PLACE, kept.display());
            format!("{id} is as it was shipped. Your version is kept in {kept}.\n")
        }
    }
}
