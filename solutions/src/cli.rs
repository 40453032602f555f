//! `cargo run -p solutions -- DIR`: its arguments, and what is done with them.

use std::num::NonZero;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::{Context as _, bail, ensure};
use clap::{Parser, Subcommand, ValueEnum};
use workbook::catalog::Exercise;
use workbook::terminal::{WARN, paint, say};
use workbook::workbook::Workbook;

use crate::grade::{self, Course, Machine, Output, Progress, Shard};
use crate::hidden::HiddenTests;
use crate::result::{Results, Status};
use crate::submission::{Class, Wanted};

/// What the file of results is called, in every output folder.
const RESULTS: &str = "results.json";

/// Grade a folder of submissions to the workbook.
#[derive(Debug, Parser)]
#[command(name = "cargo run -p solutions --", bin_name = "cargo run -p solutions --", version)]
#[command(args_conflicts_with_subcommands = true, arg_required_else_help = true)]
pub struct Cli {
    #[command(flatten)]
    grade: Option<Grade>,
    #[command(subcommand)]
    command: Option<Command>,
    /// The folder of the workbook, if it is not the current one or one above it
    #[arg(long, global = true, value_name = "FOLDER")]
    root: Option<PathBuf>,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Put the results of several shards together, and write the reports of all
    Merge(Merge),
}

/// The arguments of grading.
#[derive(Debug, clap::Args)]
struct Grade {
    /// The folder with the submissions: one folder, .zip, .tar.gz, .tgz or .tar for each student
    #[arg(value_name = "DIR")]
    submissions: PathBuf,
    /// A CSV file with the students: a column `id`, and if there are `name`, `email` and `submission`
    #[arg(long, value_name = "FILE")]
    roster: Option<PathBuf>,
    /// A folder with tests of your own: `<chapter>/tests/<exercise>_<anything>.rs`
    #[arg(long, value_name = "FOLDER")]
    hidden: Option<PathBuf>,
    /// Exercises (`ch01/ex02`) or chapters (`ch01`), separated by commas; all if none is named
    #[arg(long, value_name = "EXERCISE|CHAPTER", value_delimiter = ',')]
    exercises: Vec<String>,
    /// The folder for the reports, and for what is needed to resume
    #[arg(long, value_name = "FOLDER", default_value = "grades")]
    output: PathBuf,
    /// Go on with the grading in the output folder, judging nothing anew that was judged by the same tests
    #[arg(long)]
    resume: bool,
    /// Grade the K-th of N parts of the students, to be merged later
    #[arg(long, value_name = "K/N", default_value_t = Shard::ALL, hide_default_value = true)]
    shard: Shard,
    /// How many compilers, and how many computing tests, run at a time; one for each processor if not said
    #[arg(long, value_name = "N")]
    jobs: Option<NonZero<usize>>,
    /// By what submitted code is contained; bubblewrap where it works, else landlock, if not said
    #[arg(long, value_name = "NAME")]
    containment: Option<Containment>,
}

/// The ways to contain submitted code.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Containment {
    /// Namespaces, by the program bwrap
    Bubblewrap,
    /// The kernel's Landlock and seccomp
    Landlock,
}

/// The arguments of `merge`.
#[derive(Debug, clap::Args)]
struct Merge {
    /// The output folders of the shards
    #[arg(value_name = "OUT", required = true)]
    parts: Vec<PathBuf>,
    /// The folder for the reports of all
    #[arg(long, value_name = "FOLDER")]
    output: PathBuf,
}
