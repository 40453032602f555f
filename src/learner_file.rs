//! The learner's own files: changed by the workbook only on request, and never without keeping
//! what was there.

use std::fs;
use std::path::{Path, PathBuf};

use crate::atomic_file::{free_name, write_atomically};
use crate::catalog::Exercise;

/// Replaces the learner's file by `stub` and keeps the old text beside it, as
/// `ex01_lifo.1.old.rs`. Returns where; none if there was nothing to keep.
///
/// # Errors
///
/// If the old text cannot be kept or the new one not written; the file is then as it was.
pub fn reset(root: &Path, exercise: &Exercise, stub: &str) -> std::io::Result<Option<PathBuf>> {
    let path = root.join(exercise.file());
    let old = match fs::read(&path) {
        Ok(old) => Some(old),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => None,
        Err(error) => return Err(error),
    };
    if old.as_deref() == Some(stub.as_bytes()) {
        return Ok(None);
    }
    let kept = old.map(|_| free_name(|number| path.with_extension(format!("{number}.old.rs"))));
    if let Some(kept) = &kept {
        fs::copy(&path, kept)?;
    }
    write_atomically(&path, stub)?;
    Ok(kept)
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;
    use crate::catalog::{Kind, Unsolved};

    #[test]
    fn every_reset_keeps_the_version_before() {
        let root = tempfile::tempdir().expect("a folder");
        let exercise = Exercise {
            chapter: "ch01-a".to_owned(),
            name: "ex01_b".to_owned(),
            title: String::new(),
            points: 1,
            kind: Kind::Test,
            unsolved: Unsolved::Panics,
            limit: Duration::from_secs(1),
            hints: Vec::new(),
        };
        let file = root.path().join(exercise.file());
        fs::create_dir_all(file.parent().expect("a parent")).expect("made");
        for attempt in ["first\n", "second, not UTF-8: \u{fffd}\n"] {
            fs::write(&file, attempt).expect("written");
            let kept = reset(root.path(), &exercise, "stub\n")
                .expect("reset")
                .expect("kept");
            assert_eq!(fs::read_to_string(kept).expect("there"), attempt);
            assert_eq!(fs::read_to_string(&file).expect("there"), "stub\n");
        }
        assert_eq!(
            reset(root.path(), &exercise, "stub\n").expect("reset"),
            None
        );
    }
}
