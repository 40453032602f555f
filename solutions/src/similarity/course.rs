//! What everybody has read: the stubs, the references, the wrong answers, the tests and the book.

use std::collections::{BTreeMap, HashSet};
use std::path::Path;
use std::{fs, io};

use anyhow::Context;
use workbook::book::{Page, Snippet};
use workbook::catalog::Catalog;
use workbook::stubs::Stubs;

use super::fingerprint::runs;
use super::token::tokens;

/// What the course itself says, wherever it says it. Who writes the same has it from there, or might have.
#[derive(Clone, Debug, Default)]
pub struct Course {
    /// The runs of tokens of all its programs. All, not only the fingerprints among them: what is chosen
    /// depends on what stands beside it.
    known: HashSet<u64>,
    /// How many answers to an exercise are in the course: the reference and the wrong ones.
    answers: BTreeMap<String, usize>,
}

impl Course {
    /// Reads what stands in the course below the catalog's root.
    ///
    /// # Errors
    ///
    /// If a part of it cannot be read.
    pub fn read(catalog: &Catalog, stubs: &Stubs) -> anyhow::Result<Self> {
        let mut course = Self::default();
        let root = &catalog.root;
        for (_, stub) in stubs.iter() {
            course.add(stub);
        }
        for exercise in catalog.exercises() {
            let id = exercise.id();
            // It may have been withheld.
            let solution = root.join(exercise.solution());
            if solution.exists() {
                course.add_answer(&id, &read(&solution)?);
            }
            for path in catalog.wrong_answers(exercise)? {
                course.add_answer(&id, &read(&path)?);
            }
        }
        for chapter in &catalog.chapters {
            for text in programs(&root.join("exercises").join(&chapter.id).join("tests"))? {
                course.add(&text);
            }
            for folder in ["rust", "model", "quiz"] {
                for text in programs(&root.join("book").join(&chapter.id).join(folder))? {
                    course.add(&text);
                }
            }
        }
        for page in Page::all(root).context("cannot read the pages of the book")? {
            for snippet in Snippet::on(&page, root).0 {
                course.add(&snippet.code);
            }
        }
        Ok(course)
    }

    /// Adds a program that everybody may have read.
    pub fn add(&mut self, text: &str) {
        self.known.extend(runs(&tokens(text)));
    }

    /// Adds an answer to an exercise that everybody may have read.
    pub fn add_answer(&mut self, exercise: &str, text: &str) {
        self.add(text);
        *self.answers.entry(exercise.to_owned()).or_default() += 1;
    }

    /// Whether the course itself has this run of tokens.
    pub(super) fn knows(&self, run: u64) -> bool {
        self.known.contains(&run)
    }

    /// How many answers to the exercise the course has.
    pub(super) fn answers(&self, exercise: &str) -> usize {
        self.answers.get(exercise).copied().unwrap_or_default()
    }
}

/// The texts of the Rust files in a folder; none if there is no such folder.
fn programs(folder: &Path) -> anyhow::Result<Vec<String>> {
    let entries = match fs::read_dir(folder) {
        Ok(entries) => entries,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        Err(error) => return Err(error).context(format!("cannot read {}", folder.display())),
    };
    let mut texts = Vec::new();
    for entry in entries {
        let path = entry
            .with_context(|| format!("cannot read {}", folder.display()))?
            .path();
        if path.extension().is_some_and(|it| it == "rs") {
            texts.push(read(&path)?);
        }
    }
    Ok(texts)
}

fn read(path: &Path) -> anyhow::Result<String> {
    fs::read_to_string(path).with_context(|| format!("cannot read {}", path.display()))
}
