//! The formatting of all that is Rust and belongs to the course.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::pin::pin;
use std::process::Stdio;

use anyhow::Context as _;
use futures_util::{StreamExt as _, TryStreamExt as _, stream};
use tokio::process::Command;

/// How many files one rustfmt reads: it starts for longer than it takes to read fifty.
const BATCH: usize = 50;

/// How many rustfmts there are at a time.
const AT_A_TIME: usize = 4;

/// Answers as strangers may write them, some of which are no Rust at all.
const STRANGERS: &str = "solutions/tests/hostile/answers";

/// Why there is no rustfmt to start.
const MISSING: &str = "rustfmt cannot be run: `rustup component add rustfmt`";

/// What rustfmt would change, in all that is Rust and belongs to the course.
///
/// # Errors
///
/// If rustfmt cannot be run.
pub async fn unformatted(root: &Path) -> anyhow::Result<Vec<String>> {
    let mut files = Vec::new();
    for folder in ["src", "tests", "solutions", "exercises", "book"] {
        rust_files(&root.join(folder), &mut files)
            .with_context(|| format!("{folder} cannot be searched"))?;
    }
    // Given by its name, a file is formatted with all that it declares as `mod name;`, and for a test file
    // that is the learner's.
    let (with_modules, alone): (Vec<_>, Vec<_>) = files.into_iter().partition(|file| {
        // A file that is no text is one for rustfmt to complain about.
        fs::read_to_string(file).is_ok_and(|text| declares_modules(&text))
    });
    let mut findings = Vec::new();
    let batches = alone.chunks(BATCH).map(<[PathBuf]>::to_vec);
    let batches = batches.chain(with_modules.into_iter().map(|file| vec![file]));
    let batches = stream::iter(batches).map(|batch| unformatted_among(root, batch));
    let mut batches = pin!(batches.buffered(AT_A_TIME));
    while let Some(found) = batches.try_next().await? {
        findings.extend(found);
    }
    Ok(findings)
}

/// Whether the text has a line as `mod name;`.
fn declares_modules(text: &str) -> bool {
    text.lines().map(str::trim).any(|line| {
        let declaration = line.strip_suffix(';');
        declaration.is_some_and(|it| it.split(' ').rev().nth(1) == Some("mod"))
    })
}

/// What rustfmt would change in these files. Several are read by one process, and one at a time if that fails.
async fn unformatted_among(root: &Path, files: Vec<PathBuf>) -> anyhow::Result<Vec<String>> {
    if files.len() > 1 {
        let output = rustfmt(root).args(&files).output().await.context(MISSING)?;
        if output.status.success() && output.stdout.is_empty() {
            return Ok(Vec::new());
        }
    }
    let mut findings = Vec::new();
    for file in files {
        // Read from stdin, a file is formatted by itself.
        let input =
            fs::File::open(&file).with_context(|| format!("{} cannot be read", file.display()))?;
        let output = rustfmt(root).stdin(input).output().await.context(MISSING)?;
        // Its status says whether it could read the file; that it would change it, only its output.
        if !output.status.success() || !output.stdout.is_empty() {
            let path = file.strip_prefix(root).unwrap_or(&file).display();
            let error = String::from_utf8_lossy(&output.stderr);
            let why = error
                .lines()
                .next()
                .unwrap_or("is not formatted: run rustfmt on it");
            findings.push(format!("{path}:1: {why}"));
        }
    }
    Ok(findings)
}

fn rustfmt(root: &Path) -> Command {
    let mut command = Command::new("rustfmt");
    command
        .args(["--check", "--edition", "2024", "--config-path"])
        .arg(root)
        .stdin(Stdio::null());
    command
}

fn rust_files(folder: &Path, files: &mut Vec<PathBuf>) -> io::Result<()> {
    if !folder.is_dir() {
        return Ok(());
    }
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.ends_with(STRANGERS) {
            continue;
        }
        if path.is_dir() {
            rust_files(&path, files)?;
        } else if path.extension().is_some_and(|it| it == "rs")
            && !path.to_string_lossy().ends_with(".old.rs")
        {
            files.push(path);
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn what_rustfmt_would_change_or_cannot_read_is_found() {
        let root = tempfile::tempdir().expect("a folder");
        let write = |name: &str, text: &str| {
            let path = root.path().join("src").join(name);
            fs::create_dir_all(path.parent().expect("a parent")).expect("made");
            fs::write(path, text).expect("written");
        };
        fs::write(root.path().join("rustfmt.toml"), "max_width = 100\n").expect("written");
        write("good.rs", "fn good() {}\n");
        write("bad.rs", "fn bad( ) { }\n");
        write("broken.rs", "fn broken( {\n");
        // A learner's earlier version is nobody's to format.
        // One that declares others is looked at, and they are by themselves.
        write("roots.rs", "mod  missing;\n");
        write(
            &format!("../{STRANGERS}/stranger.rs"),
            "fn stranger( ) { }\n",
        );
        write("kept.1.old.rs", "fn kept( ) { }\n");
        let mut findings = unformatted(root.path()).await.expect("rustfmt runs");
        findings.sort();
        assert_eq!(findings.len(), 3, "{findings:#?}");
        assert!(
            findings[0].contains("bad.rs:1: is not formatted"),
            "{findings:#?}"
        );
        assert!(findings[1].contains("broken.rs:1:"), "{findings:#?}");
        assert!(findings[2].contains("roots.rs:1: is not"), "{findings:#?}");
    }
}
