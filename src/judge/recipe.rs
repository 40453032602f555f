//! How the compiler is called for a test target, as cargo says it.
//!
//! Cargo works once for a whole tree: it builds what the tests stand on, and is handed a wrapper for the
//! compiler, this executable, which notes how each test target would be compiled, and does not compile it.
//! From then on answers are compiled by the same call, without cargo, each in a folder of its own.

use std::collections::HashMap;
use std::env;
use std::ffi::OsString;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode, Stdio};

use anyhow::{Context as _, bail};
use serde::{Deserialize, Serialize};

use crate::catalog::Catalog;
use crate::check::build::cargo;

/// Tells this executable that it is called in place of the compiler, and where it writes down how.
const VARIABLE: &str = "WORKBOOK_RECIPES";

/// A call of the compiler for one test target.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Recipe {
    /// Without what depends on the place: the source, the folder of the output, incremental data.
    pub(super) arguments: Vec<String>,
    /// What cargo sets for the package.
    pub(super) environment: Vec<(String, String)>,
}

/// The calls for all test targets of a tree.
#[derive(Clone, Debug)]
pub(super) struct Recipes {
    /// By chapter and target.
    recipes: HashMap<(String, String), Recipe>,
    /// The compiler itself, not the one that chooses a toolchain.
    pub(super) rustc: PathBuf,
    /// Where the toolchain is.
    pub(super) sysroot: PathBuf,
    /// What the compiler says of its version.
    pub(super) version: String,
}

/// Does the work of the compiler's wrapper, if that is what this process was started for. To be called
/// first thing in `main`.
pub fn wrapper() -> Option<ExitCode> {
    let notes = PathBuf::from(env::var_os(VARIABLE)?);
    let mut arguments = env::args_os().skip(1);
    let rustc = arguments.next()?;
    let arguments: Vec<OsString> = arguments.collect();
    if let Some((chapter, target, recipe)) = Recipe::note(&arguments) {
        let file = notes.join(format!("{chapter}.{target}.json"));
        let json = serde_json::to_vec(&recipe).expect("a recipe is plain data");
        if let Err(error) = fs::write(&file, json) {
            eprintln!("cannot write {}: {error}", file.display());
        }
        // Cargo takes it for a failure, and so asks again each time.
        return Some(ExitCode::FAILURE);
    }
    let status = Command::new(&rustc).args(&arguments).status();
    Some(match status {
        Ok(status) if status.success() => ExitCode::SUCCESS,
        Ok(status) => ExitCode::from(status.code().and_then(|it| it.try_into().ok()).unwrap_or(1)),
        Err(error) => {
            eprintln!("cannot start {}: {error}", Path::new(&rustc).display());
            ExitCode::FAILURE
        }
    })
}

impl Recipe {
    /// The chapter and the target of a call, and its recipe, if it is for the tests of an exercise.
    fn note(arguments: &[OsString]) -> Option<(String, String, Self)> {
        let arguments: Vec<&str> = arguments
            .iter()
            .map(|it| it.to_str())
            .collect::<Option<_>>()?;
        if !arguments.contains(&"--test") {
            return None;
        }
        let source = arguments.iter().find(|it| it.ends_with(".rs"))?;
        let source = source.replace('\\', "/");
        let (chapter, file) = source
            .strip_prefix("exercises/")?
            .split_once("/tests/")
            .filter(|(chapter, _)| chapter.starts_with("ch"))?;
        let target = file.strip_suffix(".rs")?;
        let environment = env::vars().filter(|(name, _)| {
            name.starts_with("CARGO_PKG_")
                || name == "CARGO_CRATE_NAME"
                || name == "CARGO_PRIMARY_PACKAGE"
        });
        let recipe = Self {
            arguments: without_places(&arguments),
            environment: environment.collect(),
        };
        Some((chapter.to_owned(), target.to_owned(), recipe))
    }

    /// The same call for a file beside it: what the package gives to one of its tests, it gives to all.
    pub(super) fn renamed(&self, target: &str) -> Self {
        let mut recipe = self.clone();
        let mut arguments = recipe.arguments.iter_mut();
        while let Some(argument) = arguments.next() {
            if argument == "--crate-name"
                && let Some(name) = arguments.next()
            {
                *name = target.to_owned();
            }
        }
        recipe
    }
}

/// The arguments, without those that say where the source and the output are, and without debug
/// information, since a panic knows its line without.
fn without_places(arguments: &[&str]) -> Vec<String> {
    const OPTIONS: [&str; 3] = ["incremental=", "extra-filename=", "debuginfo="];
    let mut kept = Vec::new();
    let mut arguments = arguments.iter().copied().peekable();
    while let Some(argument) = arguments.next() {
        let next = arguments.peek().copied().unwrap_or_default();
        let drop_both = argument == "--out-dir"
            || argument == "-C" && OPTIONS.iter().any(|it| next.starts_with(it));
        if drop_both {
            arguments.next();
        } else if !argument.ends_with(".rs") {
            kept.push(argument.to_owned());
        }
    }
    kept
}

