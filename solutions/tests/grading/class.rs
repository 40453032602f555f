//! A class of five, and its grading by the command.

use std::collections::BTreeMap;
use std::fs;
use std::io::{BufRead as _, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::sync::OnceLock;

use rustix::process::{Pid, Signal, kill_process};
use solutions::result::Results;
use solutions::sandbox::Kind;
use tempfile::TempDir;
use workbook::catalog::{Catalog, Exercise};
use workbook::stubs;

use crate::contained::{containment, helper};

/// What is graded: what these tests need takes a few seconds.
const CHAPTER: &str = "ch01-defer-drop";
/// Of that, one exercise.
pub(crate) const EXERCISE: &str = "ch01-defer-drop/ex02_underscore";

/// What is written beside the journal and the answers.
pub(crate) const REPORTS: [&str; 9] = [
    "results.json",
    "report.html",
    "scores.csv",
    "tests.csv",
    "junit/ada.xml",
    "gradescope/ada.json",
    "github/ada.txt",
    "similarity.csv",
    "similarity.html",
];

const ROSTER: &str = "id,name,email,submission\n\
    ada,Ada Ångström,ada@example.org,\n\
    bob,Bob,,\n\
    cyd,Cyd,,cyd.tar.gz\n\
    dan,Dan,,\n\
    eve,Eve,,\n";

/// A folder with submissions, and room for gradings of them.
pub(crate) struct Class(TempDir);

impl Class {
    /// The one class that all tests share, with its whole grading. None where it cannot be contained.
    pub(crate) fn graded() -> Option<&'static Self> {
        static GRADED: OnceLock<Class> = OnceLock::new();
        can_contain().then(|| {
            GRADED.get_or_init(|| {
                let class = Self::new();
                succeeded(&class.grade(&class.grades(), &[]));
                class
            })
        })
    }

    /// A class that nobody has graded.
    pub(crate) fn new() -> Self {
        let class = Self(tempfile::tempdir().expect("a folder"));
        fs::create_dir_all(class.submissions()).expect("made");
        fs::write(class.folder("roster.csv"), ROSTER).expect("written");
        let catalog = Catalog::load(root()).expect("the catalog");
        let exercises = catalog.exercises().filter(|it| it.chapter == CHAPTER);
        let file = fs::File::create(class.submissions().join("cyd.tar.gz")).expect("made");
        let gzip = flate2::write::GzEncoder::new(file, flate2::Compression::default());
        let mut archive = tar::Builder::new(gzip);
        for exercise in exercises {
            let read = |path: &Path| fs::read_to_string(root().join(path)).expect("readable");
            let reference = read(&exercise.solution());
            let stub = stubs::shipped().get(&exercise.id()).expect("a stub");
            let name = format!("{}.rs", exercise.id());
            // A clone, and the mere files of the exercises.
            class.submit("ada", &format!("exercises/{name}"), &reference);
            class.submit("bob", &name, stub);
            class.submit("dan", &name, &cheat(exercise, &reference));
            let wrong = catalog.wrong_answers(exercise).expect("the bank");
            let wrong = read(wrong.first().expect("there is one"));
            let mut header = tar::Header::new_gnu();
            header.set_size(wrong.len() as u64);
            header.set_mode(0o644);
            archive
                .append_data(&mut header, name, wrong.as_bytes())
                .expect("appended");
        }
        archive
            .into_inner()
            .and_then(|it| it.finish())
            .expect("written");
        class
    }

    fn submit(&self, student: &str, path: &str, text: &str) {
        let path = self.submissions().join(student).join(path);
        fs::create_dir_all(path.parent().expect("a parent")).expect("made");
        fs::write(path, text).expect("written");
    }

    pub(crate) fn submissions(&self) -> PathBuf {
        self.folder("submissions")
    }

    /// The whole grading.
    pub(crate) fn grades(&self) -> PathBuf {
        self.folder("grades")
    }

    pub(crate) fn folder(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    pub(crate) fn copy_of_grades(&self, name: &str) -> PathBuf {
        let to = self.folder(name);
        copy(&self.grades(), &to);
        to
    }

    /// Grades the class into `output`.
    pub(crate) fn grade(&self, output: &Path, more: &[&str]) -> Output {
        ended(self.start(output, more))
    }

    /// Runs the grader, and nothing is assumed.
    pub(crate) fn run(&self, arguments: &[&str]) -> Output {
        ended(grader(arguments).spawn().expect("the grader starts"))
    }

    fn start(&self, output: &Path, more: &[&str]) -> Child {
        let (submissions, roster) = (self.submissions(), self.folder("roster.csv"));
        let mut command = grader(&[]);
        command
            .arg(submissions)
            .args(["--containment", "bubblewrap", "--output"])
            .arg(output);
        if !more.contains(&"--roster") {
            command.arg("--roster").arg(roster);
        }
        if !more.contains(&"--exercises") {
            command.args(["--exercises", CHAPTER]);
        }
        command.args(more).spawn().expect("the grader starts")
    }

    /// Starts a grading and sends it `signal` once it has said `times` times that something is judged, if it
    /// comes to that.
    pub(crate) fn grade_until(
        &self,
        output: &Path,
        more: &[&str],
        times: usize,
        signal: Signal,
    ) -> Output {
        let mut child = self.start(output, more);
        let mut lines = BufReader::new(child.stderr.take().expect("it is piped")).lines();
        let mut stderr = String::new();
        let mut judged = 0;
        while judged < times
            && let Some(line) = lines.next()
        {
            let line = line.expect("text");
            judged += usize::from(line.contains(" judged, "));
            stderr.push_str(&format!("{line}\n"));
        }
        // It is not waited for yet, so this is no other process; and if it has ended, nothing happens.
        kill_process(Pid::from_child(&child), signal).expect("it can be signaled");
        for line in lines {
            stderr.push_str(&format!("{}\n", line.expect("text")));
        }
        Output {
            stderr: stderr.into_bytes(),
            ..ended(child)
        }
    }
}

/// An answer that is made to win otherwise.
fn cheat(exercise: &Exercise, reference: &str) -> String {
    match exercise.name.as_str() {
        "ex01_lifo" => format!(
            "{reference}\n#[macro_export]\nmacro_rules! assert_eq {{ ($($t:tt)*) => {{}} }}\n"
        ),
        "ex02_underscore" => format!("{reference}\nuse support as _;\n"),
        // Whatever it reads, it might as well be a solution.
        "ex03_scope_guard" => {
            format!("{reference}\nconst _: &[u8] = include_bytes!(\"/usr/bin/env\");\n")
        }
        "ex04_unwind" => {
            let new = "        Self {\n            active: Cell::new(0),";
            assert!(
                reference.contains(new),
                "the solution has changed: change this test too"
            );
            reference.replace(new, &format!("        std::process::exit(0);\n{new}"))
        }
        _ => "no Rust at all".to_owned(),
    }
}

pub(crate) fn root() -> &'static Path {
    Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/.."))
}

