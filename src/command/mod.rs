//! The subcommands, one file each: arguments, then what they do.

pub mod build;
pub mod check;
pub mod completions;
pub mod hint;
pub mod list;
pub mod progress;
pub mod reset;
pub mod serve;
pub mod solution;
pub mod swarm;
pub mod verify;
pub mod watch;

use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::Context as _;
use clap::{Parser, Subcommand};

use crate::catalog::Exercise;
use crate::workbook::Workbook;

/// The workbook Go to Rust: read it, solve its exercises, have them checked.
#[derive(Debug, Parser)]
#[command(name = "cargo workbook", bin_name = "cargo workbook", version)]
#[command(args_conflicts_with_subcommands = true)]
pub struct Cli {
    /// The folder of the workbook, if it is not the current one or one above it.
    #[arg(long, global = true, value_name = "FOLDER")]
    root: Option<PathBuf>,
    #[command(flatten)]
    serve: serve::Args,
    #[command(subcommand)]
    command: Option<Command>,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Build the book, serve it to your browser, and follow your changes (what `cargo run` does)
    Serve(serve::Args),
    /// Check on every save, one exercise after the other, in the terminal
    Watch(watch::Args),
    /// Check an exercise, a chapter, or everything
    Check(check::Args),
    /// Show all exercises and how far you are
    List(list::Args),
    /// Show the next hint for an exercise
    Hint(hint::Args),
    /// Put an exercise back as it was shipped, keeping your version beside it
    Reset(reset::Args),
    /// Compare your solved exercise with the reference solution
    Solution(solution::Args),
    /// Show how far you are, by chapter
    Progress(progress::Args),
    /// Measure a WebSocket server with very many connections; compare the chapter's with Go's
    Swarm(swarm::Args),
    /// For authors: hold stubs, solutions and wrong answers against what is declared of them
    Verify(verify::Args),
    /// Build the book as static files
    Build(build::Args),
    /// Print a completion script for your shell
    Completions(completions::Args),
}

impl Cli {
    /// Does what the arguments say.
    ///
    /// # Errors
    ///
    /// Whatever keeps the command from doing its work, for `main` to print.
    pub async fn run(self) -> anyhow::Result<ExitCode> {
        if let Some(Command::Completions(args)) = self.command {
            return Ok(completions::run(&args));
        }
        let start = match self.root {
            Some(root) => std::path::absolute(&root)
                .with_context(|| format!("there is no folder {}", root.display()))?,
            None => std::env::current_dir().context("the current folder cannot be found")?,
        };
        let workbook = Workbook::open(&start)?;
        match self.command {
            None => serve::run(self.serve, &workbook).await,
            Some(Command::Serve(args)) => serve::run(args, &workbook).await,
            Some(Command::Watch(args)) => watch::run(args, &workbook).await,
            Some(Command::Build(args)) => build::run(&args, &workbook),
            Some(Command::Check(args)) => check::run(args, &workbook).await,
            Some(Command::List(args)) => list::run(&args, &workbook),
            Some(Command::Hint(args)) => hint::run(&args, &workbook),
            Some(Command::Reset(args)) => reset::run(&args, &workbook),
            Some(Command::Solution(args)) => solution::run(&args, &workbook),
            Some(Command::Progress(args)) => progress::run(&args, &workbook),
            Some(Command::Swarm(args)) => swarm::run(args, &workbook).await,
            Some(Command::Verify(args)) => verify::run(args, &workbook).await,
            Some(Command::Completions(args)) => Ok(completions::run(&args)),
        }
    }
}

/// The exercise that is meant: the one that is named, or else the first that is not solved. None if
/// all are.
fn chosen<'a>(
    workbook: &'a Workbook,
    wanted: Option<&str>,
) -> anyhow::Result<Option<&'a Exercise>> {
    match wanted {
        Some(wanted) => Ok(Some(workbook.find(wanted)?)),
        None => Ok(workbook.progress()?.next(&workbook.catalog)),
    }
}

/// What is said in place of an exercise when none is left.
const ALL_SOLVED: &str = "Every exercise is solved. Name one to look at it again.";
