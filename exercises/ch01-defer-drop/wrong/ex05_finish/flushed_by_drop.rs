//! Mistake: nothing is flushed before the file is renamed: the BufWriter does it when it is dropped, and swallows the error.
//! Rejected by: a_failed_last_write_is_returned

use std::fs;
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

pub struct Save<W: Write> {
    out: BufWriter<W>,
    temporary: PathBuf,
    target: PathBuf,
    finished: bool,
}

impl<W: Write> Save<W> {
    /// Starts to save to `target`. `file` is the temporary file, open for writing.
    pub fn new(file: W, temporary: &Path, target: &Path) -> Save<W> {
        Save {
            out: BufWriter::new(file),
            temporary: temporary.to_owned(),
            target: target.to_owned(),
            finished: false,
        }
    }

    pub fn write(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.out.write_all(bytes)
    }

    /// Puts what was written in the place of the target.
    pub fn finish(mut self) -> io::Result<()> {
        fs::rename(&self.temporary, &self.target)?;
        self.finished = true;
        Ok(())
    }
}

impl<W: Write> Drop for Save<W> {
    fn drop(&mut self) {
        if !self.finished {
            let _ = fs::remove_file(&self.temporary);
        }
    }
}
