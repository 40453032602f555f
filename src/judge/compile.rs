//! The compiler, on one answer.

use std::collections::BTreeSet;
use std::ffi::OsString;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::time::Duration;

use cargo_metadata::diagnostic::Diagnostic as Message;

use super::recipe::Recipe;
use crate::check::build;
use crate::check::containment::{Ended, Limits, Purpose, Task};
use crate::check::event::Diagnostic;
use crate::check::process;
use crate::check::run::Ground;

/// How long the compiler may take. What the answers of this course need is less than a second.
const LIMIT: Duration = Duration::from_secs(60);

/// How many bytes of the compiler's messages are read.
const MESSAGES: usize = 1 << 20;

/// Of the many messages that one mistake can cause, the first ones are the useful ones.
const DIAGNOSTICS: usize = 50;

/// What is to be compiled.
pub(super) struct Job<'a> {
    pub(super) recipe: &'a Recipe,
    pub(super) rustc: &'a Path,
    /// The test file, from the ground's root.
    pub(super) source: &'a str,
    /// The answer's file, as messages name it.
    pub(super) answer: &'a str,
    /// Whether there is something to run. Otherwise it is only seen whether it compiles, which takes half the time.
    pub(super) is_run: bool,
    /// Where what comes of it goes.
    pub(super) out: &'a Path,
}

/// What came of it.
pub(super) struct Compiled {
    /// If it compiles: the executable, or else no more than what the compiler knows of it.
    pub(super) artifact: Option<PathBuf>,
    pub(super) diagnostics: Vec<Diagnostic>,
    /// Why it does not compile, if no diagnostic says it.
    pub(super) reason: Option<String>,
    /// Files that were read and are neither the test nor the answer.
    pub(super) foreign: Vec<String>,
}

pub(super) async fn compile(job: &Job<'_>, ground: &Ground) -> io::Result<Compiled> {
    let name = Path::new(job.source)
        .file_stem()
        .expect("a test file has a name")
        .to_owned();
    let (kind, extension) = match job.is_run {
        true => ("link", std::env::consts::EXE_EXTENSION),
        false => ("metadata", "rmeta"),
    };
    let artifact = job.out.join(&name).with_extension(extension);
    let dep_info = job.out.join(&name).with_extension("d");
    let mut arguments: Vec<OsString> = job.recipe.arguments.iter().map(OsString::from).collect();
    let emit = arguments
        .iter()
        .position(|it| it.to_string_lossy().starts_with("--emit="));
    if let Some(emit) = emit {
        arguments.remove(emit);
    }
    let emit = format!(
        "--emit=dep-info={},{kind}={}",
        dep_info.display(),
        artifact.display()
    );
    // The debug information of std would be most of the executable.
    arguments.extend(["-C".into(), "strip=debuginfo".into()]);
    // One answer takes one processor: the others have answers of their own.
    arguments.extend(["-C".into(), "codegen-units=1".into()]);
    // Where it puts what it needs in between: otherwise in the folder it is called in, which is only read.
    arguments.extend(["--out-dir".into(), job.out.into()]);
    arguments.extend([job.source.into(), emit.into()]);
    let mut environment = ground.environment.clone();
    environment.extend(
        job.recipe
            .environment
            .iter()
            .map(|(name, value)| (name.into(), value.into())),
    );
    environment.insert("CARGO_MANIFEST_DIR".into(), ground.folder.clone().into());
    let command = ground.containment.contain(&Task {
        purpose: Purpose::Compile,
        program: job.rustc.to_owned(),
        arguments,
        folder: ground.root.clone(),
        environment: environment.into_iter().collect(),
        readable: ground.readable.clone(),
        writable: ground.writable.clone(),
        limits: Limits::of_the_compiler(LIMIT),
    })?;
    let finished = process::run(command, LIMIT, MESSAGES).await?;
    let messages = String::from_utf8_lossy(&finished.stderr.bytes);
    let diagnostics: Vec<Diagnostic> = messages
        .lines()
        .filter_map(|line| serde_json::from_str::<Message>(line).ok())
        .filter_map(|message| build::diagnostic(&message, job.answer))
        .take(DIAGNOSTICS)
        .collect();
    let ended = finished.status.map(|it| ground.containment.ended(it));
    let succeeded = ended == Some(Ended::Exited(0));
    let reason = match ended {
        Some(Ended::NotStarted) => {
            return Err(io::Error::other(format!(
                "the compiler was not started: {}",
                messages.trim()
            )));
        }
        _ if succeeded || diagnostics.iter().any(|it| it.error) => None,
        None => Some(format!(
            "the compiler had not finished after {} s, and was ended",
            LIMIT.as_secs()
        )),
        Some(Ended::Exceeded(limit)) => Some(format!(
            "the compiler was ended, since it had used up its {limit}"
        )),
        Some(Ended::Signaled(signal)) => Some(format!("the compiler was ended by signal {signal}")),
        Some(Ended::Exited(status)) => Some(format!(
            "the compiler ended (status {status}) without a message of its own: {}",
            messages
                .lines()
                .find(|line| !line.starts_with('{'))
                .unwrap_or("it may have used up its memory or its time")
        )),
    };
    let read = fs::read_to_string(&dep_info).unwrap_or_default();
    Ok(Compiled {
        artifact: succeeded.then_some(artifact),
        diagnostics,
        reason,
        foreign: foreign(&read, job.source, job.answer),
    })
}

