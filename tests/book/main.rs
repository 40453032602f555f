//! The book, held to what it promises: its programs do what their pages show, its snippets compile
//! or fail as they say, its links lead somewhere, and it needs no network.

mod go;
mod pages;
mod programs;
mod scratch;
mod server;
mod snippets;

use std::path::{Path, PathBuf};

/// The root of the workbook.
fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// All files below `folder` whose name ends in `suffix`, sorted.
fn files(folder: &Path, suffix: &str) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in folder.read_dir().into_iter().flatten().flatten() {
        let path = entry.path();
        if path.is_dir() {
            found.extend(files(&path, suffix));
        } else if path.to_string_lossy().ends_with(suffix) {
            found.push(path);
        }
    }
    found.sort();
    found
}

/// The pages of the book, as their authors wrote them.
fn pages() -> Vec<PathBuf> {
    files(&root().join("book"), ".md")
}

/// `path` as a person would name it: from the root, with slashes.
fn shown(path: &Path) -> String {
    let path = path.strip_prefix(root()).unwrap_or(path);
    path.iter()
        .map(|part| part.to_string_lossy())
        .collect::<Vec<_>>()
        .join("/")
}

/// Fails with all of `faults`, one a line, if there are any.
#[track_caller]
fn none(faults: &[String]) {
    assert!(faults.is_empty(), "\n{}\n", faults.join("\n"));
}
