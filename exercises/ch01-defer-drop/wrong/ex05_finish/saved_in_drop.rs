//! Mistake: the Drop does the work of `finish`, so a save that was given up is published, and its errors are lost.
//! Rejected by: a_save_given_up_leaves_no_trace

use std::fs;
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

pub struct Save<W: Write> {
    out: BufWriter<W>,
    temporary: PathBuf,
    target: PathBuf,
}

impl<W: Write> Save<W> {
    /// Starts to save to `target`. `file` is the temporary file, open for writing.
    pub fn new(file: W, temporary: &Path, target: &Path) -> Save<W> {
        Save {
            out: BufWriter::new(file),
            temporary: temporary.to_owned(),
            target: target.to_owned(),
        }
    }

    pub fn write(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.out.write_all(bytes)
    }

    /// Puts what was written in the place of the target.
    pub fn finish(self) -> io::Result<()> {
        drop(self);
        Ok(())
    }
}

impl<W: Write> Drop for Save<W> {
    fn drop(&mut self) {
        if self.out.flush().is_ok() {
            let _ = fs::rename(&self.temporary, &self.target);
        } else {
            let _ = fs::remove_file(&self.temporary);
        }
    }
}
