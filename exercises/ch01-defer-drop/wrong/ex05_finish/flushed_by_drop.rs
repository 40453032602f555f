//! Mistake: the last flush is left to the drop of the BufWriter, which ignores its error.
//! Rejected by: finish_says_that_the_disk_is_full

use std::fs;
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

/// A file that replaces `target` once it is finished, and leaves no trace if it never is.
pub struct NewFile<W: Write> {
    writer: BufWriter<W>,
    /// What is written, in a place of its own.
    temporary: PathBuf,
    /// What it will replace.
    target: PathBuf,
    finished: bool,
}

impl<W: Write> NewFile<W> {
    /// Writes through `writer`, which writes to the file `temporary`.
    pub fn new(writer: W, temporary: &Path, target: &Path) -> Self {
        Self {
            writer: BufWriter::new(writer),
            temporary: temporary.to_owned(),
            target: target.to_owned(),
            finished: false,
        }
    }

    pub fn write_line(&mut self, line: &str) -> io::Result<()> {
        writeln!(self.writer, "{line}")
    }

    /// Puts the whole file in the target's place.
    ///
    /// # Errors
    ///
    /// If the last of the text cannot be written or the file cannot be renamed. The target is then
    /// as it was, and the temporary file is gone.
    pub fn finish(mut self) -> io::Result<()> {
        fs::rename(&self.temporary, &self.target)?;
        self.finished = true;
        Ok(())
    }
}

impl<W: Write> Drop for NewFile<W> {
    fn drop(&mut self) {
        if !self.finished {
            // Nobody is left to be told of an error, and nothing else can be done about it.
            let _ = fs::remove_file(&self.temporary);
        }
    }
}
