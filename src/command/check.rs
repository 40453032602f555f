//! `cargo workbook check`: the verdict on one exercise, a chapter, or all.

use std::io;
use std::process::ExitCode;
use std::time::Duration;

use anyhow::Context as _;
use indicatif::{ProgressBar, ProgressStyle};
use interleaving::text::Extent;
use tokio::sync::mpsc::{UnboundedReceiver, unbounded_channel};

use crate::catalog::Exercise;
use crate::check::event::{Event, Verdict};
use crate::terminal::transcript::Transcript;
use crate::terminal::{DIM, paint, say};
use crate::workbook::Workbook;

/// The arguments of `check`.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Exercises (`ex01_lifo`) or chapters (`ch01`); the first unsolved exercise if none is named
    #[arg(value_name = "EXERCISE|CHAPTER")]
    exercises: Vec<String>,
    /// Check every exercise
    #[arg(long, conflicts_with = "exercises")]
    all: bool,
    /// Print the events of the check, one JSON object a line
    #[arg(long)]
    json: bool,
    /// Follow the interleavings in which the exercise failed before, and say what has become of them
    #[arg(long)]
    replay: bool,
    /// Draw every step of an interleaving that fails, and not only those that matter
    #[arg(long, conflicts_with = "json")]
    whole: bool,
}

/// Checks and prints. Success if everything passed.
///
/// # Errors
///
/// If an exercise is not found, or the progress cannot be kept.
pub async fn run(args: Args, workbook: &Workbook) -> anyhow::Result<ExitCode> {
    let exercises = exercises(&args, workbook)?;
    if exercises.is_empty() {
        say(format_args!("{}\n", super::ALL_SOLVED))?;
    }
    let mut code = ExitCode::SUCCESS;
    for exercise in exercises {
        let verdict = one(exercise, &args, workbook).await?;
        if verdict != Verdict::Passed {
            code = ExitCode::FAILURE;
        }
    }
    Ok(code)
}

fn exercises<'a>(args: &Args, workbook: &'a Workbook) -> anyhow::Result<Vec<&'a Exercise>> {
    if args.all {
        return Ok(workbook.catalog.exercises().collect());
    }
    if args.exercises.is_empty() {
        return Ok(super::chosen(workbook, None)?.into_iter().collect());
    }
    let mut found = Vec::new();
    for wanted in &args.exercises {
        found.extend(workbook.find_all(wanted)?);
    }
    Ok(found)
}

async fn one(exercise: &Exercise, args: &Args, workbook: &Workbook) -> anyhow::Result<Verdict> {
    let kept = workbook.interleavings();
    if args.replay && !kept.any(exercise) {
        anyhow::bail!(
            "there is nothing to replay: no interleaving in which `{}` failed is kept. \
             `cargo workbook check {0}` keeps the one it finds",
            exercise.id()
        );
    }
    let checker = if args.replay {
        workbook.checker.replaying(kept.clone())
    } else {
        workbook.checker.clone()
    };
    let (sender, receiver) = unbounded_channel();
    let check = async {
        let checked = checker.check(&workbook.catalog, exercise, &sender).await;
        drop(sender);
        checked
    };
    let show = async {
        if args.json {
            print_json(receiver).await
        } else {
            let transcript = Transcript::drawing(if args.whole {
                Extent::Whole
            } else {
                Extent::Shortened
            });
            print_text(receiver, exercise, transcript).await
        }
    };
    let (checked, shown) = tokio::join!(check, show);
    let verdict = checked.ended.verdict;
    // A replay is about the schedule that is kept; another that fails does not take its place.
    if !args.replay {
        kept.keep(exercise, &checked)
            .context("the interleaving that failed cannot be kept")?;
    }
    workbook.update(|progress| progress.note_verdict(&exercise.id(), verdict))?;
    shown?;
    Ok(verdict)
}

async fn print_json(mut events: UnboundedReceiver<Event>) -> io::Result<()> {
    while let Some(event) = events.recv().await {
        let line = serde_json::to_string(&event).expect("events are plain data");
        say(format_args!("{line}\n"))?;
    }
    Ok(())
}

async fn print_text(
    mut events: UnboundedReceiver<Event>,
    exercise: &Exercise,
    mut transcript: Transcript,
) -> io::Result<()> {
    // Hidden by itself where stderr is no terminal.
    let spinner = ProgressBar::new_spinner().with_style(spinner_style());
    spinner.set_message(format!("{}: building", exercise.id()));
    spinner.enable_steady_tick(Duration::from_millis(100));
    while let Some(event) = events.recv().await {
        match &event {
            Event::Building { message } => {
                spinner.set_message(format!("{}: {}", exercise.id(), paint(DIM, message)));
            }
            Event::Built { .. } => spinner.set_message(format!("{}: testing", exercise.id())),
            _ => {}
        }
        let text = transcript.tell(&event);
        if !text.is_empty() {
            spinner.suspend(|| say(text))?;
        }
    }
    spinner.finish_and_clear();
    Ok(())
}

fn spinner_style() -> ProgressStyle {
    ProgressStyle::with_template("{spinner} {wide_msg} {elapsed}").expect("a valid template")
}
