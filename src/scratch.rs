//! A second tree with nothing of the learner's in it: the exercises' packages as shipped, on which any answer
//! can be tried. The learner's own files are neither read nor written.

use std::fs::{self, File, TryLockError};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::stubs::Stubs;

/// What the tree of a scratch workspace is made of, besides `exercises`.
const COPIED: [&str; 2] = ["Cargo.lock", ".cargo/config.toml"];

/// In the tree, the file that is locked while somebody brings the tree up to date.
const PREPARING: &str = "preparing.lock";

/// In the tree, the file that all lock, and share, who rely on its staying as it is.
const IN_USE: &str = "in-use.lock";

/// A tree of its own. Cargo sees it as another workspace, so it never mixes up its answers with
/// the learner's.
///
/// Several processes may use a tree at a time, as the shards of a grading do. Nobody changes it meanwhile.
#[derive(Clone, Debug)]
pub struct Scratch {
    root: PathBuf,
    in_use: Arc<File>,
}

/// Why a scratch tree cannot be made.
#[derive(Debug, thiserror::Error)]
#[error("the tree {} cannot be prepared: {path}: {error}", at.display())]
pub struct ScratchError {
    at: PathBuf,
    path: String,
    error: io::Error,
}

impl Scratch {
    /// Makes the tree at `at`, or brings it up to date: the packages of `exercises` below `root`
    /// with `stubs` in place of the learner's files, and a manifest for them alone.
    ///
    /// Files that are the same already are not touched, so that cargo has nothing to build anew.
    ///
    /// # Errors
    ///
    /// If a file cannot be read or written, or would have to be changed while another process uses the tree.
    pub fn prepare(root: &Path, at: &Path, stubs: &Stubs) -> Result<Self, ScratchError> {
        let failed = |path: &Path| {
            let (at, path) = (at.to_owned(), path.display().to_string());
            move |error| ScratchError { at, path, error }
        };
        fs::create_dir_all(at).map_err(failed(at))?;
        let lock = |name: &str| {
            let path = at.join(name);
            File::create(&path).map_err(failed(&path))
        };
        // As long as this is held, the tree is nobody's but who has it in use already.
        let preparing = lock(PREPARING)?;
        locked(preparing.lock()).map_err(failed(&at.join(PREPARING)))?;
        let scratch = Self {
            root: at.to_owned(),
            in_use: Arc::new(lock(IN_USE)?),
        };
        let manifest = root.join("Cargo.toml");
        let text = fs::read_to_string(&manifest).map_err(failed(&manifest))?;
        let text = exercises_only(&text).map_err(|error| {
            failed(&manifest)(io::Error::new(io::ErrorKind::InvalidData, error))
        })?;
        scratch
            .write(Path::new("Cargo.toml"), text.as_bytes())
            .map_err(failed(&manifest))?;
        for name in COPIED {
            let path = root.join(name);
            if path.exists() {
                let bytes = fs::read(&path).map_err(failed(&path))?;
                scratch.give(name, &bytes).map_err(failed(&path))?;
            }
        }
        let exercises = root.join("exercises");
        scratch
            .copy(root, &exercises, 0)
            .map_err(failed(&exercises))?;
        for (id, text) in stubs.iter() {
            let file = Path::new("exercises").join(format!("{id}.rs"));
            scratch
                .write(&file, text.as_bytes())
                .map_err(failed(&file))?;
        }
        let share = || {
            // Some systems do not turn the one kind of lock into the other.
            locked(scratch.in_use.unlock())?;
            locked(scratch.in_use.lock_shared())
        };
        share().map_err(failed(&at.join(IN_USE)))?;
        Ok(scratch)
    }

    /// The root of the tree.
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// Where cargo builds for this tree, and for no other. Cargo names a package by its place *in* the
    /// workspace, so two trees' `ex01` would be one and the same executable to it, and whichever was built
    /// last would be run for both.
    pub fn target(&self) -> PathBuf {
        self.root.join("target")
    }

    /// Copies a folder of `exercises`. At a chapter's own level, files in Rust are the learner's,
    /// and `wrong` is no part of what is compiled.
    fn copy(&self, root: &Path, folder: &Path, depth: usize) -> io::Result<()> {
        for entry in fs::read_dir(folder)? {
            let entry = entry?;
            let path = entry.path();
            let name = entry.file_name();
            let in_chapter = depth == 1;
            if entry.file_type()?.is_dir() {
                if !(in_chapter && name == "wrong") {
                    self.copy(root, &path, depth + 1)?;
                }
            } else if !(in_chapter && path.extension().is_some_and(|it| it == "rs")) {
                let relative = path.strip_prefix(root).map_err(io::Error::other)?;
                self.write(relative, &fs::read(&path)?)?;
            }
        }
        Ok(())
    }

    /// Sees to it that the tree may be changed.
    fn nobody_else(&self) -> io::Result<()> {
        match self.in_use.try_lock() {
            Ok(()) => Ok(()),
            Err(TryLockError::WouldBlock) => Err(io::Error::new(
                io::ErrorKind::ResourceBusy,
                "it is not as it was, and another process judges answers by what it was: wait for its end",
            )),
            Err(TryLockError::Error(error)) => locked(Err(error)),
        }
    }

