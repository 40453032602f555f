//! Where answers are judged: a folder for each answer, in one folder for each judge.
//!
//! A judge that was killed cannot take its folder away. The next one does, which knows by a lock that nobody is
//! there any more.

use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};

use tempfile::TempDir;

use crate::catalog::Exercise;
use crate::scratch::Scratch;

/// How the names of judges' folders begin.
const PREFIX: &str = "workbook-judge-";

/// In a judge's folder, the file that is locked as long as the judge is there.
const LOCK: &str = "lock";

/// The folder of one judge, which is gone when it is dropped.
#[derive(Debug)]
pub(super) struct Places {
    folder: TempDir,
    _lock: File,
}

impl Places {
    /// Makes one among the system's temporary files, and removes those of judges that are no more.
    pub(super) fn new() -> io::Result<Self> {
        Self::new_in(&std::env::temp_dir())
    }

    fn new_in(parent: &Path) -> io::Result<Self> {
        sweep(parent);
        let mut builder = tempfile::Builder::new();
        builder.prefix(PREFIX);
        // Tests may run as another user, who has to get through. What is in it is not for everybody.
        #[cfg(unix)]
        builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o711));
        let folder = builder.tempdir_in(parent)?;
        let lock = File::create(folder.path().join(LOCK))?;
        match lock.try_lock() {
            // Where there are no locks, nothing is swept either.
            Ok(()) | Err(fs::TryLockError::Error(_)) => {}
            Err(fs::TryLockError::WouldBlock) => {
                return Err(io::Error::other("somebody else has locked a new folder"));
            }
        }
        Ok(Self {
            folder,
            _lock: lock,
        })
    }

    /// A place for one answer.
    pub(super) fn place(
        &self,
        scratch: &Scratch,
        exercise: &Exercise,
        answer: &str,
    ) -> io::Result<Place> {
        Place::prepare(self.folder.path(), scratch, exercise, answer)
    }
}

/// Removes what judges left in `parent` that have ended without doing so. What cannot be removed stays: it may be
/// somebody else's.
fn sweep(parent: &Path) {
    for entry in fs::read_dir(parent).into_iter().flatten().flatten() {
        let folder = entry.path();
        let is_a_judges = entry.file_name().to_string_lossy().starts_with(PREFIX);
        // No link is followed: the folder is one that everybody may write to.
        if !is_a_judges || !entry.file_type().is_ok_and(|it| it.is_dir()) {
            continue;
        }
        let lock = folder.join(LOCK);
        // One that is being made has no lock yet. Somebody else's may be anything, a pipe that holds us up too.
        if !fs::symlink_metadata(&lock).is_ok_and(|it| it.is_file()) {
            continue;
        }
        if File::open(&lock).is_ok_and(|it| it.try_lock().is_ok()) {
            let _ = fs::remove_dir_all(&folder);
        }
    }
}

/// Where one answer is compiled and run: a root as that of the course, with nothing in it but the answer, its
/// tests and what lies in folders beside them, as snapshots do; a folder that the compiler writes to, and one for
/// each test, which that test writes to. All of it is gone when it is dropped.
pub(super) struct Place(TempDir);

impl Place {
    fn prepare(
        places: &Path,
        scratch: &Scratch,
        exercise: &Exercise,
        answer: &str,
    ) -> io::Result<Self> {
        let place = Self(TempDir::new_in(places)?);
        let tests = Path::new("exercises").join(&exercise.chapter).join("tests");
        fs::create_dir_all(place.root().join(&tests))?;
        fs::create_dir_all(place.out())?;
        fs::write(place.root().join(exercise.file()), answer)?;
        copy_folders(
            &scratch.root().join(&tests),
            &place.root().join(&tests),
            false,
        )?;
        Ok(place)
    }

    /// What is read.
    pub(super) fn root(&self) -> PathBuf {
        self.0.path().join("root")
    }

    /// What the compiler writes to.
    pub(super) fn out(&self) -> PathBuf {
        self.0.path().join("out")
    }

    /// A folder that one of the tests writes to, the one of this number.
    pub(super) fn temporary(&self, number: usize) -> io::Result<PathBuf> {
        let folder = self.0.path().join("tmp").join(number.to_string());
        fs::create_dir_all(&folder)?;
        Ok(folder)
    }
}

/// Copies the folders in `from`, and the files in them; those in `from` itself only if `files` says so.
fn copy_folders(from: &Path, to: &Path, files: bool) -> io::Result<()> {
    for entry in fs::read_dir(from)? {
        let entry = entry?;
        let to = to.join(entry.file_name());
        if entry.file_type()?.is_dir() {
            fs::create_dir(&to)?;
            copy_folders(&entry.path(), &to, true)?;
        } else if files {
            fs::copy(entry.path(), to)?;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(folder: &Path) -> Vec<PathBuf> {
        let entries = fs::read_dir(folder).expect("readable").flatten();
        entries.map(|it| it.path()).collect()
    }

    #[test]
    fn a_judge_takes_its_folder_away() {
        let parent = tempfile::tempdir().expect("a folder");
        let places = Places::new_in(parent.path()).expect("made");
        assert_eq!(names(parent.path()).len(), 1);
        drop(places);
        assert!(names(parent.path()).is_empty());
    }

    #[test]
    fn what_a_killed_judge_has_left_is_removed_by_the_next_and_nothing_else() {
        let parent = tempfile::tempdir().expect("a folder");
        let at = |name: &str| parent.path().join(name);
        let living = Places::new_in(parent.path()).expect("made");
        for name in ["workbook-judge-killed", "workbook-judge-new", "other"] {
            fs::create_dir(at(name)).expect("made");
            fs::write(at(name).join("answer.rs"), "").expect("written");
        }
        for name in ["workbook-judge-killed", "other"] {
            fs::write(at(name).join(LOCK), "").expect("written");
        }
        let next = Places::new_in(parent.path()).expect("made");
        assert!(!at("workbook-judge-killed").exists());
        assert!(at("workbook-judge-new").exists() && at("other").exists());
        assert!(living.folder.path().exists() && next.folder.path().exists());
    }
}
