//! A workbook that is open: its catalog, its progress, and the way to check its exercises.

use std::fs;
use std::ops::Range;
use std::path::{Path, PathBuf};

use anyhow::Context as _;

use crate::catalog::{Catalog, CatalogError, Exercise};
use crate::check::Checker;
use crate::check::interleavings::Interleavings;
use crate::learner_file;
use crate::progress::{self, Progress, Store, StoreError};
use crate::stubs;

/// What every command works on.
#[derive(Clone, Debug)]
pub struct Workbook {
    /// Chapters, exercises and tests.
    pub catalog: Catalog,
    /// Where the learner's progress is kept.
    store: Store,
    /// Checks the learner's answers.
    pub checker: Checker,
}

/// Why there is no workbook to open.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// Neither the folder nor one above it is a workbook.
    #[error(
        "{} is not inside the workbook: run this in the folder that holds `exercises` and `book`, \
         or below it",
        .0.display()
    )]
    NotFound(PathBuf),
    /// Its declarations are wrong.
    #[error(transparent)]
    Catalog(#[from] CatalogError),
}

/// Why an exercise was not found.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub enum FindError {
    /// Nothing is called that.
    #[error("there is no exercise `{wanted}`{}; `cargo workbook list` shows them all", did_you_mean(.near))]
    Unknown {
        /// What was asked for.
        wanted: String,
        /// Ids that look like it.
        near: Vec<String>,
    },
    /// Several are.
    #[error("`{wanted}` may be any of {}: say which", .candidates.join(", "))]
    Ambiguous {
        /// What was asked for.
        wanted: String,
        /// The ids it may mean.
        candidates: Vec<String>,
    },
}

fn did_you_mean(ids: &[String]) -> String {
    match ids {
        [] => String::new(),
        ids => format!(": did you mean {}?", ids.join(" or ")),
    }
}

impl Workbook {
    /// Opens the workbook at `start` or at the nearest folder above it.
    ///
    /// # Errors
    ///
    /// If there is none, or its catalog cannot be read.
    pub fn open(start: &Path) -> Result<Self, OpenError> {
        let root = start
            .ancestors()
            .find(|folder| folder.join("exercises").is_dir() && folder.join("book").is_dir())
            .ok_or_else(|| OpenError::NotFound(start.to_owned()))?;
        Ok(Self {
            catalog: Catalog::load(root)?,
            store: Store::new(root),
            checker: Checker::new(root),
        })
    }

    /// The same workbook, its declarations read anew.
    ///
    /// # Errors
    ///
    /// If they are wrong.
    pub fn reopened(&self) -> Result<Self, CatalogError> {
        Ok(Self {
            catalog: Catalog::load(self.root())?,
            ..self.clone()
        })
    }

    /// The folder that holds `exercises` and `book`.
    pub fn root(&self) -> &Path {
        &self.catalog.root
    }

    /// The learner's progress. A damaged file is set aside, which stderr is told.
    ///
    /// # Errors
    ///
    /// If it cannot be read.
    pub fn progress(&self) -> Result<Progress, StoreError> {
        let loaded = self.store.load()?;
        if let Some(aside) = loaded.set_aside {
            anstream::eprintln!(
                "The file of your progress was damaged. It is kept as {}; progress starts anew.",
                aside.display()
            );
        }
        Ok(loaded.progress)
    }

    /// Changes the progress and returns it as it is then.
    ///
    /// # Errors
    ///
    /// If it can be neither read nor written; it then is as it was.
    pub fn update(&self, change: impl FnOnce(&mut Progress)) -> Result<Progress, StoreError> {
        // A damaged file is set aside here, where somebody is told.
        self.progress()?;
        self.store.update(change)
    }

    /// The interleavings in which the learner's answers failed.
    pub fn interleavings(&self) -> Interleavings {
        Interleavings::new(self.root().join(progress::FOLDER).join("interleavings"))
    }

    /// Goes one rung up the ladder of hints of `exercise`, from its foot if `again`. Returns the hints
    /// to show: the next one, or all of them when all were shown before.
    ///
    /// # Errors
    ///
    /// If the progress cannot be kept.
    pub fn next_hint(&self, exercise: &Exercise, again: bool) -> Result<Range<usize>, StoreError> {
        let all = exercise.hints.len();
        let mut shown = 0;
        self.update(|progress| {
            let entry = progress.exercises.entry(exercise.id()).or_default();
            shown = if again { 0 } else { entry.hints.min(all) };
            entry.hints = (shown + 1).min(all);
        })?;
        Ok(if shown == all {
            0..all
        } else {
            shown..shown + 1
        })
    }

