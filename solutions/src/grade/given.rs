//! What the untouched stubs pass, as it is recorded in `solutions/given.json`.
//!
//! A stub that has a race passes a test now and then, and what a test is worth must not depend on when it was
//! tried, or on which shard. So it is recorded, once, after several tries: a test that passed in one of them
//! is given. An exercise that is not recorded, as an instructor's own may be, is measured by one try.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io;
use std::path::Path;

use anyhow::Context as _;

use crate::result::Results;

/// Where it is recorded, from the root of the workbook.
pub const FILE: &str = "solutions/given.json";

/// For each exercise that is recorded what its stub passes, as `<target>::<test>`.
#[derive(Clone, Debug, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(transparent)]
pub struct Given(BTreeMap<String, BTreeSet<String>>);

impl Given {
    /// What is recorded in the workbook at `root`; nothing, if there is no such file.
    ///
    /// # Errors
    ///
    /// If the file cannot be read, or is no such file.
    pub fn read(root: &Path) -> anyhow::Result<Self> {
        match fs::read_to_string(root.join(FILE)) {
            Ok(text) => {
                serde_json::from_str(&text).with_context(|| format!("{FILE} cannot be used"))
            }
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(Self::default()),
            Err(error) => Err(error).with_context(|| format!("{FILE} cannot be read")),
        }
    }

    /// Whether the stub of an exercise passes a test. None if the exercise is not recorded.
    pub(super) fn passes(&self, id: &str, target: &str, test: &str) -> Option<bool> {
        let given = self.0.get(id)?;
        Some(given.contains(&format!("{target}::{test}")))
    }

    /// Adds what was given in a grading that measured it.
    pub fn add(&mut self, results: &Results) {
        for exercise in &results.exercises {
            let given = self.0.entry(exercise.id.clone()).or_default();
            let own = exercise.tests.iter().filter(|it| !it.hidden);
            given.extend(
                own.filter(|it| it.points == 0.0)
                    .map(|it| format!("{}::{}", it.target, it.name)),
            );
        }
    }
}

#[cfg(test)]
mod tests {
    use workbook::catalog::Catalog;

    use super::*;

    #[test]
    fn what_is_recorded_is_of_this_course() {
        let root = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/.."));
        let given = Given::read(root).expect("readable");
        let catalog = Catalog::load(root).expect("the catalog");
        for exercise in catalog.exercises() {
            let id = exercise.id();
            let recorded = given.0.get(&id);
            let recorded = recorded.unwrap_or_else(|| {
                panic!("{id} is not in {FILE}: `cargo run -p solutions -- record` measures it")
            });
            let tests = catalog.tests(exercise).expect("its tests");
            let tests: BTreeSet<String> = tests
                .iter()
                .map(|it| format!("{}::{}", it.target, it.name))
                .collect();
            let gone: Vec<_> = recorded.difference(&tests).collect();
            assert!(gone.is_empty(), "{id} in {FILE}: there is no {gone:?}");
            assert!(
                recorded.len() < tests.len(),
                "the stub of {id} passes everything"
            );
        }
    }
}
