//! Everything in the book that is Rust, compiled as the binaries of one package: the programs where
//! they stand, the snippets as files of their own.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::OnceLock;

use cargo_metadata::Message;
use cargo_metadata::diagnostic::DiagnosticLevel;

use crate::snippets::{self, Snippet};
use crate::{files, root};

/// What the compiler made of one binary.
#[derive(Debug, Default)]
pub(crate) struct Compiled {
    pub(crate) executable: Option<PathBuf>,
    /// Errors and warnings: the code, if there is one, and the message.
    pub(crate) said: Vec<(Option<String>, String)>,
}

/// All of it, compiled once for all tests.
pub(crate) struct Built {
    pub(crate) programs: BTreeMap<PathBuf, Compiled>,
    pub(crate) snippets: Vec<(Snippet, Compiled)>,
}

pub(crate) fn built() -> &'static Built {
    static BUILT: OnceLock<Built> = OnceLock::new();
    BUILT.get_or_init(build)
}

fn build() -> Built {
    let package = root().join("target").join("programs");
    let programs: Vec<PathBuf> = files(&root().join("book"), ".rs");
    let (snippets, _) = snippets::all();
    let mut manifest = manifest();
    let mut bin = |name: &str, path: &Path| {
        write!(manifest, "\n[[bin]]\nname = \"{name}\"\npath = {path:?}\n")
            .expect("a String grows");
    };
    let program_name = |index: usize| format!("program_{index}");
    let snippet_name = |snippet: &Snippet| snippet.name();
    for (index, program) in programs.iter().enumerate() {
        bin(&program_name(index), program);
    }
    for snippet in &snippets {
        let path = package
            .join("snippets")
            .join(format!("{}.rs", snippet_name(snippet)));
        write_if_new(&path, &snippet.source());
        bin(&snippet_name(snippet), &path);
    }
    write_if_new(&package.join("Cargo.toml"), &manifest);
    let lock = package.join("Cargo.lock");
    if !lock.exists() {
        fs::copy(root().join("Cargo.lock"), lock).expect("the lock file is copied");
    }
    let mut compiled = compile(&package);
    let mut take = |name: &str| compiled.remove(name).unwrap_or_default();
    Built {
        programs: programs
            .into_iter()
            .enumerate()
            .map(|(index, program)| (program, take(&program_name(index))))
            .collect(),
        snippets: snippets
            .into_iter()
            .map(|snippet| {
                let compiled = take(&snippet_name(&snippet));
                (snippet, compiled)
            })
            .collect(),
    }
}

/// The programs may use what the exercises may, but nothing of the workbook's own.
fn manifest() -> String {
    let text = fs::read_to_string(root().join("Cargo.toml")).expect("the manifest is there");
    let root: toml::Table = toml::from_str(&text).expect("the manifest is TOML");
    let mut dependencies = root["workspace"]["dependencies"]
        .as_table()
        .expect("the workspace has dependencies")
        .clone();
    dependencies.retain(|_, dependency| dependency.get("path").is_none());
    let mut manifest = toml::Table::new();
    manifest.insert("dependencies".into(), dependencies.into());
    format!(
        "[package]\nname = \"book-programs\"\nedition = \"2024\"\n\n[workspace]\n\n\
         [profile.dev]\ndebug = 0\nincremental = false\n\n{}",
        toml::to_string(&manifest).expect("a table can be written")
    )
}

/// A file that is the same is left alone, so that cargo has nothing to do.
fn write_if_new(path: &Path, text: &str) {
    if fs::read_to_string(path).is_ok_and(|old| old == text) {
        return;
    }
    fs::create_dir_all(path.parent().expect("a file stands in a folder")).expect("made");
    fs::write(path, text).expect("written");
}

fn compile(package: &Path) -> BTreeMap<String, Compiled> {
    let output = Command::new(env!("CARGO"))
        .args(["build", "--keep-going", "--message-format=json"])
        .current_dir(package)
        .env(
            "CARGO_TARGET_DIR",
            root().join("target").join("programs").join("target"),
        )
        .stdin(Stdio::null())
        .output()
        .expect("cargo runs");
    let mut compiled: BTreeMap<String, Compiled> = BTreeMap::new();
    let mut any = false;
    for line in String::from_utf8_lossy(&output.stdout).lines() {
        match serde_json::from_str(line) {
            Ok(Message::CompilerArtifact(artifact)) => {
                any = true;
                if let Some(executable) = artifact.executable {
                    compiled.entry(artifact.target.name).or_default().executable =
                        Some(executable.into());
                }
            }
            Ok(Message::CompilerMessage(message)) => {
                let said = &message.message;
                let counts = matches!(
                    said.level,
                    DiagnosticLevel::Error | DiagnosticLevel::Warning
                );
                if counts && !said.message.starts_with("aborting due to") {
                    let code = said.code.as_ref().map(|code| code.code.clone());
                    let said = (code, said.rendered.clone().unwrap_or(said.message.clone()));
                    compiled
                        .entry(message.target.name)
                        .or_default()
                        .said
                        .push(said);
                }
            }
            _ => {}
        }
    }
    assert!(
        any,
        "cargo built nothing:\n{}",
        String::from_utf8_lossy(&output.stderr)
    );
    compiled
}
