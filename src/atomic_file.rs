//! Writing files so that nothing is lost: not by a crash half-way, not by a name that is taken.

use std::fs;
use std::io::{self, BufWriter, Write as _};
use std::path::{Path, PathBuf};

/// Replaces the file at `path`: whoever reads it sees the old text or the new one.
///
/// # Errors
///
/// If the new text cannot be written beside the old one; the old one is then untouched.
pub fn write_atomically(path: &Path, text: &str) -> io::Result<()> {
    write_atomically_by(path, |file| file.write_all(text.as_bytes()))
}

/// The same with what `write` writes, which is never in memory as a whole.
///
/// # Errors
///
/// As for [`write_atomically`], or that of `write`.
pub fn write_atomically_by(
    path: &Path,
    write: impl FnOnce(&mut BufWriter<&fs::File>) -> io::Result<()>,
) -> io::Result<()> {
    let folder = path.parent().unwrap_or(Path::new("."));
    let file = tempfile::Builder::new()
        .prefix(".writing-")
        .tempfile_in(folder)?;
    if let Ok(old) = fs::metadata(path) {
        file.as_file().set_permissions(old.permissions())?;
    }
    let mut buffered = BufWriter::new(file.as_file());
    write(&mut buffered)?;
    buffered.flush()?;
    drop(buffered);
    file.as_file().sync_all()?;
    file.persist(path)?;
    Ok(())
}

/// The first of the names `name(1)`, `name(2)`, … that is free.
pub fn free_name(name: impl Fn(u32) -> PathBuf) -> PathBuf {
    (1..)
        .map(name)
        .find(|path| !path.exists())
        .expect("numbers do not run out before names do")
}
