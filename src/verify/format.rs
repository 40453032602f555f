//! The formatting of all that is Rust and belongs to the course.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::process::Stdio;

use anyhow::Context as _;
use tokio::process::Command;

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
    let mut findings = Vec::new();
    for file in files {
        // Read from stdin, a file is formatted by itself: rustfmt does not go on into the learner's
        // file by way of a test file's `mod exercise;`.
        let input =
            fs::File::open(&file).with_context(|| format!("{} cannot be read", file.display()))?;
        let output = Command::new("rustfmt")
            .args(["--check", "--edition", "2024", "--config-path"])
            .arg(root)
            .stdin(input)
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .output()
            .await
            .context("rustfmt cannot be run: `rustup component add rustfmt`")?;
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

fn rust_files(folder: &Path, files: &mut Vec<PathBuf>) -> io::Result<()> {
    if !folder.is_dir() {
        return Ok(());
    }
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
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
        write("kept.1.old.rs", "fn kept( ) { }\n");
        let mut findings = unformatted(root.path()).await.expect("rustfmt runs");
        findings.sort();
        assert_eq!(findings.len(), 2, "{findings:#?}");
        assert!(
            findings[0].contains("bad.rs:1: is not formatted"),
            "{findings:#?}"
        );
        assert!(findings[1].contains("broken.rs:1:"), "{findings:#?}");
    }
}
