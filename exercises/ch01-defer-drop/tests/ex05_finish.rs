//! A file appears whole or not at all, and who finishes it hears of every error.

#[cfg_attr(not(solution), path = "../ex05_finish.rs")]
#[cfg_attr(solution, path = "../../../solutions/ch01-defer-drop/ex05_finish.rs")]
mod exercise;

use std::fs::{self, File};
use std::io::{self, Write};
use std::path::PathBuf;

use exercise::NewFile;
use support::unwind::{catch, panic_on_purpose};
use tempfile::TempDir;

/// A folder with a target that already has an old text.
struct Place {
    folder: TempDir,
}

impl Place {
    fn new() -> Self {
        let place = Self {
            folder: tempfile::tempdir().expect("a temporary folder"),
        };
        fs::write(place.target(), "old\n").expect("the old text is written");
        place
    }

    fn target(&self) -> PathBuf {
        self.folder.path().join("settings")
    }

    fn temporary(&self) -> PathBuf {
        self.folder.path().join("settings.partial")
    }

    fn new_file(&self) -> NewFile<File> {
        let file = File::create(self.temporary()).expect("the temporary file is made");
        NewFile::new(file, &self.temporary(), &self.target())
    }

    fn text(&self) -> String {
        fs::read_to_string(self.target()).expect("the target is there")
    }
}

/// A disk that is full: the file exists, but nothing can be written to it.
struct FullDisk(#[expect(dead_code, reason = "open, as a file that is written would be")] File);

impl Write for FullDisk {
    fn write(&mut self, _: &[u8]) -> io::Result<usize> {
        Err(io::Error::from(io::ErrorKind::StorageFull))
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// A finished file has replaced the old one, with every line.
#[support::test]
fn a_finished_file_is_whole() {
    let place = Place::new();
    let mut file = place.new_file();
    file.write_line("one").expect("written");
    file.write_line("two").expect("written");
    file.finish().expect("finished");
    assert_eq!(
        place.text(),
        "one\ntwo\n",
        "every line, once, in place of the old text"
    );
    assert!(
        !place.temporary().exists(),
        "the temporary file has become the target"
    );
}

/// Until it is finished, the old file is what a reader finds.
#[support::test]
fn an_abandoned_file_leaves_no_trace() {
    let place = Place::new();
    let mut file = place.new_file();
    file.write_line("half").expect("written");
    drop(file);
    assert_eq!(
        place.text(),
        "old\n",
        "nobody called `finish`: the target must stay"
    );
    assert!(
        !place.temporary().exists(),
        "`Drop` must remove the temporary file"
    );
}

/// A panic while the file is written leaves no trace either.
#[support::test]
fn a_panic_leaves_no_trace() {
    let place = Place::new();
    catch(|| {
        let mut file = place.new_file();
        file.write_line("half").expect("written");
        panic_on_purpose();
    });
    assert_eq!(
        place.text(),
        "old\n",
        "the file was not finished: the target must stay"
    );
    assert!(!place.temporary().exists(), "a panic drops the file too");
}

/// An error that only the last flush meets is returned by `finish`, and nothing is replaced.
#[support::test]
fn finish_says_that_the_disk_is_full() {
    let place = Place::new();
    let disk = FullDisk(File::create(place.temporary()).expect("the temporary file is made"));
    let mut file = NewFile::new(disk, &place.temporary(), &place.target());
    file.write_line("this fits into the buffer")
        .expect("the buffer takes it");
    let result = file.finish();
    assert_eq!(
        result.err().map(|error| error.kind()),
        Some(io::ErrorKind::StorageFull),
        "the buffer could not be written, and nobody was told: a BufWriter that is dropped \
         swallows the error"
    );
    assert_eq!(
        place.text(),
        "old\n",
        "an incomplete file must not replace the old one"
    );
    assert!(
        !place.temporary().exists(),
        "what could not be finished must be removed"
    );
}

/// An error of the rename is returned as well, and the temporary file is removed.
#[support::test]
fn finish_says_that_the_rename_failed() {
    let place = Place::new();
    let file = File::create(place.temporary()).expect("the temporary file is made");
    let missing = place.folder.path().join("no such folder").join("settings");
    let mut file = NewFile::new(file, &place.temporary(), &missing);
    file.write_line("one").expect("written");
    assert!(file.finish().is_err(), "there is no folder to rename into");
    assert!(
        !place.temporary().exists(),
        "what could not be finished must be removed"
    );
}