    /// Writes a file that cargo may write to afterwards: it takes out of `Cargo.lock` what the tree has no need for.
    /// So it is what was given the last time that tells whether there is something new.
    fn give(&self, name: &str, bytes: &[u8]) -> io::Result<()> {
        let given = Path::new("given").join(name);
        if fs::read(self.root.join(&given)).is_ok_and(|old| old == bytes) {
            return Ok(());
        }
        self.write(Path::new(name), bytes)?;
        self.write(&given, bytes)
    }

    fn write(&self, relative: &Path, bytes: &[u8]) -> io::Result<()> {
        let path = self.root.join(relative);
        if fs::read(&path).is_ok_and(|old| old == bytes) {
            return Ok(());
        }
        self.nobody_else()?;
        fs::create_dir_all(path.parent().unwrap_or(&self.root))?;
        fs::write(path, bytes)
    }
}

/// What came of locking a file. Some network drives have no locks, and do without.
fn locked(result: io::Result<()>) -> io::Result<()> {
    match result {
        Err(error) if error.kind() == io::ErrorKind::Unsupported => Ok(()),
        result => result,
    }
}

/// The manifest of the workbook, reduced to the workspace of the exercises: same dependencies, same
/// lints, same profiles, but neither the command nor the solutions.
fn exercises_only(manifest: &str) -> Result<String, String> {
    let mut table: toml::Table = toml::from_str(manifest).map_err(|error| error.to_string())?;
    table.retain(|key, _| key == "workspace" || key == "profile");
    let workspace = table
        .get_mut("workspace")
        .and_then(toml::Value::as_table_mut)
        .ok_or("it has no [workspace]")?;
    workspace.remove("default-members");
    let members = workspace
        .get_mut("members")
        .and_then(toml::Value::as_array_mut)
        .ok_or("its workspace has no members")?;
    members.retain(|member| {
        member
            .as_str()
            .is_some_and(|it| it.starts_with("exercises/"))
    });
    toml::to_string(&table).map_err(|error| error.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn write(root: &Path, path: &str, text: &str) {
        let path = root.join(path);
        fs::create_dir_all(path.parent().expect("a parent")).expect("made");
        fs::write(path, text).expect("written");
    }

    fn stub(text: &str) -> Stubs {
        [("ch01-a/ex01_b".to_owned(), text.to_owned())]
            .into_iter()
            .collect()
    }

    #[test]
    fn a_tree_in_use_is_shared_and_not_changed() {
        let (root, at) = (
            tempfile::tempdir().expect("a folder"),
            tempfile::tempdir().expect("one"),
        );
        write(root.path(), "Cargo.toml", "[workspace]\nmembers = []\n");
        write(root.path(), "Cargo.lock", "all that there is");
        fs::create_dir(root.path().join("exercises")).expect("made");
        let prepare = |text: &str| Scratch::prepare(root.path(), at.path(), &stub(text));
        let first = prepare("fn stub() {}").expect("prepared");
        // As cargo does.
        write(at.path(), "Cargo.lock", "what is needed");
        let second = prepare("fn stub() {}").expect("it is as it was");
        drop(first);
        let refused = prepare("fn other() {}").expect_err("somebody uses it");
        assert!(
            refused.to_string().contains("wait for its end"),
            "{refused}"
        );
        drop(second);
        prepare("fn other() {}").expect("nobody uses it");
    }

    #[test]
    fn the_tree_holds_stubs_and_nothing_of_the_learners() {
        let (root, at) = (
            tempfile::tempdir().expect("a folder"),
            tempfile::tempdir().expect("one"),
        );
        let root = root.path();
        write(
            root,
            "Cargo.toml",
            "[workspace]\nmembers = [\".\", \"exercises/*\"]\n[package]\nname = \"x\"\n[profile.dev]\ndebug = 0\n",
        );
        write(root, "exercises/ch01-a/ex01_b.rs", "fn learner() {}");
        write(root, "exercises/ch01-a/ex01_b.1.old.rs", "fn old() {}");
        write(root, "exercises/ch01-a/wrong/ex01_b/w.rs", "fn wrong() {}");
        write(root, "exercises/ch01-a/tests/ex01_b.rs", "mod exercise;");
        write(root, "exercises/support/src/lib.rs", "//! s");
        let scratch = Scratch::prepare(root, at.path(), &stub("fn stub() {}")).expect("prepared");

        let text = |path: &str| fs::read_to_string(scratch.root().join(path)).ok();
        assert_eq!(
            text("exercises/ch01-a/ex01_b.rs").as_deref(),
            Some("fn stub() {}")
        );
        assert_eq!(
            text("exercises/ch01-a/tests/ex01_b.rs").as_deref(),
            Some("mod exercise;")
        );
        assert_eq!(
            text("exercises/support/src/lib.rs").as_deref(),
            Some("//! s")
        );
        assert_eq!(text("exercises/ch01-a/ex01_b.1.old.rs"), None);
        assert_eq!(text("exercises/ch01-a/wrong/ex01_b/w.rs"), None);
        let manifest = text("Cargo.toml").expect("a manifest");
        assert!(
            !manifest.contains("[package]") && manifest.contains("debug = 0"),
            "{manifest}"
        );
    }
}