impl Recipes {
    /// Has cargo build what the tests in the tree at `root` stand on, in `target`, and say how it would go on.
    /// `wrapper` is an executable whose `main` calls [`wrapper`] first.
    pub(super) async fn of(
        root: &Path,
        target: &Path,
        catalog: &Catalog,
        wrapper: &Path,
    ) -> anyhow::Result<Self> {
        let notes = tempfile::Builder::new().prefix("workbook-").tempdir()?;
        let mut command = cargo();
        command
            .current_dir(root)
            .args(["build", "--keep-going", "--quiet", "--test", "*"])
            .env("CARGO_TARGET_DIR", target)
            .env("RUSTC_WRAPPER", wrapper)
            .env(VARIABLE, notes.path())
            .stdin(Stdio::null());
        for chapter in &catalog.chapters {
            command.args(["--package", &chapter.id]);
        }
        let output = command.output().await.context("cargo cannot be started")?;
        let mut recipes = HashMap::new();
        for entry in fs::read_dir(notes.path())? {
            let path = entry?.path();
            let name = path
                .file_stem()
                .unwrap_or_default()
                .to_string_lossy()
                .into_owned();
            if let Some((chapter, target)) = name.split_once('.') {
                let recipe = serde_json::from_slice(&fs::read(&path)?)?;
                recipes.insert((chapter.to_owned(), target.to_owned()), recipe);
            }
        }
        for exercise in catalog.exercises() {
            for test in catalog.tests(exercise)? {
                if !recipes.contains_key(&(exercise.chapter.clone(), test.target.clone())) {
                    bail!(
                        "cargo does not come as far as the tests of {}:\n{}",
                        exercise.id(),
                        String::from_utf8_lossy(&output.stderr)
                    );
                }
            }
        }
        let (sysroot, version) = (said(root, &["--print", "sysroot"])?, said(root, &["-vV"])?);
        let sysroot = PathBuf::from(sysroot.trim());
        Ok(Self {
            recipes,
            rustc: sysroot
                .join("bin")
                .join(format!("rustc{}", env::consts::EXE_SUFFIX)),
            sysroot,
            version: version.lines().next().unwrap_or_default().to_owned(),
        })
    }

    /// The call for a target of a chapter. For one that the chapter does not have, that of the exercise's first.
    pub(super) fn get(&self, chapter: &str, target: &str, exercise: &str) -> io::Result<Recipe> {
        let of = |target: &str| self.recipes.get(&(chapter.to_owned(), target.to_owned()));
        of(target)
            .cloned()
            .or_else(|| Some(of(exercise)?.renamed(target)))
            .ok_or_else(|| io::Error::other(format!("{chapter}/{exercise} is not built by cargo")))
    }
}

/// What the compiler that is used in `folder` says of itself.
fn said(folder: &Path, arguments: &[&str]) -> anyhow::Result<String> {
    let rustc = env::var_os("RUSTC").unwrap_or_else(|| "rustc".into());
    let output = Command::new(&rustc)
        .args(arguments)
        .current_dir(folder)
        .output()
        .with_context(|| format!("{} cannot be started", Path::new(&rustc).display()))?;
    Ok(String::from_utf8(output.stdout)?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_call_is_noted_without_its_places() {
        let call = "--crate-name ex01_a --edition=2024 exercises/ch01-b/tests/ex01_a.rs --emit=dep-info,link \
                    -C embed-bitcode=no -C debuginfo=line-tables-only --test -C metadata=1 -C extra-filename=-1 \
                    --out-dir /t/deps -C incremental=/t/i -L dependency=/t/deps";
        let call: Vec<OsString> = call.split_whitespace().map(OsString::from).collect();
        let (chapter, target, recipe) = Recipe::note(&call).expect("it is for a test");
        assert_eq!((chapter.as_str(), target.as_str()), ("ch01-b", "ex01_a"));
        assert_eq!(
            recipe.arguments.join(" "),
            "--crate-name ex01_a --edition=2024 --emit=dep-info,link -C embed-bitcode=no --test -C metadata=1 \
             -L dependency=/t/deps"
        );
        let renamed = recipe.renamed("ex01_a_more").arguments;
        assert_eq!(renamed[..2], ["--crate-name", "ex01_a_more"]);
    }

    #[test]
    fn what_is_no_test_of_an_exercise_is_compiled() {
        for call in [
            "--crate-name support exercises/support/src/lib.rs --crate-type lib",
            "--crate-name alone exercises/support/tests/alone.rs --test",
            "--crate-name loom /registry/loom/src/lib.rs",
            "-vV",
        ] {
            let call: Vec<OsString> = call.split_whitespace().map(OsString::from).collect();
            assert_eq!(Recipe::note(&call), None);
        }
    }
}
