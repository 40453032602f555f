//! The programs that the book shows, compiled and run.
//!
//! `book/<chapter>/go/*.go` and `book/<chapter>/rust/*.rs` are programs by themselves. What each says
//! when it runs is its [`transcript`], recorded in `book/<chapter>/output`, which is what the pages
//! show. The Rust programs are the binaries of one generated [`package`]; the Go programs are the
//! packages of one generated module ([`go`]). Those in `book/<chapter>/model/*.rs` are Rust programs that
//! explore a [`model`], and are shown with the interleaving that breaks them; the programs of quizzes, in
//! `book/<chapter>/quiz`, are built in the same way, by their test alone. A reader has one of them run while its output is read:
//! that is [`live`].

pub mod go;
pub mod live;
pub mod model;
pub mod package;
pub mod transcript;

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::time::Duration;

use tokio::process::Command;

use crate::check::process::{self, Finished};

pub use transcript::Transcript;

/// How long a program may run.
pub const LIMIT: Duration = Duration::from_secs(30);
/// How much of what it says is kept.
const CAP: usize = 256 * 1024;
/// What a shell may have set that changes what a program says.
const TALKATIVE: [&str; 7] = [
    "RUST_BACKTRACE",
    "RUST_LIB_BACKTRACE",
    "RUST_LOG",
    "GOTRACEBACK",
    "GODEBUG",
    "GOMAXPROCS",
    "GORACE",
];

/// The first line of a Go program whose point is the compiler's refusal.
const UNCOMPILABLE: &str = "// does not compile";
/// The first line of a Go program that is built and run with the race detector.
const RACING: &str = "// run with -race";
/// The first line of a Go program whose point is what `go vet` says of it.
const SUSPECT: &str = "// go vet objects";

/// A program of the book.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Program {
    /// Relative to the root: `book/ch01-defer-drop/go/early.go`.
    pub path: PathBuf,
    /// What it is written in.
    pub language: Language,
    /// What its first line declares, if that is anything out of the ordinary.
    pub treatment: Treatment,
    /// Whether it explores a model, and is shown with what that found.
    pub model: bool,
}

/// How a program is built, and what is shown of it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Treatment {
    /// It compiles, and what it says when it runs is shown.
    #[default]
    Plain,
    /// What the compiler says about it is shown.
    Uncompilable,
    /// It is built with Go's race detector, whose report is part of what it says.
    Racing,
    /// What `go vet` says about it is shown, above what it says when it runs.
    Suspect,
}

impl Treatment {
    /// What the first line of the Go program `text` declares.
    fn declared(text: &str) -> Self {
        match text.lines().next() {
            Some(UNCOMPILABLE) => Self::Uncompilable,
            Some(RACING) => Self::Racing,
            Some(SUSPECT) => Self::Suspect,
            _ => Self::Plain,
        }
    }
}

/// What a program is written in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Language {
    /// `go/*.go`
    Go,
    /// `rust/*.rs`
    Rust,
}

impl Language {
    /// The language of a file with this name, if it is one of a program.
    pub fn of(path: &Path) -> Option<Self> {
        match path.extension()?.to_str()? {
            "go" => Some(Self::Go),
            "rs" => Some(Self::Rust),
            _ => None,
        }
    }

    /// The name of the language, and of the fences of its code.
    pub fn names(self) -> (&'static str, &'static str) {
        match self {
            Self::Go => ("Go", "go"),
            Self::Rust => ("Rust", "rust"),
        }
    }

    /// The folders, below a chapter's, of the programs in it.
    fn folders(self) -> &'static [&'static str] {
        match self {
            Self::Go => &["go"],
            Self::Rust => &["rust", model::FOLDER],
        }
    }
}

impl Program {
    /// Every program below `root`, sorted by path.
    ///
    /// # Errors
    ///
    /// If a folder or a program cannot be read.
    pub fn all(root: &Path) -> io::Result<Vec<Self>> {
        let mut programs = Vec::new();
        for chapter in fs::read_dir(root.join("book"))? {
            let chapter = chapter?.path();
            for language in [Language::Go, Language::Rust] {
                for folder in language.folders() {
                    let folder = chapter.join(folder);
                    if !folder.is_dir() {
                        continue;
                    }
                    for file in fs::read_dir(folder)? {
                        let file = file?.path();
                        if Language::of(&file) == Some(language) {
                            programs.push(Self::read(root, &file, language)?);
                        }
                    }
                }
            }
        }
        programs.sort();
        Ok(programs)
    }

    fn read(root: &Path, file: &Path, language: Language) -> io::Result<Self> {
        let text = fs::read_to_string(file)?;
        Ok(Self {
            path: file.strip_prefix(root).unwrap_or(file).to_owned(),
            language,
            treatment: match language {
                Language::Go => Treatment::declared(&text),
                Language::Rust => Treatment::Plain,
            },
            model: model::is(file),
        })
    }

    /// Its path as pages and messages have it, with slashes on every system.
    pub fn shown(&self) -> String {
        shown(&self.path)
    }

    /// A name that no other program of its language has, and that may name a binary or a package.
    pub fn unique_name(&self) -> String {
        let mut parts = self.path.iter().rev().map(|it| it.to_string_lossy());
        let file = parts.next().unwrap_or_default();
        let folder = parts.next().unwrap_or_default();
        let chapter = parts.next().unwrap_or_default();
        let stem = file
            .rsplit_once('.')
            .map_or(file.as_ref(), |(stem, _)| stem);
        if self.model {
            // There may be one of the same name in `rust`.
            format!("{chapter}_{folder}_{stem}")
        } else if folder == "quiz" {
            format!("{chapter}-quiz_{stem}")
        } else {
            format!("{chapter}_{stem}")
        }
    }

