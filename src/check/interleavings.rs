//! The interleavings in which models failed, kept so that they can be followed again.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use interleaving::{FailureKind, Interleaving};

use super::Checked;
use crate::atomic_file::write_atomically;
use crate::catalog::Exercise;

/// The folder they are kept in: for each test that failed, the latest.
#[derive(Clone, Debug)]
pub struct Interleavings(PathBuf);

impl Interleavings {
    /// Those kept in `folder`, which need not be there yet.
    pub fn new(folder: impl Into<PathBuf>) -> Self {
        Self(folder.into())
    }

    /// Keeps what a check has found. A test that passes keeps the schedule that it failed by before.
    ///
    /// # Errors
    ///
    /// If a file cannot be written.
    pub fn keep(&self, exercise: &Exercise, checked: &Checked) -> io::Result<()> {
        for tested in &checked.tested {
            let Some(interleaving) = &tested.interleaving else {
                continue;
            };
            // What has no schedule cannot be followed.
            if interleaving.failure.kind == FailureKind::NotExhausted {
                continue;
            }
            let path = self.path(exercise, &tested.target, &tested.name);
            fs::create_dir_all(path.parent().unwrap_or(Path::new(".")))?;
            let json = serde_json::to_string(interleaving).map_err(io::Error::other)?;
            write_atomically(&path, &json)?;
        }
        Ok(())
    }

    /// The interleaving by which a test failed, if one is kept and can be read.
    pub fn find(&self, exercise: &Exercise, target: &str, test: &str) -> Option<Interleaving> {
        let text = fs::read_to_string(self.path(exercise, target, test)).ok()?;
        let read = serde_json::from_str::<Interleaving>(&text).ok();
        read.filter(Interleaving::is_sound)
    }

    /// Whether one is kept of any test of the exercise.
    pub fn any(&self, exercise: &Exercise) -> bool {
        fs::read_dir(self.0.join(&exercise.chapter).join(&exercise.name))
            .is_ok_and(|mut files| files.next().is_some())
    }

    fn path(&self, exercise: &Exercise, target: &str, test: &str) -> PathBuf {
        let folder = self.0.join(&exercise.chapter).join(&exercise.name);
        folder.join(format!("{target}.{test}.json"))
    }
}
