//! Whether an exercise may be solved with unsafe code.

use super::{Catalog, CatalogError, Exercise, chapter_folder, read};

/// What stands before the head of a test file that forbids it, where the chapter only denies it.
pub const FORBIDS: &str = "#[forbid(unsafe_code)]";
/// What stands there in one that allows it.
pub const ALLOWS: &str = "#[allow(unsafe_code)]";

/// Who forbids unsafe code in an exercise.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum UnsafeCode {
    /// The chapter, which takes the workspace's lints.
    ForbiddenByChapter,
    /// All test files of the exercise.
    ForbiddenByTests,
    /// Nobody that we know of.
    Allowed,
}

impl UnsafeCode {
    /// What holds for an exercise. In doubt it is allowed, and then answers are looked at more closely.
    ///
    /// # Errors
    ///
    /// If the chapter's manifest or a test file cannot be read.
    pub fn of(catalog: &Catalog, exercise: &Exercise) -> Result<Self, CatalogError> {
        let folder = catalog.root.join(chapter_folder(&exercise.chapter));
        let text = read(&folder.join("Cargo.toml"))?;
        let mut lines = text.lines().map(str::trim);
        if lines.any(|line| line == "[lints]") && lines.next() == Some("workspace = true") {
            return Ok(Self::ForbiddenByChapter);
        }
        for target in catalog.targets(exercise) {
            let text = read(&catalog.root.join(exercise.test_file(&target)))?;
            if !text.lines().any(|line| line == FORBIDS) || text.lines().any(|line| line == ALLOWS)
            {
                return Ok(Self::Allowed);
            }
        }
        Ok(Self::ForbiddenByTests)
    }
}
