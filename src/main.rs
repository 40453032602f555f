//! The `workbook` command. `cargo run` is short for `cargo workbook serve`.

use std::io;
use std::process::ExitCode;

use clap::Parser as _;
use workbook::command::Cli;
use workbook::terminal::{BAD, paint};

fn main() -> ExitCode {
    if let Some(code) = workbook::judge::wrapper() {
        return code;
    }
    let cli = Cli::parse();
    let runtime = match tokio::runtime::Runtime::new() {
        Ok(runtime) => runtime,
        Err(error) => return failed(&anyhow::Error::new(error).context("cannot start")),
    };
    let code = runtime.block_on(async {
        // A check that is interrupted here ends its processes as it is dropped.
        tokio::select! {
            result = cli.run() => result,
            signal = workbook::interrupt::wait() => Ok(signal),
        }
    });
    runtime.shutdown_timeout(std::time::Duration::from_secs(1));
    code.unwrap_or_else(|error| failed(&error))
}

fn failed(error: &anyhow::Error) -> ExitCode {
    if let Some(error) = error.downcast_ref::<io::Error>()
        && error.kind() == io::ErrorKind::BrokenPipe
    {
        // Whoever read our output has read enough; shells know this code as that of SIGPIPE.
        return ExitCode::from(141);
    }
    anstream::eprintln!("{} {error:#}", paint(BAD, "error:"));
    ExitCode::FAILURE
}
