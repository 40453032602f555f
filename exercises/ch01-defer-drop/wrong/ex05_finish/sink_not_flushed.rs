//! Mistake: only the BufWriter is emptied: the writer below it, which may buffer as well, is not flushed.
//! Rejected by: the_writer_below_is_flushed_too

use std::fs;
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

pub struct Save<W: Write> {
    out: Option<BufWriter<W>>,
    temporary: PathBuf,
    target: PathBuf,
    finished: bool,
}

impl<W: Write> Save<W> {
    /// Starts to save to `target`. `file` is the temporary file, open for writing.
    pub fn new(file: W, temporary: &Path, target: &Path) -> Save<W> {
        Save {
            out: Some(BufWriter::new(file)),
            temporary: temporary.to_owned(),
            target: target.to_owned(),
            finished: false,
        }
    }

    pub fn write(&mut self, bytes: &[u8]) -> io::Result<()> {
        match &mut self.out {
            Some(out) => out.write_all(bytes),
            None => Ok(()),
        }
    }

    /// Puts what was written in the place of the target.
    pub fn finish(mut self) -> io::Result<()> {
        let out = self.out.take().expect("`finish` is called once");
        out.into_inner().map_err(|error| error.into_error())?;
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
