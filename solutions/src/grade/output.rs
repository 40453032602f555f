//! The folder that a grading writes to.

use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, ensure};
use serde::{Deserialize, Serialize};
use workbook::atomic_file::write_atomically;

use super::{Course, Journal, digest, journal};

/// The folder with the texts of the answers, in an output folder: `<sha256>.rs` for each.
pub const ANSWERS: &str = "answers";

/// What was asked, in an output folder.
const ASKED: &str = "asked.json";

/// What a grading keeps: the journal, and the texts of the answers by their SHA-256.
#[derive(Debug)]
pub struct Output {
    /// What was found so far.
    pub journal: Journal,
    folder: PathBuf,
}

/// What was asked of a grading: what a run that goes on with it may be asked otherwise by mistake.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Asked {
    /// The ids of the exercises.
    pub exercises: Vec<String>,
    /// Whether there are hidden tests.
    pub hidden: bool,
    /// The part of the students.
    pub shard: String,
}

impl Asked {
    /// What is asked otherwise than it was before.
    fn differences(&self, before: &Self) -> Vec<String> {
        let (now, then) = (self.exercises.len(), before.exercises.len());
        let hidden = |it: bool| if it { "with" } else { "without" };
        let mut all = Vec::new();
        if self.exercises != before.exercises {
            all.push(format!("other exercises, {now} in place of {then}"));
        }
        if self.hidden != before.hidden {
            let (now, then) = (hidden(self.hidden), hidden(before.hidden));
            all.push(format!("{now} hidden tests in place of {then}"));
        }
        if self.shard != before.shard {
            let (now, then) = (&self.shard, &before.shard);
            all.push(format!("shard {now} in place of {then}"));
        }
        all
    }
}

/// The folder with the texts of the answers.
#[derive(Clone, Debug)]
pub(super) struct Texts(PathBuf);

impl Output {
    /// Opens the folder, a new one if there is none.
    ///
    /// # Errors
    ///
    /// If there is a grading in it already that is not to be resumed, or anything else, or it cannot be
    /// written to.
    pub fn open(folder: &Path, resume: bool) -> anyhow::Result<Self> {
        let shown = folder.display();
        let unreadable = || format!("the output folder {shown} cannot be read");
        ensure!(
            !folder.exists() || folder.is_dir(),
            "the output {shown} is a file: give a folder by --output"
        );
        // An empty journal is that of a grading that did not come to begin.
        if let Ok(journal) = fs::metadata(folder.join(journal::NAME)) {
            ensure!(
                resume || journal.len() == 0,
                "{shown} holds a grading: add --resume to go on with it, which judges nothing anew that was \
                 judged by the same tests, or give another folder by --output, or remove this one"
            );
        } else if folder.exists() {
            let mut entries = fs::read_dir(folder).with_context(unreadable)?;
            ensure!(
                entries.next().is_none(),
                "{shown} holds files that are of no grading: give a new or an empty folder by --output"
            );
        }
        fs::create_dir_all(folder.join(ANSWERS))
            .with_context(|| format!("the output folder {shown} cannot be made"))?;
        Ok(Self {
            journal: Journal::open(folder)?,
            folder: folder.to_owned(),
        })
    }

    /// Notes what is asked now, and returns in what that differs from what was asked before, if it does: the reports of
    /// then are replaced by those of now.
    ///
    /// # Errors
    ///
    /// If it cannot be written.
    pub fn note(&self, asked: &Asked) -> anyhow::Result<Vec<String>> {
        let path = self.folder.join(ASKED);
        let before = fs::read_to_string(&path).ok();
        let before: Option<Asked> = before.and_then(|it| serde_json::from_str(&it).ok());
        let text = serde_json::to_string_pretty(asked)? + "\n";
        write_atomically(&path, &text)
            .with_context(|| format!("{} cannot be written", path.display()))?;
        Ok(before.map_or_else(Vec::new, |it| asked.differences(&it)))
    }

    /// The folder with the texts of the answers.
    pub fn answers_folder(&self) -> PathBuf {
        self.folder.join(ANSWERS)
    }

    pub(super) fn answers(&self) -> Texts {
        Texts(self.answers_folder())
    }

    /// Keeps the texts that the course itself brings.
    pub(super) fn keep_own(&self, course: &Course) -> anyhow::Result<()> {
        course
            .own_texts()
            .try_for_each(|text| self.answers().keep(text).map(drop))
    }
}

/// Copies the texts of the answers of several outputs into one folder, a new one.
///
/// # Errors
///
/// If one cannot be read or written.
pub fn merge_answers(from: &[PathBuf], to: &Path) -> anyhow::Result<()> {
    let all = to.join(ANSWERS);
    fs::create_dir_all(&all).with_context(|| format!("{} cannot be made", all.display()))?;
    for folder in from {
        let folder = folder.join(ANSWERS);
        let copy = || -> std::io::Result<()> {
            for entry in fs::read_dir(&folder)? {
                let entry = entry?;
                let copied = all.join(entry.file_name());
                if !copied.exists() {
                    fs::copy(entry.path(), copied)?;
                }
            }
            Ok(())
        };
        // Without them, reports show no texts.
        if folder.is_dir() {
            copy().with_context(|| {
                format!("{} cannot be copied to {}", folder.display(), all.display())
            })?;
        }
    }
    Ok(())
}

impl Texts {
    /// Keeps a text, and returns its SHA-256.
    pub(super) fn keep(&self, text: &str) -> anyhow::Result<String> {
        let answer = digest::of_text(text);
        let path = self.path(&answer);
        let keep = || -> std::io::Result<()> {
            // By rename, so that whatever is there is whole.
            let mut file = tempfile::NamedTempFile::new_in(&self.0)?;
            file.write_all(text.as_bytes())?;
            file.persist(&path)?;
            Ok(())
        };
        if !path.exists() {
            keep().with_context(|| format!("{} cannot be written", path.display()))?;
        }
        Ok(answer)
    }

    /// The text with this SHA-256.
    pub(super) fn text(&self, answer: &str) -> anyhow::Result<String> {
        let path = self.path(answer);
        let text = fs::read_to_string(&path)
            .with_context(|| format!("{} cannot be read", path.display()))?;
        ensure!(
            digest::of_text(&text) == answer,
            "{} is not what its name says: remove it, and resume",
            path.display()
        );
        Ok(text)
    }

    fn path(&self, answer: &str) -> PathBuf {
        self.0.join(format!("{answer}.rs"))
    }
}
