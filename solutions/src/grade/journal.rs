//! What was found so far, on the disk: one line for each answer that was judged, written at once and never
//! changed.
//!
//! It is the cache, and what a grading is resumed from. Its lines are in the order in which the judgments
//! came, on which nothing depends. A line that was torn, by a kill or a full disk, is as if it were not there.

use std::collections::HashSet;
use std::fs::{File, TryLockError};
use std::io::{BufRead as _, BufReader, ErrorKind, Read, Seek, SeekFrom, Write as _};
use std::path::{Path, PathBuf};

use anyhow::{Context as _, bail};
use serde::{Deserialize, Serialize};

use crate::result::Judgment;

/// The name of its file.
pub(super) const NAME: &str = "journal.jsonl";

/// An open journal, which nobody else writes to.
#[derive(Debug)]
pub struct Journal {
    path: PathBuf,
    file: File,
    known: HashSet<(String, String)>,
}

/// A line of the journal.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Entry {
    /// The exercise and the SHA-256 of the answer, as in [`Results`](crate::result::Results).
    pub key: String,
    /// The digest of the tests and of all else that the judgment depends on.
    pub with: String,
    /// What came of it. Its score is put in when what the tests are worth is known.
    pub judgment: Judgment,
}

impl Journal {
    /// Opens the journal in `folder`, a new one if there is none.
    ///
    /// # Errors
    ///
    /// If it cannot be read or written, or somebody else has it open.
    pub fn open(folder: &Path) -> anyhow::Result<Self> {
        let path = folder.join(NAME);
        let shown = path.display();
        let mut options = File::options();
        options.read(true).append(true).create(true);
        // As the reports: for its owner alone.
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        let mut file = options
            .open(&path)
            .with_context(|| format!("the journal {shown} cannot be opened"))?;
        match file.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => bail!(
                "another grading is writing to {}: wait for its end, or give another folder by --output",
                folder.display()
            ),
            // Some network drives have no locks.
            Err(TryLockError::Error(error)) if error.kind() == ErrorKind::Unsupported => {}
            Err(TryLockError::Error(error)) => {
                return Err(error).with_context(|| format!("the journal {shown} cannot be locked"));
            }
        }
        let mut known = HashSet::new();
        let whole = lines(&mut file, |entry| {
            known.insert((entry.key, entry.with));
        })
        .and_then(|whole| file.set_len(whole))
        .with_context(|| format!("the journal {shown} cannot be read"));
        whole?;
        Ok(Self { path, file, known })
    }

    /// How many judgments there are.
    pub fn len(&self) -> usize {
        self.known.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.known.is_empty()
    }

    /// Whether it has the judgment of this key, made with these tests.
    pub fn knows(&self, key: &str, with: &str) -> bool {
        self.known.contains(&(key.to_owned(), with.to_owned()))
    }

    /// Writes a line.
    ///
    /// # Errors
    ///
    /// If it cannot be written.
    pub fn append(&mut self, entry: &Entry) -> anyhow::Result<()> {
        let mut line = serde_json::to_string(entry).context("a judgment cannot be written")?;
        line.push('\n');
        // In one call, so that only what ends the machine or fills the disk can tear it.
        self.file
            .write_all(line.as_bytes())
            .with_context(|| format!("the journal {} cannot be written", self.path.display()))?;
        self.known.insert((entry.key.clone(), entry.with.clone()));
        Ok(())
    }

    /// Reads all lines again, in their order.
    ///
    /// # Errors
    ///
    /// If the file cannot be read.
    pub fn read(&self, each: impl FnMut(Entry)) -> anyhow::Result<()> {
        let read = || lines(&mut &self.file, each);
        read().with_context(|| format!("the journal {} cannot be read", self.path.display()))?;
        Ok(())
    }
}

/// Tells `each` of the lines of a journal, and returns after how many bytes its last whole line ends.
fn lines<F: Read + Seek>(file: &mut F, mut each: impl FnMut(Entry)) -> std::io::Result<u64> {
    file.seek(SeekFrom::Start(0))?;
    let mut reader = BufReader::new(file);
    let (mut whole, mut line) = (0, Vec::new());
    loop {
        line.clear();
        let read = reader.read_until(b'\n', &mut line)?;
        if !line.ends_with(b"\n") {
            return Ok(whole);
        }
        whole += read as u64;
        if let Ok(entry) = serde_json::from_slice(&line) {
            each(entry);
        }
    }
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::super::judgment;
    use super::*;
    use crate::result::Status;

    fn entry(key: &str) -> Entry {
        Entry {
            key: key.to_owned(),
            with: "w".to_owned(),
            judgment: judgment::empty(Status::Refused, format!("größer, {key}\n")),
        }
    }

    #[test]
    fn a_torn_journal_holds_what_was_whole() {
        let folder = tempfile::tempdir().expect("a folder");
        let mut journal = Journal::open(folder.path()).expect("opened");
        for key in ["a", "b", "c"] {
            journal.append(&entry(key)).expect("appended");
        }
        drop(journal);
        let path = folder.path().join(NAME);
        let bytes = fs::read(&path).expect("read");
        let ends: Vec<usize> = (0..bytes.len()).filter(|it| bytes[*it] == b'\n').collect();
        for cut in 0..=bytes.len() {
            fs::write(&path, &bytes[..cut]).expect("written");
            let mut journal = Journal::open(folder.path()).expect("opened");
            let whole = ends.iter().filter(|it| **it < cut).count();
            assert_eq!(journal.len(), whole, "after {cut} bytes");
            journal.append(&entry("d")).expect("appended");
            let mut keys = Vec::new();
            journal.read(|it| keys.push(it)).expect("read");
            let expected = ["a", "b", "c"][..whole].iter().chain(&["d"]);
            assert_eq!(keys, expected.map(|it| entry(it)).collect::<Vec<_>>());
        }
    }

    #[test]
    fn a_damaged_line_is_as_if_it_were_not_there() {
        let folder = tempfile::tempdir().expect("a folder");
        let line = |key| serde_json::to_string(&entry(key)).expect("JSON") + "\n";
        let text = [&line("a"), "\0\0\0\n", "{\"key\":\n", &line("b")].concat();
        fs::write(folder.path().join(NAME), text).expect("written");
        let journal = Journal::open(folder.path()).expect("opened");
        assert!(journal.knows("a", "w") && journal.knows("b", "w") && journal.len() == 2);
        assert!(!journal.knows("a", "other tests"));
    }

    #[test]
    fn two_gradings_do_not_write_to_one_journal() {
        let folder = tempfile::tempdir().expect("a folder");
        let _first = Journal::open(folder.path()).expect("opened");
        let error = Journal::open(folder.path())
            .expect_err("locked")
            .to_string();
        assert!(error.contains("another grading is writing to"), "{error}");
    }
}
