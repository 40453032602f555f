//! Holds declarations, files, tests and pages against each other.
//!
//! This never looks into a learner's file: a half-solved or unparsable exercise is no finding.

use std::collections::BTreeSet;
use std::fmt;
use std::fs;
use std::path::{Path, PathBuf};

use super::{
    Catalog, CatalogError, Chapter, Exercise, Kind, Rejection, Unsolved, WrongAnswer, test_file,
};
use crate::stubs::Stubs;

/// The least number of wrong answers that an exercise's tests must have been tried on.
const WRONG_ANSWERS: usize = 3;

/// What a test that opens sockets has to name, unless the answer does it for it.
const SOCKETS: [&str; 3] = ["TcpListener", "TcpStream", "UdpSocket"];

/// Something in the tree that contradicts something else in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// Where, relative to the root.
    pub path: PathBuf,
    /// The line, from 1.
    pub line: usize,
    /// What is wrong, and what to do.
    pub message: String,
}

impl fmt::Display for Finding {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            formatter,
            "{}:{}: {}",
            self.path.display(),
            self.line,
            self.message
        )
    }
}

/// Everything that is wrong below `root`, with the shipped `stubs` to hold it against. Empty if
/// all is well.
pub fn audit(root: &Path, stubs: &Stubs) -> Vec<Finding> {
    let mut audit = Audit {
        root,
        findings: Vec::new(),
    };
    match Catalog::load(root) {
        Err(error) => audit.unloadable(error),
        Ok(catalog) => {
            for chapter in &catalog.chapters {
                audit.chapter(chapter);
                for exercise in &chapter.exercises {
                    audit.exercise(exercise, &catalog, stubs);
                }
            }
            audit.pages(&catalog);
            for (id, _) in stubs
                .iter()
                .filter(|(id, _)| catalog.exercise(id).is_none())
            {
                audit.find(
                    crate::stubs::PATH,
                    1,
                    format!(
                        "records `{id}`, which no chapter.toml declares: record the stubs anew"
                    ),
                );
            }
        }
    }
    audit.findings
}

struct Audit<'a> {
    root: &'a Path,
    findings: Vec<Finding>,
}

