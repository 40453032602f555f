//! A test whose body has a process of its own, to do with as it likes.
//!
//! The workbook runs each test in a process of its own; a plain `cargo test` runs many in one, and
//! whatever belongs to the process, as its limits do, is shared among them. So the test's executable
//! runs itself once more, for this test alone, and takes that process's report.

use std::process::Command;
use std::thread;

use crate::report::{self, Report};

/// Says to an executable that it is the process of the test which the variable names.
const VARIABLE: &str = "WORKBOOK_ALONE";

/// Runs a block in a process of its own. For the body of a `#[support::test]`, and all of it: what
/// stands around it is run in both processes.
#[macro_export]
macro_rules! alone {
    ($body:block) => {
        $crate::alone::run(::core::module_path!(), || $body)
    };
}

/// Runs `body` in a process of its own. Called by the expansion of [`alone!`](crate::alone!), in a
/// test of the module `module`, whose thread bears the test's name.
///
/// # Panics
///
/// If `body` does, in the other process. The report has that panic's place and message.
pub fn run(module: &str, body: impl FnOnce()) {
    let test = thread::current()
        .name()
        .expect("a test's thread has its name")
        .to_owned();
    // The harness leaves out the name of the crate.
    let name = match module.split_once("::") {
        Some((_, inner)) => format!("{inner}::{test}"),
        None => test,
    };
    if std::env::var_os(VARIABLE).is_some_and(|it| it == *name) {
        body();
        return;
    }
    let mut command = Command::new(std::env::current_exe().expect("this executable"));
    command
        .args(["--exact", &name, "--include-ignored"])
        .args(["--nocapture", "--test-threads=1"])
        .env(VARIABLE, &name);
    let (output, heard) = report::listen(command).expect("the test's own process starts");
    // An exit status of 0 says less: a process that ended itself has it as well.
    if output.status.success() && heard.passed {
        // An assertion that failed has failed, whoever caught its panic.
        if let Some(report) = Report::requested() {
            report.forward(&heard.panics);
        }
        return;
    }
    if let Some(report) = Report::requested()
        && !heard.panics.is_empty()
    {
        report.forward(&heard.panics);
        // Not a panic of this process, whose message and place would be told beside the others.
        std::panic::resume_unwind(Box::new("in the test's own process"));
    }
    let stdout = String::from_utf8_lossy(&output.stdout);
    let stderr = String::from_utf8_lossy(&output.stderr);
    let panics = heard.panics.replace("\\n", "\n").replace('\t', " ");
    panic!(
        "in its own process ({}), the test said:\n{panics}{stdout}{stderr}",
        output.status
    );
}
