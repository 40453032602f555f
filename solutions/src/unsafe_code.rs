//! Whether an exercise may be solved with unsafe code.

use std::fs;

use anyhow::Context as _;
use workbook::catalog::{Catalog, Exercise};

/// What stands before the head of a test file that forbids it, where the chapter only denies it.
pub(crate) const FORBIDS: &str = "#[forbid(unsafe_code)]";
/// What stands there in one that allows it.
pub(crate) const ALLOWS: &str = "#[allow(unsafe_code)]";

/// Who forbids unsafe code in an exercise.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum UnsafeCode {
    /// The chapter, which takes the workspace's lints.
    ForbiddenByChapter,
    /// All test files of the exercise.
    ForbiddenByTests,
    /// Nobody that we know of.
    Allowed,
}

impl UnsafeCode {
    /// What holds for an exercise. In doubt it is allowed, and then answers are looked at more closely.
    pub(crate) fn of(catalog: &Catalog, exercise: &Exercise) -> anyhow::Result<Self> {
        let manifest = catalog
            .root
            .join("exercises")
            .join(&exercise.chapter)
            .join("Cargo.toml");
        let text = fs::read_to_string(&manifest)
            .with_context(|| format!("{} cannot be read", manifest.display()))?;
        let mut lines = text.lines().map(str::trim);
        if lines.any(|line| line == "[lints]") && lines.next() == Some("workspace = true") {
            return Ok(Self::ForbiddenByChapter);
        }
        for target in exercise.possible_targets() {
            let path = catalog.root.join(exercise.test_file(&target));
            if !path.exists() {
                continue;
            }
            let text = fs::read_to_string(&path)
                .with_context(|| format!("{} cannot be read", path.display()))?;
            if !text.lines().any(|line| line == FORBIDS) || text.lines().any(|line| line == ALLOWS)
            {
                return Ok(Self::Allowed);
            }
        }
        Ok(Self::ForbiddenByTests)
    }
}
