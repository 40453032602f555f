//! What the workbook consists of: chapters, their exercises, and the tests that judge them.
//!
//! `exercises/<chapter>/chapter.toml` is the one declaration (`declaration`); the tests are read off
//! the course's test files (`test_file`); [`audit`](audit()) holds declaration, files and pages
//! against each other. A folder's name is its chapter's id and is written nowhere else.

mod audit;
mod declaration;
mod test_file;
mod unsafe_code;
mod wrong_answer;

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::time::Duration;

pub use audit::{Finding, audit};
pub use declaration::{Kind, Unsolved};
pub use test_file::Test;
pub use unsafe_code::{ALLOWS, FORBIDS, UnsafeCode};
pub use wrong_answer::{Failure, Rejection, WrongAnswer};

use declaration::Declaration;

/// The chapters in reading order, and where they stand.
#[derive(Clone, Debug)]
pub struct Catalog {
    /// The root of the workbook: the folder that holds `exercises` and `book`.
    pub root: PathBuf,
    /// In the order of their ids.
    pub chapters: Vec<Chapter>,
}

/// A chapter: one folder in `exercises`, one package, one folder in `book`.
#[derive(Clone, Debug)]
pub struct Chapter {
    /// The name of its folder, as `ch01-defer-drop`.
    pub id: String,
    /// Its title for people.
    pub title: String,
    /// In the order of the declaration.
    pub exercises: Vec<Exercise>,
}

/// An exercise: one file that the learner edits, and the tests that judge it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Exercise {
    /// The id of its chapter.
    pub chapter: String,
    /// The name of its file without `.rs`, as `ex01_lifo`.
    pub name: String,
    /// Its title for people.
    pub title: String,
    /// What it counts when graded.
    pub points: u32,
    /// What its tests are like.
    pub kind: Kind,
    /// How the stub, as shipped, fails.
    pub unsolved: Unsolved,
    /// How long each of its tests may take.
    pub limit: Duration,
    /// Whether its tests open sockets, so that they fail without a network, were it their own.
    pub network: bool,
    /// The ladder of hints, from the faintest to the plainest.
    pub hints: Vec<String>,
}

impl Exercise {
    /// Chapter and name: `ch01-defer-drop/ex01_lifo`.
    pub fn id(&self) -> String {
        format!("{}/{}", self.chapter, self.name)
    }

    /// The learner's file, relative to the root.
    pub fn file(&self) -> PathBuf {
        chapter_folder(&self.chapter).join(format!("{}.rs", self.name))
    }

    /// The reference solution, relative to the root.
    pub fn solution(&self) -> PathBuf {
        Path::new("solutions")
            .join(&self.chapter)
            .join(format!("{}.rs", self.name))
    }

    /// The page that teaches it, relative to the root.
    pub fn page(&self) -> PathBuf {
        Path::new("book")
            .join(&self.chapter)
            .join(format!("{}.md", self.name))
    }

    /// The folder of its plausible wrong answers, relative to the root.
    pub fn wrong_bank(&self) -> PathBuf {
        chapter_folder(&self.chapter).join("wrong").join(&self.name)
    }

    /// The names its test targets may have. The second is the same exercise under the model.
    pub fn possible_targets(&self) -> [String; 2] {
        [self.name.clone(), format!("{}_model", self.name)]
    }

    /// The test file of a target, relative to the root.
    pub fn test_file(&self, target: &str) -> PathBuf {
        chapter_folder(&self.chapter)
            .join("tests")
            .join(format!("{target}.rs"))
    }
}

fn read(path: &Path) -> Result<String, CatalogError> {
    fs::read_to_string(path).map_err(|error| CatalogError::Read {
        path: path.to_owned(),
        error,
    })
}

fn chapter_folder(chapter: &str) -> PathBuf {
    Path::new("exercises").join(chapter)
}

