//! Trees to work in: one that answers are compiled in, and any number to run other commands in.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::sync::OnceLock;
use std::time::Duration;

use tempfile::TempDir;
use tokio::process::Command;
use tokio::sync::{Mutex, MutexGuard, mpsc::unbounded_channel};
use workbook::catalog::{Catalog, Exercise};
use workbook::check::event::{Outcome, Tested, Verdict};
use workbook::check::{Checked, Checker};
use workbook::scratch::Scratch;
use workbook::stubs;

pub(crate) fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// The tree in which answers are compiled. One test at a time has it: answers of two would take each
/// other's place.
pub(crate) struct Workshop {
    pub(crate) scratch: Scratch,
    pub(crate) catalog: Catalog,
    _turn: MutexGuard<'static, ()>,
}

impl Workshop {
    pub(crate) async fn enter() -> Self {
        static TURN: Mutex<()> = Mutex::const_new(());
        static PREPARED: OnceLock<Scratch> = OnceLock::new();
        let turn = TURN.lock().await;
        let at = Path::new(env!("CARGO_TARGET_TMPDIR")).join("answers");
        let scratch = PREPARED
            .get_or_init(|| Scratch::prepare(root(), &at, stubs::shipped()).expect("prepared"));
        // What an earlier test, or one that failed, has left of itself.
        let _ = fs::remove_dir_all(scratch.root().join(".workbook"));
        // The catalog of the tree itself, and a book, so that the command takes it for a workbook.
        fs::create_dir_all(scratch.root().join("book")).expect("made");
        let catalog = Catalog::load(scratch.root()).expect("a catalog");
        Self {
            scratch: scratch.clone(),
            catalog,
            _turn: turn,
        }
    }

    /// The exercise `id`, with a limit that suits a test of limits.
    pub(crate) fn exercise(&self, id: &str, limit: Duration) -> Exercise {
        Exercise {
            limit,
            ..self.catalog.exercise(id).expect("it is declared").clone()
        }
    }

    /// Checks `answer`, and puts the stub back.
    pub(crate) async fn check(&self, exercise: &Exercise, answer: &[u8]) -> Checked {
        let file = self.scratch.root().join(exercise.file());
        fs::write(&file, answer).expect("written");
        let (events, _) = unbounded_channel();
        let checked = Checker::new(self.scratch.root())
            .check(&self.catalog, exercise, &events)
            .await;
        let stub = stubs::shipped()
            .get(&exercise.id())
            .expect("it is recorded");
        fs::write(&file, stub).expect("written");
        checked
    }

    /// Runs the command in this tree.
    pub(crate) async fn command(&self, arguments: &[&str]) -> Said {
        command(self.scratch.root(), Some(&self.scratch.target()), arguments).await
    }
}

/// What a command said.
pub(crate) struct Said {
    pub(crate) stdout: String,
    pub(crate) stderr: String,
    pub(crate) success: bool,
}

pub(crate) async fn command(folder: &Path, target: Option<&Path>, arguments: &[&str]) -> Said {
    let mut command = Command::new(env!("CARGO_BIN_EXE_workbook"));
    command
        .args(arguments)
        .current_dir(folder)
        .stdin(Stdio::null())
        .env("CARGO", env!("CARGO"));
    if let Some(target) = target {
        command.env("CARGO_TARGET_DIR", target);
    }
    let output = command.output().await.expect("the command starts");
    Said {
        stdout: String::from_utf8_lossy(&output.stdout).into_owned(),
        stderr: String::from_utf8_lossy(&output.stderr).into_owned(),
        success: output.status.success(),
    }
}

/// A copy of the exercises as shipped, in a folder of its own, in which nothing is compiled.
pub(crate) struct Copy {
    folder: TempDir,
}

impl Copy {
    pub(crate) fn new() -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        Scratch::prepare(root(), folder.path(), stubs::shipped()).expect("prepared");
        fs::create_dir_all(folder.path().join("book")).expect("made");
        Self { folder }
    }

    pub(crate) fn path(&self, inside: &str) -> PathBuf {
        self.folder.path().join(inside)
    }

    pub(crate) fn write(&self, inside: &str, text: &str) {
        let path = self.path(inside);
        fs::create_dir_all(path.parent().expect("a parent")).expect("made");
        fs::write(path, text).expect("written");
    }

    pub(crate) fn read(&self, inside: &str) -> String {
        fs::read_to_string(self.path(inside)).expect("it is there")
    }

    pub(crate) async fn command(&self, arguments: &[&str]) -> Said {
        command(self.folder.path(), None, arguments).await
    }
}

/// The outcome of the test `name`.
#[track_caller]
pub(crate) fn tested<'a>(checked: &'a Checked, name: &str) -> &'a Tested {
    checked
        .tested
        .iter()
        .find(|tested| tested.name == name)
        .unwrap_or_else(|| panic!("`{name}` was not tested: {checked:#?}"))
}

#[track_caller]
pub(crate) fn failed_with(checked: &Checked, name: &str, outcome: &Outcome) {
    assert_eq!(checked.ended.verdict, Verdict::Failed, "{checked:#?}");
    assert_eq!(&tested(checked, name).outcome, outcome, "{checked:#?}");
}
