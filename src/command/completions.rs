//! `cargo workbook completions SHELL`: a script for the shell.

use std::process::ExitCode;

use clap::CommandFactory as _;
use clap_complete::Shell;

/// The arguments of `completions`.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The shell that is to complete
    shell: Shell,
}

/// Prints the script. It completes `workbook`, the name of the executable itself.
pub fn run(args: &Args) -> ExitCode {
    let mut command = super::Cli::command().bin_name("workbook");
    clap_complete::generate(args.shell, &mut command, "workbook", &mut std::io::stdout());
    ExitCode::SUCCESS
}