/// Why the catalog, or a part of it, cannot be read.
#[derive(Debug, thiserror::Error)]
pub enum CatalogError {
    /// A file or folder that must be there cannot be read.
    #[error("cannot read {}: {error}", path.display())]
    Read {
        /// What could not be read.
        path: PathBuf,
        /// Why not.
        error: io::Error,
    },
    /// A `chapter.toml` is not what it must be.
    #[error("{}:{line}: {message}", path.display())]
    Declaration {
        /// The `chapter.toml`, relative to the root.
        path: PathBuf,
        /// The line that is wrong, from 1.
        line: usize,
        /// What is wrong with it.
        message: String,
    },
}

impl Catalog {
    /// Reads all declarations below `root`.
    ///
    /// # Errors
    ///
    /// If `exercises` cannot be read, or the first declaration that is missing or wrong.
    pub fn load(root: &Path) -> Result<Self, CatalogError> {
        let mut chapters = Vec::new();
        for id in chapter_ids(root)? {
            chapters.push(Chapter::load(root, &id)?);
        }
        Ok(Self {
            root: root.to_owned(),
            chapters,
        })
    }

    /// All exercises in reading order.
    pub fn exercises(&self) -> impl Iterator<Item = &Exercise> {
        self.chapters.iter().flat_map(|chapter| &chapter.exercises)
    }

    /// The exercise whose id is exactly `id`.
    pub fn exercise(&self, id: &str) -> Option<&Exercise> {
        self.exercises().find(|exercise| exercise.id() == id)
    }

    /// The course's tests of an exercise, in the order in which they stand in its test files.
    ///
    /// # Errors
    ///
    /// If a test file cannot be read.
    pub fn tests(&self, exercise: &Exercise) -> Result<Vec<Test>, CatalogError> {
        let mut tests = Vec::new();
        for target in self.targets(exercise) {
            let text = read(&self.root.join(exercise.test_file(&target)))?;
            tests.extend(test_file::tests(&target, &text));
        }
        Ok(tests)
    }

    /// The files of an exercise's wrong answers, in the order of their names. None if there is no bank.
    ///
    /// # Errors
    ///
    /// If the bank cannot be read.
    pub fn wrong_answers(&self, exercise: &Exercise) -> Result<Vec<PathBuf>, CatalogError> {
        let bank = self.root.join(exercise.wrong_bank());
        if !bank.is_dir() {
            return Ok(Vec::new());
        }
        let files = fs::read_dir(&bank)
            .and_then(|entries| entries.map(|it| Ok(it?.path())).collect::<io::Result<_>>());
        let mut files: Vec<PathBuf> =
            files.map_err(|error| CatalogError::Read { path: bank, error })?;
        files.retain(|it| it.extension().is_some_and(|it| it == "rs"));
        files.sort();
        Ok(files)
    }

    /// The test targets of an exercise that are there: the plain one, and the model's if it has one.
    fn targets(&self, exercise: &Exercise) -> Vec<String> {
        let [plain, model] = exercise.possible_targets();
        let model = Some(model).filter(|it| self.root.join(exercise.test_file(it)).exists());
        std::iter::once(plain).chain(model).collect()
    }
}

impl Chapter {
    fn load(root: &Path, id: &str) -> Result<Self, CatalogError> {
        let path = chapter_folder(id).join("chapter.toml");
        let text = fs::read_to_string(root.join(&path)).map_err(|error| CatalogError::Read {
            path: path.clone(),
            error,
        })?;
        let declaration =
            Declaration::parse(&text).map_err(|(line, message)| CatalogError::Declaration {
                path,
                line,
                message,
            })?;
        Ok(declaration.into_chapter(id))
    }
}

/// The folders of `exercises` that are chapters: those whose name starts with `ch` and a digit.
fn chapter_ids(root: &Path) -> Result<Vec<String>, CatalogError> {
    let folder = root.join("exercises");
    let unreadable = |error| CatalogError::Read {
        path: folder.clone(),
        error,
    };
    let mut ids = Vec::new();
    for entry in fs::read_dir(&folder).map_err(unreadable)? {
        let entry = entry.map_err(unreadable)?;
        let name = entry.file_name().to_string_lossy().into_owned();
        let numbered = name
            .strip_prefix("ch")
            .is_some_and(|rest| rest.starts_with(|first: char| first.is_ascii_digit()));
        if numbered && entry.path().is_dir() {
            ids.push(name);
        }
    }
    ids.sort();
    Ok(ids)
}
