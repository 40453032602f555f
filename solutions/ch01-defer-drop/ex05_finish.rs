//! A file that is saved whole or not at all, and that says so when it could not be saved.

use std::fs;
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

/// Writes to a temporary file, which takes the name of its target in [`finish`](Save::finish).
///
/// A `Save` that is dropped before that, or whose `finish` fails, removes the temporary file and
/// leaves the target as it was.
#[must_use = "nothing is saved before `finish`"]
pub struct Save<W: Write> {
    out: BufWriter<W>,
    temporary: PathBuf,
    target: PathBuf,
    /// Set when the temporary file has become the target: there is nothing left to remove.
    finished: bool,
}

impl<W: Write> Save<W> {
    /// Starts to save to `target`. `file` is the temporary file, open for writing.
    ///
    /// Both must lie in one file system, or `finish` cannot rename one to the other.
    pub fn new(file: W, temporary: &Path, target: &Path) -> Save<W> {
        Save {
            out: BufWriter::new(file),
            temporary: temporary.to_owned(),
            target: target.to_owned(),
            finished: false,
        }
    }

    /// Adds `bytes` to what will be saved. Most of them are only buffered yet.
    ///
    /// # Errors
    ///
    /// If the buffer was full and could not be written out.
    pub fn write(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.out.write_all(bytes)
    }

    /// Puts what was written in the place of the target.
    ///
    /// A reader of the target sees the old bytes or the new ones, never a part. The new ones are
    /// handed to the operating system; that they survive a power failure is not promised.
    ///
    /// # Errors
    ///
    /// If the last bytes cannot be written out, or the file cannot be renamed.
    pub fn finish(mut self) -> io::Result<()> {
        self.out.flush()?;
        fs::rename(&self.temporary, &self.target)?;
        self.finished = true;
        Ok(())
    }
}

impl<W: Write> Drop for Save<W> {
    fn drop(&mut self) {
        if !self.finished {
            // Nobody is left to hear of an error. The caller of `finish` has heard of the one that
            // matters, and a caller that never called it has given the file up.
            let _ = fs::remove_file(&self.temporary);
        }
    }
}