/// The files in a compiler's list of what it read that are neither the test, nor in a folder beside it, nor the
/// answer.
fn foreign(dep_info: &str, source: &str, answer: &str) -> Vec<String> {
    // Besides the rules, each file stands on a line of its own, as a target without prerequisites.
    let files = dep_info
        .lines()
        .filter(|line| !line.starts_with('#'))
        .filter_map(|line| line.strip_suffix(':'))
        .map(|line| line.replace("\\ ", " "));
    let own = [source, answer];
    let folder = source.rsplit_once('/').map_or("", |(folder, _)| folder);
    let is_beside = |file: &str| {
        let inside = file
            .strip_prefix(folder)
            .and_then(|it| it.strip_prefix('/'));
        inside.is_some_and(|it| it.contains('/') && !it.split('/').any(|part| part == ".."))
    };
    let foreign: BTreeSet<String> = files
        .filter(|file| !is_beside(file) && !own.contains(&&*crate::check::tidy_path(file)))
        .collect();
    foreign.into_iter().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_read_besides_the_answer_is_seen() {
        let dep_info = "out/ex01_a: exercises/c/tests/ex01_a.rs exercises/c/tests/../ex01_a.rs /etc/my\\ file\n\n\
                        out/ex01_a.d: exercises/c/tests/ex01_a.rs\n\n\
                        exercises/c/tests/ex01_a.rs:\nexercises/c/tests/../ex01_a.rs:\n/etc/my\\ file:\n\n\
                        # env-dep:CARGO_MANIFEST_DIR=/x\n";
        assert_eq!(
            foreign(
                dep_info,
                "exercises/c/tests/ex01_a.rs",
                "exercises/c/ex01_a.rs"
            ),
            ["/etc/my file"]
        );
        assert_eq!(foreign("", "a", "b"), Vec::<String>::new());
        for (file, is_foreign) in [
            ("exercises/c/tests/common/mod.rs", false),
            ("exercises/c/tests/ex02_b.rs", true),
            ("exercises/c/tests/common/../../ex02_b.rs", true),
            ("exercises/c/testsuite/x.rs", true),
        ] {
            let found = foreign(&format!("{file}:"), "exercises/c/tests/ex01_a.rs", "x");
            assert_eq!(!found.is_empty(), is_foreign, "{file}");
        }
    }
}
