//! The record of the stubs, held against the exercises as they are in the tree.

use std::fs;
use std::path::Path;

use anyhow::Context as _;

use crate::catalog::{Catalog, Exercise};
use crate::stubs::{self, Stubs};

/// The learner's files as they are now.
///
/// # Errors
///
/// If one cannot be read.
pub fn as_they_are(catalog: &Catalog) -> anyhow::Result<Stubs> {
    catalog
        .exercises()
        .map(|exercise| {
            let path = catalog.root.join(exercise.file());
            let text = fs::read_to_string(&path)
                .with_context(|| format!("{} cannot be read", path.display()))?;
            Ok((exercise.id(), text.replace("\r\n", "\n")))
        })
        .collect::<anyhow::Result<Vec<_>>>()
        .map(|stubs| stubs.into_iter().collect())
}

/// The record of stubs in the tree at `root`.
///
/// # Errors
///
/// If it cannot be read.
pub fn recorded(root: &Path) -> anyhow::Result<Stubs> {
    let path = root.join(stubs::PATH);
    let text =
        fs::read_to_string(&path).with_context(|| format!("{} cannot be read", path.display()))?;
    Ok(Stubs::parse(&text))
}

/// The exercises whose file is not as it is recorded, or is not there.
pub fn stale(catalog: &Catalog, recorded: &Stubs) -> Vec<String> {
    let is_stale = |exercise: &&Exercise| {
        let text = fs::read_to_string(catalog.root.join(exercise.file())).ok();
        let text = text.map(|text| text.replace("\r\n", "\n"));
        text.as_deref() != recorded.get(&exercise.id())
    };
    catalog
        .exercises()
        .filter(is_stale)
        .map(|exercise| {
            format!(
                "{}:1: is not as it is recorded in {}: `cargo workbook verify --record` if it is \
                 to be shipped like this, `cargo workbook reset {}` if not",
                exercise.file().display(),
                stubs::PATH,
                exercise.name
            )
        })
        .collect()
}
