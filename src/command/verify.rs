//! `cargo workbook verify`: everything an author declares about an exercise, tried.

use std::pin::pin;
use std::process::ExitCode;
use std::time::Instant;

use anyhow::{Context as _, ensure};
use futures_util::{StreamExt as _, TryStreamExt as _, stream};

use indicatif::{ProgressBar, ProgressStyle};

use crate::stubs::{self, Stubs};
use crate::terminal::{BAD, BOLD, DIM, GOOD, WARN, paint, say};
use crate::verify::{self, Figure, Row};
use crate::workbook::Workbook;

/// How many exercises are tried at a time. Those whose tests wait for their limits leave the processors to
/// the others.
const AT_A_TIME: usize = 8;

/// The arguments of `verify`.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Exercises or chapters; all if none is named
    #[arg(value_name = "EXERCISE|CHAPTER")]
    exercises: Vec<String>,
    /// Record the exercises as they are now as those that are shipped
    #[arg(long, conflicts_with = "exercises")]
    record: bool,
    /// Print what each model test has cost and found
    #[arg(long, conflicts_with = "record")]
    figures: bool,
}

/// Verifies and prints a table. Success if nothing was found.
///
/// # Errors
///
/// If an exercise is not found, the solutions are withheld, or no tree to try the answers in can be made.
pub async fn run(args: Args, workbook: &Workbook) -> anyhow::Result<ExitCode> {
    if args.record {
        return record(workbook);
    }
    ensure!(
        workbook.root().join("solutions").is_dir(),
        "the solutions are withheld: there is no folder `solutions` in {}. `verify` is for authors, and tries each \
         solution: use it in a whole clone. `cargo workbook check` judges your answers without them",
        workbook.root().display()
    );
    let start = Instant::now();
    let mut exercises = Vec::new();
    for wanted in &args.exercises {
        exercises.extend(workbook.find_all(wanted)?);
    }
    if exercises.is_empty() {
        exercises = workbook.catalog.exercises().collect();
    }
    // Those in the tree, so that an author need not build the command between two tries.
    let recorded = verify::recorded(workbook.root())?;
    let mut findings: Vec<String> = crate::catalog::audit(workbook.root(), &recorded)
        .iter()
        .map(ToString::to_string)
        .collect();
    findings.extend(verify::stale(&workbook.catalog, &recorded));
    findings.extend(verify::unformatted(workbook.root()).await?);

    let bar = ProgressBar::new(exercises.len() as u64).with_style(
        ProgressStyle::with_template("{bar:24} {pos}/{len} {wide_msg} {elapsed}")
            .expect("a valid template"),
    );
    let width = exercises
        .iter()
        .map(|exercise| exercise.id().len())
        .max()
        .unwrap_or(0);
    bar.set_message("what the tests stand on is built");
    let wrapper = std::env::current_exe().context("this executable cannot be found")?;
    let mut trial = verify::Trial::prepare(workbook, &recorded, &wrapper).await?;
    if args.figures {
        trial = trial.with_all_tests();
    }
    let (mut answers, mut tried) = (0, 0);
    let rows = stream::iter(exercises).map(async |exercise| {
        let row = trial.exercise(exercise).await?;
        anyhow::Ok((exercise, row))
    });
    let mut rows = pin!(rows.buffered(AT_A_TIME));
    while let Some((exercise, row)) = rows.try_next().await? {
        bar.set_message(exercise.id());
        bar.suspend(|| say(line(&exercise.id(), &row, width)))?;
        for chance in &row.by_chance {
            bar.suspend(|| say(format!("{} {chance}\n", paint(WARN, "!"))))?;
        }
        if args.figures {
            let lines: String = row.models.iter().map(figure).collect();
            bar.suspend(|| say(lines))?;
        }
        bar.inc(1);
        answers += row.wrong;
        tried += 1;
        findings.extend(row.findings);
    }
    bar.finish_and_clear();
    let time = paint(DIM, format!("({:.1} s)", start.elapsed().as_secs_f64()));
    if findings.is_empty() {
        let all = paint(GOOD, "✓ all as declared");
        let exercises = if tried == 1 {
            "1 exercise".to_owned()
        } else {
            format!("{tried} exercises")
        };
        say(format_args!(
            "\n{all}: {exercises}, {answers} wrong answers rejected {time}\n"
        ))?;
        return Ok(ExitCode::SUCCESS);
    }
    let mut text = "\n".to_owned();
    for finding in &findings {
        text.push_str(&format!("{} {finding}\n", paint(BAD, "✗")));
    }
    let count = paint(BAD, format!("{} findings", findings.len()));
    say(format_args!("{text}{count} {time}\n"))?;
    Ok(ExitCode::FAILURE)
}

fn line(id: &str, row: &Row, width: usize) -> String {
    let sign = if row.findings.is_empty() {
        paint(GOOD, "✓")
    } else {
        paint(BAD, "✗")
    };
    format!(
        "{sign} {}  stub {}  solution {}  {}/{} wrong answers rejected  {}\n",
        paint(BOLD, format!("{id:width$}")),
        if row.stub {
            "fails as declared"
        } else {
            "NOT AS DECLARED"
        },
        if row.solution { "passes" } else { "FAILS" },
        row.rejected,
        row.wrong,
        paint(DIM, format!("{:.1} s", row.seconds)),
    )
}

/// One model test on one answer.
fn figure(figure: &Figure) -> String {
    let Figure {
        answer,
        test,
        interleavings,
        seconds,
        found,
    } = figure;
    let cost = format!("{interleavings:>7} interleavings  {seconds:5.2} s");
    let found = found.map_or_else(String::new, |(after, lines)| {
        format!("  found after {after:.2} s, drawn in {lines} lines")
    });
    format!("    {answer:28} {test:44} {cost}{found}\n")
}

fn record(workbook: &Workbook) -> anyhow::Result<ExitCode> {
    let stubs: Stubs = verify::as_they_are(&workbook.catalog)?;
    let path = workbook.root().join(stubs::PATH);
    crate::atomic_file::write_atomically(&path, &stubs.render())?;
    let count = stubs.iter().count();
    say(format_args!(
        "{count} exercises are recorded in {}.\n",
        stubs::PATH
    ))?;
    Ok(ExitCode::SUCCESS)
}
