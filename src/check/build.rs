//! Building the tests of one exercise. This is the only caller of cargo for exercises.

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::Duration;

use cargo_metadata::Message;
use cargo_metadata::diagnostic::DiagnosticLevel;
use tokio::io::{AsyncBufReadExt, BufReader};
use tokio::process::Command;
use tokio::sync::mpsc::UnboundedSender;
use tokio::time::timeout;

use super::event::{Diagnostic, Event, Place};
use super::process::Group;

/// How long cargo and the compiler may work without saying anything. A build from nothing says
/// something for every crate, so this is a limit for the compilation of one.
const SILENCE: Duration = Duration::from_secs(120);

/// Of the many messages that one mistake can cause, the first ones are the useful ones.
const DIAGNOSTICS: usize = 50;

/// What is to be built: test targets of one package.
pub(super) struct Request<'a> {
    /// Where cargo runs.
    pub(super) root: &'a Path,
    pub(super) package: &'a str,
    pub(super) targets: &'a [String],
    /// The learner's file, relative to the root.
    pub(super) file: &'a str,
}

/// What came of it.
pub(super) enum Built {
    /// The executables by target.
    Executables(HashMap<String, PathBuf>),
    /// The compiler refused the code. The reason says what the diagnostics do not.
    Refused(Option<String>),
    /// Nothing can be said about the code.
    Failed(String),
}

pub(super) async fn build(request: &Request<'_>, events: &UnboundedSender<Event>) -> Built {
    let mut group = match Group::spawn(command(request), Stdio::null()) {
        Ok(group) => group,
        Err(error) => return Built::Failed(format!("cargo cannot be started: {error}")),
    };
    let (stdout, stderr) = group.output().expect("both are piped and nobody took them");
    let mut messages = BufReader::new(stdout).lines();
    let mut progress = BufReader::new(stderr).lines();
    let mut output = Output::default();
    let (mut messages_open, mut progress_open) = (true, true);
    while messages_open || progress_open {
        let line = timeout(SILENCE, async {
            tokio::select! {
                line = messages.next_line(), if messages_open => (true, line),
                line = progress.next_line(), if progress_open => (false, line),
            }
        });
        match line.await {
            Err(_) => {
                return Built::Refused(Some(format!(
                    "the compiler had not finished after {} s without a message, and was ended",
                    SILENCE.as_secs()
                )));
            }
            Ok((true, Ok(Some(line)))) => output.message(&line, request, events),
            Ok((false, Ok(Some(line)))) => output.progress(line, events),
            // The end of the stream, or a stream that is no text.
            Ok((true, _)) => messages_open = false,
            Ok((false, _)) => progress_open = false,
        }
    }
    match group.wait().await {
        Ok(status) if status.success() => Built::Executables(output.executables),
        Ok(_) if output.errors > 0 => Built::Refused(None),
        Ok(_) => Built::Failed(format!("cargo failed:\n{}", output.progress.join("\n"))),
        Err(error) => Built::Failed(format!("cargo cannot be waited for: {error}")),
    }
}

/// The cargo that runs the workbook, or else the one that is found. It does not inherit what
/// `cargo run` sets for the workbook itself: that would look like a change to build scripts.
pub(crate) fn cargo() -> Command {
    let mut command = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    for (name, _) in std::env::vars_os() {
        if name.to_string_lossy().starts_with("CARGO_PKG_")
            || name.to_string_lossy().starts_with("CARGO_MANIFEST_")
        {
            command.env_remove(name);
        }
    }
    command
}

fn command(request: &Request<'_>) -> Command {
    let mut command = cargo();
    command.current_dir(request.root);
    command.args([
        "test",
        "--no-run",
        "--message-format=json-diagnostic-rendered-ansi",
    ]);
    command.args(["--package", request.package]);
    for target in request.targets {
        command.args(["--test", target]);
    }
    command
}

#[derive(Default)]
struct Output {
    executables: HashMap<String, PathBuf>,
    errors: usize,
    /// Those that were told. What is said of the learner's file once for each target is told once.
    diagnostics: Vec<Diagnostic>,
    /// What cargo said, for the case that it fails for a reason of its own.
    progress: Vec<String>,
}

impl Output {
    fn message(&mut self, line: &str, request: &Request<'_>, events: &UnboundedSender<Event>) {
        match serde_json::from_str(line) {
            Ok(Message::CompilerArtifact(artifact)) => {
                if let Some(executable) = artifact.executable
                    && request.targets.contains(&artifact.target.name)
                {
                    self.executables
                        .insert(artifact.target.name, executable.into());
                }
            }
            Ok(Message::CompilerMessage(message)) => {
                let Some(diagnostic) = diagnostic(&message.message, request.file) else {
                    return;
                };
                self.errors += usize::from(diagnostic.error);
                if self.diagnostics.len() < DIAGNOSTICS && !self.diagnostics.contains(&diagnostic) {
                    self.diagnostics.push(diagnostic.clone());
                    let _ = events.send(Event::Diagnostic(diagnostic));
                }
            }
            // Cargo's other messages say nothing about the code.
            _ => {}
        }
    }

    fn progress(&mut self, line: String, events: &UnboundedSender<Event>) {
        let message = anstream::adapter::strip_str(&line)
            .to_string()
            .trim()
            .to_owned();
        self.progress.push(message.clone());
        let _ = events.send(Event::Building { message });
    }
}

/// What the compiler says, if it is about the answer in `file` or stops the build. None for the summary lines ("aborting due to 2 previous errors") and for notes.
pub(crate) fn diagnostic(
    message: &cargo_metadata::diagnostic::Diagnostic,
    file: &str,
) -> Option<Diagnostic> {
    let error = match message.level {
        DiagnosticLevel::Error | DiagnosticLevel::Ice => true,
        DiagnosticLevel::Warning => false,
        _ => return None,
    };
    let place = message
        .spans
        .iter()
        .find(|span| span.is_primary)
        .map(|span| Place {
            file: super::tidy_path(&span.file_name),
            line: span.line_start,
            column: span.column_start,
            end_line: span.line_end,
            end_column: span.column_end,
        });
    if place.is_none() && message.code.is_none() && message.message.starts_with("aborting due to") {
        return None;
    }
    let in_exercise = place.as_ref().is_some_and(|place| place.file == file);
    // The course's own files are the course's business, until they stop the build.
    if !error && !in_exercise {
        return None;
    }
    Some(Diagnostic {
        error,
        code: message.code.as_ref().map(|code| code.code.clone()),
        message: message.message.clone(),
        in_exercise,
        place,
        rendered: super::tidy_path(message.rendered.as_deref().unwrap_or(&message.message)),
    })
}
