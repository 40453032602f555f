//! `cargo run -p solutions -- DIR`: grades a folder of submissions.

use std::process::ExitCode;
use std::time::Duration;

use clap::Parser as _;
use solutions::cli::Cli;
use solutions::grade::Progress;
use solutions::sandbox;
use workbook::terminal::{BAD, paint};

fn main() -> ExitCode {
    // The grader's own executable is also what stands between a containment and the code in it.
    sandbox::run_helper();
    // And it is what cargo calls in place of the compiler.
    if let Some(code) = workbook::judge::wrapper() {
        return code;
    }
    let cli = match Cli::try_parse() {
        Ok(cli) => cli,
        Err(error) => {
            // Of help that cannot be shown there is nobody to tell.
            let _ = error.print();
            // Not what clap exits with, which says that some answers were not graded.
            return match error.use_stderr() {
                true => ExitCode::FAILURE,
                false => ExitCode::SUCCESS,
            };
        }
    };
    let runtime = match tokio::runtime::Runtime::new() {
        Ok(runtime) => runtime,
        Err(error) => return failed(&anyhow::Error::new(error).context("cannot start")),
    };
    let progress = Progress::new();
    let resume = cli.resume_hint();
    let code = runtime.block_on(async {
        // What runs for an answer ends as its judging is dropped.
        tokio::select! {
            result = cli.run(&progress) => result,
            signal = workbook::interrupt::wait() => {
                // Before the end, which counts as all.
                let (done, all) = progress.counts();
                progress.end();
                if let Some(hint) = &resume {
                    eprintln!("Stopped after {done} of {all}. What was found is kept. To go on:\n{hint}");
                }
                Ok(signal)
            }
        }
    });
    progress.end();
    runtime.shutdown_timeout(Duration::from_secs(1));
    code.unwrap_or_else(|error| failed(&error))
}

fn failed(error: &anyhow::Error) -> ExitCode {
    anstream::eprintln!("{} {error:#}", paint(BAD, "error:"));
    ExitCode::FAILURE
}
