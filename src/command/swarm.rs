//! `cargo workbook swarm`: the tool that measures WebSocket servers. It is a package of its own and runs
//! optimised; who never asks for it never builds it.

use std::ffi::OsString;
use std::process::ExitCode;

use anyhow::Context as _;

use crate::workbook::Workbook;

/// The arguments of `swarm`, which are the tool's own.
#[derive(Debug, clap::Args)]
#[command(disable_help_flag = true)]
pub struct Args {
    /// What the tool is to do; `--help` has it say what it can
    #[arg(
        value_name = "ARGUMENTS",
        trailing_var_arg = true,
        allow_hyphen_values = true
    )]
    arguments: Vec<OsString>,
}

/// Builds the tool if need be, and becomes it.
///
/// # Errors
///
/// If cargo cannot be started.
pub async fn run(args: Args, workbook: &Workbook) -> anyhow::Result<ExitCode> {
    let mut command = crate::check::cargo();
    // The folder stays what it is: the arguments may name files in it.
    command.args(["run", "--quiet", "--release", "--package", "swarm"]);
    command
        .arg("--manifest-path")
        .arg(workbook.root().join("Cargo.toml"));
    command.arg("--").args(args.arguments);
    become_it(command).await
}

/// The tool takes this process's place, so that Ctrl-C reaches it alone, and it can say what it has until then.
#[cfg(unix)]
async fn become_it(command: tokio::process::Command) -> anyhow::Result<ExitCode> {
    use std::os::unix::process::CommandExt as _;

    Err(command.into_std().exec()).context("cargo cannot be started")
}

#[cfg(not(unix))]
async fn become_it(mut command: tokio::process::Command) -> anyhow::Result<ExitCode> {
    let status = command.status().await.context("cargo cannot be started")?;
    let code = status.code().and_then(|code| u8::try_from(code).ok());
    Ok(code.map_or(ExitCode::FAILURE, ExitCode::from))
}
