//! The learner's own files: changed by the workbook only on request, and never without keeping
//! what was there.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use crate::atomic_file::{free_name, write_atomically};
use crate::catalog::Exercise;

/// The largest file that is read or written, in bytes. The exercises have a hundredth of it.
pub const LIMIT: usize = 256 * 1024;

/// Why the file of an exercise cannot be read or written.
#[derive(Debug, thiserror::Error)]
pub enum FileError {
    /// The file, or a folder on the way to it, is a link to somewhere else, or no file.
    #[error("{} is no plain file in a plain folder, and only such are read and written", .0.display())]
    NotPlain(PathBuf),
    /// Nobody typed that.
    #[error("{} would have more than {} KiB", .0.display(), LIMIT / 1024)]
    TooLarge(PathBuf),
    /// It is not UTF-8.
    #[error(
        "{} is not UTF-8 text: mend it in an editor of your own, or reset it, which keeps it beside",
        .0.display()
    )]
    NotText(PathBuf),
    /// The file system refuses.
    #[error("{}: {error}", path.display())]
    Io {
        /// The file.
        path: PathBuf,
        /// What is wrong.
        error: io::Error,
    },
}

/// What became of a wish to save.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Saved {
    /// The file has the new text.
    Yes,
    /// The file was changed by somebody else meanwhile, and was left as it is: with this text, or
    /// none if it is gone.
    Changed(Option<String>),
}

/// The text of the learner's file, its lines ending in `\n` whatever they end in on the disk. None
/// if there is no file.
///
/// # Errors
///
/// If it is no plain file, too large, no text, or cannot be read.
pub fn read(root: &Path, exercise: &Exercise) -> Result<Option<String>, FileError> {
    Ok(read_raw(root, exercise)?.map(|text| normal(&text)))
}

/// Replaces the text of the learner's file, if it still is `base`, which is what [`read`] gave to
/// whoever edited it. A file whose lines end in `\r\n` keeps those.
///
/// # Errors
///
/// As for [`read`], or if it cannot be written. It then is as it was.
pub fn save(
    root: &Path,
    exercise: &Exercise,
    text: &str,
    base: Option<&str>,
) -> Result<Saved, FileError> {
    let path = exercise.file();
    if text.len() > LIMIT {
        return Err(FileError::TooLarge(path));
    }
    let raw = read_raw(root, exercise)?;
    let there = raw.as_deref().map(normal);
    let text = normal(text);
    if there.as_deref() == Some(text.as_str()) {
        return Ok(Saved::Yes);
    }
    if there.as_deref() != base {
        return Ok(Saved::Changed(there));
    }
    let text = match raw {
        Some(raw) if raw.contains("\r\n") => text.replace('\n', "\r\n"),
        _ => text,
    };
    write_atomically(&root.join(&path), &text).map_err(|error| FileError::Io { path, error })?;
    Ok(Saved::Yes)
}

/// Copies the learner's file beside itself, as `ex01_lifo.1.old.rs`, and returns where. None if there
/// is no file.
///
/// # Errors
///
/// If it cannot be copied.
pub fn keep(root: &Path, exercise: &Exercise) -> io::Result<Option<PathBuf>> {
    let path = root.join(exercise.file());
    let kept = free_name(|number| path.with_extension(format!("{number}.old.rs")));
    match fs::copy(&path, &kept) {
        Ok(_) => Ok(Some(kept)),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error),
    }
}

/// Replaces the learner's file by `stub` and [keeps](keep) the old text. Returns where; none if there
/// was nothing to keep.
///
/// # Errors
///
/// If the old text cannot be kept or the new one not written; the file is then as it was.
pub fn reset(root: &Path, exercise: &Exercise, stub: &str) -> io::Result<Option<PathBuf>> {
    let path = root.join(exercise.file());
    if fs::read(&path).is_ok_and(|old| old == stub.as_bytes()) {
        return Ok(None);
    }
    let kept = keep(root, exercise)?;
    write_atomically(&path, stub)?;
    Ok(kept)
}

/// Refuses a file that is not where it seems to be: whoever asks from a browser gets at the files
/// that the catalog names, and not at what they may be linked to.
///
/// # Errors
///
/// If the file or a folder on the way to it from the root is a link, or something else is there.
pub fn is_plain(root: &Path, exercise: &Exercise) -> Result<(), FileError> {
    let path = exercise.file();
    let mut place = root.to_owned();
    let mut parts = path.iter().peekable();
    while let Some(part) = parts.next() {
        place.push(part);
        let kind = match fs::symlink_metadata(&place) {
            Ok(metadata) => metadata.file_type(),
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
            Err(error) => return Err(FileError::Io { path, error }),
        };
        let plain = if parts.peek().is_some() {
            kind.is_dir()
        } else {
            kind.is_file()
        };
        if !plain {
            return Err(FileError::NotPlain(path));
        }
    }
    Ok(())
}

