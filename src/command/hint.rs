//! `cargo workbook hint`: the next rung of an exercise's ladder of hints.

use std::process::ExitCode;

use crate::catalog::Exercise;
use crate::terminal::{BOLD, DIM, paint, say, wrapped};
use crate::workbook::Workbook;

/// The arguments of `hint`.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The exercise; the first unsolved one if none is named
    exercise: Option<String>,
    /// Show the ladder from its first rung again
    #[arg(long)]
    again: bool,
}

/// Shows one more hint than before.
///
/// # Errors
///
/// If the exercise is not found, or the progress cannot be kept.
pub fn run(args: &Args, workbook: &Workbook) -> anyhow::Result<ExitCode> {
    let Some(exercise) = super::chosen(workbook, args.exercise.as_deref())? else {
        say(format_args!("{}\n", super::ALL_SOLVED))?;
        return Ok(ExitCode::SUCCESS);
    };
    say(format_args!("{}\n", paint(BOLD, exercise.id())))?;
    say(text(exercise, args.again, workbook)?)?;
    Ok(ExitCode::SUCCESS)
}

/// One more hint, as text, and how many are left. When all are shown, shows all of them.
///
/// # Errors
///
/// If the progress cannot be kept.
pub fn text(exercise: &Exercise, again: bool, workbook: &Workbook) -> anyhow::Result<String> {
    let all = exercise.hints.len();
    let shown = workbook.next_hint(exercise, again)?;
    let mut text = String::new();
    let left = all - shown.end;
    for index in shown {
        text.push_str(&format!(
            "\n{}\n",
            paint(DIM, format!("hint {} of {all}", index + 1))
        ));
        text.push_str(&format!("{}\n", wrapped(exercise.hints[index].trim())));
    }
    let rest = match left {
        0 => "That was the last one.".to_owned(),
        1 => "One more is left.".to_owned(),
        left => format!("{left} more are left."),
    };
    text.push_str(&format!("\n{}\n", paint(DIM, rest)));
    Ok(text)
}