    /// Resets the file, the hints and the progress of `exercise`. Returns where the old version of the
    /// file was put; none if it was as shipped.
    ///
    /// # Errors
    ///
    /// If a file cannot be written; the learner's file is then as it was.
    pub fn reset(&self, exercise: &Exercise) -> anyhow::Result<Option<PathBuf>> {
        let id = exercise.id();
        let stub = stubs::shipped().get(&id).with_context(|| {
            format!(
                "{id} is not among the recorded stubs: was the workbook built before it was added?"
            )
        })?;
        let kept = learner_file::reset(self.root(), exercise, stub)
            .with_context(|| format!("{} cannot be reset", exercise.file().display()))?;
        self.update(|progress| {
            progress.exercises.remove(&id);
        })?;
        Ok(kept)
    }

    /// The reference solution of `exercise`.
    ///
    /// # Errors
    ///
    /// If it cannot be read: whoever teaches may have withheld it.
    pub fn solution(&self, exercise: &Exercise) -> anyhow::Result<String> {
        let path = exercise.solution();
        fs::read_to_string(self.root().join(&path))
            .with_context(|| format!("{} cannot be read", path.display()))
            .context(
                "there is no solution here; if it was withheld, ask whoever gave you this workbook",
            )
    }

    /// The one exercise that `wanted` means: an id, an exercise's name, the beginning of either
    /// (`ch02/ex03`), or the path of its file.
    ///
    /// # Errors
    ///
    /// If it means none, or more than one.
    pub fn find(&self, wanted: &str) -> Result<&Exercise, FindError> {
        match self.matching(wanted).as_slice() {
            [one] => Ok(one),
            [] => Err(self.unknown(wanted)),
            several => Err(FindError::Ambiguous {
                wanted: wanted.to_owned(),
                candidates: several.iter().map(|exercise| exercise.id()).collect(),
            }),
        }
    }

    /// The exercises that `wanted` means: one, as for [`find`](Self::find), or all of a chapter
    /// (`ch02-slices-vec`, `ch02`).
    ///
    /// # Errors
    ///
    /// If it means none, or exercises of several chapters.
    pub fn find_all(&self, wanted: &str) -> Result<Vec<&Exercise>, FindError> {
        let chapters: Vec<_> = self
            .catalog
            .chapters
            .iter()
            .filter(|chapter| chapter.id.starts_with(wanted.trim_end_matches('/')))
            .collect();
        match chapters.as_slice() {
            [chapter] => Ok(chapter.exercises.iter().collect()),
            _ => self.find(wanted).map(|exercise| vec![exercise]),
        }
    }

    fn matching(&self, wanted: &str) -> Vec<&Exercise> {
        if wanted.is_empty() {
            return Vec::new();
        }
        let path = wanted.replace('\\', "/");
        let path = path.strip_suffix(".rs").unwrap_or(&path);
        let path = path
            .rsplit_once("exercises/")
            .map_or(path, |(_, inside)| inside);
        let (chapter, name) = path.rsplit_once('/').unwrap_or(("", path));
        let all = || {
            self.catalog
                .exercises()
                .filter(|it| it.chapter.starts_with(chapter))
        };
        let exact: Vec<_> = all().filter(|exercise| exercise.name == name).collect();
        if exact.is_empty() {
            all().filter(|it| it.name.starts_with(name)).collect()
        } else {
            exact
        }
    }

    fn unknown(&self, wanted: &str) -> FindError {
        let ids: Vec<String> = self.catalog.exercises().map(Exercise::id).collect();
        let names: Vec<&str> = ids
            .iter()
            .map(String::as_str)
            .chain(ids.iter().filter_map(|id| id.split('/').nth(1)))
            .collect();
        let near = similar::get_close_matches(wanted, &names, 2, 0.6);
        FindError::Unknown {
            wanted: wanted.to_owned(),
            near: near.into_iter().map(str::to_owned).collect(),
        }
    }
}
