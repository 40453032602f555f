//! A file is saved whole or not at all, and an error on the way is returned.

#[cfg_attr(not(solution), path = "../ex05_finish.rs")]
#[cfg_attr(solution, path = "../../../solutions/ch01-defer-drop/ex05_finish.rs")]
mod exercise;

use std::fs::{self, File};
use std::io::{self, ErrorKind, Write};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::rc::Rc;

use exercise::Save;
use tempfile::TempDir;

/// A temporary file on a disk with room for so many bytes.
struct Disk {
    file: File,
    room: usize,
    flush_fails: bool,
    _open: Rc<()>,
}

impl Write for Disk {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let fitting = bytes.len().min(self.room);
        if fitting == 0 && !bytes.is_empty() {
            return Err(ErrorKind::StorageFull.into());
        }
        let written = self.file.write(&bytes[..fitting])?;
        self.room -= written;
        Ok(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        if self.flush_fails {
            return Err(ErrorKind::StorageFull.into());
        }
        self.file.flush()
    }
}

/// A folder that holds the target, `notes`, with `old` in it.
struct Folder {
    folder: TempDir,
    open: Rc<()>,
}

impl Folder {
    fn new() -> Self {
        let folder = TempDir::new().expect("a temporary folder");
        fs::write(folder.path().join("notes"), "old").expect("the target can be written");
        Self {
            folder,
            open: Rc::new(()),
        }
    }

    fn temporary(&self) -> PathBuf {
        self.folder.path().join("notes.tmp")
    }

    fn target(&self) -> PathBuf {
        self.folder.path().join("notes")
    }

    fn save(&self, room: usize) -> Save<Disk> {
        self.save_to(&self.target(), room, false)
    }

    fn save_to(&self, target: &Path, room: usize, flush_fails: bool) -> Save<Disk> {
        let file = File::create(self.temporary()).expect("the temporary file can be created");
        let disk = Disk {
            file,
            room,
            flush_fails,
            _open: Rc::clone(&self.open),
        };
        Save::new(disk, &self.temporary(), target)
    }

    /// Every file of the folder with its text.
    fn files(&self) -> Vec<(String, String)> {
        let mut files: Vec<_> = fs::read_dir(self.folder.path())
            .expect("the folder can be read")
            .map(|entry| {
                let path = entry.expect("the folder can be read").path();
                let name = path
                    .file_name()
                    .unwrap_or_default()
                    .to_string_lossy()
                    .into_owned();
                (
                    name,
                    fs::read_to_string(path).expect("the file can be read"),
                )
            })
            .collect();
        files.sort();
        files
    }

    fn assert_untouched(&self, when: &str) {
        assert_eq!(
            self.files(),
            [("notes".to_owned(), "old".to_owned())],
            "{when}: the target must be as it was, and the temporary file gone"
        );
    }
}

/// After `finish` the target has every byte, and no other file is left.
#[support::test]
fn only_the_target_is_left() {
    let folder = Folder::new();
    let mut save = folder.save(1 << 20);
    let mut expected = String::new();
    for line in 0..5_000 {
        let line = format!("line {line}\n");
        save.write(line.as_bytes()).expect("the disk has room");
        expected.push_str(&line);
    }
    let before = fs::read_to_string(folder.target()).expect("the target can be read");
    assert_eq!(
        before, "old",
        "nothing may be seen at the target before `finish`"
    );
    save.finish().expect("the disk has room");
    let files = folder.files();
    let names: Vec<&str> = files.iter().map(|(name, _)| name.as_str()).collect();
    assert_eq!(
        names,
        ["notes"],
        "the temporary file takes the target's name: `fs::rename`"
    );
    assert!(
        files[0].1 == expected,
        "the target must have all of the {} bytes",
        expected.len()
    );
}

/// An error in writing out the last bytes is returned by `finish`.
#[support::test]
fn a_failed_last_write_is_returned() {
    let folder = Folder::new();
    let mut save = folder.save(4);
    save.write(b"new and longer")
        .expect("these bytes stay in the buffer for now");
    let error = save
        .finish()
        .expect_err("4 bytes fit on the disk, 14 were written");
    assert_eq!(
        error.kind(),
        ErrorKind::StorageFull,
        "the buffer is written out at last in `finish`, and its error must be returned: a \
         `BufWriter` that is merely dropped keeps it to itself"
    );
}

/// If the last bytes cannot be written out, the target stays as it was.
#[support::test]
fn a_failed_last_write_leaves_the_target() {
    let folder = Folder::new();
    let mut save = folder.save(4);
    save.write(b"new and longer")
        .expect("these bytes stay in the buffer for now");
    let outcome = save.finish();
    folder.assert_untouched("`finish` could not write the last bytes out");
    assert!(outcome.is_err(), "and `finish` must say so");
}

/// The flush goes through to the writer below the buffer, and its error is returned.
#[support::test]
fn the_writer_below_is_flushed_too() {
    let folder = Folder::new();
    let mut save = folder.save_to(&folder.target(), 1 << 20, true);
    save.write(b"new")
        .expect("these bytes stay in the buffer for now");
    let outcome = save.finish();
    assert!(
        outcome.is_err(),
        "the writer below may buffer as well (a compressor does): call `flush`, which reaches it"
    );
    folder.assert_untouched("the writer below could not be flushed");
}

/// If the rename fails the error is returned and the temporary file removed.
#[support::test]
fn a_failed_rename_leaves_no_trace() {
    let folder = Folder::new();
    let nowhere = folder.folder.path().join("no such folder").join("notes");
    let mut save = folder.save_to(&nowhere, 1 << 20, false);
    save.write(b"new").expect("the disk has room");
    let error = save.finish().expect_err("there is no such folder");
    assert_eq!(
        error.kind(),
        ErrorKind::NotFound,
        "the error of the rename is `finish`'s"
    );
    folder.assert_untouched("the file could not be renamed");
}

/// A save that is dropped without `finish`, by an early return or a panic, leaves no trace.
#[support::test]
fn a_save_given_up_leaves_no_trace() {
    let folder = Folder::new();
    let mut save = folder.save(1 << 20);
    save.write(b"new").expect("the disk has room");
    drop(save);
    folder.assert_untouched("an early return dropped the save");

    let outcome = catch_unwind(AssertUnwindSafe(|| {
        let mut save = folder.save(1 << 20);
        save.write(b"new").expect("the disk has room");
        panic!("this panic belongs to the test");
    }));
    assert!(outcome.is_err(), "the panic is the test's own");
    folder.assert_untouched("a panic dropped the save");
}

/// After `finish` the file is closed.
#[support::test]
fn finish_closes_the_file() {
    let folder = Folder::new();
    folder.save(1 << 20).finish().expect("the disk has room");
    assert_eq!(
        Rc::strong_count(&folder.open),
        1,
        "the writer must be dropped, or its descriptor stays open: don't forget the save"
    );
}
