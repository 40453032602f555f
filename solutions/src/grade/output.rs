//! The folder that a grading writes to.

use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, ensure};

use super::{Course, Journal, digest, journal};

/// The folder with the texts of the answers, in an output folder: `<sha256>.rs` for each.
pub const ANSWERS: &str = "answers";

/// What a grading keeps: the journal, and the texts of the answers by their SHA-256.
#[derive(Debug)]
pub struct Output {
    /// What was found so far.
    pub journal: Journal,
    folder: PathBuf,
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