impl Audit<'_> {
    fn find(&mut self, path: impl Into<PathBuf>, line: usize, message: impl Into<String>) {
        self.findings.push(Finding {
            path: path.into(),
            line,
            message: message.into(),
        });
    }

    fn unloadable(&mut self, error: CatalogError) {
        match error {
            CatalogError::Declaration {
                path,
                line,
                message,
            } => self.find(path, line, message),
            CatalogError::Read { path, error } => {
                self.find(path, 1, format!("cannot be read: {error}"));
            }
        }
    }

    /// The text of a file that must be there.
    fn text(&mut self, path: &Path, what: &str) -> Option<String> {
        match fs::read_to_string(self.root.join(path)) {
            Ok(text) => Some(text),
            Err(error) => {
                self.find(path, 1, format!("{what} cannot be read: {error}"));
                None
            }
        }
    }

    /// The names of the files and folders in `folder`; none if it is not there.
    fn names(&self, folder: &Path) -> BTreeSet<String> {
        fs::read_dir(self.root.join(folder))
            .into_iter()
            .flatten()
            .flatten()
            .map(|entry| entry.file_name().to_string_lossy().into_owned())
            .collect()
    }

    /// The package, and files that belong to no declared exercise.
    fn chapter(&mut self, chapter: &Chapter) {
        let folder = super::chapter_folder(&chapter.id);
        let manifest = folder.join("Cargo.toml");
        if let Some(text) = self.text(&manifest, "the chapter's package") {
            self.manifest(chapter, &manifest, &text);
        }
        let declared: BTreeSet<&str> = chapter
            .exercises
            .iter()
            .map(|exercise| exercise.name.as_str())
            .collect();
        let undeclared = |found: BTreeSet<String>, suffixes: &[&str]| -> Vec<String> {
            let mut strangers: Vec<String> = found.into_iter().collect();
            strangers.retain(|name| {
                // An exercise's own name may end in `_model`, so that two readings are possible.
                let mut stems = suffixes
                    .iter()
                    .filter_map(|suffix| name.strip_suffix(suffix))
                    .peekable();
                stems.peek().is_some() && !stems.any(|stem| declared.contains(stem))
            });
            strangers
        };
        for (folder, suffixes, what) in [
            (folder.clone(), &[".rs"][..], "an exercise"),
            (folder.join("tests"), &["_model.rs", ".rs"], "tests"),
            (folder.join("wrong"), &[""], "wrong answers"),
        ] {
            for name in undeclared(self.names(&folder), suffixes) {
                // What else a learner keeps beside the exercises is the learner's business.
                if name.starts_with("ex") && !name.ends_with(".old.rs") {
                    let message =
                        format!("{what} that the chapter's chapter.toml does not declare");
                    self.find(folder.join(name), 1, message);
                }
            }
        }
        let page = Path::new("book").join(&chapter.id).join("README.md");
        self.text(&page, "the chapter's page");
    }

    fn manifest(&mut self, chapter: &Chapter, path: &Path, text: &str) {
        let manifest: toml::Table = match toml::from_str(text) {
            Ok(manifest) => manifest,
            Err(error) => return self.find(path, 1, error.message()),
        };
        let name = manifest
            .get("package")
            .and_then(|it| it.get("name"))
            .and_then(|it| it.as_str());
        if name != Some(&chapter.id) {
            self.find(
                path,
                1,
                format!("the package must be named `{}`, as its folder", chapter.id),
            );
        }
        let no_targets = Vec::new();
        let targets = manifest
            .get("test")
            .and_then(toml::Value::as_array)
            .unwrap_or(&no_targets);
        for exercise in &chapter.exercises {
            let by_name_only = targets.iter().any(|target| {
                target.get("name").and_then(toml::Value::as_str) == Some(&exercise.name)
                    && target.get("test").and_then(toml::Value::as_bool) == Some(false)
            });
            let uncompilable = matches!(exercise.unsolved, Unsolved::DoesNotCompile(_));
            if by_name_only != uncompilable {
                let must = if uncompilable {
                    "needs"
                } else {
                    "must not have"
                };
                self.find(
                    path,
                    1,
                    format!(
                        "`{}` is unsolved as `{}`, so it {must} a [[test]] with `test = false`",
                        exercise.name, exercise.unsolved
                    ),
                );
            }
        }
    }

    fn exercise(&mut self, exercise: &Exercise, catalog: &Catalog, stubs: &Stubs) {
        if stubs.get(&exercise.id()).is_none() {
            let message = "is not among the recorded stubs: `cargo workbook verify --record`";
            self.find(exercise.file(), 1, message);
        }
        let targets = catalog.targets(exercise);
        for target in &targets {
            let path = exercise.test_file(target);
            if let Some(text) = self.text(&path, "the exercise's test file") {
                for (line, fault) in test_file::faults(exercise, target, &text) {
                    self.find(path.clone(), line, fault);
                }
                let socket = SOCKETS.iter().find(|it| text.contains(**it));
                if let Some(socket) = socket.filter(|_| !exercise.network) {
                    let message = format!(
                        "names a `{socket}`: declare `network = true`, since not every containment has one"
                    );
                    self.find(path, 1, message);
                }
            }
        }
        if (exercise.kind == Kind::Model) != (targets.len() == 2) {
            self.find(
                exercise.test_file(&exercise.possible_targets()[1]),
                1,
                "an exercise has a test file for the model if and only if its kind is `model`",
            );
        }
        // Whoever teaches may have withheld all of them.
        if self.root.join("solutions").is_dir() {
            self.text(&exercise.solution(), "the reference solution");
        }
        let tests: BTreeSet<String> = catalog
            .tests(exercise)
            .into_iter()
            .flatten()
            .map(|test| test.name)
            .collect();
        self.wrong_bank(exercise, &tests);
    }

    fn wrong_bank(&mut self, exercise: &Exercise, tests: &BTreeSet<String>) {
        let folder = exercise.wrong_bank();
        let answers = self.names(&folder);
        if answers.len() < WRONG_ANSWERS {
            let message = format!(
                "has {} wrong answers: the tests must be tried on {WRONG_ANSWERS} at least",
                answers.len()
            );
            self.find(folder.clone(), 1, message);
        }
        for name in answers {
            let path = folder.join(name);
            let Some(text) = self.text(&path, "the wrong answer") else {
                continue;
            };
            match WrongAnswer::parse(&text) {
                Err((line, message)) => self.find(path, line, message),
                Ok(answer) => {
                    if let Rejection::Test { name, .. } = &answer.rejection
                        && !tests.contains(name)
                    {
                        self.find(path, 2, format!("the exercise has no test `{name}`"));
                    }
                }
            }
        }
    }

    /// Each exercise has its page, each page its exercise, and the summary has them all.
    fn pages(&mut self, catalog: &Catalog) {
        let summary_path = Path::new("book").join("SUMMARY.md");
        let summary = self
            .text(&summary_path, "the book's summary")
            .unwrap_or_default();
        for exercise in catalog.exercises() {
            let directive = directive(&exercise.id());
            if let Some(text) = self.text(&exercise.page(), "the exercise's page")
                && text.lines().filter(|line| line.trim() == directive).count() != 1
            {
                let message = format!("must have the line `{directive}` once");
                self.find(exercise.page(), 1, message);
            }
        }
        for chapter in &catalog.chapters {
            let folder = Path::new("book").join(&chapter.id);
            for name in self
                .names(&folder)
                .into_iter()
                .filter(|name| name.ends_with(".md"))
            {
                let link = format!("({}/{name})", chapter.id);
                if !summary.contains(&link) {
                    let message = format!("does not list the page: it has no link {link}");
                    self.find(summary_path.clone(), 1, message);
                }
                let path = folder.join(&name);
                let Some(text) = self.text(&path, "the page") else {
                    continue;
                };
                for (index, line) in text.lines().enumerate() {
                    let Some(id) = directive_id(line) else {
                        continue;
                    };
                    match catalog.exercise(id) {
                        None => {
                            self.find(
                                path.clone(),
                                index + 1,
                                format!("there is no exercise `{id}`"),
                            );
                        }
                        Some(exercise)
                            if self.root.join(exercise.page()) != self.root.join(&path) =>
                        {
                            let home = exercise.page();
                            let message = format!("`{id}` belongs on {}", home.display());
                            self.find(path.clone(), index + 1, message);
                        }
                        Some(_) => {}
                    }
                }
            }
        }
    }
}

fn directive(id: &str) -> String {
    format!("{{{{#exercise {id}}}}}")
}

fn directive_id(line: &str) -> Option<&str> {
    line.trim()
        .strip_prefix("{{#exercise ")?
        .strip_suffix("}}")
        .map(str::trim)
}
