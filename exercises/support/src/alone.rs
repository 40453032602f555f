//! A test whose body has a process of its own, to do with as it likes.
//!
//! The workbook runs each test in a process of its own; a plain `cargo test` runs many in one, and
//! whatever belongs to the process, as its limits do, is shared among them. So the test's executable
//! runs itself once more, for this test alone.

use std::io::Write as _;
use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::thread;

use crate::report;

/// Says to an executable that it is the process of the test which the variable names.
const VARIABLE: &str = "WORKBOOK_ALONE";

/// Printed when the body has returned. An exit status of 0 says less: a process that has run no test
/// has it as well, and so has one that ended itself.
const RETURNED: &str = "\u{1e}the body of the test has returned\u{1e}";

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
        println!("{RETURNED}");
        return;
    }
    let report = std::env::var_os(report::VARIABLE).map(PathBuf::from);
    let mut command = Command::new(std::env::current_exe().expect("this executable"));
    command
        .args(["--exact", &name, "--include-ignored"])
        .args(["--nocapture", "--test-threads=1"])
        .env(VARIABLE, &name)
        .stdin(Stdio::null());
    let inner = report.as_ref().map(|it| it.with_extension("alone"));
    if let Some(inner) = &inner {
        command.env(report::VARIABLE, inner);
    }
    let output = command.output().expect("the test's own process starts");
    let stdout = String::from_utf8_lossy(&output.stdout);
    let stderr = String::from_utf8_lossy(&output.stderr);
    if output.status.success() && stdout.contains(RETURNED) {
        return;
    }
    let panics = inner
        .and_then(|it| std::fs::read_to_string(it).ok())
        .map(|text| panics(&text))
        .unwrap_or_default();
    if let Some(report) = report
        && !panics.is_empty()
    {
        let mut file = std::fs::OpenOptions::new().append(true).open(report);
        let file = file.as_mut().expect("the report is open already");
        file.write_all(panics.as_bytes())
            .expect("the report can be written");
        // Not a panic of this process, whose message and place would be told beside the others.
        std::panic::resume_unwind(Box::new("in the test's own process"));
    }
    panic!(
        "in its own process ({}), the test said:\n{stdout}{stderr}",
        output.status
    );
}

/// The records of panics in the report `text`, as they stand there.
fn panics(text: &str) -> String {
    text.lines()
        .filter(|line| line.starts_with("panic\t"))
        .flat_map(|line| [line, "\n"])
        .collect()
}
