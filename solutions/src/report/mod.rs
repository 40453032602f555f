//! Every report, from one [`Results`].
//!
//! | file | for |
//! | --- | --- |
//! | `results.json` | programs, and for merging and making reports again: [`json`] |
//! | `report.html`, and for a large class `students/*.html` | the instructor: `html` |
//! | `scores.csv`, `tests.csv` | spreadsheets: `csv` |
//! | `junit/*.xml` | continuous integration: `junit` |
//! | `gradescope/*.json` | Gradescope: `gradescope` |
//! | `github/*.txt` | GitHub Actions in a student's repository: `github` |
//!
//! and [`terminal()`] for whoever waits. GitHub Classroom, which collected points from a reporter of its
//! own, was retired on August 28, 2026 (<https://github.com/orgs/community/discussions/205975>); what a
//! workflow can use is in `github`.
//!
//! The same results and answers give the same bytes. Names, code and output are written by strangers:
//! `text` makes them fit to be shown, `names` makes names of files of ids, and each format escapes.

mod answers;
mod csv;
mod github;
mod gradescope;
mod html;
pub mod json;
mod junit;
mod names;
#[cfg(test)]
mod sample;
mod terminal;
#[cfg(test)]
mod tests;
mod view;

use std::collections::BTreeSet;
use std::fs;
use std::io::Write as _;
use std::path::Path;

use anyhow::Context as _;
use workbook::atomic_file::{write_atomically, write_atomically_by};
use workbook::stubs::{self, Stubs};

pub use answers::Answers;
pub use terminal::terminal;

use crate::result::{Results, Student};

/// Writes every report into `folder`, which is made if it is not there.
///
/// Each file is replaced as a whole or not at all, and a new one is for its owner alone to read: these are
/// grades. Of a student who is gone, the files go.
///
/// # Errors
///
/// If one of them cannot be written.
pub fn write_all(results: &Results, answers: &Answers, folder: &Path) -> anyhow::Result<()> {
    write(results, answers, stubs::shipped(), folder)
}

/// The workflow commands of GitHub Actions for one student, to be printed by a step in the student's own
/// repository.
pub fn annotations(results: &Results, student: &Student) -> String {
    github::write(results, student)
}

fn write(results: &Results, answers: &Answers, stubs: &Stubs, folder: &Path) -> anyhow::Result<()> {
    fs::create_dir_all(folder).with_context(|| format!("cannot make {}", folder.display()))?;
    sweep(folder, &|_| false)?;
    let path = folder.join("results.json");
    write_atomically_by(&path, |file| json::write(results, file))
        .with_context(|| format!("cannot write {}", path.display()))?;
    put(folder, "scores.csv", &csv::scores(results)?)?;
    put(folder, "tests.csv", &csv::tests(results)?)?;
    let files = names::files(results.students.iter().map(|it| it.id.as_str()));
    each(folder, "junit", "xml", &files, |at| {
        junit::write(results, &results.students[at])
    })?;
    each(folder, "gradescope", "json", &files, |at| {
        gradescope::write(results, &results.students[at])
    })?;
    each(folder, "github", "txt", &files, |at| {
        Ok(github::write(results, &results.students[at]))
    })?;
    let pages = html::Pages::new(results, answers, stubs, &files);
    let with_page: &[String] = if pages.are_split() { &files } else { &[] };
    each(folder, "students", "html", with_page, |at| {
        Ok(pages.student(at))
    })?;
    put(folder, "report.html", &pages.report())
}

/// A file a student in a folder of its own, in which nothing else of that kind stays.
fn each(
    folder: &Path,
    name: &str,
    extension: &str,
    files: &[String],
    text: impl Fn(usize) -> anyhow::Result<String>,
) -> anyhow::Result<()> {
    let folder = folder.join(name);
    if files.is_empty() && !folder.exists() {
        return Ok(());
    }
    fs::create_dir_all(&folder).with_context(|| format!("cannot make {}", folder.display()))?;
    let mut kept = BTreeSet::new();
    for (at, file) in files.iter().enumerate() {
        let file = format!("{file}.{extension}");
        put_quickly(&folder, &file, &text(at)?)?;
        kept.insert(file);
    }
    let suffix = format!(".{extension}");
    sweep(&folder, &|name| {
        name.ends_with(&suffix) && !kept.contains(name)
    })
}

/// Removes files of an earlier grading, and what it left half-written if it was killed.
fn sweep(folder: &Path, is_gone: &dyn Fn(&str) -> bool) -> anyhow::Result<()> {
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let name = entry.file_name().to_string_lossy().into_owned();
        let is_file = entry.file_type()?.is_file();
        if is_file && (name.starts_with(".writing-") || is_gone(&name)) {
            let path = entry.path();
            fs::remove_file(&path).with_context(|| {
                format!("{} is of an earlier grading, and stays", path.display())
            })?;
        }
    }
    Ok(())
}

fn put(folder: &Path, name: &str, text: &str) -> anyhow::Result<()> {
    let path = folder.join(name);
    // Most of a class is as it was when one answer is graded again.
    if fs::read(&path).is_ok_and(|old| old == text.as_bytes()) {
        return Ok(());
    }
    write_atomically(&path, text).with_context(|| format!("cannot write {}", path.display()))
}

/// The same without waiting for the disk: of a large class there are a thousand of these. Should the
/// machine lose its power, what is torn is made again from `results.json`.
fn put_quickly(folder: &Path, name: &str, text: &str) -> anyhow::Result<()> {
    let path = folder.join(name);
    let write = || -> std::io::Result<()> {
        let mut file = tempfile::Builder::new()
            .prefix(".writing-")
            .tempfile_in(folder)?;
        file.write_all(text.as_bytes())?;
        file.persist(&path)?;
        Ok(())
    };
    write().with_context(|| format!("cannot write {}", path.display()))
}
