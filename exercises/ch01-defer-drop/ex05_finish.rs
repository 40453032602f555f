//! A file that is saved whole or not at all, and that says so when it could not be saved.
//!
//! A `Save` writes to a temporary file. Write `finish`: everything is written out, the temporary
//! file takes the target's name, and whatever goes wrong on the way is returned. Then see to it that
//! a `Save` that ends in any other way (an early return, a panic, an error in `finish`) removes the
//! temporary file and leaves the target as it was. You may add fields.

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
        todo!()
    }
}
