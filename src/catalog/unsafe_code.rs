//! Whether an exercise may be solved with unsafe code.

use std::path::Path;
use std::{fs, io};

use super::{Catalog, Exercise};

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
    /// If the chapter's manifest or a test file cannot be read. The error names it.
    pub fn of(catalog: &Catalog, exercise: &Exercise) -> io::Result<Self> {
        let manifest = catalog
            .root
            .join("exercises")
            .join(&exercise.chapter)
            .join("Cargo.toml");
        let text = read(&manifest)?;
        let mut lines = text.lines().map(str::trim);
        if lines.any(|line| line == "[lints]") && lines.next() == Some("workspace = true") {
            return Ok(Self::ForbiddenByChapter);
        }
        for target in exercise.possible_targets() {
            let path = catalog.root.join(exercise.test_file(&target));
            if !path.exists() {
                continue;
            }
            let text = read(&path)?;
            if !text.lines().any(|line| line == FORBIDS) || text.lines().any(|line| line == ALLOWS)
            {
                return Ok(Self::Allowed);
            }
        }
        Ok(Self::ForbiddenByTests)
    }
}

fn read(path: &Path) -> io::Result<String> {
    fs::read_to_string(path).map_err(|error| {
        io::Error::new(
            error.kind(),
            format!("{} cannot be read: {error}", path.display()),
        )
    })
}