    /// The file that its transcript is recorded in, relative to the root.
    pub fn recording(&self) -> PathBuf {
        recording(&self.path)
    }
}

/// Where the transcript of the program at `path` is recorded: beside its folder, under its own name.
/// `book/ch01-a/go/x.go` is recorded in `book/ch01-a/output/x.go.snap`, and `book/ch01-a/model/x.rs` in
/// `book/ch01-a/output/x.model.json`.
pub fn recording(path: &Path) -> PathBuf {
    let chapter = path
        .parent()
        .and_then(Path::parent)
        .unwrap_or(Path::new(""));
    let mut name;
    if model::is(path) {
        name = path.file_stem().unwrap_or_default().to_owned();
        name.push(".model.json");
    } else {
        name = path.file_name().unwrap_or_default().to_owned();
        name.push(".snap");
    }
    chapter.join("output").join(name)
}

/// A path as pages and messages have it, with slashes on every system.
pub(crate) fn shown(path: &Path) -> String {
    let parts: Vec<_> = path.iter().map(|it| it.to_string_lossy()).collect();
    parts.join("/")
}

/// Why a program has no transcript.
#[derive(Debug, thiserror::Error)]
pub enum RunError {
    /// It could not be started.
    #[error("it cannot be run: {0}")]
    Start(#[from] io::Error),
    /// It did not end.
    #[error("it was still running after {} s, and was ended", .0.as_secs())]
    Endless(Duration),
    /// It said more than anybody reads.
    #[error("it says more than {} KiB", CAP / 1024)]
    Endlessly,
}

/// Runs an executable in an empty folder of its own, and returns what it said, as it said it.
///
/// # Errors
///
/// If it cannot be run to its end.
pub async fn run(executable: &Path) -> Result<Run, RunError> {
    run_within(executable, LIMIT).await
}

/// The same, under another limit: for what is expected not to end.
///
/// # Errors
///
/// If it cannot be run to its end.
pub async fn run_within(executable: &Path, limit: Duration) -> Result<Run, RunError> {
    let folder = tempfile::tempdir()?;
    let finished = process::run(command(executable, folder.path()), limit, CAP).await?;
    let status = finished.status.ok_or(RunError::Endless(limit))?;
    Run::new(status, finished)
}

/// The executable in `folder`, without what a shell may have set that changes what it says.
fn command(executable: &Path, folder: &Path) -> Command {
    let mut command = Command::new(executable);
    command.current_dir(folder);
    for name in TALKATIVE {
        command.env_remove(name);
    }
    command
}

/// How a program ran.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Run {
    /// What it printed.
    pub stdout: String,
    /// What it, or its runtime, complained of.
    pub stderr: String,
    /// How it ended.
    pub status: std::process::ExitStatus,
}

impl Run {
    fn new(status: std::process::ExitStatus, finished: Finished) -> Result<Self, RunError> {
        if finished.stdout.cut + finished.stderr.cut > 0 {
            return Err(RunError::Endlessly);
        }
        let text = |bytes: Vec<u8>| String::from_utf8_lossy(&bytes).replace("\r\n", "\n");
        Ok(Self {
            stdout: text(finished.stdout.bytes),
            stderr: text(finished.stderr.bytes),
            status,
        })
    }
}

/// Writes a generated file, unless it is like that already: its time is what compilers go by.
fn write_if_changed(path: &Path, text: &str) -> io::Result<()> {
    if fs::read(path).is_ok_and(|old| old == text.as_bytes()) {
        return Ok(());
    }
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder)?;
    }
    fs::write(path, text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn programs_of_all_chapters_have_names_of_their_own() {
        let root = tempfile::tempdir().expect("a folder");
        for (path, text) in [
            ("book/ch01-a/go/x.go", "package main\n"),
            ("book/ch01-a/go/README.md", ""),
            ("book/ch01-a/rust/x.rs", "//! X\n"),
            ("book/ch01-a/model/x.rs", "//! X\n"),
            ("book/ch02-b/go/x.go", "// does not compile\npackage main\n"),
            ("book/ch02-b/go/y.go", "// run with -race\npackage main\n"),
            ("book/ch02-b/go/z.go", "// go vet objects\npackage main\n"),
            ("book/intro.md", ""),
        ] {
            write_if_changed(&root.path().join(path), text).expect("written");
        }
        let programs = Program::all(root.path()).expect("readable");
        let seen: Vec<_> = programs
            .iter()
            .map(|it| (it.shown(), it.unique_name(), it.treatment))
            .collect();
        let expected = [
            ("book/ch01-a/go/x.go", "ch01-a_x", Treatment::Plain),
            ("book/ch01-a/model/x.rs", "ch01-a_model_x", Treatment::Plain),
            ("book/ch01-a/rust/x.rs", "ch01-a_x", Treatment::Plain),
            ("book/ch02-b/go/x.go", "ch02-b_x", Treatment::Uncompilable),
            ("book/ch02-b/go/y.go", "ch02-b_y", Treatment::Racing),
            ("book/ch02-b/go/z.go", "ch02-b_z", Treatment::Suspect),
        ];
        assert_eq!(
            seen,
            expected.map(|(path, name, it)| (path.to_owned(), name.to_owned(), it))
        );
        let quiz = Program {
            path: "book/ch01-a/quiz/x.go".into(),
            ..programs[0].clone()
        };
        assert_eq!(quiz.unique_name(), "ch01-a-quiz_x");
        assert_eq!(
            programs[0].recording(),
            Path::new("book/ch01-a/output/x.go.snap")
        );
        assert_eq!(
            programs[1].recording(),
            Path::new("book/ch01-a/output/x.model.json")
        );
    }
}
