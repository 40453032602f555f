//! Mistake: the temporary file is removed when `finish` fails, but not by a caller that never gets so far.
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
    pub fn finish(mut self) -> io::Result<()> {
        let saved = self
            .out
            .flush()
            .and_then(|()| fs::rename(&self.temporary, &self.target));
        if saved.is_err() {
            let _ = fs::remove_file(&self.temporary);
        }
        saved
    }
}
