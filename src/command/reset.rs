//! `cargo workbook reset`: an exercise as it was shipped.

use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::Context as _;

use crate::catalog::Exercise;
use crate::learner_file;
use crate::stubs;
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
    let kept = reset(exercise, workbook)?;
    say(text(exercise, kept.as_ref(), workbook))?;
    Ok(ExitCode::SUCCESS)
}

/// Resets `exercise`, its hints and its progress. Returns where the old version was put.
///
/// # Errors
///
/// If a file cannot be written; the learner's file is then as it was.
pub fn reset(exercise: &Exercise, workbook: &Workbook) -> anyhow::Result<Option<PathBuf>> {
    let id = exercise.id();
    let stub = stubs::shipped().get(&id).with_context(|| {
        format!("{id} is not among the recorded stubs: was the workbook built before it was added?")
    })?;
    let kept = learner_file::reset(workbook.root(), exercise, stub)
        .with_context(|| format!("{} cannot be reset", exercise.file().display()))?;
    workbook.update(|progress| {
        progress.exercises.remove(&id);
    })?;
    Ok(kept)
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