fn read_raw(root: &Path, exercise: &Exercise) -> Result<Option<String>, FileError> {
    is_plain(root, exercise)?;
    let path = exercise.file();
    let bytes = match fs::metadata(root.join(&path)) {
        Ok(metadata) if metadata.len() > LIMIT as u64 => return Err(FileError::TooLarge(path)),
        Ok(_) => fs::read(root.join(&path)),
        Err(error) => Err(error),
    };
    match bytes {
        Ok(bytes) => match String::from_utf8(bytes) {
            Ok(text) => Ok(Some(text)),
            Err(_) => Err(FileError::NotText(path)),
        },
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(FileError::Io { path, error }),
    }
}

/// With the ends of lines that editors in browsers have.
fn normal(text: &str) -> String {
    text.replace("\r\n", "\n").replace('\r', "\n")
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use tempfile::TempDir;

    use super::*;
    use crate::catalog::{Kind, Unsolved};

    fn one() -> (TempDir, Exercise, PathBuf) {
        let root = tempfile::tempdir().expect("a folder");
        let exercise = Exercise {
            chapter: "ch01-a".to_owned(),
            name: "ex01_b".to_owned(),
            title: String::new(),
            points: 1,
            kind: Kind::Test,
            unsolved: Unsolved::Panics,
            limit: Duration::from_secs(1),
            network: false,
            hints: Vec::new(),
        };
        let file = root.path().join(exercise.file());
        fs::create_dir_all(file.parent().expect("a parent")).expect("made");
        (root, exercise, file)
    }

    #[test]
    fn every_reset_keeps_the_version_before() {
        let (root, exercise, file) = one();
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

    #[test]
    fn a_newer_file_is_not_overwritten() {
        let (root, exercise, file) = one();
        fs::write(&file, "base\n").expect("written");
        let save = |text: &str, base| save(root.path(), &exercise, text, base).expect("a file");
        assert_eq!(save("mine\n", Some("base\n")), Saved::Yes);
        fs::write(&file, "theirs\n").expect("written");
        let changed = Saved::Changed(Some("theirs\n".to_owned()));
        assert_eq!(save("mine too\n", Some("mine\n")), changed);
        assert_eq!(save("mine too\n", None), changed);
        assert_eq!(fs::read_to_string(&file).expect("there"), "theirs\n");
        // Who wrote the very same has no quarrel.
        assert_eq!(save("theirs\n", Some("mine\n")), Saved::Yes);
        fs::remove_file(&file).expect("removed");
        assert_eq!(save("mine\n", Some("theirs\n")), Saved::Changed(None));
        assert_eq!(save("mine\n", None), Saved::Yes);
        assert_eq!(fs::read_to_string(&file).expect("there"), "mine\n");
    }

    #[test]
    fn the_ends_of_lines_stay_as_they_were() {
        let (root, exercise, file) = one();
        fs::write(&file, "a\r\nb\r\n").expect("written");
        let text = read(root.path(), &exercise).expect("readable");
        assert_eq!(text.as_deref(), Some("a\nb\n"));
        let saved = save(root.path(), &exercise, "a\nc\n", text.as_deref());
        assert_eq!(saved.expect("a file"), Saved::Yes);
        assert_eq!(fs::read_to_string(&file).expect("there"), "a\r\nc\r\n");
    }

    #[test]
    fn what_is_no_text_or_too_much_is_refused() {
        let (root, exercise, file) = one();
        fs::write(&file, [0xff, 0xfe]).expect("written");
        let error = read(root.path(), &exercise).expect_err("no text");
        assert!(matches!(error, FileError::NotText(_)), "{error}");
        fs::write(&file, vec![b' '; LIMIT + 1]).expect("written");
        let error = read(root.path(), &exercise).expect_err("too large");
        assert!(matches!(error, FileError::TooLarge(_)), "{error}");
        let long = "x".repeat(LIMIT + 1);
        let error = save(root.path(), &exercise, &long, None).expect_err("too large");
        assert!(matches!(error, FileError::TooLarge(_)), "{error}");
    }

    #[cfg(unix)]
    #[test]
    fn links_are_not_followed() {
        use std::os::unix::fs::symlink;

        let (root, exercise, file) = one();
        let secret = root.path().join("secret");
        fs::write(&secret, "secret\n").expect("written");
        symlink(&secret, &file).expect("linked");
        let refused = |what: Result<(), FileError>| {
            assert!(matches!(what, Err(FileError::NotPlain(_))), "{what:?}");
        };
        refused(read(root.path(), &exercise).map(drop));
        refused(save(root.path(), &exercise, "mine", Some("secret\n")).map(drop));

        let chapter = file.parent().expect("a folder");
        fs::rename(chapter, root.path().join("elsewhere")).expect("moved");
        symlink(root.path().join("elsewhere"), chapter).expect("linked");
        refused(read(root.path(), &exercise).map(drop));
        fs::remove_file(chapter).expect("removed");
        fs::create_dir_all(&file).expect("made");
        refused(read(root.path(), &exercise).map(drop));
        assert_eq!(fs::read_to_string(&secret).expect("there"), "secret\n");
    }
}