/// What an exercise is worth.
pub(crate) fn points(id: &str) -> f64 {
    let catalog = Catalog::load(root()).expect("the catalog");
    catalog.exercise(id).expect("it is declared").points.into()
}

/// Whether bubblewrap works here. It must where nothing may be missing.
pub(crate) fn can_contain() -> bool {
    containment(Kind::Bubblewrap, "grading by the command").is_some()
}

pub(crate) fn grader(arguments: &[&str]) -> Command {
    let mut command = Command::new(helper());
    command
        .args(arguments)
        .arg("--root")
        .arg(root())
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    command
}

fn ended(child: Child) -> Output {
    child.wait_with_output().expect("it ends")
}

pub(crate) fn said(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

#[track_caller]
pub(crate) fn succeeded(output: &Output) {
    assert!(
        output.status.success(),
        "{}: {}",
        output.status,
        said(output)
    );
}

pub(crate) fn results(grades: &Path) -> Results {
    solutions::report::json::read(&grades.join("results.json")).expect("results")
}

/// All reports, and the answers; not the journal, whose lines may stand in any order.
pub(crate) fn texts(grades: &Path) -> BTreeMap<PathBuf, String> {
    fn read(root: &Path, folder: &Path, found: &mut BTreeMap<PathBuf, String>) {
        for entry in fs::read_dir(folder).expect("readable") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                read(root, &path, found);
            } else {
                let name = path.strip_prefix(root).expect("below it").to_owned();
                found.insert(name, fs::read_to_string(&path).expect("text"));
            }
        }
    }
    let mut found = BTreeMap::new();
    read(grades, grades, &mut found);
    // Neither what was found in which order, nor what was asked, as parts of a class are asked otherwise than all of it.
    let own = ["journal.jsonl", "asked.json"].map(Path::new);
    found.retain(|path, _| !own.contains(&path.as_path()));
    found
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).expect("made");
    for entry in fs::read_dir(from).expect("readable") {
        let path = entry.expect("an entry").path();
        let to = to.join(path.file_name().expect("a name"));
        if path.is_dir() {
            copy(&path, &to);
        } else {
            fs::copy(&path, to).expect("copied");
        }
    }
}
