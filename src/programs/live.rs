//! One program or snippet of the book, built and run while somebody reads what it says.

use std::path::{Path, PathBuf};
use std::process::ExitStatus;
use std::time::Instant;

use serde::Serialize;
use tokio::sync::mpsc::{UnboundedSender, unbounded_channel};

use super::go::{Go, GoError, Module};
use super::package::{Bin, Package};
use super::{CAP, LIMIT, Language, Program, Treatment};
use crate::check::process::{self, Stream};

/// Where the programs are built, relative to the root.
const FOLDER: &str = "target/programs";

/// What can be run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Piece {
    /// A file.
    Program(Program),
    /// A block on a page.
    Snippet {
        /// A name for its binary, which no program and no other snippet has.
        name: String,
        /// The program that it stands for.
        code: String,
    },
}

/// What happens while a program is built and run.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(tag = "step", rename_all = "kebab-case")]
pub enum Step {
    /// The compiler is at work.
    Building,
    /// The program runs.
    Running,
    /// It has written something.
    Output {
        /// Whether to stderr.
        stderr: bool,
        /// What.
        text: String,
    },
    /// The compiler refused it, which may be the program's point. No step follows.
    Refused {
        /// What the compiler says.
        text: String,
    },
    /// It has ended, or was ended. No step follows.
    Ended {
        /// How, in words: `exit status 0`.
        how: String,
        /// Whether it ended by itself, and well.
        well: bool,
        /// How long it ran.
        seconds: f64,
    },
    /// It could not be run, through no fault of its own. No step follows.
    Failed {
        /// Why not.
        why: String,
    },
}

/// Builds and runs `piece` of the workbook at `root`, and tells `steps` what happens. Dropping the
/// future ends it.
pub async fn run(root: &Path, piece: &Piece, steps: &UnboundedSender<Step>) {
    // A receiver that is gone is no error: then nobody reads on.
    let _ = steps.send(Step::Building);
    let last = match build(root, piece).await {
        Ok(executable) => {
            let _ = steps.send(Step::Running);
            run_built(&executable, steps)
                .await
                .unwrap_or_else(|error| Step::Failed {
                    why: format!("it cannot be run: {error}"),
                })
        }
        Err(step) => step,
    };
    let _ = steps.send(last);
}

/// The executable, or the step that says why there is none.
async fn build(root: &Path, piece: &Piece) -> Result<PathBuf, Step> {
    match piece {
        Piece::Program(program) => match program.language {
            Language::Rust => {
                build_rust(root, program.unique_name(), root.join(&program.path)).await
            }
            Language::Go => build_go(root, program).await,
        },
        Piece::Snippet { name, code } => {
            let source = root.join(FOLDER).join(format!("snippets/{name}.rs"));
            super::write_if_changed(&source, code).map_err(failed)?;
            build_rust(root, name.clone(), source).await
        }
    }
}

/// Builds the program in `source` as `name`.
async fn build_rust(root: &Path, name: String, source: PathBuf) -> Result<PathBuf, Step> {
    let bin = Bin { name, source };
    let name = bin.name.clone();
    let package =
        Package::prepare_one(root, &root.join(FOLDER).join("rust"), bin).map_err(failed)?;
    let compiled = package.build_one(&name).await.map_err(failed)?;
    let compiled = compiled.unwrap_or_default();
    compiled.executable.ok_or_else(|| {
        let said = compiled.diagnostics.iter().filter(|it| it.error);
        Step::Refused {
            text: said.map(|it| it.rendered.as_str()).collect(),
        }
    })
}

async fn build_go(root: &Path, program: &Program) -> Result<PathBuf, Step> {
    Go::find().await.map_err(failed)?;
    let place = root.join(FOLDER).join("go");
    let programs = Program::all(root).map_err(failed)?;
    let programs = programs
        .into_iter()
        .filter(|it| it.language == Language::Go);
    let module = Module::prepare(root, &place, programs.collect()).map_err(failed)?;
    if program.treatment == Treatment::Uncompilable {
        let text = module.refusal(program).await.map_err(failed)?;
        return Err(Step::Refused { text });
    }
    module
        .build_one(program)
        .await
        .map_err(|error| match error {
            GoError::Refused(text) => Step::Refused { text },
            error => failed(error),
        })
}

fn failed(error: impl std::fmt::Display) -> Step {
    Step::Failed {
        why: error.to_string(),
    }
}

async fn run_built(executable: &Path, steps: &UnboundedSender<Step>) -> std::io::Result<Step> {
    let folder = tempfile::tempdir()?;
    let command = super::command(executable, folder.path());
    let (follower, mut followed) = unbounded_channel();
    let start = Instant::now();
    let run = process::follow(command, LIMIT, CAP, Some(follower));
    let told = async {
        let (mut stdout, mut stderr) = (Text::default(), Text::default());
        let mut pieces = Vec::new();
        // What was written in small pieces is told in large ones.
        while followed.recv_many(&mut pieces, 1024).await > 0 {
            for (stream, bytes) in pieces.drain(..) {
                match stream {
                    Stream::Stdout => stdout.push(&bytes),
                    Stream::Stderr => stderr.push(&bytes),
                }
            }
            for (text, stderr) in [(&mut stdout, false), (&mut stderr, true)] {
                let text = text.take();
                if !text.is_empty() {
                    let _ = steps.send(Step::Output { stderr, text });
                }
            }
        }
    };
    let (finished, ()) = tokio::join!(run, told);
    let finished = finished?;
    let cut = finished.stdout.cut + finished.stderr.cut;
    let mut how = match finished.status {
        Some(status) => ending(status),
        None => format!("ended after {} s, its limit", LIMIT.as_secs()),
    };
    if cut > 0 {
        how.push_str(&format!(
            "; it wrote more than {} KiB, of which {cut} bytes are not shown",
            CAP / 1024
        ));
    }
    Ok(Step::Ended {
        well: finished.status.is_some_and(|status| status.success()) && cut == 0,
        how,
        seconds: start.elapsed().as_secs_f64(),
    })
}

fn ending(status: ExitStatus) -> String {
    match status.code() {
        Some(code) => format!("exit status {code}"),
        None => status.to_string(),
    }
}

/// Bytes as text, of which a character may come in two pieces.
#[derive(Default)]
struct Text {
    bytes: Vec<u8>,
}

impl Text {
    fn push(&mut self, bytes: &[u8]) {
        self.bytes.extend_from_slice(bytes);
    }

    /// The text so far, without a character at its end of which more is to come.
    fn take(&mut self) -> String {
        let whole = match std::str::from_utf8(&self.bytes) {
            Err(error) if error.error_len().is_none() => error.valid_up_to(),
            _ => self.bytes.len(),
        };
        let rest = self.bytes.split_off(whole);
        let taken = std::mem::replace(&mut self.bytes, rest);
        String::from_utf8_lossy(&taken).into_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_character_in_two_pieces_is_one() {
        let mut text = Text::default();
        let euro = "a€".as_bytes();
        text.push(&euro[..2]);
        assert_eq!(text.take(), "a");
        text.push(&euro[2..]);
        assert_eq!(text.take(), "€");
        text.push(&[0xff, b'b']);
        assert_eq!(text.take(), "\u{fffd}b");
    }
}
